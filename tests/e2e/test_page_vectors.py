# SPDX-License-Identifier: Apache-2.0
"""Sixty ways in which a text becomes a script, in subject, name, words, file name and address, as a real browser shows them
on the desk's pages and the customers': none runs, and none asks anybody for anything."""
import http.server
import re
import threading
from urllib.parse import quote

import pytest

import pagedriver
from pagedriver import Driver
from processes import eventually, free_port
from test_my_pages import code_letter, code_of
from test_pages import OPERATOR, SANNE

pytestmark = pytest.mark.skipif(pagedriver.missing() is not None, reason=pagedriver.missing() or '')

# HERE is a server of ours that nobody is to ask; what runs sets window.hit.
VECTORS = [
    '<script>window.hit=1</script>',
    '<script src=HERE/1></script>',
    '<ScRiPt >window.hit=1</sCrIpT >',
    '<script\x0c>window.hit=1</script>',
    '<script>window.hit=1//',
    '<<script>window.hit=1;//<</script>',
    '</title><script>window.hit=1</script>',
    '</textarea><script>window.hit=1</script>',
    '</script><script>window.hit=1</script>',
    '</style><script>window.hit=1</script>',
    '</option></select><script>window.hit=1</script>',
    '</svg><script>window.hit=1</script>',
    '--><script>window.hit=1</script>',
    ']]><script>window.hit=1</script>',
    '"><script>window.hit=1</script>',
    "'><script>window.hit=1</script>",
    '`><script>window.hit=1</script>',
    '<img src=x onerror=window.hit=1>',
    '<img src=HERE/2>',
    '<img/src="HERE/3"/onerror=window.hit=1>',
    '<img srcset="HERE/4 1x">',
    '"><img src=HERE/5 onerror=window.hit=1>',
    '" onmouseover="window.hit=1" x="',
    "' onfocus='window.hit=1' autofocus='",
    '" autofocus onfocus=window.hit=1 tabindex=1 x="',
    '` onclick=window.hit=1 x=`',
    '<svg onload=window.hit=1>',
    '<svg/onload=window.hit=1//',
    '<svg><script>window.hit=1</script></svg>',
    '<svg><use href="HERE/6#x"/></svg>',
    '<svg><image href="HERE/7"/></svg>',
    '<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>',
    '<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>',
    '<body onload=window.hit=1>',
    '<body background=HERE/8>',
    '<iframe src="javascript:parent.hit=1"></iframe>',
    '<iframe src=HERE/9></iframe>',
    '<iframe srcdoc="<script>parent.hit=1</script>"></iframe>',
    '<object data=HERE/10></object>',
    '<embed src=HERE/11>',
    '<video src=HERE/12 onerror=window.hit=1 autoplay>',
    '<audio src=HERE/13 autoplay>',
    '<video><source onerror=window.hit=1></video>',
    '<link rel=stylesheet href=HERE/14>',
    '<link rel=prefetch href=HERE/15>',
    '<style>@import "HERE/16";</style>',
    '<style>body{background:url(HERE/17)}</style>',
    '<p style="background:url(HERE/18)">x</p>',
    '<meta http-equiv=refresh content="0;url=HERE/19">',
    '<base href=HERE/>',
    '<form action=HERE/20><button autofocus>Go</button></form>',
    '<input autofocus onfocus=window.hit=1>',
    '<details open ontoggle=window.hit=1>',
    '<marquee onstart=window.hit=1>',
    '<select autofocus onfocus=window.hit=1>',
    '<a href="javascript:window.hit=1">x</a>',
    'javascript:window.hit=1',
    '{{title}}{{{title}}}{{> my-head}}{{=<% %>=}}',
    '&lt;script&gt;window.hit=1&lt;/script&gt;&#60;img src=x onerror=window.hit=1&#62;',
    '+ADw-script+AD4-window.hit=1+ADw-/script+AD4-',
    '\u02bascript\u02c3 <\u017fcript>window.hit=1</\u017fcript>',
    '%3Cscript%3Ewindow.hit=1%3C/script%3E',
    '<xss id=x tabindex=1 onactivate=window.hit=1 onfocusin=window.hit=1 autofocus>',
    '<noscript><p title="</noscript><img src=x onerror=window.hit=1>">',
]
# What a page of ours has, once it is shown: nothing of a vector is an element, an attribute or a way elsewhere.
LOOK = """
const bad = [];
if (window.hit) bad.push('a script ran');
for (const one of document.querySelectorAll('*')) {
  for (const attribute of one.attributes)
    if (/^on/i.test(attribute.name) || /^style$|^srcdoc$/i.test(attribute.name)) bad.push(one.tagName + ' ' + attribute.name);
  if (/^(IMG|IFRAME|OBJECT|EMBED|VIDEO|AUDIO|SOURCE|STYLE|BASE|MARQUEE|XSS|MATH|IMAGE|USE)$/i.test(one.tagName)) bad.push(one.tagName);
  for (const name of ['href', 'src', 'action', 'formaction'])
    if (one.hasAttribute(name) && !/^[/#?]/.test(one.getAttribute(name))) bad.push(one.tagName + ' ' + one.getAttribute(name));
}
for (const one of document.scripts) if (!one.src.endsWith('/static/desk.js')) bad.push('script ' + one.src);
for (const one of performance.getEntriesByType('resource'))
  if (!one.name.startsWith(location.origin + '/')) bad.push('asked ' + one.name);
return [...new Set(bad)];
"""


