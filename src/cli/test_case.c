#include "config.h"

#include "cli/test_case.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void test_case_release(struct test_case *test)
{
    for (int i = 0; i < test->count; i++) {
        free(test->reasons[i].text);
        free(test->reasons[i].actual);
    }
    free(test->reasons);
    strbuf_release(&test->what);
    strbuf_release(&test->details);
    *test = (struct test_case){0};
}

void test_case_add_reason(struct test_case *test, const struct expect_outcome *outcome)
{
    MEM_GROW(test->reasons, test->count, test->room);
    test->reasons[test->count++] = (struct test_reason){
        .line = outcome->line,
        .text = mem_strdup(outcome->text),
        .actual = mem_strdup(outcome->actual),
        .verdict = outcome->verdict,
    };
}

void test_reason_add(const struct test_reason *reason, struct strbuf *out)
{
    if (reason->line)
        strbuf_addf(out, "line %u: ", reason->line);
    strbuf_addf(out, "%s: %s", reason->text, reason->actual);
}

void test_case_add_message(const struct test_case *test, struct strbuf *out)
{
    const char *details = strbuf_str(&test->details);

    if (test->count && !(test->broken && *details))
        test_reason_add(&test->reasons[0], out);
    else
        strbuf_add(out, details, strcspn(details, "\n"));
}

const char *test_verdict_name(enum expect_verdict verdict)
{
    static const char *const names[] = {
        [EXPECT_OK] = "ok",
        [EXPECT_FAILED] = "failed",
        [EXPECT_BUSY] = "busy",
        [EXPECT_FEW_CORES] = "too few cores",
        [EXPECT_NOT_CHECKED] = "not checked",
    };

    return names[verdict];
}
