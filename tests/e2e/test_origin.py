# SPDX-License-Identifier: Apache-2.0
"""What our own server says of a sender, and what others would like to say for it: how far each mail gets."""
import re

import pytest

OURS = 'Authentication-Results: mail.desk.example; '
FAIL = '; dmarc=fail (p=reject dis=none) header.from=klant.example'
HOP = 'Received: from a by mail.desk.example; Mon, 23 Nov 2026 15:12:00 +0100\n'

# What the mail begins with, how From reads ({} is the contact's address), and the proof it may have.
PASSES = {
    'DMARC': (OURS + 'dmarc=pass header.from=klant.example', 'Els Bos <{}>'),
    'DKIM': (OURS + 'dkim=pass (2048-bit key) header.d=klant.example header.b="ab/+="', '{} <{}>'),
    'below other results': ('Authentication-Results: mx.evil.example; dmarc=(\n'
                            + OURS + 'dmarc=pass header.from=klant.example', '{}'),
}
NOTHING = {
    'no result': ('X-A: b', '{}'),
    'permerror': (OURS + 'dmarc=permerror header.from=klant.example', '{}'),
    'temperror': (OURS + 'dmarc=temperror header.from=klant.example', '{}'),
    'none': (OURS + 'dmarc=none header.from=klant.example', '{}'),
    'SPF': (OURS + 'spf=pass smtp.mailfrom=klant.example', '{}'),
    'another domain': (OURS + 'dmarc=pass header.from=evil.example', '{}'),
    'a near name': ('Authentication-Results: mail.desk.example.evil.example; dmarc=pass header.from=klant.example', '{}'),
    'our name in quotes': ('Authentication-Results: "mail.desk.example"; dmarc=pass header.from=klant.example', '{}'),
    'our name behind a comment':
        ('Authentication-Results: (x) mail.desk.example; dmarc=pass header.from=klant.example', '{}'),
    'our name in capitals': ('Authentication-Results: Mail.Desk.Example; dmarc=pass header.from=klant.example', '{}'),
    'below a hop': (HOP + OURS + 'dmarc=pass header.from=klant.example', '{}'),
    'ARC': ('ARC-Authentication-Results: i=1; mail.desk.example; dmarc=pass header.from=klant.example', '{}'),
    'in a reason': (OURS + 'dkim=pass reason="; dmarc=pass header.from=klant.example" header.d=evil.example', '{}'),
    'a signature over a part': (OURS + 'dkim=pass header.d=klant.example\nDKIM-Signature: d=klant.example; l=1', '{}'),
    'a login without trust': ('Received: from pc (Authenticated sender: {}) by mail.desk.example with ESMTPSA', '{}'),
    'two From': (OURS + 'dmarc=pass header.from=klant.example\nFrom: evil@evil.example', '{}'),
    'a list': (OURS + 'dmarc=pass header.from=klant.example', '{}, evil@evil.example'),
    'a group': (OURS + 'dmarc=pass header.from=klant.example', 'g: {};'),
    'a route': (OURS + 'dmarc=pass header.from=klant.example', '<@evil.example:{}>'),
    'a dot behind': (OURS + 'dmarc=pass header.from=klant.example', '{}.'),
    'a name': (OURS + 'dmarc=pass header.from=klant.example', '"{}" <evil@evil.example>'),
    'a local part': (OURS + 'dmarc=pass header.from=klant.example', '"{}"@evil.example'),
}
FORGED = {
    'plain': (OURS + 'spf=pass smtp.mailfrom=x@evil.example' + FAIL, '{}'),
    'a quoted local part': (OURS + 'spf=pass smtp.mailfrom="a b"@evil.example' + FAIL, '{}'),
    'a quoted semicolon': (OURS + 'spf=pass smtp.mailfrom="a;b"@evil.example' + FAIL, '{}'),
    'UTF-8': (OURS + 'spf=pass smtp.mailfrom=ü@evil.example' + FAIL, '{}'),
    'sixty signatures': (OURS + ';\n '.join(f'dkim=fail header.d=a{n}.evil.example' for n in range(60)) + FAIL, '{}'),
    'a long value': (OURS + 'spf=pass smtp.mailfrom=' + 'x' * 400 + '@evil.example' + FAIL, '{}'),
    'a parenthesis': (OURS + 'spf=pass smtp.mailfrom=a(b@evil.example' + FAIL, '{}'),
    'in a comment': (OURS + 'spf=pass smtp.mailfrom=a(b@evil.example' + FAIL + ' (x); dkim=pass header.i=c)', '{}'),
    'a pass above': (OURS + 'dmarc=pass header.from=klant.example\n' + OURS + 'spf=none' + FAIL, '{}'),
    'a pass below': (OURS + 'spf=none' + FAIL + '\n' + OURS + 'dmarc=pass header.from=klant.example', '{}'),
    'our name in quotes': ('Authentication-Results: "Mail.Desk.example"' + FAIL, '{}'),
    'another version': ('Authentication-Results: mail.desk.example 2; dmarc=pass header.from=klant.example', '{}'),
    'unreadable': (OURS + 'dmarc=pass header.from=klant.example; spf=pass smtp.mailfrom=a\\b', '{}'),
    'an unseen character in From': (OURS + 'dmarc=pass header.from=klant.example', '\u200b{}'),
}
WORDS = {'L2': 'pass by mail.desk.example', 'L0': 'no pass by our own server|not one plain address|no sender',
         'forged': 'DMARC fail by mail.desk.example|unreadable results of|two readings of its From disagree'}


