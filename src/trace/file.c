#include "config.h"

#include "trace/file.h"

#include <string.h>

#include "base/path.h"
#include "trace/file_private.h"
#include "trace/recording.h"

const uint8_t file_details[TRACE_KIND_COUNT] = {
    [TRACE_STATE] = DETAIL_STATE,
    [TRACE_TASK_END] = DETAIL_END,
    [TRACE_RUN_END] = DETAIL_RESULT,
    [TRACE_TASK_NEW] = DETAIL_REASON,
};

const char *file_detail_word(uint8_t kind, uint8_t detail)
{
    const char *word = NULL;
    if (file_details[kind] == DETAIL_STATE)
        word = trace_state_name((enum trace_state)detail);
    else if (file_details[kind] == DETAIL_END)
        word = trace_end_name((enum trace_end)detail);
    else if (file_details[kind] == DETAIL_RESULT)
        word = trace_result_name((enum trace_result)detail);
    else if (file_details[kind] == DETAIL_REASON)
        word = trace_reason_name((enum trace_reason)detail);
    return word && word[0] != '?' ? word : NULL;
}

/* These have a core where others have a reason (event.h). */
static bool has_core(uint8_t kind)
{
    return kind == TRACE_TASK_BEGIN || kind == TRACE_SCHED_IN || kind == TRACE_SCHED_OUT;
}

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

/* FILE:LINE for a line of another file than the first. */
static void line_add(struct strbuf *out, uint32_t line, bool files)
{
    if (!files || !trace_line_file(line)) {
        number_add(out, line);
        return;
    }
    number_add(out, trace_line_file(line));
    strbuf_addf(out, ":%u", (unsigned)trace_line_number(line));
}

static void event_add(const struct trace *trace, size_t index, bool files, struct strbuf *out)
{
    const struct trace_event *event = trace_at(trace, index);
    size_t len;
    const char *text = trace_text(trace, index, &len);
    strbuf_adds(out, trace_kind_name(event->kind));
    number_add(out, event->time_ns);
    number_add(out, event->who);
    word_add(out, file_detail_word(event->kind, event->detail), event->detail);
    bool core = has_core(event->kind) || event->reason >= TRACE_REASON_COUNT;
    word_add(out, core ? NULL : trace_reason_name(event->reason), event->reason);
    line_add(out, event->line, files);
    number_add(out, event->arg);
    number_add(out, event->value);
    if (text)
        text_add(out, text, len);
    strbuf_addch(out, '\n');
}

static void source_add(const struct trace *trace, int file, struct strbuf *out)
{
    size_t len;
    const char *source = trace_source_of(trace, file, &len), *end = source + len;
    const char *name = path_shown(trace_source_name_of(trace, file));
    strbuf_adds(out, "file");
    text_add(out, name, strlen(name));
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
    bool files = trace_is_recording(trace) || trace_source_count(trace) > 1;
    strbuf_addf(out, "%s%d\n", FILE_MAGIC, files ? FILE_VERSION_FILES : FILE_VERSION_FIRST);
    for (int file = 0; file < trace_source_count(trace); file++)
        source_add(trace, file, out);
    for (size_t i = 0; i < trace_count(trace); i++)
        event_add(trace, i, files, out);
    strbuf_addf(out, "end %zu\n", trace_count(trace));
}

bool trace_file_is(const char *text, size_t len)
{
    return len >= strlen(FILE_MAGIC) && memcmp(text, FILE_MAGIC, strlen(FILE_MAGIC)) == 0;
}
