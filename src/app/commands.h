/* Tables of the commands behind `:`. A row is a name, its arguments in words, and a function. A
 * screen may have a table of its own (screen.h); the common one stands in common_commands.c. */
#ifndef BATON_APP_COMMANDS_H
#define BATON_APP_COMMANDS_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "view/view.h"

/* `self`: the state of the table's screen; the application for common commands. */
typedef void command_act(void *self, const char *arguments);
/* The n-th word that may stand as an argument; NULL: no more. `self` is NULL if the screen is not
 * open. */
typedef const char *command_candidate(const void *self, int n);

struct command {
    const char *name;
    const char *shown;     /* ":goto" */
    const char *arguments; /* "TIME"; "" for none */
    const char *words;
    const char *help; /* the arguments and the words */
    command_act *act;
    command_candidate *candidate; /* or NULL */
    int flags;                    /* of the next */
};

enum {
    COMMAND_NEEDS_ARGUMENT = 1,
    COMMAND_GOES_ON = 2, /* more follows the first argument */
};

/* The beginning of a row, with arguments and without. */
#define COMMAND_ROW(name, arguments, words) name, ":" name, arguments, words, arguments "  " words
#define COMMAND_WORD(name, words)           name, ":" name, "", words, words

/* A table ends with a NULL name. */
struct command_table {
    const struct command *rows; /* NULL: no table */
    void *self;
    const char *elsewhere; /* NULL: they hold here; else where: "the player: enter plays a run" */
};

enum { COMMAND_TABLES_MOST = 16 };
struct command_set {
    struct command_table tables[COMMAND_TABLES_MOST];
    int count;
};

struct command_line {
    const struct command *command;
    const struct command_table *table;
    char *arguments; /* the caller frees them */
};

/* Reads a line. False if it is none, with a sentence in `problem`, but for an empty one. */
bool commands_read(const struct command_set *set, const char *line, struct command_line *read,
                   struct strbuf *problem);
/* What a command does, in a sentence; or that there is none. */
void commands_explain(const struct command_set *set, const char *word, struct strbuf *out);
/* The n-th way (from 0, round and round) to go on with a line; false if there is none. */
bool commands_complete(const struct command_set *set, const char *line, int n, struct strbuf *out);
/* Rows for the help; returns how many. With `help` NULL, only counts. */
int commands_help(const struct command_set *set, struct view_key *help);

#endif
