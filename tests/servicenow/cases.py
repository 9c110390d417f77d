# SPDX-License-Identifier: Apache-2.0
"""Cases: what a write does to one, and the Case API of Customer Service Management."""
from servicenow.clock import seconds, stamp
from servicenow.rest import NO_RECORD, Answer, Refused, acl, page, shown
from servicenow.schema import FIELDS, LABELS
from servicenow.writing import sort_out

TABLE = 'sn_customerservice_case'
NEW, CLOSED, RESOLVED, OPEN, AWAITING = '1', '3', '6', '10', '18'
EXPANDED = {'account': 'customer_account', 'contact': 'customer_contact', 'consumer': 'csm_consumer'}
# What an external user may set.
EXTERNAL_POST = {'account', 'asset', 'comments', 'consumer', 'contact', 'contact_type', 'partner', 'partner_contact',
                 'priority', 'product', 'short_description', 'state'}
EXTERNAL_PUT = {'comments', 'state'}


# What a write does

def create(instance, values, journals, by):
    store = instance.store
    contact = store.get('customer_contact', values.get('contact', ''))
    if contact and not values.get('account'):
        values['account'] = contact['account']
    user = store.user(by)
    values = {'opened_at': store.clock.now(), 'opened_by': user['sys_id'] if user else '', **values}
    number = store.next_number(instance.switches.number_prefix, instance.switches.number_digits)
    row = store.insert(TABLE, {**values, **_effects(store, None, values, by), 'number': number}, by)
    instance.write_journals(TABLE, row, journals, by)
    if instance.switches.show_late:
        store.show_late(row, None, instance.switches.show_late)
    return row


def change(instance, row, values, journals, by):
    store = instance.store
    if all(row[name] == value for name, value in values.items()) and not journals:
        return row
    before = dict(row)
    if values.get('state') == RESOLVED and values.get('notes_to_comments', row['notes_to_comments']) == 'true':
        journals = {**journals, 'comments': values.get('close_notes', row['close_notes'])}
    store.update(TABLE, row, {**values, **_effects(store, row, values, by)}, by)
    instance.write_journals(TABLE, row, journals, by)
    if instance.switches.show_late:
        store.show_late(row, before, instance.switches.show_late)
    if row['state'] != CLOSED:
        instance.closed_told.discard(row['sys_id'])
    return row


def _effects(store, row, values, by):
    """What follows from a new state; row is None for a new case."""
    state = values.get('state', row['state'] if row else NEW)
    if row and state == row['state']:
        return {}
    user = store.user(by)
    who = user['sys_id'] if user else ''
    effects = {'active': 'false' if state == CLOSED else 'true', 'auto_close': 'true' if state == RESOLVED else 'false'}
    if state == RESOLVED:
        effects.update(resolved_at=store.clock.now(), resolved_by=who)
    if state == CLOSED:
        effects.update(closed_at=store.clock.now(), closed_by=who)
    return effects


def check_not_closed(call, row, what):
    """what: Update, or Insert of a file"""
    if row['state'] == CLOSED and call.switches.closed_is_final:
        if row['sys_id'] in call.instance.closed_told:
            call.sin('update of a closed case', row['number'])
        raise acl(what)


def change_by_api(call, row, body):
    """A PUT or PATCH of the API account."""
    check_not_closed(call, row, 'Update')
    if call.switches.external:
        body = _limited(call, body, EXTERNAL_PUT)
    values, journals = sort_out(call, TABLE, body)
    if values.get('state') == RESOLVED and row['state'] != RESOLVED and call.switches.data_policy:
        missing = [name for name in ('resolution_code', 'close_notes') if not values.get(name, row[name])]
        if missing:
            raise Refused(403, 'Operation Failed', 'Data Policy Exception: The following fields are mandatory: '
                          + ', '.join(missing))
    if 'comments' in journals and row['state'] == AWAITING and call.switches.comment_reopens:
        values.setdefault('state', OPEN)
    return change(call.instance, row, values, journals, call.user['user_name'])


def create_by_api(call, body):
    """A POST of the API account."""
    if call.switches.external:
        body = _limited(call, body, EXTERNAL_POST)
    key = body.get('correlation_id')
    if key and call.store.find(TABLE, 'correlation_id', str(key)):
        call.sin('case posted again', str(key))
    values, journals = sort_out(call, TABLE, body)
    if not call.switches.post_work_notes and journals.pop('work_notes', None):
        call.dropped.append('field: work_notes')
    return create(call.instance, values, journals, call.user['user_name'])


def _limited(call, body, allowed):
    call.dropped += [f'right: {name}' for name in body if name not in allowed]
    return {name: value for name, value in body.items() if name in allowed}


# The API

def case_of(call, id):
    """The case with this sys_id or number."""
    row = call.store.get(TABLE, id) or next(iter(call.store.find(TABLE, 'number', id)), None)
    if not row or {row['sys_id'], row['number']} & set(call.switches.hidden):
        raise Refused(*NO_RECORD)
    return row


def _whole(call, row):
    """The case with its contact and account expanded, unless the client does not want that."""
    names = [name for name in (call.param('sysparm_fields') or '').split(',') if name in FIELDS[TABLE]]
    whole = shown(call, TABLE, row, names or None)
    for name in whole:
        if FIELDS[TABLE][name].table:
            whole[name] = _reference(call, row[name], EXPANDED.get(name))
    return whole


