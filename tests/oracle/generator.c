#include "config.h"

#include "generator.h"

#include <string.h>

/* Tasks start only tasks of a higher number, so that no program runs for ever by itself; how many
 * instances one starts in all is counted, and bounded. */
enum {
    TASKS_MOST = 6,
    INSTANCES_MOST = 14,
    FUTURES = 3,
    GENERATORS = 2,
    DEPTH_MOST = 3,
    SMALL_INSTANCES = 5,
    SMALL_DEPTH = 2,
};

enum place { IN_BODY = 1, IN_THEN = 2, IN_OFFLOAD = 4, IN_GENERATOR = 8 };
enum { ANYWHERE = IN_BODY | IN_THEN | IN_OFFLOAD | IN_GENERATOR, NO_OFFLOAD = 11 };

struct task {
    char name[16];
    bool has_param, generator;
    int instances; /* that one run of it starts, itself counted */
};

struct maker {
    uint64_t random;
    const struct generate_rules *rules;
    int lines; /* said so far, in the file */
    struct strbuf *out;
    struct task tasks[TASKS_MOST];
    int task_count;
    bool uses_generators, has_main;
    /* where it writes */
    int task, indent, depth;
    unsigned place;
    int times;     /* how often the block runs, at most */
    int instances; /* started so far by this body */
    bool in_handler, on_way_out;
    int loops;                    /* names of counters in use */
    unsigned futures, generators; /* assigned so far */
};

/* ---- random numbers ---- */

/* splitmix64 */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static int below(struct maker *m, int count)
{
    return (int)(next(&m->random) >> 33) % count;
}

static bool one_in(struct maker *m, int count)
{
    return below(m, count) == 0;
}

uint32_t generate_choice(uint64_t seed, uint32_t salt, uint32_t count)
{
    uint64_t state = seed * 0x2545F4914F6CDD1Du + salt;
    return (uint32_t)(next(&state) >> 33) % count;
}

/* ---- pieces ---- */

static void line(struct maker *m)
{
    strbuf_addn(m->out, ' ', (size_t)m->indent * 4);
}

static int instances_most(const struct maker *m)
{
    return m->rules->small ? SMALL_INSTANCES : INSTANCES_MOST;
}

static void duration(struct maker *m)
{
    static const char *const some[] = {"100us", "300us", "700us", "1ms",   "1500us",
                                       "2ms",   "3ms",   "1ms",   "500us", "(1 + x % 3)ms"};
    if (m->rules->determined) {
        int scale = m->rules->scale ? m->rules->scale : 1;
        strbuf_addf(m->out, "%d00us", (15 + below(m, 400)) * scale);
        return;
    }
    strbuf_adds(m->out, some[m->rules->small ? below(m, 2) : below(m, sizeof some / sizeof *some)]);
}

static void short_duration(struct maker *m)
{
    static const char *const some[] = {"50us", "200us", "500us", "1ms", "1500us", "2ms"};
    if (m->rules->determined) {
        strbuf_addf(m->out, "%d00us", 5 + below(m, 100));
        return;
    }
    strbuf_adds(m->out, some[below(m, sizeof some / sizeof *some)]);
}

static void label(struct maker *m)
{
    static const char *const some[] = {"query", "page {x}", "row", "a \\\"b\\\""};
    if (one_in(m, 3))
        strbuf_addf(m->out, " \"%s\"", some[m->rules->determined ? 0 : below(m, 4)]);
}

static void expression(struct maker *m)
{
    static const char *const some[] = {"1",     "x", "y + 1", "x * 2",
                                       "3 - y", "v", "self",  "x % 4 + w"};
    int chosen = below(m, sizeof some / sizeof *some);
    strbuf_adds(m->out, m->rules->unshared && chosen >= 5 ? "self" : some[chosen]);
}

static void condition(struct maker *m)
{
    static const char *const some[] = {"x < 2", "x == y", "v > 1", "not x", "x or y", "now > 5"};
    int count = sizeof some / sizeof *some;
    bool timeless = m->rules->determined || m->rules->small;
    int chosen = below(m, timeless ? count - 1 : count);
    strbuf_adds(m->out, some[m->rules->unshared && chosen == 2 ? 0 : chosen]);
}

static const char *lock(struct maker *m)
{
    static const char *const some[] = {"l1", "l2", "s1", "s0", "l1", "s2", "sb"};
    int chosen = below(m, sizeof some / sizeof *some);
    if (m->rules->determined && chosen == 3) /* nobody gives s0 its first unit */
        chosen = 5;
    return some[chosen];
}

static const char *channel(struct maker *m)
{
    static const char *const some[] = {"c1", "c2", "c0"};
    return some[below(m, m->rules->size_0 ? 3 : 2)];
}

static void block(struct maker *m);

/* `times`: how often it runs for each run of what it stands in. */
static void nested(struct maker *m, int times)
{
    strbuf_adds(m->out, ":\n");
    m->indent++;
    m->depth++;
    m->times *= times;
    block(m);
    m->times /= times;
    m->depth--;
    m->indent--;
}

