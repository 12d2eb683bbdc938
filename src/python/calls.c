/* blocking, gil and processes: plain functions, whose calls hold their thread. What differs is what
 * a started task is: a call, a thread, a process. */
#include "config.h"

#include "python/translation.h"

#include <string.h>

#include "python/bodies.h"
#include "python/common.h"
#include "python/expr.h"
#include "python/helpers.h"
#include "python/known.h"
#include "python/names.h"
#include "python/offloaded.h"

static bool is_blocking(const struct translation *t)
{
    return t->model == MODEL_BLOCKING;
}

static bool is_processes(const struct translation *t)
{
    return t->model == MODEL_PROCESSES;
}

/* Whether who has failed is kept. Between processes that takes so much that it is not for numbers
 * that might get too large. */
static bool can_fail(const struct translation *t)
{
    return is_processes(t) ? t->facts.fails : t->facts.can_fail;
}

/* A plain call that is over cannot be asked for more than its value. */
static bool has_futures(const struct translation *t)
{
    const bool *kinds = t->facts.kinds;
    if (is_blocking(t))
        return can_fail(t) || kinds[TREE_AWAIT_ANY] || kinds[TREE_AWAIT_FIRST];
    return kinds[TREE_AWAIT] || kinds[TREE_AWAIT_ALL] || kinds[TREE_AWAIT_ANY] ||
           kinds[TREE_AWAIT_FIRST] || kinds[TREE_CANCEL] || t->facts.uses_done;
}

/* Of its tasks has to be known how they ended, in what order, and who has asked. */
static bool keeps_tasks(const struct translation *t)
{
    const bool *kinds = t->facts.kinds;
    return can_fail(t) || kinds[TREE_AWAIT_ANY] || kinds[TREE_AWAIT_FIRST];
}

/* ---- the device and the clock ---- */

static void use_io(struct translation *t)
{
    int64_t serves = t->checked->now.settings.device;
    const char *module = is_processes(t) ? "multiprocessing" : "threading";
    struct strbuf text = STRBUF_INIT;
    if (t->io_helper)
        return;
    if (t->facts.uses_answers && is_processes(t)) {
        helpers_import(t, IMPORT_MULTIPROCESSING);
        strbuf_adds(&text, "answers = multiprocessing.Value(\"q\", 0)\n");
    } else if (t->facts.uses_answers) {
        helpers_import(t, IMPORT_ITERTOOLS);
        strbuf_adds(&text, "answers = itertools.count(1)\n");
    }
    if (serves) {
        helpers_import(t, is_processes(t) ? IMPORT_MULTIPROCESSING : IMPORT_THREADING);
        strbuf_addf(&text, "device = %s.Semaphore(%lld)  # so many requests at once\n", module,
                    (long long)serves);
    }
    strbuf_adds(&text, "\n\ndef io(seconds):\n    \"\"\"Asks the device, and waits for its "
                       "answer.\"\"\"\n");
    if (serves)
        strbuf_adds(&text, "    with device:\n    ");
    strbuf_adds(&text, "    time.sleep(seconds)\n");
    if (t->facts.uses_answers && is_processes(t))
        strbuf_adds(&text, "    with answers.get_lock():\n"
                           "        answers.value += 1\n"
                           "        return answers.value\n");
    else if (t->facts.uses_answers)
        strbuf_adds(&text, "    return next(answers)\n");
    t->io_helper = py_format(t, "%s", strbuf_str(&text));
    strbuf_release(&text);
}

static const char *wait(struct translation *t, const struct tree_stmt *stmt)
{
    helpers_import(t, IMPORT_TIME);
    if (stmt->kind == TREE_SLEEP || !(t->facts.uses_answers || t->checked->now.settings.device))
        return py_format(t, "time.sleep(%s)", expr_seconds(t, stmt->value));
    use_io(t);
    return py_format(t, "io(%s)", expr_seconds(t, stmt->value));
}

