#include "view/now_lines.h"

#include <string.h>

#include "base/utf8.h"
#include "tell/words.h"

enum { LISTED = 12 }; /* tasks in a queue that are named */

/* Who waits for something: the first of them, and how many there are. */
struct names {
    uint32_t who[LISTED];
    size_t count;
};

/* "one, two and 3 more", with so many names at most; with none "5". */
static void names_add(const struct story *story, const struct names *names, size_t most,
                      struct strbuf *out)
{
    size_t named = names->count < most ? names->count : most;
    for (size_t i = 0; i < named; i++) {
        strbuf_adds(out, i ? ", " : "");
        strbuf_adds(out, timeline_actor_name(story->timeline, names->who[i]));
    }
    if (names->count == named)
        return;
    strbuf_adds(out, named ? " and " : "");
    words_count(out, (int64_t)(names->count - named));
    strbuf_adds(out, named ? " more" : "");
}

static void device_find(const struct view *view, struct names *names)
{
    const struct story *story = view->player->story;
    int requests[LISTED];
    names->count = now_requests(story, view->player->t_ns, requests, LISTED);
    for (size_t i = 0; i < names->count && i < LISTED; i++)
        names->who[i] = story->timeline->requests[requests[i]].who;
}

/* In front of the loop, the thread, or the interpreter's lock; and at the device. */
struct waiting {
    struct names queue, device;
};

static void queue_add(const struct story *story, const struct waiting *waiting, size_t most,
                      struct strbuf *out)
{
    if (!waiting->queue.count)
        strbuf_adds(out, "nobody");
    else
        names_add(story, &waiting->queue, most, out);
}

static void gil_add(const struct view *view, const struct waiting *waiting, size_t most,
                    struct strbuf *out)
{
    const struct story *story = view->player->story;
    struct now_gil gil = now_gil(story, view->player->t_ns);
    strbuf_adds(out, "lock: ");
    if (gil.holder == TRACE_NOBODY)
        strbuf_adds(out, "free");
    else
        strbuf_addf(out, "%s has it", timeline_actor_name(story->timeline, gil.holder));
    strbuf_adds(out, "; wants it: ");
    queue_add(story, waiting, most, out);
    if (gil.asked_by == TRACE_NOBODY)
        return;
    strbuf_addf(out, "; %s asked ", timeline_actor_name(story->timeline, gil.asked_by));
    words_time(out, view->player->t_ns - gil.asked_ns);
    strbuf_adds(out, " ago");
}

static void loop_add(const struct view *view, const struct waiting *waiting, size_t most,
                     struct strbuf *out)
{
    const struct story *story = view->player->story;
    strbuf_adds(out, "ready: ");
    queue_add(story, waiting, most, out);
    strbuf_adds(out, "; at the device: ");
    if (!waiting->device.count)
        strbuf_adds(out, "nothing");
    else
        names_add(story, &waiting->device, most, out);
}

static bool fits(const struct strbuf *text, int columns)
{
    return (int)utf8_width(strbuf_str(text), text->len) <= columns;
}

/* With as many names as there is room for: how many there are says more than who is first. */
static void waiting_add(const struct view *view, int columns, struct strbuf *out)
{
    static const size_t most[] = {LISTED, 6, 4, 3, 2, 1, 0};
    const struct story *story = view->player->story;
    bool gil = story->timeline->has_gil;
    struct waiting waiting;
    if (!gil && !timeline_has_loop(story->timeline) && !story->timeline->single_thread)
        return;
    waiting.queue.count = now_queue(story, view->player->t_ns, waiting.queue.who, LISTED);
    device_find(view, &waiting.device);
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        strbuf_clear(out);
        if (gil)
            gil_add(view, &waiting, most[i], out);
        else
            loop_add(view, &waiting, most[i], out);
        if (fits(out, columns))
            return;
    }
}

static void object_add(const struct view *view, int columns, struct strbuf *out)
{
    (void)columns;
    const struct story *story = view->player->story;
    if (view->object < 0 || view->object >= now_object_count(story))
        return;
    struct now_object now = now_object(story, view->object, view->player->t_ns);
    const char *name = trace_object_name(story->trace, view->object);
    utf8_add_safe(out, name ? name : "", name ? strlen(name) : 0);
    if (now.holder != TRACE_NOBODY && now.held > 1) { /* a semaphore */
        strbuf_addf(out, ": %d hold it", now.held);
    } else if (now.holder != TRACE_NOBODY) {
        strbuf_addf(out, ": %s holds it for ", timeline_actor_name(story->timeline, now.holder));
        words_time(out, view->player->t_ns - now.since_ns);
    } else {
        strbuf_addf(out, ": %d in it", now.held);
    }
    strbuf_addf(out, "; %d wait%s for it", now.waiting, now.waiting == 1 ? "s" : "");
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

static add_fn *const lines[NOW_LINES] = {[NOW_LINE_TOTALS] = totals_add,
                                         [NOW_LINE_WAITING] = waiting_add,
                                         [NOW_LINE_OBJECT] = object_add};

void now_lines_make(const struct view *view, struct rect rect, struct now_lines *made)
{
    *made = (struct now_lines){.rows = rect.rows};
    for (int i = 0; i < NOW_LINES && made->rows > 2; i++) {
        lines[i](view, rect.columns, &made->text[i]);
        made->rows -= made->text[i].len > 0;
    }
}

void now_lines_release(struct now_lines *made)
{
    for (int i = 0; i < NOW_LINES; i++)
        strbuf_release(&made->text[i]);
}
