/* A switch from one coroutine to another and nothing else, next to swapcontext(), which makes a
 * system call each time. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

#include "base/clock.h"
#include "bench.h"
#include "flow/coroutine_stack.h"

enum { OUR_ROUNDS = 20000, THEIR_ROUNDS = 2000, STACK = 64 * 1024 };

static const double most_ns = 13;

struct pair_of_stacks {
    struct coroutine *main, *other;
    ucontext_t main_context, other_context;
};

static void switch_back(void *arg)
{
    struct pair_of_stacks *stacks = arg;
    for (;;)
        coroutine_switch(stacks->other, stacks->main);
}

/* makecontext() passes no pointers. */
static struct pair_of_stacks stacks;

static void swap_back(void)
{
    for (;;)
        swapcontext(&stacks.other_context, &stacks.main_context);
}

static double switch_ours(void)
{
    int64_t begin_ns = clock_now_ns();
    for (int i = 0; i < OUR_ROUNDS; i++)
        coroutine_switch(stacks.main, stacks.other);
    return (double)(clock_now_ns() - begin_ns) / OUR_ROUNDS / 2;
}

static double switch_theirs(void)
{
    int64_t begin_ns = clock_now_ns();
    for (int i = 0; i < THEIR_ROUNDS; i++)
        swapcontext(&stacks.main_context, &stacks.other_context);
    return (double)(clock_now_ns() - begin_ns) / THEIR_ROUNDS / 2;
}

int main(void)
{
    static char stack[STACK];
    struct bench_pair pairs[BENCH_PAIRS];
    char reached[64], to_reach[64], compared[64];
    struct coroutine_set *set = coroutine_set_new();
    stacks.main = coroutine_set_main(set);
    stacks.other = coroutine_new(set, switch_back, &stacks);
    if (!stacks.other || getcontext(&stacks.other_context) != 0) {
        perror("bench_switch: no stack");
        return 3;
    }
    stacks.other_context.uc_stack.ss_sp = stack;
    stacks.other_context.uc_stack.ss_size = sizeof stack;
    makecontext(&stacks.other_context, swap_back, 0);
    for (int i = 0; i < BENCH_PAIRS; i++)
        pairs[i] = (struct bench_pair){switch_ours(), switch_theirs()};
    struct bench_pair median = bench_median(pairs, BENCH_PAIRS);
    snprintf(reached, sizeof reached, "%.1f ns", median.ours_ns);
    snprintf(to_reach, sizeof to_reach, "at most %.0f ns", most_ns);
    snprintf(compared, sizeof compared, "swapcontext: %.0f ns", median.theirs_ns);
    bench_row("switch to another coroutine, alone", reached, to_reach, compared,
              median.ours_ns <= most_ns);
    coroutine_free(stacks.other);
    coroutine_set_free(set);
    return 0;
}
