/* Four cells around a cross; or, where it is narrow, below one another. */
#include "config.h"

#include "paint/table.h"

#include <string.h>

#include "base/utf8.h"
#include "paint/paint.h"
#include "paint/rows.h"
#include "paint/wrap.h"
#include "tell/words.h"

enum {
    ONE_COLUMN = 60, /* narrower than that, the cells stand below one another */
    GUTTER = 3,      /* between two cells, with the line in its middle */
    SPAN_LEAST_NS = 1000,
};

struct sheet {
    const struct paint_table *table;
    struct grid *grid;
    struct paint paint;
    int row; /* the next one */
    int width, cell;
    int lane_width;
    bool narrow;
};

void paint_corner_name_add(const struct paint_corner *corner, struct strbuf *out)
{
    strbuf_adds(out, corner->name);
    if (corner->stats && corner->stats->result != TRACE_RESULT_OK)
        strbuf_addf(out, ", %s", trace_result_name(corner->stats->result));
}

static struct grid_style style_of(enum grid_ink ink)
{
    return (struct grid_style){.ink = (uint8_t)ink};
}

static void words_put(struct sheet *sheet, int row, int column, int width, enum grid_ink ink,
                      const char *text, size_t len)
{
    grid_heighten(sheet->grid, row + 1);
    grid_put(sheet->grid, row, column, text, len, width, sheet->table->ascii, style_of(ink));
}

/* Over as many rows as it needs. Returns the row below. */
static int wrap_put(struct sheet *sheet, int row, int column, int width, bool centred,
                    enum grid_ink ink, const char *text)
{
    struct wrap_line line;
    while (wrap_next(&text, width, &line)) {
        int room = width - (int)utf8_width(line.text, line.len);
        words_put(sheet, row++, column + (centred && room > 0 ? room / 2 : 0), width, ink,
                  line.text, line.len);
    }
    return row;
}

static void go_to(struct sheet *sheet, int row)
{
    sheet->row = row;
    grid_heighten(sheet->grid, row + 1);
}

static void down(struct sheet *sheet, int rows)
{
    go_to(sheet, sheet->row + rows);
}

static void line_put(struct sheet *sheet, int row, uint32_t rune, char ascii)
{
    grid_heighten(sheet->grid, row + 1);
    for (int c = 0; c < sheet->width; c++)
        grid_put_rune(sheet->grid, row, c, sheet->table->ascii ? (uint32_t)ascii : rune,
                      style_of(INK_FAINT));
}

/* The vertical line, from a row to the one above `end`. */
static void divider_put(struct sheet *sheet, int row, int end)
{
    for (; row < end; row++)
        grid_put_rune(sheet->grid, row, sheet->cell + 1, sheet->table->ascii ? '|' : 0x2502,
                      style_of(INK_FAINT));
}

/* ---- a cell ---- */

/* The model and how long it took. */
static void cell_head_put(struct sheet *sheet, int corner, int row, int column)
{
    const struct paint_corner *of = &sheet->table->corners[corner];
    struct strbuf name = STRBUF_INIT, elapsed = STRBUF_INIT;
    bool well = !of->stats || of->stats->result == TRACE_RESULT_OK;
    struct grid_style style = style_of(well ? INK_TITLE : INK_FAILED);
    style.flags = corner == sheet->table->chosen ? GRID_REVERSE | GRID_BOLD : 0;
    paint_corner_name_add(of, &name);
    if (of->stats)
        words_time(&elapsed, of->stats->elapsed_ns);
    int room = sheet->cell - (int)elapsed.len;
    grid_heighten(sheet->grid, row + 1);
    grid_put(sheet->grid, row, column, strbuf_str(&name), name.len, room - 1, sheet->table->ascii,
             style);
    if (corner == sheet->table->chosen)
        grid_park(sheet->grid, row, column);
    words_put(sheet, row, column + room, (int)elapsed.len, INK_PLAIN, strbuf_str(&elapsed),
              elapsed.len);
    strbuf_release(&name);
    strbuf_release(&elapsed);
}

static int lanes_put(struct sheet *sheet, const struct paint_corner *corner, int row, int column)
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
    const struct paint_corner *of = &sheet->table->corners[corner];
    cell_head_put(sheet, corner, row++, column);
    if (of->timeline)
        row = lanes_put(sheet, of, row, column);
    return wrap_put(sheet, row, column, sheet->cell, false, of->timeline ? INK_PLAIN : INK_FAINT,
                    of->words);
}

/* ---- the table ---- */

