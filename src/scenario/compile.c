#include "config.h"

#include "scenario/compile.h"

#include "scenario/compile_expr.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void compile_block(struct compiler *compiler, const struct tree_block *block);

/* Jumps to one place, which is not known yet, are chained through their `a`: it is here. */
static void land_all(struct emit *emit, int32_t chain)
{
    while (chain >= 0) {
        int32_t next = emit->steps[chain].a;
        emit_land(emit, chain);
        chain = next;
    }
}

static int32_t step_a(struct compiler *compiler, enum program_op op, int32_t a)
{
    return emit_step(&compiler->emit, (struct program_step){.op = (uint8_t)op, .a = a});
}

/* What a statement left on the stack goes into its target, or nowhere. */
static void take_result(struct compiler *compiler, const struct tree_stmt *stmt)
{
    if (!stmt->target.text) {
        emit_op(&compiler->emit, OP_POP);
    } else if (stmt->target_index) {
        compile_store_element(compiler, stmt->target.text, stmt->target_index);
    } else {
        compile_store(compiler, stmt->target.text, false);
    }
}

/* Steps behind a nested block belong to the statement again, not to the block's last line. */
static void compile_inner(struct compiler *compiler, const struct tree_stmt *stmt,
                          const struct tree_block *block)
{
    compile_block(compiler, block);
    emit_place(&compiler->emit, stmt->place);
}

/* ---- texts and time ---- */

static void compile_said(struct compiler *compiler, const struct tree_stmt *stmt,
                         enum program_op op)
{
    compile_text(compiler, stmt->text);
    emit_op(&compiler->emit, op);
}

/* The answer is asked for only where it has a target. */
static void take_answer(struct compiler *compiler, const struct tree_stmt *stmt)
{
    if (!stmt->target.text)
        return;
    emit_op(&compiler->emit, OP_ANSWER);
    take_result(compiler, stmt);
}

/* A statement that takes a duration and perhaps a label; returns the step. */
static int32_t compile_timed(struct compiler *compiler, const struct tree_stmt *stmt,
                             enum program_op op)
{
    compile_expr(compiler, stmt->value);
    if (stmt->text)
        compile_text(compiler, stmt->text);
    uint8_t b = (uint8_t)((stmt->text ? PROGRAM_TEXT : 0) | (stmt->holds ? PROGRAM_HOLD : 0));
    return emit_step(&compiler->emit, (struct program_step){.op = (uint8_t)op, .b = b});
}

static void compile_wait(struct compiler *compiler, const struct tree_stmt *stmt,
                         enum program_op op)
{
    compile_timed(compiler, stmt, op);
    take_answer(compiler, stmt);
}

static void compile_meanwhile(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t ask = compile_timed(compiler, stmt, OP_IO_MEANWHILE);
    int32_t top = emit_op(emit, OP_MEANWHILE);
    compile_inner(compiler, stmt, &stmt->body);
    step_a(compiler, OP_MEANWHILE_END, top);
    emit_land(emit, ask);
    emit_land(emit, top);
    take_answer(compiler, stmt);
}

static void compile_then(struct compiler *compiler, const struct tree_stmt *stmt)
{
    bool outer = compiler->in_then;
    int32_t ask = compile_timed(compiler, stmt, OP_IO_THEN);
    take_answer(compiler, stmt);
    compiler->in_then = true;
    compile_inner(compiler, stmt, &stmt->body);
    compiler->in_then = outer;
    emit_op(&compiler->emit, OP_THEN_END);
    emit_land(&compiler->emit, ask);
}

static void compile_yield(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    /* A `then` block runs when nobody has resumed the generator: its yield is the loop's. */
    if (!compiler->body->generator || compiler->in_then) {
        emit_op(emit, OP_YIELD);
        return;
    }
    if (stmt->value)
        compile_expr(compiler, stmt->value);
    else
        emit_push(emit, 0);
    emit_step(emit, (struct program_step){.op = OP_GEN_YIELD, .b = !check_yields_value(stmt)});
    take_result(compiler, stmt);
}

/* ---- tasks ---- */

static void compile_arg(struct compiler *compiler, const struct tree_expr *expr)
{
    int32_t object = check_object_argument(compiler->checked, compiler->body, expr);
    if (object < 0)
        compile_expr(compiler, expr);
    else if (expr->kind == TREE_NAME)
        step_a(compiler, OP_OBJECT, object);
    else
        compile_object_at(compiler, expr->name, expr->left);
}

