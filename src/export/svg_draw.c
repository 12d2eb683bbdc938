/* Colours and textures, and the legend.
 *
 * The palette is that of screen/ink.c (Okabe and Ito, 2008), in full. Each state has a texture,
 * too: solid, checks, hatching, dots, stripes, half the height. */
#include "export/svg.h"

#include <string.h>

#include "base/utf8.h"
#include "export/xml_text.h"

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
    ".baton .holder.on0,.baton .holder.on5{fill:#fff}\n"
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
    ".baton .queued{fill:#999}\n"
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

/* ---- the legend ---- */

enum { SAMPLE = 24, SAMPLE_GAP = 7, ENTRY_GAP = 20, LEGEND_PITCH = 26 };

static const char *sample_of(int seen)
{
    switch (seen) {
    case GLYPH_BAR_QUEUED:
        return "<rect class=\"queued\" y=\"9\" width=\"24\" height=\"2\"/>";
    case GLYPH_BAR:
        return "<rect class=\"served\" y=\"3\" width=\"24\" height=\"14\"/>";
    case GLYPH_BAR_LATE:
        return "<rect class=\"untold\" y=\"6\" width=\"24\" height=\"8\"/>";
    case SVG_SHARES:
        return "<rect class=\"waiting\" y=\"2\" width=\"24\" height=\"11\"/>"
               "<rect class=\"running\" y=\"13\" width=\"24\" height=\"5\"/>";
    case SVG_LATE:
        return "<g class=\"late\"><path d=\"M2,16V5H22V16\"/></g>";
    case SVG_HANDOFF:
        return "<g class=\"handoff\"><path d=\"M12,1V19\"/>"
               "<path class=\"head\" d=\"M9,13H15L12,19Z\"/></g>";
    default:
        return NULL;
    }
}

static const char *words_of(const struct svg *svg, int seen)
{
    switch (seen) {
    case GLYPH_BAR:
        return "the device serves it";
    case SVG_SHARES:
        return "in turns: as high as its share";
    case SVG_LATE:
        return "late: could go on, was not told";
    case SVG_HANDOFF:
        return "gets control";
    default:
        return seen < GLYPH_COUNT ? paint_words((enum glyph)seen, svg->objects) : NULL;
    }
}

static void sample_draw(struct svg *svg, int x, int seen)
{
    const char *sample = sample_of(seen);
    strbuf_addf(&svg->body, "<g transform=\"translate(%d %d)\">", x, svg->y);
    if (sample)
        strbuf_adds(&svg->body, sample);
    else if (seen < TRACE_ENDED)
        strbuf_addf(&svg->body, "<rect class=\"%s\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                    svg_state_class(seen), seen == TRACE_READY ? 10 : 2, SAMPLE,
                    seen == TRACE_READY ? 8 : 16);
    else if (svg_mark((enum glyph)seen))
        strbuf_addf(&svg->body, "<g transform=\"translate(8 0)\">%s</g>",
                    svg_mark((enum glyph)seen));
    strbuf_adds(&svg->body, "</g>");
}

static int entry_draw(struct svg *svg, int x, int seen, const char *words)
{
    int columns = (int)utf8_width(words, strlen(words));
    sample_draw(svg, x, seen);
    svg_text(svg, "faint", x + SAMPLE + SAMPLE_GAP, svg->y + 15, words, columns);
    return SAMPLE + SAMPLE_GAP + columns * SVG_COLUMN / 10 + ENTRY_GAP;
}

void svg_legend(struct svg *svg)
{
    int x = SVG_MARGIN;
    for (int seen = 0; seen < SVG_SEEN_COUNT; seen++) {
        const char *words = words_of(svg, seen);
        if (!svg_seen(svg, seen) || !words)
            continue;
        int need = SAMPLE + SAMPLE_GAP + (int)utf8_width(words, strlen(words)) * SVG_COLUMN / 10;
        if (x > SVG_MARGIN && x + need > svg->width - SVG_MARGIN) {
            svg->y += LEGEND_PITCH;
            x = SVG_MARGIN;
        }
        x += entry_draw(svg, x, seen, words);
    }
    if (x > SVG_MARGIN)
        svg->y += LEGEND_PITCH;
}
