/* The player's keys: what moves the playhead, and what changes how the run is shown. A row of the
 * table at the end and an action each. */
#include "config.h"

#include "app/player_private.h"
#include "app/moment.h"
#include "base/mem.h"
#include "view/layout.h"

#include <stdlib.h>
#include <string.h>

/* ---- playback and jumps ---- */

static const struct story *story_of(const struct player_screen *play)
{
    return play->current->story;
}

/* There was nothing to go to; `any`: but there is one the other way. */
static void say_none(struct player_screen *play, const char *what, int direction, bool any)
{
    if (any && direction > 0 && !story_of(play)->live) {
        app_say(play->app, "This was the last %s.", what);
        return;
    }
    const char *lasts = direction > 0 && story_of(play)->live ? " yet: the run lasts" : "";
    app_say(play->app, "there is no %s %s%s", what, direction > 0 ? "behind this" : "before this",
            lasts);
}

static void toggle(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    if (play->current->blank)
        app_say(play->app, "nothing has run yet");
    player_toggle(&play->player, app_now_ns(play->app));
    play_moved(play);
}

static void step(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    static const char *const names[] = {
        [PLAYER_BY_HANDOFF] = "hand-off",        [PLAYER_BY_EVENT] = "event",
        [PLAYER_BY_LANE] = "event of this lane", [PLAYER_BY_OUTPUT] = "line of output",
        [PLAYER_BY_LATE] = "late notice",        [PLAYER_BY_NOTE] = "note or question",
    };
    int lane = play->view.lane;
    if (press->argument == PLAYER_BY_LANE && lane == VIEW_LANE_NONE) {
        app_say(play->app, "select a lane first: j and k, or the mouse");
        return;
    }
    struct player there = play->player;
    enum player_by by = (enum player_by)press->argument;
    if (!player_step(&play->player, by, press->direction, lane, app_now_ns(play->app)))
        say_none(play, names[by], press->direction,
                 player_step(&there, by, -press->direction, lane, app_now_ns(play->app)));
    play_moved(play);
}

static void start(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    player_seek(&play->player, 0, app_now_ns(play->app));
    play_moved(play);
}

static void end(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    player_follow(&play->player, app_now_ns(play->app));
    play_moved(play);
}

static void tenth(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    int64_t tenth_ns = play_whole_ns(play) / 10;
    if (play_digit(play, press->key))
        return;
    player_seek(&play->player, tenth_ns * (int64_t)(press->key - '0'), app_now_ns(play->app));
    play_moved(play);
}

static void speed(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    player_faster(&play->player, press->direction * press->argument);
}

static void longest_wait(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    if (!player_to_longest_wait(&play->player, app_now_ns(play->app)))
        app_say(play->app, "nobody waits in this run");
    play_moved(play);
}

/* Why `y` leads nowhere. */
static const char *no_cause(const struct player_screen *play)
{
    return story_handoffs_until(story_of(play), play->player.t_ns)
               ? "what caused this hand-off is at this moment"
               : "there is no hand-off before this";
}

static void cause(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    bool back = press->direction < 0;
    bool moved = back ? player_back(&play->player, app_now_ns(play->app))
                      : player_to_cause(&play->player, app_now_ns(play->app));
    if (!moved)
        app_say(play->app, "%s", back ? "there is no jump to go back from" : no_cause(play));
    play_moved(play);
}

/* What was searched for before, if `text` is empty. */
static void search(struct player_screen *play, const char *text, int direction)
{
    if (*text) {
        free(play->search);
        play->search = mem_strdup(text);
    }
    if (!play->search)
        app_say(play->app, "nothing to search for: / asks what");
    else if (!player_to_text(&play->player, play->search, direction, app_now_ns(play->app)))
        app_say(play->app, "'%s' is neither said nor asked", play->search);
    play_moved(play);
}

void play_search(void *self, const char *text)
{
    search(self, text, 1);
}

static void ask_search(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    app_ask(play->app, PROMPT_SEARCH, play_search, play);
}

static void search_again(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    if (play->search || press->direction < 0 || !ending_next(play))
        search(play, "", press->direction);
}

void play_goto(void *self, const char *words)
{
    struct player_screen *play = self;
    int64_t t_ns;
    int64_t end_ns = story_of(play)->end_ns;
    if (!moment_read(words, play->player.t_ns, end_ns, play_whole_ns(play), &t_ns)) {
        app_say(play->app, "'%s' is no time: 120ms, 1.5s, 300us, 50%%, +1ms, start, end", words);
        return;
    }
    player_seek(&play->player, t_ns < 0 ? 0 : t_ns, app_now_ns(play->app));
    play_moved(play);
}

