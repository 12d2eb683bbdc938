#include "config.h"

#include "explore/stepper.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "board/compete.h"
#include "board/deadlock.h"
#include "board/queue.h"
#include "explore/pooled.h"
#include "explore/buffers.h"
#include "explore/drive.h"
#include "explore/due.h"
#include "explore/limits.h"
#include "explore/offload.h"
#include "explore/possible.h"
#include "explore/ring.h"
#include "explore/rounds.h"
#include "explore/service.h"
#include "flow/turn.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "models/model.h"

static struct stepper *stepper_of(const struct flow *flow)
{
    return flow->worker->model_data;
}

static bool has_turns(const struct stepper *stepper)
{
    return model_is_single_thread(stepper->model);
}

/* … in a ring, or at a loop or in a line (rounds.h). */
static bool is_ring(const struct stepper *stepper)
{
    return stepper->model == MODEL_POLLING;
}

static void push(struct stepper *stepper, uint32_t id)
{
    if (is_ring(stepper))
        ring_push(stepper, id);
    else
        rounds_push(stepper, id);
}

/* ---- what the interpreter asks a model ---- */

static bool is_one_too_many(struct stepper *stepper, const struct task *task)
{
    bool few = stepper->buffers || stepper->has_callbacks || stepper->limits,
         callback = task->lane != task->id;
    if (callback && task->id <= STEPPER_SEEN)
        stepper->refused = "more than 100 callbacks are too many to explore";
    else if (!callback && task->id > (few ? STEPPER_SEEN : STEPPER_TASKS))
        stepper->refused = few ? "more than 100 tasks are too many to explore here"
                               : "more than 250 tasks are too many to explore";
    return stepper->refused;
}

/* Its answer is there, and it has control for the first time. */
static void begin_callback(struct stepper *stepper, struct task *task)
{
    if (task->want == WANT_IO)
        drive_answer(stepper, task);
    turn_take(&stepper->flow, task);
    stepper->place[task->id] = STEPPER_RUNNABLE;
}

/* It has a thread of its own. Of one that was cancelled before it was asked the answer says so. */
static void add_callback(struct stepper *stepper, struct task *task)
{
    if (task->record->grant == BOARD_CANCELLED)
        task->answer_cancelled = true;
    if (task->want == WANT_IO && stepper->points.answers)
        stepper->place[task->id] = STEPPER_AT_BEGIN;
    else
        begin_callback(stepper, task);
}

static void spawn(struct flow *flow, struct task *task)
{
    struct stepper *stepper = stepper_of(flow);
    if (is_one_too_many(stepper, task)) {
        stepper->refused_line = task->line;
        return;
    }
    if (has_turns(stepper)) {
        if (task->lane != task->id)
            rounds_add_callback(stepper, task);
        else if (!stepper->rules.child_first || !task->record->starter)
            push(stepper, task->id);
        return;
    }
    if (task->lane != task->id) {
        add_callback(stepper, task);
        return;
    }
    if (service_queues(stepper, task))
        return;
    board_begin_locked(stepper->board, task->id);
    stepper->place[task->id] = STEPPER_RUNNABLE;
}

/* By the task that has control: its memory is the worker's, and the new one begins with a copy. */
static int start_process(struct worker *worker, uint32_t id, const struct value *args, int count)
{
    struct stepper *stepper = worker->model_data;
    struct task *task = task_new(worker, id, args, count);
    size_t each = stepper->board->shared_each;
    for (size_t i = 0; i < each && id <= STEPPER_TASKS; i++) /* as fork_job.c sends them */
        stepper->copies[id * each + i] = worker->shared[i];
    task->line = worker->program->tasks[task->record->declaration].line;
    spawn(&stepper->flow, task);
    return 0;
}

static void show_wait(struct flow *flow, struct task *task)
{
}

static void limit_soon(struct worker *worker, uint32_t id, uint32_t callback)
{
    rounds_push_limit(worker->model_data, id);
}

static void wake(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
    struct stepper *stepper = arg;
    if (stepper->rules.has_loop && pooled_wake(stepper, id))
        return;
    if (has_turns(stepper)) {
        push(stepper, id);
        return;
    }
    bool called = board_task(stepper->board, id)->tries != BOARD_NO_WAIT;
    stepper->place[id] = called ? STEPPER_CALLED : STEPPER_RUNNABLE;
}

