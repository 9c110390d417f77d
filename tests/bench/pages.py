#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench-pages: every page of a desk with a million tickets: how long it takes, for how long it holds the gateway, how large
it is; and how many mails are decided while people click, beside as many without them in the same run.

usage: pages.py --casegate PROGRAM --desk PROGRAM [--tickets N] [--spool FILE] [--rounds N] [--mails N] [--people N]
                [--only-click]

--spool: one that tests/bench/desk made before; it is copied. Clients run beside the gateway on the same processors; what others
do there makes pages slower, so that for how long one holds the gateway is the least of some rounds, and beside the rate of mails
stands what a mail took of the gateway's own time.
"""
import argparse
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from urllib.parse import quote

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / 'e2e'), str(Path(__file__).resolve().parents[1])]
import processes  # noqa: E402
from bench import cpu_of, mail  # noqa: E402
from browser import Browser  # noqa: E402
from desk import UNLIMITED, Desk, FolderPost  # noqa: E402
from processes import free_port  # noqa: E402

ROUTES = Path(__file__).resolve().parents[2] / 'gateway' / 'web'
AIM_S, AIM_HOLD_S, AIM_BYTES = 0.050, 0.010, 50 * 1024
PAUSE_S = (2, 3)  # between two clicks of one person
AGENT = {'name': 'Agent 7', 'address': 'agent7@desk.example', 'groups': ['servicedesk'], 'operator': True}
CUSTOMER = 'klant0@klant.example'
# what waits for long is neither told of nor closed meanwhile
TIMES = {name: '364d' if name.startswith('remind') else '365d' for name in
         ('first_answer', 'remind_question', 'remind_solution', 'close_solution', 'expire_draft', 'remind_approval',
          'expire_approval')}


def paths(tickets):
    """What is asked for each pattern of the route tables; none: it shows nothing of the spool."""
    case = f'CS{tickets // 2 // 50 * 49:07}'
    return {
        '/': [], '/desk': [], '/my': [], '/p/': [], '/p/*': [], '/p/*/': [], '/p/*/*': [], '/desk/*/preview': [], '/desk/*/text': [],
        '/login': [], '/logout': [], '/healthz': [], '/metrics': [], '/desk/*/file/*': [], '/my/*/file/*': [],
        '/my/login': [], '/my/code': [], '/my/logout': [], '/my/sent/*': [], '/my/catalog/*': ['/my/catalog/teams'],
        '/desk/': ['/desk/'] + [f'/desk/?tab={tab}' for tab in ('nobody', 'customer', 'resolved', 'open', 'closed')] +
                  [f'/desk/?tab=closed&before={case}'],
        '/desk/mine': ['/desk/mine'],
        '/desk/requests': ['/desk/requests'] + [f'/desk/requests?tab={tab}' for tab in ('approval', 'draft', 'done')],
        '/desk/search': ['/desk/search?text=' + quote(text) for text in ('zeldzaam', 'printer', 'zeldzaam printer', 'print*',
                                                                         'bestaatniet', CUSTOMER)],
        '/desk/mails': ['/desk/mails'] + [f'/desk/mails?tab={tab}' for tab in ('quarantined', 'done', 'all')],
        '/desk/mail/*': [f'/desk/mail/{tickets // 2}'],
        '/desk/contacts': ['/desk/contacts'],
        '/desk/contact/*': [f'/desk/contact/{CUSTOMER}'],
        '/desk/letters': ['/desk/letters'] + [f'/desk/letters?tab={tab}' for tab in ('failed', 'waiting')],
        '/desk/status': ['/desk/status'], '/desk/menu': ['/desk/menu'], '/desk/new': ['/desk/new'],
        '/desk/try': ['/desk/try'],
        '/desk/numbers': ['/desk/numbers', '/desk/numbers?days=90', '/desk/numbers?days=30&group=servicedesk'],
        '/desk/*': [f'/desk/{case}'],
        '/my/': ['/my/', '/my/?tab=organisation', '/my/?tab=closed'],
        '/my/new': ['/my/new'], '/my/app': ['/my/app'], '/my/catalog': ['/my/catalog'], '/my/faq': ['/my/faq'], '/my/*': ['/my/{case}'],
    }


def patterns():
    found = []
    for file in sorted(ROUTES.glob('route_*.c')):
        found += re.findall(r'\.pattern = "([^"]+)"', file.read_text())
    return found


class Holds:
    """What the gateway says of how long pages held it, by /metrics; which is such a page itself."""

    def __init__(self, port):
        self.browser = Browser(port)

    def sum(self):
        return float(re.search(r'^casegate_page_hold_seconds_sum (\S+)$', self.browser.get('/metrics').text, re.M)[1])


def customer_browser(desk, port):
    browser = Browser(port, Accept_Language='en')
    browser.post('/my/login', {'address': CUSTOMER})
    for _ in range(200):
        for raw in desk.post.letters(CUSTOMER):
            text = message_from_bytes(raw, policy=default).get_body(('plain',)).get_content()
            code = re.search(r'^\s*(\d{6})\s*$', text, re.M)
            if code and browser.post('/my/code', {'code': code[1]}).location == '/my/':
                return browser
        time.sleep(0.1)
    raise RuntimeError(f'no letter with a code came: {desk.gateway.json("letter", "list", "--limit", "2")} {desk.gateway.log()[-2000:]}')


def rest(desk, browser):
    """Until what a start brings along is done: the index of the search, and times that are worked out anew."""
    pid = desk.gateway.process.pid
    while browser.get('/desk/search?text=printer').status != 200:
        time.sleep(1)
    spent = -1
    while (now := cpu_of(pid)) - spent > 0.05:
        spent = now
        time.sleep(3)


def measure(browser, holds, path, rounds):
    """The median time to the whole page, the least hold, and its size."""
    times, held = [], []
    for _ in range(rounds):
        before = holds.sum()
        began = time.monotonic()
        page = browser.get(path)
        times.append(time.monotonic() - began)
        own = holds.sum() - before
        assert page.status == 200, (path, page.status, page.text[:2000])
        empty = holds.sum()
        held.append(max(own - (holds.sum() - empty), 0))
    return statistics.median(times), min(held), len(page.text.encode())


def look(desk, tickets, port, metrics, rounds):
    agent = Browser(port).log_in(desk.gateway, AGENT['address'])
    customer = customer_browser(desk, port)
    holds = Holds(metrics)
    rest(desk, agent)
    given = paths(tickets)
    wrong = []
    case = re.search(r'/my/((?:CS|REQ)\d+)', customer.get('/my/?tab=closed').text)
    print(f'{"page":44} {"ready":>9} {"held":>9} {"size":>9}')
    for pattern in patterns():
        for path in given[pattern]:
            path = path.replace('{case}', case[1] if case else '')
            took, held, size = measure(customer if path.startswith('/my/') else agent, holds, path, rounds)
            bad = [name for name, is_bad in (('slow', took > AIM_S), ('holds', held > AIM_HOLD_S), ('large', size > AIM_BYTES))
                   if is_bad]
            print(f'{path:44} {took * 1000:6.1f} ms {held * 1000:6.1f} ms {size / 1024:6.1f} KB {" ".join(bad)}', flush=True)
            wrong += [f'{path}: {what}' for what in bad]
    return wrong


class People(threading.Thread):
    """One person, who looks at a page every few seconds."""

    def __init__(self, browser, pages, seed):
        super().__init__(daemon=True)
        self.browser, self.pages, self.dice = browser, pages, random.Random(seed)
        self.over = threading.Event()
        self.clicks = 0

    def run(self):
        while not self.over.wait(self.dice.uniform(*PAUSE_S) if self.clicks else self.dice.uniform(0, PAUSE_S[1])):
            self.browser.get(self.dice.choice(self.pages))
            self.clicks += 1


def own_ms(desk):
    """Milliseconds that the gateway itself was at work."""
    return int(Path(f'/proc/{desk.gateway.process.pid}/schedstat').read_text().split()[0]) / 1e6


def rate(desk, dice, number, count):
    """Mails a second, from the first to the last letter, and the gateway's own time for one."""
    address = desk.address
    before = desk.gateway.json('status')['letters']['sent']
    for i in range(count):
        desk.post.deliver(f'bench-{number + i}@klant.example', address, mail(number + i, 3000, dice))
    began, spent = time.monotonic(), own_ms(desk)
    while desk.gateway.json('status')['letters']['sent'] < before + count:
        time.sleep(0.2)
        assert time.monotonic() - began < 600
    return count / (time.monotonic() - began), (own_ms(desk) - spent) / count


