#include "export/compare_page.h"

#include "export/html.h"
#include "trace/words.h"

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
    html_section(html, "summary", "Summary");
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
    if (count)
        difference_add(runs, count, &words);
    strbuf_adds(html->out, "<p>");
    html_text(html, strbuf_str(&words));
    strbuf_adds(html->out, "</p>\n");
    strbuf_release(&words);
}

void compare_page(const struct difference_run *runs, int count,
                  const struct export_options *options, const struct strbuf *picture,
                  struct strbuf *out)
{
    struct export_source source = {.trace = count ? runs[0].timeline->trace : NULL,
                                   .options = *options};
    struct html html = {.source = &source, .out = out};
    const char *title = count && *runs[0].stats->title ? runs[0].stats->title : "Comparison";
    html_begin(&html, title, "");
    strbuf_adds(out, "<header>\n<h1>");
    html_text(&html, title);
    strbuf_adds(out, "</h1>\n");
    html_about(&html);
    strbuf_adds(out, "</header>\n<main>\n");
    difference_put(&html, runs, count);
    strbuf_adds(out, "<div class=\"picture\">\n");
    strbuf_add(out, strbuf_str(picture), picture->len);
    strbuf_adds(out, "</div>\n");
    table_add(&html, runs, count);
    html_scenario(&html);
    strbuf_adds(out, "</main>\n");
    html_end(&html);
}
