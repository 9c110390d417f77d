# SPDX-License-Identifier: Apache-2.0
"""The worker that speaks with ServiceNow, alone with a stand-in for an instance: each operation, each failure. No test may
make the client break a rule of the API: the stand-in writes those down."""
import time
from pathlib import Path

import pytest

from deskworker import DeskWorker
from http2 import Http2, most_at_once
from servicenow.double import Double

TREE = Path(__file__).resolve().parents[2]
CASE_POST = {'method': 'POST', 'path': '/case$'}
BY = {'name': 'Els Bos', 'address': 'els@klant.example', 'is_agent': False}
ELS = {'name': 'Els Bos', 'address': 'els@klant.example'}
AGENT = {'name': 'Jan Agent', 'address': 'jan@msp.example', 'is_agent': True}
WORDS = {
    'case_states': ['new', '1', 'open', '10', 'awaiting info', '18', 'resolved', '6', 'closed', '3'],
    'request_states': ['in progress', '2', 'in progress', '1', 'fulfilled', '3', 'declined', '4', 'cancelled', '7'],
    'categories': ['Vraag', '0', 'Storing', '1', 'Wens', '9'], 'priorities': ['low', '4', 'normal', '3', 'high', '2'],
    'groups': [], 'fields': ['category', 'category', 'priority', 'priority', 'group', 'assignment_group',
                             'agent', 'assigned_to']}
BROKE_A_RULE = ('case posted again', 'attachment posted again')


@pytest.fixture(scope='module')
def started(certificates):
    with Double(certificate=certificates.good, ca=certificates.ca_file) as double:
        yield double


@pytest.fixture
def double(started):
    started.reset()
    started.up()
    yield started
    assert started.sins() == []
    assert not [one for one in started.requests() if one['headers'].get('cookie')]


def settings_for(double, **more):
    return {'url': double.url, 'ca_file': str(double.ca), 'login': 'client', 'client_id': double.client_id,
            'secret': double.client_secret, 'name': 'casegate', 'request_letters': 'RITM', 'resolution_code': '1',
            'close_code': '3', 'hashes': 1, **WORDS, **more}


@pytest.fixture
def work(double, program):
    """Workers for the stand-in: work(setting=...)"""
    workers = []

    def start(**more):
        workers.append(DeskWorker(program, TREE, settings_for(double, **more)))
        return workers[-1]

    yield start
    for worker in workers:
        if worker.process.poll() is None:
            assert worker.stop() == 0


@pytest.fixture
def worker(work):
    return work()


def new_case(key='key1', **more):
    return {'key': key, 'by': BY, 'reporter': ELS, 'title': 'Printer', 'text': 'Hij doet het niet.', **more}


def ticket(result):
    return {'remote_id': result['remote_id'], 'number': result['number']}


def opened(worker, key='key1', **more):
    outcome, result = worker.operate('open', new_case(key, **more))
    assert outcome == 'done', result
    return ticket(result)


def words(of, key='key2', text='Nog steeds kapot.', **more):
    return {'ticket': of, 'key': key, 'by': BY, 'text': text, **more}


def posts(double, path='/case$'):
    return [one for one in double.requests(method='POST', path=path)]


# A case

def test_a_case_is_opened(double, worker):
    outcome, result = worker.operate('open', new_case(category='Storing', priority='high', people=['piet@klant.example']))
    row = double.case('key1')
    assert outcome == 'done' and 'left_out' not in result
    assert (result['remote_id'], result['number'], result['state']) == (row['sys_id'], row['number'], 'new')
    assert (result['remote_state'], result['mod_count']) == ('1', 0)
    assert result['reporter'] == {'remote_id': row['contact'], 'account': 'Jansen BV'}
    assert result['transaction'] == double.requests()[-1]['transaction']
    contact = double.rows('customer_contact', 'email=els@klant.example')[0]
    piet = double.rows('customer_contact', 'email=piet@klant.example')[0]
    assert row['contact'] == contact['sys_id'] and row['account'] == contact['account']
    assert (row['category'], row['priority'], row['contact_type']) == ('1', '2', 'email')
    assert (row['short_description'], row['description']) == ('Printer', 'Hij doet het niet.')
    assert row['watch_list'] == piet['sys_id'] and row['correlation_display'] == 'casegate'


def test_what_the_desk_leaves_out_is_told(double, worker):
    outcome, result = worker.operate('open', new_case(
        category='Wens', priority='urgent', account={'name': 'Nergens BV'}))
    assert outcome == 'done'
    assert result['left_out'] == ['account Nergens BV', 'priority urgent', 'category Wens']
    assert double.dropped() == ['value: category=9']


def test_long_texts_are_cut_and_whole_in_a_file(double, worker):
    title, text = 'é' * 200, 'Regel é.\n' * 900
    of = opened(worker, title=title, text=text)
    row = double.case('key1')
    assert row['short_description'] == title[:160] and len(row['description']) == 4000
    assert double.files(of['number']) == {'description.txt': text.encode()}
    assert worker.operate('say', words(of, text=text))[0] == 'done'
    said = double.comments(of['number'])[0][1]
    assert len(said) == 4000 and said.endswith('Els Bos <els@klant.example> [casegate key2]')
    assert double.files(of['number'])['text-key2.txt'] == text.encode()


@pytest.mark.parametrize('person, found', [
    ({'active': 'false'}, 'not active'), ({'locked_out': 'true'}, 'not active'), ({}, 'several')])
