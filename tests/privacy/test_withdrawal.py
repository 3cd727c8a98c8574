"""A person who withdraws is gone everywhere, and stays gone."""

import datetime as dt
import shutil

import duckdb
import pandas as pd
import pytest
from kept_study import FARAH, FILES, GRY, ROWS, write_study

import crisislearn
from crisislearn import pipeline
from crisislearn.errors import CrisisLearnError
from crisislearn.pipeline.keeping import Keeper, held
from crisislearn.pipeline.removal import expire, forget
from crisislearn.settings import Settings
from crisislearn.store import Journal

KEEPER = Keeper("gry", "2020-12-01T10:00:00+01:00")
DAY = dt.date(2020, 12, 1)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """The study after one run; to be copied, never changed."""
    folder = tmp_path_factory.mktemp("kept")
    settings = write_study(folder / "study")
    pipeline.run(settings)
    return folder


@pytest.fixture
def kept(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "kept")
    folder = tmp_path / "kept"
    return Settings(study=folder / "study", out=folder / "out", key=None)


def rows(settings, query):
    with crisislearn.connect(settings.warehouse) as connection:
        return connection.sql(query).fetchall()


def texts(settings):
    return "\n".join(str(r) for r in rows(settings, "from core.statements"))


def everything(settings):
    """All that tables, store and reports hold, as text; the vault excepted."""
    found = []
    for path in sorted(settings.out.rglob("*")):
        if path.is_file() and settings.vault not in path.parents:
            found.append(path.read_bytes().decode("latin-1"))
        if path.suffix == ".parquet":
            found.append(pd.read_parquet(path).to_csv())
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                names = connection.sql(
                    "select schema_name || '.' || table_name from duckdb_tables()"
                ).fetchall()
                found += [connection.sql(f"from {n}").df().to_csv() for (n,) in names]
    return "\n".join(found)


def originals(settings):
    """What the vault holds, opened, by file; its revisions one after the other."""
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.reading import open_vault

    vault = open_vault(Context(settings))
    found = {}
    for sha256, original in vault.index.originals.items():
        text = found.get(original.file, "") + vault.open(sha256).decode("utf-8-sig")
        found[original.file] = text
    return found


def test_words_mentions_and_originals_go(kept):
    label = rows(kept, "select speaker from core.statements where text like 'Bureau%'")
    ((label,),) = label
    assert label in everything(kept)
    removed = forget(kept, FARAH, DAY, KEEPER)
    left = everything(kept)
    for words in ("Bureaukratiet forsvandt", "de unge i gården", "ringede hver fredag"):
        assert words not in left
    # The pseudonym stands only where the removal itself is told.
    told = rows(kept, "select distinct subject from ops.removals")
    assert told == [(label,)]
    assert label not in texts(kept)
    assert "Det gjorde [SLETTET]. [SLETTET]s idé var god" in texts(kept)
    assert "det sagde [SLETTET] også" in texts(kept)
    assert "[SLETTET] fra naboen hjalp til" in texts(kept)
    assert removed.statements == 5
    kept_files = originals(kept)
    assert set(kept_files) == set(FILES) - {"interviews/interview_1.txt"}
    for text in kept_files.values():
        assert "farah" not in text.lower() and "cramer" not in text.lower()
    assert "Gry Tøndering" in kept_files["surveys/svar.csv"]
    assert len(list(kept.vault.rglob("*.age"))) == 1 + len(kept_files)


def test_who_did_not_approve_is_never_quoted(whole):
    settings = Settings(study=whole / "study", out=whole / "out", key=None)
    quoted = " ".join(
        text for (text,) in rows(settings, "select text from mart.quotes")
    )
    assert "Kravene om dokumentation forsvandt" in quoted
    assert "Dokumentationskravene faldt væk" in texts(settings)
    coded = rows(
        settings,
        "select 1 from core.codings join core.statements using (statement_id) "
        "where text like 'Dokumentationskrav%'",
    )
    assert coded and "Dokumentationskravene faldt væk" not in quoted
    with crisislearn.connect(settings.reader_edition) as connection:
        readers = str(connection.sql("select text from mart.quotes").fetchall())
    pages = "".join(p.read_text("utf-8") for p in settings.reports.glob("*.html"))
    assert "Dokumentationskravene faldt" not in readers + pages


