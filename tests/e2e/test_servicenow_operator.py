# SPDX-License-Identifier: Apache-2.0
"""What an operator meets who puts cases into ServiceNow: `check --online`, `init --servicenow`, `catalog import`. None of them
writes there, nor breaks a rule of the API."""
import json
import re
import subprocess

import pytest
import yaml

from desk import FolderPost
from processes import eventually
from remotedesk import RemoteDesk

CASE_TABLE = 'sn_customerservice_case'


class Operator:
    def __init__(self, program, folder, double):
        self.program, self.folder, self.double = program, folder, double
        self.file = folder / 'casegate.yaml'
        for box in ('in', 'out'):
            for part in ('cur', 'new', 'tmp'):
                (folder / box / part).mkdir(parents=True)
        self.secret('secret', double.client_secret)
        self.tickets = {'url': double.url, 'ca_file': str(double.ca),
                        'login': {'client_id': double.client_id, 'client_secret_file': 'secret'},
                        'categories': {'Vraag': 0, 'Storing': 1}}

    def secret(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + '\n')
        path.chmod(0o600)

    def configure(self, **more):
        self.file.write_text(yaml.safe_dump({
            'desk': {'name': 'Servicedesk', 'domain': 'desk.example', 'language': 'nl',
                     'categories': ['Vraag', 'Storing'], 'tickets': {'servicenow': {**self.tickets, **more}}},
            'groups': {'team': {'address': 'team@msp.example'}},
            'mailboxes': [{'name': 'support', 'maildir': 'in', 'address': 'desk@desk.example'}],
            'outgoing': {'maildir': 'out'}}, allow_unicode=True))

    def run(self, *arguments, code=0, answers=''):
        done = subprocess.run([self.program, *arguments, '--config', str(self.file), '--state', str(self.folder / 'state')],
                              input=answers, capture_output=True, text=True, timeout=120)
        assert done.returncode == code, done.stdout + done.stderr
        for secret in (self.double.client_secret, self.double.password, self.double.api_key):
            assert secret not in done.stdout + done.stderr
        self.errors = done.stderr
        return done.stdout

    def check(self, code=0, **more):
        """What is good of the desk, and {what: (wrong or warning, words)}."""
        self.configure(**more)
        good, rest = [], {}
        for line in self.run('check', '--online', code=code).splitlines():
            if line.startswith(f'desk {self.double.url}: '):
                how, words = line[len(f'desk {self.double.url}: '):].split(': ', 1)
                if how == 'good':
                    good = words.split(', ')
                else:
                    what, _, words = words.partition(': ')
                    rest[what] = how, words
            elif line.startswith('item '):
                item, how, words = line.split(': ', 2)
                rest[item] = how, words
        return good, rest

    def item(self, name, **more):
        (self.folder / 'catalog.d').mkdir(exist_ok=True)
        (self.folder / 'catalog.d' / f'{name}.yaml').write_text(yaml.safe_dump({'item': name, 'title': name, **more}))


@pytest.fixture
def operator(program, folder, servicenow):
    servicenow.switch(own_letters=False)
    yield Operator(program, folder, servicenow)
    assert servicenow.sins() == []
    assert not [one for one in servicenow.requests() if one['method'] != 'GET' and '/oauth_token.do' not in one['path']]


def item_of(double, name):
    return double.rows('sc_cat_item', f'name={name}')[0]['sys_id']


def test_all_that_is_set_up_is_good(operator):
    good, rest = operator.check()
    assert {'login', 'cases', 'contacts', 'states', 'categories', 'time zone', 'catalog', 'its own letters'} <= set(good)
    assert rest == {}


@pytest.mark.parametrize('login', [
    {'user': 'casegate', 'password_file': 'password'},
    {'client_id': 'casegate-client', 'client_secret_file': 'secret', 'user': 'casegate', 'password_file': 'password'},
    {'api_key_file': 'key'}], ids=['basic', 'password', 'key'])
def test_each_kind_of_login(operator, login):
    operator.secret('password', operator.double.password)
    operator.secret('key', operator.double.api_key)
    assert 'login' in operator.check(login=login)[0]


def test_a_login_that_is_refused(operator):
    operator.secret('secret', 'another')
    good, rest = operator.check(code=1)
    assert good == [] and list(rest) == ['the login is refused']


@pytest.mark.parametrize('switches, what, words', [
    ({'forbidden': [CASE_TABLE]}, 'cases', 'csm_ws_integration'),
    ({'forgotten_fields': ['correlation_id']}, 'look-up by key', 'correlation_id'),
    ({'local_dates': 60}, 'time zone', 'GMT'),
])
def test_what_is_missing_is_told_with_where_to_set_it(operator, switches, what, words):
    operator.double.agent.open(contact='els@klant.example', subject='Een zaak')
    operator.double.switch(**switches)
    good, rest = operator.check(code=1)
    assert what not in good and rest[what][0] == 'wrong' and words in rest[what][1]


