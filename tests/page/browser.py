"""Headless Chromium on the built pages: what it asks for, what it complains about, what it shows."""
import atexit
import json
import os
import pathlib
import shutil
import subprocess
import time
import unittest
from urllib.parse import unquote, urlparse

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

program = os.environ["DOWNHILL_PROGRAM"]
build = pathlib.Path(os.environ["DOWNHILL_BUILD"])
pages = build / "page"
sources = pathlib.Path(__file__).parent


def downhill(*arguments):
    """Runs the program; its standard output."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    if done.returncode == 2:
        raise AssertionError(f"downhill {arguments[0]}: {done.stderr}")
    return done.stdout


_driver = None


def driver():
    """One browser for all tests, and pages made anew for it."""
    global _driver
    if _driver:
        return _driver
    downhill("run", "--all")
    downhill("page")
    options = Options()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--disable-background-networking", "--disable-component-update",
                     "--window-size=1280,900"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    _driver = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)
    atexit.register(_driver.quit)
    return _driver


class PageTest(unittest.TestCase):
    """After each test: nothing was complained about, and nothing was asked from any network."""

    def setUp(self):
        self.browser = driver()
        self.appear()
        self.read_log()

    def tearDown(self):
        self.requests()
        complaints = [entry["message"] for entry in self.browser.get_log("browser")
                      if entry["level"] in ("SEVERE", "WARNING")]
        self.assertEqual(complaints, [], "the console")

    def appear(self, width=1280, height=900, dark=False, calm=True):
        """The size of the screen and what the reader prefers."""
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"}]})

    def open(self, address):
        """Opens a page from the disk by its address below build/page, or a file anywhere."""
        path = pathlib.Path(address) if address.startswith("/") else pages / address
        url = "file://" + str(path)
        if self.browser.current_url.split("#")[0] == url.split("#")[0]:
            self.browser.get("about:blank")  # else it would only go to another place of the page
        self.browser.get(url)

    def read_log(self):
        return [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]

    def requests(self):
        """The files that were asked for since the last look; fails if anything else was."""
        asked = [message["params"]["request"]["url"] for message in self.read_log()
                 if message["method"] == "Network.requestWillBeSent"]
        outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))]
        self.assertEqual(outside, [], "asked from a network")
        return [pathlib.Path(unquote(urlparse(url).path)) for url in asked if url.startswith("file:")]

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        """The text of an element, shown or not."""
        return self.find(selector).get_property("textContent").strip()

    def press(self, *keys):
        ActionChains(self.browser).send_keys(*keys).perform()

    def point_at(self, element):
        ActionChains(self.browser).move_to_element(element).perform()

    def wait_until(self, happened, otherwise="waited in vain"):
        """Fails with these words if it does not happen within some seconds."""
        end = time.monotonic() + 5
        while not happened():
            self.assertLess(time.monotonic(), end, otherwise)
            time.sleep(0.02)

    def controls(self):
        """All that can be used or is said aloud, as (role, name) in the browser's own reckoning."""
        tree = self.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        spoken = {"button", "link", "slider", "combobox", "img", "image", "region",
                  "DisclosureTriangle", "heading", "navigation"}
        return [(node["role"]["value"], node.get("name", {}).get("value", ""))
                for node in tree if not node["ignored"] and node["role"]["value"] in spoken]

    def choose(self, selector, value):
        """Gives a slider or a list a value, as a hand would."""
        self.browser.execute_script(
            "arguments[0].value = arguments[1];"
            "for (const kind of ['input', 'change'])"
            "  arguments[0].dispatchEvent(new Event(kind, {bubbles: true}));", self.find(selector), str(value))

    def rows(self, selector):
        """A table as lists of its cells' texts."""
        return self.browser.execute_script(
            "return [...document.querySelector(arguments[0]).rows].map((r) =>"
            " [...r.cells].map((c) => c.textContent))", selector)


def all_pages():
    driver()
    return sorted(str(path.relative_to(pages)) for path in pages.rglob("*.html"))
