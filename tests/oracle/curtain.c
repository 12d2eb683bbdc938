#include "config.h"

#include "curtain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/diag.h"
#include "base/mem.h"
#include "view/view.h"

enum {
    TASKS_MOST = 1 << 12,
    QUESTIONS_MOST = 6, /* that are judged of a trace */
    MOMENTS = 6,        /* between two questions, at which screens are compared, too */
    LEAKS_MOST = 4,     /* that are told of a trace */
    FRAME_NS = 50 * 1000 * 1000,
    FRAMES_MOST = 20 * 1000,
    NEW_TASKS = 7,
    CORES_MOST = 64,
};

/* ---- the made-up ends ---- */

struct live {
    bool begun, over;
    uint32_t thread;
};

struct cut {
    const struct trace *from;
    struct trace *to;
    int64_t t_ns; /* absolute */
    struct live tasks[TASKS_MOST];
    uint32_t task_count;
    uint32_t *untold; /* requests that were asked and of whose answer nobody was told */
    uint32_t *asked_by;
    int untold_count;
    uint32_t request;
    bool on_cores;
    uint32_t gil;                           /* who has it */
    struct trace_event on_core[CORES_MOST]; /* who came to a core or left it last */
    bool has_gil;
};

static void request_drop(struct cut *cut, uint32_t request)
{
    for (int i = 0; i < cut->untold_count; i++)
        if (cut->untold[i] == request) {
            cut->untold[i] = cut->untold[--cut->untold_count];
            cut->asked_by[i] = cut->asked_by[cut->untold_count];
            return;
        }
}

static void follow(struct cut *cut, const struct trace_event *event)
{
    struct live *task = event->who < TASKS_MOST ? &cut->tasks[event->who] : NULL;
    switch (event->kind) {
    case TRACE_TASK_NEW:
        if (event->who < TASKS_MOST && event->who >= cut->task_count)
            cut->task_count = event->who + 1;
        break;
    case TRACE_TASK_BEGIN:
        if (task)
            *task = (struct live){.begun = true, .thread = event->arg};
        break;
    case TRACE_TASK_END:
        if (task)
            task->over = true;
        break;
    case TRACE_ASKED:
        cut->asked_by[cut->untold_count] = event->who;
        cut->untold[cut->untold_count++] = event->arg;
        cut->request = event->arg > cut->request ? event->arg : cut->request;
        break;
    case TRACE_NOTICED:
        request_drop(cut, event->arg);
        break;
    case TRACE_GIL_GOT:
        cut->has_gil = true;
        cut->gil = event->who;
        break;
    case TRACE_GIL_FREED:
        cut->gil = TRACE_NOBODY;
        break;
    case TRACE_SCHED_IN:
    case TRACE_SCHED_OUT:
        if (trace_event_core(event) < CORES_MOST)
            cut->on_core[trace_event_core(event)] = *event;
        break;
    default:
        break;
    }
}

static void add(struct cut *cut, struct trace_event event, const char *text)
{
    cut->t_ns += NS_PER_US;
    event.time_ns = cut->t_ns;
    trace_add(cut->to, &event, text, text ? strlen(text) : 0);
}

static void gil_to(struct cut *cut, uint32_t who)
{
    if (!cut->has_gil || cut->gil == who)
        return;
    if (cut->gil != TRACE_NOBODY)
        add(cut, (struct trace_event){.kind = TRACE_GIL_FREED, .who = cut->gil}, NULL);
    if (who != TRACE_NOBODY)
        add(cut, (struct trace_event){.kind = TRACE_GIL_GOT, .who = who}, NULL);
    cut->gil = who;
}

static void task_finish(struct cut *cut, uint32_t who, uint8_t end)
{
    struct live *task = &cut->tasks[who];
    if (task->over)
        return;
    gil_to(cut, who);
    if (!task->begun)
        add(cut, (struct trace_event){.kind = TRACE_TASK_BEGIN, .who = who}, NULL);
    for (int i = 0; i < cut->untold_count; i++)
        if (cut->asked_by[i] == who)
            add(cut, (struct trace_event){.kind = TRACE_NOTICED, .who = who, .arg = cut->untold[i]},
                NULL);
    add(cut,
        (struct trace_event){
            .kind = TRACE_STATE, .who = who, .detail = TRACE_RUNNING, .reason = TRACE_BY_WOKEN},
        NULL);
    cut->t_ns += 20 * NS_PER_US;
    add(cut, (struct trace_event){.kind = TRACE_TASK_END, .who = who, .detail = end},
        end == TRACE_END_OK ? NULL : "a made-up failure");
    gil_to(cut, TRACE_NOBODY);
}

