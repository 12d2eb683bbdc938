/* A look goes from the state of the thread, whose address the program wrote down, to its innermost
 * frame, and from one to the next down to the user's:
 *
 *     state ── frame ── frame ── … ── frame of the user's
 *                │        │              │
 *               code     code           code ── its file, name, table of lines
 *
 * All that while the program may go on: so each address is only tried, a code is one only if its
 * type is that of codes, the user's frame must be there still when the way is gone again, and the
 * turn must be the same as before. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "record/look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/strbuf.h"
#include "preload/raw.h"
#include "preload/raw_frames.h"
#include "record/lines.h"
#include "trace/log_layout.h"

enum {
    FRAME_BYTES = 160,
    CODE_BYTES = 256,
    DEPTH_MOST = 256,
    CODES = 1 << 12,
    TRIES = 8,
    TABLE_MOST = 1 << 18,
    TEXT_MOST = 1024, /* characters */
    TEXT_BYTES = TEXT_MOST * 4 + 1,
    FIRST_CODE = 1 << 24, /* the program's own numbers are below */
    EARLIEST_NS = (LOOK_MS - 1) * NS_PER_MS,
};

/* A code of a process, by its address; there may be another later. */
struct known {
    uint64_t code, file, name, table;
    uint32_t number;
    int first_line;
    bool users, passage;
    unsigned char *lines;
    size_t lines_len;
};

struct watched {
    uint32_t pid; /* 0: nobody was here yet */
    uint64_t turn;
    bool refused, known;
    struct raw_frames at;
    struct known *codes; /* CODES of them */
};

struct looker {
    struct log_head *head;
    struct watched watched[LOG_WATCHED];
    uint32_t codes;
    int refused;
    int64_t looked_ns;
};

struct looker *looker_new(struct trace_log *log)
{
    struct looker *looker = mem_alloc(sizeof *looker);
    looker->head = log->head;
    looker->codes = FIRST_CODE;
    return looker;
}

static void forget(struct watched *watched)
{
    for (int i = 0; watched->codes && i < CODES; i++)
        free(watched->codes[i].lines);
    free(watched->codes);
    *watched = (struct watched){0};
}

void looker_free(struct looker *looker)
{
    if (!looker)
        return;
    for (int i = 0; i < LOG_WATCHED; i++)
        forget(&looker->watched[i]);
    free(looker);
}

bool looker_is_asked(const struct looker *looker)
{
    return atomic_load_explicit(&looker->head->watched[0].pid, memory_order_relaxed) != 0;
}

int looker_refused(const struct looker *looker)
{
    return looker->refused;
}

/* ---- reading ---- */

static bool read_there(const struct watched *watched, uint64_t from, void *to, size_t len)
{
    struct iovec into = {to, len}, out = {(void *)(uintptr_t)from, len};
    return from && !(from & 7) &&
           process_vm_readv((pid_t)watched->pid, &into, 1, &out, 1, 0) == (ssize_t)len;
}

static uint64_t word_in(const char *bytes, int offset)
{
    uint64_t word;
    memcpy(&word, bytes + offset, sizeof word);
    return word;
}

static uint64_t read_word(const struct watched *watched, uint64_t from)
{
    uint64_t word;
    return read_there(watched, from, &word, sizeof word) ? word : 0;
}

/* A text of Python's. */
static bool read_text(const struct watched *watched, uint64_t from, char out[TEXT_BYTES])
{
    unsigned char bytes[TEXT_MOST * 4 + 8];
    char head[RAW_TEXT_HEAD];
    if (!read_there(watched, from, head, sizeof head))
        return false;
    uint64_t len = word_in(head, RAW_TEXT_LENGTH);
    unsigned state = (unsigned)word_in(head, RAW_TEXT_STATE);
    int width = raw_text_width(state);
    if (!width || !len || len > TEXT_MOST)
        return false;
    size_t whole = ((size_t)len * (size_t)width + 7) & ~(size_t)7;
    if (!read_there(watched, from + (uint64_t)raw_text_offset(&watched->at, state), bytes, whole))
        return false;
    raw_text_encode(bytes, (size_t)len, width, out, TEXT_BYTES);
    return true;
}

/* The bytes of an object of bytes; the caller frees them. NULL: it is none. */
static unsigned char *read_bytes(const struct watched *watched, uint64_t from, size_t *len)
{
    enum { LENGTH = 16, BYTES = 32 };
    uint64_t size = from ? read_word(watched, from + LENGTH) : 0;
    if (!size || size > TABLE_MOST)
        return NULL;
    unsigned char *bytes = mem_alloc((size_t)size + 8);
    *len = (size_t)size;
    if (read_there(watched, from + BYTES, bytes, ((size_t)size + 7) & ~(size_t)7))
        return bytes;
    free(bytes);
    return NULL;
}

/* ---- codes ---- */

