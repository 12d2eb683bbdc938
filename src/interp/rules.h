/* The rules of a model: what the interpreter must know of it, and where it hands a task over.
 *
 * The interpreter lies below the models: it asks none of them by name. Whoever sets a worker up
 * hands it the rules of its model; they never change. */
#ifndef BATON_INTERP_RULES_H
#define BATON_INTERP_RULES_H

#include <stdbool.h>
#include <stdint.h>

struct flow;
struct task;
struct value;
struct worker;

struct rules {
    /* A wait holds the thread: the block of `io … meanwhile:` never runs. */
    bool wait_holds;
    /* `start` runs the new task to its end first. */
    bool child_first;
    /* `io … then:` waits first and runs the block in place (true), or the call is held and the
     * block queued (hold_then). */
    bool then_in_place, hold_then;
    /* A loop runs in the thread that runs tasks: a second one inside it is refused. */
    bool has_loop;
    /* What the loop finds at a look settles a future, and the task is called a turn later. */
    bool found_later;
    /* Nothing waits for a task's `then` blocks that would have to be woken: behind its body the
     * last of them ends it. */
    bool ends_in_callback;
    /* A task that is able is told by its loop, which sleeps in the kernel: another process has it
     * told by one that is in the loop's. */
    bool by_door;
    /* There is one interpreter lock. */
    bool has_gil;
    /* Each task is a process: it is forked by the engine, and nothing is shared. */
    bool task_is_process;

    /* A new task (or strand, which begins by waiting for its request) is there. May be called from
     * any of the worker's threads. */
    void (*spawn)(struct flow *flow, struct task *task);
    /* Records the task's wait for another (task->reason), which has begun, as the model shows it.
     */
    void (*show_wait)(struct flow *flow, struct task *task);
    /* The task `id` of this worker is able again. Any thread; the board's lock is held. */
    void (*wake)(struct worker *worker, uint32_t id);
    /* Or NULL: a limit is over when its time is. A limit of no time has begun, and is over soon
     * by the callback of that number: its task is told, or has its wait ended, behind those that
     * are ready. */
    void (*limit_soon)(struct worker *worker, uint32_t id, uint32_t callback);
    /* task_is_process: has the task `id` started in another process, with these arguments. 0 or a
     * negative errno. */
    int (*start)(struct worker *worker, uint32_t id, const struct value *args, int count);
};

#endif
