# SPDX-License-Identifier: Apache-2.0
"""What agents and customers of the instance do to it without our client: each deed by its name.

A case is meant by its number or sys_id."""
import base64

from servicenow import attachments, cases
from servicenow.clock import seconds
from servicenow.schema import FIELDS

DAY = 86400
REMINDER = 'This case is pending solution acceptance. It will be auto closed if you do not take action.'
AUTO_CLOSED = 'This case was auto closed.'


class Impossible(Exception):
    """What the instance would not let an agent do."""


def _case(instance, case):
    found = instance.store.get(cases.TABLE, case) or next(iter(instance.store.find(cases.TABLE, 'number', case)), None)
    if not found:
        raise Impossible(f'no such case: {case}')
    return found


def _change(instance, case, values, journals=None, by='jan.agent'):
    row = _case(instance, case)
    if row['state'] == cases.CLOSED and instance.switches.closed_is_final:
        raise Impossible(f"{row['number']} is closed")
    return cases.change(instance, row, values, journals or {}, by)


def open_case(instance, contact, subject, description='', by=''):
    """a customer opens a case in the portal"""
    person = next(iter(instance.store.find('customer_contact', 'email', contact)), None)
    if not person:
        raise Impossible(f'no such contact: {contact}')
    return cases.create(instance, {'contact': person['sys_id'], 'contact_type': 'web', 'short_description': subject,
                                   'description': description}, {}, by or person['user_name'])


def take(instance, case, by='jan.agent'):
    """accepts the case: it is open, and the agent's"""
    return _change(instance, case, {'state': cases.OPEN, 'assigned_to': instance.store.user(by)['sys_id']}, by=by)


def _say(instance, task, element, text, by):
    """On a case, or on a requested item."""
    ritm = next(iter(instance.store.find('sc_req_item', 'number', task)), None)
    if not ritm:
        return _change(instance, task, {}, {element: text}, by)
    instance.write_journals('sc_req_item', ritm, {element: text}, by)
    return instance.store.update('sc_req_item', ritm, {}, by)


def comment(instance, case, text, by='jan.agent'):
    """an additional comment, which the customer sees"""
    return _say(instance, case, 'comments', text, by)


def note(instance, case, text, by='jan.agent'):
    """a work note, which the customer does not see"""
    return _say(instance, case, 'work_notes', text, by)


def ask(instance, case, text, by='jan.agent'):
    """asks for information: Awaiting Info, and a comment"""
    return _change(instance, case, {'state': cases.AWAITING}, {'comments': text}, by)


def resolve(instance, case, notes, code='1', notes_to_comments=False, by='jan.agent'):
    """proposes a solution: Resolved, with its code and notes; notes_to_comments copies them into a comment"""
    return _change(instance, case, {'state': cases.RESOLVED, 'resolution_code': code,
                                    'close_notes': instance.edited(notes, by),
                                    'notes_to_comments': 'true' if notes_to_comments else 'false'}, by=by)


def close(instance, case, notes='', code='', force=False, by='jan.agent'):
    """closes the case; a resolved one is the customer's to close"""
    if _case(instance, case)['state'] == cases.RESOLVED and not force:
        raise Impossible('only a customer can accept or reject a solution')
    values = {'state': cases.CLOSED, **({'close_notes': notes} if notes else {}),
              **({'resolution_code': code} if code else {})}
    return _change(instance, case, values, by=by)


def accept(instance, case, by='els@klant.example'):
    """the customer accepts the solution in the portal"""
    if _case(instance, case)['state'] != cases.RESOLVED:
        raise Impossible('it is not resolved')
    return _change(instance, case, {'state': cases.CLOSED}, by=by)


def reject(instance, case, text, by='els@klant.example'):
    """the customer rejects the solution in the portal, with a reason"""
    return _change(instance, case, {'state': cases.OPEN}, {'comments': text}, by)


def portal_close(instance, case, by='els@klant.example'):
    """the customer closes the case in the portal"""
    return _change(instance, case, {'state': cases.CLOSED, 'close_notes': 'Closed by customer', 'resolution_code': '3'},
                   {'comments': 'Closed by customer'}, by)


def reassign(instance, case, group='', to='', by='jan.agent'):
    """to another group (its name) or agent (the user name)"""
    values = {}
    if group:
        found = instance.store.find('sys_user_group', 'name', group)
        if not found:
            raise Impossible(f'no such group: {group}')
        values.update(assignment_group=found[0]['sys_id'], assigned_to='')
    if to:
        values['assigned_to'] = instance.store.user(to)['sys_id']
    return _change(instance, case, values, by=by)


