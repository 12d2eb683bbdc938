/* Text as XML and HTML have it. */
#ifndef BATON_EXPORT_XML_TEXT_H
#define BATON_EXPORT_XML_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"

/* Appends text that may stand in an element or in a quoted attribute, whatever it was: markup is
 * escaped; control characters, broken bytes and what else XML forbids show as utf8_add_safe() shows
 * them. In ASCII, other characters become references (&#xAC00;), so nothing is lost. */
void xml_text_add(struct strbuf *out, const char *text, size_t len, bool ascii);
void xml_text_adds(struct strbuf *out, const char *text, bool ascii);

#endif