static void ask_goto(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    app_ask(play->app, PROMPT_GOTO, play_goto, play);
}

static void hands(void *self, const struct key_press *press)
{
    play_hands(self);
}

static void lift_curtain(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    if (play->player.curtain && play->player.asking >= 0)
        play_looked(play);
    player_curtain(&play->player, !play->player.curtain);
    play_page(play);
}

/* ---- the timeline ---- */

static int lane_count(const struct player_screen *play)
{
    return play->current->story->timeline->lane_count;
}

static void zoom(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    view_zoom(&play->view, press->direction > 0 ? 2 : 0.5, app_columns(play->app),
              app_rows(play->app));
    play->zoom = ZOOM_CHOSEN;
    play_keep_window(play);
}

static void fit(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    view_fit(&play->view, app_columns(play->app), app_rows(play->app));
    play->zoom = ZOOM_FIT;
    play_keep_window(play);
}

static void pan(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    view_pan(&play->view, press->direction * press->argument, app_columns(play->app),
             app_rows(play->app));
    play->zoom = ZOOM_CHOSEN;
    play_keep_window(play);
}

static void axis(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    struct view *view = &play->view;
    view_axis(view, view->window.axis == VIEW_TIME ? VIEW_HANDOFFS : VIEW_TIME,
              app_columns(play->app), app_rows(play->app));
    play_keep_window(play);
}

static int first_lane(const struct player_screen *play)
{
    const struct timeline *timeline = play->current->story->timeline;
    return timeline->task_count ? timeline->first_task : 0;
}

static void select_lane(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    int lane = play->view.lane;
    play_select(play, lane == VIEW_LANE_NONE ? first_lane(play) : lane + press->direction);
}

static void next_lane(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    int count = lane_count(play), lane = play->view.lane;
    if (!count)
        return;
    if (lane == VIEW_LANE_NONE)
        play_select(play, first_lane(play));
    else
        play_select(play, (lane + press->direction + count) % count);
}

static void details(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    if (ending_exercise(play))
        return;
    if (!lane_count(play)) {
        app_say(play->app, "there is no lane yet");
        return;
    }
    if (play->view.lane == VIEW_LANE_NONE)
        play_select(play, first_lane(play));
    overlay_details(play);
}

/* Half the screen is a page of most panes. */
static int page_of(const struct player_screen *play)
{
    return app_rows(play->app) > 8 ? app_rows(play->app) / 4 : 1;
}

static int count_lines(const char *text, size_t len)
{
    int lines = 1;
    for (size_t i = 0; i < len; i++)
        lines += text[i] == '\n';
    return lines;
}

/* Lines of what stands in the source's place that have no room there. */
static int source_rest(const struct player_screen *play)
{
    struct layout layout;
    const struct view *view = &play->view;
    size_t len = view->errors ? strlen(view->errors) : 0;
    const char *text =
        view->errors ? view->errors : trace_source(play->current->story->trace, &len);
    layout_make(view, app_columns(play->app), app_rows(play->app), &layout);
    int rest = count_lines(text, len) - layout.panes[LAYOUT_SOURCE].rows;
    return rest > 0 ? rest : 0;
}

void play_scroll_source(struct player_screen *play, int direction)
{
    int most = source_rest(play);
    int to = play->view.source_scroll + direction * page_of(play);
    play->view.source_scroll = to > most ? most : to < -most ? -most : to;
}

static void scroll_source(void *self, const struct key_press *press)
{
    play_scroll_source(self, press->direction);
}

void play_scroll_output(struct player_screen *play, int direction)
{
    struct view *view = &play->view;
    const struct story *story = play->current->story;
    int most = 0;
    size_t shown = story_marks_until(story, play->player.t_ns);
    for (size_t i = 0; i < shown && most < INT32_MAX; i++)
        most += story->marks[i].kind == STORY_SAY;
    view->output_scroll -= direction;
    if (view->output_scroll > most - 1)
        view->output_scroll = most - 1;
    if (view->output_scroll < 0)
        view->output_scroll = 0;
}

static void scroll_output(void *self, const struct key_press *press)
{
    play_scroll_output(self, press->direction);
}

/* ---- runs, and how all of it is shown ---- */

static void choose_object(void *self, const struct key_press *press)
{
    overlay_objects(self);
}

static void choose_model(void *self, const struct key_press *press)
{
    overlay_models(self);
}

static void compare(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    play_looked(play);
    app_push(play->app, SCREEN_COMPARE);
}

