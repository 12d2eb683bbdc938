/* Who is where at a moment, and the picture of it: what is found (player/machine.h), goldens of the
 * pane in many sizes, and that nothing of it depends on what comes. */
#include "config.h"

#include "player/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "check_main.h"
#include "hand.h"
#include "screen_golden.h"
#include "view/panes.h"
#include "view/view.h"

enum { US = 1000, MS = 1000000 };

/* ---- traces ---- */

static void meta_add(struct trace *trace, const char *format, int number)
{
    char text[64];
    snprintf(text, sizeof text, format, number);
    hand_meta(trace, text);
}

/* So many threads, each with a lock, want that of the next one, in a circle that the last of them
 * closes at 1 ms; and others that want the first lock, or await the first task. */
static struct trace *deadlock_of(int count, int outside)
{
    struct trace *trace = hand_new("threads");
    static const char *const names[] = {"one",
                                        "two",
                                        "three",
                                        "four",
                                        "five",
                                        "six",
                                        "seven",
                                        "eight",
                                        "nine",
                                        "ten",
                                        "a guest that waits"};
    for (int i = 0; i < count; i++)
        meta_add(trace, "object=lock fork_%d", i + 1);
    for (int i = 1; i <= count + outside; i++) {
        hand_task(trace, 0, (uint32_t)i, names[i <= count ? i - 1 : 10]);
        hand(trace, 10 * i, TASK_BEGIN, .who = (uint32_t)i, .arg = (uint32_t)(100 + i), .line = 4);
        if (i <= count)
            hand(trace, 10 * i + 1, OBJECT_TAKEN, .who = (uint32_t)i, .arg = (uint32_t)(i - 1));
        else if (i % 2)
            hand_state(trace, 10 * i + 5, (uint32_t)i, TRACE_LOCKED, TRACE_BY_LOCK, 0, 20);
        else
            hand_state(trace, 10 * i + 5, (uint32_t)i, TRACE_WAITING, TRACE_BY_AWAIT, 1, 21);
    }
    for (int i = 1; i <= count; i++)
        hand_state(trace, 990 + i * 0.1, (uint32_t)i, TRACE_LOCKED, TRACE_BY_LOCK,
                   (uint32_t)(i % count), (uint32_t)(10 + i));
    for (int i = 0; i < count; i++)
        hand(trace, 1000, CYCLE, .who = (uint32_t)((count - 1 + i) % count + 1),
             .arg = (uint32_t)((count + i) % count + 1), .value = (count + i) % count);
    hand(trace, 1000, DEADLOCK, .who = TRACE_ENGINE);
    hand_run_end(trace, 1010, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

static struct trace *deadlock_two(void)
{
    return deadlock_of(2, 0);
}
static struct trace *deadlock_two_and_others(void)
{
    return deadlock_of(2, 3);
}
static struct trace *deadlock_three(void)
{
    return deadlock_of(3, 1);
}
static struct trace *deadlock_ten(void)
{
    return deadlock_of(10, 1);
}
static struct trace *deadlock_one(void)
{
    return deadlock_of(1, 1);
}

/* main awaits a task that awaits main; a third waits for a channel into which nobody sends. */
static struct trace *deadlock_of_awaits(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=channel box");
    hand_task(trace, 0, 1, "main");
    hand_task(trace, 0, 2, "child");
    hand_task(trace, 0, 3, "reader");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .line = 4);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_AWAIT, 2, 5);
    hand(trace, 30, TASK_BEGIN, .who = 2, .arg = 100, .line = 7);
    hand_state(trace, 40, 2, TRACE_WAITING, TRACE_BY_AWAIT, 1, 8);
    hand(trace, 50, TASK_BEGIN, .who = 3, .arg = 100, .line = 10);
    hand_state(trace, 60, 3, TRACE_LOCKED, TRACE_BY_RECV, 0, 11);
    hand(trace, 70, CYCLE, .who = 2, .arg = 1, .value = TRACE_EDGE_TASK);
    hand(trace, 70, CYCLE, .who = 1, .arg = 2, .value = TRACE_EDGE_TASK);
    hand(trace, 70, DEADLOCK, .who = TRACE_ENGINE);
    hand_run_end(trace, 80, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

/* Nobody holds what is waited for. */
static struct trace *stuck(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=channel box");
    hand_task(trace, 0, 1, "reader");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .line = 4);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_RECV, 0, 5);
    hand(trace, 30, CYCLE, .who = 1, .value = 0);
    hand(trace, 30, DEADLOCK, .who = TRACE_ENGINE);
    hand_run_end(trace, 40, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

static void asks(struct trace *trace, double t_us, uint32_t who, uint32_t request)
{
    hand_event(trace, t_us,
               (struct trace_event){
                   .kind = TRACE_ASKED, .who = who, .arg = request, .line = 6, .value = 20 * MS},
               "page");
}

/* Five tasks on a loop: at 1 ms the first computes, the second has yielded, the third is out, the
 * fourth sleeps; what the fifth asked for is answered at 0.5 ms. At 2 ms the loop looks. */
static struct trace *loop_of_five(void)
{
    static const char *const names[] = {"alpha", "beta", "gamma", "delta", "epsilon"};
    struct trace *trace = hand_new("coroutines");
    for (uint32_t i = 1; i <= 5; i++)
        hand_task(trace, 0, i, names[i - 1]);
    for (uint32_t i = 2; i <= 5; i++) {
        hand(trace, 10 * i, TASK_BEGIN, .who = i, .arg = 100, .line = 4);
        if (i == 3 || i == 5)
            asks(trace, 10 * i + 1, i, i);
        if (i == 2)
            hand_state(trace, 25, 2, TRACE_READY, TRACE_BY_YIELD, 0, 5);
        else if (i == 4)
            hand(trace, 45, STATE, .who = 4, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP,
                 .line = 9, .value = HAND_ORIGIN_NS + 30 * MS);
        else
            hand_state(trace, 10 * i + 5, i, TRACE_WAITING, TRACE_BY_IO, i, 6);
    }
    hand(trace, 60, TASK_BEGIN, .who = 1, .arg = 100, .line = 4);
    hand(trace, 500, ANSWERED, .who = TRACE_DEVICE, .arg = 5);
    hand_state(trace, 1500, 1, TRACE_READY, TRACE_BY_YIELD, 0, 7);
    hand_state(trace, 1501, 2, TRACE_RUNNING, TRACE_BY_TURN, 0, 5);
    hand_end(trace, 1600, 2);
    hand_state(trace, 1601, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 7);
    hand_state(trace, 1800, 1, TRACE_WAITING, TRACE_BY_AWAIT_ALL, 0, 8);
    hand(trace, 1900, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 2000, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand_state(trace, 2010, 5, TRACE_RUNNING, TRACE_BY_ANSWER, 5, 6);
    hand(trace, 2010, NOTICED, .who = 5, .arg = 5);
    hand_end(trace, 2020, 5);
    hand(trace, 2030, LOOP_WAIT, .who = TRACE_LOOP);
    hand_run_end(trace, 4000, TRACE_RESULT_TIMEOUT);
    trace_finish(trace);
    return trace;
}

/* Four blocks for a pool of two: at 1 ms two are served, two wait. The first ends at 2 ms, while
 * main computes: the loop is told at 3 ms. */
static struct trace *pool_of_two(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "main");
    for (uint32_t i = 2; i <= 5; i++)
        hand_task(trace, 0, i, "fetch");
    for (uint32_t i = 2; i <= 5; i++) {
        hand(trace, 10 * i, TASK_BEGIN, .who = i, .arg = 100, .line = 4);
        hand_state(trace, 10 * i + 5, i, TRACE_WAITING, TRACE_BY_OFFLOAD, 0, 5);
    }
    for (uint32_t i = 1; i <= 2; i++) {
        hand(trace, 100 + i, THREAD, .who = TRACE_POOL + i, .arg = 200 + i, .value = 100);
        hand_state(trace, 110 + i, TRACE_POOL + i, TRACE_RUNNING, TRACE_BY_STARTED, i + 1, 0);
    }
    asks(trace, 120, 2, 7);
    hand_state(trace, 121, TRACE_POOL + 1, TRACE_BLOCKED, TRACE_BY_IO, 7, 6);
    hand(trace, 130, TASK_BEGIN, .who = 1, .arg = 100, .line = 10);
    hand(trace, 1990, ANSWERED, .who = TRACE_DEVICE, .arg = 7);
    hand_state(trace, 1995, TRACE_POOL + 1, TRACE_RUNNING, TRACE_BY_ANSWER, 7, 6);
    hand(trace, 2000, STATE, .who = TRACE_POOL + 1, .detail = TRACE_ENDED, .reason = TRACE_BY_END,
         .arg = 2);
    hand(trace, 2001, WAKE, .who = 2, .reason = TRACE_BY_OFFLOADED, .arg = TRACE_POOL + 1);
    hand_state(trace, 2005, TRACE_POOL + 1, TRACE_RUNNING, TRACE_BY_STARTED, 4, 0);
    hand_state(trace, 2900, 1, TRACE_WAITING, TRACE_BY_AWAIT_ALL, 0, 11);
    hand(trace, 2910, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 3000, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand_state(trace, 3010, 2, TRACE_RUNNING, TRACE_BY_OFFLOADED, 0, 5);
    hand_end(trace, 3020, 2);
    hand_run_end(trace, 4000, TRACE_RESULT_TIMEOUT);
    trace_finish(trace);
    return trace;
}

/* Four threads on two cores: two run, one is ready, one waits for the lock of the first. */
static struct trace *cores_of_two(void)
{
    static const char *const names[] = {"one", "two", "three", "four"};
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "cores=2");
    hand_meta(trace, "object=lock door");
    for (uint32_t i = 1; i <= 4; i++)
        hand_task(trace, 0, i, names[i - 1]);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 101, .reason = 0, .line = 4);
    hand(trace, 11, OBJECT_TAKEN, .who = 1, .arg = 0);
    hand(trace, 12, TASK_BEGIN, .who = 4, .arg = 104, .reason = 1, .line = 4);
    hand_state(trace, 20, 4, TRACE_LOCKED, TRACE_BY_LOCK, 0, 9);
    hand(trace, 30, SCHED_OUT, .arg = 104, .reason = 1);
    hand(trace, 31, TASK_BEGIN, .who = 2, .arg = 102, .reason = 1, .line = 4);
    hand(trace, 1000, SCHED_OUT, .arg = 102, .reason = 1, .detail = 1);
    hand(trace, 1001, SCHED_IN, .arg = 103, .reason = 1);
    hand(trace, 1002, TASK_BEGIN, .who = 3, .arg = 103, .reason = 1, .line = 4);
    hand_run_end(trace, 4000, TRACE_RESULT_TIMEOUT);
    trace_finish(trace);
    return trace;
}

/* Two are ready, the one with the greater number first, when the third asks. */
static struct trace *loop_that_asks(void)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = hand_new("coroutines");
    for (uint32_t i = 1; i <= 3; i++)
        hand_task(trace, 0, i, names[i - 1]);
    for (uint32_t i = 2; i >= 1; i--) {
        hand(trace, 40 - 10 * i, TASK_BEGIN, .who = i, .arg = 100, .line = 4);
        hand_state(trace, 45 - 10 * i, i, TRACE_READY, TRACE_BY_YIELD, 0, 5);
    }
    hand(trace, 50, TASK_BEGIN, .who = 3, .arg = 100, .line = 7);
    hand_event(trace, 100, (struct trace_event){.kind = TRACE_ASK, .who = 3, .line = 8},
               "Who is next?");
    hand_state(trace, 200, 3, TRACE_READY, TRACE_BY_YIELD, 0, 9);
    hand_state(trace, 201, 2, TRACE_RUNNING, TRACE_BY_TURN, 0, 5);
    hand_run_end(trace, 4000, TRACE_RESULT_TIMEOUT);
    trace_finish(trace);
    return trace;
}

