"""MiniStack with IAM as AWS evaluates it, and a log of what it decided.

Run it in place of `python -m ministack`, with AUTH=true and IAM_DECISIONS=<file>. Each decision about a role becomes a
JSON line of the file: role, action, resource, allowed. It bridges three differences of MiniStack 1.5.33 from AWS.
"""

import json
import os

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id

decisions = open(os.environ["IAM_DECISIONS"], "a", buffering=1, encoding="utf-8")
evaluate_request = iam_evaluator.enforce
pin_origin = iam_evaluator.pin_request_origin


def pin_tls_origin(source_ip, _secure_transport):
    """aws:SecureTransport: the emulator listens without TLS, AWS does not."""
    pin_origin(source_ip, True)


def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    # Service Authorization Reference, SQS: a batch call needs the permission of its single action.
    action = iam_action.removesuffix("Batch") if service == "sqs" else iam_action
    denied = evaluate_request(access_key_id, action, service, region, resource_arn, service_context)
    # `Ref` of a secret is its ARN on AWS and its name here, so the role's policy names it so.
    if service == "secretsmanager" and getattr(denied, "decision", "") == "ImplicitDeny":
        name = resource_arn.rpartition(":secret:")[2].rpartition("-")[0]
        if evaluate_request(access_key_id, action, service, region, name, service_context) is None:
            denied = None
    keep(access_key_id, {"action": action, "resource": resource_arn, "allowed": denied is None}, denied)
    return denied


def keep(access_key_id, decision, denied):
    """Writes a decision down, unless it is one of the account's root, for whom nothing is evaluated."""
    caller = iam_evaluator.resolve_principal(access_key_id or "", get_account_id())
    role = iam_evaluator._role_name_from_assumed_arn(getattr(caller, "arn", ""))
    if role or denied is not None:
        error = {"error": denied.code} if isinstance(denied, iam_evaluator.AuthError) else {}
        decisions.write(json.dumps({"role": role, **decision, **error}) + "\n")


iam_evaluator.enforce = enforce
iam_evaluator.pin_request_origin = pin_tls_origin

from ministack.app import main  # noqa: E402 - it binds what is replaced above

main()
