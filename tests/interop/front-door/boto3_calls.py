"""Makes the calls that come in on stdin as JSON lines through boto3 and answers each with a JSON line."""

import json
import sys

import boto3
from botocore import xform_name
from botocore.exceptions import ClientError

NAMES = {"monitoring": "cloudwatch", "states": "stepfunctions"}
clients = {}

for line in sys.stdin:
    call = json.loads(line)
    name = NAMES.get(call["service"], call["service"])
    client = clients.setdefault(name, None) or boto3.client(name)
    clients[name] = client
    arguments = dict(call["input"])
    if "payload" in call:
        arguments["Payload"] = json.dumps(call["payload"]).encode()
    try:
        output = getattr(client, xform_name(call["operation"]))(**arguments)
        output.pop("ResponseMetadata", None)
        payload = output.pop("Payload", None)
        answer = {"output": output, "payload": json.loads(payload.read()) if payload is not None else None}
    except ClientError as error:
        answer = {"error": error.response["Error"]["Code"], "message": str(error)}
    except Exception as error:  # what boto3 raises before or after the wire is a problem of the call
        answer = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(answer, default=str), flush=True)
