#include "config.h"

#include "grid/grid.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "grid/cluster.h"

static const struct grid_cell blank = {.bytes = " ", .len = 1, .width = 1};

void grid_init(struct grid *grid, int columns, int rows)
{
    grid->columns = columns > 0 ? columns : 0;
    grid->rows = 0;
    grid->cells = NULL;
    grid->cursor_row = grid->cursor_column = 0;
    grid_heighten(grid, rows);
}

void grid_release(struct grid *grid)
{
    free(grid->cells);
    *grid = (struct grid){0};
}

void grid_clear(struct grid *grid)
{
    for (int i = 0; i < grid->columns * grid->rows; i++)
        grid->cells[i] = blank;
    grid->cursor_row = grid->cursor_column = 0;
}

void grid_park(struct grid *grid, int row, int column)
{
    if (row < 0 || row >= grid->rows || column < 0 || column >= grid->columns)
        return;
    grid->cursor_row = row;
    grid->cursor_column = column;
}

void grid_heighten(struct grid *grid, int rows)
{
    if (rows <= grid->rows)
        return;
    size_t from = (size_t)grid->columns * (size_t)grid->rows;
    size_t to = (size_t)grid->columns * (size_t)rows;
    grid->cells = mem_realloc(grid->cells, to * sizeof *grid->cells);
    for (size_t i = from; i < to; i++)
        grid->cells[i] = blank;
    grid->rows = rows;
}

static struct grid_cell *cell_at(const struct grid *grid, int row, int column)
{
    if (row < 0 || row >= grid->rows || column < 0 || column >= grid->columns)
        return NULL;
    return &grid->cells[(size_t)row * (size_t)grid->columns + (size_t)column];
}

const struct grid_cell *grid_at(const struct grid *grid, int row, int column)
{
    return cell_at(grid, row, column);
}

/* The other half of a wide character that is about to be drawn over. */
static void half_blank(struct grid *grid, int row, int column)
{
    struct grid_cell *cell = cell_at(grid, row, column);
    struct grid_cell *left = cell_at(grid, row, column - 1);
    struct grid_cell *right = cell_at(grid, row, column + 1);
    if (cell->width == 0 && left)
        *left = blank;
    if (cell->width == 2 && right)
        *right = blank;
}

static int cell_set(struct grid *grid, int row, int column, const char *bytes, size_t len,
                    int width, struct grid_style style)
{
    struct grid_cell *cell = cell_at(grid, row, column);
    struct grid_cell *right = width == 2 ? cell_at(grid, row, column + 1) : cell;
    if (!cell || !right)
        return 0;
    half_blank(grid, row, column);
    if (width == 2)
        half_blank(grid, row, column + 1);
    *cell = (struct grid_cell){.len = (uint8_t)len, .width = (uint8_t)width, .style = style};
    memcpy(cell->bytes, bytes, len);
    if (width == 2)
        *right = (struct grid_cell){.width = 0, .style = style};
    return width;
}

int grid_put_rune(struct grid *grid, int row, int column, uint32_t rune, struct grid_style style)
{
    char bytes[4];
    int width = utf8_rune_width(rune);
    if (width < 1 || width > 2)
        return 0;
    return cell_set(grid, row, column, bytes, utf8_encode(rune, bytes), width, style);
}

/* A combining character joins the cell before it, as long as that has room. */
static void cell_combine(struct grid *grid, int row, int column, uint32_t rune)
{
    struct grid_cell *cell = cell_at(grid, row, column);
    char bytes[4];
    size_t len = utf8_encode(rune, bytes);
    uint32_t base;
    if (cell && cell->width == 0)
        cell = cell_at(grid, row, column - 1);
    if (!cell || !cell->len || cell->len + len > GRID_CELL_BYTES)
        return;
    utf8_decode(cell->bytes, cell->len, &base);
    if (!cluster_joins(base, rune))
        return;
    memcpy(cell->bytes + cell->len, bytes, len);
    cell->len = (uint8_t)(cell->len + len);
}

/* What stands for a character. Returns its columns. */
static int put_instead(struct grid *grid, int row, int column, uint32_t drawn, int width,
                       struct grid_style style)
{
    int used = 0;
    while (used < width && grid_put_rune(grid, row, column + used, drawn, style))
        used++;
    return used;
}

int grid_put(struct grid *grid, int row, int column, const char *text, size_t len, int max,
             bool ascii, struct grid_style style)
{
    struct strbuf safe = STRBUF_INIT;
    int used = 0;
    utf8_add_clipped(&safe, text, len, max > 0 ? (size_t)max : 0, ascii);
    for (size_t at = 0; at < safe.len;) {
        uint32_t rune;
        size_t bytes = utf8_decode(safe.text + at, safe.len - at, &rune);
        int width = utf8_rune_width(rune);
        uint32_t drawn = cluster_drawn(rune);
        if ((width == 1 || width == 2) && drawn == rune)
            used += cell_set(grid, row, column + used, safe.text + at, bytes, width, style);
        else if (width == 1 || width == 2)
            used += put_instead(grid, row, column + used, drawn, width, style);
        else if (width == 0 && used > 0)
            cell_combine(grid, row, column + used - 1, rune);
        at += bytes;
    }
    strbuf_release(&safe);
    return used;
}
