/* Whole numbers of 128 bits, on machines of 32 bits as well: there the compiler has none. */
#ifndef BATON_BASE_WIDE_H
#define BATON_BASE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

struct wide {
    uint64_t high, low;
};

/* False if the sum takes more than 128 bits; then it is what is left of it. */
static inline bool wide_add(struct wide *sum, struct wide more)
{
    sum->low += more.low;
    uint64_t carry = sum->low < more.low;
    bool over = __builtin_add_overflow(sum->high, more.high, &sum->high);
    return !__builtin_add_overflow(sum->high, carry, &sum->high) && !over;
}

/* Leaves the quotient, and gives the rest. */
static inline uint32_t wide_divide(struct wide *number, uint32_t by)
{
    uint64_t halves[] = {number->high >> 32, number->high & UINT32_MAX, number->low >> 32,
                         number->low & UINT32_MAX};
    uint64_t rest = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t part = rest << 32 | halves[i];
        halves[i] = part / by;
        rest = part % by;
    }
    *number = (struct wide){halves[0] << 32 | halves[1], halves[2] << 32 | halves[3]};
    return (uint32_t)rest;
}

static inline long double wide_about(struct wide number)
{
    return (long double)number.high * 0x1p64L + (long double)number.low;
}

/* From four products of halves: what a machine of 32 bits has. */
static inline struct wide wide_product_of_halves(uint64_t x, uint64_t y)
{
    uint64_t x_high = x >> 32, x_low = x & UINT32_MAX, y_high = y >> 32, y_low = y & UINT32_MAX;
    uint64_t low = x_low * y_low;
    uint64_t one = x_high * y_low + (low >> 32);
    uint64_t other = x_low * y_high + (one & UINT32_MAX);
    return (struct wide){x_high * y_high + (one >> 32) + (other >> 32),
                         other << 32 | (low & UINT32_MAX)};
}

static inline struct wide wide_product(uint64_t x, uint64_t y)
{
#ifdef __SIZEOF_INT128__
    __extension__ unsigned __int128 product = (unsigned __int128)x * y;
    return (struct wide){(uint64_t)(product >> 64), (uint64_t)product};
#else
    return wide_product_of_halves(x, y);
#endif
}

#endif
