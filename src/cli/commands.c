/* The table of commands, and the help that is made from it. */
#include "config.h"

#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/find.h"
#include "cli/output.h"
#include "export/export.h"

#define PUT(record) &record,
const struct cli_command *const cli_commands[] = {CLI_COMMANDS(PUT) NULL};
#undef PUT

const struct cli_option_line cli_option_lines[] = {
    {CLI_MODEL, "-m, --model M", "the model to run under"},
    {CLI_MODELS, "-m, --model M,M...", "the models to run under"},
    {CLI_FORMAT, "-f, --format FORMAT", "what to print (default: the first below)"},
    {CLI_OUTPUT, "-o, --output OUT", "write to a file: whole, or not at all"},
    {CLI_SET, "    --set 'LINE=V'", "give a header line or shared variable another value"},
    {CLI_SETS, "    --set 'LINE=V,V...'", "run once with each value of a header line"},
    {CLI_SCHEDULE, "    --schedule LINE", "who makes which move: 1x3.2 is 3 of lane 1, 1 of 2"},
    {CLI_TABLE, "    --table", "a table of four: blocking or not, synchronous or not"},
    {CLI_PROGRAM, "    --all", "fold nothing: Python's start, imports, short moments"},
    {CLI_PLAYER, "    --follow", "show a run as it goes on, from its end, all of it"},
    {CLI_PLAYER, "    --still", "no movement on the screen"},
    {CLI_PLAYER, "    --large", "begin with the large picture, for the last row"},
    {CLI_QUIZ, "    --questions N", "ask at most N questions (default: 5)"},
    {CLI_QUIZ, "    --name N", "whose answers they are, for the sheet"},
    {CLI_QUIZ, "    --plain", "in lines, without a screen"},
    {CLI_QUIZ, "    --mark", "mark answer sheets"},
    {CLI_EXPLORE, "    --at-most MIB", "explore with no more memory than that (default: 1024)"},
    {CLI_EXPLORE, "    --memory relaxed", "explore with store buffers"},
    {CLI_EXPLORE, "    --spurious", "a wait for a condition may return by itself"},
    {CLI_EXPLORE, "    --time free|due", "a wait takes as long as it likes, or as the file says"},
    {CLI_EXPLORE, "    --within SECONDS", "explore no longer than that"},
    {CLI_LEARN, "    --check", "is it solved?"},
    {CLI_LEARN, "    --hint", "a hint"},
    {CLI_LEARN, "    --solution", "a solution"},
    {CLI_LEARN, "    --reset", "begin again; the copy is kept beside it"},
    {0, "    --width N", "columns (default: the terminal's, else 80)"},
    {0, "    --ascii", "only ASCII; any other character becomes ?"},
    {0, "    --color WHEN", "auto, always or never"},
    {0, "    --light, --dark", "colours for a light ground, for a dark one"},
    {0, "-h, --help", "display this help and exit"},
    {0, "    --version", "output version information and exit"},
    {0, NULL, NULL},
};

const struct cli_command *cli_command_by_name(const char *name)
{
    for (int i = 0; cli_commands[i]; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

static void add_options(struct strbuf *out, unsigned accepts)
{
    for (const struct cli_option_line *line = cli_option_lines; line->option; line++)
        if (!line->accepts || (line->accepts & accepts))
            strbuf_addf(out, "  %-24s %s\n", line->option, line->words);
}

static void add_formats(struct strbuf *out, const struct cli_command *command)
{
    strbuf_adds(out, "\nFormats:\n");
    if (command->list_formats) {
        command->list_formats(out);
        return;
    }
    for (const struct export_format *format = export_formats(); format->name; format++)
        if (!command->writes || command->writes(format->name))
            strbuf_addf(out, "  %-8s %s\n", format->name, format->summary);
}

static int widest_name(void)
{
    size_t widest = 0;
    for (int i = 0; cli_commands[i]; i++)
        if (strlen(cli_commands[i]->name) > widest)
            widest = strlen(cli_commands[i]->name);
    return (int)widest;
}

/* The last lines of each help, as the GNU standards want them. Whoever passes the program on gives
 * an address for bugs to configure.ac. */
static void add_where(struct strbuf *out)
{
    char *docs = find_docs();

    if (docs) {
        strbuf_adds(out, "Documentation: ");
        utf8_add_safe(out, docs, strlen(docs));
        strbuf_addch(out, '\n');
    }
    if (*PACKAGE_BUGREPORT)
        strbuf_adds(out, "Report bugs to: " PACKAGE_BUGREPORT "\n");
    else
        strbuf_adds(out, "Report bugs to: those from whom you have your copy of baton\n");
    free(docs);
}

int cli_help(void)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    strbuf_adds(&out, "Usage: baton COMMAND [OPTION]... [FILE]\n"
                      "  or:  baton FILE\n"
                      "Run small programs on real concurrency models and show who holds control.\n"
                      "\nCommands:\n");
    for (int i = 0; cli_commands[i]; i++)
        strbuf_addf(&out, "  %-*s %-8s %s\n", widest_name(), cli_commands[i]->name,
                    cli_commands[i]->operands, cli_commands[i]->summary);
    strbuf_adds(&out, "\nIn a terminal, 'baton FILE' plays it, and 'baton' alone lets you "
                      "choose;\nelsewhere 'baton FILE' runs it. For all commands:\n");
    add_options(&out, 0);
    strbuf_adds(&out, "\n'baton COMMAND --help' says more. Start with: baton list\n");
    add_where(&out);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}

int cli_help_command(const struct cli_command *command)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    strbuf_addf(&out, "Usage: baton %s [OPTION]...%s%s\n%s\n\n%s%s", command->name,
                *command->operands ? " " : "", command->operands, command->summary, command->about,
                *command->about ? "\n" : "");
    add_options(&out, command->accepts);
    if (command->accepts & CLI_FORMAT)
        add_formats(&out, command);
    strbuf_addch(&out, '\n');
    add_where(&out);
    status = output_print(&out);
    strbuf_release(&out);
    return status;
}
