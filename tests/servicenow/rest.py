# SPDX-License-Identifier: Apache-2.0
"""What all the APIs share: a call, refusals, how rows become JSON, pages of them."""
import json
from urllib.parse import quote, urlencode

from servicenow.clock import seconds, stamp
from servicenow.query import Query
from servicenow.schema import FIELDS, LABELS, knows

# Parameters that the APIs know; the Case API also takes them without the prefix.
PARAMETERS = {'sysparm_query', 'sysparm_fields', 'sysparm_limit', 'sysparm_offset', 'sysparm_display_value',
              'sysparm_exclude_reference_link', 'sysparm_input_display_value', 'sysparm_no_count',
              'sysparm_suppress_pagination_header', 'sysparm_view', 'sysparm_query_no_domain',
              'sysparm_suppress_auto_sys_field'}
DISPLAYED_TIMES = {'sys_created_on', 'sys_updated_on', 'opened_at', 'closed_at', 'resolved_at'}


class Refused(Exception):
    """An answer with the error envelope."""

    def __init__(self, status, message, detail='', headers=None):
        super().__init__(message)
        self.status, self.message, self.detail, self.headers = status, message, detail, headers or {}


NO_RECORD = 404, 'No Record found', 'Record doesn\'t exist or ACL restricts the record retrieval'


def acl(what):
    """what: Insert, Update, Delete"""
    return Refused(403, 'Operation Failed', f'ACL Exception {what} Failed due to security constraints')


class Answer:
    def __init__(self, status, result=None, headers=None, content=None, type=None):
        """result: what is JSON under "result"; content: bytes of this type instead, or JSON that has no result."""
        self.status, self.headers = status, headers or {}
        self.content, self.type = content, type
        if result is not None:
            self.content = {'result': result}


class Call:
    """One request, as the handlers see it."""

    def __init__(self, instance, request, user):
        self.instance, self.store, self.switches = instance, instance.store, instance.switches
        self.request, self.user = request, user
        self.params = request.params
        self.dropped = request.dropped

    def sin(self, what, detail=''):
        self.instance.sin(self.request, what, detail)

    def param(self, name, default=None):
        return self.params.get(name, self.params.get(name.removeprefix('sysparm_'), default))

    def flag(self, name):
        return self.param(name, 'false') == 'true'

    def number(self, name, default):
        text = self.param(name, '')
        return int(text) if text.lstrip('-').isdigit() else default

    def check_parameters(self, known=()):
        for name in self.params:
            if name not in PARAMETERS and 'sysparm_' + name not in PARAMETERS and name not in known:
                self.sin('unknown parameter', name)

    def json(self):
        """The body, which must be a JSON object."""
        if len(self.request.body) > self.switches.max_body:
            raise Refused(400, 'Exception while reading request',
                          f'Rejected large REST payload with content-length = {len(self.request.body)} bytes. '
                          f'Max allowed: {self.switches.max_body} bytes.')
        try:
            body = json.loads(self.request.body or b'{}')
        except ValueError as error:
            self.sin('bad JSON', str(error))
            raise Refused(400, 'Exception while reading request', 'The payload is not valid JSON') from None
        if not isinstance(body, dict):
            self.sin('bad JSON', 'no object')
            raise Refused(400, 'Exception while reading request', 'The payload is not a JSON object')
        return body

    def query(self, table, text):
        """The encoded query, with what is wrong of it recorded and left out."""
        query = Query(text, lambda path: knows(table, path), self.switches.forgotten_fields,
                      self.switches.fold_case)
        for part in query.wrong:
            self.sin('wrong part of a query', part)
        if any(ord(letter) < 32 for letter in text):
            self.sin('control character in a query', text)
        self.dropped += [f'query: {part}' for part in query.dropped]
        if self.switches.local_dates:
            for condition in (c for alternatives in query.queries for group in alternatives for c in group):
                if condition.field in DISPLAYED_TIMES and len(condition.value) == 19:
                    condition.value = stamp(seconds(condition.value) - 60 * self.switches.local_dates)
        return query


def text_of(value):
    """A value of JSON as the database has it."""
    if isinstance(value, bool):
        return 'true' if value else 'false'
    return '' if value is None else str(value)


