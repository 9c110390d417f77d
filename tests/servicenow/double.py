# SPDX-License-Identifier: Apache-2.0
"""The stand-in for tests, as a process of its own:

    with Double() as d:
        d.url, d.ca, d.client_id, d.client_secret, d.user, d.password, d.api_key
        d.switch(put_status=200)
        d.fault('cut_after', method='POST', path='/case$')      # the next one; times=3, skip=1, body='...'
        d.agent.resolve('CS0001001', notes='Done.')             # each deed of agent.py
        d.cases('correlation_display=casegate'), d.case('CS0001001'), d.comments('CS0001001')
        d.requests(method='POST', path='/case$'), d.sins(), d.dropped()     # what was left out without a word
        d.clock(forward=60), d.clock(stop=True), d.save(), d.restore(), d.reset(), d.down(), d.up()

Any verb of control.py is a method too: d.contact(email=..., name=..., account=...)."""
import base64
import http.client
import json
import subprocess
import sys
from pathlib import Path

CASE = 'sn_customerservice_case'


class Refusal(Exception):
    """The stand-in's control would not do that."""


class Agent:
    def __init__(self, double):
        self._double = double

    def __getattr__(self, deed):
        def do(case=None, text=None, **more):
            named = {'case': case, 'text': text} if deed not in ('approve', 'disapprove', 'fulfil') else {'ritm': case}
            if deed == 'resolve' and text is not None:
                named = {'case': case, 'notes': text}
            return self._double.call(f'agent/{deed}', **{k: v for k, v in named.items() if v is not None}, **more)
        return do


class Double:
    def __init__(self, tls=None, certificate=None, ca=None, port=0):
        """tls: a folder for its certificates, kept for the next; or a certificate (.file, .key) and the CA's file."""
        arguments = ['--until-eof', '--port', str(port)]
        if tls:
            arguments += ['--tls', str(tls)]
        if certificate:
            arguments += ['--ca', str(ca), '--certificate', str(certificate.file), '--key', str(certificate.key)]
        self._arguments = arguments
        self.agent = Agent(self)
        self.process = None

    def start(self):
        self.process = subprocess.Popen([sys.executable, '-B', str(Path(__file__).parent), *self._arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        where = self.process.stdout.readline()
        if not where:
            raise RuntimeError(f'the ServiceNow stand-in ended at once: {self.process.wait()}')
        self.__dict__.update(json.loads(where))
        return self

    def stop(self):
        if self.process:
            self.process.stdin.close()
            self.process.terminate()
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def call(self, verb, **arguments):
        connection = http.client.HTTPConnection('127.0.0.1', self.plain_port, timeout=60)
        try:
            connection.request('POST', f'/_double/{verb}', json.dumps(arguments))
            answer = connection.getresponse()
            told = json.loads(answer.read() or b'null')
        finally:
            connection.close()
        if answer.status != 200:
            raise Refusal(told['error'])
        return told

    def __getattr__(self, verb):
        if verb.startswith('_') or 'plain_port' not in self.__dict__:
            raise AttributeError(verb)
        return lambda **arguments: self.call(verb, **arguments)

    def fault(self, name, **more):
        return self.call('fault', name=name, **more)

    def rows(self, table, query=''):
        return self.call('rows', table=table, query=query)

    def cases(self, query=''):
        return self.rows(CASE, query)

    def case(self, number):
        """By its number, sys_id or correlation_id."""
        return self.task(number, CASE)

    def task(self, number, table='task'):
        """The same of a case, a request or a requested item."""
        found = self.rows(table, f'number={number}^ORsys_id={number}^ORcorrelation_id={number}')
        assert len(found) == 1, f'{len(found)} rows of {table} are {number}'
        return found[0]

    def comments(self, number, element='comments'):
        """[(user name, text)], oldest first."""
        return [(row['sys_created_by'], row['value']) for row in self.rows(
            'sys_journal_field', f"element_id={self.task(number)['sys_id']}^element={element}")]

    def files(self, number):
        """{name: bytes} of what is attached to it."""
        return {row['file_name']: base64.b64decode(self.call('file', sys_id=row['sys_id'])) for row in self.rows(
            'sys_attachment', f"table_sys_id={self.task(number)['sys_id']}")}

    def variables(self, ritm):
        """{name: value} of what was ordered."""
        row = self.rows('sc_req_item', f'number={ritm}^ORrequest={ritm}^ORrequest.number={ritm}')[0]
        return {self.rows('item_option_new', f"sys_id={option['item_option_new']}")[0]['name']: option['value']
                for link in self.rows('sc_item_option_mtom', f"request_item={row['sys_id']}")
                for option in self.rows('sc_item_option', f"sys_id={link['sc_item_option']}")}

    def requests(self, method='', path='', status=None):
        """The log: {method, path, query, headers, body, status, answer, transaction, fault, dropped, ...}"""
        return self.call('requests', method=method, path=path, status=status)

    def sins(self, *but):
        """What the client did against the rules, without sins of these names."""
        return [one for one in self.call('sins') if one['sin'] not in but]
