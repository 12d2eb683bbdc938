/* `baton learn`: the exercises, one's own copy of each, and whether it is solved. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/facts.h"
#include "cli/find.h"
#include "cli/learn.h"
#include "cli/output.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "cli/tty.h"
#include "course/judge.h"
#include "explore/proof.h"
#include "tell/tell.h"

enum { FILE_MOST = 1 << 20 };

/* What the command works with. */
struct learn {
    struct course course;
    struct progress progress;
    const struct cli_options *options;
    bool ascii;
    struct strbuf out;
};

static void add_safe(struct learn *learn, const char *text)
{
    utf8_add_clipped(&learn->out, text, strlen(text), SIZE_MAX / 2, learn->ascii);
}

/* Lines, indented. */
static void add_lines(struct learn *learn, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        char *line = mem_strndup(text, len);

        strbuf_adds(&learn->out, len ? "  " : "");
        add_safe(learn, line);
        strbuf_addch(&learn->out, '\n');
        free(line);
        text += len + (text[len] == '\n');
    }
}

/* ---- the list ---- */

static const char *mark(const struct learn *learn, bool done)
{
    return !done ? " " : learn->ascii ? "x" : "✓";
}

static void add_lesson(struct learn *learn, const struct course_lesson *lesson)
{
    const char *quiz = progress_value(&learn->progress, PROGRESS_QUIZ, lesson->name);

    strbuf_addf(&learn->out, "  %s %s",
                mark(learn, progress_has(&learn->progress, PROGRESS_SEEN, lesson->name)),
                lesson->name);
    if (quiz) {
        strbuf_adds(&learn->out, "  quiz ");
        add_safe(learn, quiz);
    }
    strbuf_addch(&learn->out, '\n');
    for (int i = 0; i < lesson->count; i++) {
        const struct course_exercise *exercise = &learn->course.exercises[lesson->first + i];

        strbuf_addf(&learn->out, "    %s %-5s ",
                    mark(learn, progress_has(&learn->progress, PROGRESS_SOLVED, exercise->name)),
                    exercise->id);
        add_safe(learn, exercise->title);
        strbuf_addch(&learn->out, '\n');
    }
}

static int list(struct learn *learn)
{
    const struct course *course = &learn->course;
    int next = progress_next_exercise(&learn->progress, course, -1);

    for (int i = 0; i < course->chapter_count; i++) {
        const struct course_chapter *chapter = &course->chapters[i];

        strbuf_addf(&learn->out, "%s%d. ", i ? "\n" : "", i + 1);
        add_safe(learn, chapter->title);
        strbuf_adds(&learn->out, chapter->about[0] ? ": " : "");
        add_safe(learn, chapter->about);
        strbuf_addch(&learn->out, '\n');
        for (int k = 0; k < chapter->count; k++)
            add_lesson(learn, &course->lessons[chapter->first + k]);
    }
    strbuf_addf(&learn->out, "\n%d of %d solved", progress_solved_count(&learn->progress, course),
                course->exercise_count);
    if (next >= 0)
        strbuf_addf(&learn->out, "; next: baton learn %s", course->exercises[next].id);
    strbuf_addch(&learn->out, '\n');
    return output_print(&learn->out);
}

/* ---- one's own copy ---- */

/* The lesson's file without what it expects; NULL after a message. */
static char *untouched(const struct learn *learn, const struct course_exercise *exercise,
                       size_t *len)
{
    const char *lesson = learn->course.lessons[exercise->lesson].name;
    struct strbuf text = STRBUF_INIT;
    char *path = find_lesson(lesson), *whole = NULL;
    size_t whole_len = 0;
    int error = path ? file_read(path, FILE_MOST, &whole, &whole_len) : 0;

    if (!path)
        cli_fail(CLI_USAGE, "the lesson %s is not installed", lesson);
    else if (error < 0)
        cli_fail(CLI_USAGE, "%s: %s", path, file_reason(error));
    if (whole)
        course_add_untouched(exercise, whole, whole_len, &text);
    free(path);
    free(whole);
    *len = text.len;
    return text.text;
}

static int write_copy(const char *path, const char *text, size_t len)
{
    int error = file_make_folders(path);

    if (error == 0)
        error = file_write(path, text, len);
    if (error < 0)
        return cli_fail(CLI_MACHINE, "%s: %s", path, file_reason(error));
    return CLI_OK;
}

