package raftmark.bench.analysis;

/** One figure of two configurations that a report asks about. */
record Question(CellPair pair, RunFigure figure) {}
