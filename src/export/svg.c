/* The page of the picture: title, numbers, axis, lanes, legend. */
#include "export/svg.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "export/fold.h"
#include "export/numbers.h"
#include "export/summary.h"
#include "export/xml_text.h"
#include "paint/label.h"
#include "paint/note.h"
#include "paint/ticks.h"
#include "paint/wrap.h"

enum {
    PIXELS = 10, /* for a column of the option `width` */
    WIDTH_LEAST = 360,
    WIDE = 800, /* from here on there is a margin for notes */
    SPAN_LEAST_NS = 1000,
    LABEL_MOST = 24, /* columns */
    RIGHT = 24,      /* room for the mark at a lane's end */
    TICK_PIXELS = 80,
    BIN_LEAST = 30,     /* tenths: narrower than that nobody sees from the last row */
    PIECES_MOST = 1000, /* of short intervals in a lane, when the lanes are few … */
    PIECES_ALL = 24000, /* … and in all lanes */
    PIECES_LEAST = 200,
};

#define DOT "\u00A0· " /* a line may break behind it, not before */

/* ---- what everything is drawn with ---- */

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

void svg_text(struct svg *svg, const char *css_class, int x, int y, const char *text, int columns)
{
    struct strbuf words = STRBUF_INIT;
    utf8_add_clipped(&words, text, strlen(text), columns > 0 ? (size_t)columns : 0, false);
    strbuf_addf(&svg->body, "<text class=\"%s\" x=\"%d\" y=\"%d\">", css_class, x, y);
    xml_text_add(&svg->body, strbuf_str(&words), words.len, svg->ascii);
    strbuf_adds(&svg->body, "</text>\n");
    strbuf_release(&words);
}

void svg_wrap(struct svg *svg, const char *css_class, const char *text, int column, int pitch)
{
    int columns = (svg->width - 2 * SVG_MARGIN) * 10 / column;
    struct wrap_line line;
    while (wrap_next(&text, columns, &line)) {
        struct strbuf words = STRBUF_INIT;
        strbuf_add(&words, line.text, line.len);
        svg->y += pitch;
        svg_text(svg, css_class, SVG_MARGIN, svg->y - pitch / 4, words.text, columns);
        strbuf_release(&words);
    }
}

/* ---- measures ---- */

int svg_columns(const struct strbuf *text)
{
    return (int)utf8_width(strbuf_str(text), text->len);
}

int svg_label_columns(const struct timeline *timeline)
{
    int widest = 7, shown = fold_tasks(timeline); /* "control" */
    for (int i = 0; i < timeline->lane_count; i++) {
        struct strbuf label = STRBUF_INIT;
        if (i >= timeline->first_task + shown && i < timeline->first_task + timeline->task_count)
            continue;
        label_lane_add(&timeline->lanes[i], &label);
        int columns = svg_columns(&label);
        widest = columns > widest ? columns : widest;
        strbuf_release(&label);
    }
    return shown < timeline->task_count && widest < 12 ? 12 : widest;
}

int svg_note_columns(const struct stats *stats)
{
    int widest = 0, shown = fold_tasks(stats->timeline);
    for (int i = 0; i < shown; i++) {
        struct strbuf note = STRBUF_INIT;
        note_add(stats, &stats->tasks[i], &note);
        int columns = svg_columns(&note);
        widest = columns > widest ? columns : widest;
        strbuf_release(&note);
    }
    return widest;
}

void svg_begin(struct svg *svg, const struct export_options *options, int label, int note,
               int64_t elapsed_ns)
{
    svg->ascii = options->ascii;
    svg->width = options->width * PIXELS;
    svg->width = svg->width > WIDTH_LEAST ? svg->width : WIDTH_LEAST;
    svg->to_ns = elapsed_ns > SPAN_LEAST_NS ? elapsed_ns : SPAN_LEAST_NS;
    int most = svg->width / 4 * 10 / SVG_COLUMN;
    label = label < most ? label : most;
    label = label < LABEL_MOST ? label : LABEL_MOST;
    note = svg->width >= WIDE ? note * SVG_COLUMN / 10 : 0;
    note = note < svg->width / 4 ? note : svg->width / 4;
    svg->left = SVG_MARGIN + SVG_CHIP + label * SVG_COLUMN / 10 + 8;
    svg->area = svg->width - svg->left - SVG_MARGIN - RIGHT - (note ? note + SVG_NOTE_GAP : 0);
    svg->y = SVG_MARGIN / 2;
}

void svg_choose(struct svg *svg, const struct timeline *timeline, const struct stats *stats)
{
    int shown = fold_tasks(timeline), lanes = timeline->lane_count - timeline->task_count + shown;
    int most = PIECES_ALL / (lanes > 0 ? lanes : 1);
    most = most > PIECES_MOST ? PIECES_MOST : most < PIECES_LEAST ? PIECES_LEAST : most;
    int bin = svg->area * 10 / most;
    svg->timeline = timeline;
    svg->stats = stats;
    svg->tasks_shown = shown;
    svg->bin = bin > BIN_LEAST ? bin : BIN_LEAST;
}

/* ---- the head ---- */