def test_a_reporter_that_is_not_one_active_contact_waits_for_a_person(double, worker, person, found):
    if person:
        double.contact(email='mo@klant.example', name='Mo', **person)
    else:
        double.contact(email='mo@klant.example', name='Mo')
        double.contact(email='Mo@klant.example', name='Mo twee')
    double.switch(fold_case=True)
    outcome, result = worker.operate('open', new_case(reporter={'name': 'Mo', 'address': 'mo@klant.example'}))
    assert outcome == 'doubtful' and found in result['why']
    assert posts(double) == []


def test_guests_as_configured(double, work):
    guest = new_case(reporter={'name': 'Gast', 'address': 'gast@elders.example'})
    assert work().operate('open', guest)[0] == 'doubtful'
    assert posts(double) == []
    outcome, result = work(guests=1).operate('open', guest)
    assert outcome == 'done' and 'reporter' not in result
    row = double.case('key1')
    assert row['contact'] == '' and row['description'] == 'Gast <gast@elders.example>\n\nHij doet het niet.'


@pytest.mark.parametrize('address', ['els@klant.example^ORactive=true', 'javascript:gs.x()@y.example', 'a,b@c.example'])
def test_an_address_is_never_more_than_a_value(double, worker, address):
    outcome, _ = worker.operate('open', new_case(reporter={'name': 'X', 'address': address}))
    assert outcome == 'doubtful'
    assert double.requests(path='contact') == []


def test_an_instance_that_drops_a_condition_is_not_believed(double, worker):
    double.switch(forgotten_fields=['email'])
    outcome, result = worker.operate('open', new_case())
    assert outcome == 'doubtful' and 'email' in result['why']
    assert posts(double) == []


# Exactly once

@pytest.mark.parametrize('fault', ['cut_before', 'cut_after', 'cut_within', 'commit_late', 'server_error', 'bad_gateway'])
def test_a_case_whose_answer_did_not_come_is_there_once(double, worker, fault):
    double.fault(fault, **CASE_POST)
    outcome, result = worker.operate('open', new_case())
    assert outcome == 'unknown'
    assert result.get('pauses', False) == (fault in ('server_error', 'bad_gateway'))
    outcome, result = worker.operate('open', new_case(), look_first=True)
    assert outcome == 'done'
    assert [row['number'] for row in double.cases('correlation_id=key1')] == [result['number']]


def test_a_kept_connection_that_ends_does_not_post_twice(double, worker):
    opened(worker)
    double.fault('cut_after', **CASE_POST)
    assert worker.operate('open', new_case('key2'))[0] == 'unknown'
    assert len(posts(double)) == 2
    assert worker.operate('open', new_case('key2'), look_first=True)[0] == 'done'
    assert len(double.cases('correlation_id=key2')) == 1


def test_nothing_is_posted_again_where_a_look_up_cannot_be_believed(double, worker):
    opened(worker)
    double.switch(forgotten_fields=['correlation_id'])
    outcome, result = worker.operate('open', new_case('key2'), look_first=True)
    assert outcome == 'doubtful' and 'look-up' in result['why']
    double.switch(forgotten_fields=[])
    assert worker.operate('open', new_case('key2'), look_first=True)[0] == 'doubtful'
    assert len(posts(double)) == 1


def test_of_two_cases_with_one_key_the_first_is_the_ticket(double, worker):
    of = opened(worker)
    twin = double.insert(table='sn_customerservice_case', number='CS0009999', correlation_id='key1',
                         sys_created_on='2030-01-01 00:00:00')
    outcome, result = worker.operate('open', new_case(), look_first=True)
    assert outcome == 'done' and result['number'] == of['number']
    assert [twin['number'] in one for one in result['left_out']] == [True]


@pytest.mark.parametrize('fault, outcome, more', [
    ('queued', 'again', {}), ('unavailable', 'paused', {}), ('html', 'paused', {}), ('redirect', 'paused', {}),
    ('rate_limited', 'paused', {'wait_ms': 0})])
@pytest.mark.parametrize('where', [CASE_POST, {'method': 'GET', 'path': '/contact'}])
def test_what_was_not_done_is_told_so(double, worker, fault, outcome, more, where):
    double.fault(fault, **where)
    found, result = worker.operate('open', new_case())
    assert found == outcome and result['why'] and more.items() <= result.items()
    assert double.cases('correlation_id=key1') == []
    assert worker.operate('open', new_case())[0] == 'done'
    assert len(double.cases('correlation_id=key1')) == 1


def test_how_long_to_leave_it_alone_is_told(double, worker):
    double.fault('rate_limited', retry_after=37, **CASE_POST)
    assert worker.operate('open', new_case())[1]['wait_ms'] == 37000


def test_a_broken_read_pauses(double, worker):
    double.fault('server_error', method='GET', path='/contact')
    assert worker.operate('open', new_case())[0] == 'paused'


def test_a_desk_that_is_away_pauses(double, worker):
    double.down()
    outcome, result = worker.operate('open', new_case())
    assert outcome == 'paused' and 'alarm' not in result
    double.up()
    assert worker.operate('open', new_case())[0] == 'done'


def test_a_desk_that_hangs_is_given_up(double, work):
    double.fault('hang', **CASE_POST)
    assert work(wait_ms=3000).operate('open', new_case())[0] == 'unknown'


