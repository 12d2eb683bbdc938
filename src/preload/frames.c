#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/frames.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "preload/numbers.h"
#include "preload/real.h"

enum {
    WORD = sizeof(void *),
    CODES = 1 << 14,
    TRIES = 64,
    DEPTH_MOST = 256, /* an import in an import in … takes six frames each */
    TEXT_BYTES = 1024,
};

static struct raw_frames at;

static const void *code_type;

static struct known {
    const void *code, *file, *name;
    uint32_t number;
    bool users;
    bool passage; /* between two calls of Python there is one in C: nothing of itself */
    bool joins;   /* waits for the end of a thread */
    /* Whoever waits in it waits for its first local: enum raw_inside. */
    uint16_t inside;
} codes[CODES]; /* of who has the lock */
static uint32_t code_count;

enum { LOCK_CODES = 64 };
static uint32_t lock_codes[LOCK_CODES]; /* those of asyncio's locks and queues */
static int lock_code_count;

enum { WAIT_CODES = 64 };
static struct {
    const PyObject *code;
    uint16_t inside;
} wait_codes[WAIT_CODES];
static int wait_code_count;
static int first_local = -1; /* in a frame */

static inline void *word_at(const void *base, int offset)
{
    return *(void *const *)((const char *)base + offset);
}

/* ---- learning ---- */

/* Through a pipe: there, too, it is the kernel that reads. */
static bool can_pass(const void *from, void *to, size_t len)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    bool can = real.write(ends[1], from, len) == (ssize_t)len &&
               real.read(ends[0], to, len) == (ssize_t)len;
    close(ends[0]);
    close(ends[1]);
    return can;
}

/* Reads what may not be there. Some containers refuse that call altogether. */
static bool can_read(const void *from, void *to, size_t len)
{
    struct iovec into = {to, len}, out = {(void *)from, len};
    if ((uintptr_t)from & (WORD - 1))
        return false;
    if (process_vm_readv(getpid(), &into, 1, &out, 1, 0) == (ssize_t)len)
        return true;
    return (errno == EPERM || errno == ENOSYS) && can_pass(from, to, len);
}

bool frames_copy(const void *from, void *to, size_t len)
{
    return len <= PIPE_BUF && can_pass(from, to, len);
}

/* Copies as much as can be read of `len` bytes, halving. */
static size_t copy_some(const void *from, char *to, size_t len)
{
    while (len >= WORD && !can_read(from, to, len))
        len /= 2;
    return len >= WORD ? len : 0;
}

static int find_word(const void *base, size_t len, const void *wanted, int from)
{
    char copy[512];
    len = copy_some(base, copy, len < sizeof copy ? len : sizeof copy);
    for (int i = from; i + WORD <= (int)len; i += WORD)
        if (word_at(copy, i) == wanted)
            return i;
    return -1;
}

int frames_find(const PyObject *object, const void *address)
{
    return find_word(object, 256, address, 2 * WORD);
}

/* A number of four bytes that no other is likely to be. */
static int find_number(const void *base, size_t len, int wanted)
{
    char copy[512];
    len = copy_some(base, copy, len < sizeof copy ? len : sizeof copy);
    for (int i = 2 * WORD; i + (int)sizeof wanted <= (int)len; i += (int)sizeof wanted)
        if (memcmp(copy + i, &wanted, sizeof wanted) == 0)
            return i;
    return -1;
}

/* An object's frame has the number of the instruction that it executes, in 3.10 in words: the call
 * of ours, a little behind where it was when it asked. */
static int find_instruction(const struct frames_example *example)
{
    enum { NEAR = 64 };
    int scale = example->version >> 16 >= 0x30A ? 2 : 1;
    char copy[160];
    int len = (int)copy_some(example->frame, copy, sizeof copy);
    for (int i = 3 * WORD; i + (int)sizeof(int32_t) <= len; i += (int)sizeof(int32_t)) {
        int32_t number;
        memcpy(&number, copy + i, sizeof number);
        int64_t behind = (int64_t)number * scale - example->instruction;
        if (behind > 0 && behind <= NEAR)
            return i;
    }
    return -1;
}

/* The function that runs has in its first locals its frame, that of its caller, and its code. */
static void learn_locals(const struct frames_example *example, const void *frame)
{
    char copy[512];
    int len = (int)copy_some(frame, copy, sizeof copy);
    for (int i = 0; i + 3 * WORD <= len && first_local < 0; i += WORD)
        if (word_at(copy, i) == example->frame &&
            word_at(copy, i + WORD) == example->caller_frame &&
            word_at(copy, i + 2 * WORD) == example->code)
            first_local = i;
}

