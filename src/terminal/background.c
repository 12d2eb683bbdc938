#include "config.h"

#include "terminal/background.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "engine/run.h"
#include "trace/file.h"

enum { WATCH_MS = 20, TELL_MS = 100 };
#define STORY_NS (33 * NS_PER_MS) /* as often as frames are drawn */

/* What is made of the log in the thread. */
enum stage {
    STAGE_LIVE,   /* stories, while the run lasts */
    STAGE_FINISH, /* the last story: it is made once */
    STAGE_READ,   /* a saved trace */
    STAGE_DROP,   /* nothing: the run is only to be cleaned up */
};

/* One run, or one saved trace. It belongs to the loop's thread; while it is at work, `run`, `story`
 * and `problem` are the work thread's, but for the watching of the run at STAGE_LIVE: the log is
 * made for that. */
struct job {
    uv_work_t work;
    struct background *background;
    int number;
    enum stage stage;
    bool at_work, abandoned, over; /* over: the run has ended by itself */
    struct run *run;
    char *name, *source; /* name: of the file, or the path of the trace */
    const char *text;    /* of the trace, borrowed; NULL: it is to be read */
    size_t len;          /* of the source, or the text */
    int64_t begun_ns, told_ns;
    int64_t horizon_ns; /* the log is complete up to here */
    int64_t work_ns;    /* when the work was begun */
    int64_t next_ns;    /* not before that is another story made */
    struct story *story;
    struct strbuf problem;
    _Atomic int percent;
    atomic_bool given_up;
};

struct background {
    uv_loop_t *loop;
    struct background_calls calls;
    uv_timer_t timer;
    struct job *job;
    int at_work; /* jobs in the thread, abandoned ones among them */
};

/* ---- in the work thread ---- */

static bool tell_trace(void *arg, int percent)
{
    struct job *job = arg;
    atomic_store(&job->percent, percent / 2);
    return !atomic_load(&job->given_up);
}

static bool tell_story(void *arg, int percent)
{
    struct job *job = arg;
    atomic_store(&job->percent, 50 + percent / 2);
    return !atomic_load(&job->given_up);
}

/* It must not wait for somebody who writes: nobody could end this thread. */
static struct trace *read_trace(struct job *job)
{
    if (job->text)
        return trace_file_parse_with(job->text, job->len, tell_trace, job, &job->problem);
    int error = file_check(job->name);
    if (error == 0)
        return trace_file_read(job->name, tell_trace, job, &job->problem);
    strbuf_adds(&job->problem, file_reason(error));
    return NULL;
}

static struct trace *make_trace(struct job *job)
{
    struct run *run = job->run;
    switch (job->stage) {
    case STAGE_LIVE:
        return trace_from_log_with(run_log(run), job->horizon_ns, job->name, job->source, job->len,
                                   tell_trace, job);
    case STAGE_FINISH:
        job->run = NULL;
        return run_finish_with(run, tell_trace, job);
    case STAGE_READ:
        return read_trace(job);
    case STAGE_DROP:
        job->run = NULL;
        run_drop(run);
        return NULL;
    }
    return NULL;
}

static void do_work(uv_work_t *work)
{
    struct job *job = work->data;
    struct trace *trace = make_trace(job);
    if (trace)
        job->story = story_new(trace, tell_story, job);
}

/* ---- in the loop's thread ---- */

static void on_work_done(uv_work_t *work, int status);

