#include "config.h"

#include "scenario/parser.h"

#include "scenario/suggest.h"

#include <stdlib.h>
#include <string.h>

enum { KIB = 1024 };

/* Reads an expectation behind its word. */
typedef void expect_fn(struct parser *parser, struct tree_expect *expect);

static const char *const results[] = {"ok", "failed", "crash", "deadlock", "timeout", "stopped"};

/* ---- parts ---- */

static bool take_bound(struct parser *parser, struct tree_expect *expect)
{
    bool below = parse_take(parser, TOKEN_LT);
    if (!below && !parse_take(parser, TOKEN_GT))
        return false;
    expect->compare = below ? TREE_BELOW : TREE_ABOVE;
    return true;
}

static void need_bound(struct parser *parser, struct tree_expect *expect, const char *what)
{
    if (!parser->failed && !take_bound(parser, expect))
        parse_unexpected(parser, what);
}

void parse_percent(struct parser *parser, int64_t *percent)
{
    *percent = parse_count(parser, "a percentage", 0);
    parse_need(parser, TOKEN_MOD, "`%`");
}

static void read_about(struct parser *parser, struct tree_expect *expect)
{
    expect->compare = TREE_ABOUT_VALUE;
    expect->within = TREE_WITHIN_PERCENT;
    expect->value = parse_duration_literal(parser);
    if (!parser->failed && parse_take_word(parser, "within"))
        parse_percent(parser, &expect->within);
}

static void read_share_of_model(struct parser *parser, struct tree_expect *expect)
{
    parse_percent(parser, &expect->value);
    if (!parse_need_word(parser, "of"))
        return;
    struct tree_place place;
    expect->of_model = parse_model(parser, &place);
}

/* Behind the comma stands a text of the list, and not another choice of an `ask`. */
static bool goes_on(struct parser *parser)
{
    const struct token *next = parser->at + 1;
    if (parser->in_choice && parser->at->kind == TOKEN_COMMA &&
        (next->kind == TOKEN_MUL || (next->kind == TOKEN_STRING && token_is(next + 1, "if"))))
        return false;
    return parse_take(parser, TOKEN_COMMA);
}

static void read_texts(struct parser *parser, struct tree_expect *expect)
{
    int room = 0;
    struct tree_text *texts = NULL;
    do {
        const struct token *token = parser->at;
        const char *literal = parse_plain_text(parser, "a text in double quotes");
        if (parser->failed)
            break;
        MEM_GROW(texts, expect->text_count, room);
        struct tree_text_part *part = mem_arena_alloc(parser->arena, sizeof *part);
        part->literal = literal;
        texts[expect->text_count++] =
            (struct tree_text){.place = parse_place(parser, token), .parts = part};
    } while (goes_on(parser));
    size_t bytes = (size_t)expect->text_count * sizeof *texts;
    expect->texts = mem_arena_alloc(parser->arena, bytes);
    if (texts)
        memcpy(expect->texts, texts, bytes);
    free(texts);
}

/* ---- the lines ---- */

static void read_elapsed(struct parser *parser, struct tree_expect *expect)
{
    if (parse_take_word(parser, "about")) {
        read_about(parser, expect);
        return;
    }
    need_bound(parser, expect, "`about`, `<` or `>`");
    if (!parser->failed && parser->at->kind == TOKEN_INT && parser->at[1].kind == TOKEN_MOD)
        read_share_of_model(parser, expect);
    else
        expect->value = parse_duration_literal(parser);
}

/* `about D`, `about D within N%`, `< D`, `> D`. */
static void read_time(struct parser *parser, struct tree_expect *expect)
{
    if (parse_take_word(parser, "about")) {
        read_about(parser, expect);
        return;
    }
    need_bound(parser, expect, "`about`, `<` or `>`");
    expect->value = parse_duration_literal(parser);
}

static void read_output(struct parser *parser, struct tree_expect *expect)
{
    if (parse_take_word(parser, "any")) {
        parse_need_word(parser, "order");
        expect->kind = TREE_EXPECT_OUTPUT_ANY_ORDER;
    }
    read_texts(parser, expect);
}

