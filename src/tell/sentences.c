#include "config.h"

#include "tell/sentences.h"

const struct sentence_row tell_rows[TELL_SENTENCES] = {
    [TELL_NONE] = {"NONE", TELL_TOPIC_JOIN, ""},
#define S(id, topic, text) [TELL_##id] = {#id, TELL_TOPIC_##topic, text},
#include "tell/sentences.def"
#undef S
};

const char *tell_topic_name(enum tell_topic topic)
{
    static const char *const names[] = {
#define T(name, words) [TELL_TOPIC_##name] = words,
        TELL_TOPICS(T)
#undef T
    };
    return names[topic];
}
