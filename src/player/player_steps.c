/* Where steps and jumps lead. All of them are searches for a moment; player_go() goes there. */
#include "config.h"

#include <string.h>

#include "player/now.h"
#include "player/player_private.h"

/* ---- steps ---- */

/* The mark of a class next to t, in time, in that direction; -1: none. */
static int64_t mark_beside(const struct story *story, enum story_class class, int64_t t_ns,
                           int direction)
{
    const struct story_list *list = &story->index->of[class];
    size_t marks = story_marks_until(story, direction > 0 ? t_ns : t_ns - 1);
    size_t at = story_list_until(list, marks);
    if (direction > 0)
        return at < list->count ? story->marks[list->items[at]].t_ns : -1;
    return at > 0 ? story->marks[list->items[at - 1]].t_ns : -1;
}

static int64_t handoff_beside(const struct story *story, int64_t t_ns, int direction)
{
    size_t at = story_handoffs_until(story, direction > 0 ? t_ns : t_ns - 1);
    if (direction > 0)
        return at < story->handoff_count ? story->handoff_ns[at] : -1;
    return at > 0 ? story->handoff_ns[at - 1] : -1;
}

static int64_t lane_beside(const struct story *story, int number, int64_t t_ns, int direction)
{
    if (number < 0 || number >= story->timeline->lane_count)
        return -1;
    const struct timeline_lane *lane = &story->timeline->lanes[number];
    if (!lane->count)
        return -1;
    int64_t first = timeline_item(lane, 0)->from_ns,
            last = timeline_item(lane, lane->count - 1)->to_ns;
    if (direction > 0) {
        long at = t_ns < first ? -1 : timeline_find(lane, t_ns);
        return t_ns < first ? first : at < 0 ? -1 : timeline_item(lane, (uint32_t)at)->to_ns;
    }
    long at = t_ns > last ? -1 : timeline_find(lane, t_ns - 1);
    return t_ns > last ? last : at < 0 ? -1 : timeline_item(lane, (uint32_t)at)->from_ns;
}

/* Of two moments the one that comes first in that direction; -1: none. */
static int64_t nearer(int64_t a, int64_t b, int direction)
{
    if (a < 0 || b < 0)
        return a < 0 ? b : a;
    return direction > 0 ? (a < b ? a : b) : (a > b ? a : b);
}

/* 0 and the end are stops of every run. */
static int64_t or_border(const struct story *story, int64_t at, int64_t t_ns, int direction)
{
    if (direction > 0)
        return nearer(at, t_ns < story->end_ns ? story->end_ns : -1, direction);
    return nearer(at, t_ns > 0 ? 0 : -1, direction);
}

/* Who holds or keeps control at the edge of a run that lasts may do so on and on: there is no end
 * yet to which one could go. */
static int64_t late_beside(const struct story *story, int64_t t_ns, int direction)
{
    int64_t at = mark_beside(story, STORY_LATENESS, t_ns, direction);
    return story->live && at == story->end_ns ? -1 : at;
}

static int64_t stop_beside(const struct player *player, enum player_by by, int direction, int which)
{
    const struct story *story = player->story;
    int64_t t = player->t_ns, at;
    switch (by) {
    case PLAYER_BY_HANDOFF:
        at = nearer(handoff_beside(story, t, direction),
                    mark_beside(story, STORY_ASKS, t, direction), direction);
        return or_border(story, at, t, direction);
    case PLAYER_BY_EVENT:
        at = direction > 0 ? story_event_after(story, t) : story_event_before(story, t);
        return or_border(story, at, t, direction);
    case PLAYER_BY_LANE:
        return lane_beside(story, which, t, direction);
    case PLAYER_BY_OUTPUT:
        return mark_beside(story, STORY_OUTPUTS, t, direction);
    case PLAYER_BY_LATE:
        return late_beside(story, t, direction);
    case PLAYER_BY_NOTE:
        return mark_beside(story, STORY_NOTES, t, direction);
    }
    return -1;
}

bool player_step(struct player *player, enum player_by by, int direction, int which, int64_t now_ns)
{
    int64_t to = stop_beside(player, by, direction, which);
    player_pause(player);
    if (to >= 0)
        return player_go(player, to, now_ns);
    bool asked = player->asking >= 0 && direction > 0;
    if (asked)
        player_answer(player);
    return asked;
}

bool player_seek(struct player *player, int64_t t_ns, int64_t now_ns)
{
    return player_go(player, t_ns, now_ns);
}

/* ---- jumps ---- */

bool player_to_longest_wait(struct player *player, int64_t now_ns)
{
    int64_t to = player->story->index->longest_from_ns;
    player_pause(player);
    return to >= 0 && player_go(player, to, now_ns);
}

static bool holds(const struct timeline_interval *item)
{
    return item->state <= TRACE_BLOCKED;
}

