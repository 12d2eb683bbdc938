#include "config.h"

#include "trace/progress.h"

void trace_progress_begin(struct trace_progress *progress, trace_progress_fn *tell, void *arg)
{
    *progress = (struct trace_progress){.tell = tell, .arg = arg, .told = -1};
}

void trace_progress_pass(struct trace_progress *progress, int to)
{
    progress->from = progress->to;
    progress->to = to;
}

bool trace_progress_tell(struct trace_progress *progress, uint64_t done, uint64_t whole)
{
    if (!progress->tell || progress->stopped)
        return !progress->stopped;
    double part = whole && done < whole ? (double)done / (double)whole : 1;
    int percent = progress->from + (int)(part * (progress->to - progress->from));
    if (percent < progress->told)
        percent = progress->told;
    progress->told = percent;
    progress->stopped = !progress->tell(progress->arg, percent);
    return !progress->stopped;
}

bool trace_progress_end(struct trace_progress *progress)
{
    if (progress->told == 100)
        return !progress->stopped;
    progress->from = progress->to = 100;
    return trace_progress_tell(progress, 1, 1);
}
