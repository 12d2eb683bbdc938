/* The player: a run, played back. Here are the record of its functions, and the short ones of them;
 * player_private.h says where the others are. */
#include "config.h"

#include "app/player_private.h"
#include "base/mem.h"

#include <stdlib.h>

/* ---- coming and going ---- */

static void *open_screen(struct app *app)
{
    struct player_screen *play = mem_alloc(sizeof *play);
    play->app = app;
    play->replies.marked = -1;
    play->replies.model = MODEL_COUNT;
    return play;
}

static void close_screen(void *self)
{
    struct player_screen *play = self;
    if (job_is_of(app_job(play->app), play))
        job_stop(app_job(play->app));
    overlay_close(play);
    overlay_release_menu(&play->menu);
    replies_release(&play->replies);
    python_drop(play);
    reel_drop(play->current);
    reel_drop(play->before);
    reel_drop(play->pending);
    strbuf_release(&play->judged);
    strbuf_release(&play->goal);
    free(play->failure);
    free(play->search);
    free(play);
}

static bool enter(void *self, struct reel *run)
{
    if (run)
        play_show(self, run);
    return true;
}

/* Opens at 0, with nothing run yet, and runs the document; runs it again if it has changed
 * meanwhile. */
static void arrive(void *self)
{
    struct player_screen *play = self;
    const struct document *document = app_document(play->app);
    struct job *job = app_job(play->app);
    play->ticked_ns = app_now_ns(play->app);
    if (!job_is_of(job, play))
        job_stop(job);
    if (play->current) {
        if (play_is_outdated(play) && !job->owner)
            play_run(play, false);
        return;
    }
    play_begin(play);
    if (document->is_trace)
        play_read(play);
    else if (!document->errors)
        play_run(play, false);
}

/* A program is recorded once more; `same` is not so when that has been done. */
static void rerun(void *self, bool same)
{
    struct player_screen *play = self;
    const struct document *document = app_document(play->app);
    const struct app_host *host = app_host(play->app);
    if (!document->is_program) {
        play_run(play, same);
        return;
    }
    const char *problem = same ? host->record(host->arg, document->path) : NULL;
    if (problem)
        app_say(play->app, "%s", problem);
    else if (!same)
        play_read(play);
}

/* ---- what comes in ---- */

static bool input(void *self, const struct input *what)
{
    if (what->key != INPUT_NONE)
        return overlay_key(self, what->key);
    play_mouse(self, what);
    return true;
}

/* The baton's mark was on its way when it was looked at last: the frame in which it has arrived is
 * still to come. */
static bool was_moving(const struct player_screen *play)
{
    return player_move_phase(&play->player, play->ticked_ns) < 1;
}

static bool tick(void *self, int64_t now_ns)
{
    struct player_screen *play = self;
    bool differs = was_moving(play);
    play_sync(play);
    if (player_advance(&play->player, now_ns)) {
        differs = true;
        play_moved(play);
    }
    play->ticked_ns = now_ns;
    return differs;
}

static int64_t next(const void *self, int64_t now_ns, int64_t frame_ns)
{
    const struct player_screen *play = self;
    int64_t next_ns = player_next_ns(&play->player, now_ns);
    return was_moving(play) && (next_ns < 0 || next_ns > frame_ns) ? frame_ns : next_ns;
}

static void restyle(struct player_screen *play)
{
    bool was_large = play->view.large;
    play->player.movement = !app_settings(play->app)->still;
    play_sync(play);
    if (play->view.large != was_large) {
        play_resized(play);
        play_keep_window(play);
    }
}

static void changed(void *self, enum screen_change what)
{
    struct player_screen *play = self;
    if (what == SCREEN_RESTYLED)
        restyle(play);
    else if (what == SCREEN_RESIZED)
        play_resized(play);
    play_sync(play);
    if (what == SCREEN_REREAD)
        play->view.source_scroll = 0;
}

/* ---- what it shows ---- */

static void draw(void *self, struct grid *grid)
{
    struct player_screen *play = self;
    play_sync(play);
    view_draw(&play->view, grid);
}

static void help(void *self, struct view_key *rows)
{
    if (rows)
        overlay_help(self, rows);
    else
        overlay_close(self);
}

static struct reel *run(void *self)
{
    struct player_screen *play = self;
    return play->current->blank ? NULL : play->current;
}

/* The line of the source where the holder is; else that of the selected lane. */
static int line(const void *self)
{
    const struct player_screen *play = self;
    const struct story *story = play->current->story;
    const struct timeline *timeline = story->timeline;
    int64_t t_ns = play->player.t_ns;
    int selected = play->view.lane;
    for (int i = 0; i < timeline->strip_count; i++) {
        uint32_t holder = now_holder(story, i, t_ns);
        const struct timeline_lane *lane =
            holder == TRACE_NOBODY ? NULL : timeline_lane_of(timeline, holder);
        struct now_lane now = {0};
        if (lane)
            now = now_lane(story, (int)(lane - timeline->lanes), t_ns);
        if (now.line)
            return (int)now.line;
    }
    if (selected >= 0 && selected < timeline->lane_count) {
        struct now_lane now = now_lane(story, selected, t_ns);
        return (int)now.line;
    }
    return 0;
}

static bool export_to(void *self, const struct export_format *format,
                      const struct export_options *options, struct strbuf *out)
{
    struct player_screen *play = self;
    if (play->current->blank)
        app_say(play->app, "nothing has run yet");
    else
        export_trace(format, play->current->story->trace, options, NULL, out);
    return !play->current->blank;
}

static const void *shows(const void *self)
{
    const struct player_screen *play = self;
    return &play->view;
}

const struct screen player_screen = {
    .where = "the player: enter plays a run",
    .keys = player_keys,
    .commands = player_commands,
    .is_of_document = true,
    .open = open_screen,
    .close = close_screen,
    .enter = enter,
    .arrive = arrive,
    .input = input,
    .tick = tick,
    .next = next,
    .rerun = rerun,
    .changed = changed,
    .draw = draw,
    .help = help,
    .run = run,
    .line = line,
    .export_to = export_to,
    .shows = shows,
};
