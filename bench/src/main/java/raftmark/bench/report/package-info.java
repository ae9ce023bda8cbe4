/**
 * The report: result directories as one self-contained HTML page. {@code SweepFiles} reads a directory, {@code
 * ReportBuilder} turns it into {@code ReportData}, with the figures of {@code raftmark.bench.analysis} and nothing computed
 * anew, and {@code ReportPage} puts that, the page's own script and uPlot into one file. The script lies in the resources.
 */
@NullMarked
package raftmark.bench.report;

import org.jspecify.annotations.NullMarked;
