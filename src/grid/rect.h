/* A part of a grid. */
#ifndef BATON_GRID_RECT_H
#define BATON_GRID_RECT_H

#include <stdbool.h>

struct rect {
    int row, column, rows, columns; /* nothing if rows or columns is 0 */
};

static inline bool rect_has(struct rect rect, int row, int column)
{
    return row >= rect.row && row < rect.row + rect.rows && column >= rect.column &&
           column < rect.column + rect.columns;
}

#endif
