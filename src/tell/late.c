#include "tell/why.h"

#include "tell/holders.h"
#include "tell/words.h"

enum {
    EVENTS_ON = 64,
    EVENTS_BACK = 4096,
};

static const char *where(const struct timeline *timeline, bool had)
{
    if (timeline->has_gil)
        return had ? " had the lock" : "the lock was with ";
    if (explain_on_cores(timeline))
        return had ? " had the core" : "the core was with ";
    if (timeline_has_loop(timeline))
        return had ? " had the loop" : "the loop was busy with ";
    return had ? " had the thread" : "the thread was busy with ";
}

static void one_add(const struct timeline *timeline, const struct timeline_interval *item,
                    struct strbuf *out)
{
    strbuf_adds(out, "; ");
    strbuf_adds(out, where(timeline, false));
    strbuf_adds(out, timeline_actor_name(timeline, item->object));
    explain_place(timeline, item->line, out);
    strbuf_adds(out, " until ");
    words_time(out, item->to_ns);
}

/* ---- workers ---- */

/* The event of the task's first turn, which the hand-off began, or NULL. */
static const struct trace_event *first_turn(const struct timeline *timeline, uint32_t actor,
                                            uint32_t from)
{
    size_t count = trace_count(timeline->trace);
    for (size_t i = from; i < count && i < (size_t)from + EVENTS_ON; i++) {
        const struct trace_event *event = trace_at(timeline->trace, i);
        if (event->kind == TRACE_TASK_BEGIN && event->who == actor)
            return event->arg ? event : NULL; /* without the number of its thread nobody knows */
    }
    return NULL;
}

/* With `workers` a task waits for one of so many threads or processes that serve one after the
 * other. The lane of the task that its worker served before it, or NULL: there was none, or too
 * long ago. */
static const struct timeline_lane *served_before(const struct timeline *timeline, uint32_t actor,
                                                 uint32_t from)
{
    const struct trace_event *begun = first_turn(timeline, actor, from);
    for (int looked = 0; begun && from-- > 0 && looked < EVENTS_BACK; looked++) {
        const struct trace_event *event = trace_at(timeline->trace, from);
        if (event->kind == TRACE_TASK_BEGIN && event->arg == begun->arg && event->who != actor)
            return timeline_lane_of(timeline, event->who);
    }
    return NULL;
}

bool explain_worker(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                    struct strbuf *out)
{
    const struct timeline_interval *item = &timeline->lanes[handoff.strip].items[handoff.index];
    const struct timeline_lane *before =
        timeline->single_thread ? NULL : served_before(timeline, item->object, item->event);
    if (!before || !before->ended || before->end_ns <= since_ns || before->end_ns > item->from_ns)
        return false;
    const char *name = timeline_actor_name(timeline, item->object);
    strbuf_addf(out, "%s has its first turn; its worker was busy with %s until ", name,
                before->name);
    words_time(out, before->end_ns);
    strbuf_addf(out, ": %s is ", name);
    words_time(out, item->from_ns - since_ns);
    strbuf_adds(out, " late");
    return true;
}

/* ---- anybody else ---- */

static int64_t held_ns(const struct holders *holders)
{
    int64_t ns = 0;
    for (int i = 0; i < holders->count; i++)
        ns += holders->rows[i].ns;
    return ns;
}

/* Who waited for its turn only is not late: nobody had promised it one. */
static void how_late_add(const char *name, bool blamed, bool turn, int64_t late_ns,
                         struct strbuf *out)
{
    if (turn && !blamed) {
        strbuf_adds(out, " after ");
        words_time(out, late_ns);
        return;
    }
    strbuf_addf(out, ": %s %s ", blamed ? name : "it", turn ? "waited" : blamed ? "is" : "runs");
    words_time(out, late_ns);
    strbuf_adds(out, turn ? " for it" : " late");
}

void explain_late(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                  bool turn, struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    int64_t late_ns = item->from_ns - since_ns;
    struct holders holders = holders_between(strip, item->object, since_ns, item->from_ns);
    const struct timeline_interval *before = holders.count ? holders.rows[0].item : NULL;
    /* Where it was with nobody for most of the time, the wait was for something else. */
    if (holders.all && held_ns(&holders) * 2 < late_ns)
        before = NULL;
    bool several = before && holders_several(&holders);
    bool blamed = several || (before && (item->from_ns - before->to_ns) * 2 < late_ns);
    if (several) {
        strbuf_adds(out, "; meanwhile ");
        holders_add(timeline, &holders, out);
        strbuf_adds(out, where(timeline, true));
    } else if (blamed) {
        one_add(timeline, before, out);
    }
    how_late_add(timeline_actor_name(timeline, item->object), blamed, turn, late_ns, out);
}
