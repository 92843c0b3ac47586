import { DiagnosticSeverity, type Diagnostic as LspDiagnostic, type Range } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnostic, Severity } from '../core/rule.ts';
import type { Span } from '../core/text/span.ts';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const DOCS = 'https://github.com/harden-dockerfile/harden-dockerfile/blob/main/docs/rules/';

/** A span in lines and characters. */
export const toRange = (document: TextDocument, { start, end }: Span): Range => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

/** A finding as the protocol has it; its code is the rule, which links to the rule's page. */
export const toLspDiagnostic = (
  document: TextDocument,
  { span, message, rule, severity }: Diagnostic,
): LspDiagnostic => ({
  range: toRange(document, span),
  severity: SEVERITY[severity],
  code: rule.id,
  codeDescription: { href: `${DOCS}${rule.id}.md` },
  source: 'harden-dockerfile',
  message,
});
