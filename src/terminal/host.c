#include "config.h"

#include "terminal/host.h"

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
#include "terminal/rescue.h"
#include "terminal/background.h"
#include "terminal/terminal.h"
#include "terminal/watch.h"

enum {
    STATUS_USAGE = 2,
    STATUS_MACHINE = 3,
    SOURCE_MOST_BYTES = 4 * 1024 * 1024,
    SIGNALS = 7,
    EDITOR_MS = 2000
};

/* Frames of a movement come at this pace; what answers a key, sooner. After a frame that took long
 * (a slow line), twice that time is left for other things. */
#define FRAME_NS  (NS_PER_S / 30)
#define ANSWER_NS (8 * NS_PER_MS)
#define RETRY_NS  (10 * NS_PER_MS) /* of a terminal that takes no more for now */

struct tui {
    uv_loop_t loop;
    uv_poll_t input;
    uv_timer_t escape; /* ESC, or the beginning of a sequence? */
    uv_timer_t timer;  /* the next frame, or what the app waits for */
    uv_prepare_t before_sleep;
    uv_signal_t signals[SIGNALS];
    struct app *app;
    struct session *session;
    struct watch *watch;
    struct editor *editor;
    struct grid grid;
    int64_t drawn_ns, ticked_ns; /* the last frame, the last tick */
    int64_t frame_cost_ns;
    bool stale;       /* to be drawn, whatever the app says */
    bool urgent;      /* somebody waits for the answer to a key */
    bool lent;        /* the terminal is the editor's */
    bool wants_enter; /* what stands there is to be read before the screen comes back */
    char *edited;     /* the file in the editor */
    bool over;
    int signal; /* that ends it, or 0 */
};

static void end(struct tui *tui, int signal_number)
{
    tui->over = true;
    tui->signal = signal_number;
    uv_stop(&tui->loop);
}

/* ---- drawing ---- */

static void draw(struct tui *tui, int64_t now_ns)
{
    app_draw(tui->app, &tui->grid, now_ns);
    terminal_draw(&tui->grid);
    tui->drawn_ns = clock_now_ns();
    tui->frame_cost_ns = tui->drawn_ns - now_ns;
    tui->stale = tui->urgent = false;
}

static int64_t later(int64_t a_ns, int64_t b_ns)
{
    return a_ns > b_ns ? a_ns : b_ns;
}

static void on_timer(uv_timer_t *timer)
{
    struct tui *tui = timer->data;
    tui->ticked_ns = clock_now_ns();
    app_tick(tui->app, tui->ticked_ns);
}

static void wake_at(struct tui *tui, int64_t due_ns, int64_t now_ns)
{
    int64_t wait_ns = later(due_ns - now_ns, 0);
    uv_update_time(&tui->loop);
    uv_timer_start(&tui->timer, on_timer, (uint64_t)((wait_ns + NS_PER_MS - 1) / NS_PER_MS), 0);
}

/* Whatever has happened, this comes after it: draws, and sees to the next waking. While nothing
 * moves there is none. */
static void on_before_sleep(uv_prepare_t *prepare)
{
    struct tui *tui = prepare->data;
    int64_t now_ns = clock_now_ns(), due_ns;
    if (tui->lent || tui->over)
        return;
    if (!terminal_send()) {
        wake_at(tui, now_ns + RETRY_NS, now_ns);
        return;
    }
    if (tui->stale || app_is_stale(tui->app)) {
        due_ns = tui->drawn_ns + later(tui->urgent ? ANSWER_NS : FRAME_NS, 2 * tui->frame_cost_ns);
        if (now_ns < due_ns) {
            wake_at(tui, due_ns, now_ns);
            return;
        }
        draw(tui, now_ns);
        if (!terminal_send()) {
            wake_at(tui, now_ns + RETRY_NS, now_ns);
            return;
        }
    }
    due_ns = app_next_ns(tui->app, now_ns);
    if (due_ns < 0)
        uv_timer_stop(&tui->timer);
    else
        wake_at(tui, later(due_ns, later(tui->drawn_ns, tui->ticked_ns) + FRAME_NS), now_ns);
}

