// npm install @amazon-dax-sdk/lib-dax
const { DaxDocument } = require('@amazon-dax-sdk/lib-dax');

async function main() {
  const dax = new DaxDocument({
    endpoint: process.argv[2] ?? 'dax://127.0.0.1:8111',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await dax.put({ TableName: 'Orders', Item: { pk: 'js3', total: 1.5 } });
  const { Item } = await dax.get({ TableName: 'Orders', Key: { pk: 'js3' } });
  console.log(JSON.stringify(Item));
  dax.shutdown();
}

void main();
