/* What the files that make sentences share. Private to them. */
#ifndef BATON_TELL_WHY_H
#define BATON_TELL_WHY_H

#include "tell/tell.h"

/* The interval at t_ns, or NULL; `lane` may be NULL. */
const struct timeline_interval *explain_item_at(const struct timeline_lane *lane, int64_t t_ns);
/* Whether the strips are those of cores: with threads, and with several loops. */
bool explain_on_cores(const struct timeline *timeline);
/* Whether a loop is in the kernel, to wait. */
bool explain_loop_sleeps(const struct timeline *timeline, int64_t t_ns);
/* What the loop does in the kernel: `loop sleeps in the kernel until an answer comes`. `call`
 * stands behind the kernel. */
void explain_loop(const struct timeline *timeline, int64_t t_ns, const char *call,
                  struct strbuf *out);
/* What happened at t_ns to the one who had control before: `two ended`. */
void explain_lost(const struct timeline *timeline, uint32_t actor, int64_t t_ns,
                  struct strbuf *out);
/* A sentence without its end on a first turn that came late because the worker had another task to
 * serve; false: that was not so, and nothing is added. */
bool explain_worker(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                    struct strbuf *out);
/* Behind a sentence on who got control: who had it since since_ns, when it was ready already,
 * unless that was over long before; and how late it is,
 * or, where it wanted its turn only (a core, the lock of the interpreter), how long it waited. */
void explain_late(const struct timeline *timeline, struct handoff handoff, int64_t since_ns,
                  bool turn, struct strbuf *out);

#endif
