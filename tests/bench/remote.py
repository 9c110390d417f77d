#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench: what a desk elsewhere takes, and the mails that are decided meanwhile, beside the embedded desk of the same run.

usage: remote.py --casegate PROGRAM [--mails N] [--operations N] [--rounds N] [--latency MS] [--parallel N]
"""
import argparse
import base64
import http.client
import json
import os
import random
import shutil
import ssl
import statistics
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / 'e2e'), str(Path(__file__).resolve().parents[1])]
import processes  # noqa: E402
from bench import cpu_of, mail  # noqa: E402
from desk import UNLIMITED, Desk, FolderPost  # noqa: E402
from processes import eventually  # noqa: E402
from remotedesk import RemoteDesk  # noqa: E402
from servicenow.double import Double  # noqa: E402

OPEN = ('waiting', 'behind', 'in flight', 'unknown')
LOGIN = '/oauth_token.do'
FIRST = 50  # mails, while the workers start
LONGEST_S = 300


class Lots:
    """Mails that nobody wrote before."""

    def __init__(self):
        self.dice = random.Random(1)
        self.number = 0

    def of(self, count, size=3000):
        self.number += count
        return [mail(number, size, self.dice) for number in range(self.number - count, self.number)]


def status(desk):
    return desk.gateway.json('status')


def waited(desk, left, what):
    """Asks until nothing is left; each asking costs a process, so that there are not many of them."""
    began = time.monotonic()
    while (still := left(status(desk))) > 0:
        assert time.monotonic() - began < LONGEST_S, f'{still} {what} are not done'
        time.sleep(0.02 if still < 50 else 0.1)


def decide(desk, lot):
    """Milliseconds a mail from the moment at which all of them lie there, and those of the gateway's own CPU."""
    before = status(desk)['mails']
    wanted = sum(before.values()) - before['waiting'] + len(lot)
    inbox = desk.post.inboxes[desk.address]
    folder = inbox.folder / 'lot'
    folder.mkdir()
    for number, raw in enumerate(lot):
        (folder / f'{number}.bench').write_bytes(raw)
    pid = desk.gateway.process.pid
    began, cpu = time.monotonic(), cpu_of(pid)
    for number in range(len(lot)):
        os.rename(folder / f'{number}.bench', inbox.folder / 'new' / f'{time.time_ns()}.{number}.bench')
    folder.rmdir()
    waited(desk, lambda told: wanted - sum(told['mails'].values()) + told['mails']['waiting'], 'mails')
    return (time.monotonic() - began) * 1000 / len(lot), (cpu_of(pid) - cpu) * 1000 / len(lot)


def embedded(args, folder, lots):
    folder.mkdir()
    desk = Desk(args.casegate, folder, FolderPost(folder), **UNLIMITED)
    desk.start()
    try:
        decide(desk, lots.of(FIRST))
        return decide(desk, lots.of(args.mails))
    finally:
        desk.end()


def undone(told):
    return sum(told['desk']['queue'][state] for state in OPEN)


def remote(args, folder, lots, double):
    """The first lot while the desk is away, the second while it is busy with the operations of both."""
    folder.mkdir()
    desk = RemoteDesk(args.casegate, folder, FolderPost(folder), double,
                      {'poll': '2s', 'parallel': args.parallel, 'acknowledge': {'wait': '1d'}})
    double.reset()
    double.down()
    desk.start()
    result = {}
    try:
        decide(desk, lots.of(FIRST))
        result['idle'] = decide(desk, lots.of(args.mails))
        double.up()
        double.switch(latency_ms=args.latency)
        eventually(lambda: status(desk)['desk']['queue']['done'] > args.parallel, 'a desk at work', patience=60)
        double.forget()
        began, done = time.monotonic(), status(desk)['desk']['queue']['done']
        result['busy'] = decide(desk, lots.of(args.mails))
        assert undone(status(desk)) > 0, 'the desk was not busy all the time'
        wanted = done + args.operations
        waited(desk, lambda told: min(wanted - told['desk']['queue']['done'], undone(told)), 'operations')
        done = status(desk)['desk']['queue']['done'] - done
        result['seconds'] = (time.monotonic() - began) / done
    finally:
        desk.end()
    log = [one for one in double.requests() if one['done'] and one['path'] != LOGIN]
    result['requests'] = len(log) / done
    result['floor'] = floor(args, double, log) / len(log) * result['requests']
    return result


