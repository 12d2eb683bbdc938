#include "config.h"

#include "hand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/file.h"

static const char two_waits[] = "scenario \"Two waits\"\n"
                                "model coroutines, blocking, polling\n"
                                "\n"
                                "task one:\n"
                                "    say \"1 starts\"\n"
                                "    io 500ms \"query\"\n"
                                "    say \"1 resumes\"\n"
                                "\n"
                                "task two:\n"
                                "    say \"2 starts\"\n"
                                "    io 400ms \"download\"\n"
                                "    say \"2 resumes\"\n";

void hand_event(struct trace *trace, double t_us, struct trace_event event, const char *text)
{
    event.time_ns = HAND_ORIGIN_NS + (int64_t)(t_us * 1000 + (t_us < 0 ? -0.5 : 0.5));
    trace_add(trace, &event, text, text ? strlen(text) : 0);
}

void hand_meta(struct trace *trace, const char *text)
{
    hand_event(trace, -1, (struct trace_event){.kind = TRACE_META, .who = TRACE_ENGINE}, text);
}

struct trace *hand_new(const char *model)
{
    struct trace *trace = trace_new();
    char meta[64] = "model=";
    strncat(meta, model, sizeof meta - 7);
    hand_meta(trace, meta);
    hand(trace, 0, RUN_BEGIN, .who = TRACE_ENGINE);
    return trace;
}

void hand_task(struct trace *trace, double t_us, uint32_t task, const char *name)
{
    struct trace_event event = {
        .kind = TRACE_TASK_NEW, .who = task, .detail = TRACE_BY_STARTING, .line = task * 5 - 1};
    hand_event(trace, t_us, event, name);
}

void hand_state(struct trace *trace, double t_us, uint32_t task, enum trace_state state,
                enum trace_reason reason, uint32_t object, uint32_t line)
{
    hand(trace, t_us, STATE, .who = task, .detail = (uint8_t)state, .reason = (uint16_t)reason,
         .arg = object, .line = line);
}

void hand_end(struct trace *trace, double t_us, uint32_t task)
{
    hand(trace, t_us, TASK_END, .who = task);
}

void hand_say(struct trace *trace, double t_us, uint32_t task, const char *text)
{
    hand_event(trace, t_us, (struct trace_event){.kind = TRACE_SAY, .who = task, .line = 5}, text);
}

void hand_run_end(struct trace *trace, double t_us, enum trace_result result)
{
    hand(trace, t_us, RUN_END, .who = TRACE_ENGINE, .detail = (uint8_t)result);
}

static void asked(struct trace *trace, double t_us, uint32_t task, uint32_t request, double ms,
                  const char *label)
{
    struct trace_event event = {.kind = TRACE_ASKED,
                                .who = task,
                                .arg = request,
                                .line = task * 5 + 1,
                                .value = (int64_t)(ms * 1e6)};
    hand_event(trace, t_us, event, label);
    hand(trace, t_us + 15, TAKEN, .who = TRACE_DEVICE, .arg = request);
}

static void answered(struct trace *trace, double t_us, uint32_t request)
{
    hand(trace, t_us, ANSWERED, .who = TRACE_DEVICE, .arg = request);
}

static void begin(struct trace *trace, double t_us, uint32_t task, uint32_t tid, uint16_t core)
{
    hand(trace, t_us, TASK_BEGIN, .who = task, .arg = tid, .reason = core, .line = task * 5 - 1);
}

/* Says, asks, and is then in `state`. */
static void first_half(struct trace *trace, double t_us, uint32_t task, enum trace_state state)
{
    static const char *const says[] = {"", "1 starts", "2 starts"};
    begin(trace, t_us, task, 100, TRACE_CORE_UNKNOWN);
    hand_say(trace, t_us + 10, task, says[task]);
    asked(trace, t_us + 20, task, task, task == 1 ? 500 : 400, task == 1 ? "query" : "download");
    if (state != TRACE_RUNNING)
        hand_state(trace, t_us + 30, task, state, TRACE_BY_IO, task, task * 5 + 1);
}