static void read_value(struct parser *parser, struct tree_expect *expect)
{
    static const struct {
        uint8_t token, compare;
    } signs[] = {{TOKEN_EQ, TREE_IS},      {TOKEN_NE, TREE_IS_NOT}, {TOKEN_LT, TREE_BELOW},
                 {TOKEN_LE, TREE_AT_MOST}, {TOKEN_GT, TREE_ABOVE},  {TOKEN_GE, TREE_AT_LEAST}};
    bool element;
    expect->name = parse_element(parser, "the name of a shared variable", &element);
    if (parser->failed)
        return;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (signs[i].token != parser->at->kind)
            continue;
        parser->at++;
        expect->compare = signs[i].compare;
        expect->value = parse_integer(parser, "an integer");
        return;
    }
    parse_unexpected(parser, "a comparison (== != < <= > >=)");
    if (parser->at->kind == TOKEN_SET)
        parse_hint(parser, "to compare, write `==`");
}

static void read_alone(struct parser *parser, struct tree_expect *expect)
{
    expect->name = parse_name(parser, "the name of a region");
}

static void read_result(struct parser *parser, struct tree_expect *expect)
{
    expect->compare = TREE_IS;
    const struct token *token = parse_need(parser, TOKEN_NAME, "a result");
    if (!token)
        return;
    expect->name = (struct tree_name){parse_copy(parser, token), parse_place(parser, token)};
    struct suggest suggest = suggest_for(expect->name.text);
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        if (strcmp(results[i], expect->name.text) == 0)
            return;
        suggest_offer(&suggest, results[i]);
    }
    parse_error_at(parser, expect->name.place, "there is no result `%s`", expect->name.text);
    if (strcmp(expect->name.text, "livelock") == 0)
        parse_hint(parser, "what is called a livelock has come to its limit: `result timeout`");
    else if (suggest.best)
        parse_hint(parser, "did you mean `%s`?", suggest.best);
    else
        parse_hint(parser, "the results are ok, failed, crash, deadlock, timeout, stopped");
}

static void read_bounded_count(struct parser *parser, struct tree_expect *expect)
{
    need_bound(parser, expect, "`<` or `>`");
    expect->value = parse_count(parser, "this number", 0);
}

static void read_parallel(struct parser *parser, struct tree_expect *expect)
{
    expect->compare = TREE_IS;
    expect->value = parse_count(parser, "the number of tasks", 0);
}

static void read_at(struct parser *parser, struct tree_expect *expect)
{
    read_time(parser, expect);
    if (!parser->failed)
        read_texts(parser, expect);
    if (!parser->failed && expect->text_count > 1)
        parse_error_at(parser, expect->texts[1].place, "only one text has this time");
}

static void read_late(struct parser *parser, struct tree_expect *expect)
{
    if (!take_bound(parser, expect)) {
        expect->name = parse_name(parser, "`<`, `>` or the name of a task");
        need_bound(parser, expect, "`<` or `>`");
    }
    expect->value = parse_duration_literal(parser);
}

static void read_memory(struct parser *parser, struct tree_expect *expect)
{
    need_bound(parser, expect, "`<` or `>`");
    const struct token *token = parser->at;
    expect->value = parse_count(parser, "the number of KiB", 1);
    if (expect->value > INT64_MAX / KIB)
        parse_error_at(parser, parse_place(parser, token), "this number is too large");
    if (!parser->failed)
        expect->value *= KIB;
    if (parse_need_word(parser, "KiB") && parse_need_word(parser, "a"))
        parse_need_word(parser, "task");
}

