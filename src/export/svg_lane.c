/* Lanes and control strips: rectangles. */
#include "config.h"

#include "export/svg.h"

#include <stdio.h>

#include "base/utf8.h"
#include "export/xml_text.h"
#include "tell/tell.h"
#include "tell/words.h"

enum {
    SHORTEST = 12, /* tenths: what is there can be seen */
    LEGEND = 10,   /* tenths: what is shorter needs no words, unless it is what tasks do */
    STRIP = 24,    /* the height of a control strip */
    NUMBER = 10,   /* the width of a digit in it */
    SMALL = 7,     /* and of one above it */
    NUMBER_MOST = 12,
    SMALL_PIXELS = 24, /* a hand-off in so many, on the average: more numbers say nothing */
};

/* A lane while it is drawn. What is shorter than can be seen is drawn a little wider, over the
 * rest. */
struct lane {
    struct svg *svg;
    const struct timeline_lane *lane; /* NULL: many */
    struct strbuf rest, over;
    int height;
    int reach;         /* above a strip: the first pixel that has no number yet */
    uint32_t numbered; /* on a strip: the last that has its number, and where its piece ends */
    int numbered_to;
    uint32_t told; /* on a strip: the last holder that was told by a number of any size */
};

static void rect_add(struct strbuf *out, const char *css_class, int x, int y, int width, int height)
{
    strbuf_addf(out, "<rect class=\"baton-%s\"", css_class);
    svg_attribute(out, "x", x);
    svg_attribute(out, "y", y);
    svg_attribute(out, "width", width);
    svg_attribute(out, "height", height);
    strbuf_adds(out, "/>");
}

/* ---- what a pointer that rests on a piece is told ---- */

static void shares_add(const struct svg_piece *piece, struct strbuf *out)
{
    int64_t all = 0;
    for (int state = 0; state < TRACE_ENDED; state++)
        all += piece->ns[state];
    for (int state = 0; state < TRACE_ENDED; state++)
        if (piece->ns[state])
            strbuf_addf(out, ", %s %.0f%%", trace_state_name((enum trace_state)state),
                        100.0 * (double)piece->ns[state] / (double)all);
}

static void several_add(const struct lane *lane, const struct svg_piece *piece, struct strbuf *out)
{
    if (piece->count) {
        words_count(out, piece->count);
        strbuf_adds(out, " changes");
    } else {
        strbuf_adds(out, "many tasks");
    }
    if (!lane->lane || lane->lane->kind != LANE_CONTROL)
        shares_add(piece, out);
}

static void piece_title(const struct lane *lane, const struct svg_piece *piece, struct strbuf *out)
{
    struct strbuf words = STRBUF_INIT;
    struct tell tell = tell_to(lane->svg->timeline, &words);
    const struct timeline_interval *item = piece->item;
    if (lane->lane)
        strbuf_addf(&words, "%s: ", lane->lane->name);
    if (item && lane->lane && lane->lane->kind != LANE_CONTROL)
        strbuf_addf(&words, "%s: ", trace_state_name((enum trace_state)item->state));
    if (item)
        tell_interval(&tell, lane->lane, item);
    else
        several_add(lane, piece, &words);
    tell_spell(&tell, item ? item->line : 0, piece->from_ns, piece->to_ns - piece->from_ns);
    strbuf_adds(out, "<title>");
    xml_text_add(out, words.text, words.len, lane->svg->ascii);
    strbuf_adds(out, "</title>");
    strbuf_release(&words);
}

/* ---- a piece ---- */

static bool is_strip(const struct lane *lane)
{
    return lane->lane && lane->lane->kind == LANE_CONTROL;
}

static int only_key(const struct svg_piece *piece)
{
    int only = -1;
    for (int key = 0; key < SVG_KEYS; key++) {
        if (!piece->ns[key])
            continue;
        if (only >= 0)
            return -1;
        only = key;
    }
    return only;
}

static void state_see(struct lane *lane, const struct svg_piece *piece, int state)
{
    if (piece->to - piece->from >= LEGEND || state < TRACE_WAITING)
        svg_see(lane->svg, state);
}

