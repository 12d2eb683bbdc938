/* coroutines, and async-blocking: a task of asyncio for a task. */
#include "config.h"

#include "python/translation.h"

#include <string.h>

#include "python/bodies.h"
#include "python/common.h"
#include "python/expr.h"
#include "python/known.h"
#include "python/helpers.h"
#include "python/names.h"
#include "python/offloaded.h"

static bool holds_the_loop(const struct translation *t, const struct tree_stmt *stmt)
{
    return stmt->holds || t->model == MODEL_ASYNC_BLOCKING;
}

/* ---- the device and the clock ---- */

static bool has_device(const struct translation *t)
{
    return t->facts.uses_answers || known_settings(t)->device;
}

/* async def io(): only if its answers are counted, or not all are served at once. */
static void use_io(struct translation *t)
{
    int64_t serves = known_settings(t)->device;
    struct strbuf text = STRBUF_INIT;
    if (t->io_helper)
        return;
    if (t->facts.uses_answers) {
        helpers_import(t, IMPORT_ITERTOOLS);
        strbuf_adds(&text, "answers = itertools.count(1)\n");
    }
    if (serves)
        strbuf_addf(&text, "device = asyncio.Semaphore(%lld)  # so many requests at once\n",
                    (long long)serves);
    strbuf_adds(&text, "\n\nasync def io(seconds):\n    \"\"\"Asks the device, and waits for its "
                       "answer.\"\"\"\n");
    if (serves)
        strbuf_adds(&text, "    async with device:\n    ");
    strbuf_adds(&text, "    await asyncio.sleep(seconds)\n");
    if (t->facts.uses_answers)
        strbuf_adds(&text, "    return next(answers)\n");
    t->io_helper = py_format(t, "%s", strbuf_str(&text));
    strbuf_release(&text);
}

/* The answer as a future: the request is on its way before the next line. Where not all are served
 * at once, those that wait are in a queue of the program's own. */
static void use_ask(struct translation *t)
{
    const char *result = t->facts.uses_answers ? "next(answers)" : "None";
    const char *counter = t->facts.uses_answers ? "answers = itertools.count(1)\n" : "";
    if (t->ask_helper)
        return;
    if (!known_settings(t)->device) {
        if (t->facts.uses_answers)
            use_io(t);
        t->ask_helper = py_format(
            t,
            "def ask(seconds):\n"
            "    \"\"\"Asks the device; its answer will be in the future.\"\"\"\n"
            "    loop = asyncio.get_running_loop()\n"
            "    answer = loop.create_future()\n"
            "    loop.call_later(seconds, lambda: answer.done() or answer.set_result(%s))\n"
            "    return answer\n",
            result);
        return;
    }
    helpers_import(t, IMPORT_COLLECTIONS | (t->facts.uses_answers ? IMPORT_ITERTOOLS : 0));
    t->ask_helper =
        py_format(t,
                  "%srequests = collections.deque()\n"
                  "free = %lld  # so many requests are served at once\n"
                  "\n\n"
                  "def ask(seconds):\n"
                  "    \"\"\"Asks the device; its answer will be in the future.\"\"\"\n"
                  "    answer = asyncio.get_running_loop().create_future()\n"
                  "    requests.append((seconds, answer))\n"
                  "    serve()\n"
                  "    return answer\n"
                  "\n\n"
                  "def serve():\n"
                  "    global free\n"
                  "    while free and requests:\n"
                  "        seconds, answer = requests.popleft()\n"
                  "        if not answer.done():\n"
                  "            free -= 1\n"
                  "            asyncio.get_running_loop().call_later(seconds, give, answer)\n"
                  "            answer.add_done_callback(served)\n"
                  "\n\n"
                  "def give(answer):\n"
                  "    if not answer.done():  # nobody has cancelled the request\n"
                  "        answer.set_result(%s)\n"
                  "\n\n"
                  "def served(answer):\n"
                  "    global free\n"
                  "    free += 1\n"
                  "    serve()\n"
                  "\n\n"
                  "async def io(seconds):\n"
                  "    return await ask(seconds)\n",
                  counter, (long long)known_settings(t)->device, result);
}

