/* What does not run on its task's own thread, or in its own frame, is told of whom it happens to:
 * the blocks that a pool's thread or another process runs, and callbacks. A test for each thing
 * that the raw events once said wrongly; see docs/trace-format.md. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "check_main.h"
#include "trace/file.h"

/* ---- a run ---- */

static void run_baton(const char *path, const char *model, const char *out)
{
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        freopen("/dev/null", "w", stdout);
        freopen("/dev/null", "w", stderr);
        execl("./baton", "baton", "run", path, "-m", model, "-f", "trace", "-o", out, (char *)NULL);
        _exit(127);
    }
    int status;
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) < 2, "status %x", (unsigned)status);
}

static struct trace *run(const char *model, const char *program)
{
    char dir[] = "/tmp/check-threads-XXXXXX", path[64], out[64];
    struct strbuf problem = STRBUF_INIT;
    ck_assert_ptr_nonnull(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/p.baton", dir);
    snprintf(out, sizeof out, "%s/p.trace", dir);
    ck_assert_int_eq(file_write(path, program, strlen(program)), 0);
    run_baton(path, model, out);
    struct trace *trace = trace_file_read(out, NULL, NULL, &problem);
    ck_assert_msg(trace, "%s", strbuf_str(&problem));
    unlink(path);
    unlink(out);
    rmdir(dir);
    return trace;
}

/* How many events of the kind there are about an actor from `from` up to below `to`. */
static int count(const struct trace *trace, enum trace_kind kind, uint32_t from, uint32_t to)
{
    int found = 0;
    for (size_t i = 0; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        found += event->kind == kind && event->who >= from && event->who < to;
    }
    return found;
}

/* The first event of the kind behind `after` that is about `who`, or NULL. */
static const struct trace_event *find(const struct trace *trace, enum trace_kind kind, uint32_t who,
                                      const struct trace_event *after)
{
    size_t i = after ? (size_t)(after - trace_at(trace, 0)) + 1 : 0;
    for (; i < trace_count(trace); i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->kind == kind && event->who == who)
            return event;
    }
    return NULL;
}

/* ---- blocks in a process of their own ---- */

/* The process has an interpreter of its own, and nobody in it to share its lock with. */
START_TEST(a_block_in_a_process_takes_no_lock_of_the_interpreter)
{
    struct trace *trace = run("gil", "scenario \"p\"\n\ntask a:\n    offload to processes:\n"
                                     "        sleep 1ms\n        compute 1ms\n");
    ck_assert_int_gt(count(trace, TRACE_STATE, TRACE_POOL, TRACE_DEVICE), 2);
    ck_assert_int_eq(count(trace, TRACE_GIL_GOT, TRACE_POOL, TRACE_DEVICE), 0);
    ck_assert_int_eq(count(trace, TRACE_GIL_FREED, TRACE_POOL, TRACE_DEVICE), 0);
    trace_free(trace);
}
END_TEST

/* Its thread is not the loop's. */
START_TEST(a_block_in_a_process_is_not_the_loop)
{
    struct trace *trace = run("coroutines", "scenario \"p\"\n\ntask a:\n    offload to processes:\n"
                                            "        compute 1ms\n");
    ck_assert_int_eq(count(trace, TRACE_THREAD, TRACE_LOOP, TRACE_POOL), 1);
    trace_free(trace);
}
END_TEST

/* A block that a callback offloads says and handles things as its task. */
START_TEST(a_block_of_a_callback_speaks_as_its_task)
{
    static const char *const models[] = {"callbacks", "async-blocking", "gil", "threads",
                                         "processes"};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct trace *trace = run(models[i], "scenario \"p\"\n\ntask a:\n    io 1ms then:\n"
                                             "        call b(1)\n\ntask b(n):\n"
                                             "    offload to processes:\n"
                                             "        say \"here\"\n        try:\n"
                                             "            fail \"no\"\n        on error:\n"
                                             "            say \"{error}\"\n");
        ck_assert_int_eq(count(trace, TRACE_SAY, 1, 2), 2);
        ck_assert_int_eq(count(trace, TRACE_SAY, 0, UINT32_MAX), 2);
        ck_assert_int_eq(count(trace, TRACE_FAILURE_HANDLED, 1, 2), 1);
        trace_free(trace);
    }
}
END_TEST

/* A process that crashes with a block takes neither its task with it, nor is it busy any more. */
START_TEST(a_block_that_crashes_ends_no_task)
{
    static const char *const models[] = {"coroutines", "gil", "threads", "processes"};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct trace *trace =
            run(models[i], "scenario \"p\"\n\ntask a:\n    try:\n"
                           "        offload to processes:\n"
                           "            compute 1ms\n            crash\n"
                           "    on error:\n        say \"{error}\"\n    sleep 1ms\n");
        const struct trace_event *end = find(trace, TRACE_TASK_END, 1, NULL), *last = NULL;
        ck_assert_int_eq(count(trace, TRACE_TASK_END, 1, 2), 1);
        ck_assert_int_eq(end->detail, TRACE_END_OK);
        for (const struct trace_event *event = NULL;
             (event = find(trace, TRACE_STATE, TRACE_POOL + 1, event));)
            last = event;
        ck_assert_ptr_nonnull(last);
        ck_assert_int_eq(last->detail, TRACE_ENDED);
        trace_free(trace);
    }
}
END_TEST

