if HAVE_CHECK
check_PROGRAMS += tests/unit/check_diag
TESTS += tests/unit/check_diag
tests_unit_check_diag_SOURCES = tests/unit/check_diag.c
tests_unit_check_diag_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_diag_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_file
TESTS += tests/unit/check_file
tests_unit_check_file_SOURCES = tests/unit/check_file.c
tests_unit_check_file_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_file_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_sort
TESTS += tests/unit/check_sort
tests_unit_check_sort_SOURCES = tests/unit/check_sort.c
tests_unit_check_sort_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_sort_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_utf8
TESTS += tests/unit/check_utf8
tests_unit_check_utf8_SOURCES = tests/unit/check_utf8.c
tests_unit_check_utf8_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_utf8_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_wide
TESTS += tests/unit/check_wide
tests_unit_check_wide_SOURCES = tests/unit/check_wide.c
tests_unit_check_wide_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_wide_LDADD = $(UNIT_LDADD)
endif
