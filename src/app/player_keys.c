/* What moves the playhead. */
#include "base/mem.h"
#include "app/app_private.h"
#include "app/moment.h"

#include <stdlib.h>
#include <string.h>

static struct player *player_of(struct app *app)
{
    return &app->play.player;
}

static const struct story *story_of(const struct app *app)
{
    return app->play.current->story;
}

/* There was nothing to go to. */
static void say_none(struct app *app, const char *what, int direction)
{
    const char *lasts = direction > 0 && story_of(app)->live ? " yet: the run lasts" : "";
    app_say(app, "there is no %s %s%s", what, direction > 0 ? "behind this" : "before this", lasts);
}

void act_toggle(struct app *app, const struct key_press *press)
{
    (void)press;
    if (app->play.current->blank)
        app_say(app, "nothing has run yet");
    player_toggle(player_of(app), app->now_ns);
    play_moved(app);
}

void act_step(struct app *app, const struct key_press *press)
{
    static const char *const names[] = {
        [PLAYER_BY_HANDOFF] = "hand-off",        [PLAYER_BY_EVENT] = "event",
        [PLAYER_BY_LANE] = "event of this lane", [PLAYER_BY_OUTPUT] = "line of output",
        [PLAYER_BY_LATE] = "late notice",        [PLAYER_BY_NOTE] = "note or question",
    };
    int lane = app->play.view.lane;
    if (press->argument == PLAYER_BY_LANE && lane == VIEW_LANE_NONE) {
        app_say(app, "select a lane first: j and k, or the mouse");
        return;
    }
    if (!player_step(player_of(app), (enum player_by)press->argument, press->direction, lane,
                     app->now_ns))
        say_none(app, names[press->argument], press->direction);
    play_moved(app);
}

void act_start(struct app *app, const struct key_press *press)
{
    (void)press;
    player_seek(player_of(app), 0, app->now_ns);
    play_moved(app);
}

void act_end(struct app *app, const struct key_press *press)
{
    (void)press;
    player_follow(player_of(app), app->now_ns);
    play_moved(app);
}

void act_tenth(struct app *app, const struct key_press *press)
{
    int64_t tenth_ns = story_of(app)->end_ns / 10;
    player_seek(player_of(app), tenth_ns * (int64_t)(press->key - '0'), app->now_ns);
    play_moved(app);
}

void act_speed(struct app *app, const struct key_press *press)
{
    player_faster(player_of(app), press->direction * press->argument);
}

void act_longest(struct app *app, const struct key_press *press)
{
    (void)press;
    if (!player_to_longest_wait(player_of(app), app->now_ns))
        app_say(app, "nobody waits in this run");
    play_moved(app);
}

/* Why `y` leads nowhere. */
static const char *no_cause(const struct app *app)
{
    return story_handoffs_until(story_of(app), app->play.player.t_ns)
               ? "what caused this hand-off is at this moment"
               : "there is no hand-off before this";
}

void act_cause(struct app *app, const struct key_press *press)
{
    bool back = press->direction < 0;
    bool moved = back ? player_back(player_of(app), app->now_ns)
                      : player_to_cause(player_of(app), app->now_ns);
    if (!moved)
        app_say(app, "%s", back ? "there is no jump to go back from" : no_cause(app));
    play_moved(app);
}

void play_search(struct app *app, const char *text, int direction)
{
    struct app_player *play = &app->play;
    if (!play->current)
        return;
    if (*text && text != play->search) {
        free(play->search);
        play->search = mem_strdup(text);
    }
    if (!play->search)
        app_say(app, "nothing to search for: / asks what");
    else if (!player_to_text(&play->player, play->search, direction, app->now_ns))
        app_say(app, "'%s' is neither said nor asked", play->search);
    play_moved(app);
}

void act_next_hit(struct app *app, const struct key_press *press)
{
    play_search(app, app->play.search ? app->play.search : "", press->direction);
}

bool play_goto(struct app *app, const char *words)
{
    int64_t t_ns;
    if (!app->play.current)
        return false;
    if (!moment_read(words, app->play.player.t_ns, story_of(app)->end_ns, &t_ns)) {
        app_say(app, "'%s' is no time: 120ms, 1.5s, 300us, 50%%, +1ms, start, end", words);
        return false;
    }
    player_seek(player_of(app), t_ns < 0 ? 0 : t_ns, app->now_ns);
    play_moved(app);
    return true;
}

void act_prompt(struct app *app, const struct key_press *press)
{
    prompt_begin(&app->prompt, (enum prompt_kind)press->argument, "");
}
