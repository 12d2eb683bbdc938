/* What nobody can come between.
 *
 * An atomic block has a lock, one for all of them, which is also taken for each access elsewhere to
 * a variable that some such block accesses. Nothing in it waits, so it is never held for long; nor
 * is the lock of an interpreter dropped there.
 *
 * swap, add, compare: a shared variable is read and written in one act, which nobody can come
 * between. They are in the one order of all accesses, also with `memory relaxed`, as the machine's
 * own are.
 *
 * What was read is known only when it is done, and who reads what was written may be told of before
 * that: so both are stamped before the act, as writes are. */
#include "config.h"

#include "interp/statement.h"

#include "base/clock.h"
#include "interp/record.h"
#include "interp/values.h"

/* ---- blocks ---- */

enum want statement_atomic_begin(struct flow *flow, struct task *task,
                                 const struct program_step *step)
{
    task_push_block(task, BLOCK_ATOMIC, 0);
    if (!task->atomic)
        board_atomic_begin(flow->worker->board);
    task->atomic++;
    return WANT_NOTHING;
}

void atomic_leave(struct flow *flow, struct task *task)
{
    if (--task->atomic == 0)
        board_atomic_end(flow->worker->board);
}

void atomic_leave_all(struct flow *flow, struct task *task)
{
    if (task->atomic)
        board_atomic_end(flow->worker->board);
    task->atomic = 0;
}

enum want statement_atomic_end(struct flow *flow, struct task *task,
                               const struct program_step *step)
{
    atomic_leave(flow, task);
    task_pop_block(task);
    return WANT_NOTHING;
}

/* ---- one act ---- */

struct act {
    _Atomic int64_t *variable;
    int32_t index;
    int64_t at_ns;
    bool recorded;
};

/* What it is done with has been taken off the stack. False, and a failure: there is no such
 * variable. */
static bool begin(struct flow *flow, struct task *task, const struct program_step *step,
                  struct act *act)
{
    const char *name = flow->worker->program->shared[step->a].name;
    *act = (struct act){.index = step->a};
    if (step->value && !interp_find_one(task, step, name, &act->index))
        return false;
    act->variable = &flow->worker->shared[act->index];
    interp_guard(flow, task, step);
    act->recorded = values_access_counts(flow, task);
    if (act->recorded)
        act->at_ns = clock_now_ns();
    return true;
}

static enum want end(struct flow *flow, struct task *task, const struct program_step *step,
                     const struct act *act, int64_t was, int64_t is)
{
    interp_unguard(flow, task, step);
    if (act->recorded)
        values_exchanged(flow, task, act->index, was, is, step->op == OP_ADD_TO, act->at_ns);
    interp_push(task, was);
    return WANT_NOTHING;
}

enum want statement_swap(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct act act;
    int64_t n = interp_pop(task);
    if (!begin(flow, task, step, &act))
        return WANT_NOTHING;
    return end(flow, task, step, &act, atomic_exchange(act.variable, n), n);
}

/* What does not write is a read, which is stamped when it is done. */
static void read_only(struct flow *flow, struct task *task, const struct program_step *step,
                      const struct act *act, int64_t was)
{
    interp_unguard(flow, task, step);
    if (act->recorded)
        values_read(flow, task, act->index, was);
}

enum want statement_add_to(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct act act;
    int64_t n = interp_pop(task), sum;
    if (!begin(flow, task, step, &act))
        return WANT_NOTHING;
    int64_t was = atomic_load(act.variable);
    do {
        if (__builtin_add_overflow(was, n, &sum)) {
            read_only(flow, task, step, &act, was);
            return interp_fail(task, "overflow: %lld + %lld", (long long)was, (long long)n);
        }
    } while (!atomic_compare_exchange_weak(act.variable, &was, sum));
    return end(flow, task, step, &act, was, sum);
}

enum want statement_compare(struct flow *flow, struct task *task, const struct program_step *step)
{
    struct act act;
    int64_t n = interp_pop(task), was = interp_pop(task);
    if (!begin(flow, task, step, &act))
        return WANT_NOTHING;
    if (atomic_compare_exchange_strong(act.variable, &was, n))
        return end(flow, task, step, &act, was, n);
    read_only(flow, task, step, &act, was);
    interp_push(task, was);
    return WANT_NOTHING;
}
