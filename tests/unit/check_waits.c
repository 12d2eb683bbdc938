/* Every way to wait, ended in every way it can be, under every model that has it: what is told of
 * it must be so, in steps, csv, json, html and at the playhead.
 *
 * One run has a task w_NAME for each way to wait, and `main` ends all of them in one way. For each
 * the words that are right must stand in what is told, and none that would say that it had got what
 * it waited for. The tables are complete by construction: a reason of the trace, a cause of a
 * cancellation or an end of a run without a row fails. */
#include "config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "check_main.h"
#include "export/export.h"
#include "models/model.h"
#include "player/now.h"
#include "tell/tell.h"
#include "trace/file.h"

/* ---- the ways to wait ---- */

enum {
    ABLE = 1,   /* it ends by itself: no deadlock */
    TIMED = 2,  /* it waits for the device or the clock: in a call, where the model does so */
    ALONE = 4,  /* needs no other task: `blocking` has it, too */
    LOOSE = 8,  /* outside of its body: a `try`, a group's failure or a `within` does not end it */
    SHUT = 16,  /* for a channel */
    STACK = 32, /* of a generator: not where each task is a thread */
};

/* In a body, @ is how long what it waits for takes. */
struct wait {
    const char *name; /* NULL: no row; "": no wait, or none that another could end */
    const char *body;
    const char *let;    /* a line of main that gives it what it waits for, or NULL */
    const char *got;    /* what is told of w_NAME then */
    const char *during; /* what it was doing, in words */
    unsigned flags;
};

/* At a barrier one waits for the same reason as for a condition, and has a row of its own. */
enum { AT_BARRIER = TRACE_REASON_COUNT, WAIT_COUNT };

#define NO_WAIT                                                                                    \
    {                                                                                              \
        .name = ""                                                                                 \
    }

