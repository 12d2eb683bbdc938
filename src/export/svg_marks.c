/* Marks over the lanes: hand-offs, moments, what was late, how a lane ended. */
#include "config.h"

#include "export/svg.h"

#include <stdlib.h>

#include "base/mem.h"
#include "tell/tell.h"
#include "tell/words.h"

enum {
    HANDOFF_PIXELS = 20, /* a hand-off in so many, on the average: more cannot be seen */
    HANDOFF_APART = 30,  /* tenths, to the same task */
    MOMENT_PIXELS = 16,  /* the same for moments, a lane */
    MOMENTS_MOST = 500,
    MOMENT_APART = 40, /* tenths, from the lane's end */
};

static void place_add(struct strbuf *out, int x, int y)
{
    strbuf_addf(out, " transform=\"translate(%d.%d %d)\"", x / 10, x % 10, y);
}

/* In a lane's height. */
const char *svg_mark(enum glyph glyph)
{
    static const char *const marks[GLYPH_COUNT] = {
        [GLYPH_ENDED] = "<path class=\"baton-end\" d=\"M0,0H4V20H0Z\"/>",
        [GLYPH_FAILED] = "<path class=\"baton-bad\" d=\"M3,5L13,15M13,5L3,15\"/>",
        [GLYPH_CANCELLED] = "<path class=\"baton-bad\" d=\"M11,2L4,18\"/>",
        [GLYPH_CRASHED] = "<path class=\"baton-bad\" d=\"M8,2V18M3,7H13\"/>",
        [GLYPH_MARK_ANSWER] = "<circle class=\"baton-moment-open\" cy=\"5\" r=\"4\"/>",
        [GLYPH_MARK_ASKED] = "<path class=\"baton-moment\" d=\"M-5,-2H5L0,7Z\"/>",
        [GLYPH_MARK_GOT] = "<circle class=\"baton-moment\" cy=\"14\" r=\"4\"/>",
    };
    return marks[glyph];
}

/* ---- hand-offs ---- */

static void handoff_draw(struct svg *svg, struct handoff handoff, int x, int top, int bottom)
{
    struct strbuf why = STRBUF_INIT;
    struct strbuf *out = &svg->body;
    struct tell tell = tell_to(svg->timeline, &why);
    tell_handoff(&tell, handoff);
    strbuf_adds(out, "<g class=\"baton-handoff\"");
    place_add(out, x, top);
    strbuf_adds(out, ">");
    svg_title(svg, strbuf_str(&why));
    strbuf_addf(out,
                "<path class=\"baton-arrow\" d=\"M0,0V%d\"/><path class=\"baton-head\" "
                "d=\"M-3,%dH3L0,%dZ\"/></g>\n",
                bottom - top - 1, bottom - top - 6, bottom - top);
    svg_see(svg, SVG_HANDOFF);
    strbuf_release(&why);
}

void svg_handoffs(struct svg *svg, int top, int lanes)
{
    const struct timeline *timeline = svg->timeline;
    size_t count;
    if (timeline->strip_count != 1 || timeline_handoffs(timeline) > svg->area / HANDOFF_PIXELS)
        return;
    struct handoff *list = handoffs_list(timeline, &count);
    int *reach = mem_alloc((size_t)(lanes + 1) * sizeof *reach); /* by task */
    for (int i = 0; i < lanes; i++)
        reach[i] = 0;
    for (size_t i = 0; i < count; i++) {
        const struct timeline_interval *item = &timeline->lanes[list[i].strip].items[list[i].index];
        const struct timeline_lane *lane = timeline_lane_of(timeline, item->object);
        int task = lane ? (int)(lane - timeline->lanes) - timeline->first_task : lanes;
        int x = svg_x(svg, item->from_ns);
        if (task < 0 || task >= lanes || x < reach[task])
            continue;
        handoff_draw(svg, list[i], x, top, svg->y + task * SVG_PITCH);
        reach[task] = x + HANDOFF_APART;
    }
    free(reach);
    free(list);
}

/* ---- moments ---- */

static void moment_draw(struct svg *svg, const struct paint_moment *moment)
{
    struct strbuf words = STRBUF_INIT;
    strbuf_addf(&words, "%s: %s, at ",
                svg->timeline->lanes[svg->timeline->first_task + moment->task].name,
                glyph_words(moment->glyph));
    words_time(&words, moment->t_ns);
    strbuf_adds(&svg->body, "<g");
    place_add(&svg->body, svg_x(svg, moment->t_ns), svg->y + moment->task * SVG_PITCH);
    strbuf_adds(&svg->body, ">");
    svg_title(svg, strbuf_str(&words));
    strbuf_addf(&svg->body, "%s</g>\n", svg_mark(moment->glyph));
    svg_see(svg, moment->glyph);
    strbuf_release(&words);
}

