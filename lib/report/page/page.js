// Fills the page of `meld-report --format html` from the JSON in it: totals, two plots, and tables that sort and filter.
'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const first = 0;
const last = data.steps.length - 1;

// ---- words ----

// Three digits and a unit, as meld-report's tables have them.
function human(bytes) {
  if (bytes < 1000) return bytes + ' B';
  const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit + 1 < units.length; ++unit) value /= 1000;
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + '\u00a0' + units[unit];
}
const size = bytes => bytes < 0 ? '\u2013' : human(bytes); // -1: it is not there
const factor = (before, after) => before < 0 || after <= 0 ? -1 : before / after;
const times = value => value < 0 ? '\u2013' : value.toFixed(value < 9.95 ? 1 : 0) + '\u00d7';
const counted = (n, noun) => n + ' ' + noun + (n === 1 ? '' : 's');

// Long names keep both ends.
function shortened(text, most) {
  if (text.length <= most) return text;
  const end = Math.floor((most - 1) / 2);
  return text.slice(0, most - 1 - end) + '\u2026' + text.slice(text.length - end);
}

const kindNames = {
  rodata: 'read-only data', unwind: 'unwind tables', initialiser: 'initialisers', note: 'notes', debug: 'debug information',
  bitcode: 'LLVM bitcode', metadata: 'metadata (symbols, names, relocations)', none: 'of no section',
  archive: 'headers, names and symbol tables',
};
const kindName = kind => kindNames[kind] || kind;

// ---- elements ----

// Names come in as text only, never as HTML.
function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const stepColour = i => style('--step-' + (i < 6 ? i : 1 + (i - 1) % 5));
const kindColour = kind => style('--kind-' + (kind === 'objects' ? 'code' : kind)) || style('--kind-rest');
const faded = colour => colour + '73';

function legend(list, entries) {
  list.replaceChildren(...entries.map(([colour, text]) => {
    const swatch = element('i');
    swatch.style.background = colour;
    return element('li', {}, swatch, text);
  }));
}

// ---- totals ----

function showTotals() {
  const count = data.libraries.filter(row => !row.workspace).length;
  const [before, after] = [data.steps[first].total, data.steps[last].total];
  document.getElementById('heading').textContent =
    `${counted(count, 'static library').replace('librarys', 'libraries')}: ${human(before)} before, ${human(after)} after`;
  document.title = document.getElementById('heading').textContent;
  document.getElementById('totals').replaceChildren(...data.steps.map((step, i) => {
    const item = element('li', {}, element('span', { className: 'name' }, step.name), element('strong', {}, human(step.total)),
      element('span', {}, i === first ? 'in all files' : times(factor(before, step.total)) + ' smaller'));
    item.style.borderTopColor = stepColour(i);
    if (i !== first && step.total > before) item.lastChild.textContent = times(factor(step.total, before)) + ' larger';
    return item;
  }));
}

// ---- plots ----

const charts = [];

function bars() {
  const most = 60;
  const section = document.getElementById('bars');
  const rows = [...data.libraries].sort((a, b) => Math.max(...b.bytes) - Math.max(...a.bytes)).slice(0, most);
  const withDebug = rows.some(row => row.debug && row.debug.some(bytes => bytes > 0));
  const entries = data.steps.map((step, i) => [stepColour(i), step.name]);
  if (withDebug) entries.push([faded(stepColour(first)), 'faded: debug information']);
  legend(section.querySelector('.legend'), entries);
  const note = section.querySelector('.note');
  note.hidden = rows.length === data.libraries.length;
  note.textContent = `The ${most} largest of ${data.libraries.length}; the table below has all.`;

  const part = (row, i, ofDebug) => {
    if (row.bytes[i] < 0) return null;
    const debug = row.debug && row.debug[i] > 0 ? Math.min(row.debug[i], row.bytes[i]) : 0;
    return ofDebug ? debug : row.bytes[i] - debug;
  };
  const datasets = data.steps.flatMap((step, i) => [false, true].slice(0, withDebug ? 2 : 1).map(ofDebug => ({
    label: step.name, step: i, stack: String(i), data: rows.map(row => part(row, i, ofDebug)),
    backgroundColor: ofDebug ? faded(stepColour(i)) : stepColour(i), categoryPercentage: .82, barPercentage: .92,
  })));
  const plot = section.querySelector('.plot');
  plot.style.height = rows.length * (data.steps.length * 9 + 14) + 40 + 'px';
  const canvas = plot.querySelector('canvas');
  canvas.setAttribute('aria-label', 'Bars: the size of each library at each step. The table "Libraries" has the numbers.');
  const name = row => row.label + (row.workspace ? ' (workspace)' : '');
  charts.push(new Chart(canvas, {
    type: 'bar',
    data: { labels: rows.map(name), datasets },
    options: {
      ...common(), indexAxis: 'y',
      scales: {
        x: { stacked: true, grid: { color: style('--line') }, ticks: { callback: human, maxTicksLimit: plot.clientWidth < 500 ? 4 : 9 } },
        y: {
          stacked: true, grid: { display: false },
          ticks: { autoSkip: false, callback: index => shortened(name(rows[index]), plot.clientWidth < 500 ? 18 : 40) },
        },
      },
      plugins: {
        tooltip: {
          callbacks: {
            label: ({ dataset, dataIndex }) => {
              const row = rows[dataIndex];
              const debug = row.debug && row.debug[dataset.step] > 0 ? `, of which ${human(row.debug[dataset.step])} debug information` : '';
              return `${dataset.label}: ${size(row.bytes[dataset.step])}${debug}`;
            },
          },
        },
      },
    },
  }));
}

