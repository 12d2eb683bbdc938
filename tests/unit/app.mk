if HAVE_CHECK
check_PROGRAMS += tests/unit/check_job
TESTS += tests/unit/check_job
tests_unit_check_job_SOURCES = tests/unit/check_job.c tests/unit/check_main.h $(HAND)
tests_unit_check_job_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_job_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_keys
TESTS += tests/unit/check_keys
tests_unit_check_keys_SOURCES = tests/unit/check_keys.c tests/unit/check_main.h
tests_unit_check_keys_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_keys_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_key_pages
TESTS += tests/unit/check_key_pages
tests_unit_check_key_pages_SOURCES = tests/unit/check_key_pages.c tests/unit/check_main.h
tests_unit_check_key_pages_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS) -DDOCS_DIR='"$(abs_top_srcdir)/docs"'
tests_unit_check_key_pages_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_screens
TESTS += tests/unit/check_screens
tests_unit_check_screens_SOURCES = tests/unit/check_screens.c tests/unit/check_main.h
tests_unit_check_screens_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_screens_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_prompt
TESTS += tests/unit/check_prompt
tests_unit_check_prompt_SOURCES = tests/unit/check_prompt.c tests/unit/check_main.h
tests_unit_check_prompt_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_prompt_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_app
TESTS += tests/unit/check_app
tests_unit_check_app_SOURCES = tests/unit/check_app.c tests/unit/app_host.c tests/unit/app_host.h $(HAND)
tests_unit_check_app_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_app_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_app_random
TESTS += tests/unit/check_app_random
tests_unit_check_app_random_SOURCES = tests/unit/check_app_random.c tests/unit/app_host.c tests/unit/app_host.h $(HAND)
tests_unit_check_app_random_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_app_random_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_app_runs
TESTS += tests/unit/check_app_runs
tests_unit_check_app_runs_SOURCES = tests/unit/check_app_runs.c tests/unit/app_host.c tests/unit/app_host.h $(HAND)
tests_unit_check_app_runs_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_app_runs_LDADD = $(UNIT_LDADD)

check_PROGRAMS += tests/unit/check_commands
TESTS += tests/unit/check_commands
tests_unit_check_commands_SOURCES = tests/unit/check_commands.c tests/unit/app_host.c tests/unit/app_host.h $(HAND)
tests_unit_check_commands_CPPFLAGS = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
tests_unit_check_commands_LDADD = $(UNIT_LDADD)
endif
