#include "config.h"

#include "base/path.h"

#include <stdbool.h>
#include <string.h>

const char *path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *path_shown(const char *path)
{
    const char *base = path_base(path);
    return path[0] == '/' && *base ? base : path;
}

void path_hide(struct strbuf *text, const char *path)
{
    size_t len = strlen(path);
    const char *shown = path_shown(path), *at = strbuf_str(text), *found;
    struct strbuf out = STRBUF_INIT;
    if (shown == path)
        return;
    for (; (found = strstr(at, path)); at = found + len) {
        strbuf_add(&out, at, (size_t)(found - at));
        strbuf_adds(&out, shown);
    }
    strbuf_adds(&out, at);
    strbuf_release(text);
    *text = out;
}

/* Behind the last slash of the path that begins at `at`, if a name follows; else `at`. */
static size_t folders_end(const char *words, size_t at, size_t len)
{
    size_t end = at;
    for (size_t i = at; i < len && words[i] != ' ' && words[i] != '='; i++)
        if (words[i] == '/' && i + 1 < len && words[i + 1] != ' ')
            end = i + 1;
    return end;
}

void path_add_command(struct strbuf *out, const char *words, size_t len)
{
    bool begins = true;
    for (size_t at = 0; at < len; at++) {
        if (begins && words[at] == '/')
            at = folders_end(words, at, len);
        if (at < len)
            strbuf_addch(out, words[at]);
        begins = at < len && (words[at] == ' ' || words[at] == '=');
    }
}
