/* At which hand-offs playback dwells: at those that are not like the ones before. Two are alike if
 * control goes from the same line to the same line for the same reason. A round that comes again is
 * shown three times, each time for half as long, and then goes by; whether it does follows from
 * what was before it alone. */
#include "config.h"

#include <stdlib.h>

#include "base/mem.h"
#include "player/story_index.h"

enum { KINDS_FIRST = 64 };

/* A set of kinds of hand-offs, and how often each came. */
struct kinds {
    uint64_t *keys; /* 0: free */
    uint32_t *times;
    size_t count, room; /* a power of two */
};

static size_t place_of(const struct kinds *kinds, uint64_t key)
{
    size_t at = (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & (kinds->room - 1);
    while (kinds->keys[at] && kinds->keys[at] != key)
        at = (at + 1) & (kinds->room - 1);
    return at;
}

static void kinds_grow(struct kinds *kinds)
{
    struct kinds old = *kinds;
    kinds->room = old.room ? old.room * 2 : KINDS_FIRST;
    kinds->keys = mem_alloc(kinds->room * sizeof *kinds->keys);
    kinds->times = mem_alloc(kinds->room * sizeof *kinds->times);
    for (size_t i = 0; i < old.room; i++)
        if (old.keys[i]) {
            size_t at = place_of(kinds, old.keys[i]);
            kinds->keys[at] = old.keys[i];
            kinds->times[at] = old.times[i];
        }
    free(old.keys);
    free(old.times);
}

/* How often it came before. */
static uint32_t kinds_note(struct kinds *kinds, uint64_t key)
{
    if (kinds->count * 2 >= kinds->room)
        kinds_grow(kinds);
    size_t at = place_of(kinds, key);
    kinds->count += kinds->keys[at] == 0;
    kinds->keys[at] = key;
    return kinds->times[at]++;
}

static uint64_t key_of(const struct timeline *timeline, struct handoff handoff)
{
    const struct timeline_interval *item = &timeline->lanes[handoff.strip].items[handoff.index];
    uint32_t before = handoff.index ? item[-1].line : 0;
    uint64_t nobody = item->object == TRACE_NOBODY;
    return 1 | nobody << 1 | (uint64_t)(item->reason & 0x3FF) << 2 |
           (uint64_t)(item->line & 0xFFFFF) << 12 | (uint64_t)(before & 0xFFFFF) << 32;
}

void story_pace_make(struct story *story)
{
    struct story_pace *pace = &story->index->pace;
    struct kinds kinds = {0};
    for (size_t i = 0; i < story->handoff_count; i++) {
        uint32_t times = kinds_note(&kinds, key_of(story->timeline, story->handoffs[i]));
        if (times >= STORY_PACE_TIMES)
            continue;
        MEM_GROW(pace->items, pace->count, pace->room);
        pace->items[pace->count++] = (struct story_stop){(uint32_t)i, times};
    }
    free(kinds.keys);
    free(kinds.times);
}

size_t story_pace_from(const struct story_pace *pace, size_t handoff)
{
    size_t low = 0, high = pace->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pace->items[middle].handoff < handoff)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
