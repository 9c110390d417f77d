# SPDX-License-Identifier: Apache-2.0
"""The web pages of the desk: who is let in, what pages show, and what their forms do. What they withstand is in
test_web_security.py."""
import socket

import pytest

from browser import Browser
from processes import eventually

OPERATOR = {'name': 'Olga Operator', 'address': 'olga@desk.example', 'operator': True}
SANNE = {'name': 'Sanne de Wit', 'address': 'sanne@desk.example', 'groups': ['servicedesk']}


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


@pytest.fixture
def web(folder_desk):
    """A running desk with pages; web.port and web.metrics are where they are."""
    port, metrics = free_port(), free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example',
                            'metrics': f'127.0.0.1:{metrics}'}, agents=[SANNE, OPERATOR])
    desk.port, desk.metrics = port, metrics
    return desk.start()


def case_of(desk, subject='The printer smokes', text='It smells, too.'):
    customer = desk.customer()
    customer.send(customer.write(subject, text))
    customer.letter(0)
    return desk.gateway.json('case', 'list')[0]['number']


def test_a_link_lets_in_once(web):
    browser = Browser(web.port)
    assert browser.get('/').location == '/desk/'
    assert browser.get('/desk/').location == '/login'
    link = web.gateway.json('session', 'open', 'sanne@desk.example')['link']
    assert link.startswith('https://desk.example/login?s=')
    assert browser.get(link.removeprefix('https://desk.example')).status == 200
    secret = link.partition('s=')[2]
    assert browser.post('/login', {'s': secret}).location == '/desk/'
    page = browser.get('/desk/')
    assert page.status == 200 and 'Sanne de Wit' in page.text
    again = Browser(web.port).post('/login', {'s': secret})
    assert again.status == 422 and again.headers['Set-Cookie'] is None


def test_an_agent_reads_and_answers(web):
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    queue = browser.get('/desk/')
    assert number in queue.text
    page = browser.submit(f'/desk/{number}', {'do': 'answer', 'text': 'We come and look.'})
    assert (page.status, page.location) == (303, f'/desk/{number}?done=answer')
    case = web.gateway.case(number)
    assert case['timeline'][-1]['author'] == 'Sanne de Wit' or 'We come and look.' in str(case['timeline'])
    assert 'We come and look.' in browser.get(f'/desk/{number}').text
    letter = eventually(lambda: [raw for raw in web.post.out.messages() if b'We come and look.' in raw], 'the letter')
    assert len(letter) == 1
    assert f'case answer {number} by sanne@desk.example' in web.gateway.log()
