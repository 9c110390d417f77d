# SPDX-License-Identifier: Apache-2.0
"""The other side of the stand-in, for tests and for the agent's command line: POST /_double/NAME with a JSON object of
arguments, answered by JSON; a refusal is 400 {"error": "..."}."""
import base64
import re

from servicenow import catalog, seed
from servicenow.agent import DEEDS, Impossible
from servicenow.query import Query
from servicenow.schema import TABLES, add_field, knows
from servicenow.switches import FAULTS, SWITCHES, Fault

Wrong = (Impossible, ValueError, TypeError, KeyError)


def switch(instance, **values):
    instance.switches.set(**values)
    if 'own_letters' in values:
        seed.set_own_letters(instance.store, values['own_letters'])
    return instance.switches.values


def switches(instance):
    return {name: {'is': instance.switches.values[name], 'start': start, 'what': what}
            for name, (start, what) in SWITCHES.items()}


def fault(instance, name, **more):
    instance.switches.faults.append(Fault(name, **more))
    return faults(instance)


def faults(instance):
    return [one.told() for one in instance.switches.faults]


def fault_names(instance):
    return {name: what for name, (what, _) in FAULTS.items()}


def clear(instance):
    """No faults any more."""
    instance.switches.faults = []


def clock(instance, **change):
    now = instance.clock.set(**change)
    if instance.switches.auto_close:
        DEEDS['auto_close'](instance)
    return now


def rows(instance, table, query=''):
    if table not in TABLES:
        raise ValueError(f'no such table: {table}')
    asked = Query(query, lambda path: knows(table, path))
    if asked.wrong:
        raise ValueError(f'wrong parts of the query: {asked.wrong}')
    return instance.store.select(table, asked)


def state(instance):
    return {name: list(table.values()) for name, table in instance.store.tables.items()}


def file(instance, sys_id):
    return base64.b64encode(instance.store.files[sys_id]).decode()


def requests(instance, method='', path='', status=None):
    """The log, or what of it has this method, a path that the pattern finds, and this status."""
    found = re.compile(path)
    return [one for one in instance.log if method in ('', one['method']) and found.search(one['path'])
            and status in (None, one['status'])]


def dropped(instance):
    return [what for one in instance.log for what in one['dropped']]


def count(instance, table, query=''):
    return len(rows(instance, table, query))


def sins(instance):
    return instance.sins


def forget(instance):
    """The log of requests and the sins begin anew."""
    instance.log, instance.sins = [], []


def contact(instance, email, name='', account='', **more):
    return seed.add_contact(instance.store, email, name or email, account, **more)


def account(instance, name, **more):
    return seed.add_account(instance.store, name, **more)


def user(instance, user_name, name='', email='', **more):
    return seed.add_user(instance.store, user_name, name or user_name, email, **more)


def group(instance, name, **more):
    return instance.store.insert('sys_user_group', {'name': name, **more})


def choice(instance, element, value, label, table=seed.CASE):
    return seed.add_choice(instance.store, table, element, value, label, 99)


def field(instance, text, table=seed.CASE):
    """A field of the instance's own, as schema.py has them: u_key:40"""
    added = add_field(table, text)
    for row in instance.store.tables[table].values():
        row.setdefault(added.name, added.default)


def item(instance, name, variables, **more):
    return catalog.add_item(instance.store, name, variables, **more)


def login(instance, user_name=None, password=None, client_id=None, client_secret=None, api_key=None):
    """A password, an OAuth client or an API key of this user (the API account when none is named)."""
    user_name = user_name or seed.ACCOUNT
    if password is not None:
        instance.tokens.passwords[user_name] = password
    if client_id is not None:
        instance.tokens.clients[client_id] = client_secret, user_name
    if api_key is not None:
        instance.tokens.keys[api_key] = user_name


def expire_tokens(instance):
    instance.tokens.expire()


def insert(instance, table, **values):
    return instance.store.insert(table, values)


def delete(instance, table, sys_id):
    instance.store.delete(table, instance.store.tables[table][sys_id])


def save(instance, name='saved'):
    instance.save(name)


def restore(instance, name='saved'):
    instance.restore(name)


def reset(instance):
    instance.reset()


VERBS = {one.__name__: one for one in (
    account, choice, clear, clock, contact, count, delete, dropped, expire_tokens, fault, fault_names, faults, field, file,
    forget, group, insert, item, login, requests, reset, restore, rows, save, sins, state, switch, switches, user)}


def do(instance, path, arguments):
    """(status, what is answered)"""
    kind, _, name = path.removeprefix('/_double/').partition('/')
    verb = DEEDS.get(name) if kind == 'agent' else VERBS.get(kind) if not name else None
    if not verb:
        return 404, {'error': f'no such thing: {path}; there are {", ".join(sorted(VERBS))} and agent/'
                              f'{", agent/".join(sorted(DEEDS))}'}
    try:
        return 200, verb(instance, **arguments)
    except Wrong as error:
        return 400, {'error': str(error) or type(error).__name__}
