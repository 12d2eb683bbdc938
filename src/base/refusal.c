#include "config.h"

#include "base/refusal.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* Where pointers have 32 bits: what every kernel leaves to a process, whatever else it may have. */
#define NARROW_BYTES ((uint64_t)2 << 30)

static const struct hint {
    int error;
    const char *words;
} hints[] = {
    {EAGAIN, "'ulimit -u' or the container bounds them"},
    {ENOMEM, "'ulimit -v', the container or the machine bounds memory"},
    {EMFILE, "'ulimit -n' bounds a process' descriptors"},
    {ENFILE, "the machine has no more descriptors"},
    {EFBIG, "'ulimit -f' bounds the size of a file"},
    {ENOSPC, "no space is left there"},
    {EPERM, "a sandbox may forbid it"},
    {EACCES, "a sandbox may forbid it"},
    {ENOSYS, "the kernel or a sandbox does not have it"},
};

static const char *hint_of(int error)
{
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (hints[i].error == error)
            return hints[i].words;
    return NULL;
}

void refusal_words(char *out, size_t room, const char *what, int error)
{
    const char *hint = hint_of(error);
    const char *colon = what && error ? ": " : "";
    snprintf(out, room, "%s%s%s%s%s%s", what ? what : "", colon, error ? strerror(error) : "",
             hint ? " (" : "", hint ? hint : "", hint ? ")" : "");
}

static size_t most_of(int resource, uint64_t least)
{
    struct rlimit limit;
    uint64_t most = least;
    if (getrlimit(resource, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        limit.rlim_cur < most)
        most = limit.rlim_cur;
    return most < SIZE_MAX ? (size_t)most : SIZE_MAX;
}

size_t refusal_most_memory(void)
{
    return most_of(RLIMIT_AS, sizeof(void *) < 8 ? NARROW_BYTES : UINT64_MAX);
}

size_t refusal_most_file(void)
{
    return most_of(RLIMIT_FSIZE, UINT64_MAX);
}

size_t refusal_most_stack(void)
{
    return most_of(RLIMIT_STACK, UINT64_MAX);
}
