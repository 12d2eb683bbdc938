#include "config.h"

#include "trace/stats.h"

#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "tell/tell.h"
#include "trace/parallel.h"

enum { US = 1000, MS = 1000000 };

/* A trace and all that is made from it. */
struct made {
    struct trace *trace;
    struct timeline *timeline;
    struct stats *stats;
};

static struct made made_of(struct trace *trace)
{
    struct timeline *timeline = timeline_new(trace);
    return (struct made){trace, timeline, stats_new(timeline)};
}

static struct made made_finish(struct trace *trace)
{
    trace_finish(trace);
    return made_of(trace);
}

static void made_free(struct made made)
{
    stats_free(made.stats);
    timeline_free(made.timeline);
    trace_free(made.trace);
}

START_TEST(the_facts_of_two_waits)
{
    struct made made = made_of(hand_two_coroutines());
    const struct stats *stats = made.stats;
    ck_assert_str_eq(stats->model, "coroutines");
    ck_assert_str_eq(stats->title, "Two waits");
    ck_assert_int_eq(stats->result, TRACE_RESULT_OK);
    ck_assert_int_eq(stats->elapsed_ns, 500150 * US);
    ck_assert_int_eq(stats->cpu_ns, 400 * US);
    ck_assert_int_eq(stats->handoffs, 6);
    ck_assert_int_eq(stats->parallel, 1);
    ck_assert_int_eq(stats->looks, 0);
    ck_assert_int_eq(stats->threads, 1);
    ck_assert_int_eq(stats->requests_most, 2);
    ck_assert_int_eq(stats->memory_per_task, -1);
    ck_assert_int_eq(stats->task_count, 2);
    ck_assert_str_eq(stats->tasks[0].name, "one");
    ck_assert_str_eq(stats->tasks[0].result, "ok");
    ck_assert_int_eq(stats->tasks[0].end_ns, 500150 * US);
    ck_assert_int_eq(stats->tasks[0].late_ns, 70 * US);
    ck_assert_int_eq(stats->tasks[0].states.ns[TRACE_RUNNING], 60 * US);
    ck_assert_int_eq(stats->said_count, 4);
    ck_assert_str_eq(stats->said[2].text, "2 resumes");
    ck_assert_int_eq(stats->said[2].t_ns, 400180 * US);
    made_free(made);
}
END_TEST

START_TEST(lateness_lasts_until_the_task_runs)
{
    struct made made = made_of(hand_late());
    ck_assert_int_eq(made.stats->tasks[1].late_ns, 51910 * US);
    ck_assert_int_eq(made.stats->tasks[0].late_ns, 110 * US); /* of its sleep */
    ck_assert_int_eq(made.stats->late_ns, 51910 * US);
    made_free(made);
}
END_TEST

START_TEST(lateness_under_gil_lasts_until_it_has_the_lock)
{
    struct made made = made_of(hand_two_gil());
    ck_assert_int_eq(made.stats->tasks[1].late_ns, (11231 - 6150) * US);
    made_free(made);
}
END_TEST

START_TEST(a_callback_on_a_thread_of_its_own_makes_its_task_late)
{
    struct made made = made_of(hand_callbacks_gil());
    ck_assert_int_eq(made.stats->tasks[0].late_ns, (20012 - 5000) * US);
    ck_assert_int_eq(made.stats->late_ns, (20012 - 5000) * US);
    ck_assert_int_eq(made.stats->threads, 3);
    made_free(made);
}
END_TEST

START_TEST(a_callback_that_was_looked_for_is_late_once)
{
    struct made made = made_of(hand_callback_polling());
    ck_assert_int_eq(made.stats->tasks[0].late_ns, 2900 * US);
    made_free(made);
}
END_TEST

START_TEST(a_cancelled_request_makes_nobody_late)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_IO, 1, 2);
    hand(trace, 30, ANSWERED, .who = TRACE_DEVICE, .arg = 1, .value = 1);
    hand_state(trace, 9000, 1, TRACE_RUNNING, TRACE_BY_WOKEN, 0, 2);
    hand(trace, 9010, TASK_END, .who = 1, .detail = TRACE_END_CANCELLED);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->late_ns, 0);
    ck_assert_str_eq(made.stats->tasks[0].result, "cancelled");
    made_free(made);
}
END_TEST

/* The run is over for one process before the others stop. */
START_TEST(who_is_told_behind_the_end_was_not_late)
{
    struct trace *trace = hand_new("processes");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_IO, 1, 2);
    hand(trace, 30, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_run_end(trace, 1000, TRACE_RESULT_FAILED);
    hand_state(trace, 9000, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 2);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->late_ns, 0);
    made_free(made);
}
END_TEST

START_TEST(a_then_block_is_late_by_its_own_request)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand(trace, 21, ASKED, .who = 1, .arg = 2);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    hand(trace, 200, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 900, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 2, 2);
    hand_state(trace, 950, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 2);
    hand_end(trace, 1000, 1);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->late_ns, 800 * US);
    made_free(made);
}
END_TEST

START_TEST(who_does_its_own_work_meanwhile_is_late_too)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 20, 1, TRACE_RUNNING, TRACE_BY_MEANWHILE, 1, 2);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 500, 1, TRACE_RUNNING, TRACE_BY_MEANWHILE, 1, 2);
    hand_state(trace, 900, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 2);
    hand_end(trace, 1000, 1);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->late_ns, 800 * US);
    made_free(made);
}
END_TEST

START_TEST(parallel_needs_a_tenth_of_a_millisecond)
{
    static const struct {
        double overlap_us;
        int parallel;
    } rows[] = {{99, 1}, {100, 2}};
    struct trace *trace = hand_new("threads");
    for (uint32_t task = 1; task <= 2; task++)
        hand_task(trace, 0, task, task == 1 ? "one" : "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .reason = 0);
    hand(trace, 1000, TASK_BEGIN, .who = 2, .arg = 8, .reason = 1);
    hand_end(trace, 1000 + rows[_i].overlap_us, 1);
    hand_end(trace, 5000, 2);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->parallel, rows[_i].parallel);
    ck_assert_int_eq(made.stats->threads, 2);
    made_free(made);
}
END_TEST

/* Two threads take turns on one core: one at a time, though both are able to. The third waits for
 * the clock meanwhile. */
