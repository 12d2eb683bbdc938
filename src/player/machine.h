/* The machine at one moment of a run: who is where. Who has control, who could have it and in which
 * order, who is out for an answer, whose answer has come without its being told; the loop, the lock
 * of the interpreter, the threads of the pool; the cycle of a deadlock. As now.h: functions of a
 * story and a time, nothing of what comes after it is in there.
 *
 * A task is in one place at a time. So are threads that callbacks have for themselves. */
#ifndef BATON_PLAYER_MACHINE_H
#define BATON_PLAYER_MACHINE_H

#include "base/strbuf.h"
#include "player/now.h"

/* What the model is. */
enum machine_shape {
    MACHINE_LOOP,   /* one thread with a loop */
    MACHINE_THREAD, /* one thread without */
    MACHINE_GIL,    /* a thread each, and one lock */
    MACHINE_CORES,  /* threads, processes or loops on cores */
};

enum machine_place {
    MACHINE_RUNS,   /* has control; on cores: is on one */
    MACHINE_READY,  /* could go on: in the order in which it became so */
    MACHINE_ROUND,  /* asks again when its turn comes */
    MACHINE_WANTS,  /* the lock of the interpreter */
    MACHINE_WORKER, /* a free worker */
    MACHINE_QUEUED, /* its block waits for a thread of the pool */
    MACHINE_SERVED, /* … is with one */
    MACHINE_DEVICE, /* waits for an answer */
    MACHINE_CLOCK,  /* sleeps */
    MACHINE_OBJECT, /* waits for a lock, semaphore or channel */
    MACHINE_TASKS,  /* waits for other tasks */
    MACHINE_PAUSED, /* a generator that has yielded, or was not resumed yet */
    MACHINE_OTHER,
    MACHINE_UNTOLD, /* what it waited for has come, and it was not told: the loop has not looked */
    MACHINE_PLACES
};

struct machine_chip {
    uint32_t actor;
    uint8_t place;    /* enum machine_place */
    uint8_t state;    /* enum trace_state */
    uint8_t reason;   /* why it waits, also of one that looks; else why it is there */
    uint32_t object;  /* as the reason says; of SERVED: the thread */
    int strip;        /* of RUNS: which it holds, or -1 */
    int64_t order_ns; /* those of a place stand in the order of it */
};

enum machine_loop { MACHINE_LOOP_NONE, MACHINE_LOOP_SLEEPS, MACHINE_LOOP_RUNS, MACHINE_LOOP_LETS };

struct machine_thread { /* of the pool */
    uint32_t actor;
    uint32_t task; /* whose block it runs; TRACE_NOBODY: none */
    uint8_t state;
};

/* Who waits for whom: an edge of the graph of a deadlock. */
struct machine_edge {
    uint32_t who, to; /* TRACE_NOBODY: nobody in particular */
    int object;       /* its number in the trace, or enum trace_edge */
    uint32_t line;    /* where `who` waits */
    bool in_cycle;
};

enum { MACHINE_EDGES_MOST = 32, MACHINE_THREADS_MOST = 64, MACHINE_OBJECTS_MOST = 8 };

struct machine {
    enum machine_shape shape;
    struct machine_chip *chips;       /* by place, each in order */
    size_t first[MACHINE_PLACES + 1]; /* those of a place: from first[place] to first[place + 1] */
    int ended, unseen; /* tasks that have ended; that were not looked at, for there are too many */
    int cores, strips; /* how many cores the run may use, 0: not known; held strips */
    enum machine_loop loop; /* of one loop */
    int loops, loops_asleep;
    struct now_gil gil;
    struct machine_thread threads[MACHINE_THREADS_MOST];
    int thread_count;
    int objects[MACHINE_OBJECTS_MOST]; /* of now_object(): waited for, then held only */
    int object_count, objects_more;
    /* A deadlock: the edges of its cycle first, in its order. */
    struct machine_edge edges[MACHINE_EDGES_MOST];
    int edge_count, cycle_count;
};

enum machine_shape machine_shape_of(const struct timeline *timeline);
void machine_at(const struct story *story, int64_t t_ns, struct machine *machine);
/* The same for who asks of one moment after the other, never backwards. Of a lane that stays as it
 * is there is no chip again: `settled` says of each lane until when; zeros at first. */
void machine_next(const struct story *story, int64_t t_ns, int64_t *settled,
                  struct machine *machine);
/* Since when one is in its place. */
int64_t machine_since(const struct story *story, const struct machine_chip *chip, int64_t t_ns);
void machine_release(struct machine *machine);

static inline size_t machine_count(const struct machine *machine, enum machine_place place)
{
    return machine->first[place + 1] - machine->first[place];
}

/* ---- machine_words.c ---- */

/* What a place is called, and a kind of object ("": its name says). */
const char *machine_label(const struct story *story, enum machine_shape shape,
                          enum machine_place place);
const char *machine_kind_label(enum now_kind kind);
/* What stands beside a chip, often nothing: of a label so many columns. Whether it is said, too,
 * for how long it has been there. */
void machine_note_add(const struct story *story, enum machine_shape shape,
                      const struct machine_chip *chip, size_t columns, bool ascii,
                      struct strbuf *out);
bool machine_is_timed(enum machine_shape shape, const struct machine_chip *chip);
const char *machine_thread_words(uint8_t state);
/* Who has an object, what is in it: "1, 3 have it, 2 free". */
void machine_object_add(const struct story *story, int object, int64_t t_ns, struct strbuf *out);
bool machine_waits_for(const struct story *story, int object, uint32_t actor, int64_t t_ns);
/* What an edge leads through; NULL: one awaits the other. */
const char *machine_edge_object(const struct story *story, const struct machine_edge *edge);

/* ---- machine_cycle.c ---- */

/* The edges of the deadlock that stands at t, if there is one. */
void machine_cycle_find(const struct story *story, int64_t t_ns, struct machine *machine);

#endif
