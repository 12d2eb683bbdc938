#include "config.h"

#include "scenario/lexer.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { TAB_COLUMNS = 4, FRACTION_DIGITS = 9 };

#define INT_BOUND ((uint64_t)1 << 63)

/* Where the lexer stands in the line it cuts. */
struct cut {
    struct lexer_line *line;
    const char *at, *end;
    uint32_t column;
    bool comments;
};

static const struct {
    const char *text;
    enum token_kind kind;
} signs[] = {
    {"+=", TOKEN_SET_ADD}, {"-=", TOKEN_SET_SUB}, {"==", TOKEN_EQ},       {"!=", TOKEN_NE},
    {"<=", TOKEN_LE},      {">=", TOKEN_GE},      {"<", TOKEN_LT},        {">", TOKEN_GT},
    {"=", TOKEN_SET},      {":", TOKEN_COLON},    {",", TOKEN_COMMA},     {"(", TOKEN_OPEN},
    {")", TOKEN_CLOSE},    {"[", TOKEN_INDEX},    {"]", TOKEN_INDEX_END}, {"+", TOKEN_ADD},
    {"-", TOKEN_SUB},      {"*", TOKEN_MUL},      {"/", TOKEN_DIV},       {"%", TOKEN_MOD},
};

/* Signs of other languages, and what stands for them here. */
static const struct {
    const char *text, *hint;
} foreign_signs[] = {
    {"'", "a string stands in double quotes: \"text\""},
    {"“", "a string stands in straight quotes: \"text\""},
    {"”", "a string stands in straight quotes: \"text\""},
    {"„", "a string stands in straight quotes: \"text\""},
    {"‘", "a string stands in straight quotes: \"text\""},
    {"’", "a string stands in straight quotes: \"text\""},
    {"&&", "it is written `and`"},
    {"||", "it is written `or`"},
    {"!", "it is written `not`"},
    {"//", "a comment begins with #"},
    {";", "every statement has a line of its own"},
    {"{", "a block begins with `:` and is indented"},
    {"}", "a block ends with its indentation"},
    {"：", "it is written with the colon of ASCII"},
    {"，", "it is written with the comma of ASCII"},
    {"\u00A0", "this is a no-break space: put an ordinary one"},
    {"\u3000", "this is an ideographic space: put an ordinary one"},
};

static const struct {
    const char *name;
    int64_t ns;
} units[] = {{"us", NS_PER_US}, {"ms", NS_PER_MS}, {"s", NS_PER_S}};

int64_t lexer_unit_ns(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strlen(units[i].name) == len && memcmp(units[i].name, text, len) == 0)
            return units[i].ns;
    return 0;
}

bool token_is(const struct token *token, const char *word)
{
    return token->kind == TOKEN_NAME && strlen(word) == token->bytes &&
           memcmp(word, token->text, token->bytes) == 0;
}

static struct token *add_token(struct cut *cut, enum token_kind kind, const char *text,
                               size_t bytes)
{
    struct lexer_line *line = cut->line;
    MEM_GROW(line->tokens, line->count, line->room);
    struct token *token = &line->tokens[line->count++];
    *token = (struct token){
        .kind = (uint8_t)kind,
        .column = cut->column,
        .length = 1,
        .text = text,
        .bytes = (uint32_t)bytes,
    };
    return token;
}

/* Ends the line with a fault at the place where the lexer stands. */
static void fault(struct cut *cut, uint32_t length, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fault(struct cut *cut, uint32_t length, const char *format, ...)
{
    add_token(cut, TOKEN_BAD, cut->at, 0);
    struct lexer_fault *found = &cut->line->fault;
    if (found->message.len)
        return;
    found->column = cut->column;
    found->length = length;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&found->message, format, args);
    va_end(args);
}

