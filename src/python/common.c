#include "config.h"

#include "python/common.h"

#include <string.h>

#include "python/bounds.h"
#include "python/expr.h"
#include "python/helpers.h"
#include "python/names.h"
#include "python/unset.h"

void py_block(struct translation *t, const struct tree_block *block)
{
    t->indent++;
    t->written = 0;
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next)
        t->family->statement(t, stmt);
    if (!t->written)
        py_line(t, NULL, "pass");
    t->indent--;
}

const char *common_target(struct translation *t, const struct tree_stmt *stmt)
{
    return stmt->target.text ? py_format(t, "%s = ", expr_target(t, stmt)) : "";
}

static void write_compute(struct translation *t, const struct tree_stmt *stmt)
{
    helpers_use(t, HELPER_COMPUTE);
    py_line(t, stmt, "compute(%s)", expr_seconds(t, stmt->value));
}

static void write_assign(struct translation *t, const struct tree_stmt *stmt)
{
    const char *name = expr_target(t, stmt);
    if (stmt->kind == TREE_ASSIGN) {
        py_line(t, stmt, "%s = %s", name, expr_value(t, stmt->value));
        return;
    }
    struct tree_expr *before = mem_arena_alloc(&t->arena, sizeof *before);
    *before = (struct tree_expr){.kind = stmt->target_index ? TREE_ELEMENT : TREE_NAME,
                                 .name = stmt->target.text,
                                 .left = stmt->target_index};
    struct tree_expr sum = {.kind = stmt->kind == TREE_ASSIGN_ADD ? TREE_ADD : TREE_SUB,
                            .left = before,
                            .right = stmt->value};
    if (bounds_overflow(t, &sum))
        py_line(t, stmt, "%s = %s", name, expr_value(t, &sum));
    else
        py_line(t, stmt, "%s %s %s", name,
                stmt->kind == TREE_ASSIGN_ADD ? "+=" : "-=", expr_value(t, stmt->value));
}

/* range(1, n + 1), or range(n) if nobody counts. */
static const char *range(struct translation *t, const struct tree_stmt *stmt)
{
    if (!stmt->target.text)
        return py_format(t, "range(%s)", expr_value(t, stmt->value));
    if (stmt->value->kind == TREE_INT)
        return py_format(t, "range(1, %lld)", (long long)stmt->value->value + 1);
    struct tree_expr one = {.kind = TREE_INT, .value = 1};
    struct tree_expr end = {.kind = TREE_ADD, .left = stmt->value, .right = &one};
    return py_format(t, "range(1, %s)", expr_value(t, &end));
}

/* `swap`, `add`, `compare`, where one thread runs all of Python that could see it. What is written
 * stands first: `v = add v 1` leaves what it was. */
static void write_atomic(struct translation *t, const struct tree_stmt *stmt)
{
    struct tree_expr before = {.kind = stmt->object_index ? TREE_ELEMENT : TREE_NAME,
                               .name = stmt->object.text,
                               .left = stmt->object_index};
    struct tree_expr sum = {.kind = TREE_ADD, .left = &before, .right = stmt->value};
    const char *name = expr_element(t, names_variable(t, stmt->object.text), stmt->object_index);
    const char *target = stmt->target.text ? py_format(t, ", %s", expr_target(t, stmt)) : "";
    const char *was = *target ? py_format(t, ", %s", name) : "";
    const char *written = expr_value(t, stmt->kind == TREE_ADD_TO ? &sum : stmt->value);
    if (t->in_offload || t->model == MODEL_GIL) {
        py_refuse(t, stmt->place,
                  t->in_offload ? "Python has no atomics, and a thread needs one here"
                                : "Python has no atomics: its threads take a lock for that");
        return;
    }
    if (stmt->kind == TREE_COMPARE)
        written = py_format(t, "%s if %s == (%s) else %s", expr_value(t, stmt->second), name,
                            written, name);
    py_line(t, stmt, "%s%s = %s%s", name, target, written, was);
}

void common_repeat(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, stmt, "for %s in %s:", stmt->target.text ? expr_target(t, stmt) : "_",
            range(t, stmt));
    py_block(t, &stmt->body);
}

void common_while(struct translation *t, const struct tree_stmt *stmt)
{
    bool always = stmt->value->kind == TREE_INT && stmt->value->value != 0;
    py_line(t, stmt, "while %s:", always ? "True" : expr_condition(t, stmt->value));
    py_block(t, &stmt->body);
}

