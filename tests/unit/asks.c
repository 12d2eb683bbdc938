#include "config.h"

#include "asks.h"

#include <string.h>

#include "hand.h"

const char asks_source[] = "scenario \"Three\"\n"
                           "model coroutines\n"
                           "shared counter = 0\n"
                           "task alpha:\n"
                           "    io 300ms \"a\"\n"
                           "    say \"alpha\"\n"
                           "task beta:\n"
                           "    io 230ms \"b\"\n"
                           "    say \"beta\"\n"
                           "task gamma:\n"
                           "    ask \"Who is next?\" next\n"
                           "    ask \"When?\" at \"beta\"\n"
                           "    ask \"What is said?\" output\n"
                           "    ask \"How long?\" elapsed within 20%\n"
                           "    ask \"And how?\" result\n"
                           "    ask \"How many?\" value counter\n"
                           "    ask \"Why?\" choose \"late\" if late beta > 20ms, *\"in time\"\n"
                           "    counter = 3\n"
                           "    io 400ms \"g\"\n"
                           "    note \"Done.\"\n"
                           "    say \"gamma\"\n";

enum { TASKS = 3, ASKS = 7 };

static const char *const names[] = {"alpha", "beta", "gamma"};
static const int lines[] = {4, 7, 10}, io_lines[] = {5, 8, 19};

static void begin(struct trace *trace, int task, double t_us)
{
    struct trace_event event = {.kind = TRACE_TASK_NEW,
                                .who = (uint32_t)task + 1,
                                .detail = TRACE_BY_STARTING,
                                .line = (uint32_t)lines[task],
                                .value = (int64_t)task << 32 | 1};
    hand_event(trace, t_us, event, names[task]);
}

static void run(struct trace *trace, int task, double t_us)
{
    hand(trace, t_us, TASK_BEGIN, .who = (uint32_t)task + 1, .arg = 100,
         .reason = TRACE_CORE_UNKNOWN, .line = (uint32_t)lines[task]);
}

static void wait_for(struct trace *trace, int task, double t_us, double ms)
{
    struct trace_event event = {.kind = TRACE_ASKED,
                                .who = (uint32_t)task + 1,
                                .arg = (uint32_t)task + 1,
                                .line = (uint32_t)io_lines[task],
                                .value = (int64_t)(ms * 1e6)};
    hand_event(trace, t_us, event, "r");
    hand(trace, t_us + 1, TAKEN, .who = TRACE_DEVICE, .arg = (uint32_t)task + 1);
    hand_state(trace, t_us + 2, (uint32_t)task + 1, TRACE_WAITING, TRACE_BY_IO, (uint32_t)task + 1,
               (uint32_t)io_lines[task]);
}

static void go_on(struct trace *trace, int task, double t_us)
{
    uint32_t who = (uint32_t)task + 1;
    hand(trace, t_us, ANSWERED, .who = TRACE_DEVICE, .arg = who);
    hand(trace, t_us + 50, LOOP_WOKE, .who = TRACE_LOOP, .value = 1);
    hand(trace, t_us + 60, NOTICED, .who = who, .arg = who);
    hand_state(trace, t_us + 60, who, TRACE_RUNNING, TRACE_BY_ANSWER, who,
               (uint32_t)io_lines[task]);
    if (task == TASKS - 1)
        hand_event(trace, t_us + 70,
                   (struct trace_event){.kind = TRACE_NOTE, .who = who, .line = 20}, "Done.");
    hand_event(
        trace, t_us + 100,
        (struct trace_event){.kind = TRACE_SAY, .who = who, .line = (uint32_t)io_lines[task] + 1},
        names[task]);
    hand_end(trace, t_us + 120, who);
    hand(trace, t_us + 130, LOOP_WAIT, .who = TRACE_LOOP);
}

static void ask_all(struct trace *trace)
{
    static const char *const texts[] = {"Who is next?", "When?",     "What is said?", "How long?",
                                        "And how?",     "How many?", "Why?"};
    for (int i = 0; i < ASKS; i++)
        hand_event(trace, 100 + i,
                   (struct trace_event){.kind = TRACE_ASK, .who = 3, .line = (uint32_t)(11 + i)},
                   texts[i]);
    hand(trace, 110, SHARED_WRITE, .who = 3, .arg = 0, .value = 3, .line = 18);
}

static struct trace *made(void)
{
    struct trace *trace = hand_new("coroutines");
    hand_meta(trace, "trait=one-thread");
    hand_meta(trace, "trait=loop-tells");
    hand_meta(trace, "title=Three");
    hand_meta(trace, "shared=counter");
    trace_set_source(trace, "three.baton", asks_source, strlen(asks_source));
    for (int i = 0; i < TASKS; i++)
        begin(trace, i, 1 + i);
    run(trace, 0, 10);
    wait_for(trace, 0, 20, 300);
    run(trace, 1, 30);
    wait_for(trace, 1, 40, 230);
    run(trace, 2, 50);
    ask_all(trace);
    wait_for(trace, 2, 120, 400);
    hand(trace, 130, LOOP_WAIT, .who = TRACE_LOOP);
    go_on(trace, 1, 230041);
    go_on(trace, 0, 300021);
    go_on(trace, 2, 400121);
    hand(trace, 400260, SHARED_FINAL, .who = TRACE_ENGINE, .arg = 0, .value = 3);
    hand_run_end(trace, 400300, TRACE_RESULT_OK);
    return trace;
}

struct trace *asks_new(void)
{
    struct trace *trace = made();
    trace_finish(trace);
    return trace;
}

struct trace *asks_until(double t_us)
{
    struct trace *whole = asks_new(), *part = trace_new();
    size_t len = 0;
    const char *source = trace_source(whole, &len);
    trace_set_source(part, "three.baton", source, len);
    for (size_t i = 0; i < trace_count(whole); i++) {
        const struct trace_event *event = trace_at(whole, i);
        size_t text_len = 0;
        const char *text = trace_text(whole, i, &text_len);
        if (event->time_ns <= HAND_ORIGIN_NS + (int64_t)(t_us * 1000))
            trace_add(part, event, text, text_len);
    }
    trace_free(whole);
    trace_finish(part);
    return part;
}
