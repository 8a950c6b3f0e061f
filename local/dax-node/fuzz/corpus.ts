import { CborWriter } from '../codec/cbor-writer';
import { Method, type MethodName } from '../protocol/methods';
import { hex, requestHead } from '../testing/raw-client';

/** Whole requests as clients send them, over the tables `TTT` (hash key, text) and `TTR` (text and number). */
export function corpus(listId: number): readonly Buffer[] {
  const id = new CborWriter(8).integer(listId).view().toString('hex');
  const item = bstr(`${id} 182a 626869`);
  const condition = bstr('83 01 83 06 82 0c 82 12 62706b 83 00 82 12 6161 82 11 00 81 6178');
  const update = bstr(
    '83 01 84 83 13 82 12 6173 82 11 00 82 16 82 12 617a 83 14 82 12 616e 82 11 01 83 15 82 12 617373 82 11 02 83 6176 01 d90cf9 81 6161',
  );
  const projection = bstr('82 01 83 82 12 6173 84 12 616c d90cfc02 6178 83 12 616d 6161');
  const indexStart = bstr('bf 62706b 6170 62736b 01 626770 6170 ff');
  return [
    request('endpoints', ''),
    request('defineKeySchema', '43545454'),
    request('defineAttributeListId', '82 616e 6173'),
    request('defineAttributeListId', 'd90cf9 82 616e 6173'),
    request('defineAttributeList', id),
    request('getItem', `43545454 4161 bf 03 01 02 f5 00 ${projection} ff`),
    request('getItem', '43545452 46 6170 3dddbfd0 f6'),
    request('putItem', `43545454 4161 ${item} bf 07 02 04 ${condition} 06 01 ff`),
    request('putItem', `43545452 46 6170 3dddbfd0 ${item} bfff`),
    request('updateItem', `43545454 4161 bf 07 05 08 ${update} 04 ${condition} ff`),
    request('deleteItem', `43545454 4161 a2 07 02 04 ${condition}`),
    request(
      'query',
      `43545452 ${bstr('83 01 83 06 83 00 82 12 62706b 82 11 00 84 09 82 12 62736b 82 11 01 82 11 02 83 6170 3862 1863')} bf 02 01 0e 00 0d 01 0a ${condition} 00 ${projection} ff`,
    ),
    request(
      'query',
      `43545452 ${bstr('83 01 83 00 82 12 62706b 82 11 00 81 6170')} bf 0b 426731 09 ${indexStart} 0f 03 ff`,
    ),
    request('scan', `43545454 bf 10 00 11 02 09 4161 ff`),
    request(
      'batchGetItem',
      `a2 63545454 83 f4 f6 82 4161 4162 63545452 83 f5 ${projection} 81 46 6170 3dddbfd0 bf0301ff`,
    ),
    request('batchWriteItem', `a1 63545454 84 4162 ${item} 4171 f6 bfff`),
    request('transactGetItems', `82 43545454 43545454 82 4161 4162 82 f6 ${projection} bf0300ff`),
    request(
      'transactWriteItems',
      `82 0c 09 82 43545454 43545454 82 427a7a 4175 82 f6 f6 f6 82 01 02 82 ${condition} f6 82 f6 ${update} bf 13 63746f6b ff`,
    ),
  ];
}

function request(method: MethodName, args: string): Buffer {
  return Buffer.concat([requestHead(Method[method]), hex(args)]);
}

/** A byte string with its header, as hex. */
function bstr(content: string): string {
  return new CborWriter(64).bytes(hex(content)).view().toString('hex');
}
