/* What is copied is the used part of the board (its counts, records, objects, texts), and of each
 * task its record of the interpreter's with frames and open blocks, one behind the other. Pointers
 * inside of a task become numbers, and are set again. */
#include "config.h"

#include "explore/state.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "explore/block.h"

/* ---- bytes ---- */

static void put(struct state_copy *copy, const void *bytes, size_t len)
{
    if (copy->len + len > copy->room) {
        copy->room = (copy->len + len) * 2;
        copy->bytes = mem_realloc(copy->bytes, copy->room);
    }
    memcpy(copy->bytes + copy->len, bytes, len);
    copy->len += len;
}

static void put_text(struct state_copy *copy, const char *text, size_t len)
{
    uint64_t there = text ? len + 1 : 0;
    put(copy, &there, sizeof there);
    if (text)
        put(copy, text, len);
}

struct reading {
    const char *at;
};

static void take(struct reading *reading, void *bytes, size_t len)
{
    memcpy(bytes, reading->at, len);
    reading->at += len;
}

static char *take_text(struct reading *reading)
{
    uint64_t there;
    take(reading, &there, sizeof there);
    if (!there)
        return NULL;
    char *text = mem_strndup(reading->at, there - 1);
    reading->at += there - 1;
    return text;
}

static void take_into(struct reading *reading, struct strbuf *text)
{
    uint64_t there;
    take(reading, &there, sizeof there);
    strbuf_clear(text);
    strbuf_add(text, reading->at, there - 1);
    reading->at += there - 1;
}

/* ---- the board ---- */

/* Its counts stand together, between the mutex and what is set up once. */
static const size_t counts_at = offsetof(struct board, tasks_used);
static const size_t counts_end = offsetof(struct board, max_alive);

struct piece {
    void *at;
    size_t len;
};

enum { PIECES = 9 };

/* The used parts, by the counts that the board has. */
static void find_pieces(const struct stepper *stepper, struct piece pieces[PIECES])
{
    struct board *board = stepper->board;
    size_t values = 0;
    for (uint32_t i = 0; i < board->objects_each; i++)
        values += (size_t)board->objects[i].room;
    struct piece all[PIECES] = {
        {board->numbers, (size_t)stepper->program->task_count * sizeof *board->numbers},
        {board->objects, board->objects_each * sizeof *board->objects},
        {(void *)board->shared, board->shared_each * sizeof *board->shared},
        {board->values, values * sizeof *board->values},
        {board->groups, board->groups_used ? (board->groups_used + 1) * sizeof *board->groups : 0},
        {board->places, board->places_used ? (board->places_used + 1) * sizeof *board->places : 0},
        {board->text, board->text_used > 1 ? board->text_used : 0},
        {board->regions, (size_t)stepper->program->region_count * sizeof *board->regions},
        {board->tasks, (stepper_ids(stepper) + 1) * sizeof *board->tasks},
    };
    memcpy(pieces, all, sizeof all);
}

static void save_board(const struct stepper *stepper, struct state_copy *copy)
{
    struct piece pieces[PIECES];
    put(copy, (const char *)stepper->board + counts_at, counts_end - counts_at);
    find_pieces(stepper, pieces);
    for (int i = 0; i < PIECES; i++)
        put(copy, pieces[i].at, pieces[i].len);
}

/* Records of tasks that were not there yet are as new. */
static void restore_board(struct stepper *stepper, struct reading *reading)
{
    struct board *board = stepper->board;
    struct piece pieces[PIECES];
    uint32_t ids = stepper_ids(stepper);
    take(reading, (char *)board + counts_at, counts_end - counts_at);
    find_pieces(stepper, pieces);
    for (int i = 0; i < PIECES; i++)
        take(reading, pieces[i].at, pieces[i].len);
    uint32_t used = stepper_ids(stepper);
    if (ids > used)
        memset(&board->tasks[used + 1], 0, (ids - used) * sizeof *board->tasks);
}

/* ---- a task ---- */

static size_t frame_bytes(const struct frame *frame)
{
    return sizeof *frame + (size_t)(frame->locals + frame->sp) * sizeof *frame->slots;
}

