/* Beside each other from 90 columns on, below that under one another:
 *
 *     baton  Watch who holds control, and why.                    19 scenarios
 *     ────────────────────────────────────────────────────────────────────────
 *     Lessons                         │ Two waits
 *     ▸ 01-two-waits     Two waits    │ One thread can wait for two things …
 *       02-four-corners  The four …   │
 *     ────────────────────────────────────────────────────────────────────────
 *     Read more: …
 *     enter play  letters filter  ? help
 *
 * The list is as long as it is; what of it is seen follows from the chosen row alone, which stands
 * in the middle where it can. */
#include "config.h"

#include "view/browser.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "grid/glyph.h"
#include "grid/rect.h"
#include "view/flow.h"

enum {
    WIDE = 90,       /* columns from which on the details stand beside the list */
    RULED = 12,      /* rows from which on there are rules, and where to read more */
    TALL = 16,       /* rows from which on the details stand below the list */
    NAME_MOST = 28,  /* columns of a name */
    NAME_LEAST = 40, /* columns from which on there is a name and a title */
    MARK = 3,        /* columns of the mark of the chosen row, and around it */
    LABEL = 8,       /* columns of "models  " */
    BAR = 0x2502,
};

static const char usual_keys[] =
    "enter play  letters filter  F2 compare  F4 edit  ? help  esc quit";
static const char exercise_keys[] = "enter do it  letters filter  ? help  esc quit";
static const char head_words[] = "Watch who holds control, and why it moves.";

struct places {
    struct rect list, details, more, keys;
    int rules[3], rule_count; /* rows */
    int bar;                  /* the column between list and details, or -1 */
};

static struct grid_style styled(enum grid_ink ink, unsigned flags)
{
    return (struct grid_style){.ink = (uint8_t)ink, .flags = (uint8_t)flags};
}

static int put(struct grid *grid, int row, int column, int columns, const char *text, bool ascii,
               struct grid_style style)
{
    return grid_put(grid, row, column, text, strlen(text), columns, ascii, style);
}

/* ---- where things stand ---- */

static void places_split(struct places *places, int columns, int rows)
{
    struct rect *list = &places->list, *details = &places->details;
    *details = *list;
    if (columns >= WIDE) {
        int width = columns * 9 / 20;
        places->bar = width;
        list->columns = width;
        details->column = width + 2;
        details->columns = columns - width - 3;
    } else if (rows >= TALL) {
        details->rows = list->rows * 2 / 5 < 8 ? list->rows * 2 / 5 : 8;
        list->rows -= details->rows + 1;
        places->rules[places->rule_count++] = list->row + list->rows;
        details->row = list->row + list->rows + 1;
        details->column = MARK;
        details->columns = columns - MARK - 1;
    } else {
        details->rows = 0;
    }
}

static struct places places_of(int columns, int rows)
{
    struct places places = {.bar = -1};
    bool head = rows >= 3, ruled = rows >= RULED;
    int first = head + ruled, last = rows - (rows >= 2) - 2 * ruled;
    places.list = (struct rect){first, 0, last > first ? last - first : 0, columns};
    places.keys = (struct rect){rows - 1, 1, rows >= 2, columns - 2};
    places.more = (struct rect){rows - 2, 1, ruled, columns - 2};
    if (ruled) {
        places.rules[places.rule_count++] = 1;
        places.rules[places.rule_count++] = rows - 3;
    }
    places_split(&places, columns, rows);
    return places;
}

/* ---- the list: its rows, and a heading where a group begins ---- */

static const char *const group_names[] = {[BROWSER_LESSONS] = "Lessons",
                                          [BROWSER_OWN] = "Your own",
                                          [BROWSER_HERE] = "In this folder",
                                          [BROWSER_COPIES] =
                                              "Your copies of lessons and exercises"};

static const char *head_of(const struct browser_row *row)
{
    return row->head ? row->head : group_names[row->group];
}

static bool is_head(const struct browser *browser, int row)
{
    return row == 0 || strcmp(head_of(browser->rows[row]), head_of(browser->rows[row - 1])) != 0;
}

/* Lines of the list up to a row, that one and its heading included. */
static int line_of(const struct browser *browser, int row)
{
    int line = row;
    for (int i = 0; i <= row; i++)
        line += is_head(browser, i);
    return line;
}

/* The line at the top. */
static int first_line(const struct browser *browser, int rows)
{
    int all = browser->count ? line_of(browser, browser->count - 1) + 1 : 0;
    int first = browser->count ? line_of(browser, browser->chosen) - rows / 2 : 0;
    first = first > all - rows ? all - rows : first;
    return first > 0 ? first : 0;
}