static void head_draw(struct svg *svg, const struct export_source *source)
{
    const struct stats *stats = svg->stats;
    const char *file = trace_source_name(svg->timeline->trace);
    struct strbuf line = STRBUF_INIT;
    struct numbers numbers;
    svg_wrap(svg, "title", stats->title[0] ? stats->title : file[0] ? file : "(no title)", 125, 28);
    strbuf_addf(&line, "%s%s", stats->model, stats->model[0] ? DOT : "");
    strbuf_adds(&line, trace_result_name(stats->result));
    numbers_take(&numbers, source);
    for (int i = 0; i < numbers.count; i++)
        strbuf_addf(&line, DOT "%s %s", numbers.items[i].name, strbuf_str(&numbers.items[i].value));
    numbers_release(&numbers);
    svg_wrap(svg, "faint", strbuf_str(&line), SVG_COLUMN, 20);
    strbuf_clear(&line);
    summary_why_add(stats, &line);
    svg_wrap(svg, "wrong", strbuf_str(&line), SVG_COLUMN + 10, 20);
    strbuf_clear(&line);
    numbers_lost_add(stats, &line);
    svg_wrap(svg, "wrong", strbuf_str(&line), SVG_COLUMN + 10, 20);
    strbuf_release(&line);
}

/* ---- the axis ---- */

void svg_axis(struct svg *svg)
{
    struct ticks ticks = ticks_for(svg->to_ns, svg->area / TICK_PIXELS);
    int reach = 0, end = (svg->left + svg->area + SVG_MARGIN);
    svg->y += 22;
    svg_text(svg, "axis", SVG_MARGIN, svg->y, ticks.unit, 2);
    for (int64_t t = 0; t <= svg->to_ns; t += ticks.step_ns) {
        char number[32];
        int width = ticks_number(&ticks, t, number, sizeof number) * 8;
        int x = svg_x(svg, t) / 10, at = x - width / 2;
        if (at < reach || at + width > end)
            continue;
        strbuf_addf(&svg->body,
                    "<text class=\"axis\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text>\n", x,
                    svg->y, number);
        reach = at + width + 8;
    }
    svg->y += 6;
    svg->axis_y = svg->y;
    svg->y += 4;
}

/* Lines behind the lanes; they are as long as the lanes turned out to be. */
void svg_grid_add(const struct svg *svg, int bottom, struct strbuf *out)
{
    struct ticks ticks = ticks_for(svg->to_ns, svg->area / TICK_PIXELS);
    strbuf_adds(out, "<path class=\"grid\" d=\"");
    for (int64_t t = 0; t <= svg->to_ns; t += ticks.step_ns) {
        int x = svg_x(svg, t);
        strbuf_addf(out, "M%d.%d,%dV%d", x / 10, x % 10, svg->axis_y, bottom);
    }
    strbuf_addf(out, "\"/>\n<path class=\"rule\" d=\"M%d,%dH%d\"/>\n", svg->left, svg->axis_y,
                svg->left + svg->area);
}

/* ---- the file ---- */

void svg_end(struct svg *svg, const char *label, struct strbuf *out)
{
    int bottom = svg->bottom;
    svg->y += SVG_MARGIN;
    strbuf_addf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"baton\" viewBox=\"0 0 %d %d\" "
                "width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"",
                svg->width, svg->y, svg->width, svg->y);
    xml_text_adds(out, label, svg->ascii);
    strbuf_adds(out, "\">\n");
    svg_style_add(out);
    strbuf_addf(out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", svg->width, svg->y);
    if (svg->axis_y)
        svg_grid_add(svg, bottom, out);
    strbuf_add(out, strbuf_str(&svg->body), svg->body.len);
    if (svg->embedded && svg->axis_y)
        strbuf_addf(out,
                    "<line class=\"playhead\" id=\"playhead\" y1=\"%d\" y2=\"%d\" x1=\"0\" "
                    "x2=\"0\" visibility=\"hidden\"/>\n",
                    svg->axis_y, bottom);
    strbuf_adds(out, "</svg>\n");
    strbuf_release(&svg->body);
}

void svg_add(struct svg *svg, const struct export_source *source, struct strbuf *out)
{
    const struct stats *stats = source->stats;
    struct strbuf label = STRBUF_INIT;
    svg_begin(svg, &source->options, svg_label_columns(source->timeline), svg_note_columns(stats),
              stats->elapsed_ns);
    svg_choose(svg, source->timeline, stats);
    if (!svg->embedded)
        head_draw(svg, source);
    svg_axis(svg);
    svg_run(svg, true);
    svg->bottom = svg->y;
    svg->y += SVG_MARGIN / 2;
    svg_legend(svg);
    strbuf_addf(&label, "%s%s%s: the timeline of %d task%s, %s", stats->title,
                stats->title[0] ? ", under " : "Under ",
                stats->model[0] ? stats->model : "an unknown model", stats->task_count,
                stats->task_count == 1 ? "" : "s", trace_result_name(stats->result));
    svg_end(svg, label.text, out);
    strbuf_release(&label);
}

void export_svg(const struct export_source *source, struct strbuf *out)
{
    struct svg svg = {.embedded = false};
    strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    svg_add(&svg, source, out);
}
