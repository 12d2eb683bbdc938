/* Every row of the table of sentences is held to a trace that produces it: the listener hears it
 * there, with that text, and the text is in what is told. A row without a trace fails, so there is
 * none that nothing can reach, and a new one comes with its trace. */
#include "config.h"

#include "tell/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_main.h"
#include "hand.h"
#include "player/now.h"
#include "player/story.h"
#include "tell/corner.h"
#include "tell/difference.h"
#include "tell/listing.h"
#include "tell/say.h"
#include "tell/words.h"
#include "trace/gil.h"
#include "trace/recording.h"

/* ---- traces ---- */

/* `count` tasks one, two …, all ready from the beginning. */
static struct trace *tasks(const char *model, int count)
{
    static const char *const names[] = {"one", "two", "three", "four", "five"};
    struct trace *trace = hand_new(model);
    for (int i = 0; i < count; i++) {
        char name[24];
        snprintf(name, sizeof name, "task %d", i + 1);
        hand_task(trace, 0, (uint32_t)i + 1, i < 5 ? names[i] : name);
    }
    return trace;
}

static void begin(struct trace *trace, double t_us, uint32_t task)
{
    hand(trace, t_us, TASK_BEGIN, .who = task, .arg = 7, .line = task * 5 - 1);
}

/* `what` with the object `about`, at the line 3. */
#define is(trace, t_us, task, state, reason, about)                                                \
    hand_state(trace, t_us, task, TRACE_##state, TRACE_BY_##reason, about, 3)

static void text(struct trace *trace, double t_us, uint8_t kind, uint32_t task, uint8_t detail,
                 const char *words)
{
    hand_event(trace, t_us,
               (struct trace_event){.kind = kind, .who = task, .detail = detail, .line = 3}, words);
}

static struct trace *done(struct trace *trace, double t_us)
{
    hand_run_end(trace, t_us, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

static void objects(struct trace *trace)
{
    static const char *const metas[] = {"object=lock a", "object=semaphore s", "object=channel c",
                                        "object=gate g"};
    for (size_t i = 0; i < 4; i++)
        hand_meta(trace, metas[i]);
}

/* Every reason, with the task two, the channel c, the request 2 ("query") for what it is about. */
static struct trace *every_reason(void)
{
    struct trace *trace = tasks("coroutines", 2);
    objects(trace);
    hand(trace, 5, TASK_BEGIN, .who = 1, .arg = 7);
    hand_event(trace, 6, (struct trace_event){.kind = TRACE_ASKED, .who = 1, .arg = 2}, "query");
    hand(trace, 7, ANSWERED, .who = TRACE_DEVICE, .arg = 2);
    for (int reason = 1; reason <= TRACE_REASON_COUNT; reason++) {
        double t = reason * 20;
        hand_state(trace, t, 1, TRACE_RUNNING, (enum trace_reason)reason, 2, 3);
        hand_state(trace, t + 5, 1, TRACE_WAITING, (enum trace_reason)reason, 2, 3);
        hand(trace, t + 6, LOOP_WAIT, .who = TRACE_LOOP);
    }
    return done(trace, 2000);
}

/* A thread of a recorded program in calls with and without a descriptor and a name, then it waits
 * for another's end. */
static struct trace *recorded_calls(void)
{
    struct trace *trace = tasks("recorded", 2);
    hand_meta(trace, "call=recv");
    trace_set_source(trace, "a.py", "", 0);
    begin(trace, 5, 1);
    hand(trace, 6, GIL_GOT, .who = 1);
    for (int n = 0; n < 3; n++) {
        double t = 10 + n * 100;
        uint32_t call = n == 2 ? 9 : 0;
        hand(trace, t, GIL_FREED, .who = 1, .reason = TRACE_BY_CALL);
        hand(trace, t, STATE, .who = 1, .detail = TRACE_BLOCKED, .reason = TRACE_BY_CALL,
             .arg = call, .value = n == 0 ? 5 : -1);
        hand(trace, t + 50, GIL_GOT, .who = 1);
        hand(trace, t + 50, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_BACK,
             .arg = call);
    }
    hand(trace, 400, GIL_FREED, .who = 1, .reason = TRACE_BY_JOIN);
    is(trace, 400, 1, BLOCKED, JOIN, 2);
    hand(trace, 450, GIL_GOT, .who = 1);
    is(trace, 450, 1, RUNNING, WOKEN, 2);
    is(trace, 480, 1, WAITING, NONE, 0);
    return done(trace, 500);
}

/* one wants the lock that two has, and gives up for a call; and again, while two and three have it.
 */
static struct trace *recorded_gil(void)
{
    struct trace *trace = tasks("recorded", 3);
    hand_meta(trace, "call=recv");
    trace_set_source(trace, "a.py", "", 0);
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_PROCESS, .who = TRACE_PROC, .arg = 5},
               "a.py");
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_CODE, .arg = 1, .line = 6, .value = 9},
               "work");
    for (uint32_t task = 1; task <= 3; task++)
        hand(trace, 0, THREAD, .who = task, .arg = task + 5, .value = 5);
    hand(trace, 1000, GIL_GOT, .who = 2);
    begin(trace, 1000, 2);
    hand_state(trace, 1000, 1, TRACE_READY, TRACE_BY_GIL, 2, 0);
    for (int round = 0; round < 2; round++) {
        double t = 2000 + round * 3000;
        hand(trace, t, GIL_FREED, .who = 2, .reason = TRACE_BY_CALL);
        hand_state(trace, t, 2, TRACE_BLOCKED, TRACE_BY_CALL, 0, 7);
        if (round) {
            hand(trace, t, GIL_GOT, .who = 3);
            begin(trace, t, 3);
            t += 1000;
            hand(trace, t, GIL_FREED, .who = 3, .reason = TRACE_BY_CALL);
            hand_state(trace, t, 3, TRACE_BLOCKED, TRACE_BY_CALL, 0, 7);
        }
        hand(trace, t, GIL_GOT, .who = 1);
        if (!round)
            begin(trace, t, 1);
        else
            hand_state(trace, t, 1, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 3);
        if (round)
            break;
        hand(trace, 4000, GIL_FREED, .who = 1, .reason = TRACE_BY_CALL);
        hand_state(trace, 4000, 1, TRACE_READY, TRACE_BY_GIL, 2, 3);
        hand(trace, 4000, GIL_GOT, .who = 2);
        hand_state(trace, 4000, 2, TRACE_RUNNING, TRACE_BY_BACK, 0, 7);
    }
    return done(trace, 8000);
}

/* One turn with the GIL, and what was not watched. */
static struct trace *unwatched(int calls)
{
    struct trace *trace = tasks("recorded", 1);
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_PROCESS, .who = TRACE_PROC, .arg = 5},
               "a.py");
    hand(trace, 0, THREAD, .who = 1, .arg = 6, .value = 5);
    hand(trace, 1, GIL_GOT, .who = 1);
    begin(trace, 1, 1);
    hand_event(trace, 30, (struct trace_event){.kind = TRACE_UNWATCHED, .value = calls}, "call");
    hand_event(trace, 30, (struct trace_event){.kind = TRACE_UNWATCHED, .value = 2},
               "static program");
    return done(trace, 40);
}

/* A Python with threads, from a file. */
/* Two has the lock from line 7 on, where its wait was, until it waits in line `to`. */
static struct trace *recorded_way(int to)
{
    struct trace *trace = tasks("recorded", 2);
    hand_meta(trace, "call=recv");
    trace_set_source(trace, "a.py", "", 0);
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_CODE, .arg = 1, .line = 6, .value = 9},
               "work");
    for (uint32_t task = 1; task <= 2; task++)
        hand(trace, 0, THREAD, .who = task, .arg = task + 5, .value = 5);
    hand(trace, 10, GIL_GOT, .who = 2);
    begin(trace, 10, 2);
    hand(trace, 20, GIL_FREED, .who = 2, .reason = TRACE_BY_CALL);
    hand_state(trace, 20, 2, TRACE_BLOCKED, TRACE_BY_CALL, 0, 7);
    hand(trace, 1000, GIL_GOT, .who = 2);
    hand_state(trace, 1000, 2, TRACE_RUNNING, TRACE_BY_BACK, 0, 7);
    hand_state(trace, 1000, 1, TRACE_READY, TRACE_BY_GIL, 2, 0);
    hand(trace, 3000, GIL_FREED, .who = 2, .reason = TRACE_BY_CALL);
    hand_state(trace, 3000, 2, TRACE_BLOCKED, TRACE_BY_CALL, 0, (uint32_t)to);
    hand(trace, 3000, GIL_GOT, .who = 1);
    begin(trace, 3000, 1);
    return done(trace, 8000);
}

/* The same, and it was seen in line 8 that often meanwhile, and once in line 9. */
static struct trace *recorded_seen(int times)
{
    struct trace *trace = recorded_way(12);
    for (int n = 0; n < times; n++)
        hand(trace, 1100 + n, MARK, .who = 2, .line = 8);
    hand(trace, 2500, MARK, .who = 2, .line = times ? 9 : 7);
    trace_finish(trace);
    return trace;
}

static struct trace *recorded_threads(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-threads.trace");
}

/* One with a loop in which a task sleeps without it. */
static struct trace *recorded_tasks(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-tasks.trace");
}

/* A Python with a loop, a thread of its pool, and a forked process. */
static struct trace *recorded_mixed(void)
{
    return hand_kept(GOLDEN_DIR "/recorded-mixed.trace");
}

/* A loop lets two run, then a callback, its function in that line, or, 0, of a library; in the
 * middle of which the task could go on again. */
static struct trace *recorded_callback(int line)
{
    struct trace *trace = tasks("recorded", 1);
    trace_set_source(trace, "a.py", "", 0);
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_PROCESS, .who = TRACE_PROC, .arg = 5},
               "a.py");
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_CODE, .arg = 1, .line = 6, .value = 9},
               "work");
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_CODE, .arg = 2}, "time.sleep");
    hand_event(trace, 0,
               (struct trace_event){.kind = TRACE_TASK_NEW,
                                    .who = 2,
                                    .detail = TRACE_BY_STARTING,
                                    .value = (int64_t)((uint64_t)TRACE_IS_TASK << 32 | 2)},
               "two");
    hand(trace, 0, THREAD, .who = 1, .arg = 6, .value = 5);
    begin(trace, 5, 1);
    hand(trace, 10, THREAD, .who = TRACE_LOOP, .arg = 6, .value = 5);
    hand(trace, 10, THREAD, .who = 2, .arg = 6, .value = 5);
    is(trace, 10, 1, WAITING, LOOP, TRACE_LOOP);
    hand(trace, 20, TASK_BEGIN, .who = 2, .arg = 6, .reason = TRACE_CORE_UNKNOWN);
    hand_state(trace, 30, 2, TRACE_WAITING, TRACE_BY_UNWATCHED, 0, 3);
    for (int n = 0; n < 2; n++) {
        double t = 40 + n * 4000;
        if (line == 0)
            hand(trace, t, AT, .who = TRACE_LOOP, .arg = 2);
        hand_state(trace, t, TRACE_LOOP, TRACE_RUNNING, TRACE_BY_LOOP_CALLBACK, 0,
                   line > 0 ? (uint32_t)line : 0);
        hand(trace, t + 100, WAKE, .who = 2, .reason = TRACE_BY_WOKEN, .arg = TRACE_LOOP);
        hand_state(trace, t + 3000, TRACE_LOOP, TRACE_RUNNING, TRACE_BY_NONE, 0, 0);
        if (n)
            hand_state(trace, t + 3001, 2, TRACE_RUNNING, TRACE_BY_WOKEN, TRACE_LOOP, 3);
    }
    hand_end(trace, 7500, 2);
    return done(trace, 8000);
}

/* one waits so, and is cancelled by two at its line 9. */
static struct trace *cut_wait(int reason)
{
    struct trace *trace = tasks("coroutines", 3);
    objects(trace);
    begin(trace, 10, 1);
    hand_event(trace, 15, (struct trace_event){.kind = TRACE_ASKED, .who = 1, .arg = 2}, "query");
    hand_state(trace, 20, 1, TRACE_WAITING, (enum trace_reason)reason, 2, 3);
    begin(trace, 30, 2);
    hand(trace, 35, CANCELLED, .who = 1, .arg = 2, .line = 9);
    hand(trace, 36, WAKE, .who = 1, .reason = TRACE_BY_CANCELLED, .arg = 2);
    is(trace, 40, 2, WAITING, SLEEP, 0);
    is(trace, 50, 1, RUNNING, CANCELLED, 2);
    return done(trace, 60);
}

/* one waits in a select for these, and the channel c is ready; without any, until its time is over,
 * but the loop is late. */
static struct trace *in_select(int objects_waited_for)
{
    struct trace *trace = tasks("coroutines", objects_waited_for ? 2 : 1);
    objects(trace);
    begin(trace, 10, 1);
    hand(trace, 20, STATE, .who = 1, .detail = TRACE_LOCKED, .reason = TRACE_BY_SELECT,
         .arg = (uint32_t)objects_waited_for,
         .value = objects_waited_for ? 0 : HAND_ORIGIN_NS + 40000, .line = 3);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    if (objects_waited_for)
        hand(trace, 40, WAKE, .who = 1, .arg = 2, .reason = TRACE_BY_GOT_OBJECT, .value = 2);
    hand_state(trace, 50, 1, TRACE_RUNNING,
               objects_waited_for ? TRACE_BY_GOT_OBJECT : TRACE_BY_LAPSED,
               objects_waited_for ? 2 : 0, 3);
    return done(trace, 100);
}

/* Under the GIL a thread of the pool runs a block of one. */
static struct trace *gil_pool(void)
{
    uint32_t pool = TRACE_POOL + 1;
    struct trace *trace = tasks("gil", 1);
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 11, 1);
    is(trace, 20, 1, BLOCKED, OFFLOAD, 0);
    hand(trace, 21, GIL_FREED, .who = 1, .reason = TRACE_BY_OFFLOAD);
    hand(trace, 22, THREAD, .who = pool, .arg = 9);
    hand(trace, 30, GIL_GOT, .who = pool);
    hand(trace, 31, STATE, .who = pool, .detail = TRACE_RUNNING, .reason = TRACE_BY_STARTED,
         .arg = 1);
    hand(trace, 60, STATE, .who = pool, .detail = TRACE_ENDED, .reason = TRACE_BY_END, .arg = 1);
    hand(trace, 61, GIL_FREED, .who = pool, .reason = TRACE_BY_END);
    return done(trace, 100);
}

/* At a channel of size 0 one waits to send: its value is received, or it is cancelled. */
static struct trace *at_meeting(int cancelled)
{
    struct trace *trace = tasks("coroutines", 2);
    enum trace_reason how = cancelled ? TRACE_BY_CANCELLED : TRACE_BY_GOT_OBJECT;
    hand_meta(trace, "object=channel d");
    hand_meta(trace, "units=0");
    begin(trace, 10, 1);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_SEND, 0, 3);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 40, WAKE, .who = 1, .arg = 2, .reason = (uint16_t)how);
    hand_state(trace, 50, 1, TRACE_RUNNING, how, 0, 3);
    return done(trace, 100);
}

/* one sleeps, and its wait is cut short for that cause, by two (TRACE_CAUSE_COUNT: by nobody,
 * beyond that: by itself). */
static struct trace *cut_by(int cause)
{
    struct trace *trace = tasks("coroutines", 3);
    uint32_t by = cause < TRACE_CAUSE_COUNT ? 2 : cause == TRACE_CAUSE_COUNT ? 0 : 1;
    begin(trace, 10, 1);
    is(trace, 20, 1, WAITING, SLEEP, 0);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 40, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_CANCELLED,
         .arg = by, .value = cause < TRACE_CAUSE_COUNT ? cause : 0, .line = 3);
    return done(trace, 60);
}

/* one is a generator that is closed by two while its callback waits. */
static struct trace *closed_with(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    is(trace, 20, 1, WAITING, CALLBACKS, 0);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 40, STATE, .who = 1, .detail = TRACE_RUNNING, .reason = TRACE_BY_CANCELLED,
         .arg = 1, .value = TRACE_CAUSE_OWNER, .line = 3);
    return done(trace, 60);
}

/* one's `within` in line 9 is over; the channel that it waits for is closed by two in line 9. */
static struct trace *cut_otherwise(int reason)
{
    struct trace *trace = tasks("coroutines", 3);
    objects(trace);
    begin(trace, 10, 1);
    is(trace, 20, 1, LOCKED, RECV, 2);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    if (reason == TRACE_BY_SHUT)
        hand(trace, 30, SHUT, .who = 2, .arg = 2, .line = 9);
    else
        hand(trace, 30, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .line = 9);
    hand_state(trace, 40, 1, TRACE_RUNNING, (enum trace_reason)reason,
               reason == TRACE_BY_SHUT ? 2 : 0, 3);
    return done(trace, 60);
}

/* While one waits for its callbacks, one of those runs out of time. */
static struct trace *callback_out_of_time(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    is(trace, 20, 1, WAITING, CALLBACKS, 0);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 30, CANCELLED, .who = 1, .arg = 1, .detail = TRACE_CAUSE_TIMEOUT, .line = 9);
    hand_state(trace, 40, 1, TRACE_RUNNING, TRACE_BY_TIMED_OUT, 1, 30);
    return done(trace, 60);
}

/* The loop is back from the kernel for 30 us before two has its turn. */
static struct trace *loop_runs(void)
{
    struct trace *trace = tasks("coroutines", 2);
    hand(trace, 1, THREAD, .who = TRACE_LOOP, .arg = 7);
    begin(trace, 10, 1);
    is(trace, 20, 1, WAITING, SLEEP, 0);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 30, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    begin(trace, 60, 2);
    return done(trace, 80);
}

/* Every state, without a reason. */
static struct trace *every_state(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    for (int state = TRACE_RUNNING; state < TRACE_ENDED; state++)
        hand_state(trace, 20 + 10 * state, 1, (enum trace_state)state, TRACE_BY_NONE, 0, 3);
    return done(trace, 200);
}

/* Each is waited for; the last is none. */
static struct trace *every_object(void)
{
    struct trace *trace = tasks("coroutines", 5);
    objects(trace);
    for (uint32_t task = 1; task <= 5; task++) {
        begin(trace, 10.0 * task, task);
        is(trace, 10.0 * task + 5, task, LOCKED, LOCK, task == 5 ? 9 : task - 1);
    }
    return done(trace, 200);
}

/* Woken by one that is not known, the loop, a thread of the pool, the device, the engine. */
static struct trace *every_cause(void)
{
    static const uint32_t causes[] = {0, TRACE_LOOP, TRACE_POOL + 5, TRACE_DEVICE, TRACE_ENGINE};
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 5, 1);
    for (int i = 0; i < 5; i++) {
        is(trace, 10 + 50 * i, 1, WAITING, SLEEP, 0);
        hand(trace, 11 + 50 * i, LOOP_WAIT, .who = TRACE_LOOP);
        is(trace, 50 + 50 * i, 1, RUNNING, WOKEN, causes[i]);
    }
    return done(trace, 400);
}

/* Each task ends in another way, the last but one in one of a later version. */
static struct trace *every_end(void)
{
    static const uint8_t ends[] = {
        TRACE_END_OK, TRACE_END_FAILED, TRACE_END_CANCELLED, TRACE_END_CRASHED, 9, TRACE_END_OK};
    struct trace *trace = tasks("coroutines", 6);
    for (uint32_t task = 1; task <= 6; task++) {
        begin(trace, 10.0 * task, task);
        text(trace, 10.0 * task + 5, TRACE_TASK_END, task, ends[task - 1], NULL);
    }
    return done(trace, 200);
}

