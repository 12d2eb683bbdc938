#include "config.h" /* before any header of libc: the system's extensions */

#include "record/convert.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "record/symbols.h"

enum { SOURCE_MOST = 4 * 1024 * 1024 };

/* ---- locks ---- */

static const char *const kind_words[OBJECT_KINDS] = {
    [OBJECT_LOCK] = "lock",           [OBJECT_SEMAPHORE] = "semaphore",
    [OBJECT_CONDITION] = "condition", [OBJECT_BARRIER] = "barrier",
    [OBJECT_POOL] = "pool",           [OBJECT_EVENT] = "event",
    [OBJECT_QUEUE] = "queue",         [OBJECT_START] = "start",
};

/* The process in which the program of this one was loaded. */
static uint32_t origin_pid(const struct converter *c, uint32_t process)
{
    while (c->processes[process].codes_of != process)
        process = c->processes[process].codes_of;
    return c->processes[process].pid;
}

void convert_add_symbol(const struct converter *c, uint32_t pid, int64_t address,
                        struct strbuf *name)
{
    for (size_t i = 0; i < c->module_count; i++)
        if (c->modules[i].pid == pid &&
            symbols_add_name(c->modules[i].path, address - c->modules[i].base, name))
            return;
}

/* A variable of the program has a name; else they are counted. */
static void add_object_name(struct converter *c, const struct thread *thread, int64_t address,
                            enum object_kind kind, struct strbuf *name)
{
    strbuf_addf(name, "%s ", kind_words[kind]);
    size_t len = name->len;
    convert_add_symbol(c, origin_pid(c, thread->process), address, name);
    if (name->len == len)
        strbuf_addf(name, "%u", ++c->counts[kind]);
}

uint32_t convert_add_object(struct converter *c, uint32_t task, enum object_kind kind,
                            const char *name, size_t len, int64_t time_ns)
{
    MEM_GROW(c->objects, c->object_count, c->object_room);
    c->objects[c->object_count++] = (struct object){.kind = (uint8_t)kind};
    convert_put_text(c,
                     (struct trace_event){.time_ns = time_ns,
                                          .kind = TRACE_OBJECT_NEW,
                                          .who = task,
                                          .arg = (uint32_t)c->object_count - 1},
                     name, len);
    return (uint32_t)c->object_count - 1;
}

uint32_t convert_add_counted(struct converter *c, uint32_t task, enum object_kind kind,
                             int64_t time_ns)
{
    struct strbuf name = STRBUF_INIT;
    strbuf_addf(&name, "%s %u", kind_words[kind], ++c->counts[kind]);
    uint32_t object = convert_add_object(c, task, kind, strbuf_str(&name), name.len, time_ns);
    strbuf_release(&name);
    return object;
}

uint32_t convert_object(struct converter *c, const struct thread *thread, int64_t address,
                        enum object_kind kind, int64_t time_ns)
{
    uint32_t *index =
        map_at(&c->object_of, (uint64_t)address, convert_object_key(thread->process, kind));
    struct strbuf name = STRBUF_INIT;
    if (*index)
        return *index - 1;
    *index = (uint32_t)c->object_count + 1;
    add_object_name(c, thread, address, kind, &name);
    uint32_t object =
        convert_add_object(c, thread->task, kind, strbuf_str(&name), name.len, time_ns);
    strbuf_release(&name);
    return object;
}

/* ---- functions and files ---- */

/* What is below the current folder is called as from there. */
static char *shown_path(const char *path)
{
    char here[PATH_MAX];
    size_t len = getcwd(here, sizeof here) ? strlen(here) : 0;
    bool below = len > 1 && strncmp(path, here, len) == 0 && path[len] == '/';
    return mem_strdup(below ? path + len + 1 : path);
}

uint32_t convert_file(struct converter *c, const char *path)
{
    bool made = *path == '<';
    struct file file = {.real = made ? mem_strdup(path) : realpath(path, NULL)};
    for (size_t i = 0; file.real && i < c->file_count; i++) {
        if (strcmp(c->files[i].real, file.real) != 0)
            continue;
        free(file.real);
        return (uint32_t)i;
    }
    if (!file.real || made || c->file_count >= TRACE_FILES_MOST ||
        file_read(file.real, SOURCE_MOST, &file.text, &file.len) != 0) {
        free(file.real);
        return CONVERT_NONE;
    }
    file.path = shown_path(path);
    MEM_GROW(c->files, c->file_count, c->file_room);
    c->files[c->file_count] = file;
    return (uint32_t)c->file_count++;
}

void convert_add_text(struct converter *c, const char *path, const char *text)
{
    MEM_GROW(c->files, c->file_count, c->file_room);
    c->files[c->file_count++] = (struct file){.path = mem_strdup(path),
                                              .real = mem_strdup(path),
                                              .text = mem_strdup(text),
                                              .len = strlen(text)};
}

