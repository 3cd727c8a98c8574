"""A row of the frame that cannot be one is told of, and the run goes on."""

import duckdb
from coded_study import write_study

from crisislearn import pipeline


def test_a_long_row_of_the_frame_is_a_reject(tmp_path):
    settings = write_study(tmp_path / "study")
    path = settings.study / "frame.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace("Huset 7,", "Huset 7, Vest,", 1), "utf-8")
    receipt = pipeline.run(settings)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "SELECT file, line, reason, next_action FROM ops.rejects "
            "WHERE file = 'frame.csv'"
        ).fetchall()
        known = connection.execute(
            "SELECT organisation_id FROM core.organisations WHERE in_frame"
        ).fetchall()
    ((file, line, reason, remedy),) = rows
    assert (file, line) == ("frame.csv", 9)
    assert "more fields than the header" in reason
    assert "quotes" in remedy
    assert ("O006",) in known
    assert ("O007",) not in known
    assert any(row["file"] == "frame.csv" for row in receipt.rejects)
