#include "config.h"

#include "app/catalog.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".baton"

static char *short_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t len = strlen(name), suffix = strlen(SUFFIX);
    if (len > suffix && strcmp(name + len - suffix, SUFFIX) == 0)
        len -= suffix;
    return mem_strndup(name, len);
}

void catalog_init(struct catalog *catalog, const struct app_scenario *scenarios, size_t count,
                  const char *docs)
{
    catalog->scenarios = scenarios;
    catalog->count = (int)count;
    catalog->docs = docs;
    catalog->names = mem_alloc((count + 1) * sizeof *catalog->names);
    for (size_t i = 0; i < count; i++)
        catalog->names[i] = short_name(scenarios[i].path);
}

void catalog_release(struct catalog *catalog)
{
    for (int i = 0; i < catalog->count; i++)
        free(catalog->names[i]);
    free(catalog->names);
    *catalog = (struct catalog){0};
}

static const char *behind_number(const char *name)
{
    const char *end = name;
    while (isdigit((unsigned char)*end))
        end++;
    return end > name && *end == '-' ? end + 1 : name;
}

const char *catalog_path_of(const struct catalog *catalog, enum browser_group group,
                            const char *name)
{
    for (int i = 0; i < catalog->count; i++)
        if (catalog->scenarios[i].group == group &&
            (strcmp(catalog->names[i], name) == 0 ||
             strcmp(behind_number(catalog->names[i]), name) == 0))
            return catalog->scenarios[i].path;
    return NULL;
}

const char *catalog_path(const struct catalog *catalog, const char *name)
{
    static const enum browser_group order[] = {BROWSER_OWN, BROWSER_LESSONS, BROWSER_HERE};
    const char *path = NULL;
    for (size_t i = 0; i < sizeof order / sizeof *order && !path; i++)
        path = catalog_path_of(catalog, order[i], name);
    return path;
}
