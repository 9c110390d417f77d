# SPDX-License-Identifier: Apache-2.0
"""What becomes of the fields that somebody writes into a row: unknown ones, wrong choices and system fields are left out
without a word, long values are cut, journals go to sys_journal_field."""
import re

from servicenow.rest import text_of
from servicenow.schema import FIELDS

HEX_ID = re.compile('[0-9a-f]{32}')
LISTS = ('watch_list', 'work_notes_list')


def sort_out(call, table, body):
    """(values of fields, entries of journals) of what is written, as the database takes it."""
    values, journals = {}, {}
    for name, value in body.items():
        field = FIELDS[table].get(name)
        if not field or name in ('sys_id', 'number') or name.startswith('sys_'):
            call.dropped.append(f'field: {name}')
            continue
        if isinstance(value, (list, dict)):
            call.sin('type', f'{name} is no string')
            call.dropped.append(f'type: {name}')
            continue
        text = _cut(call, field, text_of(value))
        if field.journal:
            if text:
                journals[name] = text
        elif name in LISTS:
            values[name] = _watchers(call, name, text)
        elif not _possible(call, table, field, text):
            call.dropped.append(f'value: {name}={text}')
        else:
            values[name] = text
    return values, journals


def _cut(call, field, text):
    if not field.length or len(text) <= field.length or not call.switches.truncate:
        return text
    call.dropped.append(f'cut: {field.name} at {field.length} of {len(text)}')
    call.sin('too long', f'{field.name} has {len(text)} characters, more than {field.length}')
    return text[:field.length]


def _possible(call, table, field, text):
    if text == '':
        return True
    if field.choices:
        return any(choice['value'] == text for choice in call.instance.choices(table, field.name))
    return not field.table or bool(HEX_ID.fullmatch(text))


def _watchers(call, name, text):
    kept = []
    for one in filter(None, (part.strip() for part in text.split(','))):
        if call.store.get('sys_user', one) or ('@' in one and call.switches.raw_watch_list):
            kept.append(one)
        else:
            call.dropped.append(f'value: {name}={one}')
    return ','.join(kept)
