/* The control strips of a recorded program. Each process has its own lock of the interpreter, and
 * each event loop its own control:
 *
 *   GIL strip      who has the lock: a thread, or a loop, whichever of its tasks it is
 *   loop's strip   which of its tasks a loop lets run; a task in a call of the system has it still,
 *                  for the loop waits with it, though the lock is free. Loops that follow one
 *                  another in a thread share one, with what the thread does before and between
 *
 * The strip of a lock that only the threads of loops ever take says no more than the loops' strips,
 * and is left out. Where there is no lock at all, as in C, the strips are those of cores
 * (strips.c). */
#include "config.h"

#include "trace/timeline_builder.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "trace/recording.h"

/* ---- which there are ---- */

/* In which process, and in which thread, somebody is, as THREAD says. */
struct home {
    uint32_t tid;
    int32_t process; /* -1: it is not known */
};

static struct home *homes_make(const struct builder *b, struct home **loops)
{
    struct home *tasks = mem_alloc(((size_t)b->task_count + 1) * sizeof *tasks);
    *loops = mem_alloc(((size_t)b->loop_count + 1) * sizeof **loops);
    for (int i = 0; i <= b->task_count; i++)
        tasks[i].process = -1;
    for (size_t i = 0; i < b->survey->rare_count; i++) {
        const struct trace_event *event = trace_at(b->trace, b->survey->rare[i]);
        if (event->kind != TRACE_THREAD)
            continue;
        struct home home = {event->arg,
                            trace_process_of(b->trace, event->value, b->survey->rare[i])};
        if (event->who <= (uint32_t)b->task_count)
            tasks[event->who] = home;
        else if (event->who - TRACE_LOOP < (uint32_t)b->loop_count)
            (*loops)[event->who - TRACE_LOOP] = home;
    }
    return tasks;
}

static bool is_of_loop(const struct builder *b, const struct home *loops, struct home home)
{
    for (int i = 0; i < b->loop_count; i++)
        if (loops[i].tid == home.tid && loops[i].process == home.process)
            return true;
    return false;
}

static void gils_find(struct builder *b)
{
    struct home *loops, *tasks = homes_make(b, &loops);
    const struct trace_event *events = trace_at(b->trace, 0);
    for (size_t i = 0; i < trace_count(b->trace); i++) {
        if (events[i].kind != TRACE_GIL_GOT || events[i].who > (uint32_t)b->task_count)
            continue;
        struct home home = tasks[events[i].who];
        if (home.process >= 0 && home.process < b->gil_count && !is_of_loop(b, loops, home))
            b->gils[home.process].shown = true;
    }
    free(tasks);
    free(loops);
}

/* Their threads, before they begin. */
static void loops_find(struct builder *b)
{
    for (int i = 0; i < b->loop_count; i++)
        b->on_loops[i].thread = -1;
    for (size_t i = 0; i < b->survey->rare_count; i++) {
        const struct trace_event *event = trace_at(b->trace, b->survey->rare[i]);
        const struct thread *thread =
            event->kind == TRACE_THREAD ? thread_known(b, event->arg) : NULL;
        if (thread && event->who - TRACE_LOOP < (uint32_t)b->loop_count)
            b->on_loops[event->who - TRACE_LOOP].thread = (int32_t)(thread - b->threads);
    }
}

/* The strip of the loops of a thread: that of the first one; NULL: there is none. */
static struct on_loop *on_loop_of(struct builder *b, int32_t thread)
{
    for (int i = 0; i < b->loop_count && thread >= 0; i++)
        if (b->on_loops[i].thread == thread)
            return &b->on_loops[i];
    return NULL;
}

static void strip_name(struct strip *strip, const char *what, int64_t number)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_adds(&name, what);
    if (number)
        strbuf_addf(&name, " %lld", (long long)number);
    free(strip->lane.name);
    strip->lane.name = strbuf_detach(&name);
}

/* A single strip is called as everywhere, else each after what it is. */
static void strips_name(struct builder *b, int gils, int loops)
{
    int number = 0;
    if (gils + loops == 1)
        return;
    for (int i = 0; i < b->gil_count; i++)
        if (b->gils[i].shown)
            strip_name(&b->gils[i].strip, "GIL",
                       b->gil_count > 1 ? trace_process(b->trace, i)->pid : 0);
    for (int i = 0; i < b->loop_count; i++)
        if (b->on_loops[i].shown)
            strip_name(&b->on_loops[i].strip, "on loop", loops > 1 ? ++number : 0);
}

