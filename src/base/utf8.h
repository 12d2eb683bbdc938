/* UTF-8 and what a terminal makes of it. Pure functions; widths never depend on the locale. */
#ifndef BATON_BASE_UTF8_H
#define BATON_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/* Decodes the character at `text` (len > 0 bytes); returns its number of bytes, and 1 with *rune =
 * 0xFFFFFFFF for a byte that is not UTF-8 (overlong forms, surrogates and > U+10FFFF included). */
size_t utf8_decode(const char *text, size_t len, uint32_t *rune);
size_t utf8_encode(uint32_t rune, char out[4]);
/* True for what locales call it: UTF-8, utf8. */
bool utf8_is_codeset(const char *name);
bool utf8_valid(const char *text, size_t len, size_t *bad_at);
/* True if the character may begin a name in a scenario: a letter of ASCII, `_`, or any character
 * from U+00A0 up but spaces and punctuation. Digits may only follow. */
bool utf8_is_name(uint32_t rune);
/* Columns of one character: 0 combining, 2 wide (East Asian Wide/Fullwidth, emoji), else 1. Control
 * characters count as they are shown: 4 (\xNN), 8 (\u{NNNN}). */
int utf8_rune_width(uint32_t rune);
/* Columns of a text as utf8_add_safe() would show it. */
size_t utf8_width(const char *text, size_t len);
/* The same of all of a text. */
int utf8_columns(const char *text);
/* Appends text with control characters (C0, DEL, C1) and broken bytes as \xNN, and bidirectional
 * overrides and separators of lines as \u{NNNN}: what is safe to send to a terminal. */
void utf8_add_safe(struct strbuf *out, const char *text, size_t len);
/* The same, cut to at most `columns`, with … (or ~ if ascii) at the end where it was cut. Returns
 * the columns. */
size_t utf8_add_clipped(struct strbuf *out, const char *text, size_t len, size_t columns,
                        bool ascii);

#endif