def test_search_and_statements_agree_after_it(kept):
    forget(kept, FARAH, DAY, KEEPER)
    words = rows(kept, "select distinct word from core.statement_words")
    assert ("bureaukratiet",) not in words
    ghosts = rows(kept, "select * from core.codings anti join core.statements "
                  "using (statement_id)")  # fmt: skip
    assert ghosts == []
    assert rows(kept, "select respondent_id from core.respondents order by 1") == [
        ("O002-w1",), ("O003-w1",),
    ]  # fmt: skip


def test_a_later_run_brings_nobody_back_and_computes_nothing(kept):
    forget(kept, FARAH, DAY, KEEPER)
    before = everything(kept)
    receipt = pipeline.run(kept)
    assert receipt.computed == {} and not receipt.published
    assert everything(kept) == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("surveys/svar.csv", FILES["surveys/svar.csv"] + "\n", "de unge i gården"),
        # The name is spelled otherwise, and no list of the study holds it any more.
        (
            "interviews/interview_3.txt",
            FILES["interviews/interview_1.txt"].replace("FARAH CRAMER", "farah cramer"),
            "Bureaukratiet forsvandt",
        ),
        ("surveys/mail.csv", "\n".join([
            "organisation_id;answered_on;contact;mail;q_gone;c_quote",
            ROWS[0].replace(FARAH, "").replace("O001", "O003")]), "de unge i gården"),
    ],
)  # fmt: skip
def test_the_words_in_another_file_do_not_come_back(kept, name, content, words):
    forget(kept, FARAH, DAY, KEEPER)
    people = kept.study / "data/people.csv"
    people.write_text(
        people.read_text("utf-8").replace(f"{FARAH},person\n", ""), "utf-8"
    )
    (kept.study / "data" / name).write_text(content, encoding="utf-8")
    pipeline.ingest(kept)
    pipeline.analyse(kept)
    assert words not in everything(kept)
    assert "Farah" not in texts(kept) and "Cramer" not in texts(kept)
    assert words not in "\n".join(originals(kept).values())
    assert rows(kept, "select count(*) from ops.rejects where reason like "
                "'%withdrew%'")[0][0] >= 1  # fmt: skip


def test_former_revisions_in_the_vault_are_emptied_of_the_person_too(kept):
    survey = kept.study / "data/surveys/svar.csv"
    survey.write_text(FILES["surveys/svar.csv"].replace(ROWS[2], ""), "utf-8")
    talk = kept.study / "data/interviews/interview_1.txt"
    talk.write_text(FILES["interviews/interview_1.txt"] + "SINE: Tak.\n", "utf-8")
    pipeline.ingest(kept)
    sealed = len(list(kept.vault.rglob("*.age")))
    forget(kept, FARAH, DAY, KEEPER)
    vault = "\n".join(originals(kept).values()).lower()
    assert "farah" not in vault and "bureaukratiet forsvandt" not in vault
    assert len(list(kept.vault.rglob("*.age"))) == sealed - 2


def test_a_colleague_who_shares_the_mailbox_stays(kept):
    forget(kept, FARAH, DAY, KEEPER)
    row = ROWS[0].replace(FARAH, "Bente Ris").replace("O001", "O003")
    wave = kept.study / "data/surveys/svar.csv"
    wave.write_text("\n".join([FILES["surveys/svar.csv"].split("\n")[0], row]), "utf-8")
    pipeline.ingest(kept)
    pipeline.analyse(kept)
    assert rows(kept, "select organisation_id from core.respondents") == [("O003",)]


def test_first_name_alone_stays_blanked_when_no_list_holds_it(kept):
    forget(kept, FARAH, DAY, KEEPER)
    people = kept.study / "data/people.csv"
    people.write_text("name,kind\n", "utf-8")
    case = kept.study / "data/cases/case_2.md"
    case.write_text("Så kom Farah forbi med kaffe til alle i køen.\n", "utf-8")
    pipeline.ingest(kept)
    pipeline.analyse(kept)
    assert "Så kom [SLETTET] forbi" in texts(kept)


def test_it_works_from_the_vault_when_the_files_are_gone(kept):
    for name in FILES:
        (kept.study / "data" / name).unlink()
    removed = forget(kept, FARAH, DAY, KEEPER)
    assert removed.left == []
    assert set(originals(kept)) == set(FILES) - {"interviews/interview_1.txt"}
    for text in originals(kept).values():
        assert "farah" not in text.lower()
    second = forget(kept, GRY, DAY, KEEPER)
    assert {row["source_id"] for row in second.sources}
    assert "Gry" not in "\n".join(originals(kept).values())


