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
#include "flow/director_moves.h"
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

enum seat_kind {
    SEAT_POINT,
    SEAT_STARTS, /* before it starts another, or leaves a callback behind, which is no move */
    SEAT_BEGINS, /* a callback, before its answer */
    SEAT_CALLED, /* in a wait: what it waits for may be there, it is to try */
    SEAT_TIMED,  /* in one that can be met, and is over by itself: that is its move */
};

struct seat {
    _Atomic uint32_t word; /* 0 while it waits: a futex */
    bool taken;            /* the task stands, as the kind says … */
    bool passes;           /* … or it waits, and that is over by itself before anybody can come */
    bool ends_time;        /* its move is that the time of its limit is over … */
    bool by_word;          /* … and it waits at the word of its wait */
    enum seat_kind kind;
    struct moves_stand stand;
    int64_t move; /* the number of the one it was let make; 0: the schedule names none */
};

struct director {
    bool open;
    uint32_t last;   /* the lane that made the last move */
    int64_t move;    /* so many were made */
    int run;         /* in which of the schedule the next is … */
    uint32_t in_run; /* … and so many of it were made */
    /* Of the states that `last` was in since the schedule had no more moves, the one that it is to
     * be recognized by, after 1, 2, 4 … moves: Brent's way to find a cycle. */
    uint64_t known;
    uint64_t behind, until; /* moves since, and after how many it is another */
    bool repeats;
    _Atomic int64_t come; /* answers */
    size_t bytes;
    struct schedule schedule; /* its runs were read before anybody was forked */
    struct seat seats[];      /* by id */
};

/* ---- who stands still ---- */

static bool is_served(const struct board *board, const struct board_task *task)
{
    return task->service != BOARD_QUEUED || board->serving < board->servers;
}

/* It stands, has ended, or waits for another. */
static bool is_still(const struct director *director, const struct board *board, uint32_t id)
{
    const struct board_task *task = &board->tasks[id];
    if (task->status == BOARD_FREE || task->status == BOARD_ENDED)
        return true;
    const struct seat *seat = &director->seats[id];
    bool waits = (task->wait > BOARD_TIMED && !seat->passes) || !is_served(board, task);
    return waits || (seat->taken && seat->kind != SEAT_TIMED);
}

/* With those who come later: so a task has the same number each time. */
static bool are_all_still(const struct director *director, const struct board *board)
{
    if (board->arrivals_left > 0)
        return false;
    for (uint32_t id = 1; id <= board->tasks_used; id++)
        if (!board->tasks[id].generator && !is_still(director, board, id))
            return false;
    for (uint32_t i = 1; i <= board->strands_used; i++)
        if (!board->tasks[board->room.tasks - i].block &&
            !is_still(director, board, board->room.tasks - i))
            return false;
    return true;
}

/* ---- who is next ---- */

static struct moves_wait wait_of(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    if (!seat->taken || seat->kind == SEAT_TIMED)
        return moves_wait_on_board(worker->board, id);
    if (seat->kind == SEAT_BEGINS)
        return (struct moves_wait){TRACE_BY_NONE, 0};
    return seat->kind == SEAT_CALLED ? moves_wait_again(worker, id, &seat->stand)
                                     : moves_wait_of(worker, id, &seat->stand);
}

static bool has_move(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    if (!seat->taken || seat->kind == SEAT_STARTS)
        return false;
    if (seat->kind == SEAT_TIMED) /* unless it was met */
        return worker->board->tasks[id].wait > BOARD_TIMED;
    return wait_of(worker, id).reason == TRACE_BY_NONE;
}

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

static bool is_of_limit(const struct worker *worker, uint32_t lane)
{
    return worker->times_are_moves && lane > POINTS_LIMIT_LANE;
}

static void end_at_misfit(struct worker *worker, uint32_t lane)
{
    const struct director *director = worker->director;
    struct board *board = worker->board;
    uint32_t id = lanes_id(board, lane);
    bool ended = id && board->tasks[id].status == BOARD_ENDED;
    struct moves_wait wait = id && !ended ? wait_of(worker, id) : (struct moves_wait){0, 0};
    if (!id && is_of_limit(worker, lane) && lane - POINTS_LIMIT_LANE <= board->tasks_used)
        wait = (struct moves_wait){TRACE_BY_TIMED_OUT, lane - POINTS_LIMIT_LANE};
    if (atomic_load(&board->over))
        return;
    board->ending_who = lane;
    board->ending_reason = (uint16_t)(ended ? TRACE_BY_END : wait.reason);
    board->ending_line = id && !ended ? director->seats[id].stand.line : 0;
    board_end_at_bound_locked(board, TRACE_ENDING_SCHEDULE,
                              (director->move + 1) << 32 | wait.object);
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
    if (is_of_limit(worker, lane)) {
        uint32_t id = lane - POINTS_LIMIT_LANE;
        if (id <= worker->board->tasks_used && may_end_time(worker, id)) {
            director->seats[id].ends_time = true;
            return id;
        }
    }
    mover = lanes_id(worker->board, lane);
    if (mover && (has_move(worker, mover) || returns(worker, mover)))
        return mover;
    if (!may_come(worker->board, lane))
        end_at_misfit(worker, lane);
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
        if (with_move ? has_move(worker, id) : seat->taken && seat->kind != SEAT_TIMED)
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
    if (last && has_move(worker, last) && !director->repeats)
        return last;
    uint32_t id = first_behind(worker, true);
    if (id || any_may_come(worker->board))
        return id;
    id = next_out_of_time(worker);
    if (id)
        return id;
    return first_behind(worker, false);
}