static int name_columns(const struct browser *browser, int columns)
{
    int widest = 0;
    for (int i = 0; i < browser->count; i++) {
        const char *name = browser->rows[i]->name;
        int width = utf8_columns(name);
        widest = width > widest ? width : widest;
    }
    if (columns < NAME_LEAST)
        return columns - MARK - 1;
    widest = widest < NAME_MOST ? widest : NAME_MOST;
    return widest < columns * 2 / 5 ? widest : columns * 2 / 5;
}

static void row_draw(const struct browser *browser, struct grid *grid, struct rect line, int index)
{
    const struct browser_row *row = browser->rows[index];
    bool chosen = index == browser->chosen;
    unsigned flags = chosen ? GRID_REVERSE : 0;
    int name = name_columns(browser, line.columns), title = line.column + MARK + name + 2;
    int room = line.column + line.columns - 1 - title;
    flow_fill(grid, line, styled(INK_PLAIN, flags));
    if (chosen) {
        grid_put_rune(grid, line.row, line.column + 1, browser->ascii ? '>' : 0x25B8,
                      styled(INK_PLAIN, flags));
        grid_park(grid, line.row, line.column + MARK);
    }
    if (row->done)
        put(grid, line.row, line.column, 1, browser->ascii ? "x" : "✓", browser->ascii,
            styled(INK_RUNNING, flags));
    else if (row->begun)
        put(grid, line.row, line.column, 1, browser->ascii ? "~" : "✎", browser->ascii,
            styled(INK_NOTE, flags));
    if (row->note) {
        int width = utf8_columns(row->note);
        room -= width + 2;
        if (room > 8)
            put(grid, line.row, title + room + 1, width, row->note, browser->ascii,
                styled(INK_NOTE, flags));
        else
            room += width + 2;
    }
    int indent = row->is_exercise && name > 8 ? 2 : 0;
    put(grid, line.row, line.column + MARK + indent, name - indent, row->name, browser->ascii,
        styled(chosen || room <= 0 ? INK_PLAIN : INK_FAINT, flags));
    if (row->error)
        put(grid, line.row, title, room, "has an error", browser->ascii, styled(INK_FAILED, flags));
    else
        put(grid, line.row, title, room, row->title, browser->ascii, styled(INK_PLAIN, flags));
}

static void nothing_draw(const struct browser *browser, struct grid *grid, struct rect rect)
{
    struct strbuf words = STRBUF_INIT;
    if (browser->all && browser->filter[0])
        strbuf_addf(&words, "no scenario matches '%s': backspace", browser->filter);
    else
        strbuf_adds(&words, "no scenarios are installed; write one");
    if (!browser->all && browser->docs)
        strbuf_addf(&words, ": see %s/language.md", browser->docs);
    rect.column += MARK;
    rect.columns -= MARK + 1;
    flow_put(grid, rect, strbuf_str(&words), browser->ascii, styled(INK_NOTE, 0));
    strbuf_release(&words);
}

static void list_draw(const struct browser *browser, struct grid *grid, struct rect rect)
{
    int at = -first_line(browser, rect.rows);
    for (int i = 0; i < browser->count && at < rect.rows; i++) {
        if (is_head(browser, i)) {
            const char *head = head_of(browser->rows[i]);
            if (at >= 0)
                put(grid, rect.row + at, rect.column + 1, rect.columns - 1, head, browser->ascii,
                    styled(INK_FAINT, 0));
            at++;
        }
        if (at >= 0 && at < rect.rows)
            row_draw(browser, grid, (struct rect){rect.row + at, rect.column, 1, rect.columns}, i);
        at++;
    }
}

/* ---- the chosen one ---- */

static struct rect below(struct rect rect, int rows)
{
    rows = rows < rect.rows ? rows : rect.rows;
    rect.row += rows;
    rect.rows -= rows;
    return rect;
}

/* A word, and what belongs to it, in as many rows as it takes. */
static struct rect entry_draw(const struct browser *browser, struct grid *grid, struct rect rect,
                              const char *label, const char *text, struct grid_style style)
{
    struct rect value = {rect.row, rect.column + LABEL, rect.rows, rect.columns - LABEL};
    if (rect.rows <= 0 || !text[0])
        return rect;
    put(grid, rect.row, rect.column, LABEL - 1, label, browser->ascii, styled(INK_FAINT, 0));
    return below(rect, flow_put(grid, value, text, browser->ascii, style));
}

