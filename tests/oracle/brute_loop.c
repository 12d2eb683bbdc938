/* The loop goes from phase to phase; in each of them something may happen, or it goes on:
 *
 *     ROUND     before each turn
 *     BETWEEN   behind a round: one more without a look, for that was short, or a look
 *     LOOKED    behind a look: the next round
 *
 * What has happened has a time, of a clock that counts what happens and what the loop does. It is
 * told as the real loop tells it: it looks at all that has come by then, in its order.
 *
 * To compare states times are numbered anew, from 1, in their order. */
#include "config.h"

#include "brute_loop.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "board/deadlock.h"
#include "explore/digest.h"
#include "explore/drive.h"
#include "explore/state.h"
#include "flow/turn.h"
#include "interp/interp.h"
#include "interp/record.h"
#include "models/model.h"

enum { IDS = 64, CALLBACK = 0x80, TIMES = 8 * IDS };

enum phase { ROUND, BETWEEN, LOOKED };

/* A list of tasks, or of callbacks of limits of no time. */
struct list {
    uint8_t ids[IDS * 2];
    uint32_t count;
};

struct late {
    uint32_t id;
    int64_t at;
};

/* What is of a task outside of the interpreter. */
struct outside {
    bool queued, found;    /* it is ready; and found by a look, while others were */
    bool asks, sleeps;     /* an answer is out, or a time of its own */
    bool in_heap;          /* the loop has a timer for it */
    bool cancelled;        /* that is what its answer says */
    int64_t answered, due; /* when that has happened, or 0 */
    int64_t number;        /* of the answer */
    int64_t came;          /* when that which it was found with */
};

struct world {
    enum phase phase;
    uint32_t round; /* turns left */
    struct list ready, found;
    struct late late[IDS];
    uint32_t late_count;
    int64_t now, looked, late_ns;
    struct outside tasks[IDS];
};

static struct stepper stepper;
static struct world world;
static bool looks, looks_beside; /* it looks; while others are ready */
static int64_t came_now;         /* when that came which the look is at */
static bool lacks;

static struct task *task_of(uint32_t id)
{
    return worker_task(&stepper.worker, id);
}

static bool is_over(void)
{
    return stepper_is_over(&stepper);
}

/* ---- lists ---- */

static void take_out(struct list *list, uint32_t at)
{
    list->count--;
    memmove(list->ids + at, list->ids + at + 1, list->count - at);
}

static void add(struct list *list, uint32_t id)
{
    if (list->count == sizeof list->ids)
        lacks = true;
    else
        list->ids[list->count++] = (uint8_t)id;
}

static void drop_found(uint32_t id)
{
    for (uint32_t i = 0; i < world.found.count; i++)
        if (world.found.ids[i] == id)
            take_out(&world.found, i);
    world.tasks[id].found = false;
}

/* As loop_push(). */
static void push(uint32_t id)
{
    struct outside *it = &world.tasks[id];
    task_of(id)->looked_ns = world.looked;
    if (it->queued) {
        if (!it->found || looks_beside)
            return;
        drop_found(id);
    }
    it->queued = true;
    it->sleeps = it->in_heap = false;
    it->came = looks ? came_now : 0;
    it->found = looks_beside;
    add(looks_beside ? &world.found : &world.ready, id);
}

static void wake(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
    push(id);
}

static void spawn(struct flow *flow, struct task *task)
{
    if (task->id >= IDS || task->lane != task->id) {
        lacks = true;
        return;
    }
    world.tasks[task->id] = (struct outside){0};
    push(task->id);
}

static void limit_soon(struct worker *worker, uint32_t id, uint32_t callback)
{
    add(&world.ready, id | CALLBACK);
}

/* ---- limits ---- */

static void end_later(uint32_t id, int64_t at)
{
    world.late[world.late_count++] = (struct late){id, at};
}

/* As loop_end_in_time(). */
static bool end_in_time(uint32_t id)
{
    struct task *task = task_of(id);
    int64_t until = task->record->until_ns;
    if (!until || world.now < until)
        return false;
    world.looked = world.now;
    if (until < came_now)
        came_now = until;
    interp_time_out(&stepper.flow, task);
    return true;
}

