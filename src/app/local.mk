noinst_LIBRARIES += libapp.a
libapp_a_SOURCES = \
	src/app/app.c src/app/app.h src/app/parts.h src/app/screen.h src/app/screens.h \
	src/app/app_input.c src/app/app_private.h \
	src/app/beside.c src/app/beside.h \
	src/app/browser_screen.c \
	src/app/catalog.c src/app/catalog.h \
	src/app/commands.c src/app/commands.h \
	src/app/common.h \
	src/app/common_commands.c \
	src/app/common_keys.c \
	src/app/compare_screen.c \
	src/app/document.c src/app/document.h \
	src/app/exercise_screen.c \
	src/app/export.c src/app/export.h \
	src/app/goal.c src/app/goal.h \
	src/app/help.c src/app/help.h \
	src/app/host.h \
	src/app/input.h \
	src/app/job.c src/app/job.h \
	src/app/keys.c src/app/keys.h \
	src/app/learner.c src/app/learner.h \
	src/app/moment.c src/app/moment.h \
	src/app/player_private.h \
	src/app/player_chooser.c \
	src/app/player_commands.c \
	src/app/player_ending.c \
	src/app/player_hint.c \
	src/app/player_keys.c \
	src/app/player_level.c \
	src/app/player_mouse.c \
	src/app/player_overlay.c \
	src/app/player_python.c \
	src/app/player_question.c \
	src/app/player_replies.c \
	src/app/player_run.c \
	src/app/player_screen.c \
	src/app/player_window.c \
	src/app/prompt.c src/app/prompt.h \
	src/app/reel.c src/app/reel.h \
	src/app/settings.c src/app/settings.h \
	src/app/start.c
