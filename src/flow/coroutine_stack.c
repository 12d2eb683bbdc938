/* Where the stacks lie:
 *
 *     the first slab        guard | stack | guard | stack | guard | stack …
 *     all the later ones    guard | stack   stack   stack   stack   stack …
 *
 *     a stack               …never touched | frames … | struct coroutine | 0 to 7 cache lines |
 *                           low                                                             high
 *
 * The first slab, with the coroutines of nearly every scenario, has a guard page below each
 * stack; in a later one only the lowest stack's overflow is caught, and that of another would
 * run into its neighbour. What runs on these stacks is our own interpreter, whose depth does not
 * depend on the scenario, so an overflow is our bug, and the small scenarios of the tests find
 * it. coroutine_switch() also asserts that the stack it leaves has room.
 *
 * The struct lies at the top of its own stack, so that a suspended coroutine touches one page;
 * it is moved by a few cache lines from stack to stack, or the busy lines of all stacks would
 * compete for the same few places in the cache. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "flow/coroutine_stack.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/sanitizer.h"

#if BATON_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if BATON_TSAN
#include <sanitizer/tsan_interface.h>
#endif
#if defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif
#endif

#if !defined(BATON_UCONTEXT) && !defined(__x86_64__) && !defined(__aarch64__)
#define BATON_UCONTEXT 1
#endif
#ifdef BATON_UCONTEXT
#include <ucontext.h>
#endif

enum {
#if BATON_SANITIZED
    STACK_BYTES = 256 * 1024,
#elif defined(BATON_UCONTEXT)
    STACK_BYTES = 64 * 1024,
#else
    STACK_BYTES = 16 * 1024,
#endif
    FIRST_SLAB_STACKS = 64,
    SLAB_STACKS = 1024,
    CACHE_LINE = 64,
    COLOURS = 8,
    LEAST_ROOM = 512, /* bytes a stack must have left when it is suspended */
};

struct coroutine {
#ifdef BATON_UCONTEXT
    ucontext_t context;
#else
    void *stack_pointer; /* while suspended */
#endif
    char *low; /* lowest byte of the stack; NULL: main, not known */
    struct coroutine_set *set;
    void (*entry)(void *arg);
    void *arg;
    struct coroutine *next_free;
#if BATON_ASAN
    void *fake_stack;   /* while suspended */
    const void *bottom; /* as the sanitizer sees it; for main it is learnt at the first switch */
    size_t bytes;
#endif
#if BATON_TSAN
    void *fiber;
#endif
};

struct slab {
    char *memory;
    size_t bytes;
};

struct coroutine_set {
    struct coroutine main;
    struct coroutine *left; /* who made the last switch: only the sanitizers ask */
    struct coroutine *free;
    struct slab *slabs;
    int slab_count, slab_room;
    char *fresh;        /* next stack of the newest slab that was never used … */
    size_t fresh_count; /* … and how many there are */
    size_t stride;      /* from one to the next */
    size_t stacks;      /* handed out first so far */
    size_t page;
};

/* ---- the switch ----
 *
 * It saves what the platform's calling convention says a function must leave as it found it. The
 * control words of the floating-point unit (MXCSR, x87, FPCR) belong to that too, but nothing in
 * this program changes them: all stacks share the values of the thread.
 *
 * Shadow stacks (SHSTK of Intel's CET, GCS of arm64) would take the switched stacks for an
 * attack. glibc turns them on only where the user asks for it and all objects allow it; who does
 * must build with -fcf-protection=none or with -DBATON_UCONTEXT, whose swapcontext() knows them.
 * Indirect-branch tracking (IBT, BTI) has nothing to say: a stack is taken up by an untracked
 * jump or a return. */

static void begin(struct coroutine *self) __attribute__((used, noreturn));

#if defined(BATON_UCONTEXT)

static void ucontext_begin(unsigned high, unsigned low)
{
    begin((struct coroutine *)(((uintptr_t)high << 16 << 16) | low));
}

