/* callbacks: what stands behind a wait is a function of its own, which the loop calls back. So a
 * body is cut at its waits into a chain of functions; each hands the variables that are used later
 * to the next. */
#include "config.h"

#include "python/translation.h"

#include <string.h>

#include "python/bodies.h"
#include "python/common.h"
#include "python/expr.h"
#include "python/helpers.h"
#include "python/known.h"
#include "python/names.h"
#include "python/unset.h"

/* What is left to do: from a statement to the end of its block, and then what is behind that. */
struct link;

struct rest {
    const struct tree_stmt *first;
    const struct rest *after;
    const struct link *link; /* its function, if several ways lead to it */
};

/* A function of the chain that is still to be written. */
struct link {
    char *name, *parameters;
    struct rest rest;
    const struct tree_stmt *behind; /* the wait that it comes behind, or NULL */
    bool in_then;
    struct link *next;
};

struct chain {
    struct link *first, **last;
    int count; /* of functions of this body, so far */
};

static void write_rest(struct translation *t, const struct rest *rest);

/* ---- which blocks wait ---- */

static bool block_waits(struct translation *t, const struct tree_block *block);

static bool waits(struct translation *t, const struct tree_stmt *stmt)
{
    if (known_waits(stmt) && !(stmt->kind == TREE_YIELD && t->body->checked->generator))
        return true;
    if (stmt->kind == TREE_CALL)
        return !names_body(t, stmt->object.text)->plain;
    if (stmt->kind == TREE_IO_THEN)
        return false;
    bool found = block_waits(t, &stmt->body) || block_waits(t, &stmt->handler) ||
                 block_waits(t, &stmt->on_cancel) || block_waits(t, &stmt->finally);
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
        found |= block_waits(t, &branch->body);
    return found;
}

static bool block_waits(struct translation *t, const struct tree_block *block)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next)
        if (waits(t, stmt))
            return true;
    return false;
}

/* ---- the chain ---- */

/* A function that others call, and that never waits, is one of Python's. */
static bool is_plain(const struct py_body *body)
{
    return body->checked->generator || (body->called && !body->waits && !body->needs.callbacks);
}

static const char *step(struct translation *t)
{
    if (!t->facts.can_fail)
        return "";
    helpers_use(t, t->facts.kinds[TREE_IO_THEN] ? HELPER_STEP_OF_MANY : HELPER_STEP);
    return "step, ";
}

static bool is_end(const struct rest *rest)
{
    for (; rest; rest = rest->after)
        if (rest->first)
            return false;
    return true;
}

/* The variables that the rest uses and that have a value before it, each with a comma. */
static const char *live(struct translation *t, const struct rest *rest, const char *but,
                        const char *nor)
{
    struct strbuf out = STRBUF_INIT;
    uint32_t line = 0;
    bool *used = mem_arena_alloc(&t->arena, (size_t)t->body->checked->local_count + 1);
    bool *set = mem_arena_alloc(&t->arena, (size_t)t->body->checked->local_count + 1);
    for (const struct rest *at = rest; at; at = at->after) {
        struct tree_block block = {.first = (struct tree_stmt *)at->first};
        unset_follow(t, &block, set, used);
        if (!line && at->first)
            line = at->first->place.line;
    }
    for (int i = 0; i < t->body->checked->local_count; i++)
        if (used[i] && common_has_value(t, i, line) &&
            !(but && strcmp(but, t->body->checked->locals[i].name.text) == 0) &&
            !(nor && strcmp(nor, t->body->checked->locals[i].name.text) == 0))
            strbuf_addf(&out, "%s, ", t->body->locals[i]);
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(&out), out.len);
    strbuf_release(&out);
    return kept;
}

/* With what else a function of the chain has. */
static const char *all_live(struct translation *t, const struct rest *rest)
{
    return bodies_without_comma(
        t, py_format(t, "task, %s%s%s", t->body->needs.number ? "number, " : "",
                     t->body->needs.started ? "started, " : "", live(t, rest, NULL, NULL)));
}

