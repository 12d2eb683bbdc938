if HAVE_CHECK
check_PROGRAMS += tests/unit/check_coroutine
TESTS += tests/unit/check_coroutine
tests_unit_check_coroutine_SOURCES = tests/unit/check_coroutine.c
tests_unit_check_coroutine_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_coroutine_LDADD = $(UNIT_LDADD)
endif