static void prepare(struct coroutine *coroutine)
{
    uintptr_t self = (uintptr_t)coroutine;
    getcontext(&coroutine->context);
    coroutine->context.uc_stack.ss_sp = coroutine->low;
    coroutine->context.uc_stack.ss_size = (size_t)((char *)coroutine - coroutine->low);
    coroutine->context.uc_link = NULL;
    makecontext(&coroutine->context, (void (*)(void))ucontext_begin, 2,
                (unsigned)(self >> 16 >> 16), (unsigned)self);
}

static void jump(struct coroutine *from, struct coroutine *to)
{
    swapcontext(&from->context, &to->context);
}

#else

/* Saves the registers on the current stack, its pointer in *from, and takes up the stack whose
 * pointer is in *to. */
void coroutine_swap_stacks(void **from, void **to);
/* Where a new stack begins: calls begin(the coroutine), which stands in a saved register. */
void coroutine_first_frame(void);

#if defined(__x86_64__)

__asm__(".text\n"
        ".p2align 4\n"
        ".globl coroutine_swap_stacks\n"
        ".hidden coroutine_swap_stacks\n"
        ".type coroutine_swap_stacks, @function\n"
        "coroutine_swap_stacks:\n"
        "    pushq %rbp\n"
        "    pushq %rbx\n"
        "    pushq %r12\n"
        "    pushq %r13\n"
        "    pushq %r14\n"
        "    pushq %r15\n"
        "    movq %rsp, (%rdi)\n"
        "    movq (%rsi), %rsp\n"
        "    popq %r15\n"
        "    popq %r14\n"
        "    popq %r13\n"
        "    popq %r12\n"
        "    popq %rbx\n"
        "    popq %rbp\n"
        /* Not ret: the processor would expect the caller on the old stack, wrongly, at 7 ns. */
        "    popq %rcx\n"
        "    notrack jmp *%rcx\n"
        ".size coroutine_swap_stacks, . - coroutine_swap_stacks\n"
        ".globl coroutine_first_frame\n"
        ".hidden coroutine_first_frame\n"
        ".type coroutine_first_frame, @function\n"
        "coroutine_first_frame:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined rip\n" /* debuggers: nobody called this */
        "    movq %r12, %rdi\n"
        "    call *%r13\n"
        "    ud2\n"
        "    .cfi_endproc\n"
        ".size coroutine_first_frame, . - coroutine_first_frame\n");

/* Nine words: after its return the stack pointer is a multiple of 16, as a call wants it. */
enum { FRAME_WORDS = 9, FRAME_SELF = 3, FRAME_BEGIN = 2, FRAME_RETURN = 6 };

#else /* __aarch64__ */

__asm__(".text\n"
        ".p2align 4\n"
        ".globl coroutine_swap_stacks\n"
        ".hidden coroutine_swap_stacks\n"
        ".type coroutine_swap_stacks, %function\n"
        "coroutine_swap_stacks:\n"
        "    sub sp, sp, #160\n"
        "    stp x19, x20, [sp]\n"
        "    stp x21, x22, [sp, #16]\n"
        "    stp x23, x24, [sp, #32]\n"
        "    stp x25, x26, [sp, #48]\n"
        "    stp x27, x28, [sp, #64]\n"
        "    stp x29, x30, [sp, #80]\n"
        "    stp d8, d9, [sp, #96]\n"
        "    stp d10, d11, [sp, #112]\n"
        "    stp d12, d13, [sp, #128]\n"
        "    stp d14, d15, [sp, #144]\n"
        "    mov x9, sp\n"
        "    str x9, [x0]\n"
        "    ldr x9, [x1]\n"
        "    mov sp, x9\n"
        "    ldp x19, x20, [sp]\n"
        "    ldp x21, x22, [sp, #16]\n"
        "    ldp x23, x24, [sp, #32]\n"
        "    ldp x25, x26, [sp, #48]\n"
        "    ldp x27, x28, [sp, #64]\n"
        "    ldp x29, x30, [sp, #80]\n"
        "    ldp d8, d9, [sp, #96]\n"
        "    ldp d10, d11, [sp, #112]\n"
        "    ldp d12, d13, [sp, #128]\n"
        "    ldp d14, d15, [sp, #144]\n"
        "    add sp, sp, #160\n"
        "    ret\n"
        ".size coroutine_swap_stacks, . - coroutine_swap_stacks\n"
        ".globl coroutine_first_frame\n"
        ".hidden coroutine_first_frame\n"
        ".type coroutine_first_frame, %function\n"
        "coroutine_first_frame:\n"
        "    .cfi_startproc\n"
        "    .cfi_undefined x30\n" /* debuggers: nobody called this */
        "    mov x0, x19\n"
        "    blr x20\n"
        "    brk #0\n"
        "    .cfi_endproc\n"
        ".size coroutine_first_frame, . - coroutine_first_frame\n");