static char *next_name(struct translation *t)
{
    t->chain->count++;
    return py_format(t, "%s_%d", t->body->name, t->chain->count + 1);
}

static struct link *add_link(struct translation *t, const char *parameters, const struct rest *rest)
{
    struct link *link = mem_arena_alloc(&t->arena, sizeof *link);
    *link = (struct link){.name = next_name(t),
                          .parameters = py_format(t, "%s", parameters),
                          .rest = *rest,
                          .in_then = t->in_then};
    *t->chain->last = link;
    t->chain->last = &link->next;
    return link;
}

/* What a body gets behind its arguments. */
static const char *begun_with(struct translation *t, const struct py_body *body, const char *number,
                              const char *started)
{
    return bodies_without_comma(t, py_format(t, "%s%s%s%s", body->needs.number ? number : "",
                                             body->needs.number ? ", " : "",
                                             body->called && body->needs.started ? started : "",
                                             body->called && body->needs.started ? ", " : ""));
}

/* What is called back behind the wait: `one_2, task, x`. `gets` is what it gets behind that. */
static const char *callback(struct translation *t, const struct tree_stmt *stmt, const char *gets,
                            const char *hands)
{
    struct rest rest = {stmt->next, t->after, NULL};
    const char *variables =
        live(t, &rest, stmt->target.text, stmt->kind == TREE_AWAIT ? stmt->object.text : NULL);
    const char *own = t->body->needs.number ? "number, " : "";
    const char *list = t->body->needs.started ? "started, " : "";
    const char *parameters = py_format(t, "task, %s%s%s%s%s", hands, own, list, variables, gets);
    struct link *link = add_link(t, bodies_without_comma(t, parameters), &rest);
    link->behind = stmt;
    return py_format(
        t, "%s%s, %s", step(t), link->name,
        bodies_without_comma(t, py_format(t, "task, %s%s%s%s", hands, own, list, variables)));
}

static void write_end(struct translation *t, const char *value)
{
    if (t->body->plain) {
        if (value || t->body->gives_value)
            py_line(t, NULL, "return %s", value ? value : "0");
        return;
    }
    if (t->facts.kinds[TREE_IO_THEN]) {
        helpers_use(t, HELPER_PART_ENDED);
        py_line(t, NULL, "part_ended(task%s%s)", value ? ", " : "", value ? value : "");
    } else {
        py_line(t, NULL, "task.set_result(%s)", value ? value : "0");
    }
}

/* ---- waits ---- */

/* The device is no part of the program: it goes on while the loop is held, so that when a request
 * will have been served is known as soon as it is asked. */
static void use_io(struct translation *t)
{
    int64_t serves = t->checked->now.settings.device;
    struct strbuf text = STRBUF_INIT;
    if (t->io_helper)
        return;
    if (serves) {
        helpers_import(t, IMPORT_HEAPQ);
        strbuf_addf(&text,
                    "busy = [0] * %lld  # until when, each that serves a request\n"
                    "\n\ndef served(seconds):\n"
                    "    \"\"\"When the device will have served it, behind those of before.\"\"\"\n"
                    "    end = max(loop.time(), heapq.heappop(busy)) + seconds\n"
                    "    heapq.heappush(busy, end)\n"
                    "    return end\n",
                    (long long)serves);
    }
    if (t->facts.uses_answers) {
        helpers_import(t, IMPORT_ITERTOOLS);
        strbuf_addf(&text,
                    "%sanswers = itertools.count(1)\n"
                    "\n\ndef io(seconds, callback, *args):\n"
                    "    \"\"\"Asks the device, which calls back with its answer.\"\"\"\n"
                    "    loop.%s, lambda: callback(*args, next(answers)))\n",
                    serves ? "\n\n" : "",
                    serves ? "call_at(served(seconds)" : "call_later(seconds");
    }
    t->io_helper = py_format(t, "%s", strbuf_str(&text));
    strbuf_release(&text);
}

static bool gives_answers(const struct translation *t, const struct tree_stmt *stmt)
{
    return stmt->kind != TREE_SLEEP && t->facts.uses_answers;
}

