/* The last row: what is typed there, or a message, or the keys that one needs now, as many as fit.
 * All keys are on the help screen. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "tell/tell.h"
#include "view/flow.h"
#include "view/panes.h"

struct hint {
    const char *keys, *ascii, *words;
};

/* In order of how much one needs them. */
static const struct hint playing[] = {
    {"space", "space", "pause"}, {"?", "?", "help"},    {"q", "q", "quit"},
    {"[ ]", "[ ]", "speed"},     {"v", "v", "curtain"}, {"+ -", "+ -", "zoom"},
    {"t", "t", "axis"},          {"L", "L", "large"},   {NULL, NULL, NULL},
};
static const struct hint stopped[] = {
    {"space", "space", "play"}, {"← →", "<- ->", "step"}, {"?", "?", "help"},
    {"q", "q", "quit"},         {"m", "m", "model"},      {"c", "c", "compare"},
    {"+ -", "+ -", "zoom"},     {"[ ]", "[ ]", "speed"},  {"e", "e", "edit"},
    {"v", "v", "curtain"},      {"t", "t", "axis"},       {"enter", "enter", "details"},
    {"/", "/", "search"},       {NULL, NULL, NULL},
};
static const struct hint asking[] = {
    {"space", "space", "go on"}, {"←", "<-", "back"}, {"?", "?", "help"},
    {"q", "q", "quit"},          {NULL, NULL, NULL},
};
static const struct hint answering[] = {
    {"1-9", "1-9", "mark"}, {"enter", "enter", "answer"}, {"space", "space", "go on"},
    {"#", "#", "hands"},    {"←", "<-", "back"},          {"?", "?", "help"},
    {"q", "q", "quit"},     {NULL, NULL, NULL},
};
static const struct hint typing[] = {
    {"0-9", "0-9", "answer"}, {"space", "space", "go on"}, {"←", "<-", "back"},
    {"?", "?", "help"},       {"q", "q", "quit"},          {NULL, NULL, NULL},
};
static const struct hint scheduling[] = {
    {"1-9", "1-9", "whose move"}, {"u", "u", "take back"}, {"H", "H", "hint"},
    {"b", "b", "ends left"},      {"s", "s", "leave"},     {"?", "?", "help"},
    {"q", "q", "quit"},           {"E", "E", "explore"},   {"S", "S", "by statements"},
    {NULL, NULL, NULL},
};
/* … among those with numbers that have no key. */
static const struct hint scheduling_many[] = {
    {"1-9", "1-9", "whose move"}, {"0", "0", "type who"},  {"u", "u", "take back"},
    {"H", "H", "hint"},           {"s", "s", "leave"},     {"?", "?", "help"},
    {"q", "q", "quit"},           {"b", "b", "ends left"}, {"E", "E", "explore"},
    {"S", "S", "by statements"},  {NULL, NULL, NULL},
};
static const struct hint choosing[] = {
    {"enter", "enter", "choose"},
    {"↑ ↓", "up down", "move"},
    {"esc", "esc", "close"},
    {NULL, NULL, NULL},
};
static const struct hint reading[] = {
    {"esc", "esc", "close"},
    {"↑ ↓", "up down", "scroll"},
    {NULL, NULL, NULL},
};

static bool has_large_number(const struct view *view)
{
    const struct story *story = view->player->story;
    const struct trace *trace = story->trace;
    bool stands = !story->live && story->stats->ending == TRACE_ENDING_STANDS;
    size_t count = stands ? tell_choice_count(trace) : 0;
    for (size_t i = 0; i < count; i++)
        if (tell_choice_at(trace, i)->who > 9)
            return true;
    return false;
}

static const struct hint *hints_of(const struct view *view)
{
    if (view->overlay == VIEW_MENU)
        return choosing;
    if (view->overlay != VIEW_NOTHING)
        return reading;
    if (view->player->asking >= 0 && view->question && view->question->text)
        return view->question->choice_count ? answering : typing;
    if (view->player->asking >= 0)
        return asking;
    if (view->chooses)
        return has_large_number(view) ? scheduling_many : scheduling;
    return view->player->playing ? playing : stopped;
}

