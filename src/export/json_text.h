/* Strings as JSON has them. */
#ifndef BATON_EXPORT_JSON_TEXT_H
#define BATON_EXPORT_JSON_TEXT_H

#include <stddef.h>

#include "base/strbuf.h"

/* Appends a JSON string with its quotes. Control characters are escaped; bytes that are not UTF-8
 * become U+FFFD. */
void json_text_add(struct strbuf *out, const char *text, size_t len);
void json_text_adds(struct strbuf *out, const char *text);

#endif
