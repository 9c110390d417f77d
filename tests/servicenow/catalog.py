# SPDX-License-Identifier: Apache-2.0
"""The Service Catalog API: items with their variables, and orders."""
from servicenow import cases
from servicenow.rest import Answer, Refused, text_of

TABLE = 'sc_cat_item'
SELECT = '5'
CONTAINERS = ('0', '19')  # a set of variables, and a container among them
FRIENDLY = {'0': 'container_start', '19': 'container_start', '1': 'yes_no', '2': 'multi_line_text', '3': 'multiple_choice', '5': 'select_box',
            '6': 'single_line_text', '7': 'check_box', '8': 'reference', '9': 'date', '10': 'date_time',
            '21': 'list_collector'}


def add_item(store, name, variables, short_description='', type=TABLE, approver=''):
    """variables: [{'name', 'label', 'type', 'mandatory', 'value', 'help', 'hidden', 'choices': {value: label},
    'children': [...]}]"""
    kind = 'catalog_item' if type == TABLE else type
    item = store.insert(TABLE, {'name': name, 'short_description': short_description, 'type': kind,
                                'u_approver': approver})
    _add_variables(store, item['sys_id'], '', variables)
    return item


def _add_variables(store, item, parent, variables):
    for order, variable in enumerate(variables):
        row = store.insert('item_option_new', {
            'cat_item': item, 'parent': parent, 'name': variable.get('name', ''), 'order': str(100 * order),
            'question_text': variable.get('label', variable.get('name', '')), 'type': str(variable.get('type', 6)),
            'mandatory': text_of(variable.get('mandatory', False)), 'default_value': variable.get('value', ''),
            'help_text': variable.get('help', ''), 'hidden': text_of(variable.get('hidden', False))})
        for place, (value, text) in enumerate(variable.get('choices', {}).items()):
            store.insert('question_choice', {'question': row['sys_id'], 'value': value, 'text': text, 'order': str(place)})
        _add_variables(store, item, row['sys_id'], variable.get('children', []))


def list_items(call):
    call.check_parameters(('sysparm_text', 'sysparm_category', 'sysparm_catalog', 'sysparm_type'))
    text = (call.param('sysparm_text') or '').casefold()
    found = [row for row in call.store.tables[TABLE].values()
             if row['active'] == 'true' and text in row['name'].casefold()]
    offset, limit = call.number('sysparm_offset', 0), call.number('sysparm_limit', 10)
    return Answer(200, [_head(row) for row in found[offset:offset + limit]])


def _head(row):
    category = {'sys_id': '', 'title': row['category'] or 'Diensten'}
    return {'sys_id': row['sys_id'], 'name': row['name'], 'short_description': row['short_description'],
            'description': row['description'], 'type': row['type'], 'sys_class_name': row['sys_class_name'], 'url': '',
            'category': category, 'catalogs': [{'sys_id': '', 'title': 'Service Catalog'}], 'icon': '', 'picture': '',
            'categories': [{'sys_id': '', 'title': 'Service Catalog', 'active': True, 'category': category}],
            'content_type': '', 'kb_article': '', 'order': 0, 'show_quantity': True, 'show_price': False, 'price': '$0.00',
            'price_currency': 'USD', 'localized_price': '$0.00', 'local_currency': 'USD', 'recurring_price': '$0.00',
            'recurring_price_currency': 'USD', 'localized_recurring_price': '$0.00', 'recurring_frequency': None}


def get_item(call, sys_id):
    call.check_parameters()
    item = _item(call, sys_id)
    return Answer(200, {**_head(item), 'variables': _tree(call.store, sys_id, ''), 'ui_policy': [], 'data_lookup': [],
                        'client_script': {'onChange': [], 'onSubmit': [], 'onLoad': []}})


def _item(call, sys_id):
    call.instance.check_readable(call, TABLE)
    row = call.store.get(TABLE, sys_id)
    if not row or row['active'] != 'true':
        raise Refused(400, 'Security constraints prevent access of Item', '')
    return row


def _variables(store, item):
    return [row for row in store.find('item_option_new', 'cat_item', item) if row['active'] == 'true']


def _tree(store, item, parent):
    return [_variable(store, item, row) for row in _variables(store, item) if row['parent'] == parent]


