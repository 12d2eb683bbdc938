#include "trace/file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"

static const char magic[] = "baton trace ";

enum { VERSION = 1 };

/* What `detail` says, by kind; a word where there are words, so that files outlive the order of our
 * tables. */
enum detail { DETAIL_NUMBER, DETAIL_STATE, DETAIL_END, DETAIL_RESULT, DETAIL_REASON };

static const uint8_t details[TRACE_KIND_COUNT] = {
    [TRACE_STATE] = DETAIL_STATE,
    [TRACE_TASK_END] = DETAIL_END,
    [TRACE_RUN_END] = DETAIL_RESULT,
    [TRACE_TASK_NEW] = DETAIL_REASON,
};

/* The word for a detail, or NULL. */
static const char *detail_word(uint8_t kind, uint8_t detail)
{
    const char *word = NULL;
    if (details[kind] == DETAIL_STATE)
        word = trace_state_name((enum trace_state)detail);
    else if (details[kind] == DETAIL_END)
        word = trace_end_name((enum trace_end)detail);
    else if (details[kind] == DETAIL_RESULT)
        word = trace_result_name((enum trace_result)detail);
    else if (details[kind] == DETAIL_REASON)
        word = trace_reason_name((enum trace_reason)detail);
    return word && word[0] != '?' ? word : NULL;
}

/* These have a core where others have a reason (event.h). */
static bool has_core(uint8_t kind)
{
    return kind == TRACE_TASK_BEGIN || kind == TRACE_SCHED_IN || kind == TRACE_SCHED_OUT;
}

/* ---- writing ---- */

/* Bytes that would end the line or the string, or that a terminal would obey, stand as \xNN: any
 * text survives. */
static void text_add(struct strbuf *out, const char *text, size_t len)
{
    strbuf_adds(out, " \"");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '"' || c == '\\')
            strbuf_addf(out, "\\%c", c);
        else if (c == '\n')
            strbuf_adds(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            strbuf_addf(out, "\\x%02x", c);
        else
            strbuf_addch(out, (char)c);
    }
    strbuf_addch(out, '"');
}

static void number_add(struct strbuf *out, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (number < 0)
        digits[--at] = '-';
    digits[--at] = ' ';
    strbuf_add(out, digits + at, sizeof digits - at);
}

static void word_add(struct strbuf *out, const char *word, int64_t number)
{
    if (!word) {
        number_add(out, number);
        return;
    }
    strbuf_addch(out, ' ');
    strbuf_adds(out, word);
}

static void event_add(const struct trace *trace, size_t index, struct strbuf *out)
{
    const struct trace_event *event = trace_at(trace, index);
    size_t len;
    const char *text = trace_text(trace, index, &len);
    strbuf_adds(out, trace_kind_name(event->kind));
    number_add(out, event->time_ns);
    number_add(out, event->who);
    word_add(out, detail_word(event->kind, event->detail), event->detail);
    bool core = has_core(event->kind) || event->reason >= TRACE_REASON_COUNT;
    word_add(out, core ? NULL : trace_reason_name(event->reason), event->reason);
    number_add(out, event->line);
    number_add(out, event->arg);
    number_add(out, event->value);
    if (text)
        text_add(out, text, len);
    strbuf_addch(out, '\n');
}

static void source_add(const struct trace *trace, struct strbuf *out)
{
    size_t len;
    const char *source = trace_source(trace, &len), *end = source + len;
    strbuf_adds(out, "file");
    text_add(out, trace_source_name(trace), strlen(trace_source_name(trace)));
    strbuf_addch(out, '\n');
    while (source < end) {
        const char *eol = memchr(source, '\n', (size_t)(end - source));
        size_t line = (size_t)((eol ? eol : end) - source);
        strbuf_adds(out, "source");
        text_add(out, source, line + (eol ? 1 : 0));
        strbuf_addch(out, '\n');
        source += line + (eol ? 1 : 0);
    }
}

void trace_file_format(const struct trace *trace, struct strbuf *out)
{
    strbuf_addf(out, "%s%d\n", magic, VERSION);
    source_add(trace, out);
    for (size_t i = 0; i < trace_count(trace); i++)
        event_add(trace, i, out);
    strbuf_addf(out, "end %zu\n", trace_count(trace));
}

/* ---- reading ---- */

struct reader {
    const char *at, *end; /* what is left */
    const char *line_at, *line_end;
    uint32_t line;
    struct trace *trace;
    struct strbuf name, source, text;
    size_t events;
    bool ended;
    struct strbuf *problem;
};

