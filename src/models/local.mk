noinst_LIBRARIES += libmodels.a
libmodels_a_SOURCES = \
	src/models/async_blocking.c \
	src/models/blocking.c \
	src/models/callbacks.c \
	src/models/coroutines.c \
	src/models/gil.c \
	src/models/model.h \
	src/models/models.c \
	src/models/polling.c \
	src/models/processes.c \
	src/models/threads.c
