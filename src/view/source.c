#include "config.h"

#include "view/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "scenario/fold.h"
#include "trace/recording.h"

enum {
    SCAN_MARKS = 1 << 16, /* from either end, for whether a line was reached */
    SCAN_HANDOFFS = 64,
    SCAN_TASKS = 64,
    CONTEXT_ROWS = 2,
};

/* ---- what may be seen ---- */

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

/* What may be seen of a line while the curtain is down. */
static void line_hide(const struct view *view, struct source_line *line, struct fold *fold)
{
    struct fold_line folded;
    fold_read(fold, line->text, line->len, &folded);
    line->kind = folded.kind;
    if ((line->kind == SOURCE_NOTE || line->kind == SOURCE_ASK) && is_reached(view, line->number))
        line->kind = SOURCE_SHOWN;
    if (line->kind != SOURCE_SHOWN)
        return;
    line->len = folded.len;
    line->cut = folded.cut;
}

/* What stands directly above the expectations speaks of them. */
static void drop_comments(struct source *source)
{
    while (source->count > 0 && fold_is_comment(source->lines[source->count - 1].text,
                                                source->lines[source->count - 1].len))
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
    const struct trace *trace = view->player->story->trace;
    size_t len = 0;
    const char *text = trace_source(trace, &len);
    return text && !trace_is_recording(trace) ? fold_asks(text, len) : 0;
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
    bool hides = !recording && hides_words(view);
    struct fold fold = fold_begin(hides && source_asks(view) > 0);
    while (line_next(&lines, &line)) {
        line.kind = SOURCE_SHOWN;
        if (hides)
            line_hide(view, &line, &fold);
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
    size_t indent = fold_indent(line.text, line.len);
    if (hides_words(view))
        fold_cut(line.text, &line.len);
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
        if (fold_begins_with(source->lines[i].text, source->lines[i].len, word, false))
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
