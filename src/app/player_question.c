/* How an open question is answered: a digit marks a choice or opens a field, enter says it, space
 * leaves it to the class; and back to what was wrong at the end. */
#include "config.h"

#include "app/player_private.h"

#include <stdlib.h>
#include <string.h>

/* It is answered, or left to the class: on with the run. */
static void go_on(struct player_screen *play, const struct question_answer *answer)
{
    replies_add(play, answer);
    player_toggle(&play->player, app_now_ns(play->app));
    play_sync(play); /* where it is revealed */
    play_moved(play);
}

/* ---- a field ---- */

static void take_field(void *self, const char *line)
{
    struct player_screen *play = self;
    struct question_answer answer;
    if (!play->replies.open)
        return;
    if (!question_read(&play->replies.asked, line, &answer)) {
        app_say(play->app,
                play->replies.asked.kind == QUESTION_DURATION
                    ? "'%s' is no time: 120, 120ms, 1.5s, 300us, never"
                    : "'%s' is no number",
                line);
        return;
    }
    go_on(play, &answer);
}

static void open_field(struct player_screen *play, uint32_t key)
{
    char digit[] = {(char)key, '\0'};
    app_ask_from(play->app, PROMPT_ANSWER, digit, take_field, play);
}

/* ---- hands ---- */

static void take_hands(void *self, const char *line)
{
    struct player_screen *play = self;
    struct player_replies *replies = &play->replies;
    int counts[QUESTION_CHOICES_MAX] = {0}, count = 0;
    for (const char *at = line; replies->open && *at;) {
        char *end;
        long hands = strtol(at, &end, 10);
        if (end == at || hands < 0 || hands > 9999 || count == replies->asked.choice_count) {
            app_say(play->app, "'%s': a number for each choice, such as 12 3 0", line);
            return;
        }
        counts[count++] = (int)hands;
        at = end + strspn(end, " ,;");
    }
    if (!replies->open)
        return;
    memcpy(replies->hands, counts, sizeof counts);
    replies->has_hands = count > 0;
}

void play_hands(struct player_screen *play)
{
    if (play->replies.open && play->replies.asked.choice_count)
        app_ask(play->app, PROMPT_HANDS, take_hands, play);
    else
        app_say(play->app, "there are no choices here to raise hands for");
}

/* ---- keys ---- */

/* The n-th answer that was wrong, counted from 1. */
static bool to_wrong(struct player_screen *play, int number)
{
    const struct player_replies *replies = &play->replies;
    for (int i = 0; i < replies->count; i++) {
        if (!replies_is_wrong(replies, i) || --number > 0)
            continue;
        player_seek(&play->player, replies->items[i].question.t_ns, app_now_ns(play->app));
        play_moved(play);
        return true;
    }
    return false;
}

bool play_digit(struct player_screen *play, uint32_t key)
{
    struct player_replies *replies = &play->replies;
    int number = (int)(key - '0');
    if (!replies->open)
        return number > 0 && !play->view.large && replies_are_over(play) && to_wrong(play, number);
    if (!replies->asked.choice_count)
        open_field(play, key);
    else if (number >= 1 && number <= replies->asked.choice_count)
        replies->marked = number - 1;
    else
        app_say(play->app, "there are %d choices", replies->asked.choice_count);
    return true;
}

bool play_enter(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    if (!replies->open)
        return false;
    struct question_answer answer = {.choice = replies->marked};
    go_on(play, replies->marked >= 0 ? &answer : NULL);
    return true;
}

bool play_space(struct player_screen *play)
{
    if (!play->replies.open)
        return false;
    go_on(play, NULL);
    return true;
}

bool play_mark_lane(struct player_screen *play, int lane)
{
    struct player_replies *replies = &play->replies;
    const struct timeline *timeline = play->current->story->timeline;
    if (!replies->open || lane < 0 || lane >= timeline->lane_count)
        return false;
    for (int i = 0; i < replies->asked.choice_count; i++)
        if (replies->asked.choices[i].task != TRACE_NOBODY &&
            replies->asked.choices[i].task == timeline->lanes[lane].actor) {
            replies->marked = i;
            return true;
        }
    return false;
}

void play_looked(struct player_screen *play)
{
    play->replies.seen_ns = INT64_MAX;
}
