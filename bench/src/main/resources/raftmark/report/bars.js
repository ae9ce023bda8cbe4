/* Pictures of plain elements: bars, heat maps, and ratios with their intervals. */
(function () {
  'use strict';

  const {el, number} = Raftmark;
  const RATIO_MAX = 100;
  const RATIO_TICKS = [1.1, 1.25, 1.5, 2, 5, 10, 50];
  const RATIO_PAIRS_MAX = 3;

  // ---- bars

  /** Bars from the left; rows [{name, segments: [{colour, value, text}], range?: [low, high], total}]; the longest is at least the scale. */
  function bars(host, name, rows, scale) {
    const box = el('div', {class: 'bars', role: 'img', 'aria-label': name + '. The values are in the table below the picture.'});
    const sums = rows.map(row => row.segments.reduce((sum, segment) => sum + segment.value, 0));
    const max = Math.max(1e-9, scale || 0, ...sums, ...rows.map(row => (row.range ? row.range[1] : 0)));
    for (const row of rows) {
      const track = el('div', {class: 'track'});
      for (const segment of row.segments) {
        const bar = el('div', {class: 'bar', title: segment.text});
        bar.style.width = 100 * segment.value / max + '%';
        bar.style.background = 'var(--' + segment.colour + ')';
        track.append(bar);
      }
      if (row.range) {
        const range = el('div', {class: 'range'});
        range.style.left = 100 * row.range[0] / max + '%';
        range.style.width = 100 * (row.range[1] - row.range[0]) / max + '%';
        track.append(range);
      }
      box.append(el('div', {class: 'name'}, row.name), track, el('div', {class: 'total'}, row.total));
    }
    host.append(box);
  }

  // ---- heat maps

  /** A grid of numbers, the higher the deeper; grid {name, across, down, columns, rows: [{name, values}]}, null for none. */
  function heat(host, grid, text) {
    const max = Math.max(1e-9, ...grid.rows.flatMap(row => row.values).filter(Number.isFinite));
    const cell = value => {
      const node = el('td', {class: 'n'}, Number.isFinite(value) ? text(value) : '');
      if (Number.isFinite(value)) {
        // At most half of the colour, so that the number stays readable on it, in the dark too.
        node.style.background = 'color-mix(in srgb, var(--s0) ' + Math.round(55 * value / max) + '%, var(--card))';
      }
      return node;
    };
    host.append(el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': grid.name + ', ' + grid.down + ' by ' + grid.across}, el('table', {class: 'heat'}, el('caption', {}, grid.name),
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, grid.down + ' \\ ' + grid.across),
            ...grid.columns.map(column => el('th', {scope: 'col', class: 'n'}, column)))),
        el('tbody', {}, ...grid.rows.map(row => el('tr', {}, el('th', {scope: 'row'}, row.name), ...row.values.map(cell)))))));
  }

  // ---- ratios

  /** Ratios with intervals on a logarithmic axis around 1; rows [{name, ratio, low?, high?, verdict, text}]. */
  function ratios(host, name, rows) {
    const ends = rows.flatMap(row => [row.ratio, row.low, row.high]).filter(value => value > 0).map(value => Math.abs(Math.log(value)));
    const reach = Math.min(Math.log(RATIO_MAX), Math.max(Math.log(1.25), ...ends) * 1.05);
    const place = ratio => 50 + 50 * Math.max(-1, Math.min(1, Math.log(ratio) / reach)) + '%';
    const box = el('div', {class: 'bars ratios', role: 'img', 'aria-label': name + '. The values are in the table below the picture.'});
    // In pairs around 1, the outermost ones.
    const ticks = [1].concat(RATIO_TICKS.filter(tick => Math.log(tick) <= reach).slice(-RATIO_PAIRS_MAX).flatMap(tick => [1 / tick, tick]));
    const scale = el('div', {class: 'scale'});
    for (const tick of ticks) {
      const mark = el('span', {}, '×' + number(tick, tick < 1 ? 2 : tick % 1 ? 2 : 0));
      mark.style.left = place(tick);
      scale.append(mark);
    }
    box.append(el('div', {class: 'name'}), scale, el('div', {class: 'total'}));
    for (const row of rows) {
      const track = el('div', {class: 'track', title: row.text});
      const add = (kind, left, right) => {
        const node = el('div', {class: kind});
        node.style.left = left;
        if (right !== undefined) {
          node.style.right = 'calc(100% - ' + right + ')';
        }
        track.append(node);
      };
      add('one', '50%');
      if (row.low > 0 && row.high > 0) {
        add('range ' + row.kind, place(row.low), place(row.high));
      }
      if (row.ratio > 0) {
        add('point ' + row.kind, place(row.ratio));
      }
      box.append(el('div', {class: 'name'}, row.name), track, el('div', {class: 'total ' + row.kind}, row.text));
    }
    host.append(box);
  }

  Raftmark.bars = bars;
  Raftmark.ratios = ratios;
  Raftmark.heat = heat;
})();
