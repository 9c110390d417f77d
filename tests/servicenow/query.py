# SPDX-License-Identifier: Apache-2.0
"""Encoded queries: f=v^gLIKEw^ORhINa,b^NQ...^ORDERBYf, as a list of rows is asked for.

`^OR` binds tighter than `^`; `^NQ` begins another query, and a row of either is meant. A part that is wrong (a field
that the table has not, an operator that there is not) is left out without a word, as the documentation says of
sysparm_query: `wrong` tells which."""
import re

OPERATORS = ('ISNOTEMPTY', 'ISEMPTY', 'NOT LIKE', 'NOT IN', 'STARTSWITH', 'ENDSWITH', 'LIKE', 'IN', '!=', '>=', '<=',
             '=', '>', '<')
CONDITION = re.compile('([a-z][a-z0-9_.]*)(' + '|'.join(map(re.escape, OPERATORS)) + ')(.*)', re.S)
ORDER = re.compile('(ORDERBYDESC|ORDERBY)([a-z][a-z0-9_.]*)')


class Condition:
    def __init__(self, field, operator, value):
        self.field, self.operator, self.value = field, operator, value


class Query:
    def __init__(self, text, knows, forgotten=(), fold=False):
        """knows(field) tells whether the table has it, over dots too; what is forgotten is as if it had not;
        fold: large and small letters are alike."""
        self.wrong = []      # parts that never can be right: the writer's fault
        self.dropped = []    # all parts that were left out
        self.queries = [[]]  # alternatives of groups (all of them) of conditions (any of them)
        self.order = []
        self.fold = fold
        self.tests = None    # the same as queries: groups of (field, what its value must hold)
        for part in (text or '').split('^'):
            self._add(part, knows, forgotten)

    def _add(self, part, knows, forgotten):
        if part in ('', 'EQ'):
            return
        order = ORDER.fullmatch(part)
        if order:
            if knows(order[2]):
                self.order.append((order[2], order[1] == 'ORDERBYDESC'))
            else:
                self._leave_out(part)
            return
        new = part.startswith('NQ')
        either = part.startswith('OR')
        if new:
            self.queries.append([])
        condition = CONDITION.fullmatch(part[2:] if new or either else part)
        group = self.queries[-1][-1] if either and self.queries[-1] else None
        if group is None:
            group = []
            self.queries[-1].append(group)
        if not condition or not knows(condition[1]) or 'javascript:' in condition[3]:
            self._leave_out(part)
        elif condition[1] in forgotten:
            self.dropped.append(part)
        else:
            group.append(Condition(*condition.groups()))

    def _leave_out(self, part):
        self.wrong.append(part)
        self.dropped.append(part)

    def equal_to(self):
        """(field, value) pairs that every row must have, when there is no ^NQ."""
        if len(self.queries) > 1:
            return []
        return [(group[0].field, group[0].value) for group in self.queries[0]
                if len(group) == 1 and group[0].operator == '=']

    def matches(self, value_of):
        """value_of(field) is the row's."""
        if self.tests is None:
            self.tests = [[[(c.field, _test(c.operator, c.value, self.fold)) for c in group] for group in query if group]
                          for query in self.queries]
        return any(all(any(holds(value_of(field)) for field, holds in group) for group in query) for query in self.tests)

    def sort(self, rows, value_of):
        for field, descending in reversed(self.order):
            rows.sort(key=lambda row: _rank(value_of(row, field)), reverse=descending)
        return rows


def _rank(value):
    """Numbers in their order, before texts in theirs."""
    return (0, int(value), '') if value.removeprefix('-').isdecimal() else (1, 0, value)


def _test(operator, asked, fold):
    """What tells whether a value holds."""
    if fold:
        holds = _test(operator, asked.casefold(), False)
        return lambda has: holds(has.casefold())
    listed = asked.split(',')
    rank = _rank(asked)
    return {
        'ISEMPTY': lambda has: has == '', 'ISNOTEMPTY': lambda has: has != '',
        'IN': lambda has: has in listed, 'NOT IN': lambda has: has not in listed,
        'LIKE': lambda has: asked in has, 'NOT LIKE': lambda has: asked not in has,
        'STARTSWITH': lambda has: has.startswith(asked), 'ENDSWITH': lambda has: has.endswith(asked),
        '=': lambda has: has == asked, '!=': lambda has: has != asked,
        '>': lambda has: has != '' and _rank(has) > rank, '<': lambda has: has != '' and _rank(has) < rank,
        '>=': lambda has: has != '' and _rank(has) >= rank, '<=': lambda has: has != '' and _rank(has) <= rank,
    }[operator]
