/* baton: which command is meant, and the exit status. */
#include "config.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/complete.h"
#include "cli/find.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/tty.h"
#include "engine/run.h"
#include "scenario/suggest.h"
#include "terminal/recorder.h"

static int version(void)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    strbuf_adds(&out, PACKAGE_STRING
                "\n"
                "Copyright (C) 2026 The baton authors\n"
                "License MIT: see the file COPYING.\n"
                "This is free software: you are free to change and redistribute it.\n"
                "There is NO WARRANTY, to the extent permitted by law.\n");
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}

static int run_command(const struct cli_command *command, int argc, char **argv)
{
    struct cli_options options;
    int status = cli_options_read(command, argc, argv, &options);

    if (status == CLI_OK && options.version)
        status = version();
    else if (status == CLI_OK && options.help)
        status = cli_help_command(command);
    else if (status == CLI_OK)
        status = command->run(&options);
    cli_options_release(&options);
    return status;
}

static int no_such_command(const char *word)
{
    struct suggest near = suggest_for(word);

    for (int i = 0; cli_commands[i]; i++)
        suggest_offer(&near, cli_commands[i]->name);
    if (near.best)
        return cli_fail(CLI_USAGE, "there is no command '%s'; did you mean '%s'?", word, near.best);
    if (find_check() != CLI_OK)
        return CLI_USAGE;
    return cli_fail(CLI_USAGE,
                    "there is no command, file or scenario '%s'; 'baton --help' says what there is",
                    word);
}

/* True if a printed result is asked for: a format, or a file for it. */
static bool asks_for_output(char **arguments)
{
    for (; *arguments; arguments++)
        if (strncmp(*arguments, "-f", 2) == 0 || strncmp(*arguments, "-o", 2) == 0 ||
            strncmp(*arguments, "--f", 3) == 0 || strncmp(*arguments, "--o", 3) == 0)
            return strcmp(*arguments, "--follow") != 0;
    return false;
}

/* True if the player can be shown. If only the terminal is not known, that is said. */
static bool can_play(void)
{
    const char *problem;

    if (!tty_is_interactive())
        return false;
    problem = tty_problem();
    if (problem)
        cli_fail(CLI_OK, "%s", problem);
    return !problem;
}

/* `baton FILE`: plays it in a terminal; elsewhere runs a scenario, shows a trace. NULL if there is
 * no such file. */
static const struct cli_command *command_for_file(const char *word, char **arguments)
{
    char *path = find_scenario(word);
    bool played = path && strcmp(word, "-") != 0 && !asks_for_output(arguments) && can_play();
    const char *name = played || (path && recorder_takes(path)) ? "play"
                       : path && cli_source_is_trace(path)      ? "convert"
                                                                : "run";
    const struct cli_command *command = path ? cli_command_by_name(name) : NULL;

    free(path);
    return command;
}

/* `baton help` and `baton help COMMAND`, for those who try it. */
static int help(const char *word)
{
    const struct cli_command *command = word ? cli_command_by_name(word) : NULL;

    if (word && !command)
        return no_such_command(word);
    return command ? cli_help_command(command) : cli_help();
}

static int help_and_list(const struct cli_options *options)
{
    int status = cli_help();

    return status == CLI_OK && !options->help ? cmd_list.run(options) : status;
}

/* The list alone, where the browser cannot be shown: what to do about that stands below it. */
static int browse(const struct cli_options *options)
{
    const char *problem = tty_problem();
    int status = problem ? cmd_list.run(options) : cmd_browse(options);

    return problem && status == CLI_OK ? cli_fail(CLI_OK, "%s", problem) : status;
}

/* `baton` alone, or with options only: what can be done, and with what. */
static int welcome(int argc, char **argv)
{
    struct cli_options options;
    int status = cli_options_read(NULL, argc, argv, &options);

    if (status == CLI_OK && options.version)
        status = version();
    else if (status == CLI_OK && options.help && options.operand_count)
        status = help(options.operands[0]);
    else if (status == CLI_OK && options.operand_count)
        status = cli_fail(CLI_USAGE, "options stand behind the command: baton %s %s ...",
                          cli_command_by_name(options.operands[0]) ? options.operands[0] : "run",
                          argv[1]);
    else if (status == CLI_OK && !options.help && tty_is_interactive())
        status = browse(&options);
    else if (status == CLI_OK)
        status = help_and_list(&options);
    cli_options_release(&options);
    return status;
}

static void ignore_signal(int number)
{
}

/* A write to a reader that has gone fails with EPIPE, one beyond `ulimit -f` with EFBIG. Not
 * SIG_IGN: that would outlive an exec into the engine. */
static void set_up(void)
{
    struct sigaction action = {.sa_handler = ignore_signal, .sa_flags = SA_RESTART};

    output_guard_descriptors();
    tty_choose_locale();
    sigemptyset(&action.sa_mask);
    sigaction(SIGPIPE, &action, NULL);
    sigaction(SIGXFSZ, &action, NULL);
}

int main(int argc, char **argv)
{
    static char name[] = "baton"; /* what getopt calls us in its messages */
    const struct cli_command *command;
    const char *word = argc > 1 ? argv[1] : NULL;

    if (word && strcmp(word, "--engine") == 0)
        return engine_main(argc, argv);
    set_up();
    if (word && strcmp(word, "--complete") == 0)
        return cli_complete(argc - 2, argv + 2);
    if (!word || (word[0] == '-' && word[1] != '\0')) {
        argv[0] = name;
        return welcome(argc, argv);
    }
    if (strcmp(word, "help") == 0)
        return help(argv[2]);
    command = cli_command_by_name(word);
    if (command) {
        argv[1] = name;
        return run_command(command, argc - 1, argv + 1);
    }
    command = command_for_file(word, argv + 2);
    if (!command)
        return no_such_command(word);
    argv[0] = name;
    return run_command(command, argc, argv);
}
