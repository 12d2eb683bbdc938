#include "config.h"

#include "player/now.h"

#include <stdlib.h>

#include "base/mem.h"
#include "player/story_index.h"
#include "trace/recording.h"
#include "trace/times.h"

enum {
    LOOK_BACK = 64,    /* intervals, for since when */
    EVENTS_BACK = 256, /* events, for the line of one that runs */
};

uint32_t now_holder(const struct story *story, int strip, int64_t t_ns)
{
    if (strip < 0 || strip >= story->timeline->strip_count)
        return TRACE_NOBODY;
    const struct timeline_interval *item = story_item(&story->timeline->lanes[strip], t_ns);
    bool held = item && item->object != TRACE_NOBODY &&
                (t_ns < timeline_held_until(story->timeline, item) || t_ns >= item->to_ns);
    return held ? item->object : TRACE_NOBODY;
}

/* ---- a lane ---- */

static bool same(const struct timeline_interval *a, const struct timeline_interval *b)
{
    return a->state == b->state && a->reason == b->reason && a->object == b->object;
}

/* It will be looked back from there. */
static void look_back(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    uint32_t at = (uint32_t)(item - lane->items);
    timeline_look(lane, at > LOOK_BACK ? at - LOOK_BACK : 0, at);
}

int64_t now_since(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    look_back(lane, item);
    for (int looked = 0; item > lane->items && looked < LOOK_BACK; item--, looked++)
        if (!same(item, item - 1))
            break;
    return item->from_ns;
}

/* The line of the last event of a task that runs, up to t: the interval knows only where it began.
 */
static uint32_t line_of_event(const struct story *story, uint32_t who,
                              const struct timeline_interval *item, int64_t t_ns)
{
    size_t at = story_events_until(story, t_ns);
    for (int looked = 0; at-- > item->event && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(story->trace, at);
        if (event->who == who && event->line)
            return event->line;
    }
    return 0;
}

/* It has control, though the kernel may have taken its core away. */
static bool has_turn(const struct timeline_interval *item)
{
    return item->state <= TRACE_POLLING || timeline_was_stopped(item->reason);
}

/* Of a recorded program: where it was seen last in its turn, or 0. */
static uint32_t line_seen(const struct timeline *timeline, const struct timeline_lane *lane,
                          const struct timeline_interval *item, int64_t t_ns)
{
    uint32_t at = timeline_seen_before(timeline, t_ns + 1);
    if (!at || !has_turn(item))
        return 0;
    for (int looked = 0; item > lane->items && has_turn(item - 1) && looked < LOOK_BACK; looked++) {
        if (item->reason == TRACE_BY_LOOP_CALLBACK)
            break; /* it began there */
        item--;
    }
    for (int looked = 0; at-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, timeline->seen[at]);
        if (event->time_ns - trace_origin(timeline->trace) < item->from_ns)
            break;
        if (event->who == lane->actor)
            return event->line;
    }
    return 0;
}

static uint32_t line_at(const struct story *story, const struct timeline_lane *lane,
                        const struct timeline_interval *item, int64_t t_ns)
{
    if (lane->kind == LANE_LOOP && !timeline_calls_back(item))
        return 0;
    look_back(lane, item);
    uint32_t line = line_seen(story->timeline, lane, item, t_ns);
    if (!line && lane->kind == LANE_TASK && item->state <= TRACE_POLLING)
        line = line_of_event(story, lane->actor, item, t_ns);
    bool made_elsewhere = item->reason != TRACE_BY_STARTING && trace_is_recording(story->trace);
    for (int looked = 0; !line && looked < LOOK_BACK; item--, looked++) {
        if (made_elsewhere && item->reason == TRACE_BY_STARTING)
            break; /* there who made it was */
        line = item->line;
        if (item == lane->items || item->reason == TRACE_BY_LOOP_CALLBACK)
            break;
    }
    return line;
}

struct now_lane now_lane(const struct story *story, int number, int64_t t_ns)
{
    const struct timeline_lane *lane = &story->timeline->lanes[number];
    struct now_lane now = {.lane = lane, .state = TRACE_ENDED};
    now.begun = t_ns >= lane->start_ns;
    now.ended = now.begun && timeline_has_end(lane) && t_ns >= lane->end_ns;
    now.item = now.begun && !now.ended ? story_item(lane, t_ns) : NULL;
    if (!now.item) {
        now.since_ns = now.ended ? lane->end_ns : 0;
        now.line = now.ended ? lane->last_line : 0;
        return now;
    }
    now.state = now.item->state;
    now.since_ns = now_since(lane, now.item);
    now.line = line_at(story, lane, now.item, t_ns);
    return now;
}

