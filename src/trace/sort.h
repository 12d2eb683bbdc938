/* Sorting by time, stable, for sequences that are nearly sorted: the writers of a log are each in
 * order, and so is a lane.
 *
 * A natural merge sort (Knuth, The Art of Computer Programming, vol. 3, 5.2.4, algorithm N): the
 * ascending runs that are there already are merged pair by pair. O(n) for a sorted sequence, O(n
 * log r) for r runs. */
#ifndef BATON_TRACE_SORT_H
#define BATON_TRACE_SORT_H

#include <stddef.h>
#include <stdint.h>

struct sort_key {
    int64_t time_ns;
    uint32_t index; /* what it is the key of */
};

void sort_keys(struct sort_key *keys, size_t count);

#endif
