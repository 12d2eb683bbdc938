#include "config.h"

#include "terminal/host.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "terminal/editor.h"
#include "terminal/foreground.h"
#include "terminal/machine.h"
#include "terminal/recorder.h"
#include "terminal/rescue.h"
#include "terminal/background.h"
#include "terminal/terminal.h"
#include "terminal/watch.h"
#include "trace/file.h"

enum {
    STATUS_USAGE = 2,
    STATUS_MACHINE = 3,
    SOURCE_MOST_BYTES = 4 * 1024 * 1024,
    STOP = 0, /* in the list of signals */
    CONTINUE = 1,
    SIGNALS = 7,
    EDITOR_MS = 2000
};

/* Frames of a movement come at this pace; what answers a key, sooner. After a frame that took long
 * (a slow line), twice that time is left for other things. */
#define FRAME_NS  (NS_PER_S / 30)
#define ANSWER_NS (8 * NS_PER_MS)
#define RETRY_NS  (10 * NS_PER_MS) /* of a terminal that takes no more for now */

struct host {
    uv_loop_t loop;
    uv_poll_t input;
    uv_timer_t escape; /* what has come by halves: ESC, or the beginning of a sequence? */
    uv_timer_t timer;  /* the next frame, or what the app waits for */
    uv_prepare_t before_sleep;
    uv_signal_t signals[SIGNALS];
    const struct host_request *given; /* what it was begun with */
    struct app *app;
    struct background *background;
    struct watch *watch;
    struct editor *editor;
    struct grid grid;
    int64_t drawn_ns, ticked_ns; /* the last frame, the last tick */
    int64_t frame_cost_ns;
    bool stale;               /* to be drawn, whatever the app says */
    bool urgent;              /* somebody waits for the answer to a key */
    bool lent;                /* the terminal is the editor's */
    bool wants_enter;         /* what stands there is to be read before the screen comes back */
    char *edited;             /* the file in the editor */
    struct recorder recorder; /* that is being recorded */
    int recorded;             /* its last recording; -1: there is none */
    bool over;
    int signal; /* that ends it, or 0 */
};

static void end(struct host *host, int signal_number)
{
    host->over = true;
    host->signal = signal_number;
    uv_stop(&host->loop);
}

/* ---- drawing ---- */

static void draw(struct host *host, int64_t now_ns)
{
    app_draw(host->app, &host->grid, now_ns);
    terminal_draw(&host->grid);
    host->drawn_ns = clock_now_ns();
    host->frame_cost_ns = host->drawn_ns - now_ns;
    host->stale = host->urgent = false;
}

static int64_t later(int64_t a_ns, int64_t b_ns)
{
    return a_ns > b_ns ? a_ns : b_ns;
}

static void on_timer(uv_timer_t *timer)
{
    struct host *host = timer->data;
    host->ticked_ns = clock_now_ns();
    app_tick(host->app, host->ticked_ns);
}

static void wake_at(struct host *host, int64_t due_ns, int64_t now_ns)
{
    int64_t wait_ns = later(due_ns - now_ns, 0);
    uv_update_time(&host->loop);
    uv_timer_start(&host->timer, on_timer, (uint64_t)((wait_ns + NS_PER_MS - 1) / NS_PER_MS), 0);
}

/* Whatever has happened, this comes after it: draws, and sees to the next waking. While nothing
 * moves there is none. */
static void on_before_sleep(uv_prepare_t *prepare)
{
    struct host *host = prepare->data;
    int64_t now_ns = clock_now_ns(), due_ns;
    if (host->lent || host->over)
        return;
    if (!terminal_send()) {
        wake_at(host, now_ns + RETRY_NS, now_ns);
        return;
    }
    if (host->stale || app_is_stale(host->app)) {
        due_ns =
            host->drawn_ns + later(host->urgent ? ANSWER_NS : FRAME_NS, 2 * host->frame_cost_ns);
        if (now_ns < due_ns) {
            wake_at(host, due_ns, now_ns);
            return;
        }
        draw(host, now_ns);
        if (!terminal_send()) {
            wake_at(host, now_ns + RETRY_NS, now_ns);
            return;
        }
    }
    due_ns = app_next_ns(host->app, now_ns);
    if (due_ns < 0)
        uv_timer_stop(&host->timer);
    else
        wake_at(host, later(due_ns, later(host->drawn_ns, host->ticked_ns) + FRAME_NS), now_ns);
}