/* What begins the wait, up to what is called back. */
static const char *later(struct translation *t, const struct tree_stmt *stmt)
{
    const char *seconds = expr_seconds(t, stmt->value);
    bool asks = stmt->kind != TREE_SLEEP;
    if (asks && t->facts.uses_answers) {
        use_io(t);
        return py_format(t, "io(%s, ", seconds);
    }
    if (asks && t->checked->now.settings.device) {
        use_io(t);
        return py_format(t, "loop.call_at(served(%s), ", seconds);
    }
    return py_format(t, "loop.call_later(%s, ", seconds);
}

static const char *answered(struct translation *t, const struct tree_stmt *stmt)
{
    return gives_answers(t, stmt) ? "answer, " : "";
}

/* A call that holds the loop. */
static const char *held(struct translation *t, const struct tree_stmt *stmt)
{
    const char *seconds = expr_seconds(t, stmt->value);
    helpers_import(t, IMPORT_TIME);
    if (stmt->kind != TREE_SLEEP && t->checked->now.settings.device && !t->in_offload) {
        use_io(t);
        return py_format(t, "time.sleep(served(%s) - loop.time())", seconds);
    }
    return py_format(t, "time.sleep(%s)", seconds);
}

static void write_held(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, stmt, "%s", held(t, stmt));
    if (gives_answers(t, stmt)) {
        use_io(t);
        py_line(t, NULL, "%snext(answers)", common_target(t, stmt));
    }
}

static void write_then(struct translation *t, const struct tree_stmt *stmt)
{
    const char *copies = common_copies(t, stmt);
    const char *comma = *copies ? ", " : "";
    struct rest rest = {stmt->body.first, NULL, NULL};
    bool in_then = t->in_then;
    const char *own = py_format(t, "%s%s", t->body->needs.number ? ", number" : "",
                                t->body->needs.started ? ", started" : "");
    t->in_then = true;
    const char *gets = gives_answers(t, stmt) ? ", answer" : "";
    struct link *link = add_link(t, py_format(t, "task%s%s%s%s", own, comma, copies, gets), &rest);
    link->behind = stmt;
    t->in_then = in_then;
    if (stmt->holds) {
        py_line(t, stmt, "%s", held(t, stmt));
        if (*gets)
            use_io(t);
        py_line(t, NULL, "task.left += 1");
        py_line(t, NULL, "loop.call_soon(%s%s, task%s%s%s%s)", step(t), link->name, own, comma,
                copies, *gets ? ", next(answers)" : "");
        return;
    }
    py_line(t, NULL, "task.left += 1");
    py_line(t, stmt, "%s%s%s, task%s%s%s)", later(t, stmt), step(t), link->name, own, comma,
            copies);
}

/* ---- tasks ---- */

static const char *new_task(const struct translation *t)
{
    return t->facts.kinds[TREE_IO_THEN] ? "Task(loop=loop)" : "loop.create_future()";
}

static void use_start(struct translation *t)
{
    bool arrive = false;
    for (int i = 0; i < t->checked->body_count; i++)
        arrive |=
            t->checked->bodies[i].task->every.value || t->checked->bodies[i].task->after.value;
    if (t->facts.kinds[TREE_IO_THEN])
        helpers_use(t, HELPER_PART_ENDED);
    t->ask_helper = py_format(
        t,
        "ends = []  # of all tasks\n"
        "\n\n"
        "def start(function, *args):\n"
        "    \"\"\"The loop calls it when it is its turn; its end is in the future.\"\"\"\n"
        "    task = %s\n"
        "    ends.append(task)\n"
        "    loop.call_soon(%sfunction, task, *args)\n"
        "    return task\n%s",
        new_task(t), step(t),
        !arrive ? ""
                : py_format(t,
                            "\n\n"
                            "def arrive(seconds, function, *args):\n"
                            "    \"\"\"It comes from outside, so much after the beginning.\"\"\"\n"
                            "    task = %s\n"
                            "    ends.append(task)\n"
                            "    loop.call_later(seconds, %sfunction, task, *args)\n",
                            new_task(t), step(t)));
}

