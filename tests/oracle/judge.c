/* The table of judges, and what they share. */
#include "config.h"

#include "judge_private.h"

#include <stdarg.h>

#include "trace/timeline.h"

#define WAITS(id, reason)    [TELL_##id] = {judge_waits, TRACE_BY_##reason, NULL}
#define RUNS(id, reason)     [TELL_##id] = {judge_runs, TRACE_BY_##reason, NULL}
#define STATE(id, state)     [TELL_##id] = {judge_state, TRACE_##state, NULL}
#define ENDS(id, end)        [TELL_##id] = {judge_ended, TRACE_END_##end, NULL}
#define CUT(id, cause)       [TELL_##id] = {judge_cut, cause, NULL}
#define WHILE(id, reason)    [TELL_##id] = {judge_while, TRACE_BY_##reason, NULL}
#define GOT(id, reason)      [TELL_##id] = {judge_got, TRACE_BY_##reason, NULL}
#define OVER(id, reason)     [TELL_##id] = {judge_over, TRACE_BY_##reason, NULL}
#define MANY(id, what)       [TELL_##id] = {judge_many, JUDGE_MANY_##what, NULL}
#define BY(id, judge)        [TELL_##id] = {judge_##judge, 0, NULL}
#define ENDS_AT(id, end)     [TELL_##id] = {judge_ended_at, TRACE_END_##end, NULL}
#define ENDING(id, ending)   [TELL_##id] = {judge_ending, TRACE_ENDING_##ending, NULL}
#define CAME(id, reason)     [TELL_##id] = {judge_now_came, TRACE_BY_##reason, NULL}
#define NOW(id, reason)      [TELL_##id] = {judge_now_waits, TRACE_BY_##reason, NULL}
#define NOW_STATE(id, state) [TELL_##id] = {judge_now_state, TRACE_##state, NULL}
#define NOW_ENDED(id, end)   [TELL_##id] = {judge_now_ended, TRACE_END_##end, NULL}
#define CANNOT(id, why)      [TELL_##id] = {NULL, 0, why}
#define RECORDED(id)         CANNOT(id, "is told of a recorded program only")

