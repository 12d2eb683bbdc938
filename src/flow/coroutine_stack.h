/* Stacks of their own, switched: what a coroutine is made of.
 *
 * A switch saves the callee-saved registers on the old stack and takes up the new one: by hand on
 * x86-64 and arm64 (5 ns), by swapcontext elsewhere (200 to 300 ns: it makes a system call to save
 * the signal mask). Stacks come in slabs: one mapping for many stacks. The first 64 stacks have a
 * guard page each; after that there is one a slab, because a guard page a stack would end at the
 * kernel's bound on mappings (32,753 stacks). Slabs are mapped without reserve and without huge
 * pages, so that a stack costs what it touches: one page while it is suspended not too deep. The
 * sanitizers are told of every switch.
 *
 * One set of stacks belongs to one thread. A coroutine must not be freed while it runs. */
#ifndef BATON_FLOW_COROUTINE_STACK_H
#define BATON_FLOW_COROUTINE_STACK_H

#include <stdbool.h>
#include <stddef.h>

struct coroutine;
struct coroutine_set;

/* NULL with errno set. The calling thread's own stack becomes a coroutine too:
 * coroutine_set_main(). The first slab is mapped here: its 64 guard pages take 0.1 ms. */
struct coroutine_set *coroutine_set_new(void);
void coroutine_set_free(struct coroutine_set *set);
struct coroutine *coroutine_set_main(struct coroutine_set *set);

/* Sets stacks aside for `count` coroutines to come and touches the page that each will need: first
 * touches are most of what it takes to start one. Fewer if the machine has no room. Returns the
 * bytes touched. */
size_t coroutine_set_aside(struct coroutine_set *set, size_t count);

/* A coroutine that will run entry(arg) when first switched to. entry must never return: it ends
 * by switching away for good (coroutine_exit_to). NULL with errno if no stack can be had. Stacks
 * of freed coroutines are used again. */
struct coroutine *coroutine_new(struct coroutine_set *set, void (*entry)(void *arg), void *arg);
/* Not the one that runs; any other, ended or not. */
void coroutine_free(struct coroutine *coroutine);

/* Leaves `from` (which must be running) and goes on in `to`; returns when someone switches back
 * to `from`. */
void coroutine_switch(struct coroutine *from, struct coroutine *to);
/* The same, for good: `from` will not be switched to again, only freed by `to`. */
_Noreturn void coroutine_exit_to(struct coroutine *from, struct coroutine *to);

/* Bytes of address space of one stack. */
size_t coroutine_stack_bytes(void);

#endif
