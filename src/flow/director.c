/* Who stands where is in a seat for each task, in memory that all processes of the run share, and
 * is guarded by the board's lock; what else a decision needs is on the board. A seat has a word,
 * a futex, on which its task waits.
 *
 *     a task       comes to its point ─ sits down ─ decides ┬ it is its own move: gets up, goes on
 *                                                           └ lets another go on ── waits ── goes
 * on
 *
 * A task gets up the moment it is chosen, by who chooses it: until it stands or waits again, not
 * all stand still, and nobody else is chosen. Who chose another wakes it when he has let go of the
 * interpreter's lock, so that it finds that free. */
#include "config.h"

#include "flow/director.h"

#include "base/clock.h"
#include "base/mem.h"
#include "board/futex.h"
#include "flow/director_beside.h"
#include "flow/director_seat.h"
#include "flow/lanes.h"
#include "flow/gil_lock.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "scenario/schedule.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { LOOK_EVERY_NS = 20 * NS_PER_MS };

/* ---- who stands still ---- */

/* With those who come later: so a task has the same number each time. */
static bool are_all_still(const struct director *director, const struct board *board)
{
    if (board->arrivals_left > 0)
        return false;
    for (uint32_t id = 1; id <= board->tasks_used; id++)
        if (!board->tasks[id].generator && !seat_is_still(director, board, id))
            return false;
    for (uint32_t i = 1; i <= board->strands_used; i++)
        if (!board->tasks[board->room.tasks - i].block &&
            !seat_is_still(director, board, board->room.tasks - i))
            return false;
    return true;
}

/* ---- who is next ---- */

/* The limit that it is in can be over: it is before a wait, or in one. */
static bool may_end_time(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    const struct board_task *task = &worker->board->tasks[id];
    if (task->until_ns != LIMIT_FAR || task->status != BOARD_ALIVE || task->strand)
        return false;
    if (!seat->taken || seat->kind == SEAT_TIMED)
        return board_may_time_out_locked(worker->board, id);
    if (seat->kind == SEAT_POINT)
        return seat->stand.pc >= 0 &&
               points_is_wait(worker->points->program->steps[seat->stand.pc].op);
    return seat->kind == SEAT_CALLED;
}

/* Its wait has a time limit, so it may come by itself. */
static bool may_come(const struct board *board, uint32_t lane)
{
    uint32_t id = lanes_id(board, lane);
    if (!id)
        return false;
    const struct board_task *task = &board->tasks[id];
    bool by_move = task->until_ns == LIMIT_FAR && !task->timed;
    return task->status != BOARD_ENDED && task->wait > BOARD_TIMED && !task->unable && !by_move;
}

/* It waits for a condition, and its move is that it goes on without a signal, as POSIX lets it:
 * only a schedule has it do so. */
static bool returns(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    struct board_task *task = board_task(worker->board, id);
    if (!seat->taken || seat->kind != SEAT_POINT || !moves_can_return(worker, id, &seat->stand))
        return false;
    task->by_itself = true;
    return true;
}

static uint32_t next_by_schedule(struct worker *worker)
{
    struct director *director = worker->director;
    uint32_t lane = director->schedule.runs[director->run].lane, mover;
    if (seat_is_of_limit(worker, lane)) {
        uint32_t id = lane - POINTS_LIMIT_LANE;
        if (id <= worker->board->tasks_used && may_end_time(worker, id)) {
            director->seats[id].ends_time = true;
            return id;
        }
    }
    mover = lanes_id(worker->board, lane);
    if (mover && (seat_has_move(worker, mover) || returns(worker, mover)))
        return mover;
    if (!may_come(worker->board, lane))
        seat_refuse(worker, lane);
    return 0;
}

/* The first from `last` on, in the order of the lanes and from the first again. */
static uint32_t first_behind(const struct worker *worker, bool with_move)
{
    const struct director *director = worker->director;
    uint32_t count = lanes_last(worker->board);
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t id = lanes_id(worker->board, (director->last + i - 1) % count + 1);
        const struct seat *seat = &director->seats[id];
        if (!id)
            continue;
        if (with_move ? seat_has_move(worker, id) : seat->taken && seat->kind != SEAT_TIMED)
            return id;
    }
    return 0;
}

