/* An exploration in text: a line about all, and a row an end. */
#include "config.h"

#include "cli/explored.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cli/explored_end.h"
#include "cli/explored_rows.h"
#include "cli/explored_way.h"
#include "cli/tty.h"
#include "explore/replay.h"
#include "scenario/scenario.h"
#include "trace/event.h"

enum { BAR_COLUMNS = 24, ENDS_SHOWN = 40 };

/* ---- words ---- */

static void add_time(struct strbuf *out, int64_t ns)
{
    if (ns < NS_PER_S)
        strbuf_addf(out, "%lld ms", (long long)((ns + NS_PER_MS - 1) / NS_PER_MS));
    else
        strbuf_addf(out, "%.1f s", (double)ns / NS_PER_S);
}

/* ---- a table, whose columns are as wide as what is in them ---- */

enum { COLUMN_END, COLUMN_SCHEDULES, COLUMN_SHARE, COLUMN_FEWEST, COLUMN_NOTE, COLUMNS };

struct row {
    struct strbuf cells[COLUMNS];
};

static size_t width_of(const struct strbuf *text)
{
    return (size_t)utf8_columns(strbuf_str(text));
}

static void add_cell(struct strbuf *out, const struct strbuf *cell, size_t width, bool right)
{
    size_t pad = width > width_of(cell) ? width - width_of(cell) : 0;

    strbuf_addn(out, ' ', right ? pad : 0);
    strbuf_add(out, strbuf_str(cell), cell->len);
    strbuf_addn(out, ' ', right ? 0 : pad);
}

static void add_bar(struct strbuf *out, double share, bool ascii)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int units = (int)(share * BAR_COLUMNS * 8 + 0.5);

    if (units == 0 && share > 0)
        units = 1;
    for (int i = 0; i < units / 8; i++)
        strbuf_adds(out, ascii ? "#" : "█");
    if (!ascii)
        strbuf_adds(out, eighths[units % 8]);
}

static void fill_row(struct row *row, const struct exploration *it, const struct explore_end *end,
                     int lost, bool ascii)
{
    explored_add_end(it, end, &row->cells[COLUMN_END]);
    if (end->schedules)
        explored_add_digits(&row->cells[COLUMN_SCHEDULES], end->schedules);
    else if (it->stop == EXPLORE_WHOLE)
        strbuf_adds(&row->cells[COLUMN_SCHEDULES], "endless");
    if (end->share >= 0) {
        double percent = end->share * 100;

        if (percent > 0 && percent < 1)
            strbuf_adds(&row->cells[COLUMN_SHARE], "<1% ");
        else
            strbuf_addf(&row->cells[COLUMN_SHARE], "%2.0f%% ", percent);
        add_bar(&row->cells[COLUMN_SHARE], end->share, ascii);
    }
    strbuf_addf(&row->cells[COLUMN_FEWEST], "%d   ", end->preemptions);
    schedule_print(&end->schedule, &row->cells[COLUMN_FEWEST]);
    if (lost)
        strbuf_adds(&row->cells[COLUMN_NOTE], lost == 1 ? "a lost update" : "lost updates");
}

/* How many updates the schedule that is told loses. */
static int count_lost(const struct explored *explored, const struct exploration *it,
                      const struct explore_end *end)
{
    const struct replay_rules rules = {it->relaxed, it->due, it->spurious};
    struct replay replay;
    int lost = 0;

    if (replay_schedule(&replay, explored->source->scenario, it->model, &rules, &end->schedule))
        lost = replay.lost;
    replay_release(&replay);
    return lost;
}

static void add_table(const struct explored *explored, const struct exploration *it, bool ascii,
                      struct strbuf *out)
{
    const char *fewest = it->stop == EXPLORE_WHOLE ? "fewest preemptions" : "fewest so far";
    const char *const heads[COLUMNS] = {"end", "schedules", "", fewest, ""};
    int shown = it->end_count < ENDS_SHOWN ? it->end_count : ENDS_SHOWN;
    struct row *rows = mem_alloc(((size_t)shown + 1) * sizeof *rows);
    size_t widths[COLUMNS] = {0};

    for (int c = 0; c < COLUMNS; c++)
        strbuf_adds(&rows[0].cells[c], heads[c]);
    for (int i = 0; i < shown; i++)
        fill_row(&rows[i + 1], it, &it->ends[i], count_lost(explored, it, &it->ends[i]), ascii);
    for (int i = 0; i <= shown; i++)
        for (int c = 0; c < COLUMNS; c++)
            if (width_of(&rows[i].cells[c]) > widths[c])
                widths[c] = width_of(&rows[i].cells[c]);
    for (int i = 0; i <= shown; i++) {
        struct strbuf line = STRBUF_INIT;

        for (int c = 0; c < COLUMNS; c++) {
            strbuf_adds(&line, c == COLUMN_SHARE ? " " : c ? "   " : "");
            add_cell(&line, &rows[i].cells[c], widths[c], c == COLUMN_SCHEDULES);
            strbuf_release(&rows[i].cells[c]);
        }
        while (line.len && line.text[line.len - 1] == ' ')
            line.len--;
        strbuf_add(out, line.text, line.len);
        strbuf_addch(out, '\n');
        strbuf_release(&line);
    }
    if (shown < it->end_count)
        strbuf_addf(out, "… and %d more ends; -f json has all\n", it->end_count - shown);
    free(rows);
}