START_TEST(able_are_those_too_whose_core_was_taken)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = hand_new("threads");
    for (uint32_t task = 1; task <= 3; task++)
        hand_task(trace, 0, task, names[task - 1]);
    for (uint32_t task = 1; task <= 3; task++)
        hand(trace, 10 + task, TASK_BEGIN, .who = task, .arg = 6 + task, .reason = 0);
    hand_state(trace, 20, 3, TRACE_WAITING, TRACE_BY_SLEEP, 0, 5);
    hand(trace, 30, SCHED_OUT, .arg = 7, .reason = 0, .detail = 1);
    hand(trace, 5000, SCHED_OUT, .arg = 8, .reason = 0, .detail = 1);
    hand(trace, 5001, SCHED_IN, .arg = 7, .reason = 0);
    hand_end(trace, 9000, 1);
    hand(trace, 9001, SCHED_IN, .arg = 8, .reason = 0);
    hand_end(trace, 9500, 2);
    hand_end(trace, 9600, 3);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->parallel, 1);
    ck_assert_int_eq(parallel_able(made.timeline), 2);
    made_free(made);
}
END_TEST

START_TEST(a_run_that_did_not_end_well)
{
    struct made made = made_of(hand_korean_deadlock());
    ck_assert_int_eq(made.stats->result, TRACE_RESULT_DEADLOCK);
    ck_assert_int_eq(made.stats->elapsed_ns, 100 * US);
    ck_assert_str_eq(made.stats->tasks[0].result, "unfinished");
    ck_assert_int_eq(made.stats->tasks[0].end_ns, -1);
    made_free(made);
    made = made_of(hand_one_event());
    ck_assert_int_eq(made.stats->result, TRACE_RESULT_STOPPED);
    ck_assert(!made.stats->ended);
    made_free(made);
}
END_TEST

/* A block in the pool goes on until its thread is ended. */
START_TEST(what_is_said_behind_the_end_is_not_of_the_run)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_say(trace, 20, 1, "before");
    hand_run_end(trace, 100, TRACE_RESULT_OK);
    hand_say(trace, 110, 1, "behind");
    hand(trace, 120, ASKED, .who = 1, .arg = 1);
    hand_event(trace, 130,
               (struct trace_event){.kind = TRACE_TASK_END, .who = 1, .detail = TRACE_END_FAILED},
               "late");
    hand(trace, 140, CPU, .value = 5000);
    trace_finish(trace);
    struct made made = made_of(trace);
    ck_assert_int_eq(made.stats->said_count, 1);
    ck_assert_str_eq(made.stats->said[0].text, "before");
    ck_assert_int_eq(made.stats->tasks[0].asked, 0);
    ck_assert_ptr_null(made.stats->tasks[0].failure);
    ck_assert_str_eq(made.stats->tasks[0].result, "unfinished");
    ck_assert_int_eq(made.stats->cpu_ns, 5000);
    made_free(made);
}
END_TEST

START_TEST(values_of_workers_are_kept_apart)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "workers=2");
    hand_meta(trace, "shared=counter");
    hand(trace, 3, SHARED_FINAL, .arg = 0, .value = -7);
    hand(trace, 3, SHARED_FINAL, .who = TRACE_LOOP + 1, .arg = 0, .value = 5);
    hand(trace, 3, SHARED_FINAL, .who = TRACE_LOOP + 2, .arg = 0, .value = 6); /* there is none */
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->value_count, 1);
    ck_assert_int_eq(made.stats->values[0].value, -7);
    ck_assert_int_eq(made.stats->other_count, 1);
    ck_assert_str_eq(made.stats->others[0].name, "counter");
    ck_assert_int_eq(made.stats->others[0].value, 5);
    ck_assert_uint_eq(made.stats->others[0].worker, 1);
    made_free(made);
}
END_TEST

START_TEST(numbers_add_up)
{
    struct trace *trace = hand_new("polling");
    hand_meta(trace, "shared=counter");
    hand_task(trace, 0, 1, "one");
    hand(trace, 1, LOOKS, .who = 1, .value = 3);
    hand(trace, 2, LOOKS, .who = 1, .value = 4);
    hand(trace, 3, CPU, .value = 30);
    hand(trace, 3, CPU, .value = 60);
    hand(trace, 3, DELAY, .value = 10);
    hand(trace, 3, MEMORY, .value = 9000, .arg = 3);
    hand(trace, 3, MEMORY, .value = 8000, .arg = 2);
    hand(trace, 3, LOST, .value = 5);
    hand(trace, 3, SHARED_FINAL, .arg = 0, .value = -7);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->looks, 7);
    ck_assert_int_eq(made.stats->tasks[0].looks, 7);
    ck_assert_int_eq(made.stats->cpu_ns, 90);
    ck_assert_int_eq(made.stats->delay_ns, 10);
    ck_assert_int_eq(made.stats->memory_per_task, 4000);
    ck_assert_int_eq(made.stats->lost, 5);
    ck_assert_int_eq(made.stats->value_count, 1);
    ck_assert_str_eq(made.stats->values[0].name, "counter");
    ck_assert_int_eq(made.stats->values[0].value, -7);
    made_free(made);
}
END_TEST

/* ---- sentences ---- */

static void assert_step(struct made made, size_t index, const char *expected)
{
    size_t count;
    struct strbuf out = STRBUF_INIT;
    struct handoff *list = handoffs_list(made.timeline, &count);
    ck_assert_uint_lt(index, count);
    ck_assert_uint_eq(count, (size_t)timeline_handoffs(made.timeline));
    struct tell tell = tell_to(made.timeline, &out);
    tell_handoff(&tell, list[index]);
    ck_assert_str_eq(strbuf_str(&out), expected);
    strbuf_release(&out);
    free(list);
}

START_TEST(every_handoff_has_its_sentence)
{
    struct made made = made_of(hand_two_coroutines());
    assert_step(made, 0, "one has its first turn.");
    assert_step(made, 1, "one waits for its query; two has its first turn.");
    assert_step(made, 2,
                "two waits for its download; nobody is ready, and the loop sleeps in the "
                "kernel until an answer comes.");
    assert_step(made, 3, "two's answer (\"download\") came at 400.1 ms.");
    made_free(made);
}
END_TEST

START_TEST(who_is_late_is_told_because_of_whom)
{
    struct made made = made_of(hand_late());
    assert_step(
        made, 4,
        "two's answer (\"download\") came at 400.1 ms; the loop was busy with one (say, line 7) "
        "until 452.0 ms: two is 51.9 ms late.");
    made_free(made);
    made = made_of(hand_two_gil());
    assert_step(
        made, 3,
        "two's answer (\"quick\") came at 6.15 ms; the lock was with one (io, line 6) until "
        "11.2 ms: two is 5.08 ms late.");
    made_free(made);
}
END_TEST

