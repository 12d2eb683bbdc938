#include "config.h"

#include "interp/interp.h"

#include "base/clock.h"
#include "interp/record.h"
#include "interp/statement.h"
#include "interp/values.h"

#include <assert.h>

/* A thread without a wait looks up from its steps every so often: somebody may have asked for the
 * lock, or ended the run. */
enum { STEPS_BETWEEN_LOOKS = 256, MARK_EVERY_NS = 100 * NS_PER_US };

/* ---- expressions ---- */

static enum want add(struct task *task, int64_t a, int64_t b)
{
    int64_t n;
    if (__builtin_add_overflow(a, b, &n))
        return interp_fail(task, "overflow: %lld + %lld", (long long)a, (long long)b);
    interp_push(task, n);
    return WANT_NOTHING;
}

static enum want subtract(struct task *task, int64_t a, int64_t b)
{
    int64_t n;
    if (__builtin_sub_overflow(a, b, &n))
        return interp_fail(task, "overflow: %lld - %lld", (long long)a, (long long)b);
    interp_push(task, n);
    return WANT_NOTHING;
}

static enum want multiply(struct task *task, int64_t a, int64_t b)
{
    int64_t n;
    if (__builtin_mul_overflow(a, b, &n))
        return interp_fail(task, "overflow: %lld * %lld", (long long)a, (long long)b);
    interp_push(task, n);
    return WANT_NOTHING;
}

static enum want divide(struct task *task, int64_t a, int64_t b, bool rest)
{
    if (b == 0)
        return interp_fail(task, "division by zero");
    if (a == INT64_MIN && b == -1) {
        if (!rest)
            return interp_fail(task, "overflow: %lld / -1", (long long)a);
        interp_push(task, 0);
        return WANT_NOTHING;
    }
    interp_push(task, rest ? a % b : a / b);
    return WANT_NOTHING;
}

static enum want duration(struct task *task, int64_t unit_ns)
{
    int64_t n = interp_pop(task), ns;
    if (n < 0)
        return interp_fail(task, "a duration cannot be negative: %lld", (long long)n);
    if (__builtin_mul_overflow(n, unit_ns, &ns) || ns > 24 * 3600 * NS_PER_S)
        return interp_fail(task, "a duration of more than a day: %lld", (long long)n);
    interp_push(task, ns);
    return WANT_NOTHING;
}

static enum want load(struct task *task, const struct program_step *step)
{
    struct frame *frame = task->frame;
    struct value value = frame->slots[step->a];
    if (value.kind == VALUE_UNSET)
        return interp_fail(task, "%s has no value yet",
                           task->worker->program->strings[step->value]);
    frame->slots[frame->locals + frame->sp++] = value;
    return WANT_NOTHING;
}

static enum want binary(struct task *task, enum program_op op)
{
    const struct value *left = interp_top(task, 1), *right = interp_top(task, 0);
    if (left->kind != VALUE_INT || right->kind != VALUE_INT)
        return interp_fail(task, "a future or a generator cannot be computed with");
    int64_t b = interp_pop(task), a = interp_pop(task), n = 0;
    switch (op) {
    case OP_ADD:
        return add(task, a, b);
    case OP_SUB:
        return subtract(task, a, b);
    case OP_MUL:
        return multiply(task, a, b);
    case OP_DIV:
    case OP_MOD:
        return divide(task, a, b, op == OP_MOD);
    case OP_EQ:
        n = a == b;
        break;
    case OP_NE:
        n = a != b;
        break;
    case OP_LT:
        n = a < b;
        break;
    case OP_LE:
        n = a <= b;
        break;
    case OP_GT:
        n = a > b;
        break;
    default:
        n = a >= b;
        break;
    }
    interp_push(task, n);
    return WANT_NOTHING;
}

static enum want unary(struct task *task, enum program_op op)
{
    int64_t n = interp_pop(task);
    if (op == OP_NEG && n == INT64_MIN)
        return interp_fail(task, "overflow: -(%lld)", (long long)n);
    interp_push(task, op == OP_NEG ? -n : op == OP_NOT ? !n : n != 0);
    return WANT_NOTHING;
}

static int64_t elapsed_ms(const struct worker *worker)
{
    return (clock_now_ns() - worker->board->origin_ns) / NS_PER_MS;
}

/* A shared variable is read and written apart, each an atomic access: an update between the two is
 * lost, as it should be, and no sanitizer has a word to say. All accesses are in one order, which
 * every thread sees; with `memory relaxed` a write may take effect behind later reads. */
static bool is_relaxed(const struct flow *flow)
{
    return flow->worker->program->settings.memory_relaxed;
}

