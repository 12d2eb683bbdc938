/* A program in words, one step a line, for tests and for those who write models. */
#ifndef BATON_SCENARIO_PROGRAM_DUMP_H
#define BATON_SCENARIO_PROGRAM_DUMP_H

#include "base/strbuf.h"
#include "scenario/program.h"

/* Appends the steps of one task: "0 PUSH 5\n1 JUMP ->0\n" …, steps counted from the task's entry;
 * names, texts and flags as words. */
void program_dump_task(const struct program *program, int32_t task, struct strbuf *out);
/* Appends the whole program with its declarations. */
void program_dump(const struct program *program, struct strbuf *out);

#endif