static void take_size(struct tui *tui)
{
    int columns, rows;
    terminal_size(&columns, &rows);
    if (columns == tui->grid.columns && rows == tui->grid.rows)
        return;
    grid_release(&tui->grid);
    grid_init(&tui->grid, columns, rows);
    app_resize(tui->app, columns, rows);
    tui->stale = tui->urgent = true;
}

/* ---- input ---- */

static void on_escape(uv_timer_t *timer);

static void read_input(struct tui *tui)
{
    struct input input;
    if (tui->lent)
        return;
    while (!tui->lent && !tui->over && terminal_read(&input)) {
        tui->urgent = true;
        app_input(tui->app, &input, clock_now_ns());
    }
    if (terminal_is_gone())
        end(tui, SIGHUP);
    else if (terminal_pending())
        uv_timer_start(&tui->escape, on_escape, TERMINAL_ESC_MS + 1, 0);
}

static void on_escape(uv_timer_t *timer)
{
    read_input(timer->data);
}

static void come_back(struct tui *tui);

static void on_input(uv_poll_t *input, int status, int events)
{
    struct tui *tui = input->data;
    char line[256];
    if (!tui->wants_enter)
        read_input(tui);
    else if (read(STDIN_FILENO, line, sizeof line) > 0)
        come_back(tui);
    else
        end(tui, SIGHUP);
}

/* ---- signals ---- */

static void on_patience(uv_timer_t *timer)
{
    struct tui *tui = timer->data;
    end(tui, tui->signal);
}

/* The editor is told to end, too, and may save and put the terminal back first. */
static void end_editor(struct tui *tui, int signal_number)
{
    tui->signal = signal_number;
    editor_signal(tui->editor, signal_number);
    uv_timer_start(&tui->timer, on_patience, EDITOR_MS, 0);
}

static void on_end_signal(uv_signal_t *handle, int number)
{
    struct tui *tui = handle->data;
    bool from_keyboard = number == SIGINT || number == SIGQUIT;
    if (tui->lent && from_keyboard)
        return; /* that is for the editor */
    if (tui->lent && editor_is_running(tui->editor) && !tui->signal)
        end_editor(tui, number);
    else
        end(tui, number);
}

static void on_resize(uv_signal_t *handle, int number)
{
    struct tui *tui = handle->data;
    if (!tui->lent)
        take_size(tui);
}

/* In the background, this stops us until the terminal is ours. */
static void take_back(struct tui *tui)
{
    terminal_return();
    take_size(tui);
    tui->stale = tui->urgent = true;
}

static void on_continue(uv_signal_t *handle, int number)
{
    struct tui *tui = handle->data;
    if (!tui->lent && !tui->over)
        take_back(tui);
}

static void on_stop_signal(uv_signal_t *handle, int number);

static const struct {
    int number;
    uv_signal_cb act;
} handlers[SIGNALS] = {
    {SIGTSTP, on_stop_signal}, {SIGTERM, on_end_signal}, {SIGHUP, on_end_signal},
    {SIGINT, on_end_signal},   {SIGQUIT, on_end_signal}, {SIGWINCH, on_resize},
    {SIGCONT, on_continue},
};

/* What was ignored, by nohup for instance, stays ignored. */
static void handle_signal(struct tui *tui, int index)
{
    struct sigaction was;
    sigaction(handlers[index].number, NULL, &was);
    if (was.sa_handler != SIG_IGN)
        uv_signal_start(&tui->signals[index], handlers[index].act, handlers[index].number);
}

/* Stops as any program does, with all of its group: whoever started us from a script stops, too. */
static void stop_here(struct tui *tui)
{
    if (!uv_is_active((uv_handle_t *)&tui->signals[0]))
        return; /* ignored, where nobody could continue us */
    terminal_leave();
    uv_signal_stop(&tui->signals[0]);
    kill(0, SIGTSTP);
    handle_signal(tui, 0);
    if (tcgetpgrp(STDIN_FILENO) == getpgrp())
        take_back(tui);
    /* else a signal may have come that is to end us: on_continue() comes behind it */
}

static void on_stop_signal(uv_signal_t *handle, int number)
{
    stop_here(handle->data);
}

/* ---- the editor ---- */

static void lend(struct tui *tui)
{
    tui->lent = true;
    uv_poll_stop(&tui->input);
    uv_timer_stop(&tui->timer);
    uv_signal_stop(&tui->signals[0]); /* ctrl-z in the editor stops us both */
    terminal_leave();
}

