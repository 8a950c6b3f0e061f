import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SECTION = /^\s*\[\s*(?:profile\s+)?["']?([^"'\]]+?)["']?\s*\]/;
const REGION = /^region\s*=\s*([^\s#;]+)/;

/**
 * The Region of the profile in the AWS config file (`AWS_PROFILE`, `AWS_CONFIG_FILE`, by default `default` in `~/.aws/config`); undefined
 * where there is none. Read here, because the SDK's reader answers with a promise and options are judged at once.
 */
export function profileRegion(env: NodeJS.ProcessEnv): string | undefined {
  const wanted = env.AWS_PROFILE ?? 'default';
  let found: string | undefined;
  let section: string | undefined;
  for (const line of linesOf(env.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config'))) {
    section = SECTION.exec(line)?.[1] ?? section;
    if (section === wanted) found = REGION.exec(line)?.[1] ?? found;
  }
  return found;
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}
