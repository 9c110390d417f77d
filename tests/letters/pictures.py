#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every letter as its reader sees it: pictures at the width of a phone and of a desk, light and dark, by a headless
Chromium (Debian's package chromium). Each is measured as well, with its sample values and with long words in their place:
nothing may stick out, and all text must stand out from what is behind it (WCAG 2.1 AA). Dark is what the browser calls
prefers-color-scheme: dark, as Apple Mail and Outlook for phones do; clients that invert colours by themselves are not
shown."""
import argparse
import base64
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WIDTHS = (375, 1200)
SCHEMES = ('light', 'dark')
LONG = 'Hottentottententententoonstellingsterreinbeheerdersverenigingsvoorzitter'
PROGRAMS = ('chromium', 'chromium-browser', 'google-chrome')

# What sticks out of the page or of its element, and text with too little contrast.
MEASURE = '''(() => {
  const found = [], page = document.documentElement;
  const rgb = text => (text.match(/[0-9.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  if (page.scrollWidth > page.clientWidth)
    found.push(`the page is ${page.scrollWidth} wide in a window of ${page.clientWidth}`);
  for (const e of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(e), box = e.getBoundingClientRect(), name = `<${e.tagName.toLowerCase()}> "${e.textContent.trim().slice(0, 30)}"`;
    if (style.display === 'none' || box.width === 0) continue;
    if (box.right > page.clientWidth + 1) found.push(`${name} ends at ${Math.round(box.right)}`);
    if (style.display !== 'inline' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
      found.push(`${name} holds ${e.scrollWidth} in ${e.clientWidth}`);
    const text = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!text) continue;
    const [a, b] = [light(rgb(style.color)), light(behind(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${name} has a contrast of ${ratio.toFixed(1)}`);
    if (parseFloat(style.fontSize) < 12) found.push(`${name} is written in ${style.fontSize}`);
  }
  return found;
})()'''


class Browser:
    """Chromium, told what to do over a pair of pipes (its DevTools protocol)."""

    def __init__(self, program, home, only_measures):
        self.only_measures = only_measures
        read, self.to = os.pipe()
        self.of, write = os.pipe()
        command = [program, '--headless=new', '--remote-debugging-pipe', '--no-sandbox', '--disable-gpu',
                   '--hide-scrollbars', '--no-first-run', f'--user-data-dir={home}', 'about:blank']
        self.process = subprocess.Popen(
            ['bash', '-c', f'exec "$@" 3<&{read} 4>&{write}', 'bash', *command], pass_fds=(read, write),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(read)
        os.close(write)
        self.number = 0
        self.left = b''
        target = self.ask('Target.createTarget', url='about:blank')['targetId']
        self.session = self.ask('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        self.ask('Page.enable')

    def close(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.to)
        os.close(self.of)

    def hear(self):
        while b'\0' not in self.left:
            more = os.read(self.of, 1 << 20)
            if not more:
                sys.exit('letters: chromium ended by itself')
            self.left += more
        message, self.left = self.left.split(b'\0', 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': params}
        if getattr(self, 'session', None):
            message['sessionId'] = self.session
        os.write(self.to, json.dumps(message).encode() + b'\0')
        self.events = set()
        while True:
            answer = self.hear()
            self.events.add(answer.get('method'))
            if answer.get('id') == self.number:
                if 'error' in answer:
                    sys.exit(f'letters: {method}: {answer["error"]["message"]}')
                return answer['result']

    def show(self, file, width):
        self.ask('Emulation.setDeviceMetricsOverride', width=width, height=700, deviceScaleFactor=1, mobile=width < 600)
        self.ask('Page.navigate', url=Path(file).resolve().as_uri())
        self.wait('Page.loadEventFired')

    def wait(self, event):
        while event not in self.events:
            self.events.add(self.hear().get('method'))

    def wear(self, scheme):
        self.ask('Emulation.setEmulatedMedia', features=[{'name': 'prefers-color-scheme', 'value': scheme}])

    def measure(self):
        return self.ask('Runtime.evaluate', expression=MEASURE, returnByValue=True)['result']['value']

    def picture(self, file):
        if self.only_measures:
            return
        size = self.ask('Page.getLayoutMetrics')['cssContentSize']
        clip = {'x': 0, 'y': 0, 'width': size['width'], 'height': size['height'], 'scale': 1}
        data = self.ask('Page.captureScreenshot', format='png', captureBeyondViewport=True, clip=clip)['data']
        Path(file).write_bytes(base64.b64decode(data))


def leaves(value):
    """Every text in the sample values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)


def lengthen(page, values):
    """The same letter with a long word in the place of every value that is written out; numbers and commands are never long."""
    for text in sorted(set(leaves(values)), key=len, reverse=True):
        shown = html.escape(text).replace('&#x27;', '&#39;').replace('\n', '<br>\n')
        if len(text) > 3 and not text.startswith('mailto:') and not re.fullmatch('[A-Z]+[0-9]+|#[a-z]+', text):
            page = page.replace(f'>{shown}<', f'>{LONG} {LONG}<').replace(f' {shown}', f' {LONG}')
    return page


def letters(program, config):
    """(name, language, HTML, values) of each that has HTML, with all that it can have and with the least."""
    def run(*words):
        return subprocess.run([program, 'template', *words, '--json', '--config', config], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
    for entry in json.loads(run('list')):
        for language in (language for language, file in entry['files'].items() if file):
            for suffix, *options in ('', ), ('-bare', '--bare'):
                letter = json.loads(run('show', entry['name'], '--lang', language, *options))
                if letter['html']:
                    yield entry['name'] + suffix, language, letter['html'], letter['values']


def look(browser, out, letter):
    """Takes its pictures; returns what is wrong with it."""
    name, language, page, values = letter
    wrong = []
    for kind, text in (('', page), (' with long words', lengthen(page, values))):
        file = out / 'page.html'
        file.write_text(text)
        for width in WIDTHS:
            browser.show(file, width)
            for scheme in SCHEMES:
                browser.wear(scheme)
                wrong += [f'{language}/{name}, {width} {scheme}{kind}: {one}' for one in browser.measure()]
                if not kind:
                    browser.picture(out / f'{name}.{language}.{width}.{scheme}.png')
                elif width == WIDTHS[0] and scheme == SCHEMES[0]:
                    browser.picture(out / f'{name}.{language}.{width}.long.png')
        file.unlink()
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--casegate', required=True)
    parser.add_argument('--config', required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--only', help='only letters whose name has this in it')
    parser.add_argument('--measure', action='store_true', help='measure, and take no pictures')
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit('letters: there is no Chromium; install it by: apt-get install chromium')
    options.out.mkdir(parents=True, exist_ok=True)
    wrong, count = [], 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(program, home, options.measure)
        for letter in letters(options.casegate, options.config):
            if options.only is None or options.only in letter[0]:
                wrong += look(browser, options.out, letter)
                count += 1
        browser.close()
    for line in wrong:
        print(line)
    print(f'letters: {count} in {len(WIDTHS)} widths, {" and ".join(SCHEMES)}: {options.out}; {len(wrong)} mistakes')
    sys.exit(1 if wrong or count == 0 else 0)


if __name__ == '__main__':
    main()
