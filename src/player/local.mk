noinst_LIBRARIES += libplayer.a
libplayer_a_SOURCES = \
	src/player/now.h \
	src/player/player.h \
	src/player/story.h
