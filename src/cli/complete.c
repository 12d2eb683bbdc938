#include "config.h"

#include "cli/complete.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/find.h"
#include "cli/learn.h"
#include "cli/output.h"
#include "cli/source.h"
#include "export/export.h"
#include "models/model.h"

/* One line that is typed, as far as it is there. */
struct line {
    const struct cli_command *command; /* NULL: none yet */
    const char *prefix;                /* "--format=" of the last word; "" */
    const char *begun;                 /* what stands there of what is wanted */
    const char *file;                  /* the first operand; NULL: none yet */
    struct strbuf out;
};

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void offer(struct line *line, const char *word, const char *words)
{
    if (!begins(word, line->begun))
        return;
    strbuf_adds(&line->out, line->prefix);
    utf8_add_safe(&line->out, word, strlen(word));
    if (words && *words) {
        strbuf_addch(&line->out, '\t');
        utf8_add_safe(&line->out, words, strlen(words));
    }
    strbuf_addch(&line->out, '\n');
}

/* ---- what there is ---- */

static void offer_commands(struct line *line)
{
    for (int i = 0; cli_commands[i]; i++)
        offer(line, cli_commands[i]->name, cli_commands[i]->summary);
}

/* By their names, behind the number if none is being typed. */
static void offer_scenario(struct line *line, const char *path)
{
    struct strbuf ignored = STRBUF_INIT;
    struct source source = {0};
    char *name = find_short_name(path);
    const char *shown =
        *line->begun >= '0' && *line->begun <= '9' ? name : find_without_number(name);

    if (begins(shown, line->begun) && file_check(path) == 0) {
        bool good = cli_source_read(&source, path, &ignored) == CLI_OK;

        offer(line, shown, good ? scenario_title(source.scenario) : NULL);
        cli_source_release(&source);
    }
    strbuf_release(&ignored);
    free(name);
}

static void offer_scenarios(struct line *line)
{
    struct find_paths groups[] = {find_own(), find_installed()};

    for (int group = 0; group < 2; group++) {
        for (size_t i = 0; i < groups[group].count; i++)
            offer_scenario(line, groups[group].items[i]);
        find_release(&groups[group]);
    }
    strbuf_adds(&line->out, ":files\n");
}

static void offer_models(struct line *line)
{
    for (int i = 0; i < MODEL_COUNT; i++)
        offer(line, model_name(i), model_words(i)->summary);
}

/* As the help lists them: `  tap      a line a case`. */
static void offer_own_formats(struct line *line)
{
    struct strbuf list = STRBUF_INIT;
    const char *at;

    line->command->list_formats(&list);
    for (at = strbuf_str(&list); *at;) {
        const char *end = at + strcspn(at, "\n"), *name = at + strspn(at, " ");
        size_t len = strcspn(name, " \n");
        char *word = mem_strndup(name, len), *words;

        name += len;
        name += strspn(name, " ");
        words = mem_strndup(name, end - name);
        offer(line, word, words);
        free(word);
        free(words);
        at = end + (*end == '\n');
    }
    strbuf_release(&list);
}

static void offer_formats(struct line *line)
{
    if (line->command->list_formats) {
        offer_own_formats(line);
        return;
    }
    for (const struct export_format *format = export_formats(); format->name; format++)
        if (!line->command->writes || line->command->writes(format->name))
            offer(line, format->name, format->summary);
}

static void offer_exercises(struct line *line)
{
    struct strbuf ignored = STRBUF_INIT;
    struct course course = {0};

    if (learn_read_course(&course, &ignored))
        for (int i = 0; i < course.exercise_count; i++)
            offer(line, course.exercises[i].id, course.exercises[i].title);
    course_release(&course);
    strbuf_release(&ignored);
}

/* ---- options, as their rows tell them ---- */

/* What follows the names of an option: "M" of "-m, --model M"; "" if nothing does. */
static const char *value_of(const struct cli_option_line *row)
{
    const char *space = strrchr(row->option, ' ');

    return space && space[1] != '-' ? space + 1 : "";
}

/* Takes the next name off what is left of a row. NULL at its end; the caller frees it. */
static char *next_name(const char **rest)
{
    size_t len;

    *rest += strspn(*rest, " ,");
    if (**rest != '-')
        return NULL;
    len = strcspn(*rest, " ,");
    *rest += len;
    return mem_strndup(*rest - len, len);
}

/* The row of that option of the command; NULL: there is none. */
static const struct cli_option_line *row_of(const struct line *line, const char *option)
{
    for (const struct cli_option_line *row = cli_option_lines; row->option; row++) {
        const char *rest = row->option;
        bool found = false;
        char *name;

        if (row->accepts && !(row->accepts & line->command->accepts))
            continue;
        while (!found && (name = next_name(&rest))) {
            found = strcmp(name, option) == 0;
            free(name);
        }
        if (found)
            return row;
    }
    return NULL;
}

static bool takes_value(const struct line *line, const char *option)
{
    const struct cli_option_line *row = row_of(line, option);

    return row && *value_of(row);
}

static void offer_options(struct line *line)
{
    unsigned accepts = line->command ? line->command->accepts : 0;

    for (const struct cli_option_line *row = cli_option_lines; row->option; row++) {
        const char *rest = row->option;
        char *name;

        if (row->accepts && !(row->accepts & accepts))
            continue;
        while ((name = next_name(&rest))) {
            offer(line, name, row->words);
            free(name);
        }
    }
}

