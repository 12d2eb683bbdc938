/* What all parts of the page share: its beginning and its end, a section, a text, what the run is
 * called. */
#include "config.h"

#include "export/html.h"

#include <string.h>

#include "base/path.h"
#include "export/html_json.h"
#include "export/html_text.h"
#include "export/xml_text.h"
#include "scenario/fold.h"
#include "trace/recording.h"

/* Where the script is on, nothing is shown before it has hidden what it hides. */
#define BEGINS "<script id=\"begins\">document.documentElement.className = 'plays';</script>\n"

static void lines_add(struct html *html, const char *const *lines)
{
    for (; *lines; lines++) {
        strbuf_adds(html->out, *lines);
        strbuf_addch(html->out, '\n');
    }
}

/* Of "/course/39-deadlock.baton": "lesson 39"; of "lunch.baton": "lunch". A name that a file that
 * asks may have before the questions are answered. */
static void short_name_add(const char *path, struct strbuf *out)
{
    const char *name = path_base(path);
    size_t len = strcspn(name, "."), digits = strspn(name, "0123456789");
    bool numbered = digits && digits < len && name[digits] == '-';
    strbuf_adds(out, numbered ? "lesson " : "");
    strbuf_add(out, name, numbered ? digits : len);
}

bool html_asks(const struct trace *trace)
{
    size_t len = 0;
    const char *text = trace ? trace_source(trace, &len) : NULL;
    return text && !trace_is_recording(trace) && fold_asks(text, len) > 0;
}

void html_name_add(const struct trace *trace, const char *title, struct strbuf *out)
{
    size_t from = out->len;
    if (html_asks(trace))
        short_name_add(trace_source_name(trace), out);
    if (out->len == from)
        strbuf_adds(out, title);
}

void html_text(struct html *html, const char *text)
{
    xml_text_adds(html->out, text, html->source->options.ascii);
}

void html_section(struct html *html, const char *when, const char *id, const char *heading)
{
    strbuf_addf(html->out, "<section class=\"%s\" aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n",
                when, id, id, heading);
}

void html_section_end(struct html *html)
{
    strbuf_adds(html->out, "</section>\n");
}

void html_begin(struct html *html, const char *title, const char *model)
{
    strbuf_adds(html->out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
    html_text(html, title);
    strbuf_adds(html->out, *model ? ", " : "");
    html_text(html, model);
    strbuf_adds(html->out, "</title>\n<style>\n");
    lines_add(html, html_style);
    strbuf_adds(html->out, "</style>\n" BEGINS "</head>\n<body>\n");
}

void html_controls(struct html *html)
{
    strbuf_adds(html->out, "<div id=\"player\"></div>\n");
}

void html_controls_data(struct html *html, bool several)
{
    struct strbuf text = STRBUF_INIT;
    for (const char *const *line = several ? html_several : html_player; *line; line++)
        strbuf_adds(&text, *line);
    strbuf_adds(html->out, ",\n\"player\":");
    html_json_text(html->out, strbuf_str(&text), text.len, html->source->options.ascii);
    strbuf_release(&text);
}

void html_end(struct html *html)
{
    strbuf_adds(html->out, "<footer><p>Recorded from a real run by baton.</p></footer>\n");
}

void html_script_end(struct html *html)
{
    strbuf_adds(html->out, "<script>//<![CDATA[\n'use strict';\n(function () {\n");
    lines_add(html, html_script);
    strbuf_adds(html->out, "})();\n//]]></script>\n</body>\n</html>\n");
}
