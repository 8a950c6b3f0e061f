"""Carries out calls with the official Python client: one JSON line in, one JSON line out."""
import base64
import json
import os
import sys

import botocore.session
from amazondax import AmazonDaxClient
from botocore.exceptions import ClientError

METHODS = {
    "getItem": "get_item", "putItem": "put_item", "updateItem": "update_item", "deleteItem": "delete_item",
    "query": "query", "scan": "scan", "batchGetItem": "batch_get_item", "batchWriteItem": "batch_write_item",
    "transactGetItems": "transact_get_items", "transactWriteItems": "transact_write_items",
}


def from_wire(value):
    """Binary is base64 text on the lines and bytes in the client."""
    if isinstance(value, list):
        return [from_wire(element) for element in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and isinstance(value.get("B"), str):
        return {"B": base64.b64decode(value["B"])}
    if len(value) == 1 and isinstance(value.get("BS"), list):
        return {"BS": [base64.b64decode(element) for element in value["BS"]]}
    return {name: from_wire(content) for name, content in value.items()}


def to_wire(value):
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (list, tuple)):
        return [to_wire(element) for element in value]
    if isinstance(value, dict):
        return {name: to_wire(content) for name, content in value.items() if name != "ResponseMetadata"}
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def call(client, request):
    try:
        return {"answer": to_wire(getattr(client, METHODS[request["operation"]])(**from_wire(request["input"])))}
    except ClientError as error:
        return {"error": error.response["Error"]["Code"], "message": str(error)}
    except Exception as error:  # what the client itself refuses
        return {"error": type(error).__name__, "message": str(error)}


def main():
    client = AmazonDaxClient(botocore.session.get_session(), region_name="us-east-1", endpoint_url=sys.argv[1],
                             aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"],
                             aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"])
    for line in sys.stdin:
        print(json.dumps(call(client, json.loads(line))), flush=True)
    client.close()


main()