/* clang-format off */
static const struct wait waits[WAIT_COUNT] = {
    /* how control was got */
    [TRACE_BY_NONE] = NO_WAIT,
    [TRACE_BY_STARTED] = NO_WAIT,
    [TRACE_BY_ANSWER] = NO_WAIT,
    [TRACE_BY_TIMER] = NO_WAIT,
    [TRACE_BY_TURN] = NO_WAIT,
    [TRACE_BY_WOKEN] = NO_WAIT,
    [TRACE_BY_GOT_OBJECT] = NO_WAIT,
    [TRACE_BY_GOT_GIL] = NO_WAIT,
    [TRACE_BY_RESUMED] = NO_WAIT,
    [TRACE_BY_RETURNED] = NO_WAIT,
    [TRACE_BY_THROWN] = NO_WAIT,
    [TRACE_BY_CLOSED] = NO_WAIT,
    [TRACE_BY_OFFLOADED] = NO_WAIT,
    [TRACE_BY_CALLED_BACK] = NO_WAIT,
    [TRACE_BY_CALLBACK] = NO_WAIT,
    [TRACE_BY_GOT_CORE] = NO_WAIT,
    [TRACE_BY_CANCELLED] = NO_WAIT,
    [TRACE_BY_TIMED_OUT] = NO_WAIT,
    [TRACE_BY_SHUT] = NO_WAIT,
    [TRACE_BY_LAPSED] = NO_WAIT,
    [TRACE_BY_SCHEDULE] = NO_WAIT,
    [TRACE_BY_MOVE] = NO_WAIT,
    /* how it was lost, or is not had */
    [TRACE_BY_GIL] = NO_WAIT,
    [TRACE_BY_GIL_DROPPED] = NO_WAIT,
    [TRACE_BY_PREEMPTED] = NO_WAIT,
    [TRACE_BY_OFF_CPU] = NO_WAIT,
    [TRACE_BY_END] = NO_WAIT,
    [TRACE_BY_ANSWERED] = NO_WAIT,
    [TRACE_BY_SLEPT] = NO_WAIT,
    /* of a recorded program, which no scenario is */
    [TRACE_BY_CALL] = NO_WAIT,
    [TRACE_BY_BACK] = NO_WAIT,
    [TRACE_BY_JOIN] = NO_WAIT,
    [TRACE_BY_UNWATCHED] = NO_WAIT,
    [TRACE_BY_LOOP] = NO_WAIT,
    [TRACE_BY_LOOP_CALLBACK] = NO_WAIT,
    [TRACE_BY_QUEUED] = NO_WAIT,
    [TRACE_BY_JOB] = NO_WAIT,
    [TRACE_BY_POOL] = NO_WAIT,
    /* a generator that nobody resumes; its resumer, whose wait ends as the generator's does */
    [TRACE_BY_CREATED] = NO_WAIT,
    [TRACE_BY_GEN_YIELD] = NO_WAIT,
    [TRACE_BY_THROW] = NO_WAIT,
    [TRACE_BY_CLOSE] = NO_WAIT,
    /* how polling and async-blocking wait for the others; what only `blocking` does */
    [TRACE_BY_LOOKING] = NO_WAIT,
    [TRACE_BY_REST] = NO_WAIT,
    [TRACE_BY_CHILD] = NO_WAIT,

    [TRACE_BY_IO] = {"io", "io @ \"q\"", NULL, "'s answer (\"q\") came",
        "it waited for its q",
        ABLE | TIMED | ALONE},
    [TRACE_BY_MEANWHILE] = {"meanwhile", "io @ \"m\" meanwhile:\n    compute 100us", NULL, NULL,
        NULL, /* it may be busy */ ABLE | TIMED | ALONE},
    [TRACE_BY_CALLBACKS] = {"then", "io @ \"t\" then:\n    say \"called\"", NULL, " says: called",
        "", /* its callbacks, or the answer */ ABLE | TIMED | ALONE | LOOSE},
    [TRACE_BY_SLEEP] = {"sleep", "sleep @", NULL, "'s sleep was over", "it slept",
        ABLE | TIMED | ALONE},
    [TRACE_BY_YIELD] = {"yield", "repeat 50:\n    yield\n    sleep 100us", NULL, NULL, NULL,
        ABLE | TIMED},
    [TRACE_BY_AWAIT] = {"await", "f = start nap\nawait f", NULL, "'s wait for nap",
        "it awaited nap", 0},
    [TRACE_BY_AWAIT_ALL] = {"all", "start nap\nawait all", NULL,
        "'s wait for all its tasks was over",
        "it awaited all its tasks", 0},
    [TRACE_BY_AWAIT_ANY] = {"any", "start nap\nawait any", NULL,
        "'s wait for any of its tasks was over",
        "it awaited any of its tasks", 0},
    [TRACE_BY_AWAIT_FIRST] = {"first", "f = start nap\ng = start nap\nawait any f, g", NULL,
        "'s wait for the first of 2 tasks was over",
        "it awaited the first of 2 tasks", 0},
    [TRACE_BY_GROUP] = {"group", "group:\n    start nap", NULL, "'s wait for its group was over",
        "it waited for its group", 0},
    [TRACE_BY_LOCK] = {"lock", "acquire l\nrelease l", NULL, " got the lock l",
        "it waited for the lock l", 0},
    [TRACE_BY_SEMAPHORE] = {"semaphore", "acquire s", "release s", " got the semaphore s",
        "it waited for the semaphore s", 0},
    [TRACE_BY_CONDITION] = {"condition", "with k:\n    wait c", "signal c",
        " has a signal of the condition c", "it waited for the condition c", 0},
    [AT_BARRIER] = {"barrier", "wait b", "wait b", " goes on, for all are at the barrier b",
        "it waited for the barrier b", 0},
    [TRACE_BY_SEND] = {"send", "send full 1\nsend full 2", "x = recv full",
        " had room in the channel full",
        "it waited for room in the channel full", SHUT},
    [TRACE_BY_RECV] = {"recv", "x = recv empty", "send empty 1",
        " got something from the channel empty",
        "it waited for something in the channel empty", SHUT},
    [TRACE_BY_OFFLOAD] = {"offload", "offload:\n    sleep 2s" /* it outlives its task */, NULL,
        "'s offloaded block ended",
        "it waited for its offloaded block", ABLE | TIMED | ALONE},
    [TRACE_BY_RESUME] = {"resume", "g = create napping\nresume g", NULL, NULL, NULL,
        ABLE | TIMED | ALONE | STACK},
    /* who has not begun: below */
    [TRACE_BY_STARTING] = NO_WAIT, [TRACE_BY_WORKER] = NO_WAIT,
    [TRACE_BY_SELECT] = {"select", "select:\n    x = recv none:\n        say \"chosen\"",
        "send none 1",
        " says: chosen", "it waited in a select", SHUT},
};
/* clang-format on */

/* ---- the ways a wait ends ---- */

/* Why it ends otherwise than by what it waits for: a cause of the trace, or the end of the run. */
enum end_kind { SATISFIED, CUT, OVER };

struct end {
    const char *name;
    enum end_kind kind;
    const char *header;
    const char *around; /* a line of the task around its body: `within`, `group` … */
    const char *other;  /* a line of a task of its own */
    const char *main;   /* what main does behind its starts */
    const char *told;   /* behind the name of the task */
    const char *where;  /* a statement whose line is told behind that, or NULL */
    bool in_group;      /* main's starts stand in a group, `mid`'s in one of its own */
    bool stuck;         /* nobody ends what the others wait for */
    bool shut;          /* only for channels */
};

