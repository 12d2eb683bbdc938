/* Which rows there are, what stands in them, and how they share the lines of a rectangle. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/sort.h"
#include "base/utf8.h"
#include "scenario/check.h"
#include "tell/words.h"
#include "view/machine_rows.h"
#include "view/curtain.h"

enum { LABEL_COLUMNS = 16, QUOTED_COLUMNS = 12, BAR_COLUMNS = 10 };

struct making {
    const struct machine_paper *paper;
    const struct story *story;
    const struct machine *machine;
    struct machine_rows *rows;
};

static void copy(char *to, size_t size, struct strbuf *text)
{
    size_t len = text->len < size - 1 ? text->len : size - 1;
    while (len > 0 && len < text->len && ((unsigned char)text->text[len] & 0xC0) == 0x80)
        len--; /* not within a character */
    memcpy(to, strbuf_str(text), len);
    to[len] = '\0';
    strbuf_release(text);
    *text = (struct strbuf){0};
}

/* ---- notes ---- */

/* For how long; nothing for less than a microsecond. */
static void for_add(const struct making *m, const struct machine_chip *chip, struct strbuf *out)
{
    int64_t for_ns = m->paper->t_ns - machine_since(m->story, chip, m->paper->t_ns);
    if (for_ns >= NS_PER_US)
        words_time(out, for_ns);
}

static void note_make(const struct making *m, const struct machine_chip *chip,
                      struct machine_item *item)
{
    struct strbuf text = STRBUF_INIT;
    bool timed = machine_is_timed(m->machine->shape, chip);
    machine_note_add(m->story, m->machine->shape, chip, QUOTED_COLUMNS, m->paper->view->ascii,
                     &text);
    if (timed && text.len)
        strbuf_addch(&text, ' ');
    if (timed)
        for_add(m, chip, &text);
    while (text.len && text.text[text.len - 1] == ' ')
        text.text[--text.len] = '\0';
    copy(item->note, sizeof item->note, &text);
    if (chip->place == MACHINE_RUNS && chip->state == TRACE_BLOCKED)
        strbuf_adds(&text, "in a call");
    else if (timed)
        for_add(m, chip, &text);
    copy(item->brief, sizeof item->brief, &text);
}

/* ---- rows ---- */

static struct machine_row *row_add(struct making *m, enum machine_place place, const char *label,
                                   bool always)
{
    struct machine_rows *rows = m->rows;
    if (rows->count == MACHINE_ROWS_MOST)
        return NULL;
    struct machine_row *row = &rows->rows[rows->count++];
    *row = (struct machine_row){.place = place, .always = always, .lines = 1};
    struct strbuf text = STRBUF_INIT;
    strbuf_adds(&text, label);
    copy(row->label, sizeof row->label, &text);
    return row;
}

static struct machine_item *item_add(struct machine_row *row)
{
    if (row->count == MACHINE_ITEMS_MOST)
        return NULL;
    MEM_GROW(row->items, row->count, row->room);
    row->items[row->count] = (struct machine_item){.actor = TRACE_NOBODY};
    return &row->items[row->count++];
}

/* The order of those that stand there says who is next, and so does since when. */
static bool is_queue(enum machine_place place)
{
    return place == MACHINE_READY || place == MACHINE_ROUND || place == MACHINE_WANTS ||
           place == MACHINE_UNTOLD;
}

static int by_actor(const void *left, const void *right)
{
    const struct machine_item *a = left, *b = right;
    return (a->actor > b->actor) - (a->actor < b->actor);
}

static void chip_add(const struct making *m, struct machine_row *row,
                     const struct machine_chip *chip)
{
    enum { NOTED = 48 }; /* more notes would never have room */
    struct machine_item *item = item_add(row);
    if (!item) {
        row->more++;
        return;
    }
    item->actor = chip->actor;
    item->holds = chip->place == MACHINE_RUNS;
    if (row->count <= NOTED && !(m->paper->asks && is_queue(chip->place)))
        note_make(m, chip, item);
}

static struct machine_row *chips_add(struct making *m, enum machine_place place, bool always)
{
    const char *label = machine_label(m->story, m->machine->shape, place);
    size_t at = m->machine->first[place], end = m->machine->first[place + 1];
    struct machine_row *row = at < end || always ? row_add(m, place, label, always) : NULL;
    for (; row && at < end; at++)
        chip_add(m, row, &m->machine->chips[at]);
    if (row && row->count && m->paper->asks && is_queue(place))
        sort_stable(row->items, (size_t)row->count, sizeof *row->items, by_actor);
    return row;
}