/* It goes on already: that is only told. */
static void came(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
}

/* Its answer, still outstanding, is that it was cancelled. */
static void cancel_request(void *arg, uint32_t request)
{
    struct stepper *stepper = arg;
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++) {
        struct task *task = worker_task(&stepper->worker, id);
        if (task && task->request == request && !task->answered)
            task->answer_cancelled = true;
    }
}

static void cancelled(void *arg, uint32_t id, uint32_t by, enum trace_cause cause)
{
}

/* ---- set-up ---- */

static void mark(struct stepper *stepper)
{
    const struct program *program = stepper->program;
    const struct rules *rules = &model_get(stepper->model)->rules;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        uint8_t op = program->steps[pc].op;
        stepper->marks[pc] = stepper->points.steps[pc] || op == OP_SAY || op == OP_COMPUTE ||
                             op == OP_CRASH || op == OP_WITHIN;
        stepper->sees_answers = stepper->sees_answers || op == OP_ANSWER;
        stepper->sees_any = stepper->sees_any || op == OP_AWAIT_ANY;
        stepper->sees_first = stepper->sees_first || op == OP_AWAIT_FIRST;
        stepper->has_pool = stepper->has_pool || op == OP_OFFLOAD;
        bool records = (op == OP_IO_THEN && !rules->then_in_place) || /* of what runs beside */
                       (op == OP_OFFLOAD && rules->has_loop);
        stepper->has_callbacks = stepper->has_callbacks || records;
    }
    if (stepper->has_callbacks) /* so their ids are within the arrays here */
        stepper->board->room.tasks = STEPPER_CALLBACKS + 1;
}

static bool takes_text(const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_SAY:
    case OP_FAIL:
    case OP_NOTE:
    case OP_ASK:
    case OP_THROW:
        return true;
    case OP_COMPUTE:
    case OP_IO:
    case OP_SLEEP:
    case OP_IO_MEANWHILE:
    case OP_IO_THEN:
        return step->b & PROGRAM_TEXT;
    default:
        return false;
    }
}

static void find_texts(struct stepper *stepper)
{
    const struct program *program = stepper->program;
    bool open = false;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        stepper->in_text[pc] = open;
        open = program->steps[pc].op == OP_TEXT_BEGIN || (open && !takes_text(&program->steps[pc]));
    }
}

bool stepper_init(struct stepper *stepper, const struct program *program, enum model_id model,
                  enum stepper_says says)
{
    const char *refused;
    *stepper = (struct stepper){.program = program, .model = model, .says = says};
    stepper->board = board_new(program, 1, STEPPER_TASKS + 1, "tasks", &refused);
    if (!stepper->board)
        return false;
    points_find(&stepper->points, program, model);
    stepper->limits = points_have_limits(program, model);
    stepper->marks = mem_alloc((size_t)program->step_count + 1);
    mark(stepper);
    stepper->in_text = mem_alloc((size_t)program->step_count + 1);
    find_texts(stepper);
    stepper->run = mem_alloc(sizeof *stepper->run);
    stepper->rules = model_get(model)->rules;
    stepper->rules.has_gil = false;
    stepper->rules.spawn = spawn;
    stepper->rules.show_wait = show_wait;
    stepper->rules.start = start_process;
    if (stepper->rules.limit_soon)
        stepper->rules.limit_soon = limit_soon;
    stepper->worker = (struct worker){
        .program = program,
        .rules = &stepper->rules,
        .board = stepper->board,
        .log = trace_log_create(TRACE_RUN_SLOTS),
        .jobs = -1,
        .device = -1,
        .arrivals = -1,
        .engine = -1,
        .shared = stepper->board->shared,
        .single_thread = true,
        .points = &stepper->points,
        .times_are_moves = true,
        .waker = {wake, cancel_request, cancelled, came, stepper},
        .model_data = stepper,
        .measured_alive = UINT32_MAX / 2,
    };
    const struct rules *rules = &stepper->rules;
    stepper->board->competes = !rules->has_loop && !rules->child_first;
    stepper->board->passes_on = rules->has_loop;
    stepper->worker.ends_in_rounds = rules->has_loop && !is_ring(stepper);
    worker_init_tasks(&stepper->worker);
    flow_init(&stepper->flow, &stepper->worker, 0);
    if (stepper->rules.task_is_process)
        stepper->copies = mem_alloc((size_t)(STEPPER_TASKS + 1) *
                                    (stepper->board->shared_each + 1) * sizeof *stepper->copies);
    offload_init(stepper);
    service_init(stepper);
    pooled_init(stepper);
    return stepper->worker.log != NULL;
}