static void write_wait(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, stmt, "%s%s", common_target(t, stmt), wait(t, stmt));
}

static void write_meanwhile(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, NULL, "# nothing is done meanwhile: the call holds its thread");
    write_wait(t, stmt);
}

/* What waits for the answer, and then calls back; a call that holds its thread has waited before.
 */
static void write_then(struct translation *t, const struct tree_stmt *stmt)
{
    const char *copies = common_copies(t, stmt);
    const char *group = t->group;
    bool in_then = t->in_then, waits = !stmt->holds || is_blocking(t);
    struct tree_stmt asked = {.kind = TREE_IO, .target = stmt->target, .value = stmt->value};
    if (is_blocking(t) && can_fail(t))
        py_refuse(t, stmt->place,
                  "a failure in what is called at once would be the caller's at once");
    t->group = NULL;
    t->in_then = true;
    const char *parameters = copies, *answer = "";
    if (!waits) {
        answer = stmt->target.text ? "answer" : "";
        py_line(t, NULL, "%s%s", *answer ? "answer = " : "", wait(t, &asked));
        if (*answer)
            parameters = py_format(t, "%s%s%s", copies, *copies ? ", " : "", expr_target(t, stmt));
    }
    py_line(t, stmt, "def answered(%s):", parameters);
    t->indent++;
    common_globals(t, &stmt->body);
    if (waits)
        write_wait(t, &asked);
    t->indent--;
    py_block(t, &stmt->body);
    t->group = group;
    t->in_then = in_then;
    const char *args = py_format(t, "%s%s%s", copies, *copies && *answer ? ", " : "", answer);
    if (is_blocking(t)) {
        py_line(t, NULL, "answered(%s)", args);
        return;
    }
    helpers_use(t, can_fail(t) ? HELPER_LEAVE_FAILING : HELPER_LEAVE);
    py_line(t, NULL, "callbacks.append(leave(answered%s%s))", *args ? ", " : "", args);
}

/* ---- tasks ---- */

enum { MANY = 1000 };

static void use_pool(struct translation *t)
{
    int64_t workers = t->checked->now.settings.workers;
    if (t->pool_helper)
        return;
    helpers_import(t, IMPORT_FUTURES);
    t->pool_helper = py_format(
        t, "pool = concurrent.futures.ThreadPoolExecutor(%lld)%s\nbegun = []  # all its tasks\n",
        (long long)(workers ? workers : MANY), workers ? "" : "  # as many threads as are needed");
    helpers_use(t, keeps_tasks(t) ? HELPER_START_TASK_IN_POOL : HELPER_START_IN_POOL);
}

static void use_with_callbacks(struct translation *t)
{
    helpers_use(t, can_fail(t) ? HELPER_WITH_CALLBACKS_FAILING : HELPER_WITH_CALLBACKS_CALLED);
}

/* The threads of an offloaded block's pool have no end: those of tasks have to be told from them.
 */
static bool uses_pool(const struct translation *t)
{
    return has_futures(t) || t->checked->now.settings.workers || t->facts.kinds[TREE_OFFLOAD];
}

/* No comma parts it from another: as a tuple it needs one behind it. */
static bool is_one(const char *args)
{
    int depth = 0;
    for (; *args; args++) {
        depth += *args == '(' || *args == '[';
        depth -= *args == ')' || *args == ']';
        if (*args == ',' && !depth)
            return false;
    }
    return true;
}

