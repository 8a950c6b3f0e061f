import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usd } from '../output';
import type { Backtest } from './run-backtest';

/** Points a plot is drawn with at most: of each stretch the largest load is kept, so that no peak is lost. */
const mostPoints = 2500;

/** One file that works offline: plots of load, capacity and running cost (uPlot inlined), the comparison and every decision. */
export const htmlReport = ({ report, demand, decisions, capacity }: Backtest): string => {
  const { script, style } = uPlotAssets();
  const from = report.historyMinutes;
  const stretch = Math.max(1, Math.ceil((demand.length - from) / mostPoints));
  const times: number[] = [];
  const loads: number[] = [];
  const sizes: number[] = [];
  for (let minute = from; minute < demand.length; minute += stretch) {
    times.push(report.startMs / 1000 + minute * 60);
    let load = 0;
    for (let at = minute; at < Math.min(demand.length, minute + stretch); at += 1)
      load = Math.max(load, demand[at] ?? 0);
    loads.push(Number(load.toPrecision(6)));
    sizes.push(capacity[minute - from] ?? 0);
  }
  const dax = report.domain === 'dax';
  const data = {
    times,
    loads,
    sizes,
    load: dax ? 'requests/s' : 'read units/s',
    size: dax ? 'nodes' : 'provisioned units',
  };
  const best = report.contenders
    .filter(({ name, knowsTheFuture }) => name !== 'daxpilot' && !knowsTheFuture)
    .toSorted((a, b) => a.total - b.total)[0];
  const rows = report.contenders
    .map(
      (one) =>
        `<tr${one.name === 'daxpilot' ? ' class="own"' : ''}><td>${escaped(one.name)}${one.knowsTheFuture ? ' <small>knows the future</small>' : ''}</td><td>${usd(one.usd)}</td><td>${one.violationMinutes}</td><td>${one.changes}</td><td>${usd(one.total)}</td></tr>`,
    )
    .join('');
  const told = decisions
    .map(({ t, reasonCodes, text }, index) => {
      const point = report.points[index + 1];
      return `<tr><td>${new Date(report.startMs + t * 60_000).toISOString().slice(0, 16).replace('T', ' ')}</td><td>${escaped(pointText(point))}</td><td>${escaped(reasonCodes.join(', '))}</td><td>${escaped(text)}</td></tr>`;
    })
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backtest of ${escaped(report.series)}</title>
<style>${style}
:root{color-scheme:light}
body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:1100px;padding:16px;color:#1b1f24;background:#fff}
h1{font-size:22px;margin:0 0 4px}h2{font-size:16px;margin:24px 0 8px}p{margin:4px 0}
.figures{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0}.figures div{border:1px solid #d5dae0;border-radius:6px;padding:8px 12px;min-width:110px}
.figures b{display:block;font-size:20px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #e4e8ec;vertical-align:top}
.numbers td:nth-child(n+2),.numbers th:nth-child(n+2){text-align:right;white-space:nowrap}
.own{background:#eef6ff;font-weight:600}small{color:#5b6570}.plot{width:100%;margin-bottom:12px}
details td:first-child{white-space:nowrap}
</style><script>${script}</script></head><body>
<h1>Backtest of ${escaped(report.series)}</h1>
<p>${escaped(headline(report))}</p>
<div class="figures"><div><b>${usd(report.usd)}</b>cost</div><div><b>${report.violationMinutes}</b>violation minutes</div><div><b>${report.changes}</b>changes</div>${best === undefined ? '' : `<div><b>${best.total === 0 ? '-' : (report.total / best.total).toFixed(2)}</b>x the best of the others (${escaped(best.name)})</div>`}</div>
<h2>Load</h2><div class="plot" id="load"></div>
<h2>Capacity</h2><div class="plot" id="size"></div>
<h2>Comparison</h2>
<div class="scroll"><table class="numbers"><thead><tr><th>policy</th><th>cost</th><th>violation min</th><th>changes</th><th>total</th></tr></thead><tbody>${rows}</tbody></table></div>
<p><small>Total = cost + ${usd(report.violationUsdPerMinute)} for each minute of violation. Times are UTC.</small></p>
<h2>Decisions</h2>
<details${decisions.length <= 60 ? ' open' : ''}><summary>${decisions.length} decisions</summary><div class="scroll"><table><thead><tr><th>when</th><th>what</th><th>why</th><th>rule</th></tr></thead><tbody>${told}</tbody></table></div></details>
<script>
const data=${JSON.stringify(data)};
const draw=(id,values,label,colour,stepped)=>{const box=document.getElementById(id);
const options=()=>({width:box.clientWidth,height:Math.max(160,Math.min(260,box.clientWidth*0.4)),tzDate:ts=>uPlot.tzDate(new Date(ts*1e3),'Etc/UTC'),cursor:{sync:{key:'backtest'}},scales:{y:{range:(u,min,max)=>[0,max*1.08||1]}},axes:[{},{size:60,values:(u,ticks)=>ticks.map(v=>v>=1e6?v/1e6+'M':v>=1e3?v/1e3+'k':v)}],series:[{label:'time'},Object.assign({label:label,stroke:colour,width:1.5},stepped?{paths:uPlot.paths.stepped({align:1})}:{})]});
const plot=new uPlot(options(),[data.times,values],box);
new ResizeObserver(()=>{const {width,height}=options();if(width!==plot.width)plot.setSize({width,height})}).observe(box)};
draw('load',data.loads,data.load,'#1f6feb',false);draw('size',data.sizes,data.size,'#bf5700',true);
</script></body></html>
`;
};

const pointText = (point: Backtest['report']['points'][number] | undefined): string => {
  if (point === undefined) return '';
  if ('nodes' in point) return `${point.nodes} x ${point.nodeType}`;
  return point.mode === 'provisioned' ? `provisioned, ${point.read} units` : 'on demand';
};

const headline = (report: Backtest['report']): string => {
  const days = ((report.minutes - report.historyMinutes) / 1440).toFixed(1);
  const known = (report.historyMinutes / 1440).toFixed(1);
  const load =
    report.domain === 'dax'
      ? `${Math.round(report.meanRate)} requests/s on the mean, ${report.mix.hit * 100} % hits, ${report.mix.kb} KB, ${report.mix.write * 100} % writes`
      : `${Math.round(report.meanRate)} read units/s on the mean`;
  return `${load}; ${days} days played after ${known} days of history`;
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const uPlotAssets = (): { readonly script: string; readonly style: string } => {
  const folder = dirname(require.resolve('uplot'));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8').replaceAll('</script', '<\\/script');
  return { script: read('uPlot.iife.min.js'), style: read('uPlot.min.css') };
};
