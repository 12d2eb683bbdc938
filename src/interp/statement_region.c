/* region: how many are in it is counted as they come and go, in the one order of all accesses, so
 * that two who are in it at once are never missed; and told, as long as that does not fill the log.
 * It makes nobody wait.
 *
 * Who comes is stamped when he is in, who goes before he is out: what is told of two at once is
 * so. */
#include "config.h"

#include "interp/statement.h"

#include "interp/record.h"
#include "interp/values.h"

/* It counts once, whichever bodies it calls there. */
static bool is_in(const struct task *task, int32_t region)
{
    for (const struct block *block = task->blocks; block; block = block->outer)
        if (block->kind == BLOCK_REGION && block->target == region)
            return true;
    return false;
}

/* More than there have been before? */
static bool raise_most(struct board_region *region, int32_t inside)
{
    int32_t most = atomic_load(&region->most);
    while (inside > most)
        if (atomic_compare_exchange_weak(&region->most, &most, inside))
            return true;
    return false;
}

enum want statement_region_begin(struct flow *flow, struct task *task,
                                 const struct program_step *step)
{
    struct board_region *region = &flow->worker->board->regions[step->a];
    bool again = is_in(task, step->a);
    task_push_block(task, BLOCK_REGION, again ? -1 : step->a);
    if (again)
        return WANT_NOTHING;
    int32_t inside = atomic_fetch_add(&region->inside, 1) + 1;
    bool more = raise_most(region, inside);
    if (values_access_counts(flow, task) || more)
        record_event(flow, task, TRACE_REGION_ENTERED, (uint32_t)step->a, inside);
    return WANT_NOTHING;
}

void region_leave(struct flow *flow, struct task *task)
{
    int32_t index = task->blocks->target;
    if (index < 0)
        return;
    if (values_access_counts(flow, task))
        record_event(flow, task, TRACE_REGION_LEFT, (uint32_t)index, 0);
    atomic_fetch_sub(&flow->worker->board->regions[index].inside, 1);
}

enum want statement_region_end(struct flow *flow, struct task *task,
                               const struct program_step *step)
{
    region_leave(flow, task);
    task_pop_block(task);
    return WANT_NOTHING;
}
