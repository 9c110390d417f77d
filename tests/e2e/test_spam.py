# SPDX-License-Identifier: Apache-2.0
"""Spam: by the desk's word and by what the server's own filter says; who is proven, and what nobody hears of."""
from processes import eventually

OURS = ('Authentication-Results: mail.desk.example; dmarc={} header.from=klant.example\n'
        'Received: from x by mail.desk.example; x\n')


def believing(folder_desk, **more):
    desk = folder_desk()
    desk.configuration['mailboxes'][0].update(authserv='mail.desk.example', **more)
    desk.gateway.configure(desk.configuration)
    return desk.start()


def post(desk, writer, subject, top='', bottom=''):
    """A new mail with fields on top, as our own server writes, or at the end of its header."""
    head, blank, body = writer.write(subject, f'{subject}.').as_bytes().partition(b'\r\n\r\n')
    count = len(desk.gateway.mails())
    writer.send(top.encode() + head + b'\r\n' + bottom.encode() + blank[:2] + body if bottom
                else top.encode() + head + blank + body)
    return desk.settled(count + 1)[-1]


def agents(desk):
    return [letter for name in ('sanne', 'olga') for letter in desk.post.letters(f'{name}@desk.example')]


def test_marked_released_and_taken_back(folder_desk):
    desk = believing(folder_desk)
    eve, els = desk.customer('Eve', known=False, domain='evil.example'), desk.customer()
    mail = post(desk, eve, 'Win')
    eve.letter(0)
    eventually(lambda: agents(desk), 'a notification')
    told = len(agents(desk))
    said = desk.gateway.json('mail', 'spam', mail['id'])
    assert (said['state'], said['ticket'], said['sender']) == ('spam', mail['ticket'], eve.address)
    case = desk.gateway.case(mail['ticket'])
    assert case['state'] == 'cancelled' and case['timeline'][-1]['text'] == 'cancelled: spam'

    later = post(desk, eve, 'Win meer')
    assert (later['state'], later['decision'], later['ticket']) == ('spam', 'spam', None)
    assert 'its sender was marked as a spammer' in desk.gateway.say('mail', 'show', later['id'])
    assert [one['id'] for one in desk.gateway.json('mail', 'list', 'spam')] == [later['id'], mail['id']]
    assert desk.gateway.json('status')['mails']['spam'] == 2
    assert 'casegate_mails{state="spam",mailbox="support"} 2' in desk.gateway.say('status', '--prometheus')

    desk.gateway.run('mail', 'spam', post(desk, els, 'Geen spam', top=OURS.format('pass'))['id'])
    proven = post(desk, els, 'Scherm', top=OURS.format('pass'))
    assert proven['decision'] == 'open case'
    assert post(desk, els, 'Vervalst')['state'] == 'spam'
    desk.flushed()
    assert len(eve.letters()) == 1
    assert not [one for one in agents(desk)[told:] if b'Win' in one or b'Vervalst' in one]

    desk.gateway.run('mail', 'ham', later['id'])
    again = eventually(lambda: next(one for one in desk.gateway.mails()
                                    if one['id'] == later['id'] and one['decision'] == 'open case'), 'a released mail')
    assert again['state'] == 'done'
    assert [one['address'] for one in desk.gateway.json('mail', 'spammers')] == [els.address]
    assert post(desk, eve, 'Vraag')['decision'] == 'open case'


def test_what_our_own_filter_says(folder_desk):
    desk = believing(folder_desk)
    eve, els = desk.customer('Eve', known=False, domain='evil.example'), desk.customer()
    ours = OURS.format('none')
    spam = post(desk, eve, 'Win', top='X-Spam-Status: Yes, score=9.1 required=5.0\n' + ours)
    assert (spam['state'], spam['reason']) == ('spam', 'our own server calls it spam')
    assert post(desk, eve, 'Zelf geschreven', top=ours, bottom='X-Spam: Yes\r\n')['state'] == 'done'
    assert post(desk, els, 'Scherm', top='X-Spam: Yes\n' + OURS.format('pass'))['decision'] == 'open case'
    file = desk.gateway.folder / 'mail.eml'
    file.write_bytes(b'X-Spam: Yes\n' + ours.encode() + eve.write('Win', 'Win.').as_bytes())
    said = desk.gateway.say('explain', file)
    assert 'yes: spam yes' in said and 'decision  spam' in said
    file.write_bytes(b'X-Spam: Yes\n' + OURS.format('pass').encode() + els.write('Scherm', 'Zwart.').as_bytes())
    assert 'whose mail is never spam' in desk.gateway.say('explain', file)


def test_a_filter_that_writes_at_the_end(folder_desk):
    """rspamd beside Postfix: its fields are believed where the mailbox says so, and never speak for a mail."""
    desk = believing(folder_desk, spam_headers='all')
    eve = desk.customer('Eve', known=False, domain='evil.example')
    ours = OURS.format('none')
    filtered = 'X-Spamd-Result: default: False [12.30 / 15.00];\r\n\tA(1.0)[]\r\nX-Spam: Yes\r\n'
    assert post(desk, eve, 'Win', top=ours, bottom='X-Spam: No\r\n' + filtered)['state'] == 'spam'
    assert post(desk, eve, 'Vraag', top=ours, bottom='X-Spam: No\r\n')['decision'] == 'open case'
