#include "config.h"

#include "scenario/parser.h"

#include <string.h>

/* ---- expressions: by precedence, from the loosest to the tightest ---- */

enum { LEVEL_OR, LEVEL_AND, LEVEL_NOT, LEVEL_COMPARE, LEVEL_SUM, LEVEL_PRODUCT, LEVEL_UNARY };

static const struct operator_row {
    uint8_t token;
    const char *word; /* where the operator is a word */
    uint8_t level;
    uint8_t kind;
} operators[] = {
    {TOKEN_NAME, "or", LEVEL_OR, TREE_OR},      {TOKEN_NAME, "and", LEVEL_AND, TREE_AND},
    {TOKEN_EQ, NULL, LEVEL_COMPARE, TREE_EQ},   {TOKEN_NE, NULL, LEVEL_COMPARE, TREE_NE},
    {TOKEN_LT, NULL, LEVEL_COMPARE, TREE_LT},   {TOKEN_LE, NULL, LEVEL_COMPARE, TREE_LE},
    {TOKEN_GT, NULL, LEVEL_COMPARE, TREE_GT},   {TOKEN_GE, NULL, LEVEL_COMPARE, TREE_GE},
    {TOKEN_ADD, NULL, LEVEL_SUM, TREE_ADD},     {TOKEN_SUB, NULL, LEVEL_SUM, TREE_SUB},
    {TOKEN_MUL, NULL, LEVEL_PRODUCT, TREE_MUL}, {TOKEN_DIV, NULL, LEVEL_PRODUCT, TREE_DIV},
    {TOKEN_MOD, NULL, LEVEL_PRODUCT, TREE_MOD},
};

static struct tree_expr *parse_level(struct parser *parser, int level);

static struct tree_expr *new_expr(struct parser *parser, enum tree_expr_kind kind,
                                  const struct token *token, struct tree_expr *left,
                                  struct tree_expr *right)
{
    struct tree_expr *expr = mem_arena_alloc(parser->arena, sizeof *expr);
    int height = left ? left->height + 1 : 0;
    if (right && right->height + 1 > height)
        height = right->height + 1;
    expr->kind = (uint8_t)kind;
    expr->place = parse_place(parser, token);
    expr->left = left;
    expr->right = right;
    if (height > TREE_DEPTH_MAX) {
        parse_error_at(parser, expr->place, "this expression is nested over %d deep",
                       TREE_DEPTH_MAX);
        return NULL;
    }
    expr->height = (uint8_t)height;
    return expr;
}

/* Enters brackets or a sign; false (with an error) where that is too deep. */
static bool enter(struct parser *parser)
{
    if (++parser->expr_depth <= TREE_DEPTH_MAX)
        return true;
    parse_error_at(parser, parse_place(parser, parser->at),
                   "this expression is nested over %d deep", TREE_DEPTH_MAX);
    return false;
}

static const struct operator_row *operator_at(const struct token *token, int level)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        const struct operator_row *row = &operators[i];
        if (row->level == level && row->token == token->kind &&
            (!row->word || token_is(token, row->word)))
            return row;
    }
    return NULL;
}

static struct tree_expr *parse_int(struct parser *parser, const struct token *token, bool negative)
{
    uint64_t value = token->value;
    if (value > INT64_MAX && !negative) {
        parse_error_at(parser, parse_place(parser, token), "this number is too large");
        parse_hint(parser, "integers go up to 9223372036854775807");
        return NULL;
    }
    struct tree_expr *expr = new_expr(parser, TREE_INT, token, NULL, NULL);
    expr->value = negative ? (int64_t)(0 - value) : (int64_t)value;
    return expr;
}

static struct tree_expr *parse_done(struct parser *parser, const struct token *token)
{
    if (!parse_need(parser, TOKEN_OPEN, "`(`"))
        return NULL;
    struct tree_name name = parse_name(parser, "a future or a generator");
    if (!name.text || !parse_need(parser, TOKEN_CLOSE, "`)`"))
        return NULL;
    struct tree_expr *expr = new_expr(parser, TREE_DONE, token, NULL, NULL);
    expr->name = name.text;
    expr->place = name.place;
    return expr;
}

