/* What story.h, now.h and player.h need to be fast. Private to this room.
 *
 * Small beside the trace: a bit an event, four bytes a mark, eight bytes where there are few. What
 * would cost more stands at every so many events or marks only, and the rest is counted there and
 * then. */
#ifndef BATON_PLAYER_STORY_INDEX_H
#define BATON_PLAYER_STORY_INDEX_H

#include <pthread.h>
#include <stdatomic.h>
#include "player/now.h"

enum {
    STORY_EVENT_STRIDE = 256, /* events between two counts of looks and answers */
    STORY_MARK_STRIDE = 64,   /* marks between two sums of lateness */
    STORY_BLOCK = 64,         /* requests in a block, and blocks in a large one */
    STORY_LANES_EXACT = 2048, /* with more lanes, CPU time is kept for columns of the whole run */
    STORY_COLUMNS = 4096,
};

#define STORY_NONE UINT32_MAX

/* Marks that one steps by. */
enum story_class { STORY_OUTPUTS, STORY_LATENESS, STORY_NOTES, STORY_ASKS, STORY_CLASSES };

struct story_list {
    uint32_t *items; /* in order */
    size_t count, room;
};

/* All up to an event. */
struct story_counts {
    int64_t looks;
    int64_t answers; /* to requests that the timeline knows */
};

struct story_late {
    int64_t count, sum_ns, most_ns;
};

/* How an object stands from an event on. */
struct story_object_entry {
    uint32_t event;
    int32_t held, waiting;
    uint32_t holder_event; /* with which its holder took it, or STORY_NONE */
    uint32_t waited_until; /* the last event up to which somebody waited, or STORY_NONE */
    uint32_t given;        /* who was woken with a lock, and has not said yet that he has it */
    uint32_t received;     /* of a channel: how many values were taken out of it */
    bool shut;             /* of a channel: it was closed */
    int64_t value;         /* of a semaphore */
};

/* With several workers each has objects of its own: those of worker w stand behind those of w - 1.
 */
struct story_object {
    struct story_object_entry *entries;
    uint32_t count, room;
    enum now_kind kind;
    int64_t units;   /* of a semaphore, at the beginning; -1: not known */
    char *name;      /* with its worker, if there are several */
    uint32_t *sends; /* of a channel: the events with which its values were sent, in the order in
                        which they are taken out */
    size_t send_count, send_room;
};

/* From one event to another (STORY_NONE: to the end) a task held an object, or waited for it. */
struct story_spell {
    uint32_t key; /* object * 2; + 1: waited */
    uint32_t task;
    uint32_t from, to;
};

/* A variable is a number from an event on (the event says it), or nobody knows what it is. */
struct story_cell {
    uint32_t key; /* of a shared one: see story_values.c; of a body's own: its frame */
    uint32_t variable;
    uint32_t event;
    bool known;
};

/* The variables of a body, as long as it is called. */
struct story_frame {
    uint32_t parent; /* the one that it goes back to, or STORY_NONE */
    uint32_t of;     /* whose variables it has, too: as they were when it began (a copy), or by name
                        only (blind); or STORY_NONE */
    uint32_t from;   /* the event it began with */
    uint32_t depth;
    bool blind;
    size_t first, count; /* of the cells */
};

/* From an event on a task is in a frame; a generator was sent a value, or yielded one. */
struct story_visit {
    uint32_t task, event, frame;
};

struct story_values {
    int shared_count, variable_count;
    bool copies;               /* each task has its own */
    bool told;                 /* the trace tells all that is needed */
    size_t keys;               /* of shared variables: how many there are of each */
    uint32_t *workers;         /* by task: its key, without copies */
    struct story_cell *shared; /* by key, variable, event */
    size_t shared_cells;
    struct story_cell *own; /* by frame, variable, event */
    size_t own_cells;
    struct story_frame *frames;
    size_t frame_count;
    struct story_visit *visits; /* by task, event */
    size_t visit_count;
    struct story_visit *exchanges; /* by task, event; frame: 1 yielded, else sent */
    size_t exchange_count;
};

/* A hand-off at which playback dwells, and how many like it came before. */
enum { STORY_PACE_TIMES = 3 };
struct story_stop {
    uint32_t handoff, times;
};
struct story_pace {
    struct story_stop *items; /* in order */
    size_t count, room;
};

struct story_index {
    size_t event_count; /* up to the end of the run */
    uint64_t *visible;  /* a bit an event: it changes what is seen */
    int64_t *derived;   /* in order: moments without an event at which an interval begins */
    size_t derived_count;
    struct story_counts *counts; /* before every STORY_EVENT_STRIDE-th event */
    int64_t *thread_ns;          /* in order: a thread that ran tasks was seen first */
    size_t thread_count;
    struct story_list gil;               /* events of the interpreter's lock */
    struct story_list of[STORY_CLASSES]; /* marks */
    struct story_late *late;             /* before every STORY_MARK_STRIDE-th mark */
    int64_t *block_ns;                   /* of each block of requests: the last answer */
    int64_t *large_ns;                   /* of each large block */
    int64_t *cpu_ns; /* before each column, STORY_COLUMNS + 1 of them; or NULL */
    int64_t column_ns;
    struct story_object *objects;
    int object_count;
    struct story_spell *spells; /* by key, task, from */
    size_t spell_count;
    struct story_values values;
    struct updates updates;  /* that were lost */
    int64_t longest_from_ns; /* of the longest wait, or -1 */
    struct story_pace pace;
};

/* ---- story_search.c ---- */

void story_list_add(struct story_list *list, uint32_t item);
/* How many of its items (events, marks) are below that one. */
size_t story_list_until(const struct story_list *list, size_t bound);
/* Nanoseconds since RUN_BEGIN of an event; 0 for those before. */
int64_t story_event_ns(const struct story *story, size_t event);
/* How many events are at or before t. */
size_t story_events_until(const struct story *story, int64_t t_ns);
/* The interval of a lane at t; behind the end of a lane that did not end, its last. Or NULL. */
const struct timeline_interval *story_item(const struct timeline_lane *lane, int64_t t_ns);

/* ---- now.c, for machine.c as well ---- */

/* Since when the lane is in the state of that interval, for its reason; since when it is in the
 * queue. */
int64_t now_since(const struct timeline_lane *lane, const struct timeline_interval *item);
int64_t now_ready_since(const struct story *story, const struct timeline_lane *lane,
                        const struct timeline_interval *item);

/* ---- story_index.c ---- */

/* Adds an event. */
void story_count(const struct story *story, size_t event, struct story_counts *counts);
/* An index is begun once the timeline is there, in a thread of its own if the story is long, and
 * ended once marks and hand-offs are there, too; or, if it is not wanted any more, as soon as can
 * be. */
enum { STORY_LONG = 1 << 18 };
struct story_indexing {
    struct story *story;
    pthread_t thread;
    bool beside; /* the thread is there */
    atomic_bool stop;
};
void story_index_begin(struct story *story, struct story_indexing *work);
void story_index_end(struct story_indexing *work, bool wanted);
void story_index_free(struct story_index *index);

/* ---- story_pace.c ---- */

void story_pace_make(struct story *story);
/* The first stop at that hand-off or behind it: `count` if there is none. */
size_t story_pace_from(const struct story_pace *pace, size_t handoff);

/* ---- story_objects.c, story_values.c, story_marks.c ---- */

void story_objects_make(struct story *story);
void story_objects_free(struct story_index *index);
void story_values_make(struct story *story);
void story_values_free(struct story_values *values);
bool story_marks_make(struct story *story, struct trace_progress *progress);

#endif
