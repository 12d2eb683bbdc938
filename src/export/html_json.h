/* What the page's script reads: JSON that can stand in a page, and lists of texts that are named by
 * number. Private to the page. */
#ifndef BATON_EXPORT_HTML_JSON_H
#define BATON_EXPORT_HTML_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/* A string, as it is. Nothing in it can end the script, and with `ascii` it has nothing else. */
void html_json_text(struct strbuf *out, const char *text, size_t len, bool ascii);
/* The same of what is not safe to print, made safe. */
void html_json_safe(struct strbuf *out, const char *text, size_t len, bool ascii);

/* The name of a member of an object, with a comma in front. */
void html_member(struct strbuf *out, const char *name);

/* Texts, each once. Embedded; zero it to begin. */
struct html_words {
    char **items;
    int count, room;
    int *table; /* numbers + 1; 0: free */
    int slots;  /* a power of two */
};

/* The number of a text; it is copied. */
int html_words_number(struct html_words *words, const char *text);
/* [ "…", … ] */
void html_words_add(const struct html_words *words, bool ascii, struct strbuf *out);
void html_words_release(struct html_words *words);

#endif
