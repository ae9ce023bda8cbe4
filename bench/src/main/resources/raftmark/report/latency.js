/* Latency by percentile, and a run over time. */
(function () {
  'use strict';

  const {el, number, lineChart, legend, figure, view, pictures} = Raftmark;
  const {data, has, unique, millis, opsText, millisText, seriesOf} = view;
  const CURVES_MAX = 6;
  const CHART_HEIGHT = 340;
  const SMALL_HEIGHT = 260;

  const percentileName = tail => 'p' + String(Number((100 * (1 - 1 / tail)).toPrecision(tail >= 1000 ? 6 : 4)));

  /** The axis of 1/(1-p): each decade to the right is ten times rarer. */
  function percentileAxis(tails) {
    const values = tails.map(Math.log10);
    const splits = [2, 10, 100, 1000, 10000, 100000].filter(tail => tail <= tails[tails.length - 1] * 1.0001);
    return {values, splits: splits.map(Math.log10), low: 0, high: values[values.length - 1],
      text: v => percentileName(Math.pow(10, v)), title: i => percentileName(tails[i]),
      label: 'percentile, spaced by 1/(1−p)'};
  }

  Raftmark.percentileName = percentileName;
  Raftmark.percentileAxis = percentileAxis;

  const percentiles = figure('percentiles', 'Latency by percentile');
  pictures.push(percentiles);
  const percentileThreads = view.selector(percentiles, 'Server threads', () => view.redraw(percentiles));
  const NO_CLOSED = 'no closed-loop run is here; bin/raftmark run server-threads makes them';
  percentiles.absent = () => (view.closed.some(c => c.curveMicros.length > 1) ? ''
    : view.closed.length === 0 ? NO_CLOSED : 'latency.hlog has no histogram of these runs');
  percentiles.draw = configurations => {
    const all = configurations.filter(c => c.curveMicros.length > 1);
    percentiles.caption.textContent = view.loadSentence() + 'The histograms of a configuration\'s valid runs merged, as far as operations carry a'
      + ' percentile. To the right are the rare, slow operations; each mark is ten times rarer.' + view.thinnedSentence();
    const counts = unique(all.map(c => (has(c.threads) ? c.threads : null))).sort((a, b) => (a === null ? -1 : b === null ? 1 : a - b));
    const fixed = counts.filter(count => count !== null);
    const value = percentileThreads.fill([['all', 'all']].concat(counts.map(count =>
      [String(count), count === null ? 'no fixed pool' : String(count)])),
    all.length <= CURVES_MAX || fixed.length < 2 ? 'all' : String(fixed[fixed.length - 1]));
    const shown = all.filter(c => value === 'all' || String(has(c.threads) ? c.threads : null) === value);
    if (value !== 'all' && shown.length > 0) {
      percentiles.caption.textContent += ' Here: ' + view.threadsText(shown[0]) + '.';
    }
    if (shown.length === 0) {
      percentiles.say(configurations.length === 0 ? view.NOTHING_CHOSEN : 'latency.hlog has nothing of these configurations.');
      return;
    }
    const onePerLine = unique(shown.map(c => c.series)).length === shown.length;
    const tails = data.tails.slice(0, Math.max(...shown.map(c => c.curveMicros.length)));
    const series = shown.map((c, i) => ({
      label: value === 'all' ? view.fullLabel(c) : view.lineLabel(c), index: onePerLine ? view.colourOf(c.series) : i, marks: false,
      values: tails.map((tail, k) => (k < c.curveMicros.length ? millis(c.curveMicros[k]) : null))
    }));
    legend(percentiles.legend, series);
    percentiles.charts.push(lineChart(percentiles.place(), {
      name: percentiles.title, height: CHART_HEIGHT, series, x: percentileAxis(tails),
      y: {log: true, label: 'milliseconds, logarithmic', text: v => millisText(v) + ' ms'}
    }));
    percentiles.values([{name: 'percentile'}].concat(series.map(s => ({name: s.label + ', ms', digits: 3}))),
        tails.map((tail, k) => [percentileName(tail)].concat(series.map(s => s.values[k]))));
  };

  const course = figure('course', 'A run over time');
  pictures.push(course);
  const courseRun = view.selector(course, 'Configuration', () => view.redraw(course));
  const hasCourse = c => c.course && c.course.seconds.length > 1;
  course.absent = () => (view.measured.some(hasCourse) ? ''
    : view.measured.length === 0 ? 'no run is valid'
      : data.thinned ? 'there are more configurations than this page can carry runs of; latency.hlog has them all'
        : 'latency.hlog has fewer than two intervals of each run');

  function timeAxis(seconds) {
    const high = seconds[seconds.length - 1];
    const step = [.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200].find(s => high / s <= 8) || high / 5;
    return {values: seconds, splits: Array.from({length: Math.floor(high / step) + 1}, (none, i) => i * step), low: 0, high,
      text: v => number(v, step < 1 ? 1 : 0), title: i => 'at ' + number(seconds[i], 1) + ' s',
      label: 'seconds since the measured window began'};
  }

  course.draw = configurations => {
    const all = view.withOpen(configurations).filter(hasCourse);
    // Two directories may have runs of the same id.
    const keyOf = c => seriesOf(c).directory + '/' + c.course.run;
    const value = courseRun.fill(all.map(c => [keyOf(c), view.fullLabel(c)]), all.length ? keyOf(all[0]) : '');
    const shown = all.find(c => keyOf(c) === value);
    if (shown === undefined) {
      course.say(view.withOpen(configurations).length === 0 ? view.NOTHING_CHOSEN : 'latency.hlog has fewer than two intervals of these runs.');
      return;
    }
    course.caption.textContent = (shown.open ? '' : view.loadSentence()) + view.fullLabel(shown) + '. One run of a configuration, that of median throughput. A steady run is a level line; a drift, a stall'
      + ' or a collapse shows here and not in an average.' + (shown.open ? ' Operations are those that ended in each stretch. Latency is response time, from when a request was due. It is of those that were due'
      + ' in the window: the first point lacks what was due before, the last one has the answers that came after.' : '')
      + (shown.course.p50Micros.some(p50 => !has(p50)) ? ' Where the line of p50 breaks, nothing' + (shown.open ? ' that was due in the window' : '') + ' was answered between two seconds; that of p99 breaks also at seconds of fewer than 1,000 operations.' : '');
    const run = shown.course;
    const step = run.seconds[1] - run.seconds[0];
    if (step > 1.5) {
      course.caption.textContent += ' Each point sums up ' + number(step, 0) + ' s: what was shorter is averaged in.';
    }
    const x = timeAxis(run.seconds);
    course.plots.classList.add('two');
    const marks = run.seconds.length <= 20 || run.p50Micros.some(p50 => !has(p50));
    const latencies = [{label: 'p50', index: 0, marks, gaps: true, values: run.p50Micros.map(millis)},
      {label: 'p99', index: 1, marks, gaps: run.p50Micros.some(p50 => !has(p50)), values: run.p99Micros.map(millis)}].filter(s => s.values.some(has));
    course.charts.push(lineChart(course.place('Throughput'), {
      name: course.title + ', throughput', height: SMALL_HEIGHT, x, series: [{label: 'ops/s', index: 0, marks, values: run.opsPerSecond}],
      y: {log: false, label: 'operations per second', text: opsText}
    }));
    const place = course.place('Latency');
    const list = el('ul', {class: 'legend'});
    legend(list, latencies);
    place.append(list);
    course.charts.push(lineChart(place, {
      name: course.title + ', latency', height: SMALL_HEIGHT, x, series: latencies,
      y: {log: true, label: 'milliseconds, logarithmic' + (latencies.length < 2 ? '; no second has 1,000 operations for a p99' : ''),
        text: v => millisText(v) + ' ms'}
    }));
    course.values([{name: 'until second', digits: 2}, {name: 'ops/s', digits: 0}, {name: 'p50 ms', digits: 3}, {name: 'p99 ms', digits: 3}],
        run.seconds.map((s, i) => [s, run.opsPerSecond[i], millis(run.p50Micros[i]), millis(run.p99Micros[i])]));
  };
})();
