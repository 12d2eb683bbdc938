/*     Two waits: compared                                    gil: running 1.2 s
 *                ms       0       100      200      300     elapsed   CPU  threads
 *                         ┬────────┬────────┬────────┬────
 *     ▸ blocking   control  1▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒2▒▒▒▒▒▒▒▒▒▒     900.6   0.3        1
 *                  1 one    █▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒■
 *       polling    waits for its turn
 *     ─────────────────────────────────────────────────────────────────────────────
 *     █ running  ▒ blocked …
 *     Blocking adds the waits up …
 *     enter play  space open  ? help
 *
 * What scrolls is between the axis and the rule. It is painted into a grid of its own and copied,
 * so that what is half seen is cut where it must be. */
#include "config.h"

#include "view/comparison.h"

#include <string.h>

#include "base/utf8.h"
#include "paint/label.h"
#include "paint/note.h"
#include "paint/paint.h"
#include "paint/ticks.h"
#include "grid/rect.h"
#include "tell/corner.h"
#include "tell/words.h"
#include "view/comparison_sheet.h"
#include "view/flow.h"

static const char usual_keys[] = "enter play  space open  up down choose  e edit  ? help  q back";

static const char corner_keys[] =
    "enter play  t table  space open  up down choose  e edit  ? help  q back";
static const char table_keys[] = "enter play  t list  up down choose  e edit  ? help  q back";

static struct grid_style styled(enum grid_ink ink, unsigned flags)
{
    return (struct grid_style){.ink = (uint8_t)ink, .flags = (uint8_t)flags};
}

/* ---- a run ---- */

static int put(const struct sheet *sheet, int row, int column, int columns, const char *text,
               struct grid_style style)
{
    return grid_put(sheet->paint.grid, row, column, text, strlen(text), columns, sheet->paint.ascii,
                    style);
}

/* Right-aligned in the n-th column of the totals. */
static void total_put(const struct sheet *sheet, int row, int n, enum grid_ink ink,
                      const char *text)
{
    int end = sheet->columns - 1 - (sheet->totals - 1 - n) * SHEET_TOTAL;
    if (n < sheet->totals)
        put(sheet, row, end - utf8_columns(text), SHEET_TOTAL, text, styled(ink, 0));
}

static void totals_put(const struct sheet *sheet, int row, const struct story *story)
{
    int64_t elapsed = story->live ? story->end_ns : story->stats->elapsed_ns;
    for (int n = 0; n < LABEL_TOTALS; n++) {
        struct strbuf number = STRBUF_INIT;
        label_total_add(story->stats, elapsed, sheet->unit_ns, n, &number);
        total_put(sheet, row, n, INK_PLAIN, strbuf_str(&number));
        strbuf_release(&number);
    }
}

static bool is_seen(const struct sheet *sheet, int row)
{
    return row >= 0 && row < sheet->body.rows;
}

static void lane_label_put(const struct sheet *sheet, int row, const struct timeline_lane *lane)
{
    struct strbuf label = STRBUF_INIT;
    label_lane_add(lane, &label);
    put(sheet, row, sheet->lane_column, sheet->lane_width, strbuf_str(&label),
        styled(INK_PLAIN, 0));
    strbuf_release(&label);
}

static void more_put(const struct sheet *sheet, int row, int64_t count)
{
    struct strbuf label = STRBUF_INIT;
    label_more_add(count, sheet->paint.ascii, &label);
    put(sheet, row, sheet->lane_column, sheet->lane_width, strbuf_str(&label),
        styled(INK_FAINT, 0));
    strbuf_release(&label);
}

/* On a narrow screen the run's name stands where that of its first strip would. */
static int strips_put(struct sheet *sheet, int row, const struct sheet_lines *lines)
{
    const struct timeline *timeline = sheet->paint.timeline;
    for (int i = 0; i < lines->strips; i++, row++) {
        if (!is_seen(sheet, row))
            continue;
        if (lines->more_strips && i + 1 == lines->strips) {
            more_put(sheet, row, lines->more_strips);
            continue;
        }
        if (i || !sheet->narrow)
            lane_label_put(sheet, row, &timeline->lanes[i]);
        paint_strip(&sheet->paint, row, &timeline->lanes[i]);
    }
    return row;
}

