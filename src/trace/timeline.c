#include "config.h"

#include "trace/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/pages.h"
#include "trace/times.h"

static void items_resize(struct timeline_lane *lane, uint32_t room)
{
    size_t size = sizeof *lane->items;
    lane->items = pages_resize(lane->items, lane->room * size, room * size);
    lane->room = room;
}

bool timeline_make_room(struct timeline_lane *lane, const struct timeline_interval *interval)
{
    if (lane->thin && thin_append(lane, interval))
        return false;
    items_resize(lane, lane->room ? lane->room * 2 : 4);
    return true;
}

void timeline_lane_cut(struct timeline_lane *lane)
{
    if (lane->count < lane->room)
        items_resize(lane, lane->count);
}

void timeline_lane_seal(struct timeline_lane *lane)
{
    if (lane->thin) {
        thin_seal(lane);
        return;
    }
    timeline_lane_cut(lane);
    size_t strides = lane->count / TIMELINE_STRIDE + 1;
    lane->sums = mem_alloc(strides * sizeof *lane->sums);
    lane->begins = mem_alloc(strides * sizeof *lane->begins);
    struct timeline_sums sums = {0};
    for (uint32_t i = 0; i < lane->count; i++) {
        if (i % TIMELINE_STRIDE == 0) {
            lane->sums[i / TIMELINE_STRIDE] = sums;
            lane->begins[i / TIMELINE_STRIDE] = lane->items[i].from_ns;
        }
        sums.ns[lane->items[i].state] += lane->items[i].to_ns - lane->items[i].from_ns;
    }
    if (lane->count % TIMELINE_STRIDE == 0)
        lane->sums[lane->count / TIMELINE_STRIDE] = sums;
}

void timeline_lane_release(struct timeline_lane *lane)
{
    items_resize(lane, 0);
    thin_free(lane->thin);
    free(lane->name);
    free(lane->begins);
    free(lane->sums);
    free(lane->taken);
    free(lane->longest);
}

void timeline_free(struct timeline *timeline)
{
    if (!timeline)
        return;
    for (int i = 0; i < timeline->lane_count; i++)
        timeline_lane_release(&timeline->lanes[i]);
    free(timeline->lanes);
    free(timeline->lane_of_task);
    free(timeline->requests);
    free(timeline->request_table);
    free(timeline->seen);
    free(timeline);
}

const struct timeline_lane *timeline_lane_of(const struct timeline *timeline, uint32_t actor)
{
    if (actor >= 1 && actor <= (uint32_t)trace_task_count(timeline->trace)) {
        int lane = timeline->lane_of_task[actor];
        return lane < 0 ? NULL : &timeline->lanes[lane];
    }
    int low = timeline->first_task + timeline->task_count, high = timeline->lane_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (timeline->lanes[middle].actor < actor)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < timeline->lane_count && timeline->lanes[low].actor == actor;
    return found ? &timeline->lanes[low] : NULL;
}

uint32_t timeline_owner(const struct timeline *timeline, uint32_t actor)
{
    if (!timeline || actor < TRACE_HELPER || actor >= TRACE_POOL)
        return actor;
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    return lane ? lane->owner : actor;
}

bool timeline_has_loop(const struct timeline *timeline)
{
    int first = timeline->first_task + timeline->task_count; /* the loops come first behind them */
    return first < timeline->lane_count && timeline->lanes[first].kind == LANE_LOOP;
}

/* The last stride of [first, last] that begins at t or before; the first if none does. */
static uint32_t stride_at(const struct timeline_lane *lane, uint32_t first, uint32_t last,
                          int64_t t_ns)
{
    return first + (uint32_t)TIMES_UNTIL(lane->begins + first + 1, last - first, t_ns);
}

static uint32_t strides_last(const struct timeline_lane *lane)
{
    return (lane->count - 1) / TIMELINE_STRIDE;
}

static int64_t reach_of(const struct timeline_lane *lane)
{
    return lane->thin ? thin_end_ns(lane->thin) : lane->items[lane->count - 1].to_ns;
}

uint32_t timeline_behind(const struct timeline_lane *lane, int64_t t_ns)
{
    if (!lane->count || reach_of(lane) <= t_ns)
        return lane->count;
    uint32_t low = stride_at(lane, 0, strides_last(lane), t_ns) * TIMELINE_STRIDE;
    uint32_t high = lane->count - low > TIMELINE_STRIDE ? low + TIMELINE_STRIDE : lane->count - 1;
    timeline_look(lane, low ? low - 1 : 0, high + 2);
    return low + (uint32_t)TIMES_UNTIL_OF(lane->items + low, to_ns, high - low, t_ns);
}

