#include "config.h"

#include "view/comparison_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "paint/label.h"
#include "paint/rows.h"
#include "paint/table.h"
#include "tell/difference.h"
#include "view/flow.h"

enum {
    LABEL_MOST = 18,
    LANE_LEAST = 7,
    LANE_MOST = 14,
    WIDE = 64, /* columns from which on lanes have their names beside those of the runs */
    AREA_LEAST = 10,
    STRIPS_MOST = 4, /* rows of a run */
    DEVICE_MOST = 3,
    WORDS_MOST = 6,  /* of a problem */
    WORDS_ROWS = 12, /* rows of the screen from which on there are sentences: a fifth of them */
    AXIS_ROWS = 8,   /* … an axis */
    RULED_ROWS = 20, /* … a rule */
    TALL_ROWS = 30,  /* … two rows for the legend */
};

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

bool sheet_is_done(const struct comparison_run *run)
{
    return run->story && !run->story->live && !run->running;
}

const char *sheet_words(const struct sheet *sheet, const struct comparison_run *run,
                        enum grid_ink *ink)
{
    *ink = run->problem ? INK_FAILED : run->running ? INK_NOTE : INK_FAINT;
    if (run->problem)
        return run->problem;
    if (!run->running)
        return "waits for its turn";
    return sheet->comparison->progress ? sheet->comparison->progress : "running";
}

int sheet_words_rows(const struct sheet *sheet, const struct comparison_run *run)
{
    enum grid_ink ink;
    const char *words = sheet_words(sheet, run, &ink);
    int room = sheet->columns - sheet->words_column - 1;
    return run->open ? most(1, least(flow_rows(words, room), WORDS_MOST)) : 1;
}

const char *sheet_ending(const struct comparison_run *run)
{
    if (!run->story)
        return NULL;
    if (!sheet_is_done(run))
        return "running";
    if (run->story->stats->result == TRACE_RESULT_OK)
        return NULL;
    return trace_result_name(run->story->stats->result);
}

static int label_lines(const struct sheet *sheet, const struct comparison_run *run)
{
    int lines = 0;
    if (sheet->narrow)
        return 1;
    for (const char *line = run->label; *line; line = label_next(line))
        lines++;
    return most(lines, 1) + (sheet_ending(run) != NULL);
}

/* Requests that touch in a column need another row than those that are out at once. */
static int device_rows(const struct story *story)
{
    int64_t rows = story->stats->requests_most;
    rows += story->timeline->request_count > rows;
    return rows < DEVICE_MOST ? (int)rows : DEVICE_MOST;
}

struct sheet_lines sheet_lines(const struct sheet *sheet, const struct comparison_run *run)
{
    struct sheet_lines lines = {.label = label_lines(sheet, run)};
    if (!run->story) {
        lines.all = most(lines.label, sheet_words_rows(sheet, run));
        return lines;
    }
    const struct timeline *timeline = run->story->timeline;
    lines.strips = least(timeline->strip_count, STRIPS_MOST);
    if (timeline->strip_count > STRIPS_MOST)
        lines.more_strips = timeline->strip_count - STRIPS_MOST + 1;
    if (run->open) {
        lines.tasks = rows_tasks_few(timeline);
        lines.more_tasks = timeline->task_count - lines.tasks;
        lines.device = device_rows(run->story);
    }
    lines.all = lines.strips + lines.tasks + (lines.more_tasks > 0) + lines.device;
    lines.all = most(lines.all, lines.label) + (run->open && sheet->rule.rows);
    return lines;
}

int sheet_top(const struct sheet *sheet, int run)
{
    int top = 0;
    for (int i = 0; i < run && i < sheet->comparison->count; i++)
        top += sheet_lines(sheet, &sheet->comparison->runs[i]).all;
    return top;
}

/* ---- measures ---- */

static int lanes_width(const struct timeline *timeline)
{
    const struct timeline_lane *lanes = timeline->lanes;
    return most(label_lanes_width(lanes, least(timeline->strip_count, STRIPS_MOST)),
                label_lanes_width(lanes + timeline->first_task, rows_tasks_few(timeline)));
}

static void widths_find(struct sheet *sheet)
{
    const struct comparison *comparison = sheet->comparison;
    sheet->lane_width = LANE_LEAST;
    for (int i = 0; i < comparison->count; i++) {
        const struct comparison_run *run = &comparison->runs[i];
        const char *ending = sheet_ending(run);
        sheet->label_width = most(sheet->label_width, label_width(run->label));
        if (ending && !sheet->narrow)
            sheet->label_width = most(sheet->label_width, utf8_columns(ending));
        if (run->story)
            sheet->lane_width = most(sheet->lane_width, lanes_width(run->story->timeline));
    }
    sheet->label_width = least(sheet->label_width, LABEL_MOST);
    sheet->lane_width = least(sheet->lane_width, LANE_MOST);
    if (!sheet->narrow)
        return;
    sheet->lane_width = least(most(sheet->label_width, sheet->lane_width), sheet->columns / 3);
    sheet->label_width = sheet->lane_width;
}

