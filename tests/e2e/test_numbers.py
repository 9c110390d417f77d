# SPDX-License-Identifier: Apache-2.0
"""The page of numbers says what a report says of the same desk."""
import re
from datetime import date, timedelta

import pytest

from browser import Browser
from processes import free_port

SANNE = {'name': 'Sanne de Wit', 'address': 'sanne@desk.example', 'groups': ['servicedesk']}


@pytest.fixture
def web(folder_desk):
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, agents=[SANNE])
    desk.port = port
    return desk.start()


def figures(page):
    """What the table behind each chart says: {name: [[cell, ...], ...]}, without its first column."""
    found = {}
    for figure in re.findall(r'<figure.*?</figure>', page, re.S):
        title = re.search(r'<h2>(.*?)</h2>', figure)[1]
        name = re.search('<svg .*?labelledby="([a-z_]+)-t', figure)[1]
        rows = re.findall(r'<tr><td>.*?</tr>', figure, re.S)
        found[name] = [re.findall(r'<td class="n">(.*?)</td>', row) for row in rows]
        assert f'<title id="{name}-t">{title}</title>' in figure
        assert '<desc' in figure
    return found


def test_the_page_says_what_the_report_says(web):
    gateway = web.gateway
    els, piet = web.customer(), web.customer()
    for customer in (els, piet):
        customer.send(customer.write('Printer', 'Er komen strepen op.'))
        customer.letter(0)
    numbers = [case['number'] for case in gateway.json('case', 'list')]
    gateway.json('case', 'set', numbers[0], 'group=servicedesk', '--as', 'Sanne de Wit')
    gateway.json('case', 'resolve', numbers[0], 'Nieuwe toner.', '--as', 'Sanne de Wit')
    browser = Browser(web.port).log_in(gateway, 'sanne@desk.example')
    page = browser.get('/desk/numbers?days=7')
    assert page.status == 200, page.text
    shown = figures(page.text)
    told = gateway.json('report', '--from', (date.today() - timedelta(days=6)).isoformat())
    assert shown['in_and_out'] == [[str(step['opened']), str(step['resolved'])] for step in told['steps']]
    assert shown['backlog'] == [[str(step['backlog'])] for step in told['steps']]
    assert shown['mails'] == [[str(step['mails']), str(step['letters'])] for step in told['steps']]
    assert [row[0] for row in shown['waiting']] == [str(count) for count in told['waiting'].values()]
    assert [row[0] for row in shown['solutions']] == [str(count) for count in told['solutions'].values()]
    assert sum(told['hours']) == told['steps'][-1]['mails'] == 2
    assert told['solutions']['not_yet'] == 1 and sum(told['waiting'].values()) == 1
    assert told['steps'][-1]['first_answer_half_s'] == 60 and shown['answer'][-1] == ['1 min', '1 min']
    # of one group
    group = figures(browser.get('/desk/numbers?days=7&group=servicedesk').text)
    mine = gateway.json('report', '--group', 'servicedesk')
    assert group['in_and_out'][-1] == ['1', '1'] == [str(mine['steps'][-1][name]) for name in ('opened', 'resolved')]
    assert 'mails' not in group and mine['hours'] is None
    # nothing that is asked for takes the page away
    for query, status in (('?days=90', 200), ('?days=0', 200), ('?days=x', 200), ('?group=nobody', 404),
                          ('?days=99999&group=%3Cscript%3E', 404)):
        page = browser.get('/desk/numbers' + query)
        assert page.status == status and '<script>' not in page.text, query
        assert len(page.text) < 50 * 1024