static void come_back(struct tui *tui)
{
    char *path = tui->edited;
    tui->lent = tui->wants_enter = false;
    tui->edited = NULL;
    terminal_return();
    handle_signal(tui, 0);
    uv_poll_start(&tui->input, UV_READABLE, on_input);
    take_size(tui);
    tui->stale = tui->urgent = true;
    watch_forgive(tui->watch);
    app_changed(tui->app, path, clock_now_ns());
    free(path);
}

/* A shell says 126 or 127 if there is no such editor, and why: that must not vanish. */
static void on_edited(void *arg, int status)
{
    static const char words[] = "baton: the editor ($VISUAL or $EDITOR) could not be run. "
                                "Enter goes on.\n";
    struct tui *tui = arg;
    if (tui->signal) {
        terminal_return(); /* it may have left it in any state */
        end(tui, tui->signal);
        return;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) < 126) {
        come_back(tui);
        return;
    }
    file_write_all(STDERR_FILENO, words, sizeof words - 1);
    tui->wants_enter = true;
    uv_poll_start(&tui->input, UV_READABLE, on_input);
}

/* ---- what the app asks for ---- */

static void host_start(void *arg, const struct app_run *run)
{
    session_run(((struct tui *)arg)->session, run);
}

static void host_open_trace(void *arg, int number, const char *path)
{
    session_open(((struct tui *)arg)->session, number, path);
}

static void host_stop(void *arg)
{
    session_stop(((struct tui *)arg)->session);
}

static int host_read(void *arg, const char *path, char **text, size_t *len)
{
    return file_read(path, SOURCE_MOST_BYTES, text, len);
}

static int host_write(void *arg, const char *path, const char *bytes, size_t len)
{
    return file_write(path, bytes, len);
}

static void host_watch(void *arg, const char *path)
{
    watch_set(((struct tui *)arg)->watch, path);
}

static void host_edit(void *arg, const char *path, int line)
{
    struct tui *tui = arg;
    if (tui->lent)
        return;
    tui->edited = mem_strdup(path);
    lend(tui);
    if (!editor_start(tui->editor, path, line))
        come_back(tui);
}

static void host_mouse(void *arg, bool on)
{
    terminal_mouse(on);
}

static void host_redraw(void *arg)
{
    struct tui *tui = arg;
    terminal_redraw();
    tui->stale = true;
}

static void host_suspend(void *arg)
{
    stop_here(arg);
}

static void host_quit(void *arg)
{
    end(arg, 0);
}

static struct app_host host_for(struct tui *tui)
{
    return (struct app_host){
        .arg = tui,
        .start = host_start,
        .open_trace = host_open_trace,
        .stop = host_stop,
        .read = host_read,
        .watch = host_watch,
        .edit = host_edit,
        .write = host_write,
        .mouse = host_mouse,
        .redraw = host_redraw,
        .suspend = host_suspend,
        .quit = host_quit,
    };
}

/* ---- what the others tell ---- */

static void on_story(void *arg, int number, struct story *story)
{
    app_story(((struct tui *)arg)->app, number, story, clock_now_ns());
}

static void on_failed(void *arg, int number, const char *problem)
{
    app_failed(((struct tui *)arg)->app, number, problem);
}

static void on_progress(void *arg, int number, const char *what, int percent, int64_t elapsed_ns)
{
    app_progress(((struct tui *)arg)->app, number, what, percent, elapsed_ns);
}

static void on_changed(void *arg, const char *path)
{
    app_changed(((struct tui *)arg)->app, path, clock_now_ns());
}

/* ---- beginning and end ---- */

/* libuv makes a polled descriptor non-blocking, and with it the terminal of whoever started us:
 * that is put back at once. We ask before we read. */
static void poll_input(struct tui *tui)
{
    int flags = fcntl(STDIN_FILENO, F_GETFL);
    uv_poll_init(&tui->loop, &tui->input, STDIN_FILENO);
    if (flags >= 0)
        fcntl(STDIN_FILENO, F_SETFL, flags);
    uv_poll_start(&tui->input, UV_READABLE, on_input);
}

