#include "config.h"

#include "flow/director_beside.h"

#include "base/clock.h"
#include "board/futex.h"
#include "flow/director_seat.h"
#include "flow/gil_lock.h"
#include "flow/lanes.h"
#include "interp/record.h"

enum { LOOK_EVERY_NS = 20 * NS_PER_MS };

enum where { AT_LOOK, BEFORE_TURN, AT_POINT, BEFORE_REST };

/* Where the loop stands. */
struct standing {
    enum where where;
    struct task *at; /* AT_POINT: the task */
    uint32_t whose;  /* not AT_LOOK: whose turn it is, or is about to be … */
    uint32_t line;   /* … and where it is */
    bool (*can)(const void *arg);
    const void *arg; /* AT_LOOK */
};

/* ---- blocks ---- */

/* The record of the n-th strand that there was, if that is a block which is out; or 0. */
static uint32_t block_at(const struct board *board, uint32_t n)
{
    uint32_t id = board->room.tasks - n;
    const struct board_task *task = &board->tasks[id];
    return task->block && task->status == BOARD_ALIVE ? id : 0;
}

static bool any_out(const struct board *board)
{
    for (uint32_t n = 1; n <= board->strands_used; n++)
        if (block_at(board, n))
            return true;
    return false;
}

bool director_beside_any(const struct worker *worker)
{
    if (!worker->director || !worker->points->beside)
        return false;
    board_lock(worker->board);
    bool any = any_out(worker->board);
    board_unlock(worker->board);
    return any;
}

/* Threads that have a block, or stand before one. */
static uint32_t count_taken(const struct director *director, const struct board *board)
{
    uint32_t count = 0;
    for (uint32_t n = 1; n <= board->strands_used; n++) {
        uint32_t id = block_at(board, n);
        count += id && (!board->tasks[id].pooled || director->seats[id].taken);
    }
    return count;
}

/* A block that nobody awaits any more before it was taken up: it is dropped, which is no move. */
static uint32_t first_dropped(const struct director *director, const struct board *board)
{
    for (uint32_t n = 1; n <= board->strands_used; n++) {
        uint32_t id = block_at(board, n);
        const struct seat *seat = &director->seats[id];
        if (id && seat->taken && seat->kind == SEAT_BEGINS &&
            !board_block_awaiter_locked(board, id))
            return id;
    }
    return 0;
}

static bool are_all_still(const struct director *director, const struct board *board, int64_t most)
{
    bool full = count_taken(director, board) >= most;
    for (uint32_t n = 1; n <= board->strands_used; n++) {
        uint32_t id = block_at(board, n);
        bool queues = id && board->tasks[id].pooled && full;
        if (id && !queues && !seat_is_still(director, board, id))
            return false;
    }
    return true;
}

/* Behind the schedule's last move: the block that made it, then the others; one that comes back to
 * where it was lets others go on. With `any` one that has no move tries. */
static uint32_t block_by_itself(const struct worker *worker, bool any)
{
    const struct director *director = worker->director;
    const struct board *board = worker->board;
    uint32_t count = lanes_last(board);
    for (uint32_t i = 0; i <= count; i++) {
        uint32_t lane = (director->last + i + count - 1) % count + 1;
        uint32_t id = lanes_block(board, lane);
        bool repeats = lane == director->last && director->repeats;
        if (id && (any ? director->seats[id].taken : seat_has_move(worker, id) && !repeats))
            return id;
    }
    return 0;
}

/* ---- the loop decides ---- */

static bool can_go_on(const struct standing *it)
{
    return it->where != AT_LOOK || it->can(it->arg);
}

void director_beside_tell(struct flow *flow)
{
    const struct worker *worker = flow->worker;
    for (uint32_t lane = 1; lane <= lanes_last(worker->board); lane++) {
        uint32_t id = lanes_block(worker->board, lane);
        if (id && worker->director->seats[id].taken)
            trace_write(&flow->writer, seat_choice(worker, id));
    }
}

/* The schedule is at its end: who has which move is written down. */
static void stand_still(struct flow *flow, const struct standing *it)
{
    struct worker *worker = flow->worker;
    struct trace_event choice = {.kind = TRACE_CHOICE,
                                 .who = lanes_of(worker->board, it->whose),
                                 .detail =
                                     it->where == BEFORE_REST ? TRACE_ACT_END : TRACE_ACT_TURN,
                                 .line = it->line,
                                 .arg = board_lane(worker->board, it->whose)};
    if (it->at)
        record_state(flow, it->at, TRACE_READY, TRACE_BY_SCHEDULE, 0, 0);
    trace_write(&flow->writer, it->at ? seat_choice(worker, it->at->id) : choice);
    director_beside_tell(flow);
    board_end_at_bound_locked(worker->board, TRACE_ENDING_STANDS, 0);
}

static bool get_up(struct worker *worker, const struct standing *it)
{
    if (it->where != AT_LOOK)
        seat_get_up(worker, it->whose);
    return true;
}

static bool decide_by_schedule(struct worker *worker, const struct standing *it, uint32_t *block)
{
    uint32_t lane = director_lane(worker), id = lanes_block(worker->board, lane);
    bool loops = it->where == AT_LOOK || lanes_of(worker->board, it->whose) == lane;
    if (!id && loops)
        return get_up(worker, it);
    if (id && seat_has_move(worker, id))
        seat_get_up(worker, *block = id);
    else
        seat_refuse(worker, lane);
    return false;
}

