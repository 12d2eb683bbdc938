if HAVE_CHECK
check_PROGRAMS += tests/unit/check_input
TESTS += tests/unit/check_input
tests_unit_check_input_SOURCES = tests/unit/check_input.c tests/unit/check_main.h
tests_unit_check_input_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_input_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_watch
TESTS += tests/unit/check_watch
tests_unit_check_watch_SOURCES = tests/unit/check_watch.c tests/unit/check_main.h
tests_unit_check_watch_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_watch_LDADD = $(UNIT_LDADD)
endif
