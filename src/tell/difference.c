/* What made the difference between runs: the slowest is held against the fastest, and the first row
 * of the table whose condition holds says why. Then what the fast ones pay for it. */
#include "tell/difference.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"
#include "tell/words.h"

enum { WAITS_MOST = 4 };

static void label_add(const struct difference_run *run, bool first, struct strbuf *out)
{
    size_t at = out->len;
    utf8_add_safe(out, run->label, strlen(run->label));
    if (first && out->len > at)
        out->text[at] = (char)toupper((unsigned char)out->text[at]);
}

/* Time in a state, over all the tasks of a run. */
static int64_t state_ns(const struct difference_run *run, enum trace_state state)
{
    return run->stats->states.ns[state];
}

/* Time that the thread, or the lock, was inside calls that did not return. */
static int64_t held_in_calls_ns(const struct difference_run *run)
{
    int64_t sum = 0;
    for (int s = 0; s < run->timeline->strip_count; s++)
        sum += run->timeline->lanes[s].total.ns[TRACE_BLOCKED];
    return sum;
}

static bool by_waits(const struct difference_run *slow, const struct difference_run *fast)
{
    return slow->timeline->single_thread && held_in_calls_ns(slow) * 2 > slow->stats->elapsed_ns;
}

/* "500 + 400 ms": the waits that were added up, if they are few. */
static void waits_add(const struct difference_run *run, struct strbuf *out)
{
    const struct timeline *timeline = run->timeline;
    if (timeline->request_count < 2 || timeline->request_count > WAITS_MOST)
        return;
    strbuf_adds(out, " (");
    for (int i = 0; i < timeline->request_count; i++)
        strbuf_addf(out, "%s%.0f", i ? " + " : "", (double)timeline->requests[i].duration_ns / 1e6);
    strbuf_adds(out, " ms)");
}

static void say_waits(const struct difference_run *slow, const struct difference_run *fast,
                      struct strbuf *out)
{
    label_add(slow, true, out);
    strbuf_adds(out, " adds the waits up");
    waits_add(slow, out);
    strbuf_adds(out, ": its thread can do nothing else while it is in a call. ");
    label_add(fast, true, out);
    strbuf_adds(out, " lets them pass together, and ends with the longest. ");
}

static bool by_cores(const struct difference_run *slow, const struct difference_run *fast)
{
    int64_t busy = state_ns(slow, TRACE_RUNNING) + state_ns(slow, TRACE_READY);
    return fast->stats->parallel > slow->stats->parallel && busy * 2 > slow->stats->elapsed_ns;
}

static void say_cores(const struct difference_run *slow, const struct difference_run *fast,
                      struct strbuf *out)
{
    label_add(fast, true, out);
    strbuf_addf(out, " runs up to %lld tasks at once; ", (long long)fast->stats->parallel);
    label_add(slow, false, out);
    strbuf_adds(out, slow->timeline->has_gil
                         ? " lets only the one run that has the lock of the interpreter"
                     : slow->stats->parallel == 1 ? " runs one at a time"
                                                  : " runs fewer");
    strbuf_adds(out, ": the others are ready, and wait. ");
}

static bool by_locks(const struct difference_run *slow, const struct difference_run *fast)
{
    int64_t more = state_ns(slow, TRACE_LOCKED) - state_ns(fast, TRACE_LOCKED);
    return more * 3 > slow->stats->elapsed_ns;
}

static void say_locks(const struct difference_run *slow, const struct difference_run *fast,
                      struct strbuf *out)
{
    strbuf_adds(out, "Under ");
    label_add(slow, false, out);
    strbuf_adds(out, " tasks wait ");
    words_time(out, state_ns(slow, TRACE_LOCKED));
    strbuf_adds(out, " in all for locks, semaphores and channels, under ");
    label_add(fast, false, out);
    strbuf_addch(out, ' ');
    words_time(out, state_ns(fast, TRACE_LOCKED));
    strbuf_adds(out, ". ");
}

static bool by_lateness(const struct difference_run *slow, const struct difference_run *fast)
{
    return (slow->stats->late_ns - fast->stats->late_ns) * 5 > slow->stats->elapsed_ns;
}

static void say_lateness(const struct difference_run *slow, const struct difference_run *fast,
                         struct strbuf *out)
{
    strbuf_adds(out, "Under ");
    label_add(slow, false, out);
    strbuf_adds(out, " an answer that is there is taken up to ");
    words_time(out, slow->stats->late_ns);
    strbuf_adds(out, " late, because another has control; under ");
    label_add(fast, false, out);
    strbuf_addch(out, ' ');
    words_time(out, fast->stats->late_ns);
    strbuf_adds(out, ". ");
}