static void second_half(struct trace *trace, double t_us, uint32_t task)
{
    static const char *const says[] = {"", "1 resumes", "2 resumes"};
    hand(trace, t_us, NOTICED, .who = task, .arg = task);
    hand_state(trace, t_us, task, TRACE_RUNNING, TRACE_BY_ANSWER, task, task * 5 + 1);
    hand_say(trace, t_us + 10, task, says[task]);
    hand_end(trace, t_us + 30, task);
}

static struct trace *two_new(const char *model)
{
    struct trace *trace = hand_new(model);
    trace_set_source(trace, "two-waits.baton", two_waits, sizeof two_waits - 1);
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    return trace;
}

static void callback_new(struct trace *trace, double t_us, uint32_t number)
{
    asked(trace, t_us, 1, number, 5, NULL);
    hand(trace, t_us + 1, CALLBACK_NEW, .who = TRACE_HELPER + number, .arg = 1, .value = number,
         .line = 4);
    hand(trace, t_us + 9, THREAD, .who = TRACE_HELPER + number, .arg = 200 + number, .value = 100);
    hand_state(trace, t_us + 10, TRACE_HELPER + number, TRACE_BLOCKED, TRACE_BY_IO, number, 4);
}

static void callback_answered(struct trace *trace, double t_us, uint32_t number)
{
    answered(trace, t_us, number);
    hand_state(trace, t_us + 10, TRACE_HELPER + number, TRACE_READY, TRACE_BY_GIL, 1, 4);
}

static void callback_run(struct trace *trace, double t_us, double end_us, uint32_t number,
                         enum trace_end end)
{
    uint32_t who = TRACE_HELPER + number;
    hand(trace, t_us, GIL_GOT, .who = who, .line = 4);
    hand_state(trace, t_us + 2, who, TRACE_RUNNING, TRACE_BY_CALLBACK, number, 4);
    hand(trace, t_us + 3, NOTICED, .who = 1, .arg = number, .line = 4);
    hand_say(trace, t_us + 4, 1, "back");
    hand(trace, end_us, STATE, .who = who, .detail = TRACE_ENDED, .reason = TRACE_BY_END, .line = 6,
         .value = end);
    if (number == 2)
        hand(trace, end_us + 1, WAKE, .who = 1, .reason = TRACE_BY_CALLED_BACK);
    hand(trace, end_us + 2, GIL_FREED, .who = who, .reason = TRACE_BY_END, .line = 6);
}

struct trace *hand_callbacks_gil(void)
{
    struct trace *trace = hand_new("gil");
    hand_task(trace, 0, 1, "asks");
    hand(trace, 5, GIL_GOT, .who = 1, .line = 4);
    begin(trace, 10, 1, 100, TRACE_CORE_UNKNOWN);
    callback_new(trace, 20, 1);
    callback_new(trace, 40, 2);
    hand_state(trace, 60, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 8);
    callback_answered(trace, 100, 1);
    callback_answered(trace, 5000, 2);
    hand_state(trace, 10000, 1, TRACE_BLOCKED, TRACE_BY_CALLBACKS, 0, 9);
    hand(trace, 10002, GIL_FREED, .who = 1, .reason = TRACE_BY_CALLBACKS, .line = 9);
    callback_run(trace, 10010, 20000, 1, TRACE_END_OK);
    callback_run(trace, 20010, 20100, 2, TRACE_END_FAILED);
    hand(trace, 20110, GIL_GOT, .who = 1, .line = 9);
    hand_state(trace, 20112, 1, TRACE_RUNNING, TRACE_BY_CALLED_BACK, 0, 9);
    hand_end(trace, 20120, 1);
    hand(trace, 20121, GIL_FREED, .who = 1, .reason = TRACE_BY_END, .line = 9);
    hand_run_end(trace, 20200, TRACE_RESULT_FAILED);
    trace_finish(trace);
    return trace;
}

