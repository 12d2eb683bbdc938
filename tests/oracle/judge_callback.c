/* Callbacks of the loop of a recorded program, by the states that it writes of itself. */
#include "config.h"

#include "judge_private.h"

static bool is_begin(const struct trace_event *event)
{
    return event->kind == TRACE_STATE && event->reason == TRACE_BY_LOOP_CALLBACK &&
           event->detail == TRACE_RUNNING;
}

static bool is_over(const struct trace_event *event)
{
    return event->kind == TRACE_STATE && event->reason == TRACE_BY_NONE &&
           event->detail == TRACE_RUNNING;
}

/* The function of which that event says that it begins: its first line, or, of a library, what AT
 * says in front of it. */
static enum verdict is_function(const struct claim *claim, const struct actor *loop, int begin)
{
    const struct facts *facts = claim->facts;
    const struct trace_event *event = facts_event(facts, loop->events[begin]);
    const struct trace_event *at = begin ? facts_event(facts, loop->events[begin - 1]) : NULL;
    uint32_t in = at && at->kind == TRACE_AT ? at->arg : 0;
    bool begins = !event->line;
    for (uint32_t i = 0; i < trace_count(facts->trace) && !begins; i++)
        begins =
            facts_event(facts, i)->kind == TRACE_CODE && facts_event(facts, i)->line == event->line;
    if (claim->args->at != event->line || claim->args->in != in)
        return judge_no(claim, "its function is of line %u, in %u", (unsigned)event->line,
                        (unsigned)in);
    return begins ? VERDICT_TRUE : judge_no(claim, "no function begins in its line");
}

/* From that moment on. */
enum verdict judge_loop_callback(const struct claim *claim, int what)
{
    const struct actor *loop = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    (void)what;
    for (int i = loop ? loop->event_count : 0; i-- > 0;) {
        const struct trace_event *event = facts_event(claim->facts, loop->events[i]);
        if (is_begin(event) && facts_time(claim->facts, event) == t_ns)
            return is_function(claim, loop, i);
    }
    return judge_no(claim, "no callback begins then");
}

/* Nothing of another has come in between. */
enum verdict judge_loop_callback_ended(const struct claim *claim, int what)
{
    const struct actor *loop = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    bool over = false;
    (void)what;
    for (int i = loop ? loop->event_count : 0; i-- > 0;) {
        const struct trace_event *event = facts_event(claim->facts, loop->events[i]);
        if (facts_time(claim->facts, event) > t_ns ||
            (is_begin(event) && facts_time(claim->facts, event) == t_ns))
            continue;
        over |= is_over(event);
        if (is_begin(event))
            return over ? is_function(claim, loop, i) : judge_no(claim, "it still runs");
    }
    return judge_no(claim, "none has begun");
}

/* ---- who is late because of them ---- */

/* One callback: its events are those of its loop from `begin` to `over`, of which the latter is the
 * first that is no more of it. */
struct called_back {
    const struct actor *loop;
    int begin, over;
    int64_t from_ns, to_ns;
};

/* The next one of the loop, from its event `at` on. False: there is none. */
static bool next_of(const struct facts *facts, const struct actor *loop, int at,
                    struct called_back *found)
{
    while (at < loop->event_count && !is_begin(facts_event(facts, loop->events[at])))
        at++;
    if (at == loop->event_count)
        return false;
    *found = (struct called_back){
        loop, at, at + 1, facts_time(facts, facts_event(facts, loop->events[at])), facts->end_ns};
    while (found->over < loop->event_count &&
           !is_over(facts_event(facts, loop->events[found->over])))
        found->over++;
    if (found->over < loop->event_count)
        found->to_ns = facts_time(facts, facts_event(facts, loop->events[found->over]));
    return true;
}

static bool is_loop(const struct actor *actor)
{
    return actor->who >= TRACE_LOOP && actor->who < TRACE_HELPER;
}

/* It was seen in that line. */
static bool was_at(const struct facts *facts, const struct called_back *back, uint32_t line)
{
    for (int i = back->begin; i < back->over; i++)
        if (facts_event(facts, back->loop->events[i])->line == line)
            return true;
    return false;
}

enum verdict judge_callback_until(const struct claim *claim)
{
    const struct facts *facts = claim->facts;
    struct called_back back;
    for (int i = 1; i < facts->actor_count; i++)
        for (int at = 0; is_loop(&facts->actors[i]) && next_of(facts, &facts->actors[i], at, &back);
             at = back.over)
            if (back.to_ns == claim->args->t_ns && was_at(facts, &back, claim->args->at))
                return VERDICT_TRUE;
    return judge_no(claim, "no callback had it until then, in that line");
}

enum verdict judge_callback_kept(const struct claim *claim, int64_t t_ns, bool in_call)
{
    const struct facts *facts = claim->facts;
    struct called_back back;
    for (int i = 1; i < facts->actor_count; i++)
        for (int at = 0; is_loop(&facts->actors[i]) && next_of(facts, &facts->actors[i], at, &back);
             at = back.over) {
            const struct spell *spell = facts_spell(&facts->actors[i], t_ns);
            if (back.from_ns <= t_ns && t_ns < back.to_ns && spell &&
                (spell->state == TRACE_BLOCKED) == in_call && was_at(facts, &back, claim->args->at))
                return VERDICT_TRUE;
        }
    return judge_no(claim, "no callback had it so in between, in that line");
}

enum verdict judge_callbacks_had(const struct claim *claim, int i, int64_t from_ns, int64_t to_ns)
{
    const struct facts *facts = claim->facts;
    const struct tell_names *names = claim->args->names;
    for (int loop = 1; loop < facts->actor_count; loop++) {
        const struct actor *actor = &facts->actors[loop];
        struct called_back one, other;
        for (int at = 0; is_loop(actor) && next_of(facts, actor, at, &one); at = one.over) {
            uint32_t line = facts_event(facts, actor->events[one.begin])->line;
            int64_t ns = 0;
            bool there = false;
            for (int from = 0; next_of(facts, actor, from, &other); from = other.over) {
                if (facts_event(facts, actor->events[other.begin])->line != line)
                    continue;
                int64_t a = other.from_ns > from_ns ? other.from_ns : from_ns;
                int64_t b = other.to_ns < to_ns ? other.to_ns : to_ns;
                ns += b > a ? b - a : 0;
                there |= b > a && was_at(facts, &other, names->where[i].line);
            }
            if (there && ns == names->for_ns[i])
                return VERDICT_TRUE;
        }
    }
    return judge_no(claim, "no callback had it for %lld ns", (long long)names->for_ns[i]);
}
