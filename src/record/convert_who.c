#include "config.h" /* before any header of libc: the system's extensions */

#include "record/convert.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"

/* ---- processes ---- */

static uint32_t index_of(const struct converter *c, const struct process *process)
{
    return (uint32_t)(process - c->processes);
}

static void tell_process(struct converter *c, const struct process *process, int64_t time_ns)
{
    struct strbuf words = STRBUF_INIT, command = STRBUF_INIT;
    for (size_t i = 0; i < process->command_len; i++) {
        bool ends = process->command[i] == '\0';
        if (!ends || i + 1 < process->command_len)
            strbuf_addch(&command, ends ? ' ' : process->command[i]);
    }
    path_add_command(&words, strbuf_str(&command), command.len);
    strbuf_release(&command);
    convert_put_text(c,
                     (struct trace_event){.time_ns = time_ns,
                                          .kind = TRACE_PROCESS,
                                          .who = TRACE_PROC + index_of(c, process),
                                          .detail = process->forked,
                                          .arg = process->pid,
                                          .value = process->parent_pid},
                     strbuf_str(&words), words.len);
    strbuf_release(&words);
}

static const char *next_word(const char *word, const char *end)
{
    word += strlen(word) + 1;
    return word < end ? word : NULL;
}

/* What multiprocessing starts is a text behind `-c`, of which the module says what it is. */
static void add_text_name(const char *text, struct strbuf *name)
{
    static const char before[] = "from multiprocessing.";
    if (strncmp(text, before, sizeof before - 1) != 0) {
        strbuf_adds(name, "python");
        return;
    }
    text += sizeof before - 1;
    strbuf_add(name, text, strcspn(text, " "));
}

/* The script of a Python, its module, or what is behind `-c`. */
static void add_python_name(const char *word, const char *end, struct strbuf *name)
{
    while ((word = next_word(word, end))) {
        const char *behind = next_word(word, end);
        if (strcmp(word, "-c") == 0 && behind) {
            add_text_name(behind, name);
            return;
        }
        if (strcmp(word, "-m") == 0 && behind)
            word = behind;
        if (*word == '-')
            continue;
        strbuf_adds(name, path_base(word));
        return;
    }
    strbuf_adds(name, "python");
}

/* What the first thread of a process is called: main, and in others as multiprocessing calls them,
 * or what is executed there. */
static void add_process_name(const struct converter *c, const struct process *process,
                             struct strbuf *name)
{
    const char *word = process->command ? path_base(process->command) : "";
    if (index_of(c, process) == 0) {
        strbuf_adds(name, "main");
        return;
    }
    if (process->name) {
        size_t len;
        const char *text = trace_text(c->raw, process->name - 1, &len);
        strbuf_add(name, text, len);
        return;
    }
    if (strncmp(word, "python", strlen("python")) == 0)
        add_python_name(word, process->command + process->command_len, name);
    else
        strbuf_adds(name, *word ? word : "process");
    strbuf_addf(name, " %u", index_of(c, process));
}

/* ---- threads ---- */

void convert_introduce(struct converter *c, struct thread *thread, int64_t time_ns,
                       uint32_t starter, const char *name, size_t len)
{
    struct process *process = &c->processes[thread->process];
    struct strbuf made = STRBUF_INIT;
    bool first = !process->first_task;
    if (thread->task)
        return;
    thread->task = ++c->task_count;
    if (first) {
        process->first_task = thread->task;
        tell_process(c, process, time_ns);
        add_process_name(c, process, &made);
    } else if (!name || !len) {
        strbuf_addf(&made, "thread %u", thread->task);
    } else {
        strbuf_add(&made, name, len);
    }
    uint64_t kind = first && thread->process ? TRACE_IS_PROCESS : TRACE_IS_THREAD;
    convert_put_text(c,
                     (struct trace_event){.time_ns = time_ns,
                                          .kind = TRACE_TASK_NEW,
                                          .who = thread->task,
                                          .detail = TRACE_BY_STARTING,
                                          .line = thread->place.line,
                                          .arg = starter,
                                          .value = (int64_t)(kind << 32 | thread->task)},
                     strbuf_str(&made), made.len);
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_THREAD,
                                        .who = thread->task,
                                        .arg = thread->tid,
                                        .value = process->pid});
    strbuf_release(&made);
}