static int make_copy(const struct learn *learn, const struct course_exercise *exercise,
                     const char *path)
{
    size_t len;
    char *text = untouched(learn, exercise, &len);
    int status = text ? write_copy(path, text, len) : CLI_USAGE;

    free(text);
    return status;
}

static int begin(struct learn *learn, const struct course_exercise *exercise, const char *path)
{
    bool there = file_check(path) == 0;
    int status = there ? CLI_OK : make_copy(learn, exercise, path);

    if (status != CLI_OK)
        return status;
    strbuf_addf(&learn->out, "%s ", exercise->id);
    add_safe(learn, exercise->title);
    strbuf_addch(&learn->out, '\n');
    add_lines(learn, exercise->text);
    strbuf_adds(&learn->out, there ? "Your copy is there already: " : "Your copy: ");
    add_safe(learn, path);
    strbuf_addf(&learn->out, "\nEdit it, then: baton learn --check %s\n", exercise->id);
    return output_print(&learn->out);
}

/* What was written is kept beside it. */
static int reset(struct learn *learn, const struct course_exercise *exercise, const char *path)
{
    struct strbuf kept = STRBUF_INIT;
    char *text = NULL;
    size_t len = 0;
    int status = CLI_OK;

    strbuf_addf(&kept, "%s~", path);
    if (file_read(path, FILE_MOST, &text, &len) == 0)
        status = write_copy(strbuf_str(&kept), text, len);
    if (status == CLI_OK)
        status = make_copy(learn, exercise, path);
    if (status == CLI_OK) {
        add_safe(learn, path);
        strbuf_adds(&learn->out, " is as it was");
        if (text) {
            strbuf_adds(&learn->out, "; what you had is in ");
            add_safe(learn, strbuf_str(&kept));
        }
        strbuf_addch(&learn->out, '\n');
        status = output_print(&learn->out);
    }
    free(text);
    strbuf_release(&kept);
    return status;
}

/* ---- is it solved ---- */

/* What the goal says of all schedules, or of some. */
static void prove_round(const struct course_goal *goal, const struct course_round *round,
                        struct course_verdict *verdict)
{
    struct scenario *scenario = course_round_scenario(verdict, goal, round);
    struct diag_list diags = {0};
    struct explore_proof proof;

    if (!scenario)
        return;
    explore_prove(&proof, scenario, round->model, round->block, &diags);
    course_judge_schedules(verdict, goal, round, proof.holds, strbuf_str(&proof.words));
    explore_proof_release(&proof);
    diag_release(&diags);
    scenario_free(scenario);
}

/* Judges the run; one that the schedule does not fit says why. */
static void judge_round(const struct course_goal *goal, const struct course_round *round,
                        struct trace *trace, struct course_verdict *verdict)
{
    struct facts facts;

    facts_take(&facts, trace);
    if (facts.stats->ending == TRACE_ENDING_SCHEDULE) {
        struct strbuf words = STRBUF_INIT;
        struct tell tell = tell_to(facts.timeline, &words);

        tell_why_ended(&tell, facts.stats);
        course_refuse(verdict, (int)round->model, strbuf_str(&words));
        strbuf_release(&words);
    } else {
        course_judge(verdict, goal, round, &facts.expect);
    }
    facts_release(&facts);
}

static int run_round(const struct course_goal *goal, const struct course_round *round,
                     const char *path, struct course_verdict *verdict)
{
    struct strbuf messages = STRBUF_INIT, whole = STRBUF_INIT;
    struct source source = {0};
    struct trace *trace = NULL;
    int set_count = 0, status;
    struct cli_set *sets = cli_sets_of(round->block, &set_count);

    strbuf_add(&whole, goal->text, goal->len);
    status = cli_source_take(&source, path, strbuf_detach(&whole), goal->len, &messages);
    if (status == CLI_OK)
        status = cli_source_set(&source, sets, set_count, NULL, &messages);
    if (status == CLI_OK && cli_source_compile(&source, round->model, &messages) != CLI_OK)
        course_refuse(verdict, (int)round->model, "the file has what this model lacks");
    else if (status == CLI_OK &&
             !(trace = runner_run(&source, round->model, sets, set_count, NULL)))
        status = CLI_MACHINE;
    if (trace)
        judge_round(goal, round, trace, verdict);
    cli_sets_release(sets, set_count);
    strbuf_release(&messages);
    cli_source_release(&source);
    return status;
}

static int run_goal(const struct course_goal *goal, const char *path,
                    struct course_verdict *verdict)
{
    int status = CLI_OK;

