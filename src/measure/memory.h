/* What a process has in memory, as the kernel accounts for it. Bytes; -1 where that is not known:
 * /proc does not tell, or a sanitizer is built in, and much of it is the sanitizer's. */
#ifndef BATON_MEASURE_MEMORY_H
#define BATON_MEASURE_MEMORY_H

#include <stdint.h>

int64_t memory_resident_bytes(void); /* of the calling process: all but pages of files (its code) */
int64_t memory_private_bytes(void);  /* those that no other process shares */

#endif
