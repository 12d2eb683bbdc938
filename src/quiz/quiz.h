/* A quiz about a run: the questions that it asks, with what is right. */
#ifndef BATON_QUIZ_QUIZ_H
#define BATON_QUIZ_QUIZ_H

#include "quiz/pick.h"
#include "quiz/question.h"

/* In place of a number of questions: those that the file itself asks. */
enum { QUIZ_OWN = 0 };

/* The run that is asked about, with the questions in it, and all that is made of it. */
struct quiz {
    char *title, *model; /* "" without */
    struct trace *trace;
    struct timeline *timeline;
    struct stats *stats;
    struct scenario *scenario; /* NULL: its source does not read */
    struct question questions[QUIZ_PICKS_MAX];
    int count;
};

/* Makes the quiz of a run (borrowed), with at most so many questions about who gets control next;
 * or, QUIZ_OWN, with the file's own that have an answer, each line's once. Released with
 * quiz_release(). */
void quiz_make(struct quiz *quiz, const struct trace *trace, int most);
void quiz_release(struct quiz *quiz);

#endif
