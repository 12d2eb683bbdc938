#include "config.h"

#include "export/settings.h"

#include <stdbool.h>
#include <string.h>

#include "export/json_text.h"

static bool is_set(const struct trace *trace, const char *setting)
{
    const char *set;
    for (int i = 0; (set = trace_meta(trace, "set", i)); i++)
        if (strcmp(set, setting) == 0)
            return true;
    return false;
}

void settings_add_common(const struct trace *const *traces, int count, struct strbuf *out)
{
    const char *set;
    size_t before = out->len;
    for (int i = 0; count && (set = trace_meta(traces[0], "set", i)); i++) {
        bool common = true;
        for (int other = 1; other < count; other++)
            common = common && is_set(traces[other], set);
        if (common)
            strbuf_addf(out, "%s%s", out->len > before ? ", " : "", set);
    }
}

void settings_add(const struct trace *trace, struct strbuf *out)
{
    settings_add_common(&trace, 1, out);
}

void settings_add_json(const struct trace *trace, struct strbuf *out)
{
    const char *set;
    strbuf_addch(out, '[');
    for (int i = 0; (set = trace_meta(trace, "set", i)); i++) {
        strbuf_adds(out, i ? ", " : "");
        json_text_adds(out, set);
    }
    strbuf_addch(out, ']');
}
