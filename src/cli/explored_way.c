#include "config.h"

#include "cli/explored_way.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cli/explored_end.h"
#include "scenario/program.h"

enum {
    LANE_COLUMNS = 17,
    LABEL_LEAST = 26,
    ROWS_SHOWN = 60,
    LANES_SHOWN = 6,
    VALUES_SHOWN = 4,
    UPDATES_LEAST = 4, /* that are told as a number among other moves */
};

struct way {
    const struct exploration *it;
    const struct replay *replay;
    const char *only;          /* the one variable that moves are about; NULL: several are */
    int columns[VALUES_SHOWN]; /* shared variables that change */
    int column_count;
    uint32_t lanes[LANES_SHOWN];
    int lane_count;
    int label;
};

/* ---- what there are columns for ---- */

static bool changes(const struct replay *replay, int variable)
{
    for (int i = 0; i < replay->count; i++)
        if (replay->moves[i].values[variable] != replay->program->shared[variable].initial)
            return true;
    return false;
}

static void choose_columns(struct way *way)
{
    const struct replay *replay = way->replay;
    bool several = false;

    for (int i = 0; i < replay->program->shared_count && way->column_count < VALUES_SHOWN; i++)
        if (changes(replay, i))
            way->columns[way->column_count++] = i;
    for (int i = 0; i < replay->count; i++) {
        const struct replay_move *move = &replay->moves[i];
        bool known = false;

        for (int l = 0; l < way->lane_count; l++)
            known = known || way->lanes[l] == move->lane;
        if (!known && way->lane_count < LANES_SHOWN)
            way->lanes[way->lane_count++] = move->lane;
        if (move->act > REPLAY_WRITE && move->act != REPLAY_UPDATE)
            continue;
        if (!move->name) /* of several, one that there is not */
            continue;
        several = several || (way->only && strcmp(way->only, move->name) != 0);
        way->only = move->name;
    }
    for (int i = 1; i < way->lane_count; i++)
        for (int j = i; j > 0 && way->lanes[j] < way->lanes[j - 1]; j--) {
            uint32_t lane = way->lanes[j];
            way->lanes[j] = way->lanes[j - 1];
            way->lanes[j - 1] = lane;
        }
    if (several)
        way->only = NULL;
}

/* ---- words ---- */

/* The operation, as the language calls it. */
static void add_op(struct strbuf *out, uint8_t op)
{
    static const char *const words[OP_COUNT] = {
        [OP_ATOMIC_BEGIN] = "atomic block",
        [OP_REGION_END] = "leave the region",
        [OP_AWAIT_FIRST] = "await any",
        [OP_GROUP_END] = "end of the group",
        [OP_OFFLOAD_END] = "block is done",
        [OP_ASSERT_FAILED] = "assert fails",
        [OP_SHUT] = "close",
        [OP_RETURN] = "end",
        [OP_IO_THEN] = "io",
    };
    if (words[op]) {
        strbuf_adds(out, words[op]);
        return;
    }
    for (const char *name = program_op_name(op); *name; name++)
        strbuf_addch(out, *name == '_' ? ' '
                                       : (char)(*name >= 'A' && *name <= 'Z' ? *name + 32 : *name));
}