static struct trace *three_hundred(void)
{
    return hand_many(300);
}

/* ---- what is found ---- */

static struct machine machine_of(struct story *story, int64_t t_ns)
{
    struct machine machine;
    machine_at(story, t_ns, &machine);
    return machine;
}

/* "2 3" */
static void ck_stand(const struct machine *machine, enum machine_place place, const char *actors)
{
    struct strbuf text = STRBUF_INIT;
    for (size_t i = machine->first[place]; i < machine->first[place + 1]; i++)
        strbuf_addf(&text, "%s%u", text.len ? " " : "", (unsigned)machine->chips[i].actor);
    ck_assert_str_eq(strbuf_str(&text), actors);
    strbuf_release(&text);
}

START_TEST(each_task_of_a_loop_is_in_one_place)
{
    struct story *story = story_new(loop_of_five(), NULL, NULL);
    struct machine machine = machine_of(story, 1 * MS);
    ck_assert_int_eq(machine.shape, MACHINE_LOOP);
    ck_assert_int_eq(machine.loop, MACHINE_LOOP_LETS);
    ck_stand(&machine, MACHINE_RUNS, "1");
    ck_stand(&machine, MACHINE_READY, "2");
    ck_stand(&machine, MACHINE_DEVICE, "3");
    ck_stand(&machine, MACHINE_CLOCK, "4");
    ck_stand(&machine, MACHINE_UNTOLD, "5");
    ck_assert_int_eq(machine.ended, 0);
    machine_release(&machine);
    story_free(story);
}
END_TEST

