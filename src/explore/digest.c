#include "config.h"

#include "explore/digest.h"

#include <assert.h>

#include "board/queue.h"
#include "explore/block.h"
#include "explore/limits.h"
#include "explore/offload.h"

static void add_text(struct stepper_digest *digest, const char *text, size_t len)
{
    struct stepper_digest of_text = digest_of_bytes(text, len);
    digest_add(digest, of_text.a);
    digest_add(digest, of_text.b);
}

static void add_shared(struct stepper_digest *digest, const _Atomic int64_t *shared, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        digest_add(digest, (uint64_t)atomic_load_explicit(&shared[i], memory_order_relaxed));
}

/* Who waits in a queue, in order. Places of a wait for several stand in its task. */
static void add_queue(struct stepper_digest *digest, const struct board *board,
                      const struct board_queue *queue)
{
    for (uint32_t at = queue->head; at;)
        digest_add(digest, queue_waiter(board, &at));
    digest_add(digest, 0);
}

static void add_object(struct stepper_digest *digest, const struct board *board,
                       const struct board_object *object)
{
    digest_add(digest, (uint64_t)object->owner << 32 | (uint32_t)object->free);
    if (object->waiters.head)
        add_queue(digest, board, &object->waiters);
    if (object->receivers.head)
        add_queue(digest, board, &object->receivers);
    if (object->given)
        digest_add(digest, object->given);
    if (!object->room && !object->closed)
        return;
    digest_add(digest, (uint64_t)object->closed << 62 | (uint64_t)object->filled << 31 |
                           (uint64_t)object->coming);
    for (int64_t i = 0; i < object->held; i++)
        digest_add(digest,
                   (uint64_t)board->values[object->ring + (object->first + i) % object->room]);
}

/* Who waits for a condition, in order, and how many of them may take the signal that each has. */
static void add_condition(struct stepper_digest *digest, const struct board *board,
                          const struct board_object *object)
{
    for (uint32_t at = object->waiters.head; at; at = board->tasks[at].beside.next) {
        uint32_t may = 0;
        for (uint32_t other = object->waiters.head; other; other = board->tasks[other].beside.next)
            may += board->tasks[other].since < board->tasks[at].mark;
        digest_add(digest, (uint64_t)may << 32 | at);
    }
    digest_add(digest, 0);
}

static void add_regions(struct stepper_digest *digest, const struct stepper *stepper)
{
    for (int32_t i = 0; i < stepper->program->region_count; i++)
        if (stepper->program->regions[i].alone)
            digest_add(digest, (uint64_t)stepper->board->regions[i].inside << 8 |
                                   (uint64_t)stepper_most_in(stepper, i));
}

static void add_value(struct stepper_digest *digest, const struct value *value)
{
    digest_add(digest, value->kind == VALUE_INT
                           ? (uint64_t)value->n
                           : (uint64_t)value->n * 4 + value->kind + ((uint64_t)0xf00d << 44));
}

static void add_frame(struct stepper_digest *digest, const struct frame *frame)
{
    digest_add(digest, (uint64_t)frame->pc << 32 | (uint64_t)frame->declaration << 16 | frame->sp);
    for (int i = 0; i < frame->locals + frame->sp; i++)
        add_value(digest, &frame->slots[i]);
}

static void add_block(struct stepper_digest *digest, const struct task *task,
                      const struct block *block)
{
    digest_add(digest,
               (uint64_t)block->kind << 40 | (uint64_t)block->sp << 32 | (uint32_t)block->target);
    if (block->kind == BLOCK_RETAKE)
        digest_add(digest, block->signalled);
    if (block->kind == BLOCK_WITHIN)
        digest_add(digest, (uint64_t)block->limit.over << 1 | (block->limit.until_ns == LIMIT_FAR));
    if (block->error)
        add_text(digest, block->error, strlen(block->error));
    if (!block_has_way(block))
        return;
    digest_add(digest, (uint64_t)block->way.unwind << 48 | (uint64_t)block->way.returns << 40 |
                           (uint32_t)block->way.pc);
    digest_add(digest, (uint64_t)block->way.returned);
    digest_add(digest,
               (uint64_t)block->way.group << 32 | (uint32_t)block_depth(task, block->way.target));
}

