/* The summary of a run as Markdown, for a wiki or the page of a build: numbers, tasks, what was
 * said, what became of the expectations; and of a short run its hand-offs as a diagram of Mermaid,
 * which GitHub, GitLab and others draw. */
#include "config.h"

#include "export/md.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "export/md_text.h"
#include "export/numbers.h"
#include "export/settings.h"
#include "export/values.h"
#include "tell/tell.h"
#include "tell/words.h"
#include "trace/handoff.h"

enum {
    TASKS_MOST = 50, /* rows of a table; of more, these */
    SAID_MOST = 50,
    DRAWN_MOST = 30, /* hand-offs of a diagram; with more there is none */
    ACTORS_MOST = 12,
};

struct md {
    const struct export_source *source;
    struct strbuf words; /* reused */
    struct strbuf *out;
};

static void text(struct md *md, const char *words)
{
    md_text_add(md->out, words, md->source->options.ascii);
}

static void cell(struct md *md, const char *words)
{
    strbuf_adds(md->out, " ");
    text(md, words);
    strbuf_adds(md->out, " |");
}

static void cell_time(struct md *md, int64_t ns)
{
    strbuf_clear(&md->words);
    words_time(&md->words, ns);
    cell(md, strbuf_str(&md->words));
}

static void cell_count(struct md *md, int64_t count)
{
    strbuf_clear(&md->words);
    words_count(&md->words, count);
    cell(md, strbuf_str(&md->words));
}

/* A row of what is more than a table shows. */
static void more_add(struct md *md, int64_t count, const char *of)
{
    strbuf_clear(&md->words);
    words_count(&md->words, count);
    strbuf_addf(md->out, "\n%s more %s.\n", strbuf_str(&md->words), of);
}

/* ---- the head ---- */

static void paragraph(struct md *md)
{
    if (md->words.len) {
        strbuf_addch(md->out, '\n');
        text(md, md->words.text);
        strbuf_addch(md->out, '\n');
    }
    strbuf_clear(&md->words);
}

static void head_add(struct md *md)
{
    const struct stats *stats = md->source->stats;
    const char *file = path_shown(trace_source_name(md->source->trace));
    struct tell tell = tell_to(stats->timeline, &md->words);
    strbuf_adds(md->out, "# ");
    text(md, stats->title[0] ? stats->title : file[0] ? file : "(no title)");
    strbuf_addf(md->out, "\n\n**%s**", trace_result_name(stats->result));
    if (stats->model[0]) {
        strbuf_adds(md->out, " under **");
        text(md, stats->model);
        strbuf_adds(md->out, "**");
    }
    settings_add(md->source->trace, &md->words);
    if (md->words.len) {
        strbuf_adds(md->out, " with **");
        text(md, md->words.text);
        strbuf_adds(md->out, "**");
    }
    strbuf_addch(md->out, '\n');
    strbuf_clear(&md->words);
    tell_why_ended(&tell, stats);
    paragraph(md);
    tell_lost(&tell, stats);
    paragraph(md);
}

static void numbers_add(struct md *md)
{
    struct numbers numbers;
    numbers_take(&numbers, md->source);
    strbuf_adds(md->out, "\n|");
    for (int i = 0; i < numbers.count; i++)
        cell(md, numbers.items[i].name);
    strbuf_adds(md->out, "\n|");
    for (int i = 0; i < numbers.count; i++)
        strbuf_adds(md->out, "---:|");
    strbuf_adds(md->out, "\n|");
    for (int i = 0; i < numbers.count; i++)
        cell(md, strbuf_str(&numbers.items[i].value));
    strbuf_addch(md->out, '\n');
    numbers_release(&numbers);
}

/* ---- the tables ---- */

