#include "config.h" /* before any header of libc: the system's extensions */

#include "cli/find.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"
#include "base/sort.h"
#include "base/strbuf.h"
#include "cli/cli.h"
#include "cli/output.h"

#define SUFFIX ".baton"

enum { FOLDERS_MOST = 3 };

/* The running program; without /proc it is what it was called by. False: it cannot be told. */
static bool program_path(char path[PATH_MAX])
{
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
    const char *called = (const char *)getauxval(AT_EXECFN);

    if (len > 0 && len < PATH_MAX) {
        path[len] = '\0';
        return true;
    }
    return called && realpath(called, path);
}

/* The folder of the running program, or NULL. */
static char *program_folder(void)
{
    char path[PATH_MAX];
    char *slash;

    if (!program_path(path))
        return NULL;
    slash = strrchr(path, '/');
    if (!slash)
        return NULL;
    *slash = '\0';
    return mem_strdup(path);
}

/* What BATON_SCENARIO_DIR says, or NULL. */
static const char *named_folder(void)
{
    const char *wanted = getenv("BATON_SCENARIO_DIR");

    return wanted && *wanted ? wanted : NULL;
}

static char *joined(const char *folder, const char *name)
{
    struct strbuf path = STRBUF_INIT;

    strbuf_addf(&path, "%s/%s", folder, name);
    return strbuf_detach(&path);
}

/* What the user says alone; else `lessons` beside the program, a link that the build makes; a moved
 * installation; and the place it was configured for. */
