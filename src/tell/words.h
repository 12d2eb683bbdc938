/* Times and numbers in words, the same everywhere. */
#ifndef BATON_TELL_WORDS_H
#define BATON_TELL_WORDS_H

#include <stdint.h>

#include "base/strbuf.h"

/* "12.3 us", "4.56 ms", "500.8 ms", "12.30 s". */
void words_time(struct strbuf *out, int64_t ns);
/* "9980" as "9,980". */
void words_count(struct strbuf *out, int64_t count);
/* "512 B", "3.1 KiB", "12.0 MiB". */
void words_bytes(struct strbuf *out, int64_t bytes);

#endif