/* What begins a task of the body: `name`, with arguments, as an expression. */
static const char *begin(struct translation *t, const struct py_body *body, const char *args)
{
    const char *comma = *args ? ", " : "";
    const char *name = body->name;
    if (body->needs.callbacks && !is_blocking(t)) {
        use_with_callbacks(t);
        name = "with_callbacks";
        args = py_format(t, "%s%s%s", body->name, comma, args);
        comma = ", ";
    }
    if (is_blocking(t)) {
        if (!has_futures(t))
            return py_format(t, "%s(%s)", name, args);
        helpers_use(t, HELPER_START_TASK);
        return py_format(t, "start(%s%s%s)", name, comma, args);
    }
    if (is_processes(t)) {
        helpers_use(t, keeps_tasks(t) ? HELPER_PROCESS_FAILING : HELPER_PROCESS);
        return py_format(t, "start(%s%s%s)", name, comma, args);
    }
    if (t->group)
        return py_format(t, "%s.submit(%s%s%s)", t->group, name, comma, args);
    if (uses_pool(t)) {
        use_pool(t);
        return py_format(t, "start(%s%s%s)", name, comma, args);
    }
    helpers_import(t, IMPORT_THREADING);
    const char *daemon = t->checked->now.settings.until_main_ends ? ", daemon=True" : "";
    if (!*args)
        return py_format(t, "threading.Thread(target=%s%s).start()", name, daemon);
    return py_format(t, "threading.Thread(target=%s, args=(%s%s)%s).start()", name, args,
                     is_one(args) ? "," : "", daemon);
}

static void write_start(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    const char *counter = common_next_number(t, body);
    const char *more = bodies_begun_with(t, body, counter, "None");
    const char *args = expr_args(t, stmt, bodies_without_comma(t, more));
    const char *target = stmt->target.text ? expr_target(t, stmt) : NULL;
    const char *begun = begin(t, body, args);
    bool listed = t->body->needs.started && has_futures(t);
    if (!listed) {
        py_line(t, stmt, "%s%s", common_target(t, stmt), begun);
        return;
    }
    if (!target) {
        py_line(t, stmt, "started.append(%s)", begun);
        return;
    }
    py_line(t, stmt, "%s = %s", target, begun);
    py_line(t, NULL, "started.append(%s)", target);
}

static void write_call(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    const char *more = bodies_handed_on(t, body, "None");
    const char *args = expr_args(t, stmt, bodies_without_comma(t, more));
    common_call(t, stmt, args);
}

static void write_await(struct translation *t, const struct tree_stmt *stmt)
{
    const char *future = names_variable(t, stmt->object.text);
    if (!has_futures(t)) {
        py_line(t, stmt, "%s%s", common_target(t, stmt), future);
        return;
    }
    bool listed = t->body->needs.started && !t->in_then;
    const char *limit = stmt->within && !is_blocking(t) ? expr_seconds(t, stmt->within) : "";
    const char *value = py_format(t, "%s.result(%s)", future, limit);
    if (listed) {
        helpers_use(t, HELPER_REPORTED_CALLED);
        value = py_format(t, "reported(%s, started%s%s)", future, *limit ? ", " : "", limit);
    }
    if (!*limit) {
        py_line(t, stmt, "%s%s", common_target(t, stmt), value);
        return;
    }
    py_line(t, NULL, "try:");
    py_line(t, stmt, "    %s%s", common_target(t, stmt), value);
    py_line(t, NULL, "except TimeoutError:");
    py_line(t, NULL, "    raise RuntimeError(\"timed out\") from None");
}

static const char *time_limit(struct translation *t, const struct tree_stmt *stmt)
{
    return stmt->within && !is_blocking(t) ? py_format(t, ", %s", expr_seconds(t, stmt->within))
                                           : "";
}

static void write_await_many(struct translation *t, const struct tree_stmt *stmt)
{
    const char *started = t->body->needs.started ? "started" : "[]";
    if (!has_futures(t)) {
        py_line(t, stmt, "pass");
        return;
    }
    if (stmt->kind == TREE_AWAIT_ALL) {
        helpers_use(t, (enum helper)(
                           (is_processes(t) ? HELPER_WAIT_ALL_PROCESSES : HELPER_WAIT_ALL_CALLED) +
                           can_fail(t)));
        py_line(t, stmt, "wait_all(%s%s)", started, time_limit(t, stmt));
        return;
    }
    const char *among =
        stmt->kind == TREE_AWAIT_FIRST ? py_format(t, "[%s]", expr_args(t, stmt, "")) : started;
    helpers_use(t, is_processes(t) ? HELPER_FIRST_ENDED_PROCESSES : HELPER_FIRST_ENDED_CALLED);
    py_line(t, stmt, "%sfirst_ended(%s, %s%s)", common_target(t, stmt), among, started,
            time_limit(t, stmt));
}

