bit fork[4];
active [4] proctype eats() {
    atomic { !fork[_pid] -> fork[_pid] = 1 }
    atomic { !fork[(_pid + 1) % 4] -> fork[_pid] = 0 }
end: false
}
