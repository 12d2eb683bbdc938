/* The first row: what is played at the left, how and where at the right, in the frame's line. What
 * has no room goes in order of rank. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "view/curtain.h"
#include "view/panes.h"
#include "view/source.h"

enum {
    BITS = 11,
    GAP_COLUMNS = 4, /* between two bits: " ── ", or " ─ " */
    BRIEF_GAP_COLUMNS = 3,
    BRIEF_COLUMNS = 60,
    TITLE_LEAST = 20, /* or a quarter of a narrow row */
    TITLE_NEEDS = 9,  /* less than that says nothing */
};

struct bit {
    struct strbuf text;
    struct grid_style style;
    int rank; /* the highest goes first */
    bool right;
};

struct status {
    struct bit bits[BITS];
    int count;
    int gap;
    bool brief; /* the row is narrow: figures that others show too are left out */
};

static struct strbuf *bit_add(struct status *status, int rank, bool right, enum grid_ink ink,
                              int flags)
{
    struct bit *bit = &status->bits[status->count++];
    *bit = (struct bit){
        .style = {.ink = (uint8_t)ink, .flags = (uint8_t)flags}, .rank = rank, .right = right};
    return &bit->text;
}

static void result_bit_add(const struct view *view, struct status *status)
{
    const struct stats *stats = view->player->story->stats;
    bool ended = view->player->t_ns >= view->player->story->end_ns;
    if (!pane_end_is_seen(view))
        return;
    if (stats->ending == TRACE_ENDING_STANDS)
        strbuf_adds(bit_add(status, 4, true, INK_TITLE, 0), "your move");
    else if (stats->result == TRACE_RESULT_STOPPED)
        strbuf_adds(bit_add(status, 4, true, INK_FAILED, 0), "run stopped");
    else if (stats->result != TRACE_RESULT_OK)
        strbuf_adds(bit_add(status, 4, true, INK_FAILED, 0), trace_result_name(stats->result));
    else if (ended)
        strbuf_adds(bit_add(status, 7, true, INK_PLAIN, 0), "ended");
}

/* Words, not only glyphs, and as wide when it plays as when it does not. */
static void playing_bit_add(const struct view *view, struct status *status)
{
    const struct player *player = view->player;
    if (player->asking >= 0) {
        strbuf_adds(bit_add(status, 3, true, INK_TITLE, GRID_REVERSE), " a question ");
        return;
    }
    struct strbuf *out = bit_add(status, 3, true, player->playing ? INK_TITLE : INK_PLAIN, 0);
    strbuf_adds(out, !player->playing ? "   paused" : view->ascii ? "> playing" : "\u25B6 playing");
    if (status->brief)
        return;
    strbuf_addch(out, ' ');
    player_speed_words(player, out);
}

static void time_bit_add(const struct view *view, struct status *status)
{
    const struct story *story = view->player->story;
    struct strbuf *out = bit_add(status, 0, true, INK_TITLE, 0);
    int64_t end_ns = player_hides(view->player) ? view_whole_ns(view) : story->end_ns;
    pane_moment_add(view->player->t_ns, end_ns, out);
    if (!status->brief && !player_hides(view->player) && story->end_ns > 0) {
        struct strbuf end = STRBUF_INIT;
        pane_moment_add(story->end_ns, story->end_ns, &end);
        const char *text = strbuf_str(&end);
        strbuf_addf(out, " of %s", text + strspn(text, " "));
        strbuf_release(&end);
    }
    strbuf_addf(out, " %s", pane_moment_unit(end_ns));
}

