/* The words of the language that are no names, a row each: the parser's tables, what cannot be a
 * name and the colours of a source are made of these lists. (The words of expectations begin lines
 * of their own, and have a table of their own in parse_expect.c.) Pure. */
#ifndef BATON_SCENARIO_WORDS_H
#define BATON_SCENARIO_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Where a word is one of the language: at the beginning of a line, or anywhere behind it. */
enum word_place {
    WORD_FIRST = 1,
    WORD_LATER = 2,
    WORD_ANYWHERE = WORD_FIRST | WORD_LATER,
    WORD_NAME_TOO = 4,    /* only before a name; elsewhere it is one itself */
    WORD_NAMES_TASK = 8,  /* behind it stands the name of a task */
    WORD_UNLESS_SET = 16, /* a name where it is assigned, and behind the beginning of a line */
};

/* clang-format off */

/* The lines of the header: word, kind (tree.h), what reads it (parse_header.c). */
#define WORD_HEADERS(H)                                                                            \
    H("scenario",  SCENARIO,        read_text)                                                     \
    H("about",     ABOUT,           read_text)                                                     \
    H("keywords",  KEYWORDS,        read_text)                                                     \
    H("model",     MODEL,           read_models)                                                   \
    H("axis",      AXIS,            read_axis)                                                     \
    H("workers",   WORKERS,         read_positive)                                                 \
    H("cores",     CORES,           read_positive)                                                 \
    H("pool",      POOL,            read_pool)                                                     \
    H("device",    DEVICE,          read_positive)                                                 \
    H("until",     UNTIL,           read_until)                                                    \
    H("switch",    SWITCH_INTERVAL, read_interval)                                                 \
    H("poll",      POLL_INTERVAL,   read_interval)                                                 \
    H("limit",     LIMIT,           read_duration)                                                 \
    H("memory",    MEMORY,          read_memory)                                                   \
    H("schedule",  SCHEDULE,        read_schedule)                                                 \
    H("shared",    SHARED,          read_shared)                                                   \
    H("lock",      LOCK,            read_lock)                                                     \
    H("semaphore", SEMAPHORE,       read_semaphore)                                                \
    H("bounded",   SEMAPHORE,       read_bounded)                                                  \
    H("fair",      LOCK,            read_fair)                                                     \
    H("channel",   CHANNEL,         read_channel)                                                  \
    H("condition", CONDITION,       read_condition)                                                \
    H("barrier",   BARRIER,         read_barrier)

/* The statements, and what else stands behind `=`: word, where, kind (tree.h; BAD: what reads it
 * says which), whether it may stand behind `x =`, what reads it (parse_head.c). */
