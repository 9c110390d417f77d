# SPDX-License-Identifier: Apache-2.0
"""A day of a service desk in minutes, on real servers, while everything dies.

    soak.py --casegate build/casegate [--mails 10000] [--kills 1000] [--rate 15] [--seed N] [--ledgers FOLDER]

Customers, a manager, an agent and machines write (conversations.py) into a real Dovecot. Its line is cut at random, the
SMTP server that takes the letters refuses, hangs up and forgets to answer at random, and the gateway and its workers are
killed with -9. In the end faults stop, the desk is left alone until it is quiet, and compare.py compares three ledgers.
Exit 1 when anything was lost or happened twice; the ledgers are kept then.
"""
import argparse
import base64
import collections
import contextlib
import json
import queue
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / 'e2e')]

import compare  # noqa: E402
import conversations  # noqa: E402
import processes  # noqa: E402
from certificates import Certificates  # noqa: E402
from desk import UNLIMITED, configuration  # noqa: E402
from dovecot import PASSWORD, Dovecot  # noqa: E402
from fakesmtp import FakeSmtp, Letter, hang_up  # noqa: E402
from gateway import Failed, Gateway  # noqa: E402
from processes import eventually  # noqa: E402

CUSTOMERS = 300
AT_ONCE = 60  # conversations; each takes about four mails
GATEWAYS = 0.3  # of all kills
EX_TEMPFAIL = 75


class CutLine:
    """Relays to a port; cuts a connection after some bytes, once in a while."""

    def __init__(self, port, dice):
        self.port, self.dice, self.cuts, self.calm = port, dice, 0, False
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.own = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            with contextlib.suppress(OSError):
                peer, _ = self.listener.accept()
                there = socket.create_connection(('127.0.0.1', self.port))
                cut = self.dice.randrange(2_000, 100_000) if self.dice.random() < 0.7 else None
                for one, other in ((peer, there), (there, peer)):
                    threading.Thread(target=self._relay, args=(one, other, cut), daemon=True).start()

    def _relay(self, one, other, cut):
        passed = 0
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                passed += len(data)
                if cut and passed > cut and not self.calm:
                    self.cuts += 1
                    break
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class MoodySmtp(FakeSmtp):
    """Now and then it refuses for now, hangs up, or takes a letter and hangs up before it says so."""

    def __init__(self, dice):
        super().__init__()
        self.dice = dice
        self.moods = collections.Counter()
        self.faults = {
            'CONNECT': self.sometimes({hang_up: 0.02}),
            'MAIL': self.sometimes({not_now: 0.01}),
            'RCPT': self.sometimes({later: 0.01}),
            'TEXT': self.sometimes({hang_up: 0.01, take_and_hang_up: 0.01}),
        }

    def sometimes(self, moods):
        def mood(connection, line):
            dice = self.dice.random()
            for what, often in moods.items():
                dice -= often
                if dice < 0:
                    self.moods[what.__name__] += 1
                    what(connection, line)
                    return False
            return True
        return mood


def not_now(connection, _line):
    connection.say('421 4.3.2 not now')
    connection.close()


def later(connection, _line):
    connection.say('451 4.7.1 later')


def take_and_hang_up(connection, _line):
    connection.server.letters.append(Letter(connection.sender, connection.recipient, connection.text))
    connection.close()


