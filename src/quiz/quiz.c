#include "config.h"

#include "quiz/quiz.h"

#include <stdlib.h>

#include "base/mem.h"

/* The file's own are asked at each passing, and count once. */
static bool is_asked_before(const struct quiz *quiz, uint32_t line)
{
    for (int i = 0; i < quiz->count; i++)
        if (quiz->questions[i].line == line)
            return true;
    return false;
}

static void add_question(struct quiz *quiz, uint32_t event, bool own)
{
    struct question_run run = {quiz->timeline, quiz->stats, quiz->scenario};
    struct question *question = &quiz->questions[quiz->count];

    question_make(question, &run, event);
    if (own && (question->kind == QUESTION_TALK || is_asked_before(quiz, question->line)))
        question_release(question);
    else
        quiz->count++;
}

static void make_questions(struct quiz *quiz, bool own)
{
    for (size_t i = 0; i < trace_count(quiz->trace) && quiz->count < QUIZ_PICKS_MAX; i++) {
        const struct trace_event *event = trace_at(quiz->trace, i);

        if (event->kind == TRACE_ASK && own == (event->detail != QUESTION_BY_QUIZ))
            add_question(quiz, (uint32_t)i, own);
    }
}

/* The run once more, with the questions in it. */
static struct trace *trace_of(const struct trace *trace, int most)
{
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    struct quiz_pick picks[QUIZ_PICKS_MAX];
    int count = quiz_pick(timeline, stats, most, picks);
    struct trace *asked = quiz_trace(timeline, picks, count);

    stats_free(stats);
    timeline_free(timeline);
    return asked;
}

void quiz_make(struct quiz *quiz, const struct trace *trace, int most)
{
    *quiz = (struct quiz){0};
    quiz->trace = most == QUIZ_OWN ? quiz_copy(trace) : trace_of(trace, most);
    quiz->timeline = timeline_new(quiz->trace);
    quiz->stats = stats_new(quiz->timeline);
    quiz->title = mem_strdup(quiz->stats->title);
    quiz->model = mem_strdup(quiz->stats->model);
    quiz->scenario = question_program(quiz->trace);
    make_questions(quiz, most == QUIZ_OWN);
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
