/* What is known of a capture by those who only ask. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <sys/wait.h>

#include "base/clock.h"
#include "record/capture_private.h"

const char *capture_title(const struct capture *capture)
{
    return capture->title;
}

struct trace_log *capture_log(struct capture *capture)
{
    return capture->log;
}

int64_t capture_elapsed_ns(const struct capture *capture)
{
    return clock_now_ns() - capture->started_ns;
}

int capture_status(const struct capture *capture)
{
    int status = capture->wait_status;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
