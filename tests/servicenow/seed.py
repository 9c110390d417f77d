# SPDX-License-Identifier: Apache-2.0
"""The world at the start: two customers, two agents, the API account, what the documentation says of choices."""
from servicenow import catalog

CLIENT, SECRET = 'casegate-client', 'secret of the client'
ACCOUNT, PASSWORD, API_KEY = 'casegate', 'api secret', 'now_key_1'
CASE = 'sn_customerservice_case'
CHOICES = {
    'state': {'1': 'New', '10': 'Open', '18': 'Awaiting Info', '6': 'Resolved', '3': 'Closed'},
    'category': {'0': 'Question', '1': 'Issue', '2': 'Feature'},
    'priority': {'1': '1 - Critical', '2': '2 - High', '3': '3 - Moderate', '4': '4 - Low'},
    'impact': {'1': '1 - High', '2': '2 - Medium', '3': '3 - Low'},
    'urgency': {'1': '1 - High', '2': '2 - Medium', '3': '3 - Low'},
    'contact_type': {'chat': 'Chat', 'email': 'Email', 'phone': 'Phone', 'social': 'Social', 'web': 'Web'},
    'resolution_code': {'1': 'Solved - Fixed by Support/Guidance provided', '2': 'Solved - Workaround provided',
                        '3': 'Solved by customer', '4': 'Void/Cancelled'},
}
TASK_STATES = {'1': 'Open', '2': 'Work in Progress', '3': 'Closed Complete', '4': 'Closed Incomplete',
               '7': 'Closed Skipped'}
TEAMS = [
    {'name': 'soort', 'label': 'Soort verzoek', 'type': 5, 'mandatory': True,
     'choices': {'team': 'Team', 'kanaal': 'Kanaal'}},
    {'name': 'naam', 'label': 'Naam', 'type': 6, 'mandatory': True, 'help': 'Zoals het in Teams komt te staan'},
    {'label': 'Leden', 'name': 'leden_deel', 'type': 0, 'children': [
        {'name': 'eigenaar', 'label': 'Eigenaar', 'type': 6, 'mandatory': True},
        {'label': 'Meer', 'name': 'meer_deel', 'type': 19, 'children': [
            {'name': 'leden', 'label': 'Leden', 'type': 2},
            {'name': 'extern', 'label': 'Ook externe leden', 'type': 7, 'value': 'false'}]}]},
    {'name': 'casegate_key', 'label': 'casegate', 'type': 6, 'hidden': True},
]
LAPTOP = [
    {'name': 'model', 'label': 'Model', 'type': 3, 'mandatory': True, 'choices': {'13': '13 inch', '15': '15 inch'}},
    {'name': 'wanneer', 'label': 'Nodig op', 'type': 9, 'mandatory': True},
    {'name': 'reden', 'label': 'Reden', 'type': 2},
]


def seed(instance):
    store = instance.store
    _choices(store)
    _properties(instance)
    store.insert('sys_user_group', {'name': 'Service Desk', 'email': 'desk@msp.example'})
    store.insert('sys_user_group', {'name': 'Netwerk', 'email': 'netwerk@msp.example'})
    add_user(store, ACCOUNT, 'Casegate', 'casegate@msp.example', roles='csm_ws_integration,sn_customerservice_agent')
    add_user(store, 'jan.agent', 'Jan Agent', 'jan@msp.example', roles='sn_customerservice_agent')
    add_user(store, 'mia.agent', 'Mia Beheer', 'mia@msp.example', roles='sn_customerservice_agent')
    instance.tokens.clients[CLIENT] = SECRET, ACCOUNT
    instance.tokens.passwords[ACCOUNT] = PASSWORD
    instance.tokens.keys[API_KEY] = ACCOUNT
    jansen = add_account(store, 'Jansen BV')
    vries = add_account(store, 'De Vries')
    add_contact(store, 'els@klant.example', 'Els Bos', jansen['sys_id'])
    boss = add_contact(store, 'piet@klant.example', 'Piet Jansen', jansen['sys_id'],
                       roles='sn_customerservice.customer_case_manager')
    add_contact(store, 'anna@vries.example', 'Anna de Vries', vries['sys_id'])
    catalog.add_item(store, 'Teams team of kanaal aanmaken', TEAMS, 'Een nieuw team of kanaal')
    catalog.add_item(store, 'Nieuwe laptop', LAPTOP, 'Met toestemming van de klant', approver=boss['sys_id'])


def _choices(store):
    for element, labels in CHOICES.items():
        for place, (value, label) in enumerate(labels.items()):
            add_choice(store, CASE, element, value, label, place)
    for element in ('priority', 'impact', 'urgency', 'contact_type'):
        for place, (value, label) in enumerate(CHOICES[element].items()):
            add_choice(store, 'task', element, value, label, place)
    for place, (value, label) in enumerate(TASK_STATES.items()):
        add_choice(store, 'task', 'state', value, label, place)


def _properties(instance):
    """What tells that ServiceNow itself writes to customers; the switch own_letters sets them."""
    store = instance.store
    store.insert('sys_properties', {'name': 'glide.email.smtp.active', 'value': 'true', 'type': 'boolean'})
    store.insert('sys_properties', {'name': 'glide.email.read.active', 'value': 'false', 'type': 'boolean'})
    for name, event in (('Case commented for customer', 'case.commented.for.customer'),
                        ('Case resolved for customer', 'case.resolved.for.customer'),
                        ('Case opened for customer', 'case.opened.for.customer')):
        store.insert('sysevent_email_action', {'name': name, 'collection': CASE, 'event_name': event})


def set_own_letters(store, on):
    for table in ('sys_properties', 'sysevent_email_action'):
        for row in store.tables[table].values():
            if table == 'sysevent_email_action':
                store.update(table, row, {'active': 'true' if on else 'false'})
            elif row['name'] == 'glide.email.smtp.active':
                store.update(table, row, {'value': 'true' if on else 'false'})


def add_choice(store, table, element, value, label, sequence=0):
    return store.insert('sys_choice', {'name': table, 'element': element, 'value': value, 'label': label,
                                       'sequence': str(sequence)})


def _names(name):
    first, _, last = name.partition(' ')
    return {'name': name, 'first_name': first, 'last_name': last}


def add_user(store, user_name, name, email, **more):
    return store.insert('sys_user', {**_names(name), 'user_name': user_name, 'email': email, **more})


def add_account(store, name, **more):
    return store.insert('customer_account', {'number': store.next_number('ACCT'), 'name': name, **more})


def add_contact(store, email, name, account='', **more):
    """account: its sys_id, or its name"""
    if account and not store.get('customer_account', account):
        known = store.find('customer_account', 'name', account)
        account = (known[0] if known else add_account(store, account))['sys_id']
    return store.insert('customer_contact', {**_names(name), 'user_name': email, 'email': email, 'account': account,
                                             'preferred_language': 'nl', **more})
