#include "config.h"

#include "explore/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "board/condition.h"
#include "explore/pooled.h"
#include "explore/possible.h"
#include "explore/stepper.h"
#include "interp/statement.h"
#include "scenario/scenario.h"

/* What is known of a variable: its versions, 0 the first, and what of them each task has read. */
struct sight {
    uint32_t *bases; /* of version 1 …: which one its writer had read */
    uint32_t count, room;
    bool blind; /* somebody wrote who had not read: that is no update */
    uint32_t writer;
    uint32_t read[STEPPER_TASKS + 1]; /* the version that it has read and not written since, + 1 */
};

struct play {
    struct stepper stepper;
    struct replay *replay;
    struct sight *sights;
    uint32_t last;
    int room;
};

/* ---- what a move is ---- */

static const char *object_name(const struct play *play, const struct task *task, int64_t named)
{
    int64_t index = named >= 0 ? named : task->frame->slots[-1 - named].n;
    return play->stepper.program->objects[index].name;
}

static bool is_signalled(const struct play *play, const struct task *task)
{
    struct board *board = play->stepper.board;
    bool spurious = board->spurious;
    board->spurious = false;
    bool signalled = condition_may_take_locked(board, task->id);
    board->spurious = spurious;
    return signalled;
}

/* What it is about to give back, or to leave. */
static void describe_way_out(const struct play *play, const struct task *task,
                             struct replay_move *move)
{
    const struct block *block = task->blocks;
    move->act = block->kind == BLOCK_WITH    ? REPLAY_GIVE
                : block->kind == BLOCK_GROUP ? REPLAY_LEAVE
                                             : REPLAY_OTHER;
    move->op = OP_REGION_END;
    if (block->kind == BLOCK_WITH)
        move->name = play->stepper.program->objects[block->target].name;
}

static void describe(struct play *play, struct task *task, struct replay_move *move)
{
    const struct program_step *step = stepper_step(&play->stepper, move->lane);
    move->act = step ? REPLAY_OTHER : REPLAY_END;
    move->line = step ? step->line : task->line;
    if (!step && task->stood_out)
        describe_way_out(play, task, move);
    if (!step)
        return;
    bool block = task->block_of != 0;
    bool task_begins = task->lane == task->id && !task->record->begun && step;
    if ((block || task_begins) && play->stepper.place[task->id] == STEPPER_AT_BEGIN) {
        move->act = REPLAY_BEGIN;
        return;
    }
    if (play->stepper.rules.has_loop && play->stepper.place[task->id] == STEPPER_RUNNABLE) {
        move->act = REPLAY_TURN;
        return;
    }
    if (play->stepper.rules.has_loop && !task->record->begun && !task->record->strand) {
        move->act = REPLAY_COMES;
        return;
    }
    if (play->stepper.rules.has_loop && pooled_is_back(&play->stepper, task->id)) {
        move->act = task->want == WANT_OFFLOAD ? REPLAY_BACK : REPLAY_WOKEN;
        return;
    }
    bool called = play->stepper.place[task->id] == STEPPER_CALLED;
    if (!play->stepper.rules.has_loop && possible_is_but_cut(play->stepper.board, task, called)) {
        move->act = REPLAY_CUT;
        return;
    }
    move->op = step->op;
    if (task->lane != task->id && !task->record->begun && !block) {
        move->op = OP_IO; /* its answer */
        return;
    }
    switch ((enum program_op)step->op) {
    case OP_LOAD_SHARED:
    case OP_LOAD_SHARED_AT:
        move->act = REPLAY_READ;
        break;
    case OP_STORE_SHARED:
    case OP_STORE_SHARED_AT:
        move->act = REPLAY_WRITE;
        break;
    case OP_ACQUIRE:
    case OP_WITH_BEGIN:
        move->act = REPLAY_TAKE;
        move->name = object_name(play, task, step->a);
        break;
    case OP_TRY_ACQUIRE:
        move->act = REPLAY_TRY;
        move->name = object_name(play, task, step->a);
        break;
    case OP_RELEASE:
    case OP_WITH_END:
        move->act = REPLAY_GIVE;
        move->name = object_name(play, task, step->a);
        break;
    case OP_SWAP:
    case OP_ADD_TO:
    case OP_COMPARE:
        move->act = REPLAY_UPDATE;
        break;
    case OP_WAIT_BEGIN:
        move->act = REPLAY_WAIT;
        move->name = object_name(play, task, step->a);
        break;
    case OP_WAIT:
        move->act = is_signalled(play, task) ? REPLAY_WAKE : REPLAY_RETURN;
        move->name = object_name(play, task, step->a);
        break;
    case OP_SIGNAL:
        move->act = REPLAY_SIGNAL;
        move->name = object_name(play, task, step->a);
        break;
    case OP_BARRIER:
        move->act = REPLAY_ARRIVE;
        move->name = object_name(play, task, step->a);
        break;
    case OP_SEND:
        move->act = REPLAY_SEND;
        move->name = object_name(play, task, step->a);
        move->value = interp_top(task, 0)->n;
        break;
    case OP_RECV:
        move->act = REPLAY_RECEIVE;
        move->name = object_name(play, task, step->a);
        break;
    case OP_REPEAT_RECV:
        move->act = REPLAY_RECEIVE;
        move->name = object_name(play, task, step->value);
        break;
    default:
        break;
    }
}

/* ---- what is lost ---- */

static void see_write(struct sight *sight, struct replay_move *move, int64_t before)
{
    uint32_t *read = &sight->read[move->lane];
    if (*read && *read - 1 < sight->count && sight->writer != move->lane) {
        move->loses = sight->writer;
        move->lost = before;
    }
    sight->blind = sight->blind || !*read;
    MEM_GROW(sight->bases, sight->count, sight->room);
    sight->bases[sight->count++] = *read ? *read - 1 : 0;
    sight->writer = move->lane;
    *read = 0;
}

