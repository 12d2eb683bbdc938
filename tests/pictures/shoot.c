/* Pictures of the player for the documentation: shoot TITLE COLUMNSxROWS MODEL SCENARIO TRACE
 * SCRIPT plays a saved run of a scenario to a script of keys, with a clock of its own, and prints
 * what the screen showed, as an SVG that plays.
 *
 * The script's words are those of app_host.h, and `@120`, or `@120*9`, turns the clock on by 120
 * ms, once or nine times, and takes a frame each time that is shown as long as that. `!` marks the
 * frame that is seen where nothing moves: where motion is not wanted, on paper, in a simple reader.
 *
 * Rows that are the same in several frames are there once. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_host.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "check_main.h"
#include "grid/contrast.h"
#include "grid/palette.h"
#include "trace/file.h"

enum { CELL_WIDTH = 8, CELL_HEIGHT = 17, BASELINE = 13, MARGIN = 12, FRAMES_MOST = 600 };
enum { MOST_BYTES = 1 << 20 };
enum { GROUND = 0x12161c, TEXT = 0xd5dae2 };

struct frame {
    int *rows; /* numbers of what is in `drawn` */
    double ms;
};

static struct {
    int columns, rows;
    struct frame frames[FRAMES_MOST];
    int frame_count, still;
    char **drawn;
    int drawn_count, drawn_room;
    struct palette palette;
} film;

/* ---- a row of cells ---- */

static struct palette_look look_of(const struct grid_cell *cell)
{
    return palette_look(&film.palette, cell->style);
}

static uint32_t colour_of(int number, uint32_t own)
{
    return number < 0 ? own : contrast_colour(contrast_standard(CONTRAST_XTERM), number);
}

static void add_escaped(struct strbuf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '&')
            strbuf_adds(out, "&amp;");
        else if (text[i] == '<')
            strbuf_adds(out, "&lt;");
        else
            strbuf_addch(out, text[i]);
    }
}

static bool same_look(struct palette_look a, struct palette_look b)
{
    return a.colour == b.colour && a.ground == b.ground && a.flags == b.flags;
}

static bool is_blank(const struct grid_cell *cell)
{
    return !cell->len || (cell->len == 1 && cell->bytes[0] == ' ');
}

/* The cells from `from` up to `until` look the same. */
static void add_run(struct strbuf *out, const struct grid *grid, int row, int from, int until)
{
    struct palette_look look = look_of(grid_at(grid, row, from));
    uint32_t text = colour_of(look.colour, TEXT), ground = colour_of(look.ground, GROUND);
    bool blank = true;

    if (look.flags & GRID_REVERSE) {
        uint32_t swapped = text;

        text = ground;
        ground = swapped;
    }
    if (ground != GROUND)
        strbuf_addf(out, "<rect x=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>",
                    from * CELL_WIDTH, (until - from) * CELL_WIDTH, CELL_HEIGHT, (unsigned)ground);
    for (int i = from; i < until; i++)
        blank = blank && is_blank(grid_at(grid, row, i));
    if (blank)
        return;
    strbuf_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"#%06x\"%s%s>",
                from * CELL_WIDTH, BASELINE, (until - from) * CELL_WIDTH, (unsigned)text,
                look.flags & GRID_BOLD ? " font-weight=\"bold\"" : "",
                look.flags & GRID_UNDERLINE ? " text-decoration=\"underline\"" : "");
    for (int i = from; i < until; i++) {
        const struct grid_cell *cell = grid_at(grid, row, i);

        if (is_blank(cell))
            strbuf_adds(out, cell->width ? "\u00a0" : "");
        else
            add_escaped(out, cell->bytes, cell->len);
    }
    strbuf_adds(out, "</text>");
}

/* Blanks at both ends of a run are left out, so that a look ends with its words. */
static void add_row(struct strbuf *out, const struct grid *grid, int row)
{
    for (int from = 0; from < grid->columns;) {
        struct palette_look look = look_of(grid_at(grid, row, from));
        int until = from + 1;

        if (is_blank(grid_at(grid, row, from)) && look.ground < 0 && !(look.flags & GRID_REVERSE)) {
            from++;
            continue;
        }
        while (until < grid->columns && same_look(look, look_of(grid_at(grid, row, until))) &&
               !(until + 1 < grid->columns && is_blank(grid_at(grid, row, until)) &&
                 is_blank(grid_at(grid, row, until + 1)) && look.ground < 0 &&
                 !(look.flags & GRID_REVERSE)))
            until++;
        add_run(out, grid, row, from, until);
        from = until;
    }
}

