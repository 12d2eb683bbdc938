/* Where a moment stands in a story, and which moment is next to it: searches, once it is made. */
#include "config.h"

#include "player/story_index.h"

#include "base/mem.h"
#include "trace/times.h"

size_t story_handoffs_until(const struct story *story, int64_t t_ns)
{
    return TIMES_UNTIL(story->handoff_ns, story->handoff_count, t_ns);
}

size_t story_marks_until(const struct story *story, int64_t t_ns)
{
    return TIMES_UNTIL_OF(story->marks, t_ns, story->mark_count, t_ns);
}

int64_t story_event_ns(const struct story *story, size_t event)
{
    int64_t t = trace_at(story->trace, event)->time_ns - trace_origin(story->trace);
    return t < 0 ? 0 : t;
}

size_t story_events_until(const struct story *story, int64_t t_ns)
{
    size_t until = t_ns < 0 ? 0 : trace_count_until(story->trace, t_ns);
    return until < story->index->event_count ? until : story->index->event_count;
}

void story_list_add(struct story_list *list, uint32_t item)
{
    MEM_GROW(list->items, list->count, list->room);
    list->items[list->count++] = item;
}

size_t story_list_until(const struct story_list *list, size_t bound)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->items[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct timeline_interval *story_item(const struct timeline_lane *lane, int64_t t_ns)
{
    long at = timeline_find(lane, t_ns);
    if (at < 0 && lane->count && !lane->ended && t_ns >= lane->end_ns)
        at = (long)lane->count - 1;
    return at < 0 ? NULL : timeline_item(lane, (uint32_t)at);
}

/* ---- events that change what is seen ---- */

/* The first event from `at` on, the last before `at`; -1: none. */
static long visible_from(const struct story_index *index, size_t at)
{
    for (size_t word = at / 64; word * 64 < index->event_count; word++) {
        uint64_t bits = index->visible[word];
        if (word == at / 64)
            bits &= ~0ULL << at % 64;
        if (bits)
            return (long)(word * 64 + (size_t)__builtin_ctzll(bits));
    }
    return -1;
}

static long visible_before(const struct story_index *index, size_t at)
{
    for (size_t word = at / 64 + 1; word-- > 0;) {
        uint64_t bits = index->visible[word];
        if (word == at / 64)
            bits &= ~(~0ULL << at % 64);
        if (bits)
            return (long)(word * 64 + 63 - (size_t)__builtin_clzll(bits));
    }
    return -1;
}

/* The earlier of two moments of which -1 is none. */
static int64_t earlier(int64_t a, int64_t b)
{
    return a < 0 ? b : b < 0 || a < b ? a : b;
}

static int64_t time_after(const int64_t *times, size_t count, int64_t t_ns)
{
    size_t at = TIMES_UNTIL(times, count, t_ns);
    return at < count ? times[at] : -1;
}

static int64_t time_before(const int64_t *times, size_t count, int64_t t_ns)
{
    size_t at = TIMES_UNTIL(times, count, t_ns - 1);
    return at > 0 ? times[at - 1] : -1;
}

int64_t story_event_after(const struct story *story, int64_t t_ns)
{
    const struct story_index *index = story->index;
    long event = visible_from(index, story_events_until(story, t_ns));
    int64_t after = event < 0 ? -1 : story_event_ns(story, (size_t)event);
    after = earlier(after, time_after(index->derived, index->derived_count, t_ns));
    return earlier(after, time_after(story->handoff_ns, story->handoff_count, t_ns));
}

int64_t story_event_before(const struct story *story, int64_t t_ns)
{
    const struct story_index *index = story->index;
    long event = visible_before(index, story_events_until(story, t_ns - 1));
    int64_t before = event < 0 ? -1 : story_event_ns(story, (size_t)event);
    int64_t derived = time_before(index->derived, index->derived_count, t_ns);
    int64_t handoff = time_before(story->handoff_ns, story->handoff_count, t_ns);
    before = before > derived ? before : derived;
    return before > handoff ? before : handoff;
}
