#include "config.h"

#include "device/requests.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"

enum { FIRST_ROOM = 64 };

/* ---- slots, and finding them by id ---- */

static uint32_t *bucket_of(const struct requests *requests, uint32_t id)
{
    return &requests->buckets[(id * 2654435761u >> 7) & requests->bucket_mask];
}

static void put_into_bucket(struct requests *requests, uint32_t slot)
{
    uint32_t *bucket = bucket_of(requests, requests->slots[slot].id);
    requests->slots[slot].next_in_bucket = *bucket;
    *bucket = slot;
}

/* Twice the slots, the heap and the buckets; called when all slots are in use. */
static void grow(struct requests *requests)
{
    uint32_t room = requests->room ? requests->room * 2 : FIRST_ROOM;
    requests->slots = mem_realloc(requests->slots, room * sizeof *requests->slots);
    requests->heap = mem_realloc(requests->heap, room * sizeof *requests->heap);
    free(requests->buckets);
    requests->buckets = mem_alloc(room * sizeof *requests->buckets);
    requests->bucket_mask = room - 1;
    requests->room = room;
    if (!requests->count)
        requests->count = 1;
    for (uint32_t slot = 1; slot < requests->count; slot++)
        put_into_bucket(requests, slot);
}

uint32_t requests_add(struct requests *requests, uint32_t id, uint32_t client, int64_t duration_ns)
{
    uint32_t slot = requests->free;
    if (slot) {
        requests->free = requests->slots[slot].next_in_bucket;
    } else {
        if (requests->count == requests->room)
            grow(requests);
        slot = requests->count++;
    }
    requests->slots[slot] = (struct request){
        .id = id,
        .client = client,
        .duration_ns = duration_ns,
        .order = requests->orders++,
    };
    put_into_bucket(requests, slot);
    return slot;
}

void requests_remove(struct requests *requests, uint32_t slot)
{
    struct request *request = &requests->slots[slot];
    uint32_t *link = bucket_of(requests, request->id);
    assert(!request->heap_at);
    while (*link != slot)
        link = &requests->slots[*link].next_in_bucket;
    *link = request->next_in_bucket;
    request->next_in_bucket = requests->free;
    requests->free = slot;
}

uint32_t requests_find(const struct requests *requests, uint32_t id)
{
    if (!requests->room)
        return 0;
    uint32_t slot = *bucket_of(requests, id);
    while (slot && requests->slots[slot].id != id)
        slot = requests->slots[slot].next_in_bucket;
    return slot;
}

void requests_release(struct requests *requests)
{
    free(requests->slots);
    free(requests->heap);
    free(requests->buckets);
    *requests = (struct requests){0};
}

/* ---- the heap: heap[1] is the soonest; the children of i are 2i and 2i + 1 ---- */

static bool is_sooner(const struct requests *requests, uint32_t a, uint32_t b)
{
    const struct request *left = &requests->slots[a], *right = &requests->slots[b];
    if (left->due_ns != right->due_ns)
        return left->due_ns < right->due_ns;
    return left->order < right->order;
}

static void place(struct requests *requests, uint32_t at, uint32_t slot)
{
    requests->heap[at] = slot;
    requests->slots[slot].heap_at = at;
}

static void rise(struct requests *requests, uint32_t at, uint32_t slot)
{
    while (at > 1 && is_sooner(requests, slot, requests->heap[at / 2])) {
        place(requests, at, requests->heap[at / 2]);
        at /= 2;
    }
    place(requests, at, slot);
}

static void sink(struct requests *requests, uint32_t at, uint32_t slot)
{
    uint32_t *heap = requests->heap;
    for (uint32_t child; (child = at * 2) <= requests->heap_count; at = child) {
        if (child < requests->heap_count && is_sooner(requests, heap[child + 1], heap[child]))
            child++;
        if (!is_sooner(requests, heap[child], slot))
            break;
        place(requests, at, heap[child]);
    }
    place(requests, at, slot);
}

void requests_heap_add(struct requests *requests, uint32_t slot, int64_t due_ns)
{
    requests->slots[slot].due_ns = due_ns;
    rise(requests, ++requests->heap_count, slot);
}

void requests_heap_remove(struct requests *requests, uint32_t slot)
{
    uint32_t at = requests->slots[slot].heap_at;
    uint32_t last = requests->heap[requests->heap_count--];
    requests->slots[slot].heap_at = 0;
    if (last == slot)
        return;
    rise(requests, at, last);
    sink(requests, requests->slots[last].heap_at, last);
}

uint32_t requests_soonest(const struct requests *requests)
{
    return requests->heap_count ? requests->heap[1] : 0;
}

/* ---- lists ---- */

void requests_append(struct requests *requests, struct request_list *list, enum request_chain chain,
                     uint32_t slot)
{
    requests->slots[slot].links[chain].before = list->last;
    requests->slots[slot].links[chain].after = 0;
    if (list->last)
        requests->slots[list->last].links[chain].after = slot;
    else
        list->first = slot;
    list->last = slot;
}

void requests_unlink(struct requests *requests, struct request_list *list, enum request_chain chain,
                     uint32_t slot)
{
    uint32_t before = requests->slots[slot].links[chain].before;
    uint32_t after = requests->slots[slot].links[chain].after;
    if (before)
        requests->slots[before].links[chain].after = after;
    else
        list->first = after;
    if (after)
        requests->slots[after].links[chain].before = before;
    else
        list->last = before;
}