static void add_ended(struct stepper_digest *digest, const struct stepper *stepper,
                      const struct board_task *record)
{
    digest_add(digest, (uint64_t)record->declaration << 32 | (uint64_t)record->end << 16 |
                           (uint64_t)record->reported << 1 | record->passed_on |
                           (uint64_t)0xe0 << 56);
    digest_add(digest, (uint64_t)record->value);
    if (record->error)
        add_text(digest, stepper->board->text + record->error,
                 strlen(stepper->board->text + record->error));
    if (stepper->sees_first)
        digest_add(digest, record->ended_as);
}

/* Those of its tasks that have ended and that no await has told of; in order, if that decides. */
static void add_children(struct stepper_digest *digest, const struct stepper *stepper,
                         const struct board_task *record)
{
    for (uint32_t id = record->first_ended; id; id = stepper->board->tasks[id].next_ended)
        if (stepper->sees_any || stepper->board->tasks[id].end != TRACE_END_OK)
            digest_add(digest, id);
    digest_add(digest, ~(uint64_t)record->children);
}

static void add_live(struct stepper_digest *digest, const struct stepper *stepper,
                     const struct task *task)
{
    const struct board_task *record = task->record;
    assert(task->frame->pc >= 0 && task->frame->pc <= stepper->program->step_count);
    struct board_cut cut = board_cut(record);
    uint64_t flags = (uint64_t)task->waited | task->body_ended << 1 | record->cancel << 2 |
                     record->group_over << 3 | cut.untold << 4 | record->timed << 5 |
                     record->promised << 6 | record->passed_on << 7 | record->reported << 8 |
                     (record->begun != 0) << 9 | task->answer_cancelled << 10 |
                     (uint64_t)(task->answered && task->waited) << 11 | task->closed << 12 |
                     limits_are_stale(task) << 13 |
                     (record->until_ns && stepper->fresh[task->id]) << 14;
    digest_add(digest, flags << 48 | (uint64_t)stepper->place[task->id] << 40 |
                           (uint64_t)record->wait << 32 | (uint64_t)record->declaration << 16 |
                           task->unwind);
    digest_add(digest, (uint64_t)record->number << 32 | record->starter);
    if (record->wait || task->waited || cut.untold)
        digest_add(digest, (uint64_t)record->object << 32 | (uint64_t)record->grant << 24 |
                               (uint64_t)record->tries << 16 | (uint64_t)cut.cause << 8 |
                               record->chosen);
    if (record->wait || task->waited)
        digest_add(digest, (uint64_t)record->sent);
    if (limits_are_over(task))
        digest_add(digest, (uint64_t)record->until_ns);
    bool numbered = stepper->program->steps[task->frame->pc].op == OP_ANSWER;
    if (stepper->sees_answers && (numbered || (task->answered && task->waited)))
        digest_add(digest, (uint64_t)task->answer);
    for (const struct frame *frame = task->frame; frame; frame = frame->up)
        add_frame(digest, frame);
    const struct strbuf *text = &stepper->texts[task->id];
    if (stepper->in_text[task->frame->pc])
        add_text(digest, strbuf_str(text), text->len);
    for (const struct block *block = task->blocks; block; block = block->outer)
        add_block(digest, task, block);
    if (record->group || record->open_group)
        digest_add(digest, (uint64_t)record->group << 32 | record->open_group);
    if (record->first_child)
        add_children(digest, stepper, record);
    if (task->resumer)
        digest_add(digest, task->resumer->id);
    if (task->body_ended)
        digest_add(digest, (uint64_t)task->returned);
    if (task->strand_error || task->strand_cancelled)
        digest_add(digest, task->strand_cancelled);
    if (task->strand_error)
        add_text(digest, task->strand_error, strlen(task->strand_error));
    if (!task->unwind)
        return;
    digest_add(digest,
               (uint64_t)task->unwind_group << 32 | (uint32_t)block_depth(task, task->unwind_to));
    if (task->error)
        add_text(digest, task->error, task->error_len);
}