/* ---- the lock of the interpreter ---- */

/* Who asked is asking until somebody gets the lock. Who got it has it, before its thread says that
 * it runs, until it drops it. */
struct now_gil now_gil(const struct story *story, int64_t t_ns)
{
    struct now_gil now = {.holder = TRACE_NOBODY, .asked_by = TRACE_NOBODY};
    const struct story_list *gil = &story->index->gil;
    size_t at = story_list_until(gil, story_events_until(story, t_ns));
    bool dropped = false;
    if (!story->timeline->has_gil)
        return now;
    for (int looked = 0; at-- > 0 && looked < LOOK_BACK; looked++) {
        const struct trace_event *event = trace_at(story->trace, gil->items[at]);
        if (event->kind == TRACE_GIL_GOT) {
            now.holder = dropped ? TRACE_NOBODY : event->who;
            break;
        }
        dropped = dropped || event->kind == TRACE_GIL_FREED;
        if (event->kind != TRACE_GIL_ASKED)
            continue;
        now.asked_by = event->who;
        now.asked_ns = story_event_ns(story, gil->items[at]);
    }
    return now;
}

/* ---- the queue ---- */

struct queued {
    int64_t since_ns;
    uint32_t task;
    int place;
};

static bool is_before(const struct queued *a, const struct queued *b)
{
    return a->since_ns != b->since_ns ? a->since_ns < b->since_ns : a->place < b->place;
}

static bool is_queued(const struct story *story, const struct timeline_interval *item)
{
    if (item->state != TRACE_READY)
        return false;
    return !story->timeline->has_gil || item->reason == TRACE_BY_GIL ||
           item->reason == TRACE_BY_GIL_DROPPED;
}

int64_t now_ready_since(const struct story *story, const struct timeline_lane *lane,
                        const struct timeline_interval *item)
{
    for (int looked = 0; item > lane->items && looked < LOOK_BACK; item--, looked++)
        if (!is_queued(story, item - 1))
            break;
    return item->from_ns;
}

/* A thread of the pool takes part only where it must have the same lock as the tasks. */
static bool may_queue(const struct timeline *timeline, const struct timeline_lane *lane)
{
    return lane->kind == LANE_TASK || lane->kind == LANE_HELPER ||
           (lane->kind == LANE_POOL && timeline->has_gil);
}

static struct now_queued queued_at(const struct story *story, const struct timeline_lane *lane,
                                   int64_t t_ns)
{
    struct now_queued now = {.until_ns = INT64_MAX};
    bool has_end = timeline_has_end(lane);
    if (t_ns < lane->start_ns || (has_end && t_ns >= lane->end_ns)) {
        now.until_ns = t_ns < lane->start_ns ? lane->start_ns : INT64_MAX;
        return now;
    }
    const struct timeline_interval *item = story_item(lane, t_ns);
    now.until_ns = item && item->to_ns > t_ns ? item->to_ns : t_ns + 1;
    if (has_end && lane->end_ns < now.until_ns)
        now.until_ns = lane->end_ns;
    now.is_queued = item && is_queued(story, item);
    if (now.is_queued)
        now.since_ns = now_ready_since(story, lane, item);
    return now;
}

/* Among the first ones, of which there are so many; there is room for one more. */
static void first_put(struct queued *first, size_t count, struct queued one)
{
    for (; count && is_before(&one, &first[count - 1]); count--)
        first[count] = first[count - 1];
    first[count] = one;
}

size_t now_queue_next(const struct story *story, int64_t t_ns, struct now_queued *known,
                      uint32_t *tasks, size_t room)
{
    const struct timeline *timeline = story->timeline;
    struct queued *first = mem_alloc((room + 1) * sizeof *first);
    size_t count = 0;
    uint32_t holder = now_gil(story, t_ns).holder;
    int lanes = timeline->lane_count - timeline->first_task;
    for (int i = 0; i < lanes && i < NOW_TASKS_MOST; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        struct now_queued once = {0}, *now = known ? &known[i] : &once;
        if (now->until_ns <= t_ns)
            *now = may_queue(timeline, lane) ? queued_at(story, lane, t_ns)
                                             : (struct now_queued){.until_ns = INT64_MAX};
        if (!now->is_queued || lane->actor == holder)
            continue;
        first_put(first, count < room ? count : room,
                  (struct queued){now->since_ns, lane->actor, i});
        count++;
    }
    for (size_t i = 0; i < count && i < room; i++)
        tasks[i] = first[i].task;
    free(first);
    return count;
}

