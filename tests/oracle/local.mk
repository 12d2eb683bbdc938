# The oracle: judges what is told of runs against their raw events. tests/oracle/README.md tells how.
check_PROGRAMS += tests/oracle/oracle
tests_oracle_oracle_SOURCES = \
	tests/oracle/curtain.c tests/oracle/curtain.h \
	tests/oracle/facts.c tests/oracle/facts.h \
	tests/oracle/generator.c tests/oracle/generator.h \
	tests/oracle/judge.c tests/oracle/judge.h tests/oracle/judge_private.h \
	tests/oracle/judge_callback.c tests/oracle/judge_end.c tests/oracle/judge_lane.c tests/oracle/judge_moment.c tests/oracle/judge_now.c \
	tests/oracle/judge_state.c tests/oracle/judge_story.c tests/oracle/judge_value.c tests/oracle/judge_why.c \
	tests/oracle/oracle.c \
	tests/oracle/telling.c tests/oracle/telling.h
tests_oracle_oracle_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(NCURSES_LIBS)
# Schedules that are forced; by tests/schedules.sh.
check_PROGRAMS += tests/oracle/forced
tests_oracle_forced_SOURCES = tests/oracle/forced.c tests/oracle/generator.c tests/oracle/generator.h \
	tests/oracle/small.c tests/oracle/small.h
tests_oracle_forced_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(NCURSES_LIBS)
check_PROGRAMS += tests/oracle/brute
tests_oracle_brute_SOURCES = tests/oracle/brute.c tests/oracle/brute_loop.c tests/oracle/brute_loop.h \
	tests/oracle/generator.c tests/oracle/generator.h tests/oracle/small.c tests/oracle/small.h
tests_oracle_brute_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(NCURSES_LIBS)
EXTRA_DIST += tests/oracle/README.md tests/oracle/dense.py \
	tests/oracle/gap.trace tests/oracle/lost.trace tests/oracle/stopped.trace

# Many more random programs than `make check` has time for; SOAK_COUNT of them from SOAK_SEED on.
SOAK_COUNT = 10000
# The same number by CPython, under each of these models.
SOAK_MODELS = coroutines callbacks blocking async-blocking gil processes
SOAK_INTERPRETER = python3
.PHONY: soak
soak: baton$(EXEEXT) tests/oracle/oracle$(EXEEXT) tests/oracle/forced$(EXEEXT) tests/oracle/brute$(EXEEXT) tests/python/programs$(EXEEXT)
	@seed=$${SOAK_SEED:-$$(date +%s)}; echo "$(SOAK_COUNT) programs from seed $$seed on"; \
	    tests/oracle/oracle$(EXEEXT) --baton ./baton$(EXEEXT) --seed "$$seed" --count $(SOAK_COUNT) && \
	    tests/oracle/forced$(EXEEXT) --baton ./baton$(EXEEXT) --seed "$$seed" --count $(SOAK_COUNT) && \
	    tests/oracle/brute$(EXEEXT) 200 $(srcdir)/tests/foreign/*.baton $(srcdir)/scenarios/*.baton $(srcdir)/tests/conformance/*.baton && \
	    tests/oracle/brute$(EXEEXT) 20 --random "$$seed" $(SOAK_COUNT) && \
	    for model in $(SOAK_MODELS); do \
	        BATON=./baton$(EXEEXT) PROGRAMS=tests/python/programs$(EXEEXT) $(SOAK_INTERPRETER) \
	            $(srcdir)/tests/python/run_many.py "$$model" "$$seed" $(SOAK_COUNT) || exit 1; \
	    done
