#include "config.h"

#include "export/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "export/chrome.h"
#include "export/json_text.h"
#include "export/md.h"
#include "export/page.h"
#include "export/summary.h"
#include "paint/label.h"
#include "paint/paint.h"
#include "paint/rows.h"
#include "paint/ticks.h"
#include "tell/difference.h"
#include "tell/words.h"
#include "trace/recording.h"

enum {
    LABEL_MOST = 18,
    LANE_LEAST = 7,
    TOTAL = 9, /* columns */
    TOTALS = LABEL_TOTALS * TOTAL,
    AREA_LEAST = 10,
};

struct compare {
    const struct difference_run *runs;
    int count;
    struct page page;
    struct paint paint;
    int width, label_width, lane_width;
    int64_t unit_ns; /* of the totals */
};

struct difference_run *compare_runs_new(const struct compare_item *items, int count)
{
    struct difference_run *runs = mem_alloc((size_t)(count + 1) * sizeof *runs);
    for (int i = 0; i < count; i++) {
        struct timeline *timeline = timeline_new(items[i].trace);
        runs[i] = (struct difference_run){items[i].label, timeline, stats_new(timeline)};
    }
    return runs;
}

void compare_runs_free(struct difference_run *runs, int count)
{
    for (int i = 0; i < count; i++) {
        stats_free((struct stats *)runs[i].stats);
        timeline_free((struct timeline *)runs[i].timeline);
    }
    free(runs);
}

const struct trace **compare_traces_new(const struct difference_run *runs, int count)
{
    const struct trace **traces = mem_alloc((size_t)(count + 1) * sizeof *traces);
    for (int i = 0; i < count; i++)
        traces[i] = runs[i].timeline->trace;
    return traces;
}

/* ---- measures ---- */

static void measure(struct compare *compare)
{
    for (int i = 0; i < compare->count; i++) {
        const struct difference_run *run = &compare->runs[i];
        int label = label_width(run->label), lane = rows_label_width(run->timeline);
        compare->label_width = label > compare->label_width ? label : compare->label_width;
        compare->lane_width = lane > compare->lane_width ? lane : compare->lane_width;
    }
    if (compare->label_width > LABEL_MOST)
        compare->label_width = LABEL_MOST;
    if (compare->lane_width < LANE_LEAST)
        compare->lane_width = LANE_LEAST;
}

static int64_t longest(const struct difference_run *runs, int count)
{
    int64_t most = 1;
    for (int i = 0; i < count; i++)
        most = runs[i].stats->elapsed_ns > most ? runs[i].stats->elapsed_ns : most;
    return most;
}

static bool has_totals(const struct compare *compare)
{
    return compare->width - compare->label_width - compare->lane_width - 3 >= TOTALS + AREA_LEAST;
}

static void paint_begin(struct compare *compare, bool ascii)
{
    int column = compare->label_width + 1 + compare->lane_width + 1;
    int columns = compare->width - column - (has_totals(compare) ? TOTALS : 1);
    compare->paint = (struct paint){.grid = &compare->page.grid,
                                    .to_ns = longest(compare->runs, compare->count),
                                    .column = column,
                                    .columns = columns > 1 ? columns : 1,
                                    .ascii = ascii};
}

/* ---- the picture ---- */

static void settings_put(struct compare *compare)
{
    const struct trace **traces = compare_traces_new(compare->runs, compare->count);
    summary_settings(&compare->page, traces, compare->count);
    free(traces);
}

static void put(struct compare *compare, int column, int width, enum grid_ink ink, const char *text)
{
    grid_put(&compare->page.grid, compare->page.row, column, text, strlen(text), width,
             compare->page.ascii, (struct grid_style){.ink = (uint8_t)ink});
}

/* Right-aligned in the n-th column of the totals. */
static void total_put(struct compare *compare, int n, enum grid_ink ink, const char *text)
{
    int end = compare->width - TOTALS + (n + 1) * TOTAL;
    if (has_totals(compare))
        put(compare, end - utf8_columns(text), TOTAL, ink, text);
}

static void head_put(struct compare *compare)
{
    const char *unit = paint_axis(&compare->paint, compare->page.row);
    compare->unit_ns = ticks_unit_ns(unit);
    put(compare, compare->label_width + 1, compare->lane_width, INK_FAINT, unit);
    for (int n = 0; n < LABEL_TOTALS; n++)
        total_put(compare, n, INK_FAINT, label_total_head(n));
    page_down(&compare->page, 2);
}

static void totals_put(struct compare *compare, const struct stats *stats)
{
    for (int n = 0; n < LABEL_TOTALS; n++) {
        struct strbuf number = STRBUF_INIT;
        label_total_add(stats, stats->elapsed_ns, compare->unit_ns, n, &number);
        total_put(compare, n, INK_PLAIN, strbuf_str(&number));
        strbuf_release(&number);
    }
}

static void label_line_put(struct compare *compare, int row, enum grid_ink ink, const char *text,
                           size_t len)
{
    grid_heighten(&compare->page.grid, row + 1);
    grid_put(&compare->page.grid, row, 0, text, len, compare->label_width, compare->page.ascii,
             (struct grid_style){.ink = (uint8_t)ink});
}