/* What is awaited for an answer. */
static const char *request(struct translation *t, const struct tree_stmt *stmt)
{
    const char *seconds = expr_seconds(t, stmt->value);
    if (!has_device(t))
        return py_format(t, "asyncio.sleep(%s)", seconds);
    if (known_settings(t)->device &&
        (t->facts.kinds[TREE_IO_THEN] || t->facts.kinds[TREE_IO_MEANWHILE]))
        use_ask(t);
    else
        use_io(t);
    return py_format(t, "io(%s)", seconds);
}

static void hold(struct translation *t, const struct tree_stmt *stmt)
{
    helpers_import(t, IMPORT_TIME);
    py_line(t, stmt, "time.sleep(%s)", expr_seconds(t, stmt->value));
    if (stmt->kind == TREE_SLEEP || !t->facts.uses_answers)
        return;
    (void)request(t, stmt);
    py_line(t, NULL, "%snext(answers)", common_target(t, stmt));
}

static void write_wait(struct translation *t, const struct tree_stmt *stmt)
{
    bool io = stmt->kind != TREE_SLEEP;
    if (holds_the_loop(t, stmt) || t->in_offload) {
        hold(t, stmt);
        if (!stmt->holds && !t->in_offload)
            py_line(t, NULL, "await asyncio.sleep(0)  # the rest queues up behind the others");
    } else {
        py_line(t, stmt, "%sawait %s", common_target(t, stmt),
                io ? request(t, stmt)
                   : py_format(t, "asyncio.sleep(%s)", expr_seconds(t, stmt->value)));
    }
}

static void write_meanwhile(struct translation *t, const struct tree_stmt *stmt)
{
    if (holds_the_loop(t, stmt)) {
        write_wait(t, stmt);
        return;
    }
    struct tree_expr look = {.kind = TREE_DURATION, .value = known_settings(t)->poll_interval_ns};
    use_ask(t);
    py_line(t, stmt, "answer = ask(%s)", expr_seconds(t, stmt->value));
    py_line(t, NULL, "while not answer.done():");
    t->indent++;
    py_line(t, NULL, "look = asyncio.get_running_loop().time() + %s", expr_seconds(t, &look));
    t->indent--;
    py_block(t, &stmt->body);
    t->indent++;
    py_line(t, NULL, "await asyncio.sleep(max(0, look - asyncio.get_running_loop().time()))");
    t->indent--;
    if (stmt->target.text)
        py_line(t, NULL, "%sanswer.result()", common_target(t, stmt));
}

/* The block as a function; what it is handed last is the answer, or a future of it. */
static void write_answered(struct translation *t, const struct tree_stmt *stmt, const char *handed)
{
    const char *target = common_target(t, stmt), *group = t->group;
    bool in_then = t->in_then, held = holds_the_loop(t, stmt);
    t->group = NULL;
    t->in_then = true;
    py_line(t, held ? NULL : stmt, "async def answered(%s):", handed);
    t->indent++;
    common_globals(t, &stmt->body);
    if (!held)
        py_line(t, NULL, "%sawait answer", target);
    else if (*target)
        py_line(t, NULL, "%sanswer", target);
    t->indent--;
    py_block(t, &stmt->body);
    t->group = group;
    t->in_then = in_then;
}

