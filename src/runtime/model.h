/* A model: the answer to one question. The interpreter has run a task up to a point where it has to
 * wait: what happens now?
 *
 * A model is a const record in a file of its own and a row in the table in models.c. It runs a
 * worker's tasks (`run`), says where a started task goes (`spawn`) and how a task that waits for
 * another is told (`wake`). What models share is in flow.h (threads), loop.h (the loops) and turn.h
 * (one thread), and is kept thin: their differences are the lesson. */
#ifndef BATON_RUNTIME_MODEL_H
#define BATON_RUNTIME_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/run.h"
#include "runtime/task.h"
#include "scenario/model_name.h"

struct model {
    enum model_id id;
    struct model_words words;
    /* A wait holds the thread: the block of `io … meanwhile:` never runs. */
    bool wait_holds;
    /* `start` runs the new task to its end first. */
    bool child_first;
    /* `io … then:` waits first and runs the block in place (true), or the call is held and the
     * block queued (hold_then). */
    bool then_in_place, hold_then;
    /* A loop runs in the thread that runs tasks: a second one inside it is refused. */
    bool has_loop;
    /* There is one interpreter lock. */
    bool has_gil;
    /* Each task is a process: it is forked by the engine, and nothing is shared. */
    bool task_is_process;
    /* At most this many tasks at a time, and what they are then: "threads". */
    uint32_t bound;
    const char *unit;

    /* Runs the tasks of this worker until the run is over. */
    void (*run)(struct flow *flow);
    /* A new task (or strand, which begins by waiting for its request) is there. May be called from
     * any of the worker's threads. */
    void (*spawn)(struct flow *flow, struct task *task);
    /* The task `id` of this worker is able again. Any thread; the board's lock is held. */
    void (*wake)(struct worker *worker, uint32_t id);
};

const struct model *model_get(enum model_id id);

extern const struct model model_blocking, model_polling, model_async_blocking, model_callbacks,
    model_coroutines, model_gil, model_threads, model_processes;

#endif
