# SPDX-License-Identifier: Apache-2.0
"""A real browser without a screen: Debian's chromium, driven by python3-selenium. CASEGATE_AXE may name axe-core's
axe.min.js: then each page that is looked at is asked for what stands in people's way (WCAG 2.2 AA)."""
import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from processes import eventually

selenium = pytest.importorskip('selenium', reason='python3-selenium is not installed')
from selenium import webdriver  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402

AXE = os.environ.get('CASEGATE_AXE')
RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']


def missing():
    """Why there is no browser, or None."""
    lacking = [name for name in ('chromium', 'chromedriver') if shutil.which(name) is None]
    return f'{" and ".join(lacking)} is not installed' if lacking else None


class Driver:
    def __init__(self, origin, script=True, language='en'):
        options = webdriver.ChromeOptions()
        for argument in ('--headless=new', '--no-sandbox', '--disable-gpu', '--window-size=1280,1000', f'--lang={language}'):
            options.add_argument(argument)
        options.binary_location = shutil.which('chromium')
        preferences = {'intl.accept_languages': language}
        if not script:
            preferences['profile.managed_default_content_settings.javascript'] = 2
        options.add_experimental_option('prefs', preferences)
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
        self.origin = origin
        self.script = script
        self.chrome = webdriver.Chrome(options=options, service=Service(shutil.which('chromedriver')))
        self.chrome.set_page_load_timeout(60)

    def close(self):
        self.chrome.quit()

    def log_in(self, gateway, agent):
        self.chrome.get(gateway.json('session', 'open', agent)['link'])
        self.click('main button')
        assert self.path == '/desk/'
        return self

    def narrow(self, width):
        """As on a telephone of this width."""
        self.chrome.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', {
            'width': width, 'height': 700, 'deviceScaleFactor': 1, 'mobile': True})

    @property
    def path(self):
        return urlsplit(self.chrome.current_url).path

    @property
    def text(self):
        return self.one('main').text

    @property
    def notice(self):
        found = self.all('#notice')
        return found[0].text if found else None

    def go(self, path):
        self.chrome.get(self.origin + path)
        return self

    def one(self, selector):
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.chrome.find_elements(By.CSS_SELECTOR, selector)

    def link(self, text):
        return self.chrome.find_element(By.PARTIAL_LINK_TEXT, text)

    def click(self, selector):
        """A button or a link that leads to another page, and waits for that."""
        self.follow(self.one(selector))

    def follow(self, element):
        self.led_on(element.click)

    def led_on(self, act):
        """What leads to another page; waits for that."""
        before = self.one('html')
        act()
        eventually(lambda: self._is_gone(before), 'the next page')

    def _is_gone(self, element):
        try:
            element.is_enabled()
            return False
        except Exception:  # whatever the driver calls it: the old page is no more
            return bool(self.all('main'))

    def fill(self, selector, text):
        field = self.one(selector)
        field.clear()
        field.send_keys(text)

    def choose(self, name, value):
        self.one(f'select[name={name}] option[value="{value}"]').click()

    def act(self, do, text):
        """Writes on the ticket that is open."""
        self.one(f'#answer label:has([value={do}])').click()
        self.fill('#text', text)
        self.click('#answer button.main')

    def unfold(self, words):
        """Opens what is folded away under these words."""
        self.chrome.find_element(By.XPATH, f'//details[not(@open)]/summary[contains(., "{words}")]').click()

    def tab_to(self, selector):
        """As somebody without a mouse does."""
        for _ in range(200):
            if self.focused() in self.all(selector):
                return self.focused()
            self.keys(TAB)
        raise AssertionError(f'nothing like {selector} is reached')

    def keys(self, *keys):
        """To whatever has the focus, as from a keyboard: a field for files takes none but names otherwise."""
        ActionChains(self.chrome).send_keys(*keys).perform()

    def enter(self):
        """The key, where it leads to another page."""
        self.led_on(lambda: self.keys(ENTER))

    def focused(self):
        return self.chrome.switch_to.active_element

    def errors(self):
        """What the browser complained of: scripts and styles that it refused, and those that failed."""
        return [entry['message'] for entry in self.chrome.get_log('browser') if 'status of 4' not in entry['message']]

    def barriers(self):
        """What axe-core finds in people's way on this page; nothing where it is not there."""
        if not AXE or not self.script:
            return []
        self.chrome.execute_script(Path(AXE).read_text())
        found = self.chrome.execute_async_script(
            'const done = arguments[1]; axe.run({runOnly: arguments[0]}).then(result => done(result.violations));', RULES)
        return [f'{one["id"]}: {one["nodes"][0]["html"][:200]}' for one in found]


TAB, ENTER, ESCAPE = Keys.TAB, Keys.ENTER, Keys.ESCAPE