/* What the loop calls for a task: of a plain function what it returns is the task's end. */
static const char *begun(struct translation *t, const struct py_body *body)
{
    if (!body->plain)
        return body->name;
    helpers_use(t, t->facts.kinds[TREE_IO_THEN] ? HELPER_WHOLE_OF_MANY : HELPER_WHOLE);
    return py_format(t, "whole, %s", body->name);
}

static void write_start(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    const char *counter = py_format(t, "next(%s_numbers)", body->name);
    const char *args = expr_args(t, stmt, begun_with(t, body, counter, "[]"));
    const char *comma = *args ? ", " : "";
    bool listed = t->body->needs.started;
    const char *target = stmt->target.text ? expr_target(t, stmt) : NULL;
    use_start(t);
    if (listed && !target) {
        py_line(t, stmt, "started.append(start(%s%s%s))", begun(t, body), comma, args);
        return;
    }
    py_line(t, stmt, "%sstart(%s%s%s)", common_target(t, stmt), begun(t, body), comma, args);
    if (listed)
        py_line(t, NULL, "started.append(%s)", target);
}

/* True: the rest is another function. */
static bool write_call(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *body = names_body(t, stmt->object.text);
    const char *args = expr_args(t, stmt, begun_with(t, body, "number", "started"));
    if (body->plain) {
        common_call(t, stmt, args);
        return false;
    }
    helpers_use(t, HELPER_CALL);
    const char *then = callback(t, stmt, "called, ", "");
    py_line(t, stmt, "called = Call(%s)", then);
    py_line(t, NULL, "%s%s%scalled%s%s)", t->facts.can_fail ? "step(" : "", body->name,
            t->facts.can_fail ? ", " : "(", *args ? ", " : "", args);
    return true;
}

static void write_await(struct translation *t, const struct tree_stmt *stmt)
{
    const char *future = names_variable(t, stmt->object.text);
    if (stmt->within)
        py_refuse(t, stmt->place, "a chain of callbacks has no time limit");
    helpers_use(t, HELPER_WHEN_DONE);
    py_line(t, stmt, "when_done(%s, %s)", future,
            callback(t, stmt, "", py_format(t, "%s, ", future)));
}

static void write_await_all(struct translation *t, const struct tree_stmt *stmt)
{
    if (stmt->within)
        py_refuse(t, stmt->place, "a chain of callbacks has no time limit");
    helpers_use(t, HELPER_WHEN_ALL);
    py_line(t, stmt, "when_all(started, %s)", callback(t, stmt, "", ""));
}

static void write_offload(struct translation *t, const struct tree_stmt *stmt)
{
    const char *assigned = common_assigned(t, stmt), *copies = common_copies(t, stmt);
    if (stmt->to_processes) {
        py_refuse(t, stmt->place, "what is sent to another process must be a function of its own");
        return;
    }
    py_line(t, stmt, "def offloaded(%s):", copies);
    t->indent++;
    common_globals(t, &stmt->body);
    t->indent--;
    t->in_offload = true;
    py_block(t, &stmt->body);
    t->in_offload = false;
    if (*assigned)
        py_line(t, NULL, "    return %s", assigned);
    py_line(t, NULL, "done = loop.run_in_executor(None, offloaded%s%s)", *copies ? ", " : "",
            copies);
    helpers_use(t, HELPER_WHEN_DONE);
    py_line(t, NULL, "when_done(done, %s)", callback(t, stmt, "", "done, "));
}