static void write_then(struct translation *t, const struct tree_stmt *stmt)
{
    const char *copies = common_copies(t, stmt), *comma = *copies ? ", " : "";
    if (!holds_the_loop(t, stmt)) {
        write_answered(t, stmt, py_format(t, "%s%sanswer", copies, comma));
        use_ask(t);
        py_line(t, NULL, "callbacks.append(asyncio.create_task(answered(%s%sask(%s))))", copies,
                comma, expr_seconds(t, stmt->value));
        return;
    }
    helpers_import(t, IMPORT_TIME);
    py_line(t, stmt, "time.sleep(%s)", expr_seconds(t, stmt->value));
    if (t->facts.uses_answers) {
        (void)request(t, stmt);
        py_line(t, NULL, "answer = next(answers)");
        copies = py_format(t, "%s%sanswer", copies, comma);
    }
    write_answered(t, stmt, copies);
    py_line(t, NULL, "callbacks.append(asyncio.create_task(answered(%s)))", copies);
}

/* ---- tasks ---- */

static const char *call_of(struct translation *t, const struct py_body *body, const char *args)
{
    if (!body->needs.callbacks)
        return py_format(t, "%s(%s)", body->name, args);
    helpers_use(t, HELPER_WITH_CALLBACKS);
    return py_format(t, "with_callbacks(%s%s%s)", body->name, *args ? ", " : "", args);
}

static bool may_await_cancelled(const struct translation *t)
{
    return t->facts.kinds[TREE_CANCEL] || t->facts.kinds[TREE_GROUP] || t->facts.kinds[TREE_WITHIN];
}

static bool names_tasks(const struct translation *t)
{
    return t->facts.kinds[TREE_AWAIT] && may_await_cancelled(t);
}

static void write_start(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    const char *counter = py_format(t, "next(%s_numbers)", body->name);
    const char *args =
        expr_args(t, stmt, bodies_without_comma(t, bodies_begun_with(t, body, counter, "asyncio")));
    const char *group = t->group ? t->group : "asyncio";
    const char *target = stmt->target.text ? expr_target(t, stmt) : NULL;
    const char *task;
    if (names_tasks(t)) {
        helpers_use(t, HELPER_START);
        if (body->needs.callbacks)
            helpers_use(t, HELPER_WITH_CALLBACKS);
        task = py_format(t, "start(%s%s%s%s%s%s)", body->name, *args ? ", " : "", args,
                         t->group ? ", group=" : "", t->group ? t->group : "",
                         body->needs.callbacks ? ", run=with_callbacks" : "");
    } else {
        task = py_format(t, "%s.create_task(%s)", group, call_of(t, body, args));
    }
    bool listed = t->body->needs.started;
    bool any = t->facts.kinds[TREE_AWAIT_ANY] || t->facts.kinds[TREE_AWAIT_FIRST];
    if (!target && !listed && !any) {
        py_line(t, stmt, "%s", task);
        return;
    }
    if (!target)
        target = "task";
    py_line(t, stmt, "%s = %s", target, task);
    if (any) {
        helpers_use(t, HELPER_ENDED);
        py_line(t, NULL, "%s.add_done_callback(ended.append)", target);
    }
    if (listed)
        py_line(t, NULL, "started.append(%s)", target);
}

static void write_call(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    const char *args =
        expr_args(t, stmt, bodies_without_comma(t, bodies_handed_on(t, body, "asyncio")));
    bool yields = body->checked->generator && !body->waits;
    const char *from = yields ? "yield from" : "await";
    t->body->yields |= yields;
    py_line(t, stmt, "%s%s %s(%s)", common_target(t, stmt), from, body->name, args);
}

static void write_run(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    py_line(t, stmt, "%sasyncio.run(%s)", common_target(t, stmt),
            call_of(t, body,
                    expr_args(
                        t, stmt,
                        bodies_without_comma(t, bodies_begun_with(t, body, "number", "asyncio")))));
}

/* `timed out`, as a failure like others. */
static void write_timed_out(struct translation *t)
{
    py_line(t, NULL, "except TimeoutError:");
    t->indent++;
    py_line(t, NULL, "raise RuntimeError(\"timed out\") from None");
    t->indent--;
}