START_TEST(what_has_come_is_ready_when_the_loop_has_looked)
{
    struct story *story = story_new(loop_of_five(), NULL, NULL);
    struct machine machine = machine_of(story, 2000 * US - 1);
    ck_assert_int_eq(machine.loop, MACHINE_LOOP_SLEEPS);
    ck_stand(&machine, MACHINE_UNTOLD, "5");
    ck_stand(&machine, MACHINE_TASKS, "1");
    ck_assert_int_eq(machine.ended, 1);
    machine_release(&machine);
    machine = machine_of(story, 2005 * US);
    ck_assert_int_eq(machine.loop, MACHINE_LOOP_RUNS);
    ck_stand(&machine, MACHINE_UNTOLD, "");
    ck_stand(&machine, MACHINE_READY, "5");
    machine_release(&machine);
    story_free(story);
}
END_TEST

START_TEST(blocks_wait_for_a_thread_of_the_pool_and_their_end_for_the_loop)
{
    struct story *story = story_new(pool_of_two(), NULL, NULL);
    struct machine machine = machine_of(story, 1 * MS);
    ck_stand(&machine, MACHINE_RUNS, "1");
    ck_stand(&machine, MACHINE_SERVED, "2 3");
    ck_stand(&machine, MACHINE_QUEUED, "4 5");
    ck_assert_int_eq(machine.thread_count, 2);
    ck_assert_uint_eq(machine.threads[0].task, 2);
    machine_release(&machine);
    machine = machine_of(story, 2500 * US);
    ck_stand(&machine, MACHINE_UNTOLD, "2");
    ck_stand(&machine, MACHINE_SERVED, "3 4");
    ck_stand(&machine, MACHINE_QUEUED, "5");
    machine_release(&machine);
    machine = machine_of(story, 3005 * US);
    ck_stand(&machine, MACHINE_READY, "2");
    machine_release(&machine);
    story_free(story);
}
END_TEST