/* Statements without a block of their own, as deep as they stand. */
static void write_inline(struct translation *t, const struct tree_block *block)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next)
        t->family->statement(t, stmt);
}

static void write_group(struct translation *t, const struct tree_stmt *stmt)
{
    const char *before = t->group;
    if (t->facts.fails) {
        py_refuse(t, stmt->place,
                  "a group that fails cancels its tasks, and %s cannot be cancelled",
                  is_blocking(t) ? "a call that is over" : "a thread or a process");
        return;
    }
    if (is_blocking(t)) {
        py_line(t, NULL, "# %u: group: nothing is left to wait for at its end",
                (unsigned)stmt->place.line);
        write_inline(t, &stmt->body);
        return;
    }
    if (is_processes(t)) {
        py_refuse(t, stmt->place, "multiprocessing has no groups");
        return;
    }
    helpers_import(t, IMPORT_FUTURES);
    t->groups++;
    t->group = t->groups > 1 ? py_format(t, "group_%d", t->groups) : "group";
    py_line(t, stmt, "with concurrent.futures.ThreadPoolExecutor(1000) as %s:", t->group);
    py_block(t, &stmt->body);
    t->groups--;
    t->group = before;
}

static void write_cancel(struct translation *t, const struct tree_stmt *stmt)
{
    if (is_blocking(t))
        py_line(t, stmt, "%s  # has ended already", names_variable(t, stmt->object.text));
    else if (is_processes(t) && !t->facts.kinds[TREE_TRY] && !t->facts.kinds[TREE_WITH] &&
             !t->facts.kinds[TREE_TRY_ACQUIRE])
        py_line(t, stmt, "%s.terminate()", names_variable(t, stmt->object.text));
    else
        py_refuse(t, stmt->place, "Python cannot cancel a %s: it goes on until it ends by itself",
                  is_processes(t) ? "process so that it cleans up" : "thread");
}

static void write_offload(struct translation *t, const struct tree_stmt *stmt)
{
    if (stmt->to_processes) {
        py_refuse(t, stmt->place, "what is sent to another process must be a function of its own");
        return;
    }
    int64_t threads = t->checked->now.settings.pool;
    helpers_import(t, IMPORT_FUTURES);
    t->offload_helper = py_format(t, "offload_pool = concurrent.futures.ThreadPoolExecutor(%lld)\n",
                                  (long long)threads);
    offloaded_begin(t, stmt);
    py_block(t, &stmt->body);
    py_line(t, NULL, "offload_pool.submit(offloaded).result()");
}

static void write_yield(struct translation *t, const struct tree_stmt *stmt)
{
    if (t->body->checked->generator) {
        common_yield(t, stmt);
    } else if (is_blocking(t)) {
        py_line(t, stmt, "pass");
    } else {
        helpers_import(t, IMPORT_TIME);
        py_line(t, stmt, "time.sleep(0)");
    }
}

static void write_say(struct translation *t, const struct tree_stmt *stmt)
{
    const char *text = expr_text(t, stmt->text);
    if (is_blocking(t)) {
        py_line(t, stmt, "print(%s)", text);
        return;
    }
    helpers_use(t, HELPER_SAY);
    py_line(t, stmt, "say(%s)", text);
}

static bool refuse_end_of_all(struct translation *t, const struct tree_stmt *stmt)
{
    if (!is_processes(t) || t->body->checked->task == t->checked->bodies[0].task)
        return false;
    py_refuse(t, stmt->place, "a process of multiprocessing ends only itself");
    return true;
}