static bool any_may_come(const struct board *board)
{
    for (uint32_t lane = 1; lane <= lanes_last(board); lane++)
        if (may_come(board, lane))
            return true;
    return false;
}

/* Nobody can go on: the first whose limit can be over. */
static uint32_t next_out_of_time(struct worker *worker)
{
    for (uint32_t id = 1; id <= worker->board->tasks_used; id++)
        if (may_end_time(worker, id)) {
            worker->director->seats[id].ends_time = true;
            return id;
        }
    return 0;
}

static uint32_t next_by_itself(struct worker *worker)
{
    const struct director *director = worker->director;
    uint32_t last = director->last ? lanes_id(worker->board, director->last) : 0;
    if (last && seat_has_move(worker, last) && !director->repeats)
        return last;
    uint32_t id = first_behind(worker, true);
    if (id || any_may_come(worker->board))
        return id;
    id = next_out_of_time(worker);
    if (id)
        return id;
    return first_behind(worker, false);
}

static bool is_to_start(const struct director *director, uint32_t id)
{
    return id && director->seats[id].taken && director->seats[id].kind == SEAT_STARTS;
}

/* Of those that are about to start another, between two moves, who went on last does so first, and
 * then the first: so a task has the same number each time, and as in the search. */
static uint32_t next_to_start(const struct worker *worker)
{
    const struct director *director = worker->director;
    if (is_to_start(director, director->went))
        return director->went;
    for (uint32_t lane = 1; lane <= lanes_last(worker->board); lane++) {
        uint32_t id = lanes_id(worker->board, lane);
        if (is_to_start(director, id))
            return id;
    }
    return 0;
}

/* The schedule is at its end, and somebody has a move: who has which is written down. Who waits on
 * the board has said so already. */
static void stand_still(struct worker *worker)
{
    struct board *board = worker->board;
    struct trace_writer *writer = &record_flow()->writer;
    for (uint32_t lane = 1; lane <= lanes_last(board); lane++) {
        uint32_t id = lanes_id(board, lane);
        if (id && worker->director->seats[id].taken)
            trace_write(writer, seat_choice(worker, id));
    }
    for (uint32_t id = 1; id <= board->tasks_used && worker->times_are_moves; id++)
        if (may_end_time(worker, id))
            trace_write(writer,
                        moves_choice_late(id, worker->director->seats[id].stand.line, true));
    board_end_at_bound_locked(board, TRACE_ENDING_STANDS, 0);
}

/* A move of somebody, or that a limit is over. */
static bool any_can_move(const struct worker *worker)
{
    uint32_t count = worker->times_are_moves ? worker->board->tasks_used : 0;
    for (uint32_t id = 1; id <= count; id++)
        if (may_end_time(worker, id))
            return true;
    return first_behind(worker, true) != 0;
}

/* Who is to go on, or 0. */
static uint32_t decide_locked(struct worker *worker)
{
    struct director *director = worker->director;
    struct board *board = worker->board;
    if (!director->open || atomic_load(&board->over) || !are_all_still(director, board))
        return 0;
    bool named = director->run < director->schedule.count;
    uint32_t id = next_to_start(worker);
    if (!id && !named && worker->program->settings.stands && any_can_move(worker)) {
        stand_still(worker);
        return 0;
    }
    if (!id)
        id = named ? next_by_schedule(worker) : next_by_itself(worker);
    if (id)
        seat_get_up(worker, id);
    return id;
}

/* ---- a point ---- */

static bool stays_at_end(const struct director *director, const struct worker *worker)
{
    return worker->program->settings.stands && director->run >= director->schedule.count;
}

