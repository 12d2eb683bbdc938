/* The board: who waits for what, who is able, and when nobody is. In memory, on one thread. */
#include "config.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "check_main.h"
#include "board/board.h"
#include "board/channel.h"
#include "board/compete.h"
#include "board/condition.h"
#include "trace/event.h"

static const struct program_object objects[] = {
    {OBJECT_LOCK, "a", 1, 1},    {OBJECT_SEMAPHORE, "s", 2, 2}, {OBJECT_CHANNEL, "c", 2, 3},
    {OBJECT_CHANNEL, "d", 0, 4}, {OBJECT_CONDITION, "w", 0, 5}, {OBJECT_BARRIER, "b", 3, 6}};
static const struct program_shared shared[] = {{"n", 7}};
static const struct program_task tasks[] = {
    {.name = "t"},
    {.name = "alone", .starts_itself = true, .copies = 1},
    {.name = "many", .starts_itself = true, .copies = 3, .numbered = true}};
static const struct program program = {.objects = objects,
                                       .object_count = 6,
                                       .shared = shared,
                                       .shared_count = 1,
                                       .tasks = tasks,
                                       .task_count = 3};
enum { LOCK, SEMAPHORE, CHANNEL, MEETING, CONDITION, BARRIER };

static struct board *board;
static uint32_t woken[64];
static int woken_count;
static uint32_t cancelled_request;

static void wake(void *arg, uint32_t id, uint32_t by, enum board_wait was, uint32_t object)
{
    woken[woken_count++] = id;
}

static void cancel_request(void *arg, uint32_t request)
{
    cancelled_request = request;
}

static void cancelled(void *arg, uint32_t id, uint32_t by, enum trace_cause cause)
{
}

static const struct board_waker waker = {wake, cancel_request, cancelled, NULL};

static void set_up(void)
{
    const char *refused;
    board = board_new(&program, 1, 100, "threads", &refused);
    ck_assert_ptr_nonnull(board);
    woken_count = 0;
    cancelled_request = 0;
    board_lock(board);
}

static void tear_down(void)
{
    board_unlock(board);
}

static uint32_t start(uint32_t starter)
{
    return board_task_new_locked(board, 0, 1, starter, false);
}

static void end(uint32_t id, uint8_t how)
{
    const char *error = how == TRACE_END_FAILED ? "no" : NULL;
    board_task_end_locked(board, id, how, 5, error, error ? 2 : 0, &waker);
}

START_TEST(a_lock_is_handed_over_in_order)
{
    uint32_t one = start(0), two = start(0), three = start(0);
    ck_assert(board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(!board_take_locked(board, two, LOCK, BOARD_LOCK));
    ck_assert(!board_take_locked(board, three, LOCK, BOARD_LOCK));
    ck_assert_uint_eq(board->able, 1);
    ck_assert_uint_eq(board_waits_for_locked(board, three), one);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, one, &waker), two);
    ck_assert_uint_eq(board->objects[LOCK].owner, two);
    ck_assert_uint_eq(board_task(board, two)->grant, BOARD_GRANTED);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, two, &waker), three);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, three, &waker), 0);
    ck_assert_uint_eq(board->objects[LOCK].owner, 0);
    ck_assert_int_eq(woken_count, 2);
}
END_TEST

START_TEST(who_was_handed_a_lock_has_it_once_it_goes_on)
{
    uint32_t one = start(0), two = start(0);
    ck_assert(board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(board_has_lock_locked(board, LOCK, one));
    ck_assert(!board_take_locked(board, two, LOCK, BOARD_LOCK));
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, one, &waker), two);
    ck_assert(!board_has_lock_locked(board, LOCK, two));
    board_taken_locked(board, two, &waker);
    ck_assert(board_has_lock_locked(board, LOCK, two));
    ck_assert(!board_has_lock_locked(board, LOCK, one));
}
END_TEST

/* The process that ran its offloaded block was killed while it waited. */
START_TEST(a_wait_that_nobody_sees_any_more_gets_no_lock)
{
    uint32_t one = start(0), two = start(0), three = start(0);
    ck_assert(board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(!board_take_locked(board, two, LOCK, BOARD_LOCK));
    ck_assert(!board_take_locked(board, three, LOCK, BOARD_LOCK));
    board_wait_drop_locked(board, two);
    board_wait_drop_locked(board, two);
    ck_assert_uint_eq(board->able, 2);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, one, &waker), three);
    board_taken_locked(board, three, &waker);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, three, &waker), 0);
    ck_assert(board_take_locked(board, two, LOCK, BOARD_LOCK));
}
END_TEST