static int folders(char *found[FOLDERS_MOST])
{
    static const char *const beside[] = {"lessons", "../share/baton/scenarios"};
    const char *wanted = named_folder();
    char *program;
    int count = 0;

    if (wanted) {
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

char *find_library(void)
{
    static const char *const beside[] = {"libbaton-record.so", "../lib/baton/libbaton-record.so"};
    char *program = program_folder();

    for (int i = 0; program && i < 2; i++) {
        char *path = joined(program, beside[i]);

        if (access(path, R_OK) == 0) {
            free(program);
            return path;
        }
        free(path);
    }
    free(program);
    return mem_strdup(BATON_LIBRARY_DIR "/libbaton-record.so");
}

const char *find_base_name(const char *path)
{
    return path_base(path);
}

static bool ends_with(const char *name, const char *suffix)
{
    size_t len = strlen(name), suffix_len = strlen(suffix);

    return len > suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

static bool has_suffix(const char *name)
{
    return ends_with(name, SUFFIX);
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

static void add_files(struct find_paths *paths, const char *folder, const char *suffix)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    if (!dir)
        return;
    while ((entry = readdir(dir))) {
        if (!ends_with(entry->d_name, suffix) ||
            is_known(paths->items, paths->count, entry->d_name))
            continue;
        MEM_GROW(paths->items, paths->count, paths->room);
        paths->items[paths->count++] = joined(folder, entry->d_name);
    }
    closedir(dir);
}

static void add_folder(struct find_paths *paths, const char *folder)
{
    add_files(paths, folder, SUFFIX);
}

static void sort(struct find_paths *paths)
{
    if (paths->count)
        sort_stable(paths->items, paths->count, sizeof *paths->items, by_name);
}

struct find_paths find_installed(void)
{
    struct find_paths paths = {0};
    char *search[FOLDERS_MOST];
    int searched = folders(search);

    for (int i = 0; i < searched; i++) {
        add_folder(&paths, search[i]);
        free(search[i]);
    }
    sort(&paths);
    return paths;
}

void find_add_searched(struct strbuf *out)
{
    char *search[FOLDERS_MOST];
    int searched = folders(search);

    for (int i = 0; i < searched; i++) {
        strbuf_addf(out, "%s%s", i ? ", " : "", search[i]);
        free(search[i]);
    }
}

int find_check(void)
{
    const char *wanted = named_folder();
    DIR *dir = wanted ? opendir(wanted) : NULL;

    if (wanted && !dir)
        return cli_fail(CLI_USAGE,
                        "BATON_SCENARIO_DIR names '%s', whose scenarios cannot be listed: %s; "
                        "without it there are the installed ones",
                        wanted, strerror(errno));
    if (dir)
        closedir(dir);
    return CLI_OK;
}

char *find_own_folder(void)
{
    const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

    if (data && *data == '/') /* a relative one is to be ignored */
        return joined(data, "baton/scenarios");
    return home && *home ? joined(home, ".local/share/baton/scenarios") : NULL;
}

struct find_paths find_own(void)
{
    struct find_paths paths = {0};
    char *folder = find_own_folder();

    if (folder)
        add_folder(&paths, folder);
    free(folder);
    sort(&paths);
    return paths;
}

/* Below a folder that the environment names, if that is absolute; else below the user's home. */
static char *below(const char *variable, const char *home_folder, const char *name)
{
    const char *folder = getenv(variable), *home = getenv("HOME");
    struct strbuf path = STRBUF_INIT;

    if (folder && *folder == '/')
        return joined(folder, name);
    if (!home || !*home)
        return NULL;
    strbuf_addf(&path, "%s/%s%s", home, home_folder, name);
    return strbuf_detach(&path);
}

char *find_progress(void)
{
    return below("XDG_STATE_HOME", ".local/state/", "baton/progress");
}

char *find_learner_folder(void)
{
    const char *wanted = getenv("BATON_LEARN_DIR"), *home = getenv("HOME");

    if (wanted && *wanted)
        return mem_strdup(wanted);
    return home && *home ? joined(home, "baton") : NULL;
}

struct find_paths find_learner(void)
{
    struct find_paths paths = {0};
    char *folder = find_learner_folder();

    if (folder)
        add_folder(&paths, folder);
    free(folder);
    sort(&paths);
    return paths;
}

struct find_paths find_course(void)
{
    struct find_paths paths = {0};
    char *search[FOLDERS_MOST];
    int searched = folders(search);

    for (int i = 0; i < searched; i++) {
        char *folder = joined(search[i], "course");

        if (!paths.count)
            add_files(&paths, folder, ".course");
        free(folder);
        free(search[i]);
    }
    sort(&paths);
    return paths;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat about_a, about_b;

    return stat(a, &about_a) == 0 && stat(b, &about_b) == 0 && about_a.st_dev == about_b.st_dev &&
           about_a.st_ino == about_b.st_ino;
}

static bool is_among(const char *path, const struct find_paths *others)
{
    for (size_t i = 0; i < others->count; i++)
        if (is_same_file(path, others->items[i]))
            return true;
    return false;
}

struct find_paths find_here(const struct find_paths *installed, const struct find_paths *own)
{
    struct find_paths paths = {0};
    size_t kept = 0;

    add_folder(&paths, ".");
    for (size_t i = 0; i < paths.count; i++) {
        if (is_among(paths.items[i], installed) || is_among(paths.items[i], own))
            free(paths.items[i]);
        else
            paths.items[kept++] = paths.items[i];
    }
    paths.count = kept;
    sort(&paths);
    return paths;
}

void find_release(struct find_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        free(paths->items[i]);
    free(paths->items);
    *paths = (struct find_paths){0};
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

/* The first of that name, or NULL. Releases the list. */
static char *take_by_name(struct find_paths paths, const char *wanted)
{
    char *found = NULL;

    for (size_t i = 0; i < paths.count && !found; i++)
        if (goes_by(paths.items[i], wanted))
            found = mem_strdup(paths.items[i]);
    find_release(&paths);
    return found;
}

char *find_lesson(const char *name)
{
    return take_by_name(find_installed(), name);
}

char *find_scenario(const char *operand)
{
    struct stat about;
    char *wanted, *found;

    if (strcmp(operand, "-") == 0 || stat(operand, &about) == 0)
        return mem_strdup(operand);
    if (strchr(operand, '/'))
        return NULL;
    wanted = find_short_name(operand);
    found = take_by_name(find_own(), wanted);
    if (!found)
        found = take_by_name(find_installed(), wanted);
    free(wanted);
    return found;
}

/* ---- the documentation ---- */

/* Takes the path: what it is without the folder of the shell, if it is below that. */
static char *seen_from_here(char *path)
{
    char here[PATH_MAX], *below = NULL;
    size_t len;

    if (getcwd(here, sizeof here) && (len = strlen(here)) > 1 && strncmp(path, here, len) == 0 &&
        path[len] == '/')
        below = mem_strdup(path + len + 1);
    if (!below)
        return path;
    free(path);
    return below;
}

/* Takes the path: its folder without links and dots, if the player's page is in it; or NULL. */
static char *if_docs(char *path)
{
    char *page = joined(path, "player.md"), *real = realpath(page, NULL), *slash;

    free(path);
    free(page);
    if (!real)
        return NULL;
    slash = strrchr(real, '/');
    *slash = '\0';
    return real;
}

char *find_docs(void)
{
    static const char *const beside[] = {"lessons/../docs", "../share/doc/baton/docs"};
    char *program = program_folder(), *found = NULL;

    for (int i = 0; program && !found && i < 2; i++)
        found = if_docs(joined(program, beside[i]));
    free(program);
    if (!found)
        found = if_docs(mem_strdup(BATON_DOC_DIR));
    return found ? seen_from_here(found) : NULL;
}

char *find_answer(const char *exercise)
{
    char *docs = find_docs();
    struct strbuf path = STRBUF_INIT;
    struct stat about;

    if (!docs)
        return NULL;
    strbuf_addf(&path, "%s/lessons/answers/%s" SUFFIX, docs, exercise);
    free(docs);
    if (stat(strbuf_str(&path), &about) == 0)
        return strbuf_detach(&path);
    strbuf_release(&path);
    return NULL;
}
