#include <ctype.h>
#include <string.h>

#include "trace/explain.h"

enum { STATEMENT_MOST = 8192 }; /* lines of a scenario */

static size_t word_len(const char *at, const char *end)
{
    size_t len = 0;
    while (at + len < end && isalpha((unsigned char)at[len]))
        len++;
    return len;
}

/* Behind the `=` of an assignment; NULL if it is none: only a name stands in front of it. */
static const char *behind_assignment(const char *at, const char *end)
{
    while (at < end && (isalnum((unsigned char)*at) || *at == '_' || (*at & 0x80)))
        at++;
    while (at < end && *at == ' ')
        at++;
    if (at < end && *at && strchr("+-*/%", *at))
        at++;
    if (at + 1 >= end || at[0] != '=' || at[1] == '=')
        return NULL;
    for (at++; at < end && *at == ' ';)
        at++;
    return at;
}

/* The words that stand behind the `=` of an assignment and do something. */
static bool is_deed(const char *at, size_t len)
{
    static const char *const deeds[] = {"await",  "call",  "create", "recv",
                                        "resume", "start", "throw",  "yield"};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strlen(deeds[i]) == len && memcmp(deeds[i], at, len) == 0)
            return true;
    return false;
}

/* What a line of the scenario does: its first word, or the one behind `=`. */
static void statement_add(const struct timeline *timeline, uint32_t line, struct strbuf *out)
{
    size_t len;
    const char *at = trace_source(timeline->trace, &len), *end = at + len;
    if (line > STATEMENT_MOST)
        return;
    for (uint32_t n = 1; n < line && at; n++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    while (at && at < end && *at == ' ')
        at++;
    if (!at)
        return;
    const char *behind = behind_assignment(at, end);
    len = word_len(behind ? behind : at, end);
    if (!len || (behind && !is_deed(behind, len)))
        return;
    strbuf_add(out, behind ? behind : at, len);
    strbuf_adds(out, ", ");
}

void explain_place(const struct timeline *timeline, uint32_t line, struct strbuf *out)
{
    if (!line)
        return;
    strbuf_adds(out, " (");
    statement_add(timeline, line, out);
    strbuf_addf(out, "line %u)", (unsigned)line);
}