/* The threads of the pool are made by the first call: signals are for this thread alone. */
static void begin_work(struct job *job, enum stage stage)
{
    sigset_t all, before;
    sigfillset(&all);
    job->stage = stage;
    job->at_work = true;
    job->work_ns = clock_now_ns();
    job->background->at_work++;
    atomic_store(&job->percent, 0);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    uv_queue_work(job->background->loop, &job->work, do_work, on_work_done);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static struct job *new_job(struct background *background, int number, const char *name)
{
    struct job *job = mem_alloc(sizeof *job);
    job->background = background;
    job->work.data = job;
    job->number = number;
    job->name = mem_strdup(name);
    job->begun_ns = clock_now_ns();
    return job;
}

static void free_job(struct job *job)
{
    if (job->story)
        story_free(job->story);
    strbuf_release(&job->problem);
    free(job->name);
    free(job->source);
    free(job);
}

/* Frees an abandoned job, at once or as soon as its thread and its processes have ended. */
static void dispose(struct job *job)
{
    if (job->at_work)
        return;
    if (job->run)
        begin_work(job, STAGE_DROP);
    else
        free_job(job);
}

static void abandon(struct background *background)
{
    struct job *job = background->job;
    background->job = NULL;
    uv_timer_stop(&background->timer);
    job->abandoned = true;
    atomic_store(&job->given_up, true);
    if (job->stage == STAGE_LIVE && job->run) /* else it may be the thread's */
        run_kill(job->run);
    dispose(job);
}

/* The last word of a job: its story, or why there is none. */
static void deliver_last(struct job *job)
{
    struct background *background = job->background;
    struct story *story = job->story;
    job->story = NULL;
    background->job = NULL;
    uv_timer_stop(&background->timer);
    if (story)
        background->calls.story(background->calls.arg, job->number, story);
    else
        background->calls.failed(background->calls.arg, job->number, strbuf_str(&job->problem));
    free_job(job);
}

/* Making stories takes a third of the time at most. */
static void deliver_live(struct job *job)
{
    struct background *background = job->background;
    struct story *story = job->story;
    int64_t now_ns = clock_now_ns(), lasted_ns = now_ns - job->work_ns;
    job->story = NULL;
    job->next_ns = now_ns + (2 * lasted_ns > STORY_NS ? 2 * lasted_ns : STORY_NS);
    if (story && story->live)
        background->calls.story(background->calls.arg, job->number, story);
    else if (story)
        story_free(story); /* it has seen the end: the last one follows */
}

static void on_work_done(uv_work_t *work, int status)
{
    struct job *job = work->data;
    job->at_work = false;
    job->background->at_work--;
    if (job->abandoned)
        dispose(job);
    else if (job->stage == STAGE_LIVE)
        deliver_live(job);
    else
        deliver_last(job);
}

static void tell_progress(struct job *job, int64_t now_ns)
{
    static const char *const words[] = {
        [STAGE_LIVE] = "running",
        [STAGE_FINISH] = "reading the log",
        [STAGE_READ] = "reading the trace",
        [STAGE_DROP] = "",
    };
    const struct background_calls *calls = &job->background->calls;
    if (now_ns - job->told_ns < TELL_MS * NS_PER_MS)
        return;
    job->told_ns = now_ns;
    calls->progress(calls->arg, job->number, words[job->stage],
                    job->stage == STAGE_LIVE ? -1 : atomic_load(&job->percent),
                    now_ns - job->begun_ns);
}

static void watch(struct job *job, int64_t now_ns)
{
    if (!job->over) {
        job->over = !run_watch(job->run, 0);
        if (!job->at_work)
            job->horizon_ns = now_ns;
    }
    if (job->at_work)
        return;
    if (job->over)
        begin_work(job, STAGE_FINISH);
    else if (now_ns >= job->next_ns)
        begin_work(job, STAGE_LIVE);
}

static void on_timer(uv_timer_t *timer)
{
    struct background *background = timer->data;
    struct job *job = background->job;
    int64_t now_ns = clock_now_ns();
    if (!job)
        return;
    if (job->stage == STAGE_LIVE && !job->run) {
        deliver_last(job); /* it could not be started */
        return;
    }
    if (job->stage == STAGE_LIVE)
        watch(job, now_ns);
    tell_progress(job, now_ns);
}

/* ---- from outside ---- */

struct background *background_new(uv_loop_t *loop, const struct background_calls *calls)
{
    struct background *background = mem_alloc(sizeof *background);
    background->loop = loop;
    background->calls = *calls;
    uv_timer_init(loop, &background->timer);
    background->timer.data = background;
    return background;
}

void background_stop(struct background *background)
{
    if (background->job)
        abandon(background);
}

void background_run(struct background *background, const struct app_run *run)
{
    const char *problem = "the run could not be started";
    struct run_request request = {
        .name = run->name,
        .source = run->source,
        .len = run->len,
        .model = run->model,
        .sets = run->sets,
        .set_count = run->set_count,
    };
    background_stop(background);
    struct job *job = new_job(background, run->number, run->name);
    job->source = mem_strndup(run->source, run->len);
    job->len = run->len;
    job->run = run_start(&request, &problem);
    if (job->run)
        run_watch(job->run, 0); /* memory for the log: writers wait for it otherwise */
    else
        strbuf_adds(&job->problem, problem);
    job->next_ns = job->begun_ns + STORY_NS;
    background->job = job;
    uv_timer_start(&background->timer, on_timer, job->run ? WATCH_MS : 0, WATCH_MS);
}

void background_open(struct background *background, int number, const char *path, const char *text,
                     size_t len)
{
    background_stop(background);
    background->job = new_job(background, number, path);
    background->job->text = text;
    background->job->len = len;
    begin_work(background->job, STAGE_READ);
    uv_timer_start(&background->timer, on_timer, TELL_MS, TELL_MS);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void background_free(struct background *background)
{
    background_stop(background);
    while (background->at_work)
        uv_run(background->loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&background->timer, on_closed);
}
