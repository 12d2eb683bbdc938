/* Which row of the timeline shows what. The axis and the control strips come first and are never
 * folded away; then a row for each kind of lane that there is; what is left goes to the tasks, and
 * what they do not need to more rows of the pool, the device and the loops. */
#include "config.h"

#include "view/timeline_plan.h"

#include "scenario/tree.h"
#include "view/curtain.h"

enum {
    LABEL_LEAST = 3,
    LABEL_MOST = 24,
    TASKS_LOOKED_AT = 4096,
    ROOMY = 36, /* columns from which on there is space around the names */
    /* Rows from which on there is one of … */
    RULE_FROM = 8,
    LEGEND_FROM = 9,
    BEFORE_FROM = 10,
    LEGEND_TWO_FROM = 20,
    FOLD_FROM = 3, /* rows of tasks from which on it is said how many there are more */
    BEFORE_STRIPS_MOST = 2,
    AIR_GROUPS_ROWS = 4, /* blank rows from which on there are some between kinds of lanes */
};

/* Lanes by what they are, and the rows they get. */
struct share {
    int first, lanes, rows;
};

struct shares {
    struct share strips, loops, helpers, pool, device;
};

/* Where blank rows stand, on a screen that has them: a class reads a lane with air about it more
 * easily. */
enum air { AIR_NONE, AIR_GROUPS, AIR_LANES };

static struct share share_of(const struct view *view, enum timeline_kind kind)
{
    const struct timeline *timeline = view->player->story->timeline;
    struct share share = {.first = -1};
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[i];
        if (lane->kind != kind || !curtain_knows(view, lane))
            continue;
        share.first = share.first < 0 ? i : share.first;
        share.lanes++;
    }
    return share;
}

/* ---- columns ---- */

static int least(int a, int b)
{
    return a < b ? a : b;
}

static void columns_plan(const struct view *view, struct timeline_plan *plan)
{
    int all = plan->rect.columns, room = all >= ROOMY, widest = curtain_label_columns(view, true);
    int most =
        all * 3 / 10; /* `thread_job 2` and `thread_job 3` are two names at 80 columns, too */
    most = most < LABEL_LEAST ? LABEL_LEAST : least(most, LABEL_MOST);
    plan->sign = room ? plan->rect.column : -1;
    plan->label = plan->rect.column + room;
    plan->label_columns = widest < most ? widest : most;
    plan->gutter = plan->label + plan->label_columns + room;
    plan->left = plan->gutter + 1 + room;
    int columns = plan->rect.column + all - plan->left;
    plan->columns = columns < 0                       ? 0
                    : columns > TIMELINE_COLUMNS_MOST ? TIMELINE_COLUMNS_MOST
                                                      : columns;
}

/* ---- rows ---- */

static void air_add(struct timeline_plan *plan, enum air air, enum air wanted)
{
    if (air == wanted)
        timeline_row_add(plan, TIMELINE_BLANK, -1, 1);
}

/* So many lanes in so many rows: the last stands for those that have none. */
static void strips_add(const struct view *view, struct timeline_plan *plan, int rows, enum air air)
{
    int alone = rows >= plan->strips ? plan->strips : rows > 1 ? rows - 1 : 1;
    for (int i = 0; i < alone && i < rows; i++) {
        timeline_row_add(plan, TIMELINE_STRIP, curtain_strip(view, i), 1);
        air_add(plan, air, AIR_LANES);
    }
    if (alone < rows)
        timeline_row_add(plan, TIMELINE_STRIPS, curtain_strip(view, alone), plan->strips - alone);
    if (rows)
        air_add(plan, air, AIR_GROUPS);
}

static void lanes_add(struct timeline_plan *plan, const struct share *share,
                      enum timeline_row_kind one, enum timeline_row_kind many, enum air air)
{
    int alone = share->rows >= share->lanes ? share->lanes : share->rows > 1 ? share->rows - 1 : 0;
    for (int i = 0; i < alone; i++) {
        timeline_row_add(plan, one, share->first + i, 1);
        air_add(plan, air, AIR_LANES);
    }
    if (alone < share->rows)
        timeline_row_add(plan, many, share->first + alone, share->lanes - alone);
    if (share->rows)
        air_add(plan, air, AIR_GROUPS);
}

