/* What everything in a picture is drawn with: the place of a time, texts. */
#include "config.h"

#include "export/svg.h"

#include <string.h>

#include "base/utf8.h"
#include "export/xml_text.h"
#include "paint/wrap.h"

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
    strbuf_adds(&svg->body, "<text class=\"");
    for (const char *word = css_class; *word; word += strspn(word, " ")) {
        size_t word_len = strcspn(word, " ");
        strbuf_addf(&svg->body, "%sbaton-%.*s", word > css_class ? " " : "", (int)word_len, word);
        word += word_len;
    }
    strbuf_addf(&svg->body, "\" x=\"%d\" y=\"%d\">", x, y);
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