def test_what_fails_behind_the_case_is_looked_up(double, worker):
    double.fault('unavailable', method='GET', path='/sn_customerservice_case/')
    outcome, result = worker.operate('open', new_case())
    assert outcome == 'unknown' and result['pauses'] is True
    assert worker.operate('open', new_case(), look_first=True)[0] == 'done'
    assert len(posts(double)) == 1


# Login

@pytest.mark.parametrize('login', ['client', 'password', 'basic', 'key'])
def test_logins(double, work, login):
    secret = double.api_key if login == 'key' else double.client_secret
    opened(work(login=login, user=double.user, password=double.password, secret=secret))


def test_a_token_that_is_refused_is_renewed_once(double, worker):
    opened(worker)
    double.expire_tokens()
    opened(worker, 'key2')
    assert len(posts(double, 'oauth_token')) == 2
    double.fault('unauthorized', path='/api/', times=2)
    outcome, result = worker.operate('open', new_case('key3'))
    assert outcome == 'paused' and result['alarm'] is True
    assert len(posts(double, 'oauth_token')) == 3
    opened(worker, 'key4')


def test_a_token_is_renewed_ahead_of_time(double, worker):
    double.switch(token_lifetime_s=3)
    end = time.monotonic() + 5
    for number in range(100):
        opened(worker, f'key{number}')
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    assert len(posts(double, 'oauth_token')) >= 2 and double.requests(status=401) == []


def test_a_refusal_in_the_shape_of_the_token_endpoint_is_one(double, worker):
    opened(worker)
    double.fault('oauth_shape', path='/api/')
    opened(worker, 'key2')
    double.fault('oauth_shape', path='oauth_token', times=0)
    double.expire_tokens()
    outcome, result = worker.operate('open', new_case('key3'))
    assert outcome == 'paused' and result['alarm'] is True and 'access_denied' in result['why']


@pytest.mark.parametrize('login, more', [
    ('client', {'secret': 'wrong'}), ('basic', {'password': 'wrong'}), ('key', {'secret': 'wrong'})])
def test_a_login_that_is_refused_needs_a_person(double, work, login, more):
    worker = work(login=login, **{'user': double.user, 'password': double.password, **more})
    outcome, result = worker.operate('open', new_case())
    assert outcome == 'paused' and result['alarm'] is True and 'wrong' not in result['why']


@pytest.mark.parametrize('which', ['other_ca', 'wrong_host', 'expired'])
def test_a_certificate_that_is_not_good_ends_it(certificates, program, which):
    with Double(certificate=getattr(certificates, which), ca=certificates.ca_file) as double:
        with DeskWorker(program, TREE, settings_for(double, ca_file=str(certificates.ca_file))) as worker:
            outcome, result = worker.operate('open', new_case())
            assert outcome == 'paused' and 'certificate' in result['why'].lower()
        assert double.requests() == []


def test_it_is_locked_in_and_has_libcurl_alone(double, worker):
    opened(worker)
    process = Path('/proc', str(worker.process.pid))
    assert 'libcurl-gnutls' in (process / 'maps').read_text()
    assert 'Seccomp:\t2' in (process / 'status').read_text()


@pytest.mark.parametrize('url', ['http://desk.example', 'https://desk.example/path', 'ftp://127.0.0.1', 'desk.example'])
def test_only_https_and_this_machine(double, program, url):
    with DeskWorker(program, TREE, settings_for(double, url=url)) as worker:
        assert worker.ended() == 78
        assert worker.trouble[0] == 1 and url in worker.trouble[1]


# Words and moves

def test_words_are_said_with_a_line_of_whose_they_are(double, worker):
    of = opened(worker)
    outcome, result = worker.operate('say', words(of))
    assert outcome == 'done' and result['mod_count'] == 1
    assert double.comments(of['number']) == [
        ('casegate', 'Nog steeds kapot.\n\nEls Bos <els@klant.example> [casegate key2]')]
    entry = double.rows('sys_journal_field')[0]
    assert result['entry'] == entry['sys_id']
    outcome, change = worker.operate('look', {'ticket': of})
    told = change['entries'][0]
    assert (told['kind'], told['text'], told['key'], told['by_us']) == ('comment', 'Nog steeds kapot.', 'key2', True)


def test_a_note_is_for_the_desk(double, worker):
    of = opened(worker)
    assert worker.operate('note', words(of))[0] == 'done'
    assert double.comments(of['number']) == []
    assert len(double.comments(of['number'], 'work_notes')) == 1


@pytest.mark.parametrize('fault, times', [('cut_after', 1), ('cut_before', 0)])
@pytest.mark.parametrize('operation, element', [('say', 'comments'), ('note', 'work_notes')])
@pytest.mark.parametrize('acl', [False, True])
def test_words_are_said_once(double, worker, fault, times, operation, element, acl):
    of = opened(worker)
    double.switch(activities_acl=acl)
    double.fault(fault, method='PUT')
    assert worker.operate(operation, words(of))[0] == 'unknown'
    assert len(double.comments(of['number'], element)) == times
    assert worker.operate(operation, words(of), look_first=True)[0] == 'done'
    assert len(double.comments(of['number'], element)) == 1


def test_words_that_do_not_show_are_not_said_again(double, worker):
    of = opened(worker)
    double.switch(activities_acl=True, journal_acl=True)
    assert worker.operate('say', words(of))[0] == 'done'
    assert worker.operate('say', words(of, 'key3'), look_first=True)[0] == 'doubtful'
    assert len(double.comments(of['number'])) == 1


