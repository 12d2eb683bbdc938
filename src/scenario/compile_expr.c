#include "config.h"

#include "scenario/compile_expr.h"

#include <assert.h>

static const uint8_t operations[] = {
    [TREE_NEG] = OP_NEG, [TREE_NOT] = OP_NOT, [TREE_MUL] = OP_MUL, [TREE_DIV] = OP_DIV,
    [TREE_MOD] = OP_MOD, [TREE_ADD] = OP_ADD, [TREE_SUB] = OP_SUB, [TREE_EQ] = OP_EQ,
    [TREE_NE] = OP_NE,   [TREE_LT] = OP_LT,   [TREE_LE] = OP_LE,   [TREE_GT] = OP_GT,
    [TREE_GE] = OP_GE,
};

void compile_load_slot(struct compiler *compiler, int slot, const char *name)
{
    struct emit *emit = &compiler->emit;
    emit_step(emit,
              (struct program_step){.op = OP_LOAD, .a = slot, .value = emit_string(emit, name)});
}

void compile_store_slot(struct compiler *compiler, int slot)
{
    bool named = slot < compiler->body->local_count;
    emit_step(&compiler->emit, (struct program_step){.op = OP_STORE, .a = slot, .b = named});
}

uint8_t compile_guard(const struct compiler *compiler, int shared)
{
    return compiler->checked->shared_guarded[shared] ? PROGRAM_GUARDED : 0;
}

static void emit_shared(struct compiler *compiler, enum program_op op, int shared, bool ends_change)
{
    uint8_t b = (uint8_t)((ends_change ? PROGRAM_CHANGE : 0) | compile_guard(compiler, shared));
    emit_step(&compiler->emit, (struct program_step){.op = (uint8_t)op, .a = shared, .b = b});
}

void compile_load(struct compiler *compiler, const char *name)
{
    int slot = check_slot(compiler->body, name);
    if (slot >= 0) {
        compile_load_slot(compiler, slot, name);
        return;
    }
    int shared = symbols_get(&compiler->checked->shared, name);
    assert(shared >= 0);
    emit_shared(compiler, OP_LOAD_SHARED, shared, false);
}

void compile_store(struct compiler *compiler, const char *name, bool ends_change)
{
    int slot = check_slot(compiler->body, name);
    if (slot >= 0) {
        compile_store_slot(compiler, slot);
        return;
    }
    int shared = symbols_get(&compiler->checked->shared, name);
    assert(shared >= 0);
    emit_shared(compiler, OP_STORE_SHARED, shared, ends_change);
}

int compile_hidden_slot(struct compiler *compiler)
{
    int slot = compiler->hidden++;
    if (compiler->hidden > compiler->hidden_most)
        compiler->hidden_most = compiler->hidden;
    return slot;
}

/* What is on the stack is told if the assert fails. A variable of the task is as it was then; a
 * shared one may be another, so what was read is kept, each time. */
static void keep_value(struct compiler *compiler, const char *name, int slot)
{
    struct kept *kept = compiler->kept;
    if (!kept || kept->count == ASSERT_VALUES_MAX)
        return;
    for (int i = 0; i < kept->count; i++)
        if (slot >= 0 && kept->values[i].slot == slot)
            return;
    if (slot < 0) {
        slot = compile_hidden_slot(compiler);
        emit_step(&compiler->emit, (struct program_step){.op = OP_KEEP, .a = slot});
    }
    kept->values[kept->count].name = name;
    kept->values[kept->count++].slot = slot;
}

/* Of several, the first, and how many. */
static void emit_at(struct compiler *compiler, enum program_op op, int first,
                    const struct tree_line *line, uint8_t b)
{
    emit_step(&compiler->emit,
              (struct program_step){.op = (uint8_t)op, .a = first, .b = b, .value = line->count});
}

void compile_shared_at(struct compiler *compiler, enum program_op op, const char *name,
                       bool ends_change)
{
    const struct checked *checked = compiler->checked;
    int first = symbols_get(&checked->shared, name);
    emit_at(compiler, op, first, checked->shared_lines[first],
            (uint8_t)((ends_change ? PROGRAM_CHANGE : 0) | compile_guard(compiler, first)));
}

