# SPDX-License-Identifier: Apache-2.0
"""Mails by clamd: what is infected, or nobody looked into, is kept and never goes anywhere without a word."""
import subprocess

import pytest

from fakeclamd import EICAR, FakeClamd
from people import Letter
from processes import eventually


@pytest.fixture
def clamd(folder):
    fake = FakeClamd(folder / 'clamd.ctl').start()
    yield fake
    if fake.listener.fileno() >= 0:
        fake.stop()


def scanning(folder_desk, clamd, **more):
    return folder_desk(clamd=clamd.path, **more)


def virus(writer, subject='Factuur', name='factuur.pdf'):
    mail = writer.write(subject, 'Zie de bijlage.')
    mail.add_attachment(EICAR.encode(), maintype='application', subtype='pdf', filename=name)
    return mail


def marks(desk, number):
    return [one['marks'] for one in desk.gateway.case(number)['attachments']]


def answers(desk):
    return desk.gateway.json('status')['gateway']['clamd']['answers']


def test_an_infected_mail_is_kept_and_marked(folder_desk, clamd):
    desk = scanning(folder_desk, clamd, attachments={'marked': []}).start()
    eventually(lambda: answers(desk), 'a clamd that answers')
    assert 'clamd      answers' in desk.gateway.say('status')
    els = desk.customer()
    els.send(virus(els))
    number = els.letter(0).number
    (mail,) = desk.settled(1)
    assert mail['state'] == 'done'
    assert 'scan      infected: Eicar-Test-Signature' in desk.gateway.say('mail', 'show', mail['id'])
    assert 'infected' in marks(desk, number)[0]
    (notification,) = eventually(lambda: desk.post.letters('sanne@desk.example')[:1], 'a notification')
    assert 'virus gevonden' in Letter(notification).text
    done = subprocess.run(desk.gateway.argv('case', 'attachment', number, '1'), capture_output=True)
    assert done.stdout == EICAR.encode() and b'is marked: infected' in done.stderr
    done = subprocess.run(desk.gateway.argv('mail', 'raw', str(mail['id'])), capture_output=True)
    assert done.stdout == clamd.scanned[0] and b'mail 1 is infected: Eicar-Test-Signature' in done.stderr
    assert desk.gateway.json('mail', 'show', mail['id'])['scan'] == 'infected: Eicar-Test-Signature'
    assert EICAR.encode() not in b''.join(desk.post.letters('sanne@desk.example') + desk.post.letters(els.address))

    clean = els.write('Foto', 'Zie de bijlage.')
    clean.add_attachment(b'een foto', maintype='image', subtype='png', filename='foto.png')
    els.send(clean)
    assert marks(desk, els.letter(1).number) == [[]]
    assert 'scan      clean' in desk.gateway.say('mail', 'show', desk.settled(2)[-1]['id'])


def test_what_goes_on_says_so(folder_desk, clamd):
    """Forwarded by a rule, with its attachments and whole."""
    desk = scanning(folder_desk, clamd)
    rules = desk.gateway.folder / 'rules.d'
    rules.mkdir()
    (rules / '10.yaml').write_text('- {name: invoices, when: {subject: Factuur}, then: {forward: {address: f@desk.example}}}\n')
    desk.start()
    els = desk.customer()
    els.send(virus(els))
    (forwarded,) = eventually(lambda: desk.post.letters('f@desk.example') or None, 'a forwarded mail')
    text = Letter(forwarded).text
    assert 'factuur.pdf (virus gevonden' in text and 'Factuur.eml (virus gevonden' in text
    assert b'application/pdf' not in forwarded.partition(b'message/rfc822')[0]


