/* What was told and was false, by its symptom: each of these was found by the oracle
 * (tests/oracle/), in programs that no lesson is like. */
#include "config.h"

#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "player/story.h"
#include "tell/tell.h"

static struct strbuf told;

static const char *told_end(struct trace *trace)
{
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    struct tell tell = tell_to(story->timeline, &told);
    strbuf_clear(&told);
    tell_last_step(&tell, story->stats);
    story_free(story);
    return strbuf_str(&told);
}

/* The marks of lateness, a line each. */
static const char *told_late(struct trace *trace)
{
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    strbuf_clear(&told);
    for (size_t i = 0; i < story->mark_count; i++)
        if (story->marks[i].kind == STORY_LATE) {
            story_mark_words(story, &story->marks[i], &told, NULL);
            strbuf_addch(&told, '\n');
        }
    story_free(story);
    return strbuf_str(&told);
}

static const char *told_handoffs(struct trace *trace)
{
    trace_finish(trace);
    struct story *story = story_new(trace, NULL, NULL);
    struct tell tell = tell_to(story->timeline, &told);
    strbuf_clear(&told);
    for (size_t i = 0; i < story->handoff_count; i++) {
        tell_handoff(&tell, story->handoffs[i]);
        strbuf_addch(&told, '\n');
    }
    story_free(story);
    return strbuf_str(&told);
}

/* `count` tasks that have begun. */
static struct trace *begun(const char *model, int count)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = hand_new(model);
    for (uint32_t task = 1; task <= (uint32_t)count; task++)
        hand_task(trace, 0, task, names[task - 1]);
    for (uint32_t task = 1; task <= (uint32_t)count; task++)
        hand(trace, 10 * task, TASK_BEGIN, .who = task, .arg = 7, .line = task);
    return trace;
}

static void fails(struct trace *trace, double t_us, uint32_t task)
{
    hand_event(trace, t_us,
               (struct trace_event){
                   .kind = TRACE_TASK_END, .who = task, .detail = TRACE_END_FAILED, .line = 7},
               "no answer");
}

/* A task of somebody's group failed, and that ended his wait: all the others went on. */
START_TEST(a_circle_that_came_undone_is_told_as_a_deadlock)
{
    struct trace *trace = begun("coroutines", 2);
    hand_meta(trace, "object=lock a");
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_AWAIT, 2, 3);
    hand_state(trace, 50, 2, TRACE_LOCKED, TRACE_BY_LOCK, 0, 4);
    hand(trace, 51, CYCLE, .who = 2, .arg = 1, .value = 0);
    hand(trace, 52, CYCLE, .who = 1, .arg = 2, .value = TRACE_EDGE_TASK);
    hand(trace, 53, DEADLOCK, .who = 2);
    fails(trace, 60, 2);
    fails(trace, 70, 1);
    hand_run_end(trace, 80, TRACE_RESULT_FAILED);
    ck_assert_str_eq(told_end(trace), "the end: failed. one failed (line 7): no answer; "
                                      "and 1 other, too.");
}
END_TEST

/* The failure of the first was taken over: `await` in a `try`. */
START_TEST(of_two_failures_the_one_that_was_the_end_is_told)
{
    struct trace *trace = begun("threads", 3);
    fails(trace, 60, 1);
    fails(trace, 70, 2);
    hand_end(trace, 75, 3);
    hand(trace, 80, RUN_END, .detail = TRACE_RESULT_FAILED, .value = 2);
    ck_assert_str_eq(told_end(trace), "the end: failed. two failed (line 7): no answer; "
                                      "and 1 other, too; three went on to the end.");
}
END_TEST