/* With a text, the crash twice: how it was is said by it, or not. */
static struct trace *every_failure(void)
{
    static const uint8_t ends[] = {TRACE_END_FAILED, TRACE_END_CANCELLED, TRACE_END_CRASHED,
                                   TRACE_END_CRASHED};
    static const char *const words[] = {"no answer", "too late", "stack overflow",
                                        "crashed (SIGSEGV)"};
    struct trace *trace = tasks("processes", 5);
    for (uint32_t task = 1; task <= 4; task++) {
        begin(trace, 10.0 * task, task);
        text(trace, 10.0 * task + 5, TRACE_TASK_END, task, ends[task - 1], words[task - 1]);
    }
    text(trace, 60, TRACE_FAILURE_HANDLED, 5, 0, "no answer");
    text(trace, 61, TRACE_FAILURE_HANDLED, 5, 0, NULL);
    hand_run_end(trace, 100, TRACE_RESULT_FAILED);
    trace_finish(trace);
    return trace;
}

/* So many ended so, the first with a text. */
static struct trace *ended_so(int count, uint8_t end, const char *words)
{
    struct trace *trace = tasks("processes", count);
    for (int i = 0; i < count; i++) {
        begin(trace, 10 * i + 10, (uint32_t)i + 1);
        text(trace, 10 * i + 15, TRACE_TASK_END, (uint32_t)i + 1, end, i ? NULL : words);
    }
    hand_run_end(trace, 100, TRACE_RESULT_FAILED);
    trace_finish(trace);
    return trace;
}

static struct trace *one_failed(void)
{
    return ended_so(1, TRACE_END_FAILED, NULL);
}

static struct trace *failed(int count)
{
    return ended_so(count, TRACE_END_FAILED, "no answer");
}

static struct trace *crashed_with(void)
{
    return ended_so(1, TRACE_END_CRASHED, "stack overflow");
}

/* An end with the engine's words. */
static struct trace *ended(enum trace_result result, const char *words)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    is(trace, 20, 1, WAITING, SLEEP, 0);
    text(trace, 100, TRACE_RUN_END, TRACE_ENGINE, (uint8_t)result, words);
    trace_finish(trace);
    return trace;
}

static struct trace *timeout(void)
{
    return ended(TRACE_RESULT_TIMEOUT, "it did not end in 10 s");
}

/* With the same value and text for each: a limit of 10 s, or a bound on threads, or a signal … */
static struct trace *ended_with(int ending, int64_t value)
{
    struct trace *trace = tasks("threads", 1);
    begin(trace, 10, 1);
    hand_event(trace, 100,
               (struct trace_event){.kind = TRACE_RUN_END,
                                    .who = TRACE_ENGINE,
                                    .detail = TRACE_RESULT_TIMEOUT,
                                    .arg = (uint32_t)ending,
                                    .value = value},
               "threads");
    trace_finish(trace);
    return trace;
}

static struct trace *ended_by(int ending)
{
    return ended_with(ending, 10000000000);
}

static struct trace *ended_with_status(int status)
{
    struct trace *trace = tasks("recorded", 1);
    begin(trace, 10, 1);
    hand(trace, 100, RUN_END, .who = TRACE_ENGINE, .detail = TRACE_RESULT_FAILED,
         .arg = TRACE_ENDING_EXIT, .value = status);
    trace_finish(trace);
    return trace;
}

static struct trace *ended_with_three(void)
{
    return ended_with_status(3);
}

static struct trace *asserted(void)
{
    struct trace *trace = tasks("threads", 1);
    begin(trace, 10, 1);
    hand_event(trace, 100,
               (struct trace_event){.kind = TRACE_RUN_END,
                                    .who = TRACE_ENGINE,
                                    .detail = TRACE_RESULT_FAILED,
                                    .arg = TRACE_ENDING_ASSERT,
                                    .value = 1},
               "assert n == 4 failed: n is 3 (line 9)");
    trace_finish(trace);
    return trace;
}

static struct trace *ended_by_log(int mib)
{
    return ended_with(TRACE_ENDING_LOG_FULL, mib);
}

/* one stands before that act, on the variable or object 0. */
static struct trace *choice(int act)
{
    struct trace *trace = tasks("threads", 2);
    objects(trace);
    hand_meta(trace, "shared=n");
    begin(trace, 10, 1);
    hand(trace, 20, CHOICE, .who = 1, .detail = (uint8_t)act, .line = 3, .value = 7,
         .arg = act == TRACE_ACT_LATE); /* of whom */
    return done(trace, 50);
}

/* one waits for the condition, and could return from that by itself. */
static struct trace *choice_returns(void)
{
    struct trace *trace = tasks("threads", 2);
    hand_meta(trace, "object=condition d");
    begin(trace, 10, 1);
    hand(trace, 20, CHOICE, .who = 1, .detail = TRACE_ACT_WAKE, .reason = TRACE_BY_CONDITION,
         .line = 3, .value = 1);
    return done(trace, 50);
}

/* Move 5 of the schedule was the second task's, which waits so for what has number 1. */
static struct trace *misfit(int reason)
{
    struct trace *trace = tasks("threads", 2);
    objects(trace);
    begin(trace, 10, 1);
    begin(trace, 20, 2);
    hand_event(trace, 50,
               (struct trace_event){.kind = TRACE_RUN_END,
                                    .detail = TRACE_RESULT_STOPPED,
                                    .reason = (uint16_t)reason,
                                    .line = 12,
                                    .arg = TRACE_ENDING_SCHEDULE,
                                    .value = INT64_C(5) << 32 | 1},
               "2");
    trace_finish(trace);
    return trace;
}

/* Two of three crashed, and with them the last worker, that of the task given, or one without. */
static struct trace *last_worker(int with)
{
    struct trace *trace = tasks("processes", 3);
    for (uint32_t task = 1; task <= 2; task++) {
        begin(trace, 10 * task, task);
        text(trace, 10 * task + 5, TRACE_TASK_END, task, TRACE_END_CRASHED, NULL);
    }
    hand_event(trace, 50,
               (struct trace_event){.kind = TRACE_RUN_END,
                                    .who = TRACE_ENGINE,
                                    .detail = TRACE_RESULT_CRASH,
                                    .arg = TRACE_ENDING_LAST_WORKER,
                                    .value = with},
               NULL);
    trace_finish(trace);
    return trace;
}

/* They read a shared variable in turn, up to the limit. */
static struct trace *in_vain(void)
{
    struct trace *trace = tasks("coroutines", 2);
    hand_meta(trace, "shared=flag");
    for (int i = 0; i < 200; i++) {
        uint32_t who = (uint32_t)i % 2 + 1;
        if (i < 2)
            begin(trace, 10 * i + 10, who);
        else
            is(trace, 10 * i + 10, who, RUNNING, TURN, 0);
        hand(trace, 10 * i + 12, SHARED_READ, .who = who);
        is(trace, 10 * i + 15, who, READY, YIELD, 0);
    }
    hand_run_end(trace, 2020, TRACE_RESULT_TIMEOUT);
    trace_finish(trace);
    return trace;
}

static struct trace *stopped(void)
{
    return ended(TRACE_RESULT_STOPPED, NULL);
}

/* Each kind of edge. */
static struct trace *edges(void)
{
    struct trace *trace = tasks("coroutines", 8);
    objects(trace);
    hand(trace, 10, CYCLE, .who = 1, .arg = 2, .value = TRACE_EDGE_TASK);
    hand(trace, 10, CYCLE, .who = 5, .arg = 0, .value = TRACE_EDGE_WORKER);
    hand(trace, 10, CYCLE, .who = 6, .arg = 2, .value = TRACE_EDGE_WORKER);
    hand(trace, 10, CYCLE, .who = 7, .arg = 0, .value = TRACE_EDGE_POOL);
    hand(trace, 10, CYCLE, .who = 8, .arg = 2, .value = TRACE_EDGE_POOL);
    hand(trace, 10, CYCLE, .who = 2, .arg = 3, .value = 0);
    hand(trace, 10, CYCLE, .who = 3, .arg = 3, .value = 0);
    hand(trace, 10, CYCLE, .who = 4, .arg = TRACE_LOOP, .value = 2);
    hand(trace, 10, CYCLE, .who = 5, .arg = 0, .value = 2, .detail = 1);
    hand_run_end(trace, 20, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

/* They took units of s in `with` blocks, which are open, given back or crashed; the last waits for
 * one. What was acquired alone is held by nobody. */
enum held { ONE_HOLDS, ITSELF_HOLDS, TWO_OF_ONE, TWO_HOLD, ONE_CRASHED, TWO_CRASHED };

static struct trace *units_held(int held)
{
    struct trace *trace = tasks("processes", 5);
    bool crashed = held == ONE_CRASHED || held == TWO_CRASHED;
    uint32_t last = held == ITSELF_HOLDS ? 1 : 5;
    objects(trace);
    for (uint32_t task = 1; task <= 5; task++)
        begin(trace, 10 + task, task);
    hand(trace, 20, OBJECT_TAKEN, .who = 3, .arg = 1, .detail = TRACE_TAKING_ALONE);
    hand(trace, 21, OBJECT_TAKEN, .who = 4, .arg = 1, .detail = TRACE_TAKING_WITH);
    hand(trace, 22, OBJECT_RELEASED, .who = 4, .arg = 1, .detail = TRACE_TAKING_WITH);
    hand(trace, 23, OBJECT_TAKEN, .who = 1, .arg = 1, .detail = TRACE_TAKING_WITH);
    if (held == TWO_OF_ONE)
        hand(trace, 24, OBJECT_TAKEN, .who = 1, .arg = 1, .detail = TRACE_TAKING_WITH);
    if (held == TWO_HOLD || held == TWO_CRASHED)
        hand(trace, 25, OBJECT_TAKEN, .who = 2, .arg = 1, .detail = TRACE_TAKING_WITH);
    for (uint32_t task = 1; crashed && task <= 2; task++)
        text(trace, 30, TRACE_TASK_END, task, TRACE_END_CRASHED, NULL);
    is(trace, 40, last, LOCKED, SEMAPHORE, 1);
    hand(trace, 41, CYCLE, .who = last, .arg = 0, .value = 1);
    hand(trace, 42, DEADLOCK, .who = last);
    hand_run_end(trace, 50, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

/* ---- who gets control ---- */

/* one waits for that (of two, or for the lock a, the channel c), and is woken. */
static struct trace *woken(int reason)
{
    bool object = reason == TRACE_BY_LOCK || reason == TRACE_BY_RECV || reason == TRACE_BY_SEND;
    enum trace_reason how = object ? TRACE_BY_GOT_OBJECT : TRACE_BY_WOKEN;
    uint32_t about = reason == TRACE_BY_LOCK ? 0 : 2;
    struct trace *trace = tasks("coroutines", 2);
    objects(trace);
    begin(trace, 10, 1);
    hand_state(trace, 20, 1, TRACE_WAITING, (enum trace_reason)reason, about, 3);
    hand(trace, 21, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 40, WAKE, .who = 1, .arg = 2, .reason = (uint16_t)how);
    hand_state(trace, 50, 1, TRACE_RUNNING, how, about, 3);
    return done(trace, 100);
}

/* One waits for a condition, or at a barrier, and another lets it go on. */
static struct trace *met(int object)
{
    struct trace *trace = tasks("coroutines", 2);
    hand_meta(trace, "object=condition d");
    hand_meta(trace, "object=barrier b");
    hand_meta(trace, "object=event 1");
    hand_meta(trace, "object=barrier c");
    hand_meta(trace, "units=0");
    hand_meta(trace, "units=3");
    begin(trace, 10, 1);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_CONDITION, (uint32_t)object, 3);
    begin(trace, 21, 2);
    hand(trace, 40, WAKE, .who = 1, .arg = 2, .reason = TRACE_BY_GOT_OBJECT, .value = object);
    for (int count = -1; count < 3; count++)
        hand(trace, 41 + count, SIGNALLED, .who = 2, .arg = 0, .value = count);
    is(trace, 45, 2, WAITING, SLEEP, 0);
    hand_state(trace, 50, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, (uint32_t)object, 3);
    return done(trace, 100);
}

static struct trace *generator_ends(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    is(trace, 20, 1, WAITING, RESUME, 2);
    begin(trace, 21, 2);
    hand_end(trace, 30, 2);
    is(trace, 31, 1, RUNNING, RETURNED, 2);
    return done(trace, 50);
}

/* Two threads of which one has the GIL at a time, and gives it up to sleep. */
static struct trace *gil_given_up(void)
{
    struct trace *trace = tasks("gil", 2);
    for (uint32_t task = 1; task <= 2; task++) {
        double t = 10.0 * task;
        hand(trace, t, GIL_GOT, .who = task);
        begin(trace, t + 1, task);
        is(trace, t + 5, task, BLOCKED, SLEEP, 0);
        hand(trace, t + 6, GIL_FREED, .who = task, .reason = TRACE_BY_SLEEP);
    }
    return done(trace, 100);
}

/* The one ends, and the other gets the lock only when it has slept. */
static struct trace *gil_not_wanted(void)
{
    struct trace *trace = tasks("gil", 2);
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 11, 1);
    begin(trace, 12, 2);
    is(trace, 13, 2, BLOCKED, SLEEP, 0);
    hand(trace, 20, GIL_FREED, .who = 1, .reason = TRACE_BY_END);
    hand_end(trace, 20, 1);
    hand(trace, 50, GIL_GOT, .who = 2);
    is(trace, 51, 2, RUNNING, GOT_GIL, 0);
    return done(trace, 100);
}

/* The second waits for the lock, but is not awake when the first gives it back. */
static struct trace *gil_left(void)
{
    struct trace *trace = tasks("gil", 2);
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 11, 1);
    is(trace, 15, 2, READY, GIL, 1);
    is(trace, 18, 2, READY, CANCELLED, 1);
    hand(trace, 20, GIL_FREED, .who = 1, .reason = TRACE_BY_IO);
    is(trace, 21, 1, BLOCKED, IO, 0);
    hand(trace, 50, GIL_GOT, .who = 2);
    begin(trace, 51, 2);
    return done(trace, 100);
}

/* The same, and it has said that it sleeps. */
static struct trace *gil_left_to_sleep(void)
{
    struct trace *trace = tasks("gil", 2);
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 11, 1);
    begin(trace, 12, 2);
    is(trace, 13, 2, READY, GIL, 1);
    is(trace, 14, 2, READY, CANCELLED, 1);
    is(trace, 15, 1, BLOCKED, SLEEP, 0);
    hand(trace, 16, GIL_FREED, .who = 1, .reason = TRACE_BY_SLEEP);
    hand(trace, 50, GIL_GOT, .who = 2);
    is(trace, 51, 2, RUNNING, GOT_GIL, 0);
    return done(trace, 100);
}

/* The second gets the lock 1.6 ms after it was free. */
static struct trace *gil_after(void)
{
    struct trace *trace = tasks("gil", 2);
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 11, 1);
    hand(trace, 200, GIL_FREED, .who = 1, .reason = TRACE_BY_IO);
    is(trace, 201, 1, BLOCKED, IO, 0);
    hand(trace, 1600, GIL_GOT, .who = 2);
    begin(trace, 1601, 2);
    return done(trace, 1700);
}

/* Ready by its own, it gets control after a millisecond in which nobody had it; behind a look in
 * vain, to look again. */
static struct trace *got_after(int got)
{
    enum trace_reason wait = TRACE_BY_SLEEP;
    if (got == TRACE_BY_MEANWHILE) {
        wait = TRACE_BY_MEANWHILE;
        got = TRACE_BY_TURN;
    }
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    hand_state(trace, 20, 1, TRACE_WAITING, wait, 0, 3);
    is(trace, 30, 1, READY, YIELD, 0);
    hand_state(trace, 1030, 1, TRACE_RUNNING, (enum trace_reason)got, 0, 3);
    return done(trace, 1100);
}

/* ---- who is late ---- */

/* two has its first turn behind so many others, of 1 ms each; with a loop, or not. */
static struct trace *behind(const char *model, int before, bool loop)
{
    struct trace *trace = tasks(model, before + 1);
    bool gil = strcmp(model, "gil") == 0;
    double t = 10;
    for (int i = before; i >= 0; i--, t += 1000) {
        uint32_t task = (uint32_t)i + 1;
        if (gil)
            hand(trace, t, GIL_GOT, .who = task);
        hand(trace, t + 1, TASK_BEGIN, .who = task, .arg = task + 6, .line = task * 5 - 1);
        if (gil)
            hand(trace, t + 998, GIL_FREED, .who = task, .reason = TRACE_BY_END);
        hand_end(trace, t + 999, task);
    }
    if (loop)
        hand(trace, t, LOOP_WAIT, .who = TRACE_LOOP);
    return done(trace, t + 10);
}

static struct trace *behind_thread(int before)
{
    return behind("coroutines", before, false);
}

static struct trace *behind_loop(int before)
{
    return behind("coroutines", before, true);
}

static struct trace *behind_lock(int before)
{
    return behind("gil", before, false);
}

static struct trace *behind_core(int before)
{
    return behind("threads", before, false);
}

/* one waits for the lock that two has for 4 ms. */
static struct trace *gil_waited_for(void)
{
    struct trace *trace = tasks("gil", 2);
    hand(trace, 10, GIL_GOT, .who = 2);
    begin(trace, 11, 2);
    hand(trace, 12, TASK_BEGIN, .who = 1, .arg = 8);
    is(trace, 20, 1, READY, GIL, 2);
    hand(trace, 4000, GIL_FREED, .who = 2, .reason = TRACE_BY_END);
    hand_end(trace, 4000, 2);
    hand(trace, 4010, GIL_GOT, .who = 1);
    is(trace, 4011, 1, RUNNING, GOT_GIL, 0);
    return done(trace, 4100);
}

/* One worker, the thread 7 (0: it is not known), and a core that was free nearly all the time. */
static struct trace *served_by(int thread)
{
    struct trace *trace = tasks("threads", 2);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = (uint32_t)thread);
    is(trace, 20, 1, BLOCKED, IO, 1);
    is(trace, 99990, 1, RUNNING, ANSWER, 1);
    hand_end(trace, 100000, 1);
    hand(trace, 100010, TASK_BEGIN, .who = 2, .arg = (uint32_t)thread);
    hand_end(trace, 100020, 2);
    return done(trace, 100030);
}

/* ---- moments ---- */

/* So many threads compute on a core each. */
static struct trace *cores(int count)
{
    struct trace *trace = tasks("threads", count);
    for (int i = 0; i < count; i++)
        hand(trace, 10 + i, TASK_BEGIN, .who = (uint32_t)i + 1, .arg = 7 + (uint32_t)i,
             .reason = (uint16_t)i);
    return done(trace, 1000);
}

/* On a core of its own one asks for its answer, and then only looks. */
static struct trace *polls_on_core(void)
{
    struct trace *trace = tasks("threads", 1);
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7, .reason = 0);
    hand(trace, 15, ASKED, .who = 1, .arg = 1);
    is(trace, 20, 1, POLLING, LOOKING, 1);
    is(trace, 90, 1, POLLING, LOOKING, 0);
    return done(trace, 200);
}

static struct trace *polls(void)
{
    struct trace *trace = tasks("polling", 1);
    begin(trace, 10, 1);
    hand(trace, 15, ASKED, .who = 1, .arg = 1);
    is(trace, 20, 1, POLLING, LOOKING, 1);
    is(trace, 90, 1, POLLING, LOOKING, 0);
    return done(trace, 200);
}

/* The kernel takes its core from the one who has control, or finds it off the CPU. */
static struct trace *off_core(int reason)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    hand_meta(trace, "switches=perf");
    hand(trace, 5, SCHED_IN, .arg = 7, .reason = 0);
    hand(trace, 50, SCHED_OUT, .arg = 7, .reason = 0, .detail = reason == TRACE_BY_PREEMPTED);
    hand(trace, 150, SCHED_IN, .arg = 7, .reason = 0);
    hand_end(trace, 200, 1);
    return done(trace, 210);
}

/* one has control, in a call or not, and so many others are ready. */
static struct trace *held(int others, bool in_call)
{
    struct trace *trace = tasks("coroutines", others + 1);
    begin(trace, 10, 1);
    hand_state(trace, 20, 1, in_call ? TRACE_BLOCKED : TRACE_RUNNING, TRACE_BY_IO, 0, 3);
    hand_end(trace, 20000, 1);
    return done(trace, 20010);
}

