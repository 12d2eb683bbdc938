#include "config.h"

#include "vt.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { NUMBERS = 16, ESC = 27, TAB_STOP = 8 };

struct sequence {
    char mark, between, end;
    int numbers[NUMBERS];
    int count;
};

static const struct grid_style plain = {0};

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

void vt_init(struct vt *vt, int columns, int rows)
{
    *vt = (struct vt){.bottom = rows - 1};
    grid_init(&vt->screen, columns, rows);
}

void vt_release(struct vt *vt)
{
    grid_release(&vt->screen);
}

void vt_resize(struct vt *vt, int columns, int rows)
{
    grid_release(&vt->screen);
    grid_init(&vt->screen, columns, rows);
    vt->row = vt->column = 0;
    vt->top = within(vt->top, 0, rows - 1);
    vt->bottom = within(vt->bottom, vt->top, rows - 1);
}

/* ---- the cursor and the cells ---- */

static void go(struct vt *vt, int row, int column)
{
    vt->row = within(row, 0, vt->screen.rows - 1);
    vt->column = within(column, 0, vt->screen.columns - 1);
}

static void blank(struct vt *vt, int row, int from, int until)
{
    for (int column = from; column < until; column++)
        grid_put_rune(&vt->screen, row, column, ' ', plain);
}

static void blank_rows(struct vt *vt, int from, int until)
{
    for (int row = from; row < until; row++)
        blank(vt, row, 0, vt->screen.columns);
}

static struct grid_cell *row_of(struct vt *vt, int row)
{
    return &vt->screen.cells[(size_t)row * (size_t)vt->screen.columns];
}

static void scroll(struct vt *vt, int top, int bottom, int by)
{
    size_t columns = (size_t)vt->screen.columns;
    int height = bottom - top + 1;
    by = within(by, -height, height);
    size_t kept = (size_t)(height - abs(by)) * columns * sizeof(struct grid_cell);
    if (by > 0) {
        memmove(row_of(vt, top), row_of(vt, top) + (size_t)by * columns, kept);
        blank_rows(vt, bottom - by + 1, bottom + 1);
    } else if (by < 0) {
        memmove(row_of(vt, top) + (size_t)-by * columns, row_of(vt, top), kept);
        blank_rows(vt, top, top - by);
    }
}

static void line_feed(struct vt *vt)
{
    if (vt->row == vt->bottom)
        scroll(vt, vt->top, vt->bottom, 1);
    else
        go(vt, vt->row + 1, vt->column);
}

static void reverse_line_feed(struct vt *vt)
{
    if (vt->row == vt->top)
        scroll(vt, vt->top, vt->bottom, -1);
    else
        go(vt, vt->row - 1, vt->column);
}

static void put(struct vt *vt, const char *bytes, size_t len, uint32_t rune)
{
    int width = utf8_rune_width(rune);
    if (width == 0 && vt->column > 0) {
        struct grid_cell *cell = row_of(vt, vt->row) + vt->column - 1;
        cell -= cell->width == 0;
        if (cell->len + len <= GRID_CELL_BYTES) {
            memcpy(cell->bytes + cell->len, bytes, len);
            cell->len = (uint8_t)(cell->len + len);
        }
        return;
    }
    if (vt->column + width > vt->screen.columns) {
        vt->column = 0;
        line_feed(vt);
    }
    vt->column += grid_put_rune(&vt->screen, vt->row, vt->column, rune, plain);
}

/* Moves what stands right of the cursor; what comes free is blank. */
static void shift_cells(struct vt *vt, int by)
{
    struct grid_cell *row = row_of(vt, vt->row);
    int columns = vt->screen.columns, from = vt->column, room = columns - from;
    by = within(by, -room, room);
    size_t kept = (size_t)(room - abs(by)) * sizeof *row;
    if (by > 0) {
        memmove(row + from + by, row + from, kept);
        blank(vt, vt->row, from, from + by);
    } else {
        memmove(row + from, row + from - by, kept);
        blank(vt, vt->row, columns + by, columns);
    }
}

/* ---- sequences ---- */

static int number(const struct sequence *sequence, int index, int otherwise)
{
    int value = index < sequence->count ? sequence->numbers[index] : 0;
    return value ? value : otherwise;
}

