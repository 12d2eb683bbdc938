/* A recording beside another one, or beside a lesson. Two programs do not do the same work, as the
 * models of one scenario do, so the times alone would say little; and what a program prints is not
 * in its recording. What is told is in whose way something is in both of them, or in one of them
 * only: who kept the loop, who was told late, how long was waited for the lock of the interpreter
 * and for others. Each is a number of that run alone; why one of them is faster is not guessed.
 *
 * Of more than two runs, those two are told of that differ the most: the slowest and the fastest of
 * the recordings, or the first recording and the first of the others. */
#include "config.h"

#include "tell/likeness.h"

#include "tell/holders.h"
#include "tell/say.h"
#include "tell/where.h"
#include "trace/recording.h"

struct pair {
    struct tell *tell;
    const struct difference_run *one, *other;
    bool programs; /* both are recordings */
};

static bool is_recording(const struct difference_run *run)
{
    return trace_is_recording(run->timeline->trace);
}

static bool ended(const struct difference_run *run)
{
    return run->stats->result == TRACE_RESULT_OK || run->stats->result == TRACE_RESULT_FAILED;
}

/* ---- putting together ---- */

/* Behind what has been said. */
static void sentence_begin(const struct pair *pair)
{
    if (pair->tell->out->len)
        tell_join(pair->tell, TELL_JOIN_SENTENCE);
}

static void sentence_end(const struct pair *pair)
{
    tell_join(pair->tell, TELL_JOIN_END);
}

static void sentence_say(const struct pair *pair, enum sentence id, const struct tell_args *args)
{
    sentence_begin(pair);
    tell_say(pair->tell, id, args);
    sentence_end(pair);
}

/* Names and lines in it are that run's. */
static void clause_say(const struct pair *pair, const struct difference_run *of, enum sentence id,
                       const struct tell_args *args)
{
    const struct timeline *before = pair->tell->timeline;
    pair->tell->timeline = of->timeline;
    tell_say(pair->tell, id, args);
    pair->tell->timeline = before;
}

/* ---- who kept the loop ---- */

static bool is_kept_strip(const struct timeline *timeline, const struct timeline_lane *strip)
{
    return strip->of_loop || (timeline->single_thread && !trace_is_recording(timeline->trace));
}

/* One whom others of the same loop wait for, be it a callback; a thread that has not given itself
 * to it does as it likes. */
static bool is_of_loop(const struct timeline *timeline, uint32_t holder)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, holder);
    return lane &&
           (lane->stepped || lane->kind == LANE_LOOP || !trace_is_recording(timeline->trace));
}

static int64_t length_ns(const struct timeline_interval *item)
{
    return item->to_ns - item->from_ns;
}

static bool is_longer(const struct timeline *timeline, const struct timeline_interval *item,
                      const struct timeline_interval *than)
{
    return item->object != TRACE_NOBODY && (!than || length_ns(item) > length_ns(than)) &&
           is_of_loop(timeline, item->object);
}

/* The longest of a strip, or `found`, if that is longer. Of TIMELINE_STRIDE intervals the longest
 * is known: only if it is long, and none that counts, the others are looked at. */
static const struct timeline_interval *longest_of(const struct timeline *timeline,
                                                  const struct timeline_lane *strip,
                                                  const struct timeline_interval *found)
{
    for (uint32_t i = 0; i < strip->count; i += TIMELINE_STRIDE) {
        const struct timeline_interval *item = &strip->items[strip->longest[i / TIMELINE_STRIDE]];
        if (item->object == TRACE_NOBODY || (found && length_ns(item) <= length_ns(found)))
            continue;
        for (uint32_t j = i; j < i + TIMELINE_STRIDE && j < strip->count; j++)
            if (is_longer(timeline, &strip->items[j], found))
                found = &strip->items[j];
    }
    return found;
}

/* The longest that one kept the thread of its loop at one place, or NULL; *looped: there are
 * loops. Costs a thirtysecond of what the intervals are in number, as a rule. */
