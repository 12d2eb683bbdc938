/* A line that is typed: its text, a cursor, and what was typed before. Not thread safe. */
#ifndef BATON_APP_PROMPT_H
#define BATON_APP_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

enum prompt_kind {
    PROMPT_NONE,
    PROMPT_COMMAND,
    PROMPT_SEARCH,
    PROMPT_GOTO,
    PROMPT_EXPORT,
    PROMPT_ANSWER,
    PROMPT_HANDS,
    PROMPT_MOVES
};
enum { PROMPT_KINDS = PROMPT_MOVES + 1, PROMPT_BYTES_MOST = 1000, PROMPT_LINES_MOST = 50 };

/* Lines that were entered, oldest first. */
struct prompt_history {
    char *lines[PROMPT_LINES_MOST];
    int count;
};

/* Embedded: zero it to begin. */
struct prompt {
    enum prompt_kind kind; /* PROMPT_NONE: nothing is being typed */
    struct strbuf text;
    size_t cursor; /* bytes */
    struct prompt_history history[PROMPT_KINDS];
    int recalled;  /* lines back in the history; 0: the one that is being typed */
    char *set_by;  /* what stood there before the history was looked at, or before a completion */
    int completed; /* how many completions of `set_by` were offered; 0: none */
};

enum prompt_answer { PROMPT_TYPING, PROMPT_DONE, PROMPT_LEFT, PROMPT_COMPLETE };

void prompt_begin(struct prompt *prompt, enum prompt_kind kind, const char *text);
/* DONE: the text is there until the next prompt_begin(); it has been put into the history. LEFT:
 * esc, or backspace in an empty line. COMPLETE: tab (backwards: shift-tab is no key here), see
 * prompt_complete(). Keys that mean nothing here change nothing. */
enum prompt_answer prompt_key(struct prompt *prompt, uint32_t key);
/* The text that is to be completed: what was typed, however often tab was pressed since. */
const char *prompt_stem(const struct prompt *prompt);
/* Puts a completed line in its place; prompt->completed counts them. */
void prompt_complete(struct prompt *prompt, const char *line);
/* Appends what is shown: ":goto 12". Returns the byte of the cursor in it. */
size_t prompt_show(const struct prompt *prompt, struct strbuf *out);
void prompt_release(struct prompt *prompt);

#endif
