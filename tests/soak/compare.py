# SPDX-License-Identifier: Apache-2.0
"""Compares the three ledgers of a soak, and knows nothing of the spool:

    delivered.jsonl   what was put into the mailbox: {"kind", "id", "tag", "ticket", "from", "copies"}
    letters.jsonl     what the SMTP server accepted: {"to", "raw"}
    desk.json         what the desk's commands and the mailbox's folders show when all is quiet

    compare.py FOLDER     prints one line, or what is wrong and exits 1
"""
import base64
import collections
import email
import email.policy
import hashlib
import json
import re
import sys
from pathlib import Path

LEDGERS = ('delivered.jsonl', 'letters.jsonl', 'desk.json')
NO_LETTER = ('automatic', 'bounce')


class Ledgers:
    def __init__(self, folder):
        def lines(name):
            return [json.loads(line) for line in (Path(folder) / name).read_text().splitlines()]
        delivered, letters, desk = LEDGERS
        self.delivered = lines(delivered)
        self.letters = [Accepted(line) for line in lines(letters)]
        desk = json.loads((Path(folder) / desk).read_text())
        self.tickets = {ticket['number']: ticket for ticket in desk['tickets']}
        self.mails = collections.defaultdict(list)
        for mail in desk['mails']:
            self.mails[(mail['message_id'] or '').strip('<>')].append(mail)
        self.folders = desk['folders']
        self.faults = []

    def fault(self, what, *about):
        self.faults.append(f'{what}: ' + ' '.join(map(str, about)))


class Accepted:
    def __init__(self, line):
        raw = base64.b64decode(line['raw'])
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.to = line['to']
        self.hash = hashlib.sha256(raw).hexdigest()
        self.id, self.answers = (message[name] or '' for name in ('Message-ID', 'In-Reply-To'))
        self.subject = message['Subject'] or ''
        self.text = message.get_body(('plain',)).get_content()


def look_at_mails(ledgers):
    """Each mail was taken in and decided once; each of its copies was filed."""
    copies = 0
    for mail in ledgers.delivered:
        rows = ledgers.mails.get(mail['id'].strip('<>'), [])
        states = collections.Counter(row['state'] for row in rows)
        copies += mail['copies']
        if states['done'] != 1:
            ledgers.fault('lost' if not rows else 'not decided once', mail['id'], dict(states))
        if set(states) - {'done', 'duplicate'}:
            ledgers.fault('neither done nor a duplicate', mail['id'], dict(states))
        if mail.get('ticket') and any(row['ticket'] not in (None, mail['ticket']) for row in rows):
            ledgers.fault('on another ticket', mail['id'], mail['ticket'], rows)
    if ledgers.folders['INBOX'] != 0 or ledgers.folders['Processed'] != copies:
        ledgers.fault('not filed once each', f'{copies} delivered', ledgers.folders)


def look_at_tickets(ledgers):
    """Each word that was said stands once, where it belongs."""
    said = collections.defaultdict(list)
    titles = collections.defaultdict(list)
    for number, ticket in ledgers.tickets.items():
        for entry in ticket['timeline']:
            for mark in set(re.findall(r'BODY-([A-Z]+-\d+)', entry['text'])):
                said[mark].append(number)
        for mark in re.findall(r'NEW-\d+', ticket['title']):
            titles[mark].append(number)
        for field in ticket.get('fields', []):
            for mark in re.findall(r'REQUEST-\d+', field['value']):
                titles[mark].append(number)
    for mail in ledgers.delivered:
        mark, kind = mail.get('tag'), mail['kind']
        if kind in ('new', 'request') and len(titles[mark]) != 1:
            ledgers.fault('not one ticket', mark, titles[mark])
        if mark and kind not in ('request', 'accept') and len(said[mark]) != 1:
            ledgers.fault('not said once', mark, said[mark])
        if mark and mail.get('ticket') and set(said[mark]) - {mail['ticket']}:
            ledgers.fault('said on another ticket', mark, mail['ticket'], said[mark])
        look_at_state(ledgers, mail)


def look_at_state(ledgers, mail):
    wanted = {'accept': ('closed',), 'decline': ('declined',), 'approve': ('in progress', 'fulfilled'),
              'reject': ('open',), 'agent': ('resolved', 'closed', 'open')}.get(mail['kind'])
    ticket = ledgers.tickets.get(mail.get('ticket'))
    if wanted and (ticket is None or ticket['state'] not in wanted):
        ledgers.fault(f'{mail["kind"]} without effect', mail['id'], ticket and ticket['state'])


def look_at_letters(ledgers):
    """A letter that was sent twice is the same one; nobody gets two for one thing."""
    by_id = collections.defaultdict(list)
    for letter in ledgers.letters:
        by_id[letter.id].append(letter)
    for same in by_id.values():
        if len({letter.hash for letter in same}) != 1 or len({letter.to for letter in same}) != 1:
            ledgers.fault('one Message-ID for different letters', same[0].id)
    once = [same[0] for same in by_id.values()]
    answers = collections.defaultdict(set)
    for letter in once:
        answers[letter.to, letter.answers, letter.subject, letter.text.split('Ref:')[0]].add(letter.id)
    for (to, _, subject, _), ids in answers.items():
        if len(ids) != 1:
            ledgers.fault('the same letter with a second Message-ID', to, subject, sorted(ids))
    # a letter with somebody's words is sent because of those, whichever mail it hangs below
    answered = collections.Counter(
        (letter.to, letter.answers.strip('<>')) for letter in once if 'BODY-' not in letter.text)
    for mail in ledgers.delivered:
        got = answered[mail['from'], mail['id'].strip('<>')]
        if mail['kind'] in ('new', 'request') and got != 1:
            ledgers.fault('not one letter for', mail['kind'], mail['id'], got)
        if mail['kind'] in NO_LETTER and got:
            ledgers.fault('a machine got a letter', mail['id'])
    return len(once)


def compare(folder):
    ledgers = Ledgers(folder)
    look_at_mails(ledgers)
    look_at_tickets(ledgers)
    once = look_at_letters(ledgers)
    kinds = collections.Counter(mail['kind'] for mail in ledgers.delivered)
    told = (f'{sum(mail["copies"] for mail in ledgers.delivered)} mails ('
            + ', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))
            + f'), {len(ledgers.tickets)} tickets, {once} letters, {len(ledgers.letters) - once} of them repeated')
    return ledgers.faults, told


if __name__ == '__main__':
    found, summary = compare(sys.argv[1])
    print('\n'.join(found) or f'nothing lost, nothing twice: {summary}')
    sys.exit(1 if found else 0)
