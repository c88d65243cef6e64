"""Somebody's browser at the sandbox's pages: plain HTTP with cookies, and the forms that the pages hold."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from identity_operations import codes


class Browser:
    """A browser with cookies, and the forms of the page that it shows."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        self.status, self.page, self.url = None, "", ""

    def open(self, path, fields=None):
        """Opens a page of the sandbox: a path, or a whole link to it."""
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(urllib.request.Request(urllib.parse.urljoin(self.endpoint, path), data=body), timeout=20) as page:
                self.status, self.page, self.url = page.status, page.read().decode(), page.url
        except urllib.error.HTTPError as page:
            self.status, self.page, self.url = page.code, page.read().decode(), page.url
        return self

    def fill(self, button, **fields):
        """Fills in the form with this button and presses it."""
        forms = re.findall(r'<form method="post" action="([^"]*)">(.*?)</form>', self.page)
        action, inside = next((a, i) for a, i in forms if f"<button>{button}</button>" in i)
        shown = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', inside))
        names = re.findall(r'name="([^"]*)"', inside)
        assert set(fields) <= set(names), f"the form has {names}"
        shown = {name: value.replace("&amp;", "&") for name, value in shown.items()}
        return self.open(action, {**shown, **fields})

    def heading(self):
        return re.search(r"<h1>(.*?)</h1>", self.page)[1]

    def facts(self):
        found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", self.page)
        return {name: re.sub("</?code>", "", value) for name, value in found}

    def assign_device(self, name):
        """The person gives herself a device with MFA, and signs out. Gives its seed."""
        self.open("/security-credentials").fill("Assign MFA device", deviceName=name)
        seed = re.search(r'<code id="seed">(.*?)</code>', self.page)[1]
        two = codes(seed)
        self.fill("Add MFA", code1=two["AuthenticationCode1"], code2=two["AuthenticationCode2"])
        assert "The MFA device is assigned." in self.page
        self.open("/console" + self.page.split('href="/console')[1].split('"')[0])
        self.fill("Sign out")
        return seed
