"""Lets several accounts take turns, because each may ask only so often, and asks mostly for what these have: nearly all keys that could be
made up exist nowhere."""

import functools
import itertools
import os
import random

import requests
import schemathesis

SITE = os.environ["SITE"]
TOKENS = itertools.cycle(os.environ["TOKENS"].split())
LISTS = ["appointments", "centres", "doctors", "mappings", "patients", "records", "referrals", "services", "threads"]
KEYS = {f"{kind.removesuffix('s')}_id": kind for kind in LISTS} | {"doctor": "doctors", "to_doctor_id": "doctors"}
CHANCE = random.Random(1)


@functools.cache
def keys_of(token):
    """What an account finds in each list."""

    def keys(address):
        answer = requests.get(f"{SITE}/api/v1/{address}", headers={"Authorization": f"Bearer {token}"})
        return [one["id"] for one in answer.json()["items"] if one["id"]] if answer.ok else []

    found = {kind: keys(kind) for kind in LISTS}
    return found | {"messages": [key for thread in found["threads"][:1] for key in keys(f"messages?thread_id={thread}")]}


@schemathesis.auth(refresh_interval=None)
class Turns:
    def get(self, case, context):
        return next(TOKENS)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
        own = keys_of(data)
        kind = next((part for part in case.operation.path.split("/") if part in own), None)
        for values in [case.path_parameters, case.query, case.body]:
            if isinstance(values, dict):
                for name in values.keys() & {"id", *KEYS}:
                    keys = own.get(KEYS.get(name, kind))
                    # A value that is not a key at all is intended.
                    is_key = type(values[name]) is int and abs(values[name]) < 2**63
                    if keys and is_key and CHANCE.random() < 0.8:
                        values[name] = CHANCE.choice(keys)