size_t now_queue(const struct story *story, int64_t t_ns, uint32_t *tasks, size_t room)
{
    return now_queue_next(story, t_ns, NULL, tasks, room);
}

int now_queue_of_first(const struct story *story)
{
    const struct timeline *timeline = story->timeline;
    return timeline->lane_count - timeline->first_task > NOW_TASKS_MOST ? NOW_TASKS_MOST : 0;
}

/* ---- requests ---- */

static struct story_counts counts_until(const struct story *story, int64_t t_ns)
{
    size_t end = story_events_until(story, t_ns), at = end / STORY_EVENT_STRIDE;
    struct story_counts counts = story->index->counts[at];
    for (size_t i = at * STORY_EVENT_STRIDE; i < end; i++)
        story_count(story, i, &counts);
    return counts;
}

/* The first request from `at` on that is in a block with an answer behind t, or `end`. */
static size_t skip_answered(const struct story_index *index, size_t at, size_t end, int64_t t_ns)
{
    size_t large = STORY_BLOCK * STORY_BLOCK;
    while (at < end) {
        if (at % large == 0 && index->large_ns[at / large] <= t_ns)
            at += large;
        else if (at % STORY_BLOCK == 0 && index->block_ns[at / STORY_BLOCK] <= t_ns)
            at += STORY_BLOCK;
        else
            break;
    }
    return at < end ? at : end;
}

size_t now_requests(const struct story *story, int64_t t_ns, int *requests, size_t room)
{
    const struct timeline *timeline = story->timeline;
    size_t found = 0, end = (size_t)timeline_asked_until(timeline, t_ns);
    size_t count = end - (size_t)counts_until(story, t_ns).answers;
    room = room < count ? room : count;
    for (size_t i = skip_answered(story->index, 0, end, t_ns); i < end && found < room;
         i = skip_answered(story->index, i + 1, end, t_ns)) {
        int64_t answered = timeline->requests[i].answered_ns;
        if (answered < 0 || answered > t_ns)
            requests[found++] = (int)i;
    }
    return count;
}

/* ---- totals ---- */

static int64_t cpu_of_lanes(const struct story *story, int64_t t_ns)
{
    const struct timeline *timeline = story->timeline;
    int64_t cpu_ns = 0;
    for (int i = timeline->first_task; i < timeline->lane_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        if (!timeline_executes(lane))
            continue;
        struct timeline_sums sums = timeline_sums_until(lane, t_ns);
        cpu_ns += sums.ns[TRACE_RUNNING] + sums.ns[TRACE_POLLING];
    }
    return cpu_ns;
}

/* Exact at the borders of columns; within one (1/4096 of the run) in proportion. */
static int64_t cpu_of_columns(const struct story *story, int64_t t_ns)
{
    const struct story_index *index = story->index;
    int64_t column = t_ns / index->column_ns, from = column * index->column_ns;
    if (t_ns >= story->end_ns)
        return index->cpu_ns[STORY_COLUMNS];
    int64_t to = from + index->column_ns < story->end_ns ? from + index->column_ns : story->end_ns;
    int64_t within = index->cpu_ns[column + 1] - index->cpu_ns[column];
    return index->cpu_ns[column] +
           (int64_t)((double)within * ((double)(t_ns - from) / (double)(to - from)));
}

static struct story_late late_until(const struct story *story, int64_t t_ns)
{
    size_t end = story_marks_until(story, t_ns), at = end / STORY_MARK_STRIDE;
    struct story_late late = story->index->late[at];
    for (size_t i = at * STORY_MARK_STRIDE; i < end; i++) {
        const struct story_mark *mark = &story->marks[i];
        int64_t ns = mark->t_ns - mark->since_ns;
        if (mark->kind != STORY_LATE)
            continue;
        late.count++;
        late.sum_ns += ns;
        late.most_ns = ns > late.most_ns ? ns : late.most_ns;
    }
    return late;
}

struct now_totals now_totals(const struct story *story, int64_t t_ns)
{
    t_ns = t_ns < 0 ? 0 : t_ns;
    const struct story_index *index = story->index;
    struct story_late late = late_until(story, t_ns);
    return (struct now_totals){
        .cpu_ns = index->cpu_ns ? cpu_of_columns(story, t_ns) : cpu_of_lanes(story, t_ns),
        .looks = counts_until(story, t_ns).looks,
        .handoffs = (int64_t)story_handoffs_until(story, t_ns),
        .threads = (int64_t)TIMES_UNTIL(index->thread_ns, index->thread_count, t_ns),
        .late_count = late.count,
        .late_sum_ns = late.sum_ns,
        .late_most_ns = late.most_ns,
        .said = stats_said_until(story->stats, t_ns),
    };
}
