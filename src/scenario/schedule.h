/* A schedule as a line: which lane makes the next move, and so on.
 *
 *     1.2x4.1x3      lane 1 makes a move, then 2 makes four, then 1 makes three
 *
 * Lanes have the numbers of a trace: tasks in the order in which they come to be. What stands here
 * is only who; what a move is, follows from the program. Two schedules are the same if they name
 * the same lanes in the same order, however they are written (`1.1` is `1x2`). Each beginning of a
 * schedule is one, the empty one too. */
#ifndef BATON_SCENARIO_SCHEDULE_H
#define BATON_SCENARIO_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strbuf;

enum { SCHEDULE_MAX_LANE = 1 << 21, SCHEDULE_MAX_MOVES = 1000000000 };

/* `then` blocks that are left behind have numbers of their own, from this one on, in the order in
 * which they come to be; so of tasks there must not be as many. */
enum { SCHEDULE_CALLBACKS = 101 };

struct schedule_run {
    uint32_t lane;  /* from 1 */
    uint32_t times; /* moves that it makes in a row, at least 1 */
};

/* Embedded: zero it to begin, which is the empty one. Runs that follow each other are of different
 * lanes. */
struct schedule {
    struct schedule_run *runs;
    int count, room;
    int64_t moves; /* of all runs */
};

/* What is wrong with a line, and where: a byte of it. */
struct schedule_problem {
    size_t at;
    const char *what;
};

/* Reads a whole line. False: *schedule is empty, and *problem says why. */
bool schedule_read(struct schedule *schedule, const char *text, size_t len,
                   struct schedule_problem *problem);
void schedule_release(struct schedule *schedule);

/* `times` moves more of that lane, which are at most SCHEDULE_MAX_MOVES with what is there. */
void schedule_add(struct schedule *schedule, uint32_t lane, uint32_t times);
/* Only its first moves. */
void schedule_cut(struct schedule *schedule, int64_t moves);
void schedule_copy(struct schedule *to, const struct schedule *from); /* *to is released */

/* As short as it can be written. */
void schedule_print(const struct schedule *schedule, struct strbuf *out);
bool schedule_equal(const struct schedule *a, const struct schedule *b);
/* Whose the move is, from 0; 0 behind the last. */
uint32_t schedule_lane_at(const struct schedule *schedule, int64_t move);

#endif
