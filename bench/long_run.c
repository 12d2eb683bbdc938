#include "config.h"

#include "long_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

enum {
    CORES_MOST = 8,
    OBJECTS_MOST = 8,
    DEVICE_QUEUES = 5, /* requests of one duration are answered in order */
    FIRST_THREAD = 100,
    LINE = 6,
    SAY_EVERY = 500,
};

static const int64_t durations_ns[DEVICE_QUEUES] = {50 * NS_PER_US, 400 * NS_PER_US, 2 * NS_PER_MS,
                                                    7 * NS_PER_MS, 60 * NS_PER_MS};

const char long_run_source[] = "scenario \"A long run\"\n"
                               "model coroutines, gil, threads\n"
                               "\n"
                               "task one:\n"
                               "    repeat 1000000:\n"
                               "        io 2ms \"page\"\n"
                               "        say \"served\"\n"
                               "        yield\n"
                               "\n"
                               "expect:\n"
                               "    elapsed about 20ms\n";

struct task {
    uint32_t request; /* that it waits for, or 0 */
    int held;         /* object, or -1 */
    int wanted;       /* object that it was handed, or -1 */
    int turns;
    bool begun, preempted;
};

/* Tasks, or requests, in order. */
struct queue {
    uint32_t *items;
    int64_t *due_ns;
    size_t first, count, room;
};

struct object {
    struct queue waiting;
    int units;
};

struct maker {
    const struct long_run *run;
    struct trace *trace;
    struct task *tasks; /* by number, from 1 */
    uint32_t *asked_by; /* by request */
    size_t request_room;
    uint32_t request_count;
    struct queue ready, device[DEVICE_QUEUES];
    struct object objects[OBJECTS_MOST];
    uint32_t on_core[CORES_MOST];
    int64_t t_ns;
    unsigned long long random;
    size_t says;
    int left; /* tasks that have not ended */
    bool threads, gil, asleep;
};

unsigned long_run_random(unsigned long long *state, unsigned below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned)(*state >> 20) % below;
}

/* ---- queues ---- */

static void queue_add(struct queue *queue, uint32_t item, int64_t due_ns)
{
    if (queue->count == queue->room) {
        size_t room = queue->room ? queue->room * 2 : 64;
        queue->items = mem_realloc(queue->items, room * sizeof *queue->items);
        queue->due_ns = mem_realloc(queue->due_ns, room * sizeof *queue->due_ns);
        queue->room = room;
    }
    queue->items[queue->count] = item;
    queue->due_ns[queue->count++] = due_ns;
}

static bool queue_is_empty(const struct queue *queue)
{
    return queue->first == queue->count;
}

static uint32_t queue_take(struct queue *queue)
{
    uint32_t item = queue->items[queue->first++];
    if (queue_is_empty(queue))
        queue->first = queue->count = 0;
    return item;
}

static void queue_release(struct queue *queue)
{
    free(queue->items);
    free(queue->due_ns);
}

/* ---- events ---- */

static void add(struct maker *m, struct trace_event event, const char *text)
{
    event.time_ns = NS_PER_MS + m->t_ns;
    trace_add(m->trace, &event, text, text ? strlen(text) : 0);
    m->t_ns += 100;
}

