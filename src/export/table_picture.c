/* The table as a picture, and as a page: four cells, each a small picture of one run. */
#include "config.h"

#include "export/table.h"

#include <ctype.h>

#include "base/utf8.h"
#include "export/compare.h"
#include "export/svg.h"
#include "tell/words.h"

enum {
    WIDTH_LEAST = 1000, /* wide rather than high: for a projector */
    PIXELS = 10,        /* for a column of the option `width` */
    SIDE = 172,         /* the headings of the rows */
    SIDE_COLUMNS = 16,  /* of their phrases */
    GAP = 12,           /* between cells */
    HEADS = 62,         /* the headings of the columns */
    NAME = 34,          /* the line with the name in a cell */
    PAD = 10,           /* below its sentence */
    SENTENCE_COLUMN = 78,
    SENTENCE_PITCH = 22,
    PHRASE_COLUMN = 86,
    PHRASE_PITCH = 20,
};

struct drawing {
    const struct table *table;
    struct export_options options;
    struct svg svg;
    struct svg cells[CORNERS];
    int cell_width;
    int label_columns; /* of all cells */
};

static int cell_x(const struct drawing *drawing, int column)
{
    return SVG_MARGIN + SIDE + column * (drawing->cell_width + GAP);
}

/* ---- a cell ---- */

static void cell_begin(struct drawing *drawing, int corner)
{
    struct svg *cell = &drawing->cells[corner];
    struct export_options options = drawing->options;
    options.width = drawing->cell_width / PIXELS;
    svg_begin(cell, &options, drawing->label_columns, 0, drawing->table->longest_ns);
    cell->bare = true;
    cell->y = 0;
}

static void name_draw(struct svg *cell, const struct table *table, int corner)
{
    const struct stats *stats = table->stats[corner];
    struct strbuf name = STRBUF_INIT, elapsed = STRBUF_INIT;
    bool well = !stats || stats->result == TRACE_RESULT_OK;
    paint_corner_name_add(&table->picture.corners[corner], &name);
    svg_text(cell, well ? "name" : "name wrong", SVG_MARGIN, NAME - 8, name.text,
             svg_columns(&name));
    if (stats)
        words_time(&elapsed, stats->elapsed_ns);
    svg_text(cell, "elapsed", cell->width - SVG_MARGIN, NAME - 8, strbuf_str(&elapsed),
             svg_columns(&elapsed));
    cell->y = NAME;
    strbuf_release(&name);
    strbuf_release(&elapsed);
}

static void cell_draw(struct drawing *drawing, int corner)
{
    const struct paint_corner *of = &drawing->table->picture.corners[corner];
    struct svg *cell = &drawing->cells[corner];
    cell_begin(drawing, corner);
    name_draw(cell, drawing->table, corner);
    if (of->timeline) {
        svg_axis(cell);
        svg_choose(cell, of->timeline, of->stats);
        svg_run(cell, false);
        cell->bottom = cell->y;
    }
    svg_wrap(cell, of->timeline ? "what" : "what faint", of->words, SENTENCE_COLUMN,
             SENTENCE_PITCH);
    cell->y += PAD;
}

/* Into the picture, at its place. */
static void cell_set(struct drawing *drawing, int corner, int y, int height)
{
    struct svg *cell = &drawing->cells[corner];
    struct strbuf *body = &drawing->svg.body;
    strbuf_addf(body, "<g transform=\"translate(%d %d)\">\n",
                cell_x(drawing, corner % CORNER_COLUMNS), y);
    strbuf_addf(body, "<rect class=\"%s\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
                cell->axis_y ? "baton-cell" : "baton-cell baton-empty", cell->width, height);
    if (cell->axis_y)
        svg_grid_add(cell, cell->bottom, body);
    strbuf_add(body, strbuf_str(&cell->body), cell->body.len);
    strbuf_adds(body, "</g>\n");
    drawing->svg.seen |= cell->seen;
    drawing->svg.objects |= cell->objects;
    strbuf_release(&cell->body);
}

/* ---- the headings ---- */

static void centred(struct svg *svg, const char *css_class, int x, int y, const char *text)
{
    svg_text(svg, css_class, x, y, text, utf8_columns(text));
}

/* Over as many lines as it needs, about x. */
static void phrase_draw(struct svg *svg, int x, int y, int width, const char *text)
{
    svg_lines(svg, "phrase", x, y, text, width * 10 / PHRASE_COLUMN, PHRASE_PITCH);
}

static void column_heads(struct drawing *drawing)
{
    struct svg *svg = &drawing->svg;
    for (int c = 0; c < CORNER_COLUMNS; c++) {
        int x = cell_x(drawing, c) + drawing->cell_width / 2;
        centred(svg, "heading", x, svg->y + 24, corner_columns[c].name);
        phrase_draw(svg, x, svg->y + 46, drawing->cell_width, corner_columns[c].phrase);
    }
    svg->y += HEADS;
}

