if HAVE_CHECK
check_PROGRAMS += tests/unit/check_compile
TESTS += tests/unit/check_compile
tests_unit_check_compile_SOURCES = tests/unit/check_compile.c tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_compile_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_compile_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_errors
TESTS += tests/unit/check_errors
tests_unit_check_errors_SOURCES = tests/unit/check_errors.c tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_errors_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_errors_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_expect
TESTS += tests/unit/check_expect
tests_unit_check_expect_SOURCES = tests/unit/check_expect.c tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_expect_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_expect_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_hostile
TESTS += tests/unit/check_hostile
tests_unit_check_hostile_SOURCES = tests/unit/check_hostile.c tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_hostile_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_hostile_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_schedule
TESTS += tests/unit/check_schedule
tests_unit_check_schedule_SOURCES = tests/unit/check_schedule.c
tests_unit_check_schedule_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_schedule_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_settings
TESTS += tests/unit/check_settings
tests_unit_check_settings_SOURCES = tests/unit/check_settings.c tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_settings_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_settings_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_tree
TESTS += tests/unit/check_tree
tests_unit_check_tree_SOURCES = tests/unit/check_tree.c tests/unit/scenario_text.c tests/unit/scenario_text.h
tests_unit_check_tree_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_tree_LDADD = $(UNIT_LDADD)
endif