// The leaves that are largest at a step; the rest is one leaf.
function largestLeaves(step, most) {
  const bytes = leaf => leaf.bytes.reduce((sum, sizes) => sum + sizes[step], 0);
  const sorted = data.leaves.filter(leaf => bytes(leaf) > 0).sort((a, b) => bytes(b) - bytes(a));
  if (sorted.length <= most + 1) return sorted;
  const rest = sorted.slice(most);
  const sums = data.leaf_kinds.map((kind, k) => data.steps.map((s, i) => rest.reduce((sum, leaf) => sum + leaf.bytes[k][i], 0)));
  return [...sorted.slice(0, most), { label: `(${rest.length} smaller)`, bytes: sums }];
}

function treemap(step) {
  const section = document.getElementById('treemap');
  const kinds = data.leaf_kinds;
  const plot = section.querySelector('.plot');
  const tree = largestLeaves(step, plot.clientWidth < 500 ? 40 : 80)
    .flatMap(leaf => kinds.map((kind, k) => ({ label: leaf.label, kind, bytes: leaf.bytes[k][step] })))
    .filter(row => row.bytes > 0);
  const total = tree.reduce((sum, row) => sum + row.bytes, 0);
  const seen = kinds.filter(kind => tree.some(row => row.kind === kind));
  legend(section.querySelector('.legend'), seen.map(kind => [kindColour(kind), kindName(kind)]));
  const colours = Object.fromEntries(kinds.map(kind => [kind, kindColour(kind)]));
  plot.style.height = Math.max(320, Math.min(620, plot.clientWidth * .6)) + 'px';
  const canvas = plot.querySelector('canvas');
  canvas.setAttribute('aria-label', `Treemap: bytes by crate and kind at the step ${data.steps[step].name}. The table "Crates" has the numbers.`);
  // A rectangle of a crate holds one for each kind; ctx.raw.l tells the levels apart.
  const leafOf = ctx => ctx.type === 'data' && ctx.raw && ctx.raw._data;
  charts.push(new Chart(canvas, {
    type: 'treemap',
    data: {
      datasets: [{
        tree, key: 'bytes', groups: ['label', 'kind'], spacing: .5, borderWidth: 0,
        backgroundColor: ctx => leafOf(ctx) && ctx.raw.l === 1 ? colours[leafOf(ctx).kind] : style('--panel'),
        hoverBackgroundColor: ctx => leafOf(ctx) && ctx.raw.l === 1 ? colours[leafOf(ctx).kind] : style('--line'),
        captions: { display: true, align: 'left', padding: 2, color: style('--text'), hoverColor: style('--text'), font: { size: 11, lineHeight: 1 }, formatter: ctx => ctx.raw.g },
        labels: { display: false },
      }],
    },
    options: {
      ...common(),
      plugins: {
        tooltip: {
          callbacks: {
            title: items => items.length ? items[0].raw._data.label : '',
            label: ({ raw }) => {
              const part = `${human(raw.v)} (${(100 * raw.v / total).toFixed(1)} %)`;
              return raw.l === 1 ? `${kindName(raw._data.kind)}: ${part}` : `all kinds: ${part}`;
            },
          },
        },
      },
    },
  }));
}

function common() {
  return { responsive: true, maintainAspectRatio: false, animation: false, color: style('--text') };
}

function draw() {
  while (charts.length) charts.pop().destroy();
  Chart.defaults.color = style('--text');
  Chart.defaults.borderColor = style('--line');
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  showTotals();
  bars();
  treemap(Number(document.getElementById('step').value));
}

// ---- tables ----

// A column: its title; what it sorts by; what it shows, a text or elements; number: flush right, the largest first.
const names = (title, value, more = {}) => ({ title, value, show: value, ...more });
const numbers = (title, value, show) => ({ title, value, show: row => show(value(row)), number: true });

// Rows that a column says nothing about come last, in either order.
function compare(a, b, column, descending) {
  const [x, y] = [column.value(a), column.value(b)];
  if (column.number) {
    if (x < 0 || y < 0) return (x < 0) - (y < 0);
    return descending ? y - x : x - y;
  }
  const order = x < y ? -1 : x > y ? 1 : 0;
  return descending ? -order : order;
}

