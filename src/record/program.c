#include "config.h" /* before any header of libc: the system's extensions */

#include "record/program.h"

#include <elf.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

enum { HEAD_BYTES = 16384, SCRIPTS_MOST = 4 };

/* ---- finding ---- */

static bool is_program(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

/* Looks in the folders of PATH, an empty one being the current. */
static char *find_in(const char *folders, const char *name)
{
    int error = ENOENT;
    for (const char *at = folders; at; at = strchr(at, ':') ? strchr(at, ':') + 1 : NULL) {
        struct strbuf path = STRBUF_INIT;
        size_t len = strcspn(at, ":");
        strbuf_addf(&path, "%.*s%s%s", (int)len, at, len ? "/" : "", name);
        if (is_program(strbuf_str(&path)))
            return strbuf_detach(&path);
        if (access(strbuf_str(&path), F_OK) == 0)
            error = EACCES;
        strbuf_release(&path);
    }
    errno = error;
    return NULL;
}

char *program_find(const char *name)
{
    const char *folders = getenv("PATH");
    if (!*name) {
        errno = ENOENT;
        return NULL;
    }
    if (!strchr(name, '/'))
        return find_in(folders ? folders : "/usr/bin:/bin", name);
    if (is_program(name))
        return mem_strdup(name);
    errno = access(name, F_OK) == 0 ? EACCES : errno;
    return NULL;
}

/* ---- looking ---- */

/* What interprets a script, in `path`; false if it is none. */
static bool script_interpreter(const char *head, size_t len, char path[PATH_MAX])
{
    size_t at = 2, end;
    if (len < 4 || memcmp(head, "#!", 2) != 0)
        return false;
    while (at < len && (head[at] == ' ' || head[at] == '\t'))
        at++;
    for (end = at; end < len && !strchr(" \t\r\n", head[end]);)
        end++;
    if (end == at || end - at >= PATH_MAX)
        return false;
    memcpy(path, head + at, end - at);
    path[end - at] = '\0';
    return true;
}

/* The loader that it names, or NULL. */
static const char *loader_of(const char *head, size_t len)
{
    ElfW(Ehdr) header;
    memcpy(&header, head, sizeof header);
    for (int i = 0; i < header.e_phnum; i++) {
        ElfW(Phdr) part;
        size_t at = header.e_phoff + (size_t)i * header.e_phentsize;
        if (at > len || len - at < sizeof part)
            return NULL;
        memcpy(&part, head + at, sizeof part);
        if (part.p_type != PT_INTERP)
            continue;
        bool whole = part.p_offset < len && part.p_filesz && part.p_filesz <= len - part.p_offset;
        return whole && !head[part.p_offset + part.p_filesz - 1] ? head + part.p_offset : "";
    }
    return NULL;
}

static const char *elf_refuses(const char *head, size_t len)
{
    ElfW(Ehdr) header;
    if (len < sizeof header || memcmp(head, ELFMAG, SELFMAG) != 0)
        return NULL; /* what it is the kernel may say */
    memcpy(&header, head, sizeof header);
    if (header.e_ident[EI_CLASS] != (sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32))
        return "is a program for another kind of processor than baton";
    const char *loader = loader_of(head, len);
    if (!loader)
        return "is linked statically: baton's library cannot be loaded into it";
    if (strstr(loader, "ld-musl"))
        return "uses the musl library: baton records programs that use glibc";
    return NULL;
}

const char *program_refuses(const char *path)
{
    char found[PATH_MAX], head[HEAD_BYTES], capability[64];
    struct stat status;
    size_t len = 0;
    if (strlen(path) >= sizeof found)
        return NULL;
    memcpy(found, path, strlen(path) + 1);
    for (int i = 0; i < SCRIPTS_MOST; i++) {
        if (file_read_head(found, head, sizeof head, &len) != 0 || stat(found, &status) != 0)
            return NULL;
        if (script_interpreter(head, len, found))
            continue;
        bool other_user = status.st_mode & S_ISUID && status.st_uid != geteuid();
        bool other_group = status.st_mode & S_ISGID && status.st_gid != getegid();
        if (other_user || other_group)
            return "runs with the rights of another user: the system lets no library be put into "
                   "it";
        if (geteuid() != 0 &&
            getxattr(found, "security.capability", capability, sizeof capability) > 0)
            return "has rights of its own: the system lets no library be put into it";
        return elf_refuses(head, len);
    }
    return NULL;
}

/* ---- a name ---- */

/* The script among the arguments of a Python, or NULL: its options with a value take the next one.
 */
static const char *python_script(char *const *arguments)
{
    for (char *const *at = arguments + 1; *at; at++) {
        if (strcmp(*at, "-W") == 0 || strcmp(*at, "-X") == 0) {
            at += at[1] != NULL;
            continue;
        }
        if (**at != '-')
            return *at;
        if (strcmp(*at, "-") == 0 || strchr(*at + 1, 'c') || strchr(*at + 1, 'm'))
            return NULL;
    }
    return NULL;
}

char *program_title(char *const *command)
{
    const char *slash = strrchr(command[0], '/'), *name = slash ? slash + 1 : command[0];
    if (strncmp(name, "python", strlen("python")) != 0)
        return mem_strdup(name);
    const char *script = python_script(command);
    return mem_strdup(script ? script : "python");
}
