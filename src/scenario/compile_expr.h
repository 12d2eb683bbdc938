/* Inside the compiler: what its files share. */
#ifndef BATON_SCENARIO_COMPILE_EXPR_H
#define BATON_SCENARIO_COMPILE_EXPR_H

#include "scenario/check.h"
#include "scenario/emit.h"

/* So many values does a failed assert tell. */
enum { ASSERT_VALUES_MAX = 16 };

/* The values that an assert tells if it fails: where they are then. */
struct kept {
    struct {
        const char *name;
        int slot;
    } values[ASSERT_VALUES_MAX];
    int count;
};

struct compiler {
    const struct checked *checked;
    const struct check_body *body; /* the body being compiled */
    struct emit emit;
    int hidden;      /* the next hidden slot; they follow the named ones */
    int hidden_most; /* how many slots the body needs */
    bool in_then;
    struct kept *kept; /* of the assert whose expression is being compiled; or NULL */
};

/* Leaves the value on the stack. */
void compile_expr(struct compiler *compiler, const struct tree_expr *expr);
/* Builds the text in the buffer. */
void compile_text(struct compiler *compiler, const struct tree_text *text);
/* Leaves a variable's value on the stack; takes one from it. */
void compile_load(struct compiler *compiler, const char *name);
void compile_store(struct compiler *compiler, const char *name, bool ends_change);
void compile_load_slot(struct compiler *compiler, int slot, const char *name);
void compile_store_slot(struct compiler *compiler, int slot);
/* What a step that accesses the shared variable has in `b` for atomic blocks. */
uint8_t compile_guard(const struct compiler *compiler, int shared);
/* A slot of the body that has no name. Given back by counting down `hidden`. */
int compile_hidden_slot(struct compiler *compiler);

void compile_clock(const struct program *program,
                   struct program_shared *shared);                            /* compile_clock.c */
void compile_assert(struct compiler *compiler, const struct tree_stmt *stmt); /* compile_assert.c */

/* Of several variables, the one whose number is on the stack: above the value where it is stored.
 */
void compile_shared_at(struct compiler *compiler, enum program_op op, const char *name,
                       bool ends_change);
/* The value on the stack goes into that one. */
void compile_store_element(struct compiler *compiler, const char *name,
                           const struct tree_expr *index);
/* Leaves one of several objects on the stack. */
void compile_object_at(struct compiler *compiler, const char *name, const struct tree_expr *index);

#endif
