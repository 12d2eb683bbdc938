#include "config.h"

#include "base/sort.h"
#include "scenario/expect_private.h"

#include "base/mem.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

int expect_said_lines(char *text, struct expect_said **said)
{
    int count = 0, room = 0;
    *said = NULL;
    for (char *end; (end = strchr(text, '\n')); text = end + 1) {
        *end = '\0';
        MEM_GROW(*said, count, room);
        (*said)[count] = (struct expect_said){count, text};
        count++;
    }
    return count;
}

static const char *wanted(const struct tree_expect *expect, int i)
{
    return expect->texts[i].parts->literal;
}

static void quote(struct strbuf *out, const char *text)
{
    strbuf_addch(out, '"');
    utf8_add_safe(out, text, strlen(text));
    strbuf_addch(out, '"');
}

static void add_count(struct strbuf *out, int lines)
{
    strbuf_addf(out, "%d line%s", lines, lines == 1 ? "" : "s");
}

/* ---- how far apart things are that came in another order ---- */

/* When the text was said for the n-th time (from 0), or -1. */
static int64_t said_ns(const struct expect_facts *facts, const char *text, int n)
{
    for (int i = 0; i < facts->said_count; i++)
        if (strcmp(facts->said[i].text, text) == 0 && n-- == 0)
            return facts->said[i].t_ns;
    return -1;
}

/* The most that one of the wanted texts came behind one that should have come after it; -1: some
 * were not said. */
static int64_t disorder_ns(const struct tree_expect *expect, const struct expect_facts *facts)
{
    int64_t latest_ns = 0, most_ns = 0;
    for (int i = 0; i < expect->text_count; i++) {
        int before = 0;
        for (int j = 0; j < i; j++)
            before += strcmp(wanted(expect, j), wanted(expect, i)) == 0;
        int64_t t_ns = said_ns(facts, wanted(expect, i), before);
        if (t_ns < 0)
            return -1;
        most_ns = latest_ns - t_ns > most_ns ? latest_ns - t_ns : most_ns;
        latest_ns = t_ns > latest_ns ? t_ns : latest_ns;
    }
    return most_ns;
}

/* How long before the end the first of these was said, which should not have been any more. */
static int64_t too_soon_ns(const struct tree_expect *expect, const struct expect_facts *facts)
{
    int64_t most_ns = -1;
    for (int i = 0; i < expect->text_count; i++) {
        int64_t t_ns = said_ns(facts, wanted(expect, i), 0);
        if (t_ns >= 0 && facts->elapsed_ns - t_ns > most_ns)
            most_ns = facts->elapsed_ns - t_ns;
    }
    return most_ns;
}

/* ---- output "a", "b" ---- */

static bool check_output(const struct tree_expect *expect, const struct expect_facts *facts,
                         struct strbuf *out)
{
    for (int i = 0; i < expect->text_count || i < facts->said_count; i++) {
        const char *said = i < facts->said_count ? facts->said[i].text : NULL;
        const char *want = i < expect->text_count ? wanted(expect, i) : NULL;
        if (said && want && strcmp(said, want) == 0)
            continue;
        strbuf_addf(out, "line %d is ", i + 1);
        if (said)
            quote(out, said);
        else
            strbuf_adds(out, "missing");
        strbuf_adds(out, ", expected ");
        if (want)
            quote(out, want);
        else
            strbuf_adds(out, "no more");
        return false;
    }
    add_count(out, facts->said_count);
    strbuf_adds(out, " as expected");
    return true;
}

/* ---- output any order "a", "b" ---- */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted_wanted(const struct tree_expect *expect)
{
    const char **texts = mem_alloc((size_t)expect->text_count * sizeof *texts);
    for (int i = 0; i < expect->text_count; i++)
        texts[i] = wanted(expect, i);
    sort_stable(texts, (size_t)expect->text_count, sizeof *texts, compare_texts);
    return texts;
}

static const char **sorted_said(const struct expect_facts *facts)
{
    const char **texts = mem_alloc((size_t)facts->said_count * sizeof *texts);
    for (int i = 0; i < facts->said_count; i++)
        texts[i] = facts->said[i].text;
    sort_stable(texts, (size_t)facts->said_count, sizeof *texts, compare_texts);
    return texts;
}

static int count_of(const char **texts, int count, const char *text)
{
    int found = 0;
    for (int i = 0; i < count; i++)
        found += strcmp(texts[i], text) == 0;
    return found;
}

static bool check_any_order(const struct tree_expect *expect, const struct expect_facts *facts,
                            struct strbuf *out)
{
    const char **want = sorted_wanted(expect), **said = sorted_said(facts);
    int wants = expect->text_count, says = facts->said_count;
    int i = 0;
    while (i < wants && i < says && strcmp(want[i], said[i]) == 0)
        i++;
    bool same = i == wants && i == says;
    if (same) {
        add_count(out, says);
        strbuf_adds(out, " as expected");
    } else {
        /* Of the two texts at which the sorted lists part, the lesser one is what one side has too
         * often. */
        bool more_said = i == wants || (i < says && strcmp(said[i], want[i]) < 0);
        const char *text = more_said ? said[i] : want[i];
        quote(out, text);
        strbuf_addf(out, " was said %d times, expected %d", count_of(said, says, text),
                    count_of(want, wants, text));
    }
    free(want);
    free(said);
    return same;
}

/* ---- order "a", "b" ---- */

static bool was_said(const struct expect_facts *facts, const char *text)
{
    for (int i = 0; i < facts->said_count; i++)
        if (strcmp(facts->said[i].text, text) == 0)
            return true;
    return false;
}

static bool check_order(const struct tree_expect *expect, const struct expect_facts *facts,
                        struct strbuf *out)
{
    int found = 0;
    for (int i = 0; i < facts->said_count && found < expect->text_count; i++)
        found += strcmp(facts->said[i].text, wanted(expect, found)) == 0;
    if (found == expect->text_count) {
        strbuf_adds(out, "in this order");
        return true;
    }
    quote(out, wanted(expect, found));
    strbuf_adds(out, was_said(facts, wanted(expect, found)) ? " was not said" : " was never said");
    if (found > 0 && was_said(facts, wanted(expect, found))) {
        strbuf_adds(out, " after ");
        quote(out, wanted(expect, found - 1));
    }
    return false;
}

/* ---- never "a" ---- */

static bool check_never(const struct tree_expect *expect, const struct expect_facts *facts,
                        struct strbuf *out)
{
    for (int i = 0; i < expect->text_count; i++) {
        if (!was_said(facts, wanted(expect, i)))
            continue;
        quote(out, wanted(expect, i));
        strbuf_adds(out, " was said");
        return false;
    }
    strbuf_adds(out, "never said");
    return true;
}

bool expect_check_texts(const struct tree_expect *expect, const struct expect_facts *facts,
                        int64_t *by_ns, struct strbuf *out)
{
    *by_ns = -1;
    switch (expect->kind) {
    case TREE_EXPECT_OUTPUT:
        if (expect->text_count == facts->said_count)
            *by_ns = disorder_ns(expect, facts);
        return check_output(expect, facts, out);
    case TREE_EXPECT_OUTPUT_ANY_ORDER:
        return check_any_order(expect, facts, out);
    case TREE_EXPECT_ORDER:
        *by_ns = disorder_ns(expect, facts);
        return check_order(expect, facts, out);
    default:
        *by_ns = too_soon_ns(expect, facts);
        return check_never(expect, facts, out);
    }
}
