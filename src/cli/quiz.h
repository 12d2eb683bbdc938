/* A quiz about a run: what its parts share, the one that asks and the one that marks. */
#ifndef BATON_CLI_QUIZ_H
#define BATON_CLI_QUIZ_H

#include "base/strbuf.h"
#include "cli/cli.h"
#include "quiz/quiz.h"
#include "quiz/sheet.h"

/* Asks in lines, and reads answers from standard input: the first one to each question, NULL where
 * it was left open; the caller frees them. CLI_OK, or CLI_MACHINE. */
int quiz_ask_plain(const struct quiz *quiz, char **answers);
/* How a task stands that one can choose, in a line. */
void quiz_add_standing(const struct quiz *quiz, const struct question *question, int choice,
                       struct strbuf *out);

/* `quiz --mark`: the operands are sheets, and traces that they are about. */
int quiz_mark(const struct cli_options *options);

#endif
