#include "config.h"

#include "player/now.h"

#include <stdio.h>
#include <string.h>

#include "check_main.h"
#include "hand.h"

enum { US = 1000, MS = 1000000 };

static struct story *story_of(struct trace *trace)
{
    return story_new(trace, NULL, NULL);
}

static int lane_named(const struct story *story, const char *name)
{
    for (int i = 0; i < story->timeline->lane_count; i++)
        if (strcmp(story->timeline->lanes[i].name, name) == 0)
            return i;
    ck_abort_msg("no lane %s", name);
}

START_TEST(moments_belong_to_what_begins_at_them)
{
    struct story *story = story_of(hand_two_coroutines());
    int two = lane_named(story, "two");
    ck_assert_uint_eq(now_holder(story, 0, 40 * US - 1), 1);
    ck_assert_uint_eq(now_holder(story, 0, 60 * US - 1), TRACE_NOBODY); /* one has given it up */
    ck_assert_uint_eq(now_holder(story, 0, 60 * US), 2);
    ck_assert_uint_eq(now_holder(story, 0, 90 * US), TRACE_NOBODY);
    ck_assert_int_eq(now_lane(story, two, 400100 * US - 1).state, TRACE_WAITING);
    ck_assert_int_eq(now_lane(story, two, 400100 * US).state, TRACE_READY);
    ck_assert_int_eq(now_lane(story, two, 400170 * US).state, TRACE_RUNNING);
    struct now_lane ended = now_lane(story, two, 400200 * US);
    ck_assert(ended.ended && ended.begun && !ended.item);
    ck_assert_int_eq(ended.state, TRACE_ENDED);
    ck_assert_int_eq(ended.since_ns, 400200 * US);
    story_free(story);
}
END_TEST

START_TEST(line_is_that_of_the_last_event_of_who_runs)
{
    struct story *story = story_of(hand_two_coroutines());
    int one = lane_named(story, "one");
    ck_assert_uint_eq(now_lane(story, one, 15 * US).line, 4);
    ck_assert_uint_eq(now_lane(story, one, 25 * US).line, 5);
    ck_assert_uint_eq(now_lane(story, one, 300 * MS).line, 6);
    story_free(story);
}
END_TEST