void common_if(struct translation *t, const struct tree_stmt *stmt)
{
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next) {
        if (!branch->condition)
            py_line_of(t, branch->place.line, "else:");
        else
            py_line_of(t, branch->place.line, "%s %s:", branch == stmt->branches ? "if" : "elif",
                       expr_condition(t, branch->condition));
        py_block(t, &branch->body);
    }
}

static void write_fail(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, stmt, "raise RuntimeError(%s)", expr_text(t, stmt->text));
}

static void write_return(struct translation *t, const struct tree_stmt *stmt)
{
    if (stmt->value)
        py_line(t, stmt, "return %s", expr_value(t, stmt->value));
    else
        py_line(t, stmt, "return 0");
}

static void write_crash(struct translation *t, const struct tree_stmt *stmt)
{
    helpers_import(t, IMPORT_OS | IMPORT_SIGNAL | IMPORT_SYS);
    py_line(t, NULL, "sys.stdout.flush()");
    py_line(t, stmt, "os.kill(os.getpid(), signal.SIGSEGV)");
}

void common_exit(struct translation *t, const struct tree_stmt *stmt)
{
    helpers_use(t, HELPER_QUIT);
    py_line(t, stmt, "quit_now()");
}

void common_region(struct translation *t, const struct tree_stmt *stmt)
{
    py_line(t, stmt, "if True:");
    py_block(t, &stmt->body);
}

/* `atomic`: what one thread runs anyway, or a process for itself. */
static void write_atomic_block(struct translation *t, const struct tree_stmt *stmt)
{
    if (t->in_offload || t->model == MODEL_GIL)
        py_refuse(t, stmt->place,
                  "Python cannot keep its threads out of a block: only a lock that "
                  "all of them take does");
    else
        common_region(t, stmt);
}

/* Not Python's `assert`: that is an exception, which a handler may take, and `-O` leaves it out. */
void common_assert(struct translation *t, const struct tree_stmt *stmt)
{
    char *why = py_format(t, "assert %s failed (line %u)", stmt->written, stmt->place.line);
    struct strbuf text = STRBUF_INIT;
    bool computed = false;
    for (const struct tree_text_part *part = stmt->text ? stmt->text->parts : NULL; part;
         part = part->next)
        computed |= !part->literal;
    py_add_characters(&text, why, computed);
    helpers_use(t, HELPER_QUIT_FAILED);
    py_line(t, stmt, "if not (%s):", expr_condition(t, stmt->value));
    t->indent++;
    if (stmt->text)
        py_line(t, NULL, "quit_failed(%s\"%s: \" %s)", computed ? "f" : "", strbuf_str(&text),
                expr_text(t, stmt->text));
    else
        py_line(t, NULL, "quit_failed(\"%s\")", strbuf_str(&text));
    t->indent--;
    strbuf_release(&text);
}

/* `note` and `ask`: a comment. */
static void write_note(struct translation *t, const struct tree_stmt *stmt)
{
    int written = t->written;
    py_line(t, NULL, "# %u: %s %s", (unsigned)stmt->place.line,
            stmt->kind == TREE_NOTE ? "note" : "ask", expr_text(t, stmt->text));
    t->written = written;
}

void common_yield(struct translation *t, const struct tree_stmt *stmt)
{
    t->body->yields = true;
    py_line(t, stmt, "%syield %s", common_target(t, stmt),
            stmt->value ? expr_value(t, stmt->value) : "0");
}

void common_try(struct translation *t, const struct tree_stmt *stmt, const char *cancelled)
{
    bool on_cancel = stmt->on_cancel.first && cancelled;
    if (!on_cancel && !stmt->handler.first && !stmt->finally.first) {
        py_line(t, stmt, "if True:");
        py_block(t, &stmt->body);
        return;
    }
    py_line(t, stmt, "try:");
    py_block(t, &stmt->body);
    if (on_cancel) {
        py_line(t, NULL, "except %s:", cancelled);
        py_block(t, &stmt->on_cancel);
        t->indent++;
        py_line(t, NULL, "raise");
        t->indent--;
    }
    if (stmt->handler.first) {
        t->handlers++;
        if (t->handlers > 1)
            py_line(t, NULL, "except Exception as error_%d:", t->handlers);
        else
            py_line(t, NULL, "except Exception as error:");
        py_block(t, &stmt->handler);
        t->handlers--;
    }
    if (stmt->finally.first) {
        py_line(t, NULL, "finally:");
        py_block(t, &stmt->finally);
    }
}

