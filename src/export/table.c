/* The table as text: four cells around a cross. */
#include "export/table.h"

#include <string.h>

#include "base/utf8.h"
#include "export/page.h"
#include "export/rows.h"
#include "export/summary.h"
#include "paint/paint.h"
#include "trace/words.h"

enum {
    ONE_COLUMN = 60, /* narrower than that, the cells stand below one another */
    GUTTER = 3,      /* between two cells, with the line in its middle */
    SPAN_LEAST_NS = 1000,
};

/* ---- what both pictures are made from ---- */

/* How it ended, if not well, and what happened. */
static void words_add(struct table_corner *corner, int number)
{
    struct strbuf *words = &corner->words;
    struct strbuf happened = STRBUF_INIT;
    summary_why_add(corner->stats, words);
    corner_sentence_add(number, corner->timeline, corner->stats, &happened);
    if (!words->len && !happened.len)
        strbuf_adds(words, "No task asked the device for anything.");
    if (happened.len)
        strbuf_addf(words, "%s%s", words->len ? " " : "", happened.text);
    strbuf_release(&happened);
}

void table_init(struct table *table, const struct table_run *runs)
{
    *table = (struct table){.title = "", .longest_ns = 1};
    for (int i = 0; i < CORNERS; i++) {
        struct table_corner *corner = &table->corners[i];
        if (!runs[i].trace) {
            strbuf_adds(&corner->words, runs[i].why);
            continue;
        }
        corner->timeline = timeline_new(runs[i].trace);
        corner->stats = stats_new(corner->timeline);
        words_add(corner, i);
        if (corner->stats->elapsed_ns > table->longest_ns)
            table->longest_ns = corner->stats->elapsed_ns;
        if (!*table->title)
            table->title = corner->stats->title;
    }
}

void table_release(struct table *table)
{
    for (int i = 0; i < CORNERS; i++) {
        stats_free(table->corners[i].stats);
        timeline_free(table->corners[i].timeline);
        strbuf_release(&table->corners[i].words);
    }
}

void table_name_add(const struct table *table, int corner, struct strbuf *out)
{
    const struct stats *stats = table->corners[corner].stats;
    strbuf_adds(out, stats && *stats->model ? stats->model : corner_model(corner, 0));
    if (stats && stats->result != TRACE_RESULT_OK)
        strbuf_addf(out, ", %s", trace_result_name(stats->result));
}

/* ---- the text ---- */

struct sheet {
    const struct table *table;
    struct page page;
    struct paint paint;
    int width, cell;
    int lane_width;
    bool narrow;
};

static struct grid_style style_of(enum grid_ink ink)
{
    return (struct grid_style){.ink = (uint8_t)ink};
}

static void words_put(struct sheet *sheet, int row, int column, int width, enum grid_ink ink,
                      const char *text, size_t len)
{
    grid_heighten(&sheet->page.grid, row + 1);
    grid_put(&sheet->page.grid, row, column, text, len, width, sheet->page.ascii, style_of(ink));
}

/* Over as many rows as it needs. Returns the row below. */
static int wrap_put(struct sheet *sheet, int row, int column, int width, bool centred,
                    enum grid_ink ink, const char *text)
{
    while (*text) {
        size_t len = page_line_len(text, (size_t)width);
        int room = width - (int)utf8_width(text, len);
        words_put(sheet, row++, column + (centred && room > 0 ? room / 2 : 0), width, ink, text,
                  len);
        text += len;
        while (*text == ' ')
            text++;
    }
    return row;
}

static void line_put(struct sheet *sheet, int row, uint32_t rune, char ascii)
{
    grid_heighten(&sheet->page.grid, row + 1);
    for (int c = 0; c < sheet->width; c++)
        grid_put_rune(&sheet->page.grid, row, c, sheet->page.ascii ? (uint32_t)ascii : rune,
                      style_of(INK_FAINT));
}

/* The vertical line, from a row to the one above `end`. */
static void divider_put(struct sheet *sheet, int row, int end)
{
    for (; row < end; row++)
        grid_put_rune(&sheet->page.grid, row, sheet->cell + 1, sheet->page.ascii ? '|' : 0x2502,
                      style_of(INK_FAINT));
}

/* ---- a cell ---- */

/* The model and how long it took. */
static void cell_head_put(struct sheet *sheet, int corner, int row, int column)
{
    const struct stats *stats = sheet->table->corners[corner].stats;
    struct strbuf name = STRBUF_INIT, elapsed = STRBUF_INIT;
    bool well = !stats || stats->result == TRACE_RESULT_OK;
    table_name_add(sheet->table, corner, &name);
    if (stats)
        words_time(&elapsed, stats->elapsed_ns);
    int room = sheet->cell - (int)elapsed.len;
    words_put(sheet, row, column, room - 1, well ? INK_TITLE : INK_FAILED, name.text, name.len);
    words_put(sheet, row, column + room, (int)elapsed.len, INK_PLAIN, strbuf_str(&elapsed),
              elapsed.len);
    strbuf_release(&name);
    strbuf_release(&elapsed);
}

static int lanes_put(struct sheet *sheet, const struct table_corner *corner, int row, int column)
{
    struct rows rows = {
        .paint = &sheet->paint, .row = row + 2, .label = column, .label_width = sheet->lane_width};
    sheet->paint.column = column + sheet->lane_width + 1;
    const char *unit = paint_axis(&sheet->paint, row);
    words_put(sheet, row, column, sheet->lane_width, INK_FAINT, unit, strlen(unit));
    rows_put(&rows, corner->timeline, corner->stats);
    return rows.row;
}

