byte flag[2], turn, inside, both;
active [2] proctype enters() {
    byte t, round;
again:
    atomic { flag[_pid] = 1 }
    atomic { turn = 2 - _pid }
look:
    atomic { if :: flag[1 - _pid] -> goto whose :: else -> goto critical fi }
whose:
    atomic { if :: turn == 2 - _pid -> goto look :: else -> goto critical fi }
critical:
    atomic { t = inside }
    atomic { inside = t + 1; t = 0 }
    atomic { if :: inside != 1 -> goto bad :: else -> goto leave fi }
bad:
    atomic { both = 1 }
leave:
    atomic { t = inside }
    atomic { inside = t - 1; t = 0 }
    atomic { flag[_pid] = 0; round++; if :: round < 3 -> goto again :: else -> round = 0; goto end fi }
end: false
}
