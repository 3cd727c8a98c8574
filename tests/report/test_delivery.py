"""Approved reports reach their receivers once: in a folder, by a real SMTP server."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import shutil
import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from released import make, tell

from crisislearn.cli import main
from crisislearn.errors import CrisisLearnError, ReportError
from crisislearn.pipeline.context import Context
from crisislearn.release import approve, deliver

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
aiosmtpd = pytest.importorskip("aiosmtpd.controller", reason="aiosmtpd is not there")

REPORT, WHEN = "modtryk-test-tuborgfondet", "2020-12-01T10:00:00+01:00"
SECRET = "hemmelig-adgang"
PEOPLE = ("aase@fond.example", "bo@fond.example", "Åse", "Ærø")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    settings = make(tmp_path_factory.mktemp("delivery"))
    approve(settings, ["tuborgfondet"], "Anna Holm", WHEN)
    return settings


@pytest.fixture
def settings(made, tmp_path):
    shutil.copytree(made.out, tmp_path / "out")
    return made.model_copy(update={"out": tmp_path / "out"})


def receipts(settings):
    return Context(settings).journal.entries("delivery")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of this machine's loopback, which nobody else would trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    alone = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(alone, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(pem)
    )
    return path


@dataclass
class Mailbox:
    """What a server took, and whom it refuses."""

    refused: set[str] = field(default_factory=set)
    taken: list[tuple[list[str], object]] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return f"550 no mailbox {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        message = message_from_bytes(envelope.content, policy=default)
        self.taken.append((envelope.rcpt_tos, message))
        return "250 OK"

    @property
    def to(self):
        return [address for addresses, _ in self.taken for address in addresses]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(params=["starttls", "implicit"])
def mailbox(request, settings, certificate, monkeypatch):
    """An SMTP server on loopback that wants TLS and a login, and settings for it."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate)
    box, port = Mailbox(), free_port()

    def login(server, session, envelope, mechanism, data):
        right = (data.login, data.password) == (b"huset", SECRET.encode())
        # Not handled: the server is to answer 535 itself.
        return aiosmtpd_smtp.AuthResult(success=right, handled=False)

    from aiosmtpd import smtp as aiosmtpd_smtp

    started = request.param == "starttls"
    controller = aiosmtpd.Controller(
        box, hostname="127.0.0.1", port=port, authenticator=login,
        auth_required=True, auth_require_tls=started,
        **({"tls_context": secure, "require_starttls": True} if started
           else {"ssl_context": secure}),
    )  # fmt: skip
    controller.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for name, value in {
        "mail_host": "127.0.0.1", "mail_port": port, "mail_tls": request.param,
        "mail_user": "huset", "mail_password": SecretStr(SECRET),
    }.items():  # fmt: skip
        setattr(settings, name, value)
    yield box
    controller.stop()


def test_a_folder_gets_what_was_approved_and_no_list_of_statements(settings, tmp_path):
    for _ in range(2):
        done = deliver(settings, "tuborgfondet", WHEN, tmp_path / "til", "Anna")
    names = sorted(path.name for path in (tmp_path / "til").iterdir())
    assert names == sorted(path.name for path in done.files)
    ends = ("-evidence.parquet", ".docx", ".html", ".pdf", ".txt")
    assert names == [f"{REPORT}{end}" for end in ends]
    for path in done.files:
        assert path.read_bytes() == (settings.reports / path.name).read_bytes()
    (receipt,) = receipts(settings)
    assert receipt["body"]["way"] == "folder"
    assert receipt["body"]["files"][f"{REPORT}.pdf"]


@pytest.mark.parametrize("way", ["folder", "mail"])
@pytest.mark.parametrize("fault", ["never approved", "changed", "withdrawn since"])
def test_what_is_not_approved_goes_nowhere(settings, tmp_path, way, fault):
    if fault == "never approved":
        (settings.store / "journal.jsonl").unlink()
    elif fault == "changed":
        with (settings.reports / f"{REPORT}.pdf").open("ab") as file:
            file.write(b"%")
    else:
        tell(settings, "UPDATE core.consents SET granted = false")
    settings.mail_host = "127.0.0.1"
    to = tmp_path / "til" if way == "folder" else None
    with pytest.raises(ReportError, match="approved"):
        deliver(settings, "tuborgfondet", WHEN, to, "Anna", send=way == "mail")
    assert not (tmp_path / "til").exists()
    assert receipts(settings) == []


