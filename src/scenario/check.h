/* The checker: what the tree means, and what is wrong with it. From names as they are written it
 * makes numbers: of tasks, shared variables, objects (locks, semaphores, channels) and the local
 * slots of each body; the compiler goes on from there.
 *
 * What a run may be given other values for is in check_values.c.
 *
 * The passes, in this order: declarations and the header (check_header.c), names and places
 * (check_names.c), expectations and questions (check_expects.c, check_questions.c), what is a
 * future or a generator (check_kinds.c), which bodies are generators (check_generators.c), what the
 * models lack (check_models.c), and, if nothing is wrong, warnings (check_warnings.c). */
#ifndef BATON_SCENARIO_CHECK_H
#define BATON_SCENARIO_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "scenario/model_name.h"
#include "scenario/program.h"
#include "scenario/report.h"
#include "scenario/symbols.h"
#include "scenario/tree.h"

/* What a variable may hold: a set, by which way ever a value can get into it. */
enum {
    KIND_INT = 1,
    KIND_FUTURE = 2,
    KIND_GENERATOR = 4,
    KIND_HANDLES = KIND_FUTURE | KIND_GENERATOR,
    KIND_LOCK = 8, /* or a semaphore: a parameter that stands for one, as all of these */
    KIND_CHANNEL = 16,
    KIND_CONDITION = 32,
    KIND_BARRIER = 64,
    KIND_OBJECTS = KIND_LOCK | KIND_CHANNEL | KIND_CONDITION | KIND_BARRIER,
};

/* A local variable of a body. */
struct check_local {
    struct tree_name name; /* where it is first assigned, or the parameter */
    uint8_t kinds;
    bool assigned; /* by more than += and -= */
    bool computed; /* by a plain assignment that cannot fail */
    bool read;
};

struct check_body {
    struct tree_task *task;
    struct symbols slots; /* name -> index in locals, which is its slot */
    struct check_local *locals;
    int local_count, local_room;
    bool starts_itself;
    const struct tree_stmt *used_by; /* of a body that starts by itself: another one's statement
                                        that starts, calls or creates it, too; or NULL */
    bool used;                       /* started, called or created from another body */
    bool created;                    /* `create` names it */
    bool generator;                  /* its yields hand control to a resumer */
    bool yields_values;              /* it, or a body it calls, can only run as a generator */
};

/* What may differ from run to run: the header's settings, and with what the declared things begin.
 */
struct check_values {
    struct program_settings settings;
    int64_t *shared, *objects; /* first values; units or room */
};

struct checked {
    struct tree *tree;
    struct symbols regions; /* name -> index below */
    const char **region_names;
    int region_count, region_room;
    struct symbols tasks, shared, objects; /* name -> index below; of several: of the first */
    struct check_body *bodies;
    int body_count;
    struct tree_line **shared_lines, **object_lines; /* of one of several: that of them all */
    const char **shared_names, **object_names; /* of each: "a", or of several "a[1]", "a[2]" … */
    bool *shared_used, *object_used;
    bool *shared_guarded; /* an atomic block accesses it */
    int shared_count, object_count;
    int main_task; /* or -1 */
    const char *title, *about;
    enum model_id models[MODEL_COUNT];
    int model_count;
    struct check_values own; /* as the file says */
    struct check_values now; /* as --set says of the rest */
};

/* Checks the tree; `checked` is zeroed. Everything wrong goes to the report. */
void check_tree(struct tree *tree, struct mem_arena *arena, struct report *report,
                struct checked *checked);
void check_release(struct checked *checked);

/* Reports what the file uses and a model of the set (bits 1 << model_id) lacks. */
void check_models(const struct checked *checked, unsigned models, struct report *report);
unsigned check_named_models(const struct checked *checked);

/* ---- values (check_values.c) ---- */

/* Takes over what a line of the header sets; other lines do nothing. */
void check_setting(struct program_settings *settings, const struct tree_line *line);
/* False if the line is about something that the file does not declare. */
bool check_can_set(const struct checked *checked, const struct tree_line *line);
/* Takes over what the line, which can be set, says of settings or of something declared. */
void check_values_set(const struct checked *checked, struct check_values *values,
                      const struct tree_line *line);
/* Takes the values of what the header declares, beside the settings that are there. */
void check_values_declared(const struct checked *checked, struct check_values *values);
/* What these two make is released by the caller. */
void check_values_copy(const struct checked *checked, const struct check_values *from,
                       struct check_values *to);
/* The values of the file with the settings that the block names. */
void check_values_with(const struct checked *checked, const struct tree_expect_block *block,
                       struct check_values *values);
bool check_values_equal(const struct checked *checked, const struct check_values *a,
                        const struct check_values *b);
void check_values_release(struct check_values *values);

/* ---- what names an object (check_objects.c) ---- */

/* The parameter that stands for an object where the statement names one, by its slot; or -1: it is
 * one that is declared. */
int check_object_slot(const struct check_body *body, const char *name);
/* The object that an argument names (of several: the first of them), or -1: it is a value. */
int check_object_argument(const struct checked *checked, const struct check_body *body,
                          const struct tree_expr *expr);
/* What a declared object is, of KIND_OBJECTS. */
unsigned check_object_kind(const struct tree_line *line);
/* The same of what the statement names, by any way that a parameter may get one; 0: not known. */
unsigned check_named_kind(const struct checked *checked, const struct check_body *body,
                          const struct tree_stmt *stmt);
/* In words: "a lock or semaphore". */
const char *check_kind_word(unsigned kinds);

/* ---- between the passes ---- */

/* How the language calls a statement. */
const char *check_called(const struct tree_stmt *stmt);

/* The statement hands a value to or from a resumer: only a generator can. */
bool check_yields_value(const struct tree_stmt *stmt);
/* `close` of a channel: no variable of the body has the name, or a parameter that stands for one.
 */
bool check_closes_channel(const struct checked *checked, const struct check_body *body,
                          const struct tree_stmt *stmt);
/* How many a line declares. */
static inline int64_t check_declared_by(const struct tree_line *line)
{
    return line->count ? line->count : 1;
}
/* The kinds of an expression: of a variable what it may hold, of everything else an integer. */
unsigned check_expr_kinds(const struct checked *checked, const struct check_body *body,
                          const struct tree_expr *expr);
/* The slot of a name in the body, or -1. */
static inline int check_slot(const struct check_body *body, const char *name)
{
    return symbols_get(&body->slots, name);
}

void check_header(struct checked *checked, struct mem_arena *arena, struct report *report);
void check_names(struct checked *checked, struct report *report);
void check_expects(struct checked *checked, struct report *report);
/* The names in an expectation. */
void check_claim(struct checked *checked, const struct tree_expect *expect, struct report *report);
void check_questions(struct checked *checked, struct report *report);
void check_kinds(struct checked *checked, struct report *report);
/* What may stand in an atomic block; and which variables such blocks access. */
void check_atomic(struct checked *checked, struct report *report);
void check_generators(struct checked *checked, struct report *report);
void check_warnings(const struct checked *checked, struct report *report);

#endif