/* A function that looks, and comes back until the answer is there. */
static void write_meanwhile(struct translation *t, const struct tree_stmt *stmt)
{
    if (block_waits(t, &stmt->body)) {
        py_refuse(t, stmt->place, "a chain of callbacks cannot wait in a loop");
        return;
    }
    if (stmt->holds) {
        write_held(t, stmt);
        return;
    }
    struct rest rest = {stmt, t->after, NULL};
    const char *variables = live(t, &rest, NULL, NULL);
    const char *own = t->body->needs.number ? "number, " : "";
    const char *list = t->body->needs.started ? "started, " : "";
    const char *all =
        bodies_without_comma(t, py_format(t, "task, answer, %s%s%s", own, list, variables));
    py_line(t, stmt, "answer = loop.create_future()");
    py_line(t, NULL, "%sanswer.set_result%s)", later(t, stmt), gives_answers(t, stmt) ? "" : ", 0");
    struct link *link = add_link(t, all, &rest);
    link->behind = stmt;
    py_line(t, NULL, "loop.call_soon(%s%s, %s)", step(t), link->name, all);
}

/* ---- statements ---- */

static void refuse_wait(struct translation *t, const struct tree_stmt *stmt, const char *where)
{
    py_refuse(t, stmt->place, "a chain of callbacks cannot wait in %s", where);
}

/* What has nothing to wait for in it stands as it is. */
static bool write_loop(struct translation *t, const struct tree_stmt *stmt)
{
    if (waits(t, stmt)) {
        refuse_wait(t, stmt, "a loop");
        return false;
    }
    if (stmt->kind == TREE_WHILE)
        common_while(t, stmt);
    else
        common_repeat(t, stmt);
    return false;
}

/* Where the ways of an `if` meet again: a function, if there is anything left to do. */
static const struct rest *join(struct translation *t, const struct tree_stmt *stmt)
{
    struct rest *rest = mem_arena_alloc(&t->arena, sizeof *rest);
    *rest = (struct rest){stmt->next, t->after, NULL};
    if (is_end(rest))
        return NULL;
    if (!stmt->next)
        return t->after;
    rest->link = add_link(t, all_live(t, rest), rest);
    return rest;
}

static bool write_if(struct translation *t, const struct tree_stmt *stmt)
{
    bool has_else = false;
    if (!waits(t, stmt)) {
        common_if(t, stmt);
        return false;
    }
    const struct rest *joined = join(t, stmt);
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next) {
        has_else |= !branch->condition;
        if (branch->condition)
            py_line_of(t, branch->place.line, "%s %s:", branch == stmt->branches ? "if" : "elif",
                       expr_condition(t, branch->condition));
        else
            py_line_of(t, branch->place.line, "else:");
        t->indent++;
        write_rest(t, &(struct rest){branch->body.first, joined, NULL});
        t->indent--;
    }
    if (!has_else) {
        py_line(t, NULL, "else:");
        t->indent++;
        write_rest(t, &(struct rest){NULL, joined, NULL});
        t->indent--;
    }
    return true;
}

static void write_return(struct translation *t, const struct tree_stmt *stmt)
{
    const char *value = stmt->value ? expr_value(t, stmt->value) : "0";
    if (t->body->plain) {
        py_line(t, stmt, "return %s", value);
        return;
    }
    if (t->facts.kinds[TREE_IO_THEN]) {
        helpers_use(t, HELPER_PART_ENDED);
        py_line(t, stmt, "part_ended(task, %s)", value);
    } else {
        py_line(t, stmt, "task.set_result(%s)", value);
    }
    py_line(t, NULL, "return");
}

