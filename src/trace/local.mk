noinst_LIBRARIES += libtrace.a
libtrace_a_SOURCES = \
	src/trace/event.h \
	src/trace/log.c src/trace/log.h \
	src/trace/trace.h
