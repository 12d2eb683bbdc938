/* The table of commands, and the help that is made from it. */
#include "cli/cli.h"

#include <string.h>

#include "base/strbuf.h"
#include "cli/output.h"
#include "export/export.h"

#define FILE_WORDS                                                                                 \
    "FILE is a path, the name of an installed scenario ('baton list'), or - for\n"                 \
    "standard input.\n"

static const char run_about[] =
    FILE_WORDS "Without -m it runs under the first model of its 'model' line.\n"
               "Ctrl-C ends the run and shows what there is.\n"
               "Exit status: 0 if the run ended as the file expects (without expectations:\n"
               "if its result is ok), 1 if not, 2 for wrong usage or an error in the file,\n"
               "3 if the machine refused something.\n";
static const char compare_about[] =
    FILE_WORDS "One file runs under all the models of its 'model' line, or those of -m.\n"
               "Several files, or a file with --set 'LINE=V,V...', are variants: each runs\n"
               "under its first model, or those of -m.\n"
               "A setting is a header line or a shared variable:\n"
               "--set 'switch interval=5ms,500us', --set 'pool=5,30'.\n"
               "--table puts blocking, polling, async-blocking and callbacks (or coroutines)\n"
               "into the four corners of a table: blocking or not, synchronous or not.\n"
               "Expectations that did not hold are named on standard error.\n";
static const char test_about[] =
    FILE_WORDS "One line a file and model, and one more for each choice of settings that the\n"
               "file expects something with, unless --set says what to test.\n"
               "What did not hold follows as diagnostics.\n"
               "A bound on time that is missed by no more than what others took of the\n"
               "processor is reported as '# SKIP busy'.\n";
static const char check_about[] = FILE_WORDS "Prints all errors of a file in one go.\n";
static const char convert_about[] =
    "TRACE is what 'run -f trace -o TRACE' wrote, or - for standard input.\n";
static const char play_about[] =
    "FILE is a path, the name of an installed scenario ('baton list'), or a trace that\n"
    "'run -f trace -o TRACE' saved. 'baton FILE' does the same in a terminal, and 'baton'\n"
    "alone lets you choose. In the player, ? shows the keys and q quits.\n"
    "Exit status: 0 when it is quit, 2 for wrong usage, an error in the file, or\n"
    "where there is no terminal, 3 if the machine refused something.\n";

const struct cli_command cli_commands[] = {
    {"run", "FILE", "run a scenario and print the result", run_about,
     CLI_MODEL | CLI_FORMAT | CLI_OUTPUT | CLI_SET, 1, 1, cmd_run},
    {"compare", "FILE...", "run under each model, or variant, on one time axis", compare_about,
     CLI_MODELS | CLI_FORMAT | CLI_OUTPUT | CLI_SETS | CLI_TABLE, 1, -1, cmd_compare},
    {"test", "FILE...", "check the expectations under each model; prints TAP", test_about,
     CLI_MODELS | CLI_SET, 1, -1, cmd_test},
    {"check", "FILE...", "read and check, do not run", check_about, CLI_MODELS | CLI_SET, 1, -1,
     cmd_check},
    {"convert", "TRACE", "print a saved trace in another format", convert_about,
     CLI_FORMAT | CLI_OUTPUT, 1, 1, cmd_convert},
    {"play", "FILE", "play a scenario, or a saved trace, on the screen", play_about,
     CLI_MODEL | CLI_SET | CLI_PLAYER, 1, 1, cmd_play},
    {"list", "", "the installed scenarios", "", 0, 0, 0, cmd_list},
    {"models", "", "the models, a line each", "", 0, 0, 0, cmd_models},
    {"explain", "MODEL", "one model, in plain words", "", CLI_SENTENCES, 1, 1, cmd_explain},
    {NULL, NULL, NULL, NULL, 0, 0, 0, NULL},
};

static const struct {
    unsigned accepts; /* 0: all commands do */
    const char *option, *words;
} option_lines[] = {
    {CLI_MODEL, "-m, --model M", "the model to run under"},
    {CLI_MODELS, "-m, --model M,M...", "the models to run under"},
    {CLI_FORMAT, "-f, --format FORMAT", "what to print (default: text)"},
    {CLI_OUTPUT, "-o, --output OUT", "write to a file: whole, or not at all"},
    {CLI_SET, "    --set 'LINE=V'", "give a header line or shared variable another value"},
    {CLI_SETS, "    --set 'LINE=V,V...'", "run once with each value of a header line"},
    {CLI_TABLE, "    --table", "as a table of four: blocking or not, synchronous or not"},
    {CLI_PLAYER, "    --follow", "show a run as it goes on, from its end; nothing is hidden"},
    {CLI_PLAYER, "    --still", "no movement on the screen"},
    {CLI_PLAYER, "    --large", "begin with the large picture, for the last row"},
    {0, "    --width N", "columns (default: the terminal's, else 80)"},
    {0, "    --ascii", "only ASCII; any other character becomes ?"},
    {0, "    --color WHEN", "auto, always or never"},
    {0, "-h, --help", "this text"},
    {0, "    --version", "the version"},
};

enum { OPTION_LINES = sizeof option_lines / sizeof *option_lines };

const struct cli_command *cli_command_by_name(const char *name)
{
    for (const struct cli_command *command = cli_commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static void add_options(struct strbuf *out, unsigned accepts)
{
    for (int i = 0; i < OPTION_LINES; i++)
        if (!option_lines[i].accepts || (option_lines[i].accepts & accepts))
            strbuf_addf(out, "  %-24s %s\n", option_lines[i].option, option_lines[i].words);
}

static void add_formats(struct strbuf *out, const struct cli_command *command)
{
    strbuf_adds(out, "\nFormats:\n");
    for (const struct export_format *format = export_formats(); format->name; format++)
        if (command->run != cmd_compare || cli_compare_writes(format->name))
            strbuf_addf(out, "  %-8s %s\n", format->name, format->summary);
}

int cli_help(void)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    strbuf_adds(&out, "baton runs small programs on real concurrency models and shows who holds "
                      "control.\n\nusage: baton COMMAND [OPTIONS] [FILE]\n\n");
    for (const struct cli_command *command = cli_commands; command->name; command++)
        strbuf_addf(&out, "  %-7s %-8s %s\n", command->name, command->operands, command->summary);
    strbuf_adds(&out, "\nIn a terminal, 'baton FILE' plays it, and 'baton' alone lets you "
                      "choose;\nelsewhere 'baton FILE' runs it. For all commands:\n");
    add_options(&out, 0);
    strbuf_adds(&out, "\n'baton COMMAND --help' says more. Start with: baton list\n");
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}

int cli_help_command(const struct cli_command *command)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    strbuf_addf(&out, "usage: baton %s [OPTIONS]%s%s\n\n%s\n\n%s%s", command->name,
                *command->operands ? " " : "", command->operands, command->summary, command->about,
                *command->about ? "\n" : "");
    add_options(&out, command->accepts);
    if (command->accepts & CLI_FORMAT)
        add_formats(&out, command);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}