void stepper_relax(struct stepper *stepper)
{
    stepper->buffers = mem_alloc((STEPPER_TASKS + 1) * sizeof *stepper->buffers);
}

void stepper_keep_time(struct stepper *stepper)
{
    const struct program *program = stepper->program;
    stepper->in_loop = mem_alloc((size_t)program->step_count + 1);
    for (int32_t pc = 0; pc < program->step_count; pc++)
        for (int32_t i = program->steps[pc].a;
             program->steps[pc].op == OP_JUMP && i >= 0 && i <= pc; i++)
            stepper->in_loop[i] = true;
    stepper->dues = mem_alloc((STEPPER_TASKS + 1) * sizeof *stepper->dues);
}

void stepper_stop_everywhere(struct stepper *stepper)
{
    memset(stepper->points.steps, POINTS_ACT, (size_t)stepper->program->step_count);
    stepper->points.beside = stepper->points.cuts = true;
    memset(stepper->marks, true, (size_t)stepper->program->step_count);
    for (int i = 0; i < stepper->program->task_count; i++)
        stepper->points.ends[i] = true;
    for (int i = 0; i < stepper->program->object_count; i++)
        stepper->points.releases[i] = true;
    stepper->points.leaves = true;
    stepper->points.failures = true;
    stepper->points.answers = stepper->points.ends_of_blocks;
    stepper->points.begins = stepper->board->has_servers;
}

void stepper_release(struct stepper *stepper)
{
    if (!stepper->board)
        return;
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++) {
        struct task *task = worker_task(&stepper->worker, id);
        if (task)
            task_free(task);
    }
    for (uint32_t i = 0; i <= stepper->board->room.tasks >> 12; i++)
        free(stepper->worker.tasks[i]);
    free(stepper->worker.tasks);
    flow_release(&stepper->flow);
    if (stepper->worker.log)
        trace_log_close(stepper->worker.log);
    board_free(stepper->board);
    points_release(&stepper->points);
    strbuf_release(&stepper->said);
    free((void *)stepper->copies);
    free((void *)stepper->apart);
    free(stepper->marks);
    free(stepper->buffers);
    free(stepper->dues);
    free(stepper->in_loop);
    free(stepper->in_text);
    for (int i = 0; i <= STEPPER_TASKS; i++)
        strbuf_release(&stepper->texts[i]);
    free(stepper->run);
    *stepper = (struct stepper){0};
}

static bool arrives(const struct program_task *task)
{
    return task->starts_itself && (task->every_ns || task->after_ns);
}

/* ---- going on ---- */

const struct program_step *stepper_step(struct stepper *stepper, uint32_t lane)
{
    uint32_t id = stepper_swap(stepper, lane), block = pooled_of(stepper, id);
    id = block ? block : id;
    struct task *task = worker_task(&stepper->worker, id);
    bool stands = task && task->frame && stepper->place[id] != STEPPER_AT_END &&
                  stepper->place[id] != STEPPER_ON_WAY_OUT;
    if (!stands)
        return NULL;
    return &stepper->program->steps[task->frame->pc];
}

/* A wait that has a time of its own is over at once, for until then nobody can have come; unless
 * one could be met in it. */
static bool wait_for_others(struct stepper *stepper, struct task *task)
{
    stepper->place[task->id] = STEPPER_WAITS;
    if (!task->record->timed)
        return true;
    if (possible_to_meet(stepper->board, task)) {
        stepper->place[task->id] = STEPPER_TIMED;
        return true;
    }
    stepper->place[task->id] = STEPPER_RUNNABLE;
    board_lapse_locked(stepper->board, task->id);
    return false;
}

