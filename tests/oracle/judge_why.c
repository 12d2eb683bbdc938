/* Why an actor got control, why nobody has it, who was in the way, and how late it was. The moment
 * from which it could have had control is looked up in the facts; `late` is what lies between. */
#include "config.h"

#include "judge_private.h"

/* Below this being late is worth no word, and the end of a sleep is `at` the moment it was due. */
enum { WORD_NS = 500 * 1000 };

/* ---- who got it ---- */

static enum verdict got_answer(const struct claim *claim)
{
    enum verdict verdict = judge_answered(claim, claim->args->request, claim->args->t2_ns);
    const struct request *request = facts_request(claim->facts, claim->args->request);
    if (verdict == VERDICT_TRUE && request->answered_ns != claim->args->t_ns)
        return judge_no(claim, "it came at %lld ns", (long long)request->answered_ns);
    return verdict;
}

static enum verdict got_callback(const struct claim *claim)
{
    const struct actor *actor = judge_who(claim);
    enum verdict verdict = got_answer(claim);
    if (verdict != VERDICT_TRUE)
        return verdict;
    for (int i = 0; i < actor->spell_count; i++)
        if (actor->spells[i].reason == TRACE_BY_CALLBACK &&
            actor->spells[i].object == claim->args->request)
            return VERDICT_TRUE;
    for (int i = 0; i < actor->event_count; i++) { /* on a thread of its own */
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        if (event->kind == TRACE_STATE && event->reason == TRACE_BY_CALLBACK &&
            event->arg == claim->args->request)
            return VERDICT_TRUE;
    }
    return judge_no(claim, "its callback never ran");
}

static enum verdict got_timer(const struct claim *claim)
{
    const struct actor *actor = judge_who(claim);
    const struct spell *wait =
        actor ? judge_wait_before(claim->facts, actor, claim->args->t2_ns) : NULL;
    if (!wait || wait->wait != TRACE_BY_SLEEP)
        return actor && facts_hidden(actor, claim->args->t2_ns)
                   ? VERDICT_UNKNOWN
                   : judge_no(claim, "it did not sleep");
    if (wait->reason == TRACE_BY_LOOKING)
        return judge_ran(claim, TRACE_BY_TIMER, claim->args->t2_ns);
    int64_t due_ns = wait->value - claim->facts->origin_ns;
    if (!wait->value) /* it was uncovered by a callback of its task */
        return VERDICT_UNKNOWN;
    if (wait->state == TRACE_BLOCKED && claim->args->t_ns >= wait->to_ns)
        return VERDICT_TRUE; /* the call was over then */
    bool is_due = claim->args->t_ns >= due_ns && claim->args->t_ns <= due_ns + WORD_NS;
    if (!is_due && facts_hidden(actor, claim->args->t2_ns))
        return VERDICT_UNKNOWN;
    if (!is_due)
        return judge_no(claim, "it was to last until %lld ns", (long long)due_ns);
    return VERDICT_TRUE;
}

static enum verdict got_woken(const struct claim *claim)
{
    const struct actor *actor = judge_who(claim);
    for (int i = 0; actor && i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        bool woke = event->kind == TRACE_WAKE ||
                    (event->kind == TRACE_STATE && event->reason == TRACE_BY_WOKEN);
        if (woke && event->arg == claim->args->other &&
            facts_time(claim->facts, event) == claim->args->t_ns)
            return VERDICT_TRUE;
    }
    return actor && facts_hidden(actor, claim->args->t2_ns)
               ? VERDICT_UNKNOWN
               : judge_no(claim, "that did not happen then");
}

static enum verdict got_object(const struct claim *claim, int wait)
{
    const struct actor *actor = judge_who(claim);
    if (!actor)
        return judge_no(claim, "there is no such actor");
    return judge_has_got(claim, actor, claim->args->object, wait, claim->args->t2_ns);
}

/* Somebody woke it for that channel; what it finds there then is another matter. */
static enum verdict got_case(const struct claim *claim)
{
    const struct actor *actor = judge_who(claim);
    for (int i = 0; actor && i < actor->event_count; i++) {
        const struct trace_event *event = facts_event(claim->facts, actor->events[i]);
        if (event->kind == TRACE_WAKE && event->reason == TRACE_BY_GOT_OBJECT &&
            event->value == (int64_t)claim->args->object &&
            facts_time(claim->facts, event) <= claim->args->t2_ns)
            return VERDICT_TRUE;
    }
    return got_object(claim, 0);
}

