/* Runs a program in a pseudo-terminal and goes through steps with it:
 *
 *     ptyrun [-g 80x24] [-w | -s] [-t SECONDS] STEP … -- PROGRAM [ARGUMENT …]
 *     ptyrun -r [-a COMMAND] STEP … -- PROGRAM [ARGUMENT …]
 *
 *     see:TEXT  miss:TEXT   wait until the screen shows it, no longer shows it
 *     at:TEXT               the cursor stands at it, seen or not
 *     keys:BYTES            send them; \e \r \n \t \\ and \xHH are understood
 *     size:80x24  signal:TERM  fg  bg  hangup
 *     deaf                  from now on its output is not read
 *     rest:MS               only read
 *     forget                the output so far
 *     raw:BYTES  noraw:BYTES  came, did not come in the output
 *     colours:N             0, 16 or 256: what was used of them
 *     silent:MS             nothing comes for that long
 *     stopped  ended:N  killed:SIG  the program is, has (with this status, of this signal)
 *     taken                 the program has the terminal: its screen, no cursor, the mouse
 *     clean                 the terminal is as it was
 *     alone                 no process is left
 *     run:COMMAND           a shell runs it, and it succeeds; $PROGRAM is the process
 *     show                  print the screen
 *
 * A step is waited for 10 seconds at most, or so many as -t says.
 * -w: block and box characters are two columns wide here; -s: the place of the cursor is not told.
 *
 * -r: the real terminal in which it runs shows all of it and gives the answers, and is meant, too:
 *
 *     clean                 what it reports of its modes, and what COMMAND prints, is as it was
 *     mode:?25=1            it says so, if it says anything: 1 on, 2 off
 *     size:80x24            it becomes so large
 *     redrawn:COMMAND       what COMMAND prints is the same after ctrl-l, which draws all anew
 *
 * The status is 0 if all went well, else 1 with a message and the screen; 77 if there is no
 * pseudo-terminal. */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "pty.h"

enum { COLUMNS = 80, ROWS = 24, SKIP = 77, PICTURE_MS = 150, SETTLE_MS = 30 };

static const char *state_command; /* of -a */
static struct strbuf state_found; /* of the real terminal */

static const struct {
    const char *name;
    int number;
} signals[] = {
    {"TERM", SIGTERM}, {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"TSTP", SIGTSTP},
    {"STOP", SIGSTOP}, {"CONT", SIGCONT}, {"SEGV", SIGSEGV}, {"ABRT", SIGABRT}, {"KILL", SIGKILL},
    {"ALRM", SIGALRM}, {"USR1", SIGUSR1}, {"XCPU", SIGXCPU},
};

static int signal_by_name(const char *name)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (strcmp(signals[i].name, name) == 0)
            return signals[i].number;
    return -1;
}

/* Returns its length: a 0 byte may be in it. */
static size_t unescape(const char *text, char *out)
{
    static const char names[] = "ernt\\", values[] = "\033\r\n\t\\";
    size_t len = 0;
    for (; *text; text++) {
        const char *name = *text == '\\' && text[1] ? strchr(names, text[1]) : NULL;
        if (*text == '\\' && text[1] == 'x') {
            char digits[3] = {text[2], text[2] ? text[3] : '\0', '\0'};
            out[len++] = (char)strtol(digits, NULL, 16);
            text += 1 + strlen(digits);
        } else {
            out[len++] = name ? values[name - names] : *text;
            text += name != NULL;
        }
    }
    return len;
}

static bool came(const struct pty *pty, const char *text)
{
    char bytes[512];
    size_t len = unescape(text, bytes);
    return memmem(strbuf_str(&pty->output), pty->output.len, bytes, len) != NULL;
}

static bool send_keys(struct pty *pty, const char *text)
{
    char bytes[512];
    pty_send(pty, bytes, unescape(text, bytes));
    return true;
}

/* ---- steps ---- */

static bool see(struct pty *pty, const char *text)
{
    return pty_until_shown(pty, text);
}

static bool miss(struct pty *pty, const char *text)
{
    return pty_until_gone(pty, text);
}

static bool at(struct pty *pty, const char *text)
{
    return pty_until_at(pty, text);
}

static bool size(struct pty *pty, const char *text)
{
    int columns, rows;
    if (sscanf(text, "%dx%d", &columns, &rows) != 2)
        return false;
    if (pty->real && !real_resize(pty->real, columns, rows))
        return false;
    pty_resize(pty, columns, rows);
    return true;
}

static bool send_signal(struct pty *pty, const char *text)
{
    return kill(pty->program, signal_by_name(text)) == 0;
}

static bool foreground(struct pty *pty, const char *text)
{
    pty_continue(pty);
    return true;
}

static bool background(struct pty *pty, const char *text)
{
    pty->stopped = false;
    return kill(-pty->program, SIGCONT) == 0;
}