static bool learn_objects(const struct frames_example *example, const void *state)
{
    at.frame = find_word(state, 256, example->frame, 0);
    at.through = -1;
    if (at.frame < 0)
        return false;
    at.objects = true;
    at.instruction = find_instruction(example);
    at.code = find_word(example->frame, 128, example->code, 2 * WORD);
    at.previous = find_word(example->frame, 128, example->caller_frame, 2 * WORD);
    learn_locals(example, example->frame);
    return at.code >= 0 && at.previous >= 0 &&
           python.PyFrame_GetLineNumber(example->frame) == example->line;
}

/* A word of the frame points into the code, to an instruction of the line. */
static bool learn_instruction(const struct frames_example *example, const char *frame, size_t len)
{
    for (int i = 0; i + WORD <= (int)len; i += WORD) {
        if (i == at.code || i == at.previous)
            continue;
        long offset =
            (const char *)word_at(frame, i) - (const char *)example->code - example->code_bytes;
        if (offset < -2 || offset > 4096 ||
            python.PyCode_Addr2Line(example->code, (int)offset) != example->line)
            continue;
        at.instruction = i;
        return true;
    }
    return false;
}

/* Is there a frame? It has our code, and a word of it leads to one with the code of the caller. */
static bool learn_frame(const struct frames_example *example, const void *address)
{
    char frame[96], before[96];
    if (!address || !can_read(address, frame, sizeof frame))
        return false;
    for (at.code = 0; at.code < 64; at.code += WORD) {
        if (word_at(frame, at.code) != example->code)
            continue;
        for (at.previous = 0; at.previous < 96; at.previous += WORD) {
            const void *previous = word_at(frame, at.previous);
            if (at.previous == at.code || !previous || !can_read(previous, before, sizeof before))
                continue;
            if (word_at(before, at.code) == example->caller_code &&
                learn_instruction(example, frame, sizeof frame)) {
                learn_locals(example, address);
                return true;
            }
        }
    }
    return false;
}

static bool learn_frames(const struct frames_example *example, const void *state)
{
    char words[512], between[64];
    size_t len = copy_some(state, words, sizeof words);
    for (at.frame = 2 * WORD; at.frame + WORD <= (int)len; at.frame += WORD) {
        const void *found = word_at(words, at.frame);
        at.through = -1;
        if (learn_frame(example, found))
            return true;
        if (!found || !can_read(found, between, sizeof between))
            continue;
        for (at.through = 0; at.through < 32; at.through += WORD)
            if (learn_frame(example, word_at(between, at.through)))
                return true;
    }
    return false;
}

bool frames_learn(const struct frames_example *example)
{
    PyObject *type = python.PyObject_Type(example->code);
    const void *state = python.PyThreadState_Get();
    code_type = type;
    at.code_type = (uintptr_t)type;
    at.version = example->version;
    at.code_bytes = example->code_bytes;
    at.type = find_word(example->code, 64, type, 0);
    at.file = find_word(example->code, 256, example->file, 2 * WORD);
    at.name = find_word(example->code, 256, example->name, 2 * WORD);
    at.first_line = find_number(example->code, 256, example->first_line);
    at.table = find_word(example->code, 256, example->table, 2 * WORD);
    const char *text = python.PyUnicode_AsUTF8(example->name);
    at.text = text ? (int)(text - (const char *)example->name) : -1;
    python.Py_DecRef(type);
    if (at.type < 0 || at.file < 0 || at.name < 0)
        return false;
    return learn_objects(example, state) || learn_frames(example, state);
}

/* ---- codes ---- */

void frames_add_library(const char *folder)
{
    if (at.library_count < RAW_LIBRARIES && strlen(folder) < RAW_LIBRARY_BYTES)
        memcpy(at.libraries[at.library_count++], folder, strlen(folder) + 1);
}

void frames_has_command(void)
{
    at.has_command = true;
}

void frames_show(void)
{
    if (at.table < 0 || at.text <= 0 || at.first_line < 0 || at.instruction < 0)
        return;
    at.magic = RAW_FRAMES_MAGIC;
    gil_show(&at, python.PyGILState_GetThisThreadState);
}

