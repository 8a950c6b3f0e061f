import type { Ports } from '../flow/ports';
import type { Config } from '../targets';
import type { Environment } from './clients';
import { packagedConfig } from './packaged-config';
import { changesOf, endsOf, loadOf, noticesOf, scalingOf, sightOf, startsOf, stateOf } from './parts';

/**
 * All ports of the flow, filled with AWS. `AWS_REGION` and `AWS_ENDPOINT_URL` place them, `RIGHTSIZE_MACHINE` and `NOTICE_TOPIC` name
 * what is started and where it is announced.
 */
export const awsPorts = (env: Environment = process.env, config: Config = packagedConfig()): Ports => ({
  config,
  observer: { ...sightOf(env), ...stateOf(env), ...scalingOf(env), ...loadOf(env) },
  changer: changesOf(env),
  executions: { ...endsOf(env), ...startsOf(env) },
  notifier: noticesOf(env),
});
