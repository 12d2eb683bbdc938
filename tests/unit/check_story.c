#include "config.h"

#include "player/story.h"

#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "tell/tell.h"

enum { US = 1000, MS = 1000000 };

static struct story *story_of(struct trace *trace)
{
    return story_new(trace, NULL, NULL);
}

/* The n-th mark of a kind, or NULL. */
static const struct story_mark *mark_nth(const struct story *story, enum story_mark_kind kind,
                                         int n)
{
    for (size_t i = 0; i < story->mark_count; i++)
        if (story->marks[i].kind == kind && n-- == 0)
            return &story->marks[i];
    return NULL;
}

static void assert_words(const struct story *story, const struct story_mark *mark,
                         const char *words)
{
    struct strbuf out = STRBUF_INIT;
    ck_assert_ptr_nonnull(mark);
    story_mark_words(story, mark, &out, NULL);
    ck_assert_str_eq(strbuf_str(&out), words);
    strbuf_release(&out);
}

/* What holds of every story. */
static void assert_sound(const struct story *story)
{
    for (size_t i = 0; i < story->handoff_count; i++) {
        struct handoff handoff = story->handoffs[i];
        const struct timeline_lane *strip = &story->timeline->lanes[handoff.strip];
        ck_assert_int_eq(strip->items[handoff.index].from_ns, story->handoff_ns[i]);
        ck_assert(i == 0 || story->handoff_ns[i] >= story->handoff_ns[i - 1]);
        ck_assert_uint_eq(story_handoffs_until(story, story->handoff_ns[i] - 1) <= i, 1);
    }
    ck_assert_int_eq((int64_t)story->handoff_count, story->stats->handoffs);
    for (size_t i = 0; i < story->mark_count; i++) {
        ck_assert_int_le(story->marks[i].since_ns, story->marks[i].t_ns);
        ck_assert(i == 0 || story->marks[i].t_ns >= story->marks[i - 1].t_ns);
        ck_assert_int_le(story->marks[i].t_ns, story->end_ns);
    }
}

/* All moments forward, and the same backward. */
static void assert_moments(const struct story *story)
{
    int64_t times[4096];
    int count = 0;
    for (int64_t t = story_event_after(story, -1); t >= 0; t = story_event_after(story, t)) {
        ck_assert_int_lt(count, 4096);
        ck_assert(count == 0 || t > times[count - 1]);
        times[count++] = t;
    }
    for (int64_t t = story_event_before(story, INT64_MAX); t >= 0;
         t = story_event_before(story, t)) {
        ck_assert_int_gt(count, 0);
        ck_assert_int_eq(t, times[--count]);
    }
    ck_assert_int_eq(count, 0);
}

START_TEST(every_story_is_sound)
{
    struct trace *(*const makers[])(void) = {
        hand_two_coroutines,  hand_two_blocking, hand_two_polling,
        hand_two_gil,         hand_two_threads,  hand_late,
        hand_korean_deadlock, hand_empty,        hand_one_event,
        hand_lesson,          hand_locks};
    struct story *story = story_of(makers[_i]());
    assert_sound(story);
    assert_moments(story);
    story_free(story);
}
END_TEST

START_TEST(empty_trace_has_no_moments)
{
    struct story *story = story_of(hand_empty());
    ck_assert_int_eq(story->end_ns, 0);
    ck_assert(!story->live);
    ck_assert_uint_eq(story->handoff_count, 0);
    ck_assert_uint_eq(story->mark_count, 0);
    ck_assert_int_eq(story_event_after(story, -1), -1);
    story_free(story);
}
END_TEST

START_TEST(late_notice_is_pointed_out_with_who_kept_the_loop)
{
    struct story *story = story_of(hand_late());
    const struct story_mark *late = mark_nth(story, STORY_LATE, 0);
    assert_words(story, late,
                 "two was told 51.9 ms late: its answer came at 400.1 ms, and one kept the loop "
                 "(say, line 7) until 452.0 ms.");
    ck_assert_int_eq(late->since_ns, 400100 * US);
    ck_assert_int_eq(late->t_ns, 452010 * US);
    ck_assert_uint_eq(late->who, 2);
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 1));
    ck_assert_int_eq(late->t_ns - late->since_ns, story->stats->late_ns);
    story_free(story);
}
END_TEST