/* The task wants something that comes by itself: it has come. True: it waits for others. */
static bool serve(struct stepper *stepper, struct task *task, enum want want)
{
    if (stepper->dues && (want == WANT_IO || want == WANT_SLEEP)) {
        stepper->place[task->id] = STEPPER_DUE;
        due_wait(stepper, task->id, task->wait_ns);
        return true;
    }
    switch (want) {
    case WANT_IO:
        drive_answer(stepper, task);
        return false;
    case WANT_SLEEP:
    case WANT_YIELD:
        return false;
    case WANT_POINT:
        stepper->place[task->id] = stepper_place_of(task);
        return true;
    case WANT_WAKE:
        return wait_for_others(stepper, task);
    case WANT_OFFLOAD:
        offload_begin(stepper, task);
        return stepper->refused || stepper->place[task->id] == STEPPER_WAITS;
    case WANT_OFFLOAD_END:
        offload_end(stepper, task);
        return false;
    case WANT_END:
        stepper->place[task->id] = STEPPER_NOWHERE;
        task_free(task);
        return true;
    default:
        return true; /* the run is over */
    }
}

/* Until it stands at a point, waits, or has ended. */
static void follow(struct stepper *stepper, struct task *task, enum want want)
{
    uint32_t id = task->id;
    while (want && want != WANT_QUIT && !serve(stepper, task, want))
        want = drive_task(stepper, task, false);
    if (!want)
        stepper->place[id] = STEPPER_AT_POINT;
}

/* `past` the step that it stands before. */
static void run_on(struct stepper *stepper, uint32_t id, bool past)
{
    struct task *task = worker_task(&stepper->worker, id);
    drive_begin(stepper);
    follow(stepper, task, drive_task(stepper, task, past));
}

/* Who can go on without being asked does. */
static void settle(struct stepper *stepper)
{
    do
        for (uint32_t lane = 1; lane <= stepper_lanes(stepper) && !stepper_is_over(stepper);) {
            uint32_t id = stepper_swap(stepper, lane);
            if (stepper->place[id] != STEPPER_RUNNABLE) {
                lane++;
                continue;
            }
            run_on(stepper, id, false);
            lane = 1;
        }
    while (!stepper_is_over(stepper) && service_begin(stepper));
}

/* ---- time that is kept ---- */

/* It looks again and again, perhaps: that takes time. */
static bool may_poll(struct stepper *stepper, uint32_t id)
{
    const struct program_step *step = stepper_step(stepper, id);
    return stepper->place[id] == STEPPER_AT_POINT && step &&
           stepper->in_loop[step - stepper->program->steps] &&
           (step->op == OP_LOAD_SHARED || step->op == OP_LOAD_SHARED_AT || step->op == OP_DONE ||
            step->op == OP_TRY_ACQUIRE);
}

static bool all_who_can_poll(struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_tasks(stepper); id++)
        if (stepper->place[id] != STEPPER_DUE && stepper_can_move(stepper, id) &&
            !may_poll(stepper, id))
            return false;
    return true;
}

static bool nobody_can(struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_tasks(stepper); id++)
        if (stepper->place[id] != STEPPER_DUE && stepper_can_move(stepper, id))
            return false;
    return true;
}

static void end_wait(struct stepper *stepper, uint32_t id)
{
    struct task *task = worker_task(&stepper->worker, id);
    stepper->now = stepper->dues[id];
    if (task->want == WANT_IO && task->waited)
        drive_answer(stepper, task);
    stepper->place[id] = STEPPER_RUNNABLE;
}

/* All whose time is the next, if nobody else can move. */
static void let_time_pass(struct stepper *stepper)
{
    while (stepper->dues && !stepper_is_over(stepper) && due_first(stepper) >= 0 &&
           nobody_can(stepper)) {
        int64_t first = due_first(stepper);
        for (uint32_t id = 1; id <= stepper_tasks(stepper); id++)
            if (stepper->place[id] == STEPPER_DUE && stepper->dues[id] == first)
                end_wait(stepper, id);
        settle(stepper);
    }
}

/* As long as nothing can be chosen. */
static void go_on(struct stepper *stepper)
{
    if (stepper->rules.child_first)
        rounds_run_line(stepper);
    else if (is_ring(stepper))
        ring_settle(stepper);
    else if (has_turns(stepper))
        rounds_begin(stepper);
    else {
        settle(stepper);
        let_time_pass(stepper);
    }
}

/* ---- the first tasks ---- */

