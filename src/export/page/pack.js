// Packed lists, undone: html_pack.h says how they are made.

const DIGITS = new Uint8Array(128);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('').forEach((digit, value) => {
    DIGITS[digit.charCodeAt(0)] = value;
});

class Packed {
    constructor(text) {
        this.text = text;
        this.at = 0;
    }

    get more() {
        return this.at < this.text.length;
    }

    // The next number: five bits a character, the lowest first, its sign in front of all.
    next() {
        let digit = DIGITS[this.text.charCodeAt(this.at++)];
        const minus = digit & 1;
        let size = (digit & 31) >> 1;
        for (let scale = 16; digit & 32; scale *= 32) {
            digit = DIGITS[this.text.charCodeAt(this.at++)];
            size += (digit & 31) * scale;
        }
        return minus ? -size : size;
    }
}

// Entries of so many columns, one after the other in one list; those that `sums` names are kept as
// the difference to the entry before, from `from` on.
function unpack(text, width, sums, from) {
    const packed = new Packed(text);
    const numbers = [];
    const before = new Array(width).fill(from || 0);
    for (let column = 0; packed.more; column = (column + 1) % width) {
        const number = packed.next();
        if (sums.includes(column)) before[column] += number;
        numbers.push(sums.includes(column) ? before[column] : number);
    }
    return numbers;
}

// The same as a list of lists.
function unpackEntries(text, width, sums) {
    const flat = unpack(text, width, sums);
    const entries = [];
    for (let i = 0; i < flat.length; i += width) entries.push(flat.slice(i, i + width));
    return entries;
}

// A member that is made when somebody asks for it.
function lazily(object, name, build) {
    Object.defineProperty(object, name, {
        configurable: true,
        get() {
            const value = build();
            Object.defineProperty(object, name, { value: value });
            return value;
        },
    });
}

// Texts by number: forms, in whose holes stand the numbers that follow. A hole says how many
// decimals they have.
class Words {
    constructor(forms, text) {
        this.forms = forms.map((form) => form.split(/([\u0001-\u0004])/));
        this.packed = new Packed(text);
        this.places = [];
        this.made = new Map();
        while (this.packed.more) {
            this.places.push(this.packed.at);
            for (let holes = this.forms[this.packed.next()].length >> 1; holes > 0; holes--) this.packed.next();
        }
    }

    at(number) {
        if (!this.made.has(number)) this.made.set(number, this.make(number));
        return this.made.get(number);
    }

    make(number) {
        this.packed.at = this.places[number];
        return this.forms[this.packed.next()].map((part, i) => (i % 2 ? this.hole(part) : part)).join('');
    }

    hole(mark) {
        const decimals = mark.charCodeAt(0) - 1;
        const digits = String(this.packed.next()).padStart(decimals + 1, '0');
        const whole = digits.length - decimals;
        return decimals ? digits.slice(0, whole) + '.' + digits.slice(whole) : digits;
    }
}
