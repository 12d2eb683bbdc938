#include "config.h"

#include "player/machine.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "player/story_index.h"
#include "trace/recording.h"
#include "trace/traits.h"

enum { OBJECTS_LOOKED_AT = 256, POOL_LOOKED_AT = 1024, LOOPS_LOOKED_AT = 1024 };

/* A chip, and where it stands among those of its place. */
struct placed {
    struct machine_chip chip;
    int64_t order_ns;
    int number;
};

struct maker {
    const struct story *story;
    const struct timeline *timeline;
    int64_t t_ns;
    struct machine *machine;
    struct placed *placed;
    size_t count, room;
    uint32_t *holders; /* by strip */
    int64_t *woke_ns;  /* by worker: when its loop has looked last */
    int loops;
    bool loop_tells;
    int64_t *settled; /* by lane: until when it stays as it is; or NULL */
};

/* ---- back in a lane ---- */

/* The last interval up to `at` in that state, or -1: by the sums, however far back it is. */
static long last_in(const struct timeline_lane *lane, long at, enum trace_state state)
{
    long stride = at / TIMELINE_STRIDE, low = 0, high = stride;
    for (; at >= stride * TIMELINE_STRIDE; at--)
        if (timeline_item(lane, (uint32_t)at)->state == state)
            return at;
    int64_t ns = stride >= 0 && lane->sums ? lane->sums[stride].ns[state] : 0;
    if (!ns)
        return -1;
    while (low < high) { /* the first stride before which there was as much of it */
        long middle = low + (high - low) / 2;
        if (lane->sums[middle].ns[state] < ns)
            low = middle + 1;
        else
            high = middle;
    }
    for (at = low * TIMELINE_STRIDE - 1; at >= 0; at--)
        if (timeline_item(lane, (uint32_t)at)->state == state)
            return at;
    return -1;
}

static long index_of(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    return item - lane->items;
}

/* ---- loops ---- */

/* When the loop looked last, as far as that is in the record: what has come since then, it cannot
 * know. While it sleeps that is before it began to. */
static int64_t loop_woke_ns(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    long here = index_of(lane, item), from = item->state == TRACE_WAITING ? here - 1 : here;
    long at = from < 0 ? -1 : last_in(lane, from, TRACE_WAITING);
    return at < 0 ? INT64_MIN : timeline_item(lane, (uint32_t)at)->to_ns;
}

static void loop_take(struct maker *m, const struct timeline_lane *lane)
{
    struct machine *machine = m->machine;
    const struct timeline_interval *item =
        m->t_ns >= lane->start_ns ? story_item(lane, m->t_ns) : NULL;
    uint32_t worker = lane->actor - TRACE_LOOP;
    if (worker < (uint32_t)m->loops)
        m->woke_ns[worker] = item ? loop_woke_ns(lane, item) : INT64_MIN;
    machine->loops++;
    if (!item)
        return;
    machine->loops_asleep += item->state == TRACE_WAITING;
    machine->loop = item->state == TRACE_WAITING ? MACHINE_LOOP_SLEEPS
                    : timeline_lets_run(item)    ? MACHINE_LOOP_LETS
                                                 : MACHINE_LOOP_RUNS;
}

/* ---- the pool ---- */

/* The task whose block a thread of the pool runs: said where it began, behind the thread's last
 * rest. */
static uint32_t served_by(const struct timeline_lane *lane, const struct timeline_interval *item)
{
    if (!item || item->state == TRACE_WAITING)
        return TRACE_NOBODY;
    long at = last_in(lane, index_of(lane, item), TRACE_WAITING) + 1;
    return lane->items[at].reason == TRACE_BY_STARTED ? lane->items[at].object : TRACE_NOBODY;
}

static void thread_take(struct maker *m, const struct timeline_lane *lane)
{
    struct machine *machine = m->machine;
    if (m->t_ns < lane->start_ns || machine->thread_count == MACHINE_THREADS_MOST)
        return;
    const struct timeline_interval *item = story_item(lane, m->t_ns);
    machine->threads[machine->thread_count++] =
        (struct machine_thread){.actor = lane->actor,
                                .task = served_by(lane, item),
                                .state = item ? item->state : TRACE_ENDED};
}

/* ---- where a task is ---- */

static int strip_of(const struct maker *m, uint32_t actor)
{
    for (int i = 0; i < m->timeline->strip_count; i++)
        if (m->holders[i] == actor)
            return i;
    return -1;
}

/* What the loop has to look for, before its task can be told. */
static bool is_told_by_loop(uint8_t reason)
{
    return reason == TRACE_BY_ANSWERED || reason == TRACE_BY_SLEPT || reason == TRACE_BY_OFFLOADED;
}

