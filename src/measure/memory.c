#include "config.h"

#include "measure/memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sanitizer.h"

enum { IS_KNOWN = !BATON_SANITIZED };

/* Without stdio: a measurement should not need memory of its own. */
static size_t read_all(const char *path, char *buffer, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    if (fd < 0)
        return 0;
    ssize_t n;
    while (len < room - 1 && (n = read(fd, buffer + len, room - 1 - len)) > 0)
        len += (size_t)n;
    close(fd);
    buffer[len] = '\0';
    return len;
}

static int64_t field_kib(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? strtoll(at + strlen(name), NULL, 10) : 0;
}

int64_t memory_resident_bytes(void)
{
    char buffer[4096];
    if (!IS_KNOWN || !read_all("/proc/self/status", buffer, sizeof buffer))
        return -1;
    return 1024 * (field_kib(buffer, "RssAnon:") + field_kib(buffer, "RssShmem:"));
}

int64_t memory_private_bytes(void)
{
    char buffer[2048];
    if (!IS_KNOWN || !read_all("/proc/self/smaps_rollup", buffer, sizeof buffer))
        return -1;
    return 1024 * (field_kib(buffer, "Private_Clean:") + field_kib(buffer, "Private_Dirty:"));
}
