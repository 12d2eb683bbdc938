/* JUnit's XML, as what Ant writes has come to be understood by all: a suite a file, a case a run or
 * a search. The numbers of a suite stand before its cases, so these are kept until it is complete.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/path.h"
#include "cli/find.h"
#include "cli/test_case.h"
#include "export/xml_text.h"

static void add_attribute(struct strbuf *out, const char *name, const char *text)
{
    strbuf_addf(out, " %s=\"", name);
    xml_text_adds(out, text, false);
    strbuf_addch(out, '"');
}

/* Of several lines, each with its end. */
static void add_lines(struct strbuf *out, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");

        xml_text_add(out, text, len, false);
        strbuf_addch(out, '\n');
        text += len + (text[len] == '\n');
    }
}

/* ---- a case ---- */

static void add_message(struct strbuf *out, const struct test_case *test)
{
    struct strbuf message = STRBUF_INIT;

    test_case_add_message(test, &message);
    add_attribute(out, "message", strbuf_str(&message));
    strbuf_release(&message);
}

static void add_reasons(struct strbuf *out, const struct test_case *test)
{
    struct strbuf lines = STRBUF_INIT;

    for (int i = 0; i < test->count; i++) {
        test_reason_add(&test->reasons[i], &lines);
        if (test->reasons[i].verdict != EXPECT_FAILED)
            strbuf_addf(&lines, " (%s)", test_verdict_name(test->reasons[i].verdict));
        strbuf_addch(&lines, '\n');
    }
    strbuf_add(&lines, strbuf_str(&test->details), test->details.len);
    add_lines(out, strbuf_str(&lines));
    strbuf_release(&lines);
}

static void add_outcome(struct strbuf *out, const struct test_case *test)
{
    const char *element = test->broken ? "error" : "failure";

    if (test->skipped) {
        strbuf_adds(out, "<skipped");
        add_attribute(out, "message", test->skipped);
        strbuf_adds(out, "/>\n");
    } else if (!test->good) {
        strbuf_addf(out, "<%s type=\"%s\"", element, test->broken ? "error" : "expectation");
        add_message(out, test);
        strbuf_addch(out, '>');
        add_reasons(out, test);
        strbuf_addf(out, "</%s>\n", element);
    }
}

static void count(struct test_report *report, const struct test_case *test)
{
    report->tests++;
    report->failures += !test->good && !test->broken;
    report->errors += !test->good && test->broken;
    report->skipped += test->skipped != NULL;
    report->took_ns += test->took_ns;
}

static void add(struct test_report *report, const struct test_case *test)
{
    struct strbuf *out = &report->cases;
    const char *what = strbuf_str(&test->what);
    char *name = find_short_name(test->file);

    count(report, test);
    strbuf_adds(out, "<testcase");
    add_attribute(out, "classname", name);
    add_attribute(out, "name", *what == ' ' ? what + 1 : *what ? what : "is read");
    strbuf_addf(out, " time=\"%.3f\">\n", (double)test->took_ns / NS_PER_S);
    add_outcome(out, test);
    strbuf_adds(out, "</testcase>\n");
    free(name);
}

/* ---- a suite ---- */

/* Schemas want to know when it was written, without a zone; and where, which is nobody's
 * business. */
static void add_when(struct strbuf *out)
{
    time_t now = time(NULL);
    struct tm parts;
    char text[32] = "";

    if (gmtime_r(&now, &parts))
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    strbuf_addf(out, " timestamp=\"%s\" hostname=\"localhost\"", text);
}

static void suite_end(struct test_report *report)
{
    struct strbuf *out = &report->out;

    if (!report->file)
        return;
    strbuf_addf(out, "<testsuite id=\"%d\" package=\"\"", report->suites++);
    add_attribute(out, "name", path_shown(report->file));
    add_when(out);
    strbuf_addf(out,
                " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n"
                "<properties/>\n",
                report->tests, report->failures, report->errors, report->skipped,
                (double)report->took_ns / NS_PER_S);
    strbuf_add(out, strbuf_str(&report->cases), report->cases.len);
    strbuf_adds(out, "<system-out/>\n<system-err>");
    add_lines(out, strbuf_str(&report->warnings));
    strbuf_adds(out, "</system-err>\n</testsuite>\n");
    strbuf_release(&report->cases);
    strbuf_release(&report->warnings);
    report->tests = report->failures = report->errors = report->skipped = 0;
    report->took_ns = 0;
    report->file = NULL;
}

static void begin(struct test_report *report, int planned)
{
    (void)planned;
    strbuf_adds(&report->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

static void file(struct test_report *report, const char *file, const char *warnings)
{
    suite_end(report);
    report->file = file;
    strbuf_adds(&report->warnings, warnings);
}

static void end(struct test_report *report, bool stopped)
{
    if (stopped)
        strbuf_adds(&report->warnings, "stopped\n");
    suite_end(report);
    strbuf_release(&report->warnings);
    strbuf_adds(&report->out, "</testsuites>\n");
}

const struct test_format test_junit = {
    .name = "junit",
    .summary = "XML, as JUnit and Ant write it",
    .begin = begin,
    .file = file,
    .add = add,
    .end = end,
};