START_TEST(a_semaphore_has_its_units)
{
    uint32_t one = start(0), two = start(0), three = start(0);
    ck_assert(board_take_locked(board, one, SEMAPHORE, BOARD_UNIT));
    ck_assert(board_take_locked(board, two, SEMAPHORE, BOARD_UNIT));
    ck_assert(!board_take_locked(board, three, SEMAPHORE, BOARD_UNIT));
    ck_assert_uint_eq(board_give_locked(board, SEMAPHORE, BOARD_UNIT, one, &waker), three);
    ck_assert_int_eq(board->objects[SEMAPHORE].free, 0);
}
END_TEST

/* ---- channels ---- */

static enum channel_try sends(uint32_t id, uint32_t channel, int64_t value)
{
    uint32_t partner;
    enum channel_try came = channel_try_send_locked(board, channel, &partner);
    if (came == CHANNEL_DONE)
        channel_put_locked(board, channel, partner, value, id, &waker);
    if (came == CHANNEL_NOT_NOW)
        ck_assert(channel_wait_locked(board, id, BOARD_SEND, channel, value, 9));
    return came;
}

/* Tries to receive, and waits if there is nothing. */
static enum channel_try receives(uint32_t id, uint32_t channel, uint32_t *sender)
{
    enum channel_try came = channel_try_recv_locked(board, id, channel, sender, &waker);
    if (came == CHANNEL_NOT_NOW)
        ck_assert(channel_wait_locked(board, id, BOARD_RECV, channel, 0, 0));
    return came;
}

START_TEST(a_channel_keeps_order_and_room)
{
    uint32_t one = start(0), two = start(0), sender;
    ck_assert_int_eq(sends(one, CHANNEL, 10), CHANNEL_DONE);
    ck_assert_int_eq(sends(one, CHANNEL, 11), CHANNEL_DONE);
    ck_assert_int_eq(sends(one, CHANNEL, 12), CHANNEL_NOT_NOW);
    ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_DONE);
    ck_assert_uint_eq(sender, 0);
    ck_assert_int_eq(channel_take_locked(board, CHANNEL), 10);
    ck_assert_int_eq(woken_count, 0);
    channel_free_room_locked(board, CHANNEL, two, &waker);
    ck_assert_uint_eq(woken[0], one);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_CALLED);
    ck_assert(board_try_again_locked(board, one, &waker));
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_GRANTED);
    channel_put_locked(board, CHANNEL, 0, 12, one, &waker);
    for (int64_t value = 11; value <= 12; value++) {
        ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_DONE);
        ck_assert_int_eq(channel_take_locked(board, CHANNEL), value);
        channel_free_room_locked(board, CHANNEL, two, &waker);
    }
    ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_NOT_NOW);
    ck_assert_int_eq(board->objects[CHANNEL].free, 2);
}
END_TEST

START_TEST(without_room_two_meet)
{
    uint32_t one = start(0), two = start(0), sender;
    ck_assert_int_eq(sends(one, MEETING, 10), CHANNEL_NOT_NOW);
    ck_assert_int_eq(receives(two, MEETING, &sender), CHANNEL_DONE);
    ck_assert_uint_eq(sender, one);
    ck_assert_int_eq(board_task(board, one)->sent, 10);
    ck_assert_uint_eq(board_task(board, one)->line, 9);
    board_wake_locked(board, one, BOARD_GRANTED, two, &waker);
    ck_assert_int_eq(receives(two, MEETING, &sender), CHANNEL_NOT_NOW);
    ck_assert_int_eq(sends(one, MEETING, 11), CHANNEL_DONE);
    ck_assert_uint_eq(woken[1], two);
    ck_assert_int_eq(board_task(board, two)->sent, 11);
    ck_assert_uint_eq(board->able, 2);
}
END_TEST

START_TEST(a_promised_value_is_not_given_up)
{
    uint32_t one = start(0), two = start(0), sender;
    board->apart = true;
    ck_assert_int_eq(sends(one, MEETING, 10), CHANNEL_NOT_NOW);
    ck_assert_int_eq(receives(two, MEETING, &sender), CHANNEL_COMING);
    ck_assert_uint_eq(woken[0], one);
    ck_assert_uint_eq(board_task(board, one)->partner, two);
    board_cancel_locked(board, two, 0, TRACE_CAUSE_CANCEL, &waker);
    ck_assert(!board_lapse_locked(board, two));
    ck_assert_int_eq(woken_count, 1);
    channel_put_locked(board, MEETING, two, 10, one, &waker);
    ck_assert_uint_eq(woken[1], two);
    ck_assert_uint_eq(board_task(board, two)->grant, BOARD_GRANTED);
    ck_assert(board_task(board, two)->cancel); /* its next wait ends */
}
END_TEST

