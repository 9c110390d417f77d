# SPDX-License-Identifier: Apache-2.0
"""`casegate check --online`: what works and what does not, in words, with nothing changed anywhere but by --letter."""
import fakesmtp
from desk import Desk, SmtpPost
from processes import eventually
from test_odd_servers import PASSWORD, mail, odd, tls  # noqa: F401 (fixtures)


def online(desk, code, *words):
    """Its lines about servers and folders: {'mailbox support': 'good: ...', 'outgoing': 'good: ...'}."""
    out = desk.gateway.say('check', '--online', *words, code=code)
    assert PASSWORD not in out + desk.gateway.stderr
    return dict(line.split(': ', 1) for line in out.splitlines()[1:])


def imap_commands(desk):
    return [line.split(' ')[0] for line in desk.imap.log]


def test_good_servers_are_good_and_nothing_changes(odd):  # noqa: F811
    odd.imap.deliver(mail('melding'))
    found = online(odd, 0)
    assert found['mailbox support'].startswith(
        'good: UIDVALIDITY 17, MOVE, UIDPLUS, IDLE; not tried, as it would change something: '
        'fetching a mail, moving a mail to Processed, moving a mail to Failed')
    assert 'mails in it: 1, and all are answered: there is no taken_from' in found['mailbox support']
    assert found['outgoing'].startswith('good: logged in, SIZE')
    assert set(imap_commands(odd)) <= {'CAPABILITY', 'AUTHENTICATE', 'LOGIN', 'SELECT', 'LIST', 'UID', 'LOGOUT'}
    assert 'LIST' in imap_commands(odd)
    assert all(line.startswith('UID SEARCH') for line in odd.imap.log if line.startswith('UID'))
    assert len(odd.imap.inbox.mails) == 1 and not odd.smtp.letters


def test_a_missing_folder_to_file_into_is_said_and_not_made(odd):  # noqa: F811
    del odd.imap.folders['Processed']
    assert 'no folder Processed yet' in online(odd, 0)['mailbox support']
    assert 'Processed' not in odd.imap.folders


def test_a_missing_inbox_is_wrong(odd):  # noqa: F811
    odd.configuration['mailboxes'][0]['imap'] += '-gone'
    odd.gateway.configure(odd.configuration)
    found = online(odd, 1)
    assert found['mailbox support'].startswith('wrong: ') and 'INBOX-gone' in found['mailbox support']
    assert found['outgoing'].startswith('good: ')


def test_a_server_without_move_is_said(odd):  # noqa: F811
    odd.imap.capabilities = 'IMAP4rev1 SASL-IR AUTH=PLAIN'
    found = online(odd, 0)['mailbox support']
    assert found.startswith('good: UIDVALIDITY 17;') and 'neither MOVE nor UIDPLUS' in found


def test_a_folder_that_may_not_change_is_said(odd):  # noqa: F811
    def select(connection, tag, arguments):
        connection.folder, connection.known = connection.server.inbox, 0
        connection.send('* 0 EXISTS\r\n* OK [PERMANENTFLAGS ()] none\r\n* OK [UIDVALIDITY 17] ok\r\n'
                        f'{tag} OK [READ-ONLY] selected\r\n')
    odd.imap.fault('SELECT', select)
    assert 'the folder is read-only: mails that are done stay in it' in online(odd, 0)['mailbox support']


def test_wrong_passwords_are_said(odd):  # noqa: F811
    odd.imap.password = odd.smtp.password = 'another'
    found = online(odd, 1)
    assert 'login as desk is refused' in found['mailbox support']
    assert 'login as desk is refused' in found['outgoing']


def test_a_wrong_certificate_ends_it_before_the_password(odd, certificates):  # noqa: F811
    odd.configuration['mailboxes'][0].pop('ca_file')
    odd.gateway.configure(odd.configuration)
    found = online(odd, 1)
    assert 'certificate' in found['mailbox support'] and odd.imap.log == []
    assert found['outgoing'].startswith('good: ')


def test_a_server_that_is_not_there_is_wrong(odd):  # noqa: F811
    odd.smtp.stop()
    found = online(odd, 1)
    assert found['mailbox support'].startswith('good: ')
    assert found['outgoing'].startswith('wrong: ')


