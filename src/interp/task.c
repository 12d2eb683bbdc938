#include "config.h"

#include "interp/task.h"

#include "base/mem.h"
#include "interp/rules.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CHUNK_BITS = 12, CHUNK = 1 << CHUNK_BITS };

void flow_init(struct flow *flow, struct worker *worker, uint32_t actor)
{
    *flow = (struct flow){.worker = worker, .actor = actor, .device_fd = -1};
    flow->tid = (pid_t)syscall(SYS_gettid);
    trace_writer_init(&flow->writer, worker->log);
}

void flow_release(struct flow *flow)
{
    strbuf_release(&flow->text);
    if (flow->device_fd >= 0)
        close(flow->device_fd);
}

static struct frame *frame_new(const struct program_task *declaration, int index)
{
    size_t slots = (size_t)declaration->locals + declaration->stack;
    struct frame *frame = mem_alloc(sizeof *frame + slots * sizeof(struct value));
    frame->pc = declaration->entry;
    frame->declaration = (uint16_t)index;
    frame->locals = declaration->locals;
    return frame;
}

struct frame *task_push_frame(struct task *task, int declaration)
{
    struct frame *frame = frame_new(&task->worker->program->tasks[declaration], declaration);
    frame->up = task->frame;
    task->frame = frame;
    task->depth++;
    return frame;
}

void task_pop_frame(struct task *task)
{
    struct frame *frame = task->frame;
    task->frame = frame->up;
    free(frame);
    task->depth--;
}

void task_push_block(struct task *task, enum block_kind kind, int32_t target)
{
    struct block *block = mem_alloc(sizeof *block);
    block->outer = task->blocks;
    block->frame = task->frame;
    block->kind = kind;
    block->target = target;
    block->sp = task->frame->sp;
    task->blocks = block;
}

static const struct limit *find_limit(const struct task *task)
{
    const struct limit *first = task->limit.until_ns && !task->limit.over ? &task->limit : NULL;
    for (const struct block *block = task->blocks; block; block = block->outer)
        if (block->kind == BLOCK_WITHIN && !block->limit.over &&
            (!first || block->limit.until_ns < first->until_ns))
            first = &block->limit;
    return first;
}

bool task_ends_at_once(const struct worker *worker)
{
    return worker->rules->has_loop && !worker->ends_in_rounds;
}

const struct limit *task_limit(const struct task *task)
{
    return task->record->until_ns ? find_limit(task) : NULL;
}

void task_set_limit(struct task *task)
{
    const struct limit *first = find_limit(task);
    task->record->until_ns = first ? first->until_ns : 0;
}

int64_t task_later_limit_ns(const struct task *task, int64_t after_ns)
{
    int64_t first_ns = 0;
    const struct limit *limit = &task->limit;
    for (const struct block *block = task->blocks;; block = block->outer) {
        if (!limit->over && limit->until_ns > after_ns && (!first_ns || limit->until_ns < first_ns))
            first_ns = limit->until_ns;
        while (block && block->kind != BLOCK_WITHIN)
            block = block->outer;
        if (!block)
            return first_ns;
        limit = &block->limit;
    }
}

bool task_limit_is_of_block(const struct task *task, const struct limit *limit)
{
    for (const struct block *block = task->blocks; block; block = block->outer) {
        if (block->kind == BLOCK_OFFLOAD)
            return false;
        if (&block->limit == limit)
            return true;
    }
    return false;
}

void task_push_within(struct task *task, int32_t target, struct limit limit)
{
    struct board_task *record = task->record;
    task_push_block(task, BLOCK_WITHIN, target);
    task->blocks->limit = limit;
    if (!record->until_ns || limit.until_ns < record->until_ns)
        record->until_ns = limit.until_ns;
}

struct limit *task_limit_to_end(const struct task *task, bool soon)
{
    struct limit *first = NULL;
    for (struct block *block = task->blocks; block; block = block->outer)
        if (block->kind == BLOCK_WITHIN && !block->limit.over && (block->limit.soon != 0) == soon &&
            block->limit.until_ns == LIMIT_FAR && (!first || block->limit.due_ns <= first->due_ns))
            first = &block->limit;
    return first;
}