def test_each_recipient_gets_one_mail_with_report_and_summary(settings, mailbox):
    done = deliver(settings, "tuborgfondet", WHEN, None, "Anna", send=True)
    assert (done.sent, done.failed) == ([1, 2], {})
    assert mailbox.to == ["aase@fond.example", "bo@fond.example"]
    pdf = (settings.reports / f"{REPORT}.pdf").read_bytes()
    for addresses, mail in mailbox.taken:
        assert len(addresses) == 1
        assert mail["To"].addresses[0].addr_spec == addresses[0]
        assert mail["From"] == "rapport@hus.example"
        assert mail["Subject"] == (
            "Modtryk på socialområdet – Efteråret 2020: rapport til Tuborgfondet"
        )
        assert mail.get_body()["Content-Language"] == "da"
        assert mail["Date"].datetime == dt.datetime.fromisoformat(WHEN)
        (attached,) = mail.iter_attachments()
        assert attached.get_content_type() == "application/pdf"
        assert attached.get_filename() == f"{REPORT}.pdf"
        assert attached.get_content() == pdf
        body = mail.get_body().get_content()
        assert mail.get_body().get_content_type() == "text/plain"
        assert "SAMMENFATNING" in body and "gav efter under krisen" in " ".join(
            body.split()
        )
        assert "SYNTETISKE DATA" in body
        assert (
            body.splitlines()
            == (settings.reports / f"{REPORT}.txt").read_text("utf-8").splitlines()
        )
    assert mailbox.taken[0][1]["To"].addresses[0].display_name == "Åse Ærø"
    ids = [mail["Message-ID"] for _, mail in mailbox.taken]
    assert len(set(ids)) == 2
    assert all(name.endswith("@hus.example>") for name in ids)
    assert [r["body"]["message_id"] for r in receipts(settings)] == ids


def test_a_mail_is_in_the_language_of_its_foundation(settings, mailbox):
    path = settings.study / "foundations.yml"
    danish = path.read_text("utf-8")
    path.write_text(danish.replace("  name: Tuborg", "  language: en\n  name: Tuborg"))
    try:
        assert deliver(settings, "tuborgfondet", WHEN, send=True).sent == [1, 2]
    finally:
        path.write_text(danish, encoding="utf-8")
    (_, mail), _ = mailbox.taken
    assert mail["Subject"].endswith(": report to Tuborgfondet")
    assert mail.get_body()["Content-Language"] == "en"


def test_a_second_run_sends_no_second_mail(settings, mailbox):
    for _ in range(2):
        done = deliver(settings, "tuborgfondet", WHEN, None, "Anna", send=True)
    assert (done.sent, done.before) == ([], [1, 2])
    approve(settings, ["tuborgfondet"], "Bent", "2020-12-02T10:00:00+01:00")
    assert deliver(settings, "tuborgfondet", WHEN, send=True).before == [1, 2]
    assert len(mailbox.taken) == len(receipts(settings)) == 2


def test_a_changed_report_that_is_approved_is_a_new_mail(settings, mailbox):
    deliver(settings, "tuborgfondet", WHEN, send=True)
    with (settings.reports / f"{REPORT}.pdf").open("ab") as file:
        file.write(b"%")
    approve(settings, ["tuborgfondet"], "Anna", WHEN)
    assert deliver(settings, "tuborgfondet", WHEN, send=True).sent == [1, 2]
    assert len({mail["Message-ID"] for _, mail in mailbox.taken}) == 4


