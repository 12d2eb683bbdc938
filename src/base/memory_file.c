#include "config.h"

#include "base/memory_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/strbuf.h"

static int open_memory(const char *name)
{
#ifdef HAVE_MEMFD_CREATE
    return memfd_create(name, MFD_CLOEXEC);
#else
    errno = ENOSYS;
    return -1;
#endif
}

static int open_unlinked(const char *folder)
{
    struct strbuf path = STRBUF_INIT;
    strbuf_addf(&path, "%s/baton-XXXXXX", folder);
    char *name = strbuf_detach(&path);
    int fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    free(name);
    return fd;
}

int memory_file_open(const char *name)
{
    const char *folders[] = {"/dev/shm", getenv("TMPDIR"), "/tmp"};
    int fd = open_memory(name);
    int error = errno;
    for (size_t i = 0; fd < 0 && i < sizeof folders / sizeof *folders; i++)
        if (folders[i] && *folders[i])
            fd = open_unlinked(folders[i]);
    if (fd < 0)
        errno = error;
    return fd;
}
