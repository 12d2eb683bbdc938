#include "config.h"

#include "explore/stepper.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "board/compete.h"
#include "board/queue.h"
#include "explore/digest.h"
#include "explore/possible.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "interp/statement.h"

/* So many steps to the next point are local; a task that does more has none in sight. */
enum { MOST_LOCAL = 100000 };

static struct stepper *stepper_of(const struct flow *flow)
{
    return flow->worker->model_data;
}

/* ---- what the interpreter asks a model ---- */

static void spawn(struct flow *flow, struct task *task)
{
    struct stepper *stepper = stepper_of(flow);
    if (task->id > STEPPER_TASKS) {
        stepper->refused = "more than 250 tasks are too many to explore";
        stepper->refused_line = task->line;
        return;
    }
    board_begin_locked(stepper->board, task->id);
    stepper->place[task->id] = STEPPER_RUNNABLE;
}

static int start_process(struct worker *worker, uint32_t id, const struct value *args, int count)
{
    struct stepper *stepper = worker->model_data;
    struct task *task = task_new(worker, id, args, count);
    task->line = worker->program->tasks[task->record->declaration].line;
    spawn(&stepper->flow, task);
    return 0;
}

static void show_wait(struct flow *flow, struct task *task)
{
}

static bool before_end(struct flow *flow, struct task *task)
{
    return stepper_of(flow)->points.ends[task->record->declaration];
}

static void wake(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
    struct stepper *stepper = arg;
    bool called = board_task(stepper->board, id)->tries != BOARD_NO_WAIT;
    stepper->place[id] = called ? STEPPER_CALLED : STEPPER_RUNNABLE;
}

static void cancel_request(void *arg, uint32_t request)
{
}

static void cancelled(void *arg, uint32_t id, uint32_t by, enum trace_cause cause)
{
}

/* ---- set-up ---- */

static void mark(struct stepper *stepper)
{
    const struct program *program = stepper->program;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        uint8_t op = program->steps[pc].op;
        stepper->marks[pc] =
            stepper->points.steps[pc] || op == OP_SAY || op == OP_COMPUTE || op == OP_CRASH;
        stepper->sees_answers = stepper->sees_answers || op == OP_ANSWER;
        stepper->sees_any = stepper->sees_any || op == OP_AWAIT_ANY;
        stepper->sees_first = stepper->sees_first || op == OP_AWAIT_FIRST;
    }
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
    stepper->marks = mem_alloc((size_t)program->step_count + 1);
    mark(stepper);
    stepper->in_text = mem_alloc((size_t)program->step_count + 1);
    find_texts(stepper);
    stepper->run = mem_alloc(sizeof *stepper->run);
    stepper->rules = (struct rules){
        .wait_holds = true,
        .then_in_place = true,
        .task_is_process = !model_shares_memory(model),
        .spawn = spawn,
        .show_wait = show_wait,
        .before_end = before_end,
        .start = start_process,
    };
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
        .waker = {wake, cancel_request, cancelled, wake, stepper},
        .model_data = stepper,
        .measured_alive = UINT32_MAX / 2,
    };
    stepper->board->competes = true;
    worker_init_tasks(&stepper->worker);
    flow_init(&stepper->flow, &stepper->worker, 0);
    if (stepper->rules.task_is_process)
        stepper->copies = mem_alloc((size_t)(STEPPER_TASKS + 1) *
                                    (stepper->board->shared_each + 1) * sizeof *stepper->copies);
    return stepper->worker.log != NULL;
}

void stepper_stop_everywhere(struct stepper *stepper)
{
    memset(stepper->points.steps, POINTS_ACT, (size_t)stepper->program->step_count);
    memset(stepper->marks, true, (size_t)stepper->program->step_count);
    for (int i = 0; i < stepper->program->task_count; i++)
        stepper->points.ends[i] = true;
}

void stepper_release(struct stepper *stepper)
{
    if (!stepper->board)
        return;
    for (uint32_t id = 1; id <= stepper_tasks(stepper); id++) {
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
    close(stepper->board->over_fd);
    munmap(stepper->board, stepper->board->bytes);
    points_release(&stepper->points);
    strbuf_release(&stepper->said);
    free((void *)stepper->copies);
    free(stepper->marks);
    free(stepper->in_text);
    for (int i = 0; i <= STEPPER_TASKS; i++)
        strbuf_release(&stepper->texts[i]);
    free(stepper->run);
    *stepper = (struct stepper){0};
}

/* ---- what cannot be explored ---- */

static const char *refused_step(const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_NOW:
        return "`now` says something else in each run: what depends on it cannot be explored";
    case OP_IO_THEN:
        return "`then` blocks cannot be explored yet";
    case OP_OFFLOAD:
        return "`offload` cannot be explored yet";
    case OP_WITHIN:
        return "time limits (`within`) cannot be explored yet";
    default:
        return NULL;
    }
}

