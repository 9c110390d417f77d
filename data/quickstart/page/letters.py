#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What ./quickstart page reads in the letters for you: `letters.py FOLDER link` prints where the button of the newest proposed
solution leads, `letters.py FOLDER codes` each code to log in with as it comes, until it is stopped."""
import re
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path


def letters(folder):
    """The oldest first: (name, letter)."""
    for path in sorted((folder / 'new').iterdir(), key=lambda path: int(path.name.partition('.')[0])):
        yield path.name, message_from_bytes(path.read_bytes(), policy=policy.default)


def last_link(folder):
    found = None
    for _, letter in letters(folder):
        html = letter.get_body(['html'])
        link = html and re.search(r'href="(https?://[^"]*/p/[^"]*/accept)"', html.get_content())
        found = (letter['To'], link[1]) if link else found
    return found


def tell_codes(folder):
    told = {name for name, _ in letters(folder)}
    while True:
        time.sleep(1)
        for name, letter in letters(folder):
            code = name not in told and re.search(r'^(\d{3} ?\d{3})\s*$', letter.get_body(['plain']).get_content(), re.M)
            told.add(name)
            if code:
                print(f'A code for {letter["To"]}: {code[1]}', flush=True)


if __name__ == '__main__':
    if sys.argv[2] == 'codes':
        tell_codes(Path(sys.argv[1]))
    if link := last_link(Path(sys.argv[1])):
        print(f'{link[0]}: {link[1]}')
