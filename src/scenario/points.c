#include "config.h"

#include "scenario/points.h"

#include "base/mem.h"

#include <stdlib.h>

/* So many at once of a body that is entered again and again, if nothing says how often. */
enum { MANY_BLOCKS = 16 };

/* What of the program decides which of its steps are points. */
struct search {
    const struct program *program;
    bool *written;   /* of each shared variable: a step writes it */
    bool *several;   /* of each body: two may be in it at once, or one after another */
    bool *started;   /* … a step starts it */
    int32_t *places; /* … so many do */
    bool tries;      /* a step takes what is free, and sees what is not */
    bool cuts;       /* something can end another's wait */
    bool numbers;    /* a step asks which of the answers it has */
    bool sees_ends;  /* something asks which tasks have ended */
    bool stops;      /* something can end the run in the middle … */
    bool exits;      /* … which is then as good as what has happened before */
    bool leaves;     /* `then` blocks, which run beside their tasks */
};

/* ---- whose body a step is in ---- */

static int body_of(const struct program *program, int32_t pc)
{
    int found = 0;
    for (int i = 0; i < program->task_count; i++)
        if (program->tasks[i].entry <= pc && program->tasks[i].entry >= program->tasks[found].entry)
            found = i;
    return found;
}

static int32_t body_end(const struct program *program, int body)
{
    int32_t end = program->step_count;
    for (int i = 0; i < program->task_count; i++)
        if (program->tasks[i].entry > program->tasks[body].entry && program->tasks[i].entry < end)
            end = program->tasks[i].entry;
    return end;
}

/* A step behind it, in the same body, leads back before it. */
static bool is_in_loop(const struct program *program, int32_t pc)
{
    int32_t end = body_end(program, body_of(program, pc));
    for (int32_t i = pc; i < end; i++) {
        const struct program_step *step = &program->steps[i];
        bool back = step->op == OP_JUMP || step->op == OP_MEANWHILE_END;
        if (back && step->a <= pc)
            return true;
    }
    return false;
}

/* ---- who may be there several times ---- */

static bool enters_body(const struct program_step *step)
{
    return step->op == OP_START || step->op == OP_CALL || step->op == OP_RUN ||
           step->op == OP_CREATE;
}

/* A body is there several times if it has copies, if several steps lead into it, if one does so
 * again and again, or if that is itself in such a body. */
static void find_several(struct search *search)
{
    const struct program *program = search->program;
    for (int i = 0; i < program->task_count; i++) {
        const struct program_task *task = &program->tasks[i];
        int32_t ways = search->places[i] + task->starts_itself;
        search->several[i] = (task->starts_itself && task->copies != 1) || ways > 1;
    }
    for (bool more = true; more;) {
        more = false;
        for (int32_t pc = 0; pc < program->step_count; pc++) {
            const struct program_step *step = &program->steps[pc];
            if (!enters_body(step) || search->several[step->a])
                continue;
            if (search->several[body_of(program, pc)] || is_in_loop(program, pc))
                search->several[step->a] = more = true;
        }
    }
}

static void look_at(struct search *search, const struct program_step *step)
{
    switch ((enum program_op)step->op) {
    case OP_STORE_SHARED:
        search->written[step->a] = true;
        break;
    case OP_SWAP:
    case OP_ADD_TO:
    case OP_COMPARE:
        search->written[step->a] = true;
        /* fall through */
    case OP_STORE_SHARED_AT: /* which of them, the run will tell */
        for (int64_t i = 0; i < step->value; i++)
            search->written[step->a + i] = true;
        break;
    case OP_START:
        search->started[step->a] = true;
        search->places[step->a]++;
        break;
    case OP_CALL:
    case OP_RUN:
    case OP_CREATE:
        search->places[step->a]++;
        break;
    case OP_TRY_ACQUIRE:
        search->tries = true;
        break;
    case OP_CANCEL:
    case OP_GROUP_BEGIN:
    case OP_WITHIN:
        search->cuts = true;
        break;
    case OP_ANSWER:
        search->numbers = true;
        break;
    case OP_IO_THEN:
        search->leaves = true;
        break;
    case OP_EXIT:
        search->exits = true;
        /* fall through */
    case OP_CRASH:
    case OP_ASSERT_FAILED:
        search->stops = true;
        break;
    case OP_DONE:
    case OP_AWAIT_ANY:
    case OP_AWAIT_FIRST:
        search->sees_ends = true;
        break;
    default:
        break;
    }
}

