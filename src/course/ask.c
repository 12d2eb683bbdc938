#include "config.h"

#include "course/ask.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/schedule.h"

/* Stands in a goal where the claim will, or, of a schedule, below the line that will name it. No
 * line of the course has it. */
static const char mark[] = "\001", schedule_mark[] = "\002";

static size_t indent_of(const char *line)
{
    return strspn(line, " ");
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

/* ---- how it is written ---- */

/* A text in quotes at *at, which goes behind it. NULL: there is none. */
static const char *take_quoted(struct mem_arena *arena, const char **at, bool with_quotes)
{
    const char *open = *at, *close = *open == '"' ? strchr(open + 1, '"') : NULL;
    if (!close || memchr(open, '\n', (size_t)(close - open)))
        return NULL;
    *at = close + 1 + strspn(close + 1, " ");
    return with_quotes ? mem_arena_strndup(arena, open, (size_t)(close + 1 - open))
                       : mem_arena_strndup(arena, open + 1, (size_t)(close - open - 1));
}

static bool take_word(const char **at, const char *word)
{
    size_t len = strlen(word);
    if (strncmp(*at, word, len) != 0 || isalnum((unsigned char)(*at)[len]))
        return false;
    *at += len + strspn(*at + len, " ");
    return true;
}

static bool take_choice(struct mem_arena *arena, struct course_ask *ask, const char *line)
{
    struct course_choice *choice = &ask->choices[ask->choice_count];
    if (ask->choice_count == COURSE_CHOICES_MAX)
        return false;
    choice->text = take_quoted(arena, &line, false);
    if (!choice->text || !take_word(&line, "if"))
        return false;
    choice->claim = mem_arena_strndup(arena, line, strcspn(line, "\n"));
    ask->choice_count++;
    return true;
}

/* The choices, each in a line that stands deeper. The line behind them. */
static const char *take_choices(struct mem_arena *arena, struct course_ask *ask, const char *line,
                                size_t indent)
{
    while (*line && indent_of(line) > indent && take_choice(arena, ask, line + indent_of(line)))
        line = next_line(line);
    return line;
}

/* What is asked, behind the word; the line behind it. NULL: it is none. */
static const char *take_question(struct mem_arena *arena, struct course_ask *ask, const char *at,
                                 size_t indent)
{
    const char *line = next_line(at);
    ask->what = "";
    ask->text = take_quoted(arena, &at, false);
    if (!ask->text)
        return NULL;
    if (take_word(&at, "at")) {
        ask->kind = COURSE_ASK_AT;
        ask->what = take_quoted(arena, &at, true);
        return ask->what ? line : NULL;
    }
    if (take_word(&at, "value")) {
        ask->kind = COURSE_ASK_VALUE;
        ask->what = mem_arena_strndup(arena, at, strcspn(at, " \n"));
        return *ask->what ? line : NULL;
    }
    if (take_word(&at, "schedule")) {
        ask->kind = COURSE_ASK_SCHEDULE;
        return line;
    }
    ask->kind = take_word(&at, "elapsed") ? COURSE_ASK_ELAPSED : COURSE_ASK_CHOOSE;
    if (ask->kind == COURSE_ASK_CHOOSE && take_word(&at, "choose"))
        line = take_choices(arena, ask, line, indent);
    return ask->kind == COURSE_ASK_ELAPSED || ask->choice_count > 1 ? line : NULL;
}

const struct course_ask *course_ask_take(struct mem_arena *arena, const char **goal,
                                         const char **problem)
{
    struct strbuf rest = STRBUF_INIT;
    for (const char *line = *goal; *line; line = next_line(line)) {
        size_t indent = indent_of(line);
        const char *at = line + indent;
        if (!take_word(&at, "ask"))
            continue;
        struct course_ask *ask = mem_arena_alloc(arena, sizeof *ask);
        const char *behind = take_question(arena, ask, at, indent);
        if (!behind) {
            *problem = "a goal asks for at \"…\", elapsed, value NAME, schedule, or choose: with "
                       "choices";
            return NULL;
        }
        strbuf_add(&rest, *goal, (size_t)(line - *goal) + indent);
        strbuf_addf(&rest, "%s\n%s", ask->kind == COURSE_ASK_SCHEDULE ? schedule_mark : mark,
                    behind);
        *goal = mem_arena_strndup(arena, strbuf_str(&rest), rest.len);
        strbuf_release(&rest);
        return ask;
    }
    return NULL;
}

/* Where the block of that place says what it is about: before the colon of its first line. */
static size_t head_end(const char *goal, const char *at)
{
    size_t end = 0;
    for (const char *line = goal; line < at; line = next_line(line))
        if (!indent_of(line))
            end = (size_t)(line - goal) + strcspn(line, ":\n");
    return end;
}

/* The goal with those words in the first line of the block, and without the line of the ask. */
static void put_schedule(const char *goal, const char *at, const char *words, struct strbuf *out)
{
    size_t end = head_end(goal, at);
    const char *line = at;
    while (line > goal && line[-1] != '\n')
        line--;
    strbuf_add(out, goal, end);
    strbuf_adds(out, words);
    strbuf_add(out, goal + end, (size_t)(line - goal) - end);
    strbuf_adds(out, next_line(at));
}

void course_ask_put(const char *goal, const char *claim, struct strbuf *out)
{
    const char *at = strstr(goal, schedule_mark);
    if (at && *claim) {
        struct strbuf words = STRBUF_INIT;
        strbuf_addf(&words, " with schedule %s", claim);
        put_schedule(goal, at, strbuf_str(&words), out);
        strbuf_release(&words);
        return;
    }
    at = at ? at : strstr(goal, mark);
    if (!at) {
        strbuf_adds(out, goal);
        return;
    }
    strbuf_add(out, goal, (size_t)(at - goal));
    strbuf_addf(out, "%s%s", *claim ? claim : "elapsed > 0ms", at + sizeof mark - 1);
}

void course_ask_some(const char *goal, struct strbuf *out)
{
    const char *at = strstr(goal, schedule_mark);
    if (at)
        put_schedule(goal, at, " some schedule", out);
}

/* ---- what is said ---- */

static bool is_never(const char *words)
{
    return strcmp(words, "never") == 0;
}

/* A number and its unit, as a duration of the language is written: "300", "1.5 s". */
static bool add_time(const char *words, struct strbuf *out)
{
    size_t digits = strspn(words, "0123456789"), len = digits;
    if (words[len] == '.')
        len += 1 + strspn(words + len + 1, "0123456789");
    const char *unit = words + len + strspn(words + len, " ");
    if (!digits || len > 12 || words[len - 1] == '.')
        return false;
    if (*unit && strcmp(unit, "ms") != 0 && strcmp(unit, "s") != 0 && strcmp(unit, "us") != 0)
        return false;
    strbuf_add(out, words, len);
    strbuf_adds(out, *unit ? unit : "ms");
    return true;
}

static bool add_choice(const struct course_ask *ask, const char *words, struct strbuf *out)
{
    char *end;
    long number = strtol(words, &end, 10);
    for (int i = 0; i < ask->choice_count; i++)
        if (strcmp(ask->choices[i].text, words) == 0 || (end > words && !*end && number == i + 1)) {
            strbuf_adds(out, ask->choices[i].claim);
            return true;
        }
    return false;
}

static bool add_value(const struct course_ask *ask, const char *words, struct strbuf *out)
{
    char *end;
    long long number = strtoll(words, &end, 10);
    if (end == words || *end)
        return false;
    strbuf_addf(out, "value %s == %lld", ask->what, number);
    return true;
}

static bool add_schedule(const char *words, struct strbuf *out)
{
    struct schedule schedule = {0};
    struct schedule_problem problem;
    bool good = schedule_read(&schedule, words, strlen(words), &problem) && schedule.moves;
    if (good)
        schedule_print(&schedule, out);
    schedule_release(&schedule);
    return good;
}

bool course_ask_claim(const struct course_ask *ask, const char *words, struct strbuf *claim)
{
    struct strbuf time = STRBUF_INIT;
    bool good;
    switch (ask->kind) {
    case COURSE_ASK_CHOOSE:
        return add_choice(ask, words, claim);
    case COURSE_ASK_VALUE:
        return add_value(ask, words, claim);
    case COURSE_ASK_SCHEDULE:
        return add_schedule(words, claim);
    case COURSE_ASK_AT:
    case COURSE_ASK_ELAPSED:
        break;
    }
    good = add_time(words, &time);
    if (ask->kind == COURSE_ASK_AT && is_never(words))
        strbuf_addf(claim, "never %s", ask->what);
    else if (good && ask->kind == COURSE_ASK_AT)
        strbuf_addf(claim, "at about %s %s", strbuf_str(&time), ask->what);
    else if (good)
        strbuf_addf(claim, "elapsed about %s", strbuf_str(&time));
    strbuf_release(&time);
    return good || (ask->kind == COURSE_ASK_AT && is_never(words));
}

const char *course_ask_wants(const struct course_ask *ask)
{
    switch (ask->kind) {
    case COURSE_ASK_AT:
        return "a time, such as 120ms, or never";
    case COURSE_ASK_ELAPSED:
        return "a time, such as 120ms";
    case COURSE_ASK_VALUE:
        return "a number";
    case COURSE_ASK_SCHEDULE:
        return "a schedule, such as 1.2x2.1";
    case COURSE_ASK_CHOOSE:
        break;
    }
    return "the number of a choice";
}