static void new_task(struct cut *cut, uint32_t who)
{
    struct live *task = &cut->tasks[who];
    add(cut,
        (struct trace_event){
            .kind = TRACE_TASK_NEW, .who = who, .arg = 1, .detail = TRACE_BY_STARTING},
        "a_task_of_which_nobody_knows_yet");
    gil_to(cut, who);
    add(cut, (struct trace_event){.kind = TRACE_TASK_BEGIN, .who = who}, NULL);
    *task = (struct live){.begun = true};
    add(cut, (struct trace_event){.kind = TRACE_SAY, .who = who}, "a line that nobody expects");
    add(cut,
        (struct trace_event){.kind = TRACE_ASKED,
                             .who = who,
                             .arg = ++cut->request,
                             .value = 700 * (int64_t)NS_PER_MS},
        "a request with a long label");
    cut->asked_by[cut->untold_count] = who;
    cut->untold[cut->untold_count++] = cut->request;
    add(cut,
        (struct trace_event){.kind = TRACE_STATE,
                             .who = who,
                             .detail = TRACE_WAITING,
                             .reason = TRACE_BY_IO,
                             .arg = cut->request},
        NULL);
    cut->t_ns += 130 * NS_PER_MS;
}

/* That a core is not used any more is known at the end only (timeline.h): here each is used again,
 * by a task that has begun. */
static void cores_use(struct cut *cut)
{
    uint32_t who = 1;
    while (who < cut->task_count && (!cut->tasks[who].begun || cut->tasks[who].over))
        who++;
    for (int core = 0; core < CORES_MOST; core++) {
        struct trace_event event = cut->on_core[core];
        event.kind = event.kind == TRACE_SCHED_IN ? TRACE_SCHED_OUT : 0;
        if (event.kind)
            add(cut, event, NULL);
    }
    if (who >= cut->task_count)
        return;
    add(cut, (struct trace_event){.kind = TRACE_STATE, .who = who, .reason = TRACE_BY_TURN}, NULL);
    for (int core = 0; core < CORES_MOST; core++) {
        struct trace_event event = cut->on_core[core];
        event.arg = cut->tasks[who].thread;
        if (!event.kind)
            continue;
        event.kind = TRACE_SCHED_IN;
        add(cut, event, NULL);
        cut->t_ns += 200 * NS_PER_US;
        event.kind = TRACE_SCHED_OUT;
        add(cut, event, NULL);
    }
}

/* Over at once, in the order of the tasks. */
static void end_short(struct cut *cut)
{
    cores_use(cut);
    if (cut->on_cores)
        new_task(cut, cut->task_count++); /* on a core of which nobody knows which */
    for (uint32_t who = 1; who < cut->task_count; who++)
        task_finish(cut, who, TRACE_END_OK);
    add(cut, (struct trace_event){.kind = TRACE_RUN_END, .who = TRACE_ENGINE}, NULL);
}

/* Seconds later, the other way round, with all that may come else. */
static void end_long(struct cut *cut)
{
    uint32_t first = cut->task_count;
    cut->t_ns += 3 * NS_PER_S;
    cores_use(cut);
    for (uint32_t who = first; who < first + NEW_TASKS && who < TASKS_MOST; who++) {
        new_task(cut, who);
        cut->task_count = who + 1;
    }
    add(cut, (struct trace_event){.kind = TRACE_NOTE, .who = first, .line = 1}, "a note");
    add(cut, (struct trace_event){.kind = TRACE_ASK, .who = first, .line = 1}, "And now?");
    for (uint32_t who = cut->task_count; who-- > 1;)
        task_finish(cut, who, who % 3 == 0 ? TRACE_END_FAILED : TRACE_END_OK);
    cut->t_ns += 400 * NS_PER_S;
    add(cut,
        (struct trace_event){
            .kind = TRACE_RUN_END, .who = TRACE_ENGINE, .detail = TRACE_RESULT_FAILED},
        NULL);
}

typedef void end_fn(struct cut *cut);