@pytest.fixture
def nobody():
    """A server that counts who asks it."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header('Content-Type', 'text/html')
            self.end_headers()
            self.wfile.write(f'<main>x</main><img src="{server.origin}/1" onerror="window.hit=1">'.encode())

        def log_message(self, *_):
            pass
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.asked = asked
    server.origin = f'http://127.0.0.1:{server.server_port}'
    yield server
    server.shutdown()


@pytest.fixture
def desk(folder_desk):
    port = free_port()
    limits = {'letters': {'per_minute': 0, 'per_hour': 0}, 'acknowledgements': {'per_minute': 0}}
    desk = folder_desk(web={'listen': f'127.0.0.1:{port}', 'url': f'http://localhost:{port}'}, agents=[SANNE, OPERATOR], **limits)
    desk.origin = f'http://localhost:{port}'
    return desk.start()


def write_all(desk, vectors):
    for i, vector in enumerate(vectors):
        address = f'vector-{i}@jansen.example'
        desk.gateway.run('contact', 'add', address, '--name', re.sub(r'[\x00-\x1f]', ' ', vector), '--account', 'Jansen BV')
        sender = desk.customer('Iemand Anders', known=False)
        sender.address, sender.name = address, 'Collega'
        mail = sender.write(re.sub(r'[\x00-\x1f]', ' ', vector), f'Zie hieronder.\n\n{vector}\n')
        mail.add_attachment(vector.encode(), maintype='text', subtype='html', filename=re.sub(r'[\x00-\x1f]', ' ', vector))
        sender.send(mail)
    desk.settled(len(vectors))
    return [case['number'] for case in desk.gateway.json('case', 'list', '--limit', '200')]


def enter(browser, desk, customer):
    browser.go('/my/login')
    browser.fill('#address', customer.address)
    browser.click('main button')
    browser.fill('#code', code_of(code_letter(customer)))
    browser.click('main button')
    assert browser.path == '/my/'


def looked_at(browser, paths):
    """What is wrong on these pages, each with its address."""
    wrong = []
    for path in paths:
        browser.go(path)
        wrong += [f'{path}: {one}' for one in browser.chrome.execute_script(LOOK)]
        wrong += [f'{path}: {one}' for one in browser.errors()]
    return wrong


def escaped(vectors):
    return [quote(vector, safe='') for vector in vectors if '\x0c' not in vector]


def test_nothing_that_people_write_runs_or_asks(desk, nobody):
    vectors = [vector.replace('HERE', nobody.origin) for vector in VECTORS]
    assert len(set(vectors)) >= 60
    numbers = write_all(desk, vectors)
    assert len(numbers) == len(vectors)
    els = desk.customer()
    desk.gateway.run('contact', 'set', els.address, '--account', 'Jansen BV', '--sees', 'organisation')
    for driver, let_in, paths in (
            (Driver(desk.origin, language='nl'), lambda one: enter(one, desk, els),
             ['/my/', '/my/?tab=organisation', *(f'/my/{number}' for number in numbers),
              *(f'/my/faq?text={text}' for text in escaped(vectors)),
              *(f'/my/new?title={text}&f.people={text}&f.category={text}' for text in escaped(vectors)[:12]),
              *(f'/my/{number}?became={text}&done={text}' for number, text in zip(numbers, escaped(vectors)[:6]))]),
            (Driver(desk.origin), lambda one: one.log_in(desk.gateway, 'sanne@desk.example'),
             ['/desk/', '/desk/?tab=open', '/desk/mails?tab=all', '/desk/contacts', '/desk/letters',
              *(f'/desk/{number}' for number in numbers), *(f'/desk/search?text={text}' for text in escaped(vectors)),
              *(f'/desk/contact/vector-{i}%40jansen.example' for i in range(12))])):
        try:
            let_in(driver)
            assert looked_at(driver, paths) == []
            driver.go(paths[2])
            assert len(driver.text) > 50
        finally:
            driver.close()
    assert nobody.asked == []


def test_the_look_sees_what_runs(nobody):
    """The test above would notice."""
    driver = Driver(nobody.origin.replace('127.0.0.1', 'localhost'))
    try:
        driver.go('/page')
        eventually(lambda: '/1' in nobody.asked and driver.chrome.execute_script('return window.hit'), 'a request, and a script', 10)
        found = driver.chrome.execute_script(LOOK)
        assert {'a script ran', 'IMG', 'IMG onerror', f'asked {nobody.origin}/1'} <= set(found)
    finally:
        driver.close()