    for (int i = 0; i < goal->round_count && status == CLI_OK && !runner_was_stopped(); i++) {
        if (goal->rounds[i].proves)
            prove_round(goal, &goal->rounds[i], verdict);
        else
            status = run_round(goal, &goal->rounds[i], path, verdict);
    }
    if (status == CLI_OK && runner_was_stopped())
        status = cli_fail(CLI_MISSED, "the run was stopped");
    return status;
}

static void add_claims(struct learn *learn, const struct course_verdict *verdict)
{
    for (int i = 0; i < verdict->count; i++) {
        const struct course_claim *claim = &verdict->claims[i];

        strbuf_addf(&learn->out, "  %-*s ", learn->ascii ? 4 : 0,
                    course_verdict_mark(claim->verdict, learn->ascii));
        if (claim->model >= 0)
            strbuf_addf(&learn->out, "%s: ", model_name((enum model_id)claim->model));
        add_safe(learn, claim->text);
        if (claim->seen[0]) {
            strbuf_adds(&learn->out, "  seen: ");
            add_safe(learn, claim->seen);
        }
        strbuf_addch(&learn->out, '\n');
    }
}

/* What comes after: said behind what was seen. */
static int conclude(struct learn *learn, const struct course_exercise *exercise,
                    const struct course_verdict *verdict, bool own)
{
    int at = (int)(exercise - learn->course.exercises), next, status = CLI_OK;

    if (!course_is_solved(verdict)) {
        if (course_is_busy(verdict))
            strbuf_adds(&learn->out, "Others had the processor: try it once more.\n");
        else
            strbuf_addf(&learn->out, "Not yet. A hint: baton learn --hint %s\n", exercise->id);
        output_print(&learn->out);
        return course_is_busy(verdict) ? CLI_MACHINE : CLI_MISSED;
    }
    strbuf_addf(&learn->out, "Solved.");
    if (own) {
        progress_put(&learn->progress, PROGRESS_SOLVED, exercise->name, NULL);
        status = learn_write_progress(&learn->progress);
        next = progress_next_exercise(&learn->progress, &learn->course, at);
        if (next >= 0)
            strbuf_addf(&learn->out, " Next: baton learn %s", learn->course.exercises[next].id);
    }
    strbuf_addch(&learn->out, '\n');
    output_print(&learn->out);
    return status;
}

/* The question of the goal, with the choices there are. */
static void add_ask(struct learn *learn, const struct course_ask *ask)
{
    add_safe(learn, ask->text);
    strbuf_addch(&learn->out, '\n');
    for (int i = 0; i < ask->choice_count; i++) {
        strbuf_addf(&learn->out, "  %d  ", i + 1);
        add_safe(learn, ask->choices[i].text);
        strbuf_addch(&learn->out, '\n');
    }
}

/* Before it is run the learner says what he expects: the claim of that. False if he says nothing.
 */
static bool take_answer(struct learn *learn, const struct course_ask *ask, struct strbuf *claim)
{
    struct strbuf line = STRBUF_INIT;
    bool found = false, at_end = false;

    add_ask(learn, ask);
    for (int tries = 0; tries < 2 && !found && !at_end; tries++) {
        at_end = !output_read_line(&learn->out, &line);
        found = !at_end && course_ask_claim(ask, strbuf_str(&line), claim);
        if (!found)
            strbuf_addf(&learn->out, "Say %s: standard input is read.\n", course_ask_wants(ask));
    }
    strbuf_release(&line);
    return found;
}

/* Judges the copy, or another file in its place: that is not kept. */
static int check(struct learn *learn, const struct course_exercise *exercise, const char *path,
                 bool own)
{
    struct course_verdict verdict = {0};
    struct course_goal goal;
    struct strbuf claim = STRBUF_INIT;
    char *text = NULL;
    size_t len = 0;
    int error = file_read(path, FILE_MOST, &text, &len), status;

    if (error < 0 && own)
        return cli_fail(CLI_USAGE, "%s: %s; 'baton learn %s' makes your copy", path,
                        file_reason(error), exercise->id);
    if (error < 0)
        return cli_fail(CLI_USAGE, "%s: %s", path, file_reason(error));
    strbuf_addf(&learn->out, "%s ", exercise->id);
    add_safe(learn, exercise->title);
    strbuf_addch(&learn->out, '\n');
    if (exercise->ask)
        take_answer(learn, exercise->ask, &claim);
    course_goal_take(&goal, &verdict, exercise, strbuf_str(&claim), path, text, len);
    status = run_goal(&goal, path, &verdict);
    add_claims(learn, &verdict);
    if (status == CLI_OK)
        status = conclude(learn, exercise, &verdict, own);
    course_goal_release(&goal);
    course_verdict_release(&verdict);
    strbuf_release(&claim);
    free(text);
    return status;
}