/* Where to go from the end of a lesson. */
static void add_ways(const struct view *view, struct hint *ways)
{
    const struct story *story = view->player->story;
    int count = 0;
    bool ended = hints_of(view) == stopped ||
                 (hints_of(view) == scheduling && story->stats->ending != TRACE_ENDING_STANDS);
    if ((view->leads_exercise || view->leads_on) && ended && !story->live &&
        view->player->t_ns >= story->end_ns) {
        ways[count++] = (struct hint){"c", "c", "compare"};
        if (view->leads_exercise)
            ways[count++] = (struct hint){"enter", "enter", "exercise"};
        if (view->leads_on)
            ways[count++] = (struct hint){"n", "n", "next lesson"};
    }
    ways[count] = (struct hint){NULL, NULL, NULL};
}

static bool has_keys(const struct hint *hints, const char *keys)
{
    for (; hints->keys; hints++)
        if (strcmp(hints->keys, keys) == 0)
            return true;
    return false;
}

/* Without those that stand there already. */
static int draw_list(const struct view *view, struct grid *grid, struct rect rect, int column,
                     const struct hint *hint, const struct hint *drawn)
{
    struct grid_style bold = {.ink = INK_TITLE}, plain = {.ink = INK_PLAIN};
    for (; hint->keys; hint++) {
        if (has_keys(drawn, hint->keys))
            continue;
        const char *keys = view->ascii ? hint->ascii : hint->keys;
        int columns = (int)(utf8_width(keys, strlen(keys)) + strlen(hint->words)) + 1;
        if (column + columns + 1 > rect.columns)
            break;
        pane_put(view, grid, rect, 0, column - 1, " ", plain);
        column = pane_put(view, grid, rect, 0, column, keys, bold);
        column = pane_put(view, grid, rect, 0, column, " ", plain);
        column = pane_put(view, grid, rect, 0, column, hint->words, plain);
        pane_put(view, grid, rect, 0, column, " ", plain);
        column += 2;
    }
    return column;
}

static void draw_hints(const struct view *view, struct grid *grid, struct rect rect)
{
    static const struct hint none = {NULL, NULL, NULL};
    struct hint ways[4];
    int column = rect.columns >= 40 ? 2 : 0;
    add_ways(view, ways);
    column = draw_list(view, grid, rect, column, ways, &none);
    draw_list(view, grid, rect, column, hints_of(view), ways);
}

/* What is before the cursor stays in sight. */
static void draw_prompt(const struct view *view, struct grid *grid, struct rect rect)
{
    struct grid_style typed = {.ink = INK_TITLE}, cursor = {.flags = GRID_REVERSE};
    const char *text = view->prompt, *at = text + view->prompt_cursor;
    uint32_t rune = ' ';
    int column;
    while (text < at && (int)utf8_width(text, (size_t)(at - text)) >= rect.columns)
        text += utf8_decode(text, (size_t)(at - text), &rune);
    pane_put(view, grid, rect, 0, 0, text, typed);
    column = (int)utf8_width(text, (size_t)(at - text));
    if (!*at || !utf8_decode(at, strlen(at), &rune) || utf8_rune_width(rune) < 1 ||
        utf8_rune_width(rune) > 2)
        rune = ' ';
    grid_put_rune(grid, rect.row, rect.column + column, rune, cursor);
    grid_park(grid, rect.row, rect.column + column);
}

void pane_keys_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    if (!view->prompt && !view->message) {
        draw_hints(view, grid, rect);
        return;
    }
    flow_fill(grid, rect, (struct grid_style){0});
    grid_park(grid, rect.row, rect.column);
    if (view->prompt)
        draw_prompt(view, grid, rect);
    else
        pane_put(view, grid, rect, 0, rect.columns >= 40, view->message,
                 (struct grid_style){.ink = INK_TITLE});
}
