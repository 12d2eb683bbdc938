#include "config.h"

#include "measure/compute.h"

#include <stddef.h>

#include "base/clock.h"

enum {
    SURE_GAP_NS = 100 * 1000, /* nothing but the loss of the core takes so long between two looks */
    MAYBE_GAP_NS = 30 * 1000, /* an interrupt may: the CPU clock decides */
    STEP_NS = 300,            /* from one call of `between` to the next, at least */
    NEAR_ENOUGH_NS = 500,     /* less than reading the CPU clock again would take */
};

static const struct compute_clocks real_clocks = {clock_now_ns, clock_thread_cpu_ns};

/* One stretch of burning, in one thread. */
struct burn {
    struct compute *compute;
    const struct compute_clocks *clocks;
    int64_t now_ns;     /* the last look */
    int64_t end_cpu_ns; /* the thread's CPU time at which the work is done */
    int64_t until_ns;   /* before this the work cannot be done, whatever happens */
    int64_t between_ns; /* when `between` is due */
    /* The CPU clock's last reading, when that was, and how much of the time since then is known
     * to have been spent off the CPU. */
    int64_t read_cpu_ns, read_at_ns, known_off_ns;
};

/* Reads the CPU clock. It is taken to belong to the last look, although it costs 700 ns: were
 * the time read once more here, a loss of the core in between would fall between two looks. */
static int64_t read_cpu(struct burn *burn)
{
    burn->read_cpu_ns = burn->clocks->thread_cpu_ns();
    burn->read_at_ns = burn->now_ns;
    burn->known_off_ns = 0;
    return burn->read_cpu_ns;
}

/* Was the thread off its CPU for most of the last gap_ns? */
static bool cpu_clock_confirms(struct burn *burn, int64_t gap_ns)
{
    int64_t since_cpu_ns = burn->read_cpu_ns;
    int64_t wall_ns = burn->now_ns - burn->read_at_ns - burn->known_off_ns;
    int64_t used_ns = read_cpu(burn) - since_cpu_ns;
    return wall_ns - used_ns >= gap_ns / 2;
}

static void look(struct burn *burn)
{
    int64_t last_ns = burn->now_ns;
    burn->now_ns = burn->clocks->now_ns();
    int64_t gap_ns = burn->now_ns - last_ns;
    if (gap_ns < MAYBE_GAP_NS || !burn->compute->gap)
        return;
    if (gap_ns < SURE_GAP_NS && !cpu_clock_confirms(burn, gap_ns))
        return;
    burn->compute->gap(burn->compute->arg, last_ns, burn->now_ns);
    if (burn->read_at_ns <= last_ns)
        burn->known_off_ns += gap_ns;
}

static bool interrupted(struct burn *burn)
{
    struct compute *compute = burn->compute;
    if (!compute->between || burn->now_ns < burn->between_ns)
        return false;
    burn->between_ns = burn->now_ns + STEP_NS;
    return compute->between(compute->arg, burn->now_ns);
}

/* Brings left_ns up to date. True if there is nothing left. */
static bool is_done(struct burn *burn)
{
    int64_t left_ns = burn->end_cpu_ns - read_cpu(burn);
    burn->compute->left_ns = left_ns > NEAR_ENOUGH_NS ? left_ns : 0;
    burn->until_ns = burn->now_ns + left_ns;
    return burn->compute->left_ns == 0;
}

bool compute_go_on(struct compute *compute)
{
    if (compute->left_ns <= 0)
        return true;
    struct burn burn = {
        .compute = compute,
        .clocks = compute->clocks ? compute->clocks : &real_clocks,
    };
    burn.now_ns = burn.clocks->now_ns();
    burn.end_cpu_ns = read_cpu(&burn) + compute->left_ns;
    burn.until_ns = burn.now_ns + compute->left_ns;
    /* Not at once: who is always interrupted must get on all the same. */
    burn.between_ns = burn.now_ns + STEP_NS;
    for (;;) {
        look(&burn);
        if (burn.now_ns >= burn.until_ns && is_done(&burn))
            return true;
        if (interrupted(&burn)) {
            is_done(&burn);
            return false;
        }
    }
}

bool compute_start(struct compute *compute, int64_t cpu_ns)
{
    compute->left_ns = cpu_ns > 0 ? cpu_ns : 0;
    return compute_go_on(compute);
}
