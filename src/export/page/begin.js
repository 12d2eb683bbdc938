// The data of the page, and which of the two it is.

const data = JSON.parse(document.getElementById('baton-data').textContent);
const drawingSpace = document.querySelector('svg').namespaceURI;

document.getElementById('player').outerHTML = data.player;
if (data.runs.length > 0 && document.getElementById('play')) {
    const page = data.several ? new Several() : new Page();
    page.begin();
}
