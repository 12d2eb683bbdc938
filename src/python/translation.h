/* What the files of this room share: a translation under way, and the lines that it writes. */
#ifndef BATON_PYTHON_TRANSLATION_H
#define BATON_PYTHON_TRANSLATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "scenario/check.h"
#include "scenario/scenario.h"
#include "scenario/tree.h"

/* What a body needs of the task that it is part of, if it is called: it has these as parameters. */
struct py_needs {
    bool number;    /* `self` stands in it, or in one that it calls */
    bool started;   /* it starts tasks that an `await all` or `await any` is about */
    bool callbacks; /* it leaves `then` blocks behind */
    bool group;     /* it starts tasks, and is called in a group */
};

struct py_body {
    const struct check_body *checked;
    char *name;    /* of its function */
    char **locals; /* names, by slot */
    struct py_needs needs;
    bool called, started, created; /* by statements of the file */
    bool waits;                    /* it holds a wait, or calls who does: under asyncio, async */
    bool can_fail, fails;          /* fails: also otherwise than by a number that gets too large */
    bool yields; /* a `yield` has been written of it: a generator in Python, too */
    bool plain;  /* callbacks: one of Python's functions, for it never waits */
    bool starts; /* tasks, or calls who does */
    const struct tree_stmt *cleans; /* what of it has something to do on the way out, or NULL */
    bool gives_value;               /* somebody takes what it returns */
    bool *none_first;               /* by slot: None until it is assigned, or NULL: none of them */
};

/* What stands anywhere in the file. */
struct py_facts {
    bool kinds[TREE_STMT_KINDS];
    bool uses_answers, uses_error, can_fail, fails, cancels, uses_now;
    bool closes_channels;
    bool takes_values; /* of started tasks */
    bool uses_done;
};

/* A `with` block, and those around it. */
struct held {
    const char *name;
    const struct held *outer;
};

struct py_family;
struct all_bounds;
struct chain;
struct rest;

struct translation {
    const struct scenario *scenario;
    const struct tree *tree;
    const struct checked *checked;
    const struct py_family *family;
    enum model_id model;
    struct diag_list *diags;
    struct mem_arena arena;

    struct py_facts facts;
    struct all_bounds *bounds; /* of variables */
    struct py_body *bodies;
    char **shared, **objects; /* their names */
    const char **lines;       /* of the source, from 1 */
    uint32_t *line_lengths;
    uint32_t line_count;

    /* as this file needs them, or NULL */
    const char *io_helper, *ask_helper, *pool_helper, *offload_helper;
    const char *last_wait; /* what a report has to wait for first: lines, or NULL */
    uint64_t helpers;
    uint32_t imports; /* bits: what the functions written so far use */

    /* where it writes */
    struct strbuf *out;
    int indent;
    int written; /* lines of code: a block without one needs a `pass` */
    struct py_body *body;
    int handlers, groups, blocks; /* how deep it is in them, or how many there have been */
    const char *group;            /* the group that is open, or NULL */
    struct chain *chain;          /* callbacks: the functions of the body */
    const struct rest *after;     /* callbacks: what is behind the block */
    bool in_then, in_offload;     /* a block of its own function */
    const struct held *held; /* the `with` blocks that are open where it writes, the inner first */
};

/* One model's way: what becomes of a statement, and of the whole. */
struct py_family {
    void (*statement)(struct translation *t, const struct tree_stmt *stmt);
    /* `done(f)`, as a truth. */
    const char *(*done)(struct translation *t, const struct tree_expr *expr);
    /* The functions of all bodies, and what starts them. */
    void (*program)(struct translation *t);
};

extern const struct py_family py_asyncio, py_calls, py_callbacks;

/* ---- text (text.c) ---- */

/* A string that lives as long as the translation. */
char *py_format(struct translation *t, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A line of code; behind it, as a comment, the scenario's line of the statement (NULL: none). */
void py_line(struct translation *t, const struct tree_stmt *stmt, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void py_line_of(struct translation *t, uint32_t source_line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void py_blank(struct translation *t);
/* A block, one deeper, each statement by the family. */
void py_block(struct translation *t, const struct tree_block *block);
/* Says why the statement cannot be had. */
void py_refuse(struct translation *t, struct tree_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A literal of Python. */
/* What stands between the quotes of a literal; with braces doubled, as in an f-string. */
void py_add_characters(struct strbuf *out, const char *text, bool with_braces);
char *py_string(struct translation *t, const char *text);

#endif