/* Though the kernel takes its core away, and gives it back. */
START_TEST(who_computes_is_where_it_was_seen_last)
{
    struct trace *trace = hand_new("recorded");
    trace_set_source(trace, "a.py", "", 0);
    hand_task(trace, 0, 1, "one");
    hand(trace, 0, THREAD, .who = 1, .arg = 6, .value = 5);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 6, .line = 2, .reason = TRACE_CORE_UNKNOWN);
    hand(trace, 30, MARK, .who = 1, .line = 8);
    hand(trace, 40, SCHED_OUT, .who = 0, .arg = 6, .detail = 1);
    hand(trace, 60, SCHED_IN, .who = 0, .arg = 6);
    hand(trace, 80, MARK, .who = 1, .line = 9);
    hand_state(trace, 90, 1, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 5);
    hand_run_end(trace, 200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    int one = lane_named(story, "one");
    static const struct {
        int t_us;
        uint32_t line;
    } at[] = {{20, 2}, {30, 8}, {50, 8}, {70, 8}, {85, 9}, {100, 5}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        ck_assert_uint_eq(now_lane(story, one, (int64_t)at[i].t_us * US).line, at[i].line);
    story_free(story);
}
END_TEST

/* A line of who made it is its own only as long as it has not begun. */
START_TEST(who_runs_is_not_where_it_was_made)
{
    struct trace *trace = hand_new("recorded");
    trace_set_source(trace, "a.c", "", 0);
    hand_task(trace, 0, 1, "one"); /* on line 4 */
    hand(trace, 0, THREAD, .who = 1, .arg = 6, .value = 5);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 6, .reason = TRACE_CORE_UNKNOWN);
    hand_state(trace, 90, 1, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 5);
    hand_state(trace, 120, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 0);
    hand_end(trace, 150, 1);
    hand_run_end(trace, 200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    int one = lane_named(story, "one");
    static const struct {
        int t_us;
        uint32_t line;
    } at[] = {{5, 4}, {20, 0}, {80, 0}, {100, 5}, {130, 5}, {160, 5}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        ck_assert_uint_eq(now_lane(story, one, (int64_t)at[i].t_us * US).line, at[i].line);
    story_free(story);
}
END_TEST

/* In between what it lets run it is in no line, also if it was in one before. */
START_TEST(a_loop_is_where_its_callback_is)
{
    struct trace *trace = hand_new("recorded");
    trace_set_source(trace, "a.py", "", 0);
    hand_task(trace, 0, 1, "one");
    hand(trace, 0, THREAD, .who = 1, .arg = 6, .value = 5);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 6, .reason = TRACE_CORE_UNKNOWN);
    hand(trace, 20, THREAD, .who = TRACE_LOOP, .arg = 6, .value = 5);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_LOOP, TRACE_LOOP, 3);
    hand_state(trace, 30, TRACE_LOOP, TRACE_RUNNING, TRACE_BY_LOOP_CALLBACK, 0, 6);
    hand(trace, 40, MARK, .who = TRACE_LOOP, .line = 8);
    hand_state(trace, 50, TRACE_LOOP, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 9);
    hand_state(trace, 60, TRACE_LOOP, TRACE_RUNNING, TRACE_BY_NONE, 0, 0);
    hand_state(trace, 70, TRACE_LOOP, TRACE_RUNNING, TRACE_BY_LOOP_CALLBACK, 0, 12);
    hand_run_end(trace, 200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    int loop = lane_named(story, "loop");
    static const struct {
        int t_us;
        uint32_t line;
    } at[] = {{25, 0}, {35, 6}, {45, 8}, {55, 9}, {65, 0}, {75, 12}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        ck_assert_uint_eq(now_lane(story, loop, (int64_t)at[i].t_us * US).line, at[i].line);
    story_free(story);
}
END_TEST

START_TEST(requests_are_out_until_they_are_answered)
{
    struct story *story = story_of(hand_two_coroutines());
    int requests[4];
    ck_assert_uint_eq(now_requests(story, 0, requests, 4), 0);
    ck_assert_uint_eq(now_requests(story, 100 * MS, requests, 4), 2);
    ck_assert_int_eq(requests[0], 0);
    ck_assert_int_eq(requests[1], 1);
    ck_assert_uint_eq(now_requests(story, 400100 * US, requests, 4), 1);
    ck_assert_int_eq(requests[0], 0);
    ck_assert_uint_eq(now_requests(story, story->end_ns, requests, 4), 0);
    story_free(story);
}
END_TEST

START_TEST(locks_have_holders_and_waiters)
{
    struct story *story = story_of(hand_locks());
    ck_assert_int_eq(now_object_count(story), 3);
    struct now_object lock = now_object(story, 0, 19 * US);
    ck_assert_uint_eq(lock.holder, TRACE_NOBODY);
    lock = now_object(story, 0, 60 * US);
    ck_assert_uint_eq(lock.holder, 1);
    ck_assert_int_eq(lock.since_ns, 20 * US);
    ck_assert_int_eq(lock.held, 1);
    ck_assert_int_eq(lock.waiting, 1);
    lock = now_object(story, 0, 1001 * US);
    ck_assert_uint_eq(lock.holder, TRACE_NOBODY);
    ck_assert_int_eq(lock.since_ns, 1000 * US);
    ck_assert_int_eq(lock.waiting, 0);
    ck_assert_uint_eq(now_object(story, 0, 5011 * US).holder, 2);
    ck_assert_uint_eq(now_object(story, 0, INT64_MAX).holder, TRACE_NOBODY);
    ck_assert_uint_eq(now_object(story, 7, 0).holder, TRACE_NOBODY);
    story_free(story);
}
END_TEST

START_TEST(semaphores_and_channels_count)
{
    struct story *story = story_of(hand_locks());
    struct now_object semaphore = now_object(story, 1, 30 * US), channel;
    ck_assert_int_eq(semaphore.held, 1);
    ck_assert_uint_eq(semaphore.holder, 1);
    ck_assert_uint_eq(now_object(story, 1, 5030 * US).holder, 2);
    ck_assert_int_eq(now_object(story, 1, 5060 * US).held, 0);
    channel = now_object(story, 2, 4000 * US);
    ck_assert_int_eq(channel.held, 1);
    ck_assert_uint_eq(channel.holder, TRACE_NOBODY);
    ck_assert_int_eq(now_object(story, 2, 5050 * US).held, 0);
    story_free(story);
}
END_TEST

/* A semaphore used as a signal said that it was held by the one who had consumed it. */
START_TEST(a_unit_is_held_only_by_a_block)
{
    struct trace *trace = hand_new("threads");
    uint32_t tasks[4];
    hand_meta(trace, "object=semaphore s");
    hand_meta(trace, "units=1");
    for (uint32_t task = 1; task <= 3; task++)
        hand_task(trace, 0, task, "t");
    hand(trace, 10, OBJECT_TAKEN, .who = 1, .detail = TRACE_TAKING_ALONE);
    hand_state(trace, 20, 2, TRACE_LOCKED, TRACE_BY_SEMAPHORE, 0, 3);
    hand_state(trace, 25, 3, TRACE_LOCKED, TRACE_BY_SEMAPHORE, 0, 3);
    hand(trace, 30, OBJECT_RELEASED, .who = 1, .detail = TRACE_TAKING_ALONE);
    hand(trace, 31, WAKE, .who = 2, .arg = 1, .reason = TRACE_BY_GOT_OBJECT);
    hand(trace, 40, OBJECT_TAKEN, .who = 2, .detail = TRACE_TAKING_WITH);
    hand(trace, 50, OBJECT_RELEASED, .who = 1, .detail = TRACE_TAKING_ALONE);
    hand(trace, 51, OBJECT_RELEASED, .who = 1, .detail = TRACE_TAKING_ALONE);
    hand(trace, 60, OBJECT_RELEASED, .who = 2, .detail = TRACE_TAKING_WITH);
    trace_finish(trace);
    struct story *story = story_of(trace);
    static const struct {
        int at, value, held, waiting;
        uint32_t holder;
    } rows[] = {{0, 1, 0, 0, 0},  {10, 0, 0, 0, 0}, {25, 0, 0, 2, 0}, {31, 0, 0, 1, 0},
                {40, 0, 1, 1, 2}, {51, 2, 1, 1, 2}, {60, 3, 0, 1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct now_object now = now_object(story, 0, rows[i].at * US);
        ck_assert(now.kind == NOW_SEMAPHORE && now.known);
        ck_assert_int_eq(now.value, rows[i].value);
        ck_assert_int_eq(now.held, rows[i].held);
        ck_assert_int_eq(now.waiting, rows[i].waiting);
        ck_assert_uint_eq(now.holder, rows[i].holder);
        ck_assert_uint_eq(now_object_holders(story, 0, rows[i].at * US, tasks, 4), rows[i].held);
    }
    ck_assert_uint_eq(now_object_waiters(story, 0, 25 * US, tasks, 4), 2);
    ck_assert(tasks[0] == 2 && tasks[1] == 3);
    ck_assert_int_eq(now_relation(story, 0, 1, 0, 100 * US), NOW_NONE);
    story_free(story);
}
END_TEST

/* Who asked for something else waits for that. */
START_TEST(who_looks_for_another_waits_no_longer)
{
    struct trace *trace = hand_new("polling");
    hand_meta(trace, "object=channel c");
    hand_task(trace, 0, 1, "t");
    for (int look = 0; look < 3; look++)
        hand(trace, 20 + look, STATE, .who = 1, .detail = look % 2 ? TRACE_READY : TRACE_POLLING,
             .reason = TRACE_BY_LOOKING, .value = trace_looking(TRACE_BY_RECV, 0));
    hand(trace, 30, STATE, .who = 1, .detail = TRACE_POLLING, .reason = TRACE_BY_LOOKING, .arg = 1,
         .value = trace_looking(TRACE_BY_IO, 1));
    trace_finish(trace);
    struct story *story = story_of(trace);
    ck_assert_int_eq(now_object(story, 0, 22 * US).waiting, 1);
    ck_assert_int_eq(now_object(story, 0, 30 * US).waiting, 0);
    story_free(story);
}
END_TEST

/* What one worker's tasks did was told of the other's lock. */
/* Under blocking a wait holds the thread; under polling it is a look, and another one. */
START_TEST(who_waits_in_a_call_or_looks_is_counted)
{
    struct trace *trace = hand_new("polling");
    hand_meta(trace, "object=channel c");
    hand_meta(trace, "object=lock a");
    for (uint32_t task = 1; task <= 2; task++)
        hand_task(trace, 0, task, task == 1 ? "one" : "two");
    hand(trace, 5, TASK_BEGIN, .who = 1);
    hand(trace, 10, STATE, .who = 1, .detail = TRACE_POLLING, .reason = TRACE_BY_LOOKING,
         .value = trace_looking(TRACE_BY_RECV, 0));
    hand(trace, 20, STATE, .who = 1, .detail = TRACE_READY, .reason = TRACE_BY_LOOKING,
         .value = trace_looking(TRACE_BY_RECV, 0));
    hand(trace, 25, TASK_BEGIN, .who = 2);
    hand_state(trace, 30, 2, TRACE_BLOCKED, TRACE_BY_LOCK, 1, 3);
    hand(trace, 40, WAKE, .who = 1, .reason = TRACE_BY_GOT_OBJECT, .value = 0);
    hand(trace, 50, STATE, .who = 1, .detail = TRACE_POLLING, .reason = TRACE_BY_LOOKING,
         .value = trace_looking(TRACE_BY_RECV, 0));
    hand_state(trace, 60, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 3);
    hand_run_end(trace, 100, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    static const struct {
        int at, channel, lock;
    } rows[] = {{6, 0, 0}, {10, 1, 0}, {20, 1, 0}, {30, 1, 1}, {40, 0, 1}, {50, 0, 1}, {60, 0, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(now_object(story, 0, rows[i].at * US).waiting, rows[i].channel);
        ck_assert_int_eq(now_object(story, 1, rows[i].at * US).waiting, rows[i].lock);
    }
    story_free(story);
}
END_TEST

START_TEST(each_worker_has_its_own)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "workers=2");
    hand_meta(trace, "object=lock a");
    hand_meta(trace, "object=lock b");
    for (uint32_t task = 1; task <= 2; task++) {
        hand_task(trace, 0, task, "t");
        hand(trace, task, TASK_BEGIN, .who = task, .arg = 100 + task, .value = task - 1);
        hand(trace, 10 * task, OBJECT_TAKEN, .who = task, .arg = 1, .detail = TRACE_TAKING_WITH);
    }
    hand(trace, 30, OBJECT_RELEASED, .who = 2, .arg = 1, .detail = TRACE_TAKING_WITH);
    trace_finish(trace);
    struct story *story = story_of(trace);
    ck_assert_int_eq(now_object_count(story), 4);
    ck_assert_str_eq(now_object_name(story, 1), "b (worker 1)");
    ck_assert_str_eq(now_object_name(story, 2), "a (worker 2)");
    ck_assert_uint_eq(now_object(story, 1, 25 * US).holder, 1);
    ck_assert_uint_eq(now_object(story, 3, 25 * US).holder, 2);
    ck_assert_uint_eq(now_object(story, 1, 40 * US).holder, 1);
    ck_assert_uint_eq(now_object(story, 3, 40 * US).holder, TRACE_NOBODY);
    story_free(story);
}
END_TEST

/* Two send at the same time: who says so first need not be first in the channel. */
START_TEST(a_channel_holds_its_values)
{
    struct trace *trace = hand_new("threads");
    int64_t values[3];
    hand_meta(trace, "object=channel c");
    for (uint32_t task = 1; task <= 3; task++)
        hand_task(trace, 0, task, "t");
    hand(trace, 10, SENT, .who = 1, .value = 7);
    hand(trace, 11, SENT, .who = 2, .value = 8);
    hand(trace, 12, SENT, .who = 2, .value = 9);
    hand(trace, 20, RECEIVED, .who = 3, .value = 8);
    hand(trace, 30, SHUT, .who = 1);
    trace_finish(trace);
    struct story *story = story_of(trace);
    ck_assert_uint_eq(now_object_values(story, 0, 9 * US, values, 3), 0);
    ck_assert_uint_eq(now_object_values(story, 0, 12 * US, values, 3), 3);
    ck_assert(values[0] == 8 && values[1] == 7 && values[2] == 9);
    ck_assert_uint_eq(now_object_values(story, 0, 20 * US, values, 3), 2);
    ck_assert(values[0] == 7 && values[1] == 9);
    ck_assert(!now_object(story, 0, 20 * US).shut && now_object(story, 0, 30 * US).shut);
    story_free(story);
}
END_TEST

/* The variables of a task as the pane has them: "i 1  f *3  x ?". */
static const char *variables(const struct story *story, uint32_t task, double t_us)
{
    static char text[128];
    struct now_value values[8];
    size_t count = now_variables(story, task, (int64_t)(t_us * US), values, 8), len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        len +=
            (size_t)snprintf(text + len, sizeof text - len, "%s%s ", i ? "  " : "", values[i].name);
        if (values[i].known)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%d",
                                    values[i].kind == TRACE_VALUE_INT ? "" : "*",
                                    (int)values[i].value);
        else
            len += (size_t)snprintf(text + len, sizeof text - len, "?");
    }
    return text;
}

START_TEST(variables_are_those_of_the_body)
{
    struct story *story = story_of(hand_values());
    static const struct {
        double t_us;
        uint32_t task;
        const char *text;
    } rows[] = {
        {5, 1, ""},
        {11, 1, "i 1  g *3"},
        {24, 1, "i 1  g *3"},
        {24, 2, "x 5"},
        {34, 3, "y 9"},
        {36, 1, "i 1  결과 18  g *3"},
        {62, 1, "n 5"},
        {41, 1, "i ?  결과 ?  g ?"},
        {60, 1, "i 900  결과 1800"},
        {66, 1, "i 900  결과 1800"},
        {90, 9, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(variables(story, rows[i].task, rows[i].t_us), rows[i].text);
    story_free(story);
}
END_TEST

static void shared_is(const struct story *story, double t_us, bool known, int64_t value)
{
    struct now_value now = now_shared(story, 0, 1, (int64_t)(t_us * US));
    ck_assert_str_eq(now.name, "counter");
    ck_assert(now.known == known);
    if (known)
        ck_assert_int_eq(now.value, value);
}

START_TEST(shared_variables_are_what_was_written)
{
    struct story *story = story_of(hand_values());
    struct now_value sent, yielded;
    const struct update_lost *lost;
    uint32_t event;
    ck_assert_int_eq(now_shared_count(story), 2);
    shared_is(story, 0, true, 3);
    shared_is(story, 23, true, 3);
    shared_is(story, 24, true, 4);
    shared_is(story, 32, true, 4);
    ck_assert_int_eq(now_shared(story, 0, 1, 32 * US).changed_ns, 32 * US);
    shared_is(story, 40, false, 0);
    shared_is(story, 69, false, 0);
    shared_is(story, 70, true, 903);
    now_exchange(story, 3, 34 * US, &sent, &yielded);
    ck_assert(sent.known && sent.value == 9 && !yielded.known);
    now_exchange(story, 3, 36 * US, &sent, &yielded);
    ck_assert(sent.known && yielded.known && yielded.value == 18);
    ck_assert(now_access(story, 24 * US, &event, &lost) && !lost);
    ck_assert(now_access(story, 32 * US, &event, &lost) && lost && lost->proven);
    ck_assert(!now_access(story, 25 * US, &event, &lost));
    story_free(story);
}
END_TEST

/* With threads a read is stamped when it is over, and a write before it is done. */
START_TEST(nobody_knows_what_was_written_at_the_same_time)
{
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "values=told");
    hand_meta(trace, "shared=counter");
    hand_meta(trace, "initial=0");
    for (uint32_t task = 1; task <= 2; task++) {
        hand_task(trace, 0, task, "t");
        hand(trace, 1, TASK_BEGIN, .who = task, .arg = 100 + task);
    }
    hand(trace, 10, SHARED_WRITE, .who = 1, .value = 1);
    hand(trace, 11, SHARED_READ, .who = 2, .value = 0); /* begun before that was done */
    hand(trace, 12, SHARED_READ, .who = 2, .value = 1);
    hand(trace, 13, SHARED_WRITE, .who = 2, .value = 2); /* the first may not be done either */
    hand(trace, 14, SHARED_READ, .who = 1, .value = 1);
    hand(trace, 15, SHARED_READ, .who = 1, .value = 1);
    trace_finish(trace);
    struct story *story = story_of(trace);
    shared_is(story, 10, true, 1);
    shared_is(story, 11, false, 0);
    shared_is(story, 12, true, 1);
    shared_is(story, 13, false, 0);
    shared_is(story, 14, false, 0);
    shared_is(story, 15, true, 1);
    story_free(story);
}
END_TEST

/* Only a task can have a lock, but files may say what they like. */
START_TEST(a_lock_taken_by_no_task_is_told_as_it_stands)
{
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "object=lock a");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, OBJECT_TAKEN, .who = TRACE_POOL + 1);
    hand(trace, 20, OBJECT_RELEASED, .who = TRACE_POOL + 1);
    hand(trace, 30, OBJECT_TAKEN, .who = 1);
    trace_finish(trace);
    struct story *story = story_of(trace);
    ck_assert_uint_eq(now_object(story, 0, 10 * US).holder, TRACE_POOL + 1);
    ck_assert_int_eq(now_object(story, 0, 10 * US).held, 1);
    ck_assert_int_eq(now_object(story, 0, 20 * US).held, 0);
    ck_assert_uint_eq(now_object(story, 0, 30 * US).holder, 1);
    story_free(story);
}
END_TEST