const struct judge_row judge_rows[TELL_SENTENCES] = {
    STATE(IS_RUNNING, RUNNING),
    STATE(IS_POLLING, POLLING),
    STATE(IS_BLOCKED, BLOCKED),
    STATE(IS_WAITING, WAITING),
    STATE(IS_LOCKED, LOCKED),
    STATE(IS_READY, READY),
    CANNOT(IS_UNKNOWN, "says that it is not known"),
    RUNS(IS_STARTED, STARTED),
    RUNS(IS_BLOCK, STARTED),
    RUNS(IS_ANSWER, ANSWER),
    RUNS(IS_TIMER, TIMER),
    RUNS(IS_TURN, TURN),
    RUNS(IS_WOKEN, WOKEN),
    RUNS(IS_GOT_OBJECT, GOT_OBJECT),
    RUNS(IS_GOT_CHANNEL, GOT_OBJECT),
    RUNS(IS_GOT_CONDITION, GOT_OBJECT),
    RUNS(IS_GOT_BARRIER, GOT_OBJECT),
    RUNS(IS_GOT_GIL, GOT_GIL),
    RUNS(IS_RESUMED, RESUMED),
    RUNS(IS_RETURNED, RETURNED),
    RUNS(IS_THROWN, THROWN),
    RUNS(IS_CLOSED, CLOSED),
    RUNS(IS_OFFLOADED, OFFLOADED),
    RUNS(IS_CALLED_BACK, CALLED_BACK),
    RUNS(IS_CALLBACK, CALLBACK),
    RUNS(IS_GOT_CORE, GOT_CORE),
    WAITS(IS_IO, IO),
    WAITS(IS_SLEEP, SLEEP),
    WAITS(IS_YIELD, YIELD),
    WAITS(IS_AWAIT, AWAIT),
    WAITS(IS_AWAIT_ALL, AWAIT_ALL),
    WAITS(IS_AWAIT_ANY, AWAIT_ANY),
    WAITS(IS_AWAIT_FIRST, AWAIT_FIRST),
    WAITS(IS_GROUP, GROUP),
    WAITS(IS_FOR_OBJECT, LOCK),
    WAITS(IS_FOR_HELD, LOCK),
    WAITS(IS_FOR_HELD_ENDED, LOCK),
    WAITS(IS_FOR_HELD_CRASHED, LOCK),
    WAITS(IS_SEND, SEND),
    WAITS(IS_SEND_MEET, SEND),
    WAITS(IS_RECV, RECV),
    WAITS(IS_OFFLOAD, OFFLOAD),
    WAITS(IS_RESUME, RESUME),
    WAITS(IS_THROW, THROW),
    WAITS(IS_CLOSE, CLOSE),
    WAITS(IS_GEN_YIELD, GEN_YIELD),
    WAITS(IS_CREATED, CREATED),
    WAITS(IS_STARTING, STARTING),
    WAITS(IS_CHILD, CHILD),
    BY(IS_GIL, waits_gil),
    WAITS(IS_GIL_DROPPED, GIL_DROPPED),
    BY(IS_PREEMPTED, off),
    BY(IS_OFF_CPU, off),
    WAITS(IS_LOOKING, LOOKING),
    WAITS(IS_MEANWHILE, MEANWHILE),
    WAITS(IS_CALLBACKS, CALLBACKS),
    WAITS(IS_REST, REST),
    WAITS(IS_WORKER, WORKER),
    ENDS(IS_END, OK),
    BY(IS_ANSWERED, told_not),
    BY(IS_SLEPT, told_not),
    WAITS(IS_SELECT, SELECT),
    WAITS(IS_SELECT_FOR, SELECT),
    BY(IS_LAPSED, lapsed),
    WAITS(IS_SCHEDULE, SCHEDULE),
    RUNS(IS_MOVE, MOVE),
    BY(GIVES_UP, gives_up),
    ENDS(ENDED, OK),
    ENDS(ENDED_FAILED, FAILED),
    ENDS(ENDED_CANCELLED, CANCELLED),
    ENDS(ENDED_CRASHED, CRASHED),
    RECORDED(IS_CALL),
    RECORDED(IS_CALL_OF),
    RECORDED(IS_CALL_UNKNOWN),
    RECORDED(IS_BACK),
    RECORDED(IS_BACK_UNKNOWN),
    RECORDED(IS_JOIN),
    RECORDED(IS_UNWATCHED),
    RECORDED(IS_LOOP),
    RECORDED(IS_LOOP_HAS),
    RECORDED(IS_LOOP_OVER),
    BY(IS_LOOP_CALLBACK, loop_callback),
    BY(IS_LOOP_CALLBACK_OF, loop_callback),
    BY(IS_LOOP_CALLBACK_UNKNOWN, loop_callback),
    BY(LOOP_CALLBACK_ENDED, loop_callback_ended),
    BY(LOOP_CALLBACK_ENDED_OF, loop_callback_ended),
    BY(LOOP_CALLBACK_ENDED_UNKNOWN, loop_callback_ended),
    RECORDED(IS_QUEUED),
    RECORDED(IS_JOB),
    RECORDED(IS_JOB_OVER),
    RECORDED(IS_POOL),
    RECORDED(OVER_JOIN),
    RECORDED(GOT_CALL),
    RECORDED(GOT_CALL_UNKNOWN),
    RECORDED(NOW_CALL),
    RECORDED(NOW_BACK),
    RECORDED(NOW_JOIN),
    RECORDED(NOW_UNWATCHED),
    RECORDED(NOW_LOOP),
    RECORDED(NOW_LOOP_CALLBACK),
    RECORDED(NOW_QUEUED),
    RECORDED(NOW_JOB),
    RECORDED(NOW_POOL),
    RECORDED(AT_FILE),
    RECORDED(AT_FILE_IN),
    RECORDED(AT_FUNCTION),
    RECORDED(AT_FUNCTION_IN),
    RECORDED(AT_IN),
    RECORDED(A_CALLBACK_RUNS),
    RECORDED(AT_WAY),
    RECORDED(AT_WAY_AGAIN),
    RECORDED(AT_WAY_FROM),
    RECORDED(AT_WAY_TO),
    RECORDED(AT_MOSTLY),
    RECORDED(AT_SEEN),
    RECORDED(SPOT_FILE),
    RECORDED(SPOT_FUNCTION),
    RECORDED(GIL_WITH),
    RECORDED(GIL_WITH_FORCED),
    RECORDED(HAD_GIL),
    RECORDED(GIL_TURNS_ONE),
    RECORDED(GIL_TURNS),
    RECORDED(GIL_WAITED),
    RECORDED(GIL_ASKED_AFTER),
    RECORDED(UNWATCHED_CALLS_ONE),
    RECORDED(UNWATCHED_CALLS),
    RECORDED(UNWATCHED_OTHER),
    RECORDED(WAS_CALL),
    RECORDED(HELD_FOR_AT),
    RECORDED(IS_WAITS_AT),
    CANNOT(ENDED_UNKNOWN, "says that it is not known"),

    CUT(CANCELLED_BY, TRACE_CAUSE_CANCEL),
    CUT(CANCELLED_BY_ITSELF, TRACE_CAUSE_CANCEL),
    CUT(CANCELLED_BY_NOBODY, -1),
    CUT(CANCELLED_BY_FAILURE, TRACE_CAUSE_GROUP),
    CUT(CANCELLED_ALONG, TRACE_CAUSE_OWNER),
    BY(CLOSED_WITH, closed),
    CUT(CANCELLED_BY_END, TRACE_CAUSE_MAIN),
    CUT(INTERRUPTED, TRACE_CAUSE_BLOCK),
    CUT(TIMED_OUT, TRACE_CAUSE_TIMEOUT),
    CUT(CALLBACK_TIMED_OUT, TRACE_CAUSE_TIMEOUT),
    BY(FOUND_SHUT, shut),
    WHILE(WHILE_IO, IO),
    WHILE(WHILE_SLEEP, SLEEP),
    WHILE(WHILE_YIELD, YIELD),
    WHILE(WHILE_AWAIT, AWAIT),
    WHILE(WHILE_AWAIT_ALL, AWAIT_ALL),
    WHILE(WHILE_AWAIT_ANY, AWAIT_ANY),
    WHILE(WHILE_AWAIT_FIRST, AWAIT_FIRST),
    WHILE(WHILE_GROUP, GROUP),
    WHILE(WHILE_OBJECT, LOCK),
    WHILE(WHILE_SEND, SEND),
    WHILE(WHILE_SEND_MEET, SEND),
    WHILE(WHILE_RECV, RECV),
    WHILE(WHILE_SELECT, SELECT),
    WHILE(WHILE_OFFLOAD, OFFLOAD),
    WHILE(WHILE_CALLBACKS, CALLBACKS),
    WHILE(WHILE_WORKER, WORKER),

    GOT(GOT_STARTED, STARTED),
    GOT(GOT_BLOCK, STARTED),
    GOT(GOT_ANSWER, ANSWER),
    GOT(GOT_CALLBACK, CALLBACK),
    GOT(GOT_TIMER, TIMER),
    GOT(GOT_TURN, TURN),
    GOT(GOT_TURN_AFTER, TURN),
    GOT(GOT_LOOKS, LOOKING),
    GOT(GOT_LOOKS_AFTER, LOOKING),
    GOT(GOT_WOKEN, WOKEN),
    GOT(GOT_OBJECT, GOT_OBJECT),
    GOT(GOT_SIGNAL, GOT_OBJECT),
    GOT(GOT_THROUGH, GOT_OBJECT),
    GOT(GOT_SOMETHING, GOT_OBJECT),
    GOT(GOT_ROOM, GOT_OBJECT),
    GOT(GOT_MET, GOT_OBJECT),
    GOT(GOT_GIL, GOT_GIL),
    GOT(GOT_GIL_AFTER, GOT_GIL),
    GOT(GOT_CORE, GOT_CORE),
    GOT(GOT_CORE_AFTER, GOT_CORE),
    GOT(GOT_RESUMED, RESUMED),
    GOT(GOT_RETURNED, RETURNED),
    GOT(GOT_BACK, NONE),
    GOT(GOT_THROWN, THROWN),
    GOT(GOT_CLOSED, CLOSED),
    GOT(GOT_OFFLOADED, OFFLOADED),
    GOT(GOT_CALLED_BACK, CALLED_BACK),
    GOT(GOES_ON, NONE),
    GOT(GOT_CASE, GOT_OBJECT),
    BY(GOT_LAPSED, lapsed),
    GOT(GOT_MOVE, MOVE),
    OVER(OVER_AWAIT, AWAIT),
    OVER(OVER_AWAIT_ALL, AWAIT_ALL),
    OVER(OVER_AWAIT_ANY, AWAIT_ANY),
    OVER(OVER_AWAIT_FIRST, AWAIT_FIRST),
    OVER(OVER_GROUP, GROUP),
    BY(NOBODY_WANTS_GIL, nobody),
    BY(NOBODY_WANTS_IT, nobody),
    BY(WANTS_GIL, wants_gil),
    BY(WANTS_IT, wants_gil),
    BY(NOBODY_ON_CORE, nobody),
    BY(NOBODY_HAS_CONTROL, nobody),
    BY(NOBODY_IS_READY, nobody),
    BY(LOOP_ASKS, loop),
    BY(LOOP_ASKS_EPOLL, loop),
    [TELL_LOOP_SLEEPS] = {judge_loop, 1, NULL},
    [TELL_LOOP_SLEEPS_EPOLL] = {judge_loop, 1, NULL},
    CANNOT(UNTIL_ANSWER, "is judged with the sentence it stands in"),
    CANNOT(UNTIL_SLEPT, "is judged with the sentence it stands in"),
    CANNOT(UNTIL_LAPSED, "is judged with the sentence it stands in"),
    CANNOT(UNTIL_LIMIT, "is judged with the sentence it stands in"),
    CANNOT(UNTIL_POOL, "is judged with the sentence it stands in"),
    CANNOT(UNTIL_SOMETHING, "is judged with the sentence it stands in"),

    BY(UNTOLD_ANSWER, untold),
    [TELL_UNTOLD_SLEEP] = {judge_untold, 1, NULL},
    BY(LOCK_WITH, held_until),
    BY(CORE_WITH, held_until),
    BY(LOOP_BUSY, held_until),
    BY(THREAD_BUSY, held_until),
    BY(WORKER_BUSY, held_until),
    BY(HAD_LOCK, had),
    BY(HAD_CORE, had),
    BY(HAD_LOOP, had),
    BY(HAD_THREAD, had),
    BY(IS_LATE, late),
    BY(RUNS_LATE, late),
    BY(WAITED_FOR_IT, late),

    BY(HOLDS, holds),
    BY(HOLDS_IN_CALL, holds),
    BY(HOLDS_TO_ASK, holds),
    BY(HOLDS_TO_LOOK, holds),
    BY(HOLDS_ON, holds),
    BY(HOLDS_TO_ASK_ON, holds),
    BY(HOLDS_TO_LOOK_ON, holds),
    BY(CORE_TAKEN, off),
    BY(CORE_OFF, off),
    CANNOT(CORES_MORE_ONE, "is told of more than 8 cores only"),
    CANNOT(CORES_MORE, "is told of more than 8 cores only"),
    MANY(READY_ONE, READY),
    MANY(READY_SOME, READY),
    MANY(READY_OTHERS, READY),
    MANY(READY_AT_LEAST, READY),
    MANY(STUCK_ONE, READY),
    MANY(STUCK_SOME, READY),
    MANY(STUCK_OTHERS, READY),
    MANY(STUCK_AT_LEAST, READY),
    BY(NOBODY_HOLDS, nobody),
    BY(LOOP_HOLDS, nobody),
    BY(LOOP_IDLE, nobody),
    MANY(WAITING_ONE, WAITING),
    MANY(WAITING_SOME, WAITING),
    MANY(FOR_LOCK_ONE, LOCK),
    MANY(FOR_LOCK_SOME, LOCK),
    MANY(FOR_SEMAPHORE_ONE, SEMAPHORE),
    MANY(FOR_SEMAPHORE_SOME, SEMAPHORE),
    MANY(FOR_CHANNEL_ONE, CHANNEL),
    MANY(FOR_CHANNEL_SOME, CHANNEL),
    MANY(FOR_CONDITION_ONE, CONDITION),
    MANY(FOR_CONDITION_SOME, CONDITION),
    MANY(FOR_OTHERS_SOME, OBJECT),
    MANY(FOR_OBJECTS_SOME, OBJECT),
    MANY(BLOCKED_ONE, BLOCKED),
    MANY(BLOCKED_SOME, BLOCKED),

    BY(IN_KERNEL, lane),
    BY(DISPATCHES, lane),
    BY(HAS_CONTROL, lane),
    BY(SERVES, lane),
    BY(IDLE, lane),
    BY(ON_LINE, lane),
    BY(SPELL, lane),
    ENDS_AT(ENDED_AT, OK),
    ENDS_AT(ENDED_FAILED_AT, FAILED),
    ENDS_AT(ENDED_CANCELLED_AT, CANCELLED),
    ENDS_AT(ENDED_CRASHED_AT, CRASHED),
    BY(ASKED, request_times),
    BY(ASKED_ON_LINE, request_times),
    BY(SERVED_FROM, request_times),
    BY(ANSWERED_AT, request_times),
    BY(CANCELLED_AT, request_times),
    BY(TOLD_AT, request_times),

    BY(DEADLOCK, end),
    BY(EDGE_AWAITS, edge),
    BY(EDGE_WAITS, edge),
    [TELL_EDGE_HELD] = {judge_edge, 1, NULL},
    [TELL_EDGE_HELD_ENDED] = {judge_edge, 1, NULL},
    [TELL_EDGE_HELD_CRASHED] = {judge_edge, 1, NULL},
    [TELL_EDGE_HELD_ITSELF] = {judge_edge, 1, NULL},
    BY(EDGE_UNIT, edge_units),
    BY(EDGE_UNIT_ITSELF, edge_units),
    BY(EDGE_UNITS_OF_ONE, edge_units),
    BY(EDGE_UNITS, edge_units),
    BY(EDGE_UNIT_CRASHED, edge_units),
    BY(EDGE_UNITS_CRASHED, edge_units),
    BY(EDGE_WORKER, edge_worker),
    BY(EDGE_WORKER_HAS, edge_worker),
    BY(EDGE_LEFT, edge_left),
    BY(EDGE_POOL, edge_pool),
    BY(EDGE_POOL_HAS, edge_pool),

    BY(CRASHED_WITH_ALL, end),
    BY(NEVER_ENDED, end),
    BY(FAILED_AT, end),
    BY(FAILED_AT_WITH, end),
    BY(CRASHED_AT, end),
    BY(CRASHED_AT_WITH, end),
    BY(FAILED_OTHERS_ONE, end),
    BY(FAILED_OTHERS, end),
    BY(WENT_ON, end),
    BY(RUN_ENDED, end),
    BY(RUN_STOPPED, end),
    BY(RUN_RESULT, end),
    BY(THE_END, end),
    BY(THE_END_IS, end),
    CANNOT(SAYS_WHY, "is judged by the clause in it"),
    CANNOT(SAYS_WHY_SO, "is judged by the clause in it"),
    ENDING(ENDED_BY_LIMIT, LIMIT),
    ENDING(ENDED_BY_BOUND, ALIVE),
    ENDING(ENDED_BY_TASKS, TASKS),
    ENDING(ENDED_BY_GROUPS, GROUPS),
    ENDING(ENDED_BY_OUTPUT, OUTPUT),
    ENDING(ENDED_BY_OUTSIDE, OUTSIDE),
    ENDING(ENDED_BY_VIEWER, VIEWER),
    ENDING(ENDED_BY_LOG, LOG_FULL),
    ENDING(ENDED_BY_LOG_CUT, LOG_FULL),
    ENDING(ENDED_BY_DEVICE, DEVICE),
    ENDING(ENDED_UNREACHABLE, UNREACHABLE),
    ENDING(ENDED_BY_CRASH, CRASH),
    ENDING(ENDED_BY_LAST_WORKER, LAST_WORKER),
    BY(ENDED_BY_LAST_WORKER_WITH, end),
    BY(LIVELOCK, end),
    ENDING(ENDED_BY_SIGNAL, SIGNAL),
    ENDING(ENDED_ENGINE_SIGNAL, ENGINE_SIGNAL),
    ENDING(ENDED_ENGINE_STATUS, ENGINE_STATUS),
    ENDING(ENDED_NO_PROCESS, NO_PROCESS),
    ENDING(ENDED_NO_SOCKET, NO_SOCKET),
    ENDING(ENDED_NO_THREAD, NO_THREAD),
    ENDING(ENDED_NO_STACK, NO_STACK),
    ENDING(ENDED_REFUSED, REFUSED),
    ENDING(ENDED_BY_ASSERT, ASSERT),
    ENDING(ENDED_EXIT, EXIT),
    ENDING(MISFIT_OBJECT, SCHEDULE),
    ENDING(MISFIT_SEND, SCHEDULE),
    ENDING(MISFIT_RECV, SCHEDULE),
    ENDING(MISFIT_AWAIT, SCHEDULE),
    ENDING(MISFIT_LIMIT, SCHEDULE),
    ENDING(MISFIT_WAITS, SCHEDULE),
    ENDING(MISFIT_ENDED, SCHEDULE),
    ENDING(MISFIT_NOBODY, SCHEDULE),
    ENDING(ENDED_STANDS, STANDS),
    ENDING(ENDED_AT_ONCE, AT_ONCE),
    CANNOT(ENDED_IN_WORDS, "is a sentence of the trace's own"),

    [TELL_READS] = {judge_access, TRACE_SHARED_READ, NULL},
    [TELL_WRITES] = {judge_access, TRACE_SHARED_WRITE, NULL},
    [TELL_ENTERS] = {judge_access, TRACE_REGION_ENTERED, NULL},
    [TELL_MEETS] = {judge_access, TRACE_REGION_ENTERED, NULL},
    [TELL_LEAVES] = {judge_access, TRACE_REGION_LEFT, NULL},
    [TELL_SETS] = {judge_access, TRACE_ASSIGNED, NULL},
    [TELL_SETS_HANDLE] = {judge_access, TRACE_ASSIGNED, NULL},
    [TELL_SIGNALS_NOBODY] = {judge_access, TRACE_SIGNALLED, NULL},
    [TELL_SIGNALS_ITSELF] = {judge_access, TRACE_SIGNALLED, NULL},
    [TELL_SIGNALS_ONE] = {judge_access, TRACE_SIGNALLED, NULL},
    [TELL_SIGNALS] = {judge_access, TRACE_SIGNALLED, NULL},
    [TELL_SETS_OBJECT] = {judge_access, TRACE_ASSIGNED, NULL},
    CANNOT(ACCESSES_MORE_ONE, "is a number of a list"),
    CANNOT(ACCESSES_MORE, "is a number of a list"),
    CANNOT(ACCESSES_AT_LEAST, "is a number of a list"),
    BY(WRITES_OVER, lost),
    BY(ADDITION_LOST, addition),
    CANNOT(CHANGE_LOST, "is judged with the write before it"),
    CANNOT(CHANGES_LOST, "is judged with the write before it"),
    BY(BOTH_READ, lost),
    BY(ONE_ADDITION_LOST, addition),
    CANNOT(ONE_CHANGE_LOST, "is judged with the write before it"),

    BY(NOTE_LOOKS_ONE, note),
    BY(NOTE_LOOKS, note),
    BY(NOTE_ASKED, note),
    BY(NOTE_LATE, note),
    BY(KNOWN_KERNEL, known),
    BY(KNOWN_CLOCKS, known),
    CANNOT(RECORDS_LOST, "is a number of a summary"),
    CANNOT(RECORDS_LOST_SO, "is a number of a summary"),

    BY(WAS_TOLD_LATE, story),
    BY(WAS_ANSWER, story),
    BY(WAS_SLEEP, story),
    BY(WAS_OBJECT, story),
    BY(WAS_CHANNEL, story),
    BY(WAS_OFFLOADED, story),
    BY(WAS_WAIT, story),
    BY(WAS_CANCELLED, story),
    BY(WAS_TIMED_OUT, story),
    BY(WAS_SHUT, story),
    BY(WAS_QUEUED, story),
    BY(BUSY_ITSELF, kept),
    BY(KEPT_LOOP_UNTIL, held_until),
    BY(KEPT_THREAD_UNTIL, held_until),
    BY(HELD_LOOP_UNTIL, held_until),
    BY(HELD_THREAD_UNTIL, held_until),
    BY(HAD_GIL_UNTIL, held_until),
    BY(THEY_HAD_LOOP, had),
    BY(THEY_HAD_THREAD, had),
    BY(THEY_HAD_LOCK, had),
    BY(KEPT_LOOP, kept),
    BY(KEPT_THREAD, kept),
    [TELL_HELD_LOOP] = {judge_kept, 1, NULL},
    [TELL_HELD_THREAD] = {judge_kept, 1, NULL},
    BY(OTHERS_COULD, could),
    BY(COULD_ONE, could),
    BY(COULD_TWO, could),
    BY(COULD_SOME, could),
    [TELL_CANCELLED_WITH] = {judge_text_end, TRACE_END_CANCELLED, NULL},
    [TELL_FAILED_WITH] = {judge_text_end, TRACE_END_FAILED, NULL},
    [TELL_CRASHED_WITH] = {judge_text_end, TRACE_END_CRASHED, NULL},
    [TELL_HANDLED] = {judge_text, TRACE_FAILURE_HANDLED, NULL},
    [TELL_HANDLED_WITH] = {judge_text, TRACE_FAILURE_HANDLED, NULL},
    [TELL_FAILED_AS] = {judge_text_end, -1, NULL},
    [TELL_SAYS] = {judge_text, TRACE_SAY, NULL},

    RUNS(NOW_STARTED, STARTED),
    CAME(NOW_ANSWER, ANSWER),
    CAME(NOW_TIMER, TIMER),
    CANNOT(NOW_TURN, "is judged as ready, which stands before it"),
    CAME(NOW_WOKEN, WOKEN),
    CAME(NOW_GOT_OBJECT, GOT_OBJECT),
    CAME(NOW_GOT_CHANNEL, GOT_OBJECT),
    CAME(NOW_GOT_CONDITION, GOT_OBJECT),
    CAME(NOW_GOT_BARRIER, GOT_OBJECT),
    CANNOT(NOW_GOT_GIL, "is judged as ready, which stands before it"),
    NOW(NOW_RESUMED, RESUMED),
    CAME(NOW_RETURNED, RETURNED),
    CAME(NOW_THROWN, THROWN),
    CAME(NOW_CLOSED, CLOSED),
    CAME(NOW_OFFLOADED, OFFLOADED),
    CAME(NOW_CALLED_BACK, CALLED_BACK),
    CAME(NOW_CALLBACK, CALLBACK),
    CANNOT(NOW_GOT_CORE, "is judged as ready, which stands before it"),
    NOW(NOW_AWAIT, AWAIT),
    NOW(NOW_AWAIT_FIRST, AWAIT_FIRST),
    NOW(NOW_LOCK, LOCK),
    NOW(NOW_SEMAPHORE, SEMAPHORE),
    NOW(NOW_CONDITION, CONDITION),
    NOW(NOW_BARRIER, CONDITION),
    NOW(NOW_OTHER, CONDITION),
    NOW(NOW_SEND, SEND),
    NOW(NOW_SEND_MEET, SEND),
    NOW(NOW_RECV, RECV),
    NOW(NOW_RESUME, RESUME),
    NOW(NOW_THROW, THROW),
    NOW(NOW_CLOSE, CLOSE),
    NOW(NOW_GEN_YIELD, GEN_YIELD),
    NOW(NOW_STARTING, STARTING),
    NOW(NOW_CHILD, CHILD),
    NOW(NOW_GIL, GIL),
    NOW(NOW_GIL_DROPPED, GIL_DROPPED),
    BY(NOW_PREEMPTED, off_now),
    BY(NOW_OFF_CPU, off_now),
    NOW(NOW_MEANWHILE, MEANWHILE),
    NOW(NOW_REST, REST),
    CAME(NOW_ANSWERED, ANSWERED),
    CAME(NOW_SLEPT, SLEPT),
    CAME(NOW_LAPSED, LAPSED),
    NOW(NOW_SCHEDULE, SCHEDULE),
    RUNS(NOW_MOVE, MOVE),
    [TELL_NOW_WAS_CANCELLED] = {judge_now_cut, TRACE_BY_CANCELLED, NULL},
    [TELL_NOW_TIMED_OUT] = {judge_now_cut, TRACE_BY_TIMED_OUT, NULL},
    [TELL_NOW_SHUT] = {judge_now_cut, TRACE_BY_SHUT, NULL},
    CANNOT(CHOICE_READ, "is of the point where a run stands: the oracle runs none that does"),
    CANNOT(CHOICE_WRITE, "is of the point where a run stands"),
    CANNOT(CHOICE_TAKE, "is of the point where a run stands"),
    CANNOT(CHOICE_GIVE, "is of the point where a run stands"),
    CANNOT(CHOICE_SEND, "is of the point where a run stands"),
    CANNOT(CHOICE_RECV, "is of the point where a run stands"),
    CANNOT(CHOICE_END, "is of the point where a run stands"),
    CANNOT(CHOICE_ANSWER, "is of the point where a run stands"),
    CANNOT(CHOICE_SLEPT, "is of the point where a run stands"),
    CANNOT(CHOICE_TURN, "is of the point where a run stands"),
    CANNOT(CHOICE_UPDATE, "is of the point where a run stands"),
    CANNOT(CHOICE_TRY, "is of the point where a run stands"),
    CANNOT(CHOICE_WAIT, "is of the point where a run stands"),
    CANNOT(CHOICE_WAKE, "is of the point where a run stands"),
    CANNOT(CHOICE_RETURN, "is of the point where a run stands"),
    CANNOT(CHOICE_SIGNAL, "is of the point where a run stands"),
    CANNOT(CHOICE_ARRIVE, "is of the point where a run stands"),
    CANNOT(CHOICE_LATE, "is of the point where a run stands"),
    CANNOT(CHOICE_CUT, "is of the point where a run stands"),
    CANNOT(CHOICE_LAPSE, "is of the point where a run stands"),
    CANNOT(CHOICE_LINE, "is of the point where a run stands"),
    NOW(BRIEF_IO, IO),
    NOW(BRIEF_STARTING, STARTING),
    NOW(BRIEF_AWAIT_ALL, AWAIT_ALL),
    NOW(BRIEF_GROUP, GROUP),
    NOW(BRIEF_OFFLOAD, OFFLOAD),
    NOW(BRIEF_CALLBACKS, CALLBACKS),
    NOW(BRIEF_LOCK, LOCK),
    NOW(BRIEF_SEMAPHORE, SEMAPHORE),
    NOW(BRIEF_CONDITION, CONDITION),
    NOW(BRIEF_SEND, SEND),
    NOW(BRIEF_RECV, RECV),
    NOW(BRIEF_SELECT, SELECT),
    NOW_STATE(NOW_RUNS, RUNNING),
    NOW_STATE(NOW_POLLS, POLLING),
    NOW_STATE(NOW_IS_BLOCKED, BLOCKED),
    NOW_STATE(NOW_WAITS, WAITING),
    NOW_STATE(NOW_IS_LOCKED, LOCKED),
    NOW_STATE(NOW_IS_READY, READY),
    NOW_ENDED(NOW_ENDED, OK),
    NOW_ENDED(NOW_FAILED, FAILED),
    NOW_ENDED(NOW_CANCELLED, CANCELLED),
    NOW_ENDED(NOW_CRASHED, CRASHED),
    BY(NOW_CRASHED_TOO, now_crashed),
    CANNOT(KEEPS, "follows from the model, not from the run"),

    BY(QUEUE_EMPTY, queue),
    CANNOT(QUEUE_UNSEEN, "says that it has not looked at all"),
    BY(QUEUE, queue),
    BY(DEVICE_EMPTY, queue),
    BY(DEVICE_QUEUE, queue),
    BY(GIL_IS_FREE, gil),
    BY(GIL_IS_HELD, gil),
    BY(GIL_WANTED_EMPTY, queue),
    BY(GIL_WANTED, queue),
    CANNOT(GIL_WANTED_UNSEEN, "says that it has not looked at all"),
    BY(GIL_ASKED, gil),
    BY(OBJECT_HELD, object),
    BY(OBJECT_HELD_ENDED, object),
    BY(OBJECT_HELD_CRASHED, object),
    BY(OBJECT_GIVEN, object),
    BY(OBJECT_FREE, object),
    BY(OBJECT_VALUE, object),
    CANNOT(OBJECT_VALUE_UNKNOWN, "says that it is not known"),
    BY(OBJECT_HOLDER, object),
    BY(OBJECT_HOLDERS, object),
    BY(OBJECT_HOLDS_THESE, object),
    BY(OBJECT_CLOSED, object),
    BY(OBJECT_WAITS_NOBODY, object),
    BY(OBJECT_CONDITION, object),
    BY(OBJECT_OTHER, object),
    BY(OBJECT_MEETING, object),
    BY(OBJECT_BARRIER, object),
    BY(OBJECT_HOLDS, object),
    BY(OBJECT_WAITS_ONE, object),
    BY(OBJECT_WAITS, object),
};

