/* What cannot be explored, and why, as far as it is known before. */
#ifndef BATON_EXPLORE_REFUSE_H
#define BATON_EXPLORE_REFUSE_H

#include <stdint.h>

#include "scenario/program.h"

/* Why the program cannot be explored under the model, and the line; NULL: it can. */
const char *refuse_program(const struct program *program, enum model_id model, uint32_t *line);
/* The same of time that is kept. */
const char *refuse_time(const struct program *program, enum model_id model, uint32_t *line);

#endif
