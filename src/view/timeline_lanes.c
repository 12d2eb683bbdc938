/* The rows of the timeline: a name and a lane each, and the axis above them. */
#include "config.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "paint/label.h"
#include "view/panes.h"
#include "view/timeline_pane.h"

enum { HANDOFF_TICK_COLUMNS = 6, HANDOFF_WORD = 8 };

/* ---- names ---- */

static void label_put(const struct timeline_pane *pane, int row, const char *text, size_t len,
                      struct grid_style style)
{
    grid_put(pane->grid, timeline_pane_row(pane, row), pane->plan.label, text, len,
             pane->plan.label_columns, pane->view->ascii, style);
}

static struct grid_style light_style(enum timeline_light light)
{
    static const struct grid_style styles[] = {
        [LIGHT_NONE] = {INK_PLAIN, 0},
        [LIGHT_GIVES] = {INK_FAINT, GRID_UNDERLINE},
        [LIGHT_TAKES] = {INK_PLAIN, GRID_BOLD | GRID_UNDERLINE},
        [LIGHT_HOLDS] = {INK_PLAIN, GRID_BOLD | GRID_REVERSE},
    };
    return styles[light];
}

static bool is_lower_half(const struct timeline_pane *pane, int row)
{
    const struct timeline_row *rows = pane->plan.rows;
    return row > 0 && rows[row - 1].kind == rows[row].kind && rows[row - 1].lane == rows[row].lane;
}

/* Blanks behind it, and below it: a light shines on all of the block. */
static void large_label_add(const struct timeline_pane *pane, int row,
                            const struct timeline_lane *lane, struct strbuf *out)
{
    size_t room = (size_t)pane->plan.label_columns;
    if (!is_lower_half(pane, row))
        label_lane_add(lane, out);
    size_t used = utf8_width(strbuf_str(out), out->len);
    strbuf_addn(out, ' ', used < room ? room - used : 0);
}

/* A task's number has the colour that it has on the control strip. */
static void number_put(const struct timeline_pane *pane, int row, uint32_t task)
{
    char number[16];
    int len = snprintf(number, sizeof number, "%u", (unsigned)task);
    if (len <= pane->plan.label_columns)
        label_put(pane, row, number, (size_t)len, pane_actor_style(task));
}

static void lane_label_put(const struct timeline_pane *pane, int row,
                           const struct timeline_lane *lane)
{
    struct strbuf label = STRBUF_INIT;
    enum timeline_light light = LIGHT_NONE;
    assert(lane); /* a row of this kind has one: timeline_plan.c */
    bool chosen = (int)(lane - pane->timeline->lanes) == pane->view->lane;
    if (timeline_executes(lane))
        light = timeline_light_of(pane, lane->actor);
    struct grid_style style = light_style(light);
    if (light == LIGHT_HOLDS || (pane->plan.large && lane->kind == LANE_TASK))
        style.ink = pane_actor_style(lane->actor).ink;
    if (pane->plan.large && is_lower_half(pane, row))
        style.flags &= (uint8_t)~GRID_UNDERLINE;
    style.flags |= !chosen ? 0 : pane->plan.sign < 0 ? GRID_BOLD | GRID_UNDERLINE : GRID_BOLD;
    if (pane->plan.large)
        large_label_add(pane, row, lane, &label);
    else
        label_lane_add(lane, &label);
    label_put(pane, row, strbuf_str(&label), label.len, style);
    if (chosen)
        grid_park(pane->grid, timeline_pane_row(pane, row), pane->plan.label);
    if (lane->kind == LANE_TASK && light != LIGHT_HOLDS &&
        !(pane->plan.large && is_lower_half(pane, row)) &&
        (light == LIGHT_NONE || pane->plan.large))
        number_put(pane, row, lane->actor);
    if (chosen && pane->plan.sign >= 0)
        timeline_sign_put(pane, timeline_pane_row(pane, row), pane->plan.sign, SIGN_CHOSEN,
                          (struct grid_style){INK_PLAIN, GRID_BOLD});
    strbuf_release(&label);
}

static void more_put(const struct timeline_pane *pane, int row, int count)
{
    struct strbuf label = STRBUF_INIT;
    label_more_add(count, pane->view->ascii, &label);
    label_put(pane, row, strbuf_str(&label), label.len, (struct grid_style){.ink = INK_FAINT});
    strbuf_release(&label);
}

