/* Several runs as one picture, and the page around it. */
#include "config.h"

#include "export/compare.h"

#include <stdlib.h>
#include <string.h>

#include "export/html.h"
#include "export/svg.h"
#include "tell/difference.h"
#include "tell/words.h"

enum { LABEL_PITCH = 24, RUN_GAP = 6 };

struct picture {
    struct difference_run *runs;
    int count;
    struct export_options options;
    struct strbuf difference; /* what made it, in words */
};

static void picture_begin(struct picture *picture, const struct compare_item *items, int count,
                          const struct export_options *options)
{
    struct tell tell = tell_to(NULL, &picture->difference);
    *picture = (struct picture){.count = count};
    if (options)
        picture->options = *options;
    picture->options.width = export_width(picture->options.width);
    picture->runs = compare_runs_new(items, count);
    if (count)
        tell_difference(&tell, picture->runs, count);
}

static void picture_release(struct picture *picture)
{
    compare_runs_free(picture->runs, picture->count);
    strbuf_release(&picture->difference);
}

static void measures_begin(const struct picture *picture, struct svg *svg)
{
    int label = 7, note = 0;
    int64_t elapsed = 0;
    for (int i = 0; i < picture->count; i++) {
        const struct difference_run *run = &picture->runs[i];
        int labels = svg_label_columns(run->timeline), notes = svg_note_columns(run->stats);
        label = labels > label ? labels : label;
        note = notes > note ? notes : note;
        elapsed = run->stats->elapsed_ns > elapsed ? run->stats->elapsed_ns : elapsed;
    }
    svg_begin(svg, &picture->options, label, note, elapsed);
}

/* The run's label and its totals, above its lanes. */
static void run_label(struct svg *svg, const struct difference_run *run)
{
    const struct stats *stats = run->stats;
    struct strbuf words = STRBUF_INIT;
    strbuf_addf(&words, "%s: elapsed ", run->label);
    words_time(&words, stats->elapsed_ns);
    strbuf_adds(&words, " · CPU ");
    words_time(&words, stats->cpu_ns);
    strbuf_adds(&words, " · threads ");
    words_count(&words, stats->threads);
    if (stats->result != TRACE_RESULT_OK)
        strbuf_addf(&words, " · %s", trace_result_name(stats->result));
    svg_wrap(svg, stats->result == TRACE_RESULT_OK ? "run-label" : "run-label wrong",
             strbuf_str(&words), SVG_COLUMN + 10, LABEL_PITCH);
    strbuf_release(&words);
}

static const char *title_of(const struct picture *picture)
{
    const char *title = picture->count ? picture->runs[0].stats->title : "";
    return *title ? title : "Comparison";
}

/* Returns its measures. */
static struct svg svg_draw(const struct picture *picture, bool embedded, struct strbuf *out)
{
    struct svg svg = {.embedded = embedded};
    struct strbuf label = STRBUF_INIT;
    const struct trace **traces = compare_traces_new(picture->runs, picture->count);
    measures_begin(picture, &svg);
    if (!embedded)
        svg_wrap(&svg, "title", title_of(picture), 125, 28);
    if (!embedded)
        svg_settings(&svg, traces, picture->count);
    free(traces);
    svg_axis(&svg);
    for (int i = 0; i < picture->count; i++) {
        run_label(&svg, &picture->runs[i]);
        svg_choose(&svg, picture->runs[i].timeline, picture->runs[i].stats);
        svg_run(&svg, false);
        svg.y += RUN_GAP;
    }
    svg.bottom = svg.y;
    svg.y += SVG_MARGIN / 2;
    svg_legend(&svg);
    if (!embedded)
        svg_wrap(&svg, "words", strbuf_str(&picture->difference), SVG_COLUMN, 20);
    strbuf_addf(&label, "%s: %d runs on one axis of time", title_of(picture), picture->count);
    svg_end(&svg, label.text, out);
    strbuf_release(&label);
    return svg;
}