/* ---- what judges share ---- */

enum verdict judge_no(const struct claim *claim, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    strbuf_clear(claim->why);
    strbuf_vaddf(claim->why, format, args);
    va_end(args);
    return VERDICT_FALSE;
}

int64_t judge_moment(const struct claim *claim)
{
    bool standing = claim->telling->of == TELLING_STANDING || claim->telling->of == TELLING_MOMENT;
    if (standing && (tell_rows[claim->id].topic == TELL_TOPIC_NOW ||
                     tell_rows[claim->id].topic == TELL_TOPIC_MOMENT))
        return claim->telling->t_ns;
    return claim->args->t_ns;
}

const struct actor *judge_who(const struct claim *claim)
{
    return facts_actor(claim->facts, claim->args->who);
}

const char *judge_name(const struct claim *claim, uint32_t actor)
{
    if (actor >= 1 && actor <= (uint32_t)claim->facts->task_count)
        return trace_task_name(claim->facts->trace, (int)actor);
    return actor == TRACE_NOBODY  ? "nobody"
           : actor < TRACE_POOL   ? "a loop"
           : actor < TRACE_DEVICE ? "a thread of the pool"
                                  : "another";
}

int64_t judge_slack_ns(const struct facts *facts)
{
    return facts->single_thread ? 0 : 300 * 1000;
}

