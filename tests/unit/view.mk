if HAVE_CHECK
SCREEN_GOLDEN = tests/unit/screen_golden.c tests/unit/screen_golden.h

check_PROGRAMS += tests/unit/check_timeline_pane
TESTS += tests/unit/check_timeline_pane
tests_unit_check_timeline_pane_SOURCES = tests/unit/check_timeline_pane.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_timeline_pane_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_timeline_pane_LDADD = $(UNIT_LDADD)
endif
