#include "config.h"

#include "scenario/check.h"

#include "base/mem.h"
#include "scenario/suggest.h"

#include <string.h>

/* A local slot is a 16-bit number; some are hidden ones. */
enum { LOCALS_MAX = 60000 };

struct names {
    struct checked *checked;
    struct report *report;
    struct check_body *body; /* the body being checked */
    int body_index;
    struct symbols assigned; /* name -> a body that assigns it */
    struct symbols told;     /* names whose absence was reported in this body */
};

/* Where in its body a statement stands. */
struct where {
    bool in_then, in_offload, in_handler;
    const char *on_way; /* `on cancel` or `finally`: at the end of its block the way out goes on */
};

/* ---- slots ---- */

/* The local of that name, added if it is new; borrowed until the next one is added. */
static struct check_local *add_local(struct names *names, struct tree_name name)
{
    struct check_body *body = names->body;
    int slot = check_slot(body, name.text);
    if (slot >= 0)
        return &body->locals[slot];
    MEM_GROW(body->locals, body->local_count, body->local_room);
    body->locals[body->local_count] = (struct check_local){.name = name};
    symbols_put(&body->slots, name.text, body->local_count);
    return &body->locals[body->local_count++];
}

static void add_params(struct names *names)
{
    for (struct tree_param *param = names->body->task->params; param; param = param->next) {
        struct tree_name name = param->name;
        if (check_slot(names->body, name.text) >= 0) {
            report_error(names->report, name.place, "there is a parameter `%s` already", name.text);
            continue;
        }
        add_local(names, name)->assigned = true;
    }
}

/* A division may be there for its failure alone. */
static bool may_fail(const struct tree_expr *expr)
{
    if (!expr)
        return false;
    return expr->kind == TREE_DIV || expr->kind == TREE_MOD || may_fail(expr->left) ||
           may_fail(expr->right);
}

static void add_target(void *arg, struct tree_stmt *stmt)
{
    struct names *names = arg;
    const char *name = stmt->target.text;
    if (!name)
        return;
    bool shared = symbols_get(&names->checked->shared, name) >= 0;
    if (stmt->target_index || (shared && check_slot(names->body, name) < 0))
        return;
    struct check_local *local = add_local(names, stmt->target);
    bool only_changes = stmt->kind == TREE_ASSIGN_ADD || stmt->kind == TREE_ASSIGN_SUB;
    local->assigned |= !only_changes;
    local->computed |= stmt->kind == TREE_ASSIGN && !may_fail(stmt->value);
    symbols_put(&names->assigned, name, names->body_index);
}

/* Blocks of one name are one region, wherever they stand. */
static void collect_region(void *arg, struct tree_stmt *stmt)
{
    struct checked *checked = ((struct names *)arg)->checked;
    const char *name = stmt->object.text;
    if (stmt->kind != TREE_REGION || !name || symbols_get(&checked->regions, name) >= 0)
        return;
    MEM_GROW(checked->region_names, checked->region_count, checked->region_room);
    checked->region_names[checked->region_count] = name;
    symbols_put(&checked->regions, name, checked->region_count++);
}

static void collect_locals(struct names *names)
{
    tree_each_stmt(&names->body->task->body, collect_region, names);
    add_params(names);
    tree_each_stmt(&names->body->task->body, add_target, names);
    if (names->body->local_count > LOCALS_MAX)
        report_error(names->report, names->body->task->name.place,
                     "this task has over %d variables", LOCALS_MAX);
}

/* ---- names that are not known ---- */

static void hint_nearest(struct names *names, struct suggest suggest, const char *otherwise)
{
    if (suggest.best)
        report_hint(names->report, "did you mean `%s`?", suggest.best);
    else if (otherwise)
        report_hint(names->report, "%s", otherwise);
}

static bool wants_suggestion(const struct names *names)
{
    return report_wants_suggestion(names->report);
}

