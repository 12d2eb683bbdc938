/* A playback for a terminal (asciicast, version 2: docs.asciinema.org): the lanes as they grow to
 * the right, below them who got control and why, and what was said. Each hand-off is a marker. It
 * is written from the trace alone, so the same trace makes the same file.
 *
 * The run is as long as MOVING_S, in proportion, but stands still behind each hand-off for as long
 * as it takes to read why; in less where they are many. */
#include "config.h"

#include "base/sort.h"
#include "export/export.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/path.h"
#include "export/json_text.h"
#include "export/lanes.h"
#include "export/settings.h"
#include "grid/palette.h"
#include "paint/wrap.h"
#include "tell/tell.h"
#include "tell/words.h"
#include "trace/handoff.h"

enum {
    MOVING_S = 10,
    READING_MS = 2000,   /* behind a hand-off … */
    READINGS_S = 60,     /* … but behind all of them no longer than that */
    LAST_MS = 4000,      /* the end stands */
    HANDOFFS_MOST = 500, /* of more, so many, evenly spread */
    SAID_MOST = 200,
    WHY_ROWS = 4,
    SAID_ROWS = 1,
};

/* What changes at a moment. */
enum kind { COLUMN, SAID, HANDOFF };

struct moment {
    int64_t ns;
    uint32_t index; /* of the line said, the hand-off */
    uint8_t kind;
};

struct cast {
    const struct export_source *source;
    struct palette palette;
    struct handoff *handoffs;
    size_t handoff_count;
    size_t handoffs_shown;
    struct moment *moments;
    size_t count, room;
    int rows;                /* of a frame */
    int legend, below;       /* where its legend begins, and what is told */
    struct grid whole;       /* the last frame, without what is told */
    struct grid shown;       /* what is on the screen */
    struct strbuf why, said; /* what is told now */
    struct strbuf screen;    /* reused */
    struct strbuf *out;
};

/* ---- when ---- */

static void moment_add(struct cast *cast, enum kind kind, uint32_t index, int64_t ns)
{
    MEM_GROW(cast->moments, cast->count, cast->room);
    cast->moments[cast->count++] =
        (struct moment){.ns = ns > 0 ? ns : 0, .index = index, .kind = (uint8_t)kind};
}