static void add_ready(struct stepper_digest *digest, const struct stepper_queue *queue)
{
    for (uint32_t i = 0; i < queue->count; i++)
        digest_add(digest, queue->ids[i]);
    digest_add(digest, ~(uint64_t)queue->count);
}

static void add_buffer(struct stepper_digest *digest, const struct stepper_buffer *buffer)
{
    digest_add(digest, ~(uint64_t)buffer->count);
    for (uint32_t i = 0; i < buffer->count; i++) {
        digest_add(digest, (uint64_t)buffer->writes[i].variable);
        digest_add(digest, (uint64_t)buffer->writes[i].value);
    }
}

static void add_group(struct stepper_digest *digest, const struct board_group *group)
{
    digest_add(digest, (uint64_t)group->owner << 32 | (uint64_t)group->live << 1 | group->told);
    digest_add(digest, (uint64_t)group->failed << 32 | group->outer);
}

struct stepper_digest digest_of_state(const struct stepper *stepper)
{
    struct worker *worker = (struct worker *)&stepper->worker;
    const struct board *board = stepper->board;
    struct stepper_digest digest = {(uint64_t)board->over << 8 | stepper->crashed,
                                    (uint64_t)board->main_over << 8 | stepper_tasks(stepper)};
    if (stepper->sees_answers)
        digest_add(&digest, (uint64_t)stepper->answers);
    digest_add(&digest, stepper->said_digest.a);
    digest_add(&digest, stepper->said_digest.b);
    if (stepper->rules.has_loop) {
        add_ready(&digest, &stepper->ready);
        add_ready(&digest, &stepper->found);
        digest_add(&digest, (uint64_t)stepper->worker.rounds_left << 2 | stepper->arrived << 1 |
                                stepper->beside);
        for (uint32_t id = board->blocks_free; id; id = board->tasks[id].next_child)
            digest_add(&digest, id); /* whose turn it is to be one decides its lane */
        if (stepper->in_round || stepper->ends_rest)
            digest_add(&digest, (uint64_t)stepper->ends_rest << 63 |
                                    (uint64_t)stepper->in_round << 62 |
                                    (uint64_t)stepper->round << 32 | stepper->turn);
    }
    if (stepper->pooled.count)
        add_ready(&digest, &stepper->pooled);
    if (board->has_servers)
        add_ready(&digest, &stepper->unserved);
    add_shared(&digest, board->shared, board->shared_each);
    if (stepper->copies)
        add_shared(&digest, stepper->copies, (stepper_tasks(stepper) + 1) * board->shared_each);
    for (uint32_t id = 1; stepper->apart && id <= stepper_ids(stepper); id++)
        if (worker_task(worker, id) && worker_task(worker, id)->apart)
            add_shared(&digest, offload_copies(stepper, id), board->shared_each);
    for (uint32_t i = 0; i < board->objects_each; i++)
        if (stepper->program->objects[i].kind == OBJECT_CONDITION)
            add_condition(&digest, board, &board->objects[i]);
        else
            add_object(&digest, board, &board->objects[i]);
    add_regions(&digest, stepper);
    for (uint32_t i = 1; i <= board->groups_used; i++)
        add_group(&digest, &board->groups[i]);
    for (uint32_t id = 1; stepper->dues && id <= stepper_ids(stepper); id++)
        if (stepper->place[id] == STEPPER_DUE || stepper->place[id] == STEPPER_TIMED)
            digest_add(&digest, (uint64_t)(stepper->dues[id] - stepper->now));
    for (uint32_t id = 1; stepper->buffers && id <= stepper_tasks(stepper); id++)
        add_buffer(&digest, &stepper->buffers[id]);
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++) {
        const struct task *task = worker_task(worker, id);
        if (task)
            add_live(&digest, stepper, task);
        else if (board->tasks[id].status != BOARD_FREE)
            add_ended(&digest, stepper, &board->tasks[id]);
    }
    return digest;
}
