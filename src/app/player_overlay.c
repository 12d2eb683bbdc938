/* What stands over the panes: the help, details, and lists to choose from. */
#include "config.h"

#include "app/player_private.h"
#include "app/help.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "models/model.h"
#include "view/layout.h"
#include "view/panes.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void overlay_close(struct player_screen *play)
{
    free(play->help);
    play->help = NULL;
    play->view.overlay = VIEW_NOTHING;
    play->view.overlay_scroll = 0;
    play->view.keys = NULL;
}

static void show(struct player_screen *play, enum view_overlay overlay)
{
    play->view.overlay = overlay;
    play->view.overlay_scroll = 0;
}

void overlay_help(struct player_screen *play, struct view_key *rows)
{
    overlay_close(play);
    play->help = rows;
    play->view.keys = rows;
    show(play, VIEW_HELP);
}

void overlay_details(struct player_screen *play)
{
    show(play, VIEW_DETAILS);
}

/* ---- scrolling ---- */

static int within(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

/* In the details it counts from the interval at the playhead. */
static void scroll_details(struct player_screen *play, int by)
{
    struct view *view = &play->view;
    const struct timeline_lane *lane = &play->current->story->timeline->lanes[view->lane];
    long here = timeline_find(lane, play->player.t_ns), count = lane->count;
    int least = here > 0 ? (int)-here : 0;
    view->overlay_scroll = within(view->overlay_scroll + by, least, (int)(count - here));
}

void overlay_scroll(struct player_screen *play, int by)
{
    struct layout layout;
    struct view *view = &play->view;
    layout_make(view, app_columns(play->app), app_rows(play->app), &layout);
    if (view->overlay == VIEW_DETAILS && view->lane != VIEW_LANE_NONE)
        scroll_details(play, by);
    else if (view->overlay == VIEW_HELP)
        view->overlay_scroll =
            within(view->overlay_scroll + by, 0, pane_help_most(view, layout.overlay));
}

/* ---- menus ---- */

void overlay_release_menu(struct player_menu *menu)
{
    for (int i = 0; i < menu->count; i++)
        free(menu->items[i]);
    free(menu->items);
    free(menu->values);
    *menu = (struct player_menu){0};
}

static void menu_begin(struct player_menu *menu, player_choose_fn *choose, int room)
{
    overlay_release_menu(menu);
    menu->choose = choose;
    menu->items = mem_alloc((size_t)room * sizeof *menu->items);
    menu->values = mem_alloc((size_t)room * sizeof *menu->values);
}

/* Takes the words. */
static void menu_add(struct player_menu *menu, int value, struct strbuf *words)
{
    menu->items[menu->count] = strbuf_detach(words);
    menu->values[menu->count++] = value;
    *words = (struct strbuf){0};
}

static void menu_show(struct player_screen *play, const char *title, int current_value)
{
    struct player_menu *menu = &play->menu;
    struct view *view = &play->view;
    view->menu = (struct view_menu){.title = title,
                                    .items = (const char *const *)menu->items,
                                    .count = menu->count,
                                    .current = -1};
    for (int i = 0; i < menu->count; i++)
        if (menu->values[i] == current_value)
            view->menu.current = view->menu.chosen = i;
    show(play, VIEW_MENU);
}

void overlay_choose(struct player_screen *play, int row)
{
    const struct player_menu *menu = &play->menu;
    if (row < 0 || row >= menu->count)
        return;
    overlay_close(play);
    menu->choose(play, menu->values[row]);
}

/* ---- which model ---- */

static void add_model(struct player_screen *play, enum model_id model)
{
    struct strbuf words = STRBUF_INIT, problem = STRBUF_INIT;
    size_t columns = 16;
    strbuf_adds(&words, model_name(model));
    strbuf_addn(&words, ' ', words.len < columns ? columns - words.len : 1);
    if (document_compiles(app_document(play->app), model, false, &problem))
        strbuf_adds(&words, model_words(model)->summary);
    else
        strbuf_addf(&words, "not this file: %s", strbuf_str(&problem));
    menu_add(&play->menu, (int)model, &words);
    strbuf_release(&problem);
}

static void choose_model(struct player_screen *play, int model)
{
    play_choose_model(play, (enum model_id)model);
}

void overlay_models(struct player_screen *play)
{
    const struct document *document = app_document(play->app);
    struct strbuf why = STRBUF_INIT;
    if (!document_is_runnable(document, &why)) {
        app_say_words(play->app, &why);
        return;
    }
    menu_begin(&play->menu, choose_model, MODEL_COUNT);
    for (int i = 0; i < scenario_model_count(document->scenario); i++)
        add_model(play, scenario_model_at(document->scenario, i));
    for (int i = 0; i < MODEL_COUNT; i++)
        if (!scenario_names_model(document->scenario, (enum model_id)i))
            add_model(play, (enum model_id)i);
    menu_show(play, "model", (int)document->model);
}

/* ---- which lock, semaphore or channel ---- */

static void object_words(const struct story *story, int object, struct strbuf *out)
{
    static const char *const kinds[] = {
        [NOW_LOCK] = "lock ",           [NOW_SEMAPHORE] = "semaphore ", [NOW_CHANNEL] = "channel ",
        [NOW_CONDITION] = "condition ", [NOW_BARRIER] = "barrier ",     [NOW_OTHER] = ""};
    const char *name = now_object_name(story, object);
    strbuf_adds(out, kinds[now_object(story, object, 0).kind]);
    utf8_add_safe(out, name, strlen(name));
}

/* By its words, for another run may be shown by now. Without them there is none. */
static void choose_object(struct player_screen *play, int object)
{
    const struct story *story = play->current->story;
    const char *chosen = play->menu.items[object - VIEW_OBJECT_NONE];
    play->view.object = VIEW_OBJECT_NONE;
    for (int i = 0; object >= 0 && i < now_object_count(story); i++) {
        struct strbuf words = STRBUF_INIT;
        object_words(story, i, &words);
        if (strcmp(strbuf_str(&words), chosen) == 0)
            play->view.object = i;
        strbuf_release(&words);
    }
}

void overlay_objects(struct player_screen *play)
{
    const struct story *story = play->current->story;
    int count = now_object_count(story);
    struct player_menu *menu = &play->menu;
    struct strbuf words = STRBUF_INIT;
    if (!count) {
        app_say(play->app, "this scenario has no lock, semaphore or channel");
        return;
    }
    menu_begin(menu, choose_object, count + 1);
    strbuf_adds(&words, "none");
    menu_add(menu, VIEW_OBJECT_NONE, &words);
    for (int i = 0; i < count; i++) {
        object_words(story, i, &words);
        menu_add(menu, i, &words);
    }
    menu_show(play, "show in every lane", play->view.object);
}

/* ---- keys ---- */

static void menu_move(struct player_screen *play, int to)
{
    struct view_menu *menu = &play->view.menu;
    menu->chosen = to < 0 ? 0 : to >= menu->count ? menu->count - 1 : to;
}

/* To the next row that begins with a letter. */
static void menu_letter(struct player_screen *play, uint32_t key)
{
    struct view_menu *menu = &play->view.menu;
    for (int i = 1; i <= menu->count && key < 0x80; i++) {
        int row = (menu->chosen + i) % menu->count;
        if (tolower((unsigned char)menu->items[row][0]) == tolower((int)key)) {
            menu->chosen = row;
            return;
        }
    }
}

static bool menu_key(struct player_screen *play, uint32_t key)
{
    const struct view_menu *menu = &play->view.menu;
    switch (key) {
    case INPUT_UP:
    case 'k':
        menu_move(play, menu->chosen - 1);
        return true;
    case INPUT_DOWN:
    case 'j':
        menu_move(play, menu->chosen + 1);
        return true;
    case INPUT_HOME:
    case INPUT_PAGE_UP:
        menu_move(play, 0);
        return true;
    case INPUT_END:
    case INPUT_PAGE_DOWN:
        menu_move(play, menu->count);
        return true;
    case INPUT_ENTER:
    case ' ':
        overlay_choose(play, menu->chosen);
        return true;
    default:
        menu_letter(play, key);
        return true;
    }
}

/* In the help another key closes it, and then does what it always does; the details stay open while
 * the playhead moves and lanes are selected. */
bool overlay_key(struct player_screen *play, uint32_t key)
{
    enum view_overlay overlay = play->view.overlay;
    int by;
    if (overlay == VIEW_NOTHING)
        return false;
    if (help_key_closes(key)) {
        overlay_close(play);
        return true;
    }
    if (overlay == VIEW_MENU)
        return menu_key(play, key);
    if (help_key_scrolls(key, overlay == VIEW_HELP, app_rows(play->app), &by)) {
        overlay_scroll(play, by);
        return true;
    }
    if (overlay == VIEW_DETAILS && key != INPUT_ENTER)
        return false;
    overlay_close(play);
    return help_key_opens(key);
}