static enum verdict got_gil(const struct claim *claim)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->args->t2_ns;
    /* Where a loop is what has control, it says so a little later. */
    int64_t room_ns = claim->facts->single_thread ? WORD_NS : 0;
    const struct trace_event *event =
        facts_find(claim->facts, actor, TRACE_GIL_GOT, FACTS_ANY, t_ns - room_ns, t_ns);
    return event ? VERDICT_TRUE : judge_no(claim, "it did not get it then");
}

/* So long it waited: since it could have had it. */
static enum verdict after(const struct claim *claim)
{
    return judge_late(claim, 0);
}

/* A thread of the pool begins many blocks, and has its first turn once. */
static enum verdict first_block(const struct claim *claim, const struct actor *thread)
{
    int begun = 0;
    for (int i = 0; i < thread->spell_count && thread->spells[i].from_ns < claim->args->t2_ns; i++)
        begun += thread->spells[i].reason == TRACE_BY_STARTED;
    return begun ? judge_no(claim, "it has had %d before", begun) : VERDICT_TRUE;
}

enum verdict judge_got(const struct claim *claim, int reason)
{
    const struct actor *actor = judge_who(claim);
    enum verdict verdict;
    switch (claim->id) {
    case TELL_GOT_STARTED:
        if (actor && actor->who >= TRACE_POOL)
            return first_block(claim, actor);
        return actor && actor->begin_ns >= 0 ? VERDICT_TRUE
                                             : judge_no(claim, "it has not begun by then");
    case TELL_GOT_ANSWER:
        return got_answer(claim);
    case TELL_GOT_CALLBACK:
        return got_callback(claim);
    case TELL_GOT_TIMER:
        return got_timer(claim);
    case TELL_GOT_WOKEN:
        return got_woken(claim);
    case TELL_GOT_CASE:
        return got_case(claim);
    case TELL_GOT_OBJECT:
    case TELL_GOT_SIGNAL:
    case TELL_GOT_THROUGH:
        return got_object(claim, 0);
    case TELL_GOT_SOMETHING:
        return got_object(claim, TRACE_BY_RECV);
    case TELL_GOT_ROOM:
    case TELL_GOT_MET:
        return got_object(claim, TRACE_BY_SEND);
    case TELL_GOT_GIL:
        return got_gil(claim);
    case TELL_GOT_GIL_AFTER:
        verdict = got_gil(claim);
        return verdict == VERDICT_TRUE ? after(claim) : verdict;
    case TELL_GOT_TURN_AFTER:
    case TELL_GOT_LOOKS_AFTER:
    case TELL_GOT_CORE_AFTER:
        return after(claim);
    case TELL_GOT_TURN:
        return judge_ran(claim, TRACE_BY_TURN, claim->args->t2_ns);
    default:
        return judge_ran(claim, reason, claim->args->t2_ns);
    }
}

/* A cancellation was passed on to what it awaited, which failed or returned all the same. */
static bool was_stopped(const struct claim *claim, const struct actor *actor)
{
    const struct facts *facts = claim->facts;
    const struct actor *other = facts_actor(facts, claim->args->other);
    int64_t t_ns = claim->args->t_ns;
    const struct trace_event *woke =
        facts_find_last(facts, actor, TRACE_WAKE, FACTS_ANY, 0, t_ns + judge_slack_ns(facts));
    return other && facts_has_ended(other, t_ns + judge_slack_ns(facts)) &&
           other->end != TRACE_END_CANCELLED && woke && woke->reason == TRACE_BY_WOKEN &&
           woke->arg == other->who;
}

/* A time limit was over in a block of it, while what it waited for itself came: its own limit would
 * have ended its wait. */
static bool was_its_callbacks(const struct claim *claim, const struct actor *actor,
                              const struct trace_event *cancelled)
{
    int64_t t_ns = claim->args->t_ns;
    const struct trace_event *woke =
        facts_find(claim->facts, actor, TRACE_WAKE, FACTS_ANY, t_ns, t_ns);
    const struct spell *next = facts_spell(actor, claim->args->t2_ns);
    return cancelled->detail == TRACE_CAUSE_TIMEOUT && facts_hidden(actor, t_ns) && woke &&
           woke->reason == TRACE_BY_WOKEN && next && next->reason == TRACE_BY_WOKEN;
}