/* With more tasks than rows: those that were over before the window begins have no row of their
 * own, as far as they stand at the top. The chosen lane is where it was put. */
static int first_in_window(const struct view *view, const struct timeline_plan *plan)
{
    const struct timeline *timeline = view->player->story->timeline;
    int task = view->lane - timeline->first_task, first = 0;
    if (task >= 0 && task < plan->tasks)
        return 0;
    int64_t from_ns = timeline_time(view, plan->columns, 0);
    for (; first < plan->tasks && first < TASKS_LOOKED_AT; first++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + first];
        if (!timeline_has_end(lane) || lane->end_ns >= from_ns)
            break;
    }
    return first;
}

/* The tasks that have rows of their own, from top_lane on as far as there are as many. */
static void body_plan(const struct view *view, struct timeline_plan *plan)
{
    int rows = plan->task_rows, tasks = plan->tasks, folds = rows >= FOLD_FROM && tasks > rows;
    int last = tasks - rows + folds; /* the greatest first one */
    int passed = tasks > rows ? first_in_window(view, plan) : 0;
    int first = view->top_lane > passed ? view->top_lane : passed;
    first = first < last ? first : last;
    plan->first = first > folds ? first : 0; /* what "1 more" would stand for has room itself */
    int above = folds && plan->first > 0, below = folds && plan->first < last;
    plan->body = least(tasks, rows) - above - below;
}

static void tasks_add(struct timeline_plan *plan, int first_task, enum air air)
{
    int after = plan->first + plan->body;
    bool folds = plan->task_rows >= FOLD_FROM;
    if (folds && plan->first > 0)
        timeline_row_add(plan, TIMELINE_TASKS, first_task, plan->first);
    for (int i = plan->first; i < after; i++) {
        timeline_row_add(plan, TIMELINE_TASK, first_task + i, 1);
        air_add(plan, air, AIR_LANES);
    }
    if (folds && after < plan->tasks)
        timeline_row_add(plan, TIMELINE_TASKS, first_task + after, plan->tasks - after);
    if (plan->tasks)
        air_add(plan, air, AIR_GROUPS);
}

static void one_more(struct share *share, int most, int *left)
{
    if (*left > 0 && share->rows < most) {
        share->rows++;
        (*left)--;
    }
}

static void grow(struct share *share, int most, int *left)
{
    int more = share->lanes ? least(most - share->rows, *left) : 0;
    share->rows += more > 0 ? more : 0;
    *left -= more > 0 ? more : 0;
}

static void rows_share(const struct view *view, int rows, struct timeline_plan *plan,
                       struct shares *shares)
{
    const struct timeline *timeline = view->player->story->timeline;
    int third = rows / 3 > 1 ? rows / 3 : 1;
    plan->strips = curtain_strips(view);
    shares->strips = (struct share){0, plan->strips, least(plan->strips, third)};
    shares->loops = share_of(view, LANE_LOOP);
    shares->helpers = share_of(view, LANE_HELPER);
    shares->pool = share_of(view, LANE_POOL);
    shares->device = share_of(view, LANE_DEVICE);
    int left = rows - shares->strips.rows;
    int others = (shares->loops.lanes > 0) + (shares->helpers.lanes > 0) +
                 (shares->pool.lanes > 0) + (shares->device.lanes > 0);
    int half = (left + 1) / 2;
    plan->tasks = timeline_tasks_known(view);
    plan->task_rows = least(plan->tasks, left - others > half ? left - others : half);
    left -= plan->task_rows;
    one_more(&shares->device, shares->device.lanes, &left);
    one_more(&shares->loops, least(shares->loops.lanes, 1), &left);
    one_more(&shares->helpers, least(shares->helpers.lanes, 1), &left);
    one_more(&shares->pool, least(shares->pool.lanes, 1), &left);
    grow(&shares->helpers, shares->helpers.lanes, &left);
    grow(&shares->pool, shares->pool.lanes, &left);
    grow(&shares->device, timeline_device_rows(timeline, player_known_ns(view->player)), &left);
    grow(&shares->loops, shares->loops.lanes, &left);
}

