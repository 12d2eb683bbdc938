/* What everything in a picture is drawn with: colours and textures, the place of a time, texts.
 *
 * The palette is that of grid/palette.c (Okabe and Ito, 2008), in full. Each state has a texture,
 * too: solid, checks, hatching, dots, stripes, half the height. */
#include "config.h"

#include "export/svg.h"

#include <string.h>

#include "base/utf8.h"
#include "export/xml_text.h"
#include "paint/wrap.h"

static const char style[] =
    "<style>\n"
    ".baton{font:14px sans-serif}\n"
    ".baton text{fill:#222}\n"
    ".baton .page{fill:#fff}\n"
    ".baton .title{font-size:20px;font-weight:bold}\n"
    ".baton .run-label{font-size:15px;font-weight:bold;stroke:#fff;stroke-width:5;"
    "paint-order:stroke}\n"
    ".baton .cell{fill:none;stroke:#999;stroke-width:1.5}\n"
    ".baton .empty{fill:#f4f4f4}\n"
    ".baton .heading{font-size:20px;font-weight:bold;text-anchor:middle}\n"
    ".baton .phrase{font-size:15px;text-anchor:middle}\n"
    ".baton .name,.baton .elapsed{font-size:19px;font-weight:bold}\n"
    ".baton .elapsed{text-anchor:end}\n"
    ".baton .what{font-size:15px}\n"
    ".baton .faint,.baton .axis{fill:#555}\n"
    ".baton .wrong{fill:#a63c00;font-weight:bold}\n"
    ".baton .axis,.baton .bar,.baton .small{font-size:12px}\n"
    ".baton .bar{font-size:11px}\n"
    ".baton .small{font-weight:bold}\n"
    ".baton .holder{font-weight:bold;fill:#000}\n"
    ".baton .holder.on5{fill:#fff}\n"
    ".baton .grid{stroke:#ddd;stroke-width:1}\n"
    ".baton .rule{stroke:#777;stroke-width:1;fill:none}\n"
    ".baton .running,.baton .t0{fill:#009e73}\n"
    ".baton .t1{fill:#56b4e9}\n"
    ".baton .t2{fill:#e69f00}\n"
    ".baton .t3{fill:#cc79a7}\n"
    ".baton .t4{fill:#f0e442}\n"
    ".baton .t5{fill:#0072b2}\n"
    ".baton .other{fill:#888}\n"
    ".baton .nobody{fill:#bbb}\n"
    ".baton .polling{fill:url(#baton-polling)}\n"
    ".baton .blocked{fill:url(#baton-blocked)}\n"
    ".baton .waiting{fill:url(#baton-waiting)}\n"
    ".baton .lock{fill:url(#baton-lock)}\n"
    ".baton .ready{fill:#f0e442;stroke:#8f8600;stroke-width:.6}\n"
    ".baton .shares .ready{stroke:none}\n"
    ".baton .over-blocked{fill:url(#baton-over-blocked)}\n"
    ".baton .over-polling{fill:url(#baton-over-polling)}\n"
    ".baton .end,.baton .handoff .head,.baton .moment{fill:#222}\n"
    ".baton .bad{stroke:#a63c00;stroke-width:3;fill:none}\n"
    ".baton .handoff path{stroke:#222;stroke-width:1}\n"
    ".baton .handoff{opacity:.65}\n"
    ".baton .moment{stroke:#222;stroke-width:1.5}\n"
    ".baton circle.moment{fill:#fff}\n"
    ".baton circle.got{fill:#222}\n"
    ".baton .late path{stroke:#d55e00;stroke-width:2;fill:none}\n"
    ".baton .served{fill:#e4e4e4;stroke:#555;stroke-width:1}\n"
    ".baton .queued{fill:#888}\n"
    ".baton .untold{fill:#f0e442;stroke:#8f8600;stroke-width:1}\n"
    ".baton .playhead{stroke:#d55e00;stroke-width:2}\n"
    ".baton .paper{fill:#fff}\n"
    ".baton .paper-blocked{fill:#fbe5d9}\n"
    ".baton .paper-waiting{fill:#eaf5fc}\n"
    ".baton .paper-lock{fill:#f9ebf3}\n"
    ".baton .ink-blocked{stroke:#d55e00;stroke-width:2}\n"
    ".baton .ink-lock{stroke:#b8578c;stroke-width:2}\n"
    ".baton .ink-waiting{fill:#2f8fc9}\n"
    ".baton .ink-over{stroke:#000;stroke-opacity:.45;stroke-width:2}\n"
    ".baton .check-over{fill:#fff;fill-opacity:.6}\n"
    "</style>\n";