@pytest.fixture
def proof(folder_desk):
    """How far mails of one contact get: proof(top, sender) is the line of the trace."""
    desk = folder_desk()
    desk.configuration['mailboxes'][0].update(authserv='mail.desk.example')
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    sent = []

    def proof(top, sender):
        sent.append(top)
        raw = (top + '\nFrom: ' + sender + f'\nTo: {desk.address}\nSubject: Scherm {len(sent)}\n'
               f'Message-ID: <{len(sent)}.{els.address}>\n\nHet scherm is zwart.\n').replace('{}', els.address)
        els.send(raw.encode())
        desk.settled(len(sent))
        return re.search(r'^proof +(.*)$', desk.gateway.say('mail', 'show', len(sent)), re.M).group(1)
    return proof


@pytest.mark.parametrize('mails, level, words', [(PASSES, 'L2', 'L2'), (NOTHING, 'L0', 'L0'), (FORGED, 'L0', 'forged')],
                         ids=['passes', 'nothing', 'forged'])
def test_no_mail_gets_further_than_our_own_server_says(proof, mails, level, words):
    for what, (top, sender) in mails.items():
        line = proof(top, sender)
        assert line.startswith(level) and re.search(WORDS[words], line), f'{what}: {line}'


def test_who_logged_in_at_our_own_server_is_believed_where_it_is_told_so(folder_desk):
    desk = folder_desk()
    desk.configuration['mailboxes'][0].update(
        authserv='mail.desk.example', trust={'internal': ['desk.example']})
    desk.gateway.configure(desk.configuration)
    desk.start()
    sanne = desk.customer('Sanne de Wit', domain='desk.example')
    login = f'Received: from pc (pc [192.0.2.7])\n\t(Authenticated sender: {sanne.address})\n\tby '
    tops = {login + 'mail.desk.example (Postfix) with ESMTPSA id 1': f'handed in at our own server by {sanne.address}',
            login + 'mail.evil.example (Postfix) with ESMTPSA id 1': 'no pass',
            HOP + login + 'mail.desk.example (Postfix) with ESMTPSA id 1': 'no pass',
            'X-MS-Exchange-Organization-AuthAs: Internal': 'no pass',
            'X-A: b': 'no pass'}
    for number, (top, words) in enumerate(tops.items(), 1):
        mail = sanne.write(f'Scherm {number}', 'Het scherm is zwart.').as_bytes()
        sanne.send(top.encode() + b'\n' + mail)
        desk.settled(number)
        trace = desk.gateway.say('mail', 'show', number)
        assert re.search(f'^proof .*{words}', trace, re.M), f'{top}: {trace}'


def test_explain_and_the_gateway_say_the_same(folder_desk, tmp_path):
    desk = folder_desk()
    desk.configuration['mailboxes'][0].update(authserv='mail.desk.example')
    desk.gateway.configure(desk.configuration)
    desk.start()
    els = desk.customer()
    files = []
    for number, top in enumerate([OURS + 'dmarc=pass header.from=klant.example', OURS + 'spf=none' + FAIL, 'X-A: b']):
        files.append(tmp_path / f'{number}.eml')
        files[-1].write_bytes(top.encode() + b'\n' + els.write('Scherm', 'Het scherm is zwart.').as_bytes())
    said = desk.gateway.say('explain', *files)
    assert re.findall(r'^proof +(L\d) +(\w+ \w+)', said, re.M) == [('L2', 'DMARC pass'), ('L0', 'DMARC fail'), ('L0', 'no pass')]
