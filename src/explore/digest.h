/* A digest of 128 bits of what makes up a state: two that differ have the same one with a chance of
 * 2^-128 a pair. */
#ifndef BATON_EXPLORE_DIGEST_H
#define BATON_EXPLORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/wide.h"
#include "explore/stepper.h"

/* Both halves of a product of 128 bits, as one. */
static inline uint64_t digest_mix(uint64_t x, uint64_t k)
{
    struct wide product = wide_product(x, k);
    return product.low ^ product.high;
}

static inline void digest_add(struct stepper_digest *digest, uint64_t word)
{
    digest->a = digest_mix(digest->a ^ word, 0x9e3779b97f4a7c15) + 0x8bb84b93962eacc9;
    digest->b = digest_mix(digest->b + word, 0xd6e8feb86659fd93) ^ 0x4b33a62ed433d4a3;
}

static inline struct stepper_digest digest_of_bytes(const char *bytes, size_t len)
{
    struct stepper_digest digest = {len, ~(uint64_t)len};
    while (len > 0) {
        uint64_t word = 0;
        size_t n = len < sizeof word ? len : sizeof word;
        memcpy(&word, bytes, n);
        digest_add(&digest, word);
        bytes += n;
        len -= n;
    }
    return digest;
}

/* Two states with the same digest go on alike, whatever led to them: what only tells of the past
 * (who ended first, unless somebody asks; how many requests there were) is left out. */
struct stepper_digest digest_of_state(const struct stepper *stepper);

#endif