/* Writes a statement; true: what is behind it is another function. */
static bool write_step(struct translation *t, const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_SAY:
        py_line(t, stmt, "print(%s)", expr_text(t, stmt->text));
        return false;
    case TREE_IO:
    case TREE_SLEEP:
        if (stmt->holds || t->in_offload) {
            write_held(t, stmt);
            return false;
        }
        py_line(t, stmt, "%s%s)", later(t, stmt), callback(t, stmt, answered(t, stmt), ""));
        return true;
    case TREE_IO_MEANWHILE:
        write_meanwhile(t, stmt);
        return !stmt->holds;
    case TREE_IO_THEN:
        write_then(t, stmt);
        return false;
    case TREE_YIELD:
        if (t->body->checked->generator) {
            common_yield(t, stmt);
            return false;
        }
        py_line(t, stmt, "loop.call_soon(%s)", callback(t, stmt, "", ""));
        return true;
    case TREE_START:
        write_start(t, stmt);
        return false;
    case TREE_CALL:
        return write_call(t, stmt);
    case TREE_RUN:
        py_line(t, stmt, "%sloop.run_until_complete(loop.create_future())", common_target(t, stmt));
        return false;
    case TREE_RETURN:
        write_return(t, stmt);
        return false;
    case TREE_AWAIT:
        write_await(t, stmt);
        return true;
    case TREE_AWAIT_ALL:
        write_await_all(t, stmt);
        return true;
    case TREE_AWAIT_ANY:
    case TREE_AWAIT_FIRST:
        py_refuse(t, stmt->place, "a callback is left with one future: no first of several");
        return false;
    case TREE_GROUP:
    case TREE_WITHIN:
        py_refuse(t, stmt->place, "a chain of callbacks leaves no block to come back to: no %s",
                  stmt->kind == TREE_GROUP ? "group" : "time limit");
        return false;
    case TREE_CANCEL:
        py_refuse(t, stmt->place, "a chain of callbacks cannot be cancelled: there is no task");
        return false;
    case TREE_OFFLOAD:
        write_offload(t, stmt);
        return true;
    case TREE_WITH:
    case TREE_TRY_ACQUIRE:
    case TREE_ACQUIRE:
    case TREE_RELEASE:
    case TREE_WAIT:
    case TREE_SIGNAL:
    case TREE_BROADCAST:
    case TREE_SEND:
    case TREE_RECV:
    case TREE_SELECT:
    case TREE_CASE_RECV:
    case TREE_CASE_SEND:
    case TREE_CASE_TIMEOUT:
    case TREE_REPEAT_RECV:
        py_refuse(t, stmt->place,
                  "asyncio's locks and queues are awaited by coroutines: callbacks have none");
        return false;
    case TREE_REGION:
        if (waits(t, stmt))
            refuse_wait(t, stmt, "a region");
        else
            common_region(t, stmt);
        return false;
    case TREE_REPEAT:
    case TREE_WHILE:
        return write_loop(t, stmt);
    case TREE_IF:
        return write_if(t, stmt);
    case TREE_TRY:
        if (waits(t, stmt))
            refuse_wait(t, stmt, "a try");
        else
            common_try(t, stmt, NULL);
        return false;
    case TREE_EXIT:
        common_exit(t, stmt);
        return false;
    case TREE_ASSERT:
        common_assert(t, stmt);
        return false;
    case TREE_COMPUTE:
    case TREE_ASSIGN:
    case TREE_ASSIGN_ADD:
    case TREE_ASSIGN_SUB:
    case TREE_ATOMIC:
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
    case TREE_FAIL:
    case TREE_CREATE:
    case TREE_RESUME:
    case TREE_THROW:
    case TREE_CLOSE:
    case TREE_CRASH:
    case TREE_NOTE:
    case TREE_ASK:
        common_statement(t, stmt);
        return false;
    case TREE_BAD:
    case TREE_STMT_KINDS:
        break;
    }
    return false;
}

/* A statement in a block that does not wait. */
static void write_statement(struct translation *t, const struct tree_stmt *stmt)
{
    (void)write_step(t, stmt);
}

/* The statements up to the first wait; behind the last one the end. */
static void write_rest(struct translation *t, const struct rest *rest)
{
    for (const struct rest *at = rest; at; at = at->after) {
        if (at != rest && at->link) {
            py_line(t, NULL, "%s(%s)", at->link->name, at->link->parameters);
            return;
        }
        for (const struct tree_stmt *stmt = at->first; stmt; stmt = stmt->next) {
            t->after = at->after;
            if (write_step(t, stmt) || stmt->kind == TREE_RETURN)
                return;
        }
    }
    write_end(t, NULL);
}

/* ---- functions ---- */

