/* The open loop: latency against the rate of arrivals, the hockey stick. */
(function () {
  'use strict';

  const {el, lineChart, legend, figure, view, pictures} = Raftmark;
  const {data, has, unique, millis, opsText, millisText, seriesOf, open, rateText} = view;
  const HEIGHT = 300;
  const KINDS = [['p50', 'responseP50Micros', 'p50Micros'], ['p99', 'responseP99Micros', 'p99Micros'],
    ['p99.9', 'responseP999Micros', 'p999Micros']];

  const hockey = figure('load', 'Latency against load, open loop');
  pictures.push(hockey);
  const axisChoice = view.selector(hockey, 'Horizontal', () => view.redraw(hockey));
  const NO_OPEN =
    'no run here is an open loop, which sends by a schedule whatever is still out; bin/raftmark run latency-under-load makes them';
  hockey.absent = () => (open.length === 0 ? NO_OPEN : '');

  /** Lines of open loops, by series, threads, clients and arrivals. */
  function openLines(configurations) {
    const lines = new Map();
    const severalBounds = unique(configurations.map(c => c.clients)).length > 1;
    const severalArrivals = unique(configurations.map(c => c.open.arrivals)).length > 1;
    for (const c of configurations) {
      const key = [c.series, c.threads, c.clients, c.open.arrivals].join('/');
      if (!lines.has(key)) {
        lines.set(key, {key, label: seriesOf(c).label + (has(c.threads) ? ' · ' + view.threadsText(c) : '')
          + (severalBounds ? ' · ' + view.clientsText(c.clients) + ' at most' : '')
          + (severalArrivals ? ' · ' + c.open.arrivals : ''), index: lines.size, cells: []});
      }
      lines.get(key).cells.push(c);
    }
    return [...lines.values()];
  }

  function missedSentence(configurations) {
    const missed = configurations.filter(c => c.invalid > 0);
    const runs = missed.reduce((sum, c) => sum + c.invalid, 0);
    return runs === 0 ? '' : ' ' + view.plural(runs, 'run is', 'runs are') + ' INVALID and not drawn ('
      + missed.map(c => c.invalid + ' × ' + seriesOf(c).label + (has(c.threads) ? ' · ' + view.threadsText(c) : '') + ' at ' + rateText(c)).join('; ')
      + '); why stands below. Where they missed their target they are the slowest: without them the picture flatters loads near the'
      + ' capacity.';
  }

  /** How much of the response times is the load generator's own. */
  function lagSentence(configurations) {
    const latest = configurations.filter(c => has(c.open.sendLagP99Micros)).sort((a, b) => b.open.sendLagP99Micros - a.open.sendLagP99Micros)[0];
    return latest === undefined ? '' : ' One request in a hundred was sent late by more than ' + millisText(millis(latest.open.sendLagP99Micros))
      + ' ms (at ' + rateText(latest) + '); that is the load generator\'s, and in the response time.';
  }

  /** What the highest load does to the p99, for the line that it does most to. */
  function finding(lines) {
    const grown = lines.map(line => {
      const drawn = line.cells.filter(c => has(c.open.responseP99Micros.median));
      const [low, high] = [drawn[0], drawn[drawn.length - 1]];
      return drawn.length < 2 ? null : {line, low, high, times: high.open.responseP99Micros.median / low.open.responseP99Micros.median};
    }).filter(Boolean).sort((a, b) => b.times - a.times);
    if (grown.length === 0) {
      return '';
    }
    const {line, low, high} = grown[0];
    return 'From ' + rateText(low) + ' to ' + rateText(high) + ' the p99 response time of ' + line.label + ' went from '
      + millisText(millis(low.open.responseP99Micros.median)) + ' to ' + millisText(millis(high.open.responseP99Micros.median)) + ' ms'
      + (high.invalid > 0 ? ', there by ' + view.plural(high.valid, 'valid run', 'valid runs') + ' of ' + (high.valid + high.invalid) : '') + '.';
  }

  hockey.draw = () => {
    const shown = open.filter(c => view.passes(seriesOf(c)));
    const valid = shown.filter(c => c.valid > 0);
    const shares = valid.length > 0 && valid.every(c => has(c.open.targetLoadPercent));
    const kind = axisChoice.fill([['rate', 'achieved rate']].concat(shares ? [['share', 'share of closed-loop capacity']] : []), 'rate');
    const xOf = c => (kind === 'share' ? c.open.targetLoadPercent : c.throughputOpsPerSecond.median);
    const lines = openLines(valid);
    lines.forEach(line => line.cells.sort((a, b) => xOf(a) - xOf(b)));
    hockey.finding.textContent = finding(lines);
    hockey.caption.textContent = 'Solid: response time, which counts from the moment at which the schedule wanted a request sent, so'
      + ' that waiting is in it. Dashed: service time, from the actual sending. Where the two part, requests queue. '
      + view.runsSentence(valid) + missedSentence(shown);
    hockey.values([{name: 'configuration'}, {name: 'server threads', digits: 0}, {name: 'arrivals'}, {name: 'valid runs', digits: 0},
      {name: 'invalid runs', digits: 0}, {name: 'target, % of capacity', digits: 0}, {name: 'target ops/s', digits: 0},
      {name: 'achieved ops/s', digits: 0}, {name: 'rates of'}].concat(KINDS.flatMap(([name]) => [{name: 'response ' + name + ' ms', digits: 2},
      {name: 'service ' + name + ' ms', digits: 2}]), [{name: 'send lag p99 ms', digits: 3}]),
    shown.map(c => [seriesOf(c).label, c.threads, c.open.arrivals, c.valid, c.invalid, c.open.targetLoadPercent, c.open.targetOpsPerSecond,
      c.open.achievedOpsPerSecond, c.open.ofInvalidRuns ? 'INVALID runs' : 'valid runs'].concat(...KINDS.map(([, response, service]) => [millis(c.open[response].median),
      millis(c[service].median)]), [millis(c.open.sendLagP99Micros)])));
    if (lines.length === 0) {
      hockey.say(shown.length === 0 ? view.NOTHING_CHOSEN
        : 'Not one open-loop run of this choice is valid, so there is no picture. The table says what was asked for and what was achieved.');
      return;
    }
    const values = unique(valid.map(xOf)).sort((a, b) => a - b);
    const high = values[values.length - 1] * 1.05;
    const x = Object.assign(Raftmark.linearAxis(high, kind === 'share' ? v => opsText(v) + ' %' : Raftmark.short), {values,
      title: i => opsText(values[i]) + (kind === 'share' ? ' % of closed-loop capacity' : ' ops/s'),
      label: kind === 'share' ? 'arrival rate, % of the closed loop\'s capacity' : 'achieved rate, operations per second'});
    legend(hockey.legend, lines);
    hockey.plots.classList.add('three');
    for (const [name, response, service] of KINDS) {
      const at = (line, figureOf) => values.map(value => {
        const cell = line.cells.find(c => xOf(c) === value);
        return cell === undefined ? null : figureOf(cell);
      });
      const series = lines.flatMap(line => [
        {label: line.label + ', response', index: line.index, values: at(line, c => millis(c.open[response].median)),
          runs: at(line, c => (has(c.open[response].median) ? c.open[response].runs.map(millis) : []))},
        {label: line.label + ', service', index: line.index, dashed: true, values: at(line, c => millis(c[service].median))}
      ]).filter(s => s.values.some(has));
      const place = hockey.place(name);
      if (series.length === 0) {
        place.append(el('p', {class: 'sentence'}, 'No run has operations enough for a ' + name + '.'));
      } else {
        hockey.charts.push(lineChart(place, {name: hockey.title + ', ' + name, height: HEIGHT, x, series,
          y: {log: true, label: 'milliseconds, logarithmic', text: v => millisText(v) + ' ms'}}));
      }
    }
  };

  const responses = figure('responses', 'Response time by percentile, open loop');
  pictures.push(responses);
  const responseLine = view.selector(responses, 'Configuration', () => view.redraw(responses));
  const hasResponses = c => c.open.responseCurveMicros.length > 1;
  responses.absent = () => (open.some(hasResponses) ? ''
    : open.length === 0 ? NO_OPEN
      : 'latency.hlog has no response times of valid runs');
  responses.draw = () => {
    const all = open.filter(c => hasResponses(c) && view.passes(seriesOf(c)));
    const lines = openLines(all);
    const value = responseLine.fill(lines.map(({key, label, cells: [{clients, open: {arrivals}}]}) =>
      [key, label + ' · ' + view.clientsText(clients) + ' · ' + arrivals + ' arrivals']), lines.length ? lines[0].key : '');
    const shown = lines.filter(line => line.key === value).flatMap(line => line.cells).sort((a, b) => a.open.targetOpsPerSecond - b.open.targetOpsPerSecond);
    if (shown.length === 0) {
      responses.say(view.NOTHING_CHOSEN);
      return;
    }
    const ofLine = openLines(open.filter(c => view.passes(seriesOf(c)))).filter(line => line.key === value).flatMap(line => line.cells);
    responses.caption.textContent = 'One line for each load. Solid: response time, from the moment at which the schedule wanted a request'
      + ' sent. Dashed: service time, from the actual sending. The histograms of the valid runs are merged, as far as operations carry a'
      + ' percentile.' + view.thinnedSentence() + lagSentence(shown) + missedSentence(ofLine);
    const tails = data.tails.slice(0, Math.max(...shown.map(c => c.open.responseCurveMicros.length)));
    const at = curve => tails.map((tail, k) => (k < curve.length ? millis(curve[k]) : null));
    const series = shown.flatMap((c, i) => [{label: rateText(c) + ', response', index: i, marks: false, values: at(c.open.responseCurveMicros)},
      {label: rateText(c) + ', service', index: i, dashed: true, marks: false, values: at(c.curveMicros)}]);
    legend(responses.legend, shown.map((c, i) => ({label: rateText(c), index: i})));
    responses.charts.push(lineChart(responses.place(), {
      name: responses.title, height: HEIGHT, series, x: Raftmark.percentileAxis(tails),
      y: {log: true, label: 'milliseconds, logarithmic', text: v => millisText(v) + ' ms'}
    }));
    responses.values([{name: 'percentile'}].concat(series.map(s => ({name: s.label + ', ms', digits: 3}))),
        tails.map((tail, k) => [Raftmark.percentileName(tail)].concat(series.map(s => s.values[k]))));
  };
})();