enum { FRAME_WORDS = 20, FRAME_SELF = 0, FRAME_BEGIN = 1, FRAME_RETURN = 11 };

#endif

/* Lays out what coroutine_swap_stacks() will take up: all registers 0, but for three. */
static void prepare(struct coroutine *coroutine)
{
    uintptr_t *frame = (uintptr_t *)coroutine - FRAME_WORDS;
    for (int i = 0; i < FRAME_WORDS; i++)
        frame[i] = 0;
    frame[FRAME_SELF] = (uintptr_t)coroutine;
    frame[FRAME_BEGIN] = (uintptr_t)begin;
    frame[FRAME_RETURN] = (uintptr_t)coroutine_first_frame;
    coroutine->stack_pointer = frame;
}

static void jump(struct coroutine *from, struct coroutine *to)
{
    coroutine_swap_stacks(&from->stack_pointer, &to->stack_pointer);
}

#endif

/* ---- what the sanitizers are told ---- */

/* Before a switch; `for_good` if the one who leaves will not come back. */
static inline void tell_leaving(struct coroutine *from, struct coroutine *to, bool for_good)
{
    from->set->left = from;
#if BATON_ASAN
    __sanitizer_start_switch_fiber(for_good ? NULL : &from->fake_stack, to->bottom, to->bytes);
#endif
#if BATON_TSAN
    __tsan_switch_to_fiber(to->fiber, 0);
#endif
}

/* After a switch, on the stack that was switched to. */
static inline void tell_arrived(struct coroutine *self)
{
#if BATON_ASAN
    struct coroutine *left = self->set->left;
    __sanitizer_finish_switch_fiber(self->fake_stack, &left->bottom, &left->bytes);
#endif
}

static void tell_new(struct coroutine *coroutine)
{
#if BATON_ASAN
    coroutine->bottom = coroutine->low;
    coroutine->bytes = (size_t)((char *)coroutine - coroutine->low);
    coroutine->fake_stack = NULL;
    /* Frames that were left for good never took their red zones away. */
    __asan_unpoison_memory_region(coroutine->bottom, coroutine->bytes);
#endif
#if BATON_TSAN
    coroutine->fiber = __tsan_create_fiber(0);
#endif
}

static void tell_freed(struct coroutine *coroutine)
{
#if BATON_TSAN
    __tsan_destroy_fiber(coroutine->fiber);
#endif
}

/* ---- stacks ---- */

static bool map_slab(struct coroutine_set *set)
{
    bool first = set->slab_count == 0;
    size_t stacks = first ? FIRST_SLAB_STACKS : SLAB_STACKS;
    size_t stride = STACK_BYTES + (first ? set->page : 0);
    size_t bytes = stacks * stride + (first ? 0 : set->page);
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef MAP_NORESERVE
    flags |= MAP_NORESERVE;
#endif
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (memory == MAP_FAILED)
        return false;
#ifdef MADV_NOHUGEPAGE
    madvise(memory, bytes, MADV_NOHUGEPAGE); /* a kernel without them refuses: all the better */
#endif
    for (size_t i = 0; i < (first ? stacks : 1); i++)
        mprotect(memory + i * stride, set->page, PROT_NONE);
    MEM_GROW(set->slabs, set->slab_count, set->slab_room);
    set->slabs[set->slab_count++] = (struct slab){memory, bytes};
    set->fresh = memory + set->page;
    set->fresh_count = stacks;
    set->stride = stride;
    return true;
}

