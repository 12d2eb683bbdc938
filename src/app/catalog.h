/* The scenarios that can be chosen, by short names: in the browser, and by `:open`. */
#ifndef BATON_APP_CATALOG_H
#define BATON_APP_CATALOG_H

#include <stdbool.h>
#include <stddef.h>

/* A scenario that can be chosen. */
struct app_scenario {
    const char *path;
    bool installed;
};

/* Embedded. To be read by anybody. */
struct catalog {
    const struct app_scenario *scenarios; /* borrowed */
    char **names;                         /* "01-two-waits" */
    int count;
};

void catalog_init(struct catalog *catalog, const struct app_scenario *scenarios, size_t count);
void catalog_release(struct catalog *catalog);
/* The path of a scenario of this name, with its number or without; NULL. */
const char *catalog_path(const struct catalog *catalog, const char *name);

#endif
