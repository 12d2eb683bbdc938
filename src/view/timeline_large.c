/* Which row of the timeline shows what in the large mode: the control strip and at most four lanes,
 * two rows each. Which lanes: those that held control last. */
#include "config.h"

#include <string.h>

#include "view/curtain.h"
#include "view/timeline_plan.h"

enum {
    LANES_MOST = 4,
    HANDOFFS_LOOKED_AT = 64,
    LABEL_MOST = 16,
    HEAD_ROWS = 4,   /* axis, rule, strip */
    WORDS_FROM = 12, /* rows from which on there are words … */
    WHY_FROM = 20,   /* … and more than one row of them */
    WHY_ROWS = 3,
};

/* ---- which lanes ---- */

struct chosen {
    int lanes[LANES_MOST];
    int count;
};

/* Keeps them in the order of the timeline. */
static void chosen_add(struct chosen *chosen, int lane)
{
    int at = 0;
    while (at < chosen->count && chosen->lanes[at] < lane)
        at++;
    if (chosen->count == LANES_MOST || (at < chosen->count && chosen->lanes[at] == lane))
        return;
    memmove(&chosen->lanes[at + 1], &chosen->lanes[at],
            (size_t)(chosen->count - at) * sizeof *chosen->lanes);
    chosen->lanes[at] = lane;
    chosen->count++;
}

static void chosen_find(const struct view *view, struct chosen *chosen)
{
    const struct story *story = view->player->story;
    const struct timeline *timeline = story->timeline;
    size_t at = story_handoffs_until(story, view->player->t_ns);
    size_t least = at > HANDOFFS_LOOKED_AT ? at - HANDOFFS_LOOKED_AT : 0;
    int known = timeline_tasks_known(view);
    chosen->count = 0;
    if (view->lane >= timeline->first_task && view->lane < timeline->first_task + known)
        chosen_add(chosen, view->lane);
    for (; known > LANES_MOST && at > least; at--) {
        const struct handoff *handoff = &story->handoffs[at - 1];
        uint32_t who = timeline->lanes[handoff->strip].items[handoff->index].object;
        const struct timeline_lane *lane =
            timeline_lane_of(timeline, timeline_owner(timeline, who));
        if (lane && lane->kind == LANE_TASK)
            chosen_add(chosen, (int)(lane - timeline->lanes));
    }
    for (int i = 0; i < known && chosen->count < LANES_MOST; i++)
        chosen_add(chosen, timeline->first_task + i);
}

/* ---- rows ---- */

static int label_columns(const struct view *view, int columns)
{
    int most = columns / 4 < LABEL_MOST ? columns / 4 : LABEL_MOST;
    int widest = 2 * curtain_label_columns(view, false) - 1; /* spaced */
    return widest < most ? widest : most < 1 ? 1 : most;
}

static void columns_plan(const struct view *view, struct timeline_plan *plan)
{
    int all = plan->rect.columns;
    plan->sign = -1;
    plan->label = plan->rect.column + (all > 40);
    plan->label_columns = label_columns(view, all);
    plan->gutter = plan->label + plan->label_columns + (all > 40);
    plan->left = plan->gutter + 1 + (all > 40);
    int columns = plan->rect.column + all - plan->left - (all > 40);
    plan->columns = columns < 0                       ? 0
                    : columns > TIMELINE_COLUMNS_MOST ? TIMELINE_COLUMNS_MOST
                                                      : columns;
}

static void twice_add(struct timeline_plan *plan, enum timeline_row_kind kind, int lane)
{
    timeline_row_add(plan, kind, lane, 1);
    timeline_row_add(plan, kind, lane, 1);
}

/* The strip twice as high; where there are several, the first and the others. */
static void strips_add(const struct view *view, struct timeline_plan *plan)
{
    int strips = plan->strips = curtain_strips(view);
    if (strips == 1)
        twice_add(plan, TIMELINE_STRIP, curtain_strip(view, 0));
    if (strips < 2)
        return;
    timeline_row_add(plan, TIMELINE_STRIP, curtain_strip(view, 0), 1);
    timeline_row_add(plan, strips == 2 ? TIMELINE_STRIP : TIMELINE_STRIPS, curtain_strip(view, 1),
                     strips - 1);
}

int timeline_why_rows(const struct timeline_plan *plan)
{
    return plan->rect.rows >= WHY_FROM ? WHY_ROWS : plan->rect.rows >= WORDS_FROM;
}

int timeline_words_rows(const struct timeline_plan *plan)
{
    return timeline_why_rows(plan) ? timeline_why_rows(plan) + 2 : 0;
}

/* What the tasks wait for, where there is room for all of it. */
static void device_add(const struct view *view, struct timeline_plan *plan, int end)
{
    int lane = timeline_device_known(view);
    int rows = timeline_device_rows(view->player->story->timeline, player_known_ns(view->player));
    if (lane < 0 || plan->row_count + 1 + rows > end)
        return;
    timeline_row_add(plan, TIMELINE_BLANK, -1, 1);
    timeline_block_add(plan, TIMELINE_DEVICE, lane, rows);
}

void timeline_plan_large(const struct view *view, struct timeline_plan *plan)
{
    struct chosen chosen;
    int end = plan->rect.rows - timeline_words_rows(plan);
    chosen_find(view, &chosen);
    columns_plan(view, plan);
    plan->tasks = timeline_tasks_known(view);
    plan->task_rows = plan->first = plan->body = 0;
    timeline_row_add(plan, TIMELINE_AXIS, -1, 1);
    timeline_row_add(plan, TIMELINE_RULE, -1, 1);
    strips_add(view, plan);
    int gap = end - HEAD_ROWS >= 4 * chosen.count ? 2 : end - HEAD_ROWS >= 3 * chosen.count;
    for (int i = 0; i < chosen.count && plan->row_count + gap + 2 <= end; i++) {
        for (int blank = 0; blank < gap; blank++)
            timeline_row_add(plan, TIMELINE_BLANK, -1, 1);
        twice_add(plan, TIMELINE_TASK, chosen.lanes[i]);
    }
    device_add(view, plan, end);
}