static const char *hint_for_variable(const struct names *names, const char *name)
{
    if (symbols_get(&names->checked->objects, name) >= 0)
        return "it is a lock, a semaphore or a channel: they have no value";
    if (symbols_get(&names->checked->tasks, name) >= 0)
        return "it is a task: f = start NAME(...) gives its future, x = call NAME(...) its value";
    if (symbols_get(&names->assigned, name) >= 0)
        return "another task's variables are its own: `shared NAME = 0` makes one for all";
    return NULL;
}

static void unknown_variable(struct names *names, const char *name, struct tree_place place)
{
    if (symbols_get(&names->told, name) >= 0)
        return;
    symbols_put(&names->told, name, 1);
    report_error(names->report, place, "nothing assigns `%s`", name);
    if (!wants_suggestion(names))
        return;
    const char *hint = hint_for_variable(names, name);
    struct suggest suggest = suggest_for(name);
    if (!hint) {
        suggest_offer_symbols(&suggest, &names->body->slots);
        suggest_offer_symbols(&suggest, &names->checked->shared);
    }
    hint_nearest(names, suggest, hint);
}

static void unknown_task(struct names *names, struct tree_name name)
{
    report_error(names->report, name.place, "there is no task `%s`", name.text);
    if (!wants_suggestion(names))
        return;
    struct suggest suggest = suggest_for(name.text);
    suggest_offer_symbols(&suggest, &names->checked->tasks);
    hint_nearest(names, suggest, NULL);
}

/* ---- uses of names ---- */

/* Of several it must say which, and there must be such a one. */
static void check_which(struct names *names, const struct tree_line *line, struct tree_name name,
                        const struct tree_expr *index)
{
    struct report *report = names->report;
    if (!line->count == !index && !(index && index->kind == TREE_INT))
        return;
    if (!line->count) {
        report_error(report, name.place, "`%s` is only one", name.text);
        report_hint(report, "several are declared by `%s x N`: see line %u", name.text,
                    line->place.line);
    } else if (!index) {
        report_error(report, name.place, "`%s` does not say which: there are %lld", name.text,
                     (long long)line->count);
        report_hint(report, "%s[1] to %s[%lld]", name.text, name.text, (long long)line->count);
    } else if (index->value < 1 || index->value > line->count) {
        report_error(report, index->place, "there is no %s[%lld]", name.text,
                     (long long)index->value);
        report_hint(report, "%s[1] to %s[%lld]: see line %u", name.text, name.text,
                    (long long)line->count, line->place.line);
    }
}

static void only_one(struct names *names, struct tree_name name)
{
    report_error(names->report, name.place, "`%s` is only one", name.text);
    report_hint(names->report, "several are declared before the first task: NAME x N");
}

static void use_variable(struct names *names, struct tree_name name, const struct tree_expr *index)
{
    int slot = check_slot(names->body, name.text);
    if (slot >= 0) {
        names->body->locals[slot].read = true;
        if (index)
            only_one(names, name);
        return;
    }
    int shared = symbols_get(&names->checked->shared, name.text);
    if (shared < 0) {
        unknown_variable(names, name.text, name.place);
        return;
    }
    names->checked->shared_used[shared] = true;
    check_which(names, names->checked->shared_lines[shared], name, index);
}

static void use_handle(struct names *names, const char *name, struct tree_place place)
{
    if (check_slot(names->body, name) < 0 && symbols_get(&names->checked->shared, name) >= 0) {
        report_error(names->report, place, "`%s` is a shared variable: it holds an integer", name);
        report_hint(names->report, "futures and generators stand in variables of a task");
        return;
    }
    use_variable(names, (struct tree_name){name, place}, NULL);
}

static void use_futures(struct names *names, const struct tree_stmt *stmt)
{
    for (const struct tree_arg *arg = stmt->args; arg; arg = arg->next)
        use_handle(names, arg->expr->name, arg->expr->place);
}

static void use_task(struct names *names, const struct tree_stmt *stmt)
{
    struct checked *checked = names->checked;
    int index = symbols_get(&checked->tasks, stmt->object.text);
    if (index < 0) {
        unknown_task(names, stmt->object);
        return;
    }
    struct check_body *body = &checked->bodies[index];
    body->used |= index != names->body_index;
    if (index != names->body_index && body->starts_itself && !body->used_by)
        body->used_by = stmt;
    body->created |= stmt->kind == TREE_CREATE;
    int takes = body->task->param_count;
    if (takes < 0 || takes == stmt->arg_count)
        return;
    report_error(names->report, stmt->object.place, "`%s` takes %d argument%s, not %d",
                 stmt->object.text, takes, takes == 1 ? "" : "s", stmt->arg_count);
    report_hint(names->report, "see line %u", body->task->name.place.line);
}

