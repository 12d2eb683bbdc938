# Random programs beside CPython.
check_PROGRAMS += tests/python/programs
tests_python_programs_SOURCES = tests/python/programs.c tests/oracle/generator.c tests/oracle/generator.h
tests_python_programs_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_python_programs_LDADD = libpython.a libscenario.a libbase.a
TESTS += tests/python/check.sh
EXTRA_DIST += tests/python/check.sh tests/python/check_threads.py tests/python/clock.py tests/python/guided.py tests/python/jobs.py tests/python/orders.py tests/python/real.py tests/python/replay.py tests/python/run_many.py \
	tests/python/situations.py tests/python/threads.py \
	tests/python/found/any_ended_now.baton \
	tests/python/found/await_cancelled_in_time.baton \
	tests/python/found/await_cancelled_on_the_way_out.baton \
	tests/python/found/call_in_chain.baton \
	tests/python/found/call_of_started.baton \
	tests/python/found/device_while_held.baton \
	tests/python/found/found_at_look.baton \
	tests/python/found/gen_no_yield.baton \
	tests/python/found/group_late.baton \
	tests/python/found/late_behind_ready.baton \
	tests/python/found/limit_and_cancel.baton \
	tests/python/found/limit_behind_sleep.baton \
	tests/python/found/limit_in_call.baton \
	tests/python/found/limit_in_order.baton \
	tests/python/found/limit_left.baton \
	tests/python/found/limit_of_no_time.baton \
	tests/python/found/limit_on_any.baton \
	tests/python/found/limit_on_awaited.baton \
	tests/python/found/limit_on_failed.baton \
	tests/python/found/limit_on_group.baton \
	tests/python/found/limit_on_lock.baton \
	tests/python/found/limit_on_room.baton \
	tests/python/found/limit_on_value.baton \
	tests/python/found/limit_outer.baton \
	tests/python/found/look_in_order.baton \
	tests/python/found/main_ends_answered.baton \
	tests/python/found/main_ends_awaited.baton \
	tests/python/found/main_ends_call.baton \
	tests/python/found/main_ends_failed.baton \
	tests/python/found/main_ends_held.baton \
	tests/python/found/main_ends_in_callback.baton \
	tests/python/found/main_ends_lock.baton \
	tests/python/found/main_ends_sent.baton \
	tests/python/found/main_ends_then.baton \
	tests/python/found/main_ends_yield.baton \
	tests/python/found/one_argument.baton \
	tests/python/found/then_cancelled.baton \
	tests/python/found/then_cancelled_answered.baton \
	tests/python/found/then_handed.baton \
	tests/python/found/then_starts.baton \
	tests/python/found/unset_behind_wait.baton \
	tests/python/found/unset_in_then.baton \
	tests/python/found/within_from_the_first.baton \
	tests/python/found/within_held.baton \
	tests/python/found/within_twice.baton
