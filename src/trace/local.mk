noinst_LIBRARIES += libtrace.a
libtrace_a_SOURCES = \
	src/trace/timeline_build.c \
	src/trace/timeline_actors.c \
	src/trace/timeline_events.c \
	src/trace/timeline_recorded.c \
	src/trace/timeline_builder.h \
	src/trace/event.c src/trace/event.h \
	src/trace/file.c src/trace/file.h \
	src/trace/file_blocks.c \
	src/trace/file_fast.c \
	src/trace/file_line.c \
	src/trace/file_private.h \
	src/trace/file_read.c \
	src/trace/gil.c src/trace/gil.h \
	src/trace/handoff.c src/trace/handoff.h \
	src/trace/known.c src/trace/known.h \
	src/trace/livelock.c src/trace/livelock.h \
	src/trace/log.c src/trace/log.h \
	src/trace/log_layout.h \
	src/trace/log_write.c \
	src/trace/parallel.c src/trace/parallel.h \
	src/trace/progress.c src/trace/progress.h \
	src/trace/recording.c src/trace/recording.h \
	src/trace/sort.c src/trace/sort.h \
	src/trace/survey.c src/trace/survey.h \
	src/trace/stats.c src/trace/stats.h \
	src/trace/strips.c \
	src/trace/sweep.c src/trace/sweep.h \
	src/trace/thin.c src/trace/thin.h \
	src/trace/texts.c src/trace/texts.h \
	src/trace/timeline.c src/trace/timeline.h \
	src/trace/times.h \
	src/trace/trace.c src/trace/trace.h src/trace/trace_private.h \
	src/trace/traits.c src/trace/traits.h \
	src/trace/updates.c src/trace/updates.h
