noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	src/engine/children.c \
	src/engine/engine.h \
	src/engine/fork_server.c \
	src/engine/outcome.c \
	src/engine/reaper.c \
	src/engine/run.c src/engine/run.h \
	src/engine/setup.c \
	src/engine/supervisor.c
