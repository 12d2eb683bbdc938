/* The door to the player. Errors of a file are told before the screen is taken. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/find.h"
#include "cli/learn.h"
#include "cli/output.h"
#include "cli/runner.h"
#include "cli/source.h"
#include "cli/tty.h"
#include "terminal/host.h"
#include "terminal/recorder.h"
#include "trace/file.h"

/* What can be chosen: the installed scenarios, the user's own, and those in the current folder. */
struct choice {
    struct find_paths installed, own, copies, here;
    struct app_scenario *scenarios;
    size_t count;
};

static void add_group(struct choice *choice, const struct find_paths *paths,
                      enum browser_group group)
{
    for (size_t i = 0; i < paths->count; i++)
        choice->scenarios[choice->count++] = (struct app_scenario){paths->items[i], group};
}

static void find_choice(struct choice *choice)
{
    choice->installed = find_installed();
    choice->own = find_own();
    choice->copies = find_learner();
    choice->here = find_here(&choice->installed, &choice->own);
    choice->count = 0;
    choice->scenarios = mem_alloc((choice->installed.count + choice->own.count +
                                   choice->copies.count + choice->here.count + 1) *
                                  sizeof *choice->scenarios);
    add_group(choice, &choice->installed, BROWSER_LESSONS);
    add_group(choice, &choice->own, BROWSER_OWN);
    add_group(choice, &choice->copies, BROWSER_COPIES);
    add_group(choice, &choice->here, BROWSER_HERE);
}

static void release_choice(struct choice *choice)
{
    find_release(&choice->installed);
    find_release(&choice->own);
    find_release(&choice->copies);
    find_release(&choice->here);
    free(choice->scenarios);
}

/* With what else could be chosen. */
int cli_show(struct host_request *request, const struct cli_options *options)
{
    static const int colors[] = {
        [CLI_COLOR_AUTO] = -1, [CLI_COLOR_ALWAYS] = 1, [CLI_COLOR_NEVER] = 0};
    struct choice choice;
    char *docs = find_docs(), *folder = find_learner_folder(), *progress = find_progress();
    struct course course = {0};
    struct strbuf problem = STRBUF_INIT;
    int status;

    if (!learn_read_course(&course, &problem)) { /* the scenarios can be played all the same */
        cli_fail(CLI_OK, "%s", strbuf_str(&problem));
        course_release(&course);
    }
    strbuf_release(&problem);

    tty_take_keys();
    find_choice(&choice);
    request->color = colors[options->color];
    request->ground = options->ground;
    request->settings = (struct app_settings){
        .ascii = options->ascii,
        .still = options->still,
        .large = options->large,
        .follow = options->follow,
        .scenarios = choice.scenarios,
        .scenario_count = choice.count,
        .docs = docs,
        .answers = request->settings.answers,
        .course = &course,
        .learner_folder = folder,
        .progress_path = progress,
    };
    status = host_run(request);
    release_choice(&choice);
    course_release(&course);
    free(docs);
    free(folder);
    free(progress);
    return status;
}

/* A file, or what came through a pipe: `text`, or NULL. */
struct wanted {
    char *path, *text;
    size_t len;
};

static int play_scenario(const struct wanted *wanted, const struct cli_options *options)
{
    char **sets = runner_settings(options->sets, options->set_count, NULL);
    struct host_request request = {
        .what = HOST_SCENARIO,
        .path = wanted->path,
        .text = wanted->text,
        .len = wanted->len,
        .model = options->model_count ? options->models[0] : MODEL_COUNT,
        .sets = (const char *const *)sets,
        .set_count = options->set_count,
    };
    int status = cli_show(&request, options);

    for (int i = 0; i < options->set_count; i++)
        free(sets[i]);
    free(sets);
    return status;
}

static int play_trace(const struct wanted *wanted, const struct cli_options *options)
{
    struct host_request request = {
        .what = HOST_TRACE,
        .path = wanted->path,
        .text = wanted->text,
        .len = wanted->len,
        .model = MODEL_COUNT,
    };

    return cli_show(&request, options);
}

/* Its recording comes first, with its output where any program's is. */
static int play_program(const struct wanted *wanted, const struct cli_options *options)
{
    struct strbuf problem = STRBUF_INIT;
    const char *no_terminal = tty_problem();
    struct host_request request = {
        .what = HOST_PROGRAM, .path = wanted->path, .model = MODEL_COUNT};
    int status;

    if (no_terminal)
        return cli_fail(CLI_USAGE, "%s", no_terminal);
    request.recorded = recorder_run(wanted->path, &problem);
    if (problem.len)
        status = cli_fail(CLI_MACHINE, "%s", strbuf_str(&problem));
    else
        status = request.recorded < 0 ? CLI_MACHINE : cli_show(&request, options);
    strbuf_release(&problem);
    return status;
}

