/* What a small random scenario may have whose schedules are all explored: what the search knows,
 * and the model. Some have many time limits, callbacks or blocks on the pool. */
#ifndef BATON_ORACLE_SMALL_H
#define BATON_ORACLE_SMALL_H

#include "generator.h"
#include "scenario/scenario.h"

struct generate_rules small_rules(enum model_id model, uint64_t seed);

#endif
