#include "config.h"

#include "explore/rounds.h"

#include <string.h>

#include "board/deadlock.h"
#include "explore/pooled.h"
#include "explore/drive.h"
#include "explore/due.h"
#include "explore/limits.h"
#include "explore/offload.h"
#include "flow/turn.h"
#include "interp/interp.h"

/* Rounds without anything outstanding, and without an end. */
enum { MOST_ROUNDS = 100000 };

/* ---- queues ---- */

static bool take_out(struct stepper_queue *queue, uint32_t id)
{
    for (uint32_t i = 0; i < queue->count; i++) {
        if (queue->ids[i] != id)
            continue;
        queue->count--;
        memmove(queue->ids + i, queue->ids + i + 1, queue->count - i);
        return true;
    }
    return false;
}

static bool is_in(const struct stepper_queue *queue, uint32_t id)
{
    return memchr(queue->ids, (int)id, queue->count) != NULL;
}

static void add(struct stepper_queue *queue, uint32_t id)
{
    queue->ids[queue->count++] = (uint8_t)id;
}

static uint32_t pop(struct stepper_queue *queue)
{
    uint32_t id = queue->ids[0];
    take_out(queue, id);
    return id;
}

/* As in flow/loop_look.c: what a look finds while others are ready settles a future first, and its
 * task is called when those have had their turn. */
static void push(struct stepper *stepper, uint32_t id, bool beside)
{
    if (is_in(&stepper->ready, id) || (beside && is_in(&stepper->found, id)))
        return;
    take_out(&stepper->found, id); /* its sleep was over, and now it was cancelled */
    stepper->place[id] = STEPPER_RUNNABLE;
    limits_called(stepper, worker_task(&stepper->worker, id));
    add(beside ? &stepper->found : &stepper->ready, id);
}

void rounds_push(struct stepper *stepper, uint32_t id)
{
    push(stepper, id, false);
}

/* As loop_spawn(): it is ready when its answer is there. Of one that was cancelled before it was
 * asked the answer says so. */
void rounds_add_callback(struct stepper *stepper, struct task *task)
{
    if (task->want != WANT_IO || task->answered) {
        push(stepper, task->id, false);
        return;
    }
    if (task->record->grant == BOARD_CANCELLED)
        task->answer_cancelled = true;
    stepper->place[task->id] = STEPPER_TIMED;
    if (stepper->dues)
        due_wait(stepper, task->id, task->wait_ns);
}

void rounds_hold_back(struct stepper *stepper, uint32_t id)
{
    take_out(&stepper->ready, id);
    stepper->place[id] = STEPPER_TIMED;
}

static bool is_outstanding(const struct stepper *stepper, uint32_t id)
{
    return stepper->place[id] == STEPPER_TIMED;
}

static bool is_yet_to_come(const struct stepper *stepper, uint32_t id)
{
    const struct board_task *record = &stepper->board->tasks[id];
    return is_outstanding(stepper, id) && !record->begun && !record->strand;
}

static bool is_first_to_come(const struct stepper *stepper, uint32_t id)
{
    while (--id > 0)
        if (is_yet_to_come(stepper, id))
            return false;
    return !stepper->arrived;
}

/* It may come now: at any time, or where time is kept at its own, which nothing but waiting brings.
 */
static bool may_come(const struct stepper *stepper, uint32_t id)
{
    if (is_in(&stepper->found, id + STEPPER_SEEN)) /* its time was over before, at this look */
        return false;
    if (is_yet_to_come(stepper, id) && !is_first_to_come(stepper, id))
        return false;
    if (!stepper->dues || !is_outstanding(stepper, id))
        return is_outstanding(stepper, id);
    return due_is_now(stepper, id) || (!stepper->ready.count && due_is_first(stepper, id));
}

static bool any_outstanding(const struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++)
        if (may_come(stepper, id) || (stepper->limits && limits_may_end(stepper, id)))
            return true;
    return false;
}

void rounds_push_limit(struct stepper *stepper, uint32_t id)
{
    add(&stepper->ready, id + STEPPER_SEEN);
}

bool rounds_has_limit_first(const struct stepper *stepper, uint32_t id)
{
    return stepper->ready.count && stepper->ready.ids[0] == id + STEPPER_SEEN;
}

/* ---- a turn ---- */

static void free_ended(struct flow *flow, struct task *task)
{
    struct stepper *stepper = flow->worker->model_data;
    stepper->place[task->id] = STEPPER_NOWHERE;
    task_free(task);
}

