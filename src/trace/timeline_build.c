/* How a timeline is made: what there is to be made is looked up, the walk over the events makes the
 * lanes, they are put in their order, and get their sums. timeline_builder.h has the picture. */
#include "config.h"

#include "trace/timeline_builder.h"
#include "trace/parallel.h"
#include "trace/recording.h"
#include "trace/traits.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"

/* How long it lasts: to the end of the run, or to what is known of it. Before the run nothing is
 * shown. */
static int64_t end_find(const struct builder *b)
{
    size_t count = trace_count(b->trace),
           last = b->survey->end < count ? b->survey->end : count - 1;
    int64_t end = count ? trace_at(b->trace, last)->time_ns - b->origin_ns : 0;
    int64_t known = trace_horizon(b->trace) - b->origin_ns;
    if (b->survey->end >= count && trace_horizon(b->trace) && known > end)
        end = known;
    return end > 0 ? end : 0;
}

/* Tasks are given their turns by the loop, though it may never come to sleep: whether it does
 * nobody knows before. */
static bool has_one_loop(const struct builder *b)
{
    const struct survey *survey = b->survey;
    bool slept = survey->has_kind[TRACE_LOOP_WAIT] || survey->has_kind[TRACE_LOOP_WOKE];
    bool announced = survey->loop_count == 1 || (!survey->loop_count && survey->request_most > 0);
    return !slept && announced && trace_has_trait(b->trace, TRAIT_LOOP_TELLS);
}

static void survey_use(struct builder *b)
{
    const bool *has = b->survey->has_kind;
    b->loop_count = has_one_loop(b) ? 1 : b->survey->loop_count;
    b->pool_count = b->survey->pool_count;
    b->helper_count = b->survey->helper_count;
    b->recorded = trace_is_recording(b->trace);
    b->has_loop = has[TRACE_LOOP_WAIT] || has[TRACE_LOOP_WOKE] || has_one_loop(b);
    b->has_record = has[TRACE_SCHED_IN] || has[TRACE_SCHED_OUT];
    b->timeline->has_gil = has[TRACE_GIL_GOT];
    b->timeline->request_max = b->survey->request_most;
    b->timeline->end_ns = end_find(b);
}

static bool is_lonely_loop(const struct builder *b)
{
    int used = 0;
    if (trace_worker_count(b->trace) > 1)
        return false;
    for (int i = 0; i < b->loop_count; i++)
        used += b->loops[i].known;
    return used <= 1;
}

/* Its worker has said before the run that it has one. */
static bool is_announced(const struct builder *b, int loop)
{
    const struct survey *survey = b->survey;
    if (!trace_has_trait(b->trace, TRAIT_LOOP_TELLS))
        return false;
    for (size_t i = 0; i < survey->rare_count && survey->rare[i] < survey->begin; i++) {
        const struct trace_event *event = trace_at(b->trace, survey->rare[i]);
        if (event->kind == TRACE_THREAD && event->who == TRACE_LOOP + (uint32_t)loop)
            return true;
    }
    return false;
}

/* Of a short one all lanes are kept. */
static bool is_long(const struct builder *b)
{
    enum { LONG_EVENTS = 100 * 1000 };
    return trace_count(b->trace) >= LONG_EVENTS;
}

static void loops_begin(struct builder *b)
{
    struct timeline_interval open = {.state = TRACE_RUNNING, .core = TRACE_CORE_UNKNOWN};
    bool one = has_one_loop(b);
    for (int i = 0; i < b->loop_count && !b->recorded; i++) /* there THREAD says when */
        if (one || b->survey->loops[i / 64] >> i % 64 & 1 || is_announced(b, i)) {
            actor_begin(&b->loops[i], LANE_LOOP, TRACE_LOOP + (uint32_t)i, open);
            b->loops[i].lane.thin = is_long(b) ? thin_new(b->trace) : NULL;
        }
}

