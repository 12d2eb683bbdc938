noinst_LIBRARIES += libruntime.a
libruntime_a_SOURCES = \
	src/runtime/compute.c src/runtime/compute.h \
	src/runtime/coroutine.c src/runtime/coroutine.h \
	src/runtime/device.c src/runtime/device.h \
	src/runtime/device_client.c src/runtime/device_wire.h \
	src/runtime/device_requests.c src/runtime/device_requests.h \
	src/runtime/run.h \
	src/runtime/switches.c src/runtime/switches.h
libruntime_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
