/* The door of this room: a scenario, written again in Python 3.11, as its model is there: asyncio,
 * threads, processes, plain calls. What Python has no like of is refused, each place with a reason.
 */
#ifndef BATON_PYTHON_PYTHON_H
#define BATON_PYTHON_PYTHON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/strbuf.h"
#include "scenario/scenario.h"

/* Appends the program. The scenario has been read and compiled for the model without an error.
 * False, with diagnostics, if it cannot be had; then nothing was appended. */
bool python_translate(const struct scenario *scenario, enum model_id model, struct strbuf *out,
                      struct diag_list *diags);

/* A line of such a program. */
struct python_line {
    const char *text; /* borrowed from the program */
    size_t len;       /* without the scenario's line behind it */
    uint32_t number;  /* of that line; 0: it stands for none */
    bool is_comment;  /* it says nothing else: a note, a question */
};

/* All of them; returns how many. The caller frees them. */
int python_lines(const struct scenario *scenario, const char *text, struct python_line **lines);

#endif