static void set_mode(struct vt *vt, int mode, bool on)
{
    switch (mode) {
    case 25:
        vt->hidden = !on;
        break;
    case 47:
    case 1047:
    case 1049:
        vt->alternate = on; /* what stood on the other one is not kept */
        blank_rows(vt, 0, vt->screen.rows);
        break;
    case 1000:
    case 1002:
    case 1003:
        vt->mouse = within(vt->mouse + (on ? 1 : -1), 0, 2);
        break;
    case 7:
        vt->cuts = !on;
        break;
    case 2004:
        vt->pastes = on;
        break;
    }
}

static void set_attributes(struct vt *vt, const struct sequence *sequence)
{
    for (int i = 0; i < sequence->count; i++) {
        int value = sequence->numbers[i];
        bool long_form = value == 38 || value == 48;
        bool colour = (value >= 30 && value <= 37) || (value >= 40 && value <= 47) ||
                      (value >= 90 && value <= 107);
        vt->coloured = vt->coloured || colour || long_form;
        vt->of_256 = vt->of_256 || long_form;
        i += long_form ? 2 : 0;
    }
}

static void erase(struct vt *vt, int what)
{
    int columns = vt->screen.columns;
    blank(vt, vt->row, what == 0 ? vt->column : 0, what == 1 ? vt->column + 1 : columns);
}

static void erase_screen(struct vt *vt, int what)
{
    erase(vt, what);
    if (what != 1)
        blank_rows(vt, vt->row + 1, vt->screen.rows);
    if (what != 0)
        blank_rows(vt, 0, vt->row);
}

static void repeat(struct vt *vt, int times)
{
    struct grid_cell last = row_of(vt, vt->row)[vt->column ? vt->column - 1 : 0];
    uint32_t rune;
    utf8_decode(last.bytes, last.len, &rune);
    for (int i = 0; i < times; i++)
        put(vt, last.bytes, last.len, rune);
}

static void report(struct vt *vt, const struct sequence *sequence)
{
    if (number(sequence, 0, 0) != 6)
        return;
    vt->asked++;
    vt->asked_column = vt->column + 1;
}

static void obey_marked(struct vt *vt, const struct sequence *sequence)
{
    if (sequence->mark != '?' || (sequence->end != 'h' && sequence->end != 'l'))
        return;
    for (int i = 0; i < sequence->count; i++)
        set_mode(vt, sequence->numbers[i], sequence->end == 'h');
}

static void obey(struct vt *vt, const struct sequence *sequence)
{
    int n = number(sequence, 0, 1);
    if (sequence->mark) {
        obey_marked(vt, sequence);
        return;
    }
    switch (sequence->end) {
    case 'A':
        go(vt, vt->row - n, vt->column);
        break;
    case 'B':
        go(vt, vt->row + n, vt->column);
        break;
    case 'C':
        go(vt, vt->row, vt->column + n);
        break;
    case 'D':
        go(vt, vt->row, vt->column - n);
        break;
    case 'G':
        go(vt, vt->row, n - 1);
        break;
    case 'd':
        go(vt, n - 1, vt->column);
        break;
    case 'H':
        go(vt, n - 1, number(sequence, 1, 1) - 1);
        break;
    case 'J':
        erase_screen(vt, number(sequence, 0, 0));
        break;
    case 'K':
        erase(vt, number(sequence, 0, 0));
        break;
    case 'X':
        blank(vt, vt->row, vt->column, vt->column + n);
        break;
    case 'P':
        shift_cells(vt, -n);
        break;
    case '@':
        shift_cells(vt, n);
        break;
    case 'L':
        scroll(vt, vt->row, vt->bottom, -n);
        break;
    case 'M':
        scroll(vt, vt->row, vt->bottom, n);
        break;
    case 'S':
        scroll(vt, vt->top, vt->bottom, n);
        break;
    case 'T':
        scroll(vt, vt->top, vt->bottom, -n);
        break;
    case 'b':
        repeat(vt, n);
        break;
    case 'm':
        set_attributes(vt, sequence);
        break;
    case 'n':
        report(vt, sequence);
        break;
    case 'r':
        vt->top = within(n - 1, 0, vt->screen.rows - 1);
        vt->bottom = within(number(sequence, 1, vt->screen.rows) - 1, vt->top, vt->screen.rows - 1);
        go(vt, 0, 0);
        break;
    case 'h':
    case 'l':
        vt->inserts = n == 4 ? sequence->end == 'h' : vt->inserts;
        break;
    case 't':
        break;
    default:
        vt->unknown++;
    }
}