/* ---- the axis ---- */

/* 1, 2, 5, 10 … hand-offs between two numbers. */
static long handoff_step(double handoff_columns)
{
    static const int steps[] = {1, 2, 5};
    for (long ten = 1; ten < 1000000000; ten *= 10)
        for (int i = 0; i < 3; i++)
            if ((double)steps[i] * (double)ten * handoff_columns >= HANDOFF_TICK_COLUMNS)
                return steps[i] * ten;
    return 1000000000;
}

static void handoff_tick_put(struct timeline_pane *pane, int row, int rule, int column, long number)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%ld", number);
    if (rule >= 0)
        glyph_put(pane->grid, rule, pane->plan.left + column, GLYPH_TICK, pane->view->ascii);
    if (column + len <= pane->plan.columns)
        grid_put(pane->grid, row, pane->plan.left + column, text, (size_t)len, len, true,
                 (struct grid_style){.ink = INK_FAINT});
}

/* Hand-offs are counted from 1. The numbers go on behind the last one: the axis has no end. */
static void handoff_axis_draw(struct timeline_pane *pane, int row, int rule)
{
    const struct view_window *window = &pane->view->window;
    int columns = pane->plan.columns;
    double wide =
        window->handoff_columns * (window->columns ? (double)columns / window->columns : 1);
    long step = handoff_step(wide);
    for (int c = 0; c < columns && rule >= 0; c++)
        glyph_put(pane->grid, rule, pane->plan.left + c, GLYPH_RULE, pane->view->ascii);
    long first = (long)window->first_handoff / step * step;
    for (long n = first > 0 ? first : step;; n += step) {
        double place = ((double)(n - 1) - window->first_handoff) * wide;
        if (place > columns - 1)
            return;
        if (place > -0.5)
            handoff_tick_put(pane, row, rule, (int)(place + 0.5), n);
    }
}

/* The chosen object's name stands where the lanes are named: it says what they show. */
static void object_name_put(const struct timeline_pane *pane, int row)
{
    const char *name =
        pane->view->object < 0 ? NULL : now_object_name(pane->story, pane->view->object);
    if (name)
        label_put(pane, row, name, strlen(name), (struct grid_style){INK_TITLE, 0});
}

static void axis_draw(struct timeline_pane *pane, int row)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    int rule = timeline_row_find(&pane->plan, TIMELINE_RULE);
    int numbers_row = timeline_pane_row(pane, row);
    const char *unit = pane->plan.label_columns < HANDOFF_WORD ? "#" : "hand-off";
    int rule_row = rule < 0 ? -1 : timeline_pane_row(pane, rule);
    if (pane->scale.even)
        unit = paint_axis_at(&pane->paint, numbers_row, rule_row);
    else
        handoff_axis_draw(pane, numbers_row, rule_row);
    label_put(pane, row, unit, strlen(unit), faint);
    object_name_put(pane, rule < 0 ? row : rule);
}

/* ---- lanes ---- */

static void before_draw(struct timeline_pane *pane, int row, int strip)
{
    const struct grid_style faint = {.ink = INK_FAINT};
    struct paint paint = pane->paint;
    const char *name = pane->view->before_model ? pane->view->before_model : "before";
    paint.timeline = pane->view->before->timeline;
    paint_strip(&paint, timeline_pane_row(pane, row), &paint.timeline->lanes[strip]);
    pane->paint.seen |= paint.seen;
    label_put(pane, row, name, strlen(name), faint);
}

static void task_draw(struct timeline_pane *pane, int row, const struct timeline_lane *lane)
{
    if (pane->view->object >= 0)
        timeline_object_draw(pane, timeline_pane_row(pane, row), lane);
    else
        paint_lane(&pane->paint, timeline_pane_row(pane, row), lane);
}

static void many_draw(struct timeline_pane *pane, int row, const struct timeline_row *item)
{
    if (pane->view->object < 0)
        paint_lanes_sampled(&pane->paint, timeline_pane_row(pane, row),
                            &pane->timeline->lanes[item->lane], item->count);
    more_put(pane, row, item->count);
}