static void load_shared(struct flow *flow, struct task *task, const struct program_step *step)
{
    const _Atomic int64_t *shared = &flow->worker->shared[step->a];
    interp_guard(flow, task, step);
    int64_t n = is_relaxed(flow) ? atomic_load_explicit(shared, memory_order_relaxed)
                                 : atomic_load_explicit(shared, memory_order_seq_cst);
    interp_unguard(flow, task, step);
    if (values_access_counts(flow, task))
        values_read(flow, task, step->a, n);
    interp_push(task, n);
}

static void store_shared(struct flow *flow, struct task *task, const struct program_step *step)
{
    if (step->b & PROGRAM_CHANGE)
        interp_between(flow, task);
    int64_t n = interp_pop(task);
    interp_guard(flow, task, step);
    if (values_access_counts(flow, task))
        values_written(flow, task, step->a, n, step->b & PROGRAM_SUM);
    if (is_relaxed(flow))
        atomic_store_explicit(&flow->worker->shared[step->a], n, memory_order_relaxed);
    else
        atomic_store_explicit(&flow->worker->shared[step->a], n, memory_order_seq_cst);
    interp_unguard(flow, task, step);
}

static void push_object(struct task *task, int32_t index)
{
    struct frame *frame = task->frame;
    frame->slots[frame->locals + frame->sp++] = (struct value){index, VALUE_OBJECT};
}

static enum want load_shared_at(struct flow *flow, struct task *task,
                                const struct program_step *step)
{
    struct program_step one = *step;
    if (interp_find_one(task, step, flow->worker->program->shared[step->a].name, &one.a))
        load_shared(flow, task, &one);
    return WANT_NOTHING;
}

static enum want store_shared_at(struct flow *flow, struct task *task,
                                 const struct program_step *step)
{
    struct program_step one = *step;
    if (interp_find_one(task, step, flow->worker->program->shared[step->a].name, &one.a))
        store_shared(flow, task, &one);
    return WANT_NOTHING;
}

static enum want object_at(struct flow *flow, struct task *task, const struct program_step *step)
{
    int32_t index;
    if (interp_find_one(task, step, flow->worker->program->objects[step->a].name, &index))
        push_object(task, index);
    return WANT_NOTHING;
}

static const char *handled_error(const struct task *task)
{
    const char *error = task_handled_error(task);
    return error ? error : "";
}

static void jump_keep(struct task *task, const struct program_step *step, bool jump_if)
{
    struct value *top = interp_top(task, 0);
    if ((top->n != 0) != jump_if) {
        task->frame->sp--;
        return;
    }
    task->frame->pc = step->a;
}

/* Stands before a step that is marked until it may do it; not again after its wait. */
static const struct program_step *stop_at_point(struct flow *flow, struct task *task)
{
    const struct points *points = flow->worker->points;
    int32_t pc = task->frame->pc - 1;
    int64_t top = task->frame->sp ? interp_top(task, 0)->n : 0;
    bool starts = points->steps[pc] == POINTS_NONE; /* marked all the same */
    if (!task->waited && !task->atomic && (starts || points_are_at(points, pc, top)))
        flow->worker->at_point(flow, task, false);
    return &points->program->steps[pc];
}

