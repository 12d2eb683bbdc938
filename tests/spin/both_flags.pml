bit flag[2];
active [2] proctype enters() {
    atomic { flag[_pid] = 1 }
look:
    atomic { if :: flag[1 - _pid] -> goto look :: else -> skip fi }
    atomic { flag[_pid] = 0 }
end: false
}