struct trace *hand_callback_polling(void)
{
    struct trace *trace = hand_new("polling");
    hand_task(trace, 0, 1, "one");
    begin(trace, 10, 1, 100, TRACE_CORE_UNKNOWN);
    asked(trace, 20, 1, 1, 5, NULL);
    hand_state(trace, 40, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 8);
    answered(trace, 100, 1);
    hand_state(trace, 2900, 1, TRACE_POLLING, TRACE_BY_LOOKING, 1, 4);
    hand_state(trace, 3000, 1, TRACE_RUNNING, TRACE_BY_CALLBACK, 1, 4);
    hand(trace, 3001, NOTICED, .who = 1, .arg = 1, .line = 4);
    hand_state(trace, 8000, 1, TRACE_RUNNING, TRACE_BY_NONE, 0, 5);
    hand_end(trace, 9000, 1);
    hand_run_end(trace, 9010, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

static struct trace *two_end(struct trace *trace, double t_us, double cpu_us)
{
    hand_run_end(trace, t_us, TRACE_RESULT_OK);
    hand(trace, t_us + 10, CPU, .who = TRACE_ENGINE, .value = (int64_t)(cpu_us * 1000));
    trace_finish(trace);
    return trace;
}

struct trace *hand_two_coroutines(void)
{
    struct trace *trace = two_new("coroutines");
    first_half(trace, 10, 1, TRACE_WAITING);
    first_half(trace, 60, 2, TRACE_WAITING);
    hand(trace, 100, LOOP_WAIT, .who = TRACE_LOOP);
    answered(trace, 400100, 2);
    hand(trace, 400150, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    second_half(trace, 400170, 2);
    hand(trace, 400210, LOOP_WAIT, .who = TRACE_LOOP);
    answered(trace, 500050, 1);
    hand(trace, 500100, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    second_half(trace, 500120, 1);
    return two_end(trace, 500200, 400);
}

struct trace *hand_two_blocking(void)
{
    struct trace *trace = two_new("blocking");
    first_half(trace, 10, 1, TRACE_BLOCKED);
    answered(trace, 500050, 1);
    second_half(trace, 500120, 1);
    first_half(trace, 500200, 2, TRACE_BLOCKED);
    answered(trace, 900300, 2);
    second_half(trace, 900350, 2);
    return two_end(trace, 900400, 300);
}

struct trace *hand_two_polling(void)
{
    struct trace *trace = two_new("polling");
    double t = 10;
    first_half(trace, t, 1, TRACE_RUNNING);
    hand_state(trace, t + 40, 1, TRACE_POLLING, TRACE_BY_LOOKING, 1, 6);
    t += 1000;
    for (int turn = 0; turn < 500; turn++, t += 1000) {
        uint32_t task = turn >= 400 ? 1 : turn % 2 ? 1 : 2;
        if (turn == 0) {
            hand_state(trace, t, 1, TRACE_READY, TRACE_BY_YIELD, 0, 6);
            first_half(trace, t, 2, TRACE_RUNNING);
            t += 50;
            hand_state(trace, t, 2, TRACE_POLLING, TRACE_BY_LOOKING, 2, 11);
        } else if (turn == 399) {
            answered(trace, t - 500, 2);
            hand_state(trace, t, 1, TRACE_READY, TRACE_BY_YIELD, 0, 6);
            second_half(trace, t, 2);
        } else if (turn < 399) {
            hand_state(trace, t, 3 - task, TRACE_READY, TRACE_BY_YIELD, 0, 6);
            hand_state(trace, t, task, TRACE_POLLING, TRACE_BY_LOOKING, task, task * 5 + 1);
        } else if (turn == 400) {
            hand_state(trace, t, 1, TRACE_POLLING, TRACE_BY_LOOKING, 1, 6);
        }
    }
    answered(trace, t - 600, 1);
    second_half(trace, t, 1);
    hand(trace, t, LOOKS, .who = 1, .value = 300);
    hand(trace, t, LOOKS, .who = 2, .value = 199);
    return two_end(trace, t + 100, 501000);
}

/* Each call blocks; what comes after it is left with the loop, behind the other's call. */
struct trace *hand_two_async_blocking(void)
{
    struct trace *trace = two_new("async-blocking");
    first_half(trace, 10, 1, TRACE_BLOCKED);
    answered(trace, 500050, 1);
    hand_state(trace, 500120, 1, TRACE_RUNNING, TRACE_BY_ANSWER, 1, 6);
    hand_state(trace, 500121, 1, TRACE_READY, TRACE_BY_REST, 0, 6);
    first_half(trace, 500130, 2, TRACE_BLOCKED);
    answered(trace, 900300, 2);
    hand_state(trace, 900350, 2, TRACE_RUNNING, TRACE_BY_ANSWER, 2, 11);
    hand_state(trace, 900351, 2, TRACE_READY, TRACE_BY_REST, 0, 11);
    second_half(trace, 900360, 1);
    second_half(trace, 900400, 2);
    return two_end(trace, 900500, 300);
}

/* Task 1 computes in turns of 5 ms; task 2 waits for a short answer, and then for the lock. */
struct trace *hand_two_gil(void)
{
    struct trace *trace = two_new("gil");
    begin(trace, 10, 1, 101, 0);
    hand(trace, 10, GIL_GOT, .who = 1);
    begin(trace, 30, 2, 102, 1);
    hand_state(trace, 31, 2, TRACE_READY, TRACE_BY_GIL, 1, 9);
    hand(trace, 5030, GIL_ASKED, .who = 2, .arg = 1);
    hand(trace, 5040, GIL_FREED, .who = 1, .reason = TRACE_BY_GIL_DROPPED);
    hand_state(trace, 5041, 1, TRACE_READY, TRACE_BY_GIL_DROPPED, 2, 6);
    hand(trace, 5060, GIL_GOT, .who = 2);
    hand_state(trace, 5061, 2, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 9);
    asked(trace, 5100, 2, 7, 1, "quick");
    hand(trace, 5110, GIL_FREED, .who = 2, .reason = TRACE_BY_IO);
    hand_state(trace, 5111, 2, TRACE_WAITING, TRACE_BY_IO, 7, 11);
    hand(trace, 5130, GIL_GOT, .who = 1);
    hand_state(trace, 5131, 1, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 6);
    answered(trace, 6150, 7);
    hand(trace, 6200, NOTICED, .who = 2, .arg = 7);
    hand_state(trace, 6201, 2, TRACE_READY, TRACE_BY_GIL, 1, 11);
    hand(trace, 11200, GIL_ASKED, .who = 2, .arg = 1);
    hand(trace, 11210, GIL_FREED, .who = 1, .reason = TRACE_BY_GIL_DROPPED);
    hand_state(trace, 11211, 1, TRACE_READY, TRACE_BY_GIL_DROPPED, 2, 6);
    hand(trace, 11230, GIL_GOT, .who = 2);
    hand_state(trace, 11231, 2, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 11);
    hand(trace, 11300, GIL_FREED, .who = 2, .reason = TRACE_BY_END);
    hand_end(trace, 11300, 2);
    hand(trace, 11320, GIL_GOT, .who = 1);
    hand_state(trace, 11321, 1, TRACE_RUNNING, TRACE_BY_GOT_GIL, 0, 6);
    hand(trace, 15000, GIL_FREED, .who = 1, .reason = TRACE_BY_END);
    hand_end(trace, 15000, 1);
    return two_end(trace, 15020, 14900);
}

struct trace *hand_two_threads(void)
{
    struct trace *trace = two_new("threads");
    hand_meta(trace, "switches=perf");
    hand(trace, 5, SCHED_IN, .arg = 101, .reason = 0);
    hand(trace, 8, SCHED_IN, .arg = 102, .reason = 1);
    begin(trace, 10, 1, 101, 0);
    begin(trace, 12, 2, 102, 1);
    hand(trace, 4000, SCHED_OUT, .arg = 101, .reason = 0, .detail = 1);
    hand(trace, 5000, SCHED_IN, .arg = 101, .reason = 0);
    hand(trace, 6000, SCHED_OUT, .arg = 102, .reason = 1);
    hand(trace, 6005, SCHED_IN, .arg = 102, .reason = 1);
    hand_end(trace, 10000, 2);
    hand(trace, 10010, SCHED_OUT, .arg = 102, .reason = 1);
    hand_end(trace, 11000, 1);
    return two_end(trace, 11020, 20000);
}

struct trace *hand_late(void)
{
    struct trace *trace = two_new("coroutines");
    first_half(trace, 10, 1, TRACE_RUNNING);
    hand(trace, 40, STATE, .who = 1, .detail = TRACE_WAITING, .reason = TRACE_BY_SLEEP, .line = 6,
         .value = HAND_ORIGIN_NS + 299900000);
    first_half(trace, 60, 2, TRACE_WAITING);
    hand(trace, 95, LOOP_WAIT, .who = TRACE_LOOP);
    hand(trace, 300000, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand_state(trace, 300010, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 7);
    answered(trace, 400100, 2);
    hand_end(trace, 452000, 1);
    second_half(trace, 452010, 2);
    return two_end(trace, 452100, 152000);
}

static struct trace *crash_new(const char *model)
{
    static const char source[] = "scenario \"Crash\"\ntask bad:\n    sleep 50ms\n    crash\n\n"
                                 "task good x 2:\n    sleep 100ms\n";
    static const char *const names[] = {"bad", "good 1", "good 2"};
    struct trace *trace = hand_new(model);
    trace_set_source(trace, "crash.baton", source, sizeof source - 1);
    for (uint32_t task = 1; task <= 3; task++) {
        uint32_t line = task > 1 ? 6 : 2;
        hand_task(trace, 5, task, names[task - 1]);
        hand(trace, 10 * task, TASK_BEGIN, .who = task, .arg = 100 + task, .line = line);
        hand_state(trace, 10 * task + 5, task, TRACE_BLOCKED, TRACE_BY_SLEEP, 0, line + 1);
    }
    hand_state(trace, 50000, 1, TRACE_RUNNING, TRACE_BY_TIMER, 0, 3);
    hand_event(trace, 50100,
               (struct trace_event){
                   .kind = TRACE_TASK_END, .who = 1, .detail = TRACE_END_CRASHED, .line = 4},
               "crashed (SIGSEGV)");
    return trace;
}

struct trace *hand_crash(void)
{
    struct trace *trace = crash_new("threads");
    hand_event(trace, 50500,
               (struct trace_event){
                   .kind = TRACE_RUN_END, .who = TRACE_ENGINE, .detail = TRACE_RESULT_CRASH},
               "the whole program crashed (Segmentation fault)");
    trace_finish(trace);
    return trace;
}

struct trace *hand_crash_of_one(void)
{
    struct trace *trace = crash_new("processes");
    hand_end(trace, 100100, 2);
    hand_end(trace, 100200, 3);
    hand_run_end(trace, 100300, TRACE_RESULT_FAILED);
    trace_finish(trace);
    return trace;
}

struct trace *hand_korean_deadlock(void)
{
    static const char source[] = "scenario \"교착 상태\"\n";
    struct trace *trace = hand_new("coroutines");
    trace_set_source(trace, "deadlock.baton", source, sizeof source - 1);
    hand_meta(trace, "object=lock 포크");
    hand_meta(trace, "object=lock knife");
    hand_task(trace, 0, 1, "철수와 영희의 아주 긴 이름을 가진 작업");
    hand_task(trace, 0, 2, "rene\xCC\x81\x1B[31m");
    begin(trace, 10, 1, 100, TRACE_CORE_UNKNOWN);
    hand_say(trace, 20, 1, "하나\x07");
    hand(trace, 30, OBJECT_TAKEN, .who = 1, .arg = 0);
    hand_state(trace, 40, 1, TRACE_READY, TRACE_BY_YIELD, 0, 5);
    begin(trace, 50, 2, 100, TRACE_CORE_UNKNOWN);
    hand(trace, 60, OBJECT_TAKEN, .who = 2, .arg = 1);
    hand(trace, 70, STATE, .who = 2, .detail = TRACE_LOCKED, .reason = TRACE_BY_LOCK, .arg = 0,
         .value = 1, .line = 9);
    hand_state(trace, 80, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 5);
    hand(trace, 90, STATE, .who = 1, .detail = TRACE_LOCKED, .reason = TRACE_BY_LOCK, .arg = 1,
         .value = 2, .line = 6);
    hand(trace, 95, CYCLE, .who = 1, .arg = 2, .value = 1);
    hand(trace, 95, CYCLE, .who = 2, .arg = 1, .value = 0);
    hand(trace, 95, DEADLOCK, .who = TRACE_ENGINE);
    hand_run_end(trace, 100, TRACE_RESULT_DEADLOCK);
    trace_finish(trace);
    return trace;
}

struct trace *hand_many(int count)
{
    struct trace *trace = hand_new("coroutines");
    for (int i = 1; i <= count; i++) {
        char name[32];
        snprintf(name, sizeof name, "client %d", i);
        hand_task(trace, 0, (uint32_t)i, name);
    }
    for (int i = 1; i <= count; i++) {
        double t = i * 5;
        begin(trace, t, (uint32_t)i, 100, TRACE_CORE_UNKNOWN);
        asked(trace, t + 1, (uint32_t)i, (uint32_t)i, 100 + i, "page");
        hand_state(trace, t + 2, (uint32_t)i, TRACE_WAITING, TRACE_BY_IO, (uint32_t)i, 3);
    }
    hand(trace, count * 5 + 10, LOOP_WAIT, .who = TRACE_LOOP);
    for (int i = 1; i <= count; i++) {
        double t = (100 + i) * 1000;
        answered(trace, t, (uint32_t)i);
        hand(trace, t + 10, LOOP_WOKE, .who = TRACE_LOOP);
        hand_state(trace, t + 20, (uint32_t)i, TRACE_RUNNING, TRACE_BY_ANSWER, (uint32_t)i, 3);
        hand_say(trace, t + 30, (uint32_t)i, "served");
        hand_end(trace, t + 40, (uint32_t)i);
        hand(trace, t + 50, LOOP_WAIT, .who = TRACE_LOOP);
    }
    hand_run_end(trace, (100 + count) * 1000 + 60, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

struct trace *hand_lesson(void)
{
    struct trace *trace = two_new("coroutines");
    struct trace_event note = {.kind = TRACE_NOTE, .who = 1, .line = 5};
    struct trace_event ask = {.kind = TRACE_ASK, .who = 2, .line = 10};
    first_half(trace, 10, 1, TRACE_WAITING);
    hand_event(trace, 15, note, "Both wait at once.");
    first_half(trace, 60, 2, TRACE_WAITING);
    hand_event(trace, 75, ask, "Who has control next?");
    hand(trace, 100, LOOP_WAIT, .who = TRACE_LOOP);
    answered(trace, 400100, 2);
    hand(trace, 400150, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    second_half(trace, 400170, 2);
    hand_event(trace, 400180, ask, "And after that?");
    hand(trace, 400210, LOOP_WAIT, .who = TRACE_LOOP);
    answered(trace, 500050, 1);
    hand(trace, 500100, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    second_half(trace, 500120, 1);
    return two_end(trace, 500200, 400);
}

static void object_event(struct trace *trace, double t_us, uint8_t kind, uint32_t task,
                         uint32_t object)
{
    hand_event(trace, t_us, (struct trace_event){.kind = kind, .who = task, .arg = object}, NULL);
}

struct trace *hand_locks(void)
{
    struct trace *trace = two_new("coroutines");
    hand_meta(trace, "object=lock a");
    hand_meta(trace, "object=semaphore s");
    hand_meta(trace, "object=channel c");
    begin(trace, 10, 1, 100, TRACE_CORE_UNKNOWN);
    object_event(trace, 20, TRACE_OBJECT_TAKEN, 1, 0);
    object_event(trace, 25, TRACE_OBJECT_TAKEN, 1, 1);
    object_event(trace, 30, TRACE_SENT, 1, 2);
    hand_state(trace, 40, 1, TRACE_READY, TRACE_BY_YIELD, 0, 5);
    begin(trace, 50, 2, 100, TRACE_CORE_UNKNOWN);
    hand_state(trace, 60, 2, TRACE_LOCKED, TRACE_BY_LOCK, 0, 9);
    hand_state(trace, 70, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 5);
    object_event(trace, 1000, TRACE_OBJECT_RELEASED, 1, 0);
    hand(trace, 1001, WAKE, .who = 2, .arg = 1, .reason = TRACE_BY_GOT_OBJECT);
    object_event(trace, 5000, TRACE_OBJECT_RELEASED, 1, 1);
    hand_end(trace, 5001, 1);
    hand_state(trace, 5010, 2, TRACE_RUNNING, TRACE_BY_GOT_OBJECT, 0, 9);
    object_event(trace, 5011, TRACE_OBJECT_TAKEN, 2, 0);
    object_event(trace, 5020, TRACE_OBJECT_RELEASED, 2, 0);
    object_event(trace, 5030, TRACE_OBJECT_TAKEN, 2, 1);
    object_event(trace, 5050, TRACE_RECEIVED, 2, 2);
    object_event(trace, 5060, TRACE_OBJECT_RELEASED, 2, 1);
    hand_end(trace, 5070, 2);
    return two_end(trace, 5080, 5000);
}

/* The variables of all bodies, in the order of their metas. */
enum { VALUES_I, VALUES_RESULT, VALUES_G, VALUES_X, VALUES_Y, VALUES_N };

static void assigned(struct trace *trace, double t_us, uint32_t task, uint32_t variable,
                     int64_t value)
{
    hand(trace, t_us, ASSIGNED, .who = task, .arg = variable, .value = value, .line = 5);
}

struct trace *hand_values(void)
{
    static const char source[] = "scenario \"Values\"\n";
    static const char *const metas[] = {
        "values=told",       "shared=counter",          "shared=합계",        "initial=3",
        "initial=0",         "object=semaphore places", "object=channel box", "units=2",
        "units=3",           "variable=main i",         "variable=main 결과", "variable=main g",
        "variable=더하기 x", "variable=doubler y",      "variable=square n"};
    struct trace *trace = hand_new("coroutines");
    trace_set_source(trace, "values.baton", source, sizeof source - 1);
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++)
        hand_meta(trace, metas[i]);
    hand_task(trace, 0, 1, "main");
    hand_task(trace, 0, 2, "더하기");
    begin(trace, 10, 1, 100, TRACE_CORE_UNKNOWN);
    hand_task(trace, 10.5, 3, "doubler");
    hand_state(trace, 10.6, 3, TRACE_WAITING, TRACE_BY_CREATED, 0, 9);
    hand(trace, 10.7, ASSIGNED, .who = 1, .detail = TRACE_VALUE_GENERATOR, .arg = VALUES_G,
         .value = 3, .line = 4);
    assigned(trace, 11, 1, VALUES_I, 1);
    hand(trace, 12, SHARED_READ, .who = 1, .value = 3, .line = 6);
    hand(trace, 13, OBJECT_TAKEN, .who = 1, .detail = TRACE_TAKING_ALONE, .line = 7);
    hand(trace, 14, SENT, .who = 1, .arg = 1, .value = 7, .line = 8);
    hand_state(trace, 20, 1, TRACE_READY, TRACE_BY_YIELD, 0, 6);
    begin(trace, 21, 2, 100, TRACE_CORE_UNKNOWN);
    hand(trace, 22, SHARED_READ, .who = 2, .value = 3, .line = 12);
    assigned(trace, 23, 2, VALUES_X, 5);
    hand(trace, 24, SHARED_WRITE, .who = 2, .value = 4, .line = 12);
    hand_state(trace, 30, 2, TRACE_READY, TRACE_BY_YIELD, 0, 12);
    hand_state(trace, 31, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 6);
    hand(trace, 32, SHARED_WRITE, .who = 1, .value = 4, .line = 6);
    hand_state(trace, 33, 1, TRACE_WAITING, TRACE_BY_RESUME, 3, 9);
    hand(trace, 33, STATE, .who = 3, .detail = TRACE_RUNNING, .reason = TRACE_BY_RESUMED, .arg = 1,
         .value = 9, .line = 9);
    assigned(trace, 34, 3, VALUES_Y, 9);
    hand(trace, 35, STATE, .who = 3, .detail = TRACE_WAITING, .reason = TRACE_BY_GEN_YIELD,
         .arg = 1, .value = 18, .line = 9);
    hand_state(trace, 35, 1, TRACE_RUNNING, TRACE_BY_RETURNED, 3, 9);
    assigned(trace, 36, 1, VALUES_RESULT, 18);
    hand(trace, 40, MARK, .who = 1, .detail = TRACE_LEFT_SHARED, .line = 10);
    hand(trace, 41, MARK, .who = 1, .detail = TRACE_LEFT_OWN, .line = 10);
    hand(trace, 60, FRAME, .who = 1, .detail = TRACE_FRAME_ANEW, .value = 1, .line = 10);
    assigned(trace, 60, 1, VALUES_I, 900);
    assigned(trace, 60, 1, VALUES_RESULT, 1800);
    hand(trace, 60, MARK, .who = 1, .detail = TRACE_LEFT_NOTHING, .line = 10);
    hand_state(trace, 61, 1, TRACE_RUNNING, TRACE_BY_TURN, 0, 11);
    hand(trace, 62, FRAME, .who = 1, .detail = TRACE_FRAME_CALLED, .value = 2, .line = 11);
    assigned(trace, 62, 1, VALUES_N, 5);
    hand(trace, 66, FRAME, .who = 1, .detail = TRACE_FRAME_BACK, .value = 1, .line = 11);
    hand(trace, 70, SHARED_READ, .who = 1, .value = 903, .line = 11);
    hand_end(trace, 80, 1);
    hand_state(trace, 81, 2, TRACE_RUNNING, TRACE_BY_TURN, 0, 12);
    hand_end(trace, 90, 2);
    hand_run_end(trace, 100, TRACE_RESULT_OK);
    trace_finish(trace);
    return trace;
}

struct trace_log *hand_log(struct trace *trace)
{
    struct trace_log *log = trace_log_create(trace_count(trace) * 2 + 1000);
    struct trace_writer writer;
    trace_writer_init(&writer, log);
    for (size_t i = 0; i < trace_count(trace); i++) {
        size_t len;
        const char *text = trace_text(trace, i, &len);
        trace_write_text(&writer, *trace_at(trace, i), text, len);
    }
    trace_free(trace);
    return log;
}

struct trace *hand_empty(void)
{
    struct trace *trace = trace_new();
    trace_finish(trace);
    return trace;
}

struct trace *hand_one_event(void)
{
    struct trace *trace = trace_new();
    hand_task(trace, 0, 1, "alone");
    trace_finish(trace);
    return trace;
}

struct trace *hand_long(size_t events)
{
    struct trace *trace = hand_new("coroutines");
    hand_task(trace, 0, 1, "one");
    hand_task(trace, 0, 2, "two");
    begin(trace, 0, 1, 100, TRACE_CORE_UNKNOWN);
    begin(trace, 0, 2, 100, TRACE_CORE_UNKNOWN);
    for (size_t i = 6; i + 1 < events; i++) {
        uint32_t task = 1 + (uint32_t)(i / 2 % 2);
        hand_state(trace, (double)i * 10, task, i % 2 ? TRACE_RUNNING : TRACE_READY,
                   i % 2 ? TRACE_BY_TURN : TRACE_BY_YIELD, 0, 5);
    }
    hand_run_end(trace, (double)events * 10, TRACE_RESULT_OK);
    return trace;
}

struct trace *hand_kept(const char *path)
{
    struct strbuf problem = STRBUF_INIT;
    struct trace *trace = trace_file_read(path, NULL, NULL, &problem);
    if (!trace) {
        fprintf(stderr, "%s: %s\n", path, strbuf_str(&problem));
        abort();
    }
    strbuf_release(&problem);
    return trace;
}