/* main's lines: % waits until each task is about to wait, # is a line for each. */
/* clang-format off */
static const struct end ends[] = {
    {"satisfied", SATISFIED, "", NULL, "", "%\nsleep 20ms\n#", NULL, NULL, false, false},
    {"cancelled", CUT, "", NULL, "", "%\nsleep 20ms\n#\nsleep 20ms\nsleep 20ms\n"
     "sleep 20ms\nsleep 20ms\nsleep 20ms\nexit",
     " was cancelled by main (cancel, line ", "cancel", false, false},
    {"main ended", CUT, "until main ends\n", NULL, "", "%\nsleep 20ms",
     " was cancelled by the end of main", NULL, false, false},
    {"group failed", CUT, "", NULL, "", "%\nsleep 20ms\nstart bad\nrelease go",
     " was cancelled by the failure of bad", NULL, true, false},
    {"block failed", CUT, "", "group:\n    start bad", "",
     "%\nsleep 20ms\n#\nsleep 20ms\nsleep 20ms\nsleep 20ms\nsleep 20ms\nsleep 20ms\nexit",
     " was interrupted by the failure of bad", NULL, false, false},
    {"along with", CUT, "", NULL, "mid", "%\nsleep 20ms\ncancel m\nsleep 20ms\n"
     "sleep 20ms\nsleep 20ms\nsleep 20ms\nsleep 20ms\nexit",
     " was cancelled along with mid", NULL, true, false},
    {"timed out", CUT, "", "within 150ms:", "", "%\nsleep 200ms\nsleep 200ms\nexit",
     " ran out of time (within, line ",
     "within", false, false},
    {"closed", CUT, "", NULL, "", "%\nsleep 20ms\nclose full\nclose empty\nclose none\n"
     "sleep 50ms\nexit",
     " found the channel ", NULL, false, false, .shut = true},
    {"deadlock", OVER, "", NULL, "", "", NULL, NULL, false, true},
    {"crash", OVER, "", NULL, "", "%\nsleep 20ms\ncrash", NULL, NULL, false, false},
    {"exit", OVER, "", NULL, "", "%\nsleep 20ms\nexit", NULL, NULL, false, false},
    {"limit", OVER, "limit 500ms\n", NULL, "", "sleep 10s", NULL, NULL, false, false},
    {"bound", OVER, "", NULL, "", "%\nsleep 20ms\ncall nests", NULL, NULL, false, false},
};
/* clang-format on */
enum { END_COUNT = sizeof ends / sizeof *ends };

/* Each cause has a row that is ended so: its number in `ends`. */
static int end_of_cause(enum trace_cause cause)
{
    switch (cause) {
    case TRACE_CAUSE_CANCEL:
        return 1;
    case TRACE_CAUSE_MAIN:
        return 2;
    case TRACE_CAUSE_GROUP:
        return 3;
    case TRACE_CAUSE_BLOCK:
        return 4;
    case TRACE_CAUSE_OWNER:
        return 5;
    case TRACE_CAUSE_TIMEOUT:
        return 6;
    case TRACE_CAUSE_COUNT:
        break;
    }
    return -1;
}

/* What is checked, for messages, and under which model. */
static char context[256];
static enum model_id model_of_told;

/* What is not told as it must be. Others may have had the processor until main had ended what a
 * task had not come to: then it is run again, with more room between what the tasks do. */
static struct strbuf wrong;
static int room = 1; /* all times of a scenario are so much longer */
enum { ROOM_MOST = 16 };

#define MUST(holds, ...)                                                                           \
    do {                                                                                           \
        if (!(holds)) {                                                                            \
            strbuf_addf(&wrong, __VA_ARGS__);                                                      \
            strbuf_adds(&wrong, "\n");                                                             \
        }                                                                                          \
    } while (0)

/* ---- a scenario of all waits, ended in one way ---- */

struct scenario_text {
    struct strbuf text;
    int lines;             /* written so far */
    int where[WAIT_COUNT]; /* the line that ends it */
};

static void line_put(struct scenario_text *program, int depth, const char *text, const char *takes)
{
    strbuf_addf(&program->text, "%*s", depth * 4, "");
    for (; *text && *text != '\n'; text++)
        if (*text == '@')
            strbuf_adds(&program->text, takes);
        else
            strbuf_add(&program->text, text, 1);
    strbuf_adds(&program->text, "\n");
    program->lines++;
}

/* Lines of a text, each so deep. */
static void lines_put(struct scenario_text *program, int depth, const char *text, const char *takes)
{
    while (*text) {
        line_put(program, depth, text, takes);
        const char *end = strchr(text, '\n');
        text = end ? end + 1 : "";
    }
}

