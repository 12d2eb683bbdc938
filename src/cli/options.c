#include "config.h"

#include "cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "cli/output.h"
#include "scenario/schedule.h"
#include "scenario/suggest.h"

enum {
    OPT_WIDTH = 256,
    OPT_ASCII,
    OPT_COLOR,
    OPT_LIGHT,
    OPT_DARK,
    OPT_SET,
    OPT_SCHEDULE,
    OPT_VERSION,
    OPT_FOLLOW,
    OPT_STILL,
    OPT_LARGE,
    OPT_TABLE,
    OPT_ALL,
    OPT_SENTENCES,
    OPT_QUESTIONS,
    OPT_NAME,
    OPT_PLAIN,
    OPT_MARK,
    OPT_CHECK,
    OPT_HINT,
    OPT_SOLUTION,
    OPT_RESET,
    OPT_WITHIN,
    OPT_AT_MOST,
    OPT_SPURIOUS,
    OPT_MEMORY,
    OPT_TIME,
};
enum { WITHIN_MOST = 100000 };   /* seconds */
enum { AT_MOST_MOST = 1 << 20 }; /* MiB */
enum { WIDTH_LEAST = 20, WIDTH_MOST = 1000, QUESTIONS_MOST = 20 };

static const struct option long_options[] = {
    {"model", required_argument, NULL, 'm'},
    {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"set", required_argument, NULL, OPT_SET},
    {"schedule", required_argument, NULL, OPT_SCHEDULE},
    {"width", required_argument, NULL, OPT_WIDTH},
    {"ascii", no_argument, NULL, OPT_ASCII},
    {"color", required_argument, NULL, OPT_COLOR},
    {"light", no_argument, NULL, OPT_LIGHT},
    {"dark", no_argument, NULL, OPT_DARK},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, OPT_VERSION},
    {"follow", no_argument, NULL, OPT_FOLLOW}, /* for the player, and the next two */
    {"still", no_argument, NULL, OPT_STILL},
    {"large", no_argument, NULL, OPT_LARGE},
    {"table", no_argument, NULL, OPT_TABLE},               /* for compare */
    {"all", no_argument, NULL, OPT_ALL},                   /* for record */
    {"sentences", no_argument, NULL, OPT_SENTENCES},       /* for explain */
    {"questions", required_argument, NULL, OPT_QUESTIONS}, /* for quiz, and the next three */
    {"name", required_argument, NULL, OPT_NAME},
    {"plain", no_argument, NULL, OPT_PLAIN},
    {"mark", no_argument, NULL, OPT_MARK},
    {"check", no_argument, NULL, OPT_CHECK}, /* for learn, and the next three */
    {"hint", no_argument, NULL, OPT_HINT},
    {"solution", no_argument, NULL, OPT_SOLUTION},
    {"reset", no_argument, NULL, OPT_RESET},
    {"within", required_argument, NULL, OPT_WITHIN}, /* for explore, and the next four */
    {"spurious", no_argument, NULL, OPT_SPURIOUS},
    {"at-most", required_argument, NULL, OPT_AT_MOST},
    {"memory", required_argument, NULL, OPT_MEMORY},
    {"time", required_argument, NULL, OPT_TIME},
    {NULL, 0, NULL, 0},
};

int cli_model_read(struct cli_options *options, const char *name)
{
    int model = model_by_name(name);

    if (model < 0) {
        struct suggest near = suggest_for(name);

        for (int i = 0; i < MODEL_COUNT; i++)
            suggest_offer(&near, model_name(i));
        if (near.best)
            return cli_fail(CLI_USAGE, "there is no model '%s'; did you mean '%s'?", name,
                            near.best);
        return cli_fail(CLI_USAGE, "there is no model '%s'; 'baton models' lists them", name);
    }
    for (int i = 0; i < options->model_count; i++)
        if (options->models[i] == (enum model_id)model)
            return CLI_OK;
    options->models[options->model_count++] = model;
    return CLI_OK;
}

/* Takes the next part of a list off *rest (in place), without the spaces around it; NULL at the
 * end. */
static char *next_part(char **rest)
{
    char *part = *rest, *end;

    if (!part)
        return NULL;
    end = strchr(part, ',');
    *rest = end ? end + 1 : NULL;
    if (!end)
        end = part + strlen(part);
    part += strspn(part, " ");
    while (end > part && end[-1] == ' ')
        end--;
    *end = '\0';
    return part;
}

static int read_models(struct cli_options *options, const char *list, unsigned accepts)
{
    char *copy = mem_strdup(list), *rest = copy, *name;
    int status = CLI_OK;

    while (status == CLI_OK && (name = next_part(&rest)))
        status = cli_model_read(options, name);
    if (status == CLI_OK && (accepts & CLI_MODEL) && options->model_count > 1)
        status = cli_fail(CLI_USAGE, "'%s' takes one model; 'baton compare' takes several",
                          options->command);
    free(copy);
    return status;
}