void recorded_begin(struct builder *b)
{
    int gils = 0, loops = 0;
    b->gil_count = trace_process_count(b->trace);
    b->gils = mem_alloc(((size_t)b->gil_count + 1) * sizeof *b->gils);
    b->on_loops = mem_alloc(((size_t)b->loop_count + 1) * sizeof *b->on_loops);
    loops_find(b);
    if (b->survey->has_kind[TRACE_GIL_GOT])
        gils_find(b);
    for (int i = 0; i < b->gil_count; i++) {
        gils += b->gils[i].shown;
        if (b->gils[i].shown)
            strip_begin(&b->gils[i].strip);
        b->gils[i].strip.lane.worker = (uint32_t)i;
    }
    for (int i = 0; i < b->loop_count; i++) {
        struct on_loop *on_loop = &b->on_loops[i];
        on_loop->shown = on_loop->thread >= 0 && on_loop_of(b, on_loop->thread) == on_loop;
        if (!on_loop->shown)
            continue;
        loops++;
        strip_begin(&on_loop->strip);
        on_loop->strip.lane.of_loop = true;
    }
    strips_name(b, gils, loops);
    b->has_strip = gils + loops > 0;
    b->timeline->has_gil = gils > 0;
    b->timeline->single_thread = !gils && loops == 1;
}

/* ---- who has control ---- */

static struct gil *gil_of(struct builder *b, const struct actor *actor)
{
    bool known = actor && actor->worker < (uint32_t)b->gil_count;
    return known && b->gils[actor->worker].shown ? &b->gils[actor->worker] : NULL;
}

/* The last loop that has begun in the actor's thread, or -1. */
static int loop_of(const struct builder *b, const struct actor *actor)
{
    for (int i = b->loop_count; i-- > 0;)
        if (b->loops[i].known && b->loops[i].thread == actor->thread && actor->thread >= 0)
            return i;
    return -1;
}

static bool is_of_thread(const struct actor *actor)
{
    return actor->lane.kind == LANE_TASK && actor->lane.is != TRACE_IS_TASK;
}

void recorded_thread(struct builder *b, struct actor *actor, int64_t pid, uint32_t index)
{
    int process = trace_process_of(b->trace, pid, index);
    actor->worker = process < 0 ? 0 : (uint32_t)process;
    if (actor->lane.kind == LANE_TASK && actor->lane.is == TRACE_IS_TASK)
        actor->lane.stepped = loop_of(b, actor) >= 0;
}

static void loop_follow(struct strip *strip, const struct actor *actor, int64_t t, uint32_t index)
{
    uint32_t who = actor->lane.actor;
    bool calls_back = actor->lane.kind != LANE_LOOP || timeline_calls_back(&actor->open);
    if (state_holds(actor->open.state) && calls_back && !actor->closed) {
        struct timeline_interval open = actor->open;
        open.object = who;
        strip_hold(strip, &open);
        return;
    }
    if (strip->open.object != who || strip->left)
        return;
    strip_leave(strip, t, index);
    if (is_of_thread(actor))
        strip_nobody(strip, actor->open.reason);
}

/* A thread gives itself to its loop, or has itself back: the lock goes with it. */
static void gil_pass(struct builder *b, struct gil *gil, const struct actor *actor, int64_t t,
                     uint32_t index)
{
    int number = loop_of(b, actor);
    uint32_t thread = actor->lane.actor, loop = TRACE_LOOP + (uint32_t)number;
    bool back = state_holds(actor->open.state);
    if (number < 0 || gil->strip.left || gil->strip.open.object != (back ? loop : thread))
        return;
    struct timeline_interval open = {.from_ns = t,
                                     .line = actor->open.line,
                                     .object = back ? thread : loop,
                                     .event = index,
                                     .core = TRACE_CORE_UNKNOWN,
                                     .state = TRACE_RUNNING,
                                     .reason = TRACE_BY_LOOP};
    strip_hold(&gil->strip, &open);
}

