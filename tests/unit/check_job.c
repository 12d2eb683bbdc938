/* What is on its way: whoever starts it hears what becomes of it, and nobody else. */
#include "config.h"

#include "app/job.h"

#include <stdlib.h>

#include "check_main.h"
#include "hand.h"

struct owner {
    struct job *job;
    int stories, failures, forgotten;
    bool was_on; /* when it heard of it last */
};

static void take_story(void *self, struct story *story)
{
    struct owner *owner = self;
    owner->stories++;
    owner->was_on = owner->job->owner != NULL;
    story_free(story);
}

static void take_failure(void *self, const char *problem)
{
    struct owner *owner = self;
    owner->failures++;
    owner->was_on = owner->job->owner != NULL;
}

static void forget(void *self)
{
    struct owner *owner = self;
    owner->forgotten++;
}

static const struct job_owner functions = {take_story, take_failure, forget};

static int starts, stops, number;

static void host_start(void *arg, const struct app_run *run)
{
    starts++;
    number = run->number;
}

static void host_stop(void *arg)
{
    stops++;
}

static const struct app_host calls = {.start = host_start, .stop = host_stop};
static const struct document document = {.host = &calls, .path = "x"};

static void start(struct job *job, struct owner *owner)
{
    owner->job = job;
    job_run(job, &functions, owner, &document, MODEL_GIL);
}

static struct story *story_of(bool live)
{
    struct story *story = story_new(hand_two_coroutines(), NULL, NULL);
    story->live = live;
    return story;
}

START_TEST(whoever_starts_it_gets_what_comes_of_it)
{
    struct job job;
    struct owner one = {0}, two = {0};
    job_init(&job, &calls);
    start(&job, &one);
    ck_assert(job_is_of(&job, &one) && !job_is_of(&job, &two));
    ck_assert(job_is_awaited(&job, number));
    job_story(&job, story_of(true));
    ck_assert(one.was_on);
    job_story(&job, story_of(false));
    ck_assert(!one.was_on);
    ck_assert(!job_is_awaited(&job, number));
    start(&job, &two);
    job_failed(&job, "no");
    ck_assert(!two.was_on);
    ck_assert_int_eq(one.stories, 2);
    ck_assert_int_eq(one.failures + one.forgotten + two.stories + two.forgotten, 0);
    ck_assert_int_eq(two.failures, 1);
}
END_TEST

START_TEST(another_takes_its_place)
{
    struct job job;
    struct owner one = {0}, two = {0};
    job_init(&job, &calls);
    start(&job, &one);
    int old = number;
    start(&job, &two);
    ck_assert_int_eq(one.forgotten, 1);
    ck_assert(!job_is_awaited(&job, old));
    ck_assert(job_is_awaited(&job, number));
    job_stop(&job);
    job_stop(&job);
    ck_assert_int_eq(two.forgotten, 1);
    ck_assert_int_eq(stops, 1);
    ck_assert_int_eq(starts, 2);
    ck_assert(!job_is_of(&job, &two));
}
END_TEST

START_TEST(progress_is_told_where_it_differs)
{
    struct job job;
    struct owner one = {0};
    job_init(&job, &calls);
    start(&job, &one);
    ck_assert_str_eq(job.words, "starting");
    ck_assert(job_progress(&job, "running", -1, 1240000000));
    ck_assert_str_eq(job.words, "running 1.2 s");
    ck_assert(!job_progress(&job, "running", -1, 1249000000));
    ck_assert(job_progress(&job, "reading", 40, 0));
    ck_assert_str_eq(job.words, "reading 40%");
}
END_TEST

static Suite *job_suite(void)
{
    Suite *suite = suite_create("job");
    TCase *all = tcase_create("job");
    tcase_add_test(all, whoever_starts_it_gets_what_comes_of_it);
    tcase_add_test(all, another_takes_its_place);
    tcase_add_test(all, progress_is_told_where_it_differs);
    suite_add_tcase(suite, all);
    return suite;
}

CHECK_MAIN(job_suite)
