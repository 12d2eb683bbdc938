/* What goes over the device's control socket: one message of this kind each. Private to device.c
 * and client.c. */
#ifndef BATON_DEVICE_WIRE_H
#define BATON_DEVICE_WIRE_H

#include <stdint.h>

enum device_order {
    DEVICE_CONNECT = 1, /* with the device's end of a new socket (SCM_RIGHTS) */
    DEVICE_GO,          /* value: when the run started, absolute ns */
    DEVICE_CANCEL,      /* value: a request's id */
};

struct device_control {
    uint32_t order;
    uint32_t unused;
    int64_t value;
};

#endif
