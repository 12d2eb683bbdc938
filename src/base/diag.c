#include "config.h"

#include "base/diag.h"

#include "base/mem.h"
#include "base/sort.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A place in a long line is shown with this many columns before it and in all. */
enum { SHOWN_AT_MOST = 50, TAB_COLUMNS = 8, WINDOW_BEFORE = 100, WINDOW_COLUMNS = 160 };

void diag_add(struct diag_list *list, enum diag_severity severity, uint32_t line, uint32_t column,
              uint32_t length, const char *format, ...)
{
    struct strbuf message = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&message, format, args);
    va_end(args);
    MEM_GROW(list->items, list->count, list->room);
    list->items[list->count++] = (struct diag){
        .severity = severity,
        .line = line,
        .column = column,
        .length = length ? length : 1,
        .message = strbuf_detach(&message),
    };
    list->errors += severity == DIAG_ERROR;
}

void diag_hint(struct diag_list *list, const char *format, ...)
{
    assert(list->count > 0);
    struct strbuf hint = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&hint, format, args);
    va_end(args);
    struct diag *newest = &list->items[list->count - 1];
    free(newest->hint);
    newest->hint = strbuf_detach(&hint);
}

/* By place; those at one place stay in the order they were found in. */
static int compare_places(const void *a, const void *b)
{
    const struct diag *x = *(const struct diag *const *)a, *y = *(const struct diag *const *)b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* Where the walk through the source stands: places come in order, so it goes through it once. */
struct source_walk {
    const char *at, *end;
    uint32_t line;
};

static const char *line_end(const char *start, const char *end)
{
    const char *newline = memchr(start, '\n', (size_t)(end - start));
    return newline ? newline : end;
}

/* The text of a line without its end; false if the source has no such line. */
static bool walk_to(struct source_walk *walk, uint32_t line, const char **text, size_t *len)
{
    while (walk->line < line) {
        const char *stop = line_end(walk->at, walk->end);
        if (stop == walk->end)
            return false;
        walk->at = stop + 1;
        walk->line++;
    }
    const char *stop = line_end(walk->at, walk->end);
    if (stop > walk->at && stop[-1] == '\r')
        stop--;
    *text = walk->at;
    *len = (size_t)(stop - walk->at);
    return true;
}

/* A line as it is shown: the text, and the columns the marked characters take in it. */
struct shown_line {
    struct strbuf text;
    size_t columns, mark_from, mark_to;
};

static void show_rune(struct shown_line *shown, const char *bytes, size_t len, uint32_t rune)
{
    if (rune == '\t') {
        size_t width = TAB_COLUMNS - shown->columns % TAB_COLUMNS;
        strbuf_addn(&shown->text, ' ', width);
        shown->columns += width;
        return;
    }
    utf8_add_safe(&shown->text, bytes, len);
    shown->columns += (size_t)utf8_rune_width(rune);
}

/* The character that the window on a long line begins with: 1 where the place is near the line's
 * start. */
static uint32_t window_start(uint32_t column)
{
    return column > WINDOW_BEFORE ? column - WINDOW_BEFORE / 2 : 1;
}

static void show_line(struct shown_line *shown, const char *text, size_t len,
                      const struct diag *diag)
{
    uint32_t first = window_start(diag->column);
    uint32_t character = 1;
    size_t i = 0;
    bool marked = false;
    if (first > 1) {
        strbuf_adds(&shown->text, "...");
        shown->columns = 3;
    }
    while (i < len && shown->columns < WINDOW_COLUMNS) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + i, len - i, &rune);
        if (character == diag->column) {
            shown->mark_from = shown->columns;
            marked = true;
        }
        if (character >= first)
            show_rune(shown, text + i, bytes, rune);
        if (marked && character - diag->column < diag->length)
            shown->mark_to = shown->columns;
        character++;
        i += bytes;
    }
    if (i < len)
        strbuf_adds(&shown->text, "...");
    if (!marked)
        shown->mark_from = shown->columns;
    if (shown->mark_to <= shown->mark_from)
        shown->mark_to = shown->mark_from + 1;
}

static void format_place(const struct diag *diag, struct source_walk *walk, struct strbuf *out)
{
    const char *text;
    size_t len;
    if (diag->line == 0 || !walk_to(walk, diag->line, &text, &len))
        return;
    struct shown_line shown = {0};
    show_line(&shown, text, len, diag);
    strbuf_addf(out, "%5u | %s\n      | ", diag->line, strbuf_str(&shown.text));
    strbuf_addn(out, ' ', shown.mark_from);
    strbuf_addch(out, '^');
    strbuf_addn(out, '~', shown.mark_to - shown.mark_from - 1);
    strbuf_addch(out, '\n');
    strbuf_release(&shown.text);
}

static void format_one(const struct diag *diag, const char *name, struct source_walk *walk,
                       struct strbuf *out)
{
    utf8_add_safe(out, name, strlen(name));
    if (diag->line)
        strbuf_addf(out, ":%u:%u", diag->line, diag->column);
    strbuf_adds(out, diag->severity == DIAG_ERROR ? ": error: " : ": warning: ");
    utf8_add_safe(out, diag->message, strlen(diag->message));
    strbuf_addch(out, '\n');
    format_place(diag, walk, out);
    if (!diag->hint)
        return;
    strbuf_adds(out, "      = ");
    utf8_add_safe(out, diag->hint, strlen(diag->hint));
    strbuf_addch(out, '\n');
}

static void format_left_out(int shown, int total, const char *what, struct strbuf *out)
{
    if (total > shown)
        strbuf_addf(out, "... and %d more %s%s\n", total - shown, what,
                    total - shown == 1 ? "" : "s");
}

void diag_format(struct diag_list *list, const char *name, const char *source, size_t len,
                 struct strbuf *out)
{
    if (list->count == 0)
        return;
    const struct diag **sorted = mem_alloc((size_t)list->count * sizeof *sorted);
    for (int i = 0; i < list->count; i++)
        sorted[i] = &list->items[i];
    sort_stable(sorted, (size_t)list->count, sizeof *sorted, compare_places);
    struct source_walk walk = {.at = source, .end = source + len, .line = 1};
    int shown[2] = {0, 0};
    for (int i = 0; i < list->count; i++)
        if (shown[sorted[i]->severity]++ < SHOWN_AT_MOST)
            format_one(sorted[i], name, &walk, out);
    format_left_out(SHOWN_AT_MOST, shown[DIAG_ERROR], "error", out);
    format_left_out(SHOWN_AT_MOST, shown[DIAG_WARNING], "warning", out);
    free(sorted);
}

void diag_release(struct diag_list *list)
{
    for (int i = 0; i < list->count; i++) {
        free(list->items[i].message);
        free(list->items[i].hint);
    }
    free(list->items);
    *list = (struct diag_list){0};
}
