/* The device: a bar a request.
 *
 *     1╌╌├─────┤┈┈┈
 *     ^  ^     ^  ^ its task was told
 *     |  |     the answer
 *     |  the device serves it
 *     asked, by task 1
 *
 * Requests that overlap stand in rows of their own: each takes the first row that is free. */
#include "paint/paint.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

static int end_column(const struct paint *paint, const struct timeline_request *request)
{
    int end =
        request->answered_ns < 0 ? paint->columns - 1 : paint_column(paint, request->answered_ns);
    int noticed = request->noticed_ns < 0 ? end : paint_column(paint, request->noticed_ns);
    return noticed > end ? noticed : end;
}

/* The number stands at the left; where the bar has no room for it, a star. */
static int number_paint(struct paint *paint, int row, int column, int room, uint32_t who)
{
    char number[12];
    int digits = who < TRACE_FIRST_OTHER ? snprintf(number, sizeof number, "%u", (unsigned)who)
                                         : snprintf(number, sizeof number, "p");
    if (digits > room) {
        paint_glyph(paint, row, column, GLYPH_ANYONE);
        return 1;
    }
    struct grid_style style = {
        .ink = (uint8_t)(who < TRACE_FIRST_OTHER ? INK_TASK + (who - 1) % INK_TASKS : INK_PLAIN)};
    grid_put(paint->grid, row, paint->column + column, number, (size_t)digits, digits, true, style);
    return digits;
}

static void bar_paint(struct paint *paint, int row, const struct timeline_request *request)
{
    int from = paint_column(paint, request->asked_ns), last = end_column(paint, request);
    int to = request->answered_ns < 0 ? last : paint_column(paint, request->answered_ns);
    int taken = request->taken_ns < 0 ? from : paint_column(paint, request->taken_ns);
    int at = from + number_paint(paint, row, from, to - from > 0 ? to - from : 1, request->who);
    for (; at < taken; at++)
        paint_glyph(paint, row, at, GLYPH_BAR_QUEUED);
    if (at < to)
        paint_glyph(paint, row, at++, GLYPH_BAR_LEFT);
    for (; at < to; at++)
        paint_glyph(paint, row, at, GLYPH_BAR);
    if (at == to)
        paint_glyph(paint, row, at++, request->answered_ns < 0 ? GLYPH_BAR : GLYPH_BAR_RIGHT);
    for (; at <= last; at++)
        paint_glyph(paint, row, at, GLYPH_BAR_LATE);
}

int paint_requests(struct paint *paint, int row, int rows, int *hidden)
{
    int *reach = mem_alloc((size_t)rows * sizeof *reach); /* by row: the first free column */
    int used = 0;
    *hidden = 0;
    for (int i = 0; i < paint->timeline->request_count; i++) {
        const struct timeline_request *request = &paint->timeline->requests[i];
        int from = paint_column(paint, request->asked_ns), r = 0;
        while (r < rows && reach[r] > from)
            r++;
        if (r == rows) {
            (*hidden)++;
            continue;
        }
        used = r + 1 > used ? r + 1 : used;
        grid_heighten(paint->grid, row + used);
        bar_paint(paint, row + r, request);
        reach[r] = end_column(paint, request) + 1;
    }
    free(reach);
    return used;
}
