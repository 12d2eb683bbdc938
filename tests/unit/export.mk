if HAVE_CHECK
TEXT_GOLDEN = tests/unit/text_golden.c tests/unit/text_golden.h

check_PROGRAMS += tests/unit/check_grid
TESTS += tests/unit/check_grid
tests_unit_check_grid_SOURCES = tests/unit/check_grid.c tests/unit/check_main.h
tests_unit_check_grid_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_grid_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_palette
TESTS += tests/unit/check_palette
tests_unit_check_palette_SOURCES = tests/unit/check_palette.c tests/unit/check_main.h
tests_unit_check_palette_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_palette_LDADD = $(UNIT_LDADD)

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

check_PROGRAMS += tests/unit/check_python
TESTS += tests/unit/check_python
tests_unit_check_python_SOURCES = tests/unit/check_python.c $(TEXT_GOLDEN)
tests_unit_check_python_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"' \
	-DSCENARIO_DIR='"$(abs_top_srcdir)/scenarios"'
tests_unit_check_python_LDADD = $(UNIT_LDADD)
endif
