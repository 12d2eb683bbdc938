/* A frame of the player on a screen of 200 columns and 60 rows: of a thousand events, and of ten
 * million in which few tasks, many on several cores, or very many do something; compare with six
 * such runs; and a step back next to a step forward.
 *
 * A hundred frames are drawn of each run, all different: zooms from the whole to a microsecond a
 * column, both axes, the playhead anywhere, the curtain up or down, a lane or a lock chosen, the
 * large mode, the details, the picture of the machine. A machine that others use delays frames: so
 * each is drawn in five passes over all of them, and its best time counts.
 *
 * `bench_frame SCENE` prints every frame of a scene, the slowest last. */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "bench.h"
#include "long_run.h"
#include "player/player.h"
#include "view/comparison.h"
#include "view/view.h"

enum { COLUMNS = 200, ROWS = 60, FRAMES = 100, PASSES = 5, ZOOMS = 12, EVENTS = 10000000 };

static const double most_ns = 16e6, short_most_ns = 2e6, most_ratio = 1.1;
static const double closest_ns = 1000; /* a column of the closest zoom */

static const struct scene {
    const char *what;
    bool steps; /* steps are measured, too */
    struct long_run run;
} scenes[] = {
    {"3 tasks", true, {.model = "coroutines", .tasks = 3, .cores = 1, .events = EVENTS}},
    {"3 tasks under gil", false, {.model = "gil", .tasks = 3, .cores = 1, .events = EVENTS}},
    {"40 tasks on 4 cores, with locks",
     true,
     {.model = "threads", .tasks = 40, .cores = 4, .objects = 4, .events = EVENTS}},
    {"2,000 tasks",
     false,
     {.model = "coroutines", .tasks = 2000, .cores = 1, .objects = 4, .events = EVENTS}},
    {"100,000 tasks",
     false,
     {.model = "coroutines", .tasks = 100000, .cores = 1, .turns = 30, .events = EVENTS}},
    {"1,000,000 tasks",
     false,
     {.model = "coroutines", .tasks = 1000000, .cores = 1, .turns = 3, .events = EVENTS}},
};

enum { SCENES = sizeof scenes / sizeof *scenes };

static const struct long_run short_run = {
    .model = "threads", .tasks = 40, .cores = 4, .objects = 4, .events = 1000};

/* ---- a run, ready to be drawn ---- */

struct stage {
    struct story *story;
    struct scenario *scenario;
    struct grid grid;
    struct player player;
    struct view view;
};

static void stage_begin(struct stage *stage, const struct long_run *run)
{
    struct diag_list problems = {0};
    stage->story = story_new(long_run_make(run), NULL, NULL);
    stage->scenario =
        scenario_read("long.baton", long_run_source, strlen(long_run_source), &problems);
    diag_release(&problems);
    grid_init(&stage->grid, COLUMNS, ROWS);
    player_init(&stage->player, stage->story);
    view_init(&stage->view, &stage->player, COLUMNS, ROWS);
    stage->view.scenario = stage->scenario;
    stage->view.model = run->model;
}

static void stage_end(struct stage *stage)
{
    grid_release(&stage->grid);
    scenario_free(stage->scenario);
    story_free(stage->story);
}

/* ---- frames ---- */

struct frame {
    int64_t t_ns;
    double zoom; /* how many times closer than the whole */
    enum view_axis axis;
    bool curtain, large, details, machine;
    int lane, object, top_lane;
    double ns; /* that it took, at best */
};

static void frame_choose(struct frame *frame, const struct stage *stage, int number,
                         unsigned long long *random)
{
    const struct story *story = stage->story;
    double whole_ns = (double)story->end_ns / COLUMNS;
    double closest = whole_ns > closest_ns ? whole_ns / closest_ns : 1;
    int tasks = story->timeline->task_count, objects = now_object_count(story);
    bool chosen = long_run_random(random, 2);
    *frame = (struct frame){
        .t_ns = (int64_t)((double)story->end_ns * long_run_random(random, 1000001) / 1e6),
        .zoom = pow(closest, (double)(number % ZOOMS) / (ZOOMS - 1)),
        .axis = long_run_random(random, 3) ? VIEW_TIME : VIEW_HANDOFFS,
        .curtain = long_run_random(random, 2),
        .large = long_run_random(random, 8) == 0,
        .machine = number % 3 == 0,
        .details = chosen && long_run_random(random, 3) == 0,
        .lane = VIEW_LANE_NONE,
        .object = VIEW_OBJECT_NONE,
        .ns = INFINITY,
    };
    if (chosen)
        frame->lane = (int)long_run_random(random, (unsigned)story->timeline->lane_count);
    if (objects && long_run_random(random, 3) == 0)
        frame->object = (int)long_run_random(random, (unsigned)objects);
    if (long_run_random(random, 2))
        frame->top_lane = (int)long_run_random(random, (unsigned)tasks);
}