START_TEST(who_is_late_because_of_several_is_told_of_them)
{
    struct trace *trace = hand_new("coroutines");
    for (uint32_t task = 1; task <= 3; task++)
        hand_task(trace, task, task, task == 1 ? "one" : task == 2 ? "two" : "three");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_WAITING, TRACE_BY_IO, 1, 5);
    hand(trace, 31, TASK_BEGIN, .who = 2, .arg = 7, .line = 8);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_end(trace, 30000, 2);
    hand(trace, 30001, TASK_BEGIN, .who = 3, .arg = 7, .line = 9);
    hand_end(trace, 50000, 3);
    hand_state(trace, 50001, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 5);
    hand(trace, 50002, NOTICED, .who = 1, .arg = 1);
    hand_end(trace, 50100, 1);
    hand_run_end(trace, 50200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    assert_words(story, mark_nth(story, STORY_LATE, 0),
                 "one was told 49.9 ms late: its answer came at 100.0 us, and then two (29.9 ms) "
                 "and three (20.0 ms) had the loop.");
    story_free(story);
}
END_TEST

START_TEST(a_callback_that_was_looked_for_is_pointed_out_once)
{
    struct story *story = story_of(hand_callback_polling());
    const struct story_mark *late = mark_nth(story, STORY_LATE, 0);
    ck_assert_ptr_nonnull(late);
    ck_assert_int_eq(late->t_ns, 3000 * US);
    ck_assert_int_eq(late->since_ns, 100 * US);
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 1));
    story_free(story);
}
END_TEST

/* The body waits for its group, whose task has ended; its block was in a call that held the thread,
 * of which it has been told, and has its turn. */
START_TEST(a_block_with_its_turn_is_not_told_for_its_body)
{
    struct trace *trace = hand_new("async-blocking");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_BLOCKED, TRACE_BY_IO, 1, 5);
    hand(trace, 700, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 710, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 5);
    hand_state(trace, 720, 1, TRACE_WAITING, TRACE_BY_GROUP, 0, 3);
    hand(trace, 730, WAKE, .who = 1, .reason = TRACE_BY_WOKEN);
    hand_state(trace, 5000, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 5);
    hand(trace, 5001, NOTICED, .who = 1, .arg = 1);
    hand_end(trace, 5100, 1);
    hand_run_end(trace, 5200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 0));
    story_free(story);
}
END_TEST

/* On a thread of its own. One whose task was told of the answer before only waits for its turn. */
START_TEST(late_callbacks_of_a_thread_each_are_pointed_out)
{
    struct story *story = story_of(hand_callbacks_gil());
    const struct story_mark *late = mark_nth(story, STORY_LATE, 0);
    ck_assert_ptr_nonnull(late);
    ck_assert_uint_eq(late->who, TRACE_HELPER + 1);
    ck_assert_int_eq(late->t_ns - late->since_ns, (10012 - 100) * US);
    ck_assert_ptr_nonnull(mark_nth(story, STORY_LATE, 1));
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 2));
    story_free(story);
}
END_TEST

/* Its wait was cancelled, and before it is told a callback of its own goes on, twice. */
START_TEST(a_callback_is_not_told_what_its_task_waits_to_be_told)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand(trace, 25, ASKED, .who = 1, .arg = 2);
    hand_state(trace, 30, 1, TRACE_LOCKED, TRACE_BY_SEMAPHORE, 0, 5);
    hand(trace, 100, WAKE, .who = 1, .reason = TRACE_BY_CANCELLED);
    hand(trace, 5000, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand(trace, 5000, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    hand_state(trace, 5010, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 7);
    hand_state(trace, 5020, 1, TRACE_READY, TRACE_BY_CANCELLED, 0, 5);
    hand_state(trace, 5030, 1, TRACE_RUNNING, TRACE_BY_WOKEN, 2, 7);
    hand_state(trace, 5040, 1, TRACE_READY, TRACE_BY_CANCELLED, 0, 5);
    hand_state(trace, 6100, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 0, 5);
    hand_end(trace, 6200, 1);
    hand_run_end(trace, 6300, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    const struct story_mark *late = mark_nth(story, STORY_LATE, 0);
    ck_assert_ptr_nonnull(late);
    ck_assert_int_eq(late->t_ns, 6100 * US);
    ck_assert_int_eq(late->since_ns, 100 * US);
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 1));
    story_free(story);
}
END_TEST

/* Its block in the pool is done, and its callback, which looks for a channel, goes on first. */
START_TEST(a_callback_is_not_told_what_was_offloaded)
{
    struct trace *trace = hand_new("polling");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_WAITING, TRACE_BY_OFFLOAD, 0, 5);
    hand_state(trace, 30, 1, TRACE_POLLING, TRACE_BY_LOOKING, 0, 7);
    hand(trace, 100, WAKE, .who = 1, .reason = TRACE_BY_OFFLOADED);
    hand_state(trace, 5000, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 7);
    hand_state(trace, 5010, 1, TRACE_RUNNING, TRACE_BY_OFFLOADED, 0, 5);
    hand_end(trace, 6200, 1);
    hand_run_end(trace, 6300, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    const struct story_mark *late = mark_nth(story, STORY_LATE, 0);
    ck_assert_ptr_nonnull(late);
    ck_assert_int_eq(late->t_ns, 5010 * US);
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 1));
    story_free(story);
}
END_TEST

