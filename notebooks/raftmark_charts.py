"""What the notebooks' pictures share: colours and shapes of the report page, axes, and how a picture or a sentence is shown.

A chart is a function that returns a matplotlib figure, or a sentence where a picture would pretend.
"""

import io
import math
import os
import pathlib
import textwrap

from IPython import display
from matplotlib import ticker, transforms
from matplotlib.figure import Figure

PICTURES_VARIABLE = "RAFTMARK_PICTURES"
PICTURE_BYTES_MAX = 200_000
SUBTITLE_LETTERS_PER_INCH = 14.5

# The report page's colours and shapes, in its order: distinct in lightness and shape too, so no hue has to be told apart.
COLOURS = ["#1f6fd1", "#c8500a", "#14804f", "#8a3fc0", "#97700a", "#bd2f70", "#0b7f92", "#5f6770"]
SHAPES = ["o", "s", "^", "D"]
INK, SOFT, GRID, BAND = "#1b1f24", "#5b6570", "#e9ecf0", "#eef1f4"
PROCESS_COLOURS = {
    "leader": COLOURS[0],
    "other servers": COLOURS[2],
    "servers, one process": COLOURS[6],
    "client": COLOURS[7],
}


def show(chart, alt, picture=None):
    """Shows a picture or a sentence. With RAFTMARK_PICTURES=DIR a picture that has a name is also written there."""
    if isinstance(chart, str):
        display.display(display.Markdown(f"> {chart}"))
        return
    data = _png(chart)
    if picture and os.environ.get(PICTURES_VARIABLE):
        if len(data) > PICTURE_BYTES_MAX:
            raise ValueError(f"{picture} has {len(data)} bytes, more than {PICTURE_BYTES_MAX}: make it smaller")
        (pathlib.Path(os.environ[PICTURES_VARIABLE]) / picture).write_bytes(data)
    display.display(display.Image(data=data, format="png", alt=alt))


def load(cell):
    """What an open loop was asked for: a share of the closed loop's capacity, or operations a second."""
    share = cell.levels["target_load"]
    return f"{share} of capacity" if share else f"{float(cell.levels['target_rate']):,.0f} ops/s"


def each(sweeps, chart, alt, picture=None, otherwise=""):
    """Shows the chart of each sweep, and the sentence where there is none; the first picture has the name."""
    if not sweeps:
        show(otherwise, alt)
    for i, sweep in enumerate(sweeps):
        show(chart(sweep), f"{alt} ({sweep.name})", picture if i == 0 else None)


def missing(sweeps, otherwise):
    """What to say where none of these has a picture: why those without a valid run have none, and the way out for the others."""
    reasons = [sweep.why_no_picture() for sweep in sweeps if sweep.why_no_picture()]
    return " ".join(reasons if reasons and len(reasons) == len(sweeps) else [*reasons, otherwise])


def say(*sentences):
    """Shows sentences (Markdown), a paragraph each."""
    display.display(display.Markdown("\n\n".join(sentences)))


def table(frame):
    """Shows a small table without its index, or a sentence."""
    if isinstance(frame, str):
        show(frame, "")
    else:
        display.display(display.HTML(frame.to_html(index=False, border=0)))


def _png(figure):
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=110, metadata={"Software": None}, facecolor="white")
    return data.getvalue()


def panels(rows, columns, title, subtitle="", width=10.5, height=3.6, **options):
    """A figure with a grid of axes and a title that says what is to be seen."""
    # A line that is longer would leave the picture.
    wide = round(width * SUBTITLE_LETTERS_PER_INCH)
    subtitle = "\n".join(textwrap.fill(line, wide) for line in subtitle.split("\n"))
    title_inches = 0.27 * (title.count("\n") + 1)
    head_inches = title_inches + 0.2 * (subtitle.count("\n") + 1 if subtitle else 0) + 0.2
    figure = Figure(figsize=(width, rows * height + head_inches))
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    _from_top(figure, 0.1, title, fontsize=13, fontweight="bold", color=INK)
    _from_top(figure, 0.1 + title_inches, subtitle, fontsize=9.5, color=SOFT)
    _lay_out(figure, head_inches, 0)
    figure.head_inches = head_inches
    for axis in axes.flat:
        axis.grid(True, color=GRID, linewidth=0.8)
        axis.set_axisbelow(True)
        axis.tick_params(colors=SOFT, labelsize=9)
        for side in ("top", "right"):
            axis.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axis.spines[side].set_color("#b8c0c8")
    return figure, axes


