#include "config.h"

#include "base/file.h"

#include "base/mem.h"
#include "base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024, TEMP_NAMES = 100 };

static bool is_standard(const char *path)
{
    return strcmp(path, "-") == 0;
}

static int open_retry(const char *path, int flags, mode_t mode)
{
    int fd;
    do
        fd = open(path, flags | O_CLOEXEC, mode);
    while (fd < 0 && errno == EINTR);
    return fd < 0 ? -errno : fd;
}

/* As far as it has been read. */
static size_t most(const struct file_bound *bound, const struct strbuf *buf)
{
    size_t len = bound->mark ? strlen(bound->mark) : 0;
    if (len > buf->len)
        len = buf->len;
    return len && bound->mark && memcmp(buf->text, bound->mark, len) != 0 ? bound->other_most
                                                                          : bound->marked_most;
}

/* True if reading can go on: whoever gave us the descriptor may have told it not to wait. */
static bool may_go_on(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    return errno == EINTR || (errno == EAGAIN && (poll(&ready, 1, -1) > 0 || errno == EINTR));
}

static int read_all(int fd, const struct file_bound *bound, struct strbuf *buf)
{
    char *chunk = mem_alloc(READ_BYTES);
    int result = 0;
    for (;;) {
        ssize_t got = read(fd, chunk, READ_BYTES);
        if (got < 0 && may_go_on(fd))
            continue;
        if (got <= 0) {
            result = got < 0 ? -errno : 0;
            break;
        }
        strbuf_add(buf, chunk, (size_t)got);
        if (buf->len > most(bound, buf)) {
            result = -EFBIG;
            break;
        }
    }
    free(chunk);
    return result;
}

int file_read_open(int fd, const struct file_bound *bound, char **text, size_t *len)
{
    struct strbuf buf = STRBUF_INIT;
    int result = read_all(fd, bound, &buf);
    if (result < 0) {
        strbuf_release(&buf);
        return result;
    }
    *len = buf.len;
    *text = strbuf_detach(&buf);
    return 0;
}

static int check_mode(mode_t mode)
{
    return S_ISREG(mode) ? 0 : S_ISDIR(mode) ? -EISDIR : -ESPIPE;
}

int file_check(const char *path)
{
    struct stat about;
    return stat(path, &about) < 0 ? -errno : check_mode(about.st_mode);
}

/* Looked at before it is opened, for some devices act upon that, and again then: it may have been
 * replaced. */
static int open_regular(const char *path)
{
    struct stat about;
    int result = file_check(path);
    if (result < 0)
        return result;
    int fd = open_retry(path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0)
        return fd;
    result = fstat(fd, &about) < 0 ? -errno : check_mode(about.st_mode);
    if (result == 0)
        return fd;
    close(fd);
    return result;
}

int file_read(const char *path, size_t max_bytes, char **text, size_t *len)
{
    const struct file_bound bound = {.marked_most = max_bytes};
    int fd = open_regular(path);
    if (fd < 0)
        return fd;
    int result = file_read_open(fd, &bound, text, len);
    close(fd);
    return result;
}

int file_read_head(const char *path, char *out, size_t room, size_t *len)
{
    int fd = open_regular(path);
    if (fd < 0)
        return fd;
    ssize_t got;
    while ((got = read(fd, out, room)) < 0 && errno == EINTR)
        ;
    int result = got < 0 ? -errno : 0;
    *len = got < 0 ? 0 : (size_t)got;
    close(fd);
    return result;
}

const char *file_reason(int error)
{
    return error == -ESPIPE ? "this is no file, but a pipe or a device" : strerror(-error);
}

int file_write_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -errno;
        bytes += done;
        len -= (size_t)done;
    }
    return 0;
}

static int write_direct(const char *path, const char *bytes, size_t len)
{
    int fd = open_retry(path, O_WRONLY, 0);
    if (fd < 0)
        return fd;
    int result = file_write_all(fd, bytes, len);
    if (close(fd) < 0 && result == 0)
        result = -errno;
    return result;
}

/* Opens a new file beside `path`; its name is left in `temp`. */
static int open_temp(const char *path, mode_t mode, struct strbuf *temp)
{
    int fd = -EEXIST;
    for (int i = 0; i < TEMP_NAMES && fd == -EEXIST; i++) {
        strbuf_clear(temp);
        strbuf_addf(temp, "%s.%ld-%d.tmp", path, (long)getpid(), i);
        fd = open_retry(strbuf_str(temp), O_WRONLY | O_CREAT | O_EXCL, mode);
    }
    return fd;
}

static int write_and_sync(int fd, const char *bytes, size_t len)
{
    int result = file_write_all(fd, bytes, len);
    if (result == 0 && fsync(fd) < 0)
        result = -errno;
    return result;
}

/* `old` is what stands at `path` now (its permissions are kept, unless it is to be private), or
 * NULL. */
static int write_beside(const char *path, const struct stat *old, bool is_private,
                        const char *bytes, size_t len)
{
    struct strbuf temp = STRBUF_INIT;
    int result = open_temp(path, is_private ? 0600 : 0666, &temp);
    if (result < 0)
        goto out;
    int fd = result;
    result = 0;
    if (old && !is_private && fchmod(fd, old->st_mode & 07777) < 0)
        result = -errno;
    if (result == 0)
        result = write_and_sync(fd, bytes, len);
    if (close(fd) < 0 && result == 0)
        result = -errno;
    if (result == 0 && rename(strbuf_str(&temp), path) < 0)
        result = -errno;
    if (result < 0)
        unlink(strbuf_str(&temp));
out:
    strbuf_release(&temp);
    return result;
}

static int write_file(const char *path, bool is_private, const char *bytes, size_t len)
{
    if (is_standard(path))
        return file_write_all(STDOUT_FILENO, bytes, len);
    struct stat old;
    if (stat(path, &old) < 0)
        return errno == ENOENT ? write_beside(path, NULL, is_private, bytes, len) : -errno;
    if (S_ISDIR(old.st_mode))
        return -EISDIR;
    if (!S_ISREG(old.st_mode))
        return write_direct(path, bytes, len);
    /* A link stays a link: what it names is replaced. */
    char *real = realpath(path, NULL);
    int result = real ? write_beside(real, &old, is_private, bytes, len) : -errno;
    free(real);
    return result;
}

int file_write(const char *path, const char *bytes, size_t len)
{
    return write_file(path, false, bytes, len);
}

int file_write_private(const char *path, const char *bytes, size_t len)
{
    return write_file(path, true, bytes, len);
}

int file_make_folders(const char *path)
{
    char *folder = mem_strdup(path);
    int result = 0;
    for (char *slash = strchr(folder + 1, '/'); slash && result == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) < 0 && errno != EEXIST && errno != EISDIR && errno != EROFS)
            result = -errno;
        *slash = '/';
    }
    free(folder);
    return result;
}
