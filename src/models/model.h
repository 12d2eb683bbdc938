/* A model: the answer to one question. The interpreter has run a task up to a point where it has to
 * wait: what happens now?
 *
 * A model is a const record in a file of its own and a row in scenario/model_name.h. It runs a
 * worker's tasks (`run`); its rules are what the interpreter must know of it (interp/rules.h):
 * where a started task goes, how one that waits for another is told. What models share is in flow/
 * and is kept thin, for their differences are the lesson:
 *
 *     blocking          hold, turn, pool
 *     polling           hold, turn, pool
 *     async-blocking    hold, loop
 *     callbacks         loop
 *     coroutines        turn, loop, coroutine_stack
 *     gil               task_thread, gil_lock
 *     threads           task_thread
 *     processes         task_thread, process, fork_job */
#ifndef BATON_MODELS_MODEL_H
#define BATON_MODELS_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "interp/rules.h"
#include "interp/task.h"
#include "scenario/model_name.h"

/* The model in plain words, for `baton models` and `baton explain`. */
struct model_words {
    const char *summary; /* one line */
    const char
        *picture; /* a few lines: what happens at a wait, which system calls, what to look for */
};

struct model {
    enum model_id id;
    struct model_words words;
    struct rules rules;
    /* `workers N` is N processes, each of which runs the model; else there is one. */
    bool many_workers;
    /* A loop finds out that an answer is there: it has a lane of its own. */
    bool loop_tells;
    /* At most this many tasks at a time, and what they are then: "threads". */
    uint32_t bound;
    const char *unit;

    /* Runs the tasks of this worker until the run is over. */
    void (*run)(struct flow *flow);
};

const struct model *model_get(enum model_id id);
const struct model_words *model_words(enum model_id id);

/* One in each model's file: model_blocking … */
#define MODEL_ROW(ID, id, ...) extern const struct model model_##id;
MODELS(MODEL_ROW)
#undef MODEL_ROW

#endif