static struct trace *ready(int others)
{
    return held(others, false);
}

static struct trace *stuck(int others)
{
    return held(others, true);
}

/* Nobody has control: so many stand so, and one more sleeps unless all do. */
static struct trace *stand(int count, enum trace_state state, enum trace_reason reason)
{
    struct trace *trace = tasks("coroutines", count + 1);
    objects(trace);
    for (int i = 0; i <= count; i++) {
        uint32_t task = (uint32_t)i + 1;
        begin(trace, 10 + 10 * i, task);
        if (i < count)
            hand_state(trace, 15 + 10 * i, task, state, reason, 0, 3);
        else
            is(trace, 15 + 10 * i, task, WAITING, SLEEP, 0);
    }
    return done(trace, 30 + 10 * count);
}

static struct trace *sleeping(int count)
{
    return stand(count - 1, TRACE_WAITING, TRACE_BY_SLEEP);
}

static struct trace *for_lock(int count)
{
    return stand(count, TRACE_LOCKED, TRACE_BY_LOCK);
}

static struct trace *for_semaphore(int count)
{
    return stand(count, TRACE_LOCKED, TRACE_BY_SEMAPHORE);
}

static struct trace *for_condition(int count)
{
    return stand(count, TRACE_LOCKED, TRACE_BY_CONDITION);
}

static struct trace *for_channel(int count)
{
    return stand(count, TRACE_LOCKED, count == 1 ? TRACE_BY_SEND : TRACE_BY_RECV);
}

/* On threads, where a call holds nobody else. */
static struct trace *in_calls(int count)
{
    struct trace *trace = tasks("threads", count);
    for (int i = 0; i < count; i++) {
        uint32_t task = (uint32_t)i + 1;
        hand(trace, 10 + 10 * i, TASK_BEGIN, .who = task, .arg = 7 + task, .reason = 0);
        is(trace, 15 + 10 * i, task, BLOCKED, IO, 0);
    }
    return done(trace, 200);
}

/* A lock, and a semaphore, or a condition. */
static struct trace *for_objects(int other)
{
    struct trace *trace = tasks("coroutines", 2);
    objects(trace);
    begin(trace, 10, 1);
    is(trace, 15, 1, LOCKED, LOCK, 0);
    begin(trace, 20, 2);
    hand_state(trace, 25, 2, TRACE_LOCKED, (enum trace_reason)other, 1, 3);
    return done(trace, 200);
}

/* The loop sleeps until one of these comes: an answer, the end of a sleep, a thread of the pool. */
static struct trace *loop_sleeps(void)
{
    struct trace *trace = tasks("coroutines", 3);
    begin(trace, 10, 1);
    is(trace, 15, 1, WAITING, IO, 0);
    begin(trace, 20, 2);
    is(trace, 25, 2, WAITING, SLEEP, 0);
    begin(trace, 30, 3);
    is(trace, 35, 3, WAITING, OFFLOAD, 0);
    hand(trace, 40, LOOP_WAIT, .who = TRACE_LOOP);
    return done(trace, 200);
}

static struct trace *loop_sleeps_for_something(void)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    is(trace, 15, 1, WAITING, AWAIT_ALL, 0);
    hand(trace, 20, LOOP_WAIT, .who = TRACE_LOOP);
    return done(trace, 200);
}

static struct trace *out_of_time_asleep(void)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    is(trace, 15, 1, WAITING, AWAIT_ALL, 0);
    hand(trace, 20, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 90, LOOP_WOKE, .who = TRACE_LOOP);
    is(trace, 100, 1, RUNNING, TIMED_OUT, 0);
    return done(trace, 200);
}

/* one does its own work while it waits for "query". */
static struct trace *meanwhile(void)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    hand_event(trace, 20, (struct trace_event){.kind = TRACE_ASKED, .who = 1, .arg = 2}, "query");
    is(trace, 30, 1, WAITING, MEANWHILE, 2);
    hand(trace, 40, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 190, LOOP_WOKE, .who = TRACE_LOOP);
    is(trace, 200, 1, RUNNING, TURN, 2);
    return done(trace, 300);
}

/* one's answer came while two computed, and the loop has not looked yet; 10 ms later it does. */
static struct trace *loop_asks(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    is(trace, 30, 1, WAITING, IO, 1);
    begin(trace, 31, 2);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    hand_end(trace, 200, 2);
    hand(trace, 210, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 10210, LOOP_WOKE, .who = TRACE_LOOP);
    is(trace, 10230, 1, RUNNING, ANSWER, 1);
    hand_end(trace, 10240, 1);
    return done(trace, 10250);
}

/* Others are at the channel before it has its turn: it waits on. */
static struct trace *channel_is_ready(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "object=channel box");
    hand_task(trace, 0, 1, "one");
    hand(trace, 10, TASK_BEGIN, .who = 1, .arg = 7);
    hand_state(trace, 20, 1, TRACE_LOCKED, TRACE_BY_RECV, 0, 5);
    hand(trace, 100, WAKE, .who = 1, .reason = TRACE_BY_GOT_OBJECT);
    hand_state(trace, 5000, 1, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 5);
    hand_state(trace, 5010, 1, TRACE_LOCKED, TRACE_BY_RECV, 0, 5);
    hand_run_end(trace, 6300, TRACE_RESULT_STOPPED);
    trace_finish(trace);
    return trace;
}

/* one's sleep was over while two computed. */
static struct trace *sleep_is_over(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    hand(trace, 30, STATE, .who = 1, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP,
         .value = HAND_ORIGIN_NS + 100000);
    begin(trace, 31, 2);
    hand_end(trace, 10200, 2);
    is(trace, 10230, 1, RUNNING, TIMER, 0);
    hand_end(trace, 10240, 1);
    return done(trace, 10250);
}

/* ---- stories ---- */

/* one's answer comes while so many others have control, for 10 ms each, inside a call or not. */
static struct trace *late_behind(const char *model, int others, bool in_call, bool loop)
{
    struct trace *trace = tasks(model, others + 1);
    bool gil = strcmp(model, "gil") == 0;
    double t = 31;
    begin(trace, 10, 1);
    if (gil)
        hand(trace, 10, GIL_GOT, .who = 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    if (gil)
        hand(trace, 29, GIL_FREED, .who = 1, .reason = TRACE_BY_IO);
    is(trace, 30, 1, WAITING, IO, 1);
    for (int i = 0; i < others; i++, t += 10000) {
        uint32_t task = (uint32_t)i + 2;
        begin(trace, t, task);
        if (gil)
            hand(trace, t, GIL_GOT, .who = task);
        if (in_call)
            is(trace, t + 1, task, BLOCKED, IO, 0);
        if (gil)
            hand(trace, t + 9999, GIL_FREED, .who = task, .reason = TRACE_BY_END);
        hand_end(trace, t + 9999, task);
    }
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    if (gil) {
        is(trace, 101, 1, READY, GIL, 2);
        hand(trace, t, GIL_GOT, .who = 1);
    }
    is(trace, t, 1, RUNNING, ANSWER, 1);
    hand(trace, t, NOTICED, .who = 1, .arg = 1);
    hand_end(trace, t + 100, 1);
    if (loop)
        hand(trace, t + 101, LOOP_WAIT, .who = TRACE_LOOP);
    return done(trace, t + 110);
}

static struct trace *late_in_call(int loop)
{
    return late_behind(loop ? "coroutines" : "polling", 1, true, loop);
}

static struct trace *late_behind_two(int loop)
{
    return late_behind(loop ? "coroutines" : "polling", 2, false, loop);
}

static struct trace *late_with_lock(int others)
{
    return late_behind("gil", others, false, false);
}

/* one is woken so while two has control for 10 ms. */
static struct trace *late_by(int reason)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    is(trace, 30, 1, WAITING, OFFLOAD, 0);
    begin(trace, 31, 2);
    hand(trace, 100, WAKE, .who = 1, .reason = (uint16_t)reason);
    hand_end(trace, 10000, 2);
    hand_state(trace, 10001, 1, TRACE_RUNNING, (enum trace_reason)reason, 0, 3);
    hand_end(trace, 10100, 1);
    return done(trace, 10110);
}

/* A job of a recorded program is in a queue while its worker has another. */
static struct trace *late_in_queue(void)
{
    struct trace *trace = tasks("gil", 2);
    objects(trace);
    hand(trace, 5, GIL_GOT, .who = 1);
    begin(trace, 10, 1);
    is(trace, 20, 2, READY, QUEUED, 2);
    hand(trace, 30000, GIL_FREED, .who = 1, .reason = TRACE_BY_JOB);
    hand_end(trace, 30000, 1);
    hand(trace, 30010, GIL_GOT, .who = 2);
    begin(trace, 30010, 2);
    hand_end(trace, 30100, 2);
    return done(trace, 30110);
}

/* It looks only between two pieces of its own work. */
static struct trace *late_by_itself(void)
{
    struct trace *trace = tasks("polling", 1);
    begin(trace, 10, 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 1);
    is(trace, 30, 1, RUNNING, NONE, 0);
    hand(trace, 10000, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    is(trace, 39000, 1, POLLING, LOOKING, 1);
    is(trace, 40000, 1, RUNNING, ANSWER, 1);
    hand(trace, 40001, NOTICED, .who = 1, .arg = 1);
    hand_end(trace, 40100, 1);
    return done(trace, 40200);
}

/* one has the loop for 20 ms, in a call, while two is ready. */
static struct trace *held_loop(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    is(trace, 20, 1, BLOCKED, IO, 0);
    hand_end(trace, 20000, 1);
    hand(trace, 20010, LOOP_WAIT, .who = TRACE_LOOP);
    return done(trace, 20020);
}

/* two is ready only behind more changes of its state than are looked at. */
static struct trace *others_could(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 2);
    is(trace, 11, 2, WAITING, SLEEP, 0);
    begin(trace, 20, 1);
    is(trace, 21, 1, RUNNING, NONE, 0);
    for (int i = 0; i < 100; i++)
        hand_state(trace, 30 + i, 2, i % 2 ? TRACE_WAITING : TRACE_LOCKED, TRACE_BY_SLEEP, 0, 3);
    is(trace, 10000, 2, READY, YIELD, 0);
    hand_end(trace, 30000, 1);
    return done(trace, 30010);
}

/* So many ask, and are told of their answers one after the other. */
static struct trace *told(int count)
{
    struct trace *trace = tasks("coroutines", count);
    for (int i = 0; i < count; i++) {
        uint32_t task = (uint32_t)i + 1;
        begin(trace, 10 + 10 * i, task);
        hand(trace, 12 + 10 * i, ASKED, .who = task, .arg = task);
        is(trace, 15 + 10 * i, task, WAITING, IO, task);
        hand(trace, 1000 + 100 * i, ANSWERED, .who = TRACE_DEVICE, .arg = task);
        is(trace, 1010 + 100 * i, task, RUNNING, ANSWER, task);
        hand(trace, 1011 + 100 * i, NOTICED, .who = task, .arg = task);
        hand_end(trace, 1020 + 100 * i, task);
    }
    return done(trace, 2000);
}

/* From a line; and cancelled. */
static struct trace *cancelled(void)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    hand(trace, 20, ASKED, .who = 1, .arg = 1, .line = 3);
    is(trace, 30, 1, WAITING, IO, 1);
    hand(trace, 100, ANSWERED, .who = TRACE_DEVICE, .arg = 1, .value = 1);
    return done(trace, 200);
}

/* Two units of the semaphore are taken. */
static struct trace *two_have_semaphore(void)
{
    struct trace *trace = tasks("coroutines", 2);
    objects(trace);
    for (uint32_t task = 1; task <= 2; task++) {
        begin(trace, 10 * task, task);
        hand(trace, 10 * task + 1, OBJECT_TAKEN, .who = task, .arg = 1);
        is(trace, 10 * task + 5, task, WAITING, SLEEP, 0);
    }
    return done(trace, 100);
}

/* A semaphore with 4 units: one holds one of them, two consumes three, and two wait. */
static struct trace *units(void)
{
    struct trace *trace = tasks("coroutines", 4);
    objects(trace);
    hand_meta(trace, "units=0");
    hand_meta(trace, "units=4");
    begin(trace, 10, 1);
    hand(trace, 11, OBJECT_TAKEN, .who = 1, .arg = 1, .detail = TRACE_TAKING_WITH);
    is(trace, 15, 1, WAITING, SLEEP, 0);
    begin(trace, 20, 2);
    for (int i = 0; i < 3; i++)
        hand(trace, 21 + i, OBJECT_TAKEN, .who = 2, .arg = 1, .detail = TRACE_TAKING_ALONE);
    for (uint32_t task = 3; task <= 4; task++) {
        begin(trace, 10 * task, task);
        is(trace, 10 * task + 1, task, LOCKED, SEMAPHORE, 1);
    }
    is(trace, 50, 2, WAITING, SLEEP, 0);
    return done(trace, 100);
}

/* One has closed the channel c. */
static struct trace *closed_channel(void)
{
    struct trace *trace = tasks("coroutines", 1);
    objects(trace);
    begin(trace, 10, 1);
    hand(trace, 11, SHUT, .who = 1, .arg = 2);
    is(trace, 15, 1, WAITING, SLEEP, 0);
    return done(trace, 100);
}