/* What a statement takes: KIND_OBJECTS. */
static unsigned object_wanted(enum tree_stmt_kind kind)
{
    switch (kind) {
    case TREE_SEND:
    case TREE_RECV:
    case TREE_REPEAT_RECV:
    case TREE_CLOSE:
    case TREE_CASE_RECV:
    case TREE_CASE_SEND:
        return KIND_CHANNEL;
    case TREE_WAIT:
        return KIND_CONDITION | KIND_BARRIER;
    case TREE_SIGNAL:
    case TREE_BROADCAST:
        return KIND_CONDITION;
    default:
        return KIND_LOCK;
    }
}

static const char *how_declared(unsigned wanted)
{
    switch (wanted) {
    case KIND_CHANNEL:
        return "declare it before the first task: channel NAME";
    case KIND_LOCK:
        return "declare it before the first task: lock NAME";
    case KIND_CONDITION:
        return "declare it before the first task: condition NAME with LOCK";
    default:
        return "declare it before the first task: condition NAME with LOCK, or barrier NAME N";
    }
}

static void use_object(struct names *names, const struct tree_stmt *stmt)
{
    const struct checked *checked = names->checked;
    struct tree_name name = stmt->object;
    unsigned wanted = object_wanted((enum tree_stmt_kind)stmt->kind);
    const char *word = check_kind_word(wanted);
    int slot = check_object_slot(names->body, name.text);
    if (slot >= 0) {
        names->body->locals[slot].read = true;
        if (stmt->object_index)
            only_one(names, name);
        return;
    }
    int index = symbols_get(&checked->objects, name.text);
    if (index < 0) {
        report_error(names->report, name.place, "there is no %s `%s`", word + strlen("a "),
                     name.text);
        if (!wants_suggestion(names))
            return;
        struct suggest suggest = suggest_for(name.text);
        suggest_offer_symbols(&suggest, &checked->objects);
        hint_nearest(names, suggest, how_declared(wanted));
        return;
    }
    checked->object_used[index] = true;
    unsigned found = check_object_kind(checked->object_lines[index]);
    if (!(found & wanted))
        report_error(names->report, name.place, "`%s` is %s, not %s", name.text,
                     check_kind_word(found), word);
    else
        check_which(names, checked->object_lines[index], name, stmt->object_index);
}

/* What is done in one act is done to a variable that others see. */
static void use_shared(struct names *names, const struct tree_stmt *stmt)
{
    struct tree_name name = stmt->object;
    int shared = symbols_get(&names->checked->shared, name.text);
    if (check_slot(names->body, name.text) >= 0) {
        report_error(names->report, name.place, "`%s` is a variable of the task, not a shared one",
                     name.text);
        report_hint(names->report, "nobody else sees it: `=`, `+=` and `-=` will do");
    } else if (shared >= 0) {
        names->checked->shared_used[shared] = true;
        check_which(names, names->checked->shared_lines[shared], name, stmt->object_index);
    } else {
        report_error(names->report, name.place, "there is no shared variable `%s`", name.text);
        if (!wants_suggestion(names))
            return;
        struct suggest suggest = suggest_for(name.text);
        suggest_offer_symbols(&suggest, &names->checked->shared);
        hint_nearest(names, suggest, "declare it before the first task: shared NAME = 0");
    }
}

/* ---- expressions ---- */

struct expr_use {
    struct names *names;
    struct where where;
    const struct tree_stmt *stmt;
};

static bool is_argument(const struct tree_stmt *stmt, const struct tree_expr *expr)
{
    const struct tree_arg *arg = stmt->kind == TREE_AWAIT_FIRST ? NULL : stmt->args;
    while (arg && arg->expr != expr)
        arg = arg->next;
    return arg != NULL;
}