static void nested_in(struct maker *m, unsigned place)
{
    unsigned before = m->place;
    m->place = place;
    nested(m, 1);
    m->place = before;
}

/* A task of a higher number that may be started so often, or NULL. */
static const struct task *startable(struct maker *m)
{
    int count = m->task_count - m->task - 1;
    for (int tries = 0; tries < 4 && count > 0; tries++) {
        const struct task *task = &m->tasks[m->task + 1 + below(m, count)];
        if (task->generator || m->instances + task->instances * m->times > instances_most(m))
            continue;
        m->instances += task->instances * m->times;
        return task;
    }
    return NULL;
}

static const struct task *creatable(struct maker *m)
{
    for (int i = m->task + 1; i < m->task_count; i++)
        if (m->tasks[i].generator && m->instances + m->tasks[i].instances <= instances_most(m))
            return &m->tasks[i];
    return NULL;
}

static void call(struct maker *m, const struct task *task)
{
    strbuf_adds(m->out, task->name);
    if (task->has_param) {
        strbuf_addch(m->out, '(');
        expression(m);
        strbuf_addch(m->out, ')');
    } else if (one_in(m, 2)) {
        strbuf_adds(m->out, "()");
    }
}

/* One of those that this body has assigned somewhere before, or -1. */
static int assigned(struct maker *m, unsigned which, int count)
{
    int at = below(m, count);
    for (int i = 0; i < count; i++)
        if (which >> (at + i) % count & 1)
            return (at + i) % count;
    return -1;
}

/* ---- statements: each writes one, or returns false and writes nothing ---- */

static bool make_say(struct maker *m)
{
    line(m);
    if (m->rules->small) {
        static const char *const some[] = {"here", "x is {x}", "v is {v}"};
        strbuf_addf(m->out, "say \"%s\"\n", some[below(m, m->rules->unshared ? 2 : 3)]);
        return true;
    }
    if (m->rules->determined) {
        strbuf_addf(m->out, "say \"%d: %s\"\n", ++m->lines,
                    m->in_handler && one_in(m, 2)        ? "{error}"
                    : m->rules->unshared || one_in(m, 2) ? "x is {x}, y is {y}"
                                                         : "{v}, {w}");
        return true;
    }
    strbuf_addf(m->out, "say \"%s\"\n",
                m->in_handler && one_in(m, 2) ? "{error}"
                : one_in(m, 3)                ? "x is {x}, {{ {now}"
                                              : "here");
    return true;
}

static bool make_note(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, one_in(m, 2) ? "note \"look\"\n" : "ask \"who?\"\n");
    return true;
}

static bool make_compute(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "compute ");
    short_duration(m);
    label(m);
    strbuf_adds(m->out, "\n");
    return true;
}

static void io(struct maker *m, const char *before)
{
    line(m);
    if (one_in(m, 3) && m->rules->answers)
        strbuf_adds(m->out, "x = ");
    strbuf_adds(m->out, m->rules->holds ? before : "");
    strbuf_adds(m->out, "io ");
    duration(m);
    label(m);
}

static bool make_io(struct maker *m)
{
    io(m, m->place != IN_OFFLOAD && one_in(m, 5) ? "blocking " : "");
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_sleep(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, m->place != IN_OFFLOAD && one_in(m, 5) && m->rules->holds
                            ? "blocking sleep "
                            : "sleep ");
    duration(m);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_meanwhile(struct maker *m)
{
    if (m->times > 1)
        return false;
    io(m, "");
    strbuf_adds(m->out, " meanwhile");
    /* It may run often: it starts nobody. */
    int before = m->instances;
    m->instances = instances_most(m);
    nested(m, 1);
    m->instances = before;
    return true;
}

static bool make_then(struct maker *m)
{
    io(m, one_in(m, 5) ? "blocking " : "");
    strbuf_adds(m->out, " then");
    nested_in(m, IN_THEN);
    return true;
}

static bool make_yield(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "yield\n");
    return true;
}

static bool make_start(struct maker *m)
{
    const struct task *task = startable(m);
    if (!task)
        return false;
    line(m);
    if (!one_in(m, 4)) {
        int future = below(m, FUTURES);
        m->futures |= 1u << future;
        strbuf_addf(m->out, "f%d = ", future + 1);
    }
    strbuf_adds(m->out, "start ");
    call(m, task);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_call(struct maker *m)
{
    const struct task *task = startable(m);
    if (!task)
        return false;
    line(m);
    strbuf_addf(m->out, "%s%s ", one_in(m, 2) ? "y = " : "",
                one_in(m, 4) && m->rules->run ? "run" : "call");
    call(m, task);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_await(struct maker *m)
{
    int future = assigned(m, m->futures, FUTURES);
    if (future < 0)
        return false;
    line(m);
    strbuf_addf(m->out, "%sawait %sf%d\n", one_in(m, 2) ? "x = " : "",
                one_in(m, 4) ? "shielded " : "", future + 1);
    return true;
}

static bool make_await_all(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "await all\n");
    return true;
}

static bool make_await_any(struct maker *m)
{
    if (!m->futures)
        return false;
    line(m);
    strbuf_adds(m->out, one_in(m, 2) ? "x = await any\n" : "await any\n");
    return true;
}

/* The first of those that it names. */
static bool make_await_first(struct maker *m)
{
    int future = assigned(m, m->futures, FUTURES), other = assigned(m, m->futures, FUTURES);
    if (future < 0 || future == other)
        return false;
    line(m);
    strbuf_addf(m->out, "%sawait any f%d, f%d\n", one_in(m, 2) ? "x = " : "", future + 1,
                other + 1);
    return true;
}

static bool make_group(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "group");
    nested(m, 1);
    return true;
}

