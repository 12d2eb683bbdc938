/* Where scenarios are: a FILE of the command line is a path, `-`, or the name of an installed
 * scenario. */
#ifndef BATON_CLI_FIND_H
#define BATON_CLI_FIND_H

#include <stddef.h>

/* The path to read: the operand itself if it is "-" or there is such a file, else the scenario of
 * that name (with or without its number and `.baton`): `two-waits` finds 01-two-waits.baton. NULL
 * if there is neither. The caller frees it. */
char *find_scenario(const char *operand);

/* The paths of all installed scenarios, sorted by name; of two with one name the first found. Freed
 * with find_free(). */
char **find_all(size_t *count);
/* The paths of the scenarios in the current folder, sorted by name, without those that are among
 * the installed ones. Freed with find_free(). */
char **find_here(char *const *installed, size_t installed_count, size_t *count);
void find_free(char **paths, size_t count);

/* The file's name without its folder. Borrowed from `path`. */
const char *find_base_name(const char *path);
/* The name a scenario is asked for by: base name without `.baton`. The caller frees it. */
char *find_short_name(const char *path);
/* The name behind a lesson's number: "two-waits" of "01-two-waits". Borrowed from `name`. */
const char *find_without_number(const char *name);

#endif
