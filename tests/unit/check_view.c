/* The player's screen on traces made by hand, against goldens in tests/unit/golden
 * (BATON_UPDATE_GOLDEN=1 writes them anew), and what must hold of every screen. The timeline has
 * tests of its own (check_timeline_pane.c): its panes are blanked here. */
#include "config.h"

#include "view/view.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "check_main.h"
#include "hand.h"
#include "screen_golden.h"
#include "view/flow.h"
#include "view/layout.h"
#include "view/source.h"
#include "view/syntax.h"

static const char class_source[] = "# Two wait.\n"
                                   "scenario \"Zwei warten\"\n"
                                   "model callbacks, coroutines\n"
                                   "shared total = 0\n"
                                   "\n"
                                   "task 하나:\n"
                                   "    x = 1\n"
                                   "    note \"Nobody is blocked.\"\n"
                                   "    io 20ms \"요청\"\n"
                                   "    ask \"Who goes on first?\"\n"
                                   "    total += x\n"
                                   "\tsay \"끝 {x}\" # a tab\n"
                                   "\n"
                                   "task two(a, b):\n"
                                   "    io 10ms\n"
                                   "    say \"a line that is too long for a narrow pane\"\n"
                                   "\n"
                                   "# two is first\n"
                                   "expect:\n"
                                   "    elapsed about 20ms\n";

