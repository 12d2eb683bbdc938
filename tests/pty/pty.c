#include "config.h"

#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

enum { LIMIT_MS = 10000, LOOK_MS = 10, ANSWER_MS = 2000 };

/* What the shell says, and is told. */
struct word {
    enum { STARTED, STOPPED, ENDED, ALONE, CONTINUE } what;
    pid_t pid;
    int status;
};

/* ---- the shell ---- */

static void say(int words, struct word word)
{
    if (write(words, &word, sizeof word) < 0)
        _exit(1);
}

/* As a login shell has them, whoever runs the tests: nohup ignores SIGHUP, and a job in the
 * background of a script the keyboard's. */
static void default_signals(void)
{
    static const int numbers[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTOU, SIGPIPE};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], SIG_DFL);
}

static pid_t start_program(char *const argv[])
{
    pid_t pid = fork();
    if (pid != 0) {
        setpgid(pid, pid);
        tcsetpgrp(STDIN_FILENO, pid);
        return pid;
    }
    setpgid(0, 0);
    signal(SIGTTOU, SIG_IGN);
    tcsetpgrp(STDIN_FILENO, getpid());
    default_signals();
    execvp(argv[0], argv);
    _exit(127);
}

static void reap(int words, pid_t program, const struct termios *modes)
{
    int status;
    pid_t pid = waitpid(-1, &status, WNOHANG | WUNTRACED);
    if (pid < 0 && errno == ECHILD)
        say(words, (struct word){.what = ALONE});
    if (pid != program)
        return;
    tcsetpgrp(STDIN_FILENO, getpgrp());
    if (WIFSTOPPED(status))
        say(words, (struct word){.what = STOPPED, .pid = pid});
    else
        say(words, (struct word){.what = ENDED, .pid = pid, .status = status});
}

static void be_shell(int words, char *const argv[])
{
    struct termios modes;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    tcgetattr(STDIN_FILENO, &modes);
    pid_t program = start_program(argv);
    say(words, (struct word){.what = STARTED, .pid = program});
    for (;;) {
        struct pollfd said = {.fd = words, .events = POLLIN};
        struct word word;
        if (poll(&said, 1, LOOK_MS) > 0 && read(words, &word, sizeof word) <= 0)
            _exit(0);
        if (said.revents && word.what == CONTINUE) {
            tcsetpgrp(STDIN_FILENO, program);
            kill(-program, SIGCONT);
        }
        reap(words, program, &modes);
    }
}

/* ---- the terminal ---- */

static bool open_terminal(struct pty *pty, int *slave)
{
    const char *name;
    pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (pty->master < 0 || grantpt(pty->master) < 0 || unlockpt(pty->master) < 0)
        return false;
    name = ptsname(pty->master);
    *slave = name ? open(name, O_RDWR | O_NOCTTY | O_CLOEXEC) : -1;
    return *slave >= 0;
}

static void tell_size(struct pty *pty, int columns, int rows)
{
    struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    ioctl(pty->master, TIOCSWINSZ, &size);
}

bool pty_start(struct pty *pty, char *const argv[], int columns, int rows, enum pty_answer answer)
{
    int slave, words[2];
    *pty = (struct pty){.answer = answer, .limit_ms = LIMIT_MS};
    if (!open_terminal(pty, &slave) ||
        socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, words) < 0)
        return false;
    tell_size(pty, columns, rows);
    tcgetattr(pty->master, &pty->found);
    vt_init(&pty->vt, columns, rows);
    pty->shell = fork();
    if (pty->shell == 0) {
        close(pty->master);
        close(words[0]);
        setsid();
        ioctl(slave, TIOCSCTTY, 0);
        for (int fd = 0; fd < 3; fd++)
            dup2(slave, fd);
        be_shell(words[1], argv);
    }
    close(slave);
    close(words[1]);
    pty->words = words[0];
    return pty->shell > 0;
}

void pty_relay(struct pty *pty, struct real *real)
{
    pty->real = real;
}

