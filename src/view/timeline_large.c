/* Which row of the timeline shows what in the large mode: the control strip and at most four lanes,
 * as high as the screen allows. Which lanes: those that held control last. */
#include "config.h"

#include <string.h>

#include "view/curtain.h"
#include "view/panes.h"
#include "view/timeline_plan.h"

enum {
    LANES_MOST = 4,
    HANDOFFS_LOOKED_AT = 64,
    LABEL_MOST = 16,
    HEAD_ROWS = 2, /* axis, rule */
    HIGH_MOST = 6, /* rows of a lane */
    DEVICE_LEAST = 3,
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
    int widest = curtain_label_columns(view, true);
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

static void high_add(struct timeline_plan *plan, enum timeline_row_kind kind, int lane, int high)
{
    for (int i = 0; i < high; i++)
        timeline_row_add(plan, kind, lane, 1);
}

/* The strip as high as a lane; where there are several, the first and the others share that. */
static void strips_add(const struct view *view, struct timeline_plan *plan, int high)
{
    int strips = plan->strips = curtain_strips(view), half = high > 3 ? high / 2 : 1;
    if (strips == 1)
        high_add(plan, TIMELINE_STRIP, curtain_strip(view, 0), high);
    if (strips < 2)
        return;
    high_add(plan, TIMELINE_STRIP, curtain_strip(view, 0), half);
    if (strips == 2)
        high_add(plan, TIMELINE_STRIP, curtain_strip(view, 1), half);
    else
        timeline_row_add(plan, TIMELINE_STRIPS, curtain_strip(view, 1), strips - 1);
}

int timeline_why_rows(const struct view *view, struct rect rect)
{
    int rows = rect.rows >= WHY_FROM ? WHY_ROWS : rect.rows >= WORDS_FROM;
    bool asks = view->question && view->question->text;
    int wanted = !rows  ? 0
                 : asks ? pane_question_rows(view, rect.columns - 2)
                        : pane_why_end_rows(view, rect.columns - 2);
    if (wanted > rect.rows / 2)
        wanted = rect.rows / 2;
    return wanted > rows ? wanted : rows;
}

int timeline_words_rows(const struct view *view, struct rect rect)
{
    int rows = timeline_why_rows(view, rect);
    return rows ? rows + 2 : 0;
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

/* Rows for that many lanes of that height, with a blank between them where they are higher than
 * one; the strips, where there are several, have two. */
static int rows_of(const struct timeline_plan *plan, int lanes, int high, int gap)
{
    return HEAD_ROWS + (plan->strips > 1 && high < 2 ? 2 : high) + lanes * (high + gap);
}

/* How high a lane is: what the device wants is left free where lanes keep two rows all the same. Of
 * its requests only those of now are known, so room for one a lane, or some, is reckoned with. */
static int height_of(const struct view *view, const struct timeline_plan *plan, int lanes, int end)
{
    int some = lanes > DEVICE_LEAST ? lanes : DEVICE_LEAST;
    int device = timeline_device_known(view) < 0 ? 0 : some + 1;
    for (int high = HIGH_MOST; device && high > 1; high--)
        if (rows_of(plan, lanes, high, 1) + device <= end)
            return high;
    for (int high = HIGH_MOST; high > 1; high--)
        if (rows_of(plan, lanes, high, high > 2) <= end)
            return high;
    return 1;
}

void timeline_plan_large(const struct view *view, struct timeline_plan *plan)
{
    struct chosen chosen;
    int end = plan->rect.rows - timeline_words_rows(view, plan->rect);
    chosen_find(view, &chosen);
    columns_plan(view, plan);
    plan->tasks = timeline_tasks_known(view);
    plan->strips = curtain_strips(view);
    plan->task_rows = plan->first = plan->body = 0;
    int high = height_of(view, plan, chosen.count, end);
    int gap = rows_of(plan, chosen.count, high, 1) <= end && high > 1;
    timeline_row_add(plan, TIMELINE_AXIS, -1, 1);
    timeline_row_add(plan, TIMELINE_RULE, -1, 1);
    strips_add(view, plan, high);
    for (int i = 0; i < chosen.count && plan->row_count + gap + high <= end; i++) {
        high_add(plan, TIMELINE_BLANK, -1, gap);
        high_add(plan, TIMELINE_TASK, chosen.lanes[i], high);
    }
    device_add(view, plan, end);
}