/* The lines of `about` are those of the file; here they run on. */
static void about_add(const char *about, struct strbuf *out)
{
    strbuf_adds(out, about);
    for (size_t i = 0; i < out->len; i++)
        if (out->text[i] == '\n')
            out->text[i] = ' ';
}

static size_t preview_len(const char *line)
{
    size_t len = strcspn(line, "\n");
    return line[len] ? len + 1 : len;
}

/* Comments, and what a question's answer or the conclusion may stand in, are not shown. */
static bool is_told_before(const char *line)
{
    static const char *const hidden[] = {"#", "expect", "about", "keywords", "scenario"};
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        if (strncmp(line, hidden[i], strlen(hidden[i])) == 0)
            return false;
    return true;
}

/* An `if` that does nothing but ask. */
static bool is_for_ask(const char *line, size_t len)
{
    size_t indent = strspn(line, " ");
    const char *inside = line + len, *behind = inside + preview_len(inside);
    return strncmp(line + indent, "if ", 3) == 0 &&
           strncmp(inside + strspn(inside, " "), "ask ", 4) == 0 && strspn(behind, " ") <= indent;
}

/* The first lines: a question stands above them already, and a note would say too much. */
static void preview_draw(const struct browser *browser, struct grid *grid, struct rect rect,
                         const char *text)
{
    bool blank = true, inside = false;
    for (size_t len; *text && rect.rows > 0; text += len) {
        const char *word = text + strspn(text, " ");
        struct strbuf line = STRBUF_INIT;
        len = preview_len(text);
        if (*text != ' ' && *text != '\n')
            inside = strncmp(text, "expect", 6) == 0;
        bool is_blank = *word == '\n' || !*word;
        if (inside || !is_told_before(text) || strncmp(word, "note", 4) == 0 ||
            strncmp(word, "ask", 3) == 0 || strncmp(word, "choose", 6) == 0 || *word == '#' ||
            *word == '"' || *word == '*' || (is_blank && blank) || is_for_ask(text, len))
            continue;
        blank = is_blank;
        strbuf_add(&line, text, len - (text[len - 1] == '\n'));
        char *comment = line.text ? strstr(line.text, " #") : NULL;
        if (comment)
            *comment = '\0';
        put(grid, rect.row, rect.column, rect.columns, strbuf_str(&line), browser->ascii,
            styled(INK_FAINT, 0));
        strbuf_release(&line);
        rect = below(rect, 1);
    }
}

static void details_draw(const struct browser *browser, struct grid *grid, struct rect rect)
{
    const struct browser_row *row = browser->rows[browser->chosen];
    bool roomy = rect.rows >= 10;
    struct strbuf about = STRBUF_INIT;
    about_add(row->question ? row->question : row->about, &about);
    if (rect.rows > 0)
        put(grid, rect.row, rect.column, rect.columns, row->title[0] ? row->title : row->name,
            browser->ascii, styled(INK_TITLE, GRID_BOLD));
    rect = below(rect, 1 + roomy);
    if (row->error)
        rect = entry_draw(browser, grid, rect, "error", row->error, styled(INK_FAILED, 0));
    rect =
        below(rect, flow_put(grid, rect, strbuf_str(&about), browser->ascii, styled(INK_PLAIN, 0)) +
                        roomy);
    if (row->goal)
        rect = entry_draw(browser, grid, rect, "goal", row->goal, styled(INK_NOTE, 0));
    rect = entry_draw(browser, grid, rect, "models", row->models, styled(INK_PLAIN, 0));
    rect = entry_draw(browser, grid, rect, "file", row->path, styled(INK_FAINT, 0));
    if (row->source)
        preview_draw(browser, grid, below(rect, 1), row->source);
    strbuf_release(&about);
}

/* ---- around them ---- */

static void rules_draw(const struct browser *browser, struct grid *grid,
                       const struct places *places)
{
    for (int i = 0; i < places->rule_count; i++)
        for (int column = 0; column < grid->columns; column++)
            glyph_put(grid, places->rules[i], column, GLYPH_RULE, browser->ascii);
    for (int i = 0; places->bar >= 0 && i < places->list.rows; i++)
        grid_put_rune(grid, places->list.row + i, places->bar, browser->ascii ? '|' : BAR,
                      styled(INK_FAINT, 0));
}

static int count_draw(const struct browser *browser, struct grid *grid)
{
    char words[64];
    int width, least = browser->filter[0] ? 36 : 20;
    if (browser->filter[0])
        snprintf(words, sizeof words, "%d of %d", browser->count, browser->all);
    else
        snprintf(words, sizeof words,
                 browser->all - browser->exercises == 1 ? "%d scenario" : "%d scenarios",
                 browser->all - browser->exercises);
    width = (int)strlen(words);
    if (grid->columns < least)
        return grid->columns;
    put(grid, 0, grid->columns - width - 1, width, words, true, styled(INK_FAINT, 0));
    return grid->columns - width - 1;
}

