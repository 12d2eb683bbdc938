/* The scenarios that can be chosen, by short names: in the browser, and by `:open`. */
#ifndef BATON_APP_CATALOG_H
#define BATON_APP_CATALOG_H

#include <stddef.h>

#include "view/browser.h"

/* A scenario that can be chosen. */
struct app_scenario {
    const char *path;
    enum browser_group group;
};

/* Embedded. To be read by anybody. */
struct catalog {
    const struct app_scenario *scenarios; /* borrowed */
    char **names;                         /* "01-two-waits" */
    int count;
    const char *docs; /* the folder of the documentation, or NULL; borrowed */
};

void catalog_init(struct catalog *catalog, const struct app_scenario *scenarios, size_t count,
                  const char *docs);
void catalog_release(struct catalog *catalog);
/* The path of a scenario of this name, with its number or without, the user's own first; NULL. */
const char *catalog_path(const struct catalog *catalog, const char *name);

/* The same in one group alone. */
const char *catalog_path_of(const struct catalog *catalog, enum browser_group group,
                            const char *name);

#endif