@pytest.mark.parametrize('more, what, words', [
    ({'states': {'new': 1, 'open': 10, 'awaiting info': 19, 'resolved': 6, 'closed': 3}}, 'states', '"19" (awaiting info)'),
    ({'categories': {'Vraag': 0, 'Storing': 77}}, 'categories', '"77" (Storing)'),
    ({'priorities': {'high': 9}}, 'priorities', '"9" (high)'),
    ({'resolution_code': 'opgelost'}, 'resolution codes', '"opgelost"'),
    ({'groups': {'team': '0' * 32}}, 'groups', f'"{"0" * 32}" (team)'),
])
def test_words_that_the_instance_has_not(operator, more, what, words):
    rest = operator.check(code=0 if what == 'groups' else 1, **more)[1]
    assert words in rest[what][1]


def test_both_writing_is_a_warning(operator):
    operator.double.switch(own_letters=True)
    rest = operator.check()[1]
    assert rest['its own letters'][0] == 'warning' and 'switch these notifications off' in rest['its own letters'][1]
    assert operator.check(letters='servicenow')[1] == {}


def test_items_are_compared_with_those_there(operator):
    laptop = item_of(operator.double, 'Nieuwe laptop')
    operator.item('good', remote={'item': laptop}, variables=[
        {'name': 'model', 'label': 'Model', 'required': True, 'choice': {'13': 'Klein', '15': 'Groot'}},
        {'name': 'wanneer', 'label': 'Wanneer', 'required': True, 'date': {}}])
    operator.item('bad', remote={'item': laptop, 'key_variable': 'u_key'}, variables=[
        {'name': 'model', 'label': 'Model', 'choice': {'13': 'Klein', '17': 'Groot'}},
        {'name': 'kleur', 'label': 'Kleur'}])
    operator.item('gone', remote={'item': 'f' * 32}, variables=[])
    rest = operator.check(code=1)[1]
    assert rest['item good'] == ('good', 'Nieuwe laptop')
    assert rest['item gone'][0] == 'wrong'
    assert rest['item bad'] == ('wrong', (
        "'model' has no choice '17'; it has no variable 'kleur'; it has no variable 'u_key' (key_variable); "
        "it must have 'model', which ours does not require; it must have 'wanneer', which ours does not require"))


def test_an_instance_that_is_away_is_wrong(operator):
    operator.double.down()
    operator.configure()
    assert f'desk {operator.double.url}: wrong: ' in operator.run('check', '--online', code=1)
    operator.double.up()


INIT = ('init', '--address', 'help@desk.example', '--language', 'nl', '--name', 'Desk', '--alarm', 'none', '--plus', 'yes',
        '--old-mail', 'answer')


def init(operator, *options, **more):
    boxes = ('--imap', str(operator.folder / 'in'), '--smtp', str(operator.folder / 'out'))
    return operator.run(*INIT, *boxes, '--servicenow', operator.double.url, '--servicenow-ca', str(operator.double.ca),
                        *options, **more)


def test_init_asks_the_instance_and_what_it_writes_is_good(operator):
    operator.double.choice(element='state', value='7', label='Cancelled')
    said = init(operator, '--servicenow-client', operator.double.client_id, answers=operator.double.client_secret + '\n')
    assert 'good: login, cases' in said
    desk = yaml.safe_load(operator.file.read_text())['desk']
    assert desk['categories'] == ['Question', 'Issue', 'Feature'] and desk['default_category'] == 'Issue'
    there = desk['tickets']['servicenow']
    assert there['categories'] == {'Question': '0', 'Issue': '1', 'Feature': '2'}
    assert there['states']['cancelled'] == '7' and there['states']['awaiting info'] == '18'
    assert 'wrong' not in operator.run('check', '--online')


def test_init_keeps_nothing_of_a_login_that_is_refused(operator):
    init(operator, '--servicenow-user', 'casegate', code=75, answers='fout\n')
    assert '401 User Not Authenticated' in operator.errors
    assert not operator.file.exists() and not (operator.folder / 'secrets' / 'servicenow').exists()
    init(operator, '--servicenow-user', 'casegate', answers=operator.double.password + '\n')
    assert yaml.safe_load(operator.file.read_text())['desk']['tickets']['servicenow']['login']['user'] == 'casegate'


def test_an_item_is_imported_and_is_as_the_one_there(operator):
    operator.configure()
    printed = yaml.safe_load(operator.run('catalog', 'import', 'teams TEAM of kanaal aanmaken'))
    assert printed['remote'] == {'item': item_of(operator.double, 'Teams team of kanaal aanmaken'),
                                 'key_variable': 'casegate_key'}
    assert [one['name'] for one in printed['variables']] == ['soort', 'naam', 'eigenaar', 'leden', 'extern']
    assert printed['variables'][0]['choice'] == {'team': 'Team', 'kanaal': 'Kanaal'}
    assert printed['variables'][1]['help'] == 'Zoals het in Teams komt te staan'
    said = operator.run('catalog', 'import', item_of(operator.double, 'Nieuwe laptop'), '--name', 'laptop', '--write')
    assert 'catalog.d/laptop.yaml is written' in said
    assert operator.check()[1] == {'item laptop': ('good', 'Nieuwe laptop')}
    operator.run('catalog', 'import', 'Nieuwe laptop', '--name', 'laptop', '--write', code=1)
    assert 'is there already' in operator.errors


