/* What the page's script reads: JSON that can stand in a page. Private to the page. */
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

#endif
