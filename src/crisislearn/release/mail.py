"""One mail per recipient: making it, and handing it to an SMTP server.

Here: the message, TLS and login, and what the server says to each recipient. Not here:
who is to get what, and the journal (``delivery``). Neither address nor name of a
recipient leaves this module but to the server.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from crisislearn.errors import CrisisLearnError
from crisislearn.foundations import Recipient
from crisislearn.settings import Settings

PORTS = {"starttls": 587, "implicit": 465}
SECONDS = 60
"""How long a server may take to answer."""


@dataclass(frozen=True)
class Letter:
    """What every recipient of a report gets.

    Attributes:
        subject: Subject of the mail.
        body: Plain text.
        name: File name of the attachment.
        pdf: The attachment.
        day: Date of the mail: when the report was approved, so that the same mail has
            the same date.
        language: Of the report and the mail.
    """

    subject: str
    body: str
    name: str
    pdf: bytes
    day: dt.datetime
    language: str = "da"


def to_whom(study: str, recipient: Recipient) -> str:
    """What stands for a recipient in the journal: a hash, never the address."""
    address = recipient.email.get_secret_value().casefold()
    return hashlib.sha256(f"{study}\0{address}".encode()).hexdigest()


def message_id(letter: Letter, to: str, sender: str) -> str:
    """Id of a mail that the same content to the same recipient always has.

    Args:
        letter: What is sent.
        to: Who gets it, as ``to_whom`` says.
        sender: Address it is sent from.
    """
    sha = hashlib.sha256(f"{to}\0{letter.subject}\0{letter.body}\0".encode())
    sha.update(letter.pdf)
    return f"<{sha.hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def compose(
    letter: Letter, recipient: Recipient, sender: str, name: str
) -> EmailMessage:
    """The mail to one recipient; ``name`` is its Message-ID."""
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = sender
    address = recipient.email.get_secret_value()
    message["To"] = Address(recipient.name.get_secret_value(), addr_spec=address)
    message["Date"] = format_datetime(letter.day)
    message["Message-ID"] = name
    message.set_content(letter.body)
    message["Content-Language"] = letter.language
    message.add_attachment(
        letter.pdf, maintype="application", subtype="pdf", filename=letter.name
    )
    return message


def check(settings: Settings) -> None:
    """See that there is a server and a sender.

    Raises:
        CrisisLearnError: If one of them is missing.
    """
    for name in ("mail_host", "mail_from"):
        if not getattr(settings, name):
            raise CrisisLearnError(
                "mail cannot be sent without a server and a sender",
                where=f"CRISISLEARN_{name.upper()}",
                remedy="set it, and the password in CRISISLEARN_MAIL_PASSWORD",
            )


def send(
    settings: Settings,
    messages: Sequence[EmailMessage],
    accepted: Callable[[int], None],
) -> dict[int, str]:
    """Hand mails to the server, one after the other.

    Args:
        settings: Server, port, TLS, login.
        messages: One a recipient.
        accepted: Called with the place of each mail as soon as the server took it.

    Returns:
        Place of each mail that was not taken → why, without an address.
    """
    try:
        server = _connected(settings)
    except (OSError, smtplib.SMTPException) as error:
        return dict.fromkeys(range(len(messages)), _why(error))
    failed: dict[int, str] = {}
    try:
        for place, message in enumerate(messages):
            try:
                server.send_message(message)
            except (OSError, smtplib.SMTPException, ValueError) as error:
                failed[place] = _why(error)
            else:
                accepted(place)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    return failed


def _connected(settings: Settings) -> smtplib.SMTP:
    port = settings.mail_port or PORTS[settings.mail_tls]
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.mail_tls == "implicit":
        server = smtplib.SMTP_SSL(
            settings.mail_host, port, timeout=SECONDS, context=secure
        )
    else:
        server = smtplib.SMTP(settings.mail_host, port, timeout=SECONDS)
    try:
        if settings.mail_tls == "starttls":
            server.starttls(context=secure)
        if settings.mail_user:
            password = settings.mail_password
            server.login(
                settings.mail_user, password.get_secret_value() if password else ""
            )
    except BaseException:
        server.close()
        raise
    return server


def _why(error: Exception) -> str:
    """What went wrong; messages of servers repeat addresses and are left out."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"the server refused the recipient ({', '.join(map(str, codes))})"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the server refused the login ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server refused the mail ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the server does not offer what is needed (STARTTLS, login or UTF-8)"
    if isinstance(error, ssl.SSLError):
        return "the connection could not be encrypted, or the certificate is not valid"
    return f"the connection failed ({type(error).__name__})"