def _variable(store, item, row):
    shown = {'id': row['sys_id'], 'name': row['name'], 'label': row['question_text'], 'type': int(row['type']),
             'friendly_type': FRIENDLY.get(row['type'], 'single_line_text'), 'mandatory': row['mandatory'] == 'true',
             'read_only': False, 'value': row['default_value'], 'displayvalue': row['default_value'],
             'help_text': row['help_text'], 'max_length': 0, 'render_label': row['type'] not in CONTAINERS,
             'attributes': '', 'children': _tree(store, item, row['sys_id'])}
    choices = [(one['text'], one['value']) for one in store.find('question_choice', 'question', row['sys_id'])]
    if choices:
        none = [('-- None --', '')] if row['type'] == SELECT else []
        shown['choices'] = [{'label': text, 'value': value, 'index': place}
                            for place, (text, value) in enumerate(none + choices)]
    return shown


def order_now(call, sys_id):
    call.check_parameters()
    item = _item(call, sys_id)
    call.instance.check_writable('sc_request', 'Insert')
    body = call.json()
    for name in set(body) - {'sysparm_quantity', 'sysparm_requested_for', 'sysparm_also_request_for', 'variables',
                             'sysparm_item_guid', 'get_portal_messages', 'sysparm_no_validation'}:
        call.sin('unknown parameter', name)
    quantity = text_of(body.get('sysparm_quantity'))
    if not quantity.isdigit() or int(quantity) < 1:
        raise Refused(400, 'Invalid quantity value', '')
    requested_for = call.user['sys_id']
    if body.get('sysparm_requested_for'):
        requested_for = text_of(body['sysparm_requested_for'])
        if not call.store.get('sys_user', requested_for):
            raise Refused(400, 'Security constraints prevent ordering of Item', '')
    request = _order(call, item, quantity, requested_for, _filled(call, sys_id, body))
    return Answer(200, {'sys_id': request['sys_id'], 'number': request['number'], 'request_number': request['number'],
                        'request_id': request['sys_id'], 'table': 'sc_request'})


def _filled(call, item, body):
    """[(variable's row, value)]; Refused when a mandatory one has none."""
    given = body.get('variables', {})
    if not isinstance(given, dict):
        call.sin('type', 'variables is no object')
        raise Refused(400, 'Exception while reading request', 'variables is not an object')
    variables = [row for row in _variables(call.store, item) if row['type'] not in CONTAINERS]
    call.dropped += [f'variable: {name}' for name in set(given) - {row['name'] for row in variables}]
    filled = [(row, text_of(given.get(row['name'], row['default_value']))) for row in variables]
    if body.get('sysparm_no_validation') != 'true' and any(
            row['mandatory'] == 'true' and value == '' for row, value in filled):
        raise Refused(400, 'Mandatory Variables are required', '')
    return filled


def _order(call, item, quantity, requested_for, filled):
    store, by = call.store, call.user['user_name']
    now = store.clock.now()
    common = {'requested_for': requested_for, 'opened_by': call.user['sys_id'], 'opened_at': now}
    approval = 'requested' if item['u_approver'] else 'approved'
    request = store.insert('sc_request', {**common, 'number': store.next_number('REQ', first=10001),
                                          'approval': approval}, by)
    ritm = store.insert('sc_req_item', {
        **common, 'number': store.next_number('RITM', first=10001), 'request': request['sys_id'],
        'cat_item': item['sys_id'], 'quantity': quantity, 'short_description': item['name'], 'approval': approval,
        'stage': 'waiting_for_approval' if item['u_approver'] else 'fulfillment'}, by)
    for variable, value in filled:
        option = store.insert('sc_item_option', {'item_option_new': variable['sys_id'], 'value': value}, by)
        store.insert('sc_item_option_mtom', {'request_item': ritm['sys_id'], 'sc_item_option': option['sys_id']}, by)
    if item['u_approver']:
        store.insert('sysapproval_approver', {'sysapproval': ritm['sys_id'], 'approver': item['u_approver'],
                                              'source_table': 'sc_req_item'}, by)
    return request


def submit_producer(call, sys_id):
    """A record producer makes a case of what was filled in."""
    item = _item(call, sys_id)
    if item['type'] != 'record_producer':
        raise Refused(400, 'Invalid record producer', '')
    filled = _filled(call, sys_id, call.json())
    row = cases.create(call.instance, {
        'short_description': item['name'],
        'description': '\n'.join(f"{row['question_text']}: {value}" for row, value in filled)}, {}, call.user['user_name'])
    return Answer(200, {'number': row['number'], 'sys_id': row['sys_id'], 'table': cases.TABLE, 'record': cases.TABLE,
                        'parent_id': None, 'parent_table': 'task', 'redirect_url': ''})