START_TEST(a_wait_for_a_lock_is_told_with_its_holder)
{
    struct made made = made_of(hand_locks());
    assert_step(made, 2, "two waits for the lock a, which one holds; it is one's turn again.");
    made_free(made);
}
END_TEST

START_TEST(under_gil_who_waits_gives_up_the_lock)
{
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, GIL_GOT, .who = 1);
    hand(trace, 11, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 4);
    hand(trace, 21, GIL_FREED, .who = 1, .reason = TRACE_BY_SLEEP);
    hand(trace, 22, GIL_GOT, .who = 2);
    hand(trace, 23, TASK_BEGIN, .who = 2, .arg = 8);
    hand_state(trace, 30, 2, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 4);
    hand(trace, 31, GIL_FREED, .who = 2, .reason = TRACE_BY_SLEEP);
    hand_run_end(trace, 500, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    struct made made = made_of(trace);
    assert_step(made, 1, "one gives up the GIL and sleeps; two got the GIL.");
    assert_step(made, 2, "two gives up the GIL and sleeps; nobody wants it.");
    made_free(made);
}
END_TEST

/* Task 1 receives, task 2 has to wait for room. */
START_TEST(a_channel_gives_something_or_has_room)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=channel jobs");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_RECV, 0, 4);
    hand(trace, 21, TASK_BEGIN, .who = 2, .arg = 7);
    hand_state(trace, 30, 2, TRACE_LOCKED, TRACE_BY_SEND, 0, 9);
    hand_state(trace, 31, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 4);
    hand_state(trace, 40, 1, TRACE_LOCKED, TRACE_BY_RECV, 0, 5);
    hand_state(trace, 41, 2, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 9);
    hand_run_end(trace, 50, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    struct made made = made_of(trace);
    assert_step(made, 2,
                "two waits for room in the channel jobs; one got something from the channel jobs.");
    assert_step(made, 3,
                "one waits for something in the channel jobs; two had room in the channel jobs.");
    made_free(made);
}
END_TEST

/* One worker, the thread 7, and a core that was free nearly all the time. */
static void assert_served(uint32_t thread, const char *expected)
{
    struct trace *trace = hand_new("threads");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = thread, .line = 2);
    hand_state(trace, 20, 1, TRACE_BLOCKED, TRACE_BY_IO, 1, 3);
    hand_state(trace, 99990, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 3);
    hand_end(trace, 100000, 1);
    hand(trace, 100010, TASK_BEGIN, .who = 2, .arg = thread, .line = 2);
    hand_end(trace, 100020, 2);
    hand_run_end(trace, 100030, TRACE_RESULT_OK);
    trace_finish(trace);
    struct made made = made_of(trace);
    size_t count;
    struct handoff *list = handoffs_list(made.timeline, &count);
    free(list);
    assert_step(made, count - 1, expected);
    made_free(made);
}

START_TEST(who_waits_for_a_worker_is_told_whom_it_served)
{
    assert_served(7, "two has its first turn; its worker was busy with one until 100.0 ms: two is "
                     "100.0 ms late.");
    assert_served(0, "two has its first turn: it runs 100.0 ms late.");
}
END_TEST

/* A recorded thread sleeps until 2 ms, has no core until 3 ms, and the lock of its Python at 9 ms.
 */
START_TEST(a_sleep_is_over_when_it_is_over)
{
    struct trace *trace = hand_new("recorded");
    hand_task(trace, 0, 1, "main");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 12, STATE, .who = 1, .detail = TRACE_BLOCKED, .reason = TRACE_BY_SLEEP, .line = 4,
         .value = HAND_ORIGIN_NS + 2000000);
    hand(trace, 3000, RETURNED, .who = 1, .line = 4);
    hand_state(trace, 3000, 1, TRACE_READY, TRACE_BY_GIL, 0, 4);
    hand_state(trace, 9000, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 4);
    hand_run_end(trace, 9500, TRACE_RESULT_OK);
    trace_finish(trace);
    struct made made = made_of(trace);
    ck_assert_int_eq(made.stats->late_ns, 7000000);
    made_free(made);
}
END_TEST

START_TEST(a_resume_is_told_once)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "main");
    hand_task(trace, 1, 2, "gen");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_RESUME, 2, 4);
    hand(trace, 21, TASK_BEGIN, .who = 2, .arg = 7);
    hand_state(trace, 30, 2, TRACE_WAITING, TRACE_BY_GEN_YIELD, 1, 9);
    hand_state(trace, 31, 1, TRACE_RUNNING, TRACE_BY_RETURNED, 2, 4);
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_RESUME, 2, 5);
    hand_state(trace, 41, 2, TRACE_RUNNING, TRACE_BY_RESUMED, 1, 9);
    hand_run_end(trace, 50, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    struct made made = made_of(trace);
    assert_step(made, 1, "main resumed gen; gen has its first turn.");
    assert_step(made, 2, "gen yielded to main.");
    assert_step(made, 3, "main resumed gen.");
    made_free(made);
}
END_TEST

START_TEST(a_throw_and_a_close_are_told_once)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "main");
    hand_task(trace, 1, 2, "gen");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_RESUME, 2, 4);
    hand(trace, 21, TASK_BEGIN, .who = 2, .arg = 7);
    hand_state(trace, 30, 2, TRACE_WAITING, TRACE_BY_GEN_YIELD, 1, 9);
    hand_state(trace, 31, 1, TRACE_RUNNING, TRACE_BY_RETURNED, 2, 4);
    hand_state(trace, 32, 1, TRACE_WAITING, TRACE_BY_THROW, 2, 5);
    hand_state(trace, 33, 2, TRACE_RUNNING, TRACE_BY_THROWN, 1, 9);
    hand_state(trace, 34, 2, TRACE_WAITING, TRACE_BY_GEN_YIELD, 1, 9);
    hand_state(trace, 35, 1, TRACE_RUNNING, TRACE_BY_RETURNED, 2, 5);
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_CLOSE, 2, 6);
    hand_state(trace, 41, 2, TRACE_RUNNING, TRACE_BY_CLOSED, 1, 9);
    hand(trace, 45, TASK_END, .who = 2);
    hand_state(trace, 46, 1, TRACE_RUNNING, TRACE_BY_RETURNED, 2, 6);
    hand_run_end(trace, 50, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    struct made made = made_of(trace);
    assert_step(made, 3, "main threw a failure into gen.");
    assert_step(made, 4, "gen yielded to main.");
    assert_step(made, 5, "main closed gen.");
    assert_step(made, 6, "gen ended; main has control back.");
    made_free(made);
}
END_TEST