int64_t judge_told_ns(const struct facts *facts, const struct spell *spell)
{
    return facts->single_thread && spell->state != TRACE_BLOCKED ? 0 : 500 * 1000;
}

bool judge_is_off(const struct claim *claim, const struct actor *actor, int64_t t_ns)
{
    return facts_is_off(claim->facts, actor, t_ns);
}

bool judge_can_end(int reason)
{
    switch (reason) {
    case TRACE_BY_IO:
    case TRACE_BY_MEANWHILE:
    case TRACE_BY_SLEEP:
    case TRACE_BY_AWAIT:
    case TRACE_BY_AWAIT_ALL:
    case TRACE_BY_AWAIT_ANY:
    case TRACE_BY_AWAIT_FIRST:
    case TRACE_BY_GROUP:
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
    case TRACE_BY_SEND:
    case TRACE_BY_RECV:
    case TRACE_BY_OFFLOAD:
    case TRACE_BY_SELECT:
        return true;
    default:
        return false;
    }
}

const char *judge_by(const struct ability *over)
{
    static const char *const names[] = {
        [BY_NOTHING] = "nothing",          [BY_ANSWER] = "an answer",
        [BY_SLEEP] = "the end of a sleep", [BY_WAKE] = "being woken",
        [BY_CANCEL] = "a cancellation",    [BY_TURN] = "its turn",
        [BY_START] = "its start",          [BY_GRANT] = "a grant",
    };
    return names[over->by];
}

