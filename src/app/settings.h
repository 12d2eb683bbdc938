/* The values that header lines were given (`:set`, `--set`): a small list, one value a line. */
#ifndef BATON_APP_SETTINGS_H
#define BATON_APP_SETTINGS_H

#include "base/strbuf.h"

struct settings {
    char **items; /* "line=value" each */
    int count, room;
};

/* Another value for a line, or the first. */
void settings_put(struct settings *settings, const char *line, const char *value);
/* "workers=4, device=2": appended. */
void settings_words(const struct settings *settings, struct strbuf *out);
void settings_copy(struct settings *settings, const char *const *items, int count);
void settings_remove(struct settings *settings, int index);
void settings_release(struct settings *settings);

#endif