/* A callback that crashes its process ends its task once. */
START_TEST(a_callback_that_crashes_ends_its_task_once)
{
    struct trace *trace = run(
        "processes", "scenario \"p\"\n\ntask a:\n    io 1ms then:\n        crash\n    sleep 5ms\n"
                     "task b:\n    sleep 5ms\n");
    ck_assert_int_eq(count(trace, TRACE_TASK_END, 1, 2), 1);
    trace_free(trace);
}
END_TEST

/* ---- callbacks on threads of their own ---- */

static const char *const threaded[] = {"gil", "threads", "processes"};

/* States, waits and the GIL are its own. */
START_TEST(a_callback_is_told_apart_from_its_task)
{
    struct trace *trace = run(threaded[_i], "scenario \"p\"\n\ntask a:\n    io 1ms then:\n"
                                            "        say \"back\"\n        sleep 1ms\n"
                                            "    compute 5ms\n");
    const uint32_t who = TRACE_HELPER + 1;
    const struct trace_event *new = find(trace, TRACE_CALLBACK_NEW, who, NULL), *event = NULL;
    ck_assert_ptr_nonnull(new);
    ck_assert_uint_eq(new->arg, 1);
    ck_assert_int_eq(new->value, 1);
    ck_assert_ptr_nonnull(find(trace, TRACE_THREAD, who, new));
    event = find(trace, TRACE_STATE, who, new);
    ck_assert(event->detail == TRACE_BLOCKED && event->reason == TRACE_BY_IO && event->arg == 1);
    while (event->reason != TRACE_BY_CALLBACK)
        event = find(trace, TRACE_STATE, who, event);
    event = find(trace, TRACE_STATE, who, event);
    ck_assert(event->detail == TRACE_BLOCKED && event->reason == TRACE_BY_SLEEP);
    while (event->detail != TRACE_ENDED)
        event = find(trace, TRACE_STATE, who, event);
    ck_assert_int_eq(event->value, TRACE_END_OK);
    ck_assert_int_eq(count(trace, TRACE_GIL_GOT, who, who + 1) > 0, threaded[_i][0] == 'g');
    ck_assert_int_eq(count(trace, TRACE_SAY, 1, 2), 1);
    for (event = NULL; (event = find(trace, TRACE_STATE, 1, event));)
        ck_assert(event->reason != TRACE_BY_CALLBACK && event->reason != TRACE_BY_SLEEP);
    trace_free(trace);
}
END_TEST

START_TEST(a_callback_is_cancelled_with_its_task)
{
    struct trace *trace = run(threaded[_i], "scenario \"p\"\n\ntask main:\n    f = start a()\n"
                                            "    sleep 200ms\n    cancel f\n\ntask a:\n"
                                            "    io 1ms then:\n        sleep 10s\n    sleep 10s\n");
    const uint32_t who = TRACE_HELPER + 1;
    const struct trace_event *end = NULL, *event = find(trace, TRACE_CANCELLED, who, NULL);
    ck_assert_ptr_nonnull(event);
    ck_assert_uint_eq(event->arg, 1);
    event = find(trace, TRACE_WAKE, who, event);
    ck_assert_ptr_nonnull(event);
    ck_assert_int_eq(event->reason, TRACE_BY_CANCELLED);
    for (event = NULL; (event = find(trace, TRACE_STATE, who, event));)
        end = event;
    ck_assert(end->detail == TRACE_ENDED && end->value == TRACE_END_CANCELLED);
    trace_free(trace);
}
END_TEST

/* Where they take turns on one thread the lane stays the task's. */
START_TEST(a_callback_on_the_loops_thread_is_its_tasks)
{
    struct trace *trace = run("callbacks", "scenario \"p\"\n\ntask a:\n    io 1ms then:\n"
                                           "        say \"back\"\n");
    ck_assert_int_eq(count(trace, TRACE_CALLBACK_NEW, 0, UINT32_MAX), 0);
    ck_assert_int_eq(count(trace, TRACE_STATE, TRACE_HELPER, TRACE_POOL), 0);
    trace_free(trace);
}
END_TEST

/* ---- callbacks on their task's lane ---- */

static const char *const covering[] = {"callbacks", "coroutines", "polling"};

/* Behind the callback stands what the body waits for, with all that was said of it. */
START_TEST(a_callback_uncovers_the_whole_wait)
{
    struct trace *trace = run(covering[_i], "scenario \"p\"\n\ntask a:\n    io 1ms then:\n"
                                            "        say \"back\"\n    sleep 200ms\n");
    const struct trace_event *said = find(trace, TRACE_SAY, 1, NULL);
    const struct trace_event *event = find(trace, TRACE_STATE, 1, said);
    bool looks = event->reason == TRACE_BY_LOOKING;
    ck_assert(looks || event->reason == TRACE_BY_SLEEP);
    if (looks)
        ck_assert_int_eq(event->value, trace_looking(TRACE_BY_SLEEP, 0));
    else
        ck_assert_int_gt(event->value, event->time_ns);
    ck_assert_uint_eq(event->line, 6);
    trace_free(trace);
}
END_TEST

