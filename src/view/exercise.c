#include "config.h"

#include "view/exercise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "grid/glyph.h"
#include "grid/rect.h"
#include "scenario/model_name.h"
#include "view/flow.h"
#include "view/syntax.h"

enum { BESIDE = 76 }; /* columns from which on two files stand beside one another */

static const char usual_keys[] =
    "enter edit  space play  h hint  s solution  u reset  n next  ? help  esc back";
static const char level_keys[] =
    "space play  0-9 say a schedule  h hint  s solution  u reset  n next  ? help  esc back";
static const char asking_keys[] =
    "enter edit  0-9 answer  h hint  s solution  u reset  n next  ? help  esc back";

static struct grid_style styled(enum grid_ink ink, unsigned flags)
{
    return (struct grid_style){.ink = (uint8_t)ink, .flags = (uint8_t)flags};
}

static int put(const struct exercise_view *view, struct grid *grid, int row, int column,
               const char *text, struct grid_style style)
{
    int room = grid->columns - 1 - column;
    if (row >= grid->rows || room <= 0)
        return 0;
    return grid_put(grid, row, column, text, strlen(text), room, view->ascii, style);
}

/* It is to be said what is expected. */
static bool is_asking(const struct exercise_view *view)
{
    return view->exercise->ask && !view->said;
}

/* What is asked for is a schedule: it can be found in the player, too. */
static bool is_level(const struct exercise_view *view)
{
    return view->exercise->ask && view->exercise->ask->kind == COURSE_ASK_SCHEDULE;
}

/* ---- what holds ---- */

static int claim_draw(const struct exercise_view *view, struct grid *grid, struct rect rect,
                      const struct course_claim *claim)
{
    struct strbuf words = STRBUF_INIT;
    bool good = claim->verdict == EXPECT_OK;
    enum grid_ink ink = good                              ? INK_RUNNING
                        : claim->verdict == EXPECT_FAILED ? INK_FAILED
                                                          : INK_NOTE;
    int at = put(view, grid, rect.row, rect.column,
                 course_verdict_mark(claim->verdict, view->ascii), styled(ink, GRID_BOLD)) +
             1;
    if (claim->model >= 0)
        strbuf_addf(&words, "%s: ", model_name((enum model_id)claim->model));
    utf8_add_safe(&words, claim->text, strlen(claim->text));
    if (!good && claim->seen[0]) {
        strbuf_adds(&words, "  seen: ");
        utf8_add_safe(&words, claim->seen, strlen(claim->seen));
    }
    rect.column += at;
    rect.columns -= at;
    int rows = flow_put(grid, rect, strbuf_str(&words), view->ascii, styled(INK_PLAIN, 0));
    strbuf_release(&words);
    return rows > 1 ? rows : 1;
}

static int claims_draw(const struct exercise_view *view, struct grid *grid, int row, int end)
{
    for (int i = 0; i < view->verdict->count && row < end; i++)
        row += claim_draw(view, grid, (struct rect){row, 1, end - row, grid->columns - 2},
                          &view->verdict->claims[i]);
    return row;
}

static const char *state_words(const struct exercise_view *view)
{
    if (view->progress)
        return view->progress;
    if (is_level(view) && !view->said)
        return view->is_solved
                   ? "Won. n goes on to the next one."
                   : "Play it (space), and there press s: you are the scheduler. Or say "
                     "a schedule here (a digit): the real tasks follow it.";
    if (is_asking(view))
        return "Edit your copy (enter), then say what you expect of it (a digit): it is run then.";
    if (!view->judged)
        return "not judged yet";
    if (course_is_solved(view->verdict))
        return "Solved. n goes on to the next one.";
    if (course_is_busy(view->verdict))
        return "Others had the processor: r judges it once more.";
    if (is_level(view))
        return "Not yet: space plays it, a digit says another schedule.";
    return view->exercise->ask ? "Not yet: enter opens your editor, a digit says something else."
                               : "Not yet: enter opens your editor, and each save is judged.";
}

/* ---- what is asked ---- */

static int ask_draw(const struct exercise_view *view, struct grid *grid, int row, int end)
{
    const struct course_ask *ask = view->exercise->ask;
    struct strbuf words = STRBUF_INIT;
    utf8_add_safe(&words, ask->text, strlen(ask->text));
    for (int i = 0; i < ask->choice_count; i++) {
        strbuf_addf(&words, "  %d ", i + 1);
        utf8_add_safe(&words, ask->choices[i].text, strlen(ask->choices[i].text));
    }
    if (view->said) {
        strbuf_adds(&words, "  You said: ");
        utf8_add_safe(&words, view->said, strlen(view->said));
    }
    row += flow_put(grid, (struct rect){row, 1, end - row, grid->columns - 2}, strbuf_str(&words),
                    view->ascii, styled(INK_NOTE, 0));
    strbuf_release(&words);
    return row;
}

/* ---- the files ---- */