START_TEST(every_lane_shows_a_chosen_lock)
{
    struct story *story = story_of(hand_locks());
    ck_assert_int_eq(now_relation(story, 0, 1, 0, 20 * US), NOW_NONE);
    ck_assert_int_eq(now_relation(story, 0, 1, 20 * US, 60 * US), NOW_HOLDS);
    ck_assert_int_eq(now_relation(story, 0, 1, 60 * US, 70 * US), NOW_HOLDS_WANTED);
    ck_assert_int_eq(now_relation(story, 0, 1, 1000 * US, 9000 * US), NOW_NONE);
    ck_assert_int_eq(now_relation(story, 0, 2, 0, 60 * US), NOW_NONE);
    ck_assert_int_eq(now_relation(story, 0, 2, 60 * US, 61 * US), NOW_WAITS);
    ck_assert_int_eq(now_relation(story, 0, 2, 1001 * US, 5000 * US), NOW_NONE);
    ck_assert_int_eq(now_relation(story, 0, 2, 0, 9000 * US), NOW_HOLDS);
    ck_assert_int_eq(now_relation(story, 0, 3, 0, 9000 * US), NOW_NONE);
    ck_assert_int_eq(now_relation(story, 1, 1, 4000 * US, 4001 * US), NOW_HOLDS);
    ck_assert_int_eq(now_relation(story, 9, 1, 0, 9000 * US), NOW_NONE);
    story_free(story);
}
END_TEST