/* "── synchronous: who asked finds out ──────": the line over a row of cells. */
static void row_head_put(struct sheet *sheet, int number)
{
    const struct corner_heading *heading = &corner_rows[number];
    int row = sheet->row, at = 3;
    line_put(sheet, row, 0x2500, '-');
    words_put(sheet, row, at - 1, 1, INK_PLAIN, " ", 1);
    at += grid_put(sheet->grid, row, at, heading->name, strlen(heading->name), sheet->width - at,
                   sheet->table->ascii, style_of(INK_TITLE));
    at += grid_put(sheet->grid, row, at, ": ", 2, sheet->width - at, true, style_of(INK_PLAIN));
    at += grid_put(sheet->grid, row, at, heading->phrase, strlen(heading->phrase),
                   sheet->width - at, sheet->table->ascii, style_of(INK_PLAIN));
    if (at + (int)strlen(heading->more) < sheet->cell)
        at += grid_put(sheet->grid, row, at, heading->more, strlen(heading->more),
                       sheet->width - at, sheet->table->ascii, style_of(INK_PLAIN));
    words_put(sheet, row, at, 1, INK_PLAIN, " ", 1);
    if (!sheet->narrow && at < sheet->cell)
        grid_put_rune(sheet->grid, row, sheet->cell + 1, sheet->table->ascii ? '+' : 0x253C,
                      style_of(INK_FAINT));
    down(sheet, 1);
}

static int column_head_put(struct sheet *sheet, int number, int row, int column)
{
    const struct corner_heading *heading = &corner_columns[number];
    row = wrap_put(sheet, row, column, sheet->cell, !sheet->narrow, INK_TITLE, heading->name);
    return wrap_put(sheet, row, column, sheet->cell, !sheet->narrow, INK_PLAIN, heading->phrase);
}

static void cross_put(struct sheet *sheet)
{
    int right = sheet->cell + GUTTER, row = sheet->row;
    int below = column_head_put(sheet, 0, row, 0), other = column_head_put(sheet, 1, row, right);
    below = below > other ? below : other;
    divider_put(sheet, row, below);
    go_to(sheet, below);
    for (int r = 0; r < CORNER_ROWS; r++) {
        row_head_put(sheet, r);
        row = sheet->row;
        below = cell_put(sheet, r * CORNER_COLUMNS, row, 0);
        other = cell_put(sheet, r * CORNER_COLUMNS + 1, row, right);
        below = (below > other ? below : other) + (r + 1 < CORNER_ROWS);
        grid_heighten(sheet->grid, below + 1);
        divider_put(sheet, row, below);
        go_to(sheet, below);
    }
    down(sheet, 1);
}

/* The same, one below the other. */
static void list_put(struct sheet *sheet)
{
    for (int corner = 0; corner < CORNERS; corner++) {
        int column = corner % CORNER_COLUMNS;
        if (!column)
            row_head_put(sheet, corner / CORNER_COLUMNS);
        go_to(sheet, column_head_put(sheet, column, sheet->row, 0));
        down(sheet, 1);
        go_to(sheet, cell_put(sheet, corner, sheet->row, 0));
        down(sheet, 1);
    }
}

static int64_t longest_ns(const struct paint_table *table)
{
    int64_t longest = SPAN_LEAST_NS;
    for (int i = 0; i < CORNERS; i++) {
        const struct stats *stats = table->corners[i].stats;
        longest = stats && stats->elapsed_ns > longest ? stats->elapsed_ns : longest;
    }
    return longest;
}

static void sheet_begin(struct sheet *sheet)
{
    sheet->width = sheet->grid->columns;
    sheet->narrow = sheet->width < ONE_COLUMN;
    sheet->cell = sheet->narrow ? sheet->width : (sheet->width - GUTTER) / 2;
    for (int i = 0; i < CORNERS; i++) {
        const struct timeline *timeline = sheet->table->corners[i].timeline;
        int width = timeline ? rows_label_width(timeline) : 0;
        sheet->lane_width = width > sheet->lane_width ? width : sheet->lane_width;
    }
    int columns = sheet->cell - sheet->lane_width - 1;
    sheet->paint = (struct paint){.grid = sheet->grid,
                                  .to_ns = longest_ns(sheet->table),
                                  .columns = columns > 1 ? columns : 1,
                                  .ascii = sheet->table->ascii};
}

/* Of both columns of cells. */
static void legend_put(struct sheet *sheet)
{
    struct paint whole = sheet->paint;
    whole.column = 0;
    whole.columns = sheet->width;
    down(sheet, paint_legend(&whole, sheet->row, 0, sheet->width));
}

int paint_table(const struct paint_table *table, struct grid *grid, int row)
{
    struct sheet sheet = {.table = table, .grid = grid, .row = row};
    grid_heighten(grid, row + 1);
    sheet_begin(&sheet);
    if (sheet.narrow)
        list_put(&sheet);
    else
        cross_put(&sheet);
    legend_put(&sheet);
    return sheet.row;
}
