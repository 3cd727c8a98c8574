"""The best Danish pipeline that is installed is taken, and a wrong name is told."""

import json

import pytest
import spacy

from crisislearn.errors import UnknownValueError
from crisislearn.language import ladder, load_pipeline
from crisislearn.language.ladder import choice_rows, choose, version_of


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Puts packages with pipelines on the path, by name and version."""

    def put(**versions):
        for name, version in versions.items():
            about = tmp_path / f"{name}-{version}.dist-info"
            about.mkdir()
            text = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\n"
            (about / "METADATA").write_text(f"{text}Version: {version}\n")
            (about / "RECORD").write_text(f"{name}/meta.json,,\n")
            (about / "entry_points.txt").write_text(
                f"[spacy_models]\n{name} = {name}\n"
            )
            (tmp_path / name).mkdir()
            scores = {"pos_acc": 0.9639, "lemma_acc": 0.9526, "ents_f": None}
            meta = {"name": name, "version": version, "performance": scores}
            (tmp_path / name / "meta.json").write_text(json.dumps(meta))
        monkeypatch.syspath_prepend(tmp_path)

    return put


def test_without_packages_the_bundled_one_is_taken(monkeypatch):
    monkeypatch.setattr(ladder, "_installed", list)
    assert choose() == "da_crisislearn"
    [row] = choice_rows("da_crisislearn")
    assert row["model"] == f"da_crisislearn {version_of('da_crisislearn')}"
    assert row["measure"] == "read the Danish texts"


@pytest.mark.parametrize(
    "names, best",
    [
        (["da_core_news_sm"], "da_crisislearn"),
        (["da_core_news_md", "da_core_news_sm"], "da_core_news_md"),
        (["da_core_news_md", "da_core_news_lg"], "da_core_news_lg"),
        (["da_core_news_lg", "da_dacy_small_trf"], "da_dacy_small_trf"),
        (["da_dacy_small_trf", "da_dacy_large_trf"], "da_dacy_large_trf"),
    ],
)
def test_the_highest_rung_is_taken(installed, names, best):
    installed(**dict.fromkeys(names, "3.8.0"))
    assert choose() == best


def test_a_package_states_its_scores(installed):
    installed(da_core_news_lg="3.8.0")
    assert choose("da_core_news_lg") == "da_core_news_lg"
    assert version_of("da_core_news_lg") == "3.8.0"
    rows = choice_rows("da_core_news_lg")
    assert [(row["measure"], row["value"]) for row in rows] == [
        ("read the Danish texts", None),
        ("accuracy of parts of speech", 0.964),
        ("lemma accuracy", 0.953),
    ]
    assert {row["model"] for row in rows} == {"da_core_news_lg 3.8.0"}


def test_what_is_asked_for_goes_before_what_is_better(installed):
    installed(da_core_news_lg="3.8.0")
    assert choose("da_crisislearn") == "da_crisislearn"


def test_a_folder_is_a_pipeline(tmp_path):
    (tmp_path / "meta.json").write_text('{"version": "1.2"}', "utf-8")
    assert choose(str(tmp_path)) == str(tmp_path)
    assert version_of(str(tmp_path)) == "1.2"


def test_a_wrong_name_is_told_with_the_right_ones():
    with pytest.raises(UnknownValueError, match="da_core_news_xl") as error:
        choose("da_core_news_xl")
    assert "da_crisislearn" in str(error.value)
    assert "CRISISLEARN_PIPELINE" in str(error.value)


def test_another_pipeline_tags_and_the_sentences_and_lemmas_are_ours(tmp_path):
    nlp = spacy.blank("da")
    nlp.add_pipe("sentencizer", name="senter")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PER", "pattern": "Mette"}])
    nlp.to_disk(tmp_path / "other")
    [doc] = load_pipeline(str(tmp_path / "other")).pipe(["Mette kom kl. 9. De sov."])
    assert [entity.label_ for entity in doc.ents] == ["PER"]
    assert [s.text for s in doc.sents] == ["Mette kom kl. 9.", "De sov."]
    assert doc[1].lemma_ == "komme"