static void collect(const struct view *view, struct status *status)
{
    const struct player *player = view->player;
    curtain_title_add(view, bit_add(status, 1, false, INK_TITLE, 0));
    if (view->model && *view->model)
        strbuf_adds(bit_add(status, 6, false, INK_PLAIN, 0), view->model);
    if (trace_source_count(player->story->trace) > 1)
        source_file(view, bit_add(status, 5, false, INK_PLAIN, 0));
    if (player->story->stats->schedule)
        strbuf_adds(bit_add(status, 5, true, INK_PLAIN, 0), "forced");
    if (view->errors)
        strbuf_adds(bit_add(status, 2, true, INK_FAILED, GRID_REVERSE), " errors in the file ");
    else if (view->file)
        strbuf_addf(bit_add(status, 5, true, INK_FAILED, 0), "%s", view->file);
    if (view->recording)
        strbuf_adds(bit_add(status, 5, true, INK_PLAIN, 0), view->recording);
    if (player->following && player->story->live)
        strbuf_adds(bit_add(status, 7, true, INK_FAILED, GRID_REVERSE), " LIVE ");
    result_bit_add(view, status);
    if (player_hides(player))
        strbuf_adds(bit_add(status, 8, true, INK_FAINT, 0), "curtain");
    playing_bit_add(view, status);
    time_bit_add(view, status);
}

static int bit_columns(const struct bit *bit)
{
    return (int)utf8_width(strbuf_str(&bit->text), bit->text.len);
}

/* What they take at least: the title, which is the first, may be cut. */
static int columns_of(const struct status *status, int columns_all)
{
    int title = bit_columns(&status->bits[0]), least = columns_all / 4;
    least = least < TITLE_LEAST ? least : TITLE_LEAST;
    int columns = (title < least ? title : least) + status->gap;
    for (int i = 1; i < status->count; i++)
        columns += bit_columns(&status->bits[i]) + status->gap;
    return columns;
}

/* Takes out the bit of the highest rank; those at the left are cut before the time goes. */
static bool drop_one(struct status *status)
{
    int worst = 0;
    for (int i = 1; i < status->count; i++)
        if (status->bits[i].rank > status->bits[worst].rank)
            worst = i;
    if (status->count == 0 || status->bits[worst].rank < 2)
        return false;
    strbuf_release(&status->bits[worst].text);
    status->count--;
    memmove(&status->bits[worst], &status->bits[worst + 1],
            (size_t)(status->count - worst) * sizeof *status->bits);
    return true;
}

/* A bit with a blank at either side, over the line; its text ends at column `most`. Returns the
 * column of the next one. */
static int bit_draw(const struct view *view, struct grid *grid, struct rect rect, int column,
                    int most, const struct bit *bit)
{
    struct rect text = rect;
    text.columns = most < rect.columns ? most : rect.columns;
    int end = pane_put(view, grid, rect, 0, column, " ", (struct grid_style){0});
    end = pane_put(view, grid, text, 0, end, strbuf_str(&bit->text), bit->style);
    return pane_put(view, grid, rect, 0, end, " ", (struct grid_style){0});
}

/* Those at the right have their room; the title is cut to what they and its neighbour leave. */
static void draw(const struct view *view, struct grid *grid, struct rect rect,
                 const struct status *status)
{
    int right = rect.columns, title = right, column = 1;
    for (int i = 1; i < status->count; i++) {
        int columns = bit_columns(&status->bits[i]) + status->gap;
        title -= columns;
        right -= status->bits[i].right ? columns : 0;
    }
    if (title >= TITLE_NEEDS)
        column = bit_draw(view, grid, rect, column, title - status->gap + 2, &status->bits[0]) +
                 status->gap - 2;
    for (int i = 1; i < status->count; i++)
        if (!status->bits[i].right)
            bit_draw(view, grid, rect, column, rect.columns, &status->bits[i]);
    column = right > 0 ? right + 1 : 0;
    for (int i = 1; i < status->count; i++)
        if (status->bits[i].right)
            column = bit_draw(view, grid, rect, column, rect.columns, &status->bits[i]) +
                     status->gap - 2;
}

void pane_status_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct status status = {.gap = GAP_COLUMNS, .brief = rect.columns < BRIEF_COLUMNS};
    if (status.brief)
        status.gap = BRIEF_GAP_COLUMNS;
    collect(view, &status);
    while (columns_of(&status, rect.columns) > rect.columns && drop_one(&status)) {
    }
    draw(view, grid, rect, &status);
    for (int i = 0; i < status.count; i++)
        strbuf_release(&status.bits[i].text);
}
