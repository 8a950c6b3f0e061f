import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { uPlot } from '../uplot';

export interface BrowserFile {
  readonly type: string;
  readonly body: Buffer;
}

/** What the page loads, by name: all of it from here, nothing from elsewhere. */
export const browserFiles = (): Readonly<Record<string, BrowserFile>> => {
  const uplot = uPlot();
  const own = folder();
  const script = 'text/javascript; charset=utf-8';
  const style = 'text/css; charset=utf-8';
  return {
    'page.mjs': { type: script, body: readFileSync(join(own, 'page.mjs')) },
    'page.css': { type: style, body: readFileSync(join(own, 'page.css')) },
    'uplot.js': { type: script, body: Buffer.from(uplot.script) },
    'uplot.css': { type: style, body: Buffer.from(uplot.style) },
  };
};

/** Beside this file, or beside its source where it is bundled. */
const folder = (): string => {
  const places = [join(__dirname, 'browser'), join(__dirname, '..', 'cli', 'console', 'browser')];
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`the files of the console's page are in none of ${places.join(', ')}`);
  return found;
};