static void tell_code(const struct known *known, const char *file, const char *name, uint32_t tid,
                      int64_t time_ns, struct trace_writer *writer)
{
    struct strbuf text = STRBUF_INIT;
    strbuf_addf(&text, "%s\n%s", name, file);
    trace_write_text(writer,
                     (struct trace_event){.time_ns = time_ns - 1, /* it is known then */
                                          .kind = RAW_CODE,
                                          .who = tid,
                                          .arg = known->number,
                                          .detail = known->users,
                                          .value = known->first_line},
                     text.text, text.len);
    strbuf_release(&text);
}

struct look {
    struct looker *looker;
    struct watched *watched;
    struct trace_writer *writer;
    uint32_t tid;
    int64_t time_ns;
};

static bool learn_code(const struct look *look, struct known *known)
{
    const struct watched *watched = look->watched;
    char file[TEXT_BYTES], name[TEXT_BYTES];
    bool whole = read_text(watched, known->file, file) && read_text(watched, known->name, name);
    if (whole)
        known->lines = read_bytes(watched, known->table, &known->lines_len);
    whole = whole && known->lines;
    if (whole) {
        known->number = ++look->looker->codes;
        known->users = raw_is_users_file(&watched->at, file);
        known->passage = raw_is_passage(name);
        if (!known->passage)
            tell_code(known, file, name, look->tid, look->time_ns, look->writer);
    }
    return whole;
}

static int largest(int a, int b)
{
    return a > b ? a : b;
}

/* What lies at the address, if that is a code; or NULL. Where another lay, with the same file, name
 * and lines, it is as good. */