/* What the task wants, of a loop. True: it goes on at once. */
static bool wait_in_loop(struct stepper *stepper, struct task *task, enum want want)
{
    bool call = want == WANT_IO || want == WANT_SLEEP;
    if (call && (task->hold || stepper->rules.wait_holds)) {
        if (want == WANT_IO)
            drive_answer(stepper, task);
        if (!task->hold)
            push(stepper, task->id, false);
        return task->hold;
    }
    if (want == WANT_YIELD)
        push(stepper, task->id, false);
    else if (want == WANT_OFFLOAD)
        pooled_begin(stepper, task);
    else
        stepper->place[task->id] = call || task->record->timed ? STEPPER_TIMED : STEPPER_WAITS;
    if (want == WANT_OFFLOAD && stepper->dues) {
        stepper->refused = "`offload` under a loop cannot be explored with --time due";
        stepper->refused_line = task->line;
    }
    if (call && stepper->dues)
        due_wait(stepper, task->id, task->wait_ns);
    return false;
}

/* In its turn, until that is over, or it stands at a point. */
static void go_on_in_turn(struct stepper *stepper, struct task *task, enum want want)
{
    for (; task; want = task ? drive_task(stepper, task, false) : WANT_NOTHING) {
        if (want == WANT_NOTHING || want == WANT_POINT) {
            stepper->turn = task->id;
            stepper->place[task->id] =
                (uint8_t)(want == WANT_POINT ? stepper_place_of(task) : STEPPER_AT_POINT);
            return;
        }
        if (want == WANT_QUIT)
            return;
        if (want == WANT_END || want == WANT_RESUME || want == WANT_HAND_BACK)
            task = turn_transfer(&stepper->flow, task, want, free_ended);
        else if (!wait_in_loop(stepper, task, want))
            return;
    }
}

/* Limits that a look has found over stand in `found`, too, each as its lane, behind what it has
 * found before. As in flow/loop_limit.c: those that were ready have had their turn meanwhile. */
static void end_late(struct stepper *stepper, uint32_t id)
{
    struct task *task = worker_task(&stepper->worker, id);
    if (!task || !limits_are_over(task))
        return;
    stepper->flow.writer.run = stepper->run;
    stepper->flow.writer.used = 0;
    if (stepper->place[id] == STEPPER_RUNNABLE && task->record->wait != BOARD_TIMED) {
        limits_called(stepper, task);
        interp_time_out_ready(&stepper->flow, task);
    } else {
        interp_time_out(&stepper->flow, task);
    }
}

/* The place of a limit of no time; the last one of a task is of that which it is in, if it is in
 * one: of others it does nothing. */
static bool is_called_in_vain(struct stepper *stepper, uint32_t place, uint32_t from)
{
    struct task *task = worker_task(&stepper->worker, place - STEPPER_SEEN);
    for (uint32_t i = from; i < stepper->ready.count; i++)
        if (stepper->ready.ids[i] == place)
            return true;
    return !task || !task_limit_to_end(task, true);
}

static void call_back(struct stepper *stepper, uint32_t place)
{
    if (is_called_in_vain(stepper, place, 0))
        return;
    limits_pass_soon(stepper, worker_task(&stepper->worker, place - STEPPER_SEEN));
    end_late(stepper, place - STEPPER_SEEN);
}

/* Those have no turn to choose. */
static void drop_callbacks(struct stepper *stepper)
{
    struct stepper_queue *ready = &stepper->ready;
    for (uint32_t i = 0; i < ready->count;)
        if (ready->ids[i] > STEPPER_SEEN && is_called_in_vain(stepper, ready->ids[i], i + 1))
            memmove(ready->ids + i, ready->ids + i + 1, --ready->count - i);
        else
            i++;
}

static void begin_turn(struct stepper *stepper, uint32_t id)
{
    if (stepper->limits && id > STEPPER_SEEN) {
        call_back(stepper, id);
        return;
    }
    struct flow *flow = &stepper->flow;
    struct task *task = worker_task(&stepper->worker, id);
    flow->writer.run = stepper->run;
    flow->writer.used = 0;
    if (task->record->grant == BOARD_CALLED && !interp_try_again(flow, task)) {
        stepper->place[id] = task->record->timed ? STEPPER_TIMED : STEPPER_WAITS;
        return;
    }
    drive_begin(stepper);
    turn_take(flow, task);
    go_on_in_turn(stepper, task, drive_task(stepper, task, false));
}

/* From the point on at which it stands. */
static void end_turn(struct stepper *stepper)
{
    struct task *task = worker_task(&stepper->worker, stepper->turn);
    bool before_step = stepper->place[task->id] == STEPPER_AT_POINT;
    stepper->turn = 0;
    stepper->place[task->id] = STEPPER_RUNNABLE;
    go_on_in_turn(stepper, task,
                  before_step ? drive_from_point(stepper, task) : drive_task(stepper, task, true));
}

/* ---- rounds ---- */