static bool hang_up(struct pty *pty, const char *text)
{
    pty_hang_up(pty);
    return true;
}

static bool turn_deaf(struct pty *pty, const char *text)
{
    pty->deaf = true;
    return true;
}

static bool rest(struct pty *pty, const char *text)
{
    pty_rest(pty, atoi(text));
    return true;
}

static bool forget(struct pty *pty, const char *text)
{
    pty_forget(pty);
    return true;
}

static bool raw(struct pty *pty, const char *text)
{
    return came(pty, text);
}

static bool noraw(struct pty *pty, const char *text)
{
    return !came(pty, text);
}

static bool colours(struct pty *pty, const char *text)
{
    int used = pty->vt.of_256 ? 256 : pty->vt.coloured ? 16 : 0;
    return used == atoi(text);
}

static bool silent(struct pty *pty, const char *text)
{
    uint64_t before = pty->bytes;
    pty_rest(pty, atoi(text));
    return pty->bytes == before;
}

static bool stopped(struct pty *pty, const char *text)
{
    return pty_until_stopped(pty);
}

static bool ended(struct pty *pty, const char *text)
{
    return pty_until_ended(pty) && WIFEXITED(pty->status) && WEXITSTATUS(pty->status) == atoi(text);
}

static bool killed(struct pty *pty, const char *text)
{
    return pty_until_ended(pty) && WIFSIGNALED(pty->status) &&
           WTERMSIG(pty->status) == signal_by_name(text);
}

static bool taken(struct pty *pty, const char *text)
{
    return pty->vt.alternate && pty->vt.hidden && pty->vt.mouse;
}

/* Appends what a command prints. */
static void add_output(const char *command, struct strbuf *out)
{
    char bytes[4096];
    size_t got;
    FILE *output = popen(command, "r");
    while (output && (got = fread(bytes, 1, sizeof bytes, output)) > 0)
        strbuf_add(out, bytes, got);
    if (output)
        pclose(output);
}

/* Prints the lines of a text that the other has not. */
static void print_news(const char *head, const char *is, const char *was)
{
    for (const char *end; *is; is = *end ? end + 1 : end) {
        struct strbuf line = STRBUF_INIT;
        end = is + strcspn(is, "\n");
        strbuf_add(&line, is, (size_t)(end - is));
        if (!strstr(was, strbuf_str(&line)))
            printf("%s: %s\n", head, strbuf_str(&line));
        strbuf_release(&line);
    }
}

static void add_state(struct real *real, struct strbuf *out)
{
    real_state(real, out);
    if (state_command)
        add_output(state_command, out);
}

static bool really_clean(struct pty *pty)
{
    struct strbuf state = STRBUF_INIT;
    pty_rest(pty, SETTLE_MS); /* an answer to the program may be on its way */
    add_state(pty->real, &state);
    bool same = strcmp(strbuf_str(&state), strbuf_str(&state_found)) == 0;
    if (!same) {
        print_news("left behind", strbuf_str(&state), strbuf_str(&state_found));
        print_news("it was", strbuf_str(&state_found), strbuf_str(&state));
    }
    strbuf_release(&state);
    return same;
}

static bool clean(struct pty *pty, const char *text)
{
    const char *left = pty_left_behind(pty);
    if (left)
        printf("left behind: %s\n", left);
    return !left && (!pty->real || really_clean(pty));
}

static bool mode(struct pty *pty, const char *text)
{
    char name[16];
    int wanted, value;
    if (!pty->real || sscanf(text, "%15[^=]=%d", name, &wanted) != 2)
        return false;
    pty_hear_out(pty);
    value = real_mode(pty->real, name);
    if (value && value != wanted)
        printf("mode %s is %d\n", name, value);
    return !value || value == wanted;
}

/* A terminal draws when it gets to it: beside load as much later as the command takes longer. */
static void take_picture(struct pty *pty, const char *command, struct strbuf *out)
{
    enum { DRAWS = 4, REST_MOST_MS = 2000 };
    static int rest_ms = PICTURE_MS;
    pty_rest(pty, rest_ms);
    int64_t begin_ns = clock_now_ns();
    strbuf_clear(out);
    add_output(command, out);
    int64_t ms = (clock_now_ns() - begin_ns) / NS_PER_MS * DRAWS;
    rest_ms = ms < PICTURE_MS ? PICTURE_MS : ms > REST_MOST_MS ? REST_MOST_MS : (int)ms;
}

static bool same_text(const struct strbuf *a, const struct strbuf *b)
{
    return strcmp(strbuf_str(a), strbuf_str(b)) == 0;
}