def test_a_solution_is_accepted_and_rejected(double, worker):
    of = opened(worker)
    double.agent.resolve(of['number'], notes='Vervangen.')
    outcome, result = worker.operate('say', words(of, state='open', **{'from': ['resolved']}))
    assert outcome == 'done' and (result['state'], result['remote_state']) == ('open', '10')
    double.agent.resolve(of['number'], notes='Nu wel.')
    outcome, result = worker.operate('say', words(of, 'key3', text='', state='closed', **{'from': ['resolved']}))
    assert outcome == 'done' and result['state'] == 'closed'
    row = double.case(of['number'])
    assert (row['state'], row['close_notes']) == ('3', 'Nu wel.')
    assert double.comments(of['number'])[1][1] == 'Els Bos <els@klant.example> [casegate key3]'


def test_an_agent_resolves(double, worker):
    of = opened(worker)
    solve = words(of, text='Vervangen.', by=AGENT, state='resolved', **{'from': ['new', 'open']})
    double.fault('cut_after', method='PUT')
    assert worker.operate('say', solve)[0] == 'unknown'
    outcome, result = worker.operate('say', solve, look_first=True)
    assert outcome == 'done' and result['state'] == 'resolved' and 'left_out' not in result
    row = double.case(of['number'])
    assert (row['state'], row['resolution_code'], row['sys_mod_count']) == ('6', '1', '1')
    assert worker.operate('look', {'ticket': of})[1]['resolution'] == {'code': '1', 'text': 'Vervangen.'}


def test_who_is_too_late_learns_how_it_stands(double, worker):
    of = opened(worker)
    double.agent.resolve(of['number'], notes='Klaar.')
    double.agent.accept(of['number'])
    outcome, result = worker.operate('say', words(of, state='open', **{'from': ['resolved']}))
    assert outcome == 'conflict' and result['change']['state'] == 'closed'
    assert double.comments(of['number']) == []


@pytest.mark.parametrize('move', [{}, {'state': 'open', 'from': ['new', 'awaiting info']}])
def test_an_agent_who_closes_it_meanwhile_makes_a_conflict(double, worker, move):
    of = opened(worker)
    double.fault('deed', method='PUT', deed='close', case=of['number'])
    outcome, result = worker.operate('say', words(of, **move))
    assert outcome == 'conflict' and result['change']['remote_state'] == '3'


def test_who_moved_it_in_that_very_moment_is_told_of(double, worker):
    of = opened(worker)
    back = {'state': 'open', 'from': ['new', 'open', 'resolved']}
    assert 'overtaken' not in worker.operate('say', words(of, **back))[1]  # and so it is known what such a move makes
    assert 'overtaken' not in worker.operate('say', words(of, 'key3', **back))[1]
    double.fault('deed', method='PUT', deed='resolve', case=of['number'], notes='Klaar.')
    outcome, result = worker.operate('say', words(of, 'key4', **back))
    assert outcome == 'done' and result['overtaken'] is True
    assert 'overtaken' not in worker.operate('say', words(of, 'key5', **back))[1]


def test_what_is_forbidden_is_refused(double, worker):
    of = opened(worker)
    double.fault('forbidden', method='PUT')
    outcome, result = worker.operate('say', words(of))
    assert outcome == 'refused' and 'ACL' in result['why']


def test_a_state_that_the_desk_has_not_is_refused(double, worker):
    of = opened(worker)
    assert worker.operate('say', words(of, state='cancelled'))[0] == 'refused'


def test_a_copied_line_is_no_key(double, worker):
    of = opened(worker)
    double.agent.comment(of['number'], 'Zoals gezegd.\n\nEls Bos <els@klant.example> [casegate key2]')
    entry = worker.operate('look', {'ticket': of})[1]['entries'][0]
    assert 'key' not in entry and entry['by_us'] is False and '[casegate key2]' in entry['text']
    assert entry['author'] == 'Jan Agent' and entry['author_id']


@pytest.mark.parametrize('rich', ['code', 'html'])
def test_rich_text_is_told_as_text(double, worker, rich):
    of = opened(worker)
    double.switch(rich_text=rich)
    worker.operate('say', words(of, text='<p>Els schrijft dit zo</p>'))
    double.agent.comment(of['number'], 'Een < twee\ndrie')
    double.agent.note(of['number'], 'Voor ons & niemand anders.')
    double.agent.resolve(of['number'], 'Vervangen,\nwerkt < 1 dag.')
    change = worker.operate('look', {'ticket': of})[1]
    assert [one['text'] for one in change['entries']] == [
        '<p>Els schrijft dit zo</p>', 'Een < twee\ndrie', 'Voor ons & niemand anders.']
    assert change['resolution']['text'] == 'Vervangen,\nwerkt < 1 dag.'


# Fields and people

@pytest.mark.parametrize('name, value, field, theirs', [
    ('title', 'Scanner', 'short_description', 'Scanner'), ('category', 'Vraag', 'category', '0'),
    ('priority', 'low', 'priority', '4'), ('agent', '', 'assigned_to', '')])
def test_fields_are_set(double, worker, name, value, field, theirs):
    of = opened(worker)
    outcome, result = worker.operate('set', {'ticket': of, 'property': name, 'value': value, 'by': AGENT})
    assert outcome == 'done' and 'left_out' not in result
    assert double.case(of['number'])[field] == theirs


