/* How a wait ended otherwise than by what was waited for: it was cut short. Used within tell only.
 */
#ifndef BATON_TELL_CUT_H
#define BATON_TELL_CUT_H

#include "tell/say.h"

/* Whether an interval with that reason is one behind such a wait. */
bool cut_is(uint8_t reason);
/* "a was cancelled by main (cancel, line 16) while it waited for the semaphore s". `item`: the
 * interval with that reason; `before`: the one before it, NULL: it is not said what was waited for.
 * `bare`: without the subject. */
void cut_say(struct tell *tell, uint32_t actor, const struct timeline_interval *item,
             const struct timeline_interval *before, bool bare);

/* What was waited for in that interval; who keeps asking waits for something, too. */
struct cut_wait {
    uint8_t reason;
    uint32_t object;
};
struct cut_wait cut_wait_of(const struct timeline *timeline, const struct timeline_interval *item);

#endif
