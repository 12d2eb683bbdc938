#include "config.h"

#include "scenario/words.h"

#include <string.h>

static const struct word words[] = {
#define HEADER(text, kind, read) {text, WORD_FIRST, false, false},
#define STATEMENT(text, place, kind, value, read)                                                  \
    {text, place, true, !((place) & (WORD_NAME_TOO | WORD_UNLESS_SET))},
#define OTHER(text, place, reserved) {text, place, false, reserved},
    WORD_HEADERS(HEADER) WORD_STATEMENTS(STATEMENT) WORD_OTHERS(OTHER)
#undef HEADER
#undef STATEMENT
#undef OTHER
};

const struct word *word_find(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strncmp(words[i].text, text, len) == 0 && words[i].text[len] == '\0')
            return &words[i];
    return NULL;
}