/* One has ended with the lock a, and two waits for it. */
static struct trace *with_lock(const char *model, uint8_t end)
{
    struct trace *trace = tasks(model, 2);
    objects(trace);
    begin(trace, 10, 1);
    hand(trace, 11, OBJECT_TAKEN, .who = 1, .arg = 0, .detail = TRACE_TAKING_ALONE);
    text(trace, 15, TRACE_TASK_END, 1, end, NULL);
    begin(trace, 20, 2);
    is(trace, 25, 2, LOCKED, LOCK, 0);
    hand(trace, 26, CYCLE, .who = 2, .arg = 1, .value = 0);
    hand(trace, 27, DEADLOCK, .who = 2);
    hand_run_end(trace, 100, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

static struct trace *ended_with_lock(void)
{
    return with_lock("coroutines", TRACE_END_OK);
}

static struct trace *crashed_with_lock(void)
{
    return with_lock("processes", TRACE_END_CRASHED);
}

static void shared(struct trace *trace, double t_us, uint8_t kind, uint32_t task, int64_t value)
{
    hand_event(trace, t_us,
               (struct trace_event){.kind = kind, .who = task, .line = 3, .value = value}, NULL);
}

/* Two tasks change a variable at the same time: the one that is behind adds, or subtracts, to what
 * it was before the other had written, once or twice. */
static struct trace *changed(const char *model, int by, int times)
{
    struct trace *trace = tasks(model, 2);
    hand_meta(trace, "values=told");
    hand_meta(trace, "shared=counter");
    begin(trace, 10, 1);
    begin(trace, 11, 2);
    shared(trace, 20, TRACE_SHARED_READ, 2, 10);
    for (int i = 0; i < times; i++) {
        shared(trace, 20.1 + i, TRACE_SHARED_READ, 1, 10 + by * i);
        shared(trace, 20.2 + i, TRACE_SHARED_WRITE, 1, 10 + by * (i + 1));
    }
    shared(trace, 20.3 + times - 1, TRACE_SHARED_WRITE, 2, 10 + by);
    return done(trace, 100);
}

static struct trace *lost(int by)
{
    return changed("coroutines", by, by > 1 ? 2 : 1);
}

static struct trace *lost_at_once(int by)
{
    return changed("threads", by, 1);
}

/* A body's own: a number, a task, and a lock that a parameter stands for. */
static struct trace *own_variables(void)
{
    struct trace *trace = tasks("coroutines", 2);
    objects(trace);
    hand_meta(trace, "variable=one x");
    hand_meta(trace, "variable=one f");
    hand_meta(trace, "variable=one left");
    begin(trace, 10, 1);
    hand(trace, 11, ASSIGNED, .who = 1, .arg = 0, .value = 7);
    hand(trace, 13, ASSIGNED, .who = 1, .arg = 2, .value = 0, .detail = TRACE_VALUE_OBJECT);
    hand(trace, 12, ASSIGNED, .who = 1, .arg = 1, .value = 2, .detail = TRACE_VALUE_FUTURE);
    return done(trace, 100);
}

/* With so many looks in vain. */
static struct trace *looks(int count)
{
    struct trace *trace = tasks("polling", 1);
    begin(trace, 10, 1);
    hand(trace, 15, ASKED, .who = 1, .arg = 1);
    is(trace, 20, 1, POLLING, LOOKING, 1);
    hand(trace, 190, LOOKS, .who = 1, .value = count);
    hand_end(trace, 195, 1);
    return done(trace, 200);
}

/* two asks only when one has computed for half of the run. */
static struct trace *asks_late(void)
{
    struct trace *trace = tasks("coroutines", 2);
    begin(trace, 10, 1);
    hand_end(trace, 50000, 1);
    begin(trace, 50010, 2);
    hand(trace, 50020, ASKED, .who = 2, .arg = 1);
    is(trace, 50030, 2, WAITING, IO, 1);
    hand(trace, 90000, ANSWERED, .who = TRACE_DEVICE, .arg = 1);
    is(trace, 90010, 2, RUNNING, ANSWER, 1);
    hand_end(trace, 90020, 2);
    return done(trace, 90030);
}

static struct trace *records_lost(void)
{
    struct trace *trace = tasks("coroutines", 1);
    begin(trace, 10, 1);
    hand(trace, 20, LOST, .value = 3);
    return done(trace, 100);
}

static struct trace *kernels_record(void)
{
    struct trace *trace = tasks("coroutines", 1);
    hand_meta(trace, "switches=perf");
    return done(trace, 100);
}

/* ---- several runs ---- */

/* One task that computes, asks or looks for so long (ms); what it cost. */
struct cost {
    const char *model;
    double elapsed_ms, cpu_ms, late_ms, others_ms;
    int64_t looks;
    enum trace_state state; /* in which it is for most of the time */
    int tasks;              /* that do so, on a core each */
    enum trace_result result;
    struct trace *(*make)(void); /* in place of all that */
};

static struct trace *costs(struct cost cost)
{
    if (cost.make)
        return cost.make();
    int count = cost.tasks ? cost.tasks : 1;
    struct trace *trace = tasks(cost.model, count);
    double end_us = cost.elapsed_ms * 1000;
    for (int i = 0; i < count; i++) {
        uint32_t task = (uint32_t)i + 1;
        hand(trace, 1, TASK_BEGIN, .who = task, .arg = 7 + task, .reason = (uint16_t)i);
        if (strcmp(cost.model, "gil") == 0)
            hand(trace, 1, GIL_GOT, .who = task);
        hand_state(trace, 2, task, cost.state, cost.late_ms > 0 ? TRACE_BY_IO : TRACE_BY_NONE, task,
                   3);
        if (cost.late_ms > 0) {
            hand(trace, 3, ASKED, .who = task, .arg = task, .value = 1000);
            hand(trace, end_us - cost.late_ms * 1000, ANSWERED, .who = TRACE_DEVICE, .arg = task);
            is(trace, end_us, task, RUNNING, ANSWER, task);
        }
        if (cost.looks)
            hand(trace, end_us, LOOKS, .who = task, .value = cost.looks);
        hand_end(trace, end_us, task);
    }
    hand(trace, end_us, CPU, .value = (int64_t)(cost.cpu_ms * 1e6));
    if (cost.others_ms > 0)
        hand(trace, end_us, DELAY, .value = (int64_t)(cost.others_ms * 1e6));
    hand_run_end(trace, end_us, cost.result);
    trace_finish(trace);
    return trace;
}

/* ---- telling ---- */

struct made {
    struct story *story;
    const struct timeline *timeline;
    const struct stats *stats;
};

typedef void tell_fn(struct tell *tell, const struct made *made);

static void line_end(struct tell *tell)
{
    strbuf_addch(tell->out, '\n');
}

static void steps(struct tell *tell, const struct made *made)
{
    for (size_t i = 0; i < made->story->handoff_count; i++) {
        tell_handoff(tell, made->story->handoffs[i]);
        line_end(tell);
    }
    for (int i = 0; i < made->stats->said_count; i++)
        tell_said(tell, made->stats->said[i].who, made->stats->said[i].text);
}

static void intervals(struct tell *tell, const struct made *made)
{
    for (int l = 0; l < made->timeline->lane_count; l++) {
        const struct timeline_lane *lane = &made->timeline->lanes[l];
        for (uint32_t i = 0; i < lane->count; i++) {
            const struct timeline_interval *item = timeline_item(lane, i);
            tell_interval(tell, lane, item);
            tell_spell(tell, item->line, item->from_ns, item->to_ns - item->from_ns);
            line_end(tell);
            if (item->reason == TRACE_BY_ANSWERED || item->reason == TRACE_BY_SLEPT)
                tell_untold(tell, lane, item);
            line_end(tell);
        }
    }
}

/* The titles of a picture. */
static void pictures(struct tell *tell, const struct made *made)
{
    const struct timeline *timeline = made->timeline;
    for (int i = 0; i < timeline->task_count; i++) {
        tell_lane_end(tell, &timeline->lanes[timeline->first_task + i]);
        line_end(tell);
    }
    for (int i = 0; i < timeline->request_count; i++) {
        tell_request(tell, &timeline->requests[i], "1 query");
        line_end(tell);
    }
}

/* At the beginning and in the middle of each interval of the first lanes. */
static void moments(struct tell *tell, const struct made *made)
{
    for (int l = 0; l < made->timeline->lane_count && l < 8; l++) {
        const struct timeline_lane *lane = &made->timeline->lanes[l];
        for (uint32_t i = 0; i < lane->count; i++) {
            const struct timeline_interval *item = timeline_item(lane, i);
            tell_moment(tell, item->from_ns);
            line_end(tell);
            tell_moment(tell, (item->from_ns + item->to_ns) / 2);
            line_end(tell);
        }
    }
}

static void endings(struct tell *tell, const struct made *made)
{
    tell_why_ended(tell, made->stats);
    line_end(tell);
    tell_last_step(tell, made->stats);
    line_end(tell);
    tell_ended(tell, made->stats);
    line_end(tell);
}

static void choices(struct tell *tell, const struct made *made)
{
    for (size_t i = 0; i < tell_choice_count(tell->timeline->trace); i++) {
        if (tell_choice_may_return(tell_choice_at(tell->timeline->trace, i)))
            tell_choice_return(tell, i);
        else
            tell_choice(tell, i);
        line_end(tell);
    }
}

/* As in json. */
static void why_alone(struct tell *tell, const struct made *made)
{
    tell_ending(tell, made->stats);
}

static void summary(struct tell *tell, const struct made *made)
{
    tell_known(tell, made->stats);
    tell_lost(tell, made->stats);
    struct gil_numbers *numbers = gil_numbers(made->timeline);
    for (int i = 0; i < trace_process_count(made->timeline->trace); i++) {
        line_end(tell);
        tell_gil_numbers(tell, i, &numbers[i]);
    }
    free(numbers);
    tell_unwatched(tell);
    line_end(tell);
    tell_worst_late(tell, made->stats);
    for (int i = 0; i < made->stats->task_count; i++) {
        line_end(tell);
        tell_task_failed(tell, &made->stats->tasks[i]);
        line_end(tell);
        tell_note(tell, made->stats, &made->stats->tasks[i]);
    }
}

static void corners(struct tell *tell, const struct made *made)
{
    for (int corner = 0; corner < CORNERS; corner++) {
        tell_corner(tell, corner, made->stats);
        tell_corner_empty(tell, corner, "four-corners");
        tell_corner_empty(tell, corner, NULL);
    }
    tell_corner_stopped(tell);
}

/* Through the player, as the panes do. */
static void marks(struct tell *tell, const struct made *made)
{
    for (size_t i = 0; i < made->story->mark_count; i++) {
        const struct story_mark *mark = &made->story->marks[i];
        struct tell_stretch stretch = {mark->since_ns, mark->t_ns, mark->who, mark->line,
                                       mark->event};
        struct strbuf words = STRBUF_INIT;
        size_t from = tell->out->len;
        if (mark->kind == STORY_LATE)
            tell_was_late(tell, &stretch);
        else if (mark->kind == STORY_HOLDS || mark->kind == STORY_KEEPS)
            tell_was_held(tell, &stretch, mark->kind == STORY_HOLDS);
        else if (mark->kind == STORY_FAILURE)
            tell_failure(tell, mark->event);
        else
            continue;
        story_mark_words(made->story, mark, &words, NULL);
        ck_assert_str_eq(strbuf_str(&words), tell->out->text + from);
        strbuf_release(&words);
        line_end(tell);
    }
}

/* In all ways, with all that may be kept. */
static void standings_of(struct tell *tell, const struct timeline_lane *lane,
                         const struct timeline_interval *item)
{
    static const enum sentence kept[] = {
        TELL_KEPT_ITS_STACK,  TELL_KEPT_ITS_PLACE, TELL_KEPT_ITS_THREAD, TELL_KEPT_ITS_PROCESS,
        TELL_KEPT_THE_THREAD, TELL_KEPT_CALLBACK,  TELL_KEPT_CALLBACK,   TELL_KEPT_CALLBACK};
    for (int i = 0; i < 8; i++)
        for (int how = TELL_RICH; how <= TELL_STATE; how++) {
            struct tell_standing standing = {.lane = lane,
                                             .item = item,
                                             .t_ns = item ? item->from_ns : lane->end_ns,
                                             .ended = !item,
                                             .state = item ? item->state : TRACE_ENDED,
                                             .kept = kept[i],
                                             .variables = i > 5 ? i - 5 : 0};
            tell_standing(tell, &standing, how);
            line_end(tell);
        }
}

static void standings(struct tell *tell, const struct made *made)
{
    const struct timeline *timeline = made->timeline;
    for (int l = timeline->first_task; l < timeline->lane_count; l++) {
        const struct timeline_lane *lane = &timeline->lanes[l];
        for (uint32_t i = 0; i < lane->count; i++)
            standings_of(tell, lane, timeline_item(lane, i));
        if (timeline_has_end(lane))
            standings_of(tell, lane, NULL);
    }
}

/* As where there are more tasks than are looked at. */
static void queues_of_many(struct tell *tell, const struct made *made)
{
    const struct tell_queue queue = {.of_first = NOW_TASKS_MOST}, device = {0};
    (void)made;
    tell_queues(tell, &queue, &device, 3);
    line_end(tell);
    tell_gil(tell, TRACE_NOBODY, &queue, TRACE_NOBODY, 0, 3);
    line_end(tell);
}

/* As at each hand-off. */
static void queues_at(struct tell *tell, const struct made *made, int64_t t_ns)
{
    const struct story *story = made->story;
    struct tell_queue queue = {0}, device = {0};
    int requests[TELL_NAMES_MOST];
    struct now_gil gil = now_gil(story, t_ns);
    queue.count = now_queue(story, t_ns, queue.who, TELL_NAMES_MOST);
    device.count = now_requests(story, t_ns, requests, TELL_NAMES_MOST);
    for (size_t i = 0; i < device.count && i < TELL_NAMES_MOST; i++)
        device.who[i] = made->timeline->requests[requests[i]].who;
    tell_queues(tell, &queue, &device, 3);
    line_end(tell);
    tell_gil(tell, gil.holder, &queue, gil.asked_by, t_ns - gil.asked_ns, 3);
    line_end(tell);
    for (int i = 0; i < now_object_count(story); i++) {
        struct now_object now = now_object(story, i, t_ns);
        struct tell_object object = {.name = now_object_name(story, i),
                                     .kind = (enum tell_object_kind)now.kind,
                                     .holder = now.holder,
                                     .given = now.given,
                                     .t_ns = t_ns,
                                     .since_ns = now.since_ns,
                                     .shut = now.shut,
                                     .known = now.known,
                                     .value = now.value};
        object.waits.count = (size_t)now.waiting;
        now_object_waiters(story, i, t_ns, object.waits.who, TELL_NAMES_MOST);
        object.holders.count =
            now_object_holders(story, i, t_ns, object.holders.who, TELL_NAMES_MOST);
        object.values.count =
            (int)now_object_values(story, i, t_ns, object.values.values, TELL_VALUES_MOST);
        for (int named = 1; named >= 0; named--) {
            tell_object(tell, &object, named);
            line_end(tell);
        }
    }
}

static void queues(struct tell *tell, const struct made *made)
{
    for (int l = 0; l < made->timeline->lane_count; l++)
        for (uint32_t i = 0; i < made->timeline->lanes[l].count; i++)
            queues_at(tell, made, timeline_item(&made->timeline->lanes[l], i)->from_ns);
}

static struct trace *regions(void)
{
    struct trace *trace = tasks("threads", 2);
    hand_meta(trace, "region=kitchen");
    begin(trace, 10, 1);
    begin(trace, 11, 2);
    hand(trace, 12, REGION_ENTERED, .who = 1, .value = 1);
    hand(trace, 13, REGION_ENTERED, .who = 2, .value = 2);
    hand(trace, 14, REGION_LEFT, .who = 1);
    return done(trace, 100);
}

static void accesses(struct tell *tell, const struct made *made)
{
    struct updates updates;
    updates_find(made->timeline, &updates);
    for (size_t i = 0; i < trace_count(made->timeline->trace); i++) {
        const struct update_lost *found = updates_of(&updates, (uint32_t)i);
        if (tell_is_access(trace_at(made->timeline->trace, i)))
            tell_access(tell, (uint32_t)i);
        if (found)
            tell_update_lost(tell, found);
        line_end(tell);
    }
    for (int64_t n = 1; n <= 2; n++)
        for (int at_least = 0; at_least <= 1; at_least++) {
            tell_accesses_more(tell, n, at_least);
            line_end(tell);
        }
    updates_release(&updates);
}

/* ---- the table ---- */

/* What counter is in the end. What the clock said differs, too, and is not told. */
static struct trace *outcome(const char *model, int64_t counter)
{
    struct trace *trace = tasks(model, 1);
    hand_meta(trace, "shared=counter");
    hand_meta(trace, "shared=took");
    hand_meta(trace, "clock=took");
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 8);
    hand_end(trace, 30, 1);
    hand(trace, 34, SHARED_FINAL, .arg = 1, .value = 100 + counter);
    hand(trace, 35, SHARED_FINAL, .arg = 0, .value = counter);
    return done(trace, 40);
}

static struct trace *outcome_two(void)
{
    return outcome("coroutines", 2);
}
static struct trace *outcome_one(void)
{
    return outcome("threads", 1);
}

/* That is said, `|` between the lines. */
static struct trace *said_under(const char *model, const char *lines, enum trace_end end)
{
    struct trace *trace = tasks(model, 1);
    double t_us = 2;
    hand(trace, 1, TASK_BEGIN, .who = 1, .arg = 8);
    for (const char *at = lines; *at; at += strcspn(at, "|"), at += *at == '|') {
        char line[32];
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "|"), at);
        hand_say(trace, t_us++, 1, line);
    }
    hand(trace, 30, TASK_END, .who = 1, .detail = (uint8_t)end);
    hand_run_end(trace, 40, end == TRACE_END_FAILED ? TRACE_RESULT_FAILED : TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

static struct trace *says_in_turn(void)
{
    return said_under("coroutines", "a|b 1|c", TRACE_END_OK);
}
static struct trace *says_later(void) /* another number in it is no other line */
{
    return said_under("gil", "a|b 20|c", TRACE_END_OK);
}
static struct trace *says_turned(void)
{
    return said_under("threads", "a|c|b 1", TRACE_END_OK);
}
static struct trace *says_less(void)
{
    return said_under("callbacks", "a|b 1", TRACE_END_FAILED);
}

enum { RUNS_MOST = 4 };

struct row {
    struct trace *(*make)(void); /* a trace, */
    struct trace *(*of)(int);    /* or one with a number, */
    int n;
    struct cost runs[RUNS_MOST]; /* or several that are compared */
    tell_fn *tell;
    const char *text; /* what the row reads there */
};

#define BY(make, tell, text)                                                                       \
    {                                                                                              \
        make, NULL, 0, {{0}}, tell, text                                                           \
    }
#define OF(of, n, tell, text)                                                                      \
    {                                                                                              \
        NULL, of, n, {{0}}, tell, text                                                             \
    }
#define ENDING(ending, text) OF(ended_by, TRACE_ENDING_##ending, endings, text)
#define RUNS(text, ...)                                                                            \
    {                                                                                              \
        NULL, NULL, 0, {__VA_ARGS__}, NULL, text                                                   \
    }

/* clang-format off */
static const struct row rows[TELL_SENTENCES] = {
    [TELL_JOIN_END] = BY(hand_two_coroutines, steps, "."),
    [TELL_JOIN_SENTENCE] = BY(hand_two_coroutines, moments, " "),
    [TELL_JOIN_NEXT] = BY(hand_two_coroutines, steps, "; "),
    [TELL_JOIN_BECAUSE] = BY(hand_late, steps, ": "),
    [TELL_JOIN_COMMA] = BY(loop_sleeps, steps, ", "),
    [TELL_JOIN_AND] = BY(hand_two_coroutines, moments, " and "),
    [TELL_JOIN_OR] = BY(loop_sleeps, steps, " or "),
    [TELL_JOIN_PLUS] = RUNS(" + ",
        {.make = hand_two_blocking},
        {.make = hand_two_coroutines}),
    [TELL_JOIN_AND_SO] = BY(hand_two_coroutines, steps, ", and "),
    [TELL_JOIN_AND_THEN] = OF(late_behind_two, 1, marks, ", and then "),
    [TELL_JOIN_BUT] = OF(off_core, TRACE_BY_PREEMPTED, moments, ", but "),
    [TELL_JOIN_WHILE] = OF(cut_wait, TRACE_BY_IO, steps, " while "),
    [TELL_JOIN_NOW] = BY(hand_two_coroutines, moments, "Now "),
    [TELL_JOIN_MORE] = OF(sleeping, 5, moments, " and 2 more"),
    [TELL_JOIN_AT_LEAST] = OF(sleeping, 600, moments, " and at least 509 more"),

    [TELL_AT_LINE] = OF(behind_thread, 1, steps, " (line 9)"),
    [TELL_AT_STATEMENT] = BY(hand_late, steps, " (say, line 7)"),
    [TELL_ITS] = BY(hand_late, intervals, "its download"),
    [TELL_AN_ANSWER] = BY(hand_callbacks_gil, intervals, "its answer"),
    [TELL_AT_FILE] = BY(recorded_calls, steps, " (a.py:3)"),
    [TELL_AT_FILE_IN] = BY(recorded_threads, steps, " (crawl.py:20, in Thread.join)"),
    [TELL_AT_FUNCTION] = BY(recorded_threads, steps, " in fetch (crawl.py:9)"),
    [TELL_AT_FUNCTION_IN] = BY(recorded_threads, steps, " in fetch (crawl.py:8, in socket.recv)"),
    [TELL_GIL_WITH] =
        BY(recorded_gil, steps, "the GIL was with two on its way to work (a.py:7) until 2.00 ms"),
    [TELL_GIL_WITH_FORCED] =
        BY(recorded_threads, steps,
           "the GIL was with Thread-2 (count) in total.<locals>.<genexpr> (util.py:2) until it "
           "was made to drop it at 7.10 ms"),
    [TELL_AT_WAY] = OF(recorded_way, 12, steps, " on its way from work (a.py:7) to a.py:12"),
    [TELL_AT_WAY_AGAIN] = OF(recorded_way, 7, steps,
        " on its way from work (a.py:7) to there again"),
    [TELL_AT_WAY_FROM] = OF(recorded_way, 0, steps, " on its way from work (a.py:7)"),
    [TELL_AT_WAY_TO] = BY(recorded_gil, steps, " on its way to work (a.py:7)"),
    [TELL_AT_MOSTLY] = OF(recorded_seen, 2, steps, " mostly in work (a.py:8)"),
    [TELL_AT_SEEN] = OF(recorded_seen, 0, steps, " seen in work (a.py:7)"),
    [TELL_SPOT_FILE] = OF(recorded_way, 12, steps, "a.py:12"),
    [TELL_SPOT_FUNCTION] = OF(recorded_way, 7, steps, "work (a.py:7)"),
    [TELL_HELD_FOR_AT] = BY(recorded_gil, steps, "three on its way to work (a.py:7) for 1.00 ms"),
    [TELL_HAD_GIL] =
        BY(recorded_gil, steps,
           "meanwhile two on its way from work (a.py:7) to there again for 1.00 ms and three on "
           "its way to work (a.py:7) for 1.00 ms had the GIL"),
    [TELL_WAS_CALL] = BY(recorded_threads, summary, "its call returned at 2.00 ms"),
    [TELL_IS_WAITS_AT] = BY(recorded_calls, intervals, "waits (a.py:3)"),
    [TELL_LABEL] = BY(hand_late, steps, " (\"download\")"),
    [TELL_LATE_BY] = BY(hand_late, corners, " (51.9 ms late)"),
    [TELL_HELD_FOR] = OF(behind_thread, 3, steps, "four (998.0 us)"),
    [TELL_WAITS_IN_MS] = RUNS(" (500 + 400 ms)",
        {.make = hand_two_blocking},
        {.make = hand_two_coroutines}),
    [TELL_THE_LOCK] = BY(every_object, steps, "the lock a"),
    [TELL_THE_SEMAPHORE] = BY(every_object, steps, "the semaphore s"),
    [TELL_THE_CHANNEL] = BY(every_object, steps, "the channel c"),
    [TELL_THE_OBJECT] = BY(every_object, steps, "the gate g"),
    [TELL_SOMETHING] = BY(every_object, steps, "something"),
    [TELL_NOBODY] = BY(hand_two_coroutines, intervals, "nobody"),
    [TELL_ANOTHER] = BY(every_cause, steps, "another"),
    [TELL_THE_LOOP] = BY(every_cause, steps, "the loop"),
    [TELL_THE_POOL] = BY(every_cause, steps, "the pool"),
    [TELL_THE_DEVICE] = BY(every_cause, steps, "the device"),
    [TELL_THE_ENGINE] = BY(every_cause, steps, "the engine"),

    [TELL_IS_RUNNING] = BY(every_state, intervals, "running"),
    [TELL_IS_POLLING] = BY(every_state, intervals, "polling"),
    [TELL_IS_BLOCKED] = BY(every_state, intervals, "blocked"),
    [TELL_IS_WAITING] = BY(every_state, intervals, "waiting"),
    [TELL_IS_LOCKED] = BY(every_state, intervals, "lock"),
    [TELL_IS_READY] = BY(every_state, intervals, "ready"),
    [TELL_IS_SELECT] = OF(in_select, 0, intervals, "waits in a select"),
    [TELL_IS_SELECT_FOR] = OF(in_select, 6, steps,
                              "one waits in a select for the semaphore s or the channel c"),
    [TELL_IS_LAPSED] = OF(in_select, 0, intervals, "goes on: the time of its select was over"),
    [TELL_GOT_CASE] = OF(in_select, 5, steps, "the channel c was ready for one's select"),
    [TELL_GOT_LAPSED] = OF(in_select, 0, steps,
                           "the time of one's select was over at 40.0 us"),
    [TELL_UNTIL_LAPSED] = OF(in_select, 0, steps, "the time of a select is over"),
    [TELL_NOW_LAPSED] = BY(every_reason, standings, "the time of its select is over"),
    [TELL_IS_SCHEDULE] = BY(every_reason, intervals, "stands until the schedule lets it go on"),
    [TELL_IS_MOVE] = BY(every_reason, intervals, "goes on: the schedule lets it"),
    [TELL_GOT_MOVE] = BY(every_reason, steps, "the schedule lets one go on"),
    [TELL_NOW_SCHEDULE] = BY(every_reason, standings, "stands still for the schedule"),
    [TELL_NOW_MOVE] = BY(every_reason, standings, "the schedule lets it go on"),
    [TELL_CLOSED_WITH] = BY(closed_with, steps, "one was closed, and its callback with it"),
    [TELL_CANCELLED_BY] = OF(cut_wait, TRACE_BY_IO, steps, "one was cancelled by two (line 9)"),
    [TELL_CANCELLED_BY_ITSELF] = OF(cut_by, TRACE_CAUSE_COUNT + 1, steps,
                                    "one was cancelled by itself"),
    [TELL_CANCELLED_BY_NOBODY] = OF(cut_by, TRACE_CAUSE_COUNT, steps, "one was cancelled"),
    [TELL_CANCELLED_BY_FAILURE] = OF(cut_by, TRACE_CAUSE_GROUP, steps,
                                     "one was cancelled by the failure of two"),
    [TELL_CANCELLED_ALONG] = OF(cut_by, TRACE_CAUSE_OWNER, steps,
                                "one was cancelled along with two"),
    [TELL_CANCELLED_BY_END] = OF(cut_by, TRACE_CAUSE_MAIN, steps,
                                 "one was cancelled by the end of two"),
    [TELL_INTERRUPTED] = OF(cut_by, TRACE_CAUSE_BLOCK, steps,
                            "one was interrupted by the failure of two"),
    [TELL_TIMED_OUT] = OF(cut_otherwise, TRACE_BY_TIMED_OUT, steps, "one ran out of time (line 9)"),
    [TELL_CALLBACK_TIMED_OUT] = BY(callback_out_of_time, steps,
                                   "a callback of one ran out of time (line 9)"),
    [TELL_FOUND_SHUT] = OF(cut_otherwise, TRACE_BY_SHUT, steps,
                           "one found the channel c closed by two (line 9)"),
    [TELL_WHILE_IO] = OF(cut_wait, TRACE_BY_IO, steps, "it waited for its query"),
    [TELL_WHILE_SLEEP] = OF(cut_wait, TRACE_BY_SLEEP, steps, "it slept"),
    [TELL_WHILE_YIELD] = OF(cut_wait, TRACE_BY_YIELD, steps, "it waited for its turn"),
    [TELL_WHILE_AWAIT] = OF(cut_wait, TRACE_BY_AWAIT, steps, "it awaited two"),
    [TELL_WHILE_AWAIT_ALL] = OF(cut_wait, TRACE_BY_AWAIT_ALL, steps, "it awaited all its tasks"),
    [TELL_WHILE_AWAIT_ANY] = OF(cut_wait, TRACE_BY_AWAIT_ANY, steps, "it awaited any of its tasks"),
    [TELL_WHILE_AWAIT_FIRST] = OF(cut_wait, TRACE_BY_AWAIT_FIRST, steps,
                                  "it awaited the first of 2 tasks"),
    [TELL_WHILE_GROUP] = OF(cut_wait, TRACE_BY_GROUP, steps, "it waited for its group"),
    [TELL_WHILE_OBJECT] = OF(cut_wait, TRACE_BY_LOCK, steps, "it waited for the channel c"),
    [TELL_WHILE_SEND] = OF(cut_wait, TRACE_BY_SEND, steps, "it waited for room in the channel c"),
    [TELL_WHILE_RECV] = OF(cut_wait, TRACE_BY_RECV, steps,
                           "it waited for something in the channel c"),
    [TELL_WHILE_SELECT] = OF(cut_wait, TRACE_BY_SELECT, steps, "it waited in a select"),
    [TELL_WHILE_OFFLOAD] = OF(cut_wait, TRACE_BY_OFFLOAD, steps,
                              "it waited for its offloaded block"),
    [TELL_WHILE_CALLBACKS] = OF(cut_wait, TRACE_BY_CALLBACKS, steps,
                                "it waited for its callbacks"),
    [TELL_WHILE_WORKER] = OF(cut_wait, TRACE_BY_WORKER, steps, "it waited for a free worker"),
    [TELL_IS_UNKNOWN] = BY(every_reason, intervals, "?"),
    [TELL_IS_STARTED] = BY(every_reason, intervals, "runs: its first turn"),
    [TELL_IS_ANSWER] = BY(every_reason, intervals, "runs: its answer (\"query\") was there"),
    [TELL_IS_TIMER] = BY(every_reason, intervals, "runs: its sleep was over"),
    [TELL_IS_TURN] = BY(every_reason, intervals, "runs: its turn came again"),
    [TELL_IS_WOKEN] = BY(every_reason, intervals, "goes on: two woke it"),
    [TELL_IS_GOT_CONDITION] = OF(met, 0, intervals, "goes on: the condition d was signalled"),
    [TELL_IS_GOT_BARRIER] = OF(met, 1, intervals, "goes on: all are at the barrier b"),
    [TELL_IS_GOT_OBJECT] = OF(woken, TRACE_BY_LOCK, intervals, "goes on: it got the lock a"),
    [TELL_IS_BLOCK] = BY(gil_pool, intervals, "runs a block of one"),
    [TELL_GOT_BLOCK] = BY(gil_pool, steps, "pool 1 runs a block of one"),
    [TELL_IS_GOT_CHANNEL] = BY(every_reason, intervals, "goes on: the channel c was ready"),
    [TELL_IS_SEND_MEET] = OF(at_meeting, 0, intervals, "waits for a receiver at the channel d"),
    [TELL_WHILE_SEND_MEET] = OF(at_meeting, 1, steps,
                                "it waited for a receiver at the channel d"),
    [TELL_GOT_MET] = OF(at_meeting, 0, steps, "one's value was received from the channel d"),
    [TELL_NOW_SEND_MEET] = OF(at_meeting, 0, standings, "waits for a receiver at a channel"),
    [TELL_NOW_GOT_CONDITION] = OF(met, 0, standings, "its condition was signalled"),
    [TELL_NOW_GOT_BARRIER] = OF(met, 1, standings, "all are at its barrier"),
    [TELL_NOW_BARRIER] = OF(met, 1, standings, "waits at a barrier"),
    [TELL_NOW_OTHER] = OF(met, 2, standings, "waits for the event 1"),
    [TELL_NOW_GOT_CHANNEL] = BY(every_reason, standings, "its channel was ready"),
    [TELL_IS_GOT_GIL] = BY(every_reason, intervals, "got the GIL"),
    [TELL_IS_RESUMED] = BY(every_reason, intervals, "was resumed by two"),
    [TELL_IS_RETURNED] = BY(every_reason, intervals, "has control back from two"),
    [TELL_IS_THROWN] = BY(every_reason, intervals, "has a failure from two"),
    [TELL_IS_CLOSED] = BY(every_reason, intervals, "was closed by two"),
    [TELL_IS_OFFLOADED] = BY(every_reason, intervals, "goes on: its offloaded block ended"),
    [TELL_IS_CALLED_BACK] = BY(every_reason, intervals, "goes on: its last callback ended"),
    [TELL_IS_CALLBACK] = BY(every_reason, intervals, "runs its callback (\"query\")"),
    [TELL_IS_GOT_CORE] = BY(every_reason, intervals, "got a core"),
    [TELL_IS_IO] = BY(hand_late, intervals, "waits for its download"),
    [TELL_IS_SLEEP] = BY(every_reason, intervals, "sleeps"),
    [TELL_IS_YIELD] = BY(every_reason, intervals, "yielded"),
    [TELL_IS_CALL] = BY(recorded_calls, intervals, "waits in recv"),
    [TELL_IS_CALL_OF] = BY(recorded_calls, intervals, "waits in recv of descriptor 5"),
    [TELL_IS_CALL_UNKNOWN] = BY(every_reason, intervals, "waits in a call of the system"),
    [TELL_IS_BACK] = BY(recorded_calls, intervals, "goes on: its recv had returned"),
    [TELL_IS_BACK_UNKNOWN] = BY(every_reason, intervals, "goes on: its call had returned"),
    [TELL_IS_JOIN] = BY(every_reason, intervals, "waits for the end of two"),
    [TELL_IS_UNWATCHED] =
        BY(every_reason, intervals, "is in a call that baton does not watch"),
    [TELL_IS_LOOP] = BY(every_reason, intervals, "runs its event loop"),
    [TELL_IS_LOOP_HAS] = BY(recorded_mixed, steps, "the loop has its thread"),
    [TELL_IS_LOOP_OVER] = BY(every_reason, intervals, "goes on: its event loop has ended"),
    [TELL_IS_LOOP_CALLBACK] = OF(recorded_callback, 6, steps,
                                 "the loop runs a callback: work (a.py:6)"),
    [TELL_IS_LOOP_CALLBACK_OF] = OF(recorded_callback, 0, intervals, "runs a callback: time.sleep"),
    [TELL_IS_LOOP_CALLBACK_UNKNOWN] = BY(every_reason, intervals, "runs a callback"),
    [TELL_LOOP_CALLBACK_ENDED] = OF(recorded_callback, 6, steps,
                                    "the callback work (a.py:6) ended"),
    [TELL_LOOP_CALLBACK_ENDED_OF] = OF(recorded_callback, 0, steps,
                                       "the callback time.sleep ended"),
    [TELL_LOOP_CALLBACK_ENDED_UNKNOWN] = OF(recorded_callback, -1, steps, "its callback ended"),
    [TELL_A_CALLBACK_RUNS] = OF(recorded_callback, 6, steps, "a callback"),
    [TELL_AT_IN] = OF(recorded_callback, 0, steps, " in time.sleep"),
    [TELL_IS_QUEUED] = BY(every_reason, intervals, "waits in the queue of the channel c"),
    [TELL_IS_JOB] = BY(every_reason, intervals, "runs two"),
    [TELL_IS_JOB_OVER] = BY(every_reason, intervals, "goes on: two has ended"),
    [TELL_IS_POOL] = BY(every_reason, intervals, "waits for a job of the channel c"),
    [TELL_GOT_CALL] = BY(recorded_calls, steps, "one's recv returned at 60.0 us"),
    [TELL_GOT_CALL_UNKNOWN] = BY(recorded_calls, steps, "one's call returned at 260.0 us"),
    [TELL_OVER_JOIN] =
        BY(recorded_calls, steps, "one's wait for the end of two was over at 450.0 us"),
    [TELL_NOW_CALL] = BY(every_reason, standings, "waits in a call"),
    [TELL_NOW_BACK] = BY(every_reason, standings, "its call had returned"),
    [TELL_NOW_JOIN] = BY(every_reason, standings, "waits for another's end"),
    [TELL_NOW_CONDITION] = BY(every_reason, standings, "waits for a condition"),
    [TELL_NOW_UNWATCHED] = BY(every_reason, standings, "in a call that is not watched"),
    [TELL_NOW_LOOP] = BY(every_reason, standings, "runs its event loop"),
    [TELL_NOW_LOOP_CALLBACK] = BY(every_reason, standings, "runs a callback"),
    [TELL_NOW_QUEUED] = BY(every_reason, standings, "in a pool's queue"),
    [TELL_NOW_JOB] = BY(every_reason, standings, "runs a job"),
    [TELL_NOW_POOL] = BY(every_reason, standings, "waits for a job"),
    [TELL_IS_AWAIT] = BY(every_reason, intervals, "awaits two"),
    [TELL_IS_AWAIT_ALL] = BY(every_reason, intervals, "awaits all its tasks"),
    [TELL_IS_AWAIT_FIRST] = BY(every_reason, intervals, "awaits the first of 2 tasks"),
    [TELL_IS_AWAIT_ANY] = BY(every_reason, intervals, "awaits any of its tasks"),
    [TELL_IS_GROUP] = BY(every_reason, intervals, "waits for its group"),
    [TELL_IS_FOR_OBJECT] = BY(every_object, steps, "one waits for the lock a"),
    [TELL_IS_FOR_HELD] = BY(hand_locks, steps, "two waits for the lock a, which one holds"),
    [TELL_IS_FOR_HELD_ENDED] = BY(ended_with_lock, intervals,
                                  "waits for the lock a, which one held when it ended"),
    [TELL_IS_FOR_HELD_CRASHED] = BY(crashed_with_lock, intervals,
                                    "waits for the lock a, which one held when it crashed"),
    [TELL_IS_SEND] = BY(every_reason, intervals, "waits for room in the channel c"),
    [TELL_IS_RECV] = BY(every_reason, intervals, "waits for something in the channel c"),
    [TELL_IS_OFFLOAD] = BY(every_reason, intervals, "waits for its offloaded block"),
    [TELL_IS_RESUME] = BY(every_reason, intervals, "resumed two"),
    [TELL_IS_THROW] = BY(every_reason, intervals, "threw a failure into two"),
    [TELL_IS_CLOSE] = BY(every_reason, intervals, "closed two"),
    [TELL_IS_GEN_YIELD] = BY(every_reason, intervals, "yielded to two"),
    [TELL_IS_CREATED] = BY(every_reason, intervals, "created, not yet resumed"),
    [TELL_IS_STARTING] = BY(every_reason, intervals, "waits for its first turn"),
    [TELL_IS_CHILD] = BY(every_reason, intervals, "started two and waits for its end"),
    [TELL_IS_GIL] = BY(every_reason, intervals,
        "waits for the GIL, which two has"),
    [TELL_IS_GIL_DROPPED] = BY(every_reason, intervals,
        "dropped the GIL: two asked for it"),
    [TELL_IS_PREEMPTED] = BY(every_reason, intervals, "was stopped by the kernel"),
    [TELL_IS_OFF_CPU] = BY(every_reason, intervals, "was off the CPU"),
    [TELL_IS_LOOKING] = BY(every_reason, intervals, "keeps asking (\"query\")"),
    [TELL_IS_MEANWHILE] = BY(every_reason, intervals, "has no answer (\"query\") yet"),
    [TELL_IS_CALLBACKS] = BY(every_reason, intervals, "waits for its callbacks"),
    [TELL_IS_REST] = BY(every_reason, intervals, "left the rest of it with the loop"),
    [TELL_IS_WORKER] = BY(every_reason, intervals, "waits for a free worker"),
    [TELL_IS_END] = BY(every_reason, intervals, "ended"),
    [TELL_IS_ANSWERED] = BY(every_reason, intervals,
        "is ready: its answer (\"query\") is there, it has not been told"),
    [TELL_IS_SLEPT] = BY(every_reason, intervals,
        "is ready: its sleep is over, it has not been told"),
    [TELL_GIVES_UP] = BY(gil_given_up, steps, "one gives up the GIL"),
    [TELL_ENDED] = BY(every_end, steps, "one ended"),
    [TELL_ENDED_FAILED] = BY(every_end, steps, "two failed"),
    [TELL_ENDED_CANCELLED] = BY(every_end, steps, "three was cancelled (line 3)"),
    [TELL_ENDED_CRASHED] = BY(every_end, steps, "four crashed"),
    [TELL_ENDED_UNKNOWN] = BY(every_end, steps, "five ?"),

    [TELL_IN_KERNEL] = BY(hand_two_coroutines, intervals, "in the kernel"),
    [TELL_DISPATCHES] = BY(hand_two_coroutines, intervals, "dispatches"),
    [TELL_HAS_CONTROL] = BY(hand_two_coroutines, intervals, "one has control"),
    [TELL_SERVES] = BY(hand_two_coroutines, intervals, "serves 1"),
    [TELL_IDLE] = BY(hand_two_coroutines, intervals, "idle"),
    [TELL_ON_LINE] = BY(hand_late, intervals, ", line 4"),
    [TELL_SPELL] = BY(hand_late, intervals, "from 0 ms for 10.0 us"),
    [TELL_ENDED_AT] = BY(every_end, pictures, "ended at 15.0 us"),
    [TELL_ENDED_FAILED_AT] = BY(every_end, pictures, "failed at 25.0 us"),
    [TELL_ENDED_CANCELLED_AT] = BY(every_end, pictures, "cancelled at 35.0 us"),
    [TELL_ENDED_CRASHED_AT] = BY(every_end, pictures, "crashed at 45.0 us"),
    [TELL_ASKED] = OF(told, 1, pictures, "1 query, asked by one at 12.0 us"),
    [TELL_ASKED_ON_LINE] = BY(cancelled, pictures, "1 query, asked by one in line 3 at 20.0 us"),
    [TELL_SERVED_FROM] = BY(hand_late, pictures, "served from 95.0 us"),
    [TELL_ANSWERED_AT] = OF(told, 1, pictures, "answered at 1.00 ms"),
    [TELL_CANCELLED_AT] = BY(cancelled, pictures, "cancelled at 100.0 us"),
    [TELL_TOLD_AT] = OF(told, 1, pictures, "told at 1.01 ms"),

    [TELL_GOT_STARTED] = BY(hand_two_coroutines, steps, "one has its first turn"),
    [TELL_GOT_ANSWER] = BY(hand_two_coroutines, steps,
        "two's answer (\"download\") came at 400.1 ms"),
    [TELL_GOT_CALLBACK] = BY(every_reason, steps,
        "one's answer (\"query\") came at 7.0 us: its callback runs"),
    [TELL_GOT_TIMER] = BY(every_reason, steps, "one's sleep was over at 60.0 us"),
    [TELL_GOT_TURN] = BY(every_reason, steps, "it is one's turn again"),
    [TELL_GOT_TURN_AFTER] = OF(got_after, TRACE_BY_TURN, steps,
        "it is one's turn again after 1.00 ms"),
    [TELL_GOT_LOOKS] = BY(every_reason, steps, "one looks again (\"query\")"),
    [TELL_GOT_LOOKS_AFTER] = OF(got_after, TRACE_BY_MEANWHILE, steps,
        "one looks again after 1.00 ms"),
    [TELL_GOT_WOKEN] = BY(every_reason, steps, "two woke one at 100.0 us"),
    [TELL_GOT_OBJECT] = OF(woken, TRACE_BY_LOCK, steps, "one got the lock a"),
    [TELL_GOT_SIGNAL] = OF(met, 0, steps, "one has a signal of the condition d"),
    [TELL_GOT_THROUGH] = OF(met, 1, steps, "one goes on, for all are at the barrier b"),
    [TELL_GOT_SOMETHING] = OF(woken, TRACE_BY_RECV, steps, "one got something from the channel c"),
    [TELL_GOT_ROOM] = OF(woken, TRACE_BY_SEND, steps, "one had room in the channel c"),
    [TELL_GOT_GIL] = BY(every_reason, steps, "one got the GIL"),
    [TELL_GOT_GIL_AFTER] = BY(gil_after, steps,
        "two got the GIL after 1.60 ms"),
    [TELL_GOT_CORE] = BY(every_reason, steps, "one got a core"),
    [TELL_GOT_CORE_AFTER] = OF(got_after, TRACE_BY_GOT_CORE, steps, "one got a core after 1.00 ms"),
    [TELL_GOT_RESUMED] = BY(every_reason, steps, "two resumed one"),
    [TELL_GOT_RETURNED] = BY(every_reason, steps, "two yielded to one"),
    [TELL_GOT_BACK] = BY(generator_ends, steps, "one has control back"),
    [TELL_GOT_THROWN] = BY(every_reason, steps, "two threw a failure into one"),
    [TELL_GOT_CLOSED] = BY(every_reason, steps, "two closed one"),
    [TELL_GOT_OFFLOADED] = BY(every_reason, steps, "one's offloaded block ended at 240.0 us"),
    [TELL_GOT_CALLED_BACK] = BY(every_reason, steps, "one's last callback ended"),
    [TELL_GOES_ON] = OF(woken, TRACE_BY_CHILD, steps, "one goes on"),
    [TELL_OVER_AWAIT] = OF(woken, TRACE_BY_AWAIT, steps, "one's wait for two was over at 40.0 us"),
    [TELL_OVER_AWAIT_ALL] = OF(woken, TRACE_BY_AWAIT_ALL, steps,
        "one's wait for all its tasks was over at 40.0 us"),
    [TELL_OVER_AWAIT_FIRST] = OF(woken, TRACE_BY_AWAIT_FIRST, steps,
                                 "one's wait for the first of 2 tasks was over at 40.0 us"),
    [TELL_OVER_AWAIT_ANY] = OF(woken, TRACE_BY_AWAIT_ANY, steps,
        "one's wait for any of its tasks was over at 40.0 us"),
    [TELL_OVER_GROUP] = OF(woken, TRACE_BY_GROUP, steps,
        "one's wait for its group was over at 40.0 us"),
    [TELL_NOBODY_WANTS_GIL] = BY(gil_not_wanted, steps, "nobody wants the GIL"),
    [TELL_NOBODY_WANTS_IT] = BY(gil_given_up, steps, "nobody wants it"),
    [TELL_WANTS_GIL] = BY(gil_left, steps, "two waits for the GIL"),
    [TELL_WANTS_IT] = BY(gil_left_to_sleep, steps, "two waits for it"),
    [TELL_NOBODY_ON_CORE] = OF(served_by, 7, steps, "no task is on core 0 now"),
    [TELL_NOBODY_HAS_CONTROL] = BY(loop_asks, steps, "nobody has control"),
    [TELL_NOBODY_IS_READY] = BY(loop_sleeps, steps, "nobody is ready"),
    [TELL_LOOP_ASKS] = BY(loop_asks, steps, "the loop asks the kernel what has come meanwhile"),
    [TELL_LOOP_ASKS_EPOLL] = BY(loop_asks, moments,
        "The loop asks the kernel (epoll_wait) what has come meanwhile"),
    [TELL_LOOP_SLEEPS] = BY(loop_sleeps, steps,
        "the loop sleeps in the kernel until an answer comes, a sleep is over or a thread of "
        "the pool is done"),
    [TELL_LOOP_SLEEPS_EPOLL] = BY(loop_sleeps, moments,
        "The loop sleeps in the kernel (epoll_wait) until an answer comes, a sleep is over or a "
        "thread of the pool is done"),
    [TELL_UNTIL_ANSWER] = BY(loop_sleeps, steps, "an answer comes"),
    [TELL_UNTIL_SLEPT] = BY(loop_sleeps, steps, "a sleep is over"),
    [TELL_UNTIL_LIMIT] = BY(out_of_time_asleep, steps, "a time limit is over"),
    [TELL_UNTIL_POOL] = BY(loop_sleeps, steps, "a thread of the pool is done"),
    [TELL_UNTIL_SOMETHING] = BY(loop_sleeps_for_something, steps, "something comes"),

    [TELL_UNTOLD_ANSWER] = BY(loop_asks, intervals,
        "its answer is there, it has not been told for 10.1 ms"),
    [TELL_UNTOLD_SLEEP] = BY(sleep_is_over, intervals,
        "its sleep is over, it has not been told for 10.1 ms"),
    [TELL_LOCK_WITH] = BY(gil_waited_for, steps, "the lock was with two (line 9) until 4.00 ms"),
    [TELL_CORE_WITH] = OF(behind_core, 1, steps, "the core was with two (line 9) until 1.01 ms"),
    [TELL_LOOP_BUSY] = OF(behind_loop, 1, steps,
        "the loop was busy with two (line 9) until 1.01 ms"),
    [TELL_THREAD_BUSY] = OF(behind_thread, 1, steps,
        "the thread was busy with two (line 9) until 1.01 ms"),
    [TELL_WORKER_BUSY] = OF(served_by, 7, steps, "its worker was busy with one until 100.0 ms"),
    [TELL_HAD_LOCK] = OF(behind_lock, 3, steps,
        "meanwhile four (1.00 ms) and three (1.00 ms) had the lock"),
    [TELL_HAD_CORE] = OF(behind_core, 3, steps,
        "meanwhile four (998.0 us) and three (998.0 us) had the core"),
    [TELL_HAD_LOOP] = OF(behind_loop, 3, steps,
        "meanwhile four (998.0 us) and three (998.0 us) had the loop"),
    [TELL_HAD_THREAD] = OF(behind_thread, 3, steps,
        "meanwhile four (998.0 us) and three (998.0 us) had the thread"),
    [TELL_IS_LATE] = OF(behind_thread, 1, steps, "one is 1.01 ms late"),
    [TELL_RUNS_LATE] = OF(served_by, 0, steps, "it runs 100.0 ms late"),
    [TELL_WAITED_FOR_IT] = BY(gil_waited_for, steps, "one waited 3.99 ms for it"),

    [TELL_HOLDS] = BY(hand_two_coroutines, moments, "one holds control (task, line 4)"),
    [TELL_HOLDS_IN_CALL] = OF(stuck, 1, moments, "one holds control inside a call (line 3)"),
    [TELL_HOLDS_TO_ASK] = BY(polls, moments, "one holds control and looks for its answer (line 3)"),
    [TELL_HOLDS_TO_LOOK] = BY(polls, moments, "one holds control and looks again (line 3)"),
    [TELL_HOLDS_ON] = BY(polls_on_core, moments, "one holds control on core 0"),
    [TELL_HOLDS_TO_ASK_ON] = BY(polls_on_core, moments,
        "one holds control and looks for its answer on core 0 (line 3)"),
    [TELL_HOLDS_TO_LOOK_ON] = BY(polls_on_core, moments,
        "one holds control and looks again on core 0 (line 3)"),
    [TELL_CORE_TAKEN] = OF(off_core, TRACE_BY_PREEMPTED, moments, "the kernel took its core away"),
    [TELL_CORE_OFF] = OF(off_core, TRACE_BY_OFF_CPU, moments, "its thread is off the CPU"),
    [TELL_CORES_MORE_ONE] = OF(cores, 9, moments, "1 more core is busy"),
    [TELL_CORES_MORE] = OF(cores, 10, moments, "2 more cores are busy"),
    [TELL_READY_ONE] = OF(ready, 1, moments, "two is ready"),
    [TELL_READY_SOME] = OF(ready, 2, moments, "one, two and three are ready"),
    [TELL_READY_OTHERS] = OF(ready, 3, moments, "3 others are ready"),
    [TELL_READY_AT_LEAST] = OF(ready, 600, moments, "at least 511 others are ready"),
    [TELL_STUCK_ONE] = OF(stuck, 1, moments, "two is ready and cannot run"),
    [TELL_STUCK_SOME] = OF(stuck, 2, moments, "two and three are ready and cannot run"),
    [TELL_STUCK_OTHERS] = OF(stuck, 3, moments, "3 others are ready and cannot run"),
    [TELL_STUCK_AT_LEAST] = OF(stuck, 600, moments, "at least 511 others are ready and cannot run"),
    [TELL_NOBODY_HOLDS] = BY(hand_two_threads, moments, "Nobody holds control"),
    [TELL_LOOP_IDLE] = BY(hand_two_coroutines, moments,
        "Control returns to the loop; nothing is ready"),
    [TELL_LOOP_HOLDS] = BY(loop_runs, moments, "The loop holds control"),
    [TELL_WAITING_ONE] = OF(for_lock, 1, moments, "two is waiting"),
    [TELL_WAITING_SOME] = OF(sleeping, 2, moments, "one and two are waiting"),
    [TELL_FOR_LOCK_ONE] = OF(for_lock, 1, moments, "one is waiting for a lock"),
    [TELL_FOR_LOCK_SOME] = OF(for_lock, 2, moments, "one and two are waiting for a lock"),
    [TELL_FOR_SEMAPHORE_ONE] = OF(for_semaphore, 1, moments, "one is waiting for a semaphore"),
    [TELL_FOR_SEMAPHORE_SOME] = OF(for_semaphore, 2, moments,
        "one and two are waiting for a semaphore"),
    [TELL_FOR_CHANNEL_ONE] = OF(for_channel, 1, moments, "one is waiting for a channel"),
    [TELL_FOR_CHANNEL_SOME] = OF(for_channel, 2, moments, "one and two are waiting for a channel"),
    [TELL_FOR_CONDITION_ONE] = OF(for_condition, 1, moments,
        "one is waiting for a condition or at a barrier"),
    [TELL_FOR_CONDITION_SOME] = OF(for_condition, 2, moments,
        "one and two are waiting for a condition or at a barrier"),
    [TELL_FOR_OTHERS_SOME] = OF(for_objects, TRACE_BY_CONDITION, moments,
        "one and two are waiting for locks, conditions and the like"),
    [TELL_FOR_OBJECTS_SOME] = OF(for_objects, TRACE_BY_SEMAPHORE, moments,
        "one and two are waiting for locks, semaphores or channels"),
    [TELL_BLOCKED_ONE] = OF(in_calls, 1, moments, "one is blocked in a call"),
    [TELL_BLOCKED_SOME] = OF(in_calls, 2, moments, "one and two are blocked in a call"),

    [TELL_DEADLOCK] = BY(edges, endings, "Deadlock"),
    [TELL_EDGE_AWAITS] = BY(edges, endings, "one awaits two"),
    [TELL_EDGE_WAITS] = BY(edges, endings, "four waits for the channel c"),
    [TELL_EDGE_HELD] = BY(edges, endings, "two waits for the lock a, which three holds"),
    [TELL_EDGE_HELD_ENDED] = BY(ended_with_lock, endings,
                                "two waits for the lock a, which one held when it ended"),
    [TELL_EDGE_HELD_CRASHED] = BY(crashed_with_lock, endings,
                                  "two waits for the lock a, which one held when it crashed"),
    [TELL_EDGE_UNIT] = OF(units_held, ONE_HOLDS, endings,
                          "five waits for the semaphore s, of which one holds a unit"),
    [TELL_EDGE_UNIT_ITSELF] = OF(units_held, ITSELF_HOLDS, endings,
                                 "one waits for the semaphore s, of which it holds a unit itself"),
    [TELL_EDGE_UNITS_OF_ONE] = OF(units_held, TWO_OF_ONE, endings,
                                  "five waits for the semaphore s, of which one holds 2 units"),
    [TELL_EDGE_UNITS] = OF(units_held, TWO_HOLD, endings,
                           "five waits for the semaphore s, of which one and two hold units"),
    [TELL_EDGE_UNIT_CRASHED] = OF(units_held, ONE_CRASHED, endings,
        "five waits for the semaphore s, of which one held a unit when it crashed"),
    [TELL_EDGE_UNITS_CRASHED] = OF(units_held, TWO_CRASHED, endings,
        "five waits for the semaphore s, of which one and two held units when they crashed"),
    [TELL_EDGE_WORKER] = BY(edges, endings, "five waits for a free worker"),
    [TELL_EDGE_WORKER_HAS] = BY(edges, endings, "task 6 waits for the only worker, which two has"),
    [TELL_EDGE_POOL] = BY(edges, endings, "task 7 waits for a thread of the pool"),
    [TELL_EDGE_POOL_HAS] = BY(edges, endings,
                    "task 8 waits for the only thread of the pool, which runs a block of two"),
    [TELL_EDGE_LEFT] = BY(edges, endings,
                    "a block that five left behind waits for the channel c"),
    [TELL_EDGE_HELD_ITSELF] = BY(edges, endings,
        "three waits for the lock a, which it holds itself"),

    [TELL_LIVELOCK] = BY(in_vain, endings, "Livelock: one and two had control 198 times in the last"
                                           " 2.00 ms, and nothing came of it"),
    [TELL_CRASHED_WITH_ALL] = BY(hand_crash, endings,
        "bad crashed (crash, line 4), and the whole program with it"),
    [TELL_NEVER_ENDED] = BY(hand_crash, endings, "good 1 and good 2 never ended"),
    [TELL_FAILED_AT] = BY(one_failed, endings, "one failed (line 3)"),
    [TELL_FAILED_AT_WITH] = OF(failed, 2, endings, "one failed (line 3): no answer"),
    [TELL_CRASHED_AT] = BY(hand_crash_of_one, endings, "bad crashed (crash, line 4)"),
    [TELL_CRASHED_AT_WITH] = BY(crashed_with, endings, "one crashed (line 3): stack overflow"),
    [TELL_FAILED_OTHERS_ONE] = OF(failed, 2, endings, "and 1 other, too"),
    [TELL_FAILED_OTHERS] = OF(failed, 3, endings, "and 2 others, too"),
    [TELL_WENT_ON] = BY(hand_crash_of_one, endings, "good 1 and good 2 went on to the end"),
    [TELL_RUN_ENDED] = BY(hand_late, endings, "The run has ended, after 452.0 ms"),
    [TELL_RUN_STOPPED] = BY(stopped, endings, "The run was stopped before its end"),
    [TELL_RUN_RESULT] = BY(timeout, endings, "The run ended: timeout"),
    [TELL_THE_END] = BY(edges, endings, "the end"),
    [TELL_THE_END_IS] = BY(timeout, endings, "the end: timeout"),
    [TELL_SAYS_WHY] = BY(timeout, endings, "It did not end in 10 s"),
    [TELL_SAYS_WHY_SO] = BY(timeout, endings, "it did not end in 10 s"),
    [TELL_ENDED_IN_WORDS] = BY(timeout, endings, "it did not end in 10 s"),
    [TELL_ENDED_BY_LIMIT] = ENDING(LIMIT, "the limit of 10 s was reached"),
    [TELL_ENDED_BY_BOUND] = ENDING(ALIVE, "the bound of 10000000000 threads at a time was reached"),
    [TELL_ENDED_BY_TASKS] = ENDING(TASKS, "the bound of 10000000000 tasks in a run was reached"),
    [TELL_ENDED_BY_GROUPS] =
        ENDING(GROUPS, "the bound of 10000000000 groups open at a time was reached"),
    [TELL_ENDED_BY_OUTPUT] = ENDING(OUTPUT, "the bound of 10000000000 MiB of output was reached"),
    [TELL_ENDED_BY_OUTSIDE] = ENDING(OUTSIDE, "ended from outside"),
    [TELL_ENDED_BY_VIEWER] = ENDING(VIEWER, "the viewer is gone"),
    [TELL_ENDED_BY_LOG] = OF(ended_by_log, 0, endings, "the log is full"),
    [TELL_ENDED_BY_LOG_CUT] = OF(ended_by_log, 46, endings,
        "the log is full: limits of memory or of the size of files left it 46 MiB"),
    [TELL_ENDED_BY_DEVICE] = ENDING(DEVICE, "the device was ended from outside"),
    [TELL_ENDED_UNREACHABLE] = ENDING(UNREACHABLE, "the device or the engine could not be reached"),
    [TELL_ENDED_BY_CRASH] = ENDING(CRASH, "the whole program crashed (threads)"),
    [TELL_ENDED_BY_LAST_WORKER] = OF(last_worker, 0, why_alone, "the last worker crashed"),
    [TELL_ENDED_BY_LAST_WORKER_WITH] = OF(last_worker, 2, why_alone,
 "the last worker crashed with two (line 3)"),
    [TELL_ENDED_BY_SIGNAL] = ENDING(SIGNAL, "the program was ended by a signal (threads)"),
    [TELL_ENDED_ENGINE_SIGNAL] =
        ENDING(ENGINE_SIGNAL, "the engine was ended by a signal (threads)"),
    [TELL_ENDED_ENGINE_STATUS] =
        ENDING(ENGINE_STATUS, "the engine could not run (status 10000000000)"),
    [TELL_ENDED_NO_PROCESS] = ENDING(NO_PROCESS, "the machine refused another process: threads"),
    [TELL_ENDED_NO_SOCKET] = ENDING(NO_SOCKET, "no socket for a process: threads"),
    [TELL_ENDED_NO_THREAD] =
        ENDING(NO_THREAD, "the machine has no room for another thread (10000000000 tasks live): "
            "'ulimit -u', 'ulimit -v' or the container bounds them"),
    [TELL_ENDED_NO_STACK] = ENDING(NO_STACK,
        "the machine has no room for another stack: 'ulimit -v' bounds memory"),
    [TELL_ENDED_EXIT] = OF(ended_with_status, 3, endings, "the program ended with the status 3"),
    [TELL_ENDED_BY_ASSERT] =
        BY(asserted, endings, "one's assert n == 4 failed: n is 3 (line 9)"),
    [TELL_ENDED_REFUSED] = ENDING(REFUSED, "the machine refused threads"),
    [TELL_MISFIT_OBJECT] = OF(misfit, TRACE_BY_LOCK, endings,
                              "move 5 is 2's, which waits for the semaphore s (line 12)"),
    [TELL_MISFIT_SEND] = OF(misfit, TRACE_BY_SEND, endings,
                            "move 5 is 2's, which waits for room in the semaphore s (line 12)"),
    [TELL_MISFIT_RECV] = OF(misfit, TRACE_BY_RECV, endings,
                            "move 5 is 2's, which waits for something in the semaphore s "
                            "(line 12)"),
    [TELL_MISFIT_AWAIT] = OF(misfit, TRACE_BY_AWAIT, endings,
                             "move 5 is 2's, which awaits one (line 12)"),
    [TELL_MISFIT_LIMIT] = OF(misfit, TRACE_BY_TIMED_OUT, endings,
        "move 5 is 2's, and there no time limit of one can be over"),
    [TELL_MISFIT_WAITS] = OF(misfit, TRACE_BY_GROUP, endings,
                             "move 5 is 2's, which waits (line 12)"),
    [TELL_MISFIT_ENDED] = OF(misfit, TRACE_BY_END, endings, "move 5 is 2's, which has ended"),
    [TELL_MISFIT_NOBODY] = OF(misfit, TRACE_BY_NONE, endings,
                              "move 5 is 2's, and there is no such task"),
    [TELL_ENDED_AT_ONCE] = ENDING(AT_ONCE, "too many tasks at once for 10000000000 workers"),

    [TELL_END_DEADLOCK_ONE] = RUNS("Blocking ends in a deadlock",
        {"blocking", 100, .result = TRACE_RESULT_DEADLOCK},
        {"coroutines", 100}),
    [TELL_END_DEADLOCK_SOME] = RUNS("Blocking and gil end in a deadlock",
        {"blocking", 100, .result = TRACE_RESULT_DEADLOCK},
        {"gil", 100, .result = TRACE_RESULT_DEADLOCK}),
    [TELL_END_CRASH_ONE] = RUNS("Blocking crashes",
        {"blocking", 100, .result = TRACE_RESULT_CRASH},
        {"coroutines", 100}),
    [TELL_END_CRASH_SOME] = RUNS("Blocking and gil crash",
        {"blocking", 100, .result = TRACE_RESULT_CRASH},
        {"gil", 100, .result = TRACE_RESULT_CRASH}),
    [TELL_END_TIMEOUT_ONE] = RUNS("Blocking does not end in time",
        {"blocking", 100, .result = TRACE_RESULT_TIMEOUT},
        {"coroutines", 100}),
    [TELL_END_TIMEOUT_SOME] = RUNS("Blocking and gil do not end in time",
        {"blocking", 100, .result = TRACE_RESULT_TIMEOUT},
        {"gil", 100, .result = TRACE_RESULT_TIMEOUT}),
    [TELL_END_STOPPED_ONE] = RUNS("Blocking was stopped",
        {"blocking", 100, .result = TRACE_RESULT_STOPPED},
        {"coroutines", 100}),
    [TELL_END_STOPPED_SOME] = RUNS("Blocking and gil were stopped",
        {"blocking", 100, .result = TRACE_RESULT_STOPPED},
        {"gil", 100, .result = TRACE_RESULT_STOPPED}),
    [TELL_SAME_TIME] = RUNS("All take about the same time, 100.0 ms",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"callbacks", 105, .state = TRACE_WAITING}),
    [TELL_ADDS_WAITS] = RUNS("Blocking adds the waits up",
        {"blocking", 900, .state = TRACE_BLOCKED},
        {"coroutines", 500, .state = TRACE_WAITING}),
    [TELL_ADDS_WAITS_WHY] = RUNS("its thread can do nothing else while it is in a call",
        {"blocking", 900, .state = TRACE_BLOCKED},
        {"coroutines", 500, .state = TRACE_WAITING}),
    [TELL_TOGETHER] = RUNS("Under coroutines the waits overlap, and it ends with the longest",
        {.make = hand_two_blocking}, {.make = hand_two_coroutines}),
    [TELL_OVERLAP] = RUNS("Under coroutines the waits overlap",
        {"blocking", 900, .state = TRACE_BLOCKED},
        {"coroutines", 500, .tasks = 2, .state = TRACE_WAITING}),
    [TELL_ADDS_TOO_ONE] = RUNS("Async-blocking adds them up, too",
        {"blocking", 900, .state = TRACE_BLOCKED},
        {"async-blocking", 890, .state = TRACE_BLOCKED},
        {"coroutines", 500, .state = TRACE_WAITING}),
    [TELL_ADDS_TOO_SOME] = RUNS("Async-blocking and polling add them up, too",
        {"blocking", 900, .state = TRACE_BLOCKED},
        {"async-blocking", 890, .state = TRACE_BLOCKED},
        {"polling", 880, .state = TRACE_BLOCKED},
        {"coroutines", 500, .state = TRACE_WAITING}),
    [TELL_AT_ONCE] = RUNS("Threads runs up to 2 tasks at once",
        {"threads", 100, .tasks = 2},
        {"coroutines", 200}),
    [TELL_AT_ONCE_GIL] = RUNS("gil lets only the one run that has the GIL",
        {"threads", 100, .tasks = 2},
        {"gil", 200}),
    [TELL_AT_ONCE_ONE] = RUNS("coroutines runs one at a time",
        {"threads", 100, .tasks = 2},
        {"coroutines", 200}),
    [TELL_AT_ONCE_FEWER] = RUNS("processes runs fewer",
        {"threads", 100, .tasks = 3},
        {"processes", 200, .tasks = 2}),
    [TELL_AT_ONCE_WHY] = RUNS("the others are ready, and wait",
        {"threads", 100, .tasks = 2},
        {"coroutines", 200}),
    [TELL_UNDER_WAY] = RUNS("Coroutines has up to 2 requests under way at once, callbacks only 1",
        {"coroutines", 100, .late_ms = 1, .tasks = 2, .state = TRACE_WAITING},
        {"callbacks", 200, .late_ms = 1, .state = TRACE_WAITING}),
    [TELL_UNDER_WAY_WHY] = RUNS("the others are asked only when one is answered",
        {"coroutines", 100, .late_ms = 1, .tasks = 2, .state = TRACE_WAITING},
        {"callbacks", 200, .late_ms = 1, .state = TRACE_WAITING}),
    [TELL_WAITS_FOR_LOCKS] = RUNS(
        "Under threads tasks wait 200.0 ms in all for locks, semaphores and channels, under "
        "coroutines 0 ms",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"threads", 200, .state = TRACE_LOCKED}),
    [TELL_TAKES] = RUNS("Coroutines takes 100.0 ms, callbacks 200.0 ms",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"callbacks", 200, .state = TRACE_WAITING}),
    [TELL_NO_CORE] = RUNS("The tasks of threads were ready and had no core for 400.0 ms in all",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"threads", 200, .tasks = 2, .state = TRACE_READY}),
    [TELL_NO_CORE_OWN] = RUNS("its own tasks had the cores",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"threads", 200, .tasks = 2, .state = TRACE_READY}),
    [TELL_NO_CORE_OTHERS] = RUNS("other programs had the cores",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"threads", 200, .others_ms = 250, .tasks = 2, .state = TRACE_READY}),
    [TELL_NO_CORE_BOTH] = RUNS(
        "its own tasks had the cores, and other programs for up to 100.0 ms",
        {"coroutines", 100, .state = TRACE_WAITING},
        {"threads", 200, .others_ms = 100, .tasks = 2, .state = TRACE_READY}),
    [TELL_MORE_CPU] = RUNS("Callbacks uses more CPU (150.0 ms) than coroutines (5.00 ms)",
        {"coroutines", 100, 5, .state = TRACE_WAITING},
        {"callbacks", 200, 150, .state = TRACE_WAITING}),
    [TELL_TAKEN_LATE] = RUNS(
        "Under callbacks an answer that is there is taken up to 100.0 ms late, because another "
        "has control; under coroutines 1.00 ms",
        {"coroutines", 100, .late_ms = 1, .state = TRACE_WAITING},
        {"callbacks", 200, .late_ms = 100, .state = TRACE_WAITING}),
    [TELL_PAYS_ONE] = RUNS("Polling pays for it with 200.0 ms of CPU and 20 looks in vain",
        {"polling", 200, .looks = 20, .state = TRACE_POLLING},
        {"coroutines", 100, .state = TRACE_WAITING}),
    [TELL_PAYS_SOME] = RUNS(
        "Polling and callbacks pay for it with up to 200.0 ms of CPU and 30 looks in vain each",
        {"polling", 200, .looks = 20, .state = TRACE_POLLING},
        {"callbacks", 190, .looks = 30, .state = TRACE_POLLING}),
    [TELL_WORKS_ONE] = RUNS("Polling works while it waits, for 200.0 ms of CPU",
        {"polling", 200, .looks = 20, .state = TRACE_RUNNING},
        {"coroutines", 100, .state = TRACE_WAITING}),
    [TELL_WORKS_SOME] = RUNS(
        "Polling and callbacks work while they wait, for up to 200.0 ms of CPU",
        {"polling", 200, .looks = 20, .state = TRACE_RUNNING},
        {"callbacks", 190, .looks = 30, .state = TRACE_RUNNING}),

    [TELL_RESULTS_DIFFER] = RUNS("Under callbacks a task fails, under coroutines none does",
        {.make = says_in_turn}, {.make = says_less}),
    [TELL_LINES_LACK] = RUNS("Coroutines says \"c\", callbacks never does",
        {.make = says_in_turn}, {.make = says_later}, {.make = says_less}),
    [TELL_LINES_ORDER] = RUNS(
        "Coroutines and threads say the same in another order: line 2 of threads is \"c\"",
        {.make = says_in_turn}, {.make = says_later}, {.make = says_turned}),
    [TELL_VALUES_DIFFER] = RUNS("Coroutines leaves counter at 2, threads at 1",
        {.make = outcome_two}, {.make = outcome_two}, {.make = outcome_one}),
    [TELL_KEEPS_BOTH] = RUNS("In both one keeps control for long",
        {.make = recorded_tasks}, {.make = hand_two_blocking}),
    [TELL_KEEPS_BY] = RUNS("in recorded Task-3 in held (serve.py:9, in time.sleep) for 5.05 ms",
        {.make = recorded_tasks}, {.make = hand_two_blocking}),
    [TELL_KEEPS_IN] = RUNS("In blocking one (io, line 6) keeps control for 500.1 ms",
        {.make = hand_two_blocking}, {.make = recorded_mixed}),
    [TELL_KEEPS_NOT] = RUNS("in recorded nobody for more than 50.0 us",
        {.make = hand_two_blocking}, {.make = recorded_mixed}),
    [TELL_LATE_IN] = RUNS("In recorded Task-2 is told up to 4.10 ms late",
        {.make = recorded_tasks}, {.make = hand_two_blocking}),
    [TELL_LATE_NOBODY] = RUNS("in coroutines nobody",
        {.make = recorded_tasks}, {"coroutines", 500, .state = TRACE_WAITING}),
    [TELL_LATE_TOO] = RUNS("in recorded pool.py 801 up to 51.0 us",
        {.make = recorded_threads}, {.make = recorded_mixed}),
    [TELL_GIL_IN] = RUNS(
        "In recorded threads wait 5.46 ms in all for the GIL, in recorded 30.0 us",
        {.make = recorded_threads}, {.make = recorded_mixed}),
    [TELL_LOCKS_IN] = RUNS("In recorded locks are waited for 1.80 ms in all, in recorded 0 ms",
        {.make = recorded_threads}, {.make = recorded_mixed}),
    [TELL_IN_NO_WAY] = RUNS(
        "In both nobody keeps a loop for long, waits for long for locks, or is told late",
        {.make = recorded_mixed}, {"coroutines", 500, .state = TRACE_WAITING}),
    [TELL_STATUS_DIFFERS] = RUNS("Recorded ends with the status 3, recorded with 0",
        {.make = ended_with_three}, {.make = recorded_mixed}),
    [TELL_KEPT_ONE] = OF(told, 1, corners, "The call kept control for 3.0 us"),
    [TELL_KEPT_SOME] = BY(hand_two_blocking, corners, "The calls kept control for 900.1 ms"),
    [TELL_OWN_WORK] = BY(late_by_itself, corners, "own work meanwhile: 39.0 ms"),
    [TELL_OWN_WORK_NONE] = OF(told, 1, corners, "own work meanwhile: none"),
    [TELL_TOLD_NOBODY] = BY(polls, corners, "the loop told nobody"),
    [TELL_TOLD_ONE] = OF(told, 1, corners, "the loop told one at 1.01 ms"),
    [TELL_TOLD_TWO] = BY(hand_two_coroutines, corners,
        "the loop told two at 400.2 ms, one at 500.1 ms"),
    [TELL_TOLD_SOME] = OF(told, 3, corners,
        "the loop told one at 1.01 ms first, and last three at 1.21 ms"),
    [TELL_LOOKS_IN_VAIN_ONE] = OF(looks, 1, corners, "1 look in vain"),
    [TELL_LOOKS_IN_VAIN] = OF(looks, 1200, corners, "1,200 looks in vain"),
    [TELL_ASKED_NOTHING] = BY(hand_two_threads, corners, "No task asked the device for anything"),
    [TELL_CORNER_STOPPED] = BY(hand_two_blocking, corners, "It was stopped before that"),
    [TELL_NOT_NAMED] = BY(hand_two_blocking, corners, "four-corners does not name blocking"),
    [TELL_NEITHER_NAMED] = BY(hand_two_blocking, corners,
        "four-corners does not name callbacks or coroutines"),
    [TELL_RUN_BY_OPTION] = BY(hand_two_blocking, corners, "-m runs it"),

    [TELL_NOTE_LOOKS_ONE] = OF(looks, 1, summary, "1 look in vain"),
    [TELL_NOTE_LOOKS] = OF(looks, 1200, summary, "1,200 looks in vain"),
    [TELL_NOTE_ASKED] = BY(asks_late, summary, "asked only at 50.0 ms"),
    [TELL_NOTE_LATE] = BY(hand_late, summary, "51.9 ms late"),

    [TELL_KNOWN_KERNEL] = BY(kernels_record, summary,
        "Who was on a CPU when is known from the kernel's record of context switches"),
    [TELL_KNOWN_CLOCKS] = BY(hand_late, summary,
        "Who was on a CPU when is known from the threads' own clocks only"),
    [TELL_GIL_TURNS_ONE] =
        OF(unwatched, 1, summary, "Process 5: 1 turn with the GIL, 0 ended by force"),
    [TELL_GIL_TURNS] =
        BY(recorded_threads, summary, "Process 500: 8 turns with the GIL, 1 ended by force"),
    [TELL_GIL_WAITED] = BY(recorded_threads, summary, "threads waited 5.46 ms for it in all"),
    [TELL_GIL_ASKED_AFTER] =
        BY(recorded_threads, summary, "who asked for it had waited 5.05 ms, as a rule"),
    [TELL_UNWATCHED_CALLS_ONE] =
        OF(unwatched, 1, summary, "The GIL was let go once for what baton does not watch"),
    [TELL_UNWATCHED_CALLS] = BY(recorded_threads, summary,
                                "The GIL was let go 3 times for what baton does not watch"),
    [TELL_UNWATCHED_OTHER] = OF(unwatched, 1, summary, "Not watched: static program (2)"),
    [TELL_RECORDS_LOST] = BY(records_lost, summary, "3 records were lost"),
    [TELL_RECORDS_LOST_SO] = BY(records_lost, summary, "the picture has gaps"),

    [TELL_WAS_TOLD_LATE] = BY(hand_late, marks, "two was told 51.9 ms late"),
    [TELL_WAS_ANSWER] = BY(hand_late, marks, "its answer came at 400.1 ms"),
    [TELL_WAS_SLEEP] = BY(sleep_is_over, marks, "its sleep was over at 100.0 us"),
    [TELL_WAS_OBJECT] = BY(hand_locks, marks, "it got what it waited for at 1.00 ms"),
    [TELL_WAS_CHANNEL] = BY(channel_is_ready, marks, "its channel was ready at 100.0 us"),
    [TELL_WAS_OFFLOADED] = OF(late_by, TRACE_BY_OFFLOADED, marks,
        "its offloaded block ended at 100.0 us"),
    [TELL_WAS_CANCELLED] = OF(late_by, TRACE_BY_CANCELLED, marks, "it was cancelled at 100.0 us"),
    [TELL_WAS_TIMED_OUT] = OF(late_by, TRACE_BY_TIMED_OUT, marks, "its time was over at 100.0 us"),
    [TELL_WAS_SHUT] = OF(late_by, TRACE_BY_SHUT, marks, "its channel was closed by 100.0 us"),
    [TELL_WAS_WAIT] = OF(late_by, TRACE_BY_WOKEN, marks, "its wait was over at 100.0 us"),
    [TELL_WAS_QUEUED] = BY(late_in_queue, marks,
        "it was in the queue of the channel c from 20.0 us on"),
    [TELL_BUSY_ITSELF] = BY(late_by_itself, marks, "it was busy itself (line 3) until then"),
    [TELL_KEPT_LOOP_UNTIL] = BY(hand_late, marks, "one kept the loop (say, line 7) until 452.0 ms"),
    [TELL_KEPT_THREAD_UNTIL] = BY(hand_locks, marks,
        "one kept the thread (say, line 5) until 5.00 ms"),
    [TELL_HELD_LOOP_UNTIL] = OF(late_in_call, 1, marks, "two held the loop (line 3) until 10.0 ms"),
    [TELL_HELD_THREAD_UNTIL] = OF(late_in_call, 0, marks,
        "two held the thread (line 3) until 10.0 ms"),
    [TELL_HAD_GIL_UNTIL] = OF(late_with_lock, 1, marks,
        "two had the GIL (line 9) until 10.0 ms"),
    [TELL_THEY_HAD_LOOP] = OF(late_behind_two, 1, marks,
        "two (9.93 ms) and three (10.00 ms) had the loop"),
    [TELL_THEY_HAD_THREAD] = OF(late_behind_two, 0, marks,
        "two (9.93 ms) and three (10.00 ms) had the thread"),
    [TELL_THEY_HAD_LOCK] = OF(late_with_lock, 2, marks,
        "two (9.93 ms) and three (10.00 ms) had the lock"),
    [TELL_KEPT_LOOP] = BY(hand_late, marks, "one kept the loop for 152.0 ms (say, line 7)"),
    [TELL_KEPT_THREAD] = OF(ready, 1, marks, "one kept the thread for 20.0 ms (line 3)"),
    [TELL_HELD_LOOP] = BY(held_loop, marks, "one held the loop for 20.0 ms inside a call (line 3)"),
    [TELL_HELD_THREAD] = OF(stuck, 1, marks,
        "one held the thread for 20.0 ms inside a call (line 3)"),
    [TELL_OTHERS_COULD] = BY(others_could, marks, "others could have run"),
    [TELL_COULD_ONE] = OF(ready, 1, marks, "two could have run from 10.0 us on"),
    [TELL_COULD_TWO] = OF(ready, 2, marks, "two and three could have run from 10.0 us on"),
    [TELL_COULD_SOME] = OF(ready, 3, marks, "two and 2 others could have run from 10.0 us on"),
    [TELL_CANCELLED_WITH] = BY(every_failure, summary, "two cancelled: too late"),
    [TELL_FAILED_WITH] = BY(every_failure, marks, "one failed: no answer"),
    [TELL_CRASHED_WITH] = BY(every_failure, marks, "three crashed: stack overflow"),
    [TELL_HANDLED] = BY(every_failure, marks, "five handled a failure"),
    [TELL_HANDLED_WITH] = BY(every_failure, marks, "five handled a failure: no answer"),
    [TELL_FAILED_AS] = BY(every_failure, marks, "four crashed (SIGSEGV)"),
    [TELL_SAYS] = BY(hand_two_coroutines, steps, "one says: 1 starts"),

    [TELL_NOW_STARTED] = BY(every_reason, standings, "its first turn"),
    [TELL_NOW_ANSWER] = BY(every_reason, standings, "its answer was there"),
    [TELL_NOW_TIMER] = BY(every_reason, standings, "its sleep was over"),
    [TELL_NOW_TURN] = BY(every_reason, standings, "its turn came again"),
    [TELL_NOW_WOKEN] = BY(every_reason, standings, "what it waited for came"),
    [TELL_NOW_AWAIT_FIRST] = BY(every_reason, standings, "awaits the first of several tasks"),
    [TELL_NOW_GOT_OBJECT] = OF(woken, TRACE_BY_LOCK, standings, "it got the object"),
    [TELL_NOW_GOT_GIL] = BY(every_reason, standings, "it got the GIL"),
    [TELL_NOW_RESUMED] = BY(every_reason, standings, "it was resumed"),
    [TELL_NOW_RETURNED] = BY(every_reason, standings, "control came back to it"),
    [TELL_NOW_THROWN] = BY(every_reason, standings, "a failure was thrown in"),
    [TELL_NOW_CLOSED] = BY(every_reason, standings, "it was closed"),
    [TELL_NOW_OFFLOADED] = BY(every_reason, standings, "its offloaded block ended"),
    [TELL_NOW_CALLED_BACK] = BY(every_reason, standings, "its last callback had ended"),
    [TELL_NOW_CALLBACK] = BY(every_reason, standings, "its callback's turn"),
    [TELL_NOW_GOT_CORE] = BY(every_reason, standings, "it got a core"),
    [TELL_NOW_AWAIT] = BY(every_reason, standings, "awaits a task"),
    [TELL_NOW_LOCK] = BY(every_reason, standings, "waits for a lock"),
    [TELL_NOW_SEMAPHORE] = BY(every_reason, standings, "waits for a semaphore"),
    [TELL_NOW_SEND] = BY(every_reason, standings, "waits for room in a channel"),
    [TELL_NOW_RECV] = BY(every_reason, standings, "waits for a channel"),
    [TELL_NOW_RESUME] = BY(every_reason, standings, "resumed a generator"),
    [TELL_NOW_THROW] = BY(every_reason, standings, "threw into a generator"),
    [TELL_NOW_CLOSE] = BY(every_reason, standings, "closed a generator"),
    [TELL_NOW_GEN_YIELD] = BY(every_reason, standings, "yielded to its resumer"),
    [TELL_NOW_STARTING] = BY(every_reason, standings, "started, waits for its first turn"),
    [TELL_NOW_CHILD] = BY(every_reason, standings, "runs the task it started first"),
    [TELL_NOW_GIL] = BY(every_reason, standings, "waits for the GIL"),
    [TELL_NOW_GIL_DROPPED] = BY(every_reason, standings,
        "was asked to drop the GIL"),
    [TELL_NOW_PREEMPTED] = BY(every_reason, standings, "the kernel took the core away"),
    [TELL_NOW_OFF_CPU] = BY(every_reason, standings, "its thread was off the CPU"),
    [TELL_NOW_MEANWHILE] = BY(meanwhile, standings, "does its own work meanwhile"),
    [TELL_NOW_REST] = BY(every_reason, standings, "the rest of it is left with the loop"),
    [TELL_NOW_ANSWERED] = BY(every_reason, standings, "its answer is there, it has not been told"),
    [TELL_NOW_SLEPT] = BY(every_reason, standings, "its sleep is over, it has not been told"),
    [TELL_CHOICE_READ] = OF(choice, TRACE_ACT_READ, choices, "one: read n (7)"),
    [TELL_CHOICE_WRITE] = OF(choice, TRACE_ACT_WRITE, choices, "one: write 7 to n"),
    [TELL_CHOICE_TAKE] = OF(choice, TRACE_ACT_TAKE, choices, "one: take the lock a"),
    [TELL_CHOICE_GIVE] = OF(choice, TRACE_ACT_GIVE, choices, "one: give the lock a back"),
    [TELL_CHOICE_SEND] = OF(choice, TRACE_ACT_SEND, choices, "one: send 7 to the lock a"),
    [TELL_CHOICE_RECV] = OF(choice, TRACE_ACT_RECV, choices, "one: receive from the lock a"),
    [TELL_CHOICE_END] = OF(choice, TRACE_ACT_END, choices, "one: end"),
    [TELL_CHOICE_ANSWER] = OF(choice, TRACE_ACT_ANSWER, choices, "one: its answer comes"),
    [TELL_CHOICE_SLEPT] = OF(choice, TRACE_ACT_SLEPT, choices, "one: its sleep is over"),
    [TELL_CHOICE_TURN] = OF(choice, TRACE_ACT_TURN, choices, "one: its turn, the look is over"),
    [TELL_CHOICE_UPDATE] =
        OF(choice, TRACE_ACT_UPDATE, choices, "one: read and write n in one act (7)"),
    [TELL_CHOICE_TRY] = OF(choice, TRACE_ACT_TRY, choices, "one: take the lock a, if it is free"),
    [TELL_CHOICE_WAIT] = OF(choice, TRACE_ACT_WAIT, choices, "one: wait for the lock a"),
    [TELL_CHOICE_WAKE] =
        OF(choice, TRACE_ACT_WAKE, choices, "one: go on from the lock a, with its lock"),
    [TELL_CHOICE_RETURN] = BY(choice_returns, choices,
        "one: return from the condition d by itself, with its lock"),
    [TELL_CHOICE_SIGNAL] = OF(choice, TRACE_ACT_SIGNAL, choices, "one: signal the lock a"),
    [TELL_CHOICE_ARRIVE] = OF(choice, TRACE_ACT_ARRIVE, choices, "one: come to the lock a"),
    [TELL_CHOICE_LATE] =
        OF(choice, TRACE_ACT_LATE, choices, "one: the time of its limit is over"),
    [TELL_CHOICE_CUT] = OF(choice, TRACE_ACT_CUT, choices, "one: its wait, cut short, is over"),
    [TELL_CHOICE_LAPSE] = OF(choice, TRACE_ACT_LAPSE, choices, "one: its timeout is over"),
    [TELL_CHOICE_LINE] = OF(choice, TRACE_ACT_OTHER, choices, "one: go on (line 3)"),
    [TELL_ENDED_STANDS] = ENDING(STANDS, "the schedule has no more moves"),
    [TELL_BRIEF_IO] = BY(hand_late, standings, "at the device"),
    [TELL_NOW_WAS_CANCELLED] = BY(every_reason, standings, "it was cancelled"),
    [TELL_NOW_TIMED_OUT] = BY(every_reason, standings, "its time was over"),
    [TELL_NOW_SHUT] = BY(every_reason, standings, "its channel was closed"),
    [TELL_BRIEF_STARTING] = BY(every_reason, standings, "not begun yet"),
    [TELL_BRIEF_AWAIT_ALL] = BY(every_reason, standings, "awaits all"),
    [TELL_BRIEF_GROUP] = BY(every_reason, standings, "awaits its group"),
    [TELL_BRIEF_OFFLOAD] = BY(every_reason, standings, "in the pool"),
    [TELL_BRIEF_CALLBACKS] = BY(every_reason, standings, "awaits callbacks"),
    [TELL_BRIEF_LOCK] = BY(every_reason, standings, "wants a lock"),
    [TELL_BRIEF_CONDITION] = OF(met, 0, standings, "waits for others"),
    [TELL_BRIEF_SEMAPHORE] = BY(every_reason, standings, "wants a unit"),
    [TELL_BRIEF_SEND] = BY(every_reason, standings, "wants to send"),
    [TELL_BRIEF_RECV] = BY(every_reason, standings, "wants to receive"),
    [TELL_BRIEF_SELECT] = BY(every_reason, standings, "in a select"),
    [TELL_NOW_RUNS] = BY(every_state, standings, "running"),
    [TELL_NOW_POLLS] = BY(every_state, standings, "polling"),
    [TELL_NOW_IS_BLOCKED] = BY(every_state, standings, "blocked"),
    [TELL_NOW_WAITS] = BY(every_state, standings, "waiting"),
    [TELL_NOW_IS_LOCKED] = BY(every_state, standings, "lock"),
    [TELL_NOW_IS_READY] = BY(every_state, standings, "ready"),
    [TELL_NOW_ENDED] = BY(every_end, standings, "ended"),
    [TELL_NOW_FAILED] = BY(every_end, standings, "failed"),
    [TELL_NOW_CANCELLED] = BY(every_end, standings, "cancelled"),
    [TELL_NOW_CRASHED] = BY(every_end, standings, "crashed"),
    [TELL_NOW_CRASHED_TOO] = BY(hand_crash, standings, "crashed, too"),
    [TELL_KEEPS] = BY(hand_late, standings, "keeps its stack"),

    [TELL_KEPT_ITS_STACK] = BY(hand_late, standings, "its stack"),
    [TELL_KEPT_ITS_PLACE] = BY(hand_late, standings, "its place"),
    [TELL_KEPT_ITS_THREAD] = BY(hand_late, standings, "its thread"),
    [TELL_KEPT_ITS_PROCESS] = BY(hand_late, standings, "its process"),
    [TELL_KEPT_THE_THREAD] = BY(hand_late, standings, "the thread"),
    [TELL_KEPT_CALLBACK] = BY(hand_late, standings, "a callback"),
    [TELL_KEPT_VARIABLES_ONE] = BY(hand_late, standings, "a callback and 1 variable"),
    [TELL_KEPT_VARIABLES] = BY(hand_late, standings, "a callback and 2 variables"),

    [TELL_QUEUE_EMPTY] = BY(hand_two_coroutines, queues, "ready: no task"),
    [TELL_QUEUE] = BY(hand_two_coroutines, queues, "ready: one, two"),
    [TELL_QUEUE_UNSEEN] = BY(hand_two_coroutines, queues_of_many,
                             "ready: none of the first 4,096 tasks"),
    [TELL_DEVICE_EMPTY] = BY(hand_two_coroutines, queues, "at the device: nothing"),
    [TELL_DEVICE_QUEUE] = BY(hand_two_coroutines, queues, "at the device: one"),
    [TELL_GIL_IS_FREE] = BY(hand_two_gil, queues, "lock: free"),
    [TELL_GIL_IS_HELD] = BY(hand_two_gil, queues, "lock: one has it"),
    [TELL_GIL_WANTED_EMPTY] = BY(hand_two_gil, queues, "wants it: nobody"),
    [TELL_GIL_WANTED] = BY(hand_two_gil, queues, "wants it: one"),
    [TELL_GIL_WANTED_UNSEEN] = BY(hand_two_gil, queues_of_many,
                                  "wants it: none of the first 4,096 tasks"),
    [TELL_GIL_ASKED] = BY(hand_two_gil, queues, "two asked 11.0 us ago"),
    [TELL_ENTERS] = BY(regions, accesses, "one is in kitchen"),
    [TELL_MEETS] = BY(regions, accesses, "two is in kitchen: 2 at once"),
    [TELL_LEAVES] = BY(regions, accesses, "one leaves kitchen"),
    [TELL_READS] = OF(lost, 1, accesses, "two reads counter: 10"),
    [TELL_WRITES] = OF(lost, 1, accesses, "one writes counter: 11"),
    [TELL_SETS] = BY(own_variables, accesses, "one sets x: 7"),
    [TELL_SETS_HANDLE] = BY(own_variables, accesses, "one sets f: two"),
    [TELL_SIGNALS_NOBODY] = OF(met, 0, accesses,
                               "two signals the condition d: lost, for nobody waits"),
    [TELL_SIGNALS_ITSELF] = OF(met, 0, accesses,
        "two goes on from the condition d by itself, without a signal"),
    [TELL_SIGNALS_ONE] = OF(met, 0, accesses,
                            "two signals the condition d: one who waits may go on"),
    [TELL_SIGNALS] = OF(met, 0, accesses, "two signals the condition d: 2 who wait may go on"),
    [TELL_SETS_OBJECT] = BY(own_variables, accesses, "one sets left: the lock a"),
    [TELL_ACCESSES_MORE_ONE] = BY(own_variables, accesses,
                                  "and 1 more access to shared variables"),
    [TELL_ACCESSES_MORE] = BY(own_variables, accesses, "and 2 more accesses to shared variables"),
    [TELL_ACCESSES_AT_LEAST] = BY(own_variables, accesses,
                                  "and at least 2 more accesses to shared variables"),
    [TELL_WRITES_OVER] = OF(lost, 1, accesses,
                            "two writes 11 over one's 11, which two had not seen"),
    [TELL_ADDITION_LOST] = OF(lost, 1, accesses, "one's addition is lost"),
    [TELL_CHANGE_LOST] = OF(lost, -1, accesses, "one's change is lost"),
    [TELL_CHANGES_LOST] = OF(lost, 2, accesses, "one's changes are lost"),
    [TELL_BOTH_READ] = OF(lost_at_once, 1, accesses,
                          "two and one each read counter before the other wrote it"),
    [TELL_ONE_ADDITION_LOST] = OF(lost_at_once, 1, accesses, "one of two additions is lost"),
    [TELL_ONE_CHANGE_LOST] = OF(lost_at_once, -1, accesses, "one of two changes is lost"),

    [TELL_OBJECT_HELD] = BY(hand_locks, queues, "a: one holds it for 30.0 us"),
    [TELL_OBJECT_HELD_ENDED] = BY(ended_with_lock, queues, "a: one held it when it ended"),
    [TELL_OBJECT_HELD_CRASHED] = BY(crashed_with_lock, queues, "a: one held it when it crashed"),
    [TELL_OBJECT_GIVEN] = BY(hand_locks, queues, "a: two gets it"),
    [TELL_OBJECT_FREE] = BY(hand_locks, queues, "a: nobody holds it"),
    [TELL_OBJECT_VALUE] = BY(units, queues, "s: value 3"),
    [TELL_OBJECT_VALUE_UNKNOWN] = BY(hand_locks, queues, "s: value ?"),
    [TELL_OBJECT_HOLDER] = BY(units, queues, "one holds a unit"),
    [TELL_OBJECT_HOLDERS] = BY(two_have_semaphore, queues, "2 hold units"),
    [TELL_OBJECT_CONDITION] = OF(met, 0, queues, "d: a condition"),
    [TELL_OBJECT_OTHER] = OF(met, 2, queues, "event 1"),
    [TELL_OBJECT_MEETING] = OF(met, 3, queues, "c: a barrier"),
    [TELL_OBJECT_BARRIER] = OF(met, 1, queues, "b: 1 of 3 are there"),
    [TELL_OBJECT_HOLDS] = BY(hand_locks, queues, "c: 0 in it"),
    [TELL_OBJECT_HOLDS_THESE] = BY(hand_locks, queues, "c: 1 in it, 0"),
    [TELL_OBJECT_CLOSED] = BY(closed_channel, queues, "it is closed"),
    [TELL_OBJECT_WAITS_NOBODY] = BY(hand_locks, queues, "nobody waits for it"),
    [TELL_OBJECT_WAITS_ONE] = BY(hand_locks, queues, "two waits for it"),
    [TELL_OBJECT_WAITS] = BY(units, queues, "2 wait for it"),
};
/* clang-format on */

