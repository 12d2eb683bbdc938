/* The inside of a loop. Private to loop.c (rounds of what is ready), loop_look.c (what comes),
 * loop_limit.c (until when they wait) and loop_schedule.c (what comes by a schedule). */
#ifndef BATON_FLOW_LOOP_PRIVATE_H
#define BATON_FLOW_LOOP_PRIVATE_H

#include "flow/heap.h"
#include "interp/task.h"

#include <pthread.h>
#include <uv.h>

struct loop {
    struct flow *flow;
    loop_turn_fn *turn;
    void *data;
    int64_t looked_ns; /* when the round began that is run, or the look that is had */
    uv_loop_t uv;
    struct task *head, *tail; /* ready, in order */
    uint32_t ready;
    struct task *found, **found_last; /* by a look, while others were ready: see push_found() */
    bool looks, looks_beside;         /* it looks; and finds such ones */
    int64_t came_ns;                  /* when that came which the look has found now */
    int64_t last_ns;                  /* … and the last of those before … */
    bool out_of_order;                /* … which was later than another one behind it */
    bool directed;       /* it follows a schedule: a look lets in only what that says … */
    bool beside;         /* … into which queue, was decided when the look began … */
    struct task *admits; /* … and of whom something may come now; NULL: of nobody … */
    bool arrived;        /* … and one at a look arrives */
    bool beside_blocks;  /* … and there are blocks beside the loop which others see */
    struct heap deadlines;
    int timer_fd;
    int64_t timer_set_ns; /* what the timerfd is set to, 0: nothing */
    uv_poll_t timer, arrivals, over;
    uv_async_t door;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards what comes in by the door */
    struct woken *woken;
    uint32_t woken_count, woken_room;
    struct woken *late; /* whose limit the look has found to be over: see loop_limit.c */
    uint32_t late_count, late_room;
    int64_t late_ns; /* when that was */
};

struct woken {
    uint32_t id;
    int64_t at_ns;
};

static inline bool loop_is_over(const struct loop *loop)
{
    return atomic_load_explicit(&loop->flow->worker->board->over, memory_order_relaxed);
}

/* It is no task: a limit of no time has a place among those that are ready, and ends then. */
static inline bool loop_is_callback(const struct task *task)
{
    return !task->worker;
}

/* ---- loop_look.c ---- */

/* What is watched from here on. */
void loop_begin(struct loop *loop);
/* A look into the kernel: what has come is pushed. */
void loop_run_uv(struct loop *loop, uv_run_mode mode);
/* … with nothing ready: it waits. */
void loop_wait_in_kernel(struct loop *loop);
/* Lets in whom other threads have woken. */
void loop_open_door(struct loop *loop);
/* The task is one of these. */
bool loop_has_at_door(struct loop *loop, const struct task *task);

/* ---- loop_limit.c ---- */

/* The limit of no time that a callback ends; NULL: its task has left that, or was told. */
struct limit *loop_limit_of(const struct loop *loop, const struct task *callback);

struct task *loop_first_due(const struct loop *loop);
/* For the deadline that is next. */
void loop_set_timer(struct loop *loop);
bool loop_end_if_late(struct loop *loop, struct task *task);
/* The task's limit is over: it is told so, or waits on for the end of what it has passed that on
 * to. False: it is not over. */
bool loop_end_in_time(struct loop *loop, struct task *task, int64_t now_ns);
/* The same for a limit that was over `at_ns`, when its turn comes … */
void loop_end_later(struct loop *loop, const struct task *task, int64_t at_ns);
/* … of those that are ready, too, who have theirs first (by a schedule: of those that were over
 * since a round began, at the next look) … */
void loop_find_late(struct loop *loop);
void loop_find_overdue(struct loop *loop);
/* … which is now. One that waits is woken; one that is ready, since what it waited for has come
 * first, or because it has given control up, is told when it has its turn. Not if it has another
 * limit by now, which was not over at over_ns. */
void loop_end_late(struct loop *loop, const struct woken *late, int64_t over_ns);
void loop_end_all_late(struct loop *loop);

/* ---- loop_schedule.c ---- */

/* All who come later are there before the first move. */
void loop_await_arrivals(struct loop *loop);
/* Nobody is ready, and what main has left behind is about to be ended: what may come before that
 * does, where the loop looks once more. */
void loop_look_before_end(struct loop *loop);
/* A look in which comes what the schedule says. */
void loop_look_by_schedule(struct loop *loop);

#endif
