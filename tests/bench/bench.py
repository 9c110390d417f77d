#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""make bench: mails through a real Dovecot into casegate and out to an SMTP sink, beside the floor of the same run.

usage: bench.py --casegate PROGRAM --floor PROGRAM [--mails N] [--size BYTES] [--rounds N]
"""
import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from email.utils import formatdate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'e2e'))
import processes  # noqa: E402
from certificates import Certificates  # noqa: E402
from desk import UNLIMITED, configuration  # noqa: E402
from dovecot import PASSWORD, Dovecot  # noqa: E402
from gateway import Gateway  # noqa: E402
from processes import eventually, free_port, listens, require, start  # noqa: E402

WORDS = ('het scherm van mijn laptop blijft zwart na het opstarten en de printer op de gang doet het ook niet meer '
         'kunnen jullie daar vandaag nog naar kijken alvast bedankt voor de moeite').split()
TICKS = os.sysconf('SC_CLK_TCK')
SERVERS = 'Dovecot and the sink'


def mail(number, size, dice):
    text = []
    length = 0
    while length < size - 500:
        line = ' '.join(dice.choices(WORDS, k=12))
        text.append(line)
        length += len(line) + 2
    head = (f'From: Klant {number} <klant-{number}@klant.example>\r\nTo: desk@desk.example\r\n'
            f'Subject: Melding {number}: {dice.choice(WORDS)} {dice.choice(WORDS)}\r\nDate: {formatdate()}\r\n'
            f'Message-ID: <bench-{number}@klant.example>\r\nMIME-Version: 1.0\r\n'
            f'Content-Type: text/plain; charset=utf-8\r\n\r\n')
    return (head + '\r\n'.join(text) + '\r\n').encode()


def fill(dovecot, address, mails):
    """Into the Maildir itself: much faster than by any protocol."""
    dovecot.count(address)  # makes the folders
    folder = dovecot.maildir(address) / 'new'
    folder.mkdir(exist_ok=True)
    for number, raw in enumerate(mails):
        file = folder / f'{1700000000 + number}.{number}.bench'
        file.write_bytes(raw)
        if os.getuid() == 0:
            shutil.chown(file, dovecot.user, dovecot.group)
    if os.getuid() == 0:
        shutil.chown(folder, dovecot.user, dovecot.group)
    assert dovecot.count(address) == len(mails)


class Sink:
    """Postfix's smtp-sink: takes letters and forgets them."""

    def __init__(self, folder):
        self.port = free_port()
        argv = [require('smtp-sink', 'postfix')]
        if os.getuid() == 0:
            argv += ['-u', 'postfix']
        self.process = start([*argv, f'127.0.0.1:{self.port}', '500'], folder / 'sink')
        eventually(lambda: listens(self.port), 'smtp-sink')

    def stop(self):
        processes.end_all([self.process.pid])
        self.process.wait()


def cpu_of(pid, *, ended=False):
    """Seconds of a process, or of the children it had and waited for."""
    try:
        text = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, text[13:15] if ended else text[11:13])) / TICKS


def cpu_seconds(gateway):
    """Of the gateway, of each kind of child it has, and of those it had and waited for."""
    pid = gateway.process.pid
    spent = {'gateway': cpu_of(pid), 'workers that ended': cpu_of(pid, ended=True)}
    for child in processes.descendants(pid):
        name = gateway.arguments(child)[-1]
        spent[name] = spent.get(name, 0) + cpu_of(child)
    return spent


def cpu_of_servers(*servers):
    pids = [server.process.pid for server in servers]
    for pid in list(pids):
        pids += processes.descendants(pid)
    return sum(cpu_of(pid) + cpu_of(pid, ended=True) for pid in pids)