struct begins {
    struct translation *t;
    const struct py_body *body;
    bool found;
};

static void find_begin(void *arg, struct tree_stmt *stmt)
{
    struct begins *begins = arg;
    if (stmt->kind == TREE_START || stmt->kind == TREE_CREATE)
        begins->found |= names_body(begins->t, stmt->object.text) == begins->body;
}

bool common_processes_count(struct translation *t, const struct py_body *body)
{
    if (t->model != MODEL_PROCESSES)
        return false;
    int alone = 0, many = 0;
    for (int i = 0; i < t->checked->body_count; i++) {
        const struct py_body *other = &t->bodies[i];
        struct begins begins = {.t = t, .body = body};
        tree_each_stmt(&other->checked->task->body, find_begin, &begins);
        bool once = other->checked->starts_itself && !other->started && !other->called &&
                    other->checked->task->copies.value <= 1;
        alone += begins.found && once;
        many += begins.found && !once;
    }
    return many > 0 || alone > 1;
}

const char *common_next_number(struct translation *t, const struct py_body *body)
{
    if (!common_processes_count(t, body))
        return py_format(t, "next(%s_numbers)", body->name);
    helpers_use(t, HELPER_NEXT_NUMBER);
    return py_format(t, "next_number(%s_numbers)", body->name);
}

static void write_create(struct translation *t, const struct tree_stmt *stmt)
{
    const struct py_body *body = names_body(t, stmt->object.text);
    const char *number = body->needs.number ? common_next_number(t, body) : "";
    py_line(t, stmt, "%s%s(%s)", common_target(t, stmt), body->name, expr_args(t, stmt, number));
}

static void write_resume(struct translation *t, const struct tree_stmt *stmt)
{
    const char *generator = names_variable(t, stmt->object.text);
    const char *more = stmt->kind == TREE_THROW ? expr_text(t, stmt->text)
                       : stmt->value            ? expr_value(t, stmt->value)
                                                : NULL;
    helpers_use(t, stmt->kind == TREE_THROW ? HELPER_THROW : HELPER_RESUME);
    py_line(t, stmt, "%s%s(%s%s%s)", common_target(t, stmt),
            stmt->kind == TREE_THROW ? "throw" : "resume", generator, more ? ", " : "",
            more ? more : "");
}

/* ---- what a function uses ---- */

struct assigned {
    struct translation *t;
    bool *shared;
};

static bool is_own_function(const struct tree_stmt *stmt)
{
    return stmt->kind == TREE_IO_THEN || stmt->kind == TREE_OFFLOAD;
}

static void assigned_in(struct assigned *assigned, const struct tree_block *block)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next) {
        struct translation *t = assigned->t;
        bool elsewhere = is_own_function(stmt);
        bool atomic =
            stmt->kind == TREE_SWAP || stmt->kind == TREE_ADD_TO || stmt->kind == TREE_COMPARE;
        if (atomic && names_is_shared(t, stmt->object.text))
            assigned->shared[symbols_get(&t->checked->shared, stmt->object.text)] = true;
        if (stmt->target.text && stmt->kind != TREE_IO_THEN &&
            names_is_shared(t, stmt->target.text))
            assigned->shared[symbols_get(&t->checked->shared, stmt->target.text)] = true;
        if (!elsewhere)
            assigned_in(assigned, &stmt->body);
        assigned_in(assigned, &stmt->handler);
        assigned_in(assigned, &stmt->on_cancel);
        assigned_in(assigned, &stmt->finally);
        for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
            assigned_in(assigned, &branch->body);
    }
}

void common_write_globals(struct translation *t, const bool *shared)
{
    struct strbuf names = STRBUF_INIT;
    for (int i = 0; i < t->checked->shared_count; i++)
        if (shared[i])
            strbuf_addf(&names, "%s%s", names.len ? ", " : "", t->shared[i]);
    if (names.len)
        py_line(t, NULL, "global %s", strbuf_str(&names));
    strbuf_release(&names);
}

void common_assigned_by(struct translation *t, const struct tree_stmt *stmt, bool *shared)
{
    struct assigned assigned = {t, shared};
    struct tree_stmt alone = *stmt;
    alone.next = NULL;
    assigned_in(&assigned, &(struct tree_block){&alone, &alone});
}