static void see(struct play *play, struct replay_move *move, int32_t variable, int64_t before)
{
    struct sight *sight = &play->sights[variable];
    if (move->act == REPLAY_UPDATE)
        sight->read[move->lane] = sight->count + 1;
    if (move->act != REPLAY_READ)
        see_write(sight, move, before);
    else
        sight->read[move->lane] = sight->count + 1;
}

/* The updates that the last value is not made of. */
static int count_lost(const struct sight *sight)
{
    uint32_t kept = 0;
    for (uint32_t at = sight->count; at > 0; at = sight->bases[at - 1])
        kept++;
    return sight->blind ? 0 : (int)(sight->count - kept);
}

/* ---- moves ---- */

static void keep(struct play *play, struct replay_move *move)
{
    const struct board *board = play->stepper.board;
    move->values = mem_alloc((board->shared_each + 1) * sizeof *move->values);
    for (uint32_t i = 0; i < board->shared_each; i++)
        move->values[i] = board->shared[i];
    MEM_GROW(play->replay->moves, play->replay->count, play->room);
    play->replay->moves[play->replay->count++] = *move;
}

/* A write of the task is seen by all. */
static bool show_one(struct play *play, uint32_t lane)
{
    struct stepper *stepper = &play->stepper;
    uint32_t id = lane - STEPPER_SEEN;
    const struct stepper_write write = stepper->buffers[id].writes[0];
    struct replay_move move = {.lane = id, .act = REPLAY_SEEN, .value = write.value};
    move.name = stepper->program->shared[write.variable].name;
    stepper_move(stepper, lane);
    keep(play, &move);
    return true;
}

/* The limit of a task is over. */
static bool end_limit(struct play *play, uint32_t lane)
{
    struct replay_move move = {.lane = lane - STEPPER_SEEN, .act = REPLAY_LATE};
    stepper_move(&play->stepper, lane);
    keep(play, &move);
    return true;
}

static bool make_move(struct play *play, uint32_t lane)
{
    struct stepper *stepper = &play->stepper;
    const struct board *board = stepper->board;
    if (lane > stepper_lanes(stepper) || stepper_is_over(stepper) ||
        !stepper_can_move(stepper, lane))
        return false;
    if (stepper->buffers && lane > STEPPER_SEEN)
        return show_one(play, lane);
    if (stepper_is_beside(stepper, lane))
        return end_limit(play, lane);
    uint32_t id = stepper_swap(stepper, lane), block = pooled_of(stepper, id);
    struct task *task = worker_task(&stepper->worker, block ? block : id);
    struct replay_move move = {.lane = lane, .act = REPLAY_END};
    bool hands = play->last && play->last != lane;
    move.preempts = hands && stepper_can_move(stepper, play->last);
    if (task) /* else main has ended, and what it has left behind is to end, too */
        describe(play, task, &move);
    const struct program_step *step = task ? stepper_step(stepper, lane) : NULL;
    bool acts = step && move.act != REPLAY_TURN && move.act != REPLAY_COMES;
    int32_t variable = acts ? interp_variable(task, step) : -1;
    int64_t before = variable >= 0 ? stepper->worker.shared[variable] : 0;
    int64_t seen_before = before;
    const struct stepper_buffer *own = stepper->buffers ? &stepper->buffers[lane] : NULL;
    for (uint32_t i = 0; own && i < own->count; i++)
        if (own->writes[i].variable == variable)
            seen_before = own->writes[i].value;
    stepper_move(stepper, lane);
    if (variable >= 0) {
        move.name = stepper->program->shared[variable].name;
        const struct stepper_buffer *buffer = stepper->buffers ? &stepper->buffers[lane] : NULL;
        move.value = move.act == REPLAY_READ   ? seen_before
                     : buffer && buffer->count ? buffer->writes[buffer->count - 1].value
                                               : board->shared[variable];
        see(play, &move, variable, before);
    }
    keep(play, &move);
    play->last = lane;
    return true;
}

bool replay_schedule(struct replay *replay, struct scenario *scenario, enum model_id model,
                     const struct replay_rules *rules, const struct schedule *schedule)
{
    struct diag_list diags = {0};
    const struct program *program = scenario_compile(scenario, model, &diags);
    diag_release(&diags);
    *replay = (struct replay){.program = program};
    if (!program)
        return false;
    struct play play = {.replay = replay};
    bool fits = stepper_init(&play.stepper, program, model, STEPPER_SAYS_NOTHING);
    if (fits)
        play.stepper.board->spurious = rules->spurious && !model_is_single_thread(model);
    if (fits && rules->due)
        stepper_keep_time(&play.stepper);
    if (fits && rules->relaxed)
        stepper_relax(&play.stepper);
    if (fits)
        stepper_begin(&play.stepper);
    play.sights = mem_alloc(((size_t)program->shared_count + 1) * sizeof *play.sights);
    for (int i = 0; i < schedule->count; i++)
        for (uint32_t n = 0; n < schedule->runs[i].times && fits; n++)
            fits = make_move(&play, schedule->runs[i].lane);
    stepper_release(&play.stepper);
    for (int i = 0; i < program->shared_count; i++) {
        replay->lost += count_lost(&play.sights[i]);
        free(play.sights[i].bases);
    }
    free(play.sights);
    return true;
}

void replay_release(struct replay *replay)
{
    for (int i = 0; i < replay->count; i++)
        free(replay->moves[i].values);
    free(replay->moves);
    *replay = (struct replay){0};
}