/* Where t would be in its stride if all intervals of that were of one length. */
static uint32_t guess(const struct timeline_lane *lane, uint32_t stride, int64_t t_ns)
{
    uint32_t first = stride * TIMELINE_STRIDE;
    if (stride >= strides_last(lane))
        return first;
    int64_t begin = lane->begins[stride], span = lane->begins[stride + 1] - begin;
    int64_t in = t_ns > begin ? t_ns - begin : 0;
    return in < span ? first + (uint32_t)((double)in / (double)span * TIMELINE_STRIDE) : first;
}

/* From a guess to the interval at t. */
static uint32_t walk_near(const struct timeline_lane *lane, uint32_t at, int64_t t_ns)
{
    while (at > 0 && lane->items[at].from_ns > t_ns)
        at--;
    while (at + 1 < lane->count && lane->items[at].to_ns <= t_ns)
        at++;
    return at;
}

/* What is guessed is asked for first, so that all of it is on its way from memory at once. */
void timeline_sample(const struct timeline_lane *lane, uint32_t first, uint32_t last,
                     int64_t from_ns, int64_t to_ns, uint32_t *at, int count)
{
    uint32_t low = first / TIMELINE_STRIDE, high = strides_last(lane);
    high = last / TIMELINE_STRIDE < high ? last / TIMELINE_STRIDE : high;
    for (int i = 0; i < count; i++) {
        int64_t t_ns = from_ns + (to_ns - from_ns) * i / count;
        at[i] = guess(lane, stride_at(lane, low, high, t_ns), t_ns);
        __builtin_prefetch(&lane->items[at[i]]);
    }
    for (int i = 0; i < count; i++) {
        uint32_t item = walk_near(lane, at[i], from_ns + (to_ns - from_ns) * i / count);
        at[i] = item < first ? first : item < last ? item : last;
    }
}

long timeline_find(const struct timeline_lane *lane, int64_t t_ns)
{
    uint32_t at = timeline_behind(lane, t_ns);
    return at < lane->count && lane->items[at].from_ns <= t_ns ? (long)at : -1;
}

const struct timeline_interval *timeline_at(const struct timeline_lane *lane, int64_t t_ns)
{
    long at = lane ? timeline_find(lane, t_ns) : -1;
    return at < 0 ? NULL : &lane->items[at];
}

uint32_t timeline_taken(const struct timeline_lane *strip, uint32_t index)
{
    for (; index % TIMELINE_STRIDE; index--)
        if (timeline_takes(strip, index))
            return index;
    return strip->taken[index / TIMELINE_STRIDE];
}

/* By its own lane. Who has lost its core in the middle still has a thread, or the lock, but not
 * that core if it goes on at another; who stands in a call has the thread, whatever has come
 * meanwhile; and who has just got the lock may not have said so yet. */
static bool has_control(const struct timeline *timeline, const struct timeline_interval *item,
                        const struct timeline_interval *own, bool gil)
{
    bool cores = timeline_on_cores(timeline);
    bool stopped = own->reason == TRACE_BY_PREEMPTED || own->reason == TRACE_BY_OFF_CPU;
    if (own->state == TRACE_BLOCKED && !stopped)
        return !cores && !gil;
    bool elsewhere = cores && own->core != item->core && own->core != TRACE_CORE_UNKNOWN;
    if (own->state != TRACE_READY && !stopped)
        return !elsewhere && (own->state == TRACE_RUNNING || own->state == TRACE_POLLING);
    if (cores || stopped)
        return !cores;
    bool blocked = item->state == TRACE_BLOCKED;
    if (gil)
        return !blocked && own->from_ns <= item->from_ns;
    return blocked && own->reason != TRACE_BY_GIL; /* which a loop wants with `pool N gil` */
}

/* The lock is let go a moment after its holder has said that it waits, or has ended. */
static int64_t lock_freed(const struct timeline *timeline, const struct timeline_interval *item,
                          int64_t said_ns)
{
    enum { EVENTS_ON = 4096 }; /* a busy machine stops the thread, and writes much of others */
    const struct trace *trace = timeline->trace;
    const struct trace_event *events = trace_at(trace, 0);
    size_t count = trace_count(trace);
    size_t from = TIMES_UNTIL_OF(events, time_ns, count, trace_origin(trace) + said_ns - 1);
    for (size_t i = from; i < count && i < from + EVENTS_ON; i++) {
        int64_t t_ns = events[i].time_ns - trace_origin(trace);
        if (t_ns > item->to_ns)
            return item->to_ns; /* another took it in the same moment */
        if (events[i].kind == TRACE_GIL_FREED && events[i].who == item->object)
            return t_ns;
    }
    return said_ns;
}

