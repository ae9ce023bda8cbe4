/* The page: the answer in words, the choice of factors, the pictures, and what must be known beside them. */
(function () {
  'use strict';

  const {el, number, lineChart, bars, heat, legend, table, figure} = RaftmarkChart;
  const root = document.documentElement;
  const page = document.getElementById('report');
  const data = JSON.parse(document.getElementById('data').textContent);
  const MICROS_PER_MILLI = 1000;
  const BARS_MAX = 40;
  const CURVES_MAX = 6;
  const CHART_HEIGHT = 340;
  const SMALL_HEIGHT = 260;

  const unique = values => [...new Set(values)];
  const millis = micros => (micros === null || micros === undefined ? null : micros / MICROS_PER_MILLI);
  const opsText = value => number(value, 0);
  const millisText = value => number(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
  const plural = (count, one, many) => number(count, 0) + ' ' + (count === 1 ? one : many);
  const measured = data.configurations.filter(c => c.valid > 0);
  const seriesOf = configuration => data.series[configuration.series];

  // ---- the choice of factors, kept in the address so that a view can be passed on

  const levels = {
    clients: unique(data.configurations.map(c => c.clients)).sort((a, b) => a - b),
    backend: unique(data.series.map(s => s.backend)),
    handler: unique(data.series.map(s => s.handler)),
    directory: data.directories.map((d, i) => String(i))
  };
  const choice = {clients: null, off: {backend: new Set(), handler: new Set(), directory: new Set()}, log: false};

  function defaultClients() {
    const count = clients => measured.filter(c => c.clients === clients).length;
    return levels.clients.reduce((best, clients) => (best === null || count(clients) >= count(best) ? clients : best), null);
  }

  function readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    const clients = address.get('clients');
    choice.clients = clients === 'all' ? null : levels.clients.includes(Number(clients)) && clients !== null ? Number(clients)
      : defaultClients();
    for (const name of Object.keys(choice.off)) {
      choice.off[name] = new Set(address.getAll('without-' + name));
    }
  }

  function writeAddress() {
    const address = new URLSearchParams();
    address.set('clients', choice.clients === null ? 'all' : String(choice.clients));
    for (const [name, off] of Object.entries(choice.off)) {
      off.forEach(level => address.append('without-' + name, level));
    }
    try {
      history.replaceState(null, '', '#' + address);
    } catch (refused) {
      // Some browsers refuse it for files; the choice then lives as long as the page.
    }
  }

  function chosen() {
    return measured.filter(c => (choice.clients === null || c.clients === choice.clients) && passes(c));
  }

  function passes(configuration) {
    const series = seriesOf(configuration);
    return !choice.off.backend.has(series.backend) && !choice.off.handler.has(series.handler)
      && !choice.off.directory.has(String(series.directory));
  }

  function clientsText(clients) {
    return plural(clients, 'client', 'clients');
  }

  function lineLabel(configuration) {
    return seriesOf(configuration).label + (choice.clients === null ? ' · ' + clientsText(configuration.clients) : '');
  }

  function threadsText(configuration) {
    return configuration.threads === null ? 'no fixed pool' : plural(configuration.threads, 'thread', 'threads');
  }

  function fullLabel(configuration) {
    return lineLabel(configuration) + (configuration.threads === null ? '' : ' · ' + threadsText(configuration));
  }

  /** Lines by series and clients; a line keeps its colour whatever else is shown, unless several clients are. */
  function linesOf(configurations) {
    const lines = new Map();
    for (const configuration of configurations) {
      const key = configuration.series + '/' + configuration.clients;
      if (!lines.has(key)) {
        lines.set(key, {label: lineLabel(configuration), index: choice.clients === null ? lines.size : configuration.series, cells: []});
      }
      lines.get(key).cells.push(configuration);
    }
    return [...lines.values()];
  }

  // ---- what is said of a selection

  function runsSentence(configurations) {
    const most = Math.max(0, ...configurations.map(c => c.valid));
    return most <= 1
      ? 'One repetition only: no range can be drawn, and differences may be noise.'
      : 'Shapes are medians over valid runs, small dots single runs, and the upright bar reaches from the lowest to the highest run.';
  }

  const NOTHING_CHOSEN = 'Nothing is left by this choice of factors.';

  /** The lines that can be drawn against threads, or why there are none. */
  function threadLines(configurations) {
    const lines = linesOf(configurations.filter(c => c.threads !== null));
    const drawable = lines.some(line => unique(line.cells.map(c => c.threads)).length > 1);
    if (drawable) {
      return {lines, why: ''};
    }
    const counts = unique(lines.flatMap(line => line.cells.map(c => c.threads)));
    if (configurations.length === 0) {
      return {lines: [], why: NOTHING_CHOSEN};
    }
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
      label: 'server threads, logarithmic'
    };
  }

  function at(line, counts, figureOf) {
    return counts.map(count => {
      const cell = line.cells.find(c => c.threads === count);
      return cell === undefined ? null : figureOf(cell);
    });
  }

  function apart(configurations) {
    const without = configurations.filter(c => c.threads === null);
    return without.length === 0 ? '' : ' Not on this axis, having no fixed pool: '
      + without.map(c => lineLabel(c) + ' (' + opsText(c.throughput.median) + ' ops/s)').join('; ') + '.';
  }

  const FIGURE_COLUMNS = [{name: 'configuration'}, {name: 'clients', digits: 0}, {name: 'server threads', digits: 0},
    {name: 'valid runs', digits: 0}];
  const figureCells = c => [seriesOf(c).label, c.clients, c.threads, c.valid];
  const least = spread => (spread.runs.length > 1 ? Math.min(...spread.runs) : null);
  const most = spread => (spread.runs.length > 1 ? Math.max(...spread.runs) : null);

  // ---- pictures

  const throughput = figure('throughput', 'Throughput against server threads');
  throughput.draw = configurations => {
    const {lines, why} = threadLines(configurations);
    const hasLaw = lines.some(line => line.cells.some(c => c.law));
    throughput.controls.hidden = lines.length === 0;
    throughput.caption.textContent = (lines.length || configurations.every(c => c.valid === 1) ? runsSentence(configurations)
      : 'Bars are medians over valid runs, the thin line on them reaches from the lowest to the highest run.') + (hasLaw
      ? ' Dashed: the most that the law min(N/S, C/R₁, ceiling) allows; where a dashed line leaves the picture, it lies above.' : '')
      + (lines.length ? apart(configurations) : '');
    if (lines.length) {
      const axis = threadAxis(lines);
      const series = lines.map(line => ({
        label: line.label, index: line.index, values: at(line, axis.counts, c => c.throughput.median),
        runs: at(line, axis.counts, c => c.throughput.runs)
      }));
      const bounds = lines.filter(line => line.cells.some(c => c.law)).map(line => ({
        label: line.label + ', bound', index: line.index, dashed: true,
        values: at(line, axis.counts, c => (c.law ? c.law.opsPerSecond : null))
      }));
      legend(throughput.legend, series);
      throughput.charts.push(lineChart(throughput.place(), {
        name: throughput.title, height: CHART_HEIGHT, x: axis, series: series.concat(bounds),
        y: {log: choice.log, label: 'operations per second, median over runs', text: opsText}
      }));
    } else {
      throughput.say(why + (configurations.length ? ' Throughput by configuration instead:' : ''));
      if (configurations.length) {
        barsOf(throughput, configurations, c => ({
          segments: [{colour: RaftmarkChart.colourName(c.series), value: c.throughput.median || 0,
            text: opsText(c.throughput.median) + ' ops/s'}],
          range: c.throughput.runs.length > 1 ? [least(c.throughput), most(c.throughput)] : null,
          total: opsText(c.throughput.median) + ' ops/s'
        }));
      }
    }
    throughput.values(FIGURE_COLUMNS.concat([{name: 'ops/s, median', digits: 0}, {name: 'lowest', digits: 0},
      {name: 'highest', digits: 0}, {name: 'S, ms', digits: 3}, {name: 'law, ops/s', digits: 0}, {name: 'binds'},
      {name: 'reached, %', digits: 0}]),
    configurations.map(c => figureCells(c).concat([c.throughput.median, least(c.throughput), most(c.throughput),
      c.heldSeconds === null ? null : c.heldSeconds * 1000, c.law ? c.law.opsPerSecond : null, c.law ? c.law.binds : null,
      c.law ? c.law.share * 100 : null])));
  };

  function barsOf(into, configurations, rowOf) {
    const shown = configurations.slice(0, BARS_MAX);
    bars(into.place(), into.title, shown.map(c => Object.assign({name: fullLabel(c)}, rowOf(c))));
    if (shown.length < configurations.length) {
      into.say('The first ' + BARS_MAX + ' of ' + configurations.length + ' configurations are drawn; the table has all.');
    }
  }

  const latency = figure('latency', 'Latency against server threads');
  latency.draw = configurations => {
    const {lines, why} = threadLines(configurations);
    latency.caption.textContent = 'Percentiles of single runs, then the median over runs; percentiles are never averaged. '
      + runsSentence(configurations);
    if (lines.length) {
      const axis = threadAxis(lines);
      legend(latency.legend, lines);
      latency.plots.classList.add('three');
      for (const [name, key, needed] of [['p50', 'p50', 1], ['p99', 'p99', 1000], ['p99.9', 'p999', 10000]]) {
        const place = latency.place(name);
        const series = lines.map(line => ({
          label: line.label, index: line.index, values: at(line, axis.counts, c => millis(c[key].median)),
          runs: at(line, axis.counts, c => (c[key].median === null ? [] : c[key].runs.map(millis)))
        })).filter(s => s.values.some(value => value !== null));
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
      latency.say(why + (configurations.length ? ' The table has the percentiles; the next picture draws them.' : ''));
    }
    latency.values(FIGURE_COLUMNS.concat(['p50', 'p99', 'p99.9'].flatMap(name => [{name: name + ' ms, median', digits: 2},
      {name: 'lowest', digits: 2}, {name: 'highest', digits: 2}])),
    configurations.map(c => figureCells(c).concat(...[c.p50, c.p99, c.p999].map(spread => spread.median === null
      ? [null, null, null] : [millis(spread.median), millis(least(spread)), millis(most(spread))]))));
  };

  /** A selection list that keeps what the reader picked while that exists. */
  function selector(into, label, redraw) {
    const select = el('select', {});
    into.controls.append(el('label', {}, label, select));
    let picked = null;
    select.addEventListener('change', () => {
      picked = select.value;
      redraw();
    });
    return {
      fill(options, wanted) {
        select.replaceChildren(...options.map(([value, text]) => el('option', {value}, text)));
        select.value = options.some(([value]) => value === picked) ? picked : wanted;
        select.parentNode.hidden = options.length < 2;
        return select.value;
      }
    };
  }

  const percentiles = figure('percentiles', 'Latency by percentile');
  const percentileThreads = selector(percentiles, 'Server threads', () => redraw(percentiles));
  percentiles.draw = configurations => {
    const all = configurations.filter(c => c.curve.length > 1);
    percentiles.caption.textContent = 'The histograms of all valid runs of a configuration merged, as far as operations carry a'
      + ' percentile. To the right are the rare, slow operations; each decade is ten times rarer.';
    const counts = unique(all.map(c => c.threads)).sort((a, b) => (a === null ? -1 : b === null ? 1 : a - b));
    const most = counts.filter(count => count !== null);
    const value = percentileThreads.fill([['all', 'all']].concat(counts.map(count =>
      [String(count), count === null ? 'no fixed pool' : String(count)])),
    all.length <= CURVES_MAX || most.length < 2 ? 'all' : String(most[most.length - 1]));
    const shown = all.filter(c => value === 'all' || String(c.threads) === value);
    if (shown.length === 0) {
      percentiles.say(configurations.length === 0 ? NOTHING_CHOSEN : 'latency.hlog has nothing of these configurations.');
      return;
    }
    const onePerLine = unique(shown.map(c => c.series)).length === shown.length;
    const length = Math.max(...shown.map(c => c.curve.length));
    const tails = data.tails.slice(0, length);
    const values = tails.map(Math.log10);
    const series = shown.map((c, i) => ({
      label: value === 'all' ? fullLabel(c) : lineLabel(c), index: onePerLine ? c.series : i, marks: false,
      values: tails.map((tail, k) => (k < c.curve.length ? millis(c.curve[k]) : null))
    }));
    const name = tail => 'p' + String(Number((100 * (1 - 1 / tail)).toPrecision(tail >= 1000 ? 6 : 4)));
    const splits = [2, 10, 100, 1000, 10000, 100000].filter(tail => tail <= tails[length - 1] * 1.0001);
    legend(percentiles.legend, series);
    percentiles.charts.push(lineChart(percentiles.place(), {
      name: percentiles.title, height: CHART_HEIGHT, series,
      x: {values, splits: splits.map(Math.log10), low: 0, high: values[length - 1], text: v => name(Math.pow(10, v)),
        title: i => name(tails[i]), label: 'percentile'},
      y: {log: true, label: 'milliseconds, logarithmic', text: v => millisText(v) + ' ms'}
    }));
    percentiles.values([{name: 'percentile'}].concat(series.map(s => ({name: s.label + ', ms', digits: 3}))),
        tails.map((tail, k) => [name(tail)].concat(series.map(s => s.values[k]))));
  };

  const course = figure('course', 'A run over time');
  const courseRun = selector(course, 'Configuration', () => redraw(course));
  course.draw = configurations => {
    const all = configurations.filter(c => c.course && c.course.seconds.length > 1);
    course.caption.textContent = 'One run of a configuration, that of median throughput. A steady run is a level line; a drift, a stall'
      + ' or a collapse shows here and not in an average.';
    // Two directories may have runs of the same id.
    const keyOf = c => seriesOf(c).directory + '/' + c.course.run;
    const value = courseRun.fill(all.map(c => [keyOf(c), fullLabel(c)]), all.length ? keyOf(all[0]) : '');
    const shown = all.find(c => keyOf(c) === value);
    if (shown === undefined) {
      course.say(configurations.length === 0 ? NOTHING_CHOSEN : 'There is no run over time: latency.hlog has fewer than two intervals of each, or the'
        + ' sweep has over 250 configurations, more than this page can carry them of.');
      return;
    }
    const run = shown.course;
    const high = run.seconds[run.seconds.length - 1];
    const step = [.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200].find(s => high / s <= 8) || high / 5;
    const x = {values: run.seconds, splits: Array.from({length: Math.floor(high / step) + 1}, (none, i) => i * step), low: 0, high,
      text: v => number(v, step < 1 ? 1 : 0), title: i => 'at ' + number(run.seconds[i], 1) + ' s',
      label: 'seconds since the measured window began'};
    course.plots.classList.add('two');
    const marks = run.seconds.length <= 20;
    const latencies = [{label: 'p50', index: 0, marks, values: run.p50.map(millis)},
      {label: 'p99', index: 1, marks, values: run.p99.map(millis)}]
        .filter(s => s.values.some(v => v !== null));
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
      y: {log: true, label: 'milliseconds, logarithmic', text: v => millisText(v) + ' ms'}
    }));
    course.values([{name: 'until second', digits: 2}, {name: 'ops/s', digits: 0}, {name: 'p50 ms', digits: 3}, {name: 'p99 ms', digits: 3}],
        run.seconds.map((s, i) => [s, run.opsPerSecond[i], millis(run.p50[i]), millis(run.p99[i])]));
  };

  const cpu = figure('cpu', 'CPU time per operation, by process');
  cpu.draw = configurations => {
    const all = configurations.filter(c => c.cpu.servers !== null || c.cpu.client !== null);
    cpu.caption.textContent = 'Microseconds of CPU that one operation costs, medians over valid runs. On a machine that all of them'
      + ' share, the sum limits throughput: cores × 1,000,000 µs a second is all there is.';
    if (all.length === 0) {
      cpu.say(configurations.length === 0 ? NOTHING_CHOSEN : 'CPU time was not measured in these runs.');
      return;
    }
    const parts = c => (c.cpu.leader === null
      ? [['all servers', 's4', c.cpu.servers], ['client', 's7', c.cpu.client]]
      : [['leader', 's0', c.cpu.leader], ['other servers', 's2', c.cpu.others], ['client', 's7', c.cpu.client]])
        .filter(part => part[2] !== null);
    const keys = new Map(all.flatMap(parts).map(part => [part[0], part[1]]));
    legend(cpu.legend, [...keys].map(([label, colour]) => ({label, colour})));
    barsOf(cpu, all, c => ({
      segments: parts(c).map(([name, colour, value]) => ({colour, value: Math.max(0, value), text: name + ' ' + number(value, 0) + ' µs'})),
      total: number(parts(c).reduce((sum, part) => sum + part[2], 0), 0) + ' µs'
    }));
    cpu.values(FIGURE_COLUMNS.concat([{name: 'leader µs', digits: 1}, {name: 'other servers µs', digits: 1},
      {name: 'all servers µs', digits: 1}, {name: 'client µs', digits: 1}, {name: 'voluntary context switches of servers', digits: 2}]),
    all.map(c => figureCells(c).concat([c.cpu.leader, c.cpu.others, c.cpu.servers, c.cpu.client, c.switches])));
  };

  const grid = figure('grid', 'Throughput by server threads and clients');
  grid.draw = () => {
    // Shown whatever load is chosen, for it shows all of them; and only where there are several with several threads each.
    const cells = measured.filter(c => c.threads !== null && passes(c));
    const threadsAt = clients => unique(cells.filter(c => c.clients === clients).map(c => c.threads)).length;
    const loads = levels.clients.filter(clients => threadsAt(clients) > 1);
    grid.node.hidden = loads.length < 2;
    if (grid.node.hidden) {
      return;
    }
    const shown = cells.filter(c => loads.includes(c.clients));
    const threads = unique(shown.map(c => c.threads)).sort((a, b) => a - b);
    grid.caption.textContent = 'Operations per second, median over valid runs. The deeper the colour, the higher within its table.';
    grid.plots.classList.add('two');
    unique(shown.map(c => c.series)).forEach(index => {
      const ofSeries = shown.filter(c => c.series === index);
      heat(grid.place(), {
        name: data.series[index].label, across: 'threads', down: 'clients', columns: threads.map(String),
        rows: loads.map(clients => ({
          name: String(clients),
          values: threads.map(count => {
            const cell = ofSeries.find(c => c.clients === clients && c.threads === count);
            return cell === undefined ? null : cell.throughput.median;
          })
        }))
      }, opsText);
    });
    grid.values(FIGURE_COLUMNS.concat([{name: 'ops/s, median', digits: 0}]),
        shown.map(c => figureCells(c).concat([c.throughput.median])));
  };

  const figures = [throughput, latency, grid, percentiles, course, cpu];

  function redraw(picture) {
    picture.clear();
    picture.draw(chosen());
  }

  function redrawAll() {
    figures.forEach(redraw);
    root.dataset.clients = choice.clients === null ? 'all' : String(choice.clients);
  }

  // ---- the filters

  function checkboxes(title, name, texts) {
    if (levels[name].length < 2) {
      return null;
    }
    return el('fieldset', {}, el('legend', {}, title), ...levels[name].map((level, i) => {
      const box = el('input', {type: 'checkbox'});
      box.checked = !choice.off[name].has(level);
      box.addEventListener('change', () => {
        choice.off[name][box.checked ? 'delete' : 'add'](level);
        changed();
      });
      return el('label', {}, box, texts ? texts[i] : level);
    }));
  }

  function changed() {
    writeAddress();
    redrawAll();
  }

  function filters() {
    const select = el('select', {});
    select.append(...levels.clients.map(clients => el('option', {value: String(clients)}, clientsText(clients))));
    if (levels.clients.length > 1) {
      select.append(el('option', {value: 'all'}, 'all'));
    }
    select.value = choice.clients === null ? 'all' : String(choice.clients);
    select.addEventListener('change', () => {
      choice.clients = select.value === 'all' ? null : Number(select.value);
      changed();
    });
    const log = el('input', {type: 'checkbox'});
    log.addEventListener('change', () => {
      choice.log = log.checked;
      redraw(throughput);
    });
    throughput.controls.append(el('label', {}, log, 'logarithmic'));
    return el('div', {class: 'filters', role: 'group', 'aria-label': 'What the pictures show'},
        el('label', {}, 'Load ', select),
        checkboxes('Backend', 'backend'),
        checkboxes('Handlers', 'handler'),
        checkboxes('Directory', 'directory', data.directories.map(d => d.label)));
  }

  // ---- words and tables

  function answer(directory) {
    const box = el('article', {},
        el('p', {class: 'kicker'}, (data.directories.length > 1 ? directory.label + ' · ' : '') + 'experiment ' + directory.experiment),
        el('p', {class: 'question'}, directory.question),
        el('ul', {class: 'answer'}, ...directory.answer.map(line => {
          const end = line.indexOf(': ');
          return end < 0 ? el('li', {}, line)
            : el('li', {}, el('span', {class: 'who'}, line.slice(0, end + 1)), ' ' + line.slice(end + 2));
        })),
        ...directory.notes.map(note => el('p', {class: 'note'}, note)),
        el('p', {class: 'facts'}, [plural(directory.runs, 'run', 'runs') + ', ' + number(directory.valid, 0) + ' valid',
          directory.measured, directory.environment.cpu_model && directory.environment.cpu_model + ', '
            + directory.environment.cores + ' cores', directory.environment.java,
          directory.environment.commit && 'commit ' + directory.environment.commit.slice(0, 10)].filter(Boolean).join(' · ')));
    return box;
  }

  function section(title, ...content) {
    return el('section', {}, el('h2', {}, title), ...content);
  }

  function perDirectory(content) {
    const several = data.directories.length > 1;
    return data.directories.map((directory, i) => el('div', {class: 'wide'}, several ? el('h4', {}, directory.label) : null,
        ...[].concat(content(directory, i))));
  }

  function scrolled(name, node) {
    return el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name}, node);
  }

  /** Names down, one column of texts for each of the maps; lines that are not alike are marked. */
  function comparison(name, columns, maps) {
    const names = unique(maps.flatMap(map => Object.keys(map)));
    const node = table('', [{name: ''}].concat(columns.map(column => ({name: column}))),
        names.map(line => [line].concat(maps.map(map => (map[line] === undefined ? '–' : map[line] || '(none)')))));
    names.forEach((line, i) => {
      if (unique(maps.map(map => map[line])).length > 1) {
        node.tBodies[0].rows[i].classList.add('differs');
      }
    });
    return scrolled(name, node);
  }

  function invalidRuns() {
    return section('Invalid runs', ...perDirectory(directory => (directory.invalid.length === 0
      ? el('p', {}, directory.runs === 0 ? 'No run was made.' : 'None: every run entered the figures.')
      : [el('p', {}, number(directory.runs - directory.valid, 0) + ' of ' + plural(directory.runs, 'run', 'runs')
          + ' may enter no figure:'),
        scrolled('Invalid runs', table('', [{name: 'run'}, {name: 'configuration'}, {name: 'why'}],
            directory.invalid.map(run => [run.run, run.configuration, run.verdict])))])));
  }

  function termsTable() {
    const columns = [];
    const maps = [];
    data.directories.forEach(directory => Object.entries(directory.terms).forEach(([id, terms]) => {
      columns.push((data.directories.length > 1 ? directory.label + ' ' : '') + id);
      maps.push(terms);
    }));
    if (maps.length === 0) {
      return section('Terms of fairness', el('p', {}, 'environment.json states none.'));
    }
    const ids = unique(data.directories.flatMap(directory => Object.keys(directory.terms)));
    return section('Terms of fairness',
        el('p', {class: 'caption'}, ids.length === 1 ? 'All runs were made under the same terms.'
          : 'Runs are compared under equal terms only. Here are ' + ids.length
            + ' sets of terms, which stand side by side; the marked lines differ.'),
        comparison('Terms of fairness', columns, maps));
  }

  function environment() {
    const labels = data.directories.map(d => (data.directories.length > 1 ? d.label : 'here'));
    const parts = [comparison('Environment', labels, data.directories.map(d => d.environment))];
    if (data.directories.some(d => Object.keys(d.options).length > 0)) {
      parts.push(el('details', {}, el('summary', {}, 'Settings of the backends that no run changed'),
          comparison('Settings of the backends', labels, data.directories.map(d => d.options))));
    }
    return section('Where it was measured', ...parts);
  }

  function caveats() {
    return section('What not to conclude', ...perDirectory(directory => el('ul', {},
        ...directory.caveats.map(caveat => el('li', {}, caveat.text + ' ('
          + (caveat.runs === directory.runs ? 'all runs' : plural(caveat.runs, 'run', 'runs') + ' of ' + directory.runs) + ').')),
        ...[directory.environment.co_location].filter(Boolean).map(text => el('li', {}, text)))));
  }

  // ---- putting it together

  function build() {
    const names = unique(data.directories.map(d => d.experiment)).join(', ');
    document.title = 'Raftmark: ' + names;
    page.replaceChildren(el('header', {}, el('h1', {}, 'Raftmark: what more server threads do'),
        el('div', {class: 'side'}, ...data.directories.map(answer))));
    if (measured.length === 0) {
      page.append(section('Pictures', el('p', {}, data.configurations.length === 0
        ? 'No run was made, so there is nothing to draw.'
        : 'Not one run is valid, so there is no picture: it would show what was not measured.')));
    } else {
      readAddress();
      page.append(section('Pictures', filters(), ...figures.map(f => f.node)));
      redrawAll();
    }
    page.append(caveats(), invalidRuns(), termsTable(), environment(),
        el('footer', {}, 'Made by raftmark report of ' + data.directories.map(d => d.label).join(', ')
          + ' (schema ' + data.schema + '). Empty or – means not measured, never zero. Pictures are drawn by uPlot (MIT licence).'));
  }

  function redrawIfDrawn() {
    if (measured.length > 0) {
      redrawAll();
    }
  }

  build();
  let width = page.clientWidth;
  let pending = 0;
  window.addEventListener('resize', () => {
    clearTimeout(pending);
    pending = setTimeout(() => {
      if (page.clientWidth !== width) {
        width = page.clientWidth;
        redrawIfDrawn();
      }
    }, 150);
  });
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawIfDrawn);
  // Paper is light whatever the screen is.
  window.addEventListener('beforeprint', () => {
    root.dataset.print = 'true';
    redrawIfDrawn();
  });
  window.addEventListener('afterprint', () => {
    delete root.dataset.print;
    redrawIfDrawn();
  });
  // uPlot draws in a microtask: by the next task everything is there.
  setTimeout(() => {
    root.dataset.pictures = String(document.querySelectorAll('figure[data-drawn]').length);
    root.dataset.ready = 'true';
  }, 0);
})();