/* Of a library the module stands before it: `queue.put`, `asyncio.locks.acquire`. */
static char *library_name(const char *function, const char *path)
{
    static const char *const roots[] = {"/site-packages/", "/dist-packages/", "/lib-dynload/"};
    struct strbuf name = STRBUF_INIT;
    const char *from = NULL;
    for (size_t i = 0; i < sizeof roots / sizeof *roots && !from; i++)
        if (strstr(path, roots[i]))
            from = strstr(path, roots[i]) + strlen(roots[i]);
    const char *python = strstr(path, "/python3.");
    if (!from && python && strchr(python + 1, '/'))
        from = strchr(python + 1, '/') + 1;
    if (!from)
        from = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const char *end = from + strlen(from);
    if (end - from > 3 && strcmp(end - 3, ".py") == 0)
        end -= 3;
    if (end - from > 9 && strncmp(end - 9, "/__init__", 9) == 0)
        end -= 9;
    bool known =
        strncmp(from, "asyncio/tasks", 13) == 0 || strncmp(from, "asyncio/runners", 15) == 0;
    if (known) /* as the user calls it */
        end = from + strlen("asyncio");
    for (; from < end; from++)
        strbuf_addch(&name, *from == '/' ? '.' : *from);
    strbuf_addf(&name, ".%s", function);
    return strbuf_detach(&name);
}

static uint32_t add_code(struct converter *c, struct code code)
{
    MEM_GROW(c->code, c->code_count, c->code_room);
    c->code[c->code_count++] = code;
    return (uint32_t)c->code_count;
}

void convert_on_code(struct converter *c, const struct trace_event *event, const char *text,
                     size_t len)
{
    const struct thread *thread = convert_thread(c, event);
    char *function = mem_strndup(text ? text : "", len), *path = strchr(function, '\n');
    struct code code = {.file = CONVERT_NONE, .first_line = (uint32_t)event->value};
    if (path)
        *path++ = '\0';
    code.imports = path && strncmp(path, "<frozen importlib", strlen("<frozen importlib")) == 0;
    if (path && event->detail)
        code.file = convert_file(c, path);
    if (!path || event->detail || *path == '<')
        code.name = mem_strdup(function);
    else
        code.name = library_name(function, path);
    uint32_t number = add_code(c, code);
    *map_at(&c->codes, event->arg, thread->process) = number;
    free(function);
    if (code.file != CONVERT_NONE)
        convert_code(c, number, event->time_ns);
}

/* A forked process has the codes of its parent, up to then. */
static uint32_t find_code(const struct converter *c, uint32_t process, uint32_t number)
{
    uint32_t found = number ? map_find(&c->codes, number, process) : 0;
    if (found || !number || c->processes[process].codes_of == process)
        return found;
    return find_code(c, c->processes[process].codes_of, number);
}

/* ---- where a function ends ---- */

/* The text of a line from 1, without its end; NULL behind the last. */
static const char *line_at(const struct file *file, uint32_t number, size_t *len)
{
    const char *at = file->text, *end = file->text + file->len;
    for (uint32_t line = 1; at < end; line++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        *len = (size_t)((next ? next : end) - at);
        if (line == number)
            return at;
        at = next ? next + 1 : end;
    }
    return NULL;
}

static size_t indent_of(const char *line, size_t len)
{
    size_t indent = 0;
    while (indent < len && (line[indent] == ' ' || line[indent] == '\t'))
        indent++;
    return indent;
}

/* A body goes on as long as what is written is further in than its head, which may have several
 * lines and decorators before it. */
static uint32_t last_line(const struct file *file, uint32_t first, bool lambda)
{
    size_t len, least = 0;
    uint32_t last = first;
    bool in_head = true;
    const char *at = file->text, *end = file->text + file->len;
    const char *line = line_at(file, first, &len);
    if (!line)
        return 0;
    least = indent_of(line, len);
    at = line;
    for (uint32_t number = first; at < end; number++) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        len = (size_t)((next ? next : end) - at);
        size_t indent = indent_of(at, len);
        bool written = indent < len && at[indent] != '#' && at[indent] != '\r';
        if (written && !in_head && indent <= least)
            break;
        if (written)
            last = number;
        if (number == first && lambda)
            break;
        if (in_head && written)
            in_head = indent <= least && at[len - 1] != ':';
        at = next ? next + 1 : end;
    }
    return last;
}

