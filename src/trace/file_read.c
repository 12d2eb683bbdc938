#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "trace/file_private.h"

enum {
    BLOCK_BYTES = 512 * 1024,
    LEAST_LINE_BYTES = 18, /* of an event: `say 0 0 0 0 0 0 0` and the line end */
    WIDE_MOST_MIB = 4096,  /* of a trace that comes through a pipe … */
    NARROW_MOST_MIB = 512, /* … where an address has 32 bits: it doubles while it is read */
    PIPE_MOST_MIB = sizeof(size_t) > sizeof(uint32_t) ? WIDE_MOST_MIB : NARROW_MOST_MIB,
    OTHER_MOST_BYTES = 4 * 1024 * 1024, /* of what is no trace: the careful reader says so */
};

/* Said of both, whatever this is built for. */
_Static_assert((uint64_t)NARROW_MOST_MIB << 20 <= UINT32_MAX / 4, "it has no room in 32 bits");
_Static_assert((uint64_t)PIPE_MOST_MIB << 20 <= SIZE_MAX, "it has no room here");

struct reader {
    const char *at, *end; /* what is left */
    struct file_line line;
    struct trace *trace;
    struct strbuf name, source; /* of the file that is being read */
    int files;                  /* that have begun */
    size_t events;
    bool ended;
};

static bool next_line(struct reader *reader)
{
    if (reader->at >= reader->end)
        return false;
    const char *eol = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
    reader->line.at = reader->at;
    reader->line.end = eol ? eol : reader->end;
    reader->at = eol ? eol + 1 : reader->end;
    reader->line.number++;
    return true;
}

static bool read_event(struct reader *reader, int kind)
{
    struct trace_event event;
    bool has_text;
    if (!file_take_event(&reader->line, kind, &event, &has_text))
        return false;
    const struct strbuf *text = &reader->line.text;
    trace_add(reader->trace, &event, has_text ? strbuf_str(text) : NULL, has_text ? text->len : 0);
    reader->events++;
    return true;
}

static bool read_end(struct reader *reader)
{
    int64_t count;
    if (!file_take_number(&reader->line, "number of events", 0, INT64_MAX, &count))
        return false;
    if ((size_t)count != reader->events)
        return file_wrong(&reader->line, "%lld events were announced, %zu are here",
                          (long long)count, reader->events);
    reader->ended = true;
    if (next_line(reader))
        return file_wrong(&reader->line, "something stands behind the end");
    return true;
}

/* What was read of a source is the trace's. */
static void source_end(struct reader *reader)
{
    const char *name = strbuf_str(&reader->name), *source = strbuf_str(&reader->source);
    if (reader->files <= 1)
        trace_set_source(reader->trace, name, source, reader->source.len);
    else
        trace_add_source(reader->trace, name, source, reader->source.len);
    strbuf_clear(&reader->name);
    strbuf_clear(&reader->source);
}

/* In the first format the pieces of one name may stand anywhere. */
static bool file_begin(struct reader *reader)
{
    if (reader->line.files && reader->files)
        source_end(reader);
    if (reader->files == TRACE_FILES_MOST)
        return file_wrong(&reader->line, "there are too many files");
    reader->files += reader->line.files || !reader->files;
    return true;
}

/* A piece of what the events come with. */
static bool read_piece(struct reader *reader, struct strbuf *into)
{
    if (!file_take_text(&reader->line))
        return false;
    strbuf_add(into, strbuf_str(&reader->line.text), reader->line.text.len);
    return true;
}

static bool read_line(struct reader *reader)
{
    const char *word;
    size_t len = file_take_word(&reader->line, &word);
    if (file_word_is(word, len, "file"))
        return file_begin(reader) && read_piece(reader, &reader->name);
    if (file_word_is(word, len, "source"))
        return read_piece(reader, &reader->source);
    if (file_word_is(word, len, "end"))
        return read_end(reader);
    int kind = trace_kind_by_name(word, len);
    if (kind >= 0)
        return read_event(reader, kind);
    struct strbuf safe = STRBUF_INIT;
    utf8_add_clipped(&safe, word, len, 30, true);
    file_wrong(&reader->line, "no kind of event is called `%s`", strbuf_str(&safe));
    strbuf_release(&safe);
    return false;
}