static void end_rest(struct stepper *stepper)
{
    stepper->worker.rounds_left = 0;
    interp_end_rest_locked(&stepper->flow);
    deadlock_check_locked(stepper->board, &stepper->flow.writer);
}

static void call_found(struct stepper *stepper)
{
    while (stepper->found.count) {
        uint32_t id = pop(&stepper->found);
        if (stepper->limits && id > STEPPER_SEEN) {
            end_late(stepper, id - STEPPER_SEEN);
            continue;
        }
        add(&stepper->ready, id);
        limits_called(stepper, worker_task(&stepper->worker, id));
    }
}

static bool can_be_late(const struct stepper *stepper, uint32_t id)
{
    return is_in(&stepper->ready, id) ||
           ((stepper->place[id] == STEPPER_TIMED || stepper->place[id] == STEPPER_WAITS) &&
            board_may_time_out_locked(stepper->board, id));
}

/* The limit of one task was over before that of the other; of those of one moment (of no time,
 * begun in one round) the first's. */
static bool is_over_before(const struct task *task, const struct task *other)
{
    int64_t until_ns = task->record->until_ns, others_ns = other->record->until_ns;
    return until_ns < others_ns || (until_ns == others_ns && task->id < other->id);
}

/* What has been over since a round began is found first. */
static void find_late(struct stepper *stepper)
{
    const struct task *last = NULL, *first;
    do {
        first = NULL;
        for (uint32_t id = 1; id <= stepper_tasks(stepper); id++) {
            const struct task *task = worker_task(&stepper->worker, id);
            bool late = task && limits_are_over(task) && can_be_late(stepper, id);
            if (late && (!last || is_over_before(last, task)) &&
                (!first || is_over_before(task, first)))
                first = task;
        }
        if (first && stepper->beside)
            add(&stepper->found, first->id + STEPPER_SEEN);
        else if (first && !is_in(&stepper->ready, first->id)) /* else in its turn, if it waits */
            end_late(stepper, first->id);
        last = first;
    } while (first);
}

static void end_round(struct stepper *stepper)
{
    stepper->in_round = false;
    call_found(stepper);
    if (stepper->worker.rounds_left && --stepper->worker.rounds_left == 0)
        end_rest(stepper); /* which calls them in this round */
    memset(stepper->begun, 0, sizeof stepper->begun);
    if (stepper->limits)
        drop_callbacks(stepper);
    stepper->beside = stepper->ready.count > 0 && stepper->rules.found_later;
    stepper->arrived = false;
    if (stepper->limits)
        find_late(stepper);
}

static bool has_turns_left(const struct stepper *stepper)
{
    return stepper->turn || (stepper->round && stepper->ready.count);
}

/* The rest of a turn, or the next one, and the others of the round, unless a block could come
 * between. */
static void go_through(struct stepper *stepper)
{
    while (has_turns_left(stepper)) {
        if (stepper->turn) {
            end_turn(stepper);
        } else {
            stepper->round--;
            begin_turn(stepper, pop(&stepper->ready));
        }
        pooled_settle(stepper);
        if (stepper_is_over(stepper) || (has_turns_left(stepper) && pooled_any(stepper)))
            return;
    }
    stepper->ends_rest = stepper->worker.rounds_left == 1;
    if (!stepper->ends_rest)
        end_round(stepper);
}

static void run_round(struct stepper *stepper)
{
    stepper->in_round = true;
    stepper->round = stepper->ready.count;
    go_through(stepper);
}

/* Where the loop looks before it ends what main has left behind, as nobody is ready. */
static bool looks_at_end(const struct stepper *stepper)
{
    return !stepper->in_round && !stepper->rules.found_later;
}

/* What main leaves behind, behind a round, or where nobody is ready. */
static void go_on_to_end(struct stepper *stepper)
{
    stepper->ends_rest = false;
    if (stepper->in_round) {
        end_round(stepper);
        return;
    }
    end_rest(stepper);
    run_round(stepper); /* the loop does not look before */
}

void rounds_settle(struct stepper *stepper)
{
    for (int rounds = 0; !stepper_is_over(stepper); rounds++) {
        pooled_settle(stepper);
        bool beside = pooled_any(stepper);
        bool looks = stepper->ends_rest && looks_at_end(stepper) && any_outstanding(stepper);
        if (looks || ((stepper->in_round || stepper->ends_rest) && beside)) {
            return;
        } else if (stepper->ends_rest) {
            go_on_to_end(stepper);
        } else if (stepper->in_round) {
            go_through(stepper);
        } else if (!stepper->ready.count && stepper->worker.rounds_left) {
            stepper->ends_rest = true;
        } else if (stepper->ready.count && !beside && !any_outstanding(stepper)) {
            run_round(stepper);
        } else {
            return;
        }
        if (rounds == MOST_ROUNDS) {
            stepper->refused = "tasks give each other their turn without end";
            stepper->refused_line = 0;
        }
    }
}