static void write_await(struct translation *t, const struct tree_stmt *stmt)
{
    const char *future = names_variable(t, stmt->object.text);
    const char *awaited = future;
    if (stmt->within) {
        py_line(t, NULL, "try:");
        t->indent++;
        py_line(t, NULL, "async with asyncio.timeout(%s):", expr_seconds(t, stmt->within));
        t->indent++;
    }
    /* What is awaited is not cancelled when the time is over. */
    bool is_shielded = stmt->shielded || stmt->within;
    const char *shielded = is_shielded ? ", shielded=True" : "";
    if (t->body->needs.started && !t->in_then) {
        helpers_use(t, HELPER_REPORTED);
        awaited = py_format(t, "reported(%s, started%s)", future, shielded);
    } else if (may_await_cancelled(t)) {
        helpers_use(t, HELPER_RESULT_OF);
        awaited = py_format(t, "result_of(%s%s)", future, shielded);
    } else if (is_shielded) {
        awaited = py_format(t, "asyncio.shield(%s)", future);
    }
    py_line(t, stmt, "%sawait %s", common_target(t, stmt), awaited);
    if (stmt->within) {
        t->indent -= 2;
        write_timed_out(t);
    }
}

static const char *time_limit(struct translation *t, const struct tree_stmt *stmt)
{
    return stmt->within ? py_format(t, ", %s", expr_seconds(t, stmt->within)) : "";
}

static void write_await_all(struct translation *t, const struct tree_stmt *stmt)
{
    helpers_use(t, HELPER_WAIT_ALL);
    py_line(t, stmt, "await wait_all(started%s)", time_limit(t, stmt));
}

static void write_await_any(struct translation *t, const struct tree_stmt *stmt)
{
    const char *among = "started", *started = t->body->needs.started ? "started" : "[]";
    helpers_use(t, HELPER_FIRST_ENDED);
    if (stmt->kind == TREE_AWAIT_FIRST)
        among = py_format(t, "[%s]", expr_args(t, stmt, ""));
    py_line(t, stmt, "%sawait first_ended(%s, %s%s)", common_target(t, stmt), among, started,
            time_limit(t, stmt));
}

static void write_group(struct translation *t, const struct tree_stmt *stmt)
{
    const char *before = t->group;
    bool fails = t->facts.can_fail && t->facts.kinds[TREE_TRY];
    if (fails)
        helpers_use(t, HELPER_GROUP);
    t->groups++;
    t->group = t->groups > 1 ? py_format(t, "group_%d", t->groups) : "group";
    py_line(t, stmt, "async with %s() as %s:", fails ? "open_group" : "asyncio.TaskGroup",
            t->group);
    py_block(t, &stmt->body);
    t->groups--;
    t->group = before;
}

static void write_within(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, NULL, "try:");
    t->indent++;
    py_line(t, stmt, "async with asyncio.timeout(%s):", expr_seconds(t, stmt->value));
    py_block(t, &stmt->body);
    t->indent--;
    if (stmt->handler.first) {
        py_line(t, NULL, "except TimeoutError:");
        py_block(t, &stmt->handler);
    } else {
        write_timed_out(t);
    }
}

/* ---- others ---- */

static void write_offload(struct translation *t, const struct tree_stmt *stmt)
{
    if (stmt->to_processes) {
        py_refuse(t, stmt->place, "not yet");
        return;
    }
    offloaded_begin(t, stmt);
    t->in_offload = true;
    py_block(t, &stmt->body);
    t->in_offload = false;
    py_line(t, NULL, "await asyncio.to_thread(offloaded)");
}

static bool is_queue(const struct tree_line *line)
{
    return line->value > 0;
}

static bool refuse_in_offload(struct translation *t, const struct tree_stmt *stmt)
{
    if (t->in_offload)
        py_refuse(t, stmt->place,
                  "what belongs to asyncio's loop cannot be had from another thread: no lock, no "
                  "semaphore, no queue in an offloaded block");
    return t->in_offload;
}

