import { escaped } from '../escaped';

/** HTML that is safe to send: whatever came into it as text was escaped on the way. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | null | undefined | readonly Part[];

/** A template whose values are escaped unless they are `Markup`; lists are joined, null and undefined are nothing. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(strings.map((text, index) => text + (index < parts.length ? textOf(parts[index]) : '')).join(''));

const textOf = (part: Part): string => {
  if (part === null || part === undefined) return '';
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(textOf).join('');
  return escaped(String(part));
};

/** Data for the page's script, in an element that is not run. */
export const dataElement = (id: string, value: unknown): Markup =>
  new Markup(
    `<script type="application/json" id="${escaped(id)}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`,
  );
