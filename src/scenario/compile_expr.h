/* Inside the compiler: what its two files share. */
#ifndef BATON_SCENARIO_COMPILE_EXPR_H
#define BATON_SCENARIO_COMPILE_EXPR_H

#include "scenario/check.h"
#include "scenario/emit.h"

struct compiler {
    const struct checked *checked;
    const struct check_body *body; /* the body being compiled */
    struct emit emit;
    int hidden;      /* the next hidden slot; they follow the named ones */
    int hidden_most; /* how many slots the body needs */
    bool in_then;
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

#endif