def test_no_mail_waits_for_a_clamd_that_is_down(folder_desk, clamd):
    desk = scanning(folder_desk, clamd).start()
    eventually(lambda: answers(desk), 'a clamd that answers')
    els = desk.customer()
    clamd.answer = 'INSTREAM size limit exceeded. ERROR'
    els.send(virus(els))
    assert 'unscanned' in marks(desk, els.letter(0).number)[0]
    assert 'scan      not scanned: INSTREAM size limit' in desk.gateway.say('mail', 'show', desk.settled(1)[-1]['id'])
    assert answers(desk)
    clamd.answer = None
    clamd.stop()
    for count in (1, 2):
        els.send(virus(els))
        assert 'unscanned' in marks(desk, els.letter(count).number)[0]
    assert not answers(desk)
    assert 'mails are not scanned: clamd at ' in desk.gateway.say('status')
    clamd.start()
    eventually(lambda: answers(desk), 'a clamd that answers again')
    piet = desk.customer('Piet Jansen')
    piet.send(virus(piet))
    assert 'infected' in marks(desk, piet.letter(0).number)[0]
    # what came meanwhile is looked into after all; what it refuses to look into stays as it is
    for count in (1, 2):
        number = els.letter(count).number
        eventually(lambda: 'infected' in marks(desk, number)[0], 'it is scanned late')
        assert 'unscanned' not in marks(desk, number)[0]
        assert any('scanned late: infected' in line['text'] for line in desk.gateway.case(number)['timeline'])
    assert 'unscanned' in marks(desk, els.letter(0).number)[0] and len(clamd.scanned) == 4
    assert 'scanned late: infected: Eicar-Test-Signature' in desk.gateway.say('mail', 'show', 3)


def test_a_clamd_that_is_silent_over_a_mail_gets_it_no_more_than_thrice(folder_desk, clamd):
    desk = scanning(folder_desk, clamd)
    clamd.hang_up = True
    desk.start()
    eventually(lambda: answers(desk), 'a clamd that answers')
    els = desk.customer()
    els.send(virus(els))
    assert 'unscanned' in marks(desk, els.letter(0).number)[0]
    eventually(lambda: len(clamd.scanned) == 4, 'it is asked three times more')
    clamd.hang_up = False
    piet = desk.customer('Piet Jansen')
    piet.send(virus(piet))
    assert marks(desk, piet.letter(0).number) and marks(desk, els.letter(0).number) == [['unscanned']]


def test_the_alarm_tells_of_a_clamd_that_is_down(folder_desk, clamd):
    desk = scanning(folder_desk, clamd, alarm='beheer@desk.example', times={'alarm': '1s'}).start()
    eventually(lambda: answers(desk), 'a clamd that answers')
    assert 'casegate_wrong{what="clamd",name=""} 0' in desk.gateway.say('status', '--prometheus')
    clamd.stop()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    (told,) = eventually(lambda: desk.post.letters('beheer@desk.example') or None, 'an alarm')
    assert 'antwoordt clamd niet' in Letter(told).text
    desk.gateway.run('status', code=1)
    assert 'clamd: clamd at ' in desk.gateway.stderr
    assert 'casegate_wrong{what="clamd",name=""} 1' in desk.gateway.say('status', '--prometheus')
    clamd.start()
    told = eventually(lambda: desk.post.letters('beheer@desk.example')[1:], 'it is well again')
    assert 'antwoordt clamd weer' in Letter(told[0]).text


def test_it_is_tried_online(folder_desk, clamd):
    desk = scanning(folder_desk, clamd)
    assert 'clamd: good: clamd answers' in desk.gateway.say('check', '--online')
    clamd.stop()
    assert 'clamd: wrong: clamd at ' in desk.gateway.say('check', '--online', code=1)


def test_another_clamd_is_asked_after_a_reload(folder_desk, clamd, folder):
    desk = scanning(folder_desk, clamd).start()
    eventually(lambda: answers(desk), 'a clamd that answers')
    desk.configuration.pop('clamd')
    desk.gateway.configure(desk.configuration)
    desk.gateway.run('reload')
    els = desk.customer()
    els.send(virus(els))
    assert 'infected' not in marks(desk, els.letter(0).number)[0]
    assert not clamd.scanned and desk.gateway.json('status')['gateway']['clamd'] is None
    desk.gateway.configure({**desk.configuration, 'clamd': clamd.path})
    desk.gateway.run('reload')
    eventually(lambda: answers(desk), 'a clamd that answers')
    els.send(virus(els))
    assert 'infected' in marks(desk, els.letter(1).number)[0]