class World:
    def __init__(self, options, folder):
        self.dice = random.Random(options.seed)
        self.folder, self.options = folder, options
        self.address = 'desk@desk.example'
        self.dovecot = Dovecot(folder / 'dovecot', Certificates(self._made('tls'))).start()
        self.dovecot.count(self.address)  # makes the mailbox
        self.line = CutLine(self.dovecot.imaps, random.Random(options.seed + 1))
        self.smtp = MoodySmtp(random.Random(options.seed + 2))
        self.gateway = Gateway(options.casegate, folder / 'gateway', self._configuration(self.smtp.start()))
        self.agent = conversations.Person(self, 'Sanne de Wit', 'sanne@desk.example')
        self.manager = conversations.Person(self, 'Piet Baas', 'baas@klant.example')
        self.customers = [conversations.Person(self, f'Klant{n} Jansen', f'klant{n}@klant.example')
                          for n in range(CUSTOMERS)]
        (folder / 'people.csv').write_text('address;name;account;manager\n' + ''.join(
            f'{person.address};{person.name};Klant BV;{manager}\n'
            for person, manager in [(self.manager, ''), *((one, self.manager.address) for one in self.customers)]))
        self.newcomers = 0
        self.delivered = {}
        self.died = collections.Counter()
        self.seen = 0

    def _made(self, name):
        (self.folder / name).mkdir()
        return self.folder / name

    def _configuration(self, smtp):
        password = self.folder / 'password'
        password.write_text(PASSWORD + '\n')
        password.chmod(0o600)
        return configuration(
            [{'name': 'support', 'imap': f'imaps://localhost:{self.line.own}/INBOX', 'user': self.address,
              'password_file': str(password), 'ca_file': str(self.dovecot.certificates.ca_file), 'address': self.address,
              'reply_address': 'desk+{token}@desk.example', 'processed': {'move': 'Processed'},
              'too_large': {'move': 'Failed'}, 'poll': '2s'}],
            {'smtp': f'smtp://127.0.0.1:{smtp}'}, **UNLIMITED)

    # what conversations do

    def newcomer(self):
        self.newcomers += 1
        return conversations.Person(self, f'Nieuw{self.newcomers} Bos', f'nieuw{self.newcomers}@klant.example')

    def deliver(self, kind, sender, raw, message_id, **expected):
        self.delivered[message_id] = {'kind': kind, 'id': message_id, 'from': sender, 'copies': 0, **expected}
        self._put(message_id, raw)

    def repeat(self, message):
        self._put(message['Message-ID'], message.as_bytes())

    def _put(self, message_id, raw):
        folder = self.dovecot.maildir(self.address)
        name = f'{time.time_ns()}.M{len(self.delivered)}.soak'
        (folder / 'tmp' / name).write_bytes(raw)
        shutil.chown(folder / 'tmp' / name, self.dovecot.user, self.dovecot.group)
        (folder / 'tmp' / name).rename(folder / 'new' / name)
        self.delivered[message_id]['copies'] += 1

    # what goes wrong

    def kill(self):
        workers = self.gateway.workers() if self.runs() else []
        if not workers or self.dice.random() < GATEWAYS:
            if self.runs():
                self.gateway.process.kill()
                self.gateway.process.wait()
            self.start()
            self.died['gateway'] += 1
        else:
            pid = self.dice.choice(workers)
            self.died[self.gateway.arguments(pid)[-1:] and self.gateway.arguments(pid)[-1]] += 1
            processes.kill(pid)

    def runs(self):
        return self.gateway.process is not None and self.gateway.process.poll() is None

    def start(self):
        """Without waiting until it is ready. A command that holds the spool right then lets it end again."""
        process = self.gateway.process
        if process is not None and process.returncode not in (-9, EX_TEMPFAIL):
            raise AssertionError(f'casegate run ended with {process.returncode}:\n{self.gateway.log()[-3000:]}')
        self.gateway.process = processes.start(self.gateway.argv('run'), self.gateway.log_file)

    def calm(self):
        self.smtp.faults.clear()
        self.line.calm = True

    # what came out

    def letters(self):
        """Those that are new, each Message-ID once."""
        fresh = self.smtp.letters[self.seen:]
        self.seen += len(fresh)
        return [conversations.Arrived(envelope) for envelope in fresh]

    def is_quiet(self):
        status = self.gateway.json('status')
        assert status['mails']['waiting'] == 0 and status['letters']['waiting'] == 0, (status['mails'], status['letters'])
        assert self.dovecot.count(self.address) == 0, 'mails in the inbox'
        return True

    def write_ledgers(self):
        gateway = self.gateway
        numbers = [ticket['number'] for noun in ('case', 'request')
                   for ticket in gateway.json(noun, 'list', '--limit', '1000000')]
        tickets = [gateway.json('request' if number.startswith('REQ') else 'case', 'show', number) for number in numbers]
        folders = {name: self.dovecot.count(self.address, name) for name in ('INBOX', 'Processed')}
        (self.folder / 'desk.json').write_text(json.dumps(
            {'tickets': tickets, 'mails': gateway.json('mail', 'list', '--limit', '1000000'), 'folders': folders}))
        (self.folder / 'delivered.jsonl').write_text(
            ''.join(json.dumps(mail) + '\n' for mail in self.delivered.values()))
        (self.folder / 'letters.jsonl').write_text(''.join(
            json.dumps({'to': letter.recipient, 'raw': base64.b64encode(letter.bytes).decode()}) + '\n'
            for letter in self.smtp.letters))

    def end(self):
        self.gateway.end()
        self.smtp.stop()
        self.dovecot.stop()