/* The number of the row, which is drawn if it is a new one. */
static int draw_row(const struct grid *grid, int row)
{
    struct strbuf out = STRBUF_INIT;

    add_row(&out, grid, row);
    for (int i = 0; i < film.drawn_count; i++) {
        if (strcmp(film.drawn[i], strbuf_str(&out)) == 0) {
            strbuf_release(&out);
            return i;
        }
    }
    MEM_GROW(film.drawn, film.drawn_count, film.drawn_room);
    film.drawn[film.drawn_count] = strbuf_detach(&out);
    return film.drawn_count++;
}

/* ---- frames ---- */

static void shoot(double ms)
{
    struct frame *last = film.frame_count ? &film.frames[film.frame_count - 1] : NULL;
    int *rows = mem_alloc(film.rows * sizeof *rows);
    struct grid grid;

    grid_init(&grid, film.columns, film.rows);
    app_draw(host.app, &grid, host.now_ns);
    for (int row = 0; row < film.rows; row++)
        rows[row] = draw_row(&grid, row);
    grid_release(&grid);
    if (last && memcmp(last->rows, rows, film.rows * sizeof *rows) == 0) {
        last->ms += ms;
        free(rows);
        return;
    }
    ck_assert_int_lt(film.frame_count, FRAMES_MOST);
    film.frames[film.frame_count++] = (struct frame){rows, ms};
}

/* One more frame. */
static void go_on(double ms)
{
    char turn[32];

    snprintf(turn, sizeof turn, "@%g", ms);
    host_keys(&host, turn);
    shoot(ms);
}

/* "words@120": until they are seen. */
static void go_on_until(char *words)
{
    char *at = strrchr(words, '@');
    double ms;

    ck_assert_msg(at != NULL, "no time in '%s'", words);
    ms = atof(at + 1);
    *at = '\0';
    for (char *c = words; *c; c++)
        if (*c == '_')
            *c = ' ';
    for (int times = 0; !host_shows(&host, words); times++) {
        ck_assert_msg(times < FRAMES_MOST, "'%s' is never seen", words);
        go_on(ms);
    }
}

static void play_script(const char *script)
{
    char *copy = mem_strdup(script), *rest = copy, *word;

    while ((word = strtok_r(rest, " \n", &rest))) {
        char *star = strchr(word, '*');

        if (strcmp(word, "!") == 0) {
            film.still = film.frame_count - 1;
        } else if (*word == '@' && word[1]) {
            for (int times = star ? atoi(star + 1) : 1; times > 0; times--)
                go_on(atof(word + 1));
        } else if (*word == '=' && word[1]) {
            go_on_until(word + 1);
        } else {
            host_keys(&host, word);
        }
    }
    free(copy);
}

/* ---- the picture ---- */

static void add_frame(struct strbuf *out, const struct frame *frame)
{
    for (int row = 0; row < film.rows; row++)
        if (*film.drawn[frame->rows[row]])
            strbuf_addf(out, "<use href=\"#r%d\" y=\"%d\"/>", frame->rows[row], row * CELL_HEIGHT);
}

/* Each frame is seen for its part of the time, and one of them where nothing moves. */
static void add_style(struct strbuf *out)
{
    double whole = 0, begun = 0;

    for (int i = 0; i < film.frame_count; i++)
        whole += film.frames[i].ms;
    strbuf_adds(out, "<style>\n"
                     "text{font:13px ui-monospace,\"DejaVu Sans Mono\",Menlo,Consolas,monospace;"
                     "white-space:pre}\n"
                     ".f{visibility:hidden}.still{visibility:visible}\n"
                     "@media screen and (prefers-reduced-motion:no-preference){\n");
    for (int i = 0; i < film.frame_count && film.frame_count > 1; i++) {
        double from = 100 * begun / whole, until;

        begun += film.frames[i].ms;
        until = i + 1 < film.frame_count ? 100 * begun / whole : 100;
        strbuf_addf(out, "#f%d{animation:a%d %.2fs step-end infinite}@keyframes a%d{", i, i,
                    whole / 1000, i);
        strbuf_addf(out, "0%%{visibility:%s}", i ? "hidden" : "visible");
        if (i)
            strbuf_addf(out, "%.3f%%{visibility:visible}", from);
        strbuf_addf(out, "%.3f%%{visibility:hidden}}\n", until);
    }
    strbuf_adds(out, "}\n</style>\n");
}