class Peaks:
    """The largest memory of each kind of process that was seen."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.kilobytes = {}

    def look(self):
        for pid in (self.gateway.process.pid, *processes.descendants(self.gateway.process.pid)):
            words = self.gateway.arguments(pid)
            name = words[-1] if '--worker' in words else 'gateway'
            try:
                lines = Path(f'/proc/{pid}/status').read_text().splitlines()
            except (FileNotFoundError, ProcessLookupError):
                continue
            for line in lines:
                if line.startswith('VmHWM'):
                    self.kilobytes[name] = max(self.kilobytes.get(name, 0), int(line.split()[1]))


def run_product(program, folder, dovecot, sink, address, count):
    password = folder / 'password'
    gateway = Gateway(program, folder / 'gateway', configuration(
        [{'name': 'support', 'imap': f'imaps://localhost:{dovecot.imaps}/INBOX', 'user': address,
          'password_file': str(password), 'ca_file': str(dovecot.certificates.ca_file), 'address': address,
          'reply_address': 'bench+{token}@desk.example', 'processed': {'move': 'Processed'}}],
        {'smtp': f'smtp://127.0.0.1:{sink.port}'}, **UNLIMITED))
    servers_before = cpu_of_servers(dovecot, sink)
    began = time.monotonic()
    gateway.start()
    peaks = Peaks(gateway)

    before, asked = 0, began
    while (sent := letters_sent(gateway)) < count:
        now = time.monotonic()
        peaks.look()
        # asking costs a process each time: not before it can be done, if it goes on as it went since the last time
        time.sleep(min(0.25, max(0.01, 0.7 * (count - sent) * (now - asked) / max(sent - before, 1))))
        before, asked = sent, now
        assert now - began < 600, f'{count} mails and letters are not done'
    seconds = time.monotonic() - began
    eventually(lambda: dovecot.count(address) == 0, 'an empty inbox')
    filed = time.monotonic() - began
    cpu = cpu_seconds(gateway)
    cpu[SERVERS] = cpu_of_servers(dovecot, sink) - servers_before
    peaks.look()
    gateway.stop()
    spool = sum(file.stat().st_size for file in (folder / 'gateway' / 'state').iterdir() if file.is_file())
    return {'seconds': max(seconds, filed), 'cpu': cpu, 'peaks': peaks.kilobytes, 'spool': spool}


def letters_sent(gateway):
    return gateway.json('status')['letters']['sent']


def run_floor(program, folder, dovecot, sink, address, count, legs):
    database = folder / 'floor.db'
    for file in folder.glob('floor.db*'):
        file.unlink()
    argv = [program, legs, count, folder / 'mail', folder / 'letter', database, dovecot.certificates.ca_file,
            dovecot.imaps, address, folder / 'password', sink.port]
    answer = subprocess.run(list(map(str, argv)), check=True, capture_output=True, text=True).stdout
    return {leg: float(seconds) for leg, seconds in (line.split() for line in answer.splitlines())}


# As long as the product's.
LETTER = (b'From: Servicedesk <desk@desk.example>\r\nTo: Klant <klant@klant.example>\r\nSubject: [CS0000001] Melding\r\n'
          b'Message-ID: <x@desk.example>\r\nAuto-Submitted: auto-replied\r\n\r\n' + b'Uw melding staat bij ons.\r\n' * 130)


def bench(args, place):
    dice = random.Random(1)
    mails = [mail(number, args.size, dice) for number in range(args.mails)]
    certificates = Certificates(place)
    dovecot = Dovecot(place / 'dovecot', certificates).start()
    sink = Sink(place)
    rounds = []
    try:
        for turn in range(args.rounds):
            folder = place / f'round{turn}'
            folder.mkdir(mode=0o755)
            (folder / 'password').write_text(PASSWORD + '\n')
            (folder / 'password').chmod(0o600)
            (folder / 'mail').write_bytes(mails[0])
            (folder / 'letter').write_bytes(LETTER)
            result = {}
            for name, legs in (('floor', 'fetch,insert,send'), ('fetch', 'fetch'), ('insert', 'insert'), ('send', 'send')):
                address = f'{name}{turn}@desk.example'
                if 'fetch' in legs:
                    fill(dovecot, address, mails)
                result[name] = run_floor(args.floor, folder, dovecot, sink, address, args.mails, legs)['all']
            address = f'product{turn}@desk.example'
            fill(dovecot, address, mails)
            result['product'] = run_product(args.casegate, folder, dovecot, sink, address, args.mails)
            rounds.append(result)
            print(f'round {turn + 1} of {args.rounds}: {args.mails / result["product"]["seconds"]:.0f} mails/s, floor '
                  f'{args.mails / result["floor"]:.0f} mails/s', flush=True)
    finally:
        sink.stop()
        dovecot.stop()
    report(args, rounds)


def report(args, rounds):
    def rate(get):
        return statistics.median(args.mails / get(result) for result in rounds)
    product, floor = rate(lambda r: r['product']['seconds']), rate(lambda r: r['floor'])
    ratio = statistics.median(r['floor'] / r['product']['seconds'] for r in rounds)
    cpu = statistics.median(sum(spent for name, spent in r['product']['cpu'].items() if name != SERVERS) * 1000 / args.mails
                            for r in rounds)
    print(f'\n{args.mails} mails of about {args.size} bytes, medians of {args.rounds} rounds')
    print(f'casegate          {product:8.0f} mails/s')
    print(f'floor, all legs   {floor:8.0f} mails/s')
    for leg in ('fetch', 'insert', 'send'):
        print(f'  {leg:<6} alone    {rate(lambda r: r[leg]):8.0f} mails/s')
    print(f'ratio             {ratio:8.0%}')
    print(f'CPU               {cpu:8.2f} ms a mail, gateway and all workers')
    wall = 1000 / product
    print(f'where the time goes: {wall:.2f} ms a mail on {os.cpu_count()} processors; at work are')
    for name in sorted({name for r in rounds for name in r['product']['cpu']}):
        spent = statistics.median(r['product']['cpu'].get(name, 0) * 1000 / args.mails for r in rounds)
        print(f'                  {spent:8.2f} ms a mail, {spent / wall:4.0%} of the time: {name}')
    for name in sorted({name for r in rounds for name in r['product']['peaks']}):
        peak = max(r['product']['peaks'].get(name, 0) for r in rounds)
        print(f'peak memory       {peak / 1024:8.1f} MiB {name}')
    print(f'spool             {statistics.median(r["product"]["spool"] for r in rounds) / args.mails:8.0f} bytes a mail')
    print(json.dumps({'mails_per_second': round(product), 'floor_mails_per_second': round(floor), 'ratio': round(ratio, 3),
                      'cpu_ms_per_mail': round(cpu, 3)}))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--casegate', required=True)
    parser.add_argument('--floor', required=True)
    parser.add_argument('--mails', type=int, default=5000)
    parser.add_argument('--size', type=int, default=5000)
    parser.add_argument('--rounds', type=int, default=3)
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
