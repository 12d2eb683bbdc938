if HAVE_CHECK
SCREEN_GOLDEN = tests/unit/screen_golden.c tests/unit/screen_golden.h $(TEXT_GOLDEN)

check_PROGRAMS += tests/unit/check_timeline_pane
TESTS += tests/unit/check_timeline_pane
tests_unit_check_timeline_pane_SOURCES = tests/unit/check_timeline_pane.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_timeline_pane_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_timeline_pane_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_window
TESTS += tests/unit/check_window
tests_unit_check_window_SOURCES = tests/unit/check_window.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_window_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_window_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_browser
TESTS += tests/unit/check_browser
tests_unit_check_browser_SOURCES = tests/unit/check_browser.c $(SCREEN_GOLDEN) tests/unit/check_main.h
tests_unit_check_browser_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_browser_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_exercise
TESTS += tests/unit/check_exercise
tests_unit_check_exercise_SOURCES = tests/unit/check_exercise.c $(SCREEN_GOLDEN) tests/unit/check_main.h
tests_unit_check_exercise_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_exercise_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_comparison
TESTS += tests/unit/check_comparison
tests_unit_check_comparison_SOURCES = tests/unit/check_comparison.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_comparison_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_comparison_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_layout
TESTS += tests/unit/check_layout
tests_unit_check_layout_SOURCES = tests/unit/check_layout.c tests/unit/check_main.h
tests_unit_check_layout_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_layout_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_machine
TESTS += tests/unit/check_machine
tests_unit_check_machine_SOURCES = tests/unit/check_machine.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_machine_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_machine_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_view
TESTS += tests/unit/check_view
tests_unit_check_view_SOURCES = tests/unit/check_view.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_view_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_view_LDADD = $(UNIT_LDADD)
endif