/* CLI_OK, or what is wrong with the file was said. */
static int check_scenario(const struct wanted *wanted, const struct cli_options *options)
{
    struct strbuf messages = STRBUF_INIT;
    struct source source = {0};
    enum model_id models[MODEL_COUNT];
    int status = wanted->text ? cli_source_take(&source, wanted->path,
                                                mem_strndup(wanted->text, wanted->len), wanted->len,
                                                &messages)
                              : cli_source_read(&source, options->operands[0], &messages);

    if (status == CLI_OK)
        status = cli_source_set(&source, options->sets, options->set_count, NULL, &messages);
    if (status == CLI_OK) {
        cli_source_models(&source, options, models);
        status = cli_source_compile(&source, models[0], &messages);
    }
    if (status != CLI_OK) /* warnings stand in the player, at their lines */
        output_messages(&messages);
    cli_source_release(&source);
    strbuf_release(&messages);
    return status;
}

/* What comes through a pipe is read here, once and whole. */
static int take(struct wanted *wanted, const char *operand)
{
    int error;

    *wanted = (struct wanted){.path = find_scenario(operand)};
    if (!wanted->path || (strcmp(operand, "-") != 0 && file_check(wanted->path) != -ESPIPE))
        return CLI_OK;
    error = cli_source_fetch(wanted->path, &wanted->text, &wanted->len);
    if (error < 0)
        return cli_fail(CLI_USAGE, "%s: %s", wanted->path, cli_source_reason(error));
    if (strcmp(operand, "-") == 0) {
        free(wanted->path);
        wanted->path = mem_strdup("<stdin>");
    }
    return CLI_OK;
}

/* One of several that are compared: a saved trace, or a scenario without an error. */
static int check_compared(char *operand, char *path)
{
    struct cli_options alone = {.operands = &operand, .operand_count = 1};
    struct wanted wanted = {.path = path};

    if (!path)
        return cli_fail(CLI_USAGE, "there is no file or scenario '%s'", operand);
    if (cli_source_is_trace(path))
        return CLI_OK;
    if (recorder_takes(path))
        return cli_fail(CLI_USAGE,
                        "%s is a program: 'baton record' saves a recording of it, which "
                        "can be compared",
                        path);
    return check_scenario(&wanted, &alone);
}

/* Several beside one another. */
static int play_compared(const struct cli_options *options)
{
    int count = options->operand_count, status = CLI_OK;
    char **paths = mem_alloc(count * sizeof *paths);

    for (int i = 0; i < count && status == CLI_OK; i++) {
        paths[i] = find_scenario(options->operands[i]);
        status = check_compared(options->operands[i], paths[i]);
    }
    if (status == CLI_OK) {
        struct host_request request = {
            .what = HOST_COMPARE,
            .path = paths[0],
            .others = (const char *const *)paths + 1,
            .other_count = count - 1,
            .model = MODEL_COUNT,
        };
        status = cli_show(&request, options);
    }
    for (int i = 0; i < count; i++)
        free(paths[i]);
    free(paths);
    return status;
}

static int play(const struct cli_options *options)
{
    struct wanted wanted;
    int status;

    if (options->operand_count > 1)
        return play_compared(options);
    status = take(&wanted, options->operands[0]);
    bool is_trace = wanted.text   ? trace_file_is(wanted.text, wanted.len)
                    : wanted.path ? cli_source_is_trace(wanted.path)
                                  : false;

    if (status == CLI_OK && is_trace)
        status = play_trace(&wanted, options);
    else if (status == CLI_OK && wanted.path && !wanted.text && recorder_takes(wanted.path))
        status = play_program(&wanted, options);
    else if (status == CLI_OK && (status = check_scenario(&wanted, options)) == CLI_OK)
        status = play_scenario(&wanted, options);
    free(wanted.path);
    free(wanted.text);
    return status;
}

const struct cli_command cmd_play = {
    .name = "play",
    .operands = "FILE...",
    .summary = "play a scenario, or a saved trace, on the screen",
    .about = "FILE is a path, the name of an installed scenario ('baton list'), or a trace\n"
             "that 'run -f trace -o TRACE' saved; or - for standard input: keys come from the\n"
             "terminal then; or a program of your own, PROG.py or one that can be executed,\n"
             "which is recorded first ('baton record'), with nothing to read: r records it\n"
             "again. 'baton FILE' does the same in a terminal, and 'baton' alone lets you\n"
             "choose. Several FILEs, saved traces or scenarios, are shown beside one another.\n"
             "In the player, ? shows the keys and q quits.\n"
             "Exit status: 0 when it is quit, 2 for wrong usage, an error in the file, or\n"
             "where there is no terminal, 3 if the machine refused something.\n",
    .accepts = CLI_MODEL | CLI_SET | CLI_PLAYER | CLI_SCHEDULE,
    .least = 1,
    .most = 5,
    .run = play,
};

int cmd_browse(const struct cli_options *options)
{
    struct host_request request = {.what = HOST_BROWSER, .model = MODEL_COUNT};
    int status = find_check();

    return status == CLI_OK ? cli_show(&request, options) : status;
}