static enum machine_place waiting_place(const struct maker *m, uint8_t reason)
{
    switch (reason) {
    case TRACE_BY_IO:
    case TRACE_BY_MEANWHILE:
    case TRACE_BY_CALL:
        return MACHINE_DEVICE;
    case TRACE_BY_SLEEP:
        return MACHINE_CLOCK;
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
    case TRACE_BY_SEND:
    case TRACE_BY_RECV:
    case TRACE_BY_SELECT:
        return MACHINE_OBJECT;
    case TRACE_BY_AWAIT:
    case TRACE_BY_JOIN:
    case TRACE_BY_AWAIT_ALL:
    case TRACE_BY_AWAIT_ANY:
    case TRACE_BY_AWAIT_FIRST:
    case TRACE_BY_GROUP:
    case TRACE_BY_CALLBACKS:
    case TRACE_BY_CHILD:
    case TRACE_BY_RESUME:
    case TRACE_BY_THROW:
    case TRACE_BY_CLOSE:
        return MACHINE_TASKS;
    case TRACE_BY_OFFLOAD:
        return MACHINE_QUEUED;
    case TRACE_BY_CREATED:
    case TRACE_BY_GEN_YIELD:
        return MACHINE_PAUSED;
    case TRACE_BY_WORKER:
    case TRACE_BY_QUEUED:
        return MACHINE_WORKER;
    default:
        return MACHINE_OTHER;
    }
}

static bool is_answered(const struct maker *m, struct timeline_wait wait)
{
    const struct timeline_request *request =
        wait.reason == TRACE_BY_IO ? timeline_request_of(m->timeline, wait.object) : NULL;
    return request && request->answered_ns >= 0 && request->answered_ns <= m->t_ns;
}

static enum machine_place ready_place(const struct maker *m, const struct timeline_lane *lane,
                                      const struct timeline_interval *item,
                                      struct timeline_wait wait)
{
    bool has_gil = m->timeline->has_gil;
    if (has_gil && (item->reason == TRACE_BY_GIL || item->reason == TRACE_BY_GIL_DROPPED))
        return MACHINE_WANTS;
    if (item->reason == TRACE_BY_LOOKING)
        return is_answered(m, wait) ? MACHINE_UNTOLD : MACHINE_ROUND;
    if (item->reason == TRACE_BY_WORKER || item->reason == TRACE_BY_QUEUED)
        return MACHINE_WORKER;
    if (!m->loop_tells || !is_told_by_loop(item->reason))
        return m->machine->shape == MACHINE_THREAD && is_told_by_loop(item->reason) ? MACHINE_UNTOLD
                                                                                    : MACHINE_READY;
    int64_t woke_ns = lane->worker < (uint32_t)m->loops ? m->woke_ns[lane->worker] : INT64_MIN;
    return item->from_ns > woke_ns ? MACHINE_UNTOLD : MACHINE_READY;
}

static enum machine_place place_of(const struct maker *m, const struct timeline_lane *lane,
                                   const struct timeline_interval *item, int strip,
                                   struct timeline_wait wait)
{
    if (strip >= 0)
        return MACHINE_RUNS;
    if (item->state == TRACE_RUNNING || item->state == TRACE_POLLING)
        return m->timeline->has_gil ? MACHINE_OTHER : MACHINE_RUNS;
    if (item->state == TRACE_READY)
        return ready_place(m, lane, item, wait);
    return waiting_place(m, wait.reason);
}

/* In what order those of a place stand. */
static int64_t order_of(const struct maker *m, const struct timeline_lane *lane,
                        const struct timeline_interval *item, enum machine_place place)
{
    bool queue = place == MACHINE_READY || place == MACHINE_WANTS;
    return queue ? now_ready_since(m->story, lane, item) : item->from_ns;
}

/* What else is so at a moment may move it from other places: the loop, the pool, a lock. */
static bool stays(enum machine_place place)
{
    return place == MACHINE_DEVICE || place == MACHINE_CLOCK || place == MACHINE_TASKS ||
           place == MACHINE_PAUSED || place == MACHINE_READY || place == MACHINE_WANTS;
}

static void settle(struct maker *m, const struct timeline_lane *lane, int64_t until_ns)
{
    bool has_end = timeline_has_end(lane);
    if (m->settled && lane->kind != LANE_POOL)
        m->settled[lane - m->timeline->lanes] =
            has_end && lane->end_ns < until_ns ? lane->end_ns : until_ns;
}

static bool is_settled(const struct maker *m, const struct timeline_lane *lane)
{
    return m->settled && m->settled[lane - m->timeline->lanes] > m->t_ns &&
           strip_of(m, lane->actor) < 0;
}

