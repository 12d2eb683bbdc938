#include "config.h" /* before any header of libc: the system's extensions */

#include "record/convert.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/strbuf.h"
#include "record/capture_private.h"
#include "record/look.h"

enum { BEFORE_NS = 1000 }; /* what is told before the beginning, is so long before it */

static void put_meta(struct converter *c, const char *key, const char *value, size_t len)
{
    struct strbuf text = STRBUF_INIT;
    struct trace_event event = {
        .time_ns = c->origin_ns - BEFORE_NS, .kind = TRACE_META, .who = TRACE_ENGINE};
    strbuf_addf(&text, "%s=", key);
    strbuf_add(&text, value, len);
    trace_add(c->out, &event, text.text, text.len);
    strbuf_release(&text);
}

static void put_meta_word(struct converter *c, const char *key, const char *value)
{
    put_meta(c, key, value, strlen(value));
}

/* ---- before the pass ---- */

static bool is_raw(const struct trace_event *event)
{
    return event->kind >= RAW_FIRST;
}

static bool is_of_thread(const struct trace_event *event)
{
    return is_raw(event) && event->kind != RAW_SITE && event->kind != RAW_MODULE &&
           event->kind != RAW_CODE && event->kind != RAW_THREAD_NEW && event->kind != RAW_PYTHON &&
           event->kind != RAW_UNWATCHED && event->kind != RAW_NAMED &&
           event->kind != RAW_GIL_ASKED && event->kind != RAW_SEEN &&
           event->kind != RAW_SEM_SHARED && event->kind != RAW_GONE;
}

/* Backwards: the name of a process comes after its beginning. A number may be used again. */
static void look_at_name(struct converter *c, struct map *names, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    bool begins = event->kind == RAW_PROCESS || event->kind == RAW_CHILD;
    if (!begins && event->kind != RAW_NAMED)
        return;
    uint32_t *name = map_at(names, event->arg, 0);
    if (begins && *name)
        *map_at(&c->names, index, 0) = *name;
    *name = begins ? 0 : (uint32_t)index + 1;
}

/* Backwards: with which status its parent is told that it ended. */
static void look_at_status(struct converter *c, struct map *statuses, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    if (event->kind == RAW_BACK && event->value > 0 && convert_waits_for_process(event->detail)) {
        *map_at(statuses, (uint64_t)event->value, 0) = (uint32_t)index + 1;
    } else if (event->kind == RAW_PROCESS || event->kind == RAW_CHILD) {
        uint32_t *status = map_at(statuses, event->arg, 0);
        if (*status)
            *map_at(&c->statuses, index, 0) = *status;
        *status = 0; /* what it was before that has not ended so */
    }
}

static void look_at_begin(struct converter *c, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    if (event->kind == RAW_PROCESS || (event->kind == RAW_CHILD && !convert_only_becomes(c, index)))
        *map_at(&c->begins, event->arg, 0) = (uint32_t)index + 1;
}

/* Backwards: of which threads the next end of a step is that of a cancelled task, and of which
 * tasks the next step. */
struct cut_ahead {
    struct map ends, steps;
};

static void look_at_cut(struct converter *c, struct cut_ahead *ahead, size_t index)
{
    const struct trace_event *event = trace_at(c->raw, index);
    if (event->kind == RAW_TASK_END && event->detail == TRACE_END_CANCELLED) {
        *map_at(&ahead->ends, event->who, 0) = 1;
    } else if (event->kind == RAW_TASK_STEP && map_find(&ahead->ends, event->who, 0)) {
        *map_at(&ahead->ends, event->who, 0) = 0;
        *map_at(&ahead->steps, event->arg, event->who) = 1;
    } else if (event->kind == RAW_TASK_READY && map_find(&ahead->steps, event->arg, event->who)) {
        *map_at(&ahead->steps, event->arg, event->who) = 0;
        *map_at(&c->cut, index, 0) = 1;
    }
}

/* What has to be known ahead: what a thread does next, when a thread that is started begins, and
 * where the places of the program are. */
