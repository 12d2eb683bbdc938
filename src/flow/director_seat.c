#include "config.h"

#include "flow/director_seat.h"

#include "board/futex.h"
#include "flow/lanes.h"
#include "interp/interp.h"

/* ---- who stands still ---- */

/* It queues behind one that stands before it begins. */
static bool is_behind(const struct director *director, const struct board *board, uint32_t id)
{
    bool behind = false;
    for (uint32_t i = 1; i < id && board->tasks[id].service == BOARD_QUEUED; i++)
        behind = behind || (board->tasks[i].service == BOARD_QUEUED && director->seats[i].taken &&
                            board->tasks[i].status != BOARD_ENDED);
    return behind;
}

static bool is_served(const struct board *board, const struct board_task *task)
{
    return task->service != BOARD_QUEUED || board->serving < board->servers;
}

bool seat_is_still(const struct director *director, const struct board *board, uint32_t id)
{
    const struct board_task *task = &board->tasks[id];
    if (task->status == BOARD_FREE || task->status == BOARD_ENDED)
        return true;
    const struct seat *seat = &director->seats[id];
    bool waits = (task->wait > BOARD_TIMED && !seat->passes) || !is_served(board, task) ||
                 is_behind(director, board, id) || (task->pooled && board->stalled);
    return waits || (seat->taken && seat->kind != SEAT_TIMED);
}

/* ---- whose move ---- */

struct moves_wait seat_wait(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    if (!seat->taken || seat->kind == SEAT_TIMED)
        return moves_wait_on_board(worker->board, id);
    if (seat->kind == SEAT_BEGINS)
        return (struct moves_wait){TRACE_BY_NONE, 0};
    return seat->kind == SEAT_CALLED ? moves_wait_again(worker, id, &seat->stand)
                                     : moves_wait_of(worker, id, &seat->stand);
}

bool seat_has_move(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    if (!seat->taken || seat->kind == SEAT_STARTS)
        return false;
    if (seat->kind == SEAT_TIMED) /* unless it was met */
        return worker->board->tasks[id].wait > BOARD_TIMED;
    return seat_wait(worker, id).reason == TRACE_BY_NONE;
}

bool seat_is_of_limit(const struct worker *worker, uint32_t lane)
{
    return worker->times_are_moves && lane > POINTS_LIMIT_LANE;
}

void seat_refuse(struct worker *worker, uint32_t lane)
{
    const struct director *director = worker->director;
    struct board *board = worker->board;
    uint32_t block = lanes_block(board, lane), id = block ? block : lanes_id(board, lane);
    bool ended = id && board->tasks[id].status == BOARD_ENDED;
    struct moves_wait wait = id && !ended ? seat_wait(worker, id) : (struct moves_wait){0, 0};
    if (!id && seat_is_of_limit(worker, lane) && lane - POINTS_LIMIT_LANE <= board->tasks_used)
        wait = (struct moves_wait){TRACE_BY_TIMED_OUT, lane - POINTS_LIMIT_LANE};
    if (atomic_load(&board->over))
        return;
    board->ending_who = lane;
    board->ending_reason = (uint16_t)(ended ? TRACE_BY_END : wait.reason);
    board->ending_line = id && !ended ? director->seats[id].stand.line : 0;
    board_end_at_bound_locked(board, TRACE_ENDING_SCHEDULE,
                              (director->move + 1) << 32 | wait.object);
}

void seat_get_up(struct worker *worker, uint32_t id)
{
    struct director *director = worker->director;
    struct seat *seat = &director->seats[id];
    uint32_t lane = lanes_of(worker->board, id);
    seat->by_word = seat->kind == SEAT_TIMED || !seat->taken;
    seat->passes = seat->by_word;
    seat->taken = false;
    seat->move = 0;
    director->went = id;
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

struct trace_event seat_choice(const struct worker *worker, uint32_t id)
{
    const struct seat *seat = &worker->director->seats[id];
    bool lapses = seat->kind == SEAT_TIMED && seat_has_move(worker, id);
    struct trace_event choice = lapses ? moves_choice_late(id, seat->stand.line, false)
                                : seat->kind == SEAT_CALLED
                                    ? moves_choice_again(worker, id, &seat->stand)
                                    : moves_choice(worker, id, &seat->stand);
    if (seat->kind == SEAT_BEGINS)
        choice.detail = worker->board->tasks[id].strand && !worker->single_thread ? TRACE_ACT_ANSWER
                                                                                  : TRACE_ACT_OTHER;
    choice.who = lanes_of(worker->board, id);
    return choice;
}

/* One in a wait stands at the word of that. */
void seat_wake(struct worker *worker, uint32_t id)
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

void seat_sit_down(struct flow *flow, struct task *task, bool at_end)
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

/* ---- for a loop ---- */

uint32_t director_lane(const struct worker *worker)
{
    const struct director *director = worker->director;
    bool named = director->run < director->schedule.count;
    return named ? director->schedule.runs[director->run].lane : 0;
}

void director_moved(struct worker *worker, uint32_t lane)
{
    board_lock(worker->board);
    seat_get_up(worker, lanes_id(worker->board, lane));
    board_unlock(worker->board);
}

void director_refuse(struct worker *worker, uint32_t lane)
{
    board_lock(worker->board);
    seat_refuse(worker, lane);
    board_unlock(worker->board);
}
