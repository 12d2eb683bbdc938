chan box = [2] of { byte };
active [2] proctype puts() {
    box!(_pid + 1);
    box!(_pid + 1);
end: false
}
active [2] proctype takes() {
    byte item;
    box?item;
    atomic { box?item; item = 0 }
end: false
}