/* ---- the test ---- */

/* Whether that row was heard with that text; what it read first. */
struct heard {
    enum sentence id;
    const char *text;
    bool found;
    struct strbuf first;
};

static void hear(void *arg, enum sentence id, const struct tell_args *args, bool bare,
                 const char *words, size_t len)
{
    struct heard *heard = arg;
    if (id != heard->id)
        return;
    if (!heard->first.len)
        strbuf_add(&heard->first, words, len);
    if (len == strlen(heard->text) && memcmp(words, heard->text, len) == 0)
        heard->found = true;
}

static void story_tell(struct tell *tell, struct trace *trace, tell_fn *how)
{
    struct story *story = story_new(trace, NULL, NULL);
    struct made made = {story, story->timeline, story->stats};
    tell->timeline = story->timeline;
    how(tell, &made);
    story_free(story);
}

static void difference_tell(struct tell *tell, const struct cost *runs)
{
    struct story *stories[RUNS_MOST];
    struct difference_run compared[RUNS_MOST];
    int count = 0;
    while (count < RUNS_MOST && (runs[count].model || runs[count].make)) {
        stories[count] = story_new(costs(runs[count]), NULL, NULL);
        compared[count] = (struct difference_run){stories[count]->stats->model,
                                                  stories[count]->timeline, stories[count]->stats};
        count++;
    }
    tell_difference(tell, compared, count);
    while (count > 0)
        story_free(stories[--count]);
}

