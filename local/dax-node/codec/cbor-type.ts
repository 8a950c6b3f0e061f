/** Major types of RFC 7049, as the high three bits of a header byte. */
export const Major = {
  Unsigned: 0,
  Negative: 1,
  Bytes: 2,
  Text: 3,
  Array: 4,
  Map: 5,
  Tag: 6,
  Simple: 7,
} as const;
export type Major = (typeof Major)[keyof typeof Major];

/** Tags of the dialect. The 33xx are DAX's own. */
export const Tag = {
  PositiveBignum: 2,
  NegativeBignum: 3,
  Decimal: 4,
  StringSet: 3321,
  NumberSet: 3322,
  BinarySet: 3323,
  ListOrdinal: 3324,
} as const;

export const FALSE = 0xf4;
export const TRUE = 0xf5;
export const NULL = 0xf6;
export const UNDEFINED = 0xf7;
export const FLOAT16 = 0xf9;
export const FLOAT32 = 0xfa;
export const FLOAT64 = 0xfb;
export const BREAK = 0xff;
/** Length information of an indefinite array, map or string. */
export const INDEFINITE = -1;
