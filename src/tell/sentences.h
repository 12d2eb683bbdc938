/* The table of sentences: all that is told of a run, in one place. Telling yields the number of a
 * row and typed arguments; one renderer (say.h) makes text of them. So one can read the table
 * (`baton explain --sentences`), hold each row to a trace that produces it, judge what it claims
 * against the events of the run, and say it in another language. */
#ifndef BATON_TELL_SENTENCES_H
#define BATON_TELL_SENTENCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/timeline.h"

enum sentence {
    TELL_NONE, /* no row */
#define S(id, topic, text) TELL_##id,
#include "tell/sentences.def"
#undef S
    TELL_SENTENCES
};

#define TELL_TOPICS(T)                                                                             \
    T(JOIN, "join")                                                                                \
    T(PHRASE, "phrase")                                                                            \
    T(STATE, "state")                                                                              \
    T(WHILE, "while")                                                                              \
    T(LANE, "lane")                                                                                \
    T(WHY, "why")                                                                                  \
    T(LATE, "late")                                                                                \
    T(MOMENT, "moment")                                                                            \
    T(DEADLOCK, "deadlock")                                                                        \
    T(END, "end")                                                                                  \
    T(DIFFERENCE, "difference")                                                                    \
    T(CORNER, "corner")                                                                            \
    T(NOTE, "note")                                                                                \
    T(SUMMARY, "summary")                                                                          \
    T(STORY, "story")                                                                              \
    T(VALUE, "value")                                                                              \
    T(NOW, "now")

enum tell_topic {
#define T(name, words) TELL_TOPIC_##name,
    TELL_TOPICS(T)
#undef T
        TELL_TOPIC_COUNT
};

struct sentence_row {
    const char *id; /* as in TELL_… */
    enum tell_topic topic;
    const char *text; /* with its places */
};

extern const struct sentence_row tell_rows[TELL_SENTENCES];
const char *tell_topic_name(enum tell_topic topic);

/* Where somebody was; of a recorded program it may be known only between which lines. */
enum tell_stay {
    TELL_STAY_THERE,
    TELL_STAY_ON_WAY, /* to that line, from another: in between nobody saw it */
    TELL_STAY_MOSTLY, /* each time that it was seen, or most times */
    TELL_STAY_SEEN,   /* now and then */
    TELL_STAY_IN,     /* in that function of a library, in no line */
};
struct tell_where {
    uint32_t line; /* 0: it is not known */
    uint32_t in;   /* in a call of that CODE; 0: none */
    uint32_t from; /* on the way; 0: it is not known */
    enum tell_stay stay;
};

/* Stands where an actor does, for a loop as long as that runs a callback. */
enum { TELL_A_CALLBACK = 0x45000000 };

/* Some actors of a list, and how many more there are. */
enum { TELL_NAMES_MOST = 12 };
struct tell_names {
    uint32_t who[TELL_NAMES_MOST];
    int64_t for_ns[TELL_NAMES_MOST]; /* of each, in brackets behind its name, if with_times */
    struct tell_where where[TELL_NAMES_MOST]; /* of a recorded program */
    int count;
    bool with_times;
    int64_t more;
    bool at_least; /* so many more; not all were looked at */
    bool brief;    /* with commas only; without any name the number alone */
};

/* Some values of a list, and how many more there are. */
enum { TELL_VALUES_MOST = 8 };
struct tell_values {
    int64_t values[TELL_VALUES_MOST];
    int count;
    int64_t more;
};

struct difference_run;

/* What stands in the places of a sentence, by their names, and what its words refer to without
 * saying it: who `it` is (who), which lane, the moment of which it is told (t_ns, or t2_ns where
 * t_ns has a place). So a claim can be judged by its row and these. Lists and texts are borrowed
 * until the sentence is told. */
struct tell_args {
    uint32_t who, other;              /* actors; other 0: it is not known who */
    uint32_t request;                 /* by its number */
    uint32_t object;                  /* by its index */
    uint32_t objects;                 /* several: a bit for each index, as reason SELECT has them */
    uint32_t at;                      /* a line; 0: none */
    uint32_t in;                      /* of that line: in a call of this CODE; 0: none */
    uint32_t from;                    /* of the way to that line; 0: none */
    enum tell_stay stay;              /* of that line */
    const struct timeline_lane *lane; /* of a core */
    int64_t t_ns, t2_ns;              /* since RUN_BEGIN */
    int64_t for_ns, for2_ns;
    int64_t late_ns, late2_ns; /* 0: not worth a word */
    int64_t n, number, number2;
    const char *text, *raw; /* not NULL if the sentence has it */
    size_t len;             /* of `text` */
    const char *model, *model2;
    enum trace_result result;
    const struct tell_names *names;
    const struct tell_values *values;
    const struct difference_run *slow, *fast;
    const struct difference_run *const *runs; /* run_count of them */
    int run_count;
    const enum sentence *until; /* until_count of them */
    int until_count;
    enum sentence kept;
    enum sentence ending; /* with for_ns, number, text and len of the same arguments */
};

#endif
