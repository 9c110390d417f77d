# SPDX-License-Identifier: Apache-2.0
"""Somebody whom nobody knows writes, confirms the address by answering a letter, and is heard."""
import pytest


@pytest.fixture
def desk(any_desk):
    desk = any_desk()
    desk.configuration['mailboxes'][0]['unknown_senders'] = 'register'
    desk.gateway.configure(desk.configuration)
    return desk.start()


def test_from_a_stranger_to_a_case(desk):
    eve = desk.customer('Eve Bakker', known=False)
    eve.send(eve.write('Scherm is zwart', 'Mijn scherm blijft zwart na het opstarten.'))
    asked = eve.letter(0)
    assert 'Bevestig je adres' in asked.subject
    assert 'zwart' not in asked.subject + asked.text + asked.html
    desk.settled(1)
    assert desk.gateway.json('case', 'list') == []
    assert 'asked      1 held mails wait' in desk.gateway.say('status')
    eve.send(eve.answer(asked, 'Ja, dat klopt. Het is een laptop.'))
    letter = eve.letter(1)
    case = desk.case(letter.number, state='new')
    assert case['title'] == 'Scherm is zwart'
    desk.settled(2)
    shown = desk.gateway.say('case', 'show', letter.number)
    assert 'blijft zwart' in shown and 'Het is een laptop.' in shown
    assert 'registered by mail' in shown
    shown = desk.gateway.say('contact', 'show', eve.address)
    assert 'registered' in shown and f"verify    casegate contact set '{eve.address}' --account NAME" in shown
    assert [one['address'] for one in desk.gateway.json('contact', 'list', '--registered')] == [eve.address]
    assert 'registered 1 contacts' in desk.gateway.say('status')
    desk.gateway.run('contact', 'set', eve.address, '--account', 'Bakker BV')
    assert desk.gateway.json('contact', 'show', eve.address)['registered'] is None
    eve.send(eve.write('Nog iets', 'De muis is ook stuk.'))
    assert desk.case(eve.letter(2).number)['account'] == 'Bakker BV'
    assert len(eve.letters()) == 3


def test_anybody_elses_answer(desk):
    eve, mallory = desk.customer('Eve', known=False), desk.customer('Mallory', known=False)
    eve.send(eve.write('Scherm', 'Mijn scherm is zwart.'))
    asked = eve.letter(0)
    mallory.send(mallory.answer(asked, 'Ja!'))
    mallory.letter(0)
    desk.settled(2)
    assert desk.gateway.json('case', 'list') == []
    assert not desk.gateway.json('contact', 'show', eve.address)['known']
    eve.send(eve.answer(asked, 'Yes'))
    letter = eve.letter(1)
    desk.case(letter.number)
    desk.settled(3)
    eve.send(eve.answer(asked, 'Yes, yes'))
    desk.settled(4)
    assert len(desk.gateway.json('case', 'list')) == 1
    assert len(eve.letters()) == 2
