#include "config.h"

#include "python/bounds.h"

#include "python/names.h"

#include <assert.h>

/* A run lasts a day at most and a step takes a nanosecond at least, so what grows by little at a
 * time does not get beyond this: a counter needs no care. */
#define FAR (INT64_C(1) << 48)
enum { MOST_TASKS = 1000000, DAY_MS = 24 * 3600 * 1000 };
enum { LITTLE = 1 << 16, ROUNDS = 12, ROUNDS_EXACT = 3 };

/* What is known so far of a variable: nothing, before it is assigned. */
struct range {
    struct bounds bounds;
    bool assigned;
};

struct all_bounds {
    struct range **locals; /* by body and slot */
    struct range *shared;
    struct range *returned;             /* by body */
    struct range sent, handed, resumed; /* through channels; by tasks and generators; to these */
    bool exact;                         /* as long as it is: no guess how far it will grow */
    bool changed;
};

static const struct bounds anything = {INT64_MIN, INT64_MAX, true};

static struct bounds between(int64_t low, int64_t high)
{
    return (struct bounds){low, high, false};
}

static int64_t lower(const struct all_bounds *all, int64_t was, int64_t is)
{
    if (is >= was)
        return was;
    if (all->exact)
        return is;
    if ((uint64_t)was - (uint64_t)is > LITTLE)
        return INT64_MIN;
    return was <= -FAR ? was : -FAR;
}

static int64_t higher(const struct all_bounds *all, int64_t was, int64_t is)
{
    if (is <= was)
        return was;
    if (all->exact)
        return is;
    if ((uint64_t)is - (uint64_t)was > LITTLE)
        return INT64_MAX;
    return was >= FAR ? was : FAR;
}

static void assign(struct all_bounds *all, struct range *range, struct bounds bounds)
{
    assert(range); /* the checker knows each name */
    struct bounds before = range->bounds;
    if (!range->assigned) {
        *range = (struct range){bounds, true};
        all->changed = true;
        return;
    }
    range->bounds.low = lower(all, before.low, bounds.low);
    range->bounds.high = higher(all, before.high, bounds.high);
    range->bounds.any = range->bounds.low == INT64_MIN || range->bounds.high == INT64_MAX;
    all->changed |= range->bounds.low != before.low || range->bounds.high != before.high;
}

static struct range *range_of_shared(const struct translation *t, const char *name)
{
    int shared = symbols_get(&t->checked->shared, name);
    return shared >= 0 ? &t->bounds->shared[shared] : NULL;
}

static struct range *range_of(const struct translation *t, const char *name)
{
    int slot = check_slot(t->body->checked, name);
    if (slot >= 0)
        return &t->bounds->locals[t->body - t->bodies][slot];
    return range_of_shared(t, name);
}

/* ---- expressions ---- */

static struct bounds sum(struct bounds a, struct bounds b)
{
    int64_t low, high;
    bool wraps = __builtin_add_overflow(a.low, b.low, &low);
    wraps |= __builtin_add_overflow(a.high, b.high, &high);
    return wraps ? anything : between(low, high);
}

static struct bounds difference(struct bounds a, struct bounds b)
{
    int64_t low, high;
    bool wraps = __builtin_sub_overflow(a.low, b.high, &low);
    wraps |= __builtin_sub_overflow(a.high, b.low, &high);
    return wraps ? anything : between(low, high);
}

static struct bounds product(struct bounds a, struct bounds b)
{
    int64_t corners[4];
    bool wraps = __builtin_mul_overflow(a.low, b.low, &corners[0]);
    wraps |= __builtin_mul_overflow(a.low, b.high, &corners[1]);
    wraps |= __builtin_mul_overflow(a.high, b.low, &corners[2]);
    wraps |= __builtin_mul_overflow(a.high, b.high, &corners[3]);
    if (wraps)
        return anything;
    struct bounds bounds = between(corners[0], corners[0]);
    for (int i = 1; i < 4; i++) {
        bounds.low = corners[i] < bounds.low ? corners[i] : bounds.low;
        bounds.high = corners[i] > bounds.high ? corners[i] : bounds.high;
    }
    return bounds;
}

