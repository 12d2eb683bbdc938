/* The table: what its pictures are made from, and the text. */
#include "config.h"

#include "export/table.h"

#include "export/page.h"
#include "export/summary.h"

static void run_take(struct table *table, int corner, const struct trace *trace)
{
    struct timeline *timeline = table->timelines[corner] = timeline_new(trace);
    struct stats *stats = table->stats[corner] = stats_new(timeline);
    struct paint_corner *into = &table->picture.corners[corner];
    struct tell tell = tell_to(timeline, &table->words[corner]);
    tell_corner(&tell, corner, stats);
    table->traces[table->trace_count++] = trace;
    into->timeline = timeline;
    into->stats = stats;
    into->name = *stats->model ? stats->model : into->name;
    if (stats->elapsed_ns > table->longest_ns)
        table->longest_ns = stats->elapsed_ns;
    if (!*table->title)
        table->title = stats->title;
}

void table_init(struct table *table, const struct table_run *runs)
{
    *table = (struct table){.title = "", .longest_ns = 1, .picture = {.chosen = -1}};
    for (int i = 0; i < CORNERS; i++) {
        struct paint_corner *corner = &table->picture.corners[i];
        *corner = (struct paint_corner){.name = corner_model(i, 0)};
        if (runs[i].trace)
            run_take(table, i, runs[i].trace);
        else
            strbuf_adds(&table->words[i], runs[i].why);
        corner->words = strbuf_str(&table->words[i]);
    }
}

void table_release(struct table *table)
{
    for (int i = 0; i < CORNERS; i++) {
        stats_free(table->stats[i]);
        timeline_free(table->timelines[i]);
        strbuf_release(&table->words[i]);
    }
}

void table_text(const struct table_run *runs, const struct export_options *options,
                struct strbuf *out)
{
    struct export_options chosen = options ? *options : (struct export_options){0};
    struct table table;
    struct page page;
    table_init(&table, runs);
    table.picture.ascii = chosen.ascii;
    page_init(&page, export_width(chosen.width), chosen.ascii);
    page_words(&page, INK_TITLE, "%s", table.title);
    page_down(&page, 1);
    summary_settings(&page, table.traces, table.trace_count);
    page_down(&page, paint_table(&table.picture, &page.grid, page.row + 1) - page.row);
    page_end(&page, chosen.palette, out);
    table_release(&table);
}
