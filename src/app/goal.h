/* The goals of a file: what some schedule is expected to come to, for whoever is the scheduler. */
#ifndef BATON_APP_GOAL_H
#define BATON_APP_GOAL_H

#include "base/strbuf.h"
#include "scenario/model_name.h"

struct scenario;
struct tree_expect_block;

/* The first, and the one behind `block`; NULL at the end. With settings the file is another one:
 * those are left out. */
const struct tree_expect_block *goal_next(const struct scenario *scenario, enum model_id model,
                                          const struct tree_expect_block *block);
/* Appends one: "counter == 1", "a deadlock"; all of them, with `or` between. Without any, what is
 * expected of all schedules: "anything but counter == 2". */
void goal_add(const struct tree_expect_block *block, struct strbuf *out);
void goal_add_all(const struct scenario *scenario, enum model_id model, struct strbuf *out);

#endif