static void search_begin(struct search *search, const struct program *program)
{
    size_t bodies = (size_t)program->task_count + 1;
    *search = (struct search){
        .program = program,
        .written = mem_alloc((size_t)program->shared_count + 1),
        .several = mem_alloc(bodies),
        .started = mem_alloc(bodies),
        .places = mem_alloc(bodies * sizeof *search->places),
        .cuts = program->settings.until_main_ends,
    };
    for (int32_t pc = 0; pc < program->step_count; pc++)
        look_at(search, &program->steps[pc]);
    find_several(search);
}

static void search_end(struct search *search)
{
    free(search->written);
    free(search->several);
    free(search->started);
    free(search->places);
}

/* ---- which steps ---- */

/* Something can tell whether what it wants is taken yet: it asks, or has its wait cut short, which
 * it has not where there is nothing to wait for. */
static bool tells_taken(const struct search *search)
{
    return search->tries || search->cuts;
}

/* … and whether a task has ended yet. */
static bool tells_ended(const struct search *search)
{
    return search->sees_ends || search->cuts;
}

/* The numbers of the tasks that it starts depend on who came first: they are started from several
 * bodies, or from one in which several tasks are. So does their order in the queue for `workers`,
 * where it is of all tasks. */
static bool start_is_seen(const struct search *search, int32_t pc)
{
    const struct program *program = search->program;
    bool all = program->settings.workers > 0;
    int body = body_of(program, pc);
    for (int32_t i = 0; i < program->step_count; i++) {
        const struct program_step *step = &program->steps[i];
        bool same = all || step->a == program->steps[pc].a;
        if (step->op == OP_START && same && body_of(program, i) != body)
            return true;
    }
    return search->several[body];
}

static bool any_is_written(const struct search *search, const struct program_step *step)
{
    for (int64_t i = 0; i < step->value; i++)
        if (search->written[step->a + i])
            return true;
    return false;
}

/* … of the object itself, whoever wants it; or what it is where the run ends in the middle. */
static bool release_is_seen(const struct search *search, int32_t object)
{
    const struct program_object *it = &search->program->objects[object];
    return it->fair || it->bounded || (it->valued && search->stops);
}

/* Of a parameter or one of several it is known only later which it is. */
static bool any_release_is_seen(const struct search *search)
{
    for (int32_t i = 0; i < search->program->object_count; i++)
        if (release_is_seen(search, i))
            return true;
    return false;
}

/* More blocks may want a thread of the pool at once than it has, so that who comes first has it: as
 * far as can be said before, for of bodies that are entered again and again nobody knows. (If it is
 * more in the end, that is refused: explore/offload.c.) */
static bool may_queue(const struct search *search)
{
    const struct program *program = search->program;
    int64_t most = 0;
    int last = -1;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        int body = program->steps[pc].op == OP_OFFLOAD ? body_of(program, pc) : last;
        if (body == last)
            continue;
        const struct program_task *task = &program->tasks[body];
        most += task->starts_itself ? task->copies : search->several[body] ? MANY_BLOCKS : 1;
        last = body;
    }
    return most > program->settings.pool;
}

/* Its block sees copies that are made when it begins: of what others may write. */
static bool copy_is_seen(const struct search *search, int32_t pc)
{
    const struct program *program = search->program;
    for (int32_t i = pc + 1; i < program->steps[pc].a; i++) {
        const struct program_step *step = &program->steps[i];
        bool one = step->op == OP_LOAD_SHARED && search->written[step->a];
        bool acts = step->op == OP_SWAP || step->op == OP_ADD_TO || step->op == OP_COMPARE;
        bool several = step->op == OP_LOAD_SHARED_AT && any_is_written(search, step);
        if (one || acts || several)
            return true;
    }
    return false;
}

