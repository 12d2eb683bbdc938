/* What is typed to export something: by a format, or by what the file's name ends in; else the text
 * of the screen. `self` is the application. */
#ifndef BATON_APP_EXPORT_H
#define BATON_APP_EXPORT_H

/* `:export`: "svg FILE", or a file whose name tells the format. */
void export_line(void *self, const char *words);
/* The same for a line in which only a file is asked for. */
void export_line_path(void *self, const char *words);

#endif