/* ---- what is told of them ---- */

/* Behind its beginning: the program becomes a Python, before its process becomes another program.
 */
static bool will_be_python(const struct converter *c, size_t index)
{
    for (size_t i = c->next[index]; i; i = c->next[i]) {
        unsigned kind = trace_at(c->raw, i)->kind;
        if (kind == RAW_PYTHON || kind == RAW_PROCESS)
            return kind == RAW_PYTHON;
    }
    return false;
}

/* The lock of a Python goes with its process. */
static void free_gil(struct converter *c, struct process *process, int64_t time_ns)
{
    struct thread *holder = process->holder ? &c->threads[process->holder - 1] : NULL;
    if (!holder || !holder->gil)
        return;
    holder->gil = false;
    process->holder = 0;
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_GIL_FREED,
                                        .who = convert_actor(c, holder)->task,
                                        .reason = TRACE_BY_END});
}

/* All threads of a process are gone: it ended, or became another program. */
static void end_threads(struct converter *c, uint32_t process, int64_t time_ns)
{
    uint32_t told = c->processes[process].status;
    int status = told ? (int)trace_at(c->raw, told - 1)->arg : 0;
    free_gil(c, &c->processes[process], time_ns);
    for (size_t i = 0; i < c->thread_count; i++) {
        struct thread *thread = &c->threads[i];
        if (thread->process != process || thread->ended)
            continue;
        thread->ended = true;
        bool fails =
            thread->task == c->processes[process].first_task ? status : WIFSIGNALED(status);
        if (thread->task)
            convert_put(c, (struct trace_event){.time_ns = time_ns,
                                                .kind = TRACE_TASK_END,
                                                .who = thread->task,
                                                .detail = fails ? TRACE_END_FAILED : TRACE_END_OK});
    }
}

static bool was_ahead(const struct converter *c, uint32_t pid, size_t at)
{
    uint32_t index = map_find(&c->process_of, pid, 0);
    return index && c->processes[index - 1].ahead == at + 1;
}

static void add_program(struct converter *c, size_t at, int64_t time_ns)
{
    const struct trace_event *event = trace_at(c->raw, at);
    size_t len;
    const char *text = trace_text(c->raw, at, &len);
    struct process *process = convert_process(c, event->arg);
    struct thread *before = convert_thread_by_tid(c, event->who);
    uint32_t index = index_of(c, process), starter = 0;
    if (before && before->process == index)
        end_threads(c, index, time_ns);
    free(process->command);
    *process = (struct process){.pid = event->arg,
                                .parent_pid = (uint32_t)event->value,
                                .codes_of = index,
                                .name = map_find(&c->names, at, 0),
                                .status = map_find(&c->statuses, at, 0),
                                .command = mem_alloc(len + 1),
                                .command_len = len};
    memcpy(process->command, text ? text : "", text ? len : 0);
    struct thread *thread = convert_add_thread(c, event->who, index);
    starter = convert_task_of(c, process->parent_pid);
    if (time_ns >= c->origin_ns)
        convert_introduce(c, thread, time_ns, starter, NULL, 0);
}

/* A program begins: in a new process, or in one that became it. */
void convert_on_process(struct converter *c, size_t at)
{
    const struct trace_event *event = trace_at(c->raw, at);
    if (!was_ahead(c, event->arg, at))
        add_program(c, at, event->time_ns);
    struct thread *thread = convert_thread(c, event);
    if (event->time_ns >= c->origin_ns && !will_be_python(c, at))
        convert_tell_begin(c, thread, event->time_ns); /* a Python does once it has its lock */
}

