#include "scenario/program.h"

/* What each operation takes from the stack and leaves on it, where that is always the same. START,
 * CALL and CREATE also take their arguments, RESUME the value it sends. The jumps that keep a value
 * count by the way on: what jumps keeps one. */
static const struct {
    const char *name;
    int8_t pops, pushes;
} ops[OP_COUNT] = {
#define ROW(op, pops, pushes) [OP_##op] = {#op, pops, pushes}
    ROW(PUSH, 0, 1),
    ROW(POP, 1, 0),
    ROW(LOAD, 0, 1),
    ROW(STORE, 1, 0),
    ROW(LOAD_SHARED, 0, 1),
    ROW(STORE_SHARED, 1, 0),
    ROW(SELF, 0, 1),
    ROW(NOW, 0, 1),
    ROW(DONE, 1, 1),
    ROW(NEG, 1, 1),
    ROW(NOT, 1, 1),
    ROW(MUL, 2, 1),
    ROW(DIV, 2, 1),
    ROW(MOD, 2, 1),
    ROW(ADD, 2, 1),
    ROW(SUB, 2, 1),
    ROW(EQ, 2, 1),
    ROW(NE, 2, 1),
    ROW(LT, 2, 1),
    ROW(LE, 2, 1),
    ROW(GT, 2, 1),
    ROW(GE, 2, 1),
    ROW(BOOL, 1, 1),
    ROW(DURATION, 1, 1),
    ROW(JUMP, 0, 0),
    ROW(JUMP_FALSE, 1, 0),
    ROW(JUMP_FALSE_KEEP, 1, 0),
    ROW(JUMP_TRUE_KEEP, 1, 0),
    ROW(TEXT_BEGIN, 0, 0),
    ROW(TEXT_ADD, 0, 0),
    ROW(TEXT_INT, 1, 0),
    ROW(TEXT_ERROR, 0, 0),
    ROW(SAY, 0, 0),
    ROW(FAIL, 0, 0),
    ROW(NOTE, 0, 0),
    ROW(ASK, 0, 0),
    ROW(COMPUTE, 1, 0),
    ROW(IO, 1, 0),
    ROW(SLEEP, 1, 0),
    ROW(IO_MEANWHILE, 1, 0),
    ROW(MEANWHILE, 0, 0),
    ROW(MEANWHILE_END, 0, 0),
    ROW(IO_THEN, 1, 0),
    ROW(THEN_END, 0, 0),
    ROW(ANSWER, 0, 1),
    ROW(YIELD, 0, 0),
    ROW(START, 0, 1),
    ROW(CALL, 0, 1),
    ROW(RUN, 0, 1),
    ROW(RETURN, 1, 0),
    ROW(AWAIT, 1, 1),
    ROW(AWAIT_ALL, 0, 0),
    ROW(AWAIT_ANY, 0, 1),
    ROW(GROUP_BEGIN, 0, 0),
    ROW(GROUP_END, 0, 0),
    ROW(CANCEL, 1, 0),
    ROW(OFFLOAD, 0, 0),
    ROW(OFFLOAD_END, 0, 0),
    ROW(ACQUIRE, 0, 0),
    ROW(RELEASE, 0, 0),
    ROW(WITH_BEGIN, 0, 0),
    ROW(WITH_END, 0, 0),
    ROW(SEND, 1, 0),
    ROW(RECV, 0, 1),
    ROW(TRY, 0, 0),
    ROW(TRY_END, 0, 0),
    ROW(HANDLER_END, 0, 0),
    ROW(CREATE, 0, 1),
    ROW(RESUME, 1, 1),
    ROW(THROW, 1, 1),
    ROW(CLOSE, 1, 0),
    ROW(GEN_YIELD, 1, 1),
    ROW(CRASH, 0, 0),
    ROW(EXIT, 0, 0),
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
                   step->op == OP_CREATE || step->op == OP_RESUME;
    return takes_b ? effect - step->b : effect;
}
