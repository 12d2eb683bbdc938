/* A page of text: a grid that grows downwards, with lines of styled words. */
#ifndef BATON_EXPORT_PAGE_H
#define BATON_EXPORT_PAGE_H

#include <stdarg.h>
#include <stdbool.h>

#include "base/strbuf.h"
#include "grid/grid.h"

struct page {
    struct grid grid;
    int row;    /* the line being written */
    int column; /* where its next word goes */
    bool ascii;
};

void page_init(struct page *page, int width, bool ascii);
/* Appends the page as text, but for the line at hand, and releases it. */
void page_end(struct page *page, const struct palette *palette, struct strbuf *out);
/* The next line; `lines` of them. */
void page_down(struct page *page, int lines);
/* Appends words to the line, clipped at its end. */
void page_words(struct page *page, enum grid_ink ink, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The next word begins at `column`. */
void page_tab(struct page *page, int column);
/* Writes words over as many lines as they need, each beginning at the present column, and goes to
 * the next line. */
void page_wrap(struct page *page, enum grid_ink ink, const char *text);

#endif
