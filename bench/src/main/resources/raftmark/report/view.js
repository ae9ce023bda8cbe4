/* The data, the reader's choice among its factors, and what every picture says of a selection. */
(function () {
  'use strict';

  const {el, number, bars, colourName} = Raftmark;
  const data = JSON.parse(document.getElementById('data').textContent);
  const MICROS_PER_MILLI = 1000;
  const BARS_MAX = 40;
  const DIRECTORY = 'directory';
  const POINTS_PER_DECADE = 8;

  // What is absent because it follows from the rest.
  for (const configuration of data.configurations) {
    for (const spread of Object.values(Object.assign({}, configuration, configuration.open))) {
      if (spread && typeof spread === 'object' && !Array.isArray(spread) && ('median' in spread || Object.keys(spread).length === 0) && !spread.runs) {
        spread.runs = spread.median === undefined ? [] : [spread.median];
      }
    }
    const {law, throughputOpsPerSecond: {median}} = configuration;
    if (law) {
      law.opsPerSecond = Math.min(...[law.threads, law.clients, law.ceiling].filter(part => part !== undefined));
      law.share = median / law.opsPerSecond;
    }
  }

  const has = value => value !== null && value !== undefined;
  const unique = values => [...new Set(values)];
  const millis = micros => (has(micros) ? micros / MICROS_PER_MILLI : null);
  const opsText = value => number(value, 0);
  const millisText = value => number(value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
  const ratioText = value => '×' + number(value, value >= 10 ? 1 : 2);
  const plural = (count, one, many) => number(count, 0) + ' ' + (count === 1 ? one : many);
  const clientsText = clients => plural(clients, 'client', 'clients');

  const seriesOf = configuration => data.series[configuration.series];
  const measured = data.configurations.filter(c => c.valid > 0);
  const closed = measured.filter(c => !c.open);
  // The invalid ones too: a missed target is what an overload looks like.
  const open = data.configurations.filter(c => c.open);

  // ---- the choice of factors, kept in the address so that a view can be passed on

  /** Which levels a series has, by factor. */
  function levelsOf(series) {
    return Object.assign({backend: series.backend, handler: series.handler, [DIRECTORY]: String(series.directory)}, series.levels);
  }

  const levels = {};
  for (const series of data.series) {
    for (const [factor, level] of Object.entries(levelsOf(series))) {
      levels[factor] = unique((levels[factor] || []).concat(level));
    }
  }
  const loads = unique((closed.length ? closed : measured).map(c => c.clients)).sort((a, b) => a - b);
  const choice = {clients: null, off: Object.fromEntries(Object.keys(levels).map(factor => [factor, new Set()])), log: false};

  function defaultClients() {
    const count = clients => closed.filter(c => c.clients === clients).length;
    return loads.reduce((best, clients) => (best === null || count(clients) >= count(best) ? clients : best), null);
  }

  function readAddress() {
    const address = new URLSearchParams(location.hash.slice(1));
    const clients = address.get('clients');
    choice.clients = clients === 'all' ? null
      : clients !== null && loads.includes(Number(clients)) ? Number(clients) : defaultClients();
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

  /** Whether the choice leaves a series in. */
  function passes(series) {
    return Object.entries(levelsOf(series)).every(([factor, level]) => !choice.off[factor].has(level));
  }

  /** With them the open loops that were chosen; these have no load to choose, but a rate of arrivals. */
  const withOpen = configurations => configurations.concat(measured.filter(c => c.open && passes(seriesOf(c))));

  /** Whether the choice leaves a ladder of costs in. */
  const passesLadder = ladder => !choice.off.backend.has(ladder.backend) && !choice.off.handler.has(ladder.handler)
    && !(choice.off[DIRECTORY] && choice.off[DIRECTORY].has(String(ladder.directory)));

  /** The comparisons of two directories that the choice leaves in, with the first one in it too. */
  const chosenChanges = () => (choice.off[DIRECTORY] && choice.off[DIRECTORY].has('0') ? [] : data.changes.filter(change =>
    (choice.clients === null || !has(change.clients) || change.clients === choice.clients) && passes(data.series[change.series])));

  /** The configurations of a closed loop that were chosen. */
  function chosen() {
    return closed.filter(c => (choice.clients === null || c.clients === choice.clients) && passes(seriesOf(c)));
  }

  /** Controls for every factor that has several levels. */
  function filters(changed) {
    const select = el('select', {'aria-label': 'Load'});
    select.append(...loads.map(clients => el('option', {value: String(clients)}, clientsText(clients))));
    if (loads.length > 1) {
      select.append(el('option', {value: 'all'}, 'all'));
    }
    select.value = choice.clients === null ? 'all' : String(choice.clients);
    select.addEventListener('change', () => {
      choice.clients = select.value === 'all' ? null : Number(select.value);
      writeAddress();
      changed();
    });
    return el('div', {class: 'filters', role: 'group', 'aria-label': 'What the pictures show'},
        el('label', {}, 'Load ', select),
        ...Object.keys(levels).filter(factor => levels[factor].length > 1).map(factor => el('fieldset', {},
            el('legend', {}, factor === 'handler' ? 'handlers' : factor.replace(/_/g, ' ')),
            ...levels[factor].map(level => {
              const box = el('input', {type: 'checkbox', 'data-factor': factor, 'data-level': level});
              box.checked = !choice.off[factor].has(level);
              box.addEventListener('change', () => {
                choice.off[factor][box.checked ? 'delete' : 'add'](level);
                writeAddress();
                changed();
              });
              return el('label', {}, box, factor === DIRECTORY ? data.directories[Number(level)].label : level || 'none');
            }))));
  }

  // ---- names

  const lineLabel = c => seriesOf(c).label + (choice.clients === null && !c.open ? ' · ' + clientsText(c.clients) : '');
  const threadsText = c => (has(c.threads) ? plural(c.threads, 'thread', 'threads') : 'no fixed pool');
  const openText = c => (c.open ? ' · ' + clientsText(c.clients) + ' at most · open loop at ' + rateText(c) : '');
  const fullLabel = c => lineLabel(c) + (has(c.threads) ? ' · ' + threadsText(c) : '') + openText(c);

  // Series with several numbers of threads take the first colours, so that the lines which matter most differ in theirs.
  const colourOrder = data.series.map((series, i) => i).sort((a, b) => {
    const counts = i => unique(closed.filter(c => c.series === i && has(c.threads)).map(c => c.threads)).length;
    return (counts(b) > 1) - (counts(a) > 1) || a - b;
  });
  const colourOf = series => colourOrder.indexOf(series);

  /** Lines by series and clients; a line keeps its colour whatever else is shown, unless several clients are. */
  function linesOf(configurations) {
    const lines = new Map();
    for (const configuration of configurations) {
      const key = configuration.series + '/' + configuration.clients;
      if (!lines.has(key)) {
        lines.set(key, {label: lineLabel(configuration), index: choice.clients === null ? lines.size : colourOf(configuration.series),
          series: configuration.series, clients: configuration.clients, cells: []});
      }
      lines.get(key).cells.push(configuration);
    }
    return [...lines.values()];
  }

  // ---- what is said of a selection

  const NOTHING_CHOSEN = 'Nothing is left by this choice of factors.';
  const least = spread => (spread.runs.length > 1 ? Math.min(...spread.runs) : null);
  const most = spread => (spread.runs.length > 1 ? Math.max(...spread.runs) : null);

  /** The load, for paper and screenshots: there the choice itself is not seen. */
  const loadSentence = () => (closed.length === 0 ? '' : (choice.clients === null ? 'At each number of clients measured' : 'At ' + clientsText(choice.clients))
    + (open.length === 0 ? '' : ', closed loop') + '. ');

  /** The same where open loops are shown beside them. */
  const loadsSentence = shown => (shown.every(c => c.open) ? '' : shown.some(c => c.open)
    ? 'Closed loops at ' + (choice.clients === null ? 'each number of clients measured' : clientsText(choice.clients)) + ', and open loops. ' : loadSentence());

  function runsSentence(configurations) {
    return configurations.length === 0 ? '' : Math.max(...configurations.map(c => c.valid)) <= 1
      ? (configurations.every(c => c.invalid === 0) ? 'One repetition only' : 'No more than one valid run of each')
        + ': no range can be drawn, and differences may be noise.'
      : 'Shapes are medians over valid runs, small dots single runs, and the upright bar reaches from the lowest to the highest run.';
  }

  /** Single runs as a text, in the order of repetitions. */
  const runsText = (spread, factor) => spread.runs.map(run => String(Number((run * factor).toFixed(3)))).join('; ');

  /** What an open loop was asked for. */
  const rateText = c => (has(c.open.targetLoadPercent) ? opsText(c.open.targetLoadPercent) + ' % (' + opsText(c.open.targetOpsPerSecond)
    + ' ops/s)' : opsText(c.open.targetOpsPerSecond) + ' ops/s');

  /** Where curves were thinned out so that the page stays small, how far. */
  function thinnedSentence() {
    const perDecade = data.tails.filter(tail => tail >= 9.99 && tail < 99.9).length;
    return perDecade >= POINTS_PER_DECADE ? '' : ' Thinned out, for so many configurations: ' + perDecade + ' points where one is ten times rarer than the last; latency.hlog has all.';
  }

  // Where there are several sets of terms, each line says under which it was measured.
  const severalTerms = unique(data.configurations.map(c => c.terms)).length > 1;
  const FIGURE_COLUMNS = [{name: 'configuration'}, {name: 'clients', digits: 0}, {name: 'server threads', digits: 0},
    {name: 'valid runs', digits: 0}].concat(severalTerms ? [{name: 'terms'}] : []);
  const figureCells = c => [seriesOf(c).label + (c.open ? ' · open loop at ' + rateText(c) : ''), c.clients, c.threads, c.valid]
      .concat(severalTerms ? [c.terms] : []);

  /** Bars of configurations, the first ones if they are many. */
  function barsOf(into, place, configurations, rowOf) {
    const shown = configurations.slice(0, BARS_MAX);
    bars(place, into.title, shown.map(c => Object.assign({name: fullLabel(c)}, rowOf(c))));
    if (shown.length < configurations.length) {
      into.say('The first ' + BARS_MAX + ' of ' + configurations.length + ' configurations are drawn; the table has all.');
    }
  }

  /** Bars of throughput, where there is no line to draw. */
  function throughputBars(into, configurations) {
    barsOf(into, into.place(), configurations, c => ({
      segments: [{colour: colourName(colourOf(c.series)), value: c.throughputOpsPerSecond.median || 0,
        text: opsText(c.throughputOpsPerSecond.median) + ' ops/s'}],
      range: c.throughputOpsPerSecond.runs.length > 1 ? [least(c.throughputOpsPerSecond), most(c.throughputOpsPerSecond)] : null,
      total: opsText(c.throughputOpsPerSecond.median) + ' ops/s'
    }));
  }

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

  /** Redraws a picture for the choice as it is. */
  function redraw(picture) {
    picture.clear();
    picture.draw(chosen());
  }

  Raftmark.view = {data, has, unique, millis, opsText, millisText, ratioText, plural, clientsText, seriesOf, measured, closed, open, loads,
choice, readAddress, passes, passesLadder, chosenChanges, withOpen, filters, lineLabel, rateText, threadsText, fullLabel, colourOf, linesOf, NOTHING_CHOSEN, least, most,
    loadSentence, loadsSentence, runsSentence, runsText, thinnedSentence, FIGURE_COLUMNS, figureCells, barsOf, throughputBars, selector, redraw};

  /* The pictures, in the order of the page. Each is a figure with draw(configurations); absent() gives a sentence where the
     results have nothing for it, and then it is not shown. */
  Raftmark.pictures = [];
})();
