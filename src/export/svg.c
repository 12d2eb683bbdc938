/* The page of the picture: title, numbers, axis, lanes, legend. It asks the other files for what
 * stands on it; none of them asks it. */
#include "config.h"

#include "export/svg.h"

#include "base/path.h"
#include "base/utf8.h"
#include "export/numbers.h"
#include "export/settings.h"
#include "export/xml_text.h"
#include "paint/label.h"
#include "paint/rows.h"
#include "tell/tell.h"
#include "paint/ticks.h"

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

/* ---- measures ---- */

int svg_label_columns(const struct timeline *timeline)
{
    int shown = rows_tasks(timeline), others = timeline->first_task + timeline->task_count;
    int widest = label_lanes_width(timeline->lanes, timeline->first_task + shown);
    int below = label_lanes_width(timeline->lanes + others, timeline->lane_count - others);
    widest = below > widest ? below : widest;
    return shown < timeline->task_count && widest < 12 ? 12 : widest;
}

int svg_note_columns(const struct stats *stats)
{
    int widest = 0, shown = rows_tasks(stats->timeline);
    for (int i = 0; i < shown; i++) {
        struct strbuf note = STRBUF_INIT;
        struct tell tell = tell_to(stats->timeline, &note);
        tell_note(&tell, stats, &stats->tasks[i]);
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
    int shown = rows_tasks(timeline), lanes = timeline->lane_count - timeline->task_count + shown;
    int most = PIECES_ALL / (lanes > 0 ? lanes : 1);
    most = most > PIECES_MOST ? PIECES_MOST : most < PIECES_LEAST ? PIECES_LEAST : most;
    int bin = svg->area * 10 / most;
    svg->timeline = timeline;
    svg->stats = stats;
    svg->tasks_shown = shown;
    svg->bin = bin > BIN_LEAST ? bin : BIN_LEAST;
}

/* ---- the head ---- */

void svg_settings(struct svg *svg, const struct trace *const *traces, int count)
{
    struct strbuf line = STRBUF_INIT;
    strbuf_adds(&line, "settings: ");
    size_t before = line.len;
    settings_add_common(traces, count, &line);
    if (line.len > before)
        svg_wrap(svg, "faint", strbuf_str(&line), SVG_COLUMN, 20);
    strbuf_release(&line);
}

static void head_draw(struct svg *svg, const struct export_source *source)
{
    const struct stats *stats = svg->stats;
    const char *file = path_shown(trace_source_name(svg->timeline->trace));
    struct strbuf line = STRBUF_INIT;
    struct tell tell = tell_to(stats->timeline, &line);
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
    svg_settings(svg, &svg->timeline->trace, 1);
    tell_why_ended(&tell, stats);
    svg_wrap(svg, "wrong", strbuf_str(&line), SVG_COLUMN + 10, 20);
    strbuf_clear(&line);
    tell_lost(&tell, stats);
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
        strbuf_addf(
            &svg->body,
            "<text class=\"baton-axis\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text>\n", x,
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
    strbuf_adds(out, "<path class=\"baton-grid\" d=\"");
    for (int64_t t = 0; t <= svg->to_ns; t += ticks.step_ns) {
        int x = svg_x(svg, t);
        strbuf_addf(out, "M%d.%d,%dV%d", x / 10, x % 10, svg->axis_y, bottom);
    }
    strbuf_addf(out, "\"/>\n<path class=\"baton-rule\" d=\"M%d,%dH%d\"/>\n", svg->left, svg->axis_y,
                svg->left + svg->area);
}

/* ---- the legend ---- */

enum { SAMPLE = 24, SAMPLE_GAP = 7, ENTRY_GAP = 20, LEGEND_PITCH = 26 };

static const char *sample_of(int seen)
{
    switch (seen) {
    case GLYPH_BAR_QUEUED:
        return "<rect class=\"baton-queued\" y=\"9\" width=\"24\" height=\"2\"/>";
    case GLYPH_BAR:
        return "<rect class=\"baton-served\" y=\"3\" width=\"24\" height=\"14\"/>";
    case GLYPH_BAR_LATE:
        return "<rect class=\"baton-untold\" y=\"6\" width=\"24\" height=\"8\"/>";
    case SVG_SHARES:
        return "<rect class=\"baton-waiting\" y=\"2\" width=\"24\" height=\"11\"/>"
               "<rect class=\"baton-running\" y=\"13\" width=\"24\" height=\"5\"/>";
    case SVG_LATE:
        return "<path class=\"baton-late\" d=\"M2,16V5H22V16\"/>";
    case SVG_HANDOFF:
        return "<g class=\"baton-handoff\"><path class=\"baton-arrow\" d=\"M12,1V19\"/>"
               "<path class=\"baton-head\" d=\"M9,13H15L12,19Z\"/></g>";
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
        strbuf_addf(&svg->body, "<rect class=\"baton-%s\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                    svg_state_class(seen), seen == TRACE_READY ? 10 : 2, SAMPLE,
                    seen == TRACE_READY ? 8 : 16);
    else if (svg_mark((enum glyph)seen))
        strbuf_addf(&svg->body, "<g transform=\"translate(8 0)\">%s</g>",
                    svg_mark((enum glyph)seen));
    strbuf_adds(&svg->body, "</g>");
}

static int entry_draw(struct svg *svg, int x, int seen, const char *words)
{
    int columns = utf8_columns(words);
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
        int need = SAMPLE + SAMPLE_GAP + utf8_columns(words) * SVG_COLUMN / 10;
        if (x > SVG_MARGIN && x + need > svg->width - SVG_MARGIN) {
            svg->y += LEGEND_PITCH;
            x = SVG_MARGIN;
        }
        x += entry_draw(svg, x, seen, words);
    }
    if (x > SVG_MARGIN)
        svg->y += LEGEND_PITCH;
}

/* ---- the file ---- */

void svg_end(struct svg *svg, const char *label, struct strbuf *out)
{
    int bottom = svg->bottom;
    svg->y += SVG_MARGIN;
    strbuf_addf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"baton\" viewBox=\"0 0 %d %d\" "
                "width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"14\" "
                "role=\"img\" aria-label=\"",
                svg->width, svg->y, svg->width, svg->y);
    xml_text_adds(out, label, svg->ascii);
    strbuf_adds(out, "\">\n");
    svg_style_add(out);
    strbuf_addf(out, "<rect class=\"baton-page\" width=\"%d\" height=\"%d\"/>\n", svg->width,
                svg->y);
    if (svg->axis_y)
        svg_grid_add(svg, bottom, out);
    strbuf_add(out, strbuf_str(&svg->body), svg->body.len);
    if (svg->embedded && svg->axis_y)
        strbuf_addf(out,
                    "<line class=\"baton-playhead\" id=\"playhead\" y1=\"%d\" y2=\"%d\" x1=\"0\" "
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
