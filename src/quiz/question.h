/* A question about a run: what is asked, what can be answered, which answer is right and why.
 *
 * The answer follows from the run, never from the file: the same `ask` is right under another model
 * or with another --set. What is asked stands in the scenario's tree at the line of the ASK event;
 * an ASK event with a detail (QUESTION_BY_QUIZ) was put into the trace by quiz/pick.h, and asks who
 * gets control next. Pure: a trace, its timeline and statistics and its scenario come in. */
#ifndef BATON_QUIZ_QUESTION_H
#define BATON_QUIZ_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "scenario/scenario.h"
#include "trace/stats.h"
#include "trace/timeline.h"

enum { QUESTION_CHOICES_MAX = 9, QUESTION_BY_QUIZ = 1 };

/* A run, or what is known of one that lasts. All borrowed. */
struct question_run {
    const struct timeline *timeline;
    const struct stats *stats;
    const struct scenario *scenario; /* set as it was for the run; NULL: only a quiz's own */
};

enum question_kind {
    QUESTION_TALK,     /* the class talks: nothing is right or wrong */
    QUESTION_CHOICE,   /* one of the choices */
    QUESTION_DURATION, /* ns */
    QUESTION_NUMBER
};

struct question_choice {
    char *text;    /* as it is: not safe to print */
    uint32_t task; /* that it stands for, or TRACE_NOBODY */
    bool quoted;   /* a line that may be said: in quotes where it is shown */
};

/* What one says, or what is so. */
struct question_answer {
    int choice;    /* from 0; -1 */
    int64_t value; /* of a duration or a number */
    bool never;    /* in place of a duration: it never came to that */
};

struct question {
    enum question_kind kind;
    uint32_t event, who, line; /* of the ASK */
    int64_t t_ns;
    char *text;
    struct question_choice choices[QUESTION_CHOICES_MAX];
    int choice_count;
    char *variable; /* whose value is asked for; NULL: something else is */
    int64_t within; /* percent that a duration or number may be off, and 5 ms; 0: it must be so */
    /* known once the run has come so far: else none of these is there, and nothing is judged */
    bool known;
    struct question_answer right;
    int64_t reveal_ns; /* from when on it may be told */
    char *why;         /* clauses on what made it so, without an end; "": nothing to say */
};

/* The scenario that a trace is of, set as it was; NULL if its source does not read. The caller
 * frees it. */
struct scenario *question_program(const struct trace *trace);
/* The question of an ASK event of the run's trace. */
void question_make(struct question *question, const struct question_run *run, uint32_t event);
void question_release(struct question *question);

/* What somebody typed: the number of a choice or its text; a duration (bare: ms), `never`; an
 * integer. False if it is none. */
bool question_read(const struct question *question, const char *words,
                   struct question_answer *answer);
/* Whether an answer is right. Only if it is known what is. */
bool question_is_right(const struct question *question, const struct question_answer *answer);
/* An answer in words, safe to print: "beta", "230 ms", "never". */
void question_say(const struct question *question, const struct question_answer *answer,
                  struct strbuf *out);
/* A choice as it is shown; not safe to print. */
void question_add_shown(const struct question_choice *choice, struct strbuf *out);
/* Both side by side, and why: "You said gamma. It was beta: its answer came at 230.0 ms." Without
 * an answer only what was right. */
void question_reveal(const struct question *question, const struct question_answer *answer,
                     struct strbuf *out);

#endif
