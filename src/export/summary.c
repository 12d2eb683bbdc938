#include "config.h"

#include "export/summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/utf8.h"
#include "export/numbers.h"
#include "export/settings.h"
#include "export/values.h"
#include "tell/tell.h"
#include "tell/words.h"
#include "trace/gil.h"
#include "trace/recording.h"

enum {
    SAID_MOST = 60, /* lines of output; with more of them … */
    SAID_FIRST = 40,
    SAID_LAST = 12,
    TASKS_MOST = 24,
    TASKS_SHOWN = 16,
    NAME_MOST = 20,
    NAME_LEAST = 8,
    TITLE_LEAST = 8,
    SHARE_MOST = 10, /* columns of a share in the table of tasks */
    SHARE_LEAST = 8,
    LATE_COLUMNS = 12,
};

void summary_title(struct page *page, const struct stats *stats)
{
    const char *dot = page->ascii ? " - " : " · ";
    const char *file = path_shown(trace_source_name(stats->timeline->trace));
    const char *title = stats->title[0] ? stats->title : file[0] ? file : "(no title)";
    const char *result = trace_result_name(stats->result);
    int rest = (stats->model[0] ? 3 + (int)strlen(stats->model) : 0) + 3 + (int)strlen(result);
    rest += stats->schedule ? 3 + (int)strlen("forced") : 0;
    int room = page->grid.columns - rest; /* the title is cut, not what happened */
    page->column = grid_put(&page->grid, page->row, 0, title, strlen(title),
                            room > TITLE_LEAST ? room : TITLE_LEAST, page->ascii,
                            (struct grid_style){.ink = INK_TITLE});
    if (stats->model[0])
        page_words(page, INK_PLAIN, "%s%s", dot, stats->model);
    page_words(page, INK_PLAIN, "%s", dot);
    page_words(page, stats->result == TRACE_RESULT_OK ? INK_PLAIN : INK_FAILED, "%s", result);
    if (stats->schedule)
        page_words(page, INK_PLAIN, "%sforced", dot);
    page_down(page, 1);
    summary_settings(page, &stats->timeline->trace, 1);
}

void summary_settings(struct page *page, const struct trace *const *traces, int count)
{
    struct strbuf line = STRBUF_INIT;
    strbuf_adds(&line, "settings: ");
    size_t before = line.len;
    settings_add_common(traces, count, &line);
    if (line.len > before)
        page_wrap(page, INK_FAINT, strbuf_str(&line));
    strbuf_release(&line);
}

/* ---- what was said ---- */

static int who_width(const struct stats *stats)
{
    size_t widest = 0;
    for (int i = 0; i < stats->said_count; i++) {
        size_t width = utf8_width(stats->said[i].task, strlen(stats->said[i].task));
        widest = width > widest ? width : widest;
    }
    return widest < NAME_MOST ? (int)widest : NAME_MOST;
}

static void said_put(struct page *page, const struct stats_said *said, int width)
{
    struct strbuf time = STRBUF_INIT;
    words_time(&time, said->t_ns);
    page_words(page, INK_FAINT, "  %9s  ", strbuf_str(&time));
    strbuf_release(&time);
    int column = page->column;
    struct grid_style style = {.ink = INK_PLAIN};
    grid_put(&page->grid, page->row, column, said->task, strlen(said->task), width, page->ascii,
             style);
    page_tab(page, column + width + 2);
    page_words(page, INK_PLAIN, "%s", said->text);
    page_down(page, 1);
}

void summary_output(struct page *page, const struct stats *stats)
{
    int width = who_width(stats);
    if (!stats->said_count)
        return;
    page_words(page, INK_TITLE, "Output");
    page_down(page, 1);
    for (int i = 0; i < stats->said_count; i++) {
        if (stats->said_count > SAID_MOST && i == SAID_FIRST) {
            struct strbuf more = STRBUF_INIT;
            i = stats->said_count - SAID_LAST;
            words_count(&more, i - SAID_FIRST);
            page_words(page, INK_FAINT, "  %s %s more lines", page->ascii ? "..." : "…",
                       strbuf_str(&more));
            strbuf_release(&more);
            page_down(page, 1);
        }
        said_put(page, &stats->said[i], width);
    }
    page_down(page, 1);
}

/* ---- numbers ---- */

/* Words that stand together, on the next line if they do not fit. */
static void fact(struct page *page, const char *name, const char *value)
{
    int need = (int)(strlen(name) + 1 + strlen(value));
    if (page->column > 2 && page->column + 3 + need > page->grid.columns)
        page_down(page, 1);
    page_tab(page, page->column ? page->column + 3 : 2);
    page_words(page, INK_FAINT, "%s ", name);
    page_words(page, INK_PLAIN, "%s", value);
}

static void known_put(struct page *page, const struct stats *stats)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(stats->timeline, &words);
    page_tab(page, 2);
    tell_known(&tell, stats);
    page_wrap(page, INK_FAINT, strbuf_str(&words));
    strbuf_clear(&words);
    tell_lost(&tell, stats);
    if (words.len) {
        page_tab(page, 2);
        page_wrap(page, INK_FAILED, strbuf_str(&words));
    }
    strbuf_release(&words);
}