def floor(args, double, log):
    """Seconds of a client that only asks the same once more, as many at once."""
    todo = iter(log)
    head = {'Authorization': 'Basic ' + base64.b64encode(f'{double.user}:{double.password}'.encode()).decode(),
            'Accept': 'application/json', 'Content-Type': 'application/json'}
    trust = ssl.create_default_context(cafile=double.ca)

    def ask():
        with closing(http.client.HTTPSConnection('localhost', double.port, timeout=60, context=trust)) as connection:
            for one in todo:
                body = one['body'] if isinstance(one['body'], str) else json.dumps(one['body'])
                connection.request(one['method'], f"{one['path']}?{urlencode(one['query'])}", body if one['body'] else None, head)
                connection.getresponse().read()
    threads = [threading.Thread(target=ask) for _ in range(args.parallel)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - began


def bench(args, place):
    lots = Lots()
    rounds = []
    with Double(tls=place) as double:
        for turn in range(args.rounds):
            result = remote(args, place / f'remote{turn}', lots, double)
            result['embedded'] = embedded(args, place / f'embedded{turn}', lots)
            rounds.append(result)
            print(f'round {turn + 1} of {args.rounds}: {1 / result["seconds"]:.0f} operations/s, floor '
                  f'{1 / result["floor"]:.0f} operations/s', flush=True)
    report(args, rounds)


def report(args, rounds):
    def middle(get):
        return statistics.median(map(get, rounds))
    took, floor_took = middle(lambda r: r['seconds']), middle(lambda r: r['floor'])
    print(f'\na desk elsewhere whose answers come {args.latency} ms later, {args.parallel} operations at once, medians of '
          f'{args.rounds} rounds')
    print(f'operations        {1 / took:8.0f} a second, {middle(lambda r: r["requests"]):.1f} requests each')
    print(f'floor             {1 / floor_took:8.0f} a second: the same requests, by a client that does nothing else')
    print(f'ratio             {middle(lambda r: r["floor"] / r["seconds"]):8.0%}')
    print(f'mails decided beside it, lots of {args.mails}')
    for name, words in (('embedded', 'by the embedded desk'), ('idle', 'while the desk elsewhere is away'),
                        ('busy', 'while it is busy')):
        print(f'  {name:<15} {1000 / middle(lambda r: r[name][0]):8.0f} mails/s, gateway {middle(lambda r: r[name][1]):.2f} '
              f'ms of CPU a mail: {words}')
    of_idle = middle(lambda r: r['idle'][0] / r['busy'][0])
    of_embedded = middle(lambda r: r['embedded'][0] / r['busy'][0])
    print(f'ratio             {of_idle:8.0%} of idle, {of_embedded:.0%} of embedded')
    print(json.dumps({'operations_per_second': round(1 / took, 1), 'ratio': round(floor_took / took, 3),
                      'busy_to_idle': round(of_idle, 3), 'busy_to_embedded': round(of_embedded, 3)}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--casegate', required=True)
    parser.add_argument('--mails', type=int, default=300)
    parser.add_argument('--operations', type=int, default=200)
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--latency', type=int, default=50)
    parser.add_argument('--parallel', type=int, default=4)
    args = parser.parse_args()
    processes.adopt_orphans()
    place = Path(tempfile.mkdtemp(prefix='cg-', dir='/tmp'))
    place.chmod(0o755)
    try:
        bench(args, place)
    finally:
        processes.end_all(processes.descendants(os.getpid()))
        shutil.rmtree(place, ignore_errors=True)


if __name__ == '__main__':
    main()
