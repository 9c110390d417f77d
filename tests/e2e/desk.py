# SPDX-License-Identifier: Apache-2.0
"""A whole desk: a gateway with its ways in and out, and customers who write to it.

Two kinds of post carry its mail: folders (Maildirs, no server needed) and servers (Postfix and Dovecot).
"""
import getpass
import itertools
import os
import re
import time

from fakesmtp import FakeSmtp
from gateway import Gateway
from dovecot import PASSWORD
from people import Customer
from processes import eventually

_serial = itertools.count(1)

# Who types the commands of these tests: an agent, as customers hear of what they do.
OPERATOR = {'name': 'Olga Operator', 'address': 'olga@desk.example', 'login': getpass.getuser()}


# For tests in which a few people write more than people do.
UNLIMITED = {'acknowledgements': {'per_address_hour': 0, 'per_minute': 0},
             'letters': {'per_address_hour': 1_000_000, 'per_ticket_hour': 1_000_000, 'per_minute': 0, 'per_hour': 0,
                         'in_a_row': 0, 'waiting_address_hour': 1_000_000}}


def configuration(mailboxes, outgoing, **more):
    """A casegate.yaml as a dictionary; `more` replaces whole keys."""
    return {
        'desk': {'name': 'Servicedesk Voorbeeld', 'domain': 'desk.example', 'language': 'nl', 'tickets': 'local',
                 'categories': ['Netwerk', 'Werkplek', 'Overig'], 'default_category': 'Overig'},
        'mailboxes': mailboxes,
        'outgoing': outgoing,
        'groups': {'servicedesk': {'address': 'team@desk.example'}},
        'agents': [{'name': 'Sanne de Wit', 'address': 'sanne@desk.example', 'groups': ['servicedesk']},
                   OPERATOR],
        **more,
    }


class Maildir:
    def __init__(self, folder):
        self.folder = folder
        for name in ('tmp', 'new', 'cur'):
            (folder / name).mkdir(parents=True)

    def add(self, raw):
        name = f'{time.time_ns()}.{next(_serial)}_{os.getpid()}.tests'
        (self.folder / 'tmp' / name).write_bytes(raw)
        os.rename(self.folder / 'tmp' / name, self.folder / 'new' / name)
        return name

    def waiting(self):
        return os.listdir(self.folder / 'new') + os.listdir(self.folder / 'cur')

    def messages(self):
        files = [file for name in ('new', 'cur') for file in (self.folder / name).iterdir()]
        return [file.read_bytes() for file in sorted(files, key=lambda file: (file.stat().st_mtime_ns, file.name))]


class FolderPost:
    """Mail goes in and out by Maildirs."""
    kind = 'maildir'

    def __init__(self, folder):
        self.inboxes = {}
        self.folder = folder
        self.out = Maildir(folder / 'out')

    def mailbox(self, name, address):
        inbox = Maildir(self.folder / name)
        self.inboxes[address] = inbox
        return {'name': name, 'maildir': str(inbox.folder), 'address': address}

    def outgoing(self):
        return {'maildir': str(self.out.folder)}

    def deliver(self, sender, recipient, raw):
        local, _, domain = recipient.partition('@')
        self.inboxes[f"{local.partition('+')[0]}@{domain}"].add(raw)

    def letters(self, address):
        wanted = b'<' + address.encode() + b'>'
        return [raw for raw in self.out.messages()
                if any(wanted in line or line.strip().endswith(address.encode())
                       for line in raw.partition(b'\r\n\r\n')[0].split(b'\r\n') if line.lower().startswith(b'to:'))]

    def waiting(self, address):
        """How many mails lie in the inbox still."""
        return len(self.inboxes[address].waiting())

    def idle(self):
        return True


class SmtpPost(FolderPost):
    """Mails come by a folder, letters go to a server that can be stopped."""
    def __init__(self, folder):
        super().__init__(folder)
        self.server = FakeSmtp()
        self.port = self.server.start()

    def outgoing(self):
        return {'smtp': f'smtp://127.0.0.1:{self.port}'}

    def letters(self, address):
        return [letter.bytes for letter in self.server.letters if letter.recipient == address]