static void wrapped_put(struct page *page, struct strbuf *words, enum grid_ink ink)
{
    if (words->len) {
        page_tab(page, 2);
        page_wrap(page, ink, strbuf_str(words));
    }
    strbuf_clear(words);
}

/* Of a recorded program: its locks of interpreters, what was not watched, the worst that came of
 * it. */
static void recording_put(struct page *page, const struct export_source *source)
{
    enum { PROCESSES_MOST = 8 };
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(source->timeline, &words);
    struct gil_numbers *numbers = gil_numbers(source->timeline);
    for (int i = 0; i < trace_process_count(source->trace) && i < PROCESSES_MOST; i++) {
        tell_gil_numbers(&tell, i, &numbers[i]);
        wrapped_put(page, &words, INK_PLAIN);
    }
    free(numbers);
    tell_unwatched(&tell);
    wrapped_put(page, &words, INK_FAINT);
    if (tell_worst_late(&tell, source->stats))
        wrapped_put(page, &words, INK_PLAIN);
    strbuf_release(&words);
}

static void value_put(void *arg, const char *name, const char *value)
{
    struct page *page = arg;
    const char *more = page->ascii ? "..." : "…";
    fact(page, name ? name : more, value);
}

static void values_put(struct page *page, const struct stats *stats)
{
    values_each(stats, value_put, page);
    if (values_count(stats))
        page_down(page, 1);
}

void summary_numbers(struct page *page, const struct export_source *source)
{
    struct numbers numbers;
    page_words(page, INK_TITLE, "Summary");
    page_down(page, 1);
    numbers_take(&numbers, source);
    for (int i = 0; i < numbers.count; i++)
        fact(page, numbers.items[i].name, strbuf_str(&numbers.items[i].value));
    numbers_release(&numbers);
    page_down(page, 1);
    values_put(page, source->stats);
    known_put(page, source->stats);
    if (trace_is_recording(source->trace))
        recording_put(page, source);
    page_down(page, 1);
}

/* ---- the table of tasks ---- */

struct table {
    int name_width, share_width;
    bool has[TRACE_STATE_COUNT];
    bool has_late;
};

static int64_t sums_all(const struct timeline_sums *sums)
{
    int64_t all = 0;
    for (int state = 0; state < TRACE_ENDED; state++)
        all += sums->ns[state];
    return all;
}

static int table_width(const struct table *table, int result_width)
{
    int width = 2 + table->name_width + (table->has_late ? LATE_COLUMNS : 0) + 2 + result_width;
    for (int state = 0; state < TRACE_ENDED; state++)
        width += table->has[state] ? table->share_width : 0;
    return width;
}

/* On a narrow page: first the columns get narrower, then what matters least goes. */
static void table_fit(struct table *table, int result_width, int columns)
{
    table->share_width = SHARE_MOST;
    while (table_width(table, result_width) > columns && table->share_width > SHARE_LEAST)
        table->share_width--;
    if (table_width(table, result_width) > columns)
        table->has_late = false;
    while (table_width(table, result_width) > columns && table->name_width > NAME_LEAST)
        table->name_width--;
}

static void table_measure(struct table *table, const struct stats *stats, int shown, int columns)
{
    size_t widest = 6, result = 2;
    for (int i = 0; i < stats->task_count; i++) {
        for (int state = 0; state < TRACE_ENDED; state++)
            table->has[state] |= stats->tasks[i].states.ns[state] > 0;
        table->has_late |= stats->tasks[i].late_ns > 0;
        size_t width = utf8_width(stats->tasks[i].name, strlen(stats->tasks[i].name)) + 4;
        if (i < shown && width > widest)
            widest = width;
        if (i < shown && strlen(stats->tasks[i].result) > result)
            result = strlen(stats->tasks[i].result);
    }
    table->name_width = widest < NAME_MOST + 4 ? (int)widest : NAME_MOST + 4;
    table_fit(table, (int)result, columns);
}

/* Right-aligned in a column, a dash for nothing. */
static void none_put(struct page *page, int width)
{
    page_words(page, INK_FAINT, "%*s%s", width - 1, "", page->ascii ? "-" : "–");
}

static void share_put(struct page *page, int width, int64_t part, int64_t all)
{
    if (part == 0)
        none_put(page, width);
    else if (part * 1000 < all)
        page_words(page, INK_PLAIN, "%*s", width, "< 0.1%");
    else
        page_words(page, INK_PLAIN, "%*.1f%%", width - 1, 100.0 * (double)part / (double)all);
}

static void late_put(struct page *page, int64_t late_ns)
{
    struct strbuf late = STRBUF_INIT;
    words_time(&late, late_ns);
    if (late_ns)
        page_words(page, INK_PLAIN, "%*s", LATE_COLUMNS, strbuf_str(&late));
    else
        none_put(page, LATE_COLUMNS);
    strbuf_release(&late);
}

