#include "config.h"

#include "view/source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "trace/recording.h"

enum {
    SCAN_MARKS = 1 << 16, /* from either end, for whether a line was reached */
    SCAN_HANDOFFS = 64,
    SCAN_TASKS = 64,
    CONTEXT_ROWS = 2,
};

/* ---- what may be seen ---- */

static bool begins_with(const struct source_line *line, const char *word, bool indented)
{
    size_t at = 0, len = strlen(word);
    while (indented && at < line->len && (line->text[at] == ' ' || line->text[at] == '\t'))
        at++;
    if (line->len - at < len || memcmp(line->text + at, word, len) != 0)
        return false;
    char behind = at + len < line->len ? line->text[at + len] : ' ';
    return !isalnum((unsigned char)behind) && behind != '_' && !(behind & 0x80);
}

static bool is_mark_of(const struct story_mark *mark, uint32_t line)
{
    return mark->line == line && (mark->kind == STORY_NOTE || mark->kind == STORY_ASK);
}

/* In a run with very many marks those in its middle are not looked at: a text stays hidden then,
 * which gives nothing away. */
static bool is_reached(const struct view *view, uint32_t line)
{
    const struct story *story = view->player->story;
    size_t count = story_marks_until(story, view->player->t_ns);
    for (size_t i = 0; i < count && i < SCAN_MARKS; i++)
        if (is_mark_of(&story->marks[i], line) || is_mark_of(&story->marks[count - 1 - i], line))
            return true;
    return false;
}

static size_t indent_of(const struct source_line *line)
{
    size_t at = 0;
    while (at < line->len && (line->text[at] == ' ' || line->text[at] == '\t'))
        at++;
    return at;
}

static bool is_comment(const struct source_line *line)
{
    size_t at = indent_of(line);
    return at < line->len && line->text[at] == '#';
}

/* What a line is while the curtain is down. */
static uint8_t kind_of(const struct view *view, const struct source_line *line, bool asks)
{
    bool note = begins_with(line, "note", true), ask = begins_with(line, "ask", true);
    if (begins_with(line, "expect", false))
        return SOURCE_EXPECT;
    if (begins_with(line, "about", false))
        return SOURCE_ABOUT;
    if (asks && begins_with(line, "scenario", false))
        return SOURCE_TITLE;
    if (is_comment(line))
        return SOURCE_COMMENT;
    if ((note || ask) && !is_reached(view, line->number))
        return note ? SOURCE_NOTE : SOURCE_ASK;
    return SOURCE_SHOWN;
}

/* Cuts off a comment behind a statement, and what stands behind the text of a question. */
static void line_cut(struct source_line *line)
{
    bool ask = begins_with(line, "ask", true), text = false;
    size_t at = 0, end;
    for (; at < line->len && (text || line->text[at] != '#'); at++) {
        if (text && line->text[at] == '\\') {
            at++;
        } else if (line->text[at] == '"') {
            text = !text;
            if (!text && ask) {
                at++;
                break;
            }
        }
    }
    end = at < line->len ? at : line->len;
    for (at = end; at < line->len && (line->text[at] == ' ' || line->text[at] == '\t');)
        at++;
    line->cut = at < line->len;
    while (line->cut && end && line->text[end - 1] == ' ')
        end--;
    line->len = line->cut ? end : line->len;
}

/* How deep the question stands whose block the lines are, or LEVEL_NONE. */
enum { LEVEL_NONE = -1 };

static void line_hide(const struct view *view, struct source_line *line, bool asks, long *level)
{
    long indent = (long)indent_of(line);
    bool blank = (size_t)indent == line->len;
    if (!blank && *level != LEVEL_NONE && indent > *level) {
        line->kind = SOURCE_CHOICE;
        return;
    }
    if (!blank)
        *level = begins_with(line, "ask", true) ? indent : LEVEL_NONE;
    line->kind = kind_of(view, line, asks);
    if (line->kind == SOURCE_SHOWN)
        line_cut(line);
}

/* What stands directly above the expectations speaks of them. */
static void drop_comments(struct source *source)
{
    while (source->count > 0 && is_comment(&source->lines[source->count - 1]))
        source->count--;
}

/* The lines of a text, one after the other; each has the number that events have. */
struct lines {
    const char *at, *end;
    uint32_t number;
};

static struct lines lines_of(const struct view *view, uint32_t file)
{
    size_t len = 0;
    const char *text = trace_source_of(view->player->story->trace, (int)file, &len);
    return (struct lines){
        .at = text, .end = text ? text + len : text, .number = trace_line(file, 0)};
}

/* Of a recorded program the file at which one looks; 0 of any other. */
static uint32_t file_of(const struct view *view, uint32_t line)
{
    return trace_is_recording(view->player->story->trace) ? trace_line_file(line) : 0;
}

/* False: there is no more. */
static bool line_next(struct lines *lines, struct source_line *line)
{
    if (!lines->at || lines->at >= lines->end)
        return false;
    const char *eol = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    size_t bytes = (size_t)((eol ? eol : lines->end) - lines->at);
    *line = (struct source_line){.text = lines->at, .number = ++lines->number};
    line->len = bytes && lines->at[bytes - 1] == '\r' ? bytes - 1 : bytes;
    lines->at += bytes + 1;
    return true;
}

int source_asks(const struct view *view)
{
    struct lines lines = lines_of(view, 0);
    struct source_line line;
    int count = 0;
    if (trace_is_recording(view->player->story->trace))
        return 0;
    while (line_next(&lines, &line))
        count += begins_with(&line, "ask", true);
    return count;
}

