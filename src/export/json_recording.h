/* What the JSON of a recorded program has besides: its command, its processes; of each task what it
 * is, and where it was made. Each begins with a comma. */
#ifndef BATON_EXPORT_JSON_RECORDING_H
#define BATON_EXPORT_JSON_RECORDING_H

#include "export/export.h"

void json_recording_add(struct strbuf *out, const struct export_source *source);
void json_recording_add_task(struct strbuf *out, const struct timeline_lane *lane,
                             const struct timeline *timeline);

#endif
