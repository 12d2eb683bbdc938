#include "config.h"

#include "board/board.h"

#include "base/clock.h"
#include "board/queue.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    MEMORY_SHARE = 4,  /* of the address space that a limit leaves, a quarter */
    MOST_HALVINGS = 9, /* 4,096 tasks, 32 KiB of texts: some 1.5 MiB */
};

/* ---- set-up ---- */

static size_t round_up(size_t bytes)
{
    return (bytes + 4095) / 4096 * 4096;
}

static int64_t ring_total(const struct program *program)
{
    int64_t total = 0;
    for (int i = 0; i < program->object_count; i++)
        if (program->objects[i].kind == OBJECT_CHANNEL)
            total += program->objects[i].size;
    return total;
}

static void init_objects(struct board *board, const struct program *program)
{
    int64_t ring = 0;
    for (uint32_t w = 0; w < board->workers; w++) {
        for (int i = 0; i < program->object_count; i++) {
            struct board_object *object = &board->objects[board_object_id(board, w, i)];
            object->free = program->objects[i].size;
            if (program->objects[i].kind != OBJECT_CHANNEL)
                continue;
            object->ring = ring;
            object->room = object->free;
            ring += object->room;
        }
    }
}

/* 0 or an errno, as all the pthread functions have it: they leave errno itself alone. */
static int init_mutex(pthread_mutex_t *mutex)
{
    pthread_mutexattr_t attr;
    int bad = pthread_mutexattr_init(&attr);
    if (bad)
        return bad;
    bad = pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    bad = bad ? bad : pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
    bad = bad ? bad : pthread_mutex_init(mutex, &attr);
    pthread_mutexattr_destroy(&attr);
    return bad;
}

/* A half, a quarter … of all that there can be. */
static struct board_room part_of_all(int halvings)
{
    return (struct board_room){
        .tasks = BOARD_MAX_TASKS >> halvings,
        .places = BOARD_MAX_PLACES >> halvings,
        .groups = BOARD_MAX_GROUPS >> halvings,
        .text = BOARD_TEXT_BYTES >> halvings,
    };
}

