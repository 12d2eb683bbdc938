if HAVE_CHECK
HAND = tests/unit/hand.c tests/unit/hand.h tests/unit/check_main.h

check_PROGRAMS += tests/unit/check_trace
TESTS += tests/unit/check_trace
tests_unit_check_trace_SOURCES = tests/unit/check_trace.c $(HAND)
tests_unit_check_trace_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_trace_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_timeline
TESTS += tests/unit/check_timeline
tests_unit_check_timeline_SOURCES = tests/unit/check_timeline.c $(HAND)
tests_unit_check_timeline_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_timeline_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_recording
TESTS += tests/unit/check_recording
tests_unit_check_recording_SOURCES = tests/unit/check_recording.c $(HAND)
tests_unit_check_recording_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_recording_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_updates
TESTS += tests/unit/check_updates
tests_unit_check_updates_SOURCES = tests/unit/check_updates.c $(HAND)
tests_unit_check_updates_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_updates_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_stats
TESTS += tests/unit/check_stats
tests_unit_check_stats_SOURCES = tests/unit/check_stats.c $(HAND)
tests_unit_check_stats_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_stats_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_open
TESTS += tests/unit/check_open
tests_unit_check_open_SOURCES = tests/unit/check_open.c $(HAND)
tests_unit_check_open_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_open_LDADD = $(UNIT_LDADD)
endif
