if HAVE_CHECK
TEXT_GOLDEN = tests/unit/text_golden.c tests/unit/text_golden.h

check_PROGRAMS += tests/unit/check_grid
TESTS += tests/unit/check_grid
tests_unit_check_grid_SOURCES = tests/unit/check_grid.c tests/unit/check_main.h
tests_unit_check_grid_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_grid_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_export
TESTS += tests/unit/check_export
tests_unit_check_export_SOURCES = tests/unit/check_export.c $(TEXT_GOLDEN) $(HAND)
tests_unit_check_export_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_export_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_table
TESTS += tests/unit/check_table
tests_unit_check_table_SOURCES = tests/unit/check_table.c $(TEXT_GOLDEN) $(HAND)
tests_unit_check_table_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_table_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_picture
TESTS += tests/unit/check_picture
tests_unit_check_picture_SOURCES = tests/unit/check_picture.c $(TEXT_GOLDEN) $(HAND)
tests_unit_check_picture_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_picture_LDADD = $(UNIT_LDADD)
endif
EXTRA_DIST += \
	tests/unit/golden/coroutines-80.txt \
	tests/unit/golden/coroutines-120.txt \
	tests/unit/golden/coroutines-20.txt \
	tests/unit/golden/coroutines-80-ascii.txt \
	tests/unit/golden/coroutines-20-ascii.txt \
	tests/unit/golden/blocking-80.txt \
	tests/unit/golden/blocking-120.txt \
	tests/unit/golden/polling-80.txt \
	tests/unit/golden/gil-120.txt \
	tests/unit/golden/gil-80-ascii.txt \
	tests/unit/golden/threads-80.txt \
	tests/unit/golden/late-120.txt \
	tests/unit/golden/korean-80.txt \
	tests/unit/golden/korean-120.txt \
	tests/unit/golden/korean-20.txt \
	tests/unit/golden/korean-80-ascii.txt \
	tests/unit/golden/crash-80.txt \
	tests/unit/golden/many-80.txt \
	tests/unit/golden/empty-80.txt \
	tests/unit/golden/empty-20.txt \
	tests/unit/golden/one-event-80.txt \
	tests/unit/golden/coroutines-steps.txt \
	tests/unit/golden/threads-steps.txt \
	tests/unit/golden/korean-steps.txt \
	tests/unit/golden/korean-steps-ascii.txt \
	tests/unit/golden/late-json.txt \
	tests/unit/golden/korean-json.txt \
	tests/unit/golden/empty-json.txt \
	tests/unit/golden/late-csv.txt \
	tests/unit/golden/threads-csv.txt \
	tests/unit/golden/gil-chrome.txt \
	tests/unit/golden/korean-trace.txt \
	tests/unit/golden/compare-80.txt \
	tests/unit/golden/compare-120.txt \
	tests/unit/golden/compare-30-ascii.txt \
	tests/unit/golden/table-80.txt \
	tests/unit/golden/table-120.txt \
	tests/unit/golden/table-50.txt \
	tests/unit/golden/table-80-ascii.txt \
	tests/unit/golden/table-korean-80.txt \
	tests/unit/golden/table.svg.txt \
	tests/unit/golden/late.svg.txt \
	tests/unit/golden/gil.svg.txt \
	tests/unit/golden/korean.svg.txt \
	tests/unit/golden/empty.svg.txt