class ServerPost:
    """Mail goes in through Postfix and Dovecot's IMAP, and out through Postfix's submission."""
    kind = 'servers'

    def __init__(self, folder, dovecot, postfix):
        self.dovecot = dovecot
        self.postfix = postfix
        self.password_file = folder / 'password'
        self.password_file.write_text(PASSWORD + '\n')
        self.password_file.chmod(0o600)
        self.ca_file = str(dovecot.certificates.ca_file)

    def mailbox(self, name, address, **more):
        local, _, domain = address.partition('@')
        return {'name': name, 'imap': f'imaps://localhost:{self.dovecot.imaps}/INBOX', 'user': address,
                'password_file': str(self.password_file), 'ca_file': self.ca_file, 'address': address,
                'reply_address': f'{local}+{{token}}@{domain}', 'processed': {'move': 'Processed'},
                'too_large': {'move': 'Failed'}, 'authserv': 'mail.desk.example', 'authserv_hops': 1, **more}

    def outgoing(self, **more):
        return {'smtp': f'submissions://localhost:{self.postfix.submissions}', 'user': 'desk@desk.example',
                'password_file': str(self.password_file), 'ca_file': self.ca_file, **more}

    def deliver(self, sender, recipient, raw):
        self.postfix.send(sender, recipient, raw)

    def letters(self, address):
        """Postfix delivers several at a time; by the numbers it gave them they are in the order of their coming."""
        return sorted(self.dovecot.messages(address), key=lambda raw: re.findall(rb'with ESMTPS?A? id (\w+)', raw)[-1:])

    def waiting(self, address):
        return self.dovecot.count(address)

    def idle(self):
        """Whether nothing is under way."""
        return self.postfix.queue() == 0


class Desk:
    def __init__(self, program, folder, post, **more):
        self.serial = next(_serial)
        self.post = post
        self.address = f'desk-{self.serial}@desk.example'
        self.configuration = configuration([post.mailbox('support', self.address)], **{'outgoing': post.outgoing(), **more})
        self.gateway = Gateway(program, folder, self.configuration)
        self.sent = 0

    def start(self, **environment):
        self.gateway.start(**environment)
        return self

    def customer(self, name='Els Bos', known=True, domain='klant.example'):
        """A customer with an address of their own; a known one is a contact already."""
        address = f"{name.split()[0].lower()}-{next(_serial)}@{domain}"
        if known:
            self.gateway.run('contact', 'add', address, '--name', name)
        return Customer(self.post, self.address, name, address)

    def settled(self, count):
        """Waits until `count` mails were taken in, all are decided, and none lies in the inbox; gives them."""
        def done():
            mails = self.gateway.mails()
            waiting = [mail for mail in mails if mail['state'] == 'waiting']
            assert len(mails) == count and not waiting, f'{len(mails)} mails, {len(waiting)} waiting'
            assert self.post.waiting(self.address) == 0, 'the inbox is not empty'
            return mails
        return eventually(done, f'{count} mails that are decided and filed')

    def at_rest(self):
        """Waits until nothing is under way: what was taken in is decided, and what it led to is with its reader."""
        def rests():
            assert self.post.idle(), 'a mail server has something under way'
            status = self.gateway.json('status')
            waiting = status['mails']['waiting'], status['letters']['waiting']
            assert waiting == (0, 0), f'{waiting} mails and letters wait'
            return self.post.idle()
        eventually(rests, 'a desk at rest')

    def flushed(self):
        """The same for mails that were not taken in yet: mailboxes are read in order, so one more mail comes last."""
        last = self.customer('Laatste Klant')
        last.send(last.write('sluitstuk', 'De laatste.'))
        last.letter(0)
        self.at_rest()

    def workers_to_kill(self, worker=None):
        """Processes of the gateway's workers. Readers are left alone while a mail waits whose reader died already:
        after the third death it would rightly be put into quarantine, and here each mail is to come through."""
        workers = self.gateway.workers(worker)
        if any(mail['attempts'] and mail['state'] == 'waiting' for mail in self.gateway.mails()):
            readers = self.gateway.workers('read') + self.gateway.workers('verify')
            workers = [pid for pid in workers if pid not in readers]
        return workers

    def case(self, number, **wanted):
        """The case once it shows what is wanted: case(number, state='closed')."""
        def shows():
            case = self.gateway.case(number)
            assert all(case[key] == value for key, value in wanted.items()), {key: case[key] for key in wanted}
            return case
        return eventually(shows, f'{number} with {wanted}')

    def end(self):
        self.gateway.end()
