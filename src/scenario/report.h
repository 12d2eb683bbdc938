/* What is wrong with a file, said once: at most one error a line, so that one slip is one error and
 * not a cascade. Wraps the caller's list of diagnostics. */
#ifndef BATON_SCENARIO_REPORT_H
#define BATON_SCENARIO_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "scenario/tree.h"

struct report {
    struct diag_list *diags;
    uint8_t *told; /* a bit a line: it has its error */
    size_t told_bytes;
    int errors; /* found here */
    bool took;  /* the newest one was added: a hint belongs to it */
};

/* Adds an error, unless its line has one (line 0 may have any number). */
void report_error(struct report *report, struct tree_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void report_warning(struct report *report, struct tree_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a hint to the newest error or warning, if it was added. */
void report_hint(struct report *report, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* True if the newest error was added and a suggestion for it is worth looking for: in a file with
 * very many errors it helps nobody. */
bool report_wants_suggestion(const struct report *report);
/* True if the line has an error. */
bool report_has_line(const struct report *report, uint32_t line);
/* True once there are so many errors that reading on is no use. */
bool report_is_full(const struct report *report);
void report_release(struct report *report);

#endif
