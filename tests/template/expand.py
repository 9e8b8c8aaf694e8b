"""Prints the template as CloudFormation sees it, after SAM's transform: expand.py TEMPLATE [PARAMETER=VALUE]..."""

import json
import pathlib
import sys

from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """The template names no managed policy of AWS, so there are none to look up in an account."""

    @staticmethod
    def load():
        return {}


template = yaml_parse(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # A deployment uploads the folder and writes where it lies.
        resource["Properties"]["CodeUri"] = {"Bucket": "code", "Key": "bootstrap.zip"}
parameters = dict(argument.split("=", 1) for argument in sys.argv[2:])
expanded = transform(template, parameters, NoManagedPolicies())
if len(expanded["Resources"]) >= 400:
    sys.exit(f"{len(expanded['Resources'])} resources: the stack is to stay under 400")
json.dump(expanded, sys.stdout, indent=2)
