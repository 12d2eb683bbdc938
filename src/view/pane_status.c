/* The first row: what is played at the left, how and where at the right, in the frame's line. What
 * has no room goes in order of rank. */
#include <string.h>

#include "base/utf8.h"
#include "trace/words.h"
#include "view/panes.h"

enum { BITS = 10, GAP_COLUMNS = 4 }; /* between two bits: " ── " */

struct bit {
    struct strbuf text;
    struct grid_style style;
    int rank; /* the highest goes first */
    bool right;
};

struct status {
    struct bit bits[BITS];
    int count;
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
    if (!stats->ended || stats->result != TRACE_RESULT_OK)
        strbuf_adds(bit_add(status, 4, true, INK_FAILED, 0), trace_result_name(stats->result));
    else if (ended)
        strbuf_adds(bit_add(status, 7, true, INK_PLAIN, 0), "ended");
}

/* Words, not only glyphs, and as wide when it plays as when it does not. */
static void playing_bit_add(const struct view *view, struct status *status)
{
    const struct player *player = view->player;
    if (player->asking >= 0) {
        strbuf_adds(bit_add(status, 2, true, INK_TITLE, GRID_REVERSE), " a question ");
        return;
    }
    struct strbuf *out = bit_add(status, 2, true, player->playing ? INK_TITLE : INK_PLAIN, 0);
    strbuf_adds(out, !player->playing ? "  stopped "
                     : view->ascii    ? "> playing "
                                      : "\u25B6 playing ");
    player_speed_words(player, out);
}

static void time_bit_add(const struct view *view, struct status *status)
{
    const struct story *story = view->player->story;
    struct strbuf *out = bit_add(status, 0, true, INK_TITLE, 0);
    pane_moment_add(view->player->t_ns, out);
    strbuf_addf(out, " %s", pane_moment_unit(view->player->t_ns));
    if (!player_hides(view->player) && story->end_ns > 0) {
        strbuf_adds(out, " of ");
        words_time(out, story->end_ns);
    }
}

static void collect(const struct view *view, struct status *status)
{
    const struct player *player = view->player;
    const char *title = player->story->stats->title;
    if (!*title)
        title = trace_source_name(player->story->trace);
    strbuf_adds(bit_add(status, 1, false, INK_TITLE, 0), title && *title ? title : "baton");
    if (view->model && *view->model)
        strbuf_adds(bit_add(status, 3, false, INK_PLAIN, 0), view->model);
    if (view->errors)
        strbuf_adds(bit_add(status, 4, true, INK_FAILED, GRID_REVERSE), " errors in the file ");
    if (view->recording)
        strbuf_adds(bit_add(status, 5, true, INK_READY, 0), view->recording);
    if (player->following && player->story->live)
        strbuf_adds(bit_add(status, 6, true, INK_FAILED, GRID_REVERSE), " LIVE ");
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

static int columns_of(const struct status *status)
{
    int columns = 0;
    for (int i = 0; i < status->count; i++)
        columns += bit_columns(&status->bits[i]) + GAP_COLUMNS;
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

/* A bit with a blank at either side, over the line. Returns the columns it took. */
static int bit_draw(const struct view *view, struct grid *grid, struct rect rect, int column,
                    const struct bit *bit)
{
    int columns = bit_columns(bit);
    int end = pane_put(view, grid, rect, 0, column, " ", (struct grid_style){0});
    end = pane_put(view, grid, rect, 0, end, strbuf_str(&bit->text), bit->style);
    pane_put(view, grid, rect, 0, end, " ", (struct grid_style){0});
    return columns + GAP_COLUMNS;
}

static void draw(const struct view *view, struct grid *grid, struct rect rect,
                 const struct status *status)
{
    int right = rect.columns;
    for (int i = 0; i < status->count; i++)
        right -= status->bits[i].right ? bit_columns(&status->bits[i]) + GAP_COLUMNS : 0;
    right = right > 0 ? right : 0;
    struct rect left = rect;
    left.columns = right;
    for (int i = 0, column = 1; i < status->count; i++)
        if (!status->bits[i].right)
            column += bit_draw(view, grid, left, column, &status->bits[i]);
    for (int i = 0, column = right + 1; i < status->count; i++)
        if (status->bits[i].right)
            column += bit_draw(view, grid, rect, column, &status->bits[i]);
}

void pane_status_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct status status = {0};
    collect(view, &status);
    while (columns_of(&status) > rect.columns && drop_one(&status)) {
    }
    draw(view, grid, rect, &status);
    for (int i = 0; i < status.count; i++)
        strbuf_release(&status.bits[i].text);
}