def click(desk, tickets, port, given):
    """The same mails, with and without people, in turn."""
    dice = random.Random(1)
    rest(desk, Browser(port).log_in(desk.gateway, AGENT['address']))
    pages = [path for pattern, list_ in paths(tickets).items() for path in list_
             if pattern.startswith('/desk') and '%2A' not in path]
    quiet, busy, clicks, extra = [], [], 0, 0
    number = 10 ** 7
    rate(desk, dice, number, given.mails // 4)  # while workers start
    for _ in range(given.rounds):
        number += given.mails
        quiet.append(rate(desk, dice, number, given.mails))
        people = [People(Browser(port).log_in(desk.gateway, AGENT['address']), pages, seed) for seed in range(given.people)]
        for person in people:
            person.start()
        number += given.mails
        busy.append(rate(desk, dice, number, given.mails))
        for person in people:
            person.over.set()
        clicks += sum(person.clicks for person in people)
        extra += (busy[-1][1] - quiet[-1][1]) * given.mails
        print('{:.0f} mails/s, {:.2f} ms of the gateway a mail'.format(*quiet[-1]), end='; ')
        print('{:.0f} and {:.2f} ms while {} people click'.format(*busy[-1], given.people), flush=True)
    ratio = statistics.median(b[0] / q[0] for q, b in zip(quiet, busy))
    print(f'ratio {ratio:.2f}; {clicks} clicks, each {extra / max(clicks, 1):.1f} ms of the gateway, on {os.cpu_count()}'
          ' processors with the clients beside it')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--casegate', required=True)
    parser.add_argument('--desk', required=True)
    parser.add_argument('--tickets', type=int, default=1000000)
    parser.add_argument('--spool', type=Path)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--mails', type=int, default=2000)
    parser.add_argument('--people', type=int, default=20)
    parser.add_argument('--only-click', action='store_true')
    given = parser.parse_args()
    processes.adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix='pages-'))
    port, metrics = free_port(), free_port()
    desk = Desk(given.casegate, folder, FolderPost(folder), agents=[AGENT], times=TIMES,
                web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example', 'metrics': f'127.0.0.1:{metrics}'}, **UNLIMITED)
    spool = desk.gateway.state / 'spool.db'
    try:
        desk.start().gateway.stop()  # makes its key
        for file in spool.parent.glob('spool.db*'):
            file.unlink()
        if given.spool:
            shutil.copyfile(given.spool, spool)
        else:
            subprocess.run([given.desk, str(given.tickets), str(spool)], check=True)
        spool.chmod(0o600)
        desk.start()
        desk.gateway.json('contact', 'add', CUSTOMER, '--account', 'Account 5', '--sees', 'organisation')
        if not given.only_click:
            wrong = look(desk, given.tickets, port, metrics, given.rounds)
            print('\n'.join(wrong) or 'every page is within what was aimed at')
        if given.people:
            click(desk, given.tickets, port, given)
    finally:
        desk.end()
        processes.end_all(processes.descendants(os.getpid()))
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
