/* Building blocks of the page: elements, numbers, line charts on uPlot, bars, and figures with legend, table and CSV. */
const RaftmarkChart = (function () {
  'use strict';

  const COLOURS = 8;
  const FONT = '12px system-ui, "DejaVu Sans", sans-serif';
  const SVG = 'http://www.w3.org/2000/svg';

  /** An element; children that are strings become text, never markup. */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      node.setAttribute(name, value);
    }
    node.append(...children.filter(child => child !== null && child !== undefined));
    return node;
  }

  const formats = new Map();

  /** A number with so many digits after the point, a dash where there is none. */
  function number(value, digits) {
    if (value === null || value === undefined) {
      return '–';
    }
    if (!formats.has(digits)) {
      formats.set(digits, new Intl.NumberFormat('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits}));
    }
    return formats.get(digits).format(value);
  }

  /** An axis text: as many digits as it needs. */
  function short(value) {
    return new Intl.NumberFormat('en-US', {maximumSignificantDigits: 4}).format(value);
  }

  function theme() {
    const style = getComputedStyle(document.documentElement);
    return name => style.getPropertyValue('--' + name).trim();
  }

  function colourName(index) {
    return 's' + index % COLOURS;
  }

  // ---- axes

  function linearTicks(low, high, count) {
    const raw = (high - low) / count;
    const magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
    const step = [1, 2, 2.5, 5, 10].find(factor => factor * magnitude >= raw * (1 - 1e-9)) * magnitude;
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i++) {
      ticks.push(i * step || 0); // no negative zero
    }
    return ticks;
  }

  /** The next number of 1, 2, 5, 10, 20 … down or up. */
  function step125(value, up) {
    const magnitude = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    const factor = value / magnitude;
    const steps = up ? [1, 2, 5, 10].find(s => s >= factor * (1 - 1e-9)) : [5, 2, 1].find(s => s <= factor * (1 + 1e-9));
    return (steps || 1) * magnitude;
  }

  function logTicks(low, high) {
    const ticks = [];
    const decades = [];
    for (let e = Math.floor(Math.log10(low)) - 1; e <= Math.ceil(Math.log10(high)); e++) {
      for (const factor of [1, 2, 5]) {
        const tick = factor * Math.pow(10, e);
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) {
          ticks.push(tick);
          if (factor === 1) {
            decades.push(tick);
          }
        }
      }
    }
    return ticks.length > 10 && decades.length > 1 ? decades : ticks;
  }

  /** How values become heights: linear from zero, or logarithmic. */
  function scale(values, log) {
    const finite = values.filter(value => value !== null && Number.isFinite(value) && (!log || value > 0));
    const max = finite.length ? Math.max(...finite) : 1;
    if (!log) {
      const high = (max || 1) * 1.08;
      return {low: 0, high, ticks: linearTicks(0, high, 5), place: value => value, value: place => place};
    }
    const low = step125(finite.length ? Math.min(...finite) : 1, false);
    let high = step125(max, true);
    if (high <= low) {
      high = step125(low * 1.5, true);
    }
    const place = value => (value > 0 ? Math.log10(value) : null);
    return {low: place(low), high: place(high), ticks: logTicks(low, high).map(place), place, value: p => Math.pow(10, p)};
  }

  // ---- line charts

  function shape(context, kind, x, y, r) {
    context.beginPath();
    if (kind === 0) {
      context.arc(x, y, r, 0, 2 * Math.PI);
    } else if (kind === 1) {
      context.rect(x - r * .9, y - r * .9, r * 1.8, r * 1.8);
    } else if (kind === 2) {
      context.moveTo(x, y - r * 1.3);
      context.lineTo(x + r * 1.2, y + r);
      context.lineTo(x - r * 1.2, y + r);
      context.closePath();
    } else {
      context.moveTo(x, y - r * 1.3);
      context.lineTo(x + r * 1.3, y);
      context.lineTo(x, y + r * 1.3);
      context.lineTo(x - r * 1.3, y);
      context.closePath();
    }
    context.fill();
  }

  /** Medians as shapes, single runs as dots, and a bar from the lowest to the highest run: uPlot has no such thing itself. */
  function drawRuns(plot, spec, y, colour) {
    const ratio = uPlot.pxRatio || window.devicePixelRatio || 1;
    const context = plot.ctx;
    context.save();
    // uPlot leaves the dashes of its last line.
    context.setLineDash([]);
    for (const series of spec.series.filter(s => !s.dashed && s.marks !== false)) {
      const kind = Math.floor(series.index) % 4;
      context.strokeStyle = colour(colourName(series.index));
      context.fillStyle = context.strokeStyle;
      context.lineWidth = 1.5 * ratio;
      spec.x.values.forEach((xValue, i) => {
        const value = series.values[i];
        if (value === null || value === undefined || y.place(value) === null) {
          return;
        }
        const x = plot.valToPos(xValue, 'x', true);
        const runs = ((series.runs && series.runs[i]) || []).filter(run => y.place(run) !== null);
        if (runs.length > 1) {
          const top = plot.valToPos(y.place(Math.max(...runs)), 'y', true);
          const bottom = plot.valToPos(y.place(Math.min(...runs)), 'y', true);
          const cap = 4 * ratio;
          context.beginPath();
          context.moveTo(x, top);
          context.lineTo(x, bottom);
          for (const end of [top, bottom]) {
            context.moveTo(x - cap, end);
            context.lineTo(x + cap, end);
          }
          context.stroke();
          context.globalAlpha = .5;
          for (const run of runs) {
            shape(context, 0, x, plot.valToPos(y.place(run), 'y', true), 1.6 * ratio);
          }
          context.globalAlpha = 1;
        }
        shape(context, kind, x, plot.valToPos(y.place(value), 'y', true), 4 * ratio);
      });
    }
    context.restore();
  }

  function showTip(plot, tip, spec) {
    const i = plot.cursor.idx;
    if (i === null || i === undefined || plot.cursor.left < 0) {
      tip.hidden = true;
      return;
    }
    const rows = spec.series.filter(series => series.values[i] !== null && series.values[i] !== undefined);
    tip.hidden = rows.length === 0;
    tip.replaceChildren(el('b', {}, spec.x.title(i)), ...rows.map(series => {
      const runs = (series.runs && series.runs[i]) || [];
      const range = runs.length > 1 ? ' (' + spec.y.text(Math.min(...runs)) + '–' + spec.y.text(Math.max(...runs)) + ')' : '';
      return el('div', {}, swatch(series), series.label,
          el('span', {class: 'value'}, spec.y.text(series.values[i]) + range));
    }));
    const x = plot.valToPos(spec.x.values[i], 'x');
    const right = x > plot.over.clientWidth / 2;
    tip.style.top = plot.over.offsetTop + 8 + 'px';
    tip.style.left = right ? 'auto' : plot.over.offsetLeft + x + 12 + 'px';
    tip.style.right = right ? plot.width - plot.over.offsetLeft - x + 12 + 'px' : 'auto';
  }

  /**
   * Draws a line chart.
   * spec: name for those who do not see it; height; x {values, splits, low, high, text(value), title(index), label};
   * y {log, label, text(value)}; series [{label, index, values, runs?, dashed?, marks?}], values and runs in the order of x.
   */
  function lineChart(host, spec) {
    const colour = theme();
    const measured = spec.series.filter(series => !series.dashed)
        .flatMap(series => series.values.concat(...(series.runs || [])));
    // A bound far above everything measured would squeeze the rest: it leaves the picture at the top.
    const roof = 1.5 * Math.max(0, ...measured.filter(value => value !== null));
    const bounds = spec.series.filter(series => series.dashed)
        .flatMap(series => series.values).filter(value => value !== null && value <= roof);
    const y = scale(measured.concat(bounds), spec.y.log);
    const box = el('div', {role: 'img', 'aria-label': spec.name + '. The values are in the table below the picture.'});
    host.append(el('p', {class: 'unit'}, spec.y.label), box);
    const tip = el('div', {class: 'tip', hidden: ''});
    const axis = {
      stroke: colour('soft'), font: FONT, labelFont: FONT,
      grid: {stroke: colour('grid'), width: 1}, ticks: {stroke: colour('line'), width: 1, size: 5}
    };
    const plot = new uPlot({
      width: Math.max(240, host.clientWidth),
      height: spec.height,
      padding: [10, 14, 0, 0],
      legend: {show: false},
      cursor: {y: false, drag: {x: false, y: false, setScale: false}, points: {size: 7}},
      scales: {x: {time: false, range: () => [spec.x.low, spec.x.high]}, y: {range: () => [y.low, y.high]}},
      axes: [
        Object.assign({}, axis, {label: spec.x.label, labelSize: 20, size: 30, space: 1,
          splits: () => spec.x.splits, values: (u, splits) => splits.map(spec.x.text)}),
        Object.assign({}, axis, {size: 58, space: 1,
          splits: () => y.ticks, values: (u, splits) => splits.map(split => short(y.value(split)))})
      ],
      series: [{}].concat(spec.series.map(series => Object.assign(
        {stroke: colour(colourName(series.index)), width: series.dashed ? 1.25 : 2, spanGaps: true, points: {show: false}},
        series.dashed ? {dash: [5, 5]} : {}))),
      hooks: {
        draw: [u => drawRuns(u, spec, y, colour)],
        setCursor: [u => showTip(u, tip, spec)]
      }
    }, [spec.x.values].concat(spec.series.map(series =>
      series.values.map(value => (value === null || value === undefined ? null : y.place(value))))), box);
    plot.root.querySelector('.u-wrap').append(tip);
    return plot;
  }

  // ---- legend

  function swatch(series) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('width', '26');
    svg.setAttribute('height', '12');
    svg.setAttribute('aria-hidden', 'true');
    const add = (tag, attributes) => {
      const node = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) {
        node.setAttribute(name, value);
      }
      // An inline style follows the theme by itself.
      node.style.stroke = node.style.fill = 'var(--' + colourName(series.index) + ')';
      svg.append(node);
    };
    add('line', {x1: 0, y1: 6, x2: 26, y2: 6, 'stroke-width': 2, 'stroke-dasharray': series.dashed ? '5 4' : 'none'});
    if (!series.dashed && series.marks !== false) {
      const points = [null, '9.4,2.4 16.6,2.4 16.6,9.6 9.4,9.6', '13,0.8 17.8,10 8.2,10', '13,0.8 18.2,6 13,11.2 7.8,6'];
      const kind = series.index % 4;
      if (kind === 0) {
        add('circle', {cx: 13, cy: 6, r: 4, 'stroke-width': 0});
      } else {
        add('polygon', {points: points[kind], 'stroke-width': 0});
      }
    }
    return svg;
  }

  function legend(list, entries) {
    list.replaceChildren(...entries.map(entry => el('li', {},
        entry.colour ? keyOf(entry.colour) : swatch(entry), entry.label)));
  }

  function keyOf(colour) {
    const key = el('span', {class: 'key', 'aria-hidden': 'true'});
    key.style.background = 'var(--' + colour + ')';
    return key;
  }

  // ---- bars

  /** Bars from the left; rows [{name, segments: [{colour, value, text}], range?: [low, high], total}]. */
  function bars(host, name, rows) {
    const box = el('div', {class: 'bars', role: 'img', 'aria-label': name + '. The values are in the table below the picture.'});
    const sums = rows.map(row => row.segments.reduce((sum, segment) => sum + segment.value, 0));
    const max = Math.max(1e-9, ...sums, ...rows.map(row => (row.range ? row.range[1] : 0)));
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
    const max = Math.max(1e-9, ...grid.rows.flatMap(row => row.values).filter(value => value !== null));
    const cell = value => {
      const node = el('td', {class: 'n'}, value === null ? '' : text(value));
      if (value !== null) {
        // At most half of the colour, so that the number stays readable on it, in the dark too.
        node.style.background = 'color-mix(in srgb, var(--s0) ' + Math.round(55 * value / max) + '%, var(--card))';
      }
      return node;
    };
    host.append(el('div', {class: 'scroll'}, el('table', {class: 'heat'}, el('caption', {}, grid.name),
        el('thead', {}, el('tr', {}, el('th', {scope: 'col'}, grid.down + ' \\ ' + grid.across),
            ...grid.columns.map(column => el('th', {scope: 'col', class: 'n'}, column)))),
        el('tbody', {}, ...grid.rows.map(row => el('tr', {}, el('th', {scope: 'row'}, row.name), ...row.values.map(cell)))))));
  }

  // ---- tables and figures

  function csvField(value) {
    const text = value === null || value === undefined ? '' : String(value);
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  /** A table; columns [{name, digits?}], numeric where digits are given. */
  function table(caption, columns, rows) {
    const kind = column => (column.digits === undefined ? {} : {class: 'n'});
    return el('table', {},
        caption ? el('caption', {}, caption) : null,
        el('thead', {}, el('tr', {}, ...columns.map(column => el('th', Object.assign({scope: 'col'}, kind(column)), column.name)))),
        el('tbody', {}, ...rows.map(row => el('tr', {}, ...columns.map((column, i) => {
          const text = column.digits === undefined ? (row[i] === null || row[i] === undefined ? '–' : String(row[i]))
            : number(row[i], column.digits);
          return i === 0 ? el('th', {scope: 'row'}, text) : el('td', kind(column), text);
        })))));
  }

  /** A figure: heading, caption, controls, legend, plots, CSV and table. */
  function figure(id, title) {
    const part = (tag, name) => el(tag, {class: name});
    const parts = {
      id, title, charts: [],
      caption: part('p', 'caption'), controls: part('div', 'controls'), legend: part('ul', 'legend'), plots: part('div', 'plots'),
      actions: part('div', 'actions')
    };
    parts.node = el('figure', {id, 'aria-labelledby': id + '-title'}, el('h3', {id: id + '-title'}, title),
        parts.caption, parts.controls, parts.legend, parts.plots, parts.actions);
    const link = el('a', {download: 'raftmark-' + id + '.csv'}, 'CSV');
    const scroll = el('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title + ', values'});
    const details = el('details', {}, el('summary', {}, 'The values as a table'), scroll);
    let url = null;

    /** Empties the figure for another drawing. */
    parts.clear = () => {
      parts.charts.forEach(chart => chart.destroy());
      parts.charts = [];
      parts.plots.className = 'plots';
      parts.plots.replaceChildren();
      parts.legend.replaceChildren();
      parts.actions.replaceChildren();
      parts.caption.textContent = '';
      delete parts.node.dataset.drawn;
    };
    /** Says why there is no picture. */
    parts.say = sentence => parts.plots.append(el('p', {class: 'sentence'}, sentence));
    /** Adds a place for a chart. */
    parts.place = heading => {
      const place = el('div', {class: 'plot'}, heading ? el('h4', {}, heading) : null);
      parts.plots.append(place);
      parts.node.dataset.drawn = 'true';
      return place;
    };
    parts.values = (columns, rows) => {
      if (url !== null) {
        URL.revokeObjectURL(url);
      }
      const lines = [columns.map(column => column.name)].concat(rows).map(row => row.map(csvField).join(','));
      url = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], {type: 'text/csv;charset=utf-8'}));
      link.setAttribute('href', url);
      scroll.replaceChildren(table('', columns, rows));
      parts.actions.replaceChildren(link, details);
    };
    return parts;
  }

  return {el, number, short, lineChart, bars, heat, legend, table, figure, colourName};
})();