bool convert_only_becomes(const struct converter *c, size_t index)
{
    unsigned kind = RAW_EXEC;
    while (kind == RAW_EXEC && (index = c->next[index]))
        kind = trace_at(c->raw, index)->kind;
    return index && kind == RAW_PROCESS;
}

static void add_child(struct converter *c, size_t at, int64_t time_ns)
{
    const struct trace_event *event = trace_at(c->raw, at);
    struct thread *parent = convert_thread_by_tid(c, (uint32_t)event->value);
    struct process *process = convert_process(c, event->arg);
    uint32_t index = index_of(c, process), starter = parent ? parent->task : 0;
    if (parent) {
        const struct process *from = &c->processes[parent->process];
        *process = (struct process){.pid = event->arg,
                                    .parent_pid = from->pid,
                                    .forked = true,
                                    .python = from->python,
                                    .has_gil = from->has_gil,
                                    .codes_of = from->codes_of,
                                    .name = map_find(&c->names, at, 0),
                                    .status = map_find(&c->statuses, at, 0),
                                    .users = from->users,
                                    .command = mem_alloc(from->command_len + 1),
                                    .command_len = from->command_len};
        memcpy(process->command, from->command ? from->command : "", from->command_len);
    }
    struct place place = {0};
    if (parent)
        place = event->line ? convert_place(c, parent, event) : parent->place;
    struct thread *thread = convert_add_thread(c, event->who, index);
    thread->place = place;
    parent = convert_thread_by_tid(c, (uint32_t)event->value); /* which may have moved */
    if (parent)
        convert_pool_child(c, parent, thread);
    if (time_ns >= c->origin_ns)
        convert_introduce(c, thread, time_ns, starter, NULL, 0);
}

/* A forked process goes on with what its parent was: its command, its functions, its lock. */
void convert_on_child(struct converter *c, size_t at)
{
    const struct trace_event *event = trace_at(c->raw, at);
    if (convert_only_becomes(c, at))
        return;
    if (!was_ahead(c, event->arg, at))
        add_child(c, at, event->time_ns);
    struct thread *thread = convert_thread(c, event);
    if (thread->task && !c->processes[thread->process].has_gil)
        convert_tell_begin(c, thread, event->time_ns);
}

/* By itself; with which status its parent is told. */
void convert_on_exit(struct converter *c, const struct trace_event *event)
{
    struct process *process = convert_process(c, event->arg);
    end_threads(c, index_of(c, process), event->time_ns);
    process->exit_ns = event->time_ns;
}

void convert_on_gone(struct converter *c, const struct trace_event *event)
{
    struct thread *thread = convert_thread_by_tid(c, event->arg);
    if (thread)
        thread->gone_ns = event->time_ns;
}

/* When the last of its threads was gone; 0: not all are, or the kernel does not say. */
static int64_t gone_at(const struct converter *c, uint32_t process)
{
    int64_t last_ns = 0;
    for (size_t i = 0; i < c->thread_count; i++) {
        const struct thread *thread = &c->threads[i];
        if (thread->kind != ACTOR_THREAD || thread->process != process || thread->ended)
            continue;
        if (!thread->gone_ns)
            return 0;
        if (thread->gone_ns > last_ns)
            last_ns = thread->gone_ns;
    }
    return last_ns;
}

/* By itself it said so; one that is killed is gone then, but its parent may ask much later. */
static int64_t end_of(const struct converter *c, const struct process *process, int64_t asked_ns)
{
    if (process->exit_ns)
        return process->exit_ns;
    int64_t gone_ns = gone_at(c, index_of(c, process));
    return gone_ns && (!asked_ns || gone_ns < asked_ns) ? gone_ns : asked_ns;
}

static void tell_process_end(struct converter *c, struct process *process, int status,
                             int64_t time_ns)
{
    uint32_t index = index_of(c, process);
    end_threads(c, index, time_ns);
    if (process->first_task && index && !process->ended)
        convert_put(c, (struct trace_event){.time_ns = time_ns,
                                            .kind = TRACE_PROCESS_END,
                                            .who = TRACE_PROC + index,
                                            .value = status});
    process->ended = true;
}

