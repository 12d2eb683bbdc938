if HAVE_CHECK
SCREEN_GOLDEN = tests/unit/screen_golden.c tests/unit/screen_golden.h

check_PROGRAMS += tests/unit/check_timeline_pane
TESTS += tests/unit/check_timeline_pane
tests_unit_check_timeline_pane_SOURCES = tests/unit/check_timeline_pane.c $(SCREEN_GOLDEN) $(HAND)
tests_unit_check_timeline_pane_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_timeline_pane_LDADD = $(UNIT_LDADD)

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
endif
EXTRA_DIST += \
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
	tests/unit/golden/contrast-way-40x10.txt \
	tests/unit/golden/contrast-way-80x24.txt
