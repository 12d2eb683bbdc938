/* What was told and was false, by its symptom: each of these was found by the oracle
 * (tests/oracle/), in programs that no lesson is like. */
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

/* `count` tasks that have begun. */
static struct trace *begun(const char *model, int count)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = hand_new(model);
    for (uint32_t task = 1; task <= (uint32_t)count; task++)
        hand_task(trace, 0, task, names[task - 1]);
    for (uint32_t task = 1; task <= (uint32_t)count; task++)
        hand(trace, 10 * task, TASK_BEGIN, .who = task, .line = task);
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

static Suite *suite(void)
{
    Suite *s = suite_create("told");
    TCase *ends = tcase_create("ends");
    tcase_add_test(ends, a_circle_that_came_undone_is_told_as_a_deadlock);
    suite_add_tcase(s, ends);
    return s;
}

CHECK_MAIN(suite)
