/* The compiler: from a checked tree without errors to a program (program.h). */
#ifndef BATON_SCENARIO_COMPILE_H
#define BATON_SCENARIO_COMPILE_H

#include "base/mem.h"
#include "scenario/check.h"
#include "scenario/program.h"

/* Everything but the tree's own texts is allocated in `arena`, which must live as long as the
 * program. */
struct program *compile_program(const struct checked *checked, struct mem_arena *arena);

#endif
