// node classes.js MODULES GRAMMAR FILE…: what each character of the files is, as classes.vim says it, by the TextMate
// grammar as Visual Studio Code's own tokenizer reads it (vscode-textmate, vscode-oniguruma). Read by tests/syntax.sh.
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, grammarPath, ...files] = process.argv.slice(2);
const oniguruma = require(path.join(modules, 'vscode-oniguruma'));
const textmate = require(path.join(modules, 'vscode-textmate'));

// Of the innermost scope that says something.
const CLASSES = [
    ['invalid.', 'e'], ['comment.', 'c'], ['constant.character.escape.', 's'],
    ['punctuation.section.embedded.', 's'], ['constant.numeric.', 'n'], ['keyword.operator.', 'o'],
    ['keyword.', 'k'], ['support.constant.model.', 'm'], ['variable.', 'i'], ['string.', 's'],
];

function classOf(scopes) {
    for (const scope of scopes.slice().reverse()) {
        const found = CLASSES.find(([prefix]) => scope.startsWith(prefix));
        if (found) return found[1];
    }
    return '?';
}

async function main() {
    const wasm = fs.readFileSync(path.join(modules, 'vscode-oniguruma/release/onig.wasm'));
    await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
    const registry = new textmate.Registry({
        onigLib: Promise.resolve({
            createOnigScanner: patterns => new oniguruma.OnigScanner(patterns),
            createOnigString: text => new oniguruma.OnigString(text),
        }),
        loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(grammarPath, 'utf8'), grammarPath),
    });
    const grammar = await registry.loadGrammar('source.baton');
    for (const file of files) {
        let state = textmate.INITIAL;
        const lines = fs.readFileSync(file, 'utf8').split('\n');
        if (lines[lines.length - 1] === '') lines.pop();
        console.log(`== ${file} baton baton`);
        for (const line of lines) {
            const result = grammar.tokenizeLine(line, state);
            state = result.ruleStack;
            let row = '';
            for (const token of result.tokens) {
                const name = classOf(token.scopes);
                for (const character of line.slice(token.startIndex, token.endIndex))
                    row += /\s/.test(character) ? ' ' : name;
            }
            console.log(row);
        }
    }
}
main();
