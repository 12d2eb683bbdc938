noinst_LIBRARIES += libruntime.a
libruntime_a_SOURCES = \
	src/runtime/board.c src/runtime/board.h \
	src/runtime/compute.c src/runtime/compute.h \
	src/runtime/connection.c src/runtime/connection.h \
	src/runtime/coroutine.c src/runtime/coroutine.h \
	src/runtime/deadlock.c src/runtime/deadlock.h \
	src/runtime/device.c src/runtime/device.h \
	src/runtime/device_client.c \
	src/runtime/device_requests.c src/runtime/device_requests.h \
	src/runtime/device_wire.h \
	src/runtime/engine.c src/runtime/engine.h \
	src/runtime/engine_children.c \
	src/runtime/engine_end.c \
	src/runtime/engine_process.c \
	src/runtime/engine_reap.c \
	src/runtime/engine_setup.c \
	src/runtime/fork_job.c src/runtime/fork_job.h \
	src/runtime/futex.h \
	src/runtime/gil.c src/runtime/gil.h \
	src/runtime/heap.c src/runtime/heap.h \
	src/runtime/hold.c src/runtime/hold.h \
	src/runtime/interp.c src/runtime/interp.h \
	src/runtime/loop.c src/runtime/loop.h \
	src/runtime/lost.c src/runtime/lost.h \
	src/runtime/memory.c src/runtime/memory.h \
	src/runtime/model.h \
	src/runtime/model_async_blocking.c \
	src/runtime/model_blocking.c \
	src/runtime/model_callbacks.c \
	src/runtime/model_coroutines.c \
	src/runtime/model_gil.c \
	src/runtime/model_polling.c \
	src/runtime/model_processes.c \
	src/runtime/model_threads.c \
	src/runtime/models.c \
	src/runtime/pool.c src/runtime/pool.h \
	src/runtime/processes.c src/runtime/processes.h \
	src/runtime/record.c src/runtime/record.h \
	src/runtime/rules.h \
	src/runtime/run.c src/runtime/run.h \
	src/runtime/statement.c src/runtime/statement.h \
	src/runtime/statement_generator.c \
	src/runtime/statement_io.c \
	src/runtime/statement_sync.c \
	src/runtime/statement_task.c \
	src/runtime/switches.c src/runtime/switches.h \
	src/runtime/task.c src/runtime/task.h \
	src/runtime/task_thread.c src/runtime/task_thread.h \
	src/runtime/thread.c src/runtime/thread.h \
	src/runtime/turn.c src/runtime/turn.h \
	src/runtime/unwind.c \
	src/runtime/worker.c src/runtime/worker.h
libruntime_a_CPPFLAGS = $(AM_CPPFLAGS) $(UV_CFLAGS)
