/* The numbers of a summary, with their names: the same in the text and in the pictures. */
#ifndef BATON_EXPORT_NUMBERS_H
#define BATON_EXPORT_NUMBERS_H

#include "base/strbuf.h"
#include "export/export.h"

enum { NUMBERS_MOST = 8 };

struct number {
    const char *name;
    struct strbuf value;
};

struct numbers {
    struct number items[NUMBERS_MOST];
    int count;
};

/* Elapsed, CPU, hand-offs …: what there is of them. Memory where there are many tasks or an
 * expectation on it. */
void numbers_take(struct numbers *numbers, const struct export_source *source);
void numbers_release(struct numbers *numbers);
/* How the states of the CPU are known: a sentence. */
const char *numbers_known(const struct stats *stats);
/* "3 records were lost …"; nothing if none were. */
void numbers_lost_add(const struct stats *stats, struct strbuf *out);

#endif
