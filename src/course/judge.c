#include "config.h"

#include "course/judge.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/mem.h"
#include "scenario/tree.h"

/* ---- lines of a file ---- */

static size_t line_len(const char *text, size_t len)
{
    const char *newline = len ? memchr(text, '\n', len) : NULL;
    return newline ? (size_t)(newline - text) + 1 : len;
}

static bool is_blank(const char *line, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isspace((unsigned char)line[i]))
            return false;
    return true;
}

static bool opens_expect(const char *line, size_t len)
{
    static const char word[] = "expect";
    size_t word_len = sizeof word - 1;
    return len > word_len && memcmp(line, word, word_len) == 0 &&
           (line[word_len] == ':' || line[word_len] == ' ');
}

/* Whether a line stands in a block of expectations, given whether the one before did. */
static bool is_expected(bool inside, const char *line, size_t len)
{
    if (opens_expect(line, len))
        return true;
    return inside && (is_blank(line, len) || isspace((unsigned char)*line) || *line == '#');
}

uint32_t course_goal_text(const struct course_exercise *exercise, const char *said,
                          const char *text, size_t len, struct strbuf *out)
{
    bool inside = false;
    uint32_t line = 1;
    for (size_t at = 0, next; at < len; at = next, line++) {
        next = at + line_len(text + at, len - at);
        inside = is_expected(inside, text + at, next - at);
        if (inside)
            strbuf_addch(out, '\n');
        else
            strbuf_add(out, text + at, next - at);
        if (next == len && out->text[out->len - 1] != '\n')
            strbuf_addch(out, '\n');
    }
    course_ask_put(exercise->goal, said, out);
    return line;
}

void course_add_untouched(const struct course_exercise *exercise, const char *text, size_t len,
                          struct strbuf *out)
{
    bool inside = false, level = exercise->ask && exercise->ask->kind == COURSE_ASK_SCHEDULE;
    size_t kept = out->len; /* up to the end of the last line that is no comment */
    for (size_t at = 0, next; at < len; at = next) {
        const char *line = text + at;
        next = at + line_len(line, len - at);
        bool was_inside = inside;
        inside = is_expected(inside, line, next - at);
        if (inside && !was_inside)
            out->len = kept;
        if (inside || (level && strncmp(line, "about ", strlen("about ")) == 0))
            continue;
        strbuf_add(out, line, next - at);
        if (*line != '#' && !is_blank(line, next - at))
            kept = out->len;
    }
    if (out->text)
        out->text[out->len] = '\0';
    if (level) {
        strbuf_adds(out, "\n# The goal.\n");
        course_ask_some(exercise->goal, out);
    }
}

/* ---- claims ---- */

/* What was predicted may be what the goal claims. */
static bool has_claim(const struct course_verdict *verdict, const char *text, int model)
{
    for (int i = 0; i < verdict->count; i++)
        if (verdict->claims[i].model == model && strcmp(verdict->claims[i].text, text) == 0)
            return true;
    return false;
}

static struct course_claim *add_claim(struct course_verdict *verdict, enum expect_verdict is,
                                      const char *text, const char *seen, int model)
{
    MEM_GROW(verdict->claims, verdict->count, verdict->room);
    struct course_claim *claim = &verdict->claims[verdict->count++];
    *claim = (struct course_claim){is, mem_strdup(text), mem_strdup(seen), model};
    return claim;
}

void course_refuse(struct course_verdict *verdict, int model, const char *why)
{
    add_claim(verdict, EXPECT_FAILED, why, "", model);
}

/* The text without comments, without what stands in quotes, without expectations; spaces are one,
 * and each line begins with one: " task one: io 5ms". */
static char *bare_text(const char *text, size_t len)
{
    struct strbuf out = STRBUF_INIT;
    bool inside = false;
    for (size_t at = 0, next; at < len; at = next) {
        bool quoted = false;
        next = at + line_len(text + at, len - at);
        inside = is_expected(inside, text + at, next - at);
        if (inside)
            continue;
        if (!out.len || out.text[out.len - 1] != ' ')
            strbuf_addch(&out, ' ');
        for (size_t i = at; i < next && (quoted || text[i] != '#'); i++) {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (!quoted && !isspace((unsigned char)text[i]))
                strbuf_addch(&out, text[i]);
            else if (!quoted && out.text[out.len - 1] != ' ')
                strbuf_addch(&out, ' ');
        }
    }
    return strbuf_detach(&out);
}

