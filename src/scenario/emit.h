/* Steps of a program, put one behind the other: keeps the line and column they are for, the depth
 * of the evaluation stack, and each text once. Used by the compiler only. */
#ifndef BATON_SCENARIO_EMIT_H
#define BATON_SCENARIO_EMIT_H

#include <stdint.h>

#include "base/mem.h"
#include "scenario/program.h"
#include "scenario/symbols.h"
#include "scenario/tree.h"

struct emit {
    struct program_step *steps;
    int32_t count, room;
    const char **strings;
    int32_t string_count, string_room;
    struct symbols string_numbers;
    uint32_t line; /* of the statement being compiled: all its steps carry it */
    uint16_t column;
    int depth, deepest; /* of the evaluation stack of the body */
};

/* From here on, steps belong to this place. */
void emit_place(struct emit *emit, struct tree_place place);
/* Appends a step; returns its index. */
int32_t emit_op(struct emit *emit, enum program_op op);
int32_t emit_step(struct emit *emit, struct program_step step);
int32_t emit_push(struct emit *emit, int64_t value);
/* Where the next step will stand; and: lets the step's `a` point there. */
int32_t emit_here(const struct emit *emit);
void emit_land(struct emit *emit, int32_t step);
/* The number of a text (borrowed). */
int32_t emit_string(struct emit *emit, const char *text);

#endif