/* A cancellation ended the wait of one in the first, but no task. */
START_TEST(of_two_circles_the_one_that_stands_is_told)
{
    struct trace *trace = begun("threads", 2);
    hand_meta(trace, "object=lock a");
    hand_meta(trace, "object=lock b");
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_AWAIT, 2, 3);
    hand_state(trace, 50, 2, TRACE_LOCKED, TRACE_BY_LOCK, 0, 4);
    hand(trace, 51, CYCLE, .who = 2, .arg = 1, .value = 0);
    hand(trace, 52, CYCLE, .who = 1, .arg = 2, .value = TRACE_EDGE_TASK);
    hand(trace, 53, DEADLOCK, .who = 2);
    hand_state(trace, 60, 2, TRACE_RUNNING, TRACE_BY_CANCELLED, 0, 4);
    hand_state(trace, 70, 2, TRACE_LOCKED, TRACE_BY_LOCK, 1, 5);
    hand(trace, 71, CYCLE, .who = 2, .arg = 1, .value = 1);
    hand(trace, 72, CYCLE, .who = 1, .arg = 2, .value = TRACE_EDGE_TASK);
    hand(trace, 73, DEADLOCK, .who = 2);
    hand_run_end(trace, 80, TRACE_RESULT_DEADLOCK);
    ck_assert_str_eq(told_end(trace), "the end. Deadlock: two waits for the lock b, "
                                      "which one holds; one awaits two.");
}
END_TEST

/* The kernel had stopped it when its block ended. */
START_TEST(the_end_of_a_block_is_told_as_an_answer)
{
    struct trace *trace = begun("polling", 1);
    hand(trace, 20, STATE, .who = 1, .detail = TRACE_POLLING, .reason = TRACE_BY_LOOKING,
         .value = trace_looking(TRACE_BY_OFFLOAD, 0));
    hand(trace, 900, SCHED_OUT, .arg = 7, .detail = 1);
    hand(trace, 1000, WAKE, .who = 1, .reason = TRACE_BY_OFFLOADED, .arg = TRACE_POOL + 1);
    hand(trace, 3900, SCHED_IN, .arg = 7);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_OFFLOADED, 0, 3);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.00 ms late: its offloaded block ended at "
                                       "1.00 ms, and it was busy itself until then.\n");
}
END_TEST

/* Its task was ready for something else then. */
START_TEST(the_answer_of_a_callback_is_told_as_a_lock)
{
    struct trace *trace = begun("coroutines", 2);
    hand_meta(trace, "object=lock a");
    hand(trace, 21, ASKED, .who = 1, .arg = 4);
    hand_state(trace, 22, 1, TRACE_LOCKED, TRACE_BY_LOCK, 0, 3);
    hand_state(trace, 23, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 900, WAKE, .who = 1, .reason = TRACE_BY_GOT_OBJECT, .value = 0);
    hand(trace, 1000, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand_end(trace, 4000, 2);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 4, 5);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.00 ms late: its answer came at 1.00 ms, "
                                       "and two kept the loop (line 9) until 4.00 ms.\n");
}
END_TEST

/* The kernel was slow: the sleep itself took longer, and nobody was busy. */
START_TEST(a_blocking_sleep_that_came_back_late_kept_itself_busy)
{
    struct trace *trace = begun("async-blocking", 1);
    hand(trace, 100, STATE, .who = 1, .detail = TRACE_BLOCKED, .reason = TRACE_BY_SLEEP, .line = 9,
         .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 9);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace),
                     "one was told 3.00 ms late: its sleep was over at 1.00 ms.\n");
}
END_TEST

/* The same, though its answer was there before the call had begun. */
START_TEST(a_call_for_what_was_there_already_kept_itself_busy)
{
    struct trace *trace = begun("async-blocking", 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 4);
    hand(trace, 1000, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand_state(trace, 1006, 1, TRACE_BLOCKED, TRACE_BY_IO, 4, 5);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 4, 5);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.00 ms late: its answer came at 1.00 ms.\n");
}
END_TEST

/* Its time was over at 1 ms, which its block was told; it came back at 1.5 ms. */
START_TEST(the_end_of_a_block_that_was_cut_is_told_as_its_time)
{
    struct trace *trace = begun("coroutines", 2);
    hand_state(trace, 26, 1, TRACE_WAITING, TRACE_BY_OFFLOAD, 0, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 1000, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT);
    hand(trace, 1500, WAKE, .who = 1, .reason = TRACE_BY_OFFLOADED, .arg = TRACE_POOL + 1);
    hand_end(trace, 4500, 2);
    hand(trace, 4500, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .line = 3, .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_end(trace, 4550, 1);
    hand_run_end(trace, 4560, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace),
                     "one was told 3.00 ms late: its offloaded block ended at "
                     "1.50 ms, and two kept the thread (line 9) until 4.50 ms.\n");
}
END_TEST