static bool has(const struct wait *wait, const struct end *end, enum model_id model)
{
    bool in_call = model == MODEL_BLOCKING || model == MODEL_ASYNC_BLOCKING;
    if (!wait->name || !*wait->name)
        return false;
    if (model == MODEL_BLOCKING)
        return end->kind == SATISFIED && wait->flags & ALONE;
    if (in_call && wait == &waits[TRACE_BY_LOCK] && end->kind == SATISFIED)
        return false; /* its holder's sleep holds the thread: nobody waits for it */
    if (in_call && wait->flags & TIMED)
        return end->kind == SATISFIED;
    if (wait->flags & STACK && !model_get(model)->rules.has_loop && model != MODEL_BLOCKING)
        return false;
    if (end->shut && !(wait->flags & SHUT))
        return false;
    if (end->stuck && wait->flags & ABLE)
        return false;
    return !(end->around && wait->flags & LOOSE);
}

static void put_task(struct scenario_text *program, const struct wait *wait, const struct end *end,
                     const char *takes)
{
    int reason = (int)(wait - waits);
    char first[64];
    snprintf(first, sizeof first, "task w_%s:", wait->name);
    line_put(program, 0, first, takes);
    if (model_of_told != MODEL_BLOCKING)
        line_put(program, 1, "release ready", takes);
    if (reason == TRACE_BY_LOCK)
        line_put(program, 1, "release asks", takes);
    if (!end->around) {
        lines_put(program, 1, wait->body, takes);
        return;
    }
    line_put(program, 1, "try:", takes);
    program->where[reason] = program->lines + 1;
    lines_put(program, 2, end->around, takes);
    lines_put(program, 3, wait->body, takes);
    line_put(program, 1, "on error:", takes);
    line_put(program, 2, "say \"caught\"", takes);
}

static void put_starts(struct scenario_text *program, const struct end *end, enum model_id model,
                       int depth)
{
    for (int i = 0; i < WAIT_COUNT; i++) {
        char start[64];
        snprintf(start, sizeof start, "f_%s = start w_%s", waits[i].name, waits[i].name);
        if (has(&waits[i], end, model))
            line_put(program, depth, start, "");
    }
}

static int count_of(const struct end *end, enum model_id model)
{
    int count = 0;
    for (int i = 0; i < WAIT_COUNT; i++)
        count += has(&waits[i], end, model);
    return count;
}

static void put_sync(struct scenario_text *program, const struct end *end, enum model_id model,
                     int depth)
{
    char text[64];
    if (model == MODEL_BLOCKING)
        return;
    snprintf(text, sizeof text, "repeat %d:", count_of(end, model));
    line_put(program, depth, text, "");
    line_put(program, depth + 1, "acquire ready", "");
}

static void put_ends(struct scenario_text *program, const struct end *end, enum model_id model,
                     int depth)
{
    for (int i = 0; i < WAIT_COUNT; i++) {
        char text[64];
        if (!has(&waits[i], end, model))
            continue;
        if (end->around && !end->where) {
            line_put(program, depth, "release go", "");
        } else if (end->kind == CUT) {
            program->where[i] = program->lines + 1;
            snprintf(text, sizeof text, "cancel f_%s", waits[i].name);
            line_put(program, depth, text, "");
        } else if (waits[i].let) {
            line_put(program, depth, waits[i].let, "");
        }
    }
}

/* Of `other`: it starts all in main's place, and main itself only it. */
static void put_main(struct scenario_text *program, const struct end *end, enum model_id model)
{
    int depth = 1;
    line_put(program, 0, *end->other ? "task mid:" : "task main:", "");
    if (end->in_group) {
        line_put(program, 1, "try:", "");
        line_put(program, 2, "group:", "");
        depth = 3;
    }
    if (model != MODEL_BLOCKING)
        lines_put(program, depth, "start h\nacquire locked", "");
    put_starts(program, end, model, depth);
    if (*end->other) {
        line_put(program, 1, "on error:", "");
        line_put(program, 2, "say \"caught\"", "");
        line_put(program, 0, "task main:", "");
        line_put(program, 1, "m = start mid", "");
        depth = 1;
    }
    for (const char *at = end->main; *at;) {
        const char *next = strchr(at, '\n');
        if (*at == '#')
            put_ends(program, end, model, depth);
        else if (*at == '%')
            put_sync(program, end, model, depth);
        else
            line_put(program, depth, at, "");
        at = next ? next + 1 : "";
    }
    if (end->in_group && !*end->other) {
        line_put(program, 1, "on error:", "");
        line_put(program, 2, "say \"caught\"", "");
    }
}

