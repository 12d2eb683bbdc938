/* Reasons in words, with what they are about. For explain.c. */
#ifndef BATON_TELL_REASON_H
#define BATON_TELL_REASON_H

#include "base/strbuf.h"
#include "trace/timeline.h"

/* "the lock a", "the channel jobs": safe to print. */
void object_name_add(const struct timeline *timeline, uint32_t object, struct strbuf *out);
/* Whether the object of an interval with that reason is a request, and its answer the cause. */
bool reason_is_answer(uint8_t reason);
/* Whether got_reason_add() says no more than that it got the lock of the interpreter, or a core. */
bool reason_is_turn_alone(const struct timeline_interval *item,
                          const struct timeline_interval *ready);
/* Why an actor is in the state it is in: `waits for the device ("query")`, `awaits two`; to stand
 * behind its name. */
void reason_add(const struct timeline *timeline, const struct timeline_interval *item,
                struct strbuf *out);
/* Why an actor got control: "two's answer came at 400.1 ms". `ready`: the interval from which on it
 * was ready, or NULL; `since_ns` from when on it could have had control. */
void got_reason_add(const struct timeline *timeline, uint32_t actor,
                    const struct timeline_interval *item, const struct timeline_interval *ready,
                    int64_t since_ns, struct strbuf *out);

#endif
