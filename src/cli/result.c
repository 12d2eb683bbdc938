#include "config.h"

#include "cli/result.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "cli/output.h"
#include "cli/tty.h"
#include "scenario/suggest.h"

static int no_such_format(const char *name)
{
    struct suggest near = suggest_for(name);
    struct strbuf names = STRBUF_INIT;

    for (const struct export_format *format = export_formats(); format->name; format++) {
        suggest_offer(&near, format->name);
        strbuf_addf(&names, "%s%s", names.len ? ", " : "", format->name);
    }
    if (near.best)
        cli_fail(CLI_USAGE, "there is no format '%s'; did you mean '%s'?", name, near.best);
    else
        cli_fail(CLI_USAGE, "there is no format '%s'; there are %s", name, strbuf_str(&names));
    strbuf_release(&names);
    return CLI_USAGE;
}

int result_format(const struct cli_options *options, const struct export_format **format)
{
    const char *name = options->format ? options->format : "text";

    *format = export_by_name(name);
    return *format ? CLI_OK : no_such_format(name);
}

struct export_options result_options(const struct cli_options *options)
{
    return (struct export_options){
        .width = tty_width(options),
        .ascii = tty_ascii(options),
        .palette = tty_palette(options),
    };
}

struct export_report *result_report(const struct expect_report *report)
{
    static const enum export_verdict verdicts[] = {
        [EXPECT_OK] = EXPORT_OK,
        [EXPECT_FAILED] = EXPORT_FAILED,
        [EXPECT_BUSY] = EXPORT_BUSY,
        [EXPECT_FEW_CORES] = EXPORT_NOT_CHECKED,
        [EXPECT_NOT_CHECKED] = EXPORT_NOT_CHECKED,
    };
    struct export_report *copy = mem_alloc(sizeof *copy);
    struct export_expectation *items = mem_alloc((report->count + 1) * sizeof *items);

    for (int i = 0; i < report->count; i++) {
        const struct expect_outcome *outcome = &report->outcomes[i];

        items[i] = (struct export_expectation){
            .line = outcome->line,
            .text = outcome->text,
            .actual = outcome->actual,
            .verdict = verdicts[outcome->verdict],
        };
    }
    *copy = (struct export_report){.items = items, .count = report->count};
    return copy;
}

void result_report_free(struct export_report *report)
{
    if (!report)
        return;
    free((void *)report->items);
    free(report);
}

void result_add(struct strbuf *out, const struct trial *trial, const struct export_format *format,
                const struct cli_options *options)
{
    struct export_report *report = trial->judged ? result_report(&trial->report) : NULL;
    struct export_source source = {
        .trace = trial->facts.trace,
        .timeline = trial->facts.timeline,
        .stats = trial->facts.stats,
        .report = report,
        .options = result_options(options),
    };

    format->write(&source, out);
    result_report_free(report);
}

void result_add_outcome(struct strbuf *out, const struct expect_outcome *outcome)
{
    if (outcome->line) /* without: `result ok`, expected where no result is named */
        strbuf_addf(out, "line %u: ", outcome->line);
    strbuf_addf(out, "%s: %s", outcome->text, outcome->actual);
}

void result_add_misses(struct strbuf *out, const char *name, const struct trial *trial)
{
    if (trial->refusal)
        strbuf_addf(out, "%s: %s\n", name, trial->refusal);
    for (int i = 0; i < trial->report.count; i++) {
        struct strbuf line = STRBUF_INIT;

        if (trial->report.outcomes[i].verdict != EXPECT_FAILED)
            continue;
        strbuf_addf(&line, "%s: ", name);
        result_add_outcome(&line, &trial->report.outcomes[i]);
        utf8_add_safe(out, line.text, line.len);
        strbuf_addch(out, '\n');
        strbuf_release(&line);
    }
}
