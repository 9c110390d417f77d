# SPDX-License-Identifier: Apache-2.0
"""What a desk's letters look like: its logo, as a part of each, and its colour. What answers bring back of that is nobody's
attachment."""
import base64
import email
import re
import shutil
import struct
import zlib

import pytest

from gateway import Failed
from processes import eventually

COLOUR = '#7a1f5c'


def png(width, height, shade=b'\x40'):
    """A grey picture."""
    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)) +
            chunk(b'IDAT', zlib.compress((b'\0' + shade * width) * height)) + chunk(b'IEND', b''))


LOGO = png(240, 96)
PHOTO = png(240, 96, b'\x41')  # of the same size


@pytest.fixture
def looking(any_desk):
    """Its desk has a logo and a colour; both kinds of desks."""
    desk = any_desk()
    (desk.gateway.folder / 'logo.png').write_bytes(LOGO)
    desk.configuration['desk'].update(logo='logo.png', colour=COLOUR)
    desk.gateway.configure(desk.configuration)
    return desk.start()


def related(letter):
    """The HTML and the picture that stand together in it."""
    plain, both = letter.message.get_payload()
    assert letter.message.get_content_type() == 'multipart/alternative'
    assert (plain.get_content_type(), both.get_content_type()) == ('text/plain', 'multipart/related')
    return both.get_payload()


def with_pictures(mail, *pictures):
    """The mail with HTML, in which these stand as a client that quotes us puts them there."""
    mail.add_alternative('<p>Nog steeds zwart.</p><img src="cid:one"><img src="cid:two">', subtype='html')
    for name, picture in zip(('one', 'two'), pictures):
        mail.get_payload()[1].add_related(picture, 'image', 'png', cid=f'<{name}>', filename=f'image-{name}.png',
                                           disposition='inline')
    return mail


def test_letters_bear_it_and_answers_do_not(looking):
    els = looking.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    letter = els.letter(0)
    page, logo = related(letter)
    assert logo.get_content() == LOGO and logo.get_content_disposition() == 'inline'
    shown, = re.findall(r'<img [^>]*>', page.get_content())
    assert f'src="cid:{logo["Content-ID"].strip()[1:-1]}"' in shown
    assert 'width="120" height="48" alt="Servicedesk Voorbeeld"' in shown
    assert COLOUR in letter.html and '#2f5f98' not in letter.html and '#1d5aa6' not in letter.html
    assert 'Voorbeeld' in letter.text and 'cid:' not in letter.text

    els.send(with_pictures(els.answer(letter, 'Nog steeds zwart.'), LOGO, PHOTO))
    looking.settled(2)
    looking.at_rest()
    case = looking.gateway.case(letter.number)
    assert [one['name'] for one in case['attachments']] == ['image-two.png']


def test_agents_see_it_too(looking):
    els = looking.customer()
    title = f'Scherm {els.address.split("@")[0]}'  # the team has letters of other desks, too
    els.send(els.write(title, 'Mijn scherm is zwart.'))

    def told():
        letters = looking.post.letters('team@desk.example') + looking.post.letters('sanne@desk.example')
        return [one for one in map(email.message_from_bytes, letters) if title in one['Subject']]

    letter = eventually(told)[0]
    assert 'image/png' in [part.get_content_type() for part in letter.walk()]


def test_what_cannot_be_shown_is_told_before(folder_desk):
    desk = folder_desk()

    def said(**look):
        desk.configuration['desk'].update(look)
        desk.gateway.configure(desk.configuration)
        with pytest.raises(Failed) as failed:
            desk.gateway.run('check')
        return failed.value.stderr
    assert 'No such file or directory' in said(logo='logo.png')
    (desk.gateway.folder / 'logo.png').write_bytes(png(601, 10))
    assert '601 x 10 pixels' in said()
    (desk.gateway.folder / 'logo.png').write_bytes(LOGO)
    assert "the nearest that has it is '#ee0000'" in said(colour='#ff0000')


def test_a_page_and_a_backup_have_it(looking, tmp_path):
    file = tmp_path / 'letter.html'
    looking.gateway.run('template', 'show', 'resolution', '--html', file)
    page = file.read_text()
    assert f'src="data:image/png;base64,{base64.b64encode(LOGO).decode()}"' in page and 'cid:' not in page
    assert 'data:image/png' in looking.gateway.json('template', 'show', 'answer')['html']
    looking.gateway.run('backup', tmp_path / 'backups')
    assert [one.read_bytes() for one in (tmp_path / 'backups').glob('*/config/logo.png')] == [LOGO]
    looking.gateway.stop()
    shutil.move(looking.gateway.folder / 'logo.png', tmp_path)
    with pytest.raises(Failed):
        looking.gateway.run('check')
    looking.gateway.run('backup', tmp_path / 'later')
