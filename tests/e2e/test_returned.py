# SPDX-License-Identifier: Apache-2.0
"""Letters that come back: each has an envelope sender of its own, and only there a report is believed."""
import email.policy
from email.message import EmailMessage

import pytest

from desk import Desk
from processes import eventually
from test_alarm import SmtpPost


@pytest.fixture
def desk(program, folder):
    desk = Desk(program, folder, SmtpPost(folder))
    desk.configuration['mailboxes'][0]['reply_address'] = desk.address.replace('@', '+{token}@')
    desk.gateway.configure(desk.configuration)
    yield desk.start()
    desk.end()
    desk.post.server.stop()


def report(desk, to, about):
    """A mail system's word that a letter cannot be delivered."""
    raw = f'''Return-Path: <>
Delivered-To: {to}
From: Mail Delivery System <mailer-daemon@mx.klant.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 15:12:00 +0100
Message-ID: <{abs(hash(to))}@mx.klant.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Unknown user.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.klant.example

Final-Recipient: rfc822; {about}
Action: failed
Status: 5.1.1

--b--
'''
    desk.post.deliver('mailer-daemon@mx.klant.example', desk.address, raw.encode())


def returned(desk, letter, about):
    """The word of a mail system that knows no envelope, and returns the header of what it could not deliver."""
    raw = f'''Return-Path: <>
From: Postmaster <postmaster@klant.example>
To: {desk.address}
Subject: =?utf-8?Q?K=C3=A9zbes=C3=ADthetetlen_lev=C3=A9l?=
Message-ID: <hu1@klant.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

{about}: 550 5.1.1
--b
Content-Type: text/rfc822-headers

Message-ID: {letter['Message-ID']}

--b--
'''
    desk.post.deliver('postmaster@klant.example', desk.address, raw.encode())


def contact(desk, address):
    return desk.gateway.json('contact', 'show', address)


def sent(desk, address):
    return [letter for letter in desk.post.server.letters if letter.recipient == address]


def test_a_report_is_believed_at_the_letters_own_address_only(desk):
    els = desk.customer()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    desk.settled(1)
    first = eventually(lambda: sent(desk, els.address), 'the acknowledgement')[0]
    answered_to = email.message_from_bytes(first.bytes, policy=email.policy.default, _class=EmailMessage)['Reply-To']
    assert first.sender != answered_to.addresses[0].addr_spec
    assert first.sender.encode() not in first.bytes, 'no letter shows its envelope'
    eventually(lambda: desk.gateway.json('status')['letters']['waiting'] == 0, 'that all letters left')

    report(desk, answered_to.addresses[0].addr_spec, els.address)
    desk.settled(2)
    assert not contact(desk, els.address)['undeliverable']
    report(desk, first.sender, els.address)
    desk.settled(3)
    assert contact(desk, els.address)['undeliverable']
    assert [mail['ticket'] for mail in desk.gateway.json('mail', 'list')] == ['CS0000001'] * 3
    desk.gateway.run('case', 'resolve', 'CS0000001', 'Nieuwe kabel.')
    assert any('time does not close it' in entry['text'] for entry in desk.gateway.case('CS0000001')['timeline'])

    els.send(els.write('Re: Scherm', 'Ik hoor niets van jullie.', To=answered_to.addresses[0].addr_spec))
    desk.settled(4)
    assert not contact(desk, els.address)['undeliverable'], 'a proven mail from there'
    eventually(lambda: len(sent(desk, els.address)) == 2, 'that letters go there again')


def test_a_question_that_came_back_is_told(desk):
    els = desk.customer()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    desk.settled(1)
    desk.gateway.run('case', 'ask', 'CS0000001', 'Welke kabel?')
    question = eventually(lambda: len(sent(desk, els.address)) == 2 and sent(desk, els.address)[1], 'the question')
    returned(desk, email.message_from_bytes(question.bytes, policy=email.policy.default), els.address)
    desk.settled(2)
    timeline = desk.gateway.case('CS0000001')['timeline']
    assert any(f'question to {els.address} did not arrive' in entry['text'] for entry in timeline)
    assert not contact(desk, els.address)['undeliverable'], 'whoever has the letter could have written it'
