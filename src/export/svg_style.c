/* The colours and textures of a picture, and their names.
 *
 * The palette is that of grid/palette.c (Okabe and Ito, 2008), in full. Each state has a texture,
 * too: solid, checks, hatching, dots, stripes, half the height.
 *
 * A rule is one class, and never depends on what an element stands in: LibreOffice and others know
 * no more than that. The names begin with `baton-`, so that a picture that is pasted into a page
 * changes nothing there, and nothing there changes it. What is on a dark ground stands in an
 * @media, not in a style element with that medium as its attribute, which librsvg does not see. */
#include "config.h"

#include "export/svg.h"

static const char light[] = "<style>\n"
                            ".baton{fill:#222}\n"
                            ".baton-page{fill:#fff}\n"
                            ".baton-title{font-size:20px;font-weight:bold}\n"
                            ".baton-run-label{font-size:15px;font-weight:bold}\n"
                            ".baton-cell{fill:none;stroke:#999;stroke-width:1.5}\n"
                            ".baton-empty{fill:#f4f4f4}\n"
                            ".baton-heading{font-size:20px;font-weight:bold;text-anchor:middle}\n"
                            ".baton-phrase{font-size:15px;text-anchor:middle}\n"
                            ".baton-name{font-size:19px;font-weight:bold}\n"
                            ".baton-elapsed{font-size:19px;font-weight:bold;text-anchor:end}\n"
                            ".baton-what{font-size:15px}\n"
                            ".baton-faint{fill:#555}\n"
                            ".baton-axis{fill:#555;font-size:12px}\n"
                            ".baton-wrong{fill:#a63c00;font-weight:bold}\n"
                            ".baton-bar{font-size:11px}\n"
                            ".baton-small{font-size:12px;font-weight:bold}\n"
                            ".baton-holder{font-weight:bold;fill:#000}\n"
                            ".baton-holder-light{font-weight:bold;fill:#fff}\n"
                            ".baton-grid{stroke:#ddd;stroke-width:1}\n"
                            ".baton-rule{stroke:#777;stroke-width:1;fill:none}\n"
                            ".baton-running{fill:#009e73}\n"
                            ".baton-t0{fill:#009e73}\n"
                            ".baton-t1{fill:#56b4e9}\n"
                            ".baton-t2{fill:#e69f00}\n"
                            ".baton-t3{fill:#cc79a7}\n"
                            ".baton-t4{fill:#f0e442}\n"
                            ".baton-t5{fill:#0072b2}\n"
                            ".baton-other{fill:#888}\n"
                            ".baton-nobody{fill:#bbb}\n"
                            ".baton-polling{fill:url(#baton-polling)}\n"
                            ".baton-blocked{fill:url(#baton-blocked)}\n"
                            ".baton-waiting{fill:url(#baton-waiting)}\n"
                            ".baton-lock{fill:url(#baton-lock)}\n"
                            ".baton-ready{fill:#f0e442;stroke:#8f8600;stroke-width:.6}\n"
                            ".baton-ready-share{fill:#f0e442}\n"
                            ".baton-over-blocked{fill:url(#baton-over-blocked)}\n"
                            ".baton-over-polling{fill:url(#baton-over-polling)}\n"
                            ".baton-end{fill:#222}\n"
                            ".baton-bad{stroke:#a63c00;stroke-width:3;fill:none}\n"
                            ".baton-handoff{opacity:.65}\n"
                            ".baton-arrow{stroke:#222;stroke-width:1}\n"
                            ".baton-head{fill:#222;stroke:#222;stroke-width:1}\n"
                            ".baton-moment{fill:#222;stroke:#222;stroke-width:1.5}\n"
                            ".baton-moment-open{fill:#fff;stroke:#222;stroke-width:1.5}\n"
                            ".baton-late{stroke:#d55e00;stroke-width:2;fill:none}\n"
                            ".baton-served{fill:#e4e4e4;stroke:#555;stroke-width:1}\n"
                            ".baton-queued{fill:#888}\n"
                            ".baton-untold{fill:#f0e442;stroke:#8f8600;stroke-width:1}\n"
                            ".baton-playhead{stroke:#d55e00;stroke-width:2}\n"
                            ".baton-paper{fill:#fff}\n"
                            ".baton-paper-blocked{fill:#fbe5d9}\n"
                            ".baton-paper-waiting{fill:#eaf5fc}\n"
                            ".baton-paper-lock{fill:#f9ebf3}\n"
                            ".baton-ink-blocked{stroke:#d55e00;stroke-width:2}\n"
                            ".baton-ink-lock{stroke:#b8578c;stroke-width:2}\n"
                            ".baton-ink-waiting{fill:#2f8fc9}\n"
                            ".baton-ink-over{stroke:#000;stroke-opacity:.45;stroke-width:2}\n"
                            ".baton-check-over{fill:#fff;fill-opacity:.6}\n"
                            "</style>\n";

