#include "config.h"

#include "view/focus.h"

enum { HANDOFFS_BACK = 16 };

/* Who had control last, of the last hand-offs; nobody may have it now. */
static const struct timeline_lane *last_holder(const struct story *story, int64_t t_ns)
{
    const struct timeline *timeline = story->timeline;
    size_t at = story_handoffs_until(story, t_ns);
    for (int looked = 0; at-- > 0 && looked < HANDOFFS_BACK; looked++) {
        const struct handoff *handoff = &story->handoffs[at];
        uint32_t who = timeline->lanes[handoff->strip].items[handoff->index].object;
        const struct timeline_lane *lane =
            timeline_lane_of(timeline, timeline_owner(timeline, who));
        if (lane && lane->kind == LANE_TASK)
            return lane;
    }
    return NULL;
}

int focus_task(const struct view *view, int count)
{
    const struct story *story = view->player->story;
    const struct timeline *timeline = story->timeline;
    int chosen = view->lane - timeline->first_task;
    if (view->lane >= 0 && chosen >= 0 && chosen < count)
        return chosen;
    for (int i = 0; i < timeline->strip_count; i++) {
        uint32_t who = now_holder(story, i, view->player->t_ns);
        const struct timeline_lane *lane =
            timeline_lane_of(timeline, timeline_owner(timeline, who));
        if (lane && lane->kind == LANE_TASK)
            return (int)(lane - timeline->lanes) - timeline->first_task;
    }
    const struct timeline_lane *last = last_holder(story, view->player->t_ns);
    return last ? (int)(last - timeline->lanes) - timeline->first_task : 0;
}
