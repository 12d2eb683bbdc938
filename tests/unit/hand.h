/* Traces made by hand, for the tests of trace and export. Times are microseconds since RUN_BEGIN.
 */
#ifndef BATON_TESTS_HAND_H
#define BATON_TESTS_HAND_H

#include "trace/trace.h"

enum { HAND_ORIGIN_NS = 5000000 };

/* A trace of a model, with RUN_BEGIN. More META with hand_meta(). */
struct trace *hand_new(const char *model);
void hand_meta(struct trace *trace, const char *text);
void hand_event(struct trace *trace, double t_us, struct trace_event event, const char *text);
/* hand(trace, 12.5, STATE, .who = 1, …): an event without a text. */
#define hand(trace, t_us, event_kind, ...)                                                         \
    hand_event(trace, t_us, (struct trace_event){.kind = TRACE_##event_kind, __VA_ARGS__}, NULL)
void hand_task(struct trace *trace, double t_us, uint32_t task, const char *name);
void hand_state(struct trace *trace, double t_us, uint32_t task, enum trace_state state,
                enum trace_reason reason, uint32_t object, uint32_t line);
void hand_end(struct trace *trace, double t_us, uint32_t task);
void hand_say(struct trace *trace, double t_us, uint32_t task, const char *text);
void hand_run_end(struct trace *trace, double t_us, enum trace_result result);

/* Two waits of 500 and 400 ms: finished. */
struct trace *hand_two_coroutines(void);
struct trace *hand_two_blocking(void);
struct trace *hand_two_polling(void);
struct trace *hand_two_async_blocking(void);
struct trace *hand_two_gil(void);
/* A task of gil with two callbacks on threads of their own: answered at 0.1 and 5 ms, they have to
 * wait for the lock, which their task has until 10.002 ms; the first one computes until 20 ms, the
 * second one fails. */
struct trace *hand_callbacks_gil(void);
/* One that polls, with a callback that is answered at 0.1 ms, told at 3 ms, and then computes. */
struct trace *hand_callback_polling(void);
/* Two threads that compute 10 ms, the kernel's record with them. */
struct trace *hand_two_threads(void);
/* A coroutine that computes over the other's answer: 51.9 ms late. */
struct trace *hand_late(void);
/* Two tasks with Korean and combining names that take a lock each and wait for the other's: a
 * deadlock. */
struct trace *hand_korean_deadlock(void);
/* Three tasks that sleep on a thread each. The first crashes at 50 ms; the others had to sleep for
 * twice as long. It takes the program with it, or only itself. */
struct trace *hand_crash(void);
struct trace *hand_crash_of_one(void);
/* `count` tasks that wait for the device, one ms longer each. */
struct trace *hand_many(int count);
/* Two waits with a note at 15 us and questions at 75 us and 400.18 ms. */
struct trace *hand_lesson(void);
/* Coroutines with a lock a, a semaphore s and a channel c, in order of their numbers. Task 1 has
 * the lock from 20 us, task 2 wants it from 60 us, has it from 5.011 ms and releases it at 5.02 ms.
 * Both have a unit of s from 25 and 5030 us on, which they release at 5000 and 5060 us; a value is
 * in c from 30 us to 5.05 ms. */
struct trace *hand_locks(void);
/* Coroutines that tell their values: the shared variables counter (3) and another (0), a semaphore
 * with two units, a channel, a generator. Task 1 reads counter at 12 us and writes it at 32 us,
 * over what task 2 wrote at 24 us; it takes a unit at 13 us and sends 7 at 14 us. The generator,
 * task 3, is sent 9 at 33 us and yields 18 at 35 us. From 40 us on task 1's accesses are left out,
 * until 60 us, when what it has is told anew; from 62 to 66 us it is in the body of another. */
struct trace *hand_values(void);
/* All events of a trace (which is freed), as a run writes them. The caller closes the log. */
struct trace_log *hand_log(struct trace *trace);
/* What a trace file has; an assertion if it is none. */
struct trace *hand_kept(const char *path);
/* Nothing at all; and one event. */
struct trace *hand_empty(void);
struct trace *hand_one_event(void);
/* One task that runs and waits in turns of 10 us, until the trace has `events` events; sorted by
 * nobody yet. */
struct trace *hand_long(size_t events);

#endif
