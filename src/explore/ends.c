#include "config.h"

#include "explore/ends.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "explore/digest.h"
#include "scenario/expect.h"

/* ---- what they are told apart by ---- */

static void name_one(struct ends *ends, int index, const char *name)
{
    int room = ends->name_count;
    for (int i = 0; i < ends->name_count; i++)
        if (ends->indices[i] == index)
            return;
    ends->indices = mem_realloc(ends->indices, (size_t)(room + 1) * sizeof *ends->indices);
    ends->names = mem_realloc(ends->names, (size_t)(room + 1) * sizeof *ends->names);
    ends->indices[room] = index;
    ends->names[room] = name;
    ends->name_count++;
}

static void name_it(void *arg, const char *name)
{
    struct ends *ends = arg;
    const struct program *program = ends->program;
    for (int i = 0; i < program->shared_count; i++)
        if (strcmp(program->shared[i].name, name) == 0)
            name_one(ends, i, program->shared[i].name);
    for (int i = 0; i < program->object_count; i++)
        if (strcmp(program->objects[i].name, name) == 0)
            name_one(ends, program->shared_count + i, program->objects[i].name);
}

void ends_init(struct ends *ends, const struct scenario *scenario, const struct program *program,
               enum model_id model, enum stepper_says *says)
{
    *ends = (struct ends){.scenario = scenario, .program = program, .model = model};
    enum expect_said_kind said = expect_names(scenario, model, name_it, ends);
    ends->says = said != EXPECT_SAYS_NOTHING;
    *says = program->says_in_order && ends->says ? STEPPER_SAYS_ORDER
            : ends->says                         ? STEPPER_SAYS_WHICH
                                                 : STEPPER_SAYS_NOTHING;
    bool names_any = ends->name_count > 0;
    for (int i = 0; !names_any && i < program->shared_count; i++)
        name_one(ends, i, program->shared[i].name);
    ends->first_region = ends->name_count;
    for (int i = 0; i < program->region_count; i++)
        if (program->regions[i].alone)
            name_one(ends, program->shared_count + program->object_count + i,
                     program->regions[i].name);
}

/* ---- one end ---- */

static int64_t value_at(const struct stepper *stepper, int index)
{
    const struct board *board = stepper->board;
    int shared = stepper->program->shared_count;
    int objects = stepper->program->object_count;
    if (index >= shared + objects)
        return stepper_most_in(stepper, index - shared - objects);
    if (index >= shared)
        return board->objects[index - shared].free;
    return board->shared[index]; /* of copies main has left its own there, if it came to its end */
}

/* Each line that was said, or, where their order is nothing to go by, each in the order of the
 * alphabet. */
static int compare_lines(const void *a, const void *b)
{
    const struct expect_said *x = a, *y = b;
    return strcmp(x->text, y->text);
}

static char *said_of(const struct stepper *stepper)
{
    char *text = mem_strdup(strbuf_str(&stepper->said));
    if (stepper->says != STEPPER_SAYS_WHICH)
        return text;
    struct expect_said *lines;
    int count = expect_said_lines(text, &lines);
    struct strbuf sorted = STRBUF_INIT;
    if (count)
        sort_stable(lines, (size_t)count, sizeof *lines, compare_lines);
    for (int i = 0; i < count; i++) {
        strbuf_adds(&sorted, lines[i].text);
        strbuf_addch(&sorted, '\n');
    }
    free(lines);
    free(text);
    return strbuf_detach(&sorted);
}

static bool is_good(const struct ends *ends, const struct explore_end *end)
{
    char *text = mem_strdup(end->said ? end->said : "");
    struct expect_said *said;
    int count = expect_said_lines(text, &said);
    struct expect_facts facts = {
        .result = end->result,
        .said = said,
        .said_count = count,
        .value_names = ends->names,
        .values = end->values,
        .value_count = ends->first_region,
        .region_names = ends->names + ends->first_region,
        .regions = end->values + ends->first_region,
        .region_count = ends->name_count - ends->first_region,
        .memory_per_task = -1,
    };
    for (int i = 0; i < MODEL_COUNT; i++)
        facts.elapsed_under_ns[i] = -1;
    bool good = expect_holds(ends->scenario, ends->model, &facts);
    free(said);
    free(text);
    return good;
}

