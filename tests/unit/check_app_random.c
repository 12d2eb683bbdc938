/* Anything at any time: keys, commands, the mouse, sizes, the clock, stories, failures and changed
 * files in a random order that a seed repeats. Nothing crashes (also under the sanitizers), and
 * what has to hold does. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "check_main.h"
#include "hand.h"
#include "trace/file.h"
#include "app_host.h"

enum { SEEDS = 8, STEPS = 1500 };

static char *texts[5];
static uint64_t state;
static char done[160]; /* what was done last, for the message of a failure */

/* ---- chance ---- */

static uint32_t chance(uint32_t below)
{
    state ^= state << 13; /* xorshift64 */
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32) % below;
}

#define one_of(list) list[chance(sizeof(list) / sizeof *(list))]

/* ---- what may happen ---- */

/* Its beginning: of a run that was killed, of a file that was not written to the end. */
static struct trace *cut(struct trace *whole)
{
    struct trace *trace = trace_new();
    size_t count = chance((uint32_t)trace_count(whole) + 1), len;
    const char *source = trace_source(whole, &len);
    trace_set_source(trace, trace_source_name(whole), source, len);
    for (size_t i = 0; i < count; i++) {
        const char *text = trace_text(whole, i, &len);
        trace_add(trace, trace_at(whole, i), text, text ? len : 0);
    }
    trace_finish(trace);
    trace_free(whole);
    return trace;
}

static struct trace *any_trace(void)
{
    static struct trace *(*const makers[])(void) = {
        hand_two_coroutines, hand_two_blocking, hand_two_polling, hand_two_gil,
        hand_late,           hand_two_threads,  hand_empty,       hand_korean_deadlock,
        hand_one_event,      hand_locks,        hand_crash,       hand_crash_of_one};
    struct trace *whole = chance(20) ? one_of(makers)() : hand_many((int)chance(40) + 1);
    return chance(3) ? whole : cut(whole);
}

static void do_key(void)
{
    static const uint32_t runes[] = {0x7F, 0x80, 0x301, 0xAD50, 0x1F600, 0x10FFFF, 1, 0xD800};
    enum screen_id screen = chance(3) ? (enum screen_id)chance(SCREENS) : SCREEN_PLAYER;
    struct key_set keys = app_keys(app_parts(), screen, NULL, NULL);
    struct input input = {0};
    int count = 0;
    while (keys_at(&keys, count))
        count++;
    const struct key_row *row = keys_at(&keys, (int)chance((uint32_t)count));
    switch (chance(8)) {
    case 0:
        input.key = ' ' + chance(95);
        break;
    case 1:
        input.key = one_of(runes);
        break;
    case 2:
        input.key = INPUT_FIRST + chance(40);
        break;
    default:
        input.key = row->back[0] && chance(2) ? row->back[0] : row->keys[0];
    }
    bool quits = input.key == INPUT_F10 || input.key == INPUT_CTRL + 'c';
    if (quits && chance(10))
        return;
    snprintf(done, sizeof done, "key %x", (unsigned)input.key);
    app_input(host.app, &input, host.now_ns);
}

/* One of all there are, as far as it goes without an argument; NULL: it would end the run. */
static const char *any_command(void)
{
    uint32_t of = chance(SCREENS + 1);
    const struct command *rows =
        of < SCREENS ? app_parts()->screens[of]->commands : app_parts()->commands;
    uint32_t count = 0;
    while (rows && rows[count].name)
        count++;
    const char *name = count ? rows[chance(count)].name : "";
    return strcmp(name, "quit") == 0 ? NULL : name;
}

static void do_command(void)
{
    static const char *const lines[] = {"goto_50%",
                                        "goto_-1s",
                                        "model_gil",
                                        "model_processes",
                                        "set_workers_3",
                                        "set_cores_0",
                                        "speed_10",
                                        "speed_1/3",
                                        "task_two",
                                        "lock_none",
                                        "find_resumes",
                                        "export_csv_x",
                                        "export_screen_y",
                                        "curtain_off",
                                        "curtain_on",
                                        "large",
                                        "movement",
                                        "ascii",
                                        "mouse",
                                        "open_b.baton",
                                        "open_a",
                                        "open_c.trace",
                                        "compare",
                                        "compare_b.baton",
                                        "compare_c.trace",
                                        "compare_none",
                                        "run",
                                        "edit",
                                        "help",
                                        "help_goto",
                                        "frobnicate",
                                        "set"};
    struct strbuf script = STRBUF_INIT;
    const char *line = chance(4) ? NULL : any_command();
    strbuf_addf(&script, ": '%s enter", line ? line : one_of(lines));
    snprintf(done, sizeof done, "%s", strbuf_str(&script));
    host_keys(&host, strbuf_str(&script));
    strbuf_release(&script);
}

static void do_mouse(void)
{
    enum input_mouse mouse = (enum input_mouse)(INPUT_PRESS + chance(5));
    int row = (int)chance((uint32_t)host.rows + 2) - 1;
    int column = (int)chance((uint32_t)host.columns + 2) - 1;
    snprintf(done, sizeof done, "mouse %d at %d %d", (int)mouse, row, column);
    host_mouse(&host, mouse, row, column);
}

static void do_size(void)
{
    int columns = chance(5) ? (int)chance(200) + 1 : 1, rows = chance(5) ? (int)chance(60) + 1 : 1;
    snprintf(done, sizeof done, "size %d x %d", columns, rows);
    host_size(&host, columns, rows);
}

static void do_clock(void)
{
    char script[24];
    snprintf(script, sizeof script, "@%u", chance(3) ? chance(100) : chance(5000));
    snprintf(done, sizeof done, "clock %s", script);
    host_keys(&host, script);
}

