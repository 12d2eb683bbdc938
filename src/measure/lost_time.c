#include "config.h"

#include "measure/lost_time.h"

#include "base/clock.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without stdio, which would take memory for each of ten thousand threads. */
struct lost_usage lost_usage_of(pid_t id)
{
    char path[40], text[80];
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)id);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return (struct lost_usage){0};
    ssize_t len = read(fd, text, sizeof text - 1);
    close(fd);
    text[len > 0 ? len : 0] = '\0';
    char *rest;
    int64_t cpu_ns = strtoll(text, &rest, 10);
    return (struct lost_usage){cpu_ns, strtoll(rest, NULL, 10)};
}

/* A line of /proc/stat: the core's number, and ticks. False: not of a core, but of something else
 * or (the first: a space follows "cpu") of all. */
static bool read_core(const char *line, int *core, long long *used, long long *stolen)
{
    long long user, nice, system, idle, iowait, irq, softirq;
    if (strncmp(line, "cpu ", 4) == 0)
        return false;
    if (sscanf(line, "cpu%d %lld %lld %lld %lld %lld %lld %lld %lld", core, &user, &nice, &system,
               &idle, &iowait, &irq, &softirq, stolen) != 9)
        return false;
    *used = user + nice + system + irq + softirq;
    return true;
}

struct lost_cores lost_cores_read(FILE *file, const cpu_set_t *cores)
{
    struct lost_cores sum = {0};
    char line[256];
    int64_t tick_ns = NS_PER_S / sysconf(_SC_CLK_TCK);
    /* The first line is the sum of all, the last ones are of other things. */
    for (int row = 0; fgets(line, sizeof line, file); row++) {
        long long used, stolen;
        int core;
        bool is_core = read_core(line, &core, &used, &stolen);
        if (!is_core && row > 0)
            break;
        if (!is_core || core < 0 || core >= CPU_SETSIZE || !CPU_ISSET(core, cores))
            continue;
        sum.used_ns += used * tick_ns;
        sum.stolen_ns += stolen * tick_ns;
    }
    return sum;
}

struct lost_cores lost_cores_used(const cpu_set_t *cores)
{
    FILE *file = fopen("/proc/stat", "re");
    if (!file)
        return (struct lost_cores){0};
    struct lost_cores sum = lost_cores_read(file, cores);
    fclose(file);
    return sum;
}

static int64_t at_least_zero(int64_t ns)
{
    return ns > 0 ? ns : 0;
}

int64_t lost_sum(int64_t delay_ns, int64_t own_cpu_ns, const struct lost_cores *begin,
                 const struct lost_cores *end)
{
    int64_t others_ns = at_least_zero(end->used_ns - begin->used_ns - own_cpu_ns);
    int64_t lost_ns = at_least_zero(delay_ns < others_ns ? delay_ns : others_ns);
    return lost_ns + at_least_zero(end->stolen_ns - begin->stolen_ns);
}