const char *stepper_refuses(const struct program *program, enum model_id model, uint32_t *line)
{
    *line = 0;
    if (model_is_single_thread(model))
        return "this model cannot be explored yet";
    if (program->settings.workers)
        return "tasks that wait for one of `workers` cannot be explored yet";
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const char *refused = refused_step(&program->steps[pc]);
        *line = program->steps[pc].line;
        if (refused)
            return refused;
    }
    return NULL;
}

/* ---- what is said ---- */

static void hear(struct stepper *stepper, const struct strbuf *text)
{
    if (stepper->says == STEPPER_SAYS_NOTHING)
        return;
    strbuf_add(&stepper->said, text->text, text->len);
    strbuf_addch(&stepper->said, '\n');
    struct stepper_digest line = digest_of_bytes(strbuf_str(text), text->len);
    if (stepper->says == STEPPER_SAYS_ORDER) {
        digest_add(&stepper->said_digest, line.a);
        digest_add(&stepper->said_digest, line.b);
    } else {
        stepper->said_digest.a += line.a;
        stepper->said_digest.b += line.b;
    }
}

/* ---- going on ---- */

const struct program_step *stepper_step(struct stepper *stepper, uint32_t id)
{
    struct task *task = worker_task(&stepper->worker, id);
    if (!task || !task->frame || stepper->place[id] == STEPPER_AT_END)
        return NULL;
    return &stepper->program->steps[task->frame->pc];
}

static bool is_at_point(const struct stepper *stepper, struct task *task)
{
    const struct frame *frame = task->frame;
    return points_are_at(&stepper->points, frame->pc, frame->sp ? interp_top(task, 0)->n : 0);
}

/* Computing takes as long as it likes. */
static void skip_computing(struct task *task)
{
    interp_pop(task);
    task->frame->pc++;
}

/* It stands before a marked step that is no point. True: that is to be done by the interpreter. */
static bool pass_aside(struct stepper *stepper, struct task *task, int *left)
{
    switch (stepper->program->steps[task->frame->pc].op) {
    case OP_COMPUTE:
        skip_computing(task);
        --*left;
        return false;
    case OP_SAY:
        hear(stepper, &stepper->flow.text);
        return true;
    default:
        return true;
    }
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
    board_lapse_locked(stepper->board, task->id);
    return false;
}

/* The task wants something that comes by itself: it has come. True: it waits for others. */
static bool serve(struct stepper *stepper, struct task *task, enum want want)
{
    switch (want) {
    case WANT_IO:
        task->answered = true;
        task->answer_cancelled = false;
        task->answer = ++stepper->answers;
        return false;
    case WANT_SLEEP:
    case WANT_YIELD:
        return false;
    case WANT_POINT:
        stepper->place[task->id] = STEPPER_AT_END;
        return true;
    case WANT_WAKE:
        return wait_for_others(stepper, task);
    case WANT_END:
        stepper->place[task->id] = STEPPER_NOWHERE;
        task_free(task);
        return true;
    default:
        return true; /* the run is over */
    }
}

static void be_in_memory_of(struct stepper *stepper, uint32_t id)
{
    if (stepper->copies)
        stepper->worker.shared = stepper->copies + (size_t)id * stepper->board->shared_each;
}

/* The text that the task is putting together is its own, as each thread has its own. */
static void swap_text(struct stepper *stepper, uint32_t id)
{
    struct strbuf mine = stepper->texts[id];
    stepper->texts[id] = stepper->flow.text;
    stepper->flow.text = mine;
}

static void go_on(struct stepper *stepper, uint32_t id, bool past)
{
    struct task *task = worker_task(&stepper->worker, id);
    int left = MOST_LOCAL;
    for (;;) {
        stepper->flow.writer.run = stepper->run;
        stepper->flow.writer.used = 0;
        enum want want = interp_run_to(&stepper->flow, task, stepper->marks, past, &left);
        if (want && serve(stepper, task, want))
            return;
        past = false;
        if (want)
            continue;
        if (left <= 0) {
            stepper->refused = "more than 100,000 steps here touch nothing that others see";
            stepper->refused_line = task->line;
            return;
        }
        if (is_at_point(stepper, task)) {
            stepper->place[id] = STEPPER_AT_POINT;
            return;
        }
        past = pass_aside(stepper, task, &left);
    }
}

