/* The tree of a scenario file: what stands in it, and where. Made by the parser, checked by the
 * checker, compiled from; it outlives all three, so that others (a player, an exporter to another
 * language) can walk it.
 *
 * Everything is owned by the scenario's arena and immutable once scenario_read() has returned.
 * Texts are NUL-terminated and decoded (escapes are resolved). Lines and columns count from 1,
 * columns and lengths in characters. Durations are nanoseconds. Lists are linked in the order of
 * the file. */
#ifndef BATON_SCENARIO_TREE_H
#define BATON_SCENARIO_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "scenario/model_name.h"

/* Blocks and expressions may be nested this deep: every walk over the tree may recurse. */
enum { TREE_DEPTH_MAX = 200 };

/* So many futures may `await any` name, and so many cases may a `select` have. */
enum { TREE_NAMES_MAX = 64 };

/* So many may be declared by one `x N`. */
enum { TREE_COUNT_MAX = 1000 };

struct tree_place {
    uint32_t line, column, length;
};

/* A name as it stands in the file; text is NULL where there is none. */
struct tree_name {
    const char *text;
    struct tree_place place;
};

/* ---- expressions ---- */

enum tree_expr_kind {
    TREE_INT,           /* value */
    TREE_DURATION,      /* value: ns */
    TREE_DURATION_EXPR, /* left, in units of `value` ns */
    TREE_NAME,          /* name */
    TREE_ELEMENT,       /* name, left: which of them, from 1 */
    TREE_SELF,
    TREE_NOW,
    TREE_ERROR, /* the text of the failure being handled: only in a text */
    TREE_DONE,  /* name: the future or generator */
    TREE_NEG,   /* left */
    TREE_NOT,
    TREE_MUL, /* left, right */
    TREE_DIV,
    TREE_MOD,
    TREE_ADD,
    TREE_SUB,
    TREE_EQ,
    TREE_NE,
    TREE_LT,
    TREE_LE,
    TREE_GT,
    TREE_GE,
    TREE_AND,
    TREE_OR,
};

struct tree_expr {
    uint8_t kind;            /* enum tree_expr_kind */
    uint8_t height;          /* levels below it; at most TREE_DEPTH_MAX */
    struct tree_place place; /* of the name, the number or the operator */
    const char *name;
    const char *written; /* an element, as it stands there: "a[i + 1]" */
    int64_t value;
    struct tree_expr *left, *right;
};

/* A list of expressions: arguments. */
struct tree_arg {
    struct tree_expr *expr;
    struct tree_arg *next;
};

/* A text is parts one after the other: each a literal, or an expression in braces. */
struct tree_text_part {
    const char *literal; /* NULL: expr */
    struct tree_expr *expr;
    struct tree_text_part *next;
};

struct tree_text {
    struct tree_place place;
    const char
        *written; /* one with an expression: as it stands there, with its braces; else NULL */
    struct tree_text_part *parts;
};

/* ---- statements ---- */

/* A list of names: parameters. */
struct tree_param {
    struct tree_name name;
    struct tree_param *next;
};

/* Every kind of statement, how it is called, and whether an offloaded block may hold it: all else
 * needs the loop, which belongs to one thread. (A case is its select's.) A BAD one was not
 * understood (an error says why); a target may be known. */
/* clang-format off */
#define TREE_STMTS(S)                                      \
    S(BAD,           "this",          true)                \
    S(SAY,           "say",           true)                \
    S(COMPUTE,       "compute",       true)                \
    S(IO,            "io",            true)                \
    S(IO_MEANWHILE,  "io meanwhile",  false)               \
    S(IO_THEN,       "io then",       false)               \
    S(SLEEP,         "sleep",         true)                \
    S(YIELD,         "yield",         false)               \
    S(START,         "start",         false)               \
    S(CALL,          "call",          false)               \
    S(RUN,           "run",           false)               \
    S(RETURN,        "return",        false)               \
    S(AWAIT,         "await",         false)               \
    S(AWAIT_ALL,     "await all",     false)               \
    S(AWAIT_ANY,     "await any",     false)               \
    S(AWAIT_FIRST,   "await any",     false)               \
    S(GROUP,         "group",         false)               \
    S(CANCEL,        "cancel",        false)               \
    S(OFFLOAD,       "offload",       false)               \
    S(WITH,          "with",          true)                \
    S(TRY_ACQUIRE,   "try acquire",   true)                \
    S(ACQUIRE,       "acquire",       true)                \
    S(RELEASE,       "release",       true)                \
    S(WAIT,          "wait",          true)                \
    S(SIGNAL,        "signal",        true)                \
    S(BROADCAST,     "broadcast",     true)                \
    S(SEND,          "send",          true)                \
    S(RECV,          "recv",          false)               \
    S(SELECT,        "select",        false)               \
    S(CASE_RECV,     "recv",          true)                \
    S(CASE_SEND,     "send",          true)                \
    S(CASE_TIMEOUT,  "timeout",       true)                \
    S(ASSIGN,        "=",             true)                \
    S(ASSIGN_ADD,    "+=",            true)                \
    S(ASSIGN_SUB,    "-=",            true)                \
    S(ATOMIC,        "atomic",        true)                \
    S(REGION,        "region",        true)                \
    S(SWAP,          "swap",          true)                \
    S(ADD_TO,        "add",           true)                \
    S(COMPARE,       "compare",       true)                \
    S(REPEAT,        "repeat",        true)                \
    S(REPEAT_RECV,   "repeat recv",   false)               \
    S(WHILE,         "while",         true)                \
    S(IF,            "if",            true)                \
    S(TRY,           "try",           true)                \
    S(WITHIN,        "within",        true)                \
    S(FAIL,          "fail",          true)                \
    S(CREATE,        "create",        false)               \
    S(RESUME,        "resume",        false)               \
    S(THROW,         "throw",         false)               \
    S(CLOSE,         "close",         false)               \
    S(CRASH,         "crash",         true)                \
    S(EXIT,          "exit",          false)               \
    S(ASSERT,        "assert",        true)                \
    S(NOTE,          "note",          true)                \
    S(ASK,           "ask",           true)
