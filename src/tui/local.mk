noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/app.h \
	src/tui/input.h \
	src/tui/input_parse.c src/tui/input_parse.h \
	src/tui/input_queue.c src/tui/input_queue.h \
	src/tui/keys.h \
	src/tui/loop.h \
	src/tui/moment.c src/tui/moment.h \
	src/tui/prompt.c src/tui/prompt.h \
	src/tui/rescue.c src/tui/rescue.h \
	src/tui/session.h \
	src/tui/terminal.c src/tui/terminal.h