static const struct timeline_interval *longest_kept(const struct timeline *timeline, bool *looped)
{
    const struct timeline_interval *found = NULL;
    *looped = false;
    for (int s = 0; s < timeline->strip_count; s++) {
        const struct timeline_lane *strip = &timeline->lanes[s];
        if (!is_kept_strip(timeline, strip))
            continue;
        *looped = true;
        found = longest_of(timeline, strip, found);
    }
    return found;
}

struct kept {
    const struct timeline_interval *item; /* NULL: nobody */
    int64_t ns;
    bool looped, for_long;
};

static struct kept kept_in(const struct difference_run *run)
{
    struct kept kept = {0};
    kept.item = longest_kept(run->timeline, &kept.looped);
    kept.ns = kept.item ? length_ns(kept.item) : 0;
    kept.for_long = kept.item && stats_is_late(run->stats, kept.ns);
    return kept;
}

static void keeper_say(const struct pair *pair, const struct difference_run *run,
                       const struct kept *kept, enum sentence id)
{
    int64_t until_ns = timeline_held_until(run->timeline, kept->item);
    struct tell_args args = {
        .slow = run, .who = holders_actor(run->timeline, kept->item, until_ns), .for_ns = kept->ns};
    where_add(&args, where_held(run->timeline, kept->item, kept->item->to_ns));
    clause_say(pair, run, id, &args);
}

static bool kept_say(const struct pair *pair)
{
    struct kept one = kept_in(pair->one), other = kept_in(pair->other);
    if (!one.for_long && !other.for_long)
        return false;
    sentence_begin(pair);
    if (one.for_long && other.for_long) {
        tell_join(pair->tell, TELL_KEEPS_BOTH);
        tell_join(pair->tell, TELL_JOIN_BECAUSE);
        keeper_say(pair, pair->one, &one, TELL_KEEPS_BY);
        tell_join(pair->tell, TELL_JOIN_COMMA);
        keeper_say(pair, pair->other, &other, TELL_KEEPS_BY);
    } else {
        const struct difference_run *with = one.for_long ? pair->one : pair->other;
        const struct difference_run *without = one.for_long ? pair->other : pair->one;
        const struct kept *less = one.for_long ? &other : &one;
        keeper_say(pair, with, one.for_long ? &one : &other, TELL_KEEPS_IN);
        if (less->looped) {
            tell_join(pair->tell, TELL_JOIN_NEXT);
            SAY(pair->tell, KEEPS_NOT, .fast = without, .for2_ns = less->ns);
        }
    }
    sentence_end(pair);
    return true;
}

/* ---- who was told late ---- */

static uint32_t latest_in(const struct stats *stats)
{
    for (int i = 0; i < stats->task_count; i++)
        if (stats->late_ns && stats->tasks[i].late_ns == stats->late_ns)
            return stats->tasks[i].task;
    return TRACE_NOBODY;
}

static bool late_say(const struct pair *pair)
{
    bool first = stats_is_late(pair->one->stats, pair->one->stats->late_ns);
    const struct difference_run *most = first ? pair->one : pair->other;
    const struct difference_run *less = first ? pair->other : pair->one;
    uint32_t who = latest_in(less->stats);
    if (!stats_is_late(most->stats, most->stats->late_ns))
        return false;
    sentence_begin(pair);
    clause_say(pair, most, TELL_LATE_IN,
               &(struct tell_args){
                   .slow = most, .who = latest_in(most->stats), .for_ns = most->stats->late_ns});
    tell_join(pair->tell, TELL_JOIN_COMMA);
    clause_say(pair, less, who == TRACE_NOBODY ? TELL_LATE_NOBODY : TELL_LATE_TOO,
               &(struct tell_args){.fast = less, .who = who, .for2_ns = less->stats->late_ns});
    sentence_end(pair);
    return true;
}

/* ---- what is waited for ---- */

