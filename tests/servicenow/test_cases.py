# SPDX-License-Identifier: Apache-2.0
"""The Case API as documented, and what becomes of what is written."""
import pytest

from servicenow.client import CASE, CASES, TABLE


def test_case_made_read_changed(double, call, els):
    made = call('POST', CASES, {'contact': els['sys_id'], 'contact_type': 'email', 'category': '1', 'priority': 3,
                                'short_description': 'Printer', 'description': 'Hij doet het niet',
                                'correlation_id': 'key1', 'correlation_display': 'casegate'})
    assert made.status == 201 and list(made.result) == ['sys_id', 'number'] and made.result['number'] == 'CS0001001'
    id = made.result['sys_id']
    whole = call('GET', f'{CASES}/{id}').result
    assert whole == call('GET', f'{CASES}/CS0001001').result
    assert (whole['state'], whole['priority'], whole['category'], whole['active'], whole['sys_mod_count'],
            whole['comments'], whole['opened_by']) == (
        '1', '3', '1', 'true', '0', '', double.rows('sys_user', 'user_name=casegate')[0]['sys_id'])
    assert whole['contact']['name'] == 'Els Bos' and whole['account']['name'] == 'Jansen BV'  # the contact's
    plain = call('GET', CASES, sysparm_query='correlation_id=key1', sysparm_reference_fields='false').result[0]
    assert plain['contact'] == els['sys_id'] and all(isinstance(value, str) for value in plain.values())
    changed = call('PUT', f'{CASES}/{id}', {'comments': 'Spoed', 'state': '10'})
    assert (changed.status, changed.result) == (201, made.result)
    assert double.case('CS0001001')['state'] == '10' and double.case('CS0001001')['sys_mod_count'] == '1'
    assert double.comments('CS0001001') == [('casegate', 'Spoed')]
    details = call('PUT', f'{CASES}/{id}?sysparm_get_case_details=true', {'priority': '1'}).result
    assert details['priority'] == '1'
    # Short names of parameters, and versions in the path.
    assert call('GET', '/api/sn_customerservice/v1/case', query='correlation_id=key1', fields='number').result == [
        {'number': 'CS0001001'}]
    assert double.sins() == []


def test_no_such_case(call):
    answer = call('GET', f'{CASES}/CS9999999')
    assert answer.status == 404 and answer.json == {'status': 'failure', 'error': {
        'message': 'No Record found', 'detail': 'Record doesn\'t exist or ACL restricts the record retrieval'}}


def test_put_status(double, call, case):
    double.switch(put_status=200)
    assert call('PUT', f'{CASES}/{case}', {'comments': 'x'}).status == 200


@pytest.mark.parametrize('rich, said', [
    ('', 'Een < twee\ndrie'), ('code', '[code]<p>Een &lt; twee<br>drie</p>[/code]'), ('html', '<p>Een &lt; twee<br>drie</p>')])
def test_what_agents_write_with_an_editor(double, call, rich, said):
    double.switch(rich_text=rich)
    number = call('POST', CASES, {}).result['number']
    double.agent.comment(number, 'Een < twee\ndrie')
    call('PUT', f'{CASES}/{number}', {'comments': 'Een < twee'})
    double.agent.resolve(number, 'Een < twee\ndrie', notes_to_comments=True)
    assert [text for _, text in double.comments(number)] == [said, 'Een < twee', said]
    assert double.case(number)['close_notes'] == said.removeprefix('[code]').removesuffix('[/code]')
    entries = call('GET', f'{CASES}/{number}/activities').result['entries']
    assert {entry['contains_code'] for entry in entries if entry['value'] == said} == {'true' if rich == 'code' else 'false'}


def test_numbers_of_another_shape(double, call):
    double.switch(number_prefix='ACMECS', number_digits=9)
    assert call('POST', CASES, {}).result['number'] == 'ACMECS000001001'