void rounds_begin(struct stepper *stepper)
{
    if (stepper->ready.count)
        run_round(stepper);
    rounds_settle(stepper);
}

/* ---- what can be chosen ---- */

bool rounds_can_move(struct stepper *stepper, uint32_t id)
{
    bool first = stepper->ready.count && stepper->ready.ids[0] == id;
    uint32_t block = pooled_of(stepper, id);
    if (block || pooled_is_block(stepper, id))
        return block && pooled_can_move(stepper, block);
    if (stepper->ends_rest)
        return id == stepper->board->main_id || (looks_at_end(stepper) && may_come(stepper, id));
    if (stepper->in_round)
        return stepper->turn ? stepper->turn == id : first;
    return may_come(stepper, id) || first;
}

/* The task's answer is there, or its time is over, or it arrives. */
static void come(struct stepper *stepper, uint32_t id)
{
    struct task *task = worker_task(&stepper->worker, id);
    stepper->ends_rest = false;
    stepper->arrived = stepper->arrived || is_yet_to_come(stepper, id);
    if (stepper->dues)
        stepper->now = stepper->dues[id];
    if (task->want == WANT_IO)
        drive_answer(stepper, task);
    else if (task->want == WANT_WAKE)
        board_lapse_locked(stepper->board, id); /* unless a block has woken it */
    push(stepper, id, stepper->beside);
}

void rounds_move(struct stepper *stepper, uint32_t id)
{
    uint32_t block = pooled_of(stepper, id);
    if (block)
        pooled_move(stepper, block);
    else if (stepper->ends_rest && !is_outstanding(stepper, id))
        go_on_to_end(stepper);
    else if (stepper->in_round) {
        drive_begin(stepper);
        go_through(stepper);
    } else if (is_outstanding(stepper, id))
        come(stepper, id);
    else
        run_round(stepper);
    rounds_settle(stepper);
}

void rounds_end_limit(struct stepper *stepper, uint32_t id)
{
    if (!limits_may_end(stepper, id)) {
        run_round(stepper);
        rounds_settle(stepper);
        return;
    }
    struct task *task = worker_task(&stepper->worker, id);
    bool far = task->record->until_ns == LIMIT_FAR, is_ready = is_in(&stepper->ready, id);
    bool is_found = is_in(&stepper->found, id);
    stepper->ends_rest = false; /* it has its turn before */
    if (!far)
        limits_called(stepper, task); /* the turn that is to come knows of it, too */
    else if (is_ready)
        limits_pass_unseen(stepper, task);
    else if (is_found || stepper->beside)
        limits_pass(stepper, task);
    if (far && stepper->beside && !is_found)
        add(&stepper->found, id + STEPPER_SEEN);
    else if (far && !is_ready && !is_found)
        limits_end(stepper, task);
    rounds_settle(stepper);
}

/* ---- one after the other ---- */

/* As in models/blocking.c. Returns who has control then, or NULL. */
static struct task *go_on_in_line(struct stepper *stepper, struct task *task)
{
    struct flow *flow = &stepper->flow;
    struct task *child, *starter = task->before;
    enum want want = drive_task(stepper, task, false);
    switch (want) {
    case WANT_IO:
        drive_answer(stepper, task);
        return task;
    case WANT_SLEEP:
    case WANT_YIELD:
        return task;
    case WANT_OFFLOAD:
        offload_begin(stepper, task);
        return task;
    case WANT_OFFLOAD_END:
        offload_end(stepper, task);
        return task;
    case WANT_CHILD:
        child = task->child;
        child->before = task;
        drive_begin(stepper);
        turn_take(flow, child);
        return child;
    case WANT_RESUME:
    case WANT_HAND_BACK:
        return turn_transfer(flow, task, want, free_ended);
    case WANT_END:
        if (!starter)
            return turn_transfer(flow, task, WANT_END, free_ended);
        free_ended(flow, task);
        drive_begin(stepper);
        turn_take(flow, starter);
        return starter;
    case WANT_WAKE:
        if (task->record->timed) {
            board_lapse_locked(stepper->board, task->id);
            return task;
        }
        deadlock_declare_locked(stepper->board, &flow->writer);
        return NULL;
    default:
        return NULL;
    }
}

void rounds_run_line(struct stepper *stepper)
{
    while (stepper->ready.count && !stepper_is_over(stepper)) {
        struct task *task = worker_task(&stepper->worker, pop(&stepper->ready));
        stepper->flow.writer.run = stepper->run;
        stepper->flow.writer.used = 0;
        drive_begin(stepper);
        turn_take(&stepper->flow, task);
        while (task && !stepper_is_over(stepper))
            task = go_on_in_line(stepper, task);
    }
}
