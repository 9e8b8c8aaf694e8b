"""Prints what `sam local` reads in a template and a file of variables: sam_local.py TEMPLATE VARIABLES."""

import json
import sys
from pathlib import Path
from typing import Any

from samcli.commands.local.lib.local_lambda import LocalLambdaRunner
from samcli.lib.providers.api_provider import ApiProvider
from samcli.lib.providers.provider import Function
from samcli.lib.providers.sam_function_provider import SamFunctionProvider
from samcli.lib.providers.sam_stack_provider import SamLocalStackProvider


def described(function: Function, runner: LocalLambdaRunner) -> dict[str, Any]:
    """Tell what a container of the function gets."""
    config = runner.get_invoke_config(function)
    return {
        "code": config.code_abs_path,
        "handler": config.handler,
        "runtime": config.runtime,
        "timeout": config.timeout,
        "memory": config.memory,
        "variables": config.env_vars.resolve(),
    }


def main(template: Path, variables: Path) -> None:
    """Print the functions and the routes as JSON."""
    stacks, _ = SamLocalStackProvider.get_stacks(str(template))
    provider = SamFunctionProvider(stacks)
    runner = LocalLambdaRunner(
        local_runtime=None,
        function_provider=provider,
        cwd=str(template.parent),
        real_path=str(Path.cwd()),
        env_vars_values=json.loads(variables.read_text(encoding="utf-8")),
    )
    routes = ApiProvider(stacks, cwd=str(template.parent)).api.routes
    found = {
        "functions": {function.name: described(function, runner) for function in provider.get_all()},
        "routes": sorted([method, route.path, route.function_name] for route in routes for method in route.methods),
    }
    json.dump(found, sys.stdout)


main(Path(sys.argv[1]).absolute(), Path(sys.argv[2]))
