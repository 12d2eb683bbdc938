#include "config.h"

#include "scenario_text.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static int by_place(const void *a, const void *b)
{
    const struct diag *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

char *text_of_list(struct diag_list *list)
{
    struct strbuf out = STRBUF_INIT;
    if (list->count)
        qsort(list->items, (size_t)list->count, sizeof *list->items, by_place);
    for (int i = 0; i < list->count; i++) {
        const struct diag *diag = &list->items[i];
        strbuf_addf(&out, "%s%u:%u+%u: %s", diag->severity == DIAG_WARNING ? "warning " : "",
                    diag->line, diag->column, diag->length, diag->message);
        if (diag->hint)
            strbuf_addf(&out, " [%s]", diag->hint);
        strbuf_addch(&out, '\n');
    }
    return strbuf_detach(&out);
}

char *text_diagnostics(const char *source, size_t len)
{
    struct diag_list list = {0};
    struct scenario *scenario = scenario_read("t.baton", source, len, &list);
    char *text = text_of_list(&list);
    scenario_free(scenario);
    diag_release(&list);
    return text;
}

struct scenario *text_read_good(const char *source)
{
    struct diag_list list = {0};
    struct scenario *scenario = scenario_read("t.baton", source, strlen(source), &list);
    if (list.errors) {
        char *text = text_of_list(&list);
        ck_abort_msg("%s", text);
    }
    diag_release(&list);
    return scenario;
}
