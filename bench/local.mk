# `make bench`: a row is printed by a program or a script. To add a program: its name, its sources, its BENCH_LDADD; to add
# a script: its name.
BENCHES = bench/bench_record bench/bench_switch
BENCH_SHELL =

EXTRA_PROGRAMS = $(BENCHES)
EXTRA_DIST += bench/README.md bench/bench.sh $(BENCH_SHELL)
CLEANFILES += $(BENCHES)
BENCH_LDADD = $(ROOM_LIBS)

bench_bench_record_SOURCES = bench/bench_record.c bench/bench.c bench/bench.h
bench_bench_record_LDADD = $(BENCH_LDADD)
bench_bench_switch_SOURCES = bench/bench_switch.c bench/bench.c bench/bench.h
bench_bench_switch_LDADD = $(BENCH_LDADD)

.PHONY: bench
bench: baton$(EXEEXT) $(BENCHES)
	@BATON=$(abs_top_builddir)/baton$(EXEEXT) BENCH_DIR=$(abs_srcdir)/bench \
	    $(SHELL) $(srcdir)/bench/bench.sh $(BENCHES:%=./%) \
	    $(BENCH_SHELL:%=$(abs_srcdir)/%)
