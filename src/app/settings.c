#include "config.h"

#include "app/settings.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void settings_put(struct settings *settings, const char *line, const char *value)
{
    struct strbuf item = STRBUF_INIT;
    size_t len = strlen(line);
    strbuf_addf(&item, "%s=%s", line, value);
    for (int i = 0; i < settings->count; i++)
        if (strncmp(settings->items[i], strbuf_str(&item), len + 1) == 0) {
            free(settings->items[i]);
            settings->items[i] = strbuf_detach(&item);
            return;
        }
    MEM_GROW(settings->items, settings->count, settings->room);
    settings->items[settings->count++] = strbuf_detach(&item);
}

void settings_words(const struct settings *settings, struct strbuf *out)
{
    for (int i = 0; i < settings->count; i++)
        strbuf_addf(out, "%s%s", i ? ", " : "", settings->items[i]);
}

void settings_copy(struct settings *settings, const char *const *items, int count)
{
    settings_release(settings);
    for (int i = 0; i < count; i++) {
        MEM_GROW(settings->items, settings->count, settings->room);
        settings->items[settings->count++] = mem_strdup(items[i]);
    }
}

void settings_remove(struct settings *settings, int index)
{
    free(settings->items[index]);
    settings->count--;
    memmove(settings->items + index, settings->items + index + 1,
            (size_t)(settings->count - index) * sizeof *settings->items);
}

void settings_release(struct settings *settings)
{
    for (int i = 0; i < settings->count; i++)
        free(settings->items[i]);
    free(settings->items);
    *settings = (struct settings){0};
}
