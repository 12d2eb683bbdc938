#include "config.h"

#include "player/now.h"

#include "player/story_index.h"

enum {
    LOOK_BACK = 64,   /* entries, for since when */
    WHO_BACK = 512,   /* entries, for who */
    VALUES_NAMED = 4, /* of a channel */
};

int now_object_count(const struct story *story)
{
    return story->index->object_count;
}

const char *now_object_name(const struct story *story, int number)
{
    bool known = number >= 0 && number < story->index->object_count;
    return known ? story->index->objects[number].name : "?";
}

static const struct story_object_entry *entry_at(const struct story *story,
                                                 const struct story_object *object, int64_t t_ns)
{
    uint32_t low = 0, high = object->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (story_event_ns(story, object->entries[middle].event) <= t_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &object->entries[low - 1] : NULL;
}

/* Since when nobody holds it. */
static int64_t free_since(const struct story *story, const struct story_object *object,
                          const struct story_object_entry *entry)
{
    for (int looked = 0; entry > object->entries && looked < LOOK_BACK; entry--, looked++)
        if ((entry - 1)->holder_event != STORY_NONE)
            break;
    return story_event_ns(story, entry->event);
}

/* Since when its value, or what is in it, is what it is. */
static int64_t changed_at(const struct story *story, const struct story_object *object,
                          const struct story_object_entry *entry)
{
    for (int looked = 0; looked < LOOK_BACK; looked++, entry--) {
        bool first = entry == object->entries;
        int64_t value = first ? object->units : entry[-1].value;
        bool same = object->kind == NOW_CHANNEL
                        ? entry->held == (first ? 0 : entry[-1].held) &&
                              entry->received == (first ? 0 : entry[-1].received) &&
                              entry->shut == (first ? false : entry[-1].shut)
                        : entry->value == value;
        if (!same)
            break;
        if (first)
            return -1;
    }
    return story_event_ns(story, entry->event);
}

struct now_object now_object(const struct story *story, int number, int64_t t_ns)
{
    struct now_object now = {.holder = TRACE_NOBODY};
    if (number < 0 || number >= story->index->object_count)
        return now;
    const struct story_object *object = &story->index->objects[number];
    const struct story_object_entry *entry = entry_at(story, object, t_ns);
    now.kind = object->kind;
    now.known = object->kind == NOW_SEMAPHORE && object->units >= 0;
    now.value = object->units;
    now.changed_ns = -1;
    if (!entry)
        return now;
    now.held = entry->held;
    now.waiting = entry->waiting;
    now.given = entry->given;
    now.shut = entry->shut;
    now.value = entry->value;
    now.changed_ns = changed_at(story, object, entry);
    if (entry->holder_event != STORY_NONE) {
        now.holder = trace_at(story->trace, entry->holder_event)->who;
        now.since_ns = story_event_ns(story, entry->holder_event);
    } else {
        now.since_ns = object->kind == NOW_CHANNEL ? story_event_ns(story, entry->event)
                                                   : free_since(story, object, entry);
    }
    return now;
}

size_t now_object_values(const struct story *story, int number, int64_t t_ns, int64_t *values,
                         size_t room)
{
    if (number < 0 || number >= story->index->object_count)
        return 0;
    const struct story_object *object = &story->index->objects[number];
    const struct story_object_entry *entry = entry_at(story, object, t_ns);
    if (!entry || object->kind != NOW_CHANNEL)
        return 0;
    size_t held = (size_t)entry->held, count = 0;
    for (; count < held && count < room; count++)
        values[count] = trace_at(story->trace, object->sends[entry->received + count])->value;
    return count;
}

void now_channel_add(const struct story *story, int object, int64_t t_ns, const char *brackets,
                     struct strbuf *out)
{
    int64_t values[VALUES_NAMED];
    struct now_object now = now_object(story, object, t_ns);
    size_t count = now_object_values(story, object, t_ns, values, VALUES_NAMED);
    strbuf_addch(out, brackets[0]);
    for (size_t i = 0; i < count; i++)
        strbuf_addf(out, "%s%lld", i ? ", " : "", (long long)values[i]);
    if (now.held > (int)count)
        strbuf_addf(out, " +%d", now.held - (int)count);
    strbuf_addch(out, brackets[1]);
    if (now.shut)
        strbuf_adds(out, " closed");
}

/* ---- relations ---- */

static int64_t begin_of(const struct story *story, uint32_t event)
{
    return event == STORY_NONE ? INT64_MAX : story_event_ns(story, event);
}

/* True if the spell stands before all of that key and task that begin at or behind t. */
static bool is_before(const struct story *story, const struct story_spell *spell, uint32_t key,
                      uint32_t task, int64_t t_ns)
{
    if (spell->key != key)
        return spell->key < key;
    if (spell->task != task)
        return spell->task < task;
    return story_event_ns(story, spell->from) < t_ns;
}

/* The last spell of that key and task within [from, to), or NULL. They do not overlap, but for
 * those of one who has more than one unit of a semaphore. */
static const struct story_spell *spell_within(const struct story *story, uint32_t key,
                                              uint32_t task, int64_t from_ns, int64_t to_ns)
{
    const struct story_spell *spells = story->index->spells;
    size_t low = 0, high = story->index->spell_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(story, &spells[middle], key, task, to_ns))
            low = middle + 1;
        else
            high = middle;
    }
    for (int looked = 0; low-- > 0 && looked < 4; looked++) {
        if (spells[low].key != key || spells[low].task != task)
            return NULL;
        if (begin_of(story, spells[low].to) > from_ns)
            return &spells[low];
    }
    return NULL;
}

