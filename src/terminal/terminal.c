/* ncurses does what it is best at: it knows the terminal (terminfo) and finds the difference
 * between two screens. Cells that have not changed since the last frame are not even handed to it.
 * What it writes goes into memory first: by itself it would send a frame in many pieces, which can
 * be seen as flicker, and would turn in circles on a terminal that takes no more. So a frame is one
 * write. The modes of the terminal are not its business either (modes.c, rescue.c): it would change
 * them in the middle of a frame, and for a screen of 24 rows, which is what memory has. So it is
 * never told of a pause, nor of the end. Input is read past it, by input_queue.c: it would wait in
 * the middle of a sequence, and it knows fewer of them. */
#include "config.h"

#include "terminal/terminal.h"

#include <errno.h>
#include <langinfo.h>
#include <ncurses.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/memory_file.h"
#include "base/utf8.h"
#include "terminal/capability.h"
#include "terminal/colours.h"
#include "terminal/input_queue.h"
#include "terminal/modes.h"
#include "terminal/output_queue.h"
#include "terminal/rescue.h"

enum {
    COLUMNS_DEFAULT = 80,
    ROWS_DEFAULT = 24,
    SIZE_MOST = 1000,
    ANSWER_MS = 200,   /* for the report of the cursor's place */
    LATE_MS = 2000,    /* from when it was asked, for answers that are under way */
    LAST_MS = 300,     /* for these, when the terminal is given back */
    PATIENCE_MS = 500, /* with a terminal that takes nothing, when it is given back */
    WIDE_MOST = CCHARW_MAX - 1,
};

static struct {
    SCREEN *screen;
    FILE *out;   /* where ncurses writes to: memory */
    char *frame; /* read from there */
    bool utf8, ansi, draws_wide, away, all, restyled;
    bool owes;        /* answers: the last of them, the cursor's place, is not there yet */
    int64_t asked_ns; /* when */
    bool feeds_move;  /* ESC D and ESC M are for moving the cursor */
    struct input_queue input;
    struct output_queue output;
    struct strbuf bytes;     /* other than a frame, to be sent at once */
    struct grid_cell *shown; /* the last frame */
    int columns, rows;       /* its size */
    cchar_t *line;           /* a row of it, for ncurses */
} terminal;

/* ---- sending ---- */

static void send_bytes(const char *bytes, size_t len)
{
    output_queue_add(&terminal.output, bytes, len);
}

bool terminal_send(void)
{
    return output_queue_send(&terminal.output);
}

/* Takes what ncurses has written into terminal.frame; returns its bytes. */
static size_t take_frame(void)
{
    int fd = fileno(terminal.out);
    off_t len = lseek(fd, 0, SEEK_CUR);
    if (len <= 0)
        return 0;
    terminal.frame = mem_realloc(terminal.frame, (size_t)len + 1);
    terminal.frame[len] = '\0';
    ssize_t got = pread(fd, terminal.frame, (size_t)len, 0);
    lseek(fd, 0, SEEK_SET);
    return got > 0 ? (size_t)got : 0;
}

/* For sending: what is appended to the one is sent by the other. */
static struct strbuf *begin_bytes(void)
{
    strbuf_clear(&terminal.bytes);
    return &terminal.bytes;
}

static void send_all(void)
{
    send_bytes(strbuf_str(&terminal.bytes), terminal.bytes.len);
}

/* True if a part of the screen is to be scrolled, or rows put in or taken out. ncurses does so
 * where rows seem to have moved. Panes do not move, they change; a class would see them slide, and
 * some emulators lack the sequences. A line feed is none of its ways to move the cursor; ESC D
 * and ESC M are in a few terminals (putty). */
static bool frame_slides(const char *frame, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (frame[i] == '\n')
            return true;
        if (frame[i] != '\033')
            continue;
        i++;
        if ((frame[i] == 'D' || frame[i] == 'M') && !terminal.feeds_move)
            return true;
        if (frame[i] != '[')
            continue;
        i++;
        i += strspn(frame + i, "0123456789;?");
        if (i < len && strchr("rSTLM", frame[i]))
            return true;
    }
    return false;
}

/* ---- what the terminal can do ---- */

static bool is_feed(const char *name)
{
    const char *text = capability(name);
    return text && (strcmp(text, "\033D") == 0 || strcmp(text, "\033M") == 0);
}

/* ---- what the terminal is asked: its colours, the width of block and box characters ---- */

