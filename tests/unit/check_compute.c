#include "config.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "check_main.h"
#include "measure/compute.h"

/* ---- a machine whose clocks the test owns: a look takes 100 ns, reading the CPU clock 700 ns
 * ---- */

enum { LOOK_NS = 100, CPU_READ_NS = 700, LOSSES = 4 };

/* At the wall time `at_ns` the thread does nothing for off_ns; it is off its CPU if `off_cpu`,
 * else an interrupt holds it. */
struct loss {
    int64_t at_ns, off_ns;
    bool off_cpu;
};

static struct machine {
    int64_t wall_ns, cpu_ns;
    struct loss losses[LOSSES];
    int next, cpu_reads;
} machine;

static void pass(int64_t ns)
{
    machine.wall_ns += ns;
    machine.cpu_ns += ns;
    if (machine.next == LOSSES || !machine.losses[machine.next].off_ns)
        return;
    struct loss *loss = &machine.losses[machine.next];
    if (machine.wall_ns < loss->at_ns)
        return;
    machine.next++;
    machine.wall_ns += loss->off_ns;
    machine.cpu_ns += loss->off_cpu ? 0 : loss->off_ns;
}

static int64_t machine_now(void)
{
    pass(LOOK_NS);
    return machine.wall_ns;
}

static int64_t machine_cpu(void)
{
    pass(CPU_READ_NS / 2);
    int64_t cpu_ns = machine.cpu_ns;
    pass(CPU_READ_NS / 2);
    machine.cpu_reads++;
    return cpu_ns;
}

static const struct compute_clocks machine_clocks = {machine_now, machine_cpu};

static void start_machine(void)
{
    machine = (struct machine){.wall_ns = 1000000, .cpu_ns = 5000};
}

struct seen {
    int calls, gaps, stop_after;
    int64_t last_ns, longest_step_ns, gap_from_ns[LOSSES], gap_to_ns[LOSSES];
};

static bool note_step(void *arg, int64_t now_ns)
{
    struct seen *seen = arg;
    if (seen->calls && now_ns - seen->last_ns > seen->longest_step_ns)
        seen->longest_step_ns = now_ns - seen->last_ns;
    seen->last_ns = now_ns;
    return ++seen->calls == seen->stop_after;
}

static void note_gap(void *arg, int64_t from_ns, int64_t to_ns)
{
    struct seen *seen = arg;
    ck_assert_int_lt(seen->gaps, LOSSES);
    seen->gap_from_ns[seen->gaps] = from_ns;
    seen->gap_to_ns[seen->gaps++] = to_ns;
}

#define COMPUTE(seen)                                                                              \
    {                                                                                              \
        .between = note_step, .gap = note_gap, .arg = &(seen), .clocks = &machine_clocks           \
    }

START_TEST(it_uses_what_it_was_told_to)
{
    start_machine();
    struct seen seen = {0};
    struct compute compute = COMPUTE(seen);
    int64_t before = machine.cpu_ns;
    ck_assert(compute_start(&compute, 500000));
    int64_t used = machine.cpu_ns - before;
    ck_assert_int_ge(used, 500000);
    ck_assert_int_le(used, 503000);
    ck_assert_int_eq(seen.gaps, 0);
    ck_assert_int_le(seen.longest_step_ns, 1000);
    ck_assert_int_ge(seen.calls, 500);
    ck_assert_int_le(machine.cpu_reads, 4);
}
END_TEST

START_TEST(nothing_is_done_at_once)
{
    start_machine();
    struct seen seen = {0};
    struct compute compute = COMPUTE(seen);
    ck_assert(compute_start(&compute, 0));
    ck_assert(compute_start(&compute, -5));
    ck_assert(compute_go_on(&compute));
    ck_assert_int_eq(machine.wall_ns, 1000000);
}
END_TEST

START_TEST(time_off_the_cpu_does_not_count)
{
    start_machine();
    machine.losses[0] = (struct loss){1100000, 10000000, true};
    machine.losses[1] = (struct loss){11200000, 3000000, true};
    struct seen seen = {0};
    struct compute compute = COMPUTE(seen);
    int64_t cpu = machine.cpu_ns, wall = machine.wall_ns;
    ck_assert(compute_start(&compute, 2000000));
    ck_assert_int_ge(machine.cpu_ns - cpu, 2000000);
    ck_assert_int_le(machine.cpu_ns - cpu, 2005000);
    ck_assert_int_ge(machine.wall_ns - wall, 15000000);
    ck_assert_int_eq(seen.gaps, 2);
    ck_assert_int_ge(seen.gap_to_ns[0] - seen.gap_from_ns[0], 10000000);
    ck_assert_int_le(seen.gap_to_ns[0] - seen.gap_from_ns[0], 10001000);
    ck_assert_int_le(seen.gap_from_ns[0], 1100000 + LOOK_NS);
}
END_TEST