/* How many lanes there will be, as far as anybody can know: as many tasks as the file has, at
 * least. */
static int lanes_count(const struct view *view)
{
    const struct timeline *timeline = view->player->story->timeline;
    const struct tree_task *task = view->scenario ? scenario_tree(view->scenario)->tasks : NULL;
    int tasks = 0, known = timeline_tasks_known(view), lanes = curtain_strips(view);
    for (; task && tasks < TASKS_LOOKED_AT; task = task->next)
        tasks++;
    lanes += known > tasks ? known : tasks;
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++)
        lanes += curtain_knows(view, &timeline->lanes[i]);
    if (timeline_device_known(view) >= 0)
        lanes += timeline_device_rows(timeline, player_known_ns(view->player)) - 1;
    return lanes;
}

static enum air air_of(const struct view *view, int rows)
{
    int lanes = lanes_count(view);
    return rows >= 2 * lanes ? AIR_LANES : rows >= lanes + AIR_GROUPS_ROWS ? AIR_GROUPS : AIR_NONE;
}

static void rows_plan(const struct view *view, struct timeline_plan *plan)
{
    int rows = least(plan->rect.rows, TIMELINE_ROWS_MOST), axis = rows >= RULE_FROM ? 2 : rows > 3;
    int legend = rows >= LEGEND_TWO_FROM ? 2 : rows >= LEGEND_FROM;
    int before = view->before && rows >= BEFORE_FROM
                     ? least(view->before->timeline->strip_count, BEFORE_STRIPS_MOST)
                     : 0;
    const struct timeline *timeline = view->player->story->timeline;
    struct shares shares;
    rows_share(view, rows - axis - legend - before, plan, &shares);
    enum air air = air_of(view, rows - axis - legend - before);
    body_plan(view, plan);
    if (axis)
        timeline_row_add(plan, TIMELINE_AXIS, -1, 1);
    if (axis > 1)
        timeline_row_add(plan, TIMELINE_RULE, -1, 1);
    for (int i = 0; i < before; i++)
        timeline_row_add(plan, TIMELINE_BEFORE, i, 1);
    strips_add(view, plan, shares.strips.rows, air);
    tasks_add(plan, timeline->first_task, air);
    lanes_add(plan, &shares.loops, TIMELINE_OTHER, TIMELINE_OTHERS, air);
    lanes_add(plan, &shares.helpers, TIMELINE_OTHER, TIMELINE_OTHERS, air);
    lanes_add(plan, &shares.pool, TIMELINE_OTHER, TIMELINE_OTHERS, air);
    timeline_block_add(plan, TIMELINE_DEVICE, shares.device.first, shares.device.rows);
    while (plan->row_count < rows - legend)
        timeline_row_add(plan, TIMELINE_BLANK, -1, 1);
    timeline_block_add(plan, TIMELINE_LEGEND, -1, legend);
}

int timeline_rows_wanted(const struct view *view)
{
    enum { HEAD_AND_FOOT = 4, AIR = 2 };
    const struct timeline *timeline = view->player->story->timeline;
    int rows = HEAD_AND_FOOT + AIR + curtain_strips(view) + timeline_tasks_known(view);
    if (view->before)
        rows += least(view->before->timeline->strip_count, BEFORE_STRIPS_MOST);
    if (rows >= TIMELINE_ROWS_MOST)
        return rows;
    rows += share_of(view, LANE_LOOP).lanes + share_of(view, LANE_HELPER).lanes +
            share_of(view, LANE_POOL).lanes;
    if (share_of(view, LANE_DEVICE).lanes)
        rows += timeline_device_rows(timeline, player_known_ns(view->player));
    return rows;
}

void timeline_plan_make(const struct view *view, struct rect rect, struct timeline_plan *plan)
{
    plan->rect = rect;
    plan->row_count = 0;
    plan->large = view->large;
    if (view->large) {
        timeline_plan_large(view, plan);
        return;
    }
    columns_plan(view, plan);
    rows_plan(view, plan);
}
