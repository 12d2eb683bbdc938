/* What the parts of the trace file's reader and writer share. Private to them.
 *
 *   file.c        writes
 *   file_read.c   reads a file: its frame, and where its lines go
 *   file_blocks.c the events, in blocks of lines, in several threads
 *   file_fast.c   a line as we write it, fast
 *   file_line.c   any line, with care: what is wrong is said here
 *
 * The fast ways take what they know for sure, and leave all the rest to the careful one. */
#ifndef BATON_TRACE_FILE_PRIVATE_H
#define BATON_TRACE_FILE_PRIVATE_H

#include "trace/file.h"
#include "trace/trace_private.h"

#define FILE_MAGIC "baton trace "

/* The second has several sources, and lines FILE:LINE: recorded programs are written so. */
enum { FILE_VERSION_FIRST = 1, FILE_VERSION_FILES = 2, FILE_VERSION_LAST = FILE_VERSION_FILES };

/* What `detail` says, by kind; a word where there are words, so that files outlive the order of our
 * tables. */
enum file_detail { DETAIL_NUMBER, DETAIL_STATE, DETAIL_END, DETAIL_RESULT, DETAIL_REASON };

extern const uint8_t file_details[TRACE_KIND_COUNT];
/* The word for a detail, or NULL. */
const char *file_detail_word(uint8_t kind, uint8_t detail);

/* ---- file_line.c ---- */

/* Embedded; zero it, and release the text at the end. */
struct file_line {
    const char *at, *end; /* what is left of it; without the line end */
    uint32_t number;
    bool files;         /* a line may have a file: format 2 */
    struct strbuf text; /* the last string */
    struct strbuf *problem;
};

/* Appends `line 12: …` to the problem; false. */
bool file_wrong(struct file_line *line, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
size_t file_take_word(struct file_line *line, const char **word);
bool file_word_is(const char *word, size_t len, const char *expected);
/* A space and a number within [least, most]. */
bool file_take_number(struct file_line *line, const char *what, int64_t least, int64_t most,
                      int64_t *number);
/* A space and a string, which ends the line; into line->text. */
bool file_take_text(struct file_line *line);
/* What stands behind the kind; the text, if there is one, into line->text. */
bool file_take_event(struct file_line *line, int kind, struct trace_event *event, bool *has_text);

/* ---- file_fast.c ---- */

struct file_word {
    uint64_t low, high; /* its bytes, padded with zeros */
    int16_t value;
    bool used;
};

enum { FILE_WORD_SLOTS = 128 };

/* Words to numbers: open addressing. */
struct file_table {
    struct file_word slots[FILE_WORD_SLOTS];
};

struct file_words {
    struct file_table kinds, reasons, states, ends, results;
    bool files; /* a line may have a file: format 2 */
};

void file_words_init(struct file_words *words, bool files);
/* Reads the event in the line that begins at `at`, of bytes that end at `end` behind a line end.
 * Returns what is behind the line, or NULL: to be read with care. *text: NULL, or its text, which
 * lies in the line. */
const char *file_fast_event(const struct file_words *words, const char *at, const char *end,
                            struct trace_event *event, const char **text, size_t *len);

/* ---- file_blocks.c ---- */

enum file_blocks_result { BLOCKS_DONE, BLOCKS_STOPPED, BLOCKS_ODD };

struct file_blocks_how {
    int threads;  /* 0: all lines are read with care, one by one */
    size_t bytes; /* of a block */
    bool mapped;  /* what was read may be given back to the system */
    bool files;   /* a line may have a file: format 2 */
};

/* Reads lines that are all events, `count` of them, into an empty trace. ODD: they are not; the
 * trace is good only to be freed. */
enum file_blocks_result file_blocks_read(const char *at, const char *end, size_t count,
                                         struct file_blocks_how how, struct trace *trace,
                                         struct trace_progress *progress);

/* trace_file_parse_with(), cut as `how` says: for it, and for tests. */
struct trace *file_parse(const char *text, size_t len, struct file_blocks_how how,
                         trace_progress_fn *tell, void *arg, struct strbuf *problem);

#endif
