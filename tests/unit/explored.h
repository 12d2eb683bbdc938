/* One exploration at a time, for those who test the search. */
#ifndef BATON_UNIT_EXPLORED_H
#define BATON_UNIT_EXPLORED_H

#include <stdint.h>

#include "explore/explore.h"

/* What explore_under() has read and found, until done(). */
extern struct scenario *scenario;
extern struct exploration *found;

void explore_under(const char *text, enum model_id model);
void done(void);
/* The end with that result, and that value of the first variable. */
const struct explore_end *end_with(const char *result, int64_t value);
void assert_line(const char *line, const struct schedule *schedule);

#endif
