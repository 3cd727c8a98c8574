"""Every path of every questionnaire, as each program would show it."""

import random

import pytest
from respondents import at_random, paths, walk

from crisislearn.barriers.codebook import load_codebook
from crisislearn.fielding.compose import form_names
from crisislearn.fielding.form import Battery
from crisislearn.fielding.limesurvey import structure
from crisislearn.ingest.surveys.exports.lime_relevance import parse_equation


def items_of(form):
    return {q.item.name: q for _, _, q in form.questions()}


def test_every_question_is_reached_and_none_without_reason(fielded):
    _, form = fielded
    reached, ways = set(), set()
    for path in paths(form):
        given, shown = walk(form, at_random(random.Random(1), path))
        assert set(given) <= set(shown), "nobody answers what is not shown"
        reached |= set(shown)
        ways.add(tuple(shown))
    assert set(items_of(form)) <= reached
    assert len(ways) > 1, "the form has routing"


def test_one_innovator_and_one_who_is_none(forms):
    _, form = forms["organisationer", "section_10"]
    _, yes = walk(form, at_random(random.Random(2), {"iany": "ja", "lused": "nej"}))
    _, no = walk(form, at_random(random.Random(2), {"iany": "nej", "lused": "nej"}))
    only_yes = {n.partition("_")[0] for n in set(yes) - set(no)}
    assert only_yes == {
        "inumber", "qnew", "itype", "iform", "ipractice", "inovelty", "idrawer",
        "ireach", "ipartner", "ivalue", "mwhich", "ikept", "ifactor",
    }  # fmt: skip
    assert set(no) - set(yes) == {"qnone"}
    assert not {"lwhich", "lback"} & set(yes)
    barriers = [n for n in no if n.startswith(("bbefore_", "bduring_", "bnow_"))]
    assert len(barriers) == 36, "the barriers are asked of all"


@pytest.mark.parametrize("name", form_names())
def test_without_consent_nothing_is_asked(forms, name):
    _, form = forms[name, "consent"]
    for answer in (None, "nej"):
        _, shown = walk(form, at_random(random.Random(3), {"samtykke": answer}))
        assert shown == ["velkommens", "samtykke"]
    assert items_of(form)["samtykke"].required
    _, other = forms[name, "section_10"]
    assert "samtykke" not in items_of(other), "§ 10 does not ask for what it is not"


@pytest.fixture
def xform(fielded):
    convert = pytest.importorskip(
        "pyxform.xls2xform", reason="pyxform is not installed"
    )
    from xforms import XForm

    path, form = fielded
    told = []
    done = convert.convert(str(path), warnings=told)
    assert told == done.warnings == []
    return XForm(done.xform), form


def test_xform_shows_the_same_on_every_path(xform):
    made, form = xform
    for path in paths(form):
        made.clear()
        given, shown = walk(form, at_random(random.Random(str(path)), path))
        for name, answer in given.items():
            made.put(name, answer)
        asked = {n for n in items_of(form) if made.asked(n)}
        assert asked == {n for n in shown if n in items_of(form)}
        assert all(made.allowed(name) for name in given)


def test_xform_refuses_what_the_question_does(xform):
    made, form = xform
    for name, question in items_of(form).items():
        codes = [choice.name for choice in question.item.choices]
        if question.alone:
            made.put(name, {question.alone})
            assert made.allowed(name)
            made.put(name, {question.alone, codes[0]})
            assert not made.allowed(name)
        if question.most:
            made.put(name, set(codes[: question.most]))
            assert made.allowed(name)
            made.put(name, set(codes[: question.most + 1]))
            assert not made.allowed(name)


def test_limesurvey_shows_the_same_on_every_path(fielded):
    _, form = fielded
    lines = [x for x in structure(form) if x["class"] == "Q" and x["language"] == "da"]
    equations = {x["name"]: parse_equation(x["relevance"]).condition for x in lines}
    for path in paths(form):
        given, shown = walk(form, at_random(random.Random(4), path))
        # LimeSurvey names the columns of several choices one by one.
        told = {n: frozenset([a] if isinstance(a, str) else a)
                for n, a in given.items()}  # fmt: skip
        for name, answer in given.items():
            told |= {f"{name}_{code}": frozenset("Y") for code in answer}
        seen = {n.partition("_")[0] for n in shown}
        assert {n for n, e in equations.items() if e.holds(told)} == seen


def test_barriers_are_those_of_the_codebook_and_twelve_at_most(fielded):
    _, form = fielded
    kinds = {code.code: code.kind for code in load_codebook().codes}
    for page in form.pages:
        for part in page.parts:
            rows = part.rows if isinstance(part, Battery) else ()
            rated = [row.item.barrier for row in rows if row.item.barrier]
            assert len(rated) <= 12
            assert {kinds[code] for code in rated} <= {"barrier"}
            for row in rows:
                if row.item.barrier:
                    values = {c.value for c in row.item.choices if not c.state}
                    assert values == {"present", "reduced", "not_present"}


def test_what_is_recalled_is_marked(forms):
    _, form = forms["organisationer", "section_10"]
    questions = items_of(form)
    about = {name.partition("_")[0]: q.item.about for name, q in questions.items()}
    assert about["bbefore"] == "before" and about["bnow"] == "now"
    assert about["bduring"] == about["qgone"] == about["cinside"] == "during"
    for page in form.pages:
        for part in page.parts:
            if isinstance(part, Battery) and part.rows[0].item.about not in (
                None,
                "now",
            ):
                assert part.hint["da"].startswith("Tænk tilbage"), part.name


def test_other_instruments_that_the_tool_writes_are_xlsforms_too(tmp_path):
    convert = pytest.importorskip("pyxform.xls2xform", reason="needs pyxform")
    from crisislearn.draft import draft_study
    from crisislearn.skeleton import write_skeleton

    write_skeleton(tmp_path / "new")
    rows = "".join(f"O{n};2020-06-2{n};{'Ja' if n % 2 else 'Nej'}\n" for n in range(9))
    (tmp_path / "svar.csv").write_text(f"id;dato;tilfreds\n{rows}", "utf-8")
    draft_study(tmp_path / "svar.csv", tmp_path / "draft")
    for folder in ("new", "draft"):
        told = []
        convert.convert(str(tmp_path / folder / "instruments/w1.xlsx"), warnings=told)
        assert told == []