/* "its wait for its group was over": it waited for that, it was woken then, and nothing cut it. */
enum verdict judge_over(const struct claim *claim, int reason)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    const struct spell *wait = actor ? judge_wait_before(facts, actor, claim->args->t2_ns) : NULL;
    if (!wait || wait->wait != reason)
        return actor && facts_hidden(actor, claim->args->t2_ns)
                   ? VERDICT_UNKNOWN
                   : judge_no(claim, "it was %s (%s)", wait ? trace_state_name(wait->state) : "?",
                              wait ? trace_reason_name(wait->reason) : "?");
    const struct trace_event *cancelled =
        facts_find(facts, actor, TRACE_CANCELLED, FACTS_ANY, wait->from_ns, claim->args->t_ns);
    if (cancelled && !(reason == TRACE_BY_AWAIT && was_stopped(claim, actor)) &&
        !was_its_callbacks(claim, actor, cancelled))
        return judge_no(claim, "it was cancelled");
    if (reason != TRACE_BY_AWAIT)
        return VERDICT_TRUE;
    const struct actor *other = facts_actor(facts, claim->args->other);
    if (!other || !facts_has_ended(other, claim->args->t_ns + judge_slack_ns(facts)))
        return facts_hidden(actor, claim->args->t2_ns)
                   ? VERDICT_UNKNOWN
                   : judge_no(claim, "what it awaited had not ended");
    return VERDICT_TRUE;
}

/* The time of its select was over at t. */
enum verdict judge_lapsed(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->id == TELL_GOT_LAPSED ? claim->args->t2_ns : claim->args->t_ns;
    const struct spell *wait = actor ? judge_wait_before(claim->facts, actor, t_ns) : NULL;
    (void)what;
    if (!wait || wait->wait != TRACE_BY_SELECT)
        return actor && facts_hidden(actor, t_ns) ? VERDICT_UNKNOWN
                                                  : judge_no(claim, "it waited in no select");
    if (wait->reason == TRACE_BY_LOOKING) /* the end of it is not known */
        return VERDICT_TRUE;
    int64_t due_ns = wait->value - claim->facts->origin_ns;
    if (!wait->value && facts_hidden(actor, t_ns))
        return VERDICT_UNKNOWN;
    if (!wait->value)
        return judge_no(claim, "it had no time");
    bool is_due = claim->args->t_ns >= due_ns &&
                  (claim->id != TELL_GOT_LAPSED || claim->args->t_ns <= due_ns + WORD_NS);
    return is_due ? VERDICT_TRUE
                  : judge_no(claim, "it was to last until %lld ns", (long long)due_ns);
}

/* ---- nobody ---- */

/* A task that has control at t, or NULL. */
/* Who crashed keeps the lock of the interpreter, and control of nothing; who says that he gives it
 * up does so a moment later. */
static bool keeps_nothing(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    const struct spell *spell = facts->has_gil ? facts_spell(actor, t_ns) : NULL;
    bool crashed = facts_has_ended(actor, t_ns) && actor->end == TRACE_END_CRASHED;
    return facts->has_gil && (crashed || (spell && spell->reason == TRACE_BY_GIL_DROPPED));
}

static const struct actor *anybody(const struct facts *facts, int64_t t_ns)
{
    for (int i = 1; i <= facts->task_count; i++)
        if (!keeps_nothing(facts, &facts->actors[i], t_ns) &&
            !(facts->on_cores && facts_hidden(&facts->actors[i], t_ns)) &&
            facts_has_control(facts, &facts->actors[i], t_ns) &&
            !facts_closes_circle(facts, &facts->actors[i], t_ns))
            return &facts->actors[i];
    return NULL;
}

static const struct actor *anybody_on(const struct claim *claim, int core, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    for (int i = 1; i <= facts->task_count; i++)
        if (facts_has_control(facts, &facts->actors[i], t_ns) &&
            !facts_closes_circle(facts, &facts->actors[i], t_ns) &&
            facts_core(facts, &facts->actors[i], t_ns) == core)
            return &facts->actors[i];
    return NULL;
}

