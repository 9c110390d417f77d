# SPDX-License-Identifier: Apache-2.0
"""Requests from the first mail to their end."""
import json
import os
import re
import time

import pytest

from processes import eventually

ITEM = """
item: chair
title: {nl: Bureaustoel bestellen, en: Order a chair}
group: servicedesk
variables:
  - {name: colour, label: {nl: Kleur, en: Colour}, required: yes, choice: {red: {nl: Rood, en: Red}, blue: {nl: Blauw, en: Blue}}}
when_complete:
  - run: [%s]
  - mail: inkoop@desk.example
"""
LIMITS = {'per_address_hour': 0, 'per_minute': 0}


def show(desk, number, **wanted):
    """The request once it shows what is wanted."""
    def shows():
        request = desk.gateway.json('request', 'show', number)
        assert all(request[key] == value for key, value in wanted.items()), {key: request[key] for key in wanted}
        return request
    return eventually(shows, 30, f'{number} with {wanted}')


def script(desk, text):
    """An operator's command, which an item of the catalog runs."""
    path = desk.gateway.folder / 'order-chair'
    path.write_text('#!/bin/sh\n' + text)
    path.chmod(0o755)
    catalog = desk.gateway.folder / 'catalog.d'
    catalog.mkdir(exist_ok=True)
    (catalog / 'chair.yaml').write_text(ITEM % path)


def order(desk, customer):
    """A complete request, confirmed by answering; its number."""
    customer.send(customer.write('Bureaustoel bestellen', 'Kleur: rood\n'))
    confirm = customer.letter(0)
    customer.send(customer.answer(confirm, 'Ja'))
    assert confirm.number in customer.letter(1).subject
    return confirm.number


def texts(request):
    return [entry['text'] for entry in request['timeline']]


def test_a_command_gets_the_request(folder_desk):
    desk = folder_desk()
    out = desk.gateway.folder / 'ordered'
    script(desk, f'cat > {out}\n')
    desk.start()
    els = desk.customer()
    number = order(desk, els)
    request = eventually(lambda: all(step['state'] == 'done' for step in show(desk, number)['steps']) and
                         show(desk, number), 20, 'both steps')
    assert 'command order-chair: exit 0' in texts(request)
    got = json.loads(out.read_text())
    assert got['number'] == number and got['item'] == 'chair' and got['fields'] == {'colour': 'red'}
    assert got['reporter'] == {'name': els.name, 'address': els.address}
    assert 'Rood' in eventually(lambda: desk.post.letters('inkoop@desk.example'), 10, 'the mail to inkoop')[0].decode()
    assert desk.post.letters('team@desk.example')


def test_a_command_that_fails_is_told(folder_desk):
    desk = folder_desk(times={'give_up_command': '1s'})
    script(desk, 'echo geen stoelen meer\nexit 3\n')
    desk.start()
    number = order(desk, desk.customer())
    request = eventually(lambda: show(desk, number)['steps'][0]['state'] == 'failed' and show(desk, number), 20, 'a failure')
    assert any(text.startswith('command order-chair: exit 3: geen stoelen meer; given up') for text in texts(request))
    assert not desk.post.letters('inkoop@desk.example')
    assert 'failed (exit 3: geen stoelen meer)' in desk.gateway.say('request', 'show', number)
    script(desk, 'exit 0\n')
    desk.gateway.run('request', 'retry', number)
    eventually(lambda: desk.post.letters('inkoop@desk.example'), 20, 'the next step')


def test_commands_survive_kill_9(folder_desk):
    """Killed while a command runs, again and again: it has run in the end, and what follows has happened once."""
    desk = folder_desk(acknowledgements=LIMITS)
    folder = desk.gateway.folder
    (folder / 'begun').mkdir()
    script(desk, f'cat > {folder}/begun/$$; sleep 0.3; cat {folder}/begun/$$ >> {folder}/done\n')
    desk.start()
    customers = [desk.customer(f'Klant{n} Een') for n in range(6)]
    numbers = [order(desk, customer) for customer in customers]
    for _ in range(8):
        time.sleep(0.15)
        desk.gateway.kill()
        desk.start()
    for number in numbers:
        eventually(lambda: all(step['state'] == 'done' for step in show(desk, number)['steps']), 30, f'{number} done')
    done = [json.loads(line)['number'] for line in (folder / 'done').read_text().splitlines()]
    assert set(done) == set(numbers)
    assert len(os.listdir(folder / 'begun')) >= len(numbers)
    for number in numbers:
        request = show(desk, number)
        assert texts(request).count('command order-chair: exit 0') == 1
    desk.flushed()
    letters = desk.post.letters('inkoop@desk.example')
    assert sorted(re.search(rb'\[(REQ\d+)\]', letter).group(1).decode() for letter in letters) == sorted(numbers)
