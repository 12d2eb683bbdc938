/* The requests that a device has: a table of slots that are used again, found by their id,
 * ordered by when they are due, and linked into lists. Pure memory; a private part of device.c.
 * Embedded: zero it to begin. Not thread safe.
 *
 * Requests are named by their slot, from 1; 0 is none. A slot is borrowed until it is removed;
 * pointers into the table until the next requests_add(). */
#ifndef BATON_DEVICE_REQUESTS_H
#define BATON_DEVICE_REQUESTS_H

#include <stdint.h>

enum request_place {
    REQUEST_NOWHERE,
    REQUEST_QUEUED, /* waits until the device has a place for it */
    REQUEST_SERVED, /* in the heap */
    REQUEST_UNSENT, /* answered, but its client's socket is full */
};

/* A request is in at most two lists: its client's, and that of its place (the queue, or the
 * client's unsent answers). */
enum request_chain { REQUEST_OF_CLIENT, REQUEST_OF_PLACE, REQUEST_CHAINS };

struct request {
    uint32_t id;
    uint32_t client;
    enum request_place place;
    uint32_t cancelled;
    int64_t number; /* of its answer */
    int64_t duration_ns;
    int64_t due_ns; /* while it is served */
    int64_t answered_ns;
    uint64_t order;   /* of two that are due together, the lower is first */
    uint32_t heap_at; /* where in the heap; 0: not in it */
    uint32_t next_in_bucket;
    struct {
        uint32_t before, after;
    } links[REQUEST_CHAINS];
};

struct request_list {
    uint32_t first, last;
};

struct requests {
    struct request *slots; /* slots[0] is not used */
    uint32_t count, room;  /* slots ever used, with slots[0] */
    uint32_t free;         /* chained by next_in_bucket */
    uint32_t *heap;        /* slots; heap[0] is not used */
    uint32_t heap_count;
    uint32_t *buckets;
    uint32_t bucket_mask;
    uint64_t orders;
};

uint32_t requests_add(struct requests *requests, uint32_t id, uint32_t client, int64_t duration_ns);
/* It must be out of the heap and of all lists. */
void requests_remove(struct requests *requests, uint32_t slot);
uint32_t requests_find(const struct requests *requests, uint32_t id);
void requests_release(struct requests *requests);

void requests_heap_add(struct requests *requests, uint32_t slot, int64_t due_ns);
void requests_heap_remove(struct requests *requests, uint32_t slot);
uint32_t requests_soonest(const struct requests *requests);

void requests_append(struct requests *requests, struct request_list *list, enum request_chain chain,
                     uint32_t slot);
void requests_unlink(struct requests *requests, struct request_list *list, enum request_chain chain,
                     uint32_t slot);

#endif