/* The picture is compared when it no longer changes; what is drawn anew has the time of a step. */
static bool redrawn(struct pty *pty, const char *text)
{
    struct strbuf before = STRBUF_INIT, after = STRBUF_INIT;
    int64_t end_ns = clock_now_ns() + pty->limit_ms * NS_PER_MS;
    take_picture(pty, text, &after);
    do {
        strbuf_clear(&before);
        strbuf_add(&before, strbuf_str(&after), after.len);
        take_picture(pty, text, &after);
    } while (!same_text(&before, &after) && clock_now_ns() < end_ns);
    pty_send(pty, "\f", 1);
    end_ns = clock_now_ns() + pty->limit_ms * NS_PER_MS;
    do {
        take_picture(pty, text, &after);
    } while (!same_text(&before, &after) && clock_now_ns() < end_ns);
    bool same = same_text(&before, &after);
    if (!same) {
        print_news("it showed", strbuf_str(&before), strbuf_str(&after));
        print_news("and anew", strbuf_str(&after), strbuf_str(&before));
    }
    strbuf_release(&before);
    strbuf_release(&after);
    return same;
}

static bool alone(struct pty *pty, const char *text)
{
    return pty_until_alone(pty);
}

static bool run(struct pty *pty, const char *text)
{
    char program[16];
    snprintf(program, sizeof program, "%d", (int)pty->program);
    setenv("PROGRAM", program, 1);
    return system(text) == 0;
}

static bool show(struct pty *pty, const char *text)
{
    struct strbuf out = STRBUF_INIT;
    grid_to_text(&pty->vt.screen, NULL, false, &out);
    fputs(strbuf_str(&out), stdout);
    strbuf_release(&out);
    return true;
}

static const struct {
    const char *name;
    bool (*go)(struct pty *pty, const char *text);
} steps[] = {
    {"see", see},        {"miss", miss},          {"keys", send_keys},
    {"size", size},      {"signal", send_signal}, {"fg", foreground},
    {"hangup", hang_up}, {"rest", rest},          {"forget", forget},
    {"raw", raw},        {"noraw", noraw},        {"colours", colours},
    {"silent", silent},  {"stopped", stopped},    {"ended", ended},
    {"killed", killed},  {"clean", clean},        {"alone", alone},
    {"run", run},        {"show", show},          {"deaf", turn_deaf},
    {"bg", background},  {"taken", taken},        {"at", at},
    {"mode", mode},      {"redrawn", redrawn},
};

static bool go_step(struct pty *pty, const char *step)
{
    size_t len = strcspn(step, ":");
    const char *text = step[len] ? step + len + 1 : "";
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strlen(steps[i].name) == len && memcmp(steps[i].name, step, len) == 0)
            return steps[i].go(pty, text);
    printf("there is no such step\n");
    return false;
}

static int go_steps(struct pty *pty, char **from, char **until)
{
    for (char **step = from; step < until; step++) {
        if (go_step(pty, *step))
            continue;
        printf("failed: %s\n", *step);
        if (pty->ended)
            printf("the program has ended: %s %d\n", WIFEXITED(pty->status) ? "status" : "signal",
                   WIFEXITED(pty->status) ? WEXITSTATUS(pty->status) : WTERMSIG(pty->status));
        show(pty, "");
        return 1;
    }
    return 0;
}

static int usage(void)
{
    fprintf(stderr, "usage: ptyrun [-g 80x24] [-w | -s | -r [-a COMMAND]] STEP ... -- "
                    "PROGRAM [ARGUMENT ...]\n");
    return 2;
}

int main(int argc, char **argv)
{
    enum pty_answer answer = PTY_NARROW;
    int option, columns = COLUMNS, rows = ROWS, status;
    int limit_s = 0;
    bool relayed = false;
    struct real real;
    struct pty pty;
    while ((option = getopt(argc, argv, "+g:wsra:t:")) != -1) {
        if (option == '?' || (option == 'g' && sscanf(optarg, "%dx%d", &columns, &rows) != 2))
            return usage();
        answer = option == 'w' ? PTY_WIDE : option == 's' || option == 'r' ? PTY_SILENT : answer;
        relayed = relayed || option == 'r';
        state_command = option == 'a' ? optarg : state_command;
        limit_s = option == 't' ? atoi(optarg) : limit_s;
    }
    int first = optind, last = first;
    while (last < argc && strcmp(argv[last], "--") != 0)
        last++;
    if (last + 1 >= argc)
        return usage();
    if (relayed && !real_open(&real)) {
        printf("it does not run in a terminal\n");
        return SKIP;
    }
    if (relayed) {
        columns = real.columns;
        rows = real.rows;
        add_state(&real, &state_found);
    }
    if (!pty_start(&pty, argv + last + 1, columns, rows, answer)) {
        printf("no pseudo-terminal here: %s\n", strerror(errno));
        return SKIP;
    }
    if (relayed)
        pty_relay(&pty, &real);
    if (limit_s)
        pty.limit_ms = limit_s * 1000;
    status = go_steps(&pty, argv + first, argv + last);
    pty_end(&pty);
    if (relayed)
        real_close(&real, status != 0);
    strbuf_release(&state_found);
    return status;
}
