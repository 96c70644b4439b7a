"""Lets several accounts take turns, because each may ask only so often."""

import itertools
import os

import schemathesis

TOKENS = itertools.cycle(os.environ["TOKENS"].split())


@schemathesis.auth(refresh_interval=None)
class Turns:
    def get(self, case, context):
        return next(TOKENS)

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"
