"""Drawings of topics: a page that works offline, and its still twins.

Here: the map, the tree and the prevalence over phases, as one page by plotly or as
figures by matplotlib. Not here: where statements lie (``places``), and what readers may
see: the page shows statements and stays with the research group.
"""

from __future__ import annotations

import os
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crisislearn.topics.choose import Choice
from crisislearn.topics.cluster import OUTSIDE
from crisislearn.topics.places import topic_map, topic_tree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 70
DOUBTFUL = " (ustabilt)"


def write_page(
    found: dict[str, pd.DataFrame], statements: pd.DataFrame, path: Path
) -> None:
    """Write map, tree and prevalence as one self-contained page.

    Args:
        found: Tables of ``fit_topics``.
        statements: ``core.statements``.
        path: File to write, ``.html``. It holds pseudonymised statements: file mode
            0600.
    """
    import plotly.graph_objects as go  # type: ignore[import-untyped]

    names = labels_of(found["topics"])
    rows = topic_map(found["places"]).merge(found["topic_statements"])
    rows = rows.merge(statements[["statement_id", "text", "asked_phase"]])
    chart = go.Figure()
    for topic, part in rows.groupby("topic_id"):
        outside = topic == OUTSIDE
        chart.add_scattergl(
            x=part["x"],
            y=part["y"],
            mode="markers",
            name=names[int(str(topic))],
            text=["<br>".join(wrap(text, WIDTH)) for text in part["text"]],
            hovertemplate="%{text}<extra>%{fullData.name}</extra>",
            marker={"size": 4 if outside else 7, "opacity": 0.25 if outside else 0.8}
            | ({"color": "#999999"} if outside else {}),
        )
    chart.update_layout(title="Emner", xaxis_visible=False, yaxis_visible=False)
    charts = [chart, _tree(found, names), _over_phases(rows, names)]
    parts = [
        one.to_html(full_html=False, include_plotlyjs=number == 0, div_id=f"c{number}")
        for number, one in enumerate(charts)
    ]
    head = '<!doctype html><html lang="da"><meta charset="utf-8"><title>Emner</title>'
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(head + "\n".join(parts) + "</html>\n")


def labels_of(topics: pd.DataFrame) -> dict[int, str]:
    """Label of every topic, with a mark where it is not stable."""
    return {
        int(row["topic_id"]): row["label"]
        + ("" if row["stable"] or row["topic_id"] == OUTSIDE else DOUBTFUL)
        for row in topics.to_dict("records")
    }


def _tree(found: dict[str, pd.DataFrame], names: dict[int, str]) -> Any:
    """Ward's tree over the topics' centres."""
    import plotly.graph_objects as go
    from scipy.cluster.hierarchy import dendrogram

    rows = found["places"].merge(found["topic_statements"], on="statement_id")
    vectors = np.stack(rows["place"].tolist()).astype(np.float32)
    topics, tree = topic_tree(vectors, rows["topic_id"].to_numpy(np.int64))
    chart = go.Figure().update_layout(title="Emner, der ligner hinanden")
    if not len(tree):
        return chart
    drawn = dendrogram(tree, no_plot=True, labels=[names[topic] for topic in topics])
    for across, along in zip(drawn["dcoord"], drawn["icoord"], strict=True):
        chart.add_scatter(x=across, y=along, mode="lines", line={"color": "#444444"},
                          showlegend=False, hoverinfo="skip")  # fmt: skip
    places = [5 + 10 * n for n in range(len(topics))]
    chart.update_yaxes(tickvals=places, ticktext=drawn["ivl"])
    return chart.update_layout(height=max(400, 22 * len(topics)))


def _over_phases(rows: pd.DataFrame, names: dict[int, str]) -> Any:
    """Share of each phase's statements by topic; raw shares, nothing smoothed."""
    import plotly.graph_objects as go

    count = rows.groupby(["asked_phase", "topic_id"]).size().unstack(fill_value=0)
    share = count.div(count.sum(axis=1), axis=0)
    chart = go.Figure()
    for topic in share.columns:
        chart.add_bar(x=share.index, y=share[topic].round(4), name=names[int(topic)])
    title = "Andel af udsagnene i hver fase"
    return chart.update_layout(title=title, barmode="stack", yaxis_tickformat=".0%")


def draw_map(found: dict[str, pd.DataFrame], most: int = 12) -> Figure:
    """The map as a still figure: the largest topics by colour, the rest grey."""
    import matplotlib.pyplot as plt

    names = labels_of(found["topics"])
    rows = topic_map(found["places"]).merge(found["topic_statements"])
    figure, axes = plt.subplots(figsize=(8, 6))
    rest = rows[(rows["topic_id"] < 0) | (rows["topic_id"] >= most)]
    axes.scatter(rest["x"], rest["y"], s=4, color="#cccccc")
    for topic, part in rows.drop(rest.index).groupby("topic_id"):
        axes.scatter(part["x"], part["y"], s=9, label=names[int(str(topic))])
    axes.set_axis_off()
    axes.legend(fontsize=7, loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def draw_choices(found: list[Choice], path: Path) -> None:
    """Write the figure for choosing a number of topics."""
    import matplotlib

    matplotlib.use("Agg", force=False)
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    numbers = [one.k for one in found]
    axes.plot(
        numbers, [one.covered for one in found], label="dækket af emner, der holder"
    )
    axes.plot(numbers, [one.stability for one in found], label="stabilitet")
    axes.set(xlabel="antal klynger", ylabel="andel", ylim=(0, 1))
    other = axes.twinx()
    other.plot(numbers, [one.told for one in found], color="black", ls="--",
               label="bit fortalt")  # fmt: skip
    other.set_ylabel("bit")
    figure.legend(loc="upper right", fontsize=8)
    figure.savefig(path, metadata={"Software": None} if path.suffix == ".png" else None)
    plt.close(figure)
