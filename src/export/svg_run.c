/* The lanes of a run, under one another. */
#include "config.h"

#include "export/svg.h"

#include "paint/label.h"
#include "paint/rows.h"
#include "tell/tell.h"

enum {
    STRIP_PITCH = 44, /* with room above for numbers */
    STRIP_TOP = 14,
    STRIP_HEIGHT = 24,
};

static int label_room(const struct svg *svg)
{
    return (svg->left - SVG_MARGIN - SVG_CHIP - 4) * 10 / SVG_COLUMN;
}

static void label_draw(struct svg *svg, const char *label, int y)
{
    svg_text(svg, "label", SVG_MARGIN + SVG_CHIP, y, label, label_room(svg));
}

static void lane_label_draw(struct svg *svg, const struct timeline_lane *lane, int y)
{
    struct strbuf label = STRBUF_INIT;
    label_lane_add(lane, &label);
    if (lane->kind == LANE_TASK)
        strbuf_addf(&svg->body,
                    "<rect class=\"baton-%s\" x=\"%d\" y=\"%d\" width=\"9\" height=\"9\"/>\n",
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
    int shown = rows_strips(timeline);
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
    struct tell tell = tell_to(svg->timeline, &note);
    if (svg->bare)
        return;
    tell_note(&tell, svg->stats, task);
    int x = svg_x(svg, lane->end_ns) / 10 + SVG_NOTE_GAP;
    if (note.len && x + svg_columns(&note) * SVG_COLUMN / 10 <= svg->width - SVG_MARGIN)
        svg_text(svg, "faint", x, svg->y + 15, note.text, svg_columns(&note));
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
    label_draw(svg, "device", svg->y + 13);
    int hidden = svg_requests(svg, rows_requests(svg->timeline));
    if (hidden) {
        more_draw(svg, hidden, "");
        svg->y += SVG_PITCH;
    }
}

/* What stands below the tasks: loops, the pool, the device. */
static void others_draw(struct svg *svg)
{
    struct rows_group group;
    for (int at = 0; rows_next_group(svg->timeline, &at, &group);) {
        if (group.kind == LANE_DEVICE)
            device_draw(svg);
        else
            lanes_draw(svg, group.first, group.count, group.shown);
    }
}

void svg_run(struct svg *svg, bool whole)
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
    if (whole)
        others_draw(svg);
}
