/* Where results go: standard output, or a file that appears whole or not at all; and messages. */
#ifndef BATON_CLI_OUTPUT_H
#define BATON_CLI_OUTPUT_H

#include <stdbool.h>

#include "base/strbuf.h"

/* Makes sure that descriptors 0, 1 and 2 are taken, so that nothing else gets their numbers: to use
 * one that was closed then fails, as it should. Call it first. */
void output_guard_descriptors(void);

/* Writes to the file of -o (NULL: standard output). CLI_OK, or CLI_MACHINE after a message. A
 * reader that has gone (EPIPE) ends the program quietly, by the signal that it is used to. */
int output_write(const char *path, const struct strbuf *text);
/* The same of what only the user is to read. */
int output_write_private(const char *path, const struct strbuf *text);
/* Writes to standard output, and empties the buffer. */
int output_print(struct strbuf *text);
/* The same, with a prompt behind it in a terminal, and takes a line of standard input; false at its
 * end. */
bool output_read_line(struct strbuf *text, struct strbuf *line);
/* Messages, to standard error; empties the buffer. */
void output_messages(struct strbuf *text);

/* `baton: …` on standard error, with a line end. Returns its first argument, so that one can return
 * it. */
int cli_fail(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
