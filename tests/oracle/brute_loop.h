/* All ends of a program under a loop, by brute force: at any moment anything may happen that the
 * loop waits for (an answer, the end of a sleep or of a time limit), and the loop notices it when
 * its own rules say so. Nothing here is taken from the search's rules (explore/rounds.h), but from
 * the loop's (flow/loop.c, loop_look.c, loop_limit.c), with a clock that only counts what happens.
 */
#ifndef BATON_ORACLE_BRUTE_LOOP_H
#define BATON_ORACLE_BRUTE_LOOP_H

#include "explore/ends.h"

/* The program has what is not known here: blocks on the pool, tasks that come later, … */
bool brute_loop_lacks(const struct program *program);
/* Initializes *ends, in any case, and finds them all. Returns how many states there were; 0: they
 * are more than `most`, or something is refused. */
uint32_t brute_loop(struct ends *ends, const struct scenario *scenario,
                    const struct program *program, enum model_id model, uint32_t most);

#endif