/* Returns the row below. */
static int cell_put(struct sheet *sheet, int corner, int row, int column)
{
    const struct table_corner *of = &sheet->table->corners[corner];
    cell_head_put(sheet, corner, row++, column);
    if (of->timeline)
        row = lanes_put(sheet, of, row, column);
    return wrap_put(sheet, row, column, sheet->cell, false, of->timeline ? INK_PLAIN : INK_FAINT,
                    strbuf_str(&of->words));
}

/* ---- the table ---- */

/* "── synchronous: who asked finds out ──────": the line over a row of cells. */
static void row_head_put(struct sheet *sheet, int number)
{
    const struct corner_heading *heading = &corner_rows[number];
    int row = sheet->page.row, at = 3;
    line_put(sheet, row, 0x2500, '-');
    words_put(sheet, row, at - 1, 1, INK_PLAIN, " ", 1);
    at += grid_put(&sheet->page.grid, row, at, heading->name, strlen(heading->name),
                   sheet->width - at, sheet->page.ascii, style_of(INK_TITLE));
    at +=
        grid_put(&sheet->page.grid, row, at, ": ", 2, sheet->width - at, true, style_of(INK_PLAIN));
    at += grid_put(&sheet->page.grid, row, at, heading->phrase, strlen(heading->phrase),
                   sheet->width - at, sheet->page.ascii, style_of(INK_PLAIN));
    if (at + (int)strlen(heading->more) < sheet->cell)
        at += grid_put(&sheet->page.grid, row, at, heading->more, strlen(heading->more),
                       sheet->width - at, sheet->page.ascii, style_of(INK_PLAIN));
    words_put(sheet, row, at, 1, INK_PLAIN, " ", 1);
    if (!sheet->narrow && at < sheet->cell)
        grid_put_rune(&sheet->page.grid, row, sheet->cell + 1, sheet->page.ascii ? '+' : 0x253C,
                      style_of(INK_FAINT));
    page_down(&sheet->page, 1);
}

static int column_head_put(struct sheet *sheet, int number, int row, int column)
{
    const struct corner_heading *heading = &corner_columns[number];
    row = wrap_put(sheet, row, column, sheet->cell, !sheet->narrow, INK_TITLE, heading->name);
    return wrap_put(sheet, row, column, sheet->cell, !sheet->narrow, INK_PLAIN, heading->phrase);
}

static void go_to(struct sheet *sheet, int row)
{
    page_down(&sheet->page, row - sheet->page.row);
}

static void cross_put(struct sheet *sheet)
{
    int right = sheet->cell + GUTTER, row = sheet->page.row;
    int below = column_head_put(sheet, 0, row, 0), other = column_head_put(sheet, 1, row, right);
    below = below > other ? below : other;
    divider_put(sheet, row, below);
    go_to(sheet, below);
    for (int r = 0; r < CORNER_ROWS; r++) {
        row_head_put(sheet, r);
        row = sheet->page.row;
        below = cell_put(sheet, r * CORNER_COLUMNS, row, 0);
        other = cell_put(sheet, r * CORNER_COLUMNS + 1, row, right);
        below = (below > other ? below : other) + (r + 1 < CORNER_ROWS);
        grid_heighten(&sheet->page.grid, below + 1);
        divider_put(sheet, row, below);
        go_to(sheet, below);
    }
    page_down(&sheet->page, 1);
}

/* The same, one below the other. */
static void list_put(struct sheet *sheet)
{
    for (int corner = 0; corner < CORNERS; corner++) {
        int column = corner % CORNER_COLUMNS;
        if (!column)
            row_head_put(sheet, corner / CORNER_COLUMNS);
        go_to(sheet, column_head_put(sheet, column, sheet->page.row, 0));
        page_down(&sheet->page, 1);
        go_to(sheet, cell_put(sheet, corner, sheet->page.row, 0));
        page_down(&sheet->page, 1);
    }
}

static void sheet_begin(struct sheet *sheet, bool ascii)
{
    const struct table *table = sheet->table;
    sheet->narrow = sheet->width < ONE_COLUMN;
    sheet->cell = sheet->narrow ? sheet->width : (sheet->width - GUTTER) / 2;
    page_init(&sheet->page, sheet->width, ascii);
    for (int i = 0; i < CORNERS; i++) {
        const struct timeline *timeline = table->corners[i].timeline;
        int width = timeline ? rows_label_width(timeline) : 0;
        sheet->lane_width = width > sheet->lane_width ? width : sheet->lane_width;
    }
    int columns = sheet->cell - sheet->lane_width - 1;
    sheet->paint = (struct paint){
        .grid = &sheet->page.grid,
        .to_ns = table->longest_ns > SPAN_LEAST_NS ? table->longest_ns : SPAN_LEAST_NS,
        .columns = columns > 1 ? columns : 1,
        .ascii = ascii,
    };
}

static void legend_put(struct sheet *sheet)
{
    struct paint whole = sheet->paint;
    whole.column = 0;
    whole.columns = sheet->width;
    page_down(&sheet->page, paint_legend(&whole, sheet->page.row, 0, sheet->width));
}

void table_text(const struct table_run *runs, const struct export_options *options,
                struct strbuf *out)
{
    struct export_options chosen = options ? *options : (struct export_options){0};
    struct table table;
    table_init(&table, runs);
    struct sheet sheet = {.table = &table, .width = export_width(chosen.width)};
    sheet_begin(&sheet, chosen.ascii);
    words_put(&sheet, 0, 0, sheet.width, INK_TITLE, table.title, strlen(table.title));
    page_down(&sheet.page, 2);
    if (sheet.narrow)
        list_put(&sheet);
    else
        cross_put(&sheet);
    legend_put(&sheet);
    sheet.page.grid.rows = sheet.page.row;
    grid_to_text(&sheet.page.grid, chosen.colours, chosen.ascii, out);
    page_release(&sheet.page);
    table_release(&table);
}