/* It was cancelled, but its block went on until 1.5 ms. */
START_TEST(who_waited_for_its_block_was_cancelled_when_it_ended)
{
    struct trace *trace = begun("coroutines", 2);
    hand_state(trace, 26, 1, TRACE_WAITING, TRACE_BY_OFFLOAD, 0, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 1000, CANCELLED, .who = 1, .arg = 2, .line = 9);
    hand(trace, 1500, WAKE, .who = 1, .reason = TRACE_BY_OFFLOADED, .arg = TRACE_POOL + 1);
    hand_end(trace, 4500, 2);
    hand_state(trace, 4500, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 2, 3);
    hand_end(trace, 4550, 1);
    hand_run_end(trace, 4560, TRACE_RESULT_OK);
    ck_assert_ptr_nonnull(strstr(told_late(trace), "its offloaded block ended at 1.50 ms"));
}
END_TEST

/* A callback ran on the lane of its task. */
START_TEST(the_wait_for_a_group_was_over_when_a_callback_got_room)
{
    struct trace *trace = begun("coroutines", 2);
    hand_meta(trace, "object=channel c");
    hand_state(trace, 26, 1, TRACE_WAITING, TRACE_BY_GROUP, 0, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 40, WAKE, .who = 1, .reason = TRACE_BY_WOKEN, .arg = 2);
    hand_end(trace, 50, 2);
    hand_state(trace, 50, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 5);
    hand_end(trace, 60, 1);
    hand_run_end(trace, 70, TRACE_RESULT_OK);
    ck_assert_ptr_null(strstr(told_handoffs(trace), "wait for its group was over"));
}
END_TEST

/* Its thread was stopped between the question and its wait: until then it held control itself. */
START_TEST(who_went_on_after_his_question_is_late_since_he_waits)
{
    struct trace *trace = begun("coroutines", 2);
    hand_state(trace, 30, 2, TRACE_READY, TRACE_BY_YIELD, 0, 9);
    hand_state(trace, 30, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 3);
    hand(trace, 1000, ASKED, .who = 1, .arg = 4, .value = 5, .line = 4);
    hand(trace, 1500, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand_state(trace, 2000, 1, TRACE_WAITING, TRACE_BY_IO, 4, 4);
    hand_state(trace, 2000, 2, TRACE_RUNNING, TRACE_BY_TURN, 0, 9);
    hand_state(trace, 5000, 2, TRACE_WAITING, TRACE_BY_AWAIT, 1, 10);
    hand_state(trace, 5000, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 4, 4);
    hand_end(trace, 5100, 1);
    ck_assert_ptr_nonnull(strstr(told_handoffs(trace),
                                 "one's answer came at 1.50 ms; the loop was busy with two "
                                 "(line 9) until 5.00 ms: one is 3.00 ms late."));
}
END_TEST

/* It looked for an answer, and what was found was told to a callback: no other was late. */
START_TEST(a_callback_that_was_looked_for_is_late_twice)
{
    struct trace *trace = begun("polling", 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 4);
    hand(trace, 30, STATE, .who = 1, .detail = TRACE_POLLING, .reason = TRACE_BY_LOOKING, .arg = 4,
         .value = trace_looking(TRACE_BY_IO, 0), .line = 5);
    hand(trace, 1000, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 4, 5);
    hand(trace, 4001, NOTICED, .who = 1, .arg = 4);
    hand_state(trace, 4010, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 6);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.00 ms late: its answer came at 1.00 ms, and "
                                       "it was busy itself (line 5) until then.\n");
}
END_TEST