static void add_move(const struct way *way, const struct replay_move *move, struct strbuf *out)
{
    switch (move->act) {
    case REPLAY_READ:
    case REPLAY_WRITE:
        strbuf_addf(out, "%s%s%s %lld", move->act == REPLAY_READ ? "read" : "write",
                    way->only ? "" : " ", way->only ? "" : move->name, (long long)move->value);
        break;
    case REPLAY_TAKE:
        strbuf_addf(out, "take %s", move->name);
        break;
    case REPLAY_TRY:
        strbuf_addf(out, "try %s", move->name);
        break;
    case REPLAY_GIVE:
        strbuf_addf(out, "give back %s", move->name);
        break;
    case REPLAY_SEND:
        strbuf_addf(out, "send %lld to %s", (long long)move->value, move->name);
        break;
    case REPLAY_RECEIVE:
        strbuf_addf(out, "receive from %s", move->name);
        break;
    case REPLAY_UPDATE:
        strbuf_addf(out, "set%s%s %lld", way->only ? "" : " ", way->only ? "" : move->name,
                    (long long)move->value);
        break;
    case REPLAY_WAIT:
        strbuf_addf(out, "wait for %s", move->name);
        break;
    case REPLAY_WAKE:
        strbuf_addf(out, "wake by %s", move->name);
        break;
    case REPLAY_RETURN:
        strbuf_adds(out, "wake by itself");
        break;
    case REPLAY_SIGNAL:
        strbuf_addf(out, "signal %s", move->name);
        break;
    case REPLAY_ARRIVE:
        strbuf_addf(out, "arrive at %s", move->name);
        break;
    case REPLAY_SEEN:
        strbuf_addf(out, "(%s%s%lld is seen)", way->only ? "" : move->name, way->only ? "" : " ",
                    (long long)move->value);
        break;
    case REPLAY_COMES:
        strbuf_adds(out, "arrives");
        break;
    case REPLAY_TURN:
        strbuf_adds(out, "its turn");
        break;
    case REPLAY_BEGIN:
        strbuf_adds(out, "begins");
        break;
    case REPLAY_BACK:
        strbuf_adds(out, "back from the pool");
        break;
    case REPLAY_WOKEN:
        strbuf_adds(out, "is woken");
        break;
    case REPLAY_LATE:
        strbuf_adds(out, "(time is over)");
        break;
    case REPLAY_CUT:
        strbuf_adds(out, "(cut short)");
        break;
    case REPLAY_LEAVE:
        strbuf_adds(out, "leave the group");
        break;
    case REPLAY_END:
        strbuf_adds(out, "end");
        break;
    case REPLAY_OTHER:
        add_op(out, move->op);
        break;
    }
}

/* A read and a write, again and again: so many times, from the first move on. 0: it is something
 * else, or too few among others. */
static int updates(const struct replay_move *moves, int count)
{
    int same = 0;

    while (same < count && moves[same].act == (same % 2 ? REPLAY_WRITE : REPLAY_READ) &&
           strcmp(moves[same].name, moves[0].name) == 0)
        same++;
    same /= 2;
    return same >= UPDATES_LEAST || (same >= 2 && same * 2 == count) ? same : 0;
}

/* Words of a stretch, each line at most as wide as a lane. */
static void add_stretch(const struct way *way, const struct replay_move *moves, int count,
                        struct strbuf *out)
{
    int column = 0, made;

    for (int i = 0; i < count; i += made) {
        struct strbuf word = STRBUF_INIT;
        int n = updates(moves + i, count - i);

        made = n ? 2 * n : 1;
        if (n)
            strbuf_addf(&word, "%d updates", n);
        else
            add_move(way, &moves[i], &word);
        strbuf_adds(&word, i + made < count ? "," : "");
        if (column && column + 1 + (int)word.len > LANE_COLUMNS - 1) {
            strbuf_addch(out, '\n');
            column = 0;
        }
        strbuf_adds(out, column ? " " : "");
        strbuf_add(out, word.text, word.len);
        column += (int)word.len + 1;
        strbuf_release(&word);
    }
}

/* ---- rows ---- */

static void add_padded(struct strbuf *out, const char *text, size_t len, int columns)
{
    int width = (int)utf8_width(text, len);

    strbuf_add(out, text, len);
    strbuf_addn(out, ' ', width < columns ? (size_t)(columns - width) : 1);
}

static void end_line(struct strbuf *out)
{
    while (out->len && out->text[out->len - 1] == ' ')
        out->len--;
    strbuf_addch(out, '\n');
}

