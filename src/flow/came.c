#include "config.h"

#include "flow/came.h"

/* Cuts a run off the list, up to where the order breaks; returns what is behind it. */
static struct task *cut_run(struct task *list)
{
    while (list->next && list->next->came_ns >= list->came_ns)
        list = list->next;
    struct task *rest = list->next;
    list->next = NULL;
    return rest;
}

static struct task **merge(struct task **to, struct task *one, struct task *two)
{
    while (one && two) {
        struct task **first = two->came_ns < one->came_ns ? &two : &one;
        *to = *first;
        *first = (*first)->next;
        to = &(*to)->next;
    }
    *to = one ? one : two;
    while (*to)
        to = &(*to)->next;
    return to;
}

/* Two runs at a time, until there is only one: timers come in order, and so do most answers. */
struct task *came_sort(struct task **first)
{
    for (int runs = 2; runs > 1;) {
        struct task *list = *first, **to = first;
        for (runs = 0; list; runs++) {
            struct task *one = list, *two = cut_run(one), *rest = two ? cut_run(two) : NULL;
            to = merge(to, one, two);
            list = rest;
        }
    }
    struct task *last = *first;
    while (last && last->next)
        last = last->next;
    return last;
}
