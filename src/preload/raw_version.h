/* By what baton and the library in the program know that they are of one kind: what is written, how
 * it lies, and how a Python's frames do. It stands in the library's file, where baton looks for it
 * before it starts a program, and its digest in the log, where the library looks. To be included
 * behind the configuration. */
#ifndef BATON_PRELOAD_RAW_VERSION_H
#define BATON_PRELOAD_RAW_VERSION_H

#include <stdint.h>

#include "preload/raw.h"
#include "preload/raw_frames.h"
#include "trace/log_layout.h"

/* To be raised when an event of raw.h means something else than before; that there are others, and
 * that something lies elsewhere, is seen by itself. */
enum { RAW_FORMAT = 2 };

#define RAW_VERSION_MARK "\177baton-record"

struct raw_version {
    char mark[16], baton[32];
    uint32_t format, word, frames, head, slot;
    char names[1020]; /* of events and calls, in their order */
};

#define RAW_NAME(name) #name " "
#define RAW_VERSION_HERE                                                                           \
    {                                                                                              \
        .mark = RAW_VERSION_MARK, .baton = PACKAGE_VERSION, .format = RAW_FORMAT,                  \
        .word = sizeof(void *), .frames = sizeof(struct raw_frames),                               \
        .head = sizeof(struct log_head), .slot = SLOT_BYTES,                                       \
        .names = RAW_KINDS(RAW_NAME) RAW_CALLS(RAW_NAME),                                          \
    }

static inline uint64_t raw_version_digest(const struct raw_version *version)
{
    const unsigned char *bytes = (const unsigned char *)version;
    uint64_t digest = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < sizeof *version; i++)
        digest = (digest ^ bytes[i]) * UINT64_C(1099511628211);
    return digest;
}

#endif