/* 40 us each: one an interrupt, one a loss of the core; only the CPU clock can tell. */
START_TEST(a_short_gap_must_be_confirmed)
{
    start_machine();
    machine.losses[0] = (struct loss){1100000, 40000, false};
    machine.losses[1] = (struct loss){1300000, 40000, true};
    machine.losses[2] = (struct loss){1500000, 40000, false};
    struct seen seen = {0};
    struct compute compute = COMPUTE(seen);
    ck_assert(compute_start(&compute, 1000000));
    ck_assert_int_eq(machine.next, 3);
    ck_assert_int_eq(seen.gaps, 1);
    ck_assert_int_ge(seen.gap_to_ns[0], 1340000);
    ck_assert_int_le(seen.gap_to_ns[0], 1341000);
}
END_TEST

START_TEST(a_gap_below_the_least_is_none)
{
    start_machine();
    machine.losses[0] = (struct loss){1100000, 25000, true};
    struct seen seen = {0};
    struct compute compute = COMPUTE(seen);
    ck_assert(compute_start(&compute, 1000000));
    ck_assert_int_eq(seen.gaps, 0);
}
END_TEST

/* What was off the CPU in a sure gap must not confirm a later interrupt. */
START_TEST(a_sure_gap_does_not_confirm_a_later_one)
{
    start_machine();
    machine.losses[0] = (struct loss){1100000, 200000, true};
    machine.losses[1] = (struct loss){1400000, 50000, false};
    struct seen seen = {0};
    struct compute compute = COMPUTE(seen);
    ck_assert(compute_start(&compute, 1000000));
    ck_assert_int_eq(seen.gaps, 1);
}
END_TEST

START_TEST(an_interruption_keeps_the_rest)
{
    start_machine();
    struct seen seen = {.stop_after = 100};
    struct compute compute = COMPUTE(seen);
    int64_t cpu = machine.cpu_ns;
    ck_assert(!compute_start(&compute, 1000000));
    int64_t used = machine.cpu_ns - cpu;
    ck_assert_int_lt(used, 100 * 1000);
    ck_assert_int_le(llabs(1000000 - used - compute.left_ns), 1000);
    machine.wall_ns += 7000000; /* it was taken up again later, in another thread */
    machine.cpu_ns = 40;
    cpu = machine.cpu_ns;
    ck_assert(compute_go_on(&compute));
    ck_assert_int_le(llabs(machine.cpu_ns - cpu + used - 1000000), 3000);
    ck_assert_int_eq(seen.gaps, 0);
}
END_TEST

START_TEST(who_is_always_interrupted_gets_on)
{
    start_machine();
    struct seen seen = {.stop_after = 1};
    struct compute compute = COMPUTE(seen);
    int rounds = 1;
    if (!compute_start(&compute, 20000)) {
        do {
            seen.calls = 0;
            rounds++;
        } while (!compute_go_on(&compute));
    }
    ck_assert_int_gt(rounds, 5);
    ck_assert_int_lt(rounds, 100);
}
END_TEST

/* CPU time that the kernel says was used for cpu_ns, less cpu_ns. */
static int64_t excess(int64_t cpu_ns)
{
    struct seen seen = {0};
    struct compute compute = {.between = note_step, .arg = &seen};
    int64_t before_ns = clock_thread_cpu_ns();
    ck_assert(compute_start(&compute, cpu_ns));
    return clock_thread_cpu_ns() - before_ns - cpu_ns;
}

/* The real clocks, however busy the machine is: never less, and not more than 1% or 50 us, but
 * where the machine itself (an interrupt, a hypervisor) takes time that the kernel counts as the
 * thread's. That hits one try, not all. */
START_TEST(the_kernel_agrees)
{
    const int64_t amounts_ns[] = {20000, 1000000, 30000000};
    for (int i = 0; i < 3; i++) {
        int64_t allowed_ns = amounts_ns[i] / 100 > 50000 ? amounts_ns[i] / 100 : 50000;
        int64_t least_ns = INT64_MAX;
        for (int tries = 0; tries < 10 && least_ns > allowed_ns; tries++) {
            int64_t excess_ns = excess(amounts_ns[i]);
            ck_assert_int_ge(excess_ns, -1000);
            least_ns = excess_ns < least_ns ? excess_ns : least_ns;
        }
        ck_assert_int_le(least_ns, allowed_ns);
    }
}
END_TEST

static Suite *compute_suite(void)
{
    Suite *suite = suite_create("compute");
    TCase *tests = tcase_create("burning"), *real = tcase_create("real clocks");
    tcase_set_tags(real, TAG_MEASURES);
    tcase_add_test(tests, it_uses_what_it_was_told_to);
    tcase_add_test(tests, nothing_is_done_at_once);
    tcase_add_test(tests, time_off_the_cpu_does_not_count);
    tcase_add_test(tests, a_short_gap_must_be_confirmed);
    tcase_add_test(tests, a_gap_below_the_least_is_none);
    tcase_add_test(tests, a_sure_gap_does_not_confirm_a_later_one);
    tcase_add_test(tests, an_interruption_keeps_the_rest);
    tcase_add_test(tests, who_is_always_interrupted_gets_on);
    tcase_add_test(real, the_kernel_agrees);
    suite_add_tcase(suite, tests);
    suite_add_tcase(suite, real);
    return suite;
}

CHECK_MAIN(compute_suite)
