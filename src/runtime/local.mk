noinst_LIBRARIES += libruntime.a
libruntime_a_SOURCES = \
	src/runtime/compute.c src/runtime/compute.h \
	src/runtime/coroutine.c src/runtime/coroutine.h \
	src/runtime/device.h \
	src/runtime/run.h \
	src/runtime/switches.h
libruntime_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
