# SPDX-License-Identifier: Apache-2.0
"""Tokens as gateway/util/token.h describes them, and where letters hold some. Shares no code with casegate."""
import base64
import contextlib
import email
import email.policy
import hashlib
import hmac
import html
import re
import shutil
import sqlite3
import tempfile
import urllib.parse

PROOF, ENVELOPE, PAGE = 1, 2, 5
LENGTH = 26


class Signer:
    """What tokens are made with: the key, and the salt of each letter. Where the gateway runs a copy of its spool is
    read, as it may not be shared."""

    def __init__(self, state):
        self.key = (state / 'key').read_bytes()[:32]  # what signs now; behind it what signed before
        with tempfile.TemporaryDirectory() as copy:
            for file in state.glob('spool.db*'):
                shutil.copy(file, copy)
            with contextlib.closing(sqlite3.connect(f'{copy}/spool.db')) as spool:
                self.salts = dict(spool.execute('SELECT id, salt FROM letter'))

    def token(self, letter, kind=PROOF):
        named = bytes([kind]) + letter.to_bytes(5, 'big')
        salt = self.salts.get(letter, 0)
        signed = named + salt.to_bytes(8, 'big', signed=True) if salt else named
        mac = hmac.new(self.key, signed, hashlib.sha256).digest()[:10]
        return base64.b32encode(named + mac).decode().rstrip('=').lower()

    def accepted(self, text):
        """The letter that this token proves to have, or None."""
        raw = base64.b32decode(text.upper() + '=' * (-LENGTH % 8))
        letter = int.from_bytes(raw[1:6], 'big')
        return letter if raw[0] in (PROOF, ENVELOPE, PAGE) and self.token(letter, raw[0]) == text.lower() else None


def shapes(text):
    """The text as one may read it: as it is, without quote marks, tags, codes; letters pulled together."""
    plain = html.unescape(text)
    readings = {text, plain, re.sub(r'<[^>]*>', '', plain), html.unescape(re.sub(r'<[^>]*>', '', text)),
                urllib.parse.unquote(plain)}
    readings |= {re.sub(r'(?m)^([ \t]*[\w.\- ]{0,16}[>|%])+', '', reading) for reading in readings}
    for reading in readings:
        yield re.sub(r'[^A-Za-z0-9]', '', reading)
        yield from re.split(r'[^A-Za-z0-9]', reading)


def found(signer, text):
    """Every token of ours in the text."""
    there = set()
    for shape in shapes(text):
        for at in range(len(shape) - LENGTH + 1):
            piece = shape[at:at + LENGTH].lower()
            if piece[0] == 'a' and not re.search('[^a-z2-7]', piece) and signer.accepted(piece) is not None:
                there.add(piece)
    return there


def strings(message):
    """What a person, or a program of theirs, can read in a mail and in mails within it."""
    for name, value in message.items():
        yield name, str(value)
        yield name, str(email.header.make_header(email.header.decode_header(str(value))))
    for part in message.walk():
        for name, value in part.items():
            yield name, str(value)
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True) or b''
        yield part.get_content_type(), payload.decode(part.get_content_charset() or 'utf-8', 'replace')
        if (part.get_filename() or '').endswith('.eml') or part.get_content_type() == 'message/rfc822':
            yield from strings(email.message_from_bytes(payload, policy=email.policy.compat32))


class Outbox:
    """Every letter of a desk, and what each may hold."""

    def __init__(self, desk):
        self.signer = Signer(desk.gateway.state)
        self.letters = [email.message_from_bytes(raw, policy=email.policy.compat32)
                        for raw in desk.post.out.messages()]
        self.domain = desk.configuration['desk']['domain']

    def id_of(self, reference):
        """The number of the letter that a Message-ID names, or None."""
        named = re.fullmatch(r'<?(\d+)\.[a-z2-7]{16}@' + re.escape(self.domain) + '>?', reference)
        return int(named.group(1)) if named else None

    def owner(self, letter):
        return re.search(r'[\w.+-]+@[\w.-]+', letter['To'].rpartition('<')[2]).group(0).lower()

    def check_tokens(self):
        """No letter holds a token but its own; returns how many do hold that."""
        with_own = 0
        for letter in self.letters:
            number = self.id_of(letter['Message-ID'])
            own = {self.signer.token(number)} if number else set()
            own &= found(self.signer, letter['Reply-To'] or '')
            own |= {self.signer.token(number, PAGE)} if own else set()  # its links to pages
            held = set()
            for where, text in strings(letter):
                tokens = found(self.signer, text)
                assert tokens <= own, f'{letter["Subject"]} to {letter["To"]} holds a token in {where}:\n{text[:2000]}'
                held |= tokens
            with_own += bool(held)
        return with_own

    def check_references(self):
        """No letter names one that went to somebody else; returns how many name one at all."""
        owners = {self.id_of(letter['Message-ID']): self.owner(letter) for letter in self.letters}
        with_ours = 0
        for letter in self.letters:
            ids = re.findall(r'<[^>]+>', (letter['References'] or '') + (letter['In-Reply-To'] or ''))
            ours = [self.id_of(one) for one in ids if self.id_of(one)]
            for one in ours:
                assert owners[one] == self.owner(letter), f'{letter["Subject"]} to {letter["To"]} names letter {one}'
            with_ours += bool(ours)
        return with_ours