static void note_add(struct machine_row *row, const char *words)
{
    struct machine_item *item = row ? item_add(row) : NULL;
    if (item)
        snprintf(item->note, sizeof item->note, "%s", words);
}

/* ---- who has control ---- */

static bool is_over(const struct making *m)
{
    return !m->story->live && m->story->end_ns > 0 && m->paper->t_ns >= m->story->end_ns;
}

static void loop_words(const struct making *m, struct machine_row *row)
{
    if (row && !row->count && is_over(m))
        note_add(row, "nobody");
    else if (row && !row->count && m->machine->loop == MACHINE_LOOP_SLEEPS)
        note_add(row, "nobody: the loop sleeps");
    else if (row && !row->count && m->machine->loop == MACHINE_LOOP_RUNS)
        note_add(row, "the loop");
}

static void cores_add(struct making *m)
{
    struct machine_row *row = chips_add(m, MACHINE_RUNS, true);
    for (int i = 0; row && i < row->count; i++) {
        int strip = m->machine->chips[m->machine->first[MACHINE_RUNS] + (size_t)i].strip;
        const char *name = strip < 0 ? "core ?" : m->story->timeline->lanes[strip].name;
        snprintf(row->items[i].before, sizeof row->items[i].before, "%s ", name + 5);
    }
}

/* Why those that are ready have no core. */
static void cores_words(const struct making *m, struct machine_row *row)
{
    if (row && row->count && m->machine->cores > 0 && m->machine->strips == m->machine->cores)
        note_add(row, "the cores are with others of the run");
}

static void asked_words(const struct making *m, struct machine_row *row)
{
    struct strbuf text = STRBUF_INIT;
    if (!row || !row->count || m->machine->gil.asked_by == TRACE_NOBODY)
        return;
    strbuf_addf(&text, "%s%sasked to drop it", row->items[0].note, *row->items[0].note ? ", " : "");
    copy(row->items[0].note, sizeof row->items[0].note, &text);
}

/* How much of the switch interval the first one has waited: then it asks the holder to drop the
 * lock. */
static void wants_words(const struct making *m, struct machine_row *row)
{
    const struct scenario *scenario = m->paper->view->scenario;
    int64_t interval_ns =
        scenario ? scenario_checked(scenario)->now.settings.switch_interval_ns : 0;
    if (!row || !row->count || interval_ns <= 0 || m->paper->asks)
        return;
    struct strbuf text = STRBUF_INIT;
    const struct machine_chip *first = &m->machine->chips[m->machine->first[MACHINE_WANTS]];
    int64_t waited_ns = m->paper->t_ns - machine_since(m->story, first, m->paper->t_ns);
    int64_t full = waited_ns < interval_ns ? waited_ns * BAR_COLUMNS / interval_ns : BAR_COLUMNS;
    for (int i = 0; i < BAR_COLUMNS; i++)
        strbuf_adds(&text, i < full ? (m->paper->view->ascii ? "#" : "\xe2\x96\x88")
                                    : (m->paper->view->ascii ? "." : "\xe2\x96\x91"));
    struct strbuf bar = STRBUF_INIT;
    strbuf_adds(&bar, strbuf_str(&text));
    copy(row->items[0].brief, sizeof row->items[0].brief, &bar);
    strbuf_addch(&text, ' ');
    words_time(&text, waited_ns);
    strbuf_adds(&text, " of ");
    words_time(&text, interval_ns);
    copy(row->items[0].note, sizeof row->items[0].note, &text);
}

/* ---- the pool ---- */

static void pool_add(struct making *m)
{
    const struct machine *machine = m->machine;
    struct machine_row *row =
        machine->thread_count ? row_add(m, MACHINE_SERVED, "POOL", false) : NULL;
    int idle = 0;
    char words[MACHINE_NOTE];
    for (int i = 0; row && i < machine->thread_count; i++) {
        const struct machine_thread *thread = &machine->threads[i];
        idle += thread->task == TRACE_NOBODY;
        struct machine_item *item = thread->task != TRACE_NOBODY ? item_add(row) : NULL;
        if (!item)
            continue;
        item->actor = thread->task;
        snprintf(item->before, sizeof item->before, "T%u ", (unsigned)(thread->actor - TRACE_POOL));
        snprintf(item->note, sizeof item->note, "%s", machine_thread_words(thread->state));
    }
    snprintf(words, sizeof words, "%d idle", idle);
    if (row && idle)
        note_add(row, words);
}

/* ---- locks, semaphores, channels ---- */

