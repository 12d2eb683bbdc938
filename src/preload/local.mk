# The library that is put into a program that `baton record` runs. It is no part of baton, and never sanitized: it would
# have to be loaded before the sanitizer of the program. It knows the inside of glibc's locks, and of no other's.
if HAVE_RECORD
recorddir = $(pkglibdir)
record_PROGRAMS = libbaton-record.so
libbaton_record_so_SOURCES = \
	src/preload/aio_callbacks.c src/preload/aio_callbacks.h \
	src/preload/aio_ends.c src/preload/aio_ends.h \
	src/preload/aio_locks.c src/preload/aio_locks.h \
	src/preload/asyncio.c src/preload/asyncio.h \
	src/preload/begin.c \
	src/preload/call.c \
	src/preload/environment.c src/preload/environment.h \
	src/preload/exec.c \
	src/preload/failure.c src/preload/failure.h \
	src/preload/frames.c src/preload/frames.h \
	src/preload/gil.c src/preload/gil.h \
	src/preload/greenlets.c src/preload/greenlets.h \
	src/preload/hooks.c src/preload/hooks.h \
	src/preload/lock.c \
	src/preload/numbers.c src/preload/numbers.h \
	src/preload/objects.c src/preload/objects.h \
	src/preload/pools.c src/preload/pools.h \
	src/preload/preload.h \
	src/preload/process_names.c src/preload/process_names.h \
	src/preload/process_pools.c src/preload/process_pools.h \
	src/preload/python.c src/preload/python.h \
	src/preload/python_call.c \
	src/preload/raw.h \
	src/preload/raw_frames.h \
	src/preload/raw_version.h \
	src/preload/real.c src/preload/real.h \
	src/preload/thread.c \
	src/preload/wait.c \
	src/preload/write.c \
	src/base/clock.c \
	src/trace/log_write.c
libbaton_record_so_CFLAGS = $(BATON_WARNINGS) -pthread -fPIC -fvisibility=hidden -fexceptions
libbaton_record_so_LDFLAGS = -shared -pthread -Wl,-z,now
libbaton_record_so_LDADD = $(RECORD_LIBS)
endif