void compile_object_at(struct compiler *compiler, const char *name, const struct tree_expr *index)
{
    const struct checked *checked = compiler->checked;
    int first = symbols_get(&checked->objects, name);
    compile_expr(compiler, index);
    emit_at(compiler, OP_OBJECT_AT, first, checked->object_lines[first], 0);
}

/* With a number that is written there, it is a variable as any other. */
static bool emit_known(struct compiler *compiler, enum program_op op, const char *name,
                       const struct tree_expr *index)
{
    if (index->kind != TREE_INT)
        return false;
    int32_t first = symbols_get(&compiler->checked->shared, name);
    emit_shared(compiler, op, first + (int32_t)index->value - 1, false);
    return true;
}

static void load_element(struct compiler *compiler, const char *name, const struct tree_expr *index)
{
    if (emit_known(compiler, OP_LOAD_SHARED, name, index))
        return;
    compile_expr(compiler, index);
    compile_shared_at(compiler, OP_LOAD_SHARED_AT, name, false);
}

void compile_store_element(struct compiler *compiler, const char *name,
                           const struct tree_expr *index)
{
    if (emit_known(compiler, OP_STORE_SHARED, name, index))
        return;
    compile_expr(compiler, index);
    compile_shared_at(compiler, OP_STORE_SHARED_AT, name, false);
}

/* `and` and `or` leave 0 or 1, and do not look at what cannot matter any more. */
static void compile_short(struct compiler *compiler, const struct tree_expr *expr)
{
    struct emit *emit = &compiler->emit;
    compile_expr(compiler, expr->left);
    int32_t jump = emit_op(emit, expr->kind == TREE_AND ? OP_JUMP_FALSE_KEEP : OP_JUMP_TRUE_KEEP);
    compile_expr(compiler, expr->right);
    emit_land(emit, jump);
    emit_op(emit, OP_BOOL);
}

void compile_expr(struct compiler *compiler, const struct tree_expr *expr)
{
    struct emit *emit = &compiler->emit;
    switch (expr->kind) {
    case TREE_INT:
    case TREE_DURATION:
        emit_push(emit, expr->value);
        break;
    case TREE_DURATION_EXPR:
        compile_expr(compiler, expr->left);
        emit_step(emit, (struct program_step){.op = OP_DURATION, .value = expr->value});
        break;
    case TREE_NAME:
        compile_load(compiler, expr->name);
        keep_value(compiler, expr->name, check_slot(compiler->body, expr->name));
        break;
    case TREE_ELEMENT:
        load_element(compiler, expr->name, expr->left);
        keep_value(compiler, expr->written, -1);
        break;
    case TREE_SELF:
        emit_op(emit, OP_SELF);
        keep_value(compiler, "self", -1);
        break;
    case TREE_NOW:
        emit_op(emit, OP_NOW);
        break;
    case TREE_DONE:
        compile_load(compiler, expr->name);
        emit_op(emit, OP_DONE);
        break;
    case TREE_AND:
    case TREE_OR:
        compile_short(compiler, expr);
        break;
    default:
        compile_expr(compiler, expr->left);
        if (expr->right)
            compile_expr(compiler, expr->right);
        emit_op(emit, (enum program_op)operations[expr->kind]);
        break;
    }
}

void compile_text(struct compiler *compiler, const struct tree_text *text)
{
    struct emit *emit = &compiler->emit;
    emit_op(emit, OP_TEXT_BEGIN);
    for (const struct tree_text_part *part = text->parts; part; part = part->next) {
        if (part->literal) {
            emit_step(emit, (struct program_step){.op = OP_TEXT_ADD,
                                                  .a = emit_string(emit, part->literal)});
        } else if (part->expr->kind == TREE_ERROR) {
            emit_op(emit, OP_TEXT_ERROR);
        } else {
            compile_expr(compiler, part->expr);
            emit_op(emit, OP_TEXT_INT);
        }
    }
}