/* As loop_end_late(). */
static void end_late(const struct late *late, int64_t over_ns)
{
    struct task *task = task_of(late->id);
    if (!task || task->record->status != BOARD_ALIVE)
        return;
    int64_t until = task->record->until_ns;
    if (!task->record->passed && (!until || (until > late->at && until > over_ns)))
        return;
    if (!world.tasks[late->id].queued || task->record->wait == BOARD_TIMED) {
        world.tasks[late->id].in_heap = false;
        end_in_time(late->id);
    } else if (until && until <= world.now) {
        task->looked_ns = world.now;
        interp_time_out_ready(&stepper.flow, task);
    }
}

static int compare_late(const void *a, const void *b)
{
    const struct late *one = a, *two = b;
    if (one->at != two->at)
        return one->at < two->at ? -1 : 1;
    return one->id < two->id ? -1 : one->id > two->id;
}

static void sort_late(void)
{
    if (world.late_count > 1)
        sort_stable(world.late, world.late_count, sizeof *world.late, compare_late);
}

/* ---- a turn ---- */

static void free_ended(struct flow *flow, struct task *task)
{
    world.tasks[task->id] = (struct outside){0};
    task_free(task);
}

/* As loop_wait(); true: it goes on at once. */
static bool wait_in_loop(struct task *task, enum want want)
{
    struct outside *it = &world.tasks[task->id];
    bool limited = task->record->until_ns != 0, call = want == WANT_IO || want == WANT_SLEEP;
    if (call && (task->hold || stepper.rules.wait_holds)) {
        if (want == WANT_IO)
            drive_answer(&stepper, task);
        if (!task->hold)
            push(task->id);
        return task->hold;
    }
    switch (want) {
    case WANT_IO:
        it->asks = true;
        it->answered = 0;
        it->in_heap = limited;
        break;
    case WANT_SLEEP:
        it->sleeps = it->in_heap = true;
        it->due = 0;
        break;
    case WANT_WAKE:
        it->sleeps = task->record->timed;
        it->due = 0;
        it->in_heap = it->sleeps || limited;
        break;
    case WANT_YIELD:
        push(task->id);
        break;
    default:
        lacks = true;
    }
    return false;
}

static void give_turn(uint32_t id)
{
    struct task *task = task_of(id);
    struct flow *flow = &stepper.flow;
    flow->writer.run = stepper.run;
    flow->writer.used = 0;
    world.tasks[id].queued = false;
    if (task->record->grant == BOARD_CALLED && !interp_try_again(flow, task)) {
        world.tasks[id].in_heap = task->record->until_ns != 0;
        return;
    }
    drive_begin(&stepper);
    turn_take(flow, task);
    while (task) {
        enum want want = drive_task(&stepper, task, false);
        if (want == WANT_QUIT)
            return;
        if (want == WANT_END || want == WANT_RESUME || want == WANT_HAND_BACK)
            task = turn_transfer(flow, task, want, free_ended);
        else if (!wait_in_loop(task, want))
            return;
    }
}

static void call_back(uint32_t id)
{
    struct task *task = task_of(id);
    struct limit *limit = task ? task_limit_to_end(task, true) : NULL;
    for (uint32_t i = 0; i < world.ready.count; i++)
        if (world.ready.ids[i] == (id | CALLBACK)) /* the limit is that one's */
            return;
    if (!limit)
        return;
    world.now++;
    task_end_limit(task, limit, world.now);
    end_late(&(struct late){id, world.now}, world.now);
}

/* ---- a look ---- */

static int64_t deadline_of(uint32_t id)
{
    const struct outside *it = &world.tasks[id];
    int64_t due = it->sleeps && it->due ? it->due : INT64_MAX;
    int64_t until = task_of(id)->record->until_ns;
    if (!it->in_heap)
        return INT64_MAX;
    return until && until != LIMIT_FAR && until < due ? until : due;
}

static int64_t answer_of(uint32_t id)
{
    const struct outside *it = &world.tasks[id];
    return it->asks && it->answered ? it->answered : INT64_MAX;
}

/* The first that has come and was not told yet, or 0. */
static uint32_t first_come(bool *is_answer)
{
    int64_t first_ns = INT64_MAX;
    uint32_t first = 0;
    for (uint32_t id = 1; id <= stepper_tasks(&stepper); id++) {
        if (!task_of(id))
            continue;
        int64_t answer = answer_of(id), deadline = deadline_of(id);
        int64_t at = answer < deadline ? answer : deadline;
        if (at >= first_ns)
            continue;
        first_ns = at;
        first = id;
        *is_answer = answer < deadline;
    }
    return first;
}

