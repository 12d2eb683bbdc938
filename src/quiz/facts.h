/* The facts of a run that its claims are checked against. */
#ifndef BATON_QUIZ_FACTS_H
#define BATON_QUIZ_FACTS_H

#include "scenario/expect.h"
#include "trace/stats.h"

/* Borrows texts from the statistics; elapsed_under_ns is all -1. Released with
 * quiz_facts_release(). */
void quiz_facts_take(struct expect_facts *facts, const struct stats *stats);
void quiz_facts_release(struct expect_facts *facts);

#endif
