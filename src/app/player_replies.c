/* Questions that have an answer: which one is open, what was said to those before, and what is told
 * of that where the playhead stands. */
#include "config.h"

#include "app/player_private.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* ---- the asks of a run ---- */

/* The how-many-th ask a mark is. */
static size_t ask_number(const struct story *story, long mark)
{
    size_t number = 0;
    for (long i = 0; i < mark; i++)
        number += story->marks[i].kind == STORY_ASK;
    return number;
}

/* The event of an ask, or -1: the run has not come to it. */
static long ask_event(const struct story *story, size_t number)
{
    for (size_t i = 0; i < story->mark_count; i++)
        if (story->marks[i].kind == STORY_ASK && number-- == 0)
            return (long)story->marks[i].event;
    return -1;
}

static struct question_run run_of(const struct player_screen *play)
{
    const struct story *story = play->current->story;
    return (struct question_run){story->timeline, story->stats, play->current->scenario};
}

/* ---- the one that is open ---- */

static void close_open(struct player_replies *replies)
{
    if (replies->open)
        question_release(&replies->asked);
    replies->open = replies->has_hands = false;
    replies->marked = -1;
}

/* ---- what was said ---- */

/* What was not known when it was said may be now. */
static void learn(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    const struct story *story = play->current->story;
    struct question_run run = run_of(play);
    size_t events = trace_count(story->trace);
    bool more = replies->story != story || replies->events != events;
    for (int i = 0; more && i < replies->count; i++) {
        struct player_reply *reply = &replies->items[i];
        long event = reply->question.known ? -1 : ask_event(story, reply->number);
        if (event < 0)
            continue;
        question_release(&reply->question);
        question_make(&reply->question, &run, (uint32_t)event);
    }
    replies->story = story;
    replies->events = events;
}

static bool is_scored(const struct player_replies *replies, int index)
{
    const struct player_reply *reply = &replies->items[index];
    if (!reply->answered || reply->looked || !reply->question.known)
        return false;
    for (int i = 0; i < index; i++)
        if (replies->items[i].answered && replies->items[i].question.line == reply->question.line)
            return false; /* the first answer counts */
    return true;
}

bool replies_is_wrong(const struct player_replies *replies, int index)
{
    const struct player_reply *reply = &replies->items[index];
    return is_scored(replies, index) && !question_is_right(&reply->question, &reply->answer);
}

static bool is_asked_before(const struct player_replies *replies, int index)
{
    for (int i = 0; i < index; i++)
        if (replies->items[i].question.line == replies->items[index].question.line)
            return true;
    return false;
}

bool replies_score(const struct player_replies *replies, int *right, int *all)
{
    int scored = 0;
    *right = *all = 0;
    for (int i = 0; i < replies->count; i++) {
        scored += is_scored(replies, i);
        *right += is_scored(replies, i) && !replies_is_wrong(replies, i);
        *all += !is_asked_before(replies, i);
    }
    return scored > 0;
}

/* For whoever wants to have it: a quiz. */
static void hand_over(struct player_screen *play, const struct player_reply *reply)
{
    const struct app_answers *answers = app_settings(play->app)->answers;
    struct strbuf text = STRBUF_INIT;
    if (!answers || !reply->answered || reply->looked || reply->number >= (size_t)answers->count ||
        answers->items[reply->number])
        return;
    question_say(&reply->question, &reply->answer, &text);
    answers->items[reply->number] = strbuf_detach(&text);
}

void replies_add(struct player_screen *play, const struct question_answer *answer)
{
    struct player_replies *replies = &play->replies;
    struct question_run run = run_of(play);
    long event = ask_event(play->current->story, replies->number);
    if (!replies->open || event < 0)
        return;
    MEM_GROW(replies->items, replies->count, replies->room);
    struct player_reply *reply = &replies->items[replies->count++];
    *reply = (struct player_reply){.number = replies->number,
                                   .answered = answer != NULL,
                                   .looked = replies->seen_ns > replies->asked.t_ns,
                                   .has_hands = replies->has_hands};
    if (answer)
        reply->answer = *answer;
    memcpy(reply->hands, replies->hands, sizeof reply->hands);
    question_make(&reply->question, &run, (uint32_t)event);
    hand_over(play, reply);
    close_open(replies);
}