def test_an_item_that_is_not_there_is_named(operator):
    operator.configure()
    operator.run('catalog', 'import', 'laptop', code=75)
    assert 'no item is called "laptop"; there are "Nieuwe laptop"' in operator.errors


def test_what_no_mail_can_fill_is_told(operator):
    operator.configure()
    operator.double.item(name='Vreemd', variables=[
        {'name': 'ci', 'label': 'Bedrijfsmiddel', 'type': 8, 'mandatory': True},
        {'name': 'x', 'label': 'Tekst', 'type': 6}])
    printed = operator.run('catalog', 'import', 'Vreemd')
    assert "'Bedrijfsmiddel' (ci) must be given there" in operator.errors
    assert "# 'Bedrijfsmiddel' (ci) must be given there" in printed
    assert [one['name'] for one in yaml.safe_load(printed)['variables']] == ['x']


def test_the_embedded_desk_has_no_items_to_import(operator):
    operator.configure()
    configuration = yaml.safe_load(operator.file.read_text())
    configuration['desk']['tickets'] = 'local'
    operator.file.write_text(json.dumps(configuration))
    operator.run('catalog', 'import', 'x', code=1)
    assert 'names no ServiceNow instance' in operator.errors


@pytest.fixture
def long_numbers(program, folder, servicenow):
    servicenow.switch(number_prefix='CASE', number_digits=9)
    desk = RemoteDesk(program, folder, FolderPost(folder), servicenow, {'numbers': {'case': 'CASE', 'digits': 9}})
    yield desk.start()
    desk.end()


def test_a_number_of_another_length_alone_finds_its_case(long_numbers, servicenow):
    els = long_numbers.customer()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))
    number = re.search(r'\[(CASE\d{9})\]', els.letter(0).subject)[1]
    els.send(els.write(f'[EXTERN] {number} Scherm', 'Ook na opnieuw starten.'))
    eventually(lambda: any('Ook na opnieuw' in text for _, text in servicenow.comments(number)), 'the comment there')
    assert len(servicenow.cases('correlation_display=casegate')) == 1
    assert json.loads(long_numbers.gateway.say('case', 'show', number, '--json'))['title'] == 'Scherm is zwart'


def test_a_desk_that_is_switched_off_with_a_queue(long_numbers, servicenow):
    """What waits goes on waiting and is told; nobody is told a number that is none; switched on again it is made up for."""
    desk = long_numbers
    els, piet = desk.customer(), desk.customer('Piet Jansen')
    servicenow.down()
    mail = els.write('Scherm is zwart', 'Mijn scherm blijft zwart.')
    els.send(mail)
    desk.settled(1)
    tickets = desk.configuration['desk'].pop('tickets')
    desk.gateway.configure(desk.configuration)
    desk.gateway.stop()
    assert 'desk: warning: 1 operations wait' in desk.gateway.say('check', '--online')
    desk.start()
    assert re.search(r'^desk +none in the configuration', desk.gateway.say('status'), re.M)
    assert re.search(r'^to do +1 \w+; the oldest waits', desk.gateway.say('status'), re.M)
    desk.gateway.run('case', 'answer', 'NEW-1', 'We kijken ernaar.')
    piet.send(piet.write('Muis', 'Mijn muis doet niets.'))
    assert piet.letter(0).number == 'CS0000001'
    desk.at_rest()
    assert els.letters() == []
    desk.configuration['desk']['tickets'] = tickets
    desk.gateway.configure(desk.configuration)
    desk.gateway.stop()
    servicenow.up()
    desk.start()
    eventually(lambda: len(els.letters()) == 2, 'both letters to Els')
    desk.at_rest()
    case, = servicenow.cases()
    assert all(case['number'] in letter.subject for letter in els.letters()), els.letters()


def test_status_tells_what_a_desk_that_is_away_is_to_do(long_numbers, servicenow):
    els = long_numbers.customer()
    servicenow.down()
    els.send(els.write('Scherm is zwart', 'Mijn scherm blijft zwart.'))

    def told():
        return long_numbers.gateway.json('status')['desk']
    eventually(lambda: told()['worker']['paused'], 'the pause')

    def to_do():
        return sum(count for state, count in told()['queue'].items() if state not in ('done', 'conflict', 'dropped'))
    assert told()['oldest'] and to_do() == 1 and told()['stuck'] == []
    text = long_numbers.gateway.run('status', code=1).decode() + long_numbers.gateway.stderr
    assert re.search(rf'^desk +{servicenow.url}  paused: .*connect', text, re.M), text
    assert re.search(r'^to do +1 (waiting|in flight); the oldest waits for', text, re.M), text
    number = json.loads(long_numbers.gateway.say('case', 'list', '--json'))[0]['number']
    assert 'there     not yet' in long_numbers.gateway.say('case', 'show', number)
    servicenow.up()
    eventually(lambda: to_do() == 0, 'an empty queue')
    assert els.letter(0).subject.startswith('[CASE')
