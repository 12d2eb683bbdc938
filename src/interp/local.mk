noinst_LIBRARIES += libinterp.a
libinterp_a_SOURCES = \
	src/interp/channel_use.c \
	src/interp/connection.c src/interp/connection.h \
	src/interp/interp.c src/interp/interp.h \
	src/interp/record.c src/interp/record.h \
	src/interp/rules.h \
	src/interp/statement.c src/interp/statement.h \
	src/interp/statement_atomic.c \
	src/interp/statement_channel.c \
	src/interp/statement_condition.c \
	src/interp/statement_generator.c \
	src/interp/statement_io.c \
	src/interp/statement_region.c \
	src/interp/statement_select.c \
	src/interp/statement_sync.c \
	src/interp/statement_task.c \
	src/interp/task.c src/interp/task.h \
	src/interp/try.c \
	src/interp/unwind.c \
	src/interp/values.c src/interp/values.h