class Cast:
    """The conversations that are going on, and what each waits for."""

    def __init__(self, world):
        self.world = world
        self.waiting = []  # for letters
        self.asked = queue.SimpleQueue()  # of the desk
        self.answered = queue.SimpleQueue()
        self.with_desk = 0
        self.past = collections.defaultdict(list)  # letters that came, by recipient
        threading.Thread(target=self._work, daemon=True).start()

    def begin(self):
        self._go_on(conversations.begin(self.world), None)

    def size(self):
        return len(self.waiting) + self.with_desk

    def _go_on(self, conversation, answer):
        with contextlib.suppress(StopIteration):
            wish = conversation.send(answer)
            if isinstance(wish, conversations.Desk):
                self.with_desk += 1
                self.asked.put((conversation, wish))
                return
            known = [letter for letter in self.past[wish.address] if wish.met_by(letter)]
            if known:
                self._go_on(conversation, known[0])
            else:
                self.waiting.append((conversation, wish))

    def hear(self):
        for letter in self.world.letters():
            self.past[letter.to].append(letter)
            for found in [one for one in self.waiting if one[1].met_by(letter)]:
                self.waiting.remove(found)
                self._go_on(found[0], letter)
        for found in [one for one in self.waiting if one[1].end and time.monotonic() > one[1].end]:
            self.waiting.remove(found)
            self._go_on(found[0], None)
        while not self.answered.empty():
            self.with_desk -= 1
            self._go_on(self.answered.get(), None)

    def _work(self):
        """Whether a command that failed had its effect is looked up first, as a person would."""
        while True:
            conversation, wish = self.asked.get()
            done = False
            with contextlib.suppress(Failed, subprocess.TimeoutExpired):
                shown = self.world.gateway.say(wish.noun, 'show', wish.number)
                done = all(mark in shown for mark in wish.marks)
                if not done and wish.action:
                    self.world.gateway.run(wish.noun, wish.action, wish.number, f'BODY-{wish.marks[-1]} gedaan.')
                    done = True
            if done:
                self.answered.put(conversation)
            else:
                self.asked.put((conversation, wish))
                time.sleep(0.02)


def play(world, cast, options):
    """Until all mails are delivered and all kills are done."""
    began = time.monotonic()
    kills = 0
    while len(world.delivered) < options.mails or kills < options.kills:
        mails = min(options.mails, (time.monotonic() - began) * options.rate)
        if len(world.delivered) < mails and cast.size() < AT_ONCE:
            cast.begin()
        cast.hear()
        if kills < options.kills * mails / options.mails:
            world.kill()
            kills += 1
        if not world.runs():
            world.start()
        processes.reap()
        time.sleep(0.005)


def rest(world, cast, options):
    """Faults are over; what was begun comes to its end."""
    world.calm()

    def done():
        cast.hear()
        if not world.runs():
            world.start()
        assert cast.with_desk == 0, f'{cast.with_desk} conversations wait for the desk'
        assert not cast.waiting, f'{len(cast.waiting)} conversations wait, one of them for {cast.waiting[0][1]}'
        return world.is_quiet()
    try:
        eventually(done, 'an end to all conversations', patience=options.patience)
    except AssertionError as error:
        return [str(error)]
    return []


def soak(options, folder):
    world = World(options, folder)
    try:
        world.gateway.run('contact', 'import', folder / 'people.csv')
        world.gateway.start()
        cast = Cast(world)
        began = time.monotonic()
        play(world, cast, options)
        played = time.monotonic() - began
        faults = rest(world, cast, options)
        world.write_ledgers()
        found, summary = compare.compare(folder)
        summary += (f'; {sum(world.died.values())} kills {dict(world.died)}, {world.line.cuts} lines cut, '
                    f'SMTP {dict(world.smtp.moods)}; {played:.0f} s and {time.monotonic() - began - played:.0f} s to rest')
        return faults + found, summary
    finally:
        world.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--casegate', required=True)
    parser.add_argument('--mails', type=int, default=10_000)
    parser.add_argument('--kills', type=int, default=1_000)
    parser.add_argument('--rate', type=float, default=15, help='mails a second')
    parser.add_argument('--seed', type=int, default=random.randrange(1 << 32))
    parser.add_argument('--patience', type=float, default=600,
                        help='seconds until all is quiet; a letter that was refused for now waits for minutes')
    parser.add_argument('--ledgers', type=Path, help='a folder for the ledgers, also of a good run')
    options = parser.parse_args()
    processes.adopt_orphans()
    folder = Path(tempfile.mkdtemp(prefix='cg-soak-'))
    folder.chmod(0o755)
    print(f'soak: seed {options.seed}, {options.mails} mails, {options.kills} kills, in {folder}', flush=True)
    faults, summary = soak(options, folder)
    print(f'soak: {summary}')
    if faults:
        print('\n'.join(faults[:50]))
        sys.exit(f'soak: {len(faults)} faults; the ledgers are in {folder}')
    print('soak: nothing lost, nothing twice')
    for name in compare.LEDGERS if options.ledgers else ():
        shutil.copy(folder / name, options.ledgers)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