START_TEST(who_wants_the_lock_of_the_interpreter_stands_behind_who_has_it)
{
    struct story *story = story_new(hand_callbacks_gil(), NULL, NULL);
    struct machine machine = machine_of(story, 6 * MS);
    ck_assert_int_eq(machine.shape, MACHINE_GIL);
    ck_stand(&machine, MACHINE_RUNS, "1");
    ck_assert_uint_eq(machine_count(&machine, MACHINE_WANTS), 2);
    machine_release(&machine);
    story_free(story);
}
END_TEST

START_TEST(threads_run_on_cores_and_wait_for_locks)
{
    struct story *story = story_new(cores_of_two(), NULL, NULL);
    struct machine machine = machine_of(story, 2 * MS);
    ck_assert_int_eq(machine.shape, MACHINE_CORES);
    ck_stand(&machine, MACHINE_RUNS, "1 3");
    ck_stand(&machine, MACHINE_READY, "2");
    ck_stand(&machine, MACHINE_OBJECT, "4");
    ck_assert_int_eq(machine.object_count, 1);
    machine_release(&machine);
    story_free(story);
}
END_TEST

/* Each edge leads to the task of the next one. */
static void ck_cycle(const struct machine *machine, int count, uint32_t first)
{
    ck_assert_int_eq(machine->cycle_count, count);
    ck_assert_uint_eq(machine->edges[0].who, first);
    for (int i = 0; i < count; i++)
        ck_assert_uint_eq(machine->edges[i].to, machine->edges[(i + 1) % count].who);
}

/* Of a barrier of a program's own nobody says for how many it waits. */
START_TEST(of_a_barrier_it_is_said_how_many_are_there)
{
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "object=barrier of two");
    hand_meta(trace, "object=barrier of some");
    hand_meta(trace, "units=2");
    for (uint32_t task = 1; task <= 2; task++) {
        hand_task(trace, 0, task, task == 1 ? "one" : "two");
        hand(trace, 10 * task, TASK_BEGIN, .who = task, .arg = task, .value = 5);
        hand_state(trace, 30 * task, task, TRACE_LOCKED, TRACE_BY_CONDITION, task - 1, 3);
    }
    hand_run_end(trace, 200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    static const char *const wanted[] = {"1 of 2", "1 there"};
    for (int object = 0; object < 2; object++) {
        struct strbuf said = STRBUF_INIT;
        machine_object_add(story, object, 100 * US, &said);
        ck_assert_str_eq(strbuf_str(&said), wanted[object]);
        strbuf_release(&said);
    }
    story_free(story);
}
END_TEST

START_TEST(the_cycle_is_in_order_whatever_the_order_of_its_edges)
{
    for (int count = 1; count <= 10; count++) {
        struct story *story = story_new(deadlock_of(count, 3), NULL, NULL);
        struct machine machine = machine_of(story, 1000 * US - 1);
        ck_assert_int_eq(machine.edge_count, 0); /* it is not known yet */
        machine_release(&machine);
        machine = machine_of(story, 1000 * US);
        ck_cycle(&machine, count, 1);
        ck_assert_int_eq(machine.edge_count, count + 3);
        machine_release(&machine);
        story_free(story);
    }
}
END_TEST

START_TEST(who_waits_for_tasks_is_in_a_cycle_too_and_without_one_nobody_is)
{
    struct story *story = story_new(deadlock_of_awaits(), NULL, NULL);
    struct machine machine = machine_of(story, 1 * MS);
    ck_cycle(&machine, 2, 1);
    ck_assert_int_eq(machine.edge_count, 3);
    machine_release(&machine);
    story_free(story);
    story = story_new(stuck(), NULL, NULL);
    machine = machine_of(story, 1 * MS);
    ck_assert_int_eq(machine.cycle_count, 0);
    ck_assert_int_eq(machine.edge_count, 1);
    machine_release(&machine);
    story_free(story);
}
END_TEST