static bool begins_turn(const struct timeline_lane *lane, long at)
{
    return holds(&lane->items[at]) && (at == 0 || !holds(&lane->items[at - 1]));
}

/* The first interval from `at` on with which a turn begins, or NULL. */
static const struct timeline_interval *turn_from(const struct timeline_lane *lane, uint32_t at)
{
    for (; at < lane->count; at++)
        if (begins_turn(lane, at))
            return &lane->items[at];
    return NULL;
}

bool player_to_task(struct player *player, uint32_t task, int64_t now_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(player->story->timeline, task);
    player_pause(player);
    if (!lane)
        return false;
    long at = timeline_find(lane, player->t_ns);
    bool there = at >= 0 && lane->items[at].from_ns == player->t_ns && begins_turn(lane, at);
    const struct timeline_interval *turn = turn_from(lane, there ? (uint32_t)at + 1 : 0);
    return turn && player_go(player, turn->from_ns, now_ns);
}

/* ---- text ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool same_letters(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

static bool event_contains(const struct story *story, uint32_t event, const char *text, size_t len)
{
    size_t room;
    const char *all = trace_text(story->trace, event, &room);
    for (size_t i = 0; all && i + len <= room; i++)
        if (same_letters(all + i, text, len))
            return true;
    return false;
}

/* The best so far of all moments at which the text stands: the nearest in that direction, and the
 * first of the other side, for going round. */
struct found {
    int64_t t_ns;
    int direction;
    int64_t beside, around;
};

static void found_note(struct found *found, int64_t t_ns)
{
    bool ahead = found->direction > 0 ? t_ns > found->t_ns : t_ns < found->t_ns;
    int64_t *best = ahead ? &found->beside : &found->around;
    *best = nearer(*best, t_ns, found->direction);
}

bool player_to_text(struct player *player, const char *text, int direction, int64_t now_ns)
{
    const struct story *story = player->story;
    const struct story_list *said = &story->index->of[STORY_OUTPUTS];
    struct found found = {player->t_ns, direction, -1, -1};
    size_t len = strlen(text);
    player_pause(player);
    for (size_t i = 0; len && i < said->count; i++) {
        const struct story_mark *mark = &story->marks[said->items[i]];
        if (event_contains(story, mark->event, text, len))
            found_note(&found, mark->t_ns);
    }
    for (int i = 0; len && i < story->timeline->request_count; i++) {
        const struct timeline_request *request = &story->timeline->requests[i];
        if (event_contains(story, request->event, text, len))
            found_note(&found, request->asked_ns);
    }
    int64_t to = found.beside >= 0 ? found.beside : found.around;
    return to >= 0 && (to == player->t_ns || player_go(player, to, now_ns));
}

/* ---- causes ---- */

/* When the answer came whose callback has its turn at t, or -1. No interval of its task's lane
 * begins there: the task may wait for several. */
static int64_t callback_since(const struct timeline *timeline, const struct timeline_lane *lane,
                              int64_t t_ns)
{
    long at = timeline_find(lane, t_ns);
    if (at < 0 || lane->items[at].reason != TRACE_BY_CALLBACK)
        return -1;
    const struct timeline_request *request = timeline_request_of(timeline, lane->items[at].object);
    return request && request->answered_ns <= t_ns ? request->answered_ns : -1;
}

/* Since when it was ready up to t; else t. */
static int64_t ready_since(const struct timeline_lane *lane, int64_t t_ns)
{
    long at = timeline_find(lane, t_ns - 1);
    for (; at >= 0 && lane->items[at].state == TRACE_READY; at--)
        t_ns = lane->items[at].from_ns;
    return t_ns;
}

/* Since when the one who got control could have had it; else when control moved. */
static int64_t cause_ns(const struct story *story, struct handoff handoff)
{
    const struct timeline_interval *item =
        &story->timeline->lanes[handoff.strip].items[handoff.index];
    const struct timeline_lane *lane = timeline_lane_of(story->timeline, item->object);
    if (!lane)
        return item->from_ns;
    int64_t answered = callback_since(story->timeline, lane, item->from_ns);
    return answered >= 0 ? answered : ready_since(lane, item->from_ns);
}

bool player_to_cause(struct player *player, int64_t now_ns)
{
    const struct story *story = player->story;
    size_t count = story_handoffs_until(story, player->t_ns);
    int64_t from = player->t_ns;
    player_pause(player);
    if (!count || !player_go(player, cause_ns(story, story->handoffs[count - 1]), now_ns))
        return false;
    player->back_ns = from;
    return true;
}

bool player_back(struct player *player, int64_t now_ns)
{
    int64_t to = player->back_ns;
    player_pause(player);
    player->back_ns = -1;
    return to >= 0 && player_go(player, to, now_ns);
}
