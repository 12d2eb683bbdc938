noinst_LIBRARIES += libexplore.a
libexplore_a_SOURCES = \
	src/explore/block.h \
	src/explore/buffers.c src/explore/buffers.h \
	src/explore/count.c src/explore/count.h \
	src/explore/digest.c src/explore/digest.h \
	src/explore/drive.c src/explore/drive.h \
	src/explore/due.c src/explore/due.h \
	src/explore/ends.c src/explore/ends.h \
	src/explore/explore.c src/explore/explore.h \
	src/explore/graph.c src/explore/graph.h \
	src/explore/limits.c src/explore/limits.h \
	src/explore/loops.c src/explore/loops.h \
	src/explore/offload.c src/explore/offload.h \
	src/explore/stepper.c src/explore/stepper.h \
	src/explore/proof.c src/explore/proof.h \
	src/explore/pooled.c src/explore/pooled.h \
	src/explore/possible.c src/explore/possible.h \
	src/explore/refuse.c src/explore/refuse.h \
	src/explore/replay.c src/explore/replay.h \
	src/explore/ring.c src/explore/ring.h \
	src/explore/rounds.c src/explore/rounds.h \
	src/explore/search.c src/explore/search.h \
	src/explore/service.c src/explore/service.h \
	src/explore/shortest.c src/explore/shortest.h \
	src/explore/state.c src/explore/state.h