def test_who_is_refused_gets_it_by_the_next_run_and_the_others_do_not(
    settings, mailbox
):
    mailbox.refused = {"aase@fond.example"}
    done = deliver(settings, "tuborgfondet", WHEN, send=True)
    assert done.sent == [2]
    assert done.failed == {1: "the server refused the recipient (550)"}
    assert len(receipts(settings)) == 1
    mailbox.refused = set()
    done = deliver(settings, "tuborgfondet", WHEN, send=True)
    assert (done.before, done.sent, done.failed) == ([2], [1], {})
    assert mailbox.to == ["bo@fond.example", "aase@fond.example"]


def test_a_dry_run_connects_to_nobody(settings):
    settings.mail_host, settings.mail_port = "127.0.0.1", free_port()
    done = deliver(settings, "tuborgfondet", WHEN)
    assert done.waiting == [1, 2]
    assert receipts(settings) == []


FAULTS = {
    "nobody listens": ({"mail_port": None}, "ConnectionRefusedError"),
    "wrong password": ({"mail_password": SecretStr("x")}, "refused the login (535)"),
    "a certificate nobody signed": ({}, "certificate is not valid"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("mailbox", ["starttls"], indirect=True)
def test_a_server_that_fails_leaves_all_undelivered(
    settings, mailbox, fault, monkeypatch
):
    changed, why = FAULTS[fault]
    for name, value in changed.items():
        setattr(settings, name, value or free_port())
    if fault == "a certificate nobody signed":
        monkeypatch.delenv("SSL_CERT_FILE")
    done = deliver(settings, "tuborgfondet", WHEN, send=True)
    assert (done.sent, sorted(done.failed)) == ([], [1, 2])
    assert all(why in told for told in done.failed.values()), done.failed
    assert receipts(settings) == [] and mailbox.taken == []


@pytest.mark.parametrize("mailbox", ["starttls"], indirect=True)
def test_no_address_is_on_screen_or_in_the_journal(settings, mailbox, monkeypatch):
    mailbox.refused = {"bo@fond.example"}
    for name in ("host", "port", "user", "from"):
        value = getattr(settings, f"mail_{name}")
        monkeypatch.setenv(f"CRISISLEARN_MAIL_{name.upper()}", str(value))
    monkeypatch.setenv("CRISISLEARN_MAIL_PASSWORD", SECRET)
    where = ["--study", str(settings.study), "--out", str(settings.out)]
    command = ["deliver", "--foundation", "tuborgfondet", "--mail", *where]
    shown = [CliRunner().invoke(main, command + more) for more in ([], ["--send"])]
    assert [one.exit_code for one in shown] == [0, 1]
    assert "recipient 1: would be sent" in shown[0].output
    assert "recipient 1: sent" in shown[1].output
    assert "recipient 2: not sent, the server refused" in shown[1].output
    kept = (settings.store / "journal.jsonl").read_text("utf-8")
    seen = "".join(one.output for one in shown) + kept + repr(settings)
    seen += repr(Context(settings).study.foundations) + json.dumps(kept)
    assert not [word for word in (*PEOPLE, SECRET) if word in seen]


def test_without_server_sender_or_recipients_the_next_action_is_named(settings):
    with pytest.raises(CrisisLearnError, match="CRISISLEARN_MAIL_HOST"):
        deliver(settings, "tuborgfondet", WHEN)
    settings.mail_host, settings.mail_from = "127.0.0.1", ""
    with pytest.raises(CrisisLearnError, match="CRISISLEARN_MAIL_FROM"):
        deliver(settings, "tuborgfondet", WHEN)


@pytest.mark.parametrize(
    "wrong", ["navn", "a@b", "a@b.dk\nBcc: c@d.dk", "a b@c.dk", "a@b.dk, c@d.dk", ""]
)
def test_what_is_no_address_is_refused_and_not_repeated(wrong):
    from pydantic import ValidationError

    from crisislearn.foundations import Recipient

    with pytest.raises(ValidationError) as error:
        Recipient.model_validate({"name": "A", "email": wrong})
    assert "navn@fond.dk" in error.value.errors()[0]["msg"]
