# SPDX-License-Identifier: Apache-2.0
"""A flood in one mailbox: a mail in another is taken in, decided and answered long before the flood is over."""
from desk import UNLIMITED, Desk
from processes import eventually
from test_alarm import SmtpPost

FLOODED = 'vol@desk.example'


def flood(desk, count):
    """So many mails of as many people in a mailbox of its own, which is the first that is configured."""
    desk.configuration['mailboxes'].insert(0, desk.post.mailbox('vol', FLOODED))
    desk.gateway.configure(desk.configuration)
    new = desk.post.inboxes[FLOODED].folder / 'new'
    for n in range(count):
        (new / f'{n:06}.flood').write_text(
            f'From: Klant <klant{n}@klant{n}.example>\nTo: {FLOODED}\nSubject: melding {n}\n'
            f'Message-ID: <flood{n}@klant.example>\n\nMijn scherm {n} is zwart.\n')


def test_a_mail_in_another_mailbox(folder_desk):
    """With the ceilings as they are shipped, which the flood meets at once."""
    many = 2000
    desk = folder_desk()
    flood(desk, many)
    els = desk.customer()
    desk.start()
    eventually(lambda: sum(desk.gateway.json('status')['mails'].values()) > many / 10, 'the flood')
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    serial = int(els.letter(0).number.removeprefix('CS'))
    assert serial < many * 0.8, 'it had to wait until the flood was over'


def test_a_letter_of_another_mailbox(program, folder):
    """Hundreds of letters wait for a server that is down; when it comes back that of the other mailbox is among the
    first."""
    many = 400
    desk = Desk(program, folder, SmtpPost(folder), **UNLIMITED)
    try:
        desk.post.server.stop()
        flood(desk, many)
        els = desk.customer()
        desk.start()
        eventually(lambda: desk.gateway.json('status')['letters']['waiting'] >= many, 'the letters of the flood')
        els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
        eventually(lambda: desk.gateway.json('status')['letters']['waiting'] > many, 'one more')
        desk.post.server.start(desk.post.port)

        def place():
            return [letter.recipient for letter in desk.post.server.letters].index(els.address)
        eventually(lambda: els.address in [letter.recipient for letter in desk.post.server.letters], 'the letter')
        assert place() < many / 4
    finally:
        desk.end()
        desk.post.server.stop()
