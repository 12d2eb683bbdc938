#include "config.h"

#include "measure/lost_time.h"

#include "base/clock.h"
#include "base/mem.h"
#include "check_main.h"
#include "flow/thread.h"

#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct lost_cores begin = {1000 * NS_PER_MS, 50 * NS_PER_MS};

static int64_t sum_ms(int64_t delay_ms, int64_t own_ms, int64_t used_ms, int64_t stolen_ms)
{
    const struct lost_cores end = {begin.used_ns + used_ms * NS_PER_MS,
                                   begin.stolen_ns + stolen_ms * NS_PER_MS};
    return lost_sum(delay_ms * NS_PER_MS, own_ms * NS_PER_MS, &begin, &end) / NS_PER_MS;
}

START_TEST(waits_behind_others_were_taken)
{
    ck_assert_int_eq(sum_ms(30, 100, 400, 0), 30);
}
END_TEST

/* Four threads compute 100 ms each on two cores: on the whole each waits 100 ms, for its like. */
START_TEST(waits_behind_the_own_threads_were_not)
{
    ck_assert_int_eq(sum_ms(400, 400, 400, 0), 0);
    ck_assert_int_eq(sum_ms(400, 400, 420, 0), 20);
    ck_assert_int_eq(sum_ms(400, 400, 390, 0), 0); /* ticks are not exact */
}
END_TEST

START_TEST(what_a_hypervisor_took_comes_on_top)
{
    ck_assert_int_eq(sum_ms(0, 100, 100, 30), 30);
    ck_assert_int_eq(sum_ms(10, 100, 400, 30), 40);
}
END_TEST

/* Keeps the CPU for so long. */
static void burn(int64_t ms)
{
    int64_t until_ns = clock_thread_cpu_ns() + ms * NS_PER_MS;
    while (clock_thread_cpu_ns() < until_ns)
        ;
}

static void assert_usage_of_dead(bool killed)
{
    pid_t pid = fork();
    if (pid == 0) {
        burn(30);
        if (killed)
            raise(SIGKILL);
        _exit(0);
    }
    siginfo_t info;
    ck_assert_int_eq(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    ck_assert_int_ge(lost_usage_of(pid).cpu_ns, 29 * NS_PER_MS);
    waitpid(pid, NULL, 0);
    ck_assert_int_eq(lost_usage_of(pid).cpu_ns, 0);
}

START_TEST(the_dead_are_known_until_they_are_reaped)
{
    if (access("/proc/self/schedstat", R_OK) == 0) {
        assert_usage_of_dead(false);
        assert_usage_of_dead(true);
    }
}
END_TEST

/* Two processes on one core wait for each other. */
START_TEST(a_process_that_waits_for_a_core_has_run_delay)
{
    cpu_set_t all, one;
    int core = sched_getcpu();
    ck_assert_int_eq(sched_getaffinity(0, sizeof all, &all), 0);
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    if (access("/proc/self/schedstat", R_OK) < 0 || sched_setaffinity(0, sizeof one, &one) < 0)
        return;
    struct lost_cores before = lost_cores_used(&one);
    pid_t pids[2];
    int64_t delay_ns = 0;
    for (int i = 0; i < 2; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            burn(100);
            _exit(0);
        }
    }
    for (int i = 0; i < 2; i++) {
        siginfo_t info;
        waitid(P_PID, (id_t)pids[i], &info, WEXITED | WNOWAIT);
        delay_ns += lost_usage_of(pids[i]).delay_ns;
        waitpid(pids[i], NULL, 0);
    }
    /* The one that ends first waited for about as long as it ran; ticks are not exact. */
    ck_assert_int_ge(delay_ns, 50 * NS_PER_MS);
    ck_assert_int_ge(lost_cores_used(&one).used_ns - before.used_ns, 150 * NS_PER_MS);
    sched_setaffinity(0, sizeof all, &all);
}
END_TEST

/* ---- the threads of a worker ---- */

struct seated {
    int64_t delay_ns; /* when it was about to end, or to wait */
    sem_t there;
};

static void *burn_and_end(void *arg)
{
    struct seated *seated = arg;
    burn(60);
    seated->delay_ns = lost_usage_of((pid_t)syscall(SYS_gettid)).delay_ns;
    sem_post(&seated->there);
    return NULL;
}

static void *burn_and_wait(void *arg)
{
    burn_and_end(arg);
    while (true)
        pause();
    return NULL;
}

static bool has_seats(struct worker *worker, bool wanted)
{
    pthread_mutex_lock(&worker->threads_mutex);
    bool some = worker->threads != NULL;
    pthread_mutex_unlock(&worker->threads_mutex);
    return some == wanted;
}