static const struct known *know(const struct look *look, uint64_t code)
{
    const struct raw_frames *at = &look->watched->at;
    char bytes[CODE_BYTES];
    int last = largest(largest(at->file, at->name), largest(at->table, at->first_line));
    if (!read_there(look->watched, code, bytes, (size_t)last + 8) ||
        word_in(bytes, at->type) != at->code_type)
        return NULL;
    struct known known = {.code = code,
                          .file = word_in(bytes, at->file),
                          .name = word_in(bytes, at->name),
                          .table = word_in(bytes, at->table)};
    int32_t first_line;
    memcpy(&first_line, bytes + at->first_line, sizeof first_line);
    known.first_line = first_line;
    uint32_t place = (uint32_t)((code >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40);
    struct known *found = NULL;
    for (uint32_t i = 0; i < TRIES && !found; i++) {
        struct known *slot = &look->watched->codes[(place + i) % CODES];
        if (!slot->code || slot->code == code)
            found = slot;
    }
    if (!found)
        found = &look->watched->codes[place % CODES];
    if (found->code == code && found->file == known.file && found->name == known.name &&
        found->table == known.table && found->first_line == known.first_line)
        return found;
    if (!learn_code(look, &known))
        return NULL;
    free(found->lines);
    *found = known;
    return found;
}

/* The machine has just said that this may not be; or it is gone. */
static void refuse_if(struct looker *looker, struct watched *watched)
{
    if (errno == ESRCH)
        watched->known = false;
    watched->refused = errno == EPERM || errno == ENOSYS;
    looker->refused += watched->refused;
}

/* ---- frames ---- */

struct frame {
    uint64_t address, code, previous, instruction;
};

static bool read_frame(const struct watched *watched, uint64_t address, struct frame *frame)
{
    const struct raw_frames *at = &watched->at;
    char bytes[FRAME_BYTES];
    int last = largest(largest(at->code, at->previous), at->instruction & ~7);
    if (!read_there(watched, address, bytes, (size_t)last + 8))
        return false;
    int32_t number;
    memcpy(&number, bytes + at->instruction, sizeof number);
    *frame = (struct frame){
        .address = address,
        .code = word_in(bytes, at->code),
        .previous = word_in(bytes, at->previous),
        .instruction = at->objects ? (uint64_t)number : word_in(bytes, at->instruction),
    };
    return true;
}

static uint64_t innermost(const struct watched *watched, uint64_t state)
{
    uint64_t frame = read_word(watched, state + (uint64_t)watched->at.frame);
    return frame && watched->at.through >= 0
               ? read_word(watched, frame + (uint64_t)watched->at.through)
               : frame;
}

static uint32_t line_of(const struct watched *watched, const struct known *known,
                        const struct frame *frame)
{
    enum { VERSION_310 = 0x30A };
    const struct raw_frames *at = &watched->at;
    int64_t offset;
    if (!at->objects)
        offset = (int64_t)(frame->instruction - frame->code) - at->code_bytes;
    else
        offset = (int64_t)frame->instruction * (at->version >> 16 >= VERSION_310 ? 2 : 1);
    return offset < 0 || offset > INT32_MAX
               ? 0
               : lines_find(known->lines, known->lines_len, at->version, known->first_line, offset);
}

/* Where it is now in that frame, if it still is on its way. */
static bool find_again(const struct watched *watched, uint64_t state, struct frame *frame)
{
    struct frame found;
    uint64_t address = innermost(watched, state);
    for (int depth = 0; address && depth < DEPTH_MOST; depth++, address = found.previous) {
        if (!read_frame(watched, address, &found))
            return false;
        if (address != frame->address)
            continue;
        bool same = found.code == frame->code;
        *frame = found;
        return same;
    }
    return false;
}

/* The user's frame, and the one that it called, if that is of a library. Codes are kept by their
 * numbers: what is learnt next may take the place of what was known. */
struct seen {
    uint32_t users, inner;
    struct frame frame, inner_frame;
};

static bool find_users(const struct look *look, uint64_t state, struct seen *seen)
{
    uint64_t address = innermost(look->watched, state);
    for (int depth = 0; address && depth < DEPTH_MOST; depth++) {
        struct frame frame;
        if (!read_frame(look->watched, address, &frame))
            return false;
        const struct known *known = know(look, frame.code);
        if (known && known->users) {
            seen->users = known->number;
            seen->frame = frame;
            return true;
        }
        if (known && !known->passage) {
            seen->inner = known->number;
            seen->inner_frame = frame;
        }
        address = frame.previous;
    }
    return false;
}

static uint32_t line_if(const struct look *look, uint32_t number, const struct frame *frame)
{
    const struct known *known = number ? know(look, frame->code) : NULL;
    return known && known->number == number ? line_of(look->watched, known, frame) : 0;
}

static void look_at_state(const struct look *look, const struct log_watched *place, uint64_t state)
{
    struct watched *watched = look->watched;
    struct seen seen = {0};
    errno = 0;
    if (!find_users(look, state, &seen) || !find_again(watched, state, &seen.frame)) {
        refuse_if(look->looker, watched);
        return;
    }
    uint32_t line = line_if(look, seen.users, &seen.frame);
    uint32_t inner_line = line_if(look, seen.inner, &seen.inner_frame);
    bool same = atomic_load_explicit(&place->turn, memory_order_acquire) == watched->turn &&
                atomic_load_explicit(&place->state, memory_order_acquire) == state;
    if (!line || !same)
        return;
    trace_write(look->writer,
                (struct trace_event){.time_ns = look->time_ns,
                                     .kind = RAW_SEEN,
                                     .who = look->tid,
                                     .line = line,
                                     .arg = seen.users,
                                     .value = (int64_t)((uint64_t)seen.inner << 32 | inner_line)});
}

/* ---- processes ---- */

static bool is_sound(const struct raw_frames *at)
{
    const int32_t in_frame[] = {at->code, at->previous, at->instruction};
    const int32_t in_code[] = {at->file, at->name, at->first_line, at->table, at->type};
    bool sound = at->magic == RAW_FRAMES_MAGIC && at->library_count >= 0 &&
                 at->library_count <= RAW_LIBRARIES && at->frame >= 0 && at->frame < 1024 &&
                 at->through < 1024 && at->text > 0 && at->text < 128;
    for (size_t i = 0; i < sizeof in_frame / sizeof *in_frame; i++)
        sound = sound && in_frame[i] >= 0 && in_frame[i] <= FRAME_BYTES - 8;
    for (size_t i = 0; i < sizeof in_code / sizeof *in_code; i++)
        sound = sound && in_code[i] >= 0 && in_code[i] <= CODE_BYTES - 8;
    return sound;
}

/* Of a process that is seen for the first time, or in which another program is executed. */
static void begin_process(struct looker *looker, struct watched *watched, uint32_t pid,
                          struct log_watched *place)
{
    forget(watched);
    watched->pid = pid;
    errno = 0;
    uint64_t frames = atomic_load_explicit(&place->frames, memory_order_relaxed);
    if (read_there(watched, frames, &watched->at, sizeof watched->at) && is_sound(&watched->at)) {
        watched->known = true;
        watched->codes = mem_alloc(CODES * sizeof *watched->codes);
        return;
    }
    refuse_if(looker, watched);
}

static void look_at_process(struct looker *looker, struct watched *watched,
                            struct log_watched *place, struct trace_writer *writer)
{
    uint32_t pid = atomic_load_explicit(&place->pid, memory_order_acquire);
    uint64_t turn = atomic_load_explicit(&place->turn, memory_order_acquire);
    uint64_t state = atomic_load_explicit(&place->state, memory_order_relaxed);
    if (!pid || !state)
        return;
    if (pid != watched->pid || turn < watched->turn)
        begin_process(looker, watched, pid, place);
    bool lasts = turn == watched->turn;
    watched->turn = turn;
    if (!lasts || watched->refused || !watched->known)
        return;
    struct look look = {looker, watched, writer,
                        atomic_load_explicit(&place->tid, memory_order_relaxed), clock_now_ns()};
    look_at_state(&look, place, state);
}

void looker_look(struct looker *looker, struct trace_writer *writer)
{
    int64_t now_ns = clock_now_ns();
    if (now_ns - looker->looked_ns < EARLIEST_NS)
        return;
    looker->looked_ns = now_ns;
    for (int i = 0; i < LOG_WATCHED; i++)
        look_at_process(looker, &looker->watched[i], &looker->head->watched[i], writer);
}