static bool read_first(struct reader *reader)
{
    int64_t version;
    struct file_line *line = &reader->line;
    if (!next_line(reader) || !trace_file_is(line->at, (size_t)(line->end - line->at))) {
        line->number = 1;
        return file_wrong(line, "this is no trace of baton: it does not begin with `%s%d`",
                          FILE_MAGIC, FILE_VERSION_FIRST);
    }
    line->at += strlen(FILE_MAGIC) - 1;
    if (!file_take_number(line, "version", 0, INT64_MAX, &version))
        return false;
    if (version != FILE_VERSION_FIRST && version != FILE_VERSION_FILES)
        return file_wrong(line,
                          "this trace has the version %lld, this program reads versions %d and %d",
                          (long long)version, FILE_VERSION_FIRST, FILE_VERSION_FILES);
    line->files = version == FILE_VERSION_FILES;
    return true;
}

/* ---- a file as we write it: what the events come with, events, the end ---- */

static bool begins_with(const struct reader *reader, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(reader->end - reader->at) > len && memcmp(reader->at, word, len) == 0;
}

/* Cuts the last line off, if it tells of a number of events that can be there. */
static bool cut_end(struct reader *reader, size_t *count)
{
    if (reader->end == reader->at || reader->end[-1] != '\n')
        return false;
    const char *last = reader->end - 1;
    while (last > reader->at && last[-1] != '\n')
        last--;
    struct file_line line = {.at = last, .end = reader->end - 1, .problem = reader->line.problem};
    const char *word;
    int64_t number;
    size_t len = file_take_word(&line, &word);
    if (!file_word_is(word, len, "end") ||
        !file_take_number(&line, "number", 0, (last - reader->at) / LEAST_LINE_BYTES, &number))
        return false;
    reader->end = last;
    *count = (size_t)number;
    return number < UINT32_MAX - 1;
}

static enum file_blocks_result read_fast(struct reader *reader, struct file_blocks_how how,
                                         struct trace_progress *progress)
{
    size_t count;
    if (!how.threads || !read_first(reader))
        return BLOCKS_ODD;
    while (begins_with(reader, "file ") || begins_with(reader, "source "))
        if (!next_line(reader) || !read_line(reader))
            return BLOCKS_ODD;
    if (!cut_end(reader, &count))
        return BLOCKS_ODD;
    how.files = reader->line.files;
    return file_blocks_read(reader->at, reader->end, count, how, reader->trace, progress);
}

/* ---- any file, line by line ---- */

static enum file_blocks_result read_careful(struct reader *reader, struct trace_progress *progress)
{
    uint64_t whole = (uint64_t)(reader->end - reader->at);
    if (!read_first(reader))
        return BLOCKS_ODD;
    while (!reader->ended && next_line(reader)) {
        if (!read_line(reader))
            return BLOCKS_ODD;
        if (reader->line.number % TRACE_PROGRESS_STEPS == 0 &&
            !trace_progress_tell(progress, whole - (uint64_t)(reader->end - reader->at), whole))
            return BLOCKS_STOPPED;
    }
    if (reader->ended)
        return BLOCKS_DONE;
    file_wrong(&reader->line, "the trace is cut off: it has no `end` line");
    return BLOCKS_ODD;
}

/* ---- the whole ---- */

static struct reader reader_begin(const char *text, size_t len, struct strbuf *problem)
{
    return (struct reader){
        .at = text, .end = text + len, .line = {.problem = problem}, .trace = trace_new()};
}

/* The trace, if all is well. */
static struct trace *reader_end(struct reader *reader, enum file_blocks_result result,
                                struct trace_progress *progress)
{
    struct trace *trace = reader->trace;
    bool good = result == BLOCKS_DONE;
    if (good) {
        source_end(reader);
        trace_progress_pass(progress, 100);
        good = trace_finish_with(trace, progress) && trace_progress_end(progress);
    }
    strbuf_release(&reader->name);
    strbuf_release(&reader->source);
    strbuf_release(&reader->line.text);
    if (good)
        return trace;
    trace_free(trace);
    return NULL;
}

