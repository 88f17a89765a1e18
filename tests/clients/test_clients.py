"""Three makers of clients take every operation, and what they make passes strict compilers; two linters are content."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.clients.conftest import Tools
from tests.support.openapi import operations, spec_of_code

pytestmark = pytest.mark.long(minutes=1)

USE = """
import type { components, paths } from "./schema";

type Sent = paths["/v1/advice/consultation"]["post"]["requestBody"]["content"]["application/json"];
type Answer = paths["/v1/advice/consultation"]["post"]["responses"][200]["content"]["application/json"];
type Problem = components["schemas"]["Problem"];

const symptoms = { pain_sites: ["mth_2" as const], diabetes: null };
const sent: Sent = { feet: { left: { length_mm: 262 } }, sex: "male", symptoms };

export function shown(answer: Answer): string[] {
  const first = answer.shoes.recommendations[0];
  const picture = answer.met_pad.placement?.diagram_url ?? "";
  return [answer.verdict, answer.summary, first?.shoe.model ?? "", picture, sent.sex ?? ""];
}

export function refused(problem: Problem): string[] {
  return (problem.errors ?? []).map((entry) => `${entry.pointer ?? entry.parameter}: ${entry.detail}`);
}

// @ts-expect-error A word that is none of the list.
export const wrong: Sent = { sex: "unknown" };
"""

CALL = """
import { adviseConsultation } from "./sdk.gen";

export async function ask(): Promise<string> {
  const { data, error } = await adviseConsultation({ body: { sex: "female" } });
  return data ? data.summary : (error?.code ?? "");
}
"""

STRICT = {
    "strict": True,
    "noEmit": True,
    "skipLibCheck": False,
    "target": "es2022",
    "module": "esnext",
    "moduleResolution": "bundler",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
}

BINARY = ("image/svg+xml", "image/png", "application/pdf", "application/zip", "text/calendar")


def _operation_ids() -> set[str]:
    return {operation.body["operationId"] for operation in operations(spec_of_code())}


def _compile(tools: Tools, folder: Path) -> None:
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": STRICT, "include": ["*.ts", "**/*.ts"]}))
    tools.run("tsc", "--project", "tsconfig.json", cwd=folder)


def test_types_of_openapi_typescript_compile(tools: Tools, tmp_path: Path) -> None:
    tools.run("openapi-typescript", tools.spec, "--output", "schema.d.ts", cwd=tmp_path)
    made = (tmp_path / "schema.d.ts").read_text()
    assert {name for name in _operation_ids() if f"    {name}: {{" not in made} == set()
    (tmp_path / "use.ts").write_text(USE)
    _compile(tools, tmp_path)


def test_a_client_of_hey_api_compiles(tools: Tools, tmp_path: Path) -> None:
    tools.run("openapi-ts", "--input", tools.spec, "--output", "client", cwd=tmp_path)
    made = (tmp_path / "client/sdk.gen.ts").read_text()
    functions = set(re.findall(r"export const (\w+) =", made))
    camel = {re.sub(r"_(\w)", lambda found: found[1].upper(), name) for name in _operation_ids()}
    assert camel - functions == set()
    (tmp_path / "client/call.ts").write_text(CALL)
    _compile(tools, tmp_path)


def test_a_client_of_openapi_python_client_passes_mypy(tools: Tools, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    overrides = dict.fromkeys(BINARY, "application/octet-stream")
    settings.write_text(json.dumps({"post_hooks": [], "content_type_overrides": overrides}))
    command = ("openapi-python-client", "generate", "--path", tools.spec, "--output-path", "client", "--meta", "none")
    printed = tools.run(*command, "--config", settings, cwd=tmp_path)
    assert "will not be generated" not in printed and "Unable to parse" not in printed, printed[-4_000:]
    made = {path.stem for path in tmp_path.glob("client/api/*/*.py")} - {"__init__"}
    assert _operation_ids() - made == set()
    tools.run("mypy", "--strict", "client", cwd=tmp_path)


def test_redocly_finds_nothing(tools: Tools, tmp_path: Path) -> None:
    printed = tools.run("redocly", "lint", tools.spec, "--extends", "recommended", cwd=tmp_path)
    assert "is valid" in printed and "warning" not in printed.lower().replace("deprecation warning", ""), printed


def test_spectral_finds_nothing(tools: Tools, tmp_path: Path) -> None:
    (tmp_path / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n')
    printed = tools.run("spectral", "lint", tools.spec, "--fail-severity", "warn", cwd=tmp_path)
    assert "No results with a severity of 'warn' or higher found" in printed, printed