def test_people_are_set_by_their_address(double, work):
    group = double.rows('sys_user_group')[0]['sys_id']
    worker = work(groups=['Netwerk', group])
    of = opened(worker)
    for name, value in (('agent', 'jan@msp.example'), ('reporter', 'piet@klant.example'), ('group', 'Netwerk')):
        assert worker.operate('set', {'ticket': of, 'property': name, 'value': value})[0] == 'done'
    change = worker.operate('look', {'ticket': of})[1]
    assert change['agent']['address'] == 'jan@msp.example' and change['group'] == 'Netwerk'
    assert double.case(of['number'])['contact'] == double.rows('customer_contact', 'email=piet@klant.example')[0]['sys_id']
    value = {'address': 'els@klant.example', 'name': 'Els', 'remote_id': double.case('key1')['contact']}
    assert worker.operate('set', {'ticket': of, 'property': 'reporter', 'value': value})[0] == 'done'
    outcome, result = worker.operate('set', {'ticket': of, 'property': 'agent', 'value': 'niemand@msp.example'})
    assert outcome == 'refused' and 'niemand@msp.example' in result['why']


def test_a_choice_that_the_desk_drops_is_told(double, worker):
    of = opened(worker)
    outcome, result = worker.operate('set', {'ticket': of, 'property': 'category', 'value': 'Wens'})
    assert outcome == 'done' and result['left_out'] == ['category Wens']
    assert worker.operate('set', {'ticket': of, 'property': 'category', 'value': 'Iets'})[0] == 'refused'


def test_watchers_come_and_go(double, worker):
    of = opened(worker, people=['piet@klant.example'])
    piet = double.case(of['number'])['watch_list']
    change = {'ticket': of, 'add': ['wie@elders.example'], 'remove': []}
    assert worker.operate('people', change)[0] == 'done'
    assert double.case(of['number'])['watch_list'] == f'{piet},wie@elders.example'
    assert worker.operate('people', {'ticket': of, 'remove': ['PIET@klant.example']})[0] == 'done'
    assert double.case(of['number'])['watch_list'] == 'wie@elders.example'


# Files

FILE = {'name': 'log ^&.txt', 'type': 'text/plain', 'size': 200000}


@pytest.mark.parametrize('hashes', [True, False])
@pytest.mark.parametrize('fault', ['cut_after', 'cut_before'])
def test_a_file_is_attached_once(double, worker, fault, hashes):
    of = opened(worker)
    double.switch(attachment_hashes=hashes)
    content = bytes(range(256)) * 800
    double.fault(fault, method='POST', path='/attachment/file')
    attach = {'ticket': of, 'key': 'key2', **FILE}
    assert worker.operate('attach', attach, content)[0] == 'unknown'
    outcome, result = worker.operate('attach', attach, content, look_first=True)
    assert outcome == 'done' and double.files(of['number']) == {FILE['name']: content}
    assert worker.fetch_file(result['attachment']) == ('', content)
    assert worker.operate('look', {'ticket': of})[1]['files'] == [
        {'remote_id': result['attachment'], 'name': FILE['name'], 'type': 'text/plain', 'size': len(content), 'by_us': True}]


def test_a_file_of_that_name_is_not_that_file(double, worker):
    of = opened(worker)
    attach = {'ticket': of, 'key': 'key2', 'name': 'a.txt', 'type': 'text/plain'}
    assert worker.operate('attach', attach, b'one')[0] == 'done'
    assert worker.operate('attach', attach, b'two', look_first=True)[0] == 'done'
    assert len(double.rows('sys_attachment')) == 2


def test_a_file_that_is_not_taken_is_refused(double, worker):
    of = opened(worker)
    double.switch(attachment_extensions='pdf')
    outcome, result = worker.operate('attach', {'ticket': of, 'key': 'key2', 'name': 'a.exe', 'type': 'a/b\r\nX: y'}, b'MZ')
    assert outcome == 'refused' and 'not allowed' in result['why']


def test_a_page_instead_of_a_file(double, worker):
    of = opened(worker)
    file = worker.operate('attach', {'ticket': of, 'key': 'key2', 'name': 'a.html', 'type': 'text/html'}, b'<p>')[1]
    assert worker.fetch_file(file['attachment']) == ('', b'<p>')
    double.fault('html', path='/file$')
    why, content = worker.fetch_file(file['attachment'])
    assert why and content == b''
    assert worker.fetch_file('../../oauth_token.do')[0]


# The catalog

def item(double, name='Teams'):
    return double.rows('sc_cat_item', f'nameSTARTSWITH{name}')[0]['sys_id']


def team(double, key='key1', **more):
    return {'key': key, 'by': BY, 'reporter': ELS, 'item': 'teams', 'remote_item': item(double), 'title': 'Team',
            'text': 'Graag een team.', 'fields': {'soort': 'team', 'naam': 'Project X', 'eigenaar': 'Els', 'extern': 'yes'},
            **more}


def test_an_item_is_told_flat(double, worker):
    outcome, result = worker.operate('item', {'remote_item': item(double)})
    assert outcome == 'done' and result['title'] == 'Teams team of kanaal aanmaken'
    fields = {field['name']: field for field in result['fields']}
    assert [field.get('type') for field in result['fields']] == ['choice', 'text', 'text', 'multi_line', 'yes_no', 'text']
    assert fields['soort']['choices'] == [{'value': 'team', 'label': 'Team'}, {'value': 'kanaal', 'label': 'Kanaal'}]
    assert fields['eigenaar']['mandatory'] and not fields['leden']['mandatory']
    assert fields['naam']['help'] == 'Zoals het in Teams komt te staan'
    assert worker.operate('item', {'remote_item': '../x'})[0] == 'refused'


