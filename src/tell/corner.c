/* The table of four says what was measured, whatever the model is called: how long the calls kept
 * control until they returned, how much of the time between the return and the answer the tasks
 * worked, and how they learned of the answers. Where the loop finds out, whom it told first and
 * last, and how late; where who asked finds out, how often it looked in vain. */
#include "config.h"

#include "tell/corner.h"

#include <string.h>

#include "tell/say.h"

enum { MODELS_MOST = 2, ASYNCHRONOUS = 1 };

const struct corner_heading corner_rows[CORNER_ROWS] = {
    {"synchronous", "who asked finds out", " that the answer is there"},
    {"asynchronous", "the loop finds out", " that the answer is there"},
};

const struct corner_heading corner_columns[CORNER_COLUMNS] = {
    {"blocking", "control comes back with the answer", ""},
    {"non-blocking", "control comes back before the answer", ""},
};

static const char *const models[CORNERS][MODELS_MOST] = {
    {"blocking"},
    {"polling"},
    {"async-blocking"},
    {"callbacks", "coroutines"},
};

int corner_of(const char *model)
{
    for (int corner = 0; corner < CORNERS; corner++)
        for (int n = 0; n < MODELS_MOST && models[corner][n]; n++)
            if (strcmp(models[corner][n], model) == 0)
                return corner;
    return -1;
}

const char *corner_model(int corner, int n)
{
    return n < MODELS_MOST ? models[corner][n] : NULL;
}

/* ---- what was measured ---- */

struct measures {
    int asked;          /* requests of tasks */
    int64_t held_ns;    /* that the calls did not return, in all */
    int64_t pending_ns; /* from the return of each to its answer */
    int64_t own_ns;     /* of it, running */
};

/* When control came back to the program: at the next thing that the task did, or, if that was to
 * stand still in the call, at the end of it. */
static int64_t returned_ns(const struct timeline_lane *lane, const struct timeline_request *request)
{
    long at = timeline_find(lane, request->asked_ns);
    if (at < 0)
        return request->asked_ns;
    for (at++; at < (long)lane->count && timeline_was_stopped(lane->items[at].reason); at++)
        continue;
    if (at == (long)lane->count)
        return lane->end_ns;
    return lane->items[at].state == TRACE_BLOCKED ? lane->items[at].to_ns : lane->items[at].from_ns;
}

static void request_measure(const struct timeline *timeline, const struct timeline_request *request,
                            struct measures *measures)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, request->who);
    struct timeline_sums sums = {0};
    if (!lane || lane->kind != LANE_TASK)
        return;
    int64_t returned = returned_ns(lane, request);
    int64_t told = request->noticed_ns < 0 ? lane->end_ns : request->noticed_ns;
    measures->asked++;
    measures->held_ns += returned > request->asked_ns ? returned - request->asked_ns : 0;
    if (told <= returned)
        return;
    timeline_sum(lane, returned, told, &sums);
    measures->pending_ns += told - returned;
    measures->own_ns += sums.ns[TRACE_RUNNING];
}

/* ---- how the answers were learned of ---- */

static bool is_told(const struct timeline *timeline, const struct timeline_request *request)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, request->who);
    return lane && lane->kind == LANE_TASK && request->noticed_ns >= 0;
}

/* 0: not worth a word. */
static int64_t late_ns(const struct stats *stats, const struct timeline_request *request)
{
    int64_t late = request->answered_ns < 0 ? 0 : request->noticed_ns - request->answered_ns;
    return stats_is_late(stats, late) ? late : 0;
}