/* The values that a word of a row stands for. */
static void offer_values(struct line *line, const char *value)
{
    if (strcmp(value, "FORMAT") == 0) {
        offer_formats(line);
    } else if (strcmp(value, "OUT") == 0) {
        strbuf_adds(&line->out, ":files\n");
    } else if (strcmp(value, "WHEN") == 0) {
        offer_values(line, "auto|always|never");
    } else if (*value >= 'a' && *value <= 'z') {
        while (*value) { /* the words themselves: free|due */
            size_t len = strcspn(value, "|");
            char *word = mem_strndup(value, len);

            offer(line, word, NULL);
            free(word);
            value += len + (value[len] == '|');
        }
    }
}

/* One model, or what stands behind the last comma of several. */
static void offer_model_list(struct line *line, bool several)
{
    const char *comma = several ? strrchr(line->begun, ',') : NULL;
    struct strbuf prefix = STRBUF_INIT;

    if (comma) {
        strbuf_adds(&prefix, line->prefix);
        strbuf_add(&prefix, line->begun, comma + 1 - line->begun);
        line->prefix = strbuf_str(&prefix);
        line->begun = comma + 1;
    }
    offer_models(line);
    line->prefix = "";
    strbuf_release(&prefix);
}

static void offer_setting(void *arg, const char *name, const char *words)
{
    struct strbuf setting = STRBUF_INIT;

    strbuf_addf(&setting, "%s=", name);
    offer(arg, strbuf_str(&setting), words);
    strbuf_release(&setting);
}

/* What can be set, also of the file if it is there and can be read; a value is the user's. */
static void offer_settings(struct line *line)
{
    struct strbuf ignored = STRBUF_INIT;
    struct source source = {0};

    if (strchr(line->begun, '='))
        return;
    if (line->file)
        cli_source_read(&source, line->file, &ignored);
    scenario_each_setting(source.scenario, offer_setting, line);
    cli_source_release(&source);
    strbuf_release(&ignored);
}

static void offer_values_of(struct line *line, const char *option)
{
    const struct cli_option_line *row = row_of(line, option);
    const char *value = row ? value_of(row) : "";

    if (strcmp(value, "M") == 0 || begins(value, "M,"))
        offer_model_list(line, value[1]);
    else if (begins(value, "'LINE="))
        offer_settings(line);
    else
        offer_values(line, value);
}

/* ---- operands ---- */

static void offer_operand(struct line *line, int before)
{
    const char *operands = line->command->operands;

    if (line->command->most >= 0 && before >= line->command->most)
        return;
    if (line->command->accepts & CLI_PROGRAM)
        strbuf_adds(&line->out, before ? ":files\n" : ":commands\n");
    else if (strstr(operands, "N.M") && before == 0)
        offer_exercises(line);
    else if (strstr(operands, "MODEL"))
        offer_models(line);
    else if (begins(operands, "FILE"))
        offer_scenarios(line);
    else
        strbuf_adds(&line->out, ":files\n");
}

/* How many operands stand in words[1 … count - 1]; -1 if its last word is an option that wants a
 * value, which is left in *option. */
static int count_operands(struct line *line, int count, char **words, const char **option)
{
    bool all = false; /* behind -- */
    int operands = 0;

    for (int i = 1; i < count; i++) {
        if (!all && strcmp(words[i], "--") == 0) {
            all = true;
        } else if (all || words[i][0] != '-' || !words[i][1]) {
            operands++;
            line->file = line->file ? line->file : words[i];
            all = all || line->command->accepts & CLI_PROGRAM;
        } else if (takes_value(line, words[i])) {
            if (i + 1 < count && strcmp(words[i + 1], "=") == 0)
                i++;
            if (i + 1 >= count) {
                *option = words[i][0] == '=' ? words[i - 1] : words[i];
                return -1;
            }
            i++;
        }
    }
    *option = all ? "--" : NULL;
    return operands;
}

static void offer_behind_command(struct line *line, int count, char **words)
{
    const char *last = words[count - 1], *equals = strchr(last, '='), *option = NULL;
    int operands;

    if (strcmp(last, "=") == 0)
        last = "";
    operands = count_operands(line, count - 1, words, &option);
    line->begun = last;
    if (operands < 0) {
        offer_values_of(line, option);
    } else if (last[0] == '-' && !option && equals && begins(last, "--")) {
        char *name = mem_strndup(last, equals - last),
             *prefix = mem_strndup(last, equals + 1 - last);

        line->prefix = prefix;
        line->begun = equals + 1;
        offer_values_of(line, name);
        line->prefix = "";
        free(name);
        free(prefix);
    } else if (last[0] == '-' && !option) {
        offer_options(line);
    } else {
        offer_operand(line, operands);
    }
}

int cli_complete(int count, char **words)
{
    static char nothing[] = "";
    char *empty[] = {nothing};
    struct line line = {.prefix = "", .out = STRBUF_INIT};
    int status;

    if (count == 0) {
        count = 1;
        words = empty;
    }
    line.begun = words[count - 1];
    if (count > 1 && strcmp(words[0], "help") == 0) {
        if (count == 2)
            offer_commands(&line);
    } else if (count > 1) {
        line.command = cli_command_by_name(words[0]);
        if (!line.command && words[0][0] != '-') {
            line.command = cli_command_by_name("play"); /* baton FILE */
            line.file = words[0];
        }
        if (line.command)
            offer_behind_command(&line, count, words);
    } else if (line.begun[0] == '-') {
        offer_options(&line);
    } else {
        offer_commands(&line);
        offer(&line, "help", "display the help of a command");
        offer_scenarios(&line);
    }
    status = output_print(&line.out);
    strbuf_release(&line.out);
    return status;
}