/* What is typed is seen to its end, however long it is. */
static const char *tail_of(const char *text, int columns)
{
    while (utf8_columns(text) > columns) {
        uint32_t rune;
        text += utf8_decode(text, strlen(text), &rune);
    }
    return text;
}

static void head_draw(const struct browser *browser, struct grid *grid)
{
    int end = count_draw(browser, grid) - 1;
    int at =
        1 + put(grid, 0, 1, end - 1, "baton", browser->ascii, styled(INK_TITLE, GRID_BOLD)) + 2;
    if (!browser->filter[0]) {
        struct rect rect = {0, at, 1, end - at};
        const char *words = browser->progress ? browser->progress : head_words;
        if (browser->progress)
            flow_parts_put(grid, rect, words, browser->ascii, styled(INK_FAINT, 0));
        else if ((int)strlen(words) <= rect.columns)
            flow_put(grid, rect, words, browser->ascii, styled(INK_FAINT, 0));
        return;
    }
    if (end - at > 20)
        at += put(grid, 0, at, end - at, "filter: ", browser->ascii, styled(INK_FAINT, 0));
    const char *tail = tail_of(browser->filter, end - at - 1 > 0 ? end - at - 1 : 0);
    at += put(grid, 0, at, end - at, tail, browser->ascii, styled(INK_PLAIN, GRID_BOLD));
    grid_put_rune(grid, 0, at, ' ', styled(INK_PLAIN, GRID_REVERSE));
    grid_park(grid, 0, at); /* unless one is chosen */
}

/* The pages: a folder elsewhere has a long name, which is said once. */
static void docs_add(struct strbuf *words, const char *docs)
{
    if (docs && docs[0] == '/')
        strbuf_addf(words, "%s/player.md  language.md  models.md", docs);
    else if (docs)
        strbuf_addf(words, "%s/player.md  %s/language.md  %s/models.md", docs, docs, docs);
}

/* Where to read more: of the first model of the chosen one, too. */
static void more_draw(const struct browser *browser, struct grid *grid, struct rect rect)
{
    const char *models = browser->count ? browser->rows[browser->chosen]->models : "";
    struct strbuf words = STRBUF_INIT;
    strbuf_adds(&words, "Read more:  baton --help  ");
    if (models[0])
        strbuf_addf(&words, "baton explain %.*s  ", (int)strcspn(models, ", "), models);
    docs_add(&words, browser->docs);
    flow_parts_put(grid, rect, strbuf_str(&words), browser->ascii, styled(INK_FAINT, 0));
    strbuf_release(&words);
}

static void keys_draw(const struct browser *browser, struct grid *grid, struct rect rect)
{
    bool exercise = browser->count && browser->rows[browser->chosen]->is_exercise;
    const char *keys = browser->keys ? browser->keys : exercise ? exercise_keys : usual_keys;
    if (browser->message) {
        flow_put(grid, rect, browser->message, browser->ascii, styled(INK_TITLE, 0));
        grid_park(grid, rect.row, rect.column);
    } else {
        flow_keys_put(grid, rect, keys, browser->ascii);
    }
}

void browser_draw(const struct browser *browser, struct grid *grid)
{
    struct places places = places_of(grid->columns, grid->rows);
    grid_clear(grid);
    if (grid->rows >= 3)
        head_draw(browser, grid);
    rules_draw(browser, grid, &places);
    if (browser->count) {
        list_draw(browser, grid, places.list);
        details_draw(browser, grid, places.details);
    } else {
        nothing_draw(browser, grid, places.list);
    }
    if (places.more.rows)
        more_draw(browser, grid, places.more);
    keys_draw(browser, grid, places.keys);
}

int browser_hit(const struct browser *browser, int row, int column, int columns, int rows)
{
    struct places places = places_of(columns, rows);
    if (!rect_has(places.list, row, column))
        return -1;
    int line = row - places.list.row + first_line(browser, places.list.rows), at = 0;
    for (int i = 0; i < browser->count && at <= line; i++) {
        at += is_head(browser, i);
        if (at++ == line)
            return i;
    }
    return -1;
}

int browser_page(const struct browser *browser, int columns, int rows)
{
    struct places places = places_of(columns, rows);
    return places.list.rows > 2 ? places.list.rows - 1 : 1;
}
