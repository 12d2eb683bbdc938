if HAVE_CHECK
check_PROGRAMS += tests/unit/check_log
TESTS += tests/unit/check_log
tests_unit_check_log_SOURCES = tests/unit/check_log.c
tests_unit_check_log_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_log_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_compute
TESTS += tests/unit/check_compute
tests_unit_check_compute_SOURCES = tests/unit/check_compute.c
tests_unit_check_compute_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_compute_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_coroutine
TESTS += tests/unit/check_coroutine
tests_unit_check_coroutine_SOURCES = tests/unit/check_coroutine.c
tests_unit_check_coroutine_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_coroutine_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_device
TESTS += tests/unit/check_device
tests_unit_check_device_SOURCES = tests/unit/check_device.c
tests_unit_check_device_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_device_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_switches
TESTS += tests/unit/check_switches
tests_unit_check_switches_SOURCES = tests/unit/check_switches.c
tests_unit_check_switches_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_switches_LDADD = $(UNIT_LDADD)
check_PROGRAMS += tests/unit/check_board
TESTS += tests/unit/check_board
tests_unit_check_board_SOURCES = tests/unit/check_board.c
tests_unit_check_board_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_board_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_explore
TESTS += tests/unit/check_explore
tests_unit_check_explore_SOURCES = tests/unit/check_explore.c tests/unit/check_main.h \
	tests/unit/explored.c tests/unit/explored.h tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_explore_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_explore_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_explore_loops
TESTS += tests/unit/check_explore_loops
tests_unit_check_explore_loops_SOURCES = tests/unit/check_explore_loops.c tests/unit/check_main.h \
	tests/unit/explored.c tests/unit/explored.h tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_explore_loops_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_explore_loops_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_explore_points
TESTS += tests/unit/check_explore_points
tests_unit_check_explore_points_SOURCES = tests/unit/check_explore_points.c tests/unit/check_main.h \
	tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_explore_points_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_explore_points_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_models
TESTS += tests/unit/check_models
tests_unit_check_models_SOURCES = tests/unit/check_models.c
tests_unit_check_models_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_models_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_heap
TESTS += tests/unit/check_heap
tests_unit_check_heap_SOURCES = tests/unit/check_heap.c
tests_unit_check_heap_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_heap_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_lost_time
TESTS += tests/unit/check_lost_time
tests_unit_check_lost_time_SOURCES = tests/unit/check_lost_time.c
tests_unit_check_lost_time_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_lost_time_LDADD = $(UNIT_LDADD)
endif
