/* One page with all that is known of a run: the scenario, the picture, the steps, the numbers. */
#include "config.h"

#include "export/html.h"

#include <string.h>

#include "base/diag.h"
#include "base/path.h"
#include "export/settings.h"
#include "export/xml_text.h"
#include "scenario/scenario.h"
#include "tell/tell.h"

static const char *title_of(const struct export_source *source)
{
    const char *file = path_shown(trace_source_name(source->trace));
    return source->stats->title[0] ? source->stats->title : file[0] ? file : "(no title)";
}

void html_about(struct html *html)
{
    const struct trace *trace = html->source->trace;
    struct diag_list diags = {0};
    size_t len;
    const char *text = trace ? trace_source(trace, &len) : NULL;
    if (!text)
        return;
    struct scenario *scenario = scenario_read(trace_source_name(trace), text, len, &diags);
    const char *about = scenario_about(scenario);
    if (about && *about) {
        strbuf_adds(html->out, "<p class=\"about after\">");
        html_text(html, about);
        strbuf_adds(html->out, "</p>\n");
    }
    scenario_free(scenario);
    diag_release(&diags);
}

void html_settings(struct html *html, const struct trace *const *traces, int count)
{
    struct strbuf line = STRBUF_INIT;
    settings_add_common(traces, count, &line);
    if (line.len) {
        strbuf_adds(html->out, "<p>Settings: <strong>");
        html_text(html, line.text);
        strbuf_adds(html->out, "</strong></p>\n");
    }
    strbuf_release(&line);
}

static void failures_add(struct html *html)
{
    enum { FAILURES_MOST = 20 };
    const struct stats *stats = html->source->stats;
    for (int i = 0, shown = 0; i < stats->task_count && shown < FAILURES_MOST; i++) {
        if (!stats->tasks[i].failure)
            continue;
        strbuf_adds(html->out, "<p class=\"wrong after\">");
        html_text(html, stats->tasks[i].name);
        strbuf_addf(html->out, " (%s): ", stats->tasks[i].result);
        html_text(html, stats->tasks[i].failure);
        strbuf_adds(html->out, "</p>\n");
        shown++;
    }
}

static void header_add(struct html *html)
{
    const struct stats *stats = html->source->stats;
    struct strbuf why = STRBUF_INIT;
    struct tell tell = tell_to(stats->timeline, &why);
    strbuf_adds(html->out, "<header>\n<h1 id=\"title\">");
    html_text(html, title_of(html->source));
    strbuf_adds(html->out, "</h1>\n");
    html_about(html);
    strbuf_adds(html->out, "<p>Model: <strong>");
    html_text(html, stats->model[0] ? stats->model : "not known");
    strbuf_addf(html->out, "</strong>. <span class=\"after\">Result: <strong>%s</strong>.</span>",
                trace_result_name(stats->result));
    if (stats->schedule) {
        strbuf_adds(html->out, " Forced, by the schedule <strong>");
        html_text(html, stats->schedule);
        strbuf_adds(html->out, "</strong>.");
    }
    strbuf_adds(html->out, "</p>\n");
    html_settings(html, &html->source->trace, 1);
    tell_why_ended(&tell, stats);
    if (why.len) {
        strbuf_adds(html->out, "<p class=\"wrong after\">");
        html_text(html, why.text);
        strbuf_adds(html->out, "</p>\n");
    }
    failures_add(html);
    strbuf_adds(html->out, "</header>\n");
    strbuf_release(&why);
}

static void picture_add(struct html *html)
{
    html_section(html, "all", "timeline", "Who held control when");
    strbuf_adds(html->out, "<noscript><p>With its script this page plays the run.</p></noscript>\n"
                           "<div class=\"picture\">\n");
    html->svg = (struct svg){.embedded = true};
    svg_add(&html->svg, html->source, html->out);
    strbuf_adds(html->out, "</div>\n");
    html_section_end(html);
}

static void line_add(struct html *html, unsigned number, const char *text, size_t len)
{
    bool ascii = html->source->options.ascii;
    strbuf_addf(html->out, "<li id=\"line-%u\"><pre><code>", number);
    for (const char *tab; (tab = memchr(text, '\t', len));
         len -= (size_t)(tab + 1 - text), text = tab + 1) {
        xml_text_add(html->out, text, (size_t)(tab - text), ascii);
        strbuf_adds(html->out, "    ");
    }
    xml_text_add(html->out, text, len, ascii);
    strbuf_adds(html->out, "</code></pre></li>\n");
}

void html_scenario(struct html *html)
{
    const struct trace *trace = html->source->trace;
    size_t len;
    const char *text = trace ? trace_source(trace, &len) : NULL;
    if (!text || !len)
        return;
    html_section(html, "always", "source", "The scenario");
    strbuf_adds(html->out,
                "<ol class=\"source scroll\" tabindex=\"0\" aria-labelledby=\"source\">\n");
    for (unsigned number = 1; len; number++) {
        const char *eol = memchr(text, '\n', len);
        size_t line = eol ? (size_t)(eol - text) : len;
        line_add(html, number, text, line);
        line += eol ? 1 : 0;
        text += line;
        len -= line;
    }
    strbuf_adds(html->out, "</ol>\n");
    html_section_end(html);
}

void export_html(const struct export_source *source, struct strbuf *out)
{
    struct html html = {.source = source, .out = out};
    struct strbuf name = STRBUF_INIT;
    html_name_add(source->trace, title_of(source), &name);
    html_begin(&html, strbuf_str(&name), source->stats->model);
    header_add(&html);
    strbuf_adds(out, "<main>\n");
    html_controls(&html);
    html_asked(&html, false);
    picture_add(&html);
    strbuf_adds(out, "<div class=\"beside all\">\n");
    html_scenario(&html);
    html_steps(&html);
    strbuf_adds(out, "</div>\n");
    html_output(&html);
    html_numbers(&html);
    html_tasks(&html);
    html_expectations(&html);
    html_asked(&html, true);
    strbuf_adds(out, "</main>\n");
    html_end(&html);
    html_data(&html, title_of(source));
    html_script_end(&html);
    strbuf_release(&name);
}
