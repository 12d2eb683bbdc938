/* A scenario of the command line: found, read, checked, with the messages that go with it. */
#ifndef BATON_CLI_SOURCE_H
#define BATON_CLI_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "scenario/scenario.h"

struct tree_expect_block; /* scenario/tree.h */

struct source {
    char *name; /* what messages call it: the operand, the installed file's path, or <stdin> */
    char *text;
    size_t len;
    struct scenario *scenario; /* NULL until cli_source_read() went well */
    struct diag_list diags;    /* errors and warnings so far, in the order found */
};

/* Reads and checks the file. CLI_OK, or CLI_USAGE: then *messages says why (appended). Warnings
 * alone are CLI_OK, and are appended too. Release it in either case. */
int cli_source_read(struct source *source, const char *operand, struct strbuf *messages);

/* A scenario, or a trace, from what can be read only once, or from any file: 0 and a text that the
 * caller frees, or a negative errno. */
int cli_source_fetch(const char *path, char **text, size_t *len);
/* What its errors are called. */
const char *cli_source_reason(int error);
/* As cli_source_read(), of a text that was fetched; takes it. */
int cli_source_take(struct source *source, const char *name, char *text, size_t len,
                    struct strbuf *messages);

/* True if the file begins as a saved trace does. What can be read only once is not looked at. */
bool cli_source_is_trace(const char *path);

/* A second reading of a file that was read well, to be given other settings. */
void cli_source_again(struct source *copy, const struct source *original);

/* The settings of a block of expectations (NULL: none) as --set would give them; to be released
 * with cli_sets_release(). */
struct cli_set *cli_sets_of(const struct tree_expect_block *block, int *count);
/* Gives header lines the value number `choice` of each set. */
int cli_source_set(struct source *source, const struct cli_set *sets, int count, const int *choice,
                   struct strbuf *messages);

/* The program for a model, compiled to find its errors: the engine compiles its own. */
int cli_source_compile(struct source *source, enum model_id model, struct strbuf *messages);

/* The models to run: those of -m, else of the file. Returns how many were put into
 * models[MODEL_COUNT]. */
int cli_source_models(const struct source *source, const struct cli_options *options,
                      enum model_id *models);

void cli_source_release(struct source *source);

#endif
