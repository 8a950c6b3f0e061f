import {
  type Finding,
  findingCodes,
  monthly,
  type ReviewedTarget,
  type ReviewReport,
  savedText,
} from '../../shared/review';
import { escaped } from '../escaped';
import { uPlotInline } from '../uplot';
import { plotsOf } from './plots';
import { sizeText } from './size-text';

/** One file that works offline: findings, decisions and plots by target (uPlot inlined). */
export const htmlReport = (report: ReviewReport): string => {
  const { script, style } = uPlotInline();
  const drawn = report.targets.map((target) => ({ target, data: plotsOf(report, target) }));
  const plots = drawn.flatMap(({ data }) => data.plots.map((plot) => ({ ...plot, times: data.times })));
  const findings = [...report.account.findings, ...report.targets.flatMap((one) => one.findings)];
  const period = `${day(report.fromMs)} to ${day(report.toMs)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Review ${period}</title>
<style>${style}
:root{color-scheme:light}
body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:1100px;padding:16px;color:#1b1f24;background:#fff}
h1{font-size:22px;margin:0 0 4px}h2{font-size:18px;margin:28px 0 8px;border-top:1px solid #d5dae0;padding-top:16px}h3{font-size:15px;margin:16px 0 6px}p{margin:4px 0}
.figures{display:flex;flex-wrap:wrap;gap:8px;margin:12px 0}.figures div{border:1px solid #d5dae0;border-radius:6px;padding:8px 12px;min-width:110px}
.figures b{display:block;font-size:20px}
.finding{border-left:4px solid #bf8700;background:#fff8e6;padding:8px 12px;margin:8px 0;overflow-wrap:anywhere}
.finding.act,.finding.hold{border-color:#cf222e;background:#fff1f0}.finding b{font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid #e4e8ec;vertical-align:top}
td:first-child{white-space:nowrap}code{overflow-wrap:anywhere}small{color:#5b6570}.plot{width:100%;margin-bottom:8px}.u-legend{text-align:left}
</style><script>${script}</script></head><body>
<h1>Review ${period}</h1>
<p><small>Times are UTC. Saved is measured against leaving everything as it was at the beginning.</small></p>
<div class="figures"><div><b>${findings.length}</b>findings</div><div><b>${report.targets.reduce((sum, one) => sum + one.decided.applied.length, 0)}</b>changes</div><div><b>${savedOf(report)}</b>saved</div><div><b>${report.account.nodes.used} of ${report.account.nodes.quota}</b>nodes of the Region</div></div>
${report.account.findings.length === 0 ? '' : `<h2>Account</h2>${report.account.findings.map(findingHtml).join('\n')}`}
${drawn.map(({ target, data }) => targetHtml(target, data.plots)).join('\n')}
<script>
const plots=${JSON.stringify(plots).replaceAll('<', '\\u003c')};
const colours=['#1f6feb','#bf5700'];
for(const plot of plots){const box=document.getElementById(plot.id);
const options=()=>({width:box.clientWidth,height:Math.max(150,Math.min(220,box.clientWidth*0.35)),tzDate:ts=>uPlot.tzDate(new Date(ts*1e3),'Etc/UTC'),cursor:{sync:{key:'review'}},scales:{y:{range:(u,min,max)=>[0,max*1.08||1]}},axes:[{},{size:60,values:(u,ticks)=>ticks.map(v=>v>=1e6?v/1e6+'M':v>=1e3?v/1e3+'k':v)}],series:[{label:'time'},...plot.lines.map((line,at)=>Object.assign({label:line.label,stroke:colours[at%2],width:1.5},plot.stepped?{paths:uPlot.paths.stepped({align:1})}:{}))]});
const drawn=new uPlot(options(),[plot.times,...plot.lines.map(line=>line.values)],box);
new ResizeObserver(()=>{const {width,height}=options();if(width!==drawn.width)drawn.setSize({width,height})}).observe(box)}
</script></body></html>
`;
};

const savedOf = ({ targets }: ReviewReport): string => {
  const saved = targets.map(({ decided }) => decided.savedUsd);
  if (saved.includes(null)) return 'unknown';
  const sum = saved.reduce<number>((total, one) => total + (one ?? 0), 0);
  return `${sum < 0 ? '-' : ''}$${Math.abs(sum).toFixed(2)}`;
};

const findingHtml = ({ code, resource, text }: Finding): string =>
  `<div class="finding ${findingCodes[code].weight}"><b>${code}</b> ${escaped(resource)}<br>${escaped(text)}<br><small>${escaped(findingCodes[code].meaning)}. ${escaped(findingCodes[code].todo)}</small></div>`;

const targetHtml = (
  reviewed: ReviewedTarget,
  plots: readonly { readonly id: string; readonly title: string }[],
): string => {
  const { target, decided, findings, now } = reviewed;
  const counts = Object.entries(decided.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const price = now.clusterUsdPerMonth === null ? '' : `, $${now.clusterUsdPerMonth.toFixed(2)} a month`;
  const { advised } = decided;
  return `<h2>${escaped(target)}</h2>
<p>${escaped(sizeText(now))}${price}. ${decided.looks} decisions${counts.length === 0 ? '' : `: ${escaped(counts.join(', '))}`}. ${decided.applied.length === 0 ? '' : `${escaped(savedText(decided.savedUsd))}.`}</p>
${advised === null ? '' : `<p><b>Advised:</b> ${escaped(advised.text)}, ${monthly(advised.usdPerMonth)} (${escaped(advised.reasonCodes.join(', '))})${advised.approval === 'pending' ? `<br><code>daxpilot approve ${escaped(advised.decision)}</code>` : ''}</p>`}
${findings.length === 0 ? '<p>Nothing was found that alarms do not see.</p>' : findings.map(findingHtml).join('\n')}
${changesHtml(reviewed)}
${plots.map(({ id, title }) => `<h3>${escaped(title)}</h3><div class="plot" id="${escaped(id)}"></div>`).join('\n')}`;
};

const changesHtml = ({ decided: { applied } }: ReviewedTarget): string => {
  if (applied.length === 0) return '';
  const rows = applied
    .map(
      ({ atMs, text, reasonCodes, usdPerMonth, undoes }) =>
        `<tr><td>${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')}</td><td>${undoes === undefined ? '' : 'rolled back: '}${escaped(text)}</td><td>${escaped(reasonCodes.join(', '))}</td><td>${monthly(usdPerMonth)}</td></tr>`,
    )
    .join('');
  return `<h3>Changes</h3><div class="scroll"><table><thead><tr><th>when</th><th>what</th><th>why</th><th>cost</th></tr></thead><tbody>${rows}</tbody></table></div>`;
};

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
