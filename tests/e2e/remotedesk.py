# SPDX-License-Identifier: Apache-2.0
"""A desk whose tickets live in a stand-in for a ServiceNow instance, and both sides of a case."""
import re

from desk import UNLIMITED, Desk
from processes import eventually

STATES = {'new': '1', 'open': '10', 'awaiting info': '18', 'resolved': '6', 'closed': '3'}
POLLS = CASES, REQUESTS = [f'/api/now/table/{table}' for table in ('sn_customerservice_case', 'sc_req_item')]
LINE = re.compile(r'\s*\n\S[^\n]* \[casegate \w+\]\Z')  # with which our words end there


def tickets(double, folder, **more):
    """The value of desk.tickets."""
    secret = folder / 'client_secret'
    secret.write_text(double.client_secret + '\n')
    secret.chmod(0o600)
    return {'servicenow': {'url': double.url, 'ca_file': str(double.ca), 'poll': '5s', 'look_up_after': '10s',
                           'login': {'client_id': double.client_id, 'client_secret_file': str(secret)}, **more}}


class RemoteDesk(Desk):
    def __init__(self, program, folder, post, double, settings=None, **more):
        super().__init__(program, folder, post, **{**UNLIMITED, **more})
        self.double = double
        self.configuration['desk']['tickets'] = tickets(double, folder, **(settings or {}))
        self.gateway.configure(self.configuration)

    def customer(self, name='Els Bos', known=True, domain='klant.example', there=True, account=''):
        """One whom the instance knows too; account: on both sides."""
        customer = super().customer(name, known, domain)
        if there:
            self.double.contact(email=customer.address, name=name, account=account)
        if account:
            self.gateway.run('contact', 'set', customer.address, '--account', account)
        return customer

    def opened(self, customer, subject='Scherm is zwart', text='Mijn scherm blijft zwart na het opstarten.'):
        """A case on both sides: (its acknowledgement, its number)"""
        before = len(customer.letters())
        customer.send(customer.write(subject, text))
        letter = customer.letter(before)
        return letter, letter.number

    def solved(self, customer):
        """The same with a solution: (its resolution letter, its number)"""
        before = len(customer.letters())
        _, number = self.opened(customer)
        self.double.agent.resolve(number, 'Nieuwe kabel geplaatst.')
        return customer.letter(before + 1), number

    def is_there(self, number, state):
        """Waits until the case has this state on both sides."""
        def stands():
            assert self.double.case(number)['state'] == STATES[state], self.double.case(number)['state']
            return True
        eventually(stands, f'{number} {state} at the instance')
        return self.case(number, state=state)

    def said(self, number):
        """What was said at the instance, oldest first: (the user's name, the text without the line that we add)."""
        return [(by, LINE.sub('', text)) for by, text in self.double.comments(number)]

    def timeline(self, number):
        return [entry['text'] for entry in self.gateway.case(number)['timeline']]

    def noted(self, number, pattern):
        """Waits for a line of the timeline."""
        return eventually(lambda: next((text for text in self.timeline(number) if re.search(pattern, text)), None),
                          f'{pattern!r} on the timeline of {number}')

    def in_step(self):
        """Waits until nothing waits on its way there, and what changed was asked for since, and taken."""
        self._all_sent()
        before = len(self._polls())
        eventually(lambda: self._asked_anew(before), 'changes that are asked for')
        self._all_sent()

    def _polls(self):
        return [one['path'] for one in self.double.requests(method='GET', path=f"^({'|'.join(POLLS)})$")
                if one['query'].get('sysparm_query', '').startswith('correlation_display=')]

    def _asked_anew(self, before):
        """All pages of cases: requests are asked for when those are taken."""
        since = self._polls()[before:]
        return CASES in since and REQUESTS in since[since.index(CASES):]

    def _all_sent(self):
        def sent():
            queue = self.gateway.json('status')['desk']['queue']
            assert not any(queue[state] for state in ('waiting', 'in flight', 'unknown')), queue
            return True
        self.at_rest()
        eventually(sent, 'nothing that is on its way to the instance')
        self.at_rest()

    def letters(self, customer):
        """The subjects of all that the customer gets, when both sides know all of each other."""
        self.in_step()
        return [letter.subject for letter in customer.letters()]

    def posted(self, path):
        """How often something was posted, whatever became of it."""
        return len(self.double.requests(method='POST', path=path))