def test_an_item_is_ordered(double, worker):
    outcome, result = worker.operate('order', team(double, fields={**team(double)['fields'], 'kleur': 'rood'}))
    assert outcome == 'done' and result['number'].startswith('RITM') and result['state'] == 'in progress'
    assert result['left_out'] == ['kleur']
    row = double.rows('sc_req_item')[0]
    assert (row['correlation_id'], row['correlation_display'], row['description']) == ('key1', 'casegate', 'Graag een team.')
    assert row['requested_for'] == double.rows('customer_contact', 'email=els@klant.example')[0]['sys_id']
    assert double.variables(row['number'])['extern'] == 'true'
    of = ticket(result)
    assert worker.operate('say', words(of))[0] == 'done'
    assert worker.operate('say', words(of), look_first=True)[0] == 'done'
    assert len(double.rows('sys_journal_field')) == 1


def test_what_is_mandatory_is_named(double, worker):
    outcome, result = worker.operate('order', team(double, fields={'soort': 'team'}))
    assert outcome == 'refused' and result['why'].endswith('naam, eigenaar')


def test_people_in_fields_are_meant_by_their_address(double, worker):
    made = double.item(name='Toegang', variables=[{'name': 'voor', 'type': 8}, {'name': 'ook', 'type': 21}])
    fields = {'voor': 'Els Bos <els@klant.example>', 'ook': 'piet@klant.example, wie@elders.example; anna@vries.example'}
    outcome, result = worker.operate('order', team(double, remote_item=made['sys_id'], fields=fields))
    assert outcome == 'done' and result['left_out'] == ['wie@elders.example, who is nobody at the desk']
    ids = {row['email']: row['sys_id'] for row in double.rows('customer_contact')}
    assert double.variables(result['number']) == {
        'voor': ids['els@klant.example'], 'ook': f"{ids['piet@klant.example']},{ids['anna@vries.example']}"}


@pytest.mark.parametrize('variable', ['', 'casegate_key'])
@pytest.mark.parametrize('fault, before', [('cut_after', 1), ('cut_before', 0)])
def test_an_item_is_ordered_once(double, worker, variable, fault, before):
    asked = team(double, sent_ms=int(time.time() * 1000), **({'key_variable': variable} if variable else {}))
    other = team(double, 'key0')
    assert worker.operate('order', other)[0] == 'done'
    double.fault(fault, method='POST', path='order_now')
    assert worker.operate('order', asked)[0] == 'unknown'
    assert len(double.rows('sc_req_item')) == 1 + before
    outcome, result = worker.operate('order', asked, look_first=True)
    assert outcome == 'done'
    assert len(double.rows('sc_req_item')) == 2
    assert double.rows('sc_req_item', f"number={result['number']}")[0]['correlation_id'] == 'key1'


def test_two_orders_that_may_be_it_wait_for_a_person(double, worker):
    asked = team(double, sent_ms=int(time.time() * 1000))
    double.fault('cut_after', method='POST', path='order_now', times=2)
    assert worker.operate('order', asked)[0] == 'unknown'
    assert worker.operate('order', team(double, 'key2'))[0] == 'unknown'
    assert worker.operate('order', asked, look_first=True)[0] == 'doubtful'
    assert len(double.rows('sc_req_item')) == 2


# Lists

def test_lists(double, worker):
    of = opened(worker)
    boss = opened(worker, 'key2', reporter={'address': 'piet@klant.example'})
    other = opened(worker, 'key3', reporter={'address': 'anna@vries.example'})
    request = ticket(worker.operate('order', team(double, 'key4'))[1])
    double.agent.close(other['number'])
    outcome, result = worker.operate('list', {'reporter': ELS})
    assert outcome == 'done'
    assert {one['number'] for one in result['tickets']} == {of['number'], request['number']}
    mine = next(one for one in result['tickets'] if one['number'] == of['number'])
    assert (mine['title'], mine['state']) == ('Printer', 'new')
    assert worker.operate('list', {'reporter': ELS, 'organisation': True})[0] == 'refused'
    outcome, result = worker.operate('list', {'reporter': {'address': 'piet@klant.example'}, 'organisation': True})
    assert outcome == 'done' and {one['number'] for one in result['tickets']} == {of['number'], boss['number']}
    outcome, result = worker.operate('list', {'reporter': {'address': 'anna@vries.example'}})
    assert outcome == 'done' and result['tickets'] == []


def test_a_list_of_who_is_not_asked_for_is_empty(double, worker):
    opened(worker)
    opened(worker, 'key2', reporter={'address': 'anna@vries.example'})
    double.switch(forgotten_fields=['contact'])
    assert len(worker.operate('list', {'reporter': ELS})[1]['tickets']) == 1


# The way back

class Polls:
    """One poll after another, as the gateway does."""

    def __init__(self, worker):
        self.worker, self.next, self.count, self.aside = worker, {}, 0, []

    def changes(self):
        found = []
        while True:
            page = self.worker.poll(self.next)
            assert 'changes' in page, page
            self.count += 1
            found += page['changes']
            self.aside += page['aside']
            self.next = {'since': page['since'], 'seen': page['seen']}
            if not page['more']:
                return found


