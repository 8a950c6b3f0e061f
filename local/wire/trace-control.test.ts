import { TraceStore } from '../services/xray';
import { answerControl } from './control';
import { traceControls } from './trace-control';

const id = '1-5759e988-bd862e3fe1be46a994272793';
const segment = { name: 'machine', id: '53995c3f42cd8ad8', trace_id: id, start_time: 1, end_time: 2 };

test('traces are listed, shown by their id or an execution, and forgotten', async () => {
  const store = new TraceStore();
  store.put({ ...segment, aws: { execution_arn: 'arn:me' } });
  const ask = async (method: string, query = '') => {
    const { body } = await answerControl(traceControls(store), {
      method,
      path: '/_daxpilot/traces',
      query,
      body: Buffer.alloc(0),
    });
    return body;
  };
  const shown = [{ id, segments: [expect.objectContaining({ name: 'machine' })], leftOut: 0 }];

  expect(await ask('GET')).toEqual([expect.objectContaining({ id, segments: 1, executions: ['arn:me'] })]);
  expect(await ask('GET', `id=${id}`)).toEqual(shown);
  expect(await ask('GET', 'execution=arn%3Ame')).toEqual(shown);
  expect([await ask('GET', 'id=none'), await ask('GET', 'execution=none')]).toEqual([[], []]);
  expect(await ask('DELETE')).toEqual([]);
  expect(await ask('GET')).toEqual([]);
});
