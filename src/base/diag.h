/* Diagnostics: what is wrong with an author's file, with a place. Collected first, printed
 * together, in the order of their places. Not thread safe per list. */
#ifndef BATON_BASE_DIAG_H
#define BATON_BASE_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

enum diag_severity { DIAG_ERROR, DIAG_WARNING };

struct diag {
    enum diag_severity severity;
    uint32_t line;   /* from 1; 0: the file as a whole */
    uint32_t column; /* from 1, in characters (code points) of the line */
    uint32_t length; /* characters to underline, at least 1 */
    char *message;
    char *hint; /* NULL, or a second line: "did you mean `say`?" */
};

struct diag_list {
    struct diag *items;
    int count, room;
    int errors;
};

void diag_add(struct diag_list *list, enum diag_severity severity, uint32_t line, uint32_t column,
              uint32_t length, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Adds a hint to the newest diagnostic. */
void diag_hint(struct diag_list *list, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Appends all of them as `name:line:column: error: message`, the source line and a caret under its
 * place (true also behind tabs, wide and combining characters); control characters are shown as
 * \xNN. At most 50 errors are shown, then their number. */
void diag_format(struct diag_list *list, const char *name, const char *source, size_t len,
                 struct strbuf *out);
void diag_release(struct diag_list *list);

#endif