void common_globals(struct translation *t, const struct tree_block *block)
{
    size_t count = (size_t)t->checked->shared_count + 1;
    struct assigned assigned = {t, mem_arena_alloc(&t->arena, count * sizeof(bool))};
    assigned_in(&assigned, block);
    common_write_globals(t, assigned.shared);
}

void common_none_first(struct translation *t, bool chain)
{
    struct py_body *body = t->body;
    body->none_first = unset_handed_on(t, body, chain);
    for (int i = 0; i < body->checked->local_count; i++)
        if (body->none_first[i])
            py_line(t, NULL, "%s = None", body->locals[i]);
}

struct used {
    const struct translation *t;
    bool *slots;
};

static void use_name(struct used *used, const char *name)
{
    int slot = name ? check_slot(used->t->body->checked, name) : -1;
    if (slot >= 0)
        used->slots[slot] = true;
}

static void find_error(void *arg, struct tree_expr *expr)
{
    *(bool *)arg |= expr->kind == TREE_ERROR;
}

static void find_error_in(void *arg, struct tree_stmt *stmt)
{
    tree_each_expr(stmt, find_error, arg);
}

/* The last line that is in the statement, as far as a block is concerned that ends at `end`. */
static bool encloses(const struct tree_stmt *stmt, uint32_t line, uint32_t end)
{
    return stmt->place.line < line && line < (stmt->next ? stmt->next->place.line : end);
}

/* A function of its own has variables of its own: what it assigns is seen in it alone. */
static bool assigns_before(const struct tree_block *block, const char *name, uint32_t line,
                           uint32_t end)
{
    for (const struct tree_stmt *stmt = block->first; stmt && stmt->place.line < line;
         stmt = stmt->next) {
        bool own = is_own_function(stmt);
        uint32_t last = stmt->next ? stmt->next->place.line : end;
        if (own && !encloses(stmt, line, end) && stmt->kind == TREE_IO_THEN)
            continue;
        if (stmt->target.text && strcmp(stmt->target.text, name) == 0)
            return true;
        bool found = assigns_before(&stmt->body, name, line, last) ||
                     assigns_before(&stmt->handler, name, line, last) ||
                     assigns_before(&stmt->on_cancel, name, line, last) ||
                     assigns_before(&stmt->finally, name, line, last);
        for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
            found |= assigns_before(&branch->body, name, line, last);
        if (found)
            return true;
    }
    return false;
}

bool common_has_value(const struct translation *t, int slot, uint32_t line)
{
    const struct tree_task *task = t->body->checked->task;
    return slot < task->param_count || (t->body->none_first && t->body->none_first[slot]) ||
           assigns_before(&task->body, t->body->checked->locals[slot].name.text, line, UINT32_MAX);
}

const char *common_copies(struct translation *t, const struct tree_stmt *stmt)
{
    int count = t->body->checked->local_count;
    bool *set = mem_arena_alloc(&t->arena, (size_t)count + 1);
    bool *reads = mem_arena_alloc(&t->arena, (size_t)count + 1);
    struct strbuf names = STRBUF_INIT;
    unset_follow(t, &stmt->body, set, reads);
    for (int i = 0; i < count; i++)
        if (reads[i] && common_has_value(t, i, stmt->place.line) &&
            !(stmt->target.text && check_slot(t->body->checked, stmt->target.text) == i))
            strbuf_addf(&names, "%s%s", names.len ? ", " : "", t->body->locals[i]);
    bool of_error = false;
    tree_each_stmt(&stmt->body, find_error_in, &of_error);
    if (of_error && t->handlers > 0) {
        strbuf_addf(&names, "%serror", names.len ? ", " : "");
        if (t->handlers > 1)
            strbuf_addf(&names, "_%d", t->handlers);
    }
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(&names), names.len);
    strbuf_release(&names);
    return kept;
}

static void assign_stmt(void *arg, struct tree_stmt *stmt)
{
    use_name(arg, stmt->target.text);
}

const char *common_assigned(struct translation *t, const struct tree_stmt *stmt)
{
    int count = t->body->checked->local_count;
    struct used used = {t, mem_arena_alloc(&t->arena, ((size_t)count + 1) * sizeof(bool))};
    struct strbuf names = STRBUF_INIT;
    tree_each_stmt(&stmt->body, assign_stmt, &used);
    for (int i = 0; i < count; i++)
        if (used.slots[i])
            strbuf_addf(&names, "%s%s", names.len ? ", " : "", t->body->locals[i]);
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(&names), names.len);
    strbuf_release(&names);
    return kept;
}