static bool is_point(const struct search *search, int32_t pc, bool shares)
{
    const struct program *program = search->program;
    const struct program_step *step = &program->steps[pc];
    switch ((enum program_op)step->op) {
    case OP_LOAD_SHARED:
    case OP_STORE_SHARED:
        return shares && search->written[step->a];
    case OP_SWAP:
    case OP_ADD_TO:
    case OP_COMPARE:
    case OP_ATOMIC_BEGIN:
        return shares;
    case OP_LOAD_SHARED_AT:
    case OP_STORE_SHARED_AT:
        return shares && any_is_written(search, step);
    case OP_ACQUIRE:
    case OP_TRY_ACQUIRE:
    case OP_WITH_BEGIN:
    case OP_WAIT_BEGIN:
    case OP_WAIT:
    case OP_SIGNAL:
    case OP_BARRIER:
    case OP_SEND:
    case OP_RECV:
    case OP_REPEAT_RECV:
    case OP_SELECT:
    case OP_SHUT:
    case OP_DONE:
    case OP_AWAIT_ANY:
    case OP_AWAIT_FIRST:
    case OP_CANCEL:
    case OP_CRASH:
    case OP_EXIT:
    case OP_ASSERT_FAILED:
        return true;
    case OP_REGION_END:
        return program->regions[step->a].alone;
    case OP_RELEASE:
    case OP_WITH_END:
        if (tells_taken(search))
            return true;
        return step->a < 0 ? any_release_is_seen(search) : release_is_seen(search, step->a);
    case OP_START:
        return start_is_seen(search, pc);
    case OP_SAY:
        return program->says_in_order || (program->says_any && search->stops);
    case OP_IO: /* a number says how many were answered before */
        return search->cuts || search->numbers;
    case OP_IO_THEN: /* else it is no wait */
        return (step->b & PROGRAM_HOLD) && (search->cuts || search->numbers);
    case OP_AWAIT_ALL: /* also for those that a `then` block leaves behind when it ends */
        return search->cuts || search->exits || search->leaves;
    case OP_AWAIT: /* a failure is handled from there on */
        return search->cuts || search->exits;
    case OP_OFFLOAD:
        return (shares && step->b && copy_is_seen(search, pc)) || may_queue(search);
    case OP_SLEEP:
    case OP_YIELD:
    case OP_GROUP_END:
    case OP_OFFLOAD_END:
        return search->cuts;
    default:
        return false;
    }
}

/* What else is given back on the way out than what a step gives back. */
static void find_left(struct points *points, const struct search *search, bool all)
{
    const struct program *program = search->program;
    points->leaves = true;
    for (int32_t i = 0; i < program->object_count; i++)
        points->releases[i] = all || tells_taken(search) || release_is_seen(search, i);
}

/* An atomic block is one act: a point if any is in it (in a process of its own what it says is
 * seen, if not what it writes). */
static void clear_atomic(struct points *points, const struct program *program)
{
    for (int32_t pc = 0; pc < program->step_count; pc++)
        for (int32_t i = pc + 1;
             program->steps[pc].op == OP_ATOMIC_BEGIN && i < program->steps[pc].value; i++) {
            if (points->steps[i] != POINTS_NONE)
                points->steps[pc] = POINTS_ACT;
            points->steps[i] = POINTS_NONE;
        }
}

/* In another process its accesses are to copies. */
static void clear_apart(struct points *points, const struct search *search)
{
    const struct program *program = search->program;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        for (int32_t i = pc + 1; step->op == OP_OFFLOAD && step->b && i < step->a; i++)
            points->steps[i] = is_point(search, i, false) ? POINTS_ACT : POINTS_NONE;
    }
}

/* ---- beside a loop ---- */

/* What is in blocks that threads of a pool run. */
struct offloaded {
    const struct search *search;
    bool *inside;    /* of each step: it is in such a block … */
    bool *variables; /* of each shared one: a step in there is about it … */
    bool objects;    /* … or some are about locks, channels and the like */
};

