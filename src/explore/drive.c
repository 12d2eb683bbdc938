#include "config.h"

#include "explore/drive.h"

#include "explore/digest.h"
#include "explore/limits.h"
#include "explore/offload.h"
#include "interp/interp.h"
#include "interp/statement.h"

/* So many steps to the next point are local; a task that does more has none in sight. */
enum { MOST_LOCAL = 100000 };

/* ---- what is said ---- */

static void hear(struct stepper *stepper, const struct strbuf *text)
{
    if (stepper->says == STEPPER_SAYS_NOTHING)
        return;
    strbuf_add(&stepper->said, text->text, text->len);
    strbuf_addch(&stepper->said, '\n');
    struct stepper_digest line = digest_of_bytes(strbuf_str(text), text->len);
    if (stepper->says == STEPPER_SAYS_ORDER) {
        digest_add(&stepper->said_digest, line.a);
        digest_add(&stepper->said_digest, line.b);
    } else {
        stepper->said_digest.a += line.a;
        stepper->said_digest.b += line.b;
    }
}

/* ---- steps that are done here ---- */

static bool is_at_point(const struct stepper *stepper, struct task *task)
{
    const struct frame *frame = task->frame;
    if (task->atomic) /* one act, with the bodies that it calls */
        return false;
    return points_are_at(&stepper->points, frame->pc, frame->sp ? interp_top(task, 0)->n : 0);
}

/* Computing takes as long as it likes. */
static void skip_computing(struct task *task)
{
    interp_pop(task);
    task->frame->pc++;
}

/* It stands before a marked step that is no point. True: that is to be done by the interpreter. */
static bool pass_aside(struct stepper *stepper, struct task *task, int *left)
{
    switch (stepper->program->steps[task->frame->pc].op) {
    case OP_COMPUTE:
        skip_computing(task);
        --*left;
        return false;
    case OP_SAY:
        hear(stepper, &stepper->flow.text);
        return true;
    case OP_WITHIN:
        limits_enter(stepper, task);
        return true;
    default:
        return true;
    }
}

/* ---- going on ---- */

static void be_in_memory_of(struct stepper *stepper, const struct task *task)
{
    uint32_t id = task->id;
    if (stepper->apart)
        stepper->worker.shared = task->apart ? offload_copies(stepper, id) : stepper->board->shared;
    if (stepper->copies && !task->apart) /* a callback is in the process of its task */
        stepper->worker.shared = stepper->copies + (size_t)task->lane * stepper->board->shared_each;
}

/* The text that the task is putting together is its own, as each thread has its own. */
static void swap_text(struct stepper *stepper, uint32_t id)
{
    struct strbuf mine = stepper->texts[id];
    stepper->texts[id] = stepper->flow.text;
    stepper->flow.text = mine;
}

/* With store buffers: others may have learned of the task by what it did. */
static void note_syncs(struct stepper *stepper)
{
    for (uint32_t i = 0; i < stepper->flow.writer.used && i < TRACE_RUN_SLOTS; i++) {
        switch (stepper->run->slots[i].kind) {
        case TRACE_OBJECT_RELEASED:
        case TRACE_TASK_NEW:
        case TRACE_TASK_END:
            stepper->syncs = true;
            break;
        default:
            break;
        }
    }
}

static enum want go_on(struct stepper *stepper, struct task *task, bool past)
{
    for (;;) {
        stepper->flow.writer.run = stepper->run;
        stepper->flow.writer.used = 0;
        enum want want = interp_run_to(&stepper->flow, task, stepper->marks, past, &stepper->left);
        if (stepper->buffers)
            note_syncs(stepper);
        if (want && --stepper->left > 0)
            return want;
        if (stepper->left <= 0) {
            stepper->refused = "more than 100,000 steps here touch nothing that others see";
            stepper->refused_line = task->line;
            return WANT_QUIT;
        }
        if (is_at_point(stepper, task))
            return WANT_NOTHING;
        if (stepper->program->steps[task->frame->pc].op == OP_CRASH) {
            stepper->crashed = true; /* that is all of them */
            return WANT_QUIT;
        }
        past = pass_aside(stepper, task, &stepper->left);
        if (stepper->refused)
            return WANT_QUIT;
    }
}

void drive_begin(struct stepper *stepper)
{
    stepper->left = MOST_LOCAL;
}

enum want drive_task(struct stepper *stepper, struct task *task, bool past)
{
    uint32_t id = task->id;
    be_in_memory_of(stepper, task);
    stepper->flow.actor = offload_is_in(task) ? TRACE_POOL + 1 : 0;
    swap_text(stepper, id);
    enum want want = go_on(stepper, task, past);
    swap_text(stepper, id);
    return want;
}

enum want drive_from_point(struct stepper *stepper, struct task *task)
{
    uint8_t op = stepper->program->steps[task->frame->pc].op;
    if (op == OP_CRASH) {
        stepper->crashed = true;
        return WANT_QUIT;
    }
    if (op == OP_SAY)
        hear(stepper, &stepper->texts[task->id]);
    if (op == OP_COMPUTE)
        skip_computing(task);
    return drive_task(stepper, task, op != OP_COMPUTE);
}

void drive_answer(struct stepper *stepper, struct task *task)
{
    task->answered = true;
    task->answer = task->answer_cancelled ? 0 : ++stepper->answers;
}
