/* Before and after the walk over the events: what there is to be made, and the lanes in their
 * order. builder.h has the picture. */
#include "trace/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "trace/builder.h"

static bool model_is_one_of(const struct trace *trace, const char *const *names)
{
    const char *model = trace_meta(trace, "model", 0);
    for (int i = 0; model && names[i]; i++)
        if (strcmp(model, names[i]) == 0)
            return true;
    return false;
}

static int reach(uint32_t who, uint32_t first, uint32_t room, int count)
{
    if (who < first || who >= first + room)
        return count;
    int number = (int)(who - first) + 1;
    return number > count ? number : count;
}

/* What there is, and how long. */
static void survey(struct builder *b)
{
    size_t count = trace_count(b->trace);
    bool stopped = false;
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(b->trace, i);
        int64_t t = event->time_ns - b->origin_ns;
        b->loop_count = reach(event->who, TRACE_LOOP, 4096, b->loop_count);
        b->pool_count = reach(event->who, TRACE_POOL, 65536, b->pool_count);
        b->has_loop |= event->kind == TRACE_LOOP_WAIT || event->kind == TRACE_LOOP_WOKE;
        b->has_record |= event->kind == TRACE_SCHED_IN || event->kind == TRACE_SCHED_OUT;
        b->timeline->has_gil |= event->kind == TRACE_GIL_GOT;
        if (event->kind == TRACE_ASKED && event->arg <= count + 1024 &&
            event->arg > b->timeline->request_max)
            b->timeline->request_max = event->arg;
        if (!stopped && t > b->timeline->end_ns)
            b->timeline->end_ns = t;
        stopped |= event->kind == TRACE_RUN_END;
    }
    int64_t known = trace_horizon(b->trace) - b->origin_ns;
    if (!stopped && trace_horizon(b->trace) && known > b->timeline->end_ns)
        b->timeline->end_ns = known;
}

static bool is_lonely_loop(const struct builder *b)
{
    int used = 0;
    for (int i = 0; i < b->loop_count; i++)
        used += b->loops[i].known;
    return used <= 1;
}

static void loops_begin(struct builder *b)
{
    struct timeline_interval open = {.state = TRACE_RUNNING, .core = TRACE_CORE_UNKNOWN};
    for (size_t i = 0; i < trace_count(b->trace); i++) {
        const struct trace_event *event = trace_at(b->trace, i);
        bool loops = event->kind == TRACE_LOOP_WAIT || event->kind == TRACE_LOOP_WOKE;
        uint32_t worker = event->who - TRACE_LOOP;
        if (loops && worker < (uint32_t)b->loop_count && !b->loops[worker].known)
            actor_begin(&b->loops[worker], LANE_LOOP, event->who, open);
    }
}

static void pools_begin(struct builder *b)
{
    struct timeline_interval open = {.state = TRACE_WAITING, .core = TRACE_CORE_UNKNOWN};
    for (size_t i = 0; i < trace_count(b->trace); i++) {
        uint32_t pool = trace_at(b->trace, i)->who - TRACE_POOL;
        if (pool >= (uint32_t)b->pool_count || b->pools[pool].known)
            continue;
        int64_t t = trace_at(b->trace, i)->time_ns - b->origin_ns;
        open.from_ns = t > 0 ? t : 0;
        actor_begin(&b->pools[pool], LANE_POOL, TRACE_POOL + pool, open);
    }
}

static void builder_begin(struct builder *b)
{
    static const char *const single[] = {"blocking",  "polling",    "async-blocking",
                                         "callbacks", "coroutines", NULL};
    struct timeline_interval idle = {.state = TRACE_WAITING, .core = TRACE_CORE_UNKNOWN};
    survey(b);
    b->task_count = trace_task_count(b->trace);
    b->tasks = mem_alloc(((size_t)b->task_count + 1) * sizeof *b->tasks);
    b->order = mem_alloc(((size_t)b->task_count + 1) * sizeof *b->order);
    b->loops = mem_alloc((size_t)b->loop_count * sizeof *b->loops);
    b->pools = mem_alloc((size_t)b->pool_count * sizeof *b->pools);
    b->timeline->request_table =
        mem_alloc(((size_t)b->timeline->request_max + 1) * sizeof *b->timeline->request_table);
    memset(b->timeline->request_table, 0xFF,
           ((size_t)b->timeline->request_max + 1) * sizeof *b->timeline->request_table);
    threads_begin(b);
    loops_begin(b);
    pools_begin(b);
    actor_begin(&b->device, LANE_DEVICE, TRACE_DEVICE, idle);
    b->timeline->single_thread = model_is_one_of(b->trace, single);
    b->timeline->has_gil &= !b->timeline->single_thread;
    b->has_strip = b->timeline->has_gil || (b->timeline->single_thread && is_lonely_loop(b));
    strip_begin(&b->strip);
}

