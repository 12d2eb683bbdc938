#include "config.h"

#include "cli/explored_end.h"

#include <string.h>

#include "base/utf8.h"

void explored_add_digits(struct strbuf *out, const char *digits)
{
    size_t len = strlen(digits);

    if (*digits < '0' || *digits > '9') { /* about 1.2e45 */
        strbuf_adds(out, digits);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            strbuf_addch(out, ',');
        strbuf_addch(out, digits[i]);
    }
}

void explored_add_number(struct strbuf *out, unsigned long long number)
{
    struct strbuf digits = STRBUF_INIT;

    strbuf_addf(&digits, "%llu", number);
    explored_add_digits(out, strbuf_str(&digits));
    strbuf_release(&digits);
}

static bool all_have_result(const struct exploration *it, const char *result)
{
    for (int i = 0; i < it->end_count; i++)
        if (strcmp(it->ends[i].result, result) != 0)
            return false;
    return true;
}

static void add_said(struct strbuf *out, const char *said)
{
    const char *end;

    strbuf_adds(out, "says");
    if (!*said)
        strbuf_adds(out, " nothing");
    for (bool first = true; (end = strchr(said, '\n')); said = end + 1, first = false) {
        strbuf_adds(out, first ? " \"" : ", \"");
        utf8_add_safe(out, said, (size_t)(end - said));
        strbuf_addch(out, '"');
    }
}

/* The same in all ends, of several: that tells nothing. */
static bool is_common(const struct exploration *it, int name)
{
    for (int i = 1; i < it->end_count; i++)
        if (it->ends[i].values[name] != it->ends[0].values[name])
            return false;
    return it->end_count > 1;
}

void explored_add_end(const struct exploration *it, const struct explore_end *end,
                      struct strbuf *out)
{
    bool ok = strcmp(end->result, "ok") == 0;
    bool any = false;

    if (!ok || (!it->name_count && !end->said) || !all_have_result(it, "ok")) {
        strbuf_adds(out, end->result);
        any = true;
    }
    for (int i = 0; i < it->name_count; i++) {
        if (is_common(it, i))
            continue;
        if (i >= it->first_region)
            strbuf_addf(out, "%s%s in %s", any ? ", " : "",
                        end->values[i] > 1    ? "several"
                        : end->values[i] == 1 ? "one at a time"
                                              : "nobody",
                        it->names[i]);
        else
            strbuf_addf(out, "%s%s == %lld", any ? ", " : "", it->names[i],
                        (long long)end->values[i]);
        any = true;
    }
    if (!end->said)
        return;
    strbuf_adds(out, any ? ", " : "");
    add_said(out, end->said);
}
