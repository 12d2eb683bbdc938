/* Sorting by time, stable, for sequences that are nearly sorted: the writers of a log are each in
 * order, and so is a lane.
 *
 * A natural merge sort (Knuth, The Art of Computer Programming, vol. 3, 5.2.4, algorithm N): the
 * ascending runs that are there already are merged pair by pair. O(n) for a sorted sequence, O(n
 * log r) for r runs. */
#ifndef BATON_TRACE_SORT_H
#define BATON_TRACE_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sort_key {
    int64_t time_ns;
    uint32_t index; /* what it is the key of */
};

void sort_keys(struct sort_key *keys, size_t count);

/* The same for large things, that are not to be moved more than once: calls `take` for pieces of
 * the sequence in the order of time. times[0], the first thing's time, is followed by the next
 * thing's `stride` bytes behind it. False if `take` returned false, which ends it.
 *
 * The sequence is dealt out to as few ascending chains as possible (patience sorting: Mallows,
 * Problem 62-2, SIAM Review 1962), which are then merged: as many chains as there were writers, or
 * so. */
typedef bool sort_take_fn(void *arg, size_t first, size_t count);
bool sort_pieces(const int64_t *times, size_t stride, size_t count, sort_take_fn *take, void *arg);

#endif
