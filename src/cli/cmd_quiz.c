/* `baton quiz`: who gets control next, asked about a run that nobody has written questions for. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "cli/find.h"
#include "cli/learn.h"
#include "cli/output.h"
#include "cli/quiz.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "cli/tty.h"
#include "terminal/host.h"
#include "trace/file.h"

/* The run that is asked about: given as a trace, or run now. */
struct asked {
    struct trace *trace;
    uint64_t hash; /* of its bytes */
    char *text;    /* these, for the sheet, if it was not given */
    size_t len;
};

/* ---- the run ---- */

static int take_trace(struct asked *asked, const char *path, const struct cli_options *options)
{
    struct strbuf problem = STRBUF_INIT;
    char *text;
    size_t len;
    int error = cli_source_fetch(path, &text, &len), status = CLI_OK;

    if (error < 0)
        return cli_fail(CLI_USAGE, "%s: %s", path, cli_source_reason(error));
    asked->hash = quiz_sheet_hash(text, len);
    asked->trace = trace_file_parse(text, len, &problem);
    if (!asked->trace)
        status = cli_fail(CLI_USAGE, "%s: %s", path, strbuf_str(&problem));
    else if (options->model_count)
        status = cli_fail(CLI_USAGE, "%s is a saved run: it has its model (-m)", path);
    free(text);
    strbuf_release(&problem);
    return status;
}

/* As it stands in a sheet: without questions of its own, and without a path. */
static void keep_text(struct asked *asked)
{
    struct timeline *timeline = timeline_new(asked->trace);
    struct trace *bare = quiz_trace(timeline, NULL, 0);
    struct strbuf text = STRBUF_INIT;

    trace_file_format(bare, &text);
    timeline_free(timeline);
    trace_free(asked->trace);
    asked->trace = bare;
    asked->len = text.len;
    asked->text = strbuf_detach(&text);
    asked->hash = quiz_sheet_hash(asked->text, asked->len);
}

static int run_file(struct asked *asked, const struct cli_options *options)
{
    enum model_id models[MODEL_COUNT];
    struct strbuf messages = STRBUF_INIT;
    struct source source = {0};
    int status = cli_source_read(&source, options->operands[0], &messages);

    if (status == CLI_OK) {
        cli_source_models(&source, options, models);
        status = cli_source_compile(&source, models[0], &messages);
    }
    output_messages(&messages);
    if (status == CLI_OK && !(asked->trace = runner_run(&source, models[0], NULL, 0, NULL)))
        status = CLI_MACHINE;
    if (status == CLI_OK && runner_was_stopped())
        status = cli_fail(CLI_MISSED, "the run was stopped");
    if (status == CLI_OK)
        keep_text(asked);
    cli_source_release(&source);
    strbuf_release(&messages);
    return status;
}

static int take_run(struct asked *asked, const struct cli_options *options)
{
    char *path = find_scenario(options->operands[0]);
    int status = path && cli_source_is_trace(path) ? take_trace(asked, path, options)
                                                   : run_file(asked, options);

    free(path);
    return status;
}

/* ---- the sheet ---- */

static int write_sheet(const struct cli_options *options, const struct asked *asked,
                       const struct quiz *quiz, char **answers)
{
    struct strbuf text = STRBUF_INIT;
    struct quiz_sheet sheet = {.name = (char *)(options->name ? options->name : ""),
                               .hash = asked->hash,
                               .most = options->questions,
                               .count = quiz->count,
                               .trace = asked->text,
                               .trace_len = asked->len};
    int status;

    memcpy(sheet.answers, answers, (size_t)quiz->count * sizeof *answers);
    quiz_sheet_format(&sheet, &text);
    status = output_write(options->output, &text);
    strbuf_release(&text);
    return status;
}

/* ---- on the screen ---- */

/* The run with the questions in it is played as a saved one. */
static int ask_on_screen(const struct quiz *quiz, const struct cli_options *options, char **answers)
{
    struct strbuf text = STRBUF_INIT;
    struct app_answers said = {answers, quiz->count};
    struct host_request request = {.what = HOST_TRACE, .model = MODEL_COUNT};
    char *path = mem_strdup(trace_source_name(quiz->trace));
    int status;

    trace_file_format(quiz->trace, &text);
    request.path = path;
    request.text = text.text;
    request.len = text.len;
    request.settings.answers = &said;
    status = cli_show(&request, options);
    strbuf_release(&text);
    free(path);
    return status;
}