static void program_put(struct scenario_text *program, const struct end *end, enum model_id model)
{
    const char *takes = end->kind == SATISFIED ? "30ms" : "20s";
    line_put(program, 0, "scenario \"waits\"", "");
    strbuf_addf(&program->text, "model %s\n", model_name(model));
    program->lines++;
    lines_put(program, 0, end->header, "");
    lines_put(program, 0,
              "lock l\nsemaphore s = 0\nsemaphore never = 0\nsemaphore ready = 0\n"
              "semaphore locked = 0\nsemaphore asks = 0\n"
              "semaphore go = 0\nchannel full\nchannel empty\nchannel none\n"
              "lock k\ncondition c with k\nbarrier b 2",
              "");
    lines_put(program, 0,
              end->kind == SATISFIED ? "task nap:\n    sleep @" : "task nap:\n    acquire never",
              takes);
    if (has(&waits[TRACE_BY_RESUME], end, model))
        lines_put(program, 0, "task napping:\n    sleep @\n    yield 1", takes);
    lines_put(program, 0, "task h:\n    with l:\n        release locked", takes);
    if (end->kind == SATISFIED && has(&waits[TRACE_BY_LOCK], end, model))
        line_put(program, 2, "acquire asks", ""); /* however late its task begins */
    line_put(program, 2, end->kind == SATISFIED ? "sleep @" : "acquire never", takes);
    lines_put(program, 0, "task bad:\n    acquire go\n    fail \"bad\"", "");
    lines_put(program, 0, "task nests:\n    group:\n        call nests", "");
    for (int i = 0; i < WAIT_COUNT; i++)
        if (has(&waits[i], end, model))
            put_task(program, &waits[i], end, takes);
    put_main(program, end, model);
}

/* ---- its run ---- */

static void run_baton(const char *path, const char *model, const char *out)
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        freopen("/dev/null", "w", stdout);
        freopen("/dev/null", "w", stderr);
        execl("./baton", "baton", "run", path, "-m", model, "-f", "trace", "-o", out, (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) < 2, "%s: status %x", context,
                  (unsigned)status);
}

/* A text with its times, all so much longer: `20ms`, `2s`. */
static void add_with_room(struct strbuf *out, const char *text)
{
    while (*text) {
        size_t digits = strspn(text, "0123456789"), unit = digits + (text[digits] == 'm');
        if (digits && text[unit] == 's' && !isalpha((unsigned char)text[unit + 1]))
            strbuf_addf(out, "%ld", strtol(text, NULL, 10) * room);
        else
            strbuf_add(out, text, digits ? digits : 1);
        text += digits ? digits : 1;
    }
}

static struct trace *trace_of(const struct scenario_text *program, const char *model)
{
    char path[] = "/tmp/waits-XXXXXX", out[sizeof path + 8];
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
    snprintf(out, sizeof out, "%s.trace", path);
    struct strbuf text = STRBUF_INIT;
    add_with_room(&text, strbuf_str(&program->text));
    ck_assert_int_eq(file_write(path, text.text, text.len), 0);
    strbuf_release(&text);
    run_baton(path, model, out);
    struct strbuf problem = STRBUF_INIT;
    struct trace *trace = trace_file_read(out, NULL, NULL, &problem);
    ck_assert_msg(trace, "%s", strbuf_str(&problem));
    strbuf_release(&problem);
    unlink(path);
    unlink(out);
    return trace;
}

/* Whether it must be run again: something was wrong, and others took much. What they have taken of
 * the longest one, too, nobody can judge. */
static bool again(const struct story *story)
{
    enum { MUCH_NS = 10 * NS_PER_MS };
    int64_t taken_ns = story->stats->delay_ns;
    if (!wrong.len)
        return false;
    if (taken_ns < MUCH_NS * (int64_t)room)
        ck_abort_msg("%s", strbuf_str(&wrong));
    strbuf_clear(&wrong);
    if (room >= ROOM_MOST) {
        fprintf(stderr, "%s: busy: others took up to %.1f ms\n", context,
                (double)taken_ns / NS_PER_MS);
        return false;
    }
    room *= 4;
    return true;
}

/* ---- what is told of it ---- */

/* All that is said at one moment after another. */
static void tell_moments(const struct story *story, struct strbuf *out)
{
    enum { MOMENTS_MOST = 3000 };
    size_t count = trace_count(story->trace), each = count / MOMENTS_MOST + 1;
    int64_t begin_ns = trace_at(story->trace, 0)->time_ns, last_ns = -1;
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(story->trace, i);
        if (event->kind == TRACE_RUN_BEGIN)
            begin_ns = event->time_ns;
        int64_t t_ns = event->time_ns - begin_ns;
        if (i % each || t_ns <= last_ns || t_ns < 0)
            continue;
        struct tell tell = tell_to(story->timeline, out);
        tell_moment(&tell, t_ns);
        strbuf_adds(out, "\n");
        last_ns = t_ns;
    }
}

