/**
 * Draws the packaged dashboard over a busy afternoon of the service on the local platform: `npm run dashboard [-- --out FOLDER]`. It asks for the data
 * by GetMetricData as a dashboard does, so a metric, an expression or a period that is wrong shows as a graph without data, which ends with status 1.
 * With Chromium there is a picture, too.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { aBrowser, hasChromium } from '../../cli/console/a-browser';
import type { Placed } from '../../resources/dashboard/widget';
import type { AService } from '../end-to-end/service-at-work';
import { aBusyAfternoon } from './afternoon';
import { bodyIn } from './body';
import { pageOf, type Shown } from './page';
import { seriesOf } from './series';

const windowMs = 3 * 3_600_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const out = values.out ?? mkdtempSync(join(tmpdir(), 'daxpilot-dashboard-'));
  mkdirSync(out, { recursive: true });
  const service = await aBusyAfternoon();
  try {
    const toMs = await service.now();
    const window = { fromMs: toMs - windowMs, toMs };
    const template = JSON.parse(
      readFileSync(join(service.folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8'),
    );
    const { widgets } = bodyIn(template, {
      'AWS::Region': 'us-east-1',
      'AWS::AccountId': '123456789012',
      'AWS::Partition': 'aws',
    });
    const shown = await Promise.all(widgets.map((widget) => look(service, widget, window)));
    const file = join(out, 'dashboard.html');
    writeFileSync(file, pageOf(shown, window));
    process.stdout.write(`${file}\n`);
    await picture(file, join(out, 'dashboard.png'));
    const empty = shown.filter(
      ({ widget, series }) => widget.type === 'metric' && series.every((one) => one.points.length === 0),
    );
    for (const { widget } of empty) process.stdout.write(`no data: ${widget.properties.title}\n`);
    process.exitCode = empty.length === 0 ? 0 : 1;
  } finally {
    await service.stop();
  }
}

async function look(service: AService, widget: Placed, window: { fromMs: number; toMs: number }): Promise<Shown> {
  const { type, properties } = widget;
  if (type === 'metric')
    return { widget, series: await seriesOf(service.clients.cloudwatch, widget, window), text: '' };
  if (type === 'text') return { widget, series: [], text: String(properties.markdown) };
  if (type === 'log') return { widget, series: [], text: String(properties.query) };
  const names = (properties.alarms as readonly string[]).map((arn) => arn.split(':alarm:')[1] ?? '');
  const { MetricAlarms = [] } = await service.clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names] }),
  );
  return { widget, series: [], text: MetricAlarms.map((one) => `${one.AlarmName}: ${one.StateValue}`).join('   ') };
}

async function picture(file: string, png: string): Promise<void> {
  if (!hasChromium) {
    process.stdout.write('no picture: Chromium is not here\n');
    return;
  }
  const browser = await aBrowser();
  try {
    await browser.view(1440, 1000);
    await browser.open(pathToFileURL(file).href);
    writeFileSync(png, await browser.screenshot());
    process.stdout.write(`${png}\n`);
  } finally {
    await browser.close();
  }
}

void main();