static char *name_numbered(const char *what, int number)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s %d", what, number);
    return strbuf_detach(&name);
}

static void lane_add(struct timeline *timeline, struct actor *actor, char *name)
{
    struct timeline_lane *lane = &timeline->lanes[timeline->lane_count++];
    *lane = actor->lane;
    lane->name = name;
    if (!lane->count)
        lane->end_ns = lane->start_ns > lane->end_ns ? lane->start_ns : lane->end_ns;
}

static void tasks_add(struct builder *b)
{
    struct timeline *timeline = b->timeline;
    timeline->first_task = timeline->lane_count;
    timeline->task_count = b->order_count;
    timeline->lane_of_task = mem_alloc(((size_t)b->task_count + 1) * sizeof(int));
    for (int task = 0; task <= b->task_count; task++)
        timeline->lane_of_task[task] = -1;
    for (int i = 0; i < b->order_count; i++) {
        int task = b->order[i];
        timeline->lane_of_task[task] = timeline->lane_count;
        lane_add(timeline, &b->tasks[task], mem_strdup(trace_task_name(b->trace, task)));
    }
}

static void others_add(struct builder *b)
{
    int loops = 0, pools = 0;
    bool lonely = is_lonely_loop(b);
    for (int i = 0; i < b->loop_count; i++)
        if (b->loops[i].known)
            lane_add(b->timeline, &b->loops[i],
                     lonely ? mem_strdup("loop") : name_numbered("loop", ++loops));
    for (int i = 0; i < b->pool_count; i++)
        if (b->pools[i].known)
            lane_add(b->timeline, &b->pools[i], name_numbered("pool", ++pools));
    if (b->timeline->request_count)
        lane_add(b->timeline, &b->device, mem_strdup("device"));
}

/* The strips of cores need the lanes, and stand before them: the array has room for them in front.
 */
static void strips_add(struct builder *b)
{
    struct timeline *timeline = b->timeline;
    struct timeline_lane *strips = &b->strip.lane;
    int count = 1;
    if (b->has_strip)
        strip_close_gaps(strips);
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
    if (!b->has_strip) {
        free(strips);
        free(b->strip.lane.name);
        free(b->strip.lane.items);
    }
}

static void builder_end(struct builder *b)
{
    int64_t end = b->timeline->end_ns;
    for (int task = 1; task <= b->task_count; task++)
        actor_end(b, &b->tasks[task], end);
    for (int i = 0; i < b->loop_count; i++)
        actor_end(b, &b->loops[i], end);
    for (int i = 0; i < b->pool_count; i++)
        actor_end(b, &b->pools[i], end);
    actor_end(b, &b->device, end);
    strip_end(&b->strip, end);
    size_t room = (size_t)(b->order_count + b->loop_count + b->pool_count + 1);
    b->timeline->lanes = mem_alloc(room * sizeof *b->timeline->lanes);
    tasks_add(b);
    others_add(b);
    strips_add(b);
}

/* Actors whose thread was seen, but that did nothing, have no lane. */
static void free_unknown(struct actor *actors, int count)
{
    for (int i = 0; i < count; i++)
        if (!actors[i].known)
            free(actors[i].lane.items);
}

void build_lanes(struct timeline *timeline)
{
    struct builder b = {
        .timeline = timeline, .trace = timeline->trace, .origin_ns = trace_origin(timeline->trace)};
    builder_begin(&b);
    builder_walk(&b);
    builder_end(&b);
    if (!timeline->request_count)
        free(b.device.lane.items);
    free_unknown(b.loops, b.loop_count);
    free_unknown(b.pools, b.pool_count);
    free(b.tasks);
    free(b.order);
    free(b.loops);
    free(b.pools);
    free(b.threads);
    free(b.thread_table);
}
