/* Test Anything Protocol (testanything.org), version 13, which readers of 14 take, too: why a case
 * is not ok stands in a block of YAML behind it. Of YAML it uses what the reader that comes with
 * Perl knows, which is little: single quotes, and a text of several lines as it is. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/utf8.h"
#include "cli/test_case.h"

/* A description: `#` would begin a directive. */
static void add_description(struct strbuf *out, const char *text)
{
    struct strbuf safe = STRBUF_INIT;

    utf8_add_safe(&safe, text, strlen(text));
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.text[i] == '#' || safe.text[i] == '\\')
            strbuf_addch(out, '\\');
        strbuf_addch(out, safe.text[i]);
    }
    strbuf_release(&safe);
}

/* Each line of a text on a line of its own. Empty ones have no place in a block of YAML. */
static void add_lines(struct strbuf *out, const char *before, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");

        if (len) {
            strbuf_adds(out, before);
            utf8_add_safe(out, text, len);
            strbuf_addch(out, '\n');
        }
        text += len + (text[len] == '\n');
    }
}

/* What the machine kept from being met, on the line itself. */
static void add_skip(struct strbuf *out, const struct test_case *test)
{
    int named = 0;

    strbuf_addf(out, " # SKIP %s (", test->skipped);
    for (int i = 0; i < test->count; i++) {
        const struct test_reason *reason = &test->reasons[i];

        if (reason->verdict != test->by)
            continue;
        strbuf_adds(out, named++ ? "; " : "");
        utf8_add_safe(out, reason->text, strlen(reason->text));
        strbuf_adds(out, ": ");
        utf8_add_safe(out, reason->actual, strlen(reason->actual));
    }
    strbuf_addch(out, ')');
}

/* ---- the block of YAML ---- */

static void add_quoted(struct strbuf *out, const char *name, const char *text)
{
    struct strbuf safe = STRBUF_INIT;

    utf8_add_safe(&safe, text, strlen(text));
    strbuf_addf(out, "%s: '", name);
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.text[i] == '\'')
            strbuf_addch(out, '\'');
        strbuf_addch(out, safe.text[i]);
    }
    strbuf_adds(out, "'\n");
    strbuf_release(&safe);
}

static void add_message(struct strbuf *out, const struct test_case *test)
{
    struct strbuf message = STRBUF_INIT;

    test_case_add_message(test, &message);
    add_quoted(out, "  message", strbuf_str(&message));
    strbuf_release(&message);
}

static void add_reasons(struct strbuf *out, const struct test_case *test)
{
    if (test->count)
        strbuf_adds(out, "  expectations:\n");
    for (int i = 0; i < test->count; i++) {
        const struct test_reason *reason = &test->reasons[i];

        strbuf_addf(out, "    - line: %u\n", reason->line);
        add_quoted(out, "      expected", reason->text);
        add_quoted(out, "      found", reason->actual);
        add_quoted(out, "      verdict", test_verdict_name(reason->verdict));
    }
}

static void add_block(struct strbuf *out, const struct test_case *test)
{
    if (!test->count && !test->details.len)
        return;
    strbuf_adds(out, "  ---\n");
    add_message(out, test);
    strbuf_addf(out, "  severity: %s\n", test->good ? "comment" : test->broken ? "error" : "fail");
    add_reasons(out, test);
    if (test->details.len) {
        strbuf_adds(out, "  details: |\n");
        add_lines(out, "    ", strbuf_str(&test->details));
    }
    if (test->took_ns)
        strbuf_addf(out, "  duration_ms: %.1f\n", (double)test->took_ns / NS_PER_MS);
    strbuf_adds(out, "  ...\n");
}

/* ---- the report ---- */

static void begin(struct test_report *report, int planned)
{
    strbuf_addf(&report->out, "TAP version 13\n1..%d\n", planned);
}

static void file(struct test_report *report, const char *file, const char *warnings)
{
    (void)file;
    add_lines(&report->out, "# ", warnings);
}

static void add(struct test_report *report, const struct test_case *test)
{
    struct strbuf *out = &report->out;

    strbuf_addf(out, "%s %d - ", test->good ? "ok" : "not ok", ++report->number);
    add_description(out, path_shown(test->file));
    add_description(out, strbuf_str(&test->what));
    if (test->skipped)
        add_skip(out, test);
    strbuf_addch(out, '\n');
    add_block(out, test);
    if (test->lost_ns)
        strbuf_addf(out, "# others took up to %.1f ms of the processor\n",
                    (double)test->lost_ns / NS_PER_MS);
}

static void end(struct test_report *report, bool stopped)
{
    if (stopped)
        strbuf_adds(&report->out, "Bail out! stopped\n");
}

const struct test_format test_tap = {
    .name = "tap",
    .summary = "a line a case; why one is not ok in YAML behind it",
    .begin = begin,
    .file = file,
    .add = add,
    .end = end,
};
