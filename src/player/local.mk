noinst_LIBRARIES += libplayer.a
libplayer_a_SOURCES = \
	src/player/machine.c \
	src/player/machine.h \
	src/player/machine_cycle.c \
	src/player/machine_words.c \
	src/player/now.c \
	src/player/now.h \
	src/player/now_objects.c \
	src/player/now_values.c \
	src/player/now_waiting.c \
	src/player/now_waiting.h \
	src/player/player.c \
	src/player/player.h \
	src/player/player_private.h \
	src/player/player_speed.c \
	src/player/player_steps.c \
	src/player/story.c \
	src/player/story.h \
	src/player/story_index.c \
	src/player/story_index.h \
	src/player/story_marks.c \
	src/player/story_objects.c \
	src/player/story_pace.c \
	src/player/story_search.c \
	src/player/story_values.c \
	src/player/story_words.c