static int read_set(struct cli_options *options, const char *text, unsigned accepts)
{
    const char *equals = strchr(text, '=');
    struct cli_set *set;
    char *copy, *rest, *value;
    int room = 0;

    if (!equals || equals == text || !equals[1])
        return cli_fail(CLI_USAGE, "--set takes 'LINE=VALUE', such as --set 'workers=4', not '%s'",
                        text);
    options->sets = mem_realloc(options->sets, (options->set_count + 1) * sizeof *options->sets);
    set = &options->sets[options->set_count++];
    *set = (struct cli_set){.line = mem_strndup(text, equals - text)};
    copy = rest = mem_strdup(equals + 1);
    while ((value = next_part(&rest))) {
        MEM_GROW(set->values, set->value_count, room);
        set->values[set->value_count++] = mem_strdup(value);
    }
    free(copy);
    if ((accepts & CLI_SET) && set->value_count > 1)
        return cli_fail(CLI_USAGE, "'%s' takes one value for '%s'; 'baton compare' takes several",
                        options->command, set->line);
    return CLI_OK;
}

/* A setting like any other, but that what is wrong with it has a place. */
static int read_schedule(struct cli_options *options, const char *line, unsigned accepts)
{
    struct schedule schedule;
    struct schedule_problem problem;
    struct strbuf set = STRBUF_INIT;
    int status;

    if (!schedule_read(&schedule, line, strlen(line), &problem))
        return cli_fail(CLI_USAGE, "--schedule %s: character %zu: %s", line, problem.at + 1,
                        problem.what);
    strbuf_adds(&set, "schedule=");
    schedule_print(&schedule, &set);
    if (schedule.moves == 0)
        status = cli_fail(CLI_USAGE, "--schedule takes a line such as 1x3.2, not nothing");
    else
        status = read_set(options, strbuf_str(&set), accepts);
    schedule_release(&schedule);
    strbuf_release(&set);
    return status;
}

static int read_number(const char *option, const char *text, int least, int most, int *number)
{
    char *end;
    long value;

    errno = 0;
    value = strtol(text, &end, 10);
    if (errno || end == text || *end || value < least || value > most)
        return cli_fail(CLI_USAGE, "%s takes a number from %d to %d, not '%s'", option, least, most,
                        text);
    *number = (int)value;
    return CLI_OK;
}

static int read_color(struct cli_options *options, const char *text)
{
    static const char *const names[] = {
        [CLI_COLOR_AUTO] = "auto", [CLI_COLOR_ALWAYS] = "always", [CLI_COLOR_NEVER] = "never"};

    for (int i = 0; i < 3; i++) {
        if (strcmp(text, names[i]) == 0) {
            options->color = i;
            return CLI_OK;
        }
    }
    return cli_fail(CLI_USAGE, "--color takes auto, always or never, not '%s'", text);
}

static int refuse(const struct cli_options *options, const char *option)
{
    return cli_fail(CLI_USAGE, "'%s' does not take %s", options->command, option);
}

static int read_player_option(struct cli_options *options, int option, unsigned accepts)
{
    if (!(accepts & CLI_PLAYER))
        return refuse(options, "options of the player (--follow, --still, --large)");
    options->follow = options->follow || option == OPT_FOLLOW;
    options->still = options->still || option == OPT_STILL;
    options->large = options->large || option == OPT_LARGE;
    return CLI_OK;
}

static int read_quiz_option(struct cli_options *options, int option, unsigned accepts)
{
    if (!(accepts & CLI_QUIZ))
        return refuse(options, "options of quiz (--questions, --name, --plain, --mark)");
    if (option == OPT_QUESTIONS)
        return read_number("--questions", optarg, 1, QUESTIONS_MOST, &options->questions);
    if (option == OPT_NAME)
        options->name = optarg;
    options->plain = options->plain || option == OPT_PLAIN;
    options->mark = options->mark || option == OPT_MARK;
    return CLI_OK;
}

static int read_learn_option(struct cli_options *options, int option, unsigned accepts)
{
    if (!(accepts & CLI_LEARN))
        return refuse(options, "options of learn (--check, --hint, --solution, --reset)");
    options->learn = CLI_LEARN_CHECK + (enum cli_learn)(option - OPT_CHECK);
    return CLI_OK;
}

static int read_explore_option(struct cli_options *options, int option, unsigned accepts)
{
    if (!(accepts & CLI_EXPLORE))
        return refuse(options,
                      "options of explore (--within, --at-most, --memory, --spurious, --time)");
    if (option == OPT_AT_MOST)
        return read_number("--at-most", optarg, 1, AT_MOST_MOST, &options->at_most);
    if (option == OPT_WITHIN)
        return read_number("--within", optarg, 1, WITHIN_MOST, &options->within);
    if (option == OPT_TIME && strcmp(optarg, "free") != 0 && strcmp(optarg, "due") != 0)
        return cli_fail(CLI_USAGE, "--time takes free or due, not '%s'", optarg);
    if (option == OPT_MEMORY && strcmp(optarg, "relaxed") != 0)
        return cli_fail(CLI_USAGE, "--memory takes relaxed, not '%s'", optarg);
    options->relaxed = options->relaxed || option == OPT_MEMORY;
    options->spurious = options->spurious || option == OPT_SPURIOUS;
    if (option == OPT_TIME)
        options->due = strcmp(optarg, "due") == 0;
    return CLI_OK;
}

