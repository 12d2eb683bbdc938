#include "config.h"

#include "interp/statement.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum want interp_fail_text(struct task *task, const char *text, size_t len)
{
    free(task->error);
    task->error = mem_strndup(text, len);
    task->error_len = len;
    task->unwind = UNWIND_FAILURE;
    return WANT_NOTHING;
}

enum want interp_fail(struct task *task, const char *format, ...)
{
    struct strbuf text = STRBUF_INIT;
    va_list args;
    va_start(args, format);
    strbuf_vaddf(&text, format, args);
    va_end(args);
    interp_fail_text(task, strbuf_str(&text), text.len);
    strbuf_release(&text);
    return WANT_NOTHING;
}

/* A failure is raised again in whoever awaits it; the failed task's is then no longer nobody's. A
 * cancelled task's awaiter fails, saying so. */
enum want interp_fail_as_locked(struct task *task, uint32_t id)
{
    struct board *board = task->worker->board;
    struct board_task *record = board_task(board, id);
    if (record->end == TRACE_END_FAILED) {
        const char *text = board_error(board, id);
        record->passed_on = true;
        return interp_fail_text(task, text, strlen(text));
    }
    struct strbuf name = STRBUF_INIT;
    board_task_name(board, id, &name);
    record->passed_on = true;
    interp_fail(task, "%s %s", strbuf_str(&name),
                record->end == TRACE_END_CRASHED ? "crashed" : "was cancelled");
    strbuf_release(&name);
    return WANT_NOTHING;
}

enum want interp_wait(struct task *task, enum want want, enum trace_reason reason, uint32_t object)
{
    task->frame->pc--;
    task->waited = true;
    task->want = (uint8_t)want;
    task->reason = (uint16_t)reason;
    task->object = object;
    return want;
}

bool interp_was_cancelled_locked(struct task *task)
{
    struct board *board = task->worker->board;
    struct board_task *record = task->record;
    uint32_t group = board_group_failed_locked(board, task->id);
    bool cancel = record->cancel;
    record->grant = BOARD_PENDING;
    record->cut = false;
    if (!cancel && !group)
        return false;
    /* Several that come before the task learns of one are one. */
    record->cancel = false;
    board_groups_told_locked(board, task->id);
    if (cancel)
        task->closed = false;
    task->unwind = cancel ? UNWIND_CANCEL : UNWIND_GROUP;
    task->unwind_group = group;
    return true;
}

bool interp_was_cancelled(struct task *task)
{
    struct board *board = task->worker->board;
    board_lock(board);
    bool cancelled = interp_was_cancelled_locked(task);
    board_unlock(board);
    return cancelled;
}
