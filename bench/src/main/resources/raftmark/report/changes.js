/* Before and after: the ratios of the first directory's figures and another's, with their verdicts. */
(function () {
  'use strict';

  const {el, ratios, figure, view, pictures} = Raftmark;
  const {data, has, unique, ratioText, opsText, chosenChanges, NOTHING_CHOSEN} = view;
  const ROWS_MAX = 60;
  const NAMES = {throughput_ops_per_second: 'throughput', latency_p50_micros: 'p50', latency_p99_micros: 'p99',
    server_cpu_micros_per_operation: 'server CPU per operation'};
  const KINDS = {helps: 'good', hurts: 'bad'};

  const changes = figure('changes', 'Before and after');
  // What has changed comes before what is.
  pictures.unshift(changes);
  const which = view.selector(changes, 'Figure', () => view.redraw(changes));
  const base = data.directories[0];
  changes.absent = () => (data.directories.length < 2
    ? 'it needs two directories; bin/raftmark report BEFORE AFTER compares them' : '');

  const nameOf = figureName => NAMES[figureName] || figureName.replace(/_/g, ' ');
  const interval = effect => (has(effect.low) ? ' (' + ratioText(effect.low).slice(1) + '–' + ratioText(effect.high).slice(1) + ')' : '');

  function counted(rows) {
    const verdicts = unique(rows.map(change => change.effect.verdict));
    return verdicts.map(verdict => rows.filter(change => change.effect.verdict === verdict).length + ' × ' + verdict).join(', ');
  }

  changes.draw = () => {
    const all = chosenChanges();
    const figures = unique(all.map(change => change.figure));
    const several = data.directories.length > 2;
    changes.caption.textContent = 'Ratio to ' + base.label + ', on a logarithmic scale; left is less, right is more. The bar is the 95 %'
      + ' interval. More throughput helps, less latency and CPU helps; a verdict needs an interval that leaves out 1, a ratio beyond the'
      + ' noise floor, and p < 0.05 after Holm\'s correction.';
    if (data.changes.length === 0) {
      changes.say('Nothing of these directories can be compared; below the pictures stands why.');
      return;
    }
    if (all.length === 0) {
      changes.say(NOTHING_CHOSEN);
      return;
    }
    const chosen = which.fill(figures.map(name => [name, nameOf(name)]), figures[0]);
    const rows = all.filter(change => change.figure === chosen);
    changes.finding.textContent = nameOf(chosen)[0].toUpperCase() + nameOf(chosen).slice(1) + ': ' + counted(rows) + '.'
      + (all.length < data.changes.length ? ' Of the choice of factors and load above; there are ' + opsText(data.changes.filter(change => change.figure === chosen).length)
        + ' comparisons of this figure in all, and p is corrected over all figures, whatever is chosen.' : '');
    const nameOfRow = change => (several ? data.directories[data.series[change.series].directory].label + ' · ' : '') + change.configuration;
    ratios(changes.place(), changes.title + ', ' + nameOf(chosen), rows.slice(0, ROWS_MAX).map(change => ({
      name: nameOfRow(change), ratio: change.effect.ratio, low: change.effect.low, high: change.effect.high,
      kind: KINDS[change.effect.verdict] || 'none',
      text: (has(change.effect.ratio) ? ratioText(change.effect.ratio) + interval(change.effect) + ' ' : '') + change.effect.verdict
    })));
    if (rows.length > ROWS_MAX) {
      changes.say('The first ' + ROWS_MAX + ' of ' + rows.length + ' are drawn; the table has all.');
    }
    changes.values([{name: 'configuration'}, {name: 'figure'}, {name: 'unit'}, {name: 'base', digits: 1}, {name: 'other', digits: 1},
      {name: 'ratio', digits: 3}, {name: 'interval from', digits: 3}, {name: 'interval to', digits: 3}, {name: 'p (Holm)', digits: 3}, {name: 'runs', digits: 0},
      {name: 'verdict'}],
    all.map(change => [nameOfRow(change), nameOf(change.figure), change.unit, change.effect.base, change.effect.other,
      change.effect.ratio, change.effect.low, change.effect.high, change.effect.p, change.effect.runs, change.effect.verdict]));
  };

  /** What must be known of the comparison. */
  changes.notes = () => data.directories.flatMap(directory => directory.compared).map(note => el('li', {}, note));
})();
