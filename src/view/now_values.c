/* The values of variables in a row each for what all share, and for what the task in focus has:
 *
 *     counter 4  total ?  places 1  box [3, 5]
 *     main: i 2  f square  sent 3  yielded 9
 *
 * A question mark: accesses were left out of the record, nobody knows. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "view/curtain.h"
#include "view/focus.h"
#include "view/now_lines.h"

enum {
    ITEMS_MOST = 64,
    OBJECTS_MOST = 256,
    NAME_COLUMNS = 24, /* of a longer name the value would have no room */
};

struct item {
    struct strbuf text;
    int64_t changed_ns; /* -1: never */
    bool dropped;
};

struct items {
    struct item items[ITEMS_MOST];
    int count, dropped;
    bool ascii;
};

static struct item *item_add(struct items *items, const char *name, int64_t changed_ns)
{
    struct item *item = &items->items[items->count < ITEMS_MOST ? items->count : ITEMS_MOST - 1];
    if (items->count == ITEMS_MOST) {
        items->dropped++;
        strbuf_release(&item->text);
    } else {
        items->count++;
    }
    *item = (struct item){.text = STRBUF_INIT, .changed_ns = changed_ns};
    utf8_add_clipped(&item->text, name, strlen(name), NAME_COLUMNS, items->ascii);
    strbuf_addch(&item->text, ' ');
    return item;
}

static void value_add(struct items *items, const struct story *story, const struct now_value *value)
{
    struct item *item = item_add(items, value->name, value->changed_ns);
    if (!value->known)
        strbuf_addch(&item->text, '?');
    else if (value->kind == TRACE_VALUE_INT)
        strbuf_addf(&item->text, "%lld", (long long)value->value);
    else if (value->kind == TRACE_VALUE_OBJECT)
        strbuf_adds(&item->text, trace_object_name(story->trace, (int)value->value));
    else
        strbuf_adds(&item->text, trace_task_name(story->trace, (int)value->value));
}

/* ---- what has room ---- */

static int width_of(const struct items *items)
{
    int width = items->dropped ? 6 : 0;
    for (int i = 0; i < items->count; i++)
        if (!items->items[i].dropped)
            width +=
                (int)utf8_width(strbuf_str(&items->items[i].text), items->items[i].text.len) + 2;
    return width - 2;
}

/* Leaves out those that changed longest ago, until the others have room. */
static void items_fit(struct items *items, int columns)
{
    while (width_of(items) > columns) {
        struct item *oldest = NULL;
        for (int i = 0; i < items->count; i++)
            if (!items->items[i].dropped &&
                (!oldest || items->items[i].changed_ns <= oldest->changed_ns))
                oldest = &items->items[i];
        if (!oldest || items->dropped == items->count - 1)
            return;
        oldest->dropped = true;
        items->dropped++;
    }
}

static void items_put(const struct view *view, struct items *items, int columns, int line,
                      struct now_lines *made)
{
    const struct story *story = view->player->story;
    int64_t t_ns = view->player->t_ns, changing_ns = now_changing_ns(story, t_ns);
    int64_t newest_ns = story_event_before(story, t_ns + 1);
    struct strbuf *out = &made->text[line];
    items_fit(items, columns - (int)utf8_width(strbuf_str(out), out->len));
    const char *gap = "";
    for (int i = 0; i < items->count; i++) {
        struct item *item = &items->items[i];
        if (item->dropped)
            continue;
        strbuf_adds(out, gap);
        gap = "  ";
        size_t from = out->len;
        strbuf_adds(out, strbuf_str(&item->text));
        bool lit = item->changed_ns >= 0 && item->changed_ns >= changing_ns;
        if (lit && made->light_count[line] < NOW_LIGHTS_MOST)
            made->lights[line][made->light_count[line]++] =
                (struct now_light){from, out->len, item->changed_ns == newest_ns};
    }
    if (items->dropped)
        strbuf_addf(out, "%s+%d", gap, items->dropped);
    for (int i = 0; i < items->count; i++)
        strbuf_release(&items->items[i].text);
}

/* ---- what all share ---- */

static uint32_t focus_actor(const struct view *view)
{
    const struct timeline *timeline = view->player->story->timeline;
    int begun = timeline_tasks_until(timeline, view->player->t_ns);
    return begun ? timeline->lanes[timeline->first_task + focus_task(view, begun)].actor
                 : TRACE_NOBODY;
}

static void shared_add(const struct view *view, struct items *items)
{
    const struct story *story = view->player->story;
    uint32_t task = focus_actor(view);
    for (int i = 0; i < now_shared_count(story) && i < OBJECTS_MOST; i++) {
        struct now_value value = now_shared(story, i, task, view->player->t_ns);
        if (!curtain_hides_value(view, value.name))
            value_add(items, story, &value);
    }
}

static void objects_add(const struct view *view, struct items *items)
{
    const struct story *story = view->player->story;
    for (int i = 0; i < now_object_count(story) && i < OBJECTS_MOST; i++) {
        struct now_object now = now_object(story, i, view->player->t_ns);
        if (curtain_hides_value(view, now_object_name(story, i)))
            continue;
        if (now.kind == NOW_CHANNEL) {
            struct item *item = item_add(items, now_object_name(story, i), now.changed_ns);
            now_channel_add(story, i, view->player->t_ns, "[]", &item->text);
        } else if (now.kind == NOW_SEMAPHORE && now.known) {
            struct item *item = item_add(items, now_object_name(story, i), now.changed_ns);
            strbuf_addf(&item->text, "%lld", (long long)now.value);
        }
    }
}

void now_values_add(const struct view *view, int columns, struct now_lines *made)
{
    struct items items = {.ascii = view->ascii};
    if (!now_shared_are_copies(view->player->story))
        shared_add(view, &items);
    objects_add(view, &items);
    items_put(view, &items, columns, NOW_LINE_VALUES, made);
}

/* ---- what one task has ---- */

static void exchange_add(const struct view *view, uint32_t task, struct items *items)
{
    const struct story *story = view->player->story;
    struct now_value sent = {0}, yielded = {0};
    now_exchange(story, task, view->player->t_ns, &sent, &yielded);
    sent.name = "sent";
    yielded.name = "yielded";
    if (sent.known)
        value_add(items, story, &sent);
    if (yielded.known)
        value_add(items, story, &yielded);
}

void now_own_add(const struct view *view, int columns, struct now_lines *made)
{
    const struct story *story = view->player->story;
    struct items items = {.ascii = view->ascii};
    struct now_value values[ITEMS_MOST];
    uint32_t task = focus_actor(view);
    if (task == TRACE_NOBODY || !now_tells_values(story))
        return;
    if (now_shared_are_copies(story))
        shared_add(view, &items);
    size_t count = now_variables(story, task, view->player->t_ns, values, ITEMS_MOST);
    for (size_t i = 0; i < count; i++)
        value_add(&items, story, &values[i]);
    exchange_add(view, task, &items);
    if (!items.count)
        return;
    utf8_add_clipped(&made->text[NOW_LINE_OWN], trace_task_name(story->trace, (int)task),
                     strlen(trace_task_name(story->trace, (int)task)), (size_t)columns / 3,
                     view->ascii);
    strbuf_adds(&made->text[NOW_LINE_OWN], ": ");
    items_put(view, &items, columns, NOW_LINE_OWN, made);
}
