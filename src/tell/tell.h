/* Why control moved, in sentences. Everything that baton says about a hand-off is derived here,
 * from the events, so that all views and exports say the same.
 *
 * The words of scenarios (names, labels) are made safe to print. Functions append, without a line
 * end. */
#ifndef BATON_TELL_TELL_H
#define BATON_TELL_TELL_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "trace/timeline.h"

struct stats;

/* A hand-off: interval `index` of strip `strip` has another holder than the one before. */
struct handoff {
    int strip;
    uint32_t index;
};

/* All hand-offs of all strips in order of time; the caller frees them. As many as
 * timeline_handoffs(). */
struct handoff *handoffs_list(const struct timeline *timeline, size_t *count);

/* Where in the scenario, to stand behind a name: ` (compute, line 9)`; nothing for line 0. */
void explain_place(const struct timeline *timeline, uint32_t line, struct strbuf *out);
/* A few words on an interval, as in csv: `waits for the device ("query")`. */
void explain_interval(const struct timeline *timeline, const struct timeline_lane *lane,
                      const struct timeline_interval *item, struct strbuf *out);
/* One sentence on a hand-off: "two's answer came at 400.1 ms; the loop was busy with one (compute,
 * line 9) until 452.0 ms: two is 51.9 ms late." */
void explain_handoff(const struct timeline *timeline, struct handoff handoff, struct strbuf *out);
/* Who holds control at t, and why: one to three sentences. */
void explain_moment(const struct timeline *timeline, int64_t t_ns, struct strbuf *out);
/* One sentence on a deadlock, with its cycle; appends nothing and returns false if there was none.
 */
bool explain_deadlock(const struct timeline *timeline, struct strbuf *out);
/* One or two sentences on an end that was not a good one: the cycle of a deadlock, whom a crash
 * took with it, who failed. Appends nothing and returns false where there is no more to say than
 * the result. */
bool explain_end(const struct stats *stats, struct strbuf *out);
/* The event that caused the hand-off (the answer, the release, the start), or the one that made it.
 */
uint32_t handoff_cause(const struct timeline *timeline, struct handoff handoff);

#endif
