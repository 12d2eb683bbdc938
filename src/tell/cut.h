/* How a wait ended otherwise than by what was waited for: it was cut short. Used within tell only.
 */
#ifndef BATON_TELL_CUT_H
#define BATON_TELL_CUT_H

#include "tell/say.h"

/* "a was cancelled by main (cancel, line 16) while it waited for the semaphore s". `item`: the
 * interval with that reason; `before`: the one before it, NULL: it is not said what was waited for.
 * `bare`: without the subject. */
void cut_say(struct tell *tell, uint32_t actor, const struct timeline_interval *item,
             const struct timeline_interval *before, bool bare);

#endif