/* One holds it the whole time; two waits for it twice. */
START_TEST(others_wait_only_while_somebody_does)
{
    struct trace *trace = hand_new("threads");
    hand_meta(trace, "object=semaphore s");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, OBJECT_TAKEN, .who = 1);
    hand_state(trace, 20, 2, TRACE_LOCKED, TRACE_BY_SEMAPHORE, 0, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 3);
    hand(trace, 40, OBJECT_TAKEN, .who = 2);
    hand(trace, 50, OBJECT_RELEASED, .who = 2);
    hand_state(trace, 60, 2, TRACE_LOCKED, TRACE_BY_SEMAPHORE, 0, 3);
    hand_state(trace, 70, 2, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 3);
    hand(trace, 80, OBJECT_RELEASED, .who = 1);
    trace_finish(trace);
    struct story *story = story_of(trace);
    static const enum now_relation each[] = {NOW_NONE,         NOW_HOLDS, NOW_HOLDS_WANTED,
                                             NOW_HOLDS,        NOW_HOLDS, NOW_HOLDS,
                                             NOW_HOLDS_WANTED, NOW_HOLDS, NOW_NONE};
    for (int i = 0; i < 9; i++)
        ck_assert_int_eq(now_relation(story, 0, 1, i * 10 * US, (i + 1) * 10 * US), each[i]);
    ck_assert_int_eq(now_relation(story, 0, 1, 29 * US, 45 * US), NOW_HOLDS_WANTED);
    ck_assert_int_eq(now_relation(story, 0, 1, 31 * US, 65 * US), NOW_HOLDS_WANTED);
    ck_assert_int_eq(now_relation(story, 0, 1, 0, 15 * US), NOW_HOLDS);
    ck_assert_int_eq(now_relation(story, 0, 1, 75 * US, 200 * US), NOW_HOLDS);
    ck_assert_int_eq(now_relation(story, 0, 2, 15 * US, 45 * US), NOW_HOLDS);
    story_free(story);
}
END_TEST

