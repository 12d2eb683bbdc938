# `make bench`: a row is printed by a program or a script. To add a program: its name, its sources, its BENCH_LDADD; to add
# a script: its name.
BENCHES = bench/bench_record bench/bench_switch bench/bench_peers bench/bench_sleepers bench/bench_exact \
	bench/bench_traces bench/bench_open bench/bench_screen bench/bench_frame bench/bench_explore \
	bench/bench_recorded
BENCH_SHELL =

# What is recorded to be measured.
RECORDED = bench/recorded_locks

EXTRA_PROGRAMS = $(BENCHES) $(RECORDED)
EXTRA_DIST += bench/README.md bench/bench.sh $(BENCH_SHELL)
CLEANFILES += $(BENCHES) $(RECORDED)
BENCH_LDADD = $(ROOM_LIBS) $(UV_LIBS) $(NCURSES_LIBS) -lm

# What is run to be measured, and what it is compared to.
EXTRA_DIST += bench/scenarios/handoffs.baton bench/scenarios/two_sleeps.baton bench/scenarios/two_requests.baton \
	bench/scenarios/two_add.baton \
	bench/scenarios/four_processes.baton bench/scenarios/sleepers_10000.baton bench/scenarios/sleepers_100000.baton \
	bench/scenarios/compute_1ms.baton bench/scenarios/compute_10ms.baton bench/scenarios/compute_100ms.baton \
	bench/scenarios/asleep.baton bench/scenarios/requests.baton bench/scenarios/events_100000.baton bench/scenarios/events_1000000.baton \
	bench/scenarios/events_10000000.baton \
	bench/peers/handoffs.py bench/peers/two_sleeps.py bench/peers/two_requests.py bench/peers/four_processes.py \
	bench/peers/sleepers.py bench/peers/recorded.py bench/peers/recorded_long.py

bench_bench_record_SOURCES = bench/bench_record.c bench/bench.c bench/bench.h
bench_bench_record_LDADD = $(BENCH_LDADD)
bench_bench_switch_SOURCES = bench/bench_switch.c bench/bench.c bench/bench.h
bench_bench_switch_LDADD = $(BENCH_LDADD)
bench_bench_peers_SOURCES = bench/bench_peers.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_peers_LDADD = $(BENCH_LDADD)
bench_bench_sleepers_SOURCES = bench/bench_sleepers.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_sleepers_LDADD = $(BENCH_LDADD)
bench_bench_exact_SOURCES = bench/bench_exact.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_exact_LDADD = $(BENCH_LDADD)
bench_bench_traces_SOURCES = bench/bench_traces.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_traces_LDADD = $(BENCH_LDADD)
bench_bench_open_SOURCES = bench/bench_open.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_open_LDADD = $(BENCH_LDADD)
bench_bench_screen_SOURCES = bench/bench_screen.c bench/bench.c bench/bench.h bench/child.c bench/child.h $(PTY)
bench_bench_screen_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/pty
bench_bench_screen_LDADD = $(BENCH_LDADD)
bench_bench_explore_SOURCES = bench/bench_explore.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_explore_LDADD = $(BENCH_LDADD)
bench_bench_frame_SOURCES = bench/bench_frame.c bench/bench.c bench/bench.h bench/long_run.c bench/long_run.h
bench_bench_frame_LDADD = $(BENCH_LDADD)

bench_bench_recorded_SOURCES = bench/bench_recorded.c bench/bench.c bench/bench.h bench/child.c bench/child.h
bench_bench_recorded_LDADD = $(BENCH_LDADD)
bench_recorded_locks_SOURCES = bench/recorded_locks.c src/base/clock.c

.PHONY: bench
bench: all $(BENCHES) $(RECORDED)
	@BATON=$(abs_top_builddir)/baton$(EXEEXT) BENCH_DIR=$(abs_srcdir)/bench \
	    $(SHELL) $(srcdir)/bench/bench.sh $(BENCHES:%=./%) \
	    $(BENCH_SHELL:%=$(abs_srcdir)/%)