static void look_ahead(struct converter *c)
{
    size_t count = trace_count(c->raw);
    struct map last = {0}, names = {0}, statuses = {0};
    struct cut_ahead cut = {0};
    for (size_t i = count; i-- > 0;) {
        const struct trace_event *event = trace_at(c->raw, i);
        look_at_name(c, &names, i);
        look_at_status(c, &statuses, i);
        look_at_cut(c, &cut, i);
        if (!is_of_thread(event))
            continue;
        uint32_t *next = map_at(&last, event->who, 0);
        c->next[i] = *next;
        *next = (uint32_t)i;
        look_at_begin(c, i);
        if (event->kind == RAW_TASK_STEP && event->line)
            *map_at(&c->step_names, event->line, event->arg) = (uint32_t)i + 1;
        bool of_loop = event->kind == RAW_TASK_STEP || event->kind == RAW_CALLBACK;
        if (of_loop && !map_find(&c->last_steps, event->who, 0))
            *map_at(&c->last_steps, event->who, 0) = (uint32_t)i;
        if (event->kind == RAW_THREAD_BEGIN)
            *map_at(&c->thread_begins, event->line, event->arg) = (uint32_t)i + 1;
    }
    map_release(&last);
    map_release(&names);
    map_release(&statuses);
    map_release(&cut.ends);
    map_release(&cut.steps);
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(c->raw, i);
        size_t len;
        const char *text = trace_text(c->raw, i, &len);
        if (event->kind == RAW_MODULE)
            convert_on_module(c, event, text, len);
        else if (event->kind == RAW_SITE)
            convert_on_site(c, event);
        else if (event->kind == RAW_PYTHON && event->detail)
            *map_at(&c->lined, event->who, 0) = 1;
    }
    convert_jobs_ahead(c);
}

/* ---- beginning ---- */

static void tell_head(struct converter *c, const struct capture *capture)
{
    struct strbuf words = STRBUF_INIT;
    cpu_set_t cores;
    put_meta_word(c, "model", "recorded");
    put_meta_word(c, "title", path_base(capture->title));
    for (char **word = capture->command; *word; word++) {
        strbuf_adds(&words, word > capture->command ? " " : "");
        path_add_command(&words, *word, strlen(*word));
    }
    put_meta(c, "command", strbuf_str(&words), words.len);
    strbuf_clear(&words);
    CPU_ZERO(&cores);
    bool known = sched_getaffinity(0, sizeof cores, &cores) == 0;
    strbuf_addf(&words, "%d", known ? CPU_COUNT(&cores) : 1);
    put_meta(c, "cores", strbuf_str(&words), words.len);
    put_meta_word(c, "switches", capture->switches ? "perf" : "clock");
#define C(name) put_meta_word(c, "call", #name);
    RAW_CALLS(C)
#undef C
    strbuf_release(&words);
    convert_put(c, (struct trace_event){.time_ns = c->origin_ns,
                                        .kind = TRACE_RUN_BEGIN,
                                        .who = TRACE_ENGINE,
                                        .value = c->origin_ns});
}

static void tell_python(struct converter *c, const struct trace_event *event)
{
    struct strbuf text = STRBUF_INIT;
    uint32_t process = convert_thread(c, event)->process, version = event->arg;
    strbuf_addf(&text, "%u %u.%u.%u", process, version >> 24, version >> 16 & 0xFF,
                version >> 8 & 0xFF);
    put_meta(c, "python", strbuf_str(&text), text.len);
    strbuf_release(&text);
}

/* Who is there when the user's program begins. */
static void tell_who_is_there(struct converter *c)
{
    for (size_t i = 0; i < c->thread_count; i++) {
        struct thread *thread = &c->threads[i];
        if (thread->task || thread->ended || thread->kind != ACTOR_THREAD)
            continue;
        if (c->file_count && c->processes[thread->process].python)
            thread->place.line = trace_line(0, 1);
        convert_introduce(c, thread, c->origin_ns, 0, NULL, 0);
        if (thread->gil || !c->processes[thread->process].has_gil)
            continue; /* it is seen to run in a moment */
    }
}

/* ---- the pass ---- */

