import { createLambdaService } from '../lambda';
import { zipOf } from '../lambda/testing';
import type { Json } from '../stepfunctions/json';
import { FUNCTION_ARN, FunctionFault, ROLE, StatesFixture, scriptedLambda } from '../stepfunctions/testing';
import type { SegmentDocument } from './segment-document';
import { TraceStore } from './trace-store';
import { XRay } from './xray';

const root = '1-5759e988-bd862e3fe1be46a994272793';
const parent = '53995c3f42cd8ad8';
const tracing = { tracingConfiguration: { enabled: true } };

/** Sends one subsegment as a handler would, and gives back what its environment says. */
const code = `
const dgram = require('node:dgram');
exports.handler = async ({ fails }) => {
  const { _X_AMZN_TRACE_ID: header = null, AWS_XRAY_DAEMON_ADDRESS: daemon = null } = process.env;
  const [, root, parent, sampled] = /Root=([^;]*);Parent=([^;]*);Sampled=(.)/.exec(header ?? '') ?? [];
  if (daemon !== null && sampled === '1') {
    const document = { type: 'subsegment', name: 'own', id: '0123456789abcdef', trace_id: root, parent_id: parent, start_time: 1, end_time: 2 };
    const [host, port] = daemon.split(':');
    const socket = dgram.createSocket('udp4');
    await new Promise((done) => socket.send('{"format":"json","version":1}\\n' + JSON.stringify(document), port, host, done));
    socket.close();
  }
  if (fails) throw new RangeError('no');
  return { header, hasDaemon: daemon !== null };
};`;

const running: StatesFixture[] = [];
afterEach(async () => {
  for (const fixture of running.splice(0)) await fixture.stop();
});

function aPlace(lambda?: (event: Json) => unknown) {
  const store = new TraceStore();
  const asked = new Set<string>();
  const fixture: StatesFixture = new StatesFixture(
    [(platform) => (lambda === undefined ? createLambdaService(platform, { xray: xrayOf() }) : scriptedLambda(lambda)(platform))],
    { xray: (platform) => new XRay(platform, store) },
  );
  const xrayOf = () => new XRay(fixture.platform, store);
  running.push(fixture);
  fixture.platform.judgeBy((caller, { action }) => {
    asked.add(`${caller.roleArn?.split('/').at(-1)} ${action}`);
    return undefined;
  });
  return { fixture, store, asked };
}