static void write_code(const struct known *known, const char *file, const char *name)
{
    char text[TEXT_BYTES];
    size_t name_len = strlen(name), file_len = strlen(file);
    if (name_len > TEXT_BYTES / 4)
        name_len = TEXT_BYTES / 4;
    if (name_len + 1 + file_len > TEXT_BYTES)
        return;
    memcpy(text, name, name_len);
    text[name_len] = '\n';
    memcpy(text + name_len + 1, file, file_len);
    int first_line = 0;
    if (at.first_line >= 0)
        memcpy(&first_line, (const char *)known->code + at.first_line, sizeof first_line);
    preload_write_text(
        (struct trace_event){
            .kind = RAW_CODE, .arg = known->number, .detail = known->users, .value = first_line},
        text, name_len + 1 + file_len);
}

/* What threading waits in for the end of a thread: until 3.12 for a lock that this has. */
static bool joins(const char *file, const char *name)
{
    static const char threading[] = "/threading.py";
    size_t len = strlen(file), tail = sizeof threading - 1;
    return (strcmp(name, "join") == 0 || strcmp(name, "_shutdown") == 0) && len > tail &&
           strcmp(file + len - tail, threading) == 0;
}

static uint16_t inside_of(const void *code)
{
    for (int i = 0; i < wait_code_count; i++)
        if (wait_codes[i].code == code)
            return wait_codes[i].inside;
    return RAW_IN_NOTHING;
}

void frames_watch_code(PyObject *code, unsigned inside)
{
    if (first_local < 0 || wait_code_count >= WAIT_CODES || inside_of(code))
        return;
    python.Py_IncRef(code);
    wait_codes[wait_code_count].code = code;
    wait_codes[wait_code_count++].inside = (uint16_t)inside;
}

/* As Python would say it, but that allocates, which it may not where the lock is just let go. NULL:
 * it lies in a way that is not known. */
static const char *text_of(const void *object, char buffer[TEXT_BYTES])
{
    unsigned state;
    memcpy(&state, (const char *)object + RAW_TEXT_STATE, sizeof state);
    int width = raw_text_width(state);
    if (!width || at.text <= 0)
        return NULL;
    const char *bytes = (const char *)object + raw_text_offset(&at, state);
    if (state & RAW_TEXT_ASCII)
        return bytes;
    size_t count = (size_t)(uintptr_t)word_at(object, RAW_TEXT_LENGTH);
    raw_text_encode((const unsigned char *)bytes, count, width, buffer, TEXT_BYTES);
    return buffer;
}

