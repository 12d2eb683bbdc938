baton_SOURCES += src/cli/main.c