@pytest.mark.parametrize("way", ["pseudonym", "respondent", "source", "folded"])
def test_whom_one_may_name(kept, way):
    ((label, source),) = rows(
        kept,
        "select speaker, source_id from core.statements where text like 'Bureau%'",
    )
    who = {"pseudonym": label, "respondent": "O001-w1", "source": source,
           "folded": "  farah   CRAMER "}[way]  # fmt: skip
    forget(kept, who, DAY, KEEPER)
    left = everything(kept)
    if way != "respondent":
        assert "Bureaukratiet forsvandt" not in left
    if way != "source":
        assert "de unge i gården" not in left


def test_nobody_of_that_name_changes_nothing_and_is_not_repeated(kept):
    before = everything(kept)
    with pytest.raises(CrisisLearnError) as caught:
        forget(kept, "Bodil Ingensteds", DAY, KEEPER)
    assert "Bodil" not in str(caught.value)
    assert everything(kept) == before


def test_the_receipt_names_nobody_and_consents_say_withdrawn(kept):
    removed = forget(kept, FARAH, DAY, KEEPER)
    text = removed.receipt.read_text("utf-8")
    journal = (kept.vault / "journal.jsonl").read_text("utf-8")
    for said in (text, journal):
        assert "Farah" not in said and "interview_1" not in said
        assert "[PERSON " in said
    assert removed.run in text and len(removed.run) == 16
    assert Journal(kept.vault / "journal.jsonl").entries("forget")[0]["who"] == "gry"
    withdrawn = rows(kept, "select subject_id, purpose, granted from core.consents "
                     "where withdrawn_on = date '2020-12-01'")  # fmt: skip
    assert {purpose for _, purpose, _ in withdrawn} == {
        "analysis",
        "quote",
        "named_case",
    }
    assert not any(granted for *_, granted in withdrawn)
    kinds = rows(kept, "select why, whole from ops.removals order by whole desc")
    assert kinds[0] == ("withdrawn", True) and len(kinds) == 4


def test_people_who_coded_keep_their_work_on_the_right_words(kept):
    ((mine, other),) = rows(
        kept,
        "select min(statement_id), max(statement_id) from core.statements "
        "where respondent_id is not null",
    )
    journal = Journal(kept.store / "journal.jsonl")
    for name in (mine, other):
        body = {"statement_id": name, "coder": "a", "coded_on": "2020-11-01",
                "codebook": "1.1", "kinds": ["barrier"], "sample": "none",
                "blind": True, "certainty": "", "memo": "", "codings": []}  # fmt: skip
        journal.append("coding", "a", "2020-11-01T09:00:00", body)
    ((words,),) = rows(
        kept, f"select text from core.statements where statement_id = '{other}'"
    )
    forget(kept, FARAH, DAY, KEEPER)
    (entry,) = journal.entries("coding")
    now = entry["body"]["statement_id"]
    assert rows(kept, f"select text from core.statements where statement_id = '{now}'"
                ) == [(words,)]  # fmt: skip


def test_reports_that_quoted_the_words_are_listed_and_stale_ones_deleted(kept):
    ((quoted,),) = rows(
        kept, "select statement_id from core.statements where text like 'Bureau%'"
    )
    stored = kept.store / "report" / ("0" * 32)
    stored.mkdir()
    table = pd.DataFrame({"section": ["citater"], "statement_id": [quoted]})
    for folder in (stored, kept.reports):
        table.to_parquet(folder / "kept-gone-quoted.parquet")
        (folder / "kept-gone.pdf").write_bytes(b"an edition")
    removed = forget(kept, FARAH, DAY, KEEPER)
    (edition,) = removed.editions
    assert (edition.report, edition.statements, edition.current) == (
        "kept-gone",
        1,
        True,
    )
    assert edition.sha256 in removed.receipt.read_text("utf-8")
    assert not list(kept.reports.glob("kept-gone*"))
    assert (kept.reports / "kept.pdf").is_file()
    assert not stored.exists()