static void pools_begin(struct builder *b)
{
    struct timeline_interval open = {.state = TRACE_WAITING, .core = TRACE_CORE_UNKNOWN};
    for (int i = 0; i < b->pool_count; i++) {
        if (!b->survey->pools[i])
            continue;
        int64_t t = trace_at(b->trace, b->survey->pools[i] - 1)->time_ns - b->origin_ns;
        open.from_ns = t > 0 ? t : 0;
        actor_begin(&b->pools[i], LANE_POOL, TRACE_POOL + (uint32_t)i, open);
    }
}

static void builder_begin(struct builder *b)
{
    struct timeline_interval idle = {.state = TRACE_WAITING, .core = TRACE_CORE_UNKNOWN};
    survey_use(b);
    b->task_count = trace_task_count(b->trace);
    b->tasks = mem_alloc(((size_t)b->task_count + 1) * sizeof *b->tasks);
    b->order = mem_alloc(((size_t)b->task_count + 1) * sizeof *b->order);
    b->loops = mem_alloc((size_t)b->loop_count * sizeof *b->loops);
    b->pools = mem_alloc((size_t)b->pool_count * sizeof *b->pools);
    b->helpers = mem_alloc((size_t)b->helper_count * sizeof *b->helpers);
    b->timeline->request_table =
        mem_alloc(((size_t)b->timeline->request_max + 1) * sizeof *b->timeline->request_table);
    memset(b->timeline->request_table, 0xFF,
           ((size_t)b->timeline->request_max + 1) * sizeof *b->timeline->request_table);
    threads_begin(b);
    loops_begin(b);
    pools_begin(b);
    actor_begin(&b->device, LANE_DEVICE, TRACE_DEVICE, idle);
    b->timeline->single_thread = trace_has_trait(b->trace, TRAIT_ONE_THREAD);
    b->timeline->has_gil &= !b->timeline->single_thread;
    b->has_strip = b->timeline->has_gil || (b->timeline->single_thread && is_lonely_loop(b));
    if (b->recorded)
        recorded_begin(b);
    strip_begin(&b->strip);
}

static char *name_numbered(const char *what, int number)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s %d", what, number);
    return strbuf_detach(&name);
}

/* "a's callback", "a 2's callback 3": no two have the same. */
static char *name_of_callback(const struct builder *b, const struct timeline_lane *lane)
{
    const char *task = trace_task_name(b->trace, (int)lane->owner);
    size_t len = strlen(task);
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s%s callback", task, len && task[len - 1] == 's' ? "'" : "'s");
    if (lane->number > 1)
        strbuf_addf(&name, " %u", (unsigned)lane->number);
    return strbuf_detach(&name);
}

/* As the task is called, but where that is the name of another lane, or of nobody: "task loop". */
static char *name_of_task(const char *name)
{
    static const char *const taken[] = {"nobody", "control", "core", "loop", "pool", "device"};
    struct strbuf own = STRBUF_INIT;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        size_t len = strlen(taken[i]);
        if (strncmp(name, taken[i], len) == 0 && (name[len] == '\0' || name[len] == ' '))
            strbuf_adds(&own, "task ");
    }
    strbuf_adds(&own, name);
    return strbuf_detach(&own);
}

static void lane_add(struct timeline *timeline, struct actor *actor, char *name)
{
    struct timeline_lane *lane = &timeline->lanes[timeline->lane_count++];
    timeline_lane_cut(&actor->lane);
    *lane = actor->lane;
    lane->name = name;
    lane->worker = actor->worker;
    if (!lane->count)
        lane->end_ns = lane->start_ns > lane->end_ns ? lane->start_ns : lane->end_ns;
}

/* The program has crashed, and this task, which had not ended, with it. */
static void lane_lose(struct timeline_lane *lane)
{
    lane->lost = !lane->ended;
    if (lane->lost)
        lane->end = TRACE_END_CRASHED;
}

static bool has_crashed(const struct builder *b)
{
    return b->survey->end < trace_count(b->trace) &&
           trace_at(b->trace, b->survey->end)->detail == TRACE_RESULT_CRASH &&
           trace_at(b->trace, b->survey->end)->arg != TRACE_ENDING_LAST_WORKER;
}