/* True: it is the loop's move; else *block is whose it is, or 0: nobody's yet. */
static bool decide(struct flow *flow, const struct standing *it, uint32_t *block)
{
    struct worker *worker = flow->worker;
    *block = 0;
    if (!are_all_still(worker->director, worker->board, worker->program->settings.pool))
        return false;
    *block = first_dropped(worker->director, worker->board);
    if (*block) {
        worker->director->seats[*block].taken = false;
        return false;
    }
    if (it->where != AT_LOOK && !any_out(worker->board))
        return true; /* nobody can come between: that is no move */
    if (director_lane(worker))
        return decide_by_schedule(worker, it, block);
    uint32_t id = block_by_itself(worker, false);
    bool can = can_go_on(it);
    if (worker->program->settings.stands && (id || can)) {
        if (it->where != AT_LOOK)
            stand_still(flow, it);
        return it->where == AT_LOOK;
    }
    if (!id && can)
        return get_up(worker, it);
    *block = id ? id : block_by_itself(worker, true);
    if (*block)
        seat_get_up(worker, *block);
    return false;
}

/* Whether it had to wait. */
static bool stand(struct flow *flow, const struct standing *it)
{
    struct worker *worker = flow->worker;
    struct board *board = worker->board;
    _Atomic uint32_t *stirred = &worker->director->stirred;
    bool waits = false;
    for (;;) {
        uint32_t block, seen = atomic_load(stirred);
        board_lock(board);
        bool goes_on = atomic_load(&board->over) || decide(flow, it, &block);
        board_unlock(board);
        if (goes_on)
            break;
        if (!waits && it->at)
            record_state(flow, it->at, TRACE_READY, TRACE_BY_SCHEDULE, 0, 0);
        if (!waits)
            gil_drop(flow, it->at, TRACE_BY_SCHEDULE);
        waits = true;
        seat_wake(worker, block);
        futex_wait(stirred, seen, clock_now_ns() + LOOK_EVERY_NS);
    }
    if (waits) {
        gil_take(flow, it->at);
        flow->handed_ns = 0;
    }
    return waits;
}

void director_beside_look(struct flow *flow, bool (*can)(const void *arg), const void *arg)
{
    stand(flow, &(struct standing){.where = AT_LOOK, .can = can, .arg = arg});
}

void director_beside_turn(struct flow *flow, const struct task *task)
{
    stand(flow, &(struct standing){.where = BEFORE_TURN, .whose = task->id, .line = task->line});
}

void director_beside_rest(struct flow *flow)
{
    stand(flow, &(struct standing){.where = BEFORE_REST, .whose = flow->worker->board->main_id});
}

/* ---- a point ---- */

static void stand_in_turn(struct flow *flow, struct task *task, bool at_end)
{
    struct seat *seat = &flow->worker->director->seats[task->id];
    board_lock(flow->worker->board);
    seat_sit_down(flow, task, at_end);
    seat->move = 0;
    board_unlock(flow->worker->board);
    if (stand(flow, &(struct standing){.where = AT_POINT, .at = task, .whose = task->id}))
        record_state(flow, task, TRACE_RUNNING, TRACE_BY_MOVE, 0, seat->move);
    seat->taken = false;
}

static void stand_in_block(struct flow *flow, struct task *task, bool at_end)
{
    struct worker *worker = flow->worker;
    struct seat *seat = &worker->director->seats[task->id];
    board_lock(worker->board);
    seat_sit_down(flow, task, at_end);
    atomic_store(&seat->word, 0);
    record_state(flow, task, TRACE_READY, TRACE_BY_SCHEDULE, 0, 0);
    board_unlock(worker->board);
    gil_drop(flow, task, TRACE_BY_SCHEDULE);
    director_beside_stir(worker);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
    gil_take(flow, task);
    record_state(flow, task, TRACE_RUNNING, TRACE_BY_MOVE, 0, seat->move);
}

void director_beside_block(struct flow *flow, const struct task *block, bool begins)
{
    struct worker *worker = flow->worker;
    struct seat *seat = worker->director ? &worker->director->seats[block->id] : NULL;
    if (!seat || !block->block_of || !worker->points->cuts)
        return;
    board_lock(worker->board);
    seat->stand =
        (struct moves_stand){.pc = -1, .worker = worker->index, .shared = -1, .line = block->line};
    seat->taken = true;
    seat->by_word = false;
    seat->kind = begins ? SEAT_BEGINS : SEAT_POINT;
    atomic_store(&seat->word, 0);
    board_unlock(worker->board);
    director_beside_stir(worker);
    while (!atomic_load(&seat->word))
        futex_wait(&seat->word, 0, 0);
}

void director_beside_point(struct flow *flow, struct task *task, bool at_end)
{
    if (flow->actor)
        stand_in_block(flow, task, at_end);
    else
        stand_in_turn(flow, task, at_end);
}

void director_beside_stir(struct worker *worker)
{
    _Atomic uint32_t *stirred = &worker->director->stirred;
    atomic_fetch_add(stirred, 1);
    futex_wake(stirred, 1);
}