static void tasks_add(struct md *md)
{
    const struct stats *stats = md->source->stats;
    bool has[TRACE_STATE_COUNT] = {false};
    int shown = stats->task_count < TASKS_MOST ? stats->task_count : TASKS_MOST;
    if (!shown)
        return;
    for (int i = 0; i < shown; i++)
        for (int state = 0; state < TRACE_ENDED; state++)
            has[state] = has[state] || stats->tasks[i].states.ns[state] > 0;
    strbuf_adds(md->out, "\n## Tasks\n\n| task |");
    for (int state = 0; state < TRACE_ENDED; state++)
        if (has[state])
            cell(md, trace_state_name((enum trace_state)state));
    strbuf_adds(md->out, " worst late | result |\n|---|");
    for (int state = 0; state < TRACE_ENDED; state++)
        strbuf_adds(md->out, has[state] ? "---:|" : "");
    strbuf_adds(md->out, "---:|---|\n");
    for (int i = 0; i < shown; i++) {
        const struct stats_task *task = &stats->tasks[i];
        strbuf_addch(md->out, '|');
        cell(md, task->name);
        for (int state = 0; state < TRACE_ENDED; state++)
            if (has[state])
                cell_time(md, task->states.ns[state]);
        cell_time(md, task->late_ns);
        strbuf_clear(&md->words);
        strbuf_adds(&md->words, task->result);
        if (task->failure)
            strbuf_addf(&md->words, ": %s", task->failure);
        cell(md, strbuf_str(&md->words));
        strbuf_addch(md->out, '\n');
    }
    if (shown < stats->task_count)
        more_add(md, stats->task_count - shown, "tasks");
}

static void output_add(struct md *md)
{
    const struct stats *stats = md->source->stats;
    int shown = stats->said_count < SAID_MOST ? stats->said_count : SAID_MOST;
    if (!shown)
        return;
    strbuf_adds(md->out, "\n## Output\n\n| at | task | says |\n|---:|---|---|\n");
    for (int i = 0; i < shown; i++) {
        strbuf_addch(md->out, '|');
        cell_time(md, stats->said[i].t_ns);
        cell(md, stats->said[i].task);
        cell(md, stats->said[i].text);
        strbuf_addch(md->out, '\n');
    }
    if (shown < stats->said_count)
        more_add(md, stats->said_count - shown, "lines");
}

static void values_add(struct md *md)
{
    const struct stats *stats = md->source->stats;
    if (!stats->value_count)
        return;
    strbuf_adds(md->out, "\n## Values\n\n| name | at the end |\n|---|---:|\n");
    int count = values_count(stats), more = values_workers_more(stats);
    for (int i = 0; i < count; i++) {
        struct strbuf name = STRBUF_INIT;
        int64_t value = values_at(stats, i, &name);
        strbuf_addch(md->out, '|');
        cell(md, strbuf_str(&name));
        strbuf_addf(md->out, " %lld |\n", (long long)value);
        strbuf_release(&name);
    }
    if (more)
        more_add(md, more, more > 1 ? "workers" : "worker");
}

static void expectations_add(struct md *md)
{
    static const char *const words[] = {[EXPORT_OK] = "ok",
                                        [EXPORT_FAILED] = "**not ok**",
                                        [EXPORT_BUSY] = "busy",
                                        [EXPORT_NOT_CHECKED] = "not checked"};
    const struct export_report *report = md->source->report;
    if (!report || !report->count)
        return;
    strbuf_adds(md->out,
                "\n## Expectations\n\n|  | line | expected | found |\n|---|---:|---|---|\n");
    for (int i = 0; i < report->count; i++) {
        const struct export_expectation *item = &report->items[i];
        strbuf_addf(md->out, "| %s | %u |", words[item->verdict], (unsigned)item->line);
        cell(md, item->text ? item->text : "");
        cell(md, item->actual ? item->actual : "");
        strbuf_addch(md->out, '\n');
    }
}

/* ---- the diagram ---- */

/* Who has a place in it: by the numbers of those who had control, in order of appearance. */
struct actors {
    uint32_t who[ACTORS_MOST];
    int count;
    bool too_many;
};

static int actor_of(struct actors *actors, uint32_t who)
{
    for (int i = 0; i < actors->count; i++)
        if (actors->who[i] == who)
            return i;
    if (actors->count == ACTORS_MOST) {
        actors->too_many = true;
        return 0;
    }
    actors->who[actors->count] = who;
    return actors->count++;
}

