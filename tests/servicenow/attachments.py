# SPDX-License-Identifier: Apache-2.0
"""The Attachment API."""
import email
import email.policy
import hashlib

from servicenow import cases
from servicenow.rest import NO_RECORD, Answer, Refused, page
from servicenow.schema import FIELDS

TABLE = 'sys_attachment'


def attach(instance, table, sys_id, name, type, content, by):
    store = instance.store
    row = store.insert(TABLE, {
        'file_name': name, 'content_type': type, 'table_name': table, 'table_sys_id': sys_id,
        'size_bytes': str(len(content)), 'size_compressed': str(len(content)),
        'hash': hashlib.sha256(content).hexdigest() if instance.switches.attachment_hashes else ''}, by)
    store.files[row['sys_id']] = bytes(content)
    if instance.switches.attachment_touches:
        store.update(table, store.get(table, sys_id), {}, by)
    return row


def post_file(call):
    """The bytes are the body."""
    call.check_parameters(('table_name', 'table_sys_id', 'file_name', 'creation_time', 'encryption_context'))
    if not all(call.params.get(name) for name in ('table_name', 'table_sys_id', 'file_name')):
        call.sin('attachment without its parameters')
        raise Refused(400, 'Missing mandatory parameter', 'table_name, table_sys_id and file_name are mandatory')
    return _keep(call, call.params['table_name'], call.params['table_sys_id'], call.params['file_name'],
                 call.request.headers['content-type'], call.request.body)


def post_upload(call):
    """A form of several parts, the file last; no parameters."""
    if call.params:
        call.sin('parameters of an upload', ','.join(call.params))
    head = f"Content-Type: {call.request.headers['content-type']}\r\n\r\n".encode()
    form = email.message_from_bytes(head + bytes(call.request.body), policy=email.policy.HTTP)
    parts = list(form.iter_parts()) if form.is_multipart() else []
    fields = {part.get_param('name', header='content-disposition'): part.get_content().strip()
              for part in parts[:-1] if part.get_content_maintype() == 'text'}
    file = parts[-1] if parts else None
    if not file or not file.get_filename() or not {'table_name', 'table_sys_id'} <= set(fields):
        call.sin('upload whose file is not the last part')
        raise Refused(400, 'Missing mandatory parameter', 'table_name, table_sys_id and the file are mandatory')
    return _keep(call, fields['table_name'], fields['table_sys_id'], file.get_filename(), file.get_content_type(),
                 file.get_payload(decode=True))


def _keep(call, table, sys_id, name, type, content):
    call.instance.check_writable(TABLE, 'Insert')
    if table not in FIELDS or not call.store.get(table, sys_id):
        raise Refused(404, 'Invalid table or sys_id', 'The record does not exist or is not accessible')
    if table == cases.TABLE:
        cases.check_not_closed(call, call.store.get(table, sys_id), 'Insert')
    extensions = [one.strip().lower() for one in call.switches.attachment_extensions.split(',') if one.strip()]
    if extensions and name.rpartition('.')[2].lower() not in extensions:
        raise Refused(403, 'Operation Failed', f'Attachment type of {name} is not allowed')
    if len(content) > call.switches.attachment_max:
        raise Refused(403, 'Operation Failed', f'Attachment {name} is larger than {call.switches.attachment_max} bytes')
    twins = [row for row in call.store.find(TABLE, 'table_sys_id', sys_id)
             if row['file_name'] == name and call.store.files[row['sys_id']] == content]
    if twins:
        call.sin('attachment posted again', name)
    row = attach(call.instance, table, sys_id, name, type, content, call.user['user_name'])
    return Answer(201, _described(call, row), {'Location': f"{call.request.base}/api/now/attachment/{row['sys_id']}"})


def _described(call, row):
    names = [name for name in FIELDS[TABLE] if name not in ('sys_class_name', 'state') and row[name] is not None]
    described = {name: row[name] for name in names}
    if not row['hash']:
        del described['hash']
    return {**described, 'download_link': f"{call.request.base}/api/now/attachment/{row['sys_id']}/file"}


def list_files(call):
    call.check_parameters()
    call.instance.check_readable(call, TABLE)
    if call.instance.reads_as_empty(TABLE):
        return Answer(200, [], {'X-Total-Count': '0'})
    return page(call, TABLE, lambda row: _described(call, row), limit=1000)


def get_file(call, sys_id):
    return Answer(200, _described(call, _row(call, sys_id)))


def get_content(call, sys_id):
    row = _row(call, sys_id)
    return Answer(200, content=call.store.files[sys_id], type=row['content_type'])


def delete_file(call, sys_id):
    row = _row(call, sys_id)
    call.instance.check_writable(TABLE, 'Delete')
    call.store.delete(TABLE, row)
    return Answer(204)


def _row(call, sys_id):
    call.instance.check_readable(call, TABLE)
    row = call.store.get(TABLE, sys_id)
    if not row:
        raise Refused(*NO_RECORD)
    return row