/* `above` frames above the innermost. */
static struct frame *frame_at(const struct task *task, uint32_t above)
{
    struct frame *frame = task->frame;
    while (above-- > 0)
        frame = frame->up;
    return frame;
}

/* The outermost first, as they were pushed. */
static void save_frames(const struct task *task, struct state_copy *copy)
{
    put(copy, &task->depth, sizeof task->depth);
    for (uint32_t above = task->depth; above > 0; above--) {
        const struct frame *frame = frame_at(task, above - 1);
        put(copy, frame, frame_bytes(frame));
    }
}

/* Frames that fit are used again: most of the time all do. */
static void restore_frames(struct task *task, struct reading *reading)
{
    uint32_t depth;
    take(reading, &depth, sizeof depth);
    while (task->depth > depth)
        task_pop_frame(task);
    for (uint32_t level = 1; level <= depth; level++) {
        struct frame saved, *frame = NULL;
        memcpy(&saved, reading->at, sizeof saved);
        if (level <= task->depth) {
            frame = frame_at(task, task->depth - level);
            if (frame->declaration != saved.declaration)
                frame = NULL;
        }
        while (!frame && task->depth >= level)
            task_pop_frame(task);
        if (!frame)
            frame = task_push_frame(task, saved.declaration);
        struct frame *up = frame->up;
        take(reading, frame, frame_bytes(&saved));
        frame->up = up;
    }
}

static void save_blocks(const struct task *task, struct state_copy *copy)
{
    uint32_t count = 0;
    for (const struct block *block = task->blocks; block; block = block->outer)
        count++;
    put(copy, &count, sizeof count);
    for (const struct block *block = task->blocks; block; block = block->outer) {
        int32_t frame = 0, way = block_has_way(block) ? block_depth(task, block->way.target) : -1;
        for (const struct frame *at = task->frame; at != block->frame; at = at->up)
            frame++;
        put(copy, block, sizeof *block);
        put(copy, &frame, sizeof frame);
        put(copy, &way, sizeof way);
        put_text(copy, block->error, block->error ? strlen(block->error) : 0);
    }
}

/* They are made anew: few tasks have any open. */
static void restore_blocks(struct task *task, struct reading *reading)
{
    struct block *inner = NULL;
    uint32_t count;
    while (task->blocks) {
        struct block *block = task->blocks;
        task->blocks = block->outer;
        free(block->error);
        free(block);
    }
    take(reading, &count, sizeof count);
    struct piece_of_way {
        struct block *block;
        int32_t to;
    } *ways = count ? mem_alloc(count * sizeof *ways) : NULL;
    for (uint32_t i = 0; i < count; i++) {
        struct block *block = mem_alloc(sizeof *block);
        int32_t frame;
        take(reading, block, sizeof *block);
        take(reading, &frame, sizeof frame);
        take(reading, &ways[i].to, sizeof ways[i].to);
        block->outer = NULL;
        block->frame = frame_at(task, (uint32_t)frame);
        block->error = take_text(reading);
        ways[i].block = block;
        *(inner ? &inner->outer : &task->blocks) = block;
        inner = block;
    }
    for (uint32_t i = 0; i < count; i++)
        if (block_has_way(ways[i].block))
            ways[i].block->way.target = block_at(task, ways[i].to);
    free(ways);
}

/* The task of that id, made if it is not there. */
static struct task *task_at(struct worker *worker, uint32_t id)
{
    struct task *task = worker_task(worker, id);
    if (task)
        return task;
    task = mem_alloc(sizeof *task);
    task->worker = worker;
    worker_set_task(worker, id, task);
    return task;
}

static void save_task(const struct task *task, struct state_copy *copy)
{
    int32_t to = block_depth(task, task->unwind_to);
    uint32_t resumer = task->resumer ? task->resumer->id : 0;
    put(copy, &resumer, sizeof resumer);
    save_frames(task, copy);
    put(copy, task, sizeof *task);
    save_blocks(task, copy);
    put(copy, &to, sizeof to);
    put_text(copy, task->error, task->error_len);
    put_text(copy, task->strand_error, task->strand_error ? strlen(task->strand_error) : 0);
}