static void write_exit(struct translation *t, const struct tree_stmt *stmt)
{
    if (!refuse_end_of_all(t, stmt))
        common_exit(t, stmt);
}

static void write_assert(struct translation *t, const struct tree_stmt *stmt)
{
    if (!refuse_end_of_all(t, stmt))
        common_assert(t, stmt);
}

static void write_try_acquire(struct translation *t, const struct tree_stmt *stmt)
{
    const char *name = expr_object(t, stmt);
    py_line(t, stmt, "if %s.acquire(False):", name);
    t->indent++;
    py_line(t, NULL, "try:");
    common_held_block(t, stmt);
    py_line(t, NULL, "finally:");
    py_line(t, NULL, "    %s.release()", name);
    t->indent--;
    if (!stmt->handler.first)
        return;
    py_line(t, NULL, "else:");
    py_block(t, &stmt->handler);
}

static void write_statement(struct translation *t, const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_SAY:
        write_say(t, stmt);
        break;
    case TREE_IO:
    case TREE_SLEEP:
        write_wait(t, stmt);
        break;
    case TREE_IO_MEANWHILE:
        write_meanwhile(t, stmt);
        break;
    case TREE_IO_THEN:
        write_then(t, stmt);
        break;
    case TREE_YIELD:
        write_yield(t, stmt);
        break;
    case TREE_START:
        write_start(t, stmt);
        break;
    case TREE_CALL:
    case TREE_RUN:
        write_call(t, stmt);
        break;
    case TREE_AWAIT:
        write_await(t, stmt);
        break;
    case TREE_AWAIT_ALL:
    case TREE_AWAIT_ANY:
    case TREE_AWAIT_FIRST:
        write_await_many(t, stmt);
        break;
    case TREE_GROUP:
        write_group(t, stmt);
        break;
    case TREE_CANCEL:
        write_cancel(t, stmt);
        break;
    case TREE_OFFLOAD:
        write_offload(t, stmt);
        break;
    case TREE_WITH:
        py_line(t, stmt, "with %s:", expr_object(t, stmt));
        common_held_block(t, stmt);
        break;
    case TREE_TRY_ACQUIRE:
        write_try_acquire(t, stmt);
        break;
    case TREE_ACQUIRE:
        py_line(t, stmt, "%s.acquire()", expr_object(t, stmt));
        break;
    case TREE_WAIT:
        if (common_holds_lock(t, stmt))
            py_line(t, stmt, "%s.wait()", expr_object(t, stmt));
        break;
    case TREE_SIGNAL:
    case TREE_BROADCAST:
        common_signal(t, stmt);
        break;
    case TREE_RELEASE:
        py_line(t, stmt, "%s.release()", expr_object(t, stmt));
        break;
    case TREE_SEND:
        py_line(t, stmt, "%s.put(%s)", expr_object(t, stmt), expr_value(t, stmt->value));
        break;
    case TREE_RECV:
        py_line(t, stmt, "%s%s.get()", common_target(t, stmt), expr_object(t, stmt));
        break;
    case TREE_SELECT:
    case TREE_CASE_RECV:
    case TREE_CASE_SEND:
    case TREE_CASE_TIMEOUT:
        py_refuse(t, stmt->place, "Python cannot wait for the first of several queues");
        break;
    case TREE_TRY:
        common_try(t, stmt, NULL);
        break;
    case TREE_WITHIN:
        py_refuse(t, stmt->place,
                  "a call that holds its thread cannot be ended when its time is over");
        break;
    case TREE_EXIT:
        write_exit(t, stmt);
        break;
    case TREE_ASSERT:
        write_assert(t, stmt);
        break;
    case TREE_COMPUTE:
    case TREE_RETURN:
    case TREE_ASSIGN:
    case TREE_ASSIGN_ADD:
    case TREE_ASSIGN_SUB:
    case TREE_ATOMIC:
    case TREE_REGION:
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
    case TREE_REPEAT:
    case TREE_REPEAT_RECV:
    case TREE_WHILE:
    case TREE_IF:
    case TREE_FAIL:
    case TREE_CREATE:
    case TREE_RESUME:
    case TREE_THROW:
    case TREE_CLOSE:
    case TREE_CRASH:
    case TREE_NOTE:
    case TREE_ASK:
        common_statement(t, stmt);
        break;
    case TREE_BAD:
    case TREE_STMT_KINDS:
        break;
    }
}