def test_what_is_left_out_without_a_word(double, call, els):
    number = call('POST', CASES, {'short_description': 'x', 'u_nothing': '1', 'priority': '9', 'sys_id': 'a' * 32,
                                  'work_notes': 'hidden', 'contact': 'els',
                                  'watch_list': f"{els['sys_id']},{'0' * 32},a@b.example"}).result['number']
    row = double.case(number)
    assert (row['priority'], row['contact'], row['watch_list']) == ('4', '', f"{els['sys_id']},a@b.example")
    assert sorted(double.dropped()) == ['field: sys_id', 'field: u_nothing', 'field: work_notes', 'value: contact=els',
                                        'value: priority=9', f"value: watch_list={'0' * 32}"]
    double.switch(post_work_notes=True, raw_watch_list=False)
    number = call('POST', CASES, {'work_notes': 'kept', 'watch_list': 'a@b.example'}).result['number']
    assert double.comments(number, 'work_notes') == [('casegate', 'kept')] and double.case(number)['watch_list'] == ''
    call('PUT', f'{CASES}/{number}', {'work_notes': 'by PUT'})
    assert double.comments(number, 'work_notes')[1:] == [('casegate', 'by PUT')]


def test_a_field_of_its_own(double, call, case):
    double.field(text='u_key:5')
    call('PUT', f'{CASES}/{case}', {'u_key': 'abcdefg'})
    assert call('GET', CASES, sysparm_query='u_key=abcde', sysparm_fields='u_key').result == [{'u_key': 'abcde'}]
    assert double.dropped() == ['cut: u_key at 5 of 7']
    double.reset()
    call('POST', CASES, {'u_key': 'abc'})
    assert double.dropped() == ['field: u_key']


def test_too_long_is_cut(double, call):
    number = call('POST', CASES, {'short_description': 'é' * 161, 'description': 'd' * 4001}).result['number']
    row = double.case(number)
    assert (len(row['short_description']), len(row['description'])) == (160, 4000)
    assert [sin['sin'] for sin in double.sins()] == ['too long'] * 2
    double.switch(truncate=False)
    number = call('POST', CASES, {'short_description': 's' * 161}).result['number']
    assert len(double.case(number)['short_description']) == 161


def test_solution_and_closing(double, call, case):
    refused = call('PUT', f'{CASES}/{case}', {'state': '6'})
    assert refused.status == 403 and refused.json['error']['detail'].startswith(
        'Data Policy Exception: The following fields are mandatory: resolution_code, close_notes')
    assert call('PUT', f'{CASES}/{case}', {'state': '6', 'resolution_code': '1', 'close_notes': 'Klaar'}).status == 201
    row = double.case(case)
    assert row['resolved_at'] and row['auto_close'] == 'true' and row['active'] == 'true'
    call('PUT', f'{CASES}/{case}', {'state': '10', 'comments': 'Nee'})
    assert double.case(case)['auto_close'] == 'false'
    call('PUT', f'{CASES}/{case}', {'state': '3'})
    assert double.case(case)['closed_at'] and double.case(case)['active'] == 'false'
    final = call('PUT', f'{CASES}/{case}', {'comments': 'nog iets'})
    assert final.status == 403 and final.json['error'] == {
        'message': 'Operation Failed', 'detail': 'ACL Exception Update Failed due to security constraints'}
    assert double.sins() == []  # the client was not told
    call('GET', f'{CASES}/{case}')
    call('PUT', f'{CASES}/{case}', {'comments': 'nog iets'})
    assert [sin['sin'] for sin in double.sins()] == ['update of a closed case']
    double.switch(closed_is_final=False)
    assert call('PUT', f'{CASES}/{case}', {'comments': 'nog iets'}).status == 201
    double.switch(data_policy=False)
    assert call('PUT', f'{CASES}/{case}', {'state': '6'}).status == 201


def test_a_comment_may_open_again(double, call, case):
    double.agent.ask(case, 'Welke?')
    call('PUT', f'{CASES}/{case}', {'comments': 'Deze'})
    assert double.case(case)['state'] == '18'
    double.switch(comment_reopens=True)
    call('PUT', f'{CASES}/{case}', {'comments': 'Deze!'})
    assert double.case(case)['state'] == '10'


def test_external_users_are_limited(double, call, els):
    double.switch(external=True)
    number = call('POST', CASES, {'contact': els['sys_id'], 'short_description': 's', 'description': 'd',
                                  'correlation_id': 'k'}).result['number']
    assert (double.case(number)['description'], double.case(number)['correlation_id']) == ('', '')
    call('PUT', f'{CASES}/{number}', {'state': '3', 'close_notes': 'x', 'comments': 'Dank'})
    assert (double.case(number)['state'], double.case(number)['close_notes']) == ('3', '')
    assert double.dropped() == ['right: description', 'right: correlation_id', 'right: close_notes']
    names = [one['name'] for one in call('GET', f'{CASES}/{number}/activities').result['journal_fields']]
    assert names == ['comments']


