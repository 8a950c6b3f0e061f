import { CborError } from '../codec/cbor-error';
import { CborReader } from '../codec/cbor-reader';
import { INDEFINITE, Major } from '../codec/cbor-type';

const MAGIC = 'J7yne5G';

export interface Preamble {
  /** 1: every answer travels in frames of their own (Java 2.x). */
  readonly framed: boolean;
  readonly userAgent: string;
}

/** What a client says first on every connection. Session ids come as bytes, text or null and mean nothing here. */
export function readPreamble(buffer: Buffer, start: number, end: number): Preamble {
  const reader = new CborReader(buffer, start, end);
  const magic = reader.text();
  if (magic !== MAGIC) throw new CborError(`the connection does not speak DAX: it began with '${magic.slice(0, 20)}'`);
  const layering = reader.integer();
  if (layering !== 0 && layering !== 1) throw new CborError(`layering ${layering} is not known`);
  reader.skip();
  const userAgent = readUserAgent(reader);
  reader.skip();
  return { framed: layering === 1, userAgent };
}

function readUserAgent(reader: CborReader): string {
  if (reader.takeNull()) return '';
  let userAgent = '';
  const count = reader.map();
  for (let index = 0; count === INDEFINITE ? !reader.takeBreak() : index < count; index += 1) {
    const name = reader.text();
    if (name === 'UserAgent' && reader.peekMajor() === Major.Text) userAgent = reader.text();
    else reader.skip();
  }
  return userAgent;
}