static void add_label(const struct way *way, int first, int count, struct strbuf *label)
{
    const struct replay_move *moves = &way->replay->moves[first];
    int lost = 0;

    if (count == 1)
        strbuf_addf(label, "  move %d", first + 1);
    else
        strbuf_addf(label, "  moves %d–%d", first + 1, first + count);
    if (moves->preempts)
        strbuf_addf(label, "  %u is preempted", moves[-1].lane);
    for (int i = 0; i < count; i++)
        lost += moves[i].loses != 0;
    if (lost)
        strbuf_adds(label, lost == 1 ? "  lost update" : "  lost updates");
}

/* So many moves in a row are of one task. */
static int stretch_at(const struct replay *replay, int first)
{
    int count = 1;

    while (first + count < replay->count &&
           replay->moves[first + count].lane == replay->moves[first].lane)
        count++;
    return count;
}

static int widest_label(const struct way *way)
{
    int widest = 0;

    for (int first = 0; first < way->replay->count; first += stretch_at(way->replay, first)) {
        struct strbuf label = STRBUF_INIT;

        add_label(way, first, stretch_at(way->replay, first), &label);
        if (utf8_columns(strbuf_str(&label)) > widest)
            widest = utf8_columns(strbuf_str(&label));
        strbuf_release(&label);
    }
    return widest;
}

static void add_row(const struct way *way, int first, int count, struct strbuf *out)
{
    const struct replay_move *moves = &way->replay->moves[first], *last = &moves[count - 1];
    struct strbuf label = STRBUF_INIT, words = STRBUF_INIT;

    add_label(way, first, count, &label);
    add_stretch(way, moves, count, &words);
    const char *line = strbuf_str(&words);
    for (bool begin = true; *line || begin; begin = false) {
        size_t len = strcspn(line, "\n");

        add_padded(out, begin ? strbuf_str(&label) : "", begin ? label.len : 0, way->label);
        for (int l = 0; l < way->lane_count; l++) {
            bool mine = way->lanes[l] == moves->lane;
            add_padded(out, mine ? line : "", mine ? len : 0, LANE_COLUMNS);
        }
        for (int c = 0; c < way->column_count && begin; c++) {
            int variable = way->columns[c];
            int width = (int)strlen(way->replay->program->shared[variable].name) + 2;
            strbuf_addf(out, "%*lld  ", width - 2, (long long)last->values[variable]);
        }
        end_line(out);
        line += len + (line[len] == '\n');
    }
    strbuf_release(&label);
    strbuf_release(&words);
}

void explored_add_way(const struct exploration *it, const struct explore_end *end,
                      const struct replay *replay, struct strbuf *out)
{
    struct way way = {.it = it, .replay = replay};
    struct strbuf head = STRBUF_INIT;
    int rows = 0;

    choose_columns(&way);
    strbuf_adds(&head, it->stop == EXPLORE_WHOLE ? "shortest to " : "a way to ");
    explored_add_end(it, end, &head);
    way.label = (int)utf8_columns(strbuf_str(&head)) + 2;
    if (way.label < LABEL_LEAST + 2)
        way.label = LABEL_LEAST + 2;
    if (way.label < widest_label(&way) + 2)
        way.label = widest_label(&way) + 2;
    add_padded(out, strbuf_str(&head), head.len, way.label);
    strbuf_release(&head);
    for (int l = 0; l < way.lane_count; l++)
        add_padded(out, it->lanes[way.lanes[l]], strlen(it->lanes[way.lanes[l]]), LANE_COLUMNS);
    for (int c = 0; c < way.column_count; c++)
        strbuf_addf(out, "%s  ", replay->program->shared[way.columns[c]].name);
    end_line(out);
    for (int first = 0; first < replay->count && rows < ROWS_SHOWN; rows++) {
        int count = stretch_at(replay, first);

        add_row(&way, first, count, out);
        first += count;
    }
    if (rows == ROWS_SHOWN)
        strbuf_adds(out, "  …\n");
}
