#include "config.h"

#include "scenario/schedule.h"

#include "base/mem.h"
#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* What is left of the line. */
struct rest {
    const char *text;
    size_t at, len;
};

static bool is_digit(const struct rest *rest)
{
    return rest->at < rest->len && rest->text[rest->at] >= '0' && rest->text[rest->at] <= '9';
}

static bool takes(struct rest *rest, char c)
{
    bool there = rest->at < rest->len && rest->text[rest->at] == c;
    rest->at += there;
    return there;
}

/* A number from 1 to `most`. What is wrong with it, or NULL. */
static const char *read_number(struct rest *rest, int64_t most, const char *missing,
                               const char *too_large, uint32_t *number)
{
    size_t begin = rest->at;
    int64_t n = 0;
    if (!is_digit(rest))
        return missing;
    for (; is_digit(rest); rest->at++)
        if (n <= most)
            n = n * 10 + (rest->text[rest->at] - '0');
    if (n >= 1 && n <= most) {
        *number = (uint32_t)n;
        return NULL;
    }
    rest->at = begin;
    return n < 1 ? "numbers are from 1" : too_large;
}

/* `2` or `2x4`. */
static const char *read_run(struct schedule *schedule, struct rest *rest)
{
    uint32_t lane = 0, times = 1;
    const char *what = read_number(rest, SCHEDULE_MAX_LANE, "the number of a lane is missing",
                                   "there is no such lane", &lane);
    if (!what && takes(rest, 'x'))
        what = read_number(rest, SCHEDULE_MAX_MOVES - schedule->moves, "how many moves is missing",
                           "that is too many moves", &times);
    else if (!what && schedule->moves == SCHEDULE_MAX_MOVES)
        what = "that is too many moves";
    if (!what)
        schedule_add(schedule, lane, times);
    return what;
}

bool schedule_read(struct schedule *schedule, const char *text, size_t len,
                   struct schedule_problem *problem)
{
    struct rest rest = {text, 0, len};
    const char *what = NULL;
    *schedule = (struct schedule){0};
    if (len == 0)
        return true;
    do
        what = read_run(schedule, &rest);
    while (!what && takes(&rest, '.'));
    if (!what && rest.at == len)
        return true;
    *problem = (struct schedule_problem){
        rest.at, what ? what : "here `.` hands over, or `x` says how many moves"};
    schedule_release(schedule);
    return false;
}

void schedule_release(struct schedule *schedule)
{
    free(schedule->runs);
    *schedule = (struct schedule){0};
}

void schedule_add(struct schedule *schedule, uint32_t lane, uint32_t times)
{
    struct schedule_run *last = schedule->count ? &schedule->runs[schedule->count - 1] : NULL;
    if (times == 0)
        return;
    schedule->moves += times;
    if (last && last->lane == lane) {
        last->times += times;
        return;
    }
    MEM_GROW(schedule->runs, schedule->count, schedule->room);
    schedule->runs[schedule->count++] = (struct schedule_run){lane, times};
}

void schedule_cut(struct schedule *schedule, int64_t moves)
{
    while (schedule->moves > moves) {
        struct schedule_run *last = &schedule->runs[schedule->count - 1];
        int64_t off = schedule->moves - moves;
        uint32_t times = off < last->times ? (uint32_t)off : last->times;
        last->times -= times;
        schedule->moves -= times;
        if (last->times == 0)
            schedule->count--;
    }
}

void schedule_copy(struct schedule *to, const struct schedule *from)
{
    struct schedule copy = {0};
    for (int i = 0; i < from->count; i++)
        schedule_add(&copy, from->runs[i].lane, from->runs[i].times);
    schedule_release(to);
    *to = copy;
}

void schedule_print(const struct schedule *schedule, struct strbuf *out)
{
    for (int i = 0; i < schedule->count; i++) {
        const struct schedule_run *run = &schedule->runs[i];
        strbuf_addf(out, i ? ".%u" : "%u", run->lane);
        if (run->times > 1)
            strbuf_addf(out, "x%u", run->times);
    }
}

bool schedule_equal(const struct schedule *a, const struct schedule *b)
{
    if (a->count != b->count)
        return false;
    return a->count == 0 || memcmp(a->runs, b->runs, (size_t)a->count * sizeof *a->runs) == 0;
}

uint32_t schedule_lane_at(const struct schedule *schedule, int64_t move)
{
    for (int i = 0; i < schedule->count; i++) {
        if (move < schedule->runs[i].times)
            return schedule->runs[i].lane;
        move -= schedule->runs[i].times;
    }
    return 0;
}
