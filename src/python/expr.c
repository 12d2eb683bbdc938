#include "config.h"

#include "python/expr.h"

#include <string.h>

#include "python/bounds.h"
#include "python/helpers.h"
#include "python/names.h"

/* How tightly Python binds. */
enum { OR = 1, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, ATOM };

struct piece {
    const char *text;
    int binds;
};

static struct piece piece_of(struct translation *t, const struct tree_expr *expr);

static const char *within(struct translation *t, struct piece piece, int least)
{
    return piece.binds >= least ? piece.text : py_format(t, "(%s)", piece.text);
}

/* `a and b` is 0 or 1 in a scenario, and one of the two in Python. */
static struct piece operand(struct translation *t, const struct tree_expr *expr, int binds)
{
    if (binds >= COMPARISON && (expr->kind == TREE_AND || expr->kind == TREE_OR))
        return (struct piece){expr_value(t, expr), ATOM};
    return piece_of(t, expr);
}

static struct piece binary(struct translation *t, const struct tree_expr *expr, const char *sign,
                           int binds, int right)
{
    const char *a = within(t, operand(t, expr->left, binds), binds == COMPARISON ? SUM : binds);
    const char *b = within(t, operand(t, expr->right, binds), right);
    return (struct piece){py_format(t, "%s %s %s", a, sign, b), binds};
}

static const char *sign_of(const struct tree_expr *expr)
{
    switch (expr->kind) {
    case TREE_ADD:
        return "+";
    case TREE_MUL:
        return "*";
    case TREE_DIV:
        return "/";
    default:
        return "-";
    }
}

/* As it is in 64 bits: what may overflow there is looked at. */
static struct piece bounded(struct translation *t, const struct tree_expr *expr, struct piece piece)
{
    if (!bounds_overflow(t, expr))
        return piece;
    if (t->facts.uses_error) {
        const struct tree_expr *left = expr->right ? expr->left : NULL;
        const struct tree_expr *right = left ? expr->right : expr->left;
        helpers_use(t, HELPER_INT64_OF);
        return (struct piece){py_format(t, "int64(%s, '%s', %s)",
                                        left ? expr_value(t, left) : "None", sign_of(expr),
                                        expr_value(t, right)),
                              ATOM};
    }
    helpers_use(t, HELPER_INT64);
    return (struct piece){py_format(t, "int64(%s)", piece.text), ATOM};
}

static struct piece division(struct translation *t, const struct tree_expr *expr)
{
    struct bounds a = bounds_of(t, expr->left), b = bounds_of(t, expr->right);
    bool quotient = expr->kind == TREE_DIV;
    if (a.low >= 0 && b.low > 0)
        return binary(t, expr, quotient ? "//" : "%", PRODUCT, SIGN);
    helpers_use(t, quotient ? HELPER_DIV : HELPER_REM);
    const char *left = expr_value(t, expr->left), *right = expr_value(t, expr->right);
    struct piece piece = {py_format(t, "%s(%s, %s)", quotient ? "div" : "rem", left, right), ATOM};
    return quotient ? bounded(t, expr, piece) : piece;
}

static struct piece number(struct translation *t, int64_t value)
{
    return (struct piece){py_format(t, "%lld", (long long)value), value < 0 ? SIGN : ATOM};
}

/* Of a variable, or of an argument that is a lock. */
static const char *name_of(struct translation *t, const struct tree_expr *expr)
{
    int object = t->body ? check_object_argument(t->checked, t->body->checked, expr) : -1;
    return object < 0 ? names_variable(t, expr->name) : t->objects[object];
}

static struct piece piece_of(struct translation *t, const struct tree_expr *expr)
{
    switch ((enum tree_expr_kind)expr->kind) {
    case TREE_INT:
        return number(t, expr->value);
    case TREE_DURATION:
    case TREE_DURATION_EXPR:
        return (struct piece){expr_seconds(t, expr), PRODUCT};
    case TREE_NAME:
        return (struct piece){name_of(t, expr), ATOM};
    case TREE_ELEMENT:
        return (struct piece){expr_element(t, name_of(t, expr), expr->left), ATOM};
    case TREE_SELF:
        return (struct piece){"number", ATOM};
    case TREE_NOW:
        helpers_use(t, HELPER_NOW);
        return (struct piece){"now()", ATOM};
    case TREE_ERROR:
        return (struct piece){t->handlers > 1 ? py_format(t, "error_%d", t->handlers) : "error",
                              ATOM};
    case TREE_DONE:
        return (struct piece){t->family->done(t, expr), ATOM};
    case TREE_NEG:
        return bounded(
            t, expr,
            (struct piece){py_format(t, "-%s", within(t, operand(t, expr->left, SIGN), SIGN)),
                           SIGN});
    case TREE_NOT:
        return (struct piece){py_format(t, "not %s", within(t, piece_of(t, expr->left), NOT)), NOT};
    case TREE_MUL:
        return bounded(t, expr, binary(t, expr, "*", PRODUCT, SIGN));
    case TREE_DIV:
    case TREE_MOD:
        return division(t, expr);
    case TREE_ADD:
        return bounded(t, expr, binary(t, expr, "+", SUM, PRODUCT));
    case TREE_SUB:
        return bounded(t, expr, binary(t, expr, "-", SUM, PRODUCT));
    case TREE_EQ:
        return binary(t, expr, "==", COMPARISON, SUM);
    case TREE_NE:
        return binary(t, expr, "!=", COMPARISON, SUM);
    case TREE_LT:
        return binary(t, expr, "<", COMPARISON, SUM);
    case TREE_LE:
        return binary(t, expr, "<=", COMPARISON, SUM);
    case TREE_GT:
        return binary(t, expr, ">", COMPARISON, SUM);
    case TREE_GE:
        return binary(t, expr, ">=", COMPARISON, SUM);
    case TREE_AND:
        return binary(t, expr, "and", AND, NOT);
    case TREE_OR:
        return binary(t, expr, "or", OR, AND);
    }
    return (struct piece){"0", ATOM};
}