static bool is_word(int c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* As whole words. */
static bool stands_in(const char *bare, const char *words, size_t len)
{
    for (const char *at = bare; (at = strstr(at, words)); at++)
        if ((!is_word(words[0]) || at == bare || !is_word(at[-1])) &&
            (!is_word(words[len - 1]) || !is_word(at[len])))
            return true;
    return false;
}

/* Any of `"a" or "b"`. */
static bool has_any(const char *bare, const char *words)
{
    bool found = false;
    while (!found && (words = strchr(words, '"'))) {
        size_t len = strcspn(words + 1, "\"");
        char *wanted = mem_strndup(words + 1, len);
        found = len && stands_in(bare, wanted, len);
        free(wanted);
        words += len + 1;
        words += *words == '"';
    }
    return found;
}

static void judge_words(struct course_verdict *verdict, const struct course_exercise *exercise,
                        const char *text, size_t len)
{
    char *bare = bare_text(text, len);
    for (const struct course_word *word = exercise->words; word; word = word->next) {
        struct strbuf line = STRBUF_INIT;
        bool found = has_any(bare, word->words);
        strbuf_addf(&line, "the file %s %s", word->lacks ? "has no" : "has", word->words);
        add_claim(verdict, found != word->lacks ? EXPECT_OK : EXPECT_FAILED, strbuf_str(&line),
                  found == word->lacks ? found ? "it has" : "it has not" : "", -1);
        strbuf_release(&line);
    }
    free(bare);
}

/* ---- the goal ---- */

static void add_error(struct course_verdict *verdict, const struct course_goal *goal,
                      const struct diag_list *diags)
{
    for (int i = 0; i < diags->count; i++) {
        const struct diag *diag = &diags->items[i];
        struct strbuf words = STRBUF_INIT;
        if (diag->severity != DIAG_ERROR)
            continue;
        if (diag->line < goal->line && diag->line)
            strbuf_addf(&words, "line %u: ", (unsigned)diag->line);
        else if (diag->line)
            strbuf_adds(&words, "the goal: ");
        strbuf_adds(&words, diag->message);
        if (diag->hint)
            strbuf_addf(&words, "; %s", diag->hint);
        course_refuse(verdict, -1, strbuf_str(&words));
        strbuf_release(&words);
        return;
    }
}

static void add_round(struct course_goal *goal, enum model_id model,
                      const struct tree_expect_block *block, bool proves)
{
    MEM_GROW(goal->rounds, goal->round_count, goal->round_room);
    goal->rounds[goal->round_count++] = (struct course_round){model, block, proves};
}

static void add_rounds(struct course_goal *goal, enum model_id model)
{
    const struct tree_expect_block *block = NULL;
    if (expect_has_any(goal->scenario, model))
        add_round(goal, model, NULL, false);
    while ((block = expect_next_settings(goal->scenario, block)))
        if (expect_names_settings(goal->scenario, model, block))
            add_round(goal, model, block, false);
    while ((block = expect_next_schedules(goal->scenario, model, block)))
        add_round(goal, model, block, true);
}

/* Under the models that the goal names; all of the file's, where it names none. */
static void choose_rounds(struct course_goal *goal)
{
    unsigned wanted = 0;
    bool all = false;
    for (const struct tree_expect_block *block = scenario_tree(goal->scenario)->expects; block;
         block = block->next) {
        wanted |= block->models;
        all = all || block->for_all;
    }
    for (int i = 0; i < scenario_model_count(goal->scenario); i++) {
        enum model_id model = scenario_model_at(goal->scenario, i);
        if (all || (wanted & (1U << model)))
            add_rounds(goal, model);
    }
}

void course_goal_take(struct course_goal *goal, struct course_verdict *verdict,
                      const struct course_exercise *exercise, const char *said, const char *name,
                      const char *text, size_t len)
{
    struct diag_list diags = {0};
    struct strbuf whole = STRBUF_INIT;
    *goal = (struct course_goal){.line = course_goal_text(exercise, said, text, len, &whole)};
    goal->len = whole.len;
    goal->text = strbuf_detach(&whole);
    goal->scenario = scenario_read(name, goal->text, goal->len, &diags);
    judge_words(verdict, exercise, text, len);
    if (diags.errors) {
        add_error(verdict, goal, &diags);
        scenario_free(goal->scenario);
        goal->scenario = NULL;
    } else if (!exercise->ask || *said) {
        choose_rounds(goal);
    }
    diag_release(&diags);
}

void course_goal_release(struct course_goal *goal)
{
    scenario_free(goal->scenario);
    free(goal->rounds);
    free(goal->text);
    *goal = (struct course_goal){0};
}

char **course_round_sets(const struct course_round *round, int *count)
{
    char **sets = NULL;
    int room = 0;
    *count = 0;
    if (!round->block)
        return NULL;
    for (const struct tree_setting *it = round->block->settings; it; it = it->next) {
        struct strbuf set = STRBUF_INIT;
        strbuf_addf(&set, "%s=%s", it->name, it->value);
        MEM_GROW(sets, *count, room);
        sets[(*count)++] = strbuf_detach(&set);
    }
    return sets;
}

struct scenario *course_round_scenario(struct course_verdict *verdict,
                                       const struct course_goal *goal,
                                       const struct course_round *round)
{
    struct diag_list diags = {0};
    struct scenario *scenario = scenario_read("", goal->text, goal->len, &diags);
    if (round->block)
        for (const struct tree_setting *it = round->block->settings; it && !diags.errors;
             it = it->next)
            scenario_set(scenario, it->name, it->value, &diags);
    if (diags.errors) {
        add_error(verdict, goal, &diags);
        scenario_free(scenario);
        scenario = NULL;
    }
    diag_release(&diags);
    return scenario;
}

void course_judge(struct course_verdict *verdict, const struct course_goal *goal,
                  const struct course_round *round, const struct expect_facts *facts)
{
    enum model_id model = round->model;
    struct expect_report report;
    struct scenario *scenario = course_round_scenario(verdict, goal, round);
    if (!scenario)
        return;
    expect_check(scenario, model, facts, &report);
    for (int i = 0; i < report.count; i++) {
        const struct expect_outcome *outcome = &report.outcomes[i];
        if (outcome->line && outcome->line < goal->line)
            continue; /* an `ask` of the lesson */
        if (has_claim(verdict, outcome->text, (int)model))
            continue;
        add_claim(verdict, outcome->verdict, outcome->text, outcome->actual ? outcome->actual : "",
                  (int)model);
    }
    expect_report_release(&report);
    scenario_free(scenario);
}

/* Without the place, where it is one of the goal: "line 20: value n == 2: ". */
static const char *behind_place(const struct course_goal *goal, const struct tree_expect *claims,
                                const char *words)
{
    static const char begin[] = "line ";
    char *end;
    if (strncmp(words, begin, sizeof begin - 1) != 0)
        return words;
    unsigned long line = strtoul(words + sizeof begin - 1, &end, 10);
    if (line < goal->line || strncmp(end, ": ", 2) != 0)
        return words;
    words = end + 2;
    size_t len = claims && !claims->next ? strlen(claims->written) : 0; /* it stands before */
    bool again = len && strncmp(words, claims->written, len) == 0;
    return again && strncmp(words + len, ": ", 2) == 0 ? words + len + 2 : words;
}

void course_judge_schedules(struct course_verdict *verdict, const struct course_goal *goal,
                            const struct course_round *round, bool holds, const char *words)
{
    const struct tree_expect_block *block = round->block;
    struct strbuf text = STRBUF_INIT;
    char *seen = mem_strndup(words, strcspn(words, "\n"));
    strbuf_adds(&text, block->schedules == TREE_ALL_SCHEDULES ? "all schedules" : "some schedule");
    for (const struct tree_expect *it = block->first; it; it = it->next)
        strbuf_addf(&text, "%s%s", it == block->first ? ": " : ", ", it->written);
    add_claim(verdict, holds ? EXPECT_OK : EXPECT_FAILED, strbuf_str(&text),
              holds   ? ""
              : *seen ? behind_place(goal, block->first, seen)
                      : "no proof",
              (int)round->model);
    strbuf_release(&text);
    free(seen);
}

bool course_is_solved(const struct course_verdict *verdict)
{
    bool was_run = false;
    for (int i = 0; i < verdict->count; i++) {
        if (verdict->claims[i].verdict != EXPECT_OK)
            return false;
        was_run = was_run || verdict->claims[i].model >= 0;
    }
    return was_run;
}

bool course_is_busy(const struct course_verdict *verdict)
{
    bool busy = false;
    for (int i = 0; i < verdict->count; i++) {
        if (verdict->claims[i].verdict == EXPECT_FAILED)
            return false;
        busy = busy || verdict->claims[i].verdict != EXPECT_OK;
    }
    return busy;
}

const char *course_verdict_mark(enum expect_verdict verdict, bool ascii)
{
    switch (verdict) {
    case EXPECT_OK:
        return ascii ? "ok" : "✓";
    case EXPECT_FAILED:
        return ascii ? "no" : "✗";
    case EXPECT_BUSY:
        return "busy";
    case EXPECT_FEW_CORES:
        return "too few cores";
    case EXPECT_NOT_CHECKED:
        break;
    }
    return "not checked";
}

void course_verdict_release(struct course_verdict *verdict)
{
    for (int i = 0; i < verdict->count; i++) {
        free(verdict->claims[i].text);
        free(verdict->claims[i].seen);
    }
    free(verdict->claims);
    *verdict = (struct course_verdict){0};
}
