if HAVE_CHECK
check_PROGRAMS += tests/unit/check_timeline
TESTS += tests/unit/check_timeline
tests_unit_check_timeline_SOURCES = tests/unit/check_timeline.c tests/unit/hand.c tests/unit/hand.h
tests_unit_check_timeline_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_timeline_LDADD = $(UNIT_LDADD)
endif