static const char dark[] = "<style>\n"
                           "@media screen and (prefers-color-scheme:dark){\n"
                           ".baton{fill:#e4e4e4}\n"
                           ".baton-page{fill:#1c1c1e}\n"
                           ".baton-faint{fill:#aaa}\n"
                           ".baton-axis{fill:#aaa}\n"
                           ".baton-wrong{fill:#ff9a5c}\n"
                           ".baton-grid{stroke:#3a3a3c}\n"
                           ".baton-cell{stroke:#777}\n"
                           ".baton-empty{fill:#2a2a2c}\n"
                           ".baton-nobody{fill:#666}\n"
                           ".baton-paper{fill:#3a2a00}\n"
                           ".baton-paper-blocked{fill:#4a2816}\n"
                           ".baton-paper-waiting{fill:#17303f}\n"
                           ".baton-paper-lock{fill:#40263a}\n"
                           ".baton-ink-waiting{fill:#56b4e9}\n"
                           ".baton-ink-lock{stroke:#cc79a7}\n"
                           ".baton-served{fill:#3a3a3c;stroke:#aaa}\n"
                           ".baton-queued{fill:#999}\n"
                           ".baton-end{fill:#e4e4e4}\n"
                           ".baton-arrow{stroke:#e4e4e4}\n"
                           ".baton-head{fill:#e4e4e4;stroke:#e4e4e4}\n"
                           ".baton-moment{fill:#e4e4e4;stroke:#e4e4e4}\n"
                           ".baton-moment-open{fill:#1c1c1e;stroke:#e4e4e4}\n"
                           ".baton-bad{stroke:#ff9a5c}\n"
                           "}\n</style>\n";

#define HATCHING "d=\"M-2,2L2,-2M0,8L8,0M6,10L10,6\""
#define CHECKS   "d=\"M0,0H4V4H0ZM4,4H8V8H4Z\""
#define PATTERN  "<pattern patternUnits=\"userSpaceOnUse\" id=\"baton-"

static const char *const textures[] = {
    "<defs>\n",
    PATTERN "polling\" width=\"8\" height=\"8\">"
            "<path class=\"baton-t2\" d=\"M0,0H8V8H0Z\"/>"
            "<path class=\"baton-paper\" " CHECKS "/></pattern>\n",
    PATTERN "blocked\" width=\"8\" height=\"8\">"
            "<path class=\"baton-paper-blocked\" d=\"M0,0H8V8H0Z\"/>"
            "<path class=\"baton-ink-blocked\" " HATCHING "/></pattern>\n",
    PATTERN "waiting\" width=\"8\" height=\"10\">"
            "<path class=\"baton-paper-waiting\" d=\"M0,0H8V10H0Z\"/>"
            "<circle class=\"baton-ink-waiting\" cx=\"4\" cy=\"5\" r=\"1.4\"/></pattern>\n",
    PATTERN "lock\" width=\"5\" height=\"8\">"
            "<path class=\"baton-paper-lock\" d=\"M0,0H5V8H0Z\"/>"
            "<path class=\"baton-ink-lock\" d=\"M2.5,0V8\"/></pattern>\n",
    PATTERN "over-blocked\" width=\"8\" height=\"8\">"
            "<path class=\"baton-ink-over\" " HATCHING "/></pattern>\n",
    PATTERN "over-polling\" width=\"8\" height=\"8\">"
            "<path class=\"baton-check-over\" " CHECKS "/></pattern>\n",
    "</defs>\n",
};

void svg_style_add(struct strbuf *out)
{
    strbuf_adds(out, light);
    strbuf_adds(out, dark);
    for (size_t i = 0; i < sizeof textures / sizeof *textures; i++)
        strbuf_adds(out, textures[i]);
}

const char *svg_state_class(int state)
{
    return trace_state_name((enum trace_state)state);
}

const char *svg_share_class(int state)
{
    return state == TRACE_READY ? "ready-share" : svg_state_class(state);
}

const char *svg_holder_class(int key)
{
    static const char *const classes[SVG_KEYS] = {"t0", "t1", "t2",    "t3",
                                                  "t4", "t5", "other", "nobody"};
    return classes[key];
}

const char *svg_holder_text_class(int key)
{
    return key == 5 ? "holder-light" : "holder";
}