static bool is_about_object(uint8_t op)
{
    switch ((enum program_op)op) {
    case OP_ACQUIRE:
    case OP_TRY_ACQUIRE:
    case OP_WITH_BEGIN:
    case OP_WITH_END:
    case OP_RELEASE:
    case OP_WAIT_BEGIN:
    case OP_WAIT:
    case OP_SIGNAL:
    case OP_BARRIER:
    case OP_SEND:
    case OP_RECV:
    case OP_REPEAT_RECV:
    case OP_SELECT:
    case OP_SHUT:
        return true;
    default:
        return false;
    }
}

/* The first of the shared variables that a step is about, and how many; 0: it is about none. */
static int64_t variables_of(const struct program_step *step, int32_t *first)
{
    *first = step->a;
    switch ((enum program_op)step->op) {
    case OP_LOAD_SHARED:
    case OP_STORE_SHARED:
        return 1;
    case OP_LOAD_SHARED_AT:
    case OP_STORE_SHARED_AT:
    case OP_SWAP:
    case OP_ADD_TO:
    case OP_COMPARE:
        return step->value ? step->value : 1;
    default:
        return 0;
    }
}

static void note_offloaded(struct offloaded *offloaded, int32_t pc)
{
    const struct program_step *step = &offloaded->search->program->steps[pc];
    int32_t first;
    int64_t count = variables_of(step, &first);
    offloaded->inside[pc] = true;
    offloaded->objects = offloaded->objects || is_about_object(step->op);
    for (int64_t i = 0; i < count; i++)
        offloaded->variables[first + i] = true;
}

static void offloaded_begin(struct offloaded *offloaded, const struct search *search)
{
    const struct program *program = search->program;
    *offloaded = (struct offloaded){
        .search = search,
        .inside = mem_alloc((size_t)program->step_count + 1),
        .variables = mem_alloc((size_t)program->shared_count + 1),
    };
    for (int32_t pc = 0; pc < program->step_count; pc++)
        for (int32_t i = pc + 1; program->steps[pc].op == OP_OFFLOAD && i < program->steps[pc].a;
             i++)
            note_offloaded(offloaded, i);
}

static void offloaded_end(struct offloaded *offloaded)
{
    free(offloaded->inside);
    free(offloaded->variables);
}

/* Whether a task of the loop finds a lock free, or has to wait and others go on: so it counts when
 * a block gives it back. */
static bool gives_back(uint8_t op)
{
    return op == OP_RELEASE || op == OP_WITH_END;
}

static bool is_point_inside(const struct offloaded *offloaded, int32_t pc, bool shares)
{
    const struct program_step *step = &offloaded->search->program->steps[pc];
    switch ((enum program_op)step->op) {
    case OP_SLEEP: /* which nothing cuts short */
    case OP_OFFLOAD_END:
        return false;
    case OP_IO:
        return offloaded->search->numbers;
    default:
        return is_point(offloaded->search, pc, shares) ||
               (offloaded->objects && gives_back(step->op));
    }
}

/* Outside: what a block could tell, or ends it. */
static bool is_point_outside(const struct offloaded *offloaded, int32_t pc)
{
    const struct program_step *step = &offloaded->search->program->steps[pc];
    int32_t first;
    int64_t count = variables_of(step, &first);
    bool touched = false;
    for (int64_t i = 0; i < count; i++)
        touched = touched || offloaded->variables[first + i];
    switch ((enum program_op)step->op) {
    case OP_RETURN: /* on the way out it may cancel */
    case OP_FAIL:
        return offloaded->search->cuts;
    case OP_IO: /* where the call itself is answered, and answers are counted */
        return offloaded->search->numbers;
    case OP_ATOMIC_BEGIN:
    case OP_CANCEL:
    case OP_GROUP_END:
    case OP_SAY:
    case OP_EXIT:
    case OP_CRASH:
    case OP_ASSERT_FAILED:
    case OP_REGION_END:
        break;
    default:
        if (!touched && !(offloaded->objects && is_about_object(step->op)))
            return false;
    }
    return is_point(offloaded->search, pc, true);
}