/* Behind which the next byte of what the real terminal says stands. */
static enum pty_said said_with(enum pty_said said, char byte)
{
    switch (said) {
    case PTY_SAID_ALL:
        return byte == '\033' ? PTY_SAID_ESC : PTY_SAID_ALL;
    case PTY_SAID_ESC:
        return byte == '['                     ? PTY_SAID_SEQUENCE
               : byte && strchr("]P_^X", byte) ? PTY_SAID_STRING
                                               : PTY_SAID_ALL;
    case PTY_SAID_SEQUENCE:
        return byte >= '@' && byte <= '~' ? PTY_SAID_ALL : PTY_SAID_SEQUENCE;
    case PTY_SAID_STRING:
        return byte == '\a' ? PTY_SAID_ALL : byte == '\033' ? PTY_SAID_ESC : PTY_SAID_STRING;
    }
    return PTY_SAID_ALL;
}

void pty_hear_out(struct pty *pty)
{
    int64_t until_ns = clock_now_ns() + ANSWER_MS * NS_PER_MS;
    while (pty->real && pty->said != PTY_SAID_ALL && clock_now_ns() < until_ns)
        pty_pump(pty, LOOK_MS);
}

void pty_send(struct pty *pty, const char *bytes, size_t len)
{
    pty_hear_out(pty);
    file_write_all(pty->master, bytes, len);
}

void pty_resize(struct pty *pty, int columns, int rows)
{
    tell_size(pty, columns, rows);
    vt_resize(&pty->vt, columns, rows);
}

static void answer(struct pty *pty)
{
    char report[32];
    int column = pty->vt.asked_column + (pty->answer == PTY_WIDE ? 2 : 0);
    snprintf(report, sizeof report, "\033[1;%dR", column);
    if (pty->answer != PTY_SILENT)
        pty_send(pty, report, strlen(report));
    pty->vt.asked = 0;
}

static void read_output(struct pty *pty)
{
    char bytes[65536];
    ssize_t got = read(pty->master, bytes, sizeof bytes);
    if (got <= 0) {
        pty->closed = true; /* EIO: nobody has it open any more */
        return;
    }
    pty->bytes += (uint64_t)got;
    strbuf_add(&pty->output, bytes, (size_t)got);
    vt_feed(&pty->vt, bytes, (size_t)got);
    if (pty->real)
        file_write_all(pty->real->fd, bytes, (size_t)got);
    if (pty->vt.asked)
        answer(pty);
}

/* What the real terminal says. */
static void pass_on(struct pty *pty)
{
    char bytes[4096];
    ssize_t got = read(pty->real->fd, bytes, sizeof bytes);
    for (ssize_t i = 0; i < got; i++)
        pty->said = said_with(pty->said, bytes[i]);
    if (got > 0)
        file_write_all(pty->master, bytes, (size_t)got);
}

static void hear(struct pty *pty, bool *alone)
{
    struct word word;
    if (read(pty->words, &word, sizeof word) <= 0)
        return;
    switch (word.what) {
    case STARTED:
        pty->program = word.pid;
        break;
    case STOPPED:
        pty->stopped = true;
        break;
    case ENDED:
        pty->ended = true;
        pty->status = word.status;
        break;
    case ALONE:
        *alone = true;
        break;
    case CONTINUE:
        break;
    }
}

static bool look(struct pty *pty, int ms, bool *alone)
{
    struct pollfd ready[] = {{.fd = pty->words, .events = POLLIN},
                             {.fd = pty->closed || pty->deaf ? -1 : pty->master, .events = POLLIN},
                             {.fd = pty->real ? pty->real->fd : -1, .events = POLLIN}};
    if (poll(ready, 3, ms) <= 0)
        return false;
    if (ready[0].revents)
        hear(pty, alone);
    if (ready[1].revents)
        read_output(pty);
    if (ready[2].revents)
        pass_on(pty);
    return ready[1].revents != 0;
}

bool pty_pump(struct pty *pty, int ms)
{
    bool alone;
    return look(pty, ms, &alone);
}