static bool by_work(const struct difference_run *slow, const struct difference_run *fast)
{
    return (slow->stats->cpu_ns - fast->stats->cpu_ns) * 3 >
           slow->stats->elapsed_ns - fast->stats->elapsed_ns;
}

static void say_work(const struct difference_run *slow, const struct difference_run *fast,
                     struct strbuf *out)
{
    label_add(slow, true, out);
    strbuf_adds(out, " uses more CPU (");
    words_time(out, slow->stats->cpu_ns);
    strbuf_adds(out, ") than ");
    label_add(fast, false, out);
    strbuf_adds(out, " (");
    words_time(out, fast->stats->cpu_ns);
    strbuf_adds(out, "). ");
}

static void say_slower(const struct difference_run *slow, const struct difference_run *fast,
                       struct strbuf *out)
{
    label_add(fast, true, out);
    strbuf_adds(out, " takes ");
    words_time(out, fast->stats->elapsed_ns);
    strbuf_adds(out, ", ");
    label_add(slow, false, out);
    strbuf_addch(out, ' ');
    words_time(out, slow->stats->elapsed_ns);
    strbuf_adds(out, ". ");
}

static bool by_flight(const struct difference_run *slow, const struct difference_run *fast)
{
    return fast->stats->requests_most > slow->stats->requests_most;
}

static void say_flight(const struct difference_run *slow, const struct difference_run *fast,
                       struct strbuf *out)
{
    label_add(fast, true, out);
    strbuf_addf(out, " has up to %lld requests under way at once, ",
                (long long)fast->stats->requests_most);
    label_add(slow, false, out);
    strbuf_addf(out, " only %lld: the others are asked only when one is answered. ",
                (long long)slow->stats->requests_most);
}

/* It could run more at once, and had no cores for it. */
static bool by_want_of_cores(const struct difference_run *slow, const struct difference_run *fast)
{
    return slow->stats->parallel >= fast->stats->parallel && !slow->timeline->single_thread &&
           state_ns(slow, TRACE_READY) > slow->stats->elapsed_ns;
}

static void say_want_of_cores(const struct difference_run *slow, const struct difference_run *fast,
                              struct strbuf *out)
{
    say_slower(slow, fast, out);
    strbuf_adds(out, "The tasks of ");
    label_add(slow, false, out);
    strbuf_adds(out, " were ready and had no core for ");
    words_time(out, state_ns(slow, TRACE_READY));
    strbuf_adds(out, " in all: there are too few cores, or others were using them. ");
}

static bool by_nothing(const struct difference_run *slow, const struct difference_run *fast)
{
    return true;
}

struct cause {
    bool (*holds)(const struct difference_run *slow, const struct difference_run *fast);
    void (*say)(const struct difference_run *slow, const struct difference_run *fast,
                struct strbuf *out);
};

static const struct cause causes[] = {
    {by_waits, say_waits},
    {by_cores, say_cores},
    {by_flight, say_flight},
    {by_locks, say_locks},
    {by_want_of_cores, say_want_of_cores},
    {by_work, say_work},
    {by_lateness, say_lateness},
    {by_nothing, say_slower},
};

/* ---- several runs in one clause ---- */

typedef bool quality(const struct difference_run *run, const void *arg);

/* "Threads, gil and processes": those that have the quality. Returns how many. */
static int labels_add(const struct difference_run *runs, int count, quality *has, const void *arg,
                      struct strbuf *out)
{
    int all = 0, told = 0;
    for (int i = 0; i < count; i++)
        all += has(&runs[i], arg);
    for (int i = 0; i < count; i++) {
        if (!has(&runs[i], arg))
            continue;
        words_between(out, told, all, false);
        label_add(&runs[i], told++ == 0, out);
    }
    return all;
}

static bool ended_as(const struct difference_run *run, const void *result)
{
    return run->stats->result == *(const enum trace_result *)result;
}

