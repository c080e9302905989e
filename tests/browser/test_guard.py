"""The guard itself: a page that does what is forbidden is caught."""

from tests.browser.guard import Guard

BAD_PAGE = """
<!doctype html><meta charset="utf-8"><title>x</title>
<meta http-equiv="Content-Security-Policy" content="script-src 'self'">
<img src="http://foreign.invalid/pixel.png" alt=""><p onclick="alert(1)">x</p>
<script>window.injected = true</script>
"""


def test_the_guard_sees_foreign_requests_and_injected_scripts(browser):
    guard = Guard()
    context = browser.new_context()
    guard.watch(context)
    page = context.new_page()
    page.route("http://127.0.0.1/bad", lambda r: r.fulfill(body=BAD_PAGE, content_type="text/html"))
    page.goto("http://127.0.0.1/bad")
    page.wait_for_function("document.readyState === 'complete'")
    page.wait_for_timeout(100)
    seen = "\n".join(guard.seen)
    context.close()
    assert "foreign request: http://foreign.invalid/pixel.png" in seen
    assert "policy script-src-elem" in seen
    assert "policy script-src-attr" in seen