static bool wrong(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool wrong(struct reader *reader, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_addf(reader->problem, "line %u: ", (unsigned)reader->line);
    strbuf_vaddf(reader->problem, format, args);
    va_end(args);
    return false;
}

static bool next_line(struct reader *reader)
{
    if (reader->at >= reader->end)
        return false;
    const char *eol = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    reader->line_at = reader->at;
    reader->line_end = eol ? eol : reader->end;
    reader->at = eol ? eol + 1 : reader->end;
    reader->line++;
    return true;
}

static bool take_char(struct reader *reader, char c)
{
    if (reader->line_at >= reader->line_end || *reader->line_at != c)
        return false;
    reader->line_at++;
    return true;
}

static size_t take_word(struct reader *reader, const char **word)
{
    *word = reader->line_at;
    while (reader->line_at < reader->line_end && *reader->line_at != ' ')
        reader->line_at++;
    return (size_t)(reader->line_at - *word);
}

static bool word_is(const char *word, size_t len, const char *expected)
{
    return strlen(expected) == len && memcmp(word, expected, len) == 0;
}

/* A space and a number within [least, most]. */
static bool take_number(struct reader *reader, const char *what, int64_t least, int64_t most,
                        int64_t *number)
{
    bool space = take_char(reader, ' ');
    bool negative = take_char(reader, '-');
    const char *first = reader->line_at;
    uint64_t value = 0, bound = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    for (; reader->line_at < reader->line_end; reader->line_at++) {
        unsigned digit = (unsigned)(*reader->line_at - '0');
        if (digit > 9)
            break;
        if (value > (bound - digit) / 10)
            return wrong(reader, "the %s is too large", what);
        value = value * 10 + digit;
    }
    if (!space || reader->line_at == first)
        return wrong(reader, "the %s is missing or not a number", what);
    *number = (int64_t)(negative ? 0 - value : value);
    if (*number < least || *number > most)
        return wrong(reader, "the %s is out of range", what);
    return true;
}

/* A space and a word, or a number where there is none. */
static bool take_detail(struct reader *reader, int kind, int64_t *detail)
{
    const char *space = reader->line_at, *word;
    if (details[kind] == DETAIL_NUMBER || reader->line_end - space < 2 ||
        (space[1] >= '0' && space[1] <= '9'))
        return take_number(reader, "detail", 0, UINT8_MAX, detail);
    reader->line_at++;
    size_t len = take_word(reader, &word);
    for (int i = 0; i <= UINT8_MAX; i++) {
        const char *known = detail_word((uint8_t)kind, (uint8_t)i);
        *detail = i;
        if (known && word_is(word, len, known))
            return true;
    }
    return wrong(reader, "the detail is no word that is known here");
}

static bool take_reason(struct reader *reader, int64_t *reason)
{
    const char *space = reader->line_at, *word;
    if (reader->line_end - space < 2 || (space[1] >= '0' && space[1] <= '9'))
        return take_number(reader, "reason", 0, UINT16_MAX, reason);
    reader->line_at++;
    size_t len = take_word(reader, &word);
    *reason = trace_reason_by_name(word, len);
    return *reason >= 0 ? true : wrong(reader, "the reason is no word that is known here");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind a backslash. */
static bool take_escape(struct reader *reader)
{
    char c = reader->line_at < reader->line_end ? *reader->line_at++ : '\0';
    if (c == '"' || c == '\\') {
        strbuf_addch(&reader->text, c);
        return true;
    }
    if (c == 'n') {
        strbuf_addch(&reader->text, '\n');
        return true;
    }
    if (c != 'x' || reader->line_end - reader->line_at < 2)
        return wrong(reader, "an escape that is none of \\\" \\\\ \\n \\xNN");
    int high = hex_digit(reader->line_at[0]), low = hex_digit(reader->line_at[1]);
    if (high < 0 || low < 0)
        return wrong(reader, "an escape \\x without two hexadecimal digits");
    reader->line_at += 2;
    strbuf_addch(&reader->text, (char)(high * 16 + low));
    return true;
}

/* A space and a string, which ends the line; into reader->text. */
static bool take_text(struct reader *reader)
{
    strbuf_clear(&reader->text);
    if (!take_char(reader, ' ') || !take_char(reader, '"'))
        return wrong(reader, "a string was expected");
    while (reader->line_at < reader->line_end && *reader->line_at != '"') {
        char c = *reader->line_at++;
        if (c == '\\') {
            if (!take_escape(reader))
                return false;
            continue;
        }
        strbuf_addch(&reader->text, c);
    }
    if (!take_char(reader, '"'))
        return wrong(reader, "the string does not end");
    if (reader->line_at != reader->line_end)
        return wrong(reader, "something stands behind the string");
    return true;
}

static bool read_event(struct reader *reader, int kind)
{
    int64_t time, who, detail, reason, line, arg, value;
    if (!take_number(reader, "time", INT64_MIN / 4, INT64_MAX / 4, &time) ||
        !take_number(reader, "actor", 0, UINT32_MAX, &who) || !take_detail(reader, kind, &detail) ||
        !take_reason(reader, &reason) || !take_number(reader, "line", 0, UINT32_MAX, &line) ||
        !take_number(reader, "argument", 0, UINT32_MAX, &arg) ||
        !take_number(reader, "value", INT64_MIN, INT64_MAX, &value))
        return false;
    bool has_text = reader->line_at < reader->line_end;
    if (has_text && !take_text(reader))
        return false;
    struct trace_event event = {.time_ns = time,
                                .who = (uint32_t)who,
                                .kind = (uint8_t)kind,
                                .detail = (uint8_t)detail,
                                .reason = (uint16_t)reason,
                                .line = (uint32_t)line,
                                .arg = (uint32_t)arg,
                                .value = value};
    trace_add(reader->trace, &event, has_text ? strbuf_str(&reader->text) : NULL,
              has_text ? reader->text.len : 0);
    reader->events++;
    return true;
}

static bool read_end(struct reader *reader)
{
    int64_t count;
    if (!take_number(reader, "number of events", 0, INT64_MAX, &count))
        return false;
    if ((size_t)count != reader->events)
        return wrong(reader, "%lld events were announced, %zu are here", (long long)count,
                     reader->events);
    reader->ended = true;
    if (next_line(reader))
        return wrong(reader, "something stands behind the end");
    return true;
}

static bool read_line(struct reader *reader)
{
    const char *word;
    size_t len = take_word(reader, &word);
    if (word_is(word, len, "file") || word_is(word, len, "source")) {
        if (!take_text(reader))
            return false;
        struct strbuf *into = len == 4 ? &reader->name : &reader->source;
        strbuf_add(into, strbuf_str(&reader->text), reader->text.len);
        return true;
    }
    if (word_is(word, len, "end"))
        return read_end(reader);
    int kind = trace_kind_by_name(word, len);
    if (kind >= 0)
        return read_event(reader, kind);
    struct strbuf safe = STRBUF_INIT;
    utf8_add_clipped(&safe, word, len, 30, true);
    wrong(reader, "no kind of event is called `%s`", strbuf_str(&safe));
    strbuf_release(&safe);
    return false;
}

static bool read_first(struct reader *reader)
{
    int64_t version;
    if (!next_line(reader) ||
        !trace_file_is(reader->line_at, (size_t)(reader->line_end - reader->line_at))) {
        reader->line = 1;
        return wrong(reader, "this is no trace of baton: it does not begin with `%s%d`", magic,
                     VERSION);
    }
    reader->line_at += sizeof magic - 2;
    if (!take_number(reader, "version", 0, INT64_MAX, &version))
        return false;
    if (version != VERSION)
        return wrong(reader, "this trace has the version %lld, this program reads version %d",
                     (long long)version, VERSION);
    return true;
}

static bool read_all(struct reader *reader)
{
    if (!read_first(reader))
        return false;
    while (!reader->ended && next_line(reader))
        if (!read_line(reader))
            return false;
    if (!reader->ended)
        return wrong(reader, "the trace is cut off: it has no `end` line");
    return true;
}

bool trace_file_is(const char *text, size_t len)
{
    return len >= sizeof magic - 1 && memcmp(text, magic, sizeof magic - 1) == 0;
}

struct trace *trace_file_parse(const char *text, size_t len, struct strbuf *problem)
{
    struct reader reader = {
        .at = text, .end = text + len, .trace = trace_new(), .problem = problem};
    bool ok = read_all(&reader);
    if (ok) {
        trace_set_source(reader.trace, strbuf_str(&reader.name), strbuf_str(&reader.source),
                         reader.source.len);
        trace_finish(reader.trace);
    } else {
        trace_free(reader.trace);
        reader.trace = NULL;
    }
    strbuf_release(&reader.name);
    strbuf_release(&reader.source);
    strbuf_release(&reader.text);
    return reader.trace;
}

struct trace *trace_file_parse_with(const char *text, size_t len, trace_progress_fn *tell,
                                    void *arg, struct strbuf *problem)
{
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    if (!trace_progress_tell(&progress, 0, 1))
        return NULL;
    struct trace *trace = trace_file_parse(text, len, problem);
    if (!trace || trace_progress_end(&progress))
        return trace;
    trace_free(trace);
    return NULL;
}

enum { MOST_BYTES_GIB = 4 };

struct trace *trace_file_read(const char *path, trace_progress_fn *progress, void *arg,
                              struct strbuf *problem)
{
    char *text;
    size_t len;
    int error = file_read(path, (size_t)MOST_BYTES_GIB << 30, &text, &len);
    if (error < 0) {
        strbuf_adds(problem, strerror(-error));
        return NULL;
    }
    struct trace *trace = trace_file_parse_with(text, len, progress, arg, problem);
    free(text);
    return trace;
}