/* A comprehension has no lines of its own: those around it are of the function that it is in. */
static bool is_inside(const char *name)
{
    static const char *const names[] = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

uint32_t convert_code(struct converter *c, uint32_t number, int64_t time_ns)
{
    struct code *code = number ? &c->code[number - 1] : NULL;
    if (!code || code->told)
        return number;
    code->told = true;
    bool has_line = code->file != CONVERT_NONE && code->first_line && !is_inside(code->name);
    bool whole = strcmp(code->name, "<module>") == 0;
    uint32_t last = has_line && !whole ? last_line(&c->files[code->file], code->first_line,
                                                   strcmp(code->name, "<lambda>") == 0)
                                       : 0;
    convert_put_text(
        c,
        (struct trace_event){.time_ns = time_ns,
                             .kind = TRACE_CODE,
                             .line = has_line ? trace_line(code->file, code->first_line) : 0,
                             .arg = number,
                             .value = last},
        code->name, strlen(code->name));
    return number;
}

static uint32_t line_in(const struct converter *c, uint32_t code, uint32_t line)
{
    uint32_t file = code ? c->code[code - 1].file : CONVERT_NONE;
    return file == CONVERT_NONE || !line ? 0 : trace_line(file, line);
}

/* THREAD_NEW has the code where GIL_FREED has what is inside. */
struct place convert_place(struct converter *c, const struct thread *thread,
                           const struct trace_event *event)
{
    bool starts = event->kind == RAW_THREAD_NEW;
    if (event->kind == RAW_CHILD) {
        uint32_t code = find_code(c, thread->process, (uint32_t)((uint64_t)event->value >> 32));
        return (struct place){.line = line_in(c, code, event->line)};
    }
    uint32_t users = find_code(c, thread->process, starts ? (uint32_t)event->value : event->arg);
    uint32_t inner =
        starts ? 0 : find_code(c, thread->process, (uint32_t)((uint64_t)event->value >> 32));
    return (struct place){.line = line_in(c, users, event->line), .code = inner};
}

struct place convert_beginning(const struct converter *c, const struct thread *thread,
                               uint32_t number)
{
    uint32_t code = find_code(c, thread->process, number);
    uint32_t line = code ? line_in(c, code, c->code[code - 1].first_line) : 0;
    return (struct place){.line = line, .code = line ? 0 : code};
}

/* ---- programs without Python ---- */

void convert_on_module(struct converter *c, const struct trace_event *event, const char *text,
                       size_t len)
{
    MEM_GROW(c->modules, c->module_count, c->module_room);
    c->modules[c->module_count++] = (struct module){
        .pid = event->arg, .base = event->value, .path = mem_strndup(text ? text : "", len)};
}

void convert_on_site(struct converter *c, const struct trace_event *event)
{
    MEM_GROW(c->site, c->site_count, c->site_room);
    c->site[c->site_count++] = (struct site){.pid = event->line, .address = event->value};
    *map_at(&c->sites, event->arg, event->line) = (uint32_t)c->site_count;
}

/* The module that an address is in: the one loaded last before it. */
static const struct module *module_of(const struct converter *c, uint32_t pid, int64_t address)
{
    const struct module *found = NULL;
    for (size_t i = 0; i < c->module_count; i++) {
        const struct module *module = &c->modules[i];
        if (module->pid == pid && module->base <= address && (!found || module->base > found->base))
            found = module;
    }
    return found;
}

/* Those of one module. The call is in front of the address behind it. */
static void find_lines_of(struct converter *c, const struct module *module)
{
    struct symbols_line *lines = mem_alloc((c->site_count + 1) * sizeof *lines);
    size_t *sites = mem_alloc((c->site_count + 1) * sizeof *sites), count = 0;
    for (size_t i = 0; i < c->site_count; i++) {
        if (module_of(c, c->site[i].pid, c->site[i].address) != module)
            continue;
        lines[count].address = c->site[i].address - module->base - 1;
        sites[count++] = i;
    }
    symbols_find_lines(module->path, lines, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t file = lines[i].file ? convert_file(c, lines[i].file) : CONVERT_NONE;
        if (file != CONVERT_NONE)
            c->site[sites[i]].line = trace_line(file, lines[i].line);
        free(lines[i].file);
    }
    free(lines);
    free(sites);
}

/* The user's are those whose source can be read. */
void convert_find_lines(struct converter *c)
{
    for (size_t i = 0; i < c->module_count && c->site_count; i++)
        find_lines_of(c, &c->modules[i]);
}

/* A forked process has the sites of its parent, up to then. */
struct place convert_site(struct converter *c, const struct thread *thread, uint32_t number)
{
    uint32_t process = thread->process;
    uint32_t found = number ? map_find(&c->sites, number, c->processes[process].pid) : 0;
    while (number && !found && c->processes[process].codes_of != process) {
        process = c->processes[process].codes_of;
        found = map_find(&c->sites, number, c->processes[process].pid);
    }
    return (struct place){.line = found ? c->site[found - 1].line : 0};
}

void convert_release_what(struct converter *c)
{
    for (size_t i = 0; i < c->code_count; i++)
        free(c->code[i].name);
    for (size_t i = 0; i < c->file_count; i++) {
        free(c->files[i].path);
        free(c->files[i].real);
        free(c->files[i].text);
    }
    for (size_t i = 0; i < c->module_count; i++)
        free(c->modules[i].path);
    free(c->code);
    free(c->files);
    free(c->modules);
    free(c->site);
    free(c->objects);
    free(c->pools);
    free(c->posts);
    map_release(&c->object_of);
    map_release(&c->post_of);
    map_release(&c->shared);
    map_release(&c->shared_names);
    map_release(&c->shared_locks);
    map_release(&c->pool_of);
    map_release(&c->jobs);
    map_release(&c->queued);
    map_release(&c->keyed);
    map_release(&c->begun);
    map_release(&c->aio_objects);
    map_release(&c->post_jobs);
    map_release(&c->job_waits);
    map_release(&c->job_names);
    map_release(&c->codes);
    map_release(&c->sites);
}