START_TEST(a_look_at_its_turn_is_not_late)
{
    struct made made = made_of(hand_two_polling());
    assert_step(made, 3, "one yielded; two looks again (\"download\").");
    made_free(made);
}
END_TEST

START_TEST(who_was_long_done_is_not_blamed)
{
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 1, 2, "two");
    hand(trace, 10, GIL_GOT, .who = 1, .line = 4);
    hand(trace, 11, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 200, GIL_FREED, .who = 1, .reason = TRACE_BY_IO);
    hand_state(trace, 201, 1, TRACE_BLOCKED, TRACE_BY_IO, 0, 4);
    hand(trace, 1600, GIL_GOT, .who = 2, .line = 9); /* its thread came to run only now */
    hand(trace, 1601, TASK_BEGIN, .who = 2, .arg = 8);
    hand_run_end(trace, 1700, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    struct made made = made_of(trace);
    assert_step(made, 2, "two got the GIL after 1.60 ms.");
    made_free(made);
}
END_TEST

/* `two` waits for 500 us behind one, or behind several. */
static struct made made_of_queue(int before, double each_us)
{
    struct trace *trace = hand_new("coroutines");
    double t = 10;
    for (int task = 1; task <= before + 1; task++)
        hand_task(trace, task, (uint32_t)task, task <= before ? "before" : "two");
    for (int task = 1; task <= before; task++, t += each_us) {
        hand(trace, t, TASK_BEGIN, .who = (uint32_t)task, .arg = 7, .line = 4);
        hand_end(trace, t + each_us - 1, (uint32_t)task);
    }
    hand(trace, t, TASK_BEGIN, .who = (uint32_t)before + 1, .arg = 7, .line = 9);
    hand_end(trace, t + 100, (uint32_t)before + 1);
    return made_finish(trace);
}

START_TEST(who_is_late_because_of_several_is_told_so)
{
    static const struct {
        int before;
        double each_us;
        const char *words;
    } rows[] = {
        {1, 1000,
         "two has its first turn; the thread was busy with before (line 4) until 1.01 ms: "
         "two is 1.01 ms late."},
        {2, 1000,
         "two has its first turn; meanwhile before (999.0 us) and before (999.0 us) had the "
         "thread: "
         "two is 2.01 ms late."},
        {4, 1000,
         "two has its first turn; meanwhile before (999.0 us), before (999.0 us) and 2 more had "
         "the "
         "thread: two is 4.00 ms late."},
    };
    struct made made = made_of_queue(rows[_i].before, rows[_i].each_us);
    assert_step(made, (size_t)rows[_i].before, rows[_i].words);
    made_free(made);
}
END_TEST

/* Between two looks nothing has come: that no answer is there is all that may be said. */
START_TEST(a_look_in_vain_is_no_answer)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 0, 1, "asks");
    hand_task(trace, 1, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_MEANWHILE, 1, 5);
    hand(trace, 31, TASK_BEGIN, .who = 2, .arg = 7);
    hand_state(trace, 40, 2, TRACE_WAITING, TRACE_BY_SLEEP, 0, 9);
    hand_state(trace, 41, 1, TRACE_RUNNING, TRACE_BY_TURN, 1, 5);
    hand_state(trace, 50, 1, TRACE_WAITING, TRACE_BY_MEANWHILE, 1, 5);
    hand(trace, 51, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 120, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 5);
    hand_end(trace, 130, 1);
    struct made made = made_finish(trace);
    assert_step(made, 1, "asks has no answer yet; two has its first turn.");
    assert_step(made, 2, "two sleeps; asks looks again.");
    assert_step(made, 3,
                "asks has no answer yet; nobody is ready, and the loop sleeps in the kernel until "
                "an answer comes or a sleep is over.");
    assert_step(made, 4, "asks' answer came at 100.0 us.");
    made_free(made);
}
END_TEST

/* The loop does not sleep over what has come already. */
START_TEST(a_loop_that_was_held_asks_what_has_come)
{
    struct trace *trace = hand_new("coroutines");
    struct strbuf out = STRBUF_INIT;
    hand_task(trace, 0, 1, "asks");
    hand_task(trace, 1, 2, "computes");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_IO, 1, 5);
    hand(trace, 31, TASK_BEGIN, .who = 2, .arg = 7);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_end(trace, 200, 2);
    hand(trace, 210, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 220, LOOP_WOKE, .who = TRACE_LOOP);
    hand_state(trace, 230, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 5);
    hand_end(trace, 240, 1);
    struct made made = made_finish(trace);
    assert_step(made, 2,
                "computes ended; nobody has control, and the loop asks the kernel what has come "
                "meanwhile.");
    tell_moment(&(struct tell){made.timeline, &out}, 215 * US);
    ck_assert_str_eq(
        strbuf_str(&out),
        "computes ended. Nobody holds control: asks is ready. The loop asks the kernel "
        "(epoll_wait) what has come meanwhile.");
    strbuf_release(&out);
    made_free(made);
}
END_TEST

/* Its task waits for something else. */
START_TEST(nobody_is_ready_beside_a_callback_whose_answer_is_there)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 0, 1, "asks");
    hand_task(trace, 1, 2, "computes");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 5);
    hand(trace, 31, TASK_BEGIN, .who = 2, .arg = 7);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_end(trace, 200, 2);
    hand(trace, 210, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 220, LOOP_WOKE, .who = TRACE_LOOP);
    hand_state(trace, 230, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 6);
    hand_end(trace, 240, 1);
    struct made made = made_finish(trace);
    assert_step(made, 2,
                "computes ended; nobody has control, and the loop asks the kernel what has come "
                "meanwhile.");
    made_free(made);
}
END_TEST

/* Until when the one before had control, not the one that is told of. */
START_TEST(a_callback_is_late_because_of_itself)
{
    struct trace *trace = hand_new("polling");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 11, ASKED, .who = 1, .arg = 1);
    hand(trace, 12, ASKED, .who = 1, .arg = 2);
    hand(trace, 15, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 20, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 5);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    hand_state(trace, 2000, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 2, 6);
    hand_state(trace, 2001, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 7);
    hand_end(trace, 9000, 1);
    struct made made = made_finish(trace);
    assert_step(made, 2,
                "one's answer came at 100.0 us: its callback runs; the thread was busy with one "
                "(line 5) until 2.00 ms: one is 1.90 ms late.");
    made_free(made);
}
END_TEST

