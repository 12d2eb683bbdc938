#include "config.h" /* before any header of libc: the system's extensions */

#include "record/symbols.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

extern char **environ;

enum { ADDRESS_BYTES = 24, AT_ONCE = 500 };

/* ---- names ---- */

struct image {
    const char *bytes;
    size_t len;
};

static bool open_image(const char *path, struct image *image)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *bytes = MAP_FAILED;
    if (fd < 0)
        return false;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return false;
    *image = (struct image){bytes, (size_t)status.st_size};
    return true;
}

/* A piece of it, or NULL if it is not whole. */
static const void *piece(const struct image *image, uint64_t at, uint64_t len)
{
    return at <= image->len && len <= image->len - at ? image->bytes + at : NULL;
}

static const char *text_at(const struct image *image, const ElfW(Shdr) * texts, uint64_t at)
{
    const char *from = piece(image, texts->sh_offset, texts->sh_size);
    if (!from || at >= texts->sh_size || !memchr(from + at, '\0', texts->sh_size - at))
        return NULL;
    return from + at;
}

/* Looks through one table of symbols; what contains the address, or lies at it. */
static bool add_from_table(const struct image *image, const ElfW(Shdr) * table,
                           const ElfW(Shdr) * texts, uint64_t address, struct strbuf *name)
{
    const char *from = piece(image, table->sh_offset, table->sh_size);
    for (size_t at = 0; from && at + sizeof(ElfW(Sym)) <= table->sh_size; at += sizeof(ElfW(Sym))) {
        ElfW(Sym) symbol;
        memcpy(&symbol, from + at, sizeof symbol);
        unsigned type = symbol.st_info & 0xF;
        if ((type != STT_OBJECT && type != STT_FUNC) || address < symbol.st_value ||
            address - symbol.st_value >= (symbol.st_size ? symbol.st_size : 1))
            continue;
        const char *text = text_at(image, texts, symbol.st_name);
        if (!text || !*text)
            continue;
        strbuf_adds(name, text);
        if (address != symbol.st_value)
            strbuf_addf(name, "+%llu", (unsigned long long)(address - symbol.st_value));
        return true;
    }
    return false;
}

static bool add_from_image(const struct image *image, uint64_t address, struct strbuf *name)
{
    const ElfW(Ehdr) *header = piece(image, 0, sizeof *header);
    if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_shentsize != sizeof(ElfW(Shdr)) || header->e_shoff % sizeof(void *))
        return false;
    const ElfW(Shdr) *sections =
        piece(image, header->e_shoff, (uint64_t)header->e_shnum * sizeof *sections);
    for (unsigned i = 0; sections && i < header->e_shnum; i++)
        if ((sections[i].sh_type == SHT_SYMTAB || sections[i].sh_type == SHT_DYNSYM) &&
            sections[i].sh_link < header->e_shnum &&
            add_from_table(image, &sections[i], &sections[sections[i].sh_link], address, name))
            return true;
    return false;
}

bool symbols_add_name(const char *path, int64_t address, struct strbuf *name)
{
    struct image image;
    if (address < 0 || !open_image(path, &image))
        return false;
    bool found = add_from_image(&image, (uint64_t)address, name);
    munmap((void *)image.bytes, image.len);
    return found;
}

/* ---- lines ---- */

/* Starts addr2line; what it prints can be read from the descriptor. Its pid, or -1. */
static pid_t start_addr2line(const char *path, const struct symbols_line *lines, size_t count,
                             int *output)
{
    char *arguments[AT_ONCE + 4] = {"addr2line", "-e", (char *)path};
    char addresses[AT_ONCE][ADDRESS_BYTES];
    posix_spawn_file_actions_t actions;
    int ends[2];
    pid_t pid = -1;
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        snprintf(addresses[i], sizeof addresses[i], "0x%llx", (unsigned long long)lines[i].address);
        arguments[i + 3] = addresses[i];
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&pid, arguments[0], &actions, NULL, arguments, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *output = ends[0];
    if (pid < 0)
        close(ends[0]);
    return pid;
}

static void read_all(int fd, struct strbuf *text)
{
    char bytes[4096];
    ssize_t got;
    while ((got = read(fd, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            strbuf_add(text, bytes, (size_t)got);
}

/* `FILE:17`, or `??:0`, perhaps with words in brackets behind it. */
static void take_line(struct symbols_line *line, const char *text, size_t len)
{
    size_t end = len;
    while (end && text[end - 1] != ':')
        end--;
    long number = end ? strtol(text + end, NULL, 10) : 0;
    if (number <= 0 || end < 2 || *text == '?')
        return;
    line->file = mem_strndup(text, end - 1);
    line->line = (uint32_t)number;
}

static void find_some(const char *path, struct symbols_line *lines, size_t count)
{
    struct strbuf text = STRBUF_INIT;
    int output;
    pid_t pid = start_addr2line(path, lines, count, &output);
    if (pid < 0)
        return;
    read_all(output, &text);
    close(output);
    waitpid(pid, NULL, 0);
    const char *at = strbuf_str(&text);
    for (size_t i = 0; i < count && *at; i++) {
        size_t len = strcspn(at, "\n");
        take_line(&lines[i], at, len);
        at += len + (at[len] == '\n');
    }
    strbuf_release(&text);
}

void symbols_find_lines(const char *path, struct symbols_line *lines, size_t count)
{
    for (size_t i = 0; i < count; i += AT_ONCE)
        find_some(path, lines + i, count - i < AT_ONCE ? count - i : AT_ONCE);
}
