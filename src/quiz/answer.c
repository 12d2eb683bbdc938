/* Answers: read, judged, and put beside what was so. */
#include "config.h"

#include "quiz/question.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/decimal.h"
#include "base/utf8.h"
#include "tell/words.h"

enum { PERCENT = 100, WORDS_MAX = 400 };

#define SLACK_NS    (5 * NS_PER_MS)
#define DURATION_NS (24 * 3600 * NS_PER_S) /* more is a slip */

/* ---- reading ---- */

/* Copies without the blanks around it. False: it is too long to be an answer. */
static bool trim(const char *words, char *text, size_t room)
{
    words += strspn(words, " \t\r\n");
    size_t len = strlen(words);
    while (len && strchr(" \t\r\n", words[len - 1]))
        len--;
    if (len >= room)
        return false;
    memcpy(text, words, len);
    text[len] = '\0';
    return true;
}

/* An integer, all of the text. */
static bool read_integer(const char *text, int64_t *value)
{
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno || end == text || *end)
        return false;
    *value = number;
    return true;
}

static bool read_choice(const struct question *question, const char *text,
                        struct question_answer *answer)
{
    int64_t number;
    for (int i = 0; i < question->choice_count; i++)
        if (strcmp(question->choices[i].text, text) == 0) {
            answer->choice = i;
            return true;
        }
    if (!read_integer(text, &number) || number < 1 || number > question->choice_count)
        return false;
    answer->choice = (int)number - 1;
    return true;
}

static bool read_duration(const char *text, struct question_answer *answer)
{
    static const struct {
        const char *name;
        int64_t ns;
    } units[] = {{"", NS_PER_MS}, {"ms", NS_PER_MS}, {"s", NS_PER_S}, {"us", NS_PER_US}};
    double number;
    if (strcmp(text, "never") == 0) {
        answer->never = true;
        return true;
    }
    const char *unit = decimal_read(text, &number);
    if (!unit)
        return false;
    unit += strspn(unit, " ");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].name) != 0)
            continue;
        if (number * (double)units[i].ns > (double)DURATION_NS)
            return false;
        answer->value = (int64_t)(number * (double)units[i].ns + 0.5);
        return true;
    }
    return false;
}

bool question_read(const struct question *question, const char *words,
                   struct question_answer *answer)
{
    char text[WORDS_MAX];
    *answer = (struct question_answer){.choice = -1};
    if (!trim(words, text, sizeof text) || !*text)
        return false;
    switch (question->kind) {
    case QUESTION_CHOICE:
        return read_choice(question, text, answer);
    case QUESTION_DURATION:
        return read_duration(text, answer);
    case QUESTION_NUMBER:
        return read_integer(text, &answer->value);
    case QUESTION_TALK:
        break;
    }
    return false;
}

/* ---- judging ---- */

/* Within so many percent, or 5 ms: whatever is more. */
static bool is_within(const struct question *question, int64_t value)
{
    double right = (double)question->right.value;
    double allowed = right * (double)question->within / PERCENT;
    if (allowed < 0)
        allowed = -allowed;
    if (question->kind == QUESTION_DURATION && allowed < (double)SLACK_NS)
        allowed = (double)SLACK_NS;
    double off = (double)value - right;
    return off <= allowed && off >= -allowed;
}

bool question_is_right(const struct question *question, const struct question_answer *answer)
{
    const struct question_answer *right = &question->right;
    if (question->kind == QUESTION_CHOICE)
        return answer->choice == right->choice;
    if (question->kind == QUESTION_NUMBER && !question->within)
        return answer->value == right->value;
    if (answer->never || right->never)
        return answer->never && right->never;
    return is_within(question, answer->value);
}

/* ---- saying ---- */

static void say_duration(int64_t ns, struct strbuf *out)
{
    if (ns % NS_PER_MS == 0 && ns < 100 * NS_PER_S)
        strbuf_addf(out, "%" PRId64 " ms", (int64_t)(ns / NS_PER_MS));
    else
        words_time(out, ns);
}

void question_say(const struct question *question, const struct question_answer *answer,
                  struct strbuf *out)
{
    if (question->kind == QUESTION_CHOICE) {
        const char *text = answer->choice >= 0 ? question->choices[answer->choice].text : "";
        utf8_add_safe(out, text, strlen(text));
    } else if (answer->never) {
        strbuf_adds(out, "never");
    } else if (question->kind == QUESTION_DURATION) {
        say_duration(answer->value, out);
    } else {
        strbuf_addf(out, "%" PRId64, answer->value);
    }
}

void question_add_shown(const struct question_choice *choice, struct strbuf *out)
{
    strbuf_addf(out, choice->quoted ? "\"%s\"" : "%s", choice->text);
}

static void say_shown(const struct question *question, const struct question_answer *answer,
                      struct strbuf *out)
{
    struct strbuf text = STRBUF_INIT;
    if (question->kind != QUESTION_CHOICE || answer->choice < 0) {
        question_say(question, answer, out);
        return;
    }
    question_add_shown(&question->choices[answer->choice], &text);
    utf8_add_safe(out, strbuf_str(&text), text.len);
    strbuf_release(&text);
}

void question_reveal(const struct question *question, const struct question_answer *answer,
                     struct strbuf *out)
{
    bool right = answer && question_is_right(question, answer);
    if (answer) {
        strbuf_adds(out, "You said ");
        say_shown(question, answer, out);
        strbuf_adds(out, right && question->kind == QUESTION_CHOICE ? ", and so it was" : ". ");
    }
    if (!right || question->kind != QUESTION_CHOICE) {
        strbuf_adds(out, right ? "Right, it was " : "It was ");
        say_shown(question, &question->right, out);
    }
    if (*question->why)
        strbuf_addf(out, ": %s", question->why);
    strbuf_addch(out, '.');
}