/* ---- the program ---- */

static void write_objects(struct translation *t)
{
    const char *module = is_processes(t) ? "multiprocessing" : "threading";
    unsigned import = is_processes(t) ? IMPORT_MULTIPROCESSING : IMPORT_THREADING;
    const char **made =
        mem_arena_alloc(&t->arena, ((size_t)t->checked->object_count + 1) * sizeof *made);
    for (int i = 0; i < t->checked->object_count; i++) {
        const struct tree_line *line = t->checked->object_lines[i];
        long long value = t->checked->now.objects[i];
        if (line->fair && !is_blocking(t))
            py_refuse(t, line->place, "the locks and semaphores of Python's threads are not fair");
        if (line->kind == TREE_LOCK) {
            helpers_import(t, import);
            made[i] = py_format(t, "%s.Lock()", module);
        } else if (line->kind == TREE_SEMAPHORE) {
            helpers_import(t, import);
            made[i] = py_format(t, "%s.%s(%lld)", module,
                                line->bounded ? "BoundedSemaphore" : "Semaphore", value);
        } else if (line->kind == TREE_CONDITION || line->kind == TREE_BARRIER) {
            continue; /* behind the locks */
        } else if (value > 0) {
            helpers_import(t, is_processes(t) ? IMPORT_MULTIPROCESSING : IMPORT_QUEUE);
            made[i] = py_format(t, "%s.Queue(%lld)", is_processes(t) ? "multiprocessing" : "queue",
                                value);
        } else {
            py_refuse(t, line->place, "a queue of Python holds at least one");
        }
    }
    bodies_declare_objects(t, made);
    if (common_declare_conditions(t, module))
        helpers_import(t, import);
}

static void write_body(struct translation *t, struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    bodies_enter(t, body);
    strbuf_adds(t->out, "\n\n");
    py_line_of(t, task->name.place.line, "def %s(%s):", body->name, bodies_parameters(t, body));
    bodies_write_inside(t);
    t->body = NULL;
}

/* Plainly called; who fails in it is told as others are, and these go on. */
static void write_main(struct translation *t, const struct py_body *body, const char *args)
{
    uint32_t line = body->checked->task->name.place.line;
    const char *call =
        body->needs.callbacks && !is_blocking(t)
            ? py_format(t, "with_callbacks(%s%s%s)", body->name, *args ? ", " : "", args)
            : py_format(t, "%s(%s)", body->name, args);
    if (body->needs.callbacks && !is_blocking(t))
        use_with_callbacks(t);
    if (!can_fail(t)) {
        py_line_of(t, line, "%s", call);
        return;
    }
    py_line(t, NULL, "try:");
    py_line_of(t, line, "    %s", call);
    py_line(t, NULL, "except Exception as failure:");
    py_line(t, NULL, "    not_handled(failure)");
}