/* clang-format on */

enum tree_stmt_kind {
#define TREE_ROW(kind, called, in_offload) TREE_##kind,
    TREE_STMTS(TREE_ROW)
#undef TREE_ROW
        TREE_STMT_KINDS
};

struct tree_stmt;
struct tree_question;

struct tree_block {
    struct tree_stmt *first, *last;
};

/* One of if, else if, else. */
struct tree_branch {
    struct tree_place place;
    struct tree_expr *condition; /* NULL: else */
    struct tree_block body;
    struct tree_branch *next;
};

struct tree_stmt {
    uint8_t kind;            /* enum tree_stmt_kind */
    bool holds;              /* `blocking io`, `blocking sleep` */
    bool to_processes;       /* `offload to processes` */
    struct tree_place place; /* of the word that names it; of an assignment: its target */
    struct tree_name target; /* what gets its value; what `repeat … as` counts in */
    struct tree_name object; /* the task, lock, channel, future, generator or region it is about */
    struct tree_expr *target_index, *object_index; /* which of several; NULL: it is one */
    struct tree_expr
        *value; /* its duration, count, condition, or what it hands over; may be NULL */
    struct tree_expr *second; /* what `compare` writes */
    struct tree_expr *within; /* the time that an await has; may be NULL */
    bool shielded;            /* an await that passes no cancellation on */
    struct tree_arg *args;    /* of start, call, run, create; the futures of `await any f, g` */
    int arg_count;
    struct tree_text *text;      /* what it says; its label; may be NULL */
    const char *written;         /* of assert: its expression as it stands there */
    struct tree_block body;      /* its block; of try: the tried one; of select: its cases */
    struct tree_block handler;   /* of try: on error; of within: on timeout; of try acquire: else */
    struct tree_block on_cancel; /* of try */
    struct tree_block finally;   /* of try */
    struct tree_branch *branches;   /* of if */
    struct tree_question *question; /* of ask; NULL: the class talks */
    struct tree_param *names;       /* of a bad one: the names that stand in it */
    struct tree_stmt *next;
};

/* ---- the file ---- */

enum tree_line_kind {
    TREE_SCENARIO, /* text */
    TREE_ABOUT,    /* text */
    TREE_KEYWORDS, /* text */
    TREE_MODEL,    /* models */
    TREE_AXIS,     /* value: ns, or 0: of hand-offs */
    TREE_WORKERS,  /* value */
    TREE_CORES,
    TREE_POOL, /* value, gil */
    TREE_DEVICE,
    TREE_UNTIL, /* value: 1 main ends, 0 all end */
    TREE_SWITCH_INTERVAL,
    TREE_POLL_INTERVAL,
    TREE_LIMIT,
    TREE_MEMORY,   /* value: 1 relaxed, 0 sequential */
    TREE_SCHEDULE, /* text; value: 1 the run stands at its end */
    TREE_SHARED,   /* name, value */
    TREE_LOCK,
    TREE_SEMAPHORE,
    TREE_CHANNEL,
    TREE_CONDITION, /* lock */
    TREE_BARRIER,
    TREE_LINE_KINDS
};

/* A line of the header. */
struct tree_line {
    enum tree_line_kind kind;
    struct tree_place place; /* of its first word */
    struct tree_name name;
    const char *text;
    int64_t value;
    struct tree_name lock; /* of a condition: NAME, or NAME[2] */
    int64_t count;         /* `x N`: so many, NAME[1] to NAME[N]; 0: one */
    bool element;          /* the name is that of one of several: NAME[2] */
    bool gil;
    bool bounded; /* a semaphore that cannot have more units than that */
    bool fair;    /* a lock or semaphore that goes to the first who waits */
    enum model_id models[MODEL_COUNT];
    struct tree_place model_places[MODEL_COUNT];
    int model_count;
    struct tree_line *next;
};