def test_killed_after_the_list_the_next_run_finishes(kept, monkeypatch):
    from crisislearn.pipeline import removal

    def die(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(removal, "ingest_sources", die)
    with pytest.raises(KeyboardInterrupt):
        forget(kept, FARAH, DAY, KEEPER)
    monkeypatch.undo()
    pipeline.run(kept)
    assert "Bureaukratiet" not in texts(kept)
    assert "de unge i gården" not in "\n".join(originals(kept).values())
    removed = forget(kept, FARAH, DAY, KEEPER)
    assert removed.sources
    assert "Bureaukratiet forsvandt" not in everything(kept)


# -- expiry -----------------------------------------------------------------------


def test_what_is_due_goes_with_its_rows_and_stays_gone(kept):
    assert expire(kept, dt.date(2027, 12, 31), KEEPER).sources == []
    removed = expire(kept, dt.date(2028, 1, 1), KEEPER)
    assert len(removed.sources) == 2
    assert {one.file for one in held(kept)} == {"surveys/svar.csv", "cases/case_1.md"}
    assert "Bureaukratiet forsvandt" not in everything(kept)
    assert rows(kept, "select distinct kind from core.sources order by 1") == [
        ("case",), ("survey",),
    ]  # fmt: skip
    assert rows(kept, "select why, subject, removed_on from ops.removals limit 1") == [
        ("expired", None, dt.date(2028, 1, 1))
    ]
    pipeline.run(kept)
    assert "Bureaukratiet" not in texts(kept)
    assert "2028-01-01" in removed.receipt.read_text("utf-8")


def test_when_everything_is_due_nothing_is_left_published(kept):
    removed = expire(kept, dt.date(2031, 1, 1), KEEPER)
    assert len(removed.sources) == 4
    assert not kept.warehouse.exists() and not kept.reader_edition.exists()
    assert held(kept) == []
    assert "Bureaukratiet" not in everything(kept)


def test_a_day_set_earlier_in_the_study_counts(kept):
    study = kept.study / "study.yml"
    text = study.read_text("utf-8").replace("2030-12-31", "2021-01-01")
    study.write_text(text, encoding="utf-8")
    removed = expire(kept, dt.date(2021, 6, 1), KEEPER)
    assert len(removed.sources) == 2


def test_files_beside_a_source_go_where_they_name_the_person(kept):
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.reading import open_vault

    folder = kept.study / "data"
    named = folder / "interviews/interview_2.txt.yml"
    named.write_text(f"# {FARAH} sad med\norganisation_id: O002\n", encoding="utf-8")
    (folder / "cases/case_1.md.yml").write_text("date: 2020-10-01\n", encoding="utf-8")
    pipeline.ingest(kept)
    beside = open_vault(Context(kept)).index.beside
    assert sorted(known.file for known in beside.values()) == [
        "cases/case_1.md.yml",
        "interviews/interview_2.txt.yml",
    ]
    forget(kept, FARAH, DAY, KEEPER)
    pipeline.run(kept)
    vault = open_vault(Context(kept))
    assert [known.file for known in vault.index.beside.values()] == [
        "cases/case_1.md.yml"
    ]
    assert not any(vault.holds(sha) for sha in set(beside) - set(vault.index.beside))


def test_entries_of_repeats_go_with_their_respondent(tmp_path):
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.reading import open_vault

    settings = write_study(tmp_path / "study", {"surveys/*.csv": "surveys/svar.csv"})
    folder = settings.study / "data/surveys"
    lines = (folder / "svar.csv").read_text(encoding="utf-8").splitlines()
    keys = ["KEY;SubmissionDate", *(f"uuid:{n};2020-06-10" for n in (1, 2, 3))]
    keyed = (f"{line};{key}" for line, key in zip(lines, keys, strict=True))
    (folder / "svar.csv").write_text("\n".join(keyed) + "\n", encoding="utf-8")
    entries = "navn,PARENT_KEY,KEY\nCaféen,uuid:1,a\nVærkstedet,uuid:2,b\n"
    (folder / "svar-tilbud.csv").write_text(entries, encoding="utf-8")
    pipeline.ingest(settings)
    vault = open_vault(Context(settings))
    ((sha256, known),) = vault.index.beside.items()
    assert known.file == "surveys/svar-tilbud.csv" and vault.holds(sha256)
    forget(settings, FARAH, DAY, KEEPER)
    vault = open_vault(Context(settings))
    assert not vault.holds(sha256) and sha256 not in vault.index.beside
    kept = originals(settings)["surveys/svar.csv"]
    assert "Værkstedet" in kept and "Caféen" not in kept
