# SPDX-License-Identifier: Apache-2.0
"""From a request to its answer: who calls, whether the headers are right, which API is meant."""
import re

from servicenow import attachments, cases, catalog, oauth, tables
from servicenow.rest import Answer, Call, Refused

ID = '([^/]+)'
ROUTES = [(method, re.compile(pattern), handler) for method, pattern, handler in (
    ('GET', f'now/table/{ID}', tables.list_rows),
    ('POST', f'now/table/{ID}', tables.post_row),
    ('GET', f'now/table/{ID}/{ID}', tables.get_row),
    ('PUT', f'now/table/{ID}/{ID}', tables.patch_row),
    ('PATCH', f'now/table/{ID}/{ID}', tables.patch_row),
    ('DELETE', f'now/table/{ID}/{ID}', tables.delete_row),
    ('GET', '(?:now)/(contact|account|consumer)', tables.list_people),
    ('POST', '(?:now)/(contact|account|consumer)', tables.post_person),
    ('GET', f'(?:now)/(contact|account|consumer)/{ID}', tables.get_person),
    ('GET', 'now/attachment(?:_csm)?', attachments.list_files),
    ('POST', 'now/attachment(?:_csm)?/file', attachments.post_file),
    ('POST', 'now/attachment(?:_csm)?/upload', attachments.post_upload),
    ('GET', f'now/attachment(?:_csm)?/{ID}', attachments.get_file),
    ('DELETE', f'now/attachment(?:_csm)?/{ID}', attachments.delete_file),
    ('GET', f'now/attachment(?:_csm)?/{ID}/file', attachments.get_content),
    ('GET', 'sn_customerservice/case', cases.list_cases),
    ('POST', 'sn_customerservice/case', cases.post_case),
    ('GET', f'sn_customerservice/case/field_values/{ID}', cases.get_field_values),
    ('GET', f'sn_customerservice/case/{ID}', cases.get_case),
    ('PUT', f'sn_customerservice/case/{ID}', cases.put_case),
    ('GET', f'sn_customerservice/case/{ID}/activities', cases.get_activities),
    ('GET', f'sn_customerservice/case/{ID}/field_values/{ID}', lambda call, id, name: cases.get_field_values(call, name, id)),
    ('GET', 'sn_sc/servicecatalog/items', catalog.list_items),
    ('GET', f'sn_sc/servicecatalog/items/{ID}', catalog.get_item),
    ('POST', f'sn_sc/servicecatalog/items/{ID}/order_now', catalog.order_now),
    ('POST', f'sn_sc/servicecatalog/items/{ID}/submit_producer', catalog.submit_producer),
)]
VERSIONED = re.compile('/api/(now|sn_customerservice|sn_sc)/(?:(v[0-9])/)?(.+)')


def answer(instance, request):
    """The answer to a request that no fault speaks for; under the instance's lock."""
    try:
        if request.path == '/oauth_token.do':
            return _token(instance, request)
        _note_headers(instance, request)
        user = oauth.logged_in(instance, request)
        _check_headers(request)
        handler, arguments = _route(instance, request)
        _check_type(instance, request)
        return handler(Call(instance, request, user), *arguments)
    except Refused as refused:
        detail = None if instance.switches.null_detail else refused.detail
        return Answer(refused.status, headers=refused.headers, content={
            'error': {'message': refused.message, 'detail': detail}, 'status': 'failure'})


def _token(instance, request):
    if request.method != 'POST':
        instance.sin(request, 'token asked for without POST')
        return oauth.refused()
    return oauth.post_token(instance, request)


def _note_headers(instance, request):
    if not request.headers.get('accept'):
        instance.sin(request, 'no Accept')
    if request.method != 'GET' and not request.headers.get('content-type'):
        instance.sin(request, 'no Content-Type')


def _check_headers(request):
    """What writes says what it sends and what it takes."""
    accept = request.headers.get('accept', '')
    if request.method != 'GET' and not (accept and request.headers.get('content-type')):
        raise Refused(400, 'Bad Request', 'Accept and Content-Type headers are required')
    if accept and not re.search(r'application/(json|\*)|\*/\*', accept) and not request.path.endswith('/file'):
        raise Refused(406, 'Invalid response_type', accept)


def _check_type(instance, request):
    """What the APIs of JSON are sent is JSON."""
    if request.method in ('GET', 'DELETE') or '/attachment' in request.path:
        return
    if request.headers['content-type'].partition(';')[0].strip() != 'application/json':
        instance.sin(request, 'wrong Content-Type', request.headers['content-type'])
        raise Refused(415, 'Unsupported media type', request.headers['content-type'])


def _route(instance, request):
    match = VERSIONED.fullmatch(request.path)
    request.version = match[2] if match else None
    path = f'{match[1]}/{match[3]}' if match else request.path
    found = [(method, pattern.fullmatch(path), handler) for method, pattern, handler in ROUTES if pattern.fullmatch(path)]
    for method, place, handler in found:
        if method == request.method:
            return handler, place.groups()
    instance.sin(request, 'no such resource')
    if found:
        raise Refused(405, 'Method not supported', None)
    raise Refused(400, 'Requested URI does not represent any resource', path)