#define HATCHING "d=\"M-2,2L2,-2M0,8L8,0M6,10L10,6\""
#define CHECKS   "d=\"M0,0H4V4H0ZM4,4H8V8H4Z\""

static const char textures[] =
    "<defs>\n"
    "<pattern id=\"baton-polling\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"t2\" d=\"M0,0H8V8H0Z\"/><path class=\"paper\" " CHECKS "/></pattern>\n"
    "<pattern id=\"baton-blocked\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"paper-blocked\" d=\"M0,0H8V8H0Z\"/>"
    "<path class=\"ink-blocked\" " HATCHING "/></pattern>\n"
    "<pattern id=\"baton-waiting\" width=\"8\" height=\"10\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"paper-waiting\" d=\"M0,0H8V10H0Z\"/>"
    "<circle class=\"ink-waiting\" cx=\"4\" cy=\"5\" r=\"1.4\"/></pattern>\n"
    "<pattern id=\"baton-lock\" width=\"5\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"paper-lock\" d=\"M0,0H5V8H0Z\"/>"
    "<path class=\"ink-lock\" d=\"M2.5,0V8\"/></pattern>\n"
    "<pattern id=\"baton-over-blocked\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"ink-over\" " HATCHING "/></pattern>\n"
    "<pattern id=\"baton-over-polling\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
    "<path class=\"check-over\" " CHECKS "/></pattern>\n"
    "</defs>\n";

void svg_style_add(struct strbuf *out)
{
    strbuf_adds(out, style);
    strbuf_adds(out, textures);
}

const char *svg_state_class(int state)
{
    return trace_state_name((enum trace_state)state);
}

const char *svg_holder_class(int key)
{
    static const char *const classes[SVG_KEYS] = {"t0", "t1", "t2",    "t3",
                                                  "t4", "t5", "other", "nobody"};
    return classes[key];
}

/* ---- places and texts ---- */

int svg_x(const struct svg *svg, int64_t t_ns)
{
    int64_t to = svg->to_ns, tenths = (int64_t)svg->area * 10;
    t_ns = t_ns < 0 ? 0 : t_ns > to ? to : t_ns;
    for (; to > INT64_MAX / tenths; to /= 2)
        t_ns /= 2;
    return svg->left * 10 + (int)(t_ns * tenths / to);
}

void svg_see(struct svg *svg, int seen)
{
    svg->seen |= UINT64_C(1) << seen;
}

bool svg_seen(const struct svg *svg, int seen)
{
    return svg->seen & UINT64_C(1) << seen;
}

void svg_title(struct svg *svg, const char *text)
{
    strbuf_adds(&svg->body, "<title>");
    xml_text_adds(&svg->body, text, svg->ascii);
    strbuf_adds(&svg->body, "</title>");
}

int svg_columns(const struct strbuf *text)
{
    return (int)utf8_width(strbuf_str(text), text->len);
}

void svg_attribute(struct strbuf *out, const char *name, int tenths)
{
    int size = tenths < 0 ? -tenths : tenths;
    strbuf_addf(out, " %s=\"%s%d", name, tenths < 0 ? "-" : "", size / 10);
    if (size % 10)
        strbuf_addf(out, ".%d", size % 10);
    strbuf_addch(out, '"');
}

static void text_add(struct svg *svg, const char *css_class, int x, int y, const char *text,
                     size_t len, int columns)
{
    struct strbuf words = STRBUF_INIT;
    utf8_add_clipped(&words, text, len, columns > 0 ? (size_t)columns : 0, false);
    strbuf_addf(&svg->body, "<text class=\"%s\" x=\"%d\" y=\"%d\">", css_class, x, y);
    xml_text_add(&svg->body, strbuf_str(&words), words.len, svg->ascii);
    strbuf_adds(&svg->body, "</text>\n");
    strbuf_release(&words);
}

void svg_text(struct svg *svg, const char *css_class, int x, int y, const char *text, int columns)
{
    text_add(svg, css_class, x, y, text, strlen(text), columns);
}

int svg_lines(struct svg *svg, const char *css_class, int x, int y, const char *text, int columns,
              int pitch)
{
    struct wrap_line line;
    for (; wrap_next(&text, columns, &line); y += pitch)
        text_add(svg, css_class, x, y, line.text, line.len, columns);
    return y;
}

void svg_wrap(struct svg *svg, const char *css_class, const char *text, int column, int pitch)
{
    int columns = (svg->width - 2 * SVG_MARGIN) * 10 / column, y = svg->y + pitch - pitch / 4;
    svg->y += svg_lines(svg, css_class, SVG_MARGIN, y, text, columns, pitch) - y;
}
