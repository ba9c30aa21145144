"""What is published holds no identifier, no free text and no path; only the door's numbers."""

import json
import re

import pytest

from evaluation.releases import load_release

PSEUDONYM = re.compile(r"\b[cw]-[0-9a-f]{20}\b")
IDENTITY_CODE = re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Z]\b")


@pytest.fixture(scope="module")
def published(edition):
    """Every file of the edition as text."""
    made, _ = edition
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert len([path for path in files if path.suffix == ".html"]) == 9
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def without_pictures(text):
    return re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", text)


def test_no_identifier_and_no_path(published, edition):
    made, _ = edition
    for name, text in published.items():
        text = without_pictures(text)
        assert not PSEUDONYM.search(text), name
        assert not IDENTITY_CODE.search(text), name
        assert str(made.raw) not in text and str(made.reports) not in text, name


def test_no_feedback_and_no_goal_is_quoted(published, observations):
    texts = {*observations.feedback["text"].dropna(), *observations.goals["goal"].dropna()}
    long_enough = {text for text in texts if len(text) > 12}
    assert long_enough
    for name, text in published.items():
        assert not [said for said in long_enough if said in text], name


def test_every_count_in_every_release_may_be_shown(published):
    counts = []
    for name, text in published.items():
        if name.endswith(".json") and name != "manifest.json":
            load_release(text)  # refuses an exact or a small count
            counts += re.findall(r'"n": (\d+)', text)
    assert len(counts) > 1000
    assert all(int(n) >= 10 and int(n) % 5 == 0 for n in counts)


def test_pages_say_what_they_rest_on(published):
    manifest = json.loads(published["manifest.json"])
    for scope in manifest["reports"]:
        page = published[f"{scope}.html"]
        release = load_release(published[f"{scope}.json"])
        assert release.provenance.data_hash[:12] in page
        assert release.provenance.framework_hash[:12] in page
        assert "interactive-approach v1" in page