/* One that ends counts itself, one that waits is counted at the end, and neither twice. */
START_TEST(each_thread_is_counted_once)
{
    struct board *board = mem_alloc(sizeof *board);
    struct worker worker = {.board = board, .pid = getpid()};
    struct seated ends = {0}, waits = {0};
    if (access("/proc/self/schedstat", R_OK) < 0)
        return;
    pthread_mutex_init(&worker.threads_mutex, NULL);
    sem_init(&ends.there, 0, 0);
    sem_init(&waits.there, 0, 0);
    thread_start(&worker, burn_and_end, &ends, "ends");
    sem_wait(&ends.there);
    while (!has_seats(&worker, false))
        sched_yield();
    ck_assert_int_ge(atomic_load(&board->delay_ns), ends.delay_ns);
    thread_start(&worker, burn_and_wait, &waits, "waits");
    sem_wait(&waits.there);
    worker.delay_begin_ns = lost_usage_of(worker.pid).delay_ns;
    int64_t counted_ns = atomic_load(&board->delay_ns);
    int64_t left_ns = thread_delays_at_end(&worker);
    ck_assert_int_ge(left_ns, waits.delay_ns);
    ck_assert_int_eq(atomic_load(&board->delay_ns), counted_ns);
    free(board);
}
END_TEST

struct named {
    char name[16];
    sem_t there;
};

static void *take_name(void *arg)
{
    struct named *named = arg;
    pthread_getname_np(pthread_self(), named->name, sizeof named->name);
    sem_post(&named->there);
    return NULL;
}

/* Nobody but the thread itself can give it: it may have ended before another does. */
START_TEST(a_thread_that_ends_at_once_has_its_name)
{
    struct board *board = mem_alloc(sizeof *board);
    struct worker worker = {.board = board, .pid = getpid()};
    struct named named = {.name = ""};
    pthread_mutex_init(&worker.threads_mutex, NULL);
    sem_init(&named.there, 0, 0);
    for (int i = 0; i < 100; i++) {
        thread_start(&worker, take_name, &named, "short");
        sem_wait(&named.there);
        ck_assert_str_eq(named.name, "short");
    }
    while (!has_seats(&worker, false))
        sched_yield();
    free(board);
}
END_TEST

START_TEST(no_cores_have_used_nothing)
{
    cpu_set_t none;
    CPU_ZERO(&none);
    ck_assert_int_eq(lost_cores_used(&none).used_ns, 0);
}
END_TEST

/* On a machine that has just started, its sum looks like the line of a core with a small number. */
START_TEST(the_sum_of_all_cores_is_not_a_core)
{
    char stat[] = "cpu  1 200 300 400 500 600 700 800 900 0\ncpu0 1 1 1 9 9 1 1 5 9 9\n"
                  "cpu1 1 2 3 9 9 4 5 7 9 9\ncpu2 9 9 9 9 9 9 9 9 9 9\nintr 1 2 3\n";
    int64_t tick_ns = NS_PER_S / sysconf(_SC_CLK_TCK);
    FILE *file = fmemopen(stat, sizeof stat - 1, "r");
    cpu_set_t second;
    CPU_ZERO(&second);
    CPU_SET(1, &second);
    struct lost_cores cores = lost_cores_read(file, &second);
    fclose(file);
    ck_assert_int_eq(cores.used_ns, 15 * tick_ns);
    ck_assert_int_eq(cores.stolen_ns, 7 * tick_ns);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("lost");
    TCase *tcase = tcase_create("lost"), *real = tcase_create("real clocks");
    tcase_set_tags(real, TAG_MEASURES);
    tcase_add_test(tcase, waits_behind_others_were_taken);
    tcase_add_test(tcase, waits_behind_the_own_threads_were_not);
    tcase_add_test(tcase, what_a_hypervisor_took_comes_on_top);
    tcase_add_test(tcase, the_dead_are_known_until_they_are_reaped);
    tcase_add_test(real, a_process_that_waits_for_a_core_has_run_delay);
    tcase_add_test(tcase, each_thread_is_counted_once);
    tcase_add_test(tcase, a_thread_that_ends_at_once_has_its_name);
    tcase_add_test(tcase, no_cores_have_used_nothing);
    tcase_add_test(tcase, the_sum_of_all_cores_is_not_a_core);
    suite_add_tcase(suite, tcase);
    suite_add_tcase(suite, real);
    return suite;
}

CHECK_MAIN(make_suite)
