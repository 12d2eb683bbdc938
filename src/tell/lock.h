/* Who has a lock, or units of a semaphore, at a moment, and whether it is somebody still. Used
 * within tell only. */
#ifndef BATON_TELL_LOCK_H
#define BATON_TELL_LOCK_H

#include "tell/say.h"

/* Who had it, by the last of the first `count` events that tells, for one who waits for it: with
 * several workers each has its own. 0: nobody, or it is not known, or too long ago to be looked
 * for. */
uint32_t lock_holder(const struct timeline *timeline, uint32_t object, uint32_t actor,
                     size_t count);

/* Rows for one that has it; that had it when its task ended, and when it crashed. */
struct lock_rows {
    enum sentence holds, ended, crashed;
};
/* The row for one that had it at t. */
enum sentence lock_row_at(const struct timeline *timeline, const struct lock_rows *rows,
                          uint32_t holder, int64_t t_ns);

/* Who holds units of a semaphore in `with` blocks by the first `count` events, for one who waits
 * for it: those that live; if none of them does, those that crashed in theirs. */
struct lock_units {
    struct tell_names names;
    int64_t units; /* that these have */
    bool crashed;
};
/* False: nobody is known to. */
bool lock_units(const struct timeline *timeline, uint32_t object, uint32_t actor, size_t count,
                struct lock_units *units);

#endif