static struct coroutine *fresh_stack(struct coroutine_set *set)
{
    if (!set->fresh_count && !map_slab(set))
        return NULL;
    char *low = set->fresh;
    size_t colour = set->stacks++ % COLOURS * CACHE_LINE;
    size_t top = (STACK_BYTES - colour - sizeof(struct coroutine)) / CACHE_LINE * CACHE_LINE;
    set->fresh += set->stride;
    set->fresh_count--;
    struct coroutine *coroutine = (struct coroutine *)(low + top);
    coroutine->low = low;
    coroutine->set = set;
#ifdef VALGRIND_STACK_REGISTER
    (void)VALGRIND_STACK_REGISTER(low, low + STACK_BYTES);
#endif
    return coroutine;
}

static void unmap_slabs(struct coroutine_set *set)
{
    for (int i = 0; i < set->slab_count; i++) {
#if BATON_ASAN
        __asan_unpoison_memory_region(set->slabs[i].memory, set->slabs[i].bytes);
#endif
        munmap(set->slabs[i].memory, set->slabs[i].bytes);
    }
    free(set->slabs);
}

/* ---- the door ---- */

struct coroutine_set *coroutine_set_new(void)
{
    struct coroutine_set *set = mem_alloc(sizeof *set);
    set->page = (size_t)sysconf(_SC_PAGESIZE);
    set->main.set = set;
    if (!map_slab(set)) {
        free(set);
        return NULL;
    }
#if BATON_TSAN
    set->main.fiber = __tsan_get_current_fiber();
#endif
    return set;
}

void coroutine_set_free(struct coroutine_set *set)
{
    if (!set)
        return;
    unmap_slabs(set);
    free(set);
}

struct coroutine *coroutine_set_main(struct coroutine_set *set)
{
    return &set->main;
}

size_t coroutine_set_aside(struct coroutine_set *set, size_t count)
{
    struct coroutine **end = &set->free;
    size_t bytes = 0;
    while (*end)
        end = &(*end)->next_free;
    for (; count; count--, bytes += set->page) {
        *end = fresh_stack(set); /* in the order of their places */
        if (!*end)
            break;
        end = &(*end)->next_free;
    }
    *end = NULL;
    return bytes;
}

struct coroutine *coroutine_new(struct coroutine_set *set, void (*entry)(void *arg), void *arg)
{
    struct coroutine *coroutine = set->free;
    if (coroutine)
        set->free = coroutine->next_free;
    else
        coroutine = fresh_stack(set);
    if (!coroutine)
        return NULL;
    coroutine->entry = entry;
    coroutine->arg = arg;
    tell_new(coroutine);
    prepare(coroutine);
    return coroutine;
}

void coroutine_free(struct coroutine *coroutine)
{
    if (!coroutine)
        return;
    struct coroutine_set *set = coroutine->set;
    assert(coroutine != &set->main);
    tell_freed(coroutine);
    coroutine->next_free = set->free;
    set->free = coroutine;
}

/* Where every coroutine begins. */
static void begin(struct coroutine *self)
{
    tell_arrived(self);
    self->entry(self->arg);
    abort(); /* entry must not return */
}

static void assert_room(const struct coroutine *from)
{
    assert(!from->low || (char *)__builtin_frame_address(0) > from->low + LEAST_ROOM);
    (void)from;
}

void coroutine_switch(struct coroutine *from, struct coroutine *to)
{
    assert_room(from);
    if (from == to)
        return;
    tell_leaving(from, to, false);
    jump(from, to);
    tell_arrived(from);
}

_Noreturn void coroutine_exit_to(struct coroutine *from, struct coroutine *to)
{
    tell_leaving(from, to, true);
    jump(from, to);
    abort(); /* nobody may switch to it again */
}

size_t coroutine_stack_bytes(void)
{
    return STACK_BYTES;
}
