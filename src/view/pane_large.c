/* The large mode, for the last row of seats: the control strip and at most four lanes, two rows
 * each, the why in 60 columns, and the line of the one who holds control. Which
 * lanes: those that held control last. */
#include <string.h>

#include "base/utf8.h"
#include "player/now.h"
#include "view/panes.h"
#include "view/timeline_pane.h"

enum {
    LANES_MOST = 4,
    HANDOFFS_LOOKED_AT = 64,
    LABEL_MOST = 16,
    WHY_COLUMNS = 60,
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
        const struct timeline_lane *lane = timeline_lane_of(timeline, who);
        if (lane && lane->kind == LANE_TASK)
            chosen_add(chosen, (int)(lane - timeline->lanes));
    }
    for (int i = 0; i < known && chosen->count < LANES_MOST; i++)
        chosen_add(chosen, timeline->first_task + i);
}

/* ---- rows ---- */

static int label_columns(const struct view *view, int columns)
{
    const struct timeline *timeline = view->player->story->timeline;
    int most = columns / 4 < LABEL_MOST ? columns / 4 : LABEL_MOST, widest = 0;
    for (int i = 0; i < timeline->lane_count && i < 256; i++) {
        int width = (int)utf8_width(timeline->lanes[i].name, strlen(timeline->lanes[i].name));
        width = 2 * width - 1;
        widest = width > widest ? width : widest;
    }
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
static void strips_add(const struct timeline *timeline, struct timeline_plan *plan)
{
    int strips = timeline->strip_count;
    if (strips == 1)
        twice_add(plan, TIMELINE_STRIP, 0);
    if (strips < 2)
        return;
    timeline_row_add(plan, TIMELINE_STRIP, 0, 1);
    timeline_row_add(plan, strips == 2 ? TIMELINE_STRIP : TIMELINE_STRIPS, 1, strips - 1);
}

static int why_rows(const struct timeline_plan *plan)
{
    return plan->rect.rows >= WHY_FROM ? WHY_ROWS : plan->rect.rows >= WORDS_FROM;
}

/* A blank, the why, the line of the one who holds control. */
static int words_rows(const struct timeline_plan *plan)
{
    return why_rows(plan) ? why_rows(plan) + 2 : 0;
}

/* What the tasks wait for, where there is room for all of it. */
static void device_add(const struct view *view, struct timeline_plan *plan, int end)
{
    int lane = timeline_device_known(view);
    int rows = timeline_device_rows(view);
    if (lane < 0 || plan->row_count + 1 + rows > end)
        return;
    timeline_row_add(plan, TIMELINE_BLANK, -1, 1);
    timeline_block_add(plan, TIMELINE_DEVICE, lane, rows);
}

void timeline_plan_large(const struct view *view, struct timeline_plan *plan)
{
    const struct timeline *timeline = view->player->story->timeline;
    struct chosen chosen;
    int end = plan->rect.rows - words_rows(plan);
    chosen_find(view, &chosen);
    columns_plan(view, plan);
    plan->tasks = timeline_tasks_known(view);
    plan->task_rows = plan->first = plan->body = 0;
    timeline_row_add(plan, TIMELINE_AXIS, -1, 1);
    timeline_row_add(plan, TIMELINE_RULE, -1, 1);
    strips_add(timeline, plan);
    int gap = end - HEAD_ROWS >= 4 * chosen.count ? 2 : end - HEAD_ROWS >= 3 * chosen.count;
    for (int i = 0; i < chosen.count && plan->row_count + gap + 2 <= end; i++) {
        for (int blank = 0; blank < gap; blank++)
            timeline_row_add(plan, TIMELINE_BLANK, -1, 1);
        twice_add(plan, TIMELINE_TASK, chosen.lanes[i]);
    }
    device_add(view, plan, end);
}

/* ---- words ---- */

static void why_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    pane_why_draw(view, grid, rect);
    for (int row = rect.row; row < rect.row + rect.rows; row++)
        for (int column = rect.column; column < rect.column + rect.columns; column++)
            timeline_flags_add(grid, row, column, GRID_BOLD);
}

/* A line of the source, without what it is indented by. */
static const char *source_line(const struct trace *trace, uint32_t line, size_t *len)
{
    size_t left;
    const char *at = trace_source(trace, &left);
    for (uint32_t i = 1; at && i < line; i++) {
        const char *eol = memchr(at, '\n', left);
        left -= eol ? (size_t)(eol + 1 - at) : left;
        at = eol ? eol + 1 : NULL;
    }
    if (!at || !line)
        return NULL;
    for (; left && (*at == ' ' || *at == '\t'); left--)
        at++;
    const char *eol = memchr(at, '\n', left);
    *len = eol ? (size_t)(eol - at) : left;
    return at;
}

/* Who got control last, of those who have it: with several cores the sentence is on them. */
static uint32_t holder_last(const struct story *story, int64_t t_ns)
{
    size_t at = story_handoffs_until(story, t_ns);
    uint32_t who = at > 0 ? now_holder(story, story->handoffs[at - 1].strip, t_ns) : TRACE_NOBODY;
    for (int s = 0; s < story->timeline->strip_count && who == TRACE_NOBODY; s++)
        who = now_holder(story, s, t_ns);
    return who;
}

static void line_draw(const struct view *view, struct grid *grid, struct rect rect, int row)
{
    const struct story *story = view->player->story;
    int64_t t_ns = view->player->t_ns;
    uint32_t who = holder_last(story, t_ns);
    const struct timeline_lane *lane =
        who == TRACE_NOBODY ? NULL : timeline_lane_of(story->timeline, who);
    struct now_lane now = {0};
    size_t len = 0;
    if (lane)
        now = now_lane(story, (int)(lane - story->timeline->lanes), t_ns);
    const char *text = source_line(story->trace, now.line, &len);
    struct strbuf number = STRBUF_INIT;
    if (!text)
        return;
    strbuf_addf(&number, "%u  ", (unsigned)now.line);
    int used = grid_put(grid, row, rect.column + 1, strbuf_str(&number), number.len,
                        rect.columns - 2, view->ascii, (struct grid_style){.ink = INK_FAINT});
    grid_put(grid, row, rect.column + 1 + used, text, len, rect.columns - 2 - used, view->ascii,
             pane_actor_style(who));
    strbuf_release(&number);
}

void pane_large_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct timeline_plan plan = {.rect = rect};
    pane_timeline_draw(view, grid, rect);
    if (!words_rows(&plan))
        return;
    int rows = why_rows(&plan), room = rect.columns - 2;
    why_draw(view, grid,
             (struct rect){rect.row + rect.rows - 1 - rows, rect.column + 1, rows,
                           room < WHY_COLUMNS ? room : WHY_COLUMNS});
    line_draw(view, grid, rect, rect.row + rect.rows - 1);
}