/* ---- what is kept of it ---- */

/* The lesson that was asked about, also by a saved run of it; -1: another file. */
static int lesson_of(const struct course *course, const char *path, bool saved)
{
    char *name = find_short_name(path), *installed = find_lesson(name);
    bool is_it = installed && (saved || strcmp(installed, path) == 0);
    int lesson = is_it ? course_find_lesson(course, name) : -1;

    free(installed);
    free(name);
    return lesson;
}

/* Where every question was answered, how it came out stands beside the lesson in the browser. If
 * that cannot be kept it is said, and is no failure of the quiz. */
static void keep_score(const struct quiz *quiz, char **answers, bool saved)
{
    struct course course = {0};
    struct progress progress = {0};
    struct strbuf value = STRBUF_INIT;
    int right = 0, lesson = -1;

    for (int i = 0; i < quiz->count; i++) {
        struct question_answer answer;

        if (!answers[i])
            return;
        right += question_read(&quiz->questions[i], answers[i], &answer) &&
                 question_is_right(&quiz->questions[i], &answer);
    }
    if (quiz->count && learn_read_course(&course, &value))
        lesson = lesson_of(&course, trace_source_name(quiz->trace), saved);
    strbuf_clear(&value);
    if (lesson >= 0) {
        learn_read_progress(&progress);
        strbuf_addf(&value, "%d/%d", right, quiz->count);
        if (progress_put(&progress, PROGRESS_QUIZ, course.lessons[lesson].name, strbuf_str(&value)))
            learn_write_progress(&progress);
    }
    progress_release(&progress);
    course_release(&course);
    strbuf_release(&value);
}

/* ---- the command ---- */

static int ask(const struct cli_options *options)
{
    struct asked asked = {0};
    struct quiz quiz = {0};
    char *answers[QUIZ_PICKS_MAX] = {0};
    int status = take_run(&asked, options);

    if (status == CLI_OK) {
        quiz_make(&quiz, asked.trace, options->questions);
        status = options->plain || !quiz.count ? quiz_ask_plain(&quiz, answers)
                                               : ask_on_screen(&quiz, options, answers);
    }
    if (status == CLI_OK && options->output)
        status = write_sheet(options, &asked, &quiz, answers);
    if (status == CLI_OK)
        keep_score(&quiz, answers, !asked.text);
    for (int i = 0; i < QUIZ_PICKS_MAX; i++)
        free(answers[i]);
    quiz_release(&quiz);
    trace_free(asked.trace);
    free(asked.text);
    return status;
}

static int quiz(const struct cli_options *options)
{
    struct cli_options given = *options;

    if (options->mark)
        return quiz_mark(options);
    if (options->operand_count > 1)
        return cli_fail(CLI_USAGE,
                        "'quiz' asks about one FILE or TRACE; --mark takes several sheets");
    if (!options->plain && !(isatty(STDOUT_FILENO) && tty_is_able()))
        return cli_fail(CLI_USAGE,
                        "there is no terminal to ask on; 'baton quiz --plain' needs none");
    if (!given.questions)
        given.questions = QUIZ_PICKS;
    return ask(&given);
}

const struct cli_command cmd_quiz = {
    .name = "quiz",
    .operands = "FILE|TRACE|SHEET...",
    .summary = "ask who gets control next; mark the answers",
    .about = CLI_FILE_WORDS
    "It is run, and then asked about: at moments at which one can know who gets\n"
    "control next, and would have to think. About a saved TRACE all are asked the\n"
    "same. With --plain the questions are lines, and answers (a number or a name) are\n"
    "read from standard input; the last line is 'N of M'.\n"
    "'quiz --mark SHEET...' marks what -o has written: a row a student, and how a\n"
    "question was answered; of sheets about a saved trace that TRACE is an operand,\n"
    "too.\n"
    "Exit status: 0 when it is finished, 2 for wrong usage or an error in the file,\n"
    "3 if the machine refused something; with --mark 1 if a sheet was damaged.\n",
    .accepts = CLI_MODEL | CLI_OUTPUT | CLI_QUIZ,
    .least = 1,
    .most = -1,
    .run = quiz,
};
