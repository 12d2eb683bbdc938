/* An exercise: the learner's copy is the open document, and each save of it is judged by the goal.
 * The models of the goal are run one after another, as long as this screen is on top. */
#include "config.h"

#include "app/screen.h"
#include "base/diag.h"
#include "base/mem.h"
#include "course/judge.h"
#include "explore/proof.h"
#include "quiz/facts.h"
#include "tell/tell.h"
#include "view/exercise.h"

#include <stdlib.h>
#include <string.h>

struct exercise_screen {
    struct app *app;
    const struct course_exercise *exercise;
    struct course_verdict verdict;
    struct course_goal goal;
    int next;    /* of the goal's rounds */
    bool judged; /* all of them */
    bool hint;
    char *said;          /* what is expected, as it was typed; NULL: nothing was said */
    struct strbuf claim; /* the claim of that */
    char *solution;      /* NULL: it is not shown */
    char *text;          /* of the document, for the view */
    int scroll;
    struct strbuf progress;
    struct exercise_view view;
};

static const struct job_owner runs_owner;

static struct learner *learner_of(const struct exercise_screen *screen)
{
    return app_learner(screen->app);
}

/* ---- judging ---- */

static void forget_verdict(struct exercise_screen *screen)
{
    if (job_is_of(app_job(screen->app), screen))
        job_stop(app_job(screen->app));
    course_verdict_release(&screen->verdict);
    course_goal_release(&screen->goal);
    screen->next = 0;
    screen->judged = false;
}

/* Nothing is run before it was said what is expected. */
static bool is_to_predict(const struct exercise_screen *screen)
{
    return screen->exercise->ask && !screen->claim.len;
}

static void end_judging(struct exercise_screen *screen)
{
    struct strbuf problem = STRBUF_INIT;
    screen->judged = true;
    if (course_is_solved(&screen->verdict))
        learner_put(learner_of(screen), PROGRESS_SOLVED, screen->exercise->name, NULL, &problem);
    app_say_words(screen->app, &problem);
}

/* What the goal says of all schedules, or of some. */
static void prove_round(struct exercise_screen *screen, const struct course_round *round)
{
    struct scenario *scenario = course_round_scenario(&screen->verdict, &screen->goal, round);
    struct diag_list diags = {0};
    struct explore_proof proof;
    if (!scenario)
        return;
    explore_prove(&proof, scenario, round->model, round->block, &diags);
    course_judge_schedules(&screen->verdict, &screen->goal, round, proof.holds,
                           strbuf_str(&proof.words));
    explore_proof_release(&proof);
    diag_release(&diags);
    scenario_free(scenario);
}

static void start_round(struct exercise_screen *screen, const struct course_round *round)
{
    int count;
    char **sets = course_round_sets(round, &count);
    job_run_text(app_job(screen->app), &runs_owner, screen,
                 &(struct app_run){.name = app_document(screen->app)->path,
                                   .source = screen->goal.text,
                                   .len = screen->goal.len,
                                   .model = round->model,
                                   .sets = (const char *const *)sets,
                                   .set_count = count});
    for (int i = 0; i < count; i++)
        free(sets[i]);
    free(sets);
}

static void run_next(void *self)
{
    struct exercise_screen *screen = self;
    const struct document *document = app_document(screen->app);
    struct strbuf problem = STRBUF_INIT;
    if (screen->judged || is_to_predict(screen) || app_job(screen->app)->owner)
        return;
    while (screen->next < screen->goal.round_count) {
        const struct course_round *round = &screen->goal.rounds[screen->next];
        bool runs =
            document->scenario && document_compiles(document, round->model, false, &problem);
        if (runs && !round->proves) {
            start_round(screen, round);
            strbuf_release(&problem);
            return;
        }
        if (runs)
            prove_round(screen, round);
        else
            course_refuse(&screen->verdict, (int)round->model, strbuf_str(&problem));
        strbuf_clear(&problem);
        screen->next++;
    }
    strbuf_release(&problem);
    end_judging(screen);
}

static void judge(struct exercise_screen *screen)
{
    const struct document *document = app_document(screen->app);
    forget_verdict(screen);
    free(screen->text);
    screen->text = mem_strndup(document->text ? document->text : "", document->len);
    course_goal_take(&screen->goal, &screen->verdict, screen->exercise, strbuf_str(&screen->claim),
                     document->path, screen->text, document->len);
}

