# SPDX-License-Identifier: Apache-2.0
"""Files that come by forms of the pages: with what agents say, with what customers send; and what is refused of them."""
import email
import email.policy
import socket

import pytest

from browser import Browser, multipart
from fakeclamd import EICAR, FakeClamd
from processes import eventually
from test_my_pages import log_in, submit
from test_web import SANNE, case_of, free_port, web  # noqa: F401: a fixture
from test_web_security import memory_of, statuses

PICTURE = b'\x89PNG\r\n\x1a\n\0\xff\r\n--b\r\n' * 9
BOUNDARY = 'b0undary'


@pytest.fixture
def sanne(web):  # noqa: F811
    return Browser(web.port).log_in(web.gateway, 'sanne@desk.example')


def files_of(raw):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return [(part.get_filename(), part.get_payload(decode=True)) for part in mail.iter_attachments()]


def letter_with(web, words):  # noqa: F811
    raw, = eventually(lambda: [raw for raw in web.post.out.messages() if words in raw], f'a letter with {words}')
    return raw


def test_files_go_along_with_an_answer(web, sanne):  # noqa: F811
    number = case_of(web)
    page = sanne.submit(f'/desk/{number}', {'do': 'answer', 'text': 'See the drawing of answer 1.'},
                        [('tekening.png', PICTURE), ('../etc/"lijst".txt', b'een\r\ntwee'), ('', b'')])
    assert (page.status, page.location) == (303, f'/desk/{number}?done=answer'), page.text
    assert files_of(letter_with(web, b'drawing of answer 1')) == [('tekening.png', PICTURE), ('"lijst".txt', b'een\r\ntwee')]
    case = web.gateway.case(number)
    assert [(file['name'], file['size']) for file in case['attachments']] == [('tekening.png', len(PICTURE)), ('"lijst".txt', 9)]
    answer, = [entry for entry in case['timeline'] if entry['kind'] == 'answer']
    assert {file['mail'] for file in case['attachments']} == {answer['mail']}
    page = sanne.get(f'/desk/{number}')
    assert 'tekening.png' in page.text and f'/desk/{number}/file/2' in page.text
    assert sanne.get(f'/desk/{number}/file/1').bytes == PICTURE
    mail = web.gateway.json('mail', 'show', str(answer['mail']))
    assert (mail['state'], mail['ticket'], mail['from']) == ('done', number, 'sanne@desk.example')


def test_files_of_a_note_stay_here(web, sanne):  # noqa: F811
    customer = web.customer()
    customer.send(customer.write('Het ruikt', 'Naar rook.'))
    number = customer.letter(0).number
    letters = len(web.post.out.messages())
    assert sanne.submit(f'/desk/{number}', {'do': 'note', 'text': 'For us.'}, [('intern.txt', b'x')]).status == 303
    assert [file['name'] for file in web.gateway.case(number)['attachments']] == ['intern.txt']
    els = log_in(web, customer)
    page = els.get(f'/my/{number}')
    assert page.status == 200 and 'intern.txt' not in page.text
    assert els.get(f'/my/{number}/file/1').status == 404
    assert not any(b'intern.txt' in raw for raw in web.post.out.messages()[letters:])


def test_a_case_is_opened_with_files(web, sanne):  # noqa: F811
    page = sanne.submit('/desk/new', {'for': 'els@klant.example', 'title': 'By telephone', 'text': 'She called.', 'do': 'new'},
                        [('scan.pdf', b'%PDF-1.4')])
    assert page.status == 303, page.text
    number = page.location.split('/')[2].partition('?')[0]
    assert [file['name'] for file in web.gateway.case(number)['attachments']] == ['scan.pdf']


def test_the_command_line_sends_files_too(web, folder):  # noqa: F811
    number = case_of(web)
    path = folder / 'plan.txt'
    path.write_bytes(b'first this')
    web.gateway.run('case', 'answer', number, 'The plan of answer 2.', '--attach', str(path), '--as', 'sanne@desk.example')
    assert files_of(letter_with(web, b'plan of answer 2')) == [('plan.txt', b'first this')]


def test_customers_send_files(web):  # noqa: F811
    customer = web.customer()
    browser = log_in(web, customer)
    form = {'title': 'Scherm kapot', 'text': 'Zie de foto.', 'f.category': 'Overig'}
    page, where = submit(browser, '/my/new', form, [('foto.png', PICTURE)])
    assert 'foto.png' in page.text, page.text
    number = where.split('/')[2].partition('?')[0]
    assert browser.get(f'/my/{number}/file/1').bytes == PICTURE
    page, _ = submit(browser, f'/my/{number}', {'do': 'comment', 'text': 'En nog een.'}, [('twee.exe', b'MZ\x90\0')])
    assert 'twee.exe' in page.text
    case = web.gateway.case(number)
    assert [(file['name'], bool(file['marks'])) for file in case['attachments']] == [('foto.png', False), ('twee.exe', True)]
    assert {entry['author'] for entry in case['timeline'] if entry.get('mail')} == {'Els Bos'}


def test_two_posts_with_a_file_are_one_letter(web, sanne):  # noqa: F811
    number = case_of(web)
    form = {'do': 'answer', 'text': 'Only once, of answer 3.', 'nonce': sanne.get(f'/desk/{number}').field('nonce')}
    for _ in range(2):
        assert sanne.post_files(f'/desk/{number}', form, [('a.txt', b'a')]).status == 303
    letter_with(web, b'Only once, of answer 3')
    assert len(web.gateway.case(number)['attachments']) == 1