/* It looks only after both: late it is from its answer on. */
START_TEST(who_was_answered_and_then_cancelled_is_late_by_the_answer)
{
    struct trace *trace = hand_new("polling");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_POLLING, TRACE_BY_LOOKING, 1, 4);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand(trace, 600, CANCELLED, .who = 1, .arg = 2);
    hand_state(trace, 40000, 1, TRACE_RUNNING, TRACE_BY_CANCELLED, 2, 4);
    hand_end(trace, 40100, 1);
    hand_run_end(trace, 40200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    assert_words(story, mark_nth(story, STORY_LATE, 0),
                 "one was told 39.9 ms late: its answer came at 100.0 us, and it was busy itself "
                 "(line 4) until then.");
    story_free(story);
}
END_TEST

/* A call of its callback had been answered when its sleep was over. */
START_TEST(a_sleep_is_told_as_one_whatever_came_for_a_callback)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand(trace, 15, ASKED, .who = 1, .arg = 3);
    hand_state(trace, 20, 1, TRACE_BLOCKED, TRACE_BY_IO, 3, 7);
    hand(trace, 90, ANSWERED, .who = TRACE_DEVICE, .arg = 3);
    hand_state(trace, 2990, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 3, 7);
    hand(trace, 3000, STATE, .who = 1, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP, .line = 5,
         .value = HAND_ORIGIN_NS + 100 * US);
    hand_state(trace, 5010, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 5);
    hand_end(trace, 6200, 1);
    hand_run_end(trace, 6300, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    const struct story_mark *late = mark_nth(story, STORY_LATE, 1);
    ck_assert_ptr_nonnull(late);
    ck_assert_int_eq(late->t_ns, 5010 * US);
    struct strbuf words = STRBUF_INIT;
    story_mark_words(story, late, &words, NULL);
    ck_assert_ptr_nonnull(strstr(strbuf_str(&words), "its sleep was over at 100.0 us"));
    strbuf_release(&words);
    story_free(story);
}
END_TEST

/* In a note `one` may be a word; in backquotes it is not, nor is `fetch 2`. Who was not seen yet is
 * not given away. */
START_TEST(a_note_says_where_names_stand_in_it)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "fetch 2");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 3);
    hand_event(trace, 20, (struct trace_event){.kind = TRACE_NOTE, .who = 1},
               "one of them, fetch 2, fetch 22 and late_3: `one` waits");
    hand_task(trace, 30, 3, "late_3");
    hand_end(trace, 40, 1);
    hand_run_end(trace, 50, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    const struct story_mark *note = mark_nth(story, STORY_NOTE, 0);
    struct tell_named named = {0};
    struct strbuf words = STRBUF_INIT;
    ck_assert_ptr_nonnull(note);
    strbuf_adds(&words, "> ");
    story_mark_words(story, note, &words, &named);
    ck_assert_int_eq(named.count, 2);
    ck_assert_uint_eq(named.items[0].actor, 1);
    ck_assert_uint_eq(named.items[0].from, 2 + 44);
    ck_assert_uint_eq(named.items[0].to, 2 + 47);
    ck_assert_uint_eq(named.items[1].actor, 2);
    ck_assert_uint_eq(named.items[1].from, 2 + 13);
    ck_assert_uint_eq(named.items[1].to, 2 + 20);
    strbuf_release(&words);
    story_free(story);
}
END_TEST

START_TEST(who_is_late_by_its_own_work_is_told_so)
{
    struct trace *trace = hand_new("polling");
    hand_task(trace, 0, 1, "game");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 3);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    hand_state(trace, 30, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 5);
    hand(trace, 10000, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 39000, 1, TRACE_POLLING, TRACE_BY_LOOKING, 1, 4);
    hand_state(trace, 40000, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 4);
    hand(trace, 40001, NOTICED, .who = 1, .arg = 1);
    hand_end(trace, 40100, 1);
    hand_run_end(trace, 40200, TRACE_RESULT_OK);
    trace_finish(trace);
    struct story *story = story_of(trace);
    assert_words(story, mark_nth(story, STORY_LATE, 0),
                 "game was told 30.0 ms late: its answer came at 10.0 ms, and it was busy itself "
                 "(line 5) until then.");
    story_free(story);
}
END_TEST

