"""Published pages in a real browser: nothing fetched, nothing broken, accessible, no overflow."""

import shutil

import pytest

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="No Chromium here. On Debian or Ubuntu: apt install chromium"
    ),
]
PAGES = ("index", "office-a", "office-e", "region")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def visit(browser, edition):
    """Open a page at a width; give it with all requests and console messages it made."""
    contexts = []

    def open_page(name, width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        requests, messages = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.goto((edition[0].folder / f"{name}.html").as_uri())
        page.wait_for_load_state("load")
        return page, requests, messages

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fetches_nothing_and_says_no_errors(visit, name):
    page, requests, messages = visit(name)
    fetched = [url for url in requests if not url.startswith("data:")]
    assert fetched == [page.url]
    assert messages == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violations(visit, name, width):
    from axe_playwright_python.sync_playwright import Axe

    page, _, _ = visit(name, width)
    # The page's own policy forbids scripts; axe is injected by the browser's debugger.
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["target"] for n in v["nodes"]][:3]) for v in found] == []


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_does_not_scroll_sideways(visit, name, width):
    page, _, _ = visit(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_a_language_a_title_and_one_heading(visit, name):
    page, _, _ = visit(name)
    assert page.evaluate("document.documentElement.lang") == "fi"
    assert page.title()
    assert page.locator("h1").count() == 1
    assert page.locator("img:not([alt]), img[alt='']").count() == 0
    assert page.locator("table:not(:has(caption))").count() == 0
    assert page.locator("script, .input, .prompt").count() == 0


def test_every_link_of_the_index_leads_to_a_page(visit, edition):
    page, _, _ = visit("index")
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    files = {link.split("#")[0] for link in links if not link.startswith("#")}
    assert {f"office-{letter}.html" for letter in "abcdefg"} | {"region.html"} <= files
    assert all((edition[0].folder / file).exists() for file in files if file)
