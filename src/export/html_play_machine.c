/* The machine: in which place each task is, who has what; as machine.h has it. */
#include "config.h"

#include "export/html_play.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "player/machine.h"
#include "quiz/question.h"
#include "scenario/check.h"
#include "scenario/scenario.h"

enum {
    LABEL_COLUMNS = 40,
    OBJECTS_MOST = 256,
};

/* ---- where somebody is ---- */

/* Of a lane: in which place, since when, with what beside it. */
struct spot {
    int place, extra, word;
    bool timed;
    int64_t since_ns, order_ns;
    size_t seen; /* the moment at which it was there last, from 1 */
    struct html_column t, extras, words;
    struct strbuf items;
};

struct list {
    struct html_column t;
    int64_t before[3];
    bool any;
    struct strbuf items;
};

struct telling {
    struct html_play *play;
    const struct story *story;
    struct spot *spots; /* by lane */
    int64_t *settled;   /* by lane: until when it stays as it is */
    uint32_t *there;    /* lanes that are somewhere */
    size_t there_count;
    struct list *objects, *threads;
    int object_count;
    struct list loop, asked, full;
    struct machine_edge edges[MACHINE_EDGES_MOST]; /* that were told last */
    int edge_count;
    struct strbuf cycles;
};

/* Of OBJECT the first one it waits for, of RUNS the strip, of SERVED the thread; from 1. */
static int extra_of(const struct telling *m, const struct machine *machine,
                    const struct machine_chip *chip, int64_t t_ns)
{
    if (chip->place == MACHINE_RUNS)
        return chip->strip + 1;
    if (chip->place == MACHINE_SERVED)
        return (int)(chip->object - TRACE_POOL);
    for (int i = 0; chip->place == MACHINE_OBJECT && i < machine->object_count; i++)
        if (machine_waits_for(m->story, machine->objects[i], chip->actor, t_ns))
            return machine->objects[i] + 1;
    return 0;
}

static void spot_put(struct spot *spot, const struct spot *now, int64_t t_ns)
{
    bool same = spot->seen && spot->place == now->place && spot->extra == now->extra &&
                spot->word == now->word && spot->timed == now->timed &&
                spot->since_ns == now->since_ns && spot->order_ns == now->order_ns;
    if (same)
        return;
    spot->place = now->place;
    spot->extra = now->extra;
    spot->word = now->word;
    spot->timed = now->timed;
    spot->since_ns = now->since_ns;
    spot->order_ns = now->order_ns;
    html_column_add(&spot->items, &spot->t, t_ns);
    html_pack_add(&spot->items, spot->place * 2 + spot->timed);
    html_column_add(&spot->items, &spot->extras, spot->extra);
    html_column_add(&spot->items, &spot->words, spot->word);
    html_pack_add(&spot->items, t_ns - spot->since_ns);
    html_pack_add(&spot->items, spot->since_ns - spot->order_ns);
}

static void chip_put(struct telling *m, const struct machine *machine,
                     const struct machine_chip *chip, size_t moment)
{
    const struct timeline *timeline = m->story->timeline;
    const struct timeline_lane *lane = timeline_lane_of(timeline, chip->actor);
    int64_t t_ns = m->play->moments[moment];
    struct strbuf note = STRBUF_INIT;
    if (!lane)
        return;
    struct spot *spot = &m->spots[lane - timeline->lanes];
    machine_note_add(m->story, machine->shape, chip, LABEL_COLUMNS, m->play->source->options.ascii,
                     &note);
    struct spot now = {.place = chip->place,
                       .extra = extra_of(m, machine, chip, t_ns),
                       .word = html_words_number(&m->play->words, strbuf_str(&note)),
                       .timed = machine_is_timed(machine->shape, chip),
                       .since_ns = machine_since(m->story, chip, t_ns),
                       .order_ns = chip->order_ns};
    if (!spot->seen || spot->place == MACHINE_PLACES)
        m->there[m->there_count++] = (uint32_t)(lane - timeline->lanes);
    spot_put(spot, &now, t_ns);
    spot->seen = moment + 1;
    strbuf_release(&note);
}

