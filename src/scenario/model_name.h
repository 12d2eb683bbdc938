/* The names of the models: what a `model` line, `expect` and `-m` may say. What a model *does* is
 * in src/models; this room knows only the names and what a scenario has to know to be refused. */
#ifndef BATON_SCENARIO_MODEL_NAME_H
#define BATON_SCENARIO_MODEL_NAME_H

#include <stdbool.h>

/* The models, a row each: in C, its record in src/models, its name; whether it has one thread of
 * execution for all tasks, and whether they share their memory. */
/* clang-format off */
#define MODELS(M)                                                    \
    M(BLOCKING,       blocking,       "blocking",       true,  true)  \
    M(POLLING,        polling,        "polling",        true,  true)  \
    M(ASYNC_BLOCKING, async_blocking, "async-blocking", true,  true)  \
    M(CALLBACKS,      callbacks,      "callbacks",      true,  true)  \
    M(COROUTINES,     coroutines,     "coroutines",     true,  true)  \
    M(GIL,            gil,            "gil",            false, true)  \
    M(THREADS,        threads,        "threads",        false, true)  \
    M(PROCESSES,      processes,      "processes",      false, false)
/* clang-format on */

enum model_id {
#define MODEL_ROW(ID, ...) MODEL_##ID,
    MODELS(MODEL_ROW)
#undef MODEL_ROW
        MODEL_COUNT
};

const char *model_name(enum model_id id);
/* The model of that name, or -1. */
int model_by_name(const char *name);
/* One thread of execution for all tasks: blocking, polling and the three loop models. */
bool model_is_single_thread(enum model_id id);
/* No future and no generator passes from one task to another where this does not hold. */
bool model_shares_memory(enum model_id id);

#endif
