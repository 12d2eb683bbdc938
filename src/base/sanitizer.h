/* Which sanitizer is built in: BATON_ASAN and BATON_TSAN are 1 or 0, BATON_SANITIZED is 1 if one of
 * the two is. gcc says it with a macro, clang with a feature; nobody else needs to know that. */
#ifndef BATON_BASE_SANITIZER_H
#define BATON_BASE_SANITIZER_H

#ifdef __has_feature
#define BATON_HAS_FEATURE(name) __has_feature(name)
#else
#define BATON_HAS_FEATURE(name) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || BATON_HAS_FEATURE(address_sanitizer)
#define BATON_ASAN 1
#else
#define BATON_ASAN 0
#endif

#if defined(__SANITIZE_THREAD__) || BATON_HAS_FEATURE(thread_sanitizer)
#define BATON_TSAN 1
#else
#define BATON_TSAN 0
#endif

#define BATON_SANITIZED (BATON_ASAN || BATON_TSAN)

#endif