START_TEST(computing_over_an_answer_keeps_the_loop)
{
    struct story *story = story_of(hand_late());
    const struct story_mark *keeps = mark_nth(story, STORY_KEEPS, 0);
    assert_words(story, keeps,
                 "one kept the loop for 152.0 ms (say, line 7): two could have run from 400.1 ms "
                 "on.");
    ck_assert_int_eq(keeps->since_ns, 300010 * US);
    ck_assert_ptr_null(mark_nth(story, STORY_KEEPS, 1));
    ck_assert_ptr_null(mark_nth(story, STORY_HOLDS, 0));
    story_free(story);
}
END_TEST

START_TEST(blocking_wait_holds_the_thread_of_one_that_has_not_begun)
{
    struct story *story = story_of(hand_two_blocking());
    assert_words(story, mark_nth(story, STORY_HOLDS, 0),
                 "one held the thread for 500.1 ms inside a call (io, line 6): two could have run "
                 "from 40.0 us on.");
    /* Nobody is left who could have run meanwhile. */
    ck_assert_ptr_null(mark_nth(story, STORY_HOLDS, 1));
    ck_assert_ptr_null(mark_nth(story, STORY_KEEPS, 0));
    story_free(story);
}
END_TEST

START_TEST(waits_that_give_control_back_are_not_pointed_out)
{
    struct story *story = story_of(hand_two_coroutines());
    ck_assert_uint_eq(story->mark_count, 4);
    assert_words(story, mark_nth(story, STORY_SAY, 2), "2 resumes");
    story_free(story);
}
END_TEST

START_TEST(waiting_for_the_gil_after_an_answer_is_late)
{
    struct story *story = story_of(hand_two_gil());
    const struct story_mark *late = mark_nth(story, STORY_LATE, 0);
    assert_words(story, late,
                 "two was told 5.08 ms late: its answer came at 6.15 ms, and one had the GIL "
                 "(io, line 6) until 11.2 ms.");
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 1));
    ck_assert_ptr_null(mark_nth(story, STORY_KEEPS, 0));
    story_free(story);
}
END_TEST

START_TEST(having_the_lock_and_not_the_loop_is_late)
{
    struct story *story = story_of(hand_locks());
    assert_words(story, mark_nth(story, STORY_LATE, 0),
                 "two was told 4.01 ms late: it got what it waited for at 1.00 ms, and one kept "
                 "the thread (say, line 5) until 5.00 ms.");
    story_free(story);
}
END_TEST

START_TEST(those_that_are_kept_waiting_are_named)
{
    struct trace *trace = hand_new("coroutines");
    for (uint32_t task = 1; task <= 4; task++) {
        static const char *const names[] = {"", "one", "two", "three", "four"};
        hand_task(trace, task < 4 ? 0 : 14000, task, names[task]);
    }
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .line = 4);
    hand_state(trace, 20, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 5);
    hand_end(trace, 12000, 1);
    hand(trace, 12010, TASK_BEGIN, .who = 2, .arg = 100, .line = 9);
    hand_end(trace, 24000, 2);
    hand(trace, 24010, TASK_BEGIN, .who = 3, .arg = 100, .line = 14);
    hand_end(trace, 36010, 3);
    hand_run_end(trace, 36500, TRACE_RESULT_OK); /* four never had a turn */
    trace_finish(trace);
    struct story *story = story_of(trace);
    assert_words(story, mark_nth(story, STORY_KEEPS, 0),
                 "one kept the thread for 12.0 ms (line 5): two and three could have run from 10.0 "
                 "us on.");
    assert_words(story, mark_nth(story, STORY_KEEPS, 1),
                 "two kept the thread for 12.0 ms (line 9): three and four could have run from "
                 "12.0 ms on.");
    assert_words(story, mark_nth(story, STORY_KEEPS, 2),
                 "three kept the thread for 12.0 ms (line 14): four could have run from 24.0 ms "
                 "on.");
    ck_assert_ptr_null(mark_nth(story, STORY_LATE, 0)); /* to wait for a first turn is not late */
    story_free(story);
}
END_TEST

START_TEST(failures_are_marks)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .line = 4);
    hand_event(trace, 20, (struct trace_event){.kind = TRACE_FAILURE_HANDLED, .who = 1},
               "no\x1B answer");
    hand(trace, 30, TASK_END, .who = 1, .detail = TRACE_END_CRASHED);
    hand_run_end(trace, 40, TRACE_RESULT_CRASH);
    trace_finish(trace);
    struct story *story = story_of(trace);
    assert_words(story, mark_nth(story, STORY_FAILURE, 0), "one handled a failure: no\\x1B answer");
    assert_words(story, mark_nth(story, STORY_FAILURE, 1), "one crashed");
    story_free(story);
}
END_TEST

