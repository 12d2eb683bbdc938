/* Statements that are the same in all of Python: what waits for nobody. */
#ifndef BATON_PYTHON_COMMON_H
#define BATON_PYTHON_COMMON_H

#include "python/translation.h"

/* What a family has no case of its own for. A chain of callbacks cannot wait in a block, and looks
 * at `repeat`, `while`, `if` and `region` itself. */
void common_statement(struct translation *t, const struct tree_stmt *stmt);
/* `call` of what is a function of Python; of a generator, its values are the caller's. */
void common_call(struct translation *t, const struct tree_stmt *stmt, const char *args);

void common_repeat(struct translation *t, const struct tree_stmt *stmt);
void common_while(struct translation *t, const struct tree_stmt *stmt);
void common_if(struct translation *t, const struct tree_stmt *stmt);
void common_exit(struct translation *t, const struct tree_stmt *stmt);
/* `region`: only where it is. */
void common_region(struct translation *t, const struct tree_stmt *stmt);
void common_assert(struct translation *t, const struct tree_stmt *stmt);
/* Of a generator. */
void common_yield(struct translation *t, const struct tree_stmt *stmt);
/* `cancelled`: the exception of a cancellation, or NULL: there is none, and `on cancel` is never
 * run. */
void common_try(struct translation *t, const struct tree_stmt *stmt, const char *cancelled);

/* The block of a `with`, whose line is written. */
void common_held_block(struct translation *t, const struct tree_stmt *stmt);
/* A condition is waited for, or signalled, where a `with` block is seen to hold its lock; else it
 * is refused. */
bool common_holds_lock(struct translation *t, const struct tree_stmt *stmt);
/* `signal` and `broadcast`. */
void common_signal(struct translation *t, const struct tree_stmt *stmt);
/* The lines that declare conditions and barriers, of that module. True: there are some. */
bool common_declare_conditions(struct translation *t, const char *module);

/* Whether several processes begin tasks of the body, which have their numbers from one counter. */
bool common_processes_count(struct translation *t, const struct py_body *body);
/* Of a started task, or one that is created: what it is as `self`. */
const char *common_next_number(struct translation *t, const struct py_body *body);

/* The locals that the statement's block assigns, with commas. */
const char *common_assigned(struct translation *t, const struct tree_stmt *stmt);
/* Whether a local may have a value before the line: a parameter, or assigned above. */
bool common_has_value(const struct translation *t, int slot, uint32_t line);
/* Marks the shared variables that the statement assigns; writes the line for those marked. */
void common_assigned_by(struct translation *t, const struct tree_stmt *stmt, bool *shared);
void common_write_globals(struct translation *t, const bool *shared);

/* A line for each variable that is None until it is assigned, see unset_handed_on(). */
void common_none_first(struct translation *t, bool chain);

/* A function's `global` line, for the shared variables that it assigns. */
void common_globals(struct translation *t, const struct tree_block *block);
/* `x = `, or nothing if the statement's value goes nowhere. */
const char *common_target(struct translation *t, const struct tree_stmt *stmt);
/* The variables of the body that a block of its own function uses and that have a value where it
 * begins, with commas. */
const char *common_copies(struct translation *t, const struct tree_stmt *stmt);

#endif
