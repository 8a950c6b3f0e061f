import type { Config } from '../targets';

/**
 * The declared targets, put into the bundle when the service was packaged: the bundler replaces the expression below by the validated
 * configuration as JSON. Outside of a bundle it is the environment variable of that name.
 */
export function packagedConfig(): Config {
  const json = process.env.DAXPILOT_CONFIG;
  if (json === undefined) throw new Error('DAXPILOT_CONFIG is not set; `npx sls package` puts it into each bundle');
  return JSON.parse(json);
}
