#include "config.h"

#include "app/keys.h"

#include <stddef.h>
#include <string.h>

static bool holds(const struct key_set *set, const struct key_row *row)
{
    return !(row->letter && set->typed);
}

const struct key_row *keys_at(const struct key_set *set, int n)
{
    for (int i = 0; i < KEY_TABLES; i++)
        for (const struct key_row *row = set->tables[i].rows; row && row->words; row++)
            if (holds(set, row) && n-- == 0)
                return row;
    return NULL;
}

/* ---- looking one up ---- */

static bool has_key(const uint32_t *keys, size_t room, uint32_t key)
{
    for (size_t i = 0; i < room && keys[i]; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* Among the rows that hold now, or among those that hold always. */
static bool find_among(const struct key_set *set, bool now, uint32_t key, struct key_found *found)
{
    for (int i = 0; i < KEY_TABLES; i++) {
        const struct key_table *table = &set->tables[i];
        for (const struct key_row *row = table->rows; row && row->words; row++) {
            bool back = has_key(row->back, KEYS_BACK, key);
            if (!holds(set, row) || !(back || has_key(row->keys, KEYS_OF_ROW, key)) ||
                (row->when != NULL) != now || (now && !(table->self && row->when(table->self))))
                continue;
            *found = (struct key_found){row, {key, back ? -1 : 1, row->argument}, table->self};
            return true;
        }
    }
    return false;
}

bool keys_find(const struct key_set *set, uint32_t key, struct key_found *found)
{
    return find_among(set, true, key, found) || find_among(set, false, key, found);
}

/* ---- the help ---- */

static bool is_new_group(const struct key_set *set, int n)
{
    for (int i = 0; i < n; i++)
        if (strcmp(keys_at(set, i)->group, keys_at(set, n)->group) == 0)
            return false;
    return true;
}

int keys_help(const struct key_set *set, bool ascii, struct view_key *help)
{
    const struct key_row *first, *row;
    int count = 0;
    for (int i = 0; (first = keys_at(set, i)); i++)
        for (int j = i; is_new_group(set, i) && (row = keys_at(set, j)); j++) {
            if (strcmp(row->group, first->group) != 0)
                continue;
            if (help)
                help[count] = (struct view_key){
                    .keys = ascii && row->plain ? row->plain : row->shown,
                    .words = row->words,
                    .group = row->group,
                };
            count++;
        }
    return count;
}