void compare_svg(const struct compare_item *items, int count, const struct export_options *options,
                 struct strbuf *out)
{
    struct picture picture;
    picture_begin(&picture, items, count, options);
    strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    svg_draw(&picture, false, out);
    picture_release(&picture);
}

/* ---- the page ---- */

static void row_add(struct html *html, const struct difference_run *run)
{
    const struct stats *stats = run->stats;
    strbuf_adds(html->out, "<tr><th scope=\"row\">");
    html_text(html, run->label);
    strbuf_adds(html->out, "</th><td>");
    words_time(html->out, stats->elapsed_ns);
    strbuf_adds(html->out, "</td><td>");
    words_time(html->out, stats->cpu_ns);
    strbuf_addf(html->out, "</td><td>%lld</td><td>", (long long)stats->threads);
    words_count(html->out, stats->handoffs);
    strbuf_adds(html->out, "</td><td>");
    words_count(html->out, stats->looks);
    strbuf_addf(html->out, "</td><td>%s</td></tr>\n", trace_result_name(stats->result));
}

static void table_add(struct html *html, const struct difference_run *runs, int count)
{
    static const char *const heads[] = {"run",       "elapsed",       "CPU",   "threads",
                                        "hand-offs", "looks in vain", "result"};
    html_section(html, "always", "summary", "Summary");
    strbuf_adds(html->out, "<table>\n<thead><tr>");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        strbuf_addf(html->out, "<th scope=\"col\">%s</th>", heads[i]);
    strbuf_adds(html->out, "</tr></thead>\n<tbody>\n");
    for (int i = 0; i < count; i++)
        row_add(html, &runs[i]);
    strbuf_adds(html->out, "</tbody>\n</table>\n");
    html_section_end(html);
}

static void difference_put(struct html *html, const struct difference_run *runs, int count)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(NULL, &words);
    if (count)
        tell_difference(&tell, runs, count);
    strbuf_adds(html->out, "<p>");
    html_text(html, strbuf_str(&words));
    strbuf_adds(html->out, "</p>\n");
    strbuf_release(&words);
}

void compare_page(const struct difference_run *runs, int count,
                  const struct export_options *options, const struct strbuf *picture,
                  const struct svg *axis, struct strbuf *out)
{
    struct export_source source = {.trace = count ? runs[0].timeline->trace : NULL,
                                   .options = *options};
    struct html html = {.source = &source, .out = out};
    const struct trace **traces = compare_traces_new(runs, count);
    const char *title = count && *runs[0].stats->title ? runs[0].stats->title : "Comparison";
    html_begin(&html, title, "");
    strbuf_adds(out, "<header>\n<h1>");
    html_text(&html, title);
    strbuf_adds(out, "</h1>\n");
    if (axis)
        html.svg = *axis;
    html_about(&html);
    html_settings(&html, traces, count);
    strbuf_adds(out, "</header>\n<main>\n");
    difference_put(&html, runs, count);
    strbuf_adds(out, "<div class=\"picture\">\n");
    strbuf_add(out, strbuf_str(picture), picture->len);
    strbuf_adds(out, "</div>\n");
    html_controls(&html);
    table_add(&html, runs, count);
    html_scenario(&html);
    strbuf_adds(out, "</main>\n");
    html_end(&html);
    html_data_of_several(&html, title, runs, count);
    html_script_end(&html);
    free(traces);
}

void compare_html(const struct compare_item *items, int count, const struct export_options *options,
                  struct strbuf *out)
{
    struct strbuf drawn = STRBUF_INIT;
    struct picture picture;
    picture_begin(&picture, items, count, options);
    struct svg axis = svg_draw(&picture, true, &drawn);
    compare_page(picture.runs, count, &picture.options, &drawn, &axis, out);
    strbuf_release(&drawn);
    picture_release(&picture);
}