static struct tree_expr *parse_word(struct parser *parser)
{
    const struct token *token = parser->at;
    if (parse_take_word(parser, "self"))
        return new_expr(parser, TREE_SELF, token, NULL, NULL);
    if (parse_take_word(parser, "now"))
        return new_expr(parser, TREE_NOW, token, NULL, NULL);
    if (parse_take_word(parser, "done"))
        return parse_done(parser, token);
    if (token_is(token, "error")) {
        parse_error_at(parser, parse_place(parser, token),
                       "`error` is a text, and stands in a string: \"{error}\"");
        return NULL;
    }
    bool may_be_two = parser->two_values && parse_is_name_too(token);
    if (parse_is_statement(token) && !parser->in_text && !may_be_two) {
        parse_error_at(parser, parse_place(parser, token), "`%.*s` cannot stand in an expression",
                       (int)token->bytes, token->text);
        parse_hint(parser, "put its value into a variable first: x = %.*s ...", (int)token->bytes,
                   token->text);
        return NULL;
    }
    struct tree_name name = parse_name(parser, "a value");
    if (!name.text)
        return NULL;
    if (parser->at->kind == TOKEN_OPEN && !parser->two_values) {
        parse_error_at(parser, name.place, "`%s(...)` cannot stand in an expression", name.text);
        parse_hint(parser, "the value of a task is had by: x = call %s(...)", name.text);
        return NULL;
    }
    struct tree_expr *index = parse_index(parser);
    if (parser->failed)
        return NULL;
    struct tree_expr *expr = new_expr(parser, index ? TREE_ELEMENT : TREE_NAME, token, index, NULL);
    if (!expr)
        return NULL;
    const struct token *last = parser->at - 1;
    expr->name = name.text;
    expr->written = mem_arena_strndup(parser->arena, token->text,
                                      (size_t)(last->text + last->bytes - token->text));
    return expr;
}

static struct tree_expr *parse_brackets(struct parser *parser)
{
    if (!enter(parser))
        return NULL;
    struct tree_expr *expr = parse_level(parser, LEVEL_OR);
    parser->expr_depth--;
    return expr && parse_need(parser, TOKEN_CLOSE, "`)`") ? expr : NULL;
}

struct tree_expr *parse_index(struct parser *parser)
{
    if (parser->failed || !parse_take(parser, TOKEN_INDEX) || !enter(parser))
        return NULL;
    struct tree_expr *expr = parse_level(parser, LEVEL_OR);
    parser->expr_depth--;
    return expr && parse_need(parser, TOKEN_INDEX_END, "`]`") ? expr : NULL;
}

static struct tree_expr *parse_primary(struct parser *parser)
{
    const struct token *token = parser->at;
    if (parse_take(parser, TOKEN_OPEN))
        return parse_brackets(parser);
    if (parse_take(parser, TOKEN_INT))
        return parse_int(parser, token, false);
    if (token->kind == TOKEN_NAME)
        return parse_word(parser);
    if (token->kind == TOKEN_DURATION) {
        parse_error_at(parser, parse_place(parser, token),
                       "a duration is no value to compute with");
        parse_hint(parser, "compute with integers and put the unit behind: (20 * n)ms");
        return NULL;
    }
    if (token->kind == TOKEN_SET && !parser->failed) {
        parse_error_at(parser, parse_place(parser, token), "a value is missing here");
        parse_hint(parser, "to compare, write `==`");
        return NULL;
    }
    parse_unexpected(parser, "a value");
    return NULL;
}

static struct tree_expr *parse_sign(struct parser *parser, enum tree_expr_kind kind, int level)
{
    const struct token *token = parser->at++;
    if (kind == TREE_NEG && parser->at->kind == TOKEN_INT)
        return parse_int(parser, parser->at++, true);
    if (!enter(parser))
        return NULL;
    struct tree_expr *operand = parse_level(parser, level);
    parser->expr_depth--;
    return operand ? new_expr(parser, kind, token, operand, NULL) : NULL;
}

static struct tree_expr *parse_level(struct parser *parser, int level)
{
    if (level == LEVEL_UNARY)
        return parser->at->kind == TOKEN_SUB ? parse_sign(parser, TREE_NEG, LEVEL_UNARY)
                                             : parse_primary(parser);
    if (level == LEVEL_NOT)
        return token_is(parser->at, "not") ? parse_sign(parser, TREE_NOT, LEVEL_NOT)
                                           : parse_level(parser, level + 1);
    struct tree_expr *left = parse_level(parser, level + 1);
    const struct operator_row *row;
    while (left && (row = operator_at(parser->at, level))) {
        const struct token *token = parser->at++;
        struct tree_expr *right = parse_level(parser, level + 1);
        left = right ? new_expr(parser, row->kind, token, left, right) : NULL;
    }
    return left;
}

struct tree_expr *parse_expr(struct parser *parser)
{
    if (parser->failed)
        return NULL;
    struct tree_expr *expr = parse_level(parser, LEVEL_OR);
    if (expr && parser->at->kind == TOKEN_SET) {
        parse_error_at(parser, parse_place(parser, parser->at),
                       "`=` assigns, and compares nothing");
        parse_hint(parser, "to compare, write `==`");
        return NULL;
    }
    return expr;
}