static const struct actor *anybody_ready(const struct facts *facts, int64_t t_ns)
{
    for (int i = 1; i <= facts->task_count; i++)
        if (facts_ability(facts, &facts->actors[i], t_ns).how == ABLE_READY)
            return &facts->actors[i];
    return NULL;
}

/* A loop is in the kernel at t. */
static bool is_in_kernel(const struct facts *facts, int64_t t_ns)
{
    for (int i = facts->task_count + 1; i < facts->actor_count; i++) {
        const struct actor *actor = &facts->actors[i];
        if (actor->who < TRACE_LOOP || actor->who >= TRACE_POOL)
            continue;
        const struct trace_event *wait =
            facts_find_last(facts, actor, TRACE_LOOP_WAIT, FACTS_ANY, 0, t_ns);
        const struct trace_event *woke =
            facts_find_last(facts, actor, TRACE_LOOP_WOKE, FACTS_ANY, 0, t_ns);
        if (wait && (!woke || woke < wait))
            return true;
    }
    return false;
}

static enum verdict nobody_if(const struct claim *claim, const struct actor *actor,
                              const char *what)
{
    return actor ? judge_no(claim, "%s %s", judge_name(claim, actor->who), what) : VERDICT_TRUE;
}

/* In the same time of being ready: its wait may have been cancelled since. Who has just been
 * answered wants it only when its thread has woken up. */
static bool wants_gil(const struct actor *actor, int64_t t_ns)
{
    const struct spell *spell = facts_spell(actor, t_ns);
    for (; spell && spell >= actor->spells && spell->state == TRACE_READY; spell--)
        if (spell->reason == TRACE_BY_GIL || spell->reason == TRACE_BY_GIL_DROPPED)
            return true;
    return false;
}

enum verdict judge_wants_gil(const struct claim *claim, int what)
{
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = judge_moment(claim);
    (void)what;
    if (facts_gil(claim->facts, t_ns))
        return judge_no(claim, "somebody has it");
    return actor && wants_gil(actor, t_ns) ? VERDICT_TRUE : judge_no(claim, "it does not");
}

enum verdict judge_nobody(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    int64_t t_ns = judge_moment(claim);
    (void)what;
    switch (claim->id) {
    case TELL_NOBODY_ON_CORE:
        if (claim->telling->core < 0 || !facts->has_record)
            return VERDICT_UNKNOWN;
        return nobody_if(claim, anybody_on(claim, claim->telling->core, t_ns), "is on it");
    case TELL_LOOP_IDLE:
    case TELL_NOBODY_IS_READY: {
        const struct actor *actor = anybody(facts, t_ns);
        return nobody_if(claim, actor ? actor : anybody_ready(facts, t_ns), "is ready, or runs");
    }
    case TELL_NOBODY_WANTS_GIL:
    case TELL_NOBODY_WANTS_IT:
        for (int i = 1; i < facts->actor_count; i++)
            if (wants_gil(&facts->actors[i], t_ns))
                return judge_no(claim, "%s waits for it", judge_name(claim, facts->actors[i].who));
        return VERDICT_TRUE;
    case TELL_LOOP_HOLDS:
        if (is_in_kernel(facts, t_ns))
            return judge_no(claim, "it is in the kernel");
        return nobody_if(claim, anybody(facts, t_ns), "has control");
    default:
        return nobody_if(claim, anybody(facts, t_ns), "has control");
    }
}

/* The wait was ended by the time of a `within`. */
static bool ran_out(const struct facts *facts, const struct actor *actor, const struct spell *spell)
{
    const struct spell *next = spell + 1;
    bool last = next == actor->spells + actor->spell_count; /* the run ends before it is told */
    int64_t until_ns = last ? INT64_MAX : next->from_ns;
    for (int i = 0; i < actor->event_count; i++) { /* its callback may come between */
        const struct trace_event *event = facts_event(facts, actor->events[i]);
        int64_t t_ns = facts_time(facts, event);
        bool limit = (event->kind == TRACE_WAKE && event->reason == TRACE_BY_TIMED_OUT) ||
                     (event->kind == TRACE_CANCELLED && event->detail == TRACE_CAUSE_TIMEOUT);
        if (limit && t_ns >= spell->from_ns && t_ns <= until_ns)
            return true;
    }
    return !last && next->reason == TRACE_BY_TIMED_OUT;
}

