# SPDX-License-Identifier: Apache-2.0
"""Rows in memory, as the database has them: each value is a string."""
import hashlib
import pickle

from servicenow.schema import EXTENDS, FIELDS, display_field

INDEXED = ('number', 'correlation_id', 'email', 'user_name', 'element_id', 'table_sys_id', 'request', 'cat_item', 'name',
           'sysapproval', 'request_item', 'question', 'contact', 'account')
SYSTEM_USER = 'system'


class Store:
    def __init__(self, clock):
        self.clock = clock
        self.tables = {name: {} for name in FIELDS}
        self.index = {}
        self.files = {}     # bytes of attachments by sys_id
        self.numbers = {}   # the last one of each prefix
        self.made = 0
        self.late = {}      # sys_id: [what queries still see of the row, how many of them]

    def new_id(self):
        self.made += 1
        return hashlib.md5(b'row %d' % self.made).hexdigest()

    def next_number(self, prefix, digits=7, first=1001):
        self.numbers[prefix] = self.numbers.get(prefix, first - 1) + 1
        return f'{prefix}{self.numbers[prefix]:0{digits}d}'

    def insert(self, table, values, by=SYSTEM_USER):
        now = self.clock.now()
        row = {field.name: field.default for field in FIELDS[table].values() if not field.journal}
        row.update(sys_id=self.new_id(), sys_created_on=now, sys_created_by=by, sys_updated_on=now, sys_updated_by=by,
                   sys_mod_count='0', sys_class_name=table)
        row.update(values)
        self.tables[table][row['sys_id']] = row
        for name in INDEXED:
            if name in row:
                self.index.setdefault((table, name, row[name]), {})[row['sys_id']] = None
        return row

    def update(self, table, row, values, by=SYSTEM_USER):
        for name, value in values.items():
            if name in INDEXED and row[name] != value:
                self.index[table, name, row[name]].pop(row['sys_id'])
                self.index.setdefault((table, name, value), {})[row['sys_id']] = None
        row.update(values)
        row.update(sys_updated_on=self.clock.now(), sys_updated_by=by, sys_mod_count=str(int(row['sys_mod_count']) + 1))
        return row

    def delete(self, table, row):
        del self.tables[table][row['sys_id']]
        self.files.pop(row['sys_id'], None)
        for name in INDEXED:
            if name in row:
                self.index[table, name, row[name]].pop(row['sys_id'])

    def show_late(self, row, before, queries):
        """Queries see what the row was before (None: nothing) for so many more of them."""
        self.late.setdefault(row['sys_id'], [before, queries])[1] = queries

    def tables_of(self, table):
        return [table, *(name for name, base in EXTENDS.items() if base == table)]

    def get(self, table, sys_id):
        """The row of this table, or of one that extends it, or None."""
        return next((self.tables[name][sys_id] for name in self.tables_of(table) if sys_id in self.tables[name]), None)

    def find(self, table, field, value):
        """Rows with this value of an indexed field."""
        return [self.tables[name][sys_id] for name in self.tables_of(table)
                for sys_id in self.index.get((name, field, value), ())]

    def select(self, table, query, late=False):
        """The rows that a query means, in its order; late: as a client sees them."""
        rows = self._candidates(table, query)
        if late and self.late:
            rows = self._seen(rows)
        rows = [row for row in rows if query.matches(
            lambda field: row[field] if field in row else self.value(table, row, field))]
        return query.sort(rows, lambda row, field: self.value(table, row, field))

    def _candidates(self, table, query):
        for field, value in () if query.fold else query.equal_to():
            if field in INDEXED and field in FIELDS[table]:
                return self.find(table, field, value)
        return [row for name in self.tables_of(table) for row in self.tables[name].values()]

    def _seen(self, rows):
        seen = []
        for row in rows:
            before, _ = self.late.get(row['sys_id'], (row, 0))
            if before:
                seen.append(before)
        return seen

    def query_done(self, table):
        """One more query of this table was answered: what is late comes nearer."""
        for sys_id in [sys_id for sys_id in self.late if sys_id in self.tables[table]]:
            self.late[sys_id][1] -= 1
            if self.late[sys_id][1] <= 0:
                del self.late[sys_id]

    def value(self, table, row, path):
        """The value of a field, over dots too; empty where there is none."""
        if '.' not in path:
            return row.get(path, '')
        name, _, rest = path.partition('.')
        value = row.get(name, '')
        reference = FIELDS[table][name].table
        other = reference and self.get(reference, value)
        return self.value(reference, other, rest) if other else ''

    def display(self, table, sys_id):
        row = self.get(table, sys_id) if table in FIELDS else None
        return row[display_field(table)] if row else ''

    def user(self, user_name):
        """The user, or contact, with this login."""
        return next(iter(self.find('sys_user', 'user_name', user_name)), None)

    def saved(self):
        return pickle.dumps((self.tables, self.index, self.files, self.numbers, self.made, self.late))

    def restore(self, saved):
        self.tables, self.index, self.files, self.numbers, self.made, self.late = pickle.loads(saved)