static void print_film(const char *title)
{
    int width = film.columns * CELL_WIDTH + 2 * MARGIN;
    int height = film.rows * CELL_HEIGHT + 2 * MARGIN;
    struct strbuf out = STRBUF_INIT;

    strbuf_addf(&out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                "height=\"%d\" role=\"img\">\n<title>",
                width, height, width, height);
    add_escaped(&out, title, strlen(title));
    strbuf_adds(&out, "</title>\n");
    add_style(&out);
    strbuf_adds(&out, "<defs>\n");
    for (int i = 0; i < film.drawn_count; i++)
        if (*film.drawn[i])
            strbuf_addf(&out, "<g id=\"r%d\">%s</g>\n", i, film.drawn[i]);
    strbuf_addf(&out,
                "</defs>\n<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#%06x\"/>\n"
                "<g transform=\"translate(%d %d)\">\n",
                width, height, (unsigned)GROUND, MARGIN, MARGIN);
    for (int i = 0; i < film.frame_count; i++) {
        strbuf_addf(&out, "<g id=\"f%d\" class=\"f%s\">", i, i == film.still ? " still" : "");
        add_frame(&out, &film.frames[i]);
        strbuf_adds(&out, "</g>\n");
    }
    strbuf_adds(&out, "</g>\n</svg>\n");
    fwrite(strbuf_str(&out), 1, out.len, stdout);
    strbuf_release(&out);
}

static char *text_of(const char *path, size_t *len)
{
    char *text = NULL;

    if (file_read(path, MOST_BYTES, &text, len) != 0) {
        fprintf(stderr, "shoot: %s cannot be read\n", path);
        exit(1);
    }
    return text;
}

static char **words; /* the command line */

static void take_pictures(const char *title, int model, const char *scenario, const char *saved,
                          const char *script)
{
    struct strbuf problem = STRBUF_INIT;
    struct trace *trace = trace_file_read(saved, NULL, NULL, &problem);
    size_t len;
    char *text = text_of(scenario, &len);

    ck_assert_int_ge(model, 0);
    ck_assert_msg(trace != NULL, "%s: %s", saved, strbuf_str(&problem));
    host_init(&host);
    host_put(&host, scenario, text);
    host_begin(&host, film.columns, film.rows);
    ck_assert_msg(app_open_scenario(host.app, scenario, (enum model_id)model, NULL, 0, &problem),
                  "%s", strbuf_str(&problem));
    host_give(&host, trace);
    play_script(script);
    print_film(title);
    host_release(&host);
    strbuf_release(&problem);
    free(text);
}

START_TEST(all_pictures)
{
    take_pictures(words[1], model_by_name(words[3]), words[4], words[5], words[6]);
}
END_TEST

int main(int argc, char **argv)
{
    struct palette_terminal terminal = {
        .colours = GRID_256_COLOURS, .ground = PALETTE_DARK, .background = GROUND, .text = TEXT};
    Suite *suite = suite_create("pictures");
    TCase *tcase = tcase_create("pictures");
    SRunner *runner;
    int failed;

    if (argc != 7 || sscanf(argv[2], "%dx%d", &film.columns, &film.rows) != 2) {
        fprintf(stderr, "usage: shoot TITLE COLUMNSxROWS MODEL SCENARIO TRACE SCRIPT\n");
        return 2;
    }
    words = argv;
    palette_make(&terminal, &film.palette);
    /* The host of the tests is used, and it asserts: so this is one, in this process. */
    tcase_add_test(tcase, all_pictures);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_SILENT);
    failed = srunner_ntests_failed(runner);
    if (failed) {
        TestResult **results = srunner_failures(runner);

        fprintf(stderr, "shoot: %s\n", tr_msg(results[0]));
        free(results);
    }
    srunner_free(runner);
    return failed ? 1 : 0;
}
