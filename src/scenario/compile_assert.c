/* assert: the steps up to its end, of which those behind ASSERT are done only if it does not hold.
 *
 *     FORGET   what was kept the last time     (only if something is kept)
 *     …        the expression, with a KEEP behind each read of a shared variable
 *     ASSERT   to the end, if it holds
 *     …        its own text, if it has one
 *     ASSERT_FAILED, ASSERT_VALUE …            the run is over
 *     FORGET   so that what was read makes no difference any more
 */
#include "config.h"

#include "scenario/compile_expr.h"

/* The slots that KEEP fills follow one another. */
static int32_t forget(struct compiler *compiler, int first, int count)
{
    return emit_step(&compiler->emit,
                     (struct program_step){.op = OP_FORGET, .a = first, .b = (uint8_t)count});
}

static void tell_failure(struct compiler *compiler, const struct tree_stmt *stmt,
                         const struct kept *kept)
{
    struct emit *emit = &compiler->emit;
    if (stmt->text)
        compile_text(compiler, stmt->text);
    emit_step(emit, (struct program_step){.op = OP_ASSERT_FAILED,
                                          .a = emit_string(emit, stmt->written),
                                          .b = (uint8_t)kept->count,
                                          .value = stmt->text != NULL});
    for (int i = 0; i < kept->count; i++)
        emit_step(emit, (struct program_step){.op = OP_ASSERT_VALUE,
                                              .a = kept->values[i].slot,
                                              .value = emit_string(emit, kept->values[i].name)});
}

/* Nothing is kept of what reads no shared variable. */
static bool keeps(const struct tree_expr *expr, const struct check_body *body)
{
    return expr->kind == TREE_ELEMENT ||
           (expr->kind == TREE_NAME && check_slot(body, expr->name) < 0) ||
           expr->kind == TREE_SELF || (expr->left && keeps(expr->left, body)) ||
           (expr->right && keeps(expr->right, body));
}

void compile_assert(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    struct kept kept = {.count = 0};
    int first = compiler->hidden;
    int32_t begin = keeps(stmt->value, compiler->body) ? forget(compiler, first, 0) : -1;
    compiler->kept = &kept;
    compile_expr(compiler, stmt->value);
    compiler->kept = NULL;
    int hidden = compiler->hidden - first;
    int32_t jump = emit_op(emit, OP_ASSERT);
    tell_failure(compiler, stmt, &kept);
    emit_land(emit, jump);
    if (begin >= 0) {
        emit->steps[begin].b = (uint8_t)hidden;
        forget(compiler, first, hidden);
    }
    compiler->hidden = first;
}
