#include "config.h"

#include "bench.h"

#include <math.h>
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

static int by_size(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

double bench_median_of(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, by_size);
    return count ? numbers[count / 2] : NAN;
}

char *bench_time(char text[BENCH_TEXT], double ns)
{
    static const struct {
        double from_ns, unit_ns;
        const char *format;
    } units[] = {{1e9, 1e9, "%.2f s"},
                 {1e7, 1e6, "%.1f ms"},
                 {1e5, 1e6, "%.2f ms"},
                 {1e3, 1e3, "%.1f us"},
                 {0, 1, "%.0f ns"}};
    int i = 0;
    while (fabs(ns) < units[i].from_ns)
        i++;
    snprintf(text, BENCH_TEXT, units[i].format, ns / units[i].unit_ns);
    return text;
}

void bench_row(const char *what, const char *reached, const char *to_reach,
               const char *compared_with, bool good)
{
    printf("%s | %s | %s | %s | %s\n", what, reached, to_reach, compared_with,
           good ? "met" : "not met");
}

void bench_remark(const char *what, const char *reached, const char *compared_with)
{
    printf("%s | %s | - | %s | -\n", what, reached, compared_with);
}