static void device_draw(struct timeline_pane *pane, int row, const struct timeline_row *item)
{
    int hidden;
    paint_requests(&pane->paint, timeline_pane_row(pane, row), item->count, &hidden);
    lane_label_put(pane, row, &pane->timeline->lanes[item->lane]);
    if (hidden && item->count > 1)
        more_put(pane, row + 1, hidden);
}

void timeline_row_draw(struct timeline_pane *pane, int row)
{
    const struct timeline_row *item = &pane->plan.rows[row];
    const struct timeline_lane *lane = item->lane < 0 ? NULL : &pane->timeline->lanes[item->lane];
    switch (item->kind) {
    case TIMELINE_AXIS:
        axis_draw(pane, row);
        break;
    case TIMELINE_BEFORE:
        before_draw(pane, row, item->lane);
        break;
    case TIMELINE_STRIP:
        lane_label_put(pane, row, lane);
        paint_strip(&pane->paint, timeline_pane_row(pane, row), lane);
        break;
    case TIMELINE_STRIPS:
        paint_lanes_sampled(&pane->paint, timeline_pane_row(pane, row), lane,
                            pane->timeline->strip_count - item->lane);
        more_put(pane, row, item->count);
        break;
    case TIMELINE_TASK:
        lane_label_put(pane, row, lane);
        task_draw(pane, row, lane);
        break;
    case TIMELINE_OTHER:
        lane_label_put(pane, row, lane);
        paint_lane(&pane->paint, timeline_pane_row(pane, row), lane);
        break;
    case TIMELINE_TASKS:
    case TIMELINE_OTHERS:
        many_draw(pane, row, item);
        break;
    case TIMELINE_DEVICE:
        device_draw(pane, row, item);
        break;
    case TIMELINE_RULE:
    case TIMELINE_LEGEND:
    case TIMELINE_BLANK:
        break;
    }
}

/* ---- the legend ---- */

struct saying {
    enum timeline_sign sign;
    uint8_t ink, flags;
    const char *words;
};

static int saying_put(const struct timeline_pane *pane, int row, int column,
                      const struct saying *saying)
{
    int end = pane->plan.rect.column + pane->plan.rect.columns;
    int need = 2 + (int)strlen(saying->words);
    if (column > pane->plan.label)
        column += 2;
    if (column + need > end)
        return column;
    timeline_sign_put(pane, row, column, saying->sign,
                      (struct grid_style){saying->ink, saying->flags});
    grid_put(pane->grid, row, column + 2, saying->words, strlen(saying->words), need, true,
             (struct grid_style){.ink = INK_FAINT});
    return column + need;
}

/* With an object chosen, the lanes show only how they stand to it. */
static void object_legend_draw(const struct timeline_pane *pane, int row)
{
    static const struct saying sayings[] = {
        {SIGN_HELD, INK_LOCK, 0, "holds it"},
        {SIGN_WANTED, INK_LOCK, 0, "holds it, others wait"},
        {SIGN_WAITS, INK_LOCK, 0, "waits for it"},
        {SIGN_NOT, INK_FAINT, 0, "neither"},
    };
    int column = pane->plan.label;
    for (size_t i = 0; i < sizeof sayings / sizeof *sayings; i++)
        column = saying_put(pane, row, column, &sayings[i]);
}

void timeline_legend_draw(struct timeline_pane *pane, int row)
{
    static const struct saying pointed = {SIGN_LATE, INK_FAILED, GRID_REVERSE,
                                          "late, or holds others up"};
    const struct timeline_plan *plan = &pane->plan;
    int rows = plan->rows[row].count, at = timeline_pane_row(pane, row);
    int end = plan->label, room = plan->rect.columns - (plan->label - plan->rect.column);
    int words = (int)strlen(pointed.words) + 4, taken = 0;
    if (pane->view->object >= 0) {
        object_legend_draw(pane, at);
        return;
    }
    if (pane->pointed && room > 2 * words)
        taken = words; /* whatever else there is, this has room */
    int used =
        paint_legend_within(&pane->paint, plan->rect.row, at, rows, plan->label, room, taken, &end);
    bool below = used < rows && end + words > plan->label + room;
    if (pane->pointed)
        saying_put(pane, at + (used > 0 ? used - !below : 0), below ? plan->label : end, &pointed);
}
