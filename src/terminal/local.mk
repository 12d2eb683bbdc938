noinst_LIBRARIES += libterminal.a
libterminal_a_SOURCES = \
	src/terminal/background.c src/terminal/background.h \
	src/terminal/capability.c src/terminal/capability.h \
	src/terminal/colours.c src/terminal/colours.h \
	src/terminal/editor.c src/terminal/editor.h \
	src/terminal/foreground.c src/terminal/foreground.h \
	src/terminal/host.c src/terminal/host.h \
	src/terminal/input_keys.c src/terminal/input_parse.c src/terminal/input_parse.h \
	src/terminal/input_private.h src/terminal/input_sequence.c src/terminal/input_text.c \
	src/terminal/input_queue.c src/terminal/input_queue.h \
	src/terminal/machine.c src/terminal/machine.h \
	src/terminal/modes.c src/terminal/modes.h \
	src/terminal/output_queue.c src/terminal/output_queue.h \
	src/terminal/recorder.c src/terminal/recorder.h \
	src/terminal/rescue.c src/terminal/rescue.h \
	src/terminal/terminal.c src/terminal/terminal.h \
	src/terminal/watch.c src/terminal/watch.h
