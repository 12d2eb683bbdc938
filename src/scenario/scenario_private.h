/* What a scenario is made of: shared by the files behind scenario.h and expect.h. */
#ifndef BATON_SCENARIO_PRIVATE_H
#define BATON_SCENARIO_PRIVATE_H

#include <stddef.h>

#include "base/mem.h"
#include "scenario/check.h"
#include "scenario/scenario.h"
#include "scenario/tree.h"

struct scenario {
    struct mem_arena arena; /* of the source and the tree */
    const char *name;
    const char *source;
    size_t len;
    struct tree tree;
    struct checked checked;
    struct mem_arena program_arena;
    struct program *program; /* NULL: not compiled since the last change */
};

#endif
