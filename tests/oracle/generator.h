/* Random scenarios: valid programs with every statement of the language, nested, the same for a
 * seed on every machine. What they say is nonsense; what they do is meant to be met seldom in a
 * lesson: waits that are cancelled, cycles, failures in groups, callbacks that are left behind.
 *
 * A statement is a row of the table in generator.c: its weight, where it may stand, and what writes
 * it. A program that `baton check` refuses is a fault of this file. */
#ifndef BATON_ORACLE_GENERATOR_H
#define BATON_ORACLE_GENERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

/* Appends the program of a seed, without a `model` line (baton takes -m). True: it has generators,
 * so only the models with a single thread can run it. */
bool generate(uint64_t seed, struct strbuf *out);
/* A number below `count`, that only the seed and `salt` say. */
uint32_t generate_choice(uint64_t seed, uint32_t salt, uint32_t count);

#endif
