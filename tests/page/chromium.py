"""Drives a headless Chromium over a pipe, with nothing but the standard library.

    with Browser() as browser:
        page = browser.open('/tmp/run.html', width=1000, height=800)
        page.key('ArrowRight')
        page.js('document.title')
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

LIMIT_S = 60
KEYS = {'ArrowLeft': 37, 'ArrowRight': 39, 'Home': 36, 'End': 35, ' ': 32, 'Enter': 13, 'Tab': 9}


def find_browser():
    for name in ('chromium', 'chromium-browser', 'google-chrome', 'chrome'):
        path = shutil.which(name)
        if path:
            return path
    return None


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp()
        in_read, self.out = os.pipe()
        self.into, out_write = os.pipe()
        self.number = 0
        self.rest = b''
        self.events = []

        def wire():
            # The browser reads commands from 3 and answers on 4, whatever numbers the pipes have.
            read, write = os.dup(in_read), os.dup(out_write)
            high = [os.dup2(read, 103), os.dup2(write, 104)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe', '--no-first-run',
                   '--disable-dev-shm-usage', '--disable-extensions', '--disable-background-networking', '--hide-scrollbars',
                   '--force-color-profile=srgb', '--user-data-dir=' + self.folder, 'about:blank']
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.process = subprocess.Popen([find_browser()] + options, preexec_fn=wire, close_fds=False, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        os.close(in_read)
        os.close(out_write)

    def __enter__(self):
        return self

    def __exit__(self, *failed):
        try:
            self.call('Browser.close')
            self.process.wait(10)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def read(self, until):
        """The next message, or None when it is too late."""
        while b'\0' not in self.rest:
            ready, _, _ = select.select([self.into], [], [], max(0, until - time.monotonic()))
            if not ready:
                return None
            part = os.read(self.into, 1 << 20)
            if not part:
                raise RuntimeError('the browser has ended')
            self.rest += part
        message, self.rest = self.rest.split(b'\0', 1)
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if session:
            message['sessionId'] = session
        os.write(self.out, json.dumps(message).encode() + b'\0')
        until = time.monotonic() + LIMIT_S
        while True:
            answer = self.read(until)
            if answer is None:
                raise RuntimeError('no answer to ' + method)
            if answer.get('id') != self.number:
                self.events.append(answer)
            elif 'error' in answer:
                raise RuntimeError(method + ': ' + answer['error']['message'])
            else:
                return answer['result']

    def open(self, path, **view):
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        page = Page(self, target, session)
        page.view(**view)
        page.load(path)
        return page


class Page:
    def __init__(self, browser, target, session):
        self.browser = browser
        self.target = target
        self.session = session
        self.call('Page.enable')
        self.call('Runtime.enable')

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def view(self, width=1000, height=900, scheme='light', motion='no-preference', media='', script=True):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call('Emulation.setEmulatedMedia', media=media, features=[
            {'name': 'prefers-color-scheme', 'value': scheme}, {'name': 'prefers-reduced-motion', 'value': motion}])
        self.call('Emulation.setScriptExecutionDisabled', value=not script)

    def load(self, path):
        """A file, with or without a fragment; returns when it is there."""
        self.call('Page.navigate', url='about:blank')
        self.call('Page.navigate', url='file://' + path)
        until = time.monotonic() + LIMIT_S
        while time.monotonic() < until:
            frame = self.call('Page.getFrameTree')['frameTree']['frame']
            if frame['url'].startswith('file:') and self.js('document.readyState') == 'complete':
                return
            time.sleep(0.02)
        raise RuntimeError('not loaded: ' + path)

    def close(self):
        self.browser.call('Target.closeTarget', targetId=self.target)

    def js(self, expression):
        answer = self.call('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)
        if 'exceptionDetails' in answer:
            raise RuntimeError(json.dumps(answer['exceptionDetails'])[:600])
        return answer['result'].get('value')

    def until(self, expression, limit_s=LIMIT_S):
        """Waits until it is true; whether it became so."""
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            if self.js(expression):
                return True
            time.sleep(0.02)
        return False

    def key(self, *keys):
        for key in keys:
            text = {'Enter': '\r'}.get(key, key if len(key) == 1 else '')
            code = {'key': key, 'windowsVirtualKeyCode': KEYS.get(key, ord(key.upper()) if len(key) == 1 else 0)}
            self.call('Input.dispatchKeyEvent', type='keyDown', text=text, **code)
            self.call('Input.dispatchKeyEvent', type='keyUp', **code)

    def click(self, x, y):
        for kind in ('mousePressed', 'mouseReleased'):
            self.call('Input.dispatchMouseEvent', type=kind, x=x, y=y, button='left', clickCount=1)

    def click_on(self, selector):
        self.js('document.querySelector(%s).scrollIntoView({block: "center"})' % json.dumps(selector))
        x, y, w, h = self.js('(() => { const b = document.querySelector(%s).getBoundingClientRect();'
                             ' return [b.x, b.y, b.width, b.height]; })()' % json.dumps(selector))
        self.click(x + w / 2, y + h / 2)

    def tree(self):
        """All names and values of the accessibility tree, as one text."""
        nodes = self.call('Accessibility.getFullAXTree')['nodes']
        parts = [node[field]['value'] for node in nodes if not node.get('ignored') for field in ('name', 'description', 'value')
                 if field in node and node[field].get('value') is not None]
        return '\n'.join(str(part) for part in parts)

    def shot(self, path, whole=False):
        data = self.call('Page.captureScreenshot', captureBeyondViewport=whole, **(
            {'clip': dict(self.call('Page.getLayoutMetrics')['cssContentSize'], scale=1)} if whole else {}))['data']
        with open(path, 'wb') as file:
            file.write(base64.b64decode(data))

    def pdf(self, path):
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self.call('Page.printToPDF', printBackground=True)['data']))

    def problems(self):
        """What the console has said of errors."""
        found = [event['params'] for event in self.browser.events if event.get('sessionId') == self.session and
                 event.get('method') == 'Runtime.exceptionThrown']
        return [json.dumps(one)[:500] for one in found]
