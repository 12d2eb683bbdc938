/* Words of other languages, and what stands for them here. */
#include "scenario/parser.h"

#include <string.h>

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
    {"raise", "to fail: `fail \"text\"`"},
    {"spawn", "to start a task: `start NAME(...)`"},
    {"go", "to start a task: `start NAME(...)`"},
    {"join", "to wait for a task: `await f`"},
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
