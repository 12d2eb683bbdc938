/* The texts of a trace: few events have one. Private to trace.c and to what loads traces.
 *
 * Texts are added in the order of the events. Once all are there, a bit for each event, and a count
 * for each 64 bits, tell which text is an event's. */
#ifndef BATON_TRACE_TEXTS_H
#define BATON_TRACE_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *bytes; /* not NUL-terminated */
    uint32_t len;
    uint32_t event;
};

/* Embedded; zero it to begin. */
struct texts {
    struct text *items;
    size_t count, room;
    struct text_block *blocks; /* where the bytes are; the newest in front */
    uint64_t *has;             /* a bit an event; NULL until sealed */
    uint32_t *before;          /* how many texts are before those 64 events */
};

void texts_add(struct texts *texts, uint32_t event, const char *bytes, size_t len);
/* Room for so many bytes of the next text, and the text itself when it is known how many were
 * needed (at most so many): for those who make it piece by piece. */
char *texts_reserve(struct texts *texts, size_t most);
void texts_add_reserved(struct texts *texts, uint32_t event, const char *bytes, size_t len);
/* Puts what `more` has behind, and leaves it empty. */
void texts_join(struct texts *texts, struct texts *more);
/* All are there: the trace has so many events. */
void texts_seal(struct texts *texts, size_t events);
/* Only if sealed. */
static inline bool texts_have(const struct texts *texts, size_t event)
{
    return texts->has[event / 64] >> event % 64 & 1;
}
const struct text *texts_find(const struct texts *texts, size_t event); /* or NULL */
void texts_release(struct texts *texts);

#endif
