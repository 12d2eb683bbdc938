#include "config.h"

#include "view/flow.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

static size_t spaces(const char *text, size_t len)
{
    size_t at = 0;
    while (at < len && text[at] == ' ')
        at++;
    return at;
}

size_t flow_line(const char *text, size_t len, int columns, size_t *next)
{
    size_t at = 0, end = 0, resume = 0; /* the last place where it may break */
    int used = 0;
    bool after_wide = false;
    while (at < len && text[at] != '\n') {
        uint32_t rune;
        size_t bytes = utf8_decode(text + at, len - at, &rune);
        int width = utf8_rune_width(rune);
        bool beside = width == 2 || (after_wide && width && !ispunct((unsigned char)text[at]));
        if (text[at] == ' ' || (at && beside)) {
            end = at && text[at - 1] == ' ' ? end : at;
            resume = at + spaces(text + at, len - at);
        }
        if (used + width > columns && text[at] != ' ') {
            *next = end ? resume : at ? at : bytes;
            return end ? end : *next;
        }
        after_wide = width ? width == 2 : after_wide;
        used += width;
        at += bytes;
    }
    *next = at < len ? at + 1 : at;
    while (at && text[at - 1] == ' ')
        at--;
    return at;
}

int flow_rows(const char *text, int columns)
{
    size_t len = strlen(text), next;
    int rows = 0;
    for (size_t at = 0; at < len; at += next, rows++)
        flow_line(text + at, len - at, columns, &next);
    return rows;
}

int flow_put(struct grid *grid, struct rect rect, const char *text, bool ascii,
             struct grid_style style)
{
    size_t len = strlen(text), at = 0, next;
    int row = 0;
    for (; at < len && row < rect.rows; at += next, row++) {
        size_t line = flow_line(text + at, len - at, rect.columns, &next);
        if (row + 1 == rect.rows && at + next < len)
            line = strcspn(text + at, "\n"); /* more than fits: cut there */
        grid_put(grid, rect.row + row, rect.column, text + at, line, rect.columns, ascii, style);
    }
    return row;
}

void flow_again(struct grid *grid, struct rect rect, const char *text, size_t from, size_t to,
                bool ascii, struct grid_style style)
{
    size_t len = strlen(text), at = 0, next;
    for (int row = 0; at < len && at < to && row < rect.rows; at += next, row++) {
        size_t line = flow_line(text + at, len - at, rect.columns, &next);
        bool cut = row + 1 == rect.rows && at + next < len; /* its last column has the ellipsis */
        size_t begin = from > at ? from : at, end = to < at + line || cut ? to : at + line;
        if (begin >= end)
            continue;
        int column = (int)utf8_width(text + at, begin - at), room = rect.columns - column - cut;
        if ((int)utf8_width(text + begin, end - begin) <= room)
            grid_put(grid, rect.row + row, rect.column + column, text + begin, end - begin, room,
                     ascii, style);
    }
}

void flow_parts_put(struct grid *grid, struct rect rect, const char *parts, bool ascii,
                    struct grid_style style)
{
    size_t fits = 0, len = strlen(parts);
    for (size_t at = 0; at <= len; at++) {
        bool ends = at == len || strncmp(parts + at, "  ", 2) == 0;
        if (ends && (int)utf8_width(parts, at) <= rect.columns)
            fits = at;
    }
    if (rect.rows > 0)
        grid_put(grid, rect.row, rect.column, parts, fits ? fits : strcspn(parts, "\n"),
                 rect.columns, ascii, style);
}

static const char *part_end(const char *part)
{
    const char *end = strstr(part, "  ");
    return end ? end : part + strlen(part);
}

/* All but the last word, with the space behind it. */
static size_t key_of(const char *part, const char *end)
{
    size_t len = (size_t)(end - part);
    while (len && part[len - 1] != ' ')
        len--;
    return len;
}

void flow_keys_put(struct grid *grid, struct rect rect, const char *parts, bool ascii)
{
    const struct grid_style lit = {.ink = INK_TITLE}, plain = {.ink = INK_PLAIN};
    int column = 0;
    for (const char *part = parts, *end; *part && rect.rows > 0; part = end + strspn(end, " ")) {
        end = part_end(part);
        size_t key = key_of(part, end);
        if (column && column + (int)utf8_width(part, (size_t)(end - part)) > rect.columns)
            return;
        int at = rect.column + column, room = rect.columns - column;
        int used = grid_put(grid, rect.row, at, part, key, room, ascii, lit);
        used += grid_put(grid, rect.row, at + used, part + key, (size_t)(end - part) - key,
                         room - used, ascii, plain);
        column += used + 2;
    }
}

void flow_fill(struct grid *grid, struct rect rect, struct grid_style style)
{
    for (int row = rect.row; row < rect.row + rect.rows; row++)
        for (int column = rect.column; column < rect.column + rect.columns; column++)
            grid_put_rune(grid, row, column, ' ', style);
}
