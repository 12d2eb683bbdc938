/* The futex system call, where the C library has no name for it: a word in memory that threads of
 * any process can wait on. */
#ifndef BATON_BOARD_FUTEX_H
#define BATON_BOARD_FUTEX_H

#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline void futex_wake(_Atomic uint32_t *word, int how_many)
{
    syscall(SYS_futex, word, FUTEX_WAKE, how_many, NULL, NULL, 0);
}

/* Waits while *word == value; until_ns is absolute CLOCK_MONOTONIC, 0 for ever. May return early:
 * look again. */
static inline void futex_wait(_Atomic uint32_t *word, uint32_t value, int64_t until_ns)
{
    struct timespec until = {until_ns / 1000000000, until_ns % 1000000000};
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET, value, until_ns ? &until : NULL, NULL,
            FUTEX_BITSET_MATCH_ANY);
}

#endif