static void create(struct stepper *stepper, int32_t declaration, uint32_t number)
{
    struct board *board = stepper->board;
    uint32_t id = board_task_new_locked(board, (uint32_t)declaration, number, 0, false);
    if (!id)
        return;
    if (declaration == stepper->program->main_task)
        board->main_id = id;
    struct task *task = task_new(&stepper->worker, id, NULL, 0);
    task->line = stepper->program->tasks[declaration].line;
    spawn(&stepper->flow, task);
}

struct arrival {
    int64_t time_ns;
    int32_t declaration;
    uint32_t number;
};

static int compare_arrivals(const void *a, const void *b)
{
    const struct arrival *x = a, *y = b;
    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    if (x->declaration != y->declaration)
        return x->declaration < y->declaration ? -1 : 1;
    return x->number < y->number ? -1 : 1;
}

/* Those who come later are there from the start: they may do nothing for as long as they like, or
 * under a loop they are yet to come. They are numbered in the order in which they would. */
static void create_arrivals(struct stepper *stepper)
{
    struct arrival *arrivals = NULL;
    int count = 0, room = 0;
    for (int32_t i = 0; i < stepper->program->task_count; i++) {
        const struct program_task *task = &stepper->program->tasks[i];
        for (int64_t n = 0; arrives(task) && n < task->copies && n <= STEPPER_TASKS; n++) {
            MEM_GROW(arrivals, count, room);
            arrivals[count++] =
                (struct arrival){task->after_ns + n * task->every_ns, i, (uint32_t)n + 1};
        }
    }
    if (count)
        sort_stable(arrivals, (size_t)count, sizeof *arrivals, compare_arrivals);
    for (int i = 0; i < count && !stepper->refused; i++) {
        create(stepper, arrivals[i].declaration, arrivals[i].number);
        if (stepper->refused)
            break;
        uint32_t id = stepper_tasks(stepper);
        if (stepper->rules.has_loop)
            rounds_hold_back(stepper, id);
        else if (stepper->dues)
            stepper->place[id] = STEPPER_DUE;
        if (stepper->dues)
            due_wait(stepper, id, arrivals[i].time_ns);
    }
    free(arrivals);
}

void stepper_begin(struct stepper *stepper)
{
    struct board *board = stepper->board;
    const struct program *program = stepper->program;
    for (uint32_t i = 0; stepper->copies && i < (STEPPER_TASKS + 1) * board->shared_each; i++)
        stepper->copies[i] = program->shared[i % board->shared_each].initial;
    record_set_flow(&stepper->flow);
    for (int32_t i = 0; i < program->task_count; i++) {
        const struct program_task *task = &program->tasks[i];
        for (int64_t n = 1; task->starts_itself && !arrives(task) && n <= task->copies; n++) {
            create(stepper, i, (uint32_t)n);
            if (stepper->refused || stepper_is_over(stepper))
                return;
        }
    }
    create_arrivals(stepper);
    board_check_over_locked(board);
    go_on(stepper);
}

/* ---- moves ---- */

bool stepper_can_move(struct stepper *stepper, uint32_t id)
{
    if (stepper->limits && id > STEPPER_SEEN)
        return limits_may_end(stepper, id - STEPPER_SEEN) ||
               (stepper->rules.has_loop && rounds_has_limit_first(stepper, id - STEPPER_SEEN));
    if (is_ring(stepper))
        return ring_can_move(stepper, id);
    if (has_turns(stepper))
        return rounds_can_move(stepper, stepper_swap(stepper, id));
    if (stepper->buffers && id > STEPPER_SEEN)
        return stepper->buffers[id - STEPPER_SEEN].count > 0;
    if (id > stepper_lanes(stepper))
        return false;
    id = stepper_swap(stepper, id);
    switch (stepper->place[id]) {
    case STEPPER_ON_WAY_OUT:
    case STEPPER_AT_END:
    case STEPPER_AT_BEGIN:
    case STEPPER_TIMED:
        return true;
    case STEPPER_DUE:
        return due_is_first(stepper, id) && all_who_can_poll(stepper);
    case STEPPER_AT_POINT:
        if (stepper->buffers && !buffers_have_room(stepper, worker_task(&stepper->worker, id)))
            return false;
        return possible_step(stepper->board, worker_task(&stepper->worker, id));
    case STEPPER_CALLED:
        return possible_again(stepper->board, worker_task(&stepper->worker, id));
    default:
        return false;
    }
}

