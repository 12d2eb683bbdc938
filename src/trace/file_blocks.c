/* The events of a file, in blocks of whole lines. Each thread takes the next block and counts its
 * lines; then it is known where its events go, and where those of the next block. Nothing of that
 * can be seen in the result. */
#include "config.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "trace/file_private.h"

enum { MOST_THREADS = 8 };

struct blocks {
    struct file_blocks_how how;
    struct file_words words;
    struct trace_event *events;
    size_t count; /* of the events that there are to be */
    const char *begin, *end;
    struct texts *texts;  /* by block */
    _Atomic bool stop;    /* somebody gave up */
    pthread_mutex_t lock; /* the rest is what is not taken yet */
    const char *at;
    size_t next_event, next_block;
};

struct block {
    const char *at, *end;
    size_t first, count; /* events */
    struct texts *texts;
};

/* ---- taking blocks ---- */

typedef uint8_t bytes16 __attribute__((vector_size(16)));

/* At most 255 times 16 bytes, for the counts are bytes. */
static size_t lines_count_some(const char *at, const char *end)
{
    bytes16 counts = {0}, bytes;
    size_t sum = 0;
    for (; end - at >= 16; at += 16) {
        memcpy(&bytes, at, sizeof bytes);
        counts -= (bytes16)(bytes == '\n');
    }
    for (int i = 0; i < 16; i++)
        sum += counts[i];
    for (; at < end; at++)
        sum += *at == '\n';
    return sum;
}

static size_t lines_count(const char *at, const char *end)
{
    enum { SOME = 255 * 16 };
    size_t sum = 0;
    for (; end - at > SOME; at += SOME)
        sum += lines_count_some(at, at + SOME);
    return sum + lines_count_some(at, end);
}

static const char *block_end(const struct blocks *blocks)
{
    if ((size_t)(blocks->end - blocks->at) <= blocks->how.bytes)
        return blocks->end;
    const char *least = blocks->at + blocks->how.bytes - 1;
    const char *eol = memchr(least, '\n', (size_t)(blocks->end - least));
    return eol ? eol + 1 : blocks->end;
}

static bool block_take(struct blocks *blocks, struct block *block)
{
    pthread_mutex_lock(&blocks->lock);
    bool any = blocks->at < blocks->end && !atomic_load(&blocks->stop);
    if (any) {
        block->at = blocks->at;
        block->end = blocks->at = block_end(blocks);
        block->texts = &blocks->texts[blocks->next_block++];
        block->first = blocks->next_event;
        block->count = lines_count(block->at, block->end);
        blocks->next_event += block->count;
    }
    pthread_mutex_unlock(&blocks->lock);
    return any;
}

/* ---- reading a block ---- */

/* A line that is no such event as we write is read with care; false: it is none at all. */
static const char *careful_event(const struct block *block, const char *at, size_t index,
                                 bool files, struct trace_event *event)
{
    struct strbuf problem = STRBUF_INIT;
    const char *eol = memchr(at, '\n', (size_t)(block->end - at)), *word;
    struct file_line line = {.at = at, .end = eol, .files = files, .problem = &problem};
    size_t len = file_take_word(&line, &word);
    int kind = trace_kind_by_name(word, len);
    bool has_text = false;
    bool good = kind >= 0 && file_take_event(&line, kind, event, &has_text);
    if (good && has_text)
        texts_add(block->texts, (uint32_t)index, strbuf_str(&line.text), line.text.len);
    strbuf_release(&line.text);
    strbuf_release(&problem);
    return good ? eol + 1 : NULL;
}

static bool block_read(const struct blocks *blocks, const struct block *block)
{
    const char *at = block->at;
    if (block->first + block->count > blocks->count)
        return false;
    for (size_t i = 0; i < block->count; i++) {
        struct trace_event *event = &blocks->events[block->first + i];
        const char *text, *next;
        size_t len;
        next = file_fast_event(&blocks->words, at, block->end, event, &text, &len);
        if (next && text)
            texts_add(block->texts, (uint32_t)(block->first + i), text, len);
        if (!next)
            next = careful_event(block, at, block->first + i, blocks->how.files, event);
        if (!next)
            return false;
        at = next;
    }
    return true;
}

/* What was read is not needed again: the whole pages that are only this block's. */
static void block_give_back(const struct block *block)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t at = ((uintptr_t)block->at + page - 1) / page * page;
    uintptr_t end = (uintptr_t)block->end / page * page;
    if (at < end)
        madvise((void *)at, end - at, MADV_DONTNEED);
}

/* ---- threads ---- */

static bool block_next(struct blocks *blocks, struct block *block)
{
    if (!block_take(blocks, block))
        return false;
    if (!block_read(blocks, block)) {
        atomic_store(&blocks->stop, true);
        return false;
    }
    if (blocks->how.mapped)
        block_give_back(block);
    return true;
}

static void *work(void *arg)
{
    struct block block;
    while (block_next(arg, &block))
        continue;
    return NULL;
}

/* The calling thread works, too, and tells how far they are. False: it was told to stop. */
static bool work_and_tell(struct blocks *blocks, struct trace_progress *progress)
{
    struct block block;
    while (block_next(blocks, &block)) {
        uint64_t done = (uint64_t)(block.end - blocks->begin);
        if (trace_progress_tell(progress, done, (uint64_t)(blocks->end - blocks->begin)))
            continue;
        atomic_store(&blocks->stop, true);
        return false;
    }
    return true;
}

static bool work_together(struct blocks *blocks, struct trace_progress *progress)
{
    pthread_t threads[MOST_THREADS];
    int count = 0, most = blocks->how.threads < MOST_THREADS ? blocks->how.threads : MOST_THREADS;
    if ((size_t)(blocks->end - blocks->begin) <= blocks->how.bytes)
        most = 1;
    while (count < most - 1 && pthread_create(&threads[count], NULL, work, blocks) == 0)
        count++;
    bool more = work_and_tell(blocks, progress);
    while (count > 0)
        pthread_join(threads[--count], NULL);
    return more;
}

/* ---- the whole ---- */

enum file_blocks_result file_blocks_read(const char *at, const char *end, size_t count,
                                         struct file_blocks_how how, struct trace *trace,
                                         struct trace_progress *progress)
{
    struct blocks blocks = {.lock = PTHREAD_MUTEX_INITIALIZER, /* which cannot be refused */
                            .how = how,
                            .count = count,
                            .begin = at,
                            .end = end,
                            .at = at};
    size_t most = (size_t)(end - at) / how.bytes + 1;
    trace_reserve(trace, count);
    file_words_init(&blocks.words, how.files);
    blocks.events = trace->events;
    blocks.texts = mem_alloc(most * sizeof *blocks.texts);
    bool more = work_together(&blocks, progress);
    bool whole = !atomic_load(&blocks.stop) && blocks.next_event == count;
    trace->count = whole ? count : 0;
    for (size_t i = 0; i < blocks.next_block; i++)
        texts_join(&trace->texts, &blocks.texts[i]);
    pthread_mutex_destroy(&blocks.lock);
    free(blocks.texts);
    return !more ? BLOCKS_STOPPED : whole ? BLOCKS_DONE : BLOCKS_ODD;
}
