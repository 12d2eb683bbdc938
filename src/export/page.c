#include "export/page.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

void page_init(struct page *page, int width, bool ascii)
{
    *page = (struct page){.ascii = ascii};
    grid_init(&page->grid, width, 1);
}

void page_release(struct page *page)
{
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

/* A time stays with its unit: "200.5 ms". */
static bool is_before_unit(const char *text, size_t space)
{
    const char *unit = text + space + 1;
    if (!space || !isdigit((unsigned char)text[space - 1]))
        return false;
    unit += *unit == 'm' || *unit == 'u';
    return *unit == 's' && !isalpha((unsigned char)unit[1]);
}

size_t page_line_len(const char *text, size_t columns)
{
    size_t at = 0, space = 0, used = 0, len = strlen(text);
    while (at < len) {
        uint32_t rune;
        size_t bytes = utf8_decode(text + at, len - at, &rune);
        used += utf8_width(text + at, bytes);
        if (used > columns)
            return space ? space : at ? at : bytes;
        at += bytes;
        if (at < len && text[at] == ' ' && !is_before_unit(text, at))
            space = at;
    }
    return len;
}

void page_wrap(struct page *page, enum grid_ink ink, const char *text)
{
    int column = page->column;
    while (*text) {
        int room = page->grid.columns - column;
        size_t len = page_line_len(text, room > 1 ? (size_t)room : 1);
        page->column = column;
        put(page, ink, text, len);
        page_down(page, 1);
        text += len;
        while (*text == ' ')
            text++;
    }
}
