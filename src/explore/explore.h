/* Every schedule of a program, explored: what can become of it, how many schedules lead to each
 * end, and the one with the fewest preemptions that does. The door of this room.
 *
 * What a schedule is, is written in scenario/points.h and scenario/schedule.h: who makes the next
 * move, again and again. Ends are told apart by what the file's expectations name (values, result,
 * output), else by the result and all shared variables. */
#ifndef BATON_EXPLORE_EXPLORE_H
#define BATON_EXPLORE_EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scenario/model_name.h"
#include "scenario/schedule.h"

struct scenario;
struct diag_list;

struct explore_options {
    /* Only what can follow these moves, or NULL; schedules then begin behind them. If they do not
     * fit, that is why it is refused. */
    const struct schedule *prefix;
    bool due;          /* what is due earlier ends earlier; else a wait takes as long as it likes */
    bool spurious;     /* a wait for a condition may end by itself */
    bool relaxed;      /* memory: with store buffers, also where the file does not say so */
    bool every_step;   /* each step is a point, which finds the same ends: for tests */
    int64_t within_ns; /* at most so long; 0: as long as it takes */
    size_t memory;     /* at most so many bytes; 0: 1 GiB */
    /* Called every few thousand moves, or NULL; false: no more. */
    bool (*goes_on)(void *arg, uint64_t states, uint64_t moves);
    void *arg;
};

/* In front of what somebody waits for. */
struct explore_edge {
    uint32_t who, to; /* to whom it leads, or 0 */
    int64_t object;   /* index in the program, or -1: the task itself */
    bool left;        /* a block of who waits, which he awaits no more */
};

struct explore_end {
    const char *result; /* ok failed crash deadlock stopped */
    int64_t *values;    /* of what exploration.names lists */
    char *said;         /* lines; NULL: it is not told apart by them */
    char *failure;      /* of a failed one: "adds 1: division by zero"; or NULL */
    bool good;          /* as the expectations have it; without any: the result is ok */
    uint32_t states;    /* so many of the graph's are this end */
    char *schedules;    /* how many lead here, in digits ("about 1.2e45" beyond 38 of them);
                           NULL: endless, or not known */
    double share;       /* of all schedules; -1: not known */
    int preemptions;    /* the fewest … */
    int handoffs;       /* … and with these the fewest */
    struct schedule schedule;
    struct explore_edge *cycle; /* of a deadlock */
    int cycle_count;
};

enum explore_stop {
    EXPLORE_WHOLE, /* nothing was left out */
    EXPLORE_MEMORY,
    EXPLORE_TIME,
    EXPLORE_STOPPED, /* by goes_on */
};

/* Nobody ever ends it: from the end of `schedule` on, `loop` can be repeated for ever. */
struct explore_livelock {
    struct schedule schedule, loop;
};

struct exploration {
    enum model_id model;
    enum explore_stop stop;
    int bound; /* not whole: all schedules with at most so many preemptions were; -1: not even so */
    uint32_t states;
    uint64_t moves;
    char *schedules; /* as of an end */
    bool endless;    /* there is a loop: it can take for ever */
    bool about;
    bool due; /* as in the options … */
    bool spurious;
    bool relaxed; /* with store buffers: a lane above 100 shows the oldest write of the task */
    const char **names; /* of what ends are told apart by: borrowed from the program */
    int name_count;
    int first_region; /* names from here are of regions: how many were in it at once, 2 for more */
    struct explore_end *ends; /* the good ones first, then by how few preemptions they need */
    int end_count;
    struct explore_livelock *livelock; /* one that nothing leads out of; or NULL */
    uint32_t starved; /* endless, and no livelock: for ever only if this one never goes on; 0: it is
                         not one alone */
    const char **objects; /* names of locks, semaphores, channels: borrowed too */
    char **lanes;         /* what the tasks are called, by number; [0] is NULL */
    uint32_t lane_count;
    int64_t took_ns;
    size_t bytes; /* of the graph */
    /* It cannot be explored: why, and the line; then there is nothing else. */
    const char *refused;
    uint32_t refused_line;
};

/* Explores the file under the model, set as it is. NULL: an error was added to *diags. Free it with
 * exploration_free(), before the scenario. */
struct exploration *explore(struct scenario *scenario, enum model_id model,
                            const struct explore_options *options, struct diag_list *diags);
void exploration_free(struct exploration *exploration);

#endif