/* By the loop: the first and the last of them. */
static void told_say(struct tell *tell, const struct stats *stats)
{
    static const enum sentence rows[] = {TELL_TOLD_NOBODY, TELL_TOLD_ONE, TELL_TOLD_TWO,
                                         TELL_TOLD_SOME};
    const struct timeline *timeline = tell->timeline;
    const struct timeline_request *first = NULL, *last = NULL;
    struct tell_args args = {0};
    for (int i = 0; i < timeline->request_count; i++) {
        const struct timeline_request *request = &timeline->requests[i];
        if (!is_told(timeline, request))
            continue;
        first = !first || request->noticed_ns < first->noticed_ns ? request : first;
        last = !last || request->noticed_ns >= last->noticed_ns ? request : last;
        args.n++;
    }
    if (first)
        args = (struct tell_args){.n = args.n,
                                  .who = first->who,
                                  .t_ns = first->noticed_ns,
                                  .late_ns = late_ns(stats, first),
                                  .other = last->who,
                                  .t2_ns = last->noticed_ns,
                                  .late2_ns = late_ns(stats, last)};
    tell_join(tell, TELL_JOIN_NEXT);
    tell_say(tell, rows[args.n < 3 ? args.n : 3], &args);
}

static void looks_say(struct tell *tell, const struct stats *stats)
{
    if (!stats->looks)
        return;
    tell_join(tell, TELL_JOIN_NEXT);
    tell_say(tell, stats->looks == 1 ? TELL_LOOKS_IN_VAIN_ONE : TELL_LOOKS_IN_VAIN,
             &(struct tell_args){.n = stats->looks});
}

static struct measures measure(const struct timeline *timeline)
{
    struct measures measures = {0};
    for (int i = 0; i < timeline->request_count; i++)
        request_measure(timeline, &timeline->requests[i], &measures);
    return measures;
}

/* Of one request or more. */
static void measures_say(struct tell *tell, int corner, const struct stats *stats,
                         const struct measures *measures)
{
    tell_say(tell, measures->asked == 1 ? TELL_KEPT_ONE : TELL_KEPT_SOME,
             &(struct tell_args){.for_ns = measures->held_ns});
    tell_join(tell, TELL_JOIN_NEXT);
    /* What it takes to go on after a call is no work. */
    if (measures->own_ns * 100 < measures->pending_ns + measures->held_ns)
        tell_join(tell, TELL_OWN_WORK_NONE);
    else
        SAY(tell, OWN_WORK, .for_ns = measures->own_ns);
    if (corner / CORNER_COLUMNS == ASYNCHRONOUS)
        told_say(tell, stats);
    else
        looks_say(tell, stats);
    tell_join(tell, TELL_JOIN_END);
}

void tell_corner_measured(struct tell *tell, int corner, const struct stats *stats)
{
    struct measures measures = measure(tell->timeline);
    if (measures.asked)
        measures_say(tell, corner, stats, &measures);
}

void tell_corner(struct tell *tell, int corner, const struct stats *stats)
{
    struct measures measures = measure(tell->timeline);
    size_t begin = tell->out->len;
    tell_why_ended(tell, stats);
    bool ended = tell->out->len > begin;
    if (ended && measures.asked)
        tell_join(tell, TELL_JOIN_SENTENCE);
    if (measures.asked) {
        measures_say(tell, corner, stats, &measures);
    } else if (!ended) {
        tell_join(tell, TELL_ASKED_NOTHING);
        tell_join(tell, TELL_JOIN_END);
    }
}

void tell_corner_stopped(struct tell *tell)
{
    tell_join(tell, TELL_CORNER_STOPPED);
    tell_join(tell, TELL_JOIN_END);
}

void tell_corner_empty(struct tell *tell, int corner, const char *name)
{
    struct tell_args args = {.raw = name ? name : "-m",
                             .model = corner_model(corner, 0),
                             .model2 = corner_model(corner, 1)};
    tell_say(tell, args.model2 ? TELL_NEITHER_NAMED : TELL_NOT_NAMED, &args);
    if (name) {
        tell_join(tell, TELL_JOIN_NEXT);
        tell_join(tell, TELL_RUN_BY_OPTION);
    }
    tell_join(tell, TELL_JOIN_END);
}
