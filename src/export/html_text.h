/* The style, the markup and the script of the page, line by line up to a NULL. They stand as what
 * they are in src/export/page/, and embed.sh makes C of them. */
#ifndef BATON_EXPORT_HTML_TEXT_H
#define BATON_EXPORT_HTML_TEXT_H

extern const char *const html_style[];
extern const char *const html_player[];  /* one run */
extern const char *const html_several[]; /* several */
extern const char *const html_script[];

#endif