/* The run's name, and how it ended, if not well, beside its lanes. Returns the row below. */
static int run_label_put(struct compare *compare, int row, const struct difference_run *run)
{
    const char *result = trace_result_name(run->stats->result);
    for (const char *line = run->label; *line; line = label_next(line))
        label_line_put(compare, row++, INK_TITLE, line, label_line(line));
    if (run->stats->result != TRACE_RESULT_OK)
        label_line_put(compare, row++, INK_FAILED, result, strlen(result));
    return row;
}

static void run_put(struct compare *compare, const struct difference_run *run)
{
    int below = run_label_put(compare, compare->page.row, run);
    struct rows rows = {.paint = &compare->paint,
                        .row = compare->page.row,
                        .label = compare->label_width + 1,
                        .label_width = compare->lane_width,
                        .end = compare->width};
    totals_put(compare, run->stats);
    rows_put(&rows, run->timeline, run->stats);
    below = below > rows.row ? below : rows.row;
    page_down(&compare->page, below - compare->page.row);
}

static void difference_put(struct compare *compare)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(NULL, &words);
    tell_difference(&tell, compare->runs, compare->count);
    page_wrap(&compare->page, INK_PLAIN, strbuf_str(&words));
    strbuf_release(&words);
}

/* Each once: recordings are of different programs, or beside a lesson. */
static void titles_add(const struct difference_run *runs, int count, struct strbuf *out)
{
    bool recordings = false;
    for (int i = 0; i < count; i++)
        recordings = recordings || trace_is_recording(runs[i].timeline->trace);
    for (int i = 0; i < count && (i == 0 || recordings); i++) {
        bool said = false;
        for (int j = 0; j < i; j++)
            said = said || strcmp(runs[j].stats->title, runs[i].stats->title) == 0;
        if (!said)
            strbuf_addf(out, "%s%s", i ? ", " : "", runs[i].stats->title);
    }
}

void compare_text(const struct compare_item *items, int count, const struct export_options *options,
                  struct strbuf *out)
{
    struct export_options chosen = options ? *options : (struct export_options){0};
    struct difference_run *runs = compare_runs_new(items, count);
    struct compare compare = {.runs = runs, .count = count, .width = export_width(chosen.width)};
    page_init(&compare.page, compare.width, chosen.ascii);
    measure(&compare);
    paint_begin(&compare, chosen.ascii);
    struct strbuf titles = STRBUF_INIT;
    titles_add(runs, count, &titles);
    put(&compare, 0, compare.width, INK_TITLE, strbuf_str(&titles));
    strbuf_release(&titles);
    page_down(&compare.page, 1);
    settings_put(&compare);
    head_put(&compare);
    for (int i = 0; i < count; i++)
        run_put(&compare, &runs[i]);
    page_down(&compare.page, 1);
    page_down(&compare.page, paint_legend(&compare.paint, compare.page.row, 0, compare.width));
    page_down(&compare.page, 1);
    difference_put(&compare);
    page_end(&compare.page, chosen.palette, out);
    compare_runs_free(runs, count);
}

void compare_json(const struct compare_item *items, int count, struct strbuf *out)
{
    const struct export_format *json = export_by_name("json");
    strbuf_adds(out, "{\"baton\": 1, \"runs\": [");
    for (int i = 0; i < count; i++) {
        strbuf_adds(out, i ? ",\n{\"label\": " : "\n{\"label\": ");
        json_text_adds(out, items[i].label);
        strbuf_adds(out, ", \"run\": ");
        export_trace(json, items[i].trace, NULL, NULL, out);
        strbuf_addch(out, '}');
    }
    strbuf_adds(out, "]}\n");
}

void compare_md(const struct compare_item *items, int count, const struct export_options *options,
                struct strbuf *out)
{
    struct export_options chosen = options ? *options : (struct export_options){0};
    struct difference_run *runs = compare_runs_new(items, count);
    const struct trace **traces = compare_traces_new(runs, count);
    md_runs(runs, traces, count, &chosen, out);
    free(traces);
    compare_runs_free(runs, count);
}

static struct export_source source_of(const struct difference_run *run)
{
    return (struct export_source){
        .trace = run->timeline->trace, .timeline = run->timeline, .stats = run->stats};
}

void compare_chrome(const struct compare_item *items, int count,
                    const struct export_options *options, struct strbuf *out)
{
    struct difference_run *runs = compare_runs_new(items, count);
    (void)options;
    chrome_begin(out);
    for (int i = 0; i < count; i++) {
        struct export_source source = source_of(&runs[i]);
        chrome_run(&source, i + 1, items[i].label, out);
    }
    strbuf_adds(out, "\n], \"otherData\": {\"baton\": 1, \"runs\": [");
    for (int i = 0; i < count; i++) {
        struct export_source source = source_of(&runs[i]);
        strbuf_adds(out, i ? ",\n" : "");
        chrome_facts(&source, items[i].label, out);
    }
    strbuf_adds(out, "]}}\n");
    compare_runs_free(runs, count);
}