static void write_beginning(struct translation *t, const struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    bool many = task->copies.place.line > 0, late = task->every.value || task->after.value;
    const char *more = bodies_begun_with(t, body, many ? "number" : "1", "None");
    const char *args = bodies_without_comma(t, more);
    if (late && t->checked->body_count > 1 && t->checked->main_task < 0)
        py_refuse(t, task->name.place, "clients of several kinds that come when they like are %s",
                  "beyond a plain program; under coroutines they are not");
    if (many)
        py_line_of(t, task->name.place.line,
                   "for number in range(1, %lld):", (long long)task->copies.value + 1);
    t->indent += many;
    if (late) {
        struct tree_expr after = {.kind = TREE_DURATION, .value = task->after.value};
        struct tree_expr every = {.kind = TREE_DURATION, .value = task->every.value};
        helpers_use(t, HELPER_WAIT_UNTIL);
        py_line(t, NULL, "wait_until(%s%s%s%s)", expr_seconds(t, &after),
                many && task->every.value ? " + " : "",
                many && task->every.value ? expr_seconds(t, &every) : "",
                many && task->every.value ? " * (number - 1)" : "");
    }
    if (t->checked->main_task >= 0)
        write_main(t, body, args);
    else
        py_line_of(t, many ? 0 : task->name.place.line, "%s", begin(t, body, args));
    t->indent -= many;
}

/* Who starts others in a pool, offloads, or has a group, which is a pool of its own, can do so
 * until the main thread has ended. */
static bool pool_is_asked_late(const struct translation *t)
{
    if (t->facts.kinds[TREE_GROUP])
        return true;
    for (int i = 0; i < t->checked->body_count; i++)
        if (t->bodies[i].starts && i != t->checked->main_task)
            return true;
    return false;
}

/* Who has failed, and nobody has asked: known when all have ended. */
static void write_failures(struct translation *t)
{
    if (is_processes(t)) {
        py_line(t, NULL, "wait_for_begun()");
        return;
    }
    if (!is_blocking(t)) {
        py_line(t, NULL, "for task in begun:");
        py_line(t, NULL, "    concurrent.futures.wait([task])");
    }
    py_line(t, NULL, "for task in begun:");
    py_line(t, NULL, "    if not task.asked and task.exception():");
    py_line(t, NULL, "        not_handled(task.exception())");
}

/* Where the scenario ends with main, so does the program. */
static void write_end_of_rest(struct translation *t)
{
    for (int i = 0; i < t->checked->body_count; i++) {
        const struct py_body *body = &t->bodies[i];
        bool begins = body->started || body->checked->starts_itself;
        if (i == t->checked->main_task || !begins)
            continue;
        if (body->cleans)
            py_refuse(t, body->cleans->place, "a %s that Python ends with main does not clean up",
                      is_processes(t) ? "process" : "thread");
        if (is_processes(t) && body->starts)
            py_refuse(t, body->checked->task->name.place,
                      "a process that is ended with main leaves those behind that it has begun");
    }
    if (!is_processes(t))
        return;
    py_line_of(t, known_place_of(t, TREE_UNTIL).line,
               "for process in multiprocessing.active_children():");
    py_line(t, NULL, "    process.terminate()");
}

/* Waits for the other threads that still run; those of the pool for blocks never end by themselves.
 */
static const char *wait_for_others(const struct translation *t, bool in_report)
{
#define OTHERS(in)                                                                                 \
    in "while others := [thread for thread in threading.enumerate()[1:] if "                       \
       "thread.is_alive()]:\n" in "    others[0].join()\n"
#define OTHERS_BUT_POOL(in)                                                                        \
    in "while others := [thread for thread in threading.enumerate()[1:]\n" in                      \
       "                 if thread.is_alive() and not "                                            \
       "thread.name.startswith(\"ThreadPool\")]:\n" in "    others[0].join()\n"
    if (t->offload_helper)
        return in_report ? OTHERS_BUT_POOL("    ") : OTHERS_BUT_POOL("");
    return in_report ? OTHERS("    ") : OTHERS("");
}

