# SPDX-License-Identifier: Apache-2.0
"""The web pages of the desk: who is let in, what pages show, and what their forms do. What they withstand is in
test_web_security.py."""
import os
import signal
import socket

import pytest

from browser import Browser
from gateway import Failed
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


def answers(port):
    try:
        return Browser(port).get('/login').status == 200
    except OSError:
        return False


def case_of(desk, subject='The printer smokes', text='It smells, too.'):
    customer = desk.customer()
    customer.send(customer.write(subject, text))
    customer.letter(0)
    return desk.gateway.json('case', 'list')[0]['number']


def test_a_link_lets_in_once(web):
    browser = Browser(web.port)
    assert browser.get('/').location == '/my/login'
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


def test_fields_are_set_and_an_agent_takes_it(web):
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    page = browser.submit(f'/desk/{number}', {'do': 'set', 'priority': 'high', 'category': 'Netwerk',
                                              'agent': 'sanne@desk.example', 'title': ''})
    assert page.status == 303, page.text
    case = web.gateway.case(number)
    assert (case['priority'], case['category'], case['agent']) == ('high', 'Netwerk', 'Sanne de Wit')
    assert number in browser.get('/desk/mine').text
    assert browser.submit(f'/desk/{number}', {'do': 'close'}).status == 303
    assert web.gateway.case(number)['state'] == 'closed'


def test_what_is_refused_shows_the_page_again_with_what_was_typed(web):
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    web.gateway.run('case', 'close', number)
    page = browser.submit(f'/desk/{number}', {'do': 'resolve', 'text': 'Opgelost, hoor.'})
    assert page.status == 422 and 'Opgelost, hoor.' in page.text
    assert browser.submit(f'/desk/{number}', {'do': 'dance'}).status == 404


def test_a_number_is_found_and_a_file_is_saved_not_shown(web):
    customer = web.customer()
    mail = customer.write('Een plaatje', 'Zie bijlage.')
    mail.add_attachment(b'<script>alert(1)</script>', maintype='text', subtype='html', filename='x"\u00e9.html')
    customer.send(mail)
    customer.letter(0)
    number = web.gateway.json('case', 'list')[0]['number']
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    assert browser.get(f'/desk/search?text={number}').location == f'/desk/{number}'
    page = browser.get(f'/desk/{number}/file/1')
    assert (page.status, page.bytes) == (200, b'<script>alert(1)</script>')
    assert page.headers['Content-Type'] == 'application/octet-stream'
    assert page.headers['Content-Disposition'].startswith("attachment; filename*=UTF-8''")
    assert 'sandbox' in page.headers['Content-Security-Policy']
    assert browser.get(f'/desk/{number}/file/2').status == 404
    assert browser.get(f'/desk/{number}/file/x').status == 404


def test_metrics_and_health_have_a_door_of_their_own(web):
    case_of(web)
    monitor = Browser(web.metrics)
    page = monitor.get('/metrics')
    assert page.status == 200 and 'casegate_' in page.text
    assert page.headers['Content-Type'].startswith('text/plain')
    assert (monitor.get('/healthz').status, monitor.get('/healthz').text) == (200, 'ok\n')
    assert monitor.get('/desk/').status == 404 and monitor.get('/login').status == 404
    assert Browser(web.port).get('/metrics').status == 404


def test_health_tells_of_a_gateway_that_is_stuck(web):
    monitor = Browser(web.metrics)
    assert monitor.get('/healthz').status == 200
    os.kill(web.gateway.process.pid, signal.SIGSTOP)
    try:
        assert monitor.get('/healthz').status == 503
    finally:
        os.kill(web.gateway.process.pid, signal.SIGCONT)
    eventually(lambda: monitor.get('/healthz').status == 200, 'health again')


def test_mail_does_not_wait_for_pages_that_cannot_be_there(folder_desk):
    """A port that another program has is told, and all else goes on."""
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        port = other.getsockname()[1]
        desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}).start()
        assert case_of(desk)
        desk.gateway.run('status', code=1)
        assert f'web: cannot listen at port {port} of 127.0.0.1' in desk.gateway.stderr
        eventually(lambda: f'cannot listen at port {port}' in desk.gateway.log(), 'the log')
    eventually(lambda: answers(port), 'the pages', patience=30)


def test_a_worker_that_hangs_is_started_again(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, times={'silence': '10s'}).start()
    eventually(lambda: answers(port), 'the pages')
    worker, = desk.gateway.workers('web')
    os.kill(worker, signal.SIGSTOP)
    assert case_of(desk), 'mail goes on'
    eventually(lambda: desk.gateway.workers('web') not in ([worker], []), 'another worker', patience=40)
    eventually(lambda: answers(port), 'the pages again')


def test_a_reload_moves_the_pages(web):
    port = free_port()
    assert Browser(web.port).get('/login').status == 200
    web.configuration['web']['listen'] = f'127.0.0.1:{port}'
    web.gateway.configure(web.configuration)
    web.gateway.run('reload')
    eventually(lambda: answers(port), 'the pages at another port')
    assert not answers(web.port)
    del web.configuration['web']
    web.gateway.configure(web.configuration)
    web.gateway.run('reload')
    assert not answers(port)
    with pytest.raises(Failed, match='no web:'):
        web.gateway.run('session', 'open', 'sanne@desk.example')


def check(desk, code):
    """Its lines about the pages: {'web': 'good: ...', 'https://...': 'wrong: ...'}."""
    out = desk.gateway.say('check', '--online', code=code)
    return {about: text for about, text in (line.split(': ', 1)
                                            for line in out.splitlines() if line.startswith(('web', 'http')))}


def test_check_online_tries_both_sides(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': f'http://127.0.0.1:{port}'})
    assert 'no gateway runs' in check(desk, 0)['web']
    desk.start()
    eventually(lambda: answers(port), 'the pages')
    assert check(desk, 0) == {'web': f'good: port {port} of 127.0.0.1',
                              f'http://127.0.0.1:{port}': 'good: the pages answer'}
    desk.configuration['web']['url'] = f'http://127.0.0.1:{free_port()}'
    desk.gateway.configure(desk.configuration)
    assert 'wrong: ' in str(check(desk, 1))
