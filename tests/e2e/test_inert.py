# SPDX-License-Identifier: Apache-2.0
"""What a mail brings along does nothing: files are marked and named so that nothing runs them, markup is text."""
import html.parser
import io
import json
import pathlib
import re
import zipfile

import yaml

from test_agents import desk_with_agents
from test_hostile_mail import PASS

PROGRAM = b'MZ\x90\x00' + bytes(60) + b'PE\x00\x00' + bytes(200)


def archive(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace('__', '/').replace('_dot_', '.'), content)
    return out.getvalue()


def locked(made):
    """The same archive, as if each file in it needed a password."""
    made = bytearray(made)
    for mark, flags in ((b'PK\x03\x04', 6), (b'PK\x01\x02', 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + flags] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


# name, type, bytes: marks, the name to save it under
FILES = [
    (('foto.png', 'image/png', b'\x89PNG\r\n\x1a\n' + bytes(99)), [], 'foto.png'),
    (('rapport.docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      archive(word__document_dot_xml='<w/>')), [], 'rapport.docx'),
    (('setup.exe', 'application/octet-stream', PROGRAM), ['executable'], 'setup.exe.txt'),
    (('foto.jpg', 'image/jpeg', PROGRAM), ['executable', 'disguised'], 'foto.jpg.txt'),
    (('factuur.pdf.js', 'text/plain', b'alert(1)'), ['script', 'disguised'], 'factuur.pdf.js.txt'),
    (('uren.docx', 'application/octet-stream', archive(word__vbaProject_dot_bin='x')), ['macro'], 'uren.docx.txt'),
    (('alles.zip', 'application/zip', archive(map__start_dot_exe='x')), ['executable'], 'alles.zip.txt'),
    (('geheim.zip', 'application/zip', locked(archive(a_dot_txt='x'))), ['encrypted'], 'geheim.zip'),
    (('pagina.html', 'text/html', b'<script>alert(1)</script>'), ['html'], 'pagina.html.txt'),
    (('logo.svg', 'image/svg+xml', b'<svg onload="alert(1)"/>'), ['svg', 'xml'], 'logo.svg.txt'),
    (('factuur.xml', 'application/xml', b'<?xml version="1.0"?><Invoice/>'), ['xml'], 'factuur.xml'),
    (('schijf.iso', 'application/octet-stream', bytes(0x8001) + b'CD001' + bytes(99)), ['disk'], 'schijf.iso.txt'),
    (('open.lnk', 'application/octet-stream', b'L\x00\x00\x00\x01\x14\x02\x00' + bytes(99)), ['shortcut'], 'open.lnk.txt'),
    (('CON', 'application/octet-stream', b'x'), [], '_CON'),
    (('\u200b.htaccess', 'text/plain', b'x'), ['script'], '_.htaccess.txt'),
    (('factuur\u202efdp.exe', 'application/octet-stream', PROGRAM), ['executable', 'disguised'], 'factuurfdp.exe.txt'),
    (('../../../etc/cron.d/x', 'application/octet-stream', b'x'), [], 'x'),
]


def attach_all(mail):
    for (name, kind, content), _, _ in FILES:
        mail.add_attachment(content, maintype=kind.partition('/')[0], subtype=kind.partition('/')[2], filename=name)
    return mail


def test_what_may_do_harm_is_marked_wherever_people_meet_it(folder_desk):
    desk, (sanne, _) = desk_with_agents(folder_desk, authserv='mail.desk.example', authserv_hops=0)
    els = desk.customer()
    els.send(PASS + attach_all(els.write('Bestanden', 'Zie bijlagen.')).as_bytes())
    number = els.letter(0).number
    told = sanne.told(number)
    listed = desk.gateway.json('case', 'attachment', number)
    assert [(one['marks'], one['file']) for one in listed] == [(marks, file) for _, marks, file in FILES]
    shown = desk.gateway.say('case', 'show', number)
    assert 'foto.jpg' in shown and '[executable, disguised]' in re.sub(r'\s+', ' ', shown)
    assert f'setup.exe ({len(PROGRAM)} B; programma)' in told.text and 'foto.png (107 B)\r\n' in told.text, told.text
    for at, ((_, _, content), marks, _) in enumerate(FILES[:4], 1):
        assert desk.gateway.run('case', 'attachment', number, at) == content, 'it is kept as it came'
        assert (f'attachment {at} is marked: ' + ', '.join(marks) in desk.gateway.stderr) == bool(marks)


def test_an_agents_file_goes_with_a_word(folder_desk):
    desk, (sanne, _) = desk_with_agents(folder_desk, authserv='mail.desk.example', authserv_hops=0)
    els = desk.customer()
    els.send(PASS + els.write('Printer', 'Hij doet niets.').as_bytes())
    told = sanne.told(els.letter(0).number)
    answer = sanne.answer(told, 'Start dit.')
    answer.add_attachment(PROGRAM, maintype='application', subtype='x-msdownload', filename='driver.exe')
    answer.add_attachment(b'%PDF-1.4', maintype='application', subtype='pdf', filename='uitleg.pdf')
    sanne.send(b'Authentication-Results: mail.desk.example; dmarc=pass header.from=desk.example\n' + answer.as_bytes())
    letter = els.letter(1)
    parts = {part.get_filename(): part.get_content_type() for part in letter.message.iter_attachments()}
    assert parts == {'driver.exe': 'application/octet-stream', 'uitleg.pdf': 'application/pdf'}
    warned = 'driver.exe (programma)' if 'programma' in letter.text else 'driver.exe (program)'
    assert warned in letter.text and warned in letter.html
    assert 'uitleg.pdf' not in letter.text
    assert letter.text.rstrip().splitlines()[-1].startswith('Ref: ')


VECTORS = """<script>alert(1)</script>
<ScRiPt src=//evil.example/x.js></sCrIpT>
<img src=x onerror=alert(1)>
<img src="x`onerror=alert(1)`">
<IMG SRC=JaVaScRiPt:alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<iframe src=javascript:alert(1)></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<body onload=alert(1)>
<object data="data:text/html,<script>alert(1)</script>"></object>
<embed src=javascript:alert(1)>
<a href="javascript:alert(1)">klik</a>
<a href="jav&#x09;ascript:alert(1)">klik</a>
<a href="data:text/html;base64,PHNjcmlwdD4=">klik</a>
<a href="vbscript:msgbox(1)">klik</a>
<form action=javascript:alert(1)><input type=submit></form>
<button formaction=javascript:alert(1)>klik</button>
<input autofocus onfocus=alert(1)>
<select autofocus onfocus=alert(1)>
<textarea autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>
<video><source onerror="alert(1)">
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>
<isindex type=image src=1 onerror=alert(1)>
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<link rel=stylesheet href=javascript:alert(1)>
<link rel=import href="//evil.example">
<style>@import'javascript:alert(1)';</style>
<style>*{background:url(javascript:alert(1))}</style>
<div style="width:expression(alert(1))">x</div>
<div style="background:url('javascript:alert(1)')">x</div>
<base href="javascript:alert(1)//">
<table background="javascript:alert(1)">
<xml id=x><a><b>&lt;script>alert(1)&lt;/script></b></a></xml>
<![CDATA[<script>alert(1)</script>]]>
<!--[if gte IE 4]><script>alert(1)</script><![endif]-->
<!-- --!><script>alert(1)</script>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<title></title><script>alert(1)</script>
</textarea><script>alert(1)</script>
</p></td></table></body></html><script>alert(1)</script>
"><script>alert(1)</script>
'><script>alert(1)</script>
" onmouseover="alert(1)
' onmouseover='alert(1)
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
%3Cscript%3Ealert(1)%3C/script%3E
\\u003cscript\\u003ealert(1)\\u003c/script\\u003e
+ADw-script+AD4-alert(1)+ADw-/script+AD4-
{{text}}{{{text}}}{{&text}}{{> header}}
<?php echo 1 ?><?xml-stylesheet href="javascript:alert(1)"?>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script\x0c>alert(1)</script\x0c>
<\u017fcript>alert(1)</\u017fcript>
\uff1cscript\uff1ealert(1)\uff1c/script\uff1e
<custom-element onclick=alert(1)>x</custom-element>
<template><script>alert(1)</script></template>
<dialog open onclose=alert(1)>""".splitlines()

TAGS = set('html head meta title style body table tr td th tbody p b strong em br hr a div span ul ol li h1 h2 h3 '
           'blockquote'.split())


class Tags(html.parser.HTMLParser):
    """What a browser makes of a letter: the tags and addresses that our own templates have, and nothing else."""

    def __init__(self):
        super().__init__()
        self.odd = []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS:
            self.odd.append(tag)
        for name, value in attributes:
            value = (value or '').lower()
            if name.startswith('on') or name in ('src', 'srcdoc', 'background', 'formaction', 'action'):
                self.odd.append((tag, name, value))
            if name == 'href' and not value.startswith(('mailto:', 'https://', 'http://')):
                self.odd.append((tag, name, value))
            if name == 'style' and ('expression' in value or 'url(' in value):
                self.odd.append((tag, name, value))

    def handle_comment(self, data):
        if 'alert' in data:
            self.odd.append(('comment', data))

    def handle_pi(self, data):
        self.odd.append(('instruction', data))


def assert_no_markup(letter):
    tags = Tags()
    tags.feed(letter.html or '')
    tags.close()
    assert not tags.odd, (tags.odd, letter.html)


def test_no_markup_of_a_mail_is_markup_of_ours(folder_desk):
    """Each vector in the subject, the name, the text, the HTML and a file's name: what a proven contact, an agent and a
    program read of it has no tag of it."""
    assert len(VECTORS) >= 60
    desk, (sanne, _) = desk_with_agents(folder_desk, authserv='mail.desk.example', authserv_hops=0)
    els = desk.customer()
    numbers = []
    for part in (VECTORS[:20], VECTORS[20:40], VECTORS[40:]):
        name = re.sub(r'[\x00-\x1f]', ' ', ' '.join(part))[:150]
        mail = els.write(name, '\n'.join(part))
        mail.replace_header('From', f'"{name[:60].translate({34: None, 92: None})}" <{els.address}>')
        mail.add_alternative('<html><body>Het scherm is zwart.' + '\n'.join(part) + '</body></html>', subtype='html')
        mail.add_attachment(b'x', maintype='application', subtype='pdf', filename=name[:60] + '.pdf')
        els.send(PASS + mail.as_bytes())
        letter = els.letter(len(numbers))
        numbers.append(letter.number)
        told = sanne.told(letter.number)
        assert 'alert(1)' in told.text, 'it is there as a text: else this looks at nothing'
        for one in (letter, told):
            assert_no_markup(one)
    desk.gateway.run('case', 'resolve', numbers[0], '\n'.join(VECTORS))
    assert_no_markup(els.letter(len(numbers)))
    for words in [('case', 'show', number) for number in numbers] + [('case', 'list'), ('mail', 'list'), ('contact', 'list')]:
        said = desk.gateway.say(*words, '--json')
        assert '<' not in said
        json.loads(said)


def blocks(text):
    """The lines for casegate.yaml on the operator's page, those of one block together."""
    for block in re.findall(r'(?m)(?:^    .+\n)+', text):
        lines = '\n'.join(line[4:] for line in block.splitlines())
        if re.match(r'(imap|authserv|trust): ', lines):
            yield yaml.safe_load(lines)


TOP = {
    'mail.desk.example': 'Received: from mail.desk.example by mail.desk.example with LMTP id x; Mon, 30 Nov 2026 16:49:13 +0000\n'
                         'Authentication-Results: mail.desk.example; dmarc=pass (p=reject dis=none) header.from=klant.example\n'
                         'Authentication-Results: mail.desk.example; spf=pass smtp.mailfrom=klant.example\n'
                         'Authentication-Results: mail.desk.example; dkim=none; dkim-atps=neutral\n'
                         'Received: from mail.klant.example (unknown [192.0.2.2]) by mail.desk.example (Postfix) with ESMTP id D0\n',
    'microsoft365': 'Received: from A.eurprd05.prod.outlook.com (2603::1) by B.eurprd05.prod.outlook.com with HTTPS; x\n'
                    'Received: from C.eurprd05.prod.outlook.com (2603::2) by A.eurprd05.prod.outlook.com with ESMTP; x\n'
                    'Received: from D.eop-eur05.prod.protection.outlook.com (2603::3) by C.outlook.office365.com with ESMTP; x\n'
                    'Authentication-Results: spf=pass (sender IP is 192.0.2.2) smtp.mailfrom=klant.example; dkim=pass'
                    ' (signature was verified) header.d=klant.example;dmarc=pass action=none'
                    ' header.from=klant.example;compauth=pass reason=100\n'
                    'Received: from mail.klant.example (192.0.2.2) by D.mail.protection.outlook.com (10.1.1.1); x\n',
    'mx.google.com': 'Received: by 2002:a05:6a10:1234:b0:5e:1:2 with SMTP id x; Mon, 30 Nov 2026 08:49:13 -0800 (PST)\n'
                     'X-Received: by 2002:a17:906:1 with SMTP id y; x\n'
                     'ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass header.from=klant.example\n'
                     'Received: from mail.klant.example (mail.klant.example. [192.0.2.2]) by mx.google.com with ESMTPS id z; x\n'
                     'Received-SPF: pass\n'
                     'Authentication-Results: mx.google.com; dkim=pass header.i=@klant.example header.s=s1 header.b=ab12;'
                     ' spf=pass smtp.mailfrom=els@klant.example; dmarc=pass (p=REJECT sp=REJECT dis=NONE)'
                     ' header.from=klant.example\n',
}


def test_the_operators_page_says_what_works(folder_desk):
    """Each block of it is good for `casegate check`; with it a mail as that server gives it is believed, and the same
    results below one more server are not."""
    page = (pathlib.Path(__file__).parents[2] / 'doc' / 'proof.md').read_text()
    desk = folder_desk()
    els = desk.customer()
    seen = set()
    original = desk.configuration['mailboxes'][0].copy()
    last = {}
    for block in blocks(page):
        if 'trust' not in block:
            last = {key: value for key, value in block.items() if key.startswith('authserv')}
            seen.add(block['authserv'])
        box = {key: value for key, value in block.items() if key not in ('imap', 'user', 'token_command', 'reply_address')}
        desk.configuration['mailboxes'][0] = {**original, **last, **box}
        desk.gateway.configure(desk.configuration)
        desk.gateway.say('check')
        file = desk.gateway.folder / 'mail.eml'
        mail = els.write('Scherm', 'Zwart.').as_bytes()
        top = TOP[last['authserv']].encode()
        file.write_bytes(top + mail)
        assert re.search('(DMARC|DKIM) pass by ' + last['authserv'], desk.gateway.say('explain', file))
        more = b'Received: from x by y.example; x\n' * (last['authserv_hops'] + 1)
        file.write_bytes(more + top + mail)
        assert 'no pass by our own server' in desk.gateway.say('explain', file)
    assert seen == set(TOP)


def test_a_name_and_a_title_read_as_they_are_written(folder_desk):
    """Nothing turns a line round or hides in it; a domain that looks like another is shown as what it is."""
    desk, (sanne, _) = desk_with_agents(folder_desk, authserv='mail.desk.example', authserv_hops=0)
    els = desk.customer()
    mail = els.write('Scherm \u202eneteb\u202c is\u200b zwart\u2069\ufeff', 'Zwart.')
    mail.replace_header('From', f'"Els\u202e soB\u202c \U000e0041\u200bBos" <{els.address}>')
    els.send(PASS + mail.as_bytes())
    letter = els.letter(0)
    ascii_name, seen_name = b'xn--klnt-63d.example', 'kl\u0430nt.example'.encode()  # with a Cyrillic a
    stranger = desk.customer('Jan', known=False, domain=ascii_name.decode())
    stranger.send(stranger.write('Muis', 'Stuk.').as_bytes().replace(ascii_name + b'>', seen_name + b'>'))
    mails = desk.settled(2)
    told = sanne.told(mails[1]['ticket'])
    for one in (letter, sanne.told(letter.number), told):
        for text in (one.subject, one.text, one.html, str(one['To'])):
            assert not re.search('[\u200b\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]', text or ''), one.raw
    assert letter.subject == f'[{letter.number}] Scherm neteb is zwart'
    assert '@xn--klnt-63d.example' in told.text and 'kl\u0430nt' not in told.text
