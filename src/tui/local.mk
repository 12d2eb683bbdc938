noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	src/tui/app.c src/tui/app.h src/tui/app_private.h \
	src/tui/app_actions.c \
	src/tui/app_browser.c \
	src/tui/app_compare.c \
	src/tui/app_export.c \
	src/tui/app_file.c \
	src/tui/app_job.c \
	src/tui/app_mouse.c \
	src/tui/app_overlay.c \
	src/tui/app_playback.c \
	src/tui/app_player.c \
	src/tui/app_timeline.c \
	src/tui/commands.c \
	src/tui/editor.c src/tui/editor.h \
	src/tui/input.h \
	src/tui/input_parse.c src/tui/input_parse.h \
	src/tui/input_queue.c src/tui/input_queue.h \
	src/tui/keys.c src/tui/keys.h \
	src/tui/loop.c src/tui/loop.h \
	src/tui/moment.c src/tui/moment.h \
	src/tui/output_queue.c src/tui/output_queue.h \
	src/tui/prompt.c src/tui/prompt.h \
	src/tui/reel.c src/tui/reel.h \
	src/tui/rescue.c src/tui/rescue.h \
	src/tui/session.c src/tui/session.h \
	src/tui/settings.c src/tui/settings.h \
	src/tui/terminal.c src/tui/terminal.h \
	src/tui/watch.c src/tui/watch.h
