/* Against server threads: throughput, latency, and both by clients. */
(function () {
  'use strict';

  const {el, number, lineChart, heat, legend, figure, view, pictures} = Raftmark;
  const {data, has, unique, millis, opsText, millisText, ratioText, plural, choice, closed, seriesOf, linesOf, least, most} = view;
  const CHART_HEIGHT = 310;
  const SMALL_HEIGHT = 260;
  const INTERVALS = 'Shapes are medians over valid runs, small dots single runs, and the upright bar is the 95 % interval of their mean (of logarithms;'
    + ' three valid runs at least). It says how sure a level is, drift included; whether two levels of a line differ is said by their ratio, which is taken within'
    + ' repetitions and stands with its interval in the answer.';

  /** The lines that can be drawn against threads, or why there are none. */
  function threadLines(configurations) {
    const lines = linesOf(configurations.filter(c => has(c.threads)));
    if (lines.some(line => unique(line.cells.map(c => c.threads)).length > 1)) {
      return {lines, why: ''};
    }
    if (configurations.length === 0) {
      return {lines: [], why: view.NOTHING_CHOSEN};
    }
    const counts = unique(lines.flatMap(line => line.cells.map(c => c.threads)));
    return {lines: [], why: counts.length === 0
      ? 'No configuration here has a fixed pool of handler threads, so there is no number of threads to draw against.'
      : 'No configuration here was measured with more than one number of handler threads (' + counts.join(', ')
        + '), so there is no line to draw.'};
  }

  function threadAxis(lines) {
    const counts = unique(lines.flatMap(line => line.cells.map(c => c.threads))).sort((a, b) => a - b);
    const values = counts.map(Math.log2);
    return {
      counts, values, splits: values, low: values[0] - .25, high: values[values.length - 1] + .25,
      text: value => String(Math.round(Math.pow(2, value))), title: i => plural(counts[i], 'server thread', 'server threads'),
      label: 'server threads, log₂ scale'
    };
  }

  function at(line, counts, figureOf) {
    return counts.map(count => {
      const cell = line.cells.find(c => c.threads === count);
      return cell === undefined ? null : figureOf(cell);
    });
  }

  function apart(configurations) {
    const without = configurations.filter(c => !has(c.threads));
    return without.length === 0 ? '' : ' Not on this axis, having no fixed pool: '
      + without.map(c => view.lineLabel(c) + ' (' + opsText(c.throughputOpsPerSecond.median) + ' ops/s)').join('; ') + '.';
  }

  /** The verdicts on these lines in words, those that say the same together. */
  function verdictWords(lines, key, moreIsBetter) {
    const phrases = new Map();
    for (const line of lines) {
      const verdict = data.threadVerdicts.find(v => v.series === line.series && v.clients === line.clients);
      if (verdict === undefined || !has(verdict[key].ratio)) {
        continue;
      }
      const better = verdict[key].verdict === 'helps' ? moreIsBetter : verdict[key].verdict === 'hurts' ? !moreIsBetter : null;
      const what = better === true ? 'rises' : better === false ? 'falls' : verdict[key].verdict;
      phrases.set(what, (phrases.get(what) || []).concat(line.label + ' (' + ratioText(verdict[key].ratio) + ', '
        + verdict.fewest + ' to ' + verdict.end + ' threads)'));
    }
    // What differs first.
    return [...phrases].sort(([a], [b]) => (b === 'rises' || b === 'falls') - (a === 'rises' || a === 'falls')).map(([what, who]) => (what === 'rises' || what === 'falls' ? 'It ' + what + ' with ' : what[0].toUpperCase() + what.slice(1)
      + ' with ') + who.join(', ') + '.').join(' ');
  }

  const throughput = figure('throughput', 'Throughput against server threads');
  pictures.push(throughput);
  const log = el('input', {type: 'checkbox'});
  log.addEventListener('change', () => {
    choice.log = log.checked;
    view.redraw(throughput);
  });
  throughput.controls.append(el('label', {}, log, 'logarithmic'));
  throughput.absent = () => (closed.length === 0 ? 'no closed-loop run is here; bin/raftmark run server-threads makes them' : '');

  function fits(lines) {
    return lines.map(line => ({line, verdict: data.threadVerdicts.find(v => v.series === line.series && v.clients === line.clients)}))
        .filter(({verdict}) => verdict !== undefined);
  }

  const onCurve = (fit, n) => fit.lambda * n / (1 + fit.sigma * (n - 1) + fit.kappa * n * (n - 1));

  /** What the fit of its series says at its number of threads; nothing without a fit. */
  function fitted(c) {
    const verdict = data.threadVerdicts.find(v => v.series === c.series && v.clients === c.clients && v.fit);
    return verdict === undefined || !has(c.threads) ? null : onCurve(verdict.fit, c.threads);
  }

  /** The curves of the fits, in the axis' logarithms. */
  function curvesOf(lines, axis) {
    return fits(lines).filter(({verdict}) => verdict.fit).map(({line, verdict: {fit}}) => ({
      index: line.index, low: axis.values[0], high: axis.values[axis.values.length - 1],
      at: x => onCurve(fit, Math.pow(2, x))
    }));
  }

  function fitSentence(lines) {
    const all = fits(lines);
    const fitted = all.filter(({verdict}) => verdict.fit);
    const texts = unique(all.filter(({verdict}) => !verdict.fit).map(({verdict}) => verdict.fitText));
    return (fitted.length ? ' Dotted: ' + fitted.map(({line, verdict}) => line.label + ', ' + verdict.fitText).join('; ')
      + '. It describes the curve and explains nothing.' : '')
      + (texts.length ? ' No fitted curve' + (fitted.length ? ' for the others: ' : ': ') + texts.join('; ') + '.' : '');
  }

  throughput.draw = configurations => {
    const {lines, why} = threadLines(configurations);
    const hasLaw = lines.some(line => line.cells.some(c => c.law));
    throughput.controls.hidden = lines.length === 0;
    throughput.finding.textContent = verdictWords(lines, 'throughput', true);
    const hasIntervals = lines.some(line => line.cells.some(c => c.throughputInterval));
    throughput.caption.textContent = view.loadSentence() + (hasIntervals ? INTERVALS
      : lines.length || configurations.every(c => c.valid === 1) ? view.runsSentence(configurations)
      : 'Bars are medians over valid runs, the thin line on them reaches from the lowest to the highest run.')
      + (hasLaw
      ? ' Dashed: the most that the law min(N/S, C/R₁, ceiling) allows; where a dashed line leaves the picture, it lies above.' : '')
      + (lines.length ? fitSentence(lines) + apart(configurations) : '');
    if (lines.length) {
      const axis = threadAxis(lines);
      const series = lines.map(line => ({
        label: line.label, index: line.index, values: at(line, axis.counts, c => c.throughputOpsPerSecond.median),
        runs: at(line, axis.counts, c => c.throughputOpsPerSecond.runs),
        intervals: hasIntervals ? at(line, axis.counts, c => (c.throughputInterval ? [c.throughputInterval.low, c.throughputInterval.high] : null)) : null
      }));
      const bounds = lines.filter(line => line.cells.some(c => c.law)).map(line => ({
        label: line.label + ', bound', index: line.index, dashed: true,
        values: at(line, axis.counts, c => (c.law ? c.law.opsPerSecond : null))
      }));
      const chart = lineChart(throughput.place(), {
        name: throughput.title, height: CHART_HEIGHT, x: axis, series: series.concat(bounds), curves: curvesOf(lines, axis),
        y: {log: choice.log, label: 'operations per second, median over runs', text: opsText}, labels: true
      });
      throughput.charts.push(chart);
      throughput.caption.textContent += chart.cut ? ' A bar without a cap goes on beyond the picture; the table has its end.' : '';
      legend(throughput.legend, chart.labelled ? [] : series);
    } else {
      throughput.say(why + (configurations.length ? ' Throughput by configuration instead:' : ''));
      if (configurations.length) {
        view.throughputBars(throughput, configurations);
      }
    }
    const ends = (c, end) => (c.throughputInterval ? c.throughputInterval[end] : null);
    const law = (c, part) => (c.law ? c.law[part] : null);
    throughput.values(view.FIGURE_COLUMNS.concat([{name: 'ops/s, median', digits: 0}, {name: 'ops/s, lowest', digits: 0},
      {name: 'ops/s, highest', digits: 0}, {name: 'ops/s, 95 % from', digits: 0}, {name: 'ops/s, 95 % to', digits: 0}, {name: 'S, ms', digits: 3}, {name: 'N/S, ops/s', digits: 0}, {name: 'C/R₁, ops/s', digits: 0},
      {name: 'ceiling, ops/s', digits: 0}, {name: 'law, ops/s', digits: 0}, {name: 'binds'}, {name: 'reached, %', digits: 0},
      {name: 'fit, ops/s', digits: 0}, {name: 'runs, ops/s'}]),
    configurations.map(c => view.figureCells(c).concat([c.throughputOpsPerSecond.median, least(c.throughputOpsPerSecond),
      most(c.throughputOpsPerSecond), ends(c, 'low'), ends(c, 'high'), has(c.heldSeconds) ? c.heldSeconds * 1000 : null, law(c, 'threads'), law(c, 'clients'),
      law(c, 'ceiling'), law(c, 'opsPerSecond'), law(c, 'binds'), c.law ? c.law.share * 100 : null, fitted(c),
      view.runsText(c.throughputOpsPerSecond, 1)])));
  };

  const latency = figure('latency', 'Latency against server threads');
  pictures.push(latency);
  latency.absent = () => throughput.absent() || (closed.some(c => has(c.threads) && closed.some(other => other.series === c.series
    && other.clients === c.clients && has(other.threads) && other.threads !== c.threads)) ? ''
    : 'no two configurations differ in their server threads alone; bin/raftmark run server-threads makes such');
  latency.draw = configurations => {
    const {lines, why} = threadLines(configurations);
    const words = verdictWords(lines, 'p99', false);
    latency.finding.textContent = words === '' ? '' : 'The slowest hundredth (p99): ' + words[0].toLowerCase() + words.slice(1);
    latency.caption.textContent = view.loadSentence() + 'Percentiles of single runs, then the median over runs; percentiles are never averaged. '
      + view.runsSentence(configurations);
    if (lines.length) {
      const axis = threadAxis(lines);
      legend(latency.legend, lines);
      latency.plots.classList.add('three');
      for (const [name, key, needed] of [['p50', 'p50Micros', 1], ['p99', 'p99Micros', 1000], ['p99.9', 'p999Micros', 10000]]) {
        const place = latency.place(name + (name === 'p50' ? ', the middle operation' : name === 'p99' ? ', one in a hundred is slower'
          : ', one in a thousand is slower'));
        const series = lines.map(line => ({
          label: line.label, index: line.index, values: at(line, axis.counts, c => millis(c[key].median)),
          runs: at(line, axis.counts, c => (has(c[key].median) ? c[key].runs.map(millis) : []))
        })).filter(s => s.values.some(has));
        if (series.length === 0) {
          place.append(el('p', {class: 'sentence'},
              'No configuration has it: a run needs ' + number(needed, 0) + ' operations for a ' + name + '.'));
        } else {
          latency.charts.push(lineChart(place, {
            name: latency.title + ', ' + name, height: SMALL_HEIGHT, x: axis, series,
            y: {log: true, label: 'milliseconds, logarithmic', text: value => millisText(value) + ' ms'}
          }));
        }
      }
    } else {
      latency.say(why + (configurations.length ? ' The table has the percentiles; the picture by percentile draws them.' : ''));
    }
    latency.values(view.FIGURE_COLUMNS.concat(['p50', 'p99', 'p99.9'].flatMap(name => [{name: name + ' ms, median', digits: 2},
      {name: name + ' ms, lowest', digits: 2}, {name: name + ' ms, highest', digits: 2}, {name: name + ' ms, runs'}])),
    configurations.map(c => view.figureCells(c).concat(...[c.p50Micros, c.p99Micros, c.p999Micros].map(spread => (has(spread.median)
      ? [millis(spread.median), millis(least(spread)), millis(most(spread))] : [null, null, null]).concat(view.runsText(spread, .001))))));
  };

  const grid = figure('grid', 'Throughput by server threads and clients');
  pictures.push(grid);
  const pooled = closed.filter(c => has(c.threads));
  const gridLoads = view.loads.filter(clients =>
    unique(pooled.filter(c => c.clients === clients).map(c => c.threads)).length > 1);
  grid.absent = () => (gridLoads.length < 2
    ? 'it needs several numbers of clients with several numbers of threads each; bin/raftmark run server-threads has them' : '');
  grid.draw = () => {
    // Shown whatever load is chosen, for it shows all of them.
    const shown = pooled.filter(c => view.passes(seriesOf(c)) && gridLoads.includes(c.clients));
    const threads = unique(shown.map(c => c.threads)).sort((a, b) => a - b);
    grid.caption.textContent = 'Operations per second, median over valid runs. The deeper the colour, the higher within its table.';
    grid.plots.classList.add('two');
    if (shown.length === 0) {
      grid.say(view.NOTHING_CHOSEN);
    }
    unique(shown.map(c => c.series)).forEach(index => {
      const ofSeries = shown.filter(c => c.series === index);
      heat(grid.place(), {
        name: data.series[index].label, across: 'server threads', down: 'clients', columns: threads.map(String),
        rows: gridLoads.map(clients => ({
          name: String(clients),
          values: threads.map(count => {
            const cell = ofSeries.find(c => c.clients === clients && c.threads === count);
            return cell === undefined ? null : cell.throughputOpsPerSecond.median;
          })
        }))
      }, opsText);
    });
    grid.values(view.FIGURE_COLUMNS.concat([{name: 'ops/s, median', digits: 0}]),
        shown.map(c => view.figureCells(c).concat([c.throughputOpsPerSecond.median])));
  };
})();
