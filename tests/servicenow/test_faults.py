# SPDX-License-Identifier: Apache-2.0
"""The stand-in misbehaves as it is told to."""
import http.client

import pytest

from servicenow.client import CASES, TABLE, cut, eventually
from servicenow.double import Refusal


def test_cut(double, call):
    double.fault('cut_before', method='POST')
    cut(call, 'POST', CASES, {'correlation_id': 'k1'})
    assert double.cases() == []
    for name in ('cut_after', 'cut_within'):
        double.fault(name, method='POST', path='/case$', body=name)
        call('POST', CASES, {'correlation_id': f'not {name[4:]}'})
        cut(call, 'POST', CASES, {'correlation_id': name})
        assert double.case(name)
    assert double.sins() == [] and double.faults() == []
    call('POST', CASES, {'correlation_id': 'cut_after'})
    assert [(sin['sin'], sin['detail']) for sin in double.sins()] == [('case posted again', 'cut_after')]


def test_committed_after_the_look_up(double, call):
    double.fault('commit_late', method='POST')
    cut(call, 'POST', CASES, {'correlation_id': 'k1'})
    assert call('GET', CASES, sysparm_query='correlation_id=k2').result == []
    assert double.cases() == []
    assert call('GET', CASES, sysparm_query='correlation_id=k1').result == []
    assert len(call('GET', CASES, sysparm_query='correlation_id=k1').result) == 1
    double.fault('commit_late', method='PUT')
    cut(call, 'PUT', f'{CASES}/CS0001001', {'comments': 'laat'})
    assert call('GET', f'{CASES}/CS0001001/activities').result['entries'] == []
    assert len(call('GET', f'{CASES}/CS0001001/activities').result['entries']) == 1
    double.fault('commit_late', method='POST', seconds=0)
    cut(call, 'POST', CASES, {'correlation_id': 'k3'})
    eventually(lambda: double.cases('correlation_id=k3'))


def test_slow_and_cancelled(double, call):
    double.switch(scale=0.001, table_quota_s=60, script_quota_s=300)
    double.fault('slow', seconds=100, times=2)
    assert call('POST', CASES, {}).status == 201
    cancelled = call('POST', TABLE, {})
    assert cancelled.status == 500 and 'maximum execution time exceeded' in cancelled.json['error']['message']
    double.fault('slow', seconds=400)
    assert call('POST', CASES, {}).status == 500 and len(double.cases()) == 1
    double.switch(scale=0.1)
    double.fault('slow', seconds=5, path='/order_now$')
    call.connection.timeout = 0.2
    call.connection.close()
    cut(call, 'POST', f"/api/sn_sc/servicecatalog/items/{double.rows('sc_cat_item', 'nameSTARTSWITHTeams')[0]['sys_id']}/order_now",
        {'sysparm_quantity': 1, 'variables': {'soort': 'team', 'naam': 'X', 'eigenaar': 'Els'}})
    assert double.rows('sc_request') == []
    eventually(lambda: double.rows('sc_request'))  # ordered all the same


def test_hang(double, call):
    double.fault('hang', method='POST')
    call.connection.timeout = 0.2
    cut(call, 'POST', CASES, {})
    call.connection.timeout = 20
    double.switch(scale=0.01)
    double.fault('hang', method='POST', seconds=1)
    cut(call, 'POST', CASES, {})
    assert double.cases() == []


@pytest.mark.parametrize('name, status, type', [
    ('rate_limited', 429, 'application/json'), ('queued', 202, 'text/html'), ('unauthorized', 401, 'application/json'),
    ('oauth_shape', 401, 'application/json'), ('forbidden', 403, 'application/json'),
    ('server_error', 500, 'application/json'), ('html', 200, 'text/html'), ('bad_gateway', 502, 'text/html'),
    ('unavailable', 503, 'text/html')])
def test_answers_that_do_nothing(double, call, name, status, type):
    double.fault(name, method='POST')
    answer = call('POST', CASES, {})
    assert answer.status == status and answer.headers['Content-Type'].startswith(type)
    assert double.cases() == []
    assert call('POST', CASES, {}).status == 201


def test_faults_are_counted(double, call):
    double.fault('rate_limited', path='/case', times=2, skip=1, retry_after=37)
    answers = [call('GET', CASES) for _ in range(4)]
    assert [one.status for one in answers] == [200, 429, 429, 200]
    assert answers[1].headers['Retry-After'] == '37'
    double.fault('rate_limited', times=0)
    assert {call('GET', CASES).status for _ in range(5)} == {429}
    assert 'Retry-After' not in call('GET', CASES).headers
    double.clear()
    assert call('GET', CASES).status == 200
    double.fault('answer', status=418, content={'tea': 'pot'}, headers={'X-Tea': 'yes'})
    tea = call('GET', CASES)
    assert (tea.status, tea.json, tea.headers['X-Tea']) == (418, {'tea': 'pot'}, 'yes')
    with pytest.raises(Refusal, match='no such fault'):
        double.fault('nothing')


def test_agent_in_between(double, call, case):
    double.fault('deed', method='PUT', deed='close', case=case)
    assert call('PUT', f'{CASES}/{case}', {'comments': 'x'}).status == 403
    assert double.case(case)['state'] == '3' and double.sins() == []


def test_redirect(double, call):
    double.fault('redirect')
    answer = call('GET', CASES)
    assert answer.status == 302 and answer.headers['Location'].startswith(f'http://127.0.0.1:{double.plain_port}/')
    other = http.client.HTTPConnection('127.0.0.1', double.plain_port)
    other.request('GET', answer.headers['Location'].partition(str(double.plain_port))[2])
    other.getresponse().read()
    other.close()
    assert [sin['sin'] for sin in double.sins()] == ['redirect followed']
    double.fault('redirect', location='https://elsewhere.example/')
    assert call('GET', CASES).headers['Location'] == 'https://elsewhere.example/'