/* NULL with errno. */
static struct board *map_board(const struct program *program, uint32_t workers,
                               struct board_room room)
{
    size_t objects = (size_t)workers * (size_t)program->object_count;
    size_t sizes[] = {
        round_up(sizeof(struct board)),
        round_up((size_t)program->task_count * sizeof(uint32_t)),
        round_up((objects + 1) * sizeof(struct board_object)),
        round_up(((size_t)program->shared_count * workers + 1) * sizeof(int64_t)),
        round_up(((size_t)ring_total(program) * workers + 1) * sizeof(int64_t)),
        round_up(room.groups * sizeof(struct board_group)),
        round_up(room.places * sizeof(struct board_place)),
        round_up(room.text),
        round_up(room.tasks * sizeof(struct board_task)),
        round_up(((size_t)program->region_count + 1) * sizeof(struct board_region)),
    };
    size_t total = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        total += sizes[i];
    if (total > refusal_most_memory() / MEMORY_SHARE) {
        errno = ENOMEM;
        return NULL;
    }
    char *memory = mmap(NULL, total, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    struct board *board = (struct board *)memory;
    board->numbers = (uint32_t *)(memory += sizes[0]);
    board->objects = (struct board_object *)(memory += sizes[1]);
    board->shared = (_Atomic int64_t *)(memory += sizes[2]);
    board->values = (int64_t *)(memory += sizes[3]);
    board->groups = (struct board_group *)(memory += sizes[4]);
    board->places = (struct board_place *)(memory += sizes[5]);
    board->text = memory += sizes[6];
    board->tasks = (struct board_task *)(memory += sizes[7]);
    board->regions = (struct board_region *)(memory + sizes[8]);
    board->room = room;
    board->bytes = total;
    return board;
}

static struct board *map_largest(const struct program *program, uint32_t workers)
{
    struct board *board = NULL;
    for (int halvings = 0; !board && halvings <= MOST_HALVINGS; halvings++) {
        board = map_board(program, workers, part_of_all(halvings));
        if (!board && errno != ENOMEM)
            return NULL;
    }
    return board;
}

struct board *board_new(const struct program *program, uint32_t workers, uint32_t max_alive,
                        const char *unit, const char **refused)
{
    *refused = "memory for the tasks";
    struct board *board = map_largest(program, workers);
    if (!board)
        return NULL;
    board->program = program;
    board->shared_each = (uint32_t)program->shared_count;
    board->workers = workers;
    board->objects_each = (uint32_t)program->object_count;
    board->max_alive = max_alive;
    snprintf(board->unit, sizeof board->unit, "%s", unit);
    board->text_used = 1;
    init_objects(board, program);
    for (int i = 0; i < program->task_count; i++)
        board->numbers[i] =
            program->tasks[i].starts_itself ? (uint32_t)program->tasks[i].copies : 0;
    for (uint32_t i = 0; i < workers * board->shared_each; i++)
        board->shared[i] = program->shared[i % board->shared_each].initial;
    board->over_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    *refused = "a descriptor that tells of the end (eventfd)";
    int bad = board->over_fd < 0 ? errno : 0;
    if (!bad) {
        *refused = "a robust mutex";
        bad = init_mutex(&board->mutex);
        bad = bad ? bad : init_mutex(&board->atomic);
    }
    if (!bad)
        return board;
    if (board->over_fd >= 0)
        close(board->over_fd);
    munmap(board, board->bytes);
    errno = bad;
    return NULL;
}

/* Who had it may have crashed. */
static void lock(pthread_mutex_t *mutex)
{
    if (pthread_mutex_lock(mutex) == EOWNERDEAD)
        pthread_mutex_consistent(mutex);
}

void board_lock(struct board *board)
{
    lock(&board->mutex);
}

void board_atomic_begin(struct board *board)
{
    lock(&board->atomic);
}

void board_atomic_end(struct board *board)
{
    pthread_mutex_unlock(&board->atomic);
}

void board_unlock(struct board *board)
{
    pthread_mutex_unlock(&board->mutex);
}

/* Robust mutexes know who has them: to let go of what another has, or nobody, is refused. One that
 * is held stands in a list of its thread, which would lead into what is no longer mapped. */
void board_free(struct board *board)
{
    pthread_mutex_unlock(&board->atomic);
    pthread_mutex_unlock(&board->mutex);
    close(board->over_fd);
    munmap(board, board->bytes);
}

void board_set_over(struct board *board, enum board_over why)
{
    int expected = BOARD_GOES_ON;
    if (!atomic_compare_exchange_strong(&board->over, &expected, (int)why))
        return;
    uint64_t one = 1;
    if (write(board->over_fd, &one, sizeof one) < 0)
        assert(errno == EAGAIN);
}

/* ---- records ---- */

void board_end_at_bound_locked(struct board *board, enum trace_ending ending, int64_t value)
{
    if (atomic_load(&board->over))
        return;
    board->ending = ending;
    board->ending_value = value;
    board_set_over(board, BOARD_BOUND);
}

void board_end_at_bound(struct board *board, enum trace_ending ending, int64_t value)
{
    board_lock(board);
    board_end_at_bound_locked(board, ending, value);
    board_unlock(board);
}

void board_end_failed(struct board *board, uint32_t who, const char *text)
{
    size_t len = strlen(text), most = sizeof board->assertion - 1;
    if (len > most)
        for (len = most; len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80;)
            len--; /* no half of a character */
    board_lock(board);
    if (!atomic_load(&board->over))
        memcpy(board->assertion, text, len);
    board->assertion[len] = '\0';
    board_end_at_bound_locked(board, TRACE_ENDING_ASSERT, who);
    board_unlock(board);
}

void board_refuse(struct board *board, const char *what, int error)
{
    board_lock(board);
    int over = atomic_load(&board->over);
    if ((over == BOARD_GOES_ON || over == BOARD_STOP) && !board->refused[0])
        refusal_words(board->refused, sizeof board->refused, what, error);
    board_end_at_bound_locked(board, TRACE_ENDING_REFUSED, 0);
    board_unlock(board);
}

static void adopt(struct board *board, uint32_t starter, uint32_t id)
{
    struct board_task *parent = board_task(board, starter);
    struct board_task *task = board_task(board, id);
    task->starter = starter;
    task->group = parent->open_group;
    parent->children++;
    if (parent->last_child)
        board_task(board, parent->last_child)->next_child = id;
    else
        parent->first_child = id;
    parent->last_child = id;
    if (task->group)
        board->groups[task->group].live++;
}

uint32_t board_task_new_locked(struct board *board, uint32_t declaration, uint32_t number,
                               uint32_t starter, bool generator)
{
    if (!generator && board->alive >= board->max_alive) {
        board_end_at_bound_locked(board, TRACE_ENDING_ALIVE, board->max_alive);
        return 0;
    }
    if (board->tasks_used + board->strands_used + 2 >= board->room.tasks) {
        board_end_at_bound_locked(board, TRACE_ENDING_TASKS, board->room.tasks - 2);
        return 0;
    }
    uint32_t id = ++board->tasks_used;
    struct board_task *task = board_task(board, id);
    task->status = BOARD_NEW;
    task->declaration = declaration;
    task->number = number;
    task->generator = generator;
    task->after_main = board->main_over;
    if (generator) {
        task->unable = true;
        return id;
    }
    board->able++;
    bool main = !starter && (int32_t)declaration == board->program->main_task;
    if (board->has_servers && !main) {
        task->service = BOARD_QUEUED;
        board->queued++;
        task->queues = board->serving + board->queued > board->servers;
    }
    if (++board->alive > board->most_alive)
        board->most_alive = board->alive;
    if (starter)
        adopt(board, starter, id);
    return id;
}

/* The wait that it is in, or its next, is ended. */
static void cut(struct board_task *task, uint32_t by, enum trace_cause cause)
{
    task->cut = (struct board_cut){.by = by, .cause = (uint8_t)cause, .untold = true};
}

/* Its wait was ended already, by what is told as its end, and it has not learned of it. */
static bool was_cut(const struct board_task *task)
{
    return board_cut(task).untold && task->grant == BOARD_CANCELLED && task->wait == BOARD_NO_WAIT;
}

uint32_t board_strand_new_locked(struct board *board, uint32_t owner)
{
    if (board->tasks_used + board->strands_used + 2 >= board->room.tasks) {
        board_end_at_bound_locked(board, TRACE_ENDING_TASKS, board->room.tasks - 2);
        return 0;
    }
    uint32_t id = board->room.tasks - ++board->strands_used;
    struct board_task *task = board_task(board, id);
    task->status = BOARD_ALIVE;
    task->strand = true;
    task->starter = owner;
    task->declaration = board_task(board, owner)->declaration;
    task->number = board_task(board, owner)->number;
    task->cancel = task->after_main = board_task(board, owner)->cancel;
    struct board_cut of_owner = board_cut(board_task(board, owner));
    if (task->cancel)
        cut(task, of_owner.by, of_owner.cause);
    board->able++;
    board_task(board, owner)->strands++;
    return id;
}

uint32_t board_keep_text_locked(struct board *board, const char *text, size_t len)
{
    if (len > board->room.text - board->text_used - 1) {
        static const char lost[] = "(no room to keep the text of this failure)";
        text = lost;
        len = sizeof lost - 1;
        if (len > board->room.text - board->text_used - 1)
            return 0;
    }
    uint32_t at = board->text_used;
    memcpy(board->text + at, text, len);
    board->text[at + len] = '\0';
    board->text_used += (uint32_t)len + 1;
    return at;
}

void board_task_name(const struct board *board, uint32_t id, struct strbuf *out)
{
    const struct board_task *record = &board->tasks[id];
    const struct program_task *declaration = &board->program->tasks[record->declaration];
    strbuf_adds(out, declaration->name);
    if (declaration->numbered || record->number > 1)
        strbuf_addf(out, " %u", record->number);
}

const char *board_error(const struct board *board, uint32_t id)
{
    uint32_t at = board->tasks[id].error;
    return at ? board->text + at : "";
}

static void make_unable(struct board *board, struct board_task *task)
{
    if (task->unable)
        return;
    task->unable = true;
    board->able--;
}

static void make_able(struct board *board, struct board_task *task)
{
    if (!task->unable)
        return;
    task->unable = false;
    board->able++;
}

/* ---- waits ---- */

bool board_is_out_of_time(const struct board_task *task)
{
    return !board_cut(task).untold && !task->cancel && task->until_ns &&
           clock_now_ns() >= task->until_ns;
}

bool board_wait_begin_locked(struct board *board, uint32_t id, enum board_wait wait,
                             uint32_t object)
{
    struct board_task *task = board_task(board, id);
    bool limited = task->until_ns != 0;
    bool late = limited && !board->passes_on && clock_now_ns() >= task->until_ns; /* a loop looks */
    if (task->cancel || board_group_failed_locked(board, id) || late) {
        task->grant = BOARD_CANCELLED;
        return false;
    }
    atomic_store_explicit(&task->word, 0, memory_order_relaxed);
    task->grant = BOARD_PENDING;
    task->tries = BOARD_NO_WAIT;
    task->passes = task->passed = false;
    task->wait = (uint8_t)wait;
    task->object = object;
    if (wait != BOARD_TIMED && !limited && !task->timed)
        make_unable(board, task);
    return true;
}

bool board_await_locked(struct board *board, uint32_t id, uint32_t awaited)
{
    if (!board_wait_begin_locked(board, id, BOARD_AWAIT, awaited))
        return false;
    queue_push(board, &board_task(board, awaited)->awaiters, id);
    return true;
}

void board_await_both_locked(struct board *board, uint32_t id)
{
    board_task(board, id)->passes = board->passes_on;
}

bool board_name_locked(struct board *board, uint32_t id, uint32_t awaited)
{
    return queue_place(board, id, BOARD_AWAIT, awaited, 0, 0);
}

void board_wait_end_locked(struct board *board, uint32_t id)
{
    struct board_task *task = board_task(board, id);
    if (task->places)
        queue_leave(board, id);
    task->wait = BOARD_NO_WAIT;
    task->request = 0;
    make_able(board, task);
}

void board_wait_drop_locked(struct board *board, uint32_t id)
{
    if (board_task(board, id)->wait == BOARD_NO_WAIT)
        return;
    queue_leave(board, id);
    board_wait_end_locked(board, id);
}

/* Its wait is over. A cycle that it was part of is one no more, and the next is told again. */
static void leave_cycle(struct board *board, const struct board_task *task)
{
    if (task->cycle && task->cycle == board->cycle_told)
        board->cycle_told = 0;
}

void board_wake_locked(struct board *board, uint32_t id, enum board_grant grant, uint32_t by,
                       const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    enum board_wait was = task->wait;
    leave_cycle(board, task);
    task->grant = (uint8_t)grant;
    task->tries = (uint8_t)(grant == BOARD_CALLED ? was : BOARD_NO_WAIT);
    task->caller = by;
    task->wait = BOARD_NO_WAIT;
    make_able(board, task);
    waker->wake(waker->arg, id, by, was, task->object);
}

bool board_lapse_locked(struct board *board, uint32_t id)
{
    struct board_task *task = board_task(board, id);
    if (task->wait == BOARD_NO_WAIT || task->promised)
        return false;
    queue_leave(board, id);
    leave_cycle(board, task);
    task->grant = BOARD_LAPSED;
    task->wait = BOARD_NO_WAIT;
    return true;
}

/* ---- workers that serve one task after the other ---- */

void board_add_server_locked(struct board *board)
{
    board->has_servers = true;
    board->servers++;
}

void board_lose_server_locked(struct board *board)
{
    board->servers--;
}

void board_begin_locked(struct board *board, uint32_t id)
{
    struct board_task *task = board_task(board, id);
    task->status = BOARD_ALIVE;
    if (task->service != BOARD_QUEUED)
        return;
    task->service = BOARD_SERVED;
    board->queued--;
    board->serving++;
    board->served_last = id;
}

/* ---- generators ---- */

void board_resume_locked(struct board *board, uint32_t id, uint32_t generator)
{
    struct board_task *task = board_task(board, id);
    task->wait = BOARD_RESUMER;
    task->object = generator;
    make_unable(board, task);
    make_able(board, board_task(board, generator));
}

void board_hand_back_locked(struct board *board, uint32_t generator, uint32_t id)
{
    make_unable(board, board_task(board, generator));
    board_wait_end_locked(board, id);
}

static void cancel_strands(struct board *board, uint32_t owner, uint32_t by, enum trace_cause cause,
                           const struct board_waker *waker)
{
    for (uint32_t i = 1; i <= board->strands_used; i++) {
        struct board_task *strand = board_task(board, board->room.tasks - i);
        if (strand->starter == owner && strand->status == BOARD_ALIVE && !strand->block)
            board_cancel_locked(board, board->room.tasks - i, by, cause, waker);
    }
}

/* What it awaits is cancelled with it, by the end of main if that is what cancels it: who is queued
 * then has its first turn. Whoever awaits himself, by others, is not to do so for ever. */
static bool pass_on(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    bool awaits = task->wait == BOARD_AWAIT || task->wait == BOARD_AWAIT_ALL;
    if (!awaits || !task->passes || task->passing)
        return false;
    struct board_cut cut = board_cut(task);
    bool by_main = cut.untold && cut.cause == TRACE_CAUSE_MAIN;
    task->passing = task->passed = true;
    make_unable(board, task); /* no time ends it any more */
    uint32_t awaited = task->wait == BOARD_AWAIT ? task->object : task->first_child;
    for (uint32_t at = awaited; at && task->wait != BOARD_NO_WAIT;
         at = task->wait == BOARD_AWAIT_ALL ? board_task(board, at)->next_child : 0)
        board_cancel_locked(board, at, by_main ? cut.by : id,
                            by_main ? TRACE_CAUSE_MAIN : TRACE_CAUSE_OWNER, waker);
    task->passing = false;
    return true;
}

/* Ends the wait that the task is in, if a cancellation may; that of a generator it has resumed ends
 * with the generator. */
static void end_wait(struct board *board, uint32_t id, uint32_t by, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    if (pass_on(board, id, waker))
        return;
    if (task->wait == BOARD_RESUMER)
        board_cancel_locked(board, task->object, id, TRACE_CAUSE_OWNER, waker);
    if (task->wait == BOARD_NO_WAIT || task->wait == BOARD_STRANDS || task->wait == BOARD_RESUMER)
        return;
    if (task->wait == BOARD_TIMED && task->request) {
        task->recalled = true;
        waker->cancel_request(waker->arg, task->request);
        return; /* the device's answer ends the wait */
    }
    if (task->promised)
        return; /* who has the value for it does */
    queue_leave(board, id);
    board_wake_locked(board, id, BOARD_CANCELLED, by, waker);
}

bool board_may_time_out_locked(struct board *board, uint32_t id)
{
    const struct board_task *task = board_task(board, id);
    bool waits =
        task->wait != BOARD_NO_WAIT && task->wait != BOARD_STRANDS && task->wait != BOARD_RESUMER;
    return waits && !task->promised && task->grant != BOARD_CANCELLED;
}

void board_time_out_locked(struct board *board, uint32_t id, uint32_t whose,
                           const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    if (!board_may_time_out_locked(board, id))
        return;
    if (!board_cut(task).untold)
        cut(task, whose, TRACE_CAUSE_TIMEOUT);
    task->grant = BOARD_CANCELLED;
    end_wait(board, id, id, waker);
}

void board_cut_ready_locked(struct board *board, uint32_t id)
{
    cut(board_task(board, id), id, TRACE_CAUSE_TIMEOUT);
}

bool board_pass_again_locked(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    return task->passed && task->grant == BOARD_CANCELLED && pass_on(board, id, waker);
}

void board_cancel_locked(struct board *board, uint32_t id, uint32_t by, enum trace_cause cause,
                         const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    if (task->status == BOARD_ENDED || task->status == BOARD_FREE)
        return;
    if (!task->cancel) {
        if (cause != TRACE_CAUSE_CANCEL || task->strand)
            waker->cancelled(waker->arg, id, by, cause);
        if (!was_cut(task))
            cut(task, by, cause);
    }
    task->cancel = true;
    if (task->strands)
        cancel_strands(board, id, by, cause, waker);
    end_wait(board, id, by, waker);
}

void board_close_locked(struct board *board, uint32_t id, uint32_t by,
                        const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    task->cut = (struct board_cut){.by = by, .cause = TRACE_CAUSE_CANCEL}; /* it learns of it now */
    if (task->strands)
        cancel_strands(board, id, id, TRACE_CAUSE_OWNER, waker);
    end_wait(board, id, by, waker);
}

void board_cancel_all_locked(struct board *board, uint32_t but, const struct board_waker *waker)
{
    for (uint32_t id = 1; id <= board->tasks_used; id++)
        if (id != but && !board_task(board, id)->generator)
            board_cancel_locked(board, id, but, TRACE_CAUSE_MAIN, waker);
}

/* ---- ends ---- */

static void leave_service(struct board *board, struct board_task *task)
{
    if (task->service == BOARD_QUEUED)
        board->queued--;
    else if (task->service == BOARD_SERVED)
        board->serving--;
    task->service = BOARD_UNSERVED;
}

static void wake_starter(struct board *board, uint32_t starter, uint32_t by,
                         const struct board_waker *waker)
{
    struct board_task *parent = board_task(board, starter);
    bool all = parent->wait == BOARD_AWAIT_ALL && parent->children == 0;
    if (all || parent->wait == BOARD_AWAIT_ANY)
        board_wake_locked(board, starter, parent->passed ? BOARD_CANCELLED : BOARD_GRANTED, by,
                          waker);
}

/* The group's owner waits at its end: it goes on when the last has ended. In the middle of its
 * block, its next wait (or the one it is in) ends when one has failed. */
static void tell_group(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    struct board_group *group = &board->groups[task->group];
    group->live--;
    if (task->end == TRACE_END_FAILED || task->end == TRACE_END_CRASHED) {
        if (!group->failed) {
            group->failed = id;
            board_group_cancel_locked(board, task->group, id, TRACE_CAUSE_GROUP, waker);
        }
    }
    struct board_task *owner = board_task(board, group->owner);
    if (owner->wait == BOARD_GROUP && owner->object == task->group) {
        if (group->live == 0)
            board_wake_locked(board, group->owner, BOARD_GRANTED, id, waker);
        return;
    }
    if (group->failed == id) {
        waker->cancelled(waker->arg, group->owner, id, TRACE_CAUSE_BLOCK);
        cut(owner, id, TRACE_CAUSE_BLOCK);
        end_wait(board, group->owner, id, waker);
    }
}

/* Whose cancellation was passed on ends as what it awaited did: one that failed or returned all the
 * same has stopped it. */
static enum board_grant grant_awaiter(struct board *board, uint32_t id, uint8_t end)
{
    struct board_task *task = board_task(board, id);
    if (!task->passed)
        return BOARD_GRANTED;
    if (end == TRACE_END_CANCELLED)
        return BOARD_CANCELLED;
    struct board_cut cut = board_cut(task);
    cut.untold = false;
    task->cut = cut;
    task->cancel = false;
    return BOARD_GRANTED;
}

static void wake_awaiters(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    uint32_t awaiter;
    while ((awaiter = queue_take(board, &task->awaiters)))
        board_wake_locked(board, awaiter, grant_awaiter(board, awaiter, task->end), id, waker);
}

void board_task_end_locked(struct board *board, uint32_t id, uint8_t end, int64_t value,
                           const char *error, size_t error_len, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    if (task->status == BOARD_ENDED)
        return;
    task->end = end;
    task->ended_as = ++board->ended;
    task->value = value;
    task->error = error ? board_keep_text_locked(board, error, error_len) : 0;
    queue_leave(board, id);
    leave_cycle(board, task);
    task->wait = BOARD_NO_WAIT;
    task->status = BOARD_ENDED;
    make_unable(board, task);
    leave_service(board, task);
    if (task->generator)
        return;
    board->alive--;
    if (task->starter) {
        struct board_task *parent = board_task(board, task->starter);
        parent->children--;
        if (parent->last_ended)
            board_task(board, parent->last_ended)->next_ended = id;
        else
            parent->first_ended = id;
        parent->last_ended = id;
    }
    wake_awaiters(board, id, waker);
    if (task->group)
        tell_group(board, id, waker);
    if (task->starter)
        wake_starter(board, task->starter, id, waker);
    board_check_over_locked(board);
}

/* What a `then` block started and did not wait for is its task's from here: `await` finds it there.
 */
static void leave_children(struct board *board, struct board_task *strand)
{
    struct board_task *owner = board_task(board, strand->starter);
    for (uint32_t id = strand->first_child; id; id = board_task(board, id)->next_child)
        board_task(board, id)->starter = strand->starter;
    if (!strand->first_child)
        return;
    if (owner->last_child)
        board_task(board, owner->last_child)->next_child = strand->first_child;
    else
        owner->first_child = strand->first_child;
    owner->last_child = strand->last_child;
    owner->children += strand->children;
    if (!strand->first_ended)
        return;
    if (owner->last_ended)
        board_task(board, owner->last_ended)->next_ended = strand->first_ended;
    else
        owner->first_ended = strand->first_ended;
    owner->last_ended = strand->last_ended;
}

void board_strand_end_locked(struct board *board, uint32_t id, const struct board_waker *waker)
{
    struct board_task *task = board_task(board, id);
    struct board_task *owner = board_task(board, task->starter);
    task->status = BOARD_ENDED;
    task->wait = BOARD_NO_WAIT;
    owner->strands--;
    make_unable(board, task);
    leave_children(board, task);
    if (owner->wait == BOARD_AWAIT_ANY && owner->first_ended)
        board_wake_locked(board, task->starter, BOARD_GRANTED, id, waker);
}

/* ---- offloaded blocks ---- */

static uint32_t block_new(struct board *board, uint32_t owner)
{
    uint32_t id = board->blocks_free;
    if (id)
        board->blocks_free = board_task(board, id)->next_child;
    else
        id = board_strand_new_locked(board, owner);
    if (!id)
        return 0;
    struct board_task *block = board_task(board, id);
    if (block->block)
        board->able++;
    else
        board_task(board, owner)->strands--; /* that is for `then` blocks */
    *block = (struct board_task){.status = BOARD_ALIVE,
                                 .strand = true,
                                 .block = true,
                                 .starter = board_lane(board, owner),
                                 .declaration = board_task(board, owner)->declaration,
                                 .number = board_task(board, owner)->number};
    return id;
}

bool board_offload_locked(struct board *board, uint32_t id)
{
    if (!board_wait_begin_locked(board, id, BOARD_OFFLOAD, 0))
        return false;
    board_task(board, id)->object = block_new(board, id);
    return true;
}

bool board_awaits_block_locked(const struct board *board, uint32_t id, uint32_t block)
{
    return board->tasks[id].wait == BOARD_OFFLOAD && board->tasks[id].object == block;
}

uint32_t board_block_awaiter_locked(const struct board *board, uint32_t block)
{
    uint32_t task = board->tasks[block].starter;
    if (board_awaits_block_locked(board, task, block))
        return task;
    for (uint32_t i = 1; i <= board->strands_used; i++)
        if (board_awaits_block_locked(board, board->room.tasks - i, block))
            return board->room.tasks - i;
    return 0;
}

void board_block_begin_locked(struct board *board)
{
    board->blocks_run++;
}

void board_block_end_locked(struct board *board, uint32_t id, bool begun)
{
    struct board_task *block = board_task(board, id);
    block->status = BOARD_ENDED;
    block->wait = BOARD_NO_WAIT;
    make_unable(board, block);
    block->next_child = board->blocks_free;
    board->blocks_free = id;
    board->blocks_run -= begun;
    board_check_over_locked(board);
}

static uint32_t stalled_in(const struct board_pool *pool)
{
    return pool->busy == pool->most ? pool->queued : 0;
}

static void pool_change(struct board *board, struct board_pool *pool, int queued, int busy)
{
    board->stalled -= stalled_in(pool);
    pool->queued += (uint32_t)queued;
    pool->busy += (uint32_t)busy;
    board->stalled += stalled_in(pool);
}

void board_pool_queue_locked(struct board *board, struct board_pool *pool, uint32_t id)
{
    board_task(board, id)->pooled = true;
    pool_change(board, pool, 1, 0);
}

void board_pool_take_locked(struct board *board, struct board_pool *pool, uint32_t id)
{
    board_task(board, id)->pooled = false;
    board->block_last = pool->only && pool->most == 1 ? id : 0;
    pool_change(board, pool, -1, 1);
}

void board_pool_done_locked(struct board *board, struct board_pool *pool)
{
    board->block_last = 0;
    pool_change(board, pool, 0, -1);
}

void board_check_over_locked(struct board *board)
{
    if (board->alive == 0 && board->arrivals_left == 0 && board->blocks_run == 0)
        board_set_over(board, BOARD_ALL_ENDED);
}

/* ---- groups ---- */

uint32_t board_group_open_locked(struct board *board, uint32_t owner)
{
    uint32_t id = board->groups_free;
    if (id) {
        board->groups_free = board->groups[id].next_free;
    } else if (board->groups_used + 1 >= board->room.groups) {
        board_end_at_bound_locked(board, TRACE_ENDING_GROUPS, board->room.groups - 1);
        return 0;
    } else {
        id = ++board->groups_used;
    }
    struct board_task *task = board_task(board, owner);
    board->groups[id] =
        (struct board_group){.owner = owner, .outer = task->open_group, .before = task->last_child};
    task->open_group = id;
    return id;
}

/* The first task that can belong to a group: the one started after it was opened. */
static uint32_t first_of_group(const struct board *board, uint32_t group)
{
    uint32_t before = board->groups[group].before;
    return before ? board->tasks[before].next_child
                  : board->tasks[board->groups[group].owner].first_child;
}

void board_group_cancel_locked(struct board *board, uint32_t group, uint32_t by,
                               enum trace_cause cause, const struct board_waker *waker)
{
    for (uint32_t id = first_of_group(board, group); id; id = board_task(board, id)->next_child) {
        struct board_task *task = board_task(board, id);
        if (task->group != group || id == by || task->group_over)
            continue;
        task->group_over = true;
        board_cancel_locked(board, id, by, cause, waker);
    }
}

bool board_group_lives_locked(const struct board *board, uint32_t group)
{
    for (uint32_t id = first_of_group(board, group); id; id = board->tasks[id].next_child) {
        const struct board_task *task = &board->tasks[id];
        if (task->group == group && !task->group_over && task->status != BOARD_ENDED)
            return true;
    }
    return false;
}

void board_group_close_locked(struct board *board, uint32_t group, bool told)
{
    struct board_group *it = &board->groups[group];
    struct board_task *owner = board_task(board, it->owner);
    owner->open_group = it->outer;
    for (uint32_t id = first_of_group(board, group); id; id = board_task(board, id)->next_child) {
        struct board_task *child = board_task(board, id);
        if (child->group != group)
            continue;
        child->group = 0;
        child->reported = true;
        child->passed_on = child->passed_on || told;
    }
    it->owner = 0;
    it->next_free = board->groups_free;
    board->groups_free = group;
}

uint32_t board_group_failed_locked(const struct board *board, uint32_t id)
{
    uint32_t found = 0;
    for (uint32_t group = board->tasks[id].open_group; group; group = board->groups[group].outer)
        if (board->groups[group].failed && !board->groups[group].told)
            found = group;
    return found;
}

void board_groups_told_locked(struct board *board, uint32_t id)
{
    for (uint32_t group = board->tasks[id].open_group; group; group = board->groups[group].outer)
        board->groups[group].told = board->groups[group].failed != 0;
}

/* ---- objects ---- */

uint32_t board_object_id(const struct board *board, uint32_t worker, int32_t index)
{
    return worker * board->objects_each + (uint32_t)index;
}

/* ---- failures that nobody took over ---- */

uint32_t board_first_failed(const struct board *board)
{
    uint32_t first = 0, crashed = 0;
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        const struct board_task *task = &board->tasks[id];
        bool crash = task->end == TRACE_END_CRASHED;
        if (task->status != BOARD_ENDED || task->generator ||
            (task->end != TRACE_END_FAILED && !crash))
            continue;
        uint32_t *of = task->passed_on ? &crashed : &first;
        bool counts = crash || !task->passed_on;
        if (counts && (!*of || task->ended_as < board->tasks[*of].ended_as))
            *of = id;
    }
    return first ? first : crashed;
}

