#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/environment.h"

#include <string.h>
#include <unistd.h>

extern char **environ;

enum { PATH_BYTES = 64, ENTRIES_MOST = 8192, BYTES_MOST = 16384 };

#define PRELOAD_VARIABLE "LD_PRELOAD"

static char log_path[PATH_BYTES], library_path[PATH_BYTES];

/* The value, if it is that variable's; else NULL. */
static char *value_of(char *entry, const char *name)
{
    size_t len = strlen(name);
    return strncmp(entry, name, len) == 0 && entry[len] == '=' ? entry + len + 1 : NULL;
}

static char **find(char *const *from, const char *name)
{
    for (char *const *at = from; at && *at; at++)
        if (value_of(*at, name))
            return (char **)at;
    return NULL;
}

static void remove_entry(char **at)
{
    for (; *at; at++)
        *at = at[1];
}

/* LOG:LIBRARY, if it is nothing else. */
static bool read_paths(const char *value)
{
    const char *colon = value ? strchr(value, ':') : NULL;
    if (!colon || colon - value >= PATH_BYTES || strlen(colon + 1) >= PATH_BYTES)
        return false;
    memcpy(log_path, value, (size_t)(colon - value));
    log_path[colon - value] = '\0';
    memcpy(library_path, colon + 1, strlen(colon + 1) + 1);
    return true;
}

/* What else is to be preloaded stays. */
static void restore_preload(void)
{
    char **at = find(environ, PRELOAD_VARIABLE);
    size_t len = strlen(library_path);
    char *value = at ? value_of(*at, PRELOAD_VARIABLE) : NULL;
    if (!value || strncmp(value, library_path, len) != 0)
        return;
    if (value[len] == ':')
        memmove(value, value + len + 1, strlen(value + len + 1) + 1);
    else if (value[len] == '\0')
        remove_entry(at);
}

const char *environment_take(void)
{
    char **at = find(environ, ENVIRONMENT_RECORD);
    if (!at)
        return NULL;
    bool sound = read_paths(value_of(*at, ENVIRONMENT_RECORD));
    remove_entry(at);
    if (!sound)
        return NULL;
    restore_preload();
    return log_path;
}

struct environment_need environment_need(char *const *old)
{
    struct environment_need need = {.entries = 3};
    if (!*log_path || access(library_path, R_OK) != 0 || find(old, ENVIRONMENT_RECORD))
        return (struct environment_need){0};
    for (char *const *at = old; at && *at; at++)
        need.entries++;
    char **preload = find(old, PRELOAD_VARIABLE);
    need.bytes = 4 * PATH_BYTES + (preload ? strlen(*preload) : 0);
    if (need.entries > ENTRIES_MOST || need.bytes > BYTES_MOST)
        need.entries = 0;
    return need;
}

static char *add(char *to, const char *text)
{
    size_t len = strlen(text);
    memcpy(to, text, len + 1);
    return to + len;
}

char *const *environment_make(char *const *old, char **entries, char *bytes)
{
    char **to = entries;
    const char *others = NULL;
    for (char *const *at = old; at && *at; at++) {
        if (value_of(*at, PRELOAD_VARIABLE))
            others = value_of(*at, PRELOAD_VARIABLE);
        else
            *to++ = *at;
    }
    *to++ = bytes;
    bytes = add(add(bytes, PRELOAD_VARIABLE "="), library_path);
    if (others && *others)
        bytes = add(add(bytes, ":"), others);
    *to++ = ++bytes;
    add(add(add(add(bytes, ENVIRONMENT_RECORD "="), log_path), ":"), library_path);
    *to = NULL;
    return entries;
}