/* Each waits in the first row that has it: one in a select may wait for several. */
static void waiters_add(const struct making *m, int object, bool *taken, struct machine_row *row)
{
    const struct machine *machine = m->machine;
    size_t first = machine->first[MACHINE_OBJECT], end = machine->first[MACHINE_OBJECT + 1];
    for (size_t i = first; i < end && i - first < MACHINE_ITEMS_MOST; i++) {
        if (taken[i - first] ||
            !machine_waits_for(m->story, object, machine->chips[i].actor, m->paper->t_ns))
            continue;
        taken[i - first] = true;
        chip_add(m, row, &machine->chips[i]);
    }
}

static void objects_add(struct making *m)
{
    const struct machine *machine = m->machine;
    bool taken[MACHINE_ITEMS_MOST] = {false};
    for (int i = 0; i < machine->object_count; i++) {
        struct strbuf label = STRBUF_INIT;
        int object = machine->objects[i];
        const char *name = now_object_name(m->story, object);
        const char *kind = machine_kind_label(now_object(m->story, object, m->paper->t_ns).kind);
        if (*kind && !strchr(name, '[')) /* the number of one of several must have room */
            strbuf_addf(&label, "%s ", kind);
        utf8_add_clipped(&label, name, strlen(name), LABEL_COLUMNS - 8, m->paper->view->ascii);
        struct machine_row *row = row_add(m, MACHINE_OBJECT, strbuf_str(&label), false);
        strbuf_release(&label);
        if (!row)
            return;
        struct strbuf lead = STRBUF_INIT;
        if (!curtain_hides_value(m->paper->view, name))
            machine_object_add(m->story, object, m->paper->t_ns, &lead);
        copy(row->lead, sizeof row->lead, &lead);
        waiters_add(m, object, taken, row);
        if (row->count && *row->lead && strlen(row->lead) + 1 < sizeof row->lead)
            strcat(row->lead, ":");
    }
    size_t count = machine_count(machine, MACHINE_OBJECT);
    struct machine_row *rest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i < MACHINE_ITEMS_MOST && taken[i])
            continue;
        rest = rest ? rest : row_add(m, MACHINE_OBJECT, "LOCKS", false);
        if (rest)
            chip_add(m, rest, &machine->chips[machine->first[MACHINE_OBJECT] + i]);
    }
}

/* ---- all of them ---- */

static void front_add(struct making *m)
{
    const struct machine *machine = m->machine;
    struct machine_row *row;
    switch (machine->shape) {
    case MACHINE_LOOP:
        row = chips_add(m, MACHINE_RUNS, true);
        loop_words(m, row);
        chips_add(m, MACHINE_READY, true);
        break;
    case MACHINE_THREAD:
        chips_add(m, MACHINE_RUNS, true);
        chips_add(m, MACHINE_READY, true);
        break;
    case MACHINE_GIL:
        row = chips_add(m, MACHINE_RUNS, true);
        asked_words(m, row);
        row = chips_add(m, MACHINE_WANTS, true);
        wants_words(m, row);
        chips_add(m, MACHINE_READY, false);
        break;
    case MACHINE_CORES:
        cores_add(m);
        cores_words(m, chips_add(m, MACHINE_READY, true));
        break;
    }
    chips_add(m, MACHINE_ROUND, false);
}

static void loops_add(struct making *m)
{
    char words[MACHINE_NOTE];
    if (m->machine->loops < 2)
        return;
    snprintf(words, sizeof words, "%d of %d sleep", m->machine->loops_asleep, m->machine->loops);
    note_add(row_add(m, MACHINE_OTHER, "LOOPS", false), words);
}

void machine_rows_make(const struct machine_paper *paper, const struct machine *machine,
                       struct machine_rows *rows)
{
    struct making m = {
        .paper = paper, .story = paper->view->player->story, .machine = machine, .rows = rows};
    bool loop = machine->shape == MACHINE_LOOP;
    *rows = (struct machine_rows){.count = 0};
    front_add(&m);
    loops_add(&m);
    chips_add(&m, MACHINE_WORKER, false);
    chips_add(&m, MACHINE_DEVICE, machine->shape != MACHINE_THREAD);
    chips_add(&m, MACHINE_CLOCK, machine->shape != MACHINE_THREAD);
    chips_add(&m, MACHINE_QUEUED, false);
    pool_add(&m);
    objects_add(&m);
    chips_add(&m, MACHINE_TASKS, false);
    chips_add(&m, MACHINE_PAUSED, false);
    chips_add(&m, MACHINE_OTHER, false);
    chips_add(&m, MACHINE_UNTOLD, loop);
    if (!machine->unseen)
        return;
    struct machine_row *row = row_add(&m, MACHINE_OTHER, "NOT SHOWN", false);
    char words[MACHINE_NOTE];
    snprintf(words, sizeof words, "%d tasks behind the first %d", machine->unseen, NOW_TASKS_MOST);
    note_add(row, words);
}

