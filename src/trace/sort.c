#include "config.h"

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

/* ---- by chains ---- */

/* Things that stand behind one another, and belong to one chain. */
struct piece {
    uint32_t first, count;
    uint32_t next; /* of the chain, or NO_PIECE */
};

#define NO_PIECE UINT32_MAX

struct chain {
    int64_t tail_ns; /* its last time; ever less from chain to chain */
    uint32_t first, last;
};

struct chains {
    const char *times;
    size_t stride;
    struct piece *pieces;
    struct chain *items;
    size_t piece_count, piece_room, count, room;
};

static int64_t time_at(const struct chains *chains, size_t index)
{
    int64_t time_ns;
    memcpy(&time_ns, chains->times + index * chains->stride, sizeof time_ns);
    return time_ns;
}

/* The chain with the latest end that is not behind t; `count` if there is none. */
static size_t chain_for(const struct chains *chains, int64_t t_ns)
{
    size_t low = 0, high = chains->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (chains->items[middle].tail_ns <= t_ns)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void piece_add(struct chains *chains, size_t c, size_t first)
{
    uint32_t piece = (uint32_t)chains->piece_count;
    MEM_GROW(chains->pieces, chains->piece_count, chains->piece_room);
    chains->pieces[chains->piece_count++] = (struct piece){(uint32_t)first, 0, NO_PIECE};
    if (c == chains->count) {
        MEM_GROW(chains->items, chains->count, chains->room);
        chains->items[chains->count++].first = piece;
    } else {
        chains->pieces[chains->items[c].last].next = piece;
    }
    chains->items[c].last = piece;
}

static void chains_deal(struct chains *chains, size_t count)
{
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        int64_t t = time_at(chains, i);
        bool stays = last != SIZE_MAX && chains->items[last].tail_ns <= t &&
                     (last == 0 || chains->items[last - 1].tail_ns > t);
        size_t c = stays ? last : chain_for(chains, t);
        if (c != last)
            piece_add(chains, c, i);
        chains->items[c].tail_ns = t;
        chains->pieces[chains->items[c].last].count++;
        last = c;
    }
}

/* What is left of a chain while it is merged: an item of a heap, the earliest on top. */
struct head {
    int64_t time_ns;
    uint32_t index, end; /* of the piece */
    uint32_t next;
};

static bool head_before(const struct head *a, const struct head *b)
{
    return a->time_ns != b->time_ns ? a->time_ns < b->time_ns : a->index < b->index;
}

static void heap_sink(struct head *heap, size_t count, size_t at)
{
    struct head sinking = heap[at];
    for (size_t child; (child = at * 2 + 1) < count; at = child) {
        if (child + 1 < count && head_before(&heap[child + 1], &heap[child]))
            child++;
        if (!head_before(&heap[child], &sinking))
            break;
        heap[at] = heap[child];
    }
    heap[at] = sinking;
}

/* The head of the next piece; false if there is none. */
static bool head_take(const struct chains *chains, struct head *head, uint32_t piece)
{
    if (piece == NO_PIECE)
        return false;
    const struct piece *next = &chains->pieces[piece];
    *head = (struct head){time_at(chains, next->first), next->first, next->first + next->count,
                          next->next};
    return true;
}

/* Goes on in the chain on top for as long as it is the earliest. Returns how many things. */
static uint32_t top_run(const struct chains *chains, struct head *heap, size_t count)
{
    struct head *top = &heap[0], *second = count > 1 ? &heap[1] : NULL;
    uint32_t first = top->index;
    if (count > 2 && head_before(&heap[2], second))
        second = &heap[2];
    do {
        if (++top->index == top->end)
            break;
        top->time_ns = time_at(chains, top->index);
    } while (!second || head_before(top, second));
    return top->index - first;
}

static bool chains_merge(const struct chains *chains, sort_take_fn *take, void *arg)
{
    struct head *heap = mem_alloc((chains->count + 1) * sizeof *heap);
    size_t count = chains->count;
    bool more = true;
    for (size_t i = 0; i < count; i++)
        head_take(chains, &heap[i], chains->items[i].first);
    for (size_t i = count; i-- > 0;)
        heap_sink(heap, count, i);
    while (count && more) {
        uint32_t first = heap[0].index;
        more = take(arg, first, top_run(chains, heap, count));
        if (heap[0].index == heap[0].end && !head_take(chains, &heap[0], heap[0].next))
            heap[0] = heap[--count];
        heap_sink(heap, count, 0);
    }
    free(heap);
    return more;
}

bool sort_pieces(const int64_t *times, size_t stride, size_t count, sort_take_fn *take, void *arg)
{
    struct chains chains = {.times = (const char *)times, .stride = stride};
    chains_deal(&chains, count);
    bool more = chains_merge(&chains, take, arg);
    free(chains.pieces);
    free(chains.items);
    return more;
}