/* Those that are nowhere any more leave the list. */
static void gone_put(struct telling *m, size_t moment)
{
    int64_t t_ns = m->play->moments[moment];
    struct spot gone = {.place = MACHINE_PLACES, .since_ns = t_ns, .order_ns = t_ns};
    size_t count = 0;
    for (size_t i = 0; i < m->there_count; i++) {
        uint32_t lane = m->there[i];
        struct spot *spot = &m->spots[lane];
        if (spot->seen > moment || m->settled[lane] > t_ns)
            m->there[count++] = lane;
        else
            spot_put(spot, &gone, t_ns);
    }
    m->there_count = count;
}

/* ---- what changes seldom ---- */

/* t, a, b, c where any of them changes. */
static void list_put(struct list *list, int64_t t_ns, int64_t a, int64_t b, int64_t c)
{
    if (list->any && list->before[0] == a && list->before[1] == b && list->before[2] == c)
        return;
    list->any = true;
    list->before[0] = a;
    list->before[1] = b;
    list->before[2] = c;
    html_column_add(&list->items, &list->t, t_ns);
    html_pack_add(&list->items, a);
    html_pack_add(&list->items, b);
    html_pack_add(&list->items, c);
}

static void threads_put(struct telling *m, const struct machine *machine, int64_t t_ns)
{
    for (int i = 0; i < machine->thread_count; i++) {
        const struct machine_thread *thread = &machine->threads[i];
        const char *words = machine_thread_words(thread->state);
        list_put(&m->threads[i], t_ns, thread->actor - TRACE_POOL, thread->task,
                 html_words_number(&m->play->words, words));
    }
}

/* How it is shown, in the player's order, from 1; 0: it is not. */
static void objects_put(struct telling *m, const struct machine *machine, int64_t t_ns)
{
    for (int object = 0; object < m->object_count; object++) {
        struct strbuf words = STRBUF_INIT;
        int shown = 0;
        for (int i = 0; i < machine->object_count; i++)
            if (machine->objects[i] == object)
                shown = i + 1;
        if (shown)
            machine_object_add(m->story, object, t_ns, &words);
        list_put(&m->objects[object], t_ns, shown,
                 html_words_number(&m->play->words, strbuf_str(&words)), 0);
        strbuf_release(&words);
    }
}

static void edge_add(struct telling *m, const struct machine_edge *edge)
{
    const char *object = machine_edge_object(m->story, edge);
    strbuf_addf(&m->cycles, "[%u,%u,%d,%u,%d]", (unsigned)edge->who, (unsigned)edge->to,
                object ? html_words_number(&m->play->words, object) : -1,
                (unsigned)trace_line_number(edge->line), edge->in_cycle);
}

static bool is_same(const struct machine_edge *one, const struct machine_edge *other)
{
    return one->who == other->who && one->to == other->to && one->object == other->object &&
           one->line == other->line && one->in_cycle == other->in_cycle;
}

/* [t, [who, to, through, line, in the cycle], …] where it changes. */
static void cycle_put(struct telling *m, const struct machine *machine, int64_t t_ns)
{
    bool same = machine->edge_count == m->edge_count;
    for (int i = 0; same && i < m->edge_count; i++)
        same = is_same(&machine->edges[i], &m->edges[i]);
    if (same)
        return;
    strbuf_addf(&m->cycles, "%s[%lld", m->cycles.len ? "," : "", (long long)t_ns);
    for (int i = 0; i < machine->edge_count; i++) {
        m->edges[i] = machine->edges[i];
        strbuf_addch(&m->cycles, ',');
        edge_add(m, &machine->edges[i]);
    }
    m->edge_count = machine->edge_count;
    strbuf_addch(&m->cycles, ']');
}

static void moment_put(struct telling *m, size_t moment)
{
    int64_t t_ns = m->play->moments[moment];
    struct machine machine;
    machine_next(m->story, t_ns, m->settled, &machine);
    for (size_t i = 0; i < machine.first[MACHINE_PLACES]; i++)
        chip_put(m, &machine, &machine.chips[i], moment);
    gone_put(m, moment);
    list_put(&m->loop, t_ns, machine.loop, machine.loops, machine.loops_asleep);
    list_put(&m->asked, t_ns, machine.gil.asked_by, 0, 0);
    list_put(&m->full, t_ns, machine.cores > 0 && machine.strips == machine.cores, 0, 0);
    threads_put(m, &machine, t_ns);
    objects_put(m, &machine, t_ns);
    cycle_put(m, &machine, t_ns);
    machine_release(&machine);
}

/* ---- written ---- */