/* What the callback itself has brought: the body is ready then. */
START_TEST(a_callback_uncovers_that_its_body_was_woken)
{
    struct trace *trace = run(covering[_i], "scenario \"p\"\nchannel c\n\ntask a:\n"
                                            "    io 1ms then:\n        send c 1\n    x = recv c\n");
    const struct trace_event *wake = find(trace, TRACE_WAKE, 1, NULL);
    ck_assert_ptr_nonnull(wake);
    ck_assert_int_eq(wake->reason, TRACE_BY_GOT_OBJECT);
    const struct trace_event *event = find(trace, TRACE_STATE, 1, wake);
    ck_assert_int_eq(event->detail, TRACE_READY);
    ck_assert_int_eq(event->reason, TRACE_BY_GOT_OBJECT);
    ck_assert_uint_eq(event->arg, 0);
    trace_free(trace);
}
END_TEST

/* Who resumed a generator is the task whose callback did. */
START_TEST(a_generator_yields_to_the_task_of_the_callback)
{
    struct trace *trace = run(covering[_i], "scenario \"p\"\n\ntask a:\n    io 1ms then:\n"
                                            "        g = create g(1)\n        x = resume g\n"
                                            "        say \"{x}\"\n\ntask g(n):\n    yield n\n");
    const struct trace_event *event = NULL;
    int yields = 0;
    while ((event = find(trace, TRACE_STATE, 2, event)))
        if (event->reason == TRACE_BY_GEN_YIELD) {
            yields++;
            ck_assert_uint_eq(event->arg, 1);
        }
    ck_assert_int_eq(yields, 1);
    trace_free(trace);
}
END_TEST

/* The time of a callback on a thread of its own is told as its own. */
START_TEST(a_callback_of_a_thread_runs_out_of_its_own_time)
{
    struct trace *trace = run(threaded[_i], "scenario \"p\"\n\ntask a:\n    io 1ms then:\n"
                                            "        within 5ms:\n            sleep 10s\n"
                                            "        on timeout:\n            say \"late\"\n");
    const struct trace_event *event = NULL, *out = NULL;
    while ((event = find(trace, TRACE_STATE, TRACE_HELPER + 1, event)))
        out = event->reason == TRACE_BY_TIMED_OUT && event->detail == TRACE_RUNNING ? event : out;
    ck_assert_ptr_nonnull(out);
    ck_assert_uint_eq(out->arg, 0);
    event = find(trace, TRACE_CANCELLED, TRACE_HELPER + 1, NULL);
    ck_assert_ptr_nonnull(event);
    ck_assert_int_eq(event->detail, TRACE_CAUSE_TIMEOUT);
    ck_assert_int_eq(count(trace, TRACE_CANCELLED, 1, 2), 0);
    trace_free(trace);
}
END_TEST

static Suite *threads_suite(void)
{
    Suite *suite = suite_create("threads");
    TCase *blocks = tcase_create("blocks in a process of their own");
    tcase_add_test(blocks, a_block_in_a_process_takes_no_lock_of_the_interpreter);
    tcase_add_test(blocks, a_block_in_a_process_is_not_the_loop);
    tcase_add_test(blocks, a_block_of_a_callback_speaks_as_its_task);
    tcase_add_test(blocks, a_block_that_crashes_ends_no_task);
    tcase_add_test(blocks, a_callback_that_crashes_ends_its_task_once);
    suite_add_tcase(suite, blocks);
    TCase *callbacks = tcase_create("callbacks on threads of their own");
    tcase_set_tags(callbacks, TAG_MEASURES);
    tcase_add_loop_test(callbacks, a_callback_is_told_apart_from_its_task, 0, 3);
    tcase_add_loop_test(callbacks, a_callback_is_cancelled_with_its_task, 0, 3);
    tcase_add_test(callbacks, a_callback_on_the_loops_thread_is_its_tasks);
    tcase_add_loop_test(callbacks, a_callback_of_a_thread_runs_out_of_its_own_time, 0, 3);
    suite_add_tcase(suite, callbacks);
    TCase *covers = tcase_create("callbacks on their task's lane");
    tcase_set_tags(covers, TAG_MEASURES);
    tcase_add_loop_test(covers, a_callback_uncovers_the_whole_wait, 0, 3);
    tcase_add_loop_test(covers, a_callback_uncovers_that_its_body_was_woken, 0, 2);
    tcase_add_loop_test(covers, a_generator_yields_to_the_task_of_the_callback, 0, 3);
    suite_add_tcase(suite, covers);
    return suite;
}

CHECK_MAIN(threads_suite)