static struct story *cut_at(const struct story *story, int64_t t_ns, end_fn *end)
{
    const struct trace *trace = story->trace;
    size_t count = trace_count_until(trace, t_ns), len, room = count + NEW_TASKS + 1;
    struct cut *cut = calloc(1, sizeof *cut);
    const char *source = trace_source(trace, &len);
    cut->from = trace;
    cut->on_cores = timeline_on_cores(story->timeline);
    cut->to = trace_new();
    cut->t_ns = trace_origin(trace) + t_ns;
    cut->untold = mem_alloc(room * sizeof *cut->untold);
    cut->asked_by = mem_alloc(room * sizeof *cut->asked_by);
    trace_set_source(cut->to, trace_source_name(trace), source, len);
    for (size_t i = 0; i < count; i++) {
        size_t bytes;
        const char *text = trace_text(trace, i, &bytes);
        trace_add(cut->to, trace_at(trace, i), text, text ? bytes : 0);
        follow(cut, trace_at(trace, i));
    }
    end(cut);
    trace_finish(cut->to);
    struct story *made = story_new(cut->to, NULL, NULL);
    free(cut->untold);
    free(cut->asked_by);
    free(cut);
    return made;
}

/* ---- screens ---- */

static const struct {
    int columns, rows;
    bool large, handoffs;
} sizes[] = {{120, 36, false, false},
             {80, 24, false, false},
             {120, 36, false, true},
             {80, 24, true, false},
             {120, 36, true, false}};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* A story as it is played. */
struct show {
    struct player player;
    struct view view;
    struct grid grid;
};

static void show_draw(struct show *show, int size, const struct scenario *scenario)
{
    int columns = sizes[size].columns, rows = sizes[size].rows;
    struct view_window anchor;
    if (show->grid.columns != columns || show->grid.rows != rows) {
        grid_release(&show->grid);
        grid_init(&show->grid, columns, rows);
    }
    view_init(&show->view, &show->player, columns, rows);
    show->view.scenario = scenario;
    show->view.large = sizes[size].large;
    show->view.window.axis = sizes[size].handoffs ? VIEW_HANDOFFS : VIEW_TIME;
    view_first_zoom(&show->view, columns, rows);
    anchor = show->view.window;
    view_page(&show->view, &anchor, columns, rows);
    show->view.clock_ns = INT64_MAX / 2;
    view_draw(&show->view, &show->grid);
}

/* The first row in which two screens differ, or -1. */
static int row_differs(const struct grid *a, const struct grid *b)
{
    for (int row = 0; row < a->rows; row++)
        for (int column = 0; column < a->columns; column++) {
            const struct grid_cell *left = grid_at(a, row, column),
                                   *right = grid_at(b, row, column);
            if (left->len != right->len || memcmp(left->bytes, right->bytes, left->len) != 0 ||
                left->style.ink != right->style.ink || left->style.flags != right->style.flags)
                return row;
        }
    return -1;
}

static void row_add(const struct grid *grid, int row, struct strbuf *out)
{
    for (int column = 0; column < grid->columns; column++) {
        const struct grid_cell *cell = grid_at(grid, row, column);
        if (cell->width)
            strbuf_add(out, cell->len ? cell->bytes : " ", cell->len ? cell->len : 1);
    }
}

/* ---- judging ---- */

enum { REAL, SHORT, LONG, ENDS };
static const char *const end_names[ENDS] = {"as it was", "over at once", "long"};

struct judged {
    struct show shows[ENDS];
    const struct scenario *scenario;
    int first; /* the end that the others are compared with */
    int told;
    curtain_leaks_fn *leaks;
    void *arg;
};

static void tell(struct judged *judged, struct strbuf *what)
{
    if (judged->told++ < LEAKS_MOST)
        judged->leaks(judged->arg, strbuf_str(what));
}

