/* The page: the answer in words, the pictures, and what must be known beside them. */
(function () {
  'use strict';

  const {el, number, table, view, pictures} = Raftmark;
  const {data, has, unique, plural, clientsText, ratioText, measured} = view;
  const root = document.documentElement;
  const page = document.getElementById('report');
  const LABELS_OF_TERMS_MAX = 4;

  // ---- the answer

  const VERDICT_COLUMNS = [{name: 'handlers'}, {name: 'clients', digits: 0}, {name: 'threads'}, {name: 'seen to help up to', digits: 0},
    {name: 'throughput (95 % interval)'}, {name: 'verdict'}, {name: 'p99 (95 % interval)'}, {name: 'verdict'}];
  const effectCells = effect => [(has(effect.ratio) ? ratioText(effect.ratio) : '–') + (has(effect.low)
    ? ' (' + ratioText(effect.low).slice(1) + ' to ' + ratioText(effect.high).slice(1) + ')' : ''), effect.verdict];

  /** The handlers that a verdict is about; the directory is said above it. */
  function nameOf(verdict) {
    const series = data.series[verdict.series];
    return data.directories.length > 1 ? series.label.slice(data.directories[series.directory].label.length + 3) : series.label;
  }

  /** How sure the answer is: every verdict with its interval. */
  function verdictTable(verdicts) {
    return scrolled('Verdicts', table('What became of throughput and p99 from the fewest threads on, with 95 % intervals and verdicts. Seen to help up to: the fewest'
      + ' threads beyond which no gain of a tenth was seen, with this many runs; a smaller or a less certain gain may be there.', VERDICT_COLUMNS, verdicts.map(verdict => [nameOf(verdict),
      verdict.clients, verdict.fewest + ' to ' + verdict.end, verdict.seenToHelpUpTo].concat(effectCells(verdict.throughput), effectCells(verdict.p99)))));
  }

  function verdictsOf(index) {
    return data.threadVerdicts.filter(verdict => data.series[verdict.series].directory === index);
  }

  /** One sentence for whoever reads no further: what more threads do to throughput, at the load that most was measured at. */
  function lead(verdicts) {
    const count = clients => verdicts.filter(verdict => verdict.clients === clients).length;
    const clients = unique(verdicts.map(verdict => verdict.clients)).sort((a, b) => count(b) - count(a) || b - a)[0];
    const say = {helps: 'More server threads raise throughput: ', hurts: 'More server threads lower throughput: ',
      'no difference seen': 'No difference in throughput was seen: '};
    const sentences = Object.keys(say).map(kind => {
      const who = verdicts.filter(verdict => verdict.clients === clients && verdict.throughput.verdict === kind)
          .map(verdict => nameOf(verdict) + ' (' + ratioText(verdict.throughput.ratio) + ', ' + verdict.fewest + ' to ' + verdict.end + ' threads)');
      return who.length === 0 ? null : say[kind] + who.join('; ') + '.';
    }).filter(Boolean);
    return sentences.length === 0 ? null
      : el('p', {class: 'lead'}, 'At ' + clientsText(clients) + '. ' + sentences.join(' '));
  }

  const LAW = ' Of the law ';
  const BASIS = 'Verdicts: ';

  /** What is said first: what became of throughput and p99, and where it stopped helping. */
  const short = lines => lines.filter(line => !line.startsWith(BASIS)).map(line => line.split(LAW)[0]);

  /** And what that rests on: how the law fared with each, and the rule of the verdicts. */
  const basis = lines => lines.map(line => {
    const law = line.indexOf(LAW);
    return law >= 0 ? line.slice(0, line.indexOf(': ') + 2) + line.slice(law + 1) : line.startsWith(BASIS) ? line : null;
  }).filter(has);

  function words(lines) {
    return el('ul', {class: 'answer'}, ...lines.map(line => {
      const end = line.indexOf(': ');
      return end < 0 ? el('li', {}, line)
        : el('li', {}, el('span', {class: 'who'}, line.slice(0, end + 1)), ' ' + line.slice(end + 2));
    }));
  }

  function answer(directory, index) {
    const verdicts = verdictsOf(index);
    return el('article', {},
        el('p', {class: 'kicker'}, (data.directories.length > 1 ? directory.label + ' · ' : '') + 'experiment ' + directory.experiment),
        el('p', {class: 'question'}, directory.question),
        lead(verdicts),
        ...directory.notes.map(note => el('p', {class: 'note'}, note)),
        words(short(directory.answer)),
        verdicts.length === 0 ? null : el('details', {class: 'words'},
            el('summary', {}, 'Every verdict with its interval, how the law fared, and what a verdict rests on'),
            verdictTable(verdicts), words(basis(directory.answer))),
        el('p', {class: 'facts'}, [plural(directory.runs, 'run', 'runs') + ', ' + number(directory.valid, 0) + ' valid',
          directory.measured, directory.environment.cpu_model && directory.environment.cpu_model + ', '
            + directory.environment.cores + ' cores', directory.environment.java,
          directory.environment.commit && 'commit ' + directory.environment.commit.slice(0, 10)].filter(Boolean).join(' · ')));
  }

  // ---- words and tables

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
    const differs = line => unique(maps.map(map => map[line])).length > 1;
    const node = table(names.some(differs) ? 'Lines with ≠ differ.' : '', [{name: ''}].concat(columns.map(column => ({name: column}))),
        names.map(line => [(differs(line) ? '≠ ' : '') + line].concat(maps.map(map => (map[line] === undefined ? '–' : map[line] || '(none)')))));
    names.forEach((line, i) => node.tBodies[0].rows[i].classList.toggle('differs', differs(line)));
    return scrolled(name, node);
  }

  function invalidRuns() {
    return section('Invalid runs', ...perDirectory(directory => (directory.invalid.length === 0
      ? el('p', {}, directory.runs === 0 ? 'No run was made.' : 'None: every run entered the figures.')
      : [el('p', {}, directory.runs === directory.valid ? 'None but twins, which are for the noise floor only:'
        : number(directory.runs - directory.valid, 0) + ' of ' + plural(directory.runs, 'run', 'runs') + ' may enter no figure:'),
        scrolled('Invalid runs', table('', [{name: 'run'}, {name: 'configuration'}, {name: 'why'}],
            directory.invalid.map(run => [run.run, run.configuration, run.verdict])))])));
  }

  /** The configurations of a directory that ran under these terms, the first ones if they are many. */
  function ranUnder(directory, id) {
    const labels = unique(data.configurations.filter(c => c.terms === id && view.seriesOf(c).directory === directory)
        .map(c => view.seriesOf(c).label));
    return labels.length === 0 ? '' : ': ' + labels.slice(0, LABELS_OF_TERMS_MAX).join('; ')
      + (labels.length > LABELS_OF_TERMS_MAX ? ' and ' + (labels.length - LABELS_OF_TERMS_MAX) + ' more' : '');
  }

  function termsTable() {
    const columns = [];
    const maps = [];
    data.directories.forEach((directory, i) => Object.entries(directory.terms).forEach(([id, terms]) => {
      columns.push((data.directories.length > 1 ? directory.label + ' ' : '') + id + ranUnder(i, id));
      maps.push(terms);
    }));
    if (maps.length === 0) {
      return section('Terms of fairness', el('p', {}, 'environment.json states none.'));
    }
    const ids = unique(data.directories.flatMap(directory => Object.keys(directory.terms)));
    return section('Terms of fairness',
        el('p', {class: 'caption'}, ids.length === 1 ? 'All runs were made under the same terms.'
          : 'Runs are compared under equal terms only. Here are ' + ids.length
            + ' sets of terms, which stand side by side, with the configurations that ran under each.'),
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

  /** Why a picture is not here, and which experiment gives it. */
  function absent(missing) {
    return missing.length === 0 ? null : el('figure', {id: 'absent', 'aria-labelledby': 'absent-title'},
        el('h3', {id: 'absent-title'}, 'What these results cannot show'),
        el('ul', {}, ...missing.map(picture => el('li', {'data-absent': picture.id}, el('b', {}, picture.title), ': ' + picture.absent() + '.'))));
  }

  /** What the pictures take for known. */
  function glossary() {
    const words = [
      ['closed loop', 'each client has one request out, and sends the next when the answer is there. Throughput is what the servers can do.'],
      ['open loop', 'requests are sent by a schedule, whatever is still out. Response time counts from when a request was due, service time from when it was sent.'],
      ['blocking, async', 'a blocking handler holds its server thread until the write is committed; an async one gives it back meanwhile.'],
      ['server threads N', 'the fixed pool of threads that run the handlers.'],
      ['S, N/S', 'S is how long an operation holds its handler thread, so N threads finish at most N/S operations a second.'],
      ['R₁, C/R₁', 'R₁ is the mean latency of one client alone, so C clients in a closed loop ask for at most C/R₁ operations a second.'],
      ['ceiling', 'the best that async handlers reached with as many clients: there threads are no limit, so something else is.'],
      ['law, binds', 'throughput is at most the least of N/S, C/R₁ and the ceiling; that one binds.'],
      ['λ, σ, κ', 'a fitted curve λN / (1 + σ(N−1) + κN(N−1)): λ is the fitted curve\'s value at one thread, which may lie off the runs there; σ what is done one after the other; κ what each pair costs.'],
      ['95 % interval, p', 'of a ratio, Student\'s t on logarithms: within a sweep of runs of the same repetition, between two sweeps of all runs (Welch); p after Holm\'s correction for as many comparisons as were looked at within each directory; before and after is a family of its own.'],
      ['noise floor', 'how far apart runs of one and the same configuration lay: a smaller difference is no verdict.'],
      ['p50, p99, p99.9', 'latency that half, one in a hundred, one in a thousand operations exceed.'],
      ['C1', 'the JVM\'s first compiler: warm sooner than the default compilers, and slower.'],
      ['terms', 'what must be equal before two figures are compared: durability, timeouts, read level, value size, JVM and more.'],
      ['INVALID', 'a run that something else disturbed, or that missed its load. It is listed and enters no figure.']];
    return el('details', {id: 'glossary'}, el('summary', {}, 'Words and letters of this page'),
        el('dl', {}, ...words.flatMap(([word, meaning]) => [el('dt', {}, word), el('dd', {}, meaning)])));
  }

  // ---- putting it together

  const shown = pictures.filter(picture => !picture.absent());

  function redrawAll() {
    shown.forEach(view.redraw);
    root.dataset.clients = view.choice.clients === null ? 'all' : String(view.choice.clients);
  }

  function build() {
    const names = unique(data.directories.map(d => d.experiment)).join(', ');
    document.title = 'Raftmark: ' + names;
    page.replaceChildren(el('header', {}, el('h1', {}, data.threadVerdicts.length > 0 ? 'Raftmark: what more server threads do' : 'Raftmark: ' + names),
        el('div', {class: 'side'}, ...data.directories.map(answer))));
    if (measured.length === 0) {
      page.append(section('Pictures', el('p', {}, data.configurations.length === 0
        ? 'No run was made, so there is nothing to draw.'
        : 'Not one run is valid, so there is no picture: it would show what was not measured.')));
    } else {
      view.readAddress();
      page.append(section('Pictures', data.tooLarge ? el('p', {class: 'note', id: 'too-large'}, 'This page is larger than 500 KB: there are too many'
        + ' configurations for it even with the coarsest curves. Fewer directories, or an experiment in parts, make smaller ones.') : null,
      data.thinned ? el('p', {class: 'note'}, 'There are more configurations than a page can carry in every detail:'
        + ' curves are coarser, and runs over time and some columns are left out here. runs.csv and latency.hlog have them all.') : null,
      glossary(), view.filters(redrawAll), ...shown.map(picture => picture.node),
          absent(pictures.filter(picture => picture.absent() && (picture.id !== 'changes' || data.directories.length > 1)))));
      redrawAll();
    }
    const compared = pictures.find(picture => picture.id === 'changes').notes();
    if (compared.length > 0) {
      page.append(section('What the comparison rests on', el('ul', {}, ...compared)));
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
  let opened = [];
  window.addEventListener('beforeprint', () => {
    root.dataset.print = 'true';
    // Not those that the reader had open: they stay so afterwards.
    opened = [...document.querySelectorAll('details.words:not([open])')];
    opened.forEach(details => details.setAttribute('open', ''));
    redrawIfDrawn();
  });
  window.addEventListener('afterprint', () => {
    delete root.dataset.print;
    opened.forEach(details => details.removeAttribute('open'));
    opened = [];
    redrawIfDrawn();
  });
  // uPlot draws in a microtask: by the next task everything is there.
  setTimeout(() => {
    root.dataset.pictures = String(document.querySelectorAll('figure[data-drawn]').length);
    root.dataset.ready = 'true';
  }, 0);
})();