/* To its next point, its wait, or its end; `past` the step that it stands before. */
static void run_on(struct stepper *stepper, uint32_t id, bool past)
{
    be_in_memory_of(stepper, id);
    swap_text(stepper, id);
    go_on(stepper, id, past);
    swap_text(stepper, id);
}

/* Who can go on without being asked does. */
static void settle(struct stepper *stepper)
{
    for (uint32_t id = 1; id <= stepper_tasks(stepper) && !stepper_is_over(stepper);) {
        if (stepper->place[id] != STEPPER_RUNNABLE) {
            id++;
            continue;
        }
        run_on(stepper, id, false);
        id = 1;
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

static bool arrives(const struct program_task *task)
{
    return task->starts_itself && (task->every_ns || task->after_ns);
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

/* Those who come later are there from the start: they may do nothing for as long as they like. They
 * are numbered in the order in which they would come. */
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
        qsort(arrivals, (size_t)count, sizeof *arrivals, compare_arrivals);
    for (int i = 0; i < count && !stepper->refused; i++)
        create(stepper, arrivals[i].declaration, arrivals[i].number);
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
    settle(stepper);
}

/* ---- moves ---- */

bool stepper_can_move(struct stepper *stepper, uint32_t id)
{
    switch (stepper->place[id]) {
    case STEPPER_AT_END:
    case STEPPER_TIMED:
        return true;
    case STEPPER_AT_POINT:
        return possible_step(stepper->board, worker_task(&stepper->worker, id));
    case STEPPER_CALLED:
        return possible_again(stepper->board, worker_task(&stepper->worker, id));
    default:
        return false;
    }
}

/* Where tasks share nothing, a crash ends the one. */
static void crash(struct stepper *stepper, struct task *task)
{
    static const char how[] = "crashed (SIGSEGV)";
    if (!stepper->rules.task_is_process) {
        stepper->crashed = true;
        return;
    }
    stepper->place[task->id] = STEPPER_NOWHERE;
    board_task_end_locked(stepper->board, task->id, TRACE_END_CRASHED, 0, how, sizeof how - 1,
                          &stepper->worker.waker);
    task_free(task);
}

static void move_from_point(struct stepper *stepper, struct task *task)
{
    switch (stepper->program->steps[task->frame->pc].op) {
    case OP_CRASH:
        crash(stepper, task);
        return;
    case OP_COMPUTE:
        skip_computing(task);
        run_on(stepper, task->id, false);
        return;
    case OP_SAY:
        hear(stepper, &stepper->texts[task->id]);
        break;
    default:
        break;
    }
    run_on(stepper, task->id, true);
}

void stepper_move(struct stepper *stepper, uint32_t id)
{
    struct task *task = worker_task(&stepper->worker, id);
    switch (stepper->place[id]) {
    case STEPPER_AT_POINT:
        move_from_point(stepper, task);
        break;
    case STEPPER_TIMED:
        board_lapse_locked(stepper->board, id);
        run_on(stepper, id, true);
        break;
    case STEPPER_CALLED:
        if (board_try_again_locked(stepper->board, id, &stepper->worker.waker))
            run_on(stepper, id, true);
        else
            stepper->place[id] = task->record->timed ? STEPPER_TIMED : STEPPER_WAITS;
        break;
    default:
        run_on(stepper, id, true);
        break;
    }
    settle(stepper);
}

/* ---- the end ---- */

const char *stepper_end(struct stepper *stepper)
{
    struct board *board = stepper->board;
    for (uint32_t id = 1; id <= stepper_tasks(stepper) && !stepper_is_over(stepper); id++)
        if (stepper->place[id] == STEPPER_AT_POINT || stepper->place[id] == STEPPER_CALLED)
            run_on(stepper, id, true);
    if (stepper->crashed)
        return "crash";
    switch ((enum board_over)board->over) {
    case BOARD_ALL_ENDED:
    case BOARD_EXIT:
        return board_first_failed(board) ? "failed" : "ok";
    case BOARD_DEADLOCK:
        return "deadlock";
    default:
        return "stopped";
    }
}