START_TEST(deadlock_stands_at_the_end)
{
    struct story *story = story_of(hand_korean_deadlock());
    for (int task = 1; task <= 2; task++) {
        struct now_object object = now_object(story, task - 1, story->end_ns);
        struct now_lane lane =
            now_lane(story, story->timeline->first_task + task - 1, story->end_ns);
        ck_assert_uint_eq(object.holder, (uint32_t)task);
        ck_assert_int_eq(object.waiting, 1);
        ck_assert_int_eq(lane.state, TRACE_LOCKED);
        ck_assert_int_eq(lane.since_ns, task == 1 ? 90 * US : 70 * US);
        ck_assert_int_eq(now_relation(story, task - 1, (uint32_t)task, 95 * US, 100 * US),
                         NOW_HOLDS_WANTED);
        ck_assert_int_eq(now_relation(story, 2 - task, (uint32_t)task, 95 * US, 100 * US),
                         NOW_WAITS);
    }
    story_free(story);
}
END_TEST

START_TEST(queue_is_in_the_order_of_becoming_ready)
{
    struct story *story = story_of(hand_locks());
    uint32_t tasks[2] = {0};
    ck_assert_uint_eq(now_queue(story, 5 * US, tasks, 2), 2);
    ck_assert_uint_eq(tasks[0], 1);
    ck_assert_uint_eq(tasks[1], 2);
    ck_assert_uint_eq(now_queue(story, 45 * US, tasks, 2), 2);
    ck_assert_uint_eq(tasks[0], 2); /* one has yielded, and stands behind it */
    ck_assert_uint_eq(tasks[1], 1);
    ck_assert_uint_eq(now_queue(story, 55 * US, tasks, 1), 1);
    ck_assert_uint_eq(tasks[0], 1);
    ck_assert_uint_eq(now_queue(story, 500 * US, tasks, 2), 0);
    ck_assert_uint_eq(now_queue(story, 4000 * US, tasks, 0), 1);
    story_free(story);
}
END_TEST

