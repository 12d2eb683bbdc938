#include "config.h"

#include "app/moment.h"

#include "base/clock.h"
#include "base/decimal.h"

#include <stddef.h>
#include <string.h>

static const char *skip(const char *text)
{
    return text + strspn(text, " \t");
}

static bool unit_of(const char *text, int64_t whole_ns, double *unit_ns)
{
    static const struct {
        const char *name;
        double ns;
    } units[] = {
        {"", NS_PER_MS}, {"ms", NS_PER_MS}, {"s", NS_PER_S},        {"us", NS_PER_US},
        {"ns", 1},       {"µs", NS_PER_US}, {"m", 60.0 * NS_PER_S}, {"min", 60.0 * NS_PER_S}};
    if (strcmp(text, "%") == 0) {
        *unit_ns = (double)whole_ns / 100;
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text, units[i].name) == 0) {
            *unit_ns = units[i].ns;
            return true;
        }
    return false;
}

/* The unit may be followed by blanks. */
static bool read_unit(const char *text, int64_t whole_ns, double *unit_ns)
{
    char word[8] = "";
    size_t len = strcspn(text, " \t");
    if (len >= sizeof word || *skip(text + len))
        return false;
    memcpy(word, text, len);
    return unit_of(word, whole_ns, unit_ns);
}

bool moment_read(const char *text, int64_t now_ns, int64_t end_ns, int64_t whole_ns, int64_t *t_ns)
{
    double number, unit_ns, most = 9e18;
    text = skip(text);
    if (strcmp(text, "start") == 0 || strcmp(text, "end") == 0) {
        *t_ns = *text == 's' ? 0 : end_ns;
        return true;
    }
    char sign = *text == '+' || *text == '-' ? *text++ : '\0';
    const char *behind = decimal_read(skip(text), &number);
    if (!behind || !read_unit(skip(behind), whole_ns, &unit_ns))
        return false;
    number = number * unit_ns + 0.5;
    if (sign)
        number = (double)now_ns + (sign == '-' ? -number : number);
    *t_ns = number > most ? (int64_t)most : number < -most ? -(int64_t)most : (int64_t)number;
    return true;
}
