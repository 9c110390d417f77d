# SPDX-License-Identifier: Apache-2.0
"""Contacts and accounts as documented."""
import re


def test_contact_by_address(double, call, els):
    answer = call('GET', '/api/now/contact', sysparm_query='email=els@klant.example', sysparm_limit=2)
    contact, = answer.result
    assert all(isinstance(value, str) for value in contact.values())
    assert (contact['name'], contact['email'], contact['active'], contact['locked_out'], contact['preferred_language'],
            contact['sys_class_name']) == ('Els Bos', 'els@klant.example', 'true', 'false', 'nl', 'customer_contact')
    assert answer.headers['X-Total-Count'] == '1'
    assert call('GET', f"/api/now/contact/{contact['sys_id']}").result == contact
    account = call('GET', f"/api/now/account/{contact['account']}").result
    assert account['name'] == 'Jansen BV' and re.fullmatch('ACCT[0-9]{7}', account['number'])
    # A contact is a user too.
    assert call('GET', '/api/now/table/sys_user', sysparm_query='email=els@klant.example').result[0]['sys_id'] == els['sys_id']


def test_contacts_twice_inactive_locked(double, call):
    double.contact(email='twee@klant.example', name='Een', account='Jansen BV')
    double.contact(email='twee@klant.example', name='Twee', account='Nieuw BV')
    asked = {'sysparm_query': 'email=twee@klant.example', 'sysparm_fields': 'name,active,locked_out,account.name',
             'sysparm_exclude_reference_link': 'true'}
    assert [one['account.name'] for one in call('GET', '/api/now/table/customer_contact', **asked).result] == [
        'Jansen BV', 'Nieuw BV']
    double.agent.contact(email='twee@klant.example', active='false')
    assert [one['active'] for one in call('GET', '/api/now/table/customer_contact', **asked).result] == ['false', 'true']
    assert len(call('GET', '/api/now/contact').result) <= 10


def test_contact_made(double, call):
    answer = call('POST', '/api/now/contact', {'first_name': 'Nieuw', 'email': 'nieuw@klant.example'})
    assert answer.status == 201 and re.fullmatch('[0-9a-f]{32}', answer.result)
    assert double.rows('customer_contact', f'sys_id={answer.result}')[0]['email'] == 'nieuw@klant.example'