START_TEST(a_closed_channel_is_drained_and_then_fails)
{
    uint32_t one = start(0), two = start(0), sender;
    sends(one, CHANNEL, 10);
    sends(one, CHANNEL, 11);
    ck_assert_int_eq(sends(one, CHANNEL, 12), CHANNEL_NOT_NOW);
    ck_assert(channel_close_locked(board, CHANNEL, two, &waker));
    ck_assert(!channel_close_locked(board, CHANNEL, two, &waker));
    ck_assert_int_eq(woken_count, 1);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_SHUT);
    ck_assert_int_eq(sends(one, CHANNEL, 12), CHANNEL_CLOSED);
    for (int64_t value = 10; value <= 11; value++) {
        ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_DONE);
        ck_assert_int_eq(channel_take_locked(board, CHANNEL), value);
        channel_free_room_locked(board, CHANNEL, two, &waker);
    }
    ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_CLOSED);
}
END_TEST

START_TEST(what_has_room_when_it_is_closed_still_comes)
{
    uint32_t one = start(0), two = start(0), three = start(0), partner, sender;
    ck_assert_int_eq(channel_try_send_locked(board, CHANNEL, &partner), CHANNEL_DONE);
    ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_NOT_NOW);
    ck_assert_int_eq(receives(three, CHANNEL, &sender), CHANNEL_NOT_NOW);
    channel_close_locked(board, CHANNEL, one, &waker);
    ck_assert_int_eq(woken_count, 0);
    channel_put_locked(board, CHANNEL, 0, 10, one, &waker);
    ck_assert_int_eq(woken_count, 1);
    ck_assert(board_try_again_locked(board, two, &waker));
    ck_assert_uint_eq(board_task(board, two)->grant, BOARD_GRANTED);
    ck_assert_int_eq(channel_take_locked(board, CHANNEL), 10);
    channel_free_room_locked(board, CHANNEL, two, &waker);
    ck_assert_int_eq(woken_count, 2);
    ck_assert_uint_eq(board_task(board, three)->grant, BOARD_SHUT);
}
END_TEST

/* ---- who is called competes ---- */

START_TEST(who_comes_first_overtakes_who_was_called)
{
    uint32_t one = start(0), two = start(0), sender;
    ck_assert_int_eq(receives(one, CHANNEL, &sender), CHANNEL_NOT_NOW);
    ck_assert_int_eq(sends(two, CHANNEL, 10), CHANNEL_DONE);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_CALLED);
    ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_DONE);
    ck_assert_int_eq(channel_take_locked(board, CHANNEL), 10);
    channel_free_room_locked(board, CHANNEL, two, &waker);
    ck_assert(!board_try_again_locked(board, one, &waker));
    ck_assert_uint_eq(board_task(board, one)->wait, BOARD_RECV);
    ck_assert_uint_eq(board->able, 1);
    ck_assert_int_eq(sends(two, CHANNEL, 11), CHANNEL_DONE);
    ck_assert_int_eq(woken_count, 2);
}
END_TEST

START_TEST(a_call_is_passed_on_by_who_is_cancelled_or_dies)
{
    uint32_t one = start(0), two = start(0), three = start(0), sender;
    ck_assert_int_eq(receives(one, CHANNEL, &sender), CHANNEL_NOT_NOW);
    ck_assert_int_eq(receives(two, CHANNEL, &sender), CHANNEL_NOT_NOW);
    ck_assert_int_eq(receives(three, CHANNEL, &sender), CHANNEL_NOT_NOW);
    channel_try_send_locked(board, CHANNEL, &sender);
    channel_put_locked(board, CHANNEL, 0, 10, 0, &waker);
    board_cancel_locked(board, one, 0, TRACE_CAUSE_CANCEL, &waker);
    ck_assert(board_try_again_locked(board, one, &waker));
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_CANCELLED);
    ck_assert_uint_eq(board_task(board, two)->grant, BOARD_CALLED);
    board_forget_call_locked(board, two, &waker);
    ck_assert_uint_eq(board_task(board, three)->grant, BOARD_CALLED);
    ck_assert(board_try_again_locked(board, three, &waker));
    ck_assert_uint_eq(board_task(board, three)->grant, BOARD_GRANTED);
}
END_TEST

START_TEST(where_threads_compete_a_lock_is_free_when_it_is_given_back)
{
    uint32_t one = start(0), two = start(0);
    board->competes = true;
    ck_assert(board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(!board_take_locked(board, two, LOCK, BOARD_LOCK));
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, one, &waker), two);
    ck_assert_uint_eq(board->objects[LOCK].owner, 0);
    ck_assert(board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(!board_try_again_locked(board, two, &waker));
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, one, &waker), two);
    ck_assert(board_try_again_locked(board, two, &waker));
    ck_assert_uint_eq(board->objects[LOCK].owner, two);
}
END_TEST