START_TEST(a_callback_has_its_answer_for_a_cause)
{
    struct trace *trace = hand_new("callbacks");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 5);
    hand(trace, 31, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 120, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 6);
    hand_end(trace, 130, 1);
    struct made made = made_finish(trace);
    size_t count;
    struct handoff *list = handoffs_list(made.timeline, &count);
    assert_step(made, 2, "one's answer came at 100.0 us: its callback runs.");
    const struct trace_event *cause = trace_at(made.trace, handoff_cause(made.timeline, list[2]));
    ck_assert_int_eq(cause->kind, TRACE_ANSWERED);
    free(list);
    made_free(made);
}
END_TEST

START_TEST(the_end_of_a_wait_for_tasks_is_told)
{
    static const struct {
        enum trace_reason reason;
        const char *words;
    } rows[] = {
        {TRACE_BY_CHILD, "child ended; main goes on."},
        {TRACE_BY_AWAIT, "child ended; main's wait for child was over at 50.0 us."},
        {TRACE_BY_AWAIT_ALL, "child ended; main's wait for all its tasks was over at 50.0 us."},
        {TRACE_BY_GROUP, "child ended; main's wait for its group was over at 50.0 us."},
    };
    struct trace *trace = hand_new("blocking");
    hand_task(trace, 0, 1, "main");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_task(trace, 11, 2, "child");
    hand_state(trace, 20, 1, TRACE_WAITING, rows[_i].reason, 2, 5);
    hand(trace, 21, TASK_BEGIN, .who = 2, .arg = 7);
    hand_end(trace, 40, 2);
    hand_state(trace, _i == 0 ? 60 : 50, 1, TRACE_RUNNING, TRACE_BY_WOKEN, 0, 5);
    hand_end(trace, 70, 1);
    struct made made = made_finish(trace);
    assert_step(made, _i == 0 ? 2 : 3, _i == 0 ? rows[0].words : strchr(rows[_i].words, ';') + 2);
    made_free(made);
}
END_TEST

START_TEST(the_cause_is_the_event_that_made_it_able)
{
    struct made made = made_of(hand_late());
    size_t count;
    struct handoff *list = handoffs_list(made.timeline, &count);
    const struct trace_event *cause = trace_at(made.trace, handoff_cause(made.timeline, list[4]));
    ck_assert_int_eq(cause->kind, TRACE_ANSWERED);
    ck_assert_uint_eq(cause->arg, 2);
    free(list);
    made_free(made);
}
END_TEST

START_TEST(a_moment_is_explained)
{
    static const struct {
        int64_t t_ns;
        const char *words;
    } rows[] = {
        {20 * US, "one has its first turn. Now one holds control (task, line 4); two is ready."},
        {200 * MS, "two waits for its download. Control returns to the loop; nothing is ready: "
                   "one and two are waiting. The loop sleeps in the kernel (epoll_wait) until an "
                   "answer comes."},
    };
    struct made made = made_of(hand_two_coroutines());
    for (size_t i = 0; i < 2; i++) {
        struct strbuf out = STRBUF_INIT;
        tell_moment(&(struct tell){made.timeline, &out}, rows[i].t_ns);
        ck_assert_str_eq(strbuf_str(&out), rows[i].words);
        strbuf_release(&out);
    }
    made_free(made);
}
END_TEST

START_TEST(a_moment_names_what_is_waited_for)
{
    static const struct {
        enum trace_reason reason;
        const char *words;
    } rows[] = {
        {TRACE_BY_LOCK, "a lock"},
        {TRACE_BY_SEMAPHORE, "a semaphore"},
        {TRACE_BY_RECV, "a channel"},
        {TRACE_BY_SEND, "a channel"},
    };
    for (size_t i = 0; i < 4; i++) {
        struct trace *trace = hand_new("coroutines");
        hand_task(trace, 0, 1, "one");
        hand_task(trace, 0, 2, "two");
        hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
        hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 4);
        hand(trace, 21, TASK_BEGIN, .who = 2, .arg = 7);
        hand_state(trace, 30, 2, TRACE_LOCKED, rows[i].reason, 0, 9);
        hand_run_end(trace, 500, TRACE_RESULT_STOPPED);
        trace_finish(trace);
        struct made made = made_of(trace);
        struct strbuf out = STRBUF_INIT, expected = STRBUF_INIT;
        strbuf_addf(&expected, "one is waiting; two is waiting for %s.", rows[i].words);
        tell_moment(&(struct tell){made.timeline, &out}, 300 * US);
        ck_assert_msg(strstr(strbuf_str(&out), strbuf_str(&expected)), "%s", strbuf_str(&out));
        strbuf_release(&out);
        strbuf_release(&expected);
        made_free(made);
    }
}
END_TEST

START_TEST(a_place_is_told_by_what_its_line_does)
{
    static const char source[] =
        "    compute 5ms \"work\"\n    x = await any\n"
        "    last_one = resume gen with x\n    x += 1\n    y=yield x\n"
        "    begin = now - 1\n    while x == 1:\n    \u00E4 = recv box\n\n"
        "    x = io 5ms\n    x = run part(1)\n    x = run\n    x = run + 1\n"
        "    x = run and y\n    x = run  _part\n    x = run_2\n    x = io2\n"
        "    x = blocking io 5ms\n    x = run # the part\n    run part\n    x = run";
    static const char *const words[] = {
        "",
        " (compute, line 1)",
        " (await, line 2)",
        " (resume, line 3)",
        " (line 4)",
        " (yield, line 5)",
        " (line 6)",
        " (while, line 7)",
        " (recv, line 8)",
        " (line 9)",
        " (io, line 10)",
        " (run, line 11)",
        " (line 12)",
        " (line 13)",
        " (line 14)",
        " (run, line 15)",
        " (line 16)",
        " (line 17)",
        " (blocking, line 18)",
        " (line 19)",
        " (run, line 20)",
        " (line 21)",
        " (line 22)",
    };
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    trace_set_source(trace, "places.baton", source, sizeof source - 1);
    struct made made = made_finish(trace);
    for (uint32_t line = 0; line < sizeof words / sizeof *words; line++) {
        struct strbuf out = STRBUF_INIT;
        tell_place(&(struct tell){made.timeline, &out}, line);
        ck_assert_str_eq(strbuf_str(&out), words[line]);
        strbuf_release(&out);
    }
    made_free(made);
}
END_TEST