static void take_size(struct host *host)
{
    int columns, rows;
    terminal_size(&columns, &rows);
    if (columns == host->grid.columns && rows == host->grid.rows)
        return;
    grid_release(&host->grid);
    grid_init(&host->grid, columns, rows);
    app_resize(host->app, columns, rows);
    host->stale = host->urgent = true;
}

/* ---- input ---- */

static void on_escape(uv_timer_t *timer);

/* Of what has come by halves. */
static void wait_for_rest(struct host *host)
{
    int wait_ms = terminal_wait_ms();
    if (wait_ms < 0)
        uv_timer_stop(&host->escape);
    else
        uv_timer_start(&host->escape, on_escape, (uint64_t)wait_ms, 0);
}

static void read_input(struct host *host)
{
    struct input input;
    if (host->lent)
        return;
    while (!host->lent && !host->over && terminal_read(&input)) {
        host->urgent = true;
        app_input(host->app, &input, clock_now_ns());
    }
    host->stale |= terminal_is_restyled();
    if (terminal_is_gone())
        end(host, SIGHUP);
    else
        wait_for_rest(host);
}

static void on_escape(uv_timer_t *timer)
{
    read_input(timer->data);
}

static void come_back(struct host *host);

static void on_input(uv_poll_t *input, int status, int events)
{
    struct host *host = input->data;
    char line[256];
    if (!host->wants_enter)
        read_input(host);
    else if (read(STDIN_FILENO, line, sizeof line) > 0)
        come_back(host);
    else
        end(host, SIGHUP);
}

/* ---- signals ---- */

static void on_patience(uv_timer_t *timer)
{
    struct host *host = timer->data;
    end(host, host->signal);
}

/* The editor is told to end, too, and may save and put the terminal back first. */
static void end_editor(struct host *host, int signal_number)
{
    host->signal = signal_number;
    editor_signal(host->editor, signal_number);
    uv_timer_start(&host->timer, on_patience, EDITOR_MS, 0);
}

static void on_end_signal(uv_signal_t *handle, int number)
{
    struct host *host = handle->data;
    bool from_keyboard = number == SIGINT || number == SIGQUIT;
    if (host->lent && from_keyboard)
        return; /* that is for the editor */
    if (host->lent && editor_is_running(host->editor) && !host->signal)
        end_editor(host, number);
    else
        end(host, number);
}

static void on_resize(uv_signal_t *handle, int number)
{
    struct host *host = handle->data;
    if (!host->lent)
        take_size(host);
}

static void handle_signal(struct host *host, int index);

/* That we go on is not told by on_continue(): what takes the terminal twice does not give it back
 * as it was. */
static void take_back(struct host *host)
{
    uv_signal_stop(&host->signals[CONTINUE]);
    terminal_return();
    handle_signal(host, CONTINUE);
    take_size(host);
    host->stale = host->urgent = true;
}

static bool stop_group(struct host *host, int number)
{
    uv_signal_stop(&host->signals[CONTINUE]);
    bool stopped = foreground_stop(number);
    handle_signal(host, CONTINUE);
    return stopped;
}

/* In the background it stops again, as whoever touches the terminal there. Not by touching it: what
 * came meanwhile to end us is heard by the loop, which could not be reached from there. */
static void on_continue(uv_signal_t *handle, int number)
{
    struct host *host = handle->data;
    if (host->lent || host->over)
        return;
    if (foreground_is_other() && stop_group(host, SIGTTOU))
        raise(SIGCONT); /* behind a signal that may have come, and is to end us */
    else
        take_back(host);
}

static void on_stop_signal(uv_signal_t *handle, int number);

static const struct {
    int number;
    uv_signal_cb act;
} handlers[SIGNALS] = {
    [STOP] = {SIGTSTP, on_stop_signal},
    [CONTINUE] = {SIGCONT, on_continue},
    {SIGTERM, on_end_signal},
    {SIGHUP, on_end_signal},
    {SIGINT, on_end_signal},
    {SIGQUIT, on_end_signal},
    {SIGWINCH, on_resize},
};

/* What was ignored, by nohup for instance, stays ignored. */
static void handle_signal(struct host *host, int index)
{
    struct sigaction was;
    sigaction(handlers[index].number, NULL, &was);
    if (was.sa_handler != SIG_IGN)
        uv_signal_start(&host->signals[index], handlers[index].act, handlers[index].number);
}

