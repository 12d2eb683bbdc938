/* How a Python's frames lie in its memory, as the library in it has learnt: for itself, and for
 * baton, which looks in from outside. All offsets are in bytes. */
#ifndef BATON_PRELOAD_RAW_FRAMES_H
#define BATON_PRELOAD_RAW_FRAMES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { RAW_LIBRARIES = 4, RAW_LIBRARY_BYTES = 256 };

#define RAW_FRAMES_MAGIC 0x31656d617266746bu

struct raw_frames {
    uint64_t magic;     /* 0 until all of it is known */
    uint32_t version;   /* as in sys.hexversion */
    bool objects;       /* frames are objects: 3.8 … 3.10 */
    bool has_command;   /* the program is the text behind `-c` */
    uint64_t code_type; /* address */
    int64_t code_bytes; /* of a code object, without its instructions */
    int32_t type;       /* in any object */
    int32_t frame;      /* in a thread state … */
    int32_t through;    /* … and from there, or -1 */
    /* In a frame. The instruction is its address; where frames are objects its number, or -1. */
    int32_t code, previous, instruction;
    /* In a code; -1: not known. */
    int32_t file, name, first_line, table;
    int32_t text; /* in a text of ASCII: where its bytes begin */
    int32_t library_count;
    char libraries[RAW_LIBRARIES][RAW_LIBRARY_BYTES]; /* folders whose files are not the user's */
};

/* ---- texts ---- */

/* In any version that is known: how many characters, and how they lie. */
enum {
    RAW_TEXT_LENGTH = 16,
    RAW_TEXT_STATE = 32,
    RAW_TEXT_HEAD = 40,
    RAW_TEXT_COMPACT = 1 << 5, /* in the state: the characters lie behind it, … */
    RAW_TEXT_ASCII = 1 << 6,   /* … and are ASCII */
};

/* Bytes of a character; 0: it lies in a way that is not known. */
static inline int raw_text_width(unsigned state)
{
    int width = state & RAW_TEXT_ASCII ? 1 : (int)(state >> 2 & 7);
    bool known = width == 1 || width == 2 || width == 4;
    return state & RAW_TEXT_COMPACT && known ? width : 0;
}

/* Where its characters begin. */
static inline int raw_text_offset(const struct raw_frames *frames, unsigned state)
{
    enum { VERSION_312 = 0x30C };
    int more = frames->version >> 16 < VERSION_312 ? 24 : 16;
    return frames->text + (state & RAW_TEXT_ASCII ? 0 : more);
}

/* Characters as UTF-8, as many as there is room for, with a NUL. */
static inline void raw_text_encode(const unsigned char *bytes, size_t count, int width, char *out,
                                   size_t room)
{
    static const unsigned char heads[] = {0, 0xC0, 0xE0, 0xF0};
    size_t len = 0;
    for (size_t i = 0; i < count && len + 5 <= room; i++) {
        uint32_t c = 0;
        for (int b = 0; b < width; b++)
            c |= (uint32_t)bytes[i * (size_t)width + (size_t)b] << (8 * b);
        int more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        out[len++] = (char)(more ? heads[more] | (c >> (6 * more) & 0x3F) : c);
        while (more-- > 0)
            out[len++] = (char)(0x80 | (c >> (6 * more) & 0x3F));
    }
    out[len] = '\0';
}

/* ---- what is the user's ---- */

/* What is handed to `-c` and typed at a prompt is the user's; other texts that are executed are
 * not. */
static inline bool raw_is_users_file(const struct raw_frames *frames, const char *file)
{
    if (*file == '<')
        return (frames->has_command && strcmp(file, "<string>") == 0) ||
               strcmp(file, "<stdin>") == 0;
    for (int i = 0; i < frames->library_count; i++)
        if (strncmp(file, frames->libraries[i], strlen(frames->libraries[i])) == 0)
            return false;
    return !strstr(file, "/site-packages/") && !strstr(file, "/dist-packages/");
}

/* Between two calls of Python there is one in C: nothing of itself. */
static inline bool raw_is_passage(const char *name)
{
    return strcmp(name, "<interpreter trampoline>") == 0;
}

#endif
