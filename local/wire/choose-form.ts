import { cborForm } from './cbor-form';
import type { DoorRequest, WireForm } from './form';
import { jsonForm } from './json-form';
import { ec2QueryForm, queryForm } from './query-form';
import { restJsonForm } from './rest-json-form';

/** The form in which a request is written, told from its headers; what remains is REST. */
export function formOf(
  { headers, query }: Pick<DoorRequest, 'headers' | 'query'>,
  service: string | undefined,
): WireForm {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') {
    return cborForm;
  }
  if (headers['x-amz-target'] !== undefined) {
    return jsonForm;
  }
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (isForm || /(^|&)Action=/.test(query)) {
    return service === 'ec2' ? ec2QueryForm : queryForm;
  }
  return restJsonForm;
}