/* ESCDELAY is what ncurses asks; 0: no wait. */
static int esc_patience_ms(void)
{
    enum { MOST = 10000, LEAST = 1 };
    const char *wanted = getenv("ESCDELAY");
    char *end;
    long ms = wanted ? strtol(wanted, &end, 10) : -1;
    if (wanted && end > wanted && ms >= 0 && ms <= MOST)
        return ms ? (int)ms : LEAST;
    return getenv("SSH_CONNECTION") || getenv("SSH_TTY") ? INPUT_ESC_FAR_MS : INPUT_ESC_MS;
}

/* Before the first frame, or at any time later: then the next frame is in other colours. */
static void on_told(void *arg, char kind, const char *text, size_t len)
{
    if (kind == '[')
        terminal.owes = false;
    else if (kind == ']' && colours_answer(text, len))
        terminal.all = terminal.restyled = true;
}

/* One write: the colours, two characters, where the cursor is behind them, and their erasure. The
 * answers come in this order, so that colours that are told at all are there with the place. Keys
 * that come before stay in the queue. Without UTF-8 there is no width to be measured, and nothing
 * is waited for. */
static void ask(void)
{
    static const char width[] = "\033[H\u2588\u2500\033[6n\033[H\033[K", place[] = "\033[6n";
    const char *colours = colours_question();
    enum { NARROW = 2 };
    struct input found;
    if (!terminal.ansi || (!terminal.utf8 && !*colours))
        return;
    terminal.input.told = on_told;
    terminal.owes = true;
    terminal.asked_ns = clock_now_ns();
    send_bytes(colours, strlen(colours));
    send_bytes(terminal.utf8 ? width : place, strlen(terminal.utf8 ? width : place));
    if (!terminal.utf8)
        return;
    int64_t until_ns = terminal.asked_ns + ANSWER_MS * NS_PER_MS, now_ns;
    while ((now_ns = clock_now_ns()) < until_ns) {
        int wait_ms = (int)((until_ns - now_ns) / NS_PER_MS) + 1;
        input_queue_fill(&terminal.input, STDIN_FILENO, wait_ms);
        if (terminal.input.gone)
            return;
        if (input_queue_take_report(&terminal.input, &found)) {
            terminal.draws_wide = found.column > NARROW;
            return;
        }
    }
}

/* Who quits at once, over a slow line, leaves before the answers are there: the shell would get
 * them as if they were typed. */
static void await_late_answers(void)
{
    int64_t now_ns = clock_now_ns(), until_ns = now_ns + LAST_MS * NS_PER_MS;
    struct input input;
    if (now_ns > terminal.asked_ns + LATE_MS * NS_PER_MS)
        return;
    for (; terminal.owes && !terminal.input.gone && now_ns < until_ns; now_ns = clock_now_ns()) {
        input_queue_fill(&terminal.input, STDIN_FILENO, (int)((until_ns - now_ns) / NS_PER_MS) + 1);
        while (input_queue_take(&terminal.input, clock_now_ns(), &input))
            ; /* what is typed now was meant for us */
    }
}

/* ---- taking it, and giving it back ---- */

static void prepare_rescue(int rows)
{
    struct strbuf *reset = begin_bytes();
    modes_add_off(reset, rows);
    rescue_set_reset(strbuf_str(reset), reset->len);
}

static void send_modes(bool on)
{
    struct strbuf *bytes = begin_bytes();
    int columns, rows;
    terminal_size(&columns, &rows);
    if (on)
        modes_add_on(bytes);
    else
        modes_add_off(bytes, rows);
    send_all();
}

static void set_up_screen(void)
{
    idcok(stdscr, FALSE); /* as for rows, see frame_slides() */
    typeahead(-1);        /* or a key in the queue would stop the drawing of a frame */
    doupdate();           /* a blank screen, and modes: */
    take_frame();         /* take_over() sends both otherwise */
}

static void send_blank(void)
{
    capability_add(begin_bytes(), "clear");
    send_all();
}

/* Also when the program ends in the middle of something: out of memory, for instance. */
static void rescue_at_exit(void)
{
    static bool registered;
    if (!registered)
        atexit(rescue_now);
    registered = true;
}

static void free_screen(void)
{
    delscreen(terminal.screen);
    fclose(terminal.out);
    terminal.screen = NULL;
}

/* NULL, or why there is none. */
static const char *make_screen(void)
{
    int memory = memory_file_open("baton frame");
    terminal.out = memory < 0 ? NULL : fdopen(memory, "w");
    if (!terminal.out)
        return "the machine refused memory for the screen";
    terminal.screen = newterm(colours_better_term(), terminal.out, stdin);
    if (terminal.screen)
        return NULL;
    fclose(terminal.out);
    return "ncurses refused the terminal";
}