/* ---- conditions and barriers ---- */

void common_held_block(struct translation *t, const struct tree_stmt *stmt)
{
    const struct tree_expr *index = stmt->object_index;
    bool known = !index || index->kind == TREE_INT;
    struct held held = {!known ? "" /* which it is, nobody knows */
                        : index
                            ? py_format(t, "%s[%lld]", stmt->object.text, (long long)index->value)
                            : stmt->object.text,
                        t->held};
    t->held = &held;
    py_block(t, &stmt->body);
    t->held = held.outer;
}

bool common_holds_lock(struct translation *t, const struct tree_stmt *stmt)
{
    const struct tree_line *line = names_declared(t, stmt->object.text);
    const struct held *held = t->held;
    if (check_named_kind(t->checked, t->body->checked, stmt) == KIND_BARRIER)
        return true;
    while (held && line && strcmp(held->name, line->lock.text) != 0)
        held = held->outer;
    if (line && held)
        return true;
    py_refuse(t, stmt->place,
              "a condition of Python is waited for and notified by who holds its lock: in a "
              "block of `with %s`",
              line ? line->lock.text : "its lock, by that name");
    return false;
}

void common_signal(struct translation *t, const struct tree_stmt *stmt)
{
    if (common_holds_lock(t, stmt))
        py_line(t, stmt, "%s.%s()", expr_object(t, stmt),
                stmt->kind == TREE_SIGNAL ? "notify" : "notify_all");
}

bool common_declare_conditions(struct translation *t, const char *module)
{
    bool any = false;
    for (int i = 0; i < t->checked->object_count; i++) {
        const struct tree_line *line = t->checked->object_lines[i];
        if (line->kind == TREE_CONDITION)
            py_line_of(t, line->place.line, "%s = %s.Condition(%s%s)", t->objects[i], module,
                       t->objects[symbols_get(&t->checked->objects, line->lock.text)],
                       strchr(line->lock.text, '[') ? strchr(line->lock.text, '[') : "");
        else if (line->kind == TREE_BARRIER)
            py_line_of(t, line->place.line, "%s = %s.Barrier(%lld)", t->objects[i], module,
                       (long long)line->value);
        any |= line->kind == TREE_CONDITION || line->kind == TREE_BARRIER;
    }
    return any;
}

/* ---- statements ---- */

void common_call(struct translation *t, const struct tree_stmt *stmt, const char *args)
{
    const struct py_body *body = names_body(t, stmt->object.text);
    t->body->yields |= body->checked->generator;
    py_line(t, stmt, "%s%s%s(%s)", common_target(t, stmt),
            body->checked->generator ? "yield from " : "", body->name, args);
}

static void write_close(struct translation *t, const struct tree_stmt *stmt)
{
    if (check_closes_channel(t->checked, t->body->checked, stmt))
        py_refuse(t, stmt->place, "a queue of Python 3.11 cannot be closed");
    else
        py_line(t, stmt, "%s.close()", names_variable(t, stmt->object.text));
}

void common_statement(struct translation *t, const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_COMPUTE:
        write_compute(t, stmt);
        break;
    case TREE_ASSIGN:
    case TREE_ASSIGN_ADD:
    case TREE_ASSIGN_SUB:
        write_assign(t, stmt);
        break;
    case TREE_ATOMIC:
        write_atomic_block(t, stmt);
        break;
    case TREE_REGION:
        common_region(t, stmt);
        break;
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
        write_atomic(t, stmt);
        break;
    case TREE_REPEAT:
        common_repeat(t, stmt);
        break;
    case TREE_REPEAT_RECV:
        py_refuse(t, stmt->place, "a queue of Python 3.11 cannot be closed");
        break;
    case TREE_WHILE:
        common_while(t, stmt);
        break;
    case TREE_IF:
        common_if(t, stmt);
        break;
    case TREE_FAIL:
        write_fail(t, stmt);
        break;
    case TREE_RETURN:
        write_return(t, stmt);
        break;
    case TREE_CREATE:
        write_create(t, stmt);
        break;
    case TREE_RESUME:
    case TREE_THROW:
        write_resume(t, stmt);
        break;
    case TREE_CLOSE:
        write_close(t, stmt);
        break;
    case TREE_CRASH:
        write_crash(t, stmt);
        break;
    case TREE_NOTE:
    case TREE_ASK:
        write_note(t, stmt);
        break;
    default:
        break;
    }
}