def test_changes_are_told_once(double, worker):
    of, polls = opened(worker), Polls(worker)
    opened(worker, 'key2')
    assert len(polls.changes()) == 2
    assert polls.changes() == []
    double.clock(forward=5)
    double.agent.comment(of['number'], 'Welke printer?')
    double.agent.ask(of['number'], 'En welk merk?')
    double.agent.note(of['number'], 'Voor ons.')
    change, = polls.changes()
    assert (change['number'], change['state'], change['by_us']) == (of['number'], 'awaiting info', False)
    assert [(one['kind'], one['text']) for one in change['entries']] == [
        ('comment', 'Welke printer?'), ('comment', 'En welk merk?'), ('note', 'Voor ons.')]
    assert polls.changes() == []


def test_what_was_only_opened_costs_no_requests(double, worker):
    polls = Polls(worker)
    opened(worker)
    polls.changes()  # tells who we are
    of = opened(worker, 'key2')
    double.forget()
    change, = polls.changes()
    assert (change['number'], change['state'], change['by_us']) == (of['number'], 'new', True)
    assert (change['mod_count'], change['entries'], change['files']) == (0, [], [])
    assert double.requests(path='/activities$|/attachment$') == []
    double.agent.comment(of['number'], 'Welke printer?')  # within the same second perhaps
    change, = polls.changes()
    assert [one['text'] for one in change['entries']] == ['Welke printer?'] and not change['by_us']


def test_what_is_not_ours_is_not_told(double, worker):
    double.agent.open(contact='els@klant.example', subject='Portal')
    assert Polls(worker).changes() == []
    double.switch(forgotten_fields=['correlation_display'])
    page = worker.poll({})
    assert 'changes' not in page and page['alarm'] is True


def test_a_row_that_makes_no_sense_keeps_no_other_waiting(double, worker):
    of = opened(worker)
    double.switch(fold_case=True)
    double.insert(table='sn_customerservice_case', number='CS0007001', correlation_display='CaseGate', state='1')
    double.insert(table='sn_customerservice_case', number='CS0007002', correlation_display='casegate', state='1',
                  sys_id='no id')
    later, polls = opened(worker, 'key2'), Polls(worker)
    assert [one['number'] for one in polls.changes()] == [of['number'], later['number']]
    assert sorted(polls.aside) == ['CS0007001 has the correlation_display "CaseGate"', 'CS0007002 has the sys_id "no id"']
    double.clock(forward=5)
    double.agent.comment(of['number'], 'Welke printer?')
    change, = polls.changes()
    assert change['number'] == of['number'] and len(polls.aside) == 2  # named once


def test_no_other_of_those_that_were_not_asked_for_is_told(double, worker):
    of = opened(worker)
    double.agent.open(contact='els@klant.example', subject='Portal')
    double.switch(forgotten_fields=['correlation_display'])
    polls = Polls(worker)
    assert [one['number'] for one in polls.changes()] == [of['number']]
    assert len(polls.aside) == len(double.cases()) - 1


def test_many_rows_in_one_second(double, worker):
    double.clock(stop=True)
    contact = double.rows('customer_contact', 'email=els@klant.example')[0]['sys_id']
    for number in range(60):
        double.insert(table='sn_customerservice_case', number=f'CS{number:07}', contact=contact, state='1',
                      correlation_display='casegate')
    polls = Polls(worker)
    assert len({one['number'] for one in polls.changes()}) == 60
    assert polls.changes() == []


def test_an_empty_page_is_no_end(double, worker):
    numbers = [f'CS{number:07}' for number in range(60)]
    for number in numbers:
        double.insert(table='sn_customerservice_case', number=number, state='1', correlation_display='casegate')
    rows = {row['sys_id']: row['number'] for row in double.cases()}
    hidden = [rows[id] for id in sorted(rows)][:55]
    double.switch(hidden=hidden)
    assert {one['number'] for one in Polls(worker).changes()} == set(numbers) - set(hidden)


def test_a_row_that_is_seen_late_is_told(double, worker):
    first, second = opened(worker), opened(worker, 'key2')
    polls = Polls(worker)
    polls.changes()
    double.clock(forward=10)
    double.switch(show_late=2)
    double.agent.comment(first['number'], 'Laat.')
    double.switch(show_late=0)
    double.clock(forward=20)
    double.agent.comment(second['number'], 'Op tijd.')
    found = [one['number'] for _ in range(4) for one in polls.changes()]
    assert sorted(found) == sorted([first['number'], second['number']])


def test_a_stamp_of_the_future_hides_nothing(double, worker):
    of, polls = opened(worker), Polls(worker)
    double.insert(table='sn_customerservice_case', number='CS0009999', correlation_display='casegate',
                  sys_updated_on='2090-01-01 00:00:00', state='1')
    assert len(polls.changes()) == 2
    double.clock(forward=300)
    double.agent.comment(of['number'], 'Nieuws.')
    assert of['number'] in [one['number'] for one in polls.changes()]


def test_requests_are_polled_too(double, worker):
    of, polls = ticket(worker.operate('order', team(double))[1]), Polls(worker)
    polls.changes()
    double.clock(forward=5)
    double.agent.fulfil(of['number'])
    change, = polls.changes()
    assert (change['number'], change['state']) == (of['number'], 'fulfilled')