static enum verdict until_is(const struct claim *claim, enum sentence until, int64_t t_ns)
{
    const struct facts *facts = claim->facts;
    for (int i = 1; i <= facts->task_count; i++) {
        const struct spell *spell = facts_spell(&facts->actors[i], t_ns);
        if (!spell)
            continue;
        bool answer = spell->reason == TRACE_BY_IO || spell->reason == TRACE_BY_CALLBACKS ||
                      spell->reason == TRACE_BY_MEANWHILE;
        if ((until == TELL_UNTIL_ANSWER && answer) ||
            (until == TELL_UNTIL_SLEPT && spell->reason == TRACE_BY_SLEEP) ||
            (until == TELL_UNTIL_LAPSED && spell->reason == TRACE_BY_SELECT && spell->value) ||
            (until == TELL_UNTIL_LIMIT && ran_out(facts, &facts->actors[i], spell)) ||
            (until == TELL_UNTIL_POOL && spell->reason == TRACE_BY_OFFLOAD))
            return VERDICT_TRUE;
    }
    return until == TELL_UNTIL_SOMETHING ? VERDICT_TRUE
                                         : judge_no(claim, "nobody waits for such a thing");
}

/* In between its turns a loop has something to do before it sleeps: a moment of grace. */
enum { LOOP_NS = 500 * 1000 };

enum verdict judge_loop(const struct claim *claim, int sleeps)
{
    const struct facts *facts = claim->facts;
    int64_t t_ns = judge_moment(claim);
    bool is = is_in_kernel(facts, t_ns);
    if (!is && claim->telling->of == TELLING_HANDOFF)
        is = is_in_kernel(facts, t_ns + LOOP_NS) ||
             is_in_kernel(facts, (claim->telling->from_ns + claim->telling->to_ns) / 2);
    if (!is)
        return judge_no(claim, "the loop is not in the kernel");
    for (int i = 0; sleeps && i < claim->args->until_count; i++)
        if (until_is(claim, claim->args->until[i], t_ns) == VERDICT_FALSE)
            return VERDICT_FALSE;
    return VERDICT_TRUE;
}

/* ---- late ---- */

static bool is_close(int64_t a_ns, int64_t b_ns, int64_t room_ns)
{
    return a_ns - b_ns <= room_ns && b_ns - a_ns <= room_ns;
}

/* It got control at args.t_ns (of a wait for a turn: t2_ns), and could have had it `for` before:
 * since a wait was over, or since it gave control up itself, or lost it. */
enum verdict judge_late(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    bool turn = tell_rows[claim->id].topic == TELL_TOPIC_WHY;
    int64_t t_ns = turn ? claim->args->t2_ns : claim->args->t_ns;
    int64_t since_ns = t_ns - claim->args->for_ns;
    (void)what;
    if (!actor)
        return judge_no(claim, "there is no such actor");
    if (claim->args->for_ns < 0)
        return judge_no(claim, "that is less than nothing");
    struct ability able = facts_ability(facts, actor, t_ns - 1);
    if (able.how == ABLE_ENDED)
        return judge_no(claim, "it has ended");
    if (able.how == ABLE_READY && is_close(since_ns, able.since_ns, judge_slack_ns(facts)))
        return VERDICT_TRUE;
    /* From when on its time was over, be it that it worked on for a while. */
    const struct spell *now = facts_spell(actor, t_ns), *told = now;
    if (told && facts->has_gil && told->reason != TRACE_BY_TIMED_OUT &&
        told + 1 < actor->spells + actor->spell_count)
        told++; /* it has the lock, and says a moment later for what */
    if (told && told->reason == TRACE_BY_TIMED_OUT &&
        is_close(since_ns, told->value - facts->origin_ns, judge_slack_ns(facts)))
        return VERDICT_TRUE;
    /* A call that was over is over for its thread when it comes back. */
    const struct spell *before = facts_spell(actor, since_ns);
    bool behind_callback =
        before && before->state == TRACE_READY &&
        (before->reason == TRACE_BY_TIMED_OUT || before->reason == TRACE_BY_CANCELLED);
    if (able.how == ABLE_READY && before && before->from_ns == since_ns &&
        (before->reason == TRACE_BY_REST || behind_callback))
        return VERDICT_TRUE;
    for (uint32_t id = 1; id < facts->request_room; id++) {
        const struct request *request = facts_request(facts, id);
        bool own = request && request->who == actor->owner;
        if (actor->who >= TRACE_POOL) /* its task asks */
            own = now && now->object == id &&
                  (now->reason == TRACE_BY_ANSWER || now->reason == TRACE_BY_IO);
        bool cut = request && request->cancelled; /* as the call says that holds its thread */
        if (request && own && request->answered_ns == since_ns &&
            (!cut || (told && told->reason == TRACE_BY_TIMED_OUT)) &&
            (request->noticed_ns < 0 || request->noticed_ns >= t_ns))
            return VERDICT_TRUE;
    }
    /* Its callback is what ran. */
    for (int i = 0; i < actor->spell_count; i++) {
        const struct spell *spell = &actor->spells[i];
        const struct request *request = facts_request(facts, spell->object);
        if (spell->reason == TRACE_BY_CALLBACK && request && request->answered_ns == since_ns &&
            is_close(spell->from_ns, t_ns, WORD_NS))
            return VERDICT_TRUE;
    }
    /* The kernel had taken its core. */
    if (facts->on_cores && judge_is_off(claim, actor, since_ns))
        return VERDICT_TRUE;
    if (able.how == ABLE_READY)
        return judge_no(claim, "it could have had control since %lld ns (%s)",
                        (long long)able.since_ns, judge_by(&able));
    return judge_no(claim, "it could not have had control just before");
}

