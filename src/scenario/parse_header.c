#include "config.h"

#include "scenario/parser.h"

#include "scenario/schedule.h"
#include "scenario/suggest.h"
#include "scenario/words.h"

#include <string.h>

/* Reads a header line behind its word. */
typedef void header_fn(struct parser *parser, struct tree_line *line);

/* ---- the lines ---- */

static void read_text(struct parser *parser, struct tree_line *line)
{
    line->text = parse_plain_text(parser, "a text in double quotes");
}

static void no_such_model(struct parser *parser, const char *name, struct tree_place place)
{
    parse_error_at(parser, place, "there is no model `%s`", name);
    struct suggest suggest = suggest_for(name);
    for (int i = 0; i < MODEL_COUNT; i++)
        suggest_offer(&suggest, model_name((enum model_id)i));
    if (suggest.best) {
        parse_hint(parser, "did you mean `%s`?", suggest.best);
        return;
    }
    struct strbuf all = STRBUF_INIT;
    for (int i = 0; i < MODEL_COUNT; i++)
        strbuf_addf(&all, "%s%s", i ? ", " : "", model_name((enum model_id)i));
    parse_hint(parser, "the models are %s", strbuf_str(&all));
    strbuf_release(&all);
}

/* The name of a model may hold a `-`, which is a token of its own. */
int parse_model(struct parser *parser, struct tree_place *place)
{
    const struct token *first = parse_need(parser, TOKEN_NAME, "the name of a model");
    if (!first)
        return -1;
    *place = parse_place(parser, first);
    struct strbuf name = STRBUF_INIT;
    strbuf_add(&name, first->text, first->bytes);
    while (parser->at->kind == TOKEN_SUB && parser->at->glued && parser->at[1].glued &&
           parser->at[1].kind == TOKEN_NAME) {
        strbuf_addch(&name, '-');
        strbuf_add(&name, parser->at[1].text, parser->at[1].bytes);
        place->length += 1 + parser->at[1].length;
        parser->at += 2;
    }
    int model = model_by_name(strbuf_str(&name));
    if (model < 0)
        no_such_model(parser, strbuf_str(&name), *place);
    strbuf_release(&name);
    return model;
}

static void read_models(struct parser *parser, struct tree_line *line)
{
    do {
        struct tree_place place;
        int model = parse_model(parser, &place);
        if (model < 0)
            return;
        for (int i = 0; i < line->model_count; i++)
            if ((int)line->models[i] == model) {
                parse_error_at(parser, place, "`%s` is named twice",
                               model_name((enum model_id)model));
                return;
            }
        line->models[line->model_count] = (enum model_id)model;
        line->model_places[line->model_count++] = place;
    } while (parse_take(parser, TOKEN_COMMA));
}

static void read_positive(struct parser *parser, struct tree_line *line)
{
    line->value = parse_count(parser, "this number", 1);
}

static void read_pool(struct parser *parser, struct tree_line *line)
{
    read_positive(parser, line);
    line->gil = !parser->failed && parse_take_word(parser, "gil");
}

static void read_until(struct parser *parser, struct tree_line *line)
{
    line->value = parse_take_word(parser, "main");
    if (line->value)
        parse_need_word(parser, "ends");
    else if (parse_take_word(parser, "all"))
        parse_need_word(parser, "end");
    else
        parse_unexpected(parser, "`main ends` or `all end`");
}

static void read_duration(struct parser *parser, struct tree_line *line)
{
    const struct token *token = parser->at;
    line->value = parse_duration_literal(parser);
    if (!parser->failed && line->value == 0)
        parse_error_at(parser, parse_place(parser, token), "this duration is not over 0");
}

/* Kept as short as it can be written, so that two that are the same have the same text. */
static void take_schedule(struct parser *parser, const struct token *token, struct tree_line *line)
{
    struct schedule schedule;
    struct schedule_problem problem;
    struct strbuf text = STRBUF_INIT;
    if (!schedule_read(&schedule, token->text, token->bytes, &problem)) {
        struct tree_place place = parse_place(parser, token);
        place.column += (uint32_t)problem.at;
        place.length = 1;
        parse_error_at(parser, place, "%s", problem.what);
        parse_hint(parser, "a schedule says whose move it is: 1x3.2 is three of lane 1, one of 2");
        return;
    }
    schedule_print(&schedule, &text);
    line->text = mem_arena_strndup(parser->arena, strbuf_str(&text), text.len);
    strbuf_release(&text);
    schedule_release(&schedule);
}