START_TEST(in_order_nobody_is_before_who_was_handed_a_unit)
{
    uint32_t one = start(0), two = start(0), three = start(0);
    board->objects[SEMAPHORE].free = 0;
    ck_assert(!board_take_locked(board, one, SEMAPHORE, BOARD_UNIT));
    board_give_locked(board, SEMAPHORE, BOARD_UNIT, 0, &waker);
    board_give_locked(board, SEMAPHORE, BOARD_UNIT, 0, &waker);
    ck_assert(!board_take_locked(board, two, SEMAPHORE, BOARD_UNIT));
    ck_assert(!board_take_locked(board, three, SEMAPHORE, BOARD_UNIT));
    board_taken_locked(board, one, &waker);
    ck_assert_uint_eq(woken[1], two);
    board_task(board, two)->grant = BOARD_CANCELLED;
    board_take_back_locked(board, two, BOARD_UNIT, SEMAPHORE, &waker);
    ck_assert_uint_eq(woken[2], three);
    board_forget_call_locked(board, three, &waker); /* its unit is lost with it */
    ck_assert_uint_eq(board->objects[SEMAPHORE].given, 0);
    ck_assert_int_eq(board->objects[SEMAPHORE].free, 0);
}
END_TEST

/* ---- conditions and barriers ---- */

static uint32_t waits_for_signal(void)
{
    uint32_t id = start(0);
    condition_join_locked(board, id, CONDITION);
    ck_assert(!condition_may_take_locked(board, id));
    ck_assert(condition_wait_locked(board, id));
    return id;
}

static void signal_to(bool all, uint32_t count)
{
    ck_assert_uint_eq(condition_would_signal_locked(board, CONDITION, all), count);
    condition_signal_locked(board, CONDITION, all, 0, &waker);
}

START_TEST(in_order_a_signal_is_for_the_first)
{
    signal_to(false, 0); /* lost */
    uint32_t one = waits_for_signal(), two = waits_for_signal(), three = waits_for_signal();
    ck_assert_uint_eq(board->able, 0);
    signal_to(false, 1);
    ck_assert_uint_eq(woken[0], one);
    ck_assert(!condition_take_locked(board, two));
    condition_leave_locked(board, one, &waker); /* cancelled before its turn */
    ck_assert_uint_eq(woken[1], two);
    ck_assert(condition_take_locked(board, two));
    ck_assert(condition_take_locked(board, two)); /* it has it */
    signal_to(true, 1);
    signal_to(true, 0);
    ck_assert(condition_take_locked(board, three));
    ck_assert_int_eq(woken_count, 3);
}
END_TEST

/* Who came after both signals has none, whoever of the others moves first. */
START_TEST(where_they_compete_a_signal_is_for_who_waited_then)
{
    board->competes = true;
    uint32_t one = waits_for_signal();
    signal_to(false, 1);
    uint32_t two = waits_for_signal(), three = waits_for_signal();
    ck_assert(!condition_may_take_locked(board, two));
    signal_to(false, 1);
    uint32_t four = waits_for_signal();
    ck_assert(condition_take_locked(board, three)); /* of the second */
    ck_assert(!condition_may_take_locked(board, two));
    ck_assert(!condition_may_take_locked(board, four));
    ck_assert(condition_take_locked(board, one));
    signal_to(true, 2);
    ck_assert(condition_take_locked(board, four));
    ck_assert(condition_take_locked(board, two));
}
END_TEST

/* A later one who takes the mark of an earlier leaves him one that he may take. */
START_TEST(a_signal_that_is_not_used_is_for_another)
{
    board->competes = true;
    uint32_t one = waits_for_signal(), two = waits_for_signal();
    signal_to(false, 1);
    ck_assert_int_eq(woken_count, 2); /* both may move */
    ck_assert_uint_eq(board_task(board, two)->tries, BOARD_CONDITION);
    ck_assert(condition_take_locked(board, two));
    ck_assert(!board_try_again_locked(board, one, &waker)); /* in vain: it waits on */
    signal_to(false, 1);
    board_forget_call_locked(board, one, &waker); /* its process dies */
    uint32_t three = waits_for_signal();
    ck_assert(!condition_may_take_locked(board, three));
    signal_to(false, 1);
    ck_assert(board_try_again_locked(board, three, &waker));
    ck_assert_int_eq(board_task(board, three)->grant, BOARD_GRANTED);
}
END_TEST

START_TEST(the_last_at_a_barrier_lets_all_go_on)
{
    for (int round = 0; round < 2; round++) {
        uint32_t one = start(0), two = start(0), three = start(0), four = start(0);
        woken_count = 0;
        ck_assert(!barrier_arrive_locked(board, one, BARRIER, &waker));
        ck_assert(!barrier_arrive_locked(board, two, BARRIER, &waker));
        board_cancel_locked(board, one, four, TRACE_CAUSE_CANCEL, &waker);
        ck_assert_int_eq(woken_count, 1);
        ck_assert(!barrier_arrive_locked(board, three, BARRIER, &waker)); /* in its place */
        ck_assert(barrier_arrive_locked(board, four, BARRIER, &waker));
        ck_assert_int_eq(woken_count, 3);
        ck_assert_uint_eq(woken[1], two);
        ck_assert_uint_eq(woken[2], three);
    }
}
END_TEST