function table(id, title, columns, rows, { sorted = null, sums = null, empty = '' } = {}) {
  const most = 40;
  const section = document.getElementById(id);
  const heading = element('h2', { id: id + '-heading' }, title);
  section.setAttribute('aria-labelledby', heading.id);
  section.append(heading);
  if (!rows.length) {
    section.append(element('p', {}, empty));
    return;
  }

  // A table with sentences is laid out as blocks where there is little room. Then it is a table by its roles only.
  const cards = columns.some(c => c.words);
  const role = name => cards ? { role: name } : {};
  section.classList.toggle('cards', cards);

  let column = sorted, descending = sorted !== null && Boolean(columns[sorted].number), all = false;
  const filter = element('input', { type: 'search', id: id + '-filter', autocomplete: 'off', spellcheck: false });
  const count = element('output', { htmlFor: filter.id, 'aria-live': 'polite' });
  const heads = columns.map((c, i) => {
    const button = element('button', { type: 'button' }, c.title);
    button.addEventListener('click', () => {
      descending = column === i ? !descending : Boolean(c.number);
      column = i;
      show();
    });
    return element('th', { scope: 'col', className: c.number ? 'number' : '', ...role('columnheader') }, button);
  });
  const body = element('tbody', role('rowgroup'));
  const foot = element('tfoot');
  const more = element('button', { type: 'button', className: 'more' });
  more.addEventListener('click', () => { all = true; show(); });
  filter.addEventListener('input', show);

  const texts = new Map(rows.map(row => [row, columns.filter(c => !c.number).map(c => c.text ? c.text(row) : c.value(row)).join('\n').toLowerCase()]));
  function cell(c, row, i) {
    const shown = c.show(row);
    const made = element(i === 0 ? 'th' : 'td', { 'data-title': c.title }, ...(Array.isArray(shown) ? shown : [shown]));
    if (i === 0) made.scope = 'row';
    if (cards) made.setAttribute('role', i === 0 ? 'rowheader' : 'cell');
    if (c.number) made.className = 'number';
    else if (i > 0 && c.words) made.className = 'words';
    if (c.hint) made.title = c.hint(row);
    if (c.number && c.value(row) >= 1000) made.title = c.value(row).toLocaleString('en');
    return made;
  }
  function show() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(word => word);
    const found = rows.filter(row => words.every(word => texts.get(row).includes(word)));
    if (column !== null) found.sort((a, b) => compare(a, b, columns[column], descending));
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const shown = all ? found : found.slice(0, most);
    body.replaceChildren(...shown.map(row => element('tr', role('row'), ...columns.map((c, i) => cell(c, row, i)))));
    count.textContent = `${found.length} of ${rows.length}`;
    more.hidden = shown.length === found.length;
    more.textContent = `Show all ${found.length} rows`;
    if (sums) foot.replaceChildren(element('tr', {}, ...sums(found).map((text, i) =>
      element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : { className: 'number' }, text))));
  }

  section.append(
    element('p', { className: 'controls' }, element('label', { htmlFor: filter.id }, 'Filter'), filter, count),
    element('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-labelledby': heading.id },
      element('table', role('table'), element('thead', role('rowgroup'), element('tr', role('row'), ...heads)), body, foot)),
    more);
  show();
}

function sizeTable(id, title, what, rows, hint) {
  if (!rows.length) return document.getElementById(id).remove();
  const columns = [names(what, row => row.label + (row.workspace ? ' (workspace)' : ''), hint ? { hint, text: row => row.label + '\n' + hint(row) } : {})];
  data.steps.forEach((step, i) => columns.push(numbers(step.name, row => row.bytes[i], size)));
  columns.push(numbers('factor', row => factor(row.bytes[first], row.bytes[last]), times));
  const sums = found => {
    const totals = data.steps.map((step, i) => found.reduce((sum, row) => sum + Math.max(0, row.bytes[i]), 0));
    return ['total', ...totals.map(human), times(factor(totals[first], totals[last]))];
  };
  table(id, title, columns, rows, { sums });
}

const step = document.getElementById('step');
step.append(...data.steps.map((s, i) => element('option', { value: i }, s.name)));
step.value = last;
step.addEventListener('change', draw);

sizeTable('libraries', 'Libraries', 'library', data.libraries, row => row.path);
sizeTable('crates', 'Crates', 'crate', data.crates);
sizeTable('kinds', 'Kinds of bytes', 'kind', data.kinds);
if (data.planned) {
  table('pins', 'Pins: shared objects that stay, and why', [
    names('object', row => row.name),
    names('rule', row => row.rule),
    names('reason', row => (row.held ? 'is held from an earlier run: ' : '') + row.reason, { words: true }),
    numbers('copies', row => row.copies, String),
    numbers('cost', row => row.costs, size),
  ], data.pins, { sorted: 4, empty: 'None: no rule keeps a shared object where it is.' });
  table('conflicts', 'Conflicts: symbols that libraries define differently', [
    names('symbol', row => row.symbol),
    { title: 'definitions', words: true, value: row => row.definitions.join('\n'),
      show: row => row.definitions.map(place => element('div', {}, place)) },
    numbers('count', row => row.definitions.length, String),
  ], data.conflicts, { empty: 'None.' });
} else {
  document.getElementById('pins').remove();
  document.getElementById('conflicts').remove();
}

draw();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