/* A lock, a semaphore or a channel, which the task that is started uses by its parameter. False: it
 * is a value. */
static bool use_object_argument(const struct expr_use *use, const struct tree_expr *expr)
{
    struct names *names = use->names;
    int index = check_object_argument(names->checked, names->body, expr);
    if (index < 0 || !is_argument(use->stmt, expr))
        return false;
    names->checked->object_used[index] = true;
    check_which(names, names->checked->object_lines[index],
                (struct tree_name){expr->name, expr->place}, expr->left);
    return true;
}

static void check_expr(struct expr_use *use, const struct tree_expr *expr)
{
    struct names *names = use->names;
    if ((expr->kind == TREE_NAME || expr->kind == TREE_ELEMENT) && !use_object_argument(use, expr))
        use_variable(names, (struct tree_name){expr->name, expr->place}, expr->left);
    if (expr->kind == TREE_DONE) {
        use_handle(names, expr->name, expr->place);
        if (use->where.in_offload)
            report_error(names->report, expr->place, "`done` cannot stand in an offloaded block");
    }
    if (expr->kind == TREE_ERROR && !use->where.in_handler)
        report_error(names->report, expr->place, "`{error}` stands only in a block of `on error:`");
    if (expr->left)
        check_expr(use, expr->left);
    if (expr->right)
        check_expr(use, expr->right);
}

static void visit_expr(void *arg, struct tree_expr *expr)
{
    check_expr(arg, expr);
}

/* ---- places ---- */

static const struct {
    const char *called;
    bool in_offload;
} stmts[TREE_STMT_KINDS] = {
#define ROW(kind, called, in_offload) {called, in_offload},
    TREE_STMTS(ROW)
#undef ROW
};

const char *check_called(const struct tree_stmt *stmt)
{
    return stmts[stmt->kind].called;
}

bool check_yields_value(const struct tree_stmt *stmt)
{
    return stmt->kind == TREE_YIELD && (stmt->value || stmt->target.text);
}

bool check_closes_channel(const struct checked *checked, const struct check_body *body,
                          const struct tree_stmt *stmt)
{
    const char *name = stmt->kind == TREE_CLOSE ? stmt->object.text : NULL;
    int slot = name ? check_slot(body, name) : -1;
    if (slot >= 0)
        return body->locals[slot].kinds & KIND_CHANNEL;
    return name && symbols_get(&checked->objects, name) >= 0;
}

static const char *offload_reason(const struct tree_stmt *stmt)
{
    if (stmt->kind == TREE_RETURN)
        return "the block ends at its end: assign a variable, and return behind it";
    if (stmt->kind == TREE_RUN)
        return "a thread of the pool has no loop, and gets none here";
    return "it runs on a thread of the pool, and the loop belongs to one thread";
}

static void check_place(struct names *names, const struct tree_stmt *stmt, struct where where)
{
    struct report *report = names->report;
    if (where.in_offload && !stmts[stmt->kind].in_offload) {
        report_error(report, stmt->place, "`%s` cannot stand in an offloaded block",
                     stmts[stmt->kind].called);
        report_hint(report, "%s", offload_reason(stmt));
    }
    if (where.in_then && stmt->kind == TREE_RETURN) {
        report_error(report, stmt->place, "`return` cannot stand in a `then` block");
        report_hint(report, "the task went on behind it long ago: there is nothing to return from");
    }
    if (where.on_way && stmt->kind == TREE_RETURN) {
        report_error(report, stmt->place, "`return` cannot stand in `%s`", where.on_way);
        report_hint(report, "it would stop what is on its way out: return behind the `try`");
    }
    if (where.in_then && check_yields_value(stmt)) {
        report_error(report, stmt->place, "`yield` with a value cannot stand in a `then` block");
        report_hint(report, "it runs when the answer is there: nobody has resumed it");
    }
}

/* ---- statements ---- */

