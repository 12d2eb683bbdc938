#include "config.h" /* before any header of libc: the system's extensions */

#include "cli/find.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strbuf.h"

#define SUFFIX ".baton"

enum { FOLDERS_MOST = 3 };

/* The folder of the running program, or NULL. */
static char *program_folder(void)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    char *slash;

    if (len <= 0 || len == sizeof path)
        return NULL;
    path[len] = '\0';
    slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return mem_strdup(path);
}

static char *joined(const char *folder, const char *name)
{
    struct strbuf path = STRBUF_INIT;

    strbuf_addf(&path, "%s/%s", folder, name);
    return strbuf_detach(&path);
}

/* Folders to search, first found first: what the user says alone; else `lessons` beside the
 * program, a link that the build makes; a moved installation; and the place it was configured for.
 */
static int folders(char *found[FOLDERS_MOST])
{
    static const char *const beside[] = {"lessons", "../share/baton/scenarios"};
    const char *wanted = getenv("BATON_SCENARIO_DIR");
    char *program;
    int count = 0;

    if (wanted && *wanted) {
        found[0] = mem_strdup(wanted);
        return 1;
    }
    program = program_folder();
    for (int i = 0; program && i < 2; i++)
        found[count++] = joined(program, beside[i]);
    free(program);
    found[count++] = mem_strdup(BATON_SCENARIO_DIR);
    return count;
}

const char *find_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static bool has_suffix(const char *name)
{
    size_t len = strlen(name), suffix = strlen(SUFFIX);

    return len > suffix && strcmp(name + len - suffix, SUFFIX) == 0;
}

char *find_short_name(const char *path)
{
    const char *name = find_base_name(path);
    size_t len = strlen(name);

    return mem_strndup(name, has_suffix(name) ? len - strlen(SUFFIX) : len);
}

static bool is_known(char *const *paths, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(find_base_name(paths[i]), name) == 0)
            return true;
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(find_base_name(*(char *const *)a), find_base_name(*(char *const *)b));
}

struct paths {
    char **items;
    size_t count, room;
};

static void add_folder(struct paths *paths, const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir)
        return;
    while ((entry = readdir(dir))) {
        if (!has_suffix(entry->d_name) || is_known(paths->items, paths->count, entry->d_name))
            continue;
        MEM_GROW(paths->items, paths->count, paths->room);
        paths->items[paths->count++] = joined(folder, entry->d_name);
    }
    closedir(dir);
}

char **find_all(size_t *count)
{
    struct paths paths = {0};
    char *search[FOLDERS_MOST];
    int searched = folders(search);

    for (int i = 0; i < searched; i++) {
        add_folder(&paths, search[i]);
        free(search[i]);
    }
    if (paths.count)
        qsort(paths.items, paths.count, sizeof *paths.items, by_name);
    *count = paths.count;
    return paths.items;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat about_a, about_b;

    return stat(a, &about_a) == 0 && stat(b, &about_b) == 0 && about_a.st_dev == about_b.st_dev &&
           about_a.st_ino == about_b.st_ino;
}

/* Frees the path if it is among the others. */
static bool is_among(char *path, char *const *others, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same_file(path, others[i])) {
            free(path);
            return true;
        }
    }
    return false;
}

char **find_here(char *const *installed, size_t installed_count, size_t *count)
{
    struct paths paths = {0};
    size_t kept = 0;

    add_folder(&paths, ".");
    for (size_t i = 0; i < paths.count; i++)
        if (!is_among(paths.items[i], installed, installed_count))
            paths.items[kept++] = paths.items[i];
    if (kept)
        qsort(paths.items, kept, sizeof *paths.items, by_name);
    *count = kept;
    return paths.items;
}

void find_free(char **paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    free(paths);
}

const char *find_without_number(const char *name)
{
    const char *end = name;

    while (isdigit((unsigned char)*end))
        end++;
    return end > name && *end == '-' ? end + 1 : name;
}

static bool goes_by(const char *path, const char *wanted)
{
    char *name = find_short_name(path);
    bool same = strcmp(name, wanted) == 0 || strcmp(find_without_number(name), wanted) == 0;

    free(name);
    return same;
}

char *find_scenario(const char *operand)
{
    struct stat about;
    size_t count;
    char **all, *wanted, *found = NULL;

    if (strcmp(operand, "-") == 0 || stat(operand, &about) == 0)
        return mem_strdup(operand);
    if (strchr(operand, '/'))
        return NULL;
    all = find_all(&count);
    wanted = find_short_name(operand);
    for (size_t i = 0; i < count && !found; i++)
        if (goes_by(all[i], wanted))
            found = mem_strdup(all[i]);
    free(wanted);
    find_free(all, count);
    return found;
}
