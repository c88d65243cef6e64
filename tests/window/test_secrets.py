"""No secret crosses into the web view, a log or the store; the same search finds what was planted."""

from test_operations import choose

RECORD = """
// Everything that Rust answers or tells goes through one of these two.
window.heard = [];
const inner = window.__TAURI_INTERNALS__;
const { fetch } = window;
window.fetch = async (...call) => {
  const answer = await fetch(...call);
  answer.clone().text().then((text) => window.heard.push(text), () => {});
  return answer;
};
const { runCallback } = inner;
inner.runCallback = (id, data) => { window.heard.push(JSON.stringify(data)); return runCallback(id, data); };
"""
PLANTED = "planted-control-7f3a"


def test_no_secret_reaches_the_web_view_the_log_or_the_store(open_window):
    window = open_window(environment={"CANOPY_LOG": "trace"}).loaded()
    window.run(RECORD)
    state = window.sandbox()
    forensics = state.account("Forensics")
    window.click(window.row(forensics))
    window.click(window.by_role("button", "Open console"))
    window.until(window.opened, "the browser was started")
    window.click(window.by_role("button", "Other ways in"))
    choose(window, "Copy sign-in link…")
    window.shows("The link is a secret and expires in 15 minutes")
    window.press("Return")
    window.shows("Sign-in link of Forensics copied")
    window.click(window.run("return document.querySelector('.card-open')"))
    window.shows("AWSServiceRoleForOrganizations")
    window.click(window.row(state.ou("Security")))
    window.click(window.by_role("button", "New OU"))
    window.by_role("textbox", "Name")
    window.type(PLANTED)
    window.press("Return")
    window.click(window.by_role("button", "Apply"))
    window.until(lambda: PLANTED in [it["name"] for it in window.sandbox().ous.values()], "the control is planted")
    window.until(lambda: PLANTED in "".join(window.run("return window.heard")), "the recording hears what Rust answers")

    secrets = window.sandbox().secrets()
    assert len(secrets) > 6, "there are keys, session tokens and sign-in tokens to look for"
    heard = "\n".join(window.run("return window.heard"))
    page = window.run("return document.documentElement.outerHTML")
    window.close()
    places = {"what the web view heard": heard, "the page": page, "the log": (window.data.parent / "window.log").read_text()}
    for file in window.data.rglob("*"):
        # The sandbox's own books hold its secrets: they are what AWS would hold.
        if file.is_file() and not file.name.startswith("sandbox"):
            places[str(file.relative_to(window.data))] = file.read_bytes().decode("latin-1")
    leaks = {place for place, text in places.items() for secret in secrets if secret in text}
    assert not leaks, f"secrets were found in {leaks}"
    found = {place for place, text in places.items() if PLANTED in text}
    assert "what the web view heard" in found and any("sqlite" in place or "canopy.db" in place for place in found), f"the control is only in {found}"
