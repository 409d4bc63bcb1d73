"""Charts drawn by the server: pure functions from numbers to SVG, each with its words and its table."""

from sayso.faces.web.charts.bars import Bar, DayCount, bars, gathered
from sayso.faces.web.charts.network import Node, Tie, ego
from sayso.faces.web.charts.spark import small_bars, sparkline
from sayso.faces.web.charts.steps import Bound, Series, steps
from sayso.faces.web.charts.svg import Chart
from sayso.faces.web.charts.tree import Told, origin_tree

__all__ = [
    "Bar",
    "Bound",
    "Chart",
    "DayCount",
    "Node",
    "Series",
    "Tie",
    "Told",
    "bars",
    "ego",
    "gathered",
    "origin_tree",
    "small_bars",
    "sparkline",
    "steps",
]