static int by_time(const void *one, const void *other)
{
    const struct moment *a = one, *b = other;
    if (a->ns != b->ns)
        return a->ns < b->ns ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static void moments_collect(struct cast *cast, const struct paint *paint)
{
    const struct timeline *timeline = cast->source->timeline;
    const struct stats *stats = cast->source->stats;
    for (int column = 0; column <= paint->columns; column++)
        if (column == 0 || paint_time(paint, column) < stats->elapsed_ns)
            moment_add(cast, COLUMN, 0, paint_time(paint, column));
    for (int i = 0; i < stats->said_count && stats->said_count <= SAID_MOST; i++)
        moment_add(cast, SAID, (uint32_t)i, stats->said[i].t_ns);
    size_t count = cast->handoff_count, most = HANDOFFS_MOST;
    for (size_t i = 0; i < count; i++) {
        const struct handoff *handoff = &cast->handoffs[i];
        if (count > most && i * most / count == (i + 1) * most / count)
            continue;
        moment_add(cast, HANDOFF, (uint32_t)i,
                   timeline->lanes[handoff->strip].items[handoff->index].from_ns);
        cast->handoffs_shown++;
    }
    sort_stable(cast->moments, cast->count, sizeof *cast->moments, by_time);
}

/* Milliseconds of a playback: `before` hand-offs were read until then. */
static int64_t time_of(const struct cast *cast, int64_t ns, size_t before)
{
    int64_t whole = cast->source->stats->elapsed_ns > 0 ? cast->source->stats->elapsed_ns : 1;
    int64_t reading = READING_MS, shown = (int64_t)cast->handoffs_shown;
    ns = ns < whole ? ns : whole;
    if (shown * reading > READINGS_S * 1000)
        reading = READINGS_S * 1000 / shown;
    return (int64_t)((double)ns / (double)whole * MOVING_S * 1000) + (int64_t)before * reading;
}

/* ---- a frame ---- */

static void title_put(struct cast *cast, struct page *page)
{
    const struct stats *stats = cast->source->stats;
    const char *file = path_shown(trace_source_name(cast->source->trace));
    struct strbuf settings = STRBUF_INIT;
    page_words(page, INK_TITLE, "%s",
               stats->title[0] ? stats->title
               : file[0]       ? file
                               : "(no title)");
    if (stats->model[0])
        page_words(page, INK_PLAIN, "%s%s", page->ascii ? " - " : " · ", stats->model);
    settings_add(cast->source->trace, &settings);
    if (settings.len)
        page_words(page, INK_FAINT, "%s%s", page->ascii ? " - " : " · ", settings.text);
    page_down(page, 2);
    strbuf_release(&settings);
}

/* Over at most so many rows. */
static void words_put(struct page *page, enum grid_ink ink, const struct strbuf *words, int rows)
{
    const char *text = strbuf_str(words);
    struct wrap_line line;
    grid_heighten(&page->grid, page->row + rows);
    for (int row = page->row; row < page->row + rows && wrap_next(&text, page->grid.columns, &line);
         row++)
        grid_put(&page->grid, row, 0, line.text, line.len, page->grid.columns, page->ascii,
                 (struct grid_style){.ink = (uint8_t)ink});
    page_down(page, rows);
}

static void head_put(struct lanes *lanes, int row, int64_t until_ns)
{
    const struct paint *paint = &lanes->paint;
    grid_put_rune(&lanes->page->grid, row + 1, paint->column + paint_column(paint, until_ns),
                  paint->ascii ? 'v' : 0x25BC, (struct grid_style){.ink = INK_TITLE});
}

/* The legend is that of the whole run from the first frame on: one that grows draws the eye. */
static void legend_copy(const struct cast *cast, struct page *page)
{
    size_t columns = (size_t)page->grid.columns, from = (size_t)cast->legend * columns;
    page_down(page, cast->below - page->row);
    memcpy(page->grid.cells + from, cast->whole.cells + from,
           (size_t)(cast->below - cast->legend) * columns * sizeof *page->grid.cells);
}

/* What was until then. */
static void frame_paint(struct cast *cast, struct page *page, int64_t until_ns)
{
    struct lanes lanes;
    page_init(page, cast->source->options.width, cast->source->options.ascii);
    title_put(cast, page);
    lanes_begin(&lanes, cast->source, page);
    lanes.paint.clipped = true;
    lanes.paint.until_ns = until_ns + 1;
    int axis = page->row;
    lanes_put(&lanes, false);
    head_put(&lanes, axis, until_ns);
    legend_copy(cast, page);
    words_put(page, INK_PLAIN, &cast->why, WHY_ROWS);
    words_put(page, INK_FAINT, &cast->said, SAID_ROWS);
}

/* The last frame, with the notes, which say what came of it. The first time it is painted for the
 * measures. */
static void whole_paint(struct cast *cast, struct page *page, struct lanes *lanes)
{
    page_init(page, cast->source->options.width, cast->source->options.ascii);
    title_put(cast, page);
    lanes_begin(lanes, cast->source, page);
    lanes_put(lanes, true);
    cast->legend = page->row;
    lanes_legend_put(lanes);
    page_down(page, 1);
    cast->below = page->row;
    words_put(page, INK_PLAIN, &cast->why, WHY_ROWS);
    words_put(page, INK_FAINT, &cast->said, SAID_ROWS);
    cast->rows = page->row;
}

/* ---- what is written ---- */

static void event_add(struct cast *cast, int64_t ms, char kind, const char *text, size_t len)
{
    strbuf_addf(cast->out, "[%lld.%03d, \"%c\", ", (long long)(ms / 1000), (int)(ms % 1000), kind);
    json_text_add(cast->out, text, len);
    strbuf_adds(cast->out, "]\n");
}

static bool is_same_row(const struct grid *a, const struct grid *b, int row)
{
    for (int column = 0; column < a->columns; column++) {
        const struct grid_cell *one = grid_at(a, row, column), *other = grid_at(b, row, column);
        if (!one || !other || one->len != other->len || one->width != other->width ||
            memcmp(one->bytes, other->bytes, one->len) != 0 || one->style.ink != other->style.ink ||
            one->style.flags != other->style.flags)
            return false;
    }
    return true;
}

/* Where a frame differs from the one before, its rows. */
static void frame_write(struct cast *cast, struct page *page, int64_t ms)
{
    strbuf_clear(&cast->screen);
    page->grid.rows = cast->rows;
    for (int row = 0; row < cast->rows; row++) {
        struct grid line = {.columns = page->grid.columns,
                            .rows = 1,
                            .cells = page->grid.cells + (ptrdiff_t)row * page->grid.columns};
        if (is_same_row(&page->grid, &cast->shown, row))
            continue;
        strbuf_addf(&cast->screen, "\x1b[%d;1H", row + 1);
        grid_to_text(&line, &cast->palette, page->ascii, &cast->screen);
        cast->screen.len--; /* its line end */
        strbuf_adds(&cast->screen, "\x1b[K");
    }
    if (cast->screen.len)
        event_add(cast, ms, 'o', cast->screen.text, cast->screen.len);
    grid_release(&cast->shown);
    cast->shown = page->grid;
}

static void head_write(struct cast *cast)
{
    const struct stats *stats = cast->source->stats;
    strbuf_addf(cast->out, "{\"version\": 2, \"width\": %d, \"height\": %d, \"title\": ",
                cast->source->options.width, cast->rows);
    json_text_adds(cast->out, stats->title[0] ? stats->title : "baton");
    strbuf_adds(cast->out, ", \"env\": {\"TERM\": \"xterm-256color\"}}\n");
    event_add(cast, 0, 'o', "\x1b[?25l\x1b[2J", 10);
}

/* ---- the playback ---- */

static void handoff_say(struct cast *cast, struct handoff handoff)
{
    const struct timeline *timeline = cast->source->timeline;
    const struct timeline_lane *strip = &timeline->lanes[handoff.strip];
    const struct timeline_interval *item = &strip->items[handoff.index];
    struct tell tell = tell_to(timeline, &cast->why);
    strbuf_clear(&cast->why);
    words_time(&cast->why, item->from_ns);
    strbuf_adds(&cast->why, "  ");
    if (timeline->strip_count > 1)
        strbuf_addf(&cast->why, "%s, ", strip->name);
    strbuf_addf(&cast->why, "%s: ", timeline_actor_name(timeline, item->object));
    tell_handoff(&tell, handoff);
}

/* Returns how many hand-offs were told, with this one. */
static size_t moment_play(struct cast *cast, const struct moment *moment, size_t told)
{
    const struct stats *stats = cast->source->stats;
    struct page page;
    int64_t ms = time_of(cast, moment->ns, told);
    if (moment->kind == SAID) {
        struct tell tell = tell_to(cast->source->timeline, &cast->said);
        strbuf_clear(&cast->said);
        tell_said(&tell, stats->said[moment->index].who, stats->said[moment->index].text);
    } else if (moment->kind == HANDOFF) {
        handoff_say(cast, cast->handoffs[moment->index]);
        event_add(cast, ms, 'm', strbuf_str(&cast->why), cast->why.len);
        told++;
    }
    frame_paint(cast, &page, moment->ns);
    frame_write(cast, &page, ms);
    return told;
}

static void end_play(struct cast *cast)
{
    const struct stats *stats = cast->source->stats;
    struct tell tell = tell_to(cast->source->timeline, &cast->why);
    struct page page;
    struct lanes lanes;
    int64_t ms = time_of(cast, stats->elapsed_ns, cast->handoffs_shown);
    strbuf_clear(&cast->why);
    words_time(&cast->why, stats->elapsed_ns);
    strbuf_adds(&cast->why, "  ");
    tell_last_step(&tell, stats);
    event_add(cast, ms, 'm', strbuf_str(&cast->why), cast->why.len);
    whole_paint(cast, &page, &lanes);
    frame_write(cast, &page, ms);
    event_add(cast, ms + LAST_MS, 'o', "\x1b[?25h", 6);
}

static void measure(struct cast *cast)
{
    struct page page;
    struct lanes lanes;
    whole_paint(cast, &page, &lanes);
    moments_collect(cast, &lanes.paint);
    cast->whole = page.grid;
    grid_init(&cast->shown, cast->source->options.width, cast->rows);
}

void export_cast(const struct export_source *source, struct strbuf *out)
{
    static const struct palette_terminal terminal = {
        .colours = GRID_256_COLOURS, .ground = PALETTE_DARK, .background = -1, .text = -1};
    struct cast cast = {.source = source, .out = out};
    size_t told = 0;
    palette_make(&terminal, &cast.palette);
    cast.handoffs = handoffs_list(source->timeline, &cast.handoff_count);
    measure(&cast);
    head_write(&cast);
    for (size_t i = 0; i < cast.count; i++)
        told = moment_play(&cast, &cast.moments[i], told);
    end_play(&cast);
    grid_release(&cast.whole);
    grid_release(&cast.shown);
    free(cast.handoffs);
    free(cast.moments);
    strbuf_release(&cast.why);
    strbuf_release(&cast.said);
    strbuf_release(&cast.screen);
}
