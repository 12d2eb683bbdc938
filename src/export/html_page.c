/* What all parts of the page share: how it looks and what moves in it, its beginning and its end, a
 * section, a text. The style and the script have no character that XML would want escaped, so that
 * the page is XML, too. */
#include "config.h"

#include "export/html.h"

#include "export/xml_text.h"

static const char page_style[] =
    "\n"
    ":root{color-scheme:light dark}\n"
    "body{font:16px/1.5 sans-serif;margin:0 auto;padding:1em 1.5em;max-width:80em;"
    "color:#222;background:#fff}\n"
    "h1{margin:.2em 0;line-height:1.2}\n"
    "h2{font-size:1.15em;margin:1.4em 0 .4em}\n"
    ".about{font-size:1.1em;margin:.3em 0}\n"
    ".wrong{color:#a63c00;font-weight:bold}\n"
    ".picture svg{display:block;width:100%;height:auto}\n"
    ".beside{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:0 2em}\n"
    ".scroll{position:relative;overflow:auto;max-height:60vh;margin:0;padding:.4em;"
    "border:1px solid #999;border-radius:4px}\n"
    ".source{padding-left:3.2em;font:14px/1.5 monospace}\n"
    ".source li::marker{color:#717171}\n"
    "code{white-space:pre-wrap;font:inherit}\n"
    ".steps,.output{list-style:none}\n"
    ".output{padding:0;margin:0}\n"
    ".steps li,.output li{padding:.1em .4em .1em 6.6em;text-indent:-6.5em}\n"
    ".time{display:inline-block;width:5.6em;margin-right:.6em;text-align:right;text-indent:0;"
    "color:#666;font-variant-numeric:tabular-nums}\n"
    ".js .steps li[data-x]{cursor:pointer}\n"
    ".said,.more{color:#555}\n"
    ".here{background:#fff0b8;outline:2px solid #d55e00}\n"
    ".controls{position:sticky;bottom:0;padding:.3em 0;background:inherit}\n"
    ".controls button{font:inherit;padding:.2em .8em}\n"
    ".controls p{min-height:3em;margin:.3em 0}\n"
    "dl{display:flex;flex-wrap:wrap;gap:.6em 2em;margin:0}\n"
    "dt{color:#666;font-size:.9em}\n"
    "dd{margin:0;font-size:1.2em}\n"
    "table{border-collapse:collapse}\n"
    "th,td{padding:.2em .8em;border-bottom:1px solid #bbb;text-align:right}\n"
    "th:first-child,.words th,.words td{text-align:left}\n"
    "tbody th{font-weight:normal}\n"
    "footer{margin-top:2em;color:#666;font-size:.9em}\n"
    "@media (max-width:50em){.beside{display:block}}\n"
    "@media screen and (prefers-color-scheme:dark){\n"
    "body{color:#e4e4e4;background:#1c1c1e}\n"
    ".time,.said,.more,dt,footer,.source li::marker{color:#aaa}\n"
    ".wrong{color:#ff9a5c}\n"
    ".here{background:#4a3a00}\n"
    "}\n"
    "@media print{\n"
    "body{max-width:none;padding:0;font-size:11pt}\n"
    ".scroll{max-height:none;overflow:visible}\n"
    ".controls{display:none}\n"
    ".here{background:none;outline:none}\n"
    ".baton-playhead{visibility:hidden}\n"
    ".picture,tr,li{break-inside:avoid}\n"
    "}\n";

/* The arrow keys, the buttons and a click go from step to step: the step, its line and a line in
 * the picture show where. */
static const char page_script[] =
    "\n"
    "(function () {\n"
    "  const steps = Array.from(document.querySelectorAll('.steps li[data-x]'));\n"
    "  const head = document.getElementById('playhead');\n"
    "  const now = document.getElementById('now');\n"
    "  const picture = document.querySelector('.picture svg');\n"
    "  let at = -1;\n"
    "  if (steps.length === 0) return;\n"
    "  function mark(element) {\n"
    "    if (!element) return;\n"
    "    const box = element.parentElement;\n"
    "    element.classList.add('here');\n"
    "    element.setAttribute('aria-current', 'step');\n"
    "    box.scrollTop = element.offsetTop - box.clientHeight / 2;\n"
    "  }\n"
    "  function show(index) {\n"
    "    at = Math.max(0, Math.min(steps.length - 1, index));\n"
    "    document.querySelectorAll('.here').forEach(function (element) {\n"
    "      element.classList.remove('here');\n"
    "      element.removeAttribute('aria-current');\n"
    "    });\n"
    "    mark(steps[at]);\n"
    "    mark(document.getElementById('line-' + steps[at].dataset.line));\n"
    "    head.setAttribute('x1', steps[at].dataset.x);\n"
    "    head.setAttribute('x2', steps[at].dataset.x);\n"
    "    head.setAttribute('visibility', 'visible');\n"
    "    now.textContent = steps[at].textContent;\n"
    "  }\n"
    "  document.body.classList.add('js');\n"
    "  document.querySelector('.controls').hidden = false;\n"
    "  document.getElementById('back').onclick = function () { show(at - 1); };\n"
    "  document.getElementById('on').onclick = function () { show(at + 1); };\n"
    "  steps.forEach(function (step, index) {\n"
    "    step.onclick = function () { show(index); };\n"
    "  });\n"
    "  document.addEventListener('keydown', function (event) {\n"
    "    if (event.altKey || event.ctrlKey || event.metaKey) return;\n"
    "    if (event.key === 'ArrowRight') show(at + 1);\n"
    "    else if (event.key === 'ArrowLeft') show(at - 1);\n"
    "    else return;\n"
    "    event.preventDefault();\n"
    "  });\n"
    "  picture.onclick = function (event) {\n"
    "    const box = picture.getBoundingClientRect();\n"
    "    const x = (event.clientX - box.left) * picture.viewBox.baseVal.width / box.width;\n"
    "    let found = 0;\n"
    "    steps.forEach(function (step, index) {\n"
    "      if (x >= Number(step.dataset.x)) found = index;\n"
    "    });\n"
    "    show(found);\n"
    "  };\n"
    "})();\n";

void html_text(struct html *html, const char *text)
{
    xml_text_adds(html->out, text, html->source->options.ascii);
}

void html_section(struct html *html, const char *id, const char *heading)
{
    strbuf_addf(html->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id, id,
                heading);
}

void html_section_end(struct html *html)
{
    strbuf_adds(html->out, "</section>\n");
}

void html_begin(struct html *html, const char *title, const char *model)
{
    strbuf_adds(html->out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                "<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>");
    html_text(html, title);
    strbuf_adds(html->out, *model ? ", " : "");
    html_text(html, model);
    strbuf_addf(html->out, "</title>\n<style>%s</style>\n</head>\n<body>\n", page_style);
}

void html_end(struct html *html)
{
    strbuf_addf(html->out,
                "<footer><p>Recorded from a real run by baton.</p></footer>\n"
                "<script>%s</script>\n</body>\n</html>\n",
                page_script);
}