static bool is_python(const char *name)
{
    size_t len = strlen(name);
    return len > 3 && strcmp(name + len - 3, ".py") == 0;
}

/* Who is the scheduler is not told what there is to be found, before the run is over. */
static bool hides_words(const struct view *view)
{
    bool stands = view->player->story->stats->ending == TRACE_ENDING_STANDS;
    return player_hides(view->player) || (view->chooses && stands);
}

void source_read(const struct view *view, struct source *source)
{
    const struct trace *trace = view->player->story->trace;
    bool recording = trace_is_recording(trace);
    source->file = recording ? file_of(view, source_focus(view)) : 0;
    source->python = recording && is_python(trace_source_name_of(trace, (int)source->file));
    source->foreign = recording && !source->python;
    struct lines lines = lines_of(view, source->file);
    struct source_line line;
    bool hides = !recording && hides_words(view), asks = hides && source_asks(view) > 0;
    long level = LEVEL_NONE;
    while (line_next(&lines, &line)) {
        line.kind = SOURCE_SHOWN;
        if (hides)
            line_hide(view, &line, asks, &level);
        if (line.kind == SOURCE_EXPECT)
            drop_comments(source);
        MEM_GROW(source->lines, source->count, source->room);
        source->lines[source->count++] = line;
        if (line.kind == SOURCE_EXPECT)
            return;
    }
}

bool source_words(const struct view *view, uint32_t number, struct strbuf *out)
{
    struct lines lines = lines_of(view, file_of(view, number));
    struct source_line line = {0};
    while (line.number < number)
        if (!line_next(&lines, &line))
            return false;
    size_t indent = indent_of(&line);
    if (hides_words(view))
        line_cut(&line);
    if (number == 0 || line.len <= indent)
        return false;
    strbuf_add(out, line.text + indent, line.len - indent);
    return true;
}

void source_file(const struct view *view, struct strbuf *out)
{
    const char *name =
        trace_source_name_of(view->player->story->trace, (int)file_of(view, source_focus(view)));
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    utf8_add_safe(out, name, strlen(name));
}

void source_release(struct source *source)
{
    free(source->lines);
    *source = (struct source){0};
}

/* ---- where to look ---- */

uint32_t source_line_of(const struct view *view, uint32_t actor)
{
    const struct timeline *timeline = view->player->story->timeline;
    const struct timeline_lane *lane = timeline_lane_of(timeline, actor);
    if (!lane)
        return 0;
    return now_lane(view->player->story, (int)(lane - timeline->lanes), view->player->t_ns).line;
}

/* Who held control last, at or before the playhead. */
static uint32_t last_holder(const struct story *story, int64_t t_ns)
{
    size_t at = story_handoffs_until(story, t_ns);
    for (int looked = 0; at-- > 0 && looked < SCAN_HANDOFFS; looked++) {
        struct handoff handoff = story->handoffs[at];
        uint32_t who = story->timeline->lanes[handoff.strip].items[handoff.index].object;
        if (who != TRACE_NOBODY)
            return who;
    }
    return TRACE_NOBODY;
}

/* A task that is not over yet, of the first ones. */
static uint32_t first_alive(const struct view *view)
{
    const struct timeline *timeline = view->player->story->timeline;
    for (int i = 0; i < timeline->task_count && i < SCAN_TASKS; i++) {
        struct now_lane now =
            now_lane(view->player->story, timeline->first_task + i, view->player->t_ns);
        if (now.begun && !now.ended && now.line)
            return now.line;
    }
    return 0;
}

static bool is_over(const struct view *view, uint32_t actor)
{
    const struct timeline_lane *lane = timeline_lane_of(view->player->story->timeline, actor);
    return lane && lane->ended && view->player->t_ns >= lane->end_ns;
}

uint32_t source_focus(const struct view *view)
{
    const struct player *player = view->player;
    if (player->asking >= 0)
        return player->story->marks[player->asking].line;
    for (int i = 0; i < player->story->timeline->strip_count; i++) {
        uint32_t holder = now_holder(player->story, i, player->t_ns);
        uint32_t line = holder == TRACE_NOBODY ? 0 : source_line_of(view, holder);
        if (line)
            return line;
    }
    uint32_t last = last_holder(player->story, player->t_ns);
    uint32_t alive = is_over(view, last) ? first_alive(view) : 0;
    return alive ? alive : source_line_of(view, last);
}

/* The first line that begins with a word, or `otherwise`. */
static int first_of(const struct source *source, const char *word, int otherwise)
{
    for (int i = 0; i < source->count; i++)
        if (begins_with(&source->lines[i], word, false))
            return i;
    return otherwise;
}

/* The pages overlap, so that there are lines above and below the one that matters. */
int source_page_top(int line, int rows)
{
    int step = rows - 2 * CONTEXT_ROWS;
    if (step < 1)
        return line - rows / 2;
    int page = line < CONTEXT_ROWS ? 0 : (line - CONTEXT_ROWS) / step;
    return page * step;
}

int source_top(const struct view *view, const struct source *source, int rows)
{
    int most = source->count > rows ? source->count - rows : 0, top = 0;
    bool scenario = !source->python && !source->foreign;
    int task = scenario ? first_of(source, "task", 0) : 0;
    int end = scenario ? first_of(source, "expect", source->count - 1) : source->count - 1;
    if (end >= rows && end - task <= rows)
        top = task < end + 1 - rows ? task : end + 1 - rows;
    else if (end >= rows)
        top = source_page_top((int)trace_line_number(source_focus(view)) - 1, rows);
    top = (top < most ? top : most) + view->source_scroll;
    return top < 0 || !source->count ? 0 : top < source->count ? top : source->count - 1;
}