static void write_with(struct translation *t, const struct tree_stmt *stmt)
{
    if (refuse_in_offload(t, stmt))
        return;
    py_line(t, stmt, "async with %s:", expr_object(t, stmt));
    common_held_block(t, stmt);
}

/* Free, it is had without a wait. */
static void write_try_acquire(struct translation *t, const struct tree_stmt *stmt)
{
    const char *name = expr_object(t, stmt);
    if (refuse_in_offload(t, stmt))
        return;
    py_line(t, stmt, "if not %s.locked():", name);
    t->indent++;
    py_line(t, NULL, "async with %s:", name);
    common_held_block(t, stmt);
    t->indent--;
    if (!stmt->handler.first)
        return;
    py_line(t, NULL, "else:");
    py_block(t, &stmt->handler);
}

static void write_queue(struct translation *t, const struct tree_stmt *stmt)
{
    const char *name = expr_object(t, stmt);
    if (refuse_in_offload(t, stmt))
        return;
    if (stmt->kind == TREE_SEND)
        py_line(t, stmt, "await %s.put(%s)", name, expr_value(t, stmt->value));
    else
        py_line(t, stmt, "%sawait %s.get()", common_target(t, stmt), name);
}

static void write_yield(struct translation *t, const struct tree_stmt *stmt)
{
    if (!t->body->checked->generator) {
        py_line(t, stmt, "await asyncio.sleep(0)");
        return;
    }
    common_yield(t, stmt);
}