static void compile_task_use(struct compiler *compiler, const struct tree_stmt *stmt,
                             enum program_op op)
{
    for (const struct tree_arg *arg = stmt->args; arg; arg = arg->next)
        compile_arg(compiler, arg->expr);
    emit_step(&compiler->emit,
              (struct program_step){.op = (uint8_t)op,
                                    .a = symbols_get(&compiler->checked->tasks, stmt->object.text),
                                    .b = (uint8_t)stmt->arg_count});
    take_result(compiler, stmt);
}

static void compile_return(struct compiler *compiler, const struct tree_stmt *stmt)
{
    if (stmt->value)
        compile_expr(compiler, stmt->value);
    else
        emit_push(&compiler->emit, 0);
    emit_op(&compiler->emit, OP_RETURN);
}

/* What has a time limit of its own does not end what it awaits. */
static void emit_await(struct compiler *compiler, enum program_op op, bool shielded)
{
    emit_step(&compiler->emit, (struct program_step){.op = (uint8_t)op, .b = shielded});
}

static void compile_await(struct compiler *compiler, const struct tree_stmt *stmt)
{
    compile_load(compiler, stmt->object.text);
    emit_await(compiler, OP_AWAIT, stmt->shielded || stmt->within);
    take_result(compiler, stmt);
}

static void compile_await_all(struct compiler *compiler, const struct tree_stmt *stmt)
{
    emit_await(compiler, OP_AWAIT_ALL, stmt->within);
}

static void compile_await_any(struct compiler *compiler, const struct tree_stmt *stmt)
{
    emit_op(&compiler->emit, OP_AWAIT_ANY);
    take_result(compiler, stmt);
}

/* The first of one future to end is that one. */
static void compile_await_first(struct compiler *compiler, const struct tree_stmt *stmt)
{
    for (const struct tree_arg *arg = stmt->args; arg; arg = arg->next)
        compile_expr(compiler, arg->expr);
    if (stmt->arg_count == 1)
        emit_await(compiler, OP_AWAIT, true);
    else
        emit_step(&compiler->emit,
                  (struct program_step){.op = OP_AWAIT_FIRST, .b = (uint8_t)stmt->arg_count});
    take_result(compiler, stmt);
}

static void compile_group(struct compiler *compiler, const struct tree_stmt *stmt)
{
    emit_op(&compiler->emit, OP_GROUP_BEGIN);
    compile_inner(compiler, stmt, &stmt->body);
    emit_op(&compiler->emit, OP_GROUP_END);
}

static void compile_cancel(struct compiler *compiler, const struct tree_stmt *stmt)
{
    compile_load(compiler, stmt->object.text);
    emit_op(&compiler->emit, OP_CANCEL);
}

static void compile_offload(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t begin =
        emit_step(emit, (struct program_step){.op = OP_OFFLOAD, .b = stmt->to_processes});
    compile_inner(compiler, stmt, &stmt->body);
    emit_op(emit, OP_OFFLOAD_END);
    emit_land(emit, begin);
}

/* ---- locks and channels ---- */

/* The object that a statement names, as its step does: what has to be computed for that is put into
 * a slot of its own, which is the statement's. */
static int32_t object_of(struct compiler *compiler, const struct tree_stmt *stmt)
{
    const char *name = stmt->object.text;
    int slot = check_object_slot(compiler->body, name);
    if (slot >= 0)
        return -1 - slot;
    int32_t first = symbols_get(&compiler->checked->objects, name);
    const struct tree_expr *index = stmt->object_index;
    if (!index)
        return first;
    if (index->kind == TREE_INT)
        return first + (int32_t)index->value - 1;
    slot = compile_hidden_slot(compiler);
    compile_object_at(compiler, name, index);
    compile_store_slot(compiler, slot);
    return -1 - slot;
}

static void object_step(struct compiler *compiler, const struct tree_stmt *stmt, enum program_op op)
{
    step_a(compiler, op, object_of(compiler, stmt));
}

/* Its end gives back what it has taken, whatever the name would mean there. */
static void compile_with(struct compiler *compiler, const struct tree_stmt *stmt)
{
    int32_t object = object_of(compiler, stmt);
    step_a(compiler, OP_WITH_BEGIN, object);
    compile_inner(compiler, stmt, &stmt->body);
    step_a(compiler, OP_WITH_END, object);
}

