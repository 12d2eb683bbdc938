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

#endif
