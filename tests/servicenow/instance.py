# SPDX-License-Identifier: Apache-2.0
"""The instance as a whole: its rows, its switches, and what it remembers of its client."""
import html
import threading

from servicenow.clock import Clock
from servicenow.oauth import Tokens
from servicenow.rest import Refused, acl
from servicenow.schema import forget_own_fields
from servicenow.seed import ACCOUNT, seed
from servicenow.store import Store
from servicenow.switches import Switches

CASE, CLOSED = 'sn_customerservice_case', '3'
LOGGED = 20000  # of a body or an answer, so many characters are kept


class Instance:
    def __init__(self):
        self.lock = threading.RLock()
        self.switches = Switches()
        self.clock = Clock()
        self.snapshots = {}
        self.transactions = 0
        self._begin()

    def _begin(self):
        forget_own_fields()
        self.store = Store(self.clock)
        self.tokens = Tokens(self)
        self.sins = []
        self.log = []
        self.sessions = {}       # of cookies: how many requests
        self.hour = (0, 0)       # which, and how many requests in it
        self.closed_told = set()  # cases that the client knows are closed
        self.pending = []        # (key or None, what is done late)
        seed(self)

    def reset(self):
        self.switches.reset()
        self.clock.set(offset=0)
        self._begin()

    def save(self, name='saved'):
        self.snapshots[name] = self.store.saved()

    def restore(self, name='saved'):
        self.store.restore(self.snapshots[name])

    # What the client did

    def sin(self, request, what, detail=''):
        self.sins.append({'sin': what, 'detail': detail, 'method': request.method, 'path': request.path,
                          'transaction': request.transaction})

    def told(self, table, row):
        """The client is shown this row."""
        if table == CASE and row['state'] == CLOSED:
            self.closed_told.add(row['sys_id'])

    def looked_up(self, request, table, query, rows):
        """What waits for a look-up of its key that finds nothing is done now."""
        if rows or not self.pending:
            return
        keys = {value for field, value in query.equal_to() if field == 'correlation_id'}
        self._do_late(lambda key: key in keys)

    def read(self):
        """Something was read: what waits for that, having no key, is done now."""
        self._do_late(lambda key: key is None)

    def _do_late(self, due):
        now = [do for key, do in self.pending if due(key)]
        self.pending = [one for one in self.pending if not due(one[0])]
        for do in now:
            do()

    # Rows

    def choices(self, table, element):
        rows = [row for row in self.store.find('sys_choice', 'name', table) if row['element'] == element]
        if not rows and table != 'task':
            rows = [row for row in self.store.find('sys_choice', 'name', 'task') if row['element'] == element]
        return [row for row in rows if row['inactive'] == 'false']

    def journal(self, sys_id, element):
        return [row for row in self.store.find('sys_journal_field', 'element_id', sys_id) if row['element'] == element]

    def write_journals(self, table, row, journals, by):
        for element, text in journals.items():
            self.store.insert('sys_journal_field', {'element': element, 'element_id': row['sys_id'], 'name': table,
                                                    'value': self.marked(self.edited(text, by), by)}, by)

    def marked(self, text, by):
        """As a journal has what was edited so."""
        return f'[code]{text}[/code]' if self.switches.rich_text == 'code' and by != ACCOUNT else text

    def edited(self, text, by):
        """As the editor has it with which agents write; what comes by the API is plain text."""
        if not self.switches.rich_text or by == ACCOUNT or text.startswith('<p>'):
            return text
        return '<p>' + html.escape(text).replace('\n', '<br>') + '</p>'

    def name_of(self, user_name):
        user = self.store.user(user_name)
        return user['name'] if user else user_name

    # Rights

    def reads_as_empty(self, table):
        return table in self.switches.empty or (table == 'sys_journal_field' and self.switches.journal_acl)

    def check_readable(self, call, table):
        hidden = table == 'sys_properties' and not self.switches.properties_readable
        if hidden or table in self.switches.forbidden:
            raise Refused(403, 'Insufficient rights to query records', None)

    def check_writable(self, table, what):
        if table in self.switches.read_only:
            raise acl(what)
