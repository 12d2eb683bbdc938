/* The page of the picture: title, numbers, axis, lanes, legend. */
#include "export/svg.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "export/numbers.h"
#include "export/page.h"
#include "export/summary.h"
#include "export/xml_text.h"
#include "paint/label.h"
#include "paint/note.h"
#include "paint/ticks.h"

enum {
    PIXELS = 10, /* for a column of the option `width` */
    WIDTH_LEAST = 360,
    WIDE = 800, /* from here on there is a margin for notes */
    SPAN_LEAST_NS = 1000,
    LABEL_MOST = 24, /* columns */
    CHIP = 14,       /* the colour of a task before its name */
    RIGHT = 24,      /* room for the mark at a lane's end */
    NOTE_GAP = 18,
    TICK_PIXELS = 80,
    BIN_LEAST = 30,     /* tenths: narrower than that nobody sees from the last row */
    PIECES_MOST = 1000, /* of short intervals in a lane, when the lanes are few … */
    PIECES_ALL = 24000, /* … and in all lanes */
    PIECES_LEAST = 200,
    TASKS_MOST = 24,
    TASKS_SHOWN = 16,
    POOLS_SHOWN = 16,
    STRIPS_SHOWN = 16,
    DEVICE_ROWS = 8,
    STRIP_PITCH = 44, /* with room above for numbers */
    STRIP_TOP = 14,
    STRIP_HEIGHT = 24,
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

/* Over as many lines as it needs, at svg->y, which is moved below it. */
static void wrap(struct svg *svg, const char *css_class, const char *text, int column, int pitch)
{
    int columns = (svg->width - 2 * SVG_MARGIN) * 10 / column;
    while (*text) {
        struct strbuf line = STRBUF_INIT;
        size_t len = page_line_len(text, columns > 1 ? (size_t)columns : 1);
        strbuf_add(&line, text, len);
        svg->y += pitch;
        svg_text(svg, css_class, SVG_MARGIN, svg->y - pitch / 4, line.text, columns);
        strbuf_release(&line);
        text += len;
        while (*text == ' ')
            text++;
    }
}

/* ---- measures ---- */

static int text_columns(const struct strbuf *text)
{
    return (int)utf8_width(strbuf_str(text), text->len);
}

static int label_columns(const struct timeline *timeline, int shown)
{
    int widest = 7; /* "control" */
    for (int i = 0; i < timeline->lane_count; i++) {
        struct strbuf label = STRBUF_INIT;
        if (i >= timeline->first_task + shown && i < timeline->first_task + timeline->task_count)
            continue;
        label_lane_add(&timeline->lanes[i], &label);
        int columns = text_columns(&label);
        widest = columns > widest ? columns : widest;
        strbuf_release(&label);
    }
    return shown < timeline->task_count && widest < 12 ? 12 : widest;
}

static int note_columns(const struct svg *svg)
{
    int widest = 0;
    for (int i = 0; i < svg->tasks_shown; i++) {
        struct strbuf note = STRBUF_INIT;
        note_add(svg->stats, &svg->stats->tasks[i], &note);
        int columns = text_columns(&note);
        widest = columns > widest ? columns : widest;
        strbuf_release(&note);
    }
    return widest;
}

static int tasks_shown(const struct timeline *timeline)
{
    return timeline->task_count <= TASKS_MOST ? timeline->task_count : TASKS_SHOWN;
}

static int bin_of(const struct svg *svg)
{
    int lanes = svg->timeline->lane_count - svg->timeline->task_count + svg->tasks_shown;
    int most = PIECES_ALL / (lanes > 0 ? lanes : 1);
    most = most > PIECES_MOST ? PIECES_MOST : most < PIECES_LEAST ? PIECES_LEAST : most;
    int bin = svg->area * 10 / most;
    return bin > BIN_LEAST ? bin : BIN_LEAST;
}

static void measure(struct svg *svg, const struct export_source *source)
{
    int64_t elapsed = source->stats->elapsed_ns;
    svg->timeline = source->timeline;
    svg->stats = source->stats;
    svg->ascii = source->options.ascii;
    svg->width = source->options.width * PIXELS;
    svg->width = svg->width > WIDTH_LEAST ? svg->width : WIDTH_LEAST;
    svg->to_ns = elapsed > SPAN_LEAST_NS ? elapsed : SPAN_LEAST_NS;
    svg->tasks_shown = tasks_shown(svg->timeline);
    int label = label_columns(svg->timeline, svg->tasks_shown);
    int most = svg->width / 4 * 10 / SVG_COLUMN, note = 0;
    label = label < most ? label : most;
    label = label < LABEL_MOST ? label : LABEL_MOST;
    if (svg->width >= WIDE)
        note = note_columns(svg) * SVG_COLUMN / 10;
    note = note < svg->width / 4 ? note : svg->width / 4;
    svg->left = SVG_MARGIN + CHIP + label * SVG_COLUMN / 10 + 8;
    svg->area = svg->width - svg->left - SVG_MARGIN - RIGHT - (note ? note + NOTE_GAP : 0);
    svg->bin = bin_of(svg);
}

/* ---- the head ---- */

static void head_draw(struct svg *svg, const struct export_source *source)
{
    const struct stats *stats = svg->stats;
    const char *file = trace_source_name(svg->timeline->trace);
    struct strbuf line = STRBUF_INIT;
    struct numbers numbers;
    wrap(svg, "title", stats->title[0] ? stats->title : file[0] ? file : "(no title)", 125, 28);
    strbuf_addf(&line, "%s%s", stats->model, stats->model[0] ? DOT : "");
    strbuf_adds(&line, trace_result_name(stats->result));
    numbers_take(&numbers, source);
    for (int i = 0; i < numbers.count; i++)
        strbuf_addf(&line, DOT "%s %s", numbers.items[i].name, strbuf_str(&numbers.items[i].value));
    numbers_release(&numbers);
    wrap(svg, "faint", strbuf_str(&line), SVG_COLUMN, 20);
    strbuf_clear(&line);
    summary_why_add(stats, &line);
    wrap(svg, "wrong", strbuf_str(&line), SVG_COLUMN + 10, 20);
    strbuf_clear(&line);
    numbers_lost_add(stats, &line);
    wrap(svg, "wrong", strbuf_str(&line), SVG_COLUMN + 10, 20);
    strbuf_release(&line);
}

/* ---- the axis ---- */

static void axis_draw(struct svg *svg)
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
static void grid_add(const struct svg *svg, int bottom, struct strbuf *out)
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

/* ---- lanes ---- */

static int label_room(const struct svg *svg)
{
    return (svg->left - SVG_MARGIN - CHIP - 4) * 10 / SVG_COLUMN;
}

static void label_draw(struct svg *svg, const char *label, int y)
{
    svg_text(svg, "label", SVG_MARGIN + CHIP, y, label, label_room(svg));
}

static void lane_label_draw(struct svg *svg, const struct timeline_lane *lane, int y)
{
    struct strbuf label = STRBUF_INIT;
    label_lane_add(lane, &label);
    if (lane->kind == LANE_TASK)
        strbuf_addf(&svg->body, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"/>\n",
                    svg_holder_class(svg_holder_key(lane->actor)), SVG_MARGIN, y - 9);
    label_draw(svg, strbuf_str(&label), y);
    strbuf_release(&label);
}

static void more_draw(struct svg *svg, int count, const char *what)
{
    struct strbuf label = STRBUF_INIT;
    label_more_add(count, false, &label);
    strbuf_adds(&label, what);
    label_draw(svg, strbuf_str(&label), svg->y + 15);
    strbuf_release(&label);
}

static void strips_draw(struct svg *svg)
{
    const struct timeline *timeline = svg->timeline;
    int shown = timeline->strip_count < STRIPS_SHOWN ? timeline->strip_count : STRIPS_SHOWN;
    for (int i = 0; i < shown; i++) {
        svg->y += STRIP_TOP;
        lane_label_draw(svg, &timeline->lanes[i], svg->y + 17);
        svg_strip(svg, &timeline->lanes[i]);
        svg->y += STRIP_PITCH - STRIP_TOP;
    }
    if (shown < timeline->strip_count) {
        more_draw(svg, timeline->strip_count - shown, " cores");
        svg->y += SVG_PITCH;
    }
}

static void note_draw(struct svg *svg, const struct timeline_lane *lane,
                      const struct stats_task *task)
{
    struct strbuf note = STRBUF_INIT;
    note_add(svg->stats, task, &note);
    int x = svg_x(svg, lane->end_ns) / 10 + NOTE_GAP;
    if (note.len && x + text_columns(&note) * SVG_COLUMN / 10 <= svg->width - SVG_MARGIN)
        svg_text(svg, "faint", x, svg->y + 15, note.text, text_columns(&note));
    strbuf_release(&note);
}

/* Lanes [first, first + count): `shown` of them one by one, the rest as one. */
static void lanes_draw(struct svg *svg, int first, int count, int shown)
{
    const struct timeline *timeline = svg->timeline;
    for (int i = first; i < first + shown; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        lane_label_draw(svg, lane, svg->y + 15);
        svg_lane(svg, lane);
        if (lane->kind == LANE_TASK) {
            svg_lane_marks(svg, lane);
            note_draw(svg, lane, &svg->stats->tasks[i - timeline->first_task]);
        }
        svg->y += SVG_PITCH;
    }
    if (shown < count) {
        more_draw(svg, count - shown, "");
        svg_lanes(svg, &timeline->lanes[first + shown], count - shown);
        svg->y += SVG_PITCH;
    }
}

static void device_draw(struct svg *svg)
{
    int tasks = svg->timeline->task_count;
    int rows = tasks > DEVICE_ROWS && tasks <= TASKS_MOST ? tasks : DEVICE_ROWS;
    label_draw(svg, "device", svg->y + 13);
    int hidden = svg_requests(svg, rows);
    if (hidden) {
        more_draw(svg, hidden, "");
        svg->y += SVG_PITCH;
    }
}

/* What stands below the tasks: loops, the pool, the device. */
static void others_draw(struct svg *svg)
{
    const struct timeline *timeline = svg->timeline;
    int at = timeline->first_task + timeline->task_count;
    while (at < timeline->lane_count) {
        enum timeline_kind kind = timeline->lanes[at].kind;
        int count = 1;
        while (at + count < timeline->lane_count && timeline->lanes[at + count].kind == kind)
            count++;
        if (kind == LANE_DEVICE)
            device_draw(svg);
        else
            lanes_draw(svg, at, count, count < POOLS_SHOWN ? count : POOLS_SHOWN);
        at += count;
    }
}

static void run_draw(struct svg *svg)
{
    const struct timeline *timeline = svg->timeline;
    strips_draw(svg);
    int first = svg->y, strip = first - (STRIP_PITCH - STRIP_TOP - STRIP_HEIGHT);
    lanes_draw(svg, timeline->first_task, timeline->task_count, svg->tasks_shown);
    int below = svg->y;
    svg->y = first;
    svg_handoffs(svg, strip, svg->tasks_shown);
    svg_moments(svg, svg->tasks_shown);
    svg->y = below;
    others_draw(svg);
}

/* ---- the file ---- */

static void open_add(const struct svg *svg, struct strbuf *out)
{
    const struct stats *stats = svg->stats;
    strbuf_addf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"baton\" viewBox=\"0 0 %d %d\" "
                "width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"",
                svg->width, svg->y, svg->width, svg->y);
    xml_text_adds(out, stats->title, svg->ascii);
    strbuf_adds(out, stats->title[0] ? ", under " : "Under ");
    xml_text_adds(out, stats->model[0] ? stats->model : "an unknown model", svg->ascii);
    strbuf_addf(out, ": the timeline of %d task%s, %s\">\n", stats->task_count,
                stats->task_count == 1 ? "" : "s", trace_result_name(stats->result));
}

void svg_add(struct svg *svg, const struct export_source *source, struct strbuf *out)
{
    measure(svg, source);
    svg->y = SVG_MARGIN / 2;
    if (!svg->embedded)
        head_draw(svg, source);
    axis_draw(svg);
    run_draw(svg);
    int bottom = svg->y;
    svg->y += SVG_MARGIN / 2;
    svg_legend(svg);
    svg->y += SVG_MARGIN;
    open_add(svg, out);
    svg_style_add(out);
    strbuf_addf(out, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", svg->width, svg->y);
    grid_add(svg, bottom, out);
    strbuf_add(out, strbuf_str(&svg->body), svg->body.len);
    if (svg->embedded)
        strbuf_addf(out,
                    "<line class=\"playhead\" id=\"playhead\" y1=\"%d\" y2=\"%d\" x1=\"0\" "
                    "x2=\"0\" visibility=\"hidden\"/>\n",
                    svg->axis_y, bottom);
    strbuf_adds(out, "</svg>\n");
    strbuf_release(&svg->body);
}

void export_svg(const struct export_source *source, struct strbuf *out)
{
    struct svg svg = {.embedded = false};
    strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    svg_add(&svg, source, out);
}
