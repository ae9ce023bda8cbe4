/* Line charts on uPlot: axes, shapes, intervals and ranges over runs, labels at the lines' ends, values on hover; and their legends. */
(function () {
  'use strict';

  const {el, short} = Raftmark;
  const COLOURS = 8;
  const FAMILY = 'system-ui, "DejaVu Sans", sans-serif';
  const FONT = '12px ' + FAMILY;
  const LABEL_PIXELS = 12;
  const LABELS_MAX = 8;
  const CURVE_STEPS = 64;
  const SPARE = 1.5;
  // Of curves without marks whose colour is there a second time.
  const AGAIN = [12, 3, 3, 3];
  const isNumber = value => value !== null && value !== undefined;
  const SVG = 'http://www.w3.org/2000/svg';

  function theme() {
    const style = getComputedStyle(document.documentElement);
    return name => style.getPropertyValue('--' + name).trim();
  }

  function colourName(index) {
    return 's' + index % COLOURS;
  }

  /** The shape of a line's marks: lines that share a colour do not share it. */
  const shapeOf = index => (index % COLOURS + Math.floor(index / COLOURS)) % 4;

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
    const finite = values.filter(value => Number.isFinite(value) && (!log || value > 0));
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

  const runsAt = (series, i) => (series.runs && series.runs[i]) || [];

  const rangeOf = runs => (runs.length > 1 ? [Math.min(...runs), Math.max(...runs)] : []);

  /** The ends of the upright bar at a point: those of its interval, of a series without intervals those of the range over runs; none if there is nothing to span. */
  const endsAt = (series, i) => (series.intervals ? series.intervals[i] || [] : rangeOf(runsAt(series, i)));

  /** Medians as shapes, single runs as dots, and a bar over interval or range: uPlot has no such thing itself. */
  function drawRuns(plot, spec, y, colour) {
    const ratio = uPlot.pxRatio || window.devicePixelRatio || 1;
    const context = plot.ctx;
    context.save();
    // uPlot leaves the dashes of its last line.
    context.setLineDash([]);
    for (const series of spec.series.filter(s => !s.dashed && s.marks !== false)) {
      const kind = shapeOf(series.index);
      context.strokeStyle = colour(colourName(series.index));
      context.fillStyle = context.strokeStyle;
      context.lineWidth = 1.5 * ratio;
      spec.x.values.forEach((xValue, i) => {
        const value = series.values[i];
        if (!isNumber(value) || y.place(value) === null) {
          return;
        }
        const x = plot.valToPos(xValue, 'x', true);
        const runs = runsAt(series, i).filter(run => y.place(run) !== null);
        // On a logarithmic axis zero has no place: what reaches down to it goes on beyond the picture.
        const ends = endsAt(series, i).map(end => (y.place(end) === null ? -Infinity : y.place(end)));
        if (ends.length === 2) {
          const height = end => plot.valToPos(Math.min(y.high, Math.max(y.low, end)), 'y', true);
          const cap = 4 * ratio;
          context.beginPath();
          context.moveTo(x, height(ends[0]));
          context.lineTo(x, height(ends[1]));
          for (const end of ends.filter(end => end >= y.low && end <= y.high)) {
            context.moveTo(x - cap, height(end));
            context.lineTo(x + cap, height(end));
          }
          context.stroke();
        }
        if (runs.length > 1) {
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

  /** Curves of a formula, dotted, over the whole width. */
  function drawCurves(plot, spec, y, colour) {
    const ratio = uPlot.pxRatio || 1;
    const {ctx: context, bbox} = plot;
    context.save();
    context.beginPath();
    context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    context.clip();
    context.setLineDash([1.5 * ratio, 4 * ratio]);
    context.lineWidth = 2 * ratio;
    for (const curve of spec.curves || []) {
      context.strokeStyle = colour(colourName(curve.index));
      context.beginPath();
      for (let step = 0; step <= CURVE_STEPS; step++) {
        const x = curve.low + (curve.high - curve.low) * step / CURVE_STEPS;
        context.lineTo(plot.valToPos(x, 'x', true), plot.valToPos(y.place(curve.at(x)), 'y', true));
      }
      context.stroke();
    }
    context.restore();
  }

  /** Names at the right ends of the lines, moved apart where they would overlap. */
  function drawLabels(plot, lines, y, colour) {
    const ratio = uPlot.pxRatio || 1;
    const {ctx: context, bbox} = plot;
    const apart = 16 * ratio;
    const labels = lines.map(series => {
      const last = series.values.filter(value => isNumber(value) && y.place(value) !== null).pop();
      return {text: series.label, colour: colour(colourName(series.index)), at: plot.valToPos(y.place(last), 'y', true)};
    }).sort((a, b) => a.at - b.at);
    labels.forEach((label, i) => {
      label.at = Math.max(label.at, i === 0 ? bbox.top : labels[i - 1].at + apart);
    });
    let floor = bbox.top + bbox.height;
    for (const label of labels.slice().reverse()) {
      label.at = Math.min(label.at, floor);
      floor = label.at - apart;
    }
    context.save();
    context.font = '600 ' + LABEL_PIXELS * ratio + 'px ' + FAMILY;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    for (const label of labels) {
      context.fillStyle = label.colour;
      context.fillText(label.text, bbox.left + bbox.width + 6 * ratio, label.at);
    }
    context.restore();
  }

  /** The room that names at the lines' ends need; 0 where there is too little, or they are too many. */
  function labelRoom(host, lines) {
    const context = document.createElement('canvas').getContext('2d');
    context.font = '600 ' + LABEL_PIXELS + 'px ' + FAMILY;
    const room = Math.max(0, ...lines.map(series => context.measureText(series.label).width)) + 12;
    return lines.length <= LABELS_MAX && room < host.clientWidth / 3.5 ? room : 0;
  }

  function showTip(plot, tip, spec) {
    const i = plot.cursor.idx;
    if (!isNumber(i) || plot.cursor.left < 0) {
      tip.hidden = true;
      return;
    }
    const rows = spec.series.filter(series => isNumber(series.values[i]));
    tip.hidden = rows.length === 0;
    tip.replaceChildren(el('b', {}, spec.x.title(i)), ...rows.map(series => {
      const interval = series.intervals && series.intervals[i];
      const ends = interval || rangeOf(runsAt(series, i));
      const range = ends.length ? ' (' + (interval ? '95 %: ' : '') + ends.map(spec.y.text).join('–') + ')' : '';
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
   * y {log, label, text(value)}; series [{label, index, values, runs?, intervals?, dashed?, marks?}], values, runs
   * and intervals [low, high] in the order of x;
   * curves [{index, low, high, at(x)}]; labels: whether to name the lines at their ends if there is room.
   * The plot's property labelled says whether that was done, and cut whether an interval goes on beyond the picture: it has no cap there.
   */
  function lineChart(host, spec) {
    const colour = theme();
    const measured = spec.series.filter(series => !series.dashed)
        .flatMap(series => series.values.concat(...(series.runs || []))).filter(isNumber);
    // A bound or an end of an interval far from everything measured would squeeze the rest: it leaves the picture.
    const roof = SPARE * Math.max(0, ...measured);
    const floor = Math.min(...measured) / SPARE;
    const ends = spec.series.flatMap(series => [].concat(...(series.intervals || []).filter(Boolean)));
    const bounds = spec.series.filter(series => series.dashed).flatMap(series => series.values).filter(isNumber);
    const y = scale(measured.concat(bounds.filter(value => value <= roof), ends.filter(value => value >= floor && value <= roof)), spec.y.log);
    const lines = spec.series.filter(series => !series.dashed && series.values.some(isNumber));
    const room = spec.labels ? labelRoom(host, lines) : 0;
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
      padding: [10, Math.max(28, room), 0, 0],
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
        {stroke: colour(colourName(series.index)), width: series.dashed ? 1.25 : 2, spanGaps: !series.gaps, points: {show: false}},
        series.dashed ? {dash: [5, 5]} : series.marks === false && series.index >= COLOURS ? {dash: AGAIN} : {}))),
      hooks: {
        draw: [u => {
          drawCurves(u, spec, y, colour);
          drawRuns(u, spec, y, colour);
          if (room > 0) {
            drawLabels(u, lines, y, colour);
          }
        }],
        setCursor: [u => showTip(u, tip, spec)]
      }
    }, [spec.x.values].concat(spec.series.map(series =>
      series.values.map(value => (isNumber(value) ? y.place(value) : null)))), box);
    plot.labelled = room > 0;
    plot.cut = ends.map(y.place).some(end => end === null || end < y.low || end > y.high);
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
    add('line', {x1: 0, y1: 6, x2: 26, y2: 6, 'stroke-width': 2, 'stroke-dasharray': series.dashed ? '5 4' : series.marks === false && series.index >= COLOURS ? AGAIN.join(' ') : 'none'});
    if (!series.dashed && series.marks !== false) {
      const points = [null, '9.4,2.4 16.6,2.4 16.6,9.6 9.4,9.6', '13,0.8 17.8,10 8.2,10', '13,0.8 18.2,6 13,11.2 7.8,6'];
      const kind = shapeOf(series.index);
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

  /** A linear axis from zero, for x. */
  function linearAxis(high, text) {
    return {splits: linearTicks(0, high, 6), low: 0, high, text};
  }

  Raftmark.linearAxis = linearAxis;
  Raftmark.lineChart = lineChart;
  Raftmark.legend = legend;
  Raftmark.colourName = colourName;
})();
