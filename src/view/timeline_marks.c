/* What is pointed out over the lanes: who was late, who kept others waiting, and, of a chosen lock,
 * who holds it and who waits for it. */
#include "config.h"

#include "player/now.h"
#include "view/timeline_pane.h"

void timeline_object_draw(struct timeline_pane *pane, int row, const struct timeline_lane *lane)
{
    static const enum timeline_sign signs[] = {
        [NOW_NONE] = SIGN_NOT,
        [NOW_HOLDS] = SIGN_HELD,
        [NOW_HOLDS_WANTED] = SIGN_WANTED,
        [NOW_WAITS] = SIGN_WAITS,
    };
    for (int c = 0; c < pane->plan.columns; c++) {
        int64_t from, to;
        if (!paint_span(&pane->paint, c, &from, &to) || to <= lane->start_ns ||
            from >= lane->end_ns)
            continue;
        enum now_relation relation =
            now_relation(pane->story, pane->view->object, lane->actor, from, to);
        struct grid_style style = {relation == NOW_NONE ? INK_FAINT : INK_LOCK, 0};
        timeline_sign_put(pane, row, pane->plan.left + c, signs[relation], style);
    }
}

/* Of a column, so many of its newest marks are looked at; behind the window, so many of the next
 * ones, which may have begun in it. A lane bears one sign in so many columns. */
enum { LOOKED_AT = 8, NEXT_LOOKED_AT = 8, SIGN_DISTANCE = 4 };

/* By row: the first column that bears no line, no sign yet. */
struct reach {
    int line[TIMELINE_ROWS_MOST], sign[TIMELINE_ROWS_MOST];
};

static void underline(struct timeline_pane *pane, int row, int from, int to)
{
    for (int c = from; c <= to; c++) {
        const struct grid_cell *cell = grid_at(pane->grid, row, pane->plan.left + c);
        if (cell && cell->width == 1 && cell->bytes[0] != ' ')
            timeline_flags_add(pane->grid, row, pane->plan.left + c, GRID_UNDERLINE);
    }
}

static bool is_pointed_out(const struct story_mark *mark)
{
    return mark->kind == STORY_LATE || mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS;
}

/* The task's own row, or -1. */
static int row_of_task(const struct timeline_pane *pane, uint32_t who)
{
    int row = timeline_row_of(&pane->plan, pane->timeline, who, 0);
    if (who == TRACE_NOBODY || row < 0 || pane->plan.rows[row].kind != TIMELINE_TASK)
        return -1;
    return pane->timeline->lanes[pane->plan.rows[row].lane].actor == who ? row : -1;
}

/* The mark of a task's end stays to be seen. */
static int beside_end(const struct timeline_pane *pane, int row, int column)
{
    const struct timeline_lane *lane = &pane->timeline->lanes[pane->plan.rows[row].lane];
    int end = paint_column(&pane->paint, lane->end_ns);
    bool there =
        timeline_has_end(lane) && end == column && !(pane->hides && lane->end_ns > pane->t_ns);
    return there && column > 0 ? column - 1 : column;
}

/* The sign stands where it is noticed: where the late one got control, where the other ended. */
static void mark_draw(struct timeline_pane *pane, const struct story_mark *mark,
                      struct reach *reach)
{
    int row = is_pointed_out(mark) ? row_of_task(pane, mark->who) : -1;
    if (row < 0 || (mark->t_ns < pane->paint.from_ns))
        return;
    int from = paint_column(
        &pane->paint, mark->since_ns > pane->paint.from_ns ? mark->since_ns : pane->paint.from_ns);
    int to = paint_column(&pane->paint, mark->t_ns);
    from = from > reach->line[row] ? from : reach->line[row];
    underline(pane, timeline_pane_row(pane, row), from, to);
    reach->line[row] = to + 1 > from ? to + 1 : from;
    pane->pointed = true;
    if (mark->t_ns >= pane->paint.to_ns || to < reach->sign[row])
        return;
    to = beside_end(pane, row, to);
    timeline_sign_put(pane, timeline_pane_row(pane, row), pane->plan.left + to, SIGN_LATE,
                      (struct grid_style){INK_FAILED, GRID_REVERSE});
    reach->sign[row] = to + SIGN_DISTANCE;
}

enum { GIL_BLOCK = 16 };

static void gil_moments_draw(struct timeline_pane *pane)
{
    int row = timeline_row_find(&pane->plan, TIMELINE_TASK);
    int step = row >= 0 && row + 1 < pane->plan.row_count &&
                       pane->plan.rows[row + 1].kind == TIMELINE_BLANK
                   ? 2
                   : 1;
    if (row >= 0)
        paint_marks(&pane->paint, timeline_pane_row(pane, row), step, pane->plan.first,
                    pane->plan.body, GIL_BLOCK);
}

void timeline_marks_draw(struct timeline_pane *pane)
{
    const struct story *story = pane->story;
    struct reach reach = {{0}, {0}};
    size_t known = pane->hides ? story_marks_until(story, pane->t_ns) : story->mark_count;
    size_t done = story_marks_until(story, pane->paint.from_ns - 1);
    if (pane->view->object >= 0)
        return;
    gil_moments_draw(pane);
    for (int c = 0; c < pane->plan.columns && done < known; c++) {
        size_t end = story_marks_until(story, paint_time(&pane->paint, c + 1) - 1);
        end = end < known ? end : known;
        size_t first = end > done + LOOKED_AT ? end - LOOKED_AT : done;
        for (size_t i = first; i < end; i++)
            mark_draw(pane, &story->marks[i], &reach);
        done = end > done ? end : done;
    }
    for (size_t i = done; i < known && i < done + NEXT_LOOKED_AT; i++)
        if (story->marks[i].since_ns < pane->paint.to_ns)
            mark_draw(pane, &story->marks[i], &reach);
}
