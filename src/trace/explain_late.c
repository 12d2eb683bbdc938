#include "trace/explain_private.h"

#include "trace/words.h"

enum {
    LOOK_BACK = 64, /* intervals, for who was in the way */
    HOLDERS_MOST = 8,
    NAMES_MOST = 2,
    SHARE = 5,  /* with less than a fifth of the time one is not told of beside the longest */
    CRUMB = 50, /* with less than a fiftieth one was not in the way at all */
};

/* Who had control while another was ready, longest first. */
struct holder {
    uint32_t actor;
    int64_t ns;
    const struct timeline_interval *item; /* the longest */
    int64_t item_ns;
};

struct holders {
    struct holder rows[HOLDERS_MOST];
    int count;
    bool all; /* nobody and nothing is left out */
};

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

static struct holder *holder_of(struct holders *holders, uint32_t actor)
{
    for (int i = 0; i < holders->count; i++)
        if (holders->rows[i].actor == actor)
            return &holders->rows[i];
    if (holders->count == HOLDERS_MOST)
        return NULL;
    holders->rows[holders->count] = (struct holder){.actor = actor};
    return &holders->rows[holders->count++];
}

static void holder_count(struct holders *holders, const struct timeline_interval *item, int64_t ns)
{
    struct holder *holder = holder_of(holders, item->object);
    if (!holder) {
        holders->all = false;
        return;
    }
    holder->ns += ns;
    if (ns <= holder->item_ns)
        return;
    holder->item = item;
    holder->item_ns = ns;
}

/* Longest first, without the crumbs of late_ns. */
static void holders_sort(struct holders *holders, int64_t late_ns)
{
    for (int i = 1; i < holders->count; i++)
        for (int j = i; j > 0 && holders->rows[j].ns > holders->rows[j - 1].ns; j--) {
            struct holder longer = holders->rows[j];
            holders->rows[j] = holders->rows[j - 1];
            holders->rows[j - 1] = longer;
        }
    while (holders->count > 1 && holders->rows[holders->count - 1].ns * CRUMB < late_ns)
        holders->count--;
}

/* Those who held the strip between since_ns and interval `index`; not nobody, not `actor` itself.
 */
static struct holders holders_find(const struct timeline_lane *strip, uint32_t index,
                                   uint32_t actor, int64_t since_ns)
{
    struct holders holders = {.all = true};
    uint32_t last = index;
    for (int looked = 0; index-- > 0; looked++) {
        const struct timeline_interval *item = &strip->items[index];
        if (item->to_ns <= since_ns)
            break;
        if (looked == LOOK_BACK) {
            holders.all = false;
            break;
        }
        int64_t ns = item->to_ns - (item->from_ns > since_ns ? item->from_ns : since_ns);
        if (item->object != TRACE_NOBODY && item->object != actor)
            holder_count(&holders, item, ns);
    }
    holders_sort(&holders, strip->items[last].from_ns - since_ns);
    return holders;
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

/* "; meanwhile fetch (300.2 ms), fetch 2 (250.1 ms) and 3 more had the thread" */
static void some_add(const struct timeline *timeline, const struct holders *holders,
                     struct strbuf *out)
{
    int named = holders->count < NAMES_MOST ? holders->count : NAMES_MOST;
    int more = holders->count - named;
    strbuf_adds(out, "; meanwhile ");
    for (int i = 0; i < named; i++) {
        strbuf_adds(out, i == 0 ? "" : i + 1 < named || more ? ", " : " and ");
        strbuf_adds(out, timeline_actor_name(timeline, holders->rows[i].actor));
        strbuf_adds(out, " (");
        words_time(out, holders->rows[i].ns);
        strbuf_addch(out, ')');
    }
    if (more)
        strbuf_addf(out, " and %d more", more);
    strbuf_adds(out, where(timeline, true));
}

void explain_late(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                  struct strbuf *out)
{
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    int64_t late_ns = item->from_ns - since_ns;
    struct holders holders = holders_find(strip, handoff.index, item->object, since_ns);
    bool several = holders.all && holders.count > 1 && holders.rows[1].ns * SHARE > late_ns;
    const struct timeline_interval *before = holders.count ? holders.rows[0].item : NULL;
    bool blamed = several || (before && (item->from_ns - before->to_ns) * 2 < late_ns);
    if (several)
        some_add(timeline, &holders, out);
    else if (blamed)
        one_add(timeline, before, out);
    strbuf_adds(out, ": ");
    strbuf_adds(out, blamed ? timeline_actor_name(timeline, item->object) : "it");
    strbuf_adds(out, blamed ? " is " : " runs ");
    words_time(out, late_ns);
    strbuf_adds(out, " late");
}
