/* Functions and classes that the printed program defines for itself, each only where it is used. */
#ifndef BATON_PYTHON_HELPERS_H
#define BATON_PYTHON_HELPERS_H

#include "python/translation.h"

/* In the order in which they are printed: a helper stands behind those it uses. */
enum helper {
    HELPER_NOW,
    HELPER_INT64,
    HELPER_DIV,
    HELPER_REM,
    HELPER_INT64_OF, /* the same as int64(), where a text says what was computed */
    HELPER_SECONDS,
    HELPER_SEVERAL, /* numbered from 1 */
    HELPER_COMPUTE,
    HELPER_QUIT,
    HELPER_QUIT_FAILED, /* an assert does not hold */
    HELPER_ENDED,       /* asyncio: the tasks, in the order in which they ended */
    HELPER_START,       /* asyncio: a task with a name */
    HELPER_RESULT_OF,   /* asyncio: a cancelled task is a failure for who awaits it */
    HELPER_REPORTED,
    HELPER_WAIT_ALL,    /* asyncio: await all */
    HELPER_FIRST_ENDED, /* asyncio: await any */
    HELPER_GROUP,       /* asyncio: a TaskGroup that fails as the first that failed */
    HELPER_WITH_CALLBACKS,
    HELPER_LATER,
    HELPER_RESUME,
    HELPER_THROW,
    HELPER_SAY,
    HELPER_WAIT_UNTIL,
    /* Of calls. The second of a pair is for programs that can fail: it knows who has failed, and
     * whether anybody has asked. */
    HELPER_NOT_HANDLED_CALLED,
    HELPER_LEAVE,
    HELPER_LEAVE_FAILING,
    HELPER_WITH_CALLBACKS_CALLED,
    HELPER_WITH_CALLBACKS_FAILING,
    HELPER_TASK, /* what came of a call, and whether anybody has asked */
    HELPER_START_TASK,
    HELPER_START_IN_POOL,
    HELPER_START_TASK_IN_POOL,
    HELPER_NEXT_NUMBER,
    HELPER_PROCESS, /* processes: one for a task */
    HELPER_PROCESS_FAILING,
    HELPER_REPORTED_CALLED,
    HELPER_WAIT_ALL_CALLED,
    HELPER_WAIT_ALL_FAILING,
    HELPER_WAIT_ALL_PROCESSES,
    HELPER_WAIT_ALL_PROCESSES_FAILING,
    HELPER_FIRST_ENDED_CALLED,
    HELPER_FIRST_ENDED_PROCESSES,
    HELPER_STEP, /* callbacks: a part of a task, whose failure is the task's */
    HELPER_PART_ENDED,
    HELPER_STEP_OF_MANY,
    HELPER_WHOLE,
    HELPER_WHOLE_OF_MANY,
    HELPER_CALL, /* callbacks: a body that is called, with what comes behind it */
    HELPER_WHEN_DONE,
    HELPER_WHEN_ALL,
    HELPER_NOT_HANDLED, /* asyncio: failures that nobody has asked for */
    HELPER_COUNT
};

enum import {
    IMPORT_ASYNCIO = 1,
    IMPORT_COLLECTIONS = 2,
    IMPORT_FUTURES = 4,
    IMPORT_CONTEXTLIB = 8,
    IMPORT_GC = 16,
    IMPORT_HEAPQ = 32,
    IMPORT_INSPECT = 64,
    IMPORT_ITERTOOLS = 128,
    IMPORT_MULTIPROCESSING = 256,
    IMPORT_OS = 512,
    IMPORT_QUEUE = 1024,
    IMPORT_SIGNAL = 2048,
    IMPORT_SYS = 4096,
    IMPORT_THREADING = 8192,
    IMPORT_TIME = 16384,
    IMPORT_TRACEBACK = 32768,
};

/* The program will define it, what it uses, and import what they need. */
void helpers_use(struct translation *t, enum helper helper);
bool helpers_used(const struct translation *t, enum helper helper);
void helpers_import(struct translation *t, unsigned imports);
/* Write them: the `import` lines, and the definitions. */
void helpers_write_imports(struct translation *t);
void helpers_write(struct translation *t);

#endif
