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

check_PROGRAMS += tests/unit/check_contrast
TESTS += tests/unit/check_contrast
tests_unit_check_contrast_SOURCES = tests/unit/check_contrast.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_contrast_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_contrast_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_layout
TESTS += tests/unit/check_layout
tests_unit_check_layout_SOURCES = tests/unit/check_layout.c tests/unit/check_main.h
tests_unit_check_layout_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_layout_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_view
TESTS += tests/unit/check_view
tests_unit_check_view_SOURCES = tests/unit/check_view.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_view_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_view_LDADD = $(UNIT_LDADD)
endif
EXTRA_DIST += \
	tests/unit/golden/large-korean-40x8.txt \
	tests/unit/golden/large-cores-80x22.txt \
	tests/unit/golden/large-many-120x34.txt \
	tests/unit/golden/large-two-80x22.txt \
	tests/unit/golden/overview-cores-80x1.txt \
	tests/unit/golden/overview-part-80x1.txt \
	tests/unit/golden/overview-two-80x1.txt \
	tests/unit/golden/timeline-blocking-before.txt \
	tests/unit/golden/timeline-cores-80x24.txt \
	tests/unit/golden/timeline-crash-80x24.txt \
	tests/unit/golden/timeline-empty-20x5.txt \
	tests/unit/golden/timeline-empty-80x24.txt \
	tests/unit/golden/timeline-gil-120x40.txt \
	tests/unit/golden/timeline-gil-20x5.txt \
	tests/unit/golden/timeline-korean-20x5.txt \
	tests/unit/golden/timeline-korean-80x24.txt \
	tests/unit/golden/timeline-korean-object.txt \
	tests/unit/golden/timeline-late-80x24.txt \
	tests/unit/golden/timeline-long-80x24.txt \
	tests/unit/golden/timeline-many-20x5.txt \
	tests/unit/golden/timeline-many-80x24.txt \
	tests/unit/golden/timeline-one-80x24.txt \
	tests/unit/golden/timeline-two-120x40.txt \
	tests/unit/golden/timeline-two-20x5.txt \
	tests/unit/golden/timeline-two-80x24-ascii.txt \
	tests/unit/golden/timeline-two-80x24.txt \
	tests/unit/golden/timeline-two-handoffs.txt \
	tests/unit/golden/browser-120x40.txt \
	tests/unit/golden/browser-20x5.txt \
	tests/unit/golden/browser-40x10.txt \
	tests/unit/golden/browser-80x24-ascii.txt \
	tests/unit/golden/browser-80x24.txt \
	tests/unit/golden/browser-error-80x24.txt \
	tests/unit/golden/browser-korean-120x40.txt \
	tests/unit/golden/browser-korean-20x5.txt \
	tests/unit/golden/contrast-120x40.txt \
	tests/unit/golden/contrast-20x5.txt \
	tests/unit/golden/contrast-40x10.txt \
	tests/unit/golden/contrast-80x24-ascii.txt \
	tests/unit/golden/contrast-80x24.txt \
	tests/unit/golden/contrast-empty-80x24.txt \
	tests/unit/golden/contrast-korean-120x40.txt \
	tests/unit/golden/contrast-korean-20x5.txt \
	tests/unit/golden/contrast-many-120x40.txt \
	tests/unit/golden/contrast-none-80x24.txt \
	tests/unit/golden/contrast-table-120x40.txt \
	tests/unit/golden/contrast-table-40x10.txt \
	tests/unit/golden/contrast-table-80x24.txt \
	tests/unit/golden/contrast-table-way-80x24.txt \
	tests/unit/golden/contrast-way-40x10.txt \
	tests/unit/golden/contrast-way-80x24.txt \
	tests/unit/golden/view-80x24.txt \
	tests/unit/golden/view-120x40.txt \
	tests/unit/golden/view-20x5.txt \
	tests/unit/golden/view-40x10.txt \
	tests/unit/golden/view-50x40.txt \
	tests/unit/golden/view-ask-80x24.txt \
	tests/unit/golden/view-ask-20x5.txt \
	tests/unit/golden/view-end-80x24-ascii.txt \
	tests/unit/golden/view-errors-80x24.txt \
	tests/unit/golden/view-errors-40x10.txt \
	tests/unit/golden/view-help-80x24.txt \
	tests/unit/golden/view-help-20x5.txt \
	tests/unit/golden/view-details-120x40.txt \
	tests/unit/golden/view-details-40x10.txt \
	tests/unit/golden/view-menu-80x24.txt \
	tests/unit/golden/view-empty-80x24.txt \
	tests/unit/golden/view-one-event-120x40.txt \
	tests/unit/golden/view-one-event-20x5.txt \
	tests/unit/golden/view-korean-80x24.txt \
	tests/unit/golden/view-korean-120x40-ascii.txt \
	tests/unit/golden/view-gil-120x40.txt \
	tests/unit/golden/view-late-120x40.txt \
	tests/unit/golden/view-crash-80x24.txt \
	tests/unit/golden/view-many-80x24.txt \
	tests/unit/golden/view-locks-80x24.txt