START_TEST(those_that_are_held_up_are_named_or_counted)
{
    static const char *const words[] = {
        "one has its first turn. Now one holds control inside a call (line 5).",
        "one has its first turn. Now one holds control inside a call (line 5); two is ready and "
        "cannot run.",
        "one has its first turn. Now one holds control inside a call (line 5); two and three are "
        "ready and cannot run.",
        "one has its first turn. Now one holds control inside a call (line 5); 3 others are ready "
        "and cannot run.",
    };
    static const char *const names[] = {"one", "two", "three", "four"};
    struct trace *trace = hand_new("blocking");
    struct strbuf out = STRBUF_INIT;
    for (uint32_t task = 1; task <= (uint32_t)_i + 1; task++)
        hand_task(trace, task, task, names[task - 1]);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 3);
    hand_state(trace, 20, 1, TRACE_BLOCKED, TRACE_BY_IO, 0, 5);
    hand_end(trace, 100, 1);
    struct made made = made_finish(trace);
    tell_moment(&(struct tell){made.timeline, &out}, 50 * US);
    ck_assert_str_eq(strbuf_str(&out), words[_i]);
    strbuf_release(&out);
    made_free(made);
}
END_TEST

START_TEST(who_looks_for_its_answer_is_told_to)
{
    struct trace *trace = hand_new("polling");
    struct strbuf out = STRBUF_INIT;
    hand_task(trace, 0, 1, "game");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 3);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 20, 1, TRACE_POLLING, TRACE_BY_LOOKING, 1, 4);
    hand_state(trace, 90, 1, TRACE_POLLING, TRACE_BY_LOOKING, 0, 5); /* a sleep, a lock */
    hand_end(trace, 100, 1);
    struct made made = made_finish(trace);
    tell_moment(&(struct tell){made.timeline, &out}, 50 * US);
    ck_assert_str_eq(strbuf_str(&out), "game has its first turn. Now game holds control and looks "
                                       "for its answer (line 4).");
    strbuf_clear(&out);
    tell_moment(&(struct tell){made.timeline, &out}, 95 * US);
    ck_assert_str_eq(strbuf_str(&out),
                     "game has its first turn. Now game holds control and looks again (line 5).");
    strbuf_release(&out);
    made_free(made);
}
END_TEST

START_TEST(a_deadlock_is_told_with_its_cycle)
{
    struct made made = made_of(hand_korean_deadlock());
    struct strbuf out = STRBUF_INIT;
    ck_assert(tell_deadlock(&(struct tell){made.timeline, &out}));
    ck_assert_str_eq(
        strbuf_str(&out),
        "Deadlock: 철수와 영희의 아주 긴 이름을 가진 작업 waits for the lock knife, which "
        "rene\xCC\x81\\x1B[31m holds; rene\xCC\x81\\x1B[31m waits for the lock 포크, which 철수와 "
        "영희의 "
        "아주 긴 이름을 가진 작업 holds.");
    strbuf_release(&out);
    made_free(made);
    made = made_of(hand_late());
    ck_assert(!tell_deadlock(&(struct tell){made.timeline, &out}));
    ck_assert_uint_eq(out.len, 0);
    made_free(made);
}
END_TEST

START_TEST(a_crash_is_told_with_whom_it_took)
{
    static const struct {
        struct trace *(*make)(void);
        const char *words; /* NULL: there is no more to say than the result */
    } rows[] = {
        {hand_crash, "bad crashed (crash, line 4), and the whole program with it: good 1 and good "
                     "2 never ended."},
        {hand_crash_of_one, "bad crashed (crash, line 4); good 1 and good 2 went on to the end."},
        {hand_late, NULL},
    };
    for (size_t i = 0; i < 3; i++) {
        struct made made = made_of(rows[i].make());
        struct strbuf out = STRBUF_INIT;
        ck_assert(tell_end(&(struct tell){made.timeline, &out}, made.stats) ==
                  (rows[i].words != NULL));
        ck_assert_str_eq(strbuf_str(&out), rows[i].words ? rows[i].words : "");
        strbuf_release(&out);
        made_free(made);
    }
}
END_TEST

/* Two failed, one of them with a text. */
START_TEST(a_failure_is_told_with_its_text)
{
    struct trace *trace = hand_new("threads");
    for (uint32_t task = 1; task <= 2; task++) {
        hand_task(trace, 5, task, task == 1 ? "one" : "two");
        hand(trace, 10 * task, TASK_BEGIN, .who = task, .arg = 100 + task, .line = 2);
        hand_event(trace, 100 * task,
                   (struct trace_event){
                       .kind = TRACE_TASK_END, .who = task, .detail = TRACE_END_FAILED, .line = 3},
                   task == 1 ? "bad\x1B data" : NULL);
    }
    hand_run_end(trace, 300, TRACE_RESULT_FAILED);
    trace_finish(trace);
    struct made made = made_of(trace);
    struct strbuf out = STRBUF_INIT;
    ck_assert(tell_end(&(struct tell){made.timeline, &out}, made.stats));
    ck_assert_str_eq(strbuf_str(&out), "one failed (line 3): bad\\x1B data; and 1 other, too.");
    strbuf_release(&out);
    made_free(made);
}
END_TEST

/* Both were left behind by one, which was busy itself when their answers came. */
START_TEST(each_callback_of_a_task_has_its_sentence)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 3);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand(trace, 25, ASKED, .who = 1, .arg = 2);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand(trace, 200, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    hand_state(trace, 10000, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 3);
    hand(trace, 10001, LOOP_WAIT, .who = TRACE_LOOP);
    hand_state(trace, 10030, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 4);
    hand(trace, 10031, NOTICED, .who = 1, .arg = 1);
    hand_state(trace, 15000, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 3);
    hand_state(trace, 15001, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 2, 5);
    hand(trace, 15002, NOTICED, .who = 1, .arg = 2);
    hand_end(trace, 16000, 1);
    hand_run_end(trace, 16010, TRACE_RESULT_OK);
    struct made made = made_finish(trace);
    assert_step(made, 2,
                "one's answer came at 100.0 us: its callback runs; the loop was busy with one "
                "(line 3) until 10.0 ms: one is 9.93 ms late.");
    assert_step(made, 3,
                "one's answer came at 200.0 us: its callback runs; the loop was busy with one "
                "(line 3) until 10.0 ms: one is 14.8 ms late.");
    made_free(made);
}
END_TEST