static void enlarge(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    struct app_settings settings = *app_settings(play->app);
    settings.large = !settings.large;
    app_change_settings(play->app, &settings);
}

static void machine(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    play_show_machine(play, !play->view.machine);
}

static void python(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    play_show_python(play, !play->shows_python);
}

static void movement(void *self, const struct key_press *press)
{
    struct player_screen *play = self;
    app_set_movement(play->app, app_settings(play->app)->still);
}

/* ---- at a question ---- */

static bool asks(const void *self)
{
    const struct player_screen *play = self;
    return play->replies.open;
}

static void answer_digit(void *self, const struct key_press *press)
{
    play_digit(self, press->key);
}

static void answer(void *self, const struct key_press *press)
{
    play_enter(self);
}

static void leave_open(void *self, const struct key_press *press)
{
    play_space(self);
}

static void scheduler(void *self, const struct key_press *press)
{
    chooser_toggle(self);
}

/* ---- the table ---- */

static const char playback[] = "playback", question[] = "at a question",
                  scheduling[] = "as the scheduler", jumps[] = "jumps", timeline[] = "timeline",
                  runs[] = "runs", general[] = "screen";

const struct key_row player_keys[] = {
    {.keys = {' '},
     .shown = "space",
     .words = "play, pause, go on",
     .group = playback,
     .act = toggle},
    {.back = {INPUT_LEFT},
     .keys = {INPUT_RIGHT},
     .shown = "← →",
     .plain = "left right",
     .words = "last, next hand-off",
     .group = playback,
     .act = step,
     .argument = PLAYER_BY_HANDOFF},
    {.back = {','},
     .keys = {'.'},
     .shown = ", .",
     .words = "last, next event",
     .group = playback,
     .act = step,
     .argument = PLAYER_BY_EVENT},
    {.back = {'<', INPUT_SHIFT_LEFT},
     .keys = {'>', INPUT_SHIFT_RIGHT},
     .shown = "< >",
     .words = "last, next of the lane",
     .group = playback,
     .act = step,
     .argument = PLAYER_BY_LANE},
    {.back = {'['},
     .keys = {']'},
     .shown = "[ ]",
     .words = "slower, faster",
     .group = playback,
     .act = speed,
     .argument = 1},
    {.back = {'{'},
     .keys = {'}'},
     .shown = "{ }",
     .words = "slowest, fastest",
     .group = playback,
     .act = speed,
     .argument = 100},
    {.keys = {'v'},
     .shown = "v",
     .words = "the curtain: up, down",
     .group = playback,
     .act = lift_curtain},

    {.keys = {INPUT_HOME, '0'},
     .shown = "home 0",
     .words = "the start",
     .group = jumps,
     .act = start},
    {.keys = {INPUT_END, 'G'},
     .shown = "end G",
     .words = "the end; follow a run",
     .group = jumps,
     .act = end},
    {.keys = {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
     .shown = "1 - 9",
     .words = "tenths; a wrong answer",
     .group = jumps,
     .act = tenth},
    {.keys = {'g'}, .shown = "g", .words = "a time: 120ms, 50%", .group = jumps, .act = ask_goto},
    {.back = {'O'},
     .keys = {'o'},
     .shown = "O o",
     .words = "last, next output",
     .group = jumps,
     .act = step,
     .argument = PLAYER_BY_OUTPUT},
    {.back = {'('},
     .keys = {')'},
     .shown = "( )",
     .words = "last, next note or ask",
     .group = jumps,
     .act = step,
     .argument = PLAYER_BY_NOTE},
    {.back = {'@'},
     .keys = {'!'},
     .shown = "@ !",
     .words = "last, next late notice",
     .group = jumps,
     .act = step,
     .argument = PLAYER_BY_LATE},
    {.keys = {'w'}, .shown = "w", .words = "the longest wait", .group = jumps, .act = longest_wait},
    {.back = {'Y', 'B', INPUT_BACKSPACE},
     .keys = {'y', 'b'},
     .shown = "y Y",
     .words = "why: to its cause, back",
     .group = jumps,
     .act = cause},
    {.keys = {'/'},
     .shown = "/",
     .words = "search what is said",
     .group = jumps,
     .act = ask_search},
    {.back = {'N'},
     .keys = {'n'},
     .shown = "N n",
     .words = "found; n: next lesson",
     .group = jumps,
     .act = search_again},

    {.back = {'-', '_'},
     .keys = {'+', '='},
     .shown = "- +",
     .words = "zoom about the playhead",
     .group = timeline,
     .act = zoom},
    {.keys = {'f'}, .shown = "f", .words = "fit the whole run", .group = timeline, .act = fit},
    {.back = {'h'},
     .keys = {'l'},
     .shown = "h l",
     .words = "pan",
     .group = timeline,
     .act = pan,
     .argument = 8},
    {.keys = {'t'},
     .shown = "t",
     .words = "axis: time or hand-offs",
     .group = timeline,
     .act = axis},
    {.back = {'k', INPUT_UP},
     .keys = {'j', INPUT_DOWN},
     .shown = "k j ↑ ↓",
     .plain = "k j up down",
     .words = "select a lane",
     .group = timeline,
     .act = select_lane},
    {.back = {INPUT_SHIFT_TAB},
     .keys = {INPUT_TAB},
     .shown = "tab",
     .words = "the lanes in turn",
     .group = timeline,
     .act = next_lane},
    {.keys = {INPUT_ENTER},
     .shown = "enter",
     .words = "details, or exercise",
     .group = timeline,
     .act = details},
    {.keys = {'d'},
     .shown = "d",
     .words = "choose a lock to show",
     .group = timeline,
     .act = choose_object},

    {.keys = {'i'},
     .shown = "i",
     .words = "the machine, lanes again",
     .group = timeline,
     .act = machine},

    {.keys = {'p'}, .shown = "p", .words = "Python, lanes again", .group = timeline, .act = python},

    {.keys = {'m'}, .shown = "m", .words = "another model", .group = runs, .act = choose_model},
    {.keys = {'s'},
     .shown = "s",
     .words = "you are the scheduler",
     .group = runs,
     .act = scheduler},
    {.keys = {'c'}, .shown = "c", .words = "compare the models", .group = runs, .act = compare},

    /* who is the scheduler goes first: a digit is a move then */
    {.keys = {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
     .shown = "1 - 9",
     .words = "the lane that moves",
     .group = scheduling,
     .act = chooser_choose,
     .when = chooser_is_on},
    {.keys = {'0'},
     .shown = "0",
     .words = "type who: 12, 101, 1x2.3",
     .group = scheduling,
     .act = chooser_type,
     .when = chooser_is_on},
    {.keys = {'u', INPUT_BACKSPACE},
     .shown = "u",
     .words = "take the last move back",
     .group = scheduling,
     .act = chooser_take_back,
     .when = chooser_is_on},
    {.keys = {'S'},
     .shown = "S",
     .words = "a statement, an access",
     .group = scheduling,
     .act = chooser_statements,
     .when = chooser_is_on},
    {.keys = {'W'},
     .shown = "W",
     .words = "a wait that just returns",
     .group = scheduling,
     .act = chooser_returns,
     .when = chooser_is_on},
    {.keys = {'H'},
     .shown = "H",
     .words = "a hint: the shortest way",
     .group = scheduling,
     .act = chooser_hint,
     .when = chooser_is_on,
     .argument = 0},
    {.keys = {'b'},
     .shown = "b",
     .words = "which ends are left",
     .group = scheduling,
     .act = chooser_hint,
     .when = chooser_is_on,
     .argument = 1},
    {.keys = {'E'},
     .shown = "E",
     .words = "how many schedules",
     .group = scheduling,
     .act = chooser_hint,
     .when = chooser_is_on,
     .argument = 2},

    {.back = {'0'},
     .keys = {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
     .shown = "0 - 9",
     .words = "mark, or open the field",
     .group = question,
     .act = answer_digit,
     .when = asks},
    {.keys = {INPUT_ENTER},
     .shown = "enter",
     .words = "say it, and go on",
     .group = question,
     .act = answer,
     .when = asks},
    {.keys = {' '},
     .shown = "space",
     .words = "the class has answered",
     .group = question,
     .act = leave_open,
     .when = asks},
    {.keys = {'#'}, .shown = "#", .words = "counts of hands", .group = question, .act = hands},

    {.back = {INPUT_PAGE_UP},
     .keys = {INPUT_PAGE_DOWN},
     .shown = "page",
     .words = "scroll the source",
     .group = general,
     .act = scroll_source},
    {.back = {'K'},
     .keys = {'J'},
     .shown = "K J",
     .words = "scroll the output",
     .group = general,
     .act = scroll_output},
    {.keys = {'L', 'S'},
     .shown = "L",
     .words = "large: for the last row",
     .group = general,
     .act = enlarge},
    {.keys = {'a'}, .shown = "a", .words = "movement on or off", .group = general, .act = movement},
    {.words = NULL},
};
