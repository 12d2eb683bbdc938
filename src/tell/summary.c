/* What stands under the numbers of a summary and beside the lanes. */
#include "config.h"

#include <string.h>

#include "tell/say.h"
#include "trace/gil.h"
#include "trace/recording.h"

void tell_known(struct tell *tell, const struct stats *stats)
{
    tell_join(tell, stats->switches_known ? TELL_KNOWN_KERNEL : TELL_KNOWN_CLOCKS);
    tell_join(tell, TELL_JOIN_END);
}

void tell_lost(struct tell *tell, const struct stats *stats)
{
    if (!stats->lost)
        return;
    SAY(tell, RECORDS_LOST, .n = stats->lost);
    tell_join(tell, TELL_JOIN_BECAUSE);
    tell_join(tell, TELL_RECORDS_LOST_SO);
    tell_join(tell, TELL_JOIN_END);
}

/* ---- recorded programs ---- */

void tell_gil_numbers(struct tell *tell, int process, const struct gil_numbers *numbers)
{
    struct tell_args args = {.number = trace_process(tell->timeline->trace, process)->pid,
                             .n = numbers->turns,
                             .number2 = numbers->forced,
                             .for_ns = numbers->waited_ns};
    if (!numbers->turns)
        return;
    tell_say(tell, numbers->turns == 1 ? TELL_GIL_TURNS_ONE : TELL_GIL_TURNS, &args);
    if (numbers->waited_ns) {
        tell_join(tell, TELL_JOIN_NEXT);
        tell_say(tell, TELL_GIL_WAITED, &args);
    }
    if (numbers->asked_after_ns >= 0) {
        tell_join(tell, TELL_JOIN_NEXT);
        SAY(tell, GIL_ASKED_AFTER, .for_ns = numbers->asked_after_ns);
    }
    tell_join(tell, TELL_JOIN_END);
}

void tell_unwatched(struct tell *tell)
{
    const struct trace *trace = tell->timeline->trace;
    for (int i = 0; i < trace_unwatched_count(trace); i++) {
        struct tell_args args = {0};
        args.text = trace_unwatched(trace, i, &args.n);
        args.len = strlen(args.text);
        if (i)
            tell_join(tell, TELL_JOIN_SENTENCE);
        tell_say(tell,
                 strcmp(args.text, "call") != 0 ? TELL_UNWATCHED_OTHER
                 : args.n == 1                  ? TELL_UNWATCHED_CALLS_ONE
                                                : TELL_UNWATCHED_CALLS,
                 &args);
        tell_join(tell, TELL_JOIN_END);
    }
}

/* ---- notes ---- */

/* There from the beginning, and yet it asked only when a tenth of the run was over, because it was
 * ready and others had control. */
static bool asked_late(const struct stats *stats, const struct stats_task *task)
{
    struct timeline_sums before = {0};
    if (task->first_ask_ns <= 0 || task->first_ask_ns * 10 <= stats->elapsed_ns ||
        task->start_ns * 20 >= stats->elapsed_ns)
        return false;
    timeline_sum(timeline_lane_of(stats->timeline, task->task), 0, task->first_ask_ns, &before);
    return before.ns[TRACE_READY] * 2 > task->first_ask_ns;
}

static void note_say(struct tell *tell, bool first, enum sentence id, const struct tell_args *args)
{
    if (!first)
        tell_join(tell, TELL_JOIN_COMMA);
    tell_say_bare(tell, id, args);
}

void tell_note(struct tell *tell, const struct stats *stats, const struct stats_task *task)
{
    struct tell_args args = {
        .who = task->task, .n = task->looks, .t_ns = task->first_ask_ns, .for_ns = task->late_ns};
    bool first = true;
    if (task->looks) {
        note_say(tell, first, task->looks == 1 ? TELL_NOTE_LOOKS_ONE : TELL_NOTE_LOOKS, &args);
        first = false;
    }
    if (asked_late(stats, task)) {
        note_say(tell, first, TELL_NOTE_ASKED, &args);
        first = false;
    }
    if (stats_is_late(stats, task->late_ns))
        note_say(tell, first, TELL_NOTE_LATE, &args);
}
