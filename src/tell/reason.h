/* Reasons as rows of the table, with what they are about. For why.c. */
#ifndef BATON_TELL_REASON_H
#define BATON_TELL_REASON_H

#include "tell/say.h"

/* How an actor stands, and why: `two waits for the device ("query")`; `bare`: without its name. */
void reason_say(struct tell *tell, uint32_t actor, const struct timeline_interval *item, bool bare);
/* Of one that waits for a lock, with who holds it at t, without its own name. */
void reason_say_for_lock(struct tell *tell, uint32_t actor, const struct timeline_interval *item,
                         int64_t t_ns);
/* The same in few words, without its name and what it is about: `waits for a lock`. Of an interval
 * with a reason. */
void reason_say_now(struct tell *tell, uint32_t actor, const struct timeline_interval *item);
/* Whether reason_say_got() says no more than that it got the lock of the interpreter, or a core. */
bool reason_is_turn_alone(const struct timeline_interval *item,
                          const struct timeline_interval *ready);
/* Why an actor got control: "two's answer came at 400.1 ms". after_ns: how long it waited for a
 * turn that is all there is to say, or -1. */
void reason_say_got(struct tell *tell, uint32_t actor, const struct handoff_facts *facts,
                    int64_t after_ns);

/* That a loop runs a callback, or that this ended: by what is known of its function, at and in. */
enum sentence reason_of_callback(const struct tell_args *args, bool ended);
/* The row for how it ended, of which only the actor is told. */
enum sentence reason_of_end(const struct timeline_lane *lane);

#endif