/* How many bytes a whole sequence has; 0: more are to come. */
static size_t take_control(struct vt *vt, const char *bytes, size_t len)
{
    struct sequence sequence = {0};
    for (size_t i = 2; i < len; i++) {
        char byte = bytes[i];
        if (byte == ESC)
            return i; /* it was cut off */
        if (byte >= '@' && byte <= '~') {
            sequence.end = byte;
            obey(vt, &sequence);
            return i + 1;
        }
        if (byte >= '<' && byte <= '?')
            sequence.mark = byte;
        sequence.count += sequence.count == 0;
        if (byte == ';' && sequence.count < NUMBERS)
            sequence.count++;
        else if (byte >= '0' && byte <= '9')
            sequence.numbers[sequence.count - 1] =
                sequence.numbers[sequence.count - 1] * 10 + byte - '0';
    }
    return len == VT_SEQUENCE ? len : 0;
}

/* ESC ] up to BEL or ESC \: of titles and colours nothing is kept. */
static size_t take_string(const char *bytes, size_t len)
{
    for (size_t i = 2; i < len; i++)
        if (bytes[i] == '\a' || (bytes[i] == '\\' && bytes[i - 1] == ESC))
            return i + 1;
    return len == VT_SEQUENCE ? len : 0;
}

static size_t take_escape(struct vt *vt, const char *bytes, size_t len)
{
    if (len < 2)
        return 0;
    if (bytes[1] == '[')
        return take_control(vt, bytes, len);
    if (bytes[1] == ']')
        return take_string(bytes, len);
    if (strchr("()*+#", bytes[1]))
        return len < 3 ? 0 : 3;
    if (bytes[1] == 'D')
        line_feed(vt);
    else if (bytes[1] == 'M')
        reverse_line_feed(vt);
    else if (bytes[1] == '8')
        go(vt, vt->kept_row, vt->kept_column);
    if (bytes[1] == '7') {
        vt->kept_row = vt->row;
        vt->kept_column = vt->column;
    }
    if (bytes[1] == '=' || bytes[1] == '>')
        vt->keypad = bytes[1] == '=';
    return 2;
}

static size_t take(struct vt *vt, const char *bytes, size_t len)
{
    unsigned char first = (unsigned char)bytes[0];
    size_t wanted = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t rune;
    if (first == ESC)
        return take_escape(vt, bytes, len);
    if (first == '\r')
        vt->column = 0;
    else if (first == '\n')
        line_feed(vt);
    else if (first == '\b')
        go(vt, vt->row, vt->column - 1);
    else if (first == '\t')
        go(vt, vt->row, vt->column / TAB_STOP * TAB_STOP + TAB_STOP);
    else if (len < wanted)
        return 0;
    else if (first >= ' ' && utf8_decode(bytes, wanted, &rune) == wanted)
        put(vt, bytes, wanted, rune);
    return wanted;
}

void vt_feed(struct vt *vt, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        vt->pending[vt->pending_len++] = bytes[i];
        size_t used = take(vt, vt->pending, vt->pending_len);
        if (used)
            vt->pending_len = 0;
    }
}

bool vt_shows(const struct vt *vt, const char *text)
{
    struct strbuf all = STRBUF_INIT;
    grid_to_text(&vt->screen, NULL, false, &all);
    bool shown = strstr(strbuf_str(&all), text) != NULL;
    strbuf_release(&all);
    return shown;
}

bool vt_is_at(const struct vt *vt, const char *text)
{
    struct strbuf there = STRBUF_INIT;
    const struct grid_cell *cell;
    for (int column = vt->column; (cell = grid_at(&vt->screen, vt->row, column)); column++)
        strbuf_add(&there, cell->bytes, cell->len);
    bool is = strncmp(strbuf_str(&there), text, strlen(text)) == 0;
    strbuf_release(&there);
    return is;
}
