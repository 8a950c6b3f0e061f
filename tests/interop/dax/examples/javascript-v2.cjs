// npm install amazon-dax-client aws-sdk
const AmazonDaxClient = require('amazon-dax-client');
const AWS = require('aws-sdk');

async function main() {
  const service = new AmazonDaxClient({
    endpoints: [process.argv[2] ?? 'dax://127.0.0.1:8111'],
    region: 'us-east-1',
    accessKeyId: 'local',
    secretAccessKey: 'local',
  });
  const dax = new AWS.DynamoDB.DocumentClient({ service });
  await dax.put({ TableName: 'Orders', Item: { pk: 'js2', total: 1.5 } }).promise();
  const { Item } = await dax.get({ TableName: 'Orders', Key: { pk: 'js2' } }).promise();
  console.log(JSON.stringify(Item));
  service.shutdown();
}

void main();