void pty_rest(struct pty *pty, int ms)
{
    int64_t until_ns = clock_now_ns() + ms * NS_PER_MS, left_ns;
    while ((left_ns = until_ns - clock_now_ns()) > 0)
        pty_pump(pty, (int)(left_ns / NS_PER_MS) + 1);
}

void pty_forget(struct pty *pty)
{
    strbuf_clear(&pty->output);
}

/* ---- waiting ---- */

enum condition { SHOWN, AT, GONE, IS_STOPPED, HAS_ENDED, IS_ALONE };

static bool holds(const struct pty *pty, enum condition condition, const char *text, bool alone)
{
    switch (condition) {
    case SHOWN:
        return vt_shows(&pty->vt, text);
    case AT:
        return vt_is_at(&pty->vt, text);
    case GONE:
        return !vt_shows(&pty->vt, text);
    case IS_STOPPED:
        return pty->stopped;
    case HAS_ENDED:
        return pty->ended;
    case IS_ALONE:
        return alone;
    }
    return false;
}

static bool until(struct pty *pty, enum condition condition, const char *text)
{
    int64_t until_ns = clock_now_ns() + pty->limit_ms * NS_PER_MS;
    bool alone = false;
    while (!holds(pty, condition, text, alone)) {
        if (clock_now_ns() > until_ns)
            return false;
        look(pty, LOOK_MS, &alone);
    }
    while (look(pty, 0, &alone))
        ; /* what it sent before that */
    return true;
}

bool pty_until_shown(struct pty *pty, const char *text)
{
    return until(pty, SHOWN, text);
}

bool pty_until_at(struct pty *pty, const char *text)
{
    return until(pty, AT, text);
}

bool pty_until_gone(struct pty *pty, const char *text)
{
    return until(pty, GONE, text);
}

bool pty_until_stopped(struct pty *pty)
{
    return until(pty, IS_STOPPED, NULL);
}

bool pty_until_ended(struct pty *pty)
{
    return until(pty, HAS_ENDED, NULL);
}

bool pty_until_alone(struct pty *pty)
{
    return until(pty, IS_ALONE, NULL);
}

void pty_continue(struct pty *pty)
{
    struct word word = {.what = CONTINUE};
    pty->stopped = false;
    if (write(pty->words, &word, sizeof word) < 0)
        perror("the shell");
}

void pty_hang_up(struct pty *pty)
{
    close(pty->master);
    pty->master = -1;
    pty->closed = true;
}

/* NULL, or which of its modes is on. */
static const char *mode_left_on(const struct vt *vt)
{
    const struct {
        bool on;
        const char *name;
    } modes[] = {
        {vt->alternate, "the alternate screen"},
        {vt->hidden, "a hidden cursor"},
        {vt->mouse > 0, "reports of the mouse"},
        {vt->top > 0 || vt->bottom != vt->screen.rows - 1, "margins"},
        {vt->cuts, "rows that do not wrap"},
        {vt->inserts, "insertion"},
        {vt->keypad, "a keypad that sends sequences"},
        {vt->pastes, "brackets around what is pasted"},
    };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (modes[i].on)
            return modes[i].name;
    return NULL;
}

const char *pty_left_behind(struct pty *pty)
{
    struct termios now = {0}; /* musl leaves the end of c_cc as it is */
    const char *mode = mode_left_on(&pty->vt);
    if (mode)
        return mode;
    if (tcgetattr(pty->master, &now) < 0)
        return NULL;
    bool same = now.c_iflag == pty->found.c_iflag && now.c_oflag == pty->found.c_oflag &&
                now.c_cflag == pty->found.c_cflag && now.c_lflag == pty->found.c_lflag &&
                memcmp(now.c_cc, pty->found.c_cc, sizeof now.c_cc) == 0;
    return same ? NULL : "other modes";
}

void pty_end(struct pty *pty)
{
    if (pty->program > 0 && !pty->ended)
        kill(-pty->program, SIGKILL);
    kill(pty->shell, SIGKILL);
    waitpid(pty->shell, NULL, 0);
    if (pty->master >= 0)
        close(pty->master);
    close(pty->words);
    vt_release(&pty->vt);
    strbuf_release(&pty->output);
}