/* What the keys have done before it is drawn. */
static void frame_prepare(const struct frame *frame, struct stage *stage)
{
    struct view *view = &stage->view;
    stage->player.curtain = frame->curtain;
    player_seek(&stage->player, frame->t_ns, 0);
    view->large = frame->large;
    view->machine = frame->machine;
    view->overlay = frame->details ? VIEW_DETAILS : VIEW_NOTHING;
    view->lane = frame->lane;
    view->object = frame->object;
    view->top_lane = frame->top_lane;
    view_fit(view, COLUMNS, ROWS);
    view_axis(view, frame->axis, COLUMNS, ROWS);
    view_zoom(view, frame->axis == VIEW_TIME ? frame->zoom : 4 / sqrt(frame->zoom), COLUMNS, ROWS);
    view_follow(view, COLUMNS, ROWS);
}

static double frame_time(const struct frame *frame, struct stage *stage)
{
    frame_prepare(frame, stage);
    int64_t begun_ns = clock_now_ns();
    view_draw(&stage->view, &stage->grid);
    return (double)(clock_now_ns() - begun_ns);
}

static void frame_print(const struct frame *frame)
{
    char time[BENCH_TEXT];
    printf("%10s  at %12" PRId64 " ns  zoom %9.1f  %s%s%s%s%s lane %d, object %d, top %d\n",
           bench_time(time, frame->ns), frame->t_ns, frame->zoom,
           frame->axis == VIEW_TIME ? "time" : "hand-offs", frame->curtain ? ", curtain" : "",
           frame->large ? ", large" : "", frame->details ? ", details" : "",
           frame->machine ? ", machine" : "", frame->lane, frame->object, frame->top_lane);
}

static int by_time(const void *a, const void *b)
{
    const struct frame *left = a, *right = b;
    return (left->ns > right->ns) - (left->ns < right->ns);
}

static int numbers_order(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

/* In order of what they took. */
static void frames_measure(struct stage *stage, struct frame *frames)
{
    unsigned long long random = 20260107;
    for (int i = 0; i < FRAMES; i++)
        frame_choose(&frames[i], stage, i, &random);
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < FRAMES; i++)
            frames[i].ns = fmin(frames[i].ns, frame_time(&frames[i], stage));
    qsort(frames, FRAMES, sizeof *frames, by_time);
}

/* ---- what they are compared with ---- */

/* A grid of that size, cleared and copied. */
static double copy_time(void)
{
    enum { ROUNDS = 101 };
    double ns[ROUNDS];
    struct grid from, to;
    grid_init(&from, COLUMNS, ROWS);
    grid_init(&to, COLUMNS, ROWS);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t begun_ns = clock_now_ns();
        grid_clear(&from);
        memcpy(to.cells, from.cells, sizeof *to.cells * COLUMNS * ROWS);
        ns[i] = (double)(clock_now_ns() - begun_ns);
    }
    grid_release(&from);
    grid_release(&to);
    return bench_median_of(ns, ROUNDS);
}

/* ---- steps ---- */

static double step_time(struct stage *stage, int direction)
{
    int64_t begun_ns = clock_now_ns();
    player_step(&stage->player, PLAYER_BY_HANDOFF, direction, 0, 0);
    view_follow(&stage->view, COLUMNS, ROWS);
    view_draw(&stage->view, &stage->grid);
    return (double)(clock_now_ns() - begun_ns);
}

/* Back and forward in turns about places all over the run, under the curtain. Both moments have
 * been drawn before, and every other time the step forward is the first. */
static struct bench_pair steps_measure(struct stage *stage)
{
    struct bench_pair pairs[BENCH_PAIRS];
    unsigned long long random = 7;
    for (int i = 0; i < BENCH_PAIRS; i++) {
        struct frame frame;
        frame_choose(&frame, stage, i, &random);
        frame.curtain = true;
        frame_prepare(&frame, stage);
        step_time(stage, 1);
        step_time(stage, -1);
        if (i % 2)
            step_time(stage, 1);
        double first_ns = step_time(stage, i % 2 ? -1 : 1);
        double second_ns = step_time(stage, i % 2 ? 1 : -1);
        pairs[i].ours_ns = i % 2 ? first_ns : second_ns;
        pairs[i].theirs_ns = i % 2 ? second_ns : first_ns;
    }
    return bench_median(pairs, BENCH_PAIRS);
}

/* ---- compare ---- */

/* Six runs, all opened, wherever it is scrolled to. In order of what they took. */
static void comparison_measure(struct stage *stage, double *ns)
{
    struct comparison_run runs[MODEL_COUNT - 1];
    int count = (int)(sizeof runs / sizeof *runs);
    struct comparison comparison = {.title = "A long run", .runs = runs, .count = count};
    for (int i = 0; i < count; i++)
        runs[i] = (struct comparison_run){
            .label = stage->view.model, .story = stage->story, .open = true};
    int most = comparison_scroll_most(&comparison, COLUMNS, ROWS);
    for (int i = 0; i < FRAMES; i++)
        ns[i] = INFINITY;
    for (int i = 0; i < FRAMES * PASSES; i++) {
        comparison.scroll = most * (i % FRAMES) / (FRAMES - 1);
        int64_t begun_ns = clock_now_ns();
        comparison_draw(&comparison, &stage->grid);
        ns[i % FRAMES] = fmin(ns[i % FRAMES], (double)(clock_now_ns() - begun_ns));
    }
    qsort(ns, FRAMES, sizeof *ns, numbers_order);
}

