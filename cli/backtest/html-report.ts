import { escaped } from '../escaped';
import { usd } from '../output';
import { uPlotInline } from '../uplot';
import type { PolicyRun } from './compare-policies';
import { plotsOf } from './report-plots';
import type { Backtest } from './run-backtest';

/** One file that works offline: plots of load, capacity and running cost (uPlot inlined), the comparison and every decision. */
export const htmlReport = (runs: readonly PolicyRun[]): string => {
  const first = runs[0]?.backtest.report;
  if (first === undefined) throw new RangeError('a report has at least one policy');
  const { script, style } = uPlotInline();
  const data = plotsOf(runs);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backtest of ${escaped(first.series)}</title>
<style>${style}
:root{color-scheme:light}
body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:1100px;padding:16px;color:#1b1f24;background:#fff}
h1{font-size:22px;margin:0 0 4px;overflow-wrap:anywhere}h2{font-size:16px;margin:24px 0 8px}p{margin:4px 0}
.figures{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0}.figures div{border:1px solid #d5dae0;border-radius:6px;padding:8px 12px;min-width:110px}
.figures b{display:block;font-size:20px}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #e4e8ec;vertical-align:top}
.numbers td:nth-child(n+2),.numbers th:nth-child(n+2){text-align:right;white-space:nowrap}
.own{background:#eef6ff;font-weight:600}small{color:#5b6570}.plot{width:100%;margin-bottom:12px}.u-legend{text-align:left}
details{margin:8px 0}details td:first-child{white-space:nowrap}
</style><script>${script}</script></head><body>
<h1>Backtest of ${escaped(first.series)}</h1>
<p>${escaped(headline(first))}</p>
${runs.map((run) => figures(run, runs.length > 1)).join('\n')}
${data.plots.map(({ id, title }) => `<h2>${escaped(title)}</h2><div class="plot" id="${id}"></div>`).join('\n')}
${runs.map((run) => comparison(run, runs.length > 1)).join('\n')}
<p><small>Total = cost + ${usd(first.violationUsdPerMinute)} for each minute of violation. Times are UTC.</small></p>
<h2>Decisions</h2>
${runs.map((run) => decisions(run, runs.length > 1)).join('\n')}
<script>
const data=${JSON.stringify(data).replaceAll('<', '\\u003c')};
const colours=['#1f6feb','#bf5700','#1a7f37','#8250df','#cf222e','#57606a'];
for(const plot of data.plots){const box=document.getElementById(plot.id);
const line=(one,at)=>one.dots?{label:one.label,stroke:'#cf222e',paths:()=>null,points:{show:true,size:5,fill:'#cf222e'}}:Object.assign({label:one.label,stroke:colours[(at+(plot.id==='load'?0:1))%colours.length],width:1.5},plot.stepped?{paths:uPlot.paths.stepped({align:1})}:{});
const options=()=>({width:box.clientWidth,height:Math.max(170,Math.min(260,box.clientWidth*0.4)),tzDate:ts=>uPlot.tzDate(new Date(ts*1e3),'Etc/UTC'),cursor:{sync:{key:'backtest'}},scales:{y:{range:(u,min,max)=>[0,max*1.08||1]}},axes:[{},{size:60,values:(u,ticks)=>ticks.map(v=>v>=1e6?v/1e6+'M':v>=1e3?v/1e3+'k':v)}],series:[{label:'time'},...plot.lines.map(line)]});
const drawn=new uPlot(options(),[data.times,...plot.lines.map(one=>one.values)],box);
new ResizeObserver(()=>{const {width,height}=options();if(width!==drawn.width)drawn.setSize({width,height})}).observe(box)}
</script></body></html>
`;
};

/** The policy's name stands above its part where there are several. */
const titled = (title: string, policy: string, several: boolean): string =>
  `<h2>${escaped(several ? `${title}: ${policy}` : title)}</h2>`;

const figures = ({ policy, backtest: { report } }: PolicyRun, several: boolean): string => {
  const best = report.contenders
    .filter(({ name, knowsTheFuture }) => name !== 'daxpilot' && !knowsTheFuture)
    .toSorted((a, b) => a.total - b.total)[0];
  const ratio = best === undefined || best.total === 0 ? '-' : (report.total / best.total).toFixed(2);
  const against =
    best === undefined ? '' : `<div><b>${ratio}</b>x the best of the others (${escaped(best.name)})</div>`;
  return `${several ? titled('Policy', policy, true) : ''}<div class="figures"><div><b>${usd(report.usd)}</b>cost</div><div><b>${report.violationMinutes}</b>violation minutes</div><div><b>${report.changes}</b>changes</div><div><b>${usd(report.total)}</b>total</div>${against}</div>`;
};

const comparison = ({ policy, backtest: { report } }: PolicyRun, several: boolean): string => {
  const rows = report.contenders
    .map(
      (one) =>
        `<tr${one.name === 'daxpilot' ? ' class="own"' : ''}><td>${escaped(one.name)}${one.knowsTheFuture ? ' <small>knows the future</small>' : ''}</td><td>${usd(one.usd)}</td><td>${one.violationMinutes}</td><td>${one.changes}</td><td>${usd(one.total)}</td></tr>`,
    )
    .join('');
  return `${titled('Comparison', policy, several)}<div class="scroll"><table class="numbers"><thead><tr><th>policy</th><th>cost</th><th>violation min</th><th>changes</th><th>total</th></tr></thead><tbody>${rows}</tbody></table></div>`;
};

const decisions = ({ policy, backtest: { report, decisions: made } }: PolicyRun, several: boolean): string => {
  const rows = made
    .map(
      ({ t, reasonCodes, text }, index) =>
        `<tr><td>${new Date(report.startMs + t * 60_000).toISOString().slice(0, 16).replace('T', ' ')}</td><td>${escaped(pointText(report.points[index + 1]))}</td><td>${escaped(reasonCodes.join(', '))}</td><td>${escaped(text)}</td></tr>`,
    )
    .join('');
  const count = `${several ? `${escaped(policy)}: ` : ''}${made.length} decisions`;
  return `<details${made.length <= 60 && !several ? ' open' : ''}><summary>${count}</summary><div class="scroll"><table><thead><tr><th>when</th><th>what</th><th>why</th><th>rule</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
};

const pointText = (point: Backtest['report']['points'][number] | undefined): string => {
  if (point === undefined) return '';
  if ('nodes' in point) return `${point.nodes} x ${point.nodeType}`;
  return point.mode === 'provisioned' ? `provisioned, ${point.read} units` : 'on demand';
};

const headline = (report: Backtest['report']): string => {
  const days = ((report.minutes - report.historyMinutes) / 1440).toFixed(1);
  const known = (report.historyMinutes / 1440).toFixed(1);
  const percent = (ratio: number): string => `${Number((ratio * 100).toFixed(2))} %`;
  const load =
    report.domain === 'dax'
      ? `${Math.round(report.meanRate)} requests/s on the mean, ${percent(report.mix.hit)} hits, ${report.mix.kb} KB, ${percent(report.mix.write)} writes`
      : `${Math.round(report.meanRate)} read units/s on the mean`;
  return `${load}; ${days} days played after ${known} days of history`;
};