static void compile_try_acquire(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t object = object_of(compiler, stmt);
    int32_t begin = step_a(compiler, OP_TRY_ACQUIRE, object);
    compile_inner(compiler, stmt, &stmt->body);
    step_a(compiler, OP_WITH_END, object);
    int32_t skip = stmt->handler.first ? emit_op(emit, OP_JUMP) : -1;
    emit->steps[begin].value = emit_here(emit);
    if (skip < 0)
        return;
    compile_inner(compiler, stmt, &stmt->handler);
    emit_land(emit, skip);
}

static void compile_object_wait(struct compiler *compiler, const struct tree_stmt *stmt)
{
    if (check_named_kind(compiler->checked, compiler->body, stmt) == KIND_BARRIER) {
        object_step(compiler, stmt, OP_BARRIER);
        return;
    }
    int32_t object = object_of(compiler, stmt);
    step_a(compiler, OP_WAIT_BEGIN, object);
    step_a(compiler, OP_WAIT, object);
}

static void compile_signal(struct compiler *compiler, const struct tree_stmt *stmt)
{
    emit_step(&compiler->emit, (struct program_step){.op = OP_SIGNAL,
                                                     .a = object_of(compiler, stmt),
                                                     .b = stmt->kind == TREE_BROADCAST});
}

static void compile_send(struct compiler *compiler, const struct tree_stmt *stmt)
{
    int32_t object = object_of(compiler, stmt);
    compile_expr(compiler, stmt->value);
    step_a(compiler, OP_SEND, object);
}

static void compile_recv(struct compiler *compiler, const struct tree_stmt *stmt)
{
    object_step(compiler, stmt, OP_RECV);
    take_result(compiler, stmt);
}

/* The steps of the cases, in order. Where their blocks begin is known only later. */
static int32_t compile_cases(struct compiler *compiler, const struct tree_stmt *stmt)
{
    static const uint8_t ops[TREE_STMT_KINDS] = {[TREE_CASE_RECV] = OP_SELECT_RECV,
                                                 [TREE_CASE_SEND] = OP_SELECT_SEND,
                                                 [TREE_CASE_TIMEOUT] = OP_SELECT_TIMEOUT};
    struct emit *emit = &compiler->emit;
    int32_t first = emit_here(emit);
    for (const struct tree_stmt *item = stmt->body.first; item; item = item->next) {
        int32_t object = item->object.text ? object_of(compiler, item) : 0;
        emit_step(emit, (struct program_step){.op = ops[item->kind], .value = object});
    }
    return first;
}

/* What there is to be sent, and the time, are computed before any of it is tried. The jumps to the
 * end are chained as those of an `if`. */
static void compile_select(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    struct program_step step = {.op = OP_SELECT};
    for (const struct tree_stmt *item = stmt->body.first; item; item = item->next, step.a++) {
        emit_place(emit, item->place);
        if (item->value)
            compile_expr(compiler, item->value);
        step.b = (uint8_t)(step.b + (item->value != NULL));
    }
    emit_place(emit, stmt->place);
    emit_step(emit, step);
    int32_t at = compile_cases(compiler, stmt), chain = -1;
    for (const struct tree_stmt *item = stmt->body.first; item; item = item->next) {
        emit_place(emit, item->place);
        emit_land(emit, at++);
        if (item->target.text) {
            emit_op(emit, OP_RECEIVED);
            take_result(compiler, item);
        }
        compile_inner(compiler, item, &item->body);
        if (item->next)
            chain = step_a(compiler, OP_JUMP, chain);
    }
    land_all(emit, chain);
}

static void compile_atomic_block(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t begin = emit_op(emit, OP_ATOMIC_BEGIN);
    compile_inner(compiler, stmt, &stmt->body);
    emit->steps[begin].value = emit_op(emit, OP_ATOMIC_END);
}

static void compile_region(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t region = symbols_get(&compiler->checked->regions, stmt->object.text);
    int32_t begin = step_a(compiler, OP_REGION_BEGIN, region);
    compile_inner(compiler, stmt, &stmt->body);
    emit->steps[begin].value = step_a(compiler, OP_REGION_END, region);
}

/* ---- assignments and control flow ---- */