def set_fields(instance, case, by='jan.agent', **fields):
    """any fields that the row has"""
    unknown = [name for name in fields if name not in FIELDS[cases.TABLE] or FIELDS[cases.TABLE][name].journal]
    if unknown:
        raise Impossible(f'no such field: {", ".join(unknown)}')
    return _change(instance, case, fields, by=by)


def touch(instance, case, by='jan.agent'):
    """an update that changes nothing that is shown"""
    row = _case(instance, case)
    return instance.store.update(cases.TABLE, row, {}, by)


def attach(instance, case, name, content='', text='', type='text/plain', by='jan.agent'):
    """a file: its bytes as base64 in content, or text"""
    row = _case(instance, case)
    attachments.attach(instance, cases.TABLE, row['sys_id'], name, type,
                       base64.b64decode(content) if content else text.encode(), by)
    return row


def twin(instance, case, by='jan.agent'):
    """a second case with the same correlation_id"""
    row = _case(instance, case)
    same = {name: row[name] for name in ('contact', 'account', 'short_description', 'correlation_id',
                                         'correlation_display')}
    return cases.create(instance, same, {}, by)


def auto_close(instance):
    """the flow that reminds of resolved cases after 5 days and closes them after 10, by the instance's clock"""
    done = []
    for row in list(instance.store.tables[cases.TABLE].values()):
        if row['state'] != cases.RESOLVED or row['auto_close'] != 'true':
            continue
        age = instance.clock.time() - seconds(row['resolved_at'])
        reminded = any(entry['value'] == REMINDER and entry['sys_created_on'] >= row['resolved_at']
                       for entry in instance.journal(row['sys_id'], 'comments'))
        if age >= 10 * DAY:
            done.append(cases.change(instance, row, {'state': cases.CLOSED}, {'comments': AUTO_CLOSED}, 'system'))
        elif age >= 5 * DAY and not reminded:
            done.append(cases.change(instance, row, {}, {'comments': REMINDER}, 'system'))
    return done


def _ritm(instance, ritm):
    """By its number, or that of its request."""
    store = instance.store
    found = store.get('sc_req_item', ritm) or next(iter(store.find('sc_req_item', 'number', ritm)), None)
    if not found:
        request = next(iter(store.find('sc_request', 'number', ritm)), None)
        found = request and next(iter(store.find('sc_req_item', 'request', request['sys_id'])), None)
    if not found:
        raise Impossible(f'no such requested item: {ritm}')
    return found


def _decide(instance, ritm, state, values, request_state, by):
    store, row = instance.store, _ritm(instance, ritm)
    approvals = [one for one in store.find('sysapproval_approver', 'sysapproval', row['sys_id'])
                 if one['state'] == 'requested']
    for one in approvals:
        store.update('sysapproval_approver', one, {'state': state}, by)
    store.update('sc_req_item', row, {'approval': state, **values}, by)
    store.update('sc_request', store.get('sc_request', row['request']),
                 {'approval': state, 'request_state': request_state}, by)
    return row


def approve(instance, ritm, by='piet@klant.example'):
    """the approver approves a requested item"""
    return _decide(instance, ritm, 'approved', {'stage': 'fulfillment'}, 'in_process', by)


def disapprove(instance, ritm, by='piet@klant.example'):
    """the approver rejects a requested item"""
    return _decide(instance, ritm, 'rejected', {'stage': 'request_cancelled', 'state': '4', 'active': 'false'},
                   'closed_rejected', by)


def fulfil(instance, ritm, notes='', by='jan.agent'):
    """a requested item is done"""
    store, row = instance.store, _ritm(instance, ritm)
    store.update('sc_req_item', row, {'state': '3', 'stage': 'complete', 'active': 'false', 'closed_at': store.clock.now(),
                                      'close_notes': notes}, by)
    request = store.get('sc_request', row['request'])
    if all(one['active'] == 'false' for one in store.find('sc_req_item', 'request', row['request'])):
        store.update('sc_request', request, {'request_state': 'closed_complete', 'active': 'false', 'state': '3'}, by)
    return row


def change_contact(instance, email, **fields):
    """fields of a contact: active=false, locked_out=true, ..."""
    found = instance.store.find('customer_contact', 'email', email)
    if not found:
        raise Impossible(f'no such contact: {email}')
    return instance.store.update('customer_contact', found[0], fields)


DEEDS = {'open': open_case, 'take': take, 'comment': comment, 'note': note, 'ask': ask, 'resolve': resolve,
         'close': close, 'accept': accept, 'reject': reject, 'portal_close': portal_close, 'reassign': reassign,
         'set': set_fields, 'touch': touch, 'attach': attach, 'twin': twin, 'auto_close': auto_close,
         'approve': approve, 'disapprove': disapprove, 'fulfil': fulfil, 'contact': change_contact}
