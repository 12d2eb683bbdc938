#include "config.h"

#include "real.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

enum { LIMIT_MS = 5000, LOOK_MS = 20 };

/* Each terminal answers this question (what are you?), so it is the last one of each set. */
#define LAST_QUESTION "\033[c"

static void read_size(struct real *real)
{
    struct winsize size = {0};
    ioctl(real->fd, TIOCGWINSZ, &size);
    real->columns = size.ws_col;
    real->rows = size.ws_row;
}

bool real_open(struct real *real)
{
    *real = (struct real){.fd = open("/dev/tty", O_RDWR | O_CLOEXEC)};
    if (real->fd < 0)
        return false;
    tcgetattr(real->fd, &real->found);
    struct termios raw = real->found;
    cfmakeraw(&raw);
    tcsetattr(real->fd, TCSANOW, &raw);
    read_size(real);
    return true;
}

void real_close(struct real *real, bool broken)
{
    static const char anew[] = "\033[?1049l\033c";
    if (broken)
        file_write_all(real->fd, anew, sizeof anew - 1);
    tcsetattr(real->fd, TCSADRAIN, &real->found);
    close(real->fd);
}

/* ---- questions ---- */

/* Where the answer to LAST_QUESTION begins, ESC [ ? … c; NULL: it is not there yet. */
static const char *find_last(const char *answers)
{
    const char *at = answers;
    while ((at = strstr(at, "\033[?")) != NULL) {
        size_t len = strspn(at + 3, "0123456789;");
        if (at[3 + len] == 'c')
            return at;
        at += 3;
    }
    return NULL;
}

/* Appends what comes in answer to these. */
static void ask(struct real *real, const char *questions, struct strbuf *answers)
{
    struct strbuf got = STRBUF_INIT;
    int64_t until_ns = clock_now_ns() + LIMIT_MS * NS_PER_MS;
    const char *last = NULL;
    file_write_all(real->fd, questions, strlen(questions));
    file_write_all(real->fd, LAST_QUESTION, strlen(LAST_QUESTION));
    while (!last && clock_now_ns() < until_ns) {
        struct pollfd ready = {.fd = real->fd, .events = POLLIN};
        char bytes[4096];
        ssize_t len = poll(&ready, 1, LOOK_MS) > 0 ? read(real->fd, bytes, sizeof bytes) : 0;
        if (len < 0)
            break;
        strbuf_add(&got, bytes, (size_t)len);
        last = find_last(strbuf_str(&got));
    }
    strbuf_add(answers, strbuf_str(&got), last ? (size_t)(last - strbuf_str(&got)) : 0);
    if (!last)
        strbuf_adds(answers, "no answer");
    strbuf_release(&got);
}

int real_mode(struct real *real, const char *mode)
{
    struct strbuf question = STRBUF_INIT, answer = STRBUF_INIT;
    strbuf_addf(&question, "\033[%s$p", mode);
    ask(real, strbuf_str(&question), &answer);
    const char *value = strchr(strbuf_str(&answer), ';');
    int found = value ? atoi(value + 1) : 0;
    strbuf_release(&question);
    strbuf_release(&answer);
    return found;
}

/* ---- the state ---- */

/* With what they are for: who reads of a difference wants to know. */
static const struct {
    const char *mode, *name;
} modes[] = {
    {"?1", "cursor keys of an application"},
    {"?6", "rows are counted from the margin"},
    {"?7", "rows wrap"},
    {"?12", "the cursor blinks"},
    {"?25", "the cursor is shown"},
    {"?47", "the alternate screen (47)"},
    {"?66", "the keypad of an application"},
    {"?1000", "the mouse: buttons"},
    {"?1002", "the mouse: drags"},
    {"?1003", "the mouse: moves"},
    {"?1004", "focus is reported"},
    {"?1005", "the mouse in UTF-8"},
    {"?1006", "the mouse in decimals"},
    {"?1015", "the mouse as of urxvt"},
    {"?1049", "the alternate screen"},
    {"?2004", "brackets around what is pasted"},
    {"?2026", "frames are held back"},
    {"4", "insertion"},
    {"20", "line feeds return"},
};

/* Margins show in where a line feed, and its reverse, do not move the cursor. */
static void add_margins(struct real *real, struct strbuf *out)
{
    struct strbuf questions = STRBUF_INIT, answers = STRBUF_INIT;
    strbuf_adds(&questions, "\0337");
    for (int row = 1; row < real->rows; row++)
        strbuf_addf(&questions, "\033[%d;1H\n\033[6n\033[%d;1H\033M\033[6n", row, row + 1);
    strbuf_adds(&questions, "\0338");
    ask(real, strbuf_str(&questions), &answers);
    const char *at = strbuf_str(&answers);
    for (int row = 1; row < real->rows; row++) {
        int down = 0, up = 0, len = 0;
        if (sscanf(at, "\033[%d;%*dR\033[%d;%*dR%n", &down, &up, &len) < 2 || len == 0) {
            strbuf_adds(out, "the rows of the cursor are not told\n");
            break;
        }
        at += len;
        if (down != row + 1)
            strbuf_addf(out, "a margin below row %d\n", row);
        if (up != row)
            strbuf_addf(out, "a margin above row %d\n", row + 1);
    }
    strbuf_release(&questions);
    strbuf_release(&answers);
}

/* What DECRQSS tells: attributes, the shape of the cursor. */
static void add_settings(struct real *real, struct strbuf *out)
{
    static const char *const settings[] = {"m", " q"};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct strbuf question = STRBUF_INIT, answer = STRBUF_INIT;
        strbuf_addf(&question, "\033P$q%s\033\\", settings[i]);
        ask(real, strbuf_str(&question), &answer);
        const char *value = strbuf_str(&answer);
        value += strcspn(value, "$");
        strbuf_addf(out, "setting %.*s\n", (int)strcspn(value, "\033"), value);
        strbuf_release(&question);
        strbuf_release(&answer);
    }
}

void real_state(struct real *real, struct strbuf *out)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        strbuf_addf(out, "%s: %d\n", modes[i].name, real_mode(real, modes[i].mode));
    add_settings(real, out);
    add_margins(real, out);
}

bool real_resize(struct real *real, int columns, int rows)
{
    struct strbuf wish = STRBUF_INIT;
    int64_t until_ns = clock_now_ns() + LIMIT_MS * NS_PER_MS;
    strbuf_addf(&wish, "\033[8;%d;%dt", rows, columns);
    file_write_all(real->fd, strbuf_str(&wish), wish.len);
    strbuf_release(&wish);
    for (;;) {
        struct pollfd none = {.fd = -1};
        read_size(real);
        if (real->columns == columns && real->rows == rows)
            return true;
        if (clock_now_ns() > until_ns)
            return false;
        poll(&none, 1, LOOK_MS);
    }
}
