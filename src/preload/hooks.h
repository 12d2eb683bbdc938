/* Modules that are watched from inside: what they have is replaced when they are there, which is
 * seldom at the beginning. */
#ifndef BATON_PRELOAD_HOOKS_H
#define BATON_PRELOAD_HOOKS_H

/* The library is shown to Python: looks for what is there, and from now on for the others. */
void hooks_begin(void);

#endif
