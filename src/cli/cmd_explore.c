/* `baton explore`: every schedule of a file, under each of its models. */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/explored.h"
#include "cli/find.h"
#include "cli/output.h"
#include "cli/source.h"
#include "cli/tty.h"
#include "explore/explore.h"

enum { QUIET_NS = 300 * NS_PER_MS, SHOW_EVERY_NS = 100 * NS_PER_MS, NAME_COLUMNS = 30 };

#define ERASE_LINE "\r\033[K"

/* ---- ctrl-C, and a sign of life ---- */

static volatile sig_atomic_t was_stopped;

/* What there is, is told; the next one ends the program. */
static void on_signal(int number)
{
    was_stopped = 1;
    signal(number, SIG_DFL);
}

struct progress {
    const char *name, *model;
    int64_t begin_ns, shown_ns;
    bool wanted;
};

static bool show_progress(void *arg, uint64_t states, uint64_t moves)
{
    struct progress *progress = arg;
    int64_t now_ns = clock_now_ns();
    struct strbuf line = STRBUF_INIT;

    if (!progress->wanted || now_ns - progress->begin_ns < QUIET_NS ||
        now_ns - progress->shown_ns < SHOW_EVERY_NS)
        return !was_stopped;
    strbuf_adds(&line, ERASE_LINE);
    utf8_add_clipped(&line, progress->name, strlen(progress->name), NAME_COLUMNS, true);
    strbuf_addf(&line, " under %s: %.1f s, %llu states, %llu moves, ctrl-C stops", progress->model,
                (double)(now_ns - progress->begin_ns) / NS_PER_S, (unsigned long long)states,
                (unsigned long long)moves);
    file_write_all(STDERR_FILENO, line.text, line.len);
    strbuf_release(&line);
    progress->shown_ns = now_ns;
    return !was_stopped;
}

/* ---- one model after the other ---- */

static struct exploration *explore_one(struct source *source, enum model_id model,
                                       const struct cli_options *options)
{
    struct progress progress = {.name = find_base_name(source->name),
                                .model = model_name(model),
                                .begin_ns = clock_now_ns(),
                                .wanted = isatty(STDERR_FILENO) && tty_is_able()};
    struct explore_options how = {.relaxed = options->relaxed,
                                  .due = options->due,
                                  .spurious = options->spurious,
                                  .within_ns = options->within * NS_PER_S,
                                  .memory = (size_t)options->at_most << 20,
                                  .goes_on = show_progress,
                                  .arg = &progress};
    struct exploration *found = explore(source->scenario, model, &how, &source->diags);

    if (progress.shown_ns)
        file_write_all(STDERR_FILENO, ERASE_LINE, strlen(ERASE_LINE));
    return found;
}

static int refuse(const struct source *source, const struct exploration *found)
{
    if (found->refused_line)
        return cli_fail(CLI_USAGE, "%s:%u: under %s: %s", source->name, found->refused_line,
                        model_name(found->model), found->refused);
    return cli_fail(CLI_USAGE, "%s: under %s: %s", source->name, model_name(found->model),
                    found->refused);
}

static int explore_models(struct explored *explored, struct source *source,
                          const struct cli_options *options, struct strbuf *messages)
{
    enum model_id models[MODEL_COUNT];
    int count = cli_source_models(source, options, models);
    const struct exploration *left_out = NULL; /* a model that only the file names */

    for (int i = 0; i < count && !was_stopped; i++) {
        int status = cli_source_compile(source, models[i], messages);

        if (status != CLI_OK)
            return status;
        explored->all[explored->count] = explore_one(source, models[i], options);
        if (explored->all[explored->count]->refused) {
            if (options->model_count || explored->all[explored->count]->refused_line || count == 1)
                return refuse(source, explored->all[explored->count++]);
            left_out = explored->all[explored->count];
        }
        explored->count++;
    }
    for (int i = 0; i < explored->count; i++)
        if (!explored->all[i]->refused)
            return CLI_OK;
    return left_out ? refuse(source, left_out) : CLI_OK;
}

static bool writes(const char *format)
{
    return strcmp(format, "text") == 0 || strcmp(format, "json") == 0;
}

static int tell(const struct explored *explored, const struct cli_options *options)
{
    struct strbuf out = STRBUF_INIT;
    int status;

    if (options->format && strcmp(options->format, "json") == 0)
        explored_add_json(explored, &out);
    else
        explored_add_text(explored, &out);
    status = output_write(options->output, &out);
    strbuf_release(&out);
    return status == CLI_OK ? explored_status(explored) : status;
}

static int explore_file(const struct cli_options *options)
{
    struct exploration *all[MODEL_COUNT] = {NULL};
    struct source source;
    struct explored explored = {.source = &source, .options = options, .all = all};
    struct strbuf messages = STRBUF_INIT;
    int status;

    if (options->format && !writes(options->format))
        return cli_fail(CLI_USAGE, "'explore' writes text or json, not '%s'", options->format);
    signal(SIGINT, on_signal);
    status = cli_source_read(&source, options->operands[0], &messages);
    if (status == CLI_OK)
        status = cli_source_set(&source, options->sets, options->set_count, NULL, &messages);
    if (status == CLI_OK)
        status = explore_models(&explored, &source, options, &messages);
    output_messages(&messages);
    if (status == CLI_OK)
        status = tell(&explored, options);
    for (int i = 0; i < explored.count; i++)
        exploration_free(all[i]);
    cli_source_release(&source);
    strbuf_release(&messages);
    return status;
}

const struct cli_command cmd_explore = {
    .name = "explore",
    .operands = "FILE",
    .summary = "every schedule: what can happen, and the shortest way there",
    .about = CLI_FILE_WORDS
    "Tries all the orders in which the tasks can make their moves, and tells how the\n"
    "run can end, in how many schedules, and by which with the fewest preemptions:\n"
    "1.2x4 means that task 1 makes a move, and then task 2 four. A move is an access\n"
    "to what is shared, or taking a lock, and all that follows up to the next.\n"
    "Times are left out: a wait, or computing, may take as long as it likes.\n"
    "The status is 1 if an expectation of the file can be broken, or was not proved.\n",
    .accepts = CLI_MODELS | CLI_SET | CLI_FORMAT | CLI_OUTPUT | CLI_EXPLORE,
    .least = 1,
    .most = 1,
    .writes = writes,
    .run = explore_file,
};