/* A part of each run loop, not a call for each step. */
static inline __attribute__((always_inline)) enum want
run_step(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct frame *frame = task->frame;
again:
    switch ((enum program_op)step->op) {
    case OP_PUSH:
        interp_push(task, step->value);
        return WANT_NOTHING;
    case OP_POP:
        frame->sp--;
        return WANT_NOTHING;
    case OP_LOAD:
        return load(task, step);
    case OP_STORE:
        frame->slots[step->a] = frame->slots[frame->locals + --frame->sp];
        if (step->b)
            values_assigned(flow, task, step->a);
        return WANT_NOTHING;
    case OP_KEEP:
        frame->slots[step->a] = *interp_top(task, 0);
        return WANT_NOTHING;
    case OP_FORGET:
        for (int i = 0; i < step->b; i++)
            frame->slots[step->a + i].kind = VALUE_UNSET;
        return WANT_NOTHING;
    case OP_LOAD_SHARED:
        load_shared(flow, task, step);
        return WANT_NOTHING;
    case OP_STORE_SHARED:
        store_shared(flow, task, step);
        return WANT_NOTHING;
    case OP_LOAD_SHARED_AT:
        return load_shared_at(flow, task, step);
    case OP_STORE_SHARED_AT:
        return store_shared_at(flow, task, step);
    case OP_OBJECT:
        push_object(task, step->a);
        return WANT_NOTHING;
    case OP_OBJECT_AT:
        return object_at(flow, task, step);
    case OP_SELF:
        interp_push(task, task->record->number);
        return WANT_NOTHING;
    case OP_NOW:
        interp_push(task, elapsed_ms(flow->worker));
        return WANT_NOTHING;
    case OP_ANSWER:
        interp_push(task, task->answer);
        return WANT_NOTHING;
    case OP_RECEIVED:
        interp_push(task, task->received);
        return WANT_NOTHING;
    case OP_NEG:
    case OP_NOT:
    case OP_BOOL:
        return unary(task, step->op);
    case OP_MUL:
    case OP_DIV:
    case OP_MOD:
    case OP_ADD:
    case OP_SUB:
    case OP_EQ:
    case OP_NE:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
        return binary(task, step->op);
    case OP_DURATION:
        return duration(task, step->value);
    case OP_JUMP:
        frame->pc = step->a;
        return WANT_NOTHING;
    case OP_JUMP_FALSE:
        if (!interp_pop(task))
            frame->pc = step->a;
        return WANT_NOTHING;
    case OP_ASSERT:
        if (interp_pop(task))
            frame->pc = step->a;
        return WANT_NOTHING;
    case OP_JUMP_FALSE_KEEP:
        jump_keep(task, step, false);
        return WANT_NOTHING;
    case OP_JUMP_TRUE_KEEP:
        jump_keep(task, step, true);
        return WANT_NOTHING;
    case OP_TEXT_BEGIN:
        strbuf_clear(&flow->text);
        return WANT_NOTHING;
    case OP_TEXT_ADD:
        strbuf_adds(&flow->text, flow->worker->program->strings[step->a]);
        return WANT_NOTHING;
    case OP_TEXT_INT:
        strbuf_addf(&flow->text, "%lld", (long long)interp_pop(task));
        return WANT_NOTHING;
    case OP_TEXT_ERROR:
        strbuf_adds(&flow->text, handled_error(task));
        return WANT_NOTHING;
#define CASE(OP, name)                                                                             \
    case OP_##OP:                                                                                  \
        return statement_##name(flow, task, step);
        STATEMENTS(CASE)
#undef CASE
    case OP_POINT: /* in the place of another: no step asks whether it is one */
        step = stop_at_point(flow, task);
        goto again;
    case OP_SELECT_RECV: /* parts of OP_SELECT */
    case OP_SELECT_SEND:
    case OP_SELECT_TIMEOUT:
    case OP_ASSERT_VALUE: /* of OP_ASSERT_FAILED */
    case OP_COUNT:
        break;
    }
    assert(!"an operation of the program");
    return WANT_QUIT;
}

/* Reads and writes of shared variables are recorded, and every step may fail or lose the lock: what
 * is recorded of it is of its line. */
static inline __attribute__((always_inline)) enum want next_step(struct flow *flow,
                                                                 struct task *task)
{
    const struct program_step *step = &flow->worker->program->steps[task->frame->pc++];
    *(flow->actor ? &flow->line : &task->line) = step->line;
    return run_step(flow, task, step);
}

/* Of many accesses one is recorded now and then: how many were left out since the last. */
static void mark(struct flow *flow, struct task *task)
{
    int64_t now_ns = clock_now_ns();
    if (now_ns - flow->marked_ns < MARK_EVERY_NS)
        return;
    flow->marked_ns = record_event(flow, task, TRACE_MARK, 0, flow->left_out);
    flow->left_out = 0;
    flow->accesses = ACCESSES_RECORDED - 2; /* the next read and write */
}

/* A thread that never waits still lets others have the lock, and notices the end of the run. */
static bool look_up(struct flow *flow, struct task *task)
{
    interp_between(flow, task);
    if (flow->accesses >= ACCESSES_RECORDED)
        mark(flow, task);
    return atomic_load_explicit(&flow->worker->board->over, memory_order_relaxed) != BOARD_GOES_ON;
}

enum want interp_run(struct flow *flow, struct task *task)
{
    int left = STEPS_BETWEEN_LOOKS;
    if (task->body_ended)
        return interp_end(flow, task);
    flow->accesses = 0;
    values_begin(flow);
    for (;;) {
        enum want want = WANT_NOTHING;
        if (task->unwind)
            want = interp_unwind(flow, task);
        else
            want = next_step(flow, task);
        if (want) {
            values_end(flow, task, want);
            if (task->atomic)
                atomic_leave_all(flow, task);
            return want;
        }
        if (--left == 0) {
            left = STEPS_BETWEEN_LOOKS;
            if (look_up(flow, task)) {
                atomic_leave_all(flow, task);
                return WANT_QUIT;
            }
        }
    }
}

enum want interp_run_to(struct flow *flow, struct task *task, const uint8_t *marked, bool past,
                        int *left)
{
    flow->accesses = ACCESSES_RECORDED;
    flow->left_own = flow->left_shared = true;
    if (task->body_ended)
        return interp_end(flow, task);
    for (; *left > 0; --*left) {
        enum want want = WANT_NOTHING;
        if (task->unwind)
            want = interp_unwind(flow, task);
        else if (!past && !task->waited && marked[task->frame->pc])
            return WANT_NOTHING;
        else
            want = next_step(flow, task);
        past = false;
        if (want)
            return want;
    }
    return WANT_NOTHING;
}