static const struct expect_row {
    const char *word;
    enum tree_expect_kind kind;
    expect_fn *read;
} rows[] = {
    {"elapsed", TREE_EXPECT_ELAPSED, read_elapsed},
    {"cpu", TREE_EXPECT_CPU, read_time},
    {"output", TREE_EXPECT_OUTPUT, read_output},
    {"order", TREE_EXPECT_ORDER, read_texts},
    {"never", TREE_EXPECT_NEVER, read_texts},
    {"value", TREE_EXPECT_VALUE, read_value},
    {"alone", TREE_EXPECT_ALONE, read_alone},
    {"result", TREE_EXPECT_RESULT, read_result},
    {"handoffs", TREE_EXPECT_HANDOFFS, read_bounded_count},
    {"parallel", TREE_EXPECT_PARALLEL, read_parallel},
    {"at", TREE_EXPECT_AT, read_at},
    {"late", TREE_EXPECT_LATE, read_late},
    {"looks", TREE_EXPECT_LOOKS, read_bounded_count},
    {"memory", TREE_EXPECT_MEMORY, read_memory},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static void unknown_expect(struct parser *parser)
{
    const struct token *token = parser->at;
    if (token->kind != TOKEN_NAME) {
        parse_unexpected(parser, "an expectation");
        return;
    }
    char *word = parse_copy(parser, token);
    parse_error_at(parser, parse_place(parser, token), "there is no expectation `%s`", word);
    struct suggest suggest = suggest_for(word);
    for (int i = 0; i < ROW_COUNT; i++)
        suggest_offer(&suggest, rows[i].word);
    if (suggest.best)
        parse_hint(parser, "did you mean `%s`?", suggest.best);
}

static void read_claim(struct parser *parser, struct tree_expect *expect)
{
    for (int i = 0; i < ROW_COUNT; i++) {
        if (!token_is(parser->at, rows[i].word))
            continue;
        expect->kind = rows[i].kind;
        parser->at++;
        rows[i].read(parser, expect);
        return;
    }
    unknown_expect(parser);
}

struct tree_expect *parse_claim(struct parser *parser)
{
    struct tree_expect *expect = mem_arena_alloc(parser->arena, sizeof *expect);
    const char *from = parser->at->text;
    expect->place = parse_place(parser, parser->at);
    expect->of_model = -1;
    read_claim(parser, expect);
    if (parser->failed)
        return NULL;
    const struct token *last = parser->at - 1;
    size_t len = (size_t)(last->text + last->bytes - from) + (last->kind == TOKEN_STRING);
    expect->written = mem_arena_strndup(parser->arena, from, len);
    return expect;
}

static void parse_line(struct parser *parser, void *arg)
{
    struct tree_expect ***tail = arg;
    struct tree_expect *expect = parse_claim(parser);
    if (expect)
        parse_line_end(parser);
    if (!parser->failed) {
        **tail = expect;
        *tail = &expect->next;
    }
    parse_next_line(parser);
}

static void parse_models(struct parser *parser, struct tree_expect_block *block)
{
    do {
        struct tree_place place;
        if (token_is(parser->at, "with")) {
            parse_unexpected(parser, "the name of a model");
            return;
        }
        int model = parse_model(parser, &place);
        if (model < 0)
            return;
        block->models |= 1u << model;
        block->model_places[model] = place;
    } while (parse_take(parser, TOKEN_COMMA));
}

/* `all schedules`, `some schedule`, or nothing. */
static void parse_schedules(struct parser *parser, struct tree_expect_block *block)
{
    if (parse_take_word(parser, "all")) {
        block->schedules = TREE_ALL_SCHEDULES;
        parse_need_word(parser, "schedules");
    } else if (parse_take_word(parser, "some")) {
        block->schedules = TREE_SOME_SCHEDULE;
        parse_need_word(parser, "schedule");
    }
}

static bool names_no_model(const struct token *token)
{
    return token->kind == TOKEN_COLON || token_is(token, "with") || token_is(token, "all") ||
           token_is(token, "some");
}

static void parse_settings(struct parser *parser, struct tree_expect_block *block)
{
    enum { SETTINGS_MAX = 32 };
    struct tree_setting **tail = &block->settings;
    int count = 0;
    do {
        const struct token *token = parser->at;
        struct tree_setting *setting = parse_setting(parser);
        if (!setting)
            return;
        if (++count > SETTINGS_MAX)
            parse_error_at(parser, parse_place(parser, token), "a block has at most %d settings",
                           SETTINGS_MAX);
        *tail = setting;
        tail = &setting->next;
    } while (parse_take(parser, TOKEN_COMMA));
}

struct tree_expect_block *parse_expect_block(struct parser *parser)
{
    struct tree_expect_block *block = mem_arena_alloc(parser->arena, sizeof *block);
    struct tree_expect **tail = &block->first;
    uint32_t indent = parser->line.indent;
    block->place = parse_place(parser, parser->at);
    parser->at++;
    block->for_all = names_no_model(parser->at);
    if (!block->for_all)
        parse_models(parser, block);
    if (!parser->failed)
        parse_schedules(parser, block);
    if (!parser->failed && parse_take_word(parser, "with"))
        parse_settings(parser, block);
    parse_colon_end(parser, "`expect`");
    bool opens = !parser->failed || parse_ends_with_colon(parser);
    parse_next_line(parser);
    if (opens || (!parser->at_end && parser->line.indent > indent))
        parse_lines(parser, indent, block->place, "`expect`", parse_line, &tail);
    return block;
}