/* The farthest from 0: 2^63 at most. */
static uint64_t size(struct bounds a)
{
    uint64_t low = a.low < 0 ? -(uint64_t)a.low : (uint64_t)a.low,
             high = a.high < 0 ? -(uint64_t)a.high : (uint64_t)a.high;
    return low > high ? low : high;
}

/* No farther from 0 than what is divided, on its side if the divisor is positive. */
static struct bounds quotient(struct bounds a, struct bounds b)
{
    uint64_t far = size(a);
    if (b.low > 0)
        return between(a.low < 0 ? a.low : a.low / b.high, a.high > 0 ? a.high / b.low : 0);
    return far > INT64_MAX ? anything : between(-(int64_t)far, (int64_t)far);
}

/* The divisor's size is 1 at least: by 0 it fails. */
static struct bounds remainder_of(struct bounds a, struct bounds b)
{
    uint64_t most = size(b) ? size(b) - 1 : 0, own = size(a);
    int64_t far = (int64_t)(own < most ? own : most);
    return between(a.low < 0 ? -far : 0, a.high > 0 ? far : 0);
}

struct bounds bounds_of(const struct translation *t, const struct tree_expr *expr)
{
    struct bounds a = {0, 0, false}, b = {0, 0, false};
    if (expr->left && expr->kind != TREE_DURATION_EXPR)
        a = bounds_of(t, expr->left);
    if (expr->right)
        b = bounds_of(t, expr->right);
    switch ((enum tree_expr_kind)expr->kind) {
    case TREE_INT:
        return between(expr->value, expr->value);
    case TREE_ELEMENT: /* several have one range */
    case TREE_NAME: {
        const struct range *range = range_of(t, expr->name);
        return range && range->assigned ? range->bounds : (struct bounds){0, 0, false};
    }
    case TREE_SELF:
        return between(1, MOST_TASKS);
    case TREE_NOW:
        return between(0, DAY_MS);
    case TREE_NEG:
        return difference(between(0, 0), a);
    case TREE_MUL:
        return product(a, b);
    case TREE_DIV:
        return quotient(a, b);
    case TREE_MOD:
        return remainder_of(a, b);
    case TREE_ADD:
        return sum(a, b);
    case TREE_SUB:
        return difference(a, b);
    case TREE_NOT:
    case TREE_EQ:
    case TREE_NE:
    case TREE_LT:
    case TREE_LE:
    case TREE_GT:
    case TREE_GE:
    case TREE_AND:
    case TREE_OR:
    case TREE_DONE:
        return between(0, 1);
    case TREE_DURATION:
    case TREE_DURATION_EXPR:
    case TREE_ERROR:
        break;
    }
    return between(0, 0);
}

bool bounds_overflow(const struct translation *t, const struct tree_expr *expr)
{
    switch (expr->kind) {
    case TREE_NEG:
    case TREE_MUL:
    case TREE_DIV:
    case TREE_ADD:
    case TREE_SUB:
        return bounds_of(t, expr).any;
    default:
        return false;
    }
}

/* ---- statements ---- */

static void hand_arguments(struct translation *t, const struct tree_stmt *stmt)
{
    struct py_body *callee = names_body(t, stmt->object.text);
    struct range *locals = t->bounds->locals[callee - t->bodies];
    for (const struct tree_arg *arg = stmt->args; arg; arg = arg->next)
        assign(t->bounds, locals++, bounds_of(t, arg->expr));
}

/* What a statement gives its target. */
static struct bounds given(struct translation *t, const struct tree_stmt *stmt)
{
    struct all_bounds *all = t->bounds;
    struct bounds count;
    switch (stmt->kind) {
    case TREE_IO:
    case TREE_IO_MEANWHILE:
    case TREE_IO_THEN:
        return between(1, FAR);
    case TREE_CALL:
    case TREE_RUN:
        return all->returned[names_body(t, stmt->object.text) - t->bodies].bounds;
    case TREE_RECV:
    case TREE_CASE_RECV:
    case TREE_REPEAT_RECV:
        return all->sent.bounds;
    case TREE_YIELD:
        return all->resumed.bounds;
    case TREE_ASSIGN:
        return bounds_of(t, stmt->value);
    case TREE_SWAP:
    case TREE_ADD_TO:
    case TREE_COMPARE:
        return range_of(t, stmt->object.text)->bounds;
    case TREE_REPEAT:
        count = bounds_of(t, stmt->value);
        return between(1, count.high > 1 ? count.high : 1);
    default: /* of a task or a generator; futures are no numbers */
        return all->handed.bounds;
    }
}