/* `schedule stands`: at its very beginning. */
static void read_schedule(struct parser *parser, struct tree_line *line)
{
    line->text = "";
    if (!token_is(parser->at, "stands")) {
        const struct token *token = parse_need(parser, TOKEN_SCHEDULE, "a schedule, such as 1x3.2");
        if (token)
            take_schedule(parser, token, line);
    }
    line->value = !parser->failed && parse_take_word(parser, "stands");
}

static void read_axis(struct parser *parser, struct tree_line *line)
{
    if (parse_take_word(parser, "handoffs"))
        return;
    if (parser->at->kind == TOKEN_NAME)
        parse_unexpected(parser, "`handoffs` or a duration");
    else
        read_duration(parser, line);
}

static void read_interval(struct parser *parser, struct tree_line *line)
{
    if (parse_need_word(parser, "interval"))
        read_duration(parser, line);
}

static void read_memory(struct parser *parser, struct tree_line *line)
{
    line->value = parse_take_word(parser, "relaxed");
    if (!line->value && !parse_take_word(parser, "sequential"))
        parse_unexpected(parser, "`relaxed` or `sequential`");
}

/* `x N` behind the name: so many of them. */
static void read_several(struct parser *parser, struct tree_line *line)
{
    if (parser->failed || line->element || !parse_take_word(parser, "x"))
        return;
    const struct token *token = parser->at;
    line->count = parse_count(parser, "how many there are", 1);
    if (!parser->failed && line->count > TREE_COUNT_MAX)
        parse_error_at(parser, parse_place(parser, token), "over %d of them", TREE_COUNT_MAX);
}

static void read_shared(struct parser *parser, struct tree_line *line)
{
    line->name = parse_element(parser, "the name of a shared variable", &line->element);
    read_several(parser, line);
    if (parse_need(parser, TOKEN_SET, "`=` with its first value"))
        line->value = parse_integer(parser, "an integer");
}

static void read_lock(struct parser *parser, struct tree_line *line)
{
    line->name = parse_name(parser, "the name of a lock");
    line->value = 1;
    read_several(parser, line);
}

static void read_semaphore(struct parser *parser, struct tree_line *line)
{
    line->name = parse_element(parser, "the name of a semaphore", &line->element);
    read_several(parser, line);
    if (parse_need(parser, TOKEN_SET, "`=` with its units"))
        line->value = parse_count(parser, "the number of units", 0);
}

static void read_bounded(struct parser *parser, struct tree_line *line)
{
    line->bounded = true;
    if (parse_need_word(parser, "semaphore"))
        read_semaphore(parser, line);
}

/* What kind of line it is, what stands behind it says. */
static void read_fair(struct parser *parser, struct tree_line *line)
{
    line->fair = true;
    if (parse_take_word(parser, "lock")) {
        read_lock(parser, line);
        return;
    }
    line->kind = TREE_SEMAPHORE;
    if (parse_take_word(parser, "bounded"))
        read_bounded(parser, line);
    else if (parse_take_word(parser, "semaphore"))
        read_semaphore(parser, line);
    else
        parse_unexpected(parser, "`lock` or `semaphore`");
}

static void read_channel(struct parser *parser, struct tree_line *line)
{
    line->name = parse_name(parser, "the name of a channel");
    line->value = 1;
    if (!parser->failed && parse_take_word(parser, "size"))
        line->value = parse_count(parser, "the size of a channel", 0);
}

static void read_condition(struct parser *parser, struct tree_line *line)
{
    bool element;
    line->name = parse_name(parser, "the name of a condition");
    if (!parser->failed && parse_need_word(parser, "with"))
        line->lock = parse_element(parser, "its lock", &element);
}

static void read_barrier(struct parser *parser, struct tree_line *line)
{
    line->name = parse_name(parser, "the name of a barrier");
    line->value = parse_count(parser, "for how many it waits", 1);
}

static const struct header_row {
    const char *word;
    enum tree_line_kind kind;
    header_fn *read;
} rows[] = {
#define ROW(word, kind, read) {word, TREE_##kind, read},
    WORD_HEADERS(ROW)
#undef ROW
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

/* ---- from outside ---- */

static const struct header_row *row_of(const struct token *token)
{
    for (int i = 0; i < ROW_COUNT; i++)
        if (token_is(token, rows[i].word))
            return &rows[i];
    return NULL;
}

bool parse_is_header(const struct token *token)
{
    return row_of(token) != NULL;
}

const char *parse_nearest_line(const char *word)
{
    struct suggest suggest = suggest_for(word);
    suggest_offer(&suggest, "task");
    suggest_offer(&suggest, "expect");
    for (int i = 0; i < ROW_COUNT; i++)
        suggest_offer(&suggest, rows[i].word);
    return suggest.best;
}

struct tree_line *parse_header_line(struct parser *parser, const char *word)
{
    struct tree_line *line = mem_arena_alloc(parser->arena, sizeof *line);
    line->place = parse_place(parser, parser->at);
    for (int i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].word, word) != 0)
            continue;
        line->kind = rows[i].kind;
        parser->at++;
        rows[i].read(parser, line);
    }
    return line;
}

