/* The tables of the page. */
#include "config.h"

#include "export/html.h"

#include "export/numbers.h"
#include "export/values.h"
#include "tell/tell.h"
#include "tell/words.h"

enum { TASKS_MOST = 200 };

/* ---- numbers ---- */

static void number_add(struct html *html, const char *name, const char *value)
{
    strbuf_adds(html->out, "<div><dt>");
    html_text(html, name);
    strbuf_adds(html->out, "</dt><dd>");
    html_text(html, value);
    strbuf_adds(html->out, "</dd></div>\n");
}

static void value_add(void *html, const char *name, const char *value)
{
    number_add(html, name ? name : "…", value);
}

void html_numbers(struct html *html)
{
    const struct stats *stats = html->source->stats;
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(stats->timeline, &words);
    struct numbers numbers;
    html_section(html, "after", "summary", "Summary");
    strbuf_adds(html->out, "<dl>\n");
    numbers_take(&numbers, html->source);
    for (int i = 0; i < numbers.count; i++)
        number_add(html, numbers.items[i].name, strbuf_str(&numbers.items[i].value));
    numbers_release(&numbers);
    values_each(stats, value_add, html);
    strbuf_adds(html->out, "</dl>\n<p>");
    tell_known(&tell, stats);
    html_text(html, strbuf_str(&words));
    strbuf_clear(&words);
    strbuf_adds(html->out, "</p>\n");
    tell_lost(&tell, stats);
    if (words.len)
        strbuf_addf(html->out, "<p class=\"wrong\">%s</p>\n", words.text);
    strbuf_release(&words);
    html_section_end(html);
}

/* ---- tasks ---- */

static void head_cell(struct html *html, const char *text)
{
    strbuf_addf(html->out, "<th scope=\"col\">%s</th>", text);
}

static void share_cell(struct html *html, int64_t part, int64_t all)
{
    if (part == 0)
        strbuf_adds(html->out, "<td></td>");
    else if (part * 1000 < all)
        strbuf_adds(html->out, "<td>&lt; 0.1%</td>");
    else
        strbuf_addf(html->out, "<td>%.1f%%</td>", 100.0 * (double)part / (double)all);
}

static void task_row(struct html *html, const struct stats_task *task, const bool *has)
{
    int64_t all = 0;
    for (int state = 0; state < TRACE_ENDED; state++)
        all += task->states.ns[state];
    strbuf_addf(html->out, "<tr><th scope=\"row\">%u ", (unsigned)task->task);
    html_text(html, task->name);
    strbuf_adds(html->out, "</th>");
    for (int state = 0; state < TRACE_ENDED; state++)
        if (has[state])
            share_cell(html, task->states.ns[state], all);
    strbuf_adds(html->out, "<td>");
    if (task->late_ns)
        words_time(html->out, task->late_ns);
    strbuf_addf(html->out, "</td><td>%s</td></tr>\n", task->result);
}

static void head_row(struct html *html, const bool *has)
{
    strbuf_adds(html->out, "<thead><tr>");
    head_cell(html, "task");
    for (int state = 0; state < TRACE_ENDED; state++)
        if (has[state])
            head_cell(html, trace_state_name((enum trace_state)state));
    head_cell(html, "worst late");
    head_cell(html, "result");
    strbuf_adds(html->out, "</tr></thead>\n<tbody>\n");
}

void html_tasks(struct html *html)
{
    const struct stats *stats = html->source->stats;
    int shown = stats->task_count < TASKS_MOST ? stats->task_count : TASKS_MOST;
    bool has[TRACE_ENDED] = {false};
    if (!stats->task_count)
        return;
    for (int i = 0; i < shown; i++)
        for (int state = 0; state < TRACE_ENDED; state++)
            has[state] |= stats->tasks[i].states.ns[state] > 0;
    html_section(html, "after", "tasks", "Tasks: the share of each state");
    strbuf_adds(html->out, "<table>\n");
    head_row(html, has);
    for (int i = 0; i < shown; i++)
        task_row(html, &stats->tasks[i], has);
    strbuf_adds(html->out, "</tbody>\n</table>\n");
    if (shown < stats->task_count) {
        strbuf_adds(html->out, "<p>");
        html_text(html, "… ");
        words_count(html->out, stats->task_count - shown);
        strbuf_adds(html->out, " more tasks are left out here</p>\n");
    }
    html_section_end(html);
}

/* ---- expectations ---- */

static void expectation_row(struct html *html, const struct export_expectation *item)
{
    static const char *const words[] = {[EXPORT_OK] = "holds",
                                        [EXPORT_FAILED] = "does not hold",
                                        [EXPORT_BUSY] = "not judged: others kept the CPU busy",
                                        [EXPORT_NOT_CHECKED] = "not checked"};
    strbuf_adds(html->out, "<tr><td>");
    if (item->line)
        strbuf_addf(html->out, "%u", (unsigned)trace_line_number(item->line));
    strbuf_adds(html->out, "</td><td>");
    html_text(html, item->text ? item->text : "");
    strbuf_adds(html->out, "</td><td>");
    html_text(html, item->actual ? item->actual : "");
    strbuf_addf(html->out, "</td><td%s>%s</td></tr>\n",
                item->verdict == EXPORT_FAILED ? " class=\"wrong\"" : "", words[item->verdict]);
}

void html_expectations(struct html *html)
{
    const struct export_report *report = html->source->report;
    if (!report || !report->count)
        return;
    html_section(html, "after", "expectations", "What the scenario expects");
    strbuf_adds(html->out, "<table class=\"words\">\n<thead><tr>");
    head_cell(html, "line");
    head_cell(html, "expected");
    head_cell(html, "was");
    head_cell(html, "verdict");
    strbuf_adds(html->out, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < report->count; i++)
        expectation_row(html, &report->items[i]);
    strbuf_adds(html->out, "</tbody>\n</table>\n");
    html_section_end(html);
}
