/* One line, looked at byte by byte: whatever it is, it is read or called wrong. */
#include "config.h"

#include "trace/file_private.h"

#include <stdarg.h>
#include <string.h>

bool file_wrong(struct file_line *line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_addf(line->problem, "line %u: ", (unsigned)line->number);
    strbuf_vaddf(line->problem, format, args);
    va_end(args);
    return false;
}

static bool take_char(struct file_line *line, char c)
{
    if (line->at >= line->end || *line->at != c)
        return false;
    line->at++;
    return true;
}

size_t file_take_word(struct file_line *line, const char **word)
{
    *word = line->at;
    while (line->at < line->end && *line->at != ' ')
        line->at++;
    return (size_t)(line->at - *word);
}

bool file_word_is(const char *word, size_t len, const char *expected)
{
    return strlen(expected) == len && memcmp(word, expected, len) == 0;
}

bool file_take_number(struct file_line *line, const char *what, int64_t least, int64_t most,
                      int64_t *number)
{
    bool space = take_char(line, ' ');
    bool negative = take_char(line, '-');
    const char *first = line->at;
    uint64_t value = 0, bound = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    for (; line->at < line->end; line->at++) {
        unsigned digit = (unsigned)(*line->at - '0');
        if (digit > 9)
            break;
        if (value > (bound - digit) / 10)
            return file_wrong(line, "the %s is too large", what);
        value = value * 10 + digit;
    }
    if (!space || line->at == first)
        return file_wrong(line, "the %s is missing or not a number", what);
    *number = (int64_t)(negative ? 0 - value : value);
    if (*number < least || *number > most)
        return file_wrong(line, "the %s is out of range", what);
    return true;
}

/* A space and a word, or a number where there is none. */
static bool take_detail(struct file_line *line, int kind, int64_t *detail)
{
    const char *space = line->at, *word;
    if (file_details[kind] == DETAIL_NUMBER || line->end - space < 2 ||
        (space[1] >= '0' && space[1] <= '9'))
        return file_take_number(line, "detail", 0, UINT8_MAX, detail);
    line->at++;
    size_t len = file_take_word(line, &word);
    for (int i = 0; i <= UINT8_MAX; i++) {
        const char *known = file_detail_word((uint8_t)kind, (uint8_t)i);
        *detail = i;
        if (known && file_word_is(word, len, known))
            return true;
    }
    return file_wrong(line, "the detail is no word that is known here");
}

static bool take_reason(struct file_line *line, int64_t *reason)
{
    const char *space = line->at, *word;
    if (line->end - space < 2 || (space[1] >= '0' && space[1] <= '9'))
        return file_take_number(line, "reason", 0, UINT16_MAX, reason);
    line->at++;
    size_t len = file_take_word(line, &word);
    *reason = trace_reason_by_name(word, len);
    return *reason >= 0 ? true : file_wrong(line, "the reason is no word that is known here");
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Behind a backslash. */
static bool take_escape(struct file_line *line)
{
    char c = line->at < line->end ? *line->at++ : '\0';
    if (c == '"' || c == '\\') {
        strbuf_addch(&line->text, c);
        return true;
    }
    if (c == 'n') {
        strbuf_addch(&line->text, '\n');
        return true;
    }
    if (c != 'x' || line->end - line->at < 2)
        return file_wrong(line, "an escape that is none of \\\" \\\\ \\n \\xNN");
    int high = hex_digit(line->at[0]), low = hex_digit(line->at[1]);
    if (high < 0 || low < 0)
        return file_wrong(line, "an escape \\x without two hexadecimal digits");
    line->at += 2;
    strbuf_addch(&line->text, (char)(high * 16 + low));
    return true;
}

bool file_take_text(struct file_line *line)
{
    strbuf_clear(&line->text);
    if (!take_char(line, ' ') || !take_char(line, '"'))
        return file_wrong(line, "a string was expected");
    while (line->at < line->end && *line->at != '"') {
        char c = *line->at++;
        if (c == '\\') {
            if (!take_escape(line))
                return false;
            continue;
        }
        strbuf_addch(&line->text, c);
    }
    if (!take_char(line, '"'))
        return file_wrong(line, "the string does not end");
    if (line->at != line->end)
        return file_wrong(line, "something stands behind the string");
    return true;
}

/* A line, or FILE:LINE in a format that has files. */
static bool take_line(struct file_line *line, int64_t *number)
{
    const int64_t lines = 1 << TRACE_LINE_BITS;
    int64_t file;
    if (!file_take_number(line, "line", 0, line->files ? lines * TRACE_FILES_MOST - 1 : UINT32_MAX,
                          number))
        return false;
    if (!line->files)
        return true;
    if (line->at >= line->end || *line->at != ':')
        return *number < lines || file_wrong(line, "the line is out of range");
    file = *number;
    if (file < 1 || file >= TRACE_FILES_MOST)
        return file_wrong(line, "the file of the line is out of range");
    const char *first = ++line->at;
    int64_t value = 0;
    while (line->at < line->end && *line->at >= '0' && *line->at <= '9' && value < lines)
        value = value * 10 + (*line->at++ - '0');
    if (line->at == first || value >= lines)
        return file_wrong(line, "the line is out of range");
    *number = trace_line((uint32_t)file, (uint32_t)value);
    return true;
}

bool file_take_event(struct file_line *line, int kind, struct trace_event *event, bool *has_text)
{
    int64_t time, who, detail, reason, number, arg, value;
    if (!file_take_number(line, "time", INT64_MIN / 4, INT64_MAX / 4, &time) ||
        !file_take_number(line, "actor", 0, UINT32_MAX, &who) ||
        !take_detail(line, kind, &detail) || !take_reason(line, &reason) ||
        !take_line(line, &number) || !file_take_number(line, "argument", 0, UINT32_MAX, &arg) ||
        !file_take_number(line, "value", INT64_MIN, INT64_MAX, &value))
        return false;
    *has_text = line->at < line->end;
    if (*has_text && !file_take_text(line))
        return false;
    *event = (struct trace_event){.time_ns = time,
                                  .who = (uint32_t)who,
                                  .kind = (uint8_t)kind,
                                  .detail = (uint8_t)detail,
                                  .reason = (uint16_t)reason,
                                  .line = (uint32_t)number,
                                  .arg = (uint32_t)arg,
                                  .value = value};
    return true;
}