/* Until when one that has control at t keeps it. */
static int64_t control_until(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    for (int i = 0; i < actor->spell_count; i++) {
        const struct spell *spell = &actor->spells[i];
        if (spell->to_ns <= t_ns)
            continue;
        if (!facts_has_control(facts, actor, t_ns))
            break;
        t_ns = spell->to_ns;
    }
    return actor->end_ns >= 0 && actor->end_ns < t_ns ? actor->end_ns : t_ns;
}

/* For how long within [from, to) one had control. */
static int64_t had_ns(const struct facts *facts, const struct actor *actor, int64_t from_ns,
                      int64_t to_ns)
{
    int64_t sum_ns = 0;
    if (facts->has_gil && !facts->single_thread) {
        for (int i = 0; i < facts->gil_count; i++) {
            const struct gil_spell *gil = &facts->gils[i];
            int64_t a = gil->from_ns > from_ns ? gil->from_ns : from_ns;
            int64_t b = gil->to_ns < to_ns ? gil->to_ns : to_ns;
            sum_ns += gil->who == actor->who && b > a ? b - a : 0;
        }
        return sum_ns;
    }
    for (int i = 0; i < actor->spell_count; i++) {
        const struct spell *spell = &actor->spells[i];
        int64_t end = spell->to_ns;
        if (actor->end_ns >= 0 && end > actor->end_ns)
            end = actor->end_ns;
        int64_t a = spell->from_ns > from_ns ? spell->from_ns : from_ns;
        int64_t b = end < to_ns ? end : to_ns;
        if (b > a && facts_has_control(facts, actor, a))
            sum_ns += b - a;
    }
    return sum_ns;
}

/* When before t it had control last; -1: never. */
static int64_t last_control(const struct facts *facts, const struct actor *actor, int64_t t_ns)
{
    int64_t last_ns = -1;
    if (facts->has_gil && !facts->single_thread) {
        for (int i = 0; i < facts->gil_count && facts->gils[i].from_ns < t_ns; i++)
            if (facts->gils[i].who == actor->who)
                last_ns = facts->gils[i].to_ns < t_ns ? facts->gils[i].to_ns : t_ns;
        return last_ns;
    }
    for (int i = 0; i < actor->spell_count && actor->spells[i].from_ns < t_ns; i++) {
        const struct spell *spell = &actor->spells[i];
        int64_t to_ns = spell->to_ns;
        if (actor->end_ns >= 0 && to_ns > actor->end_ns)
            to_ns = actor->end_ns;
        bool active = spell->state == TRACE_RUNNING || spell->state == TRACE_POLLING ||
                      (spell->state == TRACE_BLOCKED && facts->single_thread);
        if (active)
            last_ns = to_ns < t_ns ? to_ns : t_ns;
    }
    return last_ns;
}

/* `other` had control just before `t`, and lost it then: the moment in which the loop picks the
 * next one belongs to the last. What is said in a word may end a little sooner than control. */
