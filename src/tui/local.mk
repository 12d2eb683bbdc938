noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/app.h \
	src/tui/input.h \
	src/tui/keys.h \
	src/tui/loop.h \
	src/tui/session.h \
	src/tui/terminal.h
