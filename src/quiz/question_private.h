/* What the kinds of questions share. Private to the room. */
#ifndef BATON_QUIZ_QUESTION_PRIVATE_H
#define BATON_QUIZ_QUESTION_PRIVATE_H

#include "quiz/question.h"
#include "scenario/tree.h"

/* ---- parts.c ---- */

/* Adds a choice; its index, or -1 if there is no room. */
int question_add_choice(struct question *question, const char *text, uint32_t task);
/* The run has come to its end: what has not happened will not. */
bool question_is_over(const struct question_run *run);
/* Whether a task gets control with that interval of a strip: from another, from nobody, or again,
 * after it had given it up. */
bool question_takes(const struct timeline *timeline, const struct timeline_lane *strip,
                    uint32_t index);
/* The right answer, and from when on it may be told. Takes the words on why (a sentence's end is
 * cut off). */
void question_answer(struct question *question, struct question_answer right, int64_t reveal_ns,
                     struct strbuf *why);
/* Why `who` had control at t: the sentence on the hand-off by which it got it, or nothing. */
void question_say_control(const struct question_run *run, uint32_t who, int64_t t_ns,
                          struct strbuf *why);
/* When it is told what nobody asked before the end: at the next `note`, else at the end. */
int64_t question_told_ns(const struct question_run *run, const struct question *question);

/* ---- a file each ---- */

void question_make_next(struct question *question, const struct question_run *run);
void question_make_output(struct question *question, const struct question_run *run);
/* when, how long, the result, a value, the choices of the file */
void question_make_measured(struct question *question, const struct question_run *run,
                            const struct tree_question *asked);

#endif