/* `x N`, `every D` and `after D`; place.line is 0 where not written. */
struct tree_clause {
    struct tree_place place;
    int64_t value;
};

struct tree_task {
    struct tree_name name;
    struct tree_param *params;
    int param_count; /* -1: its first line was not understood */
    struct tree_clause copies, every, after;
    struct tree_block body;
    struct tree_task *next;
};

enum tree_expect_kind {
    TREE_EXPECT_ELAPSED,
    TREE_EXPECT_CPU,
    TREE_EXPECT_OUTPUT,
    TREE_EXPECT_OUTPUT_ANY_ORDER,
    TREE_EXPECT_ORDER,
    TREE_EXPECT_NEVER,
    TREE_EXPECT_VALUE,
    TREE_EXPECT_ALONE, /* name: the region */
    TREE_EXPECT_RESULT,
    TREE_EXPECT_HANDOFFS,
    TREE_EXPECT_PARALLEL,
    TREE_EXPECT_AT,
    TREE_EXPECT_LATE,
    TREE_EXPECT_LOOKS,
    TREE_EXPECT_MEMORY,
    TREE_EXPECT_KINDS
};

enum tree_compare {
    TREE_ABOUT_VALUE, /* give or take `within` % and 5 ms */
    TREE_IS,
    TREE_IS_NOT,
    TREE_BELOW,
    TREE_AT_MOST,
    TREE_ABOVE,
    TREE_AT_LEAST,
};

struct tree_expect {
    enum tree_expect_kind kind;
    enum tree_compare compare;
    struct tree_place place;
    int64_t value;           /* ns, a count, bytes, or percent where of_model is */
    int64_t within;          /* percent */
    int of_model;            /* enum model_id, or -1 */
    struct tree_name name;   /* the shared variable, the task (may be none), the result */
    struct tree_text *texts; /* as an array; each has one literal part */
    int text_count;
    const char *written; /* the line as it stands there, without indentation and comment */
    struct tree_expect *next;
};

/* ---- questions ---- */

/* What an `ask` wants to know of the run. */
enum tree_question_kind {
    TREE_QUESTION_NEXT,    /* who gets control next */
    TREE_QUESTION_OUTPUT,  /* what is printed next */
    TREE_QUESTION_AT,      /* when this is said: said, within */
    TREE_QUESTION_ELAPSED, /* within */
    TREE_QUESTION_RESULT,
    TREE_QUESTION_VALUE, /* name, within */
    TREE_QUESTION_CHOOSE /* choices */
};

/* So many choices have a digit each. */
enum { TREE_CHOICES_MAX = 9, TREE_WITHIN_PERCENT = 10 };

struct tree_choice {
    struct tree_place place;
    const char *text;
    struct tree_expect *claim; /* it is right where this holds; NULL: where no other does */
    struct tree_choice *next;
};

struct tree_question {
    enum tree_question_kind kind;
    struct tree_place place; /* of the word that names it */
    const char *written;     /* the line as it stands there, without indentation and comment */
    struct tree_text *said;  /* has one literal part */
    struct tree_name name;   /* a shared variable, or a semaphore */
    int64_t within;          /* percent that an answer may be off; -1: not written */
    struct tree_choice *choices;
    int choice_count;
};

/* What a block of expectations is about: another value for a line of the header, as --set gives
 * one. */
struct tree_setting {
    struct tree_line *line;
    const char *name, *value; /* as scenario_set() takes them: "switch interval", "500us" */
    const char *written;      /* "switch interval 500us" */
    struct tree_setting *next;
};

/* Of which runs a block speaks. */
enum tree_schedules {
    TREE_ONE_SCHEDULE,  /* whichever there is */
    TREE_ALL_SCHEDULES, /* each that there can be */
    TREE_SOME_SCHEDULE, /* one of these, not the one there is */
};

struct tree_expect_block {
    struct tree_place place;
    enum tree_schedules schedules;
    bool for_all;                                /* it names no model */
    unsigned models;                             /* bit 1 << model_id */
    struct tree_place model_places[MODEL_COUNT]; /* of those named */
    struct tree_setting *settings;               /* behind `with`; NULL: it has none */
    struct tree_expect *first;
    struct tree_expect_block *next;
};

struct tree {
    struct tree_line *lines;
    struct tree_task *tasks;
    struct tree_expect_block *expects;
};

/* ---- walking ---- */

typedef void tree_stmt_fn(void *arg, struct tree_stmt *stmt);
/* Visits every statement of a block, those within statements too, each before what is in it. */
void tree_each_stmt(const struct tree_block *block, tree_stmt_fn *visit, void *arg);

typedef void tree_expr_fn(void *arg, struct tree_expr *expr);
/* Visits the expressions that stand in a statement (value, arguments, text, conditions; not those
 * of its blocks), whole expressions only. */
void tree_each_expr(const struct tree_stmt *stmt, tree_expr_fn *visit, void *arg);

/* Whether it is no matter of time, so that it can be asked of an end that was only searched for. */
bool tree_is_untimed(const struct tree_expect *expect);

#endif