static bool make_cancel(struct maker *m)
{
    int future = assigned(m, m->futures, FUTURES);
    if (future < 0)
        return false;
    line(m);
    strbuf_addf(m->out, "cancel f%d\n", future + 1);
    return true;
}

static bool make_offload(struct maker *m)
{
    line(m);
    bool elsewhere = !m->rules->determined && one_in(m, 5);
    strbuf_adds(m->out, elsewhere ? "offload to processes" : "offload");
    nested_in(m, IN_OFFLOAD);
    return true;
}

static bool make_with(struct maker *m)
{
    line(m);
    strbuf_addf(m->out, "with %s", lock(m));
    nested(m, 1);
    return true;
}

/* Mostly in pairs; a half alone is a signal, or a failure. */
static bool make_acquire(struct maker *m)
{
    const char *name = lock(m);
    bool determined = m->rules->determined;
    if (determined && !one_in(m, 4))
        name = "s2";
    if (determined || !one_in(m, 4)) {
        line(m);
        strbuf_addf(m->out, "acquire %s\n", name);
    }
    if (one_in(m, 2)) {
        line(m);
        strbuf_adds(m->out, m->place == IN_OFFLOAD ? "sleep 200us\n" : "yield\n");
    }
    if (determined || !one_in(m, 4)) {
        line(m);
        strbuf_addf(m->out, "release %s\n", name);
        return true;
    }
    line(m);
    strbuf_adds(m->out, "x += 1\n");
    return true;
}

/* Nobody may ever be there: a program that ends in a deadlock shows little. */
static bool seldom(struct maker *m)
{
    return m->rules->determined && !one_in(m, 3);
}

/* A line, mostly with a time limit, for nobody may ever let it go on. */
static void limited(struct maker *m, const char *text)
{
    bool limits = !one_in(m, 5) && !m->rules->unlimited;
    if (limits) {
        line(m);
        strbuf_addf(m->out, "within %s:\n", one_in(m, 2) ? "1ms" : "4ms");
        m->indent++;
    }
    line(m);
    strbuf_addf(m->out, "%s\n", text);
    if (!limits)
        return;
    m->indent--;
    line(m);
    strbuf_adds(m->out, "on timeout:\n");
    m->indent++;
    line(m);
    strbuf_adds(m->out, "y += 1\n");
    m->indent--;
}

static bool make_condition(struct maker *m)
{
    bool lacks_lock = one_in(m, 12);
    if (!lacks_lock) {
        line(m);
        strbuf_adds(m->out, "with l1:\n");
        m->indent++;
    }
    limited(m, "wait k1");
    m->indent -= !lacks_lock;
    return true;
}

static bool make_signal(struct maker *m)
{
    bool in_lock = !one_in(m, 3);
    if (in_lock) {
        line(m);
        strbuf_adds(m->out, "with l1:\n");
        m->indent++;
    }
    line(m);
    strbuf_adds(m->out, one_in(m, 3) ? "broadcast k1\n" : "signal k1\n");
    m->indent -= in_lock;
    return true;
}

static bool make_barrier(struct maker *m)
{
    limited(m, "wait b2");
    return true;
}

static bool make_element(struct maker *m)
{
    static const char *const some[] = {"e[1 + self % 3] += x", "e[2] = y", "y = e[1 + self % 3]",
                                       "x = e[x]"};
    bool locks = one_in(m, 2);
    line(m);
    if (!locks) {
        strbuf_addf(m->out, "%s\n", some[below(m, 4)]);
        return true;
    }
    strbuf_adds(m->out, "acquire f[1 + self % 2]\n");
    make_sleep(m);
    line(m);
    strbuf_adds(m->out, "release f[1 + self % 2]\n");
    return true;
}

static bool make_argument(struct maker *m)
{
    static const char *const some[] = {"l1", "s1", "f[2]", "f[1 + self % 2]"};
    line(m);
    strbuf_addf(m->out, "call uses(%s)\n", some[below(m, 4)]);
    return true;
}

static void send_to(struct maker *m, const char *name)
{
    line(m);
    strbuf_addf(m->out, "send %s ", name);
    expression(m);
    strbuf_adds(m->out, "\n");
}

static void recv_from(struct maker *m, const char *name)
{
    line(m);
    strbuf_addf(m->out, "%s = recv %s\n", one_in(m, 2) ? "x" : "y", name);
}

