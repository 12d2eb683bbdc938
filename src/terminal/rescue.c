#include "config.h"

#include "terminal/rescue.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/memory_file.h"
#include "terminal/foreground.h"

enum { RESET_BYTES = 512, PATIENCE_MS = 500 };

/* A signal handler has no other way to find it than a global. */
static struct {
    volatile bool borrowed;
    int in, out;
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
    rescue.messages = memory_file_open("baton messages");
    rescue.error_was = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
}

void rescue_begin(int in, int out)
{
    rescue.in = in;
    rescue.out = out;
    rescue.has_modes = tcgetattr(in, &rescue.modes) == 0;
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
    struct termios modes = rescue.modes;
    rescue.borrowed = true;
    cfmakeraw(&modes);
    if (rescue.has_modes)
        tcsetattr(rescue.in, TCSADRAIN, &modes);
    if (rescue.messages >= 0 && rescue.error_was >= 0)
        dup2(rescue.messages, STDERR_FILENO);
}

/* True if it goes on: the descriptor takes more after a while. */
static bool may_wait(int fd)
{
    struct pollfd taking = {.fd = fd, .events = POLLOUT};
    return errno == EINTR || (errno == EAGAIN && poll(&taking, 1, PATIENCE_MS) > 0);
}

static void write_all(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && !may_wait(fd))
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

/* In the background the terminal is another's, who has set its modes already; and to change them
 * would stop us. */
static void give_modes(void)
{
    if (rescue.has_modes && !foreground_is_other())
        tcsetattr(rescue.in, TCSANOW, &rescue.modes);
}

void rescue_lend(void)
{
    if (rescue.borrowed)
        give_modes();
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
    write_all(rescue.out, rescue.reset, rescue.reset_len);
    give_modes();
    give_messages();
    errno = error;
}

/* ---- crashes, and other signals that end us ---- */

static const int deadly[] = {
    SIGSEGV,   SIGBUS,  SIGFPE, SIGILL,    SIGABRT, SIGSYS,  SIGTRAP, SIGALRM,
    SIGUSR1,   SIGUSR2, SIGIO,  SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ,
#ifdef SIGPWR
    SIGPWR,
#endif
#ifdef SIGSTKFLT
    SIGSTKFLT,
#endif
};
enum { DEADLY = sizeof deadly / sizeof *deadly, STACK_BYTES = 64 * 1024 };

static struct sigaction actions_before[DEADLY];
static char crash_stack[STACK_BYTES]; /* the usual one may be what is used up */

void rescue_release_crashes(void)
{
    for (int i = 0; i < DEADLY; i++)
        sigaction(deadly[i], &actions_before[i], NULL);
}

/* What stood before is put back and gets the signal: a core dump, or a sanitizer's report. */
static void on_deadly(int number)
{
    rescue_now();
    rescue_release_crashes();
    raise(number); /* comes when this handler returns */
}

static bool is_crash(int number)
{
    return number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL ||
           number == SIGABRT;
}

void rescue_catch_crashes(void)
{
    struct sigaction action = {.sa_handler = on_deadly, .sa_flags = SA_ONSTACK};
    stack_t stack = {.ss_sp = crash_stack, .ss_size = sizeof crash_stack};
    sigemptyset(&action.sa_mask);
    sigaltstack(&stack, NULL);
    for (int i = 0; i < DEADLY; i++) {
        sigaction(deadly[i], NULL, &actions_before[i]);
        if (is_crash(deadly[i]) || actions_before[i].sa_handler == SIG_DFL)
            sigaction(deadly[i], &action, NULL);
    }
}