/* Each share as high as it is long, from the bottom. */
static void shares_draw(struct lane *lane, const struct svg_piece *piece, int width,
                        struct strbuf *out)
{
    int all = 0, below = 0, height = lane->height * 10;
    strbuf_adds(out, "<g>");
    for (int key = 0; key < SVG_KEYS; key++)
        all += svg_piece_eighths(piece, key);
    for (int key = 0; key < SVG_KEYS; key++) {
        int eighths = svg_piece_eighths(piece, key);
        int top = height - height * (below + eighths) / all, end = height - height * below / all;
        below += eighths;
        if (!eighths || (is_strip(lane) && key == SVG_NOBODY))
            continue;
        rect_add(out, is_strip(lane) ? svg_holder_class(key) : svg_share_class(key), piece->from,
                 top, width, end - top);
        if (!is_strip(lane))
            state_see(lane, piece, key);
    }
    strbuf_adds(out, "</g>");
    if (piece->to - piece->from >= LEGEND)
        svg_see(lane->svg, SVG_SHARES);
}

static void state_draw(struct lane *lane, const struct svg_piece *piece, int state, int width,
                       struct strbuf *out)
{
    int height = lane->height * 10;
    int top = state == TRACE_READY ? height / 2 : 0;
    rect_add(out, svg_state_class(state), piece->from, top, width, height - top);
    state_see(lane, piece, state);
}

static void holder_draw(struct lane *lane, const struct svg_piece *piece, int key, int width,
                        struct strbuf *out)
{
    int height = lane->height * 10, state = piece->item ? piece->item->state : TRACE_RUNNING;
    if (key == SVG_NOBODY) {
        rect_add(out, svg_holder_class(key), piece->from, height / 2 - 5, width, 10);
        return;
    }
    rect_add(out, svg_holder_class(key), piece->from, 0, width, height);
    if (state != TRACE_BLOCKED && state != TRACE_POLLING)
        return;
    rect_add(out, state == TRACE_BLOCKED ? "over-blocked" : "over-polling", piece->from, 0, width,
             height);
    svg_see(lane->svg, state);
}

static void piece_draw(struct lane *lane, const struct svg_piece *piece)
{
    int width = piece->to - piece->from, key = piece->polls ? TRACE_POLLING : only_key(piece);
    struct strbuf *out = width < SHORTEST ? &lane->over : &lane->rest;
    width = width < SHORTEST ? SHORTEST : width;
    strbuf_adds(out, "<g>");
    piece_title(lane, piece, out);
    if (key < 0)
        shares_draw(lane, piece, width, out);
    else if (is_strip(lane))
        holder_draw(lane, piece, key, width, out);
    else
        state_draw(lane, piece, key, width, out);
    strbuf_adds(out, "</g>\n");
}

static void lane_flush(struct lane *lane)
{
    struct strbuf *body = &lane->svg->body;
    strbuf_addf(body, "<g transform=\"translate(0 %d)\">\n", lane->svg->y);
    strbuf_add(body, strbuf_str(&lane->rest), lane->rest.len);
    strbuf_add(body, strbuf_str(&lane->over), lane->over.len);
    strbuf_adds(body, "</g>\n");
    strbuf_release(&lane->rest);
    strbuf_release(&lane->over);
}

void svg_lane(struct svg *svg, const struct timeline_lane *lane)
{
    struct lane drawn = {.svg = svg, .lane = lane, .height = SVG_LANE};
    struct svg_pieces pieces = {0};
    svg_pieces_take(&pieces, svg, lane);
    for (int i = 0; i < pieces.count; i++)
        piece_draw(&drawn, &pieces.items[i]);
    svg->objects |= paint_objects(lane);
    lane_flush(&drawn);
    svg_pieces_release(&pieces);
}

void svg_lanes(struct svg *svg, const struct timeline_lane *lanes, int count)
{
    struct lane drawn = {.svg = svg, .height = SVG_LANE};
    struct svg_pieces pieces = {0};
    svg_pieces_take_many(&pieces, svg, lanes, count);
    for (int i = 0; i < pieces.count; i++)
        piece_draw(&drawn, &pieces.items[i]);
    for (int i = 0; i < count; i++)
        svg->objects |= paint_objects(&lanes[i]);
    lane_flush(&drawn);
    svg_pieces_release(&pieces);
}

