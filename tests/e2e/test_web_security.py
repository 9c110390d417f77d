# SPDX-License-Identifier: Apache-2.0
"""What the web pages withstand: requests that are none, too many browsers, forms of others, proxies that are none, a worker
that was taken over."""
import getpass
import html
import os
import re
import signal
import socket
import threading
import time

import pytest

from browser import Browser, raw
from processes import eventually
from test_web import OPERATOR, SANNE, case_of, free_port, web  # noqa: F401: a fixture

GET = b'GET /login HTTP/1.1\r\nHost: desk.example\r\n'
# Responses to one raw request.
STATUS = re.compile(rb'^HTTP/1\.1 (\d{3}) ', re.M)


def statuses(where, data):
    return [int(code) for code in STATUS.findall(raw(where, data, patience=3))]


FORM = b'Content-Type: application/x-www-form-urlencoded\r\n'
POST = b'POST /login HTTP/1.1\r\nHost: desk.example\r\nSec-Fetch-Site: same-origin\r\n' + FORM
HIDDEN = b'GET /desk/ HTTP/1.1\r\nHost: desk.example\r\n\r\n'


@pytest.mark.parametrize('request_, wanted', [
    (POST + b'Content-Length: 3\r\nContent-Length: 3\r\n\r\ns=1', {400}),
    (POST + b'Content-Length: 3\r\nContent-Length: 4\r\n\r\ns=1x', {400}),
    (POST + b'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ns=1\r\n0\r\n\r\n', {400}),
    (POST + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n', {400}),
    (POST + b'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n', {400, 501}),
    (POST + b'Content-Length: +3\r\n\r\ns=1', {400}),
    (POST + b'Content-Length: 3, 3\r\n\r\ns=1', {400}),
    (GET + b'Host: evil.example\r\n\r\n', {400}),
    (b'GET /login HTTP/1.1\r\n\r\n', {400}),
    (GET + b'Connection: close\r\nX: a\x00b\r\n\r\n', {400, 200}),  # the library cuts the value there
    (GET + b'X\x00Y: a\r\n\r\n', {400}),
    (GET + b'X Y: a\r\n\r\n', {400}),
    (GET + b'Connection: close\r\nX: a\rb\r\n\r\n', {400, 200}),
    (b'GET /lo\x00gin HTTP/1.1\r\nHost: a\r\n\r\n', {400, 404}),
    (b'GET http://evil.example/login HTTP/1.1\r\nHost: a\r\n\r\n', {400, 404}),
    (b'PUT /login HTTP/1.1\r\nHost: a\r\n\r\n', {405}),
    (b'TRACE /login HTTP/1.1\r\nHost: a\r\n\r\n', {405}),
    (b'CONNECT evil.example:25 HTTP/1.1\r\nHost: a\r\n\r\n', {400, 405}),
    (b'GET /desk/../static/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n', {404}),
    (b'GET /static/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: a\r\n\r\n', {404}),
    (b'GET /desk/mail/1%0d%0aSet-Cookie:a=b HTTP/1.1\r\nHost: a\r\n\r\n', {404}),
    (b'GET / HTTP/1.1\r\nHost: a\r\n' + b'X: ' + b'y' * 100_000 + b'\r\n\r\n', {400, 413, 414, 431}),
    (b'GET / HTTP/1.1\r\nHost: a\r\n' + b'X: y\r\n' * 5000 + b'\r\n', {400, 413, 431}),
    (b'GET /' + b'a' * 100_000 + b' HTTP/1.1\r\nHost: a\r\n\r\n', {400, 414, 431}),
])
def test_what_is_no_plain_request_is_refused_and_hides_no_second(web, request_, wanted):  # noqa: F811
    """A second request right behind it, which would be led to the login, is never read: the connection is closed."""
    got = statuses(web.port, request_ + HIDDEN)
    assert 303 not in got, 'the second request was answered'
    assert set(got) <= wanted, got
    assert Browser(web.port).get('/login').status == 200


def test_bare_line_feeds_make_no_header(web):  # noqa: F811
    """However they are read, one request is one answer, and what follows in a value is no header of ours."""
    got = statuses(web.port, b'GET /login HTTP/1.1\nHost: desk.example\nConnection: close\n\n')
    assert got in ([200], [400], [])
    got = statuses(web.port, GET + b'X: a\nTransfer-Encoding: chunked\nContent-Length: 5\r\n\r\n0\r\n\r\n' + HIDDEN)
    assert set(got) <= {400}


def test_a_form_ends_its_connection(web):  # noqa: F811
    got = raw(web.port, POST + b'Content-Length: 3\r\n\r\ns=1' + HIDDEN, patience=3)
    assert len(STATUS.findall(got)) == 1 and b'Connection: close' in got


def test_idle_browsers_keep_nobody_out(web):  # noqa: F811
    """More than there may be, silent or dripping: others are answered again within twenty seconds."""
    idle = []
    try:
        for i in range(300):
            line = socket.create_connection(('127.0.0.1', web.port), timeout=5)
            if i % 2:
                line.sendall(b'GET / HTTP/1.1\r\n')
            idle.append(line)
        begun = time.monotonic()
        eventually(lambda: Browser(web.port).get('/login').status == 200, 'an answer beside 300 idle ones', patience=25)
        assert time.monotonic() - begun < 25
    finally:
        for line in idle:
            line.close()


def memory_of(pid):
    with open(f'/proc/{pid}/status') as status:
        return int(re.search(r'VmHWM:\s+(\d+) kB', status.read())[1])


def test_a_large_upload_is_cut_and_costs_no_memory(web):  # noqa: F811
    worker, = web.gateway.workers('web')
    before = memory_of(worker)
    head = POST + b'Content-Length: %d\r\n\r\n' % (30 << 20)
    assert statuses(web.port, head + b's=1') == [413]
    with socket.create_connection(('127.0.0.1', web.port), timeout=10) as line:
        line.sendall(POST + b'Transfer-Encoding: chunked\r\n\r\n')
        sent = 0
        try:
            for _ in range(480):
                line.sendall(b'10000\r\n' + b'a' * 0x10000 + b'\r\n')
                sent += 0x10000
        except OSError:
            pass
    assert sent < 30 << 20, 'all of it was taken'
    assert memory_of(worker) - before < 24 << 10
    assert web.gateway.workers('web') == [worker]


def test_many_large_forms_do_not_end_the_worker(web):  # noqa: F811
    """Each as long as one may be, all at once: what is too much together is cut."""
    worker, = web.gateway.workers('web')
    head = b'POST /desk/CS1 HTTP/1.1\r\nHost: a\r\nCookie: __Host-casegate=x\r\n' + FORM + b'Content-Length: 6000000\r\n\r\n'
    lines = []
    try:
        for _ in range(60):
            line = socket.create_connection(('127.0.0.1', web.port), timeout=10)
            lines.append(line)
            try:
                line.sendall(head)
                for _ in range(59):
                    line.sendall(b'a' * 100_000)
            except OSError:
                pass
        assert Browser(web.port).get('/login').status == 200
    finally:
        for line in lines:
            line.close()
    assert web.gateway.workers('web') == [worker]
    assert memory_of(worker) < 300 << 10


def test_without_a_session_there_is_nothing(web):  # noqa: F811
    number = case_of(web)
    stranger = Browser(web.port)
    for cookie in (None, 'x', 'A' * 43, "' OR 1=1 --"):
        stranger.cookie = cookie
        for path in ('/desk/', f'/desk/{number}', f'/desk/{number}/file/1', '/desk/mails', '/desk/contacts', '/desk/status'):
            page = stranger.get(path)
            assert (page.status, page.location) == (303, '/login')
            assert not page.bytes
        posted = stranger.post(f'/desk/{number}', {'do': 'note', 'text': 'x', 'nonce': '00' * 32})
        assert posted.status == 403 and number not in posted.text.replace(f'/desk/{number}', '')
    assert len(web.gateway.case(number)['timeline']) == len(web.gateway.case(number)['timeline'])
    assert 'note' not in web.gateway.log()


def test_missing_tickets_answer_alike(web):  # noqa: F811
    number = case_of(web)
    stranger = Browser(web.port)
    there, gone = stranger.get(f'/desk/{number}'), stranger.get('/desk/CS9999999')
    assert (there.status, there.location, there.bytes) == (gone.status, gone.location, gone.bytes)
    assert Browser(web.port).log_in(web.gateway, 'sanne@desk.example').get('/desk/CS9999999').status == 404


def test_what_is_looked_at_changes_nothing(web):  # noqa: F811
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    before = web.gateway.case(number)
    for path in (f'/desk/{number}?do=close', f'/desk/{number}?do=note&text=x&nonce=' + '00' * 32, '/logout',
                 '/login?s=' + 'A' * 43):
        for _ in range(50):
            assert browser.get(path).status == 200
    assert browser.send('HEAD', f'/desk/{number}').status == 200
    assert web.gateway.case(number) == before
    assert browser.get('/desk/').status == 200


@pytest.mark.parametrize('headers', [
    {'Sec_Fetch_Site': 'cross-site'}, {'Sec_Fetch_Site': 'same-site'}, {'Sec_Fetch_Site': 'none'}, {'Sec_Fetch_Site': None},
    {'Sec_Fetch_Site': None, 'Origin': 'https://evil.example'}, {'Sec_Fetch_Site': None, 'Origin': 'null'},
    {'Sec_Fetch_Site': 'cross-site', 'Origin': 'https://desk.example'}, {'Content_Type': 'text/plain'},
    {'Content_Type': 'multipart/mixed; boundary=x'}])
def test_forms_of_others_do_nothing(web, headers):  # noqa: F811
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    before = web.gateway.case(number)
    page = browser.submit(f'/desk/{number}', {'do': 'close'}, **headers)
    assert page.status in (403, 415)
    assert web.gateway.case(number) == before


def test_an_old_browser_tells_where_the_form_is_from_by_origin(web):  # noqa: F811
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    page = browser.submit(f'/desk/{number}', {'do': 'note', 'text': 'Zo.'}, Sec_Fetch_Site=None,
                          Origin='https://desk.example')
    assert page.status == 303


def test_a_form_is_of_its_session_and_counts_once(web):  # noqa: F811
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    other = Browser(web.port).log_in(web.gateway, 'olga@desk.example')
    theirs = other.get(f'/desk/{number}').field('nonce')
    form = {'do': 'answer', 'text': 'Wij komen kijken.'}
    for nonce in ('', '00' * 32, theirs):
        page = browser.post(f'/desk/{number}', {**form, 'nonce': nonce})
        assert page.status == 422 and 'Wij komen kijken.' in page.text, 'what was typed is kept'
    nonce = browser.get(f'/desk/{number}').field('nonce')
    pages = []
    lines = [threading.Thread(target=lambda: pages.append(browser.post(f'/desk/{number}', {**form, 'nonce': nonce})))
             for _ in range(8)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    assert [page.status for page in pages] == [303] * 8, 'a double click looks like one'
    said = [entry for entry in web.gateway.case(number)['timeline'] if 'Wij komen kijken.' in entry['text']]
    assert len(said) == 1
    web.at_rest()
    assert len([raw_ for raw_ in web.post.out.messages() if b'Wij komen kijken.' in raw_]) == 1


def test_nothing_is_sent_when_something_came_meanwhile(web):  # noqa: F811
    number = case_of(web)
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    form = {'do': 'answer', 'text': 'Wij komen kijken.', 'last': 1}
    nonce = browser.get(f'/desk/{number}').field('nonce')
    web.gateway.run('case', 'note', number, 'Is al geweest.')
    page = browser.post(f'/desk/{number}', {**form, 'nonce': nonce})
    assert page.status == 409
    assert 'Wij komen kijken.' in page.text and 'Is al geweest.' in page.text
    assert not any('Wij komen kijken.' in entry['text'] for entry in web.gateway.case(number)['timeline'])


def test_an_old_cookie_is_dead_after_login_and_logout(web):  # noqa: F811
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    old = browser.cookie
    browser.log_in(web.gateway, 'sanne@desk.example')
    assert browser.cookie != old
    assert browser.get('/desk/', Cookie=f'__Host-casegate={old}').status == 303
    assert browser.get('/desk/').status == 200
    newer = browser.cookie
    assert browser.post('/logout', {}).location == '/login'
    assert browser.cookie is None
    browser.cookie = newer
    assert browser.get('/desk/').status == 303


def test_a_session_ends_by_command_and_restarts_do_not_end_it(web):  # noqa: F811
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    web.gateway.stop()
    web.gateway.start()
    eventually(lambda: browser.get('/desk/').status == 200, 'the page after a restart')
    session, = web.gateway.json('session', 'list')
    assert (session['state'], session['agent']) == ('open', 'sanne@desk.example')
    web.gateway.run('session', 'end', str(session['id']))
    assert browser.get('/desk/').location == '/login'


def test_no_secret_is_in_spool_or_log(web):  # noqa: F811
    link = web.gateway.json('session', 'open', 'sanne@desk.example')['link'].partition('s=')[2]
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    browser.get('/desk/')
    for name in ('spool.db', 'spool.db-wal'):
        held = (web.gateway.state / name).read_bytes()
        assert browser.cookie.encode() not in held and link.encode() not in held
    assert browser.cookie not in web.gateway.log() and link not in web.gateway.log()


def test_a_cookie_is_for_this_host_and_no_script(web):  # noqa: F811
    link = web.gateway.json('session', 'open', 'sanne@desk.example')['link'].partition('s=')[2]
    page = Browser(web.port).post('/login', {'s': link})
    cookie = page.headers['Set-Cookie']
    assert cookie.startswith('__Host-casegate=')
    assert {'Path=/', 'Secure', 'HttpOnly', 'SameSite=Lax'} == set(cookie.split('; ')[1:])


def test_a_forged_host_is_in_no_link(web):  # noqa: F811
    browser = Browser(web.port, Host='evil.example', X_Forwarded_Host='evil.example', Forwarded='host=evil.example')
    for page in (browser.get('/'), browser.get('/desk/'), browser.get('/login')):
        assert 'evil.example' not in page.text + str(page.location)
    browser.log_in(web.gateway, 'sanne@desk.example')
    assert 'evil.example' not in browser.get('/desk/').text
    assert web.gateway.json('session', 'open', 'sanne@desk.example')['link'].startswith('https://desk.example/')


VECTORS = ['<script>parent.hit()</script>', '<img src=x onerror=alert(1)>', '"><svg onload=alert(1)>',
           "'><iframe src=javascript:alert(1)>", '</title><script>1</script>', '{{title}}{{{title}}}', '</pre><b>x',
           '<style>@import "//evil.example"</style>', '&lt;script&gt;', '<a href="javascript:1">x</a>']


def test_what_strangers_write_is_text(web):  # noqa: F811
    """In subject, name, text and search: never a tag of ours, and no policy would run it."""
    customer = web.customer('Els <b>Bos</b>', known=False)
    for vector in VECTORS:
        customer.send(customer.write(f'x{vector}', f'Hallo,\n\n{vector}\n'))
    web.settled(len(VECTORS))
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    pages = [browser.get(f"/desk/{case['number']}") for case in web.gateway.json('case', 'list')]
    pages += [browser.get('/desk/'), browser.get('/desk/?tab=open'), browser.get('/desk/mails?tab=all')]
    pages += [browser.get('/desk/search?text=' + html.escape(vector).replace('#', '')) for vector in ('<b>x', '"><b>')]
    for page in pages:
        assert page.status == 200
        for vector in ('<script>parent', '<img src=x', '<svg onload', '<iframe', '<script>1', '<b>x', '<b>Bos', '<style>@', '<a href="javascript'):
            assert vector not in page.text, vector
        policy = page.headers['Content-Security-Policy']
        for word in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "style-src 'self'", "base-uri 'none'"):
            assert word in policy
        assert 'unsafe' not in policy
        assert page.headers['X-Content-Type-Options'] == 'nosniff' and page.headers['Cache-Control'] == 'no-store'


# A proxy that logs people in.

@pytest.fixture
def proxied(folder_desk, folder):
    """A desk behind a Unix socket that believes this very user's processes."""
    path = folder / 'web'
    desk = folder_desk(web={'listen': f'unix:{path}', 'url': 'https://desk.example',
                            'sso': {'header': 'X-User', 'user': getpass.getuser(), 'customers': ['klant.example']}},
                       agents=[SANNE, OPERATOR])
    desk.path = path
    return desk.start()


def test_a_proxy_lets_in_whom_it_names_as_long_as_it_does(proxied):
    browser = Browser(proxied.path, X_User='sanne@desk.example')
    page = eventually(lambda: browser.get('/desk/'), 'the page')
    assert (page.status, page.location) == (303, '/desk/') and browser.cookie
    assert browser.get('/desk/').status == 200
    assert browser.get('/desk/', X_User='olga@desk.example').status == 303, 'another one is logged in anew'
    browser = Browser(proxied.path, X_User='sanne@desk.example')
    browser.get('/desk/')
    del browser.headers['X-User']
    assert browser.get('/desk/').location == '/login', 'without its word the cookie is none'
    assert Browser(proxied.path, X_User='els@klant.example').get('/desk/').status == 403


def test_a_customer_comes_in_by_the_login_of_their_organisation(proxied):
    for address in ('els@klant.example', 'tom@ander.example'):
        proxied.gateway.run('contact', 'add', address, '--language', 'nl')
    browser = Browser(proxied.path, X_User='els@klant.example')
    page = eventually(lambda: browser.get('/my/'), 'the page')
    assert (page.status, page.location) == (303, '/my/') and browser.cookie
    assert browser.get('/my/').status == 200
    assert browser.get('/desk/').location == '/my/'
    sent = browser.submit('/my/new', {'title': 'Muis', 'text': 'Mijn muis doet niets meer.', 'f.category': 'Overig'})
    assert sent.status == 303, sent.text
    eventually(lambda: proxied.gateway.json('case', 'list'), 'the case')
    trace = proxied.gateway.say('mail', 'show', '1')
    assert 'L4' in trace and 'the login of their own organisation' in trace, trace
    del browser.headers['X-User']
    assert browser.get('/my/').location == '/my/login', 'without its word the cookie is none'
    assert Browser(proxied.path, X_User='tom@ander.example').get('/my/').status == 403


@pytest.mark.parametrize('lines', [b'X-User: sanne@desk.example\r\nX-User: sanne@desk.example\r\n',
                                   b'X_User: sanne@desk.example\r\n', b'X-User : sanne@desk.example\r\n',
                                   b' X-User: sanne@desk.example\r\n', b'Y: a\nX-User\x00: sanne@desk.example\r\n'])
def test_a_proxys_header_comes_once_and_by_its_name(proxied, lines):
    eventually(lambda: proxied.path.exists(), 'the socket')
    got = raw(proxied.path, b'GET /desk/ HTTP/1.1\r\nHost: a\r\n' + lines + b'Connection: close\r\n\r\n', patience=3)
    assert b'Set-Cookie' not in got, got


def test_nobody_is_believed_at_a_port_or_as_another_user(folder_desk, folder, web):  # noqa: F811
    assert Browser(web.port, X_User='sanne@desk.example').get('/desk/').location == '/login'
    path = folder / 'web2'
    desk = folder_desk(web={'listen': f'unix:{path}', 'url': 'https://desk.example',
                            'sso': {'header': 'X-User', 'user': 'nobody'}}, agents=[SANNE]).start()
    page = eventually(lambda: Browser(path, X_User='sanne@desk.example').get('/desk/'), 'the page')
    assert page.location == '/login' and page.headers['Set-Cookie'] is None
    desk.end()


# The worker.

def test_the_worker_is_locked_in_and_begins_anew(web):  # noqa: F811
    browser = Browser(web.port).log_in(web.gateway, 'sanne@desk.example')
    worker, = web.gateway.workers('web')
    with open(f'/proc/{worker}/status') as status:
        assert 'Seccomp:\t2' in status.read()
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: browser.get('/desk/').status == 200, 'a new worker')
    assert web.gateway.workers('web') != [worker]
