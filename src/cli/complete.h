/* What a shell offers where a line is being typed: `baton --complete WORD…`, which no help shows.
 * The completions of bash, zsh and fish (completions/) ask it, so they know what this program
 * knows.
 *
 * The words are those behind `baton`, up to the one that is being typed, which is the last and may
 * be empty. Printed are lines, `WORD` or `WORD<tab>what it is`: all that can stand there and begins
 * as the last does. A line `:files` says that any file can, `:commands` a program. Of `--format=js`
 * whole words are printed (`--format=json`); where the shell has parted it, into `--format`, `=`
 * and `js`, only the value. */
#ifndef BATON_CLI_COMPLETE_H
#define BATON_CLI_COMPLETE_H

#include <stdbool.h>

/* Prints; CLI_OK, or CLI_MACHINE after a message. */
int cli_complete(int count, char **words);

#endif