const struct spell *judge_wait_before(const struct facts *facts, const struct actor *actor,
                                      int64_t t_ns)
{
    const struct spell *spell = NULL;
    (void)facts;
    for (int i = 0; actor && i < actor->spell_count && actor->spells[i].from_ns <= t_ns; i++)
        spell = &actor->spells[i];
    /* Under gil it wants the lock behind its wait; what is left with the loop follows a call; a
     * state in which it runs says no more. */
    while (spell && spell > actor->spells &&
           (spell->reason == TRACE_BY_GIL || spell->reason == TRACE_BY_REST ||
            spell->state == TRACE_RUNNING))
        spell--;
    return spell;
}

enum verdict judge_claim(const struct claim *claim)
{
    const struct judge_row *row = &judge_rows[claim->id];
    if (!row->judge)
        return VERDICT_UNKNOWN;
    enum verdict verdict = row->judge(claim, row->what);
    if (verdict != VERDICT_FALSE || !claim->facts->has_losses)
        return verdict;
    /* What is told comes from what is left of the record: false is what is so with it, and without.
     */
    struct facts left = *claim->facts;
    struct claim again = *claim;
    left.has_record = true;
    again.facts = &left;
    return row->judge(&again, row->what) == VERDICT_FALSE ? VERDICT_FALSE : VERDICT_UNKNOWN;
}

int judge_missing(int from)
{
    for (int id = from; id < TELL_SENTENCES; id++) {
        enum tell_topic topic = tell_rows[id].topic;
        /* Joins and phrases stand between clauses, and in their places. Several runs are another
         * matter, which a table of unit tests holds. */
        bool stands = topic == TELL_TOPIC_JOIN || topic == TELL_TOPIC_PHRASE ||
                      topic == TELL_TOPIC_DIFFERENCE || topic == TELL_TOPIC_CORNER;
        if (id != TELL_NONE && !stands && !judge_rows[id].judge && !judge_rows[id].cannot)
            return id;
    }
    return TELL_SENTENCES;
}