static void check_target(struct names *names, const struct tree_stmt *stmt)
{
    const char *name = stmt->target.text;
    if (!name)
        return;
    if (stmt->target_index) {
        use_variable(names, stmt->target, stmt->target_index);
        return;
    }
    int slot = check_slot(names->body, name);
    int shared = symbols_get(&names->checked->shared, name);
    if (slot < 0 && shared >= 0) {
        names->checked->shared_used[shared] = true;
        check_which(names, names->checked->shared_lines[shared], stmt->target, NULL);
    }
    if (slot >= 0 && (stmt->kind == TREE_ASSIGN_ADD || stmt->kind == TREE_ASSIGN_SUB))
        names->body->locals[slot].read = true;
    if (slot < 0 || names->body->locals[slot].assigned || symbols_get(&names->told, name) >= 0)
        return;
    symbols_put(&names->told, name, 1);
    report_error(names->report, stmt->target.place, "nothing assigns `%s` before", name);
    report_hint(names->report, "give it its first value by `%s = 0`, or declare `shared %s = 0`",
                name, name);
}

static void check_object(struct names *names, const struct tree_stmt *stmt)
{
    if (!stmt->object.text)
        return;
    switch (stmt->kind) {
    case TREE_START:
    case TREE_CALL:
    case TREE_RUN:
    case TREE_CREATE:
        use_task(names, stmt);
        break;
    case TREE_WITH:
    case TREE_TRY_ACQUIRE:
    case TREE_ACQUIRE:
    case TREE_RELEASE:
    case TREE_WAIT:
    case TREE_SIGNAL:
    case TREE_BROADCAST:
    case TREE_SEND:
    case TREE_RECV:
    case TREE_REPEAT_RECV:
    case TREE_CASE_RECV:
    case TREE_CASE_SEND:
        use_object(names, stmt);
        break;
    case TREE_REGION:
        break;
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
        use_shared(names, stmt);
        break;
    case TREE_CLOSE:
        if (check_closes_channel(names->checked, names->body, stmt))
            use_object(names, stmt);
        else
            use_handle(names, stmt->object.text, stmt->object.place);
        break;
    default:
        use_handle(names, stmt->object.text, stmt->object.place);
        break;
    }
}

static void check_block(struct names *names, const struct tree_block *block, struct where where);

static void check_blocks_of(struct names *names, const struct tree_stmt *stmt, struct where where)
{
    struct where body = where, handler = where, on_cancel = where, finally = where;
    body.in_then |= stmt->kind == TREE_IO_THEN;
    body.in_offload |= stmt->kind == TREE_OFFLOAD;
    body.in_handler |= stmt->kind == TREE_BAD; /* it may have been one */
    handler.in_handler |= stmt->kind == TREE_TRY;
    check_block(names, &stmt->body, body);
    check_block(names, &stmt->handler, handler);
    on_cancel.on_way = "on cancel";
    check_block(names, &stmt->on_cancel, on_cancel);
    finally.on_way = "finally";
    check_block(names, &stmt->finally, finally);
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next)
        check_block(names, &branch->body, where);
}

static void check_block(struct names *names, const struct tree_block *block, struct where where)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next) {
        struct expr_use use = {names, where, stmt};
        check_place(names, stmt, where);
        if (stmt->kind != TREE_BAD) {
            check_object(names, stmt);
            if (stmt->kind == TREE_AWAIT_FIRST)
                use_futures(names, stmt);
            else
                tree_each_expr(stmt, visit_expr, &use);
            check_target(names, stmt);
        }
        check_blocks_of(names, stmt, where);
    }
}

/* What a line that was not understood names is not complained about. */
static void tell_bad(void *arg, struct tree_stmt *stmt)
{
    struct names *names = arg;
    for (const struct tree_param *param = stmt->names; param; param = param->next)
        symbols_put(&names->told, param->name.text, 1);
}

void check_names(struct checked *checked, struct report *report)
{
    struct names names = {.checked = checked, .report = report};
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < checked->body_count; i++) {
            names.body = &checked->bodies[i];
            names.body_index = i;
            if (pass == 0) {
                collect_locals(&names);
                continue;
            }
            tree_each_stmt(&names.body->task->body, tell_bad, &names);
            check_block(&names, &names.body->task->body, (struct where){0});
            symbols_release(&names.told);
        }
    }
    symbols_release(&names.assigned);
}