static void waits_at_two(uint32_t id, bool timed)
{
    board_task(board, id)->timed = timed;
    ck_assert(board_wait_begin_locked(board, id, BOARD_SELECT, 0));
    ck_assert(channel_place_locked(board, id, BOARD_RECV, CHANNEL, 0, 0));
    ck_assert(channel_place_locked(board, id, BOARD_SEND, MEETING, 1, 7));
}

START_TEST(of_several_queues_one_wins)
{
    uint32_t one = start(0), two = start(0), sender;
    waits_at_two(one, false);
    ck_assert_uint_eq(board->able, 1);
    ck_assert_int_eq(receives(two, MEETING, &sender), CHANNEL_DONE);
    ck_assert_uint_eq(sender, one);
    ck_assert_int_eq(board_task(board, one)->sent, 7);
    ck_assert_int_eq(board_task(board, one)->chosen, 1);
    ck_assert_uint_eq(board_task(board, one)->object, MEETING);
    ck_assert_uint_eq(board->objects[CHANNEL].receivers.head, 0);
    board_wake_locked(board, one, BOARD_GRANTED, two, &waker);
    waits_at_two(one, false);
    ck_assert_int_eq(sends(two, CHANNEL, 8), CHANNEL_DONE);
    ck_assert_int_eq(board_task(board, one)->chosen, 0);
    ck_assert_uint_eq(board->objects[MEETING].waiters.head, 0);
    ck_assert_uint_eq(board->places_used, 2);
}
END_TEST

START_TEST(a_select_is_cancelled_closed_or_over_once)
{
    uint32_t one = start(0), two = start(0);
    waits_at_two(one, true);
    ck_assert_uint_eq(board->able, 2); /* its time will end it */
    ck_assert(board_lapse_locked(board, one));
    ck_assert(!board_lapse_locked(board, one));
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_LAPSED);
    waits_at_two(one, false);
    channel_close_locked(board, MEETING, two, &waker);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_SHUT);
    ck_assert_int_eq(board_task(board, one)->chosen, 1);
    ck_assert(!board_lapse_locked(board, one));
    waits_at_two(one, false);
    board_cancel_locked(board, one, two, TRACE_CAUSE_CANCEL, &waker);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_CANCELLED);
    ck_assert_uint_eq(board->objects[CHANNEL].receivers.head, 0);
    ck_assert_uint_eq(board->objects[MEETING].waiters.head, 0);
    ck_assert_uint_eq(board_task(board, one)->places, 0);
    ck_assert_uint_eq(board->able, 2);
}
END_TEST