static void begin_loop(struct tui *tui)
{
    const struct session_calls calls = {tui, on_story, on_failed, on_progress};
    uv_timer_init(&tui->loop, &tui->timer);
    uv_timer_init(&tui->loop, &tui->escape);
    uv_prepare_init(&tui->loop, &tui->before_sleep);
    tui->timer.data = tui->escape.data = tui->before_sleep.data = tui->input.data = tui;
    for (int i = 0; i < SIGNALS; i++) {
        uv_signal_init(&tui->loop, &tui->signals[i]);
        tui->signals[i].data = tui;
        handle_signal(tui, i);
    }
    tui->session = session_new(&tui->loop, &calls);
    tui->watch = watch_new(&tui->loop, on_changed, tui);
    tui->editor = editor_new(&tui->loop, on_edited, tui);
}

static void end_loop(struct tui *tui)
{
    uv_close((uv_handle_t *)&tui->timer, NULL);
    uv_close((uv_handle_t *)&tui->escape, NULL);
    uv_close((uv_handle_t *)&tui->before_sleep, NULL);
    if (tui->app) /* else there was no terminal to poll */
        uv_close((uv_handle_t *)&tui->input, NULL);
    for (int i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&tui->signals[i], NULL);
    watch_free(tui->watch);
    editor_free(tui->editor);
    session_free(tui->session);
    while (uv_loop_close(&tui->loop) == UV_EBUSY) /* handles that are closing */
        uv_run(&tui->loop, UV_RUN_DEFAULT);
}

static bool open_wanted(struct tui *tui, const struct tui_request *request, struct strbuf *problem)
{
    switch (request->what) {
    case TUI_SCENARIO:
        return app_open_scenario(tui->app, request->path, request->model, request->sets,
                                 request->set_count, problem);
    case TUI_COMPARE:
        return app_open_compare(tui->app, request->path, problem);
    case TUI_TRACE:
        app_open_trace(tui->app, request->path);
        return true;
    case TUI_BROWSER:
        return true;
    }
    return true;
}

static void make_app(struct tui *tui, const struct tui_request *request)
{
    const struct app_host host = host_for(tui);
    struct app_settings settings = request->settings;
    int columns, rows;
    settings.ascii = settings.ascii || !terminal_is_utf8();
    settings.narrow_glyphs = settings.narrow_glyphs || terminal_draws_wide();
    settings.colours = terminal_colours();
    terminal_size(&columns, &rows);
    grid_init(&tui->grid, columns, rows);
    tui->app = app_new(&host, &settings, columns, rows);
    terminal_mouse(true);
}

/* With the terminal ours. */
static int run_app(struct tui *tui, const struct tui_request *request)
{
    struct strbuf problem = STRBUF_INIT;
    poll_input(tui);
    make_app(tui, request);
    bool opened = open_wanted(tui, request, &problem);
    if (opened) {
        tui->stale = tui->urgent = true;
        uv_prepare_start(&tui->before_sleep, on_before_sleep);
        read_input(tui); /* what was typed before */
        if (!tui->over)
            uv_run(&tui->loop, UV_RUN_DEFAULT);
    }
    terminal_end();
    file_write_all(STDERR_FILENO, strbuf_str(&problem), problem.len);
    strbuf_release(&problem);
    return opened ? 0 : STATUS_USAGE;
}

/* Dies of the signal, as whoever sent it expects. The run is told to end, but not waited for. */
static void end_by_signal(struct tui *tui)
{
    session_stop(tui->session);
    signal(tui->signal, SIG_DFL);
    raise(tui->signal);
}

int tui_run(const struct tui_request *request)
{
    struct tui tui = {0};
    const char *problem;
    int status = STATUS_USAGE;
    if (uv_loop_init(&tui.loop) < 0) {
        fputs("baton: the machine refused an event loop\n", stderr);
        return STATUS_MACHINE;
    }
    begin_loop(&tui);
    if (terminal_begin(request->color, &problem) < 0) {
        fprintf(stderr, "baton: %s\n", problem);
    } else {
        rescue_catch_crashes();
        status = run_app(&tui, request);
        rescue_release_crashes();
    }
    if (tui.signal)
        end_by_signal(&tui);
    if (tui.app)
        app_free(tui.app);
    end_loop(&tui);
    grid_release(&tui.grid);
    free(tui.edited);
    return status;
}