/* The variable that is assigned to, or one of the task's, which may keep what that was. */
static bool is_summand(const struct compiler *compiler, const struct tree_stmt *stmt,
                       const struct tree_expr *expr)
{
    if (expr->kind == TREE_NAME)
        return check_slot(compiler->body, expr->name) >= 0 ||
               (!stmt->target_index && strcmp(expr->name, stmt->target.text) == 0);
    return expr->kind == TREE_ELEMENT && stmt->target_index &&
           strcmp(expr->name, stmt->target.text) == 0;
}

/* The last step stores a sum, if it stores into a shared variable. */
static void mark_sum(struct emit *emit)
{
    struct program_step *step = &emit->steps[emit->count - 1];
    if (step->op == OP_STORE_SHARED || step->op == OP_STORE_SHARED_AT)
        step->b |= PROGRAM_SUM;
}

static void compile_assign(struct compiler *compiler, const struct tree_stmt *stmt)
{
    const struct tree_expr *value = stmt->value;
    compile_expr(compiler, value);
    take_result(compiler, stmt);
    if (value->kind == TREE_ADD &&
        (is_summand(compiler, stmt, value->left) || is_summand(compiler, stmt, value->right)))
        mark_sum(&compiler->emit);
}

/* Which of several it is, is computed once. */
static void compile_change_element(struct compiler *compiler, const struct tree_stmt *stmt,
                                   enum program_op op)
{
    const char *name = stmt->target.text;
    int slot = compile_hidden_slot(compiler);
    compile_expr(compiler, stmt->target_index);
    compile_store_slot(compiler, slot);
    compile_load_slot(compiler, slot, "");
    compile_shared_at(compiler, OP_LOAD_SHARED_AT, name, false);
    compile_expr(compiler, stmt->value);
    emit_op(&compiler->emit, op);
    compile_load_slot(compiler, slot, "");
    compile_shared_at(compiler, OP_STORE_SHARED_AT, name, true);
    if (op == OP_ADD)
        mark_sum(&compiler->emit);
}

static void compile_atomic(struct compiler *compiler, const struct tree_stmt *stmt,
                           enum program_op op)
{
    const struct checked *checked = compiler->checked;
    struct program_step step = {.op = (uint8_t)op,
                                .a = symbols_get(&checked->shared, stmt->object.text)};
    if (stmt->object_index && stmt->object_index->kind == TREE_INT) {
        step.a += (int32_t)stmt->object_index->value - 1;
    } else if (stmt->object_index) {
        step.value = checked->shared_lines[step.a]->count;
        compile_expr(compiler, stmt->object_index);
    }
    compile_expr(compiler, stmt->value);
    if (stmt->second)
        compile_expr(compiler, stmt->second);
    step.b = compile_guard(compiler, step.a);
    emit_step(&compiler->emit, step);
    take_result(compiler, stmt);
}

static void compile_change(struct compiler *compiler, const struct tree_stmt *stmt,
                           enum program_op op)
{
    if (stmt->target_index) {
        compile_change_element(compiler, stmt, op);
        return;
    }
    compile_load(compiler, stmt->target.text);
    compile_expr(compiler, stmt->value);
    emit_op(&compiler->emit, op);
    compile_store(compiler, stmt->target.text, true);
    if (op == OP_ADD)
        mark_sum(&compiler->emit);
}

/* The count and the index are the loop's own: the block cannot disturb them. */
static void compile_repeat(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int count = compile_hidden_slot(compiler), index = compile_hidden_slot(compiler);
    compile_expr(compiler, stmt->value);
    compile_store_slot(compiler, count);
    emit_push(emit, 0);
    compile_store_slot(compiler, index);
    int32_t top = emit_here(emit);
    compile_load_slot(compiler, index, "");
    compile_load_slot(compiler, count, "");
    emit_op(emit, OP_LT);
    int32_t leave = emit_op(emit, OP_JUMP_FALSE);
    compile_load_slot(compiler, index, "");
    emit_push(emit, 1);
    emit_op(emit, OP_ADD);
    compile_store_slot(compiler, index);
    if (stmt->target.text) {
        compile_load_slot(compiler, index, "");
        compile_store(compiler, stmt->target.text, false);
    }
    compile_inner(compiler, stmt, &stmt->body);
    step_a(compiler, OP_JUMP, top);
    emit_land(emit, leave);
    compiler->hidden -= 2;
}

