#include "bench.h"

#include <stdio.h>
#include <stdlib.h>

static int by_ratio(const void *a, const void *b)
{
    const struct bench_pair *left = a, *right = b;
    double one = left->ours_ns * right->theirs_ns, other = right->ours_ns * left->theirs_ns;
    return (one > other) - (one < other);
}

struct bench_pair bench_median(struct bench_pair *pairs, int count)
{
    qsort(pairs, (size_t)count, sizeof *pairs, by_ratio);
    return pairs[count / 2];
}

void bench_row(const char *what, const char *reached, const char *to_reach,
               const char *compared_with, bool good)
{
    printf("%s | %s | %s | %s | %s\n", what, reached, to_reach, compared_with,
           good ? "reached" : "MISSED");
}

void bench_remark(const char *what, const char *reached, const char *compared_with)
{
    printf("%s | %s | - | %s | -\n", what, reached, compared_with);
}