static void take_cycle(struct explore_end *end, const struct stepper *stepper)
{
    const struct trace_run *run = stepper->run;
    int room = 0;
    for (uint32_t i = 0; i < stepper->flow.writer.used; i++) {
        const struct trace_event *event = &run->slots[i];
        if (event->kind != TRACE_CYCLE)
            continue;
        MEM_GROW(end->cycle, end->cycle_count, room);
        end->cycle[end->cycle_count++] = (struct explore_edge){
            event->who, event->arg, event->value == TRACE_EDGE_TASK ? -1 : event->value,
            event->detail != 0};
    }
}

static char *failure_of(const struct stepper *stepper)
{
    const struct board *board = stepper->board;
    uint32_t id = board_first_failed(board);
    struct strbuf text = STRBUF_INIT;
    if (board->ending == TRACE_ENDING_ASSERT) {
        board_task_name(board, (uint32_t)board->ending_value, &text);
        strbuf_addf(&text, ": %s", board->assertion);
        return strbuf_detach(&text);
    }
    if (!id)
        return NULL;
    board_task_name(board, id, &text);
    const char *error = board_error(board, id);
    strbuf_addf(&text, *error ? ": %s" : "%s crashed", error);
    return strbuf_detach(&text);
}

static void name_lane(struct ends *ends, const struct stepper *stepper, uint32_t lane)
{
    uint32_t id = stepper_swap(stepper, lane);
    struct strbuf name = STRBUF_INIT;
    bool block = stepper->board->tasks[id].block; /* that may be one task's, then another's */
    if (block)
        strbuf_addf(&name, "block %u", lane - STEPPER_SEEN);
    else
        board_task_name(stepper->board, id, &name);
    if (id != lane && !block)
        strbuf_adds(&name, "'s callback");
    ends->lanes[lane] = strbuf_detach(&name);
}

void ends_name_lanes(struct ends *ends, const struct stepper *stepper)
{
    uint32_t tasks = stepper_tasks(stepper), callbacks = stepper->board->strands_used;
    uint32_t count = callbacks ? STEPPER_SEEN + callbacks : tasks;
    if (!ends->lanes || count > ends->lane_count) {
        ends->lanes = mem_realloc(ends->lanes, (count + 1) * sizeof *ends->lanes);
        for (uint32_t i = ends->lanes_named ? ends->lane_count + 1 : 0; i <= count; i++)
            ends->lanes[i] = NULL;
        ends->lane_count = count;
    }
    while (ends->lanes_named < tasks)
        name_lane(ends, stepper, ++ends->lanes_named);
    for (uint32_t i = STEPPER_SEEN + 1; i <= STEPPER_SEEN + callbacks; i++)
        if (!ends->lanes[i])
            name_lane(ends, stepper, i);
}

uint32_t ends_add(struct ends *ends, struct stepper *stepper)
{
    struct explore_end end = {.result = stepper_end(stepper), .states = 1, .share = -1};
    struct stepper_digest digest = digest_of_bytes(end.result, strlen(end.result));
    ends_name_lanes(ends, stepper);
    end.values = mem_alloc((size_t)(ends->name_count + 1) * sizeof *end.values);
    for (int i = 0; i < ends->name_count; i++) {
        end.values[i] = value_at(stepper, ends->indices[i]);
        digest_add(&digest, (uint64_t)end.values[i]);
    }
    digest_add(&digest, stepper->said_digest.a);
    for (int i = 0; i < ends->count; i++) {
        if (ends->digests[i].a != digest.a || ends->digests[i].b != digest.b)
            continue;
        ends->all[i].states++;
        free(end.values);
        return (uint32_t)i;
    }
    if (ends->says)
        end.said = said_of(stepper);
    end.good = is_good(ends, &end);
    MEM_GROW(ends->all, ends->count, ends->room);
    MEM_GROW(ends->digests, ends->count, ends->digest_room);
    ends->digests[ends->count] = digest;
    ends->all[ends->count] = end;
    return (uint32_t)ends->count++;
}

void ends_tell(struct ends *ends, uint32_t number, struct stepper *stepper)
{
    struct explore_end *end = &ends->all[number];
    const char *result = stepper_end(stepper);
    free(end->cycle);
    end->cycle = NULL;
    end->cycle_count = 0;
    if (strcmp(result, "deadlock") == 0)
        take_cycle(end, stepper);
    free(end->failure);
    end->failure = strcmp(result, "failed") == 0 ? failure_of(stepper) : NULL;
}

void ends_release(struct ends *ends)
{
    free(ends->digests);
    free(ends->indices);
}
