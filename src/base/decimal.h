/* A number as people type it. */
#ifndef BATON_BASE_DECIMAL_H
#define BATON_BASE_DECIMAL_H

/* Digits, and a fraction; no exponent, no sign, whatever the locale. Returns what stands behind
 * them, NULL if there are none. */
const char *decimal_read(const char *text, double *number);

#endif
