#include "config.h"

#include "tell/holders.h"

#include "tell/where.h"
#include "trace/recording.h"
#include "trace/traits.h"

enum {
    LOOK_BACK = 64, /* intervals */
    STRIDES_MOST = 4096,
    GOES_ON = 4096, /* intervals of one that has control all the time */
    NAMES_MOST = 2,
    SHARE = 5,  /* with less than a fifth of the time one is not told of beside the longest */
    CRUMB = 50, /* with less than a fiftieth one was not in the way at all */
};

static struct holder *holder_of(struct holders *holders, uint32_t actor, uint32_t callback)
{
    for (int i = 0; i < holders->count; i++)
        if (holders->rows[i].actor == actor && holders->rows[i].callback == callback)
            return &holders->rows[i];
    if (holders->count == HOLDERS_MOST)
        return NULL;
    holders->rows[holders->count] = (struct holder){.actor = actor, .callback = callback};
    return &holders->rows[holders->count++];
}

/* The one with the least makes room for one with more. */
static struct holder *holder_instead(struct holders *holders, uint32_t actor, uint32_t callback,
                                     int64_t ns)
{
    struct holder *least = &holders->rows[0];
    for (int i = 1; i < holders->count; i++)
        if (holders->rows[i].ns < least->ns)
            least = &holders->rows[i];
    if (least->ns >= ns)
        return NULL;
    *least = (struct holder){.actor = actor, .callback = callback};
    return least;
}

static void holder_count(struct holders *holders, const struct timeline *timeline,
                         const struct timeline_interval *item, int64_t ns)
{
    const struct timeline_interval *begun = where_callback(timeline, item->object, item->from_ns);
    uint32_t callback = begun ? begun->line : 0;
    struct holder *holder = holder_of(holders, item->object, callback);
    if (!holder) {
        holders->all = false;
        holder = holder_instead(holders, item->object, callback, ns);
    }
    if (!holder)
        return;
    holder->ns += ns;
    if (ns <= holder->item_ns)
        return;
    holder->item = item;
    holder->item_ns = ns;
}

/* Longest first, without the crumbs. */
static void holders_sort(struct holders *holders)
{
    for (int i = 1; i < holders->count; i++)
        for (int j = i; j > 0 && holders->rows[j].ns > holders->rows[j - 1].ns; j--) {
            struct holder longer = holders->rows[j];
            holders->rows[j] = holders->rows[j - 1];
            holders->rows[j - 1] = longer;
        }
    while (holders->count > 1 && holders->rows[holders->count - 1].ns * CRUMB < holders->ns)
        holders->count--;
}

/* When it gave control up that it has in the interval: at t at the latest, though one callback of a
 * task may follow another there. */
static int64_t given_up(const struct timeline *timeline, const struct timeline_lane *strip,
                        const struct timeline_interval *item, int64_t t_ns)
{
    const struct timeline_interval *end = strip->items + strip->count, *last = item;
    for (int looked = 0; last + 1 < end && looked < GOES_ON; looked++, last++)
        if (last[1].object != item->object || timeline_held_until(timeline, last) < last->to_ns)
            break;
    int64_t held_ns = timeline_held_until(timeline, last);
    return held_ns < t_ns ? held_ns : t_ns;
}

/* How long the interval was held within the time; it may be over before. */
static int64_t held_within(const struct timeline *timeline, const struct timeline_interval *item,
                           int64_t since_ns, int64_t t_ns)
{
    int64_t held_ns = timeline_held_until(timeline, item);
    int64_t to_ns = held_ns < t_ns ? held_ns : t_ns;
    return to_ns - (item->from_ns > since_ns ? item->from_ns : since_ns);
}

/* All intervals of a stride are crumbs; they are left out. */
static bool is_crumbs(const struct holders *holders, const struct timeline_lane *strip, long at,
                      long last)
{
    if (at % TIMELINE_STRIDE != 0 || at + TIMELINE_STRIDE - 1 > last)
        return false;
    const struct timeline_interval *item = &strip->items[strip->longest[at / TIMELINE_STRIDE]];
    return (item->to_ns - item->from_ns) * CRUMB < holders->ns;
}

/* Of the many intervals up to `last` those are looked at that are no crumbs, and their neighbours.
 */
static void longest_count(struct holders *holders, const struct timeline *timeline,
                          const struct timeline_lane *strip, uint32_t actor, int64_t since_ns,
                          int64_t t_ns, long last)
{
    long at = timeline_find(strip, since_ns);
    for (int looked = 0; at >= 0 && at <= last && looked < STRIDES_MOST; looked++) {
        if (is_crumbs(holders, strip, at, last)) {
            at += TIMELINE_STRIDE;
            continue;
        }
        const struct timeline_interval *item = &strip->items[at++];
        int64_t ns = item->object == TRACE_NOBODY || item->object == actor
                         ? 0
                         : held_within(timeline, item, since_ns, t_ns);
        if (ns > 0)
            holder_count(holders, timeline, item, ns);
    }
}

struct holders holders_between(const struct timeline *timeline, const struct timeline_lane *strip,
                               uint32_t actor, int64_t since_ns, int64_t t_ns)
{
    struct holders holders = {.all = true, .ns = t_ns - since_ns};
    long at = timeline_find(strip, t_ns - 1);
    for (int looked = 0; at >= 0; looked++, at--) {
        const struct timeline_interval *item = &strip->items[at];
        if (item->to_ns <= since_ns)
            break;
        if (looked == LOOK_BACK) {
            holders.all = false;
            if (trace_is_recording(timeline->trace))
                longest_count(&holders, timeline, strip, actor, since_ns, t_ns, at);
            break;
        }
        if (item->object == TRACE_NOBODY || item->object == actor)
            continue;
        int64_t ns = held_within(timeline, item, since_ns, t_ns);
        if (ns > 0)
            holder_count(&holders, timeline, item, ns);
    }
    holders.longest = trace_is_recording(timeline->trace);
    holders_sort(&holders);
    for (int i = 0; i < holders.count; i++)
        holders.rows[i].until_ns = given_up(timeline, strip, holders.rows[i].item, t_ns);
    return holders;
}

uint32_t holders_actor(const struct timeline *timeline, const struct timeline_interval *item,
                       int64_t until_ns)
{
    return where_callback(timeline, item->object, until_ns - 1) ? TELL_A_CALLBACK : item->object;
}

bool holders_of_loop(const struct timeline *timeline)
{
    bool tells =
        trace_has_trait(timeline->trace, TRAIT_LOOP_TELLS) || trace_is_recording(timeline->trace);
    return tells && timeline_has_loop(timeline);
}

bool holders_several(const struct holders *holders)
{
    return (holders->all || holders->longest) && holders->count > 1 &&
           holders->rows[1].ns * SHARE > holders->ns;
}

struct tell_names holders_names(const struct timeline *timeline, const struct holders *holders)
{
    struct tell_names names = {.with_times = true};
    const struct holder *rows = holders->rows;
    bool swapped = holders->count >= NAMES_MOST &&
                   rows[1].item->from_ns < rows[0].item->from_ns; /* who had it first */
    for (int i = 0; i < holders->count; i++) {
        const struct holder *holder = &rows[swapped && i < NAMES_MOST ? 1 - i : i];
        if (names.count < NAMES_MOST && trace_is_recording(timeline->trace))
            names.where[names.count] = where_held(timeline, holder->item, holder->until_ns);
        tell_names_add(&names, NAMES_MOST, holders_actor(timeline, holder->item, holder->until_ns),
                       holder->ns);
    }
    return names;
}
