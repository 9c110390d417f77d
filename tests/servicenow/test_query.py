# SPDX-License-Identifier: Apache-2.0
"""Encoded queries, their wrong parts left out."""
import pytest

from servicenow.client import TABLE
from servicenow.query import Query

ROWS = [{'number': 'CS1', 'state': '1', 'title': 'Printer', 'who': 'els'},
        {'number': 'CS2', 'state': '10', 'title': 'printer stuk', 'who': ''},
        {'number': 'CS3', 'state': '18', 'title': 'Scherm', 'who': 'anna'},
        {'number': 'CS10', 'state': '3', 'title': 'a^b', 'who': 'els'}]


@pytest.mark.parametrize('query, numbers', [
    ('', '1 2 3 10'), ('state=1', '1'), ('state!=1', '2 3 10'), ('state>3', '2 3'), ('state>=3', '2 3 10'),
    ('state<10', '1 10'), ('state<=10', '1 2 10'), ('titleLIKErinter', '1 2'), ('titleSTARTSWITHPrint', '1'),
    ('titleENDSWITHstuk', '2'), ('stateIN1,18', '1 3'), ('stateNOT IN1,18', '2 10'), ('whoISEMPTY', '2'),
    ('whoISNOTEMPTY', '1 3 10'), ('who=els^state=3', '10'), ('state=1^ORstate=18^who=els', '1'),
    ('who=els^state=1^ORstate=18', '1'), ('state=1^NQwho=anna', '1 3'), ('who=els^NQstate=18^ORstate=10', '1 2 3 10'),
    ('nothing=1', '1 2 3 10'), ('state=1^nothing=2', '1'), ('state=1^ORnothing=2', '1'), ('stateBLAH1', '1 2 3 10'),
    ('title=a^b', ''), ('who=javascript:gs.getUserID()', '1 2 3 10'), ('ORDERBYDESCnumber', '3 2 10 1'),
    ('ORDERBYwho^ORDERBYDESCstate', '2 3 10 1'), ('state=1^EQ', '1'), ('titleNOT LIKErinter', '3 10'), ('state=', '')])
def test_query(query, numbers):
    asked = Query(query, lambda field: field in ROWS[0])
    rows = asked.sort([row for row in ROWS if asked.matches(row.get)], lambda row, field: row[field])
    assert ' '.join(row['number'][2:] for row in rows) == numbers


def test_query_of_the_api(double, call, case):
    asked = {'sysparm_fields': 'number'}
    number = [{'number': case}]
    double.agent.open(contact='anna@vries.example', subject='Scherm')
    assert call('GET', TABLE, sysparm_query='contact.email=els@klant.example', **asked).result == number
    assert call('GET', TABLE, sysparm_query='contact.account.name=Jansen BV', **asked).result == number
    assert len(call('GET', TABLE, sysparm_query='contact.nothing=1', **asked).result) == 2
    assert [sin['detail'] for sin in double.sins()] == ['contact.nothing=1']
    double.switch(no_rows_on_invalid_query=True)
    assert call('GET', TABLE, sysparm_query='contact.nothing=1', **asked).result == []
    double.switch(no_rows_on_invalid_query=False, forgotten_fields=['correlation_id'])
    double.forget()
    assert len(call('GET', TABLE, sysparm_query='correlation_id=none', **asked).result) == 2
    assert double.sins() == [] and double.dropped() == ['query: correlation_id=none']
    double.switch(forgotten_fields=[])
    assert call('GET', TABLE, sysparm_query='correlation_id=none', **asked).result == []
    assert call('GET', TABLE, sysparm_query='contact.email=ELS@klant.example', **asked).result == []
    double.switch(fold_case=True)
    assert call('GET', TABLE, sysparm_query='contact.email=ELS@klant.example', **asked).result == number
