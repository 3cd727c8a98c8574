"""Who gets in, what a form must hold, and what every answer carries."""

import re

import pytest
from bench_study import Coder, app_of
from starlette.testclient import TestClient

from crisislearn.errors import CrisisLearnError
from crisislearn.review.sessions import IDLE_SECONDS, PAUSE_SECONDS, Sessions, Tries
from crisislearn.review.users import Users, good_name
from crisislearn.review.words import FOLDER, LANGUAGES, catalogue

PASSWORD = "hest batteri klammer rigtig"


@pytest.fixture
def users(tmp_path):
    found = Users(tmp_path / "users.json")
    found.add("Anna", PASSWORD)
    return found


@pytest.fixture
def guarded(settings, users):
    return app_of(settings, users)


def test_passwords_are_argon2_hashes_in_a_file_of_their_owner(users):
    text = users.path.read_text("utf-8")
    assert "$argon2id$" in text and PASSWORD not in text
    assert users.path.stat().st_mode & 0o777 == 0o600
    assert users.check("Anna", PASSWORD) and not users.check("Anna", "hest")
    assert not users.check("Bo", PASSWORD)
    assert users.add("Anna", PASSWORD + " 2") is False
    assert not users.check("Anna", PASSWORD)
    users.remove("Anna")
    assert users.names() == []


@pytest.mark.parametrize("name", ["", "  ", "resolved", "rules+learned", "x" * 41])
def test_names_that_can_not_be_a_coders(name):
    with pytest.raises(CrisisLearnError):
        good_name(name)


def test_a_short_password_is_refused(users):
    with pytest.raises(CrisisLearnError, match="fewer than 12"):
        users.add("Bo", "kort")


@pytest.mark.parametrize("path", ["/", "/log", "/queue/unsure", "/queue/unsure/cards"])
def test_nothing_is_shown_before_log_in(guarded, path):
    answer = TestClient(guarded, follow_redirects=False).get(path)
    assert answer.status_code == 303 and answer.headers["location"] == "/who"


def test_log_in_gives_a_new_session_and_log_out_ends_it(guarded):
    anna = Coder(guarded)
    anna.get("/who")
    before = anna.http.cookies["crisislearn-bench"]
    assert anna.post("/who", name="Anna", password=PASSWORD).url.path == "/"
    inside = anna.http.cookies["crisislearn-bench"]
    assert inside != before
    assert anna.post("/leave").url.path == "/who"
    thief = TestClient(guarded, follow_redirects=False,
                       cookies={"crisislearn-bench": inside})  # fmt: skip
    assert thief.get("/").status_code == 303


def test_after_five_wrong_passwords_the_right_one_must_wait(guarded):
    anna = Coder(guarded)
    anna.get("/who")
    for _ in range(5):
        assert anna.post("/who", name="Anna", password="forkert").status_code == 403
    assert anna.post("/who", name="Anna", password=PASSWORD).status_code == 429


def test_tries_are_forgotten_in_time():
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(5):
        tries.failed("name anna", "address x")
    assert not tries.may("name anna") and not tries.may("name bo", "address x")
    now[0] = PAUSE_SECONDS + 1
    assert tries.may("name anna", "address x")


def test_a_session_that_is_not_used_ends():
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    token = sessions.begin("Anna").token
    now[0] = IDLE_SECONDS - 1
    assert sessions.find(token).name == "Anna"
    now[0] += IDLE_SECONDS + 1
    assert sessions.find(token) is None


@pytest.mark.parametrize(
    "path", ["/who", "/leave", "/language", "/samples", "/undo", "/queue/unsure/S1"]
)
def test_every_post_needs_the_sessions_token(app, path):
    anna = Coder(app, "Anna")
    anna.token = "made-up"
    assert anna.post(path, size="3", seed="1").status_code == 403
    anna.token = "made-up"
    assert anna.send(path).status_code == 403


def test_a_form_of_another_site_is_refused(app):
    anna = Coder(app, "Anna")
    answer = anna.http.post("/leave", data={"csrf": anna.token},
                            headers={"sec-fetch-site": "cross-site"})  # fmt: skip
    assert answer.status_code == 403


def test_a_name_of_elsewhere_does_not_lead_to_the_loopback_bench(app):
    anna = Coder(app, "Anna")
    assert anna.http.get("/", headers={"host": "evil.example"}).status_code == 400
    assert anna.http.get("/", headers={"host": "127.0.0.1:8765"}).status_code == 200
    assert anna.http.get("/", headers={"host": "[::1]:8765"}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/who", "/", "/log", "/queue/nope", "/static/bench.js"]
)
def test_every_answer_carries_the_headers(app, path):
    answer = Coder(app, "Anna").get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] in ("no-store", "no-cache")


@pytest.mark.parametrize("path", ["/who", "/", "/log", "/queue/unsure"])
def test_pages_hold_nothing_inline_and_nothing_of_elsewhere(app, path):
    text = Coder(app, "Anna").get(path).text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)
    assert "http://" not in text and "https://" not in text


def test_the_cookie_is_kept_from_scripts_and_other_sites(guarded):
    answer = TestClient(guarded).get("/who")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_too_much_is_not_read(app):
    anna = Coder(app, "Anna")
    assert anna.send("/undo", entry="x" * 300_000).status_code == 413


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://e.x/"])
def test_changing_the_language_leads_nowhere_else(app, back):
    anna = Coder(app, "Anna")
    anna.http.follow_redirects = False
    answer = anna.post("/language", language="en", back=back)
    assert answer.headers["location"] == "/"


def test_the_bench_speaks_both_languages(app):
    anna = Coder(app, "Anna")
    assert "Hvad vil du kode?" in anna.get("/").text
    anna.post("/language", language="en", back="/")
    assert "What will you code?" in anna.get("/").text
    assert 'lang="en"' in anna.get("/queue/unsure").text


def test_both_catalogues_hold_the_keys_that_pages_use():
    da, en = (catalogue(name) for name in LANGUAGES)
    fields = {key: set(re.findall(r"{(\w+)}", text)) for key, text in da.items()}
    for key, text in en.items():
        if not key.startswith("status."):
            assert set(re.findall(r"{(\w+)}", text)) == fields[key], key
    assert set(da) == {key for key in en if not key.startswith("status.")}
    sources = [*(FOLDER.parent / "pages").glob("*.html"), *FOLDER.parent.glob("*.py")]
    used = {
        key for path in sources
        for key in re.findall(r"\b(?:t|texts)\(\s*[\"']([\w.]+\w)[\"']",
                              path.read_text("utf-8"))
    }  # fmt: skip
    assert used <= set(da), sorted(used - set(da))
