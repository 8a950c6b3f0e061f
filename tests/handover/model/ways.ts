/** The ways of a call, as numbers of a world. */
export const viaOld = 1;
export const viaNew = 2;
export const viaTable = 3;
export const around = 4;

export const nameOf = (via: number): string =>
  ['nothing', 'old', 'new', 'the table', 'the table instead'][via] as string;
