/* A run as a picture: SVG, with lanes as rectangles whose fill and texture say the state, so that
 * it can be read without colours. Nothing in it refers to another file.
 *
 * Lengths are pixels; where they say so, tenths of one, as whole numbers, so that the same trace
 * makes the same file everywhere. A lane is drawn as pieces: an interval, or several that are too
 * short to be told apart, drawn as their shares of the time. So the size of the picture does not
 * grow with the length of the trace. */
#ifndef BATON_EXPORT_SVG_H
#define BATON_EXPORT_SVG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "export/export.h"
#include "paint/paint.h"

enum {
    SVG_MARGIN = 16,
    SVG_LANE = 20,  /* the height of a lane */
    SVG_PITCH = 30, /* from lane to lane */
    SVG_FONT = 14,
    SVG_COLUMN = 84, /* tenths: of a column of text in that size, rather more than less */
    SVG_CHIP = 14,   /* the colour of a task before its name */
    SVG_NOTE_GAP = 18,
    SVG_KEYS = 8,
};

/* What is in the legend, besides the glyphs. */
enum svg_seen { SVG_SHARES = GLYPH_COUNT, SVG_LATE, SVG_HANDOFF, SVG_SEEN_COUNT };

struct svg {
    const struct timeline *timeline; /* of the run that is drawn */
    const struct stats *stats;
    struct strbuf body; /* what was drawn so far */
    bool ascii;
    bool bare;     /* without notes beside the lanes */
    bool embedded; /* in a page: without a head, with a line that a script can move */
    int width;
    int left, area;  /* where the lanes begin, how wide they are */
    int y;           /* where the next thing goes */
    int axis_y;      /* the top of the lanes */
    int bottom;      /* of the lines behind the lanes */
    int bin;         /* tenths: intervals shorter than that are drawn together */
    int tasks_shown; /* of many tasks, only so many have lanes */
    int64_t to_ns;
    uint64_t seen; /* bit 1 << glyph, or enum svg_seen */
    unsigned objects;
};

/* ---- svg.c ---- */

/* The picture of one run. The text that was appended begins with <svg. */
void svg_add(struct svg *svg, const struct export_source *source, struct strbuf *out);

/* Its parts, for several runs: the measures (columns of the widest label and note), the axis, for
 * each run svg_choose() and svg_run(), svg_legend(), svg_end(). */
void svg_begin(struct svg *svg, const struct export_options *options, int label, int note,
               int64_t elapsed_ns);
int svg_label_columns(const struct timeline *timeline);
int svg_note_columns(const struct stats *stats);
/* What all the runs were set to; nothing if they have nothing in common. */
void svg_settings(struct svg *svg, const struct trace *const *traces, int count);
void svg_axis(struct svg *svg);
/* The lines behind the lanes, from the axis down to `bottom`. */
void svg_grid_add(const struct svg *svg, int bottom, struct strbuf *out);
void svg_choose(struct svg *svg, const struct timeline *timeline, const struct stats *stats);
/* What was drawn, in words; moves svg->y below it. */
void svg_legend(struct svg *svg);
/* Appends it, with the lines behind it if it has an axis; the label says to those who do not see it
 * what it shows. */
void svg_end(struct svg *svg, const char *label, struct strbuf *out);

/* ---- svg_run.c ---- */

/* Control strips and tasks; `whole`: loops, the pool and the device, too. */
void svg_run(struct svg *svg, bool whole);

/* ---- svg_piece.c ---- */

enum { SVG_HOLDERS = 3, SVG_NOBODY = SVG_KEYS - 1 };

struct svg_piece {
    int from, to; /* tenths */
    int64_t from_ns, to_ns;
    const struct timeline_interval *item; /* NULL: several */
    int64_t ns[SVG_KEYS];                 /* by state; on a strip by the holder's colour */
    int count;                            /* intervals, up to INT_MAX */
    bool polls;                           /* in turns with others: drawn as polling */
    uint32_t holders[SVG_HOLDERS];        /* on a strip: the first tasks that had control */
    int holder_count;                     /* SVG_HOLDERS + 1: there were more */
};

struct svg_pieces {
    struct svg_piece *items;
    int count, room;
};

void svg_pieces_take(struct svg_pieces *pieces, const struct svg *svg,
                     const struct timeline_lane *lane);
/* Many lanes as one: the share of each state. */
void svg_pieces_take_many(struct svg_pieces *pieces, const struct svg *svg,
                          const struct timeline_lane *lanes, int count);
void svg_pieces_release(struct svg_pieces *pieces);
/* The share of a key in a piece, in eighths; what is there at all has at least one. */
int svg_piece_eighths(const struct svg_piece *piece, int key);
/* The colour of a holder on a strip. */
int svg_holder_key(uint32_t holder);

/* ---- svg_lane.c, svg_device.c, svg_marks.c: at svg->y ---- */

void svg_lane(struct svg *svg, const struct timeline_lane *lane);
void svg_lanes(struct svg *svg, const struct timeline_lane *lanes, int count);
void svg_strip(struct svg *svg, const struct timeline_lane *strip);
/* A bar a request, in at most `rows` rows; moves svg->y below them. Returns how many found no room.
 */
int svg_requests(struct svg *svg, int rows);
/* From the strip, whose lower edge is at `top`, to the task that gets control; the first of `lanes`
 * tasks is at svg->y. Nothing if they are too many to be seen. */
void svg_handoffs(struct svg *svg, int top, int lanes);
/* Moments that matter under gil, over the first `lanes` tasks; if they are few. */
void svg_moments(struct svg *svg, int lanes);
/* What was late, and how the lane ended; over a task's lane at svg->y. */
void svg_lane_marks(struct svg *svg, const struct timeline_lane *lane);
/* The shape of a mark, SVG_LANE high, about where it stands; NULL: it is not one of the marks. */
const char *svg_mark(enum glyph glyph);

/* ---- svg_style.c ---- */

/* The style sheets and the textures. */
void svg_style_add(struct strbuf *out);
/* The class of a state's rectangles, of those that are shares of a piece, of a holder's, and of a
 * text on that; each without its `baton-`. */
const char *svg_state_class(int state);
const char *svg_share_class(int state);
const char *svg_holder_class(int key);
const char *svg_holder_text_class(int key);

/* ---- svg_draw.c ---- */

/* Tenths of a pixel at which a time stands. */
int svg_x(const struct svg *svg, int64_t t_ns);
void svg_see(struct svg *svg, int seen);
bool svg_seen(const struct svg *svg, int seen);
/* "12.3", with a space before it and the name: ` x="12.3"`. */
void svg_attribute(struct strbuf *out, const char *name, int tenths);
/* A text that is cut to `columns`; x and y are pixels. The classes are words without their
 * `baton-`. */
void svg_text(struct svg *svg, const char *css_class, int x, int y, const char *text, int columns);
/* Over as many lines as it needs, `pitch` below one another. Returns where the next would stand. */
int svg_lines(struct svg *svg, const char *css_class, int x, int y, const char *text, int columns,
              int pitch);
/* The same over the whole width, at svg->y, which is moved below it. `column`: tenths. */
void svg_wrap(struct svg *svg, const char *css_class, const char *text, int column, int pitch);
int svg_columns(const struct strbuf *text);
/* <title>…</title>: what a pointer that rests there is told. */
void svg_title(struct svg *svg, const char *text);

#endif