static void line_draw(const struct exercise_view *view, struct grid *grid, struct rect rect,
                      const char *text, size_t len)
{
    uint8_t *inks = mem_alloc(len + 1);
    char *line = mem_strndup(text, len);
    int column = 0;
    syntax_inks(line, len, inks);
    for (size_t at = 0, end; at < len && column < rect.columns; at = end) {
        for (end = at + 1; end < len && inks[end] == inks[at];)
            end++;
        column +=
            grid_put(grid, rect.row, rect.column + column, line + at, end - at,
                     rect.columns - column, view->ascii, (struct grid_style){.ink = inks[at]});
    }
    free(line);
    free(inks);
}

static void file_draw(const struct exercise_view *view, struct grid *grid, struct rect rect,
                      const char *head, const char *text)
{
    int line = 0;
    if (rect.rows <= 0)
        return;
    grid_put(grid, rect.row, rect.column, head, strlen(head), rect.columns, view->ascii,
             styled(INK_FAINT, 0));
    for (int row = 1; *text && row < rect.rows; line++) {
        size_t len = strcspn(text, "\n");
        if (line >= view->scroll) {
            line_draw(view, grid, (struct rect){rect.row + row, rect.column, 1, rect.columns}, text,
                      len);
            row++;
        }
        text += len + (text[len] == '\n');
    }
}

static void files_draw(const struct exercise_view *view, struct grid *grid, struct rect rect)
{
    struct rect own = rect, other = rect;
    bool beside = view->solution && rect.columns >= BESIDE;
    if (beside) {
        own.columns = (rect.columns - 3) / 2;
        other.column += own.columns + 3;
        other.columns -= own.columns + 3;
    }
    if (!view->solution || beside)
        file_draw(view, grid, own, view->path, view->text);
    if (view->solution)
        file_draw(view, grid, other, "a solution", view->solution);
}

/* ---- all of it ---- */

static void head_draw(const struct exercise_view *view, struct grid *grid)
{
    char count[48], id[24];
    int at = 1;
    snprintf(id, sizeof id, "%s ", view->exercise->id);
    snprintf(count, sizeof count, "%s%d of %d", view->is_solved ? "solved, " : "", view->solved,
             view->all);
    at += put(view, grid, 0, at, id, styled(INK_TITLE, GRID_BOLD));
    at += put(view, grid, 0, at, view->exercise->title, styled(INK_TITLE, GRID_BOLD));
    if (at + 2 + (int)strlen(count) < grid->columns)
        put(view, grid, 0, grid->columns - (int)strlen(count) - 1, count, styled(INK_FAINT, 0));
}

/* Lines of the course run on. */
static int words_draw(const struct exercise_view *view, struct grid *grid, int row, int end,
                      const char *text, struct grid_style style)
{
    struct strbuf words = STRBUF_INIT;
    size_t len = strlen(text);
    strbuf_add(&words, text, len && text[len - 1] == '\n' ? len - 1 : len);
    for (size_t i = 0; i < words.len; i++)
        if (words.text[i] == '\n')
            words.text[i] = ' ';
    row += flow_put(grid, (struct rect){row, 1, end - row, grid->columns - 2}, strbuf_str(&words),
                    view->ascii, style);
    strbuf_release(&words);
    return row;
}

static void rule_draw(const struct exercise_view *view, struct grid *grid, int row)
{
    for (int column = 0; column < grid->columns; column++)
        glyph_put(grid, row, column, GLYPH_RULE, view->ascii);
}

void exercise_draw(const struct exercise_view *view, struct grid *grid)
{
    int last = grid->rows - 1, end = last, row = 0;
    const char *hint = view->exercise->hint[0] ? view->exercise->hint : "There is no hint.";
    grid_clear(grid);
    if (grid->rows >= 3) {
        head_draw(view, grid);
        row++;
    }
    if (grid->rows >= 12) {
        rule_draw(view, grid, row++);
        end--;
    }
    row = words_draw(view, grid, row, end, view->exercise->text, styled(INK_PLAIN, 0));
    if (view->exercise->ask && row < end)
        row = ask_draw(view, grid, row, end);
    if (view->hint)
        row = words_draw(view, grid, row, end, hint, styled(INK_NOTE, 0));
    if (row < end)
        row = words_draw(view, grid, row + (grid->rows >= 20), end, state_words(view),
                         styled(INK_TITLE, GRID_BOLD));
    row = claims_draw(view, grid, row, end);
    if (grid->rows >= 12)
        rule_draw(view, grid, end);
    if (row + 2 < end)
        files_draw(view, grid, (struct rect){row + 1, 1, end - row - 1, grid->columns - 2});
    if (view->message)
        flow_put(grid, (struct rect){last, 1, 1, grid->columns - 2}, view->message, view->ascii,
                 styled(INK_TITLE, 0));
    else
        flow_keys_put(grid, (struct rect){last, 1, 1, grid->columns - 2},
                      is_level(view)    ? level_keys
                      : is_asking(view) ? asking_keys
                                        : usual_keys,
                      view->ascii);
    grid_park(grid, last, 1);
}
