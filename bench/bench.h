/* What the measuring programs share. A figure means little by itself on a machine that others use:
 * each is measured in alternation with what it is compared to, and the median of the pairs counts.
 * All times are in nanoseconds. */
#ifndef BATON_BENCH_H
#define BATON_BENCH_H

#include <stdbool.h>

struct bench_pair {
    double ours_ns, theirs_ns;
};

enum { BENCH_PAIRS = 101, BENCH_TEXT = 160 };

/* The pair whose ratio is the median one. Sorts the pairs. */
struct bench_pair bench_median(struct bench_pair *pairs, int count);

/* The median of the numbers, which it sorts; NAN if there are none. */
double bench_median_of(double *numbers, int count);
/* Puts a time into the text, in a unit that suits it. Returns the text. */
char *bench_time(char text[BENCH_TEXT], double ns);

/* Prints `what | reached | to reach | compared with | verdict`; bench.sh makes a table of it. */
void bench_row(const char *what, const char *reached, const char *to_reach,
               const char *compared_with, bool good);
/* The same for a figure that nothing is asked of. */
void bench_remark(const char *what, const char *reached, const char *compared_with);

#endif
