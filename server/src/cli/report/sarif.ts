import type { Severity } from '../../core/rule.ts';
import { rules } from '../../core/rules/index.ts';
import { VERSION } from '../version.ts';
import type { FileReport, Finding } from './findings.ts';
import { print } from './json.ts';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** The report as SARIF 2.1.0 (OASIS), as code scanning services read it. */
export const sarifReport = (files: readonly FileReport[]): string =>
  print({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'harden-dockerfile', semanticVersion: VERSION, rules: rules.map(ruleMetadata) },
        },
        columnKind: 'utf16CodeUnits',
        results: files.flatMap(({ path, findings }) => findings.map((finding) => result(path, finding))),
      },
    ],
  });

const ruleMetadata = ({ id, summary, severity }: (typeof rules)[number]) => ({
  id,
  shortDescription: { text: summary },
  defaultConfiguration: { level: LEVELS[severity] },
});

const result = (path: string, { rule, severity, message, place }: Finding) => ({
  ruleId: rule,
  ruleIndex: rules.findIndex(({ id }) => id === rule),
  level: LEVELS[severity],
  message: { text: message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/') },
        region: {
          startLine: place.line,
          startColumn: place.column,
          endLine: place.endLine,
          endColumn: place.endColumn,
        },
      },
    },
  ],
});