/* All that it has begun ends before a report is right. */
static void write_end(struct translation *t)
{
    bool with_main = t->checked->now.settings.until_main_ends && t->checked->main_task >= 0;
    if (with_main && (is_processes(t) ? t->imports & IMPORT_MULTIPROCESSING : !is_blocking(t)))
        write_end_of_rest(t);
    bool begins = is_processes(t) ? t->helpers >> HELPER_PROCESS_FAILING & 1
                                  : t->pool_helper || t->helpers >> HELPER_START_TASK & 1;
    if (begins && can_fail(t))
        write_failures(t);
    else if (is_processes(t) && t->imports & IMPORT_MULTIPROCESSING)
        t->last_wait = "    for process in multiprocessing.active_children():\n"
                       "        process.join()\n";
    else if (t->pool_helper && (pool_is_asked_late(t) || t->offload_helper)) {
        py_line(t, NULL, "for task in begun:");
        py_line(t, NULL, "    concurrent.futures.wait([task])");
    } else if (t->pool_helper)
        t->last_wait = "    for task in begun:\n"
                       "        concurrent.futures.wait([task])\n";
    else if (t->imports & IMPORT_THREADING && !with_main && t->facts.kinds[TREE_GROUP])
        strbuf_adds(t->out, wait_for_others(t, false));
    else if (t->imports & IMPORT_THREADING && !with_main)
        t->last_wait = wait_for_others(t, true);
}

static void write_program(struct translation *t)
{
    const struct program_settings *settings = &t->checked->now.settings;
    struct strbuf functions = STRBUF_INIT, *out = t->out;
    write_objects(t);
    bodies_declare_shared(t);
    bodies_declare_counters(t);
    t->out = &functions;
    for (int i = 0; i < t->checked->body_count; i++)
        write_body(t, &t->bodies[i]);
    strbuf_adds(t->out, "\n\n");
    if (t->model == MODEL_GIL && known_has_line(t, TREE_SWITCH_INTERVAL)) {
        struct tree_expr interval = {.kind = TREE_DURATION, .value = settings->switch_interval_ns};
        helpers_import(t, IMPORT_SYS);
        py_line(t, NULL, "sys.setswitchinterval(%s)", expr_seconds(t, &interval));
    }
    if (settings->cores && !is_blocking(t)) {
        helpers_import(t, IMPORT_OS);
        py_line(t, NULL, "os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:%lld])",
                (long long)settings->cores);
    }
    if (can_fail(t))
        helpers_use(t, HELPER_NOT_HANDLED_CALLED);
    if (can_fail(t) && t->model == MODEL_GIL && !has_futures(t) && t->imports & IMPORT_THREADING)
        py_line(t, NULL, "threading.excepthook = lambda thread: not_handled(thread.exc_value)");
    for (int i = 0; i < t->checked->body_count; i++)
        if (t->bodies[i].checked->starts_itself)
            write_beginning(t, &t->bodies[i]);
    write_end(t);
    t->out = out;
    if (t->pool_helper)
        strbuf_adds(out, t->pool_helper);
    else if (t->helpers >> HELPER_START_TASK & 1)
        strbuf_adds(out, "begun = []\n");
    if (t->offload_helper)
        strbuf_adds(out, t->offload_helper);
    strbuf_add(out, strbuf_str(&functions), functions.len);
    strbuf_release(&functions);
    if (is_processes(t) && settings->workers)
        py_refuse(t, known_place_of(t, TREE_WORKERS),
                  "a pool of processes starts no tasks from its workers");
    if (settings->until_main_ends && t->model == MODEL_GIL && uses_pool(t))
        py_refuse(t, known_place_of(t, TREE_UNTIL), "a pool of threads outlives main");
}

static const char *ended(struct translation *t, const struct tree_expr *expr)
{
    const char *name = names_variable(t, expr->name);
    struct tree_expr variable = {.kind = TREE_NAME, .name = expr->name};
    if (check_expr_kinds(t->checked, t->body->checked, &variable) & KIND_GENERATOR)
        return py_format(t, "(%s.gi_frame is None)", name);
    if (!has_futures(t))
        return "True";
    return py_format(t, "%s.done()", name);
}

const struct py_family py_calls = {
    .statement = write_statement, .done = ended, .program = write_program};
