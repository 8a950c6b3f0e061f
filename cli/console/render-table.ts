import { html, type Markup } from './markup';

export interface Column {
  readonly title: string;
  readonly numeric?: true;
}

/**
 * A table that becomes a list of cards on a narrow screen. The roles are written out because a browser forgets them with `display: block`.
 * The first cell of a row names it.
 */
export const dataTable = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (Markup | string)[])[],
): Markup => html`<table role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(
  ({ title, numeric }) =>
    html`<th role="columnheader" scope="col"${numeric ? html` class="number"` : ''}>${title}</th>`,
)}</tr></thead>
<tbody role="rowgroup">${rows.map((row) => html`<tr role="row">${row.map((cell, at) => cellOf(cell, columns[at], at))}</tr>`)}</tbody>
</table>`;

const cellOf = (cell: Markup | string, column: Column | undefined, at: number): Markup =>
  at === 0
    ? html`<th role="rowheader" scope="row">${cell}</th>`
    : html`<td role="cell" data-label="${column?.title ?? ''}"${column?.numeric ? html` class="number"` : ''}>${cell}</td>`;
