byte x;
active [3] proctype adds() {
    byte t;
    atomic { t = x }
    atomic { x = t + 1; t = 0 }
end: false
}
