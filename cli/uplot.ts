import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The plotting library's script and style for browsers, as it is installed. */
export const uPlot = (): { readonly script: string; readonly style: string } => {
  const folder = dirname(require.resolve('uplot'));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { script: read('uPlot.iife.min.js'), style: read('uPlot.min.css') };
};

/** The same, safe inside the page's own script and style elements. */
export const uPlotInline = (): { readonly script: string; readonly style: string } => {
  const { script, style } = uPlot();
  const inline = (text: string) => text.replaceAll('</script', '<\\/script');
  return { script: inline(script), style: inline(style) };
};
