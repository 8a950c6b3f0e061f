// Draws the charts and takes over what changed. Without it the page shows the same and is refreshed by hand.
const live = document.getElementById('live');
const status = document.getElementById('status');
const drawn = new Map();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function draw(box) {
  const element = document.getElementById(`${box.id}-data`);
  if (element === null) return;
  const data = JSON.parse(element.textContent);
  drawn.get(box.id)?.destroy();
  const axis = {
    stroke: colour('soft'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line') },
  };
  const short = (value) => {
    if (value >= 1e6) return `${value / 1e6}M`;
    return value >= 1e3 ? `${value / 1e3}k` : String(value);
  };
  const size = () => ({ width: Math.max(200, box.clientWidth), height: 160 });
  const band = (plot) => {
    if (data.high === undefined) return;
    const { left, width } = plot.bbox;
    const top = plot.valToPos(data.high, 'y', true);
    const bottom = plot.valToPos(data.low ?? 0, 'y', true);
    plot.ctx.fillStyle = colour('band');
    plot.ctx.fillRect(left, top, width, bottom - top);
  };
  const chart = new globalThis.uPlot(
    {
      ...size(),
      tzDate: (seconds) => globalThis.uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_, __, max) => [0, data.unit === '%' ? 100 : max * 1.1 || 1] } },
      axes: [
        { ...axis, values: (_, seconds) => seconds.map((at) => new Date(at * 1000).toISOString().slice(11, 16)) },
        { ...axis, size: 52, values: (_, values) => values.map(short) },
      ],
      series: [{}, { stroke: colour('curve'), width: 2, spanGaps: false }],
      hooks: { drawClear: [band] },
    },
    [data.times, data.values],
    box,
  );
  drawn.set(box.id, chart);
  box.dataset.drawn = 'yes';
}

const drawAll = (root) => {
  for (const box of root.querySelectorAll('.chart')) draw(box);
};

/** What a person has opened stays open, and the focus stays where it was. */
function takeOver(part, newer) {
  const open = new Set([...part.querySelectorAll('details[open]')].map(({ id }) => id));
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const asking = focused?.closest('details.ask');
  const place = asking?.id ?? focused?.closest('details')?.id;
  const fresh = document.importNode(newer, true);
  for (const one of fresh.querySelectorAll('details')) one.open = open.has(one.id);
  part.replaceWith(fresh);
  drawAll(fresh);
  if (place === undefined) return;
  const details = document.getElementById(place);
  const wanted = focused.tagName === 'BUTTON' ? 'button' : 'summary';
  details?.querySelector(wanted)?.focus();
}

const versions = new Map();

function takeOverAll(page) {
  const said = [];
  for (const newer of page.querySelectorAll('[data-part]')) {
    const name = newer.dataset.part;
    const version = newer.outerHTML;
    const part = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (part === null || versions.get(name) === version) continue;
    versions.set(name, version);
    const { announce } = newer.dataset;
    if (announce !== undefined && announce !== part.dataset.announce) said.push(announce);
    takeOver(part, newer);
  }
  if (said.length > 0) say(said.join('. '), '');
}

function say(text, kind) {
  if (status.textContent === text) return;
  status.className = kind;
  status.textContent = text;
}

async function refresh() {
  try {
    const answer = await fetch(location.pathname, { headers: { accept: 'text/html' }, redirect: 'error' });
    if (!answer.ok) {
      say('You are signed out: the console was started anew. Open the address that it printed.', 'refused');
      live.checked = false;
      return;
    }
    takeOverAll(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    say('The console does not answer: what stands here is getting old.', 'refused');
  }
}

async function submit(event) {
  const { target: form, submitter } = event;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  // Before the button is disabled: a disabled one would be left out.
  const body = new URLSearchParams(new FormData(form, submitter));
  submitter.disabled = true;
  try {
    const answer = await fetch(form.action, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body,
    });
    const { kind, text } = await answer.json();
    form.closest('details').open = false;
    form.closest('details').querySelector('summary').focus();
    await refresh();
    say(kind === 'refused' ? `Refused: ${text}` : text, kind);
  } catch {
    say('The console does not answer: nothing is known of what was asked.', 'refused');
  } finally {
    submitter.disabled = false;
  }
}

async function keepUp() {
  if (live.checked && !document.hidden) await refresh();
  setTimeout(keepUp, Number(live.dataset.pollMs));
}

for (const part of document.querySelectorAll('[data-part]')) versions.set(part.dataset.part, part.outerHTML);
drawAll(document);
document.addEventListener('submit', submit);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll(document));
addEventListener('resize', () => drawAll(document));
live.closest('.live').hidden = false;
document.documentElement.dataset.ready = 'yes';
setTimeout(keepUp, Number(live.dataset.pollMs));