/* What was there before stays as it is when more is known. */
START_TEST(stories_of_a_run_that_lasts_grow)
{
    struct trace_log *log = hand_log(hand_lesson());
    struct story *before = NULL;
    for (int64_t t_us = 0; t_us <= 510000; t_us += t_us < 200 ? 7 : 9973) {
        struct story *story =
            story_of(trace_from_log_until(log, HAND_ORIGIN_NS + t_us * US, "x", "", 0));
        assert_sound(story);
        ck_assert(story->live == (t_us < 500200));
        ck_assert(!story->live || story->end_ns == t_us * US);
        for (size_t i = 0; before && i < before->mark_count; i++)
            ck_assert_int_eq(story->marks[i].t_ns, before->marks[i].t_ns);
        for (size_t i = 0; before && i + 1 < before->handoff_count; i++)
            ck_assert_int_eq(story->handoff_ns[i], before->handoff_ns[i]);
        story_free(before);
        before = story;
    }
    ck_assert_uint_gt(before->mark_count, 6);
    story_free(before);
    trace_log_close(log);
}
END_TEST

static bool note_progress(void *arg, int percent)
{
    int *last = arg;
    ck_assert_int_ge(percent, *last);
    ck_assert_int_le(percent, 100);
    *last = percent;
    return true;
}

/* Gives up as soon as so many percents are told. */
static bool give_up(void *arg, int percent)
{
    const int *most = arg;
    return percent < *most;
}

START_TEST(it_can_be_given_up_anywhere)
{
    for (int most = 0; most <= 100; most++)
        ck_assert_ptr_null(story_new(hand_late(), give_up, &most));
    int most = 101;
    struct story *story = story_new(hand_late(), give_up, &most);
    ck_assert_ptr_nonnull(story);
    story_free(story);
}
END_TEST

START_TEST(progress_is_told_up_to_the_whole)
{
    int last = 0;
    struct story *story = story_new(hand_late(), note_progress, &last);
    ck_assert_int_eq(last, 100);
    story_free(story);
}
END_TEST

static Suite *story_suite(void)
{
    Suite *suite = suite_create("story");
    TCase *tcase = tcase_create("story");
    tcase_add_loop_test(tcase, every_story_is_sound, 0, 11);
    tcase_add_test(tcase, empty_trace_has_no_moments);
    tcase_add_test(tcase, late_notice_is_pointed_out_with_who_kept_the_loop);
    tcase_add_test(tcase, who_is_late_because_of_several_is_told_of_them);
    tcase_add_test(tcase, a_callback_is_not_told_what_its_task_waits_to_be_told);
    tcase_add_test(tcase, a_callback_is_not_told_what_was_offloaded);
    tcase_add_test(tcase, who_was_answered_and_then_cancelled_is_late_by_the_answer);
    tcase_add_test(tcase, a_sleep_is_told_as_one_whatever_came_for_a_callback);
    tcase_add_test(tcase, a_note_says_where_names_stand_in_it);
    tcase_add_test(tcase, who_is_late_by_its_own_work_is_told_so);
    tcase_add_test(tcase, a_callback_that_was_looked_for_is_pointed_out_once);
    tcase_add_test(tcase, a_block_with_its_turn_is_not_told_for_its_body);
    tcase_add_test(tcase, late_callbacks_of_a_thread_each_are_pointed_out);
    tcase_add_test(tcase, computing_over_an_answer_keeps_the_loop);
    tcase_add_test(tcase, blocking_wait_holds_the_thread_of_one_that_has_not_begun);
    tcase_add_test(tcase, waits_that_give_control_back_are_not_pointed_out);
    tcase_add_test(tcase, waiting_for_the_gil_after_an_answer_is_late);
    tcase_add_test(tcase, having_the_lock_and_not_the_loop_is_late);
    tcase_add_test(tcase, those_that_are_kept_waiting_are_named);
    tcase_add_test(tcase, failures_are_marks);
    tcase_add_test(tcase, stories_of_a_run_that_lasts_grow);
    tcase_add_test(tcase, it_can_be_given_up_anywhere);
    tcase_add_test(tcase, progress_is_told_up_to_the_whole);
    suite_add_tcase(suite, tcase);
    return suite;
}

CHECK_MAIN(story_suite)
