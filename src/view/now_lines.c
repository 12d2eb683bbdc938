#include "config.h"

#include "view/now_lines.h"

#include "base/utf8.h"
#include "player/now_waiting.h"
#include "tell/tell.h"
#include "tell/words.h"
#include "view/curtain.h"

/* So many names are tried: how many there are says more than who is first. */
static const int tries[] = {TELL_NAMES_MOST, 6, 4, 3, 2, 1, 0};

static bool fits(const struct strbuf *text, int columns)
{
    return (int)utf8_width(strbuf_str(text), text->len) <= columns;
}

/* With as many names as there is room for. */
static void waiting_add(const struct view *view, int columns, struct strbuf *out)
{
    const struct story *story = view->player->story;
    struct now_waiting waiting;
    if (!now_waiting_find(story, view->player->t_ns, &waiting))
        return;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        strbuf_clear(out);
        now_waiting_say(story, &waiting, tries[i], out);
        if (fits(out, columns))
            return;
    }
}

static void object_find(const struct view *view, struct tell_object *object)
{
    static const enum tell_object_kind kinds[] = {
        [NOW_LOCK] = TELL_LOCK,       [NOW_SEMAPHORE] = TELL_SEMAPHORE,
        [NOW_CHANNEL] = TELL_CHANNEL, [NOW_CONDITION] = TELL_CONDITION,
        [NOW_BARRIER] = TELL_BARRIER, [NOW_OTHER] = TELL_OTHER};
    const struct story *story = view->player->story;
    int64_t t_ns = view->player->t_ns;
    struct now_object now = now_object(story, view->object, t_ns);
    *object = (struct tell_object){.name = now_object_name(story, view->object),
                                   .kind = kinds[now.kind],
                                   .holder = now.holder,
                                   .given = now.given,
                                   .t_ns = t_ns,
                                   .since_ns = now.since_ns,
                                   .shut = now.shut,
                                   .known = now.known,
                                   .value = now.value};
    object->waits.count = now.waiting > 0 ? (size_t)now.waiting : 0;
    now_object_waiters(story, view->object, t_ns, object->waits.who, TELL_NAMES_MOST);
    object->holders.count =
        now_object_holders(story, view->object, t_ns, object->holders.who, TELL_NAMES_MOST);
    if (object->holders.count == TELL_NAMES_MOST)
        object->holders.count = (size_t)now.held;
    object->values.count =
        (int)now_object_values(story, view->object, t_ns, object->values.values, TELL_VALUES_MOST);
    object->values.more = now.kind == NOW_CHANNEL ? now.held - object->values.count : 0;
}

static void object_add(const struct view *view, int columns, struct strbuf *out)
{
    const struct story *story = view->player->story;
    struct tell tell = tell_to(story->timeline, out);
    struct tell_object object;
    if (view->object < 0 || view->object >= now_object_count(story) ||
        curtain_hides_value(view, now_object_name(story, view->object)))
        return;
    object_find(view, &object);
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        strbuf_clear(out);
        tell_object(&tell, &object, tries[i]);
        if (fits(out, columns))
            return;
    }
}

static void late_add(const struct now_totals *totals, bool brief, struct strbuf *out)
{
    bool many = totals->late_count > 1;
    strbuf_adds(out, "  late ");
    words_count(out, totals->late_count);
    strbuf_adds(out, many ? " (mean " : " (");
    words_time(out, totals->late_sum_ns / totals->late_count);
    strbuf_adds(out, many && !brief ? ", sum " : "");
    if (many && !brief)
        words_time(out, totals->late_sum_ns);
    strbuf_addch(out, ')');
}

static void totals_put(const struct now_totals *totals, bool brief, struct strbuf *out)
{
    strbuf_adds(out, "CPU ");
    words_time(out, totals->cpu_ns);
    strbuf_adds(out, "  hand-offs ");
    words_count(out, totals->handoffs);
    if (totals->looks > 0) {
        strbuf_adds(out, "  looks ");
        words_count(out, totals->looks);
    }
    if (totals->late_count > 0)
        late_add(totals, brief, out);
    strbuf_addf(out, "  threads %lld", (long long)totals->threads);
}

/* Without the sum of what was late, if it has no room. */
static void totals_add(const struct view *view, int columns, struct strbuf *out)
{
    struct now_totals totals = now_totals(view->player->story, view->player->t_ns);
    totals_put(&totals, false, out);
    if (fits(out, columns))
        return;
    strbuf_clear(out);
    totals_put(&totals, true, out);
}

typedef void add_fn(const struct view *view, int columns, struct strbuf *out);

static add_fn *const lines[] = {[NOW_LINE_TOTALS] = totals_add,
                                [NOW_LINE_WAITING] = waiting_add,
                                [NOW_LINE_OBJECT] = object_add};

/* A body's own variables have a row only where the first tasks keep theirs, or that task is chosen.
 */
enum { ROWS_LEAST = 2, TASKS_FEW = 3 };

static int rows_kept(const struct view *view)
{
    int begun = timeline_tasks_until(view->player->story->timeline, view->player->t_ns);
    if (view->lane >= 0)
        return ROWS_LEAST;
    return begun < ROWS_LEAST ? ROWS_LEAST : begun < TASKS_FEW ? begun : TASKS_FEW;
}

/* They may be what is asked for: how many are under way, who is next. */
static bool is_asked_for(const struct view *view, int line)
{
    return view->player->asking >= 0 && (line == NOW_LINE_TOTALS || line == NOW_LINE_WAITING);
}

static void line_make(const struct view *view, int columns, int line, struct now_lines *made)
{
    if (is_asked_for(view, line))
        return;
    if (line == NOW_LINE_VALUES)
        now_values_add(view, columns, made);
    else if (line == NOW_LINE_OWN)
        now_own_add(view, columns, made);
    else
        lines[line](view, columns, &made->text[line]);
}

void now_lines_make(const struct view *view, struct rect rect, struct now_lines *made)
{
    *made = (struct now_lines){.rows = rect.rows};
    for (int i = 0; i < NOW_LINES && made->rows > ROWS_LEAST; i++) {
        if (i == NOW_LINE_OWN && made->rows <= rows_kept(view))
            break;
        line_make(view, rect.columns, i, made);
        made->rows -= made->text[i].len > 0;
    }
}

void now_lines_release(struct now_lines *made)
{
    for (int i = 0; i < NOW_LINES; i++)
        strbuf_release(&made->text[i]);
}
