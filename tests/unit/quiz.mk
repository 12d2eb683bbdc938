if HAVE_CHECK
ASKS = tests/unit/asks.c tests/unit/asks.h $(HAND)

check_PROGRAMS += tests/unit/check_question
TESTS += tests/unit/check_question
tests_unit_check_question_SOURCES = tests/unit/check_question.c $(ASKS)
tests_unit_check_question_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_question_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_replies
TESTS += tests/unit/check_replies
tests_unit_check_replies_SOURCES = tests/unit/check_replies.c tests/unit/app_host.c tests/unit/app_host.h $(ASKS)
tests_unit_check_replies_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_replies_LDADD = $(UNIT_LDADD)
endif