/* Before the beginning only who there is, and who has what, is of interest. */
static void before_begin(struct converter *c, size_t index, const struct trace_event *event,
                         const char *text, size_t len)
{
    struct thread *thread;
    switch (event->kind) {
    case RAW_PROCESS:
        convert_on_process(c, index);
        break;
    case RAW_CHILD:
        convert_on_child(c, index);
        break;
    case RAW_CODE:
        convert_on_code(c, event, text, len);
        break;
    case RAW_EXIT:
        convert_on_exit(c, event);
        break;
    case RAW_PYTHON:
        c->processes[convert_thread(c, event)->process].python = true;
        break;
    case RAW_SEM_SHARED:
        convert_on_shared(c, event, text, len);
        break;
    case RAW_GIL_GOT:
    case RAW_GIL_FREED:
        thread = convert_thread(c, event);
        thread->gil = event->kind == RAW_GIL_GOT;
        c->processes[thread->process].has_gil = true;
        break;
    default:
        break;
    }
}

static void copy_switch(struct converter *c, const struct trace_event *event, const char *text,
                        size_t len)
{
    if (event->kind == TRACE_LOST || event->time_ns >= c->origin_ns)
        convert_put_text(c, *event, text, len);
}

static void begin_threads(struct converter *c)
{
    for (size_t i = 0; i < c->thread_count; i++) {
        struct thread *thread = &c->threads[i];
        if (!thread->task || thread->begun || c->processes[thread->process].has_gil)
            continue;
        thread->begun = true;
        convert_put(c, (struct trace_event){.time_ns = c->origin_ns,
                                            .kind = TRACE_TASK_BEGIN,
                                            .who = thread->task,
                                            .reason = TRACE_CORE_UNKNOWN,
                                            .arg = thread->tid,
                                            .value = thread->process});
    }
}

static int64_t pass(struct converter *c)
{
    size_t count = trace_count(c->raw);
    int64_t last_ns = c->origin_ns;
    bool begun = false;
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(c->raw, i);
        size_t len;
        const char *text = trace_text(c->raw, i, &len);
        if (event->kind == RAW_PYTHON && !convert_is_passed(c, i))
            tell_python(c, event);
        if (!begun && event->time_ns >= c->origin_ns && event->kind != RAW_PROCESS) {
            begun = true;
            tell_who_is_there(c);
            begin_threads(c);
        }
        if (event->time_ns > last_ns)
            last_ns = event->time_ns;
        if (!is_raw(event))
            copy_switch(c, event, text, len);
        else if (event->time_ns >= c->origin_ns)
            convert_event(c, i, event, text, len);
        else if (!convert_is_passed(c, i))
            before_begin(c, i, event, text, len);
    }
    return last_ns;
}

/* ---- the end ---- */

static enum trace_result result_of(int status)
{
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};
    if (WIFEXITED(status))
        return WEXITSTATUS(status) ? TRACE_RESULT_FAILED : TRACE_RESULT_OK;
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        if (WIFSIGNALED(status) && WTERMSIG(status) == crashes[i])
            return TRACE_RESULT_CRASH;
    return TRACE_RESULT_STOPPED;
}

static void tell_unwatched(struct converter *c, int64_t time_ns, const char *what, uint64_t count)
{
    if (count)
        convert_put_text(c,
                         (struct trace_event){.time_ns = time_ns,
                                              .kind = TRACE_UNWATCHED,
                                              .who = TRACE_ENGINE,
                                              .value = (int64_t)count},
                         what, strlen(what));
}

/* "SEGV"; NULL: one that ends few programs. Not all C libraries have sigabbrev_np(). */
static const char *signal_word(int signal)
{
    static const struct {
        int signal;
        const char *word;
    } words[] = {
        {SIGHUP, "HUP"},   {SIGINT, "INT"},       {SIGQUIT, "QUIT"}, {SIGILL, "ILL"},
        {SIGTRAP, "TRAP"}, {SIGABRT, "ABRT"},     {SIGBUS, "BUS"},   {SIGFPE, "FPE"},
        {SIGKILL, "KILL"}, {SIGUSR1, "USR1"},     {SIGSEGV, "SEGV"}, {SIGUSR2, "USR2"},
        {SIGPIPE, "PIPE"}, {SIGALRM, "ALRM"},     {SIGTERM, "TERM"}, {SIGXCPU, "XCPU"},
        {SIGXFSZ, "XFSZ"}, {SIGVTALRM, "VTALRM"}, {SIGPROF, "PROF"}, {SIGSYS, "SYS"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].signal == signal)
            return words[i].word;
    return NULL;
}

