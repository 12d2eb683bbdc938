// The answer sheet: what `baton quiz -o` writes and `baton quiz --mark` reads.

const SHEET_MOST = 20;

function quoted(text) {
    return '"' + text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n') + '"';
}

// FNV-1a, 64 bits, of the text's bytes.
function hashOf(text) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text)) {
        hash ^= BigInt(byte);
        hash = BigInt.asUintN(64, hash * 0x100000001b3n);
    }
    return hash.toString(16).padStart(16, '0');
}

// The questions that a sheet has answers to: of the file's own each line's once.
function sheetQuestions(asks, own) {
    const found = [];
    for (const question of asks) {
        const again = own && found.some((other) => other.line === question.line);
        if (question.kind !== ASKED.talk && !again && found.length < SHEET_MOST) found.push(question);
    }
    return found;
}

function sheetText(name, own, asks, replies) {
    let text = 'baton quiz 1\nname ' + quoted(name) + '\ntrace ' + data.hash + '\nmost ' + (own ? 0 : data.most) + '\n';
    sheetQuestions(asks, own).forEach((question, number) => {
        const first = replies.items.find((reply) => reply.answer && !reply.looked &&
            (own ? reply.question.line === question.line : reply.question === question));
        text += 'answer ' + (number + 1) + (first ? ' ' + quoted(sayAnswer(first.question, first.answer, false)) : '') + '\n';
    });
    return text + 'check ' + hashOf(text) + '\n' + (data.trace || '');
}

function saveSheet(name, text) {
    const link = document.createElement('a');
    link.download = (name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'answers') + '.sheet';
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