/* One that the schedule does not fit says why. */
static void judge_round(struct exercise_screen *screen, const struct story *story)
{
    const struct course_round *round = &screen->goal.rounds[screen->next];
    struct strbuf words = STRBUF_INIT;
    struct expect_facts facts;
    if (story->stats->ending == TRACE_ENDING_SCHEDULE) {
        struct tell tell = tell_to(story->timeline, &words);
        tell_why_ended(&tell, story->stats);
        course_refuse(&screen->verdict, (int)round->model, strbuf_str(&words));
    } else {
        quiz_facts_take(&facts, story->stats);
        course_judge(&screen->verdict, &screen->goal, round, &facts);
        quiz_facts_release(&facts);
    }
    strbuf_release(&words);
}

static void take_story(void *self, struct story *story)
{
    struct exercise_screen *screen = self;
    if (!story->live) {
        judge_round(screen, story);
        screen->next++;
    }
    story_free(story);
}

static void take_failure(void *self, const char *problem)
{
    struct exercise_screen *screen = self;
    char *line = mem_strndup(problem, strcspn(problem, "\n"));
    course_refuse(&screen->verdict, (int)screen->goal.rounds[screen->next].model, line);
    free(line);
    screen->next++;
}

/* It is run again when there is time. */
static void forget(void *self)
{
}

static const struct job_owner runs_owner = {take_story, take_failure, forget};

/* ---- coming and going ---- */

static void *open_screen(struct app *app)
{
    struct exercise_screen *screen = mem_alloc(sizeof *screen);
    screen->app = app;
    screen->exercise = &app_learner(app)->course->exercises[app_learner(app)->exercise];
    judge(screen);
    return screen;
}

static void close_screen(void *self)
{
    struct exercise_screen *screen = self;
    forget_verdict(screen);
    free(screen->said);
    strbuf_release(&screen->claim);
    free(screen->solution);
    free(screen->text);
    strbuf_release(&screen->progress);
    free(screen);
}

static void arrive(void *self)
{
    struct exercise_screen *screen = self;
    if (!app_refresh(screen->app))
        run_next(self);
}

static void changed(void *self, enum screen_change what)
{
    struct exercise_screen *screen = self;
    if (what != SCREEN_REREAD)
        return;
    judge(screen);
    if (app_top(screen->app) == SCREEN_EXERCISE)
        run_next(screen);
}

static void rerun(void *self, bool same)
{
    struct exercise_screen *screen = self;
    judge(screen);
    run_next(screen);
}

/* ---- drawing ---- */

static void draw(void *self, struct grid *grid)
{
    struct exercise_screen *screen = self;
    const struct learner *learner = learner_of(screen);
    const struct job *job = app_job(screen->app);
    size_t cursor;
    const char *prompt = app_prompt(screen->app, &cursor);
    strbuf_clear(&screen->progress);
    if (job->owner)
        strbuf_addf(&screen->progress, "%s: %s", model_name(job->model), job->words);
    screen->view = (struct exercise_view){
        .exercise = screen->exercise,
        .verdict = &screen->verdict,
        .solved = progress_solved_count(&learner->progress, learner->course),
        .all = learner->course->exercise_count,
        .is_solved = progress_has(&learner->progress, PROGRESS_SOLVED, screen->exercise->name),
        .judged = screen->judged,
        .said = screen->said,
        .progress = job->owner ? strbuf_str(&screen->progress) : NULL,
        .path = app_document(screen->app)->path,
        .text = screen->text,
        .solution = screen->solution,
        .hint = screen->hint,
        .message = prompt ? prompt : app_message(screen->app),
        .scroll = screen->scroll,
        .ascii = app_is_ascii(screen->app),
    };
    exercise_draw(&screen->view, grid);
}

static const void *shows(const void *self)
{
    const struct exercise_screen *screen = self;
    return &screen->view;
}

/* ---- keys ---- */

static void edit(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    app_edit(screen->app);
}

static void play(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    if (is_to_predict(screen) && screen->exercise->ask->kind != COURSE_ASK_SCHEDULE)
        app_say(screen->app, "say first what you expect of it: a digit opens the answer");
    else
        app_push(screen->app, SCREEN_PLAYER);
}

static void take_answer(void *self, const char *line)
{
    struct exercise_screen *screen = self;
    const struct course_ask *ask = screen->exercise->ask;
    struct strbuf claim = STRBUF_INIT;
    if (!course_ask_claim(ask, line, &claim)) {
        app_say(screen->app, "'%s' is not %s", line, course_ask_wants(ask));
        strbuf_release(&claim);
        return;
    }
    strbuf_release(&screen->claim);
    screen->claim = claim;
    free(screen->said);
    screen->said = mem_strdup(line);
    judge(screen);
    run_next(screen);
}