static void compile_repeat_recv(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t object = object_of(compiler, stmt);
    int32_t top = emit_step(emit, (struct program_step){.op = OP_REPEAT_RECV, .value = object});
    take_result(compiler, stmt);
    compile_inner(compiler, stmt, &stmt->body);
    step_a(compiler, OP_JUMP, top);
    emit_land(emit, top);
}

static void compile_while(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t top = emit_here(emit);
    compile_expr(compiler, stmt->value);
    int32_t leave = emit_op(emit, OP_JUMP_FALSE);
    compile_inner(compiler, stmt, &stmt->body);
    step_a(compiler, OP_JUMP, top);
    emit_land(emit, leave);
}

static void compile_if(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    int32_t chain = -1;
    for (const struct tree_branch *branch = stmt->branches; branch; branch = branch->next) {
        int32_t skip = -1;
        emit_place(emit, branch->place);
        if (branch->condition) {
            compile_expr(compiler, branch->condition);
            skip = emit_op(emit, OP_JUMP_FALSE);
        }
        compile_block(compiler, &branch->body);
        emit_place(emit, branch->place);
        if (branch->next)
            chain = step_a(compiler, OP_JUMP, chain);
        if (skip >= 0)
            emit_land(emit, skip);
    }
    land_all(emit, chain);
}

/* `on error`, and then `on cancel`, whatever their order in the file. */
static void compile_handlers(struct compiler *compiler, const struct tree_stmt *stmt, int32_t begin)
{
    struct emit *emit = &compiler->emit;
    bool both = stmt->handler.first && stmt->on_cancel.first;
    if (stmt->handler.first) {
        emit_land(emit, begin);
        compile_inner(compiler, stmt, &stmt->handler);
        emit_op(emit, OP_HANDLER_END);
    }
    int32_t skip = both ? emit_op(emit, OP_JUMP) : -1;
    if (stmt->on_cancel.first) {
        emit->steps[begin].value = emit_here(emit);
        compile_inner(compiler, stmt, &stmt->on_cancel);
        emit_op(emit, OP_ON_CANCEL_END);
    }
    if (both)
        emit_land(emit, skip);
}

static void compile_tried(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    if (!stmt->handler.first && !stmt->on_cancel.first) {
        compile_inner(compiler, stmt, &stmt->body);
        return;
    }
    int32_t begin = emit_step(emit, (struct program_step){.op = OP_TRY, .a = -1, .value = -1});
    compile_inner(compiler, stmt, &stmt->body);
    int32_t end = emit_op(emit, OP_TRY_END);
    compile_handlers(compiler, stmt, begin);
    emit_land(emit, end);
}

static void compile_try(struct compiler *compiler, const struct tree_stmt *stmt)
{
    struct emit *emit = &compiler->emit;
    if (!stmt->finally.first) {
        compile_tried(compiler, stmt);
        return;
    }
    int32_t guard = emit_op(emit, OP_FINALLY);
    compile_tried(compiler, stmt);
    emit_op(emit, OP_FINALLY_BEGIN);
    emit_land(emit, guard);
    compile_inner(compiler, stmt, &stmt->finally);
    emit_op(emit, OP_FINALLY_END);
}

static int32_t begin_within(struct compiler *compiler, const struct tree_expr *time)
{
    compile_expr(compiler, time);
    return step_a(compiler, OP_WITHIN, -1);
}

static void compile_within(struct compiler *compiler, const struct tree_stmt *stmt)
{
    int32_t begin = begin_within(compiler, stmt->value);
    compile_inner(compiler, stmt, &stmt->body);
    int32_t end = step_a(compiler, OP_WITHIN_END, -1);
    if (!stmt->handler.first)
        return;
    emit_land(&compiler->emit, begin);
    compile_inner(compiler, stmt, &stmt->handler);
    emit_land(&compiler->emit, end);
}

/* ---- generators and ends ---- */

static void compile_resume(struct compiler *compiler, const struct tree_stmt *stmt)
{
    compile_load(compiler, stmt->object.text);
    if (stmt->value)
        compile_expr(compiler, stmt->value);
    emit_step(&compiler->emit, (struct program_step){.op = OP_RESUME, .b = stmt->value != NULL});
    take_result(compiler, stmt);
}

static void compile_throw(struct compiler *compiler, const struct tree_stmt *stmt)
{
    compile_load(compiler, stmt->object.text);
    compile_text(compiler, stmt->text);
    emit_op(&compiler->emit, OP_THROW);
    take_result(compiler, stmt);
}