static void row_head(struct drawing *drawing, int row, int height)
{
    struct svg *svg = &drawing->svg;
    struct strbuf phrase = STRBUF_INIT;
    int x = SVG_MARGIN + (SIDE - GAP) / 2, y = svg->y + height / 2 - 2 * PHRASE_PITCH;
    strbuf_addf(&phrase, "%s%s", corner_rows[row].phrase, corner_rows[row].more);
    centred(svg, "heading", x, y, corner_rows[row].name);
    phrase_draw(svg, x, y + PHRASE_PITCH + 4, SIDE_COLUMNS * PHRASE_COLUMN / 10, phrase.text);
    strbuf_release(&phrase);
}

/* ---- the picture ---- */

static void rows_draw(struct drawing *drawing)
{
    struct svg *svg = &drawing->svg;
    for (int row = 0; row < CORNER_ROWS; row++) {
        int height = 0, first = row * CORNER_COLUMNS;
        for (int i = first; i < first + CORNER_COLUMNS; i++) {
            cell_draw(drawing, i);
            height = drawing->cells[i].y > height ? drawing->cells[i].y : height;
        }
        row_head(drawing, row, height);
        for (int i = first; i < first + CORNER_COLUMNS; i++)
            cell_set(drawing, i, svg->y, height);
        svg->y += height + GAP;
    }
}

static void sentence_add(struct strbuf *out, const char *words)
{
    strbuf_addch(out, ' ');
    size_t at = out->len;
    strbuf_adds(out, words);
    if (out->len > at)
        out->text[at] = (char)toupper((unsigned char)out->text[at]);
}

/* For those who do not see it, all that it says. */
static void label_add(const struct table *table, struct strbuf *out)
{
    strbuf_addf(out, "%s: a table of four.", *table->title ? table->title : "Comparison");
    for (int i = 0; i < CORNERS; i++) {
        const struct paint_corner *corner = &table->picture.corners[i];
        sentence_add(out, corner_rows[i / CORNER_COLUMNS].name);
        strbuf_addf(out, ", %s: ", corner_columns[i % CORNER_COLUMNS].name);
        paint_corner_name_add(corner, out);
        if (corner->stats) {
            strbuf_adds(out, ", ");
            words_time(out, corner->stats->elapsed_ns);
        }
        strbuf_addch(out, '.');
        sentence_add(out, corner->words);
    }
}

/* Room for the names, the same in all cells. */
static int label_columns(const struct table *table)
{
    int label = 7;
    for (int i = 0; i < CORNERS; i++) {
        int columns = table->timelines[i] ? svg_label_columns(table->timelines[i]) : 0;
        label = columns > label ? columns : label;
    }
    return label;
}

static void draw(const struct table *table, const struct export_options *options, bool embedded,
                 struct strbuf *out)
{
    struct drawing drawing = {
        .table = table, .options = *options, .label_columns = label_columns(table)};
    struct strbuf label = STRBUF_INIT;
    struct svg *svg = &drawing.svg;
    int least = WIDTH_LEAST / PIXELS;
    drawing.options.width = options->width > least ? options->width : least;
    svg_begin(svg, &drawing.options, 0, 0, table->longest_ns);
    svg->embedded = embedded;
    drawing.cell_width = (svg->width - 2 * SVG_MARGIN - SIDE - GAP) / 2;
    if (!embedded)
        svg_wrap(svg, "title", table->title, 125, 28);
    if (!embedded)
        svg_settings(svg, table->traces, table->trace_count);
    column_heads(&drawing);
    rows_draw(&drawing);
    svg->y += SVG_MARGIN / 2;
    svg_legend(svg);
    label_add(table, &label);
    svg_end(svg, label.text, out);
    strbuf_release(&label);
}

static struct export_options completed(const struct export_options *options)
{
    struct export_options chosen = options ? *options : (struct export_options){0};
    chosen.width = export_width(chosen.width);
    return chosen;
}

void table_svg(const struct table_run *runs, const struct export_options *options,
               struct strbuf *out)
{
    struct export_options chosen = completed(options);
    struct table table;
    table_init(&table, runs);
    strbuf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    draw(&table, &chosen, false, out);
    table_release(&table);
}

void table_html(const struct table_run *runs, const struct export_options *options,
                struct strbuf *out)
{
    struct export_options chosen = completed(options);
    struct difference_run shown[CORNERS];
    struct strbuf picture = STRBUF_INIT;
    struct table table;
    int count = 0;
    table_init(&table, runs);
    for (int i = 0; i < CORNERS; i++)
        if (table.stats[i])
            shown[count++] =
                (struct difference_run){table.stats[i]->model, table.timelines[i], table.stats[i]};
    draw(&table, &chosen, true, &picture);
    compare_page(shown, count, &chosen, &picture, NULL, out);
    strbuf_release(&picture);
    table_release(&table);
}
