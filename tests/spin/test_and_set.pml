byte taken, inside;
active [2] proctype enters() {
    byte t, round;
again:
    atomic { if :: taken -> goto again :: else -> taken = 1 fi }
    atomic { t = inside }
    atomic { inside = t + 1; t = 0 }
    atomic { t = inside }
    atomic { inside = t - 1; t = 0 }
    atomic { taken = 0; round++; if :: round < 2 -> goto again :: else -> round = 0; goto end fi }
end: false
}