static void compile_close(struct compiler *compiler, const struct tree_stmt *stmt)
{
    if (check_closes_channel(compiler->checked, compiler->body, stmt)) {
        object_step(compiler, stmt, OP_SHUT);
        return;
    }
    compile_load(compiler, stmt->object.text);
    emit_op(&compiler->emit, OP_CLOSE);
}

/* The table of statements: -Wswitch says what is missing. */
static void compile_stmt(struct compiler *compiler, const struct tree_stmt *stmt)
{
    switch ((enum tree_stmt_kind)stmt->kind) {
    case TREE_SAY:
        compile_said(compiler, stmt, OP_SAY);
        break;
    case TREE_COMPUTE:
        compile_wait(compiler, stmt, OP_COMPUTE);
        break;
    case TREE_IO:
        compile_wait(compiler, stmt, OP_IO);
        break;
    case TREE_IO_MEANWHILE:
        compile_meanwhile(compiler, stmt);
        break;
    case TREE_IO_THEN:
        compile_then(compiler, stmt);
        break;
    case TREE_SLEEP:
        compile_wait(compiler, stmt, OP_SLEEP);
        break;
    case TREE_YIELD:
        compile_yield(compiler, stmt);
        break;
    case TREE_START:
        compile_task_use(compiler, stmt, OP_START);
        break;
    case TREE_CALL:
        compile_task_use(compiler, stmt, OP_CALL);
        break;
    case TREE_RUN:
        compile_task_use(compiler, stmt, OP_RUN);
        break;
    case TREE_RETURN:
        compile_return(compiler, stmt);
        break;
    case TREE_AWAIT:
        compile_await(compiler, stmt);
        break;
    case TREE_AWAIT_ALL:
        compile_await_all(compiler, stmt);
        break;
    case TREE_AWAIT_ANY:
        compile_await_any(compiler, stmt);
        break;
    case TREE_AWAIT_FIRST:
        compile_await_first(compiler, stmt);
        break;
    case TREE_GROUP:
        compile_group(compiler, stmt);
        break;
    case TREE_CANCEL:
        compile_cancel(compiler, stmt);
        break;
    case TREE_OFFLOAD:
        compile_offload(compiler, stmt);
        break;
    case TREE_WITH:
        compile_with(compiler, stmt);
        break;
    case TREE_TRY_ACQUIRE:
        compile_try_acquire(compiler, stmt);
        break;
    case TREE_ACQUIRE:
        object_step(compiler, stmt, OP_ACQUIRE);
        break;
    case TREE_RELEASE:
        object_step(compiler, stmt, OP_RELEASE);
        break;
    case TREE_WAIT:
        compile_object_wait(compiler, stmt);
        break;
    case TREE_SIGNAL:
    case TREE_BROADCAST:
        compile_signal(compiler, stmt);
        break;
    case TREE_SEND:
        compile_send(compiler, stmt);
        break;
    case TREE_RECV:
        compile_recv(compiler, stmt);
        break;
    case TREE_SELECT:
        compile_select(compiler, stmt);
        break;
    case TREE_ASSIGN:
        compile_assign(compiler, stmt);
        break;
    case TREE_ASSIGN_ADD:
        compile_change(compiler, stmt, OP_ADD);
        break;
    case TREE_ASSIGN_SUB:
        compile_change(compiler, stmt, OP_SUB);
        break;
    case TREE_ATOMIC:
        compile_atomic_block(compiler, stmt);
        break;
    case TREE_REGION:
        compile_region(compiler, stmt);
        break;
    case TREE_SWAP:
        compile_atomic(compiler, stmt, OP_SWAP);
        break;
    case TREE_ADD_TO:
        compile_atomic(compiler, stmt, OP_ADD_TO);
        break;
    case TREE_COMPARE:
        compile_atomic(compiler, stmt, OP_COMPARE);
        break;
    case TREE_REPEAT:
        compile_repeat(compiler, stmt);
        break;
    case TREE_REPEAT_RECV:
        compile_repeat_recv(compiler, stmt);
        break;
    case TREE_WHILE:
        compile_while(compiler, stmt);
        break;
    case TREE_IF:
        compile_if(compiler, stmt);
        break;
    case TREE_TRY:
        compile_try(compiler, stmt);
        break;
    case TREE_WITHIN:
        compile_within(compiler, stmt);
        break;
    case TREE_FAIL:
        compile_said(compiler, stmt, OP_FAIL);
        break;
    case TREE_CREATE:
        compile_task_use(compiler, stmt, OP_CREATE);
        break;
    case TREE_RESUME:
        compile_resume(compiler, stmt);
        break;
    case TREE_THROW:
        compile_throw(compiler, stmt);
        break;
    case TREE_CLOSE:
        compile_close(compiler, stmt);
        break;
    case TREE_CRASH:
        emit_op(&compiler->emit, OP_CRASH);
        break;
    case TREE_EXIT:
        emit_op(&compiler->emit, OP_EXIT);
        break;
    case TREE_ASSERT:
        compile_assert(compiler, stmt);
        break;
    case TREE_NOTE:
        compile_said(compiler, stmt, OP_NOTE);
        break;
    case TREE_ASK:
        compile_said(compiler, stmt, OP_ASK);
        break;
    case TREE_CASE_RECV: /* by their select */
    case TREE_CASE_SEND:
    case TREE_CASE_TIMEOUT:
        break;
    case TREE_BAD: /* an error: nothing is compiled */
    case TREE_STMT_KINDS:
        break;
    }
}