static void tasks_add(struct builder *b)
{
    bool crashed = has_crashed(b);
    struct timeline *timeline = b->timeline;
    timeline->first_task = timeline->lane_count;
    timeline->task_count = b->order_count;
    timeline->lane_of_task = mem_alloc(((size_t)b->task_count + 1) * sizeof(int));
    for (int task = 0; task <= b->task_count; task++)
        timeline->lane_of_task[task] = -1;
    for (int i = 0; i < b->order_count; i++) {
        int task = b->order[i];
        timeline->lane_of_task[task] = timeline->lane_count;
        lane_add(timeline, &b->tasks[task], name_of_task(trace_task_name(b->trace, task)));
        if (crashed)
            lane_lose(&timeline->lanes[timeline->lane_count - 1]);
    }
}

static void others_add(struct builder *b)
{
    int pools = 0;
    bool lonely = is_lonely_loop(b);
    for (int i = 0; i < b->loop_count; i++)
        if (b->loops[i].known)
            lane_add(b->timeline, &b->loops[i],
                     lonely ? mem_strdup("loop") : name_numbered("loop", i + 1));
    int before = b->timeline->lane_count;
    for (int i = 0; i < b->helper_count; i++)
        if (b->helpers[i].known)
            lane_add(b->timeline, &b->helpers[i], name_of_callback(b, &b->helpers[i].lane));
    b->timeline->helper_count = b->timeline->lane_count - before;
    for (int i = 0; i < b->pool_count; i++)
        if (b->pools[i].known)
            lane_add(b->timeline, &b->pools[i], name_numbered("pool", ++pools));
    if (b->timeline->request_count)
        lane_add(b->timeline, &b->device, mem_strdup("device"));
}

/* Of a long trace it is counted in a thread of its own, beside the strips and the sums. */
static struct parallel *parallel_count(const struct builder *b)
{
    return parallel_begin(b->timeline->lanes, b->timeline->lane_count, is_long(b));
}

/* The strips of cores need the lanes, and stand before them: the array has room for them in front.
 */
static void strips_add(struct builder *b)
{
    struct timeline *timeline = b->timeline;
    struct timeline_lane *strips = &b->strip.lane;
    bool single = b->has_strip && !b->recorded;
    int count = 1;
    if (single)
        strip_close_gaps(strips);
    else if (b->has_strip)
        strips = recorded_strips(b, &count);
    else
        strips = strips_of_cores(timeline->lanes, timeline->lane_count, timeline->end_ns, &count);
    size_t room = (size_t)(count + timeline->lane_count + 1);
    timeline->lanes = mem_realloc(timeline->lanes, room * sizeof *timeline->lanes);
    memmove(timeline->lanes + count, timeline->lanes,
            (size_t)timeline->lane_count * sizeof *timeline->lanes);
    for (int i = 0; i < count; i++)
        timeline->lanes[i] = strips[i];
    timeline->lane_count += count;
    timeline->strip_count = count;
    timeline->first_task += count;
    for (int task = 0; task <= b->task_count; task++)
        timeline->lane_of_task[task] += timeline->lane_of_task[task] >= 0 ? count : 0;
    if (!single) {
        free(strips);
        timeline_lane_release(&b->strip.lane);
    }
}

static struct parallel *builder_end(struct builder *b)
{
    int64_t end = b->timeline->end_ns;
    for (int task = 1; task <= b->task_count; task++)
        actor_end(b, &b->tasks[task], end);
    for (int i = 0; i < b->loop_count; i++)
        actor_end(b, &b->loops[i], end);
    for (int i = 0; i < b->pool_count; i++)
        actor_end(b, &b->pools[i], end);
    for (int i = 0; i < b->helper_count; i++)
        actor_end(b, &b->helpers[i], end);
    actor_end(b, &b->device, end);
    strip_end(&b->strip, end);
    if (b->recorded)
        recorded_end(b, end);
    size_t room = (size_t)(b->order_count + b->loop_count + b->helper_count + b->pool_count + 1);
    b->timeline->lanes = mem_alloc(room * sizeof *b->timeline->lanes);
    tasks_add(b);
    others_add(b);
    struct parallel *parallel = parallel_count(b);
    strips_add(b);
    return parallel;
}