static void compare(struct judged *judged, int64_t t_ns, const char *where)
{
    for (int size = 0; size < SIZES; size++)
        for (int end = judged->first; end < ENDS; end++) {
            show_draw(&judged->shows[end], size, judged->scenario);
            if (end == judged->first)
                continue;
            struct grid *a = &judged->shows[judged->first].grid, *b = &judged->shows[end].grid;
            int row = row_differs(a, b);
            if (row < 0)
                continue;
            struct strbuf what = STRBUF_INIT;
            strbuf_addf(
                &what, "%s at %.3f ms, %dx%d%s%s: row %d tells whether what comes is %s or %s\n  ",
                where, (double)t_ns / NS_PER_MS, sizes[size].columns, sizes[size].rows,
                sizes[size].large ? ", large" : "", sizes[size].handoffs ? ", hand-offs" : "", row,
                end_names[0], end_names[end]);
            row_add(a, row, &what);
            strbuf_adds(&what, "\n  ");
            row_add(b, row, &what);
            tell(judged, &what);
            strbuf_release(&what);
        }
}

/* A player in front of that question: those before it are answered. */
static void shows_begin(struct judged *judged, struct story *const *stories)
{
    for (int end = 0; end < ENDS; end++)
        player_init(&judged->shows[end].player, stories[end]);
}

static void shows_seek(struct judged *judged, int64_t t_ns)
{
    for (int end = 0; end < ENDS; end++) {
        struct player *player = &judged->shows[end].player;
        for (int tries = 0; player->t_ns < t_ns && tries < 100; tries++)
            player_seek(player, t_ns, 0);
    }
}

/* Playback takes as long to there. */
static void compare_pace(struct judged *judged, struct story *const *stories, int64_t t_ns)
{
    int frames[ENDS] = {0};
    shows_begin(judged, stories);
    for (int end = 0; end < ENDS; end++) {
        struct player *player = &judged->shows[end].player;
        int64_t now_ns = 0;
        for (; player->t_ns < t_ns && frames[end] < FRAMES_MOST; frames[end]++) {
            if (!player->playing)
                player_toggle(player, now_ns);
            now_ns += FRAME_NS;
            player_advance(player, now_ns);
        }
        if (end > judged->first && frames[end] != frames[judged->first]) {
            struct strbuf what = STRBUF_INIT;
            strbuf_addf(&what, "playback to %.3f ms takes %d frames or %d, by what comes",
                        (double)t_ns / NS_PER_MS, frames[judged->first], frames[end]);
            tell(judged, &what);
            strbuf_release(&what);
        }
    }
}

/* Whether a core was left for good or for a moment is known a moment later: it is no hand-off if
 * the same task is back there (timeline.h). So much of what comes is the same then. */
static int64_t cut_ns(const struct story *story, int64_t t_ns)
{
    return t_ns + (timeline_on_cores(story->timeline) ? 200 * NS_PER_US : 0);
}

static void question_judge(struct judged *judged, const struct story *story, int64_t before_ns,
                           int64_t t_ns)
{
    int64_t until_ns = cut_ns(story, t_ns);
    struct story *stories[ENDS] = {(struct story *)story, cut_at(story, until_ns, end_short),
                                   cut_at(story, until_ns, end_long)};
    judged->first = timeline_on_cores(story->timeline) ? SHORT : REAL;
    shows_begin(judged, stories);
    for (int i = 1; i <= MOMENTS; i++) {
        int64_t at_ns = before_ns + (t_ns - before_ns) / MOMENTS * i;
        at_ns = i == MOMENTS ? t_ns : at_ns;
        shows_seek(judged, at_ns);
        compare(judged, at_ns, i == MOMENTS ? "the question" : "on the way");
    }
    compare_pace(judged, stories, t_ns);
    story_free(stories[SHORT]);
    story_free(stories[LONG]);
}

int curtain_judge(const struct story *story, curtain_leaks_fn *leaks, void *arg)
{
    struct judged judged = {.leaks = leaks, .arg = arg};
    struct diag_list diags = {0};
    size_t len;
    const char *source = trace_source(story->trace, &len);
    struct scenario *scenario = scenario_read(trace_source_name(story->trace), source, len, &diags);
    int64_t before_ns = 0;
    int questions = 0;
    judged.scenario = scenario;
    for (size_t i = 0; i < story->mark_count; i++) {
        const struct story_mark *mark = &story->marks[i];
        if (mark->kind != STORY_ASK || (questions && mark->t_ns == before_ns))
            continue;
        if (questions++ < QUESTIONS_MOST)
            question_judge(&judged, story, before_ns, mark->t_ns);
        before_ns = mark->t_ns;
    }
    for (int end = 0; end < ENDS; end++)
        grid_release(&judged.shows[end].grid);
    scenario_free(scenario);
    diag_release(&diags);
    return questions;
}
