/* The document that is open: a scenario, or a saved trace; how it was read last, and what it is run
 * with. It knows no screen: the application tells those when it has changed. Not thread safe. */
#ifndef BATON_APP_DOCUMENT_H
#define BATON_APP_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/host.h"
#include "app/settings.h"
#include "base/diag.h"
#include "base/strbuf.h"
#include "scenario/scenario.h"

enum { DOCUMENT_BESIDE_MOST = 4 };

/* To be read by anybody; changed only by the functions below. */
struct document {
    const struct app_host *host; /* borrowed */
    char *path;                  /* NULL: none is open */
    bool is_trace;               /* it is read, and not run … */
    bool is_program; /* … but by another recording: a program of the user's, at that path */
    char *text;      /* as it was read last */
    size_t len;
    int missing; /* why it could not be read when it was to be read last: negative errno; or 0 */
    struct scenario *scenario; /* of the text; NULL if it has errors */
    char *errors;              /* diagnostics; NULL if it has none */
    int error_line;
    enum model_id model;
    bool model_chosen; /* by the user: else it is the first that the file names */
    struct settings settings;
    char *beside[DOCUMENT_BESIDE_MOST]; /* files that it is compared with */
    int beside_count;
};

/* Embedded. None is open. */
void document_init(struct document *document, const struct app_host *host);
/* A file's text. False, with a sentence appended, if it cannot be read. */
bool document_load(const struct app_host *host, const char *path, char **text, size_t *len,
                   struct strbuf *problem);
/* None may be open. Takes the text; a scenario is watched from now on. */
void document_open(struct document *document, const char *path, char *text, size_t len);
/* A saved trace that is not read here. */
void document_open_trace(struct document *document, const char *path);
/* A program of which there is a recording; it is watched from now on. */
void document_open_program(struct document *document, const char *path);
void document_close(struct document *document);
/* From now on it is compared with that file, too. False if there are so many already. */
bool document_put_beside(struct document *document, const char *path);

/* The file may have changed. True if its text has: it is read again then, and what it cannot have
 * any more, settings or a model, is given up. What there is to be said is put into `said`. One that
 * cannot be read stays as it was read last. */
bool document_read_again(struct document *document, struct strbuf *said);

void document_choose_model(struct document *document, enum model_id model);
/* Instead of all settings. */
void document_put_settings(struct document *document, const char *const *items, int count);
/* Another value for a line: the words are "workers 4", "switch interval = 500us". False, with a
 * sentence appended, if that cannot be; nothing has changed then. */
bool document_set(struct document *document, const char *words, struct strbuf *problem);

/* False, with why appended: none is open, it is a trace, or it has an error. */
bool document_is_runnable(const struct document *document, struct strbuf *why);
/* Compiles the text with the settings, for a model. False with one line appended, or, if `full`,
 * with diagnostics. */
bool document_compiles(const struct document *document, enum model_id model, bool full,
                       struct strbuf *problem);

/* The first error in one line. */
void document_first_error(const struct diag_list *diags, struct strbuf *out);

#endif