/* One of many that send and receive: nobody waits for ever. */
static bool make_exchange(struct maker *m)
{
    const char *name = channel(m);
    send_to(m, name);
    if (one_in(m, 2))
        make_sleep(m);
    recv_from(m, name);
    return true;
}

static bool make_send(struct maker *m)
{
    if (m->rules->paired && m->place != IN_OFFLOAD && !one_in(m, 8))
        return make_exchange(m);
    if (seldom(m))
        return false;
    send_to(m, channel(m));
    return true;
}

static bool make_recv(struct maker *m)
{
    if (m->rules->paired && !one_in(m, 8))
        return make_exchange(m);
    if (seldom(m))
        return false;
    recv_from(m, channel(m));
    return true;
}

static bool make_close_channel(struct maker *m)
{
    line(m);
    strbuf_addf(m->out, "close %s\n", channel(m));
    return true;
}

/* To the end; mostly with a time limit, for nobody may ever close it. */
static bool make_repeat_recv(struct maker *m)
{
    bool limited = !one_in(m, 3) && !m->rules->unlimited;
    if (m->times > 2)
        return false;
    if (limited) {
        line(m);
        strbuf_adds(m->out, "within 5ms:\n");
        m->indent++;
    }
    line(m);
    strbuf_addf(m->out, "repeat recv %s%s", channel(m), one_in(m, 2) ? " as x" : "");
    nested(m, 2);
    m->indent -= limited;
    return true;
}

static bool make_select(struct maker *m)
{
    int cases = 1 + below(m, 3);
    line(m);
    strbuf_adds(m->out, "select:\n");
    m->indent++;
    for (int i = 0; i < cases; i++) {
        line(m);
        if (one_in(m, 3)) {
            strbuf_addf(m->out, "send %s ", channel(m));
            expression(m);
        } else {
            strbuf_addf(m->out, "%srecv %s", one_in(m, 2) ? "x = " : "", channel(m));
        }
        nested(m, 1);
    }
    if (one_in(m, 2)) {
        line(m);
        strbuf_adds(m->out, "timeout ");
        strbuf_adds(m->out, one_in(m, 3) ? "0ms" : "1ms");
        nested(m, 1);
    }
    m->indent--;
    return true;
}

static bool make_assign(struct maker *m)
{
    static const char *const some[] = {"x = ", "y = ", "v = ", "x += ", "v += ", "w -= ", "v += "};
    line(m);
    strbuf_adds(m->out, some[below(m, m->rules->unshared ? 2 : sizeof some / sizeof *some)]);
    expression(m);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_repeat(struct maker *m)
{
    int times = 1 + below(m, 3);
    if (m->times * times > 6)
        return false;
    line(m);
    strbuf_addf(m->out, "repeat %d", times);
    if (one_in(m, 3))
        strbuf_adds(m->out, " as x");
    nested(m, times);
    return true;
}

static bool make_while(struct maker *m)
{
    int loop = ++m->loops;
    if (m->times > 2) {
        m->loops--;
        return false;
    }
    line(m);
    strbuf_addf(m->out, "n%d = 0\n", loop);
    line(m);
    strbuf_addf(m->out, "while n%d < 2:\n", loop);
    m->indent++;
    line(m);
    strbuf_addf(m->out, "n%d += 1\n", loop);
    m->depth++;
    m->times *= 2;
    block(m);
    m->times /= 2;
    m->depth--;
    m->indent--;
    return true;
}

static bool make_if(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "if ");
    condition(m);
    nested(m, 1);
    if (one_in(m, 4)) {
        line(m);
        strbuf_adds(m->out, "else if ");
        condition(m);
        nested(m, 1);
    }
    if (one_in(m, 2)) {
        line(m);
        strbuf_adds(m->out, "else");
        nested(m, 1);
    }
    return true;
}

static bool make_try(struct maker *m)
{
    bool before = m->in_handler;
    line(m);
    strbuf_adds(m->out, "try");
    nested(m, 1);
    line(m);
    strbuf_adds(m->out, "on error");
    m->in_handler = true;
    nested(m, 1);
    m->in_handler = before;
    return true;
}

/* What runs on the way out; `return` cannot stand there. */
static void way_out(struct maker *m, const char *word)
{
    bool before = m->on_way_out;
    line(m);
    strbuf_adds(m->out, word);
    m->on_way_out = true;
    nested(m, 1);
    m->on_way_out = before;
}

static bool make_try_all(struct maker *m)
{
    bool before = m->in_handler, any = false;
    line(m);
    strbuf_adds(m->out, "try");
    nested(m, 1);
    if (one_in(m, 2)) {
        line(m);
        strbuf_adds(m->out, "on error");
        m->in_handler = any = true;
        nested(m, 1);
        m->in_handler = before;
    }
    if (one_in(m, 2)) {
        way_out(m, "on cancel");
        any = true;
    }
    if (!any || one_in(m, 2))
        way_out(m, "finally");
    return true;
}