static void compile_block(struct compiler *compiler, const struct tree_block *block)
{
    for (const struct tree_stmt *stmt = block->first; stmt; stmt = stmt->next) {
        int hidden = compiler->hidden;
        emit_place(&compiler->emit, stmt->place);
        if (stmt->within)
            begin_within(compiler, stmt->within);
        compile_stmt(compiler, stmt);
        compiler->hidden = hidden;
        if (stmt->within)
            step_a(compiler, OP_WITHIN_END, -1);
        assert(compiler->emit.depth == 0);
    }
}

/* ---- the program ---- */

static uint32_t last_line(const struct tree_block *block, uint32_t line)
{
    return block->last ? block->last->place.line : line;
}

static void compile_body(struct compiler *compiler, const struct check_body *body,
                         struct program_task *task)
{
    struct emit *emit = &compiler->emit;
    const struct tree_task *tree = body->task;
    compiler->body = body;
    compiler->hidden = compiler->hidden_most = body->local_count;
    compiler->in_then = false;
    emit->depth = emit->deepest = 0;
    *task = (struct program_task){
        .name = tree->name.text,
        .line = tree->name.place.line,
        .entry = emit_here(emit),
        .params = (uint16_t)tree->param_count,
        .starts_itself = body->starts_itself,
        .copies = tree->copies.place.line ? tree->copies.value : 1,
        .numbered = tree->copies.place.line != 0,
        .every_ns = tree->every.value,
        .after_ns = tree->after.value,
    };
    compile_block(compiler, &tree->body);
    emit_place(emit, (struct tree_place){last_line(&tree->body, task->line), 1, 1});
    emit_push(emit, 0);
    emit_op(emit, OP_RETURN);
    task->named = (uint16_t)body->local_count;
    task->locals = (uint16_t)compiler->hidden_most;
    task->stack = (uint16_t)emit->deepest;
}

static void *keep(struct mem_arena *arena, const void *items, size_t bytes)
{
    void *copy = mem_arena_alloc(arena, bytes);
    if (bytes)
        memcpy(copy, items, bytes);
    return copy;
}

static const char *const *names_of(const struct check_body *body, struct mem_arena *arena)
{
    const char **names = mem_arena_alloc(arena, (size_t)body->local_count * sizeof *names);
    for (int i = 0; i < body->local_count; i++)
        names[i] = body->locals[i].name.text;
    return names;
}

static void compile_tasks(struct compiler *compiler, struct program *program,
                          struct mem_arena *arena)
{
    const struct checked *checked = compiler->checked;
    struct program_task *tasks =
        mem_arena_alloc(arena, (size_t)checked->body_count * sizeof *tasks);
    int32_t variables = 0;
    for (int i = 0; i < checked->body_count; i++) {
        compile_body(compiler, &checked->bodies[i], &tasks[i]);
        tasks[i].variables = names_of(&checked->bodies[i], arena);
        tasks[i].first_variable = variables;
        variables += tasks[i].named;
    }
    program->tasks = tasks;
    program->task_count = checked->body_count;
    program->main_task = checked->main_task;
}