/* Worth a word in one of them. */
static bool waits_say(const struct pair *pair, enum sentence id, int64_t one_ns, int64_t other_ns)
{
    if (!stats_is_late(pair->one->stats, one_ns) && !stats_is_late(pair->other->stats, other_ns))
        return false;
    sentence_say(
        pair, id,
        &(struct tell_args){
            .slow = pair->one, .for_ns = one_ns, .fast = pair->other, .for2_ns = other_ns});
    return true;
}

/* ---- two programs ---- */

static void times_say(const struct pair *pair)
{
    bool first = pair->one->stats->elapsed_ns >= pair->other->stats->elapsed_ns;
    const struct difference_run *slow = first ? pair->one : pair->other;
    const struct difference_run *fast = first ? pair->other : pair->one;
    int64_t more_ns = slow->stats->elapsed_ns - fast->stats->elapsed_ns;
    struct tell_args args = {.slow = slow,
                             .fast = fast,
                             .for_ns = slow->stats->elapsed_ns,
                             .for2_ns = fast->stats->elapsed_ns};
    if (more_ns * 10 <= fast->stats->elapsed_ns)
        sentence_say(pair, TELL_SAME_TIME, &(struct tell_args){.for_ns = args.for2_ns});
    else
        sentence_say(pair, TELL_TAKES, &args);
    if ((slow->stats->cpu_ns - fast->stats->cpu_ns) * 3 <= more_ns)
        return;
    args.for_ns = slow->stats->cpu_ns;
    args.for2_ns = fast->stats->cpu_ns;
    if (args.for_ns - args.for2_ns > args.for2_ns / 10)
        sentence_say(pair, TELL_MORE_CPU, &args);
}

static void status_say(const struct pair *pair)
{
    const struct stats *one = pair->one->stats, *other = pair->other->stats;
    if (one->ending != TRACE_ENDING_EXIT || other->ending != TRACE_ENDING_EXIT ||
        one->ending_value == other->ending_value)
        return;
    sentence_say(pair, TELL_STATUS_DIFFERS,
                 &(struct tell_args){.slow = pair->one,
                                     .number = one->ending_value,
                                     .fast = pair->other,
                                     .number2 = other->ending_value});
}

/* ---- which two ---- */

static const struct difference_run *find(const struct difference_run *runs, int count,
                                         bool recording)
{
    for (int i = 0; i < count; i++)
        if (is_recording(&runs[i]) == recording)
            return &runs[i];
    return NULL;
}

/* The two as they were named. */
static struct pair pair_of(struct tell *tell, const struct difference_run *runs, int count)
{
    const struct difference_run *lesson = find(runs, count, false);
    struct pair pair = {.tell = tell, .one = find(runs, count, true), .other = lesson};
    if (lesson || !pair.one)
        return pair;
    pair.programs = true;
    pair.other = pair.one;
    for (int i = 0; i < count; i++) {
        if (runs[i].stats->elapsed_ns > pair.one->stats->elapsed_ns)
            pair.one = &runs[i];
        if (runs[i].stats->elapsed_ns <= pair.other->stats->elapsed_ns)
            pair.other = &runs[i];
    }
    if (pair.one > pair.other) {
        const struct difference_run *first = pair.other;
        pair.other = pair.one;
        pair.one = first;
    }
    return pair;
}

bool likeness_say(struct tell *tell, const struct difference_run *runs, int count)
{
    struct pair pair = pair_of(tell, runs, count);
    bool any = false;
    if (!pair.one)
        return false;
    if (!pair.other || pair.one == pair.other)
        return true;
    const struct stats *one = pair.one->stats, *other = pair.other->stats;
    if (pair.programs && ended(pair.one) && ended(pair.other))
        times_say(&pair);
    any = kept_say(&pair);
    any = late_say(&pair) || any;
    any = waits_say(&pair, TELL_GIL_IN, one->gil_ns, other->gil_ns) || any;
    any = waits_say(&pair, TELL_LOCKS_IN, one->states.ns[TRACE_LOCKED],
                    other->states.ns[TRACE_LOCKED]) ||
          any;
    if (!any)
        sentence_say(&pair, TELL_IN_NO_WAY, &(struct tell_args){0});
    status_say(&pair);
    return true;
}
