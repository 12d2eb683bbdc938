/* What may differ from run to run of a file: taken from its lines, set, compared. */
#include "config.h"

#include "scenario/check.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void check_setting(struct program_settings *settings, const struct tree_line *line)
{
    switch (line->kind) {
    case TREE_WORKERS:
        settings->workers = line->value;
        break;
    case TREE_CORES:
        settings->cores = line->value;
        break;
    case TREE_POOL:
        settings->pool = line->value;
        settings->pool_gil = line->gil;
        break;
    case TREE_DEVICE:
        settings->device = line->value;
        break;
    case TREE_UNTIL:
        settings->until_main_ends = line->value;
        break;
    case TREE_SWITCH_INTERVAL:
        settings->switch_interval_ns = line->value;
        break;
    case TREE_POLL_INTERVAL:
        settings->poll_interval_ns = line->value;
        break;
    case TREE_LIMIT:
        settings->limit_ns = line->value;
        break;
    case TREE_MEMORY:
        settings->memory_relaxed = line->value;
        break;
    case TREE_SCHEDULE:
        settings->schedule = line->text;
        settings->stands = line->value;
        break;
    default:
        break;
    }
}

/* The value that the line of a declared thing sets; NULL if the file declares none such. */
static int64_t *value_of(const struct checked *checked, const struct check_values *values,
                         const struct tree_line *line)
{
    bool shared = line->kind == TREE_SHARED;
    int index = symbols_get(shared ? &checked->shared : &checked->objects, line->name.text);
    if (index < 0 || (!shared && checked->object_lines[index]->kind != line->kind))
        return NULL;
    return shared ? &values->shared[index] : &values->objects[index];
}

/* Of several, the name alone means each of them. */
static int64_t how_many(const struct checked *checked, const struct tree_line *line)
{
    if (line->element)
        return 1;
    bool shared = line->kind == TREE_SHARED;
    int index = symbols_get(shared ? &checked->shared : &checked->objects, line->name.text);
    return check_declared_by(shared ? checked->shared_lines[index] : checked->object_lines[index]);
}

static bool is_declaration(const struct tree_line *line)
{
    return line->kind == TREE_SHARED || line->kind == TREE_SEMAPHORE || line->kind == TREE_CHANNEL;
}

bool check_can_set(const struct checked *checked, const struct tree_line *line)
{
    return !is_declaration(line) || value_of(checked, &checked->own, line);
}

void check_values_set(const struct checked *checked, struct check_values *values,
                      const struct tree_line *line)
{
    if (!is_declaration(line)) {
        check_setting(&values->settings, line);
        return;
    }
    int64_t *value = value_of(checked, values, line);
    assert(value); /* check_can_set() was asked */
    for (int64_t i = 0; i < how_many(checked, line); i++)
        value[i] = line->value;
}

void check_values_declared(const struct checked *checked, struct check_values *values)
{
    values->shared = mem_alloc((size_t)checked->shared_count * sizeof *values->shared);
    values->objects = mem_alloc((size_t)checked->object_count * sizeof *values->objects);
    for (int i = 0; i < checked->shared_count; i++)
        values->shared[i] = checked->shared_lines[i]->value;
    for (int i = 0; i < checked->object_count; i++)
        values->objects[i] = checked->object_lines[i]->value;
}

static int64_t *copy_of(const int64_t *from, int count)
{
    int64_t *to = mem_alloc((size_t)count * sizeof *to);
    if (count > 0)
        memcpy(to, from, (size_t)count * sizeof *to);
    return to;
}

void check_values_copy(const struct checked *checked, const struct check_values *from,
                       struct check_values *to)
{
    *to = (struct check_values){.settings = from->settings,
                                .shared = copy_of(from->shared, checked->shared_count),
                                .objects = copy_of(from->objects, checked->object_count)};
}

void check_values_with(const struct checked *checked, const struct tree_expect_block *block,
                       struct check_values *values)
{
    check_values_copy(checked, &checked->own, values);
    for (const struct tree_setting *setting = block->settings; setting; setting = setting->next)
        check_values_set(checked, values, setting->line);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_settings(const struct program_settings *a, const struct program_settings *b)
{
    return a->workers == b->workers && a->cores == b->cores && a->pool == b->pool &&
           a->pool_gil == b->pool_gil && a->device == b->device &&
           a->until_main_ends == b->until_main_ends &&
           a->switch_interval_ns == b->switch_interval_ns &&
           a->poll_interval_ns == b->poll_interval_ns && a->limit_ns == b->limit_ns &&
           a->memory_relaxed == b->memory_relaxed && same_text(a->schedule, b->schedule) &&
           a->stands == b->stands;
}

static bool same_numbers(const int64_t *a, const int64_t *b, int count)
{
    return count == 0 || memcmp(a, b, (size_t)count * sizeof *a) == 0;
}

bool check_values_equal(const struct checked *checked, const struct check_values *a,
                        const struct check_values *b)
{
    return same_settings(&a->settings, &b->settings) &&
           same_numbers(a->shared, b->shared, checked->shared_count) &&
           same_numbers(a->objects, b->objects, checked->object_count);
}

void check_values_release(struct check_values *values)
{
    free(values->shared);
    free(values->objects);
    *values = (struct check_values){0};
}