/* A block that runs beside the loop: the steps up to its end are it. */
static void find_offloaded(struct points *points, const struct offloaded *offloaded)
{
    const struct program *program = offloaded->search->program;
    for (int32_t pc = 0; pc < program->step_count; pc++) {
        const struct program_step *step = &program->steps[pc];
        for (int32_t i = pc + 1; step->op == OP_OFFLOAD && i < step->a; i++) {
            points->steps[i] = is_point_inside(offloaded, i, !step->b) ? POINTS_ACT : POINTS_NONE;
            points->beside = points->beside || points->steps[i];
        }
        points->beside = points->beside || (step->op == OP_OFFLOAD && offloaded->search->cuts);
    }
}

static void find_beside(struct points *points, const struct search *search, bool loop)
{
    struct offloaded offloaded;
    offloaded_begin(&offloaded, search);
    find_offloaded(points, &offloaded);
    points->beside = points->beside && loop;
    for (int32_t pc = 0; points->beside && pc < search->program->step_count; pc++)
        if (!offloaded.inside[pc] && is_point_outside(&offloaded, pc))
            points->steps[pc] = POINTS_ACT;
    if (points->beside)
        find_left(points, search, offloaded.objects);
    points->cuts = points->beside && search->cuts;
    points->failures = points->beside && search->exits;
    for (int i = 0; i < search->program->task_count; i++)
        points->ends[i] = points->cuts;
    offloaded_end(&offloaded);
}

void points_find(struct points *points, const struct program *program, enum model_id model)
{
    struct search search;
    search_begin(&search, program);
    *points = (struct points){
        .program = program,
        .steps = mem_alloc((size_t)program->step_count + 1),
        .ends = mem_alloc((size_t)program->task_count + 1),
        .releases = mem_alloc((size_t)program->object_count + 1),
    };
    if (model == MODEL_BLOCKING) { /* the only thread waits for it */
        search_end(&search);
        return;
    }
    if (model_is_single_thread(model)) {
        find_beside(points, &search, model != MODEL_POLLING);
        clear_atomic(points, program);
        search_end(&search);
        return;
    }
    bool shares = model_shares_memory(model) || search.leaves; /* a task with its own blocks */
    for (int32_t pc = 0; pc < program->step_count; pc++)
        if (is_point(&search, pc, shares))
            points->steps[pc] = POINTS_ACT;
    clear_apart(points, &search);
    find_left(points, &search, false);
    clear_atomic(points, program);
    bool leaves_copies = search.stops && !model_shares_memory(model);
    for (int i = 0; i < program->task_count; i++)
        points->ends[i] =
            (tells_ended(&search) && search.started[i]) ||
            ((program->settings.until_main_ends || leaves_copies) && i == program->main_task);
    points->failures = search.exits;
    points->answers = search.leaves && (search.cuts || search.numbers);
    points->ends_of_blocks = search.leaves;
    points->begins = program->settings.workers > 0 && search.cuts;
    search_end(&search);
}

void points_release(struct points *points)
{
    free(points->steps);
    free(points->ends);
    free(points->releases);
}

/* ---- time limits ---- */

bool points_have_limits(const struct program *program, enum model_id model)
{
    bool found = false, threads = !model_is_single_thread(model);
    for (int32_t pc = 0; pc < program->step_count; pc++)
        switch ((enum program_op)program->steps[pc].op) {
        case OP_WITHIN:
            found = true;
            break;
        case OP_OFFLOAD: /* its task waits for it, with all that it is, but in no other process */
            if (!threads || program->steps[pc].b)
                return false;
            break;
        case OP_CREATE:
        case OP_IO_MEANWHILE:
        case OP_IO_THEN:
        case OP_RUN:
            return false;
        default:
            break;
        }
    return found;
}

bool points_is_wait(uint8_t op)
{
    switch ((enum program_op)op) {
    case OP_IO:
    case OP_SLEEP:
    case OP_YIELD:
    case OP_AWAIT:
    case OP_AWAIT_ALL:
    case OP_AWAIT_ANY:
    case OP_AWAIT_FIRST:
    case OP_GROUP_END:
    case OP_OFFLOAD_END: /* behind it its task takes what has come meanwhile */
    case OP_ACQUIRE:
    case OP_WITH_BEGIN:
    case OP_WAIT:
    case OP_BARRIER:
    case OP_SEND:
    case OP_RECV:
    case OP_REPEAT_RECV:
    case OP_SELECT:
        return true;
    default:
        return false;
    }
}