START_TEST(stuck_means_nobody_is_able)
{
    uint32_t one = start(0), two = start(0);
    ck_assert(board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(!board_take_locked(board, two, LOCK, BOARD_LOCK));
    ck_assert(!board_is_stuck_locked(board));
    ck_assert(board_wait_begin_locked(board, one, BOARD_TIMED, 0));
    ck_assert(!board_is_stuck_locked(board)); /* a sleep ends by itself */
    board_wait_end_locked(board, one);
    ck_assert(!board_take_locked(board, one, LOCK, BOARD_LOCK));
    ck_assert(board_is_stuck_locked(board));
    board->arrivals_left = 1; /* somebody may still come */
    ck_assert(!board_is_stuck_locked(board));
}
END_TEST

/* Tasks that workers serve: those of the declaration 1, for 0 is `main`. */
static uint32_t serve(uint32_t starter)
{
    return board_task_new_locked(board, 1, 1, starter, false);
}

START_TEST(who_queues_is_able_while_a_worker_may_be_free)
{
    board_add_server_locked(board);
    board->objects[SEMAPHORE].free = 0;
    uint32_t one = serve(0), two = serve(0);
    ck_assert(!board_task(board, one)->queues);
    ck_assert(board_task(board, two)->queues);
    board_begin_locked(board, one);
    ck_assert(!board_is_stuck_locked(board)); /* one runs */
    ck_assert(!board_take_locked(board, one, SEMAPHORE, BOARD_UNIT));
    ck_assert(board_is_stuck_locked(board)); /* two would, if one went on */
    ck_assert_uint_eq(board_waits_for_locked(board, two), one);
    board_give_locked(board, SEMAPHORE, BOARD_UNIT, 0, &waker);
    ck_assert(!board_is_stuck_locked(board));
    end(one, TRACE_END_OK);
    ck_assert(!board_is_stuck_locked(board)); /* the worker is free */
    board_begin_locked(board, two);
    ck_assert(!board_take_locked(board, two, SEMAPHORE, BOARD_UNIT));
    ck_assert(board_is_stuck_locked(board));
}
END_TEST

START_TEST(main_needs_no_worker)
{
    board_add_server_locked(board);
    board->objects[SEMAPHORE].free = 0;
    uint32_t main = start(0), one = serve(main);
    ck_assert_int_eq(board_task(board, main)->service, BOARD_UNSERVED);
    board_begin_locked(board, main);
    ck_assert(board_await_locked(board, main, one));
    ck_assert(!board_is_stuck_locked(board)); /* a worker is free for it */
    board_begin_locked(board, one);
    ck_assert(!board_take_locked(board, one, SEMAPHORE, BOARD_UNIT));
    ck_assert(board_is_stuck_locked(board));
}
END_TEST

START_TEST(without_a_worker_nobody_who_queues_is_able)
{
    board_add_server_locked(board);
    board_add_server_locked(board);
    uint32_t one = serve(0), two = serve(0), three = serve(0);
    board_begin_locked(board, one);
    board_begin_locked(board, two);
    end(two, TRACE_END_CRASHED);
    board_lose_server_locked(board);
    ck_assert_uint_eq(board_waits_for_locked(board, three), 0); /* two, served last, has ended */
    end(one, TRACE_END_CRASHED);
    ck_assert(!board_is_stuck_locked(board));
    board_lose_server_locked(board);
    ck_assert(board_is_stuck_locked(board));
}
END_TEST

START_TEST(an_awaited_end_wakes_and_is_told_once)
{
    uint32_t one = start(0), child = start(one);
    ck_assert(board_await_locked(board, one, child));
    end(child, TRACE_END_FAILED);
    ck_assert_int_eq(woken_count, 1);
    ck_assert_uint_eq(woken[0], one);
    ck_assert_str_eq(board_error(board, child), "no");
    ck_assert_uint_eq(board->alive, 1);
    end(child, TRACE_END_OK); /* a second end changes nothing */
    ck_assert_uint_eq(board->alive, 1);
    ck_assert_int_eq(board->over, BOARD_GOES_ON);
    end(one, TRACE_END_OK);
    ck_assert_int_eq(board->over, BOARD_ALL_ENDED);
}
END_TEST

START_TEST(await_all_wakes_after_the_last)
{
    uint32_t one = start(0), a = start(one), b = start(one);
    ck_assert(board_wait_begin_locked(board, one, BOARD_AWAIT_ALL, 0));
    end(a, TRACE_END_OK);
    ck_assert_int_eq(woken_count, 0);
    end(b, TRACE_END_OK);
    ck_assert_int_eq(woken_count, 1);
}
END_TEST

START_TEST(the_first_of_several_ends_the_wait_for_all)
{
    uint32_t one = start(0), a = start(one), b = start(one), other = start(0);
    ck_assert(board_wait_begin_locked(board, one, BOARD_AWAIT_FIRST, 0));
    ck_assert(board_name_locked(board, one, a));
    ck_assert(board_name_locked(board, one, b));
    ck_assert(board_await_locked(board, other, a));
    end(b, TRACE_END_OK);
    ck_assert_int_eq(woken_count, 1);
    ck_assert_uint_eq(woken[0], one);
    ck_assert_uint_eq(board_task(board, one)->places, 0);
    ck_assert_uint_eq(board_task(board, a)->awaiters.head, other);
    end(a, TRACE_END_OK);
    ck_assert_int_eq(woken_count, 2);
    ck_assert_uint_eq(woken[1], other);
    ck_assert_uint_lt(board_task(board, b)->ended_as, board_task(board, a)->ended_as);
    ck_assert_uint_eq(board->places_used, 2); /* and they are used again */
    uint32_t c = start(one);
    ck_assert(board_wait_begin_locked(board, one, BOARD_AWAIT_FIRST, 0));
    ck_assert(board_name_locked(board, one, c));
    ck_assert_uint_eq(board->places_used, 2);
    board_cancel_locked(board, one, other, TRACE_CAUSE_CANCEL, &waker);
    ck_assert_uint_eq(board_task(board, c)->awaiters.head, 0);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_CANCELLED);
}
END_TEST

START_TEST(a_waiter_leaves_the_middle_of_a_queue)
{
    uint32_t ids[5];
    for (int i = 0; i < 5; i++)
        ids[i] = start(0);
    for (int i = 0; i < 5; i++)
        board_take_locked(board, ids[i], LOCK, BOARD_LOCK);
    board_cancel_locked(board, ids[2], 0, TRACE_CAUSE_CANCEL, &waker);
    board_cancel_locked(board, ids[4], 0, TRACE_CAUSE_CANCEL, &waker); /* the last */
    board_cancel_locked(board, ids[1], 0, TRACE_CAUSE_CANCEL, &waker); /* the first */
    ck_assert_uint_eq(board->objects[LOCK].waiters.head, ids[3]);
    ck_assert_uint_eq(board->objects[LOCK].waiters.tail, ids[3]);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, ids[0], &waker), ids[3]);
    ck_assert_uint_eq(board->objects[LOCK].waiters.head, 0);
}
END_TEST

