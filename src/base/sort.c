/* A merge sort: short pieces are sorted by insertion, then merged by twos, to and fro between the
 * items and as much memory again. */
#include "config.h"

#include "base/sort.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { PIECE = 8, BUFFER_BYTES = 1024 };

/* Numbers are what most lists are made of. */
static void copy(char *to, const char *from, size_t size)
{
    if (size == 8)
        memcpy(to, from, 8);
    else if (size == 4)
        memcpy(to, from, 4);
    else
        memcpy(to, from, size);
}

static void insert(char *items, size_t count, size_t size, char *held, sort_fn *compare)
{
    for (size_t i = 1; i < count; i++) {
        size_t at = i;
        while (at > 0 && compare(items + (at - 1) * size, items + i * size) > 0)
            at--;
        if (at == i)
            continue;
        copy(held, items + i * size, size);
        memmove(items + (at + 1) * size, items + at * size, (i - at) * size);
        copy(items + at * size, held, size);
    }
}

/* Two neighbours, `left` and `right` bytes long, become one. */
static void merge(char *to, const char *from, size_t left, size_t right, size_t size,
                  sort_fn *compare)
{
    const char *a = from, *b = from + left, *a_end = b, *b_end = b + right;
    while (a < a_end && b < b_end) {
        const char **first = compare(a, b) <= 0 ? &a : &b;
        copy(to, *first, size);
        *first += size;
        to += size;
    }
    memcpy(to, a, (size_t)(a_end - a));
    memcpy(to + (a_end - a), b, (size_t)(b_end - b));
}

static bool is_sorted(const char *items, size_t count, size_t size, sort_fn *compare)
{
    for (size_t i = 1; i < count; i++)
        if (compare(items + (i - 1) * size, items + i * size) > 0)
            return false;
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void merge_all(char *to, const char *from, size_t bytes, size_t piece, size_t size,
                      sort_fn *compare)
{
    for (size_t at = 0; at < bytes; at += 2 * piece) {
        size_t left = least(piece, bytes - at), right = least(piece, bytes - at - left);
        merge(to + at, from + at, left, right, size, compare);
    }
}

static void sort_with(char *items, size_t count, size_t size, char *other, sort_fn *compare)
{
    char *from = items, *to = other;
    size_t bytes = count * size;
    for (size_t at = 0; at < count; at += PIECE)
        insert(items + at * size, least(PIECE, count - at), size, other, compare);
    for (size_t piece = PIECE * size; piece < bytes; piece *= 2) {
        merge_all(to, from, bytes, piece, size, compare);
        char *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != items)
        memcpy(items, from, bytes);
}

void sort_stable(void *items, size_t count, size_t size, sort_fn *compare)
{
    _Alignas(max_align_t) char buffer[BUFFER_BYTES];
    if (is_sorted(items, count, size, compare))
        return;
    char *other = count <= BUFFER_BYTES / size ? buffer : mem_alloc(count * size);
    sort_with(items, count, size, other, compare);
    if (other != buffer)
        free(other);
}
