/* The ground that the page's scripts stand on: elements, numbers, tables, and figures with legend, table and CSV. */
const Raftmark = {};

(function () {
  'use strict';

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
      finding: part('p', 'finding'), caption: part('p', 'caption'), controls: part('div', 'controls'), legend: part('ul', 'legend'), plots: part('div', 'plots'),
      actions: part('div', 'actions')
    };
    parts.node = el('figure', {id, 'aria-labelledby': id + '-title'}, el('h3', {id: id + '-title'}, title),
        parts.finding, parts.caption, parts.controls, parts.legend, parts.plots, parts.actions);
    const link = el('a', {download: 'raftmark-' + id + '.csv', 'aria-label': 'Download the values of: ' + title + ', as CSV'}, 'Download CSV');
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
      parts.finding.textContent = '';
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

  Raftmark.el = el;
  Raftmark.number = number;
  Raftmark.short = short;
  Raftmark.table = table;
  Raftmark.figure = figure;
})();