static void list_add(struct telling *m, const char *name, struct list *list)
{
    html_pack_begin(m->play->out, name);
    strbuf_adds(m->play->out, strbuf_str(&list->items));
    html_pack_end(m->play->out);
    strbuf_release(&list->items);
}

static void lists_add(struct telling *m, const char *name, struct list *lists, int count)
{
    struct strbuf *out = m->play->out;
    html_member(out, name);
    for (int i = 0; i < count; i++) {
        strbuf_addf(out, "%s\"%s\"", i ? ",\n" : "[", strbuf_str(&lists[i].items));
        strbuf_release(&lists[i].items);
    }
    strbuf_adds(out, count ? "]" : "[]");
}

/* [number of the lane's actor, its list], … */
static void spots_add(struct telling *m)
{
    struct strbuf *out = m->play->out;
    const struct timeline *timeline = m->story->timeline;
    const char *gap = "";
    html_member(out, "spots");
    strbuf_addch(out, '[');
    for (int i = 0; i < timeline->lane_count; i++) {
        struct spot *spot = &m->spots[i];
        if (spot->items.len)
            strbuf_addf(out, "%s[%u,\"%s\"]", gap, (unsigned)timeline->lanes[i].actor,
                        strbuf_str(&spot->items));
        gap = spot->items.len ? ",\n" : gap;
        strbuf_release(&spot->items);
    }
    strbuf_addch(out, ']');
}

static void labels_add(struct telling *m, enum machine_shape shape)
{
    struct strbuf *out = m->play->out;
    html_member(out, "labels");
    for (int place = 0; place < MACHINE_PLACES; place++)
        strbuf_addf(out, "%s\"%s\"", place ? "," : "[",
                    machine_label(m->story, shape, (enum machine_place)place));
    strbuf_adds(out, "]");
    html_member(out, "kinds");
    strbuf_addch(out, '[');
    for (int i = 0; i < m->object_count; i++)
        strbuf_addf(out, "%s[\"%s\",%d]", i ? "," : "",
                    machine_kind_label(now_object(m->story, i, 0).kind),
                    html_words_number(&m->play->words, now_object_name(m->story, i)));
    strbuf_addch(out, ']');
}

/* After how long one may ask for the lock of the interpreter; 0: it is not known. */
static long long interval_of(const struct story *story)
{
    struct scenario *scenario = question_program(story->trace);
    long long interval_ns =
        scenario ? scenario_checked(scenario)->now.settings.switch_interval_ns : 0;
    scenario_free(scenario);
    return interval_ns;
}

static void telling_add(struct telling *m)
{
    struct strbuf *out = m->play->out;
    enum machine_shape shape = machine_shape_of(m->story->timeline);
    strbuf_addf(out, "{\"shape\":%d,\"interval\":%lld", (int)shape, interval_of(m->story));
    labels_add(m, shape);
    spots_add(m);
    lists_add(m, "objects", m->objects, m->object_count);
    int threads = 0;
    while (threads < MACHINE_THREADS_MOST && m->threads[threads].any)
        threads++;
    lists_add(m, "threads", m->threads, threads);
    list_add(m, "loop", &m->loop);
    list_add(m, "asked", &m->asked);
    list_add(m, "full", &m->full);
    html_member(out, "cycles");
    strbuf_addf(out, "[%s]}", strbuf_str(&m->cycles));
    strbuf_release(&m->cycles);
}

void html_play_machine(struct html_play *play)
{
    const struct story *story = play->story;
    struct telling m = {.play = play, .story = story};
    size_t lanes = (size_t)story->timeline->lane_count;
    html_member(play->out, "machine");
    m.object_count = now_object_count(story);
    m.object_count = m.object_count < OBJECTS_MOST ? m.object_count : OBJECTS_MOST;
    m.spots = mem_alloc((lanes + 1) * sizeof *m.spots);
    m.settled = mem_alloc((lanes + 1) * sizeof *m.settled);
    m.there = mem_alloc((lanes + 1) * sizeof *m.there);
    m.objects = mem_alloc(((size_t)m.object_count + 1) * sizeof *m.objects);
    m.threads = mem_alloc(MACHINE_THREADS_MOST * sizeof *m.threads);
    for (size_t i = 0; i < play->count; i++)
        moment_put(&m, i);
    telling_add(&m);
    free(m.spots);
    free(m.settled);
    free(m.there);
    free(m.objects);
    free(m.threads);
}