void machine_rows_release(struct machine_rows *rows)
{
    for (int i = 0; i < rows->count; i++)
        free(rows->rows[i].items);
    rows->count = 0;
}

struct machine_row *machine_row_of(struct machine_rows *rows, enum machine_place place)
{
    for (int i = 0; i < rows->count; i++)
        if (rows->rows[i].place == place)
            return &rows->rows[i];
    return NULL;
}

/* ---- too many of them ---- */

static void row_take(struct machine_rows *rows, int at)
{
    free(rows->rows[at].items);
    rows->count--;
    memmove(&rows->rows[at], &rows->rows[at + 1],
            (size_t)(rows->count - at) * sizeof rows->rows[0]);
}

static bool waits(const struct machine_row *row)
{
    return row->place >= MACHINE_WORKER && row->place < MACHINE_UNTOLD;
}

/* The row joins the one before. */
static void row_join(struct machine_rows *rows, int at)
{
    struct machine_row *to = &rows->rows[at - 1], *from = &rows->rows[at];
    for (int i = 0; i < from->count; i++) {
        struct machine_item *item = item_add(to);
        if (item)
            *item = from->items[i];
        else
            to->more++;
    }
    to->more += from->more;
    to->lead[0] = '\0';
    snprintf(to->label, sizeof to->label, "WAITING");
    row_take(rows, at);
}

void machine_rows_squeeze(struct machine_rows *rows, int most)
{
    for (int i = rows->count; i-- > 0 && rows->count > most;)
        if (!rows->rows[i].count && rows->rows[i].place != MACHINE_RUNS && !*rows->rows[i].lead)
            row_take(rows, i);
    for (int i = rows->count; --i > 0 && rows->count > most;)
        if (waits(&rows->rows[i]) && waits(&rows->rows[i - 1]))
            row_join(rows, i);
    while (rows->count > most && rows->count > 0)
        row_take(rows, rows->count - 1);
}

/* ---- a column ---- */

static int labels_columns(const struct machine_rows *rows)
{
    int widest = 0;
    for (int i = 0; i < rows->count; i++) {
        int columns = utf8_columns(rows->rows[i].label);
        widest = columns > widest ? columns : widest;
    }
    return widest;
}

/* The row that lacks most, of those that so many lines more would help; -1: none. */
static int poorest(const struct machine_paper *paper, const struct machine_rows *rows, int columns,
                   int left)
{
    int worst = -1, most = 0;
    for (int i = 0; i < rows->count; i++) {
        const struct machine_row *row = &rows->rows[i];
        int level = machine_items_level(paper, row, columns, row->lines);
        if (level <= most || machine_items_level(paper, row, columns, row->lines + left) == level)
            continue;
        worst = i;
        most = level;
    }
    return worst;
}

static void lines_share(const struct machine_paper *paper, struct machine_rows *rows, int columns,
                        int lines)
{
    for (int left = lines - rows->count; left > 0; left--) {
        int row = poorest(paper, rows, columns, left);
        if (row < 0)
            return;
        rows->rows[row].lines++;
    }
}

static int lines_of(const struct machine_rows *rows)
{
    int lines = 0;
    for (int i = 0; i < rows->count; i++)
        lines += rows->rows[i].lines;
    return lines;
}

void machine_rows_put(struct machine_paper *paper, struct machine_rows *rows, struct rect rect,
                      bool airy)
{
    const struct grid_style title = {.ink = airy ? INK_TITLE : INK_PLAIN};
    machine_rows_squeeze(rows, rect.rows);
    int labels = labels_columns(rows), most = rect.columns * 2 / 5;
    labels = labels < most ? labels : most;
    int left = rect.column + labels + 1, columns = rect.columns - labels - 1;
    int row = rect.row;
    if (columns < 1)
        return;
    lines_share(paper, rows, columns, rect.rows);
    int air = airy && lines_of(rows) * 2 - 1 <= rect.rows;
    for (int i = 0; i < rows->count; i++) {
        struct machine_row *one = &rows->rows[i];
        machine_text_put(paper, row, rect.column, rect.column + labels, one->label, title);
        machine_items_put(paper, one, (struct rect){row, left, one->lines, columns});
        row += one->lines + air;
    }
}
