/* What stands behind the text of an `ask`: what it wants to know of the run, and the choices. None
 * of these words is reserved: here they stand where no name can. */
#include "config.h"

#include "scenario/parser.h"

#include "scenario/suggest.h"

/* Reads a question behind its word; returns what opens a block, or NULL. */
typedef const char *question_fn(struct parser *parser, struct tree_question *question);

/* ---- parts ---- */

static void take_within(struct parser *parser, struct tree_question *question)
{
    if (!parser->failed && parse_take_word(parser, "within"))
        parse_percent(parser, &question->within);
}

/* Takes what is written in braces as it stands. */
static struct tree_text *read_said(struct parser *parser)
{
    struct tree_text *text = mem_arena_alloc(parser->arena, sizeof *text);
    text->place = parse_place(parser, parser->at);
    text->parts = mem_arena_alloc(parser->arena, sizeof *text->parts);
    text->parts->literal = parse_plain_text(parser, "the text that is said, in double quotes");
    return text;
}

/* ---- the choices ---- */

static void add_choice(struct parser *parser, struct tree_question *question,
                       struct tree_choice *choice)
{
    struct tree_choice **tail = &question->choices;
    for (; *tail; tail = &(*tail)->next) {
        if ((*tail)->claim || choice->claim)
            continue;
        parse_error_at(parser, choice->place, "there is a choice with `*` already");
        parse_hint(parser, "see line %u", (*tail)->place.line);
    }
    if (question->choice_count == TREE_CHOICES_MAX)
        parse_error_at(parser, choice->place, "over %d choices", TREE_CHOICES_MAX);
    *tail = choice;
    question->choice_count++;
}

/* A run is judged by itself. */
static void refuse_comparison(struct parser *parser, const struct tree_expect *claim)
{
    if (!claim || claim->of_model < 0)
        return;
    parse_error_at(parser, claim->place, "a choice is right or wrong by its own run alone");
    parse_hint(parser, "what it has in relation to another model's is for `expect`");
}

/* `"text" if CLAIM`, `* "text"`. */
static void read_choice(struct parser *parser, struct tree_question *question)
{
    struct tree_choice *choice = mem_arena_alloc(parser->arena, sizeof *choice);
    choice->place = parse_place(parser, parser->at);
    bool other = parse_take(parser, TOKEN_MUL);
    choice->text = parse_plain_text(parser, "a choice, in double quotes,");
    if (!parser->failed && !other && parse_need_word(parser, "if")) {
        choice->claim = parse_claim(parser);
        refuse_comparison(parser, choice->claim);
    }
    if (!parser->failed)
        add_choice(parser, question, choice);
    else
        question->choice_count++; /* there was to be one more */
}

void parse_choice(struct parser *parser, void *question)
{
    read_choice(parser, question);
    parse_line_end(parser);
    parse_next_line(parser);
}

void parse_choices_end(struct parser *parser, const struct tree_question *question)
{
    if (question->kind != TREE_QUESTION_CHOOSE || question->choice_count != 1 ||
        report_has_line(parser->report, question->choices->place.line))
        return;
    report_error(parser->report, question->place, "there is only one choice");
}

/* ---- the questions ---- */

static const char *read_nothing(struct parser *parser, struct tree_question *question)
{
    (void)parser;
    (void)question;
    return NULL;
}

static const char *read_at(struct parser *parser, struct tree_question *question)
{
    question->said = read_said(parser);
    take_within(parser, question);
    return NULL;
}

static const char *read_elapsed(struct parser *parser, struct tree_question *question)
{
    take_within(parser, question);
    return NULL;
}

static const char *read_value(struct parser *parser, struct tree_question *question)
{
    bool element;
    question->name = parse_element(parser, "the name of a shared variable", &element);
    take_within(parser, question);
    return NULL;
}

static const char *read_choose(struct parser *parser, struct tree_question *question)
{
    if (parser->at->kind == TOKEN_COLON)
        return "`choose`";
    parser->in_choice = true;
    do
        read_choice(parser, question);
    while (!parser->failed && parse_take(parser, TOKEN_COMMA));
    parser->in_choice = false;
    return NULL;
}

static const struct question_row {
    const char *word;
    enum tree_question_kind kind;
    question_fn *read;
} rows[] = {
    {"next", TREE_QUESTION_NEXT, read_nothing},
    {"output", TREE_QUESTION_OUTPUT, read_nothing},
    {"at", TREE_QUESTION_AT, read_at},
    {"elapsed", TREE_QUESTION_ELAPSED, read_elapsed},
    {"result", TREE_QUESTION_RESULT, read_nothing},
    {"value", TREE_QUESTION_VALUE, read_value},
    {"choose", TREE_QUESTION_CHOOSE, read_choose},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

static void unknown_question(struct parser *parser)
{
    const struct token *token = parser->at;
    if (token->kind != TOKEN_NAME) {
        parse_unexpected(parser, "the end of the line, or what is asked for,");
        return;
    }
    char *word = parse_copy(parser, token);
    struct suggest suggest = suggest_for(word);
    for (int i = 0; i < ROW_COUNT; i++)
        suggest_offer(&suggest, rows[i].word);
    parse_error_at(parser, parse_place(parser, token), "one cannot ask for `%s`", word);
    if (suggest.best)
        parse_hint(parser, "did you mean `%s`?", suggest.best);
    else
        parse_hint(parser, "for next, output, at, elapsed, result, value, choose; or for nothing");
}

const char *parse_question(struct parser *parser, struct tree_stmt *stmt)
{
    if (parser->at->kind == TOKEN_END)
        return NULL;
    for (int i = 0; i < ROW_COUNT; i++) {
        if (!token_is(parser->at, rows[i].word))
            continue;
        struct tree_question *question = mem_arena_alloc(parser->arena, sizeof *question);
        question->kind = rows[i].kind;
        question->place = parse_place(parser, parser->at);
        question->written =
            mem_arena_strndup(parser->arena, parser->line.text, parser->line.text_bytes);
        question->within = -1;
        stmt->question = question;
        parser->at++;
        return rows[i].read(parser, question);
    }
    unknown_question(parser);
    return NULL;
}