/* Where tasks share nothing, a crash ends the one: as engine/reaper.c buries it. */
static void crash(struct stepper *stepper, struct task *task)
{
    const struct board_waker *waker = &stepper->worker.waker;
    if (!stepper->rules.task_is_process) {
        stepper->crashed = true;
        return;
    }
    stepper->place[task->id] = STEPPER_NOWHERE;
    interp_main_ended_locked(&stepper->flow, task->id);
    board_forget_call_locked(stepper->board, task->id, waker);
    board_task_end_locked(stepper->board, task->id, TRACE_END_CRASHED, 0, NULL, 0, waker);
    deadlock_check_locked(stepper->board, &stepper->flow.writer);
    task_free(task);
}

/* Where waits for conditions may return by themselves, its does; one that is cut short is that. */
static void let_return(struct stepper *stepper, struct task *task)
{
    struct board *board = stepper->board;
    task->record->by_itself =
        board->spurious && task->record->condition && !possible_is_cut(board, task);
}

/* Does the act for which it stands at a point. */
static void leave_point(struct stepper *stepper, struct task *task)
{
    let_return(stepper, task);
    drive_begin(stepper);
    if (stepper->program->steps[task->frame->pc].op == OP_CRASH)
        crash(stepper, task);
    else
        follow(stepper, task, drive_from_point(stepper, task));
}

void stepper_move(struct stepper *stepper, uint32_t id)
{
    if (stepper->buffers && id > STEPPER_SEEN) {
        buffers_show_one(stepper, id - STEPPER_SEEN);
        return;
    }
    bool late = stepper->limits && id > STEPPER_SEEN;
    id = late ? id - STEPPER_SEEN : stepper_swap(stepper, id);
    struct task *task = worker_task(&stepper->worker, id);
    bool waits = stepper->place[id] == STEPPER_WAITS || stepper->place[id] == STEPPER_TIMED;
    if (late && has_turns(stepper)) {
        rounds_end_limit(stepper, id);
        return;
    }
    if (late)
        limits_end(stepper, task);
    if (late && waits) {
        settle(stepper);
        return;
    }
    if (is_ring(stepper)) {
        ring_move(stepper, id);
        return;
    }
    if (has_turns(stepper)) {
        rounds_move(stepper, id);
        return;
    }
    switch (stepper->place[id]) {
    case STEPPER_AT_BEGIN:
        stepper->flow.writer.run = stepper->run;
        stepper->flow.writer.used = 0;
        begin_callback(stepper, task);
        break;
    case STEPPER_DUE:
        end_wait(stepper, id);
        break;
    case STEPPER_AT_POINT:
        if (stepper->buffers)
            buffers_access(stepper, task, leave_point);
        else
            leave_point(stepper, task);
        break;
    case STEPPER_TIMED:
        board_lapse_locked(stepper->board, id);
        run_on(stepper, id, true);
        break;
    case STEPPER_CALLED:
        let_return(stepper, task);
        if (board_try_again_locked(stepper->board, id, &stepper->worker.waker))
            run_on(stepper, id, true);
        else
            stepper->place[id] = task->record->timed ? STEPPER_TIMED : STEPPER_WAITS;
        break;
    default:
        if (stepper->buffers)
            buffers_show_all(stepper, id);
        run_on(stepper, id, true);
        break;
    }
    settle(stepper);
    let_time_pass(stepper);
}

/* ---- the end ---- */

const char *stepper_end(struct stepper *stepper)
{
    struct board *board = stepper->board;
    if (stepper->rules.has_loop)
        pooled_end(stepper);
    for (uint32_t lane = 1; lane <= stepper_lanes(stepper) && !stepper_is_over(stepper); lane++) {
        uint32_t id = stepper_swap(stepper, lane);
        if (has_turns(stepper))
            break;
        if (stepper->place[id] == STEPPER_AT_POINT || stepper->place[id] == STEPPER_CALLED)
            run_on(stepper, id, true);
    }
    if (stepper->crashed)
        return "crash";
    switch ((enum board_over)board->over) {
    case BOARD_ALL_ENDED:
    case BOARD_EXIT:
        return board_first_failed(board) ? "failed" : "ok";
    case BOARD_DEADLOCK:
        return "deadlock";
    case BOARD_BOUND:
        return board->ending == TRACE_ENDING_ASSERT ? "failed" : "stopped";
    default:
        return "stopped";
    }
}