#define WORD_STATEMENTS(S)                                                                         \
    S("say",      WORD_FIRST,                       SAY,     false, read_text)                     \
    S("compute",  WORD_FIRST,                       COMPUTE, false, read_compute)                  \
    S("io",       WORD_ANYWHERE,                    IO,      true,  read_io)                       \
    S("sleep",    WORD_FIRST,                       SLEEP,   false, read_sleep)                    \
    S("blocking", WORD_FIRST,                       BAD,     true,  read_blocking)                 \
    S("yield",    WORD_ANYWHERE,                    YIELD,   true,  read_yield)                    \
    S("start",    WORD_ANYWHERE | WORD_NAMES_TASK,  START,   true,  read_task_use)                 \
    S("call",     WORD_ANYWHERE | WORD_NAMES_TASK,  CALL,    true,  read_task_use)                 \
    S("run",      WORD_ANYWHERE | WORD_NAMES_TASK | WORD_NAME_TOO,                                 \
                                                    RUN,     true,  read_task_use)                 \
    S("return",   WORD_FIRST,                       RETURN,  false, read_return)                   \
    S("await",    WORD_ANYWHERE,                    AWAIT,   true,  read_await)                    \
    S("group",    WORD_FIRST,                       GROUP,   false, read_group)                    \
    S("cancel",   WORD_ANYWHERE,                    CANCEL,  false, read_cancel)                   \
    S("offload",  WORD_FIRST,                       OFFLOAD, false, read_offload)                  \
    S("with",     WORD_ANYWHERE,                    WITH,    false, read_with)                     \
    S("acquire",  WORD_FIRST,                       ACQUIRE, false, read_lock)                     \
    S("release",  WORD_FIRST,                       RELEASE, false, read_lock)                     \
    S("wait",     WORD_FIRST | WORD_NAME_TOO,       WAIT,    false, read_wait)                     \
    S("signal",   WORD_FIRST | WORD_NAME_TOO,       SIGNAL,  false, read_signal)                   \
    S("broadcast", WORD_FIRST | WORD_NAME_TOO,      BROADCAST, false, read_signal)                 \
    S("send",     WORD_FIRST,                       SEND,    false, read_send)                     \
    S("recv",     WORD_ANYWHERE,                    RECV,    true,  read_recv)                     \
    S("select",   WORD_FIRST | WORD_UNLESS_SET,     SELECT,  false, read_select)                   \
    S("swap",     WORD_ANYWHERE | WORD_NAME_TOO,    SWAP,    true,  read_atomic)                   \
    S("add",      WORD_ANYWHERE | WORD_NAME_TOO,    ADD_TO,  true,  read_atomic)                   \
    S("compare",  WORD_ANYWHERE | WORD_NAME_TOO,    COMPARE, true,  read_compare)                  \
    S("atomic",   WORD_FIRST | WORD_UNLESS_SET,     ATOMIC,  false, read_atomic_block)             \
    S("region",   WORD_FIRST | WORD_UNLESS_SET,     REGION,  false, read_region)                   \
    S("repeat",   WORD_FIRST,                       REPEAT,  false, read_repeat)                   \
    S("while",    WORD_FIRST,                       WHILE,   false, read_while)                    \
    S("if",       WORD_ANYWHERE,                    IF,      false, read_if)                       \
    S("else",     WORD_FIRST,                       BAD,     false, read_else)                     \
    S("try",      WORD_FIRST,                       TRY,     false, read_try)                      \
    S("on",       WORD_FIRST,                       BAD,     false, read_on)                       \
    S("finally",  WORD_FIRST | WORD_UNLESS_SET,     BAD,     false, read_finally)                  \
    S("within",   WORD_ANYWHERE | WORD_UNLESS_SET,  WITHIN,  false, read_within)                   \
    S("fail",     WORD_FIRST,                       FAIL,    false, read_text)                     \
    S("create",   WORD_ANYWHERE | WORD_NAMES_TASK,  CREATE,  true,  read_task_use)                 \
    S("resume",   WORD_ANYWHERE,                    RESUME,  true,  read_resume)                   \
    S("throw",    WORD_ANYWHERE,                    THROW,   true,  read_throw)                    \
    S("close",    WORD_ANYWHERE | WORD_NAME_TOO,    CLOSE,   false, read_close)                    \
    S("crash",    WORD_FIRST,                       CRASH,   false, read_nothing)                  \
    S("exit",     WORD_FIRST,                       EXIT,    false, read_nothing)                  \
    S("assert",   WORD_FIRST | WORD_UNLESS_SET,     ASSERT,  false, read_assert)                   \
    S("note",     WORD_FIRST,                       NOTE,    false, read_text)                     \
    S("ask",      WORD_FIRST,                       ASK,     false, read_ask)

/* The others: word, where, whether it is reserved, so that no name can be it. */
#define WORD_OTHERS(W)                                                                             \
    W("task",      WORD_FIRST | WORD_NAMES_TASK, true)                                             \
    W("expect",    WORD_FIRST,                   true)                                             \
    W("as",        WORD_LATER,                   true)                                             \
    W("to",        WORD_LATER,                   true)                                             \
    W("all",       WORD_LATER,                   true)                                             \
    W("any",       WORD_LATER,                   true)                                             \
    W("shielded",  WORD_LATER | WORD_NAME_TOO,   false)                                            \
    W("not",       WORD_LATER,                   true)                                             \
    W("and",       WORD_LATER,                   true)                                             \
    W("or",        WORD_LATER,                   true)                                             \
    W("self",      WORD_ANYWHERE,                true)                                             \
    W("now",       WORD_ANYWHERE,                true)                                             \
    W("done",      WORD_ANYWHERE,                true)                                             \
    W("error",     WORD_LATER,                   true)                                             \
    W("timeout",   WORD_ANYWHERE | WORD_UNLESS_SET, false)                                         \
    W("meanwhile", WORD_LATER,                   false)                                            \
    W("then",      WORD_LATER,                   false)                                            \
    W("every",     WORD_LATER,                   false)                                            \
    W("after",     WORD_LATER,                   false)

/* clang-format on */

struct word {
    const char *text;
    unsigned place; /* enum word_place */
    bool begins;    /* a statement, or what stands behind `=` */
    bool reserved;
};

/* The word that the text is, or NULL. */
const struct word *word_find(const char *text, size_t len);

#endif
