#include "config.h"

#include "trace/handoff.h"

#include <stdlib.h>

#include "base/mem.h"
#include "trace/sweep.h"

enum { READY_BACK = 4096 }; /* intervals, for since when one is ready */

/* ---- the list ---- */

static bool is_handoff(const struct timeline_lane *strip, uint32_t item)
{
    return item < strip->count && timeline_takes(strip, item);
}

/* One strip is in order already. */
static struct handoff *handoffs_of_strip(const struct timeline_lane *strip, size_t *count)
{
    struct handoff *list = mem_realloc(NULL, ((size_t)strip->handoffs + 1) * sizeof *list);
    size_t found = 0;
    for (uint32_t i = 0; i < strip->count && found < strip->handoffs; i++)
        if (timeline_takes(strip, i))
            list[found++] = (struct handoff){0, i};
    *count = found;
    return list;
}

struct handoff *handoffs_list(const struct timeline *timeline, size_t *count)
{
    if (timeline->strip_count == 1)
        return handoffs_of_strip(&timeline->lanes[0], count);
    size_t room = (size_t)timeline_handoffs(timeline), found = 0;
    struct handoff *list = mem_realloc(NULL, (room + 1) * sizeof *list);
    uint32_t *left = mem_alloc((size_t)timeline->strip_count * sizeof *left);
    struct sweep changes;
    for (int s = 0; s < timeline->strip_count; s++)
        left[s] = timeline->lanes[s].handoffs; /* the end of all is none */
    sweep_begin(&changes, timeline->lanes, timeline->strip_count, is_handoff);
    while (sweep_next(&changes))
        for (size_t i = 0; i < changes.count; i++) {
            const struct sweep_moment *change = &changes.moments[i];
            if (!left[change->lane])
                continue;
            left[change->lane]--;
            list[found++] = (struct handoff){(int)change->lane, change->item};
        }
    sweep_release(&changes);
    free(left);
    *count = found;
    return list;
}

/* ---- one of them ---- */

/* The thread of a callback began, and what it waits for had come before it said that it waits: of
 * that wait nothing is to be seen. */
static bool has_just_begun(const struct timeline_interval *item)
{
    bool over = item->reason == TRACE_BY_ANSWERED || item->reason == TRACE_BY_SLEPT ||
                item->reason == TRACE_BY_LAPSED || timeline_was_cut(item->reason);
    return over && item[-1].reason == TRACE_BY_STARTING;
}

/* The first of the intervals up to t_ns in which the actor was ready without a break, or NULL. Who
 * is ready again and again without a turn is not followed for ever. */
static const struct timeline_interval *ready_since(const struct timeline_lane *lane, int64_t t_ns)
{
    long at = lane ? timeline_find(lane, t_ns - 1) : -1;
    const struct timeline_interval *first = NULL;
    for (int looked = 0; looked < READY_BACK && at >= 0; looked++, at--) {
        if (lane->items[at].state != TRACE_READY)
            break;
        first = &lane->items[at];
        if (timeline_was_stopped(first->reason) || (at && has_just_begun(first)))
            break; /* who is stopped ran until then, be it for less than can be told */
    }
    return first;
}

/* The thread has got the lock of the interpreter, and says a moment later for what: when it is back
 * on a core, if the kernel stops it between the two. */
static const struct timeline_interval *said_later(const struct timeline *timeline,
                                                  const struct timeline_lane *lane,
                                                  const struct timeline_interval *own)
{
    enum { STOPS_MOST = 64 };
    const struct timeline_interval *end = lane->items + lane->count, *next = own + 1;
    bool got = own->reason == TRACE_BY_GOT_GIL &&
               trace_at(timeline->trace, own->event)->kind == TRACE_GIL_GOT;
    if (!got)
        return own;
    for (int stops = 0; next < end && next->from_ns == next[-1].to_ns; stops++, next++) {
        if (timeline_was_stopped(next->reason) && stops < STOPS_MOST)
            continue;
        return next->state == TRACE_RUNNING && next->reason ? next : own;
    }
    return own;
}