/* ---- rows ---- */

static void steps_row(struct stage *stage, const struct scene *scene)
{
    char what[BENCH_TEXT], reached[BENCH_TEXT], compared[BENCH_TEXT], back[BENCH_TEXT];
    char forward[BENCH_TEXT];
    struct bench_pair pair = steps_measure(stage);
    double ratio = pair.ours_ns / pair.theirs_ns;
    snprintf(what, sizeof what, "a hidden step back, %s", scene->what);
    snprintf(reached, sizeof reached, "%.2f times", ratio);
    snprintf(compared, sizeof compared, "back %.20s, forward %.20s", bench_time(back, pair.ours_ns),
             bench_time(forward, pair.theirs_ns));
    bench_row(what, reached, "at most 1.1 times", compared, ratio <= most_ratio);
}

static void comparison_row(struct stage *stage, const struct scene *scene)
{
    double ns[FRAMES];
    char what[BENCH_TEXT], reached[BENCH_TEXT], median[BENCH_TEXT], compared[BENCH_TEXT];
    comparison_measure(stage, ns);
    snprintf(what, sizeof what, "compare, six such runs opened, %s", scene->what);
    snprintf(compared, sizeof compared, "median %.20s", bench_time(median, ns[FRAMES / 2]));
    bench_remark(what, bench_time(reached, ns[FRAMES - 2]), compared);
}

static void frames_row(const char *what, const struct frame *frames, double to_reach_ns,
                       const char *compared)
{
    char reached[BENCH_TEXT], to_reach[BENCH_TEXT], most[BENCH_TEXT];
    double ns = frames[FRAMES - 2].ns;
    snprintf(to_reach, sizeof to_reach, "under %.20s", bench_time(most, to_reach_ns));
    bench_row(what, bench_time(reached, ns), to_reach, compared, ns < to_reach_ns);
}

static void short_row(struct stage *stage)
{
    struct frame frames[FRAMES];
    char compared[BENCH_TEXT], copy[BENCH_TEXT], median[BENCH_TEXT];
    frames_measure(stage, frames);
    snprintf(compared, sizeof compared, "median %.20s; a grid cleared and copied: %.20s",
             bench_time(median, frames[FRAMES / 2].ns), bench_time(copy, copy_time()));
    frames_row("frame of 1,000 events, 99th of 100", frames, short_most_ns, compared);
}

static void scene_rows(const struct scene *scene, struct stage *stage, struct stage *small)
{
    struct frame frames[FRAMES], others[FRAMES];
    char what[BENCH_TEXT], compared[BENCH_TEXT], other[BENCH_TEXT], median[BENCH_TEXT];
    frames_measure(small, others);
    frames_measure(stage, frames);
    snprintf(what, sizeof what, "frame of %.1f million events, %s",
             (double)trace_count(stage->story->trace) / 1e6, scene->what);
    snprintf(compared, sizeof compared, "median %.20s; of 1,000 events: 99th %.20s",
             bench_time(median, frames[FRAMES / 2].ns), bench_time(other, others[FRAMES - 2].ns));
    frames_row(what, frames, most_ns, compared);
    comparison_row(stage, scene);
    if (scene->steps)
        steps_row(stage, scene);
}

static void short_measure(void)
{
    struct stage stage;
    stage_begin(&stage, &short_run);
    short_row(&stage);
    stage_end(&stage);
}

static void scene_measure(const struct scene *scene)
{
    struct stage stage, small;
    struct long_run run = scene->run;
    run.tasks = run.tasks < 100 ? run.tasks : 100;
    run.events = short_run.events;
    stage_begin(&stage, &scene->run);
    stage_begin(&small, &run);
    scene_rows(scene, &stage, &small);
    stage_end(&small);
    stage_end(&stage);
}

/* In a process of its own: its memory is given back before the next is made. */
static void scene_measure_apart(const struct scene *scene)
{
    int status = 1;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        scene_measure(scene);
        fflush(stdout);
        _exit(0);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        bench_remark(scene->what, "could not be measured", "-");
}

static void scene_print(const struct scene *scene)
{
    struct frame frames[FRAMES];
    struct stage stage;
    stage_begin(&stage, &scene->run);
    frames_measure(&stage, frames);
    for (int i = 0; i < FRAMES; i++)
        frame_print(&frames[i]);
    comparison_row(&stage, scene);
    stage_end(&stage);
}

int main(int argc, char **argv)
{
    int scene = argc > 1 ? atoi(argv[1]) : -1;
    if (scene >= 0 && scene < SCENES) {
        scene_print(&scenes[scene]);
        return 0;
    }
    short_measure();
    for (int i = 0; i < SCENES; i++)
        scene_measure_apart(&scenes[i]);
    return 0;
}