/* Every reason has words that end in something, and no template is broken. */
START_TEST(every_reason_has_words)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    for (int reason = 1; reason < TRACE_REASON_COUNT; reason++) {
        hand_state(trace, reason * 20, 1, TRACE_RUNNING, (enum trace_reason)reason, 2, 3);
        hand_state(trace, reason * 20 + 5, 1, TRACE_WAITING, (enum trace_reason)reason, 2, 3);
        hand(trace, reason * 20 + 6, LOOP_WAIT, .who = TRACE_LOOP);
    }
    struct made made = made_finish(trace);
    size_t count;
    struct handoff *list = handoffs_list(made.timeline, &count);
    ck_assert_uint_ge(count, 2 * (TRACE_REASON_COUNT - 2));
    for (size_t i = 0; i < count; i++) {
        struct strbuf out = STRBUF_INIT;
        struct tell tell = tell_to(made.timeline, &out);
        tell_handoff(&tell, list[i]);
        ck_assert_uint_ge(out.len, 10);
        ck_assert_int_eq(out.text[out.len - 1], '.');
        ck_assert_ptr_null(strchr(out.text, '%'));
        strbuf_release(&out);
    }
    free(list);
    made_free(made);
}
END_TEST

START_TEST(a_reason_from_a_later_version_is_told_as_none)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 3);
    hand_state(trace, 30, 1, TRACE_READY, (enum trace_reason)TRACE_REASON_COUNT, 0, 3);
    hand_state(trace, 40, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 3);
    hand_run_end(trace, 50, TRACE_RESULT_OK);
    struct made made = made_finish(trace);
    assert_step(made, 2, "it is one's turn again.");
    made_free(made);
}
END_TEST

/* ---- livelocks ---- */

/* One and two look at a flag in turn for 100 ms, three waits for a lock that one has; but … */
enum twist {
    PLAIN,
    SAID_EARLY, /* something is said at 30 ms */
    ONE_LOOKS,  /* two ended at 10 ms */
    SELECTS,    /* three waits in a select */
    GIVES_UP,   /* one runs out of time now and then */
    IS_LIVELOCK,
    SAID_LATE = IS_LIVELOCK, /* at 60 ms */
    WORKS,                   /* two computes now and then */
    RISES,                   /* the flag has another value each time */
    SLEEPS,                  /* three does not wait for the lock, it sleeps */
    LAPSES,                  /* three waits in a select with a timeout */
    TAKES,                   /* one takes the lock at 60 ms */
    CANCELS,                 /* one is cancelled by two now and then */
    STOPS,                   /* one looks until 70 ms only */
    IS_STOPPED,              /* from outside */
    TWISTS
};

static void look_at(struct trace *trace, double t_us, uint32_t who, int64_t value)
{
    hand_state(trace, t_us, who, TRACE_RUNNING, TRACE_BY_TURN, 0, 3);
    hand(trace, t_us + 10, SHARED_READ, .who = who, .line = 3, .value = value);
    hand(trace, t_us + 20, SHARED_WRITE, .who = who, .line = 4, .value = value);
    hand_state(trace, t_us + 30, who, TRACE_READY, TRACE_BY_YIELD, 0, 5);
}

static struct trace *looks_in_vain(enum twist twist)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=lock a");
    hand_meta(trace, "shared=flag");
    for (uint32_t task = 1; task <= 3; task++) {
        hand_task(trace, 0, task, names[task - 1]);
        hand(trace, 100 * task, TASK_BEGIN, .who = task, .arg = 7, .line = 2);
    }
    hand(trace, twist == TAKES ? 60000 : 350, OBJECT_TAKEN, .who = 1, .detail = TRACE_TAKING_ALONE);
    hand(trace, 360, STATE, .who = 3, .line = 8,
         .detail = twist == SLEEPS ? TRACE_WAITING : TRACE_LOCKED,
         .reason = twist == SLEEPS                       ? TRACE_BY_SLEEP
                   : twist == SELECTS || twist == LAPSES ? TRACE_BY_SELECT
                                                         : TRACE_BY_LOCK,
         .value = twist == LAPSES ? HAND_ORIGIN_NS + INT64_C(200000) * US : 0);
    for (int i = 1; i < 100; i++) {
        double t_us = i * 1000;
        if (twist != STOPS || i < 70)
            look_at(trace, t_us, 1, twist == RISES ? i : i % 2);
        if (twist != ONE_LOOKS || i < 10)
            look_at(trace, t_us + 100, 2, twist == RISES ? i : i % 2);
        hand(trace, t_us + 200, LOOP_WAIT, .who = TRACE_LOOP);
        if ((twist == GIVES_UP || twist == CANCELS) && i % 20 == 0)
            hand(trace, t_us + 201, CANCELLED, .who = 1, .arg = twist == GIVES_UP ? 1 : 2,
                 .detail = twist == GIVES_UP ? TRACE_CAUSE_TIMEOUT : TRACE_CAUSE_CANCEL);
        if (twist == WORKS && i % 20 == 0)
            hand_state(trace, t_us + 105, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    }
    if (twist == SAID_EARLY || twist == SAID_LATE)
        hand_say(trace, twist == SAID_EARLY ? 30500 : 60500, 3, "no");
    if (twist == ONE_LOOKS)
        hand_end(trace, 10050, 2);
    hand_run_end(trace, 100000, twist == IS_STOPPED ? TRACE_RESULT_STOPPED : TRACE_RESULT_TIMEOUT);
    return trace;
}

START_TEST(a_livelock_is_one_only_if_nothing_came_of_it)
{
    struct made made = made_finish(looks_in_vain((enum twist)_i));
    const struct livelock *livelock = made.stats->livelock;
    ck_assert_msg(!livelock == (_i >= IS_LIVELOCK), "the twist %d", _i);
    if (livelock) {
        bool all_run = _i == PLAIN || _i == SELECTS || _i == GIVES_UP;
        int64_t since_us = all_run ? 350 : _i == SAID_EARLY ? 30500 : 10050;
        ck_assert_int_eq(livelock->since_ns, since_us * US);
        ck_assert_int_eq(livelock->for_ns, (100000 - since_us) * US);
        ck_assert_int_eq(livelock->count, _i == ONE_LOOKS ? 1 : 2);
        ck_assert_int_eq(livelock->times, all_run ? 198 : _i == SAID_EARLY ? 138 : 89);
    }
    made_free(made);
}
END_TEST