const struct timeline_interval *handoff_own(const struct timeline *timeline,
                                            const struct timeline_interval *item)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, item->object);
    const struct timeline_interval *own = timeline_at(lane, item->from_ns);
    if (lane && lane->kind == LANE_LOOP)
        return item; /* of a recorded program: its own lane says for whom it does it */
    if (own && item->state == TRACE_BLOCKED && own->state == TRACE_READY)
        return own; /* what it waits for had come before it said so */
    return own && own->state <= TRACE_BLOCKED ? said_later(timeline, lane, own) : item;
}

uint32_t handoff_stepped(const struct timeline *timeline, uint32_t actor, int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    const struct timeline_interval *item = timeline_at(lane, t_ns);
    bool steps = item && lane->kind == LANE_LOOP && timeline_lets_run(item);
    return steps && timeline_at(timeline_lane_of(timeline, item->object), t_ns) ? item->object
                                                                                : TRACE_NOBODY;
}

/* The object of the interval is a request then, and its answer the cause. */
static bool is_answer(uint8_t reason)
{
    return reason == TRACE_BY_ANSWER || reason == TRACE_BY_ANSWERED || reason == TRACE_BY_CALLBACK;
}

/* The answer that made it able: told at once it would be that of `own`, else of its being ready. */
static const struct timeline_request *answer_of(const struct timeline *timeline,
                                                const struct timeline_interval *own,
                                                const struct timeline_interval *ready)
{
    const struct timeline_interval *item = is_answer(own->reason) ? own : ready;
    if (!item || !is_answer(item->reason))
        return NULL;
    const struct timeline_request *request = timeline_request_of(timeline, item->object);
    bool came = request && request->answered_ns >= 0 && request->answered_ns <= own->from_ns;
    return came ? request : NULL;
}

/* Who had asked went on running for a while, and could go on with the answer once it waited. */
static int64_t answered_since(const struct handoff_facts *facts)
{
    const struct timeline_interval *ready = facts->ready;
    bool waited_later =
        ready && ready->reason == TRACE_BY_ANSWERED && ready->from_ns > facts->answer->answered_ns;
    return waited_later ? ready->from_ns : facts->answer->answered_ns;
}

/* What came before its time was over came in vain; and who keeps the loop may keep it from seeing
 * that it is over. */
static int64_t out_of_time_since(const struct timeline *timeline, const struct handoff_facts *facts)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, facts->who);
    int64_t due_ns = trace_at(timeline->trace, facts->own->event)->value;
    int64_t over_ns = due_ns ? due_ns - trace_origin(timeline->trace) : 0;
    const struct timeline_interval *wait = facts->ready;
    while (wait && wait->state == TRACE_READY)
        wait = wait > lane->items ? wait - 1 : NULL;
    bool waited = wait && wait->from_ns <= over_ns;
    bool came = facts->since_ns < over_ns || waited;
    return came && over_ns < facts->item->from_ns ? over_ns : facts->since_ns;
}

struct handoff_facts handoff_facts(const struct timeline *timeline, struct handoff handoff)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    uint32_t stepped = handoff_stepped(timeline, item->object, item->from_ns);
    uint32_t who = stepped ? stepped : item->object;
    const struct timeline_lane *lane = timeline_lane_of(timeline, who);
    struct handoff_facts facts = {
        .strip = strip,
        .item = item,
        .who = who,
        .own = stepped ? timeline_at(lane, item->from_ns) : handoff_own(timeline, item),
        .ready = ready_since(lane, item->from_ns),
        .before = handoff.index ? item[-1].object : TRACE_NOBODY,
    };
    facts.answer = item->object ? answer_of(timeline, facts.own, facts.ready) : NULL;
    facts.since_ns = facts.answer  ? answered_since(&facts)
                     : facts.ready ? facts.ready->from_ns
                                   : item->from_ns;
    if (facts.own->reason == TRACE_BY_TIMED_OUT)
        facts.since_ns = out_of_time_since(timeline, &facts);
    return facts;
}

uint32_t handoff_cause(const struct timeline *timeline, struct handoff handoff)
{
    struct handoff_facts facts = handoff_facts(timeline, handoff);
    return facts.answer  ? facts.answer->answered_event
           : facts.ready ? facts.ready->event
                         : facts.item->event;
}
