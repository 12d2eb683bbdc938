if HAVE_CHECK
check_PROGRAMS += tests/unit/check_story
TESTS += tests/unit/check_story
tests_unit_check_story_SOURCES = tests/unit/check_story.c $(HAND)
tests_unit_check_story_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_story_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_player
TESTS += tests/unit/check_player
tests_unit_check_player_SOURCES = tests/unit/check_player.c $(HAND)
tests_unit_check_player_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_player_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_now
TESTS += tests/unit/check_now
tests_unit_check_now_SOURCES = tests/unit/check_now.c $(HAND)
tests_unit_check_now_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_now_LDADD = $(UNIT_LDADD)
endif
