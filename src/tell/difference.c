/* What made the difference between runs: the slowest is held against the fastest, and the first row
 * of a table whose condition holds says why. Then what the fast ones pay for it. What several runs
 * have in common (a deadlock, looks in vain) is said of them in one sentence. */
#include "config.h"

#include "tell/difference.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tell/likeness.h"
#include "tell/outcome.h"
#include "tell/say.h"

/* Behind what has been said. */
static void sentence_begin(struct tell *tell)
{
    if (tell->out->len)
        tell_join(tell, TELL_JOIN_SENTENCE);
}

static void sentence_end(struct tell *tell)
{
    tell_join(tell, TELL_JOIN_END);
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

static bool adds_waits(const struct difference_run *run)
{
    return run->timeline->single_thread && held_in_calls_ns(run) * 2 > run->stats->elapsed_ns;
}

static bool by_waits(const struct difference_run *slow, const struct difference_run *fast)
{
    return adds_waits(slow) && !adds_waits(fast);
}

/* Its tasks wait for longer than it takes. */
static bool overlaps(const struct difference_run *run)
{
    return state_ns(run, TRACE_WAITING) + state_ns(run, TRACE_BLOCKED) > run->stats->elapsed_ns;
}

/* It takes hardly more than the longest of its requests. */
static bool ends_with_longest(const struct difference_run *run)
{
    int64_t longest_ns = 0;
    for (int i = 0; i < run->timeline->request_count; i++)
        if (run->timeline->requests[i].duration_ns > longest_ns)
            longest_ns = run->timeline->requests[i].duration_ns;
    return run->stats->elapsed_ns * 4 <= longest_ns * 5;
}

static void say_waits(struct tell *tell, const struct difference_run *slow,
                      const struct difference_run *fast)
{
    sentence_begin(tell);
    SAY(tell, ADDS_WAITS, .slow = slow, .fast = fast);
    tell_join(tell, TELL_JOIN_BECAUSE);
    SAY(tell, ADDS_WAITS_WHY, .slow = slow, .fast = fast);
    sentence_end(tell);
    if (!overlaps(fast))
        return;
    sentence_begin(tell);
    tell_say(tell, ends_with_longest(fast) ? TELL_TOGETHER : TELL_OVERLAP,
             &(struct tell_args){.slow = slow, .fast = fast});
    sentence_end(tell);
}

static bool by_cores(const struct difference_run *slow, const struct difference_run *fast)
{
    int64_t busy = state_ns(slow, TRACE_RUNNING) + state_ns(slow, TRACE_READY);
    return fast->stats->parallel > slow->stats->parallel && busy * 2 > slow->stats->elapsed_ns;
}

static void say_cores(struct tell *tell, const struct difference_run *slow,
                      const struct difference_run *fast)
{
    enum sentence how = slow->timeline->has_gil      ? TELL_AT_ONCE_GIL
                        : slow->stats->parallel == 1 ? TELL_AT_ONCE_ONE
                                                     : TELL_AT_ONCE_FEWER;
    sentence_begin(tell);
    SAY(tell, AT_ONCE, .slow = slow, .fast = fast, .number = fast->stats->parallel);
    tell_join(tell, TELL_JOIN_NEXT);
    tell_say(tell, how, &(struct tell_args){.slow = slow, .fast = fast});
    tell_join(tell, TELL_JOIN_BECAUSE);
    SAY(tell, AT_ONCE_WHY, .slow = slow, .fast = fast);
    sentence_end(tell);
}

static bool by_locks(const struct difference_run *slow, const struct difference_run *fast)
{
    int64_t more = state_ns(slow, TRACE_LOCKED) - state_ns(fast, TRACE_LOCKED);
    return more * 3 > slow->stats->elapsed_ns;
}

static void say_locks(struct tell *tell, const struct difference_run *slow,
                      const struct difference_run *fast)
{
    sentence_begin(tell);
    SAY(tell, WAITS_FOR_LOCKS, .slow = slow, .for_ns = state_ns(slow, TRACE_LOCKED), .fast = fast,
        .for2_ns = state_ns(fast, TRACE_LOCKED));
    sentence_end(tell);
}

static bool by_lateness(const struct difference_run *slow, const struct difference_run *fast)
{
    return (slow->stats->late_ns - fast->stats->late_ns) * 5 > slow->stats->elapsed_ns;
}

static void say_lateness(struct tell *tell, const struct difference_run *slow,
                         const struct difference_run *fast)
{
    sentence_begin(tell);
    SAY(tell, TAKEN_LATE, .slow = slow, .for_ns = slow->stats->late_ns, .fast = fast,
        .for2_ns = fast->stats->late_ns);
    sentence_end(tell);
}

static bool by_work(const struct difference_run *slow, const struct difference_run *fast)
{
    return (slow->stats->cpu_ns - fast->stats->cpu_ns) * 3 >
           slow->stats->elapsed_ns - fast->stats->elapsed_ns;
}

static void say_work(struct tell *tell, const struct difference_run *slow,
                     const struct difference_run *fast)
{
    sentence_begin(tell);
    SAY(tell, MORE_CPU, .slow = slow, .for_ns = slow->stats->cpu_ns, .fast = fast,
        .for2_ns = fast->stats->cpu_ns);
    sentence_end(tell);
}

static void say_slower(struct tell *tell, const struct difference_run *slow,
                       const struct difference_run *fast)
{
    sentence_begin(tell);
    SAY(tell, TAKES, .slow = slow, .for_ns = slow->stats->elapsed_ns, .fast = fast,
        .for2_ns = fast->stats->elapsed_ns);
    sentence_end(tell);
}

static bool by_flight(const struct difference_run *slow, const struct difference_run *fast)
{
    return fast->stats->requests_most > slow->stats->requests_most;
}

static void say_flight(struct tell *tell, const struct difference_run *slow,
                       const struct difference_run *fast)
{
    sentence_begin(tell);
    SAY(tell, UNDER_WAY, .slow = slow, .number2 = slow->stats->requests_most, .fast = fast,
        .number = fast->stats->requests_most);
    tell_join(tell, TELL_JOIN_BECAUSE);
    SAY(tell, UNDER_WAY_WHY, .slow = slow, .fast = fast);
    sentence_end(tell);
}

/* It could run more at once, and had no cores for it. */
static bool by_want_of_cores(const struct difference_run *slow, const struct difference_run *fast)
{
    return slow->stats->parallel >= fast->stats->parallel && !slow->timeline->single_thread &&
           state_ns(slow, TRACE_READY) > slow->stats->elapsed_ns;
}

/* What others took is counted for the run, up to that much. */
static enum sentence who_had_cores(const struct difference_run *run)
{
    int64_t others_ns = run->stats->delay_ns, ready_ns = state_ns(run, TRACE_READY);
    if (others_ns * 10 < ready_ns)
        return TELL_NO_CORE_OWN;
    return others_ns * 2 > ready_ns ? TELL_NO_CORE_OTHERS : TELL_NO_CORE_BOTH;
}

static void say_want_of_cores(struct tell *tell, const struct difference_run *slow,
                              const struct difference_run *fast)
{
    say_slower(tell, slow, fast);
    sentence_begin(tell);
    SAY(tell, NO_CORE, .slow = slow, .fast = fast, .for_ns = state_ns(slow, TRACE_READY));
    tell_join(tell, TELL_JOIN_BECAUSE);
    tell_say(tell, who_had_cores(slow),
             &(struct tell_args){.slow = slow, .fast = fast, .for_ns = slow->stats->delay_ns});
    sentence_end(tell);
}

static bool by_nothing(const struct difference_run *slow, const struct difference_run *fast)
{
    return true;
}

struct cause {
    bool (*holds)(const struct difference_run *slow, const struct difference_run *fast);
    void (*say)(struct tell *tell, const struct difference_run *slow,
                const struct difference_run *fast);
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

/* All the runs that are compared. */
struct group {
    const struct difference_run *runs;
    int count;
    const struct difference_run **found; /* room for all of them */
};

/* Puts those that have the quality into args; returns how many. */
static int find(const struct group *group, quality *has, const void *arg, struct tell_args *args)
{
    int found = 0;
    for (int i = 0; i < group->count; i++)
        if (has(&group->runs[i], arg))
            group->found[found++] = &group->runs[i];
    args->runs = group->found;
    args->run_count = found;
    return found;
}

/* A sentence on those, of which there is a row for one and a row for some; nothing on none. */
static void runs_say(struct tell *tell, enum sentence one, enum sentence some,
                     const struct tell_args *args)
{
    if (!args->run_count)
        return;
    sentence_begin(tell);
    tell_say(tell, args->run_count == 1 ? one : some, args);
    sentence_end(tell);
}

static bool ended_as(const struct difference_run *run, const void *result)
{
    return run->stats->result == *(const enum trace_result *)result;
}

static void failures_say(struct tell *tell, const struct group *group)
{
    static const struct {
        enum trace_result result;
        enum sentence one, some;
    } rows[] = {
        {TRACE_RESULT_DEADLOCK, TELL_END_DEADLOCK_ONE, TELL_END_DEADLOCK_SOME},
        {TRACE_RESULT_CRASH, TELL_END_CRASH_ONE, TELL_END_CRASH_SOME},
        {TRACE_RESULT_TIMEOUT, TELL_END_TIMEOUT_ONE, TELL_END_TIMEOUT_SOME},
        {TRACE_RESULT_STOPPED, TELL_END_STOPPED_ONE, TELL_END_STOPPED_SOME},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tell_args args = {0};
        find(group, ended_as, &rows[i].result, &args);
        runs_say(tell, rows[i].one, rows[i].some, &args);
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

/* The most time in a state, over these runs. */
static int64_t most_ns(const struct tell_args *args, enum trace_state state)
{
    int64_t most = 0;
    for (int i = 0; i < args->run_count; i++)
        if (state_ns(args->runs[i], state) > most)
            most = state_ns(args->runs[i], state);
    return most;
}

static void asking_say(struct tell *tell, const struct group *group)
{
    struct tell_args args = {0};
    int found = find(group, asks_all_the_time, NULL, &args);
    for (int i = 0; i < found; i++)
        if (args.runs[i]->stats->looks > args.n)
            args.n = args.runs[i]->stats->looks;
    args.for_ns = most_ns(&args, TRACE_POLLING);
    runs_say(tell, TELL_PAYS_ONE, TELL_PAYS_SOME, &args);
}

static void work_say(struct tell *tell, const struct group *group)
{
    struct tell_args args = {0};
    find(group, works_while_it_waits, NULL, &args);
    args.for_ns = most_ns(&args, TRACE_RUNNING);
    runs_say(tell, TELL_WORKS_ONE, TELL_WORKS_SOME, &args);
}

static bool worked(const struct difference_run *run)
{
    return run->stats->result == TRACE_RESULT_OK || run->stats->result == TRACE_RESULT_FAILED;
}

/* It takes as long as the slowest, and for the same reason. */
static bool waits_too(const struct difference_run *run, const void *slowest)
{
    const struct difference_run *slow = slowest;
    return run != slow && worked(run) && adds_waits(run) &&
           run->stats->elapsed_ns * 11 >= slow->stats->elapsed_ns * 10;
}

static void waits_too_say(struct tell *tell, const struct group *group,
                          const struct difference_run *slow)
{
    struct tell_args args = {0};
    find(group, waits_too, slow, &args);
    runs_say(tell, TELL_ADDS_TOO_ONE, TELL_ADDS_TOO_SOME, &args);
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

/* Of at least two runs that worked. */
static void cause_say(struct tell *tell, const struct group *group)
{
    const struct difference_run *slow = extreme(group->runs, group->count, 1);
    const struct difference_run *fast = extreme(group->runs, group->count, -1);
    size_t cause = 0;
    assert(slow && fast);
    if (slow->stats->elapsed_ns * 10 <= fast->stats->elapsed_ns * 11) {
        sentence_begin(tell);
        SAY(tell, SAME_TIME, .slow = slow, .fast = fast, .for_ns = fast->stats->elapsed_ns);
        sentence_end(tell);
        return;
    }
    while (!causes[cause].holds(slow, fast))
        cause++;
    causes[cause].say(tell, slow, fast);
    if (causes[cause].holds == by_waits)
        waits_too_say(tell, group, slow);
}

void tell_difference(struct tell *tell, const struct difference_run *runs, int count)
{
    struct group group = {runs, count, mem_alloc((size_t)(count + 1) * sizeof *group.found)};
    int ended = 0;
    for (int i = 0; i < count; i++)
        ended += worked(&runs[i]);
    failures_say(tell, &group);
    if (!likeness_say(tell, runs, count) && ended > 1) {
        cause_say(tell, &group);
        asking_say(tell, &group);
        work_say(tell, &group);
        outcome_say(tell, runs, count);
    }
    free(group.found);
}
