/* The baton's mark beside the lanes: it rests at who holds control, and travels when control moves.
 *
 *     1 one   ◇      gave it
 *     2 two   │
 *     3 three ◆      has it
 *
 * At rest the way of the last hand-off stays to be seen, so that one step, or a picture without
 * movement, tells from whom to whom as well. */
#include "config.h"

#include "player/now.h"
#include "view/timeline_pane.h"

/* A hand-off as it is drawn. */
struct way {
    uint32_t from, to;
    int strip;
    double phase; /* 1: it has arrived */
};

static bool way_find(const struct timeline_pane *pane, struct way *way)
{
    const struct player *player = pane->view->player;
    double phase = player_move_phase(player, pane->view->clock_ns);
    size_t count = story_handoffs_until(pane->story, pane->t_ns);
    if (phase < 1) {
        *way = (struct way){player->move.from, player->move.to, player->move.strip, phase};
        return true;
    }
    if (!count)
        return false;
    const struct handoff *handoff = &pane->story->handoffs[count - 1];
    const struct timeline_interval *items = pane->timeline->lanes[handoff->strip].items;
    uint32_t from = handoff->index ? items[handoff->index - 1].object : TRACE_NOBODY;
    *way = (struct way){from, items[handoff->index].object, handoff->strip, 1};
    return true;
}

static bool holds(const struct timeline_pane *pane, uint32_t actor)
{
    for (int strip = 0; strip < pane->timeline->strip_count; strip++)
        if (now_holder(pane->story, strip, pane->t_ns) == actor)
            return true;
    return false;
}

enum timeline_light timeline_light_of(const struct timeline_pane *pane, uint32_t actor)
{
    struct way way;
    if (actor != TRACE_NOBODY && way_find(pane, &way) && way.phase < 1) {
        if (actor == way.to)
            return way.phase < 0.5 ? LIGHT_TAKES : LIGHT_HOLDS;
        if (actor == way.from)
            return LIGHT_GIVES;
    }
    return holds(pane, actor) ? LIGHT_HOLDS : LIGHT_NONE;
}

static void gutter_put(const struct timeline_pane *pane, int row, enum timeline_sign sign,
                       struct grid_style style)
{
    timeline_sign_put(pane, timeline_pane_row(pane, row), pane->plan.gutter, sign, style);
}

static void way_draw(const struct timeline_pane *pane, const struct way *way)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    int from = timeline_row_of(&pane->plan, pane->timeline, way->from, way->strip);
    int to = timeline_row_of(&pane->plan, pane->timeline, way->to, way->strip);
    double eased = way->phase * way->phase * (3 - 2 * way->phase);
    if (to < 0)
        return;
    from = from < 0 ? to : from;
    int at = from + (int)((to - from) * eased + (to > from ? 0.5 : -0.5));
    int down = at > from ? 1 : -1;
    for (int row = from + down; row != at && at != from; row += down)
        gutter_put(pane, row, SIGN_WAY, faint);
    if (at != from)
        gutter_put(pane, from, SIGN_GAVE, faint);
    gutter_put(pane, at, SIGN_BATON,
               (struct grid_style){INK_PLAIN, GRID_BOLD | (way->phase < 1 ? GRID_REVERSE : 0)});
}

/* Where tasks run in parallel, each holder has a mark; the one that moves is drawn last. */
void timeline_move_draw(struct timeline_pane *pane)
{
    struct way way;
    bool moved = way_find(pane, &way);
    if (moved)
        way_draw(pane, &way);
    for (int strip = 0; strip < pane->timeline->strip_count; strip++) {
        uint32_t who = now_holder(pane->story, strip, pane->t_ns);
        int row =
            who == TRACE_NOBODY ? -1 : timeline_row_of(&pane->plan, pane->timeline, who, strip);
        if (row >= 0 && !(moved && way.phase < 1 && strip == way.strip))
            gutter_put(pane, row, SIGN_BATON, (struct grid_style){INK_PLAIN, GRID_BOLD});
    }
}