static void area_find(struct sheet *sheet)
{
    widths_find(sheet);
    sheet->lane_column = SHEET_MARK + (sheet->narrow ? 0 : sheet->label_width + 1);
    int column = sheet->lane_column + sheet->lane_width + 1;
    sheet->words_column = sheet->narrow ? column : sheet->lane_column;
    int room = sheet->columns - column - 1;
    sheet->totals = room - AREA_LEAST >= LABEL_TOTALS * SHEET_TOTAL ? LABEL_TOTALS
                    : room - AREA_LEAST >= SHEET_TOTAL              ? 1
                                                                    : 0;
    sheet->paint = (struct paint){.column = column,
                                  .columns = most(room - sheet->totals * SHEET_TOTAL, 1),
                                  .ascii = sheet->comparison->ascii};
    for (int i = 0; i < sheet->comparison->count; i++) {
        const struct story *story = sheet->comparison->runs[i].story;
        int64_t end = !story ? 0 : story->live ? story->end_ns : story->stats->elapsed_ns;
        sheet->paint.to_ns = end > sheet->paint.to_ns ? end : sheet->paint.to_ns;
    }
}

/* Of the runs that are there. */
static void difference_find(struct sheet *sheet)
{
    const struct comparison *comparison = sheet->comparison;
    struct tell tell = tell_to(NULL, &sheet->difference);
    struct difference_run *runs = mem_alloc((size_t)(comparison->count + 1) * sizeof *runs);
    int count = 0;
    for (int i = 0; i < comparison->count; i++) {
        const struct comparison_run *run = &comparison->runs[i];
        if (sheet_is_done(run))
            runs[count++] =
                (struct difference_run){run->label, run->story->timeline, run->story->stats};
    }
    tell_difference(&tell, runs, count);
    free(runs);
}

/* The next `rows` from the bottom. */
static struct rect from_below(const struct sheet *sheet, int *bottom, int rows)
{
    *bottom -= rows;
    return (struct rect){*bottom, 1, rows, most(sheet->columns - 2, 0)};
}

static void rows_find(struct sheet *sheet)
{
    int rows = sheet->rows, bottom = rows, top = rows >= 4;
    bool table = sheet->comparison->table, painted = sheet->paint.to_ns > 0 && !table;
    int words = flow_rows(strbuf_str(&sheet->difference), sheet->columns - 2);
    sheet->head = (struct rect){0, 1, top, most(sheet->columns - 2, 0)};
    sheet->axis = (struct rect){top, 0, rows >= AXIS_ROWS && !table ? 2 : 0, sheet->columns};
    sheet->keys = from_below(sheet, &bottom, rows >= 2);
    sheet->legend = from_below(sheet, &bottom,
                               !painted || rows < AXIS_ROWS + 2 ? 0
                               : rows < TALL_ROWS               ? 1
                                                                : 2);
    sheet->words =
        from_below(sheet, &bottom, rows >= WORDS_ROWS && !table ? least(words, rows / 4) : 0);
    sheet->rule = from_below(sheet, &bottom, rows >= RULED_ROWS && !table);
    top += sheet->axis.rows;
    sheet->body = (struct rect){top, 0, most(bottom - top, 0), sheet->columns};
}

/* ---- the table ---- */

const struct comparison_run *comparison_corner(const struct comparison *comparison, int corner)
{
    const struct comparison_run *found = NULL;
    const char *name;
    if (comparison->chosen < comparison->count &&
        corner_of(comparison->runs[comparison->chosen].label) == corner)
        return &comparison->runs[comparison->chosen];
    for (int n = 0; !found && (name = corner_model(corner, n)); n++)
        for (int i = 0; i < comparison->count; i++)
            if (strcmp(comparison->runs[i].label, name) == 0)
                found = &comparison->runs[i];
    return found;
}

static struct paint_corner corner_make(const struct sheet *sheet, int corner)
{
    const struct comparison_run *run = comparison_corner(sheet->comparison, corner);
    enum grid_ink ink;
    if (!run)
        return (struct paint_corner){.name = corner_model(corner, 0),
                                     .words = COMPARISON_NOT_NAMED};
    if (!sheet_is_done(run))
        return (struct paint_corner){.name = run->label, .words = sheet_words(sheet, run, &ink)};
    return (struct paint_corner){run->label, run->story->timeline, run->story->stats,
                                 run->happened ? run->happened : ""};
}

/* Once a frame: how far it may be scrolled depends on it, too. */
static void table_make(struct sheet *sheet)
{
    const struct comparison *comparison = sheet->comparison;
    struct grid *grid = &sheet->table;
    struct paint_table table = {.chosen = -1, .ascii = comparison->ascii};
    for (int corner = 0; corner < CORNERS; corner++)
        table.corners[corner] = corner_make(sheet, corner);
    if (comparison->chosen < comparison->count)
        table.chosen = corner_of(comparison->runs[comparison->chosen].label);
    grid_init(grid, most(sheet->columns - 2, 1), 1);
    grid->rows = paint_table(&table, grid, 0);
}

/* ---- all of it ---- */

void sheet_init(struct sheet *sheet, const struct comparison *comparison, int columns, int rows)
{
    *sheet = (struct sheet){.comparison = comparison,
                            .columns = columns,
                            .rows = rows,
                            .narrow = columns < WIDE,
                            .unit_ns = NS_PER_MS};
    area_find(sheet);
    difference_find(sheet);
    rows_find(sheet);
    if (comparison->table)
        table_make(sheet);
}

void sheet_release(struct sheet *sheet)
{
    strbuf_release(&sheet->difference);
    grid_release(&sheet->table);
}

int sheet_scroll_most(const struct sheet *sheet)
{
    int rows =
        sheet->comparison->table ? sheet->table.rows : sheet_top(sheet, sheet->comparison->count);
    return most(rows - sheet->body.rows, 0);
}

int sheet_scroll(const struct sheet *sheet)
{
    return most(least(sheet->comparison->scroll, sheet_scroll_most(sheet)), 0);
}