static void arrow_add(struct md *md, struct actors *actors, struct handoff handoff)
{
    const struct timeline *timeline = md->source->timeline;
    struct handoff_facts facts = handoff_facts(timeline, handoff);
    struct tell tell = tell_to(timeline, &md->words);
    strbuf_clear(&md->words);
    words_time(&md->words, facts.item->from_ns);
    strbuf_adds(&md->words, ": ");
    tell_handoff(&tell, handoff);
    strbuf_addf(md->out, "    a%d->>a%d: ", actor_of(actors, facts.before),
                actor_of(actors, facts.item->object));
    md_diagram_add(md->out, strbuf_str(&md->words), md->source->options.ascii);
    strbuf_addch(md->out, '\n');
}

static void actors_find(const struct md *md, const struct handoff *list, size_t count,
                        struct actors *actors)
{
    for (size_t i = 0; i < count; i++) {
        struct handoff_facts facts = handoff_facts(md->source->timeline, list[i]);
        actor_of(actors, facts.before);
        actor_of(actors, facts.item->object);
    }
}

static void diagram_add(struct md *md)
{
    const struct timeline *timeline = md->source->timeline;
    struct actors actors = {.count = 0};
    size_t count;
    struct handoff *list = handoffs_list(timeline, &count);
    if (count && count <= DRAWN_MOST)
        actors_find(md, list, count, &actors);
    if (actors.count && !actors.too_many) {
        strbuf_adds(md->out, "\n## Hand-offs\n\n```mermaid\nsequenceDiagram\n");
        for (int i = 0; i < actors.count; i++) {
            strbuf_addf(md->out, "    participant a%d as ", i);
            md_diagram_add(md->out, timeline_actor_name(timeline, actors.who[i]),
                           md->source->options.ascii);
            strbuf_addch(md->out, '\n');
        }
        for (size_t i = 0; i < count; i++)
            arrow_add(md, &actors, list[i]);
        strbuf_adds(md->out, "```\n");
    }
    free(list);
}

void export_md(const struct export_source *source, struct strbuf *out)
{
    struct md md = {.source = source, .out = out};
    head_add(&md);
    numbers_add(&md);
    tasks_add(&md);
    output_add(&md);
    values_add(&md);
    expectations_add(&md);
    diagram_add(&md);
    strbuf_release(&md.words);
}

/* ---- several runs ---- */

static void run_add(struct md *md, const struct difference_run *run)
{
    strbuf_addch(md->out, '|');
    cell(md, run->label);
    cell_time(md, run->stats->elapsed_ns);
    cell_time(md, run->stats->cpu_ns);
    cell_count(md, run->stats->threads);
    cell_count(md, run->stats->handoffs);
    cell_count(md, run->stats->looks);
    cell(md, trace_result_name(run->stats->result));
    strbuf_addch(md->out, '\n');
}

void md_runs(const struct difference_run *runs, const struct trace *const *traces, int count,
             const struct export_options *options, struct strbuf *out)
{
    struct export_source source = {.options = *options};
    struct md md = {.source = &source, .out = out};
    struct tell tell = tell_to(NULL, &md.words);
    const char *title = count ? runs[0].stats->title : "";
    strbuf_adds(out, "# ");
    text(&md, *title ? title : "Comparison");
    strbuf_addch(out, '\n');
    settings_add_common(traces, count, &md.words);
    if (md.words.len) {
        strbuf_adds(out, "\nwith **");
        text(&md, md.words.text);
        strbuf_adds(out, "**\n");
    }
    strbuf_adds(out, "\n| run | elapsed | CPU | threads | hand-offs | looks in vain | result |\n"
                     "|---|---:|---:|---:|---:|---:|---|\n");
    for (int i = 0; i < count; i++)
        run_add(&md, &runs[i]);
    strbuf_clear(&md.words);
    if (count)
        tell_difference(&tell, runs, count);
    paragraph(&md);
    strbuf_release(&md.words);
}