static void restore_task(struct task *task, struct reading *reading)
{
    int32_t to;
    uint32_t resumer;
    take(reading, &resumer, sizeof resumer);
    restore_frames(task, reading);
    struct frame *frame = task->frame;
    struct block *blocks = task->blocks;
    free(task->error);
    free(task->strand_error);
    take(reading, task, sizeof *task);
    task->frame = frame;
    task->blocks = blocks;
    task->resumer = resumer ? task_at(task->worker, resumer) : NULL;
    restore_blocks(task, reading);
    take(reading, &to, sizeof to);
    task->unwind_to = block_at(task, to);
    task->error = take_text(reading);
    task->strand_error = take_text(reading);
}

/* ---- all tasks ---- */

static void save_tasks(const struct stepper *stepper, struct state_copy *copy)
{
    struct worker *worker = (struct worker *)&stepper->worker;
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++) {
        const struct task *task = worker_task(worker, id);
        uint8_t there = task != NULL;
        put(copy, &there, 1);
        if (!task)
            continue;
        save_task(task, copy);
        if (stepper->in_text[task->frame->pc])
            put_text(copy, strbuf_str(&stepper->texts[id]), stepper->texts[id].len);
    }
}

/* Of those that are there now and were not, task_free() looks at the board: they go first. */
static void drop_tasks(struct stepper *stepper, uint32_t used)
{
    for (uint32_t id = used + 1; id <= stepper_ids(stepper); id++) {
        struct task *task = worker_task(&stepper->worker, id);
        if (task)
            task_free(task);
    }
}

static void restore_tasks(struct stepper *stepper, struct reading *reading)
{
    struct worker *worker = &stepper->worker;
    for (uint32_t id = 1; id <= stepper_ids(stepper); id++) {
        struct task *task = worker_task(worker, id);
        uint8_t there;
        take(reading, &there, 1);
        if (!there) {
            if (task)
                task_free(task);
            continue;
        }
        task = task_at(worker, id);
        restore_task(task, reading);
        if (stepper->in_text[task->frame->pc])
            take_into(reading, &stepper->texts[id]);
    }
}

/* ---- all ---- */

static void save_loop(const struct stepper *stepper, struct state_copy *copy)
{
    put(copy, &stepper->ready, sizeof stepper->ready);
    put(copy, &stepper->found, sizeof stepper->found);
    put(copy, &stepper->beside, sizeof stepper->beside);
    put(copy, &stepper->arrived, sizeof stepper->arrived);
    put(copy, &stepper->in_round, sizeof stepper->in_round);
    put(copy, &stepper->round, sizeof stepper->round);
    put(copy, &stepper->turn, sizeof stepper->turn);
    put(copy, &stepper->ends_rest, sizeof stepper->ends_rest);
    if (stepper->limits)
        put(copy, stepper->fresh, sizeof stepper->fresh);
    put(copy, &stepper->worker.rounds_left, sizeof stepper->worker.rounds_left);
}

static void restore_loop(struct stepper *stepper, struct reading *reading)
{
    take(reading, &stepper->ready, sizeof stepper->ready);
    take(reading, &stepper->found, sizeof stepper->found);
    take(reading, &stepper->beside, sizeof stepper->beside);
    take(reading, &stepper->arrived, sizeof stepper->arrived);
    take(reading, &stepper->in_round, sizeof stepper->in_round);
    take(reading, &stepper->round, sizeof stepper->round);
    take(reading, &stepper->turn, sizeof stepper->turn);
    take(reading, &stepper->ends_rest, sizeof stepper->ends_rest);
    if (stepper->limits)
        take(reading, stepper->fresh, sizeof stepper->fresh);
    take(reading, &stepper->worker.rounds_left, sizeof stepper->worker.rounds_left);
}

