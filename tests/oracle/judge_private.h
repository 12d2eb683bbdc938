/* What judges share. Private to them. */
#ifndef BATON_ORACLE_JUDGE_PRIVATE_H
#define BATON_ORACLE_JUDGE_PRIVATE_H

#include "judge.h"

/* What a row of many says of each of them. */
enum {
    JUDGE_MANY_READY,
    JUDGE_MANY_WAITING,
    JUDGE_MANY_LOCK,
    JUDGE_MANY_SEMAPHORE,
    JUDGE_MANY_CONDITION,
    JUDGE_MANY_CHANNEL,
    JUDGE_MANY_OBJECT,
    JUDGE_MANY_BLOCKED,
};

/* Where tasks run in parallel, two of them stamp one thing a little apart. */
int64_t judge_slack_ns(const struct facts *facts);
/* So long after its wait was over one may still be said to wait: the kernel takes a while to wake a
 * thread. */
int64_t judge_told_ns(const struct facts *facts, const struct spell *spell);
/* Its thread is off the CPU at t. */
bool judge_is_off(const struct claim *claim, const struct actor *actor, int64_t t_ns);
/* The spell that it waited in when it got control at t; NULL: none. */
const struct spell *judge_wait_before(const struct facts *facts, const struct actor *actor,
                                      int64_t t_ns);
/* A wait for that reason ends by what comes for it, not by a turn. */
bool judge_can_end(int reason);
const char *judge_by(const struct ability *over);
enum verdict judge_ran(const struct claim *claim, int reason, int64_t t_ns);
enum verdict judge_answered(const struct claim *claim, uint32_t request, int64_t by_ns);
/* A callback of a recorded loop had that until t_ns, or at t, in the line that is told; the name i
 * had it for so long, as callbacks of one function had within these times. */
enum verdict judge_callback_until(const struct claim *claim);
enum verdict judge_callback_kept(const struct claim *claim, int64_t t_ns, bool in_call);
enum verdict judge_callbacks_had(const struct claim *claim, int i, int64_t from_ns, int64_t to_ns);
/* After it ran again at t, it has taken, received or sent what it had waited for. */
enum verdict judge_has_got(const struct claim *claim, const struct actor *actor, uint32_t object,
                           int wait, int64_t t_ns);

#endif