enum verdict judge_held_until(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct actor *other = facts_actor(facts, claim->args->other);
    int64_t t_ns = claim->args->t_ns;
    (void)what;
    if (claim->args->other == TELL_A_CALLBACK)
        return judge_callback_until(claim);
    if (claim->id == TELL_WORKER_BUSY) {
        if (!other || !facts_has_ended(other, t_ns) || other->end_ns != t_ns)
            return judge_no(claim, "that one did not end then");
        return VERDICT_TRUE;
    }
    if (!other)
        return judge_no(claim, "there is no such actor");
    if (facts->on_cores && facts_hidden(other, t_ns))
        return VERDICT_UNKNOWN;
    if (!facts->has_gil && !facts->on_cores) {
        const struct spell *next = facts_spell(other, t_ns);
        int64_t until_ns = control_until(facts, other, t_ns);
        if (next && next->from_ns == t_ns && next->reason == TRACE_BY_CALLBACK)
            until_ns = t_ns; /* until its own callback got it */
        if (until_ns > t_ns + WORD_NS)
            return judge_no(claim, "it had it until %lld ns", (long long)until_ns);
    }
    int64_t last_ns = last_control(facts, other, t_ns);
    if (last_ns < t_ns - WORD_NS)
        return judge_no(claim, "it had it last at %lld ns", (long long)last_ns);
    for (int i = 1; i <= facts->task_count && !facts->on_cores; i++)
        if (i != (int)other->who && had_ns(facts, &facts->actors[i], last_ns, t_ns) > 0)
            return judge_no(claim, "%s had it", judge_name(claim, (uint32_t)i));
    return VERDICT_TRUE;
}

/* Each of the names had it for so long in between; what it takes to pick the next one is counted
 * with the last. */
enum verdict judge_had(const struct claim *claim, int what)
{
    const struct facts *facts = claim->facts;
    const struct tell_names *names = claim->args->names;
    bool story = tell_rows[claim->id].topic == TELL_TOPIC_STORY;
    int64_t to_ns = story ? claim->telling->to_ns : claim->args->t2_ns;
    int64_t from_ns = story ? claim->telling->from_ns : to_ns - claim->args->for_ns;
    (void)what;
    if (facts->on_cores)
        return VERDICT_UNKNOWN;
    for (int i = 0; i < names->count; i++) {
        const struct actor *actor = facts_actor(facts, names->who[i]);
        if (names->who[i] == TELL_A_CALLBACK) {
            if (judge_callbacks_had(claim, i, from_ns, to_ns) == VERDICT_FALSE)
                return VERDICT_FALSE;
            continue;
        }
        if (!actor)
            return judge_no(claim, "one of them is not there");
        int64_t ns = had_ns(facts, actor, from_ns, to_ns);
        int64_t room_ns = WORD_NS / 2 + names->for_ns[i] / 10;
        if (!is_close(ns, names->for_ns[i], room_ns))
            return judge_no(claim, "%s had it for %lld ns, not %lld", judge_name(claim, actor->who),
                            (long long)ns, (long long)names->for_ns[i]);
    }
    return VERDICT_TRUE;
}

/* From t on, for so long, what it waited for had come and it was not told. */
enum verdict judge_untold(const struct claim *claim, int sleep)
{
    const struct facts *facts = claim->facts;
    const struct actor *actor = judge_who(claim);
    int64_t t_ns = claim->args->t_ns, to_ns = t_ns + claim->args->for_ns;
    const struct spell *spell = actor ? facts_spell(actor, t_ns) : NULL;
    if (!spell)
        return judge_no(claim, "it was not there");
    if (!sleep) {
        enum verdict verdict = judge_answered(claim, claim->args->request, t_ns);
        const struct request *request = facts_request(facts, claim->args->request);
        if (verdict == VERDICT_TRUE && request->noticed_ns >= 0 && request->noticed_ns < to_ns)
            return judge_no(claim, "it was told at %lld ns", (long long)request->noticed_ns);
        return verdict;
    }
    if (spell->reason != TRACE_BY_SLEEP)
        return judge_no(claim, "it did not sleep");
    if (spell->value - facts->origin_ns > t_ns)
        return judge_no(claim, "its sleep was not over");
    return VERDICT_TRUE;
}