/* As take_due(). */
static void take_due(uint32_t id)
{
    struct task *task = task_of(id);
    int64_t due = deadline_of(id), until = task->record->until_ns;
    world.looked = world.now;
    world.tasks[id].in_heap = false;
    came_now = due;
    if (looks_beside && until && until <= world.now) {
        bool first = task->record->passed || until <= due;
        end_later(id, first ? due : until);
        if (first)
            return;
    } else if (end_in_time(id)) {
        return;
    }
    if (task->want == WANT_WAKE && !board_lapse_locked(stepper.board, id))
        return;
    push(id);
}

/* As on_answer() and come(). */
static void take_answer(uint32_t id)
{
    struct task *task = task_of(id);
    struct outside *it = &world.tasks[id];
    int64_t until = task->record->until_ns;
    task->answered = true;
    task->answer_cancelled = it->cancelled;
    task->answer = it->number;
    it->asks = false;
    came_now = it->answered;
    if (until && it->in_heap && world.now >= until) {
        if (until < came_now)
            came_now = until;
        end_later(id, until);
    }
    push(id);
}

static int compare_came(const void *a, const void *b)
{
    int64_t one = world.tasks[*(const uint8_t *)a].came,
            two = world.tasks[*(const uint8_t *)b].came;
    return one < two ? -1 : one > two;
}

static void put_in_order(struct list *list, uint32_t from)
{
    if (list->count > from + 1)
        sort_stable(list->ids + from, list->count - from, 1, compare_came);
}

/* As loop_run_uv(). */
static void look(void)
{
    bool is_answer;
    uint32_t id, from = world.ready.count;
    world.now++;
    looks = true;
    looks_beside = world.ready.count > 0 && stepper.rules.found_later;
    while ((id = first_come(&is_answer)))
        if (is_answer)
            take_answer(id);
        else
            take_due(id);
    if (looks_beside)
        put_in_order(&world.found, 0);
    else
        put_in_order(&world.ready, from);
    bool beside = looks_beside;
    if (beside) {
        world.late_ns = world.now;
        for (uint32_t i = 0; i < world.ready.count; i++) {
            uint32_t ready = world.ready.ids[i];
            int64_t until = ready & CALLBACK ? 0 : task_of(ready)->record->until_ns;
            if (until && until <= world.now)
                end_later(ready, until);
        }
        sort_late();
    }
    looks = looks_beside = false;
    if (beside)
        return;
    for (uint32_t i = 0; i < world.late_count; i++)
        end_late(&world.late[i], world.now);
    world.late_count = 0;
}

/* ---- rounds ---- */

static void call_found(void)
{
    uint32_t at = 0;
    while (world.found.count || at < world.late_count) {
        uint32_t id = world.found.count ? world.found.ids[0] : 0;
        if (at < world.late_count && (!id || world.late[at].at < world.tasks[id].came)) {
            end_late(&world.late[at++], world.late_ns);
            continue;
        }
        take_out(&world.found, 0);
        world.tasks[id].found = world.tasks[id].queued = false;
        push(id);
    }
    world.late_count = 0;
}

static void end_rest(void)
{
    stepper.worker.rounds_left = 0;
    stepper.flow.writer.run = stepper.run;
    stepper.flow.writer.used = 0;
    interp_end_rest_locked(&stepper.flow);
    deadlock_check_locked(stepper.board, &stepper.flow.writer);
}

static void begin_round(void)
{
    if (world.ready.count && world.phase == LOOKED)
        world.looked = ++world.now;
    world.phase = world.ready.count ? ROUND : BETWEEN;
    world.round = world.ready.count;
}

static void end_round(void)
{
    call_found();
    if (stepper.worker.rounds_left && --stepper.worker.rounds_left == 0)
        end_rest();
    world.looked = ++world.now;
    world.phase = BETWEEN;
}

static void go_through(void)
{
    if (!world.round || !world.ready.count) {
        end_round();
        return;
    }
    uint32_t id = world.ready.ids[0];
    world.round--;
    world.now++;
    take_out(&world.ready, 0);
    if (id & CALLBACK)
        call_back(id & ~(uint32_t)CALLBACK);
    else
        give_turn(id);
}

static bool may_go_without_look(void)
{
    bool ends = stepper.worker.rounds_left && !stepper.rules.found_later;
    return world.ready.count && !ends;
}

/* With nothing ready it waits until something has come. */
static bool may_look(void)
{
    bool is_answer;
    return world.ready.count || stepper.worker.rounds_left || first_come(&is_answer);
}