static void write_globals(struct translation *t, const struct rest *rest)
{
    bool *shared = mem_arena_alloc(&t->arena, (size_t)t->checked->shared_count + 1);
    for (bool more = true; rest && more; rest = rest->after)
        for (const struct tree_stmt *stmt = rest->first; stmt && more; stmt = stmt->next) {
            common_assigned_by(t, stmt, shared);
            more = !waits(t, stmt);
        }
    common_write_globals(t, shared);
}

/* What the wait gave: an answer, or what a future has. */
static void write_behind(struct translation *t, const struct link *link)
{
    const struct tree_stmt *stmt = link->behind;
    const char *target = common_target(t, stmt);
    switch (stmt->kind) {
    case TREE_AWAIT:
        py_line(t, NULL, "%s%s.result()", target, names_variable(t, stmt->object.text));
        break;
    case TREE_CALL:
        py_line(t, NULL, "%scalled.result()", target);
        break;
    case TREE_OFFLOAD:
        target = common_assigned(t, stmt);
        py_line(t, NULL, "%s%sdone.result()", target, *target ? " = " : "");
        break;
    case TREE_AWAIT_ALL:
        py_line(t, NULL, "raise_first(started)");
        break;
    default:
        if (stmt->target.text)
            py_line(t, NULL, "%sanswer", target);
        break;
    }
}

/* One that looks whether the answer is there. */
static void write_pass(struct translation *t, const struct link *link)
{
    const struct tree_stmt *stmt = link->behind;
    struct tree_expr look = {.kind = TREE_DURATION,
                             .value = t->checked->now.settings.poll_interval_ns};
    py_line(t, NULL, "if answer.done():");
    t->indent++;
    if (stmt->target.text)
        py_line(t, NULL, "%sanswer.result()", common_target(t, stmt));
    struct rest rest = {stmt->next, link->rest.after, NULL};
    if (is_end(&rest)) {
        write_end(t, NULL);
    } else {
        const char *all = all_live(t, &rest);
        struct link *next = add_link(t, all, &rest);
        py_line(t, NULL, "%s(%s)", next->name, all);
    }
    py_line(t, NULL, "return");
    t->indent -= 2;
    py_block(t, &stmt->body);
    t->indent++;
    py_line(t, NULL, "loop.call_later(%s, %s%s, %s)", expr_seconds(t, &look), step(t), link->name,
            link->parameters);
}

static void write_link(struct translation *t, const struct link *link)
{
    bool is_pass = link->behind && link->behind->kind == TREE_IO_MEANWHILE;
    t->in_then = link->in_then;
    strbuf_adds(t->out, "\n\n");
    py_line(t, NULL, "def %s(%s):", link->name, link->parameters);
    t->indent++;
    write_globals(t, &link->rest);
    if (is_pass) {
        write_pass(t, link);
    } else {
        if (link->behind)
            write_behind(t, link);
        write_rest(t, &link->rest);
    }
    t->indent--;
}

static void write_body(struct translation *t, struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    struct chain chain = {.last = &chain.first};
    struct rest rest = {task->body.first, NULL, NULL};
    bool plain = body->plain;
    bodies_enter(t, body);
    t->chain = &chain;
    t->in_then = false;
    if (body->checked->generator && body->waits)
        py_refuse(t, task->name.place, "a generator cannot leave a callback behind and yield, too");
    struct py_needs needs = body->needs;
    body->needs.callbacks = false;
    const char *parameters = bodies_parameters(t, body);
    body->needs = needs;
    strbuf_adds(t->out, "\n\n");
    py_line_of(t, task->name.place.line, "def %s(%s%s%s):", body->name, plain ? "" : "task",
               plain || !*parameters ? "" : ", ", parameters);
    t->indent++;
    write_globals(t, &rest);
    if (needs.started && !body->called)
        py_line(t, NULL, "started = []");
    common_none_first(t, !plain);
    write_rest(t, &rest);
    if (plain && !rest.first)
        py_line(t, NULL, "pass");
    t->indent--;
    bodies_keep_generator(t);
    for (struct link *link = chain.first; link; link = link->next)
        write_link(t, link);
    t->body = NULL;
    t->chain = NULL;
    t->in_then = false;
}