/* There the mark of the end says more. */
static bool is_at_end(const struct svg *svg, const struct paint_moment *moment)
{
    const struct timeline_lane *lane =
        &svg->timeline->lanes[svg->timeline->first_task + moment->task];
    return svg_x(svg, moment->t_ns) + MOMENT_APART > svg_x(svg, lane->end_ns);
}

void svg_moments(struct svg *svg, int lanes)
{
    const struct trace *trace = svg->timeline->trace;
    size_t most = (size_t)(svg->area / MOMENT_PIXELS) * (size_t)(lanes > 0 ? lanes : 1);
    most = most < MOMENTS_MOST ? most : MOMENTS_MOST;
    if (!svg->timeline->has_gil || paint_moments_count(trace, most) > most)
        return;
    for (size_t i = 0; i < trace_count(trace); i++) {
        struct paint_moment moment;
        if (paint_moment_of(svg->timeline, trace_at(trace, i), &moment) && moment.task < lanes &&
            !is_at_end(svg, &moment))
            moment_draw(svg, &moment);
    }
}

/* ---- what was late ---- */

static bool is_late(const struct svg *svg, const struct timeline_interval *item)
{
    return item->state == TRACE_READY &&
           (item->reason == TRACE_BY_ANSWERED || item->reason == TRACE_BY_SLEPT) &&
           stats_is_late(svg->stats, item->to_ns - item->from_ns);
}

static void late_draw(struct svg *svg, const struct timeline_lane *lane,
                      const struct timeline_interval *item)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(svg->timeline, &words);
    int x = svg_x(svg, item->from_ns), width = svg_x(svg, item->to_ns) - x;
    strbuf_addf(&words, "%s: ", lane->name);
    tell_untold(&tell, lane, item);
    strbuf_adds(&svg->body, "<g");
    place_add(&svg->body, x, svg->y - 5);
    strbuf_adds(&svg->body, ">");
    svg_title(svg, strbuf_str(&words));
    strbuf_addf(&svg->body, "<path class=\"baton-late\" d=\"M0,12V0H%d.%dV12\"/></g>\n", width / 10,
                width % 10);
    svg_see(svg, SVG_LATE);
    strbuf_release(&words);
}

/* ---- the end of a lane ---- */

static const enum glyph ends[] = {
    [TRACE_END_OK] = GLYPH_ENDED,
    [TRACE_END_FAILED] = GLYPH_FAILED,
    [TRACE_END_CANCELLED] = GLYPH_CANCELLED,
    [TRACE_END_CRASHED] = GLYPH_CRASHED,
};

static void end_draw(struct svg *svg, const struct timeline_lane *lane)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(svg->timeline, &words);
    strbuf_addf(&words, "%s: ", lane->name);
    tell_lane_end(&tell, lane);
    strbuf_adds(&svg->body, "<g");
    place_add(&svg->body, svg_x(svg, lane->end_ns), svg->y);
    strbuf_adds(&svg->body, ">");
    svg_title(svg, strbuf_str(&words));
    strbuf_addf(&svg->body, "%s</g>\n", svg_mark(ends[lane->end]));
    svg_see(svg, (int)ends[lane->end]);
    strbuf_release(&words);
}

/* What it never got: a deadlock, often. */
static void never_draw(struct svg *svg, const struct timeline_lane *lane)
{
    strbuf_addf(&svg->body, "<rect class=\"baton-lock\" y=\"%d\" width=\"13\" height=\"%d\"",
                svg->y, SVG_LANE);
    svg_attribute(&svg->body, "x", svg_x(svg, lane->end_ns));
    strbuf_adds(&svg->body, "/>\n");
    svg_see(svg, TRACE_LOCKED);
}

void svg_lane_marks(struct svg *svg, const struct timeline_lane *lane)
{
    for (uint32_t i = 0; i < lane->count; i++)
        if (is_late(svg, timeline_item(lane, i)))
            late_draw(svg, lane, timeline_item(lane, i));
    if (timeline_has_end(lane) && lane->end <= TRACE_END_CRASHED)
        end_draw(svg, lane);
    else if (lane->count && timeline_item(lane, lane->count - 1)->state == TRACE_LOCKED)
        never_draw(svg, lane);
}
