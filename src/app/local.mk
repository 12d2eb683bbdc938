noinst_LIBRARIES += libapp.a
libapp_a_SOURCES = \
	src/app/app.c src/app/app.h src/app/app_private.h \
	src/app/browser_screen.c \
	src/app/commands.c \
	src/app/common_keys.c \
	src/app/compare_screen.c \
	src/app/document.c \
	src/app/export.c \
	src/app/input.h \
	src/app/job.c \
	src/app/keys.c src/app/keys.h \
	src/app/moment.c src/app/moment.h \
	src/app/player_keys.c \
	src/app/player_mouse.c \
	src/app/player_overlay.c \
	src/app/player_run.c \
	src/app/player_timeline.c \
	src/app/prompt.c src/app/prompt.h \
	src/app/reel.c src/app/reel.h \
	src/app/settings.c src/app/settings.h