void recorded_follow(struct builder *b, struct actor *actor, int64_t t, uint32_t index)
{
    struct gil *gil = gil_of(b, actor);
    bool stepped = actor->lane.kind == LANE_LOOP || !is_of_thread(actor);
    struct on_loop *on_loop = stepped || !gil ? on_loop_of(b, actor->thread) : NULL;
    if (on_loop)
        loop_follow(&on_loop->strip, actor, t, index);
    if (gil && !stepped && actor->open.reason == TRACE_BY_LOOP)
        gil_pass(b, gil, actor, t, index);
    if (!gil || stepped || gil->strip.open.object != actor->lane.actor || gil->strip.left)
        return;
    if (!state_holds(actor->open.state) || actor->closed)
        return; /* GIL_FREED says when */
    struct timeline_interval open = actor->open;
    open.object = actor->lane.actor;
    strip_hold(&gil->strip, &open);
}

/* The loop whose task it is, or which it is itself; else who itself. */
static uint32_t holder_of(const struct builder *b, const struct actor *actor)
{
    int loop = is_of_thread(actor) || actor->lane.kind == LANE_LOOP ? -1 : loop_of(b, actor);
    return loop < 0 ? actor->lane.actor : TRACE_LOOP + (uint32_t)loop;
}

void recorded_gil_got(struct builder *b, const struct trace_event *event, int64_t t, uint32_t index)
{
    struct actor *actor = actor_of(b, event->who);
    struct gil *gil = gil_of(b, actor);
    if (!gil)
        return;
    struct timeline_interval open = {.from_ns = t,
                                     .line = event->line ? event->line : actor->open.line,
                                     .object = holder_of(b, actor),
                                     .event = index,
                                     .core = TRACE_CORE_UNKNOWN,
                                     .state = TRACE_RUNNING,
                                     .reason = TRACE_BY_GOT_GIL};
    strip_hold(&gil->strip, &open);
}

void recorded_gil_freed(struct builder *b, const struct trace_event *event, int64_t t,
                        uint32_t index)
{
    const struct actor *actor = actor_of(b, event->who);
    struct gil *gil = gil_of(b, actor);
    if (!gil || gil->strip.open.object != holder_of(b, actor))
        return;
    strip_leave(&gil->strip, t, index);
    if (gil->wants - actor_wants_gil(actor) <= 0)
        strip_nobody(&gil->strip, (uint8_t)event->reason);
}

void recorded_loop_wait(struct builder *b, uint32_t loop)
{
    struct on_loop *on_loop =
        loop < (uint32_t)b->loop_count ? on_loop_of(b, b->on_loops[loop].thread) : NULL;
    if (on_loop)
        strip_nobody(&on_loop->strip, TRACE_BY_NONE);
}

/* ---- the end ---- */

void recorded_end(struct builder *b, int64_t end_ns)
{
    for (int i = 0; i < b->gil_count; i++)
        if (b->gils[i].shown)
            strip_end(&b->gils[i].strip, end_ns);
    for (int i = 0; i < b->loop_count; i++)
        if (b->on_loops[i].shown)
            strip_end(&b->on_loops[i].strip, end_ns);
}

struct timeline_lane *recorded_strips(struct builder *b, int *count)
{
    size_t room = (size_t)(b->gil_count + b->loop_count);
    struct timeline_lane *strips = mem_alloc((room + 1) * sizeof *strips);
    *count = 0;
    for (int i = 0; i < b->gil_count; i++)
        if (b->gils[i].shown)
            strips[(*count)++] = b->gils[i].strip.lane;
    for (int i = 0; i < b->loop_count; i++) {
        b->on_loops[i].strip.lane.worker = b->loops[i].worker;
        if (b->on_loops[i].shown)
            strips[(*count)++] = b->on_loops[i].strip.lane;
    }
    for (int i = 0; i < *count; i++)
        strip_close_gaps(&strips[i]);
    return strips;
}

void recorded_drop(struct builder *b)
{
    for (int i = 0; i < b->gil_count; i++)
        timeline_lane_release(&b->gils[i].strip.lane);
    for (int i = 0; i < b->loop_count && b->on_loops; i++)
        timeline_lane_release(&b->on_loops[i].strip.lane);
}

void recorded_release(struct builder *b)
{
    free(b->gils);
    free(b->on_loops);
}
