/* The player's commands: a row of the table at the end and an action each. */
#include "config.h"

#include "app/player_private.h"
#include "scenario/suggest.h"

#include <stdlib.h>
#include <string.h>

/* ---- speed ---- */

/* "1/20", "0.05", "5": a rate; 0 if it is none. */
static double read_rate(const char *text)
{
    char *end;
    double above = strtod(text, &end), below = 1;
    if (end == text || !(above > 0))
        return 0;
    if (*end == '/') {
        const char *divisor = end + 1;
        below = strtod(divisor, &end);
        if (end == divisor || !(below > 0))
            return 0;
    }
    end += strspn(end, "x ");
    return *end ? 0 : above / below;
}

static double rate_of(const struct player *player)
{
    struct strbuf words = STRBUF_INIT;
    player_speed_words(player, &words);
    double rate = read_rate(strbuf_str(&words));
    strbuf_release(&words);
    return rate;
}

static double times_apart(double a, double b)
{
    return a > b ? a / b : b / a;
}

/* The step of the ladder that is nearest. */
static void set_speed(void *self, const char *arguments)
{
    struct player_screen *play = self;
    struct player *player = &play->player;
    double wanted = read_rate(arguments);
    if (wanted <= 0) {
        app_say(play->app, "'%s' is no speed: 1/20, 0.5, 2", arguments);
        return;
    }
    player_faster(player, -1000);
    for (int last = player->speed - 1; last != player->speed;) {
        double here = rate_of(player);
        last = player->speed;
        player_faster(player, 1);
        if (player->speed != last &&
            times_apart(rate_of(player), wanted) >= times_apart(here, wanted)) {
            player_faster(player, -1);
            return;
        }
    }
}

/* ---- what has a name ---- */

static const char *task_candidate(const void *self, int n)
{
    const struct player_screen *play = self;
    const struct trace *trace = play ? play->current->story->trace : NULL;
    return trace && n < trace_task_count(trace) ? trace_task_name(trace, n + 1) : NULL;
}

static const char *object_candidate(const void *self, int n)
{
    const struct player_screen *play = self;
    const struct story *story = play ? play->current->story : NULL;
    if (!story || n > now_object_count(story))
        return NULL;
    return n ? now_object_name(story, n - 1) : "none";
}

static const char *model_candidate(const void *self, int n)
{
    return n < MODEL_COUNT ? model_name((enum model_id)n) : NULL;
}

/* The number of the candidate of that name, or -1 after a message. */
static int named(struct player_screen *play, command_candidate *candidate, const char *what,
                 const char *name)
{
    struct suggest suggest = suggest_for(name);
    const char *known;
    for (int i = 0; (known = candidate(play, i)); i++) {
        if (strcmp(known, name) == 0)
            return i;
        suggest_offer(&suggest, known);
    }
    if (suggest.best)
        app_say(play->app, "there is no %s '%s'; did you mean '%s'?", what, name, suggest.best);
    else
        app_say(play->app, "there is no %s '%s'", what, name);
    return -1;
}

static void to_task(void *self, const char *arguments)
{
    struct player_screen *play = self;
    const struct timeline *timeline = play->current->story->timeline;
    int task = named(play, task_candidate, "task", arguments);
    if (task < 0)
        return;
    if (!player_to_task(&play->player, (uint32_t)task + 1, app_now_ns(play->app)))
        app_say(play->app, "'%s' gets no turn", arguments);
    const struct timeline_lane *lane = timeline_lane_of(timeline, (uint32_t)task + 1);
    if (lane)
        play_select(play, (int)(lane - timeline->lanes));
    play_moved(play);
}

static void show_lock(void *self, const char *arguments)
{
    struct player_screen *play = self;
    int object = named(play, object_candidate, "lock, semaphore or channel", arguments);
    if (object >= 0)
        play->view.object = object - 1;
}

static void choose_model(void *self, const char *arguments)
{
    int model = named(self, model_candidate, "model", arguments);
    if (model >= 0)
        play_choose_model(self, (enum model_id)model);
}

/* ---- switches ---- */

static void curtain(void *self, const char *arguments)
{
    struct player_screen *play = self;
    bool on = play->player.curtain;
    if (app_read_switch(play->app, arguments, &on))
        player_curtain(&play->player, on);
    play_page(play);
}

static void large(void *self, const char *arguments)
{
    struct player_screen *play = self;
    struct app_settings settings = *app_settings(play->app);
    if (app_read_switch(play->app, arguments, &settings.large))
        app_change_settings(play->app, &settings);
}

static void machine(void *self, const char *arguments)
{
    struct player_screen *play = self;
    bool on = play->view.machine;
    if (app_read_switch(play->app, arguments, &on))
        play_show_machine(play, on);
}

static void python(void *self, const char *arguments)
{
    struct player_screen *play = self;
    bool on = play->shows_python;
    if (app_read_switch(play->app, arguments, &on))
        play_show_python(play, on);
}

static void set_schedule(void *self, const char *arguments)
{
    chooser_set(self, arguments);
}

/* ---- the table ---- */

const struct command player_commands[] = {
    {COMMAND_ROW("goto", "TIME", "120ms, 50%, +1ms"), play_goto, NULL, COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("seek", "TIME", "the same"), play_goto, NULL, COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("model", "MODEL", "run under it"), choose_model, model_candidate,
     COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("speed", "RATE", "1/20, 0.5, 2"), set_speed, NULL, COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("task", "NAME", "to its first turn"), to_task, task_candidate,
     COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("lock", "NAME", "or none: as d does"), show_lock, object_candidate,
     COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("find", "TEXT", "as / does"), play_search, NULL, COMMAND_NEEDS_ARGUMENT},
    {COMMAND_ROW("schedule", "LINE", "forced: 1x3.2"), set_schedule, NULL, 0},
    {COMMAND_ROW("curtain", "on|off", "hide the rest"), curtain, app_switch_candidate, 0},
    {COMMAND_ROW("machine", "on|off", "who is where"), machine, app_switch_candidate, 0},
    {COMMAND_ROW("python", "on|off", "the same in it"), python, app_switch_candidate, 0},
    {COMMAND_ROW("large", "on|off", "for the last row"), large, app_switch_candidate, 0},
    {NULL},
};
