"""The commands of the command line, one function each: options in, exit code out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from desktop.domain.checks.finding import SEVERITY_NAMES, Finding, Severity
from desktop.domain.errors import InputError
from desktop.domain.evaluation_json import to_json
from desktop.domain.record import Record
from desktop.exchange.excel_reader import read_workbook
from desktop.exchange.proposal import proposal_json
from desktop.paths import data_file_in, resources_dir
from desktop.services.entry import look_at
from desktop.services.forms import FormCatalog
from desktop.services.left_over import left_over
from desktop.services.lint import prove_all, prove_files
from desktop.services.packages import read_package
from desktop.services.sources import is_json, load_records, read_json, record_of
from desktop.services.transfer import export_record, preview
from desktop.services.workspace import Workspace, make_folder

FINE, ERRORS, UNREADABLE = 0, 1, 2
SAMPLE = resources_dir() / "samples" / "region-managed-2022.json"


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def run_kinds(options: argparse.Namespace) -> int:
    """Layouts, shipped and user's."""
    catalog = FormCatalog()
    catalog.definitions()
    rows = [
        {"kind": i.kind, "layout": i.layout, "name": i.name, "year": i.year, "user": i.user, "problem": i.problem}
        for i in catalog.layouts()
    ]
    for error in catalog.broken_rules().values():
        print(error, file=sys.stderr)
    if options.json:
        _print_json(rows)
    else:
        for row in rows:
            own = "（自有）" if row["user"] else ""
            print(f"{row['kind']}  {row['layout']}  {row['name']}{own}  {row['problem']}".rstrip())
    return FINE


def run_read(options: argparse.Namespace) -> int:
    """Recognise a workbook, or read a package, and print its evaluation."""
    catalog = FormCatalog()
    if is_json(options.workbook):
        return _read_package(options, catalog)
    proposals = read_workbook(options.workbook, catalog.definitions())
    found = [proposal_json(proposal) for proposal in proposals]
    if options.json:
        _print_json(found[0] if len(found) == 1 else found)
        return FINE
    for proposal, data in zip(proposals, found, strict=True):
        sheets = "、".join(proposal.sheets)
        print(f"认作：{proposal.definition.name}（{data['bureau']} {data['year']}年度），工作表“{sheets}”。")
        for path, source in data["sources"].items():
            print(f"{source}\t{path}")
        for doubt in proposal.doubts:
            print(f"请看一眼：{doubt}")
    return FINE


def _read_package(options: argparse.Namespace, catalog: FormCatalog) -> int:
    """Values of a package have no place on a sheet, so there are no ``sources``."""
    records = read_package(options.workbook, catalog).records
    if options.json:
        found = [to_json(record) for record in records]
        _print_json(found[0] if len(found) == 1 else found)
        return FINE
    for record in records:
        print(f"交换包里有：{record.definition.name}（{record.bureau} {record.year or ''}年度）。")
    return FINE


def run_check(options: argparse.Namespace) -> int:
    """Check files; the worst result is the exit code."""
    catalog, worst = FormCatalog(), FINE
    out: list[dict[str, object]] = []
    for path in options.files:
        try:
            records = load_records(path, catalog)
        except InputError as error:
            print(error, file=sys.stderr)
            worst = UNREADABLE
            continue
        for record in records:
            findings = look_at(record).findings
            if any(finding.severity is Severity.ERROR for finding in findings):
                worst = max(worst, ERRORS)
            if options.json:
                extra = {"file": str(path)} if len(options.files) > 1 else {}
                out += [extra | finding.to_json() for finding in findings]
            else:
                _print_findings(path, record, findings)
    if options.json:
        _print_json(out)
    return worst


def _print_findings(path: Path, record: Record, findings: list[Finding]) -> None:
    counts = {s: sum(1 for f in findings if f.severity is s) for s in Severity}
    summary = "，".join(f"{SEVERITY_NAMES[s]} {n}" for s, n in counts.items())
    print(f"{path.name}：{record.bureau} {record.definition.name}。{summary}。")
    for finding in findings:
        settled = f"（已说明：{finding.explanation}）" if finding.explained else ""
        if finding.lapsed:
            settled = f"（{finding.lapsed}原说明：{finding.explanation}）"
        print(f"  {SEVERITY_NAMES[finding.severity]}　{finding.place}：{finding.message}{finding.advice}{settled}")