/* What any block of the file expects, whichever model or settings it is for: the steps of a run are
 * the same then. */
static bool expects_of(const struct tree *tree, enum tree_expect_kind kind, const char *name)
{
    for (const struct tree_expect_block *block = tree->expects; block; block = block->next)
        for (const struct tree_expect *expect = block->first; expect; expect = expect->next)
            if (expect->kind == kind && strcmp(expect->name.text, name) == 0)
                return true;
    return false;
}

/* Returns the shared variables. */
static struct program_shared *compile_declarations(const struct checked *checked,
                                                   struct program *program, struct mem_arena *arena)
{
    static const uint8_t kinds[TREE_LINE_KINDS] = {[TREE_LOCK] = OBJECT_LOCK,
                                                   [TREE_SEMAPHORE] = OBJECT_SEMAPHORE,
                                                   [TREE_CHANNEL] = OBJECT_CHANNEL,
                                                   [TREE_CONDITION] = OBJECT_CONDITION,
                                                   [TREE_BARRIER] = OBJECT_BARRIER};
    struct program_shared *shared =
        mem_arena_alloc(arena, (size_t)checked->shared_count * sizeof *shared);
    struct program_object *objects =
        mem_arena_alloc(arena, (size_t)checked->object_count * sizeof *objects);
    for (int i = 0; i < checked->shared_count; i++) {
        shared[i] =
            (struct program_shared){checked->shared_names[i], checked->now.shared[i], false};
    }
    for (int i = 0; i < checked->object_count; i++) {
        const struct tree_line *line = checked->object_lines[i];
        objects[i] = (struct program_object){
            .kind = (enum program_object_kind)kinds[line->kind],
            .name = checked->object_names[i],
            .size = checked->now.objects[i],
            .line = line->place.line,
            .bounded = line->bounded,
            .lock = line->lock.text ? symbols_get(&checked->objects, line->lock.text) : -1,
            .fair = line->fair,
            .valued = expects_of(checked->tree, TREE_EXPECT_VALUE, checked->object_names[i])};
    }
    program->shared = shared;
    program->shared_count = checked->shared_count;
    program->objects = objects;
    program->object_count = checked->object_count;
    return shared;
}

static void compile_regions(const struct checked *checked, struct program *program,
                            struct mem_arena *arena)
{
    struct program_region *regions =
        mem_arena_alloc(arena, ((size_t)checked->region_count + 1) * sizeof *regions);
    for (int i = 0; i < checked->region_count; i++)
        regions[i] = (struct program_region){
            checked->region_names[i],
            expects_of(checked->tree, TREE_EXPECT_ALONE, checked->region_names[i])};
    program->regions = regions;
    program->region_count = checked->region_count;
}

/* Of any block, too. */
static void find_says(struct program *program, const struct tree *tree)
{
    for (const struct tree_expect_block *block = tree->expects; block; block = block->next) {
        for (const struct tree_expect *expect = block->first; expect; expect = expect->next) {
            bool order = expect->kind == TREE_EXPECT_OUTPUT || expect->kind == TREE_EXPECT_ORDER;
            program->says_in_order = program->says_in_order || order;
            program->says_any = program->says_any || order ||
                                expect->kind == TREE_EXPECT_OUTPUT_ANY_ORDER ||
                                expect->kind == TREE_EXPECT_NEVER;
        }
    }
}

struct program *compile_program(const struct checked *checked, struct mem_arena *arena)
{
    struct compiler compiler = {.checked = checked, .emit = {0}};
    struct emit *emit = &compiler.emit;
    struct program *program = mem_arena_alloc(arena, sizeof *program);
    program->title = checked->title;
    program->about = checked->about;
    program->settings = checked->now.settings;
    find_says(program, checked->tree);
    struct program_shared *shared = compile_declarations(checked, program, arena);
    compile_regions(checked, program, arena);
    compile_tasks(&compiler, program, arena);
    program->steps = keep(arena, emit->steps, (size_t)emit->count * sizeof *emit->steps);
    program->step_count = emit->count;
    compile_clock(program, shared);
    program->strings =
        keep(arena, emit->strings, (size_t)emit->string_count * sizeof *emit->strings);
    program->string_count = emit->string_count;
    free(emit->steps);
    free(emit->strings);
    symbols_release(&emit->string_numbers);
    return program;
}