START_TEST(a_cancelled_waiter_leaves_its_queue)
{
    uint32_t one = start(0), two = start(0), three = start(0);
    board_take_locked(board, one, LOCK, BOARD_LOCK);
    board_take_locked(board, two, LOCK, BOARD_LOCK);
    board_take_locked(board, three, LOCK, BOARD_LOCK);
    board_cancel_locked(board, two, one, TRACE_CAUSE_CANCEL, &waker);
    ck_assert_uint_eq(woken[0], two);
    ck_assert_uint_eq(board_task(board, two)->grant, BOARD_CANCELLED);
    ck_assert_uint_eq(board_give_locked(board, LOCK, BOARD_LOCK, one, &waker), three);
    ck_assert(!board_wait_begin_locked(board, two, BOARD_TIMED, 0));
}
END_TEST

START_TEST(a_cancelled_request_is_the_devices_to_end)
{
    uint32_t one = start(0);
    ck_assert(board_wait_begin_locked(board, one, BOARD_TIMED, 0));
    board_task(board, one)->request = 9;
    board_cancel_locked(board, one, 0, TRACE_CAUSE_CANCEL, &waker);
    ck_assert_uint_eq(cancelled_request, 9);
    ck_assert_int_eq(woken_count, 0);
}
END_TEST

START_TEST(a_failure_in_a_group_cancels_the_others)
{
    uint32_t one = start(0), outside = start(one);
    uint32_t group = board_group_open_locked(board, one);
    uint32_t a = start(one), b = start(one);
    ck_assert(board_wait_begin_locked(board, one, BOARD_GROUP, group));
    end(a, TRACE_END_FAILED);
    ck_assert_uint_eq(board->groups[group].failed, a);
    ck_assert(board_task(board, b)->cancel);
    ck_assert(!board_task(board, outside)->cancel);
    ck_assert_int_eq(woken_count, 0); /* its owner waits for b, too */
    end(b, TRACE_END_CANCELLED);
    ck_assert_int_eq(woken_count, 1);
    ck_assert_uint_eq(board_group_failed_locked(board, one), group);
    board_group_close_locked(board, group, false);
    ck_assert_uint_eq(board_group_failed_locked(board, one), 0);
    ck_assert_uint_eq(board_group_open_locked(board, one), group); /* used again */
}
END_TEST

START_TEST(a_failure_ends_the_wait_inside_the_block)
{
    uint32_t one = start(0);
    board_group_open_locked(board, one);
    uint32_t a = start(one);
    ck_assert(board_wait_begin_locked(board, one, BOARD_TIMED, 0));
    end(a, TRACE_END_FAILED);
    ck_assert_uint_eq(woken[0], one);
    ck_assert_uint_eq(board_task(board, one)->grant, BOARD_CANCELLED);
}
END_TEST

START_TEST(a_bound_ends_the_run_and_says_which)
{
    for (int i = 0; i < 100; i++)
        ck_assert_uint_ne(start(0), 0);
    ck_assert_uint_eq(start(0), 0);
    ck_assert_int_eq(board->over, BOARD_BOUND);
    ck_assert_int_eq(board->ending, TRACE_ENDING_ALIVE);
    ck_assert_int_eq(board->ending_value, 100);
}
END_TEST

/* It has not run since. */
START_TEST(what_has_ended_a_wait_is_told_though_a_cancellation_comes_behind)
{
    uint32_t main = start(0), one = start(main);
    board_take_locked(board, main, LOCK, BOARD_LOCK);
    board_take_locked(board, one, LOCK, BOARD_LOCK);
    board_time_out_locked(board, one, one, &waker);
    board_cancel_locked(board, one, main, TRACE_CAUSE_CANCEL, &waker);
    ck_assert(board_task(board, one)->cancel);
    ck_assert_int_eq(board_cut(board_task(board, one)).cause, TRACE_CAUSE_TIMEOUT);
    ck_assert_uint_eq(board_cut(board_task(board, one)).by, one);
}
END_TEST

/* The clients of a device that gives up may see that it is gone before it has said why. */
START_TEST(what_was_refused_is_told_also_behind_a_stop)
{
    board_set_over(board, BOARD_STOP);
    board_unlock(board);
    board_refuse(board, "a descriptor", EMFILE);
    board_refuse(board, "memory", ENOMEM);
    board_lock(board);
    ck_assert_int_eq(board->over, BOARD_STOP);
    ck_assert_ptr_nonnull(strstr(board->refused, "a descriptor"));
    ck_assert_ptr_nonnull(strstr(board->refused, "ulimit -n"));
}
END_TEST

START_TEST(a_generator_keeps_nobody_waiting)
{
    uint32_t one = start(0);
    uint32_t generator = board_task_new_locked(board, 0, 1, one, true);
    ck_assert_uint_eq(board->alive, 1);
    board_resume_locked(board, one, generator);
    ck_assert_uint_eq(board->able, 1);
    board_hand_back_locked(board, generator, one);
    ck_assert_uint_eq(board->able, 1);
    end(one, TRACE_END_OK);
    ck_assert_int_eq(board->over, BOARD_ALL_ENDED);
}
END_TEST