/* Stops with all of its group. That we go on is seen here. */
static void stop_here(struct host *host)
{
    if (!uv_is_active((uv_handle_t *)&host->signals[STOP]))
        return; /* ignored, where nobody could continue us */
    terminal_leave();
    uv_signal_stop(&host->signals[STOP]);
    stop_group(host, SIGTSTP);
    handle_signal(host, STOP);
    if (foreground_is_other())
        raise(SIGCONT); /* as in on_continue() */
    else
        take_back(host);
}

static void on_stop_signal(uv_signal_t *handle, int number)
{
    stop_here(handle->data);
}

/* ---- the editor ---- */

static void lend(struct host *host)
{
    host->lent = true;
    uv_poll_stop(&host->input);
    uv_timer_stop(&host->timer);
    uv_signal_stop(&host->signals[STOP]); /* ctrl-z in the editor stops us both */
    terminal_leave();
}

/* The last recording stays where there is no other. */
static void take_recording(struct host *host)
{
    int fd = recorder_end(&host->recorder);
    if (fd < 0)
        return;
    if (host->recorded >= 0)
        close(host->recorded);
    host->recorded = fd;
    app_recorded(host->app, clock_now_ns());
}

static void come_back(struct host *host)
{
    char *path = host->edited;
    host->lent = host->wants_enter = false;
    host->edited = NULL;
    terminal_return();
    handle_signal(host, STOP);
    uv_poll_start(&host->input, UV_READABLE, on_input);
    take_size(host);
    host->stale = host->urgent = true;
    watch_forgive(host->watch);
    if (path)
        app_changed(host->app, path, clock_now_ns());
    else
        take_recording(host);
    free(path);
}

/* A shell says 126 or 127 if there is no such editor, and why: that must not vanish. */
static void on_edited(void *arg, int status)
{
    static const char words[] = "baton: the editor ($VISUAL or $EDITOR) could not be run. "
                                "Enter goes on.\n";
    static const char not_recorded[] = "baton: there is no new recording. Enter goes on.\n";
    struct host *host = arg;
    if (host->signal) {
        terminal_return(); /* it may have left it in any state */
        end(host, host->signal);
        return;
    }
    bool failed = host->edited ? WIFEXITED(status) && WEXITSTATUS(status) >= 126
                               : access(host->recorder.out, F_OK) != 0;
    if (!failed) {
        come_back(host);
        return;
    }
    if (host->edited)
        file_write_all(STDERR_FILENO, words, sizeof words - 1);
    else
        file_write_all(STDERR_FILENO, not_recorded, sizeof not_recorded - 1);
    host->wants_enter = true;
    uv_poll_start(&host->input, UV_READABLE, on_input);
}

/* ---- what the app asks for ---- */

static void host_start(void *arg, const struct app_run *run)
{
    background_run(((struct host *)arg)->background, run);
}

/* True if what the path stands for was read before we began. */
static bool is_given(const struct host *host, const char *path)
{
    return host->given->text && strcmp(path, host->given->path) == 0;
}

/* The recording of a program has no name of its own. */
static void open_recorded(struct host *host, int number)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", host->recorded);
    background_open(host->background, number, path, NULL, 0);
}

static void host_open_trace(void *arg, int number, const char *path)
{
    struct host *host = arg;
    if (host->given->what == HOST_PROGRAM && strcmp(path, host->given->path) == 0) {
        open_recorded(host, number);
        return;
    }
    bool given = is_given(host, path);
    background_open(host->background, number, path, given ? host->given->text : NULL,
                    given ? host->given->len : 0);
}

static void host_stop(void *arg)
{
    background_stop(((struct host *)arg)->background);
}

/* What is too long to be a scenario may be a saved trace: then its beginning says so. */
static int read_file(const char *path, char **text, size_t *len)
{
    enum { HEAD_BYTES = 256 };
    int error = file_read(path, SOURCE_MOST_BYTES, text, len);
    if (error != -EFBIG)
        return error;
    *text = mem_alloc(HEAD_BYTES + 1);
    if (file_read_head(path, *text, HEAD_BYTES, len) == 0 && trace_file_is(*text, *len))
        return 0;
    free(*text);
    *text = NULL;
    return error;
}

