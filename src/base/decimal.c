#include "config.h"

#include "base/decimal.h"

#include <stdbool.h>
#include <stddef.h>

const char *decimal_read(const char *text, double *number)
{
    const char *at = text;
    double unit = 1;
    bool fraction = false, any = false;
    *number = 0;
    for (; (*at >= '0' && *at <= '9') || (*at == '.' && !fraction); at++) {
        if (*at == '.') {
            fraction = true;
            continue;
        }
        any = true;
        if (fraction)
            *number += (*at - '0') * (unit /= 10);
        else
            *number = *number * 10 + (*at - '0');
    }
    return any ? at : NULL;
}