@pytest.mark.parametrize('fault', ['unavailable', 'html', 'rate_limited', 'cut_before', 'server_error'])
def test_a_poll_that_fails_says_why(double, worker, fault):
    double.fault(fault, method='GET', path='/table/', times=0)
    page = worker.poll({})
    assert 'changes' not in page and page['why']
    double.clear()
    assert 'changes' in worker.poll({})


def spoken_of(double, worker, count):
    """The numbers of so many cases in which somebody said something."""
    numbers = {opened(worker, f'key{n}')['number'] for n in range(count)}
    for number in numbers:
        double.agent.comment(number, 'Welke printer?')
    return numbers


@pytest.mark.parametrize('fault', ['unavailable', 'html', 'server_error'])
def test_a_page_that_fails_half_way_is_told_whole_later(double, worker, fault):
    numbers = spoken_of(double, worker, 8)
    double.fault(fault, method='GET', path='/activities', skip=3)
    page = worker.poll({})
    assert 'changes' not in page and page['why']
    assert {one['number'] for one in Polls(worker).changes()} == numbers


def test_rows_of_a_page_are_asked_for_at_once(double, work):
    one, eight = work(), work(parallel=8)
    alone = work(parallel=1)
    spoken_of(double, one, 8)
    double.switch(latency_ms=100)
    took = []
    for worker in (alone, eight, alone, eight):
        start = time.monotonic()
        assert len(worker.poll({})['changes']) == 8
        took.append(time.monotonic() - start)
    assert took[3] < took[2] * 0.7


# The rest

def test_several_are_under_way_at_once(double, work):
    worker = work(parallel=6)
    double.switch(latency_ms=100)
    for id in [worker.begin('open', new_case(f'first{n}')) for n in range(6)]:  # and the connections are there
        assert worker.wait(id)[0] == 'done'
    start = time.monotonic()
    for id in [worker.begin('open', new_case(f'many{n}')) for n in range(6)]:
        assert worker.wait(id)[0] == 'done'
    together = time.monotonic() - start
    start = time.monotonic()
    for n in range(6):
        opened(worker, f'one{n}')
    assert together < (time.monotonic() - start) * 0.7


@pytest.fixture
def http2(double, certificates, folder):
    """The stand-in, where HTTP/2 is offered."""
    server = Http2(folder, certificates.good, double.plain_port)
    yield server
    server.stop()


def test_several_are_under_way_on_one_connection_by_http2(double, work, http2):
    worker = work(parallel=6, url=http2.url)
    opened(worker)
    double.switch(latency_ms=200)
    for id in [worker.begin('open', new_case(f'many{n}')) for n in range(6)]:
        assert worker.wait(id)[0] == 'done'
    assert len(double.cases('correlation_display=casegate')) == 7
    served = http2.served(len([one for one in double.requests() if 'nghttpx' in one['headers'].get('via', '')]))
    assert {one.protocol for one in served} == {'h2'}
    assert len({one.connection for one in served}) == 1
    assert most_at_once(served) >= 4


def test_no_more_requests_an_hour_than_configured(double, work):
    worker = work(per_hour=3600, login='basic', user=double.user, password=double.password)
    start = time.monotonic()
    for id in [worker.begin('item', {'remote_item': item(double)}) for _ in range(13)]:
        assert worker.wait(id)[0] == 'done'
    assert 1.5 < time.monotonic() - start < 15


@pytest.mark.parametrize('switch, what', [
    ({'forbidden': ['sn_customerservice_case']}, 'cases'), ({'forgotten_fields': ['correlation_id']}, 'look-up by key'),
    ({'forbidden': ['customer_contact']}, 'contacts'), ({'forbidden': ['sys_user']}, 'users'),
    ({'local_dates': 60}, 'time zone'), ({'own_letters': True}, 'its own letters'),
    ({'forbidden': ['sys_attachment']}, 'attachments'), ({'forbidden': ['sc_req_item']}, 'requests')])
def test_what_is_wrong_is_found(double, worker, switch, what):
    opened(worker)
    double.switch(own_letters=False)
    outcome, result = worker.operate('probe', {})
    assert outcome == 'done'
    assert [one['what'] for one in result['findings'] if not one['good']] == ['categories']
    double.switch(**switch)
    bad = {one['what']: one['words'] for one in worker.operate('probe', {})[1]['findings'] if not one['good']}
    assert what in bad and len(bad[what]) > 20


def test_the_log_tells_no_secret_and_no_customers_words(double, work):
    worker = work(login='password', user=double.user, password=double.password)
    of = opened(worker)
    double.fault('forbidden', method='PUT')
    worker.operate('say', words(of))
    worker.operate('open', new_case('key3', reporter={'name': 'X', 'address': 'gast@elders.example'}))
    log = '\n'.join(worker.log)
    assert 'transaction' in log and 'refused' in log and 'doubtful' in log
    for secret in (double.password, double.client_secret, 'kapot', 'gast@', 'Printer', 'els@'):
        assert secret not in log


def test_nonsense_from_the_gateway_is_refused(double, worker):
    assert worker.operate('delete', {})[0] == 'refused'
    assert worker.operate('say', {'ticket': {'remote_id': '../../x', 'number': 'CS1'}, 'key': 'k', 'text': 'x'})[0] == 'refused'
    assert worker.operate('open', new_case(key='a^b'))[0] == 'refused'
    assert worker.operate('open', [])[0] == 'refused'
    assert double.requests() == []