struct trace *file_parse(const char *text, size_t len, struct file_blocks_how how,
                         trace_progress_fn *tell, void *arg, struct strbuf *problem)
{
    struct strbuf ignored = STRBUF_INIT;
    struct trace_progress progress;
    trace_progress_begin(&progress, tell, arg);
    trace_progress_pass(&progress, 90);
    if (!trace_progress_tell(&progress, 0, 1))
        return NULL;
    struct reader reader = reader_begin(text, len, &ignored);
    enum file_blocks_result result = read_fast(&reader, how, &progress);
    struct trace *trace = reader_end(&reader, result, &progress);
    strbuf_release(&ignored);
    if (result != BLOCKS_ODD)
        return trace;
    reader = reader_begin(text, len, problem);
    result = read_careful(&reader, &progress);
    return reader_end(&reader, result, &progress);
}

static int cores(void)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 1 ? (int)online : 1;
}

struct trace *trace_file_parse_with(const char *text, size_t len, trace_progress_fn *tell,
                                    void *arg, struct strbuf *problem)
{
    struct file_blocks_how how = {.threads = cores(), .bytes = BLOCK_BYTES};
    return file_parse(text, len, how, tell, arg, problem);
}

struct trace *trace_file_parse(const char *text, size_t len, struct strbuf *problem)
{
    return trace_file_parse_with(text, len, NULL, NULL, problem);
}

int trace_file_fetch(int fd, size_t other_most, char **text, size_t *len)
{
    const struct file_bound bound = {
        .mark = FILE_MAGIC,
        .marked_most = (size_t)PIPE_MOST_MIB << 20,
        .other_most = other_most,
    };
    return file_read_open(fd, &bound, text, len);
}

/* What cannot be mapped: a pipe, say. */
static struct trace *read_unmapped(int fd, trace_progress_fn *tell, void *arg,
                                   struct strbuf *problem)
{
    char *text;
    size_t len;
    int error = trace_file_fetch(fd, OTHER_MOST_BYTES, &text, &len);
    if (error == -EFBIG)
        strbuf_addf(problem, "too long: this is no trace of baton, or one of more than %d MiB",
                    PIPE_MOST_MIB);
    else if (error < 0)
        strbuf_adds(problem, strerror(-error));
    if (error < 0)
        return NULL;
    struct trace *trace = trace_file_parse_with(text, len, tell, arg, problem);
    free(text);
    return trace;
}

/* NULL if it cannot be mapped. */
static const char *map_file(int fd, size_t *len)
{
    struct stat status;
    void *bytes = MAP_FAILED;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0 &&
        (uint64_t)status.st_size <= SIZE_MAX) {
        *len = (size_t)status.st_size;
        bytes = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    return bytes == MAP_FAILED ? NULL : bytes;
}

static struct trace *read_mapped(const char *text, size_t len, trace_progress_fn *tell, void *arg,
                                 struct strbuf *problem)
{
    struct file_blocks_how how = {.threads = cores(), .bytes = BLOCK_BYTES, .mapped = true};
    madvise((void *)text, len, MADV_SEQUENTIAL);
    struct trace *trace = file_parse(text, len, how, tell, arg, problem);
    munmap((void *)text, len);
    return trace;
}

/* Opened once: what comes through a pipe comes once. */
struct trace *trace_file_read(const char *path, trace_progress_fn *tell, void *arg,
                              struct strbuf *problem)
{
    bool is_standard = strcmp(path, "-") == 0;
    int fd = is_standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    if (fd < 0) {
        strbuf_adds(problem, strerror(errno));
        return NULL;
    }
    const char *text = is_standard ? NULL : map_file(fd, &len);
    struct trace *trace =
        text ? read_mapped(text, len, tell, arg, problem) : read_unmapped(fd, tell, arg, problem);
    if (!is_standard)
        close(fd);
    return trace;
}