static void failures_add(const struct difference_run *runs, int count, struct strbuf *out)
{
    static const struct {
        enum trace_result result;
        const char *one, *many;
    } rows[] = {
        {TRACE_RESULT_DEADLOCK, " ends in a deadlock. ", " end in a deadlock. "},
        {TRACE_RESULT_CRASH, " crashes. ", " crash. "},
        {TRACE_RESULT_TIMEOUT, " does not end in time. ", " do not end in time. "},
        {TRACE_RESULT_STOPPED, " was stopped. ", " were stopped. "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int found = labels_add(runs, count, ended_as, &rows[i].result, out);
        if (found)
            strbuf_adds(out, found == 1 ? rows[i].one : rows[i].many);
    }
}

/* ---- what it costs ---- */

/* Asking all the time takes a core, though it gains nothing. */
static bool asks_all_the_time(const struct difference_run *run, const void *unused)
{
    return run->stats->looks && state_ns(run, TRACE_POLLING) * 2 >= run->stats->elapsed_ns;
}

/* It looked again and again, but what took the CPU was work between the looks (`meanwhile`). */
static bool works_while_it_waits(const struct difference_run *run, const void *unused)
{
    return run->stats->looks && !asks_all_the_time(run, NULL) &&
           state_ns(run, TRACE_RUNNING) * 3 >= run->stats->elapsed_ns;
}

/* The most time in a state, over the runs that have the quality. */
static int64_t most_ns(const struct difference_run *runs, int count, quality *has,
                       enum trace_state state)
{
    int64_t most = 0;
    for (int i = 0; i < count; i++)
        if (has(&runs[i], NULL) && state_ns(&runs[i], state) > most)
            most = state_ns(&runs[i], state);
    return most;
}

static void asking_add(const struct difference_run *runs, int count, struct strbuf *out)
{
    int64_t looks = 0;
    int found = labels_add(runs, count, asks_all_the_time, NULL, out);
    if (!found)
        return;
    for (int i = 0; i < count; i++)
        if (asks_all_the_time(&runs[i], NULL) && runs[i].stats->looks > looks)
            looks = runs[i].stats->looks;
    strbuf_adds(out, found == 1 ? " pays for it with " : " pay for it with up to ");
    words_time(out, most_ns(runs, count, asks_all_the_time, TRACE_POLLING));
    strbuf_adds(out, " of CPU and ");
    words_count(out, looks);
    strbuf_adds(out, found == 1 ? " looks in vain. " : " looks in vain each. ");
}

static void work_add(const struct difference_run *runs, int count, struct strbuf *out)
{
    int found = labels_add(runs, count, works_while_it_waits, NULL, out);
    if (!found)
        return;
    strbuf_adds(out,
                found == 1 ? " works while it waits, for " : " work while they wait, for up to ");
    words_time(out, most_ns(runs, count, works_while_it_waits, TRACE_RUNNING));
    strbuf_adds(out, " of CPU. ");
}

static bool worked(const struct difference_run *run)
{
    return run->stats->result == TRACE_RESULT_OK || run->stats->result == TRACE_RESULT_FAILED;
}

/* It takes as long as the slowest, and for the same reason. */
static bool waits_too(const struct difference_run *run, const void *slowest)
{
    const struct difference_run *slow = slowest;
    return run != slow && worked(run) && by_waits(run, slow) &&
           run->stats->elapsed_ns * 11 >= slow->stats->elapsed_ns * 10;
}

static void waits_too_add(const struct difference_run *runs, int count,
                          const struct difference_run *slow, struct strbuf *out)
{
    int found = labels_add(runs, count, waits_too, slow, out);
    if (found)
        strbuf_adds(out, found == 1 ? " adds them up, too. " : " add them up, too. ");
}

static const struct difference_run *extreme(const struct difference_run *runs, int count, int sign)
{
    const struct difference_run *best = NULL;
    for (int i = 0; i < count; i++)
        if (worked(&runs[i]) &&
            (!best || sign * runs[i].stats->elapsed_ns > sign * best->stats->elapsed_ns))
            best = &runs[i];
    return best;
}

void difference_add(const struct difference_run *runs, int count, struct strbuf *out)
{
    const struct difference_run *slow = extreme(runs, count, 1), *fast = extreme(runs, count, -1);
    int ended = 0;
    for (int i = 0; i < count; i++)
        ended += worked(&runs[i]);
    failures_add(runs, count, out);
    if (ended > 1) {
        size_t cause = 0;
        if (slow->stats->elapsed_ns * 10 <= fast->stats->elapsed_ns * 11) {
            strbuf_adds(out, "All take about the same time, ");
            words_time(out, fast->stats->elapsed_ns);
            strbuf_adds(out, ". ");
        } else {
            while (!causes[cause].holds(slow, fast))
                cause++;
            causes[cause].say(slow, fast, out);
            if (causes[cause].holds == by_waits)
                waits_too_add(runs, count, slow, out);
        }
        asking_add(runs, count, out);
        work_add(runs, count, out);
    }
    while (out->len && out->text[out->len - 1] == ' ')
        out->text[--out->len] = '\0';
}
