# SPDX-License-Identifier: Apache-2.0
"""A command line to play the agent; what the client does meanwhile is told as it happens."""
import base64
import cmd
import json
import readline
import shlex
import sys
import textwrap
import threading
import time

from servicenow import control
from servicenow.cases import TABLE
from servicenow.schema import LABELS

BOLD, DIM, PLAIN = ('\033[1m', '\033[2m', '\033[0m') if sys.stdout.isatty() else ('', '', '')
WELCOME = '''
ServiceNow, as far as casegate sees it. You are the agent.

  instance      {url}
  CA file       {ca}
  OAuth client  {client_id}, secret "{client_secret}" (client_credentials, or password)
  API account   {user}, password "{password}"; API key {api_key}
  control       {control} (POST JSON, for scripts)

Type "help", or begin with "list". A case is meant by its number or the end of it; without one the last is meant.
'''


def play(server, where):
    shell = Shell(server)
    print(WELCOME.format(**where), flush=True)
    threading.Thread(target=shell.watch, daemon=True).start()
    while True:
        try:
            return shell.cmdloop()
        except KeyboardInterrupt:
            print()


class Shell(cmd.Cmd):
    prompt = 'agent> '
    doc_header = 'Commands ("help COMMAND" tells more):'

    def __init__(self, server):
        super().__init__()
        self.server, self.instance = server, server.instance
        self.current = None

    # Help of the shell itself

    def emptyline(self):
        pass

    def default(self, line):
        if line == 'EOF':
            print()
            return True
        print(f'unknown: {line.split()[0]} ("help" tells what there is)')

    def do_quit(self, line):
        """quit: ends everything; the state is gone"""
        return True

    def get_names(self):
        return [name for name in super().get_names() if name != 'do_EOF']

    # What is there

    def do_list(self, line):
        """list [QUERY]: cases, the newest change first; QUERY is an encoded one, like state=6"""
        rows = self._do('rows', table=TABLE, query=f'{line}^ORDERBYDESCsys_updated_on')
        for row in rows or []:
            print(f"{BOLD}{row['number']:<12}{PLAIN} {self._label('state', row['state']):<14} {row['sys_updated_on'][5:16]}  "
                  f"{self._name('customer_contact', row['contact']):<18} {row['short_description'][:60]}")
        if rows == []:
            print('no cases')

    def do_show(self, line):
        """show [CASE]: its fields, its journal and its files"""
        row, _ = self._case(line)
        if not row:
            return
        print(f"{BOLD}{row['number']}  {row['short_description']}{PLAIN}")
        for name, value in (
                ('state', self._label('state', row['state'])), ('priority', self._label('priority', row['priority'])),
                ('category', self._label('category', row['category'])),
                ('contact', self._name('customer_contact', row['contact'])),
                ('account', self._name('customer_account', row['account'])),
                ('assigned to', self._name('sys_user', row['assigned_to'])), ('watch list', row['watch_list']),
                ('correlation', f"{row['correlation_display']} {row['correlation_id']}".strip()),
                ('resolution', self._label('resolution_code', row['resolution_code'])),
                ('close notes', row['close_notes']), ('opened', row['opened_at']), ('updated', row['sys_updated_on'])):
            if value:
                print(f'  {name:<12} {value}')
        if row['description']:
            print(textwrap.indent(row['description'], '  | '))
        for entry in self._journal(row):
            print(entry)

    def _journal(self, row):
        store = self.instance.store
        entries = [(entry, LABELS[entry['element']], entry['value'])
                   for entry in store.find('sys_journal_field', 'element_id', row['sys_id'])]
        entries += [(file, 'File', f"{file['file_name']}, {file['size_bytes']} bytes")
                    for file in store.find('sys_attachment', 'table_sys_id', row['sys_id'])]
        for entry, label, text in sorted(entries, key=lambda one: one[0]['sys_created_on']):
            who = self.instance.name_of(entry['sys_created_by'])
            yield f"  {DIM}{entry['sys_created_on']} {who} ({label}){PLAIN}\n{textwrap.indent(text, '    ')}"

    def do_requests(self, line):
        """requests: what was ordered from the catalog"""
        for row in self._do('rows', table='sc_req_item', query='ORDERBYDESCnumber'):
            print(f"{BOLD}{row['number']:<12}{PLAIN} {row['stage']:<22} {row['approval']:<14} "
                  f"{self._name('sys_user', row['requested_for']):<18} {row['short_description']}")

    def do_people(self, line):
        """people: contacts, with their accounts"""
        for row in self._do('rows', table='customer_contact'):
            off = ' (inactive)' if row['active'] != 'true' else ' (locked)' if row['locked_out'] == 'true' else ''
            print(f"{row['email']:<28} {row['name']:<20} {self._name('customer_account', row['account'])}{off}")

    # Deeds

    def do_take(self, line):
        """take [CASE]: it is open and yours"""
        self._deed('take', line, None)

    def do_comment(self, line):
        """comment [CASE] TEXT: the customer sees it"""
        self._deed('comment', line, 'text')

    def do_note(self, line):
        """note [CASE] TEXT: a work note, which the customer does not see"""
        self._deed('note', line, 'text')

    def do_ask(self, line):
        """ask [CASE] TEXT: the case awaits info"""
        self._deed('ask', line, 'text')

    def do_resolve(self, line):
        """resolve [CASE] NOTES: proposes a solution; with --comment in front of NOTES they are a comment too"""
        more = {'notes_to_comments': True} if ' --comment ' in f' {line}' else {}
        self._deed('resolve', line.replace('--comment ', '', 1) if more else line, 'notes', **more)

    def do_close(self, line):
        """close [CASE] [NOTES]: a resolved case is the customer's to close; --force in front closes it all the same"""
        force = line.startswith('--force')
        self._deed('close', line.removeprefix('--force').strip(), 'notes', needed=False, force=force)

    def do_accept(self, line):
        """accept [CASE]: as the customer, in the portal"""
        self._deed('accept', line, None)

    def do_reject(self, line):
        """reject [CASE] REASON: as the customer, in the portal"""
        self._deed('reject', line, 'text')

    def do_attach(self, line):
        """attach [CASE] FILE: a file of this machine"""
        row, path = self._case(line)
        if row and path:
            try:
                with open(path, 'rb') as file:
                    content = file.read()
            except OSError as error:
                return print(error)
            self._tell(self._do('agent/attach', case=row['number'], name=path.rpartition('/')[2],
                                content=base64.b64encode(content).decode(), type='application/octet-stream'))

    def do_reassign(self, line):
        """reassign [CASE] GROUP: to another group, by its name"""
        self._deed('reassign', line, 'group')

    def do_set(self, line):
        """set [CASE] FIELD=VALUE ...: any fields"""
        row, rest = self._case(line)
        if row and rest:
            self._tell(self._do('agent/set', case=row['number'], **self._arguments(rest, text=True)))

    def do_open(self, line):
        """open EMAIL SUBJECT: as a customer, in the portal"""
        email, _, subject = line.partition(' ')
        self._tell(self._do('agent/open', contact=email, subject=subject))

    def do_approve(self, line):
        """approve RITM"""
        self._tell(self._do('agent/approve', ritm=line.strip()))

    def do_disapprove(self, line):
        """disapprove RITM: the approver rejects it"""
        self._tell(self._do('agent/disapprove', ritm=line.strip()))

    def do_fulfil(self, line):
        """fulfil RITM [NOTES]: it is done"""
        ritm, _, notes = line.partition(' ')
        self._tell(self._do('agent/fulfil', ritm=ritm, notes=notes))

    def do_autoclose(self, line):
        """autoclose: the flow that reminds after 5 days and closes after 10 runs once (see clock)"""
        for row in self._do('agent/auto_close') or []:
            self._tell(row)

    def do_contact(self, line):
        """contact EMAIL [NAME=VALUE ...]: a new one (name= account=), or changes one (active=false locked_out=true)"""
        email, _, rest = line.partition(' ')
        known = self.instance.store.find('customer_contact', 'email', email)
        self._do('agent/contact' if known else 'contact', email=email, **self._arguments(rest, text=True))
        self.do_people('')

    # How the instance behaves

    def do_switch(self, line):
        """switch [NAME [VALUE]]: how the instance behaves; without VALUE what it is"""
        name, _, value = line.partition(' ')
        if value:
            self._do('switch', **{name: self._value(value)})
        for one, told in self._do('switches').items():
            if one.startswith(name):
                mark = BOLD if told['is'] != told['start'] else ''
                print(f"{mark}{one:<26}{PLAIN} {json.dumps(told['is']):<12} {DIM}{told['what']}{PLAIN}")

    def complete_switch(self, text, line, begin, end):
        return [name for name in self.instance.switches.values if name.startswith(text)]

    def do_fault(self, line):
        """fault [NAME [WORD=VALUE ...]]: for the next request that method= path= body= find (times= skip= seconds= ...)"""
        if line:
            name, *rest = shlex.split(line)
            for fault in self._do('fault', name=name, **self._arguments(shlex.join(rest))) or []:
                print(json.dumps(fault))
        else:
            for name, what in self._do('fault_names').items():
                print(f'{name:<14} {DIM}{what}{PLAIN}')
            print('waiting:', json.dumps(self._do('faults')))

    def do_clear(self, line):
        """clear: no faults any more"""
        self._do('clear')

    def do_clock(self, line):
        """clock [DAYS]: what time it is there; DAYS on from now"""
        print(self._do('clock', **({'forward': 86400 * float(line)} if line else {})))

    def do_down(self, line):
        """down: nobody answers any more"""
        self.server.down()

    def do_up(self, line):
        """up: it answers again"""
        self.server.up()

    def do_log(self, line):
        """log [COUNT]: the last requests"""
        for entry in self.instance.log[-int(line or 20):]:
            print(self._request(entry))

    def do_sins(self, line):
        """sins: what the client did against the rules"""
        for sin in self._do('sins'):
            print(f"{sin['sin']}: {sin['detail']} ({sin['method']} {sin['path']})")

    def do_reset(self, line):
        """reset: everything is as at the start"""
        self._do('reset')

    # Helpers

    def _do(self, verb, **arguments):
        with self.instance.lock:
            status, told = control.do(self.instance, f'/_double/{verb}', arguments)
        if status != 200:
            print(told['error'])
            return None
        return told

    def _deed(self, name, line, word, needed=True, **more):
        row, text = self._case(line)
        if not row:
            return
        if word and needed and not text:
            return print(f'help {name}: {getattr(self, "do_" + name).__doc__}')
        self._tell(self._do(f'agent/{name}', case=row['number'], **({word: text} if word else {}), **more))

    def _case(self, line):
        """(the case that the first word means, the rest), or (the last case, all of it)"""
        first, _, rest = line.strip().partition(' ')
        rows = list(self.instance.store.tables[TABLE].values())
        found = [row for row in rows if first and row['number'].lower() == first.lower()]
        if not found and first.isdigit():
            found = [row for row in rows if row['number'].endswith(first)]
        if not found:
            current = self.instance.store.get(TABLE, self.current) if self.current else (rows or [None])[-1]
            found, rest = [current] if current else [], line.strip()
        if not found:
            print('there is no case yet')
            return None, ''
        self.current = found[-1]['sys_id']
        return found[-1], rest.strip()

    def _tell(self, row):
        if row:
            print(f"{BOLD}{row['number']}{PLAIN} {self._label('state', row['state']) if 'contact' in row else row['stage']}")

    def _label(self, element, value):
        return next((choice['label'] for choice in self.instance.choices(TABLE, element) if choice['value'] == value), value)

    def _name(self, table, sys_id):
        return self.instance.store.display(table, sys_id) if sys_id else ''

    @staticmethod
    def _value(text):
        try:
            return json.loads(text)
        except ValueError:
            return text

    def _arguments(self, line, text=False):
        words = (word.partition('=') for word in shlex.split(line))
        return {name: value if text else self._value(value) for name, _, value in words}

    # What the client does

    def watch(self):
        """Tells each write of the client when it is answered."""
        told = 0
        while True:
            time.sleep(0.2)
            log = self.instance.log
            told = min(told, len(log))
            while told < len(log) and log[told]['done']:
                if log[told]['method'] != 'GET' and not log[told]['path'].startswith('/oauth'):
                    self._interrupt(self._request(log[told]))
                told += 1

    def _interrupt(self, text):
        typed = readline.get_line_buffer()
        print(f'\r\033[K{DIM}<- {text}{PLAIN}\n{self.prompt}{typed}' if sys.stdout.isatty() else f'<- {text}', end='' if
              sys.stdout.isatty() else '\n', flush=True)

    @staticmethod
    def _request(entry):
        query = '&'.join(f'{name}={value}' for name, value in entry['query'].items())
        body = ' '.join(entry['body'].split())
        answer = entry['answer'].get('result') if isinstance(entry['answer'], dict) else entry['answer']
        number = f" {answer['number']}" if isinstance(answer, dict) and 'number' in answer else ''
        fault = f" [{entry['fault']}]" if entry['fault'] else ''
        return (f"{entry['status'] or '---'}{number}{fault} {entry['method']} {entry['path']}"
                f"{'?' + query if query else ''} {body}")[:230]