static void row_put(struct page *page, const struct table *table, const char *name,
                    const struct timeline_sums *sums, int64_t late_ns, const char *result)
{
    struct grid_style style = {.ink = INK_PLAIN};
    int64_t all = sums_all(sums);
    grid_put(&page->grid, page->row, 2, name, strlen(name), table->name_width, page->ascii, style);
    page_tab(page, 2 + table->name_width);
    for (int state = 0; state < TRACE_ENDED; state++)
        if (table->has[state])
            share_put(page, table->share_width, sums->ns[state], all ? all : 1);
    if (table->has_late)
        late_put(page, late_ns);
    page_words(page, strcmp(result, "ok") == 0 ? INK_FAINT : INK_FAILED, "  %s", result);
    page_down(page, 1);
}

static void head_put(struct page *page, const struct table *table)
{
    page_words(page, INK_TITLE, "Tasks");
    page_tab(page, 2 + table->name_width);
    for (int state = 0; state < TRACE_ENDED; state++)
        if (table->has[state])
            page_words(page, INK_FAINT, "%*s", table->share_width,
                       trace_state_name((enum trace_state)state));
    if (table->has_late)
        page_words(page, INK_FAINT, "%*s", LATE_COLUMNS, "worst late");
    page_down(page, 1);
}

static void rest_put(struct page *page, const struct table *table, const struct stats *stats,
                     int shown)
{
    struct timeline_sums sums = {0};
    struct strbuf name = STRBUF_INIT;
    int64_t late = 0;
    for (int i = shown; i < stats->task_count; i++) {
        for (int state = 0; state < TRACE_ENDED; state++)
            sums.ns[state] += stats->tasks[i].states.ns[state];
        late = stats->tasks[i].late_ns > late ? stats->tasks[i].late_ns : late;
    }
    strbuf_adds(&name, page->ascii ? "... " : "… ");
    words_count(&name, stats->task_count - shown);
    strbuf_adds(&name, " more");
    row_put(page, table, strbuf_str(&name), &sums, late, "");
    strbuf_release(&name);
}

void summary_tasks(struct page *page, const struct stats *stats)
{
    struct table table = {0};
    int shown = stats->task_count <= TASKS_MOST ? stats->task_count : TASKS_SHOWN;
    if (!stats->task_count)
        return;
    table_measure(&table, stats, shown, page->grid.columns);
    head_put(page, &table);
    for (int i = 0; i < shown; i++) {
        const struct stats_task *task = &stats->tasks[i];
        struct strbuf name = STRBUF_INIT;
        strbuf_addf(&name, "%u %s", (unsigned)task->task, task->name);
        row_put(page, &table, strbuf_str(&name), &task->states, task->late_ns, task->result);
        strbuf_release(&name);
    }
    if (shown < stats->task_count)
        rest_put(page, &table, stats, shown);
}

/* ---- the end ---- */

static void failures_put(struct page *page, const struct stats *stats)
{
    int shown = 0;
    for (int i = 0; i < stats->task_count && shown < 10; i++) {
        if (!stats->tasks[i].failure)
            continue;
        struct strbuf line = STRBUF_INIT;
        struct tell tell = tell_to(stats->timeline, &line);
        tell_task_failed(&tell, &stats->tasks[i]);
        page_wrap(page, INK_FAILED, strbuf_str(&line));
        strbuf_release(&line);
        shown++;
    }
}

static void expectation_put(struct page *page, const struct export_expectation *item)
{
    static const char *const words[] = {[EXPORT_OK] = "ok",
                                        [EXPORT_FAILED] = "not ok",
                                        [EXPORT_BUSY] = "busy",
                                        [EXPORT_NOT_CHECKED] = "not checked"};
    struct strbuf line = STRBUF_INIT;
    if (item->line)
        strbuf_addf(&line, "line %u: ", (unsigned)item->line);
    strbuf_addf(&line, "%s: %s", item->text ? item->text : "", item->actual ? item->actual : "");
    if (item->verdict == EXPORT_BUSY)
        strbuf_adds(&line, ", so this is not held against it");
    page_words(page, item->verdict == EXPORT_FAILED ? INK_FAILED : INK_FAINT, "  %-11s  ",
               words[item->verdict]);
    page_wrap(page, INK_PLAIN, strbuf_str(&line));
    strbuf_release(&line);
}

void summary_end(struct page *page, const struct export_source *source)
{
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(source->timeline, &why);
    int row = page->row;
    page_down(page, 1);
    tell_why_ended(&tell, source->stats);
    if (why.len)
        page_wrap(page, INK_FAILED, why.text);
    failures_put(page, source->stats);
    strbuf_release(&why);
    if (source->report && source->report->count) {
        if (page->row > row + 1)
            page_down(page, 1);
        page_words(page, INK_TITLE, "Expectations");
        page_down(page, 1);
        for (int i = 0; i < source->report->count; i++)
            expectation_put(page, &source->report->items[i]);
    }
    if (page->row == row + 1)
        page->row = row;
}