/* ---- durations and numbers ---- */

static bool too_long(struct parser *parser, const struct token *token)
{
    if (token->value <= (uint64_t)PARSE_DURATION_MAX)
        return false;
    parse_error_at(parser, parse_place(parser, token), "this duration is over a day");
    return true;
}

static void no_duration(struct parser *parser)
{
    const struct token *token = parser->at;
    if (token->kind == TOKEN_INT && token[1].kind == TOKEN_NAME &&
        lexer_unit_ns(token[1].text, token[1].bytes)) {
        parse_error_at(parser, parse_place(parser, token),
                       "no space stands between a number and its unit");
        parse_hint(parser, "write `%.*s%.*s`", (int)token->bytes, token->text, (int)token[1].bytes,
                   token[1].text);
    } else if (token->kind == TOKEN_INT) {
        parse_error_at(parser, parse_place(parser, token), "this duration has no unit");
        parse_hint(parser, "write `%.*sms`, or with us or s", (int)token->bytes, token->text);
    } else if (parse_is_plain_name(token)) {
        parse_error_at(parser, parse_place(parser, token),
                       "a computed duration stands in parentheses");
        parse_hint(parser, "write `(%.*s)ms`", (int)token->bytes, token->text);
    } else if (token->kind == TOKEN_SUB) {
        parse_error_at(parser, parse_place(parser, token), "a duration is not negative");
    } else {
        parse_unexpected(parser, "a duration (5ms, 1.5s, (20 * n)ms)");
    }
}

static struct tree_expr *parse_computed(struct parser *parser)
{
    const struct token *open = parser->at++;
    struct tree_expr *expr = parse_brackets(parser);
    if (!expr)
        return NULL;
    const struct token *unit = parser->at;
    int64_t ns = unit->kind == TOKEN_NAME ? lexer_unit_ns(unit->text, unit->bytes) : 0;
    if (!ns) {
        parse_unexpected(parser, "the unit (us, ms or s)");
        return NULL;
    }
    if (!unit->glued) {
        parse_error_at(parser, parse_place(parser, unit),
                       "no space stands between a number and its unit");
        return NULL;
    }
    parser->at++;
    struct tree_expr *duration = new_expr(parser, TREE_DURATION_EXPR, open, expr, NULL);
    if (duration)
        duration->value = ns;
    return duration;
}

struct tree_expr *parse_duration(struct parser *parser)
{
    if (parser->failed)
        return NULL;
    const struct token *token = parser->at;
    if (token->kind == TOKEN_OPEN)
        return parse_computed(parser);
    if (token->kind != TOKEN_DURATION) {
        no_duration(parser);
        return NULL;
    }
    if (too_long(parser, token))
        return NULL;
    parser->at++;
    struct tree_expr *expr = new_expr(parser, TREE_DURATION, token, NULL, NULL);
    expr->value = (int64_t)token->value;
    return expr;
}

int64_t parse_duration_literal(struct parser *parser)
{
    if (parser->failed)
        return 0;
    const struct token *token = parser->at;
    if (token->kind == TOKEN_OPEN) {
        parse_error_at(parser, parse_place(parser, token), "this duration cannot be computed");
        return 0;
    }
    if (token->kind != TOKEN_DURATION) {
        no_duration(parser);
        return 0;
    }
    if (too_long(parser, token))
        return 0;
    parser->at++;
    return (int64_t)token->value;
}

int64_t parse_integer(struct parser *parser, const char *what)
{
    if (parser->failed)
        return 0;
    bool negative = parse_take(parser, TOKEN_SUB);
    const struct token *token = parse_need(parser, TOKEN_INT, what);
    struct tree_expr *expr = token ? parse_int(parser, token, negative) : NULL;
    return expr ? expr->value : 0;
}

int64_t parse_count(struct parser *parser, const char *what, int64_t least)
{
    if (parser->failed)
        return 0;
    const struct token *token = parser->at;
    int64_t value = parse_integer(parser, what);
    if (!parser->failed && value < least)
        parse_error_at(parser, parse_place(parser, token), "%s is at least %lld", what,
                       (long long)least);
    return value;
}

struct tree_expr *parse_braced(struct parser *parser)
{
    const struct token *token = parser->at;
    if (token_is(token, "error") && token[1].kind == TOKEN_END) {
        parser->at++;
        return new_expr(parser, TREE_ERROR, token, NULL, NULL);
    }
    struct tree_expr *expr = parse_expr(parser);
    if (expr && parser->at->kind != TOKEN_END)
        parse_unexpected(parser, "`}`");
    return expr;
}