START_TEST(a_time_is_no_outcome)
{
    struct strbuf out = STRBUF_INIT;
    struct tell tell = {.out = &out};
    difference_tell(&tell, rows[TELL_VALUES_DIFFER].runs);
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), "counter"));
    ck_assert_ptr_null(strstr(strbuf_str(&out), "took"));
    strbuf_release(&out);
}
END_TEST

START_TEST(every_row_is_told)
{
    const struct row *row = &rows[_i];
    struct strbuf out = STRBUF_INIT;
    struct heard heard = {.id = (enum sentence)_i, .text = row->text};
    struct tell tell = {.out = &out, .heard = hear, .arg = &heard};
    ck_assert_msg(row->text, "%s has no trace", tell_rows[_i].id);
    if (row->tell)
        story_tell(&tell, row->make ? row->make() : row->of(row->n), row->tell);
    else
        difference_tell(&tell, row->runs);
    ck_assert_msg(heard.found, "%s was heard to be `%s` in:\n%.2000s", tell_rows[_i].id,
                  strbuf_str(&heard.first), strbuf_str(&out));
    ck_assert_ptr_nonnull(strstr(strbuf_str(&out), row->text));
    strbuf_release(&heard.first);
    strbuf_release(&out);
}
END_TEST

START_TEST(every_place_is_known)
{
    const char *at = tell_rows[_i].text;
    while ((at = strchr(at, '{')))
        ck_assert_msg(tell_has_place(++at), "%s: say.c has no place {%.*s}", tell_rows[_i].id,
                      (int)strcspn(at, "}"), at);
}
END_TEST