/* Of a pool's thread, whose lane shows the next block, too, though that may run in another process,
 * without the lock: the end of the first that it ran in the time of the item, if there is one. */
static int64_t first_block_until(const struct timeline_lane *lane,
                                 const struct timeline_interval *item, int64_t end_ns)
{
    long found = timeline_find(lane, item->from_ns);
    bool begun = false;
    for (uint32_t at = found < 0 ? 0 : (uint32_t)found;
         at < lane->count && lane->items[at].from_ns < end_ns; at++) {
        const struct timeline_interval *own = &lane->items[at];
        if (begun && (own->state == TRACE_WAITING || own->reason == TRACE_BY_STARTED))
            return own->from_ns;
        begun = begun || (own->reason == TRACE_BY_STARTED && own->from_ns >= item->from_ns);
    }
    return end_ns;
}

/* A loop has its own strip as long as it runs a callback: its states say so. That of a lock it has
 * until it lets that go. */
static int64_t called_back_until(const struct timeline *timeline, const struct timeline_lane *lane,
                                 const struct timeline_interval *item)
{
    enum { LOOK_BACK = 64 };
    const struct trace_event *event = trace_at(timeline->trace, item->event);
    int64_t end_ns = item->to_ns;
    if (event->kind != TRACE_STATE || event->who != item->object)
        return end_ns;
    long at = timeline_find(lane, end_ns - 1);
    for (int looked = 0; at >= 0 && end_ns > item->from_ns && looked < LOOK_BACK; looked++, at--) {
        const struct timeline_interval *own = timeline_item(lane, (uint32_t)at);
        if (timeline_calls_back(own))
            break;
        end_ns = own->from_ns;
    }
    return end_ns > item->from_ns ? end_ns : item->from_ns;
}

int64_t timeline_held_until(const struct timeline *timeline, const struct timeline_interval *item)
{
    enum { LOOK_BACK = 64 };
    const struct timeline_lane *lane = timeline_lane_of(timeline, item->object);
    int64_t end_ns = item->to_ns;
    if (!lane || lane->kind == LANE_LOOP)
        return lane ? called_back_until(timeline, lane, item) : end_ns;
    bool gil = timeline->has_gil && !lane->stepped;
    if (lane->ended && lane->end_ns < end_ns)
        end_ns = lane->end_ns;
    if (gil && lane->kind == LANE_POOL)
        end_ns = first_block_until(lane, item, end_ns);
    long at = timeline_find(lane, end_ns - 1);
    for (int looked = 0; at >= 0 && end_ns > item->from_ns && looked < LOOK_BACK; looked++, at--) {
        if (has_control(timeline, item, &lane->items[at], gil))
            break;
        end_ns = lane->items[at].from_ns;
    }
    if (gil && end_ns < item->to_ns)
        end_ns = lock_freed(timeline, item, end_ns);
    return end_ns > item->from_ns ? end_ns : item->from_ns;
}

struct timeline_wait timeline_wait_of(const struct timeline *timeline,
                                      const struct timeline_lane *lane,
                                      const struct timeline_interval *item)
{
    enum { LOOK_BACK = 1024 };
    struct timeline_wait wait = {item->reason, item->object};
    if (item->reason != TRACE_BY_LOOKING)
        return wait;
    for (int looked = 0; looked < LOOK_BACK && item >= lane->items; looked++, item--) {
        const struct trace_event *event = trace_at(timeline->trace, item->event);
        bool looks = item->reason == TRACE_BY_LOOKING && event->kind == TRACE_STATE;
        uint16_t reason = looks ? trace_looking_reason(event->value) : TRACE_BY_NONE;
        if (reason && reason < TRACE_REASON_COUNT)
            return (struct timeline_wait){(uint8_t)reason, trace_looking_object(event->value)};
        if (looks || (item->reason != TRACE_BY_LOOKING && !timeline_was_stopped(item->reason)))
            break;
    }
    return wait;
}