START_TEST(callbacks_want_the_lock_of_the_interpreter_themselves)
{
    struct story *story = story_of(hand_callbacks_gil());
    uint32_t who[2] = {0};
    ck_assert_uint_eq(now_queue(story, 9000 * US, who, 2), 2);
    ck_assert_uint_eq(who[0], TRACE_HELPER + 1);
    ck_assert_uint_eq(who[1], TRACE_HELPER + 2);
    ck_assert_uint_eq(now_gil(story, 15000 * US).holder, TRACE_HELPER + 1);
    ck_assert_uint_eq(now_queue(story, 15000 * US, who, 2), 1);
    ck_assert_uint_eq(who[0], TRACE_HELPER + 2);
    story_free(story);
}
END_TEST

/* What it takes is its task's. */
START_TEST(a_callback_waits_for_a_lock_that_its_task_has)
{
    struct trace *trace = hand_new("gil");
    hand_meta(trace, "object=lock a");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100);
    hand(trace, 20, OBJECT_TAKEN, .who = 1, .arg = 0, .detail = TRACE_TAKING_WITH);
    hand(trace, 30, CALLBACK_NEW, .who = TRACE_HELPER + 1, .arg = 1, .value = 1);
    hand_state(trace, 40, TRACE_HELPER + 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 4);
    hand(trace, 100, OBJECT_RELEASED, .who = 1, .arg = 0, .detail = TRACE_TAKING_WITH);
    hand(trace, 101, WAKE, .who = TRACE_HELPER + 1, .reason = TRACE_BY_GOT_OBJECT, .arg = 1);
    hand_state(trace, 110, TRACE_HELPER + 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 4);
    hand(trace, 111, OBJECT_TAKEN, .who = 1, .arg = 0, .detail = TRACE_TAKING_WITH);
    hand_run_end(trace, 200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    uint32_t who[2] = {0};
    ck_assert_uint_eq(now_object_waiters(story, 0, 50 * US, who, 2), 1);
    ck_assert_uint_eq(who[0], TRACE_HELPER + 1);
    ck_assert_uint_eq(now_object_waiters(story, 0, 105 * US, who, 2), 0);
    ck_assert_uint_eq(now_object(story, 0, 50 * US).holder, 1);
    ck_assert_uint_eq(now_object(story, 0, 150 * US).holder, 1);
    story_free(story);
}
END_TEST