static void advance(struct cut *cut, size_t bytes, uint32_t characters)
{
    cut->at += bytes;
    cut->column += characters;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The bytes at `at` that make a name (or the rest of one: digits may begin it). */
static size_t name_bytes(const char *at, const char *end, uint32_t *characters)
{
    size_t bytes = 0;
    *characters = 0;
    while (at + bytes < end) {
        uint32_t rune;
        size_t step = utf8_decode(at + bytes, (size_t)(end - at) - bytes, &rune);
        if (!utf8_is_name(rune) && !(rune < 0x80 && is_digit((char)rune)))
            break;
        bytes += step;
        ++*characters;
    }
    return bytes;
}

static void cut_name(struct cut *cut)
{
    uint32_t characters;
    size_t bytes = name_bytes(cut->at, cut->end, &characters);
    add_token(cut, TOKEN_NAME, cut->at, bytes)->length = characters;
    advance(cut, bytes, characters);
}

/* Digits as a number; saturates beyond every bound. */
static uint64_t read_digits(const char *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++) {
        uint64_t digit = (uint64_t)(at[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return UINT64_MAX;
        value = value * 10 + digit;
    }
    return value;
}

static size_t digit_bytes(const char *at, const char *end)
{
    size_t bytes = 0;
    while (at + bytes < end && is_digit(at[bytes]))
        bytes++;
    return bytes;
}

static uint64_t duration_ns(uint64_t whole, const char *fraction, size_t digits, int64_t unit)
{
    if (whole > (uint64_t)(INT64_MAX / unit))
        return INT64_MAX;
    uint64_t ns = whole * (uint64_t)unit;
    int64_t worth = unit;
    for (size_t i = 0; i < digits && worth; i++) {
        worth /= 10;
        ns += (uint64_t)(fraction[i] - '0') * (uint64_t)worth;
    }
    return ns > INT64_MAX ? INT64_MAX : ns;
}

static void bad_number(struct cut *cut, size_t bytes, uint32_t length, bool has_unit)
{
    if (!has_unit) {
        fault(cut, length, "a number with a point is no integer");
        strbuf_adds(&cut->line->fault.hint, "only durations have one: 1.5ms, 0.5s");
        return;
    }
    fault(cut, length, "`%.*s` is neither a number nor a duration", (int)bytes, cut->at);
    strbuf_adds(&cut->line->fault.hint, "the units are us, ms and s; a name begins with a letter");
}

static void cut_number(struct cut *cut)
{
    size_t whole = digit_bytes(cut->at, cut->end), fraction = 0;
    size_t bytes = whole;
    if (cut->at + bytes < cut->end && cut->at[bytes] == '.')
        fraction = 1 + digit_bytes(cut->at + bytes + 1, cut->end);
    bytes += fraction;
    uint32_t unit_characters;
    size_t unit_bytes = name_bytes(cut->at + bytes, cut->end, &unit_characters);
    uint32_t length = (uint32_t)bytes + unit_characters;
    int64_t unit = lexer_unit_ns(cut->at + bytes, unit_bytes);
    if (unit_bytes ? unit == 0 || fraction == 1 : fraction > 0) {
        bad_number(cut, bytes + unit_bytes, length, unit_bytes > 0);
        return;
    }
    uint64_t value = read_digits(cut->at, whole);
    if (!unit && value > INT_BOUND) {
        fault(cut, length, "this number is too large");
        strbuf_adds(&cut->line->fault.hint, "integers go up to 9223372036854775807");
        return;
    }
    struct token *token =
        add_token(cut, unit ? TOKEN_DURATION : TOKEN_INT, cut->at, bytes + unit_bytes);
    token->length = length;
    token->value =
        unit ? duration_ns(value, cut->at + whole + 1, fraction ? fraction - 1 : 0, unit) : value;
    advance(cut, bytes + unit_bytes, length);
}

/* `1x3.2x4`, which is no number. What is wrong with it, its reader says. */
static void cut_schedule(struct cut *cut)
{
    size_t bytes = 0;
    while (cut->at + bytes < cut->end &&
           (is_digit(cut->at[bytes]) || cut->at[bytes] == 'x' || cut->at[bytes] == '.'))
        bytes++;
    add_token(cut, TOKEN_SCHEDULE, cut->at, bytes)->length = (uint32_t)bytes;
    advance(cut, bytes, (uint32_t)bytes);
}

static bool is_behind_schedule(const struct cut *cut)
{
    int count = cut->line->count;
    return count > 0 && token_is(&cut->line->tokens[count - 1], "schedule");
}

static void bad_escape(struct cut *cut, const char *at, uint32_t character)
{
    uint32_t rune;
    size_t bytes = utf8_decode(at + 1, (size_t)(cut->end - at) - 1, &rune);
    cut->column += character;
    fault(cut, 2, "`\\%.*s` is no escape", (int)bytes, at + 1);
    strbuf_adds(&cut->line->fault.hint, "the escapes are \\\" \\\\ \\n \\t");
}

static void cut_string(struct cut *cut)
{
    const char *at = cut->at + 1;
    uint32_t characters = 1;
    while (at < cut->end && *at != '"') {
        bool escape = *at == '\\';
        if (escape && at + 1 < cut->end && !strchr("\"\\nt", at[1])) {
            bad_escape(cut, at, characters);
            return;
        }
        if (escape && at + 1 < cut->end)
            at++, characters++;
        uint32_t rune;
        at += utf8_decode(at, (size_t)(cut->end - at), &rune);
        characters++;
    }
    if (at == cut->end) {
        fault(cut, characters, "this string has no end");
        strbuf_adds(&cut->line->fault.hint, "a string ends with \" on the line it begins on");
        return;
    }
    struct token *token = add_token(cut, TOKEN_STRING, cut->at + 1, (size_t)(at - cut->at) - 1);
    token->length = characters + 1;
    advance(cut, (size_t)(at - cut->at) + 1, characters + 1);
}

static bool begins_with(const struct cut *cut, const char *text)
{
    size_t len = strlen(text);
    return (size_t)(cut->end - cut->at) >= len && memcmp(cut->at, text, len) == 0;
}

static bool cut_sign(struct cut *cut)
{
    if (begins_with(cut, "//"))
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!begins_with(cut, signs[i].text))
            continue;
        uint32_t length = (uint32_t)strlen(signs[i].text);
        add_token(cut, signs[i].kind, cut->at, length)->length = length;
        advance(cut, length, length);
        return true;
    }
    return false;
}