START_TEST(shared_variables_begin_with_their_values)
{
    ck_assert_int_eq(board->shared[0], 7);
}
END_TEST

static void named(uint32_t declaration, uint32_t number, const char *name)
{
    struct strbuf text = STRBUF_INIT;
    board_task_name(board, board_task_new_locked(board, declaration, number, 0, false), &text);
    ck_assert_str_eq(strbuf_str(&text), name);
    strbuf_release(&text);
}

START_TEST(started_tasks_are_named_behind_those_that_start_by_themselves)
{
    static const char *const names[][2] = {
        {"t", "t 2"}, {"alone 2", "alone 3"}, {"many 4", "many 5"}};
    named(1, 1, "alone");
    named(2, 1, "many 1");
    for (uint32_t declaration = 0; declaration < 3; declaration++)
        for (int i = 0; i < 2; i++)
            named(declaration, ++board->numbers[declaration], names[declaration][i]);
}
END_TEST

/* Found with musl: what was locked later wrote to where the lock of a board had been. */
START_TEST(a_board_that_is_freed_takes_its_locks_along)
{
    const char *refused;
    struct board *held = board_new(&program, 1, 100, "threads", &refused);
    ck_assert_ptr_nonnull(held);
    size_t bytes = held->bytes;
    board_atomic_begin(held);
    board_lock(held);
    board_free(held);
    void *gap = mmap(held, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    ck_assert_ptr_eq(gap, held);
    struct board *next = board_new(&program, 1, 100, "threads", &refused);
    ck_assert_ptr_nonnull(next);
    board_atomic_begin(next);
    board_lock(next);
    board_free(next);
    munmap(gap, bytes);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("board");
    TCase *tests = tcase_create("board");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_lock_is_handed_over_in_order);
    tcase_add_test(tests, who_was_handed_a_lock_has_it_once_it_goes_on);
    tcase_add_test(tests, a_wait_that_nobody_sees_any_more_gets_no_lock);
    tcase_add_test(tests, a_semaphore_has_its_units);
    tcase_add_test(tests, a_channel_keeps_order_and_room);
    tcase_add_test(tests, without_room_two_meet);
    tcase_add_test(tests, a_promised_value_is_not_given_up);
    tcase_add_test(tests, a_closed_channel_is_drained_and_then_fails);
    tcase_add_test(tests, what_has_room_when_it_is_closed_still_comes);
    tcase_add_test(tests, who_comes_first_overtakes_who_was_called);
    tcase_add_test(tests, a_call_is_passed_on_by_who_is_cancelled_or_dies);
    tcase_add_test(tests, where_threads_compete_a_lock_is_free_when_it_is_given_back);
    tcase_add_test(tests, in_order_nobody_is_before_who_was_handed_a_unit);
    tcase_add_test(tests, in_order_a_signal_is_for_the_first);
    tcase_add_test(tests, where_they_compete_a_signal_is_for_who_waited_then);
    tcase_add_test(tests, a_signal_that_is_not_used_is_for_another);
    tcase_add_test(tests, the_last_at_a_barrier_lets_all_go_on);
    tcase_add_test(tests, of_several_queues_one_wins);
    tcase_add_test(tests, a_select_is_cancelled_closed_or_over_once);
    tcase_add_test(tests, stuck_means_nobody_is_able);
    tcase_add_test(tests, who_queues_is_able_while_a_worker_may_be_free);
    tcase_add_test(tests, main_needs_no_worker);
    tcase_add_test(tests, without_a_worker_nobody_who_queues_is_able);
    tcase_add_test(tests, an_awaited_end_wakes_and_is_told_once);
    tcase_add_test(tests, await_all_wakes_after_the_last);
    tcase_add_test(tests, the_first_of_several_ends_the_wait_for_all);
    tcase_add_test(tests, a_waiter_leaves_the_middle_of_a_queue);
    tcase_add_test(tests, a_cancelled_waiter_leaves_its_queue);
    tcase_add_test(tests, a_cancelled_request_is_the_devices_to_end);
    tcase_add_test(tests, a_failure_in_a_group_cancels_the_others);
    tcase_add_test(tests, a_failure_ends_the_wait_inside_the_block);
    tcase_add_test(tests, a_bound_ends_the_run_and_says_which);
    tcase_add_test(tests, what_has_ended_a_wait_is_told_though_a_cancellation_comes_behind);
    tcase_add_test(tests, what_was_refused_is_told_also_behind_a_stop);
    tcase_add_test(tests, a_board_that_is_freed_takes_its_locks_along);
    tcase_add_test(tests, a_generator_keeps_nobody_waiting);
    tcase_add_test(tests, shared_variables_begin_with_their_values);
    tcase_add_test(tests, started_tasks_are_named_behind_those_that_start_by_themselves);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(make_suite)