struct told {
    struct strbuf steps, csv, json, html, moments;
};

static void told_make(struct told *told, const struct story *story)
{
    export_trace(export_by_name("steps"), story->trace, NULL, NULL, &told->steps);
    export_trace(export_by_name("csv"), story->trace, NULL, NULL, &told->csv);
    export_trace(export_by_name("json"), story->trace, NULL, NULL, &told->json);
    export_trace(export_by_name("html"), story->trace, NULL, NULL, &told->html);
    tell_moments(story, &told->moments);
}

static void told_release(struct told *told)
{
    strbuf_release(&told->steps);
    strbuf_release(&told->csv);
    strbuf_release(&told->json);
    strbuf_release(&told->html);
    strbuf_release(&told->moments);
}

/* A line that has both. */
static bool has_line(const struct strbuf *text, const char *first, const char *second)
{
    for (const char *at = strbuf_str(text); (at = strstr(at, first)); at++) {
        const char *end = strchr(at, '\n'), *found = strstr(at, second);
        if (found && (!end || found < end))
            return true;
    }
    return false;
}

/* The lines that speak of it, for messages. */
static const char *lines_with(const struct strbuf *text, const char *words)
{
    enum { MOST = 3500 };
    static struct strbuf found;
    strbuf_clear(&found);
    for (const char *at = strbuf_str(text); *at && found.len < MOST;) {
        size_t len = strcspn(at, "\n");
        if (memmem(at, len, words, strlen(words)))
            strbuf_addf(&found, "%.*s\n", (int)(len < 300 ? len : 300), at);
        at += len + (at[len] == '\n');
    }
    return strbuf_str(&found);
}

static void never(const struct strbuf *text, const char *form, const char *words)
{
    MUST(!strstr(strbuf_str(text), words), "%s: %s says `%s`:\n%s", context, form, words,
         lines_with(text, words));
}

/* Nothing says that it had what it waited for. */
static void never_got(const struct told *told, const struct wait *wait)
{
    char words[128];
    if (!wait->got)
        return;
    snprintf(words, sizeof words, "w_%s%s", wait->name, wait->got);
    never(&told->steps, "steps", words);
    never(&told->html, "html", words);
    never(&told->moments, "a moment", words);
}

static const struct timeline_lane *lane_named(const struct story *story, const char *name)
{
    for (int i = 0; i < story->timeline->lane_count; i++)
        if (strcmp(story->timeline->lanes[i].name, name) == 0)
            return &story->timeline->lanes[i];
    MUST(false, "%s: no lane %s", context, name);
    return NULL;
}

/* In the table of intervals, too; the wait itself stands there with its own words. */
static void never_got_in_csv(const struct told *told, const struct wait *wait)
{
    static const char *const gets[] = {"its sleep was over", "its answer", "it got ", "woke it",
                                       "its callback"};
    char lane[64];
    snprintf(lane, sizeof lane, "\nw_%s,", wait->name);
    for (size_t i = 0; i < sizeof gets / sizeof *gets; i++)
        MUST(wait->flags & LOOSE || !wait->got || !has_line(&told->csv, lane + 1, gets[i]),
             "%s: csv says `%s` of w_%s:\n%s", context, gets[i], wait->name,
             lines_with(&told->csv, lane + 1));
}

static void check_satisfied(const struct told *told, const struct wait *wait)
{
    char words[128];
    snprintf(words, sizeof words, "w_%s", wait->name);
    never(&told->csv, "csv", "was cancelled");
    if (wait->got && model_of_told != MODEL_POLLING && model_of_told != MODEL_BLOCKING)
        MUST(has_line(&told->steps, words, wait->got), "%s: steps do not say `%s%s`:\n%s", context,
             words, wait->got, lines_with(&told->steps, words));
}