/* The second line of a message about options, as the GNU standards have it. */
static int suggest_help(const struct cli_options *options)
{
    bool alone = strcmp(options->command, "baton") == 0;

    fprintf(stderr, "Try 'baton%s%s --help' for more information.\n", alone ? "" : " ",
            alone ? "" : options->command);
    return CLI_USAGE;
}

static int read_option(struct cli_options *options, int option, unsigned accepts)
{
    switch (option) {
    case 'm':
        if (!(accepts & (CLI_MODEL | CLI_MODELS)))
            return refuse(options, "a model (-m)");
        return read_models(options, optarg, accepts);
    case 'f':
        if (!(accepts & CLI_FORMAT))
            return refuse(options, "a format (-f)");
        options->format = optarg;
        return CLI_OK;
    case 'o':
        if (!(accepts & CLI_OUTPUT))
            return refuse(options, "an output file (-o)");
        options->output = optarg;
        return CLI_OK;
    case OPT_SET:
        if (!(accepts & (CLI_SET | CLI_SETS)))
            return refuse(options, "--set");
        return read_set(options, optarg, accepts);
    case OPT_SCHEDULE:
        if (!(accepts & CLI_SCHEDULE))
            return refuse(options, "--schedule");
        return read_schedule(options, optarg, accepts);
    case OPT_ALL:
        if (!(accepts & CLI_PROGRAM))
            return refuse(options, "--all");
        options->all = true;
        return CLI_OK;
    case OPT_TABLE:
        if (!(accepts & CLI_TABLE))
            return refuse(options, "--table; 'compare' does");
        options->table = true;
        return CLI_OK;
    case OPT_SENTENCES:
        if (!(accepts & CLI_SENTENCES))
            return refuse(options, "--sentences");
        options->sentences = true;
        return CLI_OK;
    case OPT_WIDTH:
        return read_number("--width", optarg, WIDTH_LEAST, WIDTH_MOST, &options->width);
    case OPT_COLOR:
        return read_color(options, optarg);
    case OPT_LIGHT:
    case OPT_DARK:
        options->ground = option == OPT_LIGHT ? PALETTE_LIGHT : PALETTE_DARK;
        return CLI_OK;
    case OPT_ASCII:
        options->ascii = true;
        return CLI_OK;
    case 'h':
        options->help = true;
        return CLI_OK;
    case OPT_VERSION:
        options->version = true;
        return CLI_OK;
    case OPT_FOLLOW:
    case OPT_STILL:
    case OPT_LARGE:
        return read_player_option(options, option, accepts);
    case OPT_QUESTIONS:
    case OPT_NAME:
    case OPT_PLAIN:
    case OPT_MARK:
        return read_quiz_option(options, option, accepts);
    case OPT_CHECK:
    case OPT_HINT:
    case OPT_SOLUTION:
    case OPT_RESET:
        return read_learn_option(options, option, accepts);
    case OPT_WITHIN:
    case OPT_AT_MOST:
    case OPT_SPURIOUS:
    case OPT_MEMORY:
    case OPT_TIME:
        return read_explore_option(options, option, accepts);
    default:
        return suggest_help(options); /* getopt has said what is wrong */
    }
}

static int count_operands(const struct cli_command *command, const struct cli_options *options)
{
    if (options->operand_count < command->least && !options->sentences)
        return cli_fail(CLI_USAGE, "'%s' takes %s; 'baton %s --help' says more", command->name,
                        command->operands, command->name);
    if (command->most == 0 && options->operand_count)
        return cli_fail(CLI_USAGE,
                        "'%s' takes no FILE and no name, but there is '%s'; usage: "
                        "baton %s [OPTIONS]",
                        command->name, options->operands[0], command->name);
    if (command->most >= 0 && options->operand_count > command->most)
        return cli_fail(CLI_USAGE, "'%s' is one too many; usage: baton %s %s",
                        options->operands[command->most], command->name, command->operands);
    return CLI_OK;
}

int cli_options_read(const struct cli_command *command, int argc, char **argv,
                     struct cli_options *options)
{
    unsigned accepts =
        command ? command->accepts : ~0U; /* without one, the caller says what is wrong */
    const char *letters = accepts & CLI_PROGRAM && command ? "+m:f:o:h" : "m:f:o:h";
    int option, status;

    *options = (struct cli_options){.command = command ? command->name : "baton"};
    optind = 1;
    while ((option = getopt_long(argc, argv, letters, long_options, NULL)) != -1) {
        status = read_option(options, option, accepts);
        if (status != CLI_OK)
            return status;
    }
    options->operands = argv + optind;
    options->operand_count = argc - optind;
    if (!command || options->help || options->version)
        return CLI_OK;
    return count_operands(command, options);
}

void cli_sets_release(struct cli_set *sets, int count)
{
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < sets[i].value_count; j++)
            free(sets[i].values[j]);
        free(sets[i].values);
        free(sets[i].line);
    }
    free(sets);
}

void cli_options_release(struct cli_options *options)
{
    cli_sets_release(options->sets, options->set_count);
    *options = (struct cli_options){0};
}
