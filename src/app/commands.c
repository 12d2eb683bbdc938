#include "config.h"

#include "app/commands.h"

#include "base/mem.h"
#include "scenario/suggest.h"

#include <stdlib.h>
#include <string.h>

/* The n-th command of all tables, and the table it stands in; NULL. */
static const struct command *command_at(const struct command_set *set, int n,
                                        const struct command_table **table)
{
    for (int i = 0; i < set->count; i++)
        for (const struct command *row = set->tables[i].rows; row && row->name; row++)
            if (n-- == 0) {
                *table = &set->tables[i];
                return row;
            }
    return NULL;
}

/* ---- finding one ---- */

/* The command that a word means: itself, or the only one that begins so. False, with why. */
static bool find(const struct command_set *set, const char *word, struct command_line *read,
                 struct strbuf *problem)
{
    const struct command_table *table;
    const struct command *command;
    struct suggest suggest = suggest_for(word);
    struct strbuf several = STRBUF_INIT;
    size_t len = strlen(word);
    int count = 0;
    for (int i = 0; (command = command_at(set, i, &table)); i++) {
        bool exact = strcmp(command->name, word) == 0;
        suggest_offer(&suggest, command->name);
        if (!exact && strncmp(command->name, word, len) != 0)
            continue;
        read->command = command;
        read->table = table;
        if (exact) {
            count = 1;
            break;
        }
        strbuf_addf(&several, "%s%s", count++ ? ", " : "", command->name);
    }
    if (count > 1)
        strbuf_addf(problem, "'%s' may be %s", word, strbuf_str(&several));
    else if (!count && suggest.best)
        strbuf_addf(problem, "there is no command '%s'; did you mean '%s'?", word, suggest.best);
    else if (!count)
        strbuf_addf(problem, "there is no command '%s'; :help names all", word);
    strbuf_release(&several);
    return count == 1;
}

static bool is_good(const struct command_line *read, struct strbuf *problem)
{
    const struct command *command = read->command;
    if ((command->flags & COMMAND_NEEDS_ARGUMENT) && !*read->arguments)
        strbuf_addf(problem, ":%s %s: %s", command->name, command->arguments, command->words);
    else if (!*command->arguments && *read->arguments)
        strbuf_addf(problem, ":%s takes nothing behind it", command->name);
    else if (read->table->elsewhere)
        strbuf_addf(problem, ":%s is for %s", command->name, read->table->elsewhere);
    else
        return true;
    return false;
}

bool commands_read(const struct command_set *set, const char *line, struct command_line *read,
                   struct strbuf *problem)
{
    line += strspn(line, " :");
    size_t len = strcspn(line, " ");
    *read = (struct command_line){0};
    if (!len)
        return false;
    char *word = mem_strndup(line, len);
    line += len;
    line += strspn(line, " ");
    size_t rest = strlen(line);
    while (rest && line[rest - 1] == ' ')
        rest--;
    read->arguments = mem_strndup(line, rest);
    bool good = find(set, word, read, problem) && is_good(read, problem);
    free(word);
    return good;
}

void commands_explain(const struct command_set *set, const char *word, struct strbuf *out)
{
    struct command_line read;
    if (!find(set, word, &read, out))
        return;
    const struct command *command = read.command;
    strbuf_addf(out, ":%s%s%s: %s", command->name, *command->arguments ? " " : "",
                command->arguments, command->words);
}

/* ---- completion ---- */

/* The n-th of those that begin with the stem, round and round. */
static const char *nth_match(const void *self, command_candidate *candidate, const char *stem,
                             int n)
{
    size_t len = strlen(stem);
    const char *word;
    int count = 0;
    for (int i = 0; (word = candidate(self, i)); i++)
        count += strncmp(word, stem, len) == 0;
    if (!count)
        return NULL;
    n %= count;
    for (int i = 0; (word = candidate(self, i)); i++)
        if (strncmp(word, stem, len) == 0 && n-- == 0)
            return word;
    return NULL;
}

static const char *name_candidate(const void *self, int n)
{
    const struct command_table *table;
    const struct command *command = command_at(self, n, &table);
    return command ? command->name : NULL;
}

static const struct command *find_quietly(const struct command_set *set, const char *line,
                                          size_t len, const struct command_table **table)
{
    struct command_line read = {0};
    struct strbuf problem = STRBUF_INIT;
    char *word = mem_strndup(line, len);
    bool found = find(set, word, &read, &problem);
    free(word);
    strbuf_release(&problem);
    *table = read.table;
    return found ? read.command : NULL;
}

bool commands_complete(const struct command_set *set, const char *line, int n, struct strbuf *out)
{
    const struct command_table *table;
    const struct command *command;
    size_t len = strcspn(line, " ");
    if (!line[len]) {
        const char *name = nth_match(set, name_candidate, line, n);
        if (!name)
            return false;
        strbuf_adds(out, name);
        command = find_quietly(set, name, strlen(name), &table);
        if (command && *command->arguments)
            strbuf_addch(out, ' ');
        return true;
    }
    command = find_quietly(set, line, len, &table);
    const char *stem = line + len + strspn(line + len, " ");
    const char *word =
        command && command->candidate ? nth_match(table->self, command->candidate, stem, n) : NULL;
    if (!word)
        return false;
    strbuf_add(out, line, (size_t)(stem - line));
    strbuf_adds(out, word);
    if (command->flags & COMMAND_GOES_ON)
        strbuf_addch(out, ' ');
    return true;
}

/* ---- the help ---- */

int commands_help(const struct command_set *set, struct view_key *help)
{
    const struct command_table *table;
    const struct command *command;
    int count = 0;
    for (; (command = command_at(set, count, &table)); count++)
        if (help)
            help[count] = (struct view_key){
                .keys = command->shown, .words = command->help, .group = "commands"};
    return count;
}