/* ---- which one is open now ---- */

/* Who goes on without a word, by a step or a jump, leaves it to the class. */
static void pass_open(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    if (replies->open && play->player.t_ns >= replies->asked.t_ns)
        replies_add(play, NULL);
    close_open(replies);
}

static void find_open(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    const struct story *story = play->current->story;
    long mark = play->player.asking;
    if (mark < 0) {
        pass_open(play);
        return;
    }
    size_t number = ask_number(story, mark);
    if (replies->open && replies->number == number)
        return;
    struct question_run run = run_of(play);
    pass_open(play);
    question_make(&replies->asked, &run, story->marks[mark].event);
    replies->open = replies->asked.kind != QUESTION_TALK;
    replies->number = number;
    if (!replies->open)
        question_release(&replies->asked);
}

/* ---- what is told ---- */

static void tell_add(struct player_replies *replies, struct strbuf *text)
{
    MEM_GROW(replies->told, replies->told_count, replies->told_room);
    replies->told[replies->told_count++] = strbuf_detach(text);
}

static void hands_add(const struct player_reply *reply, struct strbuf *out)
{
    const char *between = "";
    for (int i = 0; i < reply->question.choice_count; i++) {
        if (!reply->hands[i])
            continue;
        struct question_answer answer = {.choice = i};
        strbuf_addf(out, "%s%d said ", between, reply->hands[i]);
        question_say(&reply->question, &answer, out);
        between = ", ";
    }
    if (*between)
        strbuf_adds(out, ". ");
}

static void reveal_add(const struct player_reply *reply, struct strbuf *out)
{
    if (reply->has_hands)
        hands_add(reply, out);
    question_reveal(&reply->question, reply->answered ? &reply->answer : NULL, out);
    if (reply->answered && reply->looked)
        strbuf_adds(out, " (You had looked.)");
}

/* Until the next hand-off behind it. */
static bool is_told_at(const struct story *story, const struct player_reply *reply, int64_t t_ns)
{
    int64_t from_ns = reply->question.reveal_ns;
    return reply->question.known && from_ns <= t_ns &&
           story_handoffs_until(story, from_ns) == story_handoffs_until(story, t_ns);
}

static void tell_score(struct player_replies *replies)
{
    struct strbuf text = STRBUF_INIT;
    int right = 0, scored = 0, looked = 0, open = 0;
    for (int i = 0; i < replies->count; i++) {
        scored += is_scored(replies, i);
        right += is_scored(replies, i) && !replies_is_wrong(replies, i);
        looked += replies->items[i].answered && replies->items[i].looked;
        open += !replies->items[i].answered;
    }
    strbuf_addf(&text, "%d of %d right", right, scored);
    if (looked)
        strbuf_addf(&text, ", %d looked", looked);
    if (open)
        strbuf_addf(&text, ", %d open", open);
    if (right < scored)
        strbuf_adds(&text, ". A digit leads back to a wrong one");
    if (scored + looked)
        tell_add(replies, &text);
    strbuf_release(&text);
}

/* Who has played it twice is told of the last answer alone. */
static bool is_answered_again(const struct player_replies *replies, int index)
{
    for (int i = index + 1; i < replies->count; i++)
        if (replies->items[i].number == replies->items[index].number)
            return true;
    return false;
}