static int show_solution(struct learn *learn, const struct course_exercise *exercise)
{
    char *path = find_answer(exercise->name), *text = NULL;
    size_t len = 0;
    int error = path ? file_read(path, FILE_MOST, &text, &len) : 0;
    int status = CLI_OK;

    if (!path)
        status = cli_fail(CLI_USAGE, "the solutions are among the documentation, which is not "
                                     "installed");
    else if (error < 0)
        status = cli_fail(CLI_USAGE, "%s: %s", path, file_reason(error));
    if (text) {
        add_lines(learn, text);
        status = output_print(&learn->out);
    }
    free(text);
    free(path);
    return status;
}

/* ---- the command ---- */

static int with_exercise(struct learn *learn, const struct course_exercise *exercise)
{
    const struct cli_options *options = learn->options;
    bool own = options->operand_count < 2;
    int status = CLI_MACHINE;
    char *path = NULL;

    if (options->learn == CLI_LEARN_HINT) {
        add_lines(learn, exercise->hint[0] ? exercise->hint : "There is none.\n");
        return output_print(&learn->out);
    }
    if (options->learn == CLI_LEARN_SOLUTION)
        return show_solution(learn, exercise);
    if (!own && options->learn != CLI_LEARN_CHECK)
        return cli_fail(CLI_USAGE, "'%s' is one too many: only --check takes a FILE",
                        options->operands[1]);
    path = own ? learn_path(exercise->name) : mem_strdup(options->operands[1]);
    if (path && options->learn == CLI_LEARN_CHECK)
        status = check(learn, exercise, path, own);
    else if (path && options->learn == CLI_LEARN_RESET)
        status = reset(learn, exercise, path);
    else if (path)
        status = begin(learn, exercise, path);
    free(path);
    return status;
}

static int run(struct learn *learn)
{
    const struct cli_options *options = learn->options;
    struct strbuf problem = STRBUF_INIT;
    int status, at;

    if (!learn_read_course(&learn->course, &problem)) {
        status = cli_fail(CLI_USAGE, "%s", strbuf_str(&problem));
        strbuf_release(&problem);
        return status;
    }
    if (!learn->course.exercise_count)
        return cli_fail(CLI_USAGE, "no exercises are installed beside the scenarios");
    learn_read_progress(&learn->progress);
    if (!options->operand_count)
        return options->learn == CLI_LEARN_BEGIN
                   ? list(learn)
                   : cli_fail(CLI_USAGE, "which exercise? 'baton learn' lists them");
    at = course_find(&learn->course, options->operands[0]);
    if (at < 0)
        return cli_fail(CLI_USAGE, "there is no exercise '%s'; 'baton learn' lists them",
                        options->operands[0]);
    return with_exercise(learn, &learn->course.exercises[at]);
}

static int learn_run(const struct cli_options *options)
{
    struct learn learn = {.options = options, .ascii = tty_ascii(options)};
    int status = find_check();

    if (status == CLI_OK)
        status = run(&learn);
    course_release(&learn.course);
    progress_release(&learn.progress);
    strbuf_release(&learn.out);
    return status;
}

const struct cli_command cmd_learn = {
    .name = "learn",
    .operands = "[N.M [FILE]]",
    .summary = "exercises: your copy of a lesson, a task, is it solved?",
    .about = "Without an exercise it lists them all. 'baton learn 1.2' makes your own copy of\n"
             "the lesson's file, says where it is and what is to be done; 'baton learn\n"
             "--check 1.2' runs it and says what holds and what was seen instead; where the\n"
             "exercise asks what you expect, it reads that from standard input first. Your\n"
             "copies are in ~/baton, or where BATON_LEARN_DIR says. What is solved is kept in\n"
             "$XDG_STATE_HOME/baton/progress, which is ~/.local/state/baton/progress where\n"
             "that is not set. --check judges FILE in place of your copy, and keeps nothing\n"
             "of it.\n"
             "The status is 0 if it is solved, 1 if it is not, 3 if others had the processor.\n",
    .accepts = CLI_LEARN,
    .least = 0,
    .most = 2,
    .run = learn_run,
};
