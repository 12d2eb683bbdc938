/* Deadlocks: found by the task that completes them, told with the cycle. */
#include "config.h"

#include "runtime/interp.h"

#include "runtime/record.h"
#include "runtime/worker.h"

enum { MAX_TOLD = 16 };

static void add_name(const struct worker *worker, uint32_t id, struct strbuf *out)
{
    task_name(worker->program, board_task(worker->board, board_lane(worker->board, id)), out);
}

static const char *object_name(const struct worker *worker, uint32_t object)
{
    return worker->program->objects[object % worker->board->objects_each].name;
}

/* "one waits for b, which two holds" */
static void describe(const struct worker *worker, uint32_t id, struct strbuf *out)
{
    const struct board_task *task = board_task(worker->board, id);
    uint32_t holder = board_waits_for_locked(worker->board, id);
    add_name(worker, id, out);
    switch ((enum board_wait)task->wait) {
    case BOARD_LOCK:
        strbuf_addf(out, " waits for the lock %s, which ", object_name(worker, task->object));
        if (holder == board_lane(worker->board, id)) {
            strbuf_adds(out, "it holds itself");
            break;
        }
        add_name(worker, holder, out);
        strbuf_adds(out, board_task(worker->board, holder)->status == BOARD_ENDED
                             ? " ended without releasing"
                             : " holds");
        break;
    case BOARD_AWAIT:
        strbuf_adds(out, " awaits ");
        add_name(worker, holder, out);
        break;
    case BOARD_UNIT:
        strbuf_addf(out, " waits for the semaphore %s", object_name(worker, task->object));
        break;
    case BOARD_SEND:
        strbuf_addf(out, " waits for room in the channel %s", object_name(worker, task->object));
        break;
    case BOARD_RECV:
        strbuf_addf(out, " waits for a value from the channel %s",
                    object_name(worker, task->object));
        break;
    case BOARD_GROUP:
        strbuf_adds(out, " waits for its group to end");
        break;
    default:
        strbuf_adds(out, " waits for tasks it started");
        break;
    }
}

static void write_edge(struct flow *flow, uint32_t id)
{
    struct board *board = flow->worker->board;
    const struct board_task *task = board_task(board, id);
    bool object = task->wait >= BOARD_LOCK && task->wait <= BOARD_RECV;
    trace_write(
        &flow->writer,
        (struct trace_event){.kind = TRACE_CYCLE,
                             .who = board_lane(board, id),
                             .arg = board_waits_for_locked(board, id),
                             .value = object ? (int64_t)(task->object % board->objects_each) : -1});
}

static void tell(struct flow *flow, const uint32_t *ids, int count, bool all)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_adds(&text, all ? "deadlock: " : "a deadlock beside tasks that live on: ");
    for (int i = 0; i < count; i++) {
        write_edge(flow, ids[i]);
        strbuf_adds(&text, i ? "; " : "");
        describe(flow->worker, ids[i], &text);
    }
    trace_write_text(&flow->writer,
                     (struct trace_event){.kind = TRACE_DEADLOCK,
                                          .who = board_lane(flow->worker->board, ids[0])},
                     text.text, text.len);
    strbuf_release(&text);
}

/* Follows who waits for whom from `id`; the length of the cycle that leads back to it, or 0. */
static int find_cycle(const struct board *board, uint32_t id, uint32_t ids[MAX_TOLD])
{
    int count = 0;
    uint32_t lane = board_lane(board, id);
    for (uint32_t at = id; at && count < MAX_TOLD;) {
        ids[count++] = at;
        at = board_waits_for_locked(board, at);
        if (at == lane)
            return count;
    }
    return 0;
}

static int all_waiting(const struct board *board, uint32_t ids[MAX_TOLD])
{
    int count = 0;
    for (uint32_t id = 1; id <= board->tasks_used && count < MAX_TOLD; id++)
        if (board->tasks[id].status != BOARD_ENDED && board->tasks[id].wait > BOARD_TIMED &&
            board->tasks[id].wait != BOARD_RESUMER)
            ids[count++] = id;
    return count;
}

/* The cycle that any task is in, if there is one; else all that wait. */
static int find_any(const struct board *board, uint32_t ids[MAX_TOLD])
{
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        if (board->tasks[id].wait != BOARD_LOCK && board->tasks[id].wait != BOARD_AWAIT)
            continue;
        int count = find_cycle(board, id, ids);
        if (count)
            return count;
    }
    return all_waiting(board, ids);
}

void deadlock_declare_locked(struct flow *flow)
{
    struct board *board = flow->worker->board;
    uint32_t ids[MAX_TOLD];
    int count = find_any(board, ids);
    if (count && !board->cycle_told)
        tell(flow, ids, count, true);
    board->cycle_told = true;
    board_set_over(board, BOARD_DEADLOCK);
}

void deadlock_check_locked(struct flow *flow, uint32_t id)
{
    struct board *board = flow->worker->board;
    uint32_t ids[MAX_TOLD];
    if (board_is_stuck_locked(board)) {
        deadlock_declare_locked(flow);
        return;
    }
    if (board->cycle_told || board_task(board, id)->wait == BOARD_NO_WAIT)
        return;
    int count = find_cycle(board, id, ids);
    if (!count)
        return;
    tell(flow, ids, count, false);
    board->cycle_told = true;
}
