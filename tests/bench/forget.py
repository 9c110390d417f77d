#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What it takes to forget a person with many mails, and how long a command and another customer's mail wait meanwhile.

usage: forget.py --casegate PROGRAM [--mails N]
"""
import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / 'e2e'), str(Path(__file__).resolve().parents[1])]
from desk import UNLIMITED, Desk, FolderPost  # noqa: E402

PAUSE_S = 0.2
ROUNDS = 20


def took(call):
    began = time.monotonic()
    call()
    return time.monotonic() - began


def answered(desk, customer):
    """From the mail's delivery to the letter that it brings."""
    count = len(desk.post.out.waiting())
    customer.send(customer.write('Vraag', 'Hoe gaat het?'))
    while len(desk.post.out.waiting()) == count:
        time.sleep(0.005)


def told(what, seconds):
    print(f'{what:34} median {statistics.median(seconds) * 1000:6.0f} ms, longest {max(seconds) * 1000:6.0f} ms,'
          f' {len(seconds)} times')


def rest(desk):
    status = desk.gateway.json('status')
    return status['mails']['waiting'], status['letters']['waiting']


def look(desk, customer, while_true):
    asked, mails = [], []
    while while_true(len(asked)):
        asked.append(took(lambda: desk.gateway.json('status')))
        mails.append(took(lambda: answered(desk, customer)))
        time.sleep(PAUSE_S)
    return asked, mails


def main():
    options = argparse.ArgumentParser(usage=__doc__)
    options.add_argument('--casegate', required=True)
    options.add_argument('--mails', type=int, default=10000)
    given = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix='forget-'))
    desk = Desk(given.casegate, folder, FolderPost(folder), **UNLIMITED)
    try:
        desk.start()
        els, piet = desk.customer(), desk.customer('Piet Jansen')
        began = time.monotonic()
        for number in range(given.mails):
            els.send(els.write(f'Vraag {number}', f'Mijn geheim is {number}. ' * 40))
        while (desk.post.waiting(desk.address), *rest(desk)) != (0, 0, 0):
            time.sleep(1)
        print(f'{given.mails} mails decided in {time.monotonic() - began:.0f} s')
        for what, seconds in zip(('before: status', 'before: mail to letter'), look(desk, piet, lambda n: n < ROUNDS)):
            told(what, seconds)
        began = time.monotonic()
        erases = subprocess.Popen(desk.gateway.argv('contact', 'erase', els.address, '--yes'), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL)
        for what, seconds in zip(('meanwhile: status', 'meanwhile: mail to letter'),
                                 look(desk, piet, lambda n: erases.poll() is None)):
            told(what, seconds)
        print(f'forgotten in {time.monotonic() - began:.1f} s, exit status {erases.wait()}')
    finally:
        desk.end()
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