static void foreign(struct cut *cut)
{
    uint32_t rune;
    size_t bytes = utf8_decode(cut->at, (size_t)(cut->end - cut->at), &rune);
    const char *hint = NULL;
    for (size_t i = 0; i < sizeof foreign_signs / sizeof foreign_signs[0] && !hint; i++) {
        if (!begins_with(cut, foreign_signs[i].text))
            continue;
        hint = foreign_signs[i].hint;
        if (rune < 0x80)
            bytes = strlen(foreign_signs[i].text);
    }
    fault(cut, rune < 0x80 ? (uint32_t)bytes : 1, "`%.*s` means nothing here", (int)bytes, cut->at);
    if (hint)
        strbuf_adds(&cut->line->fault.hint, hint);
}

/* Cuts one token; false if the line ends here. */
static bool cut_token(struct cut *cut)
{
    const char *before = cut->at;
    uint32_t column = cut->column;
    while (cut->at < cut->end && (*cut->at == ' ' || *cut->at == '\t'))
        advance(cut, 1, 1);
    if (cut->at == cut->end || (cut->comments && *cut->at == '#')) {
        cut->column = column; /* what is missing is missing right behind the last token */
        return false;
    }
    bool glued = cut->at == before;
    int count = cut->line->count;
    uint32_t rune;
    utf8_decode(cut->at, (size_t)(cut->end - cut->at), &rune);
    if (utf8_is_name(rune))
        cut_name(cut);
    else if (rune < 0x80 && is_digit((char)rune) && is_behind_schedule(cut))
        cut_schedule(cut);
    else if (rune < 0x80 && is_digit((char)rune))
        cut_number(cut);
    else if (rune == '"')
        cut_string(cut);
    else if (!cut_sign(cut))
        foreign(cut);
    cut->line->tokens[count].glued = glued;
    return cut->line->tokens[count].kind != TOKEN_BAD;
}

static void cut_all(struct cut *cut)
{
    while (cut_token(cut))
        ;
    struct lexer_line *line = cut->line;
    if (line->count == 0 || line->tokens[line->count - 1].kind != TOKEN_BAD)
        add_token(cut, TOKEN_END, cut->at, 0);
}

static void clear_line(struct lexer_line *line)
{
    line->count = 0;
    strbuf_clear(&line->fault.message);
    strbuf_clear(&line->fault.hint);
}

void lexer_cut(struct lexer_line *line, const char *text, size_t len, uint32_t column)
{
    clear_line(line);
    struct cut cut = {.line = line, .at = text, .end = text + len, .column = column};
    cut_all(&cut);
}

void lexer_begin(struct lexer *lexer, const char *source, size_t len)
{
    *lexer = (struct lexer){.at = source, .end = source + len};
    if (len >= 3 && memcmp(source, "\xEF\xBB\xBF", 3) == 0) {
        lexer->at += 3;
        lexer->skipped = 1;
    }
}

static void skip_indent(struct cut *cut)
{
    struct lexer_line *line = cut->line;
    line->indent = 0;
    for (; cut->at < cut->end && (*cut->at == ' ' || *cut->at == '\t'); advance(cut, 1, 1)) {
        line->indent += *cut->at == ' ' ? 1 : TAB_COLUMNS - line->indent % TAB_COLUMNS;
        if (*cut->at == ' ' || line->fault.message.len)
            continue;
        line->fault.column = cut->column;
        line->fault.length = 1;
        strbuf_adds(&line->fault.message, "a tab in the indentation");
        strbuf_adds(&line->fault.hint, "indent with spaces: a tab is as wide as each editor likes");
    }
}

static void trim_end(struct lexer_line *line, const char *from, const char *to)
{
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    line->text = from;
    line->text_bytes = (size_t)(to - from);
}

bool lexer_next(struct lexer *lexer, struct lexer_line *line)
{
    while (lexer->at < lexer->end) {
        const char *newline = memchr(lexer->at, '\n', (size_t)(lexer->end - lexer->at));
        const char *end = newline ? newline : lexer->end;
        clear_line(line);
        line->number = ++lexer->number;
        struct cut cut = {.line = line,
                          .at = lexer->at,
                          .end = end,
                          .column = 1 + lexer->skipped,
                          .comments = true};
        lexer->at = newline ? newline + 1 : lexer->end;
        lexer->skipped = 0;
        if (cut.end > cut.at && cut.end[-1] == '\r')
            cut.end--;
        skip_indent(&cut);
        if (cut.at == cut.end || *cut.at == '#')
            continue;
        const char *from = cut.at;
        cut_all(&cut);
        trim_end(line, from, line->tokens[line->count - 1].kind == TOKEN_BAD ? cut.end : cut.at);
        return true;
    }
    return false;
}

void lexer_line_release(struct lexer_line *line)
{
    free(line->tokens);
    strbuf_release(&line->fault.message);
    strbuf_release(&line->fault.hint);
    *line = (struct lexer_line){0};
}
