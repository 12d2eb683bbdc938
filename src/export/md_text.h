/* Text as Markdown and Mermaid have it. */
#ifndef BATON_EXPORT_MD_TEXT_H
#define BATON_EXPORT_MD_TEXT_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Appends text that stands for itself, also in a table, whatever it was. In ASCII, other characters
 * become references (&#xAC00;). */
void md_text_add(struct strbuf *out, const char *text, bool ascii);
/* The same in a diagram of Mermaid, where it knows references of its own (#44032;). */
void md_diagram_add(struct strbuf *out, const char *text, bool ascii);

#endif