static bool is_truth(const struct tree_expr *expr)
{
    switch (expr->kind) {
    case TREE_NOT:
    case TREE_EQ:
    case TREE_NE:
    case TREE_LT:
    case TREE_LE:
    case TREE_GT:
    case TREE_GE:
    case TREE_AND:
    case TREE_OR:
    case TREE_DONE:
        return true;
    default:
        return false;
    }
}

const char *expr_condition(struct translation *t, const struct tree_expr *expr)
{
    return piece_of(t, expr).text;
}

/* A truth is 0 or 1; `a and b` is one of the two in Python. */
const char *expr_value(struct translation *t, const struct tree_expr *expr)
{
    const char *text = piece_of(t, expr).text;
    if (expr->kind == TREE_AND || expr->kind == TREE_OR)
        return py_format(t, "int(bool(%s))", text);
    return is_truth(expr) ? py_format(t, "int(%s)", text) : text;
}

static const char *decimal(struct translation *t, int64_t ns)
{
    char *text =
        py_format(t, "%lld.%09lld", (long long)(ns / 1000000000), (long long)(ns % 1000000000));
    size_t len = strlen(text);
    while (text[len - 1] == '0' && text[len - 2] != '.')
        text[--len] = '\0';
    if (strcmp(text + len - 2, ".0") == 0)
        text[len - 2] = '\0';
    return text;
}

const char *expr_seconds(struct translation *t, const struct tree_expr *expr)
{
    if (expr->kind == TREE_DURATION)
        return decimal(t, expr->value);
    struct bounds amount = bounds_of(t, expr->left);
    const char *units = expr->value == 1000 ? "1_000_000" : expr->value == 1000000 ? "1000" : "1";
    if (amount.low < 0 || amount.high > INT64_C(86400) * 1000000000 / expr->value) {
        helpers_use(t, HELPER_SECONDS);
        return py_format(t, "seconds(%s, %s)", expr_value(t, expr->left), units);
    }
    if (*units == '1' && !units[1])
        return expr_value(t, expr->left);
    const char *value = expr_value(t, expr->left);
    struct piece piece =
        is_truth(expr->left) ? (struct piece){value, ATOM} : piece_of(t, expr->left);
    return py_format(t, "%s / %s", within(t, piece, PRODUCT), units);
}

const char *expr_text(struct translation *t, const struct tree_text *text)
{
    struct strbuf out = STRBUF_INIT;
    bool computed = false;
    for (const struct tree_text_part *part = text->parts; part; part = part->next)
        computed |= !part->literal;
    strbuf_adds(&out, computed ? "f\"" : "\"");
    for (const struct tree_text_part *part = text->parts; part; part = part->next) {
        if (part->literal)
            py_add_characters(&out, part->literal, computed);
        else
            strbuf_addf(&out, "{%s}", expr_value(t, part->expr));
    }
    strbuf_addch(&out, '"');
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(&out), out.len);
    strbuf_release(&out);
    return kept;
}

const char *expr_args(struct translation *t, const struct tree_stmt *stmt, const char *more)
{
    struct strbuf out = STRBUF_INIT;
    for (const struct tree_arg *arg = stmt->args; arg; arg = arg->next)
        strbuf_addf(&out, "%s%s", out.len ? ", " : "", expr_value(t, arg->expr));
    if (*more)
        strbuf_addf(&out, "%s%s", out.len ? ", " : "", more);
    char *kept = mem_arena_strndup(&t->arena, strbuf_str(&out), out.len);
    strbuf_release(&out);
    return kept;
}

const char *expr_element(struct translation *t, const char *name, const struct tree_expr *index)
{
    return index ? py_format(t, "%s[%s]", name, expr_value(t, index)) : name;
}

const char *expr_object(struct translation *t, const struct tree_stmt *stmt)
{
    return expr_element(t, names_object(t, stmt->object.text), stmt->object_index);
}

const char *expr_target(struct translation *t, const struct tree_stmt *stmt)
{
    return expr_element(t, names_variable(t, stmt->target.text), stmt->target_index);
}