static int tasks_put(struct sheet *sheet, int row, const struct stats *stats,
                     const struct sheet_lines *lines)
{
    const struct timeline *timeline = sheet->paint.timeline;
    const struct timeline_lane *lanes = &timeline->lanes[timeline->first_task];
    for (int i = 0; i < lines->tasks; i++, row++) {
        if (!is_seen(sheet, row))
            continue;
        lane_label_put(sheet, row, &lanes[i]);
        paint_lane(&sheet->paint, row, &lanes[i]);
        note_put(&sheet->paint, row, stats, &stats->tasks[i], sheet->columns - 1);
    }
    if (lines->more_tasks && is_seen(sheet, row)) {
        more_put(sheet, row, lines->more_tasks);
        paint_lanes_sampled(&sheet->paint, row, lanes + lines->tasks, lines->more_tasks);
    }
    return row + (lines->more_tasks > 0);
}

static void device_put(struct sheet *sheet, int row, const struct sheet_lines *lines)
{
    int hidden = 0;
    if (!lines->device || row + lines->device <= 0 || row >= sheet->body.rows)
        return;
    put(sheet, row, sheet->lane_column, sheet->lane_width, "device", styled(INK_PLAIN, 0));
    paint_requests(&sheet->paint, row, lines->device, &hidden);
    if (hidden && lines->device > 1)
        more_put(sheet, row + lines->device - 1, hidden);
}

static void label_put(const struct sheet *sheet, int row, const struct comparison_run *run,
                      bool chosen)
{
    const char *ending = sheet_ending(run);
    struct grid_style style = styled(INK_TITLE, chosen ? GRID_REVERSE | GRID_BOLD : 0);
    struct grid_style ended = styled(sheet_is_done(run) ? INK_FAILED : INK_NOTE, 0);
    struct strbuf label = STRBUF_INIT;
    if (chosen) {
        grid_put_rune(sheet->paint.grid, row, 0, sheet->paint.ascii ? '>' : 0x25B8,
                      styled(INK_TITLE, GRID_BOLD));
        grid_park(sheet->paint.grid, row, SHEET_MARK);
    }
    if (sheet->narrow) {
        strbuf_addf(&label, "%s%s%s", run->label, ending ? ": " : "", ending ? ending : "");
        put(sheet, row, SHEET_MARK, sheet->label_width, strbuf_str(&label), style);
        strbuf_release(&label);
        return;
    }
    for (const char *line = run->label; *line; line = label_next(line))
        grid_put(sheet->paint.grid, row++, SHEET_MARK, line, label_line(line), sheet->label_width,
                 sheet->paint.ascii, style);
    if (ending)
        put(sheet, row, SHEET_MARK, sheet->label_width, ending, ended);
}

static void words_put(const struct sheet *sheet, int row, const struct comparison_run *run)
{
    enum grid_ink ink;
    const char *words = sheet_words(sheet, run, &ink);
    int column = sheet->words_column;
    struct rect rect = {row, column, sheet_words_rows(sheet, run), sheet->columns - column - 1};
    flow_put(sheet->paint.grid, rect, words, sheet->paint.ascii, styled(ink, 0));
}

static void run_put(struct sheet *sheet, int row, const struct comparison_run *run, bool chosen)
{
    struct sheet_lines lines = sheet_lines(sheet, run);
    if (row + lines.all <= 0 || row >= sheet->body.rows)
        return;
    label_put(sheet, row, run, chosen);
    if (!run->story) {
        words_put(sheet, row, run);
        return;
    }
    sheet->paint.timeline = run->story->timeline;
    totals_put(sheet, row, run->story);
    row = strips_put(sheet, row, &lines);
    row = tasks_put(sheet, row, run->story->stats, &lines);
    device_put(sheet, row, &lines);
}

/* ---- the whole ---- */

static void rows_copy(const struct grid *from, int row, struct grid *to, struct rect rect)
{
    for (int i = 0; i < rect.rows && row + i < from->rows; i++)
        memcpy(&to->cells[(rect.row + i) * to->columns], &from->cells[(row + i) * from->columns],
               (size_t)to->columns * sizeof *to->cells);
}