static int host_read(void *arg, const char *path, char **text, size_t *len)
{
    const struct host *host = arg;
    if (watch_is_of(host->watch, path))
        watch_forgive(host->watch); /* before it is read: a change behind that is told */
    if (!is_given(host, path))
        return read_file(path, text, len);
    *text = mem_strndup(host->given->text, host->given->len);
    *len = host->given->len;
    return 0;
}

/* Nor does writing wait for somebody who reads. */
static int host_save(void *arg, const char *path, const char *bytes, size_t len)
{
    int made = file_make_folders(path);
    return made < 0 ? made : file_write(path, bytes, len);
}

static int host_write(void *arg, const char *path, const char *bytes, size_t len)
{
    int there = file_check(path);
    return there == -ESPIPE ? there : file_write(path, bytes, len);
}

static void host_watch(void *arg, const char *path)
{
    struct host *host = arg;
    watch_set(host->watch, path && is_given(host, path) ? NULL : path);
}

static const char *host_unwatched(void *arg)
{
    return watch_problem(((struct host *)arg)->watch);
}

static const char *host_edit(void *arg, const char *path, int line)
{
    struct host *host = arg;
    if (is_given(host, path))
        return "this came through a pipe: there is no file to edit";
    int there = file_check(path);
    if (there == -ESPIPE) /* an editor would wait for it */
        return file_reason(there);
    if (there == -EISDIR)
        return "this is a folder: there is no file to edit";
    if (host->lent)
        return NULL;
    host->edited = mem_strdup(path);
    lend(host);
    if (!editor_start(host->editor, path, line))
        come_back(host);
    return NULL;
}

static void become_recorder(void *arg)
{
    recorder_become(arg);
}

static const char *host_record(void *arg, const char *path)
{
    struct host *host = arg;
    struct strbuf problem = STRBUF_INIT;
    if (host->lent)
        return NULL;
    bool begun = recorder_begin(&host->recorder, path, &problem);
    strbuf_release(&problem);
    if (!begun)
        return "there is no place for a recording";
    lend(host);
    if (!editor_start_other(host->editor, become_recorder, &host->recorder))
        come_back(host);
    return NULL;
}

static void host_mouse(void *arg, bool on)
{
    terminal_mouse(on);
}

static void host_light(void *arg, bool light)
{
    struct host *host = arg;
    terminal_light(light);
    host->stale = true;
}

static void host_redraw(void *arg)
{
    struct host *host = arg;
    terminal_redraw();
    host->stale = true;
}

static void host_suspend(void *arg)
{
    stop_here(arg);
}

static void host_quit(void *arg)
{
    end(arg, 0);
}

static struct app_host host_for(struct host *host)
{
    return (struct app_host){
        .arg = host,
        .start = host_start,
        .open_trace = host_open_trace,
        .stop = host_stop,
        .read = host_read,
        .watch = host_watch,
        .unwatched = host_unwatched,
        .edit = host_edit,
        .record = host_record,
        .write = host_write,
        .save = host_save,
        .mouse = host_mouse,
        .light = host_light,
        .redraw = host_redraw,
        .suspend = host_suspend,
        .quit = host_quit,
    };
}

/* ---- what the others tell ---- */

static void on_story(void *arg, int number, struct story *story)
{
    app_story(((struct host *)arg)->app, number, story, clock_now_ns());
}

static void on_failed(void *arg, int number, const char *problem)
{
    app_failed(((struct host *)arg)->app, number, problem);
}

static void on_progress(void *arg, int number, const char *what, int percent, int64_t elapsed_ns)
{
    app_progress(((struct host *)arg)->app, number, what, percent, elapsed_ns);
}

static void on_changed(void *arg, const char *path)
{
    app_changed(((struct host *)arg)->app, path, clock_now_ns());
}

/* ---- beginning and end ---- */

/* libuv makes a polled descriptor non-blocking, and with it the terminal of whoever started us:
 * that is put back at once. We ask before we read. */
static void poll_input(struct host *host)
{
    int flags = fcntl(STDIN_FILENO, F_GETFL);
    uv_poll_init(&host->loop, &host->input, STDIN_FILENO);
    if (flags >= 0)
        fcntl(STDIN_FILENO, F_SETFL, flags);
    uv_poll_start(&host->input, UV_READABLE, on_input);
}

