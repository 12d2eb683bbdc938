byte mine = 1, yours, n;
active proctype one() {
    byte t, round;
again:
    atomic { mine > 0 -> mine-- }
    atomic { t = n }
    atomic { n = t + 1; t = 0; yours++; round++; if :: round < 2 -> goto again :: else -> round = 0; goto end fi }
end: false
}
active proctype two() {
    byte t, round;
again:
    atomic { yours > 0 -> yours-- }
    atomic { t = n }
    atomic { n = t + 10; t = 0; mine++; round++; if :: round < 2 -> goto again :: else -> round = 0; goto end fi }
end: false
}
