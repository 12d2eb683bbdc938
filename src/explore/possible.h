/* Whether what a task is about to do, or waits for, can be done now. */
#ifndef BATON_EXPLORE_POSSIBLE_H
#define BATON_EXPLORE_POSSIBLE_H

#include "interp/task.h"

/* Its next wait, or the one it is in, is ended by another, or by a limit that is over. */
bool possible_is_cut(const struct board *board, const struct task *task);
/* The step it stands before: true if it goes on from there, fails there, or if to begin to wait is
 * something that others can see. */
bool possible_step(struct board *board, struct task *task);
/* All that it can do is to have its wait ended; `called`: it is in that already. */
bool possible_is_but_cut(struct board *board, struct task *task, bool called);
/* It waits at a select, of which a case may be met there by another who waits. */
bool possible_to_meet(const struct board *board, const struct task *task);
/* It was called in its wait: its try would not be in vain. */
bool possible_again(struct board *board, struct task *task);

#endif