#define ADD(m, event_kind, ...)                                                                    \
    add(m, (struct trace_event){.kind = TRACE_##event_kind, __VA_ARGS__}, NULL)

static void state_add(struct maker *m, uint32_t who, uint8_t state, uint16_t reason, uint32_t arg)
{
    ADD(m, STATE, .who = who, .detail = state, .reason = reason, .arg = arg,
        .line = LINE + arg % 3);
}

static void meta_add(struct maker *m, const char *text)
{
    add(m, (struct trace_event){.kind = TRACE_META, .who = TRACE_ENGINE}, text);
}

static uint32_t thread_of(uint32_t task)
{
    return FIRST_THREAD + task;
}

/* ---- control ---- */

static void control_take(struct maker *m, int core, uint32_t who)
{
    struct task *task = &m->tasks[who];
    m->on_core[core] = who;
    if (m->asleep)
        ADD(m, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    m->asleep = false;
    if (m->threads)
        ADD(m, SCHED_IN, .arg = thread_of(who), .reason = (uint16_t)core);
    if (m->gil)
        ADD(m, GIL_GOT, .who = who);
    if (!task->begun)
        ADD(m, TASK_BEGIN, .who = who, .arg = m->threads || m->gil ? thread_of(who) : FIRST_THREAD,
            .reason = TRACE_CORE_UNKNOWN, .line = 4);
    else if (task->request)
        ADD(m, NOTICED, .who = who, .arg = task->request);
    if (task->begun && !task->preempted)
        state_add(m, who, TRACE_RUNNING,
                  task->wanted >= 0 ? TRACE_BY_GOT_OBJECT
                  : task->request   ? TRACE_BY_ANSWER
                                    : TRACE_BY_TURN,
                  task->wanted >= 0 ? (uint32_t)task->wanted : task->request);
    if (task->wanted >= 0)
        ADD(m, OBJECT_TAKEN, .who = who, .arg = (uint32_t)task->wanted);
    task->held = task->wanted >= 0 ? task->wanted : task->held;
    *task =
        (struct task){.begun = true, .held = task->held, .wanted = -1, .turns = task->turns + 1};
}

static void control_leave(struct maker *m, int core, uint16_t reason, bool preempted)
{
    uint32_t who = m->on_core[core];
    m->on_core[core] = 0;
    m->tasks[who].preempted = preempted;
    if (m->gil)
        ADD(m, GIL_FREED, .who = who, .reason = reason);
    if (m->threads)
        ADD(m, SCHED_OUT, .arg = thread_of(who), .detail = preempted, .reason = (uint16_t)core);
}

/* ---- what a task does ---- */

static void request_add(struct maker *m, int core, uint32_t who)
{
    int kind = (int)long_run_random(&m->random, DEVICE_QUEUES);
    uint32_t request = ++m->request_count;
    if (request >= m->request_room) {
        m->request_room = m->request_room * 2 + 1024;
        m->asked_by = mem_realloc(m->asked_by, m->request_room * sizeof *m->asked_by);
    }
    m->asked_by[request] = who;
    m->tasks[who].request = request;
    add(m,
        (struct trace_event){.kind = TRACE_ASKED,
                             .who = who,
                             .arg = request,
                             .line = LINE,
                             .value = durations_ns[kind]},
        request % 16 ? NULL : "page");
    ADD(m, TAKEN, .who = TRACE_DEVICE, .arg = request);
    queue_add(&m->device[kind], request, m->t_ns + durations_ns[kind]);
    state_add(m, who, m->threads || m->gil ? TRACE_BLOCKED : TRACE_WAITING, TRACE_BY_IO, request);
    control_leave(m, core, TRACE_BY_IO, false);
}

static void object_want(struct maker *m, int core, uint32_t who)
{
    int number = (int)long_run_random(&m->random, (unsigned)m->run->objects);
    struct object *object = &m->objects[number];
    if (object->units > 0) {
        object->units--;
        m->tasks[who].held = number;
        ADD(m, OBJECT_TAKEN, .who = who, .arg = (uint32_t)number);
        return;
    }
    queue_add(&object->waiting, who, 0);
    state_add(m, who, TRACE_LOCKED, number % 2 ? TRACE_BY_SEMAPHORE : TRACE_BY_LOCK,
              (uint32_t)number);
    control_leave(m, core, TRACE_BY_LOCK, false);
}

static void object_release(struct maker *m, uint32_t who)
{
    int number = m->tasks[who].held;
    struct object *object = &m->objects[number];
    m->tasks[who].held = -1;
    ADD(m, OBJECT_RELEASED, .who = who, .arg = (uint32_t)number);
    if (queue_is_empty(&object->waiting)) {
        object->units++;
        return;
    }
    uint32_t next = queue_take(&object->waiting);
    m->tasks[next].wanted = number;
    ADD(m, WAKE, .who = next, .arg = who, .reason = TRACE_BY_GOT_OBJECT, .value = number);
    queue_add(&m->ready, next, 0);
}

static void yield_add(struct maker *m, int core, uint32_t who)
{
    if (!m->threads)
        state_add(m, who, TRACE_READY, m->gil ? TRACE_BY_GIL_DROPPED : TRACE_BY_YIELD, 0);
    control_leave(m, core, TRACE_BY_GIL_DROPPED, m->threads);
    queue_add(&m->ready, who, 0);
}

static void task_end(struct maker *m, int core, uint32_t who)
{
    if (m->tasks[who].held >= 0)
        object_release(m, who);
    ADD(m, TASK_END, .who = who);
    control_leave(m, core, TRACE_BY_END, false);
    m->left--;
}

static void say_add(struct maker *m, uint32_t who)
{
    if (m->says++ % SAY_EVERY == 0)
        add(m, (struct trace_event){.kind = TRACE_SAY, .who = who, .line = 7}, "served");
}

static void act(struct maker *m, int core)
{
    uint32_t who = m->on_core[core];
    unsigned choice = long_run_random(&m->random, 100);
    if (m->run->turns && m->tasks[who].turns > m->run->turns)
        task_end(m, core, who);
    else if (m->tasks[who].held >= 0 && choice < 70)
        object_release(m, who);
    else if (choice < 40)
        request_add(m, core, who);
    else if (choice < 65)
        yield_add(m, core, who);
    else if (choice < 95 && m->run->objects && m->tasks[who].held < 0)
        object_want(m, core, who);
    else
        say_add(m, who);
}

/* ---- the device ---- */

static struct queue *next_answer(struct maker *m)
{
    struct queue *next = NULL;
    for (int i = 0; i < DEVICE_QUEUES; i++) {
        struct queue *queue = &m->device[i];
        if (!queue_is_empty(queue) &&
            (!next || queue->due_ns[queue->first] < next->due_ns[next->first]))
            next = queue;
    }
    return next;
}

static void answers_add(struct maker *m)
{
    for (;;) {
        struct queue *next = next_answer(m);
        if (!next || next->due_ns[next->first] > m->t_ns)
            return;
        uint32_t request = queue_take(next);
        ADD(m, ANSWERED, .who = TRACE_DEVICE, .arg = request);
        queue_add(&m->ready, m->asked_by[request], 0);
    }
}

/* Nobody can run: to the next answer. */
static void wait_for_answer(struct maker *m)
{
    const struct queue *next = next_answer(m);
    if (!m->threads && !m->gil && !m->asleep) {
        ADD(m, LOOP_WAIT, .who = TRACE_LOOP);
        m->asleep = true;
    }
    if (next && next->due_ns[next->first] > m->t_ns)
        m->t_ns = next->due_ns[next->first];
}

static bool anybody_runs(const struct maker *m)
{
    for (int i = 0; i < m->run->cores; i++)
        if (m->on_core[i])
            return true;
    return false;
}

/* ---- the run ---- */

static void begin(struct maker *m)
{
    char text[64];
    snprintf(text, sizeof text, "model=%s", m->run->model);
    meta_add(m, text);
    for (int i = 0; i < m->run->objects; i++) {
        snprintf(text, sizeof text, "object=%s %c", i % 2 ? "semaphore" : "lock", 'a' + i);
        meta_add(m, text);
        m->objects[i].units = i % 2 ? 2 : 1;
    }
    ADD(m, RUN_BEGIN, .who = TRACE_ENGINE);
    for (uint32_t who = 1; who <= (uint32_t)m->run->tasks; who++) {
        snprintf(text, sizeof text, "client %u", (unsigned)who);
        add(m,
            (struct trace_event){
                .kind = TRACE_TASK_NEW, .who = who, .detail = TRACE_BY_STARTING, .line = 4},
            text);
        m->tasks[who] = (struct task){.held = -1, .wanted = -1};
        queue_add(&m->ready, who, 0);
    }
}

static void go_on(struct maker *m)
{
    int core = (int)long_run_random(&m->random, (unsigned)m->run->cores);
    m->t_ns += 500 + long_run_random(&m->random, 4000);
    answers_add(m);
    if (m->on_core[core])
        act(m, core);
    else if (!queue_is_empty(&m->ready))
        control_take(m, core, queue_take(&m->ready));
    else if (!anybody_runs(m))
        wait_for_answer(m);
}

static void maker_release(struct maker *m)
{
    queue_release(&m->ready);
    for (int i = 0; i < DEVICE_QUEUES; i++)
        queue_release(&m->device[i]);
    for (int i = 0; i < OBJECTS_MOST; i++)
        queue_release(&m->objects[i].waiting);
    free(m->asked_by);
    free(m->tasks);
}

struct trace *long_run_make(const struct long_run *run)
{
    struct maker m = {.run = run,
                      .trace = trace_new(),
                      .tasks = mem_alloc(((size_t)run->tasks + 1) * sizeof *m.tasks),
                      .random = 88172645463325252ULL,
                      .left = run->tasks,
                      .threads = strcmp(run->model, "threads") == 0,
                      .gil = strcmp(run->model, "gil") == 0};
    trace_set_source(m.trace, "long.baton", long_run_source, strlen(long_run_source));
    begin(&m);
    while (trace_count(m.trace) + 2 < run->events && m.left > 0)
        go_on(&m);
    ADD(&m, RUN_END, .who = TRACE_ENGINE);
    trace_finish(m.trace);
    maker_release(&m);
    return m.trace;
}