/* Its answer came in time, but the loop looked too late. */
START_TEST(who_runs_out_of_time_is_late_from_then_on)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 15, 1, TRACE_WAITING, TRACE_BY_SLEEP, 0, 2);
    hand(trace, 20, TASK_BEGIN, .who = 2, .arg = 7);
    hand(trace, 25, ASKED, .who = 2, .arg = 1);
    hand_state(trace, 26, 2, TRACE_WAITING, TRACE_BY_IO, 1, 5);
    hand(trace, 30, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 10000, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand_state(trace, 10010, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 2);
    hand(trace, 40000, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_end(trace, 90000, 1);
    hand(trace, 90010, CANCELLED, .who = 2, .arg = 2, .detail = TRACE_CAUSE_TIMEOUT);
    hand(trace, 90020, STATE, .who = 2, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .value = HAND_ORIGIN_NS + 50 * MS);
    hand_end(trace, 90100, 2);
    struct made made = made_finish(trace);
    ck_assert_int_eq(made.stats->tasks[1].late_ns, 40020 * US);
    size_t count;
    struct handoff *list = handoffs_list(made.timeline, &count);
    free(list);
    assert_step(made, count - 1,
                "two ran out of time while it waited for its answer; the loop was busy with one "
                "(line 2) until 90.0 ms: two is 40.0 ms late.");
    made_free(made);
}
END_TEST

/* The loop sees a time limit when it comes to that: its task is woken then, and late before. */
START_TEST(a_time_limit_is_late_though_the_loop_saw_it_late)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 15, 1, TRACE_READY, TRACE_BY_YIELD, 0, 2);
    hand(trace, 20, TASK_BEGIN, .who = 2, .arg = 7);
    hand_state(trace, 26, 2, TRACE_WAITING, TRACE_BY_AWAIT, 1, 5);
    hand_state(trace, 30, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 2);
    hand(trace, 80000, CANCELLED, .who = 2, .arg = 2, .detail = TRACE_CAUSE_TIMEOUT, .value = -1);
    hand(trace, 80010, WAKE, .who = 2, .reason = TRACE_BY_TIMED_OUT);
    hand_end(trace, 90000, 1);
    hand(trace, 90020, STATE, .who = 2, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .value = HAND_ORIGIN_NS + 50 * MS);
    hand_end(trace, 90100, 2);
    struct made made = made_finish(trace);
    size_t count;
    struct handoff *list = handoffs_list(made.timeline, &count);
    free(list);
    assert_step(made, count - 1,
                "two ran out of time while it awaited one; the thread was busy with one "
                "(line 2) until 90.0 ms: two is 40.0 ms late.");
    made_free(made);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("stats");
    TCase *facts = tcase_create("facts"), *sentences = tcase_create("sentences");
    tcase_add_test(facts, the_facts_of_two_waits);
    tcase_add_test(facts, lateness_lasts_until_the_task_runs);
    tcase_add_test(facts, lateness_under_gil_lasts_until_it_has_the_lock);
    tcase_add_test(facts, a_callback_that_was_looked_for_is_late_once);
    tcase_add_test(facts, a_callback_on_a_thread_of_its_own_makes_its_task_late);
    tcase_add_test(facts, a_cancelled_request_makes_nobody_late);
    tcase_add_test(facts, who_is_told_behind_the_end_was_not_late);
    tcase_add_test(facts, a_then_block_is_late_by_its_own_request);
    tcase_add_test(facts, who_does_its_own_work_meanwhile_is_late_too);
    tcase_add_loop_test(facts, parallel_needs_a_tenth_of_a_millisecond, 0, 2);
    tcase_add_test(facts, able_are_those_too_whose_core_was_taken);
    tcase_add_test(facts, a_run_that_did_not_end_well);
    tcase_add_test(facts, what_is_said_behind_the_end_is_not_of_the_run);
    tcase_add_test(facts, numbers_add_up);
    tcase_add_test(facts, values_of_workers_are_kept_apart);
    tcase_add_loop_test(facts, a_livelock_is_one_only_if_nothing_came_of_it, 0, TWISTS);
    tcase_add_test(sentences, every_handoff_has_its_sentence);
    tcase_add_test(sentences, who_is_late_is_told_because_of_whom);
    tcase_add_test(sentences, who_runs_out_of_time_is_late_from_then_on);
    tcase_add_test(sentences, a_time_limit_is_late_though_the_loop_saw_it_late);
    tcase_add_test(sentences, who_was_long_done_is_not_blamed);
    tcase_add_test(sentences, a_look_at_its_turn_is_not_late);
    tcase_add_loop_test(sentences, who_is_late_because_of_several_is_told_so, 0, 3);
    tcase_add_test(sentences, a_look_in_vain_is_no_answer);
    tcase_add_test(sentences, a_loop_that_was_held_asks_what_has_come);
    tcase_add_test(sentences, nobody_is_ready_beside_a_callback_whose_answer_is_there);
    tcase_add_test(sentences, a_callback_is_late_because_of_itself);
    tcase_add_test(sentences, a_callback_has_its_answer_for_a_cause);
    tcase_add_loop_test(sentences, the_end_of_a_wait_for_tasks_is_told, 0, 4);
    tcase_add_test(sentences, a_resume_is_told_once);
    tcase_add_test(sentences, a_throw_and_a_close_are_told_once);
    tcase_add_test(sentences, a_wait_for_a_lock_is_told_with_its_holder);
    tcase_add_test(sentences, under_gil_who_waits_gives_up_the_lock);
    tcase_add_test(sentences, a_channel_gives_something_or_has_room);
    tcase_add_test(sentences, who_waits_for_a_worker_is_told_whom_it_served);
    tcase_add_test(sentences, the_cause_is_the_event_that_made_it_able);
    tcase_add_test(sentences, a_moment_is_explained);
    tcase_add_test(sentences, a_place_is_told_by_what_its_line_does);
    tcase_add_loop_test(sentences, those_that_are_held_up_are_named_or_counted, 0, 4);
    tcase_add_test(sentences, who_looks_for_its_answer_is_told_to);
    tcase_add_test(sentences, a_moment_names_what_is_waited_for);
    tcase_add_test(sentences, a_deadlock_is_told_with_its_cycle);
    tcase_add_test(sentences, a_crash_is_told_with_whom_it_took);
    tcase_add_test(sentences, a_failure_is_told_with_its_text);
    tcase_add_test(sentences, each_callback_of_a_task_has_its_sentence);
    tcase_add_test(sentences, a_sleep_is_over_when_it_is_over);
    tcase_add_test(sentences, every_reason_has_words);
    suite_add_tcase(s, facts);
    tcase_add_test(sentences, a_reason_from_a_later_version_is_told_as_none);
    suite_add_tcase(s, sentences);
    return s;
}

CHECK_MAIN(suite)