/* `blocking io … then`: who called was late, and made the callback only then. */
START_TEST(a_callback_of_a_blocking_call_is_late_with_it)
{
    struct trace *trace = begun("gil", 1);
    hand(trace, 15, GIL_GOT, .who = 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 4);
    hand_state(trace, 30, 1, TRACE_BLOCKED, TRACE_BY_IO, 4, 5);
    hand(trace, 1000, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand(trace, 4000, NOTICED, .who = 1, .arg = 4);
    hand(trace, 4010, CALLBACK_NEW, .who = TRACE_HELPER + 1, .arg = 1, .value = 4);
    hand_state(trace, 4020, TRACE_HELPER + 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 4, 5);
    hand(trace, 4030, STATE, .who = TRACE_HELPER + 1, .detail = TRACE_ENDED,
         .reason = TRACE_BY_END);
    hand_end(trace, 4040, 1);
    hand_run_end(trace, 4050, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "");
}
END_TEST

/* The loop looked late; and the callback whose block ended is not what the body waits for. */
START_TEST(a_body_is_late_with_the_block_of_its_callback)
{
    struct trace *trace = begun("coroutines", 2);
    hand(trace, 25, ASKED, .who = 1, .arg = 4);
    hand_state(trace, 26, 1, TRACE_WAITING, TRACE_BY_IO, 4, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 1500, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand(trace, 4000, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT);
    hand_end(trace, 4010, 2);
    hand_state(trace, 4020, 1, TRACE_RUNNING, TRACE_BY_OFFLOADED, 0, 5);
    hand_state(trace, 4030, 1, TRACE_WAITING, TRACE_BY_IO, 4, 3);
    hand(trace, 4040, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .line = 3, .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_end(trace, 4050, 1);
    hand_run_end(trace, 4060, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.04 ms late: its time was over at 1.00 ms, "
                                       "and two kept the loop (line 9) until 4.01 ms.\n");
}
END_TEST

/* The loop looked when its time was over too. */
START_TEST(what_came_in_vain_is_told_as_late)
{
    struct trace *trace = begun("coroutines", 2);
    hand(trace, 25, ASKED, .who = 1, .arg = 4);
    hand_state(trace, 26, 1, TRACE_WAITING, TRACE_BY_IO, 4, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 500, ANSWERED, .who = TRACE_DEVICE, .arg = 4);
    hand(trace, 4000, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT);
    hand_end(trace, 4000, 2);
    hand(trace, 4000, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_TIMED_OUT,
         .line = 3, .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_end(trace, 4050, 1);
    hand_run_end(trace, 4060, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.00 ms late: its time was over at 1.00 ms, "
                                       "and two kept the loop (line 9) until 4.00 ms.\n");
}
END_TEST

/* It was cancelled at 0.5 ms; its callbacks were done at 1 ms. */
START_TEST(who_waited_for_its_callbacks_was_cancelled_when_they_were_done)
{
    struct trace *trace = begun("coroutines", 2);
    hand_state(trace, 26, 1, TRACE_WAITING, TRACE_BY_CALLBACKS, 0, 3);
    hand_state(trace, 30, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 500, CANCELLED, .who = 1, .arg = 2, .line = 9);
    hand(trace, 1000, WAKE, .who = 1, .reason = TRACE_BY_CANCELLED, .arg = 2);
    hand_end(trace, 4000, 2);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 2, 3);
    hand_end(trace, 4050, 1);
    hand_run_end(trace, 4060, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "one was told 3.00 ms late: its wait was over at 1.00 ms, "
                                       "and two kept the thread (line 9) until 4.00 ms.\n");
}
END_TEST

/* It sleeps, and its callback does work meanwhile: at its turns nothing of the sleep is late. */
START_TEST(a_body_that_sleeps_is_late_at_the_turns_of_its_callback)
{
    struct trace *trace = begun("coroutines", 1);
    hand(trace, 26, STATE, .who = 1, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP, .line = 3,
         .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_TURN, 2, 5);
    hand_state(trace, 4010, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 6);
    hand(trace, 4020, STATE, .who = 1, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP, .line = 3,
         .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_state(trace, 4030, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 3);
    hand_end(trace, 4050, 1);
    hand_run_end(trace, 4060, TRACE_RESULT_OK);
    const char *late = told_late(trace);
    ck_assert_ptr_nonnull(strstr(late, "one was told 3.03 ms late: its sleep was over at 1.00 ms"));
    ck_assert_ptr_null(strchr(strchr(late, '\n') + 1, '\n'));
}
END_TEST

/* While it ran, what its callback waits for came. */
START_TEST(a_body_that_runs_is_late_for_what_its_callback_got)
{
    struct trace *trace = begun("callbacks", 1);
    hand(trace, 1000, WAKE, .who = 1, .reason = TRACE_BY_OFFLOADED, .arg = TRACE_POOL + 1);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_str_eq(told_late(trace), "");
}
END_TEST

/* A callback covered its select when its time was over. */
START_TEST(a_select_lasted_until_its_callback_was_done)
{
    struct trace *trace = begun("async-blocking", 1);
    for (int t = 100; t <= 2000; t += 1900) /* and shown again behind the callback */
        hand(trace, t, STATE, .who = 1, .detail = TRACE_LOCKED, .reason = TRACE_BY_SELECT,
             .line = 9, .value = HAND_ORIGIN_NS + 1000 * 1000);
    hand_state(trace, 500, 1, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 5);
    hand_state(trace, 4000, 1, TRACE_RUNNING, TRACE_BY_LAPSED, 0, 9);
    hand_end(trace, 4020, 1);
    hand_run_end(trace, 4030, TRACE_RESULT_OK);
    ck_assert_ptr_nonnull(strstr(told_handoffs(trace), "the time of one's select was over at "
                                                       "1.00 ms"));
}
END_TEST

/* It was cancelled while it looked for its lock, on another core than before. */
START_TEST(a_wait_for_a_lock_was_one_for_the_device)
{
    struct trace *trace = begun("polling", 2);
    hand_meta(trace, "object=lock a");
    hand(trace, 30, STATE, .who = 1, .detail = TRACE_POLLING, .reason = TRACE_BY_LOOKING, .line = 5,
         .value = trace_looking(TRACE_BY_LOCK, 0));
    hand(trace, 40, CORE, .who = 1, .arg = 1);
    hand_state(trace, 50, 2, TRACE_RUNNING, TRACE_BY_NONE, 0, 9);
    hand(trace, 60, CANCELLED, .who = 1, .arg = 2, .line = 9);
    hand_state(trace, 70, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 2, 5);
    hand_end(trace, 80, 1);
    hand_end(trace, 90, 2);
    hand_run_end(trace, 100, TRACE_RESULT_OK);
    ck_assert_ptr_nonnull(strstr(told_handoffs(trace), "one was cancelled by two (line 9) while it "
                                                       "waited for the lock a"));
}
END_TEST

/* The line told was that of its `within`, whose time was over before the device had answered. */
START_TEST(a_cancellation_is_told_with_its_own_line)
{
    struct trace *trace = begun("coroutines", 2);
    hand(trace, 30, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 40, 1, TRACE_WAITING, TRACE_BY_IO, 1, 5);
    hand(trace, 50, CANCELLED, .who = 1, .arg = 2, .line = 9);
    hand(trace, 60, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .line = 4);
    hand_state(trace, 65, 2, TRACE_WAITING, TRACE_BY_SLEEP, 0, 10);
    hand(trace, 70, ANSWERED, .who = TRACE_DEVICE, .arg = 1, .value = 1);
    hand(trace, 80, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_CANCELLED,
         .arg = 2, .value = TRACE_CAUSE_CANCEL, .line = 5);
    hand_end(trace, 90, 1);
    hand_run_end(trace, 100, TRACE_RESULT_OK);
    ck_assert_ptr_nonnull(strstr(told_handoffs(trace), "one was cancelled by two (line 9)"));
}
END_TEST

/* The loop was told to sleep until a select's time was over, and woke for a `within`. */
START_TEST(what_wakes_the_loop_is_left_out)
{
    struct trace *trace = hand_new("coroutines");
    static const enum trace_reason waits[] = {TRACE_BY_IO, TRACE_BY_SLEEP, TRACE_BY_SELECT,
                                              TRACE_BY_OFFLOAD, TRACE_BY_AWAIT_ALL};
    for (uint32_t task = 1; task <= 5; task++)
        hand_task(trace, 0, task, "one");
    for (uint32_t task = 1; task <= 5; task++) {
        hand(trace, 10 * task, TASK_BEGIN, .who = task, .arg = 7, .line = 2);
        hand(trace, 10 * task + 5, STATE, .who = task, .detail = TRACE_WAITING,
             .reason = waits[task - 1], .value = 900000);
    }
    hand(trace, 60, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 90, LOOP_WOKE, .who = TRACE_LOOP);
    hand_state(trace, 100, 5, TRACE_RUNNING, TRACE_BY_TIMED_OUT, 0, 3);
    hand_end(trace, 110, 5);
    hand_run_end(trace, 120, TRACE_RESULT_OK);
    ck_assert_ptr_nonnull(strstr(told_handoffs(trace),
                                 "until an answer comes, a sleep is over, the time of a select is "
                                 "over, a thread of the pool is done or a time limit is over"));
}
END_TEST

/* In *now*, where there is little room. */
START_TEST(a_wait_for_a_semaphore_is_told_as_one_for_a_lock)
{
    static const struct {
        enum trace_reason reason;
        const char *words;
    } rows[] = {
        {TRACE_BY_LOCK, "lock"},          {TRACE_BY_SEMAPHORE, "wants a unit"},
        {TRACE_BY_SEND, "wants to send"}, {TRACE_BY_RECV, "wants to receive"},
        {TRACE_BY_SELECT, "in a select"}, {TRACE_BY_CONDITION, "waits for others"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct trace *trace = begun("coroutines", 1);
        hand_meta(trace, "object=semaphore a");
        hand_state(trace, 40, 1, TRACE_LOCKED, rows[i].reason, 0, 3);
        hand_end(trace, 60, 1);
        hand_run_end(trace, 80, TRACE_RESULT_OK);
        trace_finish(trace);
        struct story *story = story_new(trace, NULL, NULL);
        struct tell tell = tell_to(story->timeline, &told);
        const struct timeline_lane *lane = timeline_lane_of(story->timeline, 1);
        struct tell_standing standing = {
            .lane = lane, .item = timeline_at(lane, 50000), .t_ns = 50000, .state = TRACE_LOCKED};
        strbuf_clear(&told);
        tell_standing(&tell, &standing, TELL_STATE);
        ck_assert_str_eq(strbuf_str(&told), rows[i].words);
        story_free(story);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("told");
    TCase *ends = tcase_create("ends");
    tcase_add_test(ends, a_circle_that_came_undone_is_told_as_a_deadlock);
    tcase_add_test(ends, of_two_circles_the_one_that_stands_is_told);
    tcase_add_test(ends, of_two_failures_the_one_that_was_the_end_is_told);
    tcase_add_test(ends, a_cancellation_is_told_with_its_own_line);
    suite_add_tcase(s, ends);
    TCase *marks = tcase_create("marks");
    tcase_add_test(marks, the_end_of_a_block_is_told_as_an_answer);
    tcase_add_test(marks, the_answer_of_a_callback_is_told_as_a_lock);
    tcase_add_test(marks, a_blocking_sleep_that_came_back_late_kept_itself_busy);
    tcase_add_test(marks, a_call_for_what_was_there_already_kept_itself_busy);
    tcase_add_test(marks, the_end_of_a_block_that_was_cut_is_told_as_its_time);
    tcase_add_test(marks, who_waited_for_its_block_was_cancelled_when_it_ended);
    tcase_add_test(marks, the_wait_for_a_group_was_over_when_a_callback_got_room);
    tcase_add_test(marks, a_callback_that_was_looked_for_is_late_twice);
    tcase_add_test(marks, who_went_on_after_his_question_is_late_since_he_waits);
    tcase_add_test(marks, a_callback_of_a_blocking_call_is_late_with_it);
    tcase_add_test(marks, a_body_is_late_with_the_block_of_its_callback);
    tcase_add_test(marks, what_came_in_vain_is_told_as_late);
    tcase_add_test(marks, who_waited_for_its_callbacks_was_cancelled_when_they_were_done);
    tcase_add_test(marks, a_body_that_sleeps_is_late_at_the_turns_of_its_callback);
    tcase_add_test(marks, a_body_that_runs_is_late_for_what_its_callback_got);
    tcase_add_test(marks, a_select_lasted_until_its_callback_was_done);
    suite_add_tcase(s, marks);
    TCase *waits = tcase_create("waits");
    tcase_add_test(waits, what_wakes_the_loop_is_left_out);
    tcase_add_test(waits, a_wait_for_a_lock_was_one_for_the_device);
    suite_add_tcase(s, waits);
    TCase *now = tcase_create("now");
    tcase_add_test(now, a_wait_for_a_semaphore_is_told_as_one_for_a_lock);
    suite_add_tcase(s, now);
    return s;
}

CHECK_MAIN(suite)
