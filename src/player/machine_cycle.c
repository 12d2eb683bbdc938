/* The graph of a deadlock: the edges that the run has written down, put in the order of their
 * cycle; and those of tasks outside of it that wait as well. */
#include "config.h"

#include "player/machine.h"

#include "player/story_index.h"
#include "trace/survey.h"

enum { LOOK_BACK = 256, HOLDERS_MOST = 4 };

static const struct timeline_lane *lane_of(const struct story *story, uint32_t who)
{
    return who == TRACE_NOBODY ? NULL : timeline_lane_of(story->timeline, who);
}

/* ---- does it stand ---- */

/* It has ended meanwhile, or its wait has: it was cancelled, say. */
static bool has_gone_on(const struct story *story, uint32_t who, int64_t since_ns, int64_t t_ns)
{
    const struct timeline_lane *lane = lane_of(story, who);
    if (!lane)
        return false;
    if (timeline_has_end(lane) && lane->end_ns <= t_ns)
        return true;
    const struct timeline_interval *item = story_item(lane, t_ns);
    if (!item || item->from_ns <= since_ns)
        return false;
    return item->state == TRACE_RUNNING ||
           (item->state == TRACE_READY && item->reason != TRACE_BY_LOOKING &&
            !timeline_was_stopped(item->reason));
}

static bool stands(const struct story *story, size_t first, size_t last, int64_t t_ns)
{
    const uint32_t *cycles = trace_survey(story->trace)->cycles;
    int64_t since_ns = story_event_ns(story, cycles[last]);
    for (size_t i = first; i < last; i++)
        if (has_gone_on(story, trace_at(story->trace, cycles[i])->who, since_ns, t_ns))
            return false;
    return true;
}

/* ---- edges ---- */

static void edge_add(const struct story *story, int64_t t_ns, struct machine_edge edge,
                     struct machine *machine)
{
    const struct timeline_lane *lane = lane_of(story, edge.who);
    if (!lane || machine->edge_count == MACHINE_EDGES_MOST)
        return;
    edge.line = now_lane(story, (int)(lane - story->timeline->lanes), t_ns).line;
    machine->edges[machine->edge_count++] = edge;
}

/* Its number among those of all workers; a trace may tell anything: -1. */
static int object_of(const struct story *story, uint32_t who, int object)
{
    const struct timeline_lane *lane = lane_of(story, timeline_owner(story->timeline, who));
    int each = trace_meta_count(story->trace, "object");
    uint32_t worker = lane ? lane->worker : 0, workers = trace_worker_count(story->trace);
    if (object >= each || worker >= workers)
        return -1;
    return (int)worker * each + object;
}

/* An edge to each holder of what it waits for. */
static void object_edges_add(const struct story *story, int64_t t_ns, struct machine_edge edge,
                             struct machine *machine)
{
    uint32_t holders[HOLDERS_MOST];
    size_t count = now_object_holders(story, object_of(story, edge.who, edge.object), t_ns, holders,
                                      HOLDERS_MOST);
    for (size_t i = 0; i < count; i++) {
        edge.to = holders[i];
        edge_add(story, t_ns, edge, machine);
    }
    if (!count)
        edge_add(story, t_ns, edge, machine);
}

static void edges_read(const struct story *story, size_t first, size_t last, int64_t t_ns,
                       struct machine *machine)
{
    const uint32_t *cycles = trace_survey(story->trace)->cycles;
    for (size_t i = first; i < last; i++) {
        const struct trace_event *event = trace_at(story->trace, cycles[i]);
        if (event->detail) /* that task has no part in it any more */
            continue;
        bool is_kind = event->value >= TRACE_EDGE_POOL && event->value <= INT32_MAX;
        struct machine_edge edge = {.who = event->who,
                                    .to = event->arg,
                                    .object = is_kind ? (int)event->value : TRACE_EDGE_TASK};
        if (edge.to == TRACE_NOBODY && edge.object >= 0)
            object_edges_add(story, t_ns, edge, machine);
        else
            edge_add(story, t_ns, edge, machine);
    }
}

/* ---- the cycle ---- */

static int edge_from(const struct machine *machine, uint32_t who, const bool *gone)
{
    for (int i = 0; i < machine->edge_count; i++)
        if (!gone[i] && machine->edges[i].who == who)
            return i;
    return -1;
}

