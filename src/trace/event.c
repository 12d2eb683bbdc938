#include "config.h"

#include "trace/event.h"

#include <stddef.h>
#include <string.h>

static const char *const reason_names[] = {
#define R(name) #name,
    TRACE_REASONS(R)
#undef R
};

static const char *const state_names[TRACE_STATE_COUNT] = {
    [TRACE_RUNNING] = "running", [TRACE_POLLING] = "polling", [TRACE_BLOCKED] = "blocked",
    [TRACE_WAITING] = "waiting", [TRACE_LOCKED] = "lock",     [TRACE_READY] = "ready",
    [TRACE_ENDED] = "ended",
};

static const char *const result_names[] = {
    [TRACE_RESULT_OK] = "ok",           [TRACE_RESULT_FAILED] = "failed",
    [TRACE_RESULT_CRASH] = "crash",     [TRACE_RESULT_DEADLOCK] = "deadlock",
    [TRACE_RESULT_TIMEOUT] = "timeout", [TRACE_RESULT_STOPPED] = "stopped",
};

static const char *const end_names[] = {
    [TRACE_END_OK] = "ok",
    [TRACE_END_FAILED] = "failed",
    [TRACE_END_CANCELLED] = "cancelled",
    [TRACE_END_CRASHED] = "crashed",
};

static const char *const kind_names[TRACE_KIND_COUNT] = {
    [TRACE_META] = "meta",
    [TRACE_RUN_BEGIN] = "run-begin",
    [TRACE_RUN_END] = "run-end",
    [TRACE_TASK_NEW] = "task-new",
    [TRACE_THREAD] = "thread",
    [TRACE_TASK_BEGIN] = "task-begin",
    [TRACE_STATE] = "state",
    [TRACE_TASK_END] = "task-end",
    [TRACE_SAY] = "say",
    [TRACE_NOTE] = "note",
    [TRACE_ASK] = "ask",
    [TRACE_ASKED] = "asked",
    [TRACE_TAKEN] = "taken",
    [TRACE_ANSWERED] = "answered",
    [TRACE_NOTICED] = "noticed",
    [TRACE_LOOKS] = "looks",
    [TRACE_WAKE] = "wake",
    [TRACE_OBJECT_TAKEN] = "object-taken",
    [TRACE_OBJECT_RELEASED] = "object-released",
    [TRACE_SENT] = "sent",
    [TRACE_RECEIVED] = "received",
    [TRACE_SHARED_READ] = "shared-read",
    [TRACE_SHARED_WRITE] = "shared-write",
    [TRACE_SHARED_FINAL] = "shared-final",
    [TRACE_GIL_GOT] = "gil-got",
    [TRACE_GIL_FREED] = "gil-freed",
    [TRACE_GIL_ASKED] = "gil-asked",
    [TRACE_CANCELLED] = "cancelled",
    [TRACE_FAILURE_HANDLED] = "failure-handled",
    [TRACE_LOOP_WAIT] = "loop-wait",
    [TRACE_LOOP_WOKE] = "loop-woke",
    [TRACE_CYCLE] = "cycle",
    [TRACE_DEADLOCK] = "deadlock",
    [TRACE_SCHED_OUT] = "sched-out",
    [TRACE_SCHED_IN] = "sched-in",
    [TRACE_CORE] = "core",
    [TRACE_GAP] = "gap",
    [TRACE_LOST] = "lost",
    [TRACE_MARK] = "mark",
    [TRACE_CPU] = "cpu",
    [TRACE_MEMORY] = "memory",
    [TRACE_DELAY] = "delay",
    [TRACE_VARIABLES] = "variables",
    [TRACE_SHUT] = "shut",
    [TRACE_SIGNALLED] = "signalled",
    [TRACE_ASSIGNED] = "assigned",
    [TRACE_FRAME] = "frame",
    [TRACE_CALLBACK_NEW] = "callback-new",
    [TRACE_PROCESS] = "process",
    [TRACE_PROCESS_END] = "process-end",
    [TRACE_CODE] = "code",
    [TRACE_AT] = "at",
    [TRACE_CALL] = "call",
    [TRACE_RETURNED] = "returned",
    [TRACE_OBJECT_NEW] = "object-new",
    [TRACE_UNWATCHED] = "unwatched",
    [TRACE_REGION_ENTERED] = "region-entered",
    [TRACE_REGION_LEFT] = "region-left",
    [TRACE_CHOICE] = "choice",
};

#define NAME_OF(table, index)                                                                      \
    ((size_t)(index) < sizeof(table) / sizeof *(table) && (table)[index] ? (table)[index] : "?")

const char *trace_reason_name(enum trace_reason reason)
{
    return NAME_OF(reason_names, reason);
}

const char *trace_state_name(enum trace_state state)
{
    return NAME_OF(state_names, state);
}

bool trace_ending_is_refusal(enum trace_ending ending)
{
    switch (ending) {
    case TRACE_ENDING_ENGINE_STATUS:
    case TRACE_ENDING_NO_PROCESS:
    case TRACE_ENDING_NO_SOCKET:
    case TRACE_ENDING_NO_THREAD:
    case TRACE_ENDING_NO_STACK:
    case TRACE_ENDING_REFUSED:
        return true;
    default:
        return false;
    }
}

const char *trace_result_name(enum trace_result result)
{
    return NAME_OF(result_names, result);
}

const char *trace_end_name(enum trace_end end)
{
    return NAME_OF(end_names, end);
}

const char *trace_kind_name(enum trace_kind kind)
{
    return NAME_OF(kind_names, kind);
}

static int index_of(const char *const *names, int count, const char *name, size_t len)
{
    for (int i = 0; i < count; i++)
        if (names[i] && strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return i;
    return -1;
}

int trace_kind_by_name(const char *name, size_t len)
{
    return index_of(kind_names, TRACE_KIND_COUNT, name, len);
}

int trace_reason_by_name(const char *name, size_t len)
{
    return index_of(reason_names, TRACE_REASON_COUNT, name, len);
}
