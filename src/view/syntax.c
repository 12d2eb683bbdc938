#include "config.h"

#include "view/syntax.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "grid/grid.h"
#include "scenario/words.h"

/* A line on its way to its inks. */
struct syntax {
    const char *line;
    size_t len, at;
    uint8_t *inks;
    bool first;    /* no word yet */
    bool named;    /* the next word is a task's name */
    bool held;     /* behind `blocking`, or where a line of the header begins: a first one */
    bool expects;  /* an `expect` line */
    bool settings; /* behind its `with`: lines of the header */
};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool same(const char *word, const char *text, size_t len)
{
    return strlen(word) == len && memcmp(word, text, len) == 0;
}

/* Behind the word that ends there stands a name. */
static bool name_follows(const struct syntax *syntax, size_t end)
{
    size_t at = end;
    while (at < syntax->len && syntax->line[at] == ' ')
        at++;
    return at > end && at < syntax->len && is_word(syntax->line[at]) &&
           !isdigit((unsigned char)syntax->line[at]);
}

/* The word stands right behind `=`: there `blocking` is no model. */
static bool is_set(const struct syntax *syntax)
{
    size_t at = syntax->at;
    while (at > 0 && syntax->line[at - 1] == ' ')
        at--;
    return at > 0 && syntax->line[at - 1] == '=';
}

/* What stands behind the word that ends there makes a name of it, at the beginning of a line. */
static bool is_assigned(const struct syntax *syntax, size_t end)
{
    size_t at = end;
    while (at < syntax->len && syntax->line[at] == ' ')
        at++;
    if (at < syntax->len && (syntax->line[at] == '+' || syntax->line[at] == '-'))
        at++;
    return at < syntax->len && syntax->line[at] == '=';
}

/* Behind the word that ends there stands a duration, written or computed, or the end of what opens
 * a block. */
static bool time_follows(const struct syntax *syntax, size_t end)
{
    size_t at = end;
    while (at < syntax->len && syntax->line[at] == ' ')
        at++;
    return at < syntax->len && (syntax->line[at] == '(' || syntax->line[at] == ':' ||
                                isdigit((unsigned char)syntax->line[at]));
}

static bool is_keyword(const struct syntax *syntax, const struct word *word, size_t len,
                       enum word_place where)
{
    if (!word || !(word->place & where))
        return false;
    if (word->place & WORD_UNLESS_SET)
        return where == WORD_FIRST ? !is_assigned(syntax, syntax->at + len)
                                   : time_follows(syntax, syntax->at + len);
    return !(word->place & WORD_NAME_TOO) || name_follows(syntax, syntax->at + len);
}

static void ink(struct syntax *syntax, size_t len, enum grid_ink with)
{
    memset(syntax->inks + syntax->at, with, len);
    syntax->at += len;
}

static size_t string_len(const struct syntax *syntax)
{
    size_t at = syntax->at + 1;
    while (at < syntax->len && syntax->line[at] != '"')
        at += syntax->line[at] == '\\' ? 2 : 1;
    at = at < syntax->len ? at + 1 : syntax->len;
    return at - syntax->at;
}

static size_t word_len(const struct syntax *syntax)
{
    size_t at = syntax->at;
    bool number = isdigit((unsigned char)syntax->line[at]);
    while (at < syntax->len && (is_word(syntax->line[at]) || (number && syntax->line[at] == '.')))
        at++;
    return at - syntax->at;
}

static void ink_word(struct syntax *syntax)
{
    const char *text = syntax->line + syntax->at;
    size_t len = word_len(syntax);
    bool first = syntax->first || syntax->held || (same("blocking", text, len) && is_set(syntax));
    const struct word *word = word_find(text, len);
    bool keyword = is_keyword(syntax, word, len, first ? WORD_FIRST : WORD_LATER);
    if (isdigit((unsigned char)*text))
        ink(syntax, len, INK_NUMBER);
    else if (syntax->named)
        ink(syntax, len, INK_TITLE);
    else
        ink(syntax, len, keyword ? INK_KEYWORD : INK_PLAIN);
    syntax->named = keyword && !syntax->named && word->place & WORD_NAMES_TASK;
    syntax->expects |= syntax->first && same("expect", text, len);
    bool with = syntax->expects && same("with", text, len);
    syntax->settings |= with;
    syntax->held = with || (syntax->first && same("blocking", text, len));
    syntax->first = false;
}

static void ink_sign(struct syntax *syntax)
{
    if (syntax->line[syntax->at] == ',')
        syntax->held = syntax->settings;
    ink(syntax, 1, INK_PLAIN);
}

void syntax_inks(const char *line, size_t len, uint8_t *inks)
{
    struct syntax syntax = {.line = line, .len = len, .inks = inks, .first = true};
    while (syntax.at < len) {
        char c = line[syntax.at];
        if (c == '#')
            ink(&syntax, len - syntax.at, INK_COMMENT);
        else if (c == '"')
            ink(&syntax, string_len(&syntax), INK_STRING);
        else if (is_word(c))
            ink_word(&syntax);
        else
            ink_sign(&syntax);
    }
}

/* ---- Python ---- */

static bool is_python_keyword(const char *text, size_t len)
{
    static const char *const words[] = {
        "and",    "as",     "async",  "await",  "break",   "class",    "continue", "def",    "del",
        "elif",   "else",   "except", "False",  "finally", "for",      "from",     "global", "if",
        "import", "in",     "is",     "lambda", "None",    "nonlocal", "not",      "or",     "pass",
        "raise",  "return", "True",   "try",    "while",   "with",     "yield"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (same(words[i], text, len))
            return true;
    return false;
}

static void ink_python_word(struct syntax *syntax)
{
    const char *text = syntax->line + syntax->at;
    size_t len = word_len(syntax);
    bool keyword = is_python_keyword(text, len);
    enum grid_ink with = keyword ? INK_KEYWORD : INK_PLAIN;
    if (isdigit((unsigned char)*text))
        with = INK_NUMBER;
    else if (syntax->named)
        with = INK_TITLE;
    syntax->named = same("def", text, len) || same("class", text, len);
    ink(syntax, len, with);
}

void syntax_python_inks(const char *line, size_t len, uint8_t *inks)
{
    struct syntax syntax = {.line = line, .len = len, .inks = inks};
    while (syntax.at < len) {
        char c = line[syntax.at];
        if (c == '#')
            ink(&syntax, len - syntax.at, INK_COMMENT);
        else if (c == '"')
            ink(&syntax, string_len(&syntax), INK_STRING);
        else if (is_word(c))
            ink_python_word(&syntax);
        else
            ink(&syntax, 1, INK_PLAIN);
    }
}