static bool make_within(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "within ");
    if (m->rules->small && one_in(m, 6))
        strbuf_adds(m->out, "0ms");
    else
        duration(m);
    nested(m, 1);
    if (one_in(m, 2)) {
        line(m);
        strbuf_adds(m->out, "on timeout");
        nested(m, 1);
    }
    return true;
}

static bool make_await_within(struct maker *m)
{
    int future = assigned(m, m->futures, FUTURES);
    if (future < 0)
        return false;
    line(m);
    int which = below(m, 3);
    if (m->rules->determined && m->place == IN_THEN) /* as `await all`, in statement() */
        which = 2;
    switch (which) {
    case 0:
        strbuf_adds(m->out, "await all");
        break;
    case 1:
        strbuf_addf(m->out, "x = await any f%d", future + 1);
        break;
    default:
        strbuf_addf(m->out, "%sawait f%d", one_in(m, 2) ? "y = " : "", future + 1);
        break;
    }
    strbuf_adds(m->out, " within ");
    duration(m);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_fail(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, one_in(m, 3) ? "x = 1 / (x - x)\n" : "fail \"no answer {x}\"\n");
    return true;
}

static bool make_return(struct maker *m)
{
    if (m->on_way_out)
        return false;
    line(m);
    strbuf_adds(m->out, "return ");
    expression(m);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_create(struct maker *m)
{
    const struct task *task = creatable(m);
    if (!task || m->times > 1)
        return false;
    int generator = below(m, GENERATORS);
    m->generators |= 1u << generator;
    m->uses_generators = true;
    m->instances += task->instances;
    line(m);
    strbuf_addf(m->out, "g%d = create ", generator + 1);
    call(m, task);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_resume(struct maker *m)
{
    int generator = assigned(m, m->generators, GENERATORS);
    if (generator < 0)
        return false;
    line(m);
    if (one_in(m, 3)) {
        strbuf_addf(m->out, "if not done(g%d):\n", generator + 1);
        line(m);
        strbuf_adds(m->out, "    ");
    }
    strbuf_addf(m->out, "%sresume g%d", one_in(m, 2) ? "y = " : "", generator + 1);
    if (one_in(m, 3)) {
        strbuf_adds(m->out, " with ");
        expression(m);
    }
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_throw(struct maker *m)
{
    int generator = assigned(m, m->generators, GENERATORS);
    if (generator < 0)
        return false;
    line(m);
    if (one_in(m, 2))
        strbuf_addf(m->out, "close g%d\n", generator + 1);
    else
        strbuf_addf(m->out, "%sthrow g%d \"stop\"\n", one_in(m, 2) ? "y = " : "", generator + 1);
    return true;
}

static bool make_yield_value(struct maker *m)
{
    line(m);
    if (one_in(m, 3)) {
        strbuf_adds(m->out, "x = yield\n");
        return true;
    }
    strbuf_adds(m->out, one_in(m, 2) ? "x = yield " : "yield ");
    expression(m);
    strbuf_adds(m->out, "\n");
    return true;
}

static bool make_crash(struct maker *m)
{
    if (!one_in(m, 3))
        return false;
    line(m);
    strbuf_adds(m->out, "crash\n");
    return true;
}

static bool make_exit(struct maker *m)
{
    if (!one_in(m, 3))
        return false;
    line(m);
    strbuf_adds(m->out, "exit\n");
    return true;
}

/* Mostly it holds: it would be the end. */
static bool make_assert(struct maker *m)
{
    line(m);
    strbuf_adds(m->out, "assert ");
    if (m->rules->determined || !one_in(m, 8))
        strbuf_adds(m->out, "1 or ");
    condition(m);
    strbuf_adds(m->out, one_in(m, 2) ? " \"x is {x}\"\n" : "\n");
    return true;
}

static bool make_atomic(struct maker *m)
{
    static const char *const words[] = {"swap", "add", "compare"};
    int word = below(m, 3);
    if (m->rules->unshared)
        return false;
    line(m);
    strbuf_addf(m->out, "%s%s v ", one_in(m, 3) ? "" : "x = ", words[word]);
    expression(m);
    strbuf_adds(m->out, word == 2 ? " (x)\n" : "\n");
    return true;
}

static bool make_try_acquire(struct maker *m)
{
    line(m);
    strbuf_addf(m->out, "try acquire %s", lock(m));
    nested(m, 1);
    if (one_in(m, 3))
        return true;
    line(m);
    strbuf_adds(m->out, "else");
    nested(m, 1);
    return true;
}

static bool make_region(struct maker *m)
{
    line(m);
    strbuf_addf(m->out, "region r%d", 1 + below(m, 2));
    nested(m, 1);
    return true;
}

/* What it holds does not wait. */
static bool make_atomic_block(struct maker *m)
{
    if (m->rules->unshared)
        return false;
    line(m);
    strbuf_adds(m->out, "atomic:\n");
    m->indent++;
    line(m);
    strbuf_addf(m->out, "v %s ", one_in(m, 2) ? "+=" : "=");
    expression(m);
    strbuf_adds(m->out, "\n");
    if (one_in(m, 3))
        make_atomic(m);
    if (one_in(m, 3))
        make_say(m);
    if (one_in(m, 4))
        make_fail(m);
    m->indent--;
    return true;
}

/* ---- the table ---- */

static const struct statement {
    int weight;
    unsigned places;
    bool has_block;
    bool (*make)(struct maker *m);
} statements[GENERATE_STATEMENTS] = {
    [GENERATE_SAY] = {6, ANYWHERE, false, make_say},
    [GENERATE_NOTE] = {2, ANYWHERE, false, make_note},
    [GENERATE_COMPUTE] = {10, ANYWHERE, false, make_compute},
    [GENERATE_IO] = {14, ANYWHERE, false, make_io},
    [GENERATE_SLEEP] = {10, ANYWHERE, false, make_sleep},
    [GENERATE_MEANWHILE] = {4, NO_OFFLOAD, true, make_meanwhile},
    [GENERATE_THEN] = {7, NO_OFFLOAD, true, make_then},
    [GENERATE_YIELD] = {7, IN_BODY | IN_THEN, false, make_yield},
    [GENERATE_START] = {22, NO_OFFLOAD, false, make_start},
    [GENERATE_CALL] = {4, NO_OFFLOAD, false, make_call},
    [GENERATE_AWAIT] = {14, NO_OFFLOAD, false, make_await},
    [GENERATE_AWAIT_ALL] = {4, NO_OFFLOAD, false, make_await_all},
    [GENERATE_AWAIT_ANY] = {4, NO_OFFLOAD, false, make_await_any},
    [GENERATE_AWAIT_FIRST] = {5, NO_OFFLOAD, false, make_await_first},
    [GENERATE_GROUP] = {7, NO_OFFLOAD, true, make_group},
    [GENERATE_CANCEL] = {10, NO_OFFLOAD, false, make_cancel},
    [GENERATE_OFFLOAD] = {7, NO_OFFLOAD, true, make_offload},
    [GENERATE_WITH] = {10, ANYWHERE, true, make_with},
    [GENERATE_ACQUIRE] = {7, ANYWHERE, false, make_acquire},
    [GENERATE_CONDITION] = {7, ANYWHERE, true, make_condition},
    [GENERATE_SIGNAL] = {9, ANYWHERE, true, make_signal},
    [GENERATE_BARRIER] = {6, ANYWHERE, true, make_barrier},
    [GENERATE_ELEMENT] = {5, ANYWHERE, false, make_element},
    [GENERATE_ARGUMENT] = {4, NO_OFFLOAD, false, make_argument},
    [GENERATE_SEND] = {9, ANYWHERE, false, make_send},
    [GENERATE_RECV] = {8, NO_OFFLOAD, false, make_recv},
    [GENERATE_CLOSE_CHANNEL] = {3, NO_OFFLOAD, false, make_close_channel},
    [GENERATE_REPEAT_RECV] = {4, NO_OFFLOAD, true, make_repeat_recv},
    [GENERATE_SELECT] = {7, NO_OFFLOAD, true, make_select},
    [GENERATE_ASSIGN] = {6, ANYWHERE, false, make_assign},
    [GENERATE_REPEAT] = {5, ANYWHERE, true, make_repeat},
    [GENERATE_WHILE] = {2, ANYWHERE, true, make_while},
    [GENERATE_IF] = {4, ANYWHERE, true, make_if},
    [GENERATE_TRY] = {6, ANYWHERE, true, make_try},
    [GENERATE_TRY_ALL] = {6, ANYWHERE, true, make_try_all},
    [GENERATE_WITHIN] = {7, ANYWHERE, true, make_within},
    [GENERATE_AWAIT_WITHIN] = {4, NO_OFFLOAD, false, make_await_within},
    [GENERATE_FAIL] = {3, ANYWHERE, false, make_fail},
    [GENERATE_RETURN] = {1, IN_BODY | IN_GENERATOR, false, make_return},
    [GENERATE_CREATE] = {14, NO_OFFLOAD, false, make_create},
    [GENERATE_RESUME] = {14, NO_OFFLOAD, false, make_resume},
    [GENERATE_THROW] = {5, NO_OFFLOAD, false, make_throw},
    [GENERATE_YIELD_VALUE] = {24, IN_GENERATOR, false, make_yield_value},
    [GENERATE_CRASH] = {1, ANYWHERE, false, make_crash},
    [GENERATE_EXIT] = {1, NO_OFFLOAD, false, make_exit},
    [GENERATE_ASSERT] = {2, ANYWHERE, false, make_assert},
    [GENERATE_TRY_ACQUIRE] = {5, ANYWHERE, true, make_try_acquire},
    [GENERATE_ATOMIC_BLOCK] = {4, ANYWHERE, false, make_atomic_block},
    [GENERATE_REGION] = {3, ANYWHERE, true, make_region},
    [GENERATE_ATOMIC] = {5, ANYWHERE, false, make_atomic},
};

enum { STATEMENTS = GENERATE_STATEMENTS, MANY = 6 };

/* What came later is no choice for those that do not have it, whose programs stay what they are. */
static int weight_of(const struct maker *m, int i)
{
    bool later = i >= GENERATE_CONDITION && i <= GENERATE_ARGUMENT;
    bool many = m->rules->many >> i & 1;
    int weight = many ? MANY * statements[i].weight : statements[i].weight;
    return later && !(m->rules->statements >> i & 1) ? 0 : weight;
}

static const struct statement *chosen(struct maker *m)
{
    int sum = 0;
    for (int i = 0; i < STATEMENTS; i++)
        sum += weight_of(m, i);
    int at = below(m, sum);
    for (int i = 0;; i++) {
        at -= weight_of(m, i);
        if (at < 0)
            return &statements[i];
    }
}

/* Not for a block whose rest would have to be left behind. */
static bool waits(int kind)
{
    static const uint64_t none = UINT64_C(1) << GENERATE_SAY | UINT64_C(1) << GENERATE_NOTE |
                                 UINT64_C(1) << GENERATE_COMPUTE | UINT64_C(1) << GENERATE_START |
                                 UINT64_C(1) << GENERATE_CANCEL | UINT64_C(1) << GENERATE_ASSIGN |
                                 UINT64_C(1) << GENERATE_REPEAT | UINT64_C(1) << GENERATE_WHILE |
                                 UINT64_C(1) << GENERATE_IF | UINT64_C(1) << GENERATE_THEN;
    return !(none >> kind & 1);
}

static void statement(struct maker *m)
{
    for (int tries = 0; tries < 12; tries++) {
        const struct statement *row = chosen(m);
        bool fits = (row->places & m->place) &&
                    !(row->has_block && m->depth >= (m->rules->small ? SMALL_DEPTH : DEPTH_MOST));
        int kind = (int)(row - statements);
        fits &= m->rules->statements >> kind & 1;
        /* Whose tasks a block that was left behind waits for is not the same in both. */
        fits &= !m->rules->determined || m->place != IN_THEN ||
                (kind != GENERATE_AWAIT_ALL && kind != GENERATE_AWAIT_ANY);
        fits &= m->rules->waits_in_blocks || m->depth == 0 || !waits(kind);
        if (!fits || !row->make(m))
            continue;
        if (m->rules->determined && kind != GENERATE_SAY && kind != GENERATE_RETURN && one_in(m, 2))
            make_say(m);
        return;
    }
    if (m->rules->statements >> GENERATE_COMPUTE & 1)
        make_compute(m);
    else
        make_sleep(m);
}

static void block(struct maker *m)
{
    int count = 1 + below(m, m->rules->small ? 2 : 3);
    for (int i = 0; i < count; i++)
        statement(m);
}

/* ---- the program ---- */

static void body(struct maker *m, int index)
{
    struct task *task = &m->tasks[index];
    m->task = index;
    m->place = task->generator ? IN_GENERATOR : IN_BODY;
    m->futures = m->generators = 0;
    m->times = 1;
    m->instances = 1;
    m->loops = 0;
    m->indent = 1;
    m->depth = 0;
    line(m);
    strbuf_addf(m->out, "x = %s\n", task->has_param ? "p" : "1");
    line(m);
    strbuf_adds(m->out, "y = 0\n");
    if (index == 0 && (m->rules->statements >> GENERATE_CREATE &
                       1)) /* who yields values must be created somewhere */
        make_create(m);
    int count = m->rules->small ? 1 + below(m, 3) : 2 + below(m, 5);
    for (int i = 0; i < count; i++)
        statement(m);
    task->instances = m->instances;
}

static void determined_settings(struct maker *m)
{
    if (m->rules->device && one_in(m, 3))
        strbuf_addf(m->out, "device %d\n", 1 + below(m, 2));
    if (m->rules->until_main_ends && m->has_main && one_in(m, 4))
        strbuf_adds(m->out, "until main ends\n");
    strbuf_addf(m->out, "limit 3s\nshared v = %d\nshared w = 1\n", below(m, 3));
    strbuf_addf(m->out, "lock l1\nlock l2\nsemaphore s0 = 0\nsemaphore s1 = 1\n");
    strbuf_addf(m->out, "semaphore s2 = 2\nbounded semaphore sb = 1\nchannel c1\n");
    strbuf_addf(m->out, "channel c2 size %d\n", 2 + below(m, 2));
    if (m->rules->size_0)
        strbuf_adds(m->out, "channel c0 size 0\n");
}

static void objects(struct maker *m)
{
    strbuf_addf(m->out, "shared v = %d\nshared w = 1\n", below(m, 3));
    strbuf_addf(m->out, "lock l1\n%slock l2\nsemaphore s0 = 0\nsemaphore s1 = 1\n",
                one_in(m, 2) ? "fair " : "");
    strbuf_addf(m->out, "%ssemaphore s2 = 2\n", one_in(m, 2) ? "fair " : "");
    strbuf_addf(m->out, "bounded semaphore sb = 1\nchannel c0 size 0\n");
    strbuf_addf(m->out, "channel c1\nchannel c2 size %d\n", 2 + below(m, 2));
    strbuf_adds(m->out, "condition k1 with l1\nbarrier b2 2\nlock f x 2\nshared e x 3 = 1\n");
}

static void settings(struct maker *m)
{
    if (m->rules->determined) {
        determined_settings(m);
        return;
    }
    if (m->rules->small) {
        if (m->rules->until_main_ends && m->has_main && one_in(m, 6))
            strbuf_adds(m->out, "until main ends\n");
        if (m->rules->workers && one_in(m, 4))
            strbuf_addf(m->out, "workers %d\n", 1 + below(m, 3));
        if (one_in(m, 4))
            strbuf_adds(m->out, "pool 1\n");
        objects(m);
        return;
    }
    strbuf_adds(m->out, "limit 300ms\npoll interval 200us\n");
    if (one_in(m, 4))
        strbuf_addf(m->out, "workers %d\n", 1 + below(m, 3));
    if (one_in(m, 5))
        strbuf_addf(m->out, "cores %d\n", 1 + below(m, 2));
    if (one_in(m, 3))
        strbuf_addf(m->out, "pool %d%s\n", 1 + below(m, 2), one_in(m, 4) ? " gil" : "");
    if (one_in(m, 4))
        strbuf_addf(m->out, "device %d\n", 1 + below(m, 2));
    if (m->has_main && one_in(m, 4))
        strbuf_adds(m->out, "until main ends\n");
    if (one_in(m, 2))
        strbuf_addf(m->out, "switch interval %dus\n", 100 + 400 * below(m, 3));
    objects(m);
}

static void head(struct maker *m, const struct task *task)
{
    strbuf_addf(m->out, "\ntask %s", task->name);
    if (task->has_param)
        strbuf_adds(m->out, "(p)");
    if (!m->has_main && !task->has_param && !task->generator && m->rules->copies) {
        if (one_in(m, 3))
            strbuf_addf(m->out, " x %d", 1 + below(m, m->rules->small ? 2 : 3));
        if (m->rules->small)
            strbuf_adds(m->out, one_in(m, 8) ? " after 1ms" : one_in(m, 8) ? " every 1ms" : "");
        else if (one_in(m, 5))
            strbuf_addf(m->out, " every %dus", 300 + 500 * below(m, 3));
        if (!m->rules->small && one_in(m, 6))
            strbuf_adds(m->out, " after 1ms");
    }
    strbuf_adds(m->out, ":\n");
}

/* What is expected decides what is a point. */
static void expectations(struct maker *m)
{
    static const char *const some[] = {"", "expect:\n    never \"there\"\n",
                                       "expect some schedule:\n    output \"here\"\n",
                                       "expect all schedules:\n    order \"here\", \"x is 1\"\n"};
    strbuf_addf(m->out, "\n%s", some[below(m, sizeof some / sizeof *some)]);
    if (strstr(strbuf_str(m->out), "region r1") && one_in(m, 2))
        strbuf_adds(m->out, "expect:\n    alone r1\n");
}

bool generate(uint64_t seed, struct strbuf *out)
{
    static const struct generate_rules anything = {
        .statements = GENERATE_ALL,
        .holds = true,
        .answers = true,
        .run = true,
        .waits_in_blocks = true,
        .copies = true,
        .size_0 = true,
    };
    return generate_by(seed, &anything, out);
}

bool generate_by(uint64_t seed, const struct generate_rules *rules, struct strbuf *out)
{
    static const char *const names[TASKS_MOST] = {"a", "b", "c", "d", "e", "gen"};
    struct maker m = {.random = seed, .rules = rules, .out = out};
    struct strbuf bodies[TASKS_MOST] = {{0}};
    m.has_main = !one_in(&m, 3);
    bool generators = one_in(&m, 4) && (rules->statements >> GENERATE_CREATE & 1);
    m.task_count = 2 + below(&m, rules->small ? 2 : TASKS_MOST - 2);
    for (int i = 0; i < m.task_count; i++) {
        struct task *task = &m.tasks[i];
        const char *name = i == 0 && m.has_main ? "main" : names[i];
        task->generator = generators && i == m.task_count - 1;
        if (task->generator)
            name = "gen";
        for (int k = 0; name[k]; k++)
            task->name[k] = name[k];
        task->has_param = i > 0 && (task->generator || one_in(&m, 3));
    }
    for (int i = m.task_count; i-- > 0;) { /* those that are started, first */
        m.out = &bodies[i];
        body(&m, i);
    }
    m.out = out;
    strbuf_addf(out, "# seed %llu\nscenario \"Random %llu\"\n", (unsigned long long)seed,
                (unsigned long long)seed);
    settings(&m);
    for (int i = 0; i < m.task_count; i++) {
        head(&m, &m.tasks[i]);
        strbuf_adds(out, strbuf_str(&bodies[i]));
        strbuf_release(&bodies[i]);
    }
    if (rules->statements >> GENERATE_ARGUMENT & 1)
        strbuf_adds(out, "\ntask uses(l):\n    with l:\n        sleep 200us\n");
    if (rules->small)
        expectations(&m);
    return generators;
}