static void lane_take(struct maker *m, const struct timeline_lane *lane)
{
    if (is_settled(m, lane))
        return;
    if (m->t_ns < lane->start_ns) {
        settle(m, lane, lane->start_ns);
        return;
    }
    bool ended = timeline_has_end(lane) && m->t_ns >= lane->end_ns;
    const struct timeline_interval *item = ended ? NULL : story_item(lane, m->t_ns);
    m->machine->ended += ended && lane->kind == LANE_TASK;
    if (!item)
        return;
    struct timeline_wait wait = timeline_wait_of(m->timeline, lane, item);
    int strip = strip_of(m, lane->actor);
    enum machine_place place = place_of(m, lane, item, strip, wait);
    MEM_GROW(m->placed, m->count, m->room);
    m->placed[m->count] = (struct placed){.chip = {.actor = lane->actor,
                                                   .state = item->state,
                                                   .reason = wait.reason,
                                                   .object = wait.object,
                                                   .strip = strip,
                                                   .place = (uint8_t)place,
                                                   .order_ns = order_of(m, lane, item, place)},
                                          .number = (int)m->count};
    m->count++;
    settle(m, lane, stays(place) ? item->to_ns : 0);
}

/* A block that a thread has taken is not in the queue any more. */
static void threads_match(struct maker *m)
{
    for (size_t i = 0; i < m->count; i++) {
        struct machine_chip *chip = &m->placed[i].chip;
        if (chip->place != MACHINE_QUEUED)
            continue;
        for (int k = 0; k < m->machine->thread_count; k++) {
            if (m->machine->threads[k].task != chip->actor)
                continue;
            chip->place = MACHINE_SERVED;
            chip->object = m->machine->threads[k].actor;
        }
    }
}

/* ---- in order ---- */

static int by_place(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    if (a->chip.place != b->chip.place)
        return a->chip.place < b->chip.place ? -1 : 1;
    if (a->chip.place == MACHINE_RUNS && a->chip.strip != b->chip.strip)
        return a->chip.strip < b->chip.strip ? -1 : 1;
    if (a->chip.order_ns != b->chip.order_ns)
        return a->chip.order_ns < b->chip.order_ns ? -1 : 1;
    return a->number < b->number ? -1 : 1;
}

static void chips_put(struct maker *m)
{
    struct machine *machine = m->machine;
    if (m->count)
        sort_stable(m->placed, m->count, sizeof *m->placed, by_place);
    machine->chips = mem_realloc(NULL, (m->count + 1) * sizeof *machine->chips);
    for (size_t i = 0; i < m->count; i++) {
        machine->chips[i] = m->placed[i].chip;
        machine->first[m->placed[i].chip.place + 1] = i + 1;
    }
    for (int i = 0; i < MACHINE_PLACES; i++)
        if (machine->first[i + 1] < machine->first[i])
            machine->first[i + 1] = machine->first[i];
    free(m->placed);
}

/* ---- locks, semaphores, channels ---- */

static void object_add(struct machine *machine, int object)
{
    if (machine->object_count == MACHINE_OBJECTS_MOST)
        machine->objects_more++;
    else
        machine->objects[machine->object_count++] = object;
}

static void objects_take(struct maker *m)
{
    int count = now_object_count(m->story);
    for (int held = 0; held < 2; held++)
        for (int i = 0; i < count && i < OBJECTS_LOOKED_AT; i++) {
            struct now_object now = now_object(m->story, i, m->t_ns);
            bool in_use = now.waiting > 0 || (now.kind != NOW_CHANNEL && now.held > 0);
            if (in_use && (now.waiting > 0) == !held)
                object_add(m->machine, i);
        }
}

/* ---- all of it ---- */

/* That there is a loop is known before it has slept for the first time. */
static bool has_loop(const struct timeline *timeline)
{
    const char *model = trace_meta(timeline->trace, "model", 0);
    return trace_has_trait(timeline->trace, TRAIT_LOOP_TELLS) || timeline_has_loop(timeline) ||
           (model && strcmp(model, "async-blocking") == 0);
}

enum machine_shape machine_shape_of(const struct timeline *timeline)
{
    if (timeline->has_gil)
        return MACHINE_GIL;
    if (timeline_on_cores(timeline))
        return MACHINE_CORES;
    return has_loop(timeline) ? MACHINE_LOOP : MACHINE_THREAD;
}

static void holders_take(struct maker *m)
{
    int strips = m->timeline->strip_count;
    const char *cores = trace_meta(m->story->trace, "cores", 0);
    m->holders = mem_alloc((size_t)(strips + 1) * sizeof *m->holders);
    for (int i = 0; i < strips; i++) {
        m->holders[i] = now_holder(m->story, i, m->t_ns);
        m->machine->strips += m->holders[i] != TRACE_NOBODY;
    }
    m->machine->cores = cores ? (int)strtol(cores, NULL, 10) : 0;
    m->machine->gil = now_gil(m->story, m->t_ns);
    if (m->timeline->has_gil && strips > 0)
        m->holders[0] = m->machine->gil.holder;
}