/* An example of each is printed, and none has a place that was not filled. */
START_TEST(every_row_is_listed)
{
    struct strbuf out = STRBUF_INIT, line = STRBUF_INIT;
    tell_listing(&out);
    strbuf_addf(&line, "%s %s\n    |%s|\n    |", tell_topic_name(tell_rows[_i].topic),
                tell_rows[_i].id, tell_rows[_i].text);
    const char *at = strstr(out.text, line.text);
    ck_assert_msg(at, "%s", line.text);
    at += line.len;
    size_t len = strcspn(at, "\n");
    ck_assert_uint_gt(len, 1);
    ck_assert_msg(strcspn(at, "{}[]") > len, "%.*s", (int)len, at);
    strbuf_release(&line);
    strbuf_release(&out);
}
END_TEST

/* It says for what it has got the lock when the kernel lets it. */
START_TEST(why_is_said_behind_a_stop)
{
    struct trace *trace = tasks("gil", 2);
    struct strbuf out = STRBUF_INIT;
    hand_meta(trace, "switches=perf");
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 11, 1);
    hand(trace, 12, TASK_BEGIN, .who = 2, .arg = 8, .line = 9);
    hand(trace, 13, SCHED_IN, .arg = 8, .reason = 1);
    is(trace, 14, 2, BLOCKED, SLEEP, 0);
    hand(trace, 20, GIL_FREED, .who = 1, .reason = TRACE_BY_END);
    hand_end(trace, 20, 1);
    hand(trace, 50, GIL_GOT, .who = 2);
    for (int stop = 0; stop < 2; stop++) {
        hand(trace, 51 + stop * 3000, SCHED_OUT, .arg = 8, .reason = 1, .detail = 1);
        hand(trace, 3000 + stop * 3000, SCHED_IN, .arg = 8, .reason = 1);
    }
    is(trace, 6001, 2, RUNNING, SLEPT, 0);
    story_tell(&(struct tell){.out = &out}, done(trace, 7000), steps);
    ck_assert_msg(strstr(strbuf_str(&out), "two's sleep was over"), "%s", strbuf_str(&out));
    strbuf_release(&out);
}
END_TEST

