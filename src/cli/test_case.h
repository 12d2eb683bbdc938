/* What `baton test` found out: a case a run, or a search, of a file under a model; and the formats
 * in which the cases are reported. */
#ifndef BATON_CLI_TEST_CASE_H
#define BATON_CLI_TEST_CASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "scenario/expect.h"

/* An expectation that was not met, or not checked. Owned. */
struct test_reason {
    uint32_t line; /* 0: `result ok`, where none is named */
    char *text, *actual;
    enum expect_verdict verdict;
};

struct test_case {
    const char *file;   /* as it was asked for; borrowed */
    struct strbuf what; /* behind it: ` under gil with n=3` */
    bool good;
    bool broken;            /* not good, for an error: it did not run */
    const char *skipped;    /* good, but for what the machine kept from being met: why; or NULL */
    enum expect_verdict by; /* which verdict says so */
    struct test_reason *reasons;
    int count, room;
    struct strbuf details; /* lines: messages, what the machine refused, a schedule */
    int64_t lost_ns;       /* what others took of the processor, if it was much; else 0 */
    int64_t took_ns;
};

/* Zeroed but for file; released here. */
void test_case_release(struct test_case *test);
void test_case_add_reason(struct test_case *test, const struct expect_outcome *outcome);
/* Why it is not good, in a line: the first that was missed, or, where it did not run, what is said
 * of that. Not safe to print. */
void test_case_add_message(const struct test_case *test, struct strbuf *out);
/* `line 6: elapsed about 5ms: 9.1 ms`, not safe to print. */
void test_reason_add(const struct test_reason *reason, struct strbuf *out);
const char *test_verdict_name(enum expect_verdict verdict);

/* A report while it is written. Zeroed but for `format`. */
struct test_report {
    const struct test_format *format;
    struct strbuf out; /* what can be printed so far */
    int number;        /* of the last case */
    int suites;        /* for junit, and the following, of the present file */
    const char *file;
    struct strbuf cases, warnings;
    int tests, failures, errors, skipped;
    int64_t took_ns;
};

struct test_format {
    const char *name, *summary;
    void (*begin)(struct test_report *report, int planned);
    /* The cases that follow are of that file; `warnings`, lines, are said of it. */
    void (*file)(struct test_report *report, const char *file, const char *warnings);
    void (*add)(struct test_report *report, const struct test_case *test);
    void (*end)(struct test_report *report, bool stopped);
};

extern const struct test_format test_tap, test_junit;

#endif