static void look_between(void)
{
    bool none = !world.ready.count, last = stepper.worker.rounds_left;
    if (none && last && !stepper.rules.found_later)
        look();
    if (!world.ready.count && last)
        end_rest();
    else if (!(none && last))
        look();
    world.phase = LOOKED;
}

/* ---- what can happen ---- */

enum happens { NOTHING, ANSWER, DUE, LIMIT };

static bool may_happen(uint32_t id, enum happens what)
{
    struct task *task = task_of(id);
    const struct outside *it = &world.tasks[id];
    if (!task || !task->frame)
        return false;
    if (what == ANSWER)
        return it->asks && !it->answered;
    if (what == DUE)
        return it->sleeps && !it->due;
    return task->record->until_ns == LIMIT_FAR && task_limit_to_end(task, false);
}

static void happen(uint32_t id, enum happens what)
{
    struct task *task = task_of(id);
    struct outside *it = &world.tasks[id];
    world.now++;
    if (what == DUE)
        it->due = world.now;
    if (what == LIMIT)
        task_end_limit(task, task_limit_to_end(task, false), world.now);
    if (what != ANSWER)
        return;
    it->answered = world.now;
    it->cancelled = task->answer_cancelled;
    it->number = it->cancelled ? 0 : ++stepper.answers;
}

/* ---- states ---- */

static int compare_times(const void *a, const void *b)
{
    int64_t one = **(int64_t *const *)a, two = **(int64_t *const *)b;
    return one < two ? -1 : one > two;
}

static void note(int64_t **times, int *count, int64_t *time)
{
    if (*time > 0 && *time < LIMIT_FAR)
        times[(*count)++] = time;
}

/* Numbers all times anew, in their order. */
static void renumber(void)
{
    int64_t *times[TIMES], last = 0, number = 0;
    int count = 0;
    note(times, &count, &world.now);
    note(times, &count, &world.looked);
    note(times, &count, &world.late_ns);
    for (uint32_t i = 0; i < world.late_count; i++)
        note(times, &count, &world.late[i].at);
    for (uint32_t id = 1; id <= stepper_tasks(&stepper); id++) {
        struct task *task = task_of(id);
        struct outside *it = &world.tasks[id];
        if (!task)
            continue;
        if (!it->found)
            it->came = 0;
        if (!it->asks)
            it->answered = it->number = it->cancelled = 0;
        if (!it->sleeps)
            it->due = 0;
        note(times, &count, &it->answered);
        note(times, &count, &it->due);
        note(times, &count, &it->came);
        note(times, &count, &task->looked_ns);
        for (struct block *block = task->blocks; block; block = block->outer)
            if (block->kind == BLOCK_WITHIN)
                note(times, &count, &block->limit.until_ns);
    }
    qsort(times, (size_t)count, sizeof *times, compare_times);
    for (int i = 0; i < count; i++) {
        int64_t time = *times[i];
        number += time != last;
        last = time;
        *times[i] = number;
    }
    for (uint32_t id = 1; id <= stepper_tasks(&stepper); id++)
        if (task_of(id))
            task_set_limit(task_of(id));
}