def shown(call, table, row, names=None):
    """The row as JSON, by sysparm_fields, sysparm_display_value and sysparm_exclude_reference_link."""
    if names is None:
        names = [name for name in (call.param('sysparm_fields') or '').split(',') if name]
    names = [name for name in names if knows(table, name)] or list(FIELDS[table])
    return {name: _shown_value(call, table, row, name) for name in names}


def _shown_value(call, table, row, path):
    display = call.param('sysparm_display_value', 'false')
    *way, last = path.split('.')
    value = call.store.value(table, row, path)
    for name in way:
        table = FIELDS[table][name].table
    field = FIELDS[table][last]
    if field.journal:
        value = _journal_text(call, row, last) if display != 'false' and not way else ''
        return {'display_value': value, 'value': ''} if display == 'all' else value
    if not field.table:
        return _plain(call, table, row, field, value, display)
    if not value:
        return {'display_value': '', 'value': ''} if display == 'all' else ''
    link = f'{call.request.base}/api/now/table/{field.table}/{value}'
    display_value = call.store.display(field.table, value)
    bare = call.flag('sysparm_exclude_reference_link')
    if display == 'true':
        return display_value if bare else {'display_value': display_value, 'link': link}
    if display == 'all':
        return {'display_value': display_value, 'value': value, **({} if bare else {'link': link})}
    return value if bare else {'link': link, 'value': value}


def _plain(call, table, row, field, value, display):
    if display == 'false':
        return value
    said = value
    if field.choices and value:
        said = next((choice['label'] for choice in call.instance.choices(table, field.name) if choice['value'] == value),
                    value)
    elif field.name in DISPLAYED_TIMES and value:
        said = stamp(seconds(value) + 60 * call.switches.local_dates)
    return {'display_value': said, 'value': value} if display == 'all' else said


def _journal_text(call, row, element):
    """All entries as one text, newest first."""
    return ''.join(
        f"{stamp(seconds(entry['sys_created_on']) + 60 * call.switches.local_dates)} - "
        f"{call.instance.name_of(entry['sys_created_by'])} ({LABELS[element]})\n{entry['value']}\n\n"
        for entry in reversed(call.instance.journal(row['sys_id'], element)))


def page(call, table, show, limit=10000, counted=True):
    """An answer with one page of rows of the table; not counted: their number is told to who asks for a page."""
    store, switches = call.store, call.switches
    text = call.param('sysparm_query') or ''
    query = call.query(table, text)
    rows = store.select(table, query, late=True)
    if query.dropped and switches.no_rows_on_invalid_query:
        rows = []
    store.query_done(table)
    call.instance.looked_up(call.request, table, query, rows)
    offset = call.number('sysparm_offset', 0)
    limit = call.number('sysparm_limit', limit)
    if offset < 0 or limit < 1:
        call.sin('negative page', f'{offset} {limit}')
        offset, limit = max(0, offset), max(1, limit)
    counted = counted or call.param('sysparm_limit') or call.param('sysparm_offset')
    headers = {'X-Total-Count': str(len(rows))} if counted and not call.flag('sysparm_no_count') else {}
    if not call.flag('sysparm_suppress_pagination_header') and len(rows) > limit:
        headers['Link'] = _links(call, offset, limit, len(rows))
    kept = [row for row in rows[offset:offset + limit]
            if not {row['sys_id'], row.get('number')} & set(switches.hidden)]
    for row in kept:
        call.instance.told(table, row)
    return Answer(200, [show(row) for row in kept], headers)


def _links(call, offset, limit, total):
    rest = {name: value for name, value in call.params.items()
            if name.removeprefix('sysparm_') not in ('limit', 'offset')}
    start = f'{call.request.base}{quote(call.request.path)}?' + urlencode(rest, safe='=,>') + ('&' if rest else '')
    places = [('first', 0), ('prev', offset - limit), ('next', offset + limit), ('last', (total - 1) // limit * limit)]
    return ','.join(f'<{start}sysparm_limit={limit}&sysparm_offset={place}>;rel="{rel}"' for rel, place in places
                    if (rel != 'next' or place < total)
                    and (rel != 'prev' or place >= 0 or (offset == 0 and call.switches.negative_prev)))