static void check_cut(const struct told *told, const struct story *story, const struct wait *wait,
                      const struct end *end, int line)
{
    char words[128], where[32] = "";
    /* on its way out it waits for its group */
    bool again = (end->around && wait->during) || wait == &waits[TRACE_BY_GROUP];
    if (!again) {
        never_got(told, wait);
        never_got_in_csv(told, wait);
    }
    if (!wait->during)
        return;
    if (end->where)
        snprintf(where, sizeof where, "%d)", line);
    char name[64];
    snprintf(name, sizeof name, "w_%s", wait->name);
    snprintf(words, sizeof words, "%s%s%s", name, end->told, where);
    if (!has_line(&told->steps, words, wait->during)) /* how it was, for the message below */
        fprintf(stderr, "%s", lines_with(&told->csv, name));
    MUST(has_line(&told->steps, words, wait->during), "%s: steps do not say `%s … %s`:\n%s",
         context, words, wait->during, lines_with(&told->steps, name));
    MUST(strstr(strbuf_str(&told->html), words), "%s: html does not say `%s`", context, words);
    char during[64]; /* its quotes are doubled there */
    snprintf(during, sizeof during, "%.*s", (int)strcspn(wait->during, "\""), wait->during);
    const char *bare = words + strlen("w_") + strlen(wait->name) + 1;
    MUST(has_line(&told->csv, bare, during), "%s: csv does not say `%s … %s`:\n%s", context, bare,
         wait->during, lines_with(&told->csv, name));
    const struct timeline_lane *lane = lane_named(story, name);
    MUST(lane && lane->ended, "%s: w_%s never ended", context, wait->name);
    enum trace_end how = end->around ? TRACE_END_OK
                         : end->shut ? TRACE_END_FAILED
                                     : TRACE_END_CANCELLED;
    MUST(lane && lane->end == how, "%s: w_%s ended otherwise", context, wait->name);
}

/* It waits to the end, for what it waited for. */
static void check_over(const struct told *told, const struct story *story, const struct wait *wait,
                       int reason)
{
    char name[64];
    never_got(told, wait);
    snprintf(name, sizeof name, "w_%s", wait->name);
    const struct timeline_lane *lane = lane_named(story, name);
    if (!lane || !wait->during)
        return;
    MUST(!lane->ended || lane->lost, "%s: w_%s ended", context, wait->name);
    const struct timeline_interval *last = &lane->items[lane->count - 1];
    while (last > lane->items && timeline_was_stopped(last->reason))
        last--;
    bool still = last->reason == reason || last->reason == TRACE_BY_LOOKING ||
                 (reason == TRACE_BY_MEANWHILE && last->reason == TRACE_BY_IO) ||
                 (reason == TRACE_BY_MEANWHILE && last->state == TRACE_RUNNING);
    MUST(still, "%s: w_%s is last %s", context, wait->name, trace_reason_name(last->reason));
    never_got_in_csv(told, wait);
}

START_TEST(a_wait_is_told_as_it_ended)
{
    enum model_id model = (enum model_id)(_i % MODEL_COUNT);
    const struct end *end = &ends[_i / MODEL_COUNT];
    if (model == MODEL_BLOCKING && end->kind != SATISFIED)
        return;
    bool limit = strcmp(end->name, "limit") == 0 || strcmp(end->name, "timed out") == 0,
         crash = strcmp(end->name, "crash") == 0;
    if ((model == MODEL_PROCESSES && crash) || (model == MODEL_ASYNC_BLOCKING && limit))
        return; /* it would be of its own process only; main's sleep would hold all the others */
    model_of_told = model;
    struct scenario_text program = {0};
    snprintf(context, sizeof context, "%s, under %s", end->name, model_name(model));
    program_put(&program, end, model);
    if (getenv("BATON_WAITS"))
        file_write("waits.baton", program.text.text, program.text.len);
    bool more;
    do {
        struct story *story = story_new(trace_of(&program, model_name(model)), NULL, NULL);
        struct told told = {0};
        told_make(&told, story);
        for (int i = 0; i < WAIT_COUNT; i++) {
            if (!has(&waits[i], end, model))
                continue;
            if (end->kind == SATISFIED)
                check_satisfied(&told, &waits[i]);
            else if (end->kind == CUT)
                check_cut(&told, story, &waits[i], end, program.where[i]);
            else
                check_over(&told, story, &waits[i], i == AT_BARRIER ? TRACE_BY_CONDITION : i);
        }
        more = again(story);
        told_release(&told);
        story_free(story);
    } while (more);
    strbuf_release(&program.text);
}
END_TEST

/* ---- before the first turn ---- */

typedef void told_check(const struct told *told, const struct story *story);

static void check_scenario(const char *header, enum model_id model, const char *body,
                           told_check *check)
{
    struct scenario_text program = {0};
    bool more;
    snprintf(context, sizeof context, "before its first turn, under %s", model_name(model));
    strbuf_addf(&program.text, "scenario \"waits\"\nmodel %s\n%s%s", model_name(model), header,
                body);
    do {
        struct story *story = story_new(trace_of(&program, model_name(model)), NULL, NULL);
        struct told told = {0};
        told_make(&told, story);
        check(&told, story);
        more = again(story);
        told_release(&told);
        story_free(story);
    } while (more);
    strbuf_release(&program.text);
}

