#include "config.h"

#include "tui/rescue.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

enum { RESET_BYTES = 512 };

/* A signal handler has no other way to find it than a global. */
static struct {
    volatile bool borrowed;
    int fd;
    bool has_modes;
    struct termios modes;
    char reset[RESET_BYTES];
    size_t reset_len;
    int messages;  /* memory in place of standard error, or -1 */
    int error_was; /* standard error, kept */
} rescue = {.messages = -1, .error_was = -1};

static void make_place_for_messages(void)
{
    if (!isatty(STDERR_FILENO))
        return;
    rescue.messages = memfd_create("baton messages", MFD_CLOEXEC);
    rescue.error_was = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

void rescue_begin(int fd)
{
    rescue.fd = fd;
    rescue.has_modes = tcgetattr(fd, &rescue.modes) == 0;
    rescue.reset_len = 0;
    make_place_for_messages();
    rescue_resume();
}

void rescue_set_reset(const char *bytes, size_t len)
{
    assert(len <= RESET_BYTES);
    memcpy(rescue.reset, bytes, len);
    rescue.reset_len = len;
}

void rescue_resume(void)
{
    rescue.borrowed = true;
    if (rescue.messages >= 0 && rescue.error_was >= 0)
        dup2(rescue.messages, STDERR_FILENO);
}

static void write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno != EINTR)
            return;
        bytes += written > 0 ? written : 0;
        len -= written > 0 ? (size_t)written : 0;
    }
}

static void give_messages(void)
{
    char bytes[512];
    off_t from = 0;
    ssize_t got;
    if (rescue.messages < 0 || rescue.error_was < 0)
        return;
    dup2(rescue.error_was, STDERR_FILENO);
    while ((got = pread(rescue.messages, bytes, sizeof bytes, from)) > 0) {
        write_all(STDERR_FILENO, bytes, (size_t)got);
        from += got;
    }
    if (from && ftruncate(rescue.messages, 0) == 0)
        lseek(rescue.messages, 0, SEEK_SET);
}

void rescue_lend(void)
{
    rescue.borrowed = false;
    give_messages();
}

void rescue_end(void)
{
    rescue_lend();
    if (rescue.messages >= 0)
        close(rescue.messages);
    if (rescue.error_was >= 0)
        close(rescue.error_was);
    rescue.messages = rescue.error_was = -1;
}

void rescue_now(void)
{
    int error = errno;
    if (!rescue.borrowed)
        return;
    rescue.borrowed = false;
    write_all(rescue.fd, rescue.reset, rescue.reset_len);
    if (rescue.has_modes)
        tcsetattr(rescue.fd, TCSANOW, &rescue.modes);
    give_messages();
    errno = error;
}
