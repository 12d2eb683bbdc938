#include "config.h"

#include "cli/quiz.h"

#include <stdlib.h>

#include "base/mem.h"

static void make_questions(struct quiz *quiz)
{
    struct question_run run = {quiz->timeline, quiz->stats, quiz->scenario};

    for (size_t i = 0; i < trace_count(quiz->trace) && quiz->count < QUIZ_PICKS_MAX; i++) {
        const struct trace_event *event = trace_at(quiz->trace, i);

        if (event->kind == TRACE_ASK && event->detail == QUESTION_BY_QUIZ)
            question_make(&quiz->questions[quiz->count++], &run, (uint32_t)i);
    }
}

void quiz_make(struct quiz *quiz, const struct trace *trace, int most)
{
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    struct quiz_pick picks[QUIZ_PICKS_MAX];
    int count = quiz_pick(timeline, stats, most, picks);

    *quiz = (struct quiz){.title = mem_strdup(stats->title), .model = mem_strdup(stats->model)};
    quiz->trace = quiz_trace(timeline, picks, count);
    stats_free(stats);
    timeline_free(timeline);
    quiz->timeline = timeline_new(quiz->trace);
    quiz->stats = stats_new(quiz->timeline);
    quiz->scenario = question_program(quiz->trace);
    make_questions(quiz);
}

void quiz_release(struct quiz *quiz)
{
    for (int i = 0; i < quiz->count; i++)
        question_release(&quiz->questions[i]);
    scenario_free(quiz->scenario);
    stats_free(quiz->stats);
    timeline_free(quiz->timeline);
    trace_free(quiz->trace);
    free(quiz->title);
    free(quiz->model);
    *quiz = (struct quiz){0};
}