/* ---- deadlock ---- */

bool board_is_stuck_locked(const struct board *board)
{
    bool served = board->queued && board->serving < board->servers;
    bool lives = board->alive > 0 || board->blocks_run > 0;
    return board->able == board->queued + board->stalled && !served && lives &&
           board->arrivals_left == 0 && !board->ends_later;
}

/* Who goes on with the lock: its owner's body may wait while a strand has it. */
static uint32_t taker_of(const struct board *board, const struct board_object *object)
{
    const struct board_task *taker = &board->tasks[object->taker];
    bool lives = taker->strand && taker->status == BOARD_ALIVE && taker->starter == object->owner;
    return lives ? object->taker : object->owner;
}

uint32_t board_waits_for_locked(const struct board *board, uint32_t id)
{
    const struct board_task *task = &board->tasks[id];
    if (task->wait == BOARD_OFFLOAD)
        return task->object ? board_waits_for_locked(board, task->object) : 0;
    if (task->pooled)
        return board->block_last;
    if (task->until_ns && !task->passed) /* else its time is over already */
        return 0;
    if (task->wait == BOARD_LOCK)
        return taker_of(board, &board->objects[task->object]);
    if (task->wait == BOARD_AWAIT)
        return task->object;
    bool one = task->service == BOARD_QUEUED && board->servers == 1;
    return one && board->tasks[board->served_last].service == BOARD_SERVED ? board->served_last : 0;
}
