#include "config.h"

#include "trace/survey.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void survey_begin(struct survey *survey)
{
    survey_release(survey);
    *survey = (struct survey){.begin = SIZE_MAX, .end = SIZE_MAX};
}

void survey_release(struct survey *survey)
{
    free(survey->rare);
    free(survey->cycles);
    free(survey->pools);
}

static void loop_take(struct survey *survey, const struct trace_event *event)
{
    uint32_t loop = event->who - TRACE_LOOP;
    if (loop >= SURVEY_LOOPS)
        return;
    if ((int)loop >= survey->loop_count)
        survey->loop_count = (int)loop + 1;
    if (event->kind == TRACE_LOOP_WAIT || event->kind == TRACE_LOOP_WOKE)
        survey->loops[loop / 64] |= UINT64_C(1) << loop % 64;
}

static void pool_take(struct survey *survey, uint32_t pool, size_t index)
{
    while ((int)pool >= survey->pool_count) {
        MEM_GROW(survey->pools, survey->pool_count, survey->pool_room);
        survey->pools[survey->pool_count++] = 0;
    }
    if (!survey->pools[pool])
        survey->pools[pool] = (uint32_t)index + 1;
}

/* A request's number is at most the number of events, but for what was lost: a bound that a broken
 * file cannot talk us out of memory with. */
static void request_take(struct survey *survey, uint32_t request, size_t count)
{
    if (request <= count + 1024 && request > survey->request_most)
        survey->request_most = request;
}

/* Its number is at most the number of events, as that of a request. */
static void helper_take(struct survey *survey, const struct trace_event *event, size_t count)
{
    uint32_t number = event->who - TRACE_HELPER;
    if (number < TRACE_POOL - TRACE_HELPER && number <= count + 1024 &&
        (int)number >= survey->helper_count)
        survey->helper_count = (int)number + 1;
}

static void kind_take(struct survey *survey, const struct trace_event *event, size_t index,
                      size_t count)
{
    switch (event->kind) {
    case TRACE_RUN_BEGIN:
        survey->begin = survey->begin < index ? survey->begin : index;
        break;
    case TRACE_RUN_END:
        survey->end = survey->end < index ? survey->end : index;
        break;
    case TRACE_ASKED:
        request_take(survey, event->arg, count);
        break;
    case TRACE_CALLBACK_NEW:
        helper_take(survey, event, count);
        break;
    case TRACE_META:
    case TRACE_TASK_NEW:
    case TRACE_TASK_BEGIN:
    case TRACE_THREAD:
    case TRACE_PROCESS:
    case TRACE_PROCESS_END:
    case TRACE_CODE:
    case TRACE_OBJECT_NEW:
    case TRACE_UNWATCHED:
        MEM_GROW(survey->rare, survey->rare_count, survey->rare_room);
        survey->rare[survey->rare_count++] = (uint32_t)index;
        break;
    case TRACE_CYCLE:
    case TRACE_DEADLOCK:
        MEM_GROW(survey->cycles, survey->cycle_count, survey->cycle_room);
        survey->cycles[survey->cycle_count++] = (uint32_t)index;
        break;
    default:
        break;
    }
}

size_t survey_take(struct survey *survey, const struct trace_event *events, size_t from, size_t to,
                   size_t count)
{
    int64_t last_ns = from ? events[from - 1].time_ns : INT64_MIN;
    for (size_t i = from; i < to; i++) {
        const struct trace_event *event = &events[i];
        if (event->time_ns < last_ns)
            return i;
        last_ns = event->time_ns;
        survey->has_kind[event->kind] = true;
        if (event->kind != TRACE_STATE)
            kind_take(survey, event, i, count);
        if (event->who < TRACE_FIRST_OTHER)
            continue;
        loop_take(survey, event);
        if (event->who - TRACE_POOL < SURVEY_POOLS)
            pool_take(survey, event->who - TRACE_POOL, i);
    }
    return to;
}
