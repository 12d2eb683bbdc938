#include "config.h"

#include "quiz/sheet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#define MAGIC "baton quiz "

enum { SHEET_VERSION = 1, HASH_DIGITS = 16 };

uint64_t quiz_sheet_hash(const char *bytes, size_t len)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++) {
        hash ^= (unsigned char)bytes[i];
        hash *= UINT64_C(0x100000001b3);
    }
    return hash;
}

bool quiz_sheet_is(const char *text, size_t len)
{
    return len >= strlen(MAGIC) && memcmp(text, MAGIC, strlen(MAGIC)) == 0;
}

/* ---- writing ---- */

/* In quotes, in one line. */
static void add_quoted(struct strbuf *out, const char *text)
{
    strbuf_addch(out, '"');
    for (; *text; text++) {
        if (*text == '\n') {
            strbuf_adds(out, "\\n");
            continue;
        }
        if (*text == '"' || *text == '\\')
            strbuf_addch(out, '\\');
        strbuf_addch(out, *text);
    }
    strbuf_addch(out, '"');
}

void quiz_sheet_format(const struct quiz_sheet *sheet, struct strbuf *out)
{
    size_t from = out->len;
    strbuf_addf(out, MAGIC "%d\nname ", SHEET_VERSION);
    add_quoted(out, sheet->name);
    strbuf_addf(out, "\ntrace %016" PRIx64 "\nmost %d\n", sheet->hash, sheet->most);
    for (int i = 0; i < sheet->count; i++) {
        strbuf_addf(out, "answer %d", i + 1);
        if (sheet->answers[i]) {
            strbuf_addch(out, ' ');
            add_quoted(out, sheet->answers[i]);
        }
        strbuf_addch(out, '\n');
    }
    uint64_t check = quiz_sheet_hash(out->text + from, out->len - from);
    strbuf_addf(out, "check %016" PRIx64 "\n", check);
    if (sheet->trace)
        strbuf_add(out, sheet->trace, sheet->trace_len);
}

/* ---- reading: whatever the bytes ---- */

struct reader {
    const char *begin, *at, *end;
};

static bool take(struct reader *reader, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(reader->end - reader->at) < len || memcmp(reader->at, word, len) != 0)
        return false;
    reader->at += len;
    return true;
}

static bool take_number(struct reader *reader, int most, int *number)
{
    int64_t value = 0;
    const char *from = reader->at;
    for (; reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; reader->at++) {
        value = value * 10 + (*reader->at - '0');
        if (value > most)
            return false;
    }
    *number = (int)value;
    return reader->at > from;
}

static bool take_hash(struct reader *reader, uint64_t *hash)
{
    static const char digits[] = "0123456789abcdef";
    *hash = 0;
    if (reader->end - reader->at < HASH_DIGITS)
        return false;
    for (int i = 0; i < HASH_DIGITS; i++) {
        const char *digit = *reader->at ? strchr(digits, *reader->at) : NULL;
        if (!digit)
            return false;
        *hash = *hash << 4 | (uint64_t)(digit - digits);
        reader->at++;
    }
    return true;
}

/* A text in quotes; the caller frees it. NULL: it is none. */
static char *take_quoted(struct reader *reader)
{
    struct strbuf text = STRBUF_INIT;
    if (!take(reader, "\""))
        return NULL;
    while (reader->at < reader->end && *reader->at != '"' && *reader->at != '\n' && *reader->at) {
        char c = *reader->at++;
        if (c == '\\' && reader->at < reader->end) {
            c = *reader->at++;
            c = (char)(c == 'n' ? '\n' : c);
        }
        strbuf_addch(&text, c);
    }
    if (take(reader, "\"") && utf8_valid(strbuf_str(&text), text.len, NULL))
        return strbuf_detach(&text);
    strbuf_release(&text);
    return NULL;
}

static bool take_answer(struct reader *reader, struct quiz_sheet *sheet)
{
    int number;
    if (sheet->count == QUIZ_PICKS_MAX || !take(reader, "answer ") ||
        !take_number(reader, QUIZ_PICKS_MAX, &number) || number != sheet->count + 1)
        return false;
    if (take(reader, " ") && !(sheet->answers[sheet->count] = take_quoted(reader)))
        return false;
    sheet->count++;
    return take(reader, "\n");
}

static bool take_head(struct reader *reader, struct quiz_sheet *sheet)
{
    int version;
    uint64_t check;
    if (!take(reader, MAGIC) || !take_number(reader, SHEET_VERSION, &version) ||
        !take(reader, "\nname ") || !(sheet->name = take_quoted(reader)) ||
        !take(reader, "\ntrace ") || !take_hash(reader, &sheet->hash) || !take(reader, "\nmost ") ||
        !take_number(reader, QUIZ_PICKS_MAX, &sheet->most) || !take(reader, "\n"))
        return false;
    while (reader->at < reader->end && *reader->at == 'a')
        if (!take_answer(reader, sheet))
            return false;
    uint64_t hash = quiz_sheet_hash(reader->begin, (size_t)(reader->at - reader->begin));
    return take(reader, "check ") && take_hash(reader, &check) && take(reader, "\n") &&
           check == hash;
}

bool quiz_sheet_parse(struct quiz_sheet *sheet, const char *text, size_t len,
                      struct strbuf *problem)
{
    struct reader reader = {text, text, text + len};
    *sheet = (struct quiz_sheet){0};
    if (!quiz_sheet_is(text, len)) {
        strbuf_adds(problem, "this is no answer sheet ('quiz -o SHEET' writes one)");
        return false;
    }
    if (!take_head(&reader, sheet)) {
        strbuf_adds(problem, "this sheet is damaged");
        return false;
    }
    if (reader.at == reader.end)
        return true;
    sheet->trace_len = (size_t)(reader.end - reader.at);
    sheet->trace = mem_strndup(reader.at, sheet->trace_len);
    if (quiz_sheet_hash(sheet->trace, sheet->trace_len) == sheet->hash)
        return true;
    strbuf_adds(problem, "the trace in this sheet is damaged");
    return false;
}

void quiz_sheet_release(struct quiz_sheet *sheet)
{
    for (int i = 0; i < QUIZ_PICKS_MAX; i++)
        free(sheet->answers[i]);
    free(sheet->name);
    free(sheet->trace);
    *sheet = (struct quiz_sheet){0};
}