/* Numbers of tasks, locks and workers that there are not. */
static struct trace *hostile(void)
{
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "workers=2");
    hand_meta(trace, "object=lock a");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 101, .value = 1 << 30, .line = 4);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0xFFFFFFF0, 20);
    hand(trace, 30, CYCLE, .who = 1, .arg = 0, .value = 1LL << 40);
    hand(trace, 30, CYCLE, .who = 1, .arg = 0, .value = INT32_MAX);
    hand(trace, 30, CYCLE, .who = 99, .arg = 1, .value = -70);
    hand(trace, 30, CYCLE, .who = 1, .arg = 99, .value = 0);
    hand(trace, 30, DEADLOCK, .who = TRACE_ENGINE);
    hand_run_end(trace, 40, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

/* ---- the picture ---- */

struct screen {
    struct story *story;
    struct scenario *scenario;
    struct player player;
    struct view view;
    struct grid grid;
};

static struct scenario *scenario_of(const struct trace *trace)
{
    struct diag_list diags = {0};
    size_t len = 0;
    const char *source = trace_source(trace, &len);
    struct scenario *scenario = source ? scenario_read("x", source, len, &diags) : NULL;
    if (diags.errors > 0) {
        scenario_free(scenario);
        scenario = NULL;
    }
    diag_release(&diags);
    return scenario;
}

static void screen_init(struct screen *screen, struct trace *trace, int columns, int rows)
{
    *screen = (struct screen){.story = story_new(trace, NULL, NULL)};
    player_init(&screen->player, screen->story);
    screen->player.movement = false;
    view_init(&screen->view, &screen->player, columns, rows);
    screen->scenario = scenario_of(trace);
    screen->view.scenario = screen->scenario;
    screen->view.model = screen->story->stats->model;
    screen->view.model_id = (enum model_id)model_by_name(screen->view.model);
    grid_init(&screen->grid, columns, rows);
}

static void screen_release(struct screen *screen)
{
    grid_release(&screen->grid);
    if (screen->scenario)
        scenario_free(screen->scenario);
    story_free(screen->story);
}

static void pane_draw(struct screen *screen, double t_us)
{
    struct rect rect = {0, 0, screen->grid.rows, screen->grid.columns};
    player_seek(&screen->player, (int64_t)(t_us * US), 0);
    grid_clear(&screen->grid);
    pane_machine_draw(&screen->view, &screen->grid, rect);
}

static const struct {
    const char *name;
    struct trace *(*make)(void);
    int columns, rows;
    double t_us;
    bool ascii, large;
} goldens[] = {
    {"machine-loop-76x7", loop_of_five, 76, 7, 1000, false, false},
    {"machine-loop-200x12", loop_of_five, 200, 12, 1000, false, false},
    {"machine-loop-40x9", loop_of_five, 40, 9, 1000, false, false},
    {"machine-loop-40x5", loop_of_five, 40, 5, 1000, false, false},
    {"machine-loop-80x5-ascii", loop_of_five, 80, 5, 1000, true, false},
    {"machine-loop-asleep-76x7", loop_of_five, 76, 7, 1950, false, false},
    {"machine-loop-looks-76x7", loop_of_five, 76, 7, 2005, false, false},
    {"machine-many-100x9", three_hundred, 100, 9, 1000, false, false},
    {"machine-many-40x9", three_hundred, 40, 9, 1000, false, false},
    {"machine-locks-76x9", hand_locks, 76, 9, 65, false, false},
    {"machine-values-76x9", hand_values, 76, 9, 34, false, false},
    {"machine-callbacks-gil-76x7", hand_callbacks_gil, 76, 7, 6000, false, false},
    {"machine-gil-100x7", hand_two_gil, 100, 7, 5015, false, false},
    {"machine-gil-60x7", hand_two_gil, 60, 7, 5015, false, false},
    {"machine-async-blocking-76x7", hand_two_async_blocking, 76, 7, 200000, false, false},
    {"machine-blocking-76x7", hand_two_blocking, 76, 7, 200000, false, false},
    {"machine-polling-76x7", hand_two_polling, 76, 7, 200000, false, false},
    {"machine-threads-76x9", cores_of_two, 76, 9, 2000, false, false},
    {"machine-threads-40x5-ascii", cores_of_two, 40, 5, 2000, true, false},
    {"machine-processes-76x7", hand_crash_of_one, 76, 7, 50500, false, false},
    {"machine-pool-76x8", pool_of_two, 76, 8, 1000, false, false},
    {"machine-pool-told-50x8", pool_of_two, 50, 8, 2500, false, false},
    {"machine-empty-76x7", hand_empty, 76, 7, 0, false, false},
    {"machine-deadlock-1-60x8", deadlock_one, 60, 8, 1005, false, false},
    {"machine-deadlock-2-76x7", deadlock_two, 76, 7, 1005, false, false},
    {"machine-deadlock-2-40x5", deadlock_two, 40, 5, 1005, false, false},
    {"machine-deadlock-2-60x9", deadlock_two_and_others, 60, 9, 1005, false, false},
    {"machine-deadlock-2-60x5-ascii", deadlock_two_and_others, 60, 5, 1005, true, false},
    {"machine-deadlock-3-76x8", deadlock_three, 76, 8, 1005, false, false},
    {"machine-deadlock-3-40x7", deadlock_three, 40, 7, 1005, false, false},
    {"machine-deadlock-10-76x9", deadlock_ten, 76, 9, 1005, false, false},
    {"machine-deadlock-10-40x5", deadlock_ten, 40, 5, 1005, false, false},
    {"machine-deadlock-awaits-60x7", deadlock_of_awaits, 60, 7, 1005, false, false},
    {"machine-deadlock-none-60x6", stuck, 60, 6, 1005, false, false},
    {"machine-deadlock-korean-76x7", hand_korean_deadlock, 76, 7, 1000, false, false},
    {"machine-deadlock-korean-40x6", hand_korean_deadlock, 40, 6, 1000, false, false},
    {"machine-deadlock-1-large-60x14", deadlock_one, 60, 14, 1005, false, true},
    {"machine-deadlock-3-large-76x17", deadlock_three, 76, 17, 1005, false, true},
};

enum { GOLDEN_COUNT = sizeof goldens / sizeof *goldens };

START_TEST(pictures_are_as_their_goldens)
{
    struct screen screen;
    screen_init(&screen, goldens[_i].make(), goldens[_i].columns, goldens[_i].rows);
    screen.view.ascii = goldens[_i].ascii;
    screen.view.large = goldens[_i].large;
    pane_draw(&screen, goldens[_i].t_us);
    screen_golden_assert(&screen.grid, goldens[_i].name);
    screen_release(&screen);
}
END_TEST

/* ---- what must hold ---- */

static struct trace *(*const makers[])(void) = {loop_of_five,
                                                pool_of_two,
                                                cores_of_two,
                                                hand_two_coroutines,
                                                hand_two_blocking,
                                                hand_two_polling,
                                                hand_two_gil,
                                                hand_callbacks_gil,
                                                hand_two_threads,
                                                hand_late,
                                                hand_locks,
                                                hand_values,
                                                hand_crash,
                                                hand_crash_of_one,
                                                hand_lesson,
                                                hand_korean_deadlock,
                                                deadlock_three,
                                                deadlock_of_awaits,
                                                stuck,
                                                deadlock_two_and_others,
                                                hand_two_async_blocking,
                                                hostile};

enum { MAKER_COUNT = sizeof makers / sizeof *makers };

/* A short gap between two turns belongs to the one before it: so far what is seen depends on what
 * comes. */
#define SEES_NS (100 * NS_PER_US)

/* All of a trace up to a moment, and then a task that was not there. */
static struct trace *trace_until(const struct trace *trace, int64_t t_ns)
{
    struct trace *cut = trace_new();
    size_t source_len = 0;
    const char *source = trace_source(trace, &source_len);
    if (source)
        trace_set_source(cut, trace_source_name(trace), source, source_len);
    for (size_t i = 0; i < trace_count(trace); i++) {
        size_t len = 0;
        const struct trace_event *event = trace_at(trace, i);
        const char *text = trace_text(trace, i, &len);
        if (event->time_ns - trace_origin(trace) <= t_ns + SEES_NS)
            trace_add(cut, event, text, text ? len : 0);
    }
    double then_us = (double)(t_ns + SEES_NS) / NS_PER_US + 1;
    hand_task(cut, then_us, 90, "another");
    hand(cut, then_us + 10, TASK_BEGIN, .who = 90, .arg = 190, .reason = TRACE_CORE_UNKNOWN);
    hand(cut, then_us + 90, MARK, .who = 90);
    trace_finish(cut);
    return cut;
}

START_TEST(nothing_of_what_comes_is_seen)
{
    static const int sizes[][2] = {{100, 9}, {60, 8}};
    struct story *whole = story_new(makers[_i](), NULL, NULL);
    for (int64_t t_ns = 0; t_ns >= 0; t_ns = story_event_after(whole, t_ns))
        for (size_t i = 0; i < 2; i++) {
            struct screen all, cut;
            screen_init(&all, makers[_i](), sizes[i][0], sizes[i][1]);
            screen_init(&cut, trace_until(whole->trace, t_ns), sizes[i][0], sizes[i][1]);
            pane_draw(&all, (double)t_ns / US);
            pane_draw(&cut, (double)t_ns / US);
            char what[64];
            snprintf(what, sizeof what, "at %lld ns", (long long)t_ns);
            screen_assert_same(&all.grid, &cut.grid, what);
            screen_release(&all);
            screen_release(&cut);
        }
    story_free(whole);
}
END_TEST

/* Whoever lives is in the picture, once as a chip. */
static int chips_of(const struct screen *screen)
{
    int count = 0;
    for (int row = 0; row < screen->grid.rows; row++)
        for (int column = 0; column < screen->grid.columns; column++)
            count += grid_at(&screen->grid, row, column)->bytes[0] == '[';
    return count;
}

START_TEST(every_task_that_lives_has_a_chip)
{
    struct screen screen;
    screen_init(&screen, makers[_i](), 200, 14);
    for (int64_t t_ns = 0; t_ns >= 0; t_ns = story_event_after(screen.story, t_ns)) {
        struct machine machine = machine_of(screen.story, t_ns);
        int chips = (int)machine.first[MACHINE_PLACES];
        bool deadlock = machine.edge_count > 0;
        machine_release(&machine);
        pane_draw(&screen, (double)t_ns / US);
        if (!deadlock && makers[_i] != hand_korean_deadlock) /* whose names have brackets */
            ck_assert_int_eq(chips_of(&screen), chips);
    }
    screen_release(&screen);
}
END_TEST

/* What stands in a lane at a moment, by the chips of that moment and of those before. */
static void chips_keep(const struct timeline *timeline, const struct machine *machine,
                       const int64_t *settled, int64_t t_ns, struct machine_chip *chips,
                       bool *there)
{
    for (int i = 0; i < timeline->lane_count; i++)
        there[i] = there[i] && settled[i] > t_ns;
    for (size_t i = 0; i < machine->first[MACHINE_PLACES]; i++) {
        const struct timeline_lane *lane = timeline_lane_of(timeline, machine->chips[i].actor);
        chips[lane - timeline->lanes] = machine->chips[i];
        there[lane - timeline->lanes] = true;
    }
}

static void assert_same_chips(const struct story *story, const struct machine *machine,
                              int64_t t_ns, const struct machine_chip *chips, const bool *there)
{
    const struct timeline *timeline = story->timeline;
    size_t count = 0;
    for (int i = 0; i < timeline->lane_count; i++)
        count += there[i];
    ck_assert_uint_eq(count, machine->first[MACHINE_PLACES]);
    for (size_t i = 0; i < count; i++) {
        const struct machine_chip *chip = &machine->chips[i];
        const struct timeline_lane *lane = timeline_lane_of(timeline, chip->actor);
        const struct machine_chip *kept = &chips[lane - timeline->lanes];
        ck_assert(there[lane - timeline->lanes]);
        ck_assert_int_eq(kept->place, chip->place);
        ck_assert_int_eq(kept->strip, chip->strip);
        ck_assert_uint_eq(kept->object, chip->object);
        ck_assert_int_eq(kept->order_ns, chip->order_ns);
        ck_assert_int_eq(machine_since(story, kept, t_ns), machine_since(story, chip, t_ns));
    }
}

static void assert_same_queue(const struct story *story, int64_t t_ns, struct now_queued *known)
{
    uint32_t at[3], next[3];
    size_t count = now_queue(story, t_ns, at, 3);
    ck_assert_uint_eq(now_queue_next(story, t_ns, known, next, 3), count);
    for (size_t i = 0; i < count && i < 3; i++)
        ck_assert_uint_eq(next[i], at[i]);
}

START_TEST(moment_by_moment_it_is_what_it_is_at_each)
{
    struct story *story = story_new(makers[_i](), NULL, NULL);
    size_t lanes = (size_t)story->timeline->lane_count + 1;
    int64_t *settled = mem_alloc(lanes * sizeof *settled);
    struct machine_chip *chips = mem_alloc(lanes * sizeof *chips);
    bool *there = mem_alloc(lanes * sizeof *there);
    struct now_queued *known = mem_alloc(NOW_TASKS_MOST * sizeof *known);
    for (int64_t t_ns = 0; t_ns >= 0; t_ns = story_event_after(story, t_ns)) {
        struct machine at = machine_of(story, t_ns), next;
        machine_next(story, t_ns, settled, &next);
        chips_keep(story->timeline, &next, settled, t_ns, chips, there);
        assert_same_chips(story, &at, t_ns, chips, there);
        assert_same_queue(story, t_ns, known);
        machine_release(&at);
        machine_release(&next);
    }
    free(settled);
    free(chips);
    free(there);
    free(known);
    story_free(story);
}
END_TEST

START_TEST(any_size_has_a_picture)
{
    static const int columns[] = {1, 3, 10, 20, 39, 40, 59, 71, 72, 76, 200, 400};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        for (int rows = 1; rows <= 16; rows++) {
            struct screen screen;
            screen_init(&screen, makers[_i](), columns[c], rows);
            pane_draw(&screen, (double)screen.story->end_ns / US / 2);
            pane_draw(&screen, (double)screen.story->end_ns / US);
            screen_release(&screen);
        }
}
END_TEST

/* Who was ready first is not told by its place, nor since when. */
START_TEST(a_question_hides_the_order_of_who_is_next)
{
    struct screen screen;
    screen_init(&screen, loop_that_asks(), 100, 7);
    pane_draw(&screen, 100);
    ck_assert_int_eq(screen.player.asking, 0);
    screen_golden_assert(&screen.grid, "machine-asks-100x7");
    player_toggle(&screen.player, 0);
    player_pause(&screen.player);
    pane_draw(&screen, 100);
    screen_golden_assert(&screen.grid, "machine-answered-100x7");
    screen_release(&screen);
}
END_TEST

/* A click on a chip is its task's. */
START_TEST(a_chip_is_found_by_its_place)
{
    struct screen screen;
    screen_init(&screen, loop_of_five(), 76, 7);
    pane_draw(&screen, 1000);
    int found[6] = {0};
    for (int row = 0; row < 7; row++)
        for (int column = 0; column < 76; column++) {
            struct rect rect = {0, 0, 7, 76};
            int lane = pane_machine_lane(&screen.view, rect, row, column);
            if (lane != VIEW_LANE_NONE)
                found[screen.story->timeline->lanes[lane].actor]++;
        }
    for (int i = 1; i <= 5; i++)
        ck_assert_int_ge(found[i], 4);
    screen_release(&screen);
}
END_TEST

/* On its way it is in neither place; before and behind it is where it was, and where it comes to.
 */
START_TEST(a_chip_moves_with_the_hand_off)
{
    struct screen screen, still;
    struct rect rect = {0, 0, 7, 100};
    screen_init(&screen, loop_of_five(), 100, 7);
    screen_init(&still, loop_of_five(), 100, 7);
    screen.player.movement = true;
    player_seek(&screen.player, 1 * MS, 0);
    player_step(&screen.player, PLAYER_BY_HANDOFF, 1, 0, NS_PER_S);
    int64_t t_ns = screen.player.t_ns;
    ck_assert_int_ge(t_ns, 1501 * US);
    screen.view.clock_ns = NS_PER_S + PLAYER_MOVE_MS * NS_PER_MS / 2;
    pane_machine_draw(&screen.view, &screen.grid, rect);
    pane_draw(&still, (double)t_ns / US);
    ck_assert_int_ne(memcmp(screen.grid.cells, still.grid.cells, sizeof *still.grid.cells * 700),
                     0);
    screen.view.clock_ns = 2 * NS_PER_S;
    grid_clear(&screen.grid);
    pane_machine_draw(&screen.view, &screen.grid, rect);
    screen_assert_same(&screen.grid, &still.grid, "when it has arrived");
    screen_release(&screen);
    screen_release(&still);
}
END_TEST

static Suite *machine_suite(void)
{
    Suite *suite = suite_create("machine");
    TCase *found = tcase_create("found");
    tcase_add_test(found, each_task_of_a_loop_is_in_one_place);
    tcase_add_test(found, what_has_come_is_ready_when_the_loop_has_looked);
    tcase_add_test(found, blocks_wait_for_a_thread_of_the_pool_and_their_end_for_the_loop);
    tcase_add_test(found, who_wants_the_lock_of_the_interpreter_stands_behind_who_has_it);
    tcase_add_test(found, threads_run_on_cores_and_wait_for_locks);
    tcase_add_test(found, of_a_barrier_it_is_said_how_many_are_there);
    tcase_add_test(found, the_cycle_is_in_order_whatever_the_order_of_its_edges);
    tcase_add_test(found, who_waits_for_tasks_is_in_a_cycle_too_and_without_one_nobody_is);
    suite_add_tcase(suite, found);
    TCase *pictures = tcase_create("pictures");
    tcase_set_timeout(pictures, 60);
    tcase_add_loop_test(pictures, pictures_are_as_their_goldens, 0, GOLDEN_COUNT);
    tcase_add_loop_test(pictures, nothing_of_what_comes_is_seen, 0, MAKER_COUNT);
    tcase_add_loop_test(pictures, every_task_that_lives_has_a_chip, 0, MAKER_COUNT);
    tcase_add_loop_test(pictures, moment_by_moment_it_is_what_it_is_at_each, 0, MAKER_COUNT);
    tcase_add_loop_test(pictures, any_size_has_a_picture, 0, MAKER_COUNT);
    tcase_add_test(pictures, a_question_hides_the_order_of_who_is_next);
    tcase_add_test(pictures, a_chip_is_found_by_its_place);
    tcase_add_test(pictures, a_chip_moves_with_the_hand_off);
    suite_add_tcase(suite, pictures);
    return suite;
}

CHECK_MAIN(machine_suite)
