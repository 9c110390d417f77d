# SPDX-License-Identifier: Apache-2.0
"""Customers, and the letters as they see them."""
import email
import email.message
import email.policy
import html
import itertools
import re
import urllib.parse
from email.utils import formatdate, make_msgid

from processes import eventually

POLICY = email.policy.SMTP
_numbers = itertools.count(1)


class Mailto:
    def __init__(self, link):
        parts = urllib.parse.urlsplit(html.unescape(link))
        query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
        self.link = link
        self.to = urllib.parse.unquote(parts.path)
        self.subject = query.get('subject', '')
        self.body = query.get('body', '')


class Letter:
    """One mail that casegate sent."""

    def __init__(self, raw):
        self.raw = raw
        self.message = email.message_from_bytes(raw, policy=POLICY)

    def __repr__(self):
        return f'<letter "{self.subject}" to {self.message["To"]}>'

    def __getitem__(self, header):
        return self.message[header]

    @property
    def subject(self):
        return self.message['Subject']

    @property
    def id(self):
        return self.message['Message-ID'].strip()

    @property
    def text(self):
        """As it was written: format=flowed is undone (RFC 3676)."""
        return re.sub(r'(?m)(?<!^--) \r?\n', ' ', self.message.get_body(('plain',)).get_content())

    @property
    def html(self):
        return self.message.get_body(('html',)).get_content()

    @property
    def number(self):
        found = re.search(r'\[([A-Z]+\d{7,})\]', self.subject)
        assert found, f'no ticket number in the subject {self.subject!r}'
        return found.group(1)

    @property
    def token(self):
        found = re.findall(r'(?m)^Ref: (\S+)\s*$', self.text)
        assert found, f'no Ref: line in\n{self.text}'
        return found[-1]

    def _links(self):
        return [Mailto(link) for link in re.findall(r'mailto:[^\s"<>]+', self.text + '\n' + self.html)]

    @property
    def accept(self):
        """The link by which a solution is accepted."""
        return self._link(r'(?i)\b(akkoord|accept)')

    @property
    def reject(self):
        return self._link(r'(?i)\b(afwij|afgewezen|reject|niet opgelost)')

    def page(self, deed, number=None):
        """The path of the page that the button for this opens."""
        links = [html.unescape(link) for link in re.findall(r'href="(https?://[^"]*/p/[^"]*)"', self.html)]
        found = [link for link in links if f'/{deed}' in link and (number is None or link.endswith(f'?case={number}'))]
        assert found, f'no link to a page that does {deed} among {links} of {self}'
        return urllib.parse.urlsplit(found[0])._replace(scheme='', netloc='').geturl()

    def _link(self, pattern):
        found = [link for link in self._links() if re.search(pattern, link.subject)]
        assert found, f'no mailto link with {pattern} in\n{self.text}'
        return found[0]

    @property
    def is_resolution(self):
        return any(re.search(r'(?i)akkoord|accept', link.subject) for link in self._links())


class Customer:
    """post: what carries mails, with deliver(sender, recipient, raw) and letters(address)."""

    def __init__(self, post, desk_address, name, address):
        self.post = post
        self.desk_address = desk_address
        self.name = name
        self.address = address

    def write(self, subject, text, **headers):
        """A new mail to the desk, not sent yet. A header given as None is left out."""
        mail = email.message.EmailMessage(policy=POLICY)
        given = {'From': f'{self.name} <{self.address}>', 'To': self.desk_address, 'Subject': subject,
                 'Date': formatdate(localtime=False), 'Message-ID': make_msgid(str(next(_numbers)), 'klant.example')}
        given.update({name.replace('_', '-'): value for name, value in headers.items()})
        for name, value in given.items():
            if value is not None:
                mail[name] = value
        mail.set_content(text)
        return mail

    def answer(self, letter, text, quote=True, **headers):
        """An answer to a letter as mail programs write it: above what they quote."""
        quoted = ''.join(f'> {line}\n' for line in letter.text.splitlines())
        body = f'{text}\n\nOp 23 november 2026 schreef Servicedesk:\n{quoted}' if quote else f'{text}\n'
        given = {'To': letter['Reply-To'] or letter['From'], 'In-Reply-To': letter.id,
                 'References': ' '.join(filter(None, (letter['References'], letter.id)))}
        given.update(headers)
        return self.write(f'Re: {letter.subject}', body, **given)

    def press(self, link, text=''):
        """The mail that a mailto link opens, `text` typed above what is prepared."""
        return self.write(link.subject, f'{text}\n{link.body}' if text else link.body or '\n', To=link.to)

    def send(self, mail, to=None, sender=None):
        """Delivers it; a mail may be bytes. Returns it."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes()
        self.post.deliver(self.address if sender is None else sender, to or self._recipient(mail), raw)
        return mail

    def _recipient(self, mail):
        if isinstance(mail, bytes):
            return self.desk_address
        return mail['To'].addresses[0].addr_spec

    def letters(self):
        """What arrived of what casegate sent, in the order in which it did."""
        return [Letter(raw) for raw in self.post.letters(self.address)]

    def letter(self, which=-1, count=None):
        """Waits until there are `count` letters (by default one more than `which` says) and gives one."""
        wanted = count or (which + 1 if which >= 0 else 1)

        def arrived():
            found = self.letters()
            if len(found) < wanted or not self.post.idle() or len(self.letters()) > len(found):
                return None  # one that was sent earlier may come later
            return found
        return eventually(arrived, f'letter {wanted} to {self.address}')[which]
