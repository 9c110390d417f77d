# SPDX-License-Identifier: Apache-2.0
"""The Service Catalog API as documented."""

from servicenow.client import CASE


def item_of(call, name):
    return call('GET', '/api/sn_sc/servicecatalog/items', sysparm_text=name).result[0]['sys_id']


def test_catalog_item(call):
    item = call('GET', f"/api/sn_sc/servicecatalog/items/{item_of(call, 'teams')}").result
    assert (item['name'], item['type']) == ('Teams team of kanaal aanmaken', 'catalog_item')
    kind, _, container, hidden = item['variables']
    assert (kind['name'], kind['label'], kind['type'], kind['friendly_type'], kind['mandatory']) == (
        'soort', 'Soort verzoek', 5, 'select_box', True)
    assert [(one['value'], one['label']) for one in kind['choices']] == [
        ('', '-- None --'), ('team', 'Team'), ('kanaal', 'Kanaal')]
    owner, deeper = container['children']
    assert [one['friendly_type'] for one in (container, deeper)] == ['container_start', 'container_start']
    assert (owner['mandatory'], hidden['mandatory']) == (True, False)
    assert [one['friendly_type'] for one in deeper['children']] == ['multi_line_text', 'check_box']
    assert call('GET', f"/api/sn_sc/servicecatalog/items/{'0' * 32}").status == 400


def test_order(double, call, els):
    path = f"/api/sn_sc/servicecatalog/items/{item_of(call, 'teams')}/order_now"
    body = {'sysparm_quantity': 1, 'sysparm_requested_for': els['sys_id'],
            'variables': {'soort': 'team', 'naam': 'Project X', 'eigenaar': 'Els', 'casegate_key': 'k1'}}
    made = call('POST', path, body)
    assert made.status == 200 and made.result == {
        'sys_id': made.result['sys_id'], 'number': 'REQ0010001', 'request_number': 'REQ0010001',
        'request_id': made.result['sys_id'], 'table': 'sc_request'}
    ritm, = call('GET', '/api/now/table/sc_req_item', sysparm_query=f"request={made.result['sys_id']}",
                 sysparm_fields='number,state,stage,approval,short_description').result
    assert ritm == {'number': 'RITM0010001', 'state': '1', 'stage': 'fulfillment', 'approval': 'approved',
                    'short_description': 'Teams team of kanaal aanmaken'}
    assert double.variables('RITM0010001') == {'soort': 'team', 'naam': 'Project X', 'eigenaar': 'Els', 'leden': '',
                                               'extern': 'false', 'casegate_key': 'k1'}
    found = call('GET', '/api/now/table/sc_item_option_mtom', sysparm_fields='request_item.number',
                 sysparm_query='sc_item_option.item_option_new.name=casegate_key^sc_item_option.value=k1').result
    assert found == [{'request_item.number': 'RITM0010001'}]
    double.agent.comment('RITM0010001', 'Besteld')
    call('PATCH', f"/api/now/table/sc_req_item/{double.task('RITM0010001')['sys_id']}", {'comments': 'Dank'})
    assert double.comments('RITM0010001') == [('jan.agent', 'Besteld'), ('casegate', 'Dank')]
    double.agent.fulfil('RITM0010001')
    assert double.rows('sc_request')[0]['request_state'] == 'closed_complete'
    for wrong, message in (({'sysparm_quantity': 0}, 'Invalid quantity value'),
                           ({'variables': {'soort': 'team', 'naam': 'X'}}, 'Mandatory Variables are required'),
                           ({'sysparm_requested_for': '0' * 32}, 'Security constraints prevent ordering of Item')):
        refused = call('POST', path, {**body, **wrong})
        assert refused.status == 400 and refused.json['error']['message'] == message


def test_approval(double, call):
    path = f"/api/sn_sc/servicecatalog/items/{item_of(call, 'laptop')}/order_now"
    for _ in range(2):
        call('POST', path, {'sysparm_quantity': 1, 'variables': {'model': '13', 'wanneer': '2026-12-01', 'niets': '1'}})
    assert double.dropped() == ['variable: niets'] * 2
    assert [row['state'] for row in double.rows('sysapproval_approver')] == ['requested', 'requested']
    double.agent.approve('REQ0010001')
    double.agent.disapprove('RITM0010002')
    assert [(row['approval'], row['stage'], row['state']) for row in double.rows('sc_req_item')] == [
        ('approved', 'fulfillment', '1'), ('rejected', 'request_cancelled', '4')]
    assert [row['state'] for row in double.rows('sysapproval_approver')] == ['approved', 'rejected']


def test_record_producer(double, call):
    item = double.item(name='Storing melden', type='record_producer', variables=[{'name': 'wat', 'mandatory': True}])
    path = f"/api/sn_sc/servicecatalog/items/{item['sys_id']}/submit_producer"
    made = call('POST', path, {'variables': {'wat': 'Licht uit'}}).result
    assert made['table'] == CASE and double.case(made['number'])['description'] == 'wat: Licht uit'