void task_end_limit(struct task *task, struct limit *limit, int64_t since_ns)
{
    limit->until_ns = since_ns;
    task_set_limit(task);
}

/* A timeout that has ended no wait ends none any more. */
static void leave_within(struct task *task, const struct limit *limit)
{
    if (limit->until_ns == task->record->until_ns)
        task_set_limit(task);
    if (!board_cut(task->record).untold)
        return;
    struct board *board = task->worker->board;
    board_lock(board);
    struct board_cut cut = board_cut(task->record);
    cut.untold = cut.untold && cut.cause != TRACE_CAUSE_TIMEOUT;
    task->record->cut = cut;
    board_unlock(board);
}

void task_pop_block(struct task *task)
{
    struct block *block = task->blocks;
    task->blocks = block->outer;
    if (block->kind == BLOCK_WITHIN)
        leave_within(task, &block->limit);
    free(block->error);
    free(block);
}

struct block *task_meanwhile(const struct task *task)
{
    struct block *block = task->blocks;
    while (block && block->kind != BLOCK_MEANWHILE)
        block = block->outer;
    return block;
}

static struct task *new_task(struct worker *worker, uint32_t id)
{
    struct task *task = mem_alloc(sizeof *task);
    task->id = id;
    task->lane = board_lane(worker->board, id);
    bool alone = task->lane != id && !worker->single_thread;
    task->actor = alone ? board_helper(worker->board, id) : task->lane;
    task->record = board_task(worker->board, id);
    task->worker = worker;
    task->device_fd = -1;
    task->heap_at = -1;
    task->record->process = worker->pid;
    worker_set_task(worker, id, task);
    return task;
}

struct task *task_new(struct worker *worker, uint32_t id, const struct value *args, int count)
{
    struct task *task = new_task(worker, id);
    struct frame *frame = task_push_frame(task, (int)task->record->declaration);
    if (count)
        memcpy(frame->slots, args, (size_t)count * sizeof *args);
    return task;
}

const char *task_handled_error(const struct task *task)
{
    const struct block *block = task->blocks;
    while (block && block->kind != BLOCK_HANDLER)
        block = block->outer;
    return block ? block->error : NULL;
}

struct task *task_new_strand(struct worker *worker, uint32_t id, const struct task *owner,
                             int32_t pc)
{
    struct task *task = new_task(worker, id);
    const struct frame *from = owner->frame;
    struct frame *frame = task_push_frame(task, from->declaration);
    memcpy(frame->slots, from->slots, from->locals * sizeof *frame->slots);
    frame->pc = pc;
    const char *error = task_handled_error(owner);
    if (error) {
        task_push_block(task, BLOCK_HANDLER, 0);
        task->blocks->error = mem_strdup(error);
    }
    return task;
}

void task_free(struct task *task)
{
    worker_set_task(task->worker, task->id, NULL);
    while (task->blocks)
        task_pop_block(task);
    while (task->frame)
        task_pop_frame(task);
    if (task->device_fd >= 0)
        close(task->device_fd);
    free(task->error);
    free(task->strand_error);
    free(task);
}

void worker_init_tasks(struct worker *worker)
{
    worker->tasks =
        mem_alloc(((worker->board->room.tasks >> CHUNK_BITS) + 1) * sizeof *worker->tasks);
}

/* Tasks by id: chunks of pointers made at first use, so that looking one up needs no lock. */
struct task *worker_task(struct worker *worker, uint32_t id)
{
    struct task *_Atomic *chunk =
        (struct task * _Atomic *)atomic_load(&worker->tasks[id >> CHUNK_BITS]);
    return chunk ? atomic_load(&chunk[id & (CHUNK - 1)]) : NULL;
}

void worker_set_task(struct worker *worker, uint32_t id, struct task *task)
{
    struct task *_Atomic *slot = &worker->tasks[id >> CHUNK_BITS];
    struct task *chunk = atomic_load(slot);
    if (!chunk) {
        struct task *fresh = mem_alloc(CHUNK * sizeof *worker->tasks);
        if (atomic_compare_exchange_strong(slot, &chunk, fresh))
            chunk = fresh;
        else
            free(fresh);
    }
    atomic_store(&((struct task * _Atomic *)chunk)[id & (CHUNK - 1)], task);
}