/* Of so many not all are looked at: what nobody has looked for is not said. */
START_TEST(nobody_is_not_said_of_some)
{
    for (int many = 0; many <= 1; many++) {
        struct trace *trace = tasks("coroutines", many ? 600 : 3);
        for (uint32_t task = 1; task <= (many ? 600 : 3); task++) {
            begin(trace, task, task);
            is(trace, task + 0.5, task, WAITING, IO, 0);
        }
        hand(trace, (many ? 600 : 3) + 0.7, LOOP_WAIT, .who = TRACE_LOOP);
        struct strbuf out = STRBUF_INIT;
        story_tell(&(struct tell){.out = &out}, done(trace, 700), steps);
        ck_assert_int_eq(!strstr(strbuf_str(&out), "nobody is ready"), many);
        strbuf_release(&out);
    }
}
END_TEST

/* Without its subject a clause is what stands behind the brackets. */
START_TEST(a_bare_clause_has_no_subject)
{
    struct story *story = story_new(hand_late(), NULL, NULL);
    const struct timeline_lane *lane = timeline_lane_of(story->timeline, 2);
    struct strbuf bare = STRBUF_INIT, whole = STRBUF_INIT;
    struct tell tell = tell_to(story->timeline, &bare);
    tell_interval(&tell, lane, &lane->items[2]);
    ck_assert_str_eq(strbuf_str(&bare), "waits for its download");
    tell = tell_to(story->timeline, &whole);
    for (size_t i = 0; i < story->handoff_count; i++)
        tell_handoff(&tell, story->handoffs[i]);
    ck_assert_ptr_nonnull(strstr(whole.text, "two waits for its download"));
    strbuf_release(&bare);
    strbuf_release(&whole);
    story_free(story);
}
END_TEST

/* Ties, too, which are decided by how the fraction is in binary. */
START_TEST(a_time_is_as_printf_has_it)
{
    static const struct {
        int64_t below_ns, unit_ns, step_ns;
        const char *format;
    } times[] = {
        {1000000, 1000, 100, "%.1f us"},
        {10000000, 1000000, 10000, "%.2f ms"},
        {1000000000, 1000000, 100000, "%.1f ms"},
        {10000000000, 1000000, 1000000, "%.0f ms"},
        {INT64_MAX, 1000000000, 10000000, "%.2f s"},
    };
    srand(7);
    for (int i = 0; i < 200000; i++) {
        int64_t ns = 100 + (((int64_t)rand() << 31 | rand()) >> rand() % 55);
        int row = 0;
        char expected[64];
        struct strbuf out = STRBUF_INIT;
        while (ns >= times[row].below_ns)
            row++;
        if (i % 2)
            ns = ns / times[row].step_ns * times[row].step_ns + times[row].step_ns / 2;
        snprintf(expected, sizeof expected, times[row].format, (double)ns / times[row].unit_ns);
        words_time(&out, ns);
        ck_assert_str_eq(strbuf_str(&out), expected);
        strbuf_release(&out);
    }
}
END_TEST

/* A new way to end comes with its sentence. */
START_TEST(every_ending_has_a_row)
{
    struct story *story = story_new(ended_by(_i), NULL, NULL);
    struct strbuf out = STRBUF_INIT;
    struct tell tell = tell_to(story->timeline, &out);
    ck_assert(tell_ending(&tell, story->stats));
    ck_assert_uint_gt(out.len, strlen("threads"));
    strbuf_release(&out);
    story_free(story);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sentences");
    TCase *table = tcase_create("table");
    tcase_add_loop_test(table, every_place_is_known, TELL_NONE + 1, TELL_SENTENCES);
    tcase_add_test(table, a_time_is_no_outcome);
    tcase_add_loop_test(table, every_row_is_told, TELL_NONE + 1, TELL_SENTENCES);
    tcase_add_loop_test(table, every_row_is_listed, TELL_NONE + 1, TELL_SENTENCES);
    tcase_add_test(table, nobody_is_not_said_of_some);
    tcase_add_test(table, why_is_said_behind_a_stop);
    tcase_add_test(table, a_bare_clause_has_no_subject);
    tcase_add_test(table, nobody_is_not_said_of_some);
    tcase_add_test(table, a_time_is_as_printf_has_it);
    tcase_add_loop_test(table, every_ending_has_a_row, TRACE_ENDING_NONE + 1, TRACE_ENDING_COUNT);
    suite_add_tcase(s, table);
    return s;
}

CHECK_MAIN(suite)
