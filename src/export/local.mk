noinst_LIBRARIES += libexport.a
libexport_a_SOURCES = \
	src/export/cast.c \
	src/export/chrome.c src/export/chrome.h \
	src/export/compare.c src/export/compare.h \
	src/export/compare_picture.c \
	src/export/csv.c \
	src/export/export.c src/export/export.h \
	src/export/html.c src/export/html.h \
	src/export/html_data.c \
	src/export/html_json.c src/export/html_json.h \
	src/export/html_pack.c src/export/html_pack.h \
	src/export/html_page.c \
	src/export/html_play.c src/export/html_play.h \
	src/export/html_play_lanes.c \
	src/export/html_play_machine.c \
	src/export/html_play_now.c \
	src/export/html_play_touched.c \
	src/export/html_play_values.c \
	src/export/html_questions.c \
	src/export/html_steps.c \
	src/export/html_tables.c \
	src/export/html_text.h \
	src/export/json.c \
	src/export/json_recording.c src/export/json_recording.h \
	src/export/json_text.c src/export/json_text.h \
	src/export/lanes.c src/export/lanes.h \
	src/export/md.c src/export/md.h \
	src/export/md_text.c src/export/md_text.h \
	src/export/numbers.c src/export/numbers.h \
	src/export/page.c src/export/page.h \
	src/export/settings.c src/export/settings.h \
	src/export/steps.c \
	src/export/steps_walk.c src/export/steps_walk.h \
	src/export/summary.c src/export/summary.h \
	src/export/svg.c src/export/svg.h \
	src/export/svg_device.c \
	src/export/svg_draw.c \
	src/export/svg_lane.c \
	src/export/svg_marks.c \
	src/export/svg_piece.c \
	src/export/svg_run.c \
	src/export/svg_style.c \
	src/export/table.c src/export/table.h \
	src/export/table_picture.c \
	src/export/text.c \
	src/export/values.c src/export/values.h \
	src/export/xml_text.c src/export/xml_text.h

# What the page is made of besides data: kept as what it is, built in as C.
PAGE_PARTS = src/export/page/style.css src/export/page/player.html src/export/page/several.html \
	src/export/page/pack.js src/export/page/run.js src/export/page/playback.js src/export/page/picture.js \
	src/export/page/panes.js src/export/page/machine.js src/export/page/questions.js src/export/page/sheet.js \
	src/export/page/main.js src/export/page/several.js src/export/page/begin.js
EXTRA_DIST += src/export/page/embed.sh $(PAGE_PARTS)
nodist_libexport_a_SOURCES = src/export/html_text.c
CLEANFILES += src/export/html_text.c
src/export/html_text.c: src/export/page/embed.sh $(PAGE_PARTS)
	$(AM_V_GEN)$(MKDIR_P) src/export && sh $(srcdir)/src/export/page/embed.sh $(srcdir)/src/export/page \
		>$@.tmp && mv $@.tmp $@