def _reference(call, sys_id, table):
    other = call.store.get(table, sys_id) if table else None
    if not other or call.param('sysparm_reference_fields', 'true') == 'false':
        return sys_id
    return {name: value for name, value in other.items() if not FIELDS[table][name].journal}


def list_cases(call):
    call.check_parameters(('sysparm_reference_fields', 'reference_fields'))
    call.instance.check_readable(call, TABLE)
    return page(call, TABLE, lambda row: _whole(call, row), counted=False)


def get_case(call, id):
    call.check_parameters(('sysparm_reference_fields', 'reference_fields'))
    call.instance.check_readable(call, TABLE)
    row = case_of(call, id)
    call.instance.told(TABLE, row)
    return Answer(200, _whole(call, row))


def post_case(call):
    call.check_parameters(('sysparm_get_case_details',))
    call.instance.check_writable(TABLE, 'Insert')
    row = create_by_api(call, call.json())
    return Answer(201, _short(call, row))


def put_case(call, id):
    call.check_parameters(('sysparm_get_case_details',))
    call.instance.check_writable(TABLE, 'Update')
    row = change_by_api(call, case_of(call, id), call.json())
    return Answer(call.switches.put_status, _short(call, row))


def _short(call, row):
    if call.flag('sysparm_get_case_details'):
        return _whole(call, row)
    return {'sys_id': row['sys_id'], 'number': row['number']}


def get_activities(call, id):
    call.check_parameters(('sysparm_activity_type', 'activity_type'))
    row = case_of(call, id)
    call.instance.told(TABLE, row)
    kinds = [kind for kind in (call.param('sysparm_activity_type') or '').split(',') if kind]
    entries = [] if call.switches.activities_acl else _entries(call, row, kinds)
    headers = {}
    offset, limit = call.number('sysparm_offset', 0), call.number('sysparm_limit', 0)
    if offset or limit:
        headers['X-Total-Count'] = str(len(entries))
        entries = entries[offset:offset + limit if limit else None]
    return Answer(200, {
        'sys_id': row['sys_id'], 'number': row['number'], 'display_value': row['number'],
        'short_description': row['short_description'], 'table': TABLE, 'label': 'Case', 'entries': entries,
        'journal_fields': [
            {'name': name, 'label': label, 'can_read': True, 'can_write': True, 'color': color}
            for (name, label), color in zip(LABELS.items(), ('transparent', 'gold'))
            if name == 'comments' or not call.switches.external],
        'user_sys_id': call.user['sys_id'], 'user_login': call.user['user_name'], 'user_full_name': call.user['name'],
        'sys_created_on': row['sys_created_on'], 'sys_created_on_adjusted': _adjusted(call, row['sys_created_on'])},
        headers)


def _entries(call, row, kinds):
    found = []
    for element, label in LABELS.items():
        if (not kinds or element in kinds) and (element == 'comments' or not call.switches.external):
            found += [(entry, element, label, entry['value'], {})
                      for entry in call.instance.journal(row['sys_id'], element)]
    if not kinds or 'attachment' in kinds:
        found += [(file, 'attachment', 'Attachment', file['file_name'], {'attachment': _attachment(file)})
                  for file in call.store.find('sys_attachment', 'table_sys_id', row['sys_id'])]
    order = {id(entry): place for place, (entry, *_) in enumerate(found)}
    found.sort(key=lambda one: (one[0]['sys_created_on'], order[id(one[0])]), reverse=call.switches.newest_first)
    return [_entry(call, *one) for one in found]


def _entry(call, entry, element, label, value, more):
    user = call.store.user(entry['sys_created_by'])
    name = call.instance.name_of(entry['sys_created_by'])
    return {'sys_id': entry['sys_id'], 'element': element, 'field_label': label, 'value': value, 'name': name,
            'login_name': name, 'initials': ''.join(word[0] for word in name.split())[:2].upper(),
            'user_sys_id': user['sys_id'] if user else '', 'sys_created_on': entry['sys_created_on'],
            'sys_created_on_adjusted': _adjusted(call, entry['sys_created_on']), 'contains_code': 'true' if '[code]' in value else 'false', **more}


def _attachment(file):
    size = int(file['size_bytes'])
    return {'sys_id': file['sys_id'], 'file_name': file['file_name'], 'content_type': file['content_type'],
            'path': f"{file['sys_id']}.iix", 'size_bytes': size, 'size': f'{size / 1024:.1f} KB', 'state': 'available',
            'average_image_color': '', 'image_height': 0, 'image_width': 0, 'image_path': '', 'thumbnail_path': ''}


def _adjusted(call, time):
    return stamp(seconds(time) + 60 * call.switches.local_dates)


def get_field_values(call, name, id=None):
    if id:
        case_of(call, id)
    field = FIELDS[TABLE].get(name)
    if field and field.choices:
        found = [{'label': choice['label'], 'value': choice['value']} for choice in call.instance.choices(TABLE, name)]
    elif field and field.table in FIELDS:
        rows = call.store.select(field.table, call.query(field.table, call.param('sysparm_query') or ''))
        found = [{'label': call.store.display(field.table, row['sys_id']), 'value': row['sys_id']} for row in rows]
    else:
        raise Refused(400, 'Invalid field name', f'{name} is no choice or reference field')
    offset, limit = call.number('sysparm_offset', 0), call.number('sysparm_limit', 0)
    return Answer(200, found[offset:offset + limit if limit else None])