static void tell_at_end(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    int wrong = 0;
    if (!play->view.large)
        tell_score(replies);
    for (int i = 0; i < replies->count; i++) {
        struct strbuf text = STRBUF_INIT;
        bool is_wrong = replies_is_wrong(replies, i) && !play->view.large;
        bool here = is_told_at(play->current->story, &replies->items[i], play->player.t_ns);
        if (is_wrong)
            strbuf_addf(&text, "%d  ", ++wrong);
        here = here && !is_answered_again(replies, i);
        if (is_wrong || here) {
            reveal_add(&replies->items[i], &text);
            tell_add(replies, &text);
        }
        strbuf_release(&text);
    }
}

static void tell_here(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    for (int i = 0; i < replies->count; i++) {
        struct strbuf text = STRBUF_INIT;
        if (!is_told_at(play->current->story, &replies->items[i], play->player.t_ns))
            continue;
        reveal_add(&replies->items[i], &text);
        tell_add(replies, &text);
    }
}

static void forget_told(struct player_replies *replies)
{
    for (int i = 0; i < replies->told_count; i++)
        free(replies->told[i]);
    replies->told_count = 0;
}

bool replies_are_over(const struct player_screen *play)
{
    const struct story *story = play->current->story;
    return play->replies.count && !story->live && play->player.asking < 0 &&
           play->player.t_ns >= story->end_ns;
}

/* ---- what the view borrows ---- */

static void choices_show(struct player_replies *replies)
{
    for (int i = 0; i < replies->asked.choice_count; i++) {
        strbuf_clear(&replies->choice_words[i]);
        question_add_shown(&replies->asked.choices[i], &replies->choice_words[i]);
        if (replies->has_hands)
            strbuf_addf(&replies->choice_words[i], " (%d)", replies->hands[i]);
        replies->choices[i] = strbuf_str(&replies->choice_words[i]);
    }
}

static void show(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    struct view_question *shown = &replies->shown;
    *shown = (struct view_question){.marked = -1};
    if (replies->open) {
        choices_show(replies);
        shown->text = replies->asked.text;
        shown->choices = replies->choices;
        shown->choice_count = replies->asked.choice_count;
        shown->marked = replies->marked;
        shown->variable = replies->asked.variable;
    }
    shown->told = (const char *const *)replies->told;
    shown->told_count = replies->told_count;
    play->view.question = shown->text || shown->told_count ? shown : NULL;
}

/* Another run has answers of its own; the same program again was seen as far as it was. */
static void begin_anew(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    int64_t origin_ns = trace_origin(play->current->story->trace);
    if (replies->origin_ns == origin_ns)
        return;
    if (replies->model != play->current->model)
        replies->seen_ns = 0;
    for (int i = 0; i < replies->count; i++)
        question_release(&replies->items[i].question);
    replies->count = 0;
    replies->story = NULL;
    close_open(replies);
    replies->origin_ns = origin_ns;
    replies->model = play->current->model;
}

/* Where the next answer is revealed. */
static int64_t next_reveal(const struct player_screen *play)
{
    int64_t reveal_ns = INT64_MAX;
    for (int i = 0; i < play->replies.count; i++) {
        const struct question *question = &play->replies.items[i].question;
        if (question->known && question->reveal_ns > play->player.t_ns &&
            question->reveal_ns < reveal_ns)
            reveal_ns = question->reveal_ns;
    }
    return reveal_ns;
}

void replies_sync(struct player_screen *play)
{
    struct player_replies *replies = &play->replies;
    begin_anew(play);
    find_open(play);
    learn(play);
    if (player_known_ns(&play->player) > replies->seen_ns)
        replies->seen_ns = player_known_ns(&play->player);
    play->player.reveal_ns = next_reveal(play);
    forget_told(replies);
    if (replies_are_over(play))
        tell_at_end(play);
    else if (!replies->open)
        tell_here(play);
    show(play);
}

void replies_release(struct player_replies *replies)
{
    close_open(replies);
    forget_told(replies);
    for (int i = 0; i < replies->count; i++)
        question_release(&replies->items[i].question);
    for (int i = 0; i < QUESTION_CHOICES_MAX; i++)
        strbuf_release(&replies->choice_words[i]);
    free(replies->items);
    free(replies->told);
}
