/* Sorting, in the same way everywhere: what compares as equal stays in the order it had. qsort()
 * does so in one C library and not in another, and what is shown would differ with it. */
#ifndef BATON_BASE_SORT_H
#define BATON_BASE_SORT_H

#include <stddef.h>

/* As qsort() takes it: below 0 if the left one comes first. */
typedef int sort_fn(const void *left, const void *right);

void sort_stable(void *items, size_t count, size_t size, sort_fn *compare);

#endif
