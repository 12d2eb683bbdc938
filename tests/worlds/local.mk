# Smaller worlds: with system calls that are refused, calls that fail, and limits. `make soak` tries all of them
# under all models.
check_PROGRAMS += tests/worlds/refuse
tests_worlds_refuse_SOURCES = tests/worlds/refuse.c
# Preloaded into a program: built without the sanitizers, and without libtool.
check_DATA = tests/worlds/fault.so
tests/worlds/fault.so: tests/worlds/fault.c
	$(AM_V_CC)$(MKDIR_P) tests/worlds && \
	$(CC) $(DEFS) $(AM_CPPFLAGS) $(CPPFLAGS) -std=gnu11 -O1 -fPIC -shared -o $@ $(top_srcdir)/tests/worlds/fault.c -ldl
CLEANFILES += tests/worlds/fault.so
TESTS += tests/worlds/worlds.sh
EXTRA_DIST += tests/worlds/worlds.sh tests/worlds/fault.c tests/worlds/all.baton
soak-worlds: all tests/worlds/refuse$(EXEEXT) tests/worlds/fault.so
	srcdir='$(srcdir)' WORLDS=all $(SHELL) $(top_srcdir)/tests/worlds/worlds.sh
.PHONY: soak-worlds
soak: soak-worlds