/* Actors whose thread was seen, but that did nothing, have no lane. */
static void unknown_release(struct actor *actors, int count)
{
    for (int i = 0; i < count; i++)
        if (!actors[i].known)
            timeline_lane_release(&actors[i].lane);
}

static void lanes_release(struct actor *actors, int count)
{
    for (int i = 0; i < count; i++)
        timeline_lane_release(&actors[i].lane);
}

/* It was given up before there were lanes in the timeline. */
static void builder_drop(struct builder *b)
{
    lanes_release(b->tasks, b->task_count + 1);
    lanes_release(b->loops, b->loop_count);
    lanes_release(b->pools, b->pool_count);
    lanes_release(b->helpers, b->helper_count);
    timeline_lane_release(&b->device.lane);
    timeline_lane_release(&b->strip.lane);
    recorded_drop(b);
}

static void builder_release(struct builder *b)
{
    free(b->tasks);
    free(b->order);
    free(b->loops);
    free(b->pools);
    free(b->helpers);
    free(b->threads);
    free(b->thread_table);
    recorded_release(b);
}

static void seen_find(struct timeline *timeline)
{
    const struct trace_event *events = trace_at(timeline->trace, 0);
    size_t count = trace_count(timeline->trace), room = 0;
    if (!trace_is_recording(timeline->trace) ||
        !trace_survey(timeline->trace)->has_kind[TRACE_MARK])
        return;
    for (size_t i = 0; i < count; i++) {
        if (events[i].kind != TRACE_MARK || !events[i].line)
            continue;
        MEM_GROW(timeline->seen, timeline->seen_count, room);
        timeline->seen[timeline->seen_count++] = (uint32_t)i;
    }
}

/* Fills in everything but the running sums and how many ran at once, which is being counted. False:
 * it was given up, and the timeline is good only to be freed. */
static bool build_lanes(struct timeline *timeline, struct trace_progress *progress,
                        struct parallel **parallel)
{
    struct builder b = {.timeline = timeline,
                        .trace = timeline->trace,
                        .survey = trace_survey(timeline->trace),
                        .origin_ns = trace_origin(timeline->trace)};
    builder_begin(&b);
    trace_progress_pass(progress, 70);
    bool done = builder_walk(&b, progress);
    if (done) {
        *parallel = builder_end(&b);
        if (!timeline->request_count)
            timeline_lane_release(&b.device.lane);
        unknown_release(b.loops, b.loop_count);
        unknown_release(b.pools, b.pool_count);
        unknown_release(b.helpers, b.helper_count);
    } else {
        builder_drop(&b);
    }
    builder_release(&b);
    if (done)
        seen_find(timeline);
    return done;
}

/* Makes the running sums. False: it was given up. */
static bool lanes_seal(struct timeline *timeline, struct trace_progress *progress)
{
    uint64_t done = 0, whole = 0;
    for (int i = 0; i < timeline->lane_count; i++)
        whole += timeline->lanes[i].count;
    for (int i = 0; i < timeline->lane_count; i++) {
        timeline_lane_seal(&timeline->lanes[i]);
        uint64_t before = done / TRACE_PROGRESS_STEPS;
        done += timeline->lanes[i].count;
        if (done / TRACE_PROGRESS_STEPS != before && !trace_progress_tell(progress, done, whole))
            return false;
    }
    return true;
}

struct timeline *timeline_new_with(const struct trace *trace, trace_progress_fn *tell, void *arg)
{
    struct timeline *timeline = mem_alloc(sizeof *timeline);
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    timeline->trace = trace;
    struct parallel *parallel = NULL;
    bool done = build_lanes(timeline, &progress, &parallel);
    trace_progress_pass(&progress, 100);
    done = done && lanes_seal(timeline, &progress);
    for (int i = 0; i < timeline->strip_count && done; i++)
        strip_count(&timeline->lanes[i], timeline);
    timeline->parallel = parallel_end(parallel);
    if (done && trace_progress_end(&progress))
        return timeline;
    timeline_free(timeline);
    return NULL;
}

struct timeline *timeline_new(const struct trace *trace)
{
    return timeline_new_with(trace, NULL, NULL);
}
