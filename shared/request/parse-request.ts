import type { Config } from '../targets';
import { parseAlarmEvent } from './alarm-request';
import { parseManualInput } from './manual-input';
import { finding, refused } from './problem';
import type { ParsedRequest } from './request';

const source = 'aws.cloudwatch';
const detailType = 'CloudWatch Alarm State Change';

/** Whatever started the execution becomes one validated request, or says why not. */
export function parseRequest(input: unknown, config: Config): ParsedRequest {
  if (!isEvent(input)) return parseManualInput(input, config);
  const findings = [
    ...mustBe(source, 'source', input.source),
    // Exactly this one: contributor and configuration changes have detail types of their own.
    ...mustBe(detailType, 'detail-type', input['detail-type']),
  ];
  return findings.length > 0 ? refused(findings) : parseAlarmEvent(input, config);
}

const isEvent = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && 'detail-type' in input;

const mustBe = (wanted: string, path: string, value: unknown) =>
  value === wanted ? [] : [finding('unknown-event', path, value, `must be "${wanted}"`)];