/* There is more above, below. */
static void arrows_put(const struct sheet *sheet, struct grid *grid)
{
    int scroll = sheet_scroll(sheet), last = sheet->body.row + sheet->body.rows - 1;
    struct grid_style style = styled(INK_NOTE, GRID_BOLD);
    if (scroll > 0)
        grid_put_rune(grid, sheet->body.row, 0, sheet->paint.ascii ? '^' : 0x25B4, style);
    if (scroll < sheet_scroll_most(sheet))
        grid_put_rune(grid, last, 0, sheet->paint.ascii ? 'v' : 0x25BE, style);
}

static void body_draw(struct sheet *sheet, struct grid *grid)
{
    const struct comparison *comparison = sheet->comparison;
    struct grid body;
    int row = -sheet_scroll(sheet), end;
    grid_init(&body, grid->columns, sheet->body.rows + 1);
    sheet->paint.grid = &body;
    for (int i = 0; i < comparison->count; i++) {
        run_put(sheet, row, &comparison->runs[i], i == comparison->chosen);
        row += sheet_lines(sheet, &comparison->runs[i]).all;
    }
    if (sheet->legend.rows) {
        body.rows = sheet->body.rows;
        paint_legend_within(&sheet->paint, 0, sheet->body.rows, sheet->legend.rows, 1,
                            sheet->legend.columns, 0, &end);
        rows_copy(&body, sheet->body.rows, grid, sheet->legend);
    }
    rows_copy(&body, 0, grid, sheet->body);
    grid_park(grid, sheet->body.row + body.cursor_row, body.cursor_column);
    grid_release(&body);
    sheet->paint.grid = grid;
    arrows_put(sheet, grid);
}

/* In place of the runs under one another. */
static void table_draw(struct sheet *sheet, struct grid *grid)
{
    const struct grid *table = &sheet->table;
    int scroll = sheet_scroll(sheet), columns = table->columns;
    for (int i = 0; i < sheet->body.rows && scroll + i < table->rows; i++)
        if (grid->columns > columns)
            memcpy(&grid->cells[(sheet->body.row + i) * grid->columns + 1],
                   &table->cells[(scroll + i) * columns], (size_t)columns * sizeof *table->cells);
    if (table->cursor_row >= scroll && table->cursor_row - scroll < sheet->body.rows)
        grid_park(grid, sheet->body.row + table->cursor_row - scroll, 1 + table->cursor_column);
    arrows_put(sheet, grid);
}

static void axis_draw(struct sheet *sheet)
{
    int row = sheet->axis.row;
    if (!sheet->axis.rows || !sheet->paint.to_ns)
        return;
    const char *unit = paint_axis(&sheet->paint, row);
    sheet->unit_ns = ticks_unit_ns(unit);
    put(sheet, row, sheet->lane_column, sheet->lane_width, unit, styled(INK_FAINT, 0));
    for (int n = 0; n < sheet->totals; n++)
        total_put(sheet, row, n, INK_FAINT, label_total_head(n));
}

static void head_draw(const struct sheet *sheet)
{
    const struct comparison *comparison = sheet->comparison;
    struct rect head = sheet->head;
    int end = head.column + head.columns;
    if (!head.rows)
        return;
    if (comparison->progress) {
        int width = utf8_columns(comparison->progress);
        width = width < head.columns ? width : head.columns;
        put(sheet, head.row, end - width, width, comparison->progress, styled(INK_NOTE, 0));
        end -= width + 2;
    }
    int used = put(sheet, head.row, head.column, end - head.column, comparison->title,
                   styled(INK_TITLE, GRID_BOLD));
    if (used + 12 < end - head.column)
        put(sheet, head.row, head.column + used, end - head.column, ": compared",
            styled(INK_FAINT, 0));
}

static const char *keys_of(const struct comparison *comparison)
{
    if (comparison->keys)
        return comparison->keys;
    if (comparison->table)
        return table_keys;
    return comparison_corners(comparison) == CORNERS ? corner_keys : usual_keys;
}

