#include "config.h"

#include "tell/place.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { STATEMENT_MOST = 8192 }; /* lines of a scenario */

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (c & 0x80);
}

static size_t name_len(const char *at, const char *end)
{
    size_t len = 0;
    while (at + len < end && is_of_name(at[len]))
        len++;
    return len;
}

static size_t word_len(const char *at, const char *end)
{
    size_t len = 0;
    while (at + len < end && isalpha((unsigned char)at[len]))
        len++;
    return len;
}

static const char *behind_blanks(const char *at, const char *end)
{
    while (at < end && *at == ' ')
        at++;
    return at;
}

/* Behind the `=` of an assignment; NULL if it is none: only a name stands in front of it. */
static const char *behind_assignment(const char *at, const char *end)
{
    at = behind_blanks(at + name_len(at, end), end);
    if (at < end && *at && strchr("+-*/%", *at))
        at++;
    if (at + 1 >= end || at[0] != '=' || at[1] == '=')
        return NULL;
    return behind_blanks(at + 1, end);
}

static bool is_word(const char *at, size_t len, const char *word)
{
    return strlen(word) == len && memcmp(word, at, len) == 0;
}

/* A name stands there, and no operator that is a word. */
static bool is_name(const char *at, const char *end)
{
    size_t len = name_len(at, end);
    return len && !isdigit((unsigned char)*at) && !is_word(at, len, "and") &&
           !is_word(at, len, "or");
}

/* What stands behind the `=` of an assignment does something. `run` may be a variable: it does
 * something only in front of a name. */
static bool is_deed(const char *at, const char *end)
{
    static const char *const deeds[] = {"await", "blocking", "call",  "create", "io",
                                        "recv",  "resume",   "start", "throw",  "yield"};
    size_t len = name_len(at, end);
    if (is_word(at, len, "run"))
        return is_name(behind_blanks(at + len, end), end);
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (is_word(at, len, deeds[i]))
            return true;
    return false;
}

const char *place_statement(const struct trace *trace, uint32_t line, size_t *len)
{
    size_t all;
    const char *at = trace_source(trace, &all), *end = at + all;
    if (line > STATEMENT_MOST)
        return NULL;
    for (uint32_t n = 1; n < line && at; n++) {
        at = memchr(at, '\n', (size_t)(end - at));
        at = at ? at + 1 : NULL;
    }
    if (!at)
        return NULL;
    at = behind_blanks(at, end);
    const char *behind = behind_assignment(at, end);
    *len = word_len(behind ? behind : at, end);
    if (!*len || (behind && !is_deed(behind, end)))
        return NULL;
    return behind ? behind : at;
}
