#include "tell/corner.h"

#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "tell/tell.h"
#include "tell/words.h"

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

/* The kernel took its core away, and gave it back: nothing that the call did. */
static bool is_in_between(const struct timeline_interval *item)
{
    return item->reason == TRACE_BY_PREEMPTED || item->reason == TRACE_BY_OFF_CPU ||
           item->reason == TRACE_BY_GOT_CORE;
}

/* When control came back to the program: at the next thing that the task did, or, if that was to
 * stand still in the call, at the end of it. */
static int64_t returned_ns(const struct timeline_lane *lane, const struct timeline_request *request)
{
    long at = timeline_find(lane, request->asked_ns);
    if (at < 0)
        return request->asked_ns;
    for (at++; at < (long)lane->count && is_in_between(&lane->items[at]); at++)
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

/* "A at 400.9 ms (200.5 ms late)". */
static void told_add(const struct timeline *timeline, const struct stats *stats,
                     const struct timeline_request *request, struct strbuf *out)
{
    int64_t late = request->answered_ns < 0 ? 0 : request->noticed_ns - request->answered_ns;
    strbuf_addf(out, "%s at ", timeline_actor_name(timeline, request->who));
    words_time(out, request->noticed_ns);
    if (late < NS_PER_MS || late * 50 < stats->elapsed_ns)
        return;
    strbuf_adds(out, " (");
    words_time(out, late);
    strbuf_adds(out, " late)");
}

/* By the loop: the first and the last of them. */
static void all_told_add(const struct timeline *timeline, const struct stats *stats,
                         struct strbuf *out)
{
    const struct timeline_request *first = NULL, *last = NULL;
    int count = 0;
    for (int i = 0; i < timeline->request_count; i++) {
        const struct timeline_request *request = &timeline->requests[i];
        if (!is_told(timeline, request))
            continue;
        first = !first || request->noticed_ns < first->noticed_ns ? request : first;
        last = !last || request->noticed_ns >= last->noticed_ns ? request : last;
        count++;
    }
    if (!count) {
        strbuf_adds(out, "; the loop told nobody");
        return;
    }
    strbuf_adds(out, "; the loop told ");
    told_add(timeline, stats, first, out);
    if (count > 1)
        strbuf_adds(out, count == 2 ? ", " : " first, and last ");
    if (count > 1)
        told_add(timeline, stats, last, out);
}

static void looks_add(const struct stats *stats, struct strbuf *out)
{
    if (!stats->looks)
        return;
    strbuf_adds(out, "; ");
    words_count(out, stats->looks);
    strbuf_adds(out, stats->looks == 1 ? " look in vain" : " looks in vain");
}

void corner_sentence_add(int corner, const struct timeline *timeline, const struct stats *stats,
                         struct strbuf *out)
{
    struct measures measures = {0};
    for (int i = 0; i < timeline->request_count; i++)
        request_measure(timeline, &timeline->requests[i], &measures);
    if (!measures.asked)
        return;
    strbuf_adds(out,
                measures.asked == 1 ? "The call kept control for " : "The calls kept control for ");
    words_time(out, measures.held_ns);
    strbuf_adds(out, "; own work meanwhile: ");
    /* What it takes to go on after a call is no work. */
    if (measures.own_ns * 100 < measures.pending_ns + measures.held_ns)
        strbuf_adds(out, "none");
    else
        words_time(out, measures.own_ns);
    if (corner / CORNER_COLUMNS == ASYNCHRONOUS)
        all_told_add(timeline, stats, out);
    else
        looks_add(stats, out);
    strbuf_addch(out, '.');
}

void corner_words_add(int corner, const struct timeline *timeline, const struct stats *stats,
                      struct strbuf *out)
{
    struct strbuf happened = STRBUF_INIT;
    size_t at = out->len;
    if (!explain_end(stats, out) && *stats->sentence)
        strbuf_addf(out, "%c%s.", toupper((unsigned char)*stats->sentence), stats->sentence + 1);
    corner_sentence_add(corner, timeline, stats, &happened);
    if (out->len == at && !happened.len)
        strbuf_adds(out, "No task asked the device for anything.");
    if (happened.len)
        strbuf_addf(out, "%s%s", out->len > at ? " " : "", happened.text);
    strbuf_release(&happened);
}