START_TEST(lock_of_the_interpreter_has_one_that_asks)
{
    struct story *story = story_of(hand_two_gil());
    uint32_t tasks[2];
    struct now_gil gil = now_gil(story, 5000 * US);
    ck_assert_uint_eq(gil.holder, 1);
    ck_assert_uint_eq(gil.asked_by, TRACE_NOBODY);
    ck_assert_uint_eq(now_queue(story, 5000 * US, tasks, 2), 1);
    ck_assert_uint_eq(tasks[0], 2);
    gil = now_gil(story, 5035 * US);
    ck_assert_uint_eq(gil.asked_by, 2);
    ck_assert_int_eq(gil.asked_ns, 5030 * US);
    gil = now_gil(story, 5060 * US);
    ck_assert_uint_eq(gil.holder, 2);
    ck_assert_uint_eq(gil.asked_by, TRACE_NOBODY);
    story_free(story);
    story = story_of(hand_two_coroutines());
    ck_assert_uint_eq(now_gil(story, 20 * US).holder, TRACE_NOBODY);
    story_free(story);
}
END_TEST

static struct trace *many(void)
{
    return hand_many(40);
}

static struct trace *crowd(void)
{
    return hand_many(3000);
}

/* At the end the totals are those of the whole run, and they never shrink on the way. */
START_TEST(totals_grow_to_those_of_the_run)
{
    static struct trace *(*const makers[])(void) = {hand_two_coroutines,
                                                    hand_two_blocking,
                                                    hand_two_polling,
                                                    hand_two_gil,
                                                    hand_two_threads,
                                                    hand_late,
                                                    many,
                                                    crowd,
                                                    hand_empty,
                                                    hand_one_event};
    struct story *story = story_of(makers[_i]());
    const struct timeline *timeline = story->timeline;
    struct now_totals before = now_totals(story, -1), now = before;
    int64_t cpu = 0;
    for (int i = 0; i <= 500; i++, before = now) {
        now = now_totals(story, story->end_ns / 500 * i);
        ck_assert_int_ge(now.cpu_ns, before.cpu_ns);
        ck_assert_int_ge(now.looks, before.looks);
        ck_assert_int_ge(now.handoffs, before.handoffs);
        ck_assert_int_ge(now.late_sum_ns, before.late_sum_ns);
        ck_assert_int_ge(now.said, before.said);
    }
    now = now_totals(story, story->end_ns);
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        cpu += lane->total.ns[TRACE_RUNNING] + lane->total.ns[TRACE_POLLING];
    }
    ck_assert_int_eq(now.cpu_ns, cpu);
    ck_assert_int_eq(now.looks, story->stats->looks);
    ck_assert_int_eq(now.handoffs, story->stats->handoffs);
    ck_assert_int_eq(now.said, story->stats->said_count);
    ck_assert(now.threads == story->stats->threads || now.threads == 0);
    if (story->stats->late_ns >= STORY_LATE_NS)
        ck_assert_int_eq(now.late_most_ns, story->stats->late_ns);
    story_free(story);
}
END_TEST