static void begin_loop(struct host *host)
{
    const struct background_calls calls = {host, on_story, on_failed, on_progress};
    uv_timer_init(&host->loop, &host->timer);
    uv_timer_init(&host->loop, &host->escape);
    uv_prepare_init(&host->loop, &host->before_sleep);
    host->timer.data = host->escape.data = host->before_sleep.data = host->input.data = host;
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(&host->loop, &host->signals[i]);
        host->signals[i].data = host;
        handle_signal(host, i);
    }
    host->background = background_new(&host->loop, &calls);
    host->watch = watch_new(&host->loop, on_changed, host);
    host->editor = editor_new(&host->loop, on_edited, host);
}

static void end_loop(struct host *host)
{
    uv_close((uv_handle_t *)&host->timer, NULL);
    uv_close((uv_handle_t *)&host->escape, NULL);
    uv_close((uv_handle_t *)&host->before_sleep, NULL);
    if (host->app) /* else there was no terminal to poll */
        uv_close((uv_handle_t *)&host->input, NULL);
    for (int i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&host->signals[i], NULL);
    watch_free(host->watch);
    editor_free(host->editor);
    background_free(host->background);
    while (uv_loop_close(&host->loop) == UV_EBUSY) /* handles that are closing */
        uv_run(&host->loop, UV_RUN_DEFAULT);
}

static bool open_wanted(struct host *host, const struct host_request *request,
                        struct strbuf *problem)
{
    switch (request->what) {
    case HOST_SCENARIO:
        return app_open_scenario(host->app, request->path, request->model, request->sets,
                                 request->set_count, problem);
    case HOST_COMPARE:
        if (request->other_count)
            return app_open_beside(host->app, request->path, request->others, request->other_count,
                                   problem);
        return app_open_compare(host->app, request->path, problem);
    case HOST_TRACE:
        app_open_trace(host->app, request->path);
        return true;
    case HOST_PROGRAM:
        app_open_program(host->app, request->path);
        return true;
    case HOST_BROWSER:
        return true;
    }
    return true;
}

static void make_app(struct host *host, const struct host_request *request)
{
    const struct app_host calls = host_for(host);
    struct app_settings settings = request->settings;
    int columns, rows;
    host->given = request;
    settings.ascii = settings.ascii || !terminal_is_utf8();
    settings.narrow_glyphs = settings.narrow_glyphs || terminal_draws_wide();
    settings.colours = terminal_colours();
    terminal_size(&columns, &rows);
    grid_init(&host->grid, columns, rows);
    host->app = app_new(&calls, &settings, columns, rows);
    terminal_mouse(true);
}

/* With the terminal ours. */
static int run_app(struct host *host, const struct host_request *request)
{
    struct strbuf problem = STRBUF_INIT;
    poll_input(host);
    make_app(host, request);
    bool opened = open_wanted(host, request, &problem);
    if (opened) {
        host->stale = host->urgent = true;
        uv_prepare_start(&host->before_sleep, on_before_sleep);
        read_input(host); /* what was typed before */
        if (!host->over)
            uv_run(&host->loop, UV_RUN_DEFAULT);
    }
    terminal_end();
    file_write_all(STDERR_FILENO, strbuf_str(&problem), problem.len);
    strbuf_release(&problem);
    return opened ? 0 : STATUS_USAGE;
}

/* Dies of the signal, as whoever sent it expects. The run is told to end, but not waited for. */
static void end_by_signal(struct host *host)
{
    background_stop(host->background);
    signal(host->signal, SIG_DFL);
    raise(host->signal);
}

int host_run(const struct host_request *request)
{
    struct host host = {.recorded = request->what == HOST_PROGRAM ? request->recorded : -1};
    const char *problem = machine_refuses();
    int status = STATUS_USAGE;
    foreground_await();
    if (problem) {
        fprintf(stderr, "baton: %s\n", problem);
        return STATUS_MACHINE;
    }
    if (uv_loop_init(&host.loop) < 0) {
        fputs("baton: the machine refused an event loop\n", stderr);
        return STATUS_MACHINE;
    }
    begin_loop(&host);
    if (terminal_begin(request->color, request->ground, &problem) < 0) {
        fprintf(stderr, "baton: %s\n", problem);
    } else {
        rescue_catch_crashes();
        status = run_app(&host, request);
        rescue_release_crashes();
    }
    if (host.signal)
        end_by_signal(&host);
    if (host.app)
        app_free(host.app);
    end_loop(&host);
    grid_release(&host.grid);
    free(host.edited);
    recorder_end(&host.recorder);
    if (host.recorded >= 0)
        close(host.recorded);
    return status;
}
