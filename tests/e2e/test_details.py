# SPDX-License-Identifier: Apache-2.0
"""Customers change their own name, address and language by mail, with a code, and a new address confirms itself."""
import pytest

from processes import eventually
from test_step_up import code_of

CHANGES = 'Mijn naam is veranderd in Els Jansen\nNieuw e-mailadres: {}\n\nGroet,\nEls'


def shown(desk, address):
    return desk.gateway.json('contact', 'show', address)


def decided(desk, number, decision):
    return eventually(lambda: (desk.gateway.json('mail', 'show', number)['decision'] == decision) or None, decision)


@pytest.fixture
def els(any_desk):
    """Whose case has a letter: nobody vouches for her mail here, so she writes as its answer."""
    desk = any_desk().start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    return desk, els, els.letter(0)


def test_from_the_wish_to_the_new_address(els):
    desk, els, letter = els
    fresh = desk.customer('Jansen', known=False)
    els.send(els.answer(letter, CHANGES.format(fresh.address)))
    asked = els.letter(1)
    assert 'Naam: Els Bos -> Els Jansen' in asked.text and f'E-mailadres: {els.address} -> {fresh.address}' in asked.text
    assert shown(desk, els.address)['name'] == 'Els Bos'
    els.send(els.answer(asked, code_of(asked)))
    decided(desk, 2, 'hold')
    assert shown(desk, els.address)['name'] == 'Els Bos', 'without an app a person decides, too'
    desk.gateway.run('mail', 'release', '2')
    told = els.letter(2)
    assert 'Naam: Els Bos -> Els Jansen' in told.text and fresh.address in told.text
    assert shown(desk, els.address)['name'] == 'Els Jansen'
    confirm = fresh.letter(0)
    assert els.address not in confirm.text + confirm.html and 'Els' not in confirm.text
    fresh.send(fresh.answer(confirm, 'Ja, dat ben ik.'))
    assert f'{els.address} -> {fresh.address}' in fresh.letter(1).text
    assert f'{els.address} -> {fresh.address}' in els.letter(3).text
    contact = shown(desk, fresh.address)
    assert contact['known'] and [change['field'] for change in contact['changes']] == ['name', 'address']
    assert f'address: {els.address} -> {fresh.address}' in desk.gateway.say('contact', 'show', fresh.address)
    assert desk.case(letter.number)['reporter']['address'] == fresh.address


def test_confirmed_is_enough_where_the_desk_says_so(any_desk):
    desk = any_desk(needs={'contact_data': 'confirmed'}).start()
    els = desk.customer()
    els.send(els.write('Scherm', 'Mijn scherm is zwart.'))
    els.send(els.answer(els.letter(0), 'Graag voortaan in het Engels'))
    asked = els.letter(1)
    els.send(els.answer(asked, code_of(asked)))
    told = els.letter(2)
    assert 'Language of our emails' in told.text and 'English' in told.text
    assert shown(desk, els.address)['language'] == 'en'