def test_a_maildir_that_is_missing_is_wrong_and_not_made(program, folder):
    from desk import configuration
    from gateway import Gateway
    gateway = Gateway(program, folder / 'gateway', configuration(
        [{'name': 'support', 'maildir': str(folder / 'in'), 'address': 'desk@desk.example'}],
        {'maildir': str(folder / 'out')}))
    out = gateway.say('check', '--online', code=1)
    assert f'mailbox support: wrong: {folder}/in/cur: there is no such folder' in out
    assert f'outgoing: wrong: {folder}/out/cur' in out
    assert not (folder / 'in').exists() and not (folder / 'out').exists()
    for name in ('in', 'out'):
        for part in ('cur', 'new', 'tmp'):
            (folder / name / part).mkdir(parents=True)
    assert f'mailbox support: good: Maildir {folder}/in' in gateway.say('check', '--online')


def test_real_servers_are_good(server_desk):
    desk = server_desk()
    found = online(desk, 0)
    assert all(words.startswith('good: ') for words in found.values()) and len(found) >= 2


def of_letter(desk, code):
    """The same of a letter to itself alone."""
    found = online(desk, code, '--letter')
    return {about.removeprefix('mailbox support, '): words for about, words in found.items() if 'letter' in about}


def test_a_letter_to_oneself_is_judged_and_leaves_nothing(server_desk):
    desk = server_desk()
    els = desk.customer()
    els.send(els.write('Wacht', 'Deze mail wacht tot de gateway loopt.'))
    eventually(lambda: desk.post.waiting(desk.address) == 1, 'the mail that waits')
    assert of_letter(desk, 0) == {
        'letter': "good: it came back, and is deleted; judged by 'mail.desk.example'",
        'letter, SPF': 'not known: the server says nothing of it',
        'letter, DKIM': 'not known: the server says nothing of it',
        'letter, DMARC': 'good: pass for desk.example'}
    desk.configuration['outgoing']['envelope_from'] = 'badly@desk.example'
    desk.gateway.configure(desk.configuration)
    found = of_letter(desk, 1)
    assert found['letter, SPF'].startswith('wrong: softfail: the record of desk.example does not name the server')
    assert found['letter, DKIM'].startswith('wrong: not aligned: the letter is signed by provider.example')
    assert found['letter, DMARC'].startswith('wrong: none: desk.example has no policy: publish a TXT record at _dmarc.')
    assert desk.post.waiting(desk.address) == 1 and not desk.gateway.mails()
    desk.start()
    desk.settled(1)
    assert [case['title'] for case in desk.gateway.cases()] == ['Wacht']


def test_no_letter_is_sent_unasked_or_beside_a_gateway(odd):  # noqa: F811
    odd.gateway.start()
    assert odd.gateway.say('check', '--online', '--letter', code=1).splitlines()[-1] == (
        'letter: not sent: the gateway that runs would take it in; stop it for a minute, mail waits where it is')
    odd.gateway.stop()
    online(odd, 0)
    assert not odd.smtp.letters
    odd.gateway.run('check', '--letter', code=64)


def test_a_letter_that_is_refused_is_said(odd):  # noqa: F811
    odd.smtp.fault('RCPT', '550 5.7.1 not from here')
    assert of_letter(odd, 1) == {'letter': 'wrong: it was not sent: 550 5.7.1 not from here'}


def test_a_server_that_judges_nothing_is_said_and_a_gateway_would_make_no_case(program, folder):
    """The way out ends in the inbox, a Maildir."""
    desk = Desk(program, folder, SmtpPost(folder))
    inbox = desk.post.inboxes[desk.address]
    letters = []

    def deliver(connection, line):
        del line
        letters.append(connection.text)
        inbox.add(connection.text)
        return fakesmtp.PASS
    desk.post.server.fault('TEXT', deliver)
    inbox.add(mail('andere'))
    found = of_letter(desk, 0)
    assert list(found) == ['letter'] and found['letter'].startswith(
        'good: it came back, and is deleted; its server judges no letters of its own people')
    assert inbox.messages() == [mail('andere')] and len(letters) == 1
    file = folder / 'letter.eml'
    file.write_bytes(letters[0])
    explained, = desk.gateway.json('explain', file)
    assert (explained['decision'], explained['reason']) == ('ignore', 'a letter of our own that came back')
    desk.post.server.stop()