uint32_t convert_first_task(const struct converter *c, uint32_t pid)
{
    uint32_t index = map_find(&c->process_of, pid, 0);
    return index ? c->processes[index - 1].first_task : 0;
}

void convert_expect_process(struct converter *c, uint32_t pid, int64_t time_ns)
{
    uint32_t begins = map_find(&c->begins, pid, 0);
    if (!begins || convert_first_task(c, pid) || trace_at(c->raw, begins - 1)->time_ns < time_ns)
        return;
    if (trace_at(c->raw, begins - 1)->kind == RAW_PROCESS)
        add_program(c, begins - 1, time_ns);
    else
        add_child(c, begins - 1, time_ns);
    convert_process(c, pid)->ahead = begins;
}

void convert_process_ended(struct converter *c, uint32_t pid, int wait_status, int64_t time_ns)
{
    uint32_t index = map_find(&c->process_of, pid, 0);
    if (!WIFEXITED(wait_status) && !WIFSIGNALED(wait_status))
        return;
    if (!index) { /* it is waited for, and was never heard of: a static program, say */
        c->unwatched_programs++;
        return;
    }
    struct process *process = &c->processes[index - 1];
    int status = WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
    tell_process_end(c, process, status, end_of(c, process, time_ns));
}

void convert_rest_ended(struct converter *c)
{
    for (size_t i = 1; i < c->process_count; i++) {
        int64_t end_ns = c->processes[i].ended ? 0 : end_of(c, &c->processes[i], 0);
        if (end_ns)
            tell_process_end(c, &c->processes[i], -1, end_ns);
    }
}

/* In C the function that it executes: `worker`, `worker 2` … */
static void add_function_name(struct converter *c, uint32_t pid, int64_t address,
                              struct strbuf *name)
{
    convert_add_symbol(c, pid, address, name);
    if (!name->len)
        return;
    uint32_t *count = map_at(&c->thread_names, (uint64_t)address, pid);
    if (++*count > 1)
        strbuf_addf(name, " %u", *count);
}

void convert_on_thread_new(struct converter *c, const struct trace_event *event, const char *text,
                           size_t len)
{
    struct thread *starter = convert_thread(c, event);
    uint32_t process = starter->process, task = starter->task;
    uint32_t begin = map_find(&c->thread_begins, c->processes[process].pid, event->arg);
    struct place place =
        event->detail ? convert_place(c, starter, event) : convert_site(c, starter, event->line);
    starter->place = place;
    if (!begin) /* the system refused it */
        return;
    const struct trace_event *begins = trace_at(c->raw, begin - 1);
    starter->started = (uint32_t)(event - trace_at(c->raw, 0)) + 1;
    struct thread *thread = convert_add_thread(c, begins->who, process);
    thread->handle = begins->value;
    thread->place = place;
    *map_at(&c->joined, (uint64_t)begins->value, process) = (uint32_t)c->thread_count;
    struct strbuf name = STRBUF_INIT;
    if (text)
        strbuf_add(&name, text, len);
    else if (!event->detail)
        add_function_name(c, c->processes[process].pid, event->value, &name);
    convert_introduce(c, thread, event->time_ns, task, name.text, name.len);
    strbuf_release(&name);
    thread->place = (struct place){0};
}

/* In C it runs from here; in Python once it has the lock. */
void convert_on_thread_begin(struct converter *c, const struct trace_event *event)
{
    struct thread *thread = convert_thread(c, event);
    if (!thread->task)
        convert_introduce(c, thread, event->time_ns, 0, NULL, 0);
    if (c->processes[thread->process].has_gil || thread->begun)
        return;
    thread->begun = true;
    convert_put(c, (struct trace_event){.time_ns = event->time_ns,
                                        .kind = TRACE_TASK_BEGIN,
                                        .who = thread->task,
                                        .reason = TRACE_CORE_UNKNOWN,
                                        .arg = thread->tid,
                                        .value = thread->process});
}
