# pip install amazon-dax-client
import sys

import botocore.session
from amazondax import AmazonDaxClient

dax = AmazonDaxClient(
    botocore.session.get_session(),
    region_name="us-east-1",
    endpoint_url=sys.argv[1] if len(sys.argv) > 1 else "dax://127.0.0.1:8111",
    aws_access_key_id="local",
    aws_secret_access_key="local",
)
dax.put_item(TableName="Orders", Item={"pk": {"S": "python"}, "total": {"N": "1.5"}})
print(dax.get_item(TableName="Orders", Key={"pk": {"S": "python"}})["Item"])
dax.close()
