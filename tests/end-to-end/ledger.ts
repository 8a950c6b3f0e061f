import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { fromAttributeMap } from '../../shared/aws/attribute-value';
import type { AccountItem, TargetItem } from '../../shared/ledger';
import type { AService } from './service-at-work';

/** The item of a target, read as anybody with the right may read it. */
export const targetItem = (service: AService, target = 'products'): Promise<TargetItem> =>
  itemOf(service, `target#${target}`);

export const accountItem = (service: AService): Promise<AccountItem> => itemOf(service, 'account');

async function itemOf({ clients }: AService, pk: string): Promise<object> {
  const { Item } = await clients.dynamodb.send(
    new GetItemCommand({
      TableName: 'daxpilot-ledger',
      Key: { pk: { S: pk }, sk: { S: 'state' } },
      ConsistentRead: true,
    }),
  );
  return Item === undefined ? {} : fromAttributeMap(Item);
}

/** Who holds the target and the account's turn; both absent where no lock is left behind. */
export async function locks(service: AService, target = 'products'): Promise<object> {
  const { owner, looking } = await targetItem(service, target);
  const { changing } = await accountItem(service);
  return { ...(owner && { owner }), ...(looking && { looking }), ...(changing && { changing }) };
}