static void write_statement(struct translation *t, const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_SAY:
        py_line(t, stmt, "print(%s)", expr_text(t, stmt->text));
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
        write_call(t, stmt);
        break;
    case TREE_RUN:
        write_run(t, stmt);
        break;
    case TREE_AWAIT:
        write_await(t, stmt);
        break;
    case TREE_AWAIT_ALL:
        write_await_all(t, stmt);
        break;
    case TREE_AWAIT_ANY:
    case TREE_AWAIT_FIRST:
        write_await_any(t, stmt);
        break;
    case TREE_GROUP:
        write_group(t, stmt);
        break;
    case TREE_CANCEL:
        py_line(t, stmt, "%s.cancel()", names_variable(t, stmt->object.text));
        break;
    case TREE_OFFLOAD:
        write_offload(t, stmt);
        break;
    case TREE_WITH:
        write_with(t, stmt);
        break;
    case TREE_TRY_ACQUIRE:
        write_try_acquire(t, stmt);
        break;
    case TREE_ACQUIRE:
        if (!refuse_in_offload(t, stmt))
            py_line(t, stmt, "await %s.acquire()", expr_object(t, stmt));
        break;
    case TREE_WAIT:
        if (!refuse_in_offload(t, stmt) && common_holds_lock(t, stmt))
            py_line(t, stmt, "await %s.wait()", expr_object(t, stmt));
        break;
    case TREE_SIGNAL:
    case TREE_BROADCAST:
        if (!refuse_in_offload(t, stmt))
            common_signal(t, stmt);
        break;
    case TREE_RELEASE:
        if (!refuse_in_offload(t, stmt))
            py_line(t, stmt, "%s.release()", expr_object(t, stmt));
        break;
    case TREE_SEND:
    case TREE_RECV:
        write_queue(t, stmt);
        break;
    case TREE_SELECT:
    case TREE_CASE_RECV:
    case TREE_CASE_SEND:
    case TREE_CASE_TIMEOUT:
        py_refuse(t, stmt->place, "asyncio cannot wait for the first of several queues");
        break;
    case TREE_TRY:
        common_try(t, stmt, "asyncio.CancelledError");
        break;
    case TREE_WITHIN:
        write_within(t, stmt);
        break;
    case TREE_EXIT:
        common_exit(t, stmt);
        break;
    case TREE_ASSERT:
        common_assert(t, stmt);
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

static void write_declarations(struct translation *t)
{
    const char **made =
        mem_arena_alloc(&t->arena, ((size_t)t->checked->object_count + 1) * sizeof *made);
    bodies_declare_shared(t);
    for (int i = 0; i < t->checked->object_count; i++) {
        const struct tree_line *line = t->checked->object_lines[i];
        long long value = t->checked->now.objects[i];
        if (line->kind == TREE_LOCK)
            made[i] = "asyncio.Lock()";
        else if (line->kind == TREE_SEMAPHORE)
            made[i] = py_format(t, "asyncio.%s(%lld)",
                                line->bounded ? "BoundedSemaphore" : "Semaphore", value);
        else if (line->kind == TREE_CONDITION || line->kind == TREE_BARRIER)
            continue; /* behind the locks */
        else if (is_queue(line))
            made[i] = py_format(t, "asyncio.Queue(%lld)", value);
        else
            py_refuse(t, line->place, "a queue of Python holds at least one");
    }
    bodies_declare_objects(t, made);
    common_declare_conditions(t, "asyncio");
    bodies_declare_counters(t);
}

static void write_body(struct translation *t, struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    bool generator = body->checked->generator;
    bodies_enter(t, body);
    if (generator && body->waits)
        py_refuse(t, task->name.place,
                  "a generator of asyncio gives no value back when it ends: %s waits, and yields",
                  task->name.text);
    strbuf_adds(t->out, "\n\n");
    py_line_of(t, task->name.place.line, "%sdef %s(%s):", generator ? "" : "async ", body->name,
               bodies_parameters(t, body));
    bodies_write_inside(t);
    t->body = NULL;
}

/* client(number), or later(0.02 * (number - 1), client(number)). */
static const char *beginning(struct translation *t, const struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    bool many = task->copies.place.line > 0;
    const char *more = bodies_begun_with(t, body, many ? "number" : "1", "asyncio");
    const char *call = call_of(t, body, bodies_without_comma(t, more));
    if (!task->every.value && !task->after.value)
        return call;
    struct tree_expr after = {.kind = TREE_DURATION, .value = task->after.value};
    struct tree_expr every = {.kind = TREE_DURATION, .value = task->every.value};
    const char *at = expr_seconds(t, &after);
    if (task->every.value && many)
        at = py_format(t, "%s%s%s * (number - 1)", task->after.value ? at : "",
                       task->after.value ? " + " : "", expr_seconds(t, &every));
    helpers_use(t, HELPER_LATER);
    return py_format(t, "later(%s, %s)", at, call);
}

/* A task of its own, once, or for each of its copies. */
static void write_task(struct translation *t, const struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    bool many = task->copies.place.line > 0;
    if (many)
        py_line_of(t, task->name.place.line,
                   "for number in range(1, %lld):", (long long)task->copies.value + 1);
    t->indent += many;
    py_line_of(t, many ? 0 : task->name.place.line, "asyncio.create_task(%s%s)", beginning(t, body),
               names_tasks(t) ? py_format(t, ", name=%s\"%s%s\"", many ? "f" : "", task->name.text,
                                          many ? " {number}" : "")
                              : "");
    t->indent -= many;
}

static void write_gathered(struct translation *t, const struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    if (task->copies.place.line)
        py_line_of(t, task->name.place.line, "    *(%s for number in range(1, %lld)),",
                   beginning(t, body), (long long)task->copies.value + 1);
    else
        py_line_of(t, task->name.place.line, "    %s,", beginning(t, body));
}

static void each_beginning(struct translation *t,
                           void (*write)(struct translation *, const struct py_body *))
{
    for (int i = 0; i < t->checked->body_count; i++)
        if (t->bodies[i].checked->starts_itself)
            write(t, &t->bodies[i]);
}

/* The only task that starts by itself, or NULL. */
static const struct py_body *only_one(const struct translation *t)
{
    const struct py_body *found = NULL;
    for (int i = 0; i < t->checked->body_count; i++) {
        const struct py_body *body = &t->bodies[i];
        const struct tree_task *task = body->checked->task;
        if (!body->checked->starts_itself)
            continue;
        if (found || task->copies.place.line || task->every.value || task->after.value)
            return NULL;
        found = body;
    }
    return found;
}

/* What asyncio.run() gets: a task that lasts until all the others have ended. */
static const char *write_beginnings(struct translation *t)
{
    const struct py_body *only = only_one(t);
    bool has_pool = known_has_line(t, TREE_POOL);
    bool until_main_ends = known_settings(t)->until_main_ends && t->checked->main_task >= 0;
    bool ends_with_them = !t->facts.kinds[TREE_START] && !t->facts.can_fail;
    if (only && !has_pool && (until_main_ends || ends_with_them))
        return beginning(t, only);
    strbuf_adds(t->out, "\n\n");
    py_line(t, NULL, "async def everything():");
    t->indent++;
    py_line(t, NULL, "\"\"\"What starts by itself; it lasts until %s.\"\"\"",
            until_main_ends ? "main has ended" : "all tasks have ended");
    if (has_pool) {
        helpers_import(t, IMPORT_FUTURES);
        py_line(t, NULL, "asyncio.get_running_loop().set_default_executor(");
        py_line(t, NULL, "    concurrent.futures.ThreadPoolExecutor(%lld))",
                (long long)known_settings(t)->pool);
    }
    if (t->facts.can_fail && !until_main_ends) {
        helpers_use(t, HELPER_NOT_HANDLED);
        py_line(t, NULL, "asyncio.get_running_loop().set_exception_handler(not_handled)");
    }
    if (only && (until_main_ends || ends_with_them)) {
        py_line(t, NULL, "await %s", beginning(t, only));
    } else if (ends_with_them) {
        py_line(t, NULL, "await asyncio.gather(");
        each_beginning(t, write_gathered);
        py_line(t, NULL, ")");
    } else {
        each_beginning(t, write_task);
        py_line(t, NULL, "while others := asyncio.all_tasks() - {asyncio.current_task()}:");
        py_line(t, NULL, "    await asyncio.wait(others)");
    }
    t->indent--;
    return "everything()";
}

static void write_program(struct translation *t)
{
    helpers_import(t, IMPORT_ASYNCIO);
    if (known_settings(t)->workers > 1)
        py_refuse(t, known_place_of(t, TREE_WORKERS),
                  "several workers are several processes, each with a loop: a server starts them");
    write_declarations(t);
    for (int i = 0; i < t->checked->body_count; i++)
        write_body(t, &t->bodies[i]);
    const char *first = write_beginnings(t);
    strbuf_adds(t->out, "\n\n");
    if (!t->facts.can_fail || helpers_used(t, HELPER_NOT_HANDLED)) {
        py_line(t, NULL, "asyncio.run(%s)", first);
        return;
    }
    /* When main has ended, nobody asks how the others did. */
    helpers_use(t, HELPER_NOT_HANDLED);
    py_line(t, NULL, "with asyncio.Runner() as runner:");
    py_line(t, NULL, "    runner.get_loop().set_exception_handler(not_handled)");
    py_line(t, NULL, "    runner.run(%s)", first);
}

static const char *ended(struct translation *t, const struct tree_expr *expr)
{
    const char *name = names_variable(t, expr->name);
    if (check_expr_kinds(t->checked, t->body->checked,
                         &(struct tree_expr){.kind = TREE_NAME, .name = expr->name}) &
        KIND_GENERATOR)
        return py_format(t, "(%s.gi_frame is None)", name);
    return py_format(t, "%s.done()", name);
}

const struct py_family py_asyncio = {
    .statement = write_statement, .done = ended, .program = write_program};
