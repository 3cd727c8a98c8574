"""Projects of other programs, damaged in every way: read, or refused in words."""

import pytest
from refi_material import BOOK, CALENDARS, STUDY, material
from refi_vendors import PROGRAMS, written_by

from crisislearn.barriers.entries import KINDS
from crisislearn.errors import ReadError
from crisislearn.exchange.coding_words import Words
from crisislearn.exchange.refi.build import build_project
from crisislearn.exchange.refi.read import read_codebook, read_project
from crisislearn.exchange.refi.readings import Ours, readings_of
from crisislearn.exchange.refi.write import codebook_bytes, project_bytes
from hostile import MANY, attack, files

FEW = 12


def attack_projects(folder, count):
    given = material()
    ours = project_bytes(build_project(given)[0])
    words = Words(BOOK, CALENDARS, KINDS)
    file = folder / "p.qdpx"

    def body(content):
        file.write_bytes(content)
        try:
            project, losses = read_project(file)
        except ReadError as error:
            assert error.remedy
            return
        known = Ours(STUDY, words, given.statements, "rules-1", (), {}, "Eva")
        for reading in readings_of(project, known, losses):
            for coding in reading["codings"]:
                assert coding["code"] in BOOK

    seeds = [ours, *(written_by(program, ours) for program in PROGRAMS.values())]
    attack(body, files(seeds), count)


def attack_codebooks(folder, count):
    file = folder / "k.qdc"

    def body(content):
        file.write_bytes(content)
        try:
            read_codebook(file)
        except ReadError as error:
            assert error.remedy

    attack(body, files([codebook_bytes(build_project(material())[0].codes)]), count)


def test_a_few_projects(tmp_path):
    attack_projects(tmp_path, FEW)


def test_a_few_codebooks(tmp_path):
    attack_codebooks(tmp_path, FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_projects(tmp_path):
    attack_projects(tmp_path, MANY)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_codebooks(tmp_path):
    attack_codebooks(tmp_path, MANY)