/* ---- the program ---- */

static void write_beginning(struct translation *t, const struct py_body *body)
{
    const struct tree_task *task = body->checked->task;
    bool many = task->copies.place.line > 0, late = task->every.value || task->after.value;
    const char *with = begun_with(t, body, many ? "number" : "1", "[]");
    const char *number = *with ? py_format(t, ", %s", with) : "";
    const char *start = py_format(t, "start(%s%s)", begun(t, body), number);
    use_start(t);
    if (many)
        py_line_of(t, task->name.place.line,
                   "for number in range(1, %lld):", (long long)task->copies.value + 1);
    t->indent += many;
    if (late) {
        struct tree_expr after = {.kind = TREE_DURATION, .value = task->after.value};
        struct tree_expr every = {.kind = TREE_DURATION, .value = task->every.value};
        bool spaced = many && task->every.value;
        start = py_format(t, "arrive(%s%s%s%s, %s%s)", expr_seconds(t, &after), spaced ? " + " : "",
                          spaced ? expr_seconds(t, &every) : "", spaced ? " * (number - 1)" : "",
                          begun(t, body), number);
    }
    py_line_of(t, many ? 0 : task->name.place.line, "%s", start);
    t->indent -= many;
}

static void write_program(struct translation *t)
{
    const struct program_settings *settings = &t->checked->now.settings;
    helpers_import(t, IMPORT_ASYNCIO);
    if (settings->workers > 1)
        py_refuse(t, known_place_of(t, TREE_WORKERS),
                  "several workers are several processes, each with a loop: a server starts them");
    py_line(t, NULL, "loop = asyncio.new_event_loop()");
    if (known_has_line(t, TREE_POOL)) {
        helpers_import(t, IMPORT_FUTURES);
        py_line(t, NULL, "loop.set_default_executor(concurrent.futures.ThreadPoolExecutor(%lld))",
                (long long)settings->pool);
    }
    if (t->facts.can_fail) {
        helpers_use(t, HELPER_NOT_HANDLED);
        py_line(t, NULL, "loop.set_exception_handler(not_handled)");
    }
    bodies_declare_shared(t);
    bodies_declare_counters(t);
    for (int i = 0; i < t->checked->body_count; i++)
        t->bodies[i].plain = is_plain(&t->bodies[i]);
    for (int i = 0; i < t->checked->body_count; i++)
        write_body(t, &t->bodies[i]);
    strbuf_adds(t->out, "\n\n");
    use_start(t);
    for (int i = 0; i < t->checked->body_count; i++)
        if (t->bodies[i].checked->starts_itself)
            write_beginning(t, &t->bodies[i]);
    if (settings->until_main_ends && t->checked->main_task >= 0) {
        py_line(t, NULL, "loop.run_until_complete(ends[0])  # until main ends");
        if (t->facts.can_fail && t->facts.kinds[TREE_IO_THEN]) {
            py_line(t, NULL, "for end in ends:");
            py_line(t, NULL, "    if end.failure and not end.done():  # it waited for callbacks");
            py_line(t, NULL, "        end.set_exception(end.failure)");
        }
        if (t->facts.can_fail)
            py_line(t, NULL, "loop.close()  # and forgets what was left");
    } else {
        py_line(t, NULL, "for end in ends:  # those of the tasks that they start, too");
        py_line(t, NULL, "    loop.run_until_complete(asyncio.wait([end]))");
    }
    if (t->facts.can_fail)
        py_line(t, NULL, "end = ends.clear()");
}

static const char *ended(struct translation *t, const struct tree_expr *expr)
{
    const char *name = names_variable(t, expr->name);
    struct tree_expr variable = {.kind = TREE_NAME, .name = expr->name};
    if (check_expr_kinds(t->checked, t->body->checked, &variable) & KIND_GENERATOR)
        return py_format(t, "(%s.gi_frame is None)", name);
    return py_format(t, "%s.done()", name);
}

const struct py_family py_callbacks = {
    .statement = write_statement, .done = ended, .program = write_program};