/* What an atomic writes. */
static void follow_atomic(struct translation *t, const struct tree_stmt *stmt)
{
    struct tree_expr before = {.kind = TREE_NAME, .name = stmt->object.text};
    struct tree_expr sum = {.kind = TREE_ADD, .left = &before, .right = stmt->value};
    if (stmt->kind != TREE_SWAP && stmt->kind != TREE_ADD_TO && stmt->kind != TREE_COMPARE)
        return;
    const struct tree_expr *written = stmt->kind == TREE_ADD_TO    ? &sum
                                      : stmt->kind == TREE_COMPARE ? stmt->second
                                                                   : stmt->value;
    assign(t->bounds, range_of(t, stmt->object.text), bounds_of(t, written));
}

static void follow(void *arg, struct tree_stmt *stmt)
{
    struct translation *t = arg;
    struct all_bounds *all = t->bounds;
    struct range *target = stmt->target.text ? range_of(t, stmt->target.text) : NULL;
    if (stmt->kind == TREE_START || stmt->kind == TREE_CALL || stmt->kind == TREE_RUN ||
        stmt->kind == TREE_CREATE)
        hand_arguments(t, stmt);
    if (stmt->kind == TREE_RETURN && stmt->value) {
        assign(all, &all->returned[t->body - t->bodies], bounds_of(t, stmt->value));
        assign(all, &all->handed, bounds_of(t, stmt->value));
    }
    if (stmt->kind == TREE_YIELD && stmt->value)
        assign(all, &all->handed, bounds_of(t, stmt->value));
    if (stmt->kind == TREE_RESUME && stmt->value)
        assign(all, &all->resumed, bounds_of(t, stmt->value));
    if (stmt->kind == TREE_SEND || stmt->kind == TREE_CASE_SEND)
        assign(all, &all->sent, bounds_of(t, stmt->value));
    follow_atomic(t, stmt);
    if (!target)
        return;
    if (stmt->kind == TREE_ASSIGN_ADD || stmt->kind == TREE_ASSIGN_SUB) {
        struct tree_expr before = {.kind = TREE_NAME, .name = stmt->target.text};
        struct tree_expr sum = {.kind = stmt->kind == TREE_ASSIGN_ADD ? TREE_ADD : TREE_SUB,
                                .left = &before,
                                .right = stmt->value};
        assign(all, target, bounds_of(t, &sum));
    } else {
        assign(all, target, given(t, stmt));
    }
}

void bounds_find(struct translation *t)
{
    const struct checked *checked = t->checked;
    size_t bodies = (size_t)checked->body_count + 1;
    struct all_bounds *all = t->bounds = mem_arena_alloc(&t->arena, sizeof *all);
    all->locals = mem_arena_alloc(&t->arena, bodies * sizeof *all->locals);
    all->returned = mem_arena_alloc(&t->arena, bodies * sizeof *all->returned);
    all->shared =
        mem_arena_alloc(&t->arena, ((size_t)checked->shared_count + 1) * sizeof *all->shared);
    for (int i = 0; i < checked->body_count; i++)
        all->locals[i] = mem_arena_alloc(&t->arena, ((size_t)checked->bodies[i].local_count + 1) *
                                                        sizeof **all->locals);
    for (int i = 0; i < checked->shared_count; i++)
        assign(all, range_of_shared(t, checked->shared_lines[i]->name.text),
               between(checked->now.shared[i], checked->now.shared[i]));
    all->changed = true;
    for (int round = 0; round < ROUNDS && all->changed; round++) {
        all->changed = false;
        all->exact = round < ROUNDS_EXACT;
        for (int i = 0; i < checked->body_count; i++) {
            t->body = &t->bodies[i];
            tree_each_stmt(&t->body->checked->task->body, follow, t);
        }
    }
    t->body = NULL;
}
