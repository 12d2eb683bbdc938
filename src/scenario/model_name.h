/* The names of the models: what a `model` line, `expect` and `-m` may say. What a model *does* is
 * in src/models; this room knows only the names and what a scenario has to know to be refused. */
#ifndef BATON_SCENARIO_MODEL_NAME_H
#define BATON_SCENARIO_MODEL_NAME_H

#include <stdbool.h>

enum model_id {
    MODEL_BLOCKING,
    MODEL_POLLING,
    MODEL_ASYNC_BLOCKING,
    MODEL_CALLBACKS,
    MODEL_COROUTINES,
    MODEL_GIL,
    MODEL_THREADS,
    MODEL_PROCESSES,
    MODEL_COUNT
};

const char *model_name(enum model_id id);
/* The model of that name, or -1. */
int model_by_name(const char *name);
/* One thread of execution for all tasks: blocking, polling and the three loop models. */
bool model_is_single_thread(enum model_id id);

#endif
