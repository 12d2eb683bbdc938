/* Large arrays that grow, in pages of their own: the kernel moves them without copying, and room
 * that was never touched costs no memory. So doubling wastes nothing, as it does on the heap.
 *
 * Sizes are in bytes. Thread safe. Out of memory ends the program, as in mem.h. */
#ifndef BATON_BASE_PAGES_H
#define BATON_BASE_PAGES_H

#include <stddef.h>

/* NULL and 0 to begin; a new size of 0 frees, and returns NULL. What is added is not zeroed. Less
 * than PAGES_LEAST is on the heap. */
void *pages_resize(void *pages, size_t size, size_t new_size);
enum { PAGES_LEAST = 64 * 1024 };

#endif
