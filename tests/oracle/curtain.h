/* What the screen gives away of what comes. A trace is cut at each of its questions and gets two
 * made-up ends: one over at once, one long, in which all else happens that may. Up to the question
 * the screens of the three must be the same, cell by cell, and playback must take as long. */
#ifndef BATON_TESTS_ORACLE_CURTAIN_H
#define BATON_TESTS_ORACLE_CURTAIN_H

#include "player/story.h"

/* Calls `leaks` with a sentence for each thing that differs, but no more than a few times. Returns
 * how many questions the trace has. */
typedef void curtain_leaks_fn(void *arg, const char *what);
int curtain_judge(const struct story *story, curtain_leaks_fn *leaks, void *arg);

#endif