/* Against a count by hand, over block borders. */
START_TEST(requests_of_many_are_found_by_blocks)
{
    struct story *story = story_of(hand_many(9000));
    static int requests[9000];
    for (int64_t t = 0; t <= story->end_ns; t += story->end_ns / 37) {
        const struct timeline *timeline = story->timeline;
        size_t found = now_requests(story, t, requests, 9000), count = 0;
        for (int i = 0; i < timeline->request_count; i++) {
            const struct timeline_request *request = &timeline->requests[i];
            if (request->asked_ns > t || request->answered_ns <= t)
                continue;
            ck_assert_int_eq(requests[count], i);
            count++;
        }
        ck_assert_uint_eq(found, count);
    }
    story_free(story);
}
END_TEST

START_TEST(cpu_of_a_crowd_is_kept_by_columns)
{
    struct story *story = story_of(hand_many(3000));
    const struct timeline *timeline = story->timeline;
    for (int64_t t = 0; t <= story->end_ns; t += story->end_ns / 97) {
        struct timeline_sums sums = {0};
        for (int i = 0; i < timeline->task_count; i++)
            timeline_sum(&timeline->lanes[timeline->first_task + i], 0, t, &sums);
        int64_t exact = sums.ns[TRACE_RUNNING] + sums.ns[TRACE_POLLING];
        int64_t off = now_totals(story, t).cpu_ns - exact;
        ck_assert_int_le(off < 0 ? -off : off, story->end_ns / 4096 + 1);
    }
    story_free(story);
}
END_TEST

static Suite *now_suite(void)
{
    Suite *suite = suite_create("now");
    TCase *tcase = tcase_create("now");
    tcase_add_test(tcase, moments_belong_to_what_begins_at_them);
    tcase_add_test(tcase, line_is_that_of_the_last_event_of_who_runs);
    tcase_add_test(tcase, who_computes_is_where_it_was_seen_last);
    tcase_add_test(tcase, who_runs_is_not_where_it_was_made);
    tcase_add_test(tcase, a_loop_is_where_its_callback_is);
    tcase_add_test(tcase, requests_are_out_until_they_are_answered);
    tcase_add_test(tcase, locks_have_holders_and_waiters);
    tcase_add_test(tcase, semaphores_and_channels_count);
    tcase_add_test(tcase, a_unit_is_held_only_by_a_block);
    tcase_add_test(tcase, who_waits_in_a_call_or_looks_is_counted);
    tcase_add_test(tcase, who_looks_for_another_waits_no_longer);
    tcase_add_test(tcase, each_worker_has_its_own);
    tcase_add_test(tcase, a_channel_holds_its_values);
    tcase_add_test(tcase, variables_are_those_of_the_body);
    tcase_add_test(tcase, shared_variables_are_what_was_written);
    tcase_add_test(tcase, nobody_knows_what_was_written_at_the_same_time);
    tcase_add_test(tcase, a_lock_taken_by_no_task_is_told_as_it_stands);
    tcase_add_test(tcase, every_lane_shows_a_chosen_lock);
    tcase_add_test(tcase, others_wait_only_while_somebody_does);
    tcase_add_test(tcase, deadlock_stands_at_the_end);
    tcase_add_test(tcase, queue_is_in_the_order_of_becoming_ready);
    tcase_add_test(tcase, lock_of_the_interpreter_has_one_that_asks);
    tcase_add_test(tcase, callbacks_want_the_lock_of_the_interpreter_themselves);
    tcase_add_test(tcase, a_callback_waits_for_a_lock_that_its_task_has);
    tcase_add_loop_test(tcase, totals_grow_to_those_of_the_run, 0, 10);
    tcase_add_test(tcase, requests_of_many_are_found_by_blocks);
    tcase_add_test(tcase, cpu_of_a_crowd_is_kept_by_columns);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(now_suite)
