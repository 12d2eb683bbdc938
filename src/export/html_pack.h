/* Lists of numbers and of texts, written small: what the page that plays has of a long run.
 *
 * A number is 5 bits a character, the lowest first, its sign in the very lowest; a character that
 * is not the last one has a sixth. Small numbers are short, so times are written as differences. A
 * text is its form, in which numbers are holes, and these numbers: the sentences of a run are few
 * forms. The script undoes both (page/pack.js). Private to the page. */
#ifndef BATON_EXPORT_HTML_PACK_H
#define BATON_EXPORT_HTML_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

/* A member that is such a list, with a comma in front, and its end. */
void html_pack_begin(struct strbuf *out, const char *name);
void html_pack_end(struct strbuf *out);
/* No character of it means anything in a string of JSON, in HTML or XML. */
void html_pack_add(struct strbuf *out, int64_t number);

/* One column of a list: as the difference to the entry before. Zero it to begin. */
struct html_column {
    int64_t before;
};
void html_column_add(struct strbuf *out, struct html_column *column, int64_t number);

/* Texts, each once. Embedded; zero it to begin. */
struct html_words {
    char **items;
    int count, room;
    int *table; /* numbers + 1; 0: free */
    int slots;  /* a power of two */
};

/* The number of a text; it is copied. */
int html_words_number(struct html_words *words, const char *text);
/* Members "forms" and "words", with a comma in front. */
void html_words_add(const struct html_words *words, bool ascii, struct strbuf *out);
void html_words_release(struct html_words *words);

#endif
