#include "config.h"

#include "scenario/program.h"

static const struct {
    const char *name;
    int8_t pops, pushes;
} ops[OP_COUNT] = {
#define ROW(name, pops, pushes) {#name, pops, pushes},
    PROGRAM_OPS(ROW)
#undef ROW
};

const char *program_op_name(enum program_op op)
{
    return ops[op].name;
}

int program_step_effect(const struct program_step *step)
{
    int effect = ops[step->op].pushes - ops[step->op].pops;
    bool takes_b = step->op == OP_START || step->op == OP_CALL || step->op == OP_RUN ||
                   step->op == OP_CREATE || step->op == OP_RESUME || step->op == OP_AWAIT_FIRST ||
                   step->op == OP_SELECT;
    bool takes_number =
        (step->op == OP_SWAP || step->op == OP_ADD_TO || step->op == OP_COMPARE) && step->value;
    if (takes_number)
        return effect - 1;
    return takes_b ? effect - step->b : effect;
}