void state_save(const struct stepper *stepper, struct state_copy *copy)
{
    uint32_t tasks = stepper_ids(stepper);
    size_t said = stepper->said.len;
    copy->len = 0;
    put(copy, &tasks, sizeof tasks);
    put(copy, stepper->place, tasks + 1);
    put(copy, &stepper->answers, sizeof stepper->answers);
    if (stepper->has_pool) {
        put(copy, &stepper->pool, sizeof stepper->pool);
        put(copy, &stepper->pooled, sizeof stepper->pooled);
    }
    if (stepper->board->has_servers)
        put(copy, &stepper->unserved, sizeof stepper->unserved);
    if (stepper->rules.has_loop)
        save_loop(stepper, copy);
    put(copy, &stepper->crashed, sizeof stepper->crashed);
    put(copy, &said, sizeof said);
    put(copy, &stepper->said_digest, sizeof stepper->said_digest);
    if (stepper->dues) {
        put(copy, stepper->dues, (tasks + 1) * sizeof *stepper->dues);
        put(copy, &stepper->now, sizeof stepper->now);
    }
    if (stepper->buffers)
        put(copy, stepper->buffers, (tasks + 1) * sizeof *stepper->buffers);
    if (stepper->copies)
        put(copy, (const void *)stepper->copies,
            (tasks + 1) * stepper->board->shared_each * sizeof *stepper->copies);
    if (stepper->apart)
        put(copy, (const void *)stepper->apart,
            (tasks + 1) * stepper->board->shared_each * sizeof *stepper->apart);
    save_board(stepper, copy);
    save_tasks(stepper, copy);
}

/* What was said since is behind what had been said then. */
static void cut_said(struct strbuf *said, size_t len)
{
    if (said->len == len)
        return;
    said->len = len;
    said->text[len] = '\0';
}

void state_restore(struct stepper *stepper, const struct state_copy *copy)
{
    struct reading reading = {copy->bytes};
    uint32_t tasks, now = stepper_ids(stepper);
    size_t said;
    take(&reading, &tasks, sizeof tasks);
    drop_tasks(stepper, tasks);
    take(&reading, stepper->place, tasks + 1);
    if (now > tasks)
        memset(stepper->place + tasks + 1, STEPPER_NOWHERE, now - tasks);
    take(&reading, &stepper->answers, sizeof stepper->answers);
    if (stepper->has_pool) {
        take(&reading, &stepper->pool, sizeof stepper->pool);
        take(&reading, &stepper->pooled, sizeof stepper->pooled);
    }
    if (stepper->board->has_servers)
        take(&reading, &stepper->unserved, sizeof stepper->unserved);
    if (stepper->rules.has_loop)
        restore_loop(stepper, &reading);
    take(&reading, &stepper->crashed, sizeof stepper->crashed);
    take(&reading, &said, sizeof said);
    take(&reading, &stepper->said_digest, sizeof stepper->said_digest);
    cut_said(&stepper->said, said);
    if (stepper->dues) {
        take(&reading, stepper->dues, (tasks + 1) * sizeof *stepper->dues);
        take(&reading, &stepper->now, sizeof stepper->now);
    }
    if (stepper->buffers) {
        memset(stepper->buffers, 0, (now + 1) * sizeof *stepper->buffers);
        take(&reading, stepper->buffers, (tasks + 1) * sizeof *stepper->buffers);
    }
    for (uint32_t i = (tasks + 1) * stepper->board->shared_each;
         stepper->copies && i < (now + 1) * stepper->board->shared_each; i++)
        stepper->copies[i] = stepper->program->shared[i % stepper->board->shared_each].initial;
    if (stepper->copies)
        take(&reading, (void *)stepper->copies,
             (tasks + 1) * stepper->board->shared_each * sizeof *stepper->copies);
    if (stepper->apart)
        take(&reading, (void *)stepper->apart,
             (tasks + 1) * stepper->board->shared_each * sizeof *stepper->apart);
    restore_board(stepper, &reading);
    restore_tasks(stepper, &reading);
}

void state_release(struct state_copy *copy)
{
    free(copy->bytes);
    *copy = (struct state_copy){0};
}