/* ---- what was found ---- */

static void add_head(const struct explored *explored, const struct exploration *it,
                     struct strbuf *out)
{
    const char *title = scenario_title(explored->source->scenario);

    utf8_add_safe(out, title, strlen(title));
    strbuf_addf(out, " · %s · every schedule · %s · time %s%s\n", model_name(it->model),
                it->relaxed ? "store buffers" : "sequential consistency", it->due ? "due" : "free",
                it->spurious ? " · spurious" : "");
}

static void add_how_far(const struct exploration *it, struct strbuf *out)
{
    static const char *const stops[] = {
        [EXPLORE_MEMORY] = "the memory was used up",
        [EXPLORE_TIME] = "the time was over",
        [EXPLORE_STOPPED] = "stopped",
    };

    if (it->stop != EXPLORE_WHOLE) {
        if (it->bound >= 0)
            strbuf_addf(out, "no proof: all schedules with at most %d preemption%s", it->bound,
                        it->bound == 1 ? "" : "s");
        else
            strbuf_adds(out, "no proof");
        strbuf_adds(out, " (");
        explored_add_number(out, it->states);
        strbuf_adds(out, " states, ");
        explored_add_number(out, it->moves);
        strbuf_addf(out, " moves); then %s, after ", stops[it->stop]);
        add_time(out, it->took_ns);
        strbuf_addch(out, '\n');
        return;
    }
    if (it->schedules) {
        explored_add_digits(out, it->schedules);
        strbuf_adds(out, strcmp(it->schedules, "1") == 0 ? " schedule (" : " schedules (");
    } else {
        strbuf_adds(out, "endlessly many schedules (");
    }
    explored_add_number(out, it->states);
    strbuf_adds(out, it->states == 1 ? " state, " : " states, ");
    explored_add_number(out, it->moves);
    strbuf_adds(out, it->moves == 1 ? " move): all explored in " : " moves): all explored in ");
    add_time(out, it->took_ns);
    strbuf_addch(out, '\n');
}

/* The only end, which is as expected: that is a proof. */
static bool add_proof(const struct exploration *it, struct strbuf *out)
{
    if (it->end_count != 1 || !it->ends[0].good || it->stop != EXPLORE_WHOLE || it->livelock)
        return false;
    if (it->schedules && strcmp(it->schedules, "1") == 0) {
        strbuf_adds(out, "the only schedule ends with ");
    } else {
        strbuf_adds(out, "all ");
        if (it->schedules && !it->about) {
            explored_add_digits(out, it->schedules);
            strbuf_addch(out, ' ');
        }
        strbuf_adds(out, "schedules end with ");
    }
    explored_add_end(it, &it->ends[0], out);
    strbuf_addch(out, '\n');
    return true;
}

static void add_cycle(const struct exploration *it, const struct explore_end *end,
                      struct strbuf *out)
{
    strbuf_adds(out, "deadlock ");
    schedule_print(&end->schedule, out);
    strbuf_adds(out, ": ");
    for (int i = 0; i < end->cycle_count; i++) {
        const struct explore_edge *edge = &end->cycle[i];
        const char *object = edge->object >= 0 ? it->objects[edge->object] : NULL;

        strbuf_addf(out, "%s%s%s waits for ", i ? ", " : "", edge->left ? "a block of " : "",
                    it->lanes[edge->who]);
        if (edge->object == TRACE_EDGE_WORKER)
            object = edge->to ? "the only worker" : "a free worker";
        if (object)
            strbuf_adds(out, object);
        if (edge->to && object)
            strbuf_addf(out, ", which %s holds", it->lanes[edge->to]);
        else if (edge->to)
            strbuf_addf(out, "%s", it->lanes[edge->to]);
        else if (!object)
            strbuf_adds(out, "others");
    }
    strbuf_addch(out, '\n');
}

/* Whoever it is of. */
static const char *words_of(const char *failure)
{
    const char *behind = strstr(failure, ": ");
    return behind ? behind : failure;
}

static bool is_told_before(const struct exploration *it, int number)
{
    const char *words = words_of(it->ends[number].failure);
    for (int i = 0; i < number; i++) {
        const char *other = it->ends[i].failure;
        if (other && strcmp(words_of(other), words) == 0)
            return true;
    }
    return false;
}

static void add_failure(const struct explore_end *end, struct strbuf *out)
{
    strbuf_addf(out, "%s ", end->result);
    schedule_print(&end->schedule, out);
    strbuf_adds(out, end->schedule.moves ? ": " : "any schedule: ");
    utf8_add_safe(out, end->failure, strlen(end->failure));
    strbuf_addch(out, '\n');
}