static void answer(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    char digit[] = {(char)press->key, '\0'};
    if (screen->exercise->ask)
        app_ask_from(screen->app, PROMPT_ANSWER, digit, take_answer, screen);
    else
        app_say(screen->app, "this exercise asks nothing: enter edits the file");
}

static void unsay(struct exercise_screen *screen)
{
    free(screen->said);
    screen->said = NULL;
    strbuf_clear(&screen->claim);
}

static void show_hint(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    screen->hint = !screen->hint;
}

static void show_solution(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    struct strbuf problem = STRBUF_INIT;
    if (screen->solution) {
        free(screen->solution);
        screen->solution = NULL;
        return;
    }
    screen->solution = learner_solution(learner_of(screen), screen->exercise, &problem);
    app_say_words(screen->app, &problem);
}

static void reset(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    struct learner *learner = learner_of(screen);
    const char *lesson = learner->course->lessons[screen->exercise->lesson].name;
    const char *from = catalog_path_of(app_catalog(screen->app), BROWSER_LESSONS, lesson);
    struct strbuf problem = STRBUF_INIT;
    if (!from)
        app_say(screen->app, "the lesson %s is not installed", lesson);
    else if (learner_reset(learner, app_document(screen->app)->path, from, &problem)) {
        unsay(screen);
        if (!app_refresh(screen->app))
            judge(screen);
        app_say(screen->app, "as it was; what you had is in %s~", app_document(screen->app)->path);
    }
    app_say_words(screen->app, &problem);
}

static void next(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    struct learner *learner = learner_of(screen);
    int at = progress_next_exercise(&learner->progress, learner->course, learner->exercise);
    if (at < 0)
        app_say(screen->app, "all exercises are solved");
    else
        app_open_exercise(screen->app, at);
}

static int count_lines(const char *text)
{
    int count = 0;
    for (; text && *text; text++)
        count += *text == '\n';
    return count;
}

/* As far as the last line of the longer file. */
static void scroll(void *self, const struct key_press *press)
{
    struct exercise_screen *screen = self;
    int own = count_lines(screen->text), other = count_lines(screen->solution);
    int most = (own > other ? own : other) - 1;
    screen->scroll += press->direction * press->argument;
    if (screen->scroll > most)
        screen->scroll = most;
    if (screen->scroll < 0)
        screen->scroll = 0;
}

static const char doing[] = "the exercise", going[] = "screen";

static const struct key_row keys[] = {
    {.keys = {INPUT_ENTER},
     .shown = "enter",
     .words = "edit your copy",
     .group = doing,
     .act = edit},
    {.keys = {' '}, .shown = "space", .words = "play it", .group = doing, .act = play},
    {.back = {'0'},
     .keys = {'1', '2', '3', '4', '5', '6', '7', '8', '9'},
     .shown = "0 - 9",
     .words = "say what you expect",
     .group = doing,
     .act = answer},
    {.keys = {'h'}, .shown = "h", .words = "a hint", .group = doing, .act = show_hint},
    {.keys = {'s'},
     .shown = "s",
     .words = "a solution, beside yours",
     .group = doing,
     .act = show_solution},
    {.keys = {'u'}, .shown = "u", .words = "begin again", .group = doing, .act = reset},
    {.keys = {'n'}, .shown = "n", .words = "the next exercise", .group = doing, .act = next},
    {.back = {INPUT_UP},
     .keys = {INPUT_DOWN},
     .shown = "↑ ↓",
     .plain = "up down",
     .words = "scroll the files",
     .group = going,
     .act = scroll,
     .argument = 1},
    {.back = {INPUT_PAGE_UP},
     .keys = {INPUT_PAGE_DOWN},
     .shown = "page",
     .words = "a page of them",
     .group = going,
     .act = scroll,
     .argument = 10},
    {.words = NULL},
};

const struct screen exercise_screen = {
    .where = "an exercise: enter on one in the browser opens it",
    .keys = keys,
    .is_of_document = true,
    .open = open_screen,
    .close = close_screen,
    .arrive = arrive,
    .idle = run_next,
    .rerun = rerun,
    .changed = changed,
    .draw = draw,
    .shows = shows,
};