static void foot_draw(const struct sheet *sheet)
{
    const struct comparison *comparison = sheet->comparison;
    struct grid *grid = sheet->paint.grid;
    for (int c = 0; sheet->rule.rows && c < sheet->columns; c++)
        glyph_put(grid, sheet->rule.row, c, GLYPH_RULE, comparison->ascii);
    flow_put(grid, sheet->words, strbuf_str(&sheet->difference), comparison->ascii,
             styled(INK_PLAIN, 0));
    if (comparison->message) {
        flow_put(grid, sheet->keys, comparison->message, comparison->ascii, styled(INK_TITLE, 0));
        grid_park(grid, sheet->keys.row, sheet->keys.column);
    } else {
        flow_keys_put(grid, sheet->keys, keys_of(comparison), comparison->ascii);
    }
}

void comparison_draw(const struct comparison *comparison, struct grid *grid)
{
    struct sheet sheet;
    grid_clear(grid);
    sheet_init(&sheet, comparison, grid->columns, grid->rows);
    sheet.paint.grid = grid;
    head_draw(&sheet);
    if (comparison->table) {
        table_draw(&sheet, grid);
    } else {
        axis_draw(&sheet);
        body_draw(&sheet, grid);
    }
    foot_draw(&sheet);
    sheet_release(&sheet);
}

/* ---- what is where ---- */

int comparison_hit(const struct comparison *comparison, int row, int column, int columns, int rows)
{
    struct sheet sheet;
    int hit = -1;
    sheet_init(&sheet, comparison, columns, rows);
    int line = row - sheet.body.row + sheet_scroll(&sheet);
    bool in = rect_has(sheet.body, row, column) && !comparison->table;
    for (int i = 0; in && i < comparison->count && hit < 0; i++) {
        int end = sheet_top(&sheet, i + 1);
        hit = line < end ? i : -1;
    }
    sheet_release(&sheet);
    return hit;
}

int comparison_scroll_most(const struct comparison *comparison, int columns, int rows)
{
    struct sheet sheet;
    sheet_init(&sheet, comparison, columns, rows);
    int found = sheet_scroll_most(&sheet);
    sheet_release(&sheet);
    return found;
}

int comparison_corners(const struct comparison *comparison)
{
    int count = 0;
    for (int corner = 0; corner < CORNERS; corner++)
        count += comparison_corner(comparison, corner) != NULL;
    return count;
}

static int lit_row(const struct grid *grid)
{
    for (int row = 0; row < grid->rows; row++)
        for (int c = 0; c < grid->columns; c++)
            if (grid_at(grid, row, c)->style.flags & GRID_REVERSE)
                return row;
    return -1;
}

/* So that the cell of the chosen run is seen, and what stands above the first, below the last. */
static int table_scroll(const struct sheet *sheet)
{
    enum { CELL_ROWS = 9, HEAD_ROWS = 6, FOOT_ROWS = 8 };
    int scroll = sheet_scroll(sheet), row = lit_row(&sheet->table), rows = sheet->table.rows;
    if (row < 0)
        return scroll;
    int top = row < HEAD_ROWS ? 0 : row - 1;
    int end = row + CELL_ROWS + FOOT_ROWS > rows ? rows : row + CELL_ROWS;
    if (scroll < end - sheet->body.rows)
        scroll = end - sheet->body.rows;
    if (scroll > row)
        scroll = row;
    return scroll > top && end - top <= sheet->body.rows ? top : scroll;
}

int comparison_scroll_for(const struct comparison *comparison, int columns, int rows)
{
    struct sheet sheet;
    sheet_init(&sheet, comparison, columns, rows);
    int top = sheet_top(&sheet, comparison->chosen),
        end = sheet_top(&sheet, comparison->chosen + 1);
    int scroll = sheet_scroll(&sheet);
    if (comparison->table) {
        scroll = table_scroll(&sheet);
        sheet_release(&sheet);
        return scroll;
    }
    if (scroll < end - sheet.body.rows)
        scroll = end - sheet.body.rows;
    if (scroll > top)
        scroll = top;
    sheet_release(&sheet);
    return scroll;
}