static void check_not_begun(const struct told *told, const struct story *story)
{
    const struct timeline_lane *lane = lane_named(story, "new");
    MUST(lane && lane->items[0].reason == TRACE_BY_STARTING, "%s: not from its start", context);
    MUST(lane && lane->end == TRACE_END_CANCELLED, "%s: not cancelled", context);
    MUST(has_line(&told->csv, "new,ready,", "waits for its first turn"), "%s", context);
    never(&told->steps, "steps", "new's sleep was over");
    never(&told->moments, "a moment", "new's sleep was over");
}

/* Who is cancelled before it has begun runs no line where a loop has it so, else to its first wait,
 * and ends there. */
START_TEST(who_has_not_begun_is_told_so)
{
    enum model_id model = (enum model_id)_i;
    if (model == MODEL_BLOCKING)
        return; /* it has ended before it could be cancelled */
    check_scenario("", model,
                   "task new:\n    sleep 20s\ntask main:\n    f = start new\n"
                   "    cancel f\n    sleep 50ms\n    sleep 1ms\n    exit\n",
                   check_not_begun);
}
END_TEST

static void check_queueing(const struct told *told, const struct story *story)
{
    const struct timeline_lane *lane = lane_named(story, "queues");
    MUST(lane && lane->items[0].reason == TRACE_BY_WORKER, "%s: not from its queueing", context);
    MUST(lane && lane->end == TRACE_END_CANCELLED, "%s: not cancelled", context);
    MUST(has_line(&told->csv, "queues,ready,", "waits for a free worker"), "%s", context);
    MUST(has_line(&told->moments, "queues has its first turn", "."), "%s", context);
    never(&told->steps, "steps", "queues's sleep was over");
    never(&told->steps, "steps", "queues' sleep was over");
}

/* Who is cancelled while it queues for a worker runs no line, and ends when it is served. */
START_TEST(who_queues_for_a_worker_is_told_so)
{
    check_scenario("workers 1\n", (enum model_id)(MODEL_GIL + _i),
                   "task holds:\n    sleep 60ms\ntask queues:\n    sleep 20s\ntask main:\n"
                   "    start holds\n    f = start queues\n    sleep 20ms\n    cancel f\n"
                   "    sleep 200ms\n    exit\n",
                   check_queueing);
}
END_TEST

static void check_generator(const struct told *told, const struct story *story)
{
    (void)story;
    MUST(has_line(&told->steps, "gen was cancelled along with a", "offloaded block"), "%s:\n%s",
         context, lines_with(&told->steps, "gen"));
}

/* It was told as cancelled by nobody. */
START_TEST(a_generator_is_cancelled_along_with_its_resumer)
{
    check_scenario("", (enum model_id)(MODEL_POLLING + _i),
                   "task gen:\n    offload:\n        sleep 1ms\n    yield 1\n"
                   "task a:\n    g = create gen\n    resume g\ntask main:\n"
                   "    f = start a\n    yield\n    cancel f\n    sleep 50ms\n",
                   check_generator);
}
END_TEST

START_TEST(every_reason_has_a_row)
{
    for (int reason = 0; reason < TRACE_REASON_COUNT; reason++)
        ck_assert_msg(waits[reason].name, "the reason %s has no row",
                      trace_reason_name((enum trace_reason)reason));
}
END_TEST

START_TEST(every_cause_has_a_row)
{
    for (int cause = 0; cause < TRACE_CAUSE_COUNT; cause++)
        ck_assert_int_ge(end_of_cause((enum trace_cause)cause), 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("waits");
    TCase *tables = tcase_create("tables"), *runs = tcase_create("runs");
    tcase_add_test(tables, every_reason_has_a_row);
    tcase_add_test(tables, every_cause_has_a_row);
    tcase_set_tags(runs, TAG_MEASURES);
    /* BATON_WAITS=N: that one alone */
    int only = getenv("BATON_WAITS") ? atoi(getenv("BATON_WAITS")) : -1;
    tcase_add_loop_test(runs, a_wait_is_told_as_it_ended, only < 0 ? 0 : only,
                        only < 0 ? END_COUNT * MODEL_COUNT : only + 1);
    tcase_add_loop_test(runs, who_has_not_begun_is_told_so, 0, MODEL_COUNT);
    tcase_add_loop_test(runs, a_generator_is_cancelled_along_with_its_resumer, 0, 4);
    tcase_add_loop_test(runs, who_queues_for_a_worker_is_told_so, 0, 3);
    suite_add_tcase(s, tables);
    suite_add_tcase(s, runs);
    return s;
}

CHECK_MAIN(suite)
