if HAVE_CHECK
check_PROGRAMS += tests/unit/check_sentences
TESTS += tests/unit/check_sentences
tests_unit_check_sentences_SOURCES = tests/unit/check_sentences.c $(HAND)
tests_unit_check_sentences_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DGOLDEN_DIR='"$(abs_top_srcdir)/tests/unit/golden"'
tests_unit_check_sentences_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_waits
TESTS += tests/unit/check_waits
tests_unit_check_waits_SOURCES = tests/unit/check_waits.c
tests_unit_check_waits_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_waits_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_told
TESTS += tests/unit/check_told
tests_unit_check_told_SOURCES = tests/unit/check_told.c $(HAND)
tests_unit_check_told_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_told_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_threads
TESTS += tests/unit/check_threads
tests_unit_check_threads_SOURCES = tests/unit/check_threads.c
tests_unit_check_threads_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_threads_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_course
TESTS += tests/unit/check_course
tests_unit_check_course_SOURCES = tests/unit/check_course.c tests/unit/check_main.h
tests_unit_check_course_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_course_LDADD = $(UNIT_LDADD)
endif