/* True if some task waits for the object at any moment of [from, to). */
static bool is_waited_for(const struct story *story, int number, int64_t from_ns, int64_t to_ns)
{
    const struct story_object_entry *last =
        entry_at(story, &story->index->objects[number], to_ns - 1);
    if (!last)
        return false;
    return last->waiting > 0 ||
           (last->waited_until != STORY_NONE && begin_of(story, last->waited_until) > from_ns);
}

/* Whether others wait counts for as long as it is held only. */
static bool is_wanted(const struct story *story, int number, const struct story_spell *held,
                      int64_t from_ns, int64_t to_ns)
{
    int64_t since = begin_of(story, held->from), until = begin_of(story, held->to);
    return is_waited_for(story, number, since > from_ns ? since : from_ns,
                         until < to_ns ? until : to_ns);
}

/* ---- who ---- */

/* The tasks of which a spell of that key lasts at t, of the last entries: the oldest first. */
static size_t tasks_at(const struct story *story, int number, uint32_t key, int64_t t_ns,
                       uint32_t *tasks, size_t room, size_t wanted)
{
    const struct story_object *object = &story->index->objects[number];
    const struct story_object_entry *entry = entry_at(story, object, t_ns);
    size_t count = 0;
    for (int looked = 0; entry && looked < WHO_BACK && count < wanted && count < room; looked++) {
        uint32_t who = trace_at(story->trace, entry->event)->who;
        const struct story_spell *spell = spell_within(story, key, who, t_ns, t_ns + 1);
        if (spell && spell->from == entry->event)
            tasks[count++] = who;
        entry = entry > object->entries ? entry - 1 : NULL;
    }
    for (size_t i = 0; i < count / 2; i++) {
        uint32_t swapped = tasks[i];
        tasks[i] = tasks[count - 1 - i];
        tasks[count - 1 - i] = swapped;
    }
    return count;
}

size_t now_object_waiters(const struct story *story, int number, int64_t t_ns, uint32_t *tasks,
                          size_t room)
{
    struct now_object now = now_object(story, number, t_ns);
    return now.waiting > 0 ? tasks_at(story, number, (uint32_t)number * 2 + 1, t_ns, tasks, room,
                                      (size_t)now.waiting)
                           : 0;
}

/* One that has ended without giving it back has nothing any more. */
size_t now_object_holders(const struct story *story, int number, int64_t t_ns, uint32_t *tasks,
                          size_t room)
{
    struct now_object now = now_object(story, number, t_ns);
    size_t found = 0, count = now.held > 0 && now.kind != NOW_CHANNEL
                                  ? tasks_at(story, number, (uint32_t)number * 2, t_ns, tasks, room,
                                             (size_t)now.held)
                                  : 0;
    for (size_t i = 0; i < count; i++) {
        const struct timeline_lane *lane = timeline_lane_of(story->timeline, tasks[i]);
        if (!lane || !timeline_has_end(lane) || lane->end_ns > t_ns)
            tasks[found++] = tasks[i];
    }
    return found;
}

enum now_relation now_relation(const struct story *story, int object, uint32_t task,
                               int64_t from_ns, int64_t to_ns)
{
    if (object < 0 || object >= story->index->object_count)
        return NOW_NONE;
    uint32_t key = (uint32_t)object * 2;
    const struct story_spell *held = spell_within(story, key, task, from_ns, to_ns);
    if (held)
        return is_wanted(story, object, held, from_ns, to_ns) ? NOW_HOLDS_WANTED : NOW_HOLDS;
    return spell_within(story, key + 1, task, from_ns, to_ns) ? NOW_WAITS : NOW_NONE;
}