/* A code may be gone, and another lie where it lay: with another name or another file. */
static const struct known *know(const void *code)
{
    uint32_t place = (uint32_t)(((uintptr_t)code >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40);
    const void *file = word_at(code, at.file), *name = word_at(code, at.name);
    for (int i = 0; i < TRIES; i++, place++) {
        struct known *known = &codes[place % CODES];
        if (known->code == code && known->file == file && known->name == name)
            return known;
        if (known->code && known->code != code)
            continue;
        char file_bytes[TEXT_BYTES], name_bytes[TEXT_BYTES];
        const char *file_text = text_of(file, file_bytes), *name_text = text_of(name, name_bytes);
        if (!file_text || !name_text)
            return NULL;
        *known = (struct known){
            code,
            file,
            name,
            ++code_count,
            raw_is_users_file(&at, file_text),
            raw_is_passage(name_text),
            joins(file_text, name_text),
            inside_of(code),
        };
        if (!known->passage)
            write_code(known, file_text, name_text);
        bool locks =
            strstr(file_text, "/asyncio/locks.py") || strstr(file_text, "/asyncio/queues.py");
        if (locks && lock_code_count < LOCK_CODES)
            lock_codes[lock_code_count++] = known->number;
        return known;
    }
    return NULL;
}

bool frames_is_of_locks(uint32_t code)
{
    for (int i = 0; i < lock_code_count; i++)
        if (lock_codes[i] == code)
            return true;
    return false;
}

static bool is_code(const void *object)
{
    return object && !((uintptr_t)object & (WORD - 1)) && word_at(object, at.type) == code_type;
}

bool frames_is_lock_code(const PyObject *code)
{
    const struct known *known = is_code(code) ? know(code) : NULL;
    return known && frames_is_of_locks(known->number);
}

uint32_t frames_code(const PyObject *code, bool *users)
{
    const struct known *known = is_code(code) ? know(code) : NULL;
    *users = known && known->users;
    return known ? known->number : 0;
}

uint32_t frames_add_builtin(const char *module, const char *name)
{
    char text[TEXT_BYTES];
    size_t name_len = strlen(name), module_len = strlen(module);
    if (name_len + 1 + module_len > TEXT_BYTES)
        return 0;
    memcpy(text, name, name_len);
    text[name_len] = '\n';
    memcpy(text + name_len + 1, module, module_len);
    preload_write_text((struct trace_event){.kind = RAW_CODE, .arg = ++code_count}, text,
                       name_len + (module_len ? 1 + module_len : 0));
    return code_count;
}

const void *frames_type_of(const PyObject *object)
{
    return word_at(object, at.type);
}

/* Behind the head of any object that has a size. */
const char *frames_type_name(const PyObject *type)
{
    const char *name = word_at(type, at.type + 2 * WORD);
    const char *dot = name ? strrchr(name, '.') : NULL;
    return dot ? dot + 1 : name ? name : "";
}

/* ---- where ---- */

/* Python reads a table from its beginning to tell a line; the same places come again and again. */
enum { LINES = 1024 };

static struct {
    const void *instruction, *name; /* the name: of the code, which another may have replaced */
    uint32_t line;
} lines[LINES];

static uint32_t line_of(void *frame, const void *code)
{
    if (at.objects)
        return (uint32_t)python.PyFrame_GetLineNumber(frame);
    const char *instruction = word_at(frame, at.instruction);
    const void *name = word_at(code, at.name);
    unsigned place = (unsigned)((uintptr_t)instruction >> 1) % LINES;
    if (lines[place].instruction == instruction && lines[place].name == name)
        return lines[place].line;
    long offset = instruction - (const char *)code - at.code_bytes;
    int line = python.PyCode_Addr2Line((PyObject *)code, (int)offset);
    lines[place].instruction = instruction;
    lines[place].name = name;
    lines[place].line = line > 0 ? (uint32_t)line : 0;
    return lines[place].line;
}

static void *frame_of(const void *state)
{
    void *frame = state ? word_at(state, at.frame) : NULL;
    return frame && at.through >= 0 ? word_at(frame, at.through) : frame;
}

static struct numbers waited; /* what threads wait for, as long as it lives */

static uint32_t number_of(const void *object)
{
    bool is_new;
    const struct number *known = object ? numbers_add(&waited, object, &is_new) : NULL;
    return known ? known->number : 0;
}

void frames_forget(const void *object)
{
    numbers_forget(&waited, object);
}

const void *frames_current(void)
{
    return frame_of(python.PyGILState_GetThisThreadState());
}

/* The innermost frame of the user's, and what it called, if that is Python, too. If the innermost
 * of all waits, what is waited for is that of the outermost which does: a queue, not its condition.
 * Of it no more is taken than where it lies. */
void frames_place(struct gil_place *place)
{
    const void *state = python.PyGILState_GetThisThreadState(), *object = NULL;
    preload_me.state = state;
    void *frame = frame_of(state);
    void *inner_frame = NULL;
    const void *inner_code = NULL;
    bool waits = true;
    *place = (struct gil_place){0};
    if (PRELOAD_UNLIKELY(preload_me.queue && preload_me.queue_frame == frame)) {
        place->inside = RAW_IN_C_QUEUE;
        object = preload_me.queue;
    }
    for (int depth = 0; frame && depth < DEPTH_MOST; depth++) {
        const void *code = word_at(frame, at.code);
        const struct known *known = is_code(code) ? know(code) : NULL;
        if (known && known->users) {
            place->code = known->number;
            place->line = line_of(frame, code);
            break;
        }
        if (known && !known->passage) {
            place->joins |= known->joins;
            waits &= inner_frame || known->inside;
            if (PRELOAD_UNLIKELY(waits && known->inside)) {
                place->inside = known->inside;
                object = word_at(frame, first_local);
            }
            inner_frame = frame;
            inner_code = code;
        }
        frame = word_at(frame, at.previous);
    }
    if (place->inside)
        place->object = number_of(object);
    if (!place->object)
        place->inside = RAW_IN_NOTHING;
    if (!inner_code)
        return;
    const struct known *inner = know(inner_code);
    place->inner_code = inner ? inner->number : 0;
    place->inner_line = line_of(inner_frame, inner_code);
}

static bool is_text(const void *object, const char *wanted)
{
    const char *text = python.PyUnicode_AsUTF8((PyObject *)object);
    size_t len = text ? strlen(text) : 0, most = strlen(wanted);
    return len >= most && strcmp(text + len - most, wanted) == 0;
}

PyObject *frames_place_of(PyObject *frame, const char *file, const char *function,
                          struct gil_place *place)
{
    static PyObject *name_of_code, *name_of_back;
    PyObject *found = NULL;
    if (!name_of_code) {
        name_of_code = python.PyUnicode_InternFromString("f_code");
        name_of_back = python.PyUnicode_InternFromString("f_back");
    }
    *place = (struct gil_place){0};
    python.Py_IncRef(frame);
    for (int depth = 0; frame && frame != python.none && depth < DEPTH_MOST; depth++) {
        PyObject *code = python_attribute(frame, name_of_code);
        const struct known *known = is_code(code) ? know(code) : NULL;
        uint32_t line = known ? (uint32_t)python.PyFrame_GetLineNumber(frame) : 0;
        if (known && known->users) {
            place->code = known->number;
            place->line = line;
        } else if (known && !known->passage) {
            place->inner_code = known->number;
            place->inner_line = line;
            if (!found && is_text(known->name, function) && is_text(known->file, file)) {
                python.Py_IncRef(frame);
                found = frame;
            }
        }
        PyObject *next = place->code ? NULL : python_attribute(frame, name_of_back);
        python_drop(code);
        python_drop(frame);
        frame = next;
    }
    python_drop(frame);
    return found;
}

/* ---- coroutines ---- */

static const void *coroutine_type;
static int coroutine_frame = -1; /* in a coroutine: a pointer to it, or, from 3.11 on, itself */
static PyObject *code_name, *await_name;

/* A word of it is the code, and those around that are as in a frame. */
static bool learn_inside(const void *coroutine, const void *code)
{
    for (int i = 2 * WORD; (i = find_word(coroutine, 256, code, i)) >= 0; i += WORD) {
        int base = i - at.code;
        if (base <= 0)
            continue;
        long offset = (const char *)word_at(coroutine, base + at.instruction) - (const char *)code -
                      at.code_bytes;
        if (offset >= -2 && offset < 1 << 20 &&
            python.PyCode_Addr2Line((PyObject *)code, (int)offset) > 0) {
            coroutine_frame = base;
            return true;
        }
    }
    return false;
}

static bool learn_pointer(const void *coroutine, const void *code)
{
    for (int i = 2 * WORD; i < 8 * WORD; i += WORD) {
        const void *found = NULL, *frame = word_at(coroutine, i);
        if (frame && can_read((const char *)frame + at.code, &found, sizeof found) &&
            found == code) {
            coroutine_frame = i;
            return true;
        }
    }
    return false;
}

/* With the first one that is seen. */
static bool learn_coroutine(PyObject *coroutine)
{
    static bool tried;
    if (tried)
        return coroutine_frame >= 0;
    code_name = python.PyUnicode_InternFromString("cr_code");
    await_name = python.PyUnicode_InternFromString("cr_await");
    PyObject *code = code_name ? python.PyObject_GetAttr(coroutine, code_name) : NULL;
    if (!code) { /* a generator, say */
        python.PyErr_Clear();
        return false;
    }
    tried = true;
    coroutine_type = word_at(coroutine, at.type);
    if (at.objects)
        learn_pointer(coroutine, code);
    else
        learn_inside(coroutine, code);
    python.Py_DecRef(code);
    return coroutine_frame >= 0;
}

static void add_suspended(const void *coroutine, struct gil_place *place)
{
    char *frame =
        at.objects ? word_at(coroutine, coroutine_frame) : (char *)coroutine + coroutine_frame;
    const void *code = frame ? word_at(frame, at.code) : NULL;
    const struct known *known = is_code(code) ? know(code) : NULL;
    if (!known)
        return;
    if (known->users) {
        *place = (struct gil_place){.code = known->number, .line = line_of(frame, code)};
    } else if (!place->inner_code) {
        place->inner_code = known->number;
        place->inner_line = line_of(frame, code);
    }
}

void frames_suspended(PyObject *coroutine, struct gil_place *place)
{
    *place = (struct gil_place){0};
    if (!learn_coroutine(coroutine))
        return;
    python.Py_IncRef(coroutine);
    for (int depth = 0; coroutine && depth < DEPTH_MOST; depth++) {
        PyObject *next = NULL;
        if (word_at(coroutine, at.type) == coroutine_type) {
            add_suspended(coroutine, place);
            next = python.PyObject_GetAttr(coroutine, await_name);
        }
        python.Py_DecRef(coroutine);
        coroutine = next;
    }
    if (coroutine)
        python.Py_DecRef(coroutine);
    python.PyErr_Clear();
}