def run_write(options: argparse.Namespace) -> int:
    """Write the official form of a JSON evaluation."""
    entries = read_json(options.evaluation)
    if len(entries) != 1:
        raise InputError(f"文件“{options.evaluation.name}”里有 {len(entries)} 份自评数据，一次只能写一份。")
    record = record_of(entries[0], FormCatalog(), options.layout, options.evaluation.name)
    export_record(record, options.out, options.one_page)
    print(f"已写出：{options.out}", file=sys.stderr)
    return FINE


def run_import(options: argparse.Namespace) -> int:
    """Take forms into a data file, each as a new evaluation."""
    catalog = FormCatalog()
    # Everything is read before anything is written, so a bad file among several changes nothing.
    read = [(path, _importable(path, catalog)) for path in options.files]
    workspace = Workspace.open(options.data, catalog)
    try:
        added = [
            {"id": workspace.add(record, f"导入 {path.name}", source), "file": path.name, "bureau": record.bureau}
            for path, records in read
            for record, source in records
        ]
    finally:
        workspace.close()
    if options.json:
        _print_json(added)
    else:
        for row in added:
            print(f"第 {row['id']} 份：{row['bureau']}（{row['file']}）")
    return FINE


def _importable(path: Path, catalog: FormCatalog) -> list[tuple[Record, str]]:
    if is_json(path):
        package = read_package(path, catalog)
        return [(record, package.source) for record in package.records]
    return [(found.record, found.source) for found in preview(path, catalog)]


def run_list(options: argparse.Namespace) -> int:
    """The evaluations of a data file."""
    workspace = Workspace.open(options.data, create=False)
    try:
        heads = workspace.evaluations()
    finally:
        workspace.close()
    rows = [
        {
            "id": head.id,
            "kind": head.kind,
            "layout": head.layout,
            "bureau": head.bureau,
            "year": head.year,
            "changed_at": head.changed_at.isoformat(),
        }
        for head in heads
    ]
    if options.json:
        _print_json(rows)
    else:
        for row in rows:
            print(f"{row['id']}\t{row['year']}\t{row['bureau']}\t{row['kind']}/{row['layout']}\t{row['changed_at']}")
    return FINE


def run_export(options: argparse.Namespace) -> int:
    """Write the official form of one evaluation of a data file, or its package."""
    workspace = Workspace.open(options.data, create=False)
    try:
        record = workspace.form(options.id).record
        export_record(record, options.out, options.one_page)
    finally:
        workspace.close()
    if warning := left_over(record):
        print(warning, file=sys.stderr)
    print(f"已写出：{options.out}", file=sys.stderr)
    return FINE


def run_backup(options: argparse.Namespace) -> int:
    """Copy a data file and prove the copy; exit 1 when the copy shows that something is wrong with the file."""
    workspace = Workspace.open(options.data, create=False)
    try:
        problems = workspace.backup(options.out)
    finally:
        workspace.close()
    print(f"已备份{'，但有问题' if problems else '并验证'}：{options.out}", *problems, sep="\n", file=sys.stderr)
    return ERRORS if problems else FINE


def run_verify(options: argparse.Namespace) -> int:
    """Prove a data file sound; exit 1 when it is not."""
    workspace = Workspace.open(options.data, create=False)
    try:
        problems = workspace.verify()
    finally:
        workspace.close()
    if options.json:
        _print_json({"sound": not problems, "problems": problems})
    else:
        print("\n".join(problems) if problems else f"数据文件“{options.data.name}”完好。")
    return ERRORS if problems else FINE


def run_lint(options: argparse.Namespace) -> int:
    """Prove definitions and rule sets; without files, all that this program would use. Exit 2 when one is broken."""
    catalog = FormCatalog()
    proofs = prove_files(options.files, catalog) if options.files else prove_all(catalog)
    problems = list(dict.fromkeys(proof.problem for proof in proofs if proof.problem))
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        return UNREADABLE
    print(f"{len(proofs)} 个表样、规则和目录文件没有问题。")
    return FINE


def run_demo(options: argparse.Namespace) -> int:
    """The main job without a display: import the sample, check it, write the official workbook, say where."""
    catalog = FormCatalog()
    folder: Path = options.folder
    make_folder(folder)
    sample = SAMPLE
    data = data_file_in(folder, "示例")
    workspace = Workspace.open(data, catalog)
    try:
        record = load_records(sample, catalog)[0]
        form = workspace.form(workspace.add(record, f"导入 {sample.name}", sample.name))
        _print_findings(sample, form.record, form.findings)
        out = export_record(form.record, folder / "示例自评表.xlsx")
    finally:
        workspace.close()
    print(f"数据文件：{data.resolve()}")
    print(f"正式的自评表：{out.resolve()}")
    return FINE
