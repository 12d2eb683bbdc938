/* What made the difference between runs: the slowest is held against the fastest, and the first row
 * of the table whose condition holds says why. Then what the fast ones pay for it. */
#include "export/compare.h"

#include <ctype.h>

#include "base/utf8.h"
#include "trace/words.h"

#include <string.h>

enum { WAITS_MOST = 4 };

static void label_add(const struct compared *run, bool first, struct strbuf *out)
{
    size_t at = out->len;
    utf8_add_safe(out, run->label, strlen(run->label));
    if (first && out->len > at)
        out->text[at] = (char)toupper((unsigned char)out->text[at]);
}

/* Time in a state, over all the tasks of a run. */
static int64_t state_ns(const struct compared *run, enum trace_state state)
{
    int64_t sum = 0;
    for (int i = 0; i < run->stats->task_count; i++)
        sum += run->stats->tasks[i].states.ns[state];
    return sum;
}

/* Time that the thread, or the lock, was inside calls that did not return. */
static int64_t held_in_calls_ns(const struct compared *run)
{
    int64_t sum = 0;
    for (int s = 0; s < run->timeline->strip_count; s++)
        sum += run->timeline->lanes[s].total.ns[TRACE_BLOCKED];
    return sum;
}

static bool by_waits(const struct compared *slow, const struct compared *fast)
{
    return slow->timeline->single_thread && held_in_calls_ns(slow) * 2 > slow->stats->elapsed_ns;
}

/* "500 + 400 ms": the waits that were added up, if they are few. */
static void waits_add(const struct compared *run, struct strbuf *out)
{
    const struct timeline *timeline = run->timeline;
    if (timeline->request_count < 2 || timeline->request_count > WAITS_MOST)
        return;
    strbuf_adds(out, " (");
    for (int i = 0; i < timeline->request_count; i++)
        strbuf_addf(out, "%s%.0f", i ? " + " : "", (double)timeline->requests[i].duration_ns / 1e6);
    strbuf_adds(out, " ms)");
}

static void say_waits(const struct compared *slow, const struct compared *fast, struct strbuf *out)
{
    label_add(slow, true, out);
    strbuf_adds(out, " adds the waits up");
    waits_add(slow, out);
    strbuf_adds(out, ": its thread can do nothing else while it is in a call. ");
    label_add(fast, true, out);
    strbuf_adds(out, " lets them pass together, and ends with the longest. ");
}

static bool by_cores(const struct compared *slow, const struct compared *fast)
{
    int64_t busy = state_ns(slow, TRACE_RUNNING) + state_ns(slow, TRACE_READY);
    return fast->stats->parallel > slow->stats->parallel && busy * 2 > slow->stats->elapsed_ns;
}

static void say_cores(const struct compared *slow, const struct compared *fast, struct strbuf *out)
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

static bool by_locks(const struct compared *slow, const struct compared *fast)
{
    int64_t more = state_ns(slow, TRACE_LOCKED) - state_ns(fast, TRACE_LOCKED);
    return more * 3 > slow->stats->elapsed_ns;
}

static void say_locks(const struct compared *slow, const struct compared *fast, struct strbuf *out)
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

static bool by_lateness(const struct compared *slow, const struct compared *fast)
{
    return (slow->stats->late_ns - fast->stats->late_ns) * 5 > slow->stats->elapsed_ns;
}

static void say_lateness(const struct compared *slow, const struct compared *fast,
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

static bool by_work(const struct compared *slow, const struct compared *fast)
{
    return (slow->stats->cpu_ns - fast->stats->cpu_ns) * 3 >
           slow->stats->elapsed_ns - fast->stats->elapsed_ns;
}

static void say_work(const struct compared *slow, const struct compared *fast, struct strbuf *out)
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

static bool by_nothing(const struct compared *slow, const struct compared *fast)
{
    return true;
}

static void say_slower(const struct compared *slow, const struct compared *fast, struct strbuf *out)
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

struct cause {
    bool (*holds)(const struct compared *slow, const struct compared *fast);
    void (*say)(const struct compared *slow, const struct compared *fast, struct strbuf *out);
};

static const struct cause causes[] = {
    {by_waits, say_waits}, {by_cores, say_cores},       {by_locks, say_locks},
    {by_work, say_work},   {by_lateness, say_lateness}, {by_nothing, say_slower},
};

/* ---- what it costs ---- */

/* Asking all the time takes a core, though it gains nothing. */
static void polling_add(const struct compared *runs, int count, struct strbuf *out)
{
    for (int i = 0; i < count; i++) {
        const struct stats *stats = runs[i].stats;
        if (!stats->looks || stats->cpu_ns * 2 < stats->elapsed_ns)
            continue;
        label_add(&runs[i], true, out);
        strbuf_adds(out, " pays for it with ");
        words_time(out, stats->cpu_ns);
        strbuf_adds(out, " of CPU and ");
        words_count(out, stats->looks);
        strbuf_adds(out, " looks in vain. ");
    }
}

static bool worked(const struct compared *run)
{
    return run->stats->result == TRACE_RESULT_OK || run->stats->result == TRACE_RESULT_FAILED;
}

static void failures_add(const struct compared *runs, int count, struct strbuf *out)
{
    for (int i = 0; i < count; i++) {
        if (worked(&runs[i]))
            continue;
        label_add(&runs[i], true, out);
        strbuf_addf(out, " does not come to an end of its own: %s. ",
                    trace_result_name(runs[i].stats->result));
    }
}

static const struct compared *extreme(const struct compared *runs, int count, int sign)
{
    const struct compared *best = NULL;
    for (int i = 0; i < count; i++)
        if (worked(&runs[i]) &&
            (!best || sign * runs[i].stats->elapsed_ns > sign * best->stats->elapsed_ns))
            best = &runs[i];
    return best;
}

void compare_sentence(const struct compared *runs, int count, struct strbuf *out)
{
    const struct compared *slow = extreme(runs, count, 1), *fast = extreme(runs, count, -1);
    failures_add(runs, count, out);
    if (slow && slow != fast) {
        size_t cause = 0;
        if (slow->stats->elapsed_ns * 10 <= fast->stats->elapsed_ns * 11) {
            strbuf_adds(out, "All take about the same time, ");
            words_time(out, fast->stats->elapsed_ns);
            strbuf_adds(out, ". ");
        } else {
            while (!causes[cause].holds(slow, fast))
                cause++;
            causes[cause].say(slow, fast, out);
        }
        polling_add(runs, count, out);
    }
    while (out->len && out->text[out->len - 1] == ' ')
        out->text[--out->len] = '\0';
}