/* Starts, notes at 30 us, asks at 20.02 ms after two has ended */
static struct trace *class_new(void)
{
    struct trace *trace = hand_new("callbacks");
    struct trace_event note = {.kind = TRACE_NOTE, .who = 1, .line = 8};
    struct trace_event ask = {.kind = TRACE_ASK, .who = 1, .line = 10};
    struct trace_event asked = {
        .kind = TRACE_ASKED, .who = 1, .arg = 1, .line = 9, .value = 20000000};
    trace_set_source(trace, "class.baton", class_source, sizeof class_source - 1);
    hand_task(trace, 0, 1, "하나");
    hand_event(trace, 0,
               (struct trace_event){.kind = TRACE_TASK_NEW,
                                    .who = 2,
                                    .detail = TRACE_BY_STARTING,
                                    .line = 14,
                                    .value = 1LL << 32},
               "two");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100, .reason = TRACE_CORE_UNKNOWN, .line = 6);
    hand_event(trace, 30, note, "Nobody is blocked.");
    hand_event(trace, 40, asked, "요청");
    hand(trace, 45, TAKEN, .who = TRACE_DEVICE, .arg = 1);
    hand_state(trace, 50, 1, TRACE_WAITING, TRACE_BY_IO, 1, 9);
    hand(trace, 60, TASK_BEGIN, .who = 2, .arg = 100, .reason = TRACE_CORE_UNKNOWN, .line = 14);
    asked = (struct trace_event){
        .kind = TRACE_ASKED, .who = 2, .arg = 2, .line = 15, .value = 10000000};
    hand_event(trace, 70, asked, NULL);
    hand_state(trace, 80, 2, TRACE_WAITING, TRACE_BY_IO, 2, 15);
    hand(trace, 90, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 10070, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    hand(trace, 10080, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand(trace, 10090, NOTICED, .who = 2, .arg = 2);
    hand_state(trace, 10090, 2, TRACE_RUNNING, TRACE_BY_ANSWER, 2, 15);
    hand_say(trace, 10100, 2, "a line that is too long for a narrow pane");
    hand_end(trace, 10110, 2);
    hand(trace, 10120, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 20040, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand(trace, 20050, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand(trace, 20060, NOTICED, .who = 1, .arg = 1);
    hand_state(trace, 20060, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 9);
    hand_event(trace, 20070, ask, "Who goes on first?");
    hand_say(trace, 20100, 1, "끝 1");
    hand_end(trace, 20200, 1);
    hand_run_end(trace, 20300, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

static struct trace *thirty_new(void)
{
    return hand_many(30);
}

/* ---- a screen ---- */

struct screen {
    struct view_question question;
    struct story *story;
    struct scenario *scenario;
    struct player player;
    struct view view;
    struct grid grid;
};

static struct scenario *scenario_of(const struct trace *trace)
{
    struct diag_list diags = {0};
    size_t len = 0;
    const char *source = trace_source(trace, &len);
    struct scenario *scenario = source ? scenario_read("x", source, len, &diags) : NULL;
    if (diags.errors > 0) {
        scenario_free(scenario);
        scenario = NULL;
    }
    diag_release(&diags);
    return scenario;
}

static void screen_init(struct screen *screen, struct trace *trace, int columns, int rows)
{
    *screen = (struct screen){.story = story_new(trace, NULL, NULL)};
    screen->scenario = scenario_of(trace);
    player_init(&screen->player, screen->story);
    view_init(&screen->view, &screen->player, columns, rows);
    screen->view.clock_ns = NS_PER_S; /* what moved has arrived */
    screen->view.scenario = screen->scenario;
    screen->view.model = screen->story->stats->model;
    if (model_by_name(screen->view.model) >= 0)
        screen->view.model_id = (enum model_id)model_by_name(screen->view.model);
    grid_init(&screen->grid, columns, rows);
}

static void screen_release(struct screen *screen)
{
    grid_release(&screen->grid);
    if (screen->scenario)
        scenario_free(screen->scenario);
    story_free(screen->story);
}

/* What of a pane is not below the overlay. */
static void blank(struct screen *screen, struct rect pane, struct rect overlay)
{
    struct rect box = {overlay.row - 1, overlay.column - 2, overlay.rows + 2, overlay.columns + 4};
    for (int row = pane.row; row < pane.row + pane.rows; row++)
        for (int column = pane.column; column < pane.column + pane.columns; column++)
            if (screen->view.overlay == VIEW_NOTHING || !rect_has(box, row, column))
                grid_put_rune(&screen->grid, row, column, ' ', (struct grid_style){0});
}

static void screen_draw(struct screen *screen)
{
    struct layout layout;
    layout_make(&screen->view, screen->grid.columns, screen->grid.rows, &layout);
    view_draw(&screen->view, &screen->grid);
    blank(screen, layout.panes[LAYOUT_TIMELINE], layout.overlay);
    blank(screen, layout.panes[LAYOUT_OVERVIEW], layout.overlay);
}

static bool shows(const struct screen *screen, const char *text)
{
    struct strbuf out = STRBUF_INIT;
    grid_to_text(&screen->grid, NULL, false, &out);
    bool found = strstr(strbuf_str(&out), text) != NULL;
    strbuf_release(&out);
    return found;
}

static void go(struct screen *screen, double t_us)
{
    player_seek(&screen->player, (int64_t)(t_us * 1000), 0);
}

/* Recorded programs, from files. */
static struct trace *recorded_threads(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-threads.trace");
}

static struct trace *recorded_tasks(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-tasks.trace");
}

static struct trace *recorded_mixed(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-mixed.trace");
}

static struct trace *recorded_deadlock(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-deadlock.trace");
}

/* ---- goldens ---- */

enum with {
    ASCII = 1,
    LIFTED = 2,
    ERRORS = 4,
    HELP = 8,
    DETAILS = 16,
    MENU = 32,
    PROMPT = 64,
    MESSAGE = 128,
    SELECTED = 256, /* the second task, and the first object */
    RECORDING = 512,
    PYTHON = 1 << 16,
    CHOICES = 1024, /* the question has choices, of which one is marked */
    FIELD = 2048,   /* it is a time that is asked for */
    TOLD = 4096,    /* how questions were answered */
    JUDGED = 8192,  /* what was expected, and where to go */
};

static const char *const choices[] = {"하나", "two", "another two", "nobody more"};
static const char *const told[] = {
    "1 of 2 right. A digit leads back to a wrong one",
    "1  You said two. It was 하나: 하나's answer (\"요청\") came at 20.0 ms."};

static const struct view_key keys[] = {
    {"space", "play or pause", "playback"},
    {"← →", "to the last or next hand-off", "playback"},
    {"+ -", "zoom about the playhead", "timeline"},
    {"?", "these keys", "the program"},
    {NULL, NULL, NULL},
};

/* Of class_source, as far as it matters. */
static const struct view_python_line python_lines_made[] = {
    {"\"\"\"Zwei warten", sizeof "\"\"\"Zwei warten" - 1, 0, false},
    {"\"\"\"", sizeof "\"\"\"" - 1, 0, false},
    {"", sizeof "" - 1, 0, false},
    {"import asyncio", sizeof "import asyncio" - 1, 0, false},
    {"", sizeof "" - 1, 0, false},
    {"async def 하나():", sizeof "async def 하나():" - 1, 6, false},
    {"    x = 1", sizeof "    x = 1" - 1, 7, false},
    {"    # 8: note \"Nobody is blocked.\"", sizeof "    # 8: note \"Nobody is blocked.\"" - 1, 8,
     true},
    {"    await asyncio.sleep(0.02)", sizeof "    await asyncio.sleep(0.02)" - 1, 9, false},
    {"    # 10: ask \"Who goes on first?\"", sizeof "    # 10: ask \"Who goes on first?\"" - 1, 10,
     true},
    {"    total = add(", sizeof "    total = add(" - 1, 11, false},
    {"        total, x)", sizeof "        total, x)" - 1, 11, false},
    {"    print(f\"끝 {x}\")", sizeof "    print(f\"끝 {x}\")" - 1, 12, false},
    {"async def two(a, b):", sizeof "async def two(a, b):" - 1, 14, false},
    {"    await asyncio.sleep(0.01)", sizeof "    await asyncio.sleep(0.01)" - 1, 15, false},
};
static const struct view_python python_made = {
    python_lines_made, sizeof python_lines_made / sizeof *python_lines_made, NULL};

static void screen_set(struct screen *screen, unsigned with)
{
    static const char *const items[] = {"coroutines   one thread, a stack for each",
                                        "gil          a thread for each, one at a time"};
    struct view *view = &screen->view;
    view->keys = keys;
    view->ascii = with & ASCII;
    view->python = with & PYTHON ? &python_made : NULL;
    if (with & LIFTED)
        player_curtain(&screen->player, false);
    if (with & ERRORS)
        view->errors = "class.baton:9:5: error: there is no statement `iO`\n"
                       "    iO 20ms \"요청\"\n"
                       "    ^~\n";
    if (with & SELECTED) {
        view->lane = screen->story->timeline->first_task + 1;
        view->object = 0;
    }
    if (with & (DETAILS | SELECTED))
        view->lane = screen->story->timeline->first_task + 1;
    view->overlay = with & HELP      ? VIEW_HELP
                    : with & DETAILS ? VIEW_DETAILS
                    : with & MENU    ? VIEW_MENU
                                     : VIEW_NOTHING;
    view->menu = (struct view_menu){"model", items, 2, 1, 0};
    view->prompt = with & PROMPT ? ":goto 12" : NULL;
    view->prompt_cursor = view->prompt ? strlen(view->prompt) : 0;
    view->message = with & MESSAGE ? "written to x.svg" : NULL;
    view->recording = with & RECORDING ? "running 1.2 s" : NULL;
    screen->question = (struct view_question){.marked = with & CHOICES ? 1 : -1};
    if (with & (CHOICES | FIELD))
        screen->question.text = "Who goes on first?";
    if (with & CHOICES) {
        screen->question.choices = choices;
        screen->question.choice_count = 4;
    }
    if (with & TOLD) {
        screen->question.told = told;
        screen->question.told_count = 2;
    }
    view->question = with & (CHOICES | FIELD | TOLD) ? &screen->question : NULL;
    view->judged = with & JUDGED
                       ? "✗ elapsed about 50ms: 500.1 ms  ✓ output \"1 starts\", \"2 starts\""
                       : NULL;
    view->leads_exercise = view->leads_on = with & JUDGED;
}

/* Of each the value is seen, whatever the name. */
static struct trace *long_names(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "values=told");
    hand_meta(trace, "shared=a_name_that_is_longer_than_there_is_room_for_in_a_row");
    hand_meta(trace, "initial=3");
    hand_meta(trace, "shared=이름도_한국어로_쓰면_두_배로_넓은_변수");
    hand_meta(trace, "initial=4");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 100);
    hand(trace, 22, SHARED_WRITE, .who = 1, .value = 4, .line = 12);
    hand(trace, 23, SHARED_WRITE, .who = 1, .arg = 1, .value = -5, .line = 12);
    hand_end(trace, 80, 1);
    hand_run_end(trace, 100, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

static const struct {
    const char *name;
    struct trace *(*make)(void);
    int columns, rows;
    double t_us;
    unsigned with;
} goldens[] = {
    {"view-80x24", class_new, 80, 24, 65, 0},
    {"view-recorded-120x36", recorded_threads, 120, 36, 300, LIFTED},
    {"view-recorded-file-120x36", recorded_threads, 120, 36, 7250, LIFTED},
    {"view-recorded-tasks-120x36", recorded_tasks, 120, 36, 2000, LIFTED},
    {"view-recorded-mixed-80x24", recorded_mixed, 80, 24, 1000, LIFTED},
    {"view-recorded-deadlock-120x36", recorded_deadlock, 120, 36, 4000, LIFTED},
    {"view-120x40", class_new, 120, 40, 10095, LIFTED},
    {"view-20x5", class_new, 20, 5, 65, 0},
    {"view-40x10", class_new, 40, 10, 65, 0},
    {"view-50x40", class_new, 50, 40, 65, RECORDING},
    {"view-ask-80x24", class_new, 80, 24, 30000, 0},
    {"view-ask-20x5", class_new, 20, 5, 30000, 0},
    {"view-question-80x24", class_new, 80, 24, 30000, CHOICES},
    {"view-question-120x40", class_new, 120, 40, 30000, CHOICES},
    {"view-question-20x5", class_new, 20, 5, 30000, CHOICES},
    {"view-question-40x10-ascii", class_new, 40, 10, 30000, CHOICES | ASCII},
    {"view-judged-80x24", class_new, 80, 24, 30000, LIFTED | JUDGED | TOLD},
    {"view-judged-120x40", class_new, 120, 40, 30000, LIFTED | JUDGED},
    {"view-field-80x24", class_new, 80, 24, 30000, FIELD},
    {"view-answered-80x24", class_new, 80, 24, 30000, TOLD | LIFTED},
    {"view-answered-20x5", class_new, 20, 5, 30000, TOLD | LIFTED},
    {"view-end-80x24-ascii", class_new, 80, 24, 30000, LIFTED | ASCII},
    {"view-errors-80x24", class_new, 80, 24, 65, ERRORS | MESSAGE},
    {"view-errors-40x10", class_new, 40, 10, 65, ERRORS | PROMPT},
    {"view-help-80x24", class_new, 80, 24, 65, HELP},
    {"view-help-20x5", class_new, 20, 5, 65, HELP},
    {"view-details-120x40", class_new, 120, 40, 30000, DETAILS | LIFTED},
    {"view-details-40x10", class_new, 40, 10, 30000, DETAILS},
    {"view-menu-80x24", class_new, 80, 24, 65, MENU},
    {"view-python-80x24", class_new, 80, 24, 65, PYTHON},
    {"view-python-120x40", class_new, 120, 40, 10095, PYTHON | LIFTED},
    {"view-empty-80x24", hand_empty, 80, 24, 0, 0},
    {"view-one-event-120x40", hand_one_event, 120, 40, 0, LIFTED},
    {"view-one-event-20x5", hand_one_event, 20, 5, 0, 0},
    {"view-korean-80x24", hand_korean_deadlock, 80, 24, 1000, SELECTED},
    {"view-korean-120x40-ascii", hand_korean_deadlock, 120, 40, 85, SELECTED | ASCII},
    {"view-gil-120x40", hand_two_gil, 120, 40, 5015, LIFTED},
    {"view-callbacks-gil-120x40", hand_callbacks_gil, 120, 40, 15000, LIFTED},
    {"view-late-120x40", hand_late, 120, 40, 452015, 0},
    {"view-crash-80x24", hand_crash, 80, 24, 50500, 0},
    {"view-many-80x24", thirty_new, 80, 24, 104030, 0},
    {"view-locks-80x24", hand_locks, 80, 24, 65, SELECTED},
    {"view-values-80x24", hand_values, 80, 24, 24, 0},
    {"view-values-120x40", hand_values, 120, 40, 32, 0},
    {"view-values-long-80x24", long_names, 80, 24, 24, 0},
    {"view-values-20x5", hand_values, 20, 5, 32, 0},
    {"view-values-left-80x24-ascii", hand_values, 80, 24, 50, ASCII},
    {"view-values-chosen-120x40", hand_values, 120, 40, 24, SELECTED | LIFTED},
};

enum { GOLDEN_COUNT = sizeof goldens / sizeof *goldens };

START_TEST(screens_are_as_their_goldens)
{
    struct screen screen;
    screen_init(&screen, goldens[_i].make(), goldens[_i].columns, goldens[_i].rows);
    screen_set(&screen, goldens[_i].with);
    go(&screen, goldens[_i].t_us);
    screen_draw(&screen);
    screen_golden_assert(&screen.grid, goldens[_i].name);
    screen_release(&screen);
}
END_TEST

/* ---- what must hold ---- */

typedef struct trace *make_fn(void);
static make_fn *const makers[] = {
    class_new,   hand_two_coroutines, hand_two_blocking,    hand_two_gil,     hand_late,
    hand_lesson, hand_locks,          hand_korean_deadlock, hand_two_polling, hand_values};

enum { MAKER_COUNT = sizeof makers / sizeof *makers };

/* A short gap between two turns belongs to the one before it: so far what is seen depends on what
 * comes. */
#define SEES_NS (100 * NS_PER_US)

/* All of a trace up to a moment, and then a task that was not there. */
static struct trace *trace_until(const struct trace *trace, int64_t t_ns)
{
    struct trace *cut = trace_new();
    size_t len = 0;
    const char *source = trace_source(trace, &len);
    if (source)
        trace_set_source(cut, trace_source_name(trace), source, len);
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        const char *text = trace_text(trace, i, &len);
        if (event->time_ns - trace_origin(trace) <= t_ns + SEES_NS)
            trace_add(cut, event, text, text ? len : 0);
    }
    double then_us = (double)(t_ns + SEES_NS) / NS_PER_US + 1;
    hand_task(cut, then_us, 90, "another");
    hand(cut, then_us + 10, TASK_BEGIN, .who = 90, .arg = 190, .reason = TRACE_CORE_UNKNOWN);
    hand(cut, then_us + 90, MARK, .who = 90);
    trace_finish(cut);
    return cut;
}

static void assert_tells_no_future(struct screen *whole, int64_t t_ns, unsigned with)
{
    struct screen cut;
    char what[64];
    screen_init(&cut, trace_until(whole->story->trace, t_ns), whole->grid.columns,
                whole->grid.rows);
    cut.story->live = true;
    screen_set(&cut, with);
    player_seek(&whole->player, t_ns, 0);
    player_seek(&cut.player, t_ns, 0);
    cut.view.lane = whole->view.lane;
    view_first_zoom(&cut.view, cut.grid.columns, cut.grid.rows);
    view_first_zoom(&whole->view, cut.grid.columns, cut.grid.rows);
    screen_draw(&cut);
    screen_draw(whole);
    snprintf(what, sizeof what, "at %lld ns", (long long)t_ns);
    screen_assert_same(&cut.grid, &whole->grid, what);
    screen_release(&cut);
}

START_TEST(under_the_curtain_nothing_is_told_of_what_comes)
{
    struct screen whole;
    screen_init(&whole, makers[_i / 2](), 120, 40);
    screen_set(&whole, _i % 2 ? DETAILS : 0);
    for (size_t i = 0; i < trace_count(whole.story->trace); i++) {
        int64_t t_ns = trace_at(whole.story->trace, i)->time_ns - trace_origin(whole.story->trace);
        player_init(&whole.player, whole.story);
        if (t_ns >= 0 && t_ns < whole.story->end_ns)
            assert_tells_no_future(&whole, t_ns, _i % 2 ? DETAILS : 0);
    }
    screen_release(&whole);
}
END_TEST

START_TEST(a_resize_there_and_back_shows_the_same)
{
    struct screen screen;
    struct grid other, again;
    screen_init(&screen, makers[_i](), 80, 24);
    go(&screen, 70);
    view_draw(&screen.view, &screen.grid);
    grid_init(&other, 37, 9);
    grid_init(&again, 80, 24);
    view_draw(&screen.view, &other);
    view_draw(&screen.view, &again);
    screen_assert_same(&screen.grid, &again, "80x24 again");
    grid_release(&other);
    grid_release(&again);
    screen_release(&screen);
}
END_TEST

/* Under the sanitizers this finds what is drawn from outside of anything. */
START_TEST(any_size_can_be_drawn)
{
    static const unsigned withs[] = {0, ASCII | LIFTED, HELP, DETAILS, MENU, ERRORS};
    struct screen screen;
    screen_init(&screen, makers[_i](), 80, 24);
    for (int columns = 0; columns < 140; columns += columns < 12 ? 1 : 7)
        for (int rows = 0; rows < 44; rows += rows < 12 ? 1 : 5) {
            struct grid grid;
            screen_set(&screen, withs[(columns + rows) % 6]);
            screen.view.large = (columns + rows) % 7 == 6;
            screen.view.overlay_scroll = columns % 5 * 100 - 100;
            screen.view.source_scroll = rows % 5 * 100 - 100;
            screen.view.output_scroll = columns % 3 * 100 - 100;
            go(&screen, columns * 4000);
            grid_init(&grid, columns, rows);
            view_draw(&screen.view, &grid);
            for (int i = 0; i < 8; i++)
                view_hit(&screen.view, rows * i / 8, columns * (7 - i) / 7, columns, rows);
            grid_release(&grid);
        }
    screen_release(&screen);
}
END_TEST

START_TEST(ascii_screens_are_ascii)
{
    struct screen screen;
    struct strbuf out = STRBUF_INIT;
    screen_init(&screen, hand_two_gil(), 120, 40);
    screen_set(&screen, ASCII | LIFTED);
    for (int i = 0; i < 20; i++) {
        go(&screen, i * 30000);
        strbuf_clear(&out);
        view_draw(&screen.view, &screen.grid);
        grid_to_text(&screen.grid, NULL, false, &out);
        for (size_t at = 0; at < out.len; at++)
            ck_assert_msg(!(out.text[at] & 0x80), "%s", out.text);
    }
    strbuf_release(&out);
    screen_release(&screen);
}
END_TEST

START_TEST(notes_questions_and_expectations_appear_when_they_may)
{
    struct screen screen;
    screen_init(&screen, class_new(), 80, 24);
    go(&screen, 20);
    screen_draw(&screen);
    ck_assert(shows(&screen, "note …") && shows(&screen, "ask …"));
    ck_assert(!shows(&screen, "Nobody is blocked") && !shows(&screen, "elapsed about"));
    screen.view.source_scroll = 100;
    screen_draw(&screen);
    ck_assert(shows(&screen, "expect …") && !shows(&screen, "two is first"));
    screen.view.source_scroll = 0;
    go(&screen, 30);
    screen_draw(&screen);
    ck_assert(!shows(&screen, "note …") && shows(&screen, "» Nobody is blocked."));
    player_curtain(&screen.player, false);
    screen.view.source_scroll = 100;
    screen_draw(&screen);
    ck_assert(shows(&screen, "elapsed about 20ms"));
    screen_release(&screen);
}
END_TEST

/* It says what it shows, and may ask. */
static struct trace *about_new(const char *deed)
{
    struct trace *trace = hand_two_gil();
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text,
                "scenario \"x\"\nabout \"They take turns.\"\nmodel gil\ntask a:\n    %s \"Who?\"\n",
                deed);
    trace_set_source(trace, "class.baton", strbuf_str(&text), text.len);
    strbuf_release(&text);
    return trace;
}

START_TEST(what_it_shows_waits_for_the_end_if_the_class_is_asked)
{
    struct screen screen;
    screen_init(&screen, about_new("ask"), 120, 30);
    screen_draw(&screen);
    ck_assert(shows(&screen, "about …") && !shows(&screen, "They take turns."));
    ck_assert(shows(&screen, "Watch for a question."));
    player_curtain(&screen.player, false);
    screen_draw(&screen);
    ck_assert(shows(&screen, " They take turns.") && !shows(&screen, "Watch for"));
    go(&screen, (double)(screen.story->end_ns / NS_PER_US) + 1);
    player_curtain(&screen.player, true);
    screen_draw(&screen);
    ck_assert(shows(&screen, " They take turns.") && !shows(&screen, "about …"));
    screen_release(&screen);
}
END_TEST

/* A warning of the last moment stands below what all of it was about. */
START_TEST(at_the_end_no_warning_displaces_what_it_is_about)
{
    struct screen screen;
    struct trace *trace = hand_new("coroutines");
    static const char source[] = "scenario \"x\"\nabout \"Each holds the loop, one after the "
                                 "other, as long as it takes, and so the sum of all.\"\n"
                                 "task a:\n    say \"x\"\n";
    trace_set_source(trace, "class.baton", source, strlen(source));
    hand_task(trace, 0, 1, "a");
    hand_task(trace, 0, 2, "b");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 4);
    hand_state(trace, 20, 1, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, 4);
    hand_end(trace, 90000, 1);
    hand(trace, 90010, TASK_BEGIN, .who = 2, .arg = 7, .line = 4);
    hand_end(trace, 90020, 2);
    hand_run_end(trace, 90030, TRACE_RESULT_OK);
    trace_finish(trace);
    screen_init(&screen, trace, 80, 24);
    go(&screen, 1e6);
    screen_draw(&screen);
    ck_assert(shows(&screen, " Each holds the loop") && shows(&screen, " all."));
    screen_release(&screen);
}
END_TEST

START_TEST(who_asks_nothing_begins_with_the_title)
{
    struct screen screen;
    screen_init(&screen, about_new("say"), 120, 30);
    screen_draw(&screen);
    ck_assert(shows(&screen, "scenario \"x\"") && shows(&screen, "about …"));
    ck_assert(!shows(&screen, "They take turns."));
    go(&screen, (double)(screen.story->end_ns / NS_PER_US) + 1);
    screen_draw(&screen);
    ck_assert(shows(&screen, " They take turns.") && shows(&screen, "about \"They"));
    screen_release(&screen);
}
END_TEST

/* What may be the answer: title, comments, what stands behind a question's text. */
static const char leaky[] = "# They deadlock.\n"
                            "scenario \"Deadlock\"\n"
                            "model gil\n"
                            "task a: # the first\n"
                            "    ask \"Who \\\"eats\\\" # now?\" choose \"a\", *\"nobody\"\n"
                            "        *\"or this\"\n"
                            "    say \"# no comment\" # but this\n"
                            "    io 1ms \"x\"#none\n"
                            "    # at last\n";

START_TEST(what_may_be_the_answer_is_folded)
{
    static const char *const hidden[] = {"They deadlock", "Deadlock", "the first",
                                         "choose",        "nobody",   "or this",
                                         "but this",      "none",     "at last"};
    struct screen screen;
    struct trace *trace = hand_new("gil");
    struct trace_event ask = {.kind = TRACE_ASK, .who = 1, .line = 5};
    trace_set_source(trace, "/a/39-deadlock.baton", leaky, strlen(leaky));
    hand_meta(trace, "title=Deadlock");
    hand_task(trace, 0, 1, "a");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .line = 4);
    hand_event(trace, 20, ask, "Who \"eats\" # now?");
    hand_say(trace, 30, 1, "x");
    hand_end(trace, 40, 1);
    hand_run_end(trace, 50, TRACE_RESULT_OK);
    trace_finish(trace);
    screen_init(&screen, trace, 170, 40);
    go(&screen, 1000); /* as far as the question */
    for (int large = 0; large < 2; large++) {
        screen.view.large = large;
        screen_draw(&screen);
        for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
            ck_assert_msg(!shows(&screen, hidden[i]), "%s", hidden[i]);
    }
    screen.view.large = false;
    screen_draw(&screen);
    ck_assert(shows(&screen, "lesson 39") && shows(&screen, "scenario …") && shows(&screen, "# …"));
    ck_assert(shows(&screen, "ask \"Who \\\"eats\\\" # now?\" …"));
    ck_assert(shows(&screen, "say \"# no comment\" …") && shows(&screen, "io 1ms \"x\" …"));
    go(&screen, 30);
    player_curtain(&screen.player, false);
    screen_draw(&screen);
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        ck_assert_msg(shows(&screen, hidden[i]), "%s", hidden[i]);
    screen_release(&screen);
}
END_TEST

START_TEST(the_source_shows_all_tasks_if_they_fit_and_stands_still_then)
{
    struct screen screen;
    struct source source = {0};
    screen_init(&screen, class_new(), 80, 24);
    for (int i = 0; i < 40; i++) {
        player_curtain(&screen.player, i % 2);
        go(&screen, i * 600);
        source_read(&screen.view, &source);
        ck_assert_int_eq(source_top(&screen.view, &source, 13), 5);
        ck_assert_int_eq(source_top(&screen.view, &source, 20), 0);
        source_release(&source);
    }
    screen_release(&screen);
}
END_TEST

START_TEST(the_source_follows_by_pages)
{
    struct screen screen;
    struct source source = {0};
    screen_init(&screen, class_new(), 80, 24);
    player_curtain(&screen.player, false);
    for (int rows = 5; rows < 12; rows++)
        for (double t_us = 0; t_us < 20300; t_us += 5) {
            go(&screen, t_us);
            uint32_t holder = now_holder(screen.story, 0, screen.player.t_ns);
            int line = holder ? (int)source_line_of(&screen.view, holder) - 1 : -1;
            source_read(&screen.view, &source);
            int top = source_top(&screen.view, &source, rows);
            if (line >= 0 && (line < top || line >= top + rows))
                ck_abort_msg("at %g us: line %d, %d rows from %d on", t_us, line, rows, top);
            source_release(&source);
        }
    screen_release(&screen);
}
END_TEST

START_TEST(an_ask_shows_its_question_and_nothing_that_answers_it)
{
    struct screen screen;
    screen_init(&screen, class_new(), 80, 24);
    go(&screen, 30000);
    ck_assert_int_ge(screen.player.asking, 0);
    screen_draw(&screen);
    ck_assert(shows(&screen, "Who goes on first?") && shows(&screen, "space: go on"));
    ck_assert(!shows(&screen, "holds control"));
    screen_release(&screen);
}
END_TEST

/* ---- the mouse ---- */

static struct view_hit hit_text(const struct screen *screen, const char *text)
{
    struct view_hit none = {.place = VIEW_PLACE_NONE};
    for (int row = 0; row < screen->grid.rows; row++)
        for (int column = 0; column < screen->grid.columns; column++) {
            size_t at = 0;
            for (int c = column; text[at] && c < screen->grid.columns; c++, at++)
                if (grid_at(&screen->grid, row, c)->bytes[0] != text[at])
                    break;
            if (!text[at])
                return view_hit(&screen->view, row, column, screen->grid.columns,
                                screen->grid.rows);
        }
    ck_abort_msg("`%s` is not on the screen", text);
    return none;
}

START_TEST(a_click_finds_what_is_drawn_there)
{
    struct screen screen;
    screen_init(&screen, class_new(), 120, 40);
    screen_set(&screen, LIFTED);
    go(&screen, 30000);
    view_draw(&screen.view, &screen.grid);
    struct view_hit source = hit_text(&screen, "io 10ms");
    ck_assert_int_eq(source.place, VIEW_PLACE_SOURCE);
    ck_assert_int_eq(source.row, 15);
    struct view_hit output = hit_text(&screen, "20.1 ms");
    ck_assert_int_eq(output.place, VIEW_PLACE_OUTPUT);
    ck_assert_int_eq(output.t_ns, 20100 * NS_PER_US);
    struct view_hit now = hit_text(&screen, "2 two  ");
    ck_assert(now.place == VIEW_PLACE_NOW || now.place == VIEW_PLACE_TIMELINE);
    ck_assert_int_eq(now.lane, screen.story->timeline->first_task + 1);
    ck_assert_int_eq(hit_text(&screen, "space").place, VIEW_PLACE_NONE);
    screen_release(&screen);
}
END_TEST

START_TEST(a_click_on_an_overlay_hits_nothing_below_it)
{
    struct screen screen;
    screen_init(&screen, class_new(), 80, 24);
    screen_set(&screen, MENU);
    view_draw(&screen.view, &screen.grid);
    struct view_hit item = hit_text(&screen, "gil   ");
    ck_assert_int_eq(item.place, VIEW_PLACE_OVERLAY);
    ck_assert_int_eq(item.row, 1);
    ck_assert_int_eq(view_hit(&screen.view, 3, 3, 80, 24).place, VIEW_PLACE_NONE);
    screen_release(&screen);
}
END_TEST

/* ---- syntax ---- */

static const struct {
    const char *line, *inks; /* . plain, k keyword, t name, s string, d number, c comment */
} lines[] = {
    {"task one(n):", "kkkk.ttt...."},
    {"    say \"a # \\\" b\" # c", "....kkk.ssssssssss.ccc"},
    {"  x = start worker(10)", "......kkkkk.tttttt.dd."},
    {"  io (40 * 2)ms then:", "..kk..dd...d....kkkk."},
    {"  blocking io 5ms", "..kkkkkkkk.kk.ddd"},
    {"  x = io 5ms then:", "......kk.ddd.kkkk."},
    {"  x = blocking io 5ms", "......kkkkkkkk.kk.ddd"},
    {"  model = 1.5s", "..kkkkk...dddd"},
    {"  close g", "..kkkkk.."},
    {"  select:", "..kkkkkk."},
    {"    timeout 5ms:", "....kkkkkkk.ddd."},
    {"  select = timeout + 1", ".....................d"},
    {"  timeout -= select", "..................."},
    {"  close = run + 1", "................d"},
    {"  x = run worker(10)", "......kkk.tttttt.dd."},
    {"  finally:", "..kkkkkkk."},
    {"  finally = finally", "..................."},
    {"  within 5ms:", "..kkkkkk.ddd."},
    {"  within (n)ms:", "..kkkkkk......."},
    {"  within = within", "................."},
    {"  x = await f within 5ms", "......kkkkk...kkkkkk.ddd"},
    {"  on timeout:", "..kk.kkkkkkk."},
    {"  finally += 1", ".............d"},
    {"  on cancel:", "..kk.kkkkkk."},
    {"expect gil with pool 5, shared n = 1:", "kkkkkk.....kkkk.kkkk.d..kkkkkk.....d."},
    {"  with pool:", "..kkkk......"},
    {"  y = \"open", "......sssss"},
    {"  이름 = 3", "...........d"},
    {"", ""},
};

START_TEST(a_line_is_told_apart)
{
    static const char letters[] = {[INK_PLAIN] = '.',  [INK_KEYWORD] = 'k', [INK_TITLE] = 't',
                                   [INK_STRING] = 's', [INK_NUMBER] = 'd',  [INK_COMMENT] = 'c'};
    uint8_t inks[64];
    char got[64] = "";
    size_t len = strlen(lines[_i].line);
    syntax_inks(lines[_i].line, len, inks);
    for (size_t i = 0; i < len; i++)
        got[i] = letters[inks[i]];
    ck_assert_str_eq(got, lines[_i].inks);
}
END_TEST

START_TEST(text_breaks_beside_wide_characters_and_never_in_front_of_a_comma)
{
    size_t next;
    const char *text = "가나 다라, b";
    ck_assert_uint_eq(flow_line(text, strlen(text), 4, &next), strlen("가나"));
    ck_assert_uint_eq(next, strlen("가나 "));
    ck_assert_uint_eq(flow_line(text, strlen(text), 9, &next), strlen("가나 다"));
    ck_assert_uint_eq(flow_line(text, strlen(text), 10, &next), strlen("가나 다라,"));
}
END_TEST

static Suite *view_suite(void)
{
    Suite *suite = suite_create("view");
    TCase *screens = tcase_create("screens"), *always = tcase_create("always");
    TCase *curtain = tcase_create("curtain"), *parts = tcase_create("parts");
    tcase_set_tags(curtain, TAG_LARGE);
    tcase_add_loop_test(screens, screens_are_as_their_goldens, 0, GOLDEN_COUNT);
    tcase_add_loop_test(curtain, under_the_curtain_nothing_is_told_of_what_comes, 0,
                        2 * MAKER_COUNT);
    tcase_add_loop_test(always, a_resize_there_and_back_shows_the_same, 0, MAKER_COUNT);
    tcase_add_loop_test(always, any_size_can_be_drawn, 0, MAKER_COUNT);
    tcase_add_test(always, ascii_screens_are_ascii);
    tcase_add_test(parts, notes_questions_and_expectations_appear_when_they_may);
    tcase_add_test(parts, what_it_shows_waits_for_the_end_if_the_class_is_asked);
    tcase_add_test(parts, at_the_end_no_warning_displaces_what_it_is_about);
    tcase_add_test(parts, who_asks_nothing_begins_with_the_title);
    tcase_add_test(parts, what_may_be_the_answer_is_folded);
    tcase_add_test(parts, the_source_shows_all_tasks_if_they_fit_and_stands_still_then);
    tcase_add_test(parts, the_source_follows_by_pages);
    tcase_add_test(parts, an_ask_shows_its_question_and_nothing_that_answers_it);
    tcase_add_test(parts, a_click_finds_what_is_drawn_there);
    tcase_add_test(parts, a_click_on_an_overlay_hits_nothing_below_it);
    tcase_add_loop_test(parts, a_line_is_told_apart, 0, sizeof lines / sizeof *lines);
    tcase_add_test(parts, text_breaks_beside_wide_characters_and_never_in_front_of_a_comma);
    suite_add_tcase(suite, screens);
    suite_add_tcase(suite, always);
    suite_add_tcase(suite, curtain);
    suite_add_tcase(suite, parts);
    return suite;
}

CHECK_MAIN(view_suite)
