#include "config.h"

#include "export/page.h"

#include <string.h>

#include "paint/wrap.h"

void page_init(struct page *page, int width, bool ascii)
{
    *page = (struct page){.ascii = ascii};
    grid_init(&page->grid, width, 1);
}

void page_end(struct page *page, const struct palette *palette, struct strbuf *out)
{
    page->grid.rows = page->row;
    grid_to_text(&page->grid, palette, page->ascii, out);
    grid_release(&page->grid);
}

void page_down(struct page *page, int lines)
{
    page->row += lines;
    page->column = 0;
    grid_heighten(&page->grid, page->row + 1);
}

static void put(struct page *page, enum grid_ink ink, const char *text, size_t len)
{
    struct grid_style style = {.ink = (uint8_t)ink};
    int room = page->grid.columns - page->column;
    page->column +=
        grid_put(&page->grid, page->row, page->column, text, len, room, page->ascii, style);
}

void page_words(struct page *page, enum grid_ink ink, const char *format, ...)
{
    struct strbuf words = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&words, format, args);
    va_end(args);
    put(page, ink, strbuf_str(&words), words.len);
    strbuf_release(&words);
}

void page_tab(struct page *page, int column)
{
    page->column = column;
}

void page_wrap(struct page *page, enum grid_ink ink, const char *text)
{
    int column = page->column;
    struct wrap_line line;
    while (wrap_next(&text, page->grid.columns - column, &line)) {
        page->column = column;
        put(page, ink, line.text, line.len);
        page_down(page, 1);
    }
}