static void add_list(struct stepper_digest *digest, const struct list *list)
{
    digest_add(digest, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        digest_add(digest, list->ids[i]);
}

static struct stepper_digest digest_here(void)
{
    struct stepper_digest digest = digest_of_state(&stepper);
    digest_add(&digest, (uint64_t)world.phase << 32 | world.round);
    add_list(&digest, &world.ready);
    add_list(&digest, &world.found);
    for (uint32_t i = 0; i < world.late_count; i++)
        digest_add(&digest, (uint64_t)world.late[i].at << 16 | world.late[i].id);
    digest_add(&digest, (uint64_t)world.looked << 32 | (uint64_t)world.late_ns);
    for (uint32_t id = 1; id <= stepper_tasks(&stepper); id++) {
        const struct task *task = task_of(id);
        const struct outside *it = &world.tasks[id];
        if (!task)
            continue;
        digest_add(&digest, (uint64_t)(it->queued | it->found << 1 | it->asks << 2 |
                                       it->sleeps << 3 | it->in_heap << 4 | it->cancelled << 5));
        digest_add(&digest,
                   (uint64_t)it->answered << 40 | (uint64_t)it->due << 20 | (uint64_t)it->came);
        digest_add(&digest, (uint64_t)it->number);
        if (task->record->until_ns)
            digest_add(&digest, (uint64_t)task->looked_ns);
    }
    return digest;
}

/* Digests of the states that were there, in a table of a power of two. */
struct known {
    struct stepper_digest *all;
    uint32_t count, room, most;
};

/* True: it is new. */
static bool is_new(struct known *known, struct stepper_digest digest)
{
    uint32_t at = (uint32_t)digest.a & (known->room - 1);
    while (known->all[at].a || known->all[at].b) {
        if (known->all[at].a == digest.a && known->all[at].b == digest.b)
            return false;
        at = (at + 1) & (known->room - 1);
    }
    known->all[at] = digest;
    known->count++;
    return true;
}

/* ---- the search ---- */

struct choice {
    uint32_t id;
    enum happens what; /* NOTHING: it goes on … */
    bool looks;        /* … with a look */
};

static uint32_t find_choices(struct choice *choices)
{
    uint32_t count = 0;
    for (uint32_t id = 1; id <= stepper_tasks(&stepper); id++)
        for (enum happens what = ANSWER; what <= LIMIT; what++)
            if (may_happen(id, what))
                choices[count++] = (struct choice){id, what, false};
    if (world.phase != BETWEEN || may_go_without_look())
        choices[count++] = (struct choice){0, NOTHING, false};
    if (world.phase == BETWEEN && may_look())
        choices[count++] = (struct choice){0, NOTHING, true};
    return count;
}

static void make(const struct choice *choice)
{
    if (choice->what)
        happen(choice->id, choice->what);
    else if (choice->looks)
        look_between();
    else if (world.phase == ROUND)
        go_through();
    else
        begin_round();
}

static void search_on(struct known *known, struct ends *ends)
{
    struct choice choices[3 * IDS];
    struct state_copy copy = {0};
    struct world before;
    renumber();
    if (lacks || known->count >= known->most || !is_new(known, digest_here()))
        return;
    uint32_t count = is_over() ? 0 : find_choices(choices);
    if (!count) {
        if (!stepper.refused)
            ends_add(ends, &stepper);
        return;
    }
    state_save(&stepper, &copy);
    before = world;
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            state_restore(&stepper, &copy);
        world = before;
        make(&choices[i]);
        search_on(known, ends);
    }
    state_release(&copy);
}

static void create(int32_t declaration, uint32_t number)
{
    uint32_t id = board_task_new_locked(stepper.board, (uint32_t)declaration, number, 0, false);
    if (id && declaration == stepper.program->main_task)
        stepper.board->main_id = id;
    if (!id || id >= IDS) {
        lacks = true;
        return;
    }
    struct task *task = task_new(&stepper.worker, id, NULL, 0);
    task->line = stepper.program->tasks[declaration].line;
    spawn(&stepper.flow, task);
}

static void create_first(const struct program *program)
{
    record_set_flow(&stepper.flow);
    world = (struct world){.now = 2, .looked = 1};
    looks = looks_beside = lacks = false;
    for (int32_t i = 0; i < program->task_count; i++)
        for (int64_t n = 1; program->tasks[i].starts_itself && n <= program->tasks[i].copies; n++)
            create(i, (uint32_t)n);
    board_check_over_locked(stepper.board);
    world.phase = LOOKED;
}

uint32_t brute_loop(struct ends *ends, const struct scenario *scenario,
                    const struct program *program, enum model_id model, uint32_t most)
{
    struct known known = {.room = 1, .most = most};
    enum stepper_says says;
    ends_init(ends, scenario, program, model, &says);
    if (!stepper_init(&stepper, program, model, says))
        exit(3);
    stepper.rules.spawn = spawn;
    stepper.rules.limit_soon = stepper.rules.limit_soon ? limit_soon : NULL;
    stepper.worker.waker.wake = wake;
    while (known.room < most * 2)
        known.room *= 2;
    known.all = mem_alloc(known.room * sizeof *known.all);
    create_first(program);
    search_on(&known, ends);
    bool whole = !lacks && !stepper.refused && known.count < most;
    free(known.all);
    stepper_release(&stepper);
    return whole ? known.count : 0;
}

bool brute_loop_lacks(const struct program *program)
{
    for (int32_t i = 0; i < program->task_count; i++)
        if (program->tasks[i].every_ns || program->tasks[i].after_ns)
            return true;
    for (int32_t pc = 0; pc < program->step_count; pc++)
        switch ((enum program_op)program->steps[pc].op) {
        case OP_OFFLOAD:
        case OP_IO_MEANWHILE:
        case OP_IO_THEN:
        case OP_CREATE:
            return true;
        default:
            break;
        }
    return program->settings.workers > 1;
}