@pytest.mark.parametrize('size, status, says', [(19_000_000, 422, '18.9 MB'), (27_000_000, 413, '18.9 MB')])
def test_what_is_too_large_is_said_and_the_text_kept(web, sanne, size, status, says):  # noqa: F811
    number = case_of(web)
    before = web.gateway.case(number)['timeline']
    page = sanne.submit(f'/desk/{number}', {'do': 'answer', 'text': 'This is kept.'}, [('groot.bin', bytes(size))])
    assert page.status == status and says in page.text
    assert 'This is kept.' in page.text and ('groot.bin' in page.text) == (status == 422)
    assert web.gateway.case(number)['timeline'] == before


def test_customers_are_told_in_their_words(web):  # noqa: F811
    browser = log_in(web, web.customer())
    page = browser.submit('/my/new', {'title': 'x', 'text': 'Dit blijft staan.', 'f.category': 'Overig'}, [('a.bin', bytes(27_000_000))])
    assert page.status == 413 and 'De bijlagen zijn te groot' in page.text and 'Dit blijft staan.' in page.text


BAD = [b'', b'--x\r\n', multipart(BOUNDARY, {'do': 'note', 'text': 'x'}, [])[:-8],
       b'--b0undary\r\nContent-Disposition: form-data; name="do"\r\n\r\nnote\r\n--b0undary',
       multipart(BOUNDARY, {f'f{n}': 'x' for n in range(3000)}, []),
       multipart(BOUNDARY, {'do': 'note', 'text': 'a\0b'}, []),
       multipart(BOUNDARY, {'do': 'note'}, []) + b'--b0undary\r\n']


@pytest.mark.parametrize('body', BAD, ids=range(len(BAD)))
def test_what_is_no_form_is_refused(web, sanne, body):  # noqa: F811
    worker = web.gateway.workers('web')
    head = {'Content_Type': f'multipart/form-data; boundary={BOUNDARY}', 'Sec_Fetch_Site': 'same-origin'}
    assert sanne.send('POST', '/desk/CS0000001', body, **head).status == 400
    assert web.gateway.workers('web') == worker


def test_forms_without_files_take_none(web, sanne):  # noqa: F811
    assert sanne.post_files('/desk/mail/1', {'do': 'retry'}, [('x', b'x')]).status == 415
    assert Browser(web.port).post_files('/login', {'s': 'x'}, [('x', b'x')]).status == 415
    foreign = sanne.post_files('/desk/CS0000001', {'do': 'note', 'text': 'x'}, [], Sec_Fetch_Site='cross-site')
    assert foreign.status == 403


def head_of(cookie, length):
    return (f'POST /desk/CS0000001 HTTP/1.1\r\nHost: desk.example\r\nSec-Fetch-Site: same-origin\r\nCookie: __Host-casegate={cookie}\r\n'
            f'Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n{length}\r\n\r\n').encode()


def test_a_huge_upload_is_cut_and_costs_no_more_than_a_large_one(web, sanne):  # noqa: F811
    worker, = web.gateway.workers('web')
    assert statuses(web.port, head_of(sanne.cookie, f'Content-Length: {1 << 30}') + b'--b') == [413]
    assert statuses(web.port, head_of('', f'Content-Length: {1 << 20}') + b'--b') == [413]
    before, sent = memory_of(worker), 0
    with socket.create_connection(('127.0.0.1', web.port), timeout=10) as line:
        line.sendall(head_of(sanne.cookie, 'Transfer-Encoding: chunked'))
        try:
            for _ in range(4000):
                line.sendall(b'10000\r\n' + b'a' * 0x10000 + b'\r\n')
                sent += 0x10000
        except OSError:
            pass
    assert sent < 200 << 20, 'all of it was taken'
    assert memory_of(worker) - before < 64 << 10
    assert web.gateway.workers('web') == [worker]


@pytest.fixture
def clamd(folder):
    fake = FakeClamd(folder / 'clamd.ctl').start()
    yield fake
    if fake.listener.fileno() >= 0:
        fake.stop()


def test_files_of_the_desk_are_looked_into(folder_desk, clamd):
    """As those of a mail: who gets what is infected is told so, and it bears no type that a program opens."""
    port = free_port()
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': 'https://desk.example'}, agents=[SANNE], clamd=clamd.path).start()
    eventually(lambda: desk.gateway.json('status')['gateway']['clamd']['answers'], 'a clamd that answers')
    number = case_of(desk)
    sanne = Browser(port).log_in(desk.gateway, 'sanne@desk.example')
    files = [('schoon.txt', b'nothing in it'), ('factuur.pdf', EICAR.encode())]
    page = sanne.submit(f'/desk/{number}', {'do': 'answer', 'text': 'Looked into, answer 5.'}, files)
    assert page.status == 303, page.text
    assert clamd.scanned[-2:] == [content for _, content in files]
    letter = letter_with(desk, b'Looked into, answer 5')
    assert b'factuur.pdf (virus' in letter and b'application/pdf' not in letter
    assert ['infected' in file['marks'] for file in desk.gateway.case(number)['attachments']] == [False, True]

    customer = desk.customer()
    desk.port = port
    browser = log_in(desk, customer)
    _, where = submit(browser, '/my/new', {'title': 'Virus', 'text': 'Zie bijlage.', 'f.category': 'Overig'}, files)
    case = desk.gateway.case(where.split('/')[2].partition('?')[0])
    assert ['infected' in file['marks'] for file in case['attachments']] == [True, True]

    clamd.stop()
    assert sanne.submit(f'/desk/{number}', {'do': 'note', 'text': 'Nobody looked.'}, [('later.txt', b'x')]).status == 303
    assert desk.gateway.case(number)['attachments'][-1]['marks'] == ['unscanned']
