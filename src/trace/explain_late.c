#include "trace/explain_private.h"

#include "trace/holders.h"
#include "trace/words.h"

static const char *where(const struct timeline *timeline, bool had)
{
    int first = timeline->first_task + timeline->task_count;
    if (timeline->has_gil)
        return had ? " had the lock" : "the lock was with ";
    if (first < timeline->lane_count && timeline->lanes[first].kind == LANE_LOOP)
        return had ? " had the loop" : "the loop was busy with ";
    if (timeline->single_thread)
        return had ? " had the thread" : "the thread was busy with ";
    return had ? " had the core" : "the core was with ";
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

void explain_late(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                  struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    int64_t late_ns = item->from_ns - since_ns;
    struct holders holders = holders_between(strip, item->object, since_ns, item->from_ns);
    const struct timeline_interval *before = holders.count ? holders.rows[0].item : NULL;
    bool several = holders_several(&holders);
    bool blamed = several || (before && (item->from_ns - before->to_ns) * 2 < late_ns);
    if (several) {
        strbuf_adds(out, "; meanwhile ");
        holders_add(timeline, &holders, out);
        strbuf_adds(out, where(timeline, true));
    } else if (blamed) {
        one_add(timeline, before, out);
    }
    strbuf_adds(out, ": ");
    strbuf_adds(out, blamed ? timeline_actor_name(timeline, item->object) : "it");
    strbuf_adds(out, blamed ? " is " : " runs ");
    words_time(out, late_ns);
    strbuf_adds(out, " late");
}