static void do_story(void)
{
    struct story *story = story_new(any_trace(), NULL, NULL);
    bool other = !chance(10);
    story->live = chance(2);
    snprintf(done, sizeof done, "story, live %d, of another run %d", story->live, other);
    if (!story->live && !other)
        host.runs = false;
    app_story(host.app, host.number - other, story, host.now_ns);
}

static void do_answer(void)
{
    if (chance(4)) {
        snprintf(done, sizeof done, "progress");
        app_progress(host.app, host.number, "running", chance(2) ? -1 : (int)chance(101),
                     chance(1000) * NS_PER_MS);
        return;
    }
    snprintf(done, sizeof done, "failure");
    host.runs = false;
    app_failed(host.app, host.number, chance(2) ? "it did not start" : "one\ntwo\033\n");
}

static void do_change(void)
{
    const char *text = chance(8) ? one_of(texts) : NULL;
    const char *path = chance(2) ? "a.baton" : "b.baton";
    snprintf(done, sizeof done, "%s changed: %.20s", path, text ? text : "unreadable");
    host_put(&host, path, text);
    app_changed(host.app, path, host.now_ns);
}

/* ---- what has to hold ---- */

static void check_player(void)
{
    const struct view *view = host_view();
    const struct story *story = view->player->story;
    ck_assert_int_ge(view->player->t_ns, 0);
    ck_assert_int_le(view->player->t_ns, story->end_ns);
    ck_assert_int_ge(view->lane, VIEW_LANE_NONE);
    ck_assert_int_lt(view->lane, story->timeline->lane_count);
    ck_assert_int_ge(view->object, VIEW_OBJECT_NONE);
    ck_assert_int_lt(view->object, now_object_count(story));
    ck_assert_int_ge(view->output_scroll, 0);
    if (view->overlay != VIEW_DETAILS)
        ck_assert_int_ge(view->overlay_scroll, 0);
    if (view->overlay == VIEW_MENU)
        ck_assert_int_lt(view->menu.chosen, view->menu.count);
    if (view->overlay == VIEW_HELP)
        ck_assert_ptr_nonnull(view->keys);
}

static void check_all(void)
{
    const struct app *app = host.app;
    int64_t next = app_next_ns(app, host.now_ns);
    ck_assert(next == -1 || next >= host.now_ns);
    ck_assert_int_eq(host.runs, app_job(host.app)->owner != NULL);
    ck_assert(!host_view() || app_document(host.app)->path);
    ck_assert_ptr_nonnull(app_shows(app, app_top(app)));
    ck_assert(!strpbrk(host_message(), "\033\n\t"));
    if (host_view())
        check_player();
    host_screen(&host);
    ck_assert(!app_is_stale(app));
}

/* ---- runs of it ---- */

static void begin(void)
{
    struct strbuf problem = STRBUF_INIT;
    host_init(&host);
    host_put(&host, "a.baton", texts[0]);
    host_put(&host, "b.baton", texts[1]);
    host_put(&host, "c.trace", texts[4]);
    host_begin_with(&host,
                    &(struct app_settings){.ascii = !chance(4),
                                           .still = !chance(4),
                                           .follow = !chance(4),
                                           .large = !chance(8),
                                           .colours = GRID_256_COLOURS},
                    (int)chance(120) + 1, (int)chance(40) + 1);
    if (!chance(3))
        app_open_scenario(host.app, "a.baton", MODEL_COUNT, NULL, 0, &problem);
    else if (!chance(3))
        app_open_compare(host.app, "a.baton", &problem);
    else if (!chance(3))
        app_open_trace(host.app, "c.trace");
    else if (!chance(3))
        app_open_beside(host.app, "c.trace", (const char *const[]){"b.baton", "c.trace"}, 2,
                        &problem);
    strbuf_release(&problem);
    snprintf(done, sizeof done, "begun");
}

static void step(void)
{
    static void (*const events[])(void) = {
        do_key,   do_key,   do_key,  do_key,   do_key,   do_key,   do_key,   do_key,    do_command,
        do_mouse, do_mouse, do_size, do_clock, do_clock, do_story, do_story, do_answer, do_change};
    one_of(events)();
    check_all();
    if (!host.quits)
        return;
    host_release(&host);
    begin();
}

static void make_texts(void)
{
    struct strbuf saved = STRBUF_INIT;
    struct trace *trace = hand_two_coroutines();
    size_t len;
    const char *source = trace_source(trace, &len);
    texts[0] = mem_strndup(source, len);
    texts[1] = mem_strdup("scenario \"Locks\"\nmodel gil, threads\nlock a\nshared n = 1\n"
                          "task one:\n    with a:\n        n += 1\n");
    texts[2] = mem_strdup("scenario \"x\"\ntask a:\n    sey \"1\"\n");
    texts[3] = mem_strdup("\xFF\xFE no text");
    trace_file_format(trace, &saved);
    texts[4] = strbuf_detach(&saved);
    trace_free(trace);
}

START_TEST(nothing_breaks)
{
    state = 0x9E3779B97F4A7C15u * (uint64_t)(_i + 1);
    make_texts();
    begin();
    for (int i = 0; i < STEPS; i++)
        step();
    host_release(&host);
    for (int i = 0; i < 5; i++)
        free(texts[i]);
}
END_TEST

static Suite *random_suite(void)
{
    Suite *suite = suite_create("app-random");
    TCase *all = tcase_create("random");
    tcase_add_loop_test(all, nothing_breaks, 0, SEEDS);
    suite_add_tcase(suite, all);
    return suite;
}

CHECK_MAIN(random_suite)
