# SPDX-License-Identifier: Apache-2.0
"""The Table API as documented: rows, pages, rights."""

from servicenow.client import CASE, CASES, TABLE


def test_table_rows(double, call, els):
    made = call('POST', TABLE, {'short_description': 'Via de tabel', 'contact': els['sys_id']})
    assert made.status == 201 and made.headers['Location'].endswith(f"{TABLE}/{made.result['sys_id']}")
    assert made.result['contact'] == {'link': f"{double.url}/api/now/table/customer_contact/{els['sys_id']}",
                                      'value': els['sys_id']}
    path = f"{TABLE}/{made.result['sys_id']}"
    changed = call('PATCH', path, {'work_notes': 'x'})
    assert changed.status == 200 and changed.result['sys_mod_count'] == '1' and changed.result['work_notes'] == ''
    quiet = call('PATCH', path, {'priority': '1'}, {'X-no-response-body': 'true'})
    assert quiet.content == b'' and double.case(made.result['number'])['priority'] == '1'
    shown = call('GET', path, sysparm_fields='number,contact.email,no_such', sysparm_display_value='true')
    assert shown.result == {'number': made.result['number'], 'contact.email': 'els@klant.example'}
    assert call('DELETE', path).status == 403
    unknown = call('GET', '/api/now/table/nothing')
    assert unknown.status == 400 and unknown.json['error']['message'] == 'Invalid table nothing'
    assert call('POST', '/api/now/table/sc_request', {}).json['error']['detail'].startswith('ACL Exception Insert')
    assert call('GET', f'{TABLE}/{"0" * 32}').status == 404
    assert call('GET', '/api/now/v1/table/sc_request').status == 404  # as v1 says of nothing
    assert call('GET', '/api/now/v2/table/sc_request').result == []


def test_pages(double, call):
    for place in range(73):
        double.insert(table=CASE, number=f'CS{place:07}', correlation_display='casegate')
    first = call('GET', TABLE, sysparm_query='correlation_display=casegate', sysparm_limit=1)
    there = f'<{double.url}{TABLE}?sysparm_query=correlation_display=casegate&sysparm_limit=1&sysparm_offset'
    assert first.headers['X-Total-Count'] == '73'
    assert first.headers['Link'] == (f'{there}=0>;rel="first",{there}=-1>;rel="prev",{there}=1>;rel="next",'
                                     f'{there}=72>;rel="last"')
    last = call('GET', TABLE, sysparm_query='correlation_display=casegate', sysparm_limit=1, sysparm_offset=72)
    assert last.headers['Link'] == f'{there}=0>;rel="first",{there}=71>;rel="prev",{there}=72>;rel="last"'
    double.switch(negative_prev=False)
    assert 'prev' not in call('GET', TABLE, sysparm_limit=1).headers['Link']
    bare = call('GET', TABLE, sysparm_limit=1, sysparm_no_count='true', sysparm_suppress_pagination_header='true')
    assert not {'Link', 'X-Total-Count'} & set(bare.headers)
    # Rights are looked at after the limit: an empty page is no end.
    double.switch(hidden=['CS0000000'])
    empty = call('GET', TABLE, sysparm_query='ORDERBYnumber', sysparm_limit=1)
    assert empty.result == [] and 'rel="next"' in empty.headers['Link']


def test_poll(double, call, case):
    """As a client asks what changed, with all in one second."""
    double.clock(at='2027-01-01 09:00:00', stop=True)
    numbers = [case] + [call('POST', CASES, {'correlation_display': 'casegate'}).result['number'] for _ in range(5)]
    double.agent.comment(case, 'x')
    rows = call('GET', TABLE, sysparm_fields='sys_id,number,state,sys_updated_on,sys_mod_count', sysparm_limit=4,
                sysparm_query='correlation_display=casegate^sys_updated_on>=2027-01-01 09:00:00'
                              '^ORDERBYsys_updated_on^ORDERBYsys_id').result
    assert {row['sys_updated_on'] for row in rows} == {'2027-01-01 09:00:00'} and len(rows) == 4
    assert [row['sys_id'] for row in rows] == sorted(double.case(number)['sys_id'] for number in numbers)[:4]
    assert call('GET', TABLE, sysparm_query='sys_updated_on>2027-01-01 09:00:00').result == []
    double.switch(local_dates=60)
    assert call('GET', TABLE, sysparm_query='sys_updated_on>=2027-01-01 10:00:01').result == []
    assert len(call('GET', TABLE, sysparm_query='sys_updated_on>=2027-01-01 10:00:00').result) == 6


def test_changes_are_seen_late(double, call, case):
    double.switch(show_late=2)
    double.clock(forward=60)
    old = double.case(case)['sys_updated_on']
    double.agent.ask(case, 'Welke?')

    def seen():
        return call('GET', TABLE, sysparm_query=f'number={case}').result[0]
    assert [seen()['state'], seen()['state'], seen()['state']] == ['1', '1', '18']
    assert seen()['sys_updated_on'] > old
    late = call('POST', CASES, {'correlation_id': 'late'}).result['number']
    counts = [len(call('GET', TABLE, sysparm_query=f'number={late}').result) for _ in range(3)]
    assert counts == [0, 0, 1]


def test_rights(double, call, case):
    double.switch(forbidden=['sys_user'], empty=['customer_account'], read_only=[CASE], properties_readable=False)
    for table in ('sys_user', 'sys_properties'):
        refused = call('GET', f'/api/now/table/{table}')
        assert refused.status == 403
        assert refused.json['error'] == {'message': 'Insufficient rights to query records', 'detail': None}
    assert call('GET', '/api/now/table/customer_account').result == []
    assert call('POST', CASES, {}).status == 403
    assert call('PUT', f'{CASES}/{case}', {'comments': 'x'}).status == 403
    double.switch(hidden=[case], null_detail=True)
    gone = call('GET', f'{CASES}/{case}')
    assert gone.status == 404 and gone.json['error']['detail'] is None


def test_own_letters(double, call):
    def smtp():
        return call('GET', '/api/now/table/sys_properties', sysparm_query='name=glide.email.smtp.active').result[0]['value']

    def events():
        return {one['active'] for one in call('GET', '/api/now/table/sysevent_email_action').result}
    assert (smtp(), events()) == ('true', {'true'})
    double.switch(own_letters=False)
    assert (smtp(), events()) == ('false', {'false'})