/* Unless the run is over before. */
static void sleep_until(const struct board *board, int64_t due_ns)
{
    int64_t now_ns;
    while ((now_ns = clock_now_ns()) < due_ns && !atomic_load(&board->over)) {
        int64_t next_ns = now_ns + LOOK_EVERY_NS < due_ns ? now_ns + LOOK_EVERY_NS : due_ns;
        struct timespec next = {next_ns / NS_PER_S, next_ns % NS_PER_S};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
}

static void await_limit(struct task *task, bool from_now)
{
    struct limit *limit = task_limit_to_end(task, false);
    if (!limit)
        return;
    sleep_until(task->worker->board, limit->due_ns);
    task_end_limit(task, limit, from_now ? clock_now_ns() : limit->due_ns);
}

void director_await_limit(struct task *task)
{
    await_limit(task, false);
}

void director_await_limit_in_queue(struct task *task)
{
    await_limit(task, true);
}

/* If that is its move. */
static void end_time(struct seat *seat, struct task *task)
{
    if (seat->ends_time)
        director_await_limit(task);
    seat->ends_time = false;
}

static void at_point(struct flow *flow, struct task *task, bool at_end)
{
    struct worker *worker = flow->worker;
    struct director *director = worker->director;
    struct seat *seat = &director->seats[task->id];
    if (worker->single_thread) {
        director_beside_point(flow, task, at_end);
        return;
    }
    board_lock(worker->board);
    seat_sit_down(flow, task, at_end);
    atomic_store(&seat->word, 0);
    bool stays = stays_at_end(director, worker); /* it may be the last that is recorded */
    if (stays)
        record_state(flow, task, TRACE_READY, TRACE_BY_SCHEDULE, 0, 0);
    uint32_t next = decide_locked(worker);
    bool waits = next != task->id;
    if (waits && !stays)
        record_state(flow, task, TRACE_READY, TRACE_BY_SCHEDULE, 0, 0);
    board_unlock(worker->board);
    if (!waits && stays)
        record_state(flow, task, TRACE_RUNNING, TRACE_BY_MOVE, 0, 0);
    if (!waits)
        end_time(seat, task);
    if (!waits)
        return;
    gil_drop(flow, task, TRACE_BY_SCHEDULE);
    seat_wake(worker, next);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
    end_time(seat, task);
    gil_take(flow, task);
    record_state(flow, task, TRACE_RUNNING, TRACE_BY_MOVE, 0, seat->move);
}

/* By a thread that has not the interpreter's lock yet. */
static void stand_before(struct flow *flow, const struct task *task)
{
    struct worker *worker = flow->worker;
    struct seat *seat = &worker->director->seats[task->id];
    board_lock(worker->board);
    seat->stand =
        (struct moves_stand){.pc = -1, .worker = worker->index, .shared = -1, .line = task->line};
    seat->taken = true;
    seat->kind = SEAT_BEGINS;
    atomic_store(&seat->word, 0);
    uint32_t next = decide_locked(worker);
    board_unlock(worker->board);
    if (next == task->id)
        return;
    seat_wake(worker, next);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
}

void director_stand_before_answer(struct flow *flow, const struct task *task)
{
    if (flow->worker->points->answers)
        stand_before(flow, task);
}

void director_stand_before_begin(struct flow *flow, const struct task *task)
{
    if (flow->worker->points->begins && task->record->service == BOARD_QUEUED)
        stand_before(flow, task);
}

void director_look_now(struct worker *worker)
{
    if (worker->single_thread) {
        if (worker->points->beside)
            director_beside_stir(worker);
        return;
    }
    board_lock(worker->board);
    uint32_t next = decide_locked(worker);
    board_unlock(worker->board);
    seat_wake(worker, next);
}

/* ---- in a wait ---- */

/* Its wait holds a thread that all the others do not depend on: not that of a loop. */
static bool is_directed(const struct flow *flow)
{
    const struct worker *worker = flow->worker;
    return !worker->single_thread || (worker->points->beside && flow->actor);
}

bool director_wait_begins(struct flow *flow, const struct task *task)
{
    struct worker *worker = flow->worker;
    struct seat *seat = &worker->director->seats[task->id];
    bool stands;
    if (!is_directed(flow))
        return false;
    board_lock(worker->board);
    stands = task->record->timed && moves_can_meet(flow, task);
    seat->passes = task->record->timed && !stands;
    seat->taken = stands;
    seat->kind = stands ? SEAT_TIMED : SEAT_POINT;
    if (stands)
        seat->stand = moves_stand_in_wait(flow, task);
    board_unlock(worker->board);
    return stands;
}

void director_end_time(struct flow *flow, struct task *task)
{
    end_time(&flow->worker->director->seats[task->id], task);
    interp_time_out(flow, task);
}

void director_wait_ended(struct flow *flow, struct task *task)
{
    struct worker *worker = flow->worker;
    struct seat *seat = &worker->director->seats[task->id];
    uint32_t next = 0;
    bool called = task->record->tries != BOARD_NO_WAIT;
    if (!is_directed(flow))
        return;
    board_lock(worker->board);
    seat->passes = false;
    seat->taken = called;
    seat->kind = called ? SEAT_CALLED : SEAT_POINT;
    atomic_store(&seat->word, !called);
    if (called) {
        seat->stand = moves_stand_in_wait(flow, task);
        next = decide_locked(worker);
    }
    board_unlock(worker->board);
    seat_wake(worker, next);
    if (called && worker->single_thread)
        director_beside_stir(worker);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
    if (called)
        end_time(seat, task);
}

void director_open(struct flow *flow)
{
    struct director *director = flow->worker->director;
    if (!director || flow->worker->single_thread) /* a loop decides when it looks */
        return;
    board_lock(flow->worker->board);
    director->open = true;
    board_unlock(flow->worker->board);
    director_look_now(flow->worker);
}

uint32_t director_left(const struct worker *worker, int64_t *move)
{
    const struct director *director = worker->director;
    if (!director || director->run >= director->schedule.count)
        return 0;
    *move = director->move + 1;
    return director->schedule.runs[director->run].lane;
}

/* ---- before the run ---- */

/* Starts, and what leaves callbacks behind, are in the order of the lanes, also where they are no
 * points. */
static bool is_stopped_at(const struct worker *worker, const struct points *points, int32_t pc)
{
    if (worker->single_thread) /* what is chosen there is what comes next (loop.c) */
        return points->beside && points->steps[pc] != POINTS_NONE;
    uint8_t op = points->program->steps[pc].op;
    return points->steps[pc] != POINTS_NONE || op == OP_START || op == OP_IO_THEN;
}

/* The program with OP_POINT in place of each step that may be one. */
static const struct program *marked(const struct worker *worker, const struct points *points)
{
    const struct program *program = points->program;
    size_t bytes = (size_t)program->step_count * sizeof *program->steps;
    struct program_step *steps = mem_alloc(bytes + 1);
    struct program *copy = mem_alloc(sizeof *copy);
    memcpy(steps, program->steps, bytes);
    *copy = *program;
    copy->steps = steps;
    for (int32_t pc = 0; pc < program->step_count; pc++)
        if (is_stopped_at(worker, points, pc))
            steps[pc].op = OP_POINT;
    return copy;
}

const struct program *director_begin(struct worker *worker, enum model_id model)
{
    const struct program *program = worker->program;
    size_t bytes =
        sizeof(struct director) + (size_t)worker->board->room.tasks * sizeof(struct seat);
    struct director *director = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                                     MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    struct schedule_problem problem;
    if (director == MAP_FAILED)
        return NULL;
    director->bytes = bytes;
    const char *line = program->settings.schedule;
    if (!schedule_read(&director->schedule, line, strlen(line), &problem)) {
        errno = EINVAL; /* it was read before, or the program would not be there */
        return NULL;
    }
    struct points *points = mem_alloc(sizeof *points);
    points_find(points, program, model);
    worker->points = points;
    worker->at_point = at_point;
    worker->director = director;
    bool looks = worker->rules->has_loop && model != MODEL_POLLING;
    worker->times_are_moves =
        points_have_limits(program, model) && (!worker->single_thread || looks);
    worker->come = &director->come;
    worker->program = marked(worker, points);
    return worker->program;
}
