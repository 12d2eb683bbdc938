#include "config.h"

#include "export/html_pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "export/html_json.h"

/* ---- numbers ---- */

void html_pack_begin(struct strbuf *out, const char *name)
{
    html_member(out, name);
    strbuf_addch(out, '"');
}

void html_pack_end(struct strbuf *out)
{
    strbuf_addch(out, '"');
}

void html_pack_add(struct strbuf *out, int64_t number)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    uint64_t left = size << 1 | (number < 0);
    do {
        unsigned low = (unsigned)(left & 31);
        left >>= 5;
        strbuf_addch(out, digits[left ? low | 32 : low]);
    } while (left);
}

void html_column_add(struct strbuf *out, struct html_column *column, int64_t number)
{
    html_pack_add(out, number - column->before);
    column->before = number;
}

/* ---- texts by number ---- */

enum { SLOTS_FIRST = 256 };

static int *slot_of(const struct html_words *words, const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (const char *at = text; *at; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    size_t mask = (size_t)words->slots - 1, at = (size_t)(hash ^ hash >> 32) & mask;
    while (words->table[at] && strcmp(words->items[words->table[at] - 1], text) != 0)
        at = (at + 1) & mask;
    return &words->table[at];
}

static void table_grow(struct html_words *words)
{
    free(words->table);
    words->slots = words->slots ? words->slots * 2 : SLOTS_FIRST;
    words->table = mem_alloc((size_t)words->slots * sizeof *words->table);
    for (int i = 0; i < words->count; i++)
        *slot_of(words, words->items[i]) = i + 1;
}

int html_words_number(struct html_words *words, const char *text)
{
    if (words->count * 2 >= words->slots)
        table_grow(words);
    int *slot = slot_of(words, text);
    if (!*slot) {
        MEM_GROW(words->items, words->count, words->room);
        words->items[words->count++] = mem_strdup(text);
        *slot = words->count;
    }
    return *slot - 1;
}

/* ---- forms ---- */

enum {
    HOLE = 1, /* in a form: a number with so many decimals, less one */
    DECIMALS_MOST = 3,
    DIGITS_MOST = 15, /* that a number of the script has exactly */
};

struct number {
    int64_t value; /* without the point */
    int decimals;
    size_t len;
};

/* What a hole can stand for: the digits there, and behind a point some more. */
static bool number_read(const char *text, struct number *number)
{
    size_t whole = strspn(text, "0123456789"), part = 0;
    if (whole && text[whole] == '.')
        part = strspn(text + whole + 1, "0123456789");
    if (part > DECIMALS_MOST)
        part = 0;
    if (!whole || whole + part > DIGITS_MOST || (whole > 1 && *text == '0'))
        return false;
    *number = (struct number){.decimals = (int)part, .len = whole + (part ? part + 1 : 0)};
    for (size_t i = 0; i < number->len; i++)
        if (text[i] != '.')
            number->value = number->value * 10 + (text[i] - '0');
    return true;
}

/* Its form, and the numbers of its holes behind one another. One that holds what marks a hole has
 * none. */
static void split(const char *text, struct strbuf *form, struct strbuf *numbers)
{
    struct number number;
    bool plain = strpbrk(text, "\1\2\3\4") != NULL;
    for (size_t len; *text; text += len) {
        if (!plain && number_read(text, &number)) {
            strbuf_addch(form, (char)(HOLE + number.decimals));
            html_pack_add(numbers, number.value);
            len = number.len;
            continue;
        }
        len = strspn(text, "0123456789"); /* no digit of a longer number begins one */
        len = len ? len : 1;
        strbuf_add(form, text, len);
    }
}

void html_words_add(const struct html_words *words, bool ascii, struct strbuf *out)
{
    struct html_words forms = {0};
    struct strbuf packed = STRBUF_INIT, form = STRBUF_INIT, numbers = STRBUF_INIT;
    for (int i = 0; i < words->count; i++) {
        strbuf_clear(&form);
        strbuf_clear(&numbers);
        split(words->items[i], &form, &numbers);
        html_pack_add(&packed, html_words_number(&forms, strbuf_str(&form)));
        strbuf_add(&packed, strbuf_str(&numbers), numbers.len);
    }
    html_member(out, "forms");
    strbuf_addch(out, '[');
    for (int i = 0; i < forms.count; i++) {
        strbuf_adds(out, i ? ",\n" : "\n");
        html_json_text(out, forms.items[i], strlen(forms.items[i]), ascii);
    }
    strbuf_addch(out, ']');
    html_member(out, "words");
    strbuf_addf(out, "\"%s\"", strbuf_str(&packed));
    strbuf_release(&packed);
    strbuf_release(&form);
    strbuf_release(&numbers);
    html_words_release(&forms);
}

void html_words_release(struct html_words *words)
{
    for (int i = 0; i < words->count; i++)
        free(words->items[i]);
    free(words->items);
    free(words->table);
    *words = (struct html_words){0};
}