/* What leads nowhere is in no cycle: without that, every way leads into one. */
static void ways_cut(const struct machine *machine, bool *gone)
{
    for (bool cut = true; cut;) {
        cut = false;
        for (int i = 0; i < machine->edge_count; i++)
            if (!gone[i] && edge_from(machine, machine->edges[i].to, gone) < 0)
                gone[i] = cut = true;
    }
}

/* Puts the edges of the cycle first, in its order. */
static void cycle_order(struct machine *machine)
{
    bool gone[MACHINE_EDGES_MOST] = {false};
    struct machine_edge edges[MACHINE_EDGES_MOST];
    ways_cut(machine, gone);
    int at = 0, count = 0;
    while (at < machine->edge_count && gone[at])
        at++;
    if (at == machine->edge_count)
        return;
    for (int steps = 0; steps < machine->edge_count; steps++)
        at = edge_from(machine, machine->edges[at].to, gone); /* now it is in a cycle */
    while (!machine->edges[at].in_cycle) {
        machine->edges[at].in_cycle = true;
        edges[count++] = machine->edges[at];
        at = edge_from(machine, machine->edges[at].to, gone);
    }
    machine->cycle_count = count;
    for (int i = 0; i < machine->edge_count; i++)
        if (!machine->edges[i].in_cycle)
            edges[count++] = machine->edges[i];
    for (int i = 0; i < count; i++)
        machine->edges[i] = edges[i];
}

/* The cycle begins with the task that appeared first. */
static void cycle_turn(struct machine *machine)
{
    int first = 0, count = machine->cycle_count;
    struct machine_edge edges[MACHINE_EDGES_MOST];
    for (int i = 1; i < count; i++)
        if (machine->edges[i].who < machine->edges[first].who)
            first = i;
    for (int i = 0; i < count; i++)
        edges[i] = machine->edges[(first + i) % count];
    for (int i = 0; i < count; i++)
        machine->edges[i] = edges[i];
}

/* ---- who else waits ---- */

static bool has_edge(const struct machine *machine, uint32_t who)
{
    for (int i = 0; i < machine->edge_count; i++)
        if (machine->edges[i].who == who)
            return true;
    return false;
}

static void others_add(const struct story *story, int64_t t_ns, struct machine *machine)
{
    size_t at = machine->first[MACHINE_OBJECT], end = machine->first[MACHINE_TASKS + 1];
    for (; at < end && machine->edge_count < MACHINE_EDGES_MOST; at++) {
        const struct machine_chip *chip = &machine->chips[at];
        struct machine_edge edge = {.who = chip->actor, .object = TRACE_EDGE_TASK};
        if (has_edge(machine, chip->actor) || chip->reason == TRACE_BY_SELECT)
            continue;
        if (chip->place == MACHINE_OBJECT && chip->object <= INT32_MAX)
            edge.object = (int)chip->object;
        else if (chip->reason == TRACE_BY_AWAIT)
            edge.to = chip->object;
        if (edge.object >= 0)
            object_edges_add(story, t_ns, edge, machine);
        else
            edge_add(story, t_ns, edge, machine);
    }
}

void machine_cycle_find(const struct story *story, int64_t t_ns, struct machine *machine)
{
    const struct survey *survey = trace_survey(story->trace);
    size_t bound = story_events_until(story, t_ns), low = 0, last = survey->cycle_count;
    while (low < last) {
        size_t middle = low + (last - low) / 2;
        if (survey->cycles[middle] < bound)
            low = middle + 1;
        else
            last = middle;
    }
    for (int looked = 0; last-- > 0 && looked < LOOK_BACK; looked++) {
        if (trace_at(story->trace, survey->cycles[last])->kind != TRACE_DEADLOCK)
            continue;
        size_t first = last;
        while (first > 0 && trace_at(story->trace, survey->cycles[first - 1])->kind == TRACE_CYCLE)
            first--;
        if (first == last || !stands(story, first, last, t_ns))
            continue;
        edges_read(story, first, last, t_ns, machine);
        break;
    }
    if (!machine->edge_count)
        return;
    cycle_order(machine);
    cycle_turn(machine);
    others_add(story, t_ns, machine);
}
