/* The player in a real pseudo-terminal: what it costs while nothing moves and while it plays, how
 * soon a key is answered, how soon the browser is there. */
#include "config.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench.h"
#include "child.h"
#include "pty.h"

enum { COLUMNS = 120, ROWS = 36, KEYS = 100, FRAMES = 1000, PLAY_MS = 5000, STILL_MS = 10000 };

static bool start(struct pty *pty, const char *scenario)
{
    const char *argv[] = {child_baton(), scenario ? "play" : NULL, scenario, NULL};
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    if (pty_start(pty, (char *const *)argv, COLUMNS, ROWS, PTY_NARROW))
        return true;
    bench_remark("the player in a terminal", "not measured", "no pseudo-terminal here");
    return false;
}

static void press(struct pty *pty, const char *keys)
{
    pty_send(pty, keys, strlen(keys));
}

/* The player on a run that is over, without the curtain. */
static bool start_player(struct pty *pty)
{
    if (!start(pty, child_file("scenarios/two_sleeps.baton")))
        return false;
    pty_until_shown(pty, "control");
    pty_until_gone(pty, "starting");
    press(pty, "v");
    pty_rest(pty, 500);
    return true;
}

/* ---- a still screen ---- */

/* Calls that returned: those that sleep when strace comes, and still when it goes, are none. */
static int count_calls(const char *log)
{
    FILE *file = fopen(log, "r");
    char line[512];
    int calls = 0;
    while (file && fgets(line, sizeof line, file))
        calls += !strstr(line, "<unfinished") && !strstr(line, "<detached") && !strstr(line, "---");
    if (file)
        fclose(file);
    return calls;
}

static bool trace_calls(struct pty *pty, const char *log)
{
    char pid[16];
    snprintf(pid, sizeof pid, "%d", (int)pty->program);
    pid_t strace = fork();
    if (strace == 0) {
        execlp("strace", "strace", "-f", "-qq", "-o", log, "-p", pid, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    pty_rest(pty, STILL_MS);
    if (waitpid(strace, &status, WNOHANG) == strace)
        return false; /* it is not here, or may not */
    kill(strace, SIGINT);
    waitpid(strace, &status, 0);
    return true;
}

static void measure_still(void)
{
    static const char what[] = "a still screen: system calls in 10 s";
    const char *log = child_own_file("calls");
    char reached[BENCH_TEXT];
    struct pty pty;
    if (!start_player(&pty))
        return;
    if (trace_calls(&pty, log)) {
        int calls = count_calls(log);
        snprintf(reached, sizeof reached, "%d", calls);
        bench_row(what, reached, "0", "strace", calls == 0);
    } else {
        bench_remark(what, "not measured", "strace is not here, or may not trace");
    }
    pty_end(&pty);
}

/* ---- playing ---- */

static double cpu_seconds(pid_t pid)
{
    char path[64], text[512];
    unsigned long user = 0, kernel = 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    size_t len = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[len] = '\0';
    const char *fields = strrchr(text, ')');
    if (fields)
        sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &kernel);
    if (file)
        fclose(file);
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

/* A frame is one write; the terminal may hand it out in pieces. */
static int read_frames(struct pty *pty, double *bytes)
{
    enum { PIECES_MS = 4 };
    int64_t until_ns = clock_now_ns() + PLAY_MS * NS_PER_MS;
    int frames = 0;
    while (clock_now_ns() < until_ns && frames < FRAMES) {
        uint64_t before = pty->bytes;
        if (!pty_pump(pty, 100))
            continue;
        while (pty_pump(pty, PIECES_MS))
            ;
        bytes[frames++] = (double)(pty->bytes - before);
    }
    return frames;
}

static void measure_playing(void)
{
    char reached[BENCH_TEXT], beside[BENCH_TEXT];
    double bytes[FRAMES];
    struct pty pty;
    if (!start_player(&pty))
        return;
    press(&pty, " ");
    double before = cpu_seconds(pty.program);
    int frames = read_frames(&pty, bytes);
    double share = (cpu_seconds(pty.program) - before) / (PLAY_MS / 1000.0) * 100;
    double median = bench_median_of(bytes, frames);
    pty_end(&pty);
    snprintf(beside, sizeof beside, "%.0f frames a second that change something, 120x36",
             frames / (PLAY_MS / 1000.0));
    snprintf(reached, sizeof reached, "%.1f%%", share);
    bench_row("playing: of a core", reached, "< 5%", beside, share < 5);
    snprintf(reached, sizeof reached, "%.0f", median);
    bench_row("playing: bytes a frame, median", reached, "< 2000", beside, median < 2000);
}

/* ---- a key ---- */

static void measure_keys(void)
{
    static const char *const keys[] = {"+", "-"}; /* each changes much of the screen */
    char reached[BENCH_TEXT], worst[BENCH_TEXT];
    double took_ns[KEYS];
    int answered = 0;
    struct pty pty;
    if (!start_player(&pty))
        return;
    for (int i = 0; i < KEYS; i++) {
        int64_t begun_ns = clock_now_ns();
        press(&pty, keys[i % 2]);
        if (pty_pump(&pty, 1000))
            took_ns[answered++] = (double)(clock_now_ns() - begun_ns);
        pty_rest(&pty, 30);
    }
    pty_end(&pty);
    double median = bench_median_of(took_ns, answered);
    double late = answered ? took_ns[(answered * 99 - 1) / 100] : NAN; /* sorted by now */
    bench_row("a key to the changed screen, median", bench_time(reached, median), "< 20 ms",
              "zoomed in and out, 120x36", answered == KEYS && median < 20e6);
    bench_row("a key to the changed screen, 99th of 100", bench_time(worst, late), "< 20 ms",
              "the same", answered == KEYS && late < 20e6);
}

/* ---- the browser ---- */

static void measure_browser(void)
{
    enum { TIMES = 11 };
    char reached[BENCH_TEXT];
    double took_ns[TIMES];
    for (int i = 0; i < TIMES; i++) {
        struct pty pty;
        int64_t begun_ns = clock_now_ns();
        if (!start(&pty, NULL))
            return;
        pty_until_shown(&pty, "Read more");
        took_ns[i] = (double)(clock_now_ns() - begun_ns);
        pty_end(&pty);
    }
    double median = bench_median_of(took_ns, TIMES);
    bench_row("the browser is there", bench_time(reached, median), "< 100 ms", "from the start",
              median < 100e6);
}

int main(void)
{
    measure_browser();
    measure_keys();
    measure_playing();
    measure_still();
    return 0;
}