def test_activities(double, call, case):
    double.clock(at='2026-11-20 09:15:02', stop=True)
    double.agent.comment(case, 'Welke printer?')
    double.clock(forward=1)
    double.agent.note(case, 'ziet de klant niet')
    double.clock(forward=1)
    double.agent.attach(case, name='log.txt', text='regels')
    double.switch(local_dates=60)
    answer = call('GET', f'{CASES}/{case}/activities', sysparm_activity_type='comments').result
    assert set(answer) == {'sys_id', 'number', 'display_value', 'short_description', 'table', 'label', 'entries',
                           'journal_fields', 'user_sys_id', 'user_login', 'user_full_name', 'sys_created_on',
                           'sys_created_on_adjusted'}
    assert (answer['table'], answer['label'], answer['display_value']) == (CASE, 'Case', case)
    entry, = answer['entries']
    jan = double.rows('sys_user', 'user_name=jan.agent')[0]['sys_id']
    assert {**entry, 'sys_id': ''} == {
        'sys_id': '', 'element': 'comments', 'field_label': 'Additional comments', 'value': 'Welke printer?',
        'name': 'Jan Agent', 'login_name': 'Jan Agent', 'initials': 'JA', 'user_sys_id': jan,
        'sys_created_on': '2026-11-20 09:15:02', 'sys_created_on_adjusted': '2026-11-20 10:15:02', 'contains_code': 'false'}
    assert answer['journal_fields'][0] == {'name': 'comments', 'label': 'Additional comments', 'can_read': True,
                                           'can_write': True, 'color': 'transparent'}
    kinds = [one['element'] for one in call('GET', f'{CASES}/{case}/activities').result['entries']]
    assert kinds == ['attachment', 'work_notes', 'comments']
    double.switch(newest_first=False)
    page = call('GET', f'{CASES}/{case}/activities', sysparm_limit=2, sysparm_offset=1)
    assert [one['element'] for one in page.result['entries']] == ['work_notes', 'attachment']
    assert page.result['entries'][1]['attachment']['size_bytes'] == 6 and page.headers['X-Total-Count'] == '3'
    double.switch(activities_acl=True)
    assert call('GET', f'{CASES}/{case}/activities').result['entries'] == []


def test_journal_by_table(double, call, case):
    double.agent.comment(case, 'een')
    asked = {'sysparm_query': f"element_id={double.case(case)['sys_id']}^element=comments^name={CASE}",
             'sysparm_fields': 'value,sys_created_by'}
    assert call('GET', '/api/now/table/sys_journal_field', **asked).result == [
        {'value': 'een', 'sys_created_by': 'jan.agent'}]
    double.switch(journal_acl=True)
    answer = call('GET', '/api/now/table/sys_journal_field', **asked)
    assert (answer.status, answer.result) == (200, [])


def test_journal_as_text(double, call, case):
    double.clock(at='2026-11-20 09:15:02', stop=True)
    double.agent.comment(case, 'een')
    double.agent.comment(case, 'twee')
    row = call('GET', TABLE, sysparm_query=f'number={case}', sysparm_display_value='all', sysparm_fields='comments,state,contact')
    assert row.result[0]['comments']['display_value'] == (
        '2026-11-20 09:15:02 - Jan Agent (Additional comments)\ntwee\n\n'
        '2026-11-20 09:15:02 - Jan Agent (Additional comments)\neen\n\n')
    assert row.result[0]['state'] == {'display_value': 'New', 'value': '1'}
    assert set(row.result[0]['contact']) == {'display_value', 'value', 'link'}


def test_field_values(double, call, case):
    assert call('GET', f'{CASES}/field_values/state').result[:2] == [
        {'label': 'New', 'value': '1'}, {'label': 'Open', 'value': '10'}]
    double.choice(element='category', value='20', label='Werkplek')
    assert {'label': 'Werkplek', 'value': '20'} in call('GET', f'{CASES}/{case}/field_values/category').result
    assert 'Els Bos' in [one['label'] for one in call('GET', f'{CASES}/field_values/contact').result]
    assert call('GET', f'{CASES}/field_values/number').status == 400
    assert call('POST', CASES, {'category': '20'}).status == 201 and not double.dropped()