/* ---- who holds control ---- */

static int number_of(uint32_t who, char *text)
{
    if (who < TRACE_FIRST_OTHER)
        return snprintf(text, NUMBER_MOST, "%u", (unsigned)who);
    return snprintf(text, NUMBER_MOST, "%s", who >= TRACE_POOL && who < TRACE_DEVICE ? "p" : "l");
}

/* The number of a holder whose piece has no room for it stands above, moved a little to the right
 * where another one stands. False if there is no room there, either. */
static bool small_draw(struct lane *lane, int x, uint32_t who)
{
    char number[NUMBER_MOST];
    int width = number_of(who, number) * SMALL + 2;
    int at = x < lane->reach ? lane->reach : x;
    if (at - x > 2 * width || at + width > lane->svg->left + lane->svg->area + SVG_MARGIN)
        return false;
    strbuf_addf(&lane->over, "<text class=\"baton-small\" x=\"%d\" y=\"-3\">%s</text>\n", at,
                number);
    lane->reach = at + width;
    return true;
}

/* "1 one" where there is room, else "1". */
static bool number_draw(struct lane *lane, const struct svg_piece *piece)
{
    char number[NUMBER_MOST];
    uint32_t holder = piece->item->object, who = timeline_owner(lane->svg->timeline, holder);
    struct strbuf words = STRBUF_INIT;
    int x = piece->from / 10, room = (piece->to - piece->from) / 10;
    int digits = number_of(who, number);
    if (digits * NUMBER > room)
        return false;
    strbuf_addf(&words, "%s %s", number, timeline_actor_name(lane->svg->timeline, holder));
    bool fits = (int)utf8_width(words.text, words.len) * NUMBER + 4 <= room;
    strbuf_addf(&lane->over, "<text class=\"baton-%s\" x=\"%d\" y=\"17\"%s>",
                svg_holder_text_class(svg_holder_key(who)), fits ? x + 4 : x + room / 2,
                fits ? "" : " text-anchor=\"middle\"");
    xml_text_adds(&lane->over, fits ? words.text : number, lane->svg->ascii);
    strbuf_adds(&lane->over, "</text>\n");
    strbuf_release(&words);
    return true;
}

/* A holder is told by one number, though its hold is in several pieces. */
static bool is_numbered(struct lane *lane, const struct svg_piece *piece)
{
    if (piece->item->object == TRACE_NOBODY)
        return true;
    if (lane->numbered != piece->item->object || piece->from > lane->numbered_to + SHORTEST) {
        lane->numbered = TRACE_NOBODY;
        if (!number_draw(lane, piece))
            return false;
        lane->numbered = piece->item->object;
    }
    lane->numbered_to = piece->to;
    return true;
}

static void holders_draw(struct lane *lane, const struct svg_piece *piece)
{
    if (piece->item && is_numbered(lane, piece)) {
        lane->told = piece->item->object;
        return;
    }
    if (lane->lane->handoffs > (uint32_t)(lane->svg->area / SMALL_PIXELS))
        return;
    for (int i = 0; i < piece->holder_count && piece->holder_count <= SVG_HOLDERS; i++)
        if (piece->holders[i] != lane->told &&
            small_draw(lane, piece->from / 10, piece->holders[i]))
            lane->told = piece->holders[i];
}

void svg_strip(struct svg *svg, const struct timeline_lane *strip)
{
    struct lane drawn = {.svg = svg, .lane = strip, .height = STRIP};
    struct svg_pieces pieces = {0};
    svg_pieces_take(&pieces, svg, strip);
    for (int i = 0; i < pieces.count; i++) {
        piece_draw(&drawn, &pieces.items[i]);
        holders_draw(&drawn, &pieces.items[i]);
    }
    lane_flush(&drawn);
    svg_pieces_release(&pieces);
}