/* A thread of the pool takes part where it must have the same lock as the tasks. */
static void pool_take(struct maker *m, const struct timeline_lane *lane)
{
    size_t before = m->count;
    thread_take(m, lane);
    if (m->timeline->has_gil)
        lane_take(m, lane);
    enum machine_place place = m->count > before ? m->placed[before].chip.place : MACHINE_RUNS;
    if (place != MACHINE_RUNS && place != MACHINE_WANTS)
        m->count = before;
}

static void others_take(struct maker *m)
{
    const struct timeline *timeline = m->timeline;
    int loops = 0, pools = 0;
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        if (lane->kind == LANE_LOOP && loops++ < LOOPS_LOOKED_AT)
            loop_take(m, lane);
        else if (lane->kind == LANE_POOL && pools++ < POOL_LOOKED_AT)
            pool_take(m, lane);
        else if (lane->kind == LANE_HELPER && i < timeline->first_task + NOW_TASKS_MOST)
            lane_take(m, lane);
    }
}

/* The first ones; of the others those that have control. */
static void tasks_take(struct maker *m)
{
    const struct timeline *timeline = m->timeline;
    int known = timeline_tasks_until(timeline, m->t_ns);
    int seen = known < NOW_TASKS_MOST ? known : NOW_TASKS_MOST;
    for (int i = 0; i < seen; i++)
        lane_take(m, &timeline->lanes[timeline->first_task + i]);
    m->machine->unseen = known - seen;
    for (int i = 0; i < timeline->strip_count; i++) {
        const struct timeline_lane *lane =
            m->holders[i] ? timeline_lane_of(timeline, m->holders[i]) : NULL;
        if (lane && lane->kind == LANE_TASK &&
            lane - timeline->lanes >= timeline->first_task + seen)
            lane_take(m, lane);
    }
}

void machine_next(const struct story *story, int64_t t_ns, int64_t *settled,
                  struct machine *machine)
{
    const struct timeline *timeline = story->timeline;
    struct maker m = {.story = story,
                      .timeline = timeline,
                      .t_ns = t_ns,
                      .machine = machine,
                      .settled = settled,
                      .loops = (int)trace_worker_count(story->trace),
                      .loop_tells = trace_has_trait(story->trace, TRAIT_LOOP_TELLS) ||
                                    (trace_is_recording(story->trace) && timeline->single_thread)};
    *machine = (struct machine){.shape = machine_shape_of(timeline)};
    m.loops = m.loops < LOOPS_LOOKED_AT ? m.loops : LOOPS_LOOKED_AT;
    m.woke_ns = mem_alloc((size_t)m.loops * sizeof *m.woke_ns);
    for (int i = 0; i < m.loops; i++)
        m.woke_ns[i] = INT64_MIN;
    holders_take(&m);
    if (machine->shape == MACHINE_LOOP) /* before it has slept for the first time */
        machine->loop = machine->strips ? MACHINE_LOOP_LETS : MACHINE_LOOP_RUNS;
    others_take(&m);
    tasks_take(&m);
    threads_match(&m);
    chips_put(&m);
    objects_take(&m);
    machine_cycle_find(story, t_ns, machine);
    free(m.holders);
    free(m.woke_ns);
}

void machine_at(const struct story *story, int64_t t_ns, struct machine *machine)
{
    machine_next(story, t_ns, NULL, machine);
}

int64_t machine_since(const struct story *story, const struct machine_chip *chip, int64_t t_ns)
{
    const struct timeline *timeline = story->timeline;
    const struct timeline_lane *lane = timeline_lane_of(timeline, chip->actor);
    const struct timeline_interval *item = lane ? story_item(lane, t_ns) : NULL;
    const struct timeline_request *request =
        chip->reason == TRACE_BY_IO ? timeline_request_of(timeline, chip->object) : NULL;
    if (request && chip->place == MACHINE_UNTOLD)
        return request->answered_ns;
    if (request && (chip->place == MACHINE_DEVICE || chip->place == MACHINE_ROUND))
        return request->asked_ns;
    if (!item)
        return t_ns;
    bool queue = chip->place == MACHINE_READY || chip->place == MACHINE_WANTS;
    return queue ? now_ready_since(story, lane, item) : now_since(lane, item);
}

void machine_release(struct machine *machine)
{
    free(machine->chips);
    *machine = (struct machine){0};
}
