# SPDX-License-Identifier: Apache-2.0
"""Connections, headers, sessions and limits; what it notes of its client; that all switches and faults are tried."""
import re
import threading
import time
from pathlib import Path

import pytest

from servicenow.client import CASE, CASES, Client, cut
from servicenow.double import Refusal
from servicenow.switches import FAULTS, SWITCHES


def test_sessions(double, call):
    cookie = call('GET', CASES).headers['Set-Cookie'].partition(';')[0]
    double.switch(session_limit=3)
    answers = [call('POST', CASES, {}, {'Cookie': cookie}).status for _ in range(4)]
    assert answers == [201, 201, 202, 202] and len(double.cases()) == 2
    assert {sin['sin'] for sin in double.sins()} == {'cookie'}


def test_rate(double, call):
    double.switch(rate_per_hour=2)
    double.clock(at='2026-11-20 09:59:00', stop=True)
    first = call('GET', CASES)
    assert first.headers['X-RateLimit-Limit'] == '2' and first.headers['X-RateLimit-Reset'] == '1795168800'
    call('GET', CASES)
    refused = call('GET', CASES)
    assert (refused.status, refused.headers['Retry-After']) == (429, '60')
    double.clock(forward=60)
    assert call('GET', CASES).status == 200


def test_hibernating(double, call):
    double.switch(hibernating=True)
    answer = call('POST', CASES, {})
    assert (answer.status, answer.headers.get_content_type()) == (200, 'text/html') and double.cases() == []


def test_headers(double, call):
    answer = call('GET', CASES, headers={'Accept-Encoding': 'gzip'})
    assert re.fullmatch('[0-9a-f]{12}', answer.headers['X-Transaction-ID'])
    assert answer.headers['Content-Type'] == 'application/json;charset=UTF-8'
    assert (answer.headers['Content-Encoding'], answer.headers['Transfer-Encoding']) == ('gzip', 'chunked')
    double.switch(gzip=False, chunked=False)
    plain = call('GET', CASES, headers={'Accept-Encoding': 'gzip'})
    assert plain.headers['Content-Length'] and not plain.headers.get('Content-Encoding')
    assert double.requests()[-1]['transaction'] == plain.headers['X-Transaction-ID']


@pytest.mark.parametrize('method, path, body, headers, status, sin', [
    ('POST', CASES, {}, {'Accept': None}, 400, 'no Accept'),
    ('GET', CASES, None, {'Accept': None}, 200, 'no Accept'),
    ('POST', CASES, '{}', {'Content-Type': None}, 400, 'no Content-Type'),
    ('POST', CASES, '{}', {'Content-Type': 'text/plain'}, 415, 'wrong Content-Type'),
    ('POST', CASES, 'no json', {}, 400, 'bad JSON'), ('POST', CASES, [], {}, 400, 'bad JSON'),
    ('POST', CASES, {'watch_list': ['a']}, {}, 201, 'type'),
    ('GET', CASES + '?sysparm_limt=2', None, {}, 200, 'unknown parameter'),
    ('GET', CASES + '?sysparm_offset=-1', None, {}, 200, 'negative page'),
    ('GET', CASES + '?sysparm_query=short_description=a%5Eb', None, {}, 200, 'wrong part of a query'),
    ('GET', CASES + '?sysparm_query=number=a%0Ab', None, {}, 200, 'control character in a query'),
    ('GET', CASES, None, {'Cookie': 'JSESSIONID=1'}, 200, 'cookie'),
    ('GET', '/api/now/nothing', None, {}, 400, 'no such resource'),
    ('DELETE', CASES, None, {}, 405, 'no such resource'),
    ('GET', CASES, None, {'Accept': 'text/html'}, 406, None)])
def test_sins(double, call, method, path, body, headers, status, sin):
    assert call(method, path, body, headers).status == status
    assert [one['sin'] for one in double.sins()] == ([sin] if sin else [])


def test_large_body(double, call):
    double.switch(max_body=100)
    answer = call('POST', CASES, {'description': 'x' * 100})
    assert answer.status == 400 and answer.json['error']['detail'].startswith('Rejected large REST payload with content-length')


def test_connections_end(double, call):
    double.switch(per_connection=2)
    call('GET', CASES)
    call('GET', CASES)
    cut(call, 'GET', CASES)
    assert call('GET', CASES).status == 200


def test_down_and_up(double, call):
    call('GET', CASES)
    double.down()
    for _ in range(2):
        cut(call, 'GET', CASES)
    double.up()
    assert call('GET', CASES).status == 200


def test_save_restore_reset(double, call, case):
    double.save()
    double.agent.comment(case, 'x')
    assert double.comments(case)
    double.restore()
    assert double.comments(case) == [] and double.case(case)['sys_mod_count'] == '0'
    assert CASE in double.state() and double.requests(method='POST', path='case$', status=201)
    double.switch(latency_ms=1)
    double.reset()
    assert (double.cases(), double.requests(), double.switches()['latency_ms']['is']) == ([], [], 0)


def test_latency(double, call):
    call('GET', CASES)
    double.switch(latency_ms=50)
    began = time.monotonic()
    call('GET', CASES)
    assert time.monotonic() - began >= 0.05


def test_many_connections(double):
    """A hundred cases over ten connections that stay open."""
    def work(name):
        client = Client(double)
        for count in range(10):
            assert client('POST', CASES, {'correlation_id': f'{name}-{count}'}).status == 201
        client.connection.close()
    threads = [threading.Thread(target=work, args=(name,)) for name in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({row['number'] for row in double.cases()}) == 100
    assert len({one['connection'] for one in double.requests()}) == 10


def test_switches_and_faults_are_all_tried():
    """Each of them is set by a test."""
    text = ''.join(file.read_text() for file in Path(__file__).parent.glob('test_*.py'))
    untried = [name for name in SWITCHES if not re.search(rf'\b{name}\b["\']?[=:]', text)]
    untried += [name for name in FAULTS if f"'{name}'" not in text]
    assert untried == []


def test_switch_refuses(double):
    with pytest.raises(Refusal, match='no such switch'):
        double.switch(nothing=1)
    with pytest.raises(Refusal, match='is bool'):
        double.switch(gzip='yes')
    double.switch(scale=2)
