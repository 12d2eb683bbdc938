#include "trace/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* The starts of the ascending runs, and `count` behind them. */
static size_t runs_find(const struct sort_key *keys, size_t count, size_t **starts)
{
    size_t *found = NULL;
    size_t runs = 0, room = 0;
    for (size_t i = 0; i < count; i++) {
        if (i && keys[i - 1].time_ns <= keys[i].time_ns)
            continue;
        MEM_GROW(found, runs, room);
        found[runs++] = i;
    }
    MEM_GROW(found, runs, room);
    found[runs] = count;
    *starts = found;
    return runs;
}

static void merge(const struct sort_key *a, const struct sort_key *a_end, const struct sort_key *b,
                  const struct sort_key *b_end, struct sort_key *out)
{
    while (a < a_end && b < b_end)
        *out++ = b->time_ns < a->time_ns ? *b++ : *a++;
    memcpy(out, a, (size_t)(a_end - a) * sizeof *a);
    memcpy(out + (a_end - a), b, (size_t)(b_end - b) * sizeof *b);
}

/* Merges neighbouring runs; returns how many are left. */
static size_t merge_pass(const struct sort_key *from, struct sort_key *to, size_t *starts,
                         size_t runs)
{
    size_t count = starts[runs], left = 0;
    for (size_t r = 0; r < runs; r += 2) {
        size_t begin = starts[r], middle = starts[r + 1];
        size_t end = r + 2 <= runs ? starts[r + 2] : middle;
        merge(from + begin, from + middle, from + middle, from + end, to + begin);
        starts[left++] = begin;
    }
    starts[left] = count;
    return left;
}

void sort_keys(struct sort_key *keys, size_t count)
{
    size_t *starts;
    size_t runs = runs_find(keys, count, &starts);
    if (runs > 1) {
        struct sort_key *spare = mem_realloc(NULL, count * sizeof *spare);
        struct sort_key *from = keys, *to = spare;
        while (runs > 1) {
            runs = merge_pass(from, to, starts, runs);
            struct sort_key *swap = from;
            from = to;
            to = swap;
        }
        if (from != keys)
            memcpy(keys, from, count * sizeof *keys);
        free(spare);
    }
    free(starts);
}