struct timeline_sums timeline_sums_until(const struct timeline_lane *lane, int64_t t_ns)
{
    if (!lane->count)
        return (struct timeline_sums){{0}};
    uint32_t stride = stride_at(lane, 0, strides_last(lane), t_ns);
    struct timeline_sums sums = lane->sums[stride];
    timeline_look(lane, stride * TIMELINE_STRIDE, (stride + 1) * TIMELINE_STRIDE + 1);
    for (uint32_t i = stride * TIMELINE_STRIDE; i < lane->count; i++) {
        const struct timeline_interval *item = &lane->items[i];
        if (item->to_ns > t_ns) {
            sums.ns[item->state] += t_ns > item->from_ns ? t_ns - item->from_ns : 0;
            break;
        }
        sums.ns[item->state] += item->to_ns - item->from_ns;
    }
    return sums;
}

void timeline_sum(const struct timeline_lane *lane, int64_t t0_ns, int64_t t1_ns,
                  struct timeline_sums *sums)
{
    struct timeline_sums before = timeline_sums_until(lane, t0_ns),
                         until = timeline_sums_until(lane, t1_ns);
    for (int state = 0; state < TRACE_STATE_COUNT; state++)
        sums->ns[state] += until.ns[state] - before.ns[state];
}

int timeline_tasks_until(const struct timeline *timeline, int64_t t_ns)
{
    return (int)TIMES_UNTIL_OF(timeline->lanes + timeline->first_task, start_ns,
                               timeline->task_count, t_ns);
}

int timeline_asked_until(const struct timeline *timeline, int64_t t_ns)
{
    return (int)TIMES_UNTIL_OF(timeline->requests, asked_ns, timeline->request_count, t_ns);
}

uint32_t timeline_seen_before(const struct timeline *timeline, int64_t t_ns)
{
    uint32_t low = 0, high = timeline->seen_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int64_t at_ns = trace_at(timeline->trace, timeline->seen[middle])->time_ns;
        if (at_ns - trace_origin(timeline->trace) < t_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct timeline_request *timeline_request_of(const struct timeline *timeline, uint32_t id)
{
    if (id > timeline->request_max || timeline->request_table[id] < 0)
        return NULL;
    return &timeline->requests[timeline->request_table[id]];
}

int64_t timeline_untold_ns(const struct timeline *timeline, const struct timeline_request *request)
{
    if (request->answered_ns < 0 || request->noticed_ns >= 0)
        return request->noticed_ns;
    const struct timeline_interval *item =
        timeline_at(timeline_lane_of(timeline, request->who), request->answered_ns);
    bool untold = item && item->reason == TRACE_BY_ANSWERED && item->object == request->id;
    return untold ? item->to_ns : -1;
}

const char *timeline_actor_name(const struct timeline *timeline, uint32_t actor)
{
    if (actor == TRACE_NOBODY)
        return "nobody";
    if (actor >= TRACE_ENGINE)
        return "the engine";
    if (actor >= TRACE_DEVICE)
        return "the device";
    if (actor >= TRACE_FIRST_OTHER && actor < TRACE_HELPER)
        return "the loop";
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    if (actor < TRACE_FIRST_OTHER)
        return lane ? lane->name : trace_task_name(timeline->trace, (int)actor);
    return lane ? lane->name : actor < TRACE_POOL ? "a callback" : "the pool";
}

const char *timeline_actor_id(const struct timeline *timeline, uint32_t actor)
{
    bool task = actor != TRACE_NOBODY && actor < TRACE_FIRST_OTHER;
    return task ? trace_task_name(timeline->trace, (int)actor)
                : timeline_actor_name(timeline, actor);
}

bool timeline_on_cores(const struct timeline *timeline)
{
    return timeline->strip_count > 0 && strncmp(timeline->lanes[0].name, "core ", 5) == 0;
}

/* Of a recorded program the lock of its process, or its loop. */
const struct timeline_lane *timeline_strip_of(const struct timeline *timeline, uint32_t actor)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor), *found = NULL;
    if (timeline->strip_count == 1)
        return &timeline->lanes[0];
    if (!lane || timeline_on_cores(timeline))
        return NULL;
    for (int i = timeline->strip_count; i-- > 0;) {
        const struct timeline_lane *strip = &timeline->lanes[i];
        if (strip->worker == lane->worker && (!found || strip->of_loop == lane->stepped))
            found = strip;
    }
    return found;
}

int64_t timeline_handoffs(const struct timeline *timeline)
{
    int64_t handoffs = 0;
    for (int i = 0; i < timeline->strip_count; i++)
        handoffs += timeline->lanes[i].handoffs;
    return handoffs;
}