def head(axis, text):
    axis.set_title(text, loc="left", fontsize=10.5, color=INK, fontweight="bold")


def colours_of(all_cells):
    """Colour and shape by label, in the order of the report page."""
    labels = list(dict.fromkeys(cell.label for cell in all_cells))
    return {label: (COLOURS[i % len(COLOURS)], SHAPES[i % len(SHAPES)]) for i, label in enumerate(labels)}


def plain(value, _position=None):
    """A number for an axis: thousands apart, no more digits than it needs."""
    return f"{value:,.0f}" if value >= 10 else f"{value:,.3g}"


def floor_text(comparisons):
    """Where the noise floors of these comparisons are from; each figure has its own, of as many ratios as it was measured."""
    sources = dict.fromkeys(c.floor.source for c in comparisons if not math.isnan(c.floor.log))
    return f"95th percentile of {' or '.join(sources)}" if sources else "none"


def counted(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def threads_axis(axis, threads, label="server threads N (each step doubles the distance)"):
    axis.set_xscale("log", base=2)
    axis.xaxis.set_major_locator(ticker.FixedLocator(sorted(threads)))
    axis.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:.0f}"))
    axis.xaxis.set_minor_locator(ticker.NullLocator())
    axis.set_xlim(min(threads) / 1.25, max(threads) * 1.25)
    axis.set_xlabel(label, fontsize=9, color=SOFT)


def log_axis(axis, label, low=None, high=None):
    axis.set_yscale("log")
    axis.set_ylim(low, high)
    bottom, top = axis.get_ylim()
    axis.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5) if top > 6 * bottom else (1, 1.5, 2, 3, 4, 5, 7)))
    axis.yaxis.set_major_formatter(ticker.FuncFormatter(plain))
    axis.yaxis.set_minor_locator(ticker.NullLocator())
    axis.set_ylabel(label, fontsize=9, color=SOFT)


def linear_x(axis, label, most):
    axis.set_xlim(0, most)
    axis.xaxis.set_major_locator(ticker.MaxNLocator(5))
    axis.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,g}"))
    axis.set_xlabel(label, fontsize=9, color=SOFT)


def dots_and_median(axis, x, runs, median, colour, shape, factor=1.0, bar=None):
    """Single runs as dots, the median as a shape, and a bar from low to high where one is given."""
    if bar is not None:
        axis.plot([x, x], [end * factor for end in bar], color=colour, linewidth=1, alpha=0.55, marker="_", markersize=6)
    axis.plot([x] * len(runs), [run * factor for run in runs], ".", color=colour, markersize=4, alpha=0.5)
    axis.plot([x], [median * factor], shape, color=colour, markersize=7, markeredgecolor="white", zorder=5)


def span(runs):
    """The lowest and the highest of several runs; None of one."""
    return (min(runs), max(runs)) if len(runs) > 1 else None


def legend_below(figure, entries, columns=4):
    """A legend below all panels, for which the figure grows; entries are (handle, text)."""
    handles, texts = zip(*entries)
    inches = 0.24 * -(-len(entries) // columns) + 0.15
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + inches)
    _lay_out(figure, figure.head_inches, inches)
    figure.legend(
        handles, texts, loc="lower left", ncol=columns, frameon=False, fontsize=9, labelcolor=INK, handlelength=2.6
    )


def _from_top(figure, inches, text, **style):
    where = figure.transFigure + transforms.ScaledTranslation(0.12, -inches, figure.dpi_scale_trans)
    figure.text(0, 1, text, ha="left", va="top", transform=where, **style)


def _lay_out(figure, head_inches, foot_inches):
    height = figure.get_size_inches()[1]
    bottom = foot_inches / height
    figure.set_layout_engine("constrained", rect=(0, bottom, 1, 1 - bottom - head_inches / height))
