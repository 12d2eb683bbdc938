#include "config.h" /* mremap */

#include "base/pages.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/mem.h"

enum { EXIT_MACHINE = 3 };

static void *check(void *pages)
{
    if (pages == MAP_FAILED) {
        fputs("baton: out of memory\n", stderr);
        exit(EXIT_MACHINE);
    }
    return pages;
}

static bool is_small(size_t size)
{
    return size < PAGES_LEAST;
}

static void *get(size_t size)
{
    if (!size)
        return NULL;
    if (is_small(size))
        return mem_realloc(NULL, size);
    return check(mmap(NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
}

static void put(void *pages, size_t size)
{
    if (is_small(size))
        free(pages);
    else
        munmap(pages, size);
}

void *pages_resize(void *pages, size_t size, size_t new_size)
{
    if (size && new_size && is_small(size) && is_small(new_size))
        return mem_realloc(pages, new_size);
    if (!is_small(size) && !is_small(new_size))
        return check(mremap(pages, size, new_size, MREMAP_MAYMOVE));
    void *moved = get(new_size);
    if (size && new_size)
        memcpy(moved, pages, size < new_size ? size : new_size);
    put(pages, size);
    return moved;
}