/* Of those that are about to start another, between two moves, the first: so a task has the same
 * number each time. */
static uint32_t next_to_start(const struct worker *worker)
{
    for (uint32_t lane = 1; lane <= lanes_last(worker->board); lane++) {
        uint32_t id = lanes_id(worker->board, lane);
        const struct seat *seat = &worker->director->seats[id];
        if (id && seat->taken && seat->kind == SEAT_STARTS)
            return id;
    }
    return 0;
}

/* It gets up; it is woken by who chose it. */
static void get_up(struct worker *worker, uint32_t id)
{
    struct director *director = worker->director;
    struct seat *seat = &director->seats[id];
    uint32_t lane = lanes_of(worker->board, id);
    seat->by_word = seat->kind == SEAT_TIMED || !seat->taken;
    seat->passes = seat->by_word;
    seat->taken = false;
    seat->move = 0;
    if (seat->kind == SEAT_STARTS)
        return;
    if (director->run < director->schedule.count) {
        seat->move = ++director->move;
        if (++director->in_run == director->schedule.runs[director->run].times) {
            director->run++;
            director->in_run = 0;
        }
    }
    if (director->last != lane || director->run < director->schedule.count)
        director->until = 0;
    director->last = lane;
    director->repeats = false;
}

static struct trace_event choice_of(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    bool lapses = seat->kind == SEAT_TIMED && has_move(worker, id);
    struct trace_event choice = lapses ? moves_choice_late(id, seat->stand.line, false)
                                : seat->kind == SEAT_CALLED
                                    ? moves_choice_again(worker, id, &seat->stand)
                                    : moves_choice(worker, id, &seat->stand);
    if (seat->kind == SEAT_BEGINS)
        choice.detail = TRACE_ACT_ANSWER;
    choice.who = lanes_of(worker->board, id);
    return choice;
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
            trace_write(writer, choice_of(worker, id));
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
        get_up(worker, id);
    return id;
}

/* One in a wait stands at the word of that. */
static void wake(struct worker *worker, uint32_t id)
{
    struct seat *seat = &worker->director->seats[id];
    _Atomic uint32_t *word = &worker->board->tasks[id].word;
    uint32_t none = 0;
    if (!id)
        return;
    uint32_t says = seat->ends_time ? DIRECTOR_ENDS_TIME : DIRECTOR_LETS_PASS;
    if (!seat->by_word)
        atomic_store(word = &seat->word, 1);
    else if (!atomic_compare_exchange_strong(word, &none, says))
        return;
    futex_wake(word, 1);
}

/* ---- a point ---- */

/* Behind the schedule's last move: has it come back to where it was? */
static void look_back(struct director *director, uint64_t state)
{
    if (director->until && state == director->known) {
        director->repeats = true;
        return;
    }
    if (director->until && ++director->behind < director->until)
        return;
    director->known = state;
    director->behind = 0;
    director->until = director->until ? director->until * 2 : 1;
}

static void sit_down(struct flow *flow, struct task *task, bool at_end)
{
    struct director *director = flow->worker->director;
    struct seat *seat = &director->seats[task->id];
    seat->stand = moves_stand_of(flow, task, at_end);
    seat->taken = true;
    seat->kind = SEAT_POINT;
    if (!at_end && flow->worker->points->steps[seat->stand.pc] == POINTS_NONE)
        seat->kind = SEAT_STARTS;
    if (seat->kind == SEAT_POINT && director->last == lanes_of(flow->worker->board, task->id) &&
        director->run >= director->schedule.count)
        look_back(director, moves_state(flow, task));
}

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
    struct limit *limit = task_limit_to_end(task);
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
    board_lock(worker->board);
    sit_down(flow, task, at_end);
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
    wake(worker, next);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
    end_time(seat, task);
    gil_take(flow, task);
    record_state(flow, task, TRACE_RUNNING, TRACE_BY_MOVE, 0, seat->move);
}

/* By a thread that has not the interpreter's lock yet. */
void director_stand_before_answer(struct flow *flow, const struct task *task)
{
    struct worker *worker = flow->worker;
    struct seat *seat = &worker->director->seats[task->id];
    if (!worker->points->answers)
        return;
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
    wake(worker, next);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
}

void director_look_now(struct worker *worker)
{
    board_lock(worker->board);
    uint32_t next = decide_locked(worker);
    board_unlock(worker->board);
    wake(worker, next);
}

/* ---- in a wait ---- */

bool director_wait_begins(struct flow *flow, const struct task *task)
{
    struct worker *worker = flow->worker;
    struct seat *seat = &worker->director->seats[task->id];
    bool stands;
    if (worker->single_thread)
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
    if (worker->single_thread)
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
    wake(worker, next);
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

uint32_t director_lane(const struct worker *worker)
{
    const struct director *director = worker->director;
    bool named = director->run < director->schedule.count;
    return named ? director->schedule.runs[director->run].lane : 0;
}

void director_moved(struct worker *worker, uint32_t lane)
{
    board_lock(worker->board);
    get_up(worker, lanes_id(worker->board, lane));
    board_unlock(worker->board);
}

void director_refuse(struct worker *worker, uint32_t lane)
{
    board_lock(worker->board);
    end_at_misfit(worker, lane);
    board_unlock(worker->board);
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
        return false;
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
    worker->times_are_moves = points_have_limits(program) && (!worker->single_thread || looks);
    worker->come = &director->come;
    worker->program = marked(worker, points);
    return worker->program;
}