/* ---- settings ---- */

static bool is_setting(enum tree_line_kind kind)
{
    return kind >= TREE_WORKERS && kind <= TREE_CHANNEL && kind != TREE_LOCK;
}

static void no_such_setting(struct parser *parser, const struct header_row *row)
{
    const struct token *token = parser->at;
    struct tree_place place = parse_place(parser, token);
    const char *word = parse_copy(parser, token);
    struct suggest suggest = suggest_for(word);
    if (row)
        parse_error_at(parser, place, "`%s` cannot be set for a run", word);
    else
        parse_error_at(parser, place, "there is no setting `%s`", word);
    for (int i = 0; i < ROW_COUNT; i++)
        if (is_setting(rows[i].kind) && rows[i].read != read_bounded)
            suggest_offer(&suggest, rows[i].word);
    if (model_by_name(word) >= 0)
        parse_hint(parser, "the models stand before `with`");
    else if (!row && token[1].kind == TOKEN_SET)
        parse_hint(parser, "a shared variable is set by `shared %s = VALUE`", word);
    else if (!row && suggest.best)
        parse_hint(parser, "did you mean `%s`?", suggest.best);
    else
        parse_hint(parser, "what can be set: workers, cores, pool, device, until, switch interval, "
                           "poll interval, limit, memory, schedule, shared, semaphore, channel");
}

/* The tokens from one to another, as they are written but for runs of spaces. */
static const char *join(const struct parser *parser, const struct token *from,
                        const struct token *to)
{
    struct strbuf text = STRBUF_INIT;
    for (const struct token *token = from; token < to; token++) {
        if (token > from && !token->glued)
            strbuf_addch(&text, ' ');
        strbuf_add(&text, token->text, token->bytes);
    }
    const char *copy = mem_arena_strndup(parser->arena, strbuf_str(&text), text.len);
    strbuf_release(&text);
    return copy;
}

/* How many tokens name what is set, and how many stand before its value. */
static int name_tokens(const struct tree_line *line)
{
    enum tree_line_kind kind = line->kind;
    bool two = kind >= TREE_SHARED || kind == TREE_SWITCH_INTERVAL || kind == TREE_POLL_INTERVAL;
    return line->element ? 5 : two ? 2 : 1;
}

static int tokens_before_value(const struct tree_line *line)
{
    return name_tokens(line) + (line->kind >= TREE_SHARED); /* `=`, or `size` */
}

struct tree_setting *parse_setting(struct parser *parser)
{
    const struct token *first = parser->at;
    if (parser->failed || first->kind != TOKEN_NAME) {
        parse_unexpected(parser, "a setting");
        return NULL;
    }
    const struct header_row *row = row_of(first);
    if (token_is(first, "bounded") || token_is(first, "fair")) {
        parse_error_at(parser, parse_place(parser, first), "whether it is %s cannot be set",
                       token_is(first, "fair") ? "fair" : "bounded");
        parse_hint(parser, "its units are set by `semaphore NAME = N`");
        return NULL;
    }
    if (!row || !is_setting(row->kind)) {
        no_such_setting(parser, row);
        return NULL;
    }
    struct tree_setting *setting = mem_arena_alloc(parser->arena, sizeof *setting);
    setting->line = parse_header_line(parser, row->word);
    if (parser->failed && parser->at->kind == TOKEN_SET && row->kind < TREE_SHARED)
        parse_hint(parser, "without `=`, as in the header");
    if (!parser->failed && row->kind == TREE_CHANNEL && parser->at[-1].kind != TOKEN_INT)
        parse_unexpected(parser, "`size` with its other size");
    if (!parser->failed && setting->line->count) {
        parse_error_at(parser, setting->line->name.place, "how many there are cannot be set");
        parse_hint(parser, "each of them has this value by `%s NAME = N`", row->word);
    }
    if (parser->failed)
        return NULL;
    setting->name = join(parser, first, first + name_tokens(setting->line));
    setting->value = join(parser, first + tokens_before_value(setting->line), parser->at);
    setting->written = join(parser, first, parser->at);
    return setting;
}
