// SPDX-License-Identifier: Apache-2.0
// What is nicer with a script; every page works without it. Keys: j and k go through a list, Enter opens, / searches, a
// answers, g q, g m, g r and g h go to the queue, mine, requests and held mails. A text that was not sent is kept in this
// browser until it is. A list says when something came.
(() => {
  'use strict';
  const body = document.body;
  const one = (selector, of = document) => of.querySelector(selector);
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];

  // What was done is told once, not again with each look.
  if (location.search.startsWith('?done=')) history.replaceState(null, '', location.pathname);

  // Texts that were not sent

  const DAY = 86400000;
  const place = form => `casegate:${form.dataset.keep}`;
  const kept = form => {
    try {
      const found = JSON.parse(localStorage.getItem(place(form)));
      return found && Date.now() - found.at < 7 * DAY ? found : null;
    } catch (error) {
      return null;
    }
  };
  const keep = form => {
    const text = one('textarea', form).value;
    const act = one('[name=do]:checked', form);
    try {
      if (text.trim() === '') localStorage.removeItem(place(form));
      else localStorage.setItem(place(form), JSON.stringify({text, act: act && act.value, at: Date.now()}));
    } catch (error) {
      // no room: then it is not kept
    }
  };
  const bringBack = form => {
    const found = kept(form), area = one('textarea', form);
    if (!found || area.value !== '') return;
    area.value = found.text;
    const act = found.act && one(`[name=do][value=${CSS.escape(found.act)}]`, form);
    if (act) act.checked = true;
    const told = document.createElement('p');
    told.className = 'hint';
    told.setAttribute('role', 'status');
    told.textContent = body.dataset.kept;
    area.after(told);
  };
  // What was sent and brought a page without an error is done.
  const SENT = 'casegate:sent';
  const before = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (before && one('#notice.good')) localStorage.removeItem(before);
  for (const form of all('form[data-keep]')) {
    bringBack(form);
    form.addEventListener('input', () => keep(form));
    form.addEventListener('change', () => keep(form));
    form.addEventListener('submit', () => sessionStorage.setItem(SENT, place(form)));
  }
  // A button that is pressed twice sends once.
  document.addEventListener('submit', event => {
    if (event.target.dataset.sending) event.preventDefault();
    event.target.dataset.sending = '1';
    setTimeout(() => delete event.target.dataset.sending, 5000);
  });

  // Keys

  const rows = all('.list .t');
  let at = -1, goes = 0;
  const move = by => {
    if (rows.length === 0) return;
    at = Math.min(Math.max(at + by, 0), rows.length - 1);
    rows[at].focus();
  };
  const go = {q: '/desk/', m: '/desk/mine', r: '/desk/requests', h: '/desk/mails'};
  const focus = selector => {
    const found = one(selector);
    if (found) found.focus();
    return Boolean(found);
  };
  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    '/': () => focus('#find'),
    a: () => focus('#answer textarea'),
    n: () => { location.href = '/desk/new'; },
    g: () => { goes = Date.now(); },
  };
  document.addEventListener('keydown', event => {
    const typing = event.target.matches('input:not([type=radio]), textarea, select');
    if (event.key === 'Escape' && typing) event.target.blur();
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter' && event.target.matches('textarea')) {
      const button = one('button.main', event.target.form);
      if (button) event.target.form.requestSubmit(button);
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const second = Date.now() - goes < 1500;
    goes = 0;
    if (second && go[event.key]) location.href = go[event.key];
    else if (KEYS[event.key]) KEYS[event.key]();
    else return;
    event.preventDefault();
  });
  rows.forEach((row, index) => row.addEventListener('focus', () => { at = index; }));

  // What came since this list was made: the same page is asked for again, and its tickets are compared.

  const list = one('#list');
  const tell = count => {
    const old = one('.fresh-bar');
    if (old) old.remove();
    const told = document.createElement('p'), link = document.createElement('a');
    told.className = 'fresh-bar';
    told.setAttribute('role', 'status');
    link.className = 'button main low';
    link.href = location.href;
    link.textContent = (count === 1 ? body.dataset.newOne : body.dataset.newMany).replace('%d', count);
    told.append(link);
    list.before(told);
    document.title = `(${count}) ${document.title.replace(/^\(\d+\) /, '')}`;
  };
  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, {headers: {Accept: 'text/html'}, credentials: 'same-origin'});
      if (!answer.ok || answer.redirected) return;
      const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const had = new Set(rows.map(row => row.getAttribute('href')));
      const count = all('#list .t', now).filter(link => !had.has(link.getAttribute('href'))).length;
      if (count > 0) tell(count);
    } catch (error) {
      // asked again later
    }
  };
  if (list) {
    setInterval(look, 60000);
    document.addEventListener('visibilitychange', look);
  }
})();