static void tell_end(struct converter *c, const struct capture *capture, int64_t time_ns)
{
    int status = capture_status(capture);
    bool deadlock = convert_cycle(c, time_ns);
    const char *signal = WIFSIGNALED(capture->wait_status) ? signal_word(status - 128) : NULL;
    enum trace_result result = deadlock ? TRACE_RESULT_DEADLOCK : result_of(capture->wait_status);
    struct strbuf words = STRBUF_INIT;
    if (!capture->ended) {
        result = TRACE_RESULT_STOPPED;
    } else if (c->thread_count && c->threads[0].task && !c->threads[0].ended && !deadlock) {
        convert_put(c, (struct trace_event){.time_ns = time_ns,
                                            .kind = TRACE_TASK_END,
                                            .who = c->threads[0].task,
                                            .detail = result == TRACE_RESULT_OK ? TRACE_END_OK
                                                                                : TRACE_END_FAILED,
                                            .line = c->threads[0].place.line});
    }
    tell_unwatched(c, time_ns, "call", c->unwatched_calls);
    tell_unwatched(c, time_ns, "program", c->unwatched_programs);
    tell_unwatched(c, time_ns, "computing", (uint64_t)looker_refused(capture->looker));
    convert_rest_ended(c);
    convert_put(c, (struct trace_event){.time_ns = time_ns,
                                        .kind = TRACE_CPU,
                                        .who = TRACE_ENGINE,
                                        .value = capture->cpu_ns});
    if (capture->ended)
        convert_put(c, (struct trace_event){.time_ns = time_ns,
                                            .kind = TRACE_PROCESS_END,
                                            .who = TRACE_PROC,
                                            .value = status});
    if (signal)
        strbuf_addf(&words, "SIG%s", signal);
    convert_put_text(c,
                     (struct trace_event){.time_ns = time_ns,
                                          .kind = TRACE_RUN_END,
                                          .who = TRACE_ENGINE,
                                          .detail = result,
                                          .arg = TRACE_ENDING_EXIT,
                                          .value = status},
                     strbuf_str(&words), words.len);
    strbuf_release(&words);
}

static void set_sources(struct converter *c, const struct capture *capture)
{
    if (!c->file_count)
        trace_set_source(c->out, capture->title, "", 0);
    for (size_t i = 0; i < c->file_count; i++) {
        const struct file *file = &c->files[i];
        if (i == 0)
            trace_set_source(c->out, file->path, file->text, file->len);
        else
            trace_add_source(c->out, file->path, file->text, file->len);
    }
}

/* The script, if it can be read; the text behind `-c`. */
static void add_first_source(struct converter *c, const struct capture *capture)
{
    size_t len = strlen(capture->title);
    if (len > 3 && strcmp(capture->title + len - 3, ".py") == 0)
        convert_file(c, capture->title);
    if (strcmp(capture->title, "python") != 0)
        return;
    for (char **word = capture->command; *word; word++)
        if (strcmp(*word, "-c") == 0 && word[1]) {
            convert_add_text(c, "<string>", word[1]);
            return;
        }
}

struct trace *capture_convert(struct capture *capture)
{
    struct trace *raw = trace_from_log(capture->log, "", "", 0);
    struct converter converter =
                         {
                             .raw = raw,
                             .out = trace_new(),
                             .next = mem_alloc((trace_count(raw) + 1) * sizeof *converter.next),
                             .all = capture->all,
                         },
                     *c = &converter;
    convert_find_begin(c, (uint32_t)capture->program);
    add_first_source(c, capture);
    tell_head(c, capture);
    look_ahead(c);
    convert_find_lines(c);
    tell_end(c, capture, pass(c) + 1);
    set_sources(c, capture);
    for (size_t i = 0; i < c->process_count; i++)
        free(c->processes[i].command);
    free(c->processes);
    free(c->threads);
    free(c->next);
    map_release(&c->process_of);
    map_release(&c->thread_of);
    map_release(&c->thread_begins);
    map_release(&c->joined);
    map_release(&c->thread_names);
    map_release(&c->tasks);
    map_release(&c->step_names);
    map_release(&c->last_steps);
    map_release(&c->names);
    map_release(&c->statuses);
    map_release(&c->begins);
    map_release(&c->lined);
    map_release(&c->cut);
    convert_release_what(c);
    trace_free(raw);
    trace_finish(converter.out);
    return converter.out;
}
