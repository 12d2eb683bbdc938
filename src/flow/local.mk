noinst_LIBRARIES += libflow.a
libflow_a_SOURCES = \
	src/flow/came.c src/flow/came.h \
	src/flow/coroutine_stack.c src/flow/coroutine_stack.h \
	src/flow/director.c src/flow/director.h src/flow/director_beside.c src/flow/director_beside.h \
	src/flow/director_seat.c src/flow/director_seat.h \
	src/flow/director_moves.c src/flow/director_moves.h \
	src/flow/fork_job.c src/flow/fork_job.h \
	src/flow/gil_lock.c src/flow/gil_lock.h \
	src/flow/heap.c src/flow/heap.h \
	src/flow/hold.c src/flow/hold.h \
	src/flow/lanes.h \
	src/flow/loop.c src/flow/loop.h src/flow/loop_private.h \
	src/flow/loop_limit.c \
	src/flow/loop_look.c \
	src/flow/loop_schedule.c \
	src/flow/must.c src/flow/must.h \
	src/flow/pool.c src/flow/pool.h \
	src/flow/process.c src/flow/process.h \
	src/flow/ring.c src/flow/ring.h \
	src/flow/task_thread.c src/flow/task_thread.h \
	src/flow/thread.c src/flow/thread.h \
	src/flow/turn.c src/flow/turn.h \
	src/flow/worker.c src/flow/worker.h