static void add_loop(const struct exploration *it, struct strbuf *out)
{
    if (it->livelock) {
        strbuf_adds(out,
                    it->livelock->schedule.moves ? "livelock: after " : "livelock: from the start");
        schedule_print(&it->livelock->schedule, out);
        strbuf_adds(out, " nothing ever leads out; it can go round by ");
        schedule_print(&it->livelock->loop, out);
        strbuf_addch(out, '\n');
    } else if (it->endless && it->starved) {
        strbuf_addf(out, "endless only if the scheduler never lets %s go on\n",
                    it->lanes[it->starved]);
    } else if (it->endless) {
        strbuf_adds(out, "endless only if the scheduler keeps to one loop for ever\n");
    }
}

/* The first that is not as expected; where none is, of several the one that needs most to come to.
 */
static const struct explore_end *most_telling(const struct exploration *it)
{
    for (int i = 0; i < it->end_count; i++)
        if (!it->ends[i].good)
            return &it->ends[i];
    return it->end_count > 1 ? &it->ends[it->end_count - 1] : NULL;
}

/* As a shell reads it as one. */
static void add_word(const char *word, struct strbuf *out)
{
    bool quotes = strpbrk(word, " \t\"'$`\\*?[](){}<>|&;~#!") != NULL;

    strbuf_adds(out, quotes ? "'" : "");
    for (const char *c = word; *c;) {
        size_t len = strcspn(c, "'");
        utf8_add_safe(out, c, len);
        c += len;
        strbuf_adds(out, *c ? "'\\''" : "");
        c += *c != '\0';
    }
    strbuf_adds(out, quotes ? "'" : "");
}

static void add_play(const struct explored *explored, const struct exploration *it,
                     const struct explore_end *end, struct strbuf *out)
{
    const struct cli_options *options = explored->options;
    const char *name = options->operands[0];

    if (it->relaxed) {
        strbuf_adds(out,
                    "101, 102 …: the oldest write that task 1, 2 … had to itself is seen by all; "
                    "no real run can be made to do so\n");
        return;
    }
    strbuf_adds(out, "play it: baton play ");
    add_word(name, out);
    if (it->model != scenario_model_at(explored->source->scenario, 0))
        strbuf_addf(out, " -m %s", model_name(it->model));
    for (int i = 0; i < options->set_count; i++) {
        const struct cli_set *set = &options->sets[i];
        struct strbuf word = STRBUF_INIT;

        strbuf_addf(&word, "%s=%s", set->line, set->values[0]);
        strbuf_adds(out, " --set ");
        add_word(strbuf_str(&word), out);
        strbuf_release(&word);
    }
    strbuf_adds(out, " --schedule ");
    schedule_print(&end->schedule, out);
    strbuf_addch(out, '\n');
}

static void add_way(const struct explored *explored, const struct exploration *it,
                    struct strbuf *out)
{
    const struct explore_end *end = most_telling(it);
    const struct replay_rules rules = {it->relaxed, it->due, it->spurious};
    struct replay replay;

    if (!end || !end->schedule.moves)
        return;
    strbuf_addch(out, '\n');
    if (replay_schedule(&replay, explored->source->scenario, it->model, &rules, &end->schedule))
        explored_add_way(it, end, &replay, out);
    replay_release(&replay);
    add_play(explored, it, end, out);
}

static void add_one(const struct explored *explored, const struct exploration *it,
                    struct strbuf *out)
{
    bool ascii = tty_ascii(explored->options);

    add_head(explored, it, out);
    add_how_far(it, out);
    if (!add_proof(it, out) && it->end_count) {
        strbuf_addch(out, '\n');
        add_table(explored, it, ascii, out);
    }
    for (int i = 0; i < it->end_count && i < ENDS_SHOWN; i++)
        if (it->ends[i].cycle_count)
            add_cycle(it, &it->ends[i], out);
        else if (it->ends[i].failure && !is_told_before(it, i))
            add_failure(&it->ends[i], out);
    add_loop(it, out);
    add_way(explored, it, out);
}

/* Of several models the first that has an end which is not as expected is told like one alone. */
static const struct exploration *one_to_tell(const struct explored *explored)
{
    for (int i = 0; i < explored->count; i++)
        for (int j = 0; j < explored->all[i]->end_count; j++)
            if (!explored->all[i]->ends[j].good)
                return explored->all[i];
    return NULL;
}

void explored_add_text(const struct explored *explored, struct strbuf *out)
{
    const struct exploration *it = explored->all[0];

    if (explored->count > 1) {
        const char *title = scenario_title(explored->source->scenario);

        utf8_add_safe(out, title, strlen(title));
        strbuf_adds(out, " · every schedule under each model\n");
        explored_add_rows(explored->all, explored->count, out);
        it = one_to_tell(explored);
        strbuf_adds(out, it ? "\n" : "");
    }
    if (it)
        add_one(explored, it, out);
}

int explored_status(const struct explored *explored)
{
    for (int i = 0; i < explored->count; i++) {
        const struct exploration *it = explored->all[i];

        if (it->refused)
            continue;
        if (it->stop != EXPLORE_WHOLE || it->livelock)
            return CLI_MISSED;
        for (int j = 0; j < it->end_count; j++)
            if (!it->ends[j].good)
                return CLI_MISSED;
    }
    return CLI_OK;
}