static void take_over(void)
{
    int columns, rows;
    terminal_size(&columns, &rows);
    rescue_at_exit();
    prepare_rescue(rows);
    rescue_begin(STDIN_FILENO, terminal.output.fd);
    send_modes(true);
    send_blank();
}

int terminal_begin(int color, enum palette_ground ground, const char **problem)
{
    memset(&terminal, 0, sizeof terminal);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        *problem = "the player needs a terminal, as standard input and output";
    else
        *problem = capability_problem();
    if (!*problem)
        *problem = make_screen();
    if (*problem)
        return -1;
    terminal.ansi = modes_are_ansi();
    terminal.utf8 = terminal.ansi && utf8_is_codeset(nl_langinfo(CODESET)); /* others are older */
    terminal.feeds_move = is_feed("cud1") || is_feed("cuu1");
    terminal.input.esc_ms = esc_patience_ms();
    output_queue_init(&terminal.output, STDOUT_FILENO);
    colours_begin(color, ground);
    set_up_screen();
    take_over();
    ask();
    return 0;
}

void terminal_leave(void)
{
    if (!terminal.screen || terminal.away)
        return;
    terminal.away = true;
    await_late_answers();
    terminal.input.within = INPUT_WITHIN_NOTHING;
    send_modes(false);
    output_queue_drain(&terminal.output, PATIENCE_MS);
    rescue_lend();
}

void terminal_return(void)
{
    if (!terminal.screen)
        return;
    rescue_resume();
    send_modes(true);
    terminal.away = false;
    terminal_redraw();
}

void terminal_end(void)
{
    if (!terminal.screen)
        return;
    terminal_leave();
    rescue_end();
    free_screen();
    output_queue_release(&terminal.output);
    strbuf_release(&terminal.bytes);
    free(terminal.frame);
    free(terminal.shown);
    free(terminal.line);
    memset(&terminal, 0, sizeof terminal);
}

/* Where a character in the last column moves the cursor to the next row at once, and where only
 * the next character does: many terminals do not do what terminfo says. That column is not drawn
 * in if it says the former. 0 or 1. */
static int columns_unused(void)
{
    return terminal.screen && tigetflag("am") > 0 && tigetflag("xenl") <= 0;
}

void terminal_size(int *columns, int *rows)
{
    struct winsize size = {0};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    *columns = size.ws_col ? size.ws_col : COLUMNS_DEFAULT;
    *rows = size.ws_row ? size.ws_row : ROWS_DEFAULT;
    if (*columns > SIZE_MOST)
        *columns = SIZE_MOST;
    if (*columns > 1)
        *columns -= columns_unused();
    if (*rows > SIZE_MOST)
        *rows = SIZE_MOST;
}

enum grid_colours terminal_colours(void)
{
    return colours_count();
}

bool terminal_is_utf8(void)
{
    return terminal.utf8;
}

bool terminal_draws_wide(void)
{
    return terminal.draws_wide;
}

void terminal_light(bool light)
{
    terminal.all |= colours_ask_for(light ? PALETTE_LIGHT : PALETTE_DARK);
}

void terminal_mouse(bool on)
{
    modes_want(MODE_MOUSE, on);
    if (terminal.away)
        return;
    modes_add(begin_bytes(), MODE_MOUSE, on);
    send_all();
}

/* ---- drawing ---- */

/* The characters of a cell. ncurses goes by the widths of the locale: where those differ from ours,
 * or the locale has no such characters, there stands a `?` for each column. */
static bool cell_characters(const struct grid_cell *cell, wchar_t out[WIDE_MOST + 1])
{
    size_t at = 0;
    int count = 0;
    while (at < cell->len && count < WIDE_MOST) {
        uint32_t rune;
        at += utf8_decode(cell->bytes + at, cell->len - at, &rune);
        int width = rune < 0x7f ? 1 : terminal.utf8 ? wcwidth((wchar_t)rune) : -1;
        if (count ? width > 0 : width != cell->width)
            return false;
        if (width >= 0)
            out[count++] = (wchar_t)rune;
    }
    out[count] = L'\0';
    return count > 0;
}

/* Returns how many of ncurses' cells were made: a wide character is one here. */
static int make_cell(const struct grid_cell *cell, cchar_t out[2])
{
    wchar_t characters[WIDE_MOST + 1];
    attr_t attributes = (attr_t)colours_attributes(cell->style);
    short pair = (short)PAIR_NUMBER(attributes);
    attributes &= ~(attr_t)A_COLOR;
    if (cell->width == 0)
        return 0;
    if (cell_characters(cell, characters) &&
        setcchar(&out[0], characters, attributes, pair, NULL) == OK)
        return 1;
    for (int i = 0; i < cell->width; i++)
        setcchar(&out[i], L"?", attributes, pair, NULL);
    return cell->width;
}

