#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every page of the desk as its people see it: pictures in both languages at the width of a phone and of a desk, light and
dark, by a headless Chromium, as tests/letters/pictures.py does with letters. None may be wider than its window, also not
with long words in it and at 320 px, and none larger than 50 KB; --axe FILE (axe.min.js) asks axe-core as well."""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'letters'))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from pictures import PROGRAMS, SCHEMES, Browser  # noqa: E402
import samples  # noqa: E402

WIDTHS = (375, 1280)
NARROW = 320
LARGEST = 50 * 1024
LANGUAGES = ('en', 'nl')
WIDE = '''(() => {
  const page = document.documentElement, found = [];
  if (page.scrollWidth <= page.clientWidth) return found;
  found.push(`the page is ${page.scrollWidth} wide in a window of ${page.clientWidth}`);
  for (const e of document.body.querySelectorAll('*')) {
    const box = e.getBoundingClientRect();
    if (box.right > page.clientWidth + 1 && found.length < 4) found.push(`<${e.tagName}> "${e.textContent.trim().slice(0, 30)}" ends at ${Math.round(box.right)}`);
  }
  return found;
})()'''
AXE = '''axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(result =>
  result.violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' | ')}`))'''


def render(program, folder, pages):
    """Writes them all at once; pages: of (file, what is asked)."""
    lines = [json.dumps(dict(asked, out=str(folder / file))) for file, asked in pages]
    subprocess.run([program], input='\n'.join(lines), text=True, check=True)
    static = (Path(__file__).resolve().parents[2] / 'data' / 'pages').as_uri()
    for file, _ in pages:
        path = folder / file
        text = path.read_text()
        path.write_text(text.replace('="/static/', f'="{static}/'))
        yield path, len(text.encode())


def ask(browser, expression):
    return browser.ask('Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True)['result'].get('value')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--render', required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--only', help='only pages whose name has this in it')
    parser.add_argument('--axe', type=Path, help='axe.min.js of axe-core')
    parser.add_argument('--measure', action='store_true', help='measure, and take no pictures')
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        sys.exit('pages: there is no Chromium; install it by: apt-get install chromium')
    options.out.mkdir(parents=True, exist_ok=True)
    axe = options.axe.read_text() if options.axe else None
    asked = []
    for name, page in samples.screens():
        if options.only and options.only not in name:
            continue
        for language in LANGUAGES:
            asked.append((f'{name}.{language}.html', dict(page, language=language)))
        asked.append((f'{name}.long.html', dict(page, language='nl', values=samples.told_by_people(page['values'], samples.LONG))))
    wrong = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        browser = Browser(program, home + '/profile', options.measure)
        for file, size in render(options.render, Path(home), asked):
            is_long = file.name.endswith('.long.html')
            if size > LARGEST and not is_long:
                wrong.append(f'{file.stem}: {size} bytes')
            for width in WIDTHS + (NARROW,):
                browser.show(file, width)
                is_asked = axe and not is_long and width != NARROW
                if is_asked:
                    ask(browser, axe + '; 0')
                for scheme in SCHEMES:
                    if (is_long or width == NARROW) and scheme != SCHEMES[0]:
                        continue
                    browser.wear(scheme)
                    wrong += [f'{file.stem}, {width} {scheme}: {one}' for one in ask(browser, WIDE)]
                    if is_asked:
                        wrong += [f'{file.stem}, {width} {scheme}: {one}' for one in ask(browser, AXE) or []]
                    if width != NARROW:
                        browser.picture(options.out / f'{file.stem}.{width}.{scheme}.png')
        browser.close()
    for line in wrong:
        print(line)
    print(f'pages: {len(asked)} in {len(WIDTHS)} widths, {" and ".join(SCHEMES)}: {options.out}; {len(wrong)} mistakes')
    sys.exit(1 if wrong or not asked else 0)


if __name__ == '__main__':
    main()
