"""Every problem of a study definition, found without loading anything.

Here: going through the parts of a study one by one and collecting what each says is
wrong. Not here: the rules themselves, which stand where each part is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from crisislearn.definition import SourceSpec, basis_of
from crisislearn.errors import CrisisLearnError, StudyError
from crisislearn.settings import Settings
from crisislearn.study import Study, load_study

_TEXT = re.compile(r"\.(md|txt|docx|odt|pdf|html)$", re.IGNORECASE)


def find_problems(settings: Settings) -> list[CrisisLearnError]:
    """Look at the whole definition and the headers of its files.

    Args:
        settings: Where the study is, and its key if it is in the environment.

    Returns:
        Problems in the order of ``study.yml``; none if the study can be run.
    """
    try:
        study = load_study(settings.study)
    except StudyError as error:
        return [error]
    found: list[CrisisLearnError] = []
    for part in _parts(study, settings):
        try:
            part()
        except CrisisLearnError as error:
            if str(error) not in map(str, found):  # two parts may read one file
                found.append(error)
    for spec in study.file.sources:
        found += _source(study, spec)
    return found


def _parts(study: Study, settings: Settings) -> Iterator[Callable[[], object]]:
    from crisislearn.barriers.codebook import load_codebook
    from crisislearn.ingest.names import study_names
    from crisislearn.ingest.surveys.instrument import read_instrument
    from crisislearn.privacy import load_key
    from crisislearn.privacy.keys import make_key
    from crisislearn.report.themes import load_themes

    yield lambda: study.calendars
    yield lambda: load_themes(study.path(study.file.themes, "themes.yml"))
    yield lambda: _frame(study)
    yield lambda: study.known_names
    yield lambda: study.foundations
    yield lambda: _filters(study)
    for place, spec in [("", None), *_sources(study)]:
        yield partial(_basis, study, place, spec)
        yield partial(_notice, study, place, spec)
    yield lambda: load_key(study, settings)
    yield lambda: study_names(study, make_key())
    own = study.file.codebook
    lenses = study.file.lenses
    yield lambda: load_codebook(study.folder / own if own else None, lenses)
    for wave in study.file.waves:
        path = study.folder / wave.instrument
        yield lambda path=path: read_instrument(path)  # type: ignore[misc]


def _frame(study: Study) -> None:
    """Every row of the frame has as many fields as the header."""
    surplus = study.frame.surplus if study.frame else []
    for line in surplus[:1]:
        more = len(surplus) - 1
        raise StudyError(
            "the row holds more fields than the header, and is left out"
            + (f" (and {more} more)" if more else ""),
            where=f"{study.path(study.file.frame)}, line {line}",
            remedy="put quotes around a text that holds the separator",
        )


def _sources(study: Study) -> list[tuple[str, SourceSpec]]:
    return [(f", sources[{n}]", s) for n, s in enumerate(study.file.sources)]


def _basis(study: Study, place: str, spec: SourceSpec | None) -> None:
    """Every source has a legal basis that is one."""
    text = study.file.legal_basis if spec is None else spec.legal_basis
    if text is None or basis_of(text):
        return
    raise StudyError(
        "the legal basis is none of those that a study may rest on",
        where=f"{study.folder / 'study.yml'}{place}.legal_basis".replace(
            "yml.", "yml, "
        ),
        remedy="write 'Databeskyttelsesloven § 10', 'Samtykke' (surveys and interviews "
        "with consent are not covered by § 10) or, for published texts, 'Offentligt "
        "materiale'",
    )


def _notice(study: Study, place: str, spec: SourceSpec | None) -> None:
    """Participants were told who processes what they say, why, and for how long."""
    file = study.file
    notice = file.notice if spec is None else spec.notice
    where = f"{study.folder / 'study.yml'}{place}.notice".replace("yml.", "yml, ")
    if spec is None and notice is None:
        spoken = [s for s in file.sources if s.kind not in ("document", "order")]
        missing = [s for s in spoken if s.notice is None]
        if missing:
            raise StudyError(
                "the study does not say what participants were told",
                where=where,
                remedy="name the letter that they got, a file beside study.yml "
                "(notice: oplysning.md), or say where it is kept",
            )
    if notice and _TEXT.search(notice) and not (study.folder / notice).is_file():
        raise StudyError(
            "the notice to participants is missing",
            where=f"{where}: {notice}",
            remedy="put the letter there, or correct the key `notice`",
        )


def _filters(study: Study) -> None:
    """A foundation's filter must name columns of the frame, its logo be a picture."""
    try:
        frame, foundations = study.frame, study.foundations
    except CrisisLearnError:
        return  # told of on its own
    for foundation in foundations:
        study.logo(foundation)
        columns = frame.columns if frame else ()
        missing = [c for c in foundation.filter if c not in columns]
        if missing:
            raise StudyError(
                f"filter of {foundation.id!r} names {', '.join(missing)}",
                where=str(study.folder / str(study.file.foundations)),
                remedy="name columns of the frame",
            )


def _source(study: Study, spec: SourceSpec) -> list[CrisisLearnError]:
    """Files that are there can be read, and hold the columns that the study names."""
    if not study.data.is_dir():
        return [
            StudyError(
                "the data folder is missing",
                where=str(study.data),
                remedy="make it, or correct the key `data` in study.yml",
            )
        ]
    found: list[CrisisLearnError] = []
    if spec.sheet and not (study.data / spec.sheet).is_file():
        found.append(
            StudyError(
                "the sheet is missing",
                where=str(study.data / spec.sheet),
                remedy="add it: file,organisation_id,date,speakers",
            )
        )
    for path in study.files(spec) if spec.kind == "survey" else []:
        try:
            found += _columns(path, spec, study)
        except CrisisLearnError as error:
            found.append(error)
    return found


def _columns(path: Path, spec: SourceSpec, study: Study) -> list[CrisisLearnError]:
    from crisislearn.ingest.readers import choose_reader
    from crisislearn.ingest.surveys.columns import headers_told
    from crisislearn.ingest.surveys.exports import Received, files_beside, read_export

    content = path.read_bytes()
    beside = {name: p.read_bytes() for name, p in files_beside(path).items()}
    received = Received(content, str(path), spec.encoding, spec.separator, beside)
    reader = choose_reader(content, str(path), spec, beside)
    headers = read_export(reader, received).headers
    named = [spec.columns.organisation, spec.columns.respondent, spec.columns.date]
    missing = [c for c in [*named, *spec.columns.personal] if c and c not in headers]
    told = headers_told(headers, _known(study, spec)) if missing else ""
    return [
        StudyError(
            f"there is no column {column!r}",
            where=str(path),
            remedy=f"correct `columns` in study.yml, or the file; {told}",
        )
        for column in missing
    ]


def _known(study: Study, spec: SourceSpec) -> set[str]:
    """Names and wordings of a wave's items: what may be shown of a header."""
    from crisislearn.ingest.surveys.instrument import read_instrument

    wave = study.wave(spec.wave)
    try:
        items = read_instrument(study.path(wave.instrument)).items if wave else ()
    except CrisisLearnError:
        return set()  # told of on its own
    return {name for i in items for name in (i.name, i.label_da, i.label_en) if name}
