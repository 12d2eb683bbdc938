#include "config.h"

#include "scenario/report.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { ERRORS_MAX = 10000, SUGGESTIONS_MAX = 200 };

bool report_has_line(const struct report *report, uint32_t line)
{
    return line / 8 < report->told_bytes && (report->told[line / 8] >> (line % 8) & 1);
}

static void mark_line(struct report *report, uint32_t line)
{
    size_t byte = line / 8;
    if (byte >= report->told_bytes) {
        size_t bytes = (byte + 1) * 2;
        report->told = mem_realloc(report->told, bytes);
        memset(report->told + report->told_bytes, 0, bytes - report->told_bytes);
        report->told_bytes = bytes;
    }
    report->told[byte] |= (uint8_t)(1u << (line % 8));
}

static void add(struct report *report, enum diag_severity severity, struct tree_place place,
                const char *format, va_list args)
{
    struct strbuf message = STRBUF_INIT;
    strbuf_vaddf(&message, format, args);
    diag_add(report->diags, severity, place.line, place.column, place.length, "%s",
             strbuf_str(&message));
    strbuf_release(&message);
    report->took = true;
}

void report_error(struct report *report, struct tree_place place, const char *format, ...)
{
    report->took = false;
    if (report_is_full(report))
        return;
    if (place.line) {
        if (report_has_line(report, place.line))
            return;
        mark_line(report, place.line);
    }
    va_list args;
    va_start(args, format);
    add(report, DIAG_ERROR, place, format, args);
    va_end(args);
    report->errors++;
}

void report_warning(struct report *report, struct tree_place place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add(report, DIAG_WARNING, place, format, args);
    va_end(args);
}

void report_hint(struct report *report, const char *format, ...)
{
    if (!report->took)
        return;
    struct strbuf hint = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&hint, format, args);
    va_end(args);
    diag_hint(report->diags, "%s", strbuf_str(&hint));
    strbuf_release(&hint);
}

bool report_wants_suggestion(const struct report *report)
{
    return report->took && report->errors < SUGGESTIONS_MAX;
}

bool report_is_full(const struct report *report)
{
    return report->errors >= ERRORS_MAX;
}

void report_release(struct report *report)
{
    free(report->told);
    *report = (struct report){0};
}
