# SPDX-License-Identifier: Apache-2.0
"""The Table API, and the APIs of contacts and accounts, which are its readers with less choice."""
from servicenow import cases
from servicenow.rest import NO_RECORD, Answer, Refused, acl, page, shown
from servicenow.schema import FIELDS, TABLES
from servicenow.writing import sort_out

# Written by the API account at all; others are set up by administrators, requests are made by ordering.
WRITABLE = ('sn_customerservice_case', 'customer_contact', 'sc_req_item', 'sysapproval_approver')
INSERTED = ('sn_customerservice_case', 'customer_contact')


def list_rows(call, table):
    _check_table(call, table)
    if call.instance.reads_as_empty(table):
        return Answer(200, [], {'X-Total-Count': '0'})
    answer = page(call, table, lambda row: shown(call, table, row))
    if call.request.version == 'v1' and not answer.content['result']:
        raise Refused(*NO_RECORD)
    return answer


def get_row(call, table, sys_id):
    _check_table(call, table)
    return Answer(200, shown(call, table, _row(call, table, sys_id)))


def post_row(call, table):
    _check_table(call, table)
    call.instance.check_writable(table, 'Insert')
    if table not in INSERTED:
        raise acl('Insert')
    if table == cases.TABLE:
        row = cases.create_by_api(call, call.json())
    else:
        row = insert(call, table)
    location = {'Location': f"{call.request.base}/api/now/table/{table}/{row['sys_id']}"}
    return _written(call, 201, table, row, location)


def insert(call, table):
    """A row of a table without rules of its own."""
    values, _ = sort_out(call, table, call.json())
    return call.store.insert(table, values, call.user['user_name'])


def patch_row(call, table, sys_id):
    _check_table(call, table)
    call.instance.check_writable(table, 'Update')
    row = _row(call, table, sys_id)
    if table not in WRITABLE:
        raise acl('Update')
    if table == cases.TABLE:
        cases.change_by_api(call, row, call.json())
    else:
        values, journals = sort_out(call, table, call.json())
        call.store.update(table, row, values, call.user['user_name'])
        call.instance.write_journals(table, row, journals, call.user['user_name'])
    return _written(call, 200, table, row)


def delete_row(call, table, sys_id):
    _check_table(call, table)
    _row(call, table, sys_id)
    raise acl('Delete')


def _written(call, status, table, row, headers=None):
    if call.request.headers.get('x-no-response-body') == 'true':
        return Answer(204 if status == 200 else status, headers=headers)
    return Answer(status, shown(call, table, row), headers)


def _check_table(call, table):
    call.check_parameters()
    if table not in TABLES:
        raise Refused(400, f'Invalid table {table}', None)
    call.instance.check_readable(call, table)


def _row(call, table, sys_id):
    row = None if call.instance.reads_as_empty(table) else call.store.get(table, sys_id)
    if not row or {sys_id, row.get('number')} & set(call.switches.hidden):
        raise Refused(*NO_RECORD)
    call.instance.told(table, row)
    return row


# Contacts and accounts

KINDS = {'contact': 'customer_contact', 'account': 'customer_account', 'consumer': 'csm_consumer'}


def list_people(call, kind):
    call.check_parameters()
    call.instance.check_readable(call, KINDS[kind])
    return page(call, KINDS[kind], lambda row: _plain(KINDS[kind], row), limit=10)


def get_person(call, kind, sys_id):
    call.check_parameters()
    call.instance.check_readable(call, KINDS[kind])
    return Answer(200, _plain(KINDS[kind], _row(call, KINDS[kind], sys_id)))


def post_person(call, kind):
    call.check_parameters()
    call.instance.check_writable(KINDS[kind], 'Insert')
    return Answer(201, insert(call, KINDS[kind])['sys_id'])


def _plain(table, row):
    return {name: row[name] for name in FIELDS[table] if name in row}
