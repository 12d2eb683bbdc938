#!/bin/sh
# Who waits for whom: a cycle is named, also beside tasks that live on; a wait that ends is none.
set -u
. "$(dirname "$0")/../tap.sh"
cd "$work" || exit 1

# told TEXT FILE PATTERN: under every model whose tasks can wait beside one another.
told()
{
    for model in $(models_but held); do
        "$baton" run "$2" -m $model -f steps >out 2>err
        expect_text "$1, under $model" out "$3"
    done
}

cat >group.baton <<'END_OF'
scenario "A group holds what its task needs"
lock door
task child(n):
    with door:
        say "never"
task holder:
    with door:
        group:
            start child(1)
task living:
    sleep 40ms
END_OF
told 'a cycle through a group, beside one that lives' group.baton \
    'Deadlock: (child waits for the lock door, which holder holds; holder awaits child|holder awaits child; child waits for the lock door, which holder holds)\.'

cat >all.baton <<'END_OF'
scenario "await all, after the child began to wait"
lock door
task child(n):
    sleep (n)ms
    with door:
        say "never"
task living:
    sleep 60ms
task main:
    start living
    acquire door
    start child(1)
    start child(2)
    sleep 20ms
    await all
END_OF
told 'a cycle through await all' all.baton \
    'Deadlock: main awaits child; child waits for the lock door, which main holds\.'

cat >cross.baton <<'END_OF'
scenario "Each has what the other needs"
lock fork
lock knife
task one:
    with fork:
        sleep 10ms
        with knife:
            say "never"
task two:
    with knife:
        sleep 10ms
        with fork:
            say "never"
task living:
    sleep 40ms
END_OF
told 'two locks' cross.baton \
    'Deadlock: (one waits for the lock knife, which two holds; two waits for the lock fork, which one holds|two waits for the lock fork, which one holds; one waits for the lock knife, which two holds)\.'

cat >then.baton <<'END_OF'
scenario "A callback waits for what its task's body gives back"
lock door
task main:
    with door:
        io 5ms then:
            with door:
                say "callback"
        io 15ms
END_OF
for model in polling callbacks coroutines gil threads processes; do
    "$baton" run then.baton -m $model -f steps >out 2>err
    refuse_text "a callback that waits for its task is no deadlock, under $model" out 'eadlock'
    expect_text "it goes on, under $model" out 'says: callback'
done

finish