static bool same_cell(const struct grid_cell *a, const struct grid_cell *b)
{
    return a->len == b->len && a->width == b->width && a->style.ink == b->style.ink &&
           a->style.flags == b->style.flags && memcmp(a->bytes, b->bytes, a->len) == 0;
}

/* Hands a row to ncurses from its first changed cell on; not in the middle of a wide character. */
static void draw_row(const struct grid *grid, int row)
{
    const struct grid_cell *cells = &grid->cells[(size_t)row * (size_t)grid->columns];
    struct grid_cell *shown = &terminal.shown[(size_t)row * (size_t)grid->columns];
    int from = 0, until = grid->columns, count = 0;
    while (from < until && same_cell(&cells[from], &shown[from]))
        from++;
    while (until > from && same_cell(&cells[until - 1], &shown[until - 1]))
        until--;
    if (from == until)
        return;
    while (from > 0 && (cells[from].width == 0 || shown[from].width == 0))
        from--;
    while (until < grid->columns && (cells[until].width == 0 || shown[until].width == 0))
        until++;
    for (int column = from; column < until; column++)
        count += make_cell(&cells[column], &terminal.line[count]);
    mvadd_wchnstr(row, from, terminal.line, count);
    memcpy(shown + from, cells + from, (size_t)(until - from) * sizeof *cells);
}

/* Some terminals keep the margins of the size before. */
static void follow_size(int rows)
{
    modes_add(begin_bytes(), MODE_MARGINS, true);
    send_all();
    prepare_rescue(rows);
}

static void take_size(int columns, int rows)
{
    size_t cells = (size_t)columns * (size_t)rows;
    resize_term(rows, columns + columns_unused());
    if (terminal.columns > 0) { /* the first frame finds a blank screen */
        terminal.all = true;
        follow_size(rows);
    }
    terminal.columns = columns;
    terminal.rows = rows;
    terminal.shown = mem_realloc(terminal.shown, cells * sizeof *terminal.shown);
    terminal.line = mem_realloc(terminal.line, ((size_t)columns + 1) * sizeof *terminal.line);
    memset(terminal.shown, 0, cells * sizeof *terminal.shown);
}

/* A frame that would slide is made anew, as a whole. */
static void send_frame(void)
{
    size_t len = take_frame();
    if (terminal.ansi && frame_slides(terminal.frame, len)) {
        clearok(curscr, TRUE);
        doupdate();
        len = take_frame();
    }
    send_bytes(terminal.frame, len);
}

void terminal_draw(const struct grid *grid)
{
    if (!terminal.screen || terminal.away || grid->columns < 1 || grid->rows < 1)
        return;
    if (grid->columns != terminal.columns || grid->rows != terminal.rows)
        take_size(grid->columns, grid->rows);
    if (terminal.all) {
        memset(terminal.shown, 0,
               (size_t)grid->columns * (size_t)grid->rows * sizeof *terminal.shown);
        clearok(curscr, TRUE);
    }
    terminal.all = terminal.restyled = false;
    for (int row = 0; row < grid->rows; row++)
        draw_row(grid, row);
    move(grid->cursor_row, grid->cursor_column);
    wnoutrefresh(stdscr);
    doupdate();
    send_frame();
}

void terminal_redraw(void)
{
    terminal.all = true;
}

/* ---- input ---- */

bool terminal_is_restyled(void)
{
    return terminal.restyled;
}

bool terminal_read(struct input *input)
{
    struct input_queue *queue = &terminal.input;
    int64_t now_ns = clock_now_ns();
    /* Much may come at once, pasted: the system is asked when that is taken, or before something is
     * taken for late. */
    if (input_queue_wait_ns(queue, now_ns) > 0 && input_queue_take(queue, now_ns, input))
        return true;
    input_queue_fill(queue, STDIN_FILENO, 0);
    return input_queue_take(queue, clock_now_ns(), input);
}

int terminal_wait_ms(void)
{
    int64_t wait_ns = input_queue_wait_ns(&terminal.input, clock_now_ns());
    return wait_ns < 0 ? -1 : (int)(wait_ns / NS_PER_MS) + 1;
}

bool terminal_is_gone(void)
{
    return terminal.input.gone;
}
