/* What a token is as a word of the language, and those of other languages, with what stands for
 * them here. Below all that reads. */
#include "config.h"

#include "scenario/parser.h"
#include "scenario/words.h"

#include <string.h>

static const struct word *word_of(const struct token *token)
{
    return token->kind == TOKEN_NAME ? word_find(token->text, token->bytes) : NULL;
}

bool parse_is_reserved(const struct token *token)
{
    const struct word *word = word_of(token);
    return word && word->reserved;
}

bool parse_is_plain_name(const struct token *token)
{
    return token->kind == TOKEN_NAME && !parse_is_reserved(token);
}

bool parse_is_statement(const struct token *token)
{
    const struct word *word = word_of(token);
    if (!word || !word->begins || word->place & WORD_UNLESS_SET)
        return false;
    return word->reserved || parse_is_plain_name(&token[1]);
}

bool parse_is_name_too(const struct token *token)
{
    const struct word *word = word_of(token);
    return word && word->place & WORD_NAME_TOO;
}

bool parse_is_unless_set(const struct token *token)
{
    const struct word *word = word_of(token);
    return word && word->place & WORD_UNLESS_SET;
}

/* ---- other languages ---- */

static const struct {
    const char *word, *hint;
} foreign_words[] = {
    {"print", "a line is printed by `say`"},
    {"printf", "a line is printed by `say`"},
    {"echo", "a line is printed by `say`"},
    {"puts", "a line is printed by `say`"},
    {"wait", "to wait: `sleep D` for the clock, `io D` for the device, `await f` for a task"},
    {"delay", "to wait for the clock: `sleep D`"},
    {"for", "a loop is `repeat N as i:` or `while EXPR:`"},
    {"loop", "a loop is `repeat N:` or `while EXPR:`"},
    {"elif", "it is written `else if`"},
    {"elseif", "it is written `else if`"},
    {"switch", "it is written `if`, `else if`, `else`"},
    {"catch", "it is written `on error:`"},
    {"except", "it is written `on error:`"},
    {"defer", "it is written `try:` and `finally:`"},
    {"raise", "to fail: `fail \"text\"`"},
    {"spawn", "to start a task: `start NAME(...)`"},
    {"go", "to start a task: `start NAME(...)`"},
    {"join", "to wait for a task: `await f`"},
    {"gather", "to wait for all that were started: `await all`, or `group:` around them"},
    {"timeout", "a time limit is `within D:`, with `on timeout:` behind its block"},
    {"unlock", "to give a lock back: `release NAME`, or take it by `with NAME:`"},
    {"break", "a loop ends when its count or its condition says so"},
    {"continue", "put what shall not run always into an `if`"},
    {"let", "a variable is assigned: x = 1"},
    {"var", "a variable is assigned: x = 1"},
};

const char *parse_foreign_hint(const char *word)
{
    for (size_t i = 0; i < sizeof foreign_words / sizeof foreign_words[0]; i++)
        if (strcmp(foreign_words[i].word, word) == 0)
            return foreign_words[i].hint;
    return NULL;
}
