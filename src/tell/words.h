/* Times, numbers and lists in words, the same everywhere. */
#ifndef BATON_TELL_WORDS_H
#define BATON_TELL_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

/* "12.3 us", "4.56 ms", "500.8 ms", "12.30 s". */
void words_time(struct strbuf *out, int64_t ns);
/* "9980" as "9,980". */
void words_count(struct strbuf *out, int64_t count);
/* "512 B", "3.1 KiB", "12.0 MiB". */
void words_bytes(struct strbuf *out, int64_t bytes);
/* What stands in front of the i-th of so many names: "one", "one and two", "one, two and three". If
 * `more` follow that are not named, they come behind the "and". */
void words_between(struct strbuf *out, int i, int named, bool more);
/* And so they do: "one, two and 4 more". Nothing for 0. */
void words_more(struct strbuf *out, int64_t more);

#endif
