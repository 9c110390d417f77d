# SPDX-License-Identifier: Apache-2.0
"""A browser without a screen: what it would send, and the pages that come; and raw sockets for what no browser sends."""
import html
import http.client
import re
import socket
from urllib.parse import urlencode, urlsplit

PATIENCE = 20


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Page:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()
        self.text = self.bytes.decode(errors='replace')

    @property
    def location(self):
        return self.headers.get('Location')

    def field(self, name):
        """The value of a hidden field of the page's form, as the browser would send it back."""
        found = re.search(rf'name="?{name}"? value="([^"]*)"', self.text)
        assert found, f'no field {name} in {self.text[:2000]}'
        return html.unescape(found.group(1))


def multipart(boundary, form, files):
    """As browsers write it; a name's quotation marks and line ends are escaped."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
    for name, content in files:
        name = name.replace('"', '%22').replace('\r', '%0D').replace('\n', '%0A')
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        parts.append(head.encode() + content)
    return b''.join(b'--%s\r\n%s\r\n' % (boundary.encode(), part) for part in parts) + b'--%s--\r\n' % boundary.encode()


class Browser:
    """where: a port of 127.0.0.1, or the path of a Unix socket."""

    def __init__(self, where, **headers):
        self.where = where
        self.cookie = None
        self.headers = {name.replace('_', '-'): value for name, value in headers.items()}

    def _connection(self):
        if isinstance(self.where, int):
            return http.client.HTTPConnection('127.0.0.1', self.where, timeout=PATIENCE)
        return UnixConnection(str(self.where))

    def send(self, method, path, body=None, **headers):
        connection = self._connection()
        sent = {**self.headers, **{name.replace('_', '-'): value for name, value in headers.items() if value is not None}}
        if self.cookie is not None and 'Cookie' not in sent:
            sent['Cookie'] = f'__Host-casegate={self.cookie}'
        connection.request(method, path, body, sent)
        page = Page(connection.getresponse())
        connection.close()
        for cookie in page.headers.get_all('Set-Cookie') or []:
            name, _, value = cookie.partition(';')[0].partition('=')
            assert name == '__Host-casegate'
            self.cookie = value or None
        return page

    def get(self, path, **headers):
        return self.send('GET', path, **headers)

    def post(self, path, form, **headers):
        kind = {'Content_Type': 'application/x-www-form-urlencoded', 'Sec_Fetch_Site': 'same-origin'}
        return self.send('POST', path, urlencode(form), **{**kind, **headers})

    def post_files(self, path, form, files, **headers):
        """files: of (name, bytes)."""
        boundary = '----WebKitFormBoundary7MA4YWxkTrZu0gW'
        kind = {'Content_Type': f'multipart/form-data; boundary={boundary}', 'Sec_Fetch_Site': 'same-origin'}
        return self.send('POST', path, multipart(boundary, form, files), **{**kind, **headers})

    def submit(self, path, form, files=None, to=None, **headers):
        """As a person does: looks at the page, fills in its form, and sends it, to that page or to another, with all that is
        in it."""
        page = self.get(path)
        assert page.status == 200, page.text
        form = {'nonce': page.field('nonce'), **form}
        to = path if to is None else to
        return self.post(to, form, **headers) if files is None else self.post_files(to, form, files, **headers)

    def log_in(self, gateway, agent):
        link = urlsplit(gateway.json('session', 'open', agent)['link'])
        page = self.post('/login', {'s': link.query.partition('=')[2]})
        assert (page.status, page.location) == (303, '/desk/'), page.text
        return self


def raw(where, data, patience=PATIENCE):
    """Sends bytes as they are; all that comes until the other end closes, or is silent for so long."""
    family, address = (socket.AF_INET, ('127.0.0.1', where)) if isinstance(where, int) else (socket.AF_UNIX, str(where))
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(patience)
        line.connect(address)
        line.sendall(data)
        got = b''
        try:
            while piece := line.recv(65536):
                got += piece
        except (TimeoutError, ConnectionResetError):
            pass
        return got
